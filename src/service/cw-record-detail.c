/* cw-record-detail.c: one record on both sides, field by field
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-record-detail.h"

#include "cw-field-titles.h"
#include "cw-mapping-source-private.h"
#include "cw-session.h"
#include "cw-subsidiaries.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What one reading needs. */
typedef struct {
  CwProfile         *profile;      /* borrowed */
  CwSession         *session;      /* owned; without lock and connectors */
  CwStore           *store;        /* borrowed from it */
  CwEnd             *from, *to;    /* of the workflow; borrowed from it */
  CwWorkflow        *workflow;     /* owned */
  CwFields          *settings;     /* owned */
  CwRecord          *record;       /* owned */
  CwLink            *link;         /* owned; nullable */
  CwTargetRecord    *target;       /* owned; nullable */
  CwMappingSource   *source;       /* owned */
  CwFieldTitles     *titles;       /* owned */
  CwMappingContext   context;
  CwRecordDetail    *detail;       /* owned */
} Reading;

/* ---- values ---- */

static void
field_free (gpointer data)
{
  CwDetailField *field = data;

  g_free (field->title);
  g_free (field->source);
  g_free (field->mapped);
  g_free (field->target);
  g_free (field);
}

static void
event_free (gpointer data)
{
  CwDetailEvent *event = data;

  g_free (event->title);
  g_free (event->text);
  g_free (event);
}

void
cw_record_detail_free (CwRecordDetail *self)
{
  if (self == NULL)
    return;
  g_free (self->record);
  g_free (self->type);
  g_free (self->id);
  g_free (self->name);
  g_free (self->parent);
  g_free (self->parent_name);
  g_free (self->subsidiaries);
  g_free (self->workflow);
  g_free (self->source_system);
  g_free (self->target_system);
  g_free (self->reason);
  g_free (self->advice);
  g_free (self->link);
  g_free (self->source_url);
  g_free (self->target_url);
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->others);
  g_ptr_array_unref (self->problems);
  g_ptr_array_unref (self->history);
  g_free (self);
}

static CwRecordDetail *
detail_new (void)
{
  CwRecordDetail *self = g_new0 (CwRecordDetail, 1);

  self->fields = g_ptr_array_new_with_free_func (field_free);
  self->others = g_ptr_array_new_with_free_func (field_free);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  self->history = g_ptr_array_new_with_free_func (event_free);
  return self;
}

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->detail, cw_record_detail_free);
  g_clear_pointer (&self->source, cw_mapping_source_free);
  g_clear_pointer (&self->titles, cw_field_titles_free);
  g_clear_pointer (&self->target, cw_target_record_free);
  g_clear_pointer (&self->link, cw_link_free);
  g_clear_pointer (&self->record, cw_record_free);
  g_clear_pointer (&self->settings, cw_fields_unref);
  g_clear_pointer (&self->workflow, cw_workflow_unref);
  g_clear_pointer (&self->session, cw_session_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static const char *
get_setting (const char *key, gpointer data)
{
  Reading *self = data;

  return cw_workflow_get_setting (self->workflow, self->settings, key);
}

static CwDetailField *
add_field (GPtrArray *fields, const char *title)
{
  CwDetailField *field = g_new0 (CwDetailField, 1);

  field->title = g_strdup (title);
  g_ptr_array_add (fields, field);
  return field;
}

/* ---- fields ---- */

typedef struct {
  const CwRecord *record;
  const CwFieldTitles *titles;
  GString        *text;
  GHashTable     *seen;   /* names of fields, owned by the expressions */
} Sources;

/* A line for each field that has something. */
static void
add_source (const CwExpression *expression, gpointer data)
{
  Sources *sources = data;
  const char *name = expression->kind == CW_EXPRESSION_FIELD ? expression->texts[0] : NULL;
  const char *value = name != NULL ? cw_fields_get (sources->record->fields, name) : NULL;

  if (value == NULL || *value == '\0' || !g_hash_table_add (sources->seen, (gpointer) name))
    return;
  g_string_append_printf (sources->text, "%s%s: %s", sources->text->len > 0 ? "\n" : "",
                          cw_field_titles_get_source (sources->titles, sources->record->type, name), value);
}

static char *
dup_sources (const Reading *self, const CwExpression *source, GHashTable *used)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Sources sources = { self->record, self->titles, g_string_new (NULL), seen };
  GHashTableIter iter;
  gpointer name;

  cw_expression_foreach (source, add_source, &sources);
  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_hash_table_add (used, name);
  return g_string_free (sources.text, FALSE);
}

