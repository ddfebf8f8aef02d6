/* cw-settle.c: finds out what became of writes without an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One whole reading of the target answers all open intents (where a strategy
 * says so, one that asks only for the external ids in question): a create took
 * effect when a record carries its external id, an update when the record has
 * the wanted values. Nothing is sent again here; what had no effect becomes
 * pending once more and is sent by the next pass over the plan.
 *
 * Where the target ignores an external id on creation, the new record is found
 * as one that nobody knew before, without external id, with the wanted name
 * under the wanted parent. The mirror therefore learns of the reading only
 * together with the outcomes: a death in between leaves it knowing nothing new.
 */

#include "config.h"

#include "cw-node-book.h"

#include "cw-workflow-file.h"

#include <string.h>

typedef struct {
  CwSession    *session;
  CwSettledFunc settled;      /* nullable */
  gpointer      settled_data;
  CwEnd         *end;         /* of the present collection */
  GHashTable *by_id;          /* id → CwTargetRecord, owned */
  GHashTable *by_external_id; /* of the present collection: external id → CwTargetRecord, owned */
  GHashTable *by_place;       /* "parent\nname" → GPtrArray of CwTargetRecord: new and without external id; owned */
  GHashTable *known;          /* ids that the mirror had before the reading; owned */
  GPtrArray  *records;        /* of CwTargetRecord, owned */
  CwWorkflow *booked;         /* owned; NULL: no record with nodes of hierarchies is among them */
  CwNodeBook *book;           /* owned: its; of the present collection */
} Settle;

gboolean
cw_settle_is_due (CwSession *session, gboolean *out_due, GError **error)
{
  g_autoptr (GPtrArray) open = cw_store_journal_open (session->store, session->integration->name, error);

  *out_due = open != NULL && open->len > 0;
  return open != NULL;
}

static char *
make_place (const char *parent, const char *name)
{
  return g_strconcat (parent != NULL ? parent : "", "\n", name != NULL ? name : "", NULL);
}

static gboolean
note_known (const CwTargetRecord *record, gpointer data, GError **error)
{
  Settle *self = data;

  g_hash_table_add (self->known, g_strdup (record->id));
  return TRUE;
}

static void
index_record (Settle *self, CwTargetRecord *copy)
{
  g_hash_table_insert (self->by_id, copy->id, copy);
  if (copy->external_id != NULL)
    {
      g_hash_table_insert (self->by_external_id, copy->external_id, copy);
    }
  else if (copy->owner_id == NULL && !g_hash_table_contains (self->known, copy->id))
    {
      char *place = make_place (copy->parent_id, copy->name);
      GPtrArray *list = g_hash_table_lookup (self->by_place, place);

      if (list == NULL)
        g_hash_table_insert (self->by_place, g_strdup (place), list = g_ptr_array_new ());
      g_ptr_array_add (list, copy);
      g_free (place);
    }
}

static gboolean
take_page (GPtrArray *records, gpointer data, GError **error)
{
  Settle *self = data;

  for (guint i = 0; i < records->len; i++)
    {
      CwTargetRecord *copy = cw_target_record_copy (records->pdata[i]);

      g_ptr_array_add (self->records, copy);
      index_record (self, copy);
    }
  return TRUE;
}

static char *
get_linked_target (Settle *self, const char *workflow, const char *key)
{
  g_autofree char *type = NULL, *id = NULL;
  g_autoptr (CwLink) link = NULL;

  if (key == NULL || !cw_record_key_parse (key, &type, &id, NULL))
    return NULL;
  link = cw_store_get_link (self->session->store, self->session->integration->name, workflow, type, id, NULL);
  return link != NULL ? g_strdup (link->target_id) : NULL;
}

static const CwTargetRecord *
find_created (Settle *self, const CwJournalEntry *intent)
{
  const CwTargetRecord *found = g_hash_table_lookup (self->by_external_id, intent->external_id);
  g_autofree char *parent = NULL, *place = NULL;
  GPtrArray *list;

  if (found != NULL)
    return found;
  parent = get_linked_target (self, intent->workflow, cw_fields_get (intent->values, "parent"));
  place = make_place (parent, cw_fields_get (intent->values, "name"));
  list = g_hash_table_lookup (self->by_place, place);
  /* Each new record answers one intent. */
  return list != NULL && list->len > 0 ? g_ptr_array_steal_index (list, list->len - 1) : NULL;
}

/* Nodes of all hierarchies stand in one list. */
static gboolean
has_node (Settle *self, const CwJournalEntry *intent, const char *name, const char *value, const CwTargetRecord *record)
{
  if (self->book == NULL)
    {
      self->booked = cw_workflow_load (intent->workflow, NULL);
      self->book = self->booked != NULL ? cw_node_book_new (self->session, self->booked, NULL) : NULL;
    }
  return self->book != NULL && cw_node_book_has (self->book, name, value, record->fields);
}

