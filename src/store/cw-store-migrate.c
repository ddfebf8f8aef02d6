/* cw-store-migrate.c: brings the profile database to the present version
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Version N of the file is what the first N scripts made of an empty one. Each
 * script is one transaction, so that a file is always of one version.
 */

#include "config.h"

#include "cw-store-private.h"
#include "cw-store-resources.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define RESOURCE_FOLDER "/io/github/causeway_app/store/migrations/"

/* ---- scripts ---- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

/* Asking for a resource the first time is not safe on two threads at once. */
static GResource *
get_scripts (void)
{
  static gsize scripts;

  if (g_once_init_enter (&scripts))
    g_once_init_leave (&scripts, (gsize) cw_store_get_resource ());
  return (GResource *) scripts;
}

char **
_cw_store_load_migrations (void)
{
  GResource *resource = get_scripts ();
  g_auto (GStrv) names = g_resource_enumerate_children (resource, RESOURCE_FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GStrvBuilder) scripts = g_strv_builder_new ();

  g_assert (names != NULL);
  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (RESOURCE_FOLDER, names[i], NULL);
      g_autoptr (GBytes) bytes = g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

      /* A resource ends with a NUL. */
      g_strv_builder_add (scripts, g_bytes_get_data (bytes, NULL));
    }
  return g_strv_builder_end (scripts);
}

/* ---- copies ---- */

/* Without what is in the log, the file alone would be an older state of itself. */
static gboolean
copy_with_log (const char *path, const char *to)
{
  g_autoptr (GFile) from_file = g_file_new_for_path (path);
  g_autoptr (GFile) to_file = g_file_new_for_path (to);
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);
  g_autofree char *to_log_path = g_strconcat (to, "-wal", NULL);
  g_autoptr (GFile) log_file = g_file_new_for_path (log_path);
  g_autoptr (GFile) to_log_file = g_file_new_for_path (to_log_path);
  GStatBuf status;

  if (!g_file_copy (from_file, to_file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL))
    return FALSE;
  return g_stat (log_path, &status) != 0 || status.st_size == 0 ||
         g_file_copy (log_file, to_log_file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL);
}

/* The name says when the file was written last: one copy of one state, however often it is looked at. */
char *
_cw_store_keep_damaged (const char *path)
{
  GStatBuf status, copied;
  g_autoptr (GDateTime) written = NULL;
  g_autofree char *stamp = NULL;
  g_autofree char *copy = NULL;

  if (g_stat (path, &status) != 0)
    return NULL;
  written = g_date_time_new_from_unix_utc (status.st_mtime);
  stamp = g_date_time_format (written, "%Y%m%dT%H%M%SZ");
  copy = g_strconcat (path, ".damaged-", stamp, NULL);
  if (g_stat (copy, &copied) == 0 && copied.st_size == status.st_size)
    return g_steal_pointer (&copy);
  return copy_with_log (path, copy) ? g_steal_pointer (&copy) : NULL;
}

/* A whole copy through SQLite, so that it holds what is in the log as well; under its name only when it is complete. Two processes
 * may do so at once: each writes a file of its own, and one that comes after the other's migration throws its copy away. */
static gboolean
keep_version (CwStore *self, gint64 version, GError **error)
{
  g_autofree char *copy = g_strdup_printf ("%s.v%" G_GINT64_FORMAT, self->path, version);
  g_autofree char *partial = g_strconcat (copy, ".part-XXXXXX", NULL);
  int file = g_mkstemp_full (partial, O_RDWR | O_CLOEXEC, 0600);
  g_auto (CwQuery) query = { 0 };
  gint64 now;

  if (file < 0)
    return _cw_store_refuse (self, CW_STORE_ERROR_OPEN, error, _("The copy “%s” cannot be made: %s"), copy, g_strerror (errno));
  close (file);
  if (!_cw_query_init_once (&query, self, "VACUUM INTO ?", error))
    {
      g_unlink (partial);
      return FALSE;
    }
  _cw_query_text (&query, partial);
  if (_cw_query_step (&query, error) == CW_STEP_FAILED || !_cw_store_pragma (self, "PRAGMA user_version", &now, error))
    {
      g_unlink (partial);
      return FALSE;
    }
  if (now != version)
    {
      g_unlink (partial);
      return TRUE;
    }
  if (g_rename (partial, copy) != 0)
    {
      int cause = errno;

      g_unlink (partial);
      return _cw_store_refuse (self, CW_STORE_ERROR_OPEN, error, _("The copy “%s” cannot be made: %s"), copy, g_strerror (cause));
    }
  return TRUE;
}

/* ---- versions ---- */

gboolean
_cw_store_check_version (CwStore *self, const char * const *scripts, GError **error)
{
  gint64 version;

  if (!_cw_store_pragma (self, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version > g_strv_length ((char **) scripts))
    return _cw_store_refuse (self, CW_STORE_ERROR_NEWER, error,
                             _("The profile database “%s” was written by a newer version of Causeway. Install that version, or choose another profile."),
                             self->path);
  return TRUE;
}

static gboolean
apply_script (CwStore *self, gint64 version, const char *script, GError **error)
{
  g_autofree char *set_version = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT, version);

  return _cw_store_exec (self, script, error) && _cw_store_exec (self, set_version, error);
}

/* Applies the next script, unless another process was faster. A new file gets all of them together, so that nobody ever sees it
 * half made and keeps a copy of that. */
static gboolean
migrate_once (CwStore *self, const char * const *scripts, GError **error)
{
  gint64 version = 0, last = g_strv_length ((char **) scripts);
  gboolean ok, is_new;

  if (!cw_store_begin (self, error))
    return FALSE;
  ok = _cw_store_pragma (self, "PRAGMA user_version", &version, error);
  is_new = version == 0;
  for (gboolean more = TRUE; ok && more && version < last; version++, more = is_new)
    ok = apply_script (self, version + 1, scripts[version], error);
  return cw_store_end (self, ok, error);
}

gboolean
_cw_store_migrate (CwStore *self, const char * const *scripts, GError **error)
{
  gint64 last = g_strv_length ((char **) scripts);
  gint64 first, version;

  if (!_cw_store_pragma (self, "PRAGMA user_version", &first, error))
    return FALSE;
  if (first > 0 && first < last && !keep_version (self, first, error))
    return FALSE;
  for (version = first; version < last;)
    if (!migrate_once (self, scripts, error) || !_cw_store_pragma (self, "PRAGMA user_version", &version, error))
      return FALSE;
  return TRUE;
}
