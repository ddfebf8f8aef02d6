/* test-users.c: employees and users of a whole company, requests counted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must come out is worked out from the truth that the sandbox shows, by a
 * rule that is written down here once more: an address that exactly one active
 * employee and exactly one active user have joins the two.
 */

#include "cw-fixture.h"
#include "cw-users.h"

#include <glib/gstdio.h>
#include <string.h>

/* ---- the truth ---- */

typedef struct {
  char    *id;
  char    *email;    /* trimmed, lower case; NULL: none */
  char    *own_id;   /* users; NULL: none */
  gboolean active;
} Truth;

static void
truth_free (gpointer data)
{
  Truth *truth = data;

  g_free (truth->id);
  g_free (truth->email);
  g_free (truth->own_id);
  g_free (truth);
}

/* A text member, whatever its type is; NULL for nothing. */
static char *
dup_member (JsonObject *row, const char *name)
{
  JsonNode *node = json_object_get_member (row, name);
  char *text;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node) || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  text = json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node)
                                                          : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static char *
dup_key (JsonObject *row)
{
  g_autofree char *email = dup_member (row, "email");

  if (email == NULL)
    return NULL;
  g_strstrip (email);
  return strchr (email, '@') != NULL ? g_ascii_strdown (email, -1) : NULL;
}

static GPtrArray *
list_truth (CwFixture *f, const char *path, const char *company, gboolean minimal)
{
  g_autoptr (JsonNode) node = cw_fixture_get (f, path);
  JsonArray *rows = json_node_get_array (node);
  GPtrArray *list = g_ptr_array_new_with_free_func (truth_free);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      Truth *truth;

      if (company != NULL && g_strcmp0 (json_object_get_string_member (row, "company"), company) != 0)
        continue;
      truth = g_new0 (Truth, 1);
      truth->id = dup_member (row, "id");
      truth->email = dup_key (row);
      truth->own_id = company != NULL && !minimal ? dup_member (row, "netSuiteId") : NULL;
      truth->active = company != NULL ? minimal || json_object_get_boolean_member (row, "enable")
                                      : g_strcmp0 (json_object_get_string_member (row, "isinactive"), "F") == 0;
      g_ptr_array_add (list, truth);
    }
  return list;
}

static guint
count_email (GPtrArray *people, const char *email, const char **out_id)
{
  guint n = 0;

  for (guint i = 0; i < people->len; i++)
    {
      const Truth *truth = people->pdata[i];

      if (!truth->active || g_strcmp0 (truth->email, email) != 0)
        continue;
      if (out_id != NULL)
        *out_id = truth->id;
      n++;
    }
  return n;
}

static const Truth *
find_truth (GPtrArray *people, const char *id)
{
  for (guint i = 0; i < people->len; i++)
    if (g_str_equal (((Truth *) people->pdata[i])->id, id))
      return people->pdata[i];
  return NULL;
}

/* Those whom the target itself names first; they are out of what follows. */
static gboolean
is_named (GPtrArray *users, const char *employee)
{
  for (guint i = 0; i < users->len; i++)
    if (g_strcmp0 (((Truth *) users->pdata[i])->own_id, employee) == 0)
      return TRUE;
  return FALSE;
}

/* "link 7", "conflict", "none" for one user. */
static char *
expect_user (GPtrArray *employees, GPtrArray *users, const Truth *user)
{
  const char *employee = NULL;
  guint n;

  if (user->own_id != NULL)
    return find_truth (employees, user->own_id) != NULL ? g_strconcat ("link ", user->own_id, NULL) : g_strdup ("elsewhere");
  if (!user->active)
    return g_strdup ("none");
  n = user->email != NULL ? count_email (employees, user->email, &employee) : 0;
  if (n == 0)
    return g_strdup ("none");
  if (n == 1 && count_email (users, user->email, NULL) == 1 && !is_named (users, employee))
    return g_strconcat ("link ", employee, NULL);
  return g_strdup ("conflict");
}

/* As the service has it; @linked: links are made, else they are only foreseen. */
static char *
describe_user (const CwUsers *users, guint number, gboolean linked)
{
  const CwPeopleMatch *match = cw_users_get_match (users);
  const CwUserMatch *user = cw_people_match_get_user (match, number);

  switch (user->state)
    {
    case CW_USER_LINKED:
      return g_strconcat (linked ? "link " : "linked ", cw_people_match_get_employee_id (match, user->employee), NULL);
    case CW_USER_BY_ID:
    case CW_USER_BY_EMAIL:
      return g_strconcat (linked ? "foreseen " : "link ", cw_people_match_get_employee_id (match, user->employee), NULL);
    case CW_USER_CONFLICT:
      return g_strdup ("conflict");
    case CW_USER_ELSEWHERE:
      return g_strdup ("elsewhere");
    case CW_USER_UNMATCHED:
    case CW_USER_INACTIVE:
    default:
      return g_strdup ("none");
    }
}

