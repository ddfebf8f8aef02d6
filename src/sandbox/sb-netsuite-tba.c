/* sb-netsuite-tba.c: token-based authentication, OAuth 1.0a with HMAC-SHA256
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 2.1 of the reference; RFC 5849 for the base string. What is checked
 * before the signature needs no secret, so the audit trail can name it; only a
 * good signature uses up its nonce.
 */

#include "sb-netsuite-auth.h"

#include <string.h>

#define WINDOW_SECONDS    (5 * 60)
#define NONCE_SECONDS     (10 * 60)
#define NONCE_MIN         6
#define LOCK_SECONDS      (30 * 60)
#define LOCK_FAILURES     5

typedef struct {
  char  *text;
  gint64 seconds;
} Nonce;

typedef struct {
  guint  failures;
  gint64 until;       /* 0: not locked */
} Lock;

/* In memory: a restart, which takes longer than the clock tolerance of anybody in a hurry, forgets them. */
typedef struct {
  GHashTable *nonces;   /* text of a Nonce in the queue */
  GQueue      order;    /* Nonce, owned, oldest first */
  GHashTable *locks;    /* owned token id → Lock, owned */
} State;

static void
nonce_free (Nonce *nonce)
{
  g_free (nonce->text);
  g_free (nonce);
}

static void
state_free (State *state)
{
  g_hash_table_unref (state->nonces);
  g_queue_clear_full (&state->order, (GDestroyNotify) nonce_free);
  g_hash_table_unref (state->locks);
  g_free (state);
}

static State *
get_state (SbSandbox *self)
{
  State *state = sb_sandbox_get_data (self, "netsuite-tba");

  if (state != NULL)
    return state;
  state = g_new0 (State, 1);
  state->nonces = g_hash_table_new (g_str_hash, g_str_equal);
  state->locks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&state->order);
  sb_sandbox_set_data (self, "netsuite-tba", state, (GDestroyNotify) state_free);

  return state;
}

/* ---- base string ---- */

static char *
escape (const char *text)
{
  return g_uri_escape_string (text, NULL, FALSE);
}

/* Scheme and host in lower case, the default port dropped, the path as it is, no query. */
static char *
dup_base_url (const char *url)
{
  gsize length = strcspn (url, "?#");
  g_autofree char *whole = g_strndup (url, length);
  char *host = strstr (whole, "://");
  gsize origin;
  g_autofree char *start = NULL;
  const char *path;

  if (host == NULL)
    return g_steal_pointer (&whole);
  origin = (gsize) (host - whole) + 3 + strcspn (host + 3, "/");
  start = g_ascii_strdown (whole, (gssize) origin);
  path = whole + origin;
  if (g_str_has_prefix (start, "https://") && g_str_has_suffix (start, ":443"))
    start[origin - strlen (":443")] = '\0';
  else if (g_str_has_prefix (start, "http://") && g_str_has_suffix (start, ":80"))
    start[origin - strlen (":80")] = '\0';

  return g_strconcat (start, *path != '\0' ? path : "/", NULL);
}

static int
compare_encoded (gconstpointer a, gconstpointer b)
{
  const SbPair *left = *(SbPair * const *) a;
  const SbPair *right = *(SbPair * const *) b;
  int order = strcmp (left->name, right->name);

  return order != 0 ? order : strcmp (left->value, right->value);
}

/* Sorted by the encoded forms, which is why they are encoded first. */
static char *
dup_normalised (GPtrArray *params)
{
  g_autoptr (GPtrArray) encoded = sb_pairs_parse (NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < params->len; i++)
    {
      SbPair *pair = g_ptr_array_index (params, i);
      g_autofree char *name = escape (pair->name);
      g_autofree char *value = escape (pair->value);

      sb_pairs_add (encoded, name, value);
    }
  g_ptr_array_sort (encoded, compare_encoded);
  for (guint i = 0; i < encoded->len; i++)
    {
      SbPair *pair = g_ptr_array_index (encoded, i);

      g_string_append_printf (text, "%s%s=%s", i > 0 ? "&" : "", pair->name, pair->value);
    }

  return g_string_free (text, FALSE);
}

char *
sb_tba_dup_base_string (const char *method, const char *url, GPtrArray *params)
{
  g_autofree char *base_url = dup_base_url (url);
  g_autofree char *normalised = dup_normalised (params);
  g_autofree char *encoded_url = escape (base_url);
  g_autofree char *encoded_params = escape (normalised);

  return g_strdup_printf ("%s&%s&%s", method, encoded_url, encoded_params);
}

