/* test-netsuite-tba.c: token-based authentication, every cause of a refusal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-fixture.h"

#include "sb-netsuite-auth.h"

#include <string.h>

#define TIME_TARGET SB_REST "/system/v1/serverTime"

/* ---- published vectors ---- */

typedef struct {
  const char *method, *url, *query, *consumer_key, *consumer_secret, *token, *token_secret, *nonce, *timestamp, *base, *signature;
} Vector;

#define ONES   "1111111111111111111111111111111111111111111111111111111111111111"
#define TWOS   "2222222222222222222222222222222222222222222222222222222222222222"
#define THREES "3333333333333333333333333333333333333333333333333333333333333333"
#define FOURS  "4444444444444444444444444444444444444444444444444444444444444444"
#define OWN_HOST "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest"

static const Vector vectors[] = {
  { "GET", "https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/employee/40", NULL,
    "ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4", "d26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5",
    "2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc", "c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295",
    "fjaLirsIcCGVZWzBX0pg", "1508242306",
    "GET&https%3A%2F%2F123456.suitetalk.api.netsuite.com%2Fservices%2Frest%2Frecord%2Fv1%2Femployee%2F40&oauth_consumer_key%3Def40afdd8"
    "abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4%26oauth_nonce%3DfjaLirsIcCGVZWzBX0pg%26oauth_signature_method%3DHMAC-SHA25"
    "6%26oauth_timestamp%3D1508242306%26oauth_token%3D2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc%26oauth_version%"
    "3D1.0",
    "B5OIWznZ2YP0OB7VrJrGkYsTh+8H+5T9Hag+o92q0zY=" },
  { "POST", OWN_HOST "/query/v1/suiteql", "limit=1000&offset=2000", ONES, TWOS, THREES, FOURS, "Ab1Cd2Ef3Gh4Ij5Kl6Mn", "1767225600",
    NULL, "CDfel1lFadNS9fpm5kHgDP2FZM1sHzESvU7GwnZOAx4=" },
  { "GET", OWN_HOST "/record/v1/customer", "q=companyName%20START_WITH%20%22M%C3%BCller%20%26%20S%C3%B6hne%22&limit=5", ONES, TWOS, THREES,
    FOURS, "Zz9Yy8Xx7Ww6Vv5Uu4Tt", "1767225601", NULL, "Rw2VG1P2nKUmMDzWL9cj12eK11R6trh5pqeNVpx/0KQ=" },
  { "PUT", OWN_HOST "/record/v1/customer/eid:CID_002", NULL, ONES, TWOS, THREES, FOURS, "Qq1Ww2Ee3Rr4Tt5Yy6Uu", "1767225602",
    NULL, "RHDAstGIvZ6MSQZ/Xqv8wAIWS0BcswpwU2lujvjO1f0=" },
  /* Oracle's RESTlet sample with its value put right */
  { "POST", "https://123456.restlets.api.netsuite.com/app/site/hosting/restlet.nl",
    "script=6&deploy=1&customParam=someValue&testParam=someOtherValue",
    "ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4", "d26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5",
    "2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc", "c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295",
    "fjaLirsIcCGVZWzBX0pg", "1508242306", NULL, "+KK4SKNgz4ZiILGLwOMtfYlgcXSy1eis8ldE9X90azQ=" },
};

static void
add_oauth (GPtrArray *params, const char *key, const char *token, const char *nonce, const char *timestamp)
{
  sb_pairs_add (params, "oauth_consumer_key", key);
  sb_pairs_add (params, "oauth_token", token);
  sb_pairs_add (params, "oauth_signature_method", "HMAC-SHA256");
  sb_pairs_add (params, "oauth_timestamp", timestamp);
  sb_pairs_add (params, "oauth_nonce", nonce);
  sb_pairs_add (params, "oauth_version", "1.0");
}

static void
test_vectors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      const Vector *v = &vectors[i];
      g_autoptr (GPtrArray) params = sb_pairs_parse (v->query);
      g_autofree char *base = NULL;
      g_autofree char *signature = NULL;

      add_oauth (params, v->consumer_key, v->token, v->nonce, v->timestamp);
      base = sb_tba_dup_base_string (v->method, v->url, params);
      signature = sb_tba_dup_signature (base, v->consumer_secret, v->token_secret);
      if (v->base != NULL)
        g_assert_cmpstr (base, ==, v->base);
      g_assert_cmpstr (signature, ==, v->signature);
    }
}

