/* cw-page-cache.h: the objects of a list model that were asked for lately
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Objects are made a page of neighbouring positions at a time; the page that
 * nobody asked for longest is forgotten. On the thread of the list alone.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define CW_PAGE_SIZE 64
/* Pages kept, and so objects that nobody else holds: 32 × 64. */
#define CW_PAGES_KEPT 32

typedef struct _CwPageCache CwPageCache;

/* Makes the objects from position @first on, CW_PAGE_SIZE or to the end of @list. (element-type GObject) (transfer full) */
typedef GPtrArray *(*CwPageFunc) (gpointer list, guint first);

/* @list is borrowed and handed to @make. */
CwPageCache *cw_page_cache_new  (CwPageFunc make, gpointer list);
void         cw_page_cache_free (CwPageCache *self);
/* The object at @position, which @list has. Borrowed. */
gpointer     cw_page_cache_get  (CwPageCache *self, guint position);
/* Forgets all pages and hands out what they held, the latest page first. (element-type GObject) (transfer full) */
GPtrArray   *cw_page_cache_take (CwPageCache *self);

G_END_DECLS
