/* cw-run-request.c: what a run was asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kept with the run, so that it is resumed as it was begun: its workflows and the versions of their mappings.
 */

#include "config.h"

#include "cw-run-private.h"

#include "cw-hierarchy-use.h"
#include "cw-mapping-versions.h"
#include "cw-workflow-file.h"

#include <glib/gi18n-lib.h>

/* ---- what was asked, kept with the run so that it can be resumed ---- */

/* With the versions of the mappings: a run keeps what it began with, whatever is saved meanwhile. */
CwFields *
_cw_run_make_options (const CwRunRequest *request, GPtrArray *workflows)
{
  CwFields *options = cw_fields_new ();

  for (guint i = 0; workflows != NULL && i < workflows->len; i++)
    {
      const CwWorkflow *workflow = workflows->pdata[i];
      g_autofree char *name = g_strconcat (CW_RUN_MAPPING_OPTION, workflow->id, NULL);

      cw_fields_take (options, name, g_strdup_printf ("%u", workflow->mapping_version));
    }
  if (request->workflows != NULL)
    cw_fields_take (options, "workflows", g_strjoinv (" ", (char **) request->workflows));
  if (request->records != NULL)
    cw_fields_take (options, "records", g_strjoinv (" ", (char **) request->records));
  if (request->all)
    cw_fields_set (options, "all", "true");
  if (request->page_size > 0)
    cw_fields_take (options, "page-size", g_strdup_printf ("%u", request->page_size));
  if (request->schedule != 0)
    cw_fields_take (options, "schedule", g_strdup_printf ("%" G_GINT64_FORMAT, request->schedule));
  return options;
}

void
_cw_run_restore_request (CwRestoredRequest *restored, const CwRunInfo *info, const CwRunRequest *now)
{
  const char *workflows = cw_fields_get (info->options, "workflows"), *records = cw_fields_get (info->options, "records");
  const char *page_size = cw_fields_get (info->options, "page-size");

  restored->request = *now;
  restored->workflows = workflows != NULL ? g_strsplit (workflows, " ", -1) : NULL;
  restored->records = records != NULL ? g_strsplit (records, " ", -1) : NULL;
  restored->request.integration = info->integration;
  restored->request.workflows = (const char * const *) restored->workflows;
  restored->request.records = (const char * const *) restored->records;
  restored->request.all = cw_fields_get (info->options, "all") != NULL;
  restored->request.page_size = page_size != NULL ? (guint) g_ascii_strtoull (page_size, NULL, 10) : 0;
}

void
_cw_run_restored_clear (CwRestoredRequest *restored)
{
  g_strfreev (restored->workflows);
  g_strfreev (restored->records);
}

/* ---- workflows of a run ---- */

static gboolean
is_asked_for (const CwRunRequest *request, const char *id)
{
  return g_strv_contains (request->workflows, id);
}

/* Before each workflow those that keep its hierarchies, as far as they are switched on. */
static GPtrArray *
add_hierarchies (CwSession *session, GPtrArray *known, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_workflow_unref);

  for (guint i = 0; i < known->len; i++)
    {
      CwWorkflow *workflow = known->pdata[i];
      g_autoptr (CwFields) chosen = cw_store_get_workflow_settings (session->store, session->integration->name, workflow->id, error);

      if (chosen == NULL)
        return NULL;
      for (guint j = 0; j < workflow->hierarchies->len; j++)
        if (cw_hierarchy_use_get_mode (workflow->hierarchies->pdata[j], workflow, chosen) != CW_HIERARCHY_OFF)
          g_ptr_array_add (all, cw_workflow_new_hierarchy (workflow, workflow->hierarchies->pdata[j]));
      g_ptr_array_add (all, cw_workflow_ref (workflow));
    }
  return g_steal_pointer (&all);
}

static CwWorkflow *
find_by_id (GPtrArray *workflows, const char *id)
{
  for (guint i = 0; i < workflows->len; i++)
    if (g_str_equal (((CwWorkflow *) workflows->pdata[i])->id, id))
      return workflows->pdata[i];
  return NULL;
}

/* A hierarchy is kept with the workflow that it belongs to, or when somebody asks for it alone. */
static gboolean
is_chosen (CwSession *session, GPtrArray *known, CwWorkflow *workflow)
{
  CwWorkflow *owner = workflow->owner != NULL ? find_by_id (known, workflow->owner) : workflow;

  if (session->request->workflows != NULL)
    return is_asked_for (session->request, workflow->id) || is_asked_for (session->request, owner->id);
  return cw_profile_is_workflow_active (session->profile, session->store, session->integration->name, owner);
}

