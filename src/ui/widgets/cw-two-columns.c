/* cw-two-columns.c: two things side by side, below each other where that is too narrow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A flow box asks how wide its children would like to be, and long texts would
 * like to be very wide; here only what they need counts.
 */

#include "config.h"

#include "cw-two-columns.h"

#define SPACING 12    /* pixels between columns, and between what is stacked */
#define COLUMN  290   /* the least width of a column beside another */

struct _CwTwoColumns {
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (CwTwoColumns, cw_two_columns, GTK_TYPE_WIDGET)

static int
get_column (GtkWidget *widget, int width)
{
  int column = (width - SPACING) / 2, needed = COLUMN;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int minimum;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      needed = MAX (needed, minimum);
    }
  /* 0: below each other. */
  return column >= needed ? column : 0;
}

static GtkSizeRequestMode
two_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
two_columns_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                     int *natural_baseline)
{
  int column = orientation == GTK_ORIENTATION_VERTICAL && for_size > 0 ? get_column (widget, for_size) : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      gboolean first = child == gtk_widget_get_first_child (widget);
      int least, liked;

      gtk_widget_measure (child, orientation, column > 0 ? column : for_size, &least, &liked, NULL, NULL);
      if (orientation == GTK_ORIENTATION_HORIZONTAL)
        {
          *minimum = MAX (*minimum, least);
          *natural += liked + (first ? 0 : SPACING);
        }
      else if (column > 0)
        {
          *minimum = MAX (*minimum, least);
          *natural = MAX (*natural, liked);
        }
      else
        {
          *minimum += least + (first ? 0 : SPACING);
          *natural += liked + (first ? 0 : SPACING);
        }
    }
}

static void
two_columns_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  int column = get_column (widget, width), x = 0, y = 0;
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation place = { mirrored && column > 0 ? width - x - column : x, y, column > 0 ? column : width, height };

      if (column > 0)
        x += column + SPACING;
      else
        {
          gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &place.height, NULL, NULL);
          y += place.height + SPACING;
        }
      gtk_widget_size_allocate (child, &place, -1);
    }
}

static void
cw_two_columns_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cw_two_columns_parent_class)->dispose (object);
}

static void
cw_two_columns_class_init (CwTwoColumnsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_two_columns_dispose;
  widget_class->get_request_mode = two_columns_get_request_mode;
  widget_class->measure = two_columns_measure;
  widget_class->size_allocate = two_columns_size_allocate;
}

static void
cw_two_columns_init (CwTwoColumns *self)
{
}
