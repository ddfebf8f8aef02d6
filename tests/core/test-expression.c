/* test-expression.c: what every kind of expression gives
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-expression.h"

#include <string.h>

#define F(name)          cw_expression_new_field (name, CW_VALUE_TEXT)
#define FT(name, type)   cw_expression_new_field (name, CW_VALUE_##type)
#define V(text)          cw_expression_new_value (text, CW_VALUE_TEXT)
#define VT(text, type)   cw_expression_new_value (text, CW_VALUE_##type)
/* An array and its length; sizeof does not make the parts a second time. */
#define PARTS(...)               (CwExpression *[]) { __VA_ARGS__ }, G_N_ELEMENTS (((CwExpression *[]) { __VA_ARGS__ }))
#define GROUP(kind, ...)         cw_expression_new_group (CW_EXPRESSION_##kind, PARTS (__VA_ARGS__))
#define CONCAT(separator, ...)   cw_expression_new_concat (PARTS (__VA_ARGS__), separator)
#define COMPARE(what, left, right) cw_expression_new_compare (CW_COMPARE_##what, left, right, NULL, FALSE)
#define FOLDED(what, left, right)  cw_expression_new_compare (CW_COMPARE_##what, left, right, NULL, TRUE)

static CwRecord *
make_record (void)
{
  CwRecord *record = cw_record_new ("customer", "42");

  record->parent_type = g_strdup ("customer");
  record->parent_id = g_strdup ("7");
  record->name = g_strdup ("Northwind");
  record->stage = g_strdup ("prospect");
  record->subsidiaries = g_strdup (",2,30,");
  record->created = G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC;
  cw_fields_set (record->fields, "companyname", "Northwind Traders");
  cw_fields_set (record->fields, "blank", " \t");
  cw_fields_set (record->fields, "zero", "");
  cw_fields_set (record->fields, "credit", "1250.50");
  cw_fields_set (record->fields, "days", "30");
  cw_fields_set (record->fields, "since", "2024-02-29");
  cw_fields_set (record->fields, "changed", "2026-11-21T10:04:05Z");
  cw_fields_set (record->fields, "hold", "T");
  cw_fields_set (record->fields, "department", "12");
  cw_fields_set (record->fields, "list", "2, 30,4");
  cw_fields_set (record->fields, "broken", "a\xff" "b");
  return record;
}

static const char *
get_setting (const char *key, gpointer data)
{
  return g_str_equal (key, "project-code") ? "true" : NULL;
}

static char *
dup_joined (const CwRecord *record, const char *path, gpointer data)
{
  return g_str_equal (path, "parent.companyname") ? g_strconcat ("Parent of ", record->id, NULL) : NULL;
}

static char *
dup_lookup (const char *type, const char *by, const char *value, const char *returns, gpointer data)
{
  return g_str_equal (value, "12") ? g_strdup_printf ("%s/%s/%s/%s", type, by, value, returns) : NULL;
}

static const CwMappingContext context = { get_setting, dup_joined, dup_lookup, NULL };

/* Takes @expression. */
static void
check (CwExpression *expression, const char *expected)
{
  g_autoptr (CwRecord) record = make_record ();
  g_autoptr (CwExpression) owned = expression;
  g_autofree char *value = NULL;

  g_assert_nonnull (expression);
  value = cw_expression_evaluate (expression, record, &context, NULL, NULL);
  g_assert_cmpstr (value, ==, expected);
}

static CwMappingProblemKind
get_problem (CwExpression *expression, const char *argument)
{
  g_autoptr (CwRecord) record = make_record ();
  g_autoptr (CwExpression) owned = expression;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_problem_free);
  g_autofree char *value = cw_expression_evaluate (expression, record, &context, NULL, problems);
  CwMappingProblem *problem;

  g_assert_null (value);
  g_assert_cmpuint (problems->len, ==, 1);
  problem = problems->pdata[0];
  g_assert_cmpstr (problem->argument, ==, argument);
  return problem->kind;
}

static void
test_sources (void)
{
  check (F ("companyname"), "Northwind Traders");
  check (F ("zero"), "");
  check (F ("missing"), NULL);
  check (F ("parent.companyname"), "Parent of 42");
  check (F ("parent.email"), NULL);
  check (F ("broken"), "a�b");
  check (V ("fixed"), "fixed");
  check (V (""), "");
  check (VT ("true", BOOLEAN), "T");
  check (cw_expression_new_setting ("project-code"), "true");
  check (cw_expression_new_setting ("unknown"), NULL);
  check (cw_expression_new_mapped ("name"), NULL);
}

