/* cw-user-links.c: which employee of the source is which user of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-user-links.h"

void
cw_matched_employee_clear (CwMatchedEmployee *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
}

/* FALSE: no such employee is known, or it was deleted. */
static gboolean
take_employee (CwStore *store, const CwIntegrationInfo *integration, const char *id, CwMatchedEmployee *out_employee)
{
  g_autoptr (CwRecord) record = cw_store_mirror_get (store, integration->source, "employee", id, NULL);

  if (record == NULL || record->deleted)
    return FALSE;
  out_employee->id = g_strdup (record->id);
  out_employee->name = g_strdup (record->name);
  out_employee->active = !record->inactive;
  return TRUE;
}

gboolean
cw_user_links_find_employee (CwStore *store, const CwIntegrationInfo *integration, const CwWorkflow *people, const char *user_id,
                             CwMatchedEmployee *out_employee, GError **error)
{
  g_autoptr (GPtrArray) links = NULL;
  g_autoptr (CwTargetRecord) user = NULL;
  const char *own_id;

  *out_employee = (CwMatchedEmployee) { NULL, NULL, FALSE };
  links = cw_store_list_user_links (store, integration->name, people->id, user_id, error);
  if (links == NULL)
    return FALSE;
  for (guint i = 0; i < links->len; i++)
    if (take_employee (store, integration, ((CwLink *) links->pdata[i])->source_id, out_employee))
      return TRUE;
  user = cw_store_target_get (store, integration->target, people->people->collection, user_id, NULL);
  own_id = user == NULL ? NULL : people->people->ids_are_ours ? user->external_id : user->owner_id;
  if (own_id != NULL)
    take_employee (store, integration, own_id, out_employee);
  return TRUE;
}
