/* cw-mapping-bench.c: all that an editor of one mapping works with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-bench.h"

#include "cw-expression-words.h"

#include <string.h>

struct _CwMappingBench {
  GObject           parent_instance;

  /* inputs */
  CwProfile        *profile;       /* owned */
  char             *integration;
  CwWorkflow       *workflow;      /* owned */

  /* owned */
  CwMappingDraft   *draft;
  CwMappingPreview *preview;
};

static guint fields_changed_signal;

G_DEFINE_FINAL_TYPE (CwMappingBench, cw_mapping_bench, G_TYPE_OBJECT)

static void
draft_changed_cb (CwMappingBench *self)
{
  cw_mapping_preview_set_mapping (self->preview, cw_mapping_draft_get_mapping (self->draft));
}

/* ---- object ---- */

static void
cw_mapping_bench_dispose (GObject *object)
{
  CwMappingBench *self = CW_MAPPING_BENCH (object);

  g_clear_object (&self->preview);
  g_clear_object (&self->draft);
  g_clear_object (&self->profile);
  g_clear_pointer (&self->workflow, cw_workflow_unref);
  g_clear_pointer (&self->integration, g_free);
  G_OBJECT_CLASS (cw_mapping_bench_parent_class)->dispose (object);
}

static void
cw_mapping_bench_class_init (CwMappingBenchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_mapping_bench_dispose;
  fields_changed_signal = g_signal_new ("fields-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
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
  self->draft = cw_mapping_draft_new (workflow->mapping);
  self->preview = cw_mapping_preview_new (profile, integration, workflow);
  g_signal_connect_object (self->draft, "changed", G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
  draft_changed_cb (self);
  return self;
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

/* ---- words ---- */

const char *
cw_mapping_bench_get_record_type (CwMappingBench *self, const CwDraftPlace *place)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (self->draft));

  if (place->part == CW_DRAFT_FILTER || place->group >= groups->len)
    return self->workflow->types[0];
  return ((const CwMappingGroup *) groups->pdata[place->group])->type;
}

const char *
cw_mapping_bench_get_source_label (CwMappingBench *self, const char *type, const char *path)
{
  return path;
}

CwValueType
cw_mapping_bench_get_source_type (CwMappingBench *self, const char *type, const char *path)
{
  return CW_VALUE_TEXT;
}

const char *
cw_mapping_bench_get_target_label (CwMappingBench *self, const char *field)
{
  return field;
}

gboolean
cw_mapping_bench_find_target (CwMappingBench *self, const char *field, CwMappingField *out_field)
{
  return FALSE;
}

static gboolean
has_setting (const char *key, gpointer data)
{
  CwMappingBench *self = data;

  return cw_workflow_find_setting (self->workflow, key) != NULL;
}

GPtrArray *
cw_mapping_bench_check (CwMappingBench *self)
{
  CwMappingFacts facts = { .has_setting = has_setting, .data = self };

  return cw_mapping_check (cw_mapping_draft_get_mapping (self->draft), &facts);
}

/* Names stand between isolates; what is between them and is a field gets the field's label. */
char *
cw_mapping_bench_dup_words (CwMappingBench *self, const char *type, const CwExpression *expression)
{
  g_autofree char *words = cw_expression_dup_words (expression, self->workflow);
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
