/* cw-users.h: users of a target and the employees whom they are matched to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A CwUsers is everything about the people of one integration at one moment,
 * decided anew from the profile's database: no request. It never changes and
 * may be used on any thread. What changes links and refusals writes the
 * profile's database only and stands in the history; nothing is ever made in
 * either system.
 */
#pragma once

#include "cw-people-match.h"
#include "cw-service.h"
#include "cw-user-links.h"

G_BEGIN_DECLS

typedef struct _CwUsers CwUsers;

/* Users of one target are only matched (Precoro); those of another are made and kept in step by a workflow, which uses the links and
 * refusals that are made here. The workflow's description says which it is. */

/* One person of either side. Plain value, owned by the CwUsers. */
typedef struct {
  const char *id;
  const char *name;      /* never NULL: the full name, else the address, else the id */
  const char *email;     /* as the system has it; NULL: none */
  const char *folded;    /* name and address as searching sees them */
  gboolean    active;
  const char *own_id;    /* users: id of the employee that the target itself keeps; NULL: none */
  const char *by;        /* a linked user: "e-mail", "external id", "name", "export", "rebuild", "hand"; else NULL */
  gint64      since;     /* a linked user: microseconds UTC */
  /* Employees whose users are made; else CW_OPERATION_UNCHANGED and NULL: */
  CwOperation coming;    /* what the workflow does with the employee when it runs */
  const char *why;       /* sentence */
} CwUsersPerson;

/* What the cards say. All users count, inactive ones too. */
typedef struct {
  guint users, employees;
  guint integrated;      /* users who have an employee by link, or by the target's own id */
  guint unmapped;        /* the others */
  guint conflicts;       /* users in a conflict */
  guint would_link;      /* users whom the next run links */
  guint would_create;    /* employees for whom the next run makes a user */
} CwUsersCounts;

/* As the mirrors are. Errors: CW_STORE_ERROR, CW_SYNC_ERROR. (transfer full) */
CwUsers *cw_users_load_sync (CwProfile *profile, const char *integration, GError **error);
CwUsers *cw_users_ref       (CwUsers *self);
void     cw_users_unref     (CwUsers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwUsers, cw_users_unref)

/* The decisions; numbers of users and employees are those of the match. Borrowed. */
const CwPeopleMatch *cw_users_get_match    (const CwUsers *self);
const CwUsersPerson *cw_users_get_user     (const CwUsers *self, guint user);
const CwUsersPerson *cw_users_get_employee (const CwUsers *self, guint employee);
const CwUsersCounts *cw_users_get_counts   (const CwUsers *self);
gboolean             cw_users_is_integrated (const CwUsers *self, guint user);
gboolean             cw_users_will_link     (const CwUsers *self, guint user);
gboolean             cw_users_will_be_created (const CwUsers *self, guint employee);
/* The number of the person on the other side, by link, or by the id that a workflow of ours wrote; CW_NOBODY. */
guint                cw_users_get_partner   (const CwUsers *self, gboolean is_employee, guint number);
/* The workflow that matches them, and whether it makes users as well. Borrowed. */
CwWorkflow          *cw_users_get_workflow  (const CwUsers *self);
gboolean             cw_users_are_made      (const CwUsers *self);
const char          *cw_users_get_system    (const CwUsers *self);     /* what the target is called: "Precoro" */
/* When both sides were read last, microseconds UTC; 0: one of them never. */
gint64               cw_users_get_read_at  (const CwUsers *self);
gboolean             cw_users_get_sync     (const CwUsers *self);      /* whether Sync Employees, or the workflow, is on */
gint64               cw_users_get_sync_since (const CwUsers *self);    /* since when, microseconds UTC; 0: off or not known */
const char          *cw_users_get_company  (const CwUsers *self);      /* what has to be typed to switch it on */
/* Words for programs: "unmatched", "linked", "by-id", "by-login", "by-email", "elsewhere", "conflict", "inactive". */
const char          *cw_users_get_state_word (CwUserState state);
/* "same-email", "typo", "same-local-part", "same-name". NULL-terminated; free the container. */
const char         **cw_users_list_near_words (const CwNearMiss *miss);
/* A sentence for a person. (transfer full) */
char                *cw_users_dup_near_text  (const CwNearMiss *miss);
/* What the conflict is about, with everybody named. (transfer full) */
char                *cw_users_dup_clash_text (const CwUsers *self, guint clash);
/* How @user came to his employee, or why he has none. (transfer full) */
char                *cw_users_dup_how_text   (const CwUsers *self, guint user);
/* The same of an employee, or what is to come. (transfer full) */
char                *cw_users_dup_employee_text (const CwUsers *self, guint employee);

