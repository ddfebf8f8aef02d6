/* sb-suiteprojects-xml.c: the XML API's frame: parsing, logging in, commands in turn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A17. The status lives in the XML, the HTTP status is 200. A document type is
 * refused where it begins, so that no entity is ever declared; size and depth
 * are bounded before anything is built.
 */

#include "sb-suiteprojects.h"

#include "sb-netsuite-private.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#define SIZE_LIMIT  (8 * 1024 * 1024)
#define DEPTH_LIMIT 12
#define XML_TYPE    "text/xml; charset=utf-8"
#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"

/* ---- parsing ---- */

static void
refuse_doctype_cb (void *context, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
  xmlStopParser (context);
}

static void
start_element_cb (void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces_count,
                  const xmlChar **namespaces, int attributes_count, int defaulted_count, const xmlChar **attributes)
{
  xmlParserCtxt *parser = context;

  if (parser->nodeNr >= DEPTH_LIMIT)
    xmlStopParser (parser);
  else
    xmlSAX2StartElementNs (context, name, prefix, uri, namespaces_count, namespaces, attributes_count, defaulted_count, attributes);
}

static char *
dup_parse_error (xmlParserCtxt *parser)
{
  const xmlError *error = xmlCtxtGetLastError (parser);
  g_autofree char *message = error != NULL && error->message != NULL ? g_strstrip (g_strdup (error->message)) : NULL;

  if (parser->instate == XML_PARSER_EOF && message == NULL)
    return g_strdup ("document type or nesting not allowed");

  return g_strdup_printf ("%s at line %d, column %d", message != NULL ? message : "not well-formed", error != NULL ? error->line : 0,
                          error != NULL ? error->int2 : 0);
}

/* NULL and the reason in @out_reason when it is no document that the API takes. */
static xmlDoc *
parse (GBytes *body, char **out_reason)
{
  gsize size;
  const char *text = g_bytes_get_data (body, &size);
  xmlParserCtxt *parser;
  xmlDoc *document;

  if (size > SIZE_LIMIT)
    {
      *out_reason = g_strdup_printf ("request of more than %d bytes", SIZE_LIMIT);
      return NULL;
    }
  parser = xmlNewParserCtxt ();
  parser->sax->internalSubset = refuse_doctype_cb;
  parser->sax->startElementNs = start_element_cb;
  document = xmlCtxtReadMemory (parser, text != NULL ? text : "", (int) size, NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_NOBLANKS);
  if (document == NULL || !parser->wellFormed || document->intSubset != NULL || parser->disableSAX)
    {
      *out_reason = dup_parse_error (parser);
      g_clear_pointer (&document, xmlFreeDoc);
    }
  xmlFreeParserCtxt (parser);

  return document;
}

xmlNode *
sb_xml_first (xmlNode *parent)
{
  xmlNode *node = parent->children;

  while (node != NULL && node->type != XML_ELEMENT_NODE)
    node = node->next;

  return node;
}

xmlNode *
sb_xml_next (xmlNode *node)
{
  do
    node = node->next;
  while (node != NULL && node->type != XML_ELEMENT_NODE);

  return node;
}

xmlNode *
sb_xml_find (xmlNode *parent, const char *name)
{
  for (xmlNode *node = sb_xml_first (parent); node != NULL; node = sb_xml_next (node))
    if (strcmp ((const char *) node->name, name) == 0)
      return node;

  return NULL;
}

char *
sb_xml_dup_text (xmlNode *node)
{
  xmlChar *content = xmlNodeGetContent (node);
  char *text = g_strdup (content != NULL ? (const char *) content : "");

  xmlFree (content);

  return text;
}

char *
sb_xml_dup_attribute (xmlNode *node, const char *name)
{
  xmlChar *value = xmlGetNoNsProp (node, (const xmlChar *) name);
  char *text = g_strdup ((const char *) value);

  xmlFree (value);

  return text;
}

gboolean
sb_xml_check_attributes (xmlNode *node, const char * const *known, SbSppFailure *failure)
{
  for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    if (!g_strv_contains (known, (const char *) attribute->name))
      return sb_spp_fail (failure, 10, "%s does not know the attribute %s", node->name, attribute->name);

  return TRUE;
}

gboolean
sb_xml_is_object (xmlNode *node, const SbSppType *type)
{
  return strcmp ((const char *) node->name, type->name) == 0 || g_strcmp0 ((const char *) node->name, type->element) == 0;
}

