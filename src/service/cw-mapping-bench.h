/* cw-mapping-bench.h: all that an editor of one mapping works with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mapping of one workflow of one integration: its draft, a record to try it
 * on, the fields that it can use, its versions. Lives on the thread that made
 * it; what blocks is done on workers. Unsaved edits are kept in the profile
 * with every edit, and are there again when the bench is made anew.
 */
#pragma once

#include "cw-mapping-suggestion.h"
#include "cw-mapping-draft.h"
#include "cw-mapping-effect.h"
#include "cw-mapping-findings.h"
#include "cw-mapping-preview.h"
#include "cw-mapping-versions.h"
#include "cw-value-names.h"

G_BEGIN_DECLS

typedef enum {
  CW_BENCH_LOADING,
  CW_BENCH_READY,
  CW_BENCH_FAILED,   /* error says why; load again */
} CwBenchState;

#define CW_TYPE_MAPPING_BENCH (cw_mapping_bench_get_type ())
G_DECLARE_FINAL_TYPE (CwMappingBench, cw_mapping_bench, CW, MAPPING_BENCH, GObject)

/* Properties, read only: "state" (int), "version" (uint: that the draft is based on), "busy" (boolean: saving, importing).
 * Signals: "fields-changed" (): labels, lists, limits and names of values of fields are others than before; "saved" (guint version): it is in force. */

/* Loads at once. */
CwMappingBench   *cw_mapping_bench_new             (CwProfile *profile, const char *integration, CwWorkflow *workflow);
/* After a failure. */
void              cw_mapping_bench_load            (CwMappingBench *self);
CwBenchState      cw_mapping_bench_get_state       (CwMappingBench *self);
const GError     *cw_mapping_bench_get_error       (CwMappingBench *self);   /* borrowed; NULL: none */
/* All borrowed. */
CwProfile        *cw_mapping_bench_get_profile     (CwMappingBench *self);
const char       *cw_mapping_bench_get_integration (CwMappingBench *self);
CwWorkflow       *cw_mapping_bench_get_workflow    (CwMappingBench *self);
CwMappingDraft   *cw_mapping_bench_get_draft       (CwMappingBench *self);   /* NULL until ready */
CwMappingPreview *cw_mapping_bench_get_preview     (CwMappingBench *self);
CwMappingFindings *cw_mapping_bench_get_findings   (CwMappingBench *self);   /* of the draft, always */
CwMappingEffects *cw_mapping_bench_get_effects     (CwMappingBench *self);   /* of the draft against what is saved, always */
CwFieldCatalogue *cw_mapping_bench_get_catalogue   (CwMappingBench *self);   /* NULL until it is read; see "fields-changed" */
/* What the draft is based on; NULL until ready. */
const CwMappingVersion *cw_mapping_bench_get_version (CwMappingBench *self);
/* TRUE when unsaved edits of an earlier time were found. */
gboolean          cw_mapping_bench_was_kept        (CwMappingBench *self);

/* ---- versions: each _finish with the same errors as its function in cw-mapping-versions.h ---- */

/* Saves the draft. CW_SYNC_ERROR_STALE: somebody saved meanwhile, see cw_mapping_bench_catch_up_async(). */
void       cw_mapping_bench_save_async       (CwMappingBench *self, const char *note, GAsyncReadyCallback callback, gpointer data);
/* Takes what is in force now as what the draft is based on, and merges it into the draft; one step to undo. */
void       cw_mapping_bench_catch_up_async   (CwMappingBench *self, GAsyncReadyCallback callback, gpointer data);
/* Saves version @number anew and makes it the draft; one step to undo. */
void       cw_mapping_bench_restore_async    (CwMappingBench *self, guint number, GAsyncReadyCallback callback, gpointer data);
/* Writes what the draft is to @path, whole or not at all. */
void       cw_mapping_bench_export_async     (CwMappingBench *self, const char *path, GAsyncReadyCallback callback, gpointer data);
/* Of the four above. */
gboolean   cw_mapping_bench_finish           (CwMappingBench *self, GAsyncResult *result, GError **error);

void       cw_mapping_bench_list_versions_async (CwMappingBench *self, GAsyncReadyCallback callback, gpointer data);
/* Newest first. (element-type CwMappingVersion) (transfer full) */
GPtrArray *cw_mapping_bench_list_versions_finish (CwMappingBench *self, GAsyncResult *result, GError **error);