static void
test_properties (void)
{
  check (cw_expression_new_record ("id"), "42");
  check (cw_expression_new_record ("type"), "customer");
  check (cw_expression_new_record ("name"), "Northwind");
  check (cw_expression_new_record ("stage"), "prospect");
  check (cw_expression_new_record ("parent"), "7");
  check (cw_expression_new_record ("parent-type"), "customer");
  check (cw_expression_new_record ("subsidiaries"), ",2,30,");
  check (cw_expression_new_record ("inactive"), "F");
  check (cw_expression_new_record ("created"), "2026-01-01T00:00:00Z");
  check (cw_expression_new_record ("modified"), NULL);
  g_assert_null (cw_expression_new_record ("mark"));
}

static void
test_mapped (void)
{
  g_autoptr (CwExpression) expression = cw_expression_new_function (CW_FUNCTION_UPPER, cw_expression_new_mapped ("name"));
  g_autoptr (CwFields) mapped = cw_fields_new ();
  g_autofree char *value = NULL;

  cw_fields_set (mapped, "name", "abc");
  value = cw_expression_evaluate (expression, NULL, NULL, mapped, NULL);
  g_assert_cmpstr (value, ==, "ABC");
}

static void
test_combinations (void)
{
  check (CONCAT (NULL, F ("companyname"), V (" "), F ("department")), "Northwind Traders 12");
  check (CONCAT (NULL, F ("missing"), V (" "), F ("missing")), " ");
  check (CONCAT (NULL, F ("missing")), NULL);
  check (CONCAT (", ", F ("missing"), F ("department"), F ("blank"), F ("days")), "12, 30");
  check (GROUP (FIRST, F ("missing"), F ("blank"), F ("zero"), F ("days"), V ("no")), "30");
  check (GROUP (FIRST, F ("missing"), V ("")), "");
  check (GROUP (FIRST, F ("missing"), F ("missing")), NULL);
  check (GROUP (IF, F ("hold"), V ("yes"), V ("no")), "yes");
  check (GROUP (IF, F ("missing"), V ("yes"), V ("no")), "no");
  check (GROUP (IF, F ("missing"), V ("yes")), NULL);
  check (GROUP (IF, cw_expression_new_setting ("project-code"), F ("department")), "12");
}

static void
test_maps (void)
{
  static const char *entries[] = { "12", "CC-100", "13", "CC-200", "", "none" };

  check (cw_expression_new_map (F ("department"), entries, 6, NULL, TRUE, CW_VALUE_TEXT), "CC-100");
  check (cw_expression_new_map (F ("missing"), entries, 6, NULL, TRUE, CW_VALUE_TEXT), "none");
  check (cw_expression_new_map (F ("missing"), entries, 4, NULL, TRUE, CW_VALUE_TEXT), NULL);
  check (cw_expression_new_map (F ("days"), entries, 4, V ("other"), TRUE, CW_VALUE_TEXT), "other");
  check (cw_expression_new_map (F ("days"), entries, 4, NULL, FALSE, CW_VALUE_TEXT), NULL);
  g_assert_cmpint (get_problem (cw_expression_new_map (F ("days"), entries, 4, NULL, TRUE, CW_VALUE_TEXT), "30"), ==,
                   CW_MAPPING_PROBLEM_NO_ENTRY);
  g_assert_null (cw_expression_new_map (F ("days"), (const char *[]) { "1", "a", "1", "b" }, 4, NULL, FALSE, CW_VALUE_TEXT));
  g_assert_null (cw_expression_new_map (F ("days"), (const char *[]) { "1", "a" }, 2, NULL, FALSE, CW_VALUE_INTEGER));
}

static void
test_lookups (void)
{
  check (cw_expression_new_lookup (F ("department"), "department", "externalid", "id", CW_VALUE_REFERENCE),
         "department/externalid/12/id");
  check (cw_expression_new_lookup (F ("days"), "department", "externalid", "id", CW_VALUE_REFERENCE), NULL);
  check (cw_expression_new_lookup (F ("missing"), "department", "externalid", "id", CW_VALUE_REFERENCE), NULL);
  g_assert_null (cw_expression_new_lookup (F ("days"), "", "externalid", "id", CW_VALUE_REFERENCE));
}

