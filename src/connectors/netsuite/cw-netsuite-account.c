/* cw-netsuite-account.c: account ids, addresses, and the sign-in of a connection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One account id has two spellings, and the wrong one in the wrong place is the
 * commonest failure of all: hosts want 1234567-sb1, signatures 1234567_SB1.
 */

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HOST_SUFFIX ".netsuite.com"

/* ---- account ids ---- */

/* The bare id of anything a person may paste: an address, a host, an id in either spelling. */
static char *
dup_bare_id (const char *account)
{
  g_autofree char *text = g_strdup (account);
  char *start;
  const char *scheme;

  g_strstrip (text);
  scheme = strstr (text, "://");
  start = scheme != NULL ? text + (scheme - text) + 3 : text;
  return g_strndup (start, strcspn (start, "./:?#"));
}

char *
cw_netsuite_dup_host_form (const char *account)
{
  g_autofree char *bare = dup_bare_id (account);

  return g_strdelimit (g_ascii_strdown (bare, -1), "_", '-');
}

char *
cw_netsuite_dup_realm_form (const char *account)
{
  g_autofree char *bare = dup_bare_id (account);

  return g_strdelimit (g_ascii_strup (bare, -1), "-", '_');
}

char *
_cw_ns_dup_url_account (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || !g_str_has_suffix (host, HOST_SUFFIX))
    return NULL;
  return cw_netsuite_dup_host_form (host);
}

/* ---- deep links ---- */

char *
cw_netsuite_dup_record_url (const char *url, const char *account, const char *type, const char *id)
{
  static const struct {
    const char *type, *path;
  } paths[] = {
    { "customer",   "/app/common/entity/custjob.nl" },
    { "job",        "/app/accounting/project/project.nl" },
    { "employee",   "/app/common/entity/employee.nl" },
    { "subsidiary", "/app/common/otherlists/subsidiarytype.nl" },
    { "vendor",     "/app/common/entity/vendor.nl" },
    { "serviceitem", "/app/common/item/item.nl" },
    { "purchaseitem", "/app/common/item/item.nl" },
    { "purchaseOrder", "/app/accounting/transactions/purchord.nl" },
    { "salesorder", "/app/accounting/transactions/salesord.nl" },
    { CW_NS_PAYMENTS, "/app/accounting/transactions/custpymt.nl" },
  };
  g_autofree char *real = _cw_ns_dup_url_account (url);
  g_autofree char *host = account != NULL ? cw_netsuite_dup_host_form (account) : g_strdup (real);
  /* A share of a payment is seen on the payment. */
  g_autofree char *whole = g_str_equal (type, CW_NS_PAYMENTS) ? g_strndup (id, strcspn (id, "-")) : g_strdup (id);
  g_autofree char *escaped = g_uri_escape_string (whole, NULL, FALSE);
  const char *path = "/app/common/entity/entity.nl";

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (g_str_equal (paths[i].type, type))
      path = paths[i].path;
  if (real == NULL)
    return g_strdup_printf ("%s%s?id=%s", url, path, escaped);
  return g_strdup_printf ("https://%s.app.netsuite.com%s?id=%s", host, path, escaped);
}

/* ---- sign-in ---- */

/* The members of the chosen sign-in: of the object under its name, else of the secret itself. */
static JsonObject *
get_members (JsonNode *root, const char *auth)
{
  JsonObject *object = json_node_get_object (root);
  JsonObject *inner = cw_json_get_object (object, auth);

  return inner != NULL ? inner : object;
}

static char *
dup_secret_member (const CwNetsuiteConfig *config, JsonObject *members, const char *name, GError **error)
{
  g_autofree char *text = cw_json_dup_member (members, name);

  if (text != NULL)
    g_strstrip (text);
  if (text != NULL && text[0] != '\0')
    return g_steal_pointer (&text);
  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
               _("The credentials of NetSuite “%s” have no “%s”, which the sign-in “%s” needs. Enter them again."),
               config->name, name, config->auth);
  return NULL;
}

