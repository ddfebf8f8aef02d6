/* cw-cli-attention.c: causewayctl attention and explain: why a record did not travel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include <glib/gi18n.h>

/* ---- attention ---- */

static void
print_attention (CwCli *self, const CwAttention *attention)
{
  g_autofree char *source = g_strconcat (attention->type, ":", attention->source_id, NULL);
  JsonBuilder *line;

  if (!self->json)
    {
      g_autofree char *name = cw_cli_dup_safe (attention->name != NULL ? attention->name : "");
      g_autofree char *text = cw_cli_dup_safe (attention->error != NULL ? attention->error : "");

      cw_cli_print (self, "%5" G_GINT64_FORMAT "  %s  %s  %s (%s)\n       %s\n", attention->id, attention->integration, source, name,
                    attention->operation, text);
      if (attention->advice != NULL)
        cw_cli_print (self, "       %s\n", attention->advice);
      return;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_integer (line, "id", attention->id);
  cw_cli_line_string (line, "integration", attention->integration);
  cw_cli_line_string (line, "workflow", attention->workflow);
  cw_cli_line_string (line, "source", source);
  cw_cli_line_string (line, "name", attention->name);
  cw_cli_line_string (line, "operation", attention->operation);
  cw_cli_line_string (line, "error", attention->error);
  cw_cli_line_string (line, "next", attention->advice);
  cw_cli_line_integer (line, "run", attention->run);
  cw_cli_line_time (line, "time", attention->time);
  cw_cli_line_end (self, line);
}

int
cw_cli_attention_list (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GPtrArray) list = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 0, 0, &positional, error))
    return CW_CLI_FAILED;
  store = cw_cli_open_store (self, error);
  list = store != NULL ? cw_store_list_attention (store, NULL, error) : NULL;
  if (list == NULL)
    return CW_CLI_FAILED;
  if (list->len == 0 && !self->json)
    cw_cli_print (self, "%s\n", _("No record needs attention."));
  for (guint i = 0; i < list->len; i++)
    print_attention (self, g_ptr_array_index (list, i));
  return CW_CLI_DONE;
}

/* ---- retry ---- */

/* The records of one integration and workflow that go into one run. */
typedef struct {
  char      *integration, *workflow;   /* owned */
  GPtrArray *records;                  /* (element-type utf8), NULL-terminated */
} Batch;

static void
batch_free (gpointer data)
{
  Batch *self = data;

  g_free (self->integration);
  g_free (self->workflow);
  g_ptr_array_unref (self->records);
  g_free (self);
}

static Batch *
get_batch (GPtrArray *batches, const CwAttention *attention)
{
  Batch *batch;

  for (guint i = 0; i < batches->len; i++)
    {
      batch = g_ptr_array_index (batches, i);
      if (g_strcmp0 (batch->integration, attention->integration) == 0 && g_strcmp0 (batch->workflow, attention->workflow) == 0)
        return batch;
    }
  batch = g_new0 (Batch, 1);
  batch->integration = g_strdup (attention->integration);
  batch->workflow = g_strdup (attention->workflow);
  batch->records = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  g_ptr_array_add (batches, batch);
  return batch;
}

/* @ids: of what is listed, empty: all. Every id must be listed. (element-type Batch) (transfer full) */
static GPtrArray *
choose (GPtrArray *list, char **ids, GError **error)
{
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func (batch_free);
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint n_ids = g_strv_length (ids);
  g_autofree gint64 *numbers = g_new0 (gint64, n_ids + 1);

  for (guint i = 0; i < n_ids; i++)
    {
      if (!cw_cli_read_number (ids[i], &numbers[i], error))
        return NULL;
      g_hash_table_add (wanted, &numbers[i]);
    }
  for (guint i = 0; i < list->len; i++)
    {
      const CwAttention *attention = g_ptr_array_index (list, i);

      if (n_ids > 0 && !g_hash_table_remove (wanted, &attention->id))
        continue;
      g_ptr_array_add (get_batch (batches, attention)->records, g_strconcat (attention->type, ":", attention->source_id, NULL));
    }
  for (guint i = 0; i < n_ids; i++)
    if (g_hash_table_contains (wanted, &numbers[i]))
      {
        g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                     _("No record with number %s needs attention; “causewayctl attention” lists them."), ids[i]);
        return NULL;
      }
  return g_steal_pointer (&batches);
}

