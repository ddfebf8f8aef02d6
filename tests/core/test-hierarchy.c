/* test-hierarchy.c: what the planner of hierarchies decides, and that doing it gives the wanted tree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An account is a model of the target: hierarchies, nodes and levels, links,
 * and the rules of the real one (a parent is of the same hierarchy, nobody is
 * below himself, an external id is there once). Plans are carried out in it
 * row by row, as they are sent.
 */

#include "cw-hierarchy.h"
#include "cw-late-value.h"

#include <string.h>

#define WORKFLOW "spp.customers/department"
#define PREFIX   "customer-department"

static CwHierarchyUse use = {
  .key = (char *) "department", .title = (char *) "Departments", .type = (char *) "department", .kind = (char *) "customer",
  .name = (char *) "Customer Department", .collection = (char *) "hierarchy", .nodes = (char *) "hierarchynode",
  .target = (char *) "hierarchy_node_ids",
};

typedef struct {
  char *target_id, *by;
} Link;

typedef struct {
  CwHierarchyMode mode;
  GPtrArray      *sources;       /* of CwRecord, owned */
  GPtrArray      *hierarchies;   /* of CwTargetRecord, owned */
  GPtrArray      *nodes;         /* of CwTargetRecord, owned: levels too */
  GHashTable     *links;         /* "department:4" → Link, owned */
  guint           next_id;
  gboolean        lost;          /* the links, since the last run */
} Account;

static void
link_free (gpointer data)
{
  Link *link = data;

  g_free (link->target_id);
  g_free (link->by);
  g_free (link);
}

static Account *
account_new (CwHierarchyMode mode)
{
  Account *self = g_new0 (Account, 1);

  self->mode = mode;
  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_free);
  self->hierarchies = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_target_record_free);
  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_target_record_free);
  self->links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, link_free);
  self->next_id = 100;
  return self;
}

static void
account_free (Account *self)
{
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->hierarchies);
  g_ptr_array_unref (self->nodes);
  g_hash_table_unref (self->links);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Account, account_free)

/* ---- the two sides ---- */

static void
set_text (char **place, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*place);
  *place = copy;
}

static CwRecord *
find_source (Account *self, const char *id)
{
  for (guint i = 0; i < self->sources->len; i++)
    if (g_str_equal (((CwRecord *) self->sources->pdata[i])->id, id))
      return self->sources->pdata[i];
  return NULL;
}

static CwTargetRecord *
find_record (GPtrArray *records, const char *id)
{
  for (guint i = 0; id != NULL && i < records->len; i++)
    if (g_str_equal (((CwTargetRecord *) records->pdata[i])->id, id))
      return records->pdata[i];
  return NULL;
}

static void
drop_record (GPtrArray *records, const char *id)
{
  g_ptr_array_remove (records, find_record (records, id));
}

static const char *
get_link (Account *self, const char *key)
{
  const Link *link = g_hash_table_lookup (self->links, key);

  return link != NULL ? link->target_id : NULL;
}

static void
set_link (Account *self, const char *key, const char *target_id, const char *by)
{
  Link *link = g_new0 (Link, 1);

  link->target_id = g_strdup (target_id);
  link->by = g_strdup (by);
  g_hash_table_insert (self->links, g_strdup (key), link);
}

/* The node of source node @id; NULL: none, or it is gone. */
static CwTargetRecord *
find_node_of (Account *self, const char *id)
{
  g_autofree char *key = g_strconcat ("department:", id, NULL);

  return find_record (self->nodes, get_link (self, key));
}

/* "4 name=Sales parent=1 inactive deleted"; known already: changed. */
static void
put_source (Account *self, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  CwRecord *record = find_source (self, words[0]);

  if (record == NULL)
    {
      record = cw_record_new ("department", words[0]);
      record->name = g_strconcat ("N", words[0], NULL);
      g_ptr_array_add (self->sources, record);
    }
  for (char **word = words + 1; *word != NULL; word++)
    {
      if (g_str_has_prefix (*word, "name="))
        set_text (&record->name, *word + 5);
      else if (g_str_equal (*word, "root"))
        set_text (&record->parent_id, NULL);
      else if (g_str_has_prefix (*word, "parent="))
        set_text (&record->parent_id, *word + 7);
      else if (g_str_equal (*word, "inactive"))
        record->inactive = TRUE;
      else if (g_str_equal (*word, "active"))
        record->inactive = FALSE;
      else if (g_str_equal (*word, "deleted"))
        record->deleted = TRUE;
      else
        g_assert_not_reached ();
    }
}

