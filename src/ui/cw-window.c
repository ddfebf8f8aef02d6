/* cw-window.c: the window with its three tabs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-window.h"

#include "cw-assistant.h"
#include "cw-integrations-page.h"
#include "cw-mapping-page.h"
#include "cw-users-page.h"
#include "cw-plain-text.h"

#include <glib/gi18n-lib.h>

#define IDLE_ROUNDS   3    /* seconds in a row without anything loading before a picture is taken */
#define FINISH_WITHIN 10   /* seconds that a run has to stop when the session ends; it is resumed in any case */
#define FRESH         10   /* seconds for which nobody looks again when the window is chosen */

struct _CwWindow {
  AdwApplicationWindow  parent_instance;

  /* inputs */
  CwDesk               *desk;           /* owned */

  /* template children */
  AdwViewSwitcherTitle *switcher_title;
  AdwViewStack         *stack;
  AdwToastOverlay      *toasts;
  AdwStatusPage        *failed_page;
  GtkStack             *main_stack;
  GtkSpinner           *spinner;
  GtkRevealer          *sample_bar, *job_revealer;
  GtkButton            *job_button, *search_button;
  GtkBox               *bottom;
  GtkLabel             *job_title, *job_label;
  GtkProgressBar       *job_bar;

  /* owned by the stack; NULL until the desk is ready */
  CwIntegrationsPage   *integrations;
  CwMappingPage        *mapping;
  CwUsersPage          *users;

  char                 *wanted_page;    /* to show once there are pages */
  GSignalGroup         *job_signals;    /* owned: of the job that is shown in the header */
  gint64                refreshed_at;   /* monotonic */
  gboolean              connecting;     /* the assistant is to open once there are pages */
  gboolean              finishing;      /* closes when no run is under way any more */
  guint                 give_up;        /* source; 0: none */
  char                 *screenshot;     /* owned; file to write */
  guint                 idle_rounds;
  guint                 picture_timer;  /* 0: no picture is due */
};

