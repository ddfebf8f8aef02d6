/* cw-sample-server.c: the sandbox that serves a profile's sample data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Processes come and go in any order, are killed, and may not see each other's
 * process ids (each start of a Flatpak has its own). What they all see is the
 * file DIR/sandbox/lock, and the kernel drops the locks of a process that dies.
 * Three bytes of it are locked, with locks that belong to the open file:
 *
 *   0  shared, by each program that needs the sandbox; the sandbox waits for
 *      it to become free, takes it exclusively, and goes
 *   1  exclusively, by the sandbox while it serves
 *   2  exclusively, by the program that is starting one
 *
 * Whoever comes while the sandbox goes waits at byte 0 until it is gone.
 */

#define G_LOG_DOMAIN "cw-sample"

#include "config.h"

#include "cw-sample-server.h"

#include "cw-error.h"
#include "cw-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#define START_TIMEOUT (60 * G_USEC_PER_SEC)   /* a big company takes some seconds to make */
#define END_TIMEOUT   (5 * G_USEC_PER_SEC)
#define POLL_INTERVAL (20 * 1000)             /* microseconds between two looks at a lock */
#define WATCH_INTERVAL G_USEC_PER_SEC         /* between two looks whether the sandbox is still there */

enum { BYTE_USERS, BYTE_SERVING, BYTE_STARTING };

struct _CwSampleServer {
  /* inputs */
  char         *dir;         /* the profile's */
  char         *info_file;

  GCancellable *ending;      /* owned; cancelled when the keeper is to end, whatever it is at */
  GMutex        mutex;       /* for what follows */
  GCond         cond;        /* signalled when "released" is set */
  int           fd;          /* of the lock file, users' byte locked; -1: not held */
  gboolean      released;    /* the keeper is to end */
  GThread      *keeper;      /* owned; NULL: not held */
  GSubprocess  *process;     /* owned; the sandbox that this one started last; nullable */
};

/* ---- locks ---- */

static gboolean
try_lock (int fd, int byte, short kind)
{
  struct flock lock = { .l_type = kind, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };

  return fcntl (fd, F_OFD_SETLK, &lock) == 0;
}

/* The kind of lock that another holder has on @byte; F_UNLCK: none. */
static short
find_lock (int fd, int byte)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };

  return fcntl (fd, F_OFD_GETLK, &lock) == 0 ? lock.l_type : F_UNLCK;
}

static gboolean
is_serving (int fd)
{
  return find_lock (fd, BYTE_SERVING) != F_UNLCK;
}

static gboolean
wait_for_lock (int fd, int byte, short kind, GCancellable *cancellable, GError **error)
{
  gint64 end = g_get_monotonic_time () + START_TIMEOUT;

  while (!try_lock (fd, byte, kind))
    {
      if (errno != EAGAIN && errno != EACCES && errno != EINTR)
        {
          g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_OPEN, _("The sample data cannot be locked: %s"), g_strerror (errno));
          return FALSE;
        }
      if (g_get_monotonic_time () > end)
        {
          g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_CONNECTED,
                               _("The sandbox with the sample data did not start."));
          return FALSE;
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_usleep (POLL_INTERVAL);
    }
  return TRUE;
}

static int
open_lock_file (CwSampleServer *self, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (self->info_file), *path = g_build_filename (dir, "lock", NULL);
  int fd = -1;

  if (g_mkdir_with_parents (dir, 0700) == 0)
    fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_OPEN, _("%s cannot be made: %s"), path, g_strerror (errno));
  return fd;
}

/* ---- address ---- */

/* "http://127.0.0.1:PORT" of the last start; NULL: none yet. */
static char *
read_url (CwSampleServer *self)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (!json_parser_load_from_file (parser, self->info_file, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  return g_strdup (json_object_get_string_member_with_default (json_node_get_object (root), "url", NULL));
}

static guint
read_port (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL && g_uri_get_port (uri) > 0 ? (guint) g_uri_get_port (uri) : 0;
}

static gboolean
move_connection (CwStore *store, CwConnectionInfo *info, const char *from, const char *to, GError **error)
{
  gsize length = strlen (from);
  char *url;

  if (info->url == NULL || strncmp (info->url, from, length) != 0 || (info->url[length] != '/' && info->url[length] != '\0'))
    return TRUE;
  url = g_strconcat (to, info->url + length, NULL);
  g_free (info->url);
  info->url = url;
  return cw_store_update_connection (store, info, error);
}

/* The connections that lead to @from lead to @to afterwards. */
static gboolean
move_connections (CwSampleServer *self, const char *from, const char *to, GError **error)
{
  g_autoptr (CwStore) store = cw_store_open (self->dir, error);
  g_autoptr (GPtrArray) connections = store != NULL ? cw_store_list_connections (store, error) : NULL;

  if (connections == NULL || !cw_store_begin (store, error))
    return FALSE;
  for (guint i = 0; i < connections->len; i++)
    if (!move_connection (store, connections->pdata[i], from, to, error))
      {
        cw_store_rollback (store);
        return FALSE;
      }
  return cw_store_commit (store, error);
}

/* ---- starting ---- */

/* Beside this program (a build folder or an installation), else by PATH. */
static char *
find_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *dir = self != NULL ? g_path_get_dirname (self) : g_strdup (".");
  g_autofree char *beside = g_build_filename (dir, "causeway-sandbox", NULL);
  g_autofree char *built = g_build_filename (dir, "..", "sandbox", "causeway-sandbox", NULL);

  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  if (g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);
  return g_find_program_in_path ("causeway-sandbox");
}

