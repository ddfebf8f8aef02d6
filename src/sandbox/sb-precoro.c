/* sb-precoro.c: Precoro's tables, credentials and routes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order of D.1: User-Agent (403), credentials (401), limits (429), route
 * (404, 405), media type (415, 406), values (400).
 */

#include "sb-sandbox-private.h"

#include "sb-precoro.h"

#include <string.h>

/* An option's path is its ancestors' and its own id in ten digits each: its order, its level and what is below it
 * can all be read from it. */
static const char tables[] =
  "CREATE TABLE IF NOT EXISTS pc_company (id INTEGER PRIMARY KEY, name TEXT NOT NULL, subsidiary TEXT NOT NULL,"
  " email TEXT NOT NULL, token TEXT NOT NULL UNIQUE, field INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS pc_field (id INTEGER PRIMARY KEY, company INTEGER NOT NULL, document INTEGER NOT NULL,"
  " name TEXT NOT NULL, type INTEGER NOT NULL, enable INTEGER NOT NULL, position INTEGER NOT NULL,"
  " created INTEGER NOT NULL, updated INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS pc_option (id INTEGER PRIMARY KEY AUTOINCREMENT, field INTEGER NOT NULL, parent INTEGER,"
  " path TEXT, name TEXT NOT NULL, code TEXT, netsuiteid TEXT, externalid TEXT, enable INTEGER NOT NULL,"
  " updated INTEGER NOT NULL);"
  "CREATE INDEX IF NOT EXISTS pc_option_path ON pc_option (field, path);"
  "CREATE INDEX IF NOT EXISTS pc_option_name ON pc_option (field, parent, name);"
  "CREATE INDEX IF NOT EXISTS pc_option_external ON pc_option (field, externalid);"
  "CREATE TABLE IF NOT EXISTS pc_scope (option INTEGER NOT NULL, type INTEGER NOT NULL, entity INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS pc_user (id INTEGER PRIMARY KEY, company INTEGER NOT NULL, firstname TEXT NOT NULL,"
  " lastname TEXT NOT NULL, email TEXT NOT NULL, enable INTEGER NOT NULL, netsuiteid TEXT);"
  "CREATE TABLE IF NOT EXISTS pc_supplier (id INTEGER PRIMARY KEY, company INTEGER NOT NULL, name TEXT NOT NULL,"
  " code TEXT, currency TEXT NOT NULL, status INTEGER NOT NULL, enable INTEGER NOT NULL, externalid TEXT,"
  " netsuiteid TEXT, created INTEGER NOT NULL, updated INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS pc_location (id INTEGER PRIMARY KEY, company INTEGER NOT NULL, name TEXT NOT NULL,"
  " enable INTEGER NOT NULL, externalid TEXT);"
  "CREATE TABLE IF NOT EXISTS pc_order (id INTEGER PRIMARY KEY, company INTEGER NOT NULL, idn INTEGER NOT NULL,"
  " status INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, approved INTEGER, required INTEGER,"
  " currency TEXT NOT NULL, sum TEXT NOT NULL, note TEXT, externalid TEXT, creator INTEGER NOT NULL,"
  " purchaser INTEGER NOT NULL, supplier INTEGER, location INTEGER, UNIQUE (company, idn));"
  "CREATE TABLE IF NOT EXISTS pc_line (id INTEGER PRIMARY KEY, \"order\" INTEGER NOT NULL, name TEXT NOT NULL, sku TEXT,"
  " quantity TEXT NOT NULL, price TEXT NOT NULL, sum TEXT NOT NULL, option INTEGER);"
  "CREATE TABLE IF NOT EXISTS pc_value (\"order\" INTEGER NOT NULL, option INTEGER NOT NULL);"
  "CREATE INDEX IF NOT EXISTS pc_value_order ON pc_value (\"order\");"
  "CREATE INDEX IF NOT EXISTS pc_line_order ON pc_line (\"order\");";

typedef struct {
  const char *method;
  const char *pattern;   /* segments below the host; "#" is a number, kept in SbCall.ids */
  void        (*handle) (SbCall *call);
} Route;