G_DEFINE_FINAL_TYPE (CwWindow, cw_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- the job in the header ---- */

static const char *
describe_work (CwJob *job)
{
  switch (cw_job_get_state (job))
    {
    case CW_JOB_PAUSING:
      return _("Pausing");
    case CW_JOB_PAUSED:
      return _("Paused");
    case CW_JOB_STOPPING:
      return _("Stopping");
    case CW_JOB_PLANNING:
      return cw_job_is_run (job) ? _("Reading both sides") : _("Planning");
    case CW_JOB_RUNNING:
    case CW_JOB_PLANNED:
    case CW_JOB_STOPPED:
    case CW_JOB_DONE:
    case CW_JOB_ATTENTION:
    case CW_JOB_FAILED:
    default:
      return _("Export");
    }
}

static void
update_job (CwWindow *self)
{
  CwJob *job = cw_desk_get_job (self->desk);
  gboolean working = job != NULL && !cw_job_is_over (job);
  g_autofree char *title = NULL, *text = NULL, *name = NULL;

  gtk_revealer_set_reveal_child (self->job_revealer, working);
  if (!working)
    return;
  title = g_strdup_printf ("%s · %s", describe_work (job), cw_job_get_integration (job));
  text = cw_job_get_total (job) == 0 ? g_strdup ("")
         : g_strdup_printf (_("%'u of %'u"), cw_job_get_total (job) - cw_job_get_left (job), cw_job_get_total (job));
  name = g_strdup_printf ("%s, %s", title, text);
  gtk_label_set_label (self->job_title, title);
  gtk_label_set_label (self->job_label, text);
  gtk_progress_bar_set_fraction (self->job_bar, cw_job_get_fraction (job));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->job_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* What ended while the window was not looked at is told outside of it. */
static void
notify_end (CwWindow *self, CwJob *job, const char *text)
{
  g_autoptr (GNotification) notification = g_notification_new (cw_job_get_integration (job));
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  g_notification_set_body (notification, text);
  g_notification_set_default_action (notification, "app.show-job");
  if (application != NULL)
    g_application_send_notification (G_APPLICATION (application), "run", notification);
}

/* Whoever looks at the window, or starts something new, needs no word of what ended before. */
static void
withdraw_notification (CwWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (application != NULL)
    g_application_withdraw_notification (G_APPLICATION (application), "run");
}

static gboolean
is_job_shown (CwWindow *self, CwJob *job)
{
  return self->integrations != NULL && adw_view_stack_get_visible_child (self->stack) == GTK_WIDGET (self->integrations)
         && cw_integrations_page_shows_job (self->integrations, job);
}

static void
add_job_toast (CwWindow *self, const char *text)
{
  AdwToast *toast = cw_plain_text_new_toast (text);

  adw_toast_set_button_label (toast, _("_Show"));
  adw_toast_set_action_name (toast, "win.show-job");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
job_ended_cb (CwWindow *self, CwJob *job)
{
  g_autofree char *text = NULL;

  update_job (self);
  switch (cw_job_get_state (job))
    {
    case CW_JOB_DONE:
      text = g_strdup_printf (_("Done: %'u records"), cw_job_get_done (job));
      break;
    case CW_JOB_ATTENTION:
      /* Without failures it is the plan that names what a person has to look at. */
      text = cw_job_get_failed (job) > 0
             ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Done; %'u record needs you", "Done; %'u records need you", cw_job_get_failed (job)),
                                cw_job_get_failed (job))
             : g_strdup_printf (_("Done: %'u records"), cw_job_get_done (job));
      break;
    case CW_JOB_STOPPED:
      text = g_strdup (_("Stopped; it can be resumed"));
      break;
    case CW_JOB_FAILED:
      text = g_strdup (cw_job_get_message (job));
      break;
    case CW_JOB_PLANNING:
    case CW_JOB_PLANNED:
    case CW_JOB_RUNNING:
    case CW_JOB_PAUSING:
    case CW_JOB_PAUSED:
    case CW_JOB_STOPPING:
    default:
      return;
    }
  if (self->finishing)
    return;
  /* A page that is looked at says in full what went wrong. */
  if (gtk_window_is_active (GTK_WINDOW (self)) && is_job_shown (self, job) && cw_job_get_message (job) != NULL)
    return;
  if (gtk_window_is_active (GTK_WINDOW (self)) && is_job_shown (self, job))
    cw_window_add_toast (self, text);
  else if (gtk_window_is_active (GTK_WINDOW (self)))
    add_job_toast (self, text);
  else
    notify_end (self, job, text);
}

static void
desk_job_cb (CwWindow *self)
{
  CwJob *job = cw_desk_get_job (self->desk);

  g_signal_group_set_target (self->job_signals, job);
  if (job != NULL && !cw_job_is_over (job))
    withdraw_notification (self);
  update_job (self);
  if (self->finishing && !cw_desk_is_busy (self->desk))
    gtk_window_destroy (GTK_WINDOW (self));
}

/* ---- closing while something is under way ---- */

static gboolean
give_up_cb (gpointer data)
{
  CwWindow *self = data;

  self->give_up = 0;
  gtk_window_destroy (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

void
cw_window_finish (CwWindow *self)
{
  self->finishing = TRUE;
  cw_desk_stop_jobs (self->desk);
  if (!cw_desk_is_busy (self->desk))
    gtk_window_destroy (GTK_WINDOW (self));
  else if (self->give_up == 0)
    self->give_up = g_timeout_add_seconds (FINISH_WITHIN, give_up_cb, self);
}

static void
close_response_cb (CwWindow *self, const char *response)
{
  if (g_str_equal (response, "close"))
    cw_window_finish (self);
}

static void
ask_before_closing (CwWindow *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Stop the Run and Close?"), NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _("Records are being sent. Closing stops the run once the requests under way have been answered. "
                                 "Nothing is lost: the run can be resumed when the window is opened again."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Keep Open"), "close", _("_Stop and Close"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Once asked, a second attempt closes at once: what was sent is in the journal. */
static gboolean
close_request_cb (CwWindow *self)
{
  if (self->finishing || !cw_desk_is_busy (self->desk))
    {
      cw_desk_stop_jobs (self->desk);
      return FALSE;
    }
  ask_before_closing (self);
  return TRUE;
}

/* ---- the desk ---- */

/* The button is there where there is something to search. */
static void
update_search (CwWindow *self)
{
  GtkWidget *visible = adw_view_stack_get_visible_child (self->stack);
  gboolean searchable = visible != NULL && (!CW_IS_INTEGRATIONS_PAGE (visible) || cw_integrations_page_get_searchable (self->integrations));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.search", searchable);
  gtk_widget_set_visible (GTK_WIDGET (self->search_button), searchable);
}

static void
add_pages (CwWindow *self)
{
  AdwViewStackPage *page;

  if (self->integrations != NULL)
    return;
  self->integrations = cw_integrations_page_new (self->desk);
  page = adw_view_stack_add_titled (self->stack, GTK_WIDGET (self->integrations), "integrations", _("Integrations"));
  adw_view_stack_page_set_icon_name (page, "network-transmit-receive-symbolic");
  self->mapping = cw_mapping_page_new (self->desk);
  page = adw_view_stack_add_titled (self->stack, GTK_WIDGET (self->mapping), "mapping", _("Mapping"));
  adw_view_stack_page_set_icon_name (page, "insert-link-symbolic");
  self->users = cw_users_page_new (self->desk);
  page = adw_view_stack_add_titled (self->stack, GTK_WIDGET (self->users), "users", _("Users"));
  adw_view_stack_page_set_icon_name (page, "system-users-symbolic");
  g_signal_connect_object (self->integrations, "notify::searchable", G_CALLBACK (update_search), self, G_CONNECT_SWAPPED);
  if (self->wanted_page != NULL)
    adw_view_stack_set_visible_child_name (self->stack, self->wanted_page);
  update_search (self);
}

/* One sentence what it is; the message names the file, the next step what to do. */
static const char *
get_failure_title (const char *code)
{
  if (g_strcmp0 (code, "store-newer") == 0)
    return _("This Profile Belongs to a Newer Version");
  if (g_strcmp0 (code, "store-damaged") == 0)
    return _("This Profile Is Damaged");
  if (g_strcmp0 (code, "store-full") == 0)
    return _("The Disk Is Full");
  if (g_strcmp0 (code, "keyring") == 0)
    return _("The Keyring Cannot Be Used");
  return g_strcmp0 (code, "not-connected") == 0 ? _("The Sample Data Did Not Start") : _("This Profile Cannot Be Opened");
}

static void
desk_state_cb (CwWindow *self)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->bottom), cw_desk_get_state (self->desk) == CW_DESK_READY);
  switch (cw_desk_get_state (self->desk))
    {
    case CW_DESK_OPENING:
      gtk_stack_set_visible_child_name (self->main_stack, "loading");
      break;
    case CW_DESK_READY:
      add_pages (self);
      gtk_stack_set_visible_child_name (self->main_stack, "pages");
      gtk_spinner_stop (self->spinner);
      gtk_revealer_set_reveal_child (self->sample_bar, cw_desk_get_sample (self->desk));
      if (self->connecting)
        cw_window_connect (self);
      break;
    case CW_DESK_FAILED:
    default:
      /* What the database says names the next step itself, with the file. */
      text = g_str_has_prefix (cw_desk_get_error_code (self->desk), "store") ? g_strdup (cw_desk_get_error (self->desk))
             : g_strdup_printf ("%s\n%s", cw_desk_get_error (self->desk), cw_desk_get_next_step (self->desk));
      adw_status_page_set_title (self->failed_page, get_failure_title (cw_desk_get_error_code (self->desk)));
      cw_plain_text_set_status (self->failed_page, text);
      gtk_stack_set_visible_child_name (self->main_stack, "failed");
      break;
    }
}

/* ---- actions ---- */

static void
show_page_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  cw_window_show_page (CW_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
back_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  GtkWidget *visible = adw_view_stack_get_visible_child (self->stack);

  if (CW_IS_INTEGRATIONS_PAGE (visible))
    cw_integrations_page_back (self->integrations);
  else if (CW_IS_MAPPING_PAGE (visible))
    cw_mapping_page_back (self->mapping);
}

static void
search_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  GtkWidget *visible = adw_view_stack_get_visible_child (self->stack);

  if (CW_IS_INTEGRATIONS_PAGE (visible))
    cw_integrations_page_search (CW_INTEGRATIONS_PAGE (visible));
  else if (CW_IS_MAPPING_PAGE (visible))
    cw_mapping_page_search (CW_MAPPING_PAGE (visible));
  else if (CW_IS_USERS_PAGE (visible))
    cw_users_page_search (CW_USERS_PAGE (visible));
}

static void
refresh_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!cw_overview_refresh_finish (CW_OVERVIEW (source), result, &error))
    cw_window_add_toast (self, error->message);
}

