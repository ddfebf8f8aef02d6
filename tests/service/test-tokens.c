/* test-tokens.c: sign-ins that end in the middle of a run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Access tokens are refused at every third request, and every renewal replaces
 * the refresh token. Each is renewed once, the new refresh token is in the
 * keyring before anything is asked with what came with it, and the next start
 * signs in with what the keyring has.
 */

#include "cw-fixture.h"
#include "cw-sandbox-transport.h"
#include "sb-suiteprojects.h"

#include <string.h>

#define SERVICES 2   /* the integration */
#define BOX      "custentity_oa_export_to_openair"
#define ROTATED  "suiteprojects.refresh-rotation=rotated"

typedef struct {
  CwFixture *f;
  char      *before;      /* owned: what the keyring had before the last renewal */
  guint      renewals, requests, expired, every;
  gboolean   renewed;     /* nothing was asked since the last renewal */
  guint      late;        /* renewals whose token was used before it was kept */
} Watch;

static char *
dup_kept (CwFixture *f)
{
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (CwIntegrationInfo) integration = cw_store_get_integration (store, f->integrations[SERVICES], NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) secret = cw_credentials_lookup_sync (f->credentials, cw_store_get_profile (store), integration->target, NULL, &error);
  g_autoptr (JsonNode) root = NULL;

  g_assert_no_error (error);
  root = json_from_string (cw_secret_reveal (secret), NULL);
  return g_strdup (json_object_get_string_member (json_node_get_object (root), "refresh_token"));
}

static gboolean
on_request (gboolean after, const CwWireRequest *request, gpointer data)
{
  Watch *watch = data;
  gboolean ours = strstr (request->url, "/suiteprojects/") != NULL;

  if (ours && strstr (request->url, "/oauth2/v1/token") != NULL)
    {
      watch->renewed = after;
      if (after)
        return TRUE;
      watch->renewals++;
      g_free (watch->before);
      watch->before = dup_kept (watch->f);
    }
  else if (ours && !after)
    {
      g_autofree char *kept = watch->renewed ? dup_kept (watch->f) : NULL;

      if (kept != NULL && g_strcmp0 (kept, watch->before) == 0)
        watch->late++;
      watch->renewed = FALSE;
      if (++watch->requests % watch->every == 0)
        {
          sb_suiteprojects_expire_tokens (watch->f->sandbox, FALSE);
          watch->expired++;
        }
    }
  return TRUE;
}

static void
run (Watch *watch)
{
  CwSandboxTransport *transport = CW_SANDBOX_TRANSPORT (watch->f->transport);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  watch->renewals = watch->requests = watch->expired = 0;
  cw_sandbox_transport_set_hook (transport, on_request, watch);
  info = cw_fixture_run (watch->f, SERVICES, FALSE, &error);
  cw_sandbox_transport_set_hook (transport, NULL, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (watch->late, ==, 0);
}

/* More workflows, more requests. */
static void
enable_more (CwFixture *f)
{
  static const char * const workflows[] = { "spp.services", "spp.expense-items", "spp.contacts", "spp.vendors", "spp.products" };

  for (gsize i = 0; i < G_N_ELEMENTS (workflows); i++)
    {
      g_autoptr (GError) error = NULL;

      cw_profile_enable_workflow (f->profile, f->integrations[SERVICES], workflows[i], TRUE, &error);
      g_assert_no_error (error);
    }
}

static void
add_customer (CwFixture *f, const char *name)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"customer\",\"create\":{\"entityid\":\"%s\",\"companyname\":\"%s\","
                                           "\"isperson\":\"F\",\"subsidiaries\":[\"2\"],\"" BOX "\":\"T\"}}", name, name);
  g_autofree char *id = cw_fixture_edit (f, json);
}

static guint
count_customers (CwFixture *f, const char *name)
{
  g_autoptr (JsonNode) node = cw_fixture_get (f, "/__sandbox/state/suiteprojects/customer");
  JsonArray *rows = json_node_get_array (node);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    count += g_strcmp0 (json_object_get_string_member_with_default (json_array_get_object_element (rows, i), "name", ""), name) == 0;
  return count;
}

static void
test_expiring (void)
{
  Watch watch = { cw_fixture_new (6, 4, ROTATED), .every = 3 };
  g_autofree char *first = dup_kept (watch.f), *last = NULL;

  enable_more (watch.f);
  add_customer (watch.f, "Expiring");
  run (&watch);
  g_assert_cmpuint (watch.expired, >, 3);
  g_assert_cmpuint (watch.renewals, ==, watch.expired + 1);
  g_assert_cmpuint (count_customers (watch.f, "Expiring"), ==, 1);
  last = dup_kept (watch.f);
  g_assert_cmpstr (last, !=, first);

  /* A new start has nothing but the keyring. */
  cw_fixture_reopen (watch.f);
  add_customer (watch.f, "Started again");
  run (&watch);
  g_assert_cmpuint (watch.renewals, ==, watch.expired + 1);
  g_assert_cmpuint (count_customers (watch.f, "Started again"), ==, 1);
  g_assert_cmpuint (count_customers (watch.f, "Expiring"), ==, 1);
  cw_fixture_free (watch.f);
  g_free (watch.before);
}

/* Twenty minutes for each request: tokens are renewed in time, before anybody refuses them. */
static void
test_in_time (void)
{
  Watch watch = { cw_fixture_new (6, 4, ROTATED), .every = G_MAXUINT };

  enable_more (watch.f);
  add_customer (watch.f, "In time");
  cw_sandbox_transport_set_latency (CW_SANDBOX_TRANSPORT (watch.f->transport), 20 * G_TIME_SPAN_MINUTE);
  run (&watch);
  g_assert_cmpuint (watch.renewals, >, 3);
  g_assert_cmpuint (watch.renewals, <, watch.requests);
  g_assert_cmpuint (count_customers (watch.f, "In time"), ==, 1);
  cw_fixture_free (watch.f);
  g_free (watch.before);
}

/* Withdrawn in the middle: the run ends with words, and goes on after a new sign-in without making anything twice. */
static gboolean
withdraw (gboolean after, const CwWireRequest *request, gpointer data)
{
  Watch *watch = data;

  if (!after && strstr (request->url, "/suiteprojects/api.pl") != NULL && ++watch->requests == watch->every)
    sb_suiteprojects_expire_tokens (watch->f->sandbox, TRUE);
  return TRUE;
}

static void
test_withdrawn (void)
{
  Watch watch = { cw_fixture_new (3, 2, ROTATED), .every = 3 };
  CwSandboxTransport *transport = CW_SANDBOX_TRANSPORT (watch.f->transport);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  add_customer (watch.f, "Withdrawn");
  cw_sandbox_transport_set_hook (transport, withdraw, &watch);
  info = cw_fixture_run (watch.f, SERVICES, FALSE, &error);
  cw_sandbox_transport_set_hook (transport, NULL, NULL);
  g_assert_null (info);
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH);
  g_assert_nonnull (strstr (error->message, "Sign in to SuiteProjects Pro again"));
  cw_fixture_free (watch.f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tokens/expiring", test_expiring);
  g_test_add_func ("/tokens/in-time", test_in_time);
  g_test_add_func ("/tokens/withdrawn", test_withdrawn);
  return g_test_run ();
}
