/* cw-page-cache.c: the objects of a list model that were asked for lately
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-page-cache.h"

typedef struct {
  guint      number;
  GPtrArray *objects;  /* owned */
  GList      link;     /* in the list of pages, latest first */
} Page;

struct _CwPageCache {
  CwPageFunc  make;
  gpointer    list;    /* borrowed */
  GHashTable *pages;   /* number → Page, owned by the queue */
  GQueue      latest;  /* of Page */
};

CwPageCache *
cw_page_cache_new (CwPageFunc make, gpointer list)
{
  CwPageCache *self = g_new0 (CwPageCache, 1);

  self->make = make;
  self->list = list;
  self->pages = g_hash_table_new (NULL, NULL);
  return self;
}

void
cw_page_cache_free (CwPageCache *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (cw_page_cache_take (self));
  g_hash_table_unref (self->pages);
  g_free (self);
}

static void
forget_oldest (CwPageCache *self)
{
  GList *link = g_queue_pop_tail_link (&self->latest);
  Page *page = link->data;

  g_hash_table_remove (self->pages, GUINT_TO_POINTER (page->number));
  g_ptr_array_unref (page->objects);
  g_free (page);
}

static Page *
make_page (CwPageCache *self, guint number)
{
  Page *page = g_new0 (Page, 1);

  page->number = number;
  page->link.data = page;
  page->objects = self->make (self->list, number * CW_PAGE_SIZE);
  g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);
  return page;
}

gpointer
cw_page_cache_get (CwPageCache *self, guint position)
{
  guint number = position / CW_PAGE_SIZE;
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));

  if (page != NULL)
    {
      g_queue_unlink (&self->latest, &page->link);
    }
  else
    {
      if (self->latest.length >= CW_PAGES_KEPT)
        forget_oldest (self);
      page = make_page (self, number);
    }
  g_queue_push_head_link (&self->latest, &page->link);
  return g_ptr_array_index (page->objects, position % CW_PAGE_SIZE);
}

GPtrArray *
cw_page_cache_take (CwPageCache *self)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func (g_object_unref);

  g_hash_table_remove_all (self->pages);
  for (GList *link = g_queue_pop_head_link (&self->latest); link != NULL; link = g_queue_pop_head_link (&self->latest))
    {
      Page *page = link->data;

      g_ptr_array_extend_and_steal (objects, g_steal_pointer (&page->objects));
      g_free (page);
    }
  return objects;
}
