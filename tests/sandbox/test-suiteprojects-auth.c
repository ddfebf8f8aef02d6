/* test-suiteprojects-auth.c: consent, codes, tokens and limits of SuiteProjects Pro
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteprojects-fixture.h"

#include <string.h>

#define AUTHORIZE "/suiteprojects/login/oauth2/v1/authorize"
#define REDIRECT  "https%3A%2F%2Flocalhost%2Foauth"

static char *
dup_query (SbSandbox *sandbox, const char *scope)
{
  g_autofree char *client = sb_spp_dup_credential (sandbox, "client_id");

  return g_strdup_printf ("response_type=code&client_id=%s&redirect_uri=%s&scope=%s&state=a%%26b", client, REDIRECT, scope);
}

static SbReply *
answer_page (SbSandbox *sandbox, const char *scope, const char *more)
{
  const char *headers[] = { "content-type", "application/x-www-form-urlencoded", NULL };
  g_autofree char *query = dup_query (sandbox, scope);
  g_autofree char *form = g_strconcat (query, more, NULL);

  return sb_fixture_call (sandbox, "POST", AUTHORIZE, headers, form);
}

static char *
dup_code (SbSandbox *sandbox, const char *scope)
{
  g_autofree char *password = sb_spp_dup_credential (sandbox, "password");
  g_autofree char *more = g_strdup_printf ("&action=allow&user=integration&password=%s", password);
  g_autoptr (SbReply) reply = answer_page (sandbox, scope, more);
  const char *location = sb_reply_header (reply, "Location");
  const char *code;

  g_assert_cmpuint (reply->wire.status, ==, 302);
  g_assert_true (g_str_has_prefix (location, "https://localhost/oauth?code="));
  g_assert_true (g_str_has_suffix (location, "&state=a%26b"));
  code = location + strlen ("https://localhost/oauth?code=");

  return g_strndup (code, strcspn (code, "&"));
}

static SbReply *
exchange (SbSandbox *sandbox, const char *code)
{
  g_autofree char *form = g_strdup_printf ("grant_type=authorization_code&redirect_uri=%s&code=%s", REDIRECT, code);

  return sb_spp_token (sandbox, form);
}

static void
test_page (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *query = dup_query (sandbox, "xml%20rest");
  g_autofree char *target = g_strconcat (AUTHORIZE "?", query, NULL);
  g_autoptr (SbReply) page = sb_fixture_call (sandbox, "GET", target, NULL, NULL);
  g_autoptr (SbReply) wrong = answer_page (sandbox, "xml", "&action=allow&user=integration&password=guess");
  g_autoptr (SbReply) cancelled = answer_page (sandbox, "xml", "&action=cancel");
  g_autoptr (SbReply) scope = answer_page (sandbox, "soap", "&action=allow");
  g_autoptr (SbReply) stranger = sb_fixture_call (sandbox, "GET", AUTHORIZE "?client_id=1&response_type=code", NULL, NULL);

  g_assert_cmpuint (page->wire.status, ==, 200);
  sb_assert_contains (page->wire.body->str, "ALLOW");
  g_assert_cmpuint (wrong->wire.status, ==, 200);
  sb_assert_contains (wrong->wire.body->str, "password is wrong");
  g_assert_cmpstr (sb_reply_header (cancelled, "Location"), ==, "https://localhost/oauth?error=access_denied&state=a%26b");
  g_assert_cmpstr (sb_reply_header (scope, "Location"), ==, "https://localhost/oauth?error=invalid_scope&state=a%26b");
  g_assert_cmpuint (stranger->wire.status, ==, 400);
}

static void
test_code (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *code = dup_code (sandbox, "xml%20rest");
  g_autoptr (SbReply) tokens = exchange (sandbox, code);
  g_autoptr (SbReply) again = exchange (sandbox, code);
  g_autofree char *late = dup_code (sandbox, "xml");
  g_autoptr (SbReply) too_late = NULL;

  g_assert_cmpuint (tokens->wire.status, ==, 200);
  sb_assert_value (tokens, "token_type", "Bearer");
  sb_assert_value (tokens, "expires_in", "3600");
  g_assert_cmpuint (again->wire.status, ==, 400);
  sb_assert_value (again, "error", "invalid_grant");
  sb_sandbox_advance (sandbox, 121 * G_USEC_PER_SEC);
  too_late = exchange (sandbox, late);
  sb_assert_value (too_late, "error", "invalid_grant");
}

static void
test_client (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  const char *headers[] = { "content-type", "application/x-www-form-urlencoded", "authorization", "Basic eDp5", NULL };
  g_autoptr (SbReply) wrong = sb_fixture_call (sandbox, "POST", "/suiteprojects/login/oauth2/v1/token", headers, "grant_type=refresh_token");
  g_autoptr (SbReply) grant = sb_spp_token (sandbox, "grant_type=client_credentials");

  g_assert_cmpuint (wrong->wire.status, ==, 401);
  sb_assert_value (wrong, "error", "invalid_client");
  sb_assert_value (grant, "error", "unsupported_grant_type");
}

static void
test_rotation (void)
{
  const char *settings[] = { "suiteprojects.refresh-rotation=rotated", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  g_autofree char *first = sb_spp_dup_credential (sandbox, "refresh_token");
  g_autofree char *form = g_strconcat ("grant_type=refresh_token&refresh_token=", first, NULL);
  g_autoptr (SbReply) tokens = sb_spp_token (sandbox, form);
  g_autoptr (SbReply) again = sb_spp_token (sandbox, form);
  g_autofree char *second = sb_reply_dup (tokens, "refresh_token");

  g_assert_cmpuint (tokens->wire.status, ==, 200);
  g_assert_cmpstr (first, !=, second);
  sb_assert_value (again, "error", "invalid_grant");
}

static void
test_lifetimes (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbReply) set = sb_fixture_control (sandbox, "POST", "settings", "{\"suiteprojects\":{\"access_seconds\":60,\"refresh_seconds\":300}}");
  g_autofree char *code = dup_code (sandbox, "xml");
  g_autoptr (SbReply) tokens = exchange (sandbox, code);
  g_autofree char *access = sb_reply_dup (tokens, "access_token");
  g_autofree char *refresh = sb_reply_dup (tokens, "refresh_token");
  g_autofree char *form = g_strconcat ("grant_type=refresh_token&refresh_token=", refresh, NULL);
  g_autoptr (SbReply) live = NULL;
  g_autoptr (SbReply) dead = NULL;

  sb_assert_value (tokens, "expires_in", "60");
  sb_assert_xml (sandbox, access, "<Read type=\"Role\" method=\"all\" limit=\"1\"><_Return><id/></_Return></Read>",
                 "<Read status=\"0\"><Role><id>1</id></Role></Read>");
  sb_sandbox_advance (sandbox, 61 * G_USEC_PER_SEC);
  sb_assert_xml (sandbox, access, "<Time/>", "<Auth status=\"9\"><errors>The access token is invalid or expired</errors></Auth>");
  live = sb_spp_token (sandbox, form);
  g_assert_cmpuint (live->wire.status, ==, 200);
  sb_sandbox_advance (sandbox, 300 * G_USEC_PER_SEC);
  dead = sb_spp_token (sandbox, form);
  sb_assert_value (dead, "error", "invalid_grant");
}

static void
test_revoked (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_spp_dup_token (sandbox);
  g_autofree char *refresh = sb_spp_dup_credential (sandbox, "refresh_token");
  g_autofree char *form = g_strconcat ("grant_type=refresh_token&refresh_token=", refresh, NULL);
  g_autoptr (SbReply) expired = sb_fixture_control (sandbox, "POST", "settings", "{\"expire_access_tokens\":true}");
  g_autoptr (SbReply) renewed = sb_spp_token (sandbox, form);
  g_autoptr (SbReply) revoked = NULL;
  g_autoptr (SbReply) refused = NULL;
  g_autofree char *answer = sb_spp_xml (sandbox, token, "<Whoami/>");

  g_assert_true (g_str_has_prefix (answer, "<Auth status=\"9\">"));
  g_assert_cmpuint (renewed->wire.status, ==, 200);
  revoked = sb_fixture_control (sandbox, "POST", "settings", "{\"revoke_grants\":true}");
  refused = sb_spp_token (sandbox, form);
  sb_assert_value (refused, "error", "invalid_grant");
}

/* An administrator can switch the application off, tokens and all. */
static void
test_disabled (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_spp_dup_token (sandbox);
  g_autoptr (SbReply) off = sb_fixture_control (sandbox, "POST", "edit", "{\"system\":\"suiteprojects\",\"record\":\"application\",\"id\":1,\"set\":{\"enabled\":false}}");
  g_autofree char *answer = sb_spp_xml (sandbox, token, "<Whoami/>");
  g_autoptr (SbReply) page = answer_page (sandbox, "xml", "&action=cancel");
  g_autoptr (SbReply) renewed = sb_spp_token (sandbox, "grant_type=refresh_token&refresh_token=x");

  g_assert_true (g_str_has_prefix (answer, "<Auth status=\"9\">"));
  g_assert_cmpuint (page->wire.status, ==, 400);
  sb_assert_value (renewed, "error", "invalid_client");
}

