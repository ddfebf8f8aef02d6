/* sb-main.c: the program causeway-sandbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sb-sandbox-private.h"
#include "sb-server.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#define EXIT_USAGE 2

/* Bytes of the file of --while-locked. */
enum { BYTE_USERS, BYTE_SERVING };

/* The command line as GOption reads it; numbers are signed so that a negative one is seen. */
typedef struct {
  int      port;
  char    *info_file;
  char    *data_dir;
  char    *lock_file;
  int      customers;
  int      projects;
  int      employees;
  int      subsidiaries;
  gint64   seed;
  int      latency;
  char    *rate;
  int      concurrency;
  double   clock_rate;
  char   **faults;
  char   **assume;
  gboolean list_assumptions;
  gboolean version;
} Arguments;

static void
arguments_clear (Arguments *self)
{
  g_free (self->info_file);
  g_free (self->data_dir);
  g_free (self->lock_file);
  g_free (self->rate);
  g_strfreev (self->faults);
  g_strfreev (self->assume);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

static void
arguments_init (Arguments *self)
{
  SbOptions defaults;

  sb_options_init (&defaults);
  *self = (Arguments) {
    .customers = (int) defaults.customers,
    .projects = (int) defaults.projects,
    .employees = (int) defaults.employees,
    .subsidiaries = (int) defaults.subsidiaries,
    .seed = (gint64) defaults.seed,
    .latency = (int) defaults.latency_ms,
    .concurrency = (int) defaults.concurrency,
    .clock_rate = defaults.clock_rate,
  };
}

static gboolean
parse_arguments (Arguments *self, int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &self->port, "Listen on port N (default: a free one)", "N" },
    { "info", 0, 0, G_OPTION_ARG_FILENAME, &self->info_file, "Also write the info line to FILE", "FILE" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &self->data_dir, "Keep the state in DIR over restarts", "DIR" },
    { "while-locked", 0, 0, G_OPTION_ARG_FILENAME, &self->lock_file, "End when no program holds a lock on FILE any more", "FILE" },
    { "customers", 0, 0, G_OPTION_ARG_INT, &self->customers, "Customers of the sample company (default 2000)", "N" },
    { "projects", 0, 0, G_OPTION_ARG_INT, &self->projects, "Projects (default 1000)", "N" },
    { "employees", 0, 0, G_OPTION_ARG_INT, &self->employees, "Employees (default 400)", "N" },
    { "subsidiaries", 0, 0, G_OPTION_ARG_INT, &self->subsidiaries, "Subsidiaries (default 6, at least 3)", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &self->seed, "The same seed makes the same company (default 1)", "S" },
    { "latency", 0, 0, G_OPTION_ARG_INT, &self->latency, "Answer after MS milliseconds (default 0)", "MS" },
    { "rate", 0, 0, G_OPTION_ARG_STRING, &self->rate, "Limits of Precoro and SuiteProjects Pro: real, demo (20 times shorter) or off (default)",
      "MODE" },
    { "concurrency", 0, 0, G_OPTION_ARG_INT, &self->concurrency, "NetSuite requests at a time (default 15)", "N" },
    { "clock-rate", 0, 0, G_OPTION_ARG_DOUBLE, &self->clock_rate, "Sandbox seconds per second (default 1)", "X" },
    { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->faults, "SYSTEM:KIND[:RATE|:#N[+COUNT]]; may be repeated", "SPEC" },
    { "assume", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->assume, "Behave as in this variant; may be repeated", "NAME=VARIANT" },
    { "list-assumptions", 0, 0, G_OPTION_ARG_NONE, &self->list_assumptions, "Print the variants there are as JSON lines",
      NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "Print the version", NULL },
    { NULL }
  };

  g_option_context_set_summary (context, "Emulates NetSuite, Precoro and SuiteProjects Pro on loopback, for demonstrations and tests.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc < 2)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "unexpected argument “%s”", (*argv)[1]);

  return FALSE;
}

static gboolean
check_range (const char *name, gint64 value, gint64 least, gint64 most, GError **error)
{
  if (value >= least && value <= most)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s is %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, name,
               least, most);

  return FALSE;
}

