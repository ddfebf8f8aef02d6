/* test-matching-services.c: which records travel to SuiteProjects Pro, and which of those there they are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each row of the reference's rules of matching (B6), and each setting of each
 * workflow: switched the other way, something else travels.
 */

#include "cw-fixture.h"

#include <string.h>

#define SERVICES 2   /* the integration */
#define BOX      "custentity_oa_export_to_openair"
#define STALE    "987654321"

/* One workflow: how a person makes a record of it on either side. @name is its name, @owner what it belongs to, @more is filled in. */
typedef struct {
  const char *workflow, *record, *type, *collection, *id_field;
  const char *here, *there;    /* members of what is made in NetSuite and there */
  const char *box;             /* NULL: none */
  const char *key;             /* the value there that has the name */
  const char *owner;           /* type of what it belongs to; NULL: nobody */
  const char *monitored, *other;   /* mapped fields by the names of the mapping */
  const char *change_monitored, *change_other;
} Flow;

#define ITEM(n) "\"itemid\":\"@name\",\"fullname\":\"@name\",\"subsidiary\":\"2\",\"itemtype\":\"" n "\"@more"
#define SERVICE_BOX "custitem_oa_export_to_openair"
#define PRODUCT_BOX "custitem_oa_export_to_openair_product"
#define ORDER_BOX   "custbody_oa_export_to_openair"
#define TASK_BOX    "custevent_oa_export_to_openair"

static const Flow flows[] = {
  { "spp.employees", "employee", "employee", "user", "netsuite_user_id__c",
    "\"entityid\":\"@name\",\"firstname\":\"F\",\"lastname\":\"L\",\"email\":\"a@b.example\",\"subsidiary\":\"2\"@more",
    "\"nickname\":\"@name\",\"active\":\"1\"", BOX, "nickname", NULL, "lastName", "phone", "\"lastname\":\"New\"", "\"phone\":\"99\"" },
  { "spp.customers", "customer", "customer", "customer", "netsuite_customer_id__c",
    "\"entityid\":\"@name\",\"companyname\":\"C\",\"isperson\":\"F\",\"subsidiaries\":[\"2\"]@more", "\"name\":\"@name\",\"company\":\"Old\",\"active\":\"1\"",
    BOX, "name", NULL, "companyName", "phone", "\"companyname\":\"New\"", "\"phone\":\"99\"" },
  { "spp.projects", "job", "job", "project", "netsuite_project_id__c",
    "\"companyname\":\"@name\",\"parent\":\"@owner\",\"subsidiaries\":[\"2\"]@more", "\"name\":\"@name\",\"customerid\":\"@owner\",\"active\":\"1\"",
    BOX, "name", "customer", "companyName", "startDate", "\"companyname\":\"New name\"", "\"startdate\":\"2025-05-05\"" },
  { "spp.services", "item", "serviceitem", "category", "netsuite_item_id__c", ITEM ("Service"), "\"name\":\"@name\",\"active\":\"1\"",
    SERVICE_BOX, "name", NULL, "itemId", "displayName", "\"itemid\":\"New item\"", "\"displayname\":\"New display\"" },
  { "spp.expense-items", "expensecategory", "expensecategory", "item", "netsuite_expense_category_id__c",
    "\"name\":\"@name\",\"expenseacct\":\"104\",\"subsidiary\":\"2\"@more", "\"name\":\"@name\",\"active\":\"1\"", NULL, "name", NULL,
    "name", "defaultRate", "\"name\":\"New category\"", "\"defaultrate\":\"12.50\"" },
  { "spp.contacts", "contact", "contact", "contact", "netsuite_contact_id__c",
    "\"entityid\":\"@name\",\"firstname\":\"F\",\"lastname\":\"L\",\"email\":\"a@b.example\",\"company\":\"@owner\",\"subsidiary\":\"2\"@more",
    "\"nickname\":\"@name\",\"customerid\":\"@owner\",\"addr\":{\"last\":\"Old\"},\"active\":\"1\"", BOX, "nickname", "customer",
    "lastName", "phone", "\"lastname\":\"New\"", "\"phone\":\"99\"" },
  { "spp.vendors", "vendor", "vendor", "vendor", "netsuite_vendor_id__c",
    "\"entityid\":\"@name\",\"companyname\":\"V\",\"isperson\":\"F\",\"subsidiaries\":[\"2\"]@more", "\"name\":\"@name\",\"active\":\"1\"",
    BOX, "name", NULL, "companyName", "email", "\"companyname\":\"New\"", "\"email\":\"new@vendor.example\"" },
  { "spp.products", "item", "purchaseitem", "product", "netsuite_product_id__c", ITEM ("NonInvtPart"), "\"name\":\"@name\",\"active\":\"1\"",
    PRODUCT_BOX, "name", NULL, "itemId", "purchaseDescription", "\"itemid\":\"New item\"", "\"purchasedescription\":\"New words\"" },
  { "spp.customer-pos", "salesOrder", "salesorder", "customerpo", "netsuite_sales_order_id__c",
    "\"type\":\"SalesOrd\",\"tranid\":\"@name\",\"entity\":\"@owner\",\"subsidiary\":\"2\",\"trandate\":\"2025-01-02\",\"foreigntotal\":\"10.00\"@more",
    "\"number\":\"@name\",\"name\":\"Old\",\"customerid\":\"@owner\",\"active\":\"1\"", ORDER_BOX, "number", "customer",
    "foreignTotal", "otherRefNum", "\"foreigntotal\":\"77.00\"", "\"otherrefnum\":\"REF\"" },
  { "spp.tasks", "projecttask", "projecttask", "projecttask", "netsuite_project_task_id__c",
    "\"title\":\"@name\",\"project\":\"@owner\",\"startdate\":\"2025-01-02\",\"enddate\":\"2025-02-02\",\"estimatedwork\":\"8\"@more",
    "\"name\":\"@name\",\"projectid\":\"@owner\"", TASK_BOX, "name", "job", "title", "estimatedWork", "\"title\":\"New title\"",
    "\"estimatedwork\":\"16\"" },
};

