/* sb-fixture.c: a small sandbox without a socket, and calls to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-fixture.h"

#include <string.h>

SbSandbox *
sb_fixture_new (SbRate rate, const char * const *settings)
{
  g_autoptr (GPtrArray) assume = g_ptr_array_new ();
  g_autoptr (GPtrArray) faults = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  SbSandbox *sandbox;
  SbOptions options;

  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    g_ptr_array_add (strchr (settings[i], '=') != NULL ? assume : faults, (gpointer) settings[i]);
  g_ptr_array_add (assume, NULL);
  g_ptr_array_add (faults, NULL);
  sb_options_init (&options);
  options.customers = 30;
  options.projects = 20;
  options.employees = 120;
  options.rate = rate;
  options.clock_rate = 0.0;
  options.epoch_us = SB_FIXTURE_EPOCH;
  options.assume = (char **) assume->pdata;
  options.faults = (char **) faults->pdata;
  sandbox = sb_sandbox_new (&options, SB_FIXTURE_URL, &error);
  g_assert_no_error (error);

  return sandbox;
}

void
sb_reply_free (SbReply *self)
{
  sb_response_clear (&self->wire);
  g_clear_pointer (&self->json, json_node_unref);
  g_free (self);
}

SbReply *
sb_fixture_call (SbSandbox *sandbox, const char *method, const char *target, const char * const *headers, const char *body)
{
  g_autoptr (GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) bytes = g_bytes_new_static (body != NULL ? body : "", body != NULL ? strlen (body) : 0);
  g_auto (GStrv) parts = g_strsplit (target, "?", 2);
  g_autofree char *url = g_strconcat (SB_FIXTURE_URL, target, NULL);
  SbRequest request = { method, parts[0], parts[1], url, table, bytes };
  SbReply *reply = g_new0 (SbReply, 1);

  for (guint i = 0; headers != NULL && headers[i] != NULL; i += 2)
    g_hash_table_insert (table, (gpointer) headers[i], (gpointer) headers[i + 1]);
  sb_response_init (&reply->wire);
  sb_sandbox_handle (sandbox, &request, &reply->wire);
  sb_sandbox_finished (sandbox, &reply->wire);
  reply->json = json_from_string (reply->wire.body->str, NULL);

  return reply;
}

static char *
dup_credential (SbSandbox *sandbox, guint company, const char *member)
{
  g_autofree char *info = sb_precoro_dup_info (sandbox);
  g_autoptr (JsonNode) root = json_from_string (info, NULL);
  JsonObject *object = json_array_get_object_element (json_node_get_array (root), company);

  return g_strdup (json_object_get_string_member (object, member));
}

SbReply *
sb_fixture_precoro (SbSandbox *sandbox, guint company, const char *method, const char *target, const char *form)
{
  g_autofree char *email = dup_credential (sandbox, company, "email");
  g_autofree char *token = dup_credential (sandbox, company, "token");
  g_autofree char *path = g_strconcat ("/precoro", target, NULL);
  const char *headers[] = {
    "user-agent", "test/1", "x-auth-token", token, "email", email, "accept", "application/json", "content-type",
    "application/x-www-form-urlencoded", NULL
  };

  return sb_fixture_call (sandbox, method, path, headers, form);
}

SbReply *
sb_fixture_control (SbSandbox *sandbox, const char *method, const char *target, const char *body)
{
  g_autofree char *path = g_strconcat ("/__sandbox/", target, NULL);
  SbReply *reply = sb_fixture_call (sandbox, method, path, NULL, body);

  if (reply->wire.status != 200)
    g_error ("%s: %s", path, reply->wire.body->str);

  return reply;
}

void
sb_fixture_assume (SbSandbox *sandbox, const char *assignment)
{
  g_auto (GStrv) parts = g_strsplit (assignment, "=", 2);
  g_autofree char *body = g_strdup_printf ("{\"assume\":{\"%s\":\"%s\"}}", parts[0], parts[1]);

  sb_reply_free (sb_fixture_control (sandbox, "POST", "settings", body));
}

void
sb_assert_status (SbSandbox *sandbox, guint status, const char *method, const char *target, const char *form)
{
  g_autoptr (SbReply) reply = sb_fixture_precoro (sandbox, 0, method, target, form);

  g_assert_cmpuint (reply->wire.status, ==, status);
}

static JsonNode *
find (SbReply *self, const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);
  JsonNode *node = self->json;

  for (char **step = steps; *step != NULL && node != NULL; step++)
    if (JSON_NODE_HOLDS_OBJECT (node))
      node = json_object_get_member (json_node_get_object (node), *step);
    else if (JSON_NODE_HOLDS_ARRAY (node))
      {
        guint index = (guint) g_ascii_strtoull (*step, NULL, 10);
        JsonArray *array = json_node_get_array (node);

        node = index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;
      }
    else
      node = NULL;

  return node;
}

char *
sb_reply_dup (SbReply *self, const char *path)
{
  JsonNode *node = find (self, path);

  if (node == NULL)
    return g_strdup ("absent");
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);

  return json_to_string (node, FALSE);
}

guint
sb_reply_count (SbReply *self, const char *path)
{
  JsonNode *node = find (self, path);

  g_assert_nonnull (node);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_size (json_node_get_object (node));

  return json_array_get_length (json_node_get_array (node));
}

const char *
sb_reply_header (SbReply *self, const char *name)
{
  for (guint i = 0; i + 1 < self->wire.headers->len; i += 2)
    if (g_ascii_strcasecmp (g_ptr_array_index (self->wire.headers, i), name) == 0)
      return g_ptr_array_index (self->wire.headers, i + 1);

  return NULL;
}
