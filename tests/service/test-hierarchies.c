/* test-hierarchies.c: classifications of NetSuite as hierarchies of SuiteProjects Pro
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Departments and the like are changed as a person would, a run is made, and
 * the truth of the sandbox is looked at. Requests that write are counted by
 * what they carry.
 */

#include "cw-hierarchies.h"
#include "services-fixture.h"

#include <string.h>

#define CUSTOMERS "spp.customers"

/* ---- requests ---- */

typedef struct {
  CwSandboxTransport *transport;   /* borrowed */
  guint    requests;               /* to the target */
  guint    writes;                 /* of them, requests that write */
  guint    nodes;                  /* of them, those that write hierarchies or nodes */
  guint    departments;            /* requests to the source that read departments */
  guint    lose, die_before, die_after;   /* that write, by number from 1; 0: never */
  gboolean dead;
} Watch;

static gboolean
has (const CwWireRequest *request, const char *text)
{
  gsize size = 0;
  const char *body = request->body != NULL ? g_bytes_get_data (request->body, &size) : NULL;

  return body != NULL && g_strstr_len (body, (gssize) size, text) != NULL;
}

static gboolean
on_request (gboolean after, const CwWireRequest *request, gpointer data)
{
  Watch *watch = data;
  gboolean write = strstr (request->url, "/api.pl") != NULL && (has (request, "<Add ") || has (request, "<Modify ") || has (request, "<CreateUser "));

  if (watch->dead)
    return FALSE;
  if (!after)
    {
      watch->requests += strstr (request->url, "/suiteprojects/") != NULL ? 1 : 0;
      watch->writes += write ? 1 : 0;
      watch->departments += has (request, "FROM department") ? 1 : 0;
      watch->nodes += write && has (request, "type=\"Hierarchy") ? 1 : 0;
      if (write && watch->writes == watch->lose)
        cw_sandbox_transport_lose_answer (watch->transport);
    }
  if (write && watch->writes == (after ? watch->die_after : watch->die_before))
    watch->dead = TRUE;
  return !watch->dead;
}

static void
watch_start (Watch *watch, CwFixture *f)
{
  watch->transport = CW_SANDBOX_TRANSPORT (f->transport);
  cw_sandbox_transport_set_hook (watch->transport, on_request, watch);
}

static void
watch_end (CwFixture *f)
{
  cw_sandbox_transport_revive (CW_SANDBOX_TRANSPORT (f->transport));
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), NULL, NULL);
}

static Watch
run_watched (CwFixture *f)
{
  Watch watch = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  watch_start (&watch, f);
  info = cw_fixture_run (f, SPP_INTEGRATION, FALSE, &error);
  watch_end (f);
  g_assert_no_error (error);
  return watch;
}

static void
assert_quiet (CwFixture *f)
{
  Watch watch = run_watched (f);

  if (watch.requests > 0)
    g_test_fail_printf ("the run is not quiet: %u requests, %u writes\n%s", watch.requests, watch.writes, f->events->str);
}

static gboolean
has_event (CwFixture *f, const char *text)
{
  if (strstr (f->events->str, text) != NULL)
    return TRUE;
  g_test_message ("no “%s” in\n%s", text, f->events->str);
  return FALSE;
}

/* ---- both sides ---- */

static char *
add_customer (CwFixture *f, const char *name, const char *department)
{
  g_autofree char *members = g_strdup_printf ("\"entityid\":\"%s\",\"companyname\":\"%s Ltd\",\"isperson\":\"F\",\"subsidiaries\":[\"2\"],"
                                              "\"" SPP_BOX "\":\"T\"%s%s%s", name, name, department != NULL ? ",\"custentity_department\":\"" : "",
                                              department != NULL ? department : "", department != NULL ? "\"" : "");

  return spp_edit (f, "netsuite", "customer", NULL, members);
}

static char *
dup_node (CwFixture *f, const char *external_id, const char *member)
{
  return spp_get_there (f, "hierarchynode", "externalid", external_id, member, NULL);
}

static void
assert_node (CwFixture *f, const char *external_id, const char *name, const char *parent_external_id)
{
  g_autofree char *there = dup_node (f, external_id, "name"), *parent = dup_node (f, external_id, "parentid");
  g_autofree char *wanted = parent_external_id != NULL ? dup_node (f, parent_external_id, "id") : NULL;

  g_assert_cmpstr (there, ==, name);
  g_assert_cmpstr (g_strcmp0 (parent, "0") == 0 ? NULL : parent, ==, wanted);
}

static char *
dup_nodes_of (CwFixture *f, const char *customer)
{
  return spp_get_there (f, "customer", "netsuite_customer_id__c", customer, "hierarchy_node_ids", NULL);
}

