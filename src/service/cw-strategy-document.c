/* cw-strategy-document.c: documents that travel once, when they are approved
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An approved order is created in the target under an external id that follows
 * from its own, then told so in its source. It is never created again and never
 * changed there: what changes later is shown to a person. The fingerprint of a
 * link is that of the order as it was sent, so that an edited mapping does not
 * call up every order of the past.
 *
 * Lists and the target are read only when some order asks for it: a run that
 * finds nothing new costs one list of changes.
 */

#include "config.h"

#include "cw-mapping-source-private.h"
#include "cw-order-build.h"
#include "cw-plan-writer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define APPROVED   "approved"
#define CLOSED     "closed"
#define COLLECTION "purchaseOrder"
#define FIELDS     "documentcustomfields"
#define USERS      "users"

/* What planning needs. */
typedef struct {
  CwSession    *session;
  CwWorkflow   *workflow;
  CwEnd        *source, *target;   /* borrowed */
  CwFields     *settings;          /* owned */
  GHashTable   *links;             /* source id → CwLink, owned */
  GHashTable   *found;             /* external id → CwTargetRecord, owned: orders that the target has */
  GHashTable   *chosen;            /* owned; NULL: by rule */
  CwOrderLists *lists;             /* owned */
  CwMappingSource *asking;         /* owned */
  CwOrderRules  rules;
  CwPlanWriter *writer;            /* borrowed; NULL: only looking */
  gint64        seq;
  GPtrArray    *idle;              /* CwPlanRow, owned: rows without request, written last */
  GError       *error;
} Planning;

static char *
document_dup_collection (CwSession *session, CwWorkflow *workflow, GError **error)
{
  return g_strdup (workflow->target_type);
}

/* "precoro-com-po-640120" → "640120" */
static char *
document_dup_source_id (const char *external_id)
{
  const char *dash = g_str_has_prefix (external_id, "precoro-") ? strstr (external_id, "-po-") : NULL;

  return dash != NULL ? g_strdup (dash + strlen ("-po-")) : NULL;
}

/* ---- state of an order ---- */

/* What of an order counts as its content: who approved it when, and how others call what it refers to, does not. */
static gboolean
is_content (const char *name)
{
  static const char * const left_out[] = { "status", "statusString", "externalId", "integrationStatus", "approvalDate", "approvalDay", "uniqueId", "idn",
                                           "supplierName", "supplierExternalId", "locationName", "locationExternalId", "legalEntityName",
                                           "legalEntityExternalId", "purchaserName", "purchaserEmail", "sum" };

  for (gsize i = 0; i < G_N_ELEMENTS (left_out); i++)
    if (g_str_equal (left_out[i], name))
      return FALSE;
  return TRUE;
}

/* NULL: only its head is known, which tells nothing. (transfer full) */
static char *
dup_fingerprint (const CwRecord *order)
{
  g_autoptr (CwFields) content = cw_fields_new ();

  if (cw_fields_get (order->fields, CW_FIELD_LINES) == NULL)
    return NULL;
  for (guint i = 0; i < cw_fields_get_size (order->fields); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (order->fields, i, &name, &value);
      if (is_content (name))
        cw_fields_set (content, name, value);
    }
  return cw_tree_dup_fingerprint ("document", content, NULL, TRUE);
}

static gboolean
is_approved (const CwRecord *order)
{
  return g_strcmp0 (order->stage, APPROVED) == 0;
}

static const CwLink *
get_link (Planning *planning, const CwRecord *order)
{
  return g_hash_table_lookup (planning->links, order->id);
}

static gboolean
was_changed (const CwRecord *order, const CwLink *link)
{
  g_autofree char *fingerprint = dup_fingerprint (order);

  return fingerprint != NULL && g_strcmp0 (fingerprint, link->fingerprint) != 0;
}

static const char *
get_external_id (const CwRecord *order)
{
  return cw_fields_get (order->fields, "uniqueId");
}

