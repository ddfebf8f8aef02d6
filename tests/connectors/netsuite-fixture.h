/* netsuite-fixture.h: a connector and a sandbox in one process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-netsuite.h"
#include "cw-sandbox-transport.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define EPOCH (G_GINT64_CONSTANT (1767600000) * G_TIME_SPAN_SECOND)   /* 2026-01-05 08:00 UTC */

typedef struct {
  SbSandbox          *sandbox;
  CwClock            *clock;
  CwRandom           *random;
  CwTransport        *transport;
  CwSandboxTransport *wire;       /* the same, typed */
  CwNetsuite         *netsuite;
  CwConnector        *connector;  /* the same, typed */
} Fixture;

/* @assume: "NAME=VARIANT"; NULL: none. @faults the same. @lanes 0: from the account. */
Fixture    *fixture_new         (guint customers, guint projects, guint lanes, const char *assume, const char *fault);
void        fixture_free        (Fixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* Another connector to the same sandbox; @account, @url and members of the secret NULL: the right ones. */
CwNetsuite *fixture_connect     (Fixture *self, const char *auth, const char *account, const char *url, const char *member, const char *value,
                                 GError **error);

/* Truth: (element-type utf8 JsonObject) id → row of @collection. (transfer full) */
GHashTable *fixture_load_truth  (Fixture *self, const char *collection);
/* As a person in NetSuite: sets @member of a record; NULL @member: deletes it. */
void        fixture_edit        (Fixture *self, const char *record, const char *id, const char *member, const char *value);

/* Everything that fits @query: id → CwRecord, each once. (transfer full) */
GHashTable *fixture_read        (Fixture *self, const CwReadQuery *query);

G_END_DECLS
