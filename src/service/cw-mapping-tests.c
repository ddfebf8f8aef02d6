/* cw-mapping-tests.c: "this record gives this result"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-document.h"

/* ---- values ---- */

CwMappingTest *
cw_mapping_test_new (const char *name, CwRecord *record)
{
  CwMappingTest *self = g_new0 (CwMappingTest, 1);

  self->name = g_strdup (name);
  self->record = record;
  self->joined = cw_fields_new ();
  self->lookups = cw_fields_new ();
  self->expected = cw_fields_new ();
  self->initial = TRUE;
  self->passes = TRUE;
  return self;
}

/* Expressions see seconds. */
static gint64
floor_second (gint64 instant)
{
  return instant - ((instant % G_USEC_PER_SEC) + G_USEC_PER_SEC) % G_USEC_PER_SEC;
}

/* Files hold valid UTF-8, which is also what expressions make of anything else. */
static char *
dup_valid (const char *text)
{
  return text == NULL || g_utf8_validate (text, -1, NULL) ? g_strdup (text) : g_utf8_make_valid (text, -1);
}

/* What expressions can see of a record. */
static CwRecord *
copy_record (const CwRecord *record)
{
  CwRecord *copy = cw_record_new (record->type, record->id);

  copy->parent_type = dup_valid (record->parent_type);
  copy->parent_id = dup_valid (record->parent_id);
  copy->name = dup_valid (record->name);
  copy->stage = dup_valid (record->stage);
  copy->subsidiaries = dup_valid (record->subsidiaries);
  copy->inactive = record->inactive;
  copy->created = floor_second (record->created);
  copy->modified = floor_second (record->modified);
  for (guint i = 0; i < cw_fields_get_size (record->fields); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (record->fields, i, &name, &value);
      cw_fields_take (copy->fields, name, dup_valid (value));
    }
  return copy;
}

CwMappingTest *
cw_mapping_test_copy (const CwMappingTest *self)
{
  CwMappingTest *copy = cw_mapping_test_new (self->name, copy_record (self->record));

  cw_fields_merge (copy->joined, self->joined, TRUE);
  cw_fields_merge (copy->lookups, self->lookups, TRUE);
  cw_fields_merge (copy->expected, self->expected, TRUE);
  copy->initial = self->initial;
  copy->passes = self->passes;
  return copy;
}

void
cw_mapping_test_free (CwMappingTest *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  cw_record_free (self->record);
  cw_fields_unref (self->joined);
  cw_fields_unref (self->lookups);
  cw_fields_unref (self->expected);
  g_free (self);
}

/* Parts are separated by what no field name has; a value may have anything, so it comes last. */
char *
cw_mapping_test_lookup_key (const char *type, const char *by, const char *value, const char *returns)
{
  return g_strjoin ("\x1f", type, by, returns, value, NULL);
}

void
cw_mapping_deviation_free (CwMappingDeviation *self)
{
  if (self == NULL)
    return;
  g_free (self->target);
  g_free (self->expected);
  g_free (self->found);
  g_free (self);
}

static void
deviation_free (gpointer deviation)
{
  cw_mapping_deviation_free (deviation);
}

/* ---- what a test kept of joined fields and look-ups ---- */

typedef struct {
  const CwMappingTest    *kept;      /* NULL while pinning */
  CwMappingTest          *pinned;    /* NULL while running */
  const CwMappingContext *context;   /* nullable */
} Asking;

static const char *
get_setting (const char *key, gpointer data)
{
  const Asking *asking = data;

  return asking->context != NULL && asking->context->get_setting != NULL
         ? asking->context->get_setting (key, asking->context->data) : NULL;
}

static char *
dup_kept (const CwFields *kept, const char *key, gboolean *out_found)
{
  const char *value = cw_fields_get (kept, key);

  *out_found = value != NULL;
  return value != NULL && *value != '\0' ? g_strdup (value) : NULL;
}

/* A test cannot tell an empty answer from none; so that it holds when it is run, neither can it when it is pinned. */
static char *
take_answer (char *value)
{
  if (value == NULL || *value != '\0')
    return value;
  g_free (value);
  return NULL;
}

static char *
dup_joined (const CwRecord *record, const char *path, gpointer data)
{
  Asking *asking = data;
  gboolean found = FALSE;
  char *value = asking->kept != NULL ? dup_kept (asking->kept->joined, path, &found) : NULL;

  if (!found && asking->context != NULL && asking->context->dup_joined != NULL)
    value = take_answer (asking->context->dup_joined (record, path, asking->context->data));
  if (asking->pinned != NULL)
    cw_fields_take (asking->pinned->joined, path, dup_valid (value != NULL ? value : ""));
  return value;
}

static char *
dup_lookup (const char *type, const char *by, const char *text, const char *returns, gpointer data)
{
  Asking *asking = data;
  g_autofree char *key = cw_mapping_test_lookup_key (type, by, text, returns);
  gboolean found = FALSE;
  char *value = asking->kept != NULL ? dup_kept (asking->kept->lookups, key, &found) : NULL;

  if (!found && asking->context != NULL && asking->context->dup_lookup != NULL)
    value = take_answer (asking->context->dup_lookup (type, by, text, returns, asking->context->data));
  if (asking->pinned != NULL)
    cw_fields_take (asking->pinned->lookups, key, dup_valid (value != NULL ? value : ""));
  return value;
}

/* ---- running ---- */

static void
add_deviation (GPtrArray *deviations, const char *target, const char *expected, const char *found)
{
  CwMappingDeviation *deviation;

  if (g_strcmp0 (expected, found) == 0)
    return;
  deviation = g_new0 (CwMappingDeviation, 1);
  deviation->target = g_strdup (target);
  deviation->expected = g_strdup (expected);
  deviation->found = g_strdup (found);
  g_ptr_array_add (deviations, deviation);
}

GPtrArray *
cw_mapping_test_run (const CwMappingTest *self, CwMapping *mapping, const CwMappingContext *context)
{
  GPtrArray *deviations = g_ptr_array_new_with_free_func (deviation_free);
  Asking asking = { .kept = self, .context = context };
  CwMappingContext ours = { get_setting, dup_joined, dup_lookup, &asking };
  g_autoptr (CwFields) found = cw_fields_new (), all = cw_fields_copy (self->expected);
  gboolean passes = cw_mapping_passes (mapping, self->record, &ours);

  cw_mapping_apply (mapping, self->record, &ours, self->initial, found, NULL);
  add_deviation (deviations, NULL, self->passes ? "T" : "F", passes ? "T" : "F");
  cw_fields_merge (all, found, FALSE);
  for (guint i = 0; i < cw_fields_get_size (all); i++)
    {
      const char *target;

      cw_fields_get_nth (all, i, &target, NULL);
      add_deviation (deviations, target, cw_fields_get (self->expected, target), cw_fields_get (found, target));
    }
  return deviations;
}

CwMappingTest *
cw_mapping_test_pin (const char *name, const CwRecord *record, gboolean initial, CwMapping *mapping, const CwMappingContext *context)
{
  CwMappingTest *self = cw_mapping_test_new (name, copy_record (record));
  Asking asking = { .pinned = self, .context = context };
  CwMappingContext ours = { get_setting, dup_joined, dup_lookup, &asking };

  self->initial = initial;
  self->passes = cw_mapping_passes (mapping, self->record, &ours);
  cw_mapping_apply (mapping, self->record, &ours, initial, self->expected, NULL);
  return self;
}
