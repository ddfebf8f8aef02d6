/* sb-suiteprojects.c: routes of SuiteProjects Pro, and its side of the control plane
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteprojects.h"

#include "sb-sandbox-private.h"

#include <string.h>

#define XML_PATH       SB_SPP_PREFIX "/api.pl"
#define REST_PATH      SB_SPP_PREFIX "/rest/v1"
#define AUTHORIZE_PATH SB_SPP_PREFIX "/login/oauth2/v1/authorize"
#define TOKEN_PATH     SB_SPP_PREFIX "/login/oauth2/v1/token"

void
sb_suiteprojects_create_tables (SbSandbox *self)
{
  sb_spp_create_store (self);
  sb_spp_auth_setup (self);
}

/* Data that were made before there was a SuiteProjects Pro get theirs now. */
void
sb_suiteprojects_catch_up (SbSandbox *self)
{
  if (sb_spp_query (self, "SELECT count (*) FROM sp_company", 0) == 0)
    sb_suiteprojects_generate (self);
}

static gboolean
is_rest (const char *path)
{
  gsize length = strlen (REST_PATH);

  return strncmp (path, REST_PATH, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

void
sb_suiteprojects_handle (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  if (strcmp (request->path, XML_PATH) == 0)
    sb_spp_handle_xml (self, request, response);
  else if (is_rest (request->path))
    sb_spp_handle_rest (self, request, response);
  else if (strcmp (request->path, AUTHORIZE_PATH) == 0)
    sb_spp_handle_authorize (self, request, response);
  else if (strcmp (request->path, TOKEN_PATH) == 0)
    sb_spp_handle_token (self, request, response);
  else
    sb_response_set_text (response, 404, "text/html; charset=utf-8", "<html><body><h1>Not Found</h1></body></html>");
}

/* Whether an element of this name begins in @body; "<Address>" is no "Add". */
static gboolean
has_element (const char *body, gsize size, const char *open)
{
  const char *end = body + size;
  gsize length = strlen (open);

  for (const char *at = body; (at = memmem (at, (gsize) (end - at), open, length)) != NULL; at += length)
    if (at + length < end && strchr (" \t\r\n>/", at[length]) != NULL)
      return TRUE;

  return FALSE;
}

/* An XML request is a write when one of its commands is. */
gboolean
sb_suiteprojects_is_write (const SbRequest *request)
{
  static const char * const commands[] = { "<Add", "<Modify", "<Delete", "<CreateUser" };
  gsize size;
  const char *body = g_bytes_get_data (request->body, &size);

  if (is_rest (request->path))
    return strcmp (request->method, "GET") != 0 && strcmp (request->method, "OPTIONS") != 0 &&
           strstr (request->path, "/session/") == NULL;
  if (strcmp (request->path, XML_PATH) != 0 || size == 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (has_element (body, size, commands[i]))
      return TRUE;

  return FALSE;
}

/* What stands behind @name in the tag that begins at @tag, between quotes; NULL: nothing (transfer full). */
static char *
dup_attribute (const char *tag, const char *end, const char *name)
{
  const char *close = memchr (tag, '>', (gsize) (end - tag));
  const char *at = close != NULL ? g_strstr_len (tag, close - tag, name) : NULL;
  const char *value = at != NULL ? at + strlen (name) : NULL;
  const char *quote = value != NULL && value < close && *value == '"' ? memchr (value + 1, '"', (gsize) (close - value - 1)) : NULL;

  return quote != NULL ? g_strndup (value + 1, (gsize) (quote - value - 1)) : NULL;
}

static void
add_commands (GPtrArray *found, const char *body, gsize size, const char *command)
{
  const char *end = body + size;
  g_autofree char *open = g_strconcat ("<", command, " ", NULL);

  for (const char *at = body; (at = g_strstr_len (at, end - at, open)) != NULL; at++)
    {
      g_autofree char *type = dup_attribute (at, end, " type=");
      char *text = g_strjoin (" ", command, type, NULL);

      if (g_ptr_array_find_with_equal_func (found, text, g_str_equal, NULL))
        g_free (text);
      else
        g_ptr_array_add (found, text);
    }
}

char *
sb_suiteprojects_dup_commands (const SbRequest *request)
{
  static const char * const commands[] = { "Read", "Add", "Modify", "Delete", "CreateUser" };
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  gsize size;
  const char *body = g_bytes_get_data (request->body, &size);

  if (strcmp (request->path, XML_PATH) != 0 || size == 0)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    add_commands (found, body, size, commands[i]);
  g_ptr_array_add (found, NULL);

  return found->len > 1 ? g_strjoinv (", ", (char **) found->pdata) : NULL;
}

/* Too many requests are told by each API in its own way. */
void
sb_suiteprojects_refuse (SbSandbox *self, guint status, SbResponse *response)
{
  const char *path = sb_sandbox_get_path (self);

  if (status == 429 && path != NULL && strcmp (path, XML_PATH) == 0)
    {
      sb_spp_refuse_xml (self, response);
      response->limiter = g_strdup ("minute");
    }
  else if (status == 429)
    {
      sb_spp_refuse_too_many (self, response);
      response->limiter = g_strdup ("minute");
    }
  else if (status == 500)
    sb_response_set_text (response, 500, "text/html; charset=utf-8",
                          "<html><head><title>Internal Server Error</title></head><body><h1>Internal Server Error</h1></body></html>");
  else
    sb_refuse_by_edge (response, status);
}

/* ---- the truth ---- */

static char *
dup_shown (const SbSppField *field, const char *text)
{
  if (field->kind == SB_SPP_INSTANT)
    return sb_format_iso (g_ascii_strtoll (text, NULL, 10) * G_USEC_PER_SEC);

  return g_strdup (text);
}

static JsonObject *
get_block (JsonObject *object, const char *name)
{
  if (!json_object_has_member (object, name))
    json_object_set_object_member (object, name, json_object_new ());

  return json_object_get_object_member (object, name);
}

static void
set_member (JsonObject *object, const SbSppField *field, const char *text)
{
  const char *slash = strchr (field->name, '/');
  g_autofree char *block = slash != NULL ? g_strndup (field->name, (gsize) (slash - field->name)) : NULL;
  g_autofree char *shown = dup_shown (field, text);

  json_object_set_string_member (block != NULL ? get_block (object, block) : object, slash != NULL ? slash + 1 : field->name, shown);
}

static void
set_customs (SbSandbox *self, JsonObject *object, const SbSppType *type, gint64 id)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT name, value FROM sp_value WHERE type = ? AND record = ? ORDER BY name");

  sqlite3_bind_text (statement, 1, type->name, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, id);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      g_autofree char *name = g_strconcat ((const char *) sqlite3_column_text (statement, 0), "__c", NULL);

      json_object_set_string_member (object, name, (const char *) sqlite3_column_text (statement, 1));
    }
  sqlite3_reset (statement);
}

static void
append_object (GString *json, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_take_object (node, object);
  text = json_to_string (node, FALSE);
  if (json->len > 1)
    g_string_append (json, ",\n");
  g_string_append (json, text);
}

static char *
dup_select (const SbSppType *type)
{
  GString *sql = g_string_new ("SELECT ");
  g_autofree char *table = sb_spp_dup_table (type);

  for (const SbSppField *f = type->fields; f->name != NULL; f++)
    if (sb_spp_is_shown (f) && f->alias == NULL && (f->flags & SB_SPP_COMPUTED) == 0)
      g_string_append_printf (sql, "%s\"%s\"", f == type->fields ? "" : ", ", f->name);
  g_string_append_printf (sql, " FROM %s WHERE deleted = ? ORDER BY id", table);

  return g_string_free (sql, FALSE);
}

static void
append_rows (SbSandbox *self, GString *json, const SbSppType *type, gboolean deleted)
{
  g_autofree char *sql = dup_select (type);
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);

  sqlite3_bind_int (statement, 1, deleted);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      JsonObject *object = json_object_new ();
      int column = 0;

      if (deleted)
        json_object_set_string_member (object, "object", type->name);
      for (const SbSppField *f = type->fields; f->name != NULL; f++)
        if (sb_spp_is_shown (f) && f->alias == NULL && (f->flags & SB_SPP_COMPUTED) == 0)
          {
            const char *text = (const char *) sqlite3_column_text (statement, column++);

            if (text != NULL)
              set_member (object, f, text);
          }
      set_customs (self, object, type, sqlite3_column_int64 (statement, 0));
      append_object (json, object);
    }
  sqlite3_reset (statement);
}