/* Whether the target has to be asked for it. @all: those too that something else seems to have sent, for a profile that knows nothing. */
static gboolean
is_looked_for (Planning *planning, const CwRecord *order, gboolean all)
{
  const CwLink *link = get_link (planning, order);

  if (order->deleted || get_external_id (order) == NULL)
    return FALSE;
  if (link != NULL)
    return all || (is_approved (order) && was_changed (order, link));
  return order->mark == CW_MARK_ON ? all : is_approved (order);
}

/* ---- reading ---- */

static gboolean
take_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  CwLink *copy = cw_link_new (link->type, link->source_id, link->target_id);

  copy->fingerprint = g_strdup (link->fingerprint);
  copy->mark = link->mark;
  copy->hold = g_strdup (link->hold);
  g_hash_table_insert (data, copy->source_id, copy);
  return TRUE;
}

static gboolean
load_links (Planning *planning, GError **error)
{
  planning->links = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cw_link_free);
  return cw_store_links_foreach (planning->session->store, planning->session->integration->name, planning->workflow->id, take_link,
                                 planning->links, error);
}

typedef struct {
  Planning  *planning;
  GPtrArray *external_ids;   /* owned */
  gboolean   all;
} Search;

static gboolean
note_searched (const CwRecord *order, gpointer data, GError **error)
{
  Search *search = data;

  if (is_looked_for (search->planning, order, search->all))
    g_ptr_array_add (search->external_ids, g_strdup (get_external_id (order)));
  return TRUE;
}

static gboolean
foreach_order (Planning *planning, CwStoreRecordFunc func, gpointer data, GError **error)
{
  return cw_store_mirror_foreach (planning->session->store, planning->source->info->name,
                                  (const char * const *) planning->workflow->types, func, data, error);
}

static void
planning_init (Planning *planning, CwSession *session, CwWorkflow *workflow)
{
  planning->session = session;
  planning->workflow = workflow;
  planning->source = cw_session_get_source (session, workflow);
  planning->target = cw_session_get_target (session, workflow);
}

