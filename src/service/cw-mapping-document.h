/* cw-mapping-document.h: what is edited, saved, exported and compared as one: a mapping with its tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A document is a value: to edit one, copy what is in it, change the copies and
 * make a new one. Nothing here touches disk or network; any thread. The tests
 * are no part of the mapping's digest: pinning one changes no record.
 */
#pragma once

#include "cw-mapping.h"
#include "cw-workflow.h"

G_BEGIN_DECLS

/* ---- tests: "this record gives this result" ---- */

/* One pinned record, as it was then. Plain value. */
typedef struct {
  char     *name;      /* as a person calls it; unique in a document */
  CwRecord *record;    /* type, id, name, parent, stage, subsidiaries, state and fields; never NULL */
  CwFields *joined;    /* value by path ("parent.companyName") of the joined fields that were read; never NULL */
  CwFields *lookups;   /* result by cw_mapping_test_lookup_key () of the look-ups that were made; never NULL */
                       /* in both, an empty text stands for nothing */
  gboolean  initial;   /* as for a record that the target does not have yet */
  gboolean  passes;    /* whether the filter lets it through */
  CwFields *expected;  /* value by target field; what is not here shall stay empty; never NULL */
} CwMappingTest;

CwMappingTest *cw_mapping_test_new  (const char *name, CwRecord *record /* transfer full */);
CwMappingTest *cw_mapping_test_copy (const CwMappingTest *self);
void           cw_mapping_test_free (CwMappingTest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwMappingTest, cw_mapping_test_free)
/* (transfer full) */
char          *cw_mapping_test_lookup_key (const char *type, const char *by, const char *value, const char *returns);

/* A field of a test that came out otherwise. Plain value. */
typedef struct {
  char *target;     /* target field; NULL: whether the filter lets the record through */
  char *expected;   /* NULL: nothing. Of the filter: "T", "F" */
  char *found;      /* NULL: nothing */
} CwMappingDeviation;
void           cw_mapping_deviation_free (CwMappingDeviation *self);

/* Runs @test; empty: it holds. @context: settings in force, and where to ask for joined fields and look-ups that the test did not
 * keep; nullable. (element-type CwMappingDeviation) (transfer full) */
GPtrArray     *cw_mapping_test_run  (const CwMappingTest *self, CwMapping *mapping, const CwMappingContext *context);
/* A test that holds now: @record as it is, with every joined field and look-up that @mapping asks @context for. (transfer full) */
CwMappingTest *cw_mapping_test_pin  (const char *name, const CwRecord *record, gboolean initial, CwMapping *mapping,
                                     const CwMappingContext *context);

#define CW_MAPPING_MAX_TESTS 1000

/* ---- documents ---- */

/* Reference counted, immutable. */
typedef struct _CwMappingDocument CwMappingDocument;

/* @mapping is referenced. @tests (element-type CwMappingTest) nullable, copied; of two with one name the first counts, and no more
 * than CW_MAPPING_MAX_TESTS. (transfer full) */
CwMappingDocument *cw_mapping_document_new   (CwMapping *mapping, const GPtrArray *tests);
CwMappingDocument *cw_mapping_document_ref   (CwMappingDocument *self);
void               cw_mapping_document_unref (CwMappingDocument *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwMappingDocument, cw_mapping_document_unref)

/* Borrowed. */
CwMapping         *cw_mapping_document_get_mapping (CwMappingDocument *self);
/* (element-type CwMappingTest); borrowed, not to be changed. */
const GPtrArray   *cw_mapping_document_get_tests   (CwMappingDocument *self);
/* SHA-256 hex over mapping and tests; borrowed. Two documents with the same digest are the same. */
const char        *cw_mapping_document_get_digest  (CwMappingDocument *self);
/* Of a document that was read from a file: the version that it was exported from, 0 for the workflow's default, and the digest
 * of that version's document; NULL when the file does not say. Borrowed. */
const char        *cw_mapping_document_get_base    (CwMappingDocument *self, guint *out_version);

/* As cw_mapping_parse (), with the tests. CW_SYNC_ERROR_INVALID with file, line and reason. (transfer full) */
CwMappingDocument *cw_mapping_document_parse   (const char *file, const char *data, gsize length, const CwWorkflow *workflow, GError **error);
/* The same from the file @path; also G_FILE_ERROR. Blocks. (transfer full) */
CwMappingDocument *cw_mapping_document_load    (const char *path, const CwWorkflow *workflow, GError **error);
/* @base_digest nullable: what it is exported from. Read again it is the same document. (transfer full) */
char              *cw_mapping_document_to_json (CwMappingDocument *self, const char *workflow_id, guint base_version, const char *base_digest);

/* ---- comparing ---- */

typedef enum {
  CW_MAPPING_ADDED,
  CW_MAPPING_REMOVED,
  CW_MAPPING_CHANGED,
  CW_MAPPING_MOVED,     /* stands elsewhere in its group */
} CwMappingChangeKind;

typedef enum {
  CW_MAPPING_PART_FILTER,
  CW_MAPPING_PART_GROUP,      /* the condition of a group, or a whole group without rows */
  CW_MAPPING_PART_ROW,
  CW_MAPPING_PART_TEST,
} CwMappingPart;

/* One difference. Plain value. */
typedef struct {
  CwMappingChangeKind kind;
  CwMappingPart       part;
  char               *group;    /* name of the group; NULL: FILTER, TEST */
  char               *type;     /* source record type; NULL: FILTER */
  char               *name;     /* ROW: target field; TEST: its name; else NULL */
  char               *before;   /* in words, as cw_expression_dup_words (), with remarks ("(required)"); NULL: ADDED */
  char               *after;    /* the same; NULL: REMOVED */
  char               *before_json, *after_json;   /* the part as files have it; NULL as above */
} CwMappingChange;
void       cw_mapping_change_free (CwMappingChange *self);
/* "added", …; "filter", … */
const char *cw_mapping_change_kind_to_string (CwMappingChangeKind kind);
const char *cw_mapping_part_to_string        (CwMappingPart part);

/* What makes @after of @before, in the order of the mapping. @workflow for the words; nullable.
 * (element-type CwMappingChange) (transfer full) */
GPtrArray *cw_mapping_document_compare (CwMappingDocument *before, CwMappingDocument *after, const CwWorkflow *workflow);

/* ---- merging ---- */

typedef enum {
  CW_MAPPING_TAKE_OURS,
  CW_MAPPING_TAKE_THEIRS,
} CwMappingTake;

/* A part that both sides changed, and not alike. Plain value. */
typedef struct {
  CwMappingPart  part;
  char          *group, *type, *name;     /* as in CwMappingChange */
  char          *base, *ours, *theirs;    /* in words; NULL: not there */
  CwMappingTake  take;                    /* how it is settled; at first OURS. May be changed before the merge is done again */
} CwMappingConflict;
void       cw_mapping_conflict_free (CwMappingConflict *self);

/* What @theirs changed since @base, done to @ours. Where both changed the same part, @settled (element-type CwMappingConflict;
 * what an earlier call gave, with take as a person chose; nullable) says which counts; without an answer ours does.
 * @out_conflicts: (element-type CwMappingConflict) (transfer full), empty when there are none. (transfer full) */
CwMappingDocument *cw_mapping_document_merge (CwMappingDocument *base, CwMappingDocument *ours, CwMappingDocument *theirs,
                                              const GPtrArray *settled, const CwWorkflow *workflow, GPtrArray **out_conflicts);

G_END_DECLS
