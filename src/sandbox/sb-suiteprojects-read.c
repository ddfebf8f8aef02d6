/* sb-suiteprojects-read.c: Read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A5 and A17. What was made after the token was issued is not seen until the
 * cache of filter sets is cleared.
 */

#include "sb-suiteprojects.h"

#include <string.h>

#define ROWS_MAX 1000

static const char * const attributes[] = { "type", "method", "limit", "enable_custom", "filter", "field", "deleted", "include_nondeleted",
                                           "clear_filter_cache", "base_currency", "generic", "with_project_only", "calculate_hours",
                                           "between_date", "include_flags", "exclude_flags", "empty_is_nil", NULL };

/* What one Read asks for. */
typedef struct {
  const SbSppType *type;
  GString         *where;      /* conditions on row t, each begun by " AND " */
  GPtrArray       *texts;      /* owned; bound in order */
  guint            offset;
  guint            count;
  gboolean         customs;
  gboolean         by_custom;  /* "custom equal to" as a search */
  gboolean         by_date;    /* the method is a date filter */
  GHashTable      *wanted;     /* set of owned names; NULL: all */
  char            *values_of;  /* owned; "custom equal to": the object whose values are read; NULL: none */
} Query;

static void
query_clear (Query *self)
{
  g_string_free (self->where, TRUE);
  g_ptr_array_unref (self->texts);
  g_clear_pointer (&self->wanted, g_hash_table_unref);
  g_free (self->values_of);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Query, query_clear)

static gboolean
is_one (xmlNode *node, const char *name)
{
  g_autofree char *value = sb_xml_dup_attribute (node, name);

  return g_strcmp0 (value, "1") == 0;
}

/* ---- objects ---- */

const char *
sb_spp_get_element (SbSandbox *self, const SbSppType *type)
{
  return type->element != NULL && sb_sandbox_assumes (self, "suiteprojects.element-case", "other") ? type->element : type->name;
}

static void
append_text (GString *out, const char *name, const char *text)
{
  if (text == NULL || *text == '\0')
    {
      g_string_append_printf (out, "<%s/>", name);
      return;
    }
  g_string_append_printf (out, "<%s>", name);
  sb_spp_append_escaped (out, text);
  g_string_append_printf (out, "</%s>", name);
}

/* @stamp: "YYYY-MM-DD" with or without " HH:MM:SS" */
static void
append_date (SbSandbox *self, GString *out, const char *name, const char *stamp)
{
  gboolean timed = stamp != NULL && strlen (stamp) > 10;

  if (stamp == NULL)
    {
      if (sb_sandbox_assumes (self, "suiteprojects.unset-date", "empty"))
        g_string_append_printf (out, "<%s/>", name);
      else
        g_string_append_printf (out, "<%s><Date><hour/><minute/><timezone/><second/><month/><day/><year/></Date></%s>", name, name);
      return;
    }
  g_string_append_printf (out, "<%s><Date><hour>%.2s</hour><minute>%.2s</minute><timezone/><second>%.2s</second><month>%.2s</month>"
                          "<day>%.2s</day><year>%.4s</year></Date></%s>", name, timed ? stamp + 11 : "", timed ? stamp + 14 : "",
                          timed ? stamp + 17 : "", stamp + 5, stamp + 8, stamp, name);
}

static void
append_value (SbSandbox *self, GString *out, const SbSppField *field, const char *name, const char *text)
{
  g_autofree char *stamp = NULL;

  switch (field->kind)
    {
    case SB_SPP_INSTANT:
      stamp = text != NULL ? sb_spp_format_instant (self, g_ascii_strtoll (text, NULL, 10)) : NULL;
      append_date (self, out, name, stamp);
      break;
    case SB_SPP_DAY:
      append_date (self, out, name, text);
      break;
    case SB_SPP_REFERENCE:
      append_text (out, name, text == NULL && sb_sandbox_assumes (self, "suiteprojects.unset-reference", "zero") ? "0" : text);
      break;
    case SB_SPP_TEXT:
    case SB_SPP_INTEGER:
    case SB_SPP_NUMBER:
    case SB_SPP_FLAG:
    case SB_SPP_IDS:
    default:
      append_text (out, name, text);
    }
}

