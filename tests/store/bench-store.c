/* bench-store.c: prints how fast the profile database is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Run by hand: meson test --benchmark. Numbers, no verdict: disks differ.
 */

#include "cw-record-order.h"

#include <glib/gstdio.h>
#include <time.h>

#define N_CUSTOMERS 100000
#define N_PROJECTS 50000
#define N_SMALL 2000

static gint64 started;
static clock_t started_cpu;

static void
start (void)
{
  started = g_get_monotonic_time ();
  started_cpu = clock ();
}

static void
tell (const char *what, gint64 count)
{
  double seconds = (double) (g_get_monotonic_time () - started) / G_USEC_PER_SEC;

  double cpu = (double) (clock () - started_cpu) / CLOCKS_PER_SEC;

  g_print ("%-44s %8" G_GINT64_FORMAT " in %7.3f s (CPU %7.3f s)  %9.0f/s\n", what, count, seconds, cpu, (double) count / seconds);
}

static void
check (gboolean ok, GError *error)
{
  if (!ok)
    g_error ("%s", error != NULL ? error->message : "failed");
}

/* As many fields as an account with some of its own fields has. */
static CwRecord *
make_record (const char *type, guint number)
{
  g_autofree char *id = g_strdup_printf ("%u", number);
  CwRecord *record = cw_record_new (type, id);
  static const char *names[] = {
    "entityid", "companyname", "email", "phone", "url", "currency", "terms", "salesrep", "category", "territory",
    "datecreated", "lastmodifieddate", "isinactive", "isperson", "comments", "custentity_region", "custentity_segment",
    "custentity_precoro_sync", "language", "subsidiary"
  };

  record->name = g_strdup_printf ("%s %u %s", number % 10 == 0 ? "Café Zürich" : "Northwind Traders", number * 2654435761u % 100000, type);
  record->subsidiaries = g_strdup_printf (",%u,%u,", number % 7 + 1, number % 5 + 8);
  record->stage = g_strdup ("customer");
  record->mark = number % 2;
  record->created = record->modified = G_GINT64_CONSTANT (1700000000000000) + number * 1000003;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    cw_fields_take (record->fields, names[i], g_strdup_printf ("value %u of %s", number, names[i]));
  return record;
}

static GPtrArray *
make_records (void)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_free);

  for (guint i = 1; i <= N_CUSTOMERS; i++)
    g_ptr_array_add (records, make_record ("customer", i));
  for (guint i = 1; i <= N_PROJECTS; i++)
    {
      CwRecord *record = make_record ("job", N_CUSTOMERS + i);

      record->parent_type = g_strdup ("customer");
      record->parent_id = g_strdup_printf ("%u", i * 2);
      g_ptr_array_add (records, record);
    }
  return records;
}

static void
put_records (CwStore *store, GPtrArray *records, gint64 generation)
{
  GError *error = NULL;

  check (cw_store_begin (store, &error), error);
  for (guint i = 0; i < records->len; i++)
    check (cw_store_mirror_put (store, "netsuite", g_ptr_array_index (records, i), generation, &error), error);
  check (cw_store_commit (store, &error), error);
}

static gboolean
count_record (const CwRecord *record, gpointer data, GError **error)
{
  (*(gint64 *) data)++;
  return TRUE;
}

static void
bench_mirror (CwStore *store)
{
  static const char * const types[] = { "customer", "job", NULL };
  g_autoptr (GPtrArray) records = make_records ();
  GError *error = NULL;
  gint64 count = 0;

  start ();
  put_records (store, records, 1);
  tell ("mirror_put, new, one transaction", records->len);
  start ();
  put_records (store, records, 2);
  tell ("mirror_put, known, one transaction", records->len);

  start ();
  check (cw_store_begin (store, &error), error);
  for (guint i = 0; i < records->len; i++)
    {
      const CwRecord *record = g_ptr_array_index (records, i);

      check (cw_store_mirror_touch (store, "netsuite", record->type, record->id, 3, &error), error);
    }
  check (cw_store_commit (store, &error), error);
  tell ("mirror_touch", records->len);

  start ();
  check (cw_store_mirror_foreach (store, "netsuite", types, count_record, &count, &error), error);
  tell ("mirror_foreach", count);
  start ();
  check (cw_store_mirror_sweep (store, "netsuite", "customer", 4, FALSE, &count, &error), error);
  tell ("mirror_sweep, counting", count);
  start ();
  check (cw_store_mirror_sweep (store, "netsuite", "customer", 4, TRUE, &count, &error), error);
  tell ("mirror_sweep, marking", count);
}

