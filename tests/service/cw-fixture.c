/* cw-fixture.c: a profile against a sandbox in the same process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-fixture.h"

#include "cw-keyring.h"
#include "cw-sandbox-transport.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define EPOCH (G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC)

/* ---- talking to the sandbox ---- */

static char *
call (CwFixture *self, const char *method, const char *path, const char *body)
{
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) bytes = g_bytes_new (body != NULL ? body : "", body != NULL ? strlen (body) : 0);
  g_autofree char *url = g_strconcat (self->base_url, path, NULL);
  SbRequest request = { .method = method, .path = path, .url = url, .headers = headers, .body = bytes };
  SbResponse response;
  char *text;

  g_hash_table_insert (headers, (gpointer) "content-type", (gpointer) "application/json");
  sb_response_init (&response);
  sb_sandbox_handle (self->sandbox, &request, &response);
  sb_sandbox_finished (self->sandbox, &response);
  if (response.status / 100 != 2)
    g_error ("%s %s: %u %s", method, path, response.status, response.body->str);
  text = g_strndup (response.body->str, response.body->len);
  sb_response_clear (&response);
  return text;
}

JsonNode *
cw_fixture_get (CwFixture *self, const char *path)
{
  g_autofree char *text = call (self, "GET", path, NULL);
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  return node;
}

void
cw_fixture_control (CwFixture *self, const char *path, const char *json)
{
  g_autofree char *answer = call (self, "POST", path, json);

  g_assert_nonnull (answer);
}

char *
cw_fixture_edit (CwFixture *self, const char *json)
{
  g_autofree char *answer = call (self, "POST", "/__sandbox/edit", json);
  g_autoptr (JsonNode) node = json_from_string (answer, NULL);

  /* A change that is a second old, as the systems count, is a change. */
  cw_virtual_clock_advance (self->clock, 2 * G_USEC_PER_SEC);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) || !json_object_has_member (json_node_get_object (node), "id"))
    return NULL;
  return g_strdup (json_object_get_string_member (json_node_get_object (node), "id"));
}

guint
cw_fixture_count_writes (CwFixture *self, const char *system)
{
  g_autoptr (JsonNode) node = cw_fixture_get (self, "/__sandbox/log");
  JsonArray *log = json_node_get_array (node);
  gint64 seen = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (self->clock), system));
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (log); i++)
    {
      JsonObject *entry = json_array_get_object_element (log, i);
      const char *method = json_object_get_string_member (entry, "method");
      const char *path = json_object_get_string_member (entry, "path");
      gint64 number = json_object_get_int_member (entry, "number");

      if (number <= seen || g_strcmp0 (json_object_get_string_member (entry, "system"), system) != 0)
        continue;
      seen = number;
      if (!g_str_equal (method, "GET") && strstr (path, "/suiteql") == NULL && strstr (path, "/oauth2/") == NULL)
        count++;
    }
  g_object_set_data (G_OBJECT (self->clock), system, GSIZE_TO_POINTER ((gsize) seen));
  return count;
}

/* ---- setting up ---- */

static char *
write_info (CwFixture *self)
{
  g_autofree char *info = sb_sandbox_dup_info (self->sandbox);
  char *path = g_build_filename (self->dir, "info.json", NULL);

  g_assert_true (g_file_set_contents (path, info, -1, NULL));
  return path;
}

static gboolean
ask_commit_hook (gboolean after, gpointer data)
{
  CwFixture *self = data;

  return self->commit_hook == NULL || self->commit_hook (after, self->commit_data);
}

static void
open_profile (CwFixture *self)
{
  CwProfileParts parts = { .credentials = self->credentials, .clock = self->clock, .transport = self->transport,
                           .commit_hook = ask_commit_hook, .commit_data = self };
  g_autoptr (CwRandom) random = cw_seeded_random_new (++self->opened);
  g_autoptr (GError) error = NULL;

  parts.random = random;
  self->profile = cw_profile_open (self->dir, &parts, &error);
  g_assert_no_error (error);
}

static void
add_sample (CwFixture *self)
{
  g_autofree char *info = write_info (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) added = cw_profile_add_sample_sync (self->profile, info, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, 3);
  for (guint i = 0; i < added->len; i++)
    {
      const CwIntegrationInfo *integration = added->pdata[i];

      self->integrations[i] = g_strdup (integration->name);
      self->companies[i] = g_strdup (integration->company);
      self->subsidiaries[i] = g_strdup (integration->subsidiaries[0]);
    }
}

