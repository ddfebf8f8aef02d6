/* cw-dragged.c: what the pointer carries within the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-dragged.h"

typedef struct {
  GWeakRef widget;
} CwDragged;

static CwDragged *
dragged_new (GtkWidget *widget)
{
  CwDragged *self = g_new (CwDragged, 1);

  g_weak_ref_init (&self->widget, widget);
  return self;
}

static CwDragged *
dragged_copy (CwDragged *self)
{
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&self->widget);

  return dragged_new (widget);
}

static void
dragged_free (CwDragged *self)
{
  g_weak_ref_clear (&self->widget);
  g_free (self);
}

G_DEFINE_BOXED_TYPE (CwDragged, cw_dragged, dragged_copy, dragged_free)

GdkContentProvider *
cw_dragged_new (GtkWidget *widget)
{
  CwDragged *self = dragged_new (widget);
  GdkContentProvider *provider = gdk_content_provider_new_typed (CW_TYPE_DRAGGED, self);

  dragged_free (self);
  return provider;
}

GtkWidget *
cw_dragged_get (const GValue *value)
{
  CwDragged *self = g_value_get_boxed (value);

  return self != NULL ? g_weak_ref_get (&self->widget) : NULL;
}
