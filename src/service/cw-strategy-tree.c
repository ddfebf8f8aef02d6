/* cw-strategy-tree.c: plans workflows that keep records of the target in step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "tree": all record types of the workflow in one shared tree. "upsert":
 * records of one type side by side; what they belong to is among their values,
 * as the id that the links of another workflow give.
 */

#include "config.h"

#include "cw-users-private.h"

#include "cw-conflicts-private.h"
#include "cw-belonging.h"
#include "cw-mapping-source-private.h"
#include "cw-mapping.h"
#include "cw-node-book.h"
#include "cw-plan-writer.h"
#include "cw-target-lookup.h"
#include "cw-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What feeding the planner needs. */
typedef struct {
  CwSession       *session;
  CwWorkflow      *workflow;
  CwFields        *settings;      /* owned */
  char            *rules_digest;  /* owned */
  char            *collection;    /* owned */
  GHashTable      *local_marks;   /* owned */
  GHashTable      *chosen;        /* owned; "customer:3"; NULL: by rule */
  GHashTable      *linked;        /* owned; keys that have a link */
  GHashTable      *unsent;        /* owned; keys of those whose link a person made before anything was sent */
  CwUsers         *people;        /* owned; who is whom; NULL: id and name say it */
  CwBelonging     *belonging;     /* owned */
  gint64           sync_new;      /* records created since then count as marked; 0: off */
  gboolean         by_default;    /* records that were never linked count as marked */
  gboolean         shorten;
  gboolean         flat;          /* "upsert" */
  gboolean         has_initial;   /* the mapping has rows that count only when a record is made */
  CwTargetLookup  *lookup;        /* owned */
  CwMappingSource *source;        /* owned */
  GPtrArray       *problems;      /* (element-type CwMappingProblem), of the record at hand; owned */
  CwMappingContext mapping;
  CwTreeRules      rules;
  CwTree          *tree;          /* owned */
  CwNodeBook      *book;          /* owned */
  GPtrArray       *clearable;     /* (element-type utf8) borrowed from the mapping, NULL at its end; owned */
  char           **monitored;     /* owned; source fields whose change counts; NULL: all that are mapped */
} Feed;

static const char *
get_setting (const char *key, gpointer data)
{
  Feed *feed = data;

  return cw_workflow_get_setting (feed->workflow, feed->settings, key);
}

static char *
upsert_dup_collection (CwSession *session, CwWorkflow *workflow, GError **error)
{
  return g_strdup (workflow->target_type);
}

static char *
tree_dup_collection (CwSession *session, CwWorkflow *workflow, GError **error)
{
  const char *field = cw_fields_get (session->integration->settings, "item-custom-field");

  if (field != NULL && *field != '\0')
    return g_strconcat ("itemcustomfields/", field, NULL);
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
               _("Integration “%s” does not say which item custom field holds its customers and projects. Set --item-custom-field."),
               session->integration->name);
  return NULL;
}

/* ---- source records ---- */

/* A name that the target cannot hold is refused or shortened, never silently cut. */
char *
cw_strategy_dup_shortened (const char *text, guint limit)
{
  g_autofree char *head = cw_text_dup_left (text, limit - 1);

  return g_strconcat (g_strchomp (head), "…", NULL);
}

static void
check_name (Feed *feed, const CwRecord *record, CwFields *wanted, CwTreeFacts *facts, char **out_argument)
{
  const char *name = cw_fields_get (wanted, "name");
  guint limit = cw_mapping_get_limit_in (feed->workflow->mapping, record->type, "name", &feed->mapping);
  glong length;

  if (name == NULL || *name == '\0')
    {
      facts->problem = CW_REASON_NAME_MISSING;
      return;
    }
  length = g_utf8_strlen (name, -1);
  if (limit == 0 || length <= (glong) limit)
    return;
  if (feed->shorten)
    {
      cw_fields_take (wanted, "name", cw_strategy_dup_shortened (name, limit));
      return;
    }
  facts->problem = CW_REASON_NAME_TOO_LONG;
  *out_argument = g_strdup_printf (_("%ld characters, %u allowed"), length, limit);
}

