/* sb-netsuite-records.c: the record API's calls
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-records.h"

#include <string.h>

/* One call: what the path says. */
typedef struct {
  SbSandbox       *sandbox;
  const SbRequest *request;
  SbResponse      *response;
  const SbTable   *table;
  char            *external;   /* after "eid:", owned; NULL: by internal id */
  gint64           id;         /* 0: none, or no such record */
} Call;

static void
refuse_missing (Call *call)
{
  sb_netsuite_error (call->response, 404, "NONEXISTENT_ID", "o:errorUrl", call->request->path, "Record does not exist.");
}

static void
refuse_method (Call *call, const char *allowed)
{
  sb_response_add_header (call->response, "Allow", allowed);
  sb_netsuite_error (call->response, 405, "METHOD_NOT_ALLOWED", NULL, NULL, "The method %s is not allowed here. Allowed: %s.",
                     call->request->method, allowed);
}

/* ---- reading ---- */

static gboolean
is_true (GPtrArray *query, const char *name)
{
  const char *value = sb_pairs_get (query, name);

  return value != NULL && g_ascii_strcasecmp (value, "true") == 0;
}

static gboolean
check_fields (Call *call, char **fields)
{
  for (guint i = 0; fields != NULL && fields[i] != NULL; i++)
    {
      const SbField *field = sb_table_find_property (call->table, fields[i]);

      if (field != NULL && sb_netsuite_has_property (call->sandbox, call->table, field))
        continue;
      sb_netsuite_error (call->response, 400, "INVALID_PARAMETER", "o:errorQueryParam", "fields", "Invalid field name: %s.", fields[i]);
      return FALSE;
    }

  return TRUE;
}

static void
answer_record (Call *call, const SbTable *table, gint64 id)
{
  static const char * const allowed[] = { "fields", "expandSubResources", "simpleEnumFormat", NULL };
  g_autoptr (GPtrArray) query = sb_records_parse_query (call->request, allowed, call->response);
  SbRecordView view = { NULL };

  if (query == NULL)
    return;
  if (sb_pairs_get (query, "fields") != NULL)
    view.only = g_strsplit (sb_pairs_get (query, "fields"), ",", -1);
  view.expand = is_true (query, "expandSubResources");
  view.plain = is_true (query, "simpleEnumFormat");
  if (table != call->table || check_fields (call, view.only))
    sb_netsuite_answer (call->response, 200, SB_TYPE_SINGULAR, sb_record_to_json (call->sandbox, table, id, &view));
  g_strfreev (view.only);
}

/* A reference can be followed by its name: /employee/107/subsidiary. */
static void
answer_referenced (Call *call, const char *name)
{
  const SbField *field = sb_table_find_property (call->table, name);
  const SbTable *target = field != NULL && field->type == SB_FIELD_REFERENCE ? sb_netsuite_find_referenced (field) : NULL;
  g_autofree char *value = NULL;
  gint64 id = 0;

  if (target != NULL && sb_netsuite_has_property (call->sandbox, call->table, field))
    {
      value = sb_record_dup (call->sandbox, call->table, call->id, field->column);
      id = sb_record_parse_id (value);
      if (strcmp (target->table, "entity") == 0)
        target = sb_record_find_entity (call->sandbox, id);
    }
  if (id == 0 || target == NULL || target->record == NULL || !sb_record_exists (call->sandbox, target, id))
    refuse_missing (call);
  else if (strcmp (call->request->method, "GET") == 0)
    answer_record (call, target, id);
  else
    refuse_method (call, "GET");
}

static void
answer_sublist (Call *call, const SbSublist *sublist)
{
  if (strcmp (call->request->method, "GET") == 0)
    sb_netsuite_answer (call->response, 200, SB_TYPE_COLLECTION,
                        sb_record_sublist_to_json (call->sandbox, call->table, call->id, sublist, TRUE));
  else
    refuse_method (call, "GET");
}

/* ---- writing ---- */

static void
answer_written (Call *call, gint64 id)
{
  g_autofree char *url = sb_record_dup_url (call->sandbox, call->table, id);
  guint status = (guint) g_ascii_strtoull (sb_sandbox_assume (call->sandbox, "netsuite.create-status"), NULL, 10);

  call->response->status = strcmp (call->request->method, "POST") == 0 ? status : 204;
  sb_response_add_header (call->response, "Location", url);
}

static void
refuse_draft (Call *call, const SbDraft *draft, const GError *error)
{
  gboolean is_content = g_error_matches (error, SB_RECORD_ERROR, SB_RECORD_ERROR_CONTENT);
  const char *path = draft->fault_path != NULL ? draft->fault_path : draft->fault != NULL ? draft->fault->property : NULL;

  sb_netsuite_error (call->response, 400, is_content ? "INVALID_CONTENT" : "USER_ERROR", path != NULL ? "o:errorPath" : NULL, path,
                     "Error while accessing a resource. %s", error->message);
}

