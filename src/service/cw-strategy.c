/* cw-strategy.c: the ways of planning, by the names that workflow descriptions give them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-target-lookup.h"
#include "cw-wanted-fields.h"

#include <glib/gi18n-lib.h>

const CwStrategy *
cw_strategy_find (const char *name, GError **error)
{
  static const CwStrategy *strategies[] = {
    &cw_tree_strategy,
    &cw_match_strategy,
    &cw_document_strategy,
    &cw_upsert_strategy,
    &cw_hierarchy_strategy,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (strategies); i++)
    if (g_strcmp0 (strategies[i]->name, name) == 0)
      return strategies[i];
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID, _("A workflow asks for the unknown strategy “%s”."), name);
  return NULL;
}

gboolean
cw_strategy_read_source (CwSession *session, CwWorkflow *workflow, gboolean refresh, GError **error)
{
  CwEnd *source = cw_session_get_source (session, workflow);

  return cw_session_prepare_mapping (session, source, workflow, error)
         && cw_mirror_refresh_source (session, source, (const char * const *) workflow->types, refresh, error)
         && cw_session_read_asked (session, source, workflow, refresh, error);
}

gboolean
cw_strategy_read (const CwStrategy *self, CwSession *session, CwWorkflow *workflow, gboolean refresh, GError **error)
{
  g_autofree char *collection = NULL;

  if (self->read != NULL)
    return self->read (session, workflow, refresh, error);
  collection = self->dup_collection (session, workflow, error);
  return collection != NULL
         && (self->follows ? cw_mirror_follow_target : cw_mirror_refresh_target) (session, cw_session_get_target (session, workflow),
                                                                                  collection, refresh, error)
         && cw_target_lookup_read (session, workflow, refresh, error)
         && cw_strategy_read_source (session, workflow, refresh, error);
}
