/* cw-cli-report.c: the events of plan, run and resume, as JSON lines or text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

struct _CwCliReport {
  CwCli         *cli;            /* borrowed */
  CwCliProgress *progress;       /* owned; NULL with --json */
  CwCliReportKind kind;
  gboolean       ended;          /* `end` was printed */
  guint          attention;      /* rows of plans that need a person */
  guint          requests;       /* that the plans send */
  char          *integration;    /* whose systems these are, owned */
  char          *source_system, *target_system;
};

CwCliReport *
cw_cli_report_new (CwCli *cli, CwCliReportKind kind)
{
  CwCliReport *self = g_new0 (CwCliReport, 1);

  self->cli = cli;
  self->kind = kind;
  if (!cli->json)
    self->progress = cw_cli_progress_new (cli);
  return self;
}

void
cw_cli_report_free (CwCliReport *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->progress, cw_cli_progress_free);
  g_free (self->integration);
  g_free (self->source_system);
  g_free (self->target_system);
  g_free (self);
}

/* Which systems the requests of a forecast go to. An integration that cannot be read keeps the general words. */
static void
look_up_systems (CwCliReport *self, const char *integration)
{
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwIntegrationInfo) info = NULL;
  g_autoptr (CwConnectionInfo) source = NULL, target = NULL;

  if (g_strcmp0 (integration, self->integration) == 0)
    return;
  store = cw_cli_open_store (self->cli, NULL);
  info = store != NULL ? cw_store_get_integration (store, integration, NULL) : NULL;
  source = info != NULL ? cw_store_get_connection (store, info->source, NULL) : NULL;
  target = info != NULL ? cw_store_get_connection (store, info->target, NULL) : NULL;
  g_free (self->integration);
  g_free (self->source_system);
  g_free (self->target_system);
  self->integration = g_strdup (integration);
  self->source_system = g_strdup (source != NULL ? source->system : "source");
  self->target_system = g_strdup (target != NULL ? target->system : "target");
}

/* ---- JSON ---- */

static void
add_planned_counts (JsonBuilder *line, const CwPlanInfo *plan)
{
  json_builder_set_member_name (line, "counts");
  json_builder_begin_object (line);
  for (guint i = 0; i < CW_N_OPERATIONS; i++)
    cw_cli_line_integer (line, cw_operation_to_string (i), plan->counts[i]);
  json_builder_end_object (line);
}

static void
print_plan_line (CwCliReport *self, const CwEvent *event)
{
  const CwPlanInfo *plan = event->plan;
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_string (line, "event", "plan");
  cw_cli_line_integer (line, "run", event->run);
  cw_cli_line_string (line, "integration", event->integration);
  cw_cli_line_string (line, "workflow", event->workflow);
  add_planned_counts (line, plan);
  cw_cli_line_integer (line, "pages", plan->pages);
  json_builder_set_member_name (line, "requests");
  json_builder_begin_object (line);
  cw_cli_line_integer (line, self->source_system, plan->requests_source);
  cw_cli_line_integer (line, self->target_system, plan->requests_target);
  json_builder_end_object (line);
  cw_cli_line_time (line, "ends", plan->ends);
  cw_cli_line_integer (line, "mapping", plan->mapping_version);
  cw_cli_line_end (self->cli, line);
}

static void
print_record_line (CwCliReport *self, const CwEvent *event)
{
  const CwPlanRow *row = event->row;
  g_autofree char *source = g_strconcat (row->type, ":", row->source_id, NULL);
  g_autofree char *reason = cw_reason_dup_sentence (row->reason, row->argument);
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_string (line, "event", "record");
  cw_cli_line_integer (line, "page", event->page);
  cw_cli_line_string (line, "source", source);
  cw_cli_line_string (line, "operation", cw_operation_to_string (row->operation));
  cw_cli_line_string (line, "reason", reason);
  cw_cli_line_fields (line, "before", row->before);
  cw_cli_line_fields (line, "after", row->after);
  cw_cli_line_string (line, "outcome", event->outcome);
  cw_cli_line_string (line, "target", row->target_id);
  cw_cli_line_string (line, "error", row->error);
  cw_cli_line_end (self->cli, line);
}