/* "50 name=DACH parent=49 hierarchy=7 level=51 ext=customer-department-4 isalevel" */
static void
put_node (Account *self, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  CwTargetRecord *record = find_record (self->nodes, words[0]);

  if (record == NULL)
    {
      record = cw_target_record_new (words[0]);
      g_ptr_array_add (self->nodes, record);
    }
  for (char **word = words + 1; *word != NULL; word++)
    {
      if (g_str_has_prefix (*word, "name="))
        set_text (&record->name, *word + 5);
      else if (g_str_equal (*word, "root"))
        set_text (&record->parent_id, NULL);
      else if (g_str_has_prefix (*word, "parent="))
        set_text (&record->parent_id, *word + 7);
      else if (g_str_has_prefix (*word, "ext="))
        set_text (&record->external_id, *word + 4);
      else if (g_str_has_prefix (*word, "hierarchy="))
        cw_fields_set (record->fields, CW_NODE_HIERARCHY, *word + 10);
      else if (g_str_has_prefix (*word, "level="))
        cw_fields_set (record->fields, CW_NODE_LEVEL, *word + 6);
      else if (g_str_equal (*word, "isalevel"))
        cw_fields_set (record->fields, CW_NODE_IS_LEVEL, "T");
      else
        g_assert_not_reached ();
    }
}

static void
put_hierarchy (Account *self, const char *id, const char *name, const char *external_id)
{
  CwTargetRecord *record = cw_target_record_new (id);

  record->name = g_strdup (name);
  record->external_id = g_strdup (external_id);
  cw_fields_set (record->fields, CW_HIERARCHY_KIND, "customer");
  g_ptr_array_add (self->hierarchies, record);
}

/* ---- planning ---- */

static CwHierarchy *
plan (Account *self)
{
  CwHierarchy *hierarchy = cw_hierarchy_new (self->mode, &use, WORKFLOW);
  GHashTableIter iter;
  gpointer key, value;

  for (guint i = 0; i < self->sources->len; i++)
    cw_hierarchy_add_source (hierarchy, self->sources->pdata[i]);
  for (guint i = 0; i < self->hierarchies->len; i++)
    cw_hierarchy_add_hierarchy (hierarchy, self->hierarchies->pdata[i]);
  for (guint i = 0; i < self->nodes->len; i++)
    cw_hierarchy_add_node (hierarchy, self->nodes->pdata[i]);
  g_hash_table_iter_init (&iter, self->links);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_auto (GStrv) parts = g_strsplit (key, ":", 2);
      const Link *link = value;

      cw_hierarchy_add_link (hierarchy, parts[0], parts[1], link->target_id, link->by);
    }
  cw_hierarchy_decide (hierarchy);
  return hierarchy;
}

/* "create department:4 new < department:1" */
static gboolean
write_row (const CwPlanRow *row, gpointer data)
{
  g_string_append_printf (data, "%s %s:%s %s", cw_operation_to_string (row->operation), row->type, row->source_id,
                          cw_reason_to_string (row->reason));
  if (row->parent_key != NULL)
    g_string_append_printf (data, " < %s", row->parent_key);
  g_string_append (data, "\n");
  return TRUE;
}

static void
assert_plan (Account *self, const char *expected)
{
  g_autoptr (CwHierarchy) hierarchy = plan (self);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_true (cw_hierarchy_foreach (hierarchy, write_row, text));
  g_assert_cmpstr (text->str, ==, expected);
}

/* ---- carrying out ---- */

/* What a value stands for by now: what it names has to be there. Borrowed. */
static const char *
resolve (Account *self, const char *value)
{
  g_autofree char *workflow = NULL, *key = NULL;
  const char *id;

  if (!cw_late_value_parse (value, &workflow, &key))
    return value;
  g_assert_cmpstr (workflow, ==, WORKFLOW);
  id = get_link (self, key);
  g_assert_nonnull (id);
  return id;
}

static void
assert_not_below_itself (Account *self, const CwTargetRecord *node)
{
  const CwTargetRecord *at = node;

  for (guint steps = 0; at != NULL && steps <= self->nodes->len; steps++)
    {
      at = find_record (self->nodes, at->parent_id);
      g_assert_true (at != node);
    }
}

static void
assert_external_id_is_free (GPtrArray *records, const CwTargetRecord *but, const char *external_id)
{
  for (guint i = 0; i < records->len; i++)
    if (records->pdata[i] != but)
      g_assert_cmpstr (((CwTargetRecord *) records->pdata[i])->external_id, !=, external_id);
}

