/* cw-overview.c: integrations, connections and workflows as lists to look at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A worker fills items of its own; on the owner's thread what differs is moved
 * over into the items that are shown.
 */

#include "config.h"

#include "cw-overview.h"

#include "cw-record-query.h"
#include "cw-session.h"
#include "cw-subsidiaries.h"
#include "cw-user-links.h"

#include <glib/gi18n-lib.h>

#define ACTIVITY 30    /* runs shown */
#define TROUBLES 500   /* records that need a person, shown */

/* ---- small items: constant once made ---- */

struct _CwWorkflowItem {
  GObject     parent_instance;

  CwWorkflow *workflow;      /* owned */
  char       *last_result;
  gint64      last_time;
  guint       records, linked;
  gboolean    enabled;
};

typedef enum { WORKFLOW_ID = 1, WORKFLOW_TITLE, WORKFLOW_LAST_RESULT, WORKFLOW_ENABLED } CwWorkflowItemProps;
static GParamSpec *workflow_properties[WORKFLOW_ENABLED + 1];

G_DEFINE_FINAL_TYPE (CwWorkflowItem, cw_workflow_item, G_TYPE_OBJECT)

static void
workflow_item_finalize (GObject *object)
{
  CwWorkflowItem *self = CW_WORKFLOW_ITEM (object);

  g_clear_pointer (&self->workflow, cw_workflow_unref);
  g_free (self->last_result);
  G_OBJECT_CLASS (cw_workflow_item_parent_class)->finalize (object);
}

