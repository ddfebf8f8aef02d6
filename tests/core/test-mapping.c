/* test-mapping.c: what a mapping makes of a record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-mapping.h"

#include <string.h>

#define F(name) cw_expression_new_field (name, CW_VALUE_TEXT)
#define V(text) cw_expression_new_value (text, CW_VALUE_TEXT)

typedef struct {
  GPtrArray      *groups;
  CwMappingGroup *group;   /* borrowed: the last one */
  CwMapping      *mapping; /* once it is used */
  CwRecord       *record;
  CwFields       *wanted;
  GPtrArray      *problems;
} Fixture;

static CwMappingGroup *
add_group (Fixture *self, const char *type)
{
  self->group = cw_mapping_group_new ("Group", type);
  g_ptr_array_add (self->groups, self->group);
  return self->group;
}

static CwMappingRow *
add_row (Fixture *self, const char *target, CwExpression *source)
{
  CwMappingRow *row = cw_mapping_row_new (target, source);

  g_ptr_array_add (self->group->rows, row);
  return row;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->groups = g_ptr_array_new ();
  self->record = cw_record_new ("customer", "1");
  self->wanted = cw_fields_new ();
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_problem_free);
  cw_fields_set (self->record->fields, "companyname", "Northwind");
  cw_fields_set (self->record->fields, "number", "30");
  add_group (self, "customer");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->mapping != NULL)
    cw_mapping_unref (self->mapping);
  else
    g_ptr_array_unref (self->groups);
  cw_record_free (self->record);
  cw_fields_unref (self->wanted);
  g_ptr_array_unref (self->problems);
}

static const char *
get_setting (const char *key, gpointer data)
{
  return g_str_equal (key, "limit") ? "5" : NULL;
}

static const CwMappingContext context = { .get_setting = get_setting };

static void
seal (Fixture *self, CwExpression *filter)
{
  self->mapping = cw_mapping_new (filter, self->groups);
  g_assert_nonnull (self->mapping);
}

static void
apply (Fixture *self, gboolean initial)
{
  if (self->mapping == NULL)
    seal (self, NULL);
  cw_mapping_apply (self->mapping, self->record, &context, initial, self->wanted, self->problems);
}

static void
assert_wanted (Fixture *self, const char *field, const char *expected)
{
  g_assert_cmpstr (cw_fields_get (self->wanted, field), ==, expected);
}

static void
assert_problem (Fixture *self, guint index, CwMappingProblemKind kind, const char *target, const char *argument)
{
  CwMappingProblem *problem;

  g_assert_cmpuint (index, <, self->problems->len);
  problem = self->problems->pdata[index];
  g_assert_cmpstr (cw_mapping_problem_kind_to_string (problem->kind), ==, cw_mapping_problem_kind_to_string (kind));
  g_assert_cmpstr (problem->target, ==, target);
  g_assert_cmpstr (problem->argument, ==, argument);
  g_assert_cmpstr (problem->type, ==, "customer");
}

static void
test_rows (Fixture *self, gconstpointer data)
{
  add_row (self, "name", F ("companyname"));
  add_row (self, "code", F ("missing"));
  add_row (self, "off", F ("companyname"))->active = FALSE;
  add_group (self, "job");
  add_row (self, "other", F ("companyname"));
  apply (self, TRUE);
  g_assert_cmpuint (cw_fields_get_size (self->wanted), ==, 1);
  assert_wanted (self, "name", "Northwind");
  g_assert_cmpuint (self->problems->len, ==, 0);
}

static void
test_initial (Fixture *self, gconstpointer data)
{
  CwMappingRow *row = add_row (self, "name", F ("companyname"));

  row->initial_only = TRUE;
  row->required = TRUE;
  apply (self, FALSE);
  assert_wanted (self, "name", NULL);
  g_assert_cmpuint (self->problems->len, ==, 0);
  apply (self, TRUE);
  assert_wanted (self, "name", "Northwind");
}

static void
test_conditions (Fixture *self, gconstpointer data)
{
  self->group->condition = cw_expression_new_compare (CW_COMPARE_EQUAL, F ("number"), V ("31"), NULL, FALSE);
  add_row (self, "name", V ("not me"));
  add_group (self, "customer")->condition = cw_expression_new_compare (CW_COMPARE_EQUAL, F ("number"), V ("30"), NULL, FALSE);
  add_row (self, "name", V ("me"));
  apply (self, TRUE);
  assert_wanted (self, "name", "me");
}

static void
test_later_wins (Fixture *self, gconstpointer data)
{
  add_row (self, "name", V ("first"));
  add_row (self, "name", V ("second"));
  add_row (self, "name", F ("missing"));
  apply (self, TRUE);
  assert_wanted (self, "name", "second");
}

static void
test_mapped (Fixture *self, gconstpointer data)
{
  add_row (self, "code", cw_expression_new_function (CW_FUNCTION_UPPER, cw_expression_new_mapped ("name")));
  add_row (self, "note", cw_expression_new_left (cw_expression_new_mapped ("code"), 3));
  add_row (self, "name", F ("companyname"));
  apply (self, TRUE);
  assert_wanted (self, "code", "NORTHWIND");
  assert_wanted (self, "note", "NOR");
}