/* Collections are the types in lower case, and "deleted": what was deleted, of all types, each with its type as "object". */
char *
sb_suiteprojects_dup_state (SbSandbox *self, const char *collection)
{
  const SbSppType *type = sb_spp_find_collection (collection);
  gboolean deleted = strcmp (collection, "deleted") == 0;
  GString *json;

  if (type == NULL && !deleted)
    return NULL;
  json = g_string_new ("[");
  if (type != NULL)
    append_rows (self, json, type, FALSE);
  for (const SbSppType *t = sb_spp_types; deleted && t->name != NULL; t++)
    append_rows (self, json, t, TRUE);
  g_string_append_c (json, ']');

  return g_string_free (json, FALSE);
}

/* ---- edits of a person ---- */

static char *
dup_text (JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_STRING)
    return json_node_dup_string (node);
  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "1" : "0");
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (type == G_TYPE_DOUBLE)
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.15g", json_node_get_double (node)));
    }

  return g_strdup ("");
}

static gboolean
edit_member (SbSppDraft *draft, const char *block, const char *name, JsonNode *node, SbSppFailure *failure)
{
  g_autofree char *whole = block != NULL ? g_strdup_printf ("%s/%s", block, name) : g_strdup (name);
  g_autofree char *text = dup_text (node);
  const SbSppField *field = NULL;

  if (g_str_has_suffix (whole, "__c"))
    {
      g_autofree char *plain = g_strndup (whole, strlen (whole) - 3);

      return sb_spp_draft_set_custom (draft, plain, text, failure);
    }
  for (const SbSppField *f = draft->type->fields; f->name != NULL; f++)
    if (strcmp (f->name, whole) == 0)
      field = f;

  return field != NULL && strcmp (whole, "id") != 0 ? sb_spp_draft_set (draft, field, text, failure)
                                                    : sb_spp_fail (failure, 602, "“%s” is not something that can be set", whole);
}

