/* cw-key-set.h: a set of records, by their keys in the mirror
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bit for each key: keys are small numbers that the database gives in order,
 * so that 150,000 chosen records take some 20 KB, and copying them for a worker
 * takes no time that anybody sees. Not thread-safe; hand over copies.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CwKeySet CwKeySet;

CwKeySet *cw_key_set_new      (void);
CwKeySet *cw_key_set_copy     (const CwKeySet *self);
void      cw_key_set_free     (CwKeySet *self);
guint     cw_key_set_count    (const CwKeySet *self);
gboolean  cw_key_set_equal    (const CwKeySet *a, const CwKeySet *b);
gboolean  cw_key_set_contains (const CwKeySet *self, gint64 key);
/* Adds or takes out; TRUE when that changed the set. @key: above 0. */
gboolean  cw_key_set_set      (CwKeySet *self, gint64 key, gboolean member);
/* Adds what @other has. TRUE when that changed the set. */
gboolean  cw_key_set_add_all  (CwKeySet *self, const CwKeySet *other);
/* The least key above @after; 0: none. From 0 on in a loop: all of them in order. */
gint64    cw_key_set_next     (const CwKeySet *self, gint64 after);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwKeySet, cw_key_set_free)

G_END_DECLS
