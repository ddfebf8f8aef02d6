/* test-mapping-draft.c: what is edited can be undone and redone, always
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-mapping-draft.h"
#include "cw-random-mapping.h"

#include <string.h>

#define ROUNDS 60
#define EDITS  40

/* ---- a small mapping ---- */

static CwMappingGroup *
make_group (const char *name, const char *type)
{
  CwMappingGroup *group = cw_mapping_group_new (name, type);

  g_ptr_array_add (group->rows, cw_mapping_row_new ("name", cw_expression_new_field ("companyName", CW_VALUE_TEXT)));
  g_ptr_array_add (group->rows, cw_mapping_row_new ("code", cw_expression_new_field ("entityId", CW_VALUE_TEXT)));
  g_ptr_array_add (group->rows, cw_mapping_row_new ("email", cw_expression_new_field ("email", CW_VALUE_TEXT)));
  return group;
}

static CwMappingDraft *
make_draft (void)
{
  GPtrArray *groups = g_ptr_array_new ();
  g_autoptr (CwMapping) mapping = NULL;
  g_autoptr (CwMappingDocument) document = NULL;

  g_ptr_array_add (groups, make_group ("Customers", "customer"));
  g_ptr_array_add (groups, make_group ("Projects", "job"));
  mapping = cw_mapping_new (NULL, groups);
  document = cw_mapping_document_new (mapping, NULL);
  return cw_mapping_draft_new (document);
}

static const CwMappingRow *
get_row (CwMappingDraft *draft, guint group, guint row)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (draft));

  return ((const CwMappingGroup *) groups->pdata[group])->rows->pdata[row];
}

static char *
dup_targets (CwMappingDraft *draft, guint group)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (draft));
  const CwMappingGroup *found = groups->pdata[group];
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < found->rows->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", ((const CwMappingRow *) found->rows->pdata[i])->target);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_targets (CwMappingDraft *draft, guint group, const char *expected)
{
  g_autofree char *targets = dup_targets (draft, group);

  g_assert_cmpstr (targets, ==, expected);
}

/* ---- rows ---- */

static void
test_rows (void)
{
  g_autoptr (CwMappingDraft) draft = make_draft ();

  g_assert_false (cw_mapping_draft_is_dirty (draft));
  g_assert_false (cw_mapping_draft_undo (draft));
  g_assert_true (cw_mapping_draft_move_row (draft, 0, 0, 0, 2));
  assert_targets (draft, 0, "code email name");
  g_assert_true (cw_mapping_draft_remove_row (draft, 0, 1));
  assert_targets (draft, 0, "code name");
  g_assert_true (cw_mapping_draft_add_row (draft, 0, 1, cw_mapping_row_new ("note", cw_expression_new_value ("x", CW_VALUE_TEXT))));
  assert_targets (draft, 0, "code note name");
  g_assert_true (cw_mapping_draft_set_active (draft, 0, 1, FALSE));
  g_assert_false (get_row (draft, 0, 1)->active);
  g_assert_true (cw_mapping_draft_set_initial_only (draft, 0, 1, TRUE));
  g_assert_true (get_row (draft, 0, 1)->initial_only);
  g_assert_true (cw_mapping_draft_is_dirty (draft));
  for (guint i = 0; i < 5; i++)
    g_assert_true (cw_mapping_draft_undo (draft));
  g_assert_false (cw_mapping_draft_can_undo (draft));
  g_assert_false (cw_mapping_draft_is_dirty (draft));
  assert_targets (draft, 0, "name code email");
  for (guint i = 0; i < 5; i++)
    g_assert_true (cw_mapping_draft_redo (draft));
  g_assert_false (cw_mapping_draft_can_redo (draft));
  assert_targets (draft, 0, "code note name");
}

/* What cannot be done changes nothing and leaves no step. */
static void
test_refused (void)
{
  g_autoptr (CwMappingDraft) draft = make_draft ();
  CwDraftPlace row = { CW_DRAFT_SOURCE, 0, 0 };

  g_assert_false (cw_mapping_draft_remove_row (draft, 0, 3));
  g_assert_false (cw_mapping_draft_remove_row (draft, 2, 0));
  g_assert_false (cw_mapping_draft_move_row (draft, 0, 0, 0, 3));
  /* Records of another type have other fields. */
  g_assert_false (cw_mapping_draft_move_row (draft, 0, 0, 1, 0));
  g_assert_false (cw_mapping_draft_add_row (draft, 0, 4, cw_mapping_row_new ("x", cw_expression_new_value ("x", CW_VALUE_TEXT))));
  g_assert_false (cw_mapping_draft_set_expression (draft, &row, NULL, "none", NULL));
  g_assert_false (cw_mapping_draft_set_part (draft, &row, "0", cw_expression_new_value ("x", CW_VALUE_TEXT), "nowhere", NULL));
  g_assert_false (cw_mapping_draft_can_undo (draft));
  /* Nor does what changes nothing. */
  g_assert_true (cw_mapping_draft_set_active (draft, 0, 0, TRUE));
  g_assert_false (cw_mapping_draft_can_undo (draft));
}

