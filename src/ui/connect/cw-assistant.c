/* cw-assistant.c: sets up an integration, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing is kept before the last step: closing it earlier leaves nothing
 * behind.
 */

#include "config.h"

#include "cw-assistant.h"

#include "cw-choice.h"
#include "cw-connection-form.h"
#include "cw-plain-text.h"
#include "cw-secret-rows.h"

#include <glib/gi18n-lib.h>

typedef enum {
  STEP_SYSTEM,
  STEP_SOURCE,
  STEP_TARGET,
  STEP_FINISH,
} Step;

struct _CwAssistant {
  AdwWindow           parent_instance;

  /* inputs */
  CwDesk             *desk;        /* owned */

  /* template children */
  AdwWindowTitle     *title;
  GtkButton          *back_button, *next_button;
  GtkStack           *stack;
  AdwPreferencesGroup *systems_group, *offers_group;
  AdwBin             *source_bin, *target_bin;
  AdwEntryRow        *name_row, *box_row;
  AdwComboRow        *offer_row;
  GtkLabel           *note, *problem;

  CwConnectLists     *lists;       /* owned; NULL until read */
  const CwSystemInfo *target;      /* NULL until chosen */
  CwConnectionForm   *forms[2];    /* borrowed from the bins: source and target; NULL until there */
  GPtrArray          *checks;      /* of GtkCheckButton, borrowed: the source's offers */
  GPtrArray          *rows;        /* of GtkWidget, borrowed from offers_group */
  Step                step;
  gboolean            making;      /* on its way: no second time */
};

G_DEFINE_FINAL_TYPE (CwAssistant, cw_assistant, ADW_TYPE_WINDOW)

static guint made_signal;

/* ---- steps ---- */

static const CwOfferInfo *
get_offer (const CwSystemInfo *system, gboolean many)
{
  return system != NULL && system->offer != NULL && system->offer->many == many ? system->offer : NULL;
}

static CwConnectionForm *
get_form (CwAssistant *self)
{
  return self->step == STEP_SOURCE ? self->forms[0] : self->step == STEP_TARGET ? self->forms[1] : NULL;
}

static gboolean can_finish (CwAssistant *self);

static void
update_buttons (CwAssistant *self)
{
  CwConnectionForm *form = get_form (self);
  gboolean ready = self->step == STEP_FINISH ? can_finish (self) && !self->making : form != NULL && cw_connection_form_get_ready (form);

  gtk_button_set_label (self->back_button, self->step == STEP_SYSTEM ? _("_Cancel") : _("_Back"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->back_button), !self->making);
  gtk_button_set_label (self->next_button, self->step == STEP_FINISH ? _("_Set Up") : _("_Next"));
  gtk_widget_set_visible (GTK_WIDGET (self->next_button), self->step != STEP_SYSTEM);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next_button), ready);
}

static void
show_step (CwAssistant *self, Step step)
{
  static const char * const names[] = { "system", "source", "target", "finish" };
  const char *titles[] = { _("New Integration"), cw_system_get_nth (0)->label, self->target != NULL ? self->target->label : "", _("Set Up") };
  g_autofree char *subtitle = g_strdup_printf (_("Step %u of %u"), (guint) step + 1, (guint) G_N_ELEMENTS (names));

  self->step = step;
  adw_window_title_set_title (self->title, titles[step]);
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_stack_set_visible_child_name (self->stack, names[step]);
  update_buttons (self);
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

/* ---- the two connections ---- */

static void
put_form (CwAssistant *self, guint end, const CwSystemInfo *system)
{
  self->forms[end] = cw_connection_form_new (cw_desk_get_profile (self->desk), system, self->lists->connections);
  g_signal_connect_object (self->forms[end], "notify::ready", G_CALLBACK (update_buttons), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (end == 0 ? self->source_bin : self->target_bin, GTK_WIDGET (self->forms[end]));
}

static void
system_activated_cb (AdwActionRow *row, CwAssistant *self)
{
  const CwSystemInfo *system = g_object_get_data (G_OBJECT (row), "system");

  if (self->lists == NULL)
    return;
  if (self->target != system)
    put_form (self, 1, system);
  self->target = system;
  show_step (self, STEP_SOURCE);
}

static void
add_systems (CwAssistant *self)
{
  const CwSystemInfo *system;

  for (guint i = 1; (system = cw_system_get_nth (i)) != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new (), *icon = gtk_image_new_from_icon_name ("go-next-symbolic");

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), system->label);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(system->purpose));
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
      g_object_set_data (G_OBJECT (row), "system", (gpointer) system);
      g_signal_connect_object (row, "activated", G_CALLBACK (system_activated_cb), self, 0);
      adw_preferences_group_add (self->systems_group, row);
    }
}