/* In memory where there is such a place: a process dies here, not a disk, and thousands of profiles would wait for it. */
static char *
make_dir (void)
{
  char *dir = g_strdup ("/dev/shm/causeway-XXXXXX");

  if (g_mkdtemp (dir) != NULL)
    return dir;
  g_free (dir);
  return g_dir_make_tmp ("causeway-XXXXXX", NULL);
}

static CwFixture *
make_fixture (guint customers, guint projects, guint employees, const char *assume)
{
  CwFixture *self = g_new0 (CwFixture, 1);
  SbOptions options;
  g_autoptr (GError) error = NULL;

  self->base_url = g_strdup_printf ("http://127.%d.%d.%d:40001", getpid () >> 16 & 255, getpid () >> 8 & 255, getpid () & 255);
  cw_sandbox_options_init (&options, EPOCH);
  options.customers = customers;
  options.projects = projects;
  options.employees = employees;
  options.epoch_us = EPOCH;
  self->single = assume != NULL && strstr (assume, "netsuite.oneworld=off") != NULL;
  self->owners_only = assume != NULL && strstr (assume, "netsuite.job-subsidiary=none") != NULL;
  options.assume = assume != NULL ? g_strsplit (assume, " ", -1) : NULL;
  self->sandbox = sb_sandbox_new (&options, self->base_url, &error);
  g_assert_no_error (error);
  sb_options_clear (&options);

  self->events = g_string_new (NULL);
  self->clock = cw_virtual_clock_new (EPOCH);
  self->transport = cw_sandbox_transport_new (self->sandbox, self->clock);
  self->credentials = cw_memory_credentials_new ();
  self->dir = make_dir ();
  open_profile (self);
  add_sample (self);
  return self;
}

CwFixture *
cw_fixture_new (guint customers, guint projects, const char *assume)
{
  return make_fixture (customers, projects, 10, assume);
}

CwFixture *
cw_fixture_new_with_people (guint employees, const char *assume)
{
  return make_fixture (5, 5, employees, assume);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
cw_fixture_free (CwFixture *self)
{
  g_clear_object (&self->profile);
  g_clear_object (&self->transport);
  g_clear_object (&self->credentials);
  g_clear_object (&self->clock);
  sb_sandbox_free (self->sandbox);
  remove_tree (self->dir);
  g_free (self->dir);
  g_free (self->base_url);
  for (guint i = 0; i < G_N_ELEMENTS (self->integrations); i++)
    {
      g_free (self->integrations[i]);
      g_free (self->companies[i]);
      g_free (self->subsidiaries[i]);
    }
  g_string_free (self->events, TRUE);
  g_free (self);
}

void
cw_fixture_reopen (CwFixture *self)
{
  g_clear_object (&self->profile);
  open_profile (self);
}

/* ---- running ---- */

static void
note_event (const CwEvent *event, gpointer data)
{
  CwFixture *self = data;

  if (event->kind == CW_EVENT_RECORD)
    g_string_append_printf (self->events, "%s:%s %s %s %s\n", event->row->type, event->row->source_id,
                            cw_operation_to_string (event->row->operation), cw_reason_to_string (event->row->reason), event->outcome);
  else if (event->kind == CW_EVENT_PAGE)
    g_string_append_printf (self->events, "page %u of %u: %u done, %u failed, %u left\n", event->page, event->pages, event->done,
                            event->failed, event->left);
}

static CwRunRequest
make_request (CwFixture *self, guint index, gboolean all)
{
  g_string_truncate (self->events, 0);
  return (CwRunRequest) { .integration = self->integrations[index], .all = all, .event = note_event, .event_data = self };
}

CwRunInfo *
cw_fixture_run (CwFixture *self, guint index, gboolean all, GError **error)
{
  CwRunRequest request = make_request (self, index, all);

  return cw_profile_run_sync (self->profile, &request, error);
}

CwRunInfo *
cw_fixture_run_as (CwFixture *self, CwRunRequest *request, GError **error)
{
  g_string_truncate (self->events, 0);
  request->event = note_event;
  request->event_data = self;
  return cw_profile_run_sync (self->profile, request, error);
}

CwRunInfo *
cw_fixture_plan (CwFixture *self, guint index, gboolean all, GError **error)
{
  CwRunRequest request = make_request (self, index, all);

  return cw_profile_plan_sync (self->profile, &request, error);
}

gboolean
cw_fixture_resume (CwFixture *self, GError **error)
{
  g_autoptr (GArray) runs = cw_profile_list_interrupted (self->profile, error);

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      CwRunRequest request = make_request (self, 0, FALSE);
      g_autoptr (CwRunInfo) info = cw_profile_resume_sync (self->profile, g_array_index (runs, gint64, i), &request, error);

      if (info == NULL)
        return FALSE;
    }
  return runs != NULL;
}

