/* cw-mapping-bench.c: all that an editor of one mapping works with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-bench-private.h"

#include "cw-expression-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DRAFT_SCOPE "mapping-draft"

struct _CwMappingBench {
  GObject           parent_instance;

  /* inputs */
  CwProfile        *profile;       /* owned */
  char             *integration;
  CwWorkflow       *workflow;      /* owned */

  /* owned */
  CwMappingPreview *preview;
  CwMappingFindings *findings;
  CwMappingEffects *effects;
  CwValueNames     *names;
  CwFieldCatalogue *catalogue;     /* nullable */
  GCancellable     *cancellable;   /* of the reading of fields */
  CwMappingDraft   *draft;         /* NULL until ready */
  CwMappingVersion *version;       /* what the draft is based on; NULL until ready */
  CwBenchState      state;
  GError           *error;         /* nullable */
  gboolean          was_kept;
  gboolean          has_settings;  /* the preview knows the settings */
  guint             busy;          /* works that somebody asked for */
  gboolean          keeping;       /* the draft is being written */
  gboolean          keep_again;    /* it changed meanwhile */
};

typedef enum {
  PROP_STATE = 1,
  PROP_VERSION,
  PROP_BUSY,
} CwMappingBenchProps;

static GParamSpec *properties[PROP_BUSY + 1];
static guint fields_changed_signal, saved_signal;

G_DEFINE_FINAL_TYPE (CwMappingBench, cw_mapping_bench, G_TYPE_OBJECT)

/* ---- work ---- */

static void
work_free (gpointer data)
{
  CwBenchWork *work = data;

  g_clear_object (&work->profile);
  g_free (work->integration);
  cw_workflow_unref (work->workflow);
  g_clear_pointer (&work->document, cw_mapping_document_unref);
  g_clear_pointer (&work->base, cw_mapping_document_unref);
  g_free (work->text);
  g_clear_pointer (&work->settled, g_ptr_array_unref);
  g_clear_pointer (&work->result, cw_mapping_document_unref);
  g_clear_pointer (&work->kept, cw_mapping_document_unref);
  g_clear_pointer (&work->info, cw_mapping_version_free);
  g_clear_pointer (&work->list, g_ptr_array_unref);
  g_clear_pointer (&work->import, cw_mapping_import_free);
  g_free (work);
}

CwBenchWork *
_cw_bench_work_new (CwMappingBench *bench, CwBenchDo todo, CwBenchDone done)
{
  CwBenchWork *work = g_new0 (CwBenchWork, 1);

  work->todo = todo;
  work->done = done;
  work->profile = g_object_ref (bench->profile);
  work->integration = g_strdup (bench->integration);
  work->workflow = cw_workflow_ref (bench->workflow);
  if (bench->draft != NULL)
    {
      work->document = cw_mapping_document_ref (cw_mapping_draft_get_document (bench->draft));
      work->base = cw_mapping_document_ref (cw_mapping_draft_get_saved (bench->draft));
      work->version = bench->version->number;
    }
  return work;
}

