/* test-tree.c: what the planner decides, and why
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every case is a few records as text, and the plan as text: one line a row,
 * "operation key reason [< parent]" in sending order.
 */

#include "cw-tree.h"

#include <string.h>

typedef struct {
  CwTreeRules rules;
  CwTree     *tree;
} Fixture;

static const char *ours[] = { "2", NULL };

static void
set_up (Fixture *self, gconstpointer data)
{
  self->rules = (CwTreeRules) { .root_type = "customer", .collection = "itemcustomfields/1", .subsidiaries = ours,
                                .placement = CW_PLACEMENT_THREE_LEVEL, .selection = CW_SELECT_MARKED,
                                .match_by_name = TRUE, .rules_digest = "rules" };
  self->tree = NULL;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->tree, cw_tree_free);
}

static CwTree *
get_tree (Fixture *self)
{
  if (self->tree == NULL)
    self->tree = cw_tree_new (&self->rules);
  return self->tree;
}

/* "customer:3 name=Acme parent=customer:1 sub=,3, unmarked inactive deleted stage=lead filtered chosen long" */
static void
add_source (Fixture *self, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_auto (GStrv) key = g_strsplit (words[0], ":", 2);
  g_autoptr (CwRecord) record = cw_record_new (key[0], key[1]);
  g_autoptr (CwFields) wanted = cw_fields_new ();
  CwTreeFacts facts = { .wanted = wanted, .passes_filter = TRUE, .mark = CW_MARK_ON, .problem = CW_REASON_NEW };

  record->name = g_strdup_printf ("N%s", key[1]);
  record->subsidiaries = g_strdup (",2,");
  record->stage = g_strdup (g_str_equal (key[0], "customer") ? "customer" : NULL);
  for (char **word = words + 1; *word != NULL; word++)
    {
      if (g_str_has_prefix (*word, "name="))
        { g_free (record->name); record->name = g_strdup (*word + 5); }
      else if (g_str_has_prefix (*word, "parent="))
        {
          g_auto (GStrv) parent = g_strsplit (*word + 7, ":", 2);
          record->parent_type = g_strdup (parent[0]);
          record->parent_id = g_strdup (parent[1]);
        }
      else if (g_str_has_prefix (*word, "sub="))
        { g_free (record->subsidiaries); record->subsidiaries = g_strdup (*word + 4); }
      else if (g_str_has_prefix (*word, "stage="))
        { g_free (record->stage); record->stage = g_strdup (*word + 6); }
      else if (g_str_equal (*word, "unmarked"))
        facts.mark = CW_MARK_OFF;
      else if (g_str_equal (*word, "inactive"))
        record->inactive = TRUE;
      else if (g_str_equal (*word, "deleted"))
        record->deleted = TRUE;
      else if (g_str_equal (*word, "filtered"))
        facts.passes_filter = FALSE;
      else if (g_str_equal (*word, "chosen"))
        facts.chosen = TRUE;
      else if (g_str_has_prefix (*word, "owner="))
        facts.owner_key = *word + 6;
      else if (g_str_has_prefix (*word, "scope="))
        cw_fields_set (wanted, "customerid", *word + 6);
      else if (g_str_equal (*word, "unreferenced"))
        { facts.problem = CW_REASON_REFERENCE_MISSING; facts.problem_argument = "customer:1"; }
      else if (g_str_equal (*word, "long"))
        { facts.problem = CW_REASON_NAME_TOO_LONG; facts.problem_argument = "90 characters, 83 allowed"; }
      else
        g_assert_not_reached ();
    }
  cw_fields_set (wanted, "name", record->name);
  cw_tree_add_source (get_tree (self), record, &facts);
}

