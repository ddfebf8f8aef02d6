/* cw-netsuite-sign-in.c: what a person enters to connect NetSuite
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ID_MAX 64   /* characters; real ones have up to twenty */

/* The application has a host of its own beside the one of the web services. */
static char *
dup_authorize_url (const char *url, const char *account)
{
  static const char path[] = "/app/login/oauth2/authorize.nl";
  g_autofree char *of_url = _cw_ns_dup_url_account (url);
  g_autofree char *host = account != NULL && *account != '\0' ? cw_netsuite_dup_host_form (account) : g_strdup (of_url);

  return of_url == NULL ? g_strconcat (url, path, NULL) : g_strdup_printf ("https://%s.app.netsuite.com%s", host, path);
}

static gboolean
same_account (const char *one, const char *other)
{
  g_autofree char *a = cw_netsuite_dup_realm_form (one), *b = cw_netsuite_dup_realm_form (other);

  return g_str_equal (a, b);
}

static char *
dup_url (const char *account)
{
  g_autofree char *host = cw_netsuite_dup_host_form (account);

  return g_strdup_printf ("https://%s.suitetalk.api.netsuite.com", host);
}

static char *
dup_problem (const char *account)
{
  g_autofree char *id = cw_netsuite_dup_host_form (account);

  if (*id == '\0')
    return g_strdup (_("The account ID is missing."));
  if (strlen (id) <= ID_MAX && strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (id))
    return NULL;
  return g_strdup (_("An account ID has letters, digits and underscores only, such as 1234567 or 1234567_SB1."));
}

static const CwRedirect redirects[] = {
  { "io.github.causeway-app.causeway:/oauth", N_("Causeway opens by itself") },
  { "https://localhost/oauth", N_("The address is copied by hand") },
  { NULL, NULL },
};

static const CwConsent consent = {
  .dup_authorize_url = dup_authorize_url,
  .token_path = "/services/rest/auth/oauth2/v1/token",
  .scope = "rest_webservices",
  .pkce = TRUE,
  .account_member = "company",
  .same_account = same_account,
  .redirects = redirects,
};

static const CwInput key_inputs[] = {
  { "client_id", N_("Client ID"), N_("Shown once, when the integration record is saved: Setup > Integration > Manage Integrations."), CW_INPUT_TEXT },
  { "private_key_pem", N_("Private Key"),
    N_("Made here with its certificate. Upload the certificate under Setup > Integration > Manage Authentication > OAuth 2.0 Client "
       "Credentials (M2M) Setup."), CW_INPUT_KEY },
  { "certificate_id", N_("Certificate ID"),
    N_("In the list under Setup > Integration > Manage Authentication > OAuth 2.0 Client Credentials (M2M) Setup, once the certificate "
       "is uploaded."), CW_INPUT_TEXT },
  { NULL, NULL, NULL, CW_INPUT_TEXT },
};

static const CwInput code_inputs[] = {
  { "client_id", N_("Client ID"), N_("Shown once, when the integration record is saved: Setup > Integration > Manage Integrations."), CW_INPUT_TEXT },
  { NULL, NULL, NULL, CW_INPUT_TEXT },
};

static const CwInput token_inputs[] = {
  { "consumer_key", N_("Consumer Key"), N_("Shown once, when the integration record is saved: Setup > Integration > Manage Integrations."), CW_INPUT_TEXT },
  { "consumer_secret", N_("Consumer Secret"), N_("Shown once, together with the consumer key."), CW_INPUT_SECRET },
  { "token_id", N_("Token ID"), N_("Shown once, when the token is made: Setup > Users/Roles > Access Tokens."), CW_INPUT_TEXT },
  { "token_secret", N_("Token Secret"), N_("Shown once, together with the token ID."), CW_INPUT_SECRET },
  { NULL, NULL, NULL, CW_INPUT_TEXT },
};

