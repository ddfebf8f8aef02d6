/* cw-netsuite-error.c: what NetSuite's refusals mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two shapes of error body are in use, a nested one with o:errorDetails and an
 * older flat one; proxies and maintenance pages answer in HTML. The sign-in
 * fails with one and the same body for every cause, so that the message for a
 * person is put together from what else is known: the clock, the realm that
 * the answer names, the kind of sign-in.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "cw-netsuite-private.h"

#include <string.h>

/* Beyond this a signature is refused; the reference says five minutes. */
#define CLOCK_TOLERANCE (4 * 60 * G_TIME_SPAN_SECOND)

void
_cw_ns_fault_clear (CwNsFault *fault)
{
  g_clear_pointer (&fault->identifier, g_free);
  fault->kind = CW_NS_FAULT_NONE;
}

/* ---- bodies ---- */

static void
add_sentence (GString *text, char *sentence)
{
  if (sentence != NULL && strstr (text->str, sentence) == NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", sentence);
  g_free (sentence);
}

/* Details of the nested shape; the code is the first one's. */
static void
read_details (JsonObject *object, GString *text, char **out_code)
{
  g_autoptr (GPtrArray) details = cw_json_list (cw_json_get (object, "o:errorDetails"));

  for (guint i = 0; details != NULL && i < details->len; i++)
    {
      JsonNode *node = g_ptr_array_index (details, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      add_sentence (text, cw_json_dup_member (json_node_get_object (node), "detail"));
      if (*out_code == NULL)
        *out_code = cw_json_dup_member (json_node_get_object (node), "o:errorCode");
    }
}

/* The flat shape, and what a token endpoint says. */
static void
read_flat (JsonObject *object, GString *text, char **out_code)
{
  static const char * const words[] = { "detail", "error", "error_description", "message", "title" };

  for (guint i = 0; i < G_N_ELEMENTS (words) && (text->len == 0 || i == 2); i++)
    add_sentence (text, cw_json_dup_member (object, words[i]));
  if (*out_code == NULL)
    *out_code = cw_json_dup_member (object, "o:errorCode");
}

char *
_cw_ns_dup_detail (const CwWireAnswer *wire, char **out_code)
{
  g_autoptr (JsonNode) root = cw_json_parse_object (wire->body, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *code = NULL;
  g_autofree char *excerpt = NULL;

  if (root != NULL)
    {
      read_details (json_node_get_object (root), text, &code);
      read_flat (json_node_get_object (root), text, &code);
    }
  if (out_code != NULL)
    *out_code = g_steal_pointer (&code);
  if (text->len > 0)
    return g_strdup (text->str);

  excerpt = cw_wire_answer_dup_excerpt (wire);
  if (excerpt == NULL || excerpt[0] == '\0')
    return g_strdup ("the answer is empty");
  return root == NULL ? g_strdup_printf ("the answer is not JSON: %s", excerpt) : g_steal_pointer (&excerpt);
}

/* ---- refused statements ---- */

/* The word in quotes (or up to a full stop) behind @introduction, lower case and without its table. */
static char *
dup_identifier (const char *detail, const char *introduction)
{
  const char *at = strstr (detail, introduction);
  const char *dot;
  gsize length;
  g_autofree char *word = NULL;

  if (at == NULL)
    return NULL;
  at += strlen (introduction);
  length = *at == '\'' ? strcspn (++at, "'") : strcspn (at, ". \n");
  word = g_ascii_strdown (at, (gssize) length);
  g_strstrip (word);
  dot = strrchr (word, '.');
  return g_strdup (dot != NULL ? dot + 1 : word);
}

static void
classify_refusal (const char *detail, CwNsFault *fault)
{
  static const struct {
    const char   *introduction;
    CwNsFaultKind kind;
  } forms[] = {
    { "Unknown identifier ", CW_NS_FAULT_COLUMN },
    { "Field ",              CW_NS_FAULT_COLUMN },
    { "Record ",             CW_NS_FAULT_TABLE },
    { "Invalid search type: ", CW_NS_FAULT_TABLE },
  };

  fault->kind = CW_NS_FAULT_OTHER;
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      fault->identifier = dup_identifier (detail, forms[i].introduction);
      if (fault->identifier != NULL)
        {
          fault->kind = forms[i].kind;
          return;
        }
    }
  if (strstr (detail, "Invalid or unsupported search") != NULL || strstr (detail, "Invalid search query") != NULL)
    fault->kind = CW_NS_FAULT_SYNTAX;
}

/* ---- sign-in ---- */

/* The realm that a refusal names, when it is not ours: the account id is wrong. */
static char *
dup_foreign_realm (CwNetsuite *self, const CwWireAnswer *wire)
{
  const char *header = wire != NULL ? cw_wire_answer_get_header (wire, "www-authenticate") : NULL;
  const char *at = header != NULL ? strstr (header, "realm=\"") : NULL;
  g_autofree char *realm = NULL;
  g_autofree char *ours = NULL;

  if (at == NULL || self->account == NULL)
    return NULL;
  at += strlen ("realm=\"");
  realm = g_strndup (at, strcspn (at, "\""));
  ours = cw_netsuite_dup_realm_form (self->account);
  return realm[0] != '\0' && g_ascii_strcasecmp (realm, ours) != 0 ? g_steal_pointer (&realm) : NULL;
}

static const char *
get_sign_in_advice (CwNetsuite *self, const char *words)
{
  if (g_str_equal (self->auth, "m2m"))
    {
      if (strstr (words, "invalid_client") != NULL)
        return "The client id is not known to this account, or its integration is blocked. "
               "Compare it with the integration record (Setup > Integration > Manage Integrations).";
      return "The certificate has expired or was revoked, or client id, certificate id and private key do not belong together. "
             "Look at Setup > Integration > OAuth 2.0 Client Credentials (M2M) Setup and map a new certificate.";
    }
  if (g_str_equal (self->auth, "code"))
    return "The sign-in has expired or was withdrawn. Sign in to NetSuite again.";
  return "Compare the account id, the consumer key and secret, and the token id and secret; the token's role needs permission for REST web "
         "services and to log in using access tokens. Setup > Users/Roles > View Login Audit Trail shows the cause.";
}

/* One sentence on the cause and one on the next step. */
static void
set_sign_in_error (CwNetsuite *self, const CwWireAnswer *wire, const char *words, GError **error)
{
  gint64 offset = cw_http_client_get_clock_offset (self->client);
  g_autofree char *realm = dup_foreign_realm (self, wire);

  if (realm != NULL)
    g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                 "NetSuite “%s” refused the sign-in: the connection names account %s, but this address belongs to account %s. "
                 "Correct the account id or the address. (%s)", self->name, self->account, realm, words);
  else if (ABS (offset) > CLOCK_TOLERANCE)
    g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                 "NetSuite “%s” refused the sign-in: this computer's clock is %" G_GINT64_FORMAT " minutes %s NetSuite's. "
                 "Set the clock and try again. (%s)", self->name, ABS (offset) / (60 * G_TIME_SPAN_SECOND),
                 offset > 0 ? "behind" : "ahead of", words);
  else
    g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH, "NetSuite “%s” refused the sign-in: %s %s",
                 self->name, words, get_sign_in_advice (self, words));
}

