/* cw-value-names.h: what people call the values of lists and references
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A record has the id of its department; a person knows the department's name.
 * Names come from the mirror where records of that type are read anyway, else
 * from the system, which is asked once a day for a field that somebody looks at;
 * its answer is kept in the profile. Until a name is there the id stands alone.
 */
#pragma once

#include "cw-expression-words.h"
#include "cw-service.h"

G_BEGIN_DECLS

#define CW_TYPE_VALUE_NAMES (cw_value_names_get_type ())
G_DECLARE_FINAL_TYPE (CwValueNames, cw_value_names, CW, VALUE_NAMES, GObject)

/* Signal "changed" (): more names are known. Lives on the thread that made it. */

CwValueNames *cw_value_names_new         (CwProfile *profile, const char *integration, CwWorkflow *workflow);
/* Gives up what is under way, for who lets go of it: a task keeps the object until it ends. */
void          cw_value_names_cancel      (CwValueNames *self);
/* The name of @value of a field of source records of @type (@path may be joined), or of the property "subsidiaries" (@type NULL);
 * NULL: none, or not known yet. Borrowed. */
const char   *cw_value_names_get         (CwValueNames *self, const char *type, const char *path, const char *value);
/* What the target field @field takes, where it is a list (element-type CwFieldValue, by name); NULL: not known, or not yet. Borrowed. */
const GPtrArray *cw_value_names_list_target (CwValueNames *self, const char *field);

/* The names that the profile knows, nothing asked for. Blocks on the disk. */
typedef struct _CwKeptNames CwKeptNames;
/* @connection: that the workflow reads; @type: source record type, NULL: any of the workflow's. @store, @workflow outlive it. */
CwKeptNames  *cw_kept_names_new          (CwStore *store, const char *connection, const CwWorkflow *workflow, const char *type);
void          cw_kept_names_free         (CwKeptNames *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwKeptNames, cw_kept_names_free)
/* CwWordsNameOf; data: CwKeptNames. (transfer full) */
char         *cw_kept_names_dup          (const CwExpression *of, const char *value, gpointer data);

G_END_DECLS