static const Flow *
find_flow (const char *workflow)
{
  for (gsize i = 0; i < G_N_ELEMENTS (flows); i++)
    if (g_str_equal (flows[i].workflow, workflow))
      return &flows[i];
  g_assert_not_reached ();
}

/* ---- both sides ---- */

/* A fixture where one workflow and what it needs are on. */
typedef struct {
  CwFixture  *f;
  const Flow *flow;
  char       *owner_here, *owner_there;   /* owned; NULL: none is needed */
} Stage;

static char *
edit (CwFixture *f, const char *system, const char *record, const char *id, const char *members)
{
  g_autofree char *json = id != NULL
    ? g_strdup_printf ("{\"system\":\"%s\",\"record\":\"%s\",\"id\":\"%s\",\"set\":{%s}}", system, record, id, members)
    : g_strdup_printf ("{\"system\":\"%s\",\"record\":\"%s\",\"create\":{%s}}", system, record, members);

  return cw_fixture_edit (f, json);
}

static char *
dup_members (const char *pattern, const char *name, const char *owner, const char *more)
{
  GString *members = g_string_new (pattern);

  g_string_replace (members, "@name", name, 0);
  g_string_replace (members, "@owner", owner != NULL ? owner : "", 0);
  g_string_replace (members, "@more", more, 0);
  return g_string_free (members, FALSE);
}

/* @more: further members, each with a comma before it. */
static char *
add_here_as (Stage *s, const Flow *flow, const char *name, const char *owner, gboolean marked, const char *more)
{
  g_autofree char *box = flow->box != NULL ? g_strdup_printf (",\"%s\":\"%s\"%s", flow->box, marked ? "T" : "F", more) : g_strdup (more);
  g_autofree char *members = dup_members (flow->here, name, owner, box);

  return edit (s->f, "netsuite", flow->record, NULL, members);
}

static char *
add_here (Stage *s, const char *name)
{
  return add_here_as (s, s->flow, name, s->owner_here, TRUE, "");
}

/* @id: the NetSuite id that it carries; nullable. */
static char *
add_there_as (Stage *s, const Flow *flow, const char *name, const char *owner, const char *id)
{
  g_autofree char *plain = dup_members (flow->there, name, owner, "");
  g_autofree char *members = id != NULL ? g_strdup_printf ("%s,\"%s\":\"%s\"", plain, flow->id_field, id) : g_strdup (plain);

  return edit (s->f, "suiteprojects", flow->collection, NULL, members);
}

static char *
add_there (Stage *s, const char *name, const char *id)
{
  return add_there_as (s, s->flow, name, s->owner_there, id);
}

