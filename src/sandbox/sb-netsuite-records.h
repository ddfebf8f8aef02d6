/* sb-netsuite-records.h: the record API among its own files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 4 of the reference.
 */
#pragma once

#include "sb-netsuite-record.h"

G_BEGIN_DECLS

/* ---- sb-netsuite-record-json.c ---- */

typedef struct {
  char   **only;      /* owned strv of properties, any case; NULL: all */
  gboolean expand;    /* multi-selects inline */
  gboolean plain;     /* enums as a bare id */
} SbRecordView;

/* (transfer full): the record as GET shows it. */
JsonObject *sb_record_to_json         (SbSandbox *self, const SbTable *table, gint64 id, const SbRecordView *view);
/* (transfer full): {"links":…}, and with @items the lines themselves. */
JsonObject *sb_record_sublist_to_json (SbSandbox *self, const SbTable *table, gint64 id, const SbSublist *sublist, gboolean items);
/* The property as this account's catalogue spells it (transfer full). */
char       *sb_record_dup_property    (SbSandbox *self, const SbField *field);
/* "…/record/v1/customer/107" (transfer full) */
char       *sb_record_dup_url         (SbSandbox *self, const SbTable *table, gint64 id);
/* To the member "links", which is made when it is missing. */
void        sb_json_add_link          (JsonObject *object, const char *rel, const char *href);

/* ---- sb-netsuite-record-body.c ---- */

typedef struct {
  SbResponse *response;
  GString    *warnings;        /* owned */
  int         names;           /* what happens to unknown names: SB_VALIDATE_… */
  int         values;          /* and to bad values */
} SbValidation;

enum { SB_VALIDATE_ERROR, SB_VALIDATE_WARNING, SB_VALIDATE_IGNORE };

/* FALSE when a validation header has no known value; the answer is filled in. */
gboolean    sb_validation_read        (SbValidation *self, const SbRequest *request, SbResponse *response);
/* Frees it and adds the warning header. */
void        sb_validation_finish      (SbValidation *self);
/* Reads the body into @draft; FALSE: the answer is filled in. */
gboolean    sb_record_read_body       (SbSandbox *self, const SbRequest *request, SbValidation *validation, SbDraft *draft);

/* ---- sb-netsuite-list.c ---- */

/* GET …/{type} */
void        sb_records_list           (SbSandbox *self, const SbTable *table, const SbRequest *request, SbResponse *response);
/* The query of @request with none but @allowed parameters; NULL: the answer is filled in. (transfer full) */
GPtrArray  *sb_records_parse_query    (const SbRequest *request, const char * const *allowed, SbResponse *response);

/* ---- sb-netsuite-filter.c ---- */

/* The condition of @q as SQL (transfer full), its values in @params (owned strings, bound in order).
 * NULL: @out_detail says what is wrong (transfer full). */
char       *sb_filter_dup_sql         (SbSandbox *self, const SbTable *table, const char *q, GPtrArray *params, char **out_detail);

G_END_DECLS