static void
work_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CwBenchWork *work = data;
  GError *error = NULL;

  if (work->todo (work, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
_cw_bench_work_start (CwMappingBench *bench, CwBenchWork *work, gpointer tag, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (bench, NULL, callback, data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, work, work_free);
  bench->busy++;
  g_object_notify_by_pspec (G_OBJECT (bench), properties[PROP_BUSY]);
  g_task_run_in_thread (task, work_thread);
}

CwBenchWork *
_cw_bench_work_finish (CwMappingBench *bench, GAsyncResult *result, GError **error)
{
  CwBenchWork *work;

  g_return_val_if_fail (g_task_is_valid (result, bench), NULL);
  work = g_task_get_task_data (G_TASK (result));
  bench->busy--;
  g_object_notify_by_pspec (G_OBJECT (bench), properties[PROP_BUSY]);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  if (work->done != NULL)
    work->done (bench, work);
  return work;
}

/* ---- keeping unsaved edits ---- */

static char *
dup_scope (CwBenchWork *work)
{
  return g_strjoin ("/", DRAFT_SCOPE, work->integration, work->workflow->id, NULL);
}

/* What is as it was saved is not kept. */
static gboolean
keep (CwBenchWork *work, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (work->profile, error);
  g_autofree char *scope = dup_scope (work), *json = NULL;
  const char *digest = cw_mapping_document_get_digest (work->base);

  if (store == NULL)
    return FALSE;
  if (!g_str_equal (cw_mapping_document_get_digest (work->document), digest))
    json = cw_mapping_document_to_json (work->document, work->workflow->id, work->version, digest);
  return cw_store_set_state (store, scope, "document", json, error);
}

static void keep_draft (CwMappingBench *self);

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CwMappingBench *self = CW_MAPPING_BENCH (source);
  g_autoptr (GError) error = NULL;

  self->keeping = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message ("Unsaved edits are not kept: %s", error->message);
  if (self->keep_again)
    keep_draft (self);
}

static void
keep_draft (CwMappingBench *self)
{
  g_autoptr (GTask) task = NULL;

  self->keep_again = self->keeping;
  if (self->keeping)
    return;
  self->keeping = TRUE;
  task = g_task_new (self, NULL, kept_cb, NULL);
  g_task_set_task_data (task, _cw_bench_work_new (self, keep, NULL), work_free);
  g_task_run_in_thread (task, work_thread);
}

static void
show_effects (CwMappingBench *self)
{
  cw_mapping_effects_set_mappings (self->effects, cw_mapping_document_get_mapping (cw_mapping_draft_get_saved (self->draft)),
                                   cw_mapping_draft_get_mapping (self->draft));
}

static void
draft_changed_cb (CwMappingBench *self)
{
  show_effects (self);
  cw_mapping_preview_set_mapping (self->preview, cw_mapping_draft_get_mapping (self->draft));
  cw_mapping_findings_set_document (self->findings, cw_mapping_draft_get_document (self->draft));
  keep_draft (self);
}

/* Limits that settings hold are known with the first record. */
static void
preview_changed_cb (CwMappingBench *self)
{
  if (self->has_settings || cw_mapping_preview_get_record (self->preview) == NULL)
    return;
  self->has_settings = TRUE;
  g_signal_emit (self, fields_changed_signal, 0);
}

static void
reread_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!cw_mapping_preview_finish (CW_MAPPING_PREVIEW (source), result, &error))
    g_debug ("The record of the preview is not read again: %s", error->message);
}

/* The record that is shown has more fields now. */
static void
fields_read_cb (CwMappingBench *self)
{
  if (self->effects != NULL)
    cw_mapping_effects_recount (self->effects);
  if (self->preview != NULL)
    cw_mapping_preview_step_async (self->preview, CW_PREVIEW_SAME, self->cancellable, reread_cb, NULL);
}

/* ---- loading ---- */

static CwMappingDocument *
load_kept (CwBenchWork *work, guint *out_version)
{
  g_autoptr (CwStore) store = cw_profile_open_store (work->profile, NULL);
  g_autofree char *scope = dup_scope (work), *json = store != NULL ? cw_store_get_state (store, scope, "document", NULL) : NULL;
  CwMappingDocument *kept = json != NULL ? cw_mapping_document_parse ("draft", json, strlen (json), work->workflow, NULL) : NULL;

  if (kept != NULL)
    cw_mapping_document_get_base (kept, out_version);
  return kept;
}

/* Edits are shown against what they were made of: saving them tells when something else is in force by now. */
static gboolean
load (CwBenchWork *work, GError **error)
{
  guint version = CW_MAPPING_IN_FORCE;

  work->kept = load_kept (work, &version);
  if (work->kept != NULL)
    work->result = cw_profile_load_mapping_sync (work->profile, work->integration, work->workflow->id, version, &work->info, NULL);
  if (work->result == NULL)
    work->result = cw_profile_load_mapping_sync (work->profile, work->integration, work->workflow->id, CW_MAPPING_IN_FORCE, &work->info,
                                                 error);
  return work->result != NULL;
}