static void
workflow_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwWorkflowItem *self = CW_WORKFLOW_ITEM (object);

  switch ((CwWorkflowItemProps) prop_id)
    {
    case WORKFLOW_ID:
      g_value_set_string (value, self->workflow->id);
      break;
    case WORKFLOW_TITLE:
      g_value_set_string (value, self->workflow->title);
      break;
    case WORKFLOW_LAST_RESULT:
      g_value_set_string (value, self->last_result);
      break;
    case WORKFLOW_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_workflow_item_class_init (CwWorkflowItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = workflow_item_finalize;
  object_class->get_property = workflow_item_get_property;
  workflow_properties[WORKFLOW_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  workflow_properties[WORKFLOW_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  workflow_properties[WORKFLOW_LAST_RESULT] = g_param_spec_string ("last-result", NULL, NULL, NULL, flags);
  workflow_properties[WORKFLOW_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (workflow_properties), workflow_properties);
}

static void
cw_workflow_item_init (CwWorkflowItem *self)
{
}

const char *
cw_workflow_item_get_id (CwWorkflowItem *self)
{
  return self->workflow->id;
}

const char *
cw_workflow_item_get_title (CwWorkflowItem *self)
{
  return self->workflow->title;
}

const char *
cw_workflow_item_get_last_result (CwWorkflowItem *self)
{
  return self->last_result;
}

gint64
cw_workflow_item_get_last_time (CwWorkflowItem *self)
{
  return self->last_time;
}

guint
cw_workflow_item_get_records (CwWorkflowItem *self)
{
  return self->records;
}

guint
cw_workflow_item_get_linked (CwWorkflowItem *self)
{
  return self->linked;
}

gboolean
cw_workflow_item_get_enabled (CwWorkflowItem *self)
{
  return self->enabled;
}

CwWorkflow *
cw_workflow_item_get_workflow (CwWorkflowItem *self)
{
  return self->workflow;
}

struct _CwConnectionItem {
  GObject  parent_instance;

  char    *name, *system, *detail;
  gboolean healthy;
  gint64   tested;
};

G_DEFINE_FINAL_TYPE (CwConnectionItem, cw_connection_item, G_TYPE_OBJECT)

static void
connection_item_finalize (GObject *object)
{
  CwConnectionItem *self = CW_CONNECTION_ITEM (object);

  g_free (self->name);
  g_free (self->system);
  g_free (self->detail);
  G_OBJECT_CLASS (cw_connection_item_parent_class)->finalize (object);
}

static void
cw_connection_item_class_init (CwConnectionItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = connection_item_finalize;
}

static void
cw_connection_item_init (CwConnectionItem *self)
{
}

const char *
cw_connection_item_get_name (CwConnectionItem *self)
{
  return self->name;
}

const char *
cw_connection_item_get_system (CwConnectionItem *self)
{
  return self->system;
}

gint64
cw_connection_item_get_tested (CwConnectionItem *self)
{
  return self->tested;
}

const char *
cw_connection_item_get_detail (CwConnectionItem *self)
{
  return self->detail;
}

gboolean
cw_connection_item_get_healthy (CwConnectionItem *self)
{
  return self->healthy;
}

struct _CwRunItem {
  GObject parent_instance;

  gint64      run, time;
  char       *title, *detail, *origin;
  const char *icon;   /* static */
};

G_DEFINE_FINAL_TYPE (CwRunItem, cw_run_item, G_TYPE_OBJECT)

static void
run_item_finalize (GObject *object)
{
  CwRunItem *self = CW_RUN_ITEM (object);

  g_free (self->title);
  g_free (self->detail);
  g_free (self->origin);
  G_OBJECT_CLASS (cw_run_item_parent_class)->finalize (object);
}

static void
cw_run_item_class_init (CwRunItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = run_item_finalize;
}

static void
cw_run_item_init (CwRunItem *self)
{
}

gint64
cw_run_item_get_run (CwRunItem *self)
{
  return self->run;
}

const char *
cw_run_item_get_title (CwRunItem *self)
{
  return self->title;
}

const char *
cw_run_item_get_detail (CwRunItem *self)
{
  return self->detail;
}

const char *
cw_run_item_get_origin (CwRunItem *self)
{
  return self->origin;
}

const char *
cw_run_item_get_icon (CwRunItem *self)
{
  return self->icon;
}

gint64
cw_run_item_get_time (CwRunItem *self)
{
  return self->time;
}

/* ---- integration ---- */

struct _CwIntegrationItem {
  GObject     parent_instance;

  char       *name, *summary, *detail, *trouble, *source, *target, *system, *subsidiaries, *budget;
  const char *icon;         /* static */
  char       *digest;       /* of all that is shown: a refresh that finds the same changes nothing */
  double      budget_share;
  guint       attention, linked, records, waiting;
  gint64      interrupted;
  gboolean    sync_new, worked;
  GListStore *workflows, *connections, *activity, *troubles;   /* owned */
};

typedef enum { ITEM_NAME = 1, ITEM_SUMMARY, ITEM_ICON, ITEM_ATTENTION, ITEM_LINKED, ITEM_INTERRUPTED } CwIntegrationItemProps;
static GParamSpec *item_properties[ITEM_INTERRUPTED + 1];

enum { ITEM_CHANGED, N_ITEM_SIGNALS };
static guint item_signals[N_ITEM_SIGNALS];

G_DEFINE_FINAL_TYPE (CwIntegrationItem, cw_integration_item, G_TYPE_OBJECT)

static void
integration_item_finalize (GObject *object)
{
  CwIntegrationItem *self = CW_INTEGRATION_ITEM (object);

  g_free (self->name);
  g_free (self->summary);
  g_free (self->detail);
  g_free (self->trouble);
  g_free (self->digest);
  g_free (self->source);
  g_free (self->target);
  g_free (self->system);
  g_free (self->subsidiaries);
  g_free (self->budget);
  g_clear_object (&self->workflows);
  g_clear_object (&self->connections);
  g_clear_object (&self->activity);
  g_clear_object (&self->troubles);
  G_OBJECT_CLASS (cw_integration_item_parent_class)->finalize (object);
}

static void
integration_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwIntegrationItem *self = CW_INTEGRATION_ITEM (object);

  switch ((CwIntegrationItemProps) prop_id)
    {
    case ITEM_NAME:
      g_value_set_string (value, self->name);
      break;
    case ITEM_SUMMARY:
      g_value_set_string (value, self->summary);
      break;
    case ITEM_ICON:
      g_value_set_string (value, self->icon);
      break;
    case ITEM_ATTENTION:
      g_value_set_uint (value, self->attention);
      break;
    case ITEM_LINKED:
      g_value_set_uint (value, self->linked);
      break;
    case ITEM_INTERRUPTED:
      g_value_set_int64 (value, self->interrupted);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_integration_item_class_init (CwIntegrationItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = integration_item_finalize;
  object_class->get_property = integration_item_get_property;
  item_properties[ITEM_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  item_properties[ITEM_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, flags);
  item_properties[ITEM_ICON] = g_param_spec_string ("icon", NULL, NULL, NULL, flags);
  item_signals[ITEM_CHANGED] = g_signal_new ("changed", CW_TYPE_INTEGRATION_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  item_properties[ITEM_ATTENTION] = g_param_spec_uint ("attention", NULL, NULL, 0, G_MAXUINT, 0, flags);
  item_properties[ITEM_LINKED] = g_param_spec_uint ("linked", NULL, NULL, 0, G_MAXUINT, 0, flags);
  item_properties[ITEM_INTERRUPTED] = g_param_spec_int64 ("interrupted", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (item_properties), item_properties);
}

static void
cw_integration_item_init (CwIntegrationItem *self)
{
  self->workflows = g_list_store_new (CW_TYPE_WORKFLOW_ITEM);
  self->connections = g_list_store_new (CW_TYPE_CONNECTION_ITEM);
  self->activity = g_list_store_new (CW_TYPE_RUN_ITEM);
  self->troubles = g_list_store_new (CW_TYPE_JOB_TROUBLE);
}

const char *
cw_integration_item_get_name (CwIntegrationItem *self)
{
  return self->name;
}

const char *
cw_integration_item_get_summary (CwIntegrationItem *self)
{
  return self->summary;
}

const char *
cw_integration_item_get_detail (CwIntegrationItem *self)
{
  return self->detail;
}

const char *
cw_integration_item_get_icon (CwIntegrationItem *self)
{
  return self->icon;
}

const char *
cw_integration_item_get_trouble (CwIntegrationItem *self)
{
  return self->trouble;
}

gboolean
cw_integration_item_get_worked (CwIntegrationItem *self)
{
  return self->worked;
}

GListModel *
cw_integration_item_get_troubles (CwIntegrationItem *self)
{
  return G_LIST_MODEL (self->troubles);
}

double
cw_integration_item_get_budget_share (CwIntegrationItem *self)
{
  return self->budget_share;
}

guint
cw_integration_item_get_attention (CwIntegrationItem *self)
{
  return self->attention;
}

guint
cw_integration_item_get_linked (CwIntegrationItem *self)
{
  return self->linked;
}

guint
cw_integration_item_get_records (CwIntegrationItem *self)
{
  return self->records;
}

gint64
cw_integration_item_get_interrupted (CwIntegrationItem *self)
{
  return self->interrupted;
}

const char *
cw_integration_item_get_source (CwIntegrationItem *self)
{
  return self->source;
}

const char *
cw_integration_item_get_target (CwIntegrationItem *self)
{
  return self->target;
}

const char *
cw_integration_item_get_system (CwIntegrationItem *self)
{
  return self->system;
}

const char *
cw_integration_item_get_subsidiaries (CwIntegrationItem *self)
{
  return self->subsidiaries;
}

gboolean
cw_integration_item_get_sync_new (CwIntegrationItem *self)
{
  return self->sync_new;
}

GListModel *
cw_integration_item_get_workflows (CwIntegrationItem *self)
{
  return G_LIST_MODEL (self->workflows);
}

GListModel *
cw_integration_item_get_connections (CwIntegrationItem *self)
{
  return G_LIST_MODEL (self->connections);
}

GListModel *
cw_integration_item_get_activity (CwIntegrationItem *self)
{
  return G_LIST_MODEL (self->activity);
}

const char *
cw_integration_item_get_budget (CwIntegrationItem *self)
{
  return self->budget;
}

/* ---- reading, on the worker ---- */

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

static CwConnectionItem *
make_connection_item (CwStore *store, const char *name)
{
  g_autoptr (CwConnectionInfo) info = cw_store_get_connection (store, name, NULL);
  CwConnectionItem *item = g_object_new (CW_TYPE_CONNECTION_ITEM, NULL);

  item->name = g_strdup (name);
  item->healthy = info != NULL && (info->tested_at == 0 || info->test_ok);
  item->tested = info != NULL ? info->tested_at : 0;
  item->system = g_strdup (info != NULL ? get_system_title (info->system) : "");
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

static gboolean
count_exported (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  return g_str_equal (workflow, CW_EMPLOYEES_WORKFLOW) || count_link (workflow, link, data, error);
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
      last = find_last_run (runs, row->workflow->id, row->enabled);
      row->last_result = g_strdup (last != NULL ? describe_outcome (last, worked) : _("Never run"));
      row->last_time = last != NULL ? last->started : 0;
      cw_store_links_foreach (store, item->name, row->workflow->id, count_link, &row->linked, NULL);
      /* The share that is in step is told of what the integration exports. */
      for (char **type = row->workflow->types; source != NULL && g_strcmp0 (row->workflow->source_system, source->system) == 0 && *type != NULL; type++)
        row->records += (guint) MAX (cw_store_mirror_count (store, item->source, *type, NULL), 0);
      /* People are only matched. */
      if (!g_str_equal (row->workflow->id, CW_EMPLOYEES_WORKFLOW))
        item->records += row->records;
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
  if (item->trouble != NULL || item->attention > 0 || (last != NULL && g_strcmp0 (last->outcome, "failed") == 0))
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

  g_string_append_printf (text, "%s\n%s\n%s\n%s\n%s\n%u %u %d\n", item->summary, item->detail, item->trouble, item->subsidiaries, item->budget,
                          item->linked, item->records, item->sync_new);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (item->workflows)); i++)
    {
      g_autoptr (CwWorkflowItem) row = g_list_model_get_item (G_LIST_MODEL (item->workflows), i);

      g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT " %u %u %d\n", row->workflow->id, row->last_result, row->last_time, row->records,
                              row->linked, row->enabled);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (item->connections)); i++)
    {
      g_autoptr (CwConnectionItem) row = g_list_model_get_item (G_LIST_MODEL (item->connections), i);

      g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT "\n", row->name, row->detail, row->tested);
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
  cw_store_links_foreach (store, info->name, NULL, count_exported, &item->linked, NULL);
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
      g_autoptr (CwConnectionItem) row = make_connection_item (store, i == 0 ? info->source : info->target);

      g_list_store_append (item->connections, row);
    }
  read_workflows (profile, store, item, runs, worked);
  add_troubles (item, attention);
  count_waiting (store, runs, item, &waiting_linked);
  summarize (item, find_last_run (runs, NULL, TRUE), worked);
  describe_numbers (item, waiting_linked);
  digest_item (item);
  return item;
}

static GPtrArray *
read_all (CwProfile *profile, GError **error)
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

/* ---- overview ---- */

struct _CwOverview {
  GObject     parent_instance;

  CwProfile  *profile;        /* owned */
  GListStore *integrations;   /* owned */
  gboolean    loaded;
};

typedef enum { PROP_LOADED = 1 } CwOverviewProps;
static GParamSpec *properties[PROP_LOADED + 1];

G_DEFINE_FINAL_TYPE (CwOverview, cw_overview, G_TYPE_OBJECT)

static void
cw_overview_dispose (GObject *object)
{
  CwOverview *self = CW_OVERVIEW (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->integrations);
  G_OBJECT_CLASS (cw_overview_parent_class)->dispose (object);
}

static void
cw_overview_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwOverview *self = CW_OVERVIEW (object);

  switch ((CwOverviewProps) prop_id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_overview_class_init (CwOverviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_overview_dispose;
  object_class->get_property = cw_overview_get_property;
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cw_overview_init (CwOverview *self)
{
  self->integrations = g_list_store_new (CW_TYPE_INTEGRATION_ITEM);
}

CwOverview *
cw_overview_new (CwProfile *profile)
{
  CwOverview *self = g_object_new (CW_TYPE_OVERVIEW, NULL);

  self->profile = g_object_ref (profile);
  return self;
}

GListModel *
cw_overview_get_integrations (CwOverview *self)
{
  return G_LIST_MODEL (self->integrations);
}

CwIntegrationItem *
cw_overview_find_integration (CwOverview *self, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->integrations)); i++)
    {
      g_autoptr (CwIntegrationItem) item = g_list_model_get_item (G_LIST_MODEL (self->integrations), i);

      if (g_strcmp0 (item->name, name) == 0)
        return item;   /* the list keeps it */
    }
  return NULL;
}

CwWorkflow *
cw_overview_find_workflow (CwOverview *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->integrations)); i++)
    {
      g_autoptr (CwIntegrationItem) item = g_list_model_get_item (G_LIST_MODEL (self->integrations), i);

      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (item->workflows)); j++)
        {
          g_autoptr (CwWorkflowItem) workflow = g_list_model_get_item (G_LIST_MODEL (item->workflows), j);

          if (g_strcmp0 (workflow->workflow->id, id) == 0)
            return workflow->workflow;
        }
    }
  return NULL;
}