/* Every user; how many links there are out. */
static guint
assert_truth (CwFixture *f, const CwUsers *users, gboolean linked, gboolean minimal)
{
  const CwPeopleMatch *match = cw_users_get_match (users);
  g_autoptr (GPtrArray) employees = list_truth (f, "/__sandbox/state/netsuite/employee", NULL, FALSE);
  g_autoptr (GPtrArray) people = list_truth (f, "/__sandbox/state/precoro/users", f->companies[0], minimal);
  guint n_links = 0;

  g_assert_cmpuint (cw_people_match_get_n_users (match), ==, people->len);
  g_assert_cmpuint (cw_people_match_get_n_employees (match), ==, employees->len);
  for (guint i = 0; i < people->len; i++)
    {
      const Truth *truth = people->pdata[i];
      guint user = cw_people_match_find_user (match, truth->id);
      g_autofree char *expected = expect_user (employees, people, truth), *found = NULL;

      g_assert_cmpuint (user, !=, CW_NOBODY);
      found = describe_user (users, user, linked);
      if (!g_str_equal (found, expected))
        g_error ("user %s <%s>: “%s”, not “%s”", truth->id, truth->email, found, expected);
      n_links += g_str_has_prefix (expected, "link ") ? 1 : 0;
    }
  return n_links;
}

/* ---- steps ---- */

static guint
count_all_writes (CwFixture *f)
{
  return cw_fixture_count_writes (f, "precoro") + cw_fixture_count_writes (f, "netsuite");
}

static CwUsers *
refresh (CwFixture *f)
{
  g_autoptr (GError) error = NULL;
  CwUsers *users = cw_users_refresh_sync (f->profile, f->integrations[0], NULL, &error);

  g_assert_no_error (error);
  return users;
}

static CwUsers *
switch_on (CwFixture *f)
{
  g_autoptr (GError) error = NULL;
  CwUsers *users = cw_users_switch_on_sync (f->profile, f->integrations[0], f->companies[0], NULL, &error);

  g_assert_no_error (error);
  return users;
}

static CwUsers *
load (CwFixture *f)
{
  g_autoptr (GError) error = NULL;
  CwUsers *users = cw_users_load_sync (f->profile, f->integrations[0], &error);

  g_assert_no_error (error);
  return users;
}

static guint
count_links (CwFixture *f)
{
  g_autoptr (CwUsers) users = load (f);
  guint n = 0;

  for (guint i = 0; i < cw_people_match_get_n_users (cw_users_get_match (users)); i++)
    n += cw_people_match_get_user (cw_users_get_match (users), i)->state == CW_USER_LINKED ? 1 : 0;
  return n;
}

static void
assert_state (CwFixture *f, const char *user, CwUserState state, const char *employee)
{
  g_autoptr (CwUsers) users = load (f);
  const CwPeopleMatch *match = cw_users_get_match (users);
  guint number = cw_people_match_find_user (match, user);
  const CwUserMatch *found = cw_people_match_get_user (match, number);

  g_assert_cmpint (found->state, ==, state);
  if (employee != NULL)
    g_assert_cmpstr (cw_people_match_get_employee_id (match, found->employee), ==, employee);
}

static gboolean
count_cb (const CwJournalEntry *entry, gpointer data, GError **error)
{
  GHashTable *counts = data;
  g_autofree char *key = g_strdup_printf ("%s%s", entry->kind == CW_JOURNAL_CHANGE ? "" : "other ", entry->operation != NULL ? entry->operation : "-");
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, key));

  g_hash_table_replace (counts, g_strdup (key), GUINT_TO_POINTER (n + 1));
  return TRUE;
}

/* Entries of the journal about @operation that are changes; nothing of the people is ever an intent. */
static guint
count_journal (CwFixture *f, const char *operation)
{
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_true (cw_store_journal_foreach (store, 0, count_cb, counts, NULL));
  g_assert_null (g_hash_table_lookup (counts, "other link"));
  return GPOINTER_TO_UINT (g_hash_table_lookup (counts, operation));
}