/* ---- the integration ---- */

static char *
dup_entry (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static gboolean
is_taken (CwAssistant *self, const char *name)
{
  for (guint i = 0; i < self->lists->integrations->len; i++)
    if (g_strcmp0 (((CwIntegrationInfo *) self->lists->integrations->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* (transfer full) */
static char **
dup_chosen (CwAssistant *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      g_strv_builder_add (builder, g_object_get_data (self->checks->pdata[i], "id"));
  return g_strv_builder_end (builder);
}

/* A script id as NetSuite writes them. */
static gboolean
is_box (const char *text)
{
  return g_str_has_prefix (text, "cust") && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen (text);
}

/* The integration that keeps the chosen source from being shared; NULL: none does. */
static const CwIntegrationInfo *
find_other_box (CwAssistant *self, const char *box)
{
  if (cw_connection_form_get_secret (self->forms[0]) != NULL)
    return NULL;
  return cw_connect_find_other_box (self->lists->integrations, cw_connection_form_get_info (self->forms[0])->name, box);
}

/* What is wrong with the last step; NULL: nothing. (transfer full) */
static char *
dup_problem (CwAssistant *self)
{
  g_autofree char *name = dup_entry (self->name_row), *box = dup_entry (self->box_row);
  const CwConnectionInfo *source = cw_connection_form_get_info (self->forms[0]);
  const CwIntegrationInfo *other;

  if (*name != '\0' && is_taken (self, name))
    return g_strdup_printf (_("There is already an integration “%s”."), name);
  if (*box != '\0' && !is_box (box))
    return g_strdup (_("A sync box is the script ID of a custom field, such as custentity_precoro_sync."));
  if (gtk_widget_get_visible (GTK_WIDGET (self->offer_row)) && g_list_model_get_n_items (adw_combo_row_get_model (self->offer_row)) == 0)
    return g_strdup_printf (_("%s has none: %s Make one there, then go back and test again."), _(self->target->offer->label),
                            _(self->target->offer->where));
  other = find_other_box (self, box);
  if (other != NULL && cw_system_info_find_way (cw_system_get_nth (0), source->auth)->single)
    return g_strdup_printf (_("“%s” reads “%s” with another box, and a sign-in in the browser cannot be shared. Go back, choose a new "
                              "connection to the same account, and sign in once more."), other->name, source->name);
  return NULL;
}

static gboolean
can_finish (CwAssistant *self)
{
  g_autofree char *name = dup_entry (self->name_row), *box = dup_entry (self->box_row), *problem = dup_problem (self);
  g_auto (GStrv) chosen = dup_chosen (self);

  return problem == NULL && *name != '\0' && *box != '\0' && chosen[0] != NULL;
}

static void
update_finish (CwAssistant *self)
{
  g_autofree char *problem = NULL, *box = NULL, *note = NULL;
  const CwIntegrationInfo *other;

  if (self->step != STEP_FINISH)
    return;
  box = dup_entry (self->box_row);
  problem = dup_problem (self);
  other = problem == NULL ? find_other_box (self, box) : NULL;
  if (other != NULL)
    note = g_strdup_printf (_("“%s” reads the same connection with another box. A second connection to the same account is set up beside it, "
                              "with the same sign-in: what is marked for one integration is not marked for the other."), other->name);
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
  update_buttons (self);
}

static void
add_check (CwAssistant *self, const CwOffer *offer, gboolean only)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), offer->label);
  gtk_widget_set_margin_start (check, (int) MIN (offer->depth, 6) * 18);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), only);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, offer->label, -1);
  g_object_set_data_full (G_OBJECT (check), "id", g_strdup (offer->id), g_free);
  g_signal_connect_object (check, "notify::active", G_CALLBACK (update_finish), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->offers_group, row);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->checks, check);
}