/* Missing parts of the time are 0; year, month and day are needed. */
gboolean
sb_xml_parse_date (SbSandbox *self, xmlNode *date, gint64 *out_seconds)
{
  static const char * const names[] = { "year", "month", "day", "hour", "minute", "second" };
  g_autofree char *text = NULL;
  guint64 parts[G_N_ELEMENTS (names)] = { 0 };

  for (xmlNode *part = sb_xml_first (date); part != NULL; part = sb_xml_next (part))
    {
      g_autofree char *value = sb_xml_dup_text (part);
      guint i = 0;

      while (i < G_N_ELEMENTS (names) && strcmp (names[i], (const char *) part->name) != 0)
        i++;
      if (i == G_N_ELEMENTS (names) ? strcmp ((const char *) part->name, "timezone") != 0
                                    : *value != '\0' && !g_ascii_string_to_unsigned (value, 10, 0, 9999, &parts[i], NULL))
        return FALSE;
    }
  if (parts[3] > 23 || parts[4] > 59 || parts[5] > 59)
    return FALSE;
  text = g_strdup_printf ("%04u-%02u-%02u %02u:%02u:%02u", (guint) parts[0], (guint) parts[1], (guint) parts[2], (guint) parts[3],
                          (guint) parts[4], (guint) parts[5]);

  return sb_spp_parse_instant (self, text, out_seconds);
}

/* ---- answers ---- */

static void
send (SbResponse *response, const char *body)
{
  g_autofree char *text = g_strconcat (DECLARATION, "<response>", body, "</response>", NULL);

  sb_response_set_text (response, 200, XML_TYPE, text);
}

/* A request that could not be parsed: the one case in which the response itself has a status. */
static void
send_malformed (SbResponse *response, const char *reason)
{
  g_autoptr (GString) text = g_string_new (DECLARATION "<response status=\"1\">");

  sb_spp_append_escaped (text, reason);
  g_string_append (text, "</response>");
  sb_response_set_text (response, 200, XML_TYPE, text->str);
}

void
sb_spp_answer_failure (SbSppCall *call, const char *command, const SbSppFailure *failure)
{
  const char *form = sb_sandbox_assume (call->sandbox, "suiteprojects.error-text");

  if (strcmp (form, "none") == 0 || failure->text == NULL)
    {
      g_string_append_printf (call->out, "<%s status=\"%d\"/>", command, failure->code);
      return;
    }
  if (strcmp (form, "nested") == 0)
    g_string_append_printf (call->out, "<%s status=\"8\"><Error><code>%d</code><text>", command, failure->code);
  else
    g_string_append_printf (call->out, "<%s status=\"%d\"><errors>", command, failure->code);
  sb_spp_append_escaped (call->out, failure->text);
  g_string_append_printf (call->out, strcmp (form, "nested") == 0 ? "</text></Error></%s>" : "</errors></%s>", command);
}

void
sb_spp_refuse_xml (SbSandbox *self, SbResponse *response)
{
  send (response, "<Auth status=\"556\"><errors>XML API rate limit exceeded</errors></Auth>");
}

/* ---- Auth ---- */

static gboolean
log_in_by_token (SbSppCall *call, const char *token, SbSppFailure *failure)
{
  call->user = sb_spp_check_token (call->sandbox, token, "xml", &call->horizon);
  if (call->user != 0)
    return TRUE;

  return sb_spp_fail (failure, (int) g_ascii_strtoll (sb_sandbox_assume (call->sandbox, "suiteprojects.token-error"), NULL, 10),
                      "The access token is invalid or expired");
}

static gboolean
log_in_by_password (SbSppCall *call, xmlNode *login, SbSppFailure *failure)
{
  xmlNode *company = sb_xml_find (login, "company");
  xmlNode *user = sb_xml_find (login, "user");
  xmlNode *password = sb_xml_find (login, "password");
  g_autofree char *company_text = NULL;
  g_autofree char *user_text = NULL;
  g_autofree char *password_text = NULL;

  if (company == NULL || user == NULL || password == NULL)
    return sb_spp_fail (failure, 401, "Login needs an access_token, or company, user and password");
  company_text = sb_xml_dup_text (company);
  user_text = sb_xml_dup_text (user);
  password_text = sb_xml_dup_text (password);
  if (strcmp (company_text, sb_spp_get_company ()) == 0)
    call->user = sb_spp_check_password (call->sandbox, user_text, password_text);
  call->horizon = SB_SPP_ALL_SEEN;

  return call->user != 0 || sb_spp_fail (failure, 401, "Auth failed: no such company, user and password");
}

/* A17: the key goes with the namespace. */
static gboolean
check_root (SbSppCall *call, xmlNode *root, SbSppFailure *failure)
{
  g_autofree char *namespace = sb_xml_dup_attribute (root, "namespace");
  g_autofree char *key = sb_xml_dup_attribute (root, "key");
  g_autofree char *version = sb_xml_dup_attribute (root, "API_version");
  g_autofree char *client = sb_xml_dup_attribute (root, "client");
  g_autofree char *client_version = sb_xml_dup_attribute (root, "client_ver");
  g_autofree char *expected = sb_spp_dup_key (call->sandbox);

  if (g_strcmp0 (version, "1.0") != 0 || client == NULL || client_version == NULL)
    return sb_spp_fail (failure, 10, "API_version=\"1.0\", client and client_ver are needed");
  if (g_strcmp0 (namespace, sb_spp_get_namespace ()) != 0)
    return sb_spp_fail (failure, 504, "Invalid or missing namespace attribute");
  if (g_strcmp0 (key, expected) != 0)
    return sb_spp_fail (failure, 503, "Invalid or missing key attribute");

  return TRUE;
}

