/* test-conflicts.c: what a person decides about records that cannot be told apart
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Both sides are given records as persons would, one of them is decided about,
 * a run is made, and what was written is counted and looked at.
 */

#include "cw-conflicts.h"
#include "cw-fixture.h"
#include "cw-sandbox-transport.h"

#include <string.h>

#define PRECORO  0   /* the integrations */
#define SERVICES 2
#define BOX      "custentity_oa_export_to_openair"

/* ---- both sides ---- */

static char *
add (CwFixture *f, const char *system, const char *record, const char *members)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"%s\",\"record\":\"%s\",\"create\":{%s}}", system, record, members);

  return cw_fixture_edit (f, json);
}

static char *
add_named (CwFixture *f, const char *entity_id, const char *name)
{
  g_autofree char *members = g_strdup_printf ("\"entityid\":\"%s\",\"companyname\":\"%s\",\"isperson\":\"F\",\"subsidiaries\":[\"2\"],"
                                              "\"" BOX "\":\"T\",\"custentity_precoro_sync\":\"T\",\"email\":\"office@example.com\"", entity_id, name);

  return add (f, "netsuite", "customer", members);
}

static char *
add_customer (CwFixture *f, const char *name)
{
  return add_named (f, name, name);
}

/* A record of SuiteProjects Pro; @id: the NetSuite id that it carries, nullable. */
static char *
add_there (CwFixture *f, const char *name, const char *company, const char *id)
{
  g_autofree char *members = g_strdup_printf ("\"name\":\"%s\",\"company\":\"%s\",\"active\":\"1\"%s%s%s", name, company,
                                              id != NULL ? ",\"netsuite_customer_id__c\":\"" : "", id != NULL ? id : "", id != NULL ? "\"" : "");

  return add (f, "suiteprojects", "customer", members);
}

static void
change (CwFixture *f, const char *system, const char *record, const char *id, const char *rest)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"%s\",\"record\":\"%s\",\"id\":\"%s\",%s}", system, record, id, rest);
  g_autofree char *answer = cw_fixture_edit (f, json);
}

/* Value @name of the customer of SuiteProjects Pro whose @key is @value; *@out_count: how many there are. (transfer full) */
static char *
look (CwFixture *f, const char *key, const char *value, const char *name, guint *out_count)
{
  g_autoptr (JsonNode) node = cw_fixture_get (f, "/__sandbox/state/suiteprojects/customer");
  JsonArray *rows = json_node_get_array (node);
  char *found = NULL;

  *out_count = 0;
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      JsonNode *member = json_object_get_member (row, key);
      g_autofree char *text = member != NULL && JSON_NODE_HOLDS_VALUE (member) ? g_strdup (json_node_get_string (member)) : NULL;

      if (g_strcmp0 (text, value) != 0)
        continue;
      (*out_count)++;
      g_free (found);
      found = g_strdup (json_object_get_string_member_with_default (row, name, ""));
    }
  return found;
}

static void
assert_there (CwFixture *f, const char *id, const char *name, const char *expected)
{
  guint count;
  g_autofree char *value = look (f, "id", id, name, &count);

  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpstr (value, ==, expected);
}

static guint
count_there (CwFixture *f, const char *key, const char *value)
{
  guint count;
  g_autofree char *id = look (f, key, value, "id", &count);

  return count;
}

/* ---- requests ---- */

typedef struct {
  guint records;   /* that were written in SuiteProjects Pro */
} Watch;

static guint
count_text (const char *text, gsize size, const char *wanted)
{
  guint count = 0;

  for (const char *at = text; (at = g_strstr_len (at, (gssize) (size - (gsize) (at - text)), wanted)) != NULL; at++)
    count++;
  return count;
}

static gboolean
on_request (gboolean after, const CwWireRequest *request, gpointer data)
{
  Watch *watch = data;
  gsize size = 0;
  const char *body = request->body != NULL ? g_bytes_get_data (request->body, &size) : NULL;

  if (!after && body != NULL && strstr (request->url, "/api.pl") != NULL)
    watch->records += count_text (body, size, "<Add ") + count_text (body, size, "<Modify ") + count_text (body, size, "<CreateUser ");
  return TRUE;
}

