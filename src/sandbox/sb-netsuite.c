/* sb-netsuite.c: the ways into NetSuite, its error body and its system calls
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One address answers for the "suitetalk" and the "app" host alike.
 */

#include "sb-netsuite-private.h"

#include "sb-netsuite-auth.h"

#include <string.h>

static const struct { guint status; const char *reason; const char *section; } reasons[] = {
  { 400, "Bad Request", "15.5.1" },
  { 401, "Unauthorized", "15.5.2" },
  { 403, "Forbidden", "15.5.4" },
  { 404, "Not Found", "15.5.5" },
  { 405, "Method Not Allowed", "15.5.6" },
  { 406, "Not Acceptable", "15.5.7" },
  { 409, "Conflict", "15.5.10" },
  { 413, "Content Too Large", "15.5.14" },
  { 415, "Unsupported Media Type", "15.5.16" },
  { 500, "Internal Server Error", "15.6.1" },
};

gint64
sb_netsuite_now (SbSandbox *self)
{
  return sb_sandbox_now (self) / G_USEC_PER_SEC;
}

char *
sb_netsuite_dup_url (SbSandbox *self, const char *path)
{
  return g_strconcat (sb_sandbox_get_base_url (self), SB_NETSUITE_PREFIX, path, NULL);
}

void
sb_netsuite_answer (SbResponse *response, guint status, const char *content_type, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *json = json_to_string (node, FALSE);

  json_object_unref (object);
  sb_response_set_text (response, status, content_type, json);
}

/* ---- errors ---- */

static void
set_reason (JsonObject *object, guint status)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].status == status)
      {
        g_autofree char *type = g_strconcat ("https://www.rfc-editor.org/rfc/rfc9110.html#section-", reasons[i].section, NULL);

        json_object_set_string_member (object, "type", type);
        json_object_set_string_member (object, "title", reasons[i].reason);
        json_object_set_int_member (object, "status", status);
        return;
      }
  g_assert_not_reached ();
}

void
sb_netsuite_error (SbResponse *response, guint status, const char *code, const char *locator, const char *locator_value,
                   const char *detail_format, ...)
{
  JsonObject *object = json_object_new ();
  JsonObject *details = json_object_new ();
  JsonArray *array = json_array_new ();
  g_autofree char *detail = NULL;
  va_list arguments;

  va_start (arguments, detail_format);
  detail = g_strdup_vprintf (detail_format, arguments);
  va_end (arguments);

  set_reason (object, status);
  json_object_set_string_member (details, "detail", detail);
  if (locator != NULL)
    json_object_set_string_member (details, locator, locator_value);
  json_object_set_string_member (details, "o:errorCode", code);
  json_array_add_object_element (array, details);
  json_object_set_array_member (object, "o:errorDetails", array);
  sb_netsuite_answer (response, status, SB_TYPE_ERROR, object);
}

/* The shape of 2020: what is now in o:errorDetails stood at the top. */
static void
flatten_error (SbResponse *response)
{
  g_autoptr (JsonNode) root = json_from_string (response->body->str, NULL);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autoptr (JsonObject) details = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (object == NULL || !json_object_has_member (object, "o:errorDetails"))
    return;
  details = json_object_ref (json_array_get_object_element (json_object_get_array_member (object, "o:errorDetails"), 0));
  json_object_remove_member (object, "o:errorDetails");
  json_object_iter_init (&iter, details);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (object, name, json_node_copy (value));
  json_object_set_string_member (object, "title", json_object_get_string_member (details, "detail"));
  sb_netsuite_answer (response, response->status, SB_TYPE_ERROR, json_object_ref (object));
}

/* ---- system ---- */

static void
answer_server_time (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  gint64 now = sb_sandbox_now (self);
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (date, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *text = g_strdup_printf ("%s.%03dZ", seconds, (int) (now / 1000 % 1000));
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "serverTime", text);
  sb_netsuite_answer (response, 200, SB_TYPE_SINGULAR, object);
}