/* @out_token: what @call borrows. FALSE: nobody is logged in. */
static gboolean
authenticate (SbSppCall *call, xmlNode *root, xmlNode *auth, char **out_token)
{
  g_auto (SbSppFailure) failure = { 0 };
  xmlNode *login = sb_xml_find (auth, "Login");
  xmlNode *token = login != NULL ? sb_xml_find (login, "access_token") : NULL;
  gboolean done = check_root (call, root, &failure);

  if (done && login == NULL)
    done = sb_spp_fail (&failure, 4, "Auth needs a Login");
  else if (done && token != NULL)
    {
      *out_token = sb_xml_dup_text (token);
      call->token = *out_token;
      done = log_in_by_token (call, *out_token, &failure);
    }
  else if (done)
    done = log_in_by_password (call, login, &failure);
  if (done)
    g_string_append (call->out, "<Auth status=\"0\"/>");
  else
    sb_spp_answer_failure (call, "Auth", &failure);

  return done;
}

/* ---- commands ---- */

static void
answer_time (SbSppCall *call, xmlNode *command)
{
  g_autofree char *now = sb_spp_format_instant (call->sandbox, sb_spp_now (call->sandbox));

  g_string_append_printf (call->out, "<Time status=\"0\"><Date><year>%.4s</year><month>%.2s</month><day>%.2s</day><hour>%.2s</hour>"
                          "<minute>%.2s</minute><second>%.2s</second><timezone/></Date></Time>", now, now + 5, now + 8, now + 11, now + 14,
                          now + 17);
}

static void
answer_whoami (SbSppCall *call, xmlNode *command)
{
  g_string_append (call->out, "<Whoami status=\"0\">");
  sb_spp_append_object (call, sb_spp_find_type ("User"), call->user, FALSE, NULL);
  g_string_append (call->out, "</Whoami>");
}

static const struct {
  const char *name;
  void      (*answer) (SbSppCall *call, xmlNode *command);
  gboolean    open;      /* to those who are not logged in, too */
} commands[] = {
  { "Time", answer_time, TRUE },
  { "Whoami", answer_whoami, FALSE },
  { "Read", sb_spp_read, FALSE },
  { "Add", sb_spp_write, FALSE },
  { "Modify", sb_spp_write, FALSE },
  { "Delete", sb_spp_write, FALSE },
  { "CreateUser", sb_spp_write, FALSE },
};

static void
answer_command (SbSppCall *call, xmlNode *command)
{
  const char *name = (const char *) command->name;
  g_auto (SbSppFailure) failure = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      {
        if (call->user != 0 || commands[i].open)
          {
            commands[i].answer (call, command);
            return;
          }
        sb_spp_fail (&failure, 2, "Not logged in");
        sb_spp_answer_failure (call, name, &failure);
        return;
      }
  sb_spp_fail (&failure, 5, "Unknown command %s", name);
  sb_spp_answer_failure (call, name, &failure);
}

/* The name of what is no XML name that we would repeat is none of ours to answer. */
static void
answer_request (SbSppCall *call, xmlNode *root)
{
  g_autofree char *token = NULL;
  gboolean silent = FALSE;

  for (xmlNode *node = sb_xml_first (root); node != NULL && !silent; node = sb_xml_next (node))
    if (strcmp ((const char *) node->name, "Auth") != 0)
      answer_command (call, node);
    else
      {
        g_clear_pointer (&token, g_free);
        call->user = 0;
        silent = !authenticate (call, root, node, &token) && sb_sandbox_assumes (call->sandbox, "suiteprojects.after-failed-auth", "silent");
      }
}

static gboolean
is_xml (const SbRequest *request)
{
  g_autofree char *media = sb_request_dup_media_type (request);

  return strcmp (media, "application/xml") == 0 || strcmp (media, "text/xml") == 0;
}

void
sb_spp_handle_xml (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  SbSppCall call = { .sandbox = self };
  g_autofree char *reason = NULL;
  xmlDoc *document;
  xmlNode *root;

  if (strcmp (request->method, "POST") != 0 && strcmp (request->method, "PUT") != 0)
    {
      sb_response_set_text (response, 405, "text/plain", "POST or PUT");
      sb_response_add_header (response, "Allow", "POST, PUT");
      return;
    }
  if (!is_xml (request))
    {
      sb_response_set_text (response, 415, "text/plain", "application/xml is needed");
      return;
    }
  if (!sb_spp_admit (self, response))
    {
      sb_spp_refuse_xml (self, response);
      return;
    }
  document = parse (request->body, &reason);
  root = document != NULL ? xmlDocGetRootElement (document) : NULL;
  if (root == NULL || strcmp ((const char *) root->name, "request") != 0)
    send_malformed (response, reason != NULL ? reason : "the root is no request");
  else
    {
      call.out = g_string_new (NULL);
      call.counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      answer_request (&call, root);
      send (response, call.out->str);
      response->unchanged = !call.changed;
      g_hash_table_unref (call.counts);
      g_string_free (call.out, TRUE);
    }
  g_clear_pointer (&document, xmlFreeDoc);
}
