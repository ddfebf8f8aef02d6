/* sb-netsuite-private.h: what the parts of the NetSuite half share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sections named in comments are those of the NetSuite reference. Every
 * instant here is in whole seconds since the epoch, UTC, unless its name ends
 * in _us.
 */
#pragma once

#include "sb-netsuite-schema.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define SB_NETSUITE_PREFIX   "/netsuite"
#define SB_NETSUITE_ACCOUNT  "TSTDRV1000001_SB1"
#define SB_NETSUITE_REST     SB_NETSUITE_PREFIX "/services/rest"
#define SB_NETSUITE_RECORDS  SB_NETSUITE_REST "/record/v1"
#define SB_NETSUITE_TOKEN    SB_NETSUITE_REST "/auth/oauth2/v1/token"

/* The highest id ever given to an entity, kept with the state. */
#define SB_LAST_ENTITY_META  "netsuite.last-id.entity"

#define SB_TYPE_SINGULAR     "application/vnd.oracle.resource+json; type=singular"
#define SB_TYPE_COLLECTION   "application/vnd.oracle.resource+json; type=collection"
#define SB_TYPE_ERROR        "application/vnd.oracle.resource+json; type=error"

/* ---- sb-netsuite.c ---- */

gint64      sb_netsuite_now          (SbSandbox *self);
/* base URL + "/netsuite" + @path (transfer full) */
char       *sb_netsuite_dup_url      (SbSandbox *self, const char *path);
/* Answers with the JSON of @object, which is freed. */
void        sb_netsuite_answer       (SbResponse *response, guint status, const char *content_type, JsonObject *object);

/* ---- sb-netsuite-form.c: name=value joined by & ---- */

typedef struct {
  char *name;    /* owned, decoded */
  char *value;   /* owned, decoded */
} SbPair;

/* (element-type SbPair) in the order of @text; NULL when an escape is broken. @text may be NULL: no pairs. */
GPtrArray  *sb_pairs_parse           (const char *text);
/* The body when it is a form; NULL when its Content-Type or an escape says otherwise. */
GPtrArray  *sb_pairs_parse_form      (const SbRequest *request);
void        sb_pairs_add             (GPtrArray *pairs, const char *name, const char *value);
/* The only value of @name; NULL: not there or there more than once. Borrowed. */
const char *sb_pairs_get             (GPtrArray *pairs, const char *name);
gboolean    sb_pairs_has_duplicates  (GPtrArray *pairs);
/* Media type in lower case without parameters; "" when the header is missing (transfer full). */
char       *sb_request_dup_media_type (const SbRequest *request);
/* Whether JSON is nested no deeper than json-glib, which parses by recursion, can bear. */
gboolean    sb_json_is_shallow       (const char *text, gsize size);

/* ---- sb-netsuite-pages.c ---- */

/* Everything below /netsuite/app/ but the authorization page, and the discovery call. TRUE when @request was for one of them. */
gboolean    sb_netsuite_pages_handle (SbSandbox *self, const SbRequest *request, SbResponse *response);
/* A page in NetSuite's manner; @title and @body_html: the latter is put in as it is. */
void        sb_netsuite_page         (SbResponse *response, guint status, const char *title, const char *body_html);

/* ---- sb-netsuite-catalog.c ---- */

/* GET …/metadata-catalog[/{type}]; @type: NULL for the list. */
void        sb_netsuite_catalog_handle (SbSandbox *self, const SbRequest *request, const char *type, SbResponse *response);

G_END_DECLS