static void
set_here (Stage *s, const char *id, const char *members)
{
  g_autofree char *answer = edit (s->f, "netsuite", s->flow->record, id, members);
}

static void
set_there (Stage *s, const char *id, const char *members)
{
  g_autofree char *answer = edit (s->f, "suiteprojects", s->flow->collection, id, members);
}

static void
set_setting (Stage *s, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  cw_profile_set_workflow_setting (s->f->profile, s->f->integrations[SERVICES], s->flow->workflow, key, value, &error);
  g_assert_no_error (error);
}

static void
enable (Stage *s, const char *workflow, gboolean enabled)
{
  g_autoptr (GError) error = NULL;

  cw_profile_enable_workflow (s->f->profile, s->f->integrations[SERVICES], workflow, enabled, &error);
  g_assert_no_error (error);
}

/* Only what @flow needs: the rest takes time and says nothing. */
static void
enable_only (Stage *s, const Flow *flow)
{
  enable (s, "spp.employees", FALSE);
  if (flow->owner == NULL)
    {
      enable (s, "spp.projects", FALSE);
      enable (s, "spp.customers", FALSE);
    }
  enable (s, flow->workflow, TRUE);
}

static void
stage_open (Stage *s, const char *workflow)
{
  const Flow *flow = find_flow (workflow), *customers = find_flow ("spp.customers"), *projects = find_flow ("spp.projects");

  *s = (Stage) { cw_fixture_new (3, 2, NULL), flow, NULL, NULL };
  enable_only (s, flow);
  if (flow->owner == NULL)
    return;
  s->owner_here = add_here_as (s, customers, "Owner", NULL, TRUE, "");
  s->owner_there = add_there_as (s, customers, "Owner", NULL, s->owner_here);
  if (g_str_equal (flow->owner, "job"))
    {
      g_autofree char *customer_here = g_steal_pointer (&s->owner_here), *customer_there = g_steal_pointer (&s->owner_there);

      s->owner_here = add_here_as (s, projects, "Owner's project", customer_here, TRUE, "");
      s->owner_there = add_there_as (s, projects, "Owner's project", customer_there, s->owner_here);
    }
}

static void
stage_close (Stage *s)
{
  g_free (s->owner_here);
  g_free (s->owner_there);
  cw_fixture_free (s->f);
}

/* The value @name of the record there that has the id @id; NULL: unset. (transfer full) */
static char *
dup_there (Stage *s, const char *id, const char *name)
{
  g_autofree char *path = g_strconcat ("/__sandbox/state/suiteprojects/", s->flow->collection, NULL);
  g_autoptr (JsonNode) node = cw_fixture_get (s->f, path);
  JsonArray *rows = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const char *slash = strchr (name, '/');

      if (g_strcmp0 (json_object_get_string_member (row, "id"), id) != 0)
        continue;
      if (slash != NULL)
        row = json_object_has_member (row, "addr") ? json_object_get_object_member (row, "addr") : NULL;
      if (row == NULL)
        return NULL;
      return g_strdup (json_object_get_string_member_with_default (row, slash != NULL ? slash + 1 : name, NULL));
    }
  g_error ("%s %s is gone", s->flow->collection, id);
}

static void
assert_there (Stage *s, const char *id, const char *name, const char *expected)
{
  g_autofree char *value = dup_there (s, id, name);

  if (g_strcmp0 (value, expected) != 0)
    g_error ("%s of %s %s is “%s” instead of “%s”\n%s", name, s->flow->collection, id, value, expected, s->f->events->str);
}

/* How many there have the text @value as @name; @out_id: of the last one, nullable. */
static guint
count_there (Stage *s, const char *name, const char *value, char **out_id)
{
  g_autofree char *path = g_strconcat ("/__sandbox/state/suiteprojects/", s->flow->collection, NULL);
  g_autoptr (JsonNode) node = cw_fixture_get (s->f, path);
  JsonArray *rows = json_node_get_array (node);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const char *text = json_object_get_string_member_with_default (row, name, NULL);

      if (text == NULL || g_utf8_collate (text, value) != 0)
        continue;
      count++;
      if (out_id != NULL)
        {
          g_free (*out_id);
          *out_id = g_strdup (json_object_get_string_member (row, "id"));
        }
    }
  return count;
}

static guint
count_of (Stage *s, const char *id)
{
  return count_there (s, s->flow->id_field, id, NULL);
}

