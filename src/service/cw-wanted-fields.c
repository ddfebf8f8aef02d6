/* cw-wanted-fields.c: which fields of the source the mappings read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A mirror is shared by all integrations of a connection, so its records must
 * have the fields of all their mappings: a reading that leaves out one empties
 * it for the others. A saved mapping says what it needs: a field that the
 * account has not is an error. A default mapping is made for every account: what
 * an account has not stays empty.
 */

#include "config.h"

#include "cw-wanted-fields.h"

#include "cw-hierarchy-use.h"
#include "cw-mapping-source-private.h"

#include <string.h>

#define MAX_STEPS 5

/* What is wanted of one record type. */
typedef struct {
  GHashTable *needed;     /* char* set; without it the mapping is wrong */
  GHashTable *optional;   /* char* set */
} Wanted;

/* While the mappings of one connection are gone through. */
typedef struct {
  CwSession  *session;
  CwEnd      *end;
  CwWorkflow *workflow;
  const char *type;       /* of the group; NULL: the filter, which is for all types */
  GHashTable *wanted;     /* type → Wanted */
  GHashTable *types;      /* nullable: char* set of record types beside the workflow's that are asked */
} Gathering;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_hash_table_unref (wanted->needed);
  g_hash_table_unref (wanted->optional);
  g_free (wanted);
}

static Wanted *
get_wanted (GHashTable *table, const char *type)
{
  Wanted *wanted = g_hash_table_lookup (table, type);

  if (wanted == NULL)
    {
      wanted = g_new0 (Wanted, 1);
      wanted->needed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      wanted->optional = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (table, g_strdup (type), wanted);
    }
  return wanted;
}

static void
want (Gathering *gathering, const char *type, const char *field, gboolean needed)
{
  Wanted *wanted = get_wanted (gathering->wanted, type);

  g_hash_table_add (needed ? wanted->needed : wanted->optional, g_strdup (field));
}

static void
note_type (Gathering *gathering, const char *type)
{
  if (gathering->types != NULL && type != NULL && !g_strv_contains ((const char * const *) gathering->workflow->types, type))
    g_hash_table_add (gathering->types, g_strdup (type));
}

/* ---- one field ---- */

/* The rest of a path, from a record of @type on. */
static void
want_joined (Gathering *gathering, const char *type, char **steps)
{
  g_autofree char *referred = NULL;

  want (gathering, type, steps[0], FALSE);
  if (steps[1] == NULL)
    return;
  if (g_str_equal (steps[0], "parent"))
    {
      /* Parents are of any of the workflow's types. */
      for (char **other = gathering->workflow->types; *other != NULL; other++)
        if (!g_str_equal (steps[1], "parent"))
          want_joined (gathering, *other, steps + 1);
      return;
    }
  referred = cw_mapping_dup_referred_type (gathering->session->store, gathering->end->info->name, type, steps[0]);
  if (referred == NULL)
    return;
  note_type (gathering, referred);
  want_joined (gathering, referred, steps + 1);
}

static gboolean
is_described (Gathering *gathering, const char *type, const char *field)
{
  g_autoptr (GPtrArray) fields = cw_store_list_fields (gathering->session->store, gathering->end->info->name, type, NULL);

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    if (g_str_equal (((CwFieldInfo *) fields->pdata[i])->id, field))
      return !((CwFieldInfo *) fields->pdata[i])->removed;
  return FALSE;
}

/* In a filter over several types a field is wanted where it is; where none has it, of the first, which says so. */
static void
want_of_any (Gathering *gathering, const char *field, gboolean saved)
{
  gboolean found = FALSE;

  for (char **type = gathering->workflow->types; *type != NULL; type++)
    {
      found |= is_described (gathering, *type, field);
      want (gathering, *type, field, FALSE);
    }
  if (saved && !found)
    want (gathering, gathering->workflow->types[0], field, TRUE);
}

static void
note_field (Gathering *gathering, const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", MAX_STEPS + 1);
  gboolean saved = gathering->workflow->mapping_version > 0;

  if (steps[0] == NULL)
    return;
  if (steps[1] != NULL && gathering->type != NULL)
    want_joined (gathering, gathering->type, steps);
  else if (steps[1] != NULL)
    for (char **type = gathering->workflow->types; *type != NULL; type++)
      want_joined (gathering, *type, steps);
  else if (gathering->type != NULL)
    want (gathering, gathering->type, path, saved);
  else
    want_of_any (gathering, path, saved);
}