/* ---- expressions ---- */

static void
type_value (CwMappingDraft *draft, const char *path, const char *text)
{
  CwDraftPlace row = { CW_DRAFT_SOURCE, 0, 0 };
  g_autofree char *merge = g_strconcat ("value:", path, NULL);

  g_assert_true (cw_mapping_draft_set_part (draft, &row, path, cw_expression_new_value (text, CW_VALUE_TEXT), "Type", merge));
}

static void
test_typing (void)
{
  g_autoptr (CwMappingDraft) draft = make_draft ();
  CwDraftPlace row = { CW_DRAFT_SOURCE, 0, 0 };
  CwExpression *source;

  source = cw_expression_wrap (cw_mapping_draft_get_expression (draft, &row), CW_EXPRESSION_COMPARE, CW_COMPARE_EQUAL);
  g_assert_true (cw_mapping_draft_set_expression (draft, &row, source, "Compare", NULL));
  type_value (draft, "1", "a");
  type_value (draft, "1", "ab");
  type_value (draft, "1", "abc");
  g_assert_cmpstr (cw_mapping_draft_get_expression (draft, &row)->parts[1]->texts[0], ==, "abc");
  /* The three letters are one step. */
  g_assert_cmpstr (cw_mapping_draft_get_undo_label (draft), ==, "Type");
  g_assert_true (cw_mapping_draft_undo (draft));
  g_assert_cmpstr (cw_mapping_draft_get_expression (draft, &row)->parts[1]->texts[0], ==, "");
  g_assert_true (cw_mapping_draft_redo (draft));
  cw_mapping_draft_settle (draft);
  type_value (draft, "1", "abcd");
  g_assert_true (cw_mapping_draft_undo (draft));
  g_assert_cmpstr (cw_mapping_draft_get_expression (draft, &row)->parts[1]->texts[0], ==, "abc");
}

static void
test_saved (void)
{
  g_autoptr (CwMappingDraft) draft = make_draft ();

  g_assert_true (cw_mapping_draft_remove_row (draft, 0, 0));
  cw_mapping_draft_set_saved (draft, cw_mapping_draft_get_document (draft));
  g_assert_false (cw_mapping_draft_is_dirty (draft));
  g_assert_true (cw_mapping_draft_undo (draft));
  g_assert_true (cw_mapping_draft_is_dirty (draft));
  g_assert_true (cw_mapping_draft_replace (draft, cw_mapping_draft_get_saved (draft), "Back"));
  g_assert_false (cw_mapping_draft_is_dirty (draft));
}

/* Every kind, wrapped around a field, is valid, and comes out of its form as it went in. */
static void
test_wrap (void)
{
  g_autoptr (CwExpression) field = cw_expression_new_field ("companyName", CW_VALUE_TEXT);

  for (guint kind = CW_EXPRESSION_CONCAT; kind < CW_N_EXPRESSION_KINDS; kind++)
    {
      guint n = kind == CW_EXPRESSION_FUNCTION ? CW_N_FUNCTIONS : kind == CW_EXPRESSION_COMPARE ? CW_N_COMPARISONS : 1;

      for (guint what = 0; what < n; what++)
        {
          g_autoptr (CwExpression) wrapped = cw_expression_wrap (field, kind, what), again = NULL;
          g_autoptr (CwExpressionForm) form = NULL;

          g_assert_nonnull (wrapped);
          form = cw_expression_form_new (wrapped);
          again = cw_expression_form_make (form);
          g_assert_nonnull (again);
          g_assert_true (cw_expression_equal (wrapped, again));
        }
    }
}

