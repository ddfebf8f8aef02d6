/* test-notify.c: what the desktop is told when a run ends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The desktop's notification server is played here, on the session's own bus
 * and with a connection of its own, as a real one would be.
 */

#include "cw-application.h"
#include "cw-run-page.h"
#include "cw-window.h"
#include "ui-fixture.h"

#include <gdk/x11/gdkx.h>
#include <string.h>

#define SERVER_NAME "org.freedesktop.Notifications"
#define SERVER_PATH "/org/freedesktop/Notifications"

/* ---- the desktop ---- */

typedef struct {
  GDBusConnection *bus;
  guint            object, name;
  gboolean         owned;
  guint            shown;      /* notifications that came */
  guint            closed;     /* that were taken back */
  guint            id;         /* of the last one */
  char            *title, *body;
  gboolean         has_default;
} Server;

static const char introspection[] =
  "<node><interface name='org.freedesktop.Notifications'>"
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
  "<arg type='u' direction='out'/></method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
  "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
  "<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/>"
  "<arg type='s' direction='out'/></method>"
  "<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>"
  "<signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>"
  "</interface></node>";

static void
take_notification (Server *self, GVariant *args)
{
  const char *title, *body;
  g_autofree const char **actions = NULL;

  g_variant_get_child (args, 3, "&s", &title);
  g_variant_get_child (args, 4, "&s", &body);
  g_variant_get_child (args, 5, "^a&s", &actions);
  g_free (self->title);
  g_free (self->body);
  self->title = g_strdup (title);
  self->body = g_strdup (body);
  self->has_default = actions[0] != NULL && g_str_equal (actions[0], "default");
  self->shown++;
  self->id++;
}

static void
call_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method, GVariant *args,
         GDBusMethodInvocation *call, gpointer data)
{
  Server *self = data;

  if (g_str_equal (method, "Notify"))
    {
      take_notification (self, args);
      g_dbus_method_invocation_return_value (call, g_variant_new ("(u)", self->id));
    }
  else if (g_str_equal (method, "CloseNotification"))
    {
      self->closed++;
      g_dbus_method_invocation_return_value (call, NULL);
    }
  else if (g_str_equal (method, "GetCapabilities"))
    {
      static const char * const able[] = { "actions", "body", NULL };

      g_dbus_method_invocation_return_value (call, g_variant_new ("(^as)", able));
    }
  else
    {
      g_dbus_method_invocation_return_value (call, g_variant_new ("(ssss)", "test", "causeway", "1", "1.2"));
    }
}

static void
acquired_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  ((Server *) data)->owned = TRUE;
}

static gboolean
is_owned (gpointer data)
{
  return ((Server *) data)->owned;
}

static void
server_start (Server *self)
{
  static const GDBusInterfaceVTable table = { .method_call = call_cb };
  g_autoptr (GError) error = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);

  self->bus = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                      | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  self->object = g_dbus_connection_register_object (self->bus, SERVER_PATH, node->interfaces[0], &table, self, NULL, &error);
  g_assert_no_error (error);
  self->name = g_bus_own_name_on_connection (self->bus, SERVER_NAME, G_BUS_NAME_OWNER_FLAGS_NONE, acquired_cb, NULL, self, NULL);
  ui_wait (is_owned, self);
}

/* Somebody presses the notification. */
static void
server_press (Server *self)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (self->bus, NULL, SERVER_PATH, SERVER_NAME, "ActionInvoked", g_variant_new ("(us)", self->id, "default"), &error);
  g_assert_no_error (error);
}

static void
server_stop (Server *self)
{
  g_bus_unown_name (self->name);
  g_dbus_connection_unregister_object (self->bus, self->object);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_free (self->title);
  g_free (self->body);
}

/* ---- the window ---- */

static gboolean
is_active (gpointer window)
{
  return gtk_window_is_active (window);
}

static gboolean
is_not_active (gpointer window)
{
  return !gtk_window_is_active (window);
}

