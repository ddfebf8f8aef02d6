/* cw-cli-schedule.c: causewayctl schedule
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include "cw-scheduler.h"
#include "cw-schedules.h"

#include <glib/gi18n.h>

#define SIGNAL_GAP  200                  /* milliseconds between two looks at what a signal said */
#define SECONDS_MAX (366 * 24 * 60 * 60)

/* ---- one of them ---- */

/* The schedule that the first two arguments name; opens the profile. (transfer full) */
static CwSchedule *
find (CwCli *self, char **positional, GError **error)
{
  g_autoptr (CwStore) store = cw_cli_open_store (self, error);
  g_autoptr (CwIntegrationInfo) info = store != NULL ? cw_cli_get_integration (store, positional[0], error) : NULL;

  return info != NULL ? cw_store_find_schedule (store, positional[0], positional[1], error) : NULL;
}

static char **
dup_days (guint weekdays)
{
  g_autoptr (GStrvBuilder) days = g_strv_builder_new ();

  for (guint i = 0; i < 7; i++)
    if (weekdays & (1u << i))
      g_strv_builder_add (days, cw_schedule_get_day (i));
  return g_strv_builder_end (days);
}

/* ---- list ---- */

static const char *
get_outcome (const CwScheduleView *view)
{
  if (view->run == NULL)
    return NULL;
  return view->run->outcome != NULL ? view->run->outcome : "interrupted";
}

static void
print_line (CwCli *self, const CwScheduleView *view)
{
  const CwSchedule *schedule = view->schedule;
  g_autofree char *times = cw_schedule_dup_times (schedule->times);
  g_auto (GStrv) days = dup_days (schedule->weekdays), each = g_strsplit (times, " ", -1);
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_string (line, "schedule", schedule->name);
  cw_cli_line_string (line, "integration", schedule->integration);
  cw_cli_line_boolean (line, "on", schedule->on);
  cw_cli_line_strv (line, "workflows", schedule->workflows);
  cw_cli_line_strv (line, "days", days);
  cw_cli_line_strv (line, "times", each);
  cw_cli_line_string (line, "zone", schedule->zone);
  cw_cli_line_time (line, "next", view->next);
  cw_cli_line_time (line, "due", view->due);
  cw_cli_line_time (line, "last", view->last != NULL ? view->last->planned : 0);
  if (view->run != NULL)
    cw_cli_line_integer (line, "run", view->run->id);
  cw_cli_line_string (line, "outcome", get_outcome (view));
  cw_cli_line_string (line, "message", view->trouble != NULL ? view->trouble : view->run != NULL ? view->run->message : NULL);
  cw_cli_line_end (self, line);
}

static void
add_row (CwCliTable *table, const CwScheduleView *view)
{
  g_autofree char *words = cw_schedule_dup_words (view->schedule), *workflows = g_strjoinv (", ", view->titles);
  g_autofree char *next = view->next != 0 ? cw_cli_dup_time (view->due != 0 ? view->due : view->next) : NULL;
  g_autofree char *time = view->last != NULL ? cw_cli_dup_time (view->last->planned) : NULL;
  g_autofree char *last = time != NULL ? g_strdup_printf ("%s %s", time, get_outcome (view)) : NULL;

  cw_cli_table_add (table, view->schedule->name, view->schedule->integration,
                    view->trouble != NULL ? view->trouble : view->schedule->on ? next : _("off"), last, words, workflows);
}

static int
list (CwCli *self, const char *integration, GError **error)
{
  g_autoptr (GPtrArray) views = cw_profile_list_schedules_sync (self->profile, integration, error);
  CwCliTable *table = self->json || views == NULL ? NULL
                      : cw_cli_table_new (_("Schedule"), _("Integration"), _("Next"), _("Last"), _("When"), _("Workflows"), NULL);

  if (views == NULL)
    return CW_CLI_FAILED;
  for (guint i = 0; i < views->len; i++)
    if (table != NULL)
      add_row (table, views->pdata[i]);
    else
      print_line (self, views->pdata[i]);
  if (table != NULL)
    cw_cli_table_end (table, self, _("No schedules."));
  return CW_CLI_DONE;
}

int
cw_cli_schedule_list (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwIntegrationInfo) info = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 0, 1, &positional, error))
    return CW_CLI_FAILED;
  store = cw_cli_open_store (self, error);
  if (store == NULL || (positional[0] != NULL && (info = cw_cli_get_integration (store, positional[0], error)) == NULL))
    return CW_CLI_FAILED;
  return list (self, positional[0], error);
}