static void
test_equality (void)
{
  check (COMPARE (EQUAL, F ("department"), V ("12")), "T");
  check (COMPARE (EQUAL, F ("department"), V ("12.0")), "F");
  check (COMPARE (EQUAL, FT ("department", INTEGER), V ("12.0")), "T");
  check (COMPARE (EQUAL, FT ("credit", NUMBER), V ("1250.5")), "T");
  check (COMPARE (EQUAL, FT ("since", DATE), V ("2024-02-29T00:00:00Z")), "T");
  check (COMPARE (EQUAL, FT ("hold", BOOLEAN), V ("true")), "T");
  check (COMPARE (EQUAL, F ("missing"), V ("")), "T");
  check (COMPARE (EQUAL, F ("missing"), V ("x")), "F");
  check (COMPARE (NOT_EQUAL, F ("missing"), V ("x")), "T");
  check (COMPARE (NOT_EQUAL, F ("department"), V ("12")), "F");
  check (COMPARE (EQUAL, F ("companyname"), V ("NORTHWIND TRADERS")), "F");
  check (FOLDED (EQUAL, F ("companyname"), V ("NORTHWIND TRADERS")), "T");
}

static void
test_comparisons (void)
{
  static const char *values[] = { "11", "12", NULL }, *names[] = { "NORTHWIND traders", NULL };

  check (COMPARE (CONTAINS, F ("companyname"), V ("wind")), "T");
  check (COMPARE (CONTAINS, F ("companyname"), V ("WIND")), "F");
  check (FOLDED (CONTAINS, F ("companyname"), V ("WIND")), "T");
  check (COMPARE (CONTAINS, F ("companyname"), V ("")), "F");
  check (COMPARE (CONTAINS, F ("missing"), V ("a")), "F");
  check (COMPARE (STARTS_WITH, F ("companyname"), V ("North")), "T");
  check (COMPARE (STARTS_WITH, F ("companyname"), V ("wind")), "F");
  check (COMPARE (IS_EMPTY, F ("missing"), NULL), "T");
  check (COMPARE (IS_EMPTY, F ("blank"), NULL), "T");
  check (COMPARE (IS_EMPTY, F ("days"), NULL), "F");
  check (cw_expression_new_compare (CW_COMPARE_ONE_OF, F ("department"), NULL, values, FALSE), "T");
  check (cw_expression_new_compare (CW_COMPARE_ONE_OF, F ("days"), NULL, values, FALSE), "F");
  check (cw_expression_new_compare (CW_COMPARE_ONE_OF, F ("companyname"), NULL, names, TRUE), "T");
  check (COMPARE (INCLUDES, cw_expression_new_record ("subsidiaries"), V ("30")), "T");
  check (COMPARE (INCLUDES, cw_expression_new_record ("subsidiaries"), V ("3")), "F");
  check (COMPARE (INCLUDES, F ("list"), V ("30")), "T");
  check (COMPARE (INCLUDES, F ("list"), V ("4")), "T");
  check (COMPARE (INCLUDES, F ("list"), V ("")), "F");
}

static void
test_order (void)
{
  check (COMPARE (LESS, FT ("days", INTEGER), V ("200")), "T");
  check (COMPARE (LESS, F ("days"), V ("200")), "F");
  check (COMPARE (GREATER, FT ("credit", NUMBER), V ("1250.49")), "T");
  check (COMPARE (GREATER, FT ("credit", NUMBER), FT ("credit", NUMBER)), "F");
  check (COMPARE (LESS, FT ("since", DATE), FT ("changed", DATETIME)), "T");
  check (COMPARE (GREATER, cw_expression_new_record ("created"), V ("2025-12-31")), "T");
  check (COMPARE (LESS, FT ("days", INTEGER), V ("many")), "F");
  check (COMPARE (GREATER, FT ("days", INTEGER), V ("many")), "F");
  check (COMPARE (LESS, F ("missing"), V ("z")), "F");
}

static void
test_groups (void)
{
  check (GROUP (ALL, F ("hold"), F ("hold")), "T");
  check (GROUP (ALL, F ("hold"), F ("missing")), "F");
  check (GROUP (ANY, F ("missing"), F ("hold")), "T");
  check (GROUP (ANY, F ("missing"), F ("missing")), "F");
  check (GROUP (NOT, F ("missing")), "T");
  check (GROUP (NOT, GROUP (ALL, F ("hold"), GROUP (NOT, F ("missing")))), "F");
}

