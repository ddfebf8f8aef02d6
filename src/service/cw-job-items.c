/* cw-job-items.c: pages of a run, and records that need a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-job-private.h"

#include "cw-conflicts.h"

/* ---- page ---- */

typedef enum { PAGE_NUMBER = 1, PAGE_SIZE, PAGE_DONE, PAGE_FAILED, PAGE_ENDED } CwJobPageProps;
static GParamSpec *page_properties[PAGE_ENDED + 1];

G_DEFINE_FINAL_TYPE (CwJobPage, cw_job_page, G_TYPE_OBJECT)

static void
job_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwJobPage *self = CW_JOB_PAGE (object);

  switch ((CwJobPageProps) prop_id)
    {
    case PAGE_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PAGE_SIZE:
      g_value_set_uint (value, self->size);
      break;
    case PAGE_DONE:
      g_value_set_uint (value, self->done);
      break;
    case PAGE_FAILED:
      g_value_set_uint (value, self->failed);
      break;
    case PAGE_ENDED:
      g_value_set_boolean (value, self->ended);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
job_page_finalize (GObject *object)
{
  g_free (CW_JOB_PAGE (object)->workflow);
  G_OBJECT_CLASS (cw_job_page_parent_class)->finalize (object);
}

static void
cw_job_page_class_init (CwJobPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = job_page_finalize;
  object_class->get_property = job_page_get_property;
  page_properties[PAGE_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, flags);
  page_properties[PAGE_SIZE] = g_param_spec_uint ("size", NULL, NULL, 0, G_MAXUINT, 0, flags);
  page_properties[PAGE_DONE] = g_param_spec_uint ("done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  page_properties[PAGE_FAILED] = g_param_spec_uint ("failed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  page_properties[PAGE_ENDED] = g_param_spec_boolean ("ended", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (page_properties), page_properties);
}

static void
cw_job_page_init (CwJobPage *self)
{
}

guint
cw_job_page_get_number (CwJobPage *self)
{
  return self->number;
}

guint
cw_job_page_get_size (CwJobPage *self)
{
  return self->size;
}

guint
cw_job_page_get_done (CwJobPage *self)
{
  return self->done;
}

guint
cw_job_page_get_failed (CwJobPage *self)
{
  return self->failed;
}

gboolean
cw_job_page_get_ended (CwJobPage *self)
{
  return self->ended;
}

const char *
cw_job_page_get_workflow (CwJobPage *self)
{
  return self->workflow;
}

void
_cw_job_page_apply (CwJobPage *self, const PageChange *change)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  if (change->done > 0)
    {
      self->done += change->done;
      g_object_notify_by_pspec (object, page_properties[PAGE_DONE]);
    }
  if (change->failed > 0)
    {
      self->failed += change->failed;
      g_object_notify_by_pspec (object, page_properties[PAGE_FAILED]);
    }
  if (change->ended && !self->ended)
    {
      self->ended = TRUE;
      self->size = MAX (self->done + self->failed, 1);
      g_object_notify_by_pspec (object, page_properties[PAGE_SIZE]);
      g_object_notify_by_pspec (object, page_properties[PAGE_ENDED]);
    }
  g_object_thaw_notify (object);
}

/* ---- trouble ---- */

G_DEFINE_FINAL_TYPE (CwJobTrouble, cw_job_trouble, G_TYPE_OBJECT)

static void
job_trouble_finalize (GObject *object)
{
  CwJobTrouble *self = CW_JOB_TROUBLE (object);

  g_free (self->record);
  g_free (self->workflow);
  g_free (self->name);
  g_free (self->error);
  g_free (self->advice);
  G_OBJECT_CLASS (cw_job_trouble_parent_class)->finalize (object);
}

static void
cw_job_trouble_class_init (CwJobTroubleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = job_trouble_finalize;
}

static void
cw_job_trouble_init (CwJobTrouble *self)
{
}

CwJobTrouble *
cw_job_trouble_new (const CwAttention *attention)
{
  CwJobTrouble *self = g_object_new (CW_TYPE_JOB_TROUBLE, NULL);

  self->record = g_strdup_printf ("%s:%s", attention->type, attention->source_id);
  self->workflow = g_strdup (attention->workflow);
  self->conflict = g_strcmp0 (attention->operation, cw_operation_to_string (CW_OPERATION_CONFLICT)) == 0
                   && cw_conflicts_are_decided (attention->workflow);
  self->name = g_strdup (attention->name);
  self->error = g_strdup (attention->error);
  self->advice = g_strdup (attention->advice);
  return self;
}

const char *
cw_job_trouble_get_record (CwJobTrouble *self)
{
  return self->record;
}

const char *
cw_job_trouble_get_name (CwJobTrouble *self)
{
  return self->name;
}

const char *
cw_job_trouble_get_error (CwJobTrouble *self)
{
  return self->error;
}

const char *
cw_job_trouble_get_advice (CwJobTrouble *self)
{
  return self->advice;
}

const char *
cw_job_trouble_get_workflow (CwJobTrouble *self)
{
  return self->workflow;
}

gboolean
cw_job_trouble_is_conflict (CwJobTrouble *self)
{
  return self->conflict;
}

/* ---- workflow ---- */

enum { WORKFLOW_CHANGED, N_WORKFLOW_SIGNALS };
static guint workflow_signals[N_WORKFLOW_SIGNALS];

G_DEFINE_FINAL_TYPE (CwJobWorkflow, cw_job_workflow, G_TYPE_OBJECT)

static void
job_workflow_finalize (GObject *object)
{
  CwJobWorkflow *self = CW_JOB_WORKFLOW (object);

  g_free (self->id);
  g_clear_object (&self->pages);
  G_OBJECT_CLASS (cw_job_workflow_parent_class)->finalize (object);
}

static void
cw_job_workflow_class_init (CwJobWorkflowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = job_workflow_finalize;
  workflow_signals[WORKFLOW_CHANGED] = g_signal_new ("changed", CW_TYPE_JOB_WORKFLOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_job_workflow_init (CwJobWorkflow *self)
{
  self->pages = g_list_store_new (CW_TYPE_JOB_PAGE);
}

CwJobWorkflow *
_cw_job_workflow_new (const char *id)
{
  CwJobWorkflow *self = g_object_new (CW_TYPE_JOB_WORKFLOW, NULL);

  self->id = g_strdup (id);
  return self;
}

void
_cw_job_workflow_add_page (CwJobWorkflow *self, CwJobPage *page)
{
  g_list_store_append (self->pages, page);
  self->size += page->size;
  self->done += page->done;
  self->failed += page->failed;
}

void
_cw_job_workflow_update (CwJobWorkflow *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->pages));

  self->size = self->done = self->failed = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CwJobPage) page = g_list_model_get_item (G_LIST_MODEL (self->pages), i);

      self->size += page->size;
      self->done += page->done;
      self->failed += page->failed;
    }
  g_signal_emit (self, workflow_signals[WORKFLOW_CHANGED], 0);
}

const char *
cw_job_workflow_get_id (CwJobWorkflow *self)
{
  return self->id;
}

guint
cw_job_workflow_get_size (CwJobWorkflow *self)
{
  return self->size;
}

guint
cw_job_workflow_get_done (CwJobWorkflow *self)
{
  return self->done;
}

guint
cw_job_workflow_get_failed (CwJobWorkflow *self)
{
  return self->failed;
}

guint
cw_job_workflow_get_left (CwJobWorkflow *self)
{
  return self->size - MIN (self->done + self->failed, self->size);
}

GListModel *
cw_job_workflow_get_pages (CwJobWorkflow *self)
{
  return G_LIST_MODEL (self->pages);
}
