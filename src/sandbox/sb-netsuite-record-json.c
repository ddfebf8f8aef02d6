/* sb-netsuite-record-json.c: a row as the record API shows it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 4.3 of the reference: what is unset is absent, references carry the
 * text that people read, date-times are in UTC.
 */

#include "sb-netsuite-records.h"

#include <string.h>

char *
sb_record_dup_property (SbSandbox *self, const SbField *field)
{
  return sb_sandbox_assumes (self, "netsuite.property-casing", "lower") ? g_ascii_strdown (field->property, -1)
                                                                        : g_strdup (field->property);
}

char *
sb_record_dup_url (SbSandbox *self, const SbTable *table, gint64 id)
{
  return g_strdup_printf ("%s" SB_NETSUITE_RECORDS "/%s/%" G_GINT64_FORMAT, sb_sandbox_get_base_url (self), table->record, id);
}

void
sb_json_add_link (JsonObject *object, const char *rel, const char *href)
{
  JsonObject *link = json_object_new ();

  if (!json_object_has_member (object, "links"))
    json_object_set_array_member (object, "links", json_array_new ());
  json_object_set_string_member (link, "rel", rel);
  json_object_set_string_member (link, "href", href);
  json_array_add_object_element (json_object_get_array_member (object, "links"), link);
}

/* A project's parent may be a customer or a project: the link says which. */
static const SbTable *
find_target (SbSandbox *self, const SbField *field, gint64 id)
{
  const SbTable *target = sb_netsuite_find_referenced (field);

  return target != NULL && strcmp (target->table, "entity") == 0 ? sb_record_find_entity (self, id) : target;
}

static JsonObject *
new_reference (SbSandbox *self, const SbField *field, const char *value)
{
  gint64 id = sb_record_parse_id (value);
  const SbTable *target = find_target (self, field, id);
  JsonObject *object = json_object_new ();
  g_autofree char *title = target != NULL ? sb_record_dup_title (self, target, id) : NULL;

  if (target != NULL && target->record != NULL)
    {
      g_autofree char *url = sb_record_dup_url (self, target, id);

      sb_json_add_link (object, "self", url);
    }
  json_object_set_string_member (object, "id", value);
  if (title != NULL)
    json_object_set_string_member (object, "refName", title);

  return object;
}

static JsonObject *
new_enum (const SbField *field, const char *value)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", value);
  json_object_set_string_member (object, "refName", sb_netsuite_get_enum_text (field, value));

  return object;
}

static JsonObject *
new_multiselect (SbSandbox *self, const SbTable *table, gint64 id, const SbField *field, const char *value, gboolean expand)
{
  JsonObject *object = json_object_new ();
  JsonArray *items = json_array_new ();
  g_auto (GStrv) ids = g_strsplit (value, ", ", -1);
  g_autofree char *url = sb_record_dup_url (self, table, id);
  g_autofree char *own = g_strdup_printf ("%s/%s", url, field->property);

  sb_json_add_link (object, "self", own);
  for (guint i = 0; ids[i] != NULL; i++)
    json_array_add_object_element (items, new_reference (self, field, ids[i]));
  if (expand)
    {
      gint64 count = json_array_get_length (items);

      json_object_set_array_member (object, "items", json_array_ref (items));
      json_object_set_int_member (object, "count", count);
      json_object_set_boolean_member (object, "hasMore", FALSE);
      json_object_set_int_member (object, "offset", 0);
      json_object_set_int_member (object, "totalResults", count);
    }
  json_array_unref (items);

  return object;
}

static void
add_value (SbSandbox *self, JsonObject *object, const SbTable *table, gint64 id, const SbField *field, const char *value,
           const SbRecordView *view)
{
  g_autofree char *name = sb_record_dup_property (self, field);
  g_autofree char *instant = NULL;
  g_autofree char *text = NULL;

  switch (field->type)
    {
    case SB_FIELD_INTEGER:
      if (strcmp (field->column, "id") == 0)
        json_object_set_string_member (object, name, value);
      else
        json_object_set_int_member (object, name, g_ascii_strtoll (value, NULL, 10));
      break;
    case SB_FIELD_NUMBER:
      json_object_set_double_member (object, name, g_ascii_strtod (value, NULL));
      break;
    case SB_FIELD_BOOLEAN:
      json_object_set_boolean_member (object, name, strcmp (value, "T") == 0);
      break;
    case SB_FIELD_DATETIME:
      instant = sb_format_iso (g_ascii_strtoll (value, NULL, 10) * G_USEC_PER_SEC);
      json_object_set_string_member (object, name, instant);
      break;
    case SB_FIELD_REFERENCE:
      json_object_set_object_member (object, name, new_reference (self, field, value));
      break;
    case SB_FIELD_MULTISELECT:
      json_object_set_object_member (object, name, new_multiselect (self, table, id, field, value, view->expand));
      break;
    case SB_FIELD_ENUM:
      if (view->plain)
        json_object_set_string_member (object, name, value);
      else
        json_object_set_object_member (object, name, new_enum (field, value));
      break;
    case SB_FIELD_TEXT:
    case SB_FIELD_DATE:
    default:
      text = sb_netsuite_is_upper (self, table->table, field->column) ? g_ascii_strup (value, -1) : g_strdup (value);
      json_object_set_string_member (object, name, text);
      break;
    }
}

