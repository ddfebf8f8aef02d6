/* sb-suiteprojects-rest.c: the REST API's routes, writes and answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A1 to A9. The business layer: what is required is asked for, and one object
 * is written at a time but for the bulk paths of projects.
 */

#include "sb-suiteprojects-rest.h"

#include "sb-json.h"
#include "sb-netsuite-private.h"

#include <string.h>

#define PREFIX    SB_SPP_PREFIX "/rest/v1"
#define BULK_MAX  1000

/* ---- answers ---- */

static void
send (SbResponse *response, guint status, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;

  json_node_take_object (node, object);
  json = json_to_string (node, FALSE);
  sb_response_set_json (response, status, json);
}

void
sb_spp_refuse_rest (SbResponse *response, guint status, const char *message)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "message", message);
  send (response, status, object);
}

/* Nobody knows how a refused attribute is told: by the sentence alone, or also in a list. */
static void
refuse_values (SbRestCall *call, const SbSppFailure *failure)
{
  JsonObject *object, *entry;
  JsonArray *errors;

  if (sb_sandbox_assumes (call->sandbox, "suiteprojects.refusal-body", "message"))
    {
      sb_spp_refuse_rest (call->response, 400, failure->text);
      return;
    }
  object = json_object_new ();
  entry = json_object_new ();
  errors = json_array_new ();
  json_object_set_int_member (entry, "code", failure->code);
  json_object_set_string_member (entry, "message", failure->text);
  json_array_add_object_element (errors, entry);
  json_object_set_string_member (object, "message", "Validation failed");
  json_object_set_array_member (object, "errors", errors);
  send (call->response, 400, object);
}

void
sb_rest_refuse (SbRestCall *call, guint status, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  sb_spp_refuse_rest (call->response, status, message);
}

void
sb_rest_answer (SbRestCall *call, JsonArray *data, JsonArray *included, JsonObject *meta)
{
  JsonObject *object = json_object_new ();

  json_object_set_array_member (object, "data", data);
  json_object_set_string_member (object, "message", "success");
  if (meta != NULL)
    json_object_set_object_member (object, "meta", meta);
  if (included != NULL)
    json_object_set_array_member (object, "included", included);
  send (call->response, 200, object);
}

/* ---- who calls ---- */

/* A4: expired, revoked, unknown and of another scope are told in one and the same way. */
static void
refuse_bearer (SbResponse *response, guint status, const char *error, const char *description)
{
  g_autofree char *header = g_strdup_printf ("Bearer error=\"%s\", error_description=\"%s\"", error, description);

  sb_spp_refuse_rest (response, status, description);
  sb_response_add_header (response, "WWW-Authenticate", header);
}

static gboolean
authenticate (SbRestCall *call)
{
  const char *header = g_hash_table_lookup (call->request->headers, "authorization");
  const char *token = header != NULL ? header + strlen ("Bearer ") : NULL;

  if (header != NULL && (!g_str_has_prefix (header, "Bearer ") || *token == '\0' || strchr (token, ' ') != NULL))
    {
      refuse_bearer (call->response, 400, "invalid_request", "Invalid Bearer token format");
      return FALSE;
    }
  if (token == NULL || sb_spp_check_token (call->sandbox, token, "rest", &call->horizon) == 0)
    {
      refuse_bearer (call->response, 401, "insufficient_scope", "The access token is invalid");
      return FALSE;
    }
  call->token = token;

  return TRUE;
}

/* ---- bodies ---- */

/* NULL: refused. @array: a list of objects is wanted. */
static JsonNode *
read_body (SbRestCall *call, gboolean array)
{
  g_autofree char *media = sb_request_dup_media_type (call->request);
  gsize size;
  const char *text = g_bytes_get_data (call->request->body, &size);
  g_autoptr (JsonNode) node = NULL;

  if (strcmp (media, "application/json") != 0)
    {
      sb_rest_refuse (call, 400, "The Content-Type must be application/json");
      return NULL;
    }
  node = size > 0 ? sb_json_parse (text, size) : NULL;
  if (node != NULL && (array ? JSON_NODE_HOLDS_ARRAY (node) : JSON_NODE_HOLDS_OBJECT (node)))
    return g_steal_pointer (&node);
  sb_rest_refuse (call, 400, "%s deserialization failed", call->type != NULL ? call->type->name : "Session");

  return NULL;
}