/* As the plan has it: a name that is too long is shortened where the workflow says so. */
static void
fit_name (Reading *self, const CwRecord *record, CwFields *wanted)
{
  const char *name = cw_fields_get (wanted, "name");
  guint limit = cw_mapping_get_limit_in (self->workflow->mapping, record->type, "name", &self->context);

  if (name != NULL && limit > 0 && g_utf8_strlen (name, -1) > (glong) limit && g_strcmp0 (get_setting ("too-long", self), "shorten") == 0)
    cw_fields_take (wanted, "name", cw_strategy_dup_shortened (name, limit));
}

static void
add_mapped_field (Reading *self, const CwMappingRow *row, const CwFields *wanted, GHashTable *used)
{
  CwDetailField *field = add_field (self->detail->fields, cw_field_titles_get (self->titles, row->target));

  field->source = dup_sources (self, row->source, used);
  field->mapped = g_strdup (cw_fields_get (wanted, row->target));
  if (self->target != NULL)
    field->target = g_strdup (cw_fields_get (self->target->fields, row->target));
  if (self->target != NULL && field->target == NULL && g_str_equal (row->target, "name"))
    field->target = g_strdup (self->target->name);
  field->differs = self->target != NULL && field->mapped != NULL && g_strcmp0 (field->mapped, field->target) != 0;
}

/* Every target field that a row for the type fills, each once. */
static void
add_mapped_fields (Reading *self, GHashTable *used)
{
  const GPtrArray *groups = cw_mapping_get_groups (self->workflow->mapping);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (CwFields) wanted = cw_fields_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_problem_free);

  cw_mapping_apply (self->workflow->mapping, self->record, &self->context, self->link == NULL, wanted, problems);
  fit_name (self, self->record, wanted);
  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; g_str_equal (group->type, self->record->type) && j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];

          if (row->active && g_hash_table_add (seen, row->target))
            add_mapped_field (self, row, wanted, used);
        }
    }
  for (guint i = 0; i < problems->len; i++)
    g_ptr_array_add (self->detail->problems, cw_mapping_problem_dup_sentence (problems->pdata[i]));
}

/* Name of the target record @id. (transfer full) (nullable) */
static char *
dup_target_name (Reading *self, const char *collection, const char *id)
{
  g_autoptr (CwTargetRecord) record = id != NULL ? cw_store_target_get (self->store, self->to->info->name, collection, id, NULL)
                                                 : NULL;

  return record != NULL ? g_strdup (record->name) : g_strdup (id);
}

/* What the parent is called in the target, or will be. (transfer full) */
static char *
dup_mapped_name (Reading *self, const CwRecord *parent)
{
  g_autoptr (CwFields) wanted = cw_fields_new ();

  cw_mapping_apply (self->workflow->mapping, parent, &self->context, TRUE, wanted, NULL);
  fit_name (self, parent, wanted);
  return g_strdup (cw_fields_get (wanted, "name"));
}

/* Roots of the source stand at the top of the target unless the true chain is kept. */
static gboolean
stands_at_top (Reading *self)
{
  return self->record->parent_id == NULL
         || (g_str_equal (self->record->type, self->workflow->types[0]) && g_strcmp0 (get_setting ("placement", self), "five-level") != 0);
}

static void
add_parent (Reading *self, const char *collection)
{
  const CwRecord *record = self->record;
  CwDetailField *field = add_field (self->detail->fields, _("Parent"));
  g_autoptr (CwRecord) parent = record->parent_id != NULL ? cw_store_mirror_get (self->store, self->from->info->name,
                                                                                 record->parent_type, record->parent_id, NULL) : NULL;
  g_autoptr (CwLink) link = NULL;

  field->source = g_strdup (parent != NULL && parent->name != NULL ? parent->name : record->parent_id);
  if (self->target != NULL)
    field->target = self->target->parent_id != NULL ? dup_target_name (self, collection, self->target->parent_id)
                                                    : g_strdup (_("none, at the top"));
  if (stands_at_top (self))
    {
      field->mapped = g_strdup (_("none, at the top"));
      field->differs = self->target != NULL && self->target->parent_id != NULL;
      return;
    }
  field->mapped = parent != NULL ? dup_mapped_name (self, parent) : NULL;
  link = cw_store_get_link (self->store, self->session->integration->name, self->workflow->id, record->parent_type, record->parent_id, NULL);
  field->differs = self->target != NULL && g_strcmp0 (self->target->parent_id, link != NULL ? link->target_id : NULL) != 0;
}

