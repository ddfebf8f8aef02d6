/* cw-value-names.c: what people call the values of lists and references
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions are collected while a worker answers the ones before. Every value
 * that was asked for is remembered, with or without a name: nothing is asked
 * twice while the object lives.
 */

#include "config.h"

#include "cw-value-names.h"

#include "cw-mapping-source-private.h"
#include "cw-session.h"

#include <string.h>

#define SCOPE     "values/"            /* state of the store: SCOPE CONNECTION "/" TYPE, key FIELD */
#define KEPT_FOR  G_TIME_SPAN_DAY      /* afterwards the system is asked again */
#define MAX_STEPS 5
#define UNIT      "\x1f"
#define RECORD    "\x1e"
#define TARGET    "\x1d"               /* in place of a type: the workflow's target */

struct _CwValueNames {
  GObject       parent_instance;

  /* inputs */
  CwProfile    *profile;       /* owned */
  char         *integration;
  CwWorkflow   *workflow;      /* owned */

  GCancellable *cancellable;   /* owned */
  GHashTable   *names;         /* "type UNIT path UNIT value" → name, or NULL: it has none; owned */
  GHashTable   *lists;         /* target field → (element-type CwFieldValue), or NULL; owned */
  GPtrArray    *questions;     /* keys of names, and "TARGET UNIT field", that are not looked for yet; owned */
  gboolean      looking;
};

/* One piece of work. */
typedef struct {
  CwProfile   *profile;
  char        *integration;
  CwWorkflow  *workflow;
  GPtrArray   *questions;
  CwRunRequest request;
  CwSession   *session;        /* made on the worker */
  gboolean     unreachable;    /* it was tried once */
  GHashTable  *names;          /* as above */
  GHashTable  *lists;
} Look;

static guint changed_signal;

G_DEFINE_FINAL_TYPE (CwValueNames, cw_value_names, G_TYPE_OBJECT)

static void
list_unref (gpointer list)
{
  if (list != NULL)
    g_ptr_array_unref (list);
}

/* ---- what is kept in the profile ---- */

static char *
dup_scope (const char *connection, const char *type)
{
  return g_strconcat (SCOPE, connection, "/", type, NULL);
}

/* NULL: it was never asked for. @out_time: when it was. (element-type CwFieldValue) */
static GPtrArray *
load_values (CwStore *store, const char *connection, const char *type, const char *field, gint64 *out_time)
{
  g_autofree char *scope = dup_scope (connection, type), *text = cw_store_get_state (store, scope, field, NULL);
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, RECORD, -1) : NULL;
  GPtrArray *values;

  if (parts == NULL || parts[0] == NULL)
    return NULL;
  *out_time = g_ascii_strtoll (parts[0], NULL, 10);
  values = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_field_value_free);
  for (char **part = parts + 1; *part != NULL; part++)
    {
      char *unit = strstr (*part, UNIT);

      if (unit == NULL)
        continue;
      *unit = '\0';
      g_ptr_array_add (values, cw_field_value_new (*part, unit + strlen (UNIT)));
    }
  return values;
}

static void
keep_values (CwSession *session, const char *connection, const char *type, const char *field, const GPtrArray *values)
{
  g_autofree char *scope = dup_scope (connection, type);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_string_printf (text, "%" G_GINT64_FORMAT, cw_session_now (session));
  for (guint i = 0; i < values->len; i++)
    {
      const CwFieldValue *value = values->pdata[i];

      g_string_append_printf (text, RECORD "%s" UNIT "%s", value->value, value->name);
    }
  if (!cw_store_set_state (session->store, scope, field, text->str, &error))
    g_message ("Names of values are not kept: %s", error->message);
}

static const char *
find_value (const GPtrArray *values, const char *value)
{
  for (guint i = 0; values != NULL && i < values->len; i++)
    if (g_str_equal (((CwFieldValue *) values->pdata[i])->value, value))
      return ((CwFieldValue *) values->pdata[i])->name;
  return NULL;
}

/* ---- where a path ends ---- */

