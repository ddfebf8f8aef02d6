/* cw-people.h: employees of the source and users of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read from both systems when somebody asks, on a worker; kept in memory only.
 */
#pragma once

#include "cw-service.h"

G_BEGIN_DECLS

#define CW_TYPE_PERSON (cw_person_get_type ())
G_DECLARE_FINAL_TYPE (CwPerson, cw_person, CW, PERSON, GObject)

/* Properties, constant: "name", "email", "system" (as a person reads it: "NetSuite"), "search" (string), "active" (boolean). */
const char *cw_person_get_name   (CwPerson *self);   /* never NULL */
const char *cw_person_get_email  (CwPerson *self);   /* never NULL; "" when there is none */
const char *cw_person_get_system (CwPerson *self);
const char *cw_person_get_search (CwPerson *self);   /* name and e-mail, folded for searching */
gboolean    cw_person_get_active (CwPerson *self);

#define CW_TYPE_PEOPLE (cw_people_get_type ())
G_DECLARE_FINAL_TYPE (CwPeople, cw_people, CW, PEOPLE, GObject)

/* The people of one integration; nothing is read yet. */
CwPeople   *cw_people_new         (CwProfile *profile, const char *integration);
/* Reads both systems anew. What was there stays until both have answered. Errors: CW_CONNECTOR_ERROR, CW_STORE_ERROR,
 * CW_CREDENTIALS_ERROR, G_IO_ERROR_CANCELLED. */
void        cw_people_read_async  (CwPeople *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    cw_people_read_finish (CwPeople *self, GAsyncResult *result, GError **error);

/* (element-type CwPerson), in the order in which they came. Borrowed. */
GListModel *cw_people_get_model     (CwPeople *self);
gint64      cw_people_get_read_at   (CwPeople *self);   /* microseconds UTC; 0: never */
guint       cw_people_get_employees (CwPeople *self);   /* in the source */
guint       cw_people_get_users     (CwPeople *self);   /* in the target */

G_END_DECLS
