/* test-people-match.c: who is whom
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The large company is made pair by pair, and what is expected of each pair is
 * written down when it is made; nothing of it comes from the code under test.
 */

#include "cw-people-match.h"

#include <string.h>

static const CwPeopleRules by_email = { .by_email = TRUE };

/* ---- addresses and names ---- */

static void
test_email (void)
{
  static const struct {
    const char *address, *key;
  } cases[] = {
    { "ada.lund@harbor.example", "ada.lund@harbor.example" },
    { " Ada.LUND@Harbor.Example\t", "ada.lund@harbor.example" },
    { "\xc2\xa0""ada@harbor.example\xe2\x80\x83", "ada@harbor.example" },
    { "ada+tools@harbor.example", "ada+tools@harbor.example" },
    { "ada@B\xc3\xbc""cher.example", "ada@xn--bcher-kva.example" },
    { "ada@XN--Bcher-kva.example", "ada@xn--bcher-kva.example" },
    { "ada@harbor.example.", "ada@harbor.example" },
    { "\xc3\x96ZIL@harbor.example", "\xc3\xb6zil@harbor.example" },
    { "O\xcc\x88zil@harbor.example", "\xc3\xb6zil@harbor.example" },
    { "\"a@b\"@harbor.example", "\"a@b\"@harbor.example" },
    { "ada@localhost", "ada@localhost" },
    { "ada", NULL }, { "@harbor.example", NULL }, { "ada@", NULL }, { "ada@.", NULL }, { "", NULL }, { "   ", NULL }, { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *key = cw_email_dup_key (cases[i].address);

      g_assert_cmpstr (key, ==, cases[i].key);
    }
}

static void
test_email_broken (void)
{
  g_autofree char *bytes = cw_email_dup_key ("a\xff\xfe@harbor.example");
  g_autofree char *long_label = g_strnfill (300, 'a'), *address = g_strconcat ("ada@", long_label, ".example", NULL);
  g_autofree char *key = cw_email_dup_key (address);

  /* What no resolver would take is still the same as itself. */
  g_assert_true (g_utf8_validate (bytes, -1, NULL));
  g_assert_cmpstr (key, ==, address);
}

static void
test_name (void)
{
  static const struct {
    const char *first, *last, *key;
  } cases[] = {
    { "Zo\xc3\xab", "M\xc3\xbcller-L\xc3\xbc""denscheidt", "zoe muller ludenscheidt" },
    { "S\xc3\xb8ren", "\xc5\x81ukasz", "soren lukasz" },
    { "  Mary  Ann ", "O\xe2\x80\x99""Brien", "mary ann obrien" },
    { "Stra\xc3\x9f""er", NULL, "strasser" },
    { NULL, "Lund, Ada", "lund ada" },
    { "\xd0\x9e\xd0\xbb\xd0\xb5\xd0\xbd\xd0\xb0", "\xd0\x99\xd0\xbe\xd0\xb2", "\xd0\xbe\xd0\xbb\xd0\xb5\xd0\xbd\xd0\xb0 \xd0\xb8\xd0\xbe\xd0\xb2" },
    { NULL, NULL, "" }, { "-", "()", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *key = cw_person_name_dup_key (cases[i].first, cases[i].last);

      g_assert_cmpstr (key, ==, cases[i].key);
    }
}

/* ---- small companies, written as text ---- */

/* What became of user @id, in words: "linked 7", "email 7", "conflict users 7 1,2", "unmatched 7:typo1+name". */
static char *
describe_user (CwPeopleMatch *match, guint number)
{
  static const char * const states[] = { "unmatched", "linked", "id", "email", "elsewhere", "conflict", "inactive", "login" };
  static const char * const kinds[] = { "employees", "users", "both", "taken", "id", "login", "login-taken", "kept-id" };
  const CwUserMatch *user = cw_people_match_get_user (match, number);
  GString *text = g_string_new (states[user->state]);

  if (user->employee != CW_NOBODY)
    g_string_append_printf (text, " %s", cw_people_match_get_employee_id (match, user->employee));
  if (user->clash != CW_NOBODY)
    {
      const CwClash *clash = cw_people_match_get_clash (match, user->clash);

      g_string_append_printf (text, " %s", kinds[clash->kind]);
      for (guint i = 0; i < clash->employees->len; i++)
        g_string_append_printf (text, "%s%s", i == 0 ? " " : ",",
                                cw_people_match_get_employee_id (match, g_array_index (clash->employees, guint, i)));
      for (guint i = 0; i < clash->users->len; i++)
        g_string_append_printf (text, "%s%s", i == 0 ? " " : ",", cw_people_match_get_user_id (match, g_array_index (clash->users, guint, i)));
    }
  for (guint i = 0; i < user->n_near; i++)
    {
      const CwNearMiss *miss = cw_people_match_get_near (match, user->first_near + i);

      g_string_append_printf (text, " %s:", cw_people_match_get_employee_id (match, miss->employee));
      if (miss->reasons & CW_NEAR_EMAIL)
        g_string_append (text, "=");
      if (miss->reasons & CW_NEAR_TYPO)
        g_string_append_printf (text, "t%u", miss->letters);
      if (miss->reasons & CW_NEAR_LOCAL)
        g_string_append (text, "l");
      if (miss->reasons & CW_NEAR_NAME)
        g_string_append (text, "n");
    }
  return g_string_free (text, FALSE);
}

/* Facts, a line each: "e 7 Ada Lund ada@x.test" (E: inactive), "u 1 … [id of employee]" (U: inactive), "l 7 1 since", "r 7 1",
 * "n 7 login" of an employee, "m 1 login" of a user; "-" stands for nothing. */
static CwPeopleMatch *
make_match_by (const char *facts, const CwPeopleRules *rules)
{
  CwPeopleMatch *match = cw_people_match_new (rules);
  g_auto (GStrv) lines = g_strsplit (facts, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) split = g_strsplit (*line, " ", -1);
      guint n = g_strv_length (split);
      const char *words[6] = { NULL };

      if (n < 3)
        continue;
      for (guint i = 0; i < MIN (n, G_N_ELEMENTS (words)); i++)
        words[i] = g_str_equal (split[i], "-") ? NULL : split[i];
      if (g_ascii_tolower (**line) == 'e')
        cw_people_match_add_employee (match, words[1], words[2], words[3], words[4], **line == 'e');
      else if (g_ascii_tolower (**line) == 'u')
        cw_people_match_add_user (match, words[1], words[2], words[3], words[4], **line == 'u', n > 5 ? words[5] : NULL);
      else if (**line == 'n')
        cw_people_match_set_login (match, FALSE, cw_people_match_find_employee (match, words[1]), words[2]);
      else if (**line == 'm')
        cw_people_match_set_login (match, TRUE, cw_people_match_find_user (match, words[1]), words[2]);
      else if (**line == 'l')
        cw_people_match_add_link (match, words[1], words[2], g_ascii_strtoll (words[3], NULL, 10));
      else
        cw_people_match_add_refusal (match, words[1], words[2]);
    }
  cw_people_match_decide (match);
  return match;
}

static void
assert_users_by (const char *facts, const CwPeopleRules *rules, const char *expected)
{
  g_autoptr (CwPeopleMatch) match = make_match_by (facts, rules);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < cw_people_match_get_n_users (match); i++)
    {
      g_autofree char *text = describe_user (match, i);

      g_string_append_printf (found, "%s%s", i > 0 ? "; " : "", text);
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
assert_users (const char *facts, gboolean inactive_too, const char *expected)
{
  const CwPeopleRules rules = { .inactive_employees = inactive_too, .inactive_users = inactive_too, .by_email = TRUE };

  assert_users_by (facts, &rules, expected);
}

static void
test_ids_first (void)
{
  /* A changed address keeps its link, and does not go to whoever has it now. */
  assert_users ("e 7 A B ada@x.test\nu 1 A B new@x.test\nl 7 1 10", FALSE, "linked 7");
  assert_users ("e 7 A B ada@x.test\ne 8 C D new@x.test\nu 1 A B new@x.test\nl 7 1 10", FALSE, "linked 7");
  /* The target's own id comes before the address, and after our link. */
  assert_users ("e 7 A B ada@x.test\ne 8 C D bob@x.test\nu 1 A B ada@x.test 8", FALSE, "id 8");
  assert_users ("e 7 A B ada@x.test\ne 8 C D bob@x.test\nu 1 A B ada@x.test 8\nl 7 1 10", FALSE, "linked 7");
  assert_users ("e 7 A B ada@x.test\nu 1 A B ada@x.test 99", FALSE, "elsewhere");
  /* A link of somebody who is gone counts as none; the newest of several counts. */
  assert_users ("e 8 A B ada@x.test\nu 1 A B ada@x.test\nl 7 1 10", FALSE, "email 8");
  assert_users ("e 7 A B -\ne 8 C D -\nu 1 A B -\nl 7 1 10\nl 8 1 20", FALSE, "linked 8");
  assert_users ("e 7 A B -\ne 8 C D -\nu 1 A B -\nl 8 1 20\nl 7 1 10", FALSE, "linked 8");
  assert_users ("e 7 A B -\nu 1 A B -\nu 2 A B -\nl 7 1 10\nl 7 2 20", FALSE, "unmatched; linked 7");
}

static void
test_conflicts (void)
{
  assert_users ("e 7 A B x@x.test\ne 8 C D X@x.test\nu 1 E F x@x.test", FALSE, "conflict employees 7,8 1");
  assert_users ("e 7 A B x@x.test\nu 1 E F x@x.test\nu 2 G H x@x.test", FALSE, "conflict users 7 1,2; conflict users 7 1,2");
  assert_users ("e 7 A B x@x.test\ne 8 C D x@x.test\nu 1 E F x@x.test\nu 2 G H x@x.test", FALSE,
                "conflict both 7,8 1,2; conflict both 7,8 1,2");
  /* Nobody on the other side: a shared address is no conflict of ours. */
  assert_users ("e 7 A B y@y.test\nu 1 E F x@x.test\nu 2 G H x@x.test", FALSE, "unmatched; unmatched");
  /* Whoever is settled still owns the address. */
  assert_users ("e 7 A B x@x.test\nu 1 E F x@x.test\nu 2 G H x@x.test\nl 7 1 10", FALSE, "linked 7; conflict taken 7 1,2");
  assert_users ("e 7 A B x@x.test\nu 1 E F other@x.test\nu 2 G H x@x.test\nl 7 1 10", FALSE, "linked 7; conflict taken 7 1,2");
  assert_users ("e 7 A B x@x.test\ne 8 C D x@x.test\nu 1 E F x@x.test\nl 7 1 10", FALSE, "linked 7");
  /* The target names one employee for two users. */
  assert_users ("e 7 A B -\nu 1 E F - 7\nu 2 G H - 7", FALSE, "conflict id 7 1,2; conflict id 7 1,2");
  assert_users ("e 7 A B -\nu 1 E F -\nu 2 G H - 7\nl 7 1 10", FALSE, "linked 7; conflict id 7 1,2");
}

static void
test_settled (void)
{
  /* Chosen by hand, the others refused: no conflict is left, and it stays so. */
  assert_users ("e 7 A B x@x.test\ne 8 C D x@x.test\nu 1 E F x@x.test\nl 8 1 10\nr 7 1", FALSE, "linked 8");
  assert_users ("e 7 A B x@x.test\nu 1 E F x@x.test\nu 2 G H x@x.test\nl 7 1 10\nr 7 2", FALSE, "linked 7; unmatched");
  /* Who is left is not taken for the other without a person, whether the rest were linked or refused. */
  assert_users ("e 7 A B x@x.test\ne 8 C D x@x.test\nu 1 E F x@x.test\nu 2 G H x@x.test\nl 7 1 10\nr 7 2\nr 8 1", FALSE,
                "linked 7; conflict both 7,8 1,2");
  assert_users ("e 7 A B x@x.test\ne 8 C D x@x.test\nu 1 E F x@x.test\nr 7 1", FALSE, "conflict employees 7,8 1");
  assert_users ("e 7 A B x@x.test\ne 8 C D x@x.test\nu 1 E F x@x.test\nr 7 1\nr 8 1", FALSE, "unmatched");
  assert_users ("e 7 A B x@x.test\nu 1 E F x@x.test\nr 7 1", FALSE, "unmatched");
  assert_users ("e 7 A B -\nu 1 E F - 7\nr 7 1", FALSE, "unmatched");
}

/* Where the target is ours to fill: ids that we wrote, and logins that are unique there. */
static void
test_logins (void)
{
  static const CwPeopleRules ours = { .inactive_users = TRUE, .by_email = TRUE, .ids_are_ours = TRUE };
  static const CwPeopleRules kept = { .inactive_users = TRUE, .by_email = TRUE, .ids_are_ours = TRUE, .keeps_other_ids = TRUE };
  static const CwPeopleRules no_email = { .inactive_users = TRUE, .ids_are_ours = TRUE };

  /* The id comes before the login, the login before the address; its case does not matter, nor that the user is inactive. */
  assert_users_by ("e 7 A B -\ne 8 C D -\nn 7 jane\nn 8 jon\nu 1 E F - 8\nm 1 jane", &ours, "id 8");
  assert_users_by ("e 7 A B x@x.test\nn 7 Stra\xc3\x9f""e\nu 1 E F -\nu 2 G H x@x.test\nm 1 STRASSE", &ours, "login 7; conflict taken 7 1,2");
  assert_users_by ("e 7 A B -\nn 7 jane\nU 1 E F -\nm 1 JANE", &ours, "login 7");
  assert_users_by ("E 7 A B -\nn 7 jane\nu 1 E F -\nm 1 jane", &ours, "unmatched");
  assert_users_by ("e 7 A B x@x.test\nn 7 jane\nu 1 E F X@x.test\nm 1 other", &ours, "email 7");
  assert_users_by ("e 7 A B x@x.test\nn 7 jane\nu 1 E F X@x.test\nm 1 other", &no_email, "unmatched");
  /* An id without its employee is stale, unless merging is off. */
  assert_users_by ("e 7 A B -\nn 7 jane\nu 1 E F - 99\nm 1 jane", &ours, "login 7");
  assert_users_by ("e 7 A B -\nn 7 jane\nu 1 E F - 99\nm 1 jane", &kept, "elsewhere");
  assert_users_by ("e 7 A B x@x.test\nn 7 jane\nu 1 E F - 99\nu 2 G H x@x.test\nm 1 jane", &kept, "elsewhere; email 7");
  /* One login, two people; a login that somebody has; a login of somebody who is not him. */
  assert_users_by ("e 7 A B -\ne 8 C D -\nn 7 jane\nn 8 JANE\nu 1 E F -\nm 1 jane", &ours, "conflict login 7,8 1");
  assert_users_by ("e 7 A B -\ne 8 C D -\nn 7 jane\nu 1 E F -\nm 1 jane\nl 8 1 10", &ours, "linked 8");
  assert_users_by ("e 7 A B -\nn 7 jane\nu 1 E F -\nm 1 jane\nr 7 1", &ours, "unmatched");
  /* Who was said not to be this one but carries the id. */
  assert_users_by ("e 7 A B -\nu 1 E F - 7\nr 7 1", &ours, "unmatched");
}

static void
assert_employee (const char *facts, const CwPeopleRules *rules, CwEmployeeState state, int clash)
{
  g_autoptr (CwPeopleMatch) match = make_match_by (facts, rules);
  const CwEmployeeMatch *employee = cw_people_match_get_employee (match, 0);

  g_assert_cmpint (employee->state, ==, state);
  if (clash >= 0)
    g_assert_cmpint (cw_people_match_get_clash (match, employee->clash)->kind, ==, clash);
}

/* What keeps an employee from being made in the target. */
static void
test_stopped (void)
{
  static const CwPeopleRules ours = { .inactive_users = TRUE, .by_email = TRUE, .ids_are_ours = TRUE };
  static const CwPeopleRules kept = { .inactive_users = TRUE, .by_email = TRUE, .ids_are_ours = TRUE, .keeps_other_ids = TRUE };

  assert_employee ("e 7 A B -\ne 8 C D -\nn 7 jane\nu 1 E F -\nm 1 jane\nl 8 1 10", &ours, CW_EMPLOYEE_CONFLICT, CW_CLASH_LOGIN_TAKEN);
  assert_employee ("e 7 A B -\ne 8 C D -\nn 7 jane\nu 1 E F - 8\nm 1 jane", &kept, CW_EMPLOYEE_ELSEWHERE, -1);
  assert_employee ("e 7 A B -\nn 7 jane\nu 1 E F - 99\nm 1 jane", &kept, CW_EMPLOYEE_ELSEWHERE, -1);
  assert_employee ("e 7 A B -\nn 7 jane\nu 1 E F -\nm 1 jane\nr 7 1", &ours, CW_EMPLOYEE_CONFLICT, CW_CLASH_LOGIN_TAKEN);
  assert_employee ("e 7 A B -\nu 1 E F - 7\nr 7 1", &ours, CW_EMPLOYEE_CONFLICT, CW_CLASH_KEPT_ID);
  /* Once the user is another's, his id is overwritten. */
  assert_employee ("e 7 A B -\ne 8 C D -\nu 1 E F - 7\nr 7 1\nl 8 1 10", &ours, CW_EMPLOYEE_UNMATCHED, -1);
  assert_employee ("e 7 A B -\nu 1 E F - 7\nr 7 1", &by_email, CW_EMPLOYEE_UNMATCHED, -1);
}

static void
test_inactive (void)
{
  const char *facts = "E 7 A B x@x.test\ne 8 C D x@x.test\nu 1 E F x@x.test\nU 2 G H y@y.test\ne 9 I J y@y.test";

  assert_users (facts, FALSE, "email 8; inactive");
  assert_users (facts, TRUE, "conflict employees 7,8 1; email 9");
  /* Links of inactive people stay; who came back under a new record is suggested. */
  assert_users ("E 7 A B x@x.test\ne 8 C D x@x.test\nu 1 E F x@x.test\nU 2 G H -\ne 9 I J -\nl 7 1 10\nl 9 2 10", FALSE,
                "linked 7 8:=; linked 9");
}

static void
test_near (void)
{
  /* Typing errors, whichever part they are in; three letters are too many, so is as many as there are. */
  assert_users ("e 7 A B olena.marsh@harbor.test\nu 1 C D olena.mash@harbor.test", FALSE, "unmatched 7:t1");
  assert_users ("e 7 A B olena.marsh@harbor.test\nu 1 C D olena.masrh@harbor.test", FALSE, "unmatched 7:t2");
  assert_users ("e 7 A B olena.marsh@harbor.test\nu 1 C D lena.marh@harbor.test", FALSE, "unmatched 7:t2");
  assert_users ("e 7 A B olena.marsh@harbor.test\nu 1 C D olena.marsh@habor.test", FALSE, "unmatched 7:t1");
  assert_users ("e 7 A B olena.marsh@harbor.test\nu 1 C D olena.mash@habor.test", FALSE, "unmatched 7:t2");
  assert_users ("e 7 A B olena.marsh@harbor.test\nu 1 C D olea.mrsh@habor.test", FALSE, "unmatched");
  assert_users ("e 7 A B ab@x.test\nu 1 C D cd@x.test", FALSE, "unmatched");
  assert_users ("e 7 A B a@x.test\nu 1 C D b@x.test", FALSE, "unmatched");
  assert_users ("e 7 A B \xc3\xa9lo\xc3\xafse@x.test\nu 1 C D elo\xc3\xafse@x.test", FALSE, "unmatched 7:t1");
  /* Another domain, if it is the company's: two people have it, or a domain that is registered under the same name. */
  assert_users ("e 7 A B olena@harbor.test\nu 1 C D olena@quay.test\ne 8 E F x@harbor.test\nu 2 G H yy@quay.test", FALSE,
                "unmatched 7:l; unmatched");
  assert_users ("e 7 A B olena@harbor.test\nu 1 C D olena@mail.example\ne 8 E F x@harbor.test", FALSE, "unmatched");
  assert_users ("e 7 A B olena@harbor.test\nu 1 C D olena@eu.harbor.example", FALSE, "unmatched 7:l");
  assert_users ("e 7 A B olena@harbor.test\nu 1 C D olena@harbor.co.uk", FALSE, "unmatched 7:l");
  /* The name in either order, without its accents; one word is no full name. */
  assert_users ("e 7 Zo\xc3\xab Lund -\nu 1 LUND Zoe a@x.test", FALSE, "unmatched 7:n");
  assert_users ("e 7 - Lund -\nu 1 Lund - a@x.test", FALSE, "unmatched");
  /* The nearest first; never who has somebody, who is refused, or who is inactive. */
  assert_users ("e 9 A B annas@x.test\ne 10 Q R annax@x.test\ne 8 C D annar@x.test\ne 7 C D zzzzz@x.test\nu 1 C D anna@x.test", FALSE,
                "unmatched 8:t1n 9:t1 10:t1 7:n");
  assert_users ("e 7 A B annas@x.test\nu 1 C D anna@x.test\nr 7 1", FALSE, "unmatched");
  assert_users ("e 7 A B annas@x.test\nu 1 C D anna@x.test\nu 2 E F annas@x.test", FALSE, "unmatched; email 7");
  assert_users ("E 7 A B annas@x.test\nu 1 C D anna@x.test", FALSE, "unmatched");
  assert_users ("E 7 A B annas@x.test\nu 1 C D anna@x.test", TRUE, "unmatched 7:t1");
  assert_users ("e 1 A B annab@x.test\ne 2 A C annac@x.test\ne 3 A D annad@x.test\ne 4 A E annae@x.test\ne 5 A F annaf@x.test\n"
                "e 6 A G annag@x.test\nu 1 X Y annaz@x.test", FALSE, "unmatched 1:t1 2:t1 3:t1 4:t1 5:t1");
}

/* ---- near misses against a comparison of everybody with everybody ---- */

static guint
count_letters_plainly (const char *a, const char *b)
{
  gsize n = strlen (a), m = strlen (b);
  g_autofree guint *cost = g_new (guint, (n + 1) * (m + 1));

#define COST(i, j) cost[(i) * (m + 1) + (j)]
  for (gsize i = 0; i <= n; i++)
    for (gsize j = 0; j <= m; j++)
      if (i == 0 || j == 0)
        COST (i, j) = (guint) (i + j);
      else
        COST (i, j) = MIN (MIN (COST (i - 1, j), COST (i, j - 1)) + 1, COST (i - 1, j - 1) + (a[i - 1] != b[j - 1] ? 1 : 0));
  return COST (n, m);
#undef COST
}

static char *
random_text (GRand *rand, guint length, guint letters)
{
  char *text = g_malloc (length + 1);

  for (guint i = 0; i < length; i++)
    text[i] = (char) ('a' + g_rand_int_range (rand, 0, (gint) letters));
  text[length] = '\0';
  return text;
}

static void
test_near_random (void)
{
  static const struct {
    guint people, shortest, longest, letters;
  } rounds[] = { { 60, 3, 5, 4 }, { 80, 5, 9, 3 }, { 40, 24, 40, 1 }, { 60, 27, 36, 2 }, { 30, 90, 130, 2 } };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  guint n_found = 0;

  for (guint round = 0; round < 12 * G_N_ELEMENTS (rounds); round++)
    {
      guint n = rounds[round % G_N_ELEMENTS (rounds)].people;
      guint shortest = rounds[round % G_N_ELEMENTS (rounds)].shortest, longest = rounds[round % G_N_ELEMENTS (rounds)].longest;
      guint letters = rounds[round % G_N_ELEMENTS (rounds)].letters;
      g_autoptr (CwPeopleMatch) match = cw_people_match_new (&by_email);
      g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func (g_free), right = g_ptr_array_new_with_free_func (g_free);

      for (guint i = 0; i < n; i++)
        {
          g_autofree char *id = g_strdup_printf ("%u", i), *address = NULL;
          char *text = random_text (rand, (guint) g_rand_int_range (rand, (gint) shortest, (gint) longest + 1), letters);

          /* Long texts of chance are never near: half of them come of one of the others. */
          if (i > 0 && longest > 20 && g_rand_boolean (rand))
            {
              g_free (text);
              text = g_strdup (left->pdata[g_rand_int_range (rand, 0, (gint) i)]);
              text[g_rand_int_range (rand, 0, (gint) strlen (text))] = 'z';
              text[g_rand_int_range (rand, 0, (gint) strlen (text))] = 'y';
            }
          address = g_strconcat (text, "@one.test", NULL);
          g_ptr_array_add (left, text);
          cw_people_match_add_employee (match, id, NULL, NULL, address, TRUE);
        }
      for (guint i = 0; i < n; i++)
        {
          g_autofree char *id = g_strdup_printf ("%u", i), *address = NULL;
          g_autoptr (GString) text = g_string_new (left->pdata[g_rand_int_range (rand, 0, (gint) n)]);

          for (int edits = g_rand_int_range (rand, 1, 4); edits > 0 && text->len > 2; edits--)
            {
              gssize at = g_rand_int_range (rand, 0, (gint) text->len);

              if (g_rand_boolean (rand))
                g_string_erase (text, at, 1);
              if (g_rand_boolean (rand))
                g_string_insert_c (text, at, (char) ('a' + g_rand_int_range (rand, 0, (gint) letters)));
            }
          address = g_strconcat (text->str, "@one.test", NULL);
          g_ptr_array_add (right, g_strdup (text->str));
          cw_people_match_add_user (match, id, NULL, NULL, address, TRUE, NULL);
        }
      cw_people_match_decide (match);

      for (guint i = 0; i < n; i++)
        {
          const CwUserMatch *user = cw_people_match_get_user (match, i);
          guint expected = 0;

          if (user->state != CW_USER_UNMATCHED)
            continue;
          for (guint j = 0; j < n; j++)
            {
              guint distance = count_letters_plainly (left->pdata[j], right->pdata[i]);

              expected += cw_people_match_get_employee (match, j)->state == CW_EMPLOYEE_UNMATCHED && distance > 0 && distance <= 2
                          && distance < MIN (strlen (left->pdata[j]), strlen (right->pdata[i])) ? 1 : 0;
            }
          g_assert_cmpuint (user->n_near, ==, MIN (expected, CW_NEAR_MAX));
          for (guint j = 0; j < user->n_near; j++)
            {
              const CwNearMiss *miss = cw_people_match_get_near (match, user->first_near + j);

              g_assert_cmpuint (miss->letters, ==, count_letters_plainly (left->pdata[miss->employee], right->pdata[i]));
              g_assert_cmpuint (miss->reasons, ==, CW_NEAR_TYPO);
              n_found++;
            }
        }
    }
  g_assert_cmpuint (n_found, >, 500);
}

/* ---- a large company ---- */

typedef struct {
  char *id, *first, *last, *email, *employee_id;
  gboolean active;
  char *expected;   /* users: as describe_user() writes it; NULL: not said */
} Person;

typedef struct {
  GRand     *rand;
  GPtrArray *employees, *users;   /* of Person */
  GPtrArray *links, *refusals;    /* of char*: employee, user in turn */
  guint      next_employee, next_user;
  guint      n_users, n_clashes, n_near;
} Company;

static void
person_free (gpointer data)
{
  Person *person = data;

  g_free (person->id);
  g_free (person->first);
  g_free (person->last);
  g_free (person->email);
  g_free (person->employee_id);
  g_free (person->expected);
  g_free (person);
}

static Person *
add_person (Company *company, gboolean is_user, const char *first, const char *last, const char *email)
{
  Person *person = g_new0 (Person, 1);

  person->id = is_user ? g_strdup_printf ("%u", 5001 + company->next_user++) : g_strdup_printf ("%u", 101 + company->next_employee++);
  person->first = g_strdup (first);
  person->last = g_strdup (last);
  person->email = g_strdup (email);
  person->active = TRUE;
  g_ptr_array_add (is_user ? company->users : company->employees, person);
  return person;
}

static Person *
add_employee (Company *company, const char *email)
{
  g_autofree char *first = random_text (company->rand, 9, 26), *last = random_text (company->rand, 12, 26);

  return add_person (company, FALSE, first, last, email);
}

static Person *
add_user (Company *company, const char *email, const char *expected, ...) G_GNUC_PRINTF (3, 4);

static Person *
add_user (Company *company, const char *email, const char *expected, ...)
{
  g_autofree char *first = random_text (company->rand, 9, 26), *last = random_text (company->rand, 12, 26);
  Person *person = add_person (company, TRUE, first, last, email);
  va_list arguments;

  va_start (arguments, expected);
  person->expected = g_strdup_vprintf (expected, arguments);
  va_end (arguments);
  return person;
}

static const char *
pick_domain (Company *company)
{
  static const char * const domains[] = { "harbor.example", "harbor-quay.test", "tide.example" };

  return domains[g_rand_int_range (company->rand, 0, G_N_ELEMENTS (domains))];
}

/* Sixteen letters of chance: nobody comes near another by accident. */
static char *
new_email (Company *company, char **out_local)
{
  char *local = random_text (company->rand, 16, 26), *email = g_strconcat (local, "@", pick_domain (company), NULL);

  if (out_local != NULL)
    *out_local = g_strdup (local);
  g_free (local);
  return email;
}

static void
link_people (Company *company, GPtrArray *pairs, const Person *employee, const Person *user)
{
  g_ptr_array_add (pairs, g_strdup (employee->id));
  g_ptr_array_add (pairs, g_strdup (user->id));
}

static void
add_case (Company *company, guint kind)
{
  g_autofree char *local = NULL, *email = new_email (company, &local), *other = new_email (company, NULL), *text = NULL;
  Person *employee = NULL, *second, *user;

  switch (kind)
    {
    case 0:   /* another letter case, blanks */
      employee = add_employee (company, email);
      text = g_ascii_strup (email, -1);
      g_free (employee->email);
      employee->email = g_strconcat (email, "  ", NULL);
      add_user (company, text, "email %s", employee->id);
      break;
    case 1:   /* the address was changed after they were linked */
      employee = add_employee (company, email);
      user = add_user (company, other, "linked %s", employee->id);
      link_people (company, company->links, employee, user);
      break;
    case 2:   /* one letter */
      employee = add_employee (company, email);
      text = g_strconcat ("k", email, NULL);
      add_user (company, text, "unmatched %s:t1", employee->id);
      company->n_near++;
      break;
    case 3:   /* two letters, one of them in the domain */
      employee = add_employee (company, email);
      text = g_strdup_printf ("%.7s%sx", email, email + 8);
      add_user (company, text, "unmatched %s:t2", employee->id);
      company->n_near++;
      break;
    case 4:   /* another domain of the company */
      employee = add_employee (company, email);
      text = g_strconcat (local, "@mail.harbor.example", NULL);
      add_user (company, text, "unmatched %s:l", employee->id);
      company->n_near++;
      break;
    case 5:   /* a domain that is nobody else's */
      add_employee (company, email);
      text = g_strdup_printf ("%s@%.16s.invalid", local, other);
      add_user (company, text, "unmatched");
      break;
    case 6:   /* the name, turned round and with accents */
      employee = add_employee (company, email);
      user = add_user (company, other, "unmatched %s:n", employee->id);
      g_free (user->first);
      user->first = g_strdup_printf ("%.3s%s%s", employee->last, "\xcc\x81", employee->last + 3);
      g_free (user->last);
      user->last = g_utf8_strup (employee->first, -1);
      company->n_near++;
      break;
    case 7:   /* two employees of one address */
      employee = add_employee (company, email);
      second = add_employee (company, email);
      user = add_user (company, email, "%s", "");
      g_free (user->expected);
      user->expected = g_strdup_printf ("conflict employees %s,%s %s", employee->id, second->id, user->id);
      company->n_clashes++;
      break;
    case 8:   /* two users of one address */
      employee = add_employee (company, email);
      user = add_user (company, email, "%s", "");
      second = add_user (company, email, "%s", "");
      g_free (user->expected);
      g_free (second->expected);
      user->expected = g_strdup_printf ("conflict users %s %s,%s", employee->id, user->id, second->id);
      second->expected = g_strdup (user->expected);
      company->n_clashes++;
      break;
    case 9:   /* a user who left */
      add_employee (company, email);
      add_user (company, email, "inactive")->active = FALSE;
      break;
    case 10:  /* an employee who left, and one who has the address now */
      add_employee (company, email)->active = FALSE;
      employee = add_employee (company, email);
      add_user (company, email, "email %s", employee->id);
      break;
    case 11:  /* the target knows the employee */
      employee = add_employee (company, email);
      add_user (company, other, "id %s", employee->id)->employee_id = g_strdup (employee->id);
      break;
    case 12:  /* a tag is part of the address */
      add_employee (company, email);
      text = g_strdup_printf ("%s+tools@%s", local, strchr (email, '@') + 1);
      add_user (company, text, "unmatched");
      break;
    case 13:  /* a domain in letters of its own */
      text = g_strconcat (local, "@xn--bcher-kva.example", NULL);
      employee = add_employee (company, text);
      g_free (text);
      text = g_strconcat (local, "@B\xc3\x9c""CHER.example", NULL);
      add_user (company, text, "email %s", employee->id);
      break;
    case 14:  /* somebody said no */
      employee = add_employee (company, email);
      user = add_user (company, email, "unmatched");
      link_people (company, company->refusals, employee, user);
      break;
    case 15:  /* three letters */
      add_employee (company, email);
      text = g_strconcat ("qqq", email, NULL);
      add_user (company, text, "unmatched");
      break;
    case 16:  /* the address went on to a newcomer */
      employee = add_employee (company, email);
      user = add_user (company, other, "linked %s", employee->id);
      link_people (company, company->links, employee, user);
      second = add_user (company, email, "%s", "");
      g_free (second->expected);
      second->expected = g_strdup_printf ("conflict taken %s %s,%s", employee->id, user->id, second->id);
      company->n_clashes++;
      break;
    case 17:  /* nobody like that */
      add_user (company, email, "unmatched");
      break;
    case 18:  /* a service account without a name or an address */
      user = add_user (company, NULL, "unmatched");
      g_clear_pointer (&user->first, g_free);
      break;
    default:
      employee = add_employee (company, email);
      add_user (company, email, "email %s", employee->id);
      break;
    }
}

static void
shuffle (GRand *rand, GPtrArray *array)
{
  for (guint i = array->len; i > 1; i--)
    {
      guint j = (guint) g_rand_int_range (rand, 0, (gint) i);
      gpointer swap = array->pdata[i - 1];

      array->pdata[i - 1] = array->pdata[j];
      array->pdata[j] = swap;
    }
}

static int
compare_lists (gconstpointer a, gconstpointer b)
{
  gsize x = strlen (*(char * const *) a), y = strlen (*(char * const *) b);

  return x != y ? (x > y) - (x < y) : strcmp (*(char * const *) a, *(char * const *) b);
}

/* Parties come in the order in which they were added: put in order of id. */
static char *
in_order (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  if (!g_str_has_prefix (text, "conflict"))
    return g_strdup (text);
  for (guint i = 2; words[i] != NULL; i++)
    {
      g_auto (GStrv) ids = g_strsplit (words[i], ",", -1);

      qsort (ids, g_strv_length (ids), sizeof *ids, compare_lists);
      g_free (words[i]);
      words[i] = g_strjoinv (",", ids);
    }
  return g_strjoinv (" ", words);
}

static CwPeopleMatch *
match_company (Company *company)
{
  CwPeopleMatch *match = cw_people_match_new (&by_email);

  for (guint i = 0; i < company->employees->len; i++)
    {
      const Person *person = company->employees->pdata[i];

      cw_people_match_add_employee (match, person->id, person->first, person->last, person->email, person->active);
    }
  for (guint i = 0; i < company->users->len; i++)
    {
      const Person *person = company->users->pdata[i];

      cw_people_match_add_user (match, person->id, person->first, person->last, person->email, person->active, person->employee_id);
    }
  for (guint i = 0; i < company->links->len; i += 2)
    cw_people_match_add_link (match, company->links->pdata[i], company->links->pdata[i + 1], i + 1);
  for (guint i = 0; i < company->refusals->len; i += 2)
    cw_people_match_add_refusal (match, company->refusals->pdata[i], company->refusals->pdata[i + 1]);
  cw_people_match_decide (match);
  return match;
}

static void
assert_company (Company *company)
{
  g_autoptr (CwPeopleMatch) match = NULL;
  gint64 started;
  guint n_near = 0;

  shuffle (company->rand, company->employees);
  shuffle (company->rand, company->users);
  started = g_get_monotonic_time ();
  match = match_company (company);
  g_test_message ("%u users, %u employees: %" G_GINT64_FORMAT " ms", company->users->len, company->employees->len,
                  (g_get_monotonic_time () - started) / 1000);
  for (guint i = 0; i < company->users->len; i++)
    {
      const Person *person = company->users->pdata[i];
      g_autofree char *text = describe_user (match, i), *found = in_order (text);

      if (!g_str_equal (found, person->expected))
        g_error ("user %s <%s>: “%s”, not “%s”", person->id, person->email, found, person->expected);
      n_near += cw_people_match_get_user (match, i)->n_near;
    }
  g_assert_cmpuint (n_near, ==, company->n_near);
  g_assert_cmpuint (cw_people_match_get_n_clashes (match), ==, company->n_clashes);
}

static void
test_large (void)
{
  Company company = { .rand = g_rand_new_with_seed (6) };

  company.employees = g_ptr_array_new_with_free_func (person_free);
  company.users = g_ptr_array_new_with_free_func (person_free);
  company.links = g_ptr_array_new_with_free_func (g_free);
  company.refusals = g_ptr_array_new_with_free_func (g_free);
  while (company.users->len < 4998)
    add_case (&company, (guint) g_rand_int_range (company.rand, 0, 40));
  while (company.users->len < 5000)
    add_case (&company, 99);
  while (company.employees->len < 6000)
    {
      g_autofree char *email = new_email (&company, NULL);

      add_employee (&company, email);
    }
  g_assert_cmpuint (company.n_clashes, >, 200);
  g_assert_cmpuint (company.n_near, >, 300);
  for (guint order = 0; order < 2; order++)
    assert_company (&company);
  g_ptr_array_unref (company.employees);
  g_ptr_array_unref (company.users);
  g_ptr_array_unref (company.links);
  g_ptr_array_unref (company.refusals);
  g_rand_free (company.rand);
}

/* ---- bad company: everybody alike; it must end soon all the same ---- */

static void
test_alike (void)
{
  for (guint kind = 0; kind < 4; kind++)
    {
      g_autoptr (CwPeopleMatch) match = cw_people_match_new (&by_email);
      gint64 started = g_get_monotonic_time ();

      for (guint i = 0; i < (kind == 3 ? 800 : 2000); i++)
        {
          g_autofree char *id = g_strdup_printf ("%u", i + 1), *e = NULL, *u = NULL;

          switch (kind)
            {
            case 0:   /* one address */
              e = g_strdup ("info@x.test");
              u = g_strdup ("INFO@x.test");
              break;
            case 1:   /* one part before the "@" */
              e = g_strdup_printf ("info@a%u.test", i);
              u = g_strdup_printf ("info@b%u.test", i);
              break;
            case 2:   /* one domain, numbers that are all near each other */
              e = g_strdup_printf ("user%04u@x.test", i);
              u = g_strdup_printf ("user%04ux@x.test", i);
              break;
            default:  /* very long ones that begin and end alike */
              e = g_strdup_printf ("a-very-long-beginning-that-everybody-has-%04u-and-an-end@x.test", i);
              u = g_strdup_printf ("a-very-long-beginning-that-everybody-has-%04ux-and-an-end@x.test", i);
              break;
            }
          cw_people_match_add_employee (match, id, "Same", "Name", e, TRUE);
          cw_people_match_add_user (match, id, "Same", "Name", u, TRUE, NULL);
        }
      cw_people_match_decide (match);
      g_test_message ("kind %u: %" G_GINT64_FORMAT " ms", kind, (g_get_monotonic_time () - started) / 1000);
      if (kind == 0)
        g_assert_cmpuint (cw_people_match_get_n_clashes (match), ==, 1);
      else
        g_assert_cmpuint (cw_people_match_get_user (match, 17)->n_near, ==, CW_NEAR_MAX);
      /* Ten times what it takes on a slow machine with checks; comparing everybody with everybody takes minutes there. */
      g_assert_cmpint (g_get_monotonic_time () - started, <, 60 * G_TIME_SPAN_SECOND);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/people/email", test_email);
  g_test_add_func ("/people/email-broken", test_email_broken);
  g_test_add_func ("/people/name", test_name);
  g_test_add_func ("/people/ids-first", test_ids_first);
  g_test_add_func ("/people/conflicts", test_conflicts);
  g_test_add_func ("/people/settled", test_settled);
  g_test_add_func ("/people/logins", test_logins);
  g_test_add_func ("/people/stopped", test_stopped);
  g_test_add_func ("/people/inactive", test_inactive);
  g_test_add_func ("/people/near", test_near);
  g_test_add_func ("/people/near-random", test_near_random);
  g_test_add_func ("/people/large", test_large);
  g_test_add_func ("/people/alike", test_alike);
  return g_test_run ();
}
