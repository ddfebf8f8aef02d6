/* cw-run-rows.c: a workflow of a run, and a page of it, with their bars
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-run-rows.h"

#include <glib/gi18n-lib.h>

/* "52 done · 1 needs you · 47 left" (transfer full) */
static char *
describe_page (CwJobPage *page)
{
  guint done = cw_job_page_get_done (page), failed = cw_job_page_get_failed (page), size = cw_job_page_get_size (page);
  guint left = cw_job_page_get_ended (page) ? 0 : size - MIN (done + failed, size);
  g_autoptr (GString) text = g_string_new (NULL);

  if (done + failed == 0 && left > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u record, waiting", "%'u records, waiting", left), left);
  g_string_append_printf (text, _("%'u done"), done);
  if (failed > 0)
    g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, " · %'u needs you", " · %'u need you", failed), failed);
  if (left > 0)
    g_string_append_printf (text, _(" · %'u left"), left);
  return g_strdup (text->str);
}

static void
update_page_row (CwJobPage *page, GParamSpec *pspec, GtkWidget *box)
{
  GtkWidget *words = g_object_get_data (G_OBJECT (box), "words"), *bar = g_object_get_data (G_OBJECT (box), "bar");
  guint past = cw_job_page_get_done (page) + cw_job_page_get_failed (page), size = MAX (cw_job_page_get_size (page), 1);
  g_autofree char *text = describe_page (page);

  gtk_label_set_label (GTK_LABEL (words), text);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), cw_job_page_get_ended (page) ? 1 : MIN (1.0, (double) past / size));
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

/* "52 of 300 records · 1 needs you" (transfer full) */
static char *
describe_workflow (CwJobWorkflow *workflow)
{
  guint size = cw_job_workflow_get_size (workflow), failed = cw_job_workflow_get_failed (workflow);
  guint past = cw_job_workflow_get_done (workflow) + failed;
  g_autoptr (GString) text = g_string_new (NULL);

  if (size == 0)
    return g_strdup (_("Everything is in step already"));
  if (past == 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u record, waiting", "%'u records, waiting", size), size);
  g_string_append_printf (text, _("%'u of %'u records"), past, size);
  if (failed > 0)
    g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, " · %'u needs you", " · %'u need you", failed), failed);
  return g_strdup (text->str);
}

static void
update_workflow_row (CwJobWorkflow *workflow, GtkWidget *box)
{
  GtkWidget *words = g_object_get_data (G_OBJECT (box), "words"), *bar = g_object_get_data (G_OBJECT (box), "bar");
  guint size = cw_job_workflow_get_size (workflow);
  g_autofree char *text = describe_workflow (workflow);

  gtk_label_set_label (GTK_LABEL (words), text);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), size == 0 ? 1 : (double) (size - cw_job_workflow_get_left (workflow)) / size);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

/* A title with words at its end, and a bar. @spoken: what the bar is of. */
static GtkWidget *
make_line (const char *title, const char *spoken, const char *css)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (title), *bar = gtk_progress_bar_new (), *words = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (name, css);
  gtk_widget_add_css_class (words, "numeric");
  gtk_widget_add_css_class (words, "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_box_append (GTK_BOX (line), name);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), bar);
  g_object_set_data (G_OBJECT (box), "words", words);
  g_object_set_data (G_OBJECT (box), "bar", bar);
  return box;
}

GtkWidget *
cw_run_page_row_new (CwJobPage *page, const char *workflow)
{
  g_autofree char *title = g_strdup_printf (_("Page %'u"), cw_job_page_get_number (page));
  g_autofree char *whose = workflow != NULL ? g_strdup_printf (_("%s, page %'u"), workflow, cw_job_page_get_number (page)) : NULL;
  GtkWidget *box = make_line (title, whose != NULL ? whose : title, "numeric");

  gtk_widget_add_css_class (box, whose != NULL ? "list-part" : "list-line");
  g_signal_connect_object (page, "notify", G_CALLBACK (update_page_row), box, 0);
  update_page_row (page, NULL, box);
  return box;
}

GtkWidget *
cw_run_workflow_row_new (CwJobWorkflow *workflow, const char *title)
{
  GtkWidget *box = make_line (title, title, "heading");

  gtk_widget_add_css_class (box, "list-head");
  g_signal_connect_object (workflow, "changed", G_CALLBACK (update_workflow_row), box, 0);
  update_workflow_row (workflow, box);
  return box;
}
