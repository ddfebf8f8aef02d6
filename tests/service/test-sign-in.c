/* test-sign-in.c: signing in on the systems' own pages, and connecting them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The browser is played by this test: it fetches the page, sends its form, and
 * follows the redirect to where the answer is received.
 */

#include "cw-fixture.h"

#include "cw-connect.h"
#include "cw-sign-in.h"

#include <libsoup/soup.h>
#include <string.h>

#define LOOPBACK "http://127.0.0.1:41953/oauth"
#define PASTED   "https://localhost/oauth"

/* ---- the browser ---- */

static guint
browse (CwFixture *fixture, const char *method, const char *target, const char *form, char **out_location)
{
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) body = g_bytes_new (form != NULL ? form : "", form != NULL ? strlen (form) : 0);
  g_autofree char *path = g_strndup (target, strcspn (target, "?"));
  const char *query = strchr (target, '?');
  g_autofree char *url = g_strconcat (fixture->base_url, target, NULL);
  SbRequest request = { .method = method, .path = path, .query = query != NULL ? query + 1 : NULL, .url = url, .headers = headers, .body = body };
  SbResponse response;
  guint status;

  g_hash_table_insert (headers, (gpointer) "host", (gpointer) "127.0.0.1");
  g_hash_table_insert (headers, (gpointer) "user-agent", (gpointer) "Browser/1");
  g_hash_table_insert (headers, (gpointer) "content-type", (gpointer) "application/x-www-form-urlencoded");
  sb_response_init (&response);
  sb_sandbox_handle (fixture->sandbox, &request, &response);
  sb_sandbox_finished (fixture->sandbox, &response);
  status = response.status;
  *out_location = NULL;
  for (guint i = 0; i + 1 < response.headers->len; i += 2)
    if (g_ascii_strcasecmp (response.headers->pdata[i], "Location") == 0)
      *out_location = g_strdup (response.headers->pdata[i + 1]);
  sb_response_clear (&response);
  return status;
}

/* Answers the page of @sign_in with @more; where the browser is sent to. (transfer full) */
static char *
answer_page (CwFixture *fixture, CwSignIn *sign_in, const char *more)
{
  const char *page = cw_sign_in_get_page (sign_in);
  const char *target = page + strlen (fixture->base_url);
  g_autofree char *path = g_strndup (target, strcspn (target, "?")), *location = NULL, *form = NULL;

  g_assert_true (g_str_has_prefix (page, fixture->base_url));
  g_assert_cmpuint (browse (fixture, "GET", target, NULL, &location), ==, 200);
  g_assert_null (location);
  form = g_strconcat (strchr (target, '?') + 1, "&", more, NULL);
  g_assert_cmpuint (browse (fixture, "POST", path, form, &location), ==, 302);
  g_assert_nonnull (location);
  return g_steal_pointer (&location);
}

/* ---- what a person has ---- */

static JsonObject *
get_credentials (CwFixture *fixture, const char *system, JsonNode **out_root)
{
  g_autofree char *info = sb_sandbox_dup_info (fixture->sandbox);

  *out_root = json_from_string (info, NULL);
  return json_object_get_object_member (json_node_get_object (*out_root), system);
}

static CwConnectionInfo *
new_connection (CwFixture *fixture, const char *name, const char *system, const char *auth, const char *account)
{
  CwConnectionInfo *info = cw_connection_info_new (name, system);

  info->url = g_strconcat (fixture->base_url, "/", system, NULL);
  info->account = g_strdup (account);
  info->auth = g_strdup (auth);
  return info;
}

static CwSecret *
enter (JsonObject *from, const char * const *names)
{
  CwSecret *entered = NULL;

  for (; *names != NULL; names++)
    {
      g_autoptr (CwSecret) value = cw_secret_new (json_object_get_string_member (from, *names)), before = entered;

      entered = cw_secret_with_member (before, *names, value);
    }
  return entered;
}