/* The part of "addr/city" before the slash (transfer full); NULL: no Address. */
static char *
dup_block (const SbSppField *field)
{
  const char *slash = strchr (field->name, '/');

  return slash != NULL ? g_strndup (field->name, (gsize) (slash - field->name)) : NULL;
}

static void
append_fields (SbSppCall *call, const SbSppType *type, sqlite3_stmt *row, GHashTable *wanted)
{
  g_autofree char *open = NULL;   /* the Address at work */
  int column = 0;

  for (const SbSppField *f = type->fields; f->name != NULL; f++)
    {
      g_autofree char *block = dup_block (f);
      const char *text;

      if (!sb_spp_is_shown (f))
        continue;
      text = (const char *) sqlite3_column_text (row, column++);
      if (wanted != NULL && !g_hash_table_contains (wanted, block != NULL ? block : sb_spp_get_field_name (call->sandbox, f)))
        continue;
      if (open != NULL && g_strcmp0 (open, block) != 0)
        {
          g_string_append_printf (call->out, "</Address></%s>", open);
          g_clear_pointer (&open, g_free);
        }
      if (block != NULL && open == NULL)
        {
          g_string_append_printf (call->out, "<%s><Address>", block);
          open = g_steal_pointer (&block);
        }
      append_value (call->sandbox, call->out, f, open != NULL ? f->name + strlen (open) + 1 : sb_spp_get_field_name (call->sandbox, f), text);
    }
  if (open != NULL)
    g_string_append_printf (call->out, "</Address></%s>", open);
}

static void
append_customs (SbSppCall *call, const SbSppType *type, gint64 id, GPtrArray *customs, GHashTable *wanted)
{
  for (guint i = 0; i < customs->len; i++)
    {
      const SbSppCustom *custom = g_ptr_array_index (customs, i);
      g_autofree char *name = g_strconcat (custom->name, "__c", NULL);
      g_autofree char *value = NULL;

      if (wanted != NULL && !g_hash_table_contains (wanted, name))
        continue;
      value = sb_spp_dup_custom (call->sandbox, type, id, custom->name);
      append_text (call->out, name, value);
    }
}

static char *
dup_columns (const SbSppType *type)
{
  GString *columns = g_string_new (NULL);

  for (const SbSppField *f = type->fields; f->name != NULL; f++)
    if (sb_spp_is_shown (f))
      {
        g_autofree char *expression = sb_spp_dup_expression (type, f);

        g_string_append_printf (columns, "%s%s", columns->len > 0 ? ", " : "", expression);
      }

  return g_string_free (columns, FALSE);
}

static void
append_row (SbSppCall *call, const SbSppType *type, sqlite3_stmt *row, GPtrArray *customs, GHashTable *wanted)
{
  const char *element = sb_spp_get_element (call->sandbox, type);

  g_string_append_printf (call->out, "<%s>", element);
  append_fields (call, type, row, wanted);
  if (customs != NULL)
    append_customs (call, type, sqlite3_column_int64 (row, 0), customs, wanted);
  g_string_append_printf (call->out, "</%s>", element);
}

void
sb_spp_append_object (SbSppCall *call, const SbSppType *type, gint64 id, gboolean with_customs, GHashTable *wanted)
{
  g_autofree char *table = sb_spp_dup_table (type);
  g_autofree char *columns = dup_columns (type);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s t WHERE t.id = ?", columns, table);
  g_autoptr (GPtrArray) customs = with_customs ? sb_spp_list_customs (call->sandbox, type) : NULL;
  sqlite3_stmt *statement = sb_sandbox_prepare (call->sandbox, sql);

  sqlite3_bind_int64 (statement, 1, id);
  if (sqlite3_step (statement) == SQLITE_ROW)
    append_row (call, type, statement, customs, wanted);
  sqlite3_reset (statement);
}

/* ---- what is asked for ---- */

static gboolean
read_limit (xmlNode *command, Query *query, SbSppFailure *failure)
{
  g_autofree char *limit = sb_xml_dup_attribute (command, "limit");
  g_auto (GStrv) parts = limit != NULL ? g_strsplit (limit, ",", -1) : NULL;
  guint length = parts != NULL ? g_strv_length (parts) : 0;
  guint64 offset = 0, count = 0;

  for (guint i = 0; i < length; i++)
    g_strstrip (parts[i]);
  if ((length != 1 && length != 2) || !g_ascii_string_to_unsigned (parts[length - 1], 10, 1, ROWS_MAX, &count, NULL) ||
      (length == 2 && !g_ascii_string_to_unsigned (parts[0], 10, 0, G_MAXINT32, &offset, NULL)))
    return sb_spp_fail (failure, 605, "The limit must be set, to at most %d", ROWS_MAX);
  query->offset = (guint) offset;
  query->count = (guint) count;

  return TRUE;
}