static void
assert_holds (CwFixture *f, const char *customer, const char *nodes)
{
  g_autofree char *there = dup_nodes_of (f, customer);

  g_assert_cmpstr (there, ==, nodes);
}

static void
assert_holds_external (CwFixture *f, const char *customer, const char *external_id)
{
  g_autofree char *node = dup_node (f, external_id, "id");

  assert_holds (f, customer, node);
}

/* ---- choices ---- */

/* Only customers travel. */
static CwFixture *
new_fixture (const char *assume)
{
  CwFixture *f = cw_fixture_new (6, 0, assume);
  g_autoptr (GError) error = NULL;

  cw_profile_enable_workflow (f->profile, f->integrations[SPP_INTEGRATION], "spp.projects", FALSE, &error);
  g_assert_no_error (error);
  cw_profile_enable_workflow (f->profile, f->integrations[SPP_INTEGRATION], "spp.employees", FALSE, &error);
  g_assert_no_error (error);
  return f;
}

static CwHierarchyView *
load (CwFixture *f, const char *key)
{
  g_autoptr (GError) error = NULL;
  CwHierarchyView *view = cw_profile_load_hierarchy_sync (f->profile, f->integrations[SPP_INTEGRATION], CUSTOMERS, key, &error);

  g_assert_no_error (error);
  return view;
}

static void
read_sides (CwFixture *f, const char *key)
{
  g_autoptr (GError) error = NULL;

  cw_profile_read_hierarchy_sync (f->profile, f->integrations[SPP_INTEGRATION], CUSTOMERS, key, NULL, &error);
  g_assert_no_error (error);
}

static void
read_both (CwFixture *f)
{
  read_sides (f, "department");
}

static const CwHierarchySource *
find_source (const CwHierarchyView *view, const char *id)
{
  const GPtrArray *sources = cw_hierarchy_get_sources (view->hierarchy);

  for (guint i = 0; i < sources->len; i++)
    if (g_str_equal (((const CwHierarchySource *) sources->pdata[i])->id, id))
      return sources->pdata[i];
  g_error ("there is no node %s", id);
}

static char *
find_target (const CwHierarchyView *view, const char *path)
{
  const GPtrArray *targets = cw_hierarchy_get_targets (view->hierarchy);

  for (guint i = 0; i < targets->len; i++)
    if (g_str_equal (((const CwHierarchyTarget *) targets->pdata[i])->path, path))
      return g_strdup (((const CwHierarchyTarget *) targets->pdata[i])->id);
  g_error ("there is no node “%s”", path);
}

static void
assert_partner (const CwHierarchyView *view, const char *id, const char *path, const char *by)
{
  const CwHierarchySource *source = find_source (view, id);
  const GPtrArray *targets = cw_hierarchy_get_targets (view->hierarchy);

  g_assert_cmpstr (source->partner != CW_HIERARCHY_NONE ? ((CwHierarchyTarget *) targets->pdata[source->partner])->path : NULL, ==, path);
  g_assert_cmpstr (source->by, ==, by);
}

/* ---- our own ---- */

#define PREFIX "customer-department"

/* Requests that a plan of @records (NULL: all) foresees for the hierarchy; -1: it has no part in that. */
static int
foresee (CwFixture *f, const char * const *records, GError **error)
{
  CwRunRequest request = { .integration = f->integrations[SPP_INTEGRATION], .records = records };
  g_autoptr (CwRunInfo) info = cw_profile_plan_sync (f->profile, &request, error);
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (GPtrArray) plans = info != NULL ? cw_store_list_plans (store, info->id, NULL) : NULL;
  int requests = -1;

  for (guint i = 0; plans != NULL && i < plans->len; i++)
    {
      const CwPlanInfo *plan = plans->pdata[i];

      if (g_str_equal (plan->workflow, CUSTOMERS "/department"))
        requests = (int) plan->requests_target;
    }
  return requests;
}

/* What is foreseen is what it takes, and only for records that such a hierarchy holds. */
static void
test_foreseen (void)
{
  CwFixture *f = new_fixture (NULL);
  g_autofree char *a = add_customer (f, "Acme", "6"), *record = g_strconcat ("customer:", a, NULL);
  const char * const one[] = { record, NULL }, * const job[] = { "job:1", NULL }, * const other[] = { "account:1", NULL };
  g_autoptr (GError) error = NULL;

  spp_set_setting (f, CUSTOMERS, "map-department", "own");
  /* The hierarchy, its levels, roots, the nodes below them. */
  g_assert_cmpint (foresee (f, NULL, &error), ==, 4);
  g_assert_no_error (error);
  g_assert_cmpint (foresee (f, one, &error), ==, 4);
  g_assert_no_error (error);
  g_assert_cmpint (foresee (f, job, &error), ==, -1);
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, "spp.projects"));
  g_clear_error (&error);
  g_assert_cmpint (foresee (f, other, &error), ==, -1);
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, "“account”"));
  cw_fixture_free (f);
}