typedef struct {
  CwFixture        *fixture;
  CwConnectionInfo *info;
  CwSecret         *entered;
  char             *allow;    /* what the form of the page gets */
} Person;

static Person
new_services_person (CwFixture *fixture)
{
  static const char * const names[] = { "client_id", "client_secret", "namespace", "key", NULL };
  g_autoptr (JsonNode) root = NULL;
  JsonObject *services = get_credentials (fixture, "suiteprojects", &root);

  return (Person) {
    .fixture = fixture,
    .info = new_connection (fixture, "Services", "suiteprojects", "code", json_object_get_string_member (services, "company")),
    .entered = enter (services, names),
    .allow = g_strdup_printf ("action=allow&user=%s&password=%s", json_object_get_string_member (services, "user"),
                              json_object_get_string_member (services, "password")),
  };
}

static Person
new_netsuite_person (CwFixture *fixture)
{
  static const char * const names[] = { "client_id", NULL };
  g_autoptr (JsonNode) root = NULL;
  JsonObject *netsuite = get_credentials (fixture, "netsuite", &root);

  return (Person) {
    .fixture = fixture,
    .info = new_connection (fixture, "Books", "netsuite", "code", json_object_get_string_member (netsuite, "account")),
    .entered = enter (json_object_get_object_member (netsuite, "code"), names),
    .allow = g_strdup ("action=allow"),
  };
}

static void
person_clear (Person *self)
{
  cw_connection_info_free (self->info);
  cw_secret_unref (self->entered);
  g_free (self->allow);
}

static CwSignIn *
begin (Person *person, const char *redirect)
{
  g_autoptr (GError) error = NULL;
  CwSignIn *sign_in = cw_sign_in_new (person->fixture->profile, person->info, person->entered, redirect, &error);

  g_assert_no_error (error);
  return sign_in;
}

/* ---- tests ---- */

static void
assert_works (Person *person, CwSecret **secret)
{
  g_autoptr (GPtrArray) offers = NULL;
  CwConnectionTest *test = cw_profile_try_connection_sync (person->fixture->profile, person->info, secret, &offers, NULL);

  if (!test->ok)
    g_error ("%s %s", test->cause, test->next);
  g_assert_nonnull (offers);
  cw_connection_test_free (test);
}

/* The whole way of @person, twice: what comes out of it works, renews itself, and is in no other place than the secret. */
static void
sign_in_by_paste (Person *person, const char *redirect)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSignIn) sign_in = begin (person, redirect);
  g_autofree char *location = answer_page (person->fixture, sign_in, person->allow);
  g_autoptr (CwSecret) secret = NULL, none = NULL;

  g_assert_true (cw_sign_in_paste (sign_in, location, &error));
  secret = cw_sign_in_finish_sync (sign_in, NULL, &error);
  g_assert_no_error (error);
  assert_works (person, &secret);
  /* After the access token has ended, the refresh token that the try left is good. */
  cw_virtual_clock_advance (person->fixture->clock, 2 * G_TIME_SPAN_HOUR);
  assert_works (person, &secret);
  g_assert_false (cw_sign_in_paste (sign_in, location, &error));
  g_assert_true (strstr (error->message, "answered already") != NULL);
  /* Trying keeps nothing. */
  none = cw_profile_get_secret_sync (person->fixture->profile, person->info->name, NULL, NULL);
  g_assert_null (none);
}

static void
test_services (void)
{
  CwFixture *fixture = cw_fixture_new (2, 1, "suiteprojects.refresh-rotation=rotated suiteprojects.pkce=refused");
  Person person = new_services_person (fixture);

  sign_in_by_paste (&person, PASTED);
  sign_in_by_paste (&person, NULL);
  person_clear (&person);
  cw_fixture_free (fixture);
}

static void
test_netsuite (void)
{
  CwFixture *fixture = cw_fixture_new (2, 1, NULL);
  Person person = new_netsuite_person (fixture);

  sign_in_by_paste (&person, NULL);
  person_clear (&person);
  cw_fixture_free (fixture);
}

