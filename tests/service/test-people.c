/* test-people.c: users of SuiteProjects Pro, whom a workflow makes and keeps in step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of users and the import of employees have to say the same of
 * everybody: what the list foresees is what the next run does, and what a
 * person decides in the list is what the run honours. Matching itself writes
 * nothing anywhere.
 */

#include "cw-fixture.h"
#include "cw-sandbox-transport.h"
#include "cw-users.h"

#include <string.h>

#define SERVICES 2   /* the integration */
#define WORKFLOW "spp.employees"
#define BOX      "custentity_oa_export_to_openair"

/* ---- requests ---- */

/* Requests that write to SuiteProjects Pro: reading and writing have one address there. */
static gboolean
count_writes (gboolean after, const CwWireRequest *request, gpointer data)
{
  gsize size = 0;
  const char *body = request->body != NULL ? g_bytes_get_data (request->body, &size) : NULL;

  if (!after && body != NULL
      && (g_strstr_len (body, (gssize) size, "<Add ") != NULL || g_strstr_len (body, (gssize) size, "<Modify ") != NULL
          || g_strstr_len (body, (gssize) size, "<CreateUser ") != NULL))
    (*(guint *) data)++;
  return TRUE;
}

/* ---- both sides ---- */

static char *
edit (CwFixture *f, const char *system, const char *record, const char *id, const char *members)
{
  g_autofree char *json = id != NULL
    ? g_strdup_printf ("{\"system\":\"%s\",\"record\":\"%s\",\"id\":\"%s\",\"set\":{%s}}", system, record, id, members)
    : g_strdup_printf ("{\"system\":\"%s\",\"record\":\"%s\",\"create\":{%s}}", system, record, members);

  return cw_fixture_edit (f, json);
}

/* @box: "T" or "F". */
static char *
add_employee (CwFixture *f, const char *entity_id, const char *first, const char *last, const char *email, const char *box)
{
  g_autofree char *members = g_strdup_printf ("\"entityid\":\"%s\",\"firstname\":\"%s\",\"lastname\":\"%s\",\"email\":\"%s\",\"subsidiary\":\"2\",\"" BOX "\":\"%s\"",
                                              entity_id, first, last, email, box);

  return edit (f, "netsuite", "employee", NULL, members);
}

/* @id: the NetSuite id that the user carries; nullable. */
static char *
add_user (CwFixture *f, const char *nickname, const char *first, const char *last, const char *email, const char *id)
{
  g_autofree char *carried = id != NULL ? g_strdup_printf (",\"netsuite_user_id__c\":\"%s\"", id) : g_strdup ("");
  g_autofree char *members = g_strdup_printf ("\"nickname\":\"%s\",\"name\":\"%s %s\",\"active\":\"1\",\"addr\":{\"first\":\"%s\",\"last\":\"%s\",\"email\":\"%s\"}%s",
                                              nickname, first, last, first, last, email, carried);

  return edit (f, "suiteprojects", "user", NULL, members);
}

static char *
dup_text (JsonObject *row, const char *name)
{
  JsonNode *node = json_object_get_member (row, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  return json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node)
                                                          : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
}

/* Ids of the users who carry NetSuite's @id, with commas. (transfer full) */
static char *
list_there (CwFixture *f, const char *id)
{
  g_autoptr (JsonNode) node = cw_fixture_get (f, "/__sandbox/state/suiteprojects/user");
  JsonArray *rows = json_node_get_array (node);
  GString *found = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *carried = dup_text (row, "netsuite_user_id__c"), *own = dup_text (row, "id");

      if (g_strcmp0 (carried, id) == 0)
        g_string_append_printf (found, "%s%s", found->len > 0 ? "," : "", own);
    }
  return g_string_free (found, FALSE);
}

static void
assert_there (CwFixture *f, const char *employee, const char *users)
{
  g_autofree char *found = list_there (f, employee);

  g_assert_cmpstr (found, ==, users);
}

