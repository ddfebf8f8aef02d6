/* cw-late-value.h: values that are known only when they are sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Stands for the id of the target record that @workflow makes of the source record @type:@id. (transfer full) */
char    *cw_late_value_dup   (const char *workflow, const char *type, const char *id);
/* FALSE for any other text. Out: (transfer full) */
gboolean cw_late_value_parse (const char *text, char **out_workflow, char **out_key);

G_END_DECLS
