/* cw-connection-form.c: what a person enters to connect a system, and whether it works
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The system's description says what is asked for; this knows no system. What
 * is entered is checked while it is typed, and is ready once it was tried.
 */

#include "config.h"

#include "cw-connection-form.h"

#include "cw-choice.h"
#include "cw-secret-rows.h"

#include <glib/gi18n-lib.h>

struct _CwConnectionForm {
  GtkWidget            parent_instance;

  /* inputs */
  CwProfile           *profile;       /* owned */
  const CwSystemInfo  *system;
  GPtrArray           *connections;   /* owned: all that are kept, of any system */
  const CwConnectionInfo *kept;       /* borrowed from connections: the one that is chosen; NULL: a new one */
  gboolean             editing;

  /* template children */
  AdwPreferencesGroup *choose_group, *account_group, *way_group, *inputs_group, *consent_group, *waiting_group, *result_group;
  AdwComboRow         *choose_row, *way_row, *redirect_row;
  AdwEntryRow         *account_row, *url_row, *name_row, *paste_row;
  AdwActionRow        *redirect_address, *waiting_row, *page_row, *result_row;
  GtkLabel            *problem;
  GtkButton           *try_button;
  GtkWidget           *cancel_button;
  GtkSpinner          *spinner;
  GtkImage            *result_icon;

  CwSecretRows        *rows;          /* owned */
  CwConnectionInfo    *info;          /* owned: as it is tried, or was */
  CwTrial             *trial;         /* owned; NULL: not tried since the last change */
  CwSignIn            *sign_in;       /* owned; NULL: no page is open */
  GCancellable        *cancellable;   /* owned; NULL: nothing is under way */
  gboolean             filling;       /* rows change because something else did, not a person */
  gboolean             url_typed, name_typed;
};

typedef enum { PROP_READY = 1 } CwConnectionFormProps;
static GParamSpec *properties[PROP_READY + 1];
static guint open_page_signal;

G_DEFINE_FINAL_TYPE (CwConnectionForm, cw_connection_form, GTK_TYPE_WIDGET)

static const CwSignInWay *
get_way (CwConnectionForm *self)
{
  return &self->system->ways[adw_combo_row_get_selected (self->way_row)];
}

static const CwRedirect *
get_redirect (CwConnectionForm *self)
{
  const CwSignInWay *way = get_way (self);

  return way->consent != NULL ? &way->consent->redirects[adw_combo_row_get_selected (self->redirect_row)] : NULL;
}

/* (transfer full) */
static char *
dup_entry (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
set_entry (AdwEntryRow *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

/* ---- what is wrong with it ---- */

static void
mark (AdwEntryRow *row, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

/* Puts @problem (transfer full, nullable) into @first where that is free. */
static void
collect (char **first, char *problem)
{
  if (*first == NULL)
    *first = problem;
  else
    g_free (problem);
}

static gboolean
is_taken (CwConnectionForm *self, const char *name)
{
  for (guint i = 0; i < self->connections->len; i++)
    if (g_strcmp0 (((CwConnectionInfo *) self->connections->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

static char *
dup_name_problem (CwConnectionForm *self, const char *name)
{
  return !self->editing && is_taken (self, name) ? g_strdup_printf (_("There is already a connection “%s”."), name) : NULL;
}

static char *
dup_url_problem (const char *url)
{
  g_autoptr (GError) error = NULL;

  return cw_connection_check_url (url, &error) ? NULL : g_strdup (error->message);
}

/* The first of what was typed and cannot be right; NULL: nothing. (transfer full) */
static char *
dup_problem (CwConnectionForm *self)
{
  g_autofree char *account = dup_entry (self->account_row), *url = dup_entry (self->url_row), *name = dup_entry (self->name_row);
  char *first = NULL, *one = NULL;

  one = *account != '\0' && self->system->dup_problem != NULL ? self->system->dup_problem (account) : NULL;
  mark (self->account_row, one != NULL);
  collect (&first, one);
  one = *url != '\0' ? dup_url_problem (url) : NULL;
  mark (self->url_row, one != NULL);
  collect (&first, one);
  one = *name != '\0' ? dup_name_problem (self, name) : NULL;
  mark (self->name_row, one != NULL);
  collect (&first, one);
  collect (&first, cw_secret_rows_dup_problem (self->rows));
  return first;
}

static gboolean
is_whole (CwConnectionForm *self)
{
  g_autofree char *account = dup_entry (self->account_row), *url = dup_entry (self->url_row), *name = dup_entry (self->name_row);

  return (self->system->account_label == NULL || *account != '\0') && *url != '\0' && *name != '\0' && cw_secret_rows_is_whole (self->rows);
}

/* ---- what is shown ---- */

/* A page has to be opened: for what was never signed in to, and whenever a person changes what it is signed in with. */
static gboolean
needs_page (CwConnectionForm *self)
{
  return get_way (self)->consent != NULL && (self->kept == NULL || self->editing);
}

static gboolean
shows_fields (CwConnectionForm *self)
{
  return self->kept == NULL || self->editing;
}

static void
update (CwConnectionForm *self)
{
  g_autofree char *problem = shows_fields (self) ? dup_problem (self) : NULL;
  gboolean busy = self->cancellable != NULL;

  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_button_set_label (self->try_button, needs_page (self) ? _("_Sign In in the Browser…") : _("_Test Connection"));
  gtk_widget_set_visible (GTK_WIDGET (self->try_button), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->try_button), !shows_fields (self) || (problem == NULL && is_whole (self)));
  gtk_widget_set_visible (GTK_WIDGET (self->waiting_group), busy);
  gtk_widget_set_visible (GTK_WIDGET (self->page_row), self->sign_in != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->paste_row), self->sign_in != NULL);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choose_group), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->account_group), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->way_group), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->inputs_group), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->consent_group), !busy);
}

