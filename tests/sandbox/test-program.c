/* test-program.c: causeway-sandbox as a process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first argument is the program.
 */

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* How many processes write and are killed. */
#define KILLS 5

static const char *program;

static GSubprocess *
start (const char *folder, const char * const *arguments)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *data = g_build_filename (folder, "data", NULL);
  g_autofree char *info = g_build_filename (folder, "info.json", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;
  const char *fixed[] = { program, "--data", data, "--info", info, "--customers", "10", "--projects", "5", "--employees", "10" };

  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    g_ptr_array_add (argv, (gpointer) fixed[i]);
  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) arguments[i]);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char * const *) argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);

  return process;
}

/* The line on standard output (transfer full). */
static JsonNode *
read_info (GSubprocess *process)
{
  g_autoptr (GDataInputStream) stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (stream, NULL, NULL, &error);
  JsonNode *node;

  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (stream), FALSE);
  node = json_from_string (line, &error);
  g_assert_no_error (error);

  return node;
}

static void
stop (GSubprocess *process, int signal)
{
  g_subprocess_send_signal (process, signal);
  g_subprocess_wait (process, NULL, NULL);
}

static void
remove_folder (const char *folder)
{
  const char *names[] = { "data/sandbox.db", "data/sandbox.db-wal", "data/sandbox.db-shm", "data", "info.json" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_remove (path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Status of a POST of an option named @number; 0 when no answer came. */
static guint
post_option (SoupSession *session, JsonNode *info, guint number)
{
  JsonObject *company = json_array_get_object_element (json_object_get_array_member (json_node_get_object (info), "precoro"), 0);
  g_autofree char *url = g_strconcat (json_object_get_string_member (company, "url"), "/itemcustomfields/7301/options", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autofree char *form = g_strdup_printf ("name=Option+%u&externalId=%u", number, number);
  g_autoptr (GBytes) body = g_bytes_new (form, strlen (form));
  g_autoptr (GBytes) answer = NULL;
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_headers_append (headers, "X-AUTH-TOKEN", json_object_get_string_member (company, "token"));
  soup_message_headers_append (headers, "email", json_object_get_string_member (company, "email"));
  soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", body);
  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
  answer = soup_session_send_and_read (session, message, NULL, NULL);

  return answer != NULL ? soup_message_get_status (message) : 0;
}

/* External ids of the options there are. */
static GHashTable *
read_ids (SoupSession *session, JsonNode *info)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *url = g_strconcat (json_object_get_string_member (json_node_get_object (info), "url"),
                                      "/__sandbox/state/precoro/options", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = soup_session_send_and_read (session, message, NULL, &error);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonArray *rows;

  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  root = json_from_string (text, NULL);
  rows = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonNode *id = json_object_get_member (json_array_get_object_element (rows, i), "externalId");

      if (JSON_NODE_HOLDS_VALUE (id))
        g_assert_true (g_hash_table_add (ids, json_node_dup_string (id)));
    }

  return ids;
}

static gpointer
kill_soon (gpointer user_data)
{
  g_autoptr (GSubprocess) process = user_data;

  g_usleep (150 * 1000);
  g_subprocess_force_exit (process);

  return NULL;
}

/* kill -9 in the midst of writes, again and again: what was answered is there, and there once. */
static void
test_answered_is_kept (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sandbox-XXXXXX", NULL);
  g_autoptr (SoupSession) session = soup_session_new_with_options ("user-agent", "test/1", NULL);
  g_autoptr (GPtrArray) answered = g_ptr_array_new_with_free_func (g_free);
  guint number = 0;

  for (guint round = 0; round <= KILLS; round++)
    {
      g_autoptr (GSubprocess) process = start (folder, NULL);
      g_autoptr (JsonNode) info = read_info (process);
      g_autoptr (GHashTable) ids = read_ids (session, info);
      GThread *killer;

      for (guint i = 0; i < answered->len; i++)
        g_assert_true (g_hash_table_contains (ids, g_ptr_array_index (answered, i)));
      if (round == KILLS)
        {
          stop (process, SIGTERM);
          break;
        }
      killer = g_thread_new ("killer", kill_soon, g_object_ref (process));
      while (post_option (session, info, ++number) == 201)
        g_ptr_array_add (answered, g_strdup_printf ("%u", number));
      g_thread_join (killer);
      g_subprocess_wait (process, NULL, NULL);
    }
  g_assert_cmpuint (answered->len, >, KILLS);
  remove_folder (folder);
}

static void
test_info_and_signals (void)
{
  const int signals[] = { SIGTERM, SIGINT };
  const char *arguments[] = { "--rate", "demo", "--assume", "precoro.put=replace", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autofree char *folder = g_dir_make_tmp ("sandbox-XXXXXX", NULL);
      g_autofree char *path = g_build_filename (folder, "info.json", NULL);
      g_autoptr (GSubprocess) process = start (folder, arguments);
      g_autoptr (JsonNode) info = read_info (process);
      g_autofree char *line = json_to_string (info, FALSE);
      g_autofree char *contents = NULL;
      JsonObject *object = json_node_get_object (info);
      GStatBuf status;

      g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
      g_assert_cmpstr (g_strchomp (contents), ==, line);
      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0600);
      g_assert_cmpstr (json_object_get_string_member (object, "rate"), ==, "demo");
      g_assert_cmpint (json_object_get_int_member (object, "pid"), ==,
                       g_ascii_strtoll (g_subprocess_get_identifier (process), NULL, 10));
      g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "assume"), "precoro.put"), ==,
                       "replace");
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "precoro")), ==, 2);
      stop (process, signals[i]);
      g_assert_true (g_subprocess_get_if_exited (process));
      g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
      remove_folder (folder);
    }
}

