/* test-netsuite-code.c: OAuth 2.0 by a person's consent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-fixture.h"

#include "sb-netsuite-auth.h"

#include <string.h>

#define AUTHORIZE "/netsuite/app/login/oauth2/authorize.nl"
#define REDIRECT  "io.github.causeway-app.causeway:/oauth"
#define STATE     "abcdefghijklmnopqrstuvwxyz"
#define VERIFIER  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

/* ---- requests ---- */

/* @changes: names and values in turn, NULL-terminated; a NULL value leaves the parameter out. */
static char *
dup_request (SbSandbox *sandbox, const char * const *names, const char * const *values)
{
  g_autofree char *client = sb_fixture_dup_info (sandbox, "code.client_id");
  const char *presets[][2] = {
    { "response_type", "code" }, { "client_id", client }, { "redirect_uri", REDIRECT }, { "scope", "rest_webservices" }, { "state", STATE },
    { "code_challenge", CHALLENGE }, { "code_challenge_method", "S256" },
  };
  GString *query = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    {
      const char *value = presets[i][1];
      g_autofree char *encoded = NULL;

      for (guint k = 0; names != NULL && names[k] != NULL; k++)
        if (strcmp (names[k], presets[i][0]) == 0)
          value = values[k];
      if (value == NULL)
        continue;
      encoded = g_uri_escape_string (value, NULL, FALSE);
      g_string_append_printf (query, "%s%s=%s", query->len > 0 ? "&" : "", presets[i][0], encoded);
    }

  return g_string_free (query, FALSE);
}

static char *
dup_changed (SbSandbox *sandbox, const char *name, const char *value)
{
  const char *names[] = { name, NULL };
  const char *values[] = { value, NULL };

  return dup_request (sandbox, names, values);
}

static SbReply *
show (SbSandbox *sandbox, const char *query)
{
  g_autofree char *target = g_strconcat (AUTHORIZE "?", query, NULL);

  return sb_fixture_call (sandbox, "GET", target, NULL, NULL);
}

static SbReply *
press (SbSandbox *sandbox, const char *query, const char *action)
{
  g_autofree char *form = g_strdup_printf ("%s&action=%s", query, action);

  return sb_fixture_post_form (sandbox, AUTHORIZE, form);
}

/* A parameter of the address that the browser is sent to (transfer full). */
static char *
dup_location (SbReply *reply, const char *name)
{
  const char *location = sb_reply_header (reply, "Location");
  g_autoptr (GPtrArray) pairs = NULL;

  g_assert_cmpuint (reply->wire.status, ==, 302);
  g_assert_true (g_str_has_prefix (location, REDIRECT "?"));
  pairs = sb_pairs_parse (strchr (location, '?') + 1);

  return g_strdup (sb_pairs_get (pairs, name));
}

static char *
dup_code (SbSandbox *sandbox)
{
  g_autofree char *query = dup_request (sandbox, NULL, NULL);
  g_autoptr (SbReply) reply = press (sandbox, query, "allow");

  return dup_location (reply, "code");
}

static SbReply *
exchange (SbSandbox *sandbox, const char *code, const char *verifier)
{
  g_autofree char *client = sb_fixture_dup_info (sandbox, "code.client_id");
  g_autofree char *redirect = g_uri_escape_string (REDIRECT, NULL, FALSE);
  g_autofree char *form = NULL;

  form = g_strdup_printf ("grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s&client_id=%s", code, redirect, verifier,
                          client);

  return sb_fixture_post_form (sandbox, SB_TOKEN_PATH, form);
}

static SbReply *
refresh (SbSandbox *sandbox, const char *token)
{
  g_autofree char *client = sb_fixture_dup_info (sandbox, "code.client_id");
  g_autofree char *form = g_strdup_printf ("grant_type=refresh_token&refresh_token=%s&client_id=%s", token, client);

  return sb_fixture_post_form (sandbox, SB_TOKEN_PATH, form);
}

