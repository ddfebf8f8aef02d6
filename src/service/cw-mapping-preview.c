/* cw-mapping-preview.c: a mapping in words, and what it makes of a record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-preview.h"

#include "cw-record-query.h"
#include "cw-session.h"

#include <glib/gi18n-lib.h>

/* What one piece of work gives; moved into the object when it is finished. */
typedef struct {
  GPtrArray       *sections;   /* (element-type CwMappingSection), owned; NULL: as before */
  char            *filter;
  GArray          *keys;       /* of the mirror's rows, in order; owned; shared by the works, never changed */
  guint            position;
  CwPreviewRecord *record;     /* owned; NULL: none */
} Found;

struct _CwMappingPreview {
  GObject     parent_instance;

  /* inputs */
  CwProfile  *profile;       /* owned */
  char       *integration;
  CwWorkflow *workflow;      /* owned */

  Found       found;
};

/* Inputs of one piece of work, of its own. */
typedef struct {
  CwProfile     *profile;
  char          *integration;
  CwWorkflow    *workflow;
  char          *search;
  GArray        *keys;       /* NULL: look for them */
  guint          position;
  CwPreviewStep  step;

  /* made on the worker */
  CwStore       *store;
  CwIntegrationInfo *info;
  CwFields      *settings;
} Work;

G_DEFINE_FINAL_TYPE (CwMappingPreview, cw_mapping_preview, G_TYPE_OBJECT)

/* ---- values ---- */

static void
line_free (gpointer data)
{
  CwMappingLine *line = data;

  g_free (line->target);
  g_free (line->source);
  g_free (line->remarks);
  g_free (line);
}

static void
section_free (gpointer data)
{
  CwMappingSection *section = data;

  g_free (section->name);
  g_free (section->condition);
  g_ptr_array_unref (section->lines);
  g_free (section);
}

static void
field_free (gpointer data)
{
  CwPreviewField *field = data;

  g_free (field->field);
  g_free (field->value);
  g_free (field);
}

static void
record_free (CwPreviewRecord *record)
{
  g_free (record->name);
  g_free (record->key);
  g_ptr_array_unref (record->fields);
  g_ptr_array_unref (record->problems);
  g_free (record);
}

static void
found_clear (Found *found)
{
  g_clear_pointer (&found->sections, g_ptr_array_unref);
  g_clear_pointer (&found->filter, g_free);
  g_clear_pointer (&found->keys, g_array_unref);
  g_clear_pointer (&found->record, record_free);
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

  g_clear_pointer (&work->settings, cw_fields_unref);
  g_clear_pointer (&work->info, cw_integration_info_free);
  g_clear_pointer (&work->store, cw_store_close);
  g_clear_pointer (&work->keys, g_array_unref);
  cw_workflow_unref (work->workflow);
  g_object_unref (work->profile);
  g_free (work->integration);
  g_free (work->search);
  g_free (work);
}

/* ---- the mapping in words ---- */

static const char *
get_setting (const char *key, gpointer data)
{
  Work *work = data;

  return cw_workflow_get_setting (work->workflow, work->settings, key);
}

static void
add_remark (GString *remarks, const char *remark)
{
  if (remarks->len > 0)
    g_string_append (remarks, " · ");
  g_string_append (remarks, remark);
}

static char *
dup_remarks (Work *work, const CwMappingRow *row)
{
  g_autoptr (GString) remarks = g_string_new (NULL);
  const char *setting = row->limit_setting != NULL ? get_setting (row->limit_setting, work) : NULL;
  guint limit = setting != NULL ? (guint) g_ascii_strtoull (setting, NULL, 10) : row->limit;

  if (!row->active)
    add_remark (remarks, _("switched off"));
  if (row->required)
    add_remark (remarks, _("required"));
  if (limit > 0)
    {
      g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "at most %'u character", "at most %'u characters", limit), limit);

      add_remark (remarks, text);
    }
  if (row->initial_only)
    add_remark (remarks, _("only when the record is created"));
  return remarks->len > 0 ? g_string_free (g_steal_pointer (&remarks), FALSE) : NULL;
}

static CwMappingSection *
describe_group (Work *work, const CwMappingGroup *group)
{
  CwMappingSection *section = g_new0 (CwMappingSection, 1);

  section->name = g_strdup (_(group->name));
  section->condition = group->condition != NULL ? cw_expression_dup_words (group->condition, work->workflow) : NULL;
  section->lines = g_ptr_array_new_with_free_func (line_free);
  for (guint i = 0; i < group->rows->len; i++)
    {
      const CwMappingRow *row = group->rows->pdata[i];
      CwMappingLine *line = g_new0 (CwMappingLine, 1);

      line->target = g_strdup (row->target);
      line->source = cw_expression_dup_words (row->source, work->workflow);
      line->remarks = dup_remarks (work, row);
      line->active = row->active;
      g_ptr_array_add (section->lines, line);
    }
  return section;
}

static void
describe (Work *work, Found *found)
{
  const GPtrArray *groups = cw_mapping_get_groups (work->workflow->mapping);
  const CwExpression *filter = cw_mapping_get_filter (work->workflow->mapping);

  found->filter = filter != NULL ? cw_expression_dup_words (filter, work->workflow) : NULL;
  found->sections = g_ptr_array_new_with_free_func (section_free);
  for (guint i = 0; i < groups->len; i++)
    g_ptr_array_add (found->sections, describe_group (work, groups->pdata[i]));
}

/* ---- records ---- */