static void
refresh (CwWindow *self)
{
  CwOverview *overview = cw_desk_get_overview (self->desk);

  self->refreshed_at = g_get_monotonic_time ();
  if (overview != NULL && cw_desk_get_state (self->desk) == CW_DESK_READY)
    cw_overview_refresh_async (overview, NULL, refresh_cb, g_object_ref (self));
}

static void
refresh_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  refresh (CW_WINDOW (widget));
}

/* Another program may have worked meanwhile. */
static void
active_cb (CwWindow *self)
{
  if (!gtk_window_is_active (GTK_WINDOW (self)))
    return;
  withdraw_notification (self);
  if (g_get_monotonic_time () - self->refreshed_at > FRESH * G_USEC_PER_SEC)
    refresh (self);
}

static void
open_again_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  cw_desk_open_again (CW_WINDOW (widget)->desk);
}

static void
made_cb (CwWindow *self, const char *integration)
{
  g_autofree char *text = g_strdup_printf (_("“%s” is set up. Switch on the workflows that shall run"), integration);

  cw_window_show_page (self, "integrations");
  cw_integrations_page_await (self->integrations, integration);
  cw_overview_refresh_async (cw_desk_get_overview (self->desk), NULL, NULL, NULL);
  cw_window_add_toast (self, text);
}