static void
test_cycle (Fixture *self, gconstpointer data)
{
  add_row (self, "outside", cw_expression_new_mapped ("b"));
  add_row (self, "a", cw_expression_new_mapped ("b"));
  add_row (self, "b", cw_expression_new_mapped ("a"));
  add_row (self, "itself", cw_expression_new_mapped ("itself"));
  add_row (self, "name", F ("companyname"));
  apply (self, TRUE);
  g_assert_cmpuint (cw_fields_get_size (self->wanted), ==, 1);
  assert_wanted (self, "name", "Northwind");
  g_assert_cmpuint (self->problems->len, ==, 2);
  for (guint i = 0; i < self->problems->len; i++)
    g_assert_cmpstr (((CwMappingProblem *) self->problems->pdata[i])->target, !=, "outside");
}

static void
test_types (Fixture *self, gconstpointer data)
{
  add_row (self, "number", F ("number"))->type = CW_VALUE_INTEGER;
  add_row (self, "name", F ("companyname"))->type = CW_VALUE_INTEGER;
  add_row (self, "since", cw_expression_new_value ("2026-01-01", CW_VALUE_DATE))->type = CW_VALUE_DATETIME;
  apply (self, TRUE);
  assert_wanted (self, "number", "30");
  assert_wanted (self, "name", NULL);
  assert_wanted (self, "since", "2026-01-01T00:00:00Z");
  assert_problem (self, 0, CW_MAPPING_PROBLEM_VALUE, "name", "“Northwind” as integer");
}

static void
test_limits (Fixture *self, gconstpointer data)
{
  add_row (self, "name", F ("companyname"))->limit = 8;
  add_row (self, "fits", V ("ÄÖÜäöüßé"))->limit = 8;
  add_row (self, "set", F ("companyname"))->limit_setting = g_strdup ("limit");
  add_row (self, "unset", F ("companyname"))->limit_setting = g_strdup ("unknown");
  apply (self, TRUE);
  /* Never cut here: that is for a setting of the workflow to say. */
  assert_wanted (self, "name", "Northwind");
  assert_problem (self, 0, CW_MAPPING_PROBLEM_TOO_LONG, "name", "9 characters, 8 allowed");
  assert_problem (self, 1, CW_MAPPING_PROBLEM_TOO_LONG, "set", "9 characters, 5 allowed");
  g_assert_cmpuint (self->problems->len, ==, 2);
  g_assert_cmpuint (cw_mapping_get_limit_in (self->mapping, "customer", "name", NULL), ==, 8);
  g_assert_cmpuint (cw_mapping_get_limit_in (self->mapping, "customer", "set", NULL), ==, 0);
  g_assert_cmpuint (cw_mapping_get_limit_in (self->mapping, "customer", "set", &context), ==, 5);
  g_assert_cmpuint (cw_mapping_get_limit_in (self->mapping, "customer", "nothing", NULL), ==, 0);
  g_assert_cmpuint (cw_mapping_get_limit_in (self->mapping, "job", "name", NULL), ==, 0);
}

static void
test_required (Fixture *self, gconstpointer data)
{
  add_row (self, "name", F ("missing"))->required = TRUE;
  add_row (self, "blank", V (" "))->required = TRUE;
  add_row (self, "there", F ("companyname"))->required = TRUE;
  apply (self, TRUE);
  g_assert_cmpuint (self->problems->len, ==, 2);
  assert_problem (self, 0, CW_MAPPING_PROBLEM_MISSING, "name", NULL);
  assert_problem (self, 1, CW_MAPPING_PROBLEM_MISSING, "blank", NULL);
}

static void
test_places (Fixture *self, gconstpointer data)
{
  static const char *entries[] = { "31", "x" };
  CwMappingProblem *problem;

  add_row (self, "name", F ("companyname"));
  add_row (self, "code", cw_expression_new_map (F ("number"), entries, 2, NULL, TRUE, CW_VALUE_TEXT));
  apply (self, TRUE);
  assert_problem (self, 0, CW_MAPPING_PROBLEM_NO_ENTRY, "code", "30");
  problem = self->problems->pdata[0];
  g_assert_cmpuint (problem->group, ==, 0);
  g_assert_cmpuint (problem->row, ==, 1);
}

static void
test_filter (Fixture *self, gconstpointer data)
{
  seal (self, cw_expression_new_compare (CW_COMPARE_EQUAL, F ("number"), V ("30"), NULL, FALSE));
  g_assert_true (cw_mapping_passes (self->mapping, self->record, NULL));
  cw_fields_set (self->record->fields, "number", "31");
  g_assert_false (cw_mapping_passes (self->mapping, self->record, NULL));
}

