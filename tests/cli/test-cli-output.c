/* test-cli-output.c: what causewayctl puts on a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-cli.h"

#include <string.h>

static void
assert_safe (const char *text, const char *expected)
{
  g_autofree char *safe = cw_cli_dup_safe (text);

  g_assert_cmpstr (safe, ==, expected);
}

/* Names come from other systems; a terminal must not act on them. */
static void
test_safe (void)
{
  assert_safe ("Zoë & Söhne 株式会社 😀", "Zoë & Söhne 株式会社 😀");
  assert_safe ("two\nlines\tand a tab", "two lines and a tab");
  assert_safe ("\033[31mred\007", "�[31mred�");
  assert_safe ("invoice\xe2\x80\xae" "fdp.exe", "invoice�fdp.exe");
  assert_safe ("broken \xff byte", "broken � byte");
  assert_safe ("", "");
}

static void
test_width (void)
{
  g_assert_cmpuint (cw_cli_get_width ("abc"), ==, 3);
  g_assert_cmpuint (cw_cli_get_width ("株式"), ==, 4);
  g_assert_cmpuint (cw_cli_get_width ("e\xcc\x81"), ==, 1);
}

static void
assert_duration (gint64 seconds, const char *expected)
{
  g_autofree char *text = cw_cli_dup_duration (seconds * G_USEC_PER_SEC);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_duration (void)
{
  assert_duration (-5, "about 0 seconds");
  assert_duration (1, "about 1 second");
  assert_duration (89, "about 89 seconds");
  assert_duration (90, "about 2 minutes");
  assert_duration (3600, "about 60 minutes");
  assert_duration (2 * 3600, "about 2 hours");
  assert_duration (7 * 86400, "about 7 days");
}

/* Today's times are short, others carry their day. */
static void
test_time (void)
{
  g_autofree char *never = cw_cli_dup_time (0), *past = cw_cli_dup_time (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC);
  g_autofree char *now = cw_cli_dup_time (g_get_real_time ());

  g_assert_cmpstr (never, ==, "–");
  g_assert_cmpuint (strlen (past), ==, strlen ("2023-11-14 22:13"));
  g_assert_cmpuint (strlen (now), ==, strlen ("22:13"));
}

/* Members of a line in their order, as one object, null for what is not known. */
static void
test_line (void)
{
  g_autoptr (CwFields) fields = cw_fields_new ();
  g_autofree char *text = NULL, *bare = NULL;
  JsonBuilder *line = cw_cli_line_begin ();
  char *list[] = { (char *) "2", (char *) "3", NULL };

  cw_fields_set (fields, "create", "12");
  cw_cli_line_string (line, "z", "a\"\n");
  cw_cli_line_string (line, "y", NULL);
  cw_cli_line_integer (line, "x", 7);
  cw_cli_line_boolean (line, "w", TRUE);
  cw_cli_line_time (line, "v", 0);
  cw_cli_line_time (line, "u", G_GINT64_CONSTANT (1700000000123456));
  cw_cli_line_strv (line, "t", list);
  cw_cli_line_strv (line, "s", NULL);
  cw_cli_line_fields (line, "r", fields);
  cw_cli_line_numbers (line, "q", fields);
  /* 0.1 + 0.2 has seventeen digits; milliseconds are what anybody wants. */
  cw_cli_line_seconds (line, "p", 0.1 + 0.2);
  text = cw_cli_line_free_to_text (line);
  g_assert_cmpstr (text, ==, "{\"z\":\"a\\\"\\n\",\"y\":null,\"x\":7,\"w\":true,\"v\":null,\"u\":\"2023-11-14T22:13:20Z\","
                   "\"t\":[\"2\",\"3\"],\"s\":[],\"r\":{\"create\":\"12\"},\"q\":{\"create\":12},\"p\":0.300}");
  line = cw_cli_line_begin ();
  cw_cli_line_seconds (line, "a", 12.3456);
  bare = cw_cli_line_free_to_text (line);
  g_assert_cmpstr (bare, ==, "{\"a\":12.346}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/output/safe", test_safe);
  g_test_add_func ("/cli/output/width", test_width);
  g_test_add_func ("/cli/output/duration", test_duration);
  g_test_add_func ("/cli/output/time", test_time);
  g_test_add_func ("/cli/output/line", test_line);
  return g_test_run ();
}