/* A fixed segment before a number in the same place. Both kinds of custom field share the handlers. */
static const Route routes[] = {
  { "GET", "itemcustomfields", sb_fields_list },
  { "PATCH", "itemcustomfields/options/depend_add", sb_options_scope },
  { "GET", "itemcustomfields/#/options", sb_options_list },
  { "POST", "itemcustomfields/#/options", sb_options_create },
  { "PUT", "itemcustomfields/#/options/#", sb_options_replace },
  { "PATCH", "itemcustomfields/#/options/#", sb_options_mark },
  { "GET", "documentcustomfields", sb_fields_list },
  { "PATCH", "documentcustomfields/options/depend_add", sb_options_scope },
  { "GET", "documentcustomfields/#/options", sb_options_list },
  { "POST", "documentcustomfields/#/options", sb_options_create },
  { "PUT", "documentcustomfields/#/options/#", sb_options_replace },
  { "PATCH", "documentcustomfields/#/options/#", sb_options_mark },
  { "GET", "users", sb_users_list },
  { "PATCH", "users/#", sb_users_mark },
  { "GET", "purchaseorders", sb_orders_list },
  { "GET", "purchaseorders/#", sb_orders_get },
  { "PATCH", "purchaseorders/#", sb_orders_mark },
  { "GET", "suppliers", sb_suppliers_list },
  { "GET", "suppliers/#", sb_suppliers_get },
  { "PATCH", "suppliers/#", sb_suppliers_mark },
  { "GET", "locations", sb_locations_list },
  { "PATCH", "locations/#", sb_locations_mark },
};

/* Libraries that announce themselves are stopped by the edge (A.1). */
static const char * const blocked_agents[] = { "Python-urllib", "python-requests", "libwww-perl", "Go-http-client" };

void
sb_precoro_create_tables (SbSandbox *self)
{
  char *message = NULL;

  if (sqlite3_exec (sb_sandbox_get_db (self), tables, NULL, NULL, &message) != SQLITE_OK)
    g_error ("cannot make Precoro's tables: %s", message);
}

gboolean
sb_precoro_is_write (const SbRequest *request)
{
  return strcmp (request->method, "GET") != 0 && strcmp (request->method, "HEAD") != 0;
}

static const char *
get_header (const SbRequest *request, const char *name)
{
  return g_hash_table_lookup (request->headers, name);
}

/* ---- before the routes ---- */

static gboolean
is_blocked_by_edge (SbSandbox *self, const SbRequest *request)
{
  const char *agent = get_header (request, "user-agent");

  if (sb_sandbox_assumes (self, "precoro.user-agent-check", "off"))
    return FALSE;
  if (agent == NULL || *agent == '\0')
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (blocked_agents); i++)
    if (g_str_has_prefix (agent, blocked_agents[i]))
      return TRUE;

  return FALSE;
}

static void
refuse_credentials (SbSandbox *self, SbResponse *response)
{
  if (sb_sandbox_assumes (self, "precoro.bad-credentials", "plain"))
    sb_response_set_text (response, 401, "text/plain; charset=utf-8", "Bad credentials");
  else
    sb_response_set_json (response, 401, "{\"message\": \"Bad credentials\"}");
}

/* The company of the key, 0 when key or e-mail are wrong; a wrong e-mail counts as a request of the key (E). */
static gint64
authenticate (SbSandbox *self, const SbRequest *request)
{
  const char *token = get_header (request, "x-auth-token");
  const char *email = get_header (request, "email");
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT id, email FROM pc_company WHERE token = ?");
  gint64 company = 0;
  gboolean matches = FALSE;

  sqlite3_bind_text (statement, 1, token != NULL ? token : "", -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW)
    {
      company = sqlite3_column_int64 (statement, 0);
      matches = g_strcmp0 (email, sb_column (statement, 1)) == 0;
    }
  sqlite3_reset (statement);
  if (company != 0 && !matches)
    sb_precoro_count (self, company);

  return matches ? company : 0;
}

/* ---- routes ---- */

static gboolean
match_segment (const char *pattern, const char *segment, SbCall *call, guint *numbers)
{
  if (strcmp (pattern, "#") != 0)
    return strcmp (pattern, segment) == 0;
  if (*segment == '\0' || strlen (segment) > 18 || strspn (segment, "0123456789") != strlen (segment))
    return FALSE;
  call->ids[(*numbers)++] = g_ascii_strtoll (segment, NULL, 10);

  return TRUE;
}

static gboolean
match_pattern (const char *pattern, char **segments, SbCall *call)
{
  g_auto (GStrv) parts = g_strsplit (pattern, "/", -1);
  guint numbers = 0;
  guint i;

  for (i = 0; parts[i] != NULL && segments[i] != NULL; i++)
    if (!match_segment (parts[i], segments[i], call, &numbers))
      return FALSE;

  return parts[i] == NULL && segments[i] == NULL;
}

