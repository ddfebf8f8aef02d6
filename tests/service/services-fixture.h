/* services-fixture.h: stories of the integration with SuiteProjects Pro: both sides changed as a person would, runs, the truth
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests that write are counted by what they carry: reading and writing have one address there.
 */
#pragma once

#include "cw-fixture.h"
#include "cw-sandbox-transport.h"

G_BEGIN_DECLS

#define SPP_INTEGRATION 2
#define SPP_BOX         "custentity_oa_export_to_openair"

/* What becomes of the requests of a run. */
typedef struct {
  CwSandboxTransport *transport;   /* borrowed */
  guint    writes;      /* requests that write */
  guint    requests;    /* all */
  guint    die_before, die_after, lose;   /* request by number, from 1; 0: never */
  gboolean lose_write;  /* the answer of the next one that writes */
  gboolean dead;
  GArray  *at;          /* of guint: numbers of those that write; NULL: not kept */
} SppWatch;

void       spp_watch_start  (SppWatch *watch, CwFixture *f);
void       spp_watch_end    (CwFixture *f);

CwRunInfo *spp_run          (CwFixture *f);
/* Runs, and says how many requests wrote. */
guint      spp_run_counted  (CwFixture *f);
/* Runs; a request that writes, on either side, fails the test. */
void       spp_assert_quiet (CwFixture *f);
/* Whether the last run said "@type:@id @rest". */
gboolean   spp_has_event    (CwFixture *f, const char *type, const char *id, const char *rest);

/* @id NULL: creates. @members: of the JSON object. The id. (transfer full) */
char      *spp_edit         (CwFixture *f, const char *system, const char *record, const char *id, const char *members);
/* Of a record of NetSuite. */
void       spp_set          (CwFixture *f, const char *record, const char *id, const char *members);
/* @more: ",\"member\":…". (transfer full) */
char      *spp_add_customer (CwFixture *f, const char *entity_id, const char *more);
char      *spp_add_job      (CwFixture *f, const char *name, const char *parent, const char *more);

/* Value @name of @row; "addr/email" is "email" of the object "addr"; NULL: empty. (transfer full) */
char      *spp_dup_text     (JsonObject *row, const char *name);
/* The value @name of those records of @collection whose value @key is @value: one, else the test ends. (transfer full) */
char      *spp_get_there    (CwFixture *f, const char *collection, const char *key, const char *value, const char *name, guint *out_count);
void       spp_assert_there (CwFixture *f, const char *collection, const char *id_field, const char *id, const char *name, const char *expected);
guint      spp_count_there  (CwFixture *f, const char *collection, const char *key, const char *value);

void       spp_set_setting  (CwFixture *f, const char *workflow, const char *key, const char *value);
void       spp_enable       (CwFixture *f, const char *workflow);

G_END_DECLS
