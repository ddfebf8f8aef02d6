/* cw-cli-run.c: causewayctl plan, run and resume
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#define PAGE_SIZE_MAX 10000

/* Options that plan and run share. */
typedef struct {
  char   **records;     /* as typed */
  gboolean all;
} Selection;

/* "project:12" is "job:12"; @out_records NULL when none were given. */
static gboolean
translate_records (char **typed, char ***out_records, GError **error)
{
  g_autoptr (GPtrArray) records = NULL;

  *out_records = NULL;
  if (typed == NULL)
    return TRUE;
  records = g_ptr_array_new_null_terminated (g_strv_length (typed), g_free, TRUE);
  for (guint i = 0; typed[i] != NULL; i++)
    {
      char *record = cw_cli_dup_record (typed[i], error);

      if (record == NULL)
        return FALSE;
      g_ptr_array_add (records, record);
    }
  *out_records = (char **) g_ptr_array_steal (records, NULL);
  return TRUE;
}

static gboolean
refuse_together (gboolean both, const char *first, const char *second, GError **error)
{
  if (!both)
    return FALSE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("--%s and --%s do not go together."), first, second);
  return TRUE;
}

/* @positional: the integration, then workflows. Everything is borrowed by @out_request. */
static gboolean
fill_request (char **positional, const Selection *selection, char **records, CwRunRequest *out_request, GError **error)
{
  if (refuse_together (selection->all && records != NULL, "all", "record", error))
    return FALSE;
  *out_request = (CwRunRequest) {
    .integration = positional[0],
    .workflows = positional[1] != NULL ? (const char * const *) positional + 1 : NULL,
    .records = (const char * const *) records,
    .all = selection->all,
  };
  return TRUE;
}

/* From here on a first signal stops gently. */
static void
begin_stoppable (CwCli *self)
{
  g_atomic_int_set (&self->stoppable, TRUE);
}

/* ---- plan ---- */

static int
make_plan (CwCli *self, CwRunRequest *request, const char *out_file, GError **error)
{
  g_autoptr (CwCliReport) report = cw_cli_report_new (self, CW_CLI_REPORT_PLAN);
  g_autoptr (CwRunInfo) info = NULL;

  cw_cli_report_attach (report, request);
  begin_stoppable (self);
  info = cw_profile_plan_sync (self->profile, request, error);
  if (info == NULL)
    return CW_CLI_FAILED;
  if (out_file != NULL && !cw_profile_save_plan (self->profile, info->id, out_file, error))
    return CW_CLI_FAILED;
  return cw_cli_report_end (report, info);
}

int
cw_cli_plan (CwCli *self, char **arguments, GError **error)
{
  g_autofree char *out_file = NULL;
  g_auto (GStrv) typed = NULL, records = NULL, positional = NULL;
  Selection selection = { NULL };
  gboolean refresh = FALSE;
  const GOptionEntry entries[] = {
    { "record", 0, 0, G_OPTION_ARG_STRING_ARRAY, &typed, N_("Only this record and what it brings along"), N_("TYPE:ID") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &selection.all, N_("Every available record, marked or not"), NULL },
    { "refresh", 0, 0, G_OPTION_ARG_NONE, &refresh, N_("Read source and target whole again"), NULL },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out_file, N_("Write the plan to FILE, for run --plan"), N_("FILE") },
    { NULL }
  };
  CwRunRequest request;

  if (!cw_cli_parse (self, arguments, entries, 1, CW_CLI_MANY, &positional, error) ||
      !translate_records (typed, &records, error) ||
      !fill_request (positional, &selection, records, &request, error) || cw_cli_open_online (self, error) == NULL)
    return CW_CLI_FAILED;
  request.refresh = refresh;
  return make_plan (self, &request, out_file, error);
}

/* ---- run ---- */

static int
apply (CwCli *self, CwRunRequest *request, GError **error)
{
  g_autoptr (CwCliReport) report = cw_cli_report_new (self, CW_CLI_REPORT_RUN);
  g_autoptr (CwRunInfo) info = NULL;

  cw_cli_report_attach (report, request);
  begin_stoppable (self);
  info = cw_profile_run_sync (self->profile, request, error);
  return info != NULL ? cw_cli_report_end (report, info) : CW_CLI_FAILED;
}

int
cw_cli_run_records (CwCli *self, const char *integration, const char * const *workflows, const char * const *records,
                    GError **error)
{
  CwRunRequest request = { .integration = integration, .workflows = workflows, .records = records };

  return apply (self, &request, error);
}

static gboolean
ask (const char *question)
{
  char answer[16] = "";

  g_print ("%s [y/N] ", question);
  if (fgets (answer, sizeof answer, stdin) == NULL)
    return FALSE;
  /* Translators: the letter that answers a question with yes */
  return g_ascii_tolower (answer[0]) == 'y' || g_str_has_prefix (answer, _("y"));
}

