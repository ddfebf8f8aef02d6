/* cw-target-lookup.c: ids of other records of the target, found by what people call them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An index for each look-up, made when the first record asks: a plan in which
 * none does reads nothing.
 */

#include "config.h"

#include "cw-target-lookup.h"

#include "cw-mapping.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A record that may be found. */
typedef struct {
  char     *id;
  CwFields *fields;    /* those that pairs of the look-up name */
  gboolean  several;   /* of the value under which it stands */
} Found;

typedef struct {
  const CwLookup *lookup;    /* borrowed */
  GHashTable     *by_value;  /* folded value → Found, owned; NULL: not asked yet */
  GHashTable     *by_id;     /* id → Found, borrowed */
  GPtrArray      *all;       /* of Found, owned */
} Index;

struct _CwTargetLookup {
  CwStore    *store;         /* borrowed */
  CwWorkflow *workflow;      /* borrowed */
  char       *connection;
  GPtrArray  *indexes;       /* of Index, owned */
};

static void
found_free (gpointer data)
{
  Found *found = data;

  g_free (found->id);
  cw_fields_unref (found->fields);
  g_free (found);
}

static void
index_free (gpointer data)
{
  Index *index = data;

  g_clear_pointer (&index->by_value, g_hash_table_unref);
  g_clear_pointer (&index->by_id, g_hash_table_unref);
  g_ptr_array_unref (index->all);
  g_free (index);
}

CwTargetLookup *
cw_target_lookup_new (CwStore *store, const char *connection, CwWorkflow *workflow)
{
  CwTargetLookup *self = g_new0 (CwTargetLookup, 1);

  self->store = store;
  self->workflow = workflow;
  self->connection = g_strdup (connection);
  self->indexes = g_ptr_array_new_with_free_func (index_free);
  for (guint i = 0; i < workflow->lookups->len; i++)
    {
      Index *index = g_new0 (Index, 1);

      index->lookup = workflow->lookups->pdata[i];
      index->all = g_ptr_array_new_with_free_func (found_free);
      g_ptr_array_add (self->indexes, index);
    }
  return self;
}

void
cw_target_lookup_free (CwTargetLookup *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->indexes);
  g_free (self->connection);
  g_free (self);
}

/* ---- the index ---- */

static char *
dup_folded (const char *text)
{
  g_autofree char *copy = g_strdup (text);

  return g_utf8_casefold (g_strstrip (copy), -1);
}

static void
keep_pairs (Found *found, GPtrArray *pairs, const CwTargetRecord *record)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      const CwLookupPair *pair = pairs->pdata[i];
      const char *value = cw_fields_get (record->fields, pair->field);

      if (value != NULL)
        cw_fields_set (found->fields, pair->field, value);
    }
}

static gboolean
add_record (const CwTargetRecord *record, gpointer data, GError **error)
{
  Index *index = data;
  const CwLookup *lookup = index->lookup;
  const char *value = lookup->by != NULL ? cw_fields_get (record->fields, lookup->by) : record->external_id;
  Found *found, *other;
  char *folded;

  if (lookup->where != NULL && g_strcmp0 (cw_fields_get (record->fields, lookup->where), lookup->is) != 0)
    return TRUE;
  found = g_new0 (Found, 1);
  found->id = g_strdup (record->id);
  found->fields = cw_fields_new ();
  keep_pairs (found, lookup->taken, record);
  keep_pairs (found, lookup->same, record);
  g_ptr_array_add (index->all, found);
  g_hash_table_insert (index->by_id, found->id, found);
  if (value == NULL || *value == '\0')
    return TRUE;
  folded = dup_folded (value);
  other = g_hash_table_lookup (index->by_value, folded);
  if (other != NULL)
    other->several = TRUE;
  g_hash_table_insert (index->by_value, folded, other != NULL ? other : found);
  return TRUE;
}

static gboolean
load (CwTargetLookup *self, Index *index)
{
  g_autoptr (GError) error = NULL;

  if (index->by_value != NULL)
    return TRUE;
  index->by_value = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  index->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  if (cw_store_target_foreach (self->store, self->connection, index->lookup->collection, add_record, index, &error))
    return TRUE;
  /* What follows asks the same store, and says so. */
  g_debug ("%s: %s", index->lookup->collection, error->message);
  return FALSE;
}

/* What a person calls it; where nothing has that name, the id itself. */
static const Found *
find (CwTargetLookup *self, Index *index, const char *value)
{
  g_autofree char *folded = dup_folded (value);
  const Found *found;

  if (!load (self, index))
    return NULL;
  found = g_hash_table_lookup (index->by_value, folded);
  return found == NULL && index->lookup->by != NULL ? g_hash_table_lookup (index->by_id, value) : found;
}

/* ---- one record ---- */

static char *
dup_which (const CwLookup *lookup, const CwRecord *record, const char *value)
{
  const char *shown = lookup->shown != NULL ? cw_fields_get (record->fields, lookup->shown) : NULL;

  return g_strdup_printf (_("%s “%s”"), lookup->title, shown != NULL ? shown : value);
}