static void
planning_clear (Planning *planning)
{
  cw_order_rules_clear (&planning->rules);
  g_clear_pointer (&planning->asking, cw_mapping_source_free);
  g_clear_pointer (&planning->lists, cw_order_lists_free);
  g_clear_pointer (&planning->idle, g_ptr_array_unref);
  g_clear_pointer (&planning->chosen, g_hash_table_unref);
  g_clear_pointer (&planning->found, g_hash_table_unref);
  g_clear_pointer (&planning->links, g_hash_table_unref);
  g_clear_pointer (&planning->settings, cw_fields_unref);
  g_clear_error (&planning->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Planning, planning_clear)

/* What orders refer to, on both sides. */
static gboolean
read_lists (Planning *planning, gboolean refresh, GError **error)
{
  static const char * const people[] = { "employee", NULL };
  const char *field = cw_fields_get (planning->session->integration->settings, "item-custom-field");
  g_autofree char *options = field != NULL && *field != '\0' ? g_strconcat ("itemcustomfields/", field, NULL) : NULL;

  return cw_mirror_refresh_source (planning->session, planning->target, cw_order_list_types, refresh, error)
         && cw_mirror_refresh_source (planning->session, planning->target, people, refresh, error)
         && cw_mirror_refresh_target (planning->session, planning->source, USERS, refresh, error)
         && cw_mirror_refresh_target (planning->session, planning->source, FIELDS, TRUE, error)
         && (options == NULL || cw_mirror_refresh_target (planning->session, planning->source, options, refresh, error));
}

static gboolean
document_read (CwSession *session, CwWorkflow *workflow, gboolean refresh, GError **error)
{
  g_auto (Planning) planning = { NULL };
  g_autoptr (GPtrArray) external_ids = g_ptr_array_new_with_free_func (g_free);
  Search search = { &planning, external_ids, FALSE };

  planning_init (&planning, session, workflow);
  if (!cw_strategy_read_source (session, workflow, refresh, error) || !load_links (&planning, error))
    return FALSE;
  search.all = refresh || g_hash_table_size (planning.links) == 0;
  return foreach_order (&planning, note_searched, &search, error)
         && (external_ids->len == 0
             || (read_lists (&planning, refresh, error)
                 && cw_mirror_refresh_found (session, planning.target, COLLECTION, external_ids, error)));
}

/* ---- rows ---- */

static CwPlanRow *
new_row (Planning *planning, const CwRecord *order, CwOperation operation, CwReason reason, const char *argument)
{
  CwPlanRow *row = cw_plan_row_new (order->type, order->id);

  row->name = g_strdup (order->name);
  row->operation = operation;
  row->reason = reason;
  row->argument = g_strdup (argument);
  row->collection = g_strdup (planning->workflow->target_type);
  row->depth = 1;
  row->active = TRUE;
  row->fingerprint = dup_fingerprint (order);
  row->state = operation <= CW_OPERATION_LINK ? CW_ROW_PENDING : CW_ROW_NOTHING;
  return row;
}

/* Approved before the day from which orders travel, unless somebody chose it. */
static gboolean
is_too_old (Planning *planning, const CwRecord *order)
{
  const char *from = cw_workflow_get_setting (planning->workflow, planning->settings, "approved-from");
  const char *text = cw_fields_get (order->fields, "approvalDate");
  g_autoptr (GDateTime) time = NULL, local = NULL;
  g_autofree char *day = NULL;

  if (from == NULL || *from == '\0' || text == NULL || planning->chosen != NULL)
    return FALSE;
  time = g_date_time_new_from_iso8601 (text, NULL);
  local = time != NULL ? g_date_time_to_timezone (time, planning->rules.zone) : NULL;
  day = local != NULL ? g_date_time_format (local, "%Y-%m-%d") : NULL;
  return day != NULL && strcmp (day, from) < 0;
}

static const CwTargetRecord *
find_target (Planning *planning, const CwRecord *order)
{
  const char *external_id = get_external_id (order);

  return external_id != NULL ? g_hash_table_lookup (planning->found, external_id) : NULL;
}

static CwBuiltOrder *
build (Planning *planning, const CwRecord *order, GError **error)
{
  return cw_order_build (planning->session, &planning->rules, order, error);
}

static CwPlanRow *
plan_new (Planning *planning, const CwRecord *order, GError **error)
{
  g_autoptr (CwBuiltOrder) built = build (planning, order, error);
  g_autofree char *argument = NULL;
  CwReason reason;
  CwPlanRow *row;

  if (built == NULL)
    return NULL;
  reason = cw_built_order_get_reason (built, &argument);
  row = new_row (planning, order, cw_built_order_is_stopped (built) ? CW_OPERATION_SKIP : CW_OPERATION_CREATE, reason, argument);
  cw_fields_merge (row->after, built->shown, TRUE);
  if (row->operation == CW_OPERATION_CREATE)
    {
      cw_fields_merge (row->wanted, built->wanted, TRUE);
      row->mark = TRUE;
    }
  return row;
}

/* The number that people in NetSuite see. (transfer full) */
static char *
dup_target_name (Planning *planning, const CwRecord *order, const CwLink *link)
{
  const CwTargetRecord *target = find_target (planning, order);

  return target != NULL && target->name != NULL ? g_strdup_printf ("%s (id %s)", target->name, link->target_id) : g_strdup (link->target_id);
}

static CwPlanRow *
plan_changed (Planning *planning, const CwRecord *order, const CwLink *link, GError **error)
{
  const CwTargetRecord *target = find_target (planning, order);
  g_autoptr (CwBuiltOrder) built = build (planning, order, error);
  g_autofree char *name = dup_target_name (planning, order, link);
  CwPlanRow *row;

  if (built == NULL)
    return NULL;
  if (target == NULL)
    return new_row (planning, order, CW_OPERATION_SKIP, CW_REASON_TARGET_GONE, NULL);
  row = new_row (planning, order, CW_OPERATION_CONFLICT, CW_REASON_CHANGED_AFTER, name);
  if (!cw_built_order_differs (built, target, row->before, row->after))
    {
      row->operation = CW_OPERATION_UNCHANGED;
      row->reason = CW_REASON_SAME;
      row->confirm = TRUE;
    }
  return row;
}

static CwPlanRow *
plan_linked (Planning *planning, const CwRecord *order, const CwLink *link, GError **error)
{
  gboolean tell = g_strcmp0 (cw_workflow_get_setting (planning->workflow, planning->settings, "changed-after"), "ignore") != 0;
  g_autofree char *name = NULL, *argument = NULL;

  if (tell && !is_approved (order) && g_strcmp0 (order->stage, CLOSED) != 0)
    {
      name = dup_target_name (planning, order, link);
      argument = g_strdup_printf (_("%s, and is %s now"), name, order->stage != NULL ? order->stage : "?");
      return new_row (planning, order, CW_OPERATION_CONFLICT, CW_REASON_UNAPPROVED, argument);
    }
  /* What is closed is done with, whatever happened to it last. */
  if (tell && is_approved (order) && link->fingerprint != NULL && was_changed (order, link))
    return plan_changed (planning, order, link, error);
  return new_row (planning, order, CW_OPERATION_UNCHANGED, CW_REASON_SAME, NULL);
}

static CwPlanRow *
plan_unlinked (Planning *planning, const CwRecord *order, GError **error)
{
  const CwTargetRecord *target = find_target (planning, order);
  const char *from = cw_workflow_get_setting (planning->workflow, planning->settings, "approved-from");
  CwPlanRow *row;

  if (target != NULL)
    {
      row = new_row (planning, order, CW_OPERATION_LINK, CW_REASON_MATCH_EXTERNAL_ID, NULL);
      row->target_id = g_strdup (target->id);
      row->mark = TRUE;
      cw_fields_set (row->wanted, "externalId", get_external_id (order));
      return row;
    }
  if (order->mark == CW_MARK_ON)
    return new_row (planning, order, CW_OPERATION_SKIP, CW_REASON_SENT_BY_OTHER, cw_fields_get (order->fields, "externalId"));
  if (!is_approved (order))
    return new_row (planning, order, CW_OPERATION_SKIP, CW_REASON_NOT_APPROVED, order->stage);
  if (!cw_mapping_passes (planning->workflow->mapping, order, &planning->rules.mapping))
    return new_row (planning, order, CW_OPERATION_SKIP, CW_REASON_FILTER, NULL);
  if (is_too_old (planning, order))
    return new_row (planning, order, CW_OPERATION_SKIP, CW_REASON_TOO_OLD, from);
  return plan_new (planning, order, error);
}

/* NULL without an error: not known any more. */
static CwPlanRow *
plan_order (Planning *planning, const CwRecord *order, GError **error)
{
  const CwLink *link = get_link (planning, order);
  CwPlanRow *row;

  if (order->deleted)
    return NULL;
  if (link == NULL)
    return plan_unlinked (planning, order, error);
  row = plan_linked (planning, order, link, error);
  if (row != NULL && row->target_id == NULL)
    row->target_id = g_strdup (link->target_id);
  /* Found by a rebuilding, which knows no content: from now on it does. */
  if (row != NULL && row->operation == CW_OPERATION_UNCHANGED && row->fingerprint != NULL && link->fingerprint == NULL)
    row->confirm = TRUE;
  return row;
}

static gboolean
take_order (const CwRecord *order, gpointer data, GError **error)
{
  Planning *planning = data;
  g_autofree char *key = cw_record_key (order->type, order->id);
  g_autoptr (CwPlanRow) row = NULL;
  g_autoptr (GError) local = NULL;

  if (planning->chosen != NULL && !g_hash_table_contains (planning->chosen, key))
    return TRUE;
  row = plan_order (planning, order, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (row == NULL)
    return TRUE;
  if (row->state != CW_ROW_PENDING)
    {
      g_ptr_array_add (planning->idle, g_steal_pointer (&row));
      return TRUE;
    }
  row->seq = ++planning->seq;
  /* Where it went wrong, the writer says why when it ends. */
  cw_plan_writer_add (row, planning->writer);
  return TRUE;
}

/* ---- preparing ---- */

static gboolean
take_found (const CwTargetRecord *record, gpointer data, GError **error)
{
  CwTargetRecord *copy;

  if (record->external_id == NULL)
    return TRUE;
  copy = cw_target_record_copy (record);
  g_hash_table_insert (data, copy->external_id, copy);
  return TRUE;
}

static gboolean
choose_orders (Planning *planning, GError **error)
{
  const char * const *records = planning->session->request->records;

  if (records == NULL)
    return TRUE;
  planning->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (; *records != NULL; records++)
    {
      g_autofree char *type = NULL, *id = NULL;
      g_autoptr (CwRecord) record = NULL;

      if (!cw_record_key_parse (*records, &type, &id, error))
        return FALSE;
      record = cw_store_mirror_get (planning->session->store, planning->source->info->name, type, id, NULL);
      if (record == NULL || !g_strv_contains ((const char * const *) planning->workflow->types, type))
        {
          g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("%s shows no record %s:%s to this connection."),
                       cw_connection_get_label (planning->source->info), type, id);
          return FALSE;
        }
      g_hash_table_add (planning->chosen, cw_record_key (type, id));
    }
  return TRUE;
}

static gboolean
prepare (Planning *planning, CwSession *session, CwWorkflow *workflow, GError **error)
{
  planning_init (planning, session, workflow);
  planning->settings = cw_store_get_workflow_settings (session->store, session->integration->name, workflow->id, error);
  if (planning->settings == NULL || !load_links (planning, error) || !choose_orders (planning, error))
    return FALSE;
  planning->found = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cw_target_record_free);
  planning->idle = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_row_free);
  planning->lists = cw_order_lists_new (session, planning->target, planning->source, error);
  planning->asking = cw_mapping_source_new_in (session->store, workflow, planning->settings, planning->source->info->name,
                                               planning->target->info->name);
  return planning->lists != NULL
         && cw_order_rules_init (&planning->rules, workflow, planning->settings, planning->lists,
                                 cw_mapping_source_get_context (planning->asking), error)
         && cw_store_target_foreach (session->store, planning->target->info->name, COLLECTION, take_found, planning->found, error);
}