static void
print_page_line (CwCliReport *self, const CwEvent *event)
{
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_string (line, "event", "page");
  cw_cli_line_integer (line, "page", event->page);
  cw_cli_line_integer (line, "pages", event->pages);
  cw_cli_line_integer (line, "done", event->done);
  cw_cli_line_integer (line, "failed", event->failed);
  cw_cli_line_integer (line, "left", event->left);
  cw_cli_line_end (self->cli, line);
}

/* A number of @counts, which keeps them as text. */
static gint64
get_count (const CwFields *counts, const char *name)
{
  const char *text = cw_fields_get (counts, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static gboolean
is_operation (const char *name)
{
  CwOperation operation;

  return cw_operation_from_string (name, &operation);
}

/* Every operation in the contract's order and "failed", whether counted or not; then whatever else was counted. */
static void
add_done_counts (JsonBuilder *line, const CwFields *counts)
{
  json_builder_set_member_name (line, "counts");
  json_builder_begin_object (line);
  for (guint i = 0; i < CW_N_OPERATIONS; i++)
    cw_cli_line_integer (line, cw_operation_to_string (i), get_count (counts, cw_operation_to_string (i)));
  cw_cli_line_integer (line, "failed", get_count (counts, "failed"));
  for (guint i = 0; i < cw_fields_get_size (counts); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (counts, i, &name, &value);
      if (!is_operation (name) && !g_str_equal (name, "failed"))
        cw_cli_line_integer (line, name, g_ascii_strtoll (value, NULL, 10));
    }
  json_builder_end_object (line);
}

/* The contract knows no "planned": a plan is done, or done with records that need attention. */
static const char *
get_outcome (CwCliReport *self, const CwRunInfo *info)
{
  if (info->outcome == NULL)
    return "stopped";
  if (g_str_equal (info->outcome, "planned"))
    return self->attention > 0 ? "attention" : "done";
  return g_str_equal (info->outcome, "paused") ? "stopped" : info->outcome;
}

static void
print_end_line (CwCliReport *self, const CwRunInfo *info, double seconds)
{
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_string (line, "event", "end");
  cw_cli_line_integer (line, "run", info->id);
  cw_cli_line_string (line, "outcome", get_outcome (self, info));
  add_done_counts (line, info->counts);
  cw_cli_line_numbers (line, "requests", info->requests);
  cw_cli_line_seconds (line, "seconds", seconds);
  cw_cli_line_end (self->cli, line);
}

/* ---- text ---- */

/* "120 create · 3 update" of what is not zero. (transfer full) */
static char *
dup_planned_counts (const CwPlanInfo *plan)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < CW_N_OPERATIONS; i++)
    if (plan->counts[i] > 0)
      g_string_append_printf (text, "%s%u %s", text->len > 0 ? " · " : "", plan->counts[i], cw_operation_to_string (i));
  if (text->len == 0)
    g_string_append (text, _("no records"));
  return g_string_free (text, FALSE);
}

static void
print_plan_text (CwCliReport *self, const CwEvent *event)
{
  const CwPlanInfo *plan = event->plan;
  g_autofree char *counts = dup_planned_counts (plan), *ends = cw_cli_dup_time (plan->ends);
  guint requests = plan->requests_source + plan->requests_target;

  cw_cli_print (self->cli, "%s, %s: %s\n", event->integration, event->workflow, counts);
  if (requests == 0)
    cw_cli_print (self->cli, "%s\n", _("Nothing to send."));
  else
    {
      g_autofree char *pages = g_strdup_printf (ngettext ("%u page", "%u pages", plan->pages), plan->pages);
      g_autofree char *needed = g_strdup_printf (ngettext ("about %u request", "about %u requests", requests), requests);

      if (plan->ends > 0)
        cw_cli_print (self->cli, _("%s, %s, expected to end %s\n"), pages, needed, ends);
      else
        cw_cli_print (self->cli, "%s, %s\n", pages, needed);
    }
}

