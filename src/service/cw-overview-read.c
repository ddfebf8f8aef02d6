/* cw-overview-read.c: what the overview shows, from the store; on the worker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-overview-private.h"

#include "cw-connect.h"
#include "cw-record-query.h"
#include "cw-session.h"
#include "cw-subsidiaries.h"
#include "cw-user-links.h"

#include <glib/gi18n-lib.h>

#define ACTIVITY    30                      /* runs shown */
#define TROUBLES    500                     /* records that need a person, shown */
#define DAY         (24 * G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define WARN_BEFORE (30 * DAY)              /* the end of a certificate: it takes somebody who may upload a new one */

/* A run that only planned has sent nothing, whatever it found. */
static gboolean
is_plan_only (const CwRunInfo *info)
{
  return g_strcmp0 (info->why, "plan") == 0;
}

static const char *
describe_outcome (const CwRunInfo *info, gboolean worked)
{
  if (info->ended == 0)
    return worked ? _("Under way") : _("Interrupted, can be resumed");
  if (is_plan_only (info) && g_strcmp0 (info->outcome, "failed") != 0)
    return g_strcmp0 (info->outcome, "stopped") == 0 ? _("Planning was stopped") : _("Planned, nothing sent");
  if (g_strcmp0 (info->outcome, "done") == 0)
    return _("Done");
  if (g_strcmp0 (info->outcome, "attention") == 0)
    return _("Done, some records need you");
  if (g_strcmp0 (info->outcome, "superseded") == 0)
    return _("Replaced by a later run");
  return g_strcmp0 (info->outcome, "stopped") == 0 ? _("Stopped") : _("Failed");
}

static const char *
find_outcome_icon (const CwRunInfo *info)
{
  if (info->ended == 0)
    return "media-playback-pause-symbolic";
  if (g_strcmp0 (info->outcome, "failed") == 0 || (g_strcmp0 (info->outcome, "attention") == 0 && !is_plan_only (info)))
    return "dialog-warning-symbolic";
  return is_plan_only (info) ? "edit-find-symbolic" : "emblem-ok-symbolic";
}

/* Why it ran, as it is kept: "by hand", "plan", "schedule", "change". */
static const char *
describe_why (const CwRunInfo *info)
{
  if (is_plan_only (info))
    return _("plan");
  if (g_strcmp0 (info->why, "schedule") == 0)
    return _("by schedule");
  if (g_strcmp0 (info->why, "change") == 0)
    return _("after a change");
  return _("by hand");
}

static guint
get_count (const CwRunInfo *info, const char *name)
{
  const char *text = cw_fields_get (info->counts, name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : 0;
}

static void
append_count (GString *text, guint count, char *words /* transfer full */)
{
  g_autofree char *part = words;

  if (count > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", part);
}

/* Only what happened. (transfer full) */
static char *
describe_counts (const CwRunInfo *info)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean planned = is_plan_only (info);
  guint created = get_count (info, "create"), deactivated = get_count (info, "deactivate"), failed = get_count (info, "failed");
  guint changed = get_count (info, "update") + get_count (info, "move") + get_count (info, "reactivate") + get_count (info, "link");

  append_count (text, created, g_strdup_printf (planned ? _("%'u to create") : _("%'u created"), created));
  append_count (text, changed, g_strdup_printf (planned ? _("%'u to change") : _("%'u changed"), changed));
  append_count (text, deactivated, g_strdup_printf (planned ? _("%'u to deactivate") : _("%'u deactivated"), deactivated));
  append_count (text, failed, g_strdup_printf (_("%'u failed"), failed));
  return text->len > 0 ? g_strdup (text->str) : g_strdup (planned ? _("Nothing has to change") : _("Nothing had to change"));
}

static CwRunItem *
make_run_item (const CwRunInfo *info, gboolean worked)
{
  CwRunItem *item = g_object_new (CW_TYPE_RUN_ITEM, NULL);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, info->id);

  item->run = info->id;
  item->time = info->started;
  item->icon = find_outcome_icon (info);
  item->title = g_strdup (describe_outcome (info, worked));
  item->detail = info->message != NULL ? g_strdup (info->message) : describe_counts (info);
  item->origin = info->by != NULL ? g_strdup_printf (_("run %s, %s, %s"), number, describe_why (info), info->by)
                 : g_strdup_printf (_("run %s, %s"), number, describe_why (info));
  return item;
}

