/* test-mirror.c: what the systems held when they were read last
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include "cw-fold.h"

#include <string.h>

#define N_STEPS 4000

static const char * const both_types[] = { "customer", "job", NULL };

static void
put (StoreFixture *fixture, const CwRecord *record, gint64 generation)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_mirror_put (fixture->store, "netsuite", record, generation, &error));
  g_assert_no_error (error);
}

static void
put_named (StoreFixture *fixture, const char *type, const char *id, const char *name, gint64 generation)
{
  g_autoptr (CwRecord) record = make_record (type, id, name);

  put (fixture, record, generation);
}

static CwRecord *
get (StoreFixture *fixture, const char *type, const char *id)
{
  g_autoptr (GError) error = NULL;
  CwRecord *record = cw_store_mirror_get (fixture->store, "netsuite", type, id, &error);

  if (record == NULL)
    g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
  return record;
}

static char *
describe (const CwRecord *record)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s:%s parent %s:%s name %s stage %s subsidiaries %s %s%s mark %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                          record->type, record->id, record->parent_type, record->parent_id, record->name, record->stage,
                          record->subsidiaries, record->inactive ? "i" : "", record->deleted ? "d" : "", record->mark,
                          record->created, record->modified);
  for (guint i = 0; i < cw_fields_get_size (record->fields); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (record->fields, i, &name, &value);
      g_string_append_printf (text, " %s=%s", name, value);
    }
  return g_string_free (text, FALSE);
}

static void
assert_same (const CwRecord *a, const CwRecord *b)
{
  g_autofree char *x = describe (a);
  g_autofree char *y = describe (b);

  g_assert_cmpstr (x, ==, y);
}

static CwRecord *
make_full_record (void)
{
  CwRecord *record = make_record ("job", "1542", "Café Zürich 計画 \xf0\x9f\x9a\x80 \x01\xe2\x80\xae");

  record->parent_type = g_strdup ("customer");
  record->parent_id = g_strdup ("77");
  record->stage = g_strdup ("prospect");
  record->subsidiaries = g_strdup (",2,3,");
  record->inactive = TRUE;
  record->mark = CW_MARK_ON;
  record->created = G_GINT64_CONSTANT (1700000000123456);
  record->modified = G_GINT64_CONSTANT (-5);
  cw_fields_set (record->fields, "companyname", "Ünïcode 'quoted' \"x\"; DROP TABLE record;");
  cw_fields_set (record->fields, "empty", "");
  cw_fields_set (record->fields, "zz", "last");
  return record;
}

static void
test_round_trip (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecord) record = make_full_record ();
  g_autoptr (CwRecord) bare = cw_record_new ("customer", "no-number");
  g_autoptr (CwRecord) read = NULL;
  g_autoptr (CwRecord) read_bare = NULL;

  put (fixture, record, 1);
  put (fixture, bare, 1);
  store_fixture_reopen (fixture);
  read = get (fixture, "job", "1542");
  assert_same (record, read);
  read_bare = get (fixture, "customer", "no-number");
  assert_same (bare, read_bare);
  g_assert_null (get (fixture, "customer", "1542"));
  g_assert_null (cw_store_mirror_get (fixture->store, "precoro", "job", "1542", NULL));
  g_assert_null (cw_store_mirror_get (fixture->store, "nowhere", "job", "1542", NULL));
}

static void
test_replace (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecord) full = make_full_record ();
  g_autoptr (CwRecord) bare = cw_record_new ("job", "1542");
  g_autoptr (CwRecord) read = NULL;

  put (fixture, full, 1);
  put (fixture, bare, 2);
  read = get (fixture, "job", "1542");
  assert_same (bare, read);
  g_assert_cmpint (cw_store_mirror_count (fixture->store, "netsuite", "job", NULL), ==, 1);
}

/* A record that is gone keeps what was known of it; one that was never known is not made. Coming back clears the flag. */
static void
test_deleted (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecord) full = make_full_record ();
  g_autoptr (CwRecord) gone = cw_record_new ("job", "1542");
  g_autoptr (CwRecord) unknown = cw_record_new ("job", "9");
  g_autoptr (CwRecord) read = NULL;
  g_autoptr (CwRecord) back = NULL;

  put (fixture, full, 1);
  gone->deleted = unknown->deleted = TRUE;
  put (fixture, gone, 2);
  put (fixture, unknown, 2);
  read = get (fixture, "job", "1542");
  full->deleted = TRUE;
  assert_same (full, read);
  g_assert_null (get (fixture, "job", "9"));
  g_assert_cmpint (cw_store_mirror_count (fixture->store, "netsuite", "job", NULL), ==, 0);

  full->deleted = FALSE;
  put (fixture, full, 3);
  back = get (fixture, "job", "1542");
  assert_same (full, back);
}

