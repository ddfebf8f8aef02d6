/* test-answers.c: JSON of every shape and of none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-answer.h"
#include "cw-json.h"

#include <string.h>

static JsonNode *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return cw_json_parse (bytes, error);
}

static void
test_broken (void)
{
  static const char * const texts[] = {
    "", "  ", "{", "}", "[1,2", "{\"a\":\"b", "{\"a\":\"b\\", "<html></html>", "// c\n{}", "{'a':1}", "{}}", "{\"a\":1}{\"b\":2", "\"\\", "]",
    "{\"a\":\xff}", "{\"a\":\"\xff\xfe\"}", "nul", "{\"a\" 1}", "{,}", "{} {}", "{\"a\":1}[2]", "\"text\"", "12", "{\"a\":1}x", "[1 2]", "#", "\xef\xbb\xbf",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = parse (texts[i], &error);

      if (node != NULL)
        g_error ("“%s” was taken", texts[i]);
      g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL);
    }
}

static void
test_whole (void)
{
  static const char * const texts[] = { "{}", "[]", " {\"a\":\"}\"} ", "\xef\xbb\xbf{\"a\":1}", "{\"a\":\"\\\"[\"}", "[null,true,1.5e3,-2]" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = parse (texts[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
}

/* json-glib recurses once a level: a hostile answer must not reach it. */
static void
test_deep (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  for (guint i = 0; i < 64; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < 64; i++)
    g_string_append_c (text, ']');
  node = parse (text->str, &error);
  g_assert_no_error (error);
  g_clear_pointer (&node, json_node_unref);

  g_string_truncate (text, 0);
  for (guint i = 0; i < 1000000; i++)
    g_string_append (text, "{\"a\":[");
  node = parse (text->str, &error);
  g_assert_null (node);
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL);
}

