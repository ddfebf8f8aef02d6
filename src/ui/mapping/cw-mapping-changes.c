/* cw-mapping-changes.c: what differs between two mappings, as rows of a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-changes.h"

#include "cw-mapping-markup.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

char *
cw_mapping_changes_dup_title (CwMappingPart part, const char *group, const char *name)
{
  switch (part)
    {
    case CW_MAPPING_PART_FILTER:
      return g_strdup (_("Filter"));
    case CW_MAPPING_PART_GROUP:
      return g_strdup_printf (_("Group %s"), group != NULL ? _(group) : "");
    case CW_MAPPING_PART_TEST:
      return g_strdup_printf (_("Pinned result of %s"), name);
    case CW_MAPPING_PART_ROW:
    default:
      return g_strdup_printf (_("%s, %s"), name, group != NULL ? _(group) : "");
    }
}

static const char *
get_kind_label (CwMappingChangeKind kind)
{
  switch (kind)
    {
    case CW_MAPPING_ADDED:
      return _("Added");
    case CW_MAPPING_REMOVED:
      return _("Removed");
    case CW_MAPPING_MOVED:
      return _("Moved");
    case CW_MAPPING_CHANGED:
    default:
      return _("Changed");
    }
}

static char *
dup_text (const CwMappingChange *change)
{
  g_autofree char *before = change->before != NULL ? cw_mapping_dup_markup (change->before) : NULL;
  g_autofree char *after = change->after != NULL ? cw_mapping_dup_markup (change->after) : NULL;

  if (change->kind == CW_MAPPING_ADDED || change->kind == CW_MAPPING_MOVED || before == NULL)
    return g_strdup (after != NULL ? after : "");
  if (after == NULL)
    return g_strdup_printf ("<s>%s</s>", before);
  return g_strdup_printf ("<s>%s</s>\n→ %s", before, after);
}

static GtkWidget *
make_row (const CwMappingChange *change)
{
  GtkWidget *row = adw_action_row_new (), *kind = gtk_label_new (get_kind_label (change->kind));
  g_autofree char *title = cw_mapping_changes_dup_title (change->part, change->group, change->name);
  g_autofree char *markup = g_markup_escape_text (title, -1), *text = dup_text (change);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (kind, "caption");
  gtk_widget_add_css_class (kind, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), kind);
  return row;
}

void
cw_mapping_changes_show (GtkListBox *list, const GPtrArray *changes)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
  for (guint i = 0; i < changes->len; i++)
    gtk_list_box_append (list, make_row (changes->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (list), changes->len > 0);
}