static gboolean
list_cb (const CwRecord *record, gpointer data, GError **error)
{
  g_string_append_printf (data, "%s%s:%s", ((GString *) data)->len > 0 ? " " : "", record->type, record->id);
  return TRUE;
}

static void
assert_list (StoreFixture *fixture, const char * const *types, const char *expected)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_mirror_foreach (fixture->store, "netsuite", types, list_cb, list, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (list->str, ==, expected);
}

static gboolean
stop_cb (const CwRecord *record, gpointer data, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "enough");
  return FALSE;
}

static void
test_foreach (StoreFixture *fixture, gconstpointer data)
{
  static const char * const jobs[] = { "job", NULL };
  static const char * const backwards[] = { "job", "customer", NULL };
  static const char * const none[] = { NULL };
  g_autoptr (GError) error = NULL;

  put_named (fixture, "job", "100", "x", 1);
  put_named (fixture, "job", "9", "x", 1);
  put_named (fixture, "customer", "zebra", "x", 1);
  put_named (fixture, "customer", "99999999999999999999", "x", 1);
  put_named (fixture, "customer", "10", "x", 1);
  put_named (fixture, "customer", "2", "x", 1);
  put_named (fixture, "customer", "02", "x", 1);
  put_named (fixture, "vendor", "1", "x", 1);
  assert_list (fixture, jobs, "job:9 job:100");
  assert_list (fixture, backwards,
               "customer:02 customer:2 customer:10 customer:99999999999999999999 customer:zebra job:9 job:100");
  assert_list (fixture, none, "");
  g_assert_false (cw_store_mirror_foreach (fixture->store, "netsuite", jobs, stop_cb, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
test_sweep (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecord) gone = NULL;
  gint64 missing = -1;

  put_named (fixture, "customer", "1", "x", 1);
  put_named (fixture, "customer", "2", "x", 1);
  put_named (fixture, "customer", "3", "x", 1);
  put_named (fixture, "job", "4", "x", 1);
  put_named (fixture, "customer", "1", "x", 2);
  put_named (fixture, "customer", "3", "x", 3);
  g_assert_true (cw_store_mirror_touch (fixture->store, "netsuite", "customer", "5", 2, NULL));
  g_assert_true (cw_store_mirror_sweep (fixture->store, "netsuite", "customer", 2, FALSE, &missing, NULL));
  g_assert_cmpint (missing, ==, 1);
  g_assert_cmpint (cw_store_mirror_count (fixture->store, "netsuite", "customer", NULL), ==, 3);
  g_assert_true (cw_store_mirror_sweep (fixture->store, "netsuite", "customer", 2, TRUE, &missing, NULL));
  g_assert_cmpint (missing, ==, 1);
  gone = get (fixture, "customer", "2");
  g_assert_true (gone->deleted);
  g_assert_cmpint (cw_store_mirror_count (fixture->store, "netsuite", "customer", NULL), ==, 2);
  g_assert_cmpint (cw_store_mirror_count (fixture->store, "netsuite", "job", NULL), ==, 1);
  g_assert_true (cw_store_mirror_sweep (fixture->store, "netsuite", "customer", 2, TRUE, &missing, NULL));
  g_assert_cmpint (missing, ==, 0);

  g_assert_true (cw_store_mirror_touch (fixture->store, "netsuite", "customer", "1", 9, NULL));
  g_assert_true (cw_store_mirror_sweep (fixture->store, "netsuite", "customer", 9, TRUE, &missing, NULL));
  g_assert_cmpint (missing, ==, 1);
}

static void
test_mark (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecord) read = NULL;

  put_named (fixture, "customer", "1", "x", 1);
  g_assert_true (cw_store_mirror_set_mark (fixture->store, "netsuite", "customer", "1", CW_MARK_ON, NULL));
  g_assert_true (cw_store_mirror_set_mark (fixture->store, "netsuite", "customer", "2", CW_MARK_ON, NULL));
  read = get (fixture, "customer", "1");
  g_assert_cmpint (read->mark, ==, CW_MARK_ON);
}

static void
test_generation (StoreFixture *fixture, gconstpointer data)
{
  g_assert_cmpint (cw_store_next_generation (fixture->store, NULL), ==, 1);
  g_assert_cmpint (cw_store_next_generation (fixture->store, NULL), ==, 2);
  store_fixture_reopen (fixture);
  g_assert_cmpint (cw_store_next_generation (fixture->store, NULL), ==, 3);
}

/* ---- any order of calls, against a model in memory ---- */

typedef struct {
  CwRecord *record;
  gint64    generation;
} Known;

static void
known_free (gpointer data)
{
  Known *known = data;

  cw_record_free (known->record);
  g_free (known);
}

static CwRecord *
make_random_record (GRand *rand)
{
  g_autofree char *id = g_strdup_printf ("%d", g_rand_int_range (rand, 1, 60));
  CwRecord *record = cw_record_new (both_types[g_rand_int_range (rand, 0, 2)], id);

  record->name = g_strdup_printf ("name %u", g_rand_int (rand));
  record->mark = g_rand_int_range (rand, -1, 2);
  record->inactive = g_rand_boolean (rand);
  record->modified = g_rand_int (rand);
  if (g_rand_boolean (rand))
    record->parent_id = g_strdup_printf ("%d", g_rand_int_range (rand, 1, 60));
  for (int i = g_rand_int_range (rand, 0, 6); i > 0; i--)
    {
      g_autofree char *name = g_strdup_printf ("field%d", g_rand_int_range (rand, 0, 9));

      cw_fields_take (record->fields, name, g_strnfill (g_rand_int_range (rand, 0, 3000), 'v'));
    }
  return record;
}

static void
model_put (GHashTable *model, CwRecord *record, gint64 generation)
{
  g_autofree char *key = g_strdup_printf ("%s:%s", record->type, record->id);
  Known *known = g_hash_table_lookup (model, key);

  if (record->deleted)
    {
      if (known != NULL)
        {
          known->record->deleted = TRUE;
          known->generation = generation;
        }
      cw_record_free (record);
      return;
    }
  known = g_new0 (Known, 1);
  known->record = record;
  known->generation = generation;
  g_hash_table_insert (model, g_steal_pointer (&key), known);
}

static gint64
model_sweep (GHashTable *model, const char *type, gint64 generation, gboolean mark)
{
  GHashTableIter iter;
  gpointer value;
  gint64 missing = 0;

  g_hash_table_iter_init (&iter, model);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Known *known = value;

      if (g_str_equal (known->record->type, type) && known->generation < generation && !known->record->deleted)
        {
          missing++;
          known->record->deleted |= mark;
        }
    }
  return missing;
}