static gpointer
finish_cb (gpointer data)
{
  GError *error = NULL;
  CwSecret *secret = cw_sign_in_finish_sync (data, NULL, &error);

  g_assert_no_error (error);
  return secret;
}

static guint
fetch (SoupSession *session, const char *url, const char *method, char **out_text)
{
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GBytes) body = soup_session_send_and_read (session, message, NULL, NULL);

  g_free (*out_text);
  *out_text = body != NULL ? g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body)) : NULL;
  return soup_message_get_status (message);
}

/* The port is fixed, since it is registered: another test of this machine may have it for a moment. */
static CwSignIn *
begin_listening (Person *person)
{
  g_autoptr (GError) error = NULL;
  CwSignIn *sign_in = NULL;

  for (guint tries = 0; sign_in == NULL && tries < 600; tries++)
    {
      g_clear_error (&error);
      sign_in = cw_sign_in_new (person->fixture->profile, person->info, person->entered, LOOPBACK, &error);
      if (sign_in == NULL)
        g_usleep (G_USEC_PER_SEC / 10);
    }
  g_assert_no_error (error);
  return sign_in;
}

static void
test_loopback (void)
{
  CwFixture *fixture = cw_fixture_new (2, 1, NULL);
  Person person = new_services_person (fixture);
  g_autoptr (CwSignIn) sign_in = begin_listening (&person);
  g_autofree char *location = answer_page (fixture, sign_in, person.allow), *text = NULL;
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) secret = NULL;
  CwSignIn *second = cw_sign_in_new (fixture->profile, person.info, person.entered, LOOPBACK, &error);
  GThread *thread;

  /* Nobody else may receive the answer. */
  g_assert_null (second);
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_CONNECTED);
  thread = g_thread_new ("finish", finish_cb, sign_in);
  g_assert_cmpuint (fetch (session, "http://127.0.0.1:41953/", "GET", &text), ==, 404);
  g_assert_cmpuint (fetch (session, LOOPBACK "?code=guess&state=guess", "GET", &text), ==, 200);
  g_assert_true (strstr (text, "not the answer of this sign-in") != NULL);
  g_assert_cmpuint (fetch (session, location, "POST", &text), ==, 404);
  g_assert_cmpuint (fetch (session, location, "GET", &text), ==, 200);
  g_assert_true (strstr (text, "Causeway has the answer") != NULL);
  secret = g_thread_join (thread);
  assert_works (&person, &secret);
  person_clear (&person);
  cw_fixture_free (fixture);
}

/* As the desktop opens it: in a process that knows nothing of the attempt. */
static void
test_scheme (void)
{
  CwFixture *fixture = cw_fixture_new (2, 1, NULL);
  Person person = new_netsuite_person (fixture);
  g_autoptr (CwSignIn) sign_in = begin (&person, NULL);
  g_autofree char *location = answer_page (fixture, sign_in, person.allow), *sentence = NULL, *again = NULL;
  GThread *thread = g_thread_new ("finish", finish_cb, sign_in);
  g_autoptr (CwSecret) secret = NULL;

  g_assert_false (cw_sign_in_deliver_sync ("io.github.causeway-app.causeway:/oauth?code=1&state=nobody-waits-for-this", &sentence));
  g_assert_true (cw_sign_in_deliver_sync (location, &sentence));
  g_assert_true (strstr (sentence, "Causeway has the answer") != NULL);
  secret = g_thread_join (thread);
  assert_works (&person, &secret);
  g_clear_pointer (&sign_in, cw_sign_in_unref);
  g_assert_false (cw_sign_in_deliver_sync (location, &again));
  person_clear (&person);
  cw_fixture_free (fixture);
}

static void
expect_failure (CwSignIn *sign_in, const char *words, const char *secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) result = cw_sign_in_finish_sync (sign_in, NULL, &error);

  g_assert_null (result);
  g_assert_nonnull (error);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” is not in “%s”", words, error->message);
  g_assert_null (secret != NULL ? strstr (error->message, secret) : NULL);
}