/* The record type whose field the last step of @path is; @out_field: that step. NULL: not known. (transfer full) */
static char *
dup_owner (CwStore *store, const char *connection, const CwWorkflow *workflow, const char *type, const char *path, char **out_field)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", MAX_STEPS + 1);
  g_autofree char *at = g_strdup (type);
  guint i;

  for (i = 0; at != NULL && steps[0] != NULL && steps[i + 1] != NULL; i++)
    {
      /* A parent may be of any of the types; they name their lists alike. */
      char *next = g_str_equal (steps[i], "parent") ? g_strdup (workflow->types[0])
                                                    : cw_mapping_dup_referred_type (store, connection, at, steps[i]);

      g_free (at);
      at = next;
    }
  *out_field = at != NULL ? g_strdup (steps[i]) : NULL;
  return g_steal_pointer (&at);
}

static char *
dup_mirrored (CwStore *store, const char *connection, const char *referred, const char *id)
{
  g_autoptr (CwRecord) record = referred != NULL ? cw_store_mirror_get (store, connection, referred, id, NULL) : NULL;

  return record != NULL ? g_strdup (record->name) : NULL;
}

/* ---- the profile's names ---- */

/* Where the names of one field are. */
typedef struct {
  char      *referred;   /* record type that is mirrored; nullable */
  GPtrArray *values;     /* (element-type CwFieldValue); nullable */
} Place;

struct _CwKeptNames {
  CwStore          *store;        /* borrowed */
  char             *connection;
  const CwWorkflow *workflow;     /* borrowed */
  char             *type;         /* nullable */
  GHashTable       *places;       /* path → (element-type Place), owned */
};

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->referred);
  list_unref (place->values);
  g_free (place);
}

CwKeptNames *
cw_kept_names_new (CwStore *store, const char *connection, const CwWorkflow *workflow, const char *type)
{
  CwKeptNames *self = g_new0 (CwKeptNames, 1);

  self->store = store;
  self->connection = g_strdup (connection);
  self->workflow = workflow;
  self->type = g_strdup (type);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, list_unref);
  return self;
}

void
cw_kept_names_free (CwKeptNames *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->places);
  g_free (self->connection);
  g_free (self->type);
  g_free (self);
}

static void
add_place (CwKeptNames *self, GPtrArray *places, const char *type, const char *path)
{
  g_autofree char *field = NULL, *owner = dup_owner (self->store, self->connection, self->workflow, type, path, &field);
  Place *place;
  gint64 time;

  if (owner == NULL)
    return;
  place = g_new0 (Place, 1);
  place->referred = cw_mapping_dup_referred_type (self->store, self->connection, owner, field);
  place->values = load_values (self->store, self->connection, owner, field, &time);
  g_ptr_array_add (places, place);
}

static const GPtrArray *
find_places (CwKeptNames *self, const char *path)
{
  GPtrArray *places = g_hash_table_lookup (self->places, path);

  if (places != NULL)
    return places;
  places = g_ptr_array_new_with_free_func (place_free);
  if (self->type != NULL)
    add_place (self, places, self->type, path);
  for (char **type = self->workflow->types; self->type == NULL && *type != NULL; type++)
    add_place (self, places, *type, path);
  g_hash_table_insert (self->places, g_strdup (path), places);
  return places;
}

char *
cw_kept_names_dup (const CwExpression *of, const char *value, gpointer data)
{
  CwKeptNames *self = data;
  const GPtrArray *places;
  char *name = NULL;

  if (of->kind == CW_EXPRESSION_RECORD && g_str_equal (of->texts[0], "subsidiaries"))
    return dup_mirrored (self->store, self->connection, "subsidiary", value);
  if (of->kind != CW_EXPRESSION_FIELD || cw_value_is_empty (value))
    return NULL;
  places = find_places (self, of->texts[0]);
  for (guint i = 0; name == NULL && i < places->len; i++)
    {
      const Place *place = places->pdata[i];

      name = dup_mirrored (self->store, self->connection, place->referred, value);
      if (name == NULL)
        name = g_strdup (find_value (place->values, value));
    }
  return name;
}

