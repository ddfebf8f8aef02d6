/* cw-record-columns.h: the columns of a list of records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-record-query.h"
#include "cw-record-selection.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives @view its columns, for a model of CwRecordRow. Sorting by a header changes nothing but what
 * cw_record_columns_get_sort() says; the view's sorter tells when. The arrow of a branch activates the action "records.fold" with
 * the record's key and whether it is to be folded. */
void        cw_record_columns_add        (GtkColumnView *view, CwRecordSelection *selection);
void        cw_record_columns_get_sort   (GtkColumnView *view, CwRecordSort *out_sort, gboolean *out_descending);
/* As a press on a header does. */
void        cw_record_columns_sort       (GtkColumnView *view, CwRecordSort sort, gboolean descending);
/* Names of subsidiaries by id (char * → char *), for rows that are shown from now on. */
void        cw_record_columns_set_names  (GtkColumnView *view, GHashTable *names);
/* Position in the model of the row that @widget is or is inside of; GTK_INVALID_LIST_POSITION: none, or a header. */
guint       cw_record_columns_get_position (GtkColumnView *view, GtkWidget *widget);
/* Gives the keyboard to the row at @position, when it is there. */
void        cw_record_columns_focus      (GtkColumnView *view, guint position);
/* Shows only what fits into @width pixels. */
void        cw_record_columns_fit        (GtkColumnView *view, int width);

/* As a person reads them. */
const char *cw_record_columns_get_state_title (CwRecordState state);
const char *cw_record_columns_get_type_title  (const char *type);

G_END_DECLS
