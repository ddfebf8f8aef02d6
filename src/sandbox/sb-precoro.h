/* sb-precoro.h: what the files of the Precoro half share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sections named in comments are those of the Precoro reference. In SQLite a
 * company is a row of pc_company; whatever else there is carries its id. Times
 * are whole seconds since the epoch, UTC; money is decimal text.
 */
#pragma once

#include "sb-sandbox.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* ---- sb-precoro-params.c: forms and queries in PHP's manner ---- */

typedef struct _SbParams SbParams;

/* @text: name=value joined by &, percent-encoded; NULL or empty: none. NULL when it is broken. */
SbParams   *sb_params_new_form    (const char *text, gssize length);
/* Members of a JSON object as the form would have them; nested ones as "parent[id]". NULL when @text is no object. */
SbParams   *sb_params_new_json    (const char *text, gsize length);
void        sb_params_free        (SbParams *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbParams, sb_params_free)

/* The last value of @name, as PHP takes it; NULL: not sent. Borrowed. */
const char *sb_params_get         (SbParams *self, const char *name);
/* Every value of NAME, NAME[] and NAME[0]… (container of borrowed strings, never NULL). */
GPtrArray  *sb_params_get_all     (SbParams *self, const char *name);
/* The same text for the same set of parameters, in whatever order and encoding they came (transfer full). */
char       *sb_params_dup_set     (SbParams *self);

/* ---- one request ---- */

typedef struct {
  SbSandbox       *sandbox;
  const SbRequest *request;
  SbResponse      *response;
  gint64           company;
  gint64           ids[3];     /* the numbers in the path, in order */
  SbParams        *query;      /* never NULL */
  SbParams        *form;       /* never NULL */
  gboolean         document;   /* documentcustomfields instead of itemcustomfields */
} SbCall;

/* Adds a condition on the rows of a list; @format is sqlite3_mprintf's. */
void        sb_where_add          (GString *where, const char *format, ...);

/* ---- sb-precoro-json.c: values in the variant in force ---- */

gint64      sb_precoro_now        (SbSandbox *self);    /* seconds */
void        sb_add_external_id    (SbSandbox *self, JsonObject *object, const char *name, const char *value);
void        sb_add_netsuite_id    (SbSandbox *self, JsonObject *object, const char *name, const char *value);
void        sb_add_idn            (SbSandbox *self, JsonObject *object, const char *name, const char *value);
void        sb_add_amount         (SbSandbox *self, JsonObject *object, const char *name, const char *value);
void        sb_add_text           (JsonObject *object, const char *name, const char *value);    /* NULL: null */
void        sb_add_date           (SbSandbox *self, JsonObject *object, const char *name, gint64 seconds);  /* 0: null */
/* @value: (transfer full) (nullable) */
void        sb_add_relation       (SbSandbox *self, JsonObject *object, const char *name, JsonObject *value);
/* @array: (transfer full); as {"data":[…]} */
void        sb_add_collection     (JsonObject *object, const char *name, JsonArray *array);

/* Appends the JSON of @object, which is freed. @is_first: no comma before it. */
void        sb_append_row         (GString *json, JsonObject *object, gboolean is_first);
/* Column texts; NULL for SQL's NULL; borrowed until the next step. */
const char *sb_column             (sqlite3_stmt *statement, int column);

/* ---- answers ---- */

/* Takes @object. */
void        sb_call_answer        (SbCall *self, guint status, JsonObject *object);
/* A created or changed record: whole, or with its id alone. Takes @object. */
void        sb_call_answer_written (SbCall *self, guint status, JsonObject *object);
void        sb_call_refuse        (SbCall *self, guint status);    /* 404, 405, 406, 415 */
/* {"errors":{"errors":{…}}}; takes @errors. */
void        sb_call_refuse_values (SbCall *self, JsonObject *errors);
void        sb_call_refuse_value  (SbCall *self, const char *name, const char *sentence);

