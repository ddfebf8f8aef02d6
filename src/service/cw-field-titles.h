/* cw-field-titles.h: target fields as a person reads them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-service.h"

G_BEGIN_DECLS

/* Immutable; any thread. */
typedef struct _CwFieldTitles CwFieldTitles;
/* What the profile knows of the fields of @workflow; no request. Never NULL: where nothing is known, ids stand for themselves.
 * Blocks on the disk. (transfer full) */
CwFieldTitles *cw_field_titles_load_sync (CwProfile *profile, const char *integration, CwWorkflow *workflow, GCancellable *cancellable);
void           cw_field_titles_free      (CwFieldTitles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwFieldTitles, cw_field_titles_free)

/* "Nickname" for "name", "E-mail" for "addr/email"; the name itself where nobody described it. @self nullable. Borrowed. */
const char    *cw_field_titles_get        (const CwFieldTitles *self, const char *name);
/* The same for a field of source records of @type: "Entity ID" for "entityId". Borrowed. */
const char    *cw_field_titles_get_source (const CwFieldTitles *self, const char *type, const char *name);
/* As cw_field_titles_load_sync(), on a worker. */
void           cw_field_titles_load_async  (CwProfile *profile, const char *integration, CwWorkflow *workflow, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer data);
CwFieldTitles *cw_field_titles_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