/* A JSON value in the form of the store; FALSE: of a kind that the field does not take. */
static gboolean
dup_value (SbSandbox *self, const SbSppField *field, JsonNode *node, char **out_text)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  gint64 seconds;

  if (JSON_NODE_HOLDS_NULL (node))
    *out_text = g_strdup ("");
  else if (type == G_TYPE_BOOLEAN)
    *out_text = g_strdup (json_node_get_boolean (node) ? "1" : "0");
  else if (type == G_TYPE_INT64)
    *out_text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    *out_text = g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.15g", json_node_get_double (node)));
  else if (type == G_TYPE_STRING)
    *out_text = json_node_dup_string (node);
  else
    return FALSE;
  if (field == NULL)
    return TRUE;
  if (field->kind == SB_SPP_TEXT || field->kind == SB_SPP_IDS || field->kind == SB_SPP_DAY)
    return type == G_TYPE_STRING || JSON_NODE_HOLDS_NULL (node);
  if (field->kind == SB_SPP_INSTANT && sb_spp_parse_instant (self, *out_text, &seconds))
    {
      g_free (*out_text);
      *out_text = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
    }

  return field->kind == SB_SPP_FLAG || type != G_TYPE_BOOLEAN;
}

static gboolean
set_attribute (SbSppDraft *draft, const char *name, JsonNode *node, SbSppFailure *failure)
{
  const SbSppField *field = sb_spp_find_attribute (draft->type, name);
  g_autofree char *text = NULL;

  if (field == NULL && !g_str_has_prefix (name, "cf"))
    return sb_spp_fail (failure, 602, "%s has no attribute %s", draft->type->name, name);
  if (!dup_value (draft->sandbox, field, node, &text))
    return sb_spp_fail (failure, 2001, "%s does not take that kind of value", name);

  return field != NULL ? sb_spp_draft_set (draft, field, text, failure) : sb_spp_draft_set_custom (draft, name + 2, text, failure);
}

/* Attributes that are not there are left alone. @out_id: 0 for a new one. */
static gboolean
write_object (SbRestCall *call, gint64 id, JsonObject *object, gint64 *out_id, SbSppFailure *failure)
{
  g_autoptr (SbSppDraft) draft = sb_spp_draft_new (call->sandbox, call->type, id);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  draft->business = TRUE;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    if (!(strcmp (name, "id") == 0 && JSON_NODE_HOLDS_VALUE (node) && json_node_get_int (node) == id && id != 0) &&
        !set_attribute (draft, name, node, failure))
      return FALSE;
  if (!sb_spp_draft_save (draft, failure))
    return FALSE;
  *out_id = draft->id;

  return TRUE;
}

static JsonObject *
new_id (gint64 id)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "id", id);

  return object;
}

/* What a write answers: ids, or with return_object the whole, which the reading half renders. */
static void
answer_written (SbRestCall *call, gint64 id)
{
  JsonArray *data;

  if (sb_rest_wants_object (call))
    {
      sb_rest_get_one (call, id, SB_SPP_ALL_SEEN);
      return;
    }
  data = json_array_new ();
  json_array_add_object_element (data, new_id (id));
  sb_rest_answer (call, data, NULL, NULL);
}

static gboolean
is_member (SbRestCall *call, gint64 id)
{
  g_autofree char *table = sb_spp_dup_table (call->type);
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM %s t WHERE t.id = ?1 AND (%s)", table, call->only != NULL ? call->only : "1");

  return sb_spp_query (call->sandbox, sql, 1, id) != 0;
}

static gboolean
check_exists (SbRestCall *call, gint64 id)
{
  if (sb_spp_exists (call->sandbox, call->type, id, call->horizon) && is_member (call, id))
    return TRUE;
  sb_rest_refuse (call, 404, "%s %" G_GINT64_FORMAT " was not found", call->type->name, id);

  return FALSE;
}

