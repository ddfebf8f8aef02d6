/* cw-plan.h: what a run would do, as values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plan is a sealed set of rows in the store, never 100,000 objects: rows are
 * written and read in pages.
 */
#pragma once

#include "cw-record.h"

G_BEGIN_DECLS

typedef enum {
  CW_OPERATION_CREATE,
  CW_OPERATION_UPDATE,
  CW_OPERATION_MOVE,        /* other parent; other values may change with it */
  CW_OPERATION_DEACTIVATE,
  CW_OPERATION_REACTIVATE,  /* other values may change with it */
  CW_OPERATION_LINK,        /* the record is there already: only the link (and its external id where it has none) is made */
  CW_OPERATION_UNCHANGED,
  CW_OPERATION_SKIP,
  CW_OPERATION_CONFLICT,
} CwOperation;
#define CW_N_OPERATIONS (CW_OPERATION_CONFLICT + 1)

/* "create", "update", … as in database, JSON and logs. */
const char *cw_operation_to_string   (CwOperation operation);
gboolean    cw_operation_from_string (const char *text, CwOperation *out_operation);

/* Why a row has its operation. The code is kept with one argument; the sentence is made when it is shown. */
typedef enum {
  CW_REASON_NEW,               /* not in the target yet */
  CW_REASON_BROUGHT_IN,        /* brought in by ARG */
  CW_REASON_CHANGED,           /* values differ */
  CW_REASON_MOVED,             /* belongs to another parent now */
  CW_REASON_INACTIVE,          /* inactive in NetSuite */
  CW_REASON_DELETED,           /* deleted in NetSuite */
  CW_REASON_PARENT_INACTIVE,   /* its parent ARG is inactive */
  CW_REASON_ACTIVE_AGAIN,
  CW_REASON_MATCH_EXTERNAL_ID, /* found by its id */
  CW_REASON_MATCH_NAME,        /* found by its name under the same parent */
  CW_REASON_ID_MISSING,        /* linked, but the target record does not carry the source's id */
  CW_REASON_SAME,              /* already as it should be */
  CW_REASON_NOT_AVAILABLE,     /* not available to the subsidiaries of the integration */
  CW_REASON_NOT_MARKED,
  CW_REASON_STAGE,             /* ARG: lead or prospect */
  CW_REASON_FILTER,
  CW_REASON_NOT_SELECTED,
  CW_REASON_PARENT_STOPPED,    /* its parent ARG does not travel */
  CW_REASON_PARENT_MISSING,    /* its parent ARG is not visible to the connection */
  CW_REASON_CYCLE,             /* it is its own ancestor */
  CW_REASON_NO_CUSTOMER,       /* a project that belongs to no customer */
  CW_REASON_TOO_DEEP,          /* ARG: the deepest level */
  CW_REASON_NAME_TOO_LONG,     /* ARG: "90 characters, 83 allowed" */
  CW_REASON_NAME_MISSING,
  CW_REASON_TWO_CANDIDATES,    /* ARG: their ids */
  CW_REASON_TAKEN,             /* ARG: the other source record that has the candidate */
  CW_REASON_OTHER_OWNER,       /* another connector keeps that target record */
  CW_REASON_HELD,              /* ARG: why */
  /* records of one type */
  CW_REASON_REFERENCE_MISSING, /* ARG: the record that it belongs to */
  CW_REASON_OTHER_ID,          /* merging is off; ARG: the id that the target record of the same name carries */
  CW_REASON_LOOKUP_UNKNOWN,    /* ARG: what the target has not: "project stage “Planned”" */
  CW_REASON_LOOKUP_SEVERAL,    /* ARG: what the target has more than once */
  CW_REASON_LOOKUP_WAITING,    /* ARG: what the target does not have yet */
  CW_REASON_LOOKUP_NONE,       /* ARG: what it names none of: "invoice" */
  CW_REASON_LOOKUP_DIFFERS,    /* ARG: "currency EUR here, USD there (invoice 12)" */
  CW_REASON_NAME_TAKEN,        /* ARG: the record that has the name, or gets it */
  CW_REASON_REMOVED,           /* from the source after it was sent; ARG: its id in the target, which keeps it */
  /* documents */
  CW_REASON_NEW_WITHOUT,       /* new, and something of it cannot travel along; ARG: what */
  CW_REASON_NOT_APPROVED,      /* ARG: its state */
  CW_REASON_TOO_OLD,           /* ARG: the day from which documents travel */
  CW_REASON_SENT_BY_OTHER,     /* ARG: the id that it carries */
  CW_REASON_TARGET_GONE,       /* what was made of it was deleted in the target */
  CW_REASON_CHANGED_AFTER,     /* after it was sent; ARG: what was made of it */
  CW_REASON_UNAPPROVED,        /* after it was sent; ARG: what was made of it, and its state */
  CW_REASON_PURCHASER_UNMATCHED, /* ARG: the purchaser */
  CW_REASON_VENDOR_UNKNOWN,    /* ARG: the supplier, and why not */
  CW_REASON_ITEM_UNKNOWN,      /* ARG: line and item */
  CW_REASON_CUSTOMER_UNKNOWN,  /* ARG: line and option */
  CW_REASON_SEGMENT_UNKNOWN,   /* ARG: department, class or location */
  CW_REASON_CURRENCY_MISMATCH, /* ARG: the currencies */
  CW_REASON_PERIOD_CLOSED,     /* ARG: day and period */
  CW_REASON_FIELD_MISSING,     /* ARG: its name */
  CW_REASON_VALUE_TOO_LONG,    /* ARG: field, and how long */
  CW_REASON_AMOUNT_WRONG,      /* ARG: what does not add up */
  /* people */
  CW_REASON_MATCH_EMAIL,       /* the user has the same address */
  CW_REASON_NO_USER,           /* nobody in the target has the employee's address */
  CW_REASON_SHARED_EMAIL,      /* ARG: everybody whom the address (or the id) stands for */
  CW_REASON_PERSON_UNCLEAR,    /* ARG: what keeps user and employee apart */
  /* decisions */
  CW_REASON_CHOSEN,            /* a person said that it is this record */
  CW_REASON_CHOSEN_NEW,        /* a person said that it is none of those that fit */
  CW_REASON_LEFT_OUT,          /* a person left it out */
  CW_REASON_CHOICE_GONE,       /* ARG: the record that a person chose, which is no longer there */
  /* mappings */
  CW_REASON_MAPPING,           /* ARG: what the mapping cannot make of it, one sentence */
  /* hierarchies */
  CW_REASON_NO_PARTNER,        /* nothing of the existing hierarchy is linked to it */
  CW_REASON_HIERARCHY_THERE,   /* ARG: the name of one that somebody else made */
  CW_REASON_HIERARCHY_MISSING, /* none is chosen, or the chosen one is gone */
  CW_REASON_BELOW_ITSELF,      /* ARG: below which it belongs, which lies below it in the target and is not ours to move */
} CwReason;
#define CW_N_REASONS (CW_REASON_BELOW_ITSELF + 1)