static void
test_base_urls (void)
{
  static const struct { const char *url, *encoded; } urls[] = {
    { "HTTP://Example.COM:80/a/B?x=1", "http%3A%2F%2Fexample.com%2Fa%2FB" },
    { "https://example.com:443/a", "https%3A%2F%2Fexample.com%2Fa" },
    { "http://127.0.0.1:40001/netsuite/x%20y", "http%3A%2F%2F127.0.0.1%3A40001%2Fnetsuite%2Fx%2520y" },
    { "https://example.com", "https%3A%2F%2Fexample.com%2F" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (GPtrArray) none = sb_pairs_parse (NULL);
      g_autofree char *base = sb_tba_dup_base_string ("GET", urls[i].url, none);
      g_autofree char *expected = g_strdup_printf ("GET&%s&", urls[i].encoded);

      g_assert_cmpstr (base, ==, expected);
    }
}

/* ---- requests ---- */

/* A request that is good but for what a test changes before it is signed. */
typedef struct {
  SbSandbox  *sandbox;
  char       *target;
  GHashTable *values;   /* owned parameter → owned value; the realm too */
  char       *consumer_secret;
  char       *token_secret;
  char       *extra;    /* appended to the header; nullable */
} Attempt;

static void
set (Attempt *attempt, const char *name, const char *value)
{
  if (value != NULL)
    g_hash_table_insert (attempt->values, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (attempt->values, name);
}

static void
set_time (Attempt *attempt, gint64 seconds)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);

  set (attempt, "oauth_timestamp", text);
}

static void
attempt_init (Attempt *attempt, SbSandbox *sandbox, const char *target)
{
  g_autofree char *key = sb_fixture_dup_info (sandbox, "tba.consumer_key");
  g_autofree char *token = sb_fixture_dup_info (sandbox, "tba.token_id");
  g_autofree char *nonce = g_uuid_string_random ();

  *attempt = (Attempt) { sandbox, g_strdup (target) };
  attempt->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  attempt->consumer_secret = sb_fixture_dup_info (sandbox, "tba.consumer_secret");
  attempt->token_secret = sb_fixture_dup_info (sandbox, "tba.token_secret");
  set (attempt, "realm", "TSTDRV1000001_SB1");
  set (attempt, "oauth_consumer_key", key);
  set (attempt, "oauth_token", token);
  set (attempt, "oauth_signature_method", "HMAC-SHA256");
  set (attempt, "oauth_nonce", nonce);
  set (attempt, "oauth_version", "1.0");
  set_time (attempt, sb_fixture_now (sandbox));
}

static void
attempt_clear (Attempt *attempt)
{
  g_free (attempt->target);
  g_hash_table_unref (attempt->values);
  g_free (attempt->consumer_secret);
  g_free (attempt->token_secret);
  g_free (attempt->extra);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Attempt, attempt_clear)

static void
sign (Attempt *attempt, const char *method)
{
  g_autofree char *url = g_strconcat (SB_FIXTURE_URL, attempt->target, NULL);
  const char *query = strchr (url, '?');
  g_autoptr (GPtrArray) params = sb_pairs_parse (query != NULL ? query + 1 : NULL);
  g_autofree char *base = NULL;
  g_autofree char *signature = NULL;
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, attempt->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (strcmp (name, "realm") != 0)
      sb_pairs_add (params, name, value);
  base = sb_tba_dup_base_string (method, url, params);
  signature = sb_tba_dup_signature (base, attempt->consumer_secret, attempt->token_secret);
  set (attempt, "oauth_signature", signature);
}

static char *
dup_header (Attempt *attempt)
{
  GString *header = g_string_new ("OAuth ");
  GHashTableIter iter;
  gpointer name, value;
  gboolean first = TRUE;

  g_hash_table_iter_init (&iter, attempt->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autofree char *encoded = g_uri_escape_string (value, NULL, FALSE);

      g_string_append_printf (header, "%s%s=\"%s\"", first ? "" : ", ", (char *) name, encoded);
      first = FALSE;
    }
  if (attempt->extra != NULL)
    g_string_append (header, attempt->extra);

  return g_string_free (header, FALSE);
}

static SbReply *
send_signed (Attempt *attempt)
{
  g_autofree char *header = dup_header (attempt);
  const char *headers[] = { "authorization", header, NULL };

  return sb_fixture_call (attempt->sandbox, "GET", attempt->target, headers, NULL);
}

static SbReply *
send_attempt (Attempt *attempt)
{
  sign (attempt, "GET");

  return send_signed (attempt);
}