static void
show_result (CwConnectionForm *self, gboolean ok, const char *title, const char *subtitle)
{
  gtk_image_set_from_icon_name (self->result_icon, ok ? "emblem-ok-symbolic" : "dialog-warning-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->result_icon), GTK_ACCESSIBLE_PROPERTY_LABEL, ok ? _("Works") : _("Does not work"), -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->result_row), title);
  adw_action_row_set_subtitle (self->result_row, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->result_group), TRUE);
}

/* What was tried is no longer what is shown. */
static void
forget_trial (CwConnectionForm *self)
{
  g_clear_pointer (&self->trial, cw_trial_free);
  gtk_widget_set_visible (GTK_WIDGET (self->result_group), FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

static void
changed_cb (CwConnectionForm *self)
{
  if (self->filling)
    return;
  forget_trial (self);
  update (self);
}

/* ---- filling in ---- */

static void
suggest_name (CwConnectionForm *self)
{
  g_autofree char *account = dup_entry (self->account_row), *wanted = NULL, *name = NULL;

  if (self->name_typed || !shows_fields (self) || self->editing)
    return;
  wanted = *account != '\0' ? g_strdup_printf ("%s %s", self->system->label, account) : g_strdup (self->system->label);
  name = cw_connect_dup_free_name (self->connections, wanted);
  self->filling = TRUE;
  set_entry (self->name_row, name);
  self->filling = FALSE;
}

static void
suggest_url (CwConnectionForm *self)
{
  g_autofree char *account = dup_entry (self->account_row), *problem = NULL, *url = NULL;

  if (self->url_typed || self->editing || self->system->dup_url == NULL)
    return;
  problem = self->system->dup_problem != NULL ? self->system->dup_problem (account) : NULL;
  url = *account != '\0' && problem == NULL ? self->system->dup_url (account) : NULL;
  self->filling = TRUE;
  set_entry (self->url_row, url);
  self->filling = FALSE;
}

static void
account_cb (CwConnectionForm *self)
{
  if (self->filling)
    return;
  suggest_url (self);
  suggest_name (self);
  changed_cb (self);
}

/* Emptied, it follows the account again. */
static void
url_cb (CwConnectionForm *self)
{
  if (!self->filling)
    self->url_typed = *gtk_editable_get_text (GTK_EDITABLE (self->url_row)) != '\0';
  changed_cb (self);
}

static void
name_cb (CwConnectionForm *self)
{
  if (!self->filling)
    self->name_typed = *gtk_editable_get_text (GTK_EDITABLE (self->name_row)) != '\0';
  changed_cb (self);
}

static void
redirect_cb (CwConnectionForm *self)
{
  const CwRedirect *redirect = get_redirect (self);

  if (redirect == NULL || self->filling)
    return;
  adw_action_row_set_subtitle (self->redirect_address, redirect->address);
  changed_cb (self);
}

static void
fill_redirects (CwConnectionForm *self)
{
  const CwConsent *consent = get_way (self)->consent;
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (const CwRedirect *at = consent != NULL ? consent->redirects : NULL; at != NULL && at->address != NULL; at++)
    gtk_string_list_append (labels, _(at->label));
  adw_combo_row_set_model (self->redirect_row, G_LIST_MODEL (labels));
  gtk_widget_set_visible (GTK_WIDGET (self->consent_group), consent != NULL && shows_fields (self));
}

static void
way_cb (CwConnectionForm *self)
{
  const CwSignInWay *way = get_way (self);
  /* Of another way the keyring has nothing. */
  gboolean kept = self->editing && way == cw_system_info_find_way (self->system, self->kept->auth);

  if (self->filling || self->profile == NULL)
    return;
  adw_preferences_group_set_description (self->way_group, _(way->note));
  cw_secret_rows_set_way (self->rows, way, kept);
  fill_redirects (self);
  redirect_cb (self);
  changed_cb (self);
}

static void
show_kept (CwConnectionForm *self)
{
  gboolean fields = shows_fields (self);

  gtk_widget_set_visible (GTK_WIDGET (self->account_group), fields);
  gtk_widget_set_visible (GTK_WIDGET (self->way_group), fields);
  gtk_widget_set_visible (GTK_WIDGET (self->inputs_group), fields);
  gtk_widget_set_visible (GTK_WIDGET (self->consent_group), fields && get_way (self)->consent != NULL);
  changed_cb (self);
}

static const CwConnectionInfo *
get_nth_kept (CwConnectionForm *self, guint position)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      const CwConnectionInfo *info = self->connections->pdata[i];

      if (g_strcmp0 (info->system, self->system->name) == 0 && position-- == 0)
        return info;
    }
  return NULL;
}