static void
note_expression (const CwExpression *expression, gpointer data)
{
  Gathering *gathering = data;

  if (expression->kind == CW_EXPRESSION_FIELD)
    note_field (gathering, expression->texts[0]);
  if (expression->kind != CW_EXPRESSION_LOOKUP)
    return;
  note_type (gathering, expression->texts[0]);
  want (gathering, expression->texts[0], expression->texts[1], FALSE);
  want (gathering, expression->texts[0], expression->texts[2], FALSE);
}

/* ---- a mapping ---- */

static void
gather_mapping (Gathering *gathering)
{
  const GPtrArray *groups = cw_mapping_get_groups (gathering->workflow->mapping);
  const CwExpression *filter = cw_mapping_get_filter (gathering->workflow->mapping);

  gathering->type = NULL;
  if (filter != NULL)
    cw_expression_foreach (filter, note_expression, gathering);
  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      gathering->type = group->type;
      if (group->condition != NULL)
        cw_expression_foreach (group->condition, note_expression, gathering);
      for (guint j = 0; j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];

          if (row->active)
            cw_expression_foreach (row->source, note_expression, gathering);
        }
    }
}

/* Where a hierarchy is switched on, the field that says where a record stands in it. One that the account has not is an error. */
static gboolean
gather_hierarchies (Gathering *gathering, const char *integration, GError **error)
{
  CwWorkflow *workflow = gathering->workflow;
  g_autoptr (CwFields) chosen = NULL;

  if (workflow->owner != NULL || workflow->hierarchies->len == 0)
    return TRUE;
  chosen = cw_store_get_workflow_settings (gathering->session->store, integration, workflow->id, error);
  for (guint i = 0; chosen != NULL && i < workflow->hierarchies->len; i++)
    {
      const CwHierarchyUse *use = workflow->hierarchies->pdata[i];

      if (cw_hierarchy_use_get_mode (use, workflow, chosen) != CW_HIERARCHY_OFF && cw_hierarchy_use_asks_field (use, workflow, chosen))
        want (gathering, workflow->types[0], cw_hierarchy_use_get_field (use, workflow, chosen), TRUE);
    }
  return chosen != NULL;
}

/* ---- all mappings of a connection ---- */

static gboolean
gather_integration (Gathering *gathering, const CwIntegrationInfo *info, GError **error)
{
  CwSession *session = gathering->session;
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (session->profile, info->name, error);

  for (guint i = 0; workflows != NULL && i < workflows->len; i++)
    {
      CwWorkflow *workflow = workflows->pdata[i];
      const char *from = cw_workflow_starts_at_source (session->store, info, workflow) ? info->source : info->target;

      gathering->workflow = workflow;
      if (!g_str_equal (from, gathering->end->info->name))
        continue;
      gather_mapping (gathering);
      if (!gather_hierarchies (gathering, info->name, error))
        return FALSE;
    }
  return workflows != NULL;
}

static GHashTable *
gather_connection (CwSession *session, CwEnd *end, GError **error)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wanted_free);
  g_autoptr (GPtrArray) integrations = cw_store_list_integrations (session->store, error);
  Gathering gathering = { .session = session, .end = end, .wanted = wanted };

  if (integrations == NULL)
    return NULL;
  for (guint i = 0; i < integrations->len; i++)
    {
      const CwIntegrationInfo *info = integrations->pdata[i];

      if ((g_str_equal (info->source, end->info->name) || g_str_equal (info->target, end->info->name))
          && !gather_integration (&gathering, info, error))
        return NULL;
    }
  /* A run that is taken up again may be older than what is in force. */
  for (guint i = 0; session->workflows != NULL && i < session->workflows->len; i++)
    {
      gathering.workflow = session->workflows->pdata[i];
      if (cw_session_get_source (session, gathering.workflow) == end)
        gather_mapping (&gathering);
    }
  return g_steal_pointer (&wanted);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

/* Sorted; what is in @but left out. */
static char **
dup_names (GHashTable *set, GHashTable *but)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (but == NULL || !g_hash_table_contains (but, name))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

