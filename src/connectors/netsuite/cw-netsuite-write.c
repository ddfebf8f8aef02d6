/* cw-netsuite-write.c: marks and fields written back to NetSuite, documents made there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A PATCH sets what it names and leaves the rest, so that sending it twice does
 * no harm. NetSuite takes an unknown property with a mere warning and loses the
 * value; the validation header turns that into a refusal.
 *
 * A POST makes a second record when it is sent twice and is never repeated
 * here; its answer has the id in the Location only. Numbers go out digit for
 * digit as they came: money passes through no double.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include "cw-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A write on its way; holds what the answer needs, since the lanes may outlive the call. */
typedef struct {
  CwNetsuite *self;    /* borrowed: its client waits for the lanes */
  CwWrite    *write;   /* owned */
  CwInbox    *inbox;   /* owned */
} Job;

static void
finish (Job *job, CwWriteOutcome outcome, CwTargetRecord *record, GError *error)
{
  CwWriteResult *result = g_new0 (CwWriteResult, 1);

  result->write = g_steal_pointer (&job->write);
  result->outcome = outcome;
  result->record = record;
  result->error = error;
  cw_inbox_push (job->inbox, result);
  cw_inbox_unref (job->inbox);
  g_free (job);
}

/* ---- bodies ---- */

static void
append_text (GString *json, const char *text)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *quoted = NULL;

  json_node_set_string (node, text);
  quoted = json_to_string (node, FALSE);
  g_string_append (json, quoted);
}

/* What JSON takes as a number as it stands. */
static gboolean
is_number (const char *text)
{
  const char *at = text + (*text == '-' ? 1 : 0);
  gsize whole = strspn (at, "0123456789");

  if (whole == 0 || (at[0] == '0' && whole > 1))
    return FALSE;
  at += whole;
  if (*at == '.')
    {
      gsize decimals = strspn (at + 1, "0123456789");

      at += 1 + decimals;
      if (decimals == 0)
        return FALSE;
    }
  return *at == '\0';
}

static void
append_value (GString *json, CwNsKind kind, const char *name, const char *value)
{
  gboolean is_flag = g_str_equal (value, "T") || g_str_equal (value, "F");

  /* The catalogue is read for the mapping only; without it a custom field with T or F is a check box. */
  if (kind == CW_NS_BOOLEAN || (kind == CW_NS_TEXT && is_flag && g_str_has_prefix (name, "cust")))
    {
      g_string_append (json, g_str_equal (value, "T") ? "true" : "false");
    }
  else if (kind == CW_NS_REFERENCE)
    {
      g_string_append (json, "{\"id\":");
      append_text (json, value);
      g_string_append_c (json, '}');
    }
  else if ((kind == CW_NS_INTEGER || kind == CW_NS_NUMBER) && is_number (value))
    {
      g_string_append (json, value);
    }
  else
    {
      append_text (json, value);
    }
}

static void
append_member (GString *json, CwNsKind kind, const char *name, const char *value)
{
  char last = json->str[json->len - 1];

  if (last != '{' && last != '[')
    g_string_append_c (json, ',');
  append_text (json, name);
  g_string_append_c (json, ':');
  append_value (json, kind, name, value);
}

static CwNsKind
get_kind (CwNetsuite *self, const char *type, const char *list, const char *name)
{
  CwNsKind kind = g_str_equal (type, CW_NS_ORDERS) ? _cw_ns_get_order_kind (list, name) : CW_NS_TEXT;

  return kind != CW_NS_TEXT || list != NULL ? kind : _cw_ns_get_kind (self, type, name);
}

/* "item/0001/quantity" → "item", "0001", "quantity"; NULL for a field of the record itself. */
static char **
split_line_name (const char *name)
{
  return strchr (name, '/') != NULL ? g_strsplit (name, "/", 3) : NULL;
}

/* Fields come in order of their names: all of a list together, line by line. */
static void
append_lists (GString *json, CwNetsuite *self, const CwWrite *write)
{
  g_autofree char *list = NULL, *line = NULL;

  for (guint i = 0; i < cw_fields_get_size (write->fields); i++)
    {
      const char *name, *value;
      g_auto (GStrv) parts = NULL;

      cw_fields_get_nth (write->fields, i, &name, &value);
      parts = split_line_name (name);
      if (parts == NULL)
        continue;
      if (g_strcmp0 (parts[0], list) != 0)
        {
          g_string_append (json, list != NULL ? "}]}," : json->str[json->len - 1] != '{' ? "," : "");
          append_text (json, parts[0]);
          g_string_append (json, ":{\"items\":[{");
          g_free (list);
          g_free (line);
          list = g_strdup (parts[0]);
          line = g_strdup (parts[1]);
        }
      else if (g_strcmp0 (parts[1], line) != 0)
        {
          g_string_append (json, "},{");
          g_free (line);
          line = g_strdup (parts[1]);
        }
      append_member (json, get_kind (self, write->collection, parts[0], parts[2]), parts[2], value);
    }
  if (list != NULL)
    g_string_append (json, "}]}");
}