/* ---- what a record is made of ---- */

static void
belong (Feed *feed, const CwRecord *record, CwFields *wanted, CwTreeFacts *facts, char **out_argument, char **out_owner, gboolean *out_brought)
{
  g_autofree char *missing = NULL;

  if (cw_belonging_apply (feed->belonging, record, wanted, &missing, out_owner, out_brought) || facts->problem != CW_REASON_NEW)
    return;
  facts->problem = CW_REASON_REFERENCE_MISSING;
  *out_argument = g_steal_pointer (&missing);
}

/* What the mapping calls other records of the target becomes their ids. */
static void
apply_lookups (Feed *feed, const CwRecord *record, CwFields *values, CwTreeFacts *facts, char **out_argument)
{
  g_autofree char *argument = NULL;
  CwReason reason = cw_target_lookup_apply (feed->lookup, record, values, &argument);

  if (reason == CW_REASON_NEW || facts->problem != CW_REASON_NEW)
    return;
  facts->problem = reason;
  g_free (*out_argument);
  *out_argument = g_steal_pointer (&argument);
}

static gboolean
is_reported (const Feed *feed, const CwMappingProblem *problem)
{
  /* The name in a tree has reasons of its own. */
  if (feed->flat)
    return TRUE;
  if (problem->kind == CW_MAPPING_PROBLEM_TOO_LONG || problem->kind == CW_MAPPING_PROBLEM_MISSING)
    return g_strcmp0 (problem->target, "name") != 0;
  return TRUE;
}

/* A record that the mapping cannot fill as it was told does not travel half filled. */
static void
check_problems (Feed *feed, CwFields *wanted, CwTreeFacts *facts, char **out_argument)
{
  for (guint i = 0; i < feed->problems->len && facts->problem == CW_REASON_NEW; i++)
    {
      const CwMappingProblem *problem = feed->problems->pdata[i];

      if (!is_reported (feed, problem))
        continue;
      if (problem->kind == CW_MAPPING_PROBLEM_TOO_LONG && feed->shorten)
        {
          const char *value = cw_fields_get (wanted, problem->target);
          const CwMappingGroup *group = cw_mapping_get_groups (feed->workflow->mapping)->pdata[problem->group];
          guint limit = cw_mapping_get_limit_in (feed->workflow->mapping, group->type, problem->target, &feed->mapping);

          if (value != NULL && limit > 0 && g_utf8_strlen (value, -1) > (glong) limit)
            cw_fields_take (wanted, problem->target, cw_strategy_dup_shortened (value, limit));
          continue;
        }
      facts->problem = CW_REASON_MAPPING;
      *out_argument = cw_mapping_problem_dup_sentence (problem);
    }
}

static CwMark
get_mark (Feed *feed, const CwRecord *record, const char *key)
{
  if (record->mark == CW_MARK_ON)
    return CW_MARK_ON;
  if (record->mark == CW_MARK_UNKNOWN && GPOINTER_TO_INT (g_hash_table_lookup (feed->local_marks, key)) == CW_MARK_ON)
    return CW_MARK_ON;
  return CW_MARK_OFF;
}

/* Travels without a mark. After its link was made, an unchecked box is a person's choice. */
static gboolean
is_taken (Feed *feed, const CwRecord *record, const char *key, gboolean brought)
{
  gboolean taken = feed->by_default || brought || (feed->sync_new != 0 && record->created >= feed->sync_new);

  return taken && (!g_hash_table_contains (feed->linked, key) || g_hash_table_contains (feed->unsent, key));
}