static const CwSignInWay ways[] = {
  { "m2m", N_("Certificate (recommended)"),
    N_("Works unattended for up to two years. In NetSuite, make an integration record with “Client Credentials (Machine to Machine) Grant” "
       "and the scope “REST Web Services”. Make a key here, upload its certificate there for a user and role, and copy both IDs."),
    key_inputs, NULL, FALSE },
  { "code", N_("In the browser"),
    N_("You sign in on NetSuite's own page. In NetSuite, make an integration record with “Authorization Code Grant”, “Public Client”, the "
       "scope “REST Web Services” and the redirect address below. After seven days, or what the record allows, you sign in again."),
    code_inputs, &consent, TRUE },
  { "tba", N_("Token (existing integrations)"),
    N_("Token-based authentication. From release 2027.1 NetSuite takes no new integrations this way, and may end it for all with 2028.1."),
    token_inputs, NULL, FALSE },
  { NULL, NULL, NULL, NULL, NULL, FALSE },
};

static const CwOfferInfo subsidiaries = {
  NULL, N_("Subsidiaries"), N_("Records that are available to one of these travel."), TRUE,
};

static const CwSystemInfo system_info = {
  .name = "netsuite",
  .label = "NetSuite",
  .account_label = N_("Account ID"),
  .account_where = N_("Setup > Company > Company Information, or the first part of the address in your browser."),
  .url_where = N_("Made from the account ID; Setup > Company > Company Information > Company URLs shows it as “SuiteTalk”."),
  .dup_url = dup_url,
  .dup_problem = dup_problem,
  .ways = ways,
  .offer = &subsidiaries,
};

const CwSystemInfo *
cw_netsuite_get_system_info (void)
{
  return &system_info;
}

/* ---- subsidiaries ---- */

static gboolean
collect_cb (GPtrArray *records, gpointer data, GError **error)
{
  GPtrArray *all = data;

  for (guint i = 0; i < records->len; i++)
    {
      const CwRecord *record = records->pdata[i];
      CwRecord *kept;

      if (record->inactive || record->deleted)
        continue;
      kept = cw_record_new ("subsidiary", record->id);
      kept->name = g_strdup (record->name);
      kept->parent_id = g_strdup (record->parent_id);
      g_ptr_array_add (all, kept);
    }
  return TRUE;
}

static gint
compare_records (gconstpointer a, gconstpointer b)
{
  const CwRecord *x = *(const CwRecord * const *) a, *y = *(const CwRecord * const *) b;
  guint64 i = g_ascii_strtoull (x->id, NULL, 10), j = g_ascii_strtoull (y->id, NULL, 10);

  return i < j ? -1 : i > j;
}

static gboolean
is_among (GPtrArray *records, const char *id)
{
  for (guint i = 0; id != NULL && i < records->len; i++)
    if (g_str_equal (((const CwRecord *) records->pdata[i])->id, id))
      return TRUE;
  return FALSE;
}

/* Children under their parents; whose parent is inactive stands at the top. A circle of parents ends nothing: each is shown once. */
static void
add_below (GPtrArray *offers, GPtrArray *records, GHashTable *done, const char *parent, guint depth)
{
  for (guint i = 0; i < records->len; i++)
    {
      const CwRecord *record = records->pdata[i];
      gboolean here = parent != NULL ? g_strcmp0 (record->parent_id, parent) == 0 : !is_among (records, record->parent_id);

      if (!here || !g_hash_table_add (done, record->id))
        continue;
      g_ptr_array_add (offers, cw_offer_new (record->id, record->name, depth));
      add_below (offers, records, done, record->id, depth + 1);
    }
}

GPtrArray *
_cw_ns_offers_sync (CwNetsuite *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_offer_free);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_free);
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) cause = NULL;
  CwReadQuery query = { .type = "subsidiary" };

  if (!_cw_ns_read_sync (self, &query, collect_cb, records, cancellable, &cause)
      && !g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  /* An account without subsidiaries is one company. */
  if (records->len == 0)
    g_ptr_array_add (offers, cw_offer_new ("1", _("The whole account"), 0));
  g_ptr_array_sort (records, compare_records);
  add_below (offers, records, done, NULL, 0);
  return g_steal_pointer (&offers);
}
