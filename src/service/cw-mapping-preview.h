/* cw-mapping-preview.h: what a mapping makes of one real record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records are read on a worker and kept; evaluation takes microseconds and
 * happens at once, on the thread that made the object, so that an edit shows
 * its effect in the same frame. What a mapping asks beyond the record (joined
 * fields, look-ups) is read on the worker when it is asked for the first time:
 * until the answer is there it counts as nothing. No request is sent.
 */
#pragma once

#include "cw-mapping-document.h"
#include "cw-service.h"

G_BEGIN_DECLS

/* What becomes of one target field. Plain value. */
typedef struct {
  char    *target;
  char    *value;     /* NULL: the mapping gives nothing */
  char    *before;    /* what the target has now; NULL: nothing, or the record is not in the target */
  gboolean changes;   /* the target would get another value than it has */
  guint    group;     /* of the row that gives the value */
  guint    row;
} CwPreviewField;

/* What the mapping makes of one record. Plain value. */
typedef struct {
  char      *name;
  char      *key;        /* "customer:3" */
  gboolean   passes;     /* the filter */
  gboolean   linked;     /* the target has it already: initial-only rows do not count */
  gboolean   waiting;    /* joined fields or look-ups are still being read */
  GPtrArray *fields;     /* (element-type CwPreviewField), in order of the mapping */
  GPtrArray *problems;   /* (element-type CwMappingProblem) */
} CwPreviewRecord;

typedef enum {
  CW_PREVIEW_FIRST,
  CW_PREVIEW_NEXT,
  CW_PREVIEW_PREVIOUS,
  CW_PREVIEW_RANDOM,
  CW_PREVIEW_SAME,     /* the one that is there, read again */
} CwPreviewStep;

#define CW_TYPE_MAPPING_PREVIEW (cw_mapping_preview_get_type ())
G_DECLARE_FINAL_TYPE (CwMappingPreview, cw_mapping_preview, CW, MAPPING_PREVIEW, GObject)

/* Signal "changed" (): get_result() and dup_value() give something else than before. */

CwMappingPreview *cw_mapping_preview_new          (CwProfile *profile, const char *integration, CwWorkflow *workflow);
/* Evaluates at once. NULL: no mapping. */
void              cw_mapping_preview_set_mapping  (CwMappingPreview *self, CwMapping *mapping);
/* Looks for the records of @type (NULL: every type of the workflow) whose name fits @search (NULL: all), and takes the first. */
void              cw_mapping_preview_search_async (CwMappingPreview *self, const char *type, const char *search, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer data);
/* Goes to another record of those found last; past the end it starts again. */
void              cw_mapping_preview_step_async   (CwMappingPreview *self, CwPreviewStep step, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer data);
/* Of either. Errors: CW_STORE_ERROR, CW_SYNC_ERROR, G_IO_ERROR_CANCELLED; what was there before stays. */
gboolean          cw_mapping_preview_finish       (CwMappingPreview *self, GAsyncResult *result, GError **error);

guint             cw_mapping_preview_get_count    (CwMappingPreview *self);   /* records found */
guint             cw_mapping_preview_get_position (CwMappingPreview *self);   /* from 0 */
/* All borrowed; NULL: no record, or no mapping. */
const CwRecord        *cw_mapping_preview_get_record (CwMappingPreview *self);
const CwPreviewRecord *cw_mapping_preview_get_result (CwMappingPreview *self);
/* What @part, an expression of the mapping or any other, gives for the record; NULL: nothing. @out_problems nullable
 * (element-type CwMappingProblem). (transfer full) */
char             *cw_mapping_preview_dup_value    (CwMappingPreview *self, const CwExpression *part, GPtrArray *out_problems);
/* A value of a setting in force, for the words; NULL: not read yet. Borrowed. */
const char       *cw_mapping_preview_get_setting  (CwMappingPreview *self, const char *key);

/* A test named @name that holds now: this record gives this result. NULL: there is no record, or not all of it is read. (transfer full) */
CwMappingTest    *cw_mapping_preview_dup_test     (CwMappingPreview *self, const char *name);
/* Whether @test holds for @mapping with the settings in force; see cw_mapping_test_run(). (transfer full) */
GPtrArray        *cw_mapping_preview_run_test     (CwMappingPreview *self, const CwMappingTest *test, CwMapping *mapping);

G_END_DECLS
