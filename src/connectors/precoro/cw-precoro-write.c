/* cw-precoro-write.c: options created, changed and given their external id; orders told what became of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bodies are forms. A PUT may clear what it does not name, so that it always
 * names all four values. A POST makes a second option when it is sent twice and
 * is never repeated here; PUT and PATCH set absolute values and may be.
 */

#define G_LOG_DOMAIN "cw-precoro"

#include "config.h"

#include "cw-precoro-private.h"

#include "cw-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FIELD_PREFIX "itemcustomfields/"

/* A write on its way. */
typedef struct {
  CwPrecoro *self;    /* borrowed: its client waits for the lanes */
  CwWrite   *write;   /* owned */
  CwInbox   *inbox;   /* owned */
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

static gboolean
is_number (const char *text)
{
  return text != NULL && text[0] != '\0' && strspn (text, "0123456789") == strlen (text);
}

gboolean
_cw_precoro_is_field (const char *collection)
{
  return collection != NULL && g_str_has_prefix (collection, FIELD_PREFIX) && is_number (collection + strlen (FIELD_PREFIX));
}

/* ---- requests ---- */

/* The answer to a POST is of no use without an id, and its effect unknown. */
static gboolean
check_created (const CwWireAnswer *wire, gpointer data, GError **error)
{
  g_autoptr (JsonNode) root = cw_json_parse_object (wire->body, error);
  CwTargetRecord *record = root != NULL ? _cw_precoro_decode_option (json_node_get_object (root), "$", error) : NULL;
  gboolean ok = record != NULL;

  cw_target_record_free (record);
  return ok;
}

/* The answer to a change may be empty, but not broken. */
static gboolean
check_changed (const CwWireAnswer *wire, gpointer data, GError **error)
{
  g_autoptr (JsonNode) root = NULL;

  if (g_bytes_get_size (wire->body) == 0)
    return TRUE;
  root = cw_json_parse (wire->body, error);
  return root != NULL;
}

static CwHttpRequest *
create_request (const CwWrite *write)
{
  g_autofree char *path = g_strdup_printf ("/%s/options", write->collection);
  CwHttpRequest *request = cw_http_request_new ("POST", path);

  cw_http_request_set_form (request,
                            "name", cw_fields_get (write->fields, "name"),
                            "code", cw_fields_get (write->fields, "code"),
                            "parent[id]", write->parent_target_id,
                            "externalId", write->external_id,
                            "enable", write->active ? NULL : "0",
                            NULL);
  request->check = check_created;
  return request;
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

/* A PUT clears what it leaves out. */
static const char *
get_value (const CwWrite *write, const char *name)
{
  const char *value = cw_fields_get (write->fields, name);

  return value != NULL || write->known == NULL ? value : cw_fields_get (write->known, name);
}

static CwHttpRequest *
update_request (const CwWrite *write)
{
  g_autofree char *path = g_strdup_printf ("/%s/options/%s", write->collection, write->target_id);
  CwHttpRequest *request = cw_http_request_new ("PUT", path);

  cw_http_request_set_form (request,
                            "name", or_empty (get_value (write, "name")),
                            "code", or_empty (get_value (write, "code")),
                            "parent[id]", or_empty (write->parent_target_id),
                            "enable", write->active ? "1" : "0",
                            NULL);
  request->repeatable = TRUE;
  request->check = check_changed;
  return request;
}

static CwHttpRequest *
external_id_request (const CwWrite *write)
{
  g_autofree char *path = g_strdup_printf ("/%s/options/%s", write->collection, write->target_id);
  CwHttpRequest *request = cw_http_request_new ("PATCH", path);

  cw_http_request_set_form (request, "externalId", or_empty (write->external_id), NULL);
  request->repeatable = TRUE;
  return request;
}

/* Documents are addressed by the number that people see. */
static CwHttpRequest *
mark_request (const CwWrite *write)
{
  g_autofree char *path = g_strdup_printf ("/purchaseorders/%s", cw_fields_get (write->known, "idn"));
  CwHttpRequest *request = cw_http_request_new ("PATCH", path);

  cw_http_request_set_form (request, "externalId", write->external_id, NULL);
  request->repeatable = TRUE;
  return request;
}

static CwHttpRequest *
build_request (const CwWrite *write)
{
  CwHttpRequest *request;

  if (write->kind == CW_WRITE_MARK)
    request = mark_request (write);
  else if (write->kind == CW_WRITE_CREATE)
    request = create_request (write);
  else if (write->kind == CW_WRITE_UPDATE)
    request = update_request (write);
  else
    request = external_id_request (write);
  cw_http_request_add_header (request, "Accept", "application/json");
  return request;
}

/* ---- answers ---- */

/* What the write asked for: all that is known where an answer shows no more than an id. */
static CwTargetRecord *
new_wanted (const CwWrite *write, const char *id)
{
  CwTargetRecord *record = cw_target_record_new (id);

  record->parent_id = g_strdup (write->parent_target_id);
  record->name = g_strdup (get_value (write, "name"));
  record->active = write->active;
  cw_fields_unref (record->fields);
  record->fields = cw_fields_copy (write->fields);
  if (write->known != NULL)
    cw_fields_merge (record->fields, write->known, FALSE);
  if (write->kind != CW_WRITE_CREATE)
    record->external_id = g_strdup (write->external_id);
  return record;
}

/* An answer that shows a name shows the whole option, and what it leaves out is not set; else it is no more than an id. */
static void
adopt_shown (CwTargetRecord *record, CwTargetRecord *shown, JsonObject *object)
{
  record->owner_id = g_steal_pointer (&shown->owner_id);
  if (shown->name == NULL)
    return;
  g_free (record->name);
  g_free (record->parent_id);
  g_free (record->external_id);
  record->name = g_steal_pointer (&shown->name);
  record->parent_id = g_steal_pointer (&shown->parent_id);
  record->external_id = g_steal_pointer (&shown->external_id);
  cw_fields_set (record->fields, "name", record->name);
  cw_fields_set (record->fields, "code", cw_fields_get (shown->fields, "code"));
  record->active = cw_json_get_flag (cw_json_get (object, "enable"), record->active);
}

static CwTargetRecord *
new_result (const CwWrite *write, const CwWireAnswer *wire)
{
  g_autoptr (JsonNode) root = cw_json_parse_object (wire->body, NULL);
  g_autoptr (CwTargetRecord) shown = root != NULL ? _cw_precoro_decode_option (json_node_get_object (root), "$", NULL) : NULL;
  CwTargetRecord *record = new_wanted (write, write->kind == CW_WRITE_CREATE ? shown->id : write->target_id);

  if (shown != NULL && g_str_equal (shown->id, record->id))
    adopt_shown (record, shown, json_node_get_object (root));
  return record;
}

static char *
dup_doing (const CwWrite *write)
{
  g_autofree char *mark = write->kind == CW_WRITE_MARK ? g_strdup_printf (_("marking purchase order %s as sent"),
                                                                          cw_fields_get (write->known, "idn")) : NULL;
  const char *name = cw_fields_get (write->fields, "name");
  g_autofree char *option = g_strjoin (write->target_id != NULL && name != NULL ? " " : "", write->target_id != NULL ? write->target_id : "",
                                       name != NULL ? name : "", NULL);

  if (mark != NULL)
    return g_steal_pointer (&mark);
  return g_strdup_printf (write->kind == CW_WRITE_CREATE ? _("creating option %s (external id %s)")
                          : write->kind == CW_WRITE_UPDATE ? _("updating option %s (external id %s)")
                                                           : _("setting the external id of option %s (external id %s)"),
                          option, write->external_id != NULL ? write->external_id : _("none"));
}

static void
done_cb (CwHttpAnswer *answer, gpointer data)
{
  Job *job = data;
  g_autoptr (CwHttpAnswer) owned = answer;
  g_autofree char *doing = dup_doing (job->write);
  g_autoptr (GError) error = NULL;

  if (_cw_precoro_check_answer (job->self, answer, doing, &error))
    finish (job, CW_WRITE_DONE, new_result (job->write, answer->wire), NULL);
  else
    finish (job, cw_http_answer_get_outcome (answer), NULL, g_steal_pointer (&error));
}

/* ---- the whole ---- */

/* NULL when @write can be sent. */
static GError *
check_write (CwPrecoro *self, const CwWrite *write)
{
  gboolean create = write->kind == CW_WRITE_CREATE;
  gboolean mark = write->kind == CW_WRITE_MARK && g_str_equal (write->collection, CW_PRECORO_ORDERS) && write->external_id != NULL
                  && write->known != NULL && is_number (cw_fields_get (write->known, "idn"));
  gboolean named = get_value (write, "name") != NULL;

  if (mark)
    return NULL;
  if (write->kind != CW_WRITE_MARK && _cw_precoro_is_field (write->collection) && (create || is_number (write->target_id))
      && (named || write->kind == CW_WRITE_EXTERNAL_ID))
    return NULL;
  return g_error_new (CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, named ? _("Precoro “%s”: nothing can be written to %s %s")
                            : _("Precoro “%s”: nothing can be written to %s %s without a name"), self->name,
                      write->collection, write->target_id != NULL ? write->target_id : _("(new)"));
}

void
_cw_precoro_submit (CwPrecoro *self, CwWrite *write, CwInbox *inbox)
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
    cw_http_client_submit (self->client, build_request (write), inbox, done_cb, job);
}