static void
add_state (Reading *self)
{
  CwDetailField *field = add_field (self->detail->fields, _("Active"));
  gboolean active = !self->record->inactive && !self->record->deleted;

  field->source = g_strdup (self->record->deleted ? _("no longer there") : active ? _("Yes") : _("No"));
  field->mapped = g_strdup (active ? _("Yes") : _("No"));
  if (self->target != NULL)
    field->target = g_strdup (self->target->active ? _("Yes") : _("No"));
  field->differs = self->target != NULL && self->target->active != active;
}

/* What the system calls it, with the id behind it. @out_owned keeps the text. */
static const char *
get_source_title (Reading *self, const char *name, char **out_owned)
{
  const char *title = cw_field_titles_get_source (self->titles, self->record->type, name);

  if (g_ascii_strcasecmp (title, name) == 0)
    return title;
  *out_owned = g_strdup_printf ("%s (%s)", title, name);
  return *out_owned;
}

static void
add_others (Reading *self, GHashTable *used)
{
  for (guint i = 0; i < cw_fields_get_size (self->record->fields); i++)
    {
      g_autofree char *title = NULL;
      const char *name, *value;

      cw_fields_get_nth (self->record->fields, i, &name, &value);
      if (value != NULL && *value != '\0' && !g_hash_table_contains (used, name))
        add_field (self->detail->others, get_source_title (self, name, &title))->source = g_strdup (value);
    }
}

/* ---- link, state and mark ---- */

static const char *
describe_maker (const char *by)
{
  static const struct { const char *by, *text; } texts[] = {
    { "export", N_("made by an export") }, { "external id", N_("found by its NetSuite id") }, { "name", N_("found by its name") },
    { "hand", N_("linked by hand") }, { "rebuild", N_("found again by its NetSuite id") },
  };

  for (gsize i = 0; by != NULL && i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (texts[i].by, by))
      return _(texts[i].text);
  return by != NULL ? by : _("nobody knows by whom");
}

static char *
format_instant (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%x %H:%M") : g_strdup ("");
}

static void
describe_link (Reading *self)
{
  g_autofree char *since = self->link != NULL ? format_instant (self->link->since) : NULL;

  if (self->link != NULL)
    self->detail->link = g_strdup_printf (_("Linked with %s %s since %s, %s"), self->detail->target_system, self->link->target_id, since,
                                          describe_maker (self->link->by));
}

static gboolean
describe_state (Reading *self, GError **error)
{
  g_autoptr (CwRecordQuery) query = cw_record_query_new (self->from->info->name);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) summaries = NULL;
  CwRecordSummary *summary;
  gint64 key;

  query->integration = g_strdup (self->session->integration->name);
  query->workflow = g_strdup (self->workflow->id);
  if (!cw_store_find_record_key (self->store, query->connection, self->record->type, self->record->id, &key, error))
    return FALSE;
  g_array_append_val (keys, key);
  summaries = cw_store_get_record_summaries (self->store, query, keys, error);
  if (summaries == NULL || summaries->len == 0)
    return summaries != NULL;
  summary = summaries->pdata[0];
  self->detail->state = summary->state;
  self->detail->reason = g_steal_pointer (&summary->reason);
  self->detail->marked = summary->marked;
  self->detail->parent_name = g_steal_pointer (&summary->parent_name);
  return TRUE;
}

static gboolean
describe_trouble (Reading *self, GError **error)
{
  g_autoptr (GPtrArray) entries = cw_store_list_attention (self->store, self->session->integration->name, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const CwAttention *attention = entries->pdata[i];

      if (!g_str_equal (attention->type, self->record->type) || !g_str_equal (attention->source_id, self->record->id))
        continue;
      g_free (self->detail->advice);
      self->detail->advice = g_strdup (attention->advice);
    }
  return entries != NULL;
}

/* ---- history ---- */

static const char *
get_operation_title (const CwJournalEntry *entry)
{
  static const struct { const char *operation, *title; } titles[] = {
    { "create", N_("Create") }, { "update", N_("Update") }, { "move", N_("Move") }, { "deactivate", N_("Deactivate") },
    { "reactivate", N_("Reactivate") }, { "link", N_("Link") }, { "external-id", N_("Set the NetSuite id") },
  };
  const char *mark = entry->values != NULL ? cw_fields_get (entry->values, "mark") : NULL;

  if (g_strcmp0 (entry->operation, "mark") == 0)
    return g_strcmp0 (mark, "F") == 0 ? _("Clear the sync box") : _("Check the sync box");
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (titles[i].operation, entry->operation) == 0)
      return _(titles[i].title);
  return entry->operation != NULL ? entry->operation : _("Change");
}

