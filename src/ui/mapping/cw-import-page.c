/* cw-import-page.c: what a mapping file would change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-import-page.h"

#include "cw-mapping-changes.h"
#include "cw-mapping-markup.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CwImportPage {
  GtkWidget        parent_instance;

  /* inputs */
  CwMappingBench  *bench;        /* owned */
  CwMappingImport *import;       /* owned */

  /* template children */
  GtkLabel        *summary;
  GtkListBox      *conflicts, *changes;
  GtkWidget       *accept_button;

  gboolean         settling;     /* the conflicts are being read by a worker */
};

G_DEFINE_FINAL_TYPE (CwImportPage, cw_import_page, GTK_TYPE_WIDGET)

static void
show_changes (CwImportPage *self)
{
  const CwMappingImport *import = self->import;
  guint n = import->changes->len;
  g_autofree char *count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u difference", "%u differences", n), n);
  g_autofree char *text = NULL;

  if (n == 0)
    text = g_strdup (_("The file changes nothing."));
  else if (import->merged)
    text = g_strdup_printf (_("The file comes from a version that is known here: its changes are added to yours. %s."), count);
  else
    text = g_strdup_printf (_("The file takes the place of the whole mapping. %s."), count);
  gtk_label_set_label (self->summary, text);
  cw_mapping_changes_show (self->changes, import->changes);
  gtk_widget_set_sensitive (self->accept_button, n > 0 && !self->settling);
}

/* ---- conflicts ---- */

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwImportPage) self = data;
  CwMappingImport *import = cw_mapping_bench_read_finish (CW_MAPPING_BENCH (source), result, NULL);

  self->settling = FALSE;
  if (import == NULL || self->bench == NULL)
    {
      g_clear_pointer (&import, cw_mapping_import_free);
      return;
    }
  /* The answers stay where the buttons point to. */
  g_clear_pointer (&import->conflicts, g_ptr_array_unref);
  import->conflicts = g_ptr_array_ref (self->import->conflicts);
  cw_mapping_import_free (self->import);
  self->import = import;
  gtk_widget_set_sensitive (GTK_WIDGET (self->conflicts), TRUE);
  show_changes (self);
}

static void
take_cb (GtkCheckButton *button, CwImportPage *self)
{
  CwMappingConflict *conflict = g_object_get_data (G_OBJECT (button), "conflict");
  CwMappingTake take = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "take"));

  if (!gtk_check_button_get_active (button) || conflict->take == take)
    return;
  conflict->take = take;
  self->settling = TRUE;
  /* Nobody changes an answer while a worker reads it. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->conflicts), FALSE);
  gtk_widget_set_sensitive (self->accept_button, FALSE);
  cw_mapping_bench_settle_async (self->bench, self->import, settled_cb, g_object_ref (self));
}

static GtkWidget *
make_choice (CwImportPage *self, CwMappingConflict *conflict, CwMappingTake take, const char *label, const char *words, GtkWidget *other)
{
  GtkWidget *button = gtk_check_button_new (), *text = gtk_label_new (NULL);
  g_autofree char *markup = words != NULL ? cw_mapping_dup_markup (words) : g_strdup (_("not there"));
  g_autofree char *whole = g_strdup_printf ("<b>%s</b> %s", label, markup);

  gtk_label_set_markup (GTK_LABEL (text), whole);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (other != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), GTK_CHECK_BUTTON (other));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), conflict->take == take);
  g_object_set_data (G_OBJECT (button), "conflict", conflict);
  g_object_set_data (G_OBJECT (button), "take", GINT_TO_POINTER (take));
  g_signal_connect_object (button, "toggled", G_CALLBACK (take_cb), self, 0);
  return button;
}

static GtkWidget *
make_conflict (CwImportPage *self, CwMappingConflict *conflict)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *title, *ours;
  g_autofree char *text = cw_mapping_changes_dup_title (conflict->part, conflict->group, conflict->name);

  title = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_box_append (GTK_BOX (box), title);
  ours = make_choice (self, conflict, CW_MAPPING_TAKE_OURS, _("Yours:"), conflict->ours, NULL);
  gtk_box_append (GTK_BOX (box), ours);
  gtk_box_append (GTK_BOX (box), make_choice (self, conflict, CW_MAPPING_TAKE_THEIRS, _("The file’s:"), conflict->theirs, ours));
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static void
show_conflicts (CwImportPage *self)
{
  const GPtrArray *conflicts = self->import->conflicts;

  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    gtk_list_box_append (self->conflicts, make_conflict (self, conflicts->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->conflicts), conflicts != NULL && conflicts->len > 0);
}

static void
accept_clicked_cb (CwImportPage *self)
{
  cw_mapping_bench_accept (self->bench, self->import);
  gtk_widget_activate_action (GTK_WIDGET (self), "mapping.back", NULL);
}

/* ---- object ---- */

static void
cw_import_page_dispose (GObject *object)
{
  CwImportPage *self = CW_IMPORT_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->import, cw_mapping_import_free);
  g_clear_object (&self->bench);
  G_OBJECT_CLASS (cw_import_page_parent_class)->dispose (object);
}

static void
cw_import_page_class_init (CwImportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_import_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-import-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwImportPage, summary);
  gtk_widget_class_bind_template_child (widget_class, CwImportPage, conflicts);
  gtk_widget_class_bind_template_child (widget_class, CwImportPage, changes);
  gtk_widget_class_bind_template_child (widget_class, CwImportPage, accept_button);
  gtk_widget_class_bind_template_callback (widget_class, accept_clicked_cb);
}

static void
cw_import_page_init (CwImportPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwImportPage *
cw_import_page_new (CwMappingBench *bench, CwMappingImport *import)
{
  CwImportPage *self = g_object_new (CW_TYPE_IMPORT_PAGE, NULL);

  self->bench = g_object_ref (bench);
  self->import = import;
  show_conflicts (self);
  show_changes (self);
  return self;
}
