/* cw-advice.c: what somebody should do about an error
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-service.h"

#include <glib/gi18n-lib.h>

/* One row for each code: its word in JSON, the exit code of contract.md, the next step. */
typedef struct {
  int         code;
  const char *word;
  int         exit_code;
  const char *next;
} Advice;

static const Advice connector_advice[] = {
  { CW_CONNECTOR_ERROR_AUTH, "auth", 3, N_("Check the connection's key, account and role, then test the connection.") },
  { CW_CONNECTOR_ERROR_PERMISSION, "permission", 3, N_("Give the role or the key's user the missing permission, then test the connection.") },
  { CW_CONNECTOR_ERROR_UNREACHABLE, "unreachable", 3, N_("Check the address and the network, then try again; nothing is lost.") },
  { CW_CONNECTOR_ERROR_LOST, "lost", 3, N_("Try again; what was under way is looked up before anything is sent.") },
  { CW_CONNECTOR_ERROR_RATE_LIMITED, "rate-limit", 4, N_("Wait a while, then resume the run, or start it again if it had not begun to send.") },
  { CW_CONNECTOR_ERROR_DAILY_LIMIT, "daily-limit", 4, N_("Resume the run when the day's allowance is renewed.") },
  { CW_CONNECTOR_ERROR_REJECTED, "rejected", 1, N_("Correct what the message names, then try again.") },
  { CW_CONNECTOR_ERROR_NOT_FOUND, "not-found", 1, N_("Check that it still exists there, then plan again.") },
  { CW_CONNECTOR_ERROR_UNAVAILABLE, "unavailable", 3, N_("The system has trouble of its own; try again later. Nothing is lost.") },
  { CW_CONNECTOR_ERROR_PROTOCOL, "protocol", 3, N_("Check that the address is the system's own and no proxy answers in its place, then try again.") },
};

/* What to do about a refused value, by CwRefusal. */
static const char * const refusal_advice[] = {
  [CW_REFUSAL_OTHER] = N_("Correct what the message names in NetSuite, or how the mapping fills it, then retry."),
  [CW_REFUSAL_MISSING] = N_("Fill in the missing value in NetSuite, or give the field a value in the mapping, then retry."),
  [CW_REFUSAL_LONG] = N_("Shorten the value in NetSuite, or let the workflow's settings or the mapping shorten it, then retry."),
  [CW_REFUSAL_VALUE] = N_("The field does not take this value: correct it in NetSuite, or map it onto one that the field takes, then retry."),
  [CW_REFUSAL_TAKEN] = N_("Another record there has this value already. Rename one of the two, or let this one be matched with it, then retry."),
  [CW_REFUSAL_REFERENCE] = N_("Something that the record points to is not there. Send or create that first, or change what it points to, then retry."),
  [CW_REFUSAL_PLACE] = N_("It cannot stand there. Choose another parent in NetSuite, or another place for it in the workflow's settings, then retry."),
  [CW_REFUSAL_PERIOD] = N_("Open the accounting period again, or correct the date, then retry."),
  [CW_REFUSAL_RULE] = N_("A rule of that account forbids it. Ask its administrator which rule this is, meet it in the record or the mapping, then retry."),
  [CW_REFUSAL_STATE] = N_("What it looks like there now does not allow the change. Look at it there, open or correct it, then retry."),
  [CW_REFUSAL_IN_USE] = N_("Other records there still use it. Close or move these first, then retry."),
  [CW_REFUSAL_FIELD] = N_("That account does not have this field. Take its row out of the mapping, or add the field there, then retry."),
  [CW_REFUSAL_FORBIDDEN] = N_("Give the connection's user or role the permission that the message names, then retry."),
  [CW_REFUSAL_FEATURE] = N_("Switch the feature on in that account, or stop sending what needs it, then retry."),
  [CW_REFUSAL_GONE] = N_("It is not there any more, or this user does not see it. Plan again: what is gone is found or made anew."),
  [CW_REFUSAL_REQUEST] = N_("This is a fault of Causeway; please report it with the message. The other records are not touched by it."),
};
G_STATIC_ASSERT (G_N_ELEMENTS (refusal_advice) == CW_N_REFUSALS);