/* ---- asking: on the worker ---- */

static gboolean
open_session (Look *look, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  look->request.integration = look->integration;
  look->request.cancellable = cancellable;
  look->session = cw_session_new (look->profile, &look->request, FALSE, &error);
  if (look->session == NULL)
    g_debug ("Values are not named: %s", error->message);
  else
    cw_store_set_cancellable (look->session->store, cancellable);
  return look->session != NULL;
}

/* The values of a field, asked for when they are not of today. NULL: not known. (element-type CwFieldValue) */
static GPtrArray *
list_values (Look *look, CwEnd *end, const char *type, const char *field)
{
  CwSession *session = look->session;
  gint64 time = 0;
  GPtrArray *kept = load_values (session->store, end->info->name, type, field, &time), *values;
  gint64 age = cw_session_now (session) - time;
  g_autoptr (GError) error = NULL;

  if ((kept != NULL && age >= 0 && age < KEPT_FOR) || look->unreachable)
    return kept;
  values = end->connector != NULL || cw_session_connect_end (session, end, &error)
           ? cw_connector_list_values_sync (end->connector, type, field, look->request.cancellable, &error) : NULL;
  if (values == NULL)
    {
      g_debug ("Values of %s are not named: %s", field, error->message);
      look->unreachable = TRUE;
      return kept;
    }
  keep_values (session, end->info->name, type, field, values);
  g_clear_pointer (&kept, g_ptr_array_unref);
  return values;
}

/* Keeps what every value of the field is called, not only the one that was asked for. */
static void
take_values (Look *look, const char *type, const char *path, const GPtrArray *values)
{
  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      const CwFieldValue *value = values->pdata[i];

      g_hash_table_insert (look->names, g_strjoin (UNIT, type, path, value->value, NULL), g_strdup (value->name));
    }
}

static char *
dup_name (Look *look, const char *type, const char *path, const char *value)
{
  CwSession *session = look->session;
  CwEnd *end = cw_session_get_source (session, look->workflow);
  const char *connection = end->info->name;
  g_autofree char *field = NULL, *owner = NULL, *referred = NULL;
  g_autoptr (GPtrArray) values = NULL;
  char *name;

  if (*type == '\0')
    return dup_mirrored (session->store, connection, "subsidiary", value);
  owner = dup_owner (session->store, connection, look->workflow, type, path, &field);
  if (owner == NULL)
    return NULL;
  referred = cw_mapping_dup_referred_type (session->store, connection, owner, field);
  name = dup_mirrored (session->store, connection, referred, value);
  if (name != NULL)
    return name;
  values = list_values (look, end, owner, field);
  take_values (look, type, path, values);
  return g_strdup (find_value (values, value));
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const CwFieldValue *x = *(CwFieldValue * const *) a, *y = *(CwFieldValue * const *) b;

  return g_utf8_collate (x->name, y->name);
}

static void
answer (Look *look, const char *question)
{
  g_auto (GStrv) parts = g_strsplit (question, UNIT, 3);

  if (g_str_equal (parts[0], TARGET))
    {
      GPtrArray *values = list_values (look, cw_session_get_target (look->session, look->workflow), look->workflow->target_type, parts[1]);

      if (values != NULL)
        g_ptr_array_sort (values, compare_values);
      g_hash_table_insert (look->lists, g_strdup (parts[1]), values);
    }
  else if (!g_hash_table_contains (look->names, question))
    {
      char *name = dup_name (look, parts[0], parts[1], parts[2]);

      g_hash_table_insert (look->names, g_strdup (question), name);
    }
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *look = data;
  gboolean open = open_session (look, cancellable);

  for (guint i = 0; open && i < look->questions->len && !g_cancellable_is_cancelled (cancellable); i++)
    answer (look, look->questions->pdata[i]);
  if (open)
    cw_session_flush_ledgers (look->session, NULL);
  /* A store belongs to the thread that opened it. */
  g_clear_pointer (&look->session, cw_session_free);
  g_task_return_boolean (task, TRUE);
}

