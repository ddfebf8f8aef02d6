/* cw-mapping-effect.c: which records the unsaved edits of a mapping change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One pass over the mirror: each record goes through both mappings, as a new
 * one would or as one that is linked already. Only the fields that one of the
 * two reads are decoded.
 */

#include "config.h"

#include "cw-mapping-effect.h"

#include "cw-mapping-source-private.h"
#include "cw-session.h"

#include <stdlib.h>
#include <string.h>

#define BETWEEN_CHECKS 512   /* records after which somebody may have cancelled */

/* ---- values ---- */

static void
field_free (gpointer data)
{
  CwEffectField *field = data;

  g_free (field->target);
  g_free (field->before);
  g_free (field->after);
  g_free (field);
}

static void
record_free (gpointer data)
{
  CwEffectRecord *record = data;

  g_free (record->key);
  g_free (record->name);
  g_ptr_array_unref (record->fields);
  g_free (record);
}

static CwMappingEffect *
effect_new (void)
{
  CwMappingEffect *self = g_new0 (CwMappingEffect, 1);

  g_atomic_ref_count_init (&self->refs);
  self->records = g_ptr_array_new_with_free_func (record_free);
  return self;
}

CwMappingEffect *
cw_mapping_effect_ref (CwMappingEffect *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_mapping_effect_unref (CwMappingEffect *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->records);
  g_free (self);
}

/* ---- comparing ---- */

typedef struct {
  CwMapping               *saved, *edited;
  const CwIntegrationInfo *info;
  const CwMappingContext  *context;
  GHashTable              *linked;        /* set of "customer:3", owned */
  CwMappingEffect         *effect;
  GCancellable            *cancellable;
  guint64                  seen;
} Comparing;

/* An empty text and nothing are the same to a target. */
static gboolean
is_same (const char *a, const char *b)
{
  return cw_value_is_empty (a) ? cw_value_is_empty (b) : g_strcmp0 (a, b) == 0;
}

static gboolean
has_field (const GPtrArray *fields, const char *target)
{
  for (guint i = 0; i < fields->len; i++)
    if (g_str_equal (((CwEffectField *) fields->pdata[i])->target, target))
      return TRUE;
  return FALSE;
}

/* Adds what differs of the fields that @mapping fills. */
static void
add_fields (GPtrArray *fields, CwMapping *mapping, const char *type, const CwFields *before, const CwFields *after)
{
  const GPtrArray *groups = cw_mapping_get_groups (mapping);

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; g_str_equal (group->type, type) && j < group->rows->len; j++)
        {
          const char *target = ((const CwMappingRow *) group->rows->pdata[j])->target;
          const char *was = cw_fields_get (before, target), *is = cw_fields_get (after, target);
          CwEffectField *field;

          if (is_same (was, is) || has_field (fields, target))
            continue;
          field = g_new0 (CwEffectField, 1);
          field->target = g_strdup (target);
          field->before = g_strdup (was);
          field->after = g_strdup (is);
          g_ptr_array_add (fields, field);
        }
    }
}

static GPtrArray *
list_fields (Comparing *comparing, const CwRecord *record, const char *key)
{
  g_autoptr (CwFields) before = cw_fields_new (), after = cw_fields_new ();
  gboolean initial = !g_hash_table_contains (comparing->linked, key);
  GPtrArray *fields = g_ptr_array_new_with_free_func (field_free);

  cw_mapping_apply (comparing->saved, record, comparing->context, initial, before, NULL);
  cw_mapping_apply (comparing->edited, record, comparing->context, initial, after, NULL);
  add_fields (fields, comparing->edited, record->type, before, after);
  add_fields (fields, comparing->saved, record->type, before, after);
  return fields;
}

/* Takes @fields. */
static void
add_record (Comparing *comparing, const CwRecord *record, const char *key, gboolean before, gboolean after, GPtrArray *fields)
{
  CwEffectRecord *changed;

  if (comparing->effect->count++ >= CW_EFFECT_RECORDS)
    {
      g_ptr_array_unref (fields);
      return;
    }
  changed = g_new0 (CwEffectRecord, 1);
  changed->key = g_strdup (key);
  changed->name = g_strdup (record->name != NULL ? record->name : record->id);
  changed->before = before;
  changed->after = after;
  changed->fields = fields;
  g_ptr_array_add (comparing->effect->records, changed);
}