/* ---- runs ---- */

static void
run_more (Stage *s, gboolean refresh, guint page_size)
{
  CwRunRequest request = { .integration = s->f->integrations[SERVICES], .refresh = refresh, .page_size = page_size };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = cw_fixture_run_as (s->f, &request, &error);

  g_assert_no_error (error);
}

/* Some minutes after the last one, as a person or a schedule would; nothing is read whole for it. */
static void
run (Stage *s)
{
  cw_virtual_clock_advance (s->f->clock, 5 * G_TIME_SPAN_MINUTE);
  run_more (s, FALSE, 0);
}

/* Requests that write, as the sandbox's log tells them. */
static guint
count_writes (Stage *s)
{
  g_autoptr (JsonNode) node = cw_fixture_get (s->f, "/__sandbox/log");
  JsonArray *entries = json_node_get_array (node);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      const char *commands = json_object_get_string_member_with_default (json_array_get_object_element (entries, i), "commands", "");

      if (strstr (commands, "Add") != NULL || strstr (commands, "Modify") != NULL || strstr (commands, "Create") != NULL)
        count++;
    }
  return count;
}

static guint
run_counted (Stage *s)
{
  guint before = count_writes (s);

  run_more (s, FALSE, 0);
  return count_writes (s) - before;
}

static void
assert_quiet (Stage *s)
{
  guint writes = run_counted (s);

  if (writes > 0)
    g_error ("%u requests wrote where there was nothing to do\n%s", writes, s->f->events->str);
}

static void
assert_event (Stage *s, const char *id, const char *rest)
{
  g_autofree char *line = g_strdup_printf ("%s:%s %s", s->flow->type, id, rest);

  if (strstr (s->f->events->str, line) == NULL)
    g_error ("no “%s” in\n%s", line, s->f->events->str);
}

/* ---- matching ---- */

static gboolean
keeps_its_key (const Flow *flow)
{
  return g_str_equal (flow->workflow, "spp.employees");   /* the nickname is what people sign in with: it counts only at creation */
}

/* The rows of B6 that are the same for all types. */
static void
test_matching (gconstpointer data)
{
  Stage s;

  stage_open (&s, data);
  {
    const char *id_field = s.flow->id_field, *key = s.flow->key;
    g_autofree char *by_id = add_here (&s, "By id"), *by_id_there = add_there (&s, "Something else", by_id);
    g_autofree char *both = add_here (&s, "Both"), *both_named = add_there (&s, "BOTH", NULL), *both_there = add_there (&s, "Elsewhere", both);
    g_autofree char *by_name = add_here (&s, "Größe und Maß"), *by_name_there = add_there (&s, "GRÖSSE UND MASS", NULL);
    /* Nicknames of users are unique, whatever their case. */
    const char *once_more = keeps_its_key (s.flow) ? "not twice" : "twice";
    g_autofree char *twice = add_here (&s, "Twice"), *first = add_there (&s, "TWICE", NULL), *second = add_there (&s, once_more, NULL);
    g_autofree char *shared = add_here (&s, "Shared"), *third = add_there (&s, "Third", shared), *fourth = add_there (&s, "Fourth", shared);
    g_autofree char *stale = add_here (&s, "Stale"), *stale_there = add_there (&s, "STALE", STALE);
    g_autofree char *new = add_here (&s, "Entirely new"), *new_there = NULL;

    run (&s);
    assert_there (&s, by_id_there, id_field, by_id);
    assert_there (&s, by_id_there, key, keeps_its_key (s.flow) ? "Something else" : "By id");
    assert_there (&s, both_there, id_field, both);
    assert_there (&s, both_named, id_field, NULL);
    assert_there (&s, both_named, key, "BOTH");
    assert_there (&s, by_name_there, id_field, by_name);
    g_assert_cmpuint (count_of (&s, by_name), ==, 1);
    if (!keeps_its_key (s.flow))
      {
        assert_event (&s, twice, "conflict two-candidates");
        assert_there (&s, first, key, "TWICE");
        g_assert_cmpuint (count_of (&s, twice), ==, 0);
      }
    assert_there (&s, second, key, once_more);
    assert_event (&s, shared, keeps_its_key (s.flow) ? "conflict" : "conflict two-candidates");
    assert_there (&s, third, key, "Third");
    assert_there (&s, fourth, key, "Fourth");
    g_assert_cmpuint (count_of (&s, shared), ==, 2);
    assert_there (&s, stale_there, id_field, stale);
    g_assert_cmpuint (count_of (&s, STALE), ==, 0);
    assert_event (&s, new, "create new done");
    g_assert_cmpuint (count_there (&s, id_field, new, &new_there), ==, 1);
    assert_there (&s, new_there, key, "Entirely new");
    assert_quiet (&s);
  }
  stage_close (&s);
}