static guint
count_there (CwFixture *f)
{
  g_autoptr (JsonNode) node = cw_fixture_get (f, "/__sandbox/state/suiteprojects/user");

  return json_array_get_length (json_node_get_array (node));
}

static CwRunInfo *
run (CwFixture *f)
{
  g_autoptr (GError) error = NULL;
  CwRunInfo *info = cw_fixture_run (f, SERVICES, FALSE, &error);

  g_assert_no_error (error);
  return info;
}

static gboolean
has_event (CwFixture *f, const char *id, const char *rest)
{
  g_autofree char *line = g_strdup_printf ("employee:%s %s", id, rest);

  if (strstr (f->events->str, line) != NULL)
    return TRUE;
  g_test_message ("no “%s” in\n%s", line, f->events->str);
  return FALSE;
}

static void
set_setting (CwFixture *f, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  cw_profile_set_workflow_setting (f->profile, f->integrations[SERVICES], WORKFLOW, key, value, &error);
  g_assert_no_error (error);
}

/* ---- the list ---- */

/* Reads both systems anew; no request writes. */
static CwUsers *
refresh (CwFixture *f)
{
  guint writes = 0;
  g_autoptr (GError) error = NULL;
  CwUsers *users;

  cw_fixture_count_writes (f, "netsuite");
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), count_writes, &writes);
  users = cw_users_refresh_sync (f->profile, f->integrations[SERVICES], NULL, &error);
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), NULL, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (writes, ==, 0);
  g_assert_cmpuint (cw_fixture_count_writes (f, "netsuite"), ==, 0);
  return users;
}

static CwUsers *
load (CwFixture *f)
{
  g_autoptr (GError) error = NULL;
  CwUsers *users = cw_users_load_sync (f->profile, f->integrations[SERVICES], &error);

  g_assert_no_error (error);
  return users;
}

static void
assert_user (const CwUsers *users, const char *user, CwUserState state, const char *employee)
{
  const CwPeopleMatch *match = cw_users_get_match (users);
  guint number = cw_people_match_find_user (match, user);
  g_autofree char *how = number != CW_NOBODY ? cw_users_dup_how_text (users, number) : NULL;

  g_assert_cmpuint (number, !=, CW_NOBODY);
  g_test_message ("%s: %s", cw_users_get_user (users, number)->name, how);
  g_assert_cmpint (cw_people_match_get_user (match, number)->state, ==, state);
  if (employee != NULL)
    g_assert_cmpstr (cw_people_match_get_employee_id (match, cw_people_match_get_user (match, number)->employee), ==, employee);
}

static gboolean
is_foreseen (const CwUsers *users, const char *employee)
{
  guint number = cw_people_match_find_employee (cw_users_get_match (users), employee);
  g_autofree char *how = cw_users_dup_employee_text (users, number);

  g_test_message ("employee %s: %s", employee, how);
  return cw_users_will_be_created (users, number);
}

static void
decide (CwFixture *f, gboolean (*func) (CwProfile *profile, const char *integration, const char *employee, const char *user, GError **error),
        const char *employee, const char *user)
{
  g_autoptr (GError) error = NULL;

  func (f->profile, f->integrations[SERVICES], employee, user, &error);
  g_assert_no_error (error);
}

static gboolean
refuse (CwProfile *profile, const char *integration, const char *employee, const char *user, GError **error)
{
  return cw_users_refuse_sync (profile, integration, employee, user, TRUE, error);
}