static void
test_compared (void)
{
  g_autoptr (CwExpression) field = cw_expression_new_field ("subsidiary", CW_VALUE_TEXT);
  g_autoptr (CwExpression) equal = cw_expression_new_compare (CW_COMPARE_EQUAL, cw_expression_ref (field),
                                                              cw_expression_new_value ("2", CW_VALUE_TEXT), NULL, FALSE);
  g_autoptr (CwExpression) one_of = cw_expression_dup_compared (equal, CW_COMPARE_ONE_OF), empty = NULL, back = NULL;

  g_assert_cmpuint (one_of->n_parts, ==, 1);
  g_assert_cmpstr (one_of->texts[0], ==, "2");
  back = cw_expression_dup_compared (one_of, CW_COMPARE_EQUAL);
  g_assert_true (cw_expression_equal (back, equal));
  empty = cw_expression_dup_compared (equal, CW_COMPARE_IS_EMPTY);
  g_assert_cmpuint (empty->n_parts, ==, 1);
  for (guint i = 0; i < CW_N_COMPARISONS; i++)
    for (guint j = 0; j < CW_N_COMPARISONS; j++)
      {
        g_autoptr (CwExpression) first = cw_expression_dup_compared (equal, i), second = cw_expression_dup_compared (first, j);

        g_assert_nonnull (second);
      }
}

/* ---- by chance ---- */

static CwExpression *
make_random (CwChance *chance)
{
  CwExpression *made = cw_random_expression (chance, 3);

  return made != NULL ? made : cw_expression_new_value ("x", CW_VALUE_TEXT);
}

static guint
pick_row (CwChance *chance, CwMappingDraft *draft, guint *out_group)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (draft));
  const CwMappingGroup *group;

  *out_group = groups->len > 0 ? cw_chance_below (chance, groups->len) : 0;
  group = groups->len > 0 ? groups->pdata[*out_group] : NULL;
  return group != NULL && group->rows->len > 0 ? cw_chance_below (chance, group->rows->len) : 0;
}

static gboolean
add_test (CwMappingDraft *draft, const char *name, const char *expected)
{
  CwRecord *record = cw_record_new ("customer", "1");
  g_autoptr (CwMappingTest) test = cw_mapping_test_new (name, record);

  cw_fields_set (test->expected, "name", expected);
  return cw_mapping_draft_add_test (draft, test);
}

static void
edit (CwChance *chance, CwMappingDraft *draft)
{
  CwMappingField field = { CW_VALUE_INTEGER, 12, TRUE };
  CwDraftPlace place = { CW_DRAFT_SOURCE, 0, 0 };

  place.row = pick_row (chance, draft, &place.group);
  place.part = cw_chance_below (chance, 3);
  switch (cw_chance_below (chance, 14))
    {
    case 13:
      add_test (draft, cw_chance_below (chance, 2) == 0 ? "A" : "B", cw_chance_below (chance, 2) == 0 ? "x" : "y");
      break;
    case 14:
      cw_mapping_draft_remove_test (draft, cw_chance_below (chance, 2));
      break;
    case 0:
      cw_mapping_draft_add_row (draft, place.group, place.row, cw_mapping_row_new ("new", make_random (chance)));
      break;
    case 1:
      cw_mapping_draft_remove_row (draft, place.group, place.row);
      break;
    case 2:
      cw_mapping_draft_move_row (draft, place.group, place.row, place.group, cw_chance_below (chance, 4));
      break;
    case 3:
      cw_mapping_draft_set_active (draft, place.group, place.row, cw_chance_below (chance, 2) == 0);
      break;
    case 4:
      cw_mapping_draft_set_initial_only (draft, place.group, place.row, cw_chance_below (chance, 2) == 0);
      break;
    case 5:
      cw_mapping_draft_set_required (draft, place.group, place.row, cw_chance_below (chance, 2) == 0);
      break;
    case 6:
      cw_mapping_draft_set_limit (draft, place.group, place.row, cw_chance_below (chance, 100), NULL);
      break;
    case 7:
      cw_mapping_draft_set_target (draft, place.group, place.row, "other", &field);
      break;
    case 8:
      cw_mapping_draft_add_group (draft, place.group, make_group ("More", "customer"));
      break;
    case 9:
      cw_mapping_draft_remove_group (draft, place.group);
      break;
    case 10:
      cw_mapping_draft_set_part (draft, &place, cw_chance_below (chance, 2) == 0 ? "0" : "0.1", make_random (chance), "Part", NULL);
      break;
    case 11:
    default:
      cw_mapping_draft_set_expression (draft, &place, make_random (chance), "Expression", NULL);
      break;
    }
}

