/* cw-plan-file.c: a sealed plan as a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-plan-file.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#define FORMAT  "causeway-plan"
#define VERSION 1
#define NAMED   10   /* records that a stale plan names */

struct _CwPlanFile {
  char       *integration;
  char      **workflows, **records;   /* records NULL: by rule */
  gboolean    all;
  gint64      page_size;
  GHashTable *rows;   /* "workflow\ncustomer:3" → what it would do; owned */
};

/* What makes two rows the same: operation, what was seen in the source (fingerprint), and what was known of the target (before). */
static char *
describe_row (const CwPlanRow *row)
{
  g_autoptr (GString) text = g_string_new (cw_operation_to_string (row->operation));

  g_string_append_printf (text, "\n%s\n%s", row->fingerprint != NULL ? row->fingerprint : "", row->target_id != NULL ? row->target_id : "");
  for (guint i = 0; i < cw_fields_get_size (row->before); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (row->before, i, &name, &value);
      g_string_append_printf (text, "\n%s=%s", name, value);
    }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize) text->len);
}

/* ---- writing ---- */

static gboolean
write_row (const CwPlanRow *row, gpointer data, GError **error)
{
  JsonBuilder *builder = data;
  g_autofree char *source = g_strdup_printf ("%s:%s", row->type, row->source_id), *does = describe_row (row);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "source");
  json_builder_add_string_value (builder, source);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, row->name);
  json_builder_set_member_name (builder, "operation");
  json_builder_add_string_value (builder, cw_operation_to_string (row->operation));
  json_builder_set_member_name (builder, "digest");
  json_builder_add_string_value (builder, does);
  json_builder_end_object (builder);
  return TRUE;
}

static void
write_head (JsonBuilder *builder, const CwRunInfo *run)
{
  json_builder_set_member_name (builder, "format");
  json_builder_add_string_value (builder, FORMAT);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, VERSION);
  json_builder_set_member_name (builder, "run");
  json_builder_add_int_value (builder, run->id);
  json_builder_set_member_name (builder, "integration");
  json_builder_add_string_value (builder, run->integration);
  for (guint i = 0; i < cw_fields_get_size (run->options); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (run->options, i, &name, &value);
      json_builder_set_member_name (builder, name);
      json_builder_add_string_value (builder, value);
    }
}

static gboolean
write_plan (JsonBuilder *builder, CwStore *store, const CwPlanInfo *plan, GError **error)
{
  gboolean ok;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "workflow");
  json_builder_add_string_value (builder, plan->workflow);
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  ok = cw_store_plan_foreach (store, plan->id, 1, plan->pages, write_row, builder, error);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return ok;
}

static JsonNode *
build_root (CwStore *store, const CwRunInfo *run, GError **error)
{
  g_autoptr (GPtrArray) plans = cw_store_list_plans (store, run->id, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (plans == NULL)
    return NULL;
  json_builder_begin_object (builder);
  write_head (builder, run);
  json_builder_set_member_name (builder, "plans");
  json_builder_begin_array (builder);
  for (guint i = 0; i < plans->len; i++)
    if (!write_plan (builder, store, plans->pdata[i], error))
      return NULL;
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

gboolean
cw_plan_file_write (CwStore *store, const CwRunInfo *run, const char *file, GError **error)
{
  g_autoptr (JsonNode) root = build_root (store, run, error);
  g_autofree char *text = root != NULL ? json_to_string (root, TRUE) : NULL;

  return text != NULL && g_file_set_contents (file, text, -1, error);
}

/* ---- reading ---- */

void
cw_plan_file_free (CwPlanFile *self)
{
  if (self == NULL)
    return;
  g_free (self->integration);
  g_strfreev (self->workflows);
  g_strfreev (self->records);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_free (self);
}

static gboolean
refuse (const char *file, const char *why, GError **error)
{
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID, _("%s is no plan that can be applied: %s"), file, why);
  return FALSE;
}

static void
read_plan (CwPlanFile *self, JsonObject *plan)
{
  const char *workflow = json_object_get_string_member_with_default (plan, "workflow", "");
  JsonArray *rows = json_object_has_member (plan, "rows") && JSON_NODE_HOLDS_ARRAY (json_object_get_member (plan, "rows"))
                    ? json_object_get_array_member (plan, "rows") : NULL;

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonNode *node = json_array_get_element (rows, i);
      JsonObject *row = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (row != NULL)
        g_hash_table_insert (self->rows,
                             g_strconcat (workflow, "\n", json_object_get_string_member_with_default (row, "source", ""), NULL),
                             g_strdup (json_object_get_string_member_with_default (row, "digest", "")));
    }
}