const char *cw_reason_to_string   (CwReason reason);   /* "not-marked" */
gboolean    cw_reason_from_string (const char *text, CwReason *out_reason);
/* The sentence for a person, in the program's language. @argument nullable. (transfer full) */
char       *cw_reason_dup_sentence (CwReason reason, const char *argument);
/* TRUE: a person has to do something (counts for exit code 1). */
gboolean    cw_reason_needs_attention (CwReason reason);

/* What a person decides about a record that could not be told apart. */
typedef enum {
  CW_CHOICE_LINK,        /* it is this record of the target */
  CW_CHOICE_CREATE,      /* it is none of those there were: a new one is made */
  CW_CHOICE_LEAVE_OUT,   /* it does not travel */
} CwChoice;
const char *cw_choice_to_string   (CwChoice choice);   /* "link", "create", "leave-out" */
gboolean    cw_choice_from_string (const char *text, CwChoice *out_choice);

typedef enum {
  CW_ROW_PENDING,     /* not sent, or sent and not settled (the journal knows) */
  CW_ROW_DONE,
  CW_ROW_FAILED,
  CW_ROW_UNSETTLED,   /* sent, and even at the end nobody knows */
  CW_ROW_ASIDE,       /* changed since the plan: planned anew in the same run */
  CW_ROW_NOTHING,     /* unchanged, skip, conflict: nothing to send */
} CwRowState;

const char *cw_row_state_to_string   (CwRowState state);
gboolean    cw_row_state_from_string (const char *text, CwRowState *out_state);

/* One row. Plain value, strings owned. */
struct _CwPlanRow {
  gint64       seq;           /* 1, 2, …: the order in which rows are sent */
  guint        page;          /* 1, 2, …; 0: no request */
  char        *type;          /* source record */
  char        *source_id;
  char        *name;          /* as a person calls it */
  CwOperation  operation;
  CwReason     reason;
  char        *argument;      /* of the reason; nullable */
  char        *collection;    /* target; nullable on rows without request */
  char        *target_id;     /* NULL before a create */
  char        *parent_key;    /* "customer:1542": source record whose target is the parent; NULL: at the root */
  guint        depth;         /* 1: at the root of the target */
  gboolean     active;        /* wanted */
  CwFields    *before;        /* known target values that differ; never NULL (empty for a create) */
  CwFields    *after;         /* wanted ones of the same names (all for a create), "parent" and "active" among them when they differ */
  CwFields    *wanted;        /* all target values to send ("name", "code"); never NULL */
  char        *fingerprint;   /* of source and mapping, see product.md § 3.5; nullable on skip and conflict */
  gboolean     mark;          /* the sync box has to be checked after success */
  gboolean     set_external_id; /* the target record does not carry our id yet */
  gboolean     unlink;        /* the link that is known is wrong and goes; used while planning, not kept */
  gboolean     confirm;       /* unchanged, but the link's fingerprint has to be renewed; used while planning, not kept */
  CwRowState   state;
  char        *error;         /* nullable */
};

CwPlanRow *cw_plan_row_new  (const char *type, const char *source_id);
CwPlanRow *cw_plan_row_copy (const CwPlanRow *self);
/* The external id that the target record carries: the wanted "externalId" where there is one, else the source record's id. Borrowed. */
const char *cw_plan_row_get_external_id (const CwPlanRow *self);
/* Requests to the target that the row asks for, 0 to 2. */
guint      cw_plan_row_count_requests (const CwPlanRow *self);
void       cw_plan_row_free (CwPlanRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPlanRow, cw_plan_row_free)

/* A sealed plan. Plain value. */
typedef struct {
  gint64   id, run;
  char    *integration, *workflow;
  gint64   created;           /* microseconds UTC */
  gboolean sealed;
  guint    counts[CW_N_OPERATIONS];
  guint    attention;         /* rows whose reason needs a person */
  guint    marks;             /* rows with mark set */
  guint    pages;
  guint    page_size;
  guint    requests_target;   /* forecast */
  guint    requests_source;
  gint64   ends;              /* forecast, microseconds UTC; 0 unknown */
  char    *digest;            /* SHA-256 over the rows, hex */
  guint    mapping_version;   /* of the mapping that it was made with; 0: the workflow's default */
} CwPlanInfo;
void       cw_plan_info_free (CwPlanInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPlanInfo, cw_plan_info_free)

G_END_DECLS