static const char *
get_outcome_title (CwJournalKind kind)
{
  switch (kind)
    {
    case CW_JOURNAL_DONE:
    case CW_JOURNAL_CHANGE:
      return _("done");
    case CW_JOURNAL_FAILED:
      return _("failed");
    case CW_JOURNAL_NOT_APPLIED:
      return _("not sent, or without effect");
    case CW_JOURNAL_INTENT:
    case CW_JOURNAL_UNKNOWN:
    default:
      return _("outcome not known yet");
    }
}

static void
add_event (Reading *self, const CwJournalEntry *intent, const CwJournalEntry *outcome)
{
  CwDetailEvent *event = g_new0 (CwDetailEvent, 1);

  event->time = outcome->time;
  event->run = intent->run;
  event->title = g_strdup_printf ("%s: %s", get_operation_title (intent), get_outcome_title (outcome->kind));
  event->text = g_strdup (outcome->text);
  event->failed = outcome->kind == CW_JOURNAL_FAILED || outcome->kind == CW_JOURNAL_NOT_APPLIED;
  g_ptr_array_insert (self->detail->history, 0, event);
}

/* An intent and what became of it are one thing that happened. */
static gboolean
read_history (Reading *self, GError **error)
{
  g_autoptr (GPtrArray) entries = cw_store_journal_of_record (self->store, self->session->integration->name, self->record->type,
                                                              self->record->id, error);
  g_autoptr (GHashTable) outcomes = g_hash_table_new (g_int64_hash, g_int64_equal);   /* number of the intent → CwJournalEntry */

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      CwJournalEntry *entry = entries->pdata[i];

      if (entry->intent != 0)
        g_hash_table_insert (outcomes, &entry->intent, entry);
    }
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      CwJournalEntry *entry = entries->pdata[i], *outcome = g_hash_table_lookup (outcomes, &entry->number);

      if (entry->kind == CW_JOURNAL_INTENT || entry->kind == CW_JOURNAL_CHANGE)
        add_event (self, entry, outcome != NULL ? outcome : entry);
    }
  return entries != NULL;
}

/* ---- reading ---- */

static gboolean
open_record (Reading *self, const char *record, GError **error)
{
  const char *integration = self->session->integration->name;
  g_autofree char *type = NULL, *id = NULL, *collection = NULL;
  const CwStrategy *strategy;

  if (!cw_record_key_parse (record, &type, &id, error))
    return FALSE;
  self->workflow = cw_profile_find_workflow_of_type (self->profile, integration, type, error);
  if (self->workflow == NULL)
    return FALSE;
  self->from = cw_session_get_source (self->session, self->workflow);
  self->to = cw_session_get_target (self->session, self->workflow);
  self->settings = cw_store_get_workflow_settings (self->store, integration, self->workflow->id, error);
  self->record = self->settings != NULL ? cw_store_mirror_get (self->store, self->from->info->name, type, id, error) : NULL;
  strategy = self->record != NULL ? cw_strategy_find (self->workflow->strategy, error) : NULL;
  collection = strategy != NULL ? strategy->dup_collection (self->session, self->workflow, error) : NULL;
  if (collection == NULL)
    return FALSE;
  self->source = cw_mapping_source_new_in (self->store, self->workflow, self->settings, self->from->info->name, self->to->info->name);
  self->titles = cw_field_titles_load_sync (self->profile, self->session->integration->name, self->workflow, NULL);
  self->context = *cw_mapping_source_get_context (self->source);
  self->link = cw_store_get_link (self->store, integration, self->workflow->id, type, id, NULL);
  if (self->link != NULL)
    self->target = cw_store_target_get (self->store, self->to->info->name, collection, self->link->target_id, NULL);
  return TRUE;
}

static void
fill_head (Reading *self)
{
  const CwRecord *record = self->record;
  CwRecordDetail *detail = self->detail;

  detail->record = cw_record_key (record->type, record->id);
  detail->type = g_strdup (record->type);
  detail->id = g_strdup (record->id);
  detail->name = g_strdup (record->name != NULL ? record->name : record->id);
  detail->parent = record->parent_id != NULL ? cw_record_key (record->parent_type, record->parent_id) : NULL;
  detail->workflow = g_strdup (self->workflow->id);
  detail->source_system = g_strdup (cw_connection_get_label (self->from->info));
  detail->target_system = g_strdup (cw_connection_get_label (self->to->info));
  detail->changed = record->modified;
  detail->deleted = record->deleted;
  detail->can_mark = self->from == &self->session->source && !record->deleted;
  detail->has_box = record->mark != CW_MARK_UNKNOWN;
}

