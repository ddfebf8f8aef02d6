/* cw-tree.h: plans one shared tree in a target (strategy "tree")
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Feed it the source records with what the mapping makes of them, the records
 * of the target and the links; it decides for every source record what would
 * happen and why, and hands out the rows in the order in which they must be
 * sent: parents before children, deactivations last and leaf to root.
 *
 * Size: a compact node a record, so that 150,000 records need some tens of MB.
 * No recursion: a chain of any length is walked in loops.
 */
#pragma once

#include "cw-plan.h"

G_BEGIN_DECLS

typedef struct _CwTree CwTree;

typedef enum {
  CW_PLACEMENT_THREE_LEVEL,  /* roots all on level 1; other types below by their own chain, to level 3 */
  CW_PLACEMENT_FIVE_LEVEL,   /* the true chain, to level 5 */
  CW_PLACEMENT_FLAT,         /* records of one type side by side; what they belong to is one of their values */
} CwPlacement;

typedef enum {
  CW_SELECT_MARKED,    /* what is marked */
  CW_SELECT_ALL,       /* everything available, marked or not */
  CW_SELECT_CHOSEN,    /* the chosen ones, marked or not */
} CwSelection;

/* What is the same for all records. Strings borrowed until the tree is freed. */
typedef struct {
  const char          *root_type;      /* "customer" */
  const char          *collection;     /* of the target */
  const char * const  *subsidiaries;   /* of the integration; NULL: no rule (accounts without subsidiaries) */
  CwPlacement          placement;
  CwSelection          selection;
  gboolean             leads, prospects;
  gboolean             match_by_name;
  gboolean             keeps_active;   /* the target has no inactive records: what leaves stays as it is */
  gboolean             tells_leaving;  /* the same, and a person has to know: it counts as long as it is there */
  gboolean             takes_inactive; /* an inactive record that was never linked is made, or linked, as an inactive one */
  const char          *match_field;    /* FLAT: the value that tells two records of the target apart, whatever its case; NULL: "name". Several
                                           * with spaces between: all together, amounts by their worth */
  const char          *match_scope;    /* FLAT: the value within which match_field tells them apart ("customerid"); NULL: everywhere */
  gboolean             unique;         /* FLAT: the target takes each match_field within match_scope once */
  gboolean             skip_merge;     /* FLAT: a record of that value which carries another id is left alone */
  const char * const  *clearable;      /* FLAT: values that are cleared when the source has none any more; NULL: none */
  const char          *rules_digest;   /* of mapping and settings; part of every fingerprint */
} CwTreeRules;

/* Who a record is in the target, where that is decided by other rules than id and name. Strings are copied. */
typedef struct {
  CwReason    reason;      /* NEW: nobody, it is made; MATCH_*: target_id; SHARED_EMAIL, PERSON_UNCLEAR: a conflict; OTHER_ID: it is left alone */
  const char *target_id;
  const char *argument;    /* of reason */
} CwTreeIdentity;

/* What the mapping and the filter made of one source record. */
typedef struct {
  CwFields   *wanted;           /* target values, taken by reference; "name" among them */
  CwFields    *initial;          /* all values for a record that is made; taken by reference; NULL: wanted */
  CwFields    *monitored;        /* source values whose change counts, in place of wanted; taken by reference; NULL: wanted */
  gboolean    passes_filter;
  gboolean    chosen;           /* CW_SELECT_CHOSEN: by the person */
  gboolean    taken;            /* by a rule that asks for no mark: it ends marked like everything that is sent */
  CwMark      mark;             /* in force: the box, or the mark that Causeway keeps */
  CwReason    problem;          /* CW_REASON_NEW: none; else NAME_TOO_LONG, NAME_MISSING, REFERENCE_MISSING, MAPPING */
  const char *problem_argument;
  const CwTreeIdentity *identity; /* of a record without a link; NULL: id and name decide */
  const char *subsidiaries;     /* in place of the record's own: of what it belongs to; NULL: its own */
  const char *owner_key;        /* FLAT: the source record whose target record it belongs to, "customer:3"; NULL: none */
} CwTreeFacts;

CwTree *cw_tree_new        (const CwTreeRules *rules);
void    cw_tree_free       (CwTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTree, cw_tree_free)

void    cw_tree_add_source (CwTree *self, const CwRecord *record, const CwTreeFacts *facts);
void    cw_tree_add_target (CwTree *self, const CwTargetRecord *record);
/* @fingerprint and @hold nullable; @mark_due: we still owe it its sync box. Call after all targets were added. */
void    cw_tree_add_link   (CwTree *self, const char *type, const char *source_id, const char *target_id,
                            const char *fingerprint, gboolean mark_due, const char *hold);

/* What a person decided about a record that could not be told apart; counts while the record is not linked. @target_id: with
 * CW_CHOICE_LINK; @candidates: ids of those there were to choose from. Call after all links were added. */
void    cw_tree_add_decision (CwTree *self, const char *type, const char *source_id, CwChoice choice, const char *target_id,
                              const char * const *candidates);

/* Decides. Call once, after everything was added. */
void    cw_tree_decide     (CwTree *self);

/* Rows in sending order, rows that need no request last; seq counts from 1, page is left 0. @row is valid in the call only.
 * Return FALSE to end early. Only the chosen records and what they bring in with CW_SELECT_CHOSEN, else every record. */
typedef gboolean (*CwTreeRowFunc) (const CwPlanRow *row, gpointer data);
gboolean cw_tree_foreach   (CwTree *self, CwTreeRowFunc func, gpointer data);

/* A record of the target that may be meant by a source record. Plain value; strings borrowed from the tree. */
typedef struct {
  const char *id, *name, *external_id, *parent_name;   /* name, external_id, parent_name nullable */
  CwFields   *fields;          /* owned */
  gboolean    active;
  const char *owner_key, *owner_name;   /* the source record that it is linked with, or whose id it carries; NULL: none, or the record itself */
  gboolean    linked;          /* to that one */
  gboolean    foreign;         /* another connector keeps it */
} CwTreeCandidate;
/* What the mapping makes of it, for a record that is made. (transfer full) */
CwFields  *cw_tree_dup_wanted      (CwTree *self, const char *type, const char *source_id);
/* After cw_tree_decide(). Those that a decision excluded are among them. (element-type CwTreeCandidate) (transfer full) */
GPtrArray *cw_tree_list_candidates (CwTree *self, const char *type, const char *source_id);

/* Why one record does or does not travel: (element-type CwRuleCheck), one for each rule of product.md § 3 in order. (transfer full) */
typedef struct {
  char     *rule;      /* "available", "marked", "stage", "filter", "parents", "changed" */
  gboolean  passed;
  char     *value;     /* what was looked at; nullable */
  char     *reason;    /* sentence */
} CwRuleCheck;
void       cw_rule_check_free (CwRuleCheck *self);
GPtrArray *cw_tree_explain (CwTree *self, const char *type, const char *source_id);

/* Fingerprint of what is wanted for a record: "a" or "i" for the active state, then SHA-256 hex. (transfer full) */
char   *cw_tree_dup_fingerprint (const char *rules_digest, const CwFields *wanted, const char *parent_key, gboolean active);

G_END_DECLS
