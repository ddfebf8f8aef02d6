/* cw-user-systems.h: the choice between the people of each system
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A drop-down with an entry for the users of every target that some
 * integration has, and a last one for the employees of the source.
 */
#pragma once

#include "cw-overview.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether some workflow of @item is about people. */
gboolean    cw_user_systems_has_people (CwIntegrationItem *item);
/* The entries for @integrations (element-type CwIntegrationItem); what was chosen stays chosen where it is still there. */
void        cw_user_systems_fill       (GtkDropDown *drop_down, GListModel *integrations);
/* The system whose users are chosen; NULL: the employees. Borrowed. */
const char *cw_user_systems_get        (GtkDropDown *drop_down);
/* @system: one of the entries; NULL: the employees. */
void        cw_user_systems_choose     (GtkDropDown *drop_down, const char *system);

G_END_DECLS