/* Departments of the sample: 1 Finance (2 Accounts Payable, 3 Accounts Receivable), 4 Sales (5, 6), 7 Operations (8), 9 IT, … 12 R&D (13). */
static void
test_own (void)
{
  CwFixture *f = new_fixture (NULL);
  g_autofree char *a = add_customer (f, "Acme", "6"), *b = add_customer (f, "Bolt", NULL), *node = NULL, *deep = NULL;
  Watch watch;

  spp_set_setting (f, CUSTOMERS, "map-department", "own");
  watch = run_watched (f);
  /* The hierarchy, its levels, roots, the nodes below them; then the customers. */
  g_assert_cmpuint (watch.nodes, ==, 4);
  g_assert_cmpuint (watch.writes, ==, 5);
  g_assert_true (has_event (f, "hierarchy:department create new done"));
  g_assert_true (has_event (f, "department:6 create new done"));
  g_assert_cmpuint (spp_count_there (f, "hierarchy", "externalid", PREFIX), ==, 1);
  assert_node (f, PREFIX "-4", "Sales", NULL);
  assert_node (f, PREFIX "-6", "Field Sales", PREFIX "-4");
  node = dup_node (f, PREFIX "-6", "levelid");
  deep = dup_node (f, PREFIX "-level-2", "id");
  g_assert_cmpstr (node, ==, deep);
  assert_holds_external (f, a, PREFIX "-6");
  assert_holds (f, b, NULL);
  assert_quiet (f);

  /* Renamed: one Modify of one node, and nothing for the records. */
  spp_set (f, "department", "4", "\"name\":\"Vertrieb\"");
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 1);
  g_assert_true (has_event (f, "department:4 update changed done"));
  assert_node (f, PREFIX "-4", "Vertrieb", NULL);
  assert_quiet (f);

  /* Moved, to another parent and to the root. */
  spp_set (f, "department", "8", "\"parent\":\"9\"");
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 1);
  g_assert_true (has_event (f, "department:8 move moved done"));
  assert_node (f, PREFIX "-8", "Procurement", PREFIX "-9");
  spp_set (f, "department", "8", "\"parent\":\"\"");
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 1);
  assert_node (f, PREFIX "-8", "Procurement", NULL);
  assert_quiet (f);

  /* Another department: one customer. None: none. */
  spp_set (f, "customer", a, "\"custentity_department\":\"9\"");
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 1);
  assert_holds_external (f, a, PREFIX "-9");
  spp_set (f, "customer", a, "\"custentity_department\":\"\"");
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 1);
  assert_holds (f, a, NULL);
  assert_quiet (f);
  cw_fixture_free (f);
}

/* A new department and a record in it, in one run; a level more than there was. */
static void
test_deeper (void)
{
  CwFixture *f = new_fixture (NULL);
  g_autofree char *a = NULL, *below = NULL, *external = NULL, *level = NULL, *third = NULL;
  Watch watch;

  spp_set_setting (f, CUSTOMERS, "map-department", "own");
  watch = run_watched (f);
  below = spp_edit (f, "netsuite", "department", NULL, "\"name\":\"Hunters\",\"parent\":\"6\",\"isinactive\":\"F\"");
  external = g_strconcat (PREFIX "-", below, NULL);
  a = add_customer (f, "Acme", below);
  watch = run_watched (f);
  g_assert_cmpuint (watch.nodes, ==, 2);
  g_assert_cmpuint (watch.writes, ==, 3);
  assert_node (f, external, "Hunters", PREFIX "-6");
  level = dup_node (f, external, "levelid");
  third = dup_node (f, PREFIX "-level-3", "id");
  g_assert_cmpstr (level, ==, third);
  assert_holds_external (f, a, external);
  assert_quiet (f);
  cw_fixture_free (f);
}

/* What the plan shows is names, and it sends nothing. */
static gboolean
note_row (const CwPlanRow *row, gpointer data, GError **error)
{
  GString *text = data;
  const char *name, *value;

  for (guint i = 0; i < cw_fields_get_size (row->after); i++)
    {
      cw_fields_get_nth (row->after, i, &name, &value);
      g_string_append_printf (text, "%s:%s %s=%s<%s\n", row->type, row->source_id, name, value,
                              cw_fields_get (row->before, name) != NULL ? cw_fields_get (row->before, name) : "");
    }
  return TRUE;
}

static char *
dup_plan (CwFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = cw_fixture_plan (f, SPP_INTEGRATION, FALSE, &error);
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (GPtrArray) plans = info != NULL ? cw_store_list_plans (store, info->id, NULL) : NULL;
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < plans->len; i++)
    cw_store_plan_foreach (store, ((CwPlanInfo *) plans->pdata[i])->id, 0, G_MAXINT, note_row, text, NULL);
  return g_string_free (text, FALSE);
}

