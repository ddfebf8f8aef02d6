/* cw-people-private.h: shared by the files that match people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-people-match.h"

G_BEGIN_DECLS

/* One person of either side. Texts are owned by the match. */
typedef struct {
  const char *id;
  const char *email;       /* as it is compared; NULL: none */
  const char *local;       /* of email, up to the "@"; NULL: none */
  const char *domain;      /* of email; NULL: none */
  const char *name;        /* "ada lund" as it is compared; NULL: fewer than two words */
  const char *turned;      /* "lund ada"; NULL: the same as name, or none */
  const char *employee_id; /* users: what the target keeps; NULL: none */
  const char *login;       /* as it is compared; NULL: none */
  gboolean    active;
  gboolean    takes_part;
  gint64      linked_at;
} _CwPerson;

struct _CwPeopleMatch {
  CwPeopleRules rules;
  gboolean      decided;
  GStringChunk *texts;
  GArray       *employees, *users;                 /* of _CwPerson */
  GHashTable   *employee_numbers, *user_numbers;   /* char* (borrowed) → number + 1 */
  GHashTable   *refusals;                          /* guint64 pair, owned; a set */
  GArray       *employee_matches;                  /* of CwEmployeeMatch */
  GArray       *user_matches;                      /* of CwUserMatch */
  GArray       *near;                              /* of CwNearMiss */
  GPtrArray    *clashes;                           /* of CwClash, owned */
  GHashTable   *by_email;                          /* char* (borrowed) → Group, owned */
};

_CwPerson       *_cw_people_get_employee   (const CwPeopleMatch *self, guint number);
_CwPerson       *_cw_people_get_user       (const CwPeopleMatch *self, guint number);
CwEmployeeMatch *_cw_people_employee_match (const CwPeopleMatch *self, guint number);
CwUserMatch     *_cw_people_user_match     (const CwPeopleMatch *self, guint number);
gboolean         _cw_people_is_refused     (const CwPeopleMatch *self, guint employee, guint user);
void             _cw_people_pair_up        (CwPeopleMatch *self, guint employee, guint user, CwEmployeeState employee_state, CwUserState user_state);
/* Everybody whom it is about, copied and sorted; its number is that of the last clash. */
CwClash         *_cw_people_add_clash      (CwPeopleMatch *self, CwClashKind kind, const char *key, GArray *employees, GArray *users);
/* Second round, see cw-people-login.c. */
void             _cw_people_match_by_login (CwPeopleMatch *self);

/* Suggests employees for users. Employees first, then users, then any number of questions. */
typedef struct _CwNearIndex _CwNearIndex;
_CwNearIndex *_cw_near_index_new  (void);
void          _cw_near_index_free (_CwNearIndex *self);
/* An address that says which domains are the company's; for everybody on either side. */
void          _cw_near_index_count_domain (_CwNearIndex *self, const _CwPerson *person);
/* @person may be suggested. */
void          _cw_near_index_add  (_CwNearIndex *self, guint employee, const _CwPerson *person);
/* Appends the employees that come near @user to @out (element-type CwNearMiss), in no order and each once. */
void          _cw_near_index_find (_CwNearIndex *self, const _CwPerson *user, GArray *out);

G_END_DECLS