/* Whether a record without a link is there already is not known yet: @initial is what it would be made with. */
static void
apply_mapping (Feed *feed, const CwRecord *record, gboolean is_new, CwFields *wanted, CwFields *initial)
{
  CwMapping *mapping = feed->workflow->mapping;

  cw_mapping_apply (mapping, record, &feed->mapping, FALSE, wanted, is_new ? NULL : feed->problems);
  if (is_new)
    cw_mapping_apply (mapping, record, &feed->mapping, TRUE, initial, feed->problems);
}

static void
take_shortened (CwFields *wanted, const CwFields *initial)
{
  for (guint i = 0; i < cw_fields_get_size (initial); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (initial, i, &name, &value);
      if (cw_fields_get (wanted, name) != NULL)
        cw_fields_set (wanted, name, value);
    }
}

static CwFields *
dup_monitored (Feed *feed, const CwRecord *record)
{
  CwFields *values;

  if (feed->monitored == NULL)
    return NULL;
  values = cw_fields_new ();
  for (char **name = feed->monitored; *name != NULL; name++)
    {
      const char *value = cw_fields_get (record->fields, *name);

      cw_fields_set (values, *name, value != NULL ? value : "");
    }
  return values;
}

/* Not several people who fit, but one who does not. */
static gboolean
is_about_one (const CwClash *clash)
{
  return clash->kind == CW_CLASH_LOGIN_TAKEN || clash->kind == CW_CLASH_KEPT_ID;
}

/* One truth for the plan and the list of users. FALSE: the list does not have it. */
static gboolean
find_identity (Feed *feed, const CwRecord *record, CwTreeIdentity *out_identity, char **out_argument)
{
  const CwPeopleMatch *match = feed->people != NULL ? cw_users_get_match (feed->people) : NULL;
  guint number = match != NULL ? cw_people_match_find_employee (match, record->id) : CW_NOBODY;
  const CwEmployeeMatch *found = number != CW_NOBODY ? cw_people_match_get_employee (match, number) : NULL;

  if (found == NULL)
    return FALSE;
  *out_identity = (CwTreeIdentity) { CW_REASON_NEW, NULL, NULL };
  if (found->user != CW_NOBODY)
    out_identity->target_id = cw_people_match_get_user_id (match, found->user);
  switch (found->state)
    {
    case CW_EMPLOYEE_BY_ID:
      out_identity->reason = CW_REASON_MATCH_EXTERNAL_ID;
      break;
    case CW_EMPLOYEE_BY_LOGIN:
      out_identity->reason = CW_REASON_MATCH_NAME;
      break;
    case CW_EMPLOYEE_BY_EMAIL:
      out_identity->reason = CW_REASON_MATCH_EMAIL;
      break;
    case CW_EMPLOYEE_CONFLICT:
      out_identity->reason = is_about_one (cw_people_match_get_clash (match, found->clash)) ? CW_REASON_PERSON_UNCLEAR : CW_REASON_SHARED_EMAIL;
      *out_argument = cw_users_dup_clash_text (feed->people, found->clash);
      break;
    case CW_EMPLOYEE_ELSEWHERE:
      out_identity->reason = CW_REASON_OTHER_ID;
      *out_argument = g_strdup (cw_users_get_other_id (feed->people, number));
      break;
    case CW_EMPLOYEE_LINKED:
    case CW_EMPLOYEE_INACTIVE:
    case CW_EMPLOYEE_UNMATCHED:
    default:
      break;
    }
  out_identity->argument = *out_argument;
  return TRUE;
}

