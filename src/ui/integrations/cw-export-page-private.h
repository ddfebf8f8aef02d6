/* cw-export-page-private.h: what the files of the export page share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-export-page.h"
#include "cw-list-facts.h"
#include "cw-record-filters.h"
#include "cw-record-list.h"
#include "cw-record-selection.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_EXPORT_PAGE_FOCUS_DELAY 50   /* milliseconds until new rows are there to be focused */

/* Which branches hide what is below them. */
typedef struct {
  gboolean             all;       /* every branch, but for … */
  CwKeySet            *turned;    /* … these, which stand the other way; owned; NULL: none */
} CwFolds;

struct _CwExportPage {
  GtkWidget            parent_instance;

  /* inputs */
  CwDesk              *desk;      /* owned */
  CwIntegrationItem   *item;      /* owned */
  CwWorkflow          *workflow;  /* owned */
  CwIntegrationsPage  *pages;     /* borrowed */

  /* template children */
  GtkStack            *stack, *rows_stack;
  GtkLabel            *loading_label, *page_label, *summary;
  AdwStatusPage       *failed_page;
  CwRecordFilters     *filters;
  GtkScrolledWindow   *scrolled;
  GtkColumnView       *view;
  GtkBox              *tools, *marks, *footer, *ends;
  GtkPopover          *page_popover;
  GtkSpinButton       *page_number;
  GtkAdjustment       *page_range;
  GtkButton           *mark_page, *mark_all, *previous, *next, *clear, *export_button;
  GtkWidget           *fold_buttons;

  CwRecordSelection   *selection; /* owned */
  CwRecordList        *list;      /* owned; NULL until facts are there */
  GtkSliceListModel   *slice;     /* owned; the page that is shown */
  CwListFacts         *facts;     /* owned; NULL until read */
  GSignalGroup        *job_signals; /* owned: of the integration's work */
  CwJob               *reading;   /* owned; fills an empty list; nullable */
  CwJob               *last_reading; /* owned; the same when it has ended; nullable */

  gboolean             failed;    /* the reading that was asked for here; until the next one */

  GCancellable        *cancellable; /* of what the page waits for */
  GCancellable        *counting;  /* of the count of parents under way; nullable */
  guint                count_timer;
  CwRecordWeight       weight;    /* of what is chosen, when it is known */
  gboolean             weighed;
  gboolean             answered;  /* the list has answered once */
  CwFolds              folds;     /* of all records */
  CwFolds              folds_found; /* of what a search or a filter found, until it is another one */
  gboolean             searching; /* the latter are in force */
  guint                focus_position; /* on the page: where the keyboard is to be when the rows are there */
  int                  width;
  guint                focus_timer;
  guint                read_ahead;   /* timer; 0: none */
  gboolean             fitted;    /* once with rows */
  guint                fit_idle;  /* columns and boxes are to follow the width */
};

/* ---- cw-export-page.c ---- */
void _cw_export_page_add_toast       (CwExportPage *self, const char *text);
void _cw_export_page_show_previous   (CwExportPage *self);
void _cw_export_page_show_next       (CwExportPage *self);

/* Does nothing past the ends. From 0. */
void _cw_export_page_show_page       (CwExportPage *self, guint page);

/* ---- cw-export-page-tree.c: opening and folding branches ---- */
/* @query: as filters and search say. */
void _cw_export_page_apply_folds     (CwExportPage *self, CwRecordQuery *query);
void _cw_export_page_clear_folds     (CwExportPage *self);
void _cw_export_page_install_fold_actions (GtkWidgetClass *widget_class);
void _cw_export_page_add_tree_shortcuts (CwExportPage *self);

/* ---- cw-export-page-choice.c: marking records by button and by key, and what they amount to ---- */
/* "128 chosen, with 9 parents · up to 137 requests · about 2 minutes". */
void _cw_export_page_update_summary  (CwExportPage *self);
/* Something else is chosen, or what is chosen stands elsewhere: parents and requests are counted anew. */
void _cw_export_page_weigh           (CwExportPage *self);
void _cw_export_page_cancel_count    (CwExportPage *self);
void _cw_export_page_mark_page       (CwExportPage *self);
void _cw_export_page_mark_all        (CwExportPage *self);
void _cw_export_page_unmark_all      (CwExportPage *self);
void _cw_export_page_add_shortcuts   (CwExportPage *self);

typedef struct {
  guint           key;
  GdkModifierType modifiers;
  GtkShortcutFunc func;          /* with the page as its data */
} CwPageShortcut;
/* Before @widget's own keys. */
void _cw_export_page_add_keys        (CwExportPage *self, GtkWidget *widget, const CwPageShortcut *shortcuts, gsize n);

G_END_DECLS