/* Runs the customers of SuiteProjects Pro, or one of them: how many records were written. */
static guint
run_chosen (CwFixture *f, const char *customer)
{
  g_autofree char *key = g_strconcat ("customer:", customer, NULL);
  const char *workflows[] = { "spp.customers", NULL }, *records[] = { key, NULL };
  CwRunRequest request = { .integration = f->integrations[SERVICES], .workflows = workflows, .records = customer != NULL ? records : NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;
  Watch watch = { 0 };

  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), on_request, &watch);
  info = cw_profile_run_sync (f->profile, &request, &error);
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), NULL, NULL);
  g_assert_no_error (error);
  return watch.records;
}

static guint
run (CwFixture *f)
{
  return run_chosen (f, NULL);
}

/* ---- conflicts ---- */

static GPtrArray *
list (CwFixture *f, guint index)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *conflicts = cw_profile_list_conflicts_sync (f->profile, f->integrations[index], NULL, NULL, &error);

  g_assert_no_error (error);
  return conflicts;
}

static const CwConflict *
find (GPtrArray *conflicts, const char *id)
{
  for (guint i = 0; i < conflicts->len; i++)
    if (g_str_equal (((CwConflict *) conflicts->pdata[i])->source_id, id))
      return conflicts->pdata[i];
  return NULL;
}

static guint
count_open (CwFixture *f, guint index)
{
  g_autoptr (GPtrArray) conflicts = list (f, index);
  guint open = 0;

  for (guint i = 0; i < conflicts->len; i++)
    open += ((CwConflict *) conflicts->pdata[i])->open ? 1 : 0;
  return open;
}

static void
decide (CwFixture *f, guint index, const char *id, CwChoice choice, const char *target)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *record = g_strconcat ("customer:", id, NULL);

  cw_profile_decide_sync (f->profile, f->integrations[index], NULL, record, choice, target, "window", &error);
  g_assert_no_error (error);
}