/* As it stands after a change. */
static int
print_one (CwCli *self, const CwSchedule *schedule, GError **error)
{
  g_autoptr (GPtrArray) views = cw_profile_list_schedules_sync (self->profile, schedule->integration, error);

  for (guint i = 0; views != NULL && i < views->len; i++)
    {
      const CwScheduleView *view = views->pdata[i];
      g_autofree char *words = cw_schedule_dup_words (view->schedule), *next = NULL;

      if (view->schedule->id != schedule->id)
        continue;
      if (self->json)
        {
          print_line (self, view);
          return CW_CLI_DONE;
        }
      next = view->next != 0 ? cw_cli_dup_time (view->next) : NULL;
      if (next != NULL)
        cw_cli_print (self, _("%s: %s. Next: %s.\n"), view->schedule->name, words, next);
      else
        cw_cli_print (self, _("%s: %s. Switched off.\n"), view->schedule->name, words);
    }
  return views != NULL ? CW_CLI_DONE : CW_CLI_FAILED;
}

/* ---- changes ---- */

static char **
parse_workflows (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, ", ", -1);
  g_autoptr (GStrvBuilder) workflows = g_strv_builder_new ();

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_strv_builder_add (workflows, *word);
  return g_strv_builder_end (workflows);
}

static gboolean
set_times (CwSchedule *schedule, const char *text, GError **error)
{
  GArray *times = cw_schedule_parse_times (text, error);

  if (times == NULL)
    return FALSE;
  g_array_unref (schedule->times);
  schedule->times = times;
  return TRUE;
}

static gboolean
set_key (CwSchedule *schedule, const char *key, const char *value, GError **error)
{
  if (g_str_equal (key, "days"))
    return cw_schedule_parse_days (value, &schedule->weekdays, error);
  if (g_str_equal (key, "times"))
    return set_times (schedule, value, error);
  if (g_str_equal (key, "workflows"))
    {
      g_strfreev (schedule->workflows);
      schedule->workflows = parse_workflows (value);
    }
  else if (g_str_equal (key, "zone"))
    {
      g_free (schedule->zone);
      schedule->zone = g_strdup (value);
    }
  else if (g_str_equal (key, "name"))
    {
      g_free (schedule->name);
      schedule->name = g_strdup (value);
    }
  else
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("A schedule has no “%s”; it has name, workflows, days, times and zone."), key);
      return FALSE;
    }
  return TRUE;
}

static int
put (CwCli *self, CwSchedule *schedule, GError **error)
{
  return cw_profile_put_schedule_sync (self->profile, schedule, error) ? print_one (self, schedule, error) : CW_CLI_FAILED;
}

static gboolean
refuse_missing (const char *option, GError **error)
{
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("%s is missing."), option);
  return FALSE;
}

/* What the options say; the zone is this computer's unless one is given. */
static gboolean
fill (CwSchedule *schedule, char **workflows, const char *days, char **times, const char *zone, GError **error)
{
  g_autofree char *all_times = times != NULL ? g_strjoinv (" ", times) : NULL, *all_workflows = workflows != NULL ? g_strjoinv (" ", workflows) : NULL;
  g_autofree char *here = cw_schedule_dup_local_zone ();

  if (all_workflows == NULL)
    return refuse_missing ("--workflow", error);
  if (days == NULL)
    return refuse_missing ("--days", error);
  if (all_times == NULL)
    return refuse_missing ("--time", error);
  return set_key (schedule, "workflows", all_workflows, error) && set_key (schedule, "days", days, error)
         && set_key (schedule, "times", all_times, error) && set_key (schedule, "zone", zone != NULL ? zone : here, error);
}

int
cw_cli_schedule_add (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) workflows = NULL, times = NULL, positional = NULL;
  g_autofree char *days = NULL, *zone = NULL;
  gboolean off = FALSE;
  const GOptionEntry entries[] = {
    { "workflow", 0, 0, G_OPTION_ARG_STRING_ARRAY, &workflows, N_("A workflow of the group; may be given several times"), N_("ID") },
    { "days", 0, 0, G_OPTION_ARG_STRING, &days, N_("Days of the week: mon-fri, sat,sun, daily"), N_("DAYS") },
    { "time", 0, 0, G_OPTION_ARG_STRING_ARRAY, &times, N_("A time of day; may be given several times"), N_("HH:MM") },
    { "zone", 0, 0, G_OPTION_ARG_STRING, &zone, N_("Time zone, such as Europe/Berlin; default: this computer's"), N_("ZONE") },
    { "off", 0, 0, G_OPTION_ARG_NONE, &off, N_("Do not switch it on yet"), NULL },
    { NULL }
  };
  g_autoptr (CwSchedule) schedule = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwIntegrationInfo) info = NULL;

  if (!cw_cli_parse (self, arguments, entries, 2, 2, &positional, error))
    return CW_CLI_FAILED;
  schedule = cw_schedule_new (positional[0], positional[1]);
  schedule->on = !off;
  if (!fill (schedule, workflows, days, times, zone, error))
    return CW_CLI_FAILED;
  store = cw_cli_open_store (self, error);
  info = store != NULL ? cw_cli_get_integration (store, positional[0], error) : NULL;
  return info != NULL ? put (self, schedule, error) : CW_CLI_FAILED;
}