gboolean
cw_overview_get_loaded (CwOverview *self)
{
  return self->loaded;
}

/* ---- moving over, on the owner's thread ---- */

static void
move_rows (GListStore *into, GListStore *from)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (from));
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (rows, g_list_model_get_item (G_LIST_MODEL (from), i));
  g_list_store_splice (into, 0, g_list_model_get_n_items (G_LIST_MODEL (into)), rows->pdata, rows->len);
}

static void
swap_text (char **a, char **b)
{
  char *text = *a;

  *a = *b;
  *b = text;
}

static void
move_item (CwIntegrationItem *into, CwIntegrationItem *from)
{
  if (g_strcmp0 (into->digest, from->digest) == 0 && into->interrupted == from->interrupted)
    return;
  swap_text (&into->digest, &from->digest);
  swap_text (&into->summary, &from->summary);
  swap_text (&into->detail, &from->detail);
  swap_text (&into->trouble, &from->trouble);
  swap_text (&into->source, &from->source);
  swap_text (&into->target, &from->target);
  swap_text (&into->system, &from->system);
  swap_text (&into->subsidiaries, &from->subsidiaries);
  swap_text (&into->budget, &from->budget);
  into->icon = from->icon;
  into->worked = from->worked;
  into->budget_share = from->budget_share;
  into->attention = from->attention;
  into->linked = from->linked;
  into->records = from->records;
  into->interrupted = from->interrupted;
  into->sync_new = from->sync_new;
  move_rows (into->workflows, from->workflows);
  move_rows (into->connections, from->connections);
  move_rows (into->activity, from->activity);
  move_rows (into->troubles, from->troubles);
  for (guint i = ITEM_NAME; i <= ITEM_INTERRUPTED; i++)
    g_object_notify_by_pspec (G_OBJECT (into), item_properties[i]);
  g_signal_emit (into, item_signals[ITEM_CHANGED], 0);
}