/* ---- lists ---- */

typedef enum { CW_USERS_ALL, CW_USERS_YES, CW_USERS_NO } CwUsersChoice;

typedef struct {
  gboolean      employees;   /* list employees of the source instead of users of the target */
  CwUsersChoice integrated;
  CwUsersChoice active;
  gboolean      conflicts;   /* only people in a conflict */
  gboolean      would_link;  /* only users whom the next run links */
  gboolean      left_over;   /* only users who have nobody and get nobody, conflicts aside */
  const char   *search;      /* words that have to occur in name or address; NULL: everybody */
} CwUsersFilter;

typedef enum { CW_USERS_BY_NAME, CW_USERS_BY_EMAIL, CW_USERS_BY_EMPLOYEE, CW_USERS_BY_SINCE } CwUsersOrder;

/* Numbers of the people who pass, in order. (element-type guint) (transfer full) */
GArray  *cw_users_list (const CwUsers *self, const CwUsersFilter *filter, CwUsersOrder order, gboolean descending);

/* ---- changes ---- */

/* By hand: from now on @user is @employee, whatever their addresses are. A refusal of this pair is taken back. When they were in
 * one conflict, the other pairs of it that either of them is part of are refused, so that it stays settled.
 * Errors: CW_SYNC_ERROR_USAGE when one of them is unknown, or belongs to somebody else (named). */
gboolean cw_users_link_sync   (CwProfile *profile, const char *integration, const char *employee, const char *user, GError **error);
/* Takes the link away, however it was made. One made by e-mail comes back with the next run unless it is refused; one whose id is
 * kept in the target cannot be taken away here (CW_SYNC_ERROR_USAGE). */
gboolean cw_users_unlink_sync (CwProfile *profile, const char *integration, const char *employee, const char *user, GError **error);
/* "Not this person": never suggested or matched again; a link of the two goes. @refused FALSE takes it back. */
gboolean cw_users_refuse_sync (CwProfile *profile, const char *integration, const char *employee, const char *user, gboolean refused, GError **error);

/* What a change did, so that it can be undone as a whole. */
typedef struct _CwUsersUndo CwUsersUndo;
/* Links and refusals of the two people and of everybody in their conflict as they are now. (transfer full) */
CwUsersUndo *cw_users_remember_sync (CwProfile *profile, const char *integration, const char *employee, const char *user, GError **error);
gboolean     cw_users_undo_sync     (CwProfile *profile, CwUsersUndo *undo, GError **error);
void         cw_users_undo_free     (CwUsersUndo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwUsersUndo, cw_users_undo_free)

/* Reads both sides anew, links included where Sync Employees is on (a run of the workflow, in the history); where the workflow makes
 * users it is not run. @request: only event, control and cancellable. Errors: as cw_profile_run_sync(). (transfer full) */
CwUsers *cw_users_refresh_sync (CwProfile *profile, const char *integration, const CwRunRequest *request, GError **error);
/* Switches Sync Employees on for good, and matches everybody. @confirmed: the name of the company, as a person typed it.
 * Nothing happens when it is another (CW_SYNC_ERROR_USAGE) or when it is on already. (transfer full) */
CwUsers *cw_users_switch_on_sync (CwProfile *profile, const char *integration, const char *confirmed, const CwRunRequest *request,
                                  GError **error);

/* ---- files ---- */

/* Writes the people of @numbers to @file, whole or not at all: JSON where its name ends in ".json", else CSV, in which no cell is
 * taken for a formula. Errors: G_FILE_ERROR. */
gboolean cw_users_write_sync (const CwUsers *self, const CwUsersFilter *filter, const GArray *numbers, const char *file, GError **error);
/* One user as an object: what a line of "causewayctl users --json" holds. (transfer full) */
struct _JsonNode *cw_users_make_json (const CwUsers *self, guint user);
struct _JsonNode *cw_users_make_employee_json (const CwUsers *self, guint employee);

G_END_DECLS
