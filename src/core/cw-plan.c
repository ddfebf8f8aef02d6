/* cw-plan.c: what a run would do, as values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-plan.h"

#include <glib/gi18n-lib.h>

static const char *operation_names[CW_N_OPERATIONS] = {
  [CW_OPERATION_CREATE] = "create",
  [CW_OPERATION_UPDATE] = "update",
  [CW_OPERATION_MOVE] = "move",
  [CW_OPERATION_DEACTIVATE] = "deactivate",
  [CW_OPERATION_REACTIVATE] = "reactivate",
  [CW_OPERATION_LINK] = "link",
  [CW_OPERATION_UNCHANGED] = "unchanged",
  [CW_OPERATION_SKIP] = "skip",
  [CW_OPERATION_CONFLICT] = "conflict",
};

static const char *choice_names[] = {
  [CW_CHOICE_LINK] = "link",
  [CW_CHOICE_CREATE] = "create",
  [CW_CHOICE_LEAVE_OUT] = "leave-out",
};

static const char *state_names[] = {
  [CW_ROW_PENDING] = "pending",
  [CW_ROW_DONE] = "done",
  [CW_ROW_FAILED] = "failed",
  [CW_ROW_UNSETTLED] = "unsettled",
  [CW_ROW_ASIDE] = "aside",
  [CW_ROW_NOTHING] = "nothing",
};

/* Name in the database and in JSON, whether a person has to act, sentence; %s stands for the argument. */
static const struct {
  const char *name;
  gboolean    attention;
  const char *sentence;
} reasons[CW_N_REASONS] = {
  [CW_REASON_NEW] = { "new", FALSE, N_("Not in the target yet.") },
  [CW_REASON_BROUGHT_IN] = { "brought-in", FALSE, N_("Brought in by %s.") },
  [CW_REASON_CHANGED] = { "changed", FALSE, N_("The target has other values.") },
  [CW_REASON_MOVED] = { "moved", FALSE, N_("Belongs to another parent now.") },
  [CW_REASON_INACTIVE] = { "inactive", FALSE, N_("Inactive in NetSuite.") },
  [CW_REASON_DELETED] = { "deleted", FALSE, N_("Deleted in NetSuite.") },
  [CW_REASON_PARENT_INACTIVE] = { "parent-inactive", FALSE, N_("Its parent %s is inactive in NetSuite.") },
  [CW_REASON_ACTIVE_AGAIN] = { "active-again", FALSE, N_("Active in NetSuite again.") },
  [CW_REASON_MATCH_EXTERNAL_ID] = { "match-external-id", FALSE, N_("Found in the target by its NetSuite id.") },
  [CW_REASON_MATCH_NAME] = { "match-name", FALSE, N_("Found in the target by its name under the same parent.") },
  [CW_REASON_ID_MISSING] = { "id-missing", FALSE, N_("Linked, but the target does not carry its NetSuite id yet.") },
  [CW_REASON_SAME] = { "same", FALSE, N_("Already as it should be.") },
  [CW_REASON_NOT_AVAILABLE] = { "not-available", FALSE, N_("Not available to a subsidiary of this integration.") },
  [CW_REASON_NOT_MARKED] = { "not-marked", FALSE, N_("Its sync box is not checked.") },
  [CW_REASON_STAGE] = { "stage", FALSE, N_("It is a %s, and only customers travel.") },
  [CW_REASON_FILTER] = { "filter", FALSE, N_("The workflow's filter leaves it out.") },
  [CW_REASON_NOT_SELECTED] = { "not-selected", FALSE, N_("Not among the chosen records.") },
  [CW_REASON_PARENT_STOPPED] = { "parent-stopped", FALSE, N_("Its parent %s does not travel.") },
  [CW_REASON_PARENT_MISSING] = { "parent-missing", FALSE, N_("Its parent %s is not visible to the NetSuite connection.") },
  [CW_REASON_CYCLE] = { "cycle", TRUE, N_("It is its own ancestor in NetSuite: %s. Correct the parent there.") },
  [CW_REASON_NO_CUSTOMER] = { "no-customer", FALSE, N_("A project that belongs to no customer has no place in the list.") },
  [CW_REASON_TOO_DEEP] = { "too-deep", FALSE, N_("It lies deeper than the %s levels of the list.") },
  [CW_REASON_NAME_TOO_LONG] = { "name-too-long", TRUE, N_("The name is too long: %s. Shorten it in NetSuite, or allow shortening in the workflow's settings.") },
  [CW_REASON_NAME_MISSING] = { "name-missing", TRUE, N_("It has no name. Enter one in NetSuite.") },
  [CW_REASON_TWO_CANDIDATES] = { "two-candidates", TRUE, N_("More than one record in the target fits: %s. Choose one of them.") },
  [CW_REASON_TAKEN] = { "taken", TRUE, N_("The record in the target that fits belongs to %s.") },
  [CW_REASON_OTHER_OWNER] = { "other-owner", TRUE, N_("Another connector keeps record %s of the target; it is never written to.") },
  [CW_REASON_HELD] = { "held", FALSE, N_("On hold: %s. Export it by hand to let it travel again.") },
  [CW_REASON_REFERENCE_MISSING] = { "reference-missing", FALSE, N_("It belongs to %s, which is not in the target. Export that first.") },
  [CW_REASON_OTHER_ID] = { "other-id", FALSE, N_("A record of the same name carries another NetSuite id (%s), and merging such records is switched off.") },
  [CW_REASON_LOOKUP_UNKNOWN] = { "lookup-unknown", TRUE, N_("The target has no %s. Add it there, or choose another one in NetSuite.") },
  [CW_REASON_LOOKUP_SEVERAL] = { "lookup-several", TRUE, N_("The target has more than one %s. Rename one of them there.") },
  [CW_REASON_LOOKUP_WAITING] = { "lookup-waiting", FALSE, N_("The target does not have its %s yet. Once that is there, the next run sends it by itself.") },
  [CW_REASON_LOOKUP_NONE] = { "lookup-none", FALSE, N_("It belongs to no %s, so that the target has no place for it.") },
  [CW_REASON_LOOKUP_DIFFERS] = { "lookup-differs", TRUE, N_("It does not fit what it belongs to: %s. Correct one of the two.") },
  [CW_REASON_NAME_TAKEN] = { "name-taken", TRUE, N_("What it belongs to has another record of this name, %s, and the target takes each name only once there. Rename one of the two in NetSuite.") },
  [CW_REASON_REMOVED] = { "removed", TRUE, N_("It is gone from NetSuite, and was sent as record %s. Remove that in the target by hand; nothing is deleted there by Causeway.") },
  [CW_REASON_NEW_WITHOUT] = { "new-without", FALSE, N_("Not in the target yet. Something is left out: %s") },
  [CW_REASON_NOT_APPROVED] = { "not-approved", FALSE, N_("Only approved orders travel; this one is %s.") },
  [CW_REASON_TOO_OLD] = { "too-old", FALSE, N_("It was approved before %s, the day from which orders travel. Export it by hand to send it all the same.") },
  [CW_REASON_SENT_BY_OTHER] = { "sent-by-other", FALSE, N_("Something else has sent it: it carries the external id %s.") },
  [CW_REASON_TARGET_GONE] = { "target-gone", FALSE, N_("The order that was made of it is no longer in the target, and it is not made again.") },
  [CW_REASON_CHANGED_AFTER] = { "changed-after", TRUE, N_("It was changed after it was sent as %s. Change that order in NetSuite as shown; then both are in step again.") },
  [CW_REASON_UNAPPROVED] = { "unapproved", TRUE, N_("It was sent as %s. Close or correct that order in NetSuite, or have this one approved again.") },
  [CW_REASON_PURCHASER_UNMATCHED] = { "purchaser-unmatched", TRUE, N_("Its purchaser is matched with no employee: %s. Match them in Users, or let orders travel without one in the workflow's settings.") },
  [CW_REASON_VENDOR_UNKNOWN] = { "vendor-unknown", TRUE, N_("Its supplier is no vendor in NetSuite: %s. Add the vendor there, or give the supplier its NetSuite id as external id.") },
  [CW_REASON_ITEM_UNKNOWN] = { "item-unknown", TRUE, N_("NetSuite does not have an item: %s. Add it there, correct its code, or let such lines travel as expenses in the workflow's settings.") },
  [CW_REASON_CUSTOMER_UNKNOWN] = { "customer-unknown", TRUE, N_("A customer or project cannot be found in NetSuite: %s. Export customers and projects first, or choose another one in the order.") },
  [CW_REASON_SEGMENT_UNKNOWN] = { "segment-unknown", TRUE, N_("NetSuite does not have this: %s. Give it its NetSuite id as external id, or the same name.") },
  [CW_REASON_CURRENCY_MISMATCH] = { "currency-mismatch", TRUE, N_("Its currency does not fit: %s. Add the currency to the vendor in NetSuite, or correct the order.") },
  [CW_REASON_PERIOD_CLOSED] = { "period-closed", TRUE, N_("Its date is in no open accounting period: %s. Open the period in NetSuite, or correct the date.") },
  [CW_REASON_FIELD_MISSING] = { "field-missing", TRUE, N_("NetSuite demands a value that the order does not have: %s. Fill it in, or change what the workflow's settings demand.") },
  [CW_REASON_VALUE_TOO_LONG] = { "value-too-long", TRUE, N_("A value is too long: %s. Shorten it in the order.") },
  [CW_REASON_AMOUNT_WRONG] = { "amount-wrong", TRUE, N_("Its amounts do not add up: %s. Correct the order; nothing is rounded on the way.") },
  [CW_REASON_MATCH_EMAIL] = { "match-email", FALSE, N_("A user has the same e-mail address.") },
  [CW_REASON_NO_USER] = { "no-user", FALSE, N_("No user has this e-mail address.") },
  [CW_REASON_PERSON_UNCLEAR] = { "person-unclear", TRUE, N_("%s. Settle it under Users.") },
  [CW_REASON_SHARED_EMAIL] = { "shared-email", TRUE, N_("More than one person fits: %s. Choose who belongs together in Users.") },
  [CW_REASON_CHOSEN] = { "chosen", FALSE, N_("A person chose this record of the target.") },
  [CW_REASON_CHOSEN_NEW] = { "chosen-new", FALSE, N_("A person said that it is none of the records that fit, so a new one is made.") },
  [CW_REASON_LEFT_OUT] = { "left-out", FALSE, N_("A person left it out. Take that back under Conflicts to let it travel.") },
  [CW_REASON_CHOICE_GONE] = { "choice-gone", TRUE, N_("Record %s, which a person chose, is no longer in the target. Choose again.") },
  [CW_REASON_MAPPING] = { "mapping", TRUE, N_("The mapping cannot fill it: %s") },
  [CW_REASON_NO_PARTNER] = { "no-partner", FALSE, N_("No node of the existing hierarchy is linked to it.") },
  [CW_REASON_HIERARCHY_THERE] = { "hierarchy-there", TRUE, N_("There is a hierarchy “%s” already that Causeway did not make. Adopt it on the page Hierarchies or with “causewayctl hierarchies adopt”, or rename it in the target.") },
  [CW_REASON_HIERARCHY_MISSING] = { "hierarchy-missing", TRUE, N_("No existing hierarchy is chosen for it, or the chosen one is gone. Choose one on the page Hierarchies, or with “causewayctl hierarchies adopt”.") },
  [CW_REASON_BELOW_ITSELF] = { "below-itself", TRUE, N_("It belongs below “%s”, which lies below it in the hierarchy. Move one of the two there by hand, then run again.") },
};