static gboolean
count_target (const CwTargetRecord *record, gpointer data, GError **error)
{
  (*(gint64 *) data)++;
  return TRUE;
}

static void
bench_target (CwStore *store)
{
  GError *error = NULL;
  gint64 count = 0;

  start ();
  check (cw_store_begin (store, &error), error);
  for (guint i = 1; i <= N_CUSTOMERS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autoptr (CwTargetRecord) record = cw_target_record_new (id);

      record->external_id = g_strdup (id);
      record->name = g_strdup_printf ("Northwind Traders %u", i);
      cw_fields_set (record->fields, "name", record->name);
      check (cw_store_target_put (store, "precoro", "itemcustomfields/7", record, 1, &error), error);
    }
  check (cw_store_commit (store, &error), error);
  tell ("target_put", N_CUSTOMERS);
  start ();
  check (cw_store_target_foreach (store, "precoro", "itemcustomfields/7", count_target, &count, &error), error);
  tell ("target_foreach", count);
}

static gboolean
count_row (const CwPlanRow *row, gpointer data, GError **error)
{
  (*(gint64 *) data)++;
  return TRUE;
}

static void
add_rows (CwStore *store, gint64 plan)
{
  g_autoptr (CwPlanRow) row = cw_plan_row_new ("customer", "0");
  GError *error = NULL;

  row->collection = g_strdup ("itemcustomfields/7");
  row->fingerprint = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "x", -1);
  row->depth = 1;
  for (guint i = 1; i <= N_CUSTOMERS; i++)
    {
      row->seq = i;
      row->page = (i + 99) / 100;
      g_free (row->source_id);
      row->source_id = g_strdup_printf ("%u", i * 2654435761u % 1000000);
      g_free (row->name);
      row->name = g_strdup_printf ("Northwind Traders %u", i);
      cw_fields_set (row->after, "name", row->name);
      cw_fields_set (row->wanted, "name", row->name);
      check (cw_store_add_plan_row (store, plan, row, &error), error);
    }
}

static void
bench_plan (CwStore *store)
{
  GError *error = NULL;
  CwPlanInfo info = { 0 };
  gint64 plan, count = 0;

  start ();
  check (cw_store_begin (store, &error), error);
  plan = cw_store_new_plan (store, 1, "Harbor", "precoro.customers-projects", 0, &error);
  add_rows (store, plan);
  check (cw_store_seal_plan (store, plan, &info, &error), error);
  check (cw_store_commit (store, &error), error);
  tell ("add_plan_row", N_CUSTOMERS);

  start ();
  check (cw_store_plan_foreach (store, plan, 0, G_MAXUINT, count_row, &count, &error), error);
  tell ("plan_foreach", count);
  start ();
  for (guint page = 1; page <= N_CUSTOMERS / 100; page++)
    {
      g_autoptr (GPtrArray) rows = cw_store_get_plan_page (store, plan, page, &error);

      check (rows != NULL && rows->len == 100, error);
    }
  tell ("get_plan_page, of 100", N_CUSTOMERS / 100);
  start ();
  check (cw_store_count_plan_rows (store, plan, CW_ROW_PENDING, &count, &error), error);
  tell ("count_plan_rows", count);
}