/* ---- what must be there ---- */

/* The rules of the product, stated a second time and in another way: by recursion over the rows that the system shows. */
typedef struct {
  GHashTable *rows;       /* "customer:3" → JsonObject, borrowed */
  GHashTable *primary;    /* customer id → its primary subsidiary, borrowed */
  const char *subsidiary;
  gboolean    all, single, owners_only;
} Truth;

static const char *
member (JsonObject *row, const char *name)
{
  JsonNode *node = json_object_get_member (row, name);
  const char *text = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  return text != NULL && *text != '\0' ? text : NULL;
}

static char *
find_parent_key (Truth *truth, const char *type, JsonObject *row)
{
  const char *parent = member (row, "parent");
  char *key;

  if (parent == NULL && g_str_equal (type, "job"))
    parent = member (row, "customer");
  if (parent == NULL)
    return NULL;
  key = g_strdup_printf ("job:%s", parent);
  if (g_str_equal (type, "job") && g_hash_table_contains (truth->rows, key))
    return key;
  g_free (key);
  return g_strdup_printf ("customer:%s", parent);
}

static gboolean
is_available (Truth *truth, const char *type, JsonObject *row)
{
  JsonArray *list = json_object_get_array_member (row, "subsidiaries");

  if (truth->single)
    return TRUE;
  if (truth->owners_only && g_str_equal (type, "job"))
    {
      const char *owner = member (row, "customer");
      const char *primary = owner != NULL ? g_hash_table_lookup (truth->primary, owner) : NULL;

      return g_strcmp0 (primary, truth->subsidiary) == 0;
    }
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (g_str_equal (json_array_get_string_element (list, i), truth->subsidiary))
      return TRUE;
  return FALSE;
}

static gboolean
is_marked (Truth *truth, JsonObject *row)
{
  return truth->all || g_strcmp0 (member (row, "custentity_precoro_sync"), "T") == 0;
}

static gboolean
is_customer_stage (JsonObject *row)
{
  const char *stage = member (row, "searchstage");

  return stage == NULL || g_ascii_strcasecmp (stage, "customer") == 0;
}

/* Depth on which a record may stand; 0: it may not. */
static guint
get_depth (Truth *truth, const char *key, guint guard)
{
  JsonObject *row = g_hash_table_lookup (truth->rows, key);
  g_auto (GStrv) parts = g_strsplit (key, ":", 2);
  g_autofree char *parent = NULL;
  guint above = 0;

  if (row == NULL || guard == 0 || !is_available (truth, parts[0], row) || g_strcmp0 (member (row, "isinactive"), "T") == 0)
    return 0;
  parent = find_parent_key (truth, parts[0], row);
  if (parent == NULL)
    return g_str_equal (parts[0], "customer") ? 1 : 0;
  above = get_depth (truth, parent, guard - 1);
  if (above == 0)
    return 0;
  if (g_str_equal (parts[0], "customer"))
    return 1;
  return above < 3 ? above + 1 : 0;
}

static char *
get_name (const char *type, JsonObject *row)
{
  const char *company = member (row, "companyname"), *first = member (row, "firstname"), *last = member (row, "lastname");
  g_autofree char *person = NULL;

  if (company != NULL)
    return g_strdup (company);
  person = g_strstrip (g_strconcat (first != NULL ? first : "", " ", last != NULL ? last : "", NULL));
  if (g_str_equal (type, "customer") && *person != '\0')
    return g_steal_pointer (&person);
  return g_strdup (member (row, "entityid"));
}

