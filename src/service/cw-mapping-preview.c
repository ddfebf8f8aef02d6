/* cw-mapping-preview.c: what a mapping makes of one real record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-preview.h"

#include "cw-mapping-versions.h"
#include "cw-record-query.h"
#include "cw-session.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What one piece of work gives; moved into the object when it is finished. */
typedef struct {
  GArray         *keys;       /* of the mirror's rows, in order; owned; shared by the works, never changed */
  guint           position;
  CwRecord       *record;     /* owned; NULL: none */
  CwTargetRecord *target;     /* what it is linked to; owned; NULL: not linked, or not read */
  gboolean        linked;
  CwFields       *settings;   /* owned */
} Found;

struct _CwMappingPreview {
  GObject     parent_instance;

  /* inputs */
  CwProfile  *profile;       /* owned */
  char       *integration;
  CwWorkflow *workflow;      /* owned */
  CwMapping  *mapping;       /* owned, nullable */

  Found       found;
  GHashTable *answers;       /* question → answer, NULL: there is none. Of the record; owned */
  GHashTable *questions;     /* set of those not asked yet; owned */
  guint       asked;         /* works that look for answers */

  /* results */
  CwPreviewRecord *result;   /* owned, nullable */
  CwFields   *wanted;        /* what the rows gave; owned, nullable */
};

/* Inputs of one piece of work, of its own. */
typedef struct {
  CwProfile     *profile;
  char          *integration;
  CwWorkflow    *workflow;
  char          *type;       /* NULL: all of the workflow's */
  char          *search;
  GArray        *keys;       /* NULL: look for them */
  guint          position;
  CwPreviewStep  step;

  CwRunRequest   request;    /* of the session, which borrows it */
  CwSession     *session;    /* made on the worker */
} Work;

/* What is asked beyond the record, and what came of it. */
typedef struct {
  CwProfile     *profile;
  char          *integration;
  CwWorkflow    *workflow;
  char          *type, *id;  /* of the record */
  char         **questions;
  GHashTable    *answers;    /* made on the worker */
} Inquiry;

#define JOINED_PREFIX "joined\x1f"

static guint changed_signal;

G_DEFINE_FINAL_TYPE (CwMappingPreview, cw_mapping_preview, G_TYPE_OBJECT)

/* ---- values ---- */

static void
field_free (gpointer data)
{
  CwPreviewField *field = data;

  g_free (field->target);
  g_free (field->value);
  g_free (field->before);
  g_free (field);
}

static void
result_free (CwPreviewRecord *result)
{
  g_free (result->name);
  g_free (result->key);
  g_ptr_array_unref (result->fields);
  g_ptr_array_unref (result->problems);
  g_free (result);
}

static void
found_clear (Found *found)
{
  g_clear_pointer (&found->keys, g_array_unref);
  g_clear_pointer (&found->record, cw_record_free);
  g_clear_pointer (&found->target, cw_target_record_free);
  g_clear_pointer (&found->settings, cw_fields_unref);
}

static void
found_free (gpointer data)
{
  found_clear (data);
  g_free (data);
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->keys, g_array_unref);
  cw_workflow_unref (work->workflow);
  g_object_unref (work->profile);
  g_free (work->integration);
  g_free (work->type);
  g_free (work->search);
  g_free (work);
}

/* ---- evaluating ---- */

static const char *
get_setting (const char *key, gpointer data)
{
  return cw_mapping_preview_get_setting (data, key);
}

/* An answer that is there; else it is asked for. (transfer full) */
static char *
dup_answer (CwMappingPreview *self, char *question)
{
  gpointer answer;

  if (g_hash_table_lookup_extended (self->answers, question, NULL, &answer))
    {
      g_free (question);
      return g_strdup (answer);
    }
  g_hash_table_add (self->questions, question);
  return NULL;
}

static char *
dup_joined (const CwRecord *record, const char *path, gpointer data)
{
  return dup_answer (data, g_strconcat (JOINED_PREFIX, path, NULL));
}

