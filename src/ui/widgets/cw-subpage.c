/* cw-subpage.c: a page below another, with title and way back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-subpage.h"

struct _CwSubpage {
  GtkWidget  parent_instance;

  /* template children */
  GtkLabel  *title;
  GtkBox    *content, *bar;

  GtkWidget *child;   /* borrowed from content */
};

G_DEFINE_FINAL_TYPE (CwSubpage, cw_subpage, GTK_TYPE_WIDGET)

static void
cw_subpage_dispose (GObject *object)
{
  CwSubpage *self = CW_SUBPAGE (object);
  GtkWidget *child;

  self->child = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cw_subpage_parent_class)->dispose (object);
}

static void
cw_subpage_class_init (CwSubpageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_subpage_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-subpage.ui");
  gtk_widget_class_bind_template_child (widget_class, CwSubpage, title);
  gtk_widget_class_bind_template_child (widget_class, CwSubpage, content);
  gtk_widget_class_bind_template_child (widget_class, CwSubpage, bar);
}

static void
cw_subpage_init (CwSubpage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cw_subpage_new (const char *title, GtkWidget *child)
{
  CwSubpage *self = g_object_new (CW_TYPE_SUBPAGE, NULL);

  gtk_label_set_label (self->title, title);
  gtk_widget_set_vexpand (child, TRUE);
  gtk_box_append (self->content, child);
  self->child = child;
  return GTK_WIDGET (self);
}

GtkWidget *
cw_subpage_get_bar (CwSubpage *self)
{
  return GTK_WIDGET (self->bar);
}

GtkWidget *
cw_subpage_get_child (CwSubpage *self)
{
  return self->child;
}