static void
take_values (Account *self, GPtrArray *records, CwTargetRecord *record, const CwPlanRow *row)
{
  for (guint i = 0; i < cw_fields_get_size (row->wanted); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (row->wanted, i, &name, &value);
      value = resolve (self, value);
      if (g_str_equal (name, "name"))
        set_text (&record->name, value);
      else if (g_str_equal (name, CW_NODE_PARENT))
        {
          g_assert_cmpstr (value, ==, "");
          set_text (&record->parent_id, NULL);
        }
      else if (g_str_equal (name, "externalId"))
        {
          assert_external_id_is_free (records, record, value);
          set_text (&record->external_id, value);
        }
      else
        cw_fields_set (record->fields, name, value);
    }
  if (row->parent_key != NULL)
    {
      const CwTargetRecord *parent = find_record (self->nodes, get_link (self, row->parent_key));

      /* Parents come first. */
      g_assert_nonnull (parent);
      g_assert_cmpstr (cw_fields_get (parent->fields, CW_NODE_HIERARCHY), ==, cw_fields_get (record->fields, CW_NODE_HIERARCHY));
      set_text (&record->parent_id, parent->id);
    }
  assert_not_below_itself (self, record);
}

typedef struct {
  Account *account;
  guint    budget;   /* rows to send before the run dies */
  guint    sent;
} Sending;

static gboolean
carry_out (const CwPlanRow *row, gpointer data)
{
  Sending *sending = data;
  Account *self = sending->account;
  g_autofree char *key = g_strconcat (row->type, ":", row->source_id, NULL);
  GPtrArray *records = g_str_equal (row->collection, use.collection) ? self->hierarchies : self->nodes;
  CwTargetRecord *record = find_record (records, row->target_id);
  gboolean ours = g_strcmp0 (get_link (self, key), row->target_id) != 0 || row->operation == CW_OPERATION_LINK;

  if (row->operation >= CW_OPERATION_UNCHANGED)
    {
      g_assert_cmpint (row->state, ==, CW_ROW_NOTHING);
      return TRUE;
    }
  if (sending->budget-- == 0)
    return FALSE;
  sending->sent++;
  g_assert_cmpint (row->state, ==, CW_ROW_PENDING);
  g_assert_true ((row->operation == CW_OPERATION_CREATE) == (row->target_id == NULL));
  if (record == NULL)
    {
      g_autofree char *id = g_strdup_printf ("%u", self->next_id++);

      g_assert_null (row->target_id);
      record = cw_target_record_new (id);
      g_ptr_array_add (records, record);
      ours = TRUE;
    }
  if (row->operation != CW_OPERATION_LINK)
    take_values (self, records, record, row);
  if (ours)
    set_link (self, key, record->id, "export");
  return TRUE;
}

/* Number of rows that were sent. */
static guint
run (Account *self, guint budget)
{
  g_autoptr (CwHierarchy) hierarchy = plan (self);
  Sending sending = { self, budget, 0 };

  cw_hierarchy_foreach (hierarchy, carry_out, &sending);
  return sending.sent;
}

static void
run_whole (Account *self)
{
  run (self, G_MAXUINT);
  g_assert_cmpuint (run (self, G_MAXUINT), ==, 0);
}

/* ---- cases ---- */

#define THERE "unchanged hierarchy:department same\n"

static void
test_own (void)
{
  g_autoptr (Account) a = account_new (CW_HIERARCHY_OWN);

  put_source (a, "1 name=Sales");
  put_source (a, "2 name=Field parent=1");
  put_source (a, "3 name=Admin");
  assert_plan (a,
               "create hierarchy:department new\n"
               "create hierarchy-level:1 new\n"
               "create hierarchy-level:2 new\n"
               "create department:3 new\n"
               "create department:1 new\n"
               "create department:2 new < department:1\n");
  run_whole (a);
  assert_plan (a, THERE
               "unchanged department:3 same\n"
               "unchanged department:1 same\n"
               "unchanged department:2 same\n");
  g_assert_cmpstr (find_node_of (a, "2")->external_id, ==, PREFIX "-2");
  g_assert_cmpstr (find_node_of (a, "2")->parent_id, ==, find_node_of (a, "1")->id);
  g_assert_cmpstr (cw_fields_get (find_node_of (a, "2")->fields, CW_NODE_LEVEL), ==, get_link (a, "hierarchy-level:2"));
}

static void
test_changes (void)
{
  g_autoptr (Account) a = account_new (CW_HIERARCHY_OWN);

  put_source (a, "1 name=Sales parent=0");
  put_source (a, "2 name=Field parent=1");
  put_source (a, "3 name=Inside parent=2");
  run_whole (a);
  put_source (a, "2 name=Fields");
  assert_plan (a, THERE
               "unchanged department:1 same\n"
               "update department:2 changed < department:1\n"
               "unchanged department:3 same\n");
  run_whole (a);
  /* The one that was on top comes below the one that was below it: that one leaves first. */
  put_source (a, "2 root");
  put_source (a, "1 parent=2");
  assert_plan (a, THERE
               "move department:2 moved\n"
               "update department:3 changed < department:2\n"
               "move department:1 moved < department:2\n");
  run_whole (a);
  g_assert_null (find_node_of (a, "2")->parent_id);
  /* What people change in a hierarchy of ours is put right. */
  set_text (&find_node_of (a, "3")->name, "Outside");
  set_text (&find_node_of (a, "1")->parent_id, find_node_of (a, "3")->id);
  assert_plan (a, THERE
               "unchanged department:2 same\n"
               "update department:3 changed < department:2\n"
               "move department:1 moved < department:2\n");
  run_whole (a);
}