static void
assert_planned (const char *plan, const char *line)
{
  if (strstr (plan, line) == NULL)
    g_test_fail_printf ("no “%s” in\n%s", line, plan);
}

static void
test_plan (void)
{
  CwFixture *f = new_fixture (NULL);
  g_autofree char *a = add_customer (f, "Acme", "6"), *before = NULL, *after = NULL, *line = NULL, *moved = NULL;
  Watch watch = { NULL };

  spp_set_setting (f, CUSTOMERS, "map-department", "own");
  watch_start (&watch, f);
  before = dup_plan (f);
  watch_end (f);
  g_assert_cmpuint (watch.writes, ==, 0);
  line = g_strdup_printf ("customer:%s Customer Department=Sales : Field Sales<", a);
  assert_planned (before, line);
  assert_planned (before, "department:6 parent=Sales<");
  g_assert_null (strstr (before, "hierarchy:department="));
  run_watched (f);
  spp_set (f, "customer", a, "\"custentity_department\":\"9\"");
  after = dup_plan (f);
  moved = g_strdup_printf ("customer:%s Customer Department=IT<Sales : Field Sales", a);
  assert_planned (after, moved);
  cw_fixture_free (f);
}

/* Nodes of hierarchies that are none of ours stay; of each hierarchy there is one. */
static void
test_kept (void)
{
  CwFixture *f = new_fixture (NULL);
  g_autofree char *a = add_customer (f, "Acme", "6"), *there = NULL, *node = NULL, *both = NULL, *region = NULL, *members = NULL;

  run_watched (f);
  there = spp_get_there (f, "customer", "netsuite_customer_id__c", a, "id", NULL);
  region = spp_get_there (f, "hierarchynode", "name", "DACH", "id", NULL);
  members = g_strdup_printf ("\"hierarchy_node_ids\":\"%s\"", region);
  g_free (spp_edit (f, "suiteprojects", "customer", there, members));
  spp_set_setting (f, CUSTOMERS, "map-department", "own");
  {
    g_autoptr (GError) error = NULL;
    CwRunRequest request = { .integration = f->integrations[SPP_INTEGRATION], .refresh = TRUE };
    g_autoptr (CwRunInfo) info = cw_profile_run_sync (f->profile, &request, &error);

    g_assert_no_error (error);
  }
  node = dup_node (f, PREFIX "-6", "id");
  both = g_strconcat (region, ",", node, NULL);
  assert_holds (f, a, both);
  spp_set (f, "customer", a, "\"custentity_department\":\"\"");
  run_watched (f);
  assert_holds (f, a, region);
  assert_quiet (f);
  cw_fixture_free (f);
}

/* Projects, users and all four classifications. */
static void
test_all (void)
{
  static const char * const workflows[] = { CUSTOMERS, "spp.projects", "spp.employees" };
  static const char * const keys[] = { "map-class", "map-department", "map-location", "map-subsidiary" };
  static const char * const externals[] = { "customer", "project", "user" };
  CwFixture *f = cw_fixture_new (40, 20, NULL);
  g_autofree char *nodes = NULL;
  guint holders = 0;

  for (guint i = 0; i < G_N_ELEMENTS (workflows); i++)
    for (guint j = 0; j < G_N_ELEMENTS (keys); j++)
      spp_set_setting (f, workflows[i], keys[j], "own");
  run_watched (f);
  if (strstr (f->events->str, " failed\n") != NULL)
    g_test_fail_printf ("some failed\n%s", f->events->str);
  for (guint i = 0; i < G_N_ELEMENTS (externals); i++)
    for (guint j = 0; j < G_N_ELEMENTS (keys); j++)
      {
        g_autofree char *external = g_strconcat (externals[i], "-", keys[j] + strlen ("map-"), NULL);

        g_assert_cmpuint (spp_count_there (f, "hierarchy", "externalid", external), ==, 1);
      }
  {
    g_autoptr (JsonNode) node = cw_fixture_get (f, "/__sandbox/state/suiteprojects/user");
    JsonArray *rows = json_node_get_array (node);

    for (guint i = 0; i < json_array_get_length (rows); i++)
      {
        g_autofree char *list = spp_dup_text (json_array_get_object_element (rows, i), "hierarchy_node_ids");

        /* A department, a location and a subsidiary at least. */
        holders += list != NULL && strchr (list, ',') != NULL ? 1 : 0;
      }
  }
  g_assert_cmpuint (holders, >, 0);
  assert_quiet (f);
  cw_fixture_free (f);
}