static void
open_assistant (CwWindow *self)
{
  CwAssistant *assistant = cw_assistant_show (self->desk, GTK_WIDGET (self));

  self->connecting = FALSE;
  g_signal_connect_object (assistant, "made", G_CALLBACK (made_cb), self, G_CONNECT_SWAPPED);
}

/* A profile from before sample data had one of its own. */
static void
refuse_sample (CwWindow *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("This Profile Holds Sample Data"), NULL);

  self->connecting = FALSE;
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _("Your accounts would mix with it. Close Causeway, move the folder %s away, and start again."), cw_profile_get_dir (cw_desk_get_profile (self->desk)));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
cw_window_connect (CwWindow *self)
{
  if (cw_desk_get_state (self->desk) != CW_DESK_READY)
    self->connecting = TRUE;
  else if (cw_desk_get_sample (self->desk))
    refuse_sample (self);
  else
    open_assistant (self);
}

CwDesk *
cw_window_get_desk (CwWindow *self)
{
  return self->desk;
}

/* Sample data never mixes with the accounts of a person: those go into the user's own profile. */
static void
connect_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (cw_desk_get_state (self->desk) == CW_DESK_READY && cw_desk_get_sample (self->desk) && application != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (application), "connect-own", NULL);
  else
    cw_window_connect (self);
}

static void
show_job_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  CwJob *job = cw_desk_get_job (self->desk);

  if (job == NULL || self->integrations == NULL)
    return;
  cw_window_show_page (self, "integrations");
  cw_integrations_page_show_job (self->integrations, job);
}

/* ---- picture ---- */

