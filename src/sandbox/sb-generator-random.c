/* sb-generator-random.c: repeatable chance, and rows filled from it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-generator.h"

#include <string.h>

void
sb_rng_init (SbRng *self, guint64 seed, const char *stream)
{
  self->state = (seed + 1) * 0x9e3779b97f4a7c15u;
  for (const char *c = stream; *c != '\0'; c++)
    self->state = (self->state ^ (guint8) *c) * 0x100000001b3u;
}

guint64
sb_rng_next (SbRng *self)
{
  guint64 bits = (self->state += 0x9e3779b97f4a7c15u);

  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;

  return bits ^ (bits >> 31);
}

guint
sb_rng_below (SbRng *self, guint limit)
{
  return (guint) (((sb_rng_next (self) >> 32) * limit) >> 32);
}

gboolean
sb_rng_chance (SbRng *self, guint per_mille)
{
  return sb_rng_below (self, 1000) < per_mille;
}

const char *
sb_rng_pick (SbRng *self, const char * const *list)
{
  return list[sb_rng_below (self, g_strv_length ((char **) list))];
}

/* ---- rows ---- */

void
sb_insert_begin (SbInsert *self, SbSandbox *sandbox, const char *table, const char *columns)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT INTO ns_%s (%s) VALUES (?", table, columns);
  for (const char *c = columns; *c != '\0'; c++)
    if (*c == ',')
      g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  self->statement = sb_sandbox_prepare (sandbox, sql->str);
  self->column = 0;
}

void
sb_insert_text (SbInsert *self, const char *value)
{
  sqlite3_bind_text (self->statement, ++self->column, value, -1, SQLITE_TRANSIENT);
}

void
sb_insert_take (SbInsert *self, char *value)
{
  sqlite3_bind_text (self->statement, ++self->column, value, -1, g_free);
}

void
sb_insert_number (SbInsert *self, gint64 value)
{
  sqlite3_bind_int64 (self->statement, ++self->column, value);
}

void
sb_insert_reference (SbInsert *self, gint64 id)
{
  if (id != 0)
    sb_insert_number (self, id);
  else
    sqlite3_bind_null (self->statement, ++self->column);
}

void
sb_insert_flag (SbInsert *self, gboolean value)
{
  sqlite3_bind_text (self->statement, ++self->column, value ? "T" : "F", 1, SQLITE_STATIC);
}

void
sb_insert_end (SbInsert *self)
{
  g_assert (self->column == sqlite3_bind_parameter_count (self->statement));
  if (sqlite3_step (self->statement) != SQLITE_DONE)
    g_error ("%s: %s", sqlite3_errmsg (sqlite3_db_handle (self->statement)), sqlite3_sql (self->statement));
  sqlite3_reset (self->statement);
}