static gboolean
compare_cb (const CwRecord *record, gpointer data, GError **error)
{
  g_autofree char *key = g_strdup_printf ("%s:%s", record->type, record->id);
  const Known *known = g_hash_table_lookup (data, key);

  g_assert_nonnull (known);
  assert_same (known->record, record);
  return TRUE;
}

static gboolean
count_cb (const CwRecord *record, gpointer data, GError **error)
{
  (*(guint *) data)++;
  return TRUE;
}

static void
compare_with_model (StoreFixture *fixture, GHashTable *model)
{
  g_autoptr (GError) error = NULL;
  guint count = 0;

  cw_store_mirror_foreach (fixture->store, "netsuite", both_types, compare_cb, model, &error);
  g_assert_no_error (error);
  cw_store_mirror_foreach (fixture->store, "netsuite", both_types, count_cb, &count, &error);
  g_assert_cmpuint (count, ==, g_hash_table_size (model));
}

static void
random_step (StoreFixture *fixture, GHashTable *model, GRand *rand, gint64 *generation)
{
  int choice = g_rand_int_range (rand, 0, 40);
  const char *type = both_types[g_rand_int_range (rand, 0, 2)];
  gboolean mark = g_rand_boolean (rand);
  gint64 missing = -1;

  if (choice == 0)
    {
      *generation = cw_store_next_generation (fixture->store, NULL);
    }
  else if (choice == 1)
    {
      g_assert_true (cw_store_mirror_sweep (fixture->store, "netsuite", type, *generation, mark, &missing, NULL));
      g_assert_cmpint (missing, ==, model_sweep (model, type, *generation, mark));
    }
  else
    {
      CwRecord *record = make_random_record (rand);

      record->deleted = choice == 2;
      put (fixture, record, *generation);
      model_put (model, record, *generation);
    }
}