/* "name: old → new; active: F → T" (transfer full) */
static char *
dup_changes (const CwPlanRow *row)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cw_fields_get_size (row->after); i++)
    {
      const char *name, *value, *before;

      cw_fields_get_nth (row->after, i, &name, &value);
      before = cw_fields_get (row->before, name);
      if (before != NULL)
        g_string_append_printf (text, "%s%s: %s → %s", text->len > 0 ? "; " : "", name, before, value);
    }
  return g_string_free (text, FALSE);
}

static gboolean
needs_somebody (const CwEvent *event)
{
  return g_str_equal (event->outcome, "failed") || g_str_equal (event->outcome, "unsettled") ||
         g_str_equal (event->outcome, "conflict") || cw_reason_needs_attention (event->row->reason);
}

static gboolean
shows_record (CwCliReport *self, const CwEvent *event)
{
  switch (self->kind)
    {
    case CW_CLI_REPORT_PLAN:
      return TRUE;
    case CW_CLI_REPORT_PREVIEW:
      return FALSE;
    case CW_CLI_REPORT_RUN:
    default:
      return self->cli->verbose || needs_somebody (event);
    }
}

static void
print_record_text (CwCliReport *self, const CwEvent *event)
{
  const CwPlanRow *row = event->row;
  g_autofree char *source = g_strconcat (row->type, ":", row->source_id, NULL);
  g_autofree char *reason = NULL, *name = NULL, *changes = NULL, *safe_changes = NULL, *safe_reason = NULL;

  reason = row->error != NULL ? g_strdup (row->error) : cw_reason_dup_sentence (row->reason, row->argument);
  changes = dup_changes (row);
  name = cw_cli_dup_safe (row->name != NULL ? row->name : "");
  safe_reason = cw_cli_dup_safe (reason);
  safe_changes = cw_cli_dup_safe (changes);
  cw_cli_print (self->cli, "  %-10s  %-14s  %s — %s%s%s%s\n",
                self->kind == CW_CLI_REPORT_PLAN ? cw_operation_to_string (row->operation) : event->outcome, source, name, safe_reason,
                *safe_changes != '\0' ? " (" : "", safe_changes, *safe_changes != '\0' ? ")" : "");
}

static void
append_count (GString *text, const CwFields *counts, const char *name)
{
  gint64 count = get_count (counts, name);

  if (count > 0)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT " %s", text->len > 0 ? " · " : "", count, name);
}

/* "120 create · 3 failed" of what is not zero. (transfer full) */
static char *
dup_done_counts (const CwFields *counts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < CW_N_OPERATIONS; i++)
    append_count (text, counts, cw_operation_to_string (i));
  append_count (text, counts, "failed");
  if (text->len == 0)
    g_string_append (text, _("nothing to do"));
  return g_string_free (text, FALSE);
}

static char *
dup_requests (const CwFields *requests)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cw_fields_get_size (requests); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (requests, i, &name, &value);
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", name, value);
    }
  return g_string_free (text, FALSE);
}

static const char *
get_outcome_title (const char *outcome)
{
  if (g_str_equal (outcome, "attention"))
    return _("Done, but some records need attention");
  if (g_str_equal (outcome, "stopped"))
    return _("Stopped");
  return g_str_equal (outcome, "done") ? _("Done") : _("Failed");
}