/* However many hierarchies follow a classification, it is read once. */
static void
test_read_once (void)
{
  CwFixture *f = cw_fixture_new (6, 2, NULL);
  guint one;

  spp_set_setting (f, CUSTOMERS, "map-department", "own");
  run_watched (f);
  one = run_watched (f).departments;
  g_assert_cmpuint (one, >, 0);
  spp_set_setting (f, "spp.projects", "map-department", "own");
  spp_set_setting (f, "spp.employees", "map-department", "own");
  run_watched (f);
  g_assert_cmpuint (run_watched (f).departments, ==, one);
  cw_fixture_free (f);
}

/* Somebody made one of that name: it is neither taken nor made a second time. */
static void
test_there_already (void)
{
  CwFixture *f = new_fixture (NULL);
  g_autofree char *a = add_customer (f, "Acme", "6");
  g_autofree char *there = spp_edit (f, "suiteprojects", "hierarchy", NULL, "\"name\":\"customer department\",\"type\":\"customer\"");
  Watch watch;

  spp_set_setting (f, CUSTOMERS, "map-department", "own");
  watch = run_watched (f);
  g_assert_cmpuint (watch.nodes, ==, 0);
  g_assert_true (has_event (f, "hierarchy:department conflict hierarchy-there"));
  g_assert_cmpuint (spp_count_there (f, "customer", "netsuite_customer_id__c", a), ==, 1);
  assert_holds (f, a, NULL);
  cw_fixture_free (f);
}

/* ---- existing ones ---- */

static guint
adopt (CwFixture *f, gboolean extend)
{
  g_autofree char *id = spp_get_there (f, "hierarchy", "name", "Business Unit", "id", NULL);
  g_autoptr (GError) error = NULL;
  guint linked = 0;

  read_both (f);
  cw_profile_adopt_hierarchy_sync (f->profile, f->integrations[SPP_INTEGRATION], CUSTOMERS, "department", id, extend, &linked, &error);
  g_assert_no_error (error);
  return linked;
}

static void
link_node (CwFixture *f, const char *source, const char *target, gboolean allowed)
{
  g_autoptr (GError) error = NULL;

  cw_profile_link_node_sync (f->profile, f->integrations[SPP_INTEGRATION], CUSTOMERS, "department", source, target, &error);
  if (allowed)
    g_assert_no_error (error);
  else
    g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
}

static void
test_existing (void)
{
  CwFixture *f = new_fixture (NULL);
  g_autofree char *a = add_customer (f, "Acme", "6"), *b = add_customer (f, "Bolt", "3"), *c = add_customer (f, "Cone", "11");
  g_autofree char *legal = NULL, *sales = NULL, *there = NULL, *members = NULL, *external = NULL;
  g_autoptr (CwHierarchyView) view = NULL;
  g_autoptr (GError) error = NULL;
  guint nodes = spp_count_there (f, "hierarchynode", "isalevel", "0");
  Watch watch;

  /* Finance, Accounts Payable, Sales, Inside Sales, Field Sales, Operations, IT, and Procurement, which stands elsewhere. */
  g_assert_cmpuint (adopt (f, FALSE), ==, 8);
  view = load (f, "department");
  assert_partner (view, "6", "Sales : Field sales", "name");
  assert_partner (view, "8", "Procurement", "name");
  assert_partner (view, "3", NULL, NULL);
  g_assert_cmpuint (view->linked, ==, 8);
  g_assert_cmpuint (view->alone, ==, 4);   /* one more is inactive */
  g_assert_cmpuint (view->alone_there, ==, 1);

  legal = find_target (view, "Legal");
  sales = find_target (view, "Sales");
  link_node (f, "3", legal, TRUE);
  link_node (f, "11", sales, FALSE);   /* has a partner */
  link_node (f, "99", legal, FALSE);   /* is none */
  watch = run_watched (f);
  g_assert_cmpuint (watch.nodes, ==, 0);
  g_assert_cmpuint (watch.writes, ==, 1);
  g_assert_cmpuint (spp_count_there (f, "hierarchynode", "isalevel", "0"), ==, nodes);
  g_assert_true (has_event (f, "department:11 skip no-partner"));
  assert_holds (f, b, legal);
  assert_holds (f, c, NULL);
  external = spp_get_there (f, "hierarchynode", "id", legal, "externalid", NULL);
  g_assert_null (external);
  assert_quiet (f);

  /* A node that a person gave the record and that nobody linked stays. */
  cw_profile_unlink_node_sync (f->profile, f->integrations[SPP_INTEGRATION], CUSTOMERS, "department", "3", &error);
  g_assert_no_error (error);
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 0);
  assert_holds (f, b, legal);

  /* Linked again, it is ours once more: when the department is cleared, it goes. */
  link_node (f, "3", legal, TRUE);
  run_watched (f);
  spp_set (f, "customer", b, "\"custentity_department\":\"\"");
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 1);
  assert_holds (f, b, NULL);

  /* What is renamed in NetSuite is not renamed in somebody else's hierarchy. */
  spp_set (f, "department", "4", "\"name\":\"Vertrieb\"");
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 0);
  there = spp_get_there (f, "hierarchynode", "id", sales, "name", NULL);
  g_assert_cmpstr (there, ==, "Sales");
  cw_fixture_free (f);
}