/* Back to the first digest and forward to the last, over every one between. */
static void
assert_walk (CwMappingDraft *draft, const char *first)
{
  g_autoptr (GPtrArray) digests = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *last = g_strdup (cw_mapping_document_get_digest (cw_mapping_draft_get_document (draft)));

  while (cw_mapping_draft_can_undo (draft))
    {
      g_ptr_array_add (digests, g_strdup (cw_mapping_document_get_digest (cw_mapping_draft_get_document (draft))));
      g_assert_true (cw_mapping_draft_undo (draft));
      g_assert_cmpstr (cw_mapping_document_get_digest (cw_mapping_draft_get_document (draft)), !=, digests->pdata[digests->len - 1]);
    }
  g_assert_cmpstr (cw_mapping_document_get_digest (cw_mapping_draft_get_document (draft)), ==, first);
  g_assert_false (cw_mapping_draft_is_dirty (draft));
  for (guint i = digests->len; i > 0; i--)
    {
      g_assert_true (cw_mapping_draft_redo (draft));
      g_assert_cmpstr (cw_mapping_document_get_digest (cw_mapping_draft_get_document (draft)), ==, digests->pdata[i - 1]);
    }
  g_assert_false (cw_mapping_draft_can_redo (draft));
  g_assert_cmpstr (cw_mapping_document_get_digest (cw_mapping_draft_get_document (draft)), ==, last);
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  CwChance chance = { .rand = rand };

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr (CwMapping) mapping = cw_random_mapping (&chance);
      g_autoptr (CwMappingDocument) document = cw_mapping_document_new (mapping, NULL);
      g_autoptr (CwMappingDraft) draft = cw_mapping_draft_new (document);

      for (guint i = 0; i < EDITS; i++)
        edit (&chance, draft);
      assert_walk (draft, cw_mapping_document_get_digest (document));
    }
}

/* More edits than are kept: the newest can be undone. */
static void
test_bounded (void)
{
  g_autoptr (CwMappingDraft) draft = make_draft ();
  guint undone = 0;

  for (guint i = 0; i < CW_MAPPING_DRAFT_STEPS + 10; i++)
    g_assert_true (cw_mapping_draft_set_active (draft, 0, 0, i % 2 == 1));
  while (cw_mapping_draft_undo (draft))
    undone++;
  g_assert_cmpuint (undone, ==, CW_MAPPING_DRAFT_STEPS);
}

/* A test of the same name takes the other's place; edits of the mapping keep all of them. */
static void
test_tests (void)
{
  g_autoptr (CwMappingDraft) draft = make_draft ();

  g_assert_true (add_test (draft, "A", "x"));
  g_assert_true (add_test (draft, "B", "x"));
  g_assert_true (add_test (draft, "A", "y"));
  g_assert_true (cw_mapping_draft_set_active (draft, 0, 0, FALSE));
  g_assert_cmpuint (cw_mapping_document_get_tests (cw_mapping_draft_get_document (draft))->len, ==, 2);
  g_assert_true (cw_mapping_draft_is_dirty (draft));
  g_assert_false (cw_mapping_draft_remove_test (draft, 2));
  g_assert_true (cw_mapping_draft_remove_test (draft, 0));
  g_assert_cmpuint (cw_mapping_document_get_tests (cw_mapping_draft_get_document (draft))->len, ==, 1);
  for (guint i = 0; i < 5; i++)
    g_assert_true (cw_mapping_draft_undo (draft));
  g_assert_false (cw_mapping_draft_is_dirty (draft));
}

/* ---- announcements ---- */

static void
note_property (GObject *object, GParamSpec *pspec, GString *seen)
{
  g_string_append_printf (seen, "%s ", pspec->name);
}

static void
note_change (CwMappingDraft *draft, GString *seen)
{
  g_string_append (seen, "changed ");
}

static void
test_announced (void)
{
  g_autoptr (CwMappingDraft) draft = make_draft ();
  g_autoptr (GString) seen = g_string_new (NULL);

  g_signal_connect (draft, "notify", G_CALLBACK (note_property), seen);
  g_signal_connect (draft, "changed", G_CALLBACK (note_change), seen);
  cw_mapping_draft_set_active (draft, 0, 0, FALSE);
  g_assert_cmpstr (seen->str, ==, "changed dirty can-undo can-redo undo-label redo-label ");
  g_string_truncate (seen, 0);
  cw_mapping_draft_set_active (draft, 0, 0, FALSE);
  g_assert_cmpstr (seen->str, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draft/rows", test_rows);
  g_test_add_func ("/draft/refused", test_refused);
  g_test_add_func ("/draft/typing", test_typing);
  g_test_add_func ("/draft/saved", test_saved);
  g_test_add_func ("/draft/wrap", test_wrap);
  g_test_add_func ("/draft/compared", test_compared);
  g_test_add_func ("/draft/random", test_random);
  g_test_add_func ("/draft/bounded", test_bounded);
  g_test_add_func ("/draft/tests", test_tests);
  g_test_add_func ("/draft/announced", test_announced);
  return g_test_run ();
}