static void
test_random (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) model = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  gint64 generation = 0;

  g_assert_true (cw_store_begin (fixture->store, NULL));
  for (guint step = 1; step <= N_STEPS; step++)
    {
      random_step (fixture, model, rand, &generation);
      if (step % 100 == 0)
        compare_with_model (fixture, model);
    }
  g_assert_true (cw_store_commit (fixture->store, NULL));
  store_fixture_reopen (fixture);
  compare_with_model (fixture, model);
}

/* ---- target ---- */

static CwTargetRecord *
make_target (const char *id, const char *name)
{
  CwTargetRecord *record = cw_target_record_new (id);

  record->name = g_strdup (name);
  return record;
}

static char *
describe_target (const CwTargetRecord *record)
{
  return g_strdup_printf ("%s parent %s external %s owner %s name %s %s code %s size %u", record->id, record->parent_id,
                          record->external_id, record->owner_id, record->name, record->active ? "on" : "off",
                          cw_fields_get (record->fields, "code"), cw_fields_get_size (record->fields));
}

static void
put_target (StoreFixture *fixture, const CwTargetRecord *record, gint64 generation)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_target_put (fixture->store, "precoro", "options/7", record, generation, &error));
  g_assert_no_error (error);
}

static gboolean
list_target_cb (const CwTargetRecord *record, gpointer data, GError **error)
{
  g_string_append_printf (data, "%s%s", ((GString *) data)->len > 0 ? " " : "", record->id);
  return TRUE;
}

static void
assert_targets (StoreFixture *fixture, const char *expected)
{
  g_autoptr (GString) list = g_string_new (NULL);

  g_assert_true (cw_store_target_foreach (fixture->store, "precoro", "options/7", list_target_cb, list, NULL));
  g_assert_cmpstr (list->str, ==, expected);
}

static void
test_target (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwTargetRecord) record = make_target ("12", "Zürich");
  g_autoptr (CwTargetRecord) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  record->parent_id = g_strdup ("3");
  record->external_id = g_strdup ("1542");
  record->owner_id = g_strdup ("9");
  record->active = FALSE;
  cw_fields_set (record->fields, "code", "P-1");
  put_target (fixture, record, 1);
  put_target (fixture, record, 1);
  store_fixture_reopen (fixture);
  read = cw_store_target_get (fixture->store, "precoro", "options/7", "12", &error);
  g_assert_no_error (error);
  before = describe_target (record);
  after = describe_target (read);
  g_assert_cmpstr (before, ==, after);
  g_assert_null (cw_store_target_get (fixture->store, "precoro", "options/8", "12", &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
}

static void
test_target_sweep (StoreFixture *fixture, gconstpointer data)
{
  static const char * const ids[] = { "100", "x", "9", "20" };
  gint64 hidden = -1;
  g_autoptr (CwTargetRecord) gone = NULL;
  g_autoptr (CwTargetRecord) seen = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (CwTargetRecord) record = make_target (ids[i], "name");

      put_target (fixture, record, i % 2);
    }
  assert_targets (fixture, "9 20 100 x");
  g_assert_true (cw_store_target_sweep (fixture->store, "precoro", "options/8", 9, &hidden, NULL));
  g_assert_cmpint (hidden, ==, 0);
  g_assert_true (cw_store_target_sweep (fixture->store, "precoro", "options/7", 1, &hidden, NULL));
  g_assert_cmpint (hidden, ==, 2);
  g_assert_true (cw_store_target_sweep (fixture->store, "precoro", "options/7", 1, &hidden, NULL));
  g_assert_cmpint (hidden, ==, 0);
  gone = cw_store_target_get (fixture->store, "precoro", "options/7", "9", NULL);
  g_assert_false (gone->active);
  seen = cw_store_target_get (fixture->store, "precoro", "options/7", "20", NULL);
  g_assert_true (seen->active);
  g_assert_true (cw_store_target_remove (fixture->store, "precoro", "options/7", "x", NULL));
  g_assert_true (cw_store_target_remove (fixture->store, "precoro", "options/7", "x", NULL));
  assert_targets (fixture, "9 20 100");
}

/* ---- text and fields ---- */