static gboolean
read_root (CwPlanFile *self, const char *file, JsonObject *root, GError **error)
{
  const char *workflows = json_object_get_string_member_with_default (root, "workflows", NULL);
  const char *records = json_object_get_string_member_with_default (root, "records", NULL);
  JsonNode *plans = json_object_get_member (root, "plans");

  if (g_strcmp0 (json_object_get_string_member_with_default (root, "format", NULL), FORMAT) != 0)
    return refuse (file, _("it was not written by this program."), error);
  if (json_object_get_int_member_with_default (root, "version", 0) > VERSION)
    return refuse (file, _("it was written by a newer version."), error);
  if (plans == NULL || !JSON_NODE_HOLDS_ARRAY (plans))
    return refuse (file, _("its rows are missing."), error);
  self->integration = g_strdup (json_object_get_string_member_with_default (root, "integration", ""));
  self->workflows = workflows != NULL ? g_strsplit (workflows, " ", -1) : NULL;
  self->records = records != NULL ? g_strsplit (records, " ", -1) : NULL;
  self->all = json_object_has_member (root, "all");
  self->page_size = g_ascii_strtoll (json_object_get_string_member_with_default (root, "page-size", "0"), NULL, 10);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (plans)); i++)
    {
      JsonNode *plan = json_array_get_element (json_node_get_array (plans), i);

      if (JSON_NODE_HOLDS_OBJECT (plan))
        read_plan (self, json_node_get_object (plan));
    }
  return TRUE;
}

CwPlanFile *
cw_plan_file_read (const char *file, GError **error)
{
  g_autoptr (CwPlanFile) self = g_new0 (CwPlanFile, 1);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) broken = NULL;
  JsonNode *root;

  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!json_parser_load_from_file (parser, file, &broken))
    {
      refuse (file, broken->message, error);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      refuse (file, _("it is empty or no JSON object."), error);
      return NULL;
    }
  return read_root (self, file, json_node_get_object (root), error) ? g_steal_pointer (&self) : NULL;
}

CwPlanFile *
cw_plan_file_load (CwStore *store, gint64 run, GError **error)
{
  g_autoptr (CwPlanFile) self = g_new0 (CwPlanFile, 1);
  g_autoptr (CwRunInfo) info = cw_store_get_run (store, run, error);
  g_autoptr (JsonNode) root = info != NULL ? build_root (store, info, error) : NULL;

  if (root == NULL)
    return NULL;
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return read_root (self, _("The plan"), json_node_get_object (root), error) ? g_steal_pointer (&self) : NULL;
}

gboolean
cw_plan_file_restore (CwPlanFile *self, CwRunRequest *request, GError **error)
{
  if (request->integration != NULL && g_strcmp0 (request->integration, self->integration) != 0)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("The plan is for integration “%s”, not for “%s”."),
                   self->integration, request->integration);
      return FALSE;
    }
  request->integration = self->integration;
  request->workflows = (const char * const *) self->workflows;
  request->records = (const char * const *) self->records;
  request->all = self->all;
  /* Known target values are compared too, so the target is read as it is now. */
  request->refresh = TRUE;
  if (request->page_size == 0)
    request->page_size = (guint) self->page_size;
  return TRUE;
}

/* ---- comparing ---- */

typedef struct {
  CwPlanFile *file;
  const char *workflow;
  GHashTable *seen;     /* keys; owned */
  GString    *names;    /* of records that differ, the first few */
  guint       differ;
} Comparing;

static void
note_difference (Comparing *self, const char *name)
{
  if (self->differ++ < NAMED)
    g_string_append_printf (self->names, "%s%s", self->names->len > 0 ? ", " : "", name);
}

static gboolean
compare_row (const CwPlanRow *row, gpointer data, GError **error)
{
  Comparing *self = data;
  char *key = g_strdup_printf ("%s\n%s:%s", self->workflow, row->type, row->source_id);
  g_autofree char *does = describe_row (row);

  if (g_strcmp0 (g_hash_table_lookup (self->file->rows, key), does) != 0)
    {
      g_autofree char *named = g_strdup_printf ("%s (%s:%s)", row->name, row->type, row->source_id);

      note_difference (self, named);
    }
  g_hash_table_add (self->seen, key);
  return TRUE;
}

/* Rows of the file that would no longer be done. */
static void
note_missing (Comparing *self)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->file->rows);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (self->seen, key))
      {
        g_auto (GStrv) parts = g_strsplit (key, "\n", 2);

        note_difference (self, parts[1]);
      }
}

gboolean
cw_plan_file_check (CwPlanFile *self, CwStore *store, GPtrArray *plans, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  Comparing comparing = { self, NULL, seen, names, 0 };

  for (guint i = 0; i < plans->len; i++)
    {
      const CwPlanInfo *plan = plans->pdata[i];

      comparing.workflow = plan->workflow;
      if (!cw_store_plan_foreach (store, plan->id, 1, plan->pages, compare_row, &comparing, error))
        return FALSE;
    }
  note_missing (&comparing);
  if (comparing.differ == 0)
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_STALE,
               g_dngettext (GETTEXT_PACKAGE, "%u record changed since the plan was made: %s%s",
                            "%u records changed since the plan was made: %s%s", comparing.differ),
               comparing.differ, names->str, comparing.differ > NAMED ? ", …" : ".");
  return FALSE;
}