/* A name counts within one owner only. */
static void
test_scope (void)
{
  Stage s;

  stage_open (&s, "spp.projects");
  {
    const Flow *customers = find_flow ("spp.customers");
    g_autofree char *apart = add_here_as (&s, customers, "Apart", NULL, TRUE, ""), *apart_there = add_there_as (&s, customers, "Apart", NULL, apart);
    g_autofree char *here = add_here (&s, "Phase one"), *twin = add_here (&s, "Phase one"), *there = add_there_as (&s, s.flow, "Phase one", apart_there, NULL);

    run (&s);
    assert_event (&s, here, "create new done");
    assert_event (&s, twin, "skip name-taken skipped");
    assert_there (&s, there, s.flow->id_field, NULL);
    assert_quiet (&s);
  }
  stage_close (&s);
}

/* A record of the same name with the id of another record that NetSuite has: it is that one's while it takes part, else it is taken over. */
static void
test_other_id (gconstpointer data)
{
  const char *more = data;
  gboolean takes_part = *more == '\0';
  Stage s;

  stage_open (&s, "spp.customers");
  {
    g_autofree char *other = add_here_as (&s, s.flow, "Other", NULL, TRUE, more), *here = add_here (&s, "Same");
    g_autofree char *there = add_there (&s, "SAME", other);

    run (&s);
    if (takes_part)
      {
        assert_event (&s, here, "conflict taken");
        assert_there (&s, there, s.flow->id_field, other);
        g_assert_cmpuint (count_of (&s, here), ==, 0);
      }
    else
      {
        assert_event (&s, here, "update match-name done");
        assert_there (&s, there, s.flow->id_field, here);
        assert_there (&s, there, "company", "C");
        g_assert_cmpuint (count_of (&s, other), ==, 0);
        assert_quiet (&s);
      }
  }
  stage_close (&s);
}

/* Chosen records alone do not take what belongs to one that was not chosen. */
static void
test_other_chosen (void)
{
  Stage s;

  stage_open (&s, "spp.customers");
  {
    g_autofree char *other = add_here (&s, "Other"), *here = add_here (&s, "Same"), *there = add_there (&s, "SAME", other);
    g_autofree char *key = g_strconcat ("customer:", here, NULL);
    const char *records[] = { key, NULL };
    CwRunRequest request = { .integration = s.f->integrations[SERVICES], .records = records };
    g_autoptr (GError) error = NULL;
    g_autoptr (CwRunInfo) info = cw_fixture_run_as (s.f, &request, &error);

    g_assert_no_error (error);
    assert_event (&s, here, "conflict taken");
    assert_there (&s, there, s.flow->id_field, other);
  }
  stage_close (&s);
}

static void
test_deleted (void)
{
  Stage s;

  stage_open (&s, "spp.customers");
  {
    g_autofree char *other = add_here (&s, "Other"), *here = NULL, *there = NULL, *answer = NULL;
    g_autofree char *json = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"customer\",\"id\":\"%s\",\"delete\":true}", other);

    run (&s);
    g_assert_cmpuint (count_there (&s, s.flow->id_field, other, &there), ==, 1);
    answer = cw_fixture_edit (s.f, json);
    run (&s);
    assert_there (&s, there, "active", "0");
    /* The same company, entered once more. */
    here = add_here (&s, "OTHER");
    run (&s);
    assert_there (&s, there, s.flow->id_field, here);
    assert_there (&s, there, "active", "1");
    assert_quiet (&s);
  }
  stage_close (&s);
}

