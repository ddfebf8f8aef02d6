/* cw-spp-sign-in.c: what a person enters to connect SuiteProjects Pro
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-suiteprojects-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HOST_SUFFIX ".app.netsuitesuiteprojectspro.com"
#define NAME_MAX_LENGTH 63   /* characters: it is the first part of the host */

static char *
dup_authorize_url (const char *url, const char *account)
{
  return g_strconcat (url, "/login/oauth2/v1/authorize", NULL);
}

static char *
dup_url (const char *account)
{
  g_autofree char *name = g_ascii_strdown (account, -1);

  return g_strdup_printf ("https://%s" HOST_SUFFIX, g_strdelimit (g_strstrip (name), " _", '-'));
}

static char *
dup_problem (const char *account)
{
  g_autofree char *name = g_strstrip (g_strdup (account));

  if (*name == '\0')
    return g_strdup (_("The company ID is missing."));
  for (const char *at = name; *at != '\0'; at++)
    if (strchr ("/:?#@<>\"", *at) != NULL || g_ascii_iscntrl (*at))
      return g_strdup (_("A company ID is a name and no address; it is what you type first when you sign in."));
  return strlen (name) <= NAME_MAX_LENGTH ? NULL : g_strdup (_("A company ID is shorter than this."));
}

/* Whether a loopback address is taken is not documented, so it is not the first. */
static const CwRedirect redirects[] = {
  { "io.github.causeway-app.causeway:/oauth", N_("Causeway opens by itself") },
  { "http://127.0.0.1:41953/oauth", N_("Causeway listens on this computer") },
  { "https://localhost/oauth", N_("The address is copied by hand") },
  { NULL, NULL },
};

static const CwConsent consent = {
  .dup_authorize_url = dup_authorize_url,
  .token_path = "/login/oauth2/v1/token",
  .scope = "xml",
  .client_secret = TRUE,
  .redirects = redirects,
};

static const CwInput inputs[] = {
  { "client_id", N_("Client ID"), N_("Administration > Global Settings > Account > API Integration Applications."), CW_INPUT_TEXT },
  { "client_secret", N_("Client Secret"), N_("Shown together with the client ID."), CW_INPUT_SECRET },
  { "namespace", N_("API Namespace"), N_("Given by SuiteProjects Pro support together with the API key."), CW_INPUT_TEXT },
  { "key", N_("API Key"), N_("Given by SuiteProjects Pro support when API access is switched on."), CW_INPUT_SECRET },
  { NULL, NULL, NULL, CW_INPUT_TEXT },
};

/* The refresh token may be replaced in use, so that a copy of it would go stale. */
static const CwSignInWay ways[] = {
  { "code", N_("In the browser"),
    N_("You sign in on SuiteProjects Pro's own page, best as a user who may see everything. In SuiteProjects Pro, register an application "
       "with the scope “xml”, the redirect address below and the longest life of its refresh tokens that you allow: after that you sign "
       "in again, after one day unless it is raised."),
    inputs, &consent, TRUE },
  { NULL, NULL, NULL, NULL, NULL, FALSE },
};

static const CwSystemInfo system_info = {
  .name = "suiteprojects",
  .label = "SuiteProjects Pro",
  .purpose = N_("Employees, customers, projects and what belongs to them"),
  .account_label = N_("Company ID"),
  .account_where = N_("What you type first when you sign in. Users cannot be made without it."),
  .url_where = N_("The address in your browser after you signed in, up to the first slash after the host."),
  .dup_url = dup_url,
  .dup_problem = dup_problem,
  .ways = ways,
  .sync_field = "custentity_oa_export_to_openair",
};

const CwSystemInfo *
cw_suiteprojects_get_system_info (void)
{
  return &system_info;
}
