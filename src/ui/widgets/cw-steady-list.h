/* cw-steady-list.h: a list whose places stay while what is in them changes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A column view makes new widgets for every item that is new to it. Paging
 * through a list would make and drop a thousand of them each time; here the
 * view is given places that stay, and each place says what is in it now.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CW_TYPE_STEADY_ITEM (cw_steady_item_get_type ())
G_DECLARE_FINAL_TYPE (CwSteadyItem, cw_steady_item, CW, STEADY_ITEM, GObject)

/* Property "object": what is in this place; NULL for a moment while the list is replaced.
 * Signal "changed": a property of that object changed; its name is the signal's detail. */

/* Borrowed; nullable. */
gpointer      cw_steady_item_get_object (CwSteadyItem *self);

#define CW_TYPE_STEADY_LIST (cw_steady_list_get_type ())
G_DECLARE_FINAL_TYPE (CwSteadyList, cw_steady_list, CW, STEADY_LIST, GObject)

/* A GListModel of CwSteadyItem, as many as @source has items; their positions are those of @source. */
CwSteadyList *cw_steady_list_new        (GListModel *source);

G_END_DECLS