/* What cannot be shown afterwards is refused before anything is written (A6). */
static void
handle_write (SbRestCall *call, gint64 id)
{
  g_auto (SbSppFailure) failure = { 0 };
  g_autoptr (JsonNode) body = NULL;
  gint64 written = 0;

  if (!sb_rest_check_query (call, SB_REST_WRITE) || (id != 0 && !check_exists (call, id)))
    return;
  body = read_body (call, FALSE);
  if (body == NULL)
    return;
  if (write_object (call, id, json_node_get_object (body), &written, &failure))
    answer_written (call, written);
  else
    refuse_values (call, &failure);
}

static void
handle_delete (SbRestCall *call, gint64 id)
{
  g_auto (SbSppFailure) failure = { 0 };
  JsonArray *data;

  if (!sb_rest_check_query (call, SB_REST_DELETE) || !check_exists (call, id))
    return;
  if (!sb_spp_delete (call->sandbox, call->type, id, &failure))
    {
      refuse_values (call, &failure);
      return;
    }
  data = json_array_new ();
  json_array_add_object_element (data, new_id (id));
  sb_rest_answer (call, data, NULL, NULL);
}

/* ---- several at once ---- */

static void
add_result (JsonArray *data, gint64 id, guint status, const char *message)
{
  JsonObject *object = json_object_new ();

  if (id != 0)
    json_object_set_int_member (object, "id", id);
  json_object_set_int_member (object, "status", status);
  json_object_set_string_member (object, "message", message != NULL ? message : "success");
  json_array_add_object_element (data, object);
}

/* Some done and some not is neither a success nor an error: 207. */
static void
answer_results (SbRestCall *call, JsonArray *data, guint failed)
{
  JsonObject *object;

  if (failed == 0)
    {
      sb_rest_answer (call, data, NULL, NULL);
      return;
    }
  call->response->unchanged = failed == json_array_get_length (data);
  object = json_object_new ();
  json_object_set_array_member (object, "data", data);
  json_object_set_string_member (object, "message", "multiple statuses");
  send (call->response, 207, object);
}

static void
create_many (SbRestCall *call)
{
  g_autoptr (JsonNode) body = read_body (call, TRUE);
  JsonArray *objects = body != NULL ? json_node_get_array (body) : NULL;
  JsonArray *data;
  guint failed = 0;

  if (objects == NULL)
    return;
  if (json_array_get_length (objects) == 0 || json_array_get_length (objects) > BULK_MAX)
    {
      sb_rest_refuse (call, 400, "1 to %d objects", BULK_MAX);
      return;
    }
  data = json_array_new ();
  for (guint i = 0; i < json_array_get_length (objects); i++)
    {
      g_auto (SbSppFailure) failure = { 0 };
      JsonNode *node = json_array_get_element (objects, i);
      gint64 id = 0;
      gboolean done = JSON_NODE_HOLDS_OBJECT (node) ? write_object (call, 0, json_node_get_object (node), &id, &failure)
                                                    : sb_spp_fail (&failure, 2002, "%s deserialization failed", call->type->name);

      add_result (data, id, done ? 200 : 400, failure.text);
      failed += !done;
    }
  answer_results (call, data, failed);
}

/* The same change to each of @ids, or their end. */
static void
change_many (SbRestCall *call, const char *ids)
{
  gboolean is_delete = strcmp (call->request->method, "DELETE") == 0;
  g_autoptr (JsonNode) body = is_delete ? NULL : read_body (call, FALSE);
  g_auto (GStrv) parts = g_strsplit (ids, ",", -1);
  JsonArray *data;
  guint failed = 0;

  if (!is_delete && body == NULL)
    return;
  if (g_strv_length (parts) > BULK_MAX)
    {
      sb_rest_refuse (call, 400, "1 to %d ids", BULK_MAX);
      return;
    }
  data = json_array_new ();
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto (SbSppFailure) failure = { 0 };
      gint64 id = sb_spp_parse_id (parts[i]), written = 0;
      gboolean found = sb_spp_exists (call->sandbox, call->type, id, call->horizon);
      gboolean done = found && (is_delete ? sb_spp_delete (call->sandbox, call->type, id, &failure)
                                          : write_object (call, id, json_node_get_object (body), &written, &failure));

      add_result (data, id, done ? 200 : found ? 400 : 404, done ? NULL : found ? failure.text : "Not found");
      failed += !done;
    }
  answer_results (call, data, failed);
}

