/* cw-application.c: options, profile, windows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-application.h"

#include "cw-trial.h"
#include "cw-window.h"

#include <glib/gi18n-lib.h>
#include <glib-unix.h>
#include <signal.h>

/* Where a sign-in leads back to; the desktop file names it too. */
#define REDIRECT_SCHEME "io.github.causeway-app.causeway"

#define KEYRING_TIMEOUT 60   /* seconds that somebody has to type the keyring's password */

struct _CwApplication {
  AdwApplication parent_instance;

  /* inputs */
  char          *dir;          /* of the profile; NULL: the user's own */
  char          *page;
  char          *screenshot;   /* file to write and quit; nullable */
  gboolean       failed;       /* it could not be written */
  gboolean       sample;

  CwDesk        *desk;         /* owned; NULL before activation */
  CwDesk        *other;          /* owned: the user's own profile beside sample data, or sample data beside that; NULL: not asked for */
};

G_DEFINE_FINAL_TYPE (CwApplication, cw_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "sample", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Open on sample data"), NULL },
  { "profile", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Keep settings and database in DIR"), N_("DIR") },
  { "page", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Page to show: integrations, mapping or users"), N_("PAGE") },
  { "screenshot", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Write a picture of the window to FILE and quit"), N_("FILE") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and quit"), NULL },
  { NULL }
};

/* ---- actions ---- */

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *developers[] = { "The Causeway founders", NULL };
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));

  adw_show_about_window (window,
                         "application-name", "Causeway",
                         "application-icon", APPLICATION_ID,
                         "version", PACKAGE_VERSION,
                         "developers", developers,
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _("Keeps NetSuite in step with Precoro and SuiteProjects Pro."),
                         NULL);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));

  for (GList *at = windows; at != NULL; at = at->next)
    gtk_window_close (at->data);
}

/* What a notification leads to. */
static void
show_job_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));

  if (window == NULL)
    return;
  gtk_window_present (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-job", NULL);
}

/* The window of @desk; a new one where it has none. */
static CwWindow *
show_desk (CwApplication *self, CwDesk *desk)
{
  CwWindow *window;

  for (GList *at = gtk_application_get_windows (GTK_APPLICATION (self)); at != NULL; at = at->next)
    if (CW_IS_WINDOW (at->data) && cw_window_get_desk (at->data) == desk)
      {
        gtk_window_present (at->data);
        return at->data;
      }
  window = cw_window_new (GTK_APPLICATION (self), desk);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* Sample data has a profile of its own: what a person connects goes into theirs, in a window of its own. */
static void
connect_own_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CwApplication *self = data;

  if (self->dir != NULL && self->other == NULL)
    self->other = cw_desk_new (NULL, FALSE, NULL);
  cw_window_connect (show_desk (self, self->dir != NULL ? self->other : self->desk));
}

static char *
dup_sample_dir (void)
{
  return g_build_filename (g_get_user_data_dir (), "causeway-sample", NULL);
}

/* Only in the user's own profile, which is to stay free of it. */
static void
open_sample_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CwApplication *self = data;
  g_autofree char *dir = dup_sample_dir ();

  if (self->other == NULL)
    self->other = cw_desk_new (dir, TRUE, NULL);
  show_desk (self, self->other);
}

static const GActionEntry actions[] = {
  { "connect-own", connect_own_cb, NULL, NULL, NULL },
  { "open-sample", open_sample_cb, NULL, NULL, NULL },
  { "about", about_cb, NULL, NULL, NULL },
  { "show-job", show_job_cb, NULL, NULL, NULL },
  { "quit", quit_cb, NULL, NULL, NULL },
};