static void
test_inactive (void)
{
  g_autoptr (Account) a = account_new (CW_HIERARCHY_OWN);

  /* For itself an inactive one is not made; for what hangs below it, it is. */
  put_source (a, "1 name=A inactive");
  put_source (a, "2 name=B inactive");
  put_source (a, "3 name=C parent=2 inactive");
  put_source (a, "4 name=D parent=3");
  put_source (a, "5 name=E parent=3 inactive");
  assert_plan (a,
               "create hierarchy:department new\n"
               "create hierarchy-level:1 new\n"
               "create hierarchy-level:2 new\n"
               "create hierarchy-level:3 new\n"
               "skip department:1 inactive\n"
               "create department:2 new\n"
               "create department:3 new < department:2\n"
               "create department:4 new < department:3\n"
               "skip department:5 inactive\n");
  run_whole (a);
  /* One that is there goes on being kept. */
  put_source (a, "4 name=Dd inactive");
  assert_plan (a, THERE
               "skip department:1 inactive\n"
               "unchanged department:2 same\n"
               "unchanged department:3 same\n"
               "update department:4 changed < department:3\n"
               "skip department:5 inactive\n");
}

static void
test_deleted (void)
{
  g_autoptr (Account) a = account_new (CW_HIERARCHY_OWN);

  put_source (a, "1 name=A");
  put_source (a, "2 name=B parent=1");
  put_source (a, "3 name=C parent=2");
  put_source (a, "4 name=D deleted");
  run_whole (a);
  g_assert_null (find_node_of (a, "4"));
  /* Its node stays where it is; what hung below it hangs below nothing now. One whose node went too is none of ours any more. */
  put_source (a, "2 deleted");
  assert_plan (a, THERE
               "unchanged department:1 same\n"
               "skip department:2 deleted\n"
               "move department:3 moved\n");
  run_whole (a);
  g_assert_cmpstr (find_node_of (a, "2")->parent_id, ==, find_node_of (a, "1")->id);
  drop_record (a->nodes, find_node_of (a, "2")->id);
  g_assert_cmpuint (run (a, G_MAXUINT), ==, 0);
}

static void
test_cycle (void)
{
  g_autoptr (Account) a = account_new (CW_HIERARCHY_OWN);

  put_source (a, "1 name=A parent=2");
  put_source (a, "2 name=B parent=1");
  put_source (a, "3 name=C parent=2");
  put_source (a, "4 name=D parent=4");
  assert_plan (a,
               "create hierarchy:department new\n"
               "create hierarchy-level:1 new\n"
               "skip department:1 cycle\n"
               "skip department:2 cycle\n"
               "create department:3 new\n"
               "skip department:4 cycle\n");
  run_whole (a);
  put_source (a, "1 root");
  run_whole (a);
  g_assert_cmpstr (find_node_of (a, "3")->parent_id, ==, find_node_of (a, "2")->id);
}

/* What is not moved itself may hang below what is to come below it. */
static void
test_no_place (void)
{
  g_autoptr (Account) a = account_new (CW_HIERARCHY_OWN);

  put_source (a, "1 name=A parent=3");
  put_source (a, "2 name=B");
  put_source (a, "3 name=C");
  run_whole (a);
  put_source (a, "1 parent=2");
  put_source (a, "2 parent=1");
  put_source (a, "3 parent=1");
  assert_plan (a, THERE
               "skip department:1 cycle\n"
               "skip department:2 cycle\n"
               "skip department:3 below-itself\n");
  g_assert_cmpuint (run (a, G_MAXUINT), ==, 0);
}

static void
test_trouble (void)
{
  g_autoptr (Account) a = account_new (CW_HIERARCHY_OWN);
  g_autoptr (CwHierarchy) hierarchy = NULL;

  put_source (a, "1 name=A");
  put_hierarchy (a, "7", "customer DEPARTMENT", NULL);
  assert_plan (a, "conflict hierarchy:department hierarchy-there\nskip department:1 parent-stopped\n");
  /* One of another name, or of another kind, is in nobody's way. */
  set_text (&((CwTargetRecord *) a->hierarchies->pdata[0])->name, "Region");
  assert_plan (a, "create hierarchy:department new\ncreate hierarchy-level:1 new\ncreate department:1 new\n");
  a->mode = CW_HIERARCHY_EXISTING;
  assert_plan (a, "conflict hierarchy:department hierarchy-missing\nskip department:1 parent-stopped\n");
  hierarchy = plan (a);
  g_assert_cmpint (cw_hierarchy_get_trouble (hierarchy), ==, CW_REASON_HIERARCHY_MISSING);
  g_assert_null (cw_hierarchy_get_id (hierarchy));
  g_assert_cmpuint (cw_hierarchy_get_known (hierarchy)->len, ==, 1);
}