/* Without a window manager somebody has to say who has the keyboard: our window, or nobody. */
static void
set_active (UiFixture *ui, gboolean active)
{
  Display *display = gdk_x11_display_get_xdisplay (gdk_display_get_default ());
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (ui->window));

  XSetInputFocus (display, active ? gdk_x11_surface_get_xid (surface) : None, RevertToNone, CurrentTime);
  XFlush (display);
  ui_wait (active ? is_active : is_not_active, ui->window);
}

static gboolean
is_over (gpointer data)
{
  return cw_job_is_over (data);
}

static CwJob *
run_all (UiFixture *ui)
{
  CwRunRequest request = { .integration = ui->fixture->integrations[0], .all = TRUE };
  CwJob *job = cw_desk_take_job (ui->desk, cw_job_run (ui->fixture->profile, &request));

  ui_wait (is_over, job);
  g_assert_null (cw_job_get_message (job));
  return job;
}

static gboolean
was_shown (gpointer data)
{
  return ((Server *) data)->shown > 0;
}

static gboolean
was_closed (gpointer data)
{
  return ((Server *) data)->closed > 0;
}

static gboolean
shows_run (gpointer data)
{
  return ui_look (data, CW_TYPE_RUN_PAGE, NULL) != NULL;
}

/* The bus answers after it has passed on everything that was sent before on the same connection. */
static void
ask_bus (GDBusConnection *bus)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId",
                                                             NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

/* What the application said has come to the desktop, and the desktop's answer to the application. */
static void
deliver (Server *server, GApplication *application)
{
  ask_bus (g_application_get_dbus_connection (application));
  ui_settle ();
  ask_bus (server->bus);
  ask_bus (g_application_get_dbus_connection (application));
  ui_settle ();
}

/* @data: flags of the application. A profile of one's own makes it one that others do not find on the bus. */
static void
test_end (gconstpointer data)
{
  UiFixture *ui = ui_fixture_new (20, 10, TRUE);
  g_autoptr (CwApplication) application = cw_application_new ();
  g_autoptr (GError) error = NULL;
  Server server = { NULL };

  server_start (&server);
  g_application_set_flags (G_APPLICATION (application), g_application_get_flags (G_APPLICATION (application)) | (GApplicationFlags) GPOINTER_TO_INT (data));
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  gtk_window_set_application (ui->window, GTK_APPLICATION (application));

  /* Whoever looks at the window reads it there. */
  set_active (ui, TRUE);
  cw_window_show_page (CW_WINDOW (ui->window), "mapping");
  run_all (ui);
  ui_wait_shown (GTK_WIDGET (ui->window), "Done");
  deliver (&server, G_APPLICATION (application));
  g_assert_cmpuint (server.shown, ==, 0);

  /* Whoever does something else is told. */
  set_active (ui, FALSE);
  run_all (ui);
  ui_wait (was_shown, &server);
  g_assert_cmpuint (server.shown, ==, 1);
  g_assert_cmpstr (server.title, ==, ui->fixture->integrations[0]);
  g_assert_true (g_str_has_prefix (server.body, "Done"));
  g_assert_true (server.has_default);
  deliver (&server, G_APPLICATION (application));

  /* Looked at, it is no news any more. */
  set_active (ui, TRUE);
  ui_wait (was_closed, &server);

  /* Pressing it leads to the run; the window was on another tab. */
  set_active (ui, FALSE);
  server.shown = 0;
  run_all (ui);
  ui_wait (was_shown, &server);
  deliver (&server, G_APPLICATION (application));
  g_assert_false (shows_run (ui->window));
  server_press (&server);
  ui_wait (shows_run, ui->window);
  gtk_window_set_application (ui->window, NULL);
  server_stop (&server);
  ui_fixture_free (ui);
}

int
main (int argc, char **argv)
{
  if (g_getenv ("DISPLAY") == NULL || g_getenv ("DBUS_SESSION_BUS_ADDRESS") == NULL)
    {
      g_print ("1..0 # SKIP no display or no bus\n");
      return 0;
    }
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_data_func ("/notify/end", GINT_TO_POINTER (0), test_end);
  g_test_add_data_func ("/notify/own-profile", GINT_TO_POINTER (G_APPLICATION_NON_UNIQUE), test_end);
  return g_test_run ();
}