static void
test_consent (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *query = dup_request (sandbox, NULL, NULL);
  g_autoptr (SbReply) page = show (sandbox, query);
  g_autoptr (SbReply) denied = press (sandbox, query, "deny");
  g_autoptr (SbReply) allowed = press (sandbox, query, "allow");
  g_autofree char *error = dup_location (denied, "error");
  g_autofree char *state = dup_location (allowed, "state");
  g_autofree char *company = dup_location (allowed, "company");

  g_assert_cmpuint (page->wire.status, ==, 200);
  g_assert_nonnull (strstr (page->wire.body->str, "value=\"" STATE "\""));
  g_assert_nonnull (strstr (page->wire.body->str, "name=\"action\" value=\"allow\""));
  g_assert_cmpstr (error, ==, "access_denied");
  g_assert_cmpstr (state, ==, STATE);
  g_assert_cmpstr (company, ==, "TSTDRV1000001_SB1");
}

/* Where there is nobody to send the browser back to. */
static void
test_consent_stays (void)
{
  static const struct { const char *name, *value; } cases[] = {
    { "client_id", "nobody" }, { "client_id", NULL }, { "redirect_uri", REDIRECT "/" }, { "redirect_uri", "http://127.0.0.1/" },
    { "redirect_uri", NULL },
  };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *query = dup_changed (sandbox, cases[i].name, cases[i].value);
      g_autoptr (SbReply) reply = show (sandbox, query);

      g_assert_cmpuint (reply->wire.status, ==, 400);
      g_assert_null (sb_reply_header (reply, "Location"));
    }
}

static void
test_consent_errors (void)
{
  static const struct { const char *name, *value, *error; } cases[] = {
    { "response_type", "token", "unsupported_response_type" }, { "response_type", NULL, "invalid_request" },
    { "scope", "everything", "invalid_scope" }, { "scope", NULL, "invalid_scope" }, { "state", "tooshort", "invalid_request" },
    { "state", NULL, "invalid_request" }, { "state", "abcdefghijklmnopqrstuvw\xc3\xa4", "invalid_request" },
    { "code_challenge", NULL, "invalid_request" }, { "code_challenge", "short", "invalid_request" },
    { "code_challenge_method", "plain", "invalid_request" }, { "code_challenge_method", NULL, "invalid_request" },
  };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *query = dup_changed (sandbox, cases[i].name, cases[i].value);
      g_autoptr (SbReply) reply = show (sandbox, query);
      g_autofree char *error = dup_location (reply, "error");

      g_assert_cmpstr (error, ==, cases[i].error);
    }
}

static void
test_consent_silent (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *plain = dup_request (sandbox, NULL, NULL);
  g_autofree char *query = g_strconcat (plain, "&prompt=none", NULL);
  g_autoptr (SbReply) before = show (sandbox, query);
  g_autofree char *error = dup_location (before, "error");
  g_autoptr (SbReply) allowed = press (sandbox, plain, "allow");
  g_autoptr (SbReply) after = show (sandbox, query);
  g_autofree char *code = dup_location (after, "code");

  g_assert_cmpstr (error, ==, "access_denied");
  g_assert_nonnull (code);
}

static void
test_code (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *code = dup_code (sandbox);
  g_autoptr (SbReply) reply = exchange (sandbox, code, VERIFIER);
  g_autoptr (SbReply) again = NULL;
  g_autofree char *token = sb_reply_dup (reply, "access_token");
  g_autofree char *refresh_token = sb_reply_dup (reply, "refresh_token");

  g_assert_cmpuint (reply->wire.status, ==, 200);
  sb_assert_bearer (sandbox, token, 200, NULL);
  g_assert_cmpuint (strlen (refresh_token), ==, 64);

  /* a code that comes twice was stolen: all that came of it ends */
  again = exchange (sandbox, code, VERIFIER);
  sb_assert_oauth_error (again, 400, "invalid_grant");
  sb_assert_bearer (sandbox, token, 401, "AccessTokenRevoked");
}

