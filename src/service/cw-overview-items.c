/* cw-overview-items.c: integrations, connections, workflows and runs as things to look at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-overview-private.h"

#include <glib/gi18n-lib.h>

/* ---- small items: constant once made ---- */

typedef enum { WORKFLOW_ID = 1, WORKFLOW_TITLE, WORKFLOW_LAST_RESULT, WORKFLOW_ENABLED } CwWorkflowItemProps;
static GParamSpec *workflow_properties[WORKFLOW_ENABLED + 1];

G_DEFINE_FINAL_TYPE (CwWorkflowItem, cw_workflow_item, G_TYPE_OBJECT)

static void
workflow_item_finalize (GObject *object)
{
  CwWorkflowItem *self = CW_WORKFLOW_ITEM (object);

  g_clear_pointer (&self->workflow, cw_workflow_unref);
  g_free (self->last_result);
  g_free (self->scheduled);
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

const char *
cw_workflow_item_get_scheduled (CwWorkflowItem *self)
{
  return self->scheduled;
}

gboolean
cw_workflow_item_get_active (CwWorkflowItem *self)
{
  return self->active;
}

CwWorkflow *
cw_workflow_item_get_workflow (CwWorkflowItem *self)
{
  return self->workflow;
}

G_DEFINE_FINAL_TYPE (CwConnectionItem, cw_connection_item, G_TYPE_OBJECT)

static void
connection_item_finalize (GObject *object)
{
  CwConnectionItem *self = CW_CONNECTION_ITEM (object);

  g_free (self->name);
  g_free (self->system);
  g_free (self->detail);
  g_free (self->warning);
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

const char *
cw_connection_item_get_warning (CwConnectionItem *self)
{
  return self->warning;
}

gboolean
cw_connection_item_get_healthy (CwConnectionItem *self)
{
  return self->healthy;
}

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
  g_free (self->schedules);
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
cw_integration_item_get_detail (CwIntegrationItem *self)
{
  return self->detail;
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
cw_integration_item_get_schedules (CwIntegrationItem *self)
{
  return self->schedules;
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

/* NULL: the integration has none of that id. Borrowed. */
static CwWorkflowItem *
find_workflow_item (CwIntegrationItem *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->workflows)); i++)
    {
      g_autoptr (CwWorkflowItem) item = g_list_model_get_item (G_LIST_MODEL (self->workflows), i);

      if (g_str_equal (item->workflow->id, id))
        return item;   /* the list keeps it */
    }
  return NULL;
}

/* What @workflow needs and does not get. Borrowed. */
static const char *
find_missing (CwIntegrationItem *self, const CwWorkflow *workflow, const char * const *chosen)
{
  for (char **need = workflow->needs; need != NULL && *need != NULL; need++)
    {
      CwWorkflowItem *needed = find_workflow_item (self, *need);

      if ((chosen == NULL || !g_strv_contains (chosen, *need)) && (needed == NULL || !needed->active))
        return needed != NULL ? needed->workflow->title : *need;
    }
  return NULL;
}

char *
cw_integration_item_dup_missing (CwIntegrationItem *self, const char *workflow, const char * const *chosen)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->workflows)); i++)
    {
      g_autoptr (CwWorkflowItem) item = g_list_model_get_item (G_LIST_MODEL (self->workflows), i);
      const char *missing;

      if (workflow != NULL ? !g_str_equal (item->workflow->id, workflow) : chosen == NULL || !g_strv_contains (chosen, item->workflow->id))
        continue;
      missing = find_missing (self, item->workflow, chosen);
      if (missing != NULL)
        return workflow != NULL ? g_strdup_printf (_("Needs “%s”, which is not active."), missing)
               : g_strdup_printf (_("“%s” needs “%s”, which is not active."), item->workflow->title, missing);
    }
  return NULL;
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

void
_cw_integration_item_move (CwIntegrationItem *into, CwIntegrationItem *from)
{
  if (g_strcmp0 (into->digest, from->digest) == 0 && into->interrupted == from->interrupted)
    return;
  swap_text (&into->digest, &from->digest);
  swap_text (&into->schedules, &from->schedules);
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
  into->warned = from->warned;
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