static gboolean
has_values (Settle *self, const CwJournalEntry *intent, const CwTargetRecord *record)
{
  gboolean active = g_strcmp0 (cw_fields_get (intent->values, "active"), "T") == 0;
  g_autofree char *parent = get_linked_target (self, intent->workflow, cw_fields_get (intent->values, "parent"));

  if (record->active != active)
    return FALSE;
  if (active && g_strcmp0 (parent, record->parent_id) != 0)
    return FALSE;
  for (guint i = 0; i < cw_fields_get_size (intent->values); i++)
    {
      const char *name, *value, *there;

      cw_fields_get_nth (intent->values, i, &name, &value);
      if (g_str_equal (name, "parent") || g_str_equal (name, "active"))
        continue;
      there = g_str_equal (name, "externalId") ? record->external_id : cw_fields_get (record->fields, name);
      if (g_str_has_prefix (name, CW_HIERARCHY_VALUE) ? !has_node (self, intent, name, value, record) : g_strcmp0 (there != NULL ? there : "", value) != 0)
        return FALSE;
    }
  return TRUE;
}

/* The record that shows that @intent took effect; NULL: it did not. */
static const CwTargetRecord *
find_effect (Settle *self, const CwJournalEntry *intent)
{
  const CwTargetRecord *record;

  if (g_str_equal (intent->operation, "create"))
    return find_created (self, intent);
  record = intent->target_id != NULL ? g_hash_table_lookup (self->by_id, intent->target_id) : NULL;
  if (record == NULL)
    return NULL;
  if (g_str_equal (intent->operation, "external-id"))
    return g_strcmp0 (record->external_id, intent->external_id) == 0 ? record : NULL;
  return has_values (self, intent, record) ? record : NULL;
}

/* ---- outcomes ---- */

static gboolean
put_outcome (Settle *self, const CwJournalEntry *intent, CwJournalKind kind, const char *target_id, GError **error)
{
  g_autoptr (CwJournalEntry) entry = cw_journal_entry_new (kind);

  entry->intent = intent->number;
  entry->run = intent->run;
  entry->plan = intent->plan;
  entry->seq = intent->seq;
  entry->integration = g_strdup (intent->integration);
  entry->workflow = g_strdup (intent->workflow);
  entry->connection = g_strdup (intent->connection);
  entry->operation = g_strdup (intent->operation);
  entry->type = g_strdup (intent->type);
  entry->source_id = g_strdup (intent->source_id);
  entry->collection = g_strdup (intent->collection);
  entry->target_id = g_strdup (target_id);
  entry->external_id = g_strdup (intent->external_id);
  entry->text = g_strdup ("settled by reading the target");
  entry->time = cw_session_now (self->session);
  return cw_store_journal_add (self->session->store, entry, error);
}

/* The link is the proof; the fingerprint is known only when nothing more is to do. */
static gboolean
put_link (Settle *self, const CwJournalEntry *intent, const CwPlanRow *row, const CwTargetRecord *record, GError **error)
{
  CwStore *store = self->session->store;
  const char *integration = self->session->integration->name;
  g_autoptr (CwLink) link = cw_store_get_link (store, integration, intent->workflow, intent->type, intent->source_id, NULL);

  if (link == NULL)
    {
      link = cw_link_new (intent->type, intent->source_id, record->id);
      link->by = g_strdup ("export");
      link->since = cw_session_now (self->session);
    }
  if (link->mark == CW_LINK_MARK_NONE)
    link->mark = row == NULL || row->mark ? CW_LINK_MARK_DUE : CW_LINK_MARK_DONE;
  g_free (link->fingerprint);
  link->fingerprint = row != NULL && record->external_id != NULL ? g_strdup (row->fingerprint) : NULL;
  return cw_store_put_link (store, integration, intent->workflow, link, error);
}

static gboolean
take_effect (Settle *self, const CwJournalEntry *intent, const CwTargetRecord *record, GError **error)
{
  CwStore *store = self->session->store;
  g_autoptr (CwPlanRow) row = intent->plan > 0 ? cw_store_get_plan_row (store, intent->plan, intent->seq, NULL) : NULL;

  if (!put_outcome (self, intent, CW_JOURNAL_DONE, record->id, error)
      || !put_link (self, intent, row, record, error))
    return FALSE;
  /* Without its external id a record is only half done: the row stays pending, and the link says that it exists. */
  if (row == NULL || record->external_id == NULL)
    return TRUE;
  if (!cw_store_set_plan_row_state (store, intent->plan, intent->seq, CW_ROW_DONE, record->id, NULL, error))
    return FALSE;
  g_free (row->target_id);
  row->target_id = g_strdup (record->id);
  if (self->settled != NULL)
    self->settled (row, intent->workflow, self->settled_data);
  return TRUE;
}