static gboolean
feed_source (const CwRecord *record, gpointer data, GError **error)
{
  Feed *feed = data;
  g_autofree char *key = cw_record_key (record->type, record->id), *argument = NULL, *owner = NULL, *subsidiaries = NULL, *who = NULL;
  CwTreeIdentity identity;
  g_autoptr (CwFields) wanted = cw_fields_new (), initial = cw_fields_new (), monitored = dup_monitored (feed, record);
  gboolean is_new = feed->has_initial && !g_hash_table_contains (feed->linked, key);
  CwFields *checked = is_new ? initial : wanted;
  gboolean brought = FALSE;
  CwTreeFacts facts = { .wanted = wanted, .problem = CW_REASON_NEW };

  apply_mapping (feed, record, is_new, wanted, initial);
  apply_lookups (feed, record, wanted, &facts, &argument);
  if (is_new)
    apply_lookups (feed, record, initial, &facts, &argument);
  belong (feed, record, wanted, &facts, &argument, &owner, &brought);
  cw_node_book_want (feed->book, record, wanted);
  /* A name that is given only once is not wanted of a record that has one. */
  if (!feed->flat && (is_new || cw_fields_get (wanted, "name") != NULL || !feed->has_initial))
    check_name (feed, record, checked, &facts, &argument);
  check_problems (feed, checked, &facts, &argument);
  /* The target may say that our link is wrong: then it is made anew, with all that counts when it is made. */
  if (!is_new && feed->flat && feed->has_initial)
    {
      cw_mapping_apply (feed->workflow->mapping, record, &feed->mapping, TRUE, initial, NULL);
      cw_fields_merge (initial, wanted, FALSE);
      facts.initial = initial;
    }
  if (is_new)
    {
      take_shortened (wanted, initial);
      cw_fields_merge (initial, wanted, FALSE);
      facts.initial = initial;
    }
  g_ptr_array_set_size (feed->problems, 0);
  facts.identity = find_identity (feed, record, &identity, &who) ? &identity : NULL;
  facts.monitored = monitored;
  facts.problem_argument = argument;
  facts.owner_key = owner;
  facts.subsidiaries = subsidiaries = cw_belonging_dup_subsidiaries (feed->belonging, record, owner);
  facts.passes_filter = cw_mapping_passes (feed->workflow->mapping, record, &feed->mapping);
  facts.chosen = feed->chosen != NULL && g_hash_table_contains (feed->chosen, key);
  facts.mark = get_mark (feed, record, key);
  facts.taken = is_taken (feed, record, key, brought && facts.problem == CW_REASON_NEW);
  cw_tree_add_source (feed->tree, record, &facts);
  return TRUE;
}

static gboolean
feed_target (const CwTargetRecord *record, gpointer data, GError **error)
{
  Feed *feed = data;
  g_autoptr (CwTargetRecord) spread = NULL;

  if (cw_node_book_is_empty (feed->book))
    {
      cw_tree_add_target (feed->tree, record);
      return TRUE;
    }
  spread = cw_target_record_copy (record);
  cw_node_book_spread (feed->book, spread->fields);
  cw_tree_add_target (feed->tree, spread);
  return TRUE;
}

static gboolean
note_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  Feed *feed = data;

  g_hash_table_add (feed->linked, cw_record_key (link->type, link->source_id));
  if (link->fingerprint == NULL && g_strcmp0 (link->by, "hand") == 0)
    g_hash_table_add (feed->unsent, cw_record_key (link->type, link->source_id));
  return TRUE;
}

static gboolean
feed_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  Feed *feed = data;

  cw_tree_add_link (feed->tree, link->type, link->source_id, link->target_id, link->fingerprint,
                    link->mark == CW_LINK_MARK_DUE, link->hold);
  return TRUE;
}

static gboolean
feed_decisions (Feed *feed, GError **error)
{
  CwSession *session = feed->session;
  g_autoptr (GPtrArray) decisions = cw_store_list_decisions (session->store, session->integration->name, feed->workflow->id, FALSE, error);

  for (guint i = 0; decisions != NULL && i < decisions->len; i++)
    {
      const CwDecision *decision = decisions->pdata[i];

      cw_tree_add_decision (feed->tree, decision->type, decision->source_id, decision->choice, decision->target_id,
                            (const char * const *) decision->candidates);
    }
  return decisions != NULL;
}

/* ---- feeding ---- */

