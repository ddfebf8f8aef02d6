/* cw-people-match.h: which employee of the source is which user of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts in, decisions out: nothing is read and nothing is made on either side.
 * What is known by id comes first (stored links, then the id that the target
 * itself keeps), then a login that the source knows, equal e-mail addresses
 * last, so that a changed address keeps its link. An address that stands for several people matches nobody: it is a
 * conflict with all its parties. Whoever is left gets the employees who come
 * near, each with the reason.
 *
 * People are numbered from 0 in the order in which they were added; results
 * speak of these numbers, CW_NOBODY is none.
 */
#pragma once

#include "cw-types.h"

G_BEGIN_DECLS

#define CW_NOBODY G_MAXUINT

/* An address as it is compared: trimmed, case folded, the domain in its ASCII form and without a final dot; the part before the
 * "@" is kept whole ("ada+tools@x.test" is not "ada@x.test"). NULL when @address is none, or empty. (transfer full) */
char *cw_email_dup_key (const char *address);
/* A name as it is compared: case and diacritics folded, punctuation and extra blanks gone. "" without letters. (transfer full) */
char *cw_person_name_dup_key (const char *first, const char *last);

typedef enum {
  CW_USER_UNMATCHED,     /* nobody has this address */
  CW_USER_LINKED,        /* by a stored link */
  CW_USER_BY_ID,         /* the target keeps the employee's id: to be linked */
  CW_USER_BY_EMAIL,      /* to be linked */
  CW_USER_ELSEWHERE,     /* the target keeps the id of an employee that is not known here */
  CW_USER_CONFLICT,
  CW_USER_INACTIVE,      /* takes no part, by setting */
  CW_USER_BY_LOGIN,      /* to be linked */
} CwUserState;

typedef enum {
  CW_EMPLOYEE_UNMATCHED, /* no user has this address, or the employee has none */
  CW_EMPLOYEE_LINKED,
  CW_EMPLOYEE_BY_ID,
  CW_EMPLOYEE_BY_EMAIL,
  CW_EMPLOYEE_CONFLICT,
  CW_EMPLOYEE_INACTIVE,  /* takes no part, by setting */
  CW_EMPLOYEE_BY_LOGIN,
  CW_EMPLOYEE_ELSEWHERE, /* the user of this login carries another id, and is left alone by setting */
} CwEmployeeState;

typedef enum {
  CW_CLASH_EMPLOYEES,    /* several employees share the address */
  CW_CLASH_USERS,        /* several users share it */
  CW_CLASH_BOTH,
  CW_CLASH_TAKEN,        /* the only employee of this address is another user's */
  CW_CLASH_ID,           /* several users carry the id of one employee, or that employee is another user's */
  CW_CLASH_LOGIN,        /* a login stands for several people on one side */
  CW_CLASH_LOGIN_TAKEN,  /* the user of this login is another employee's, or was said to be somebody else */
  CW_CLASH_KEPT_ID,      /* the user carries the id of an employee whom he was said not to be */
} CwClashKind;

/* Everybody whom one conflict is about. Plain value. */
typedef struct {
  CwClashKind  kind;
  char        *key;        /* the address as it is compared, or the id */
  GArray      *employees;  /* (element-type guint) ascending */
  GArray      *users;      /* (element-type guint) ascending; those of other employees too */
} CwClash;

/* Why an employee comes near; several may hold. */
typedef enum {
  CW_NEAR_EMAIL  = 1 << 0, /* same address, and the employee that the user is linked to is inactive */
  CW_NEAR_TYPO   = 1 << 1, /* the addresses differ by one or two letters */
  CW_NEAR_LOCAL  = 1 << 2, /* same part before the "@", in another domain of the company */
  CW_NEAR_NAME   = 1 << 3, /* same full name, in either order, diacritics folded */
} CwNearReason;

typedef struct {
  guint employee;
  guint reasons;    /* of CwNearReason */
  guint letters;    /* CW_NEAR_TYPO: how many differ */
} CwNearMiss;

