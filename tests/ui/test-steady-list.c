/* test-steady-list.c: places that stay while what is in them changes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-steady-list.h"

#include <gtk/gtk.h>

#define ROUNDS 2000

typedef struct {
  GListStore   *source;
  CwSteadyList *list;
  GString      *announced;   /* "position-removed+added " */
} Fixture;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Fixture *self)
{
  g_string_append_printf (self->announced, "%u-%u+%u ", position, removed, added);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->source = g_list_store_new (GTK_TYPE_STRING_OBJECT);
  self->list = cw_steady_list_new (G_LIST_MODEL (self->source));
  self->announced = g_string_new (NULL);
  g_signal_connect (self->list, "items-changed", G_CALLBACK (items_changed_cb), self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (self->list), (gpointer *) &self->list);
  g_object_unref (self->list);
  g_assert_null (self->list);
  g_object_unref (self->source);
  g_string_free (self->announced, TRUE);
}

static void
splice (Fixture *self, guint position, guint removed, const char *words)
{
  g_auto (GStrv) parts = g_strsplit (words, " ", -1);
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func (g_object_unref);

  for (char **part = parts; *part != NULL && **part != '\0'; part++)
    g_ptr_array_add (objects, gtk_string_object_new (*part));
  g_list_store_splice (self->source, position, removed, objects->pdata, objects->len);
}

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* What is in the places, in order; "-": nothing. */
static char *
dup_shown (Fixture *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr (CwSteadyItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);
      GtkStringObject *object = cw_steady_item_get_object (item);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", object != NULL ? gtk_string_object_get_string (object) : "-");
    }
  return g_string_free (text, FALSE);
}

static void
assert_state (Fixture *self, const char *shown, const char *announced)
{
  g_autofree char *now = dup_shown (self);

  g_assert_cmpstr (now, ==, shown);
  g_assert_cmpstr (self->announced->str, ==, announced);
  g_string_truncate (self->announced, 0);
}

static void
test_pages (Fixture *self, gconstpointer data)
{
  g_autoptr (CwSteadyItem) first = NULL, same = NULL;

  splice (self, 0, 0, "a b c");
  assert_state (self, "a b c", "0-0+3 ");
  first = g_list_model_get_item (G_LIST_MODEL (self->list), 0);

  /* Another page of the same size is news to nobody but the places. */
  splice (self, 0, 3, "d e f");
  assert_state (self, "d e f", "");
  /* The last page is shorter. */
  splice (self, 0, 3, "g");
  assert_state (self, "g - -", "");
  iterate ();
  assert_state (self, "g", "1-2+0 ");
  splice (self, 0, 1, "a b c");
  assert_state (self, "a b c", "1-0+2 ");
  same = g_list_model_get_item (G_LIST_MODEL (self->list), 0);
  g_assert_true (same == first);
}

static void
test_in_the_middle (Fixture *self, gconstpointer data)
{
  splice (self, 0, 0, "a b c d e");
  assert_state (self, "a b c d e", "0-0+5 ");
  splice (self, 1, 2, "");
  iterate ();
  assert_state (self, "a d e", "3-2+0 ");
  splice (self, 1, 0, "x y");
  assert_state (self, "a x y d e", "3-0+2 ");
  splice (self, 2, 1, "z");
  assert_state (self, "a x z d e", "");
}

/* As a search announces it: everything goes, then everything comes. */
static void
test_replaced (Fixture *self, gconstpointer data)
{
  splice (self, 0, 0, "a b c");
  g_string_truncate (self->announced, 0);
  g_list_store_remove_all (self->source);
  splice (self, 0, 0, "x y");
  assert_state (self, "x y -", "");
  iterate ();
  assert_state (self, "x y", "2-1+0 ");
  g_list_store_remove_all (self->source);
  iterate ();
  assert_state (self, "", "0-2+0 ");
}

static void
count_cb (guint *count)
{
  (*count)++;
}

/* A place tells of its object's properties, one by one, and of nothing that left it. */
static void
test_signals (Fixture *self, gconstpointer data)
{
  g_autoptr (GtkAdjustment) object = g_object_ref_sink (gtk_adjustment_new (0, 0, 10, 1, 1, 1));
  g_autoptr (GListStore) source = g_list_store_new (G_TYPE_OBJECT);
  g_autoptr (CwSteadyList) list = NULL;
  g_autoptr (CwSteadyItem) item = NULL;
  guint value = 0, upper = 0, replaced = 0;

  g_list_store_append (source, object);
  list = cw_steady_list_new (G_LIST_MODEL (source));
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_signal_connect_swapped (item, "changed::value", G_CALLBACK (count_cb), &value);
  g_signal_connect_swapped (item, "changed::upper", G_CALLBACK (count_cb), &upper);
  g_signal_connect_swapped (item, "notify::object", G_CALLBACK (count_cb), &replaced);
  gtk_adjustment_set_value (object, 5);
  g_assert_cmpuint (value, ==, 1);
  g_assert_cmpuint (upper, ==, 0);
  g_list_store_remove_all (source);
  g_assert_cmpuint (replaced, ==, 1);
  g_assert_null (cw_steady_item_get_object (item));
  gtk_adjustment_set_value (object, 6);
  g_assert_cmpuint (value, ==, 1);
}

static void
test_random (Fixture *self, gconstpointer data)
{
  for (guint round = 0; round < ROUNDS; round++)
    {
      guint n = g_list_model_get_n_items (G_LIST_MODEL (self->source));
      guint position = (guint) g_test_rand_int_range (0, (int) n + 1);
      guint removed = (guint) g_test_rand_int_range (0, (int) (n - position) + 1), added = (guint) g_test_rand_int_range (0, 6);
      GString *words = g_string_new (NULL);

      for (guint i = 0; i < added; i++)
        g_string_append_printf (words, "%s%d", i > 0 ? " " : "", g_test_rand_int_range (0, 1000));
      splice (self, position, removed, words->str);
      g_string_free (words, TRUE);
      if (g_test_rand_bit ())
        continue;
      iterate ();
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->list)), ==, g_list_model_get_n_items (G_LIST_MODEL (self->source)));
      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
        {
          g_autoptr (CwSteadyItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);
          g_autoptr (GObject) object = g_list_model_get_item (G_LIST_MODEL (self->source), i);

          g_assert_true (cw_steady_item_get_object (item) == object);
        }
    }
}

#define ADD(name, function) g_test_add ("/steady-list/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("pages", test_pages);
  ADD ("in-the-middle", test_in_the_middle);
  ADD ("replaced", test_replaced);
  ADD ("signals", test_signals);
  ADD ("random", test_random);

  return g_test_run ();
}