static void
chosen_cb (CwConnectionForm *self)
{
  guint selected = adw_combo_row_get_selected (self->choose_row);

  if (self->filling || self->profile == NULL)
    return;
  self->kept = selected == 0 ? NULL : get_nth_kept (self, selected - 1);
  show_kept (self);
}

static void
fill_choices (CwConnectionForm *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const CwConnectionInfo *info;

  gtk_string_list_append (names, _("New connection"));
  for (guint i = 0; (info = get_nth_kept (self, i)) != NULL; i++)
    gtk_string_list_append (names, info->name);
  adw_combo_row_set_model (self->choose_row, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->choose_group), !self->editing && g_list_model_get_n_items (G_LIST_MODEL (names)) > 1);
}

static void
fill_ways (CwConnectionForm *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = 0, n = 0;

  for (const CwSignInWay *way = self->system->ways; way->id != NULL; way++, n++)
    {
      gtk_string_list_append (titles, _(way->title));
      if (self->editing && way == cw_system_info_find_way (self->system, self->kept->auth))
        selected = n;
    }
  adw_combo_row_set_model (self->way_row, G_LIST_MODEL (titles));
  adw_combo_row_set_selected (self->way_row, selected);
}

static void
fill (CwConnectionForm *self)
{
  const CwSystemInfo *system = self->system;

  self->filling = TRUE;
  fill_choices (self);
  fill_ways (self);
  gtk_widget_set_visible (GTK_WIDGET (self->account_row), system->account_label != NULL);
  if (system->account_label != NULL)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->account_row), _(system->account_label));
      cw_entry_row_add_hint (self->account_row, _(system->account_label), _(system->account_where));
    }
  cw_entry_row_add_hint (self->url_row, _("Address"), _(system->url_where));
  set_entry (self->url_row, self->editing ? self->kept->url : system->url);
  if (self->editing)
    {
      set_entry (self->account_row, self->kept->account);
      set_entry (self->name_row, self->kept->name);
      /* What it holds belongs to this account: another account is another connection. */
      gtk_widget_set_sensitive (GTK_WIDGET (self->account_row), FALSE);
      gtk_widget_set_sensitive (GTK_WIDGET (self->name_row), FALSE);
    }
  self->filling = FALSE;
  suggest_name (self);
  way_cb (self);
}

/* ---- trying ---- */

static void
page_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwConnectionForm) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error) && self->sign_in != NULL)
    adw_action_row_set_subtitle (self->waiting_row,
                                 _("No browser could be opened. Copy the address of the page, and open it in a browser of this computer."));
}

static void
open_page_cb (CwConnectionForm *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean opened = FALSE;

  if (self->sign_in == NULL)
    return;
  g_signal_emit (self, open_page_signal, 0, cw_sign_in_get_page (self->sign_in), &opened);
  if (!opened)
    gtk_show_uri_full (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, cw_sign_in_get_page (self->sign_in), GDK_CURRENT_TIME, NULL,
                       page_opened_cb, g_object_ref (self));
}

