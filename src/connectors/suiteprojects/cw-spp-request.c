/* cw-spp-request.c: one request to the XML API and what its answer means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A17: the HTTP status is 200 whatever happens; the status is in the XML, of
 * the sign-in first and of every command then.
 */

#include "config.h"

#include "cw-suiteprojects-private.h"

#include "cw-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- codes (A17, Part E) ---- */

typedef struct {
  int              status;
  CwWriteOutcome   outcome;
  CwConnectorError code;
  const char      *words;
} Meaning;

/* What is not here is a refusal of the value. */
static const Meaning meanings[] = {
  { 1, CW_WRITE_UNKNOWN, CW_CONNECTOR_ERROR_UNAVAILABLE, N_("Unknown error.") },
  { 2, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_AUTH, N_("Not signed in.") },
  { 9, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_AUTH, N_("The session is not valid.") },
  { 401, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_AUTH, N_("The sign-in was refused.") },
  { 409, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_PERMISSION, N_("The account was cancelled.") },
  { 411, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_PERMISSION, N_("The account is not in order.") },
  { 413, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_PERMISSION, N_("The user may not do this.") },
  { 414, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_UNAVAILABLE, N_("The service is down.") },
  { 415, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_PERMISSION, N_("The account was archived.") },
  { 417, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_PERMISSION, N_("This network address may not sign in.") },
  { 418, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_AUTH, N_("The token is not valid.") },
  { 419, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_AUTH, N_("The token is not valid.") },
  { 423, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_PERMISSION, N_("The user may not do this.") },
  { 424, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_PERMISSION, N_("The user may not change this.") },
  { 425, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_PERMISSION, N_("The account does not have this feature.") },
  { 503, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_AUTH, N_("The API key is missing or wrong.") },
  { 504, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_AUTH, N_("The API namespace is missing or wrong.") },
  { 555, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_REJECTED, N_("Too many objects in one request.") },
  { 556, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_RATE_LIMITED, N_("Too many requests.") },
  { 601, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_NOT_FOUND, N_("There is no such record, or this user does not see it.") },
  { 604, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_UNAVAILABLE, N_("There is no space left for attachments.") },
  { 606, CW_WRITE_NOT_SENT, CW_CONNECTOR_ERROR_UNAVAILABLE, N_("Projections are running; try again later.") },
  { 828, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_REJECTED, N_("The number is taken already.") },
  { 907, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_REJECTED, N_("A contact needs first name, last name and e-mail address.") },
  { 908, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_REJECTED, N_("The name is missing.") },
  { 910, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_REJECTED, N_("A record that it points to was not found.") },
  { 943, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_REJECTED, N_("The customer has another project of this name.") },
  { 1050, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_REJECTED, N_("The hierarchy node does not exist.") },
  { 1051, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_REJECTED, N_("Two nodes of one hierarchy.") },
  { 1410, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_REJECTED, N_("The integration's own user cannot be deactivated.") },
  { 1411, CW_WRITE_REJECTED, CW_CONNECTOR_ERROR_REJECTED, N_("The role of the integration's own user cannot be changed.") },
};

static const Meaning *
find_meaning (int status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (meanings[i].status == status)
      return &meanings[i];
  return NULL;
}

/* Codes of refused values, as ranges; the first that fits counts. */
static const struct {
  int       first, last;
  CwRefusal refusal;
} refusals[] = {
  { 3, 5, CW_REFUSAL_REQUEST },
  { 10, 10, CW_REFUSAL_REQUEST },
  { 201, 201, CW_REFUSAL_REFERENCE },    /* company */
  { 202, 202, CW_REFUSAL_TAKEN },        /* nickname */
  { 203, 204, CW_REFUSAL_REQUEST },
  { 205, 206, CW_REFUSAL_REFERENCE },    /* work schedule, role */
  { 303, 303, CW_REFUSAL_RULE },         /* password */
  { 304, 305, CW_REFUSAL_FEATURE },
  { 409, 415, CW_REFUSAL_FORBIDDEN },
  { 417, 417, CW_REFUSAL_FORBIDDEN },
  { 423, 424, CW_REFUSAL_FORBIDDEN },
  { 425, 425, CW_REFUSAL_FEATURE },
  { 555, 555, CW_REFUSAL_REQUEST },
  { 601, 601, CW_REFUSAL_GONE },
  { 602, 602, CW_REFUSAL_FIELD },
  { 603, 603, CW_REFUSAL_REQUEST },
  { 605, 605, CW_REFUSAL_REQUEST },
  { 701, 701, CW_REFUSAL_IN_USE },
  { 821, 821, CW_REFUSAL_STATE },
  { 828, 828, CW_REFUSAL_TAKEN },
  { 905, 906, CW_REFUSAL_REFERENCE },
  { 907, 908, CW_REFUSAL_MISSING },
  { 910, 910, CW_REFUSAL_REFERENCE },
  { 916, 916, CW_REFUSAL_REQUEST },
  { 905, 919, CW_REFUSAL_VALUE },
  { 925, 925, CW_REFUSAL_REFERENCE },    /* template of a project */
  { 934, 934, CW_REFUSAL_REFERENCE },
  { 943, 943, CW_REFUSAL_TAKEN },
  { 944, 944, CW_REFUSAL_VALUE },        /* date */
  { 1001, 1003, CW_REFUSAL_STATE },      /* approval */
  { 1050, 1051, CW_REFUSAL_PLACE },      /* hierarchy */
  { 1104, 1104, CW_REFUSAL_TAKEN },      /* custom field, unique */
  { 1102, 1103, CW_REFUSAL_FIELD },      /* custom field, not kept or not supported */
  { 1100, 1106, CW_REFUSAL_VALUE },
  { 1200, 1200, CW_REFUSAL_STATE },
  { 1300, 1300, CW_REFUSAL_FORBIDDEN },  /* filter set */
  { 1400, 1407, CW_REFUSAL_STATE },      /* timesheet, task */
  { 1410, 1411, CW_REFUSAL_RULE },
  { 1422, 1422, CW_REFUSAL_MISSING },    /* address */
};