static void
test_functions (void)
{
  check (cw_expression_new_function (CW_FUNCTION_TRIM, V ("  x ")), "x");
  check (cw_expression_new_function (CW_FUNCTION_UPPER, F ("companyname")), "NORTHWIND TRADERS");
  check (cw_expression_new_function (CW_FUNCTION_LOWER, F ("companyname")), "northwind traders");
  check (cw_expression_new_function (CW_FUNCTION_TITLE, V ("acme GMBH")), "Acme Gmbh");
  check (cw_expression_new_function (CW_FUNCTION_UPPER, F ("missing")), NULL);
  check (cw_expression_new_replace (F ("companyname"), "Traders", "Ltd"), "Northwind Ltd");
  check (cw_expression_new_left (F ("companyname"), 5), "North");
  check (cw_expression_new_substring (F ("companyname"), 10, 3), "Tra");
  g_assert_null (cw_expression_new_replace (F ("companyname"), "", "x"));
  g_assert_null (cw_expression_new_function (CW_FUNCTION_LEFT, F ("companyname")));
}

static void
test_formats (void)
{
  check (cw_expression_new_date_format (FT ("since", DATE), "%d.%m.%Y"), "29.02.2024");
  check (cw_expression_new_date_format (FT ("changed", DATETIME), "%H:%M on %y-%j, week %V of %G, 100%%"), "10:04 on 26-325, week 47 of 2026, 100%");
  check (cw_expression_new_date_format (FT ("missing", DATE), "%Y"), NULL);
  check (cw_expression_new_number_format (FT ("credit", NUMBER), 1, ",", "."), "1.250,5");
  check (cw_expression_new_number_format (FT ("missing", NUMBER), 1, ",", "."), NULL);
  check (cw_expression_new_number_format (F ("zero"), 1, ",", "."), NULL);
  g_assert_cmpint (get_problem (cw_expression_new_date_format (F ("companyname"), "%Y"), "“Northwind Traders” as a date"), ==,
                   CW_MAPPING_PROBLEM_VALUE);
  g_assert_cmpint (get_problem (cw_expression_new_number_format (F ("companyname"), 2, ".", ""), "“Northwind Traders” as a number"), ==,
                   CW_MAPPING_PROBLEM_VALUE);
  g_assert_null (cw_expression_new_date_format (F ("since"), "%B"));
  g_assert_null (cw_expression_new_date_format (F ("since"), "%"));
  g_assert_null (cw_expression_new_number_format (F ("credit"), CW_EXPRESSION_MAX_DECIMALS + 1, ".", ""));
}

static void
test_types (void)
{
  g_autoptr (CwExpression) mixed = GROUP (FIRST, FT ("days", INTEGER), FT ("credit", NUMBER));
  g_autoptr (CwExpression) text = GROUP (IF, F ("hold"), FT ("days", INTEGER), FT ("since", DATE));

  g_assert_cmpint (mixed->type, ==, CW_VALUE_NUMBER);
  g_assert_cmpint (text->type, ==, CW_VALUE_TEXT);
  g_assert_cmpint (get_problem (FT ("companyname", INTEGER), "“Northwind Traders” as integer"), ==, CW_MAPPING_PROBLEM_VALUE);
  check (FT ("zero", INTEGER), "");
  g_assert_null (VT ("x", INTEGER));
}

static void
test_paths (void)
{
  static const char *refused[] = { "", ".", "a.", ".a", "a..b", "a.b.c.d.e.f" };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_null (F (refused[i]));
}

/* ---- bounds ---- */

static void
test_depth (void)
{
  CwExpression *expression = F ("companyname");

  for (guint i = 1; i < CW_EXPRESSION_MAX_DEPTH; i++)
    expression = cw_expression_new_function (CW_FUNCTION_TRIM, expression);
  g_assert_nonnull (expression);
  g_assert_cmpuint (expression->depth, ==, CW_EXPRESSION_MAX_DEPTH);
  g_assert_null (cw_expression_new_function (CW_FUNCTION_TRIM, expression));
}

static void
test_size (void)
{
  CwExpression *expression = F ("companyname");

  /* Shared parts count as often as they would be evaluated. */
  for (guint i = 0; i < 11; i++)
    expression = CONCAT (NULL, cw_expression_ref (expression), expression);
  g_assert_nonnull (expression);
  g_assert_cmpuint (expression->size, ==, CW_EXPRESSION_MAX_SIZE - 1);
  g_assert_null (CONCAT (NULL, cw_expression_ref (expression), expression));
}

static void
test_memory (void)
{
  g_autofree char *many = g_strnfill (1000, 'a'), *with = g_strnfill (1000, 'b');
  CwExpression *expression = cw_expression_new_replace (V (many), "a", with);

  g_assert_cmpint (get_problem (expression, NULL), ==, CW_MAPPING_PROBLEM_TOO_BIG);
  expression = V (many);
  for (guint i = 0; i < 10; i++)
    expression = CONCAT (NULL, cw_expression_ref (expression), expression);
  g_assert_cmpint (get_problem (expression, NULL), ==, CW_MAPPING_PROBLEM_TOO_BIG);
}