/* "88001 name=Acme ext=3 parent=88000 owner=9 inactive" */
static void
add_target (Fixture *self, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autoptr (CwTargetRecord) record = cw_target_record_new (words[0]);

  for (char **word = words + 1; *word != NULL; word++)
    {
      if (g_str_has_prefix (*word, "name="))
        record->name = g_strdup (*word + 5);
      else if (g_str_has_prefix (*word, "ext="))
        record->external_id = g_strdup (*word + 4);
      else if (g_str_has_prefix (*word, "parent="))
        record->parent_id = g_strdup (*word + 7);
      else if (g_str_has_prefix (*word, "owner="))
        record->owner_id = g_strdup (*word + 6);
      else if (g_str_has_prefix (*word, "scope="))
        cw_fields_set (record->fields, "customerid", *word + 6);
      else if (g_str_equal (*word, "inactive"))
        record->active = FALSE;
      else
        g_assert_not_reached ();
    }
  cw_fields_set (record->fields, "name", record->name);
  cw_tree_add_target (get_tree (self), record);
}

/* The link of a record that was confirmed with @name under @parent_key in state @active. */
static void
add_link (Fixture *self, const char *key, const char *target, const char *name, const char *parent_key, gboolean active)
{
  g_auto (GStrv) parts = g_strsplit (key, ":", 2);
  g_autoptr (CwFields) wanted = cw_fields_new ();
  g_autofree char *fingerprint = NULL;

  cw_fields_set (wanted, "name", name);
  fingerprint = cw_tree_dup_fingerprint ("rules", wanted, parent_key, active);
  cw_tree_add_link (get_tree (self), parts[0], parts[1], target, fingerprint, FALSE, NULL);
}

static gboolean
print_row (const CwPlanRow *row, gpointer data)
{
  GString *text = data;

  g_string_append_printf (text, "%s %s:%s %s", cw_operation_to_string (row->operation), row->type, row->source_id,
                          cw_reason_to_string (row->reason));
  if (row->parent_key != NULL && row->operation <= CW_OPERATION_LINK)
    g_string_append_printf (text, " < %s", row->parent_key);
  g_string_append_c (text, '\n');
  return TRUE;
}

static void
assert_plan (Fixture *self, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  cw_tree_decide (get_tree (self));
  cw_tree_foreach (get_tree (self), print_row, text);
  g_assert_cmpstr (text->str, ==, expected);
}

/* ---- rules ---- */

static void
test_chain (Fixture *self, gconstpointer data)
{
  add_source (self, "job:12 parent=job:11");
  add_source (self, "job:11 parent=customer:10 unmarked");
  add_source (self, "customer:10 unmarked");
  assert_plan (self, "create customer:10 brought-in\n"
                     "create job:11 brought-in < customer:10\n"
                     "create job:12 new < job:11\n");
}

static void
test_first_rule_names_the_reason (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 sub=,3, unmarked stage=lead");
  add_source (self, "customer:2 unmarked stage=lead");
  add_source (self, "customer:3 stage=lead filtered");
  add_source (self, "customer:4 filtered inactive");
  add_source (self, "customer:5 inactive");
  add_source (self, "customer:6 long");
  assert_plan (self, "skip customer:1 not-available\n"
                     "skip customer:2 not-marked\n"
                     "skip customer:3 stage\n"
                     "skip customer:4 filter\n"
                     "skip customer:5 inactive\n"
                     "skip customer:6 name-too-long\n");
}

static void
test_stopped_parents (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 inactive");
  add_source (self, "job:2 parent=customer:1");
  add_source (self, "customer:3 sub=,3,");
  add_source (self, "job:4 parent=customer:3");
  add_source (self, "customer:5 long");
  add_source (self, "job:6 parent=customer:5");
  add_source (self, "job:7 parent=customer:99");
  add_source (self, "job:8");
  assert_plan (self, "skip customer:1 inactive\n"
                     "skip job:2 parent-inactive\n"
                     "skip customer:3 not-available\n"
                     "skip job:4 parent-stopped\n"
                     "skip customer:5 name-too-long\n"
                     "skip job:6 parent-stopped\n"
                     "skip job:7 parent-missing\n"
                     "skip job:8 no-customer\n");
}

/* A parent is not brought in for a child that cannot travel anyway. */
static void
test_no_parent_for_nothing (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 unmarked");
  add_source (self, "job:2 parent=customer:1 long");
  assert_plan (self, "skip customer:1 not-marked\nskip job:2 name-too-long\n");
}