/* People repair what belongs to what by typing ids: the field is right, whatever our link says. */
static void
test_repair (void)
{
  Stage s;

  stage_open (&s, "spp.customers");
  {
    g_autofree char *here = add_here (&s, "Moved"), *other = NULL, *right = NULL, *first = NULL, *moved = NULL;

    run (&s);
    g_assert_cmpuint (count_there (&s, s.flow->id_field, here, &first), ==, 1);
    right = add_there (&s, "The right one", NULL);
    moved = g_strdup_printf ("\"netsuite_customer_id__c\":\"%s\"", here);
    set_there (&s, first, "\"netsuite_customer_id__c\":\"\",\"name\":\"The wrong one\"");
    set_there (&s, right, moved);
    run (&s);
    assert_there (&s, right, "name", "Moved");
    assert_there (&s, first, "name", "The wrong one");
    g_assert_cmpuint (count_of (&s, here), ==, 1);
    assert_quiet (&s);

    /* Emptied and typed in nowhere else: it is written again. */
    set_there (&s, right, "\"netsuite_customer_id__c\":\"\"");
    run (&s);
    assert_there (&s, right, "netsuite_customer_id__c", here);
    assert_quiet (&s);

    /* Given to another record of NetSuite: ours is made anew, and that one has it. */
    other = add_here (&s, "Another");
    g_free (moved);
    moved = g_strdup_printf ("\"netsuite_customer_id__c\":\"%s\"", other);
    set_there (&s, right, moved);
    run (&s);
    assert_there (&s, right, "netsuite_customer_id__c", other);
    assert_there (&s, right, "name", "Another");
    run (&s);
    if (count_of (&s, here) != 1 || count_of (&s, other) != 1)
      g_error ("%u and %u\n%s", count_of (&s, here), count_of (&s, other), s.f->events->str);
    assert_quiet (&s);
  }
  stage_close (&s);
}

/* What people did there while nothing was read is known before anything is sent, however short ago the last run was. */
static void
test_meanwhile (void)
{
  Stage s;

  stage_open (&s, "spp.customers");
  {
    g_autofree char *here = add_here (&s, "First"), *next = NULL, *there = NULL, *made = NULL, *answer = NULL, *json = NULL;

    run (&s);
    g_assert_cmpuint (count_there (&s, s.flow->id_field, here, &there), ==, 1);
    /* Entered by hand on both sides: it is one customer. */
    made = add_there (&s, "SECOND", NULL);
    next = add_here (&s, "Second");
    g_assert_cmpuint (run_counted (&s), ==, 1);
    assert_there (&s, made, s.flow->id_field, next);
    g_assert_cmpuint (count_of (&s, next), ==, 1);
    /* The address goes whole; a line of it that no mapping fills is a person's. */
    set_there (&s, there, "\"addr\":{\"addr1\":\"12 Quay Road\",\"city\":\"Cork\"}");
    set_here (&s, here, "\"phone\":\"1234\"");
    g_assert_cmpuint (run_counted (&s), ==, 1);
    assert_there (&s, there, "addr/phone", "1234");
    assert_there (&s, there, "addr/addr1", "12 Quay Road");
    assert_there (&s, there, "addr/city", "Cork");
    /* Deleted there: it is made anew, not looked for in vain. */
    json = g_strdup_printf ("{\"system\":\"suiteprojects\",\"record\":\"customer\",\"id\":\"%s\",\"delete\":true}", there);
    answer = cw_fixture_edit (s.f, json);
    set_here (&s, here, "\"phone\":\"5678\"");
    g_assert_cmpuint (run_counted (&s), ==, 1);
    g_assert_cmpuint (count_of (&s, here), ==, 1);
    assert_event (&s, here, "create");
    assert_quiet (&s);
  }
  stage_close (&s);
}

/* ---- values that go away ---- */

/* What came from NetSuite goes when it goes there; what people filled, and NetSuite never had, stays. */
static void
test_cleared (void)
{
  Stage s;

  stage_open (&s, "spp.customers");
  {
    g_autofree char *here = add_here_as (&s, s.flow, "Cleared", NULL, TRUE, ",\"email\":\"a@b.example\""), *there = NULL;

    run (&s);
    g_assert_cmpuint (count_there (&s, s.flow->id_field, here, &there), ==, 1);
    assert_there (&s, there, "addr/email", "a@b.example");
    set_there (&s, there, "\"addr\":{\"email\":\"a@b.example\",\"phone\":\"555\"}");
    run (&s);
    assert_quiet (&s);

    set_here (&s, here, "\"email\":null");
    g_assert_cmpuint (run_counted (&s), ==, 1);
    assert_event (&s, here, "update changed done");
    assert_there (&s, there, "addr/email", NULL);
    assert_there (&s, there, "addr/phone", "555");
    assert_quiet (&s);
    run (&s);
    assert_quiet (&s);

    set_here (&s, here, "\"companyname\":\"Other\"");
    g_assert_cmpuint (run_counted (&s), ==, 1);
    assert_there (&s, there, "addr/phone", "555");
    set_here (&s, here, "\"email\":\"c@d.example\"");
    g_assert_cmpuint (run_counted (&s), ==, 1);
    assert_there (&s, there, "addr/email", "c@d.example");
    assert_quiet (&s);
  }
  stage_close (&s);
}