gboolean
cw_session_dup_wanted_fields (CwSession *session, CwEnd *end, const char *type, char ***out_needed, char ***out_optional, GError **error)
{
  GHashTable *wanted = g_hash_table_lookup (session->wanted, end->info->name);
  const Wanted *of_type;

  if (wanted == NULL)
    {
      wanted = gather_connection (session, end, error);
      if (wanted == NULL)
        return FALSE;
      g_hash_table_insert (session->wanted, g_strdup (end->info->name), wanted);
    }
  of_type = get_wanted (wanted, type);
  *out_needed = dup_names (of_type->needed, NULL);
  *out_optional = dup_names (of_type->optional, of_type->needed);
  return TRUE;
}

/* ---- what else has to be read for a mapping ---- */

/* What is known of the fields of @type, asked for once; afterwards the person who edits the mapping asks. */
gboolean
cw_session_describe (CwSession *session, CwEnd *end, const char *type, gboolean again, GError **error)
{
  g_autofree char *scope = g_strconcat (CW_FIELDS_SCOPE, end->info->name, NULL);
  g_autofree char *described = cw_store_get_state (session->store, scope, type, NULL), *now = NULL;
  g_autoptr (GPtrArray) fields = NULL;

  if (described != NULL && !again)
    return TRUE;
  fields = cw_connector_describe_sync (end->connector, type, session->request->cancellable, error);
  if (fields == NULL)
    return FALSE;
  now = g_strdup_printf ("%" G_GINT64_FORMAT, cw_session_now (session));
  return cw_store_put_fields (session->store, end->info->name, type, fields, error)
         && cw_store_set_state (session->store, scope, type, now, error);
}

static void
note_asking (const CwExpression *expression, gpointer data)
{
  if (expression->kind == CW_EXPRESSION_LOOKUP || (expression->kind == CW_EXPRESSION_FIELD && strchr (expression->texts[0], '.') != NULL))
    *(gboolean *) data = TRUE;
}

static gboolean
asks_others (CwMapping *mapping)
{
  const GPtrArray *groups = cw_mapping_get_groups (mapping);
  gboolean asks = FALSE;

  if (cw_mapping_get_filter (mapping) != NULL)
    cw_expression_foreach (cw_mapping_get_filter (mapping), note_asking, &asks);
  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      if (group->condition != NULL)
        cw_expression_foreach (group->condition, note_asking, &asks);
      for (guint j = 0; j < group->rows->len; j++)
        cw_expression_foreach (((CwMappingRow *) group->rows->pdata[j])->source, note_asking, &asks);
    }
  return asks;
}

/* Record types beside the workflow's own that the source can be read for. A type without fields is none of its. */
static char **
dup_asked_types (CwSession *session, CwEnd *end, CwWorkflow *workflow, GError **error)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wanted_free);
  g_autoptr (GHashTable) types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Gathering gathering = { .session = session, .end = end, .workflow = workflow, .wanted = wanted, .types = types };
  guint before;

  /* Each round describes the types that the one before came to, as far as paths lead. */
  do
    {
      GHashTableIter iter;
      gpointer type;

      before = g_hash_table_size (types);
      gather_mapping (&gathering);
      g_hash_table_iter_init (&iter, types);
      while (g_hash_table_iter_next (&iter, &type, NULL))
        if (!cw_session_describe (session, end, type, FALSE, error))
          return NULL;
    }
  while (g_hash_table_size (types) > before);
  return dup_names (types, NULL);
}

gboolean
cw_session_read_asked (CwSession *session, CwEnd *end, CwWorkflow *workflow, gboolean whole, GError **error)
{
  g_auto (GStrv) types = NULL;
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  if (!asks_others (workflow->mapping))
    return TRUE;
  types = dup_asked_types (session, end, workflow, error);
  if (types == NULL)
    return FALSE;
  for (char **type = types; *type != NULL; type++)
    {
      g_autoptr (GPtrArray) fields = cw_store_list_fields (session->store, end->info->name, *type, error);

      if (fields == NULL)
        return FALSE;
      if (fields->len > 0)
        g_ptr_array_add (known, *type);
    }
  g_ptr_array_add (known, NULL);
  return known->len == 1 || cw_mirror_refresh_source (session, end, (const char * const *) known->pdata, whole, error);
}