static void
add_entry (CwStore *store, CwJournalKind kind, gint64 intent, guint number, gint64 *out_number)
{
  g_autoptr (CwJournalEntry) entry = cw_journal_entry_new (kind);
  GError *error = NULL;

  entry->intent = intent;
  entry->run = 1;
  entry->plan = 1;
  entry->seq = number;
  entry->integration = g_strdup ("Harbor");
  entry->workflow = g_strdup ("precoro.customers-projects");
  entry->connection = g_strdup ("precoro");
  entry->operation = g_strdup ("create");
  entry->type = g_strdup ("customer");
  entry->source_id = g_strdup_printf ("%u", number);
  entry->values = cw_fields_new ();
  cw_fields_set (entry->values, "name", "Northwind Traders");
  check (cw_store_journal_add (store, entry, &error), error);
  *out_number = entry->number;
}

/* An intent, and its outcome with link and row: two transactions, as for a record that is sent alone. */
static void
bench_single (CwStore *store)
{
  GError *error = NULL;
  gint64 intent, number;

  start ();
  for (guint i = 1; i <= N_SMALL; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autoptr (CwLink) link = cw_link_new ("customer", id, id);

      add_entry (store, CW_JOURNAL_INTENT, 0, i, &intent);
      check (cw_store_begin (store, &error), error);
      add_entry (store, CW_JOURNAL_DONE, intent, i, &number);
      check (cw_store_put_link (store, "Harbor", "precoro.customers-projects", link, &error), error);
      check (cw_store_set_plan_row_state (store, 1, i, CW_ROW_DONE, id, NULL, &error), error);
      check (cw_store_commit (store, &error), error);
    }
  tell ("intent; outcome, link, row: transactions", 2 * N_SMALL);
}

static void
bench_batch (CwStore *store)
{
  GError *error = NULL;
  gint64 number;

  start ();
  check (cw_store_begin (store, &error), error);
  for (guint i = 1; i <= N_CUSTOMERS; i++)
    add_entry (store, CW_JOURNAL_INTENT, 0, i, &number);
  check (cw_store_commit (store, &error), error);
  tell ("journal_add, one transaction", N_CUSTOMERS);
  start ();
  check (cw_store_begin (store, &error), error);
  for (guint i = 1; i <= N_CUSTOMERS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autoptr (CwLink) link = cw_link_new ("customer", id, id);

      check (cw_store_put_link (store, "Harbor", "precoro.customers-projects", link, &error), error);
    }
  check (cw_store_commit (store, &error), error);
  tell ("put_link, one transaction", N_CUSTOMERS);
}

/* The mirror, links and a whole plan are there by now. */
static void
bench_lists (CwStore *store)
{
  g_autoptr (CwRecordQuery) query = cw_record_query_new ("netsuite");
  static const struct {
    const char   *what, *search;
    CwRecordSort  sort;
    guint         states;
  } lists[] = {
    { "list by name", NULL, CW_RECORD_SORT_NAME, 0 },
    { "list by change", NULL, CW_RECORD_SORT_CHANGED, 0 },
    { "list by parent", NULL, CW_RECORD_SORT_PARENT, 0 },
    { "list by state", NULL, CW_RECORD_SORT_STATE, 0 },
    { "list of one state", NULL, CW_RECORD_SORT_NAME, 1u << CW_RECORD_STATE_IN_STEP },
    { "list of a search", "zur 77", CW_RECORD_SORT_NAME, 0 },
  };
  GError *error = NULL;

  query->integration = g_strdup ("Harbor");
  query->workflow = g_strdup ("precoro.customers-projects");
  query->deleted_too = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GArray) keys = NULL;
      g_autoptr (GPtrArray) summaries = NULL;

      g_free (query->search);
      query->search = g_strdup (lists[i].search);
      query->sort = lists[i].sort;
      query->states = lists[i].states;
      start ();
      keys = cw_store_list_record_keys (store, query, &error);
      check (keys != NULL, error);
      tell (lists[i].what, keys->len);
      if (i > 0)
        continue;
      g_array_set_size (keys, 64);
      start ();
      summaries = cw_store_get_record_summaries (store, query, keys, &error);
      check (summaries != NULL, error);
      tell ("summaries of a page", summaries->len);
    }
}