static void
show_page (CwSignIn *sign_in, gpointer data)
{
  CwConnectionForm *self = data;

  if (self->cancellable == NULL)
    return;
  self->sign_in = cw_sign_in_ref (sign_in);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->waiting_row), _("Waiting for the answer of the browser…"));
  adw_action_row_set_subtitle (self->waiting_row, _("Sign in on the page and allow the access. Then this goes on by itself."));
  set_entry (self->paste_row, NULL);
  update (self);
  open_page_cb (self);
}

static void
end_waiting (CwConnectionForm *self)
{
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->sign_in, cw_sign_in_unref);
  set_entry (self->paste_row, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->try_button), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->try_button));
  update (self);
}

/* The page that was waited for was answered in another window. */
static void
come_forward (CwConnectionForm *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    gtk_window_present (GTK_WINDOW (root));
}

static void
show_test (CwConnectionForm *self, const CwConnectionTest *test)
{
  g_autofree char *title = NULL, *cause = NULL;

  if (test->ok)
    {
      title = test->account != NULL ? g_strdup_printf (_("It works: %s"), test->account) : g_strdup (_("It works"));
      cause = test->cause != NULL ? g_strdup_printf ("%s %s", test->cause, test->next) : NULL;
    }
  else
    title = g_strdup (test->cause);
  show_result (self, test->ok, title, test->ok ? cause : test->next);
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwConnectionForm) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTrial) trial = cw_trial_finish (result, &error);
  gboolean page = self->sign_in != NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->profile == NULL)
    return;
  end_waiting (self);
  if (trial != NULL)
    show_test (self, trial->test);
  else
    {
      g_autofree char *next = cw_error_dup_next_step (error);

      show_result (self, FALSE, error->message, next);
    }
  self->trial = g_steal_pointer (&trial);
  if (page)
    come_forward (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

static CwConnectionInfo *
make_info (CwConnectionForm *self)
{
  CwConnectionInfo *info;

  if (!shows_fields (self))
    return cw_connection_info_copy (self->kept);
  info = cw_connection_info_new (NULL, self->system->name);
  info->name = dup_entry (self->name_row);
  info->url = dup_entry (self->url_row);
  if (g_str_has_suffix (info->url, "/"))
    info->url[strlen (info->url) - 1] = '\0';
  info->account = self->system->account_label != NULL ? dup_entry (self->account_row) : NULL;
  info->auth = g_strdup (get_way (self)->id);
  return info;
}

static void
try_clicked_cb (CwConnectionForm *self)
{
  g_autoptr (CwSecret) entered = NULL;
  CwTrialRequest request = { 0 };

  if (self->cancellable != NULL)
    return;
  forget_trial (self);
  g_clear_pointer (&self->info, cw_connection_info_free);
  self->info = make_info (self);
  entered = shows_fields (self) && (cw_secret_rows_has_any (self->rows) || !self->editing) ? cw_secret_rows_get_secret (self->rows) : NULL;
  request.info = self->info;
  request.entered = entered;
  request.kept = self->kept != NULL;
  request.sign_in = needs_page (self);
  request.redirect = request.sign_in ? get_redirect (self)->address : NULL;
  request.page = show_page;
  request.page_data = self;
  self->cancellable = g_cancellable_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->waiting_row), _("Testing…"));
  adw_action_row_set_subtitle (self->waiting_row, "");
  /* The keyboard never stays in what becomes insensitive. */
  gtk_widget_grab_focus (GTK_WIDGET (self->try_button));
  gtk_widget_set_visible (GTK_WIDGET (self->waiting_group), TRUE);
  gtk_widget_grab_focus (self->cancel_button);
  update (self);
  cw_trial_async (self->profile, &request, self->cancellable, tried_cb, g_object_ref (self));
}

static void
cancel_clicked_cb (CwConnectionForm *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  end_waiting (self);
  show_result (self, FALSE, _("Stopped. Nothing was changed."), NULL);
}

static void
paste_cb (CwConnectionForm *self)
{
  g_autoptr (GError) error = NULL;

  if (self->sign_in == NULL)
    return;
  if (cw_sign_in_paste (self->sign_in, gtk_editable_get_text (GTK_EDITABLE (self->paste_row)), &error))
    adw_action_row_set_subtitle (self->waiting_row, _("The answer is there and is looked at."));
  else
    adw_action_row_set_subtitle (self->waiting_row, error->message);
  set_entry (self->paste_row, NULL);
}