/* An upsert keeps the external id that it was addressed by. */
static void
write_record (Call *call)
{
  g_autoptr (SbDraft) draft = sb_draft_new (call->sandbox, call->table, call->id);
  g_autoptr (GPtrArray) query = sb_records_parse_query (call->request, (const char * const []) { NULL }, call->response);
  g_autoptr (GError) error = NULL;
  SbValidation validation = { NULL };
  gboolean good;

  if (query == NULL)
    return;
  good = sb_validation_read (&validation, call->request, call->response) &&
         sb_record_read_body (call->sandbox, call->request, &validation, draft);
  sb_validation_finish (&validation);
  if (!good)
    return;
  if (call->id == 0 && call->external != NULL && !sb_draft_touches (draft, "externalid"))
    sb_draft_set_column (draft, "externalid", call->external);
  if (sb_draft_save (draft, &error))
    answer_written (call, draft->id);
  else
    refuse_draft (call, draft, error);
}

static void
delete_record (Call *call)
{
  g_autoptr (GError) error = NULL;

  if (sb_record_delete (call->sandbox, call->table, call->id, &error))
    call->response->status = 204;
  else
    sb_netsuite_error (call->response, 400, "USER_ERROR", NULL, NULL, "Error while accessing a resource. %s", error->message);
}

/* ---- routes ---- */

static void
handle_collection (Call *call)
{
  if (strcmp (call->request->method, "GET") == 0)
    sb_records_list (call->sandbox, call->table, call->request, call->response);
  else if (strcmp (call->request->method, "POST") == 0)
    write_record (call);
  else
    refuse_method (call, "GET, POST");
}

static void
handle_put (Call *call)
{
  if (call->external == NULL)
    sb_netsuite_error (call->response, 400, "INVALID_REQUEST", "o:errorUrl", call->request->path,
                       "PUT is possible with an external ID only, in the form eid:value.");
  else
    write_record (call);
}

static void
handle_record (Call *call)
{
  const char *method = call->request->method;

  if (strcmp (method, "PUT") == 0)
    handle_put (call);
  else if (strcmp (method, "GET") != 0 && strcmp (method, "PATCH") != 0 && strcmp (method, "DELETE") != 0)
    refuse_method (call, "GET, PATCH, PUT, DELETE");
  else if (call->id == 0)
    refuse_missing (call);
  else if (strcmp (method, "GET") == 0)
    answer_record (call, call->table, call->id);
  else if (strcmp (method, "PATCH") == 0)
    write_record (call);
  else
    delete_record (call);
}

/* @text: an internal id or "eid:" and an external one */
static void
find_record (Call *call, const char *text)
{
  if (g_str_has_prefix (text, "eid:") && text[4] != '\0')
    {
      call->external = g_strdup (text + strlen ("eid:"));
      call->id = sb_record_find_external (call->sandbox, call->table, call->external);
      return;
    }
  call->id = sb_record_parse_id (text);
  if (call->id != 0 && !sb_record_exists (call->sandbox, call->table, call->id))
    call->id = 0;
}

/* Each part of the path after …/record/v1/, decoded; NULL when an escape is broken. */
static GStrv
split_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *decoded = g_uri_unescape_string (parts[i], NULL);

      if (decoded == NULL)
        return NULL;
      g_free (parts[i]);
      parts[i] = decoded;
    }

  return g_steal_pointer (&parts);
}

static void
handle_type (Call *call, char **parts)
{
  guint count = g_strv_length (parts);

  call->table = sb_netsuite_find_record (parts[0]);
  if (call->table == NULL || !sb_netsuite_has_table (call->sandbox, call->table))
    {
      sb_netsuite_error (call->response, 404, "INVALID_REQUEST", "o:errorUrl", call->request->path,
                         "Record type %s does not exist.", parts[0]);
      return;
    }
  if (count == 1)
    {
      handle_collection (call);
      return;
    }
  find_record (call, parts[1]);
  if (count == 2)
    handle_record (call);
  else if (count == 3 && call->id != 0 && sb_table_find_sublist (call->table, parts[2]) != NULL)
    answer_sublist (call, sb_table_find_sublist (call->table, parts[2]));
  else if (count == 3 && call->id != 0)
    answer_referenced (call, parts[2]);
  else
    refuse_missing (call);
}

void
sb_netsuite_records_handle (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  g_auto (GStrv) parts = split_path (request->path + strlen (SB_NETSUITE_RECORDS "/"));
  Call call = { self, request, response };

  if (parts == NULL)
    sb_netsuite_error (response, 400, "INVALID_REQUEST", "o:errorUrl", request->path,
                       "The request could not be understood by the server due to malformed syntax.");
  else if (parts[0] == NULL)
    refuse_missing (&call);
  else if (strcmp (parts[0], "metadata-catalog") != 0)
    handle_type (&call, parts);
  else if (strcmp (request->method, "GET") != 0)
    refuse_method (&call, "GET");
  else if (parts[1] == NULL || parts[2] == NULL)
    sb_netsuite_catalog_handle (self, request, parts[1], response);
  else
    refuse_missing (&call);
  g_free (call.external);
}
