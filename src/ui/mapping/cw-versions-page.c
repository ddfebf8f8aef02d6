/* cw-versions-page.c: the saved versions of a mapping, to be compared and restored
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-versions-page.h"

#include "cw-mapping-changes.h"
#include "cw-time-text.h"
#include "cw-window.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CwVersionsPage {
  GtkWidget       parent_instance;

  /* inputs */
  CwMappingBench *bench;           /* owned */

  /* template children */
  GtkListBox     *list, *changes;
  GtkLabel       *hint, *comparison_title;
  GtkWidget      *comparison;

  GArray         *chosen;          /* (element-type guint) numbers of at most two versions, the first chosen first; owned */
  guint           generation;      /* of the comparison that is wanted */
};

/* A comparison under way. */
typedef struct {
  CwVersionsPage *page;            /* owned */
  guint           generation, before, after;
} Comparison;

G_DEFINE_FINAL_TYPE (CwVersionsPage, cw_versions_page, GTK_TYPE_WIDGET)

static void
tell (CwVersionsPage *self, const char *text)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), CW_TYPE_WINDOW);

  if (window != NULL)
    cw_window_add_toast (CW_WINDOW (window), text);
}

/* ---- comparing ---- */

static char *
dup_comparison_title (const Comparison *comparison, guint n)
{
  if (n == 0)
    return comparison->after == CW_MAPPING_IN_FORCE
           ? g_strdup_printf (_("Version %u is the same as what is being edited."), comparison->before)
           : g_strdup_printf (_("Versions %u and %u are the same."), comparison->before, comparison->after);
  if (comparison->after == CW_MAPPING_IN_FORCE)
    return g_strdup_printf (_("From version %u to what is being edited"), comparison->before);
  return g_strdup_printf (_("From version %u to version %u"), comparison->before, comparison->after);
}

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Comparison *comparison = data;
  g_autoptr (CwVersionsPage) self = comparison->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = cw_mapping_bench_compare_finish (CW_MAPPING_BENCH (source), result, &error);
  g_autofree char *title = NULL;

  if (self->bench == NULL || comparison->generation != self->generation)
    return;
  if (changes == NULL)
    {
      tell (self, error->message);
      return;
    }
  title = dup_comparison_title (comparison, changes->len);
  gtk_label_set_label (self->comparison_title, title);
  cw_mapping_changes_show (self->changes, changes);
  gtk_widget_set_visible (self->comparison, TRUE);
}

static void
compare (CwVersionsPage *self)
{
  Comparison *comparison;
  guint first, second;

  self->generation++;
  if (self->chosen->len == 0)
    {
      gtk_widget_set_visible (self->comparison, FALSE);
      return;
    }
  first = g_array_index (self->chosen, guint, 0);
  second = self->chosen->len > 1 ? g_array_index (self->chosen, guint, 1) : CW_MAPPING_IN_FORCE;
  comparison = g_new (Comparison, 1);
  comparison->page = g_object_ref (self);
  comparison->generation = self->generation;
  comparison->before = MIN (first, second);
  comparison->after = MAX (first, second);
  cw_mapping_bench_compare_async (self->bench, comparison->before, comparison->after, compared_cb, comparison);
}

static GtkCheckButton *
find_check (CwVersionsPage *self, guint number)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      GtkCheckButton *check = g_object_get_data (G_OBJECT (row), "check");

      if (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "number")) == number)
        return check;
    }
  return NULL;
}

/* Of three the one that was chosen first goes. */
static void
chosen_cb (GtkCheckButton *check, CwVersionsPage *self)
{
  guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "number"));

  for (guint i = self->chosen->len; i > 0; i--)
    if (g_array_index (self->chosen, guint, i - 1) == number)
      g_array_remove_index (self->chosen, i - 1);
  if (gtk_check_button_get_active (check))
    g_array_append_val (self->chosen, number);
  if (self->chosen->len > 2)
    gtk_check_button_set_active (find_check (self, g_array_index (self->chosen, guint, 0)), FALSE);
  else
    compare (self);
}

/* ---- restoring ---- */

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwVersionsPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = cw_mapping_bench_finish (CW_MAPPING_BENCH (source), result, &error);
  g_autofree char *text = NULL;

  if (self->bench == NULL)
    return;
  text = ok ? g_strdup_printf (_("Restored as version %u"), cw_mapping_bench_get_version (self->bench)->number) : g_strdup (error->message);
  tell (self, text);
}