int
cw_cli_schedule_set (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwSchedule) schedule = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 3, CW_CLI_MANY, &positional, error))
    return CW_CLI_FAILED;
  schedule = find (self, positional, error);
  if (schedule == NULL)
    return CW_CLI_FAILED;
  for (guint i = 2; positional[i] != NULL; i++)
    {
      g_autofree char *key = NULL, *value = NULL;

      if (!cw_cli_split_setting (positional[i], &key, &value, error) || !set_key (schedule, key, value, error))
        return CW_CLI_FAILED;
    }
  return put (self, schedule, error);
}

int
cw_cli_schedule_remove (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwSchedule) schedule = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 2, 2, &positional, error) || (schedule = find (self, positional, error)) == NULL
      || !cw_profile_remove_schedule_sync (self->profile, schedule->id, error))
    return CW_CLI_FAILED;
  return CW_CLI_DONE;
}

static int
switch_to (CwCli *self, char **arguments, gboolean on, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwSchedule) schedule = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 2, 2, &positional, error) || (schedule = find (self, positional, error)) == NULL
      || !cw_profile_switch_schedule_sync (self->profile, schedule->id, on, error))
    return CW_CLI_FAILED;
  return print_one (self, schedule, error);
}

int
cw_cli_schedule_on (CwCli *self, char **arguments, GError **error)
{
  return switch_to (self, arguments, TRUE, error);
}

int
cw_cli_schedule_off (CwCli *self, char **arguments, GError **error)
{
  return switch_to (self, arguments, FALSE, error);
}

/* ---- serve ---- */

typedef struct {
  CwCli       *cli;
  CwScheduler *scheduler;   /* owned */
  gint64       until;       /* monotonic; 0: for ever */
  gboolean     looked;      /* once at least */
  gboolean     resting;     /* nothing more is started */
  gboolean     stopped;     /* a run was told to stop */
  gboolean     attention;   /* a run failed, or left records to a person */
} Serving;

static JsonBuilder *
begin_line (const char *event, const char *integration, const char *schedule)
{
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_string (line, "event", event);
  cw_cli_line_string (line, "integration", integration);
  cw_cli_line_string (line, "schedule", schedule);
  return line;
}

static void
started_cb (CwScheduler *scheduler, CwJob *job, const char *name, Serving *serving)
{
  JsonBuilder *line;
  g_autofree char *now = cw_cli_dup_time (g_get_real_time ()), *run = g_strdup_printf ("%" G_GINT64_FORMAT, cw_job_get_run (job));

  if (!serving->cli->json)
    {
      cw_cli_print (serving->cli, _("%s  %s (%s): run %s begins.\n"), now, name, cw_job_get_integration (job), run);
      return;
    }
  line = begin_line ("started", cw_job_get_integration (job), name);
  cw_cli_line_integer (line, "run", cw_job_get_run (job));
  cw_cli_line_end (serving->cli, line);
}

static void
waiting_cb (CwScheduler *scheduler, const char *integration, const char *name, const char *sentence, Serving *serving)
{
  JsonBuilder *line;
  g_autofree char *now = cw_cli_dup_time (g_get_real_time ()), *safe = cw_cli_dup_safe (sentence);

  if (!serving->cli->json)
    {
      cw_cli_print (serving->cli, "%s  %s (%s): %s\n", now, name, integration, safe);
      return;
    }
  line = begin_line ("waiting", integration, name);
  cw_cli_line_string (line, "message", sentence);
  cw_cli_line_end (serving->cli, line);
}

static void
print_end (Serving *serving, const CwRunInfo *info, const char *name)
{
  const char *outcome = info->outcome != NULL ? info->outcome : "interrupted";
  g_autofree char *now = cw_cli_dup_time (g_get_real_time ()), *safe = cw_cli_dup_safe (info->message != NULL ? info->message : "");
  g_autofree char *run = g_strdup_printf ("%" G_GINT64_FORMAT, info->id);
  JsonBuilder *line;

  if (!serving->cli->json)
    {
      cw_cli_print (serving->cli, _("%s  %s (%s): run %s ended: %s. %s\n"), now, name, info->integration, run, outcome, safe);
      return;
    }
  line = begin_line ("end", info->integration, name);
  cw_cli_line_integer (line, "run", info->id);
  cw_cli_line_string (line, "outcome", outcome);
  cw_cli_line_numbers (line, "counts", info->counts);
  cw_cli_line_numbers (line, "requests", info->requests);
  cw_cli_line_string (line, "message", info->message);
  cw_cli_line_end (serving->cli, line);
}

