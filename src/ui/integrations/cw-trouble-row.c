/* cw-trouble-row.c: a record that needs a person, and what to do about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-trouble-row.h"

#include <glib/gi18n-lib.h>

static GtkWidget *
make_label (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

GtkWidget *
cw_trouble_row_new (CwJobTrouble *trouble)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gboolean conflict = cw_job_trouble_is_conflict (trouble);
  GtkWidget *button = gtk_button_new_with_mnemonic (conflict ? _("_Settle…") : _("_Retry"));
  g_autofree char *label = g_strdup_printf (conflict ? _("Settle %s") : _("Retry %s"), cw_job_trouble_get_name (trouble));

  gtk_box_append (GTK_BOX (words), make_label (cw_job_trouble_get_name (trouble), "heading"));
  gtk_box_append (GTK_BOX (words), make_label (cw_job_trouble_get_error (trouble), NULL));
  gtk_box_append (GTK_BOX (words), make_label (cw_job_trouble_get_advice (trouble), "dim-label"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), conflict ? "trouble.settle" : "trouble.retry");
  if (conflict)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", cw_job_trouble_get_workflow (trouble), cw_job_trouble_get_record (trouble));
  else
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", cw_job_trouble_get_record (trouble));
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), button);
  gtk_widget_add_css_class (row, "list-line");
  return row;
}