static gboolean
choose_records (Feed *feed, GError **error)
{
  const char * const *records = feed->session->request->records;

  if (records == NULL)
    return TRUE;
  feed->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (; *records != NULL; records++)
    {
      g_autofree char *type = NULL, *id = NULL;
      g_autoptr (CwRecord) record = NULL;

      if (!cw_record_key_parse (*records, &type, &id, error))
        return FALSE;
      record = cw_store_mirror_get (feed->session->store, cw_session_get_source (feed->session, feed->workflow)->info->name, type, id, NULL);
      if (record == NULL)
        {
          g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("NetSuite shows no record %s:%s to this connection."), type, id);
          return FALSE;
        }
      g_hash_table_add (feed->chosen, cw_record_key (type, id));
    }
  return TRUE;
}

static const char *
find_scope (const CwWorkflow *workflow)
{
  for (guint i = 0; i < workflow->references->len; i++)
    if (((const CwReference *) workflow->references->pdata[i])->required)
      return ((const CwReference *) workflow->references->pdata[i])->target;
  for (guint i = 0; i < workflow->lookups->len; i++)
    if (((const CwLookup *) workflow->lookups->pdata[i])->required)
      return ((const CwLookup *) workflow->lookups->pdata[i])->target;
  return NULL;
}

static void
set_rules (Feed *feed)
{
  CwTreeRules *rules = &feed->rules;
  const char *placement = get_setting ("placement", feed);

  rules->root_type = feed->workflow->types[0];
  rules->collection = feed->collection;
  rules->subsidiaries = (const char * const *) feed->session->integration->subsidiaries;
  rules->placement = feed->flat ? CW_PLACEMENT_FLAT
                     : g_strcmp0 (placement, "five-level") == 0 ? CW_PLACEMENT_FIVE_LEVEL : CW_PLACEMENT_THREE_LEVEL;
  rules->takes_inactive = cw_workflow_get_boolean (feed->workflow, feed->settings, "inactive-too");
  rules->keeps_active = !g_strv_contains ((const char * const *) feed->workflow->operations, "deactivate");
  rules->tells_leaving = feed->workflow->tells_leaving;
  rules->match_field = feed->workflow->match;
  rules->match_scope = find_scope (feed->workflow);
  rules->unique = feed->workflow->unique;
  rules->skip_merge = cw_workflow_get_boolean (feed->workflow, feed->settings, "skip-merge");
  rules->selection = feed->chosen != NULL ? CW_SELECT_CHOSEN
                     : feed->session->request->all ? CW_SELECT_ALL : CW_SELECT_MARKED;
  rules->leads = cw_workflow_get_boolean (feed->workflow, feed->settings, "leads");
  rules->prospects = cw_workflow_get_boolean (feed->workflow, feed->settings, "prospects");
  rules->match_by_name = cw_workflow_get_boolean (feed->workflow, feed->settings, "match-by-name");
  rules->clearable = feed->clearable != NULL ? (const char * const *) feed->clearable->pdata : NULL;
  rules->rules_digest = feed->rules_digest;
}

/* Targets of rows that say nothing when the source has nothing to say. Where a value is looked up or chosen, nothing found means that what is
 * there stays. */
static GPtrArray *
list_clearable (CwMapping *mapping)
{
  const GPtrArray *groups = cw_mapping_get_groups (mapping);
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];
          CwExpressionKind kind = row->source->kind;

          if (row->active && !row->initial_only && (kind == CW_EXPRESSION_FIELD || kind == CW_EXPRESSION_FIRST
                                                    || kind == CW_EXPRESSION_CONCAT || kind == CW_EXPRESSION_FUNCTION))
            g_ptr_array_add (names, row->target);
        }
    }
  g_ptr_array_add (names, NULL);
  return names;
}

static gboolean
has_initial_rows (CwMapping *mapping)
{
  const GPtrArray *groups = cw_mapping_get_groups (mapping);

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; j < group->rows->len; j++)
        if (((const CwMappingRow *) group->rows->pdata[j])->initial_only)
          return TRUE;
    }
  return FALSE;
}