static void
copy_redirect_cb (CwConnectionForm *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), adw_action_row_get_subtitle (self->redirect_address));
}

static void
copy_page_cb (CwConnectionForm *self)
{
  if (self->sign_in != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), cw_sign_in_get_page (self->sign_in));
}

/* ---- what others see ---- */

gboolean
cw_connection_form_get_ready (CwConnectionForm *self)
{
  return self->trial != NULL && self->trial->test->ok;
}

const CwConnectionInfo *
cw_connection_form_get_info (CwConnectionForm *self)
{
  return self->info;
}

CwSecret *
cw_connection_form_get_secret (CwConnectionForm *self)
{
  return self->trial != NULL ? self->trial->secret : NULL;
}

GPtrArray *
cw_connection_form_get_offers (CwConnectionForm *self)
{
  return self->trial != NULL ? self->trial->offers : NULL;
}

void
cw_connection_form_show_failure (CwConnectionForm *self, const char *message)
{
  show_result (self, FALSE, message, NULL);
}

/* ---- object ---- */

static void
cw_connection_form_dispose (GObject *object)
{
  CwConnectionForm *self = CW_CONNECTION_FORM (object);
  GtkWidget *child;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->sign_in, cw_sign_in_unref);
  g_clear_pointer (&self->trial, cw_trial_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->rows);
  g_clear_object (&self->profile);
  G_OBJECT_CLASS (cw_connection_form_parent_class)->dispose (object);
}

static void
cw_connection_form_finalize (GObject *object)
{
  CwConnectionForm *self = CW_CONNECTION_FORM (object);

  cw_connection_info_free (self->info);
  g_clear_pointer (&self->connections, g_ptr_array_unref);
  G_OBJECT_CLASS (cw_connection_form_parent_class)->finalize (object);
}

static void
cw_connection_form_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch ((CwConnectionFormProps) prop_id)
    {
    case PROP_READY:
      g_value_set_boolean (value, cw_connection_form_get_ready (CW_CONNECTION_FORM (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, choose_group);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, account_group);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, way_group);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, inputs_group);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, consent_group);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, waiting_group);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, result_group);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, choose_row);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, way_row);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, redirect_row);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, account_row);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, url_row);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, name_row);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, paste_row);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, redirect_address);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, waiting_row);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, page_row);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, result_row);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, problem);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, try_button);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwConnectionForm, result_icon);
}

static void
cw_connection_form_class_init (CwConnectionFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_connection_form_dispose;
  object_class->finalize = cw_connection_form_finalize;
  object_class->get_property = cw_connection_form_get_property;
  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  open_page_signal = g_signal_new ("open-page", CW_TYPE_CONNECTION_FORM, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled, NULL, NULL,
                                   G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-connection-form.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, account_cb);
  gtk_widget_class_bind_template_callback (widget_class, url_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_cb);
  gtk_widget_class_bind_template_callback (widget_class, way_cb);
  gtk_widget_class_bind_template_callback (widget_class, redirect_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_redirect_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_page_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_page_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_cb);
}

static void
cw_connection_form_init (CwConnectionForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_choice_cut (GTK_WIDGET (self->choose_row));
  cw_choice_cut (GTK_WIDGET (self->way_row));
  cw_choice_cut (GTK_WIDGET (self->redirect_row));
}

static CwConnectionForm *
make_form (CwProfile *profile, const CwSystemInfo *system, GPtrArray *connections /* transfer full */, const CwConnectionInfo *kept)
{
  CwConnectionForm *self = g_object_new (CW_TYPE_CONNECTION_FORM, NULL);

  self->system = system;
  self->connections = connections;
  self->kept = kept;
  self->editing = kept != NULL;
  self->rows = cw_secret_rows_new (profile, self->inputs_group);
  self->profile = g_object_ref (profile);
  g_signal_connect_object (self->rows, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  fill (self);
  return self;
}

CwConnectionForm *
cw_connection_form_new (CwProfile *profile, const CwSystemInfo *system, GPtrArray *connections)
{
  return make_form (profile, system, g_ptr_array_ref (connections), NULL);
}

CwConnectionForm *
cw_connection_form_new_edit (CwProfile *profile, const CwSystemInfo *system, const CwConnectionInfo *kept)
{
  GPtrArray *connections = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_connection_info_free);

  g_ptr_array_add (connections, cw_connection_info_copy (kept));
  return make_form (profile, system, connections, connections->pdata[0]);
}