CwRefusal
_cw_spp_status_get_refusal (int status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (status >= refusals[i].first && status <= refusals[i].last)
      return refusals[i].refusal;
  return CW_REFUSAL_OTHER;
}

CwWriteOutcome
_cw_spp_status_get_outcome (int status)
{
  const Meaning *meaning = find_meaning (status);

  return meaning != NULL ? meaning->outcome : CW_WRITE_REJECTED;
}

CwConnectorError
_cw_spp_status_get_code (int status)
{
  const Meaning *meaning = find_meaning (status);

  return meaning != NULL ? meaning->code : CW_CONNECTOR_ERROR_REJECTED;
}

char *
_cw_spp_dup_words (int status, const char *text)
{
  const Meaning *meaning = find_meaning (status);

  if (text != NULL && *text != '\0')
    return g_strdup_printf ("%s (%d)", text, status);
  if (meaning != NULL)
    return g_strdup_printf ("%s (%d)", _(meaning->words), status);
  return g_strdup_printf (_("Refused with code %d, without a text."), status);
}

/* ---- the sign-in's status, for the client ---- */

/* The usual case, told without reading all of it. */
static gboolean
is_signed_in (GBytes *body)
{
  gsize size;
  const char *bytes = g_bytes_get_data (body, &size);
  const char *auth = g_strstr_len (bytes, (gssize) MIN (size, 1024), "<Auth ");

  return auth != NULL && g_strstr_len (auth, MIN ((gssize) size - (auth - bytes), 24), "status=\"0\"") != NULL;
}

static guint
unveil (CwWireAnswer *answer)
{
  g_autoptr (GPtrArray) blocks = NULL;
  CwSppBlock *first;
  char *words;

  if (is_signed_in (answer->body))
    return 200;
  blocks = cw_spp_parse (answer->body, NULL);
  first = blocks != NULL && blocks->len > 0 ? g_ptr_array_index (blocks, 0) : NULL;


  if (first == NULL || !g_str_equal (first->command, "Auth") || first->status <= 0)
    return 200;
  /* Only the words are shown to people. */
  words = _cw_spp_dup_words (first->status, first->text);
  g_bytes_unref (answer->body);
  answer->body = g_bytes_new_take (words, strlen (words));
  switch (_cw_spp_status_get_code (first->status))
    {
    case CW_CONNECTOR_ERROR_RATE_LIMITED:
      return 429;
    case CW_CONNECTOR_ERROR_UNAVAILABLE:
      return 503;
    case CW_CONNECTOR_ERROR_AUTH:
      return 401;
    default:
      return 403;
    }
}

static gboolean
check_whole (const CwWireAnswer *answer, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) blocks = cw_spp_parse (answer->body, error);

  return blocks != NULL;
}

/* ---- requests ---- */

CwHttpRequest *
_cw_spp_request_new (char *commands, gboolean repeatable)
{
  CwHttpRequest *request = cw_http_request_new ("POST", "/api.pl");

  cw_http_request_set_body (request, commands, "application/xml");
  request->repeatable = repeatable;
  request->check = check_whole;
  request->unveil = unveil;
  return request;
}

static gboolean
check_answer (CwSuiteprojects *self, const CwHttpAnswer *answer, const char *doing, GError **error)
{
  g_autofree char *words = NULL;

  if (answer->error != NULL)
    {
      words = g_strdup_printf (_("SuiteProjects Pro “%s”, %s"), self->name, doing);
      cw_http_answer_copy_error (answer, "suiteprojects", words, error);
      return FALSE;
    }
  if (answer->wire->status / 100 == 2)
    return TRUE;
  words = cw_wire_answer_dup_excerpt (answer->wire);
  g_set_error (error, CW_CONNECTOR_ERROR, (int) cw_http_status_get_code (answer->wire->status), _("SuiteProjects Pro “%s”, %s: %s (%u)"),
               self->name, doing, words, answer->wire->status);
  return FALSE;
}

GPtrArray *
_cw_spp_take_blocks (CwSuiteprojects *self, const CwHttpAnswer *answer, const char *doing, GError **error)
{
  g_autoptr (GPtrArray) blocks = NULL;
  CwSppBlock *first;

  if (!check_answer (self, answer, doing, error))
    return NULL;
  blocks = cw_spp_parse (answer->wire->body, error);
  if (blocks == NULL)
    {
      g_prefix_error (error, _("SuiteProjects Pro “%s”, %s: "), self->name, doing);
      return NULL;
    }
  first = blocks->len > 0 ? g_ptr_array_index (blocks, 0) : NULL;
  if (first != NULL && g_str_equal (first->command, "response"))
    {
      g_autofree char *words = _cw_spp_dup_words (first->status, first->text);

      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, _("SuiteProjects Pro “%s”, %s: %s"), self->name, doing, words);
      if (error != NULL)
        cw_error_set_refusal (*error, _cw_spp_status_get_refusal (first->status));
      return NULL;
    }
  if (first != NULL && g_str_equal (first->command, "Auth"))
    g_ptr_array_remove_index (blocks, 0);
  return g_steal_pointer (&blocks);
}

GPtrArray *
_cw_spp_ask_sync (CwSuiteprojects *self, char *commands, const char *doing, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwHttpAnswer) answer = cw_http_client_send_sync (self->client, _cw_spp_request_new (commands, TRUE), cancellable);

  return _cw_spp_take_blocks (self, answer, doing, error);
}
