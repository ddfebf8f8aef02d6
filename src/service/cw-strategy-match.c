/* cw-strategy-match.c: plans workflows that only say who is whom
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row for each employee. Applying a row makes a link in the profile's
 * database and nothing else; no request but reading is ever made.
 */

#include "config.h"

#include "cw-users-private.h"

#include <glib/gi18n-lib.h>

static char *
match_dup_collection (CwSession *session, CwWorkflow *workflow, GError **error)
{
  return g_strdup (workflow->people->collection);
}

/* ---- reading ---- */

static gboolean
is_by_hand (const CwRunRequest *request)
{
  return request->why == NULL || g_str_equal (request->why, "by hand");
}

/* People change without us, so users are read anew: by hand always, unless the target would not answer the same question so soon;
 * else when the last reading is as old as the setting says. */
static gint64
get_age (CwSession *session, CwWorkflow *workflow, CwEnd *target, const CwFields *settings)
{
  CwHttpLimits limits;

  if (!is_by_hand (session->request))
    return cw_workflow_get_integer (workflow, settings, "users-age") * G_TIME_SPAN_MINUTE;
  cw_connection_get_limits (target->info, &limits);
  return limits.same_get_gap * G_USEC_PER_SEC;
}

static gboolean
match_read (CwSession *session, CwWorkflow *workflow, gboolean refresh, GError **error)
{
  CwEnd *target = cw_session_get_target (session, workflow);
  g_autoptr (CwFields) settings = cw_store_get_workflow_settings (session->store, session->integration->name, workflow->id, error);

  return settings != NULL
         && cw_mirror_refresh_target_aged (session, target, workflow->people->collection, refresh ? 0 : get_age (session, workflow, target, settings), error)
         && cw_strategy_read_source (session, workflow, refresh, error);
}

/* ---- rows ---- */

static CwUsers *
load (CwSession *session, CwWorkflow *workflow, GError **error)
{
  g_autoptr (CwFields) settings = cw_store_get_workflow_settings (session->store, session->integration->name, workflow->id, error);

  return settings != NULL ? _cw_users_load (session->store, session->integration, workflow, TRUE, settings, error) : NULL;
}

static CwPlanRow *
make_row (CwUsers *users, guint employee)
{
  const CwPeopleMatch *match = cw_users_get_match (users);
  const CwEmployeeMatch *found = cw_people_match_get_employee (match, employee);
  const CwUsersPerson *person = cw_users_get_employee (users, employee);
  CwPlanRow *row = cw_plan_row_new (cw_users_get_workflow (users)->types[0], person->id);

  row->name = g_strdup (person->name);
  row->collection = g_strdup (cw_users_get_workflow (users)->people->collection);
  row->active = person->active;
  row->state = CW_ROW_NOTHING;
  row->operation = CW_OPERATION_SKIP;
  if (found->user != CW_NOBODY)
    row->target_id = g_strdup (cw_people_match_get_user_id (match, found->user));
  switch (found->state)
    {
    case CW_EMPLOYEE_LINKED:
      row->operation = CW_OPERATION_UNCHANGED;
      row->reason = CW_REASON_SAME;
      break;
    case CW_EMPLOYEE_BY_ID:
    case CW_EMPLOYEE_BY_LOGIN:
    case CW_EMPLOYEE_BY_EMAIL:
      row->operation = CW_OPERATION_LINK;
      row->reason = found->state == CW_EMPLOYEE_BY_ID ? CW_REASON_MATCH_EXTERNAL_ID
                    : found->state == CW_EMPLOYEE_BY_LOGIN ? CW_REASON_MATCH_NAME : CW_REASON_MATCH_EMAIL;
      row->state = CW_ROW_PENDING;
      cw_fields_set (row->after, "user", cw_users_get_user (users, found->user)->name);
      break;
    case CW_EMPLOYEE_CONFLICT:
      row->operation = CW_OPERATION_CONFLICT;
      row->reason = CW_REASON_SHARED_EMAIL;
      row->argument = cw_users_dup_clash_text (users, found->clash);
      break;
    case CW_EMPLOYEE_INACTIVE:
      row->reason = CW_REASON_INACTIVE;
      break;
    case CW_EMPLOYEE_UNMATCHED:
    case CW_EMPLOYEE_ELSEWHERE:
    default:
      row->reason = CW_REASON_NO_USER;
      break;
    }
  return row;
}

/* ---- planning ---- */

typedef struct {
  CwSession  *session;
  gint64      plan;
  CwPlanInfo *info;
  GChecksum  *digest;
  guint       rows, sent;
} Writing;

static gboolean
write_row (Writing *writing, CwPlanRow *row, GError **error)
{
  CwPlanInfo *info = writing->info;
  g_autofree char *line = g_strdup_printf ("%s:%s\t%d\t%s\n", row->type, row->source_id, row->operation,
                                           row->target_id != NULL ? row->target_id : "");

  row->seq = ++writing->rows;
  if (row->state == CW_ROW_PENDING)
    row->page = writing->sent++ / info->page_size + 1;
  info->counts[row->operation]++;
  info->attention += row->operation >= CW_OPERATION_SKIP && cw_reason_needs_attention (row->reason) ? 1 : 0;
  g_checksum_update (writing->digest, (const guchar *) line, -1);
  return cw_store_add_plan_row (writing->session->store, writing->plan, row, error);
}