static gboolean
sends_type (const CwWorkflow *workflow, const char *type)
{
  return g_strv_contains ((const char * const *) workflow->types, type);
}

/* A record that somebody names asks for nothing of the hierarchies of other records. */
static gboolean
is_touched (CwSession *session, GPtrArray *known, CwWorkflow *workflow)
{
  const CwWorkflow *owner = workflow->owner != NULL ? find_by_id (known, workflow->owner) : NULL;

  if (owner == NULL || session->request->records == NULL)
    return TRUE;
  for (const char * const *record = session->request->records; *record != NULL; record++)
    {
      g_autofree char *type = NULL, *id = NULL;

      if (cw_record_key_parse (*record, &type, &id, NULL) && (sends_type (owner, type) || sends_type (workflow, type)))
        return TRUE;
    }
  return FALSE;
}

/* Each record that somebody names is of a type that one of the workflows sends. */
static gboolean
check_records (CwSession *session, GPtrArray *known, GPtrArray *chosen, GError **error)
{
  for (const char * const *record = session->request->records; record != NULL && *record != NULL; record++)
    {
      g_autofree char *type = NULL, *id = NULL;
      const CwWorkflow *idle = NULL;
      gboolean sent = FALSE;

      if (!cw_record_key_parse (*record, &type, &id, error))
        return FALSE;
      for (guint i = 0; i < known->len; i++)
        {
          const CwWorkflow *workflow = known->pdata[i];

          if (!sends_type (workflow, type))
            continue;
          sent |= find_by_id (chosen, workflow->id) != NULL;
          if (idle == NULL && workflow->owner == NULL)
            idle = workflow;
        }
      if (sent)
        continue;
      if (idle != NULL)
        g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                     _("%s is sent by “%s” (%s), which does not take part. Switch it on, or name it in the command."), *record, idle->title, idle->id);
      else
        g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("No workflow of integration “%s” sends records of type “%s”."),
                     session->integration->name, type);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_names (CwSession *session, GPtrArray *known, GError **error)
{
  for (const char * const *id = session->request->workflows; id != NULL && *id != NULL; id++)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < known->len; i++)
        found |= g_str_equal (((CwWorkflow *) known->pdata[i])->id, *id);
      if (!found)
        {
          g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Integration “%s” has no workflow “%s”."),
                       session->integration->name, *id);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_needs (CwSession *session, GPtrArray *chosen, GError **error)
{
  for (guint i = 0; i < chosen->len; i++)
    if (!cw_profile_check_needs (session->profile, session->store, session->integration->name, chosen->pdata[i], chosen, error))
      return FALSE;
  return TRUE;
}

/* What is asked for, else what is active; in order. A workflow that needs another runs only when that runs too or is switched on. */
GPtrArray *
_cw_run_choose_workflows (CwSession *session, GError **error)
{
  const char *integration = session->integration->name;
  g_autoptr (GPtrArray) listed = cw_profile_list_workflows (session->profile, integration, error);
  g_autoptr (GPtrArray) known = listed != NULL ? add_hierarchies (session, listed, error) : NULL;
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_workflow_unref);

  if (known == NULL || !check_names (session, known, error))
    return NULL;
  for (guint i = 0; i < known->len; i++)
    {
      CwWorkflow *workflow = known->pdata[i];

      if (is_chosen (session, known, workflow) && is_touched (session, known, workflow))
        g_ptr_array_add (chosen, cw_workflow_ref (workflow));
    }
  if (!check_needs (session, chosen, error))
    return NULL;
  if (chosen->len > 0 && !check_records (session, known, chosen, error))
    return NULL;
  if (chosen->len > 0)
    {
      session->workflows = g_ptr_array_ref (chosen);
      return g_steal_pointer (&chosen);
    }
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
               session->request->schedule != 0 ? _("No workflow of the schedule is active in integration “%s”. Activate one, or switch the schedule off.")
                                               : _("No workflow of integration “%s” is switched on."), integration);
  return NULL;
}

/* The mappings that a run began with. */
gboolean
_cw_run_restore_mappings (CwSession *session, const CwRunInfo *info, GPtrArray *workflows, GError **error)
{
  for (guint i = 0; i < workflows->len; i++)
    {
      CwWorkflow *workflow = workflows->pdata[i];
      g_autofree char *name = g_strconcat (CW_RUN_MAPPING_OPTION, workflow->id, NULL);
      const char *number = cw_fields_get (info->options, name);

      if (number != NULL && !cw_workflow_use_mapping (workflow, session->store, info->integration,
                                                      (guint) g_ascii_strtoull (number, NULL, 10), error))
        return FALSE;
    }
  return TRUE;
}
