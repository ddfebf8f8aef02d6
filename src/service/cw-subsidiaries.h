/* cw-subsidiaries.h: names of the source's subsidiaries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "Harbor US, Harbor EU" for ids as a record keeps them (",2,3,") or any text with commas between. @names: char * → char *; an
 * id without a name is shown as “No. 3”. NULL or empty @ids give "". (transfer full) */
char *cw_subsidiaries_dup_names (GHashTable *names, const char *ids);
/* The same for one. (transfer full) */
char *cw_subsidiaries_dup_name  (GHashTable *names, const char *id);

G_END_DECLS