/* ---- asking: on the owner's thread ---- */

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->profile);
  g_free (look->integration);
  cw_workflow_unref (look->workflow);
  g_ptr_array_unref (look->questions);
  g_hash_table_unref (look->names);
  g_hash_table_unref (look->lists);
  g_free (look);
}

static void start (CwValueNames *self);

static gboolean
take_all (GHashTable *to, GHashTable *from)
{
  GHashTableIter iter;
  gpointer key, value;
  gboolean found = FALSE;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      found = found || value != NULL;
      g_hash_table_iter_steal (&iter);
      g_hash_table_insert (to, key, value);
    }
  return found;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CwValueNames *self = CW_VALUE_NAMES (source);
  Look *look = g_task_get_task_data (G_TASK (result));
  gboolean found;

  self->looking = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  found = take_all (self->names, look->names);
  found = take_all (self->lists, look->lists) || found;
  if (self->questions->len > 0)
    start (self);
  if (found)
    g_signal_emit (self, changed_signal, 0);
}

static void
start (CwValueNames *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, looked_cb, NULL);
  Look *look = g_new0 (Look, 1);

  look->profile = g_object_ref (self->profile);
  look->integration = g_strdup (self->integration);
  look->workflow = cw_workflow_ref (self->workflow);
  look->questions = g_steal_pointer (&self->questions);
  look->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  look->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, list_unref);
  self->questions = g_ptr_array_new_with_free_func (g_free);
  self->looking = TRUE;
  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, look, look_free);
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, look_thread);
}

/* Takes @question. */
static void
ask (CwValueNames *self, char *question)
{
  g_ptr_array_add (self->questions, question);
  if (!self->looking)
    start (self);
}

const char *
cw_value_names_get (CwValueNames *self, const char *type, const char *path, const char *value)
{
  g_autofree char *key = g_strjoin (UNIT, type != NULL ? type : "", path, value, NULL);
  gpointer name = NULL;

  g_return_val_if_fail (CW_IS_VALUE_NAMES (self), NULL);

  if (g_hash_table_lookup_extended (self->names, key, NULL, &name))
    return name;
  g_hash_table_insert (self->names, g_strdup (key), NULL);
  ask (self, g_steal_pointer (&key));
  return NULL;
}

const GPtrArray *
cw_value_names_list_target (CwValueNames *self, const char *field)
{
  gpointer list = NULL;

  g_return_val_if_fail (CW_IS_VALUE_NAMES (self), NULL);

  if (g_hash_table_lookup_extended (self->lists, field, NULL, &list))
    return list;
  g_hash_table_insert (self->lists, g_strdup (field), NULL);
  ask (self, g_strjoin (UNIT, TARGET, field, NULL));
  return NULL;
}

void
cw_value_names_cancel (CwValueNames *self)
{
  g_return_if_fail (CW_IS_VALUE_NAMES (self));

  g_cancellable_cancel (self->cancellable);
}

/* ---- object ---- */

static void
cw_value_names_finalize (GObject *object)
{
  CwValueNames *self = CW_VALUE_NAMES (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->lists);
  g_ptr_array_unref (self->questions);
  g_clear_pointer (&self->workflow, cw_workflow_unref);
  g_clear_object (&self->profile);
  g_free (self->integration);
  G_OBJECT_CLASS (cw_value_names_parent_class)->finalize (object);
}

static void
cw_value_names_class_init (CwValueNamesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_value_names_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_value_names_init (CwValueNames *self)
{
  self->cancellable = g_cancellable_new ();
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, list_unref);
  self->questions = g_ptr_array_new_with_free_func (g_free);
}

CwValueNames *
cw_value_names_new (CwProfile *profile, const char *integration, CwWorkflow *workflow)
{
  CwValueNames *self = g_object_new (CW_TYPE_VALUE_NAMES, NULL);

  self->profile = g_object_ref (profile);
  self->integration = g_strdup (integration);
  self->workflow = cw_workflow_ref (workflow);
  return self;
}
