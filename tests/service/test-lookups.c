/* test-lookups.c: what a project takes from other records of SuiteProjects Pro by their names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The stages of NetSuite's list: 11 In progress, 12 Planned, 13 On hold, 14 Completed; those of SuiteProjects Pro have ids of
 * their own.
 */

#include "services-fixture.h"

#include "cw-mapping-document.h"
#include "cw-mapping-versions.h"

#include <string.h>

#define STAGE    ",\"custentity_oa_project_stage\":"
#define TEMPLATE ",\"custentity_oa_project_template\":"
#define ID_FIELD "netsuite_project_id__c"

static char *
get_stage_id (CwFixture *f, const char *name)
{
  return spp_get_there (f, "projectstage", "name", name, "id", NULL);
}

static void
assert_stage (CwFixture *f, const char *job, const char *name)
{
  g_autofree char *id = name != NULL ? get_stage_id (f, name) : NULL;

  spp_assert_there (f, "project", ID_FIELD, job, "project_stageid", id);
}

static void
test_stage (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *customer = spp_add_customer (f, "Staged", ""), *planned = spp_add_job (f, "A", customer, STAGE "\"12\"");
  g_autofree char *none = spp_add_job (f, "B", customer, "");
  g_autofree char *before = NULL, *mine = NULL, *held = NULL, *held_members = NULL;
  g_autoptr (CwRunInfo) info = spp_run (f);

  /* Off: the stage is SuiteProjects Pro's own affair. */
  before = spp_get_there (f, "project", ID_FIELD, planned, "project_stageid", NULL);
  g_assert_cmpstr (before, ==, NULL);
  spp_assert_quiet (f);
  mine = spp_get_there (f, "project", ID_FIELD, none, "id", NULL);
  held = get_stage_id (f, "On hold");
  held_members = g_strdup_printf ("\"project_stageid\":\"%s\"", held);
  g_free (spp_edit (f, "suiteprojects", "project", mine, held_members));

  spp_set_setting (f, "spp.projects", "map-project-stage", "true");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  assert_stage (f, planned, "Planned");
  /* None chosen: what people set there stays. */
  assert_stage (f, none, "On hold");
  spp_assert_quiet (f);

  spp_set (f, "job", planned, "\"custentity_oa_project_stage\":\"11\"");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  assert_stage (f, planned, "In progress");
  spp_set (f, "job", planned, "\"custentity_oa_project_stage\":null");
  spp_assert_quiet (f);
  assert_stage (f, planned, "In progress");
  cw_fixture_free (f);
}

