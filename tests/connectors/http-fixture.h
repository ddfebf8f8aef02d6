/* http-fixture.h: a transport that answers by a script, and a client on it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-http-private.h"

#include "cw-error.h"

G_BEGIN_DECLS

#define START (G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC)   /* 2026-01-01 00:00:00 UTC */

#define FAKE_TYPE_TRANSPORT (fake_transport_get_type ())
G_DECLARE_FINAL_TYPE (FakeTransport, fake_transport, FAKE, TRANSPORT, GObject)

/* One request as it was sent. */
typedef struct {
  char      *method, *url, *body;
  GPtrArray *headers;   /* (element-type utf8) name and value in turn */
  gint64     time;      /* of the test's clock */
  guint      lane;
  gboolean   repeatable;
} Sent;

/* Any thread; may block. NULL answer: the script's turn. */
typedef CwWireAnswer *(*FakeHandler) (const Sent *sent, gpointer data, GCancellable *cancellable, GError **error);

FakeTransport *fake_transport_new   (CwClock *clock, gboolean threaded);
/* @headers: "name: value" lines or NULL. */
void           fake_transport_push  (FakeTransport *self, guint status, const char *headers, const char *body);
void           fake_transport_push_error (FakeTransport *self, CwConnectorError code);
/* The next answer takes that long. */
void           fake_transport_push_delay (FakeTransport *self, gint64 microseconds);
void           fake_transport_set_handler (FakeTransport *self, FakeHandler handler, gpointer data);
guint          fake_transport_count (FakeTransport *self);
/* Borrowed. */
const Sent    *fake_transport_get   (FakeTransport *self, guint index);
const char    *sent_get_header      (const Sent *sent, const char *name);
CwWireAnswer  *make_answer          (guint status, const char *headers, const char *body);

/* Everything that a client needs, on a virtual clock that starts at START. */
typedef struct {
  CwClock       *clock;
  CwRandom      *random;
  FakeTransport *transport;
  CwHttpAuth    *auth;
  CwHttpLimits   limits;
  CwHttpClient  *client;   /* NULL until fixture_open() */
} Fixture;

void           fixture_init  (Fixture *self);
/* Takes what limits and auth are now. */
void           fixture_open  (Fixture *self);
void           fixture_clear (Fixture *self);
CwHttpAnswer  *fixture_send  (Fixture *self, const char *method, const char *path, gboolean repeatable);
/* Seconds of the virtual clock since START. */
double         fixture_get_seconds (Fixture *self);

#define assert_answered(answer, expected) G_STMT_START { \
    g_assert_no_error ((answer)->error); \
    g_assert_nonnull ((answer)->wire); \
    g_assert_cmpuint ((answer)->wire->status, ==, (expected)); \
  } G_STMT_END

#define assert_failed(answer, code) G_STMT_START { \
    g_assert_error ((answer)->error, CW_CONNECTOR_ERROR, (code)); \
    g_assert_null ((answer)->wire); \
  } G_STMT_END

/* Says so when @text does not contain @part. */
#define assert_contains(text, part) G_STMT_START { \
    if (strstr ((text), (part)) == NULL) \
      g_error ("“%s” does not contain “%s”", (text), (part)); \
  } G_STMT_END

G_END_DECLS