/* external id → "name\nexternal id of the parent" of all that must be in the company. */
static GHashTable *
expect (Truth *truth)
{
  GHashTable *expected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, truth->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_autofree char *at = g_strdup (key);

      if (!is_marked (truth, value) || !is_customer_stage (value) || get_depth (truth, key, 100) == 0)
        continue;
      while (at != NULL)
        {
          g_auto (GStrv) parts = g_strsplit (at, ":", 2);
          JsonObject *row = g_hash_table_lookup (truth->rows, at);
          g_autofree char *name = get_name (parts[0], row);
          g_autofree char *parent = find_parent_key (truth, parts[0], row);
          const char *above = parent != NULL && g_str_equal (parts[0], "job") ? strchr (parent, ':') + 1 : "";

          g_hash_table_insert (expected, g_strdup (parts[1]), g_strconcat (name, "\n", above, NULL));
          g_free (at);
          at = g_steal_pointer (&parent);
        }
    }
  return expected;
}

static void
load_rows (CwFixture *self, Truth *truth, const char *type, JsonNode *node)
{
  JsonArray *rows = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      g_hash_table_insert (truth->rows, g_strdup_printf ("%s:%s", type, member (row, "id")), row);
    }
}

static char *
get_id_text (JsonObject *row, const char *name)
{
  JsonNode *node = json_object_get_member (row, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
}

static char *
get_parent_option (JsonObject *row)
{
  JsonNode *node = json_object_get_member (row, "parent");

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? get_id_text (json_node_get_object (node), "id") : NULL;
}

/* Ours in the company: external id → "name\nexternal id of the parent". Inactive ones count as absent. */
static GHashTable *
collect (CwFixture *self, guint index, JsonNode *node)
{
  JsonArray *rows = json_node_get_array (node);
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) external = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < json_array_get_length (rows); i++)
      {
        JsonObject *row = json_array_get_object_element (rows, i);
        g_autofree char *id = get_id_text (row, "id"), *ours = get_id_text (row, "externalId"), *parent = get_parent_option (row);
        const char *above = parent != NULL ? g_hash_table_lookup (external, parent) : "";

        if (ours == NULL || g_strcmp0 (json_object_get_string_member (row, "company"), self->companies[index]) != 0)
          continue;
        if (pass == 0)
          g_hash_table_insert (external, g_strdup (id), g_strdup (ours));
        else if (json_object_get_boolean_member (row, "enable"))
          {
            if (g_hash_table_contains (found, ours))
              g_test_fail_printf ("%s is there twice", ours);
            g_hash_table_insert (found, g_strdup (ours), g_strconcat (json_object_get_string_member (row, "name"), "\n", above != NULL ? above : "?", NULL));
          }
      }
  return found;
}

static void
assert_same (GHashTable *expected, GHashTable *found)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const char *there = g_hash_table_lookup (found, key);

      if (g_strcmp0 (there, value) != 0)
        g_test_fail_printf ("record %s: expected “%s”, found “%s”", (char *) key, (char *) value, there);
    }
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!g_hash_table_contains (expected, key))
      g_test_fail_printf ("record %s (“%s”) should not be there", (char *) key, (char *) value);
}

void
cw_fixture_assert_converged (CwFixture *self, guint index, gboolean all)
{
  g_autoptr (JsonNode) customers = cw_fixture_get (self, "/__sandbox/state/netsuite/customer");
  g_autoptr (JsonNode) jobs = cw_fixture_get (self, "/__sandbox/state/netsuite/job");
  g_autoptr (JsonNode) options = cw_fixture_get (self, "/__sandbox/state/precoro/options");
  g_autoptr (JsonNode) relations = self->single ? json_from_string ("[]", NULL)
                                   : cw_fixture_get (self, "/__sandbox/state/netsuite/customersubsidiaryrelationship");
  Truth truth = { NULL, NULL, self->subsidiaries[index], all, self->single, self->owners_only };
  g_autoptr (GHashTable) expected = NULL, found = NULL;

  truth.rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  truth.primary = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (relations)); i++)
    {
      JsonObject *row = json_array_get_object_element (json_node_get_array (relations), i);

      if (g_strcmp0 (member (row, "isprimarysub"), "T") == 0)
        g_hash_table_insert (truth.primary, (gpointer) member (row, "entity"), (gpointer) member (row, "subsidiary"));
    }
  load_rows (self, &truth, "customer", customers);
  load_rows (self, &truth, "job", jobs);
  expected = expect (&truth);
  found = collect (self, index, options);
  g_assert_cmpuint (g_hash_table_size (expected), >, 0);
  assert_same (expected, found);
  g_hash_table_unref (truth.rows);
  g_hash_table_unref (truth.primary);
}
