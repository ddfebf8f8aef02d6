/* cw-workflow-lookups.c: the look-ups of a workflow description
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-workflow-lookups.h"

static void
pair_free (gpointer data)
{
  CwLookupPair *pair = data;

  g_free (pair->target);
  g_free (pair->field);
  g_free (pair);
}

static void
lookup_free (gpointer data)
{
  CwLookup *self = data;

  g_free (self->target);
  g_free (self->collection);
  g_free (self->by);
  g_free (self->title);
  g_free (self->shown);
  g_free (self->where);
  g_free (self->is);
  g_ptr_array_unref (self->taken);
  g_ptr_array_unref (self->same);
  g_free (self);
}

GPtrArray *
cw_workflow_new_lookups (void)
{
  return g_ptr_array_new_with_free_func (lookup_free);
}

typedef gboolean (*ReadElement) (CwFileReader *reader, JsonObject *object, gpointer data, GError **error);

static gboolean
read_elements (CwFileReader *reader, JsonObject *object, const char *member, ReadElement read, gpointer data, GError **error)
{
  JsonArray *array = NULL;

  if (!cw_file_reader_get_array (reader, object, member, FALSE, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element;
      gsize before;
      gboolean ok;

      if (!cw_file_reader_get_element (reader, object, member, array, i, &element, error))
        return FALSE;
      before = cw_file_reader_enter_nth (reader, member, i);
      ok = read (reader, element, data, error);
      cw_file_reader_leave (reader, before);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_pair (CwFileReader *reader, JsonObject *object, gpointer data, GError **error)
{
  static const char * const members[] = { "target", "field", NULL };
  const char *target = NULL, *field = NULL;
  CwLookupPair *pair;

  if (!cw_file_reader_check_members (reader, object, members, error)
      || !cw_file_reader_get_text (reader, object, "target", TRUE, &target, error)
      || !cw_file_reader_get_text (reader, object, "field", TRUE, &field, error))
    return FALSE;
  pair = g_new0 (CwLookupPair, 1);
  pair->target = g_strdup (target);
  pair->field = g_strdup (field);
  g_ptr_array_add (data, pair);
  return TRUE;
}

static gboolean
fill_lookup (CwFileReader *reader, JsonObject *object, CwLookup *self, GError **error)
{
  static const char * const members[] = { "target", "collection", "by", "title", "shown", "where", "is", "required", "waits", "taken", "same", NULL };
  const char *target = NULL, *collection = NULL, *by = NULL, *title = NULL, *shown = NULL, *where = NULL, *is = NULL;

  if (!cw_file_reader_check_members (reader, object, members, error)
      || !cw_file_reader_get_text (reader, object, "target", TRUE, &target, error)
      || !cw_file_reader_get_text (reader, object, "collection", TRUE, &collection, error)
      || !cw_file_reader_get_text (reader, object, "by", FALSE, &by, error)
      || !cw_file_reader_get_text (reader, object, "title", TRUE, &title, error)
      || !cw_file_reader_get_text (reader, object, "shown", FALSE, &shown, error)
      || !cw_file_reader_get_text (reader, object, "where", FALSE, &where, error)
      || !cw_file_reader_get_text (reader, object, "is", where != NULL, &is, error)
      || !cw_file_reader_get_boolean (reader, object, "required", &self->required, error)
      || !cw_file_reader_get_boolean (reader, object, "waits", &self->waits, error)
      || !read_elements (reader, object, "taken", read_pair, self->taken, error)
      || !read_elements (reader, object, "same", read_pair, self->same, error))
    return FALSE;
  self->target = g_strdup (target);
  self->collection = g_strdup (collection);
  self->by = g_strdup (by);
  self->title = g_strdup (title);
  self->shown = g_strdup (shown);
  self->where = g_strdup (where);
  self->is = g_strdup (is);
  return TRUE;
}

static gboolean
read_lookup (CwFileReader *reader, JsonObject *object, gpointer data, GError **error)
{
  CwLookup *self = g_new0 (CwLookup, 1);

  self->taken = g_ptr_array_new_with_free_func (pair_free);
  self->same = g_ptr_array_new_with_free_func (pair_free);
  if (!fill_lookup (reader, object, self, error))
    {
      lookup_free (self);
      return FALSE;
    }
  g_ptr_array_add (data, self);
  return TRUE;
}

gboolean
cw_workflow_read_lookups (CwFileReader *reader, JsonObject *root, CwWorkflow *workflow, GError **error)
{
  return read_elements (reader, root, "lookups", read_lookup, workflow->lookups, error);
}