static void
fill_offers (CwAssistant *self)
{
  const CwOfferInfo *many = get_offer (cw_system_get_nth (0), TRUE), *one = get_offer (self->target, FALSE);
  GPtrArray *offers = cw_connection_form_get_offers (self->forms[0]);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->offers_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->checks, 0);
  adw_preferences_group_set_title (self->offers_group, _(many->label));
  adw_preferences_group_set_description (self->offers_group, _(many->where));
  for (guint i = 0; i < offers->len; i++)
    add_check (self, offers->pdata[i], offers->len == 1);
  offers = cw_connection_form_get_offers (self->forms[1]);
  for (guint i = 0; one != NULL && i < offers->len; i++)
    gtk_string_list_append (labels, ((CwOffer *) offers->pdata[i])->label);
  gtk_widget_set_visible (GTK_WIDGET (self->offer_row), one != NULL);
  if (one == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->offer_row), _(one->label));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->offer_row), _(one->where));
  adw_combo_row_set_model (self->offer_row, G_LIST_MODEL (labels));
}

static void
fill_finish (CwAssistant *self)
{
  g_autofree char *name = g_strdup (self->target->label);

  for (guint number = 2; is_taken (self, name); number++)
    {
      g_free (name);
      name = g_strdup_printf ("%s (%u)", self->target->label, number);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  gtk_editable_set_text (GTK_EDITABLE (self->box_row), self->target->sync_field);
  fill_offers (self);
}

/* ---- making it ---- */

static CwIntegrationInfo *
make_integration (CwAssistant *self)
{
  g_autofree char *name = dup_entry (self->name_row), *box = dup_entry (self->box_row);
  CwIntegrationInfo *info = cw_integration_info_new (name);
  const CwOfferInfo *one = get_offer (self->target, FALSE);
  GPtrArray *offers = cw_connection_form_get_offers (self->forms[1]);

  g_strfreev (info->subsidiaries);
  info->subsidiaries = dup_chosen (self);
  cw_fields_set (info->settings, "sync-field", box);
  if (one != NULL)
    cw_fields_set (info->settings, one->key, ((CwOffer *) offers->pdata[adw_combo_row_get_selected (self->offer_row)])->id);
  return info;
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwAssistant) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  if (self->desk == NULL)
    return;
  self->making = FALSE;
  if (!cw_connect_finish (result, &error))
    {
      g_autofree char *next = cw_error_dup_next_step (error), *text = g_strdup_printf ("%s\n%s", error->message, next);

      update_finish (self);
      gtk_label_set_label (self->problem, text);
      gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
      return;
    }
  name = dup_entry (self->name_row);
  g_signal_emit (self, made_signal, 0, name);
  gtk_window_close (GTK_WINDOW (self));
}

static void
make (CwAssistant *self)
{
  g_autoptr (CwIntegrationInfo) info = make_integration (self);
  CwConnectEnd source = { cw_connection_form_get_info (self->forms[0]), cw_connection_form_get_secret (self->forms[0]) };
  CwConnectEnd target = { cw_connection_form_get_info (self->forms[1]), cw_connection_form_get_secret (self->forms[1]) };

  self->making = TRUE;
  update_buttons (self);
  cw_connect_make_async (cw_desk_get_profile (self->desk), &source, &target, info, made_cb, g_object_ref (self));
}

/* ---- buttons ---- */

