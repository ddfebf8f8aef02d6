/* test-mapping-effects.c: which records unsaved edits change, and what values are called
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-field-catalogue.h"
#include "cw-fixture.h"
#include "cw-mapping-effect.h"
#include "cw-mapping-versions.h"
#include "cw-value-names.h"

#include <string.h>

/* What is delivered, with @code as code of customers and @filter; both nullable. */
static CwMapping *
edited (CwWorkflow *workflow, const char *filter, const char *code)
{
  g_autofree char *rows = code != NULL ? g_strdup_printf (", {\"target\": \"code\", \"source\": %s}", code) : g_strdup ("");
  g_autofree char *first = filter != NULL ? g_strdup_printf ("\"filter\": %s, ", filter) : g_strdup ("");
  g_autofree char *text = g_strdup_printf ("{\"format\": \"causeway-mapping\", \"version\": 1, \"workflow\": \"%s\", %s\"groups\": ["
                                           "{\"name\": \"Customers\", \"type\": \"customer\", \"rows\": ["
                                           "{\"target\": \"name\", \"source\": {\"field\": \"entityId\"}}%s]},"
                                           "{\"name\": \"Projects\", \"type\": \"job\", \"rows\": ["
                                           "{\"target\": \"name\", \"source\": {\"field\": \"entityId\"}}]}]}", workflow->id, first, rows);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwMappingDocument) document = cw_mapping_document_parse ("test.json", text, strlen (text), workflow, &error);

  g_assert_no_error (error);
  return cw_mapping_ref (cw_mapping_document_get_mapping (document));
}

/* Available records of company 0. */
static guint
count_truth (CwFixture *f, const char *type)
{
  g_autofree char *path = g_strconcat ("/__sandbox/state/netsuite/", type, NULL);
  g_autoptr (JsonNode) node = cw_fixture_get (f, path);
  JsonArray *rows = json_node_get_array (node);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonArray *list = json_object_get_array_member (json_array_get_object_element (rows, i), "subsidiaries");
      gboolean available = FALSE;

      for (guint j = 0; j < json_array_get_length (list); j++)
        available |= g_str_equal (json_array_get_string_element (list, j), f->subsidiaries[0]);
      count += available ? 1 : 0;
    }
  return count;
}

static CwWorkflow *
get_workflow (CwFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (f->profile, f->integrations[0], &error);
  g_autoptr (CwRunInfo) info = cw_fixture_run (f, 0, TRUE, &error);

  g_assert_no_error (error);
  return cw_workflow_ref (workflows->pdata[0]);
}

/* ---- effects ---- */