static const char *
get_system_title (const char *system)
{
  static const struct { const char *system, *title; } titles[] = {
    { "netsuite", "NetSuite" }, { "precoro", "Precoro" }, { "suiteprojects", "SuiteProjects Pro" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (titles[i].system, system) == 0)
      return titles[i].title;
  return system;
}

/* "19 November 2028" (transfer full) */
static char *
dup_day (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  /* TRANSLATORS: a day as g_date_time_format() takes it, in full so that nobody mistakes the month. xgettext:no-c-format */
  return date != NULL ? g_date_time_format (date, _("%-e %B %Y")) : g_strdup ("");
}

/* NULL while there is time, or nobody knows. (transfer full) */
static char *
describe_certificate (const CwConnectionInfo *info, gint64 now)
{
  const char *text = cw_fields_get (info->settings, CW_CERTIFICATE_END);
  gint64 end = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0, left = end - now;
  g_autofree char *day = NULL;
  guint days;

  if (end == 0 || left > WARN_BEFORE || g_strcmp0 (info->auth, "m2m") != 0)
    return NULL;
  day = dup_day (end);
  if (left <= 0)
    return g_strdup_printf (_("The certificate of “%s” ended on %s: nothing travels any more. Edit the connection, make a new key, upload its "
                              "certificate in NetSuite, enter the new certificate ID and save."), info->name, day);
  days = (guint) ((left + DAY - 1) / DAY);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "The certificate of “%s” ends on %s, in %u day; nothing travels after that. Before then edit the connection, "
                                       "make a new key, upload its certificate in NetSuite, enter the new certificate ID and save.",
                                       "The certificate of “%s” ends on %s, in %u days; nothing travels after that. Before then edit the connection, "
                                       "make a new key, upload its certificate in NetSuite, enter the new certificate ID and save.", days),
                          info->name, day, days);
}

static CwConnectionItem *
make_connection_item (CwStore *store, const char *name, gint64 now)
{
  g_autoptr (CwConnectionInfo) info = cw_store_get_connection (store, name, NULL);
  CwConnectionItem *item = g_object_new (CW_TYPE_CONNECTION_ITEM, NULL);

  item->name = g_strdup (name);
  item->healthy = info != NULL && (info->tested_at == 0 || info->test_ok);
  item->tested = info != NULL ? info->tested_at : 0;
  item->system = g_strdup (info != NULL ? get_system_title (info->system) : "");
  item->warning = info != NULL ? describe_certificate (info, now) : NULL;
  if (info == NULL)
    item->detail = g_strdup ("");
  else if (!item->healthy && info->test_message != NULL)
    item->detail = g_strdup (info->test_message);
  else
    item->detail = g_strdup (info->account != NULL ? info->account : info->url);
  return item;
}

static gboolean
count_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  (*(guint *) data)++;
  return TRUE;
}

/* @workflow NULL: of any. A run without a list of workflows was one of all that are switched on. */
static gboolean
was_part (const CwRunInfo *run, const char *workflow, gboolean enabled)
{
  const char *text = cw_fields_get (run->options, "workflows");
  g_auto (GStrv) workflows = text != NULL ? g_strsplit (text, " ", -1) : NULL;

  if (workflow == NULL || workflows == NULL)
    return enabled;
  return g_strv_contains ((const char * const *) workflows, workflow);
}

static const CwRunInfo *
find_last_run (GPtrArray *runs, const char *workflow, gboolean enabled)
{
  for (guint i = 0; runs != NULL && i < runs->len; i++)
    if (!is_plan_only (runs->pdata[i]) && was_part (runs->pdata[i], workflow, enabled))
      return runs->pdata[i];
  return NULL;
}