/* A list of names without blanks, as the reference wants it. */
static char **
split_list (xmlNode *command, const char *attribute)
{
  g_autofree char *text = sb_xml_dup_attribute (command, attribute);

  return text != NULL && *text != '\0' ? g_strsplit (text, ",", -1) : NULL;
}

static gboolean
add_date_filter (SbSppCall *call, Query *query, const char *filter, const char *name, xmlNode *date, SbSppFailure *failure)
{
  const SbSppField *field = sb_spp_find_field (call->sandbox, query->type, name);
  gboolean from = sb_sandbox_assumes (call->sandbox, "suiteprojects.newer-than-edge", "from");
  gboolean is_day = field != NULL && field->kind == SB_SPP_DAY;
  gint64 seconds;

  if (field == NULL || !sb_spp_is_readable (field) || (!is_day && field->kind != SB_SPP_INSTANT))
    return sb_spp_fail (failure, 602, "%s has no date %s", query->type->name, name);
  field = sb_spp_resolve (query->type, field);
  if (!sb_xml_parse_date (call->sandbox, date, &seconds))
    return sb_spp_fail (failure, 2002, "The Date of %s is not valid", filter);
  if (strcmp (filter, "date-equal-to") == 0 && !is_day)
    g_string_append_printf (query->where, " AND t.\"%s\" >= %" G_GINT64_FORMAT " AND t.\"%s\" < %" G_GINT64_FORMAT, field->name, seconds,
                            field->name, seconds + 86400);
  else
    {
      const char *operator = strcmp (filter, "newer-than") == 0 ? (from ? ">=" : ">") : strcmp (filter, "older-than") == 0 ? "<" : "=";
      g_autofree char *stamp = sb_spp_format_instant (call->sandbox, seconds);

      if (is_day)
        g_string_append_printf (query->where, " AND t.\"%s\" %s '%.10s'", field->name, operator, stamp);
      else
        g_string_append_printf (query->where, " AND t.\"%s\" %s %" G_GINT64_FORMAT, field->name, operator, seconds);
    }

  return TRUE;
}

static const char * const date_filters[] = { "newer-than", "older-than", "date-equal-to", NULL };

/* E: a date filter is seen as a method, too; "date" stands for the date of the last change. */
static gboolean
read_date_method (SbSppCall *call, xmlNode *command, Query *query, const char *method, SbSppFailure *failure)
{
  g_autofree char *field = sb_xml_dup_attribute (command, "field");
  xmlNode *date = sb_xml_find (command, "Date");

  if (date == NULL || field == NULL)
    return sb_spp_fail (failure, 4, "A field and a Date are needed");
  query->by_date = TRUE;

  return add_date_filter (call, query, method, strcmp (field, "date") == 0 ? "updated" : field, date, failure);
}

static xmlNode *
find_next_date (xmlNode *node)
{
  while (node != NULL && strcmp ((const char *) node->name, "Date") != 0)
    node = sb_xml_next (node);

  return node;
}

/* One field and one <Date> for each filter, in order. */
static gboolean
read_filters (SbSppCall *call, xmlNode *command, Query *query, SbSppFailure *failure)
{
  g_auto (GStrv) filters = split_list (command, "filter");
  g_auto (GStrv) fields = split_list (command, "field");
  guint count = filters != NULL ? g_strv_length (filters) : 0;
  xmlNode *date = find_next_date (sb_xml_first (command));

  if (query->by_date)
    return filters == NULL || sb_spp_fail (failure, 3, "A method that is a filter takes no filter besides");
  if ((fields != NULL ? g_strv_length (fields) : 0) != count)
    return sb_spp_fail (failure, 4, "There is a field for each filter");
  for (guint i = 0; i < count; i++)
    {
      if (!g_strv_contains (date_filters, filters[i]) || sb_sandbox_assumes (call->sandbox, "suiteprojects.newer-than", "method"))
        return sb_spp_fail (failure, 10, "“%s” is no filter of the sandbox", filters[i]);
      if (date == NULL)
        return sb_spp_fail (failure, 4, "There is a Date for each filter");
      if (!add_date_filter (call, query, filters[i], fields[i], date, failure))
        return FALSE;
      date = find_next_date (sb_xml_next (date));
    }

  return date == NULL || sb_spp_fail (failure, 3, "There are more Dates than filters");
}