static gint64
parse_instant (const char *text)
{
  g_autoptr (GDateTime) instant = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return instant != NULL ? g_date_time_to_unix (instant) * G_USEC_PER_SEC : 0;
}

static gboolean
feed_tree (Feed *feed, GError **error)
{
  CwSession *session = feed->session;
  const char *integration = session->integration->name, *workflow = feed->workflow->id;

  feed->settings = cw_store_get_workflow_settings (session->store, integration, workflow, error);
  feed->local_marks = feed->settings != NULL ? cw_store_get_local_marks (session->store, integration, error) : NULL;
  feed->flat = g_str_equal (feed->workflow->strategy, "upsert");
  feed->has_initial = has_initial_rows (feed->workflow->mapping);
  feed->clearable = feed->flat ? list_clearable (feed->workflow->mapping) : NULL;
  if (feed->local_marks != NULL)
    feed->collection = (feed->flat ? upsert_dup_collection : tree_dup_collection) (session, feed->workflow, error);
  if (feed->collection == NULL || !choose_records (feed, error)
      || !(feed->belonging = cw_belonging_new (session, feed->workflow, feed->settings, error)))
    return FALSE;
  feed->book = cw_node_book_new (session, feed->workflow, error);
  if (feed->book == NULL)
    return FALSE;
  feed->linked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  feed->unsent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (feed->workflow->people != NULL && feed->people == NULL)
    feed->people = _cw_users_load (session->store, session->integration, feed->workflow, TRUE, feed->settings, error);
  if (feed->workflow->people != NULL && feed->people == NULL)
    return FALSE;
  feed->rules_digest = cw_workflow_dup_rules_digest (feed->workflow, feed->settings);
  feed->sync_new = parse_instant (cw_fields_get (session->integration->settings, "sync-new"));
  if (!cw_workflow_dup_monitored (feed->workflow, feed->settings, &feed->monitored, error))
    return FALSE;
  feed->by_default = cw_workflow_get_boolean (feed->workflow, feed->settings, "export-by-default");
  feed->shorten = g_strcmp0 (get_setting ("too-long", feed), "shorten") == 0;
  feed->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_problem_free);
  feed->source = cw_mapping_source_new_in (session->store, feed->workflow, feed->settings,
                                           cw_session_get_source (session, feed->workflow)->info->name,
                                           cw_session_get_target (session, feed->workflow)->info->name);
  feed->mapping = *cw_mapping_source_get_context (feed->source);
  feed->lookup = cw_target_lookup_new (session->store, cw_session_get_target (session, feed->workflow)->info->name, feed->workflow);
  set_rules (feed);
  feed->tree = cw_tree_new (&feed->rules);
  if (!cw_store_links_foreach (session->store, integration, workflow, note_link, feed, error)
      || !cw_store_target_foreach (session->store, cw_session_get_target (session, feed->workflow)->info->name, feed->collection, feed_target, feed, error)
      || !cw_store_mirror_foreach (session->store, cw_session_get_source (session, feed->workflow)->info->name, (const char * const *) feed->workflow->types,
                                   feed_source, feed, error)
      || !cw_store_links_foreach (session->store, integration, workflow, feed_link, feed, error)
      || !feed_decisions (feed, error))
    return FALSE;
  cw_tree_decide (feed->tree);
  return TRUE;
}

static void
feed_clear (Feed *feed)
{
  g_clear_pointer (&feed->tree, cw_tree_free);
  g_clear_pointer (&feed->lookup, cw_target_lookup_free);
  g_clear_pointer (&feed->source, cw_mapping_source_free);
  g_clear_pointer (&feed->problems, g_ptr_array_unref);
  g_clear_pointer (&feed->settings, cw_fields_unref);
  g_clear_pointer (&feed->local_marks, g_hash_table_unref);
  g_clear_pointer (&feed->chosen, g_hash_table_unref);
  g_clear_pointer (&feed->linked, g_hash_table_unref);
  g_clear_pointer (&feed->unsent, g_hash_table_unref);
  g_clear_pointer (&feed->people, cw_users_unref);
  g_clear_pointer (&feed->book, cw_node_book_free);
  g_clear_pointer (&feed->monitored, g_strfreev);
  g_clear_pointer (&feed->belonging, cw_belonging_free);
  g_clear_pointer (&feed->clearable, g_ptr_array_unref);
  g_clear_pointer (&feed->rules_digest, g_free);
  g_clear_pointer (&feed->collection, g_free);
}