/* ---- answers ---- */

static void
set_client_error (CwNetsuite *self, const GError *cause, const char *doing, CwNsFault *fault, GError **error)
{
  if (g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH))
    {
      set_sign_in_error (self, NULL, cause->message, error);
      return;
    }
  if (g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_UNAVAILABLE))
    fault->kind = CW_NS_FAULT_ENGINE;
  if (error == NULL)
    return;
  *error = g_error_copy (cause);
  if (g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_UNREACHABLE))
    g_prefix_error (error, "NetSuite “%s” could not be reached at %s (compare Setup > Company > Company Information > Company URLs): ",
                    self->name, self->url);
  else if (cause->domain != G_IO_ERROR)
    g_prefix_error (error, "NetSuite “%s”, %s: ", self->name, doing);
}

static CwConnectorError
get_code_of_status (guint status)
{
  if (status == 403)
    return CW_CONNECTOR_ERROR_PERMISSION;
  if (status == 404)
    return CW_CONNECTOR_ERROR_NOT_FOUND;
  if (status == 429)
    return CW_CONNECTOR_ERROR_RATE_LIMITED;
  if (status >= 500)
    return CW_CONNECTOR_ERROR_UNAVAILABLE;
  return status >= 400 ? CW_CONNECTOR_ERROR_REJECTED : CW_CONNECTOR_ERROR_PROTOCOL;
}

static void
set_answer_error (CwNetsuite *self, const CwWireAnswer *wire, const char *doing, CwNsFault *fault, GError **error)
{
  g_autofree char *code = NULL;
  g_autofree char *detail = _cw_ns_dup_detail (wire, &code);

  if (wire->status == 401)
    {
      set_sign_in_error (self, wire, detail, error);
      return;
    }
  if (wire->status == 400)
    classify_refusal (detail, fault);
  else if (wire->status >= 500)
    fault->kind = CW_NS_FAULT_ENGINE;
  g_set_error (error, CW_CONNECTOR_ERROR, get_code_of_status (wire->status), "NetSuite “%s”, %s: %s (%u%s%s)", self->name, doing, detail,
               wire->status, code != NULL ? " " : "", code != NULL ? code : "");
}

gboolean
_cw_ns_check_answer (CwNetsuite *self, const CwHttpAnswer *answer, const char *doing, CwNsFault *out_fault, GError **error)
{
  g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };

  if (answer->error == NULL && answer->wire->status / 100 == 2)
    return TRUE;

  fault.kind = CW_NS_FAULT_OTHER;
  if (answer->error != NULL)
    set_client_error (self, answer->error, doing, &fault, error);
  else
    set_answer_error (self, answer->wire, doing, &fault, error);
  if (out_fault != NULL)
    {
      _cw_ns_fault_clear (out_fault);
      out_fault->kind = fault.kind;
      out_fault->identifier = g_steal_pointer (&fault.identifier);
    }
  return FALSE;
}