static void
test_scalars (void)
{
  static const struct {
    const char *json, *text;
  } values[] = {
    { "{\"V\":\"x\"}", "x" }, { "{\"v\":12}", "12" }, { "{\"v\":12.0}", "12" }, { "{\"v\":1.25}", "1.25" }, { "{\"v\":-7}", "-7" },
    { "{\"v\":true}", "T" }, { "{\"v\":false}", "F" }, { "{\"v\":null}", NULL }, { "{\"v\":\"\"}", NULL }, { "{\"v\":[]}", NULL },
    { "{\"v\":{}}", NULL }, { "{\"v\":{\"id\":1}}", NULL }, { "{}", NULL }, { "{\"v\":9007199254740993}", "9007199254740993" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (JsonNode) node = parse (values[i].json, NULL);
      g_autofree char *text = cw_json_dup_member (json_node_get_object (node), "v");

      g_assert_cmpstr (text, ==, values[i].text);
    }
}

static void
test_lists (void)
{
  static const struct {
    const char *json;
    int         length;   /* -1: no list */
  } lists[] = {
    { "[1,2]", 2 }, { "[]", 0 }, { "null", 0 }, { "{}", 0 }, { "{\"data\":[{},{}]}", 2 }, { "{\"data\":null}", 0 }, { "{\"items\":[{}]}", 1 },
    { "{\"7\":{\"id\":7},\"9\":{\"id\":9}}", 2 }, { "{\"data\":{\"0\":{\"id\":7}}}", 1 }, { "{\"a\":1}", -1 }, { "{\"data\":4}", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (JsonNode) node = parse (lists[i].json, NULL);
      g_autoptr (GPtrArray) list = cw_json_list (node);

      if (lists[i].length < 0)
        g_assert_null (list);
      else
        g_assert_cmpint ((int) list->len, ==, lists[i].length);
    }
}

static void
test_flags (void)
{
  static const struct {
    const char *json;
    gboolean    fallback, expected;
  } flags[] = {
    { "{\"v\":true}", FALSE, TRUE }, { "{\"v\":\"0\"}", TRUE, FALSE }, { "{\"v\":1}", FALSE, TRUE }, { "{\"v\":\"T\"}", FALSE, TRUE },
    { "{\"v\":\"false\"}", TRUE, FALSE }, { "{}", TRUE, TRUE }, { "{\"v\":null}", TRUE, TRUE }, { "{\"v\":\"maybe\"}", FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autoptr (JsonNode) node = parse (flags[i].json, NULL);

      g_assert_cmpint (cw_json_get_flag (cw_json_get (json_node_get_object (node), "v"), flags[i].fallback), ==, flags[i].expected);
    }
}

static void
test_outcomes (void)
{
  static const struct {
    guint          status;
    int            code;       /* with status 0 */
    guint          attempts;
    CwWriteOutcome outcome;
  } cases[] = {
    { 200, 0, 1, CW_WRITE_DONE }, { 204, 0, 1, CW_WRITE_DONE }, { 400, 0, 1, CW_WRITE_REJECTED }, { 403, 0, 1, CW_WRITE_REJECTED },
    { 404, 0, 1, CW_WRITE_REJECTED }, { 422, 0, 1, CW_WRITE_REJECTED }, { 401, 0, 1, CW_WRITE_NOT_SENT }, { 429, 0, 1, CW_WRITE_NOT_SENT },
    { 408, 0, 1, CW_WRITE_UNKNOWN }, { 500, 0, 1, CW_WRITE_UNKNOWN }, { 302, 0, 1, CW_WRITE_UNKNOWN },
    { 0, CW_CONNECTOR_ERROR_AUTH, 1, CW_WRITE_NOT_SENT }, { 0, CW_CONNECTOR_ERROR_UNREACHABLE, 0, CW_WRITE_NOT_SENT },
    { 0, CW_CONNECTOR_ERROR_PERMISSION, 1, CW_WRITE_NOT_SENT }, { 0, CW_CONNECTOR_ERROR_RATE_LIMITED, 3, CW_WRITE_NOT_SENT },
    { 0, CW_CONNECTOR_ERROR_DAILY_LIMIT, 0, CW_WRITE_NOT_SENT }, { 0, CW_CONNECTOR_ERROR_LOST, 1, CW_WRITE_UNKNOWN },
    { 0, CW_CONNECTOR_ERROR_PROTOCOL, 1, CW_WRITE_UNKNOWN }, { 0, CW_CONNECTOR_ERROR_UNAVAILABLE, 7, CW_WRITE_UNKNOWN },
    { 0, -1, 0, CW_WRITE_NOT_SENT }, { 0, -1, 1, CW_WRITE_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CwHttpAnswer *answer = g_new0 (CwHttpAnswer, 1);
      g_autoptr (CwHttpAnswer) owned = answer;

      answer->attempts = cases[i].attempts;
      if (cases[i].status > 0)
        answer->wire = cw_wire_answer_new (cases[i].status);
      else if (cases[i].code < 0)
        answer->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
      else
        answer->error = g_error_new_literal (CW_CONNECTOR_ERROR, cases[i].code, "x");
      g_assert_cmpint (cw_http_answer_get_outcome (answer), ==, cases[i].outcome);
    }
}

static void
test_error_copied (void)
{
  g_autoptr (CwHttpAnswer) answer = g_new0 (CwHttpAnswer, 1);
  g_autoptr (GError) error = NULL;

  answer->error = g_error_new_literal (CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST, "precoro: it ended");
  cw_http_answer_copy_error (answer, "precoro", "Precoro “p”, reading", &error);
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST);
  g_assert_cmpstr (error->message, ==, "Precoro “p”, reading: it ended");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/answers/json/broken", test_broken);
  g_test_add_func ("/answers/json/whole", test_whole);
  g_test_add_func ("/answers/json/deep", test_deep);
  g_test_add_func ("/answers/json/scalars", test_scalars);
  g_test_add_func ("/answers/json/lists", test_lists);
  g_test_add_func ("/answers/json/flags", test_flags);
  g_test_add_func ("/answers/outcomes", test_outcomes);
  g_test_add_func ("/answers/error-copied", test_error_copied);
  return g_test_run ();
}