static char *
build_body (CwNetsuite *self, const CwWrite *write)
{
  g_autoptr (GString) json = g_string_new ("{");
  gboolean external = write->kind == CW_WRITE_EXTERNAL_ID || write->kind == CW_WRITE_CREATE;

  for (guint i = 0; i < cw_fields_get_size (write->fields); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (write->fields, i, &name, &value);
      if (strchr (name, '/') == NULL && !(external && g_str_equal (name, "externalId")))
        append_member (json, get_kind (self, write->collection, NULL, name), name, value);
    }
  if (external && write->external_id != NULL)
    append_member (json, CW_NS_TEXT, "externalId", write->external_id);
  append_lists (json, self, write);
  g_string_append_c (json, '}');
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/* The last part of the Location; NULL: there is none. (transfer full) */
static char *
dup_created_id (const CwWireAnswer *wire)
{
  const char *location = cw_wire_answer_get_header (wire, "location");
  const char *slash = location != NULL ? strrchr (location, '/') : NULL;
  g_autofree char *id = slash != NULL ? g_strndup (slash + 1, strcspn (slash + 1, "?#")) : NULL;

  return id != NULL && _cw_ns_is_id (id) ? g_steal_pointer (&id) : NULL;
}

/* Without the id nobody knows what was made: the external id will tell. */
static gboolean
check_created (const CwWireAnswer *wire, gpointer data, GError **error)
{
  g_autofree char *id = dup_created_id (wire);

  return id != NULL || cw_json_fail (error, "Location", "the address of the new record was expected");
}

static CwHttpRequest *
build_request (CwNetsuite *self, const CwWrite *write)
{
  gboolean create = write->kind == CW_WRITE_CREATE;
  g_autofree char *path = g_strdup_printf ("/services/rest/record/v1/%s%s%s", _cw_ns_get_rest (write->collection), create ? "" : "/",
                                           create ? "" : write->target_id);
  g_autofree char *body = build_body (self, write);
  CwHttpRequest *request = cw_http_request_new (create ? "POST" : "PATCH", path);

  cw_http_request_set_json (request, body);
  cw_http_request_add_header (request, "Accept", "application/json");
  cw_http_request_add_header (request, "X-NetSuite-PropertyNameValidation", "Error");
  request->repeatable = !create;
  request->check = create ? check_created : NULL;
  return request;
}

/* ---- answers ---- */

static CwTargetRecord *
new_record (const CwWrite *write, const CwWireAnswer *wire)
{
  g_autofree char *id = write->kind == CW_WRITE_CREATE ? dup_created_id (wire) : g_strdup (write->target_id);
  CwTargetRecord *record = cw_target_record_new (id);

  record->active = TRUE;

  record->external_id = g_strdup (write->external_id);
  cw_fields_unref (record->fields);
  record->fields = cw_fields_copy (write->fields);
  return record;
}

static void
done_cb (CwHttpAnswer *answer, gpointer data)
{
  Job *job = data;
  g_autoptr (CwHttpAnswer) owned = answer;
  g_autofree char *doing = job->write->target_id != NULL
                            ? g_strdup_printf (_("writing %s %s"), job->write->collection, job->write->target_id)
                            : g_strdup_printf (_("creating %s (external id %s)"), job->write->collection, job->write->external_id);
  g_autoptr (GError) error = NULL;

  if (_cw_ns_check_answer (job->self, answer, doing, NULL, &error))
    {
      finish (job, CW_WRITE_DONE, new_record (job->write, answer->wire), NULL);
      return;
    }
  finish (job, cw_http_answer_get_outcome (answer), NULL, g_steal_pointer (&error));
}

/* ---- the whole ---- */

/* NULL when @write can be sent. */
static GError *
check_write (CwNetsuite *self, const CwWrite *write)
{
  if (write->kind == CW_WRITE_CREATE && g_str_equal (write->collection, CW_NS_ORDERS) && write->external_id != NULL)
    return NULL;
  if (write->kind == CW_WRITE_CREATE || _cw_ns_get_fields (write->collection) == NULL || !_cw_ns_is_id (write->target_id))
    return g_error_new (CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, _("NetSuite “%s”: %s %s cannot be written"),
                        self->name, write->collection, write->target_id != NULL ? write->target_id : _("(new)"));
  if (write->kind == CW_WRITE_EXTERNAL_ID ? write->external_id == NULL : cw_fields_get_size (write->fields) == 0)
    return g_error_new (CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, _("NetSuite “%s”: nothing is to be written to %s %s"),
                        self->name, write->collection, write->target_id);
  return NULL;
}

void
_cw_ns_submit (CwNetsuite *self, CwWrite *write, CwInbox *inbox)
{
  Job *job = g_new0 (Job, 1);
  GError *error;

  job->self = self;
  job->write = write;
  job->inbox = cw_inbox_ref (inbox);
  error = check_write (self, write);
  if (error != NULL)
    finish (job, CW_WRITE_REJECTED, NULL, error);
  else
    cw_http_client_submit (self->client, build_request (self, write), inbox, done_cb, job);
}