/* A token for REST alone is none for XML. */
static void
test_scope (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *code = dup_code (sandbox, "rest");
  g_autoptr (SbReply) tokens = exchange (sandbox, code);
  g_autofree char *token = sb_reply_dup (tokens, "access_token");
  g_autofree char *answer = sb_spp_xml (sandbox, token, "<Whoami/>");

  g_assert_true (g_str_has_prefix (answer, "<Auth status=\"9\">"));
}

static void
test_password_and_key (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *whoami = sb_spp_xml (sandbox, NULL, "<Whoami/>");
  g_autofree char *nickname = sb_spp_dup_element (whoami, "nickname");
  g_autofree char *no_key = sb_spp_post (sandbox, "<request API_version=\"1.0\" client=\"t\" client_ver=\"1\" namespace=\"harborconsulting\"><Auth>"
                                         "<Login><access_token>x</access_token></Login></Auth></request>");
  g_autofree char *no_space = sb_spp_post (sandbox, "<request API_version=\"1.0\" client=\"t\" client_ver=\"1\"><Auth/></request>");
  g_autofree char *nobody = sb_spp_post (sandbox, "<request><Whoami/><Time/></request>");

  g_assert_cmpstr (nickname, ==, "integration");
  sb_assert_contains (no_key, "<Auth status=\"503\">");
  sb_assert_contains (no_space, "<Auth status=\"504\">");
  sb_assert_contains (nobody, "<Whoami status=\"2\">");
  sb_assert_contains (nobody, "<Time status=\"0\">");
}