char *
sb_tba_dup_signature (const char *base_string, const char *consumer_secret, const char *token_secret)
{
  g_autofree char *consumer = escape (consumer_secret);
  g_autofree char *token = escape (token_secret);
  g_autofree char *key = g_strdup_printf ("%s&%s", consumer, token);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) key, strlen (key));
  guint8 digest[32];
  gsize size = sizeof digest;

  g_hmac_update (hmac, (const guchar *) base_string, (gssize) strlen (base_string));
  g_hmac_get_digest (hmac, digest, &size);

  return g_base64_encode (digest, size);
}

/* ---- the header ---- */

static const char *
skip_space (const char *at)
{
  while (*at == ' ' || *at == '\t')
    at++;

  return at;
}

/* One name="value"; returns what follows it, NULL when it is malformed or empty. */
static const char *
parse_credential (GPtrArray *pairs, const char *at)
{
  gsize name_length = strspn (at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");
  const char *end = name_length > 0 && at[name_length] == '=' && at[name_length + 1] == '"'
                      ? strchr (at + name_length + 2, '"')
                      : NULL;
  g_autofree char *name = NULL;
  g_autofree char *raw = NULL;
  g_autofree char *value = NULL;

  if (end == NULL)
    return NULL;
  name = g_strndup (at, name_length);
  raw = g_strndup (at + name_length + 2, (gsize) (end - at) - name_length - 2);
  value = g_uri_unescape_string (raw, NULL);
  if (value == NULL || *value == '\0')
    return NULL;
  sb_pairs_add (pairs, name, value);

  return skip_space (end + 1);
}

/* NULL when a parameter is malformed, empty or comes twice. */
static GPtrArray *
parse_credentials (const char *text)
{
  g_autoptr (GPtrArray) pairs = sb_pairs_parse (NULL);
  const char *at = skip_space (text);

  while (*at != '\0')
    {
      at = parse_credential (pairs, at);
      if (at == NULL || (*at != ',' && *at != '\0'))
        return NULL;
      if (*at == ',')
        at = skip_space (at + 1);
    }

  return sb_pairs_has_duplicates (pairs) ? NULL : g_steal_pointer (&pairs);
}

/* ---- locks ---- */

static gboolean
is_locked (SbSandbox *self, const char *token)
{
  Lock *lock = g_hash_table_lookup (get_state (self)->locks, token);

  return lock != NULL && lock->until > sb_netsuite_now (self);
}

static void
note_failure (SbSandbox *self, const char *token)
{
  GHashTable *locks = get_state (self)->locks;
  Lock *lock = g_hash_table_lookup (locks, token);

  if (lock == NULL)
    {
      lock = g_new0 (Lock, 1);
      g_hash_table_insert (locks, g_strdup (token), lock);
    }
  if (++lock->failures % LOCK_FAILURES == 0)
    lock->until = sb_netsuite_now (self) + LOCK_SECONDS;
}

/* ---- nonces ---- */

static void
forget_old_nonces (State *state, gint64 now)
{
  Nonce *oldest;

  while ((oldest = g_queue_peek_head (&state->order)) != NULL && oldest->seconds <= now - NONCE_SECONDS)
    {
      g_hash_table_remove (state->nonces, oldest->text);
      nonce_free (g_queue_pop_head (&state->order));
    }
}

/* FALSE when the pair of nonce and timestamp was used with this token before. */
static gboolean
use_nonce (SbSandbox *self, GPtrArray *credentials)
{
  State *state = get_state (self);
  Nonce *nonce = g_new (Nonce, 1);

  nonce->seconds = sb_netsuite_now (self);
  nonce->text = g_strjoin ("\n", sb_pairs_get (credentials, "oauth_token"), sb_pairs_get (credentials, "oauth_timestamp"),
                           sb_pairs_get (credentials, "oauth_nonce"), NULL);
  forget_old_nonces (state, nonce->seconds);
  if (g_hash_table_contains (state->nonces, nonce->text))
    {
      nonce_free (nonce);
      return FALSE;
    }
  g_hash_table_add (state->nonces, nonce->text);
  g_queue_push_tail (&state->order, nonce);

  return TRUE;
}

/* ---- the checks, in the order of what they need to know ---- */

static const char *
check_form (GPtrArray *credentials)
{
  static const char * const required[] = { "realm", "oauth_consumer_key", "oauth_token", "oauth_signature_method",
                                           "oauth_timestamp", "oauth_nonce", "oauth_signature" };
  const char *version = sb_pairs_get (credentials, "oauth_version");

  for (guint i = 0; i < G_N_ELEMENTS (required); i++)
    if (sb_pairs_get (credentials, required[i]) == NULL)
      return "MissingTokenPassportRequiredFields";
  if (strcmp (sb_pairs_get (credentials, "oauth_signature_method"), "HMAC-SHA256") != 0)
    return "UnknownAlgorithm";
  if (version != NULL && strcmp (version, "1.0") != 0)
    return "VersionRejected";

  return NULL;
}

static const char *
check_owner (SbSandbox *self, GPtrArray *credentials)
{
  const char *key = sb_pairs_get (credentials, "oauth_consumer_key");
  const char *token = sb_pairs_get (credentials, "oauth_token");
  g_autofree char *state = sb_netsuite_auth_find (self, "SELECT state FROM sb_ns_integration WHERE id = ? AND tba = 'T'", key);
  g_autofree char *owner = sb_netsuite_auth_find (self, "SELECT client FROM sb_ns_accesstoken WHERE id = ? AND revoked = 'F'", token);

  if (strcmp (sb_pairs_get (credentials, "realm"), SB_NETSUITE_ACCOUNT) != 0)
    return "token_rejected";
  if (state == NULL)
    return "consumer_key_unknown";
  if (strcmp (state, "enabled") != 0)
    return "consumer_key_refused";
  if (g_strcmp0 (owner, key) != 0)
    return "token_rejected";

  return is_locked (self, token) ? "temporary_locked" : NULL;
}

static const char *
check_freshness (SbSandbox *self, GPtrArray *credentials)
{
  const char *text = sb_pairs_get (credentials, "oauth_timestamp");
  guint64 timestamp;

  if (g_utf8_strlen (sb_pairs_get (credentials, "oauth_nonce"), -1) < NONCE_MIN)
    return "nonce_rejected";
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32 * 2ull, &timestamp, NULL))
    return "parameter_rejected";
  if (ABS ((gint64) timestamp - sb_netsuite_now (self)) > WINDOW_SECONDS)
    return "InvalidTimestamp";

  return NULL;
}