static void
set_state (CwMappingBench *self, CwBenchState state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
loaded (CwMappingBench *self, CwBenchWork *work)
{
  self->version = g_steal_pointer (&work->info);
  self->draft = cw_mapping_draft_new (work->result);
  if (work->kept != NULL)
    self->was_kept = cw_mapping_draft_replace (self->draft, work->kept, _("Take up unsaved edits")) && cw_mapping_draft_is_dirty (self->draft);
  g_signal_connect_object (self->draft, "changed", G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
  cw_mapping_preview_set_mapping (self->preview, cw_mapping_draft_get_mapping (self->draft));
  cw_mapping_findings_set_document (self->findings, cw_mapping_draft_get_document (self->draft));
  show_effects (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CwMappingBench *self = CW_MAPPING_BENCH (source);

  g_clear_error (&self->error);
  set_state (self, _cw_bench_work_finish (self, result, &self->error) != NULL ? CW_BENCH_READY : CW_BENCH_FAILED);
  if (self->state == CW_BENCH_READY)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERSION]);
}

void
cw_mapping_bench_load (CwMappingBench *self)
{
  if (self->draft != NULL)
    return;
  set_state (self, CW_BENCH_LOADING);
  _cw_bench_work_start (self, _cw_bench_work_new (self, load, loaded), loaded_cb, loaded_cb, NULL);
}

void
_cw_mapping_bench_adopt (CwMappingBench *self, CwMappingDocument *saved, CwMappingVersion *info, CwMappingDocument *draft, const char *label)
{
  if (info != NULL)
    {
      g_clear_pointer (&self->version, cw_mapping_version_free);
      self->version = info;
    }
  cw_mapping_draft_set_saved (self->draft, saved);
  if (label != NULL)
    cw_mapping_draft_replace (self->draft, draft, label);
  show_effects (self);
  keep_draft (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERSION]);
  g_signal_emit (self, saved_signal, 0, self->version->number);
}

/* ---- fields ---- */

static void
take_catalogue (CwMappingBench *self, CwFieldCatalogue *catalogue)
{
  g_clear_pointer (&self->catalogue, cw_field_catalogue_free);
  self->catalogue = catalogue;
  g_signal_emit (self, fields_changed_signal, 0);
}

/* Without an answer of the systems what is known stays. */
static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwMappingBench) self = data;
  g_autoptr (GError) error = NULL;
  CwFieldCatalogue *catalogue = cw_field_catalogue_load_finish (result, &error);

  if (catalogue != NULL && self->profile != NULL)
    take_catalogue (self, catalogue);
  else if (catalogue != NULL)
    cw_field_catalogue_free (catalogue);
  else
    g_debug ("Fields are not described anew: %s", error->message);
}

static void
catalogue_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwMappingBench) self = data;
  g_autoptr (GError) error = NULL;
  CwFieldCatalogue *catalogue = cw_field_catalogue_load_finish (result, &error);

  if (self->profile == NULL)
    {
      g_clear_pointer (&catalogue, cw_field_catalogue_free);
      return;
    }
  if (catalogue != NULL)
    take_catalogue (self, catalogue);
  cw_field_catalogue_load_async (self->profile, self->integration, self->workflow, TRUE, self->cancellable, refreshed_cb,
                                 g_object_ref (self));
}

static void
names_changed_cb (CwMappingBench *self)
{
  g_signal_emit (self, fields_changed_signal, 0);
}

/* ---- object ---- */