static void
answer_governance (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  gint64 limit = sb_sandbox_get_concurrency (self);
  JsonObject *object;

  if (sb_sandbox_assumes (self, "netsuite.governance-limits", "refused"))
    {
      sb_netsuite_error (response, 403, "INSUFFICIENT_PERMISSION", NULL, NULL,
                         "Permission Violation: You need to be an administrator to access this page.");
      return;
    }
  object = json_object_new ();
  json_object_set_int_member (object, "accountConcurrencyLimit", limit);
  json_object_set_int_member (object, "accountUnallocatedConcurrencyLimit", limit);
  json_object_set_int_member (object, "integrationConcurrencyLimit", limit);
  json_object_set_string_member (object, "integrationLimitType", "accountLimit");
  sb_netsuite_answer (response, 200, SB_TYPE_SINGULAR, object);
}

/* ---- routes ---- */

typedef void (*Handler) (SbSandbox *self, const SbRequest *request, SbResponse *response);

static const struct { const char *path; gboolean below; const char *method; Handler handle; } routes[] = {
  { SB_NETSUITE_REST "/query/v1/suiteql", FALSE, "POST", sb_suiteql_handle },
  { SB_NETSUITE_RECORDS "/", TRUE, NULL, sb_netsuite_records_handle },
  { SB_NETSUITE_REST "/system/v1/serverTime", FALSE, "GET", answer_server_time },
  { SB_NETSUITE_REST "/system/v1/governanceLimits", FALSE, "GET", answer_governance },
};

static void
refuse_method (SbResponse *response, const char *allowed)
{
  sb_response_add_header (response, "Allow", allowed);
  sb_netsuite_error (response, 405, "METHOD_NOT_ALLOWED", NULL, NULL, "Method not allowed. Allowed: %s.", allowed);
}

static void
handle_rest (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  if (!sb_netsuite_authenticate (self, request, response))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (routes[i].below ? !g_str_has_prefix (request->path, routes[i].path) : strcmp (request->path, routes[i].path) != 0)
        continue;
      if (routes[i].method != NULL && strcmp (request->method, routes[i].method) != 0)
        refuse_method (response, routes[i].method);
      else
        routes[i].handle (self, request, response);
      return;
    }
  sb_netsuite_error (response, 404, "INVALID_REQUEST", "o:errorUrl", request->path, "The requested resource does not exist.");
}

void
sb_netsuite_handle (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  g_autofree char *operation = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", sb_sandbox_random (self, "operation"));

  if (!sb_netsuite_auth_handle (self, request, response))
    {
      if (g_str_has_prefix (request->path, SB_NETSUITE_REST "/"))
        handle_rest (self, request, response);
      else if (!sb_netsuite_pages_handle (self, request, response))
        sb_netsuite_page (response, 404, "Page Not Found", "<p>The page you are looking for does not exist.</p>");
    }
  sb_response_add_header (response, "x-n-operationid", operation);
  if (response->status >= 400 && sb_sandbox_assumes (self, "netsuite.error-shape", "flat"))
    flatten_error (response);
}

gboolean
sb_netsuite_is_write (const SbRequest *request)
{
  return g_str_has_prefix (request->path, SB_NETSUITE_RECORDS "/") && strcmp (request->method, "GET") != 0 &&
         strcmp (request->method, "HEAD") != 0 && strcmp (request->method, "OPTIONS") != 0;
}

/* ---- info line ---- */

char *
sb_netsuite_dup_info (SbSandbox *self)
{
  g_autofree char *url = sb_netsuite_dup_url (self, "");
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_alloc ();

  json_object_set_string_member (object, "url", url);
  json_object_set_string_member (object, "account", SB_NETSUITE_ACCOUNT);
  sb_netsuite_auth_add_info (self, object);
  json_node_init_object (node, object);

  return json_to_string (node, FALSE);
}