/* ---- planning ---- */

typedef struct {
  Feed         *feed;
  CwPlanWriter *writer;
} Writing;

/* What a person sees of hierarchies is their names. */
static gboolean
write_row (const CwPlanRow *row, gpointer data)
{
  Writing *writing = data;
  Feed *feed = writing->feed;
  g_autoptr (CwPlanRow) worded = NULL;
  g_autoptr (CwTargetRecord) present = NULL;

  if (cw_node_book_is_empty (feed->book) || row->operation > CW_OPERATION_LINK)
    return cw_plan_writer_add (row, writing->writer);
  worded = cw_plan_row_copy (row);
  if (row->target_id != NULL)
    present = cw_store_target_get (feed->session->store, cw_session_get_target (feed->session, feed->workflow)->info->name,
                                   feed->collection, row->target_id, NULL);
  cw_node_book_word (feed->book, worded, present != NULL ? present->fields : NULL);
  return cw_plan_writer_add (worded, writing->writer);
}

static gboolean
find_sent (const CwPlanRow *row, gpointer data)
{
  *(gboolean *) data |= row->operation <= CW_OPERATION_LINK;
  return !*(gboolean *) data;
}

/* What people made in the target since it was read last would be made a second time, and what they changed in a part that goes whole
 * (an address, the nodes of hierarchies) would be lost: before anything is sent, their news are read. */
static gboolean
feed_with_news (Feed *feed, GError **error)
{
  CwSession *session = feed->session;
  CwWorkflow *workflow = feed->workflow;
  gboolean sent = FALSE, news = FALSE;

  if (!feed_tree (feed, error))
    return FALSE;
  if (feed->flat)
    cw_tree_foreach (feed->tree, find_sent, &sent);
  if (!sent)
    return TRUE;
  if (!cw_mirror_read_news (session, cw_session_get_target (session, workflow), feed->collection, &news, error))
    return FALSE;
  if (!news)
    return TRUE;
  feed_clear (feed);
  *feed = (Feed) { .session = session, .workflow = workflow };
  return feed_tree (feed, error);
}

static gboolean
tree_plan (CwSession *session, CwWorkflow *workflow, gint64 plan, CwPlanInfo *out_info, GError **error)
{
  Feed feed = { .session = session, .workflow = workflow };
  g_autoptr (CwPlanWriter) writer = NULL;
  gboolean ok = feed_with_news (&feed, error);

  if (ok)
    {
      writer = cw_plan_writer_new (session, workflow, plan, out_info, error);
      ok = writer != NULL;
    }
  if (ok)
    {
      Writing writing = { &feed, writer };

      cw_tree_foreach (feed.tree, write_row, &writing);
      ok = cw_plan_writer_end (writer, error);
    }
  feed_clear (&feed);
  return ok;
}

/* ---- conflicts ---- */

typedef struct {
  const CwConflictPlace *place;
  CwTree                *tree;        /* borrowed */
  GHashTable            *decisions;   /* key → CwDecision, owned by the table until taken */
  GPtrArray             *out;
} Listing;