static gboolean
differs (const CwLookup *lookup, const Found *found, const CwFields *values, const char *which, char **out_argument)
{
  for (guint i = 0; i < lookup->same->len; i++)
    {
      const CwLookupPair *pair = lookup->same->pdata[i];
      const char *here = cw_fields_get (values, pair->target), *there = cw_fields_get (found->fields, pair->field);

      if (here == NULL || there == NULL || *here == '\0' || *there == '\0' || g_ascii_strcasecmp (here, there) == 0)
        continue;
      *out_argument = g_strdup_printf (_("%s “%s” here, “%s” there (%s)"), pair->target, here, there, which);
      return TRUE;
    }
  return FALSE;
}

static CwReason
apply_one (CwTargetLookup *self, Index *index, const CwRecord *record, CwFields *values, char **out_argument)
{
  const CwLookup *lookup = index->lookup;
  g_autofree char *value = g_strdup (cw_fields_get (values, lookup->target)), *which = NULL;
  const Found *found;

  cw_fields_set (values, lookup->target, NULL);
  if (value == NULL || *g_strstrip (value) == '\0')
    {
      if (lookup->required)
        *out_argument = g_strdup (lookup->title);
      return lookup->required ? CW_REASON_LOOKUP_NONE : CW_REASON_NEW;
    }
  found = find (self, index, value);
  which = dup_which (lookup, record, value);
  if (found == NULL || found->several)
    {
      *out_argument = g_steal_pointer (&which);
      return found != NULL ? CW_REASON_LOOKUP_SEVERAL : lookup->waits ? CW_REASON_LOOKUP_WAITING : CW_REASON_LOOKUP_UNKNOWN;
    }
  cw_fields_set (values, lookup->target, found->id);
  if (differs (lookup, found, values, which, out_argument))
    return CW_REASON_LOOKUP_DIFFERS;
  for (guint i = 0; i < lookup->taken->len; i++)
    {
      const CwLookupPair *pair = lookup->taken->pdata[i];

      cw_fields_set (values, pair->target, cw_fields_get (found->fields, pair->field));
    }
  return CW_REASON_NEW;
}

CwReason
cw_target_lookup_apply (CwTargetLookup *self, const CwRecord *record, CwFields *values, char **out_argument)
{
  CwReason first = CW_REASON_NEW;

  for (guint i = 0; i < self->indexes->len; i++)
    {
      g_autofree char *argument = NULL;
      CwReason reason = apply_one (self, self->indexes->pdata[i], record, values, &argument);

      if (first != CW_REASON_NEW || reason == CW_REASON_NEW)
        continue;
      first = reason;
      *out_argument = g_steal_pointer (&argument);
    }
  return first;
}

/* ---- reading ---- */

typedef struct {
  CwWorkflow *workflow;
  CwFields   *settings;
} Chosen;

static const char *
get_setting (const char *key, gpointer data)
{
  const Chosen *chosen = data;

  return cw_workflow_get_setting (chosen->workflow, chosen->settings, key);
}

static void
note_asking (const CwExpression *expression, gpointer data)
{
  switch (expression->kind)
    {
    case CW_EXPRESSION_FIELD:
    case CW_EXPRESSION_RECORD:
    case CW_EXPRESSION_MAPPED:
    case CW_EXPRESSION_LOOKUP:
      *(gboolean *) data = TRUE;
      break;
    case CW_EXPRESSION_VALUE:
    case CW_EXPRESSION_SETTING:
    case CW_EXPRESSION_CONCAT:
    case CW_EXPRESSION_FIRST:
    case CW_EXPRESSION_MAP:
    case CW_EXPRESSION_IF:
    case CW_EXPRESSION_COMPARE:
    case CW_EXPRESSION_ALL:
    case CW_EXPRESSION_ANY:
    case CW_EXPRESSION_NOT:
    case CW_EXPRESSION_FUNCTION:
    default:
      break;
    }
}

/* A row whose condition the settings alone say no to gives nothing, whatever the record. */
static gboolean
is_switched_off (const CwExpression *source, const CwMappingContext *context)
{
  gboolean asks = FALSE;

  if (source->kind != CW_EXPRESSION_IF || source->n_parts > 2)
    return FALSE;
  cw_expression_foreach (source->parts[0], note_asking, &asks);
  return !asks && !cw_expression_is_true (source->parts[0], NULL, context);
}

static gboolean
is_filled (CwMapping *mapping, const char *target, const CwMappingContext *context)
{
  const GPtrArray *groups = cw_mapping_get_groups (mapping);

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];

          if (row->active && g_str_equal (row->target, target) && !is_switched_off (row->source, context))
            return TRUE;
        }
    }
  return FALSE;
}

gboolean
cw_target_lookup_read (CwSession *session, CwWorkflow *workflow, gboolean refresh, GError **error)
{
  g_autoptr (CwFields) settings = NULL;
  Chosen chosen = { workflow, NULL };
  const CwMappingContext context = { .get_setting = get_setting, .data = &chosen };

  if (workflow->lookups->len == 0)
    return TRUE;
  settings = chosen.settings = cw_store_get_workflow_settings (session->store, session->integration->name, workflow->id, error);
  for (guint i = 0; settings != NULL && i < workflow->lookups->len; i++)
    {
      const CwLookup *lookup = workflow->lookups->pdata[i];

      if (is_filled (workflow->mapping, lookup->target, &context)
          && !cw_mirror_refresh_target_changes (session, cw_session_get_target (session, workflow), lookup->collection, refresh, error))
        return FALSE;
    }
  return settings != NULL;
}