/* What the existing one lacks is made there, and follows; what was there does not. */
static void
test_extended (void)
{
  CwFixture *f = new_fixture (NULL);
  g_autofree char *b = add_customer (f, "Bolt", "3"), *finance = NULL, *parent = NULL, *level = NULL, *team = NULL;
  Watch watch;

  g_assert_cmpuint (adopt (f, TRUE), ==, 8);
  watch = run_watched (f);
  /* Roots and what is below them, the latter under a node that was there. */
  g_assert_cmpuint (watch.nodes, <=, 2);
  finance = spp_get_there (f, "hierarchynode", "name", "Finance", "id", NULL);
  parent = dup_node (f, PREFIX "-3", "parentid");
  g_assert_cmpstr (parent, ==, finance);
  level = dup_node (f, PREFIX "-3", "levelid");
  team = spp_get_there (f, "hierarchynode", "name", "Accounts Payable", "levelid", NULL);
  g_assert_cmpstr (level, ==, team);
  g_assert_cmpuint (spp_count_there (f, "hierarchynode", "name", "Sales"), ==, 1);
  assert_holds_external (f, b, PREFIX "-3");
  assert_quiet (f);
  spp_set (f, "department", "3", "\"name\":\"Debitoren\"");
  spp_set (f, "department", "4", "\"name\":\"Vertrieb\"");
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 1);
  g_free (parent);
  parent = dup_node (f, PREFIX "-3", "name");
  g_assert_cmpstr (parent, ==, "Debitoren");
  cw_fixture_free (f);
}