static void
test_refusals (void)
{
  CwFixture *fixture = cw_fixture_new (2, 1, NULL);
  Person people[] = { new_services_person (fixture), new_netsuite_person (fixture) };
  const char *denials[] = { "action=cancel", "action=deny" };

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      Person *person = &people[i];
      g_autoptr (CwSignIn) denied = begin (person, PASTED), late = begin (person, PASTED), silent = begin (person, PASTED);
      g_autofree char *answer = NULL, *too_late = NULL, *twisted = NULL;
      g_autoptr (GError) error = NULL;

      if (i == 1)   /* NetSuite's integration record has one address only */
        {
          g_clear_pointer (&denied, cw_sign_in_unref);
          g_clear_pointer (&late, cw_sign_in_unref);
          denied = begin (person, NULL);
          late = begin (person, NULL);
        }
      answer = answer_page (fixture, denied, denials[i]);
      g_assert_true (cw_sign_in_paste (denied, answer, &error));
      expect_failure (denied, "was not allowed", NULL);
      /* The answer of one attempt is none of another; that one goes on. */
      too_late = answer_page (fixture, late, person->allow);
      g_assert_false (cw_sign_in_paste (silent, too_late, &error));
      g_assert_true (strstr (error->message, "not the answer of this sign-in") != NULL);
      g_clear_error (&error);
      twisted = g_strconcat (too_late, "x", NULL);   /* the last parameter is state or company */
      g_assert_false (i == 0 && cw_sign_in_paste (late, twisted, &error));
      g_clear_error (&error);
      cw_virtual_clock_advance (fixture->clock, 20 * G_TIME_SPAN_MINUTE);
      g_assert_true (cw_sign_in_paste (late, too_late, &error));
      expect_failure (late, "no longer good", NULL);
      cw_sign_in_set_patience (silent, 0);
      expect_failure (silent, "No answer came", NULL);
      g_assert_false (cw_sign_in_paste (silent, too_late, NULL));
      person_clear (person);
    }
  cw_fixture_free (fixture);
}

