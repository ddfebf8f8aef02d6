/* cw-belonging.c: what a record belongs to, as the links of other workflows tell
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-belonging.h"

struct _CwBelonging {
  CwSession  *session;    /* borrowed */
  CwWorkflow *workflow;   /* borrowed */
  GHashTable *coming;     /* owned; what earlier plans of this run put into the target: key → id there, "" when it is still to be made */
  gboolean    with_owner; /* what belongs to a record that travels counts as marked, too */
  gboolean    with_via;   /* the same of what belongs to one that stands in its place */
};

/* The id of the nearest record of @type up the chain of parents; NULL: there is none. (transfer full) */
static char *
dup_ancestor (CwBelonging *self, const CwRecord *record, const char *type)
{
  const char *connection = cw_session_get_source (self->session, self->workflow)->info->name;
  g_autofree char *up_type = g_strdup (record->parent_type), *up_id = g_strdup (record->parent_id);

  for (guint steps = 0; up_id != NULL && steps < 32; steps++)
    {
      g_autoptr (CwRecord) up = NULL;

      if (g_strcmp0 (up_type, type) == 0)
        return g_steal_pointer (&up_id);
      up = cw_store_mirror_get (self->session->store, connection, up_type != NULL ? up_type : record->type, up_id, NULL);
      g_free (up_type);
      g_free (up_id);
      up_type = up != NULL ? g_strdup (up->parent_type) : NULL;
      up_id = up != NULL ? g_strdup (up->parent_id) : NULL;
    }
  return NULL;
}

static gboolean
note_coming (const CwPlanRow *row, gpointer data, GError **error)
{
  CwBelonging *self = data;

  if (row->operation <= CW_OPERATION_LINK && row->operation != CW_OPERATION_DEACTIVATE)
    g_hash_table_insert (self->coming, cw_record_key (row->type, row->source_id), g_strdup (row->target_id != NULL ? row->target_id : ""));
  return TRUE;
}

/* What the plans before this one will have made when its turn comes. */
static gboolean
load_coming (CwBelonging *self, GError **error)
{
  CwSession *session = self->session;
  g_autoptr (GPtrArray) plans = NULL;

  self->coming = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (self->workflow->references->len == 0 || session->run == NULL)
    return TRUE;
  plans = cw_store_list_plans (session->store, session->run->id, error);
  for (guint i = 0; plans != NULL && i < plans->len; i++)
    {
      const CwPlanInfo *plan = plans->pdata[i];

      if (plan->sealed && !cw_store_plan_foreach (session->store, plan->id, 1, G_MAXINT, note_coming, self, error))
        return FALSE;
    }
  return plans != NULL;
}

static CwLink *
find_link (CwBelonging *self, const char *workflow, const char *type, const char *id)
{
  return id != NULL ? cw_store_get_link (self->session->store, self->session->integration->name, workflow, type, id, NULL) : NULL;
}

/* The id of the record that @given stands for, which may be one below it; then @out_via is the key of that one. (transfer full) */
static char *
dup_referred (CwBelonging *self, const CwReference *reference, const char *given, char **out_via)
{
  const char *connection = cw_session_get_source (self->session, self->workflow)->info->name;
  g_autoptr (CwRecord) direct = NULL, via = NULL;

  if (given == NULL || reference->via == NULL)
    return g_strdup (given);
  direct = cw_store_mirror_get (self->session->store, connection, reference->type, given, NULL);
  via = direct == NULL ? cw_store_mirror_get (self->session->store, connection, reference->via, given, NULL) : NULL;
  if (via == NULL)
    return g_strdup (given);
  *out_via = cw_record_key (via->type, via->id);
  return dup_ancestor (self, via, reference->type);
}

/* Whether what stands between a record and the one that it belongs to is in the target, or will be. */
static gboolean
via_travels (CwBelonging *self, const CwReference *reference, const char *via)
{
  g_autofree char *type = NULL, *id = NULL;
  g_autoptr (CwLink) link = NULL;

  if (!cw_record_key_parse (via, &type, &id, NULL))
    return FALSE;
  link = find_link (self, reference->via_workflow, type, id);
  return link != NULL || g_hash_table_contains (self->coming, via);
}

/* FALSE: without it the record cannot travel. */
static gboolean
add_reference (CwBelonging *self, const CwReference *reference, const CwRecord *record, CwFields *wanted, char **out_missing,
               char **out_owner, gboolean *out_brought)
{
  const char *given = reference->field != NULL ? cw_fields_get (record->fields, reference->field) : NULL;
  g_autofree char *via = NULL;
  g_autofree char *id = reference->field != NULL ? dup_referred (self, reference, given, &via) : dup_ancestor (self, record, reference->type);
  g_autofree char *key = id != NULL ? cw_record_key (reference->type, id) : NULL;
  g_autoptr (CwLink) link = find_link (self, reference->workflow, reference->type, id);
  const char *coming = key != NULL ? g_hash_table_lookup (self->coming, key) : NULL;

  if (link != NULL)
    cw_fields_set (wanted, reference->target, link->target_id);
  else if (coming != NULL && *coming != '\0')
    cw_fields_set (wanted, reference->target, coming);
  if (!reference->required)
    return TRUE;
  *out_brought = via != NULL ? self->with_via && via_travels (self, reference, via) : self->with_owner && key != NULL;
  g_free (*out_owner);
  *out_owner = g_strdup (key);
  if (link != NULL || coming != NULL)
    return TRUE;
  if (*out_missing == NULL)
    *out_missing = g_strdup (key != NULL ? key : reference->type);
  return FALSE;
}

/* ---- for the planner ---- */

CwBelonging *
cw_belonging_new (CwSession *session, CwWorkflow *workflow, const CwFields *settings, GError **error)
{
  g_autoptr (CwBelonging) self = g_new0 (CwBelonging, 1);

  self->session = session;
  self->workflow = workflow;
  self->with_owner = cw_workflow_get_boolean (workflow, settings, "with-owner");
  self->with_via = cw_workflow_get_boolean (workflow, settings, "with-project");
  return load_coming (self, error) ? g_steal_pointer (&self) : NULL;
}

void
cw_belonging_free (CwBelonging *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->coming, g_hash_table_unref);
  g_free (self);
}

gboolean
cw_belonging_apply (CwBelonging *self, const CwRecord *record, CwFields *wanted, char **out_missing, char **out_owner, gboolean *out_brought)
{
  gboolean all = TRUE;

  for (guint i = 0; i < self->workflow->references->len; i++)
    all &= add_reference (self, self->workflow->references->pdata[i], record, wanted, out_missing, out_owner, out_brought);
  return all;
}

char *
cw_belonging_dup_subsidiaries (CwBelonging *self, const CwRecord *record, const char *owner)
{
  const char *connection = cw_session_get_source (self->session, self->workflow)->info->name;
  g_autofree char *type = NULL, *id = NULL;
  g_autoptr (CwRecord) up = NULL;

  if (record->subsidiaries != NULL || owner == NULL || !cw_record_key_parse (owner, &type, &id, NULL))
    return NULL;
  up = cw_store_mirror_get (self->session->store, connection, type, id, NULL);
  return up != NULL ? g_strdup (up->subsidiaries) : NULL;
}