static gboolean
fill_names (Reading *self, GError **error)
{
  g_autoptr (GHashTable) names = cw_store_list_record_names (self->store, self->session->integration->source, "subsidiary", error);

  if (names == NULL)
    return FALSE;
  self->detail->subsidiaries = cw_subsidiaries_dup_names (names, self->record->subsidiaries);
  return TRUE;
}

static void
fill_addresses (Reading *self)
{
  CwRecordDetail *detail = self->detail;

  if (!detail->deleted)
    detail->source_url = cw_connection_dup_record_url (self->from->info, detail->type, detail->id,
                                                       &detail->source_url_exact);
  if (self->link != NULL)
    detail->target_url = cw_connection_dup_record_url (self->to->info, self->workflow->target_type, self->link->target_id,
                                                       &detail->target_url_exact);
}

static gboolean
read_detail (Reading *self, const char *record, GError **error)
{
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *collection = NULL;

  if (!open_record (self, record, error))
    return FALSE;
  collection = cw_strategy_find (self->workflow->strategy, NULL)->dup_collection (self->session, self->workflow, NULL);
  self->detail = detail_new ();
  fill_head (self);
  add_mapped_fields (self, used);
  /* Elsewhere the place of a record is a field like any other. */
  if (g_strcmp0 (self->workflow->strategy, "tree") == 0)
    add_parent (self, collection);
  add_state (self);
  add_others (self, used);
  describe_link (self);
  fill_addresses (self);
  return fill_names (self, error) && describe_state (self, error) && describe_trouble (self, error) && read_history (self, error);
}

CwRecordDetail *
cw_record_detail_read_sync (CwProfile *profile, const char *integration, const char *record, GCancellable *cancellable, GError **error)
{
  CwRunRequest request = { .integration = integration, .cancellable = cancellable };
  g_auto (Reading) self = { .profile = profile };

  self.session = cw_session_new (profile, &request, FALSE, error);
  if (self.session == NULL)
    return NULL;
  self.store = self.session->store;
  cw_store_set_cancellable (self.store, cancellable);
  return read_detail (&self, record, error) ? g_steal_pointer (&self.detail) : NULL;
}

/* ---- workers ---- */

typedef struct {
  char    *integration, *record;
  gboolean marked;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_free (asked->integration);
  g_free (asked->record);
  g_free (asked);
}

static void
start (CwProfile *profile, const char *integration, const char *record, gboolean marked, gpointer tag, GTaskThreadFunc work,
       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (profile, cancellable, callback, data);
  Asked *asked = g_new0 (Asked, 1);

  asked->integration = g_strdup (integration);
  asked->record = g_strdup (record);
  asked->marked = marked;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, asked, asked_free);
  g_task_run_in_thread (task, work);
}

static void
return_value (GTask *task, gpointer value, GDestroyNotify free_value, GError *error)
{
  if (value != NULL)
    g_task_return_pointer (task, value, free_value);
  else
    g_task_return_error (task, error);
}

static void
detail_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Asked *asked = data;
  GError *error = NULL;
  CwRecordDetail *detail = cw_record_detail_read_sync (source, asked->integration, asked->record, cancellable, &error);

  return_value (task, detail, (GDestroyNotify) cw_record_detail_free, error);
}

void
cw_record_detail_read_async (CwProfile *profile, const char *integration, const char *record, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  start (profile, integration, record, FALSE, cw_record_detail_read_async, detail_thread, cancellable, callback, data);
}

CwRecordDetail *
cw_record_detail_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
explanation_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Asked *asked = data;
  GError *error = NULL;
  CwExplanation *explanation = cw_profile_explain_sync (source, asked->integration, asked->record, &error);

  return_value (task, explanation, (GDestroyNotify) cw_explanation_free, error);
}

void
cw_explanation_read_async (CwProfile *profile, const char *integration, const char *record, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  start (profile, integration, record, FALSE, cw_explanation_read_async, explanation_thread, cancellable, callback, data);
}

CwExplanation *
cw_explanation_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mark_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Asked *asked = data;
  GError *error = NULL;

  if (cw_profile_set_mark_sync (source, asked->integration, asked->record, asked->marked, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
cw_record_mark_async (CwProfile *profile, const char *integration, const char *record, gboolean marked, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data)
{
  start (profile, integration, record, marked, cw_record_mark_async, mark_thread, cancellable, callback, data);
}

gboolean
cw_record_mark_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