static void
test_quota (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_spp_dup_token (sandbox);
  g_autoptr (SbReply) set = sb_fixture_control (sandbox, "POST", "settings", "{\"suiteprojects\":{\"minute_limit\":2,\"day_limit\":4}}");
  g_autoptr (SbReply) rest = NULL;
  const char *read = "<Read type=\"RateLimit\" method=\"all\" limit=\"1\"/>";

  sb_assert_xml (sandbox, token, read, "<Read status=\"0\"><RateLimit><remain_24h_error>3</remain_24h_error></RateLimit></Read>");
  sb_assert_xml (sandbox, token, read, "<Read status=\"0\"><RateLimit><remain_24h_error>2</remain_24h_error></RateLimit></Read>");
  sb_assert_xml (sandbox, token, read, "<Auth status=\"556\"><errors>XML API rate limit exceeded</errors></Auth>");
  sb_sandbox_advance (sandbox, 60 * G_USEC_PER_SEC);
  sb_assert_xml (sandbox, token, read, "<Read status=\"0\"><RateLimit><remain_24h_error>1</remain_24h_error></RateLimit></Read>");
  sb_assert_xml (sandbox, token, read, "<Read status=\"0\"><RateLimit><remain_24h_error>0</remain_24h_error></RateLimit></Read>");
  sb_sandbox_advance (sandbox, 120 * G_USEC_PER_SEC);
  sb_assert_xml (sandbox, token, read, "<Auth status=\"556\"><errors>XML API rate limit exceeded</errors></Auth>");
  sb_sandbox_advance (sandbox, 86400 * (gint64) G_USEC_PER_SEC);
  g_free (g_steal_pointer (&token));
  token = sb_spp_dup_token (sandbox);
  sb_assert_xml (sandbox, token, read, "<Read status=\"0\"><RateLimit><remain_24h_error>3</remain_24h_error></RateLimit></Read>");
}