static void
print_end_text (CwCliReport *self, const CwRunInfo *info, double seconds)
{
  g_autofree char *counts = dup_done_counts (info->counts), *requests = dup_requests (info->requests);
  const char *outcome = get_outcome (self, info);

  if (self->kind == CW_CLI_REPORT_PREVIEW)
    return;
  /* What went wrong is said where the command ends. */
  if (self->kind == CW_CLI_REPORT_PLAN)
    {
      if (g_str_equal (outcome, "failed"))
        return;
      cw_cli_print (self->cli, _("Plan of run %" PRId64 " is kept; nothing was sent.\n"), info->id);
      return;
    }
  cw_cli_print (self->cli, _("%s in %.1f s: %s\n"), get_outcome_title (outcome), seconds, counts);
  if (*requests != '\0')
    cw_cli_print (self->cli, _("Requests: %s\n"), requests);
  if (info->message != NULL && *info->message != '\0' && !g_str_equal (outcome, "failed"))
    cw_cli_print (self->cli, "%s\n", info->message);
  if (g_str_equal (outcome, "attention"))
    cw_cli_print (self->cli, "%s\n", _("“causewayctl attention” lists them, with what to do."));
  else if (g_str_equal (outcome, "stopped"))
    cw_cli_print (self->cli, _("Go on with: causewayctl resume %" PRId64 "\n"), info->id);
}

/* ---- events ---- */

static void
show_as_json (CwCliReport *self, const CwEvent *event)
{
  switch (event->kind)
    {
    case CW_EVENT_PLAN:
      print_plan_line (self, event);
      break;
    case CW_EVENT_RECORD:
      print_record_line (self, event);
      break;
    case CW_EVENT_PAGE:
      print_page_line (self, event);
      break;
    case CW_EVENT_END:
      print_end_line (self, event->info, event->seconds);
      break;
    case CW_EVENT_PHASE:
    case CW_EVENT_PROGRESS:
    default:
      break;
    }
}

static void
show_as_text (CwCliReport *self, const CwEvent *event)
{
  switch (event->kind)
    {
    case CW_EVENT_PLAN:
      cw_cli_progress_clear (self->progress);
      print_plan_text (self, event);
      cw_cli_progress_update (self->progress, event);
      break;
    case CW_EVENT_RECORD:
      if (!shows_record (self, event))
        break;
      cw_cli_progress_clear (self->progress);
      print_record_text (self, event);
      break;
    case CW_EVENT_END:
      cw_cli_progress_clear (self->progress);
      print_end_text (self, event->info, event->seconds);
      break;
    case CW_EVENT_PHASE:
    case CW_EVENT_PAGE:
    case CW_EVENT_PROGRESS:
    default:
      cw_cli_progress_update (self->progress, event);
      break;
    }
}

static void
event_cb (const CwEvent *event, gpointer data)
{
  CwCliReport *self = data;

  if (event->kind == CW_EVENT_PLAN)
    {
      look_up_systems (self, event->integration);
      self->attention += event->plan->attention;
      self->requests += event->plan->requests_source + event->plan->requests_target;
    }
  if (event->kind == CW_EVENT_END)
    self->ended = TRUE;
  if (self->cli->json)
    show_as_json (self, event);
  else
    show_as_text (self, event);
}

void
cw_cli_report_attach (CwCliReport *self, CwRunRequest *request)
{
  request->event = event_cb;
  request->event_data = self;
  request->control = self->cli->control;
  request->cancellable = self->cli->cancellable;
  request->unchanged_too = self->cli->verbose;
}

gboolean
cw_cli_report_has_work (CwCliReport *self)
{
  return self->requests > 0;
}

int
cw_cli_report_end (CwCliReport *self, const CwRunInfo *info)
{
  const char *outcome = get_outcome (self, info);
  CwEvent event = { .kind = CW_EVENT_END, .run = info->id, .info = info };

  if (!self->ended)
    {
      event.seconds = info->ended > info->started ? (double) (info->ended - info->started) / G_USEC_PER_SEC : 0;
      event_cb (&event, self);
    }
  if (g_str_equal (outcome, "stopped"))
    return CW_CLI_STOPPED;
  return g_str_equal (outcome, "done") ? CW_CLI_DONE : CW_CLI_ATTENTION;
}
