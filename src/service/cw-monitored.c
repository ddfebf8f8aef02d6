/* cw-monitored.c: the fields whose change sends a record again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-session.h"

#include "cw-hierarchy-use.h"
#include "cw-mapping.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SETTING "monitored-fields"

/* Of "parent.email" it is the record's own field that changes. */
static void
note_field (const CwExpression *expression, gpointer data)
{
  if (expression->kind == CW_EXPRESSION_FIELD)
    g_hash_table_add (data, g_strndup (expression->texts[0], strcspn (expression->texts[0], ".")));
}

/* (element-type utf8) set (transfer full) */
static GHashTable *
list_mapped (CwMapping *mapping)
{
  GHashTable *fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const GPtrArray *groups = cw_mapping_get_groups (mapping);

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];

          if (row->active)
            cw_expression_foreach (row->source, note_field, fields);
        }
    }
  return fields;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

/* Sorted, so that their order in the setting says nothing. */
static char **
split_names (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, ", ;\n\t", -1);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_ptr_array_add (names, g_strdup (*word));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

gboolean
cw_workflow_dup_monitored (CwWorkflow *workflow, const CwFields *settings, char ***out_fields, GError **error)
{
  const char *text = cw_workflow_get_setting (workflow, settings, SETTING);
  g_autoptr (GHashTable) mapped = NULL;
  g_auto (GStrv) names = NULL;

  *out_fields = NULL;
  if (text == NULL)
    return TRUE;
  names = split_names (text);
  if (names[0] == NULL)
    return TRUE;
  mapped = list_mapped (workflow->mapping);
  for (guint i = 0; i < workflow->hierarchies->len; i++)
    if (cw_hierarchy_use_get_mode (workflow->hierarchies->pdata[i], workflow, settings) != CW_HIERARCHY_OFF)
      g_hash_table_add (mapped, g_strdup (cw_hierarchy_use_get_field (workflow->hierarchies->pdata[i], workflow, settings)));
  for (char **name = names; *name != NULL; name++)
    if (!g_hash_table_contains (mapped, *name))
      {
        g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                     _("“%s” is to be monitored for “%s”, but its mapping does not read that field, so that no change of it would be noticed. "
                       "Take it out of the monitored fields, or map it."), *name, workflow->title);
        return FALSE;
      }
  *out_fields = g_steal_pointer (&names);
  return TRUE;
}