/* What the reference leaves open. */
static void
test_variants (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *refresh = sb_spp_dup_credential (sandbox, "refresh_token");
  g_autofree char *client = sb_spp_dup_credential (sandbox, "client_id");
  g_autofree char *form = g_strconcat ("grant_type=refresh_token&refresh_token=", refresh, NULL);
  g_autofree char *cancel = g_strdup_printf ("response_type=code&client_id=%s&redirect_uri=https%%3A%%2F%%2Flocalhost%%2Foauth&scope=xml&state=s&action=cancel",
                                             client);
  const char *headers[] = { "content-type", "application/x-www-form-urlencoded", NULL };
  g_autofree char *challenge = NULL;
  g_autoptr (SbReply) page = NULL;
  g_autoptr (SbReply) token = NULL;
  g_autoptr (SbReply) back = NULL;

  challenge = g_strdup_printf ("/suiteprojects/login/oauth2/v1/authorize?response_type=code&client_id=%s&redirect_uri=https%%3A%%2F%%2Flocalhost%%2Foauth"
                               "&scope=xml&state=s&code_challenge=abc&code_challenge_method=S256", client);
  page = sb_fixture_call (sandbox, "GET", challenge, NULL, NULL);
  g_assert_cmpuint (page->wire.status, ==, 200);
  sb_fixture_assume (sandbox, "suiteprojects.pkce=refused");
  g_clear_pointer (&page, sb_reply_free);
  page = sb_fixture_call (sandbox, "GET", challenge, NULL, NULL);
  g_assert_cmpstr (sb_reply_header (page, "Location"), ==, "https://localhost/oauth?error=invalid_request&state=s");
  sb_fixture_assume (sandbox, "suiteprojects.access-life=300");
  sb_fixture_assume (sandbox, "suiteprojects.cancel-error=user_cancelled");
  token = sb_spp_token (sandbox, form);
  sb_assert_value (token, "expires_in", "300");
  back = sb_fixture_call (sandbox, "POST", "/suiteprojects/login/oauth2/v1/authorize", headers, cancel);
  g_assert_cmpstr (sb_reply_header (back, "Location"), ==, "https://localhost/oauth?error=user_cancelled&state=s");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/suiteprojects/auth/page", test_page);
  g_test_add_func ("/suiteprojects/auth/code", test_code);
  g_test_add_func ("/suiteprojects/auth/client", test_client);
  g_test_add_func ("/suiteprojects/auth/rotation", test_rotation);
  g_test_add_func ("/suiteprojects/auth/lifetimes", test_lifetimes);
  g_test_add_func ("/suiteprojects/auth/revoked", test_revoked);
  g_test_add_func ("/suiteprojects/auth/disabled", test_disabled);
  g_test_add_func ("/suiteprojects/auth/scope", test_scope);
  g_test_add_func ("/suiteprojects/auth/password-and-key", test_password_and_key);
  g_test_add_func ("/suiteprojects/auth/quota", test_quota);
  g_test_add_func ("/suiteprojects/auth/variants", test_variants);

  return g_test_run ();
}
