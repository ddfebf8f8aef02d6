/* cw-mapping-changes.h: what differs between two mappings, as rows of a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping-document.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Fills @list with @changes (element-type CwMappingChange). */
void  cw_mapping_changes_show      (GtkListBox *list, const GPtrArray *changes);
/* "name, Customers": what a change or conflict is about. (transfer full) */
char *cw_mapping_changes_dup_title (CwMappingPart part, const char *group, const char *name);

G_END_DECLS
