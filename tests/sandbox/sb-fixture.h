/* sb-fixture.h: a small sandbox without a socket, and calls to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "sb-sandbox.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define SB_FIXTURE_URL "http://127.0.0.1:1"

/* Where the fixture's clock stands still until sb_sandbox_advance(): 2026-03-04 10:15:30 UTC. */
#define SB_FIXTURE_EPOCH (G_GINT64_CONSTANT (1772619330) * G_USEC_PER_SEC)

/* @settings: NULL-terminated NAME=VARIANT and SPECs, told apart by their "="; NULL: none. */
SbSandbox *sb_fixture_new (SbRate rate, const char * const *settings);

typedef struct {
  SbResponse  wire;
  JsonNode   *json;      /* NULL when the body is none */
} SbReply;

void       sb_reply_free (SbReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbReply, sb_reply_free)

/* Calls Precoro as company 0 or 1 does; @target is path and query below the host, @form a form body or NULL. */
SbReply   *sb_fixture_precoro (SbSandbox *sandbox, guint company, const char *method, const char *target, const char *form);
/* Any call: @headers are names and values in turn, NULL-terminated. */
SbReply   *sb_fixture_call    (SbSandbox *sandbox, const char *method, const char *target, const char * const *headers,
                               const char *body);
/* The control plane; fails the test when the answer is no 200. */
SbReply   *sb_fixture_control (SbSandbox *sandbox, const char *method, const char *target, const char *body);

/* @assignment: NAME=VARIANT */
void       sb_fixture_assume  (SbSandbox *sandbox, const char *assignment);

/* The value at @path, members and indexes joined by dots ("data.0.name"; "": the root) as its JSON text, texts without
 * quotes; "absent" when nothing is there (transfer full). */
char      *sb_reply_dup       (SbReply *self, const char *path);
guint      sb_reply_count     (SbReply *self, const char *path);   /* of an array or object */
const char *sb_reply_header   (SbReply *self, const char *name);   /* nullable */

#define sb_assert_value(reply, path, expected) \
  G_STMT_START { \
    g_autofree char *value_ = sb_reply_dup (reply, path); \
    g_assert_cmpstr (value_, ==, expected); \
  } G_STMT_END

/* Calls and asserts the status, no more. */
void       sb_assert_status   (SbSandbox *sandbox, guint status, const char *method, const char *target, const char *form);

G_END_DECLS
