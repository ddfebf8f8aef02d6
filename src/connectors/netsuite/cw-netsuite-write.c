/* cw-netsuite-write.c: marks and fields written back to NetSuite
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A PATCH sets what it names and leaves the rest, so that sending it twice does
 * no harm. NetSuite takes an unknown property with a mere warning and loses the
 * value; the validation header turns that into a refusal.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "cw-netsuite-private.h"

#include "cw-answer.h"

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
add_value (JsonObject *object, CwNetsuite *self, const char *type, const char *name, const char *value)
{
  gboolean is_flag = g_str_equal (value, "T") || g_str_equal (value, "F");

  switch (_cw_ns_get_kind (self, type, name))
    {
    case CW_NS_BOOLEAN:
      json_object_set_boolean_member (object, name, g_str_equal (value, "T"));
      break;
    case CW_NS_REFERENCE:
      {
        JsonObject *reference = json_object_new ();

        json_object_set_string_member (reference, "id", value);
        json_object_set_object_member (object, name, reference);
        break;
      }
    case CW_NS_INTEGER:
    case CW_NS_NUMBER:
      {
        JsonNode *number = json_from_string (value, NULL);

        if (number != NULL && JSON_NODE_HOLDS_VALUE (number))
          json_object_set_member (object, name, number);
        else
          json_object_set_string_member (object, name, value);
        break;
      }
    case CW_NS_TEXT:
      /* The catalogue is read for the mapping only; without it a custom field with T or F is a check box. */
      if (is_flag && g_str_has_prefix (name, "cust"))
        json_object_set_boolean_member (object, name, g_str_equal (value, "T"));
      else
        json_object_set_string_member (object, name, value);
      break;
    case CW_NS_DATE:
    case CW_NS_INSTANT:
      json_object_set_string_member (object, name, value);
      break;
    }
}

static char *
build_body (CwNetsuite *self, const CwWrite *write)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_alloc ();

  for (guint i = 0; i < cw_fields_get_size (write->fields); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (write->fields, i, &name, &value);
      add_value (object, self, write->collection, name, value);
    }
  if (write->kind == CW_WRITE_EXTERNAL_ID)
    json_object_set_string_member (object, "externalId", write->external_id);
  json_node_init_object (root, object);
  return json_to_string (root, FALSE);
}

static CwHttpRequest *
build_request (CwNetsuite *self, const CwWrite *write)
{
  g_autofree char *path = g_strdup_printf ("/services/rest/record/v1/%s/%s", write->collection, write->target_id);
  g_autofree char *body = build_body (self, write);
  CwHttpRequest *request = cw_http_request_new ("PATCH", path);

  cw_http_request_set_json (request, body);
  cw_http_request_add_header (request, "Accept", "application/json");
  cw_http_request_add_header (request, "X-NetSuite-PropertyNameValidation", "Error");
  request->repeatable = TRUE;
  return request;
}

/* ---- answers ---- */

static CwTargetRecord *
new_record (const CwWrite *write)
{
  CwTargetRecord *record = cw_target_record_new (write->target_id);

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
  g_autofree char *doing = g_strdup_printf ("writing %s %s", job->write->collection, job->write->target_id);
  g_autoptr (GError) error = NULL;

  if (_cw_ns_check_answer (job->self, answer, doing, NULL, &error))
    {
      finish (job, CW_WRITE_DONE, new_record (job->write), NULL);
      return;
    }
  finish (job, cw_http_answer_get_outcome (answer), NULL, g_steal_pointer (&error));
}

/* ---- the whole ---- */

/* NULL when @write can be sent. */
static GError *
check_write (CwNetsuite *self, const CwWrite *write)
{
  if (write->kind == CW_WRITE_CREATE || _cw_ns_get_fields (write->collection) == NULL || !_cw_ns_is_id (write->target_id))
    return g_error_new (CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, "NetSuite “%s”: %s %s cannot be written",
                        self->name, write->collection, write->target_id != NULL ? write->target_id : "(new)");
  if (write->kind == CW_WRITE_EXTERNAL_ID ? write->external_id == NULL : cw_fields_get_size (write->fields) == 0)
    return g_error_new (CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, "NetSuite “%s”: nothing is to be written to %s %s",
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
