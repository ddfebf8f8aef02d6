/* cw-conflicts.h: records for which more than one record of the target could be meant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list is made from the mirrors as they are: no request. What a person
 * decides is kept in the profile and honoured by the next plan; nothing is
 * sent from here. Who decided, when and how stays in the history, also after
 * it was taken back.
 *
 * Functions that end in _sync block: on a worker. They open a store of their own.
 */
#pragma once

#include "cw-service.h"

G_BEGIN_DECLS

/* A record of the target that may be meant. Plain value; strings owned. */
typedef struct {
  char     *id;            /* never NULL */
  char     *name;          /* never NULL */
  char     *external_id;   /* the NetSuite id that it carries; nullable */
  char     *note;          /* whose it is, or what else speaks against it, one sentence; nullable */
  gboolean  active;
  gboolean  can_choose;    /* it is nobody else's */
  char     *url;           /* where a person sees it; nullable */
} CwConflictCandidate;

/* One field, side by side. Plain value; strings owned. */
typedef struct {
  char     *id;            /* "addr/email" */
  char     *title;         /* as a person reads it; never NULL */
  char     *source;        /* what the mapping makes of the NetSuite record; nullable */
  char    **values;        /* of each candidate, "" where it has none; as many as there are candidates */
  gboolean  differs;       /* not all of them are alike */
} CwConflictField;

/* Plain value; strings owned. */
typedef struct {
  char       *workflow;        /* id */
  char       *title;           /* of the workflow */
  char       *type, *source_id;
  char       *record;          /* "customer:1542" */
  char       *name;            /* never NULL */
  char       *reason;          /* why nobody but a person can tell; what was decided, when it was */
  char       *url;             /* of the NetSuite record; nullable */
  GPtrArray  *candidates;      /* (element-type CwConflictCandidate) */
  GPtrArray  *fields;          /* (element-type CwConflictField): those that differ first */
  gboolean    open;            /* waits for a person */
  CwDecision *decision;        /* in force; nullable */
  gboolean    sent;            /* a run has done what was decided: it cannot be taken back here */
} CwConflict;
void       cw_conflict_free (CwConflict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwConflict, cw_conflict_free)

/* What was decided, by whom and when, one sentence; NULL: nothing is. (transfer full) */
char      *cw_conflict_dup_decision_text (const CwConflict *self);

/* Whether conflicts of @workflow (id) are decided here; those of people are in Users. */
gboolean   cw_conflicts_are_decided       (const char *workflow);
/* Open ones first, then those that a person decided. @workflow NULL: of every one that is switched on.
 * Errors: CW_STORE_ERROR, CW_SYNC_ERROR. (element-type CwConflict) (transfer full) */
GPtrArray *cw_profile_list_conflicts_sync (CwProfile *self, const char *integration, const char *workflow,
                                           GCancellable *cancellable, GError **error);
/* Decides. @workflow NULL: the one that carries records of the type. @target_id: with CW_CHOICE_LINK. @way: "window", "causewayctl".
 * CW_SYNC_ERROR_USAGE when there is nothing to decide, or @target_id is not among the candidates or somebody else's. */
gboolean   cw_profile_decide_sync         (CwProfile *self, const char *integration, const char *workflow, const char *record,
                                           CwChoice choice, const char *target_id, const char *way, GError **error);
/* Takes back what was decided. CW_SYNC_ERROR_USAGE when nothing was, or a run has done it already. */
gboolean   cw_profile_undecide_sync       (CwProfile *self, const char *integration, const char *workflow, const char *record,
                                           const char *way, GError **error);

/* The three on a worker; the finish functions give what the others do, with their errors. */
void       cw_conflicts_list_async   (CwProfile *profile, const char *integration, const char *workflow, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer data);
GPtrArray *cw_conflicts_list_finish  (GAsyncResult *result, GError **error);
/* @undo TRUE: takes back; the choice is not looked at. */
void       cw_conflicts_decide_async (CwProfile *profile, const char *integration, const CwConflict *conflict, gboolean undo, CwChoice choice,
                                      const char *target_id, GAsyncReadyCallback callback, gpointer data);
gboolean   cw_conflicts_decide_finish (GAsyncResult *result, GError **error);

G_END_DECLS
