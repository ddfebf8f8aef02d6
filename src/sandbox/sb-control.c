/* sb-control.c: the control plane below /__sandbox/
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For tests and demonstrations: no authentication, loopback only, not logged,
 * not subject to latency, faults or limits.
 */

#include "sb-sandbox-private.h"

#include "sb-json.h"
#include "sb-suiteprojects.h"

#include <math.h>
#include <string.h>

/* Answers a POST; @body is the JSON object that came with it. On failure @error holds the sentence of the 400. */
typedef gboolean (*PostHandler) (SbSandbox *self, JsonObject *body, SbResponse *response, GError **error);

static void
answer_error (SbResponse *response, guint status, const char *message)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;

  json_object_set_string_member (object, "error", message);
  json_node_set_object (node, object);
  json = json_to_string (node, FALSE);
  sb_response_set_json (response, status, json);
}

static void
answer_member (SbResponse *response, const char *name, const char *value)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;

  json_object_set_string_member (object, name, value);
  json_node_set_object (node, object);
  json = json_to_string (node, FALSE);
  sb_response_set_json (response, 200, json);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

/* TRUE and @out_number when the member is there as a number. */
static gboolean
get_number (JsonObject *object, const char *name, double *out_number)
{
  JsonNode *node = json_object_get_member (object, name);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  *out_number = json_node_get_double (node);

  return isfinite (*out_number);
}

static gboolean
is_true (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, arguments));
  va_end (arguments);

  return FALSE;
}

/* ---- truth ---- */

/* @place: SYSTEM/COLLECTION */
static void
answer_state (SbSandbox *self, const char *place, SbResponse *response)
{
  g_auto (GStrv) parts = g_strsplit (place, "/", -1);
  const SbSystem *system = g_strv_length (parts) == 2 ? sb_find_system (parts[0]) : NULL;
  g_autofree char *json = system != NULL ? system->dup_state (self, parts[1]) : NULL;

  if (json != NULL)
    sb_response_set_json (response, 200, json);
  else
    answer_error (response, 404, "No such system or collection");
}

static void
answer_log (SbSandbox *self, const char *query, SbResponse *response)
{
  g_autofree char *json = NULL;
  guint64 since = 0;

  if (query != NULL && g_str_has_prefix (query, "since="))
    since = g_ascii_strtoull (query + strlen ("since="), NULL, 10);
  json = sb_log_dup_json (sb_sandbox_get_log (self), since);
  sb_response_set_json (response, 200, json);
}

/* ---- changes ---- */

/* "3" and 3 are the same id. */
static char *
dup_id (JsonObject *body)
{
  JsonNode *node = json_object_get_member (body, "id");
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_STRING)
    return json_node_dup_string (node);
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

  return NULL;
}

static gboolean
post_edit (SbSandbox *self, JsonObject *body, SbResponse *response, GError **error)
{
  const SbSystem *system = sb_find_system (get_text (body, "system"));
  const char *record = get_text (body, "record");
  JsonObject *create = get_object (body, "create");
  JsonObject *set = create != NULL ? create : get_object (body, "set");
  gboolean delete = is_true (body, "delete");
  g_autofree char *id = dup_id (body);
  g_autofree char *edited = NULL;

  if (system == NULL || record == NULL)
    return refuse (error, "“system” and “record” are needed");
  if (!delete && set == NULL)
    return refuse (error, "one of “set”, “create” and “delete” is needed");
  if (create == NULL && id == NULL)
    return refuse (error, "“id” is needed");
  sb_sandbox_begin (self);
  edited = system->edit (self, record, id, set, create != NULL, delete, error);
  if (edited == NULL)
    sb_sandbox_rollback (self);
  if (!sb_sandbox_commit (self, edited != NULL ? error : NULL) || edited == NULL)
    return FALSE;
  answer_member (response, "id", edited);

  return TRUE;
}

static gboolean
post_fault (SbSandbox *self, JsonObject *body, SbResponse *response, GError **error)
{
  SbFaults *faults = sb_sandbox_get_faults (self);
  const char *spec = get_text (body, "spec");

  if (spec == NULL && !is_true (body, "clear"))
    return refuse (error, "“spec” or “clear” is needed");
  if (is_true (body, "clear"))
    sb_faults_clear (faults);

  return spec == NULL || sb_faults_add (faults, spec, error);
}

static gboolean
post_clock (SbSandbox *self, JsonObject *body, SbResponse *response, GError **error)
{
  g_autofree char *now = NULL;
  double seconds;

  /* a hundred years: beyond that dates no longer fit their forms */
  if (!get_number (body, "advance", &seconds) || fabs (seconds) > 3.2e9)
    return refuse (error, "“advance” is needed, in seconds");
  sb_sandbox_advance (self, (gint64) (seconds * G_USEC_PER_SEC));
  now = sb_format_iso (sb_sandbox_now (self));
  answer_member (response, "now", now);

  return sb_sandbox_keep_clock (self, error);
}

/* ---- settings ---- */

static gboolean
check_assumptions (JsonObject *assume, GError **error)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, assume);
  while (json_object_iter_next (&iter, &name, NULL))
    {
      const SbAssumption *assumption = sb_find_assumption (name);
      const char *variant = get_text (assume, name);
      g_autofree char *variants = assumption != NULL ? g_strjoinv (", ", (char **) assumption->variants) : NULL;

      if (assumption == NULL)
        return refuse (error, "“%s” is no assumption; --list-assumptions prints them all", name);
      if (variant == NULL || sb_assumption_find_variant (assumption, variant) == NULL)
        return refuse (error, "%s is one of %s, not “%s”", name, variants, variant != NULL ? variant : "");
    }

  return TRUE;
}

