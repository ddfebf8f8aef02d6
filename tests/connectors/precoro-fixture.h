/* precoro-fixture.h: a connector and a sandbox in one process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-precoro.h"
#include "cw-sandbox-transport.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct {
  SbSandbox          *sandbox;
  CwClock            *clock;
  CwRandom           *random;
  CwTransport        *transport;
  CwSandboxTransport *wire;        /* the same, typed */
  CwPrecoro          *precoro;     /* of the first company */
  CwConnector        *connector;   /* the same, typed */
  char               *company;
  char               *collection;  /* "itemcustomfields/ID" */
  gboolean            paced;
} Fixture;

/* @assume and @fault: one or more, blank between; NULL: none. */
Fixture       *fixture_new     (guint lanes, const char *assume, const char *fault);
/* Keeps Precoro's real limits, on both sides; one lane. */
Fixture       *fixture_new_paced (void);
void           fixture_free    (Fixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* Another connector to the same company, with other credentials where not NULL. */
CwPrecoro     *fixture_connect (Fixture *self, const char *email, const char *token, GError **error);

/* Writes; there is exactly one result. (transfer full) */
CwWriteResult *fixture_submit  (Fixture *self, CwWrite *write /* transfer full */);
/* Makes an option that must come into being; returns its id. (transfer full) */
char          *fixture_create  (Fixture *self, const char *name, const char *parent, const char *external_id);
/* Everything in @collection: id → CwTargetRecord, each once. (transfer full) */
GHashTable    *fixture_read    (Fixture *self, const char *collection);
/* Truth of the company's options: (element-type utf8 JsonObject) id → row. (transfer full) */
GHashTable    *fixture_load_truth (Fixture *self);

G_END_DECLS