static char *
dup_lookup (const char *type, const char *by, const char *value, const char *returns, gpointer data)
{
  return dup_answer (data, g_strjoin ("\x1f", "lookup", type, by, value, returns, NULL));
}

static CwMappingContext
make_context (CwMappingPreview *self)
{
  CwMappingContext context = { .get_setting = get_setting, .dup_joined = dup_joined, .dup_lookup = dup_lookup, .data = self };

  return context;
}

static const char *
get_before (CwMappingPreview *self, const char *field)
{
  const CwTargetRecord *target = self->found.target;
  const char *value = target != NULL ? cw_fields_get (target->fields, field) : NULL;

  if (value == NULL && target != NULL && g_str_equal (field, "name"))
    return target->name;
  return value;
}

static CwPreviewField *
find_field (GPtrArray *fields, const char *target)
{
  for (guint i = 0; i < fields->len; i++)
    {
      CwPreviewField *field = fields->pdata[i];

      if (g_str_equal (field->target, target))
        return field;
    }
  return NULL;
}

static void
add_field (CwMappingPreview *self, GPtrArray *fields, const CwMappingRow *row, guint group, guint position)
{
  CwPreviewField *field = find_field (fields, row->target);

  if (field == NULL)
    {
      field = g_new0 (CwPreviewField, 1);
      field->target = g_strdup (row->target);
      field->value = g_strdup (cw_fields_get (self->wanted, row->target));
      field->before = g_strdup (get_before (self, row->target));
      /* What the mapping gives nothing for is left as it is. */
      field->changes = field->value != NULL && g_strcmp0 (field->value, field->before != NULL ? field->before : "") != 0;
      g_ptr_array_add (fields, field);
    }
  field->group = group;
  field->row = position;
}

/* Every target field that a row for the type fills, each once, in the order of the mapping. */
static void
add_fields (CwMappingPreview *self, GPtrArray *fields)
{
  const GPtrArray *groups = cw_mapping_get_groups (self->mapping);

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; g_str_equal (group->type, self->found.record->type) && j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];

          if (row->active)
            add_field (self, fields, row, i, j);
        }
    }
}

static void
evaluate (CwMappingPreview *self)
{
  CwMappingContext context = make_context (self);
  const CwRecord *record = self->found.record;
  CwPreviewRecord *result;

  g_clear_pointer (&self->result, result_free);
  g_clear_pointer (&self->wanted, cw_fields_unref);
  if (record == NULL || self->mapping == NULL)
    return;
  result = g_new0 (CwPreviewRecord, 1);
  result->name = g_strdup (record->name != NULL ? record->name : record->id);
  result->key = cw_record_key (record->type, record->id);
  result->linked = self->found.linked;
  result->fields = g_ptr_array_new_with_free_func (field_free);
  result->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_problem_free);
  self->wanted = cw_fields_new ();
  cw_mapping_apply (self->mapping, record, &context, !result->linked, self->wanted, result->problems);
  result->passes = cw_mapping_passes (self->mapping, record, &context);
  add_fields (self, result->fields);
  self->result = result;
}

/* ---- answers ---- */

static void
inquiry_free (gpointer data)
{
  Inquiry *inquiry = data;

  g_clear_pointer (&inquiry->answers, g_hash_table_unref);
  g_object_unref (inquiry->profile);
  cw_workflow_unref (inquiry->workflow);
  g_free (inquiry->integration);
  g_free (inquiry->type);
  g_free (inquiry->id);
  g_strfreev (inquiry->questions);
  g_free (inquiry);
}

static void renew (CwMappingPreview *self);

static char *
find_answer (const CwMappingContext *context, const CwRecord *record, const char *question)
{
  g_auto (GStrv) parts = NULL;

  if (g_str_has_prefix (question, JOINED_PREFIX))
    return context->dup_joined (record, question + strlen (JOINED_PREFIX), context->data);
  parts = g_strsplit (question, "\x1f", 5);
  return g_strv_length (parts) == 5 ? context->dup_lookup (parts[1], parts[2], parts[3], parts[4], context->data) : NULL;
}

