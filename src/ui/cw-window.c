/* cw-window.c: the window with its three tabs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-window.h"

#include "cw-integrations-page.h"
#include "cw-mapping-page.h"
#include "cw-users-page.h"

#include <glib/gi18n-lib.h>

#define IDLE_ROUNDS 3     /* seconds in a row without anything loading before a picture is taken */

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
  GtkRevealer          *sample_bar;
  GtkButton            *job_button;
  GtkLabel             *job_label;
  GtkProgressBar       *job_bar;

  /* owned by the stack; NULL until the desk is ready */
  CwIntegrationsPage   *integrations;
  CwMappingPage        *mapping;
  CwUsersPage          *users;

  char                 *wanted_page;    /* to show once there are pages */
  GSignalGroup         *job_signals;    /* owned: of the job that is shown in the header */
  char                 *screenshot;     /* owned; file to write */
  guint                 idle_rounds;
};

G_DEFINE_FINAL_TYPE (CwWindow, cw_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- the job in the header ---- */

static void
update_job (CwWindow *self)
{
  CwJob *job = cw_desk_get_job (self->desk);
  gboolean working = job != NULL && !cw_job_is_over (job) && cw_job_get_total (job) > 0;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->job_button), working);
  if (!working)
    return;
  text = g_strdup_printf (_("%'u of %'u"), cw_job_get_total (job) - cw_job_get_left (job), cw_job_get_total (job));
  gtk_label_set_label (self->job_label, text);
  gtk_progress_bar_set_fraction (self->job_bar, cw_job_get_fraction (job));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->job_button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* What ended while the window was not looked at is told outside of it. */
static void
notify_end (CwWindow *self, CwJob *job, const char *text)
{
  g_autoptr (GNotification) notification = g_notification_new (cw_job_get_integration (job));
  GApplication *application = G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));

  g_notification_set_body (notification, text);
  g_application_send_notification (application, "run", notification);
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
      text = g_strdup_printf (_("Done: %'u records, some need you"), cw_job_get_done (job));
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
  if (gtk_window_is_active (GTK_WINDOW (self)))
    cw_window_add_toast (self, text);
  else
    notify_end (self, job, text);
}

static void
desk_job_cb (CwWindow *self)
{
  g_signal_group_set_target (self->job_signals, cw_desk_get_job (self->desk));
  update_job (self);
}

/* ---- the desk ---- */

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
  if (self->wanted_page != NULL)
    adw_view_stack_set_visible_child_name (self->stack, self->wanted_page);
}

static void
desk_state_cb (CwWindow *self)
{
  g_autofree char *text = NULL;

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
      break;
    case CW_DESK_FAILED:
    default:
      text = g_strdup_printf ("%s\n%s", cw_desk_get_error (self->desk), cw_desk_get_next_step (self->desk));
      adw_status_page_set_description (self->failed_page, text);
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
refresh_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  CwOverview *overview = cw_desk_get_overview (self->desk);

  if (overview != NULL)
    cw_overview_refresh_async (overview, NULL, refresh_cb, g_object_ref (self));
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
    g_printerr ("%s\n", error->message);
  gtk_window_close (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

/* ---- object ---- */

static void
cw_window_dispose (GObject *object)
{
  CwWindow *self = CW_WINDOW (object);

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
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CwWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, failed_page);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, main_stack);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, sample_bar);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, job_button);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, job_label);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, job_bar);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "win.show-job", NULL, show_job_action);
}

static void
cw_window_init (CwWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->job_signals = g_signal_group_new (CW_TYPE_JOB);
  g_signal_group_connect_swapped (self->job_signals, "notify", G_CALLBACK (update_job), self);
  g_signal_group_connect_swapped (self->job_signals, "ended", G_CALLBACK (job_ended_cb), self);
}

CwWindow *
cw_window_new (GtkApplication *application, CwDesk *desk)
{
  CwWindow *self = g_object_new (CW_TYPE_WINDOW, "application", application, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "notify::state", G_CALLBACK (desk_state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::job", G_CALLBACK (desk_job_cb), self, G_CONNECT_SWAPPED);
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
cw_window_add_toast (CwWindow *self, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

void
cw_window_take_screenshot (CwWindow *self, const char *file)
{
  g_free (self->screenshot);
  self->screenshot = g_strdup (file);
  g_timeout_add_seconds (1, picture_cb, self);
}
