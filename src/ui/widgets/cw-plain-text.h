/* cw-plain-text.h: texts of others, as they are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Some widgets take their texts for markup, and show nothing at all when these
 * are none. The words of another system, and names like "Adams & Sons", are not.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void      cw_plain_text_set_status (AdwStatusPage *page, const char *text /* nullable */);
void      cw_plain_text_set_group  (AdwPreferencesGroup *group, const char *text /* nullable */);
/* (transfer full) */
AdwToast *cw_plain_text_new_toast  (const char *text);

G_END_DECLS