static gboolean
have_same_names (CwOverview *self, GPtrArray *items)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->integrations));

  if (n != items->len)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CwIntegrationItem) item = g_list_model_get_item (G_LIST_MODEL (self->integrations), i);

      if (g_strcmp0 (item->name, ((CwIntegrationItem *) items->pdata[i])->name) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
take_items (CwOverview *self, GPtrArray *items)
{
  if (have_same_names (self, items))
    for (guint i = 0; i < items->len; i++)
      {
        g_autoptr (CwIntegrationItem) item = g_list_model_get_item (G_LIST_MODEL (self->integrations), i);

        move_item (item, items->pdata[i]);
      }
  else
    g_list_store_splice (self->integrations, 0, g_list_model_get_n_items (G_LIST_MODEL (self->integrations)), items->pdata, items->len);
  if (self->loaded)
    return;
  self->loaded = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

/* ---- operations: some change, then a reading ---- */

typedef gboolean (*Change) (CwProfile *profile, char **words, GCancellable *cancellable, GError **error);

typedef struct {
  Change change;    /* NULL: only read */
  char **words;     /* owned */
} Operation;

static void
operation_free (gpointer data)
{
  Operation *operation = data;

  g_strfreev (operation->words);
  g_free (operation);
}

static void
operation_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CwOverview *self = source;
  Operation *operation = data;
  GError *error = NULL;
  GPtrArray *items = NULL;

  if (operation->change == NULL || operation->change (self->profile, operation->words, cancellable, &error))
    items = read_all (self->profile, &error);
  if (items != NULL)
    g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* Nobody asked how it went; what was read is shown all the same. */
static void
take_quietly_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  cw_overview_change_finish (CW_OVERVIEW (source), result, NULL);
}

static void
start_operation (CwOverview *self, Change change, const char * const *words, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback != NULL ? callback : take_quietly_cb, data);
  Operation *operation = g_new0 (Operation, 1);

  operation->change = change;
  operation->words = g_strdupv ((char **) words);
  g_task_set_source_tag (task, start_operation);
  g_task_set_task_data (task, operation, operation_free);
  g_task_run_in_thread (task, operation_thread);
}