static void
test_cycle (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 parent=customer:2");
  add_source (self, "customer:2 parent=customer:3");
  add_source (self, "customer:3 parent=customer:1");
  add_source (self, "job:4 parent=customer:1");
  add_source (self, "customer:5 parent=customer:5");
  assert_plan (self, "skip customer:1 cycle\nskip customer:2 cycle\nskip customer:3 cycle\nskip job:4 parent-stopped\nskip customer:5 cycle\n");
}

static void
test_three_levels (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 unmarked");
  add_source (self, "customer:2 parent=customer:1");
  add_source (self, "job:3 parent=customer:2");
  add_source (self, "job:4 parent=job:3");
  add_source (self, "job:5 parent=job:4");
  assert_plan (self, "create customer:1 brought-in\n"
                     "create customer:2 new\n"
                     "create job:3 new < customer:2\n"
                     "create job:4 new < job:3\n"
                     "skip job:5 too-deep\n");
}

static void
test_five_levels (Fixture *self, gconstpointer data)
{
  self->rules.placement = CW_PLACEMENT_FIVE_LEVEL;
  add_source (self, "customer:1");
  add_source (self, "customer:2 parent=customer:1");
  add_source (self, "customer:3 parent=customer:2");
  add_source (self, "job:4 parent=customer:3");
  add_source (self, "job:5 parent=job:4");
  add_source (self, "job:6 parent=job:5");
  assert_plan (self, "create customer:1 new\n"
                     "create customer:2 new < customer:1\n"
                     "create customer:3 new < customer:2\n"
                     "create job:4 new < customer:3\n"
                     "create job:5 new < job:4\n"
                     "skip job:6 too-deep\n");
}

static void
test_long_chain (Fixture *self, gconstpointer data)
{
  self->rules.selection = CW_SELECT_ALL;
  add_source (self, "customer:1");
  for (guint i = 2; i < 50000; i++)
    {
      g_autofree char *text = g_strdup_printf ("customer:%u parent=customer:%u", i, i - 1);

      add_source (self, text);
    }
  cw_tree_decide (get_tree (self));
}

/* ---- matching ---- */

static void
test_match_external_id (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 name=Acme");
  add_source (self, "customer:2 name=Bolt");
  add_source (self, "customer:3 name=Cog");
  add_source (self, "customer:4 name=Dyn");
  add_target (self, "901 name=Acme ext=1");
  add_target (self, "902 name=Old ext=2");
  add_target (self, "903 name=Cog ext=3");
  add_target (self, "904 name=Cog ext=3");
  add_target (self, "905 name=Dyn ext=4 owner=77");
  assert_plan (self, "link customer:1 match-external-id\n"
                     "update customer:2 changed\n"
                     "conflict customer:3 two-candidates\n"
                     "conflict customer:4 other-owner\n");
}

static void
test_match_name (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 name=Acme");
  add_source (self, "job:2 name=Hall parent=customer:1");
  add_source (self, "customer:3 name=Twin");
  add_source (self, "customer:4 name=Twin");
  add_source (self, "customer:5 name=Pair");
  add_source (self, "job:6 name=Below parent=customer:5");
  add_source (self, "customer:7 name=Owned");
  add_target (self, "901 name=Acme");
  add_target (self, "902 name=Hall parent=901");
  add_target (self, "903 name=Twin");
  add_target (self, "904 name=Pair");
  add_target (self, "905 name=Pair");
  add_target (self, "906 name=Owned owner=8");
  assert_plan (self, "link customer:1 match-name\n"
                     "create customer:7 new\n"
                     "link job:2 match-name < customer:1\n"
                     "skip job:6 parent-stopped\n"
                     "conflict customer:5 two-candidates\n"
                     "conflict customer:3 taken\n"
                     "conflict customer:4 taken\n");
}

static void
test_no_match_by_name (Fixture *self, gconstpointer data)
{
  self->rules.match_by_name = FALSE;
  add_source (self, "customer:1 name=Acme");
  add_target (self, "901 name=Acme");
  assert_plan (self, "create customer:1 new\n");
}

/* ---- changes of linked records ---- */

