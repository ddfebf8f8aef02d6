/* cw-record.h: a record of the source and a record of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-fields.h"

G_BEGIN_DECLS

typedef enum {
  CW_MARK_UNKNOWN = -1,   /* the account has no such box: Causeway keeps the mark */
  CW_MARK_OFF     = 0,
  CW_MARK_ON      = 1,
} CwMark;

/* In the fields of a document: how many lines it has. Not there: only its head was read. The values of a line are
 * "line/NNNN/FIELD", counted from 0001. */
#define CW_FIELD_LINES "lines"

/* A record as the source system has it. Plain value; all strings owned, nullable unless said. */
struct _CwRecord {
  char     *type;         /* never NULL; the source's type: "customer", "job", "employee" */
  char     *id;           /* never NULL; internal id, opaque text */
  char     *parent_type;  /* NULL at a root */
  char     *parent_id;    /* NULL at a root */
  char     *name;         /* what a person calls it, for lists and messages */
  char     *stage;        /* "customer", "prospect", "lead"; NULL where there is no such thing */
  char     *subsidiaries; /* ids with a comma before, between and after (",2,3,"); NULL when not known */
  gboolean  inactive;     /* source: isinactive */
  gboolean  deleted;      /* gone from the source */
  CwMark    mark;         /* source: the sync box */
  gint64    created;      /* microseconds since the epoch, UTC; 0 unknown */
  gint64    modified;     /* same; source: lastmodifieddate */
  CwFields *fields;       /* never NULL; every field as received, by the source's own names */
  char     *whole;        /* while it is read: the document of which it is a part, "20002" of "20002-17". All its parts come together:
                           * what is not among them is gone. NULL: it is no part */
};

CwRecord *cw_record_new  (const char *type, const char *id);
void      cw_record_free (CwRecord *self);
/* TRUE when @subsidiaries names @id. */
gboolean  cw_subsidiaries_has (const char *subsidiaries, const char *id);
/* TRUE when any of @ids is named. */
gboolean  cw_subsidiaries_has_any (const char *subsidiaries, const char * const *ids);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRecord, cw_record_free)

/* A record as the target system has it. Plain value. */
struct _CwTargetRecord {
  char     *id;           /* never NULL */
  char     *parent_id;    /* NULL at the root */
  char     *external_id;  /* NULL when none: the source's internal id, where we or somebody set it */
  char     *owner_id;     /* NULL when none: set by another connector (Precoro: netSuiteId); never written to */
  char     *name;         /* nullable */
  gboolean  active;       /* Precoro: enable */
  gboolean  deleted;      /* only in readings of changes: it is no longer there, and nothing but its id is known */
  CwFields *fields;       /* never NULL; further values by the target's field names ("name", "code", …) */
};

CwTargetRecord *cw_target_record_new  (const char *id);
CwTargetRecord *cw_target_record_copy (const CwTargetRecord *self);
void            cw_target_record_free (CwTargetRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTargetRecord, cw_target_record_free)

G_END_DECLS