/* ---- --while-locked ---- */

static gboolean
lock_byte (int fd, int byte, short kind)
{
  struct flock lock = { .l_type = kind, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };

  return fcntl (fd, F_OFD_SETLK, &lock) == 0;
}

/* It serves as long as one holds the first byte, and then ends as after a signal; the second says that it serves. */
static void
test_while_locked (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sandbox-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  const char *arguments[] = { "--while-locked", path, NULL };
  int first = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), second = g_open (path, O_RDWR | O_CLOEXEC, 0);
  g_autoptr (GSubprocess) process = NULL, rival = NULL;
  g_autoptr (JsonNode) info = NULL;

  g_assert_true (lock_byte (first, 0, F_RDLCK));
  g_assert_true (lock_byte (second, 0, F_RDLCK));
  process = start (folder, arguments);
  info = read_info (process);
  for (guint i = 0; i < 500 && lock_byte (first, 1, F_RDLCK); i++)
    {
      g_assert_true (lock_byte (first, 1, F_UNLCK));
      g_usleep (10 * 1000);
    }
  g_assert_false (lock_byte (first, 1, F_RDLCK));

  close (first);
  g_usleep (200 * 1000);
  g_assert_nonnull (g_subprocess_get_identifier (process));
  close (second);
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);

  /* Nobody holds it: whoever wanted it is gone already. */
  rival = start (folder, arguments);
  g_subprocess_wait (rival, NULL, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (rival), ==, 0);
  g_remove (path);
  remove_folder (folder);
}

static int
run (const char *argument, const char *value, char **out_text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, program, argument,
                              value, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, out_text, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));

  return g_subprocess_get_exit_status (process);
}

static void
test_usage (void)
{
  const char *wrong[][2] = {
    { "--customers", "-1" }, { "--rate", "fast" }, { "--fault", "precoro:nothing" }, { "--assume", "precoro.put" },
    { "--assume", "precoro.put=sideways" }, { "--clock-rate", "0" }, { "--port", "70000" }, { "--nothing", "x" },
    { "--subsidiaries", "1" }, { "--concurrency", "0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_cmpint (run (wrong[i][0], wrong[i][1], NULL), ==, 2);
}

static void
test_assumptions (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_cmpint (run ("--list-assumptions", NULL, &text), ==, 0);
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 50);
  for (char **line = lines; *line != NULL; line++)
    {
      g_autoptr (JsonNode) node = json_from_string (*line, NULL);
      JsonObject *object = json_node_get_object (node);

      g_assert_nonnull (json_object_get_string_member (object, "name"));
      g_assert_nonnull (json_object_get_string_member (object, "source"));
      g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (object, "variants"), 0), ==,
                       json_object_get_string_member (object, "default"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];

  g_test_add_func ("/program/usage", test_usage);
  g_test_add_func ("/program/assumptions", test_assumptions);
  g_test_add_func ("/program/info-and-signals", test_info_and_signals);
  g_test_add_func ("/program/while-locked", test_while_locked);
  g_test_add_func ("/program/answered-is-kept", test_answered_is_kept);

  return g_test_run ();
}
