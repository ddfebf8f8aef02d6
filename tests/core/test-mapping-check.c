/* test-mapping-check.c: what the checks find in a mapping
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-mapping.h"

#define F(name)        cw_expression_new_field (name, CW_VALUE_TEXT)
#define FT(name, type) cw_expression_new_field (name, CW_VALUE_##type)
#define V(text)        cw_expression_new_value (text, CW_VALUE_TEXT)
/* An array and its length; sizeof does not make the parts a second time. */
#define PARTS(...)       (CwExpression *[]) { __VA_ARGS__ }, G_N_ELEMENTS (((CwExpression *[]) { __VA_ARGS__ }))
#define GROUP(kind, ...) cw_expression_new_group (CW_EXPRESSION_##kind, PARTS (__VA_ARGS__))
#define EQUAL(left, right) cw_expression_new_compare (CW_COMPARE_EQUAL, left, right, NULL, FALSE)

static const struct {
  const char *name;
  CwMappingField field;
} source_fields[] = {
  { "companyname", { CW_VALUE_TEXT, 83, FALSE } },
  { "credit", { CW_VALUE_NUMBER, 0, FALSE } },
  { "since", { CW_VALUE_DATE, 0, FALSE } },
  { "hold", { CW_VALUE_BOOLEAN, 0, FALSE } },
  { "department", { CW_VALUE_REFERENCE, 0, FALSE } },
  { "parent.companyname", { CW_VALUE_TEXT, 83, FALSE } },
}, target_fields[] = {
  { "name", { CW_VALUE_TEXT, 10, TRUE } },
  { "code", { CW_VALUE_TEXT, 0, FALSE } },
  { "amount", { CW_VALUE_NUMBER, 0, FALSE } },
};

static gboolean
find_source (const char *type, const char *path, CwMappingField *out_field, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (source_fields); i++)
    if (g_str_equal (source_fields[i].name, path))
      {
        *out_field = source_fields[i].field;
        return g_str_equal (type, "customer");
      }
  return FALSE;
}

static gboolean
find_target (const char *type, const char *field, CwMappingField *out_field, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (target_fields); i++)
    if (target_fields[i].name != NULL && g_str_equal (target_fields[i].name, field))
      {
        *out_field = target_fields[i].field;
        return TRUE;
      }
  return FALSE;
}

static gboolean
has_setting (const char *key, gpointer data)
{
  return g_str_equal (key, "project-code");
}

static const char * const *
list_required (const char *type, gpointer data)
{
  static const char * const names[] = { "name", NULL };

  return names;
}

static void
count_values (const char *type, const CwExpression *value, CwMappingCount count, gpointer count_data, gpointer data)
{
  count ("12", 30, count_data);
  count ("13", 41, count_data);
  count ("", 5, count_data);
}

static const CwMappingFacts facts = { find_source, find_target, has_setting, list_required, count_values, NULL };

/* ---- one mapping of a customer group with "name" filled, and what is to be looked at ---- */

static GPtrArray *
make_groups (void)
{
  GPtrArray *groups = g_ptr_array_new ();
  CwMappingGroup *group = cw_mapping_group_new ("Customers", "customer");

  g_ptr_array_add (group->rows, cw_mapping_row_new ("name", F ("companyname")));
  g_ptr_array_add (groups, group);
  return groups;
}

static void
add_row (GPtrArray *groups, const char *target, CwExpression *source)
{
  CwMappingGroup *group = groups->pdata[groups->len - 1];

  g_assert_nonnull (source);
  g_ptr_array_add (group->rows, cw_mapping_row_new (target, source));
}

