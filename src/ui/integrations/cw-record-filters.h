/* cw-record-filters.h: what a list of records is searched and filtered by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-list-facts.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_RECORD_FILTERS (cw_record_filters_get_type ())
G_DECLARE_FINAL_TYPE (CwRecordFilters, cw_record_filters, CW, RECORD_FILTERS, GtkWidget)

/* Signals: "changed" (): something else is asked for; says nothing before there are facts. "sort-chosen" (int: CwRecordSort,
 * boolean: descending): the headers of the list are to be set so. They cannot have the keyboard. */
GtkWidget *cw_record_filters_new       (void);
/* What there is to choose from. What is chosen stays. */
void       cw_record_filters_set_facts (CwRecordFilters *self, const CwWorkflow *workflow, const CwListFacts *facts);
/* Writes what is asked for into @query, which asks for everything. */
void       cw_record_filters_apply     (CwRecordFilters *self, CwRecordQuery *query);
/* What the headers say. */
void       cw_record_filters_show_sort (CwRecordFilters *self, CwRecordSort sort, gboolean descending);
/* Asks for everything again. */
void       cw_record_filters_reset     (CwRecordFilters *self);
/* In a narrow window the filters are behind a button. */
void       cw_record_filters_set_narrow (CwRecordFilters *self, gboolean narrow);
/* Puts the keyboard into the search entry. */
void       cw_record_filters_focus     (CwRecordFilters *self);

G_END_DECLS