static void
handle_bulk (SbRestCall *call, const char *ids)
{
  const char *method = call->request->method;
  gboolean has_ids = ids != NULL && *ids != '\0';

  if (!has_ids && strcmp (method, "POST") == 0)
    create_many (call);
  else if (has_ids && (strcmp (method, "PUT") == 0 || strcmp (method, "DELETE") == 0))
    change_many (call, ids);
  else
    sb_rest_refuse (call, 405, "Method %s is not allowed here", method);
}

/* "templateProjectId" says what to copy; the rest is the new project's. */
static void
handle_from_template (SbRestCall *call)
{
  g_auto (SbSppFailure) failure = { 0 };
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (SbSppDraft) draft = NULL;
  g_autofree char *template_id = NULL;
  JsonObject *object;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  gboolean done;

  if (strcmp (call->request->method, "POST") != 0)
    {
      sb_rest_refuse (call, 405, "Method %s is not allowed here", call->request->method);
      return;
    }
  body = read_body (call, FALSE);
  if (body == NULL)
    return;
  object = json_node_get_object (body);
  draft = sb_spp_draft_new (call->sandbox, call->type, 0);
  draft->business = TRUE;
  node = json_object_get_member (object, "templateProjectId");
  done = (node != NULL && dup_value (call->sandbox, NULL, node, &template_id) &&
          sb_spp_draft_set (draft, sb_spp_find_field (call->sandbox, call->type, "template_project_id"), template_id, &failure)) ||
         sb_spp_fail (&failure, 925, "templateProjectId is no project");
  json_object_iter_init (&iter, object);
  while (done && json_object_iter_next (&iter, &name, &node))
    done = strcmp (name, "templateProjectId") == 0 || set_attribute (draft, name, node, &failure);
  if (done && sb_spp_draft_save (draft, &failure))
    answer_written (call, draft->id);
  else
    refuse_values (call, &failure);
}

/* ---- routes ---- */

/* POST /session/cache/refresh */
static void
handle_session (SbRestCall *call)
{
  g_autoptr (JsonNode) body = NULL;
  JsonNode *flag;

  if (strcmp (call->request->method, "POST") != 0)
    {
      sb_rest_refuse (call, 405, "Method %s is not allowed here", call->request->method);
      return;
    }
  body = read_body (call, FALSE);
  if (body == NULL)
    return;
  flag = json_object_get_member (json_node_get_object (body), "filterSet");
  if (flag == NULL || !JSON_NODE_HOLDS_VALUE (flag) || json_node_get_value_type (flag) != G_TYPE_BOOLEAN || !json_node_get_boolean (flag))
    {
      sb_rest_refuse (call, 400, "filterSet must be true");
      return;
    }
  sb_spp_refresh_cache (call->sandbox, call->token, "rest");
  sb_rest_answer (call, json_array_new (), NULL, NULL);
}

static void
handle_collection (SbRestCall *call)
{
  const char *method = call->request->method;

  if (strcmp (method, "GET") == 0 && strchr (call->verbs, 'L') != NULL)
    sb_rest_list (call);
  else if (strcmp (method, "POST") == 0 && strchr (call->verbs, 'C') != NULL)
    handle_write (call, 0);
  else if (strcmp (method, "OPTIONS") == 0)
    sb_rest_describe (call);
  else
    sb_rest_refuse (call, 405, "Method %s is not allowed for %s", method, call->path);
}

static void
handle_item (SbRestCall *call, gint64 id)
{
  const char *method = call->request->method;

  if (strcmp (method, "GET") == 0 && strchr (call->verbs, 'G') != NULL)
    {
      if (sb_rest_check_query (call, SB_REST_GET) && check_exists (call, id))
        sb_rest_get_one (call, id, call->horizon);
    }
  else if (strcmp (method, "PUT") == 0 && strchr (call->verbs, 'U') != NULL)
    handle_write (call, id);
  else if (strcmp (method, "DELETE") == 0 && strchr (call->verbs, 'D') != NULL)
    handle_delete (call, id);
  else
    sb_rest_refuse (call, 405, "Method %s is not allowed for %s", method, call->path);
}