/* ---- planning ---- */

static gboolean
document_plan (CwSession *session, CwWorkflow *workflow, gint64 plan, CwPlanInfo *out_info, GError **error)
{
  g_auto (Planning) planning = { NULL };
  g_autoptr (CwPlanWriter) writer = NULL;

  if (!prepare (&planning, session, workflow, error))
    return FALSE;
  writer = cw_plan_writer_new (session, workflow, plan, out_info, error);
  if (writer == NULL)
    return FALSE;
  planning.writer = writer;
  if (!foreach_order (&planning, take_order, &planning, error))
    return FALSE;
  for (guint i = 0; i < planning.idle->len; i++)
    {
      CwPlanRow *row = g_ptr_array_index (planning.idle, i);

      row->seq = ++planning.seq;
      if (!cw_plan_writer_add (row, writer))
        break;
    }
  return cw_plan_writer_end (writer, error);
}

/* ---- explanation ---- */

static void
add_check (GPtrArray *rules, const char *rule, gboolean passed, const char *value, CwReason reason, const char *argument)
{
  CwRuleCheck *check = g_new0 (CwRuleCheck, 1);

  check->rule = g_strdup (rule);
  check->passed = passed;
  check->value = g_strdup (value);
  check->reason = cw_reason_dup_sentence (reason, argument);
  g_ptr_array_add (rules, check);
}

