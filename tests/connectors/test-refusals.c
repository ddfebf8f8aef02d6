/* test-refusals.c: what kind of refusal an answer is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row for each code and sentence that the references of the three systems
 * name, and for what the sandbox says.
 */

#include "cw-netsuite-private.h"
#include "cw-precoro-private.h"
#include "cw-suiteprojects-private.h"

static void
test_netsuite (void)
{
  static const struct {
    const char *code, *detail;
    CwRefusal   refusal;
  } rows[] = {
    { "INVALID_CONTENT", "Error while accessing resource: You have entered an Invalid Field Value 9999 for the following field: item", CW_REFUSAL_VALUE },
    { "INVALID_CONTENT", "Error while accessing a resource. Something is wrong.", CW_REFUSAL_VALUE },
    { "INVALID_CONTENT", "Invalid reference key 4711 for entity.", CW_REFUSAL_REFERENCE },
    { "INVALID_CONTENT", "Unknown reference or field custbody_nowhere.", CW_REFUSAL_FIELD },
    { "INVALID_REQUEST", "The request could not be understood by the server due to malformed syntax.", CW_REFUSAL_REQUEST },
    { "INVALID_PARAMETER", "Invalid search query.", CW_REFUSAL_REQUEST },
    { "USER_ERROR", "Error while accessing a resource. Please enter value(s) for: Department.", CW_REFUSAL_MISSING },
    { "USER_ERROR", "This entity already exists.", CW_REFUSAL_TAKEN },
    { "USER_ERROR", "This record already exists with the same external id.", CW_REFUSAL_TAKEN },
    { "USER_ERROR", "The transaction date you specified is not within the date range of your accounting period.", CW_REFUSAL_PERIOD },
    { "USER_ERROR", "The field memo contained more than the maximum number of characters (999) allowed.", CW_REFUSAL_LONG },
    { "USER_ERROR", "A user event script refused the record.", CW_REFUSAL_RULE },
    { "USER_ERROR", "Because we say so.", CW_REFUSAL_RULE },
    { "INSUFFICIENT_PERMISSION", "You need a higher permission for custom records.", CW_REFUSAL_FORBIDDEN },
    { "NONEXISTENT_ID", "Record does not exist.", CW_REFUSAL_GONE },
    { NULL, "Das Feld ist leer.", CW_REFUSAL_OTHER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s: %s", rows[i].code, rows[i].detail);
      g_assert_cmpint (_cw_ns_get_refusal (rows[i].code, rows[i].detail), ==, rows[i].refusal);
    }
}

static void
test_precoro (void)
{
  static const struct {
    guint       status;
    const char *body;
    CwRefusal   refusal;
  } rows[] = {
    { 400, "{\"errors\":{\"errors\":{\"name\":\"This value should not be blank.\"}}}", CW_REFUSAL_MISSING },
    { 400, "{\"errors\":{\"errors\":{\"name\":\"This value is too long. It should have 255 characters or less.\"}}}", CW_REFUSAL_LONG },
    { 400, "{\"errors\":{\"errors\":{\"name\":\"This value is already used.\"}}}", CW_REFUSAL_TAKEN },
    { 400, "{\"errors\":{\"errors\":{\"externalId\":\"This value is already used.\"}}}", CW_REFUSAL_TAKEN },
    { 400, "{\"errors\":{\"errors\":{\"externalId\":\"This value should be of type numeric.\"}}}", CW_REFUSAL_VALUE },
    { 400, "{\"errors\":{\"errors\":{\"code\":\"This value is not valid.\"}}}", CW_REFUSAL_VALUE },
    { 400, "{\"errors\":{\"errors\":{\"parent\":\"The maximum depth of 5 levels is exceeded.\"}}}", CW_REFUSAL_PLACE },
    { 400, "{\"errors\":{\"errors\":{\"parent\":\"This value is not valid.\"}}}", CW_REFUSAL_PLACE },
    { 400, "{\"errors\":{\"errors\":{\"sumPaid\":\"The invoice is settled.\"}}}", CW_REFUSAL_STATE },
    { 400, "{\"errors\":{\"errors\":{\"netSuiteId\":\"This option is managed by an integration.\"}}}", CW_REFUSAL_RULE },
    { 403, "{\"message\":\"Access denied.\"}", CW_REFUSAL_FORBIDDEN },
    { 404, "{\"error\":\"Resource not found\"}", CW_REFUSAL_GONE },
    { 405, "{\"error\":\"Method not allowed\"}", CW_REFUSAL_REQUEST },
    { 415, "{\"error\":\"Unsupported media type\"}", CW_REFUSAL_REQUEST },
    { 400, "{\"errors\":[\"Because.\"]}", CW_REFUSAL_OTHER },
    { 400, "no JSON", CW_REFUSAL_OTHER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (rows[i].body, strlen (rows[i].body));
      CwWireAnswer wire = { .status = rows[i].status, .body = body };
      g_autofree char *detail = _cw_precoro_dup_detail (&wire);

      g_test_message ("%u %s", rows[i].status, rows[i].body);
      g_assert_cmpint (_cw_precoro_get_refusal (&wire, detail), ==, rows[i].refusal);
    }
}

static void
test_suiteprojects (void)
{
  static const struct {
    int       status;
    CwRefusal refusal;
  } rows[] = {
    { 3, CW_REFUSAL_REQUEST }, { 4, CW_REFUSAL_REQUEST }, { 5, CW_REFUSAL_REQUEST }, { 8, CW_REFUSAL_OTHER }, { 10, CW_REFUSAL_REQUEST },
    { 201, CW_REFUSAL_REFERENCE }, { 202, CW_REFUSAL_TAKEN }, { 203, CW_REFUSAL_REQUEST }, { 204, CW_REFUSAL_REQUEST },
    { 205, CW_REFUSAL_REFERENCE }, { 206, CW_REFUSAL_REFERENCE }, { 303, CW_REFUSAL_RULE }, { 304, CW_REFUSAL_FEATURE }, { 305, CW_REFUSAL_FEATURE },
    { 413, CW_REFUSAL_FORBIDDEN }, { 417, CW_REFUSAL_FORBIDDEN }, { 423, CW_REFUSAL_FORBIDDEN }, { 424, CW_REFUSAL_FORBIDDEN },
    { 425, CW_REFUSAL_FEATURE }, { 555, CW_REFUSAL_REQUEST }, { 601, CW_REFUSAL_GONE }, { 602, CW_REFUSAL_FIELD }, { 603, CW_REFUSAL_REQUEST },
    { 605, CW_REFUSAL_REQUEST }, { 701, CW_REFUSAL_IN_USE }, { 821, CW_REFUSAL_STATE }, { 828, CW_REFUSAL_TAKEN },
    { 905, CW_REFUSAL_REFERENCE }, { 906, CW_REFUSAL_REFERENCE }, { 907, CW_REFUSAL_MISSING }, { 908, CW_REFUSAL_MISSING },
    { 909, CW_REFUSAL_VALUE }, { 910, CW_REFUSAL_REFERENCE }, { 916, CW_REFUSAL_REQUEST }, { 919, CW_REFUSAL_VALUE },
    { 925, CW_REFUSAL_REFERENCE }, { 934, CW_REFUSAL_REFERENCE }, { 943, CW_REFUSAL_TAKEN }, { 944, CW_REFUSAL_VALUE },
    { 1001, CW_REFUSAL_STATE }, { 1003, CW_REFUSAL_STATE }, { 1050, CW_REFUSAL_PLACE }, { 1051, CW_REFUSAL_PLACE },
    { 1100, CW_REFUSAL_VALUE }, { 1101, CW_REFUSAL_VALUE }, { 1102, CW_REFUSAL_FIELD }, { 1103, CW_REFUSAL_FIELD }, { 1104, CW_REFUSAL_TAKEN },
    { 1105, CW_REFUSAL_VALUE }, { 1106, CW_REFUSAL_VALUE }, { 1200, CW_REFUSAL_STATE }, { 1300, CW_REFUSAL_FORBIDDEN },
    { 1400, CW_REFUSAL_STATE }, { 1407, CW_REFUSAL_STATE }, { 1410, CW_REFUSAL_RULE }, { 1411, CW_REFUSAL_RULE }, { 1422, CW_REFUSAL_MISSING },
    { 7777, CW_REFUSAL_OTHER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%d", rows[i].status);
      g_assert_cmpint (_cw_spp_status_get_refusal (rows[i].status), ==, rows[i].refusal);
    }
}

/* The kind goes where the error goes; other errors have none. */
static void
test_error (void)
{
  g_autoptr (GError) error = g_error_new (CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, "no");
  g_autoptr (GError) other = g_error_new (CW_STORE_ERROR, CW_STORE_ERROR_FULL, "full");
  g_autoptr (GError) copy = NULL;

  g_assert_cmpint (cw_error_get_refusal (error), ==, CW_REFUSAL_OTHER);
  cw_error_set_refusal (error, CW_REFUSAL_LONG);
  copy = g_error_copy (error);
  g_assert_cmpint (cw_error_get_refusal (copy), ==, CW_REFUSAL_LONG);
  g_assert_cmpint (cw_error_get_refusal (other), ==, CW_REFUSAL_OTHER);
  g_assert_cmpint (cw_error_get_refusal (NULL), ==, CW_REFUSAL_OTHER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/refusals/netsuite", test_netsuite);
  g_test_add_func ("/refusals/precoro", test_precoro);
  g_test_add_func ("/refusals/suiteprojects", test_suiteprojects);
  g_test_add_func ("/refusals/error", test_error);
  return g_test_run ();
}