/* NULL: 404 or 405 is answered. A path that a fixed pattern matches does not fall through to one with a number. */
static const Route *
find_route (SbCall *call)
{
  const char *path = call->request->path + strlen ("/precoro");
  g_auto (GStrv) segments = g_strsplit (*path == '/' ? path + 1 : path, "/", -1);
  const char *matched = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (matched != NULL ? strcmp (matched, routes[i].pattern) != 0 : !match_pattern (routes[i].pattern, segments, call))
        continue;
      matched = routes[i].pattern;
      if (strcmp (routes[i].method, call->request->method) == 0)
        return &routes[i];
    }
  sb_call_refuse (call, matched != NULL ? 405 : 404);

  return NULL;
}

static gboolean
has_media_type (const char *content_type, const char *type)
{
  gsize length = strlen (type);

  return content_type != NULL && g_ascii_strncasecmp (content_type, type, length) == 0 &&
         (content_type[length] == '\0' || content_type[length] == ';' || content_type[length] == ' ');
}

/* FALSE: refused. */
static gboolean
read_form (SbCall *call)
{
  const char *type = get_header (call->request, "content-type");
  gsize size;
  const char *text = g_bytes_get_data (call->request->body, &size);

  if (size == 0 || !sb_precoro_is_write (call->request))
    call->form = sb_params_new_form (NULL, 0);
  else if (has_media_type (type, "application/x-www-form-urlencoded"))
    call->form = sb_params_new_form (text, (gssize) size);
  else if (has_media_type (type, "application/json") && sb_sandbox_assumes (call->sandbox, "precoro.accept-json", "on"))
    call->form = sb_params_new_json (text, size);
  else
    {
      sb_call_refuse (call, 415);
      return FALSE;
    }
  if (call->form == NULL)
    sb_call_refuse_value (call, "body", "This value is not valid.");

  return call->form != NULL;
}

static gboolean
accepts_json (SbCall *call)
{
  const char *accept = get_header (call->request, "accept");

  return sb_sandbox_assumes (call->sandbox, "precoro.accept-header", "optional") ||
         (accept != NULL && strstr (accept, "application/json") != NULL);
}

static void
route_call (SbCall *call)
{
  const Route *route = find_route (call);

  if (route == NULL)
    return;
  if (!accepts_json (call))
    sb_call_refuse (call, 406);
  else if (read_form (call))
    {
      call->document = g_str_has_prefix (route->pattern, "document");
      route->handle (call);
    }
}

void
sb_precoro_handle (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  SbCall call = { .sandbox = self, .request = request, .response = response };

  if (is_blocked_by_edge (self, request))
    {
      sb_refuse_by_edge (response, 403);
      return;
    }
  call.company = authenticate (self, request);
  if (call.company == 0)
    {
      refuse_credentials (self, response);
      return;
    }
  call.query = sb_params_new_form (request->query, -1);
  if (call.query == NULL)
    call.query = sb_params_new_form (NULL, 0);
  if (sb_precoro_admit (&call))
    route_call (&call);
  g_clear_pointer (&call.query, sb_params_free);
  g_clear_pointer (&call.form, sb_params_free);
}

/* ---- for the frame ---- */

char *
sb_precoro_dup_state (SbSandbox *self, const char *collection)
{
  char *json = NULL;

  sb_sandbox_show_truth (self, TRUE);
  if (strcmp (collection, "options") == 0)
    json = sb_options_dup_state (self);
  else if (strcmp (collection, "users") == 0)
    json = sb_users_dup_state (self);
  else if (strcmp (collection, "purchaseorders") == 0)
    json = sb_orders_dup_state (self);
  sb_sandbox_show_truth (self, FALSE);

  return json;
}

char *
sb_precoro_dup_info (SbSandbox *self)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT name, subsidiary, email, token, field FROM pc_company ORDER BY id");
  g_autofree char *url = g_strconcat (sb_sandbox_get_base_url (self), "/precoro", NULL);
  GString *json = g_string_new ("[");

  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "company", sb_column (statement, 0));
      json_object_set_string_member (object, "subsidiary", sb_column (statement, 1));
      json_object_set_string_member (object, "url", url);
      json_object_set_string_member (object, "email", sb_column (statement, 2));
      json_object_set_string_member (object, "token", sb_column (statement, 3));
      json_object_set_int_member (object, "item_custom_field", sqlite3_column_int64 (statement, 4));
      sb_append_row (json, object, json->len == 1);
    }
  sqlite3_reset (statement);
  g_string_append_c (json, ']');

  return g_string_free (json, FALSE);
}