static void
assert_refused (gboolean done, GError **error, const char *words)
{
  g_assert_false (done);
  g_assert_error (*error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_assert_nonnull (strstr ((*error)->message, words));
  g_clear_error (error);
}

/* ---- stories ---- */

/* Every way to be somebody, each once; what the list foresees is what the run does. */
static void
test_planted (void)
{
  CwFixture *f = cw_fixture_new (4, 2, NULL);
  g_autofree char *by_id = add_employee (f, "By Id", "Ida", "Stone", "ida@harbor.example", "T");
  g_autofree char *by_login = add_employee (f, "Login Gr\xc3\xb6\xc3\x9f""e", "Lea", "Gross", "lea@harbor.example", "T");
  g_autofree char *by_email = add_employee (f, "By Email", "Mara", "Quay", "mara.quay@harbor.example", "T");
  g_autofree char *one = add_employee (f, "Desk One", "Dora", "One", "desk@harbor.example", "T");
  g_autofree char *two = add_employee (f, "Desk Two", "Dan", "Two", "Desk@harbor.example", "T");
  g_autofree char *fresh = add_employee (f, "Fresh Face", "Nora", "Fresh", "nora.fresh@harbor.example", "T");
  g_autofree char *unmarked = add_employee (f, "Stays Home", "Stan", "Home", "stan.home@harbor.example", "F");
  g_autofree char *unmarked_known = add_employee (f, "Known Home", "Kim", "Home", "kim.home@harbor.example", "F");
  g_autofree char *near = add_employee (f, "Olena Marsh", "Olena", "Marsh", "olena.marsh@harbor.example", "T");
  g_autofree char *user_id = add_user (f, "istone", "Ida", "Old", "old@elsewhere.test", by_id);
  g_autofree char *user_login = add_user (f, "LOGIN GR\xc3\x96SSE", "L.", "G.", "lg@elsewhere.test", NULL);
  g_autofree char *user_email = add_user (f, "mquay", "M.", "Q.", " Mara.Quay@Harbor.example", NULL);
  g_autofree char *user_desk = add_user (f, "desk", "The", "Desk", "desk@harbor.example", NULL);
  g_autofree char *user_stale = add_user (f, "stale", "Stale", "User", "stale@harbor.example", "987654321");
  g_autofree char *user_known = add_user (f, "khome", "Kim", "Home", "kim.home@harbor.example", NULL);
  g_autofree char *user_near = add_user (f, "omarsh", "O.", "Marsh", "olena.mash@harbor.example", NULL);
  g_autofree char *members = NULL;
  g_autoptr (CwUsers) users = refresh (f), after = NULL, later = NULL;
  g_autoptr (CwRunInfo) info = NULL, again = NULL;
  const CwUsersCounts *counts = cw_users_get_counts (users);
  guint before = count_there (f), foreseen = counts->would_create, writes = 0;

  g_assert_true (cw_users_are_made (users));
  g_assert_true (cw_users_get_sync (users));
  g_assert_cmpstr (cw_users_get_system (users), ==, "SuiteProjects Pro");
  assert_user (users, user_id, CW_USER_BY_ID, by_id);
  assert_user (users, user_login, CW_USER_BY_LOGIN, by_login);
  assert_user (users, user_email, CW_USER_BY_EMAIL, by_email);
  assert_user (users, user_desk, CW_USER_CONFLICT, NULL);
  assert_user (users, user_stale, CW_USER_UNMATCHED, NULL);
  assert_user (users, user_known, CW_USER_BY_EMAIL, unmarked_known);
  assert_user (users, user_near, CW_USER_UNMATCHED, NULL);
  g_assert_cmpuint (cw_people_match_get_user (cw_users_get_match (users), cw_people_match_find_user (cw_users_get_match (users), user_near))->n_near, ==, 1);
  /* An id that is stored is proof; what merely fits is not there yet. */
  g_assert_true (cw_users_is_integrated (users, cw_people_match_find_user (cw_users_get_match (users), user_id)));
  g_assert_false (cw_users_is_integrated (users, cw_people_match_find_user (cw_users_get_match (users), user_email)));
  g_assert_false (cw_users_is_integrated (users, cw_people_match_find_user (cw_users_get_match (users), user_stale)));
  g_assert_true (cw_users_will_link (users, cw_people_match_find_user (cw_users_get_match (users), user_email)));
  g_assert_false (cw_users_will_link (users, cw_people_match_find_user (cw_users_get_match (users), user_known)));
  g_assert_true (is_foreseen (users, fresh));
  g_assert_true (is_foreseen (users, near));
  g_assert_false (is_foreseen (users, unmarked));
  g_assert_false (is_foreseen (users, one));
  g_assert_false (is_foreseen (users, by_email));

  /* Of two who come near one is linked by hand; a match by address is refused; a conflict is settled. */
  decide (f, cw_users_link_sync, near, user_near);
  decide (f, refuse, by_email, user_email);
  decide (f, cw_users_link_sync, two, user_desk);
  after = load (f);
  assert_user (after, user_near, CW_USER_LINKED, near);
  assert_user (after, user_desk, CW_USER_LINKED, two);
  assert_user (after, user_email, CW_USER_UNMATCHED, NULL);
  g_assert_true (is_foreseen (after, by_email));
  g_assert_true (is_foreseen (after, one));
  g_assert_false (is_foreseen (after, near));
  counts = cw_users_get_counts (after);
  /* One more is made for whom a match was refused, one for who lost the conflict; one fewer since she was linked. */
  g_assert_cmpuint (counts->would_create, ==, foreseen + 1);

  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), count_writes, &writes);
  info = run (f);
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), NULL, NULL);
  g_assert_cmpuint (writes, >, 0);
  g_assert_cmpuint (count_there (f), ==, before + counts->would_create);
  assert_there (f, by_id, user_id);
  assert_there (f, by_login, user_login);
  assert_there (f, near, user_near);
  assert_there (f, two, user_desk);
  assert_there (f, unmarked, "");
  assert_there (f, unmarked_known, "");
  g_assert_true (has_event (f, by_email, "create new done"));
  g_assert_true (has_event (f, one, "create new done"));
  g_assert_true (has_event (f, by_login, "update match-name done"));
  later = load (f);
  g_assert_cmpuint (cw_users_get_counts (later)->would_create, ==, 0);
  g_assert_cmpuint (cw_users_get_counts (later)->would_link, ==, 0);
  assert_user (later, user_login, CW_USER_LINKED, by_login);
  assert_user (later, user_near, CW_USER_LINKED, near);
  g_assert_cmpstr (cw_users_get_user (later, cw_people_match_find_user (cw_users_get_match (later), user_near))->by, ==, "hand");

  /* Nothing is left to do; a change of the employee goes to the user who was linked by hand. */
  writes = 0;
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), count_writes, &writes);
  again = run (f);
  g_assert_cmpuint (writes, ==, 0);
  members = edit (f, "netsuite", "employee", near, "\"phone\":\"555 0199\"");
  g_clear_pointer (&again, cw_run_info_free);
  again = run (f);
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), NULL, NULL);
  g_assert_cmpuint (writes, ==, 1);
  g_assert_true (has_event (f, near, "update changed done"));
  g_assert_cmpuint (count_there (f), ==, before + counts->would_create);
  cw_fixture_free (f);
}

