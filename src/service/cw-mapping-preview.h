/* cw-mapping-preview.h: a mapping in words, and what it makes of a record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Database and evaluation are on a worker; the object changes only in
 * cw_mapping_preview_finish(), on the thread that made it. No request is sent.
 */
#pragma once

#include "cw-expression-words.h"
#include "cw-mapping.h"
#include "cw-service.h"

G_BEGIN_DECLS

/* One row of a mapping, in words. Plain value; strings owned. */
typedef struct {
  char    *target;       /* target field */
  char    *source;       /* see cw_expression_dup_words() */
  char    *remarks;      /* "required · at most 83 characters · when it is created"; NULL: none */
  gboolean active;
} CwMappingLine;

/* One group of a mapping. Plain value. */
typedef struct {
  char      *name;
  char      *condition;  /* in words; NULL: every record of the type */
  GPtrArray *lines;      /* (element-type CwMappingLine) */
} CwMappingSection;

/* One target field of the sample record. Plain value. */
typedef struct {
  char *field;
  char *value;           /* NULL: the mapping gives nothing */
} CwPreviewField;

/* What the mapping makes of one record. Plain value. */
typedef struct {
  char      *name;
  char      *key;        /* "customer:3" */
  gboolean   passes;     /* the filter */
  gboolean   linked;     /* the target has it already: initial-only rows do not count */
  GPtrArray *fields;     /* (element-type CwPreviewField), in order of the mapping */
  GPtrArray *problems;   /* (element-type utf8): sentences */
} CwPreviewRecord;

typedef enum {
  CW_PREVIEW_FIRST,
  CW_PREVIEW_NEXT,
  CW_PREVIEW_PREVIOUS,
  CW_PREVIEW_RANDOM,
} CwPreviewStep;

#define CW_TYPE_MAPPING_PREVIEW (cw_mapping_preview_get_type ())
G_DECLARE_FINAL_TYPE (CwMappingPreview, cw_mapping_preview, CW, MAPPING_PREVIEW, GObject)

CwMappingPreview *cw_mapping_preview_new          (CwProfile *profile, const char *integration, CwWorkflow *workflow);
/* Reads the mapping and the records whose name fits @search (NULL: all), and takes the first of them. */
void              cw_mapping_preview_search_async (CwMappingPreview *self, const char *search, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer data);
/* Goes to another record of those found last; past the end it starts again. */
void              cw_mapping_preview_step_async   (CwMappingPreview *self, CwPreviewStep step, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer data);
/* Of either. Errors: CW_STORE_ERROR, G_IO_ERROR_CANCELLED; what was there before stays. */
gboolean          cw_mapping_preview_finish       (CwMappingPreview *self, GAsyncResult *result, GError **error);

/* All borrowed. */
const GPtrArray  *cw_mapping_preview_get_sections (CwMappingPreview *self);   /* (element-type CwMappingSection); NULL before the first reading */
const char       *cw_mapping_preview_get_filter   (CwMappingPreview *self);   /* in words; NULL: every record */
guint             cw_mapping_preview_get_count    (CwMappingPreview *self);   /* records found */
guint             cw_mapping_preview_get_position (CwMappingPreview *self);   /* from 0 */
const CwPreviewRecord *cw_mapping_preview_get_record (CwMappingPreview *self); /* NULL: none fits */

G_END_DECLS