static gboolean
wait_for_server (GSubprocess *process, int fd, GCancellable *cancellable, GError **error)
{
  gint64 end = g_get_monotonic_time () + START_TIMEOUT;

  while (!is_serving (fd))
    {
      if (g_get_monotonic_time () > end || g_subprocess_get_identifier (process) == NULL)
        {
          g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_CONNECTED,
                               _("The sandbox with the sample data did not start."));
          return FALSE;
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_usleep (POLL_INTERVAL);
    }
  return TRUE;
}

/* @port: 0 takes a free one. */
static gboolean
spawn (CwSampleServer *self, int fd, const char *program, guint port, GSubprocessFlags flags, GCancellable *cancellable, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%u", port), *dir = g_path_get_dirname (self->info_file);
  g_autofree char *lock = g_build_filename (dir, "lock", NULL);
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | flags, error, program, "--port", number,
                                                      "--data", dir, "--info", self->info_file, "--while-locked", lock, NULL);

  if (process == NULL)
    return FALSE;
  if (!wait_for_server (process, fd, cancellable, error))
    {
      g_subprocess_force_exit (process);
      return FALSE;
    }
  g_set_object (&self->process, process);
  return TRUE;
}

static gboolean
start (CwSampleServer *self, int fd, GCancellable *cancellable, GError **error)
{
  g_autofree char *program = find_program (), *before = read_url (self), *now = NULL;
  guint port = read_port (before);
  gboolean ok;

  if (program == NULL)
    {
      g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_CONNECTED,
                           _("The program causeway-sandbox, which serves the sample data, is not installed."));
      return FALSE;
    }
  /* The file keeps its address until the next one is written, so that a start that was cut short forgets nothing. */
  ok = port > 0 && spawn (self, fd, program, port, G_SUBPROCESS_FLAGS_STDERR_SILENCE, cancellable, NULL);
  if (!ok && g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (!ok && !spawn (self, fd, program, 0, G_SUBPROCESS_FLAGS_NONE, cancellable, error))
    return FALSE;
  now = read_url (self);
  return before == NULL || g_strcmp0 (before, now) == 0 || move_connections (self, before, now, error);
}

/* One at a time; the others find it running when their turn comes. */
static gboolean
start_where_missing (CwSampleServer *self, int fd, GCancellable *cancellable, GError **error)
{
  gboolean ok;

  if (is_serving (fd))
    return TRUE;
  if (!wait_for_lock (fd, BYTE_STARTING, F_WRLCK, cancellable, error))
    return FALSE;
  ok = is_serving (fd) || start (self, fd, cancellable, error);
  try_lock (fd, BYTE_STARTING, F_UNLCK);
  return ok;
}

/* ---- keeping ---- */

/* A sandbox goes with the program that started it where that had a process space of its own: then it is started anew. */
static gpointer
keeper_thread (gpointer data)
{
  CwSampleServer *self = data;
  gint64 interval = WATCH_INTERVAL;

  g_mutex_lock (&self->mutex);
  while (!self->released)
    {
      g_autoptr (GError) error = NULL;

      if (g_cond_wait_until (&self->cond, &self->mutex, g_get_monotonic_time () + interval) || is_serving (self->fd))
        continue;
      if (start_where_missing (self, self->fd, self->ending, &error))
        interval = WATCH_INTERVAL;
      else
        {
          interval = MIN (2 * interval, START_TIMEOUT);
          g_debug ("%s", error->message);
        }
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

gboolean
cw_sample_server_hold (CwSampleServer *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  int fd = self->fd;

  if (fd >= 0)
    return start_where_missing (self, fd, cancellable, error);
  fd = open_lock_file (self, error);
  if (fd < 0)
    return FALSE;
  if (!wait_for_lock (fd, BYTE_USERS, F_RDLCK, cancellable, error) || !start_where_missing (self, fd, cancellable, error))
    {
      close (fd);
      return FALSE;
    }
  self->fd = fd;
  self->released = FALSE;
  g_cancellable_reset (self->ending);
  self->keeper = g_thread_new ("sample", keeper_thread, self);
  return TRUE;
}

/* Where it has not gone by itself in time, the one that was started here is told to. */
static void
wait_for_end (CwSampleServer *self, int fd)
{
  gint64 end = g_get_monotonic_time () + END_TIMEOUT;

  while (is_serving (fd) && find_lock (fd, BYTE_USERS) != F_RDLCK)
    {
      if (g_get_monotonic_time () > end)
        {
          if (self->process != NULL)
            g_subprocess_force_exit (self->process);
          return;
        }
      g_usleep (POLL_INTERVAL / 4);
    }
}

void
cw_sample_server_release (CwSampleServer *self)
{
  GThread *keeper;
  int fd;

  g_cancellable_cancel (self->ending);
  g_mutex_lock (&self->mutex);
  keeper = g_steal_pointer (&self->keeper);
  fd = self->fd;
  self->released = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  if (keeper == NULL)
    return;
  g_thread_join (keeper);
  try_lock (fd, BYTE_USERS, F_UNLCK);
  wait_for_end (self, fd);
  close (fd);
  g_mutex_lock (&self->mutex);
  self->fd = -1;
  g_clear_object (&self->process);
  g_mutex_unlock (&self->mutex);
}

const char *
cw_sample_server_get_info_file (CwSampleServer *self)
{
  return self->info_file;
}

CwSampleServer *
cw_sample_server_new (const char *dir)
{
  CwSampleServer *self = g_new0 (CwSampleServer, 1);

  self->dir = g_strdup (dir);
  self->info_file = g_build_filename (dir, "sandbox", "info.json", NULL);
  self->fd = -1;
  self->ending = g_cancellable_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  return self;
}

void
cw_sample_server_free (CwSampleServer *self)
{
  if (self == NULL)
    return;
  cw_sample_server_release (self);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_object_unref (self->ending);
  g_free (self->dir);
  g_free (self->info_file);
  g_free (self);
}