static void
cw_mapping_bench_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwMappingBench *self = CW_MAPPING_BENCH (object);

  switch ((CwMappingBenchProps) prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_VERSION:
      g_value_set_uint (value, self->version != NULL ? self->version->number : 0);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy > 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_mapping_bench_dispose (GObject *object)
{
  CwMappingBench *self = CW_MAPPING_BENCH (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->findings != NULL)
    cw_mapping_findings_cancel (self->findings);
  g_clear_object (&self->findings);
  if (self->effects != NULL)
    cw_mapping_effects_cancel (self->effects);
  g_clear_object (&self->effects);
  if (self->names != NULL)
    cw_value_names_cancel (self->names);
  g_clear_object (&self->names);
  g_clear_pointer (&self->catalogue, cw_field_catalogue_free);
  g_clear_object (&self->preview);
  g_clear_object (&self->draft);
  g_clear_object (&self->profile);
  g_clear_error (&self->error);
  g_clear_pointer (&self->version, cw_mapping_version_free);
  g_clear_pointer (&self->workflow, cw_workflow_unref);
  g_clear_pointer (&self->integration, g_free);
  G_OBJECT_CLASS (cw_mapping_bench_parent_class)->dispose (object);
}

static void
cw_mapping_bench_class_init (CwMappingBenchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = cw_mapping_bench_dispose;
  object_class->get_property = cw_mapping_bench_get_property;
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, CW_BENCH_LOADING, CW_BENCH_FAILED, CW_BENCH_LOADING, flags);
  properties[PROP_VERSION] = g_param_spec_uint ("version", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  fields_changed_signal = g_signal_new ("fields-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
  saved_signal = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
cw_mapping_bench_init (CwMappingBench *self)
{
}

CwMappingBench *
cw_mapping_bench_new (CwProfile *profile, const char *integration, CwWorkflow *workflow)
{
  CwMappingBench *self = g_object_new (CW_TYPE_MAPPING_BENCH, NULL);

  self->profile = g_object_ref (profile);
  self->integration = g_strdup (integration);
  self->workflow = cw_workflow_ref (workflow);
  self->preview = cw_mapping_preview_new (profile, integration, workflow);
  g_signal_connect_object (self->preview, "changed", G_CALLBACK (preview_changed_cb), self, G_CONNECT_SWAPPED);
  self->findings = cw_mapping_findings_new (profile, integration, workflow);
  g_signal_connect_object (self->findings, "read", G_CALLBACK (fields_read_cb), self, G_CONNECT_SWAPPED);
  self->effects = cw_mapping_effects_new (profile, integration, workflow);
  self->names = cw_value_names_new (profile, integration, workflow);
  g_signal_connect_object (self->names, "changed", G_CALLBACK (names_changed_cb), self, G_CONNECT_SWAPPED);
  self->cancellable = g_cancellable_new ();
  cw_field_catalogue_load_async (profile, integration, workflow, FALSE, self->cancellable, catalogue_cb, g_object_ref (self));
  cw_mapping_bench_load (self);
  return self;
}

CwBenchState
cw_mapping_bench_get_state (CwMappingBench *self)
{
  return self->state;
}

const GError *
cw_mapping_bench_get_error (CwMappingBench *self)
{
  return self->error;
}

CwProfile *
cw_mapping_bench_get_profile (CwMappingBench *self)
{
  return self->profile;
}

const char *
cw_mapping_bench_get_integration (CwMappingBench *self)
{
  return self->integration;
}

CwWorkflow *
cw_mapping_bench_get_workflow (CwMappingBench *self)
{
  return self->workflow;
}

CwMappingDraft *
cw_mapping_bench_get_draft (CwMappingBench *self)
{
  return self->draft;
}

CwMappingPreview *
cw_mapping_bench_get_preview (CwMappingBench *self)
{
  return self->preview;
}

const CwMappingVersion *
cw_mapping_bench_get_version (CwMappingBench *self)
{
  return self->version;
}

gboolean
cw_mapping_bench_was_kept (CwMappingBench *self)
{
  return self->was_kept;
}

/* ---- words and fields ---- */

const char *
cw_mapping_bench_get_record_type (CwMappingBench *self, const CwDraftPlace *place)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (self->draft));

  if (place->part == CW_DRAFT_FILTER || place->group >= groups->len)
    return self->workflow->types[0];
  return ((const CwMappingGroup *) groups->pdata[place->group])->type;
}

CwMappingFindings *
cw_mapping_bench_get_findings (CwMappingBench *self)
{
  return self->findings;
}

CwMappingEffects *
cw_mapping_bench_get_effects (CwMappingBench *self)
{
  return self->effects;
}

CwFieldCatalogue *
cw_mapping_bench_get_catalogue (CwMappingBench *self)
{
  return self->catalogue;
}

/* The filter is for all record types: what one of them has is known. */
static const CwCatalogueField *
find_source (CwMappingBench *self, const char *type, const char *path)
{
  const CwCatalogueField *field = self->catalogue != NULL && type != NULL ? cw_field_catalogue_find_source (self->catalogue, type, path)
                                                                          : NULL;

  for (guint i = 0; field == NULL && self->catalogue != NULL && self->workflow->types[i] != NULL; i++)
    field = cw_field_catalogue_find_source (self->catalogue, self->workflow->types[i], path);
  return field;
}

const char *
cw_mapping_bench_get_source_label (CwMappingBench *self, const char *type, const char *path)
{
  const CwCatalogueField *field = find_source (self, type, path);
  const GPtrArray *general = self->catalogue != NULL ? cw_field_catalogue_list_properties (self->catalogue) : NULL;

  for (guint i = 0; field == NULL && general != NULL && i < general->len; i++)
    if (g_str_equal (((const CwCatalogueField *) general->pdata[i])->id, path))
      field = general->pdata[i];
  return field != NULL ? field->label : path;
}

CwValueType
cw_mapping_bench_get_source_type (CwMappingBench *self, const char *type, const char *path)
{
  const CwCatalogueField *field = find_source (self, type, path);

  return field != NULL ? field->type : CW_VALUE_TEXT;
}

const char *
cw_mapping_bench_get_target_label (CwMappingBench *self, const char *field)
{
  const CwCatalogueField *found = self->catalogue != NULL ? cw_field_catalogue_find_target (self->catalogue, field) : NULL;

  return found != NULL ? found->label : field;
}

gboolean
cw_mapping_bench_find_target (CwMappingBench *self, const char *field, CwMappingField *out_field)
{
  const CwCatalogueField *found = self->catalogue != NULL ? cw_field_catalogue_find_target (self->catalogue, field) : NULL;

  if (found == NULL)
    return FALSE;
  *out_field = (CwMappingField) { found->type, found->limit, found->required };
  return TRUE;
}

/* ---- suggestions ---- */

CwMappingRow *
cw_mapping_bench_make_row (CwMappingBench *self, const char *target, CwExpression *source)
{
  CwMappingField field = { CW_VALUE_TEXT, 0, FALSE };
  CwMappingRow *row = cw_mapping_row_new (target, source);

  cw_mapping_bench_find_target (self, target, &field);
  row->type = field.type;
  row->required = field.required;
  row->limit = field.limit;
  return row;
}

GPtrArray *
cw_mapping_bench_suggest (CwMappingBench *self)
{
  if (self->catalogue == NULL || self->draft == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_suggestion_free);
  return cw_field_catalogue_suggest (self->catalogue, cw_mapping_draft_get_mapping (self->draft));
}

gboolean
cw_mapping_bench_take_up (CwMappingBench *self, const CwMappingSuggestion *suggestion)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (self->draft));
  CwMappingRow *row = cw_mapping_bench_make_row (self, suggestion->target, cw_expression_ref (suggestion->source));
  CwMappingGroup *added;

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      if (g_str_equal (group->type, suggestion->type) && group->condition == NULL)
        return cw_mapping_draft_add_row (self->draft, i, group->rows->len, row);
    }
  added = cw_mapping_group_new (suggestion->type, suggestion->type);
  g_ptr_array_add (added->rows, row);
  return cw_mapping_draft_add_group (self->draft, groups->len, added);
}