/* A name that nothing has there is said; once it is there, the next run takes it. */
static void
test_unknown_stage (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *completed = get_stage_id (f, "Completed"), *planned = get_stage_id (f, "Planned");
  g_autofree char *customer = spp_add_customer (f, "Staged", ""), *job = NULL, *other = NULL, *twin = NULL;
  g_autoptr (CwRunInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  CwExplanation *explanation;
  g_autofree char *key = NULL;

  g_free (spp_edit (f, "suiteprojects", "projectstage", completed, "\"name\":\"Closed\""));
  spp_set_setting (f, "spp.projects", "map-project-stage", "true");
  job = spp_add_job (f, "Done", customer, STAGE "\"14\"");
  other = spp_add_job (f, "Running", customer, STAGE "\"11\"");
  info = spp_run (f);
  g_assert_true (spp_has_event (f, "job", job, "skip lookup-unknown"));
  g_assert_cmpuint (spp_count_there (f, "project", ID_FIELD, job), ==, 0);
  assert_stage (f, other, "In progress");
  key = g_strdup_printf ("job:%s", job);
  explanation = cw_profile_explain_sync (f->profile, f->integrations[SPP_INTEGRATION], key, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (explanation->reason, "project stage “Completed”"));
  cw_explanation_free (explanation);
  spp_assert_quiet (f);

  g_free (spp_edit (f, "suiteprojects", "projectstage", completed, "\"name\":\"cOMPLETED \""));
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  spp_assert_there (f, "project", ID_FIELD, job, "project_stageid", completed);
  spp_assert_quiet (f);

  /* Two of one name: neither is taken by chance. */
  twin = spp_edit (f, "suiteprojects", "projectstage", NULL, "\"name\":\"PLANNED\"");
  spp_set (f, "job", other, "\"custentity_oa_project_stage\":\"12\"");
  spp_assert_quiet (f);
  g_assert_true (spp_has_event (f, "job", other, "skip lookup-several"));
  assert_stage (f, other, "In progress");
  g_free (spp_edit (f, "suiteprojects", "projectstage", twin, "\"name\":\"Later\""));
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  spp_assert_there (f, "project", ID_FIELD, other, "project_stageid", planned);
  cw_fixture_free (f);
}

static void
test_template (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *customer = spp_add_customer (f, "Templates", ""), *plain = spp_add_job (f, "Plain", customer, TEMPLATE "\"Template: Implementation\"");
  g_autofree char *made = NULL, *wrong = NULL, *there = NULL, *template_id = NULL;
  g_autoptr (CwRunInfo) info = spp_run (f);

  spp_assert_there (f, "project", ID_FIELD, plain, "template_project_id", NULL);
  spp_set_setting (f, "spp.projects", "project-templates", "true");
  /* One that is there is not made anew. */
  spp_assert_quiet (f);
  made = spp_add_job (f, "Made", customer, TEMPLATE "\"template: implementation\"");
  wrong = spp_add_job (f, "Wrong", customer, TEMPLATE "\"No such thing\"");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  template_id = spp_get_there (f, "project", "name", "Template: Implementation", "id", NULL);
  spp_assert_there (f, "project", ID_FIELD, made, "template_project_id", template_id);
  there = spp_get_there (f, "project", ID_FIELD, made, "id", NULL);
  /* With the tasks of the template. */
  g_assert_cmpuint (spp_count_there (f, "projecttask", "projectid", there), >, 0);
  g_assert_true (spp_has_event (f, "job", wrong, "skip lookup-unknown"));
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

/* A task of NetSuite that the template brings by the same name is one task there, not two; so it is when both begin in one run. */
static void
test_template_tasks (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *customer = spp_add_customer (f, "Templates", ""), *made = NULL, *members = NULL, *other_members = NULL;
  g_autofree char *same = NULL, *other = NULL, *there = NULL, *same_there = NULL;
  g_autoptr (CwRunInfo) info = NULL;
  guint before;

  spp_set_setting (f, "spp.projects", "project-templates", "true");
  spp_enable (f, "spp.tasks");
  info = spp_run (f);
  made = spp_add_job (f, "Made", customer, TEMPLATE "\"Template: Implementation\"");
  members = g_strdup_printf ("\"title\":\"ANALYSIS\",\"project\":\"%s\",\"estimatedwork\":\"12\",\"custevent_oa_export_to_openair\":\"T\"", made);
  other_members = g_strdup_printf ("\"title\":\"Review\",\"project\":\"%s\",\"custevent_oa_export_to_openair\":\"T\"", made);
  same = spp_edit (f, "netsuite", "projecttask", NULL, members);
  other = spp_edit (f, "netsuite", "projecttask", NULL, other_members);
  before = spp_run_counted (f);
  /* The project, the task that is new, and the one that came along. */
  g_assert_cmpuint (before, ==, 3);
  there = spp_get_there (f, "project", ID_FIELD, made, "id", NULL);
  /* Two of the template and one more. */
  g_assert_cmpuint (spp_count_there (f, "projecttask", "projectid", there), ==, 3);
  spp_assert_there (f, "projecttask", "netsuite_project_task_id__c", same, "name", "ANALYSIS");
  same_there = spp_get_there (f, "projecttask", "netsuite_project_task_id__c", same, "originating_id", NULL);
  g_assert_cmpstr (same_there, !=, "");
  spp_assert_there (f, "projecttask", "netsuite_project_task_id__c", other, "name", "Review");
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

static void
test_workspace (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *customer = spp_add_customer (f, "Workspaces", "");
  g_autofree char *before = spp_add_job (f, "Before", customer, ",\"custentity_oa_create_project_workspace\":\"T\"");
  g_autofree char *with = NULL, *without = NULL;
  g_autoptr (CwRunInfo) info = spp_run (f);

  spp_set_setting (f, "spp.projects", "create-workspaces", "true");
  with = spp_add_job (f, "With", customer, ",\"custentity_oa_create_project_workspace\":\"T\"");
  without = spp_add_job (f, "Without", customer, ",\"custentity_oa_create_project_workspace\":\"F\"");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  spp_assert_there (f, "project", ID_FIELD, before, "create_workspace", NULL);
  spp_assert_there (f, "project", ID_FIELD, with, "create_workspace", "1");
  spp_assert_there (f, "project", ID_FIELD, without, "create_workspace", "0");
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

/* A row that an account adds: by name, whatever its case, or by the id itself. */
static void
test_own_rows (void)
{
  static const char text[] =
    "{\"format\": \"causeway-mapping\", \"version\": 1, \"workflow\": \"spp.projects\", \"groups\": [{\"name\": \"Projects\", \"type\": \"job\", \"rows\": ["
    "{\"target\": \"name\", \"required\": true, \"source\": {\"field\": \"companyName\"}},"
    "{\"target\": \"rate_cardid\", \"source\": {\"value\": \"STANDARD\"}},"
    "{\"target\": \"cost_centerid\", \"source\": {\"value\": \"2\"}}]}]}";
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *customer = spp_add_customer (f, "Rated", ""), *job = spp_add_job (f, "By card", customer, ""), *card = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwMappingDocument) document = cw_mapping_document_parse ("test.json", text, sizeof text - 1, NULL, &error);
  g_autoptr (CwRunInfo) info = NULL;

  g_assert_no_error (error);
  cw_profile_save_mapping_sync (f->profile, f->integrations[SPP_INTEGRATION], "spp.projects", document, CW_MAPPING_IN_FORCE, NULL, &error);
  g_assert_no_error (error);
  info = spp_run (f);
  card = spp_get_there (f, "ratecard", "name", "Standard", "id", NULL);
  spp_assert_there (f, "project", ID_FIELD, job, "rate_cardid", card);
  spp_assert_there (f, "project", ID_FIELD, job, "cost_centerid", "2");
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lookups/stage", test_stage);
  g_test_add_func ("/lookups/unknown-stage", test_unknown_stage);
  g_test_add_func ("/lookups/template", test_template);
  g_test_add_func ("/lookups/template-tasks", test_template_tasks);
  g_test_add_func ("/lookups/workspace", test_workspace);
  g_test_add_func ("/lookups/own-rows", test_own_rows);
  return g_test_run ();
}
