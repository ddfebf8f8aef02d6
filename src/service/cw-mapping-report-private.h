/* cw-mapping-report-private.h: what the files of cw-mapping-report share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cw-mapping-report.h"

#include "cw-mapping-source-private.h"

G_BEGIN_DECLS

/* What a place of the mapping does to records. */
typedef struct {
  CwMappingFinding *finding;
  GHashTable       *values;   /* NO_ENTRY: value → count; owned; else NULL */
  guint             limit;    /* TOO_LONG */
  char             *last;     /* key of the record counted last: one counts once. Owned */
} Tally;

struct _CwMappingCheck {
  CwProfile        *profile;      /* owned */
  char             *integration;
  CwWorkflow       *workflow;     /* owned */
  CwMappingSource  *source;       /* owned */
  CwFieldCatalogue *catalogue;    /* owned */
  CwMappingDocument *document;    /* owned */
  CwMapping        *mapping;      /* borrowed */
  GPtrArray        *required;     /* of borrowed names of target fields, ends with NULL; owned */
  gboolean          shorten;

  /* of the pass */
  CwMappingContext  context;
  CwMappingReport  *report;
  GHashTable       *tallies;      /* "group/row/kind" → Tally, owned */
  GPtrArray        *problems;
  guint64           seen;
  GCancellable     *cancellable;
};

/* ---- cw-mapping-report.c ---- */
/* Takes @problem over. Borrowed. */
CwMappingFinding *_cw_mapping_report_add             (CwMappingReport *report, CwMappingProblem *problem);

/* ---- cw-mapping-report-structure.c ---- */
/* Fills required from the catalogue. */
void              _cw_mapping_report_list_required   (CwMappingCheck *self);
/* Adds what needs no record to be known. */
void              _cw_mapping_report_check_structure (CwMappingCheck *self, CwMappingReport *report);
void              _cw_mapping_report_run_tests       (CwMappingCheck *self, CwMappingReport *report);

/* ---- cw-mapping-report-words.c ---- */
/* Gives what was tallied its sentences and brings all findings into the order of the mapping. */
void              _cw_mapping_report_finish          (CwMappingCheck *self);
/* GCompareFunc for arrays of CwMappingFinding: that order. */
int               _cw_mapping_report_compare         (gconstpointer a, gconstpointer b);

G_END_DECLS