/* A9: tasks, milestones and phases are one type in three collections. */
static const struct { const char *path, *type, *verbs, *only; } shared[] = {
  { "project-tasks", "Projecttask", "LGC", "t.classification = 'T'" },
  { "project-milestones", "Projecttask", "LG", "t.classification = 'M'" },
  { "project-phases", "Projecttask", "LG", "t.classification = 'P'" },
};

static void
find_collection (SbRestCall *call, const char *path)
{
  call->path = path;
  call->type = sb_spp_find_path (path);
  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    if (strcmp (shared[i].path, path) == 0 && (i == 0 || sb_sandbox_assumes (call->sandbox, "suiteprojects.phase-paths", "served")))
      {
        call->type = sb_spp_find_type (shared[i].type);
        call->verbs = i == 0 && sb_sandbox_assumes (call->sandbox, "suiteprojects.task-verbs", "allowed") ? "LGCUD" : shared[i].verbs;
        call->only = shared[i].only;
      }
  if (call->type != NULL && call->verbs == NULL)
    call->verbs = call->type->verbs;
}

/* The receipts of one expense report, to be read. @ticket: "" for all. */
static void
handle_receipts (SbRestCall *call, gint64 envelope, const char *ticket)
{
  if (!check_exists (call, envelope))
    return;
  find_collection (call, "receipts");
  call->verbs = "LG";
  call->parent = g_strdup_printf ("t.envelopeid = %" G_GINT64_FORMAT, envelope);
  call->only = call->parent;
  if (*ticket == '\0')
    handle_collection (call);
  else
    handle_item (call, sb_spp_parse_id (ticket));
}

/* @parts: below /rest/v1/ */
static void
route (SbRestCall *call, char **parts)
{
  guint length = g_strv_length (parts);
  gboolean is_project;

  if (length == 3 && strcmp (parts[0], "session") == 0 && strcmp (parts[1], "cache") == 0 && strcmp (parts[2], "refresh") == 0)
    {
      handle_session (call);
      return;
    }
  if (length > 0)
    find_collection (call, parts[0]);
  is_project = call->type != NULL && strcmp (call->type->path, "projects") == 0;
  if (call->type == NULL)
    sb_rest_refuse (call, 404, "Not found");
  else if (length == 1 || (length == 2 && *parts[1] == '\0'))
    handle_collection (call);
  else if (is_project && strcmp (parts[1], "bulk") == 0 && length <= 3)
    handle_bulk (call, length == 3 ? parts[2] : NULL);
  else if (is_project && strcmp (parts[1], "from-template") == 0 && (length == 2 || *parts[2] == '\0'))
    handle_from_template (call);
  else if (length == 2 && sb_spp_parse_id (parts[1]) != 0)
    handle_item (call, sb_spp_parse_id (parts[1]));
  else if (length >= 3 && strcmp (call->path, "expense-reports") == 0 && strcmp (parts[2], "receipts") == 0 && sb_spp_parse_id (parts[1]) != 0)
    handle_receipts (call, sb_spp_parse_id (parts[1]), length > 3 ? parts[3] : "");
  else
    sb_rest_refuse (call, 404, "Not found");
}

void
sb_spp_refuse_too_many (SbSandbox *self, SbResponse *response)
{
  sb_spp_refuse_rest (response, 429, "Rate limit exceeded");
  if (sb_sandbox_assumes (self, "suiteprojects.retry-after", "seconds"))
    sb_response_add_header (response, "Retry-After", "60");
}

void
sb_spp_handle_rest (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  SbRestCall call = { .sandbox = self, .request = request, .response = response };
  const char *below = request->path + strlen (PREFIX);
  g_autofree char *path = g_uri_unescape_string (*below == '/' ? below + 1 : below, "/");
  g_auto (GStrv) parts = g_strsplit (path != NULL ? path : "", "/", -1);

  if (!authenticate (&call))
    return;
  if (!sb_spp_admit (self, response))
    {
      sb_spp_refuse_too_many (self, response);
      return;
    }
  call.query = sb_rest_parse_query (request->query);
  if (call.query == NULL)
    sb_rest_refuse (&call, 400, "The query string is broken");
  else
    route (&call, parts);
  g_clear_pointer (&call.query, g_ptr_array_unref);
  g_free (call.parent);
}
