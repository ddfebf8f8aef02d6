/* cw-people.h: the people of one integration, for a list on the screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list is a window on a CwUsers: rows are made when they are looked at and
 * keep their identity while the person is there; filtering, sorting, reading
 * and changing happen on workers. All on the thread that made the object.
 */
#pragma once

#include "cw-users.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CW_TYPE_PERSON (cw_person_get_type ())
G_DECLARE_FINAL_TYPE (CwPerson, cw_person, CW, PERSON, GObject)

/* One row. Signal "changed": something of it is another now. */
CwUsers             *cw_person_get_users   (CwPerson *self);   /* borrowed; what the row shows */
guint                cw_person_get_number  (CwPerson *self);   /* of the user, or of the employee */
gboolean             cw_person_is_employee (CwPerson *self);
const CwUsersPerson *cw_person_get_facts   (CwPerson *self);
/* The person on the other side by link; NULL: none. */
const CwUsersPerson *cw_person_get_partner (CwPerson *self);
/* The nearest suggestion for a user without employee; NULL: none. */
const CwNearMiss    *cw_person_get_near    (CwPerson *self);

#define CW_TYPE_PEOPLE (cw_people_get_type ())
G_DECLARE_FINAL_TYPE (CwPeople, cw_people, CW, PEOPLE, GObject)

/* A GListModel of CwPerson. Properties, read only: "busy" (boolean: both systems are being read), "phase" (string: what is being
 * read). Signal "changed": people, figures or the list are others. */
CwPeople      *cw_people_new             (CwProfile *profile, const char *integration);
const char    *cw_people_get_integration (CwPeople *self);
/* NULL until the first loading ended. Borrowed. */
CwUsers       *cw_people_get_users       (CwPeople *self);
gboolean       cw_people_get_busy        (CwPeople *self);
const char    *cw_people_get_phase       (CwPeople *self);

/* Which people are listed, and in which order; the list follows in a moment. */
void           cw_people_set_filter      (CwPeople *self, const CwUsersFilter *filter);
void           cw_people_set_order       (CwPeople *self, CwUsersOrder order, gboolean descending);

/* Shows what the profile has now; no request. Errors go to the next cw_people_take_error(). */
void           cw_people_reload          (CwPeople *self);
/* Why the last loading failed; NULL: it did not. (transfer full) */
GError        *cw_people_take_error      (CwPeople *self);

/* Reads both systems anew; where Sync Employees is on, with new links. */
void           cw_people_refresh_async   (CwPeople *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* Switches Sync Employees on; see cw_users_switch_on_sync(). */
void           cw_people_switch_on_async (CwPeople *self, const char *confirmed, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer data);
typedef enum { CW_PEOPLE_LINK, CW_PEOPLE_UNLINK, CW_PEOPLE_REFUSE } CwPeopleChange;
/* Ids of employee and user. What was before is remembered until the next change. */
void           cw_people_change_async    (CwPeople *self, CwPeopleChange change, const char *employee, const char *user,
                                          GAsyncReadyCallback callback, gpointer data);
/* Whether there is a change to take back. */
gboolean       cw_people_can_undo        (CwPeople *self);
/* Takes the last change back, which must be there. */
void           cw_people_undo_async      (CwPeople *self, GAsyncReadyCallback callback, gpointer data);
/* Writes what is listed now; see cw_users_write_sync(). */
void           cw_people_export_async    (CwPeople *self, const char *file, GAsyncReadyCallback callback, gpointer data);
/* Ends each of these. Errors: those of the functions of cw-users.h. */
gboolean       cw_people_finish          (CwPeople *self, GAsyncResult *result, GError **error);

G_END_DECLS
