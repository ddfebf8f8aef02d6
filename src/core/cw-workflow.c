/* cw-workflow.c: the description of one directed flow, and its settings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-workflow.h"

#include "cw-mapping.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

static gboolean
check_integer (const CwSetting *setting, const char *value, GError **error)
{
  gint64 number;

  if (g_ascii_string_to_signed (value, 10, setting->minimum, setting->maximum, &number, NULL))
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID,
               _("%s: “%s” is not a whole number from %" PRId64 " to %" PRId64 "."), setting->key, value,
               setting->minimum, setting->maximum);
  return FALSE;
}

static gboolean
check_choice (const CwSetting *setting, const char *value, GError **error)
{
  g_autofree char *allowed = NULL;

  if (g_strv_contains ((const char * const *) setting->choices, value))
    return TRUE;
  allowed = g_strjoinv (", ", setting->choices);
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID, _("%s: “%s” is not one of %s."), setting->key, value, allowed);
  return FALSE;
}

gboolean
cw_setting_check (const CwSetting *setting, const char *value, GError **error)
{
  switch (setting->kind)
    {
    case CW_SETTING_BOOLEAN:
      if (g_str_equal (value, "true") || g_str_equal (value, "false"))
        return TRUE;
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID, _("%s: “%s” is neither true nor false."), setting->key, value);
      return FALSE;
    case CW_SETTING_INTEGER:
      return check_integer (setting, value, error);
    case CW_SETTING_CHOICE:
      return check_choice (setting, value, error);
    case CW_SETTING_TEXT:
      if (g_utf8_validate (value, -1, NULL))
        return TRUE;
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID, _("%s: the text is not valid UTF-8."), setting->key);
      return FALSE;
    default:
      g_return_val_if_reached (FALSE);
    }
}

CwWorkflow *
cw_workflow_ref (CwWorkflow *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
people_free (CwWorkflowPeople *people)
{
  if (people == NULL)
    return;
  g_free (people->collection);
  for (guint i = 0; i < G_N_ELEMENTS (people->email); i++)
    {
      g_free (people->first[i]);
      g_free (people->last[i]);
      g_free (people->email[i]);
    }
  g_free (people);
}

void
cw_workflow_unref (CwWorkflow *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->id);
  g_free (self->title);
  g_free (self->source_system);
  g_free (self->target_system);
  g_free (self->strategy);
  g_strfreev (self->types);
  g_free (self->target_type);
  g_strfreev (self->operations);
  g_strfreev (self->needs);
  g_clear_pointer (&self->settings, g_ptr_array_unref);
  g_clear_pointer (&self->references, g_ptr_array_unref);
  people_free (self->people);
  g_clear_pointer (&self->lookups, g_ptr_array_unref);
  g_clear_pointer (&self->hierarchies, g_ptr_array_unref);
  g_free (self->owner);
  g_free (self->match);
  g_free (self->box);
  g_clear_pointer (&self->mapping, cw_mapping_unref);
  g_clear_pointer (&self->default_mapping, cw_mapping_unref);
  g_free (self);
}

gboolean
cw_workflow_makes_records (const CwWorkflow *self)
{
  return g_strv_contains ((const char * const *) self->operations, "create");
}

const CwSetting *
cw_workflow_find_setting (const CwWorkflow *self, const char *key)
{
  for (guint i = 0; i < self->settings->len; i++)
    {
      const CwSetting *setting = self->settings->pdata[i];

      if (g_str_equal (setting->key, key))
        return setting;
    }
  return NULL;
}

const char *
cw_workflow_get_setting (const CwWorkflow *self, const CwFields *chosen, const char *key)
{
  const CwSetting *setting = cw_workflow_find_setting (self, key);
  const char *value;

  if (setting == NULL)
    return NULL;
  value = chosen != NULL ? cw_fields_get (chosen, key) : NULL;
  /* What an older version let through must not reach the planner. */
  return value != NULL && cw_setting_check (setting, value, NULL) ? value : setting->value;
}

gint64
cw_workflow_get_integer (const CwWorkflow *self, const CwFields *chosen, const char *key)
{
  const char *value = cw_workflow_get_setting (self, chosen, key);

  return value != NULL ? g_ascii_strtoll (value, NULL, 10) : 0;
}

gboolean
cw_workflow_get_boolean (const CwWorkflow *self, const CwFields *chosen, const char *key)
{
  return g_strcmp0 (cw_workflow_get_setting (self, chosen, key), "true") == 0;
}