static CwSecret *
dup_secret (const CwNetsuiteConfig *config, JsonObject *members, const char *name, GError **error)
{
  char *text = dup_secret_member (config, members, name, error);
  CwSecret *secret;

  if (text == NULL)
    return NULL;
  secret = cw_secret_new (text);
  explicit_bzero (text, strlen (text));
  g_free (text);
  return secret;
}

static char *
dup_token_url (const CwNetsuiteConfig *config)
{
  return g_strconcat (config->url, "/services/rest/auth/oauth2/v1/token", NULL);
}

static CwHttpAuth *
new_m2m_auth (const CwNetsuiteConfig *config, JsonObject *members, CwRandom *random, GError **error)
{
  static const char * const scopes[] = { "rest_webservices", NULL };
  g_autofree char *token_url = dup_token_url (config);
  g_autofree char *client_id = dup_secret_member (config, members, "client_id", error);
  g_autofree char *certificate_id = client_id != NULL ? dup_secret_member (config, members, "certificate_id", error) : NULL;
  g_autoptr (CwSecret) key = certificate_id != NULL ? dup_secret (config, members, "private_key_pem", error) : NULL;
  CwHttpAuth *auth;

  if (key == NULL)
    return NULL;
  auth = cw_oauth2_jwt_auth_new (token_url, client_id, certificate_id, key, scopes, random, error);
  if (auth == NULL)
    g_prefix_error (error, "“private_key_pem” of NetSuite “%s” cannot be used: ", config->name);
  return auth;
}

static CwHttpAuth *
new_tba_auth (const CwNetsuiteConfig *config, JsonObject *members, CwRandom *random, GError **error)
{
  g_autofree char *realm = NULL;
  g_autofree char *consumer_key = dup_secret_member (config, members, "consumer_key", error);
  g_autoptr (CwSecret) consumer_secret = consumer_key != NULL ? dup_secret (config, members, "consumer_secret", error) : NULL;
  g_autofree char *token_id = consumer_secret != NULL ? dup_secret_member (config, members, "token_id", error) : NULL;
  g_autoptr (CwSecret) token_secret = token_id != NULL ? dup_secret (config, members, "token_secret", error) : NULL;

  if (token_secret == NULL)
    return NULL;
  if (config->account == NULL || config->account[0] == '\0')
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                   _("NetSuite “%s” has no account id, which token-based sign-in needs. Enter it as Setup > Company > Company Information "
                     "shows it."), config->name);
      return NULL;
    }
  realm = cw_netsuite_dup_realm_form (config->account);
  return cw_oauth1_auth_new (realm, consumer_key, consumer_secret, token_id, token_secret, random);
}

static CwHttpAuth *
new_code_auth (const CwNetsuiteConfig *config, JsonObject *members, GError **error)
{
  g_autofree char *token_url = dup_token_url (config);
  g_autofree char *client_id = dup_secret_member (config, members, "client_id", error);
  g_autoptr (CwSecret) refresh_token = client_id != NULL ? dup_secret (config, members, "refresh_token", error) : NULL;

  if (refresh_token == NULL)
    return NULL;
  return cw_oauth2_refresh_auth_new (token_url, client_id, refresh_token, config->store_refresh, config->store_refresh_data, NULL);
}

CwHttpAuth *
_cw_ns_auth_new (const CwNetsuiteConfig *config, CwRandom *random, GError **error)
{
  const char *text = cw_secret_reveal (config->secret);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (JsonNode) root = cw_json_parse_object (bytes, NULL);
  JsonObject *members;

  if (root == NULL)
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                   _("The credentials of NetSuite “%s” are not one JSON object. Enter them again."), config->name);
      return NULL;
    }
  members = get_members (root, config->auth);
  if (g_str_equal (config->auth, "m2m"))
    return new_m2m_auth (config, members, random, error);
  if (g_str_equal (config->auth, "tba"))
    return new_tba_auth (config, members, random, error);
  if (g_str_equal (config->auth, "code"))
    return new_code_auth (config, members, error);
  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
               _("NetSuite “%s” has the unknown sign-in “%s”; it is one of m2m, tba, code."), config->name, config->auth);
  return NULL;
}
