/* sb-suiteprojects-rest.h: what the halves of the REST API share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "sb-suiteprojects.h"

G_BEGIN_DECLS

typedef struct {
  SbSandbox       *sandbox;
  const SbRequest *request;
  SbResponse      *response;
  const char      *token;
  gint64           horizon;
  const SbSppType *type;     /* NULL: of no collection */
  const char      *path;     /* of the collection */
  const char      *verbs;    /* as SbSppType has them */
  const char      *only;     /* condition on rows of alias "t" that belong to the collection; NULL: all do */
  char            *parent;   /* owned: the text of @only when it depends on the path */
  GPtrArray       *query;    /* SbPair, owned by the call */
} SbRestCall;

typedef enum { SB_REST_LIST, SB_REST_GET, SB_REST_WRITE, SB_REST_DELETE } SbRestVerb;

/* ---- sb-suiteprojects-rest.c ---- */

void       sb_rest_refuse       (SbRestCall *call, guint status, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Takes all; @included and @meta are nullable. */
void       sb_rest_answer       (SbRestCall *call, JsonArray *data, JsonArray *included, JsonObject *meta);

/* ---- sb-suiteprojects-rest-read.c ---- */

/* As sb_pairs_parse(), but that a "+" before a field to sort by is a plus in every spelling; NULL: broken. */
GPtrArray *sb_rest_parse_query  (const char *text);
/* Whether the parameters are those of @verb and of good form (A7.5); else the 400 is filled in. */
gboolean   sb_rest_check_query  (SbRestCall *call, SbRestVerb verb);
gboolean   sb_rest_wants_object (SbRestCall *call);
void       sb_rest_list         (SbRestCall *call);
void       sb_rest_get_one      (SbRestCall *call, gint64 id, gint64 horizon);
/* OPTIONS: the endpoint as an OpenAPI document. */
void       sb_rest_describe     (SbRestCall *call);

/* ---- sb-suiteprojects-rest-filter.c ---- */

/* The condition of q= on rows of alias "t", begun by " AND "; its texts are added to @texts. FALSE: refused. */
gboolean   sb_rest_read_filter  (SbRestCall *call, const char *q, GString *where, GPtrArray *texts);
/* Whether @field may be queried or sorted by, in the variant in force. */
gboolean   sb_rest_allows       (SbSandbox *self, const SbSppField *field, guint flag);

G_END_DECLS