static char *
create_user (CwFixture *f, const char *email)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"precoro\",\"record\":\"user\",\"create\":{\"company\":\"%s\",\"firstname\":\"Nora\","
                                           "\"lastname\":\"Quill\",\"email\":\"%s\"}}", f->companies[0], email);

  return cw_fixture_edit (f, json);
}

static char *
create_employee (CwFixture *f, const char *email)
{
  static guint serial;
  g_autofree char *json = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"employee\",\"create\":{\"firstname\":\"Nora\",\"lastname\":\"Q%u\","
                                           "\"entityid\":\"Nora Q%u\",\"subsidiary\":\"%s\",\"email\":\"%s\"}}",
                                           serial, serial, f->subsidiaries[0], email);

  serial++;
  return cw_fixture_edit (f, json);
}

static void
edit (CwFixture *f, const char *system, const char *record, const char *id, const char *set)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"%s\",\"record\":\"%s\",\"id\":\"%s\",\"set\":{%s}}", system, record, id, set);
  g_autofree char *answer = cw_fixture_edit (f, json);
}

/* ---- scenarios ---- */

static void
test_foreseen (void)
{
  CwFixture *f = cw_fixture_new_with_people (300, NULL);
  g_autoptr (CwUsers) unread = load (f), users = NULL;
  const CwUsersCounts *counts;
  guint n_links, reasons = 0;

  g_assert_cmpint (cw_users_get_read_at (unread), ==, 0);
  users = refresh (f);
  g_assert_cmpint (cw_users_get_read_at (users), >, 0);
  g_assert_false (cw_users_get_sync (users));
  n_links = assert_truth (f, users, FALSE, FALSE);
  counts = cw_users_get_counts (users);
  g_assert_cmpuint (n_links, >, 20);
  g_assert_cmpuint (counts->would_link, ==, n_links);
  g_assert_cmpuint (counts->conflicts, >, 2);
  g_assert_cmpuint (counts->integrated + counts->unmapped, ==, counts->users);
  g_assert_cmpuint (count_links (f), ==, 0);
  g_assert_cmpuint (count_all_writes (f), ==, 0);
  /* The planted near misses are all kinds but the one that needs a link. */
  for (guint i = 0; i < counts->users; i++)
    {
      const CwUserMatch *match = cw_people_match_get_user (cw_users_get_match (users), i);

      for (guint j = 0; j < match->n_near; j++)
        reasons |= cw_people_match_get_near (cw_users_get_match (users), match->first_near + j)->reasons;
    }
  g_assert_cmpuint (reasons, ==, CW_NEAR_TYPO | CW_NEAR_LOCAL | CW_NEAR_NAME);
  cw_fixture_free (f);
}