/* ---- methods ---- */

/* @sql: an expression for the value */
static void
add_equality (SbSppCall *call, Query *query, GString *terms, const char *sql, const char *text)
{
  gboolean folded = sb_sandbox_assumes (call->sandbox, "suiteprojects.equal-to-case", "folded");

  g_string_append_printf (terms, "%s(CAST (coalesce (%s, '') AS TEXT) = ?%s)", terms->len > 0 ? " AND " : "", sql, folded ? " COLLATE NOCASE" : "");
  g_ptr_array_add (query->texts, g_strdup (text));
}

static gboolean
add_custom_term (SbSppCall *call, Query *query, GString *terms, const char *name, const char *text, SbSppFailure *failure)
{
  g_autofree char *plain = g_strndup (name, strlen (name) - 3);
  g_autoptr (SbSppCustom) custom = query->customs ? sb_spp_find_custom (call->sandbox, query->type, plain) : NULL;
  g_autofree char *sql = NULL;

  if (custom == NULL || (!query->by_custom && sb_sandbox_assumes (call->sandbox, "suiteprojects.inline-custom", "refused")))
    return sb_spp_fail (failure, 602, "%s has no field %s%s", query->type->name, name, query->customs ? "" : "; enable_custom is not set");
  if (*text != '\0' && sb_sandbox_assumes (call->sandbox, "suiteprojects.equal-to-case", "exact"))
    {
      /* by the index */
      g_string_append_printf (terms, "%st.id IN (SELECT v.record FROM sp_value v WHERE v.type = '%s' AND v.name = '%s' AND v.value = ?)",
                              terms->len > 0 ? " AND " : "", query->type->name, custom->name);
      g_ptr_array_add (query->texts, g_strdup (text));
      return TRUE;
    }
  sql = g_strdup_printf ("(SELECT v.value FROM sp_value v WHERE v.type = '%s' AND v.record = t.id AND v.name = '%s')", query->type->name,
                         custom->name);
  add_equality (call, query, terms, sql, text);

  return TRUE;
}

static gboolean
add_term (SbSppCall *call, Query *query, GString *terms, const char *name, xmlNode *node, SbSppFailure *failure)
{
  const SbSppField *field;
  g_autofree char *text = sb_xml_dup_text (node);
  g_autofree char *sql = NULL;

  if (g_str_has_suffix (name, "__c"))
    return add_custom_term (call, query, terms, name, text, failure);
  field = sb_spp_find_field (call->sandbox, query->type, name);
  if (field == NULL || (field->flags & SB_SPP_COMPUTED) != 0 || !sb_spp_is_readable (field))
    return sb_spp_fail (failure, 602, "%s has no field %s to compare", query->type->name, name);
  if (sb_xml_find (node, "Date") != NULL || field->kind == SB_SPP_DAY || field->kind == SB_SPP_INSTANT)
    return sb_spp_fail (failure, 602, "Dates are compared by filters (%s)", name);
  if (field->kind == SB_SPP_REFERENCE && strcmp (text, "0") == 0)
    *text = '\0';
  sql = sb_spp_dup_expression (query->type, field);
  if (*text != '\0' && sb_sandbox_assumes (call->sandbox, "suiteprojects.equal-to-case", "exact"))
    {
      g_string_append_printf (terms, "%s%s = ?", terms->len > 0 ? " AND " : "", sql);
      g_ptr_array_add (query->texts, g_strdup (text));
    }
  else
    add_equality (call, query, terms, sql, text);

  return TRUE;
}

static gboolean
add_address_terms (SbSppCall *call, Query *query, GString *terms, xmlNode *block, SbSppFailure *failure)
{
  xmlNode *address = sb_xml_find (block, "Address");

  for (xmlNode *node = sb_xml_first (address); node != NULL; node = sb_xml_next (node))
    {
      g_autofree char *name = g_strdup_printf ("%s/%s", block->name, node->name);

      if (!add_term (call, query, terms, name, node, failure))
        return FALSE;
    }

  return TRUE;
}