/* What the account keeps cannot be undone by a link in a list. */
static void
test_stored_ids (void)
{
  CwFixture *f = cw_fixture_new (4, 2, NULL);
  const char *integration = f->integrations[SERVICES];
  g_autofree char *employee = add_employee (f, "Ida Stone", "Ida", "Stone", "ida@harbor.example", "T");
  g_autofree char *other = add_employee (f, "Ivo Stone", "Ivo", "Stone", "ivo@harbor.example", "T");
  g_autofree char *user = add_user (f, "istone", "I.", "Stone", "i@elsewhere.test", employee);
  g_autofree char *answer = NULL;
  g_autoptr (CwUsers) users = refresh (f), refused = NULL, linked = NULL;
  g_autoptr (CwRunInfo) info = NULL, second = NULL;
  g_autoptr (GError) error = NULL;
  guint before = count_there (f), created;

  assert_user (users, user, CW_USER_BY_ID, employee);
  assert_refused (cw_users_unlink_sync (f->profile, integration, employee, user, &error), &error, "Clear the id");
  assert_refused (cw_users_link_sync (f->profile, integration, other, user, &error), &error, "not the same person");
  /* Said to be somebody else, the user still carries the id: nobody is made beside him who would carry it as well. */
  decide (f, refuse, employee, user);
  refused = load (f);
  assert_user (refused, user, CW_USER_UNMATCHED, NULL);
  g_assert_false (is_foreseen (refused, employee));
  created = cw_users_get_counts (refused)->would_create;
  info = run (f);
  g_assert_true (has_event (f, employee, "conflict person-unclear"));
  assert_there (f, employee, user);
  g_assert_cmpuint (count_there (f), ==, before + created);
  /* Linked to the right one, the id becomes his, and the way is free for the first. */
  answer = list_there (f, other);
  g_assert_cmpstr (answer, !=, "");
  cw_fixture_free (f);
}