/* What changed from version @before to version @after; CW_MAPPING_IN_FORCE stands for the draft. */
void       cw_mapping_bench_compare_async    (CwMappingBench *self, guint before, guint after, GAsyncReadyCallback callback, gpointer data);
/* (element-type CwMappingChange) (transfer full) */
GPtrArray *cw_mapping_bench_compare_finish   (CwMappingBench *self, GAsyncResult *result, GError **error);

/* What a file would make of the draft. Plain value. */
typedef struct {
  char              *path;
  CwMappingDocument *theirs;      /* what is in the file; owned */
  CwMappingDocument *result;      /* owned */
  GPtrArray         *conflicts;   /* (element-type CwMappingConflict), owned */
  GPtrArray         *changes;     /* from the draft to the result (element-type CwMappingChange), owned */
  gboolean           merged;      /* FALSE: the file replaces everything */
} CwMappingImport;
void             cw_mapping_import_free        (CwMappingImport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwMappingImport, cw_mapping_import_free)

/* Reads the file; changes nothing yet. CW_SYNC_ERROR_INVALID with file, line and reason. */
void             cw_mapping_bench_read_async   (CwMappingBench *self, const char *path, GAsyncReadyCallback callback, gpointer data);
/* The same again with the conflicts of @import as somebody settled them. */
void             cw_mapping_bench_settle_async (CwMappingBench *self, const CwMappingImport *import, GAsyncReadyCallback callback,
                                                gpointer data);
/* Of either. (transfer full) */
CwMappingImport *cw_mapping_bench_read_finish  (CwMappingBench *self, GAsyncResult *result, GError **error);
/* Makes the result the draft; one step to undo. */
void             cw_mapping_bench_accept       (CwMappingBench *self, const CwMappingImport *import);

/* ---- words and fields ---- */

/* Source record type that an expression at @place reads; of the filter the workflow's first. Borrowed. */
const char       *cw_mapping_bench_get_record_type (CwMappingBench *self, const CwDraftPlace *place);
/* What people call a field, or a property that every record has; its id where no label is known. Borrowed. */
const char       *cw_mapping_bench_get_source_label (CwMappingBench *self, const char *type, const char *path);
CwValueType       cw_mapping_bench_get_source_type (CwMappingBench *self, const char *type, const char *path);   /* text where it is not known */
const char       *cw_mapping_bench_get_target_label (CwMappingBench *self, const char *field);
/* FALSE: it is not known; @out_field stays as it is. */
gboolean          cw_mapping_bench_find_target     (CwMappingBench *self, const char *field, CwMappingField *out_field);
/* Rows that could be added. (element-type CwMappingSuggestion) (transfer full) */
GPtrArray        *cw_mapping_bench_suggest         (CwMappingBench *self);
/* Adds the row to a group for its record type, a new one where there is none. */
gboolean          cw_mapping_bench_take_up         (CwMappingBench *self, const CwMappingSuggestion *suggestion);
/* A row for the target field @target with what is known of that. @source is taken over. (transfer full) */
CwMappingRow     *cw_mapping_bench_make_row        (CwMappingBench *self, const char *target, CwExpression *source);
/* What people call @value of the field or property @of of records of @type (NULL: of any type of the workflow). NULL: nothing
 * else, or not known yet: "fields-changed" tells. Borrowed. */
const char       *cw_mapping_bench_get_value_name  (CwMappingBench *self, const char *type, const CwExpression *of, const char *value);
/* The same with the value behind it, "Sales (4)"; the value alone where it has no name. (transfer full) */
char             *cw_mapping_bench_dup_value_words (CwMappingBench *self, const char *type, const CwExpression *of, const char *value);
/* What a target field takes, where it is a list (element-type CwFieldValue); NULL: anything, or not known yet. Borrowed. */
const GPtrArray  *cw_mapping_bench_list_target_values (CwMappingBench *self, const char *field);
/* An expression in words with the labels of its fields and the names of their values, see cw_expression_dup_words(). (transfer full) */
char             *cw_mapping_bench_dup_words       (CwMappingBench *self, const char *type, const CwExpression *expression);

G_END_DECLS