/* One object to compare with; its fields go together. */
static gboolean
read_example (SbSppCall *call, xmlNode *command, Query *query, gboolean equal, SbSppFailure *failure)
{
  g_autoptr (GString) terms = g_string_new (NULL);
  xmlNode *example = NULL;

  for (xmlNode *node = sb_xml_first (command); node != NULL; node = sb_xml_next (node))
    if (sb_xml_is_object (node, query->type))
      {
        if (example != NULL)
          return sb_spp_fail (failure, 3, "There is one %s to compare with", query->type->name);
        example = node;
      }
  if (example == NULL)
    return sb_spp_fail (failure, 4, "A %s to compare with is needed", query->type->name);
  for (xmlNode *node = sb_xml_first (example); node != NULL; node = sb_xml_next (node))
    if (sb_xml_find (node, "Address") != NULL ? !add_address_terms (call, query, terms, node, failure)
                                              : !add_term (call, query, terms, (const char *) node->name, node, failure))
      return FALSE;
  if (terms->len == 0)
    return sb_spp_fail (failure, 4, "The %s to compare with is empty", query->type->name);
  /* what is unset is not equal either */
  g_string_append_printf (query->where, equal ? " AND (%s)" : " AND NOT coalesce ((%s), 0)", terms->str);

  return TRUE;
}

/* Objects of a user or project: those that point to it. */
static gboolean
read_owner (SbSppCall *call, xmlNode *command, Query *query, const char *owner, const char *column, SbSppFailure *failure)
{
  xmlNode *node = sb_xml_find (command, owner);
  xmlNode *id = node != NULL ? sb_xml_find (node, "id") : NULL;
  g_autofree char *text = id != NULL ? sb_xml_dup_text (id) : NULL;

  if (sb_spp_find_field (call->sandbox, query->type, column) == NULL)
    return sb_spp_fail (failure, 603, "%s cannot be read by %s", query->type->name, owner);
  if (sb_spp_parse_id (text) == 0)
    return sb_spp_fail (failure, 4, "A %s with its id is needed", owner);
  g_string_append_printf (query->where, " AND t.\"%s\" = %s", column, text);

  return TRUE;
}

static gboolean
read_not_exported (SbSppCall *call, xmlNode *command, Query *query, SbSppFailure *failure)
{
  xmlNode *node = sb_xml_find (command, "ImportExport");
  xmlNode *application = node != NULL ? sb_xml_find (node, "application") : NULL;

  if (application == NULL)
    return sb_spp_fail (failure, 4, "An ImportExport with its application is needed");
  g_string_append_printf (query->where, " AND t.id NOT IN (SELECT e.recordid FROM sp_importexport e WHERE e.type = '%s' AND e.deleted = 0"
                          " AND e.exported IS NOT NULL AND e.application = ?)", query->type->name);
  g_ptr_array_add (query->texts, sb_xml_dup_text (application));

  return TRUE;
}

/* The documented meaning of "custom equal to": the values of one object's custom fields. */
static gboolean
read_custom_values (SbSppCall *call, xmlNode *command, Query *query, SbSppFailure *failure)
{
  xmlNode *example = sb_xml_first (command);
  xmlNode *id = example != NULL && sb_xml_is_object (example, query->type) ? sb_xml_find (example, "id") : NULL;

  if (id == NULL && sb_sandbox_assumes (call->sandbox, "suiteprojects.custom-equal-to", "search"))
    {
      query->by_custom = TRUE;
      return read_example (call, command, query, TRUE, failure);
    }
  if (id == NULL)
    return sb_spp_fail (failure, 4, "A %s with its id is needed", query->type->name);
  query->values_of = sb_xml_dup_text (id);

  return sb_spp_exists (call->sandbox, query->type, sb_spp_parse_id (query->values_of), call->horizon) ||
         sb_spp_fail (failure, 601, "Invalid id");
}

