/* test-advice.c: the next step that belongs to an error
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-service.h"

#include <string.h>

/* What each kind of refusal must talk of. */
static void
test_refusals (void)
{
  static const char * const words[] = {
    [CW_REFUSAL_OTHER] = "what the message names", [CW_REFUSAL_MISSING] = "missing value", [CW_REFUSAL_LONG] = "Shorten",
    [CW_REFUSAL_VALUE] = "does not take this value", [CW_REFUSAL_TAKEN] = "has this value already", [CW_REFUSAL_REFERENCE] = "points to",
    [CW_REFUSAL_PLACE] = "another parent", [CW_REFUSAL_PERIOD] = "accounting period", [CW_REFUSAL_RULE] = "administrator",
    [CW_REFUSAL_STATE] = "does not allow the change", [CW_REFUSAL_IN_USE] = "still use it", [CW_REFUSAL_FIELD] = "does not have this field",
    [CW_REFUSAL_FORBIDDEN] = "permission", [CW_REFUSAL_FEATURE] = "Switch the feature on", [CW_REFUSAL_GONE] = "Plan again",
    [CW_REFUSAL_REQUEST] = "report it",
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  G_STATIC_ASSERT (G_N_ELEMENTS (words) == CW_N_REFUSALS);
  for (guint i = 0; i < CW_N_REFUSALS; i++)
    {
      g_autoptr (GError) error = g_error_new (CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, "no");
      char *advice;

      cw_error_set_refusal (error, (CwRefusal) i);
      advice = cw_error_dup_record_advice (error);
      g_assert_nonnull (strstr (advice, words[i]));
      g_assert_true (g_hash_table_add (seen, advice));
    }
}

/* What is wrong with the connection or the system is no fault of the record. */
static void
test_others (void)
{
  static const struct {
    CwConnectorError code;
    const char      *words;
  } rows[] = {
    { CW_CONNECTOR_ERROR_AUTH, "key, account and role" }, { CW_CONNECTOR_ERROR_PERMISSION, "missing permission" },
    { CW_CONNECTOR_ERROR_UNREACHABLE, "the address and the network" }, { CW_CONNECTOR_ERROR_LOST, "looked up" },
    { CW_CONNECTOR_ERROR_RATE_LIMITED, "Wait a while" }, { CW_CONNECTOR_ERROR_DAILY_LIMIT, "allowance" },
    { CW_CONNECTOR_ERROR_NOT_FOUND, "still exists" }, { CW_CONNECTOR_ERROR_UNAVAILABLE, "trouble of its own" },
    { CW_CONNECTOR_ERROR_PROTOCOL, "proxy" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = g_error_new (CW_CONNECTOR_ERROR, (int) rows[i].code, "no");
      g_autofree char *advice = cw_error_dup_record_advice (error), *next = cw_error_dup_next_step (error);

      g_assert_nonnull (strstr (advice, rows[i].words));
      g_assert_cmpstr (advice, ==, next);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/advice/refusals", test_refusals);
  g_test_add_func ("/advice/others", test_others);
  return g_test_run ();
}