/* Links are lost with the local database: everything is found by its external id, and nothing is made twice. */
static void
test_found_again (void)
{
  g_autoptr (Account) a = account_new (CW_HIERARCHY_OWN);

  put_source (a, "1 name=A");
  put_source (a, "2 name=B parent=1");
  put_source (a, "3 name=C parent=1");
  run_whole (a);
  g_hash_table_remove_all (a->links);
  put_source (a, "3 root");
  assert_plan (a,
               "link hierarchy:department match-external-id\n"
               "link hierarchy-level:1 match-external-id\n"
               "link hierarchy-level:2 match-external-id\n"
               "link department:1 match-external-id\n"
               "link department:2 match-external-id < department:1\n"
               "move department:3 moved\n");
  run_whole (a);
  g_assert_cmpuint (a->nodes->len, ==, 5);
}

static Account *
new_existing (CwHierarchyMode mode)
{
  Account *a = account_new (mode);

  put_hierarchy (a, "7", "Practice", NULL);
  put_node (a, "20 name=Top hierarchy=7 isalevel");
  put_node (a, "21 name=Bottom hierarchy=7 isalevel");
  put_node (a, "30 name=Selling hierarchy=7 level=20");
  put_node (a, "31 name=field hierarchy=7 level=21 parent=30");
  put_node (a, "32 name=Other hierarchy=7 level=20");
  set_link (a, "hierarchy:department", "7", "hand");
  put_source (a, "1 name=Sales");
  put_source (a, "2 name=Field parent=1");
  put_source (a, "3 name=Inside parent=1");
  set_link (a, "department:1", "30", "hand");
  return a;
}

static void
test_existing (void)
{
  g_autoptr (Account) a = new_existing (CW_HIERARCHY_EXISTING);

  assert_plan (a, THERE
               "unchanged department:1 same\n"
               "skip department:2 no-partner\n"
               "skip department:3 no-partner\n");
  put_source (a, "1 name=Renamed parent=3");
  g_assert_cmpuint (run (a, G_MAXUINT), ==, 0);
}

static void
test_extended (void)
{
  g_autoptr (Account) a = new_existing (CW_HIERARCHY_EXTENDED);

  assert_plan (a, THERE
               "unchanged department:1 same\n"
               "create department:2 new < department:1\n"
               "create department:3 new < department:1\n");
  run_whole (a);
  g_assert_cmpstr (find_node_of (a, "2")->parent_id, ==, "30");
  g_assert_cmpstr (cw_fields_get (find_node_of (a, "2")->fields, CW_NODE_LEVEL), ==, "21");
  /* What a person linked stays as it is, what we made follows. */
  put_source (a, "1 name=Renamed");
  put_source (a, "2 name=Fields");
  assert_plan (a, THERE
               "unchanged department:1 same\n"
               "update department:2 changed < department:1\n"
               "unchanged department:3 same\n");
  run_whole (a);
  g_assert_cmpstr (find_record (a->nodes, "30")->name, ==, "Selling");
}

/* A node that a person chose is not moved; if it lies below what would have to come below it, that stays where it is. */
static void
test_extended_cycle (void)
{
  g_autoptr (Account) a = new_existing (CW_HIERARCHY_EXTENDED);

  run_whole (a);
  put_source (a, "3 root");
  run_whole (a);
  put_node (a, "30 root");
  set_text (&find_record (a->nodes, "30")->parent_id, find_node_of (a, "3")->id);
  put_source (a, "3 parent=1");
  assert_plan (a, THERE
               "create hierarchy-level:3 new\n"
               "unchanged department:1 same\n"
               "update department:2 changed < department:1\n"
               "skip department:3 below-itself\n");
  run_whole (a);
}

/* … unless what is between them leaves: then it comes after that. */
static void
test_extended_wait (void)
{
  g_autoptr (Account) a = new_existing (CW_HIERARCHY_EXTENDED);

  put_source (a, "2 name=A root");
  put_source (a, "3 name=B root");
  run_whole (a);
  set_text (&find_node_of (a, "3")->parent_id, find_node_of (a, "2")->id);
  set_text (&find_record (a->nodes, "30")->parent_id, find_node_of (a, "3")->id);
  put_source (a, "2 name=Z parent=1");
  assert_plan (a, THERE
               "create hierarchy-level:3 new\n"
               "move department:3 moved\n"
               "unchanged department:1 same\n"
               "move department:2 moved < department:1\n");
  put_source (a, "3 name=Zz");
  assert_plan (a, THERE
               "create hierarchy-level:3 new\n"
               "unchanged department:1 same\n"
               "move department:3 moved\n"
               "move department:2 moved < department:1\n");
  run_whole (a);
}