static gboolean
list_conflict (const CwPlanRow *row, gpointer data)
{
  Listing *listing = data;
  g_autofree char *key = cw_record_key (row->type, row->source_id);
  g_autoptr (CwFields) wanted = NULL;
  g_autoptr (GPtrArray) candidates = NULL;
  CwDecision *decision = NULL;

  if (!g_hash_table_steal_extended (listing->decisions, key, NULL, (gpointer *) &decision) && row->operation != CW_OPERATION_CONFLICT)
    return TRUE;
  wanted = cw_tree_dup_wanted (listing->tree, row->type, row->source_id);
  candidates = cw_tree_list_candidates (listing->tree, row->type, row->source_id);
  g_ptr_array_add (listing->out, cw_conflict_new (listing->place, row, decision, wanted, candidates));
  return TRUE;
}

static gboolean
tree_list_conflicts (const CwConflictPlace *place, GPtrArray *out, GError **error)
{
  Feed feed = { .session = place->session, .workflow = place->workflow };
  g_autoptr (GPtrArray) decisions = cw_store_list_decisions (place->session->store, place->session->integration->name,
                                                             place->workflow->id, FALSE, error);
  /* The keys go with what they lead to. */
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cw_decision_free);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  gboolean ok = decisions != NULL && feed_tree (&feed, error);

  if (ok)
    {
      Listing listing = { place, feed.tree, table, out };

      g_ptr_array_set_free_func (decisions, NULL);
      for (guint i = 0; i < decisions->len; i++)
        {
          CwDecision *decision = decisions->pdata[i];

          g_ptr_array_add (keys, cw_record_key (decision->type, decision->source_id));
          g_hash_table_insert (table, keys->pdata[i], decision);
        }
      cw_tree_foreach (feed.tree, list_conflict, &listing);
    }
  feed_clear (&feed);
  return ok;
}

/* People are told apart among the users, where all of them are seen. */
static gboolean
upsert_list_conflicts (const CwConflictPlace *place, GPtrArray *out, GError **error)
{
  return place->workflow->people != NULL || tree_list_conflicts (place, out, error);
}

static gboolean
upsert_foresee (CwSession *session, CwWorkflow *workflow, CwUsers *people, CwTreeRowFunc func, gpointer data, GError **error)
{
  Feed feed = { .session = session, .workflow = workflow, .people = cw_users_ref (people) };
  gboolean ok = feed_tree (&feed, error);

  if (ok)
    cw_tree_foreach (feed.tree, func, data);
  feed_clear (&feed);
  return ok;
}

/* ---- explanation ---- */

typedef struct {
  const char *type, *id;
  CwPlanRow  *row;   /* owned */
} Wanted;

static gboolean
find_row (const CwPlanRow *row, gpointer data)
{
  Wanted *wanted = data;

  if (!g_str_equal (row->type, wanted->type) || !g_str_equal (row->source_id, wanted->id))
    return TRUE;
  wanted->row = cw_plan_row_copy (row);
  return FALSE;
}

static CwExplanation *
tree_explain (CwSession *session, CwWorkflow *workflow, const char *type, const char *id, GError **error)
{
  Feed feed = { .session = session, .workflow = workflow };
  Wanted wanted = { type, id, NULL };
  CwExplanation *explanation = NULL;

  if (feed_tree (&feed, error))
    {
      cw_tree_foreach (feed.tree, find_row, &wanted);
      if (wanted.row == NULL)
        {
          g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                       _("No record %s:%s is known yet. Plan the integration once, or check the id."), type, id);
        }
      else
        {
          explanation = cw_explanation_new (wanted.row, cw_tree_explain (feed.tree, type, id));
        }
    }
  g_clear_pointer (&wanted.row, cw_plan_row_free);
  feed_clear (&feed);
  return explanation;
}

const CwStrategy cw_tree_strategy = {
  .name = "tree",
  .dup_collection = tree_dup_collection,
  .plan = tree_plan,
  .list_conflicts = tree_list_conflicts,
  .explain = tree_explain,
};

const CwStrategy cw_upsert_strategy = {
  .name = "upsert",
  .follows = TRUE,
  .dup_collection = upsert_dup_collection,
  .plan = tree_plan,
  .list_conflicts = upsert_list_conflicts,
  .foresee = upsert_foresee,
  .explain = tree_explain,
};