/* The fields that paths begin with lead somewhere only as far as they are described. */
gboolean
cw_session_prepare_mapping (CwSession *session, CwEnd *end, CwWorkflow *workflow, GError **error)
{
  if (workflow->mapping_version == 0 && !asks_others (workflow->mapping))
    return TRUE;
  for (char **type = workflow->types; *type != NULL; type++)
    if (!cw_session_describe (session, end, *type, FALSE, error))
      return FALSE;
  return TRUE;
}

/* ---- which fields a mirror has ---- */

static char *
dup_mirror_scope (const CwEnd *end, const char *type)
{
  return g_strconcat ("mirror/", end->info->name, "/", type, NULL);
}

static gboolean
save_fields (CwSession *session, const CwEnd *end, const char *type, GPtrArray *names, GError **error)
{
  g_autofree char *scope = dup_mirror_scope (end, type), *text = NULL;

  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  text = g_strjoinv (" ", (char **) names->pdata);
  return cw_store_set_state (session->store, scope, "fields", text, error);
}

/* Fields of @type that come with every record. char* set. (transfer full) */
static GHashTable *
list_always (CwStore *store, const char *connection, const char *type)
{
  g_autoptr (GPtrArray) fields = cw_store_list_fields (store, connection, type, NULL);
  GHashTable *always = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    if (((CwFieldInfo *) fields->pdata[i])->always)
      g_hash_table_add (always, g_strdup (((CwFieldInfo *) fields->pdata[i])->id));
  return always;
}

char **
cw_mirror_list_unread (CwStore *store, const char *connection, const char *type, CwMapping *mapping)
{
  g_autofree char *scope = g_strconcat ("mirror/", connection, "/", type, NULL), *text = cw_store_get_state (store, scope, "fields", NULL);
  g_auto (GStrv) have = g_strsplit (text != NULL ? text : "", " ", -1), reads = cw_mapping_dup_source_fields (mapping, type);
  g_autoptr (GHashTable) always = list_always (store, connection, type);
  g_autoptr (GPtrArray) unread = g_ptr_array_new ();

  for (char **name = reads; text != NULL && *name != NULL; name++)
    if (!g_strv_contains ((const char * const *) have, *name) && !g_hash_table_contains (always, *name))
      g_ptr_array_add (unread, g_strdup (*name));
  g_ptr_array_add (unread, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&unread), FALSE);
}

gboolean
cw_mirror_was_read (CwStore *store, const char *connection, const char *type)
{
  g_autofree char *scope = g_strconcat ("mirror/", connection, "/", type, NULL), *text = cw_store_get_state (store, scope, "fields", NULL);

  return text != NULL;
}

static gboolean
is_among (const char *name, char **a, char **b)
{
  return g_strv_contains ((const char * const *) a, name) || g_strv_contains ((const char * const *) b, name);
}

gboolean
cw_mirror_has_fields (CwSession *session, const CwEnd *end, const char *type, char **needed, char **optional, gboolean *out_has,
                      GError **error)
{
  g_autofree char *scope = dup_mirror_scope (end, type), *text = cw_store_get_state (session->store, scope, "fields", NULL);
  g_auto (GStrv) have = g_strsplit (text != NULL ? text : "", " ", -1);
  g_autoptr (GHashTable) always = list_always (session->store, end->info->name, type);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  *out_has = TRUE;
  for (guint i = 0; needed[i] != NULL; i++)
    *out_has = *out_has && (g_strv_contains ((const char * const *) have, needed[i]) || g_hash_table_contains (always, needed[i]));
  for (guint i = 0; optional[i] != NULL; i++)
    *out_has = *out_has && (g_strv_contains ((const char * const *) have, optional[i]) || g_hash_table_contains (always, optional[i]));
  for (guint i = 0; have[i] != NULL; i++)
    if (is_among (have[i], needed, optional))
      g_ptr_array_add (kept, have[i]);
  /* Records that come from now on lack what nobody wants any more. */
  return kept->len == g_strv_length (have) || save_fields (session, end, type, kept, error);
}

gboolean
cw_mirror_note_fields (CwSession *session, const CwEnd *end, const char *type, char **needed, char **optional, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; needed[i] != NULL; i++)
    g_ptr_array_add (names, needed[i]);
  for (guint i = 0; optional[i] != NULL; i++)
    g_ptr_array_add (names, optional[i]);
  return save_fields (session, end, type, names, error);
}