static void
inquiry_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Inquiry *inquiry = data;
  GError *error = NULL;
  g_autoptr (CwMappingSource) asked = cw_mapping_source_new (inquiry->profile, inquiry->integration, inquiry->workflow, &error);
  g_autoptr (CwRecord) record = NULL;

  if (asked != NULL)
    record = cw_store_mirror_get (cw_mapping_source_get_store (asked), cw_mapping_source_get_integration (asked)->source, inquiry->type,
                                  inquiry->id, &error);
  if (record == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  inquiry->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; inquiry->questions[i] != NULL; i++)
    g_hash_table_insert (inquiry->answers, g_strdup (inquiry->questions[i]),
                         find_answer (cw_mapping_source_get_context (asked), record, inquiry->questions[i]));
  g_task_return_boolean (task, TRUE);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CwMappingPreview *self = CW_MAPPING_PREVIEW (source);
  Inquiry *inquiry = g_task_get_task_data (G_TASK (result));
  const CwRecord *record = self->found.record;
  gboolean same = record != NULL && g_str_equal (record->type, inquiry->type) && g_str_equal (record->id, inquiry->id);
  GHashTableIter iter;
  gpointer question, answer;

  self->asked--;
  /* Without an answer a question counts as answered with nothing: it is not asked for ever. */
  for (guint i = 0; same && inquiry->questions[i] != NULL; i++)
    g_hash_table_insert (self->answers, g_strdup (inquiry->questions[i]), NULL);
  if (!same || !g_task_propagate_boolean (G_TASK (result), NULL))
    return;
  g_hash_table_iter_init (&iter, inquiry->answers);
  while (g_hash_table_iter_next (&iter, &question, &answer))
    g_hash_table_insert (self->answers, g_strdup (question), g_strdup (answer));
  renew (self);
}

static void
inquire (CwMappingPreview *self)
{
  g_autoptr (GTask) task = NULL;
  Inquiry *inquiry;
  GPtrArray *questions;
  GHashTableIter iter;
  gpointer question;

  if (g_hash_table_size (self->questions) == 0 || self->found.record == NULL)
    return;
  questions = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->questions);
  while (g_hash_table_iter_next (&iter, &question, NULL))
    {
      g_hash_table_iter_steal (&iter);
      g_ptr_array_add (questions, question);
    }
  g_ptr_array_add (questions, NULL);
  inquiry = g_new0 (Inquiry, 1);
  inquiry->profile = g_object_ref (self->profile);
  inquiry->integration = g_strdup (self->integration);
  inquiry->workflow = cw_workflow_ref (self->workflow);
  inquiry->type = g_strdup (self->found.record->type);
  inquiry->id = g_strdup (self->found.record->id);
  inquiry->questions = (char **) g_ptr_array_free (questions, FALSE);
  self->asked++;
  task = g_task_new (self, NULL, answered_cb, NULL);
  g_task_set_source_tag (task, inquire);
  g_task_set_task_data (task, inquiry, inquiry_free);
  g_task_run_in_thread (task, inquiry_thread);
}

static void
renew (CwMappingPreview *self)
{
  evaluate (self);
  inquire (self);
  if (self->result != NULL)
    self->result->waiting = self->asked > 0;
  g_signal_emit (self, changed_signal, 0);
}

/* ---- records: on the worker ---- */

static GArray *
list_keys (Work *work, GError **error)
{
  g_autoptr (CwRecordQuery) query = cw_record_query_new (work->session->integration->source);
  const char *one[] = { work->type, NULL };

  query->types = g_strdupv (work->type != NULL ? (char **) one : work->workflow->types);
  query->subsidiaries = g_strdupv (work->session->integration->subsidiaries);
  query->search = g_strdup (work->search);
  query->sort = work->search != NULL ? CW_RECORD_SORT_NAME : CW_RECORD_SORT_ID;
  return cw_store_list_record_keys (work->session->store, query, error);
}