static void
ended_cb (CwScheduler *scheduler, CwJob *job, const char *name, Serving *serving)
{
  g_autoptr (CwStore) store = cw_profile_open_store (serving->cli->profile, NULL);
  g_autoptr (CwRunInfo) info = store != NULL ? cw_store_get_run (store, cw_job_get_run (job), NULL) : NULL;

  serving->attention |= cw_job_get_state (job) == CW_JOB_ATTENTION || cw_job_get_state (job) == CW_JOB_FAILED;
  serving->stopped |= serving->resting && cw_job_get_state (job) == CW_JOB_STOPPED;
  if (info != NULL)
    print_end (serving, info, name);
}

static void
changed_cb (CwScheduler *scheduler, Serving *serving)
{
  serving->looked = TRUE;
}

/* A signal lets what is under way finish what is on the wire; the end of the time lets it finish. */
static gboolean
watch_cb (gpointer data)
{
  Serving *serving = data;

  if (serving->resting)
    return G_SOURCE_CONTINUE;
  if (g_atomic_int_get (&serving->cli->signals) > 0)
    cw_scheduler_stop (serving->scheduler);
  else if (serving->looked && serving->until != 0 && g_get_monotonic_time () >= serving->until)
    cw_scheduler_rest (serving->scheduler);
  else
    return G_SOURCE_CONTINUE;
  serving->resting = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
serve (Serving *serving)
{
  GMainContext *context = g_main_context_get_thread_default ();
  g_autoptr (GSource) watch = g_timeout_source_new (SIGNAL_GAP);
  gboolean told = FALSE;

  g_source_set_callback (watch, watch_cb, serving, NULL);
  g_source_attach (watch, context);
  serving->scheduler = cw_scheduler_new (serving->cli->profile);
  g_signal_connect (serving->scheduler, "started", G_CALLBACK (started_cb), serving);
  g_signal_connect (serving->scheduler, "waiting", G_CALLBACK (waiting_cb), serving);
  g_signal_connect (serving->scheduler, "ended", G_CALLBACK (ended_cb), serving);
  g_signal_connect (serving->scheduler, "changed", G_CALLBACK (changed_cb), serving);
  while (!serving->resting || cw_scheduler_get_busy (serving->scheduler))
    {
      /* A second signal gives up: what is under way is as if the program had died, and is taken up again later. */
      if (g_cancellable_is_cancelled (serving->cli->cancellable))
        break;
      /* The time is over, a run goes on, and now somebody wants an end. */
      if (serving->resting && !told && g_atomic_int_get (&serving->cli->signals) > 0)
        {
          told = TRUE;
          cw_scheduler_stop (serving->scheduler);
        }
      g_main_context_iteration (context, TRUE);
    }
  serving->stopped |= cw_scheduler_get_busy (serving->scheduler);
  g_source_destroy (watch);
  g_clear_object (&serving->scheduler);
}

int
cw_cli_schedule_serve (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  int seconds = -1;
  const GOptionEntry entries[] = {
    { "for", 0, 0, G_OPTION_ARG_INT, &seconds, N_("Start nothing more after SECONDS, and end"), N_("SECONDS") },
    { NULL }
  };
  g_autoptr (GMainContext) context = g_main_context_new ();
  Serving serving = { .cli = self };

  if (!cw_cli_parse (self, arguments, entries, 0, 0, &positional, error))
    return CW_CLI_FAILED;
  if (seconds < -1 || seconds > SECONDS_MAX)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("--for wants a number of seconds from 0 to %d."), SECONDS_MAX);
      return CW_CLI_FAILED;
    }
  if (cw_cli_open_online (self, error) == NULL)
    return CW_CLI_FAILED;
  g_atomic_int_set (&self->stoppable, TRUE);
  serving.until = seconds >= 0 ? g_get_monotonic_time () + seconds * G_USEC_PER_SEC : 0;
  g_main_context_push_thread_default (context);
  serve (&serving);
  g_main_context_pop_thread_default (context);
  if (serving.stopped)
    return CW_CLI_STOPPED;
  return serving.attention ? CW_CLI_ATTENTION : CW_CLI_DONE;
}
