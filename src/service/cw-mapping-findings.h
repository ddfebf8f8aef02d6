/* cw-mapping-findings.h: what is wrong with a mapping, over all mirrored records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CwMappingFindings watches one mapping that is being edited: give it every new
 * version of it, and it checks on a worker, giving up the check of the version
 * before. What needs no records is there within milliseconds, what does follows;
 * the object changes only on the thread that made it. No request is sent.
 */
#pragma once

#include "cw-field-catalogue.h"
#include "cw-mapping-versions.h"

G_BEGIN_DECLS

#define CW_FINDING_RECORDS 1000   /* that a finding lists at most; its count goes on */

/* A record that a finding is about. Plain value. */
typedef struct {
  char *key;       /* "customer:3" */
  char *name;
  char *value;     /* what the mapping gives, or the value without entry; nullable */
  char *called;    /* what people call that value; NULL: nothing else */
} CwFindingRecord;

/* One finding. Plain value. */
typedef struct {
  CwMappingProblem *problem;   /* what and where: group and row */
  char             *sentence;  /* "12 of 41,230 records exceed 83 characters" */
  gboolean          error;     /* FALSE: worth a look, but the mapping works */
  guint64           count;     /* records concerned; 0: about the mapping itself */
  guint64           total;     /* records that were looked at for it; 0: as above */
  GPtrArray        *records;   /* (element-type CwFindingRecord), the first CW_FINDING_RECORDS; NULL: as above */
} CwMappingFinding;

/* A test that no longer holds. Plain value. */
typedef struct {
  char      *name;
  guint      index;        /* of the test in its document */
  GPtrArray *deviations;   /* (element-type CwMappingDeviation) */
  char      *sentence;     /* "Acme: name gives “ACME”, expected “Acme”" */
} CwFailedTest;

/* All that was found. Reference counted, immutable. */
typedef struct {
  gatomicrefcount refs;
  GPtrArray *findings;       /* (element-type CwMappingFinding), in the order of the mapping */
  GPtrArray *failed_tests;   /* (element-type CwFailedTest) */
  guint      tests;          /* that were run */
  guint64    records;        /* available records of the workflow's types in the mirror */
  guint64    passing;        /* of these, let through by the filter */
  gboolean   complete;       /* records were looked at; FALSE: only the mapping itself and its tests */
} CwMappingReport;
CwMappingReport *cw_mapping_report_ref   (CwMappingReport *self);
void             cw_mapping_report_unref (CwMappingReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwMappingReport, cw_mapping_report_unref)

/* The whole check. Blocks: on a worker. (transfer full) */
CwMappingReport *cw_mapping_check_sync (CwProfile *profile, const char *integration, CwWorkflow *workflow, CwMappingDocument *document,
                                        GCancellable *cancellable, GError **error);
/* Reads what @mapping uses and the mirrors do not have yet (CW_MAPPING_PROBLEM_UNREAD), so that checks and previews see it; whether
 * it is saved does not matter. Takes the lock of the integration (CW_SYNC_ERROR_LOCKED while it is worked). Nothing to read: no
 * request. Blocks: on a worker. */
gboolean         cw_mapping_read_sync  (CwProfile *profile, const char *integration, CwWorkflow *workflow, CwMapping *mapping,
                                        GCancellable *cancellable, GError **error);
void             cw_mapping_read_async (CwProfile *profile, const char *integration, CwWorkflow *workflow, CwMapping *mapping,
                                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean         cw_mapping_read_finish (GAsyncResult *result, GError **error);
/* Only the figures of @filter (NULL: everything passes); much faster. Blocks: on a worker. */
gboolean         cw_mapping_count_sync (CwProfile *profile, const char *integration, CwWorkflow *workflow, const CwExpression *filter,
                                        guint64 *out_records, guint64 *out_passing, GCancellable *cancellable, GError **error);

#define CW_TYPE_MAPPING_FINDINGS (cw_mapping_findings_get_type ())
G_DECLARE_FINAL_TYPE (CwMappingFindings, cw_mapping_findings, CW, MAPPING_FINDINGS, GObject)

/* Properties, read only: "checking" (boolean: the newest document is not done yet), "counting" (boolean: the figures of its
 * filter are not there yet). Signals: "changed" (): the report is another one; "counted" (): the figures are; "read" (): records have more fields than before. */

CwMappingFindings *cw_mapping_findings_new          (CwProfile *profile, const char *integration, CwWorkflow *workflow);
/* Checks @document from now on; returns at once. Another @document gives up what is under way. */
void               cw_mapping_findings_set_document (CwMappingFindings *self, CwMappingDocument *document);
/* Checks the same document again: the records are others by now. */
void               cw_mapping_findings_recheck      (CwMappingFindings *self);
/* Reads what the document uses and the mirrors do not have yet, see cw_mapping_read_sync(); when that is done it is checked anew and
 * "read" is emitted. */
void               cw_mapping_findings_read_async   (CwMappingFindings *self, GAsyncReadyCallback callback, gpointer data);
gboolean           cw_mapping_findings_read_finish  (CwMappingFindings *self, GAsyncResult *result, GError **error);
/* Gives up what is under way, for who lets go of it: a task keeps the object until it ends. */
void               cw_mapping_findings_cancel       (CwMappingFindings *self);
/* The newest report, which may still be that of the document before; NULL before the first. Borrowed. */
CwMappingReport   *cw_mapping_findings_get_report   (CwMappingFindings *self);
gboolean           cw_mapping_findings_get_checking (CwMappingFindings *self);
/* The figures of the newest filter that was counted: sooner than the report. FALSE before the first. */
gboolean           cw_mapping_findings_get_counts   (CwMappingFindings *self, guint64 *out_records, guint64 *out_passing);
/* What was last wrong with checking itself (the store); NULL: nothing. Borrowed. */
const GError      *cw_mapping_findings_get_error    (CwMappingFindings *self);

G_END_DECLS