static void
test_unchanged (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 name=Acme");
  add_source (self, "job:2 name=Hall parent=customer:1");
  add_target (self, "901 name=Acme ext=1");
  add_target (self, "902 name=Hall ext=2 parent=901");
  add_link (self, "customer:1", "901", "Acme", NULL, TRUE);
  add_link (self, "job:2", "902", "Hall", "customer:1", TRUE);
  assert_plan (self, "unchanged customer:1 same\nunchanged job:2 same\n");
}

/* What a person changes in the target is not fought over as long as nothing changes here. */
static void
test_drift_is_left (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 name=Acme");
  add_target (self, "901 name=Renamed ext=1 inactive");
  add_link (self, "customer:1", "901", "Acme", NULL, TRUE);
  assert_plan (self, "unchanged customer:1 same\n");
}

static void
test_changes (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 name=New");
  add_source (self, "customer:2 name=B inactive");
  add_source (self, "job:3 name=C parent=customer:2");
  add_source (self, "customer:4 name=D");
  add_source (self, "job:5 name=E parent=customer:1");
  add_source (self, "customer:6 name=F deleted");
  add_target (self, "901 name=A ext=1");
  add_target (self, "902 name=B ext=2");
  add_target (self, "903 name=C ext=3 parent=902");
  add_target (self, "904 name=D ext=4 inactive");
  add_target (self, "905 name=E ext=5 parent=904");
  add_target (self, "906 name=F ext=6");
  add_link (self, "customer:1", "901", "A", NULL, TRUE);
  add_link (self, "customer:2", "902", "B", NULL, TRUE);
  add_link (self, "job:3", "903", "C", "customer:2", TRUE);
  add_link (self, "customer:4", "904", "D", NULL, FALSE);
  add_link (self, "job:5", "905", "E", "customer:4", TRUE);
  add_link (self, "customer:6", "906", "F", NULL, TRUE);
  assert_plan (self, "reactivate customer:4 active-again\n"
                     "update customer:1 changed\n"
                     "move job:5 moved < customer:1\n"
                     "deactivate job:3 parent-inactive < customer:2\n"
                     "deactivate customer:2 inactive\n"
                     "deactivate customer:6 deleted\n");
}

static void
test_unmarked_after_link (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 name=New unmarked");
  add_source (self, "job:2 name=Hall parent=customer:1");
  add_target (self, "901 name=A ext=1");
  add_link (self, "customer:1", "901", "A", NULL, TRUE);
  assert_plan (self, "create job:2 new < customer:1\nskip customer:1 not-marked\n");
}

static void
test_lead_as_parent (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 name=New stage=lead");
  add_source (self, "job:2 name=Hall parent=customer:1");
  add_source (self, "customer:3 name=Alone stage=lead");
  add_target (self, "901 name=A ext=1");
  add_target (self, "902 name=Hall ext=2 parent=901");
  add_link (self, "customer:1", "901", "A", NULL, TRUE);
  add_link (self, "job:2", "902", "Hall", "customer:1", TRUE);
  assert_plan (self, "update customer:1 changed\nskip customer:3 stage\nunchanged job:2 same\n");
}

static void
test_vanished_parent_comes_again (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 name=A");
  add_source (self, "job:2 name=Hall parent=customer:1");
  add_target (self, "902 name=Hall ext=2");
  add_link (self, "customer:1", "901", "A", NULL, TRUE);
  add_link (self, "job:2", "902", "Hall", "customer:1", TRUE);
  assert_plan (self, "create customer:1 new\nmove job:2 moved < customer:1\n");
}

static void
test_missing_external_id (Fixture *self, gconstpointer data)
{
  add_source (self, "customer:1 name=A");
  add_target (self, "901 name=A");
  add_link (self, "customer:1", "901", "A", NULL, TRUE);
  assert_plan (self, "link customer:1 id-missing\n");
}

static void
test_chosen (Fixture *self, gconstpointer data)
{
  self->rules.selection = CW_SELECT_CHOSEN;
  add_source (self, "customer:1 unmarked");
  add_source (self, "job:2 parent=customer:1 unmarked chosen");
  add_source (self, "customer:3");
  assert_plan (self, "create customer:1 brought-in\ncreate job:2 new < customer:1\n");
}