static gboolean
settle_one (Settle *self, const CwJournalEntry *intent, GError **error)
{
  const CwTargetRecord *record;

  /* A box that is checked twice is checked once: it is simply owed again. */
  if (g_str_equal (intent->operation, "mark"))
    return put_outcome (self, intent, CW_JOURNAL_NOT_APPLIED, intent->target_id, error);
  record = find_effect (self, intent);
  if (record == NULL)
    return put_outcome (self, intent, CW_JOURNAL_NOT_APPLIED, intent->target_id, error);
  return take_effect (self, intent, record, error);
}

/* ---- one collection after the other ---- */

static void
settle_clear (Settle *self)
{
  g_clear_pointer (&self->book, cw_node_book_free);
  g_clear_pointer (&self->booked, cw_workflow_unref);
  g_clear_pointer (&self->by_place, g_hash_table_unref);
  g_clear_pointer (&self->by_external_id, g_hash_table_unref);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->records, g_ptr_array_unref);
}

static gboolean
read_collection (Settle *self, const char *collection, GPtrArray *external_ids, GError **error)
{
  CwSession *session = self->session;
  const char *connection = self->end->info->name;
  CwReadQuery query = { .type = collection, .external_ids = external_ids != NULL ? (const char * const *) external_ids->pdata : NULL };

  settle_clear (self);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_external_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_place = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_target_record_free);
  return cw_store_target_foreach (session->store, connection, collection, note_known, self, error)
         && cw_connector_read_sync (self->end->connector, &query, take_page, self, session->request->cancellable, error);
}

static int
compare_collections (gconstpointer a, gconstpointer b)
{
  const CwJournalEntry *x = *(CwJournalEntry * const *) a, *y = *(CwJournalEntry * const *) b;
  int order = g_strcmp0 (x->connection, y->connection);

  if (order == 0)
    order = g_strcmp0 (x->collection, y->collection);
  return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static gboolean
is_in_place_of (const CwJournalEntry *a, const CwJournalEntry *b)
{
  return g_strcmp0 (a->connection, b->connection) == 0 && g_strcmp0 (a->collection, b->collection) == 0;
}

/* NULL: the whole target has to be read. (element-type utf8) (transfer container) */
static GPtrArray *
list_external_ids (GPtrArray *open, guint first)
{
  const CwJournalEntry *entry = open->pdata[first];
  g_autoptr (CwWorkflow) workflow = cw_workflow_load (entry->workflow, NULL);
  const CwStrategy *strategy = workflow != NULL ? cw_strategy_find (workflow->strategy, NULL) : NULL;
  GPtrArray *ids;

  if (strategy == NULL || !strategy->by_external_id)
    return NULL;
  ids = g_ptr_array_new ();
  for (guint at = first; at < open->len && is_in_place_of (open->pdata[at], entry); at++)
    if (((const CwJournalEntry *) open->pdata[at])->external_id != NULL)
      g_ptr_array_add (ids, ((CwJournalEntry *) open->pdata[at])->external_id);
  g_ptr_array_add (ids, NULL);
  return ids;
}

static gboolean
put_records (Settle *self, const char *collection, gboolean whole, GError **error)
{
  if (whole)
    return cw_mirror_replace_target (self->session, self->end, collection, self->records, error);
  for (guint i = 0; i < self->records->len; i++)
    if (!cw_store_target_put (self->session->store, self->end->info->name, collection, self->records->pdata[i], 0, error))
      return FALSE;
  return TRUE;
}

/* All intents of one collection from @first on, in one transaction. */
static gboolean
settle_collection (Settle *self, GPtrArray *open, guint first, guint *out_next, GError **error)
{
  const CwJournalEntry *entry = open->pdata[first];
  const char *collection = entry->collection;
  gboolean marks = g_str_equal (entry->operation, "mark");
  g_autoptr (GPtrArray) external_ids = marks ? NULL : list_external_ids (open, first);
  guint at = first;

  self->end = cw_session_find_end (self->session, entry->connection);
  if (self->end == NULL)
    self->end = &self->session->target;
  if ((!marks && !read_collection (self, collection, external_ids, error)) || !cw_store_begin (self->session->store, error))
    return FALSE;
  if (!marks && !put_records (self, collection, external_ids == NULL, error))
    {
      cw_store_rollback (self->session->store);
      return FALSE;
    }
  for (; at < open->len && is_in_place_of (open->pdata[at], entry); at++)
    if (!settle_one (self, open->pdata[at], error))
      {
        cw_store_rollback (self->session->store);
        return FALSE;
      }
  *out_next = at;
  return cw_store_commit (self->session->store, error);
}

gboolean
cw_settle (CwSession *session, CwSettledFunc settled, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) open = cw_store_journal_open (session->store, session->integration->name, error);
  Settle self = { .session = session, .settled = settled, .settled_data = data };
  gboolean ok = open != NULL;

  if (open != NULL)
    g_ptr_array_sort (open, compare_collections);
  for (guint at = 0; ok && at < open->len;)
    ok = settle_collection (&self, open, at, &at, error);
  settle_clear (&self);
  return ok;
}