/* At most so many employees are suggested for one user, the nearest first. */
#define CW_NEAR_MAX 5

typedef struct {
  CwUserState state;
  guint       employee;    /* LINKED, BY_ID, BY_LOGIN, BY_EMAIL; else CW_NOBODY */
  guint       clash;       /* CONFLICT: index into clashes; else CW_NOBODY */
  guint       first_near;  /* index into near */
  guint       n_near;
  gboolean    refused;     /* UNMATCHED: whoever has his address was said to be somebody else */
} CwUserMatch;

typedef struct {
  CwEmployeeState state;
  guint           user;    /* LINKED, BY_ID, BY_LOGIN, BY_EMAIL; else CW_NOBODY */
  guint           clash;   /* CONFLICT, ELSEWHERE; else CW_NOBODY */
} CwEmployeeMatch;

typedef struct _CwPeopleMatch CwPeopleMatch;

/* What holds for one target. Plain value. */
typedef struct {
  gboolean inactive_employees, inactive_users;  /* they take part in matching by login and e-mail, and in suggestions */
  gboolean by_email;
  gboolean ids_are_ours;      /* the ids that the target keeps were written by us: one without its employee is stale */
  gboolean keeps_other_ids;   /* a user who carries the id of another employee is left alone, even when it is stale */
} CwPeopleRules;

/* (transfer full) */
CwPeopleMatch *cw_people_match_new          (const CwPeopleRules *rules);
void           cw_people_match_free         (CwPeopleMatch *self);
/* Texts may be NULL except ids, are UTF-8 and copied. Give a number back. */
guint          cw_people_match_add_employee (CwPeopleMatch *self, const char *id, const char *first, const char *last,
                                             const char *email, gboolean active);
/* @employee_id: id of the employee that the target itself keeps for the user; NULL: none. */
guint          cw_people_match_add_user     (CwPeopleMatch *self, const char *id, const char *first, const char *last,
                                             const char *email, gboolean active, const char *employee_id);
/* The login that the user has, or that the employee would get; who has one of the other side, whatever its case, is that one.
 * Nullable: none. */
void           cw_people_match_set_login    (CwPeopleMatch *self, gboolean is_user, guint number, const char *login);
/* After all people. Of several links of one person the one with the latest @since counts; one whose employee or user is not
 * among the people counts as none. */
void           cw_people_match_add_link     (CwPeopleMatch *self, const char *employee_id, const char *user_id, gint64 since);
/* "Not this person": neither matched nor suggested. */
void           cw_people_match_add_refusal  (CwPeopleMatch *self, const char *employee_id, const char *user_id);
/* Once, at the end. The same facts in any order give the same decisions. Takes time in proportion to the people, not to the
 * pairs of them. */
void           cw_people_match_decide       (CwPeopleMatch *self);

guint                  cw_people_match_get_n_employees (const CwPeopleMatch *self);
guint                  cw_people_match_get_n_users     (const CwPeopleMatch *self);
const CwUserMatch     *cw_people_match_get_user        (const CwPeopleMatch *self, guint user);
const CwEmployeeMatch *cw_people_match_get_employee    (const CwPeopleMatch *self, guint employee);
const char            *cw_people_match_get_employee_id (const CwPeopleMatch *self, guint employee);
const char            *cw_people_match_get_user_id     (const CwPeopleMatch *self, guint user);
const CwNearMiss      *cw_people_match_get_near        (const CwPeopleMatch *self, guint index);
guint                  cw_people_match_get_n_clashes   (const CwPeopleMatch *self);
const CwClash         *cw_people_match_get_clash       (const CwPeopleMatch *self, guint index);
/* CW_NOBODY when there is none of that id. */
guint                  cw_people_match_find_employee   (const CwPeopleMatch *self, const char *id);
guint                  cw_people_match_find_user       (const CwPeopleMatch *self, const char *id);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPeopleMatch, cw_people_match_free)

G_END_DECLS