static GArray *
list_keys (Work *work, GError **error)
{
  g_autoptr (CwRecordQuery) query = cw_record_query_new (work->info->source);

  query->types = g_strdupv (work->workflow->types);
  query->subsidiaries = g_strdupv (work->info->subsidiaries);
  query->search = g_strdup (work->search);
  query->sort = work->search != NULL ? CW_RECORD_SORT_NAME : CW_RECORD_SORT_ID;
  return cw_store_list_record_keys (work->store, query, error);
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
  g_autoptr (CwRecordQuery) query = cw_record_query_new (work->info->source);
  g_autoptr (GArray) one = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) summaries = NULL;
  const CwRecordSummary *summary;

  g_array_append_val (one, key);
  summaries = cw_store_get_record_summaries (work->store, query, one, error);
  if (summaries == NULL)
    return NULL;
  if (summaries->len == 0)
    {
      g_set_error_literal (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, _("This record is not known any more. Search again."));
      return NULL;
    }
  summary = summaries->pdata[0];
  return cw_store_mirror_get (work->store, work->info->source, summary->type, summary->id, error);
}

/* Every target field that a row for the type fills, each once, in the order of the mapping. */
static void
add_fields (Work *work, const CwRecord *record, const CwFields *wanted, GPtrArray *fields)
{
  const GPtrArray *groups = cw_mapping_get_groups (work->workflow->mapping);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; g_str_equal (group->type, record->type) && j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];
          CwPreviewField *field;

          if (!row->active || !g_hash_table_add (seen, row->target))
            continue;
          field = g_new0 (CwPreviewField, 1);
          field->field = g_strdup (row->target);
          field->value = g_strdup (cw_fields_get (wanted, row->target));
          g_ptr_array_add (fields, field);
        }
    }
}

static CwPreviewRecord *
preview (Work *work, const CwRecord *record)
{
  CwMappingContext context = { .get_setting = get_setting, .data = work };
  g_autoptr (CwFields) wanted = cw_fields_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_problem_free);
  g_autoptr (CwLink) link = cw_store_get_link (work->store, work->integration, work->workflow->id, record->type, record->id, NULL);
  CwPreviewRecord *shown = g_new0 (CwPreviewRecord, 1);

  cw_mapping_apply (work->workflow->mapping, record, &context, link == NULL, wanted, problems);
  shown->name = g_strdup (record->name != NULL ? record->name : record->id);
  shown->key = cw_record_key (record->type, record->id);
  shown->passes = cw_mapping_passes (work->workflow->mapping, record, &context);
  shown->linked = link != NULL;
  shown->fields = g_ptr_array_new_with_free_func (field_free);
  add_fields (work, record, wanted, shown->fields);
  shown->problems = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < problems->len; i++)
    g_ptr_array_add (shown->problems, cw_mapping_problem_dup_sentence (problems->pdata[i]));
  return shown;
}

/* ---- the worker ---- */

static gboolean
prepare (Work *work, GCancellable *cancellable, GError **error)
{
  work->store = cw_profile_open_store (work->profile, error);
  if (work->store == NULL)
    return FALSE;
  cw_store_set_cancellable (work->store, cancellable);
  work->info = cw_store_get_integration (work->store, work->integration, error);
  if (work->info == NULL)
    return FALSE;
  work->settings = cw_store_get_workflow_settings (work->store, work->integration, work->workflow->id, error);
  return work->settings != NULL;
}

static gboolean
find (Work *work, Found *found, GError **error)
{
  g_autoptr (CwRecord) record = NULL;

  if (work->keys == NULL)
    describe (work, found);
  found->keys = work->keys != NULL ? g_array_ref (work->keys) : list_keys (work, error);
  if (found->keys == NULL)
    return FALSE;
  if (found->keys->len == 0)
    return TRUE;
  found->position = take_step (work, found->keys->len);
  record = get_record (work, g_array_index (found->keys, gint64, found->position), error);
  if (record == NULL)
    return FALSE;
  found->record = preview (work, record);
  return TRUE;
}

static void
work_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  Found *found = g_new0 (Found, 1);
  GError *error = NULL;

  if (prepare (work, cancellable, &error) && find (work, found, &error))
    {
      g_task_return_pointer (task, found, found_free);
    }
  else
    {
      found_free (found);
      g_task_return_error (task, error);
    }
  /* A store belongs to the thread that opened it. */
  g_clear_pointer (&work->store, cw_store_close);
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
  g_clear_object (&self->profile);
  g_clear_pointer (&self->workflow, cw_workflow_unref);
  g_free (self->integration);
  G_OBJECT_CLASS (cw_mapping_preview_parent_class)->finalize (object);
}

static void
cw_mapping_preview_class_init (CwMappingPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_mapping_preview_finalize;
}

static void
cw_mapping_preview_init (CwMappingPreview *self)
{
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
cw_mapping_preview_search_async (CwMappingPreview *self, const char *search, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data)
{
  Work *work = g_new0 (Work, 1);

  g_return_if_fail (CW_IS_MAPPING_PREVIEW (self));
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
  if (found->sections == NULL)
    {
      found->sections = g_steal_pointer (&self->found.sections);
      found->filter = g_steal_pointer (&self->found.filter);
    }
  found_clear (&self->found);
  self->found = *found;
  g_free (found);
  return TRUE;
}

const GPtrArray *
cw_mapping_preview_get_sections (CwMappingPreview *self)
{
  return self->found.sections;
}

const char *
cw_mapping_preview_get_filter (CwMappingPreview *self)
{
  return self->found.filter;
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

const CwPreviewRecord *
cw_mapping_preview_get_record (CwMappingPreview *self)
{
  return self->found.record;
}