static gboolean
write_rows (Writing *writing, CwUsers *users, GArray *employees, GError **error)
{
  for (guint i = 0; i < employees->len; i++)
    {
      g_autoptr (CwPlanRow) row = make_row (users, g_array_index (employees, guint, i));

      if (!write_row (writing, row, error))
        return FALSE;
    }
  return TRUE;
}

/* NULL when a chosen record is none. */
static GArray *
choose_employees (CwSession *session, CwUsers *users, GError **error)
{
  const CwUsersFilter everybody = { .employees = TRUE };
  const char * const *records = session->request->records;
  g_autoptr (GArray) chosen = NULL;

  if (records == NULL)
    return cw_users_list (users, &everybody, CW_USERS_BY_NAME, FALSE);
  chosen = g_array_new (FALSE, FALSE, sizeof (guint));
  for (; *records != NULL; records++)
    {
      g_autofree char *type = NULL, *id = NULL;
      guint employee;

      if (!cw_record_key_parse (*records, &type, &id, error))
        return NULL;
      employee = g_strcmp0 (type, cw_users_get_workflow (users)->types[0]) == 0 ? cw_people_match_find_employee (cw_users_get_match (users), id) : CW_NOBODY;
      if (employee == CW_NOBODY)
        {
          g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("NetSuite shows no record %s:%s to this connection."), type, id);
          return NULL;
        }
      g_array_append_val (chosen, employee);
    }
  return g_steal_pointer (&chosen);
}

static gboolean
match_plan (CwSession *session, CwWorkflow *workflow, gint64 plan, CwPlanInfo *out_info, GError **error)
{
  g_autoptr (CwUsers) users = load (session, workflow, error);
  g_autoptr (GArray) employees = users != NULL ? choose_employees (session, users, error) : NULL;
  g_autoptr (GChecksum) digest = g_checksum_new (G_CHECKSUM_SHA256);
  Writing writing = { session, plan, out_info, digest, 0, 0 };

  if (employees == NULL || !cw_store_begin (session->store, error)
      || !cw_store_end (session->store, write_rows (&writing, users, employees, error), error))
    return FALSE;
  out_info->pages = (writing.sent + out_info->page_size - 1) / out_info->page_size;
  g_free (out_info->digest);
  out_info->digest = g_strdup (g_checksum_get_string (digest));
  return TRUE;
}

/* ---- explanation ---- */

static void
add_check (GPtrArray *rules, const char *rule, gboolean passed, const char *value, const char *reason)
{
  CwRuleCheck *check = g_new0 (CwRuleCheck, 1);

  check->rule = g_strdup (rule);
  check->passed = passed;
  check->value = g_strdup (value);
  check->reason = g_strdup (reason);
  g_ptr_array_add (rules, check);
}

static const char *
describe_state (const CwPlanRow *row)
{
  if (row->operation == CW_OPERATION_CONFLICT)
    return "needs attention";
  return row->operation == CW_OPERATION_UNCHANGED ? "in step" : row->operation == CW_OPERATION_LINK ? "waiting" : "blocked";
}

static GPtrArray *
list_rules (CwUsers *users, guint employee, const CwPlanRow *row, const char *reason)
{
  const CwUsersPerson *person = cw_users_get_employee (users, employee);
  CwEmployeeState state = cw_people_match_get_employee (cw_users_get_match (users), employee)->state;
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_rule_check_free);

  add_check (rules, "active", state != CW_EMPLOYEE_INACTIVE, person->active ? "T" : "F",
             state != CW_EMPLOYEE_INACTIVE ? _("The employee takes part.") : _("Inactive employees are left out by the workflow's setting."));
  add_check (rules, "address", person->email != NULL, person->email,
             person->email != NULL ? _("The employee has an e-mail address.") : _("Enter the employee's e-mail address in NetSuite."));
  add_check (rules, "matched", row->target_id != NULL, row->target_id, reason);
  return rules;
}

static CwExplanation *
match_explain (CwSession *session, CwWorkflow *workflow, const char *type, const char *id, GError **error)
{
  g_autoptr (CwUsers) users = load (session, workflow, error);
  guint employee = users != NULL ? cw_people_match_find_employee (cw_users_get_match (users), id) : CW_NOBODY;
  g_autoptr (CwPlanRow) row = NULL;
  CwExplanation *explanation;

  if (users == NULL)
    return NULL;
  if (employee == CW_NOBODY)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("No record %s:%s is known yet. Plan the integration once, or check the id."), type, id);
      return NULL;
    }
  row = make_row (users, employee);
  explanation = g_new0 (CwExplanation, 1);
  explanation->source = cw_record_key (type, id);
  explanation->name = g_strdup (row->name);
  explanation->state = g_strdup (describe_state (row));
  explanation->reason = cw_reason_dup_sentence (row->reason, row->argument);
  explanation->target = g_strdup (row->target_id);
  explanation->rules = list_rules (users, employee, row, explanation->reason);
  return explanation;
}

const CwStrategy cw_match_strategy = {
  .name = "match-only",
  .dup_collection = match_dup_collection,
  .read = match_read,
  .plan = match_plan,
  .explain = match_explain,
  .keeps_links = TRUE,
};