/* The right employee takes the id over. */
static void
test_taken_over (void)
{
  CwFixture *f = cw_fixture_new (4, 2, NULL);
  g_autofree char *wrong = add_employee (f, "Ida Stone", "Ida", "Stone", "ida@harbor.example", "T");
  g_autofree char *right = add_employee (f, "Ivo Stone", "Ivo", "Stone", "ivo@harbor.example", "T");
  g_autofree char *user = add_user (f, "istone", "I.", "Stone", "i@elsewhere.test", wrong);
  g_autofree char *found = NULL;
  g_autoptr (CwUsers) users = refresh (f), linked = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  decide (f, refuse, wrong, user);
  decide (f, cw_users_link_sync, right, user);
  linked = load (f);
  assert_user (linked, user, CW_USER_LINKED, right);
  g_assert_true (is_foreseen (linked, wrong));
  info = run (f);
  assert_there (f, right, user);
  found = list_there (f, wrong);
  g_assert_cmpstr (found, !=, "");
  g_assert_null (strchr (found, ','));
  g_assert_cmpstr (found, !=, user);
  cw_fixture_free (f);
}

/* Somebody types another id into the account to repair what belongs to what: list and import follow it alike. */
static void
test_repaired (void)
{
  CwFixture *f = cw_fixture_new (4, 2, NULL);
  g_autofree char *first = add_employee (f, "Ida Stone", "Ida", "Stone", "ida@harbor.example", "T");
  g_autofree char *second = add_employee (f, "Ivo Stone", "Ivo", "Stone", "ivo@harbor.example", "F");
  g_autofree char *user = add_user (f, "istone", "I.", "Stone", "ida@harbor.example", NULL), *there = NULL, *members = NULL, *answer = NULL;
  g_autoptr (CwUsers) users = refresh (f), repaired = NULL;
  g_autoptr (CwRunInfo) info = run (f), again = NULL;

  assert_there (f, first, user);
  members = g_strdup_printf ("\"netsuite_user_id__c\":\"%s\"", second);
  answer = edit (f, "suiteprojects", "user", user, members);
  repaired = refresh (f);
  assert_user (repaired, user, CW_USER_BY_ID, second);
  g_assert_true (is_foreseen (repaired, first));
  again = run (f);
  assert_there (f, second, user);
  there = list_there (f, first);
  g_assert_cmpstr (there, !=, "");
  g_assert_cmpstr (there, !=, user);
  cw_fixture_free (f);
}

