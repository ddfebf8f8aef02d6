/* cw-export-page-choice.c: marking records of the list, and what they amount to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-export-page-private.h"

#include "cw-record-columns.h"
#include "cw-time-text.h"

#include <glib/gi18n-lib.h>

#define COUNT_DELAY 250   /* milliseconds without a further choice until parents are counted */

/* ---- what is chosen, and what it brings with it ---- */

/* (transfer full) */
static char *
dup_weight (CwExportPage *self, guint count)
{
  const CwRecordWeight *weight = &self->weight;
  g_autofree char *parents = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u parent", "%'u parents", weight->parents), weight->parents);
  g_autofree char *requests = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u request", "%'u requests", weight->requests),
                                               weight->requests);
  g_autofree char *duration = cw_time_text_dup_duration (cw_list_facts_estimate (self->facts, weight->requests));

  if (weight->requests == 0)
    return g_strdup_printf (_("%'u chosen, with %s · all in step"), count, parents);
  return g_strdup_printf (_("%'u chosen, with %s · up to %s · %s"), count, parents, requests, duration);
}

void
_cw_export_page_update_summary (CwExportPage *self)
{
  guint count = cw_record_selection_count (self->selection);
  g_autofree char *text = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), count > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->clear), count > 0);
  if (count == 0)
    text = g_strdup (_("Nothing is chosen yet"));
  else if (!self->weighed || self->facts == NULL)
    text = g_strdup_printf (_("%'u chosen"), count);
  else
    text = dup_weight (self, count);
  gtk_label_set_label (self->summary, text);
}

static void
weighed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwExportPage) self = data;
  g_autoptr (GError) error = NULL;

  self->weighed = cw_record_list_weigh_finish (CW_RECORD_LIST (source), result, &self->weight, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    _cw_export_page_add_toast (self, error->message);
  _cw_export_page_update_summary (self);
}

static gboolean
weigh_cb (gpointer data)
{
  CwExportPage *self = data;

  self->count_timer = 0;
  self->counting = g_cancellable_new ();
  cw_record_list_weigh_async (self->list, cw_record_selection_get_keys (self->selection), self->counting, weighed_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

void
_cw_export_page_cancel_count (CwExportPage *self)
{
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  g_clear_handle_id (&self->count_timer, g_source_remove);
}

void
_cw_export_page_weigh (CwExportPage *self)
{
  _cw_export_page_cancel_count (self);
  self->weighed = FALSE;
  if (cw_record_selection_count (self->selection) > 0 && self->list != NULL)
    self->count_timer = g_timeout_add (COUNT_DELAY, weigh_cb, self);
  _cw_export_page_update_summary (self);
}

/* What is shown only for those below it is left as it is. */
static void
set_page (CwExportPage *self, gboolean chosen)
{
  GListModel *page = G_LIST_MODEL (self->slice);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; page != NULL && i < g_list_model_get_n_items (page); i++)
    {
      g_autoptr (CwRecordRow) row = g_list_model_get_item (page, i);
      gint64 key = cw_record_row_get_key (row);

      if (!cw_record_row_get_context (row))
        g_array_append_val (keys, key);
    }
  cw_record_selection_set_many (self->selection, keys, chosen);
}

void
_cw_export_page_mark_page (CwExportPage *self)
{
  set_page (self, TRUE);
}

static void
matches_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwExportPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySet) keys = cw_record_list_list_matches_finish (CW_RECORD_LIST (source), result, &error);

  if (keys != NULL)
    cw_record_selection_add_all (self->selection, keys);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _cw_export_page_add_toast (self, error->message);
}

void
_cw_export_page_mark_all (CwExportPage *self)
{
  cw_record_list_list_matches_async (self->list, self->cancellable, matches_cb, g_object_ref (self));
}

void
_cw_export_page_unmark_all (CwExportPage *self)
{
  cw_record_selection_clear (self->selection);
}

static void
toggle_row (CwExportPage *self, guint position)
{
  g_autoptr (CwRecordRow) row = g_list_model_get_item (G_LIST_MODEL (self->slice), position);
  gint64 key = row != NULL ? cw_record_row_get_key (row) : 0;

  if (key > 0)
    cw_record_selection_set (self->selection, key, !cw_record_selection_contains (self->selection, key));
}

/* A header, where it can have the keyboard, is pressed by the space bar. */
static gboolean
toggle_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  CwExportPage *self = data;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  guint position = focus != NULL ? cw_record_columns_get_position (self->view, focus) : GTK_INVALID_LIST_POSITION;

  if (position == GTK_INVALID_LIST_POSITION)
    return FALSE;
  toggle_row (self, position);
  return TRUE;
}

static gboolean
mark_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  set_page (data, TRUE);
  return TRUE;
}

static gboolean
unmark_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  set_page (data, FALSE);
  return TRUE;
}

static gboolean
previous_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  _cw_export_page_show_previous (data);
  return TRUE;
}

static gboolean
next_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  _cw_export_page_show_next (data);
  return TRUE;
}

static gboolean
search_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  cw_export_page_search (data);
  return TRUE;
}

void
_cw_export_page_add_keys (CwExportPage *self, GtkWidget *widget, const CwPageShortcut *shortcuts, gsize n)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (gsize i = 0; i < n; i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_keyval_trigger_new (shortcuts[i].key, shortcuts[i].modifiers),
                                                            gtk_callback_action_new (shortcuts[i].func, self, NULL)));
  gtk_widget_add_controller (widget, controller);
}

void
_cw_export_page_add_shortcuts (CwExportPage *self)
{
  static const CwPageShortcut of_rows[] = {
    { GDK_KEY_space, 0, toggle_shortcut_cb },
    { GDK_KEY_a, GDK_CONTROL_MASK, mark_shortcut_cb },
    { GDK_KEY_a, GDK_CONTROL_MASK | GDK_SHIFT_MASK, unmark_shortcut_cb },
  };
  static const CwPageShortcut of_page[] = {
    { GDK_KEY_Page_Up, GDK_CONTROL_MASK, previous_shortcut_cb },
    { GDK_KEY_Page_Down, GDK_CONTROL_MASK, next_shortcut_cb },
    { GDK_KEY_f, GDK_CONTROL_MASK, search_shortcut_cb },
  };

  /* Before the view's own, which would move its cursor only. */
  _cw_export_page_add_keys (self, GTK_WIDGET (self->view), of_rows, G_N_ELEMENTS (of_rows));
  _cw_export_page_add_keys (self, GTK_WIDGET (self), of_page, G_N_ELEMENTS (of_page));
}
