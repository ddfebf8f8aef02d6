/* cw-plan-writer.c: the rows of a plan into the store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-plan-writer.h"

#include "cw-node-book.h"

struct _CwPlanWriter {
  CwSession  *session;    /* borrowed, as the next two */
  CwWorkflow *workflow;
  CwPlanInfo *info;
  gint64      plan;
  GChecksum  *digest;     /* owned */
  guint       sent;       /* rows that have a page */
  GHashTable *waves;      /* key → 1 + wave of a row of this plan, owned: one waits for those of the wave before */
  GHashTable *sizes;      /* "collection wave" → its number of rows, owned */
  gboolean    open;       /* the transaction is */
  GError     *error;      /* owned; NULL: all went well so far */
};

CwPlanWriter *
cw_plan_writer_new (CwSession *session, CwWorkflow *workflow, gint64 plan, CwPlanInfo *info, GError **error)
{
  CwPlanWriter *self;

  if (!cw_store_begin (session->store, error))
    return NULL;
  self = g_new0 (CwPlanWriter, 1);
  self->session = session;
  self->workflow = workflow;
  self->info = info;
  self->plan = plan;
  self->digest = g_checksum_new (G_CHECKSUM_SHA256);
  self->open = TRUE;
  self->waves = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

static void
digest_row (GChecksum *digest, const CwPlanRow *row)
{
  g_autofree char *line = g_strdup_printf ("%s:%s\t%d\t%s\t%s\n", row->type, row->source_id, row->operation,
                                           row->fingerprint != NULL ? row->fingerprint : "",
                                           row->target_id != NULL ? row->target_id : "");

  g_checksum_update (digest, (const guchar *) line, -1);
}

/* What the target confirms today needs no request, only a renewed fingerprint. */
static gboolean
confirm_link (CwPlanWriter *self, const CwPlanRow *row, GError **error)
{
  CwSession *session = self->session;
  const char *integration = session->integration->name, *workflow = self->workflow->id;
  g_autoptr (CwLink) link = cw_store_get_link (session->store, integration, workflow, row->type, row->source_id, NULL);

  if (link == NULL)
    return TRUE;
  g_free (link->fingerprint);
  link->fingerprint = g_strdup (row->fingerprint);
  return cw_store_put_link (session->store, integration, workflow, link, error);
}

/* What the row is applied to has to be found by it alone. */
static gboolean
remove_link (CwPlanWriter *self, const CwPlanRow *row, GError **error)
{
  CwSession *session = self->session;

  return cw_store_remove_link (session->store, session->integration->name, self->workflow->id, row->type, row->source_id, error);
}

static guint
find_wave (CwPlanWriter *self, const char *key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->waves, key));
}

/* A row is sent when what it belongs to is there: together with the others that wait for as many others. */
static void
note_wave (CwPlanWriter *self, const CwPlanRow *row)
{
  guint wave = row->parent_key != NULL ? find_wave (self, row->parent_key) : 0;
  g_autofree char *size = NULL;

  for (guint i = 0; i < cw_fields_get_size (row->wanted); i++)
    {
      const char *name, *value;
      g_autofree char *key = NULL;

      cw_fields_get_nth (row->wanted, i, &name, &value);
      key = *value == '{' ? cw_late_value_dup_key (value, self->workflow->id) : NULL;
      wave = key != NULL ? MAX (wave, find_wave (self, key)) : wave;
    }
  if (row->operation == CW_OPERATION_CREATE)
    g_hash_table_insert (self->waves, cw_record_key (row->type, row->source_id), GUINT_TO_POINTER (wave + 1));
  size = g_strdup_printf ("%s %u", row->collection != NULL ? row->collection : "", wave);
  g_hash_table_insert (self->sizes, g_strdup (size), GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (self->sizes, size)) + 1));
}

gboolean
cw_plan_writer_add (const CwPlanRow *row, gpointer writer)
{
  CwPlanWriter *self = writer;
  CwPlanInfo *info = self->info;
  CwPlanRow copy = *row;

  if (self->error != NULL)
    return FALSE;
  if (row->state == CW_ROW_PENDING)
    {
      copy.page = self->sent++ / info->page_size + 1;
      note_wave (self, row);
    }
  info->counts[row->operation]++;
  info->marks += row->mark ? 1 : 0;
  info->attention += row->operation >= CW_OPERATION_SKIP && cw_reason_needs_attention (row->reason) ? 1 : 0;
  info->requests_target += cw_plan_row_count_requests (row);
  digest_row (self->digest, row);
  return (!row->unlink || remove_link (self, row, &self->error)) && (!row->confirm || confirm_link (self, row, &self->error))
         && cw_store_add_plan_row (self->session->store, self->plan, &copy, &self->error);
}

/* Creates and changes of a type go together, page by page. */
static guint
count_batches (CwPlanWriter *self)
{
  GHashTableIter iter;
  gpointer size;
  guint batches = 0;
  const CwPlanInfo *info = self->info;
  CwConnector *connector = cw_session_get_target (self->session, self->workflow)->connector;
  guint batch = connector != NULL ? cw_connector_get_batch (connector) : 1;

  if (batch == 1)
    return info->requests_target;
  batch = MIN (batch, info->page_size);
  g_hash_table_iter_init (&iter, self->sizes);
  while (g_hash_table_iter_next (&iter, NULL, &size))
    batches += (GPOINTER_TO_UINT (size) + batch - 1) / batch;
  return batches;
}

gboolean
cw_plan_writer_end (CwPlanWriter *self, GError **error)
{
  CwPlanInfo *info = self->info;

  self->open = FALSE;
  if (self->error != NULL)
    {
      cw_store_rollback (self->session->store);
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }
  info->pages = (self->sent + info->page_size - 1) / info->page_size;
  info->requests_target = count_batches (self);
  info->requests_source = info->marks;
  g_free (info->digest);
  info->digest = g_strdup (g_checksum_get_string (self->digest));
  return cw_store_commit (self->session->store, error);
}

void
cw_plan_writer_free (CwPlanWriter *self)
{
  if (self == NULL)
    return;
  if (self->open)
    cw_store_rollback (self->session->store);
  g_clear_error (&self->error);
  g_checksum_free (self->digest);
  g_hash_table_unref (self->waves);
  g_hash_table_unref (self->sizes);
  g_free (self);
}

static const char *
describe_state (const CwPlanRow *row)
{
  if (row->operation == CW_OPERATION_CONFLICT || cw_reason_needs_attention (row->reason))
    return "needs attention";
  if (row->operation == CW_OPERATION_SKIP)
    return "blocked";
  return row->operation == CW_OPERATION_UNCHANGED ? "in step" : "waiting";
}

CwExplanation *
cw_explanation_new (const CwPlanRow *row, GPtrArray *rules)
{
  CwExplanation *self = g_new0 (CwExplanation, 1);

  self->source = cw_record_key (row->type, row->source_id);
  self->name = g_strdup (row->name);
  self->state = g_strdup (describe_state (row));
  self->reason = cw_reason_dup_sentence (row->reason, row->argument);
  self->target = g_strdup (row->target_id);
  self->rules = rules;
  return self;
}