static gboolean
write_picture (CwWindow *self, GError **error)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  if (node == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The window shows nothing yet."));
      return FALSE;
    }
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (self)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  if (gdk_texture_save_to_png (texture, self->screenshot))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("%s cannot be written."), self->screenshot);
  return FALSE;
}

static gboolean
picture_cb (gpointer data)
{
  CwWindow *self = data;
  g_autoptr (GError) error = NULL;

  if (cw_desk_get_state (self->desk) == CW_DESK_OPENING || gtk_native_get_renderer (GTK_NATIVE (self)) == NULL)
    self->idle_rounds = 0;
  else
    self->idle_rounds++;
  if (self->idle_rounds < IDLE_ROUNDS)
    return G_SOURCE_CONTINUE;
  if (!write_picture (self, &error))
    {
      g_printerr ("%s\n", error->message);
      g_signal_emit_by_name (self, "picture-failed");
    }
  self->picture_timer = 0;
  gtk_window_close (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

/* ---- object ---- */

static void
cw_window_dispose (GObject *object)
{
  CwWindow *self = CW_WINDOW (object);

  g_clear_handle_id (&self->give_up, g_source_remove);
  g_clear_handle_id (&self->picture_timer, g_source_remove);
  g_clear_object (&self->job_signals);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->wanted_page, g_free);
  g_clear_pointer (&self->screenshot, g_free);
  G_OBJECT_CLASS (cw_window_parent_class)->dispose (object);
}

static void
cw_window_class_init (CwWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_window_dispose;
  /* The picture that was asked for could not be written; the window closes. */
  g_signal_new ("picture-failed", CW_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CwWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, failed_page);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, main_stack);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, bottom);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, sample_bar);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, job_revealer);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, job_button);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, job_title);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, job_label);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, job_bar);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "win.show-job", NULL, show_job_action);
  gtk_widget_class_install_action (widget_class, "win.open-again", NULL, open_again_action);
  gtk_widget_class_install_action (widget_class, "win.connect", NULL, connect_action);
  /* Not an accelerator of the application: entries, menus and dialogs want this key first. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);
}

static void
cw_window_init (CwWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->job_signals = g_signal_group_new (CW_TYPE_JOB);
  g_signal_group_connect_swapped (self->job_signals, "notify", G_CALLBACK (update_job), self);
  g_signal_group_connect_swapped (self->job_signals, "ended", G_CALLBACK (job_ended_cb), self);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_cb), NULL);
  g_signal_connect (self, "close-request", G_CALLBACK (close_request_cb), NULL);
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (update_search), self, G_CONNECT_SWAPPED);
}

CwWindow *
cw_window_new (GtkApplication *application, CwDesk *desk)
{
  CwWindow *self = g_object_new (CW_TYPE_WINDOW, "application", application, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "notify::state", G_CALLBACK (desk_state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::job", G_CALLBACK (desk_job_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "trouble", G_CALLBACK (cw_window_add_toast), self, G_CONNECT_SWAPPED);
  self->refreshed_at = g_get_monotonic_time ();
  cw_desk_go_on (desk);
  desk_state_cb (self);
  desk_job_cb (self);
  return self;
}

void
cw_window_show_page (CwWindow *self, const char *page)
{
  g_free (self->wanted_page);
  self->wanted_page = g_strdup (page);
  if (adw_view_stack_get_child_by_name (self->stack, page) != NULL)
    adw_view_stack_set_visible_child_name (self->stack, page);
}

void
cw_window_take_toast (CwWindow *self, AdwToast *toast)
{
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
cw_window_tell (CwWindow *self, const char *heading, const char *text)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), text);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
cw_window_add_toast (CwWindow *self, const char *text)
{
  adw_toast_overlay_add_toast (self->toasts, cw_plain_text_new_toast (text));
}

void
cw_window_take_screenshot (CwWindow *self, const char *file)
{
  g_free (self->screenshot);
  self->screenshot = g_strdup (file);
  g_clear_handle_id (&self->picture_timer, g_source_remove);
  self->picture_timer = g_timeout_add_seconds (1, picture_cb, self);
}