static gboolean
check_number (JsonObject *body, const char *name, double least, double most, GError **error)
{
  double number;

  return (get_number (body, name, &number) && number >= least && number <= most) ||
         refuse (error, "“%s” is a number, %g to %g", name, least, most);
}

static gboolean
check_setting (JsonObject *body, const char *name, JsonNode *node, GError **error)
{
  SbRate rate;

  if (strcmp (name, "latency") == 0)
    return check_number (body, name, 0, 600000, error);
  if (strcmp (name, "concurrency") == 0)
    return check_number (body, name, 1, 100000, error);
  if (strcmp (name, "rate") == 0)
    return (get_text (body, name) != NULL && sb_rate_from_string (get_text (body, name), &rate)) || refuse (error, "“rate” is real, demo or off");
  if (strcmp (name, "expire_access_tokens") == 0 || strcmp (name, "revoke_grants") == 0)
    return (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN) || refuse (error, "“%s” is true or false", name);
  if (strcmp (name, "assume") == 0 && JSON_NODE_HOLDS_OBJECT (node))
    return check_assumptions (json_node_get_object (node), error);

  return (strcmp (name, "suiteprojects") == 0 && JSON_NODE_HOLDS_OBJECT (node)) ||
         refuse (error, "“%s” is no setting: latency, concurrency and rate, expire_access_tokens and revoke_grants, and the objects assume and "
                 "suiteprojects", name);
}

static void
apply_settings (SbSandbox *self, JsonObject *body)
{
  JsonObject *assume = get_object (body, "assume");
  JsonObjectIter iter;
  const char *name;
  double number;
  SbRate rate;

  if (get_number (body, "latency", &number))
    sb_sandbox_set_latency (self, (guint) number);
  if (get_number (body, "concurrency", &number))
    sb_sandbox_set_concurrency (self, (guint) number);
  if (get_text (body, "rate") != NULL && sb_rate_from_string (get_text (body, "rate"), &rate))
    sb_sandbox_set_rate (self, rate);
  if (assume == NULL)
    return;
  json_object_iter_init (&iter, assume);
  while (json_object_iter_next (&iter, &name, NULL))
    {
      g_autofree char *assignment = g_strdup_printf ("%s=%s", name, get_text (assume, name));

      sb_sandbox_set_assumption (self, assignment, NULL);
    }
}

/* All of them or none. */
static gboolean
post_settings (SbSandbox *self, JsonObject *body, SbResponse *response, GError **error)
{
  JsonObject *suiteprojects = get_object (body, "suiteprojects");
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  gboolean set;

  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &node))
    if (!check_setting (body, name, node, error))
      return FALSE;
  sb_sandbox_begin (self);
  if (is_true (body, "expire_access_tokens") || is_true (body, "revoke_grants"))
    {
      sb_netsuite_expire_tokens (self, is_true (body, "revoke_grants"));
      sb_suiteprojects_expire_tokens (self, is_true (body, "revoke_grants"));
    }
  set = suiteprojects == NULL || sb_suiteprojects_set (self, suiteprojects, error);
  if (!set)
    sb_sandbox_rollback (self);
  if (!sb_sandbox_commit (self, set ? error : NULL) || !set)
    return FALSE;
  apply_settings (self, body);

  return TRUE;
}

static gboolean
post_reset (SbSandbox *self, JsonObject *body, SbResponse *response, GError **error)
{
  return sb_sandbox_reset (self, error);
}

static const struct { const char *name; PostHandler handle; } posts[] = {
  { "edit", post_edit },
  { "fault", post_fault },
  { "clock", post_clock },
  { "settings", post_settings },
  { "reset", post_reset },
};

/* An empty body is an empty object. */
static JsonNode *
parse_body (const SbRequest *request)
{
  gsize size;
  const char *text = g_bytes_get_data (request->body, &size);
  g_autoptr (JsonNode) root = size > 0 ? sb_json_parse (text, size) : sb_json_parse ("{}", 2);

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? g_steal_pointer (&root) : NULL;
}

static void
answer_post (SbSandbox *self, PostHandler handle, const SbRequest *request, SbResponse *response)
{
  g_autoptr (JsonNode) body = parse_body (request);
  g_autoptr (GError) error = NULL;

  if (body == NULL)
    {
      answer_error (response, 400, "The body is no JSON object");
      return;
    }
  sb_response_set_json (response, 200, "{}");
  if (!handle (self, json_node_get_object (body), response, &error))
    answer_error (response, 400, error->message);
}

void
sb_control_handle (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  const char *place = request->path + strlen ("/__sandbox");
  gboolean is_get = strcmp (request->method, "GET") == 0;

  place += *place == '/';
  if (g_str_has_prefix (place, "state/") && is_get)
    {
      answer_state (self, place + strlen ("state/"), response);
      return;
    }
  if (strcmp (place, "log") == 0 && is_get)
    {
      answer_log (self, request->query, response);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (posts); i++)
    if (strcmp (place, posts[i].name) == 0 && strcmp (request->method, "POST") == 0)
      {
        answer_post (self, posts[i].handle, request, response);
        return;
      }
  answer_error (response, 404, "No such control: GET state/SYSTEM/COLLECTION or log; POST edit, fault, clock, settings or reset");
}