static gboolean
compare_record (const CwRecord *record, gpointer data, GError **error)
{
  Comparing *comparing = data;
  g_autofree char *key = NULL;
  gboolean before, after;
  GPtrArray *fields;

  if (++comparing->seen % BETWEEN_CHECKS == 0 && g_cancellable_set_error_if_cancelled (comparing->cancellable, error))
    return FALSE;
  if (record->deleted || (record->subsidiaries != NULL
                          && !cw_subsidiaries_has_any (record->subsidiaries, (const char * const *) comparing->info->subsidiaries)))
    return TRUE;
  before = cw_mapping_passes (comparing->saved, record, comparing->context);
  after = cw_mapping_passes (comparing->edited, record, comparing->context);
  if (!before && !after)
    return TRUE;
  key = cw_record_key (record->type, record->id);
  fields = before && after ? list_fields (comparing, record, key) : g_ptr_array_new_with_free_func (field_free);
  if (before == after && fields->len == 0)
    g_ptr_array_unref (fields);
  else
    add_record (comparing, record, key, before, after, fields);
  return TRUE;
}

static gboolean
note_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  g_hash_table_add (data, cw_record_key (link->type, link->source_id));
  return TRUE;
}

static void
note_fields (GHashTable *names, CwMapping *mapping, CwWorkflow *workflow)
{
  for (char **type = workflow->types; *type != NULL; type++)
    {
      g_auto (GStrv) fields = cw_mapping_dup_source_fields (mapping, *type);

      for (char **field = fields; *field != NULL; field++)
        g_hash_table_add (names, g_strdup (*field));
    }
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static int
compare_titles (gconstpointer a, gconstpointer b)
{
  const CwEffectRecord *x = *(CwEffectRecord * const *) a, *y = *(CwEffectRecord * const *) b;
  int order = g_utf8_collate (x->name, y->name);

  return order != 0 ? order : strcmp (x->key, y->key);
}

static gboolean
compare_records (Comparing *comparing, CwStore *store, const char *source, CwWorkflow *workflow, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree const char **fields = NULL;
  guint n;

  note_fields (names, comparing->saved, workflow);
  note_fields (names, comparing->edited, workflow);
  fields = (const char **) g_hash_table_get_keys_as_array (names, &n);
  qsort (fields, n, sizeof *fields, compare_names);
  return cw_store_mirror_foreach_some (store, source, (const char * const *) workflow->types, fields, compare_record, comparing, error);
}

CwMappingEffect *
cw_mapping_effect_sync (CwProfile *profile, const char *integration, CwWorkflow *workflow, CwMapping *saved, CwMapping *edited,
                        GCancellable *cancellable, GError **error)
{
  g_autoptr (CwMappingSource) source = cw_mapping_source_new (profile, integration, workflow, error);
  g_autoptr (GHashTable) linked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (CwMappingEffect) effect = effect_new ();
  Comparing comparing = { .saved = saved, .edited = edited, .linked = linked, .effect = effect, .cancellable = cancellable };
  CwStore *store;

  if (source == NULL)
    return NULL;
  store = cw_mapping_source_get_store (source);
  cw_store_set_cancellable (store, cancellable);
  comparing.info = cw_mapping_source_get_integration (source);
  comparing.context = cw_mapping_source_get_context (source);
  if (!cw_store_links_foreach (store, integration, workflow->id, note_link, linked, error)
      || !compare_records (&comparing, store, cw_mapping_source_get_source (source), workflow, error))
    return NULL;
  g_ptr_array_sort (effect->records, compare_titles);
  return g_steal_pointer (&effect);
}

/* ---- watching ---- */

struct _CwMappingEffects {
  GObject          parent_instance;

  /* inputs */
  CwProfile       *profile;       /* owned */
  char            *integration;
  CwWorkflow      *workflow;      /* owned */
  CwMapping       *saved;         /* owned; NULL before the first */
  CwMapping       *edited;        /* as above */

  /* in progress */
  GCancellable    *cancellable;   /* of the newest mapping; owned, nullable */
  guint            number;        /* of the newest mapping */
  gboolean         counting;
  gboolean         given_up;      /* nobody waits for results any more */

  CwMappingEffect *effect;        /* owned, nullable */
};

/* One task. */
typedef struct {
  guint       number;
  CwProfile  *profile;
  char       *integration;
  CwWorkflow *workflow;
  CwMapping  *saved, *edited;
} Task;

static guint changed_signal;

G_DEFINE_FINAL_TYPE (CwMappingEffects, cw_mapping_effects, G_TYPE_OBJECT)

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->profile);
  g_free (task->integration);
  cw_workflow_unref (task->workflow);
  cw_mapping_unref (task->saved);
  cw_mapping_unref (task->edited);
  g_free (task);
}

static void
unref_effect (gpointer effect)
{
  cw_mapping_effect_unref (effect);
}