/* One rule for each thing that can be wrong with the content of an order. */
static void
add_content_checks (GPtrArray *rules, const CwBuiltOrder *built)
{
  static const struct { const char *rule; CwReason reason; const char *field; } contents[] = {
    { "vendor", CW_REASON_VENDOR_UNKNOWN, "entity" }, { "purchaser", CW_REASON_PURCHASER_UNMATCHED, "employee" },
    { "currency", CW_REASON_CURRENCY_MISMATCH, "currency" }, { "segments", CW_REASON_SEGMENT_UNKNOWN, "department" },
    { "period", CW_REASON_PERIOD_CLOSED, "tranDate" }, { "items", CW_REASON_ITEM_UNKNOWN, NULL },
    { "customers", CW_REASON_CUSTOMER_UNKNOWN, NULL }, { "amounts", CW_REASON_AMOUNT_WRONG, "total" },
    { "fields", CW_REASON_FIELD_MISSING, NULL }, { "lengths", CW_REASON_VALUE_TOO_LONG, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      const char *value = contents[i].field != NULL ? cw_fields_get (built->shown, contents[i].field) : NULL;
      const CwOrderProblem *first = NULL;

      for (guint n = 0; first == NULL && n < built->problems->len; n++)
        if (((CwOrderProblem *) g_ptr_array_index (built->problems, n))->reason == contents[i].reason)
          first = g_ptr_array_index (built->problems, n);
      add_check (rules, contents[i].rule, first == NULL || !first->stops, first != NULL ? first->argument : value,
                 first != NULL ? first->reason : CW_REASON_SAME, first != NULL ? first->argument : NULL);
    }
}

static GPtrArray *
list_rules (Planning *planning, const CwRecord *order, const CwPlanRow *row, GError **error)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_rule_check_free);
  const CwLink *link = get_link (planning, order);
  gboolean foreign = link == NULL && row->reason == CW_REASON_SENT_BY_OTHER, old = row->reason == CW_REASON_TOO_OLD;
  g_autoptr (CwBuiltOrder) built = NULL;

  add_check (rules, "approved", is_approved (order), order->stage, is_approved (order) ? CW_REASON_SAME : CW_REASON_NOT_APPROVED, order->stage);
  add_check (rules, "date", !old, cw_fields_get (order->fields, "approvalDate"), old ? row->reason : CW_REASON_SAME, row->argument);
  add_check (rules, "sent", !foreign, cw_fields_get (order->fields, "externalId"), foreign ? row->reason : CW_REASON_SAME, row->argument);
  if (cw_fields_get (order->fields, CW_FIELD_LINES) != NULL)
    {
      built = build (planning, order, error);
      if (built == NULL)
        {
          g_ptr_array_unref (rules);
          return NULL;
        }
      add_content_checks (rules, built);
    }
  add_check (rules, "changed", row->operation != CW_OPERATION_UNCHANGED, link != NULL ? link->target_id : NULL, row->reason, row->argument);
  return rules;
}

static CwExplanation *
document_explain (CwSession *session, CwWorkflow *workflow, const char *type, const char *id, GError **error)
{
  g_auto (Planning) planning = { NULL };
  g_autoptr (CwRecord) order = NULL;
  g_autoptr (CwPlanRow) row = NULL;
  g_autoptr (GError) local = NULL;
  GPtrArray *rules;

  if (!prepare (&planning, session, workflow, error))
    return NULL;
  order = cw_store_mirror_get (session->store, planning.source->info->name, type, id, NULL);
  row = order != NULL ? plan_order (&planning, order, &local) : NULL;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (row == NULL)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("No record %s:%s is known yet. Plan the integration once, or check the id."), type, id);
      return NULL;
    }
  rules = list_rules (&planning, order, row, error);
  return rules != NULL ? cw_explanation_new (row, rules) : NULL;
}

const CwStrategy cw_document_strategy = {
  .name = "document",
  .by_external_id = TRUE,
  .dup_collection = document_dup_collection,
  .read = document_read,
  .dup_source_id = document_dup_source_id,
  .plan = document_plan,
  .explain = document_explain,
};