static const Advice store_advice[] = {
  { CW_STORE_ERROR_OPEN, "store", 6, N_("Check that the profile's folder exists and may be written to.") },
  { CW_STORE_ERROR_NEWER, "store-newer", 6, N_("Use the newer version of Causeway, or another profile.") },
  { CW_STORE_ERROR_DAMAGED, "store-damaged", 6, N_("Move the damaged file away and start again; links can be rebuilt from the systems.") },
  { CW_STORE_ERROR_FULL, "store-full", 6, N_("Free some disk space, then resume.") },
  { CW_STORE_ERROR_BUSY, "store-busy", 6, N_("Wait until the other program is done, then try again.") },
  { CW_STORE_ERROR_NOT_FOUND, "usage", 2, N_("Check the name; the list command shows what there is.") },
  { CW_STORE_ERROR_EXISTS, "usage", 2, N_("Choose another name, or remove the old one first.") },
  { CW_STORE_ERROR_FAILED, "store", 6, N_("This is a fault of Causeway; please report it with the message.") },
};

static const Advice sync_advice[] = {
  { CW_SYNC_ERROR_USAGE, "usage", 2, N_("Check the command; --help shows how it is written.") },
  { CW_SYNC_ERROR_LOCKED, "locked", 5, N_("Wait until it is done, or stop it there.") },
  { CW_SYNC_ERROR_STALE, "stale", 1, N_("Plan again and look at what changed.") },
  { CW_SYNC_ERROR_STOPPED, "stopped", 4, N_("Resume the run when you like.") },
  { CW_SYNC_ERROR_NOT_CONNECTED, "not-connected", 3, N_("Enter the connection's credentials, then test the connection.") },
  { CW_SYNC_ERROR_KEYRING, "keyring", 6, N_("Unlock or start the keyring of your desktop, then try again.") },
  { CW_SYNC_ERROR_INVALID, "invalid", 2, N_("Correct what the message names.") },
  { CW_SYNC_ERROR_IN_USE, "in-use", 2, N_("Do what the message says, then try again.") },
  { CW_SYNC_ERROR_NOT_DUE, "not-due", 5, N_("There is nothing to do; the schedule's page shows its next time.") },
};

static const Advice other = { 0, "failed", 1, N_("Try again; if it happens again, please report it with the message.") };
static const Advice cancelled = { 0, "stopped", 4, N_("Resume the run when you like.") };

static const Advice *
look_up (const Advice *table, gsize n_rows, int code)
{
  for (gsize i = 0; i < n_rows; i++)
    if (table[i].code == code)
      return &table[i];
  return &other;
}

static const Advice *
find_advice (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return &cancelled;
  if (error->domain == CW_CONNECTOR_ERROR)
    return look_up (connector_advice, G_N_ELEMENTS (connector_advice), error->code);
  if (error->domain == CW_STORE_ERROR)
    return look_up (store_advice, G_N_ELEMENTS (store_advice), error->code);
  if (error->domain == CW_SYNC_ERROR)
    return look_up (sync_advice, G_N_ELEMENTS (sync_advice), error->code);
  return &other;
}

char *
cw_error_dup_next_step (const GError *error)
{
  return g_strdup (g_dgettext (GETTEXT_PACKAGE, find_advice (error)->next));
}

char *
cw_error_dup_record_advice (const GError *error)
{
  CwRefusal refusal = cw_error_get_refusal (error);

  /* What is wrong with the connection or the system is no fault of the record. */
  if (refusal == CW_REFUSAL_OTHER && !g_error_matches (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED))
    return cw_error_dup_next_step (error);
  return g_strdup (g_dgettext (GETTEXT_PACKAGE, refusal_advice[refusal]));
}

const char *
cw_error_get_code (const GError *error)
{
  return find_advice (error)->word;
}

int
cw_error_get_exit_code (const GError *error)
{
  return find_advice (error)->exit_code;
}