static void
task_thread (GTask *gtask, gpointer source, gpointer data, GCancellable *cancellable)
{
  Task *task = data;
  GError *error = NULL;
  CwMappingEffect *effect = cw_mapping_effect_sync (task->profile, task->integration, task->workflow, task->saved, task->edited,
                                                    cancellable, &error);

  if (effect != NULL)
    g_task_return_pointer (gtask, effect, unref_effect);
  else
    g_task_return_error (gtask, error);
}

static void
take_effect (CwMappingEffects *self, CwMappingEffect *effect)
{
  g_clear_pointer (&self->effect, cw_mapping_effect_unref);
  self->effect = effect;
  self->counting = FALSE;
  g_signal_emit (self, changed_signal, 0);
}

static void
task_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CwMappingEffects *self = CW_MAPPING_EFFECTS (object);
  Task *task = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (CwMappingEffect) effect = g_task_propagate_pointer (G_TASK (result), &error);

  if (task->number != self->number || self->given_up)
    return;
  if (effect == NULL)
    g_debug ("The effect of unsaved edits is not known: %s", error->message);
  take_effect (self, g_steal_pointer (&effect));
}

static void
count (CwMappingEffects *self)
{
  g_autoptr (GTask) gtask = NULL;
  Task *task = g_new0 (Task, 1);

  self->cancellable = g_cancellable_new ();
  gtask = g_task_new (self, self->cancellable, task_cb, NULL);
  task->number = self->number;
  task->profile = g_object_ref (self->profile);
  task->integration = g_strdup (self->integration);
  task->workflow = cw_workflow_ref (self->workflow);
  task->saved = cw_mapping_ref (self->saved);
  task->edited = cw_mapping_ref (self->edited);
  g_task_set_source_tag (gtask, count);
  g_task_set_task_data (gtask, task, task_free);
  g_task_run_in_thread (gtask, task_thread);
}

void
cw_mapping_effects_recount (CwMappingEffects *self)
{
  g_return_if_fail (CW_IS_MAPPING_EFFECTS (self));

  if (self->edited == NULL || self->given_up)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->number++;
  /* What is as it was saved changes nothing, and needs no pass to know it. */
  if (g_str_equal (cw_mapping_get_digest (self->saved), cw_mapping_get_digest (self->edited)))
    {
      take_effect (self, effect_new ());
      return;
    }
  self->counting = TRUE;
  count (self);
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
replace (CwMapping **mapping, CwMapping *by)
{
  gboolean same = *mapping != NULL && g_str_equal (cw_mapping_get_digest (*mapping), cw_mapping_get_digest (by));

  cw_mapping_ref (by);
  cw_mapping_unref (*mapping);
  *mapping = by;
  return !same;
}

void
cw_mapping_effects_set_mappings (CwMappingEffects *self, CwMapping *saved, CwMapping *edited)
{
  gboolean other;

  g_return_if_fail (CW_IS_MAPPING_EFFECTS (self));
  g_return_if_fail (saved != NULL && edited != NULL);

  other = replace (&self->saved, saved);
  other = replace (&self->edited, edited) || other;
  if (other)
    cw_mapping_effects_recount (self);
}

void
cw_mapping_effects_cancel (CwMappingEffects *self)
{
  g_return_if_fail (CW_IS_MAPPING_EFFECTS (self));

  self->given_up = TRUE;
  self->number++;
  g_cancellable_cancel (self->cancellable);
}

CwMappingEffect *
cw_mapping_effects_get_effect (CwMappingEffects *self)
{
  return self->effect;
}

gboolean
cw_mapping_effects_is_counting (CwMappingEffects *self)
{
  return self->counting;
}

/* ---- object ---- */

static void
cw_mapping_effects_finalize (GObject *object)
{
  CwMappingEffects *self = CW_MAPPING_EFFECTS (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->effect, cw_mapping_effect_unref);
  cw_mapping_unref (self->saved);
  cw_mapping_unref (self->edited);
  g_clear_pointer (&self->workflow, cw_workflow_unref);
  g_clear_object (&self->profile);
  g_free (self->integration);
  G_OBJECT_CLASS (cw_mapping_effects_parent_class)->finalize (object);
}

static void
cw_mapping_effects_class_init (CwMappingEffectsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_mapping_effects_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_mapping_effects_init (CwMappingEffects *self)
{
}

CwMappingEffects *
cw_mapping_effects_new (CwProfile *profile, const char *integration, CwWorkflow *workflow)
{
  CwMappingEffects *self = g_object_new (CW_TYPE_MAPPING_EFFECTS, NULL);

  self->profile = g_object_ref (profile);
  self->integration = g_strdup (integration);
  self->workflow = cw_workflow_ref (workflow);
  return self;
}