static void
test_code_refusals (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *first = dup_code (sandbox);
  g_autofree char *second = dup_code (sandbox);
  g_autofree char *third = dup_code (sandbox);
  g_autofree char *form = g_strdup_printf ("grant_type=authorization_code&code=%s&client_id=nobody&redirect_uri=x", third);
  g_autoptr (SbReply) unknown = exchange (sandbox, "nothing", VERIFIER);
  g_autoptr (SbReply) wrong = exchange (sandbox, first, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX");
  g_autoptr (SbReply) client = sb_fixture_post_form (sandbox, SB_TOKEN_PATH, form);
  g_autoptr (SbReply) late = NULL;

  sb_assert_oauth_error (unknown, 400, "invalid_grant");
  sb_assert_oauth_error (wrong, 400, "invalid_grant");
  sb_assert_oauth_error (client, 401, "invalid_client");
  sb_fixture_advance (sandbox, 120);
  late = exchange (sandbox, second, VERIFIER);
  sb_assert_oauth_error (late, 400, "invalid_grant");
}

static void
test_verifier_of_oracle (void)
{
  const char *names[] = { "code_challenge", NULL };
  const char *values[] = { "Who5QBshz2Mu1Mq6GuAknYA5TnjA-0z7VhAgLloec1s", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *query = dup_request (sandbox, names, values);
  g_autoptr (SbReply) allowed = press (sandbox, query, "allow");
  g_autofree char *code = dup_location (allowed, "code");
  g_autoptr (SbReply) reply = exchange (sandbox, code, "abFOm_isZAwm7PpI9BtJRMEuiMqhU6sUqZlVWSsAAf1QutgIOD~on78mu-JdpbKc_RA7IEcf2e~q0XrKl"
                                        "J1tE.8Un64PXLKQG16G4lwW-a5de_0aeU2mHnyVPg.Or8cE");

  g_assert_cmpuint (reply->wire.status, ==, 200);
}

static char *
dup_refresh_token (SbSandbox *sandbox)
{
  g_autofree char *code = dup_code (sandbox);
  g_autoptr (SbReply) reply = exchange (sandbox, code, VERIFIER);

  return sb_reply_dup (reply, "refresh_token");
}

static void
test_refresh (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *first = dup_refresh_token (sandbox);
  g_autoptr (SbReply) reply = refresh (sandbox, first);
  g_autoptr (SbReply) again = refresh (sandbox, first);
  g_autofree char *second = sb_reply_dup (reply, "refresh_token");
  g_autofree char *token = sb_reply_dup (reply, "access_token");
  g_autoptr (SbReply) late = NULL;

  g_assert_cmpuint (reply->wire.status, ==, 200);
  g_assert_cmpstr (first, !=, second);
  sb_assert_bearer (sandbox, token, 200, NULL);
  sb_assert_oauth_error (again, 400, "invalid_grant");
  sb_fixture_advance (sandbox, 48 * 3600);
  late = refresh (sandbox, second);
  sb_assert_oauth_error (late, 400, "invalid_grant");
}

/* However often it is renewed, after a week a person is asked again. */
static void
test_refresh_limit (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = dup_refresh_token (sandbox);
  guint renewed = 0;

  for (;;)
    {
      g_autoptr (SbReply) reply = NULL;

      sb_fixture_advance (sandbox, 24 * 3600);
      reply = refresh (sandbox, token);
      if (reply->wire.status != 200)
        break;
      g_free (token);
      token = sb_reply_dup (reply, "refresh_token");
      renewed++;
    }
  g_assert_cmpuint (renewed, ==, 6);
}

static void
test_revoke (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *code = dup_code (sandbox);
  g_autoptr (SbReply) tokens = exchange (sandbox, code, VERIFIER);
  g_autofree char *token = sb_reply_dup (tokens, "refresh_token");
  g_autofree char *access = sb_reply_dup (tokens, "access_token");
  g_autofree char *client = sb_fixture_dup_info (sandbox, "code.client_id");
  g_autofree char *form = g_strdup_printf ("token=%s&client_id=%s", token, client);
  g_autoptr (SbReply) revoked = sb_fixture_post_form (sandbox, SB_REST "/auth/oauth2/v1/revoke", form);
  g_autoptr (SbReply) after = refresh (sandbox, token);

  g_assert_cmpuint (revoked->wire.status, ==, 200);
  sb_assert_oauth_error (after, 400, "invalid_grant");
  sb_assert_bearer (sandbox, access, 401, "AccessTokenRevoked");
}

/* With a secret, whose refresh token stays. */
static void
test_confidential (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (JsonNode) create = json_from_string ("{\"name\":\"Server\",\"code\":\"T\",\"redirect_uri\":\"https://app.example/cb\"}", NULL);
  g_autofree char *client = sb_fixture_create (sandbox, "integration", json_node_dup_object (create));
  g_autofree char *secret = sb_netsuite_auth_find (sandbox, "SELECT secret FROM sb_ns_integration WHERE id = ?", client);
  g_autofree char *pair = g_strdup_printf ("%s:%s", client, secret);
  g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  g_autofree char *basic = g_strconcat ("Basic ", encoded, NULL);
  const char *headers[] = { "content-type", SB_FORM, "authorization", basic, NULL };
  g_autofree char *form = g_strdup_printf ("response_type=code&client_id=%s&redirect_uri=https%%3A%%2F%%2Fapp.example%%2Fcb"
                                           "&scope=rest_webservices&state=" STATE "&action=allow", client);
  g_autoptr (SbReply) allowed = sb_fixture_post_form (sandbox, AUTHORIZE, form);
  const char *location = sb_reply_header (allowed, "Location");
  g_autoptr (GPtrArray) pairs = sb_pairs_parse (strchr (location, '?') + 1);
  g_autofree char *body = g_strdup_printf ("grant_type=authorization_code&code=%s&redirect_uri=https%%3A%%2F%%2Fapp.example%%2Fcb",
                                           sb_pairs_get (pairs, "code"));
  g_autoptr (SbReply) bare = sb_fixture_post_form (sandbox, SB_TOKEN_PATH, body);
  g_autoptr (SbReply) tokens = sb_fixture_call (sandbox, "POST", SB_TOKEN_PATH, headers, body);
  g_autofree char *token = sb_reply_dup (tokens, "refresh_token");
  g_autofree char *renew = g_strdup_printf ("grant_type=refresh_token&refresh_token=%s", token);

  sb_assert_oauth_error (bare, 401, "invalid_client");
  g_assert_cmpuint (tokens->wire.status, ==, 200);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SbReply) renewed = sb_fixture_call (sandbox, "POST", SB_TOKEN_PATH, headers, renew);

      g_assert_cmpuint (renewed->wire.status, ==, 200);
      sb_assert_value (renewed, "refresh_token", "absent");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/netsuite/consent/page", test_consent);
  g_test_add_func ("/netsuite/consent/stays", test_consent_stays);
  g_test_add_func ("/netsuite/consent/errors", test_consent_errors);
  g_test_add_func ("/netsuite/consent/silent", test_consent_silent);
  g_test_add_func ("/netsuite/code/good", test_code);
  g_test_add_func ("/netsuite/code/refusals", test_code_refusals);
  g_test_add_func ("/netsuite/code/oracle-sample", test_verifier_of_oracle);
  g_test_add_func ("/netsuite/code/refresh", test_refresh);
  g_test_add_func ("/netsuite/code/refresh-limit", test_refresh_limit);
  g_test_add_func ("/netsuite/code/revoke", test_revoke);
  g_test_add_func ("/netsuite/code/confidential", test_confidential);

  return g_test_run ();
}