/* ---- properties ---- */

typedef struct {
  GHashTable *sent;
  guint       rows;
} Check;

/* Parents always come before their children, and every record has one row. */
static gboolean
check_row (const CwPlanRow *row, gpointer data)
{
  Check *check = data;
  char *key = g_strdup_printf ("%s:%s", row->type, row->source_id);

  if (row->operation == CW_OPERATION_CREATE && row->parent_key != NULL)
    g_assert_true (g_hash_table_contains (check->sent, row->parent_key));
  g_assert_true (g_hash_table_add (check->sent, key));
  if (row->operation <= CW_OPERATION_LINK)
    g_assert_cmpuint (row->depth, <=, 5);
  check->rows++;
  return TRUE;
}

static void
test_random_graphs (Fixture *self, gconstpointer data)
{
  for (guint round = 0; round < 300; round++)
    {
      guint n = 1 + (guint) g_test_rand_int_range (0, 60);
      g_autoptr (GHashTable) sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      Check check = { sent, 0 };

      self->rules.placement = round % 2 == 0 ? CW_PLACEMENT_THREE_LEVEL : CW_PLACEMENT_FIVE_LEVEL;
      for (guint i = 0; i < n; i++)
        {
          g_autoptr (GString) text = g_string_new (NULL);
          gboolean job = g_test_rand_int_range (0, 3) == 0;
          guint parent = (guint) g_test_rand_int_range (0, (gint32) n + 3);

          g_string_printf (text, "%s:%u", job ? "job" : "customer", i);
          if (g_test_rand_bit ())
            g_string_append_printf (text, " parent=%s:%u", g_test_rand_bit () ? "job" : "customer", parent);
          if (g_test_rand_int_range (0, 4) == 0)
            g_string_append (text, " unmarked");
          if (g_test_rand_int_range (0, 6) == 0)
            g_string_append (text, " inactive");
          if (g_test_rand_int_range (0, 6) == 0)
            g_string_append (text, " sub=,3,");
          add_source (self, text->str);
        }
      cw_tree_decide (get_tree (self));
      cw_tree_foreach (get_tree (self), check_row, &check);
      g_assert_cmpuint (check.rows, ==, n);
      g_clear_pointer (&self->tree, cw_tree_free);
    }
}

/* ---- side by side ---- */

static void
set_flat (Fixture *self, const char *scope)
{
  self->rules.placement = CW_PLACEMENT_FLAT;
  self->rules.match_scope = scope;
}

/* Parents of their own do not bring records in, and every one stands by itself. */
static void
test_flat (Fixture *self, gconstpointer data)
{
  set_flat (self, NULL);
  add_source (self, "customer:1 unmarked");
  add_source (self, "customer:2 parent=customer:1");
  add_source (self, "customer:3 parent=customer:99");
  add_source (self, "customer:4 inactive");
  assert_plan (self, "create customer:2 new\n"
                     "create customer:3 new\n"
                     "skip customer:1 not-marked\n"
                     "skip customer:4 inactive\n");
}

static void
test_flat_owner (Fixture *self, gconstpointer data)
{
  set_flat (self, "customerid");
  add_source (self, "customer:1 owner=customer:7 scope=70");
  add_source (self, "customer:2 unreferenced");
  assert_plan (self, "create customer:1 new < customer:7\n"
                     "skip customer:2 reference-missing\n");
}

static void
test_flat_match (Fixture *self, gconstpointer data)
{
  set_flat (self, NULL);
  add_source (self, "customer:1 name=Größe");
  add_source (self, "customer:2 name=Stale");
  add_source (self, "customer:3 name=Theirs");
  add_source (self, "customer:4 name=Two");
  add_source (self, "customer:5 name=Id");
  add_target (self, "81 name=GRÖSSE");
  add_target (self, "82 name=stale ext=999");
  add_target (self, "83 name=theirs ext=1");
  add_target (self, "84 name=TWO");
  add_target (self, "85 name=two");
  add_target (self, "86 name=Other ext=5");
  /* customer:1 is found by its id first: 81 stays alone. */
  assert_plan (self, "update customer:1 changed\n"
                     "update customer:5 changed\n"
                     "update customer:2 match-name\n"
                     "conflict customer:3 taken\n"
                     "conflict customer:4 two-candidates\n");
}

