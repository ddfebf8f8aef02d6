/* cw-mapping-findings.c: watches a mapping that is being edited
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each document is checked in three steps, each a task of its own on a worker:
 * the mapping itself, the figures of its filter (when it is another one), all
 * records. A newer document cancels what is under way; what comes back late is
 * dropped by its number.
 */

#include "config.h"

#include "cw-mapping-findings.h"

#include "cw-mapping-report.h"

struct _CwMappingFindings {
  GObject            parent_instance;

  /* inputs */
  CwProfile         *profile;       /* owned */
  char              *integration;
  CwWorkflow        *workflow;      /* owned */
  CwMappingDocument *document;      /* owned; NULL before the first */

  /* in progress */
  GCancellable      *cancellable;   /* owned; of the newest document */
  guint              number;        /* of the newest document */
  gboolean           checking, counting;
  gboolean           given_up;      /* nobody waits for results any more */

  /* results */
  CwMappingReport   *report;        /* owned */
  char              *counted;       /* filter that the figures are of, as a text; NULL: none yet */
  guint64            records, passing;
  GError            *error;         /* owned */
};

typedef enum {
  STEP_STRUCTURE,
  STEP_COUNT,
  STEP_RECORDS,
} Step;

/* One task. */
typedef struct {
  Step               step;
  guint              number;
  CwProfile         *profile;
  char              *integration;
  CwWorkflow        *workflow;
  CwMappingDocument *document;
  CwMappingReport   *report;            /* of STRUCTURE, RECORDS */
  guint64            records, passing;  /* of COUNT */
} Task;

typedef enum {
  PROP_CHECKING = 1,
  PROP_COUNTING,
} CwMappingFindingsProps;

static GParamSpec *properties[PROP_COUNTING + 1];

enum {
  SIGNAL_CHANGED,
  SIGNAL_COUNTED,
  SIGNAL_READ,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwMappingFindings, cw_mapping_findings, G_TYPE_OBJECT)

static void start (CwMappingFindings *self, Step step);

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->profile);
  g_free (task->integration);
  cw_workflow_unref (task->workflow);
  cw_mapping_document_unref (task->document);
  g_clear_pointer (&task->report, cw_mapping_report_unref);
  g_free (task);
}

/* ---- on the worker ---- */

static gboolean
check (Task *task, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwMappingCheck) checking = cw_mapping_check_new (task->profile, task->integration, task->workflow, task->document,
                                                              cancellable, error);

  if (checking != NULL)
    task->report = task->step == STEP_STRUCTURE ? cw_mapping_check_structure (checking) : cw_mapping_check_records (checking, error);
  return task->report != NULL;
}

static void
task_thread (GTask *gtask, gpointer source, gpointer data, GCancellable *cancellable)
{
  Task *task = data;
  GError *error = NULL;
  gboolean ok;

  if (task->step == STEP_COUNT)
    ok = cw_mapping_count_sync (task->profile, task->integration, task->workflow,
                                cw_mapping_get_filter (cw_mapping_document_get_mapping (task->document)), &task->records,
                                &task->passing, cancellable, &error);
  else
    ok = check (task, cancellable, &error);
  if (ok)
    g_task_return_boolean (gtask, TRUE);
  else
    g_task_return_error (gtask, error);
}

/* ---- on the owner's thread ---- */

static void
set_busy (CwMappingFindings *self, gboolean *flag, gboolean busy, GParamSpec *property)
{
  if (*flag == busy)
    return;
  *flag = busy;
  g_object_notify_by_pspec (G_OBJECT (self), property);
}

static char *
dup_filter_text (CwMappingDocument *document)
{
  const CwExpression *filter = cw_mapping_get_filter (cw_mapping_document_get_mapping (document));
  g_autoptr (GString) text = g_string_new (NULL);

  if (filter != NULL)
    cw_expression_append_canonical (filter, text);
  return g_strdup (text->str);
}

static gboolean
has_counted (CwMappingFindings *self)
{
  g_autofree char *filter = dup_filter_text (self->document);

  return g_strcmp0 (filter, self->counted) == 0;
}

static void
take_report (CwMappingFindings *self, CwMappingReport *report)
{
  g_clear_pointer (&self->report, cw_mapping_report_unref);
  self->report = cw_mapping_report_ref (report);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
take_figures (CwMappingFindings *self, guint64 records, guint64 passing)
{
  gboolean news = self->counted == NULL || self->records != records || self->passing != passing;

  g_free (self->counted);
  self->counted = dup_filter_text (self->document);
  self->records = records;
  self->passing = passing;
  if (news || self->counting)
    g_signal_emit (self, signals[SIGNAL_COUNTED], 0);
  set_busy (self, &self->counting, FALSE, properties[PROP_COUNTING]);
}

static void
take_result (CwMappingFindings *self, Task *task)
{
  switch (task->step)
    {
    case STEP_STRUCTURE:
      take_report (self, task->report);
      start (self, has_counted (self) ? STEP_RECORDS : STEP_COUNT);
      break;
    case STEP_COUNT:
      take_figures (self, task->records, task->passing);
      start (self, STEP_RECORDS);
      break;
    case STEP_RECORDS:
    default:
      take_figures (self, task->report->records, task->report->passing);
      take_report (self, task->report);
      set_busy (self, &self->checking, FALSE, properties[PROP_CHECKING]);
      break;
    }
}

static void
task_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CwMappingFindings *self = CW_MAPPING_FINDINGS (object);
  Task *task = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (task->number == self->number)
        take_result (self, task);
      return;
    }
  if (task->number != self->number || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->error = g_steal_pointer (&error);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  set_busy (self, &self->counting, FALSE, properties[PROP_COUNTING]);
  set_busy (self, &self->checking, FALSE, properties[PROP_CHECKING]);
}