static guint
take_step (Work *work, guint count)
{
  switch (work->step)
    {
    case CW_PREVIEW_NEXT:
      return (work->position + 1) % count;
    case CW_PREVIEW_PREVIOUS:
      return (work->position + count - 1) % count;
    case CW_PREVIEW_SAME:
      return MIN (work->position, count - 1);
    case CW_PREVIEW_RANDOM:
      return (guint) g_random_int_range (0, (gint32) count);
    case CW_PREVIEW_FIRST:
    default:
      return 0;
    }
}

static CwRecord *
get_record (Work *work, gint64 key, GError **error)
{
  g_autoptr (CwRecordQuery) query = cw_record_query_new (work->session->integration->source);
  g_autoptr (GArray) one = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) summaries = NULL;
  const CwRecordSummary *summary;

  g_array_append_val (one, key);
  summaries = cw_store_get_record_summaries (work->session->store, query, one, error);
  if (summaries == NULL)
    return NULL;
  if (summaries->len == 0)
    {
      g_set_error_literal (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, _("This record is not known any more. Search again."));
      return NULL;
    }
  summary = summaries->pdata[0];
  return cw_store_mirror_get (work->session->store, query->connection, summary->type, summary->id, error);
}

/* What the target has of the record; that nothing is known of it is no error. */
static void
find_target (Work *work, Found *found)
{
  CwSession *session = work->session;
  g_autoptr (CwLink) link = cw_store_get_link (session->store, work->integration, work->workflow->id, found->record->type,
                                               found->record->id, NULL);
  const CwStrategy *strategy = link != NULL ? cw_strategy_find (work->workflow->strategy, NULL) : NULL;
  g_autofree char *collection = strategy != NULL ? strategy->dup_collection (session, work->workflow, NULL) : NULL;

  found->linked = link != NULL;
  if (collection != NULL)
    found->target = cw_store_target_get (session->store, session->integration->target, collection, link->target_id, NULL);
}

static gboolean
find (Work *work, Found *found, GError **error)
{
  found->settings = cw_store_get_workflow_settings (work->session->store, work->integration, work->workflow->id, error);
  if (found->settings == NULL)
    return FALSE;
  found->keys = work->keys != NULL ? g_array_ref (work->keys) : list_keys (work, error);
  if (found->keys == NULL)
    return FALSE;
  if (found->keys->len == 0)
    return TRUE;
  found->position = take_step (work, found->keys->len);
  found->record = get_record (work, g_array_index (found->keys, gint64, found->position), error);
  if (found->record == NULL)
    return FALSE;
  find_target (work, found);
  return TRUE;
}

static gboolean
open_session (Work *work, GCancellable *cancellable, GError **error)
{
  work->request.integration = work->integration;
  work->session = cw_session_new (work->profile, &work->request, FALSE, error);
  if (work->session != NULL)
    cw_store_set_cancellable (work->session->store, cancellable);
  return work->session != NULL;
}

static void
work_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  Found *found = g_new0 (Found, 1);
  GError *error = NULL;

  if (open_session (work, cancellable, &error) && find (work, found, &error))
    {
      g_task_return_pointer (task, found, found_free);
    }
  else
    {
      found_free (found);
      g_task_return_error (task, error);
    }
  /* A store belongs to the thread that opened it. */
  g_clear_pointer (&work->session, cw_session_free);
}

static void
start (CwMappingPreview *self, Work *work, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  work->profile = g_object_ref (self->profile);
  work->integration = g_strdup (self->integration);
  work->workflow = cw_workflow_ref (self->workflow);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, work_thread);
}

/* ---- object ---- */

static void
cw_mapping_preview_finalize (GObject *object)
{
  CwMappingPreview *self = CW_MAPPING_PREVIEW (object);

  found_clear (&self->found);
  g_hash_table_unref (self->answers);
  g_hash_table_unref (self->questions);
  g_clear_pointer (&self->result, result_free);
  g_clear_pointer (&self->wanted, cw_fields_unref);
  cw_mapping_unref (self->mapping);
  g_clear_object (&self->profile);
  g_clear_pointer (&self->workflow, cw_workflow_unref);
  g_free (self->integration);
  G_OBJECT_CLASS (cw_mapping_preview_parent_class)->finalize (object);
}