static void
next_clicked_cb (CwAssistant *self)
{
  switch (self->step)
    {
    case STEP_SYSTEM:
      break;
    case STEP_SOURCE:
      show_step (self, STEP_TARGET);
      break;
    case STEP_TARGET:
      fill_finish (self);
      show_step (self, STEP_FINISH);
      update_finish (self);
      break;
    case STEP_FINISH:
    default:
      make (self);
      break;
    }
}

static void
back_clicked_cb (CwAssistant *self)
{
  if (self->step == STEP_SYSTEM)
    gtk_window_close (GTK_WINDOW (self));
  else
    show_step (self, self->step - 1);
}

static gboolean
close_request_cb (CwAssistant *self)
{
  return self->making;
}

/* ---- object ---- */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwAssistant) self = data;
  g_autoptr (GError) error = NULL;
  CwConnectLists *lists = cw_connect_load_finish (result, &error);

  if (self->desk == NULL || lists == NULL)
    {
      cw_connect_lists_free (lists);
      cw_plain_text_set_group (self->systems_group, error != NULL ? error->message : "");
      return;
    }
  self->lists = lists;
  put_form (self, 0, cw_system_get_nth (0));
}

static void
cw_assistant_dispose (GObject *object)
{
  CwAssistant *self = CW_ASSISTANT (object);

  self->forms[0] = self->forms[1] = NULL;
  g_clear_object (&self->desk);
  g_clear_pointer (&self->lists, cw_connect_lists_free);
  G_OBJECT_CLASS (cw_assistant_parent_class)->dispose (object);
}

static void
cw_assistant_finalize (GObject *object)
{
  CwAssistant *self = CW_ASSISTANT (object);

  g_ptr_array_unref (self->checks);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (cw_assistant_parent_class)->finalize (object);
}

static void
cw_assistant_class_init (CwAssistantClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_assistant_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_assistant_finalize;
  made_signal = g_signal_new ("made", CW_TYPE_ASSISTANT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-assistant.ui");
  gtk_widget_class_bind_template_child (widget_class, CwAssistant, title);
  gtk_widget_class_bind_template_child (widget_class, CwAssistant, back_button);
  gtk_widget_class_bind_template_child (widget_class, CwAssistant, next_button);
  gtk_widget_class_bind_template_child (widget_class, CwAssistant, stack);
  gtk_widget_class_bind_template_child (widget_class, CwAssistant, systems_group);
  gtk_widget_class_bind_template_child (widget_class, CwAssistant, offers_group);
  gtk_widget_class_bind_template_child (widget_class, CwAssistant, source_bin);
  gtk_widget_class_bind_template_child (widget_class, CwAssistant, target_bin);
  gtk_widget_class_bind_template_child (widget_class, CwAssistant, name_row);
  gtk_widget_class_bind_template_child (widget_class, CwAssistant, box_row);
  gtk_widget_class_bind_template_child (widget_class, CwAssistant, offer_row);
  gtk_widget_class_bind_template_child (widget_class, CwAssistant, note);
  gtk_widget_class_bind_template_child (widget_class, CwAssistant, problem);
  gtk_widget_class_bind_template_callback (widget_class, update_finish);
  gtk_widget_class_bind_template_callback (widget_class, next_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_clicked_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cw_assistant_init (CwAssistant *self)
{
  self->checks = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_choice_cut (GTK_WIDGET (self->offer_row));
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  cw_entry_row_add_hint (self->box_row, _("Sync Box in NetSuite"),
                         _("The script ID of the checkbox field that marks what travels. Where the account has no such field, Causeway keeps "
                           "the marks itself."));
  g_signal_connect (self, "close-request", G_CALLBACK (close_request_cb), NULL);
}

CwAssistant *
cw_assistant_show (CwDesk *desk, GtkWidget *parent)
{
  CwAssistant *self = g_object_new (CW_TYPE_ASSISTANT, "transient-for", gtk_widget_get_root (parent), NULL);

  self->desk = g_object_ref (desk);
  add_systems (self);
  show_step (self, STEP_SYSTEM);
  cw_connect_load_async (cw_desk_get_profile (desk), NULL, loaded_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