typedef JsonObject *(*SbRowReader) (SbSandbox *self, sqlite3_stmt *row);

/* Answers one page of @columns FROM @from WHERE 1 @where ORDER BY @order. */
void        sb_call_answer_list   (SbCall *self, const char *columns, const char *from, const char *where,
                                   const char *order, SbRowReader read);
/* As sb_call_answer_list(), all of it on one page. */
void        sb_call_answer_whole  (SbCall *self, const char *columns, const char *from, const char *where,
                                   const char *order, SbRowReader read);
/* The rows as a JSON array, each with its "company", which is the last column of @sql (transfer full). */
char       *sb_precoro_dup_rows   (SbSandbox *self, const char *sql, SbRowReader read);

/* Filters by the query's parameter @name; FALSE when the value was refused and the answer is filled in. */
gboolean    sb_call_filter_since  (SbCall *self, GString *where, const char *name, const char *column, const char *comparison);
gboolean    sb_call_filter_list   (SbCall *self, GString *where, const char *name, const char *column);
void        sb_call_filter_flag   (SbCall *self, GString *where, const char *name, const char *condition);

/* ---- sb-precoro-limits.c ---- */

/* Whether the limits let the call through; else the 429 is filled in. */
gboolean    sb_precoro_admit      (SbCall *self);
/* Counts a request that was answered before the limits were asked (401). */
void        sb_precoro_count      (SbSandbox *self, gint64 company);
/* A 429 of the pace limiter, as a fault. */
void        sb_precoro_refuse_pace (SbSandbox *self, SbResponse *response);

/* ---- sb-precoro.c ---- */
gboolean    sb_precoro_is_write   (const SbRequest *request);

/* ---- sb-precoro-options.c, -users.c, -orders.c: handlers of routes ---- */
void        sb_fields_list        (SbCall *call);
void        sb_options_list       (SbCall *call);
void        sb_options_create     (SbCall *call);
void        sb_options_replace    (SbCall *call);
void        sb_options_mark       (SbCall *call);
void        sb_options_scope      (SbCall *call);
void        sb_users_list         (SbCall *call);
void        sb_users_mark         (SbCall *call);
void        sb_orders_list        (SbCall *call);
void        sb_orders_get         (SbCall *call);
void        sb_orders_mark        (SbCall *call);
void        sb_suppliers_list     (SbCall *call);
void        sb_suppliers_get      (SbCall *call);
void        sb_suppliers_mark     (SbCall *call);
void        sb_locations_list     (SbCall *call);
void        sb_locations_mark     (SbCall *call);

char       *sb_options_dup_state  (SbSandbox *self);
char       *sb_users_dup_state    (SbSandbox *self);
char       *sb_orders_dup_state   (SbSandbox *self);

/* ---- sb-precoro-tree.c: shared by the API, the edits of a person and the generator ---- */

void        sb_bind_id            (sqlite3_stmt *statement, int position, gint64 id);   /* 0 binds NULL */
/* Texts are nullable; 0 is no parent. */
gint64      sb_option_insert      (SbSandbox *self, gint64 field, gint64 parent, const char *name, const char *code,
                                   const char *external_id, const char *netsuite_id, gboolean enable);
/* Options below @id, itself included, follow it. */
void        sb_option_move        (SbSandbox *self, gint64 id, gint64 parent);
void        sb_option_disable_below (SbSandbox *self, gint64 id);
/* Levels count from 1; 0: no such option in @field. */
guint       sb_option_get_level   (SbSandbox *self, gint64 field, gint64 id);
/* Levels from @id down to its deepest descendant, at least 1. */
guint       sb_option_get_height  (SbSandbox *self, gint64 id);
gboolean    sb_option_is_below    (SbSandbox *self, gint64 id, gint64 ancestor);   /* or the same */

#define SB_OPTION_LEVELS 5

G_END_DECLS