static char *
dup_pairs (CwHierarchy *hierarchy)
{
  g_autoptr (GPtrArray) pairs = cw_hierarchy_match_names (hierarchy);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < pairs->len; i += 2)
    g_string_append_printf (text, "%s=%s ", (char *) pairs->pdata[i], (char *) pairs->pdata[i + 1]);
  return g_string_free (text, FALSE);
}

static void
test_names (void)
{
  g_autoptr (Account) a = new_existing (CW_HIERARCHY_EXISTING);
  g_autoptr (CwHierarchy) first = NULL, second = NULL;
  g_autofree char *pairs = NULL, *more = NULL;

  first = plan (a);
  pairs = dup_pairs (first);
  g_assert_cmpstr (pairs, ==, "2=31 ");
  /* Under another parent only a name that is there once on either side; under the right one any that is there once. */
  put_source (a, "4 name=OTHER parent=2");
  put_source (a, "5 name=Twice");
  put_source (a, "6 name=twice parent=5");
  put_source (a, "7 name=Same parent=1");
  put_node (a, "33 name=TWICE hierarchy=7 parent=31");
  put_node (a, "34 name=same hierarchy=7 parent=30");
  put_node (a, "35 name=Same hierarchy=7 parent=30");
  second = plan (a);
  more = dup_pairs (second);
  g_assert_cmpstr (more, ==, "2=31 4=32 ");
}

/* Siblings of one name are told apart by their ids. */
static void
test_same_names (void)
{
  g_autoptr (Account) a = account_new (CW_HIERARCHY_OWN);

  put_source (a, "1 name=A");
  put_source (a, "2 name=A");
  put_source (a, "3 name=B parent=1");
  put_source (a, "4 name=B parent=2");
  run_whole (a);
  g_assert_cmpstr (find_node_of (a, "3")->parent_id, ==, find_node_of (a, "1")->id);
  g_assert_cmpstr (find_node_of (a, "4")->parent_id, ==, find_node_of (a, "2")->id);
  g_hash_table_remove_all (a->links);
  run_whole (a);
  g_assert_cmpstr (find_node_of (a, "3")->parent_id, ==, find_node_of (a, "1")->id);
}

static void
test_late_values (void)
{
  g_autofree char *value = cw_late_value_dup ("spp.customers/department", "department", "4"), *workflow = NULL, *key = NULL;
  const char *others[] = { "4", "", "{", "{a}", "a b}", "{a b", NULL };

  g_assert_true (cw_late_value_parse (value, &workflow, &key));
  g_assert_cmpstr (workflow, ==, "spp.customers/department");
  g_assert_cmpstr (key, ==, "department:4");
  g_assert_false (cw_late_value_parse (NULL, NULL, NULL));
  for (guint i = 0; others[i] != NULL; i++)
    g_assert_false (cw_late_value_parse (others[i], NULL, NULL));
}

/* ---- anything that may happen ---- */

static const char * const names[] = { "A", "B", "a", "Ä", "C", "D" };

static const char *
any_name (void)
{
  return names[g_test_rand_int_range (0, G_N_ELEMENTS (names))];
}

static CwRecord *
any_source (Account *self)
{
  return self->sources->len > 0 ? self->sources->pdata[g_test_rand_int_range (0, (gint32) self->sources->len)] : NULL;
}

static gboolean
is_level (const CwTargetRecord *node)
{
  return g_strcmp0 (cw_fields_get (node->fields, CW_NODE_IS_LEVEL), "T") == 0;
}

/* No level; NULL: there is none. */
static CwTargetRecord *
any_node (Account *self)
{
  for (guint tries = 0; self->nodes->len > 0 && tries < 20; tries++)
    {
      CwTargetRecord *node = self->nodes->pdata[g_test_rand_int_range (0, (gint32) self->nodes->len)];

      if (!is_level (node))
        return node;
    }
  return NULL;
}