static void
set_accelerators (GtkApplication *application)
{
  static const struct {
    const char *action;
    const char *keys[3];
  } accelerators[] = {
    { "app.quit", { "<Control>q" } },
    { "window.close", { "<Control>w" } },
    { "win.show-help-overlay", { "<Control>question", "F1" } },
    { "win.show-page::integrations", { "<Alt>1" } },
    { "win.show-page::mapping", { "<Alt>2" } },
    { "win.show-page::users", { "<Alt>3" } },
    { "win.search", { "<Control>f" } },
    { "win.back", { "<Alt>Left" } },
    { "win.refresh", { "<Control>r", "F5" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (application, accelerators[i].action, accelerators[i].keys);
}

/* ---- running ---- */

static gboolean
terminated_cb (gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));

  for (GList *at = windows; at != NULL; at = at->next)
    if (CW_IS_WINDOW (at->data))
      cw_window_finish (at->data);
    else
      gtk_window_destroy (at->data);
  return G_SOURCE_CONTINUE;
}

static void
cw_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (cw_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  if (CW_APPLICATION (application)->dir != NULL)
    g_action_map_remove_action (G_ACTION_MAP (application), "open-sample");
  set_accelerators (GTK_APPLICATION (application));
  gtk_window_set_default_icon_name (APPLICATION_ID);
  g_unix_signal_add (SIGTERM, terminated_cb, application);
  g_unix_signal_add (SIGINT, terminated_cb, application);
}

static void
picture_failed_cb (CwApplication *self)
{
  self->failed = TRUE;
}

static void
cw_application_activate (GApplication *application)
{
  CwApplication *self = CW_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    {
      CwProfileParts parts = { .keyring_timeout = KEYRING_TIMEOUT };

      if (self->desk == NULL)
        self->desk = cw_desk_new (self->dir, self->sample, &parts);
      window = GTK_WINDOW (cw_window_new (GTK_APPLICATION (self), self->desk));
      if (self->page != NULL)
        cw_window_show_page (CW_WINDOW (window), self->page);
      if (self->screenshot != NULL)
        {
          g_signal_connect_object (window, "picture-failed", G_CALLBACK (picture_failed_cb), self, G_CONNECT_SWAPPED);
          cw_window_take_screenshot (CW_WINDOW (window), self->screenshot);
        }
    }
  gtk_window_present (window);
}

static void
tell (GApplication *application, const char *text)
{
  GtkWindow *window;

  g_application_activate (application);
  window = gtk_application_get_active_window (GTK_APPLICATION (application));
  if (CW_IS_WINDOW (window))
    cw_window_add_toast (CW_WINDOW (window), text);
}

static void
delivered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GApplication) application = data;
  g_autofree char *sentence = cw_sign_in_deliver_finish (result);

  /* Whoever waited for it shows how it goes on. */
  if (sentence == NULL)
    tell (application, _("No sign-in is waiting for this answer; nothing was changed"));
  g_application_release (application);
}

/* The answer of a sign-in comes in whatever process the desktop starts or finds, maybe days late. It carries a secret: no word of it
 * is repeated. */
static void
cw_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *address = g_file_get_uri (files[i]);

      if (g_file_has_uri_scheme (files[i], REDIRECT_SCHEME))
        {
          g_application_hold (application);
          cw_sign_in_deliver_async (address, delivered_cb, g_object_ref (application));
        }
      else
        tell (application, _("Causeway opens only the answers of its own sign-ins"));
    }
}

/* Sample data without a profile of one's own lives beside the real one, never in it. */
static int
cw_application_handle_local_options (GApplication *application, GVariantDict *given)
{
  CwApplication *self = CW_APPLICATION (application);

  if (g_variant_dict_contains (given, "version"))
    {
      g_print ("causeway %s\n", PACKAGE_VERSION);
      return 0;
    }
  g_variant_dict_lookup (given, "sample", "b", &self->sample);
  g_variant_dict_lookup (given, "profile", "^ay", &self->dir);
  g_variant_dict_lookup (given, "page", "s", &self->page);
  g_variant_dict_lookup (given, "screenshot", "^ay", &self->screenshot);
  if (self->sample && self->dir == NULL)
    self->dir = dup_sample_dir ();
  /* Each profile is an application of its own. */
  if (self->dir != NULL)
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
cw_application_shutdown (GApplication *application)
{
  CwApplication *self = CW_APPLICATION (application);

  if (self->desk != NULL)
    cw_desk_close (self->desk);
  if (self->other != NULL)
    cw_desk_close (self->other);
  G_APPLICATION_CLASS (cw_application_parent_class)->shutdown (application);
}

static void
cw_application_finalize (GObject *object)
{
  CwApplication *self = CW_APPLICATION (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->other);
  g_free (self->dir);
  g_free (self->page);
  g_free (self->screenshot);
  G_OBJECT_CLASS (cw_application_parent_class)->finalize (object);
}

static void
cw_application_class_init (CwApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_application_finalize;
  application_class->startup = cw_application_startup;
  application_class->activate = cw_application_activate;
  application_class->open = cw_application_open;
  application_class->shutdown = cw_application_shutdown;
  application_class->handle_local_options = cw_application_handle_local_options;
}

static void
cw_application_init (CwApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

CwApplication *
cw_application_new (void)
{
  return g_object_new (CW_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/io/github/causeway_app/Causeway",
                       NULL);
}

int
cw_application_run (CwApplication *self, int argc, char **argv)
{
  int status = g_application_run (G_APPLICATION (self), argc, argv);

  return status == 0 && self->failed ? 1 : status;
}