/* As the window asks, with its order kept between the questions. */
static void
bench_order (CwStore *store)
{
  g_autoptr (CwRecordQuery) query = cw_record_query_new ("netsuite");
  static const struct {
    const char   *what, *search;
    CwRecordSort  sort;
    guint         states;
    gboolean      tree;
  } lists[] = {
    { "order: first, by name", NULL, CW_RECORD_SORT_NAME, 0, FALSE },
    { "order: by name", NULL, CW_RECORD_SORT_NAME, 0, FALSE },
    { "order: tree by name", NULL, CW_RECORD_SORT_NAME, 0, TRUE },
    { "order: tree by change", NULL, CW_RECORD_SORT_CHANGED, 0, TRUE },
    { "order: by change", NULL, CW_RECORD_SORT_CHANGED, 0, FALSE },
    { "order: by parent", NULL, CW_RECORD_SORT_PARENT, 0, FALSE },
    { "order: first by state", NULL, CW_RECORD_SORT_STATE, 0, FALSE },
    { "order: by state", NULL, CW_RECORD_SORT_STATE, 0, FALSE },
    { "order: of one state", NULL, CW_RECORD_SORT_NAME, 1u << CW_RECORD_STATE_IN_STEP, FALSE },
    { "order: first by mark", NULL, CW_RECORD_SORT_MARK, 0, FALSE },
    { "order: a search", "zur 77", CW_RECORD_SORT_NAME, 0, FALSE },
    { "order: a search of one letter", "z", CW_RECORD_SORT_NAME, 0, FALSE },
    { "order: a search in the tree", "zur 77", CW_RECORD_SORT_NAME, 0, TRUE },
  };
  g_autoptr (CwRecordOrder) order = cw_record_order_new ();
  g_autoptr (CwKeySet) keys = NULL;
  g_auto (GStrv) ids = NULL;
  CwRecordWeight weight;
  GError *error = NULL;

  query->integration = g_strdup ("Harbor");
  query->workflow = g_strdup ("precoro.customers-projects");
  query->deleted_too = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (CwRecordSnapshot) snapshot = NULL;

      g_free (query->search);
      query->search = g_strdup (lists[i].search);
      query->sort = lists[i].sort;
      query->states = lists[i].states;
      query->tree = lists[i].tree;
      start ();
      snapshot = cw_record_order_find (order, store, query, &error);
      check (snapshot != NULL, error);
      tell (lists[i].what, snapshot->keys->len);
    }
  g_clear_pointer (&query->search, g_free);
  start ();
  keys = cw_record_order_match (order, store, query, &error);
  check (keys != NULL, error);
  tell ("order: marking all", cw_key_set_count (keys));
  start ();
  check (cw_record_order_weigh (order, store, query, keys, &weight, &error), error);
  tell ("order: weighing all", weight.requests);
  start ();
  ids = cw_store_list_record_ids (store, keys, &error);
  check (ids != NULL, error);
  tell ("ids of all", g_strv_length (ids));
}

static void
add_places (CwStore *store)
{
  g_autoptr (CwConnectionInfo) source = cw_connection_info_new ("netsuite", "netsuite");
  g_autoptr (CwConnectionInfo) target = cw_connection_info_new ("precoro", "precoro");
  g_autoptr (CwIntegrationInfo) integration = cw_integration_info_new ("Harbor");
  GError *error = NULL;

  integration->source = g_strdup ("netsuite");
  integration->target = g_strdup ("precoro");
  check (cw_store_add_connection (store, source, &error), error);
  check (cw_store_add_connection (store, target, &error), error);
  check (cw_store_add_integration (store, integration, &error), error);
}

static void
remove_folder (const char *dir)
{
  static const char *names[] = { "causeway.db", "causeway.db-wal", "causeway.db-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (dir, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (dir);
}

int
main (void)
{
  g_autofree char *dir = g_dir_make_tmp ("causeway-bench-XXXXXX", NULL);
  g_autoptr (CwStore) store = NULL;
  GError *error = NULL;

  store = cw_store_open (dir, &error);
  check (store != NULL, error);
  add_places (store);
  bench_mirror (store);
  bench_target (store);
  bench_plan (store);
  bench_single (store);
  bench_batch (store);
  bench_lists (store);
  bench_order (store);
  g_clear_pointer (&store, cw_store_close);
  remove_folder (dir);
  return 0;
}
