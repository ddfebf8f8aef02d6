/* cw-choose-zone.h: asks for a time zone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_TYPE_CHOOSE_ZONE (cw_choose_zone_get_type ())
G_DECLARE_FINAL_TYPE (CwChooseZone, cw_choose_zone, CW, CHOOSE_ZONE, AdwWindow)

/* Signal "chosen" (const char *zone). @zone: the one that is chosen now. */
CwChooseZone *cw_choose_zone_new (const char *zone);

G_END_DECLS