/* What cannot be decided lets nothing through, whichever way round the condition is. */
static void
test_undecided (void)
{
  g_autofree char *long_text = g_strnfill (CW_EXPRESSION_MAX_TEXT, 'x');
  CwExpression *contains = COMPARE (CONTAINS, CONCAT (NULL, V (long_text), V (long_text)), V ("y"));
  g_autoptr (CwExpression) plain = cw_expression_ref (contains);
  g_autoptr (CwExpression) turned = GROUP (NOT, contains);

  g_assert_false (cw_expression_is_true (plain, NULL, NULL));
  g_assert_false (cw_expression_is_true (turned, NULL, NULL));
}

static void
test_missing_parts (void)
{
  g_assert_null (CONCAT (NULL, F ("a"), NULL));
  g_assert_null (GROUP (NOT, F ("a"), F ("b")));
  g_assert_null (GROUP (IF, F ("a")));
  g_assert_null (COMPARE (EQUAL, F ("a"), NULL));
  g_assert_null (COMPARE (IS_EMPTY, F ("a"), F ("b")));
}

static void
test_identity (void)
{
  g_autoptr (CwExpression) a = CONCAT ("-", F ("a"), V ("b")), b = CONCAT ("-", F ("a"), V ("b"));
  g_autoptr (CwExpression) c = CONCAT ("-", F ("a"), F ("b"));
  g_autoptr (GString) x = g_string_new (NULL), y = g_string_new (NULL), z = g_string_new (NULL);

  cw_expression_append_canonical (a, x);
  cw_expression_append_canonical (b, y);
  cw_expression_append_canonical (c, z);
  g_assert_true (cw_expression_equal (a, b));
  g_assert_false (cw_expression_equal (a, c));
  g_assert_cmpstr (x->str, ==, y->str);
  g_assert_cmpstr (x->str, !=, z->str);
}

/* A list of the greatest length takes no longer than a short one, also when case does not matter. */
static void
test_long_lists (void)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CwExpression) folded = NULL, exact = NULL;
  g_autoptr (CwRecord) record = cw_record_new ("customer", "1");
  gint64 start;

  for (guint i = 0; i < CW_EXPRESSION_MAX_ENTRIES; i++)
    g_ptr_array_add (values, g_strdup_printf ("Größe %u", i));
  g_ptr_array_add (values, NULL);
  folded = cw_expression_new_compare (CW_COMPARE_ONE_OF, F ("size"), NULL, (const char * const *) values->pdata, TRUE);
  exact = cw_expression_new_compare (CW_COMPARE_ONE_OF, F ("size"), NULL, (const char * const *) values->pdata, FALSE);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *shouted = g_strdup_printf ("GRÖSSE %u", i * 100);

      cw_fields_set (record->fields, "size", shouted);
      g_assert_cmpint (cw_expression_is_true (folded, record, NULL), ==, i * 100 < CW_EXPRESSION_MAX_ENTRIES);
      g_assert_false (cw_expression_is_true (exact, record, NULL));
    }
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
  cw_fields_set (record->fields, "size", "Größe 7");
  g_assert_true (cw_expression_is_true (exact, record, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expression/sources", test_sources);
  g_test_add_func ("/expression/properties", test_properties);
  g_test_add_func ("/expression/mapped", test_mapped);
  g_test_add_func ("/expression/combinations", test_combinations);
  g_test_add_func ("/expression/maps", test_maps);
  g_test_add_func ("/expression/lookups", test_lookups);
  g_test_add_func ("/expression/equality", test_equality);
  g_test_add_func ("/expression/comparisons", test_comparisons);
  g_test_add_func ("/expression/order", test_order);
  g_test_add_func ("/expression/groups", test_groups);
  g_test_add_func ("/expression/functions", test_functions);
  g_test_add_func ("/expression/formats", test_formats);
  g_test_add_func ("/expression/types", test_types);
  g_test_add_func ("/expression/paths", test_paths);
  g_test_add_func ("/expression/depth", test_depth);
  g_test_add_func ("/expression/size", test_size);
  g_test_add_func ("/expression/memory", test_memory);
  g_test_add_func ("/expression/undecided", test_undecided);
  g_test_add_func ("/expression/missing-parts", test_missing_parts);
  g_test_add_func ("/expression/identity", test_identity);
  g_test_add_func ("/expression/long-lists", test_long_lists);
  return g_test_run ();
}
