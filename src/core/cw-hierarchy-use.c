/* cw-hierarchy-use.c: what a workflow does with a classification of the source
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-hierarchy-use.h"

static const char * const mode_names[] = { "off", "own", "existing", "extended" };

const char *
cw_hierarchy_mode_to_string (CwHierarchyMode mode)
{
  return mode_names[mode];
}

CwHierarchyMode
cw_hierarchy_mode_from_string (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (mode_names); i++)
    if (g_strcmp0 (mode_names[i], text) == 0)
      return (CwHierarchyMode) i;
  return CW_HIERARCHY_OFF;
}

CwHierarchyUse *
cw_hierarchy_use_copy (const CwHierarchyUse *self)
{
  CwHierarchyUse *copy = g_new0 (CwHierarchyUse, 1);

  copy->key = g_strdup (self->key);
  copy->title = g_strdup (self->title);
  copy->type = g_strdup (self->type);
  copy->kind = g_strdup (self->kind);
  copy->name = g_strdup (self->name);
  copy->collection = g_strdup (self->collection);
  copy->nodes = g_strdup (self->nodes);
  copy->target = g_strdup (self->target);
  copy->standard = self->standard;
  return copy;
}

void
cw_hierarchy_use_free (CwHierarchyUse *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->title);
  g_free (self->type);
  g_free (self->kind);
  g_free (self->name);
  g_free (self->collection);
  g_free (self->nodes);
  g_free (self->target);
  g_free (self);
}

char *
cw_hierarchy_use_dup_mode_key (const CwHierarchyUse *use)
{
  return g_strconcat ("map-", use->key, NULL);
}

char *
cw_hierarchy_use_dup_field_key (const CwHierarchyUse *use)
{
  return g_strconcat (use->key, "-field", NULL);
}

char *
cw_hierarchy_use_dup_value_name (const CwHierarchyUse *use)
{
  return g_strconcat (CW_HIERARCHY_VALUE, use->key, NULL);
}

CwHierarchyMode
cw_hierarchy_use_get_mode (const CwHierarchyUse *use, const CwWorkflow *owner, const CwFields *chosen)
{
  g_autofree char *key = cw_hierarchy_use_dup_mode_key (use);

  return cw_hierarchy_mode_from_string (cw_workflow_get_setting (owner, chosen, key));
}

const char *
cw_hierarchy_use_get_field (const CwHierarchyUse *use, const CwWorkflow *owner, const CwFields *chosen)
{
  g_autofree char *key = cw_hierarchy_use_dup_field_key (use);

  return cw_workflow_get_setting (owner, chosen, key);
}

gboolean
cw_hierarchy_use_asks_field (const CwHierarchyUse *use, const CwWorkflow *owner, const CwFields *chosen)
{
  g_autofree char *key = cw_hierarchy_use_dup_field_key (use);
  const CwSetting *setting = cw_workflow_find_setting (owner, key);

  return !use->standard || setting == NULL || g_strcmp0 (cw_workflow_get_setting (owner, chosen, key), setting->value) != 0;
}