static void
assert_refused (CwFixture *f, const char *id, CwChoice choice, const char *target)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *record = g_strconcat ("customer:", id, NULL);

  g_assert_false (cw_profile_decide_sync (f->profile, f->integrations[SERVICES], NULL, record, choice, target, "window", &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
}

static gboolean
undo (CwFixture *f, const char *id, GError **error)
{
  g_autofree char *record = g_strconcat ("customer:", id, NULL);

  return cw_profile_undecide_sync (f->profile, f->integrations[SERVICES], NULL, record, "window", error);
}

/* ---- stories ---- */

/* The one that was pointed at gets the id, the values and the link; the other one stays as it was. */
static void
test_this_one (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *twice = add_customer (f, "Twice"), *first = add_there (f, "TWICE", "Old", NULL), *second = add_there (f, "twice", "Older", NULL);
  g_autofree char *stranger = add_there (f, "Stranger", "Old", NULL);
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  const CwConflict *conflict;

  run (f);
  conflicts = list (f, SERVICES);
  conflict = find (conflicts, twice);
  g_assert_nonnull (conflict);
  g_assert_true (conflict->open);
  g_assert_cmpuint (conflict->candidates->len, ==, 2);
  g_assert_true (((CwConflictField *) conflict->fields->pdata[0])->differs);
  g_assert_true (((CwConflictCandidate *) conflict->candidates->pdata[0])->can_choose);
  assert_refused (f, twice, CW_CHOICE_LINK, stranger);
  assert_refused (f, twice, CW_CHOICE_LINK, "999999");

  decide (f, SERVICES, twice, CW_CHOICE_LINK, second);
  g_assert_cmpuint (count_open (f, SERVICES), ==, 0);
  /* Its values and the id together. */
  g_assert_cmpuint (run (f), ==, 1);
  assert_there (f, second, "netsuite_customer_id__c", twice);
  assert_there (f, second, "name", "Twice");
  assert_there (f, first, "company", "Old");
  assert_there (f, first, "netsuite_customer_id__c", "");
  g_assert_cmpuint (count_there (f, "netsuite_customer_id__c", twice), ==, 1);
  g_assert_cmpuint (run (f), ==, 0);
  /* It is done: who decided stays to be read, and it is too late to take it back. */
  g_clear_pointer (&conflicts, g_ptr_array_unref);
  conflicts = list (f, SERVICES);
  conflict = find (conflicts, twice);
  g_assert_true (conflict->sent);
  text = cw_conflict_dup_decision_text (conflict);
  g_assert_nonnull (strstr (text, g_get_user_name ()));
  g_assert_false (undo (f, twice, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  cw_fixture_free (f);
}

static void
test_none_of_these (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *twice = add_customer (f, "Twice"), *first = add_there (f, "TWICE", "Old", NULL), *second = add_there (f, "twice", "Older", NULL);

  run (f);
  decide (f, SERVICES, twice, CW_CHOICE_CREATE, NULL);
  g_assert_cmpuint (run (f), ==, 1);
  g_assert_cmpuint (count_there (f, "netsuite_customer_id__c", twice), ==, 1);
  assert_there (f, first, "company", "Old");
  assert_there (f, second, "company", "Older");
  g_assert_cmpuint (run (f), ==, 0);
  cw_fixture_free (f);
}

/* The profile forgets the link: what was made is found by its id, not made a second time. */
static void
test_made_once (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *twice = add_customer (f, "Twice"), *first = add_there (f, "TWICE", "Old", NULL), *second = add_there (f, "twice", "Older", NULL);
  g_autoptr (CwStore) store = NULL;

  run (f);
  decide (f, SERVICES, twice, CW_CHOICE_CREATE, NULL);
  g_assert_cmpuint (run (f), ==, 1);
  store = cw_profile_open_store (f->profile, NULL);
  g_assert_true (cw_store_remove_links (store, f->integrations[SERVICES], "spp.customers", NULL));
  run (f);
  g_assert_cmpuint (count_there (f, "netsuite_customer_id__c", twice), ==, 1);
  g_assert_cmpuint (count_there (f, "name", "Twice"), ==, 1);
  cw_fixture_free (f);
}

static void
test_leave_out (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *twice = add_customer (f, "Twice"), *first = add_there (f, "TWICE", "Old", NULL), *second = add_there (f, "twice", "Older", NULL);
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GPtrArray) attention = NULL, decisions = NULL;
  g_autoptr (GError) error = NULL;

  run (f);
  decide (f, SERVICES, twice, CW_CHOICE_LEAVE_OUT, NULL);
  store = cw_profile_open_store (f->profile, NULL);
  g_assert_cmpuint (run (f), ==, 0);
  g_assert_cmpuint (count_there (f, "netsuite_customer_id__c", twice), ==, 0);
  attention = cw_store_list_attention (store, f->integrations[SERVICES], NULL);
  for (guint i = 0; i < attention->len; i++)
    g_assert_cmpstr (((CwAttention *) attention->pdata[i])->source_id, !=, twice);

  /* Taken back it is a conflict again, and both decisions stay to be read. */
  g_assert_true (undo (f, twice, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_open (f, SERVICES), ==, 1);
  g_assert_cmpuint (run (f), ==, 0);
  g_assert_false (undo (f, twice, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  decisions = cw_store_list_decisions (store, f->integrations[SERVICES], NULL, TRUE, NULL);
  g_assert_cmpuint (decisions->len, ==, 1);
  g_assert_cmpint (((CwDecision *) decisions->pdata[0])->undone, >, 0);
  cw_fixture_free (f);
}

/* What was chosen has gone since: nothing else is taken in its place. */
static void
test_gone (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *twice = add_customer (f, "Twice"), *first = add_there (f, "TWICE", "Old", NULL), *second = add_there (f, "twice", "Older", NULL);
  g_autoptr (GPtrArray) conflicts = NULL, attention = NULL;
  g_autoptr (CwStore) store = NULL;
  const CwConflict *conflict;

  run (f);
  decide (f, SERVICES, twice, CW_CHOICE_LINK, second);
  change (f, "suiteprojects", "customer", second, "\"delete\":true");
  /* Before anything is sent, the system is asked what was deleted. */
  g_assert_cmpuint (run (f), ==, 0);
  g_assert_cmpuint (run (f), ==, 0);
  g_assert_cmpuint (count_there (f, "netsuite_customer_id__c", twice), ==, 0);
  assert_there (f, first, "company", "Old");
  store = cw_profile_open_store (f->profile, NULL);
  attention = cw_store_list_attention (store, f->integrations[SERVICES], NULL);
  g_assert_cmpuint (attention->len, ==, 1);
  conflicts = list (f, SERVICES);
  conflict = find (conflicts, twice);
  g_assert_nonnull (conflict);
  g_assert_true (conflict->open);
  g_assert_nonnull (strstr (conflict->reason, second));
  /* The one that is left can be chosen in its place. */
  decide (f, SERVICES, twice, CW_CHOICE_LINK, first);
  g_assert_cmpuint (run (f), ==, 1);
  assert_there (f, first, "netsuite_customer_id__c", twice);
  cw_fixture_free (f);
}

/* The one of the same name carries the id of a record that takes part, too, but has not had its turn yet. */
static void
test_taken (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *other = add_customer (f, "Other"), *there = NULL, *mine = add_customer (f, "Mine");
  g_autoptr (GPtrArray) conflicts = NULL;
  const CwConflictCandidate *candidate;

  there = add_there (f, "MINE", "Old", other);
  run_chosen (f, mine);
  conflicts = list (f, SERVICES);
  g_assert_nonnull (find (conflicts, mine));
  candidate = find (conflicts, mine)->candidates->pdata[0];
  g_assert_nonnull (strstr (candidate->note, "Other"));
  g_assert_true (candidate->can_choose);
  decide (f, SERVICES, mine, CW_CHOICE_LINK, there);
  g_assert_cmpuint (run_chosen (f, mine), ==, 1);
  assert_there (f, there, "netsuite_customer_id__c", mine);
  /* Exported later, the other one is not given it as well. */
  g_assert_cmpuint (run (f), ==, 1);
  assert_there (f, there, "netsuite_customer_id__c", mine);
  g_assert_cmpuint (count_there (f, "netsuite_customer_id__c", other), ==, 1);
  g_assert_cmpuint (run (f), ==, 0);
  cw_fixture_free (f);
}

/* ---- Precoro ---- */

static char *
add_option (CwFixture *f, const char *name)
{
  g_autofree char *members = g_strdup_printf ("\"company\":\"%s\",\"name\":\"%s\",\"enable\":true", f->companies[PRECORO], name);

  return add (f, "precoro", "option", members);
}

static CwRunInfo *
run_precoro (CwFixture *f)
{
  g_autoptr (GError) error = NULL;
  CwRunInfo *info = cw_fixture_run (f, PRECORO, FALSE, &error);

  g_assert_no_error (error);
  return info;
}

/* Two customers of one name and one option of it: one of the two gets it, the other gets one of its own. */
static void
test_tree (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *one = add_named (f, "One", "Namesake Works"), *two = add_named (f, "Two", "Namesake Works");
  g_autofree char *option = add_option (f, "Namesake Works");
  g_autoptr (CwRunInfo) before = run_precoro (f), after = NULL, again = NULL;
  g_autoptr (GPtrArray) conflicts = list (f, PRECORO);
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (CwLink) link = NULL, other = NULL;

  g_assert_nonnull (find (conflicts, one));
  g_assert_nonnull (find (conflicts, two));
  g_assert_cmpuint (find (conflicts, one)->candidates->len, ==, 1);
  decide (f, PRECORO, two, CW_CHOICE_LINK, option);
  g_assert_cmpuint (count_open (f, PRECORO), ==, 0);
  cw_fixture_count_writes (f, "precoro");
  after = run_precoro (f);
  /* One gets the id on what is there, one is made. */
  g_assert_cmpuint (cw_fixture_count_writes (f, "precoro"), ==, 2);
  link = cw_store_get_link (store, f->integrations[PRECORO], "precoro.customers-projects", "customer", two, NULL);
  other = cw_store_get_link (store, f->integrations[PRECORO], "precoro.customers-projects", "customer", one, NULL);
  g_assert_cmpstr (link->target_id, ==, option);
  g_assert_cmpstr (other->target_id, !=, option);
  again = run_precoro (f);
  g_assert_cmpuint (cw_fixture_count_writes (f, "precoro"), ==, 0);
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conflicts/this-one", test_this_one);
  g_test_add_func ("/conflicts/none-of-these", test_none_of_these);
  g_test_add_func ("/conflicts/made-once", test_made_once);
  g_test_add_func ("/conflicts/leave-out", test_leave_out);
  g_test_add_func ("/conflicts/gone", test_gone);
  g_test_add_func ("/conflicts/taken", test_taken);
  g_test_add_func ("/conflicts/tree", test_tree);
  return g_test_run ();
}