/* What a person said before any run wrote it survives that the links are found again. */
static void
test_rebuilt (void)
{
  CwFixture *f = cw_fixture_new (4, 2, NULL);
  g_autofree char *employee = add_employee (f, "Ada Lund", "Ada", "Lund", "ada@harbor.example", "F");
  g_autofree char *user = add_user (f, "alund", "A.", "L.", "a@elsewhere.test", NULL);
  g_autoptr (CwUsers) users = refresh (f), after = NULL;
  CwRunRequest request = { NULL };
  g_autoptr (GError) error = NULL;
  guint rebuilt = 0;

  decide (f, cw_users_link_sync, employee, user);
  g_assert_true (cw_profile_rebuild_links_sync (f->profile, f->integrations[SERVICES], &request, &rebuilt, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rebuilt, >, 0);
  after = load (f);
  assert_user (after, user, CW_USER_LINKED, employee);
  cw_fixture_free (f);
}

/* Settings of the import count in the list, too. */
static void
test_settings (void)
{
  CwFixture *f = cw_fixture_new (4, 2, NULL);
  const char *integration = f->integrations[SERVICES];
  g_autofree char *employee = add_employee (f, "Ada Lund", "Ada", "Lund", "ada@harbor.example", "T");
  g_autofree char *second = add_employee (f, "Bo Berg", "Bo", "Berg", "bo@harbor.example", "T");
  g_autofree char *user = add_user (f, "alund", "A.", "L.", "ada@harbor.example", NULL);
  g_autofree char *login = add_user (f, "BO BERG", "B.", "B.", "b@elsewhere.test", "987654321");
  g_autoptr (CwUsers) users = refresh (f), without = NULL, off = NULL, kept = NULL, refused = NULL;
  g_autoptr (CwRunInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  assert_user (users, user, CW_USER_BY_EMAIL, employee);
  assert_user (users, login, CW_USER_BY_LOGIN, second);
  set_setting (f, "match-by-email", "false");
  without = load (f);
  assert_user (without, user, CW_USER_UNMATCHED, NULL);
  g_assert_true (is_foreseen (without, employee));
  set_setting (f, "match-by-email", "true");
  set_setting (f, "skip-merge", "true");
  kept = load (f);
  assert_user (kept, login, CW_USER_ELSEWHERE, NULL);
  g_assert_false (is_foreseen (kept, second));
  info = run (f);
  g_assert_true (has_event (f, second, "skip other-id"));
  assert_there (f, "987654321", login);
  assert_there (f, employee, user);
  /* Switched off it makes nobody, and there is nothing like Sync Employees to switch on. */
  g_assert_true (cw_profile_enable_workflow (f->profile, integration, WORKFLOW, FALSE, &error));
  off = refresh (f);
  g_assert_cmpuint (cw_users_get_counts (off)->would_create, ==, 0);
  g_assert_false (cw_users_get_sync (off));
  refused = cw_users_switch_on_sync (f->profile, integration, integration, NULL, &error);
  g_assert_null (refused);
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, WORKFLOW));
  cw_fixture_free (f);
}

/* Who was linked by hand before anything was sent travels by default like everybody else, and ends with the box. */
static void
test_by_default (void)
{
  CwFixture *f = cw_fixture_new (4, 2, NULL);
  g_autofree char *employee = add_employee (f, "Ada Lund", "Ada", "Lund", "ada@harbor.example", "F");
  g_autofree char *user = add_user (f, "alund", "A.", "L.", "a@elsewhere.test", NULL), *path = NULL, *box = NULL;
  g_autoptr (CwUsers) users = refresh (f);
  g_autoptr (CwRunInfo) info = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *rows;

  set_setting (f, "export-by-default", "true");
  decide (f, cw_users_link_sync, employee, user);
  info = run (f);
  assert_there (f, employee, user);
  node = cw_fixture_get (f, "/__sandbox/state/netsuite/employee");
  rows = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      g_autofree char *id = dup_text (json_array_get_object_element (rows, i), "id");

      if (g_str_equal (id, employee))
        box = dup_text (json_array_get_object_element (rows, i), BOX);
    }
  g_assert_cmpstr (box, ==, "T");
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spp-people/planted", test_planted);
  g_test_add_func ("/spp-people/stored-ids", test_stored_ids);
  g_test_add_func ("/spp-people/taken-over", test_taken_over);
  g_test_add_func ("/spp-people/repaired", test_repaired);
  g_test_add_func ("/spp-people/rebuilt", test_rebuilt);
  g_test_add_func ("/spp-people/settings", test_settings);
  g_test_add_func ("/spp-people/by-default", test_by_default);
  return g_test_run ();
}