static void
read_workflows (CwProfile *profile, CwStore *store, CwIntegrationItem *item, GPtrArray *runs, gboolean worked)
{
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (profile, item->name, NULL);
  g_autoptr (CwConnectionInfo) source = cw_store_get_connection (store, item->source, NULL);

  for (guint i = 0; workflows != NULL && i < workflows->len; i++)
    {
      g_autoptr (CwWorkflowItem) row = g_object_new (CW_TYPE_WORKFLOW_ITEM, NULL);
      const CwRunInfo *last;

      row->workflow = cw_workflow_ref (workflows->pdata[i]);
      row->enabled = cw_profile_is_workflow_enabled (profile, store, item->name, row->workflow);
      row->active = cw_profile_is_workflow_active (profile, store, item->name, row->workflow);
      last = find_last_run (runs, row->workflow->id, row->active);
      row->last_result = g_strdup (last != NULL ? describe_outcome (last, worked) : _("Never run"));
      row->last_time = last != NULL ? last->started : 0;
      cw_store_links_foreach (store, item->name, row->workflow->id, count_link, &row->linked, NULL);
      /* The share that is in step is told of what the integration exports. */
      for (char **type = row->workflow->types; source != NULL && g_strcmp0 (row->workflow->source_system, source->system) == 0 && *type != NULL; type++)
        row->records += (guint) MAX (cw_store_mirror_count (store, item->source, *type, NULL), 0);
      /* Where people are only matched, nothing is exported. */
      if (row->workflow->people == NULL || cw_workflow_makes_records (row->workflow))
        {
          item->records += row->records;
          item->linked += row->linked;
        }
      g_list_store_append (item->workflows, row);
    }
}

/* Of the day where that is limited, else of the hour. */
static char *
describe_budget (CwProfile *profile, const char *connection, double *out_share)
{
  g_autoptr (GPtrArray) budgets = cw_profile_list_budget (profile, NULL);
  char *text = NULL;

  *out_share = 0;
  for (guint i = 0; budgets != NULL && i < budgets->len; i++)
    {
      const CwBudget *budget = budgets->pdata[i];

      gboolean day = g_strcmp0 (budget->window, "day") == 0;

      if (g_strcmp0 (budget->connection, connection) != 0 || budget->limit == 0 || (!day && text != NULL))
        continue;
      g_free (text);
      text = g_strdup_printf (day ? _("%'u of %'u requests in the last day") : _("%'u of %'u requests in the last hour"),
                              budget->used, budget->limit);
      *out_share = MIN (1.0, (double) budget->used / budget->limit);
    }
  return text;
}

/* Rows of the newest plan that nobody sent, and how many of them have a link already. */
static void
count_waiting (CwStore *store, GPtrArray *runs, CwIntegrationItem *item, guint *out_linked)
{
  const CwRunInfo *newest = runs != NULL && runs->len > 0 ? runs->pdata[0] : NULL;
  g_autoptr (GPtrArray) plans = newest != NULL ? cw_store_list_plans (store, newest->id, NULL) : NULL;

  *out_linked = 0;
  for (guint i = 0; plans != NULL && i < plans->len; i++)
    {
      const CwPlanInfo *plan = plans->pdata[i];
      gint64 pending = 0;

      cw_store_count_plan_rows (store, plan->id, CW_ROW_PENDING, &pending, NULL);
      item->waiting += (guint) pending;
      if (is_plan_only (newest))
        *out_linked += plan->counts[CW_OPERATION_UPDATE] + plan->counts[CW_OPERATION_MOVE] + plan->counts[CW_OPERATION_DEACTIVATE]
                       + plan->counts[CW_OPERATION_REACTIVATE];
    }
}

static char *
describe_needing (guint attention)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u needs you", "%'u need you", attention), attention);
}