/* What was read for one classification says nothing of another: no name of it would be linked, and its nodes made a second time. */
static void
test_unread (void)
{
  CwFixture *f = new_fixture (NULL);
  g_autofree char *id = spp_get_there (f, "hierarchy", "name", "Business Unit", "id", NULL);
  g_autoptr (CwHierarchyView) department = NULL, unread = NULL, read = NULL;
  g_autoptr (GError) error = NULL;

  g_free (spp_edit (f, "netsuite", "location", NULL, "\"name\":\"Legal\",\"isinactive\":\"F\""));
  read_both (f);
  department = load (f, "department");
  g_assert_true (department->read);
  unread = load (f, "location");
  g_assert_false (unread->read);
  g_assert_false (cw_profile_adopt_hierarchy_sync (f->profile, f->integrations[SPP_INTEGRATION], CUSTOMERS, "location", id, TRUE, NULL, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_clear_error (&error);
  read_sides (f, "location");
  cw_profile_adopt_hierarchy_sync (f->profile, f->integrations[SPP_INTEGRATION], CUSTOMERS, "location", id, TRUE, NULL, &error);
  g_assert_no_error (error);
  read = load (f, "location");
  g_assert_true (read->read);
  g_assert_cmpuint (read->linked, ==, 1);
  cw_fixture_free (f);
}

/* Back to our own: what was chosen is forgotten, and one is made. */
static void
test_choices (void)
{
  CwFixture *f = new_fixture (NULL);
  g_autofree char *a = add_customer (f, "Acme", "6"), *practice = spp_get_there (f, "hierarchy", "name", "Practice", "id", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwHierarchyView) view = NULL;
  Watch watch;

  adopt (f, FALSE);
  run_watched (f);
  g_assert_false (cw_profile_adopt_hierarchy_sync (f->profile, f->integrations[SPP_INTEGRATION], CUSTOMERS, "department", practice, FALSE, NULL, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);   /* of projects */
  g_clear_error (&error);
  cw_profile_set_hierarchy_mode_sync (f->profile, f->integrations[SPP_INTEGRATION], CUSTOMERS, "department", CW_HIERARCHY_OWN, &error);
  g_assert_no_error (error);
  watch = run_watched (f);
  g_assert_cmpuint (watch.nodes, ==, 4);
  view = load (f, "department");
  g_assert_cmpstr (cw_hierarchy_get_name (view->hierarchy), ==, "Customer Department");
  g_assert_cmpuint (view->alone, ==, 0);
  assert_quiet (f);

  /* Switched off, everything stays. */
  cw_profile_set_hierarchy_mode_sync (f->profile, f->integrations[SPP_INTEGRATION], CUSTOMERS, "department", CW_HIERARCHY_OFF, &error);
  g_assert_no_error (error);
  spp_set (f, "department", "4", "\"name\":\"Vertrieb\"");
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 0);
  g_assert_false (cw_profile_set_hierarchy_mode_sync (f->profile, f->integrations[SPP_INTEGRATION], CUSTOMERS, "department", CW_HIERARCHY_EXISTING, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  cw_fixture_free (f);
}

/* A field that the account has not is named. */
static void
test_field (void)
{
  CwFixture *f = new_fixture (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  spp_set_setting (f, CUSTOMERS, "map-department", "own");
  spp_set_setting (f, CUSTOMERS, "department-field", "custentity_nowhere");
  info = cw_fixture_run (f, SPP_INTEGRATION, FALSE, &error);
  g_assert_null (info);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "custentity_nowhere"));
  cw_fixture_free (f);
}

/* ---- trouble ---- */

static void
assert_once (CwFixture *f, const char *customer)
{
  g_assert_cmpuint (spp_count_there (f, "hierarchy", "externalid", PREFIX), ==, 1);
  for (guint id = 1; id <= 12; id++)   /* number 13 is inactive */
    {
      g_autofree char *external = g_strdup_printf (PREFIX "-%u", id);

      g_assert_cmpuint (spp_count_there (f, "hierarchynode", "externalid", external), ==, 1);
    }
  g_assert_cmpuint (spp_count_there (f, "hierarchynode", "externalid", PREFIX "-level-1"), ==, 1);
  g_assert_cmpuint (spp_count_there (f, "hierarchynode", "externalid", PREFIX "-level-2"), ==, 1);
  assert_holds_external (f, customer, PREFIX "-6");
  assert_quiet (f);
}

/* The answer to each of the writes is lost in turn; the run finds out by itself. */
static void
test_lost (void)
{
  for (guint write = 1; write <= 5; write++)
    {
      CwFixture *f = new_fixture (NULL);
      g_autofree char *a = add_customer (f, "Acme", "6");
      g_autoptr (GError) error = NULL;
      g_autoptr (CwRunInfo) info = NULL;
      Watch watch = { .lose = write };

      spp_set_setting (f, CUSTOMERS, "map-department", "own");
      watch_start (&watch, f);
      info = cw_fixture_run (f, SPP_INTEGRATION, FALSE, &error);
      watch_end (f);
      g_assert_no_error (error);
      assert_once (f, a);
      cw_fixture_free (f);
    }
}

/* The program dies before and after each of the writes. */
static void
test_kill (void)
{
  for (guint step = 0; step < 10; step++)
    {
      CwFixture *f = new_fixture (NULL);
      g_autofree char *a = add_customer (f, "Acme", "6");
      g_autoptr (CwRunInfo) info = NULL;
      g_autoptr (GError) error = NULL;
      Watch watch = { NULL };

      if (step % 2 == 0)
        watch.die_before = 1 + step / 2;
      else
        watch.die_after = 1 + step / 2;
      spp_set_setting (f, CUSTOMERS, "map-department", "own");
      watch_start (&watch, f);
      info = cw_fixture_run (f, SPP_INTEGRATION, FALSE, NULL);
      g_assert_true (watch.dead);
      watch_end (f);
      cw_fixture_reopen (f);
      cw_fixture_resume (f, &error);
      g_assert_no_error (error);
      run_watched (f);
      assert_once (f, a);
      cw_fixture_free (f);
    }
}

/* The program dies after a change was made: the next run finds that it was, and does not make it again. */
static void
test_changed_before_death (void)
{
  static const struct { const char *type, *id, *members, *external; } changes[] = {
    { "department", "8", "\"parent\":\"9\"", NULL },
    { "department", "8", "\"parent\":\"\"", NULL },
    { "department", "4", "\"name\":\"Vertrieb\"", NULL },
    { "customer", NULL, "\"custentity_department\":\"9\"", PREFIX "-9" },
  };
  CwFixture *f = new_fixture (NULL);
  g_autofree char *a = add_customer (f, "Acme", "6");

  spp_set_setting (f, CUSTOMERS, "map-department", "own");
  run_watched (f);
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (CwRunInfo) info = NULL;
      Watch watch = { .die_after = 1 };

      spp_set (f, changes[i].type, changes[i].id != NULL ? changes[i].id : a, changes[i].members);
      watch_start (&watch, f);
      info = cw_fixture_run (f, SPP_INTEGRATION, FALSE, NULL);
      g_assert_true (watch.dead);
      watch_end (f);
      cw_fixture_reopen (f);
      watch = run_watched (f);
      g_assert_cmpuint (watch.writes, ==, 0);
      if (changes[i].external != NULL)
        assert_holds_external (f, a, changes[i].external);
      assert_quiet (f);
    }
  assert_node (f, PREFIX "-8", "Procurement", NULL);
  assert_node (f, PREFIX "-4", "Vertrieb", NULL);
  cw_fixture_free (f);
}

/* Somebody changed the tree in the target: ours follows NetSuite, once it was read. */
static void
test_drift (void)
{
  CwFixture *f = new_fixture (NULL);
  g_autofree char *node = NULL;
  Watch watch;

  spp_set_setting (f, CUSTOMERS, "map-department", "own");
  run_watched (f);
  node = dup_node (f, PREFIX "-9", "id");
  g_free (spp_edit (f, "suiteprojects", "hierarchynode", node, "\"name\":\"Computers\""));
  read_both (f);
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 1);
  assert_node (f, PREFIX "-9", "IT", NULL);
  assert_quiet (f);
  cw_fixture_free (f);
}

static void
test_variant (gconstpointer assume)
{
  CwFixture *f = new_fixture (assume);
  g_autofree char *a = add_customer (f, "Acme", "6");
  Watch watch;

  spp_set_setting (f, CUSTOMERS, "map-department", "own");
  watch = run_watched (f);
  g_assert_cmpuint (watch.nodes, ==, 4);
  assert_once (f, a);
  spp_set (f, "department", "8", "\"parent\":\"\"");
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 1);
  assert_node (f, PREFIX "-8", "Procurement", NULL);
  assert_quiet (f);
  cw_fixture_free (f);
}