static gboolean
read_method (SbSppCall *call, xmlNode *command, Query *query, SbSppFailure *failure)
{
  g_autofree char *method = sb_xml_dup_attribute (command, "method");

  if (g_strcmp0 (method, "all") == 0)
    return TRUE;
  if (method != NULL && g_strv_contains (date_filters, method) && !sb_sandbox_assumes (call->sandbox, "suiteprojects.newer-than", "filter"))
    return read_date_method (call, command, query, method, failure);
  if (g_strcmp0 (method, "equal to") == 0)
    return read_example (call, command, query, TRUE, failure);
  if (g_strcmp0 (method, "not equal to") == 0)
    return read_example (call, command, query, FALSE, failure);
  if (g_strcmp0 (method, "custom equal to") == 0)
    return read_custom_values (call, command, query, failure);
  if (g_strcmp0 (method, "user") == 0)
    return read_owner (call, command, query, "User", "userid", failure);
  if (g_strcmp0 (method, "project") == 0)
    return read_owner (call, command, query, "Project", "projectid", failure);
  if (g_strcmp0 (method, "not exported") == 0)
    return read_not_exported (call, command, query, failure);

  return sb_spp_fail (failure, 603, "“%s” is no method", method != NULL ? method : "");
}

static gboolean
read_wanted (SbSppCall *call, xmlNode *command, Query *query, SbSppFailure *failure)
{
  xmlNode *list = sb_xml_find (command, "_Return");

  if (list == NULL)
    return TRUE;
  query->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (xmlNode *node = sb_xml_first (list); node != NULL; node = sb_xml_next (node))
    {
      const char *name = (const char *) node->name;
      g_autofree char *inside = g_strconcat (name, "/city", NULL);
      g_autofree char *plain = g_str_has_suffix (name, "__c") ? g_strndup (name, strlen (name) - 3) : NULL;
      g_autoptr (SbSppCustom) custom = plain != NULL && query->customs ? sb_spp_find_custom (call->sandbox, query->type, plain) : NULL;

      if (custom == NULL && sb_spp_find_field (call->sandbox, query->type, name) == NULL &&
          sb_spp_find_field (call->sandbox, query->type, inside) == NULL)
        return sb_spp_fail (failure, 602, "%s has no field %s", query->type->name, name);
      g_hash_table_add (query->wanted, g_strdup (name));
    }

  return TRUE;
}

static void
read_visibility (SbSppCall *call, xmlNode *command, Query *query)
{
  gboolean deleted = is_one (command, "deleted");

  if (call->token != NULL && is_one (command, "clear_filter_cache"))
    {
      sb_spp_refresh_cache (call->sandbox, call->token, "xml");
      call->horizon = sb_spp_get_horizon (call->sandbox);
    }
  g_string_append_printf (query->where, " AND t.born <= %" G_GINT64_FORMAT, call->horizon);
  if (!deleted)
    g_string_append (query->where, " AND t.deleted = 0");
  else if (!is_one (command, "include_nondeleted"))
    g_string_append (query->where, " AND t.deleted = 1");
  if (strcmp (query->type->name, "CustField") == 0 && sb_sandbox_assumes (call->sandbox, "suiteprojects.netsuite-fields", "absent"))
    g_string_append (query->where, " AND t.name NOT LIKE 'netsuite\\_%' ESCAPE '\\'");
}

/* What a Read may hold. */
static gboolean
check_children (xmlNode *command, const SbSppType *type, SbSppFailure *failure)
{
  static const char * const known[] = { "_Return", "Date", "User", "Project", "ImportExport", NULL };

  for (xmlNode *node = sb_xml_first (command); node != NULL; node = sb_xml_next (node))
    if (!sb_xml_is_object (node, type) && !g_strv_contains (known, (const char *) node->name))
      return sb_spp_fail (failure, 10, "Read of %s does not take %s", type->name, node->name);

  return TRUE;
}

/* Conditions with parameters come first, in the order of their texts. */
static gboolean
read_query (SbSppCall *call, xmlNode *command, Query *query, SbSppFailure *failure)
{
  g_autofree char *type = sb_xml_dup_attribute (command, "type");

  if (!sb_xml_check_attributes (command, attributes, failure))
    return FALSE;
  query->type = sb_spp_find_type (type);
  if (query->type == NULL || strchr (query->type->commands, 'R') == NULL)
    return sb_spp_fail (failure, 603, "“%s” is no type that can be read", type != NULL ? type : "");
  query->customs = is_one (command, "enable_custom");
  if (!check_children (command, query->type, failure))
    return FALSE;
  if (!read_limit (command, query, failure))
    return FALSE;
  read_visibility (call, command, query);

  return read_method (call, command, query, failure) && read_filters (call, command, query, failure) && read_wanted (call, command, query, failure);
}