static void
summarize (CwIntegrationItem *item, const CwRunInfo *last, gboolean worked)
{
  g_autofree char *needing = describe_needing (item->attention);
  const char *state;

  if (worked)
    state = _("At work");
  else if (item->interrupted != 0)
    state = _("Interrupted");
  else if (item->trouble != NULL)
    state = _("Not connected");
  else if (last != NULL && g_strcmp0 (last->outcome, "failed") == 0)
    state = _("The last run failed");
  else if (last == NULL && item->linked == 0)
    state = _("Nothing exported yet");
  else
    state = item->waiting > 0 ? _("Changes wait") : _("In step");
  if (item->trouble != NULL || item->warned || item->attention > 0 || (last != NULL && g_strcmp0 (last->outcome, "failed") == 0))
    item->icon = "dialog-warning-symbolic";
  else if (item->interrupted != 0)
    item->icon = "media-playback-pause-symbolic";
  else
    item->icon = worked || last == NULL ? "network-transmit-receive-symbolic" : "emblem-ok-symbolic";
  item->summary = item->attention > 0 ? g_strdup_printf ("%s · %s", state, needing) : g_strdup (state);
}

/* "99.2 % in step · 41 waiting · 2 need you" */
static void
describe_numbers (CwIntegrationItem *item, guint waiting_linked)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *needing = describe_needing (item->attention);
  guint in_step = item->linked - MIN (item->linked, waiting_linked), all = in_step + item->waiting + item->attention;

  if (all == 0)
    g_string_append (text, item->records > 0 ? _("Nothing exported yet") : _("Nothing read from NetSuite yet"));
  else if (in_step == all)
    g_string_append (text, _("Everything is in step"));
  else
    /* Never rounded up to all of them. */
    g_string_append_printf (text, _("%.1f %% in step"), (double) (guint) (in_step * 1000.0 / all) / 10);
  if (item->waiting > 0)
    g_string_append_printf (text, _(" · %'u waiting"), item->waiting);
  if (item->attention > 0)
    g_string_append_printf (text, " · %s", needing);
  item->detail = g_strdup (text->str);
}

/* What keeps it from working, and the next step. */
static char *
find_trouble (CwStore *store, const CwIntegrationInfo *info)
{
  const char *names[] = { info->source, info->target };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (CwConnectionInfo) connection = cw_store_get_connection (store, names[i], NULL);

      if (connection == NULL || connection->tested_at == 0 || connection->test_ok)
        continue;
      return g_strdup_printf (_("The connection “%s” did not work when it was tested: %s"), names[i],
                              connection->test_message != NULL ? connection->test_message : "");
    }
  return NULL;
}

static void
add_troubles (CwIntegrationItem *item, GPtrArray *attention)
{
  for (guint i = 0; attention != NULL && i < MIN (attention->len, TROUBLES); i++)
    {
      g_autoptr (CwJobTrouble) trouble = cw_job_trouble_new (attention->pdata[i]);

      g_list_store_append (item->troubles, trouble);
    }
}

/* All that is shown, in one number. */
static void
digest_item (CwIntegrationItem *item)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n%s\n%s\n%s\n%s\n%s\n%u %u %d\n", item->schedules, item->summary, item->detail, item->trouble, item->subsidiaries, item->budget,
                          item->linked, item->records, item->sync_new);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (item->workflows)); i++)
    {
      g_autoptr (CwWorkflowItem) row = g_list_model_get_item (G_LIST_MODEL (item->workflows), i);

      g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT " %u %u %d%d %s\n", row->workflow->id, row->last_result, row->last_time, row->records,
                              row->linked, row->enabled, row->active, row->scheduled);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (item->connections)); i++)
    {
      g_autoptr (CwConnectionItem) row = g_list_model_get_item (G_LIST_MODEL (item->connections), i);

      g_string_append_printf (text, "%s %s %s %" G_GINT64_FORMAT "\n", row->name, row->detail, row->warning, row->tested);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (item->activity)); i++)
    {
      g_autoptr (CwRunItem) row = g_list_model_get_item (G_LIST_MODEL (item->activity), i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT " %s %s\n", row->run, row->title, row->detail);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (item->troubles)); i++)
    {
      g_autoptr (CwJobTrouble) row = g_list_model_get_item (G_LIST_MODEL (item->troubles), i);

      g_string_append_printf (text, "%s %s\n", cw_job_trouble_get_record (row), cw_job_trouble_get_error (row));
    }
  item->digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize) text->len);
}

