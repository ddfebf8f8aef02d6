/* cw-mapping.h: which target field gets what, and which records take part
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Groups of rows "target field ← expression", each for one source record type,
 * and a filter over all. A mapping is a value: to edit one, copy its groups,
 * change the copies and make a new one; undo keeps the old one.
 */
#pragma once

#include "cw-expression.h"
#include "cw-text.h"

G_BEGIN_DECLS

#define CW_MAPPING_MAX_GROUPS 256
#define CW_MAPPING_MAX_ROWS   1000    /* in all groups */

/* One row. Plain value. */
typedef struct {
  char         *target;         /* target field */
  CwExpression *source;         /* never NULL in a mapping */
  CwValueType   type;           /* of the target field */
  gboolean      active;
  gboolean      initial_only;   /* counts only while the target record does not exist */
  gboolean      required;       /* staying empty is a problem of the record */
  guint         limit;          /* characters; 0: none */
  char         *limit_setting;  /* in its place: the setting that holds the limit; nullable */
} CwMappingRow;

/* (transfer full) @source is taken over. */
CwMappingRow *cw_mapping_row_new  (const char *target, CwExpression *source);
CwMappingRow *cw_mapping_row_copy (const CwMappingRow *self);
void          cw_mapping_row_free (CwMappingRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwMappingRow, cw_mapping_row_free)

/* One group. Plain value. */
typedef struct {
  char         *name;           /* as a person calls it */
  char         *type;           /* source record type */
  CwExpression *condition;      /* its rows count only for records where it holds; nullable */
  GPtrArray    *rows;           /* (element-type CwMappingRow), in order; of two rows for one target field the later wins */
} CwMappingGroup;

CwMappingGroup *cw_mapping_group_new  (const char *name, const char *type);
CwMappingGroup *cw_mapping_group_copy (const CwMappingGroup *self);
void            cw_mapping_group_free (CwMappingGroup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwMappingGroup, cw_mapping_group_free)

/* Reference counted, immutable. @filter nullable, taken over; @groups (element-type CwMappingGroup), taken over with what it
 * holds. NULL when there are too many groups or rows, or a row has no target or source. */
CwMapping  *cw_mapping_new         (CwExpression *filter, GPtrArray *groups);
CwMapping  *cw_mapping_ref         (CwMapping *self);
void        cw_mapping_unref       (CwMapping *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwMapping, cw_mapping_unref)

/* SHA-256 hex over everything in it; borrowed. */
const char *cw_mapping_get_digest  (CwMapping *self);
/* NULL: every record passes. Borrowed. */
CwExpression    *cw_mapping_get_filter (CwMapping *self);
/* (element-type CwMappingGroup); borrowed, not to be changed. */
const GPtrArray *cw_mapping_get_groups (CwMapping *self);

/* Whether @record passes the filter. @context nullable. */
gboolean    cw_mapping_passes      (CwMapping *self, const CwRecord *record, const CwMappingContext *context);
/* Sets in @out_wanted what the rows give for @record; a row that gives nothing sets nothing. @initial: the target record does
 * not exist yet, so that initial-only rows count. @context, @out_problems (element-type CwMappingProblem, with free function)
 * nullable. */
void        cw_mapping_apply       (CwMapping *self, const CwRecord *record, const CwMappingContext *context, gboolean initial,
                                    CwFields *out_wanted, GPtrArray *out_problems);

/* Characters that the rows allow in @target_field, with the settings of @context (nullable: as written in them alone); 0: no limit. */
guint       cw_mapping_get_limit_in (CwMapping *self, const char *type, const char *target_field, const CwMappingContext *context);
/* Names of the source fields that filter, conditions and active rows read for records of @type, each once, sorted; of a joined
 * field its reference ("parent"). (transfer full) */
char      **cw_mapping_dup_source_fields (CwMapping *self, const char *type);

/* ---- checks ---- */

/* What is known of one field. Plain value. */
typedef struct {
  CwValueType type;
  guint       limit;      /* characters; 0: none */
  gboolean    required;   /* of a target field */
} CwMappingField;

typedef void (*CwMappingCount) (const char *value, guint64 records, gpointer data);

/* What the checks may ask; every member may be NULL, and its checks are left out then. */
typedef struct {
  /* @path: may be joined. FALSE: there is no such field. */
  gboolean (*find_source)  (const char *type, const char *path, CwMappingField *out_field, gpointer data);
  gboolean (*find_target)  (const char *type, const char *field, CwMappingField *out_field, gpointer data);
  gboolean (*has_setting)  (const char *key, gpointer data);
  /* NULL-terminated names of the target fields without which no record of @type can be made; borrowed. */
  const char * const *(*list_required) (const char *type, gpointer data);
  /* Calls @count for each value that @value gives over all records of @type. */
  void     (*count_values) (const char *type, const CwExpression *value, CwMappingCount count, gpointer count_data, gpointer data);
  gpointer   data;
} CwMappingFacts;

/* What is wrong with the mapping itself, in the order of its rows. @facts nullable. (element-type CwMappingProblem) (transfer full) */
GPtrArray  *cw_mapping_check       (CwMapping *self, const CwMappingFacts *facts);

G_END_DECLS
