/* cw-mapping-suggestion.h: rows that a mapping could have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-field-catalogue.h"

G_BEGIN_DECLS

/* A row that could be added. Plain value. */
typedef struct {
  char         *type;     /* source record type */
  char         *target;   /* target field that no row fills yet */
  char         *path;     /* source field */
  CwExpression *source;   /* for the row: the field, as text where the target wants text */
  char         *reason;   /* "Same id", "Same label", "Similar label: …", in the program's language */
  guint         score;    /* 1 … 100 */
} CwMappingSuggestion;
void       cw_mapping_suggestion_free (CwMappingSuggestion *self);

/* For each target field that no active or inactive row of @mapping fills for a record type of the workflow, the best source
 * field, when one is good enough; best first. (element-type CwMappingSuggestion) (transfer full) */
GPtrArray *cw_field_catalogue_suggest (CwFieldCatalogue *self, CwMapping *mapping);

G_END_DECLS
