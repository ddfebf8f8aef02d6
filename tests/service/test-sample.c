/* test-sample.c: the sandbox of a profile's sample data, shared by programs that come, go and are killed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "--hold DIR" makes this program one of those: it opens the profile, says
 * "ready" and waits for its end. The sandbox is found by PATH.
 */

#include "cw-keyring.h"
#include "cw-service.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CROWD 6          /* programs that open the profile at the same time */
#define PATIENCE 60      /* seconds for what takes milliseconds on an idle machine */

static const char *program;

typedef struct {
  char      *dir;
  CwProfile *profile;   /* owned; has sample data of its own, which nobody holds */
} Fixture;

static CwProfile *
open_profile (const char *dir)
{
  g_autoptr (CwCredentials) credentials = cw_memory_credentials_new ();
  CwProfileParts parts = { .credentials = credentials };
  g_autoptr (GError) error = NULL;
  CwProfile *profile = cw_profile_open (dir, &parts, &error);

  g_assert_no_error (error);
  return profile;
}

static int
hold (const char *dir)
{
  g_autoptr (CwProfile) profile = open_profile (dir);
  g_autoptr (GError) error = NULL;

  if (!cw_profile_ensure_sample_sync (profile, NULL, &error))
    g_error ("%s", error->message);
  puts ("ready");
  fflush (stdout);
  pause ();
  return 0;
}

/* ---- fixture ---- */

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) added = NULL;

  self->dir = g_dir_make_tmp ("sample-XXXXXX", NULL);
  self->profile = open_profile (self->dir);
  added = cw_profile_add_sample_sync (self->profile, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, >, 0);
  cw_profile_stop_sample (self->profile);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  const char *argv[] = { "rm", "-rf", "--one-file-system", self->dir, NULL };

  g_clear_object (&self->profile);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  g_free (self->dir);
}

static GSubprocess *
start_holder (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--hold", self->dir, NULL);

  g_assert_no_error (error);
  return process;
}

static void
wait_until_ready (GSubprocess *process)
{
  g_autoptr (GDataInputStream) stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *line = g_data_input_stream_read_line (stream, NULL, NULL, NULL);

  g_assert_cmpstr (line, ==, "ready");
}

static void
end_holder (GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
}

/* ---- the sandbox as others see it ---- */

static JsonObject *
load_info (Fixture *self, JsonParser *parser)
{
  g_autofree char *path = g_build_filename (self->dir, "sandbox", "info.json", NULL);

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  return json_node_get_object (json_parser_get_root (parser));
}

static pid_t
read_pid (Fixture *self)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  return (pid_t) json_object_get_int_member (load_info (self, parser), "pid");
}

static char *
dup_url (Fixture *self)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  return g_strdup (json_object_get_string_member (load_info (self, parser), "url"));
}

static guint
read_port (Fixture *self)
{
  g_autofree char *url = dup_url (self);
  g_autoptr (GUri) uri = g_uri_parse (url, 0, NULL);

  return (guint) g_uri_get_port (uri);
}

static gboolean
answers (Fixture *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) read_port (self), NULL, NULL);

  return connection != NULL;
}

static gboolean
wait_for_answers (Fixture *self, gboolean expected)
{
  for (guint i = 0; i < PATIENCE * 50 && answers (self) != expected; i++)
    g_usleep (20 * 1000);
  return answers (self) == expected;
}

/* How many sandboxes serve this profile. */
static guint
count_sandboxes (Fixture *self)
{
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (proc)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "cmdline", NULL), *line = NULL;
      gsize length = 0;

      if (!g_ascii_isdigit (*name) || !g_file_get_contents (path, &line, &length, NULL))
        continue;
      for (gsize i = 0; i + 1 < length; i++)
        if (line[i] == '\0')
          line[i] = ' ';
      count += length > 0 && strstr (line, "causeway-sandbox") != NULL && strstr (line, self->dir) != NULL;
    }
  return count;
}

/* ---- tests ---- */

/* Also the program that started it is one of several only. */
static void
test_killed_users (Fixture *self, gconstpointer data)
{
  g_autoptr (GSubprocess) first = start_holder (self), second = NULL;
  pid_t pid;

  wait_until_ready (first);
  pid = read_pid (self);
  second = start_holder (self);
  wait_until_ready (second);
  g_assert_cmpint (read_pid (self), ==, pid);

  end_holder (first);
  g_usleep (300 * 1000);
  g_assert_true (answers (self));
  g_assert_cmpint (read_pid (self), ==, pid);
  g_assert_cmpuint (count_sandboxes (self), ==, 1);

  end_holder (second);
  g_assert_true (wait_for_answers (self, FALSE));
}

