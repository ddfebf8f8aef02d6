/* cw-fields.h: named text values of one record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The neutral form between systems: a connector turns its JSON, XML or forms
 * into this at the edge and nothing above sees the wire. Values are text:
 * check boxes "T" and "F", dates YYYY-MM-DD, instants ISO 8601 in UTC, numbers
 * with a dot, references as the id they point to. A value that is not set is
 * not there.
 */
#pragma once

#include "cw-types.h"

G_BEGIN_DECLS

/* Reference counted. Mutable until it is shared. Sorted by name. */
CwFields   *cw_fields_new        (void);
CwFields   *cw_fields_ref        (CwFields *self);
void        cw_fields_unref      (CwFields *self);
CwFields   *cw_fields_copy       (const CwFields *self);

guint       cw_fields_get_size   (const CwFields *self);
/* NULL when not set; borrowed. */
const char *cw_fields_get        (const CwFields *self, const char *name);
/* A NULL @value unsets. */
void        cw_fields_set        (CwFields *self, const char *name, const char *value);
void        cw_fields_take       (CwFields *self, const char *name, char *value);
/* The @index-th in order of name; borrowed. */
void        cw_fields_get_nth    (const CwFields *self, guint index, const char **out_name, const char **out_value);
/* Sets in @self what @from has; with @replace FALSE only what @self does not have. */
void        cw_fields_merge      (CwFields *self, const CwFields *from, gboolean replace);
gboolean    cw_fields_equal      (const CwFields *a, const CwFields *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwFields, cw_fields_unref)

G_END_DECLS