static void
test_switched_on (void)
{
  CwFixture *f = cw_fixture_new_with_people (300, NULL);
  g_autoptr (CwUsers) refused = NULL, users = NULL, again = NULL;
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GError) error = NULL;
  guint n_links;

  /* Neither without the name, nor by the switch of a workflow. */
  refused = cw_users_switch_on_sync (f->profile, f->integrations[0], "yes", NULL, &error);
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, f->companies[0]));
  g_assert_null (refused);
  g_clear_error (&error);
  g_assert_false (cw_profile_enable_workflow (f->profile, f->integrations[0], "precoro.employees", TRUE, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_cmpuint (count_links (f), ==, 0);

  users = switch_on (f);
  g_assert_true (cw_users_get_sync (users));
  g_assert_cmpint (cw_users_get_sync_since (users), >, 0);
  n_links = assert_truth (f, users, TRUE, FALSE);
  g_assert_cmpuint (count_links (f), ==, n_links);
  g_assert_cmpuint (count_journal (f, "link"), ==, n_links);
  g_assert_cmpuint (count_journal (f, "sync-employees"), ==, 1);
  g_assert_cmpuint (count_all_writes (f), ==, 0);
  store = cw_profile_open_store (f->profile, NULL);
  runs = cw_store_list_runs (store, f->integrations[0], 0, NULL);
  g_assert_cmpuint (runs->len, ==, 1);
  g_assert_cmpuint (g_ascii_strtoull (cw_fields_get (((CwRunInfo *) runs->pdata[0])->counts, "link"), NULL, 10), ==, n_links);

  /* It stays on, and a second time changes nothing. */
  g_assert_false (cw_profile_enable_workflow (f->profile, f->integrations[0], "precoro.employees", FALSE, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  again = switch_on (f);
  g_assert_cmpuint (assert_truth (f, again, TRUE, FALSE), ==, n_links);
  g_assert_cmpuint (count_journal (f, "link"), ==, n_links);
  g_assert_cmpuint (count_journal (f, "sync-employees"), ==, 1);
  g_assert_cmpuint (count_all_writes (f), ==, 0);
  cw_fixture_free (f);
}

/* Runs of everything take the people along, and find who is new. */
static void
test_newcomers (void)
{
  CwFixture *f = cw_fixture_new_with_people (60, NULL);
  g_autoptr (CwUsers) users = switch_on (f);
  g_autoptr (GError) error = NULL;
  g_autofree char *employee = NULL, *user = NULL;
  guint n_links = count_links (f);

  user = create_user (f, " Nora.Quill@Harbor.Example");
  cw_virtual_clock_advance (f->clock, 2 * 60 * G_USEC_PER_SEC);
  g_autoptr (CwRunInfo) first = cw_fixture_run (f, 0, FALSE, &error);
  g_assert_no_error (error);
  assert_state (f, user, CW_USER_UNMATCHED, NULL);
  employee = create_employee (f, "nora.quill@harbor.example");
  cw_virtual_clock_advance (f->clock, 2 * 60 * G_USEC_PER_SEC);
  count_all_writes (f);
  g_autoptr (CwRunInfo) second = cw_fixture_run (f, 0, FALSE, &error);
  g_assert_no_error (error);
  assert_state (f, user, CW_USER_LINKED, employee);
  g_assert_cmpuint (count_links (f), ==, n_links + 1);
  g_assert_cmpuint (count_all_writes (f), ==, 0);

  /* Both addresses change, and somebody else gets the old one: the link stays. */
  edit (f, "precoro", "user", user, "\"email\":\"nora@elsewhere.test\"");
  edit (f, "netsuite", "employee", employee, "\"email\":\"nora@third.test\"");
  cw_virtual_clock_advance (f->clock, 2 * 60 * G_USEC_PER_SEC);
  g_autoptr (CwUsers) later = refresh (f);
  g_assert_nonnull (later);
  assert_state (f, user, CW_USER_LINKED, employee);
  /* Who left keeps the link as well: orders of the past are theirs. */
  edit (f, "precoro", "user", user, "\"enable\":false");
  edit (f, "netsuite", "employee", employee, "\"isinactive\":\"T\"");
  g_autoptr (CwUsers) last = refresh (f);
  g_assert_nonnull (last);
  assert_state (f, user, CW_USER_LINKED, employee);
  cw_fixture_free (f);
}

static void
test_by_hand (void)
{
  CwFixture *f = cw_fixture_new_with_people (30, NULL);
  const char *integration = f->integrations[0];
  g_autoptr (CwUsers) users = NULL;
  g_autoptr (CwUsersUndo) undo = NULL;
  g_autoptr (CwIntegrationInfo) info = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autofree char *employee = create_employee (f, "one@harbor.example"), *other = create_employee (f, "two@harbor.example");
  g_autofree char *user = create_user (f, "three@harbor.example"), *second = create_user (f, "four@harbor.example");
  g_auto (CwMatchedEmployee) matched = { NULL };
  g_autoptr (GError) error = NULL;

  users = refresh (f);
  count_all_writes (f);
  g_assert_true (cw_users_link_sync (f->profile, integration, employee, user, &error));
  g_assert_no_error (error);
  assert_state (f, user, CW_USER_LINKED, employee);
  /* Again is the same; somebody else's partner is refused by name. */
  g_assert_true (cw_users_link_sync (f->profile, integration, employee, user, NULL));
  g_assert_false (cw_users_link_sync (f->profile, integration, employee, second, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, user));
  g_clear_error (&error);
  g_assert_false (cw_users_link_sync (f->profile, integration, other, user, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_false (cw_users_link_sync (f->profile, integration, "999999", second, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_false (cw_users_link_sync (f->profile, integration, other, "999999", &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_clear_error (&error);

  /* What purchase orders ask. */
  store = cw_profile_open_store (f->profile, NULL);
  info = cw_store_get_integration (store, integration, NULL);
  g_assert_true (cw_user_links_find_employee (store, info, cw_users_get_workflow (users), user, &matched, &error));
  g_assert_cmpstr (matched.id, ==, employee);
  g_assert_true (matched.active);
  cw_matched_employee_clear (&matched);
  g_assert_true (cw_user_links_find_employee (store, info, cw_users_get_workflow (users), second, &matched, &error));
  g_assert_null (matched.id);

  /* Refusing takes the link away; undoing brings everything back as it was. */
  undo = cw_users_remember_sync (f->profile, integration, employee, user, &error);
  g_assert_no_error (error);
  g_assert_true (cw_users_refuse_sync (f->profile, integration, employee, user, TRUE, &error));
  g_assert_no_error (error);
  assert_state (f, user, CW_USER_UNMATCHED, NULL);
  g_assert_true (cw_users_undo_sync (f->profile, undo, &error));
  g_assert_no_error (error);
  assert_state (f, user, CW_USER_LINKED, employee);
  g_assert_true (cw_users_unlink_sync (f->profile, integration, employee, user, &error));
  g_assert_no_error (error);
  assert_state (f, user, CW_USER_UNMATCHED, NULL);
  g_assert_false (cw_users_unlink_sync (f->profile, integration, employee, user, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_assert_cmpuint (count_journal (f, "link"), ==, 2);
  g_assert_cmpuint (count_journal (f, "unlink"), ==, 2);
  g_assert_cmpuint (count_journal (f, "refuse"), ==, 1);
  g_assert_cmpuint (count_journal (f, "undo"), ==, 1);
  g_assert_cmpuint (count_all_writes (f), ==, 0);
  cw_fixture_free (f);
}

static void
test_settled (void)
{
  CwFixture *f = cw_fixture_new_with_people (20, NULL);
  const char *integration = f->integrations[0];
  g_autofree char *employee = create_employee (f, "shared@harbor.example"), *twin = create_employee (f, "Shared@harbor.example");
  g_autofree char *user = create_user (f, "shared@harbor.example"), *double_user = create_user (f, "SHARED@harbor.example ");
  g_autoptr (CwUsers) users = switch_on (f), again = NULL;
  g_autoptr (CwUsersUndo) undo = NULL, second = NULL;
  g_autoptr (GError) error = NULL;

  assert_state (f, user, CW_USER_CONFLICT, NULL);
  assert_state (f, double_user, CW_USER_CONFLICT, NULL);
  undo = cw_users_remember_sync (f->profile, integration, employee, user, &error);
  g_assert_no_error (error);
  g_assert_true (cw_users_link_sync (f->profile, integration, employee, user, &error));
  g_assert_no_error (error);
  /* The others of the conflict are not taken for each other by the address that four people have: a person says so, too. */
  again = refresh (f);
  assert_state (f, user, CW_USER_LINKED, employee);
  assert_state (f, double_user, CW_USER_CONFLICT, NULL);
  second = cw_users_remember_sync (f->profile, integration, twin, double_user, &error);
  g_assert_no_error (error);
  g_assert_true (cw_users_link_sync (f->profile, integration, twin, double_user, &error));
  g_assert_no_error (error);
  assert_state (f, double_user, CW_USER_LINKED, twin);
  g_assert_true (cw_users_undo_sync (f->profile, second, &error));
  g_assert_no_error (error);
  assert_state (f, user, CW_USER_LINKED, employee);
  assert_state (f, double_user, CW_USER_CONFLICT, NULL);
  g_assert_true (cw_users_undo_sync (f->profile, undo, &error));
  g_assert_no_error (error);
  assert_state (f, user, CW_USER_CONFLICT, NULL);
  cw_fixture_free (f);
}

/* Links of the people cannot be found again in Precoro: rebuilding the others leaves them alone. */
static void
test_rebuild (void)
{
  CwFixture *f = cw_fixture_new_with_people (60, NULL);
  g_autoptr (CwUsers) users = switch_on (f);
  guint n_links = count_links (f), rebuilt = 0;
  CwRunRequest request = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (n_links, >, 2);
  g_assert_true (cw_profile_rebuild_links_sync (f->profile, f->integrations[0], &request, &rebuilt, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_links (f), ==, n_links);
  cw_fixture_free (f);
}

static void
test_explain (void)
{
  CwFixture *f = cw_fixture_new_with_people (30, NULL);
  g_autofree char *employee = create_employee (f, "nora@harbor.example"), *user = create_user (f, "nora@harbor.example"), *record = NULL;
  g_autoptr (CwUsers) users = switch_on (f);
  CwExplanation *explanation;
  g_autoptr (GError) error = NULL;

  record = g_strconcat ("employee:", employee, NULL);
  explanation = cw_profile_explain_sync (f->profile, f->integrations[0], record, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (explanation->state, ==, "in step");
  g_assert_cmpstr (explanation->target, ==, user);
  g_assert_cmpuint (explanation->rules->len, ==, 3);
  cw_explanation_free (explanation);
  cw_fixture_free (f);
}

static void
test_files (void)
{
  CwFixture *f = cw_fixture_new_with_people (20, NULL);
  g_autofree char *formula = NULL, *csv = g_build_filename (f->dir, "users.CSV", NULL), *json = g_build_filename (f->dir, "users.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (CwUsers) users = NULL;
  g_autoptr (GArray) numbers = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  const CwUsersFilter nobody = { .search = "no such person" }, all = { .active = CW_USERS_ALL };
  g_autoptr (GArray) none = NULL;

  formula = create_user (f, "=cmd@harbor.example");
  edit (f, "precoro", "user", formula, "\"firstname\":\"=cmd|' /C calc'!A0\",\"lastname\":\"say \\\"hi\\\"\"");
  users = refresh (f);
  numbers = cw_users_list (users, &all, CW_USERS_BY_NAME, FALSE);
  none = cw_users_list (users, &nobody, CW_USERS_BY_NAME, FALSE);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (numbers->len, ==, cw_users_get_counts (users)->users);
  g_assert_true (cw_users_write_sync (users, &all, numbers, csv, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"'=cmd|' /C calc'!A0 say \"\"hi\"\"\",\"'=cmd@harbor.example\""));
  g_assert_null (strstr (text, "\"=cmd"));
  g_assert_true (cw_users_write_sync (users, &all, numbers, json, &error));
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (json, &text, NULL, NULL));
  root = json_from_string (text, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (root)), ==, numbers->len);
  g_assert_false (cw_users_write_sync (users, &all, numbers, "/nowhere/at/all.csv", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  cw_fixture_free (f);
}

/* ---- variants ---- */

/* Whatever Precoro turns out to do with users: the same people, no write. */
static void
test_variant (gconstpointer data)
{
  CwFixture *f = cw_fixture_new_with_people (60, data);
  gboolean minimal = strstr (data, "users=minimal") != NULL;
  g_autoptr (CwUsers) foreseen = refresh (f), users = NULL, again = NULL;
  guint n_links = assert_truth (f, foreseen, FALSE, minimal);

  g_assert_cmpuint (n_links, >, 2);
  users = switch_on (f);
  g_assert_cmpuint (assert_truth (f, users, TRUE, minimal), ==, n_links);
  again = refresh (f);
  g_assert_cmpuint (count_journal (f, "link"), ==, n_links);
  g_assert_cmpuint (count_all_writes (f), ==, 0);
  cw_fixture_free (f);
}

/* Those of part D that a reading of users meets. */
static const char *touching[] = {
  "precoro.user-agent-check", "precoro.accept-header", "precoro.pagination", "precoro.default-page-size", "precoro.odd-page-size",
  "precoro.page-beyond", "precoro.user-filters", "precoro.empty", "precoro.netsuite-id-type", "precoro.users", "precoro.ext-user-link",
  "precoro.rate-key", "precoro.identical-get", "netsuite.deletedrecords", "netsuite.oneworld", "netsuite.zone", "netsuite.departments",
  "netsuite.classes", "netsuite.locations", NULL
};

static void
add_variants (void)
{
  for (const SbAssumption *assumption = sb_assumptions; assumption->name != NULL; assumption++)
    for (guint i = 0; assumption->variants[i] != NULL && g_strv_contains (touching, assumption->name); i++)
      {
        char *assume = g_strdup_printf ("%s=%s", assumption->name, assumption->variants[i]);
        g_autofree char *path = g_strdup_printf ("/users/variant/%s", assume);

        if (i > 0 || g_str_equal (assumption->name, "precoro.users"))
          g_test_add_data_func_full (path, assume, test_variant, g_free);
        else
          g_free (assume);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/users/foreseen", test_foreseen);
  g_test_add_func ("/users/switched-on", test_switched_on);
  g_test_add_func ("/users/newcomers", test_newcomers);
  g_test_add_func ("/users/by-hand", test_by_hand);
  g_test_add_func ("/users/settled", test_settled);
  g_test_add_func ("/users/rebuild", test_rebuild);
  g_test_add_func ("/users/explain", test_explain);
  g_test_add_func ("/users/files", test_files);
  add_variants ();
  return g_test_run ();
}