/* ---- names of values ---- */

/* Only lists and references have values that are called otherwise than they are. */
static gboolean
has_names (CwMappingBench *self, const char *type, const char *path)
{
  const CwCatalogueField *field = self->catalogue != NULL ? cw_field_catalogue_find_source (self->catalogue, type, path) : NULL;

  return field != NULL && (field->list || field->refers != NULL || field->type == CW_VALUE_REFERENCE);
}

const char *
cw_mapping_bench_get_value_name (CwMappingBench *self, const char *type, const CwExpression *of, const char *value)
{
  const char *one[] = { type, NULL };

  if (self->names == NULL || cw_value_is_empty (value))
    return NULL;
  if (of->kind == CW_EXPRESSION_RECORD)
    return g_str_equal (of->texts[0], "subsidiaries") ? cw_value_names_get (self->names, NULL, of->texts[0], value) : NULL;
  for (const char * const *each = type != NULL ? one : (const char * const *) self->workflow->types;
       of->kind == CW_EXPRESSION_FIELD && *each != NULL; each++)
    if (has_names (self, *each, of->texts[0]))
      return cw_value_names_get (self->names, *each, of->texts[0], value);
  return NULL;
}

static void
append_value (CwMappingBench *self, GString *text, const char *type, const CwExpression *of, const char *value)
{
  const char *name = cw_mapping_bench_get_value_name (self, type, of, value);

  if (name != NULL && !g_str_equal (name, value))
    g_string_append_printf (text, "%s%s (%s)", text->len > 0 ? ", " : "", name, value);
  else
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", value);
}