gboolean
cw_overview_change_finish (CwOverview *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  items = g_task_propagate_pointer (G_TASK (result), error);
  if (items == NULL)
    return FALSE;
  take_items (self, items);
  return TRUE;
}

void
cw_overview_refresh_async (CwOverview *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  start_operation (self, NULL, NULL, cancellable, callback, data);
}

gboolean
cw_overview_refresh_finish (CwOverview *self, GAsyncResult *result, GError **error)
{
  return cw_overview_change_finish (self, result, error);
}

static gboolean
change_enabled (CwProfile *profile, char **words, GCancellable *cancellable, GError **error)
{
  return cw_profile_enable_workflow (profile, words[0], words[1], g_str_equal (words[2], "true"), error);
}

void
cw_overview_enable_workflow_async (CwOverview *self, const char *integration, const char *workflow, gboolean enabled,
                                   GAsyncReadyCallback callback, gpointer data)
{
  const char *words[] = { integration, workflow, enabled ? "true" : "false", NULL };

  start_operation (self, change_enabled, words, NULL, callback, data);
}

static gboolean
change_setting (CwProfile *profile, char **words, GCancellable *cancellable, GError **error)
{
  return cw_profile_set_workflow_setting (profile, words[0], words[1], words[2], words[3], error);
}

void
cw_overview_set_setting_async (CwOverview *self, const char *integration, const char *workflow, const char *key, const char *value,
                               GAsyncReadyCallback callback, gpointer data)
{
  const char *words[] = { integration, workflow, key, value, NULL };

  start_operation (self, change_setting, words, NULL, callback, data);
}