static void
test_fields (void)
{
  CwFixture *f = cw_fixture_new (60, 20, NULL);
  g_autoptr (CwWorkflow) workflow = get_workflow (f);
  g_autoptr (CwMapping) before = edited (workflow, NULL, NULL), after = edited (workflow, NULL, "{\"value\": \"x\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwMappingEffect) effect = cw_mapping_effect_sync (f->profile, f->integrations[0], workflow, before, after, NULL, &error);
  g_autoptr (CwMappingEffect) none = cw_mapping_effect_sync (f->profile, f->integrations[0], workflow, after, after, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (none->count, ==, 0);
  g_assert_cmpuint (effect->count, ==, count_truth (f, "customer"));
  g_assert_cmpuint (effect->count, >, 0);
  g_assert_cmpuint (effect->records->len, ==, effect->count);
  for (guint i = 0; i < effect->records->len; i++)
    {
      const CwEffectRecord *record = effect->records->pdata[i];
      const CwEffectField *field = record->fields->pdata[0];

      g_assert_true (g_str_has_prefix (record->key, "customer:"));
      g_assert_true (record->before && record->after);
      g_assert_cmpuint (record->fields->len, ==, 1);
      g_assert_cmpstr (field->target, ==, "code");
      g_assert_null (field->before);
      g_assert_cmpstr (field->after, ==, "x");
    }
  cw_fixture_free (f);
}

static void
test_filter (void)
{
  CwFixture *f = cw_fixture_new (60, 20, NULL);
  g_autoptr (CwWorkflow) workflow = get_workflow (f);
  g_autoptr (CwMapping) before = edited (workflow, NULL, NULL);
  g_autoptr (CwMapping) after = edited (workflow, "{\"compare\": \"equal\", \"left\": {\"record\": \"type\"}, \"right\": {\"value\": \"customer\"}}", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwMappingEffect) effect = cw_mapping_effect_sync (f->profile, f->integrations[0], workflow, before, after, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (effect->count, ==, count_truth (f, "job"));
  g_assert_cmpuint (effect->count, >, 0);
  for (guint i = 0; i < effect->records->len; i++)
    {
      const CwEffectRecord *record = effect->records->pdata[i];

      g_assert_true (g_str_has_prefix (record->key, "job:"));
      g_assert_true (record->before && !record->after);
      g_assert_cmpuint (record->fields->len, ==, 0);
    }
  cw_fixture_free (f);
}

/* Edits come faster than they are counted: only the last one is told, and going back to what is saved needs no pass. */
static void
note_changed (CwMappingEffects *effects, gpointer data)
{
  *(guint *) data += cw_mapping_effects_is_counting (effects) ? 0 : 1;
}

static void
test_watching (void)
{
  CwFixture *f = cw_fixture_new (60, 0, NULL);
  g_autoptr (CwWorkflow) workflow = get_workflow (f);
  g_autoptr (CwMapping) saved = edited (workflow, NULL, NULL);
  g_autoptr (CwMappingEffects) effects = cw_mapping_effects_new (f->profile, f->integrations[0], workflow);
  guint told = 0;

  g_signal_connect (effects, "changed", G_CALLBACK (note_changed), &told);
  g_assert_null (cw_mapping_effects_get_effect (effects));
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *code = g_strdup_printf ("{\"value\": \"%u\"}", i);
      g_autoptr (CwMapping) mapping = edited (workflow, NULL, code);

      cw_mapping_effects_set_mappings (effects, saved, mapping);
      g_assert_true (cw_mapping_effects_is_counting (effects));
    }
  while (cw_mapping_effects_is_counting (effects))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (told, ==, 1);
  g_assert_cmpuint (cw_mapping_effects_get_effect (effects)->count, ==, count_truth (f, "customer"));
  cw_mapping_effects_set_mappings (effects, saved, saved);
  g_assert_false (cw_mapping_effects_is_counting (effects));
  g_assert_cmpuint (told, ==, 2);
  g_assert_cmpuint (cw_mapping_effects_get_effect (effects)->count, ==, 0);
  cw_fixture_free (f);
}

/* ---- names ---- */

static guint
count_requests (CwFixture *f)
{
  g_autoptr (JsonNode) log = cw_fixture_get (f, "/__sandbox/log");

  return json_array_get_length (json_node_get_array (log));
}

static void
note_names (CwValueNames *names, gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* Asked for once; afterwards the profile knows it. */
static void
test_names (void)
{
  CwFixture *f = cw_fixture_new (30, 0, NULL);
  g_autoptr (CwWorkflow) workflow = get_workflow (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwFieldCatalogue) catalogue = cw_field_catalogue_refresh_sync (f->profile, f->integrations[0], workflow, NULL, &error);
  g_autoptr (CwValueNames) names = cw_value_names_new (f->profile, f->integrations[0], workflow);
  g_autoptr (CwExpression) currency = cw_expression_new_field ("currency", CW_VALUE_REFERENCE), phone = cw_expression_new_field ("phone", CW_VALUE_TEXT);
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, &error);
  g_autoptr (CwIntegrationInfo) info = cw_store_get_integration (store, f->integrations[0], &error);
  g_autoptr (CwKeptNames) kept = NULL;
  g_autoptr (JsonNode) truth = cw_fixture_get (f, "/__sandbox/state/netsuite/currency");
  g_autofree char *name = NULL;
  const char *expected = json_object_get_string_member (json_array_get_object_element (json_node_get_array (truth), 0), "name");
  const char *id = json_object_get_string_member (json_array_get_object_element (json_node_get_array (truth), 0), "id");
  gboolean told = FALSE;
  guint before;

  g_assert_no_error (error);
  g_signal_connect (names, "changed", G_CALLBACK (note_names), &told);
  g_assert_null (cw_value_names_get (names, "customer", "currency", id));
  while (!told)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (cw_value_names_get (names, "customer", "currency", id), ==, expected);
  before = count_requests (f);
  kept = cw_kept_names_new (store, info->source, workflow, "customer");
  name = cw_kept_names_dup (currency, id, kept);
  g_assert_cmpstr (name, ==, expected);
  g_assert_null (cw_kept_names_dup (currency, "987654", kept));
  g_assert_null (cw_kept_names_dup (phone, "1", kept));
  g_assert_cmpuint (count_requests (f), ==, before);
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mapping-effects/fields", test_fields);
  g_test_add_func ("/mapping-effects/filter", test_filter);
  g_test_add_func ("/mapping-effects/watching", test_watching);
  g_test_add_func ("/mapping-effects/names", test_names);
  return g_test_run ();
}