static char *
dup_subsidiaries (CwStore *store, const CwIntegrationInfo *info)
{
  g_autoptr (GHashTable) names = cw_store_list_record_names (store, info->source, "subsidiary", NULL);
  g_autofree char *ids = g_strjoinv (",", info->subsidiaries);

  return cw_subsidiaries_dup_names (names, ids);
}

/* Which schedules are on, and what each workflow has to do with them. */
static void
read_schedules (CwStore *store, CwIntegrationItem *item)
{
  g_autoptr (GPtrArray) schedules = cw_store_list_schedules (store, item->name, NULL);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  for (guint i = 0; schedules != NULL && i < schedules->len; i++)
    {
      const CwSchedule *schedule = schedules->pdata[i];

      if (!schedule->on)
        continue;
      g_strv_builder_add (names, schedule->name);
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (item->workflows)); j++)
        {
          g_autoptr (CwWorkflowItem) row = g_list_model_get_item (G_LIST_MODEL (item->workflows), j);

          if (row->scheduled == NULL && cw_schedule_has_workflow (schedule, row->workflow->id))
            row->scheduled = g_strdup (schedule->name);
        }
    }
  all = g_strv_builder_end (names);
  item->schedules = all[0] != NULL ? g_strjoinv (", ", all) : NULL;
}

static CwIntegrationItem *
read_integration (CwProfile *profile, CwStore *store, const CwIntegrationInfo *info, GArray *interrupted)
{
  CwIntegrationItem *item = g_object_new (CW_TYPE_INTEGRATION_ITEM, NULL);
  g_autoptr (CwConnectionInfo) target = cw_store_get_connection (store, info->target, NULL);
  g_autoptr (GPtrArray) runs = cw_store_list_runs (store, info->name, ACTIVITY, NULL);
  g_autoptr (GPtrArray) attention = cw_store_list_attention (store, info->name, NULL);
  gboolean ours, worked;
  g_autofree char *worker = cw_session_dup_worker (profile, info->name, &ours);
  guint waiting_linked;

  item->worked = worked = worker != NULL;
  item->name = g_strdup (info->name);
  item->source = g_strdup (info->source);
  item->target = g_strdup (info->target);
  item->system = g_strdup (target != NULL ? target->system : "");
  item->subsidiaries = dup_subsidiaries (store, info);
  item->sync_new = cw_fields_get (info->settings, "sync-new") != NULL;
  item->attention = attention != NULL ? attention->len : 0;
  item->budget = describe_budget (profile, info->target, &item->budget_share);
  item->trouble = worked && !ours ? g_strdup_printf (_("%s works this integration at the moment. Wait until it is done, or stop it there."), worker)
                  : find_trouble (store, info);
  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      const CwRunInfo *run = runs->pdata[i];
      g_autoptr (CwRunItem) row = make_run_item (run, worked);

      g_list_store_append (item->activity, row);
      for (guint j = 0; j < interrupted->len && item->interrupted == 0; j++)
        if (g_array_index (interrupted, gint64, j) == run->id)
          item->interrupted = run->id;
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CwConnectionItem) row = make_connection_item (store, i == 0 ? info->source : info->target,
                                                              cw_clock_now (cw_profile_get_clock (profile)));

      g_list_store_append (item->connections, row);
      item->warned = item->warned || row->warning != NULL;
    }
  read_workflows (profile, store, item, runs, worked);
  read_schedules (store, item);
  add_troubles (item, attention);
  count_waiting (store, runs, item, &waiting_linked);
  summarize (item, find_last_run (runs, NULL, TRUE), worked);
  describe_numbers (item, waiting_linked);
  digest_item (item);
  return item;
}

GPtrArray *
_cw_overview_read (CwProfile *profile, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (profile, error);
  g_autoptr (GPtrArray) infos = store != NULL ? cw_store_list_integrations (store, error) : NULL;
  g_autoptr (GArray) interrupted = infos != NULL ? cw_profile_list_interrupted (profile, error) : NULL;
  GPtrArray *items;

  if (interrupted == NULL)
    return NULL;
  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < infos->len; i++)
    g_ptr_array_add (items, read_integration (profile, store, infos->pdata[i], interrupted));
  return items;
}