static void
test_let_go (Fixture *self, gconstpointer data)
{
  g_autofree char *before = dup_url (self), *after = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (count_sandboxes (self), ==, 0);
      g_assert_true (cw_profile_ensure_sample_sync (self->profile, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (cw_profile_ensure_sample_sync (self->profile, NULL, &error));
      g_assert_true (answers (self));
      cw_profile_stop_sample (self->profile);
      cw_profile_stop_sample (self->profile);
    }
  after = dup_url (self);
  g_assert_cmpstr (after, ==, before);
}

/* A signal of the terminal reaches all of its group: the sandbox is none of it. */
static void
test_own_session (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_profile_ensure_sample_sync (self->profile, NULL, &error));
  g_assert_cmpint (getpgid (read_pid (self)), !=, getpgrp ());
  g_assert_cmpint (getsid (read_pid (self)), ==, read_pid (self));
  cw_profile_stop_sample (self->profile);
}

static void
test_crowd (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < CROWD; i++)
    g_ptr_array_add (crowd, start_holder (self));
  for (guint i = 0; i < CROWD; i++)
    wait_until_ready (crowd->pdata[i]);
  g_assert_cmpuint (count_sandboxes (self), ==, 1);
  for (guint i = 0; i < CROWD; i++)
    {
      g_assert_true (answers (self));
      end_holder (crowd->pdata[i]);
    }
  g_assert_true (wait_for_answers (self, FALSE));
}

/* It goes with its starter's process space, or is killed: whoever holds it starts it anew. */
static void
test_comes_back (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL;
  pid_t pid;

  g_assert_true (cw_profile_ensure_sample_sync (self->profile, NULL, &error));
  before = dup_url (self);
  pid = read_pid (self);
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  for (guint i = 0; i < PATIENCE * 50 && read_pid (self) == pid; i++)
    g_usleep (20 * 1000);
  g_assert_cmpint (read_pid (self), !=, pid);
  g_assert_true (wait_for_answers (self, TRUE));
  after = dup_url (self);
  g_assert_cmpstr (after, ==, before);
  cw_profile_stop_sample (self->profile);
  g_assert_cmpuint (count_sandboxes (self), ==, 0);
}

/* Another program has the port meanwhile: the connections follow to a new one. */
static void
test_taken_port (Fixture *self, gconstpointer data)
{
  g_autofree char *before = dup_url (self), *after = NULL;
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GPtrArray) connections = NULL;

  g_assert_true (g_socket_listener_add_inet_port (listener, (guint16) read_port (self), NULL, &error));
  g_assert_true (cw_profile_ensure_sample_sync (self->profile, NULL, &error));
  g_assert_no_error (error);
  after = dup_url (self);
  g_assert_cmpstr (after, !=, before);
  store = cw_profile_open_store (self->profile, &error);
  connections = cw_store_list_connections (store, &error);
  g_assert_cmpuint (connections->len, >=, 3);
  for (guint i = 0; i < connections->len; i++)
    {
      const CwConnectionInfo *info = connections->pdata[i];

      g_assert_true (g_str_has_prefix (info->url, after));
      g_assert_cmpint (info->url[strlen (after)], ==, '/');
    }
  cw_profile_stop_sample (self->profile);
}

/* Who closes while the sandbox is starting does not wait for it, and leaves none behind. */
static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (cw_profile_ensure_sample_sync (self->profile, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  cw_profile_stop_sample (self->profile);
  for (guint i = 0; i < PATIENCE * 50 && count_sandboxes (self) > 0; i++)
    g_usleep (20 * 1000);
  g_assert_cmpuint (count_sandboxes (self), ==, 0);
}

#define ADD(name, function) g_test_add ("/sample/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--hold"))
    return hold (argv[2]);
  g_test_init (&argc, &argv, NULL);
  program = argv[0];

  ADD ("killed-users", test_killed_users);
  ADD ("let-go", test_let_go);
  ADD ("own-session", test_own_session);
  ADD ("crowd", test_crowd);
  ADD ("comes-back", test_comes_back);
  ADD ("taken-port", test_taken_port);
  ADD ("cancelled", test_cancelled);

  return g_test_run ();
}
