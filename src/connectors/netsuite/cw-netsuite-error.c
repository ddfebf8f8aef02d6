/* cw-netsuite-error.c: what NetSuite's refusals mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two shapes of error body are in use, a nested one with o:errorDetails and an
 * older flat one; proxies and maintenance pages answer in HTML. Sign-in and
 * retries are the client's: what it gives up is passed on with its own words.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include "cw-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

/* ---- refused values ---- */

/* Codes that leave no doubt. What INVALID_CONTENT and USER_ERROR mean, only the sentence tells. */
static const struct {
  const char *code;
  CwRefusal   refusal;
} codes[] = {
  { "INVALID_REQUEST", CW_REFUSAL_REQUEST },
  { "INVALID_PARAMETER", CW_REFUSAL_REQUEST },
  { "INSUFFICIENT_PERMISSION", CW_REFUSAL_FORBIDDEN },
  { "NONEXISTENT_ID", CW_REFUSAL_GONE },
};

/* Parts of sentences, in lower case; the first that is found counts. */
static const struct {
  const char *part;
  CwRefusal   refusal;
} sentences[] = {
  { "please enter value", CW_REFUSAL_MISSING },
  { "please enter a value", CW_REFUSAL_MISSING },
  { "missing a required", CW_REFUSAL_MISSING },
  { "mandatory", CW_REFUSAL_MISSING },
  { "already exists", CW_REFUSAL_TAKEN },
  { "already been used", CW_REFUSAL_TAKEN },
  { "duplicate", CW_REFUSAL_TAKEN },
  { "must be unique", CW_REFUSAL_TAKEN },
  { "accounting period", CW_REFUSAL_PERIOD },
  { "period is closed", CW_REFUSAL_PERIOD },
  { "posting period", CW_REFUSAL_PERIOD },
  { "too many characters", CW_REFUSAL_LONG },
  { "maximum number of characters", CW_REFUSAL_LONG },
  { "exceeds the maximum", CW_REFUSAL_LONG },
  { "too long", CW_REFUSAL_LONG },
  { "unknown reference", CW_REFUSAL_FIELD },
  { "unknown field", CW_REFUSAL_FIELD },
  { "reference key", CW_REFUSAL_REFERENCE },
  { "does not exist", CW_REFUSAL_REFERENCE },
  { "invalid field value", CW_REFUSAL_VALUE },
  { "invalid value", CW_REFUSAL_VALUE },
  { "permission", CW_REFUSAL_FORBIDDEN },
  { "not enabled", CW_REFUSAL_FEATURE },
  { "has been changed", CW_REFUSAL_STATE },
  { "script", CW_REFUSAL_RULE },
};

CwRefusal
_cw_ns_get_refusal (const char *code, const char *detail)
{
  g_autofree char *small = g_utf8_strdown (detail, -1);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (code, codes[i].code) == 0)
      return codes[i].refusal;
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (strstr (small, sentences[i].part) != NULL)
      return sentences[i].refusal;
  if (g_strcmp0 (code, "INVALID_CONTENT") == 0)
    return CW_REFUSAL_VALUE;
  return g_strcmp0 (code, "USER_ERROR") == 0 ? CW_REFUSAL_RULE : CW_REFUSAL_OTHER;
}

/* ---- answers ---- */

/* What a refused sign-in most likely comes from, of a connection; the client adds where to look. */
static const char *
get_cause (CwNetsuite *self, const char *words)
{
  if (strstr (words, "invalid_client") != NULL)
    return _("NetSuite “%s” does not know the client ID, or its integration is blocked");
  if (g_str_equal (self->auth, "m2m") && strstr (words, "invalid_grant") != NULL)
    return _("NetSuite “%s” refuses the certificate: it has expired or was revoked, or it does not belong to this client ID and private key");
  if (g_str_equal (self->auth, "tba") && strstr (words, "401") != NULL)
    return _("NetSuite “%s” refuses the account ID or one of the four keys");
  return _("NetSuite “%s”");
}

/* @sentence has one place for a name. (transfer full) */
static char *
dup_named (const char *sentence, const char *name)
{
  const char *place = strstr (sentence, "%s");

  return g_strdup_printf ("%.*s%s%s", (int) (place - sentence), sentence, name, place + strlen ("%s"));
}

static char *
dup_introduction (CwNetsuite *self, const GError *cause, const char *doing)
{
  if (g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH))
    return dup_named (get_cause (self, cause->message), self->name);
  if (g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_UNREACHABLE))
    return g_strdup_printf (_("NetSuite “%s” could not be reached at %s, which Setup > Company > Company Information > Company URLs "
                              "has to show"), self->name, self->url);
  return g_strdup_printf (_("NetSuite “%s”, %s"), self->name, doing);
}

static void
set_client_error (CwNetsuite *self, const CwHttpAnswer *answer, const char *doing, CwNsFault *fault, GError **error)
{
  g_autofree char *introduction = dup_introduction (self, answer->error, doing);

  if (g_error_matches (answer->error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_UNAVAILABLE))
    fault->kind = CW_NS_FAULT_ENGINE;
  cw_http_answer_copy_error (answer, "netsuite", introduction, error);
}

static void
set_answer_error (CwNetsuite *self, const CwWireAnswer *wire, const char *doing, CwNsFault *fault, GError **error)
{
  g_autofree char *code = NULL;
  g_autofree char *detail = _cw_ns_dup_detail (wire, &code);

  if (wire->status == 400)
    classify_refusal (detail, fault);
  g_set_error (error, CW_CONNECTOR_ERROR, (int) cw_http_status_get_code (wire->status), _("NetSuite “%s”, %s: %s (%u%s%s)"), self->name, doing, detail,
               wire->status, code != NULL ? " " : "", code != NULL ? code : "");
  if (error != NULL)
    cw_error_set_refusal (*error, _cw_ns_get_refusal (code, detail));
}

gboolean
_cw_ns_check_answer (CwNetsuite *self, const CwHttpAnswer *answer, const char *doing, CwNsFault *out_fault, GError **error)
{
  g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };

  if (answer->error == NULL && answer->wire->status / 100 == 2)
    return TRUE;

  fault.kind = CW_NS_FAULT_OTHER;
  if (answer->error != NULL)
    set_client_error (self, answer, doing, &fault, error);
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