/* ---- which take part ---- */

static void
try_selection (Stage *s)
{
  g_autofree char *unmarked = s->flow->box != NULL ? add_here_as (s, s->flow, "Unmarked", s->owner_here, FALSE, "") : NULL;
  g_autofree char *marked = add_here (s, "Marked");

  run (s);
  g_assert_cmpuint (count_of (s, marked), ==, 1);
  if (unmarked != NULL)
    {
      g_autofree char *box = g_strdup_printf ("\"%s\":\"T\"", s->flow->box);

      assert_event (s, unmarked, "skip not-marked");
      g_assert_cmpuint (count_of (s, unmarked), ==, 0);
      set_here (s, unmarked, box);
      g_assert_cmpuint (run_counted (s), ==, 1);
      g_assert_cmpuint (count_of (s, unmarked), ==, 1);
    }
  /* Nothing changed: nothing travels. */
  assert_quiet (s);
  set_here (s, marked, s->flow->change_other);
  g_assert_cmpuint (run_counted (s), ==, 1);
  assert_event (s, marked, "update changed done");
  assert_quiet (s);
}

static void
test_inactive (gconstpointer data)
{
  Stage s;

  stage_open (&s, data);
  {
    g_autofree char *inactive = add_here_as (&s, s.flow, "Sleeping", s.owner_here, TRUE, ",\"isinactive\":\"T\"");

    run (&s);
    assert_event (&s, inactive, "skip inactive");
    g_assert_cmpuint (count_of (&s, inactive), ==, 0);
    set_here (&s, inactive, "\"isinactive\":\"F\"");
    g_assert_cmpuint (run_counted (&s), ==, 1);
    g_assert_cmpuint (count_of (&s, inactive), ==, 1);
    assert_quiet (&s);
  }
  stage_close (&s);
}

/* Leads and prospects, each by its own setting. */
static void
test_stages (void)
{
  Stage s;

  stage_open (&s, "spp.customers");
  {
    g_autofree char *lead = add_here_as (&s, s.flow, "A lead", NULL, TRUE, ",\"stage\":\"lead\"");
    g_autofree char *prospect = add_here_as (&s, s.flow, "A prospect", NULL, TRUE, ",\"stage\":\"prospect\""), *there = NULL;

    run (&s);
    assert_event (&s, lead, "skip stage");
    assert_event (&s, prospect, "skip stage");
    set_setting (&s, "leads", "true");
    run (&s);
    g_assert_cmpuint (count_of (&s, lead), ==, 1);
    g_assert_cmpuint (count_of (&s, prospect), ==, 0);
    set_setting (&s, "leads", "false");
    set_setting (&s, "prospects", "true");
    run (&s);
    assert_event (&s, lead, "skip stage");
    g_assert_cmpuint (count_there (&s, s.flow->id_field, prospect, &there), ==, 1);
    assert_there (&s, there, "type", "P");
    assert_quiet (&s);
  }
  stage_close (&s);
}

/* ---- settings ---- */

static void
try_by_default (Stage *s)
{
  g_autofree char *here = NULL;

  set_setting (s, "export-by-default", "false");
  here = add_here_as (s, s->flow, "By default", s->owner_here, FALSE, "");
  run (s);
  assert_event (s, here, "skip not-marked");
  g_assert_cmpuint (count_of (s, here), ==, 0);
  set_setting (s, "export-by-default", "true");
  run_more (s, FALSE, 0);
  g_assert_cmpuint (count_of (s, here), ==, 1);
  assert_quiet (s);
}

