/* cw-mapping-editor-actions.c: saving, versions and files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-editor-private.h"

#include "cw-error.h"
#include "cw-import-page.h"
#include "cw-versions-page.h"
#include "cw-window.h"

#include <glib/gi18n-lib.h>

static CwMappingDraft *
get_draft (CwMappingEditor *self)
{
  return cw_mapping_bench_get_draft (self->bench);
}

static void
tell (CwMappingEditor *self, const char *text)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), CW_TYPE_WINDOW);

  if (window != NULL)
    cw_window_add_toast (CW_WINDOW (window), text);
}

/* What failed is said in full, with what to do; nothing was changed. */
static void
show_failure (CwMappingEditor *self, const char *heading, const GError *error)
{
  g_autofree char *next = cw_error_dup_next_step (error), *text = g_strdup_printf ("%s\n%s", error->message, next);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = adw_message_dialog_new (window, heading, text);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- reading ---- */

static void
fields_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwMappingEditor) self = data;
  g_autoptr (GError) error = NULL;

  self->reading = FALSE;
  if (cw_mapping_findings_read_finish (CW_MAPPING_FINDINGS (source), result, &error))
    tell (self, _("Read. What is shown is complete now."));
  else if (self->bench != NULL)
    show_failure (self, _("Not Read"), error);
}

void
_cw_mapping_editor_read (CwMappingEditor *self)
{
  if (self->reading)
    return;
  self->reading = TRUE;
  tell (self, _("Reading the missing fields of all records…"));
  cw_mapping_findings_read_async (cw_mapping_bench_get_findings (self->bench), fields_read_cb, g_object_ref (self));
}

/* ---- saving ---- */

static void
caught_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwMappingEditor) self = data;
  g_autoptr (GError) error = NULL;

  if (!cw_mapping_bench_finish (CW_MAPPING_BENCH (source), result, &error) && self->bench != NULL)
    show_failure (self, _("Not Merged"), error);
  else if (self->bench != NULL)
    tell (self, _("Merged with what was saved meanwhile. Look at it, then save again."));
}

static void
stale_response_cb (CwMappingEditor *self, const char *response)
{
  if (g_str_equal (response, "merge") && self->bench != NULL)
    cw_mapping_bench_catch_up_async (self->bench, caught_up_cb, g_object_ref (self));
}

static void
ask_to_merge (CwMappingEditor *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = adw_message_dialog_new (window, _("Somebody Saved Meanwhile"),
                                              _("Another version is in force since you began. Your edits can be merged with it; "
                                                "where both changed the same part, yours counts."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "merge", _("_Merge"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "merge", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "merge");
  g_signal_connect_object (dialog, "response", G_CALLBACK (stale_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwMappingEditor) self = data;
  CwMappingBench *bench = CW_MAPPING_BENCH (source);
  g_autoptr (GError) error = NULL;
  gboolean ok = cw_mapping_bench_finish (bench, result, &error);
  g_autofree char *text = NULL;

  if (self->bench == NULL)
    return;
  if (ok)
    {
      text = g_strdup_printf (_("Saved as version %u"), cw_mapping_bench_get_version (bench)->number);
      tell (self, text);
      _cw_mapping_editor_update (self);
    }
  else if (g_error_matches (error, CW_SYNC_ERROR, CW_SYNC_ERROR_STALE))
    {
      ask_to_merge (self);
    }
  else
    {
      show_failure (self, _("Not Saved"), error);
    }
}

static void
save_response_cb (AdwMessageDialog *dialog, const char *response, CwMappingEditor *self)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);

  if (g_str_equal (response, "save") && self->bench != NULL)
    cw_mapping_bench_save_async (self->bench, gtk_editable_get_text (GTK_EDITABLE (entry)), saved_cb, g_object_ref (self));
}

static void
save_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwMappingEditor *self = CW_MAPPING_EDITOR (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), _("Save as a New Version"),
                                              _("It counts from the next run on. A short note helps to find it again."));
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _("What was changed"));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 500);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Note"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "save", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
read_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  _cw_mapping_editor_read (CW_MAPPING_EDITOR (widget));
}

static void
discard_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwMappingEditor *self = CW_MAPPING_EDITOR (widget);

  cw_mapping_draft_replace (get_draft (self), cw_mapping_draft_get_saved (get_draft (self)), _("Discard unsaved edits"));
}

/* ---- versions ---- */

static void
versions_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwMappingEditor *self = CW_MAPPING_EDITOR (widget);

  _cw_mapping_editor_push (self, _("Versions"), GTK_WIDGET (cw_versions_page_new (self->bench)));
}

/* ---- files ---- */

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwMappingEditor) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = cw_mapping_bench_finish (CW_MAPPING_BENCH (source), result, &error);

  if (self->bench == NULL)
    return;
  if (ok)
    tell (self, _("Exported"));
  else
    show_failure (self, _("Not Exported"), error);
}

void
cw_mapping_editor_export (CwMappingEditor *self, const char *path)
{
  cw_mapping_bench_export_async (self->bench, path, exported_cb, g_object_ref (self));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwMappingEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwMappingImport) import = cw_mapping_bench_read_finish (CW_MAPPING_BENCH (source), result, &error);
  g_autofree char *name = NULL, *title = NULL;

  if (self->bench == NULL)
    return;
  if (import == NULL)
    {
      show_failure (self, _("Not Imported"), error);
      return;
    }
  name = g_path_get_basename (import->path);
  title = g_strdup_printf (_("Import of %s"), name);
  _cw_mapping_editor_push (self, title, GTK_WIDGET (cw_import_page_new (self->bench, g_steal_pointer (&import))));
}

void
cw_mapping_editor_import (CwMappingEditor *self, const char *path)
{
  cw_mapping_bench_read_async (self->bench, path, read_cb, g_object_ref (self));
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, CwMappingEditor *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL && self->bench != NULL && gtk_file_chooser_get_action (GTK_FILE_CHOOSER (dialog)) == GTK_FILE_CHOOSER_ACTION_SAVE)
    cw_mapping_editor_export (self, path);
  else if (path != NULL && self->bench != NULL)
    cw_mapping_editor_import (self, path);
  g_object_unref (dialog);
}

static void
choose_file (CwMappingEditor *self, const char *title, GtkFileChooserAction action)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), action, NULL, NULL);
  GtkFileFilter *filter = gtk_file_filter_new ();
  g_autofree char *name = g_strdup_printf ("%s.json", cw_mapping_bench_get_workflow (self->bench)->id);

  gtk_file_filter_set_name (filter, _("Mappings"));
  gtk_file_filter_add_pattern (filter, "*.json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_object_unref (filter);
  if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
import_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  choose_file (CW_MAPPING_EDITOR (widget), _("Import a Mapping"), GTK_FILE_CHOOSER_ACTION_OPEN);
}

static void
export_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  choose_file (CW_MAPPING_EDITOR (widget), _("Export the Mapping"), GTK_FILE_CHOOSER_ACTION_SAVE);
}

void
_cw_mapping_editor_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "mapping.read", NULL, read_action);
  gtk_widget_class_install_action (widget_class, "mapping.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "mapping.discard", NULL, discard_action);
  gtk_widget_class_install_action (widget_class, "mapping.versions", NULL, versions_action);
  gtk_widget_class_install_action (widget_class, "mapping.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "mapping.export", NULL, export_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "mapping.save", NULL);
}