static const char *
check_signature (SbSandbox *self, const SbRequest *request, GPtrArray *credentials)
{
  g_autoptr (GPtrArray) params = sb_pairs_parse (request->query);
  g_autofree char *consumer_secret = NULL;
  g_autofree char *token_secret = NULL;
  g_autofree char *base = NULL;
  g_autofree char *signature = NULL;

  if (params == NULL)
    return "parameter_rejected";
  for (guint i = 0; i < credentials->len; i++)
    {
      SbPair *pair = g_ptr_array_index (credentials, i);

      if (strcmp (pair->name, "realm") != 0 && strcmp (pair->name, "oauth_signature") != 0)
        sb_pairs_add (params, pair->name, pair->value);
    }
  consumer_secret = sb_netsuite_auth_find (self, "SELECT secret FROM sb_ns_integration WHERE id = ?",
                                           sb_pairs_get (credentials, "oauth_consumer_key"));
  token_secret = sb_netsuite_auth_find (self, "SELECT secret FROM sb_ns_accesstoken WHERE id = ?",
                                        sb_pairs_get (credentials, "oauth_token"));
  base = sb_tba_dup_base_string (request->method, request->url, params);
  signature = sb_tba_dup_signature (base, consumer_secret, token_secret);

  return strcmp (signature, sb_pairs_get (credentials, "oauth_signature")) == 0 ? NULL : "InvalidSignature";
}

/* Failures of a known token count towards its lock. */
static const char *
check_token (SbSandbox *self, const SbRequest *request, GPtrArray *credentials)
{
  const char *token = sb_pairs_get (credentials, "oauth_token");
  const char *cause = check_freshness (self, credentials);

  if (cause == NULL)
    cause = check_signature (self, request, credentials);
  if (cause == NULL && !use_nonce (self, credentials))
    cause = "NonceUsed";
  if (cause != NULL)
    note_failure (self, token);
  else
    g_hash_table_remove (get_state (self)->locks, token);

  return cause;
}

const char *
sb_tba_verify (SbSandbox *self, const SbRequest *request, const char *credentials, char **out_token)
{
  g_autoptr (GPtrArray) pairs = parse_credentials (credentials);
  const char *cause;

  *out_token = NULL;
  if (pairs == NULL)
    return "parameter_rejected";
  *out_token = g_strdup (sb_pairs_get (pairs, "oauth_token"));
  cause = check_form (pairs);
  if (cause == NULL)
    cause = check_owner (self, pairs);

  return cause != NULL ? cause : check_token (self, request, pairs);
}