char *
cw_mapping_bench_dup_value_words (CwMappingBench *self, const char *type, const CwExpression *of, const char *value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) ids = NULL;

  /* The subsidiaries of a record are several ids in one text. */
  if (of->kind != CW_EXPRESSION_RECORD || !g_str_equal (of->texts[0], "subsidiaries"))
    {
      append_value (self, text, type, of, value);
      return g_strdup (text->str);
    }
  ids = g_strsplit_set (value, ", ", -1);
  for (char **id = ids; *id != NULL; id++)
    if (**id != '\0')
      append_value (self, text, type, of, *id);
  return g_strdup (text->str);
}

const GPtrArray *
cw_mapping_bench_list_target_values (CwMappingBench *self, const char *field)
{
  const CwCatalogueField *found = self->catalogue != NULL ? cw_field_catalogue_find_target (self->catalogue, field) : NULL;

  return found != NULL && found->list && self->names != NULL ? cw_value_names_list_target (self->names, field) : NULL;
}

typedef struct {
  CwMappingBench *bench;
  const char     *type;
} Naming;

static char *
dup_value_name (const CwExpression *of, const char *value, gpointer data)
{
  Naming *naming = data;

  return g_strdup (cw_mapping_bench_get_value_name (naming->bench, naming->type, of, value));
}

/* Names stand between isolates; what is between them and is a field gets the field's label. */
char *
cw_mapping_bench_dup_words (CwMappingBench *self, const char *type, const CwExpression *expression)
{
  Naming naming = { self, type };
  g_autofree char *words = cw_expression_dup_named_words (expression, self->workflow, dup_value_name, &naming);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *rest = words, *start, *end;

  while ((start = strstr (rest, CW_WORDS_NAME_START)) != NULL && (end = strstr (start, CW_WORDS_NAME_END)) != NULL)
    {
      const char *name = start + strlen (CW_WORDS_NAME_START);
      g_autofree char *id = g_strndup (name, (gsize) (end - name));

      g_string_append_len (text, rest, name - rest);
      g_string_append (text, cw_mapping_bench_get_source_label (self, type, id));
      g_string_append (text, CW_WORDS_NAME_END);
      rest = end + strlen (CW_WORDS_NAME_END);
    }
  g_string_append (text, rest);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