static void
restore (CwVersionsPage *self, guint number)
{
  cw_mapping_bench_restore_async (self->bench, number, restored_cb, g_object_ref (self));
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, CwVersionsPage *self)
{
  if (g_str_equal (response, "restore") && self->bench != NULL)
    restore (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "number")));
}

/* Unsaved edits would no longer be what is shown. */
static void
restore_clicked_cb (GtkButton *button, CwVersionsPage *self)
{
  guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "number"));
  GtkWidget *dialog;

  if (!cw_mapping_draft_is_dirty (cw_mapping_bench_get_draft (self->bench)))
    {
      restore (self, number);
      return;
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("There Are Unsaved Edits"),
                                   _("The restored version takes their place. Undo brings them back as long as the window is open."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "restore", _("_Restore"), NULL);
  g_object_set_data (G_OBJECT (dialog), "number", GUINT_TO_POINTER (number));
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- the list ---- */

static char *
dup_title (const CwMappingVersion *version)
{
  g_autofree char *number = version->number == CW_MAPPING_DEFAULT ? g_strdup (_("As delivered")) : g_strdup_printf (_("Version %u"), version->number);

  return version->in_force ? g_strdup_printf (_("%s, in force"), number) : g_steal_pointer (&number);
}

static char *
dup_detail (const CwMappingVersion *version)
{
  g_autofree char *saved = version->created != 0 ? cw_time_text_dup_exact (version->created) : NULL;
  g_autofree char *rows = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u row", "%u rows", version->rows), version->rows);
  g_autoptr (GString) text = g_string_new (NULL);

  if (*version->note != '\0')
    g_string_append_printf (text, "%s\n", version->note);
  if (saved != NULL)
    g_string_append_printf (text, _("%s by %s"), saved, version->author != NULL ? version->author : "");
  g_string_append_printf (text, "%s%s", saved != NULL ? " · " : "", rows);
  return g_markup_escape_text (text->str, -1);
}

static void
add_restore (CwVersionsPage *self, GtkWidget *row, const CwMappingVersion *version, const char *title)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Restore"));
  g_autofree char *name = g_strdup_printf (_("Restore %s"), title);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "number", GUINT_TO_POINTER (version->number));
  g_signal_connect_object (button, "clicked", G_CALLBACK (restore_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
make_row (CwVersionsPage *self, const CwMappingVersion *version)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();
  g_autofree char *title = dup_title (version), *detail = dup_detail (version), *name = g_strdup_printf (_("Compare %s"), title);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (check), "number", GUINT_TO_POINTER (version->number));
  g_object_set_data (G_OBJECT (row), "check", check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (chosen_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  if (!version->in_force)
    add_restore (self, row, version, title);
  return row;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwVersionsPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) versions = cw_mapping_bench_list_versions_finish (CW_MAPPING_BENCH (source), result, &error);
  GtkWidget *child;

  if (self->bench == NULL)
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  g_array_set_size (self->chosen, 0);
  compare (self);
  for (guint i = 0; versions != NULL && i < versions->len; i++)
    gtk_list_box_append (self->list, make_row (self, versions->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->list), versions != NULL);
  if (versions == NULL)
    gtk_label_set_label (self->hint, error->message);
}

static void
reload (CwVersionsPage *self)
{
  cw_mapping_bench_list_versions_async (self->bench, listed_cb, g_object_ref (self));
}

/* ---- object ---- */

static void
cw_versions_page_dispose (GObject *object)
{
  CwVersionsPage *self = CW_VERSIONS_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->bench);
  g_clear_pointer (&self->chosen, g_array_unref);
  G_OBJECT_CLASS (cw_versions_page_parent_class)->dispose (object);
}

static void
cw_versions_page_class_init (CwVersionsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_versions_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-versions-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwVersionsPage, list);
  gtk_widget_class_bind_template_child (widget_class, CwVersionsPage, hint);
  gtk_widget_class_bind_template_child (widget_class, CwVersionsPage, changes);
  gtk_widget_class_bind_template_child (widget_class, CwVersionsPage, comparison);
  gtk_widget_class_bind_template_child (widget_class, CwVersionsPage, comparison_title);
}

static void
cw_versions_page_init (CwVersionsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->chosen = g_array_new (FALSE, FALSE, sizeof (guint));
}

CwVersionsPage *
cw_versions_page_new (CwMappingBench *bench)
{
  CwVersionsPage *self = g_object_new (CW_TYPE_VERSIONS_PAGE, NULL);

  self->bench = g_object_ref (bench);
  g_signal_connect_object (bench, "saved", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  reload (self);
  return self;
}