static gboolean
has_children (Account *self, const CwTargetRecord *node)
{
  for (guint i = 0; i < self->nodes->len; i++)
    if (g_strcmp0 (((CwTargetRecord *) self->nodes->pdata[i])->parent_id, node->id) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_below (Account *self, const CwTargetRecord *node, const CwTargetRecord *above)
{
  for (; node != NULL; node = find_record (self->nodes, node->parent_id))
    if (node == above)
      return TRUE;
  return FALSE;
}

static void
change_source (Account *self)
{
  CwRecord *record = any_source (self), *other = any_source (self);
  g_autofree char *id = g_strdup_printf ("%u", self->sources->len + 1);

  switch (g_test_rand_int_range (0, 8))
    {
    case 0:
    case 1:
    case 2:
      if (self->sources->len >= 12)
        break;
      g_ptr_array_add (self->sources, record = cw_record_new ("department", id));
      record->name = g_strdup (any_name ());
      record->parent_id = other != NULL && g_test_rand_bit () ? g_strdup (other->id) : NULL;
      record->inactive = g_test_rand_int_range (0, 4) == 0;
      break;
    case 3:
      if (record != NULL)
        set_text (&record->name, any_name ());
      break;
    case 4:
    case 5:
      /* Now and then a cycle comes of it, or a parent whom nobody knows. */
      if (record != NULL)
        set_text (&record->parent_id, g_test_rand_int_range (0, 5) == 0 ? NULL : g_test_rand_int_range (0, 20) == 0 ? "99" : other->id);
      break;
    case 6:
      if (record != NULL)
        record->inactive = !record->inactive;
      break;
    default:
      if (record != NULL)
        record->deleted = g_test_rand_int_range (0, 3) == 0;
      break;
    }
}

static void
lose_links (Account *self)
{
  g_hash_table_remove_all (self->links);
  self->lost = TRUE;
}

/* What people do over there. */
static void
change_target (Account *self)
{
  CwTargetRecord *node = any_node (self), *other = any_node (self);

  if (node == NULL)
    return;
  switch (g_test_rand_int_range (0, 6))
    {
    case 0:
      set_text (&node->name, any_name ());
      break;
    case 1:
    case 2:
      if (g_test_rand_int_range (0, 4) == 0)
        set_text (&node->parent_id, NULL);
      else if (!is_below (self, other, node)
               && g_strcmp0 (cw_fields_get (node->fields, CW_NODE_HIERARCHY), cw_fields_get (other->fields, CW_NODE_HIERARCHY)) == 0)
        set_text (&node->parent_id, other->id);
      break;
    case 3:
      if (!has_children (self, node))
        drop_record (self->nodes, node->id);
      break;
    case 4:
      {
        g_autofree char *id = g_strdup_printf ("%u", self->next_id++);
        CwTargetRecord *new = cw_target_record_new (id);

        new->name = g_strdup (any_name ());
        new->parent_id = g_strdup (node->id);
        cw_fields_set (new->fields, CW_NODE_HIERARCHY, cw_fields_get (node->fields, CW_NODE_HIERARCHY));
        g_ptr_array_add (self->nodes, new);
        break;
      }
    default:
      if (self->mode != CW_HIERARCHY_OWN)
        break;
      for (guint i = 0; i < self->nodes->len; i++)
        if (is_level (self->nodes->pdata[i]) && g_test_rand_int_range (0, 3) == 0)
          g_ptr_array_remove_index (self->nodes, i--);
      if (g_test_rand_int_range (0, 3) == 0)
        lose_links (self);
      break;
    }
}

/* The source node above @record: one that is deleted or unknown is none. */
static CwRecord *
get_above (Account *self, const CwRecord *record)
{
  CwRecord *above = record->parent_id != NULL ? find_source (self, record->parent_id) : NULL;

  return above != NULL && !above->deleted ? above : NULL;
}

static gboolean
is_on_cycle (Account *self, const CwRecord *record)
{
  const CwRecord *at = get_above (self, record);

  for (guint steps = 0; at != NULL && steps <= self->sources->len; steps++, at = get_above (self, at))
    if (at == record)
      return TRUE;
  return FALSE;
}

/* It has a node, is active, or something that needs it hangs below it. */
static gboolean
is_needed (Account *self, const CwRecord *record)
{
  if (record->deleted || is_on_cycle (self, record))
    return FALSE;
  if (!record->inactive || find_node_of (self, record->id) != NULL)
    return TRUE;
  for (guint i = 0; i < self->sources->len; i++)
    if (get_above (self, self->sources->pdata[i]) == record && is_needed (self, self->sources->pdata[i]))
      return TRUE;
  return FALSE;
}

/* The node below which that of @record belongs; NULL: at the root. */
static const CwTargetRecord *
find_place (Account *self, const CwRecord *record)
{
  const CwRecord *at = get_above (self, record);

  while (at != NULL && find_node_of (self, at->id) == NULL)
    at = is_on_cycle (self, at) ? NULL : get_above (self, at);
  return at != NULL ? find_node_of (self, at->id) : NULL;
}

static gboolean
is_chosen (Account *self, const CwRecord *record)
{
  g_autofree char *key = g_strconcat ("department:", record->id, NULL);
  const Link *link = g_hash_table_lookup (self->links, key);

  return link != NULL && g_strcmp0 (link->by, "hand") == 0;
}

static gboolean
stays (Account *self, const CwRecord *record)
{
  return record->deleted || is_on_cycle (self, record) || is_chosen (self, record);
}

static void
assert_as_wanted (Account *self)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      const CwRecord *record = self->sources->pdata[i];
      const CwTargetRecord *node = find_node_of (self, record->id), *place;

      if (stays (self, record))
        continue;
      g_assert_true ((node != NULL) == is_needed (self, record));
      if (node == NULL)
        continue;
      place = find_place (self, record);
      if (place != NULL && g_strcmp0 (node->parent_id, place->id) != 0)
        {
          /* Nowhere else to go: what it belongs below is below it, and nobody may move that. */
          g_assert_true (is_below (self, place, node));
          continue;
        }
      g_assert_cmpstr (node->name, ==, record->name);
      g_assert_cmpstr (node->parent_id, ==, place != NULL ? place->id : NULL);
      g_assert_true (is_level (find_record (self->nodes, cw_fields_get (node->fields, CW_NODE_LEVEL))));
    }
}