static void
test_wrong_entries (void)
{
  CwFixture *fixture = cw_fixture_new (2, 1, NULL);
  Person person = new_services_person (fixture), books = new_netsuite_person (fixture);
  g_autoptr (CwSecret) guess = cw_secret_new ("guessed-secret"), wrong = cw_secret_with_member (person.entered, "client_secret", guess);
  g_autoptr (CwSecret) empty = cw_secret_new (""), missing = cw_secret_with_member (person.entered, "namespace", empty);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSignIn) sign_in = NULL, elsewhere = NULL;
  g_autofree char *location = NULL, *other = NULL;

  g_assert_null (cw_sign_in_new (fixture->profile, person.info, missing, NULL, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_assert_true (strstr (error->message, "API Namespace is missing") != NULL);
  g_clear_error (&error);
  g_assert_null (cw_sign_in_new (fixture->profile, person.info, person.entered, "http://elsewhere.example/oauth", &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_clear_error (&error);
  g_free (person.info->url);
  person.info->url = g_strdup ("http://services.example");
  g_assert_null (cw_sign_in_new (fixture->profile, person.info, person.entered, NULL, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_clear_error (&error);
  g_free (person.info->url);
  person.info->url = g_strconcat (fixture->base_url, "/suiteprojects", NULL);
  cw_secret_unref (person.entered);
  person.entered = cw_secret_ref (wrong);
  sign_in = begin (&person, PASTED);
  location = answer_page (fixture, sign_in, person.allow);
  g_assert_true (cw_sign_in_paste (sign_in, location, &error));
  expect_failure (sign_in, "does not know this application", "guessed-secret");
  /* Signed in, but to another account. */
  g_free (books.info->account);
  books.info->account = g_strdup ("7654321");
  elsewhere = begin (&books, NULL);
  other = answer_page (fixture, elsewhere, books.allow);
  g_assert_true (cw_sign_in_paste (elsewhere, other, &error));
  expect_failure (elsewhere, "You signed in to the account", NULL);
  person_clear (&person);
  person_clear (&books);
  cw_fixture_free (fixture);
}

/* ---- what becomes of it ---- */

static void
test_key (void)
{
  CwFixture *fixture = cw_fixture_new (2, 1, NULL);
  g_autoptr (JsonNode) root = NULL;
  JsonObject *m2m = json_object_get_object_member (get_credentials (fixture, "netsuite", &root), "m2m");
  const char *client = json_object_get_string_member (m2m, "client_id");
  g_autoptr (CwConnectionInfo) info = new_connection (fixture, "Books", "netsuite", "m2m", "TSTDRV1000001_SB1");
  Person person = { fixture, info, NULL, NULL };
  g_autoptr (CwSecret) key = NULL, id = cw_secret_new (client), certificate_id = NULL, one = NULL, two = NULL, secret = NULL;
  g_autofree char *certificate = NULL, *uploaded = NULL, *edit = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *escaped = NULL;
  g_autoptr (GError) error = NULL;
  gint64 end = 0;

  g_assert_true (cw_profile_make_key (fixture->profile, &key, &certificate, &end, &error));
  g_assert_no_error (error);
  g_assert_null (strstr (certificate, "PRIVATE"));
  lines = g_strsplit (certificate, "\n", -1);
  escaped = g_strjoinv ("\\n", lines);
  edit = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"certificate\",\"create\":{\"client\":\"%s\",\"pem\":\"%s\"}}", client, escaped);
  uploaded = cw_fixture_edit (fixture, edit);
  g_assert_nonnull (uploaded);
  certificate_id = cw_secret_new (uploaded);
  one = cw_secret_with_member (NULL, "client_id", id);
  two = cw_secret_with_member (one, "private_key_pem", key);
  secret = cw_secret_with_member (two, "certificate_id", certificate_id);
  assert_works (&person, &secret);
  cw_fixture_free (fixture);
}

static void
assert_off (CwFixture *fixture, const char *integration)
{
  g_autoptr (CwStore) store = cw_profile_open_store (fixture->profile, NULL);
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (fixture->profile, integration, NULL);

  g_assert_cmpuint (workflows->len, >, 0);
  for (guint i = 0; i < workflows->len; i++)
    g_assert_false (cw_profile_is_workflow_enabled (fixture->profile, store, integration, workflows->pdata[i]));
}

/* A new integration on a NetSuite connection that another one reads with another box gets a twin of it; nothing is left of one that
 * could not be made; removed, it takes its secrets along. */
static void
test_connect (void)
{
  CwFixture *fixture = cw_fixture_new (2, 1, NULL);
  Person person = new_services_person (fixture);
  g_autoptr (CwSignIn) sign_in = begin (&person, PASTED);
  g_autofree char *location = answer_page (fixture, sign_in, person.allow);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) secret = NULL, twin_secret = NULL, gone = NULL;
  g_autoptr (CwIntegrationInfo) integration = cw_integration_info_new ("Projects"), made = NULL;
  g_autoptr (CwConnectionInfo) known = cw_connection_info_new ("NetSuite sample", "netsuite");
  g_autoptr (CwStore) store = cw_profile_open_store (fixture->profile, &error);
  char *subsidiaries[] = { fixture->subsidiaries[0], NULL };
  CwConnectEnd source = { known, NULL }, target;

  g_assert_true (cw_sign_in_paste (sign_in, location, &error));
  secret = cw_sign_in_finish_sync (sign_in, NULL, &error);
  g_assert_no_error (error);
  target = (CwConnectEnd) { person.info, secret };
  g_assert_false (cw_profile_connect_sync (fixture->profile, &source, &target, integration, NULL, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);   /* no subsidiary */
  g_clear_error (&error);
  g_assert_null (cw_store_get_connection (store, "Services", NULL));
  gone = cw_profile_get_secret_sync (fixture->profile, "Services", NULL, NULL);
  g_assert_null (gone);

  g_strfreev (integration->subsidiaries);
  integration->subsidiaries = g_strdupv (subsidiaries);
  cw_fields_set (integration->settings, "sync-field", "custentity_oa_export_to_openair");
  g_assert_true (cw_profile_connect_sync (fixture->profile, &source, &target, integration, NULL, &error));
  g_assert_no_error (error);
  made = cw_store_get_integration (store, "Projects", &error);
  g_assert_cmpstr (made->source, ==, "NetSuite sample (2)");
  g_assert_cmpstr (made->target, ==, "Services");
  assert_off (fixture, "Projects");
  twin_secret = cw_profile_get_secret_sync (fixture->profile, made->source, NULL, &error);
  g_assert_nonnull (twin_secret);

  g_assert_true (cw_profile_remove_integration_sync (fixture->profile, "Projects", TRUE, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (cw_store_get_connection (store, "Services", NULL));
  g_assert_null (cw_store_get_connection (store, "NetSuite sample (2)", NULL));
  gone = cw_profile_get_secret_sync (fixture->profile, "Services", NULL, NULL);
  g_assert_null (gone);
  /* What another one uses stays. */
  g_assert_true (cw_profile_remove_integration_sync (fixture->profile, fixture->integrations[0], TRUE, NULL, &error));
  g_assert_no_error (error);
  cw_connection_info_free (cw_store_get_connection (store, "NetSuite sample", &error));
  g_assert_no_error (error);
  person_clear (&person);
  cw_fixture_free (fixture);
}

/* Accounts as people paste them. */
static void
test_entries (void)
{
  const CwSystemInfo *netsuite = cw_system_find_info ("netsuite"), *services = cw_system_find_info ("suiteprojects");
  static const struct {
    const char *account, *url;
  } cases[] = {
    { "1234567", "https://1234567.suitetalk.api.netsuite.com" },
    { " 1234567_SB1 ", "https://1234567-sb1.suitetalk.api.netsuite.com" },
    { "https://1234567-sb1.app.netsuite.com/app/center", "https://1234567-sb1.suitetalk.api.netsuite.com" },
    { "TSTDRV2617106", "https://tstdrv2617106.suitetalk.api.netsuite.com" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = netsuite->dup_url (cases[i].account), *problem = netsuite->dup_problem (cases[i].account);

      g_assert_cmpstr (url, ==, cases[i].url);
      g_assert_null (problem);
    }
  for (guint i = 0; i < 4; i++)
    {
      const char *bad[] = { "", "Harbor Consulting", "1234567@evil", "…" };
      g_autofree char *problem = netsuite->dup_problem (bad[i]);

      g_assert_nonnull (problem);
    }
  g_assert_null (cw_system_get_nth (3));
  for (const CwSignInWay *way = netsuite->ways; way->id != NULL; way++)
    for (const CwInput *input = way->inputs; input->name != NULL; input++)
      {
        g_autofree char *none = cw_input_dup_problem (input, " "), *broken = cw_input_dup_problem (input, "abc def");

        g_assert_nonnull (none);
        g_assert_nonnull (broken);
        g_assert_null (strstr (broken, "def"));
      }
  g_assert_cmpstr (cw_system_info_find_way (services, "token")->id, ==, "code");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sign-in/suiteprojects", test_services);
  g_test_add_func ("/sign-in/netsuite", test_netsuite);
  g_test_add_func ("/sign-in/loopback", test_loopback);
  g_test_add_func ("/sign-in/scheme", test_scheme);
  g_test_add_func ("/sign-in/refusals", test_refusals);
  g_test_add_func ("/sign-in/wrong-entries", test_wrong_entries);
  g_test_add_func ("/sign-in/key", test_key);
  g_test_add_func ("/sign-in/connect", test_connect);
  g_test_add_func ("/sign-in/entries", test_entries);
  return g_test_run ();
}
