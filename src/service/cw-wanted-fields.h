/* cw-wanted-fields.h: which fields of the source the mappings read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the service.
 */
#pragma once

#include "cw-mapping.h"
#include "cw-session.h"

G_BEGIN_DECLS

/* State of the store: scope CW_FIELDS_SCOPE CONNECTION, key TYPE: when the connection described the fields of the type. */
#define CW_FIELDS_SCOPE "fields/"

/* What all mappings of all integrations that read @end want of @type beside what is read anyway, as it was when the session asked
 * first. @out_needed: an account without them is an error; @out_optional: left out where they are not. Sorted; (transfer full) */
gboolean cw_session_dup_wanted_fields (CwSession *session, CwEnd *end, const char *type, char ***out_needed, char ***out_optional,
                                       GError **error);
/* Asks @end for the fields of @type and keeps the answer, when that was never done or @again. */
gboolean cw_session_describe          (CwSession *session, CwEnd *end, const char *type, gboolean again, GError **error);
/* Before the source is read for @workflow: what has to be known to tell which fields are wanted. */
gboolean cw_session_prepare_mapping   (CwSession *session, CwEnd *end, CwWorkflow *workflow, GError **error);
/* Brings the mirrors of the record types up to date that joined fields and look-ups of the mapping lead to. */
gboolean cw_session_read_asked        (CwSession *session, CwEnd *end, CwWorkflow *workflow, gboolean whole, GError **error);

/* Before a reading: whether every record of the mirror was read with these fields. */
gboolean cw_mirror_has_fields         (CwSession *session, const CwEnd *end, const char *type, char **needed, char **optional,
                                       gboolean *out_has, GError **error);
/* Whether the mirror of @connection has had all records of @type once. */
gboolean cw_mirror_was_read           (CwStore *store, const char *connection, const char *type);
/* Fields that @mapping reads of records of @type and the mirror of @connection does not have: for it, they look empty. None where
 * nothing was read yet. (transfer full) */
char   **cw_mirror_list_unread        (CwStore *store, const char *connection, const char *type, CwMapping *mapping);
/* After a whole reading with them. */
gboolean cw_mirror_note_fields        (CwSession *session, const CwEnd *end, const char *type, char **needed, char **optional, GError **error);

G_END_DECLS
