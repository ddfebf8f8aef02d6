/* cw-rules-digest.c: the part of a fingerprint that is the same for all records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-session.h"

#include "cw-mapping.h"

/* Page size and matching change how a run goes, not what a record is to become. */
static gboolean
shapes_values (const CwSetting *setting)
{
  return !g_str_equal (setting->key, "page-size") && !g_str_equal (setting->key, "match-by-name");
}

char *
cw_workflow_dup_rules_digest (CwWorkflow *workflow, const CwFields *settings)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, (const guchar *) cw_mapping_get_digest (workflow->mapping), -1);
  for (guint i = 0; i < workflow->settings->len; i++)
    {
      const CwSetting *setting = workflow->settings->pdata[i];
      const char *value = cw_workflow_get_setting (workflow, settings, setting->key);
      g_autofree char *line = g_strdup_printf ("\n%s=%s", setting->key, value != NULL ? value : "");

      if (shapes_values (setting))
        g_checksum_update (sum, (const guchar *) line, -1);
    }
  return g_strdup (g_checksum_get_string (sum));
}