int
cw_cli_attention_retry (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GPtrArray) list = NULL, batches = NULL;
  int exit_code = CW_CLI_DONE;

  if (!cw_cli_parse (self, arguments, NULL, 0, CW_CLI_MANY, &positional, error))
    return CW_CLI_FAILED;
  store = cw_cli_open_store (self, error);
  list = store != NULL ? cw_store_list_attention (store, NULL, error) : NULL;
  batches = list != NULL ? choose (list, positional, error) : NULL;
  if (batches == NULL || (batches->len > 0 && cw_cli_open_online (self, error) == NULL))
    return CW_CLI_FAILED;

  if (batches->len == 0 && !self->json)
    cw_cli_print (self, "%s\n", _("No record needs attention."));
  for (guint i = 0; i < batches->len; i++)
    {
      const Batch *batch = g_ptr_array_index (batches, i);
      const char * const workflows[] = { batch->workflow, NULL };
      int one = cw_cli_run_records (self, batch->integration, workflows, (const char * const *) batch->records->pdata, error);

      if (one == CW_CLI_FAILED || one == CW_CLI_STOPPED)
        return one;
      exit_code = MAX (exit_code, one);
    }
  return exit_code;
}

/* ---- explain ---- */

static void
print_explanation_line (CwCli *self, const CwExplanation *explanation)
{
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_string (line, "source", explanation->source);
  cw_cli_line_string (line, "state", explanation->state);
  cw_cli_line_string (line, "reason", explanation->reason);
  json_builder_set_member_name (line, "rules");
  json_builder_begin_array (line);
  for (guint i = 0; i < explanation->rules->len; i++)
    {
      const CwRuleCheck *check = g_ptr_array_index (explanation->rules, i);

      json_builder_begin_object (line);
      cw_cli_line_string (line, "rule", check->rule);
      cw_cli_line_boolean (line, "passed", check->passed);
      cw_cli_line_string (line, "value", check->value);
      cw_cli_line_string (line, "reason", check->reason);
      json_builder_end_object (line);
    }
  json_builder_end_array (line);
  cw_cli_line_string (line, "name", explanation->name);
  cw_cli_line_string (line, "target", explanation->target);
  cw_cli_line_end (self, line);
}

static void
print_explanation_text (CwCli *self, const CwExplanation *explanation)
{
  g_autofree char *name = cw_cli_dup_safe (explanation->name != NULL ? explanation->name : "");
  g_autofree char *reason = cw_cli_dup_safe (explanation->reason);
  CwCliTable *table = cw_cli_table_new (_("Rule"), _("Passed"), _("Value"), _("Reason"), NULL);

  cw_cli_print (self, "%s  %s: %s\n%s\n", explanation->source, name, explanation->state, reason);
  if (explanation->target != NULL)
    cw_cli_print (self, _("It is record %s in the target.\n"), explanation->target);
  for (guint i = 0; i < explanation->rules->len; i++)
    {
      const CwRuleCheck *check = g_ptr_array_index (explanation->rules, i);

      cw_cli_table_add (table, check->rule, check->passed ? _("yes") : _("no"), check->value, check->reason);
    }
  cw_cli_table_end (table, self, "");
}

int
cw_cli_explain (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autofree char *record = NULL;
  CwExplanation *explanation;

  if (!cw_cli_parse (self, arguments, NULL, 2, 2, &positional, error))
    return CW_CLI_FAILED;
  record = cw_cli_dup_record (positional[1], error);
  if (record == NULL || cw_cli_open (self, error) == NULL)
    return CW_CLI_FAILED;
  explanation = cw_profile_explain_sync (self->profile, positional[0], record, error);
  if (explanation == NULL)
    return CW_CLI_FAILED;
  if (self->json)
    print_explanation_line (self, explanation);
  else
    print_explanation_text (self, explanation);
  cw_explanation_free (explanation);
  return CW_CLI_DONE;
}