/* ---- answers ---- */

static void
append_custom_values (SbSppCall *call, const Query *query)
{
  g_autoptr (GPtrArray) customs = sb_spp_list_customs (call->sandbox, query->type);

  for (guint i = 0; i < customs->len; i++)
    {
      const SbSppCustom *custom = g_ptr_array_index (customs, i);
      g_autofree char *value = sb_spp_dup_custom (call->sandbox, query->type, sb_spp_parse_id (query->values_of), custom->name);

      g_string_append_printf (call->out, "<CustomField><id>%" G_GINT64_FORMAT "</id><name>%s</name><association>%s</association>", custom->id,
                              custom->name, query->type->association);
      append_text (call->out, "value", value);
      g_string_append (call->out, "</CustomField>");
    }
}

static guint
append_rows (SbSppCall *call, const Query *query)
{
  gboolean backwards = sb_sandbox_assumes (call->sandbox, "suiteprojects.read-order", "newest-first");
  g_autofree char *table = sb_spp_dup_table (query->type);
  g_autofree char *columns = dup_columns (query->type);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s t WHERE 1%s ORDER BY t.id%s LIMIT %u OFFSET %u", columns, table, query->where->str,
                                          backwards ? " DESC" : "", query->count, query->offset);
  g_autoptr (GPtrArray) customs = query->customs ? sb_spp_list_customs (call->sandbox, query->type) : NULL;
  sqlite3_stmt *statement = NULL;
  guint rows = 0;

  if (sqlite3_prepare_v2 (sb_sandbox_get_db (call->sandbox), sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sqlite3_errmsg (sb_sandbox_get_db (call->sandbox)), sql);
  for (guint i = 0; i < query->texts->len; i++)
    sqlite3_bind_text (statement, (int) i + 1, g_ptr_array_index (query->texts, i), -1, SQLITE_STATIC);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      append_row (call, query->type, statement, customs, query->wanted);
      rows++;
    }
  sqlite3_finalize (statement);

  return rows;
}

/* Requests left of the 24 hours: the only way to see it. */
static void
read_rate_limit (SbSppCall *call, xmlNode *command)
{
  g_auto (SbSppFailure) failure = { 0 };
  g_autofree char *method = sb_xml_dup_attribute (command, "method");
  Query query = { 0 };

  if (g_strcmp0 (method, "all") != 0)
    sb_spp_fail (&failure, 603, "RateLimit is read by “all”");
  else if (read_limit (command, &query, &failure))
    {
      g_string_append_printf (call->out, "<Read status=\"0\"><RateLimit><remain_24h_error>%" G_GINT64_FORMAT "</remain_24h_error></RateLimit></Read>",
                              sb_spp_get_remaining (call->sandbox));
      return;
    }
  sb_spp_answer_failure (call, "Read", &failure);
}

void
sb_spp_read (SbSppCall *call, xmlNode *command)
{
  g_auto (SbSppFailure) failure = { 0 };
  g_auto (Query) query = { .where = g_string_new (NULL), .texts = g_ptr_array_new_with_free_func (g_free) };
  g_autofree char *type = sb_xml_dup_attribute (command, "type");
  gsize start = call->out->len;

  if (g_strcmp0 (type, "RateLimit") == 0)
    {
      read_rate_limit (call, command);
      return;
    }
  if (!read_query (call, command, &query, &failure))
    {
      sb_spp_answer_failure (call, "Read", &failure);
      return;
    }
  g_string_append (call->out, "<Read status=\"0\">");
  if (query.values_of != NULL)
    append_custom_values (call, &query);
  else if (append_rows (call, &query) == 0 && !sb_sandbox_assumes (call->sandbox, "suiteprojects.nothing-found", "0"))
    {
      g_string_truncate (call->out, start);
      g_string_append_printf (call->out, "<Read status=\"%s\"/>", sb_sandbox_assume (call->sandbox, "suiteprojects.nothing-found"));
      return;
    }
  g_string_append (call->out, "</Read>");
}
