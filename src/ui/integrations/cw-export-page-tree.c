/* cw-export-page-tree.c: opening and folding branches of the list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is folded is part of the question that the list answers, so that a
 * branch of 10,000 records is folded without one of them being read. A search
 * begins with everything open: what was found must be seen. What was folded
 * before is folded again when all records are shown.
 */

#include "config.h"

#include "cw-export-page-private.h"

#include "cw-record-columns.h"

#include <glib/gi18n-lib.h>

#define FOLD_ACTION     "records.fold"
#define FOLD_ALL_ACTION "records.fold-all"

/* ---- what is folded ---- */

static void
clear_folds (CwFolds *folds)
{
  folds->all = FALSE;
  g_clear_pointer (&folds->turned, cw_key_set_free);
}

void
_cw_export_page_clear_folds (CwExportPage *self)
{
  clear_folds (&self->folds);
  clear_folds (&self->folds_found);
}

static gboolean
is_search (const CwRecordQuery *query, const CwRecordQuery *all)
{
  return query->search != NULL || query->states != 0 || query->mark != CW_MARK_UNKNOWN
         || g_strv_length (query->types) != g_strv_length (all->types)
         || (query->subsidiaries != NULL ? g_strv_length (query->subsidiaries) : 0)
            != (all->subsidiaries != NULL ? g_strv_length (all->subsidiaries) : 0);
}

static void
apply (const CwFolds *folds, CwRecordQuery *query)
{
  query->folded = folds->all;
  g_clear_pointer (&query->turned, cw_key_set_free);
  query->turned = folds->turned != NULL ? cw_key_set_copy (folds->turned) : NULL;
}

void
_cw_export_page_apply_folds (CwExportPage *self, CwRecordQuery *query)
{
  gboolean searching = is_search (query, self->facts->query);

  clear_folds (&self->folds_found);
  self->searching = searching;
  apply (searching ? &self->folds_found : &self->folds, query);
}

/* The page that is shown stays: what is before a branch does not move. */
static void
ask_again (CwExportPage *self)
{
  g_autoptr (CwRecordQuery) query = cw_record_query_copy (cw_record_list_get_query (self->list));

  apply (self->searching ? &self->folds_found : &self->folds, query);
  cw_record_list_set_query (self->list, query);
}

static void
fold (CwExportPage *self, gint64 key, gboolean folded)
{
  CwFolds *folds = self->searching ? &self->folds_found : &self->folds;

  if (folds->turned == NULL)
    folds->turned = cw_key_set_new ();
  if (cw_key_set_set (folds->turned, key, folded != folds->all))
    ask_again (self);
}

/* Pages count rows, of which there are others now. */
static void
fold_all (CwExportPage *self, gboolean folded)
{
  CwFolds *folds = self->searching ? &self->folds_found : &self->folds;

  if (self->list == NULL || self->facts == NULL || !cw_record_list_get_query (self->list)->tree)
    return;
  clear_folds (folds);
  folds->all = folded;
  gtk_slice_list_model_set_offset (self->slice, 0);
  ask_again (self);
}

static void
fold_action (GtkWidget *widget, const char *name, GVariant *args)
{
  gint64 key;
  gboolean folded;

  g_variant_get (args, "(xb)", &key, &folded);
  fold (CW_EXPORT_PAGE (widget), key, folded);
}

static void
fold_all_action (GtkWidget *widget, const char *name, GVariant *args)
{
  fold_all (CW_EXPORT_PAGE (widget), g_variant_get_boolean (args));
}

void
_cw_export_page_install_fold_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, FOLD_ACTION, "(xb)", fold_action);
  gtk_widget_class_install_action (widget_class, FOLD_ALL_ACTION, "b", fold_all_action);
}

/* ---- by keyboard ---- */

/* Position on the page of the row that has the keyboard. */
static guint
get_position (CwExportPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL ? cw_record_columns_get_position (self->view, focus) : GTK_INVALID_LIST_POSITION;
}

static gboolean
focus_row_cb (gpointer data)
{
  CwExportPage *self = data;

  self->focus_timer = 0;
  cw_record_columns_focus (self->view, self->focus_position);
  return G_SOURCE_REMOVE;
}

/* Position in the list. Another page has its rows a moment later. */
static void
go_to (CwExportPage *self, guint position)
{
  guint page = position / self->facts->page_size;
  gboolean turned = page != gtk_slice_list_model_get_offset (self->slice) / self->facts->page_size;

  if (turned)
    _cw_export_page_show_page (self, page);
  self->focus_position = position % self->facts->page_size;
  g_clear_handle_id (&self->focus_timer, g_source_remove);
  if (turned)
    self->focus_timer = g_timeout_add (CW_EXPORT_PAGE_FOCUS_DELAY, focus_row_cb, self);
  else
    cw_record_columns_focus (self->view, self->focus_position);
}

/* Closes an open branch; of anything else the way leads up to what it stands below. */
static gboolean
left_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  CwExportPage *self = data;
  guint position = get_position (self), above;
  g_autoptr (CwRecordRow) row = position != GTK_INVALID_LIST_POSITION ? g_list_model_get_item (G_LIST_MODEL (self->slice), position) : NULL;

  if (row == NULL || cw_record_row_get_fold (row) == CW_RECORD_FOLD_FLAT)
    return FALSE;
  if (cw_record_row_get_fold (row) == CW_RECORD_FOLD_OPEN)
    {
      fold (self, cw_record_row_get_key (row), TRUE);
      return TRUE;
    }
  above = cw_record_list_find_above (self->list, gtk_slice_list_model_get_offset (self->slice) + position);
  if (above != G_MAXUINT)
    go_to (self, above);
  return TRUE;
}

/* Opens a branch; from an open one the way leads to the first below it. */
static gboolean
right_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  CwExportPage *self = data;
  guint position = get_position (self);
  g_autoptr (CwRecordRow) row = position != GTK_INVALID_LIST_POSITION ? g_list_model_get_item (G_LIST_MODEL (self->slice), position) : NULL;

  if (row == NULL || cw_record_row_get_fold (row) == CW_RECORD_FOLD_FLAT)
    return FALSE;
  if (cw_record_row_get_fold (row) == CW_RECORD_FOLD_FOLDED)
    fold (self, cw_record_row_get_key (row), FALSE);
  else if (cw_record_row_get_fold (row) == CW_RECORD_FOLD_OPEN)
    go_to (self, gtk_slice_list_model_get_offset (self->slice) + position + 1);
  return TRUE;
}

static gboolean
fold_all_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  fold_all (data, TRUE);
  return TRUE;
}

static gboolean
open_all_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  fold_all (data, FALSE);
  return TRUE;
}

void
_cw_export_page_add_tree_shortcuts (CwExportPage *self)
{
  static const CwPageShortcut of_rows[] = {
    { GDK_KEY_Left, 0, left_cb },
    { GDK_KEY_Right, 0, right_cb },
    { GDK_KEY_Left, GDK_SHIFT_MASK, fold_all_cb },
    { GDK_KEY_Right, GDK_SHIFT_MASK, open_all_cb },
  };

  _cw_export_page_add_keys (self, GTK_WIDGET (self->view), of_rows, G_N_ELEMENTS (of_rows));
}
