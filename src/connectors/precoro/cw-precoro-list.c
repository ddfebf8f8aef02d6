/* cw-precoro-list.c: a whole list, page by page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where an answer counts the pages, the rest is fetched side by side; else one
 * after the other. A row that moves to another page while we read turns up
 * twice and is passed on once. Reading ends with the page that says it is the
 * last, with one that holds nothing, and with one that holds nothing new. An
 * answer that says nothing of further pages is believed to be the last, unless
 * it is full: to miss options would mean to create them a second time.
 */

#define G_LOG_DOMAIN "cw-precoro"

#include "cw-precoro-private.h"

#include <string.h>

#define PAGES_MAX 5000   /* that are asked for on the word of one answer */

typedef struct {
  /* inputs */
  CwPrecoro      *self;
  const char     *path;
  guint           per_page;
  CwPrecoroDecode decode;
  const char     *doing;
  CwReadPage      page;
  gpointer        data;

  /* in progress */
  GHashTable     *seen;     /* char* set of ids */
  GPtrArray      *slots;    /* of Slot, one for each request under way */
} Listing;

/* Where a lane puts the page that it took apart. */
typedef struct {
  CwPrecoroDecode decode;
  CwPrecoroPage  *page;
} Slot;

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  _cw_precoro_page_free (slot->page);
  g_free (slot);
}

static void
listing_clear (Listing *listing)
{
  g_clear_pointer (&listing->seen, g_hash_table_unref);
  g_clear_pointer (&listing->slots, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listing, listing_clear)

/* A broken page is asked for again. */
static gboolean
check_page (const CwWireAnswer *wire, gpointer data, GError **error)
{
  Slot *slot = data;

  g_clear_pointer (&slot->page, _cw_precoro_page_free);
  slot->page = _cw_precoro_page_decode (wire->body, slot->decode, error);
  return slot->page != NULL;
}

static CwHttpRequest *
page_request (Listing *listing, gint64 number)
{
  g_autofree char *path = g_strdup_printf ("%s%sper_page=%u&page=%" G_GINT64_FORMAT, listing->path, strchr (listing->path, '?') != NULL ? "&" : "?",
                                            listing->per_page, number);
  CwHttpRequest *request = cw_http_request_new ("GET", path);
  Slot *slot = g_new0 (Slot, 1);

  slot->decode = listing->decode;
  g_ptr_array_add (listing->slots, slot);
  cw_http_request_add_header (request, "Accept", "application/json");
  request->repeatable = TRUE;
  request->check = check_page;
  request->check_data = slot;
  return request;
}

/* Hands over what is new in @page. @out_fresh: how many. */
static gboolean
take_page (Listing *listing, CwPrecoroPage *page, guint *out_fresh, GError **error)
{
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();

  for (guint i = 0; i < page->records->len; i++)
    {
      CwTargetRecord *record = g_ptr_array_index (page->records, i);

      if (g_hash_table_add (listing->seen, g_strdup (record->id)))
        g_ptr_array_add (fresh, record);
    }
  *out_fresh = fresh->len;
  return fresh->len == 0 || listing->page (fresh, listing->data, error);
}

/* ---- side by side ---- */

static gboolean
each_page (guint index, CwHttpAnswer *answer, gpointer data, GError **error)
{
  Listing *listing = data;
  Slot *slot = g_ptr_array_index (listing->slots, index);
  guint fresh;

  /* The list grew shorter. */
  if (answer->error == NULL && answer->wire->status == 404)
    return TRUE;
  return _cw_precoro_check_answer (listing->self, answer, listing->doing, error)
         && take_page (listing, slot->page, &fresh, error);
}

/* @out_more: the last of them says that there is a further one. */
static gboolean
read_side_by_side (Listing *listing, gint64 from, gint64 upto, gboolean *out_more,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new ();
  Slot *last;

  g_ptr_array_set_size (listing->slots, 0);
  for (gint64 number = from; number <= upto; number++)
    g_ptr_array_add (requests, page_request (listing, number));
  if (!cw_http_client_send_all_sync (listing->self->client, requests, each_page, listing, cancellable, error))
    return FALSE;
  last = g_ptr_array_index (listing->slots, listing->slots->len - 1);
  *out_more = last->page != NULL && last->page->next == CW_PRECORO_MORE;
  return TRUE;
}

/* ---- one after the other ---- */

static gboolean
expects_more (const Listing *listing, const CwPrecoroPage *page, guint fresh)
{
  if (fresh == 0 || page->next == CW_PRECORO_LAST)
    return FALSE;
  return page->next == CW_PRECORO_MORE || page->records->len >= listing->per_page;
}

static gboolean
read_one (Listing *listing, gint64 number, gboolean *out_more, gint64 *out_total_pages,
          GCancellable *cancellable, GError **error)
{
  g_autoptr (CwHttpAnswer) answer = NULL;
  Slot *slot;
  guint fresh;

  *out_more = FALSE;
  *out_total_pages = 0;
  g_ptr_array_set_size (listing->slots, 0);
  answer = cw_http_client_send_sync (listing->self->client, page_request (listing, number), cancellable);
  if (number > 1 && answer->error == NULL && answer->wire->status == 404)
    return TRUE;
  if (!_cw_precoro_check_answer (listing->self, answer, listing->doing, error))
    return FALSE;
  slot = g_ptr_array_index (listing->slots, 0);
  if (!take_page (listing, slot->page, &fresh, error))
    return FALSE;
  *out_more = expects_more (listing, slot->page, fresh);
  *out_total_pages = slot->page->total_pages;
  return TRUE;
}

static gboolean
read_from (Listing *listing, gint64 number, GCancellable *cancellable, GError **error)
{
  gboolean more = TRUE;
  gint64 total_pages;

  while (more)
    if (!read_one (listing, number++, &more, &total_pages, cancellable, error))
      return FALSE;
  return TRUE;
}

gboolean
_cw_precoro_list_sync (CwPrecoro *self, const char *path, guint per_page, CwPrecoroDecode decode, const char *doing,
                       CwReadPage page, gpointer data, GCancellable *cancellable, GError **error)
{
  g_auto (Listing) listing = { self, path, per_page, decode, doing, page, data, NULL, NULL };
  gboolean more;
  gint64 total_pages;

  listing.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  listing.slots = g_ptr_array_new_with_free_func (slot_free);
  if (!read_one (&listing, 1, &more, &total_pages, cancellable, error))
    return FALSE;
  if (!more)
    return TRUE;
  if (total_pages < 2 || total_pages > PAGES_MAX)
    return read_from (&listing, 2, cancellable, error);
  return read_side_by_side (&listing, 2, total_pages, &more, cancellable, error)
         && (!more || read_from (&listing, total_pages + 1, cancellable, error));
}
