/* services-fixture.c: stories of the integration with SuiteProjects Pro: both sides changed as a person would, runs, the truth
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "services-fixture.h"

#include <string.h>

/* ---- requests ---- */


static gboolean
is_write (const CwWireRequest *request)
{
  gsize size = 0;
  const char *body = request->body != NULL ? g_bytes_get_data (request->body, &size) : NULL;

  if (strstr (request->url, "/api.pl") == NULL || body == NULL)
    return FALSE;
  return g_strstr_len (body, (gssize) size, "<Add ") != NULL || g_strstr_len (body, (gssize) size, "<Modify ") != NULL
         || g_strstr_len (body, (gssize) size, "<CreateUser ") != NULL;
}

static gboolean
on_request (gboolean after, const CwWireRequest *request, gpointer data)
{
  SppWatch *watch = data;

  if (watch->dead)
    return FALSE;
  if (!after)
    {
      watch->requests++;
      if (is_write (request))
        {
          watch->writes++;
          if (watch->at != NULL)
            g_array_append_val (watch->at, watch->requests);
          if (watch->lose_write)
            cw_sandbox_transport_lose_answer (watch->transport);
          watch->lose_write = FALSE;
        }
      if (watch->requests == watch->lose)
        cw_sandbox_transport_lose_answer (watch->transport);
    }
  if (watch->requests == (after ? watch->die_after : watch->die_before))
    watch->dead = TRUE;
  return !watch->dead;
}

void
spp_watch_start (SppWatch *watch, CwFixture *f)
{
  watch->transport = CW_SANDBOX_TRANSPORT (f->transport);
  cw_sandbox_transport_set_hook (watch->transport, on_request, watch);
}

void
spp_watch_end (CwFixture *f)
{
  cw_sandbox_transport_revive (CW_SANDBOX_TRANSPORT (f->transport));
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), NULL, NULL);
}

/* ---- runs ---- */

CwRunInfo *
spp_run (CwFixture *f)
{
  g_autoptr (GError) error = NULL;
  CwRunInfo *info = cw_fixture_run (f, SPP_INTEGRATION, FALSE, &error);

  g_assert_no_error (error);
  return info;
}

/* Runs, and says how many requests wrote. */
guint
spp_run_counted (CwFixture *f)
{
  SppWatch watch = { NULL };
  g_autoptr (CwRunInfo) info = NULL;

  spp_watch_start (&watch, f);
  info = spp_run (f);
  spp_watch_end (f);
  return watch.writes;
}

void
spp_assert_quiet (CwFixture *f)
{
  cw_fixture_count_writes (f, "netsuite");
  if (spp_run_counted (f) > 0)
    g_test_fail_printf ("the run is not quiet\n%s", f->events->str);
  g_assert_cmpuint (cw_fixture_count_writes (f, "netsuite"), ==, 0);
}

gboolean
spp_has_event (CwFixture *f, const char *type, const char *id, const char *rest)
{
  g_autofree char *line = g_strdup_printf ("%s:%s %s", type, id, rest);

  if (strstr (f->events->str, line) != NULL)
    return TRUE;
  g_test_message ("no “%s” in\n%s", line, f->events->str);
  return FALSE;
}

/* ---- both sides ---- */

char *
spp_edit (CwFixture *f, const char *system, const char *record, const char *id, const char *members)
{
  g_autofree char *json = id != NULL
    ? g_strdup_printf ("{\"system\":\"%s\",\"record\":\"%s\",\"id\":\"%s\",\"set\":{%s}}", system, record, id, members)
    : g_strdup_printf ("{\"system\":\"%s\",\"record\":\"%s\",\"create\":{%s}}", system, record, members);

  return cw_fixture_edit (f, json);
}

void
spp_set (CwFixture *f, const char *record, const char *id, const char *members)
{
  g_autofree char *answer = spp_edit (f, "netsuite", record, id, members);
}

char *
spp_add_customer (CwFixture *f, const char *entity_id, const char *more)
{
  g_autofree char *members = g_strdup_printf ("\"entityid\":\"%s\",\"companyname\":\"%s Ltd\",\"isperson\":\"F\",\"subsidiaries\":[\"2\"],"
                                              "\"" SPP_BOX "\":\"T\"%s", entity_id, entity_id, more);

  return spp_edit (f, "netsuite", "customer", NULL, members);
}

char *
spp_add_job (CwFixture *f, const char *name, const char *parent, const char *more)
{
  g_autofree char *members = g_strdup_printf ("\"companyname\":\"%s\",\"parent\":\"%s\",\"subsidiaries\":[\"2\"],\"" SPP_BOX "\":\"T\"%s",
                                              name, parent, more);

  return spp_edit (f, "netsuite", "job", NULL, members);
}

/* @name: "addr/email" is "email" of the object "addr". */
char *
spp_dup_text (JsonObject *row, const char *name)
{
  const char *slash = strchr (name, '/');
  g_autofree char *block = slash != NULL ? g_strndup (name, (gsize) (slash - name)) : NULL;
  JsonNode *node = json_object_get_member (row, block != NULL ? block : name);

  if (block != NULL && node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    node = json_object_get_member (json_node_get_object (node), slash + 1);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return *json_node_get_string (node) != '\0' ? g_strdup (json_node_get_string (node)) : NULL;
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
}

/* The value @name of those records of @collection whose value @key is @value: one, else the test ends. (transfer full) */
char *
spp_get_there (CwFixture *f, const char *collection, const char *key, const char *value, const char *name, guint *out_count)
{
  g_autofree char *path = g_strconcat ("/__sandbox/state/suiteprojects/", collection, NULL);
  g_autoptr (JsonNode) node = cw_fixture_get (f, path);
  JsonArray *rows = json_node_get_array (node);
  char *found = NULL;
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *text = spp_dup_text (row, key);

      if (g_strcmp0 (text, value) != 0)
        continue;
      count++;
      g_free (found);
      found = spp_dup_text (row, name);
    }
  if (out_count != NULL)
    *out_count = count;
  else if (count != 1)
    g_error ("%u records of %s have %s %s", count, collection, key, value);
  return found;
}

void
spp_assert_there (CwFixture *f, const char *collection, const char *id_field, const char *id, const char *name, const char *expected)
{
  g_autofree char *value = spp_get_there (f, collection, id_field, id, name, NULL);

  g_assert_cmpstr (value, ==, expected);
}


guint
spp_count_there (CwFixture *f, const char *collection, const char *key, const char *value)
{
  guint count;
  g_autofree char *text = spp_get_there (f, collection, key, value, key, &count);

  return count;
}

void
spp_set_setting (CwFixture *f, const char *workflow, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  cw_profile_set_workflow_setting (f->profile, f->integrations[SPP_INTEGRATION], workflow, key, value, &error);
  g_assert_no_error (error);
}

void
spp_enable (CwFixture *f, const char *workflow)
{
  g_autoptr (GError) error = NULL;

  cw_profile_enable_workflow (f->profile, f->integrations[SPP_INTEGRATION], workflow, TRUE, &error);
  g_assert_no_error (error);
}