/* "By default" counts from now: what was there before is not marked. */
static gboolean
change_sync_new (CwProfile *profile, char **words, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (profile, error);
  g_autoptr (CwIntegrationInfo) info = store != NULL ? cw_store_get_integration (store, words[0], error) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (cw_clock_now (cw_profile_get_clock (profile)) / G_USEC_PER_SEC);
  g_autofree char *since = g_date_time_format_iso8601 (now);

  if (info == NULL)
    return FALSE;
  cw_fields_set (info->settings, "sync-new", g_str_equal (words[1], "true") ? since : NULL);
  return cw_store_update_integration (store, info, error);
}

void
cw_overview_set_sync_new_async (CwOverview *self, const char *integration, gboolean on, GAsyncReadyCallback callback, gpointer data)
{
  const char *words[] = { integration, on ? "true" : "false", NULL };

  start_operation (self, change_sync_new, words, NULL, callback, data);
}

static gboolean
change_tested (CwProfile *profile, char **words, GCancellable *cancellable, GError **error)
{
  CwConnectionTest *test = cw_profile_test_connection_sync (profile, words[0], cancellable);
  gboolean ok = test->ok;

  if (!ok)
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_CONNECTED, "%s %s", test->cause, test->next);
  cw_connection_test_free (test);
  return ok;
}

void
cw_overview_test_connection_async (CwOverview *self, const char *connection, GAsyncReadyCallback callback, gpointer data)
{
  const char *words[] = { connection, NULL };

  start_operation (self, change_tested, words, NULL, callback, data);
}
