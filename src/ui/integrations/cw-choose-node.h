/* cw-choose-node.h: asks which node of a hierarchy is meant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-hierarchies.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_TYPE_CHOOSE_NODE (cw_choose_node_get_type ())
G_DECLARE_FINAL_TYPE (CwChooseNode, cw_choose_node, CW, CHOOSE_NODE, AdwWindow)

/* Signal "chosen" (const char *source, const char *target). @view is read before the call ends; @source is one of its nodes. */
CwChooseNode *cw_choose_node_new (const CwHierarchyView *view, const CwHierarchySource *source);

G_END_DECLS