/* Moves strings out of @self. */
static gboolean
take_options (Arguments *self, SbOptions *options, GError **error)
{
  if (!check_range ("port", self->port, 0, 65535, error) ||
      !check_range ("customers", self->customers, 0, 1000000, error) ||
      !check_range ("projects", self->projects, 0, 1000000, error) ||
      !check_range ("employees", self->employees, 0, 1000000, error) ||
      !check_range ("subsidiaries", self->subsidiaries, 3, 500, error) ||
      !check_range ("seed", self->seed, 0, G_MAXINT64, error) ||
      !check_range ("latency", self->latency, 0, 600000, error) ||
      !check_range ("concurrency", self->concurrency, 1, 100000, error))
    return FALSE;
  if (!(self->clock_rate > 0.0 && self->clock_rate <= 100000.0))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--clock-rate is above 0 and up to 100000");
      return FALSE;
    }
  if (self->rate != NULL && !sb_rate_from_string (self->rate, &options->rate))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--rate is real, demo or off, not “%s”", self->rate);
      return FALSE;
    }
  options->data_dir = g_steal_pointer (&self->data_dir);
  options->customers = (guint) self->customers;
  options->projects = (guint) self->projects;
  options->employees = (guint) self->employees;
  options->subsidiaries = (guint) self->subsidiaries;
  options->seed = (guint64) self->seed;
  options->latency_ms = (guint) self->latency;
  options->concurrency = (guint) self->concurrency;
  options->clock_rate = self->clock_rate;
  options->faults = g_steal_pointer (&self->faults);
  options->assume = g_steal_pointer (&self->assume);

  return TRUE;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* ---- those who need it ---- */

typedef struct {
  int        fd;
  GMainLoop *loop;   /* owned */
} Watch;

static gboolean
set_lock (int fd, int command, int byte)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };
  int result;

  do
    result = fcntl (fd, command, &lock);
  while (result != 0 && errno == EINTR);

  return result == 0;
}

/* Returns when the last one has let go or died. The lock stays until this process ends: whoever comes now waits for that. */
static gpointer
watch_thread (gpointer user_data)
{
  Watch *watch = user_data;

  if (!set_lock (watch->fd, F_OFD_SETLKW, BYTE_USERS))
    g_printerr ("causeway-sandbox: cannot wait for a lock: %s\n", g_strerror (errno));
  g_idle_add_full (G_PRIORITY_DEFAULT, quit_cb, g_main_loop_ref (watch->loop), (GDestroyNotify) g_main_loop_unref);
  g_main_loop_unref (watch->loop);
  g_free (watch);

  return NULL;
}

/* Says that it serves, by the second byte, and goes when the first one is free. */
static gboolean
watch_users (const char *lock_file, GMainLoop *loop, GError **error)
{
  int fd = g_open (lock_file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  Watch *watch;

  if (fd < 0 || !set_lock (fd, F_OFD_SETLK, BYTE_SERVING))
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, fd >= 0 && (code == EAGAIN || code == EACCES)
                   ? "%s belongs to another sandbox (%s)" : "cannot lock %s: %s", lock_file, g_strerror (code));
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  watch = g_new0 (Watch, 1);
  watch->fd = fd;
  watch->loop = g_main_loop_ref (loop);
  g_thread_unref (g_thread_new ("users", watch_thread, watch));

  return TRUE;
}

/* Whoever reads the line may call at once: the socket listens already. */
static gboolean
announce (SbSandbox *sandbox, const char *info_file, GError **error)
{
  g_autofree char *info = sb_sandbox_dup_info (sandbox);
  g_autofree char *line = g_strconcat (info, "\n", NULL);

  if (info_file != NULL &&
      !g_file_set_contents_full (info_file, line, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return FALSE;
  fputs (line, stdout);
  fflush (stdout);

  return TRUE;
}

static gboolean
serve (const SbOptions *options, const Arguments *arguments, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SbSandbox) sandbox = NULL;
  g_autoptr (SbServer) server = sb_server_new ((guint16) arguments->port, error);

  if (server == NULL)
    return FALSE;
  sandbox = sb_sandbox_new (options, sb_server_get_url (server), error);
  if (sandbox == NULL)
    return FALSE;
  sb_server_set_sandbox (server, sandbox);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  if (!announce (sandbox, arguments->info_file, error))
    return FALSE;
  if (arguments->lock_file != NULL && !watch_users (arguments->lock_file, loop, error))
    return FALSE;
  g_main_loop_run (loop);

  return TRUE;
}

static int
fail (const GError *error, int code)
{
  g_printerr ("causeway-sandbox: %s\n", error->message);
  return code;
}

int
main (int argc, char *argv[])
{
  g_auto (Arguments) arguments;
  g_autoptr (GError) error = NULL;
  SbOptions options;
  int code = 0;

  setlocale (LC_CTYPE, "");
  arguments_init (&arguments);
  if (!parse_arguments (&arguments, &argc, &argv, &error))
    return fail (error, EXIT_USAGE);
  if (arguments.version)
    {
      g_print ("causeway-sandbox %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (arguments.list_assumptions)
    {
      g_autofree char *lines = sb_dup_assumption_lines ();

      g_print ("%s", lines);
      return 0;
    }
  /* Those who hold the lock say when it ends, not the terminal that one of them happens to run in. */
  if (arguments.lock_file != NULL)
    setsid ();
  sb_options_init (&options);
  if (!take_options (&arguments, &options, &error))
    code = fail (error, EXIT_USAGE);
  else if (!serve (&options, &arguments, &error))
    code = fail (error, error->domain == G_OPTION_ERROR ? EXIT_USAGE : 1);
  sb_options_clear (&options);

  return code;
}