static gboolean
edit_members (SbSppDraft *draft, JsonObject *set, const char *block, SbSppFailure *failure)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, set);
  while (json_object_iter_next (&iter, &name, &node))
    if (JSON_NODE_HOLDS_OBJECT (node) ? !edit_members (draft, json_node_get_object (node), name, failure)
                                      : !edit_member (draft, block, name, node, failure))
      return FALSE;

  return TRUE;
}

/* The administrator's page of the application: {"enabled":false}. */
static char *
edit_application (SbSandbox *self, JsonObject *set, GError **error)
{
  JsonNode *node = set != NULL ? json_object_get_member (set, "enabled") : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "of an application “enabled” can be set, true or false");
      return NULL;
    }
  sb_spp_run (self, "UPDATE sp_app SET enabled = CAST (? AS INTEGER)", 1, json_node_get_boolean (node) ? "1" : "0");

  return g_strdup ("1");
}

char *
sb_suiteprojects_edit (SbSandbox *self, const char *record, const char *id, gpointer set, gboolean create, gboolean remove, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (record, -1);
  const SbSppType *type = sb_spp_find_collection (lower);
  gint64 number = create ? 0 : sb_spp_parse_id (id);
  g_auto (SbSppFailure) failure = { 0 };
  g_autoptr (SbSppDraft) draft = NULL;
  gboolean done;

  if (strcmp (lower, "application") == 0)
    return edit_application (self, set, error);
  if (type == NULL)
    done = sb_spp_fail (&failure, 603, "SuiteProjects Pro has no type %s", record);
  else if (!create && !sb_spp_exists (self, type, number, SB_SPP_ALL_SEEN))
    done = sb_spp_fail (&failure, 601, "there is no object with the id %s", id);
  else if (remove)
    done = sb_spp_delete (self, type, number, &failure);
  else
    {
      draft = sb_spp_draft_new (self, type, number);
      draft->unchecked = TRUE;
      done = edit_members (draft, set, NULL, &failure) && sb_spp_draft_save (draft, &failure);
      number = draft->id;
    }
  if (done)
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, failure.text);

  return NULL;
}

/* ---- settings ---- */

gboolean
sb_suiteprojects_set (SbSandbox *self, JsonObject *settings, GError **error)
{
  static const struct { const char *member, *key; } known[] = {
    { "day_limit", "suiteprojects.day" },
    { "minute_limit", "suiteprojects.minute" },
    { "access_seconds", "suiteprojects.access" },
    { "refresh_seconds", "suiteprojects.refresh" },
  };
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, settings);
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_autofree char *text = NULL;
      guint i = 0;

      while (i < G_N_ELEMENTS (known) && strcmp (known[i].member, name) != 0)
        i++;
      if (i == G_N_ELEMENTS (known) || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64 ||
          json_node_get_int (node) < 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "“suiteprojects” takes day_limit, minute_limit, access_seconds and refresh_seconds, whole numbers, not “%s”", name);
          return FALSE;
        }
      text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
      sb_sandbox_set_meta (self, known[i].key, text);
    }

  return TRUE;
}
