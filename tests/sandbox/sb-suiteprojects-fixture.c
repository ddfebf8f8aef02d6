/* sb-suiteprojects-fixture.c: calls to SuiteProjects Pro without a socket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteprojects-fixture.h"

#include <string.h>

char *
sb_spp_dup_credential (SbSandbox *sandbox, const char *member)
{
  g_autofree char *info = sb_suiteprojects_dup_info (sandbox);
  g_autoptr (JsonNode) root = json_from_string (info, NULL);

  return g_strdup (json_object_get_string_member (json_node_get_object (root), member));
}

SbReply *
sb_spp_token (SbSandbox *sandbox, const char *form)
{
  g_autofree char *client = sb_spp_dup_credential (sandbox, "client_id");
  g_autofree char *secret = sb_spp_dup_credential (sandbox, "client_secret");
  g_autofree char *pair = g_strdup_printf ("%s:%s", client, secret);
  g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  g_autofree char *basic = g_strconcat ("Basic ", encoded, NULL);
  const char *headers[] = { "authorization", basic, "content-type", "application/x-www-form-urlencoded", NULL };

  return sb_fixture_call (sandbox, "POST", "/suiteprojects/login/oauth2/v1/token", headers, form);
}

char *
sb_spp_dup_token (SbSandbox *sandbox)
{
  g_autofree char *refresh = sb_spp_dup_credential (sandbox, "refresh_token");
  g_autofree char *form = g_strconcat ("grant_type=refresh_token&refresh_token=", refresh, NULL);
  g_autoptr (SbReply) reply = sb_spp_token (sandbox, form);

  g_assert_cmpuint (reply->wire.status, ==, 200);

  return sb_reply_dup (reply, "access_token");
}

char *
sb_spp_post (SbSandbox *sandbox, const char *document)
{
  const char *headers[] = { "content-type", "application/xml", NULL };
  g_autoptr (SbReply) reply = sb_fixture_call (sandbox, "POST", "/suiteprojects/api.pl", headers, document);

  g_assert_cmpuint (reply->wire.status, ==, 200);

  return g_strdup (reply->wire.body->str);
}

/* @text without what stands before and after it. */
static char *
dup_inside (const char *text, const char *before, const char *after)
{
  const char *start = strstr (text, before);

  if (start == NULL || !g_str_has_suffix (text, after))
    return g_strdup (text);
  start += strlen (before);

  return g_strndup (start, strlen (start) - strlen (after));
}

char *
sb_spp_xml (SbSandbox *sandbox, const char *token, const char *commands)
{
  g_autofree char *key = sb_spp_dup_credential (sandbox, "key");
  g_autofree char *password = sb_spp_dup_credential (sandbox, "password");
  g_autofree char *login = NULL;
  g_autofree char *document = NULL;
  g_autofree char *body = NULL;

  if (token != NULL)
    login = g_strdup_printf ("<access_token>%s</access_token>", token);
  else
    login = g_strdup_printf ("<company>harbor</company><user>integration</user><password>%s</password>", password);
  document = g_strdup_printf ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><request API_version=\"1.0\" client=\"test\" client_ver=\"1\""
                              " namespace=\"harborconsulting\" key=\"%s\"><Auth><Login>%s</Login></Auth>%s</request>", key, login, commands);
  body = sb_spp_post (sandbox, document);
  if (strstr (body, "<response><Auth status=\"0\"/>") != NULL)
    return dup_inside (body, "<response><Auth status=\"0\"/>", "</response>");

  return dup_inside (body, "<response>", "</response>");
}

SbReply *
sb_spp_rest (SbSandbox *sandbox, const char *token, const char *method, const char *target, const char *body)
{
  g_autofree char *path = g_strconcat ("/suiteprojects/rest/v1", target, NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
  const char *headers[] = { "authorization", bearer, body != NULL ? "content-type" : NULL, "application/json", NULL };

  return sb_fixture_call (sandbox, method, path, headers, body);
}

char *
sb_spp_dup_element (const char *xml, const char *element)
{
  g_autofree char *open = g_strdup_printf ("<%s>", element);
  g_autofree char *close = g_strdup_printf ("</%s>", element);
  const char *start = strstr (xml, open);
  const char *end;

  if (start == NULL)
    return g_strdup ("absent");
  start += strlen (open);
  end = strstr (start, close);
  g_assert_nonnull (end);

  return g_strndup (start, (gsize) (end - start));
}

guint
sb_spp_count (const char *xml, const char *part)
{
  guint count = 0;

  for (const char *at = xml; (at = strstr (at, part)) != NULL; at += strlen (part))
    count++;

  return count;
}