static void
delete_there (CwFixture *f, const char *record, const char *id)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"suiteprojects\",\"record\":\"%s\",\"id\":\"%s\",\"delete\":true}", record, id);

  g_free (cw_fixture_edit (f, json));
}

/* A node that somebody deleted is made again; a hierarchy that somebody chose and that is gone needs a person. */
static void
test_deleted_there (void)
{
  CwFixture *f = new_fixture ("suiteprojects.hierarchy-delete=accepted");
  g_autofree char *a = add_customer (f, "Acme", "6"), *node = NULL, *empty = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwHierarchyView) view = NULL;
  Watch watch;

  spp_set_setting (f, CUSTOMERS, "map-department", "own");
  run_watched (f);
  node = dup_node (f, PREFIX "-12", "id");
  delete_there (f, "hierarchynode", node);
  read_both (f);
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 1);
  assert_node (f, PREFIX "-12", "R&D", NULL);
  assert_quiet (f);

  empty = spp_edit (f, "suiteprojects", "hierarchy", NULL, "\"name\":\"Empty\",\"type\":\"customer\"");
  read_both (f);
  cw_profile_adopt_hierarchy_sync (f->profile, f->integrations[SPP_INTEGRATION], CUSTOMERS, "department", empty, FALSE, NULL, &error);
  g_assert_no_error (error);
  delete_there (f, "hierarchy", empty);
  read_both (f);
  watch = run_watched (f);
  g_assert_cmpuint (watch.writes, ==, 0);
  g_assert_true (has_event (f, "hierarchy:department conflict hierarchy-missing"));
  view = load (f, "department");
  g_assert_cmpint (cw_hierarchy_get_trouble (view->hierarchy), ==, CW_REASON_HIERARCHY_MISSING);
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  static const char * const variants[] = {
    "suiteprojects.level-names=underscored", "suiteprojects.node-level=optional", "suiteprojects.add-reply=id",
    "suiteprojects.batch-reply=one", "suiteprojects.unset-reference=zero", "suiteprojects.element-case=other",
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hierarchies/own", test_own);
  g_test_add_func ("/hierarchies/foreseen", test_foreseen);
  g_test_add_func ("/hierarchies/deeper", test_deeper);
  g_test_add_func ("/hierarchies/plan", test_plan);
  g_test_add_func ("/hierarchies/kept", test_kept);
  g_test_add_func ("/hierarchies/all", test_all);
  g_test_add_func ("/hierarchies/read-once", test_read_once);
  g_test_add_func ("/hierarchies/there-already", test_there_already);
  g_test_add_func ("/hierarchies/existing", test_existing);
  g_test_add_func ("/hierarchies/extended", test_extended);
  g_test_add_func ("/hierarchies/unread", test_unread);
  g_test_add_func ("/hierarchies/choices", test_choices);
  g_test_add_func ("/hierarchies/field", test_field);
  g_test_add_func ("/hierarchies/lost", test_lost);
  g_test_add_func ("/hierarchies/kill", test_kill);
  g_test_add_func ("/hierarchies/changed-before-death", test_changed_before_death);
  g_test_add_func ("/hierarchies/drift", test_drift);
  g_test_add_func ("/hierarchies/deleted-there", test_deleted_there);
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *path = g_strdelimit (g_strconcat ("/hierarchies/variant/", variants[i], NULL), "=.", '-');

      g_test_add_data_func (path, variants[i], test_variant);
    }
  return g_test_run ();
}