/* "kind target argument; …" of all problems. */
static char *
list_problems (CwMapping *mapping, const CwMappingFacts *with)
{
  g_autoptr (GPtrArray) problems = cw_mapping_check (mapping, with);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      const CwMappingProblem *problem = problems->pdata[i];

      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", cw_mapping_problem_kind_to_string (problem->kind));
      if (problem->target != NULL)
        g_string_append_printf (text, " %s", problem->target);
      if (problem->argument != NULL)
        g_string_append_printf (text, " %s", problem->argument);
      if (problem->count > 0)
        g_string_append_printf (text, " ×%" G_GUINT64_FORMAT, problem->count);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Takes both. */
static void
check (CwExpression *filter, GPtrArray *groups, const char *expected)
{
  g_autoptr (CwMapping) mapping = cw_mapping_new (filter, groups);
  g_autofree char *problems = list_problems (mapping, &facts);

  g_assert_cmpstr (problems, ==, expected);
}

/* One more row "code". */
static void
check_row (CwExpression *source, const char *expected)
{
  GPtrArray *groups = make_groups ();

  add_row (groups, "code", source);
  check (NULL, groups, expected);
}

static void
test_clean (void)
{
  check (NULL, make_groups (), "");
  check (F ("hold") , make_groups (), "type text where yes or no is needed");
  check (FT ("hold", BOOLEAN), make_groups (), "");
  check_row (F ("parent.companyname"), "");
  check_row (FT ("credit", NUMBER), "");
  check_row (cw_expression_new_setting ("project-code"), "");
  check_row (cw_expression_new_mapped ("name"), "");
}

static void
test_unknown (void)
{
  GPtrArray *groups = make_groups ();

  check_row (F ("gone"), "unknown-field code gone");
  check_row (F ("parent.gone"), "unknown-field code parent.gone");
  check_row (cw_expression_new_setting ("gone"), "unknown-setting code gone");
  check_row (cw_expression_new_mapped ("gone"), "unknown-mapped code gone");
  add_row (groups, "gone", F ("companyname"));
  check (NULL, groups, "unknown-target gone");
  check (GROUP (ANY, FT ("gone", BOOLEAN), FT ("hold", BOOLEAN)), make_groups (), "unknown-field gone");
  check (EQUAL (cw_expression_new_mapped ("name"), V ("x")), make_groups (), "unknown-mapped name");
}

static void
test_types (void)
{
  GPtrArray *groups = make_groups ();

  add_row (groups, "amount", F ("companyname"));
  check (NULL, groups, "type amount text where a number is needed");
  groups = make_groups ();
  add_row (groups, "amount", FT ("credit", NUMBER));
  check (NULL, groups, "");
  check_row (FT ("companyname", NUMBER), "type code text where a number is needed");
  check_row (cw_expression_new_date_format (F ("companyname"), "%Y"), "type code text where a date with time is needed");
  check_row (cw_expression_new_date_format (FT ("since", DATE), "%Y"), "");
  check_row (cw_expression_new_number_format (FT ("since", DATE), 2, ".", ""), "type code a date where a number is needed");
  check_row (GROUP (IF, F ("companyname"), V ("a"), V ("b")), "type code text where yes or no is needed");
  check_row (GROUP (IF, cw_expression_new_setting ("project-code"), V ("a")), "");
  check_row (EQUAL (FT ("credit", NUMBER), FT ("since", DATE)), "type code a date where a number is needed");
  check_row (EQUAL (FT ("credit", NUMBER), V ("many")), "type code text where a number is needed");
  check_row (EQUAL (FT ("credit", NUMBER), V ("12")), "");
  check_row (GROUP (NOT, FT ("since", DATE)), "type code a date where yes or no is needed");
}

static void
test_required (void)
{
  GPtrArray *groups = g_ptr_array_new ();

  g_ptr_array_add (groups, cw_mapping_group_new ("Customers", "customer"));
  add_row (groups, "code", F ("companyname"));
  check (NULL, groups, "unmapped name");
}

static void
test_duplicates (void)
{
  GPtrArray *groups = make_groups ();

  add_row (groups, "name", V ("x"));
  check (NULL, groups, "duplicate name");
  groups = make_groups ();
  g_ptr_array_add (groups, cw_mapping_group_new ("More", "customer"));
  add_row (groups, "name", V ("x"));
  check (NULL, groups, "duplicate name");
  groups = make_groups ();
  g_ptr_array_add (groups, cw_mapping_group_new ("More", "customer"));
  ((CwMappingGroup *) groups->pdata[1])->condition = FT ("hold", BOOLEAN);
  add_row (groups, "name", V ("x"));
  check (NULL, groups, "");
}

static void
test_cycles (void)
{
  GPtrArray *groups = make_groups ();

  check_row (cw_expression_new_mapped ("code"), "cycle code");
  add_row (groups, "code", cw_expression_new_mapped ("amount"));
  add_row (groups, "amount", FT ("credit", NUMBER));
  check (NULL, groups, "");
}

static void
test_lengths (void)
{
  GPtrArray *groups = g_ptr_array_new ();

  g_ptr_array_add (groups, cw_mapping_group_new ("Customers", "customer"));
  add_row (groups, "name", V ("twelve chars"));
  check (NULL, groups, "too-long name 12 characters, 10 allowed");
}

static void
test_branches (void)
{
  check_row (GROUP (IF, EQUAL (V ("a"), V ("a")), V ("x"), V ("y")), "unreachable code “otherwise”");
  check_row (GROUP (IF, EQUAL (V ("a"), V ("b")), V ("x"), V ("y")), "unreachable code “then”");
  check_row (GROUP (FIRST, F ("companyname"), V ("x"), F ("companyname")), "unreachable code what comes after “x”");
  check_row (GROUP (FIRST, F ("companyname"), V (" "), F ("companyname")), "");
  check_row (GROUP (IF, FT ("hold", BOOLEAN), GROUP (IF, FT ("hold", BOOLEAN), V ("x"), V ("y"))), "unreachable code “otherwise”");
  check_row (GROUP (IF, FT ("hold", BOOLEAN), V ("z"), GROUP (IF, FT ("hold", BOOLEAN), V ("x"), V ("y"))),
             "unreachable code “then”");
  check_row (GROUP (IF, GROUP (NOT, FT ("hold", BOOLEAN)), GROUP (IF, FT ("hold", BOOLEAN), V ("x"), V ("y"))),
             "unreachable code “then”");
  check_row (GROUP (IF, GROUP (ALL, FT ("hold", BOOLEAN), EQUAL (F ("companyname"), V ("a"))),
                    GROUP (IF, EQUAL (F ("companyname"), V ("a")), V ("x"), V ("y"))),
             "unreachable code “otherwise”");
  check_row (GROUP (IF, GROUP (ANY, FT ("hold", BOOLEAN), EQUAL (F ("companyname"), V ("a"))),
                    GROUP (IF, FT ("hold", BOOLEAN), V ("x"), V ("y"))),
             "");
  check_row (GROUP (IF, GROUP (ALL, FT ("hold", BOOLEAN), EQUAL (V ("a"), V ("b"))), V ("x")), "unreachable code “then”");
}

static void
test_entries (void)
{
  static const char *entries[] = { "12", "CC-100" };

  check_row (cw_expression_new_map (F ("companyname"), entries, 2, NULL, FALSE, CW_VALUE_TEXT), "no-entry code 13 ×41");
  check_row (cw_expression_new_map (F ("companyname"), entries, 2, V ("x"), FALSE, CW_VALUE_TEXT), "");
}

static void
test_without_facts (void)
{
  GPtrArray *groups = make_groups ();
  g_autoptr (CwMapping) mapping = NULL;
  g_autofree char *problems = NULL;

  add_row (groups, "anything", F ("whatever"));
  add_row (groups, "anything", cw_expression_new_setting ("whatever"));
  mapping = cw_mapping_new (NULL, groups);
  problems = list_problems (mapping, NULL);
  g_assert_cmpstr (problems, ==, "duplicate anything");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mapping-check/clean", test_clean);
  g_test_add_func ("/mapping-check/unknown", test_unknown);
  g_test_add_func ("/mapping-check/types", test_types);
  g_test_add_func ("/mapping-check/required", test_required);
  g_test_add_func ("/mapping-check/duplicates", test_duplicates);
  g_test_add_func ("/mapping-check/cycles", test_cycles);
  g_test_add_func ("/mapping-check/lengths", test_lengths);
  g_test_add_func ("/mapping-check/branches", test_branches);
  g_test_add_func ("/mapping-check/entries", test_entries);
  g_test_add_func ("/mapping-check/without-facts", test_without_facts);
  return g_test_run ();
}
