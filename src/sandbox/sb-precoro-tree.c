/* sb-precoro-tree.c: the tree of an item custom field's options
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An option's path is its ancestors' ids and its own, ten digits each. Sorted
 * by path, options stand in display order; a branch is a range of paths, and a
 * level is a length.
 */

#include "sb-precoro.h"

#include <string.h>

/* Digits of one id in a path. */
#define STEP 10

/* (transfer full) (nullable) */
static char *
dup_path (SbSandbox *self, gint64 id)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT path FROM pc_option WHERE id = ?");
  char *path = NULL;

  sqlite3_bind_int64 (statement, 1, id);
  if (sqlite3_step (statement) == SQLITE_ROW)
    path = g_strdup (sb_column (statement, 0));
  sqlite3_reset (statement);

  return path;
}

static char *
build_path (SbSandbox *self, gint64 id, gint64 parent)
{
  g_autofree char *above = parent != 0 ? dup_path (self, parent) : NULL;

  return g_strdup_printf ("%s%0*" G_GINT64_FORMAT, above != NULL ? above : "", STEP, id);
}

void
sb_bind_id (sqlite3_stmt *statement, int position, gint64 id)
{
  if (id != 0)
    sqlite3_bind_int64 (statement, position, id);
}

gint64
sb_option_insert (SbSandbox *self, gint64 field, gint64 parent, const char *name, const char *code,
                  const char *external_id, const char *netsuite_id, gboolean enable)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self,
    "INSERT INTO pc_option (field, parent, name, code, externalid, netsuiteid, enable, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  g_autofree char *path = NULL;
  gint64 id;

  sqlite3_bind_int64 (statement, 1, field);
  sb_bind_id (statement, 2, parent);
  sqlite3_bind_text (statement, 3, name, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, code, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 5, external_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 6, netsuite_id, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 7, enable);
  sqlite3_bind_int64 (statement, 8, sb_precoro_now (self));
  sb_sandbox_run (self, statement);
  id = sqlite3_last_insert_rowid (sb_sandbox_get_db (self));

  path = build_path (self, id, parent);
  statement = sb_sandbox_prepare (self, "UPDATE pc_option SET path = ? WHERE id = ?");
  sqlite3_bind_text (statement, 1, path, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, id);
  sb_sandbox_run (self, statement);

  return id;
}

/* Binds @path and its end to ?1 and ?2: what begins with @path sorts between them, for ':' follows '9'. */
static void
bind_branch (sqlite3_stmt *statement, const char *path)
{
  g_autofree char *end = g_strconcat (path, ":", NULL);

  sqlite3_bind_text (statement, 1, path, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 2, end, -1, SQLITE_TRANSIENT);
}

#define IN_BRANCH "path >= ?1 AND path < ?2 AND field = ?3"

static void
bind_field_of (SbSandbox *self, sqlite3_stmt *statement, gint64 id)
{
  sqlite3_stmt *field = sb_sandbox_prepare (self, "SELECT field FROM pc_option WHERE id = ?");

  sqlite3_bind_int64 (field, 1, id);
  if (sqlite3_step (field) == SQLITE_ROW)
    sqlite3_bind_int64 (statement, 3, sqlite3_column_int64 (field, 0));
  sqlite3_reset (field);
}

void
sb_option_move (SbSandbox *self, gint64 id, gint64 parent)
{
  g_autofree char *before = dup_path (self, id);
  g_autofree char *after = build_path (self, id, parent);
  sqlite3_stmt *statement;

  statement = sb_sandbox_prepare (self, "UPDATE pc_option SET path = ?4 || substr (path, ?5) WHERE " IN_BRANCH);
  bind_branch (statement, before);
  bind_field_of (self, statement, id);
  sqlite3_bind_text (statement, 4, after, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 5, (gint64) strlen (before) + 1);
  sb_sandbox_run (self, statement);

  statement = sb_sandbox_prepare (self, "UPDATE pc_option SET parent = ? WHERE id = ?");
  sb_bind_id (statement, 1, parent);
  sqlite3_bind_int64 (statement, 2, id);
  sb_sandbox_run (self, statement);
}

void
sb_option_disable_below (SbSandbox *self, gint64 id)
{
  g_autofree char *path = dup_path (self, id);
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "UPDATE pc_option SET enable = 0 WHERE " IN_BRANCH);

  bind_branch (statement, path);
  bind_field_of (self, statement, id);
  sb_sandbox_run (self, statement);
}

guint
sb_option_get_level (SbSandbox *self, gint64 field, gint64 id)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT length (path) FROM pc_option WHERE id = ? AND field = ?");
  guint level = 0;

  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, field);
  if (sqlite3_step (statement) == SQLITE_ROW)
    level = (guint) sqlite3_column_int (statement, 0) / STEP;
  sqlite3_reset (statement);

  return level;
}

guint
sb_option_get_height (SbSandbox *self, gint64 id)
{
  g_autofree char *path = dup_path (self, id);
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT max (length (path)) FROM pc_option WHERE " IN_BRANCH);
  guint deepest;

  bind_branch (statement, path);
  bind_field_of (self, statement, id);
  sqlite3_step (statement);
  deepest = (guint) sqlite3_column_int (statement, 0);
  sqlite3_reset (statement);

  return (deepest - (guint) strlen (path)) / STEP + 1;
}

gboolean
sb_option_is_below (SbSandbox *self, gint64 id, gint64 ancestor)
{
  g_autofree char *path = dup_path (self, id);
  g_autofree char *above = dup_path (self, ancestor);

  return path != NULL && above != NULL && g_str_has_prefix (path, above);
}
