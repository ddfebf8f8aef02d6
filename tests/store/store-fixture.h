/* store-fixture.h: a profile database in a folder of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-store-private.h"

G_BEGIN_DECLS

typedef struct {
  char    *dir;
  CwStore *store;
} StoreFixture;

/* The store holds the connections "netsuite" and "precoro" and the integrations "Harbor" and "Annex" between them. */
void     store_fixture_set_up    (StoreFixture *fixture, gconstpointer data);
void     store_fixture_tear_down (StoreFixture *fixture, gconstpointer data);
/* Closes the store and opens it again. */
void     store_fixture_reopen    (StoreFixture *fixture);

#define store_test_add(path, function) \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, function, store_fixture_tear_down)

/* Empty folder. (transfer full) */
char    *make_folder   (void);
void     remove_folder (const char *dir);
/* (transfer full) */
char    *get_path      (const char *dir, const char *name);
CwStore *open_store    (const char *dir);
/* Runs @sql behind the store's back, through a connection of its own; the message when it fails, else NULL. (transfer full) */
char    *run_sql       (const char *dir, const char *sql);
/* The one number that @sql answers. */
gint64   ask_number    (const char *dir, const char *sql);

/* "type id" with the columns given. (transfer full) */
CwRecord *make_record  (const char *type, const char *id, const char *name);
/* About job @source_id in workflow "w". (transfer full) */
CwAttention *make_attention (const char *integration, const char *source_id, const char *text);

G_END_DECLS