/* What is not ours, as text: "7 Region; 30 Selling below 21; …". */
static char *
dup_others (Account *self)
{
  g_autoptr (GHashTable) ours = g_hash_table_new (g_str_hash, g_str_equal);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->sources->len; i++)
    {
      const CwRecord *record = self->sources->pdata[i];
      CwTargetRecord *node = find_node_of (self, record->id);

      if (node != NULL && !stays (self, record))
        g_hash_table_add (ours, node->id);
    }
  for (guint i = 0; i < self->nodes->len; i++)
    {
      const CwTargetRecord *node = self->nodes->pdata[i];

      if (!g_hash_table_contains (ours, node->id) && (node->external_id == NULL || !g_str_has_prefix (node->external_id, PREFIX)))
        g_string_append_printf (text, "%s %s below %s; ", node->id, node->name, node->parent_id);
    }
  return g_string_free (text, FALSE);
}

static void
live (CwHierarchyMode mode)
{
  g_autoptr (Account) a = mode == CW_HIERARCHY_OWN ? account_new (mode) : new_existing (mode);

  /* Another hierarchy with the same names. */
  put_hierarchy (a, "8", "Region", NULL);
  put_node (a, "80 name=A hierarchy=8");
  put_node (a, "81 name=B hierarchy=8 parent=80");
  for (guint step = 0; step < 25; step++)
    {
      g_autofree char *before = NULL, *after = NULL;

      for (gint changes = g_test_rand_int_range (0, 5); changes > 0; changes--)
        if (g_test_rand_int_range (0, 3) > 0)
          change_source (a);
        else
          change_target (a);
      before = dup_others (a);
      if (g_test_rand_bit ())
        {
          /* It died in the middle: what it did is there, and the rest comes with the next one. */
          run (a, (guint) g_test_rand_int_range (0, 6));
          if (mode == CW_HIERARCHY_OWN && g_test_rand_bit ())
            lose_links (a);
        }
      run (a, G_MAXUINT);
      /* One that had to be found again, and had to wait, is only linked. */
      if (a->lost)
        run (a, G_MAXUINT);
      a->lost = FALSE;
      assert_as_wanted (a);
      g_assert_cmpuint (run (a, G_MAXUINT), ==, 0);
      after = dup_others (a);
      if (mode != CW_HIERARCHY_OWN)
        g_assert_cmpstr (before, ==, after);
    }
}

static void
test_any (gconstpointer mode)
{
  for (guint i = 0; i < 300; i++)
    live ((CwHierarchyMode) GPOINTER_TO_INT (mode));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hierarchy/own", test_own);
  g_test_add_func ("/hierarchy/changes", test_changes);
  g_test_add_func ("/hierarchy/inactive", test_inactive);
  g_test_add_func ("/hierarchy/deleted", test_deleted);
  g_test_add_func ("/hierarchy/cycle", test_cycle);
  g_test_add_func ("/hierarchy/no-place", test_no_place);
  g_test_add_func ("/hierarchy/trouble", test_trouble);
  g_test_add_func ("/hierarchy/found-again", test_found_again);
  g_test_add_func ("/hierarchy/existing", test_existing);
  g_test_add_func ("/hierarchy/extended", test_extended);
  g_test_add_func ("/hierarchy/extended-cycle", test_extended_cycle);
  g_test_add_func ("/hierarchy/extended-wait", test_extended_wait);
  g_test_add_func ("/hierarchy/names", test_names);
  g_test_add_func ("/hierarchy/same-names", test_same_names);
  g_test_add_func ("/hierarchy/late-values", test_late_values);
  g_test_add_data_func ("/hierarchy/any/own", GINT_TO_POINTER (CW_HIERARCHY_OWN), test_any);
  g_test_add_data_func ("/hierarchy/any/extended", GINT_TO_POINTER (CW_HIERARCHY_EXTENDED), test_any);
  return g_test_run ();
}