static void
cw_mapping_preview_class_init (CwMappingPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_mapping_preview_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_mapping_preview_init (CwMappingPreview *self)
{
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->questions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CwMappingPreview *
cw_mapping_preview_new (CwProfile *profile, const char *integration, CwWorkflow *workflow)
{
  CwMappingPreview *self = g_object_new (CW_TYPE_MAPPING_PREVIEW, NULL);

  self->profile = g_object_ref (profile);
  self->integration = g_strdup (integration);
  self->workflow = cw_workflow_ref (workflow);
  return self;
}

void
cw_mapping_preview_set_mapping (CwMappingPreview *self, CwMapping *mapping)
{
  g_return_if_fail (CW_IS_MAPPING_PREVIEW (self));
  if (mapping == self->mapping)
    return;
  if (mapping != NULL)
    cw_mapping_ref (mapping);
  cw_mapping_unref (self->mapping);
  self->mapping = mapping;
  renew (self);
}

void
cw_mapping_preview_search_async (CwMappingPreview *self, const char *type, const char *search, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data)
{
  Work *work = g_new0 (Work, 1);

  g_return_if_fail (CW_IS_MAPPING_PREVIEW (self));
  work->type = g_strdup (type);
  work->search = search != NULL && *search != '\0' ? g_strdup (search) : NULL;
  start (self, work, cw_mapping_preview_search_async, cancellable, callback, data);
}

void
cw_mapping_preview_step_async (CwMappingPreview *self, CwPreviewStep step, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data)
{
  Work *work = g_new0 (Work, 1);

  g_return_if_fail (CW_IS_MAPPING_PREVIEW (self));
  work->keys = self->found.keys != NULL ? g_array_ref (self->found.keys) : NULL;
  work->position = self->found.position;
  work->step = step;
  start (self, work, cw_mapping_preview_step_async, cancellable, callback, data);
}

gboolean
cw_mapping_preview_finish (CwMappingPreview *self, GAsyncResult *result, GError **error)
{
  Found *found;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return FALSE;
  found_clear (&self->found);
  self->found = *found;
  g_free (found);
  /* What was asked about the record before says nothing of this one. */
  g_hash_table_remove_all (self->answers);
  g_hash_table_remove_all (self->questions);
  renew (self);
  return TRUE;
}

guint
cw_mapping_preview_get_count (CwMappingPreview *self)
{
  return self->found.keys != NULL ? self->found.keys->len : 0;
}

guint
cw_mapping_preview_get_position (CwMappingPreview *self)
{
  return self->found.position;
}

const CwRecord *
cw_mapping_preview_get_record (CwMappingPreview *self)
{
  return self->found.record;
}

const CwPreviewRecord *
cw_mapping_preview_get_result (CwMappingPreview *self)
{
  return self->result;
}

char *
cw_mapping_preview_dup_value (CwMappingPreview *self, const CwExpression *part, GPtrArray *out_problems)
{
  CwMappingContext context = make_context (self);
  char *value;

  if (self->found.record == NULL)
    return NULL;
  value = cw_expression_evaluate (part, self->found.record, &context, self->wanted, out_problems);
  inquire (self);
  return value;
}

const char *
cw_mapping_preview_get_setting (CwMappingPreview *self, const char *key)
{
  return self->found.settings != NULL ? cw_workflow_get_setting (self->workflow, self->found.settings, key) : NULL;
}

CwMappingTest *
cw_mapping_preview_dup_test (CwMappingPreview *self, const char *name)
{
  CwMappingContext context = make_context (self);

  if (self->result == NULL || self->result->waiting)
    return NULL;
  return cw_mapping_test_pin (name, self->found.record, !self->result->linked, self->mapping, &context);
}

GPtrArray *
cw_mapping_preview_run_test (CwMappingPreview *self, const CwMappingTest *test, CwMapping *mapping)
{
  CwMappingContext context = { .get_setting = get_setting, .data = self };

  return cw_mapping_test_run (test, mapping, &context);
}