static void
assert_strv (char **names, const char *expected)
{
  g_autofree char *text = g_strjoinv (" ", names);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_source_fields (Fixture *self, gconstpointer data)
{
  g_auto (GStrv) fields = NULL, others = NULL;

  add_row (self, "name", F ("companyname"));
  add_row (self, "code", F ("parent.entityid"));
  add_row (self, "off", F ("inactive_row"))->active = FALSE;
  self->group->condition = F ("hold");
  add_group (self, "job");
  add_row (self, "name", F ("jobname"));
  seal (self, F ("category"));
  fields = cw_mapping_dup_source_fields (self->mapping, "customer");
  others = cw_mapping_dup_source_fields (self->mapping, "employee");
  assert_strv (fields, "category companyname hold parent");
  assert_strv (others, "category");
}

static GPtrArray *
copy_groups (CwMapping *mapping)
{
  const GPtrArray *groups = cw_mapping_get_groups (mapping);
  GPtrArray *copies = g_ptr_array_new ();

  for (guint i = 0; i < groups->len; i++)
    g_ptr_array_add (copies, cw_mapping_group_copy (groups->pdata[i]));
  return copies;
}

static void
test_digest (Fixture *self, gconstpointer data)
{
  g_autoptr (CwMapping) same = NULL, changed = NULL, filtered = NULL;
  GPtrArray *groups;

  add_row (self, "name", F ("companyname"));
  seal (self, NULL);
  same = cw_mapping_new (NULL, copy_groups (self->mapping));
  g_assert_cmpstr (cw_mapping_get_digest (same), ==, cw_mapping_get_digest (self->mapping));
  groups = copy_groups (self->mapping);
  ((CwMappingRow *) ((CwMappingGroup *) groups->pdata[0])->rows->pdata[0])->initial_only = TRUE;
  changed = cw_mapping_new (NULL, groups);
  filtered = cw_mapping_new (F ("x"), copy_groups (self->mapping));
  g_assert_cmpstr (cw_mapping_get_digest (changed), !=, cw_mapping_get_digest (self->mapping));
  g_assert_cmpstr (cw_mapping_get_digest (filtered), !=, cw_mapping_get_digest (self->mapping));
  g_assert_cmpuint (strlen (cw_mapping_get_digest (same)), ==, 64);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  add_row (self, "name", NULL);
  g_assert_null (cw_mapping_new (NULL, g_steal_pointer (&self->groups)));
  self->groups = g_ptr_array_new ();
  for (guint i = 0; i <= CW_MAPPING_MAX_GROUPS; i++)
    add_group (self, "customer");
  g_assert_null (cw_mapping_new (F ("x"), g_steal_pointer (&self->groups)));
  self->groups = g_ptr_array_new ();
}

/* A mapping from anywhere may be as tangled as it can be: it is ready all the same in no time. */
static void
test_tangled (Fixture *self, gconstpointer data)
{
  gboolean circle = GPOINTER_TO_INT (data);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < CW_MAPPING_MAX_ROWS; i++)
    {
      g_autofree char *target = g_strdup_printf ("t%u", i), *needs = g_strdup_printf ("t%u", (i + 1) % CW_MAPPING_MAX_ROWS);

      add_row (self, target, i + 1 < CW_MAPPING_MAX_ROWS || circle ? cw_expression_new_mapped (needs) : F ("companyname"));
    }
  apply (self, TRUE);
  g_assert_cmpuint (cw_fields_get_size (self->wanted), ==, circle ? 0 : CW_MAPPING_MAX_ROWS);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
}

static void
test_sentences (void)
{
  for (guint i = 0; i < CW_N_MAPPING_PROBLEMS; i++)
    {
      CwMappingProblem problem = { (CwMappingProblemKind) i, NULL, NULL, CW_MAPPING_NO_GROUP, CW_MAPPING_NO_ROW, NULL, 0 };
      g_autofree char *bare = cw_mapping_problem_dup_sentence (&problem), *full = NULL;

      problem.target = (char *) "%2$s";
      problem.argument = (char *) "%s";
      full = cw_mapping_problem_dup_sentence (&problem);
      g_assert_cmpuint (strlen (bare), >, 10);
      /* What is not read is about no row. */
      g_assert_nonnull (strstr (full, problem.kind == CW_MAPPING_PROBLEM_UNREAD ? "%s" : "%2$s"));
      g_assert_nonnull (cw_mapping_problem_kind_to_string (problem.kind));
    }
}

#define ADD(name, function) g_test_add ("/mapping/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rows", test_rows);
  ADD ("tangled/chain", test_tangled);
  g_test_add ("/mapping/tangled/circle", Fixture, GINT_TO_POINTER (TRUE), set_up, test_tangled, tear_down);
  ADD ("initial", test_initial);
  ADD ("conditions", test_conditions);
  ADD ("later-wins", test_later_wins);
  ADD ("mapped", test_mapped);
  ADD ("cycle", test_cycle);
  ADD ("types", test_types);
  ADD ("limits", test_limits);
  ADD ("required", test_required);
  ADD ("places", test_places);
  ADD ("filter", test_filter);
  ADD ("source-fields", test_source_fields);
  ADD ("digest", test_digest);
  ADD ("refused", test_refused);
  g_test_add_func ("/mapping/sentences", test_sentences);
  return g_test_run ();
}
