/* cw-fixture.h: a profile against a sandbox in the same process, on a virtual clock
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sandbox is called without a socket, requests run one after the other on
 * the test's thread, and time moves only by waiting: the same steps give the
 * same requests in the same order.
 */
#pragma once

#include "cw-service.h"
#include "sb-sandbox.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct {
  SbSandbox     *sandbox;
  CwClock       *clock;
  CwTransport   *transport;
  CwCredentials *credentials;
  CwProfile     *profile;
  char          *base_url;       /* of the sandbox; another one in every process, since the lock of an integration is the machine's */
  char          *dir;            /* of the profile; removed at the end */
  char          *integrations[3]; /* the third one goes to SuiteProjects Pro */
  char          *companies[3];   /* as the sandbox names them */
  char          *subsidiaries[3];
  gboolean       owners_only;    /* a project's own subsidiary cannot be read: its customer's primary one counts */
  gboolean       single;         /* an account without subsidiaries: everything is available to everybody */
  CwStoreCommitHook commit_hook; /* asked by every store; NULL: none */
  gpointer       commit_data;
  guint          opened;         /* how often the profile was: a program that starts again draws other numbers */
  GString       *events;         /* what the last run said, one line each */
} CwFixture;

/* @assume: NAME=VARIANT pairs separated by spaces; NULL: defaults. */
CwFixture *cw_fixture_new       (guint customers, guint projects, const char *assume);
/* The same with as many employees; it has 10. */
CwFixture *cw_fixture_new_with_people (guint employees, const char *assume);
void       cw_fixture_free      (CwFixture *self);
/* Drops profile, store and connectors as a crash would, and opens the profile again. */
void       cw_fixture_reopen    (CwFixture *self);

/* Runs integration @index; the outcome, or NULL with the error. (transfer full) */
CwRunInfo *cw_fixture_run       (CwFixture *self, guint index, gboolean all, GError **error);
/* Runs @request, which names its integration itself. */
CwRunInfo *cw_fixture_run_as    (CwFixture *self, CwRunRequest *request, GError **error);
CwRunInfo *cw_fixture_plan      (CwFixture *self, guint index, gboolean all, GError **error);
/* Takes up what was interrupted until nothing is. */
gboolean   cw_fixture_resume    (CwFixture *self, GError **error);

/* A person's change in a system; @json is the body of /__sandbox/edit. The id. (transfer full) */
char      *cw_fixture_edit      (CwFixture *self, const char *json);
void       cw_fixture_control   (CwFixture *self, const char *path, const char *json);
/* GET /__sandbox/…; the parsed answer. (transfer full) */
JsonNode  *cw_fixture_get       (CwFixture *self, const char *path);
/* Requests that change something in @system since the log was last counted. */
guint      cw_fixture_count_writes (CwFixture *self, const char *system);

/* Compares company @index with what NetSuite says must be there, by the rules stated anew here: every record that is available,
 * marked (unless @all) and possible, exactly once, under the right parent, and nothing else of ours. Aborts with the difference. */
void       cw_fixture_assert_converged (CwFixture *self, guint index, gboolean all);

G_END_DECLS