/* What was confirmed is what is applied: that very plan goes into the run, which refuses it when the systems changed since. */
static int
confirm_and_apply (CwCli *self, CwRunRequest *request, GError **error)
{
  g_autoptr (CwCliReport) report = cw_cli_report_new (self, CW_CLI_REPORT_PREVIEW);
  g_autoptr (CwRunInfo) info = NULL;
  int exit_code;

  cw_cli_report_attach (report, request);
  begin_stoppable (self);
  info = cw_profile_plan_sync (self->profile, request, error);
  if (info == NULL)
    return CW_CLI_FAILED;
  exit_code = cw_cli_report_end (report, info);
  if (exit_code == CW_CLI_STOPPED || !cw_cli_report_has_work (report))
    return exit_code;
  if (!ask (_("Apply this plan?")))
    {
      cw_cli_print (self, "%s\n", _("Nothing was sent."));
      return CW_CLI_DONE;
    }

  request->plan_run = info->id;
  return apply (self, request, error);
}

static gboolean
is_asked (CwCli *self, gboolean yes, const char *plan_file)
{
  return !yes && !self->json && plan_file == NULL && isatty (STDIN_FILENO) && isatty (STDOUT_FILENO);
}

int
cw_cli_run (CwCli *self, char **arguments, GError **error)
{
  g_autofree char *plan_file = NULL;
  g_auto (GStrv) typed = NULL, records = NULL, positional = NULL;
  Selection selection = { NULL };
  gboolean yes = FALSE;
  int page_size = 0;
  const GOptionEntry entries[] = {
    { "record", 0, 0, G_OPTION_ARG_STRING_ARRAY, &typed, N_("Only this record and what it brings along; marks it"), N_("TYPE:ID") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &selection.all, N_("Every available record; marks them"), NULL },
    { "plan", 0, 0, G_OPTION_ARG_FILENAME, &plan_file, N_("Apply exactly the plan in FILE"), N_("FILE") },
    { "page-size", 0, 0, G_OPTION_ARG_INT, &page_size, N_("Records a page"), N_("N") },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_("Do not ask"), NULL },
    { NULL }
  };
  CwRunRequest request;

  if (!cw_cli_parse (self, arguments, entries, 1, CW_CLI_MANY, &positional, error) ||
      refuse_together (plan_file != NULL && selection.all, "plan", "all", error) ||
      refuse_together (plan_file != NULL && typed != NULL, "plan", "record", error) ||
      !translate_records (typed, &records, error) || !fill_request (positional, &selection, records, &request, error))
    return CW_CLI_FAILED;
  if (page_size < 0 || page_size > PAGE_SIZE_MAX)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("--page-size wants a number from 1 to %d."), PAGE_SIZE_MAX);
      return CW_CLI_FAILED;
    }
  if (cw_cli_open_online (self, error) == NULL)
    return CW_CLI_FAILED;
  request.page_size = (guint) page_size;
  request.plan_file = plan_file;
  return is_asked (self, yes, plan_file) ? confirm_and_apply (self, &request, error) : apply (self, &request, error);
}

/* ---- resume ---- */

static int
resume_one (CwCli *self, gint64 run, GError **error)
{
  g_autoptr (CwCliReport) report = cw_cli_report_new (self, CW_CLI_REPORT_RUN);
  g_autoptr (CwRunInfo) info = NULL;
  CwRunRequest request = { NULL };

  cw_cli_report_attach (report, &request);
  begin_stoppable (self);
  info = cw_profile_resume_sync (self->profile, run, &request, error);
  return info != NULL ? cw_cli_report_end (report, info) : CW_CLI_FAILED;
}

/* Ends at the first that fails or is stopped; the others stay resumable. */
static int
resume_all (CwCli *self, GError **error)
{
  g_autoptr (GArray) runs = cw_profile_list_interrupted (self->profile, error);
  int exit_code = CW_CLI_DONE;

  if (runs == NULL)
    return CW_CLI_FAILED;
  if (runs->len == 0 && !self->json)
    cw_cli_print (self, "%s\n", _("No run was interrupted."));
  for (guint i = 0; i < runs->len; i++)
    {
      int one = resume_one (self, g_array_index (runs, gint64, i), error);

      if (one == CW_CLI_FAILED || one == CW_CLI_STOPPED)
        return one;
      exit_code = MAX (exit_code, one);
    }
  return exit_code;
}

int
cw_cli_resume (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  gint64 run = 0;

  if (!cw_cli_parse (self, arguments, NULL, 0, 1, &positional, error) ||
      (positional[0] != NULL && !cw_cli_read_number (positional[0], &run, error)) ||
      cw_cli_open_online (self, error) == NULL)
    return CW_CLI_FAILED;
  return run > 0 ? resume_one (self, run, error) : resume_all (self, error);
}