static void
test_flat_skip_merge (Fixture *self, gconstpointer data)
{
  set_flat (self, NULL);
  self->rules.skip_merge = TRUE;
  add_source (self, "customer:1 name=Stale");
  add_source (self, "customer:2 name=Free");
  add_target (self, "81 name=stale ext=999");
  add_target (self, "82 name=Free");
  assert_plan (self, "link customer:2 match-name\n"
                     "skip customer:1 other-id\n");
}

/* One name under two owners is two records. */
static void
test_flat_scope (Fixture *self, gconstpointer data)
{
  set_flat (self, "customerid");
  add_source (self, "customer:1 name=Build scope=70");
  add_source (self, "customer:2 name=Build scope=71");
  add_target (self, "81 name=build scope=71");
  assert_plan (self, "create customer:1 new\n"
                     "update customer:2 match-name\n");
}

/* Where a name is taken once for each owner: who has it keeps it, else the first; who gives it up makes room. */
static void
test_flat_unique (Fixture *self, gconstpointer data)
{
  set_flat (self, "customerid");
  self->rules.unique = TRUE;
  self->rules.match_by_name = FALSE;
  add_source (self, "customer:1 name=Build scope=70");
  add_source (self, "customer:2 name=Build scope=70");
  add_source (self, "customer:3 name=Build scope=71");
  add_source (self, "customer:4 name=BUILD scope=70");
  add_source (self, "customer:5 name=Theirs scope=70");
  add_source (self, "customer:6 name=New scope=70");
  add_source (self, "customer:7 name=Old scope=70");
  add_source (self, "customer:8 name=Plan owner=customer:90");
  add_source (self, "customer:9 name=Plan owner=customer:91");
  add_source (self, "customer:10 name=Plan owner=customer:91");
  add_target (self, "81 name=Theirs scope=70");
  add_target (self, "86 name=Old scope=70 ext=6");
  assert_plan (self, "create customer:4 new\n"
                     "create customer:1 new\n"
                     "create customer:3 new\n"
                     "update customer:6 changed\n"
                     "create customer:7 new\n"
                     "create customer:8 new < customer:90\n"
                     "create customer:9 new < customer:91\n"
                     "skip customer:2 name-taken\n"
                     "skip customer:10 name-taken\n"
                     "skip customer:5 name-taken\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/core/tree/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("chain", test_chain);
  ADD ("first-rule-names-the-reason", test_first_rule_names_the_reason);
  ADD ("stopped-parents", test_stopped_parents);
  ADD ("no-parent-for-nothing", test_no_parent_for_nothing);
  ADD ("cycle", test_cycle);
  ADD ("three-levels", test_three_levels);
  ADD ("five-levels", test_five_levels);
  ADD ("long-chain", test_long_chain);
  ADD ("match-external-id", test_match_external_id);
  ADD ("match-name", test_match_name);
  ADD ("no-match-by-name", test_no_match_by_name);
  ADD ("unchanged", test_unchanged);
  ADD ("drift-is-left", test_drift_is_left);
  ADD ("changes", test_changes);
  ADD ("unmarked-after-link", test_unmarked_after_link);
  ADD ("lead-as-parent", test_lead_as_parent);
  ADD ("vanished-parent-comes-again", test_vanished_parent_comes_again);
  ADD ("missing-external-id", test_missing_external_id);
  ADD ("chosen", test_chosen);
  ADD ("random-graphs", test_random_graphs);
  ADD ("flat", test_flat);
  ADD ("flat-owner", test_flat_owner);
  ADD ("flat-match", test_flat_match);
  ADD ("flat-skip-merge", test_flat_skip_merge);
  ADD ("flat-scope", test_flat_scope);
  ADD ("flat-unique", test_flat_unique);
#undef ADD
  return g_test_run ();
}