static void
assert_refused (SbSandbox *sandbox, SbReply *reply, const char *cause)
{
  g_autofree char *noted = sb_fixture_dup_cause (sandbox);

  g_assert_cmpuint (reply->wire.status, ==, 401);
  sb_assert_value (reply, "o:errorDetails.0.o:errorCode", "INVALID_LOGIN");
  g_assert_cmpstr (sb_reply_header (reply, "WWW-Authenticate"), ==,
                   "OAuth realm=\"TSTDRV1000001_SB1\", error=\"token_rejected\", error_description=\"Invalid login attempt.\"");
  g_assert_cmpstr (noted, ==, cause);
}

static void
assert_good (SbSandbox *sandbox, const char *target)
{
  g_auto (Attempt) attempt;
  g_autoptr (SbReply) reply = NULL;

  attempt_init (&attempt, sandbox, target);
  reply = send_attempt (&attempt);
  g_assert_cmpuint (reply->wire.status, ==, 200);
}

static void
test_accepts (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);

  assert_good (sandbox, TIME_TARGET);
  assert_good (sandbox, SB_REST "/record/v1/customer?limit=5&offset=0");
  assert_good (sandbox, SB_REST "/record/v1/customer?q=companyName%20CONTAIN%20%22%C3%BC%20%26%2B%22&limit=2");
  assert_good (sandbox, SB_REST "/record/v1/customer?limit=5&q=id+GREATER+0");
}

/* A name without a value, a value that holds "=", an unknown oauth_ parameter: all are signed. */
static void
test_accepts_body_hash (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_auto (Attempt) attempt;
  g_autoptr (SbReply) reply = NULL;

  attempt_init (&attempt, sandbox, TIME_TARGET);
  set (&attempt, "oauth_body_hash", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  reply = send_attempt (&attempt);
  g_assert_cmpuint (reply->wire.status, ==, 200);
}

static void
test_refusals (void)
{
  static const struct { const char *name, *value, *cause; } cases[] = {
    { "oauth_token", NULL, "MissingTokenPassportRequiredFields" },
    { "realm", NULL, "MissingTokenPassportRequiredFields" },
    { "oauth_nonce", NULL, "MissingTokenPassportRequiredFields" },
    { "oauth_signature_method", "HMAC-SHA1", "UnknownAlgorithm" },
    { "oauth_signature_method", "PLAINTEXT", "UnknownAlgorithm" },
    { "oauth_version", "2.0", "VersionRejected" },
    { "realm", "tstdrv1000001-sb1", "token_rejected" },
    { "realm", "TSTDRV1000001", "token_rejected" },
    { "oauth_consumer_key", "0000", "consumer_key_unknown" },
    { "oauth_token", "0000", "token_rejected" },
    { "oauth_nonce", "abcde", "nonce_rejected" },
    { "oauth_timestamp", "soon", "parameter_rejected" },
    { "oauth_version", "", "parameter_rejected" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
      g_auto (Attempt) attempt;
      g_autoptr (SbReply) reply = NULL;

      attempt_init (&attempt, sandbox, TIME_TARGET);
      set (&attempt, cases[i].name, cases[i].value);
      reply = send_attempt (&attempt);
      assert_refused (sandbox, reply, cases[i].cause);
    }
}

static void
test_refuses_form (void)
{
  static const char * const extras[] = { ", oauth_nonce=\"again1\"", ", broken", ", bad=\"%zz\"", ", open=\"", " oauth_x=\"1\"" };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (extras); i++)
    {
      g_auto (Attempt) attempt;
      g_autoptr (SbReply) reply = NULL;

      attempt_init (&attempt, sandbox, TIME_TARGET);
      attempt.extra = g_strdup (extras[i]);
      reply = send_attempt (&attempt);
      assert_refused (sandbox, reply, "parameter_rejected");
    }
}

static void
test_refuses_time (void)
{
  static const struct { gint64 offset; guint status; } cases[] = { { 300, 200 }, { -300, 200 }, { 301, 401 }, { -301, 401 }, { 3600, 401 } };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Attempt) attempt;
      g_autoptr (SbReply) reply = NULL;

      attempt_init (&attempt, sandbox, TIME_TARGET);
      set_time (&attempt, sb_fixture_now (sandbox) + cases[i].offset);
      reply = send_attempt (&attempt);
      g_assert_cmpuint (reply->wire.status, ==, cases[i].status);
      if (cases[i].status == 401)
        assert_refused (sandbox, reply, "InvalidTimestamp");
    }
}