/* ---- lines ---- */

/* The sublist of a row: what has an item is an item line. */
static JsonArray *
list_lines (SbSandbox *self, const SbTable *table, gint64 id, const SbSublist *sublist)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM ns_transactionline WHERE \"transaction\" = ? AND mainline = 'F' AND item IS %s"
                                          " ORDER BY linesequencenumber", strcmp (sublist->name, "item") == 0 ? "NOT NULL" : "NULL");
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sublist->sql != NULL ? sublist->sql : sql);
  SbRecordView view = { NULL };
  JsonArray *array = json_array_new ();

  sqlite3_bind_int64 (statement, 1, id);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      JsonObject *line = json_object_new ();
      JsonObject *inner = sublist->inner != NULL ? json_object_new () : NULL;

      for (int i = 0; i < sqlite3_column_count (statement); i++)
        for (const SbField *f = sublist->fields; f->column != NULL; f++)
          if (strcmp (f->column, sqlite3_column_name (statement, i)) == 0 && sqlite3_column_type (statement, i) != SQLITE_NULL)
            {
              g_autofree char *value = g_strdup ((const char *) sqlite3_column_text (statement, i));

              add_value (self, inner != NULL && f >= sublist->fields + sublist->outer ? inner : line, table, id, f, value, &view);
            }
      if (inner != NULL)
        json_object_set_object_member (line, sublist->inner, inner);
      json_array_add_object_element (array, line);
    }
  sqlite3_reset (statement);

  return array;
}

JsonObject *
sb_record_sublist_to_json (SbSandbox *self, const SbTable *table, gint64 id, const SbSublist *sublist, gboolean items)
{
  JsonObject *object = json_object_new ();
  g_autofree char *url = sb_record_dup_url (self, table, id);
  g_autofree char *own = g_strdup_printf ("%s/%s", url, sublist->name);
  JsonArray *lines;

  sb_json_add_link (object, "self", own);
  if (!items)
    return object;
  lines = list_lines (self, table, id, sublist);
  json_object_set_int_member (object, "count", json_array_get_length (lines));
  json_object_set_int_member (object, "totalResults", json_array_get_length (lines));
  json_object_set_boolean_member (object, "hasMore", FALSE);
  json_object_set_int_member (object, "offset", 0);
  json_object_set_array_member (object, "items", lines);

  return object;
}

static gboolean
is_viewed (const SbRecordView *view, const SbField *field)
{
  if (view->only == NULL || strcmp (field->column, "id") == 0)
    return TRUE;
  for (guint i = 0; view->only[i] != NULL; i++)
    if (g_ascii_strcasecmp (view->only[i], field->property) == 0)
      return TRUE;

  return FALSE;
}

JsonObject *
sb_record_to_json (SbSandbox *self, const SbTable *table, gint64 id, const SbRecordView *view)
{
  JsonObject *object = json_object_new ();
  g_autofree char *url = sb_record_dup_url (self, table, id);

  sb_json_add_link (object, "self", url);
  for (const SbField *f = table->fields; f->column != NULL; f++)
    {
      g_autofree char *value = NULL;

      if (!sb_netsuite_has_property (self, table, f) || !is_viewed (view, f))
        continue;
      value = sb_record_dup (self, table, id, f->column);
      if (value != NULL)
        add_value (self, object, table, id, f, value, view);
    }
  for (const SbSublist *s = table->sublists; s != NULL && s->name != NULL; s++)
    if (view->only == NULL)
      json_object_set_object_member (object, s->name, sb_record_sublist_to_json (self, table, id, s, view->expand));

  return object;
}