static void
try_monitored (Stage *s)
{
  g_autofree char *here = add_here (s, "Watched");

  set_setting (s, "monitored-fields", s->flow->monitored);
  run_more (s, FALSE, 0);
  assert_quiet (s);
  set_here (s, here, s->flow->change_other);
  assert_quiet (s);
  set_here (s, here, s->flow->change_monitored);
  g_assert_cmpuint (run_counted (s), ==, 1);
  assert_event (s, here, "update changed done");
  assert_quiet (s);
  /* Without the setting every mapped field counts. */
  set_setting (s, "monitored-fields", "");
  run_more (s, FALSE, 0);
  assert_quiet (s);
}

static void
try_page_size (Stage *s)
{
  g_autofree char *first = add_here (s, "First"), *second = add_here (s, "Second");

  set_setting (s, "page-size", "1");
  run_more (s, FALSE, 0);
  g_assert_nonnull (strstr (s->f->events->str, "page 2 of 2"));
  g_assert_cmpuint (count_of (s, first), ==, 1);
  g_assert_cmpuint (count_of (s, second), ==, 1);
  set_setting (s, "page-size", "1000");
}

static void
try_skip_merge (Stage *s)
{
  g_autofree char *stale = add_here (s, "Stale"), *stale_there = add_there (s, "STALE", STALE);
  g_autofree char *plain = add_here (s, "Plain"), *plain_there = add_there (s, "PLAIN", NULL);

  set_setting (s, "skip-merge", "true");
  run (s);
  assert_event (s, stale, "skip other-id");
  assert_there (s, stale_there, s->flow->id_field, STALE);
  assert_there (s, stale_there, s->flow->key, "STALE");
  g_assert_cmpuint (count_of (s, stale), ==, 0);
  /* One without an id is merged all the same. */
  assert_there (s, plain_there, s->flow->id_field, plain);
  assert_quiet (s);
}

static void
try_match_by_name (Stage *s)
{
  g_autofree char *here = add_here (s, "Namesake"), *there = add_there (s, "NAMESAKE", NULL);

  set_setting (s, "match-by-name", "false");
  run (s);
  assert_there (s, there, s->flow->id_field, NULL);
  assert_there (s, there, s->flow->key, "NAMESAKE");
  /* Two people cannot sign in with one name: that one is refused, in the system's words. */
  assert_event (s, here, keeps_its_key (s->flow) ? "create new failed" : "create new done");
  g_assert_cmpuint (count_of (s, here), ==, keeps_its_key (s->flow) ? 0 : 1);
}

/* What travels by the box, by its change, and by the settings that all workflows have. */
static void
test_settings (gconstpointer data)
{
  Stage s;

  stage_open (&s, data);
  try_selection (&s);
  try_by_default (&s);
  try_monitored (&s);
  try_page_size (&s);
  try_skip_merge (&s);
  try_match_by_name (&s);
  stage_close (&s);
}

static void
add_for_all (const char *name, GTestDataFunc function)
{
  for (gsize i = 0; i < G_N_ELEMENTS (flows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/matching/%s/%s", name, flows[i].workflow);

      g_test_add_data_func (path, flows[i].workflow, function);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_for_all ("rows", test_matching);
  g_test_add_func ("/matching/scope", test_scope);
  g_test_add_data_func ("/matching/other-id/takes-part", "", test_other_id);
  g_test_add_data_func ("/matching/other-id/inactive", ",\"isinactive\":\"T\"", test_other_id);
  g_test_add_data_func ("/matching/other-id/lead", ",\"stage\":\"lead\"", test_other_id);
  g_test_add_data_func ("/matching/other-id/unmarked", ",\"" BOX "\":\"F\"", test_other_id);
  g_test_add_func ("/matching/other-id/chosen", test_other_chosen);
  g_test_add_func ("/matching/deleted", test_deleted);
  g_test_add_func ("/matching/repair", test_repair);
  g_test_add_func ("/matching/meanwhile", test_meanwhile);
  g_test_add_func ("/matching/cleared", test_cleared);
  g_test_add_data_func ("/matching/inactive/spp.employees", "spp.employees", test_inactive);
  g_test_add_data_func ("/matching/inactive/spp.customers", "spp.customers", test_inactive);
  g_test_add_data_func ("/matching/inactive/spp.projects", "spp.projects", test_inactive);
  g_test_add_data_func ("/matching/inactive/spp.contacts", "spp.contacts", test_inactive);
  g_test_add_func ("/matching/stages", test_stages);
  add_for_all ("settings", test_settings);
  return g_test_run ();
}
