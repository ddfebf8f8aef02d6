/* cw-value-census.c: which values an expression gives over all records, and how often
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-value-census.h"

#include "cw-mapping-source-private.h"
#include "cw-value-names.h"

#include <string.h>

/* Inputs of one piece of work, and what it uses. */
typedef struct {
  CwProfile    *profile;
  char         *integration;
  CwWorkflow   *workflow;
  char         *type;          /* NULL: all */
  CwExpression *expression;
  GCancellable *cancellable;

  /* made on the worker */
  CwMappingSource *source;
  GHashTable   *counts;        /* char * → number of records; owned */
} Census;

static void
census_free (gpointer data)
{
  Census *census = data;

  g_object_unref (census->profile);
  g_free (census->integration);
  cw_workflow_unref (census->workflow);
  g_free (census->type);
  cw_expression_unref (census->expression);
  g_free (census);
}

void
cw_value_count_free (CwValueCount *self)
{
  g_free (self->value);
  g_free (self->name);
  g_free (self);
}

static void
count_value (Census *census, const char *value)
{
  guint records;

  if (cw_value_is_empty (value))
    return;
  records = GPOINTER_TO_UINT (g_hash_table_lookup (census->counts, value));
  g_hash_table_insert (census->counts, g_strdup (value), GUINT_TO_POINTER (records + 1));
}

/* The subsidiaries of a record are several ids in one text. */
static gboolean
is_list (Census *census)
{
  return census->expression->kind == CW_EXPRESSION_RECORD && g_str_equal (census->expression->texts[0], "subsidiaries");
}

static void
count_list (Census *census, const char *list)
{
  g_auto (GStrv) ids = g_strsplit_set (list, ", ", -1);

  for (guint i = 0; ids[i] != NULL; i++)
    count_value (census, ids[i]);
}

static gboolean
count_record (const CwRecord *record, gpointer data, GError **error)
{
  Census *census = data;
  const CwIntegrationInfo *info = cw_mapping_source_get_integration (census->source);
  g_autofree char *value = NULL;

  if (g_cancellable_set_error_if_cancelled (census->cancellable, error))
    return FALSE;
  if (record->deleted || (record->subsidiaries != NULL
                          && !cw_subsidiaries_has_any (record->subsidiaries, (const char * const *) info->subsidiaries)))
    return TRUE;
  value = cw_expression_evaluate (census->expression, record, cw_mapping_source_get_context (census->source), NULL, NULL);
  if (value != NULL && is_list (census))
    count_list (census, value);
  else
    count_value (census, value);
  return TRUE;
}

static gboolean
count_values (Census *census, GError **error)
{
  const char *one[] = { census->type, NULL };

  return cw_store_mirror_foreach (cw_mapping_source_get_store (census->source), cw_mapping_source_get_source (census->source),
                                  census->type != NULL ? one : (const char * const *) census->workflow->types, count_record, census, error);
}

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const CwValueCount *first = *(CwValueCount * const *) a, *second = *(CwValueCount * const *) b;

  if (first->records != second->records)
    return first->records < second->records ? 1 : -1;
  return strcmp (first->value, second->value);
}

/* People know lists and references by their names. */
static void
name_values (Census *census, GPtrArray *counts)
{
  g_autoptr (CwKeptNames) kept = cw_kept_names_new (cw_mapping_source_get_store (census->source),
                                                    cw_mapping_source_get_source (census->source), census->workflow, census->type);

  for (guint i = 0; i < counts->len; i++)
    {
      CwValueCount *count = counts->pdata[i];

      count->name = cw_kept_names_dup (census->expression, count->value, kept);
    }
}

static GPtrArray *
list_counts (Census *census)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_value_count_free);
  GHashTableIter iter;
  gpointer value, records;

  g_hash_table_iter_init (&iter, census->counts);
  while (g_hash_table_iter_next (&iter, &value, &records))
    {
      CwValueCount *count = g_new0 (CwValueCount, 1);

      count->value = g_strdup (value);
      count->records = GPOINTER_TO_UINT (records);
      g_ptr_array_add (list, count);
    }
  g_ptr_array_sort (list, compare_counts);
  if (list->len > CW_VALUE_CENSUS_MOST)
    g_ptr_array_set_size (list, CW_VALUE_CENSUS_MOST);
  name_values (census, list);
  return list;
}

static void
census_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Census *census = data;
  GError *error = NULL;

  census->cancellable = cancellable;
  census->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  census->source = cw_mapping_source_new (census->profile, census->integration, census->workflow, &error);
  if (census->source != NULL)
    cw_store_set_cancellable (cw_mapping_source_get_store (census->source), cancellable);
  if (census->source != NULL && count_values (census, &error))
    g_task_return_pointer (task, list_counts (census), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
  g_clear_pointer (&census->source, cw_mapping_source_free);
  g_clear_pointer (&census->counts, g_hash_table_unref);
}

void
cw_value_census_async (CwProfile *profile, const char *integration, CwWorkflow *workflow, const char *type,
                       const CwExpression *expression, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Census *census = g_new0 (Census, 1);

  census->profile = g_object_ref (profile);
  census->integration = g_strdup (integration);
  census->workflow = cw_workflow_ref (workflow);
  census->type = g_strdup (type);
  census->expression = cw_expression_ref ((CwExpression *) expression);
  g_task_set_source_tag (task, cw_value_census_async);
  g_task_set_task_data (task, census, census_free);
  g_task_run_in_thread (task, census_thread);
}

GPtrArray *
cw_value_census_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