const char *
cw_operation_to_string (CwOperation operation)
{
  return operation_names[operation];
}

static gboolean
find_name (const char * const *names, gsize n_names, const char *text, guint *out_index)
{
  for (gsize i = 0; i < n_names; i++)
    if (g_strcmp0 (names[i], text) == 0)
      {
        *out_index = (guint) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
cw_operation_from_string (const char *text, CwOperation *out_operation)
{
  guint index;

  if (!find_name (operation_names, G_N_ELEMENTS (operation_names), text, &index))
    return FALSE;
  *out_operation = index;
  return TRUE;
}

const char *
cw_choice_to_string (CwChoice choice)
{
  return choice_names[choice];
}

gboolean
cw_choice_from_string (const char *text, CwChoice *out_choice)
{
  guint index;

  if (!find_name (choice_names, G_N_ELEMENTS (choice_names), text, &index))
    return FALSE;
  *out_choice = index;
  return TRUE;
}

const char *
cw_row_state_to_string (CwRowState state)
{
  return state_names[state];
}

gboolean
cw_row_state_from_string (const char *text, CwRowState *out_state)
{
  guint index;

  if (!find_name (state_names, G_N_ELEMENTS (state_names), text, &index))
    return FALSE;
  *out_state = index;
  return TRUE;
}

const char *
cw_reason_to_string (CwReason reason)
{
  return reasons[reason].name;
}

gboolean
cw_reason_from_string (const char *text, CwReason *out_reason)
{
  for (guint i = 0; i < CW_N_REASONS; i++)
    if (g_strcmp0 (reasons[i].name, text) == 0)
      {
        *out_reason = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
cw_reason_needs_attention (CwReason reason)
{
  return reasons[reason].attention;
}

char *
cw_reason_dup_sentence (CwReason reason, const char *argument)
{
  const char *sentence = g_dgettext (GETTEXT_PACKAGE, reasons[reason].sentence);
  g_auto (GStrv) parts = g_strsplit (sentence, "%s", 2);

  if (parts[0] == NULL || parts[1] == NULL)
    return g_strdup (sentence);
  return g_strconcat (parts[0], argument != NULL ? argument : "?", parts[1], NULL);
}

CwPlanRow *
cw_plan_row_new (const char *type, const char *source_id)
{
  CwPlanRow *self = g_new0 (CwPlanRow, 1);

  self->type = g_strdup (type);
  self->source_id = g_strdup (source_id);
  self->active = TRUE;
  self->before = cw_fields_new ();
  self->after = cw_fields_new ();
  self->wanted = cw_fields_new ();
  return self;
}

CwPlanRow *
cw_plan_row_copy (const CwPlanRow *self)
{
  CwPlanRow *copy = g_memdup2 (self, sizeof *self);

  copy->type = g_strdup (self->type);
  copy->source_id = g_strdup (self->source_id);
  copy->name = g_strdup (self->name);
  copy->argument = g_strdup (self->argument);
  copy->collection = g_strdup (self->collection);
  copy->target_id = g_strdup (self->target_id);
  copy->parent_key = g_strdup (self->parent_key);
  copy->before = cw_fields_copy (self->before);
  copy->after = cw_fields_copy (self->after);
  copy->wanted = cw_fields_copy (self->wanted);
  copy->fingerprint = g_strdup (self->fingerprint);
  copy->error = g_strdup (self->error);
  return copy;
}

const char *
cw_plan_row_get_external_id (const CwPlanRow *self)
{
  const char *derived = cw_fields_get (self->wanted, "externalId");

  return derived != NULL ? derived : self->source_id;
}

guint
cw_plan_row_count_requests (const CwPlanRow *self)
{
  if (self->operation > CW_OPERATION_LINK)
    return 0;
  return (self->operation < CW_OPERATION_LINK ? 1 : 0) + (self->set_external_id ? 1 : 0);
}

void
cw_plan_row_free (CwPlanRow *self)
{
  if (self == NULL)
    return;
  g_free (self->type);
  g_free (self->source_id);
  g_free (self->name);
  g_free (self->argument);
  g_free (self->collection);
  g_free (self->target_id);
  g_free (self->parent_key);
  cw_fields_unref (self->before);
  cw_fields_unref (self->after);
  cw_fields_unref (self->wanted);
  g_free (self->fingerprint);
  g_free (self->error);
  g_free (self);
}

void
cw_plan_info_free (CwPlanInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->integration);
  g_free (self->workflow);
  g_free (self->digest);
  g_free (self);
}