static void
start (CwMappingFindings *self, Step step)
{
  g_autoptr (GTask) gtask = g_task_new (self, self->cancellable, task_cb, NULL);
  Task *task = g_new0 (Task, 1);

  task->step = step;
  task->number = self->number;
  task->profile = g_object_ref (self->profile);
  task->integration = g_strdup (self->integration);
  task->workflow = cw_workflow_ref (self->workflow);
  task->document = cw_mapping_document_ref (self->document);
  g_task_set_source_tag (gtask, start);
  g_task_set_task_data (gtask, task, task_free);
  g_task_run_in_thread (gtask, task_thread);
}

/* Begins with the document as it is now. */
static void
begin (CwMappingFindings *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->number++;
  g_clear_error (&self->error);
  set_busy (self, &self->checking, TRUE, properties[PROP_CHECKING]);
  set_busy (self, &self->counting, !has_counted (self), properties[PROP_COUNTING]);
  start (self, STEP_STRUCTURE);
}

void
cw_mapping_findings_set_document (CwMappingFindings *self, CwMappingDocument *document)
{
  g_return_if_fail (CW_IS_MAPPING_FINDINGS (self));
  g_return_if_fail (document != NULL);

  if (self->document != NULL && g_str_equal (cw_mapping_document_get_digest (self->document), cw_mapping_document_get_digest (document))
      && self->error == NULL)
    return;
  cw_mapping_document_ref (document);
  g_clear_pointer (&self->document, cw_mapping_document_unref);
  self->document = document;
  begin (self);
}

void
cw_mapping_findings_recheck (CwMappingFindings *self)
{
  g_return_if_fail (CW_IS_MAPPING_FINDINGS (self));

  if (self->document == NULL || self->given_up)
    return;
  /* The same filter over other records. */
  g_clear_pointer (&self->counted, g_free);
  begin (self);
}

/* ---- reading ---- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  CwMappingFindings *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!cw_mapping_read_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  /* Figures of a filter over the new fields are others than those over none. */
  g_clear_pointer (&self->counted, g_free);
  if (!self->given_up)
    {
      begin (self);
      g_signal_emit (self, signals[SIGNAL_READ], 0);
    }
  g_task_return_boolean (task, TRUE);
}

void
cw_mapping_findings_read_async (CwMappingFindings *self, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task;

  g_return_if_fail (CW_IS_MAPPING_FINDINGS (self));
  g_return_if_fail (self->document != NULL);

  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, cw_mapping_findings_read_async);
  cw_mapping_read_async (self->profile, self->integration, self->workflow, cw_mapping_document_get_mapping (self->document), NULL,
                         read_cb, task);
}

gboolean
cw_mapping_findings_read_finish (CwMappingFindings *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- object ---- */

static void
cw_mapping_findings_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwMappingFindings *self = CW_MAPPING_FINDINGS (object);

  switch ((CwMappingFindingsProps) prop_id)
    {
    case PROP_CHECKING:
      g_value_set_boolean (value, self->checking);
      break;
    case PROP_COUNTING:
      g_value_set_boolean (value, self->counting);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_mapping_findings_finalize (GObject *object)
{
  CwMappingFindings *self = CW_MAPPING_FINDINGS (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->report, cw_mapping_report_unref);
  g_clear_pointer (&self->document, cw_mapping_document_unref);
  g_clear_pointer (&self->workflow, cw_workflow_unref);
  g_clear_object (&self->profile);
  g_clear_error (&self->error);
  g_free (self->integration);
  g_free (self->counted);
  G_OBJECT_CLASS (cw_mapping_findings_parent_class)->finalize (object);
}

static void
cw_mapping_findings_class_init (CwMappingFindingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cw_mapping_findings_get_property;
  object_class->finalize = cw_mapping_findings_finalize;
  properties[PROP_CHECKING] = g_param_spec_boolean ("checking", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_COUNTING] = g_param_spec_boolean ("counting", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_READ] = g_signal_new ("read", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_COUNTED] = g_signal_new ("counted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_mapping_findings_init (CwMappingFindings *self)
{
}

CwMappingFindings *
cw_mapping_findings_new (CwProfile *profile, const char *integration, CwWorkflow *workflow)
{
  CwMappingFindings *self = g_object_new (CW_TYPE_MAPPING_FINDINGS, NULL);

  self->profile = g_object_ref (profile);
  self->integration = g_strdup (integration);
  self->workflow = cw_workflow_ref (workflow);
  return self;
}

CwMappingReport *
cw_mapping_findings_get_report (CwMappingFindings *self)
{
  return self->report;
}

gboolean
cw_mapping_findings_get_checking (CwMappingFindings *self)
{
  return self->checking;
}

gboolean
cw_mapping_findings_get_counts (CwMappingFindings *self, guint64 *out_records, guint64 *out_passing)
{
  if (self->counted == NULL)
    return FALSE;
  *out_records = self->records;
  *out_passing = self->passing;
  return TRUE;
}

const GError *
cw_mapping_findings_get_error (CwMappingFindings *self)
{
  return self->error;
}

void
cw_mapping_findings_cancel (CwMappingFindings *self)
{
  g_return_if_fail (CW_IS_MAPPING_FINDINGS (self));

  self->given_up = TRUE;
  self->number++;
  g_cancellable_cancel (self->cancellable);
}
