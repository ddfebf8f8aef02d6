/* cw-store-private.h: what the files of the store share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-store.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* PRAGMA application_id of our files: "Caus". */
#define CW_STORE_APPLICATION_ID 0x43617573

/* A prepared statement that stays in the store. */
typedef struct {
  sqlite3_stmt *stmt;
  gboolean      taken;     /* a query uses it */
} CwStatement;

struct _CwStore {
  sqlite3           *db;
  char              *path;
  char              *profile;
  GHashTable        *statements;      /* SQL text by its address → CwStatement, owned */
  GCancellable      *cancellable;     /* nullable, owned */

  guint              depth;           /* of nested transactions */
  GError            *failure;         /* the first one inside the open transaction; nullable */
  gboolean           committing;      /* COMMIT or ROLLBACK under way: not to be interrupted */

  /* Connection whose id was looked up last in the open transaction. */
  char              *place_name;
  gint64             place_id;

  CwStoreCommitHook  hook;
  gpointer           hook_data;
  gboolean           dead;            /* the hook said so */
};

/* ---- cw-store.c ---- */

/* FALSE with the reason when nothing may be done any more: simulated crash, or an earlier failure in the open transaction. */
gboolean _cw_store_check (CwStore *self, GError **error);
/* Turns @rc into @error and spoils the open transaction. Always FALSE. */
gboolean _cw_store_fail (CwStore *self, int rc, GError **error);
/* As _cw_store_fail() for a failure that is not SQLite's: a write that cannot be done. Always FALSE. */
gboolean _cw_store_refuse (CwStore *self, CwStoreError code, GError **error, const char *format, ...) G_GNUC_PRINTF (4, 5);
/* SQL without result, not kept. */
gboolean _cw_store_exec (CwStore *self, const char *sql, GError **error);
/* The one number that @sql answers. Not kept. */
gboolean _cw_store_pragma (CwStore *self, const char *sql, gint64 *out_value, GError **error);

/* ---- cw-store-migrate.c ---- */

/* FALSE with CW_STORE_ERROR_NEWER when the file knows more than @scripts. Changes nothing. */
gboolean _cw_store_check_version (CwStore *self, const char * const *scripts, GError **error);
/* Brings the file to the version that is the number of @scripts, one transaction a script. */
gboolean _cw_store_migrate (CwStore *self, const char * const *scripts, GError **error);
/* The scripts of this program, in order. (transfer full) */
char   **_cw_store_load_migrations (void);
/* Keeps a copy of a damaged file beside it; the same state of a file is copied once. Its path, or NULL when that failed. */
char    *_cw_store_keep_damaged (const char *path);

/* ---- cw-store-query.c ---- */

/* One use of a prepared statement. On the stack, with g_auto. */
typedef struct {
  CwStore      *store;
  sqlite3_stmt *stmt;
  CwStatement  *kept;      /* its place among the kept ones; NULL: finalized after use */
  int           n_bound;
  int           rc;        /* of binding */
} CwQuery;

typedef enum { CW_STEP_FAILED, CW_STEP_DONE, CW_STEP_ROW } CwStep;

/* @sql: a literal; its statement is kept. When another query uses it at the moment, a second one is made. */
gboolean    _cw_query_init       (CwQuery *self, CwStore *store, const char *sql, GError **error);
/* @sql: put together at run time; not kept. */
gboolean    _cw_query_init_once  (CwQuery *self, CwStore *store, const char *sql, GError **error);
void        _cw_query_clear      (CwQuery *self);
/* Ready to be bound and run again. */
void        _cw_query_restart    (CwQuery *self);

/* Parameters in order. Values are borrowed until the query is cleared or restarted. */
void        _cw_query_text       (CwQuery *self, const char *text);
void        _cw_query_int        (CwQuery *self, gint64 value);
void        _cw_query_fields     (CwQuery *self, const CwFields *fields);

CwStep      _cw_query_step       (CwQuery *self, GError **error);
/* Runs to the end what writes, in a transaction of its own when none is open. */
gboolean    _cw_query_write      (CwQuery *self, GError **error);
/* As _cw_query_write(), for a statement that returns one number; FALSE with *@out_found FALSE when it returned none. */
gboolean    _cw_query_write_returning (CwQuery *self, gint64 *out_value, gboolean *out_found, GError **error);
/* Rows that the last write changed. */
gint64      _cw_query_changes    (CwQuery *self);

const char *_cw_query_get_text   (CwQuery *self, int column);
char       *_cw_query_dup_text   (CwQuery *self, int column);
gint64      _cw_query_get_int    (CwQuery *self, int column);
gboolean    _cw_query_is_null    (CwQuery *self, int column);
/* An empty set where the column is NULL. (transfer full) */
CwFields   *_cw_query_dup_fields (CwQuery *self, int column);
/* The same with the fields of @wanted only. */
CwFields   *_cw_query_dup_some_fields (CwQuery *self, int column, const char * const *wanted);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwQuery, _cw_query_clear)

/* ---- cw-store-fields.c ---- */

/* (transfer full), by g_free() */
char       *_cw_fields_encode (const CwFields *fields, gsize *out_length);
/* What is broken is left out; NULL gives an empty set. (transfer full) */
CwFields   *_cw_fields_decode (const char *data, gsize length);
/* The same with the fields of @wanted (NULL-terminated, sorted) only. */
CwFields   *_cw_fields_decode_some (const char *data, gsize length, const char * const *wanted);
/* The value of @wanted in an encoded set; NULL when it is not there. Borrowed from @data. */
const char *_cw_fields_find   (const char *data, gsize length, const char *wanted);

/* ---- cw-store-connections.c ---- */

/* Row ids by name. FALSE with CW_STORE_ERROR_NOT_FOUND; spoils the open transaction. */
gboolean _cw_store_find_connection  (CwStore *self, const char *name, gint64 *out_id, GError **error);
gboolean _cw_store_find_integration (CwStore *self, const char *name, gint64 *out_id, GError **error);
/* Forgets what _cw_store_find_connection() remembered. */
void     _cw_store_forget_place     (CwStore *self);

/* ---- cw-fold.c ---- */

/* Registers cw_fold (text), cw_field (fields, name) and cw_number (id). */
gboolean _cw_store_add_functions (CwStore *self, GError **error);
/* The number by which rows are read in order of their @id: the id itself, or the greatest number where it is none. */
gint64   _cw_store_id_number (const char *id);

G_END_DECLS