static void
assert_fold (const char *text, const char *expected)
{
  g_autofree char *folded = cw_fold (text);

  g_assert_cmpstr (folded, ==, expected);
}

static void
test_fold (void)
{
  assert_fold (NULL, "");
  assert_fold ("", "");
  assert_fold ("Northwind TRADERS 12", "northwind traders 12");
  assert_fold ("Café ZÜRICH", "cafe zurich");
  assert_fold ("Cafe\xcc\x81", "cafe");
  assert_fold ("Straße", "strasse");
  assert_fold ("ﬁnance", "finance");
  assert_fold ("İstanbul", "istanbul");
  assert_fold ("東京 Ｔｏｋｙｏ", "東京 tokyo");
  assert_fold ("\xcc\x81", "");
  assert_fold ("bad\xff" "é", "bad\xef\xbf\xbd" "e");
}

static void
test_folded_column (StoreFixture *fixture, gconstpointer data)
{
  put_named (fixture, "customer", "1", "Café", 1);
  put_named (fixture, "customer", "2", NULL, 1);
  put_named (fixture, "customer", "1", "CAFÉ Zürich", 2);
  g_assert_cmpint (ask_number (fixture->dir, "SELECT count (*) FROM record WHERE folded = 'cafe zurich' OR (name IS NULL AND folded = '')"),
                   ==, 2);
}

static char *
ask_text (CwStore *store, const char *sql)
{
  g_auto (CwQuery) query = { 0 };

  g_assert_true (_cw_query_init_once (&query, store, sql, NULL));
  return _cw_query_step (&query, NULL) == CW_STEP_ROW ? _cw_query_dup_text (&query, 0) : NULL;
}

static void
test_functions (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecord) record = make_full_record ();
  g_autofree char *found = NULL, *empty = NULL, *missing = NULL, *none = NULL, *folded = NULL;

  put (fixture, record, 1);
  found = ask_text (fixture->store, "SELECT cw_field (fields, 'zz') FROM record_fields");
  g_assert_cmpstr (found, ==, "last");
  empty = ask_text (fixture->store, "SELECT cw_field (fields, 'empty') FROM record_fields");
  g_assert_cmpstr (empty, ==, "");
  missing = ask_text (fixture->store, "SELECT cw_field (fields, 'last') FROM record_fields");
  g_assert_null (missing);
  none = ask_text (fixture->store, "SELECT coalesce (cw_field (NULL, 'x'), cw_field (x'6162', 'ab'), cw_field ('a', NULL))");
  g_assert_null (none);
  folded = ask_text (fixture->store, "SELECT cw_fold ('É') || cw_fold (NULL)");
  g_assert_cmpstr (folded, ==, "e");
}

/* Whatever a column holds, decoding ends and reads nothing beyond it. */
static void
test_broken_fields (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      gsize length = g_test_rand_int_range (0, 40);
      g_autofree char *bytes = g_malloc (MAX (length, 1));
      g_autoptr (CwFields) fields = NULL;
      g_autoptr (CwFields) again = NULL;
      g_autofree char *encoded = NULL;
      gsize encoded_length;

      for (gsize i = 0; i < length; i++)
        bytes[i] = "abc\0"[g_test_rand_int_range (0, 4)];
      fields = _cw_fields_decode (bytes, length);
      _cw_fields_find (bytes, length, "a");
      encoded = _cw_fields_encode (fields, &encoded_length);
      again = _cw_fields_decode (encoded, encoded_length);
      g_assert_true (cw_fields_equal (fields, again));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/store/mirror/round-trip", test_round_trip);
  store_test_add ("/store/mirror/replace", test_replace);
  store_test_add ("/store/mirror/deleted", test_deleted);
  store_test_add ("/store/mirror/foreach", test_foreach);
  store_test_add ("/store/mirror/sweep", test_sweep);
  store_test_add ("/store/mirror/mark", test_mark);
  store_test_add ("/store/mirror/generation", test_generation);
  store_test_add ("/store/mirror/random", test_random);
  store_test_add ("/store/target/round-trip", test_target);
  store_test_add ("/store/target/sweep", test_target_sweep);
  g_test_add_func ("/store/text/fold", test_fold);
  store_test_add ("/store/text/folded-column", test_folded_column);
  store_test_add ("/store/text/functions", test_functions);
  g_test_add_func ("/store/text/broken-fields", test_broken_fields);
  return g_test_run ();
}