static void
test_refuses_signature (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_auto (Attempt) other_secret;
  g_auto (Attempt) other_query;
  g_auto (Attempt) other_method;
  g_autoptr (SbReply) first = NULL;
  g_autoptr (SbReply) second = NULL;
  g_autoptr (SbReply) third = NULL;

  attempt_init (&other_secret, sandbox, TIME_TARGET);
  sb_assertion_set (&other_secret.token_secret, "0000");
  first = send_attempt (&other_secret);
  assert_refused (sandbox, first, "InvalidSignature");

  attempt_init (&other_query, sandbox, SB_REST "/record/v1/customer?limit=5");
  sign (&other_query, "GET");
  sb_assertion_set (&other_query.target, SB_REST "/record/v1/customer?limit=6");
  second = send_signed (&other_query);
  assert_refused (sandbox, second, "InvalidSignature");

  attempt_init (&other_method, sandbox, TIME_TARGET);
  sign (&other_method, "POST");
  third = send_signed (&other_method);
  assert_refused (sandbox, third, "InvalidSignature");
}

static void
test_refuses_replay (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_auto (Attempt) attempt;
  g_autoptr (SbReply) first = NULL;
  g_autoptr (SbReply) again = NULL;
  g_autoptr (SbReply) later = NULL;

  attempt_init (&attempt, sandbox, TIME_TARGET);
  first = send_attempt (&attempt);
  g_assert_cmpuint (first->wire.status, ==, 200);
  again = send_signed (&attempt);
  assert_refused (sandbox, again, "NonceUsed");

  /* still remembered while its timestamp would do */
  sb_fixture_advance (sandbox, 299);
  later = send_signed (&attempt);
  assert_refused (sandbox, later, "NonceUsed");
}

static void
fail_once (SbSandbox *sandbox)
{
  g_auto (Attempt) attempt;
  g_autoptr (SbReply) reply = NULL;

  attempt_init (&attempt, sandbox, TIME_TARGET);
  sb_assertion_set (&attempt.consumer_secret, "wrong");
  reply = send_attempt (&attempt);
  g_assert_cmpuint (reply->wire.status, ==, 401);
}

static void
test_locks (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_auto (Attempt) attempt;
  g_autoptr (SbReply) reply = NULL;

  for (guint i = 0; i < 4; i++)
    fail_once (sandbox);
  assert_good (sandbox, TIME_TARGET);   /* a success forgets the failures */
  for (guint i = 0; i < 5; i++)
    fail_once (sandbox);
  attempt_init (&attempt, sandbox, TIME_TARGET);
  reply = send_attempt (&attempt);
  assert_refused (sandbox, reply, "temporary_locked");
  sb_fixture_advance (sandbox, 1800);
  assert_good (sandbox, TIME_TARGET);
}

static void
test_blocked (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *key = sb_fixture_dup_info (sandbox, "tba.consumer_key");
  g_autofree char *token = sb_fixture_dup_info (sandbox, "tba.token_id");
  g_auto (Attempt) attempt;
  g_auto (Attempt) second;
  g_autoptr (SbReply) reply = NULL;
  g_autoptr (SbReply) revoked = NULL;

  sb_fixture_set (sandbox, "integration", key, "{\"state\":\"blocked\"}");
  attempt_init (&attempt, sandbox, TIME_TARGET);
  reply = send_attempt (&attempt);
  assert_refused (sandbox, reply, "consumer_key_refused");

  sb_fixture_set (sandbox, "integration", key, "{\"state\":\"enabled\"}");
  sb_fixture_set (sandbox, "accesstoken", token, "{\"revoked\":true}");
  attempt_init (&second, sandbox, TIME_TARGET);
  revoked = send_attempt (&second);
  assert_refused (sandbox, revoked, "token_rejected");
}

static void
test_no_header (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbReply) reply = sb_fixture_call (sandbox, "GET", TIME_TARGET, NULL, NULL);

  assert_refused (sandbox, reply, "MissingTokenPassportRequiredFields");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/netsuite/tba/vectors", test_vectors);
  g_test_add_func ("/netsuite/tba/base-urls", test_base_urls);
  g_test_add_func ("/netsuite/tba/accepts", test_accepts);
  g_test_add_func ("/netsuite/tba/accepts-body-hash", test_accepts_body_hash);
  g_test_add_func ("/netsuite/tba/refusals", test_refusals);
  g_test_add_func ("/netsuite/tba/refuses-form", test_refuses_form);
  g_test_add_func ("/netsuite/tba/refuses-time", test_refuses_time);
  g_test_add_func ("/netsuite/tba/refuses-signature", test_refuses_signature);
  g_test_add_func ("/netsuite/tba/refuses-replay", test_refuses_replay);
  g_test_add_func ("/netsuite/tba/locks", test_locks);
  g_test_add_func ("/netsuite/tba/blocked", test_blocked);
  g_test_add_func ("/netsuite/tba/no-header", test_no_header);

  return g_test_run ();
}
