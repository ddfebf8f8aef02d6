/* test-enumeration.c: dies once at every request and at every database write
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run of 30 records is counted first: its requests and its commits. Then it
 * is run again once for each of them and each way to die there: before it,
 * after it, and for a request with the answer lost on the way. A simulated
 * death makes every later request and database call fail. After a restart and
 * a resumption every record is there exactly once, parents are complete, and a
 * further run writes nothing. Enumerated, not sampled. "Large" is twice as
 * long, for the suite soak.
 */

#include "cw-fixture.h"

#include "cw-sandbox-transport.h"

typedef enum { DIE_NEVER, DIE_BEFORE_REQUEST, LOSE_ANSWER, DIE_AFTER_REQUEST, DIE_BEFORE_COMMIT, DIE_AFTER_COMMIT, N_WAYS } Way;

typedef struct {
  CwSandboxTransport *transport;   /* borrowed */
  Way      way;
  guint    at;         /* which request or commit, from 1 */
  guint    requests, commits;
  gboolean dead;
} Death;

static gboolean
on_request (gboolean after, const CwWireRequest *request, gpointer data)
{
  Death *death = data;

  if (death->dead)
    return FALSE;
  if (!after)
    death->requests++;
  if (death->requests != death->at)
    return TRUE;
  if ((!after && death->way == DIE_BEFORE_REQUEST) || (after && death->way == DIE_AFTER_REQUEST))
    death->dead = TRUE;
  /* The answer is lost, and the program goes on. */
  if (!after && death->way == LOSE_ANSWER)
    cw_sandbox_transport_lose_answer (death->transport);
  return !death->dead;
}

static gboolean
on_commit (gboolean after, gpointer data)
{
  Death *death = data;

  if (death->dead)
    return FALSE;
  if (!after)
    death->commits++;
  if (death->commits != death->at)
    return TRUE;
  if ((!after && death->way == DIE_BEFORE_COMMIT) || (after && death->way == DIE_AFTER_COMMIT))
    death->dead = TRUE;
  return !death->dead;
}

/* One way to die in one variant; a variant that differs in little is run with fewer records. */
typedef struct {
  const char *path;      /* with the way for %s */
  const char *assume;
  guint       customers, projects;
  Way         way;
} Case;

static void
arm (CwFixture *f, Death *death)
{
  if (death != NULL)
    death->transport = CW_SANDBOX_TRANSPORT (f->transport);
  else
    cw_sandbox_transport_revive (CW_SANDBOX_TRANSPORT (f->transport));
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), death != NULL ? on_request : NULL, death);
  f->commit_hook = death != NULL ? on_commit : NULL;
  f->commit_data = death;
}

static void
live_once (const Case *c, Death *death)
{
  CwFixture *f = cw_fixture_new (c->customers, c->projects, c->assume);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  arm (f, death);
  info = cw_fixture_run (f, 0, TRUE, &error);
  arm (f, NULL);
  if (death->way != DIE_NEVER)
    {
      g_clear_error (&error);
      cw_fixture_reopen (f);
      if (!cw_fixture_resume (f, &error))
        g_test_fail_printf ("way %d at %u: %s", death->way, death->at, error->message);
      g_clear_pointer (&info, cw_run_info_free);
      /* A death before the run was begun leaves nothing to resume. */
      info = cw_fixture_run (f, 0, TRUE, &error);
    }
  if (error != NULL)
    g_test_fail_printf ("way %d at %u: %s", death->way, death->at, error->message);
  cw_fixture_assert_converged (f, 0, TRUE);
  g_clear_pointer (&info, cw_run_info_free);
  cw_fixture_count_writes (f, "precoro");
  cw_fixture_count_writes (f, "netsuite");
  info = cw_fixture_run (f, 0, TRUE, &error);
  if (info == NULL || cw_fixture_count_writes (f, "precoro") + cw_fixture_count_writes (f, "netsuite") > 0)
    g_test_fail_printf ("way %d at %u: the next run is not quiet\n%s", death->way, death->at, f->events->str);
  cw_fixture_free (f);
}

static void
test_way (gconstpointer data)
{
  const Case *c = data;
  Death count = { NULL, DIE_NEVER, G_MAXUINT, 0, 0, FALSE };
  guint n;

  live_once (c, &count);
  n = c->way <= DIE_AFTER_REQUEST ? count.requests : count.commits;
  g_assert_cmpuint (n, >, 0);
  for (guint at = 1; at <= n; at++)
    {
      Death death = { NULL, c->way, at, 0, 0, FALSE };

      live_once (c, &death);
    }
  g_test_message ("died at each of %u", n);
}

static void
assert_quiet_after (CwFixture *f, const char *what, guint first, guint second)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = cw_fixture_run (f, 0, TRUE, &error);

  g_clear_pointer (&info, cw_run_info_free);
  cw_fixture_assert_converged (f, 0, TRUE);
  cw_fixture_count_writes (f, "precoro");
  cw_fixture_count_writes (f, "netsuite");
  info = cw_fixture_run (f, 0, TRUE, &error);
  if (info == NULL || cw_fixture_count_writes (f, "precoro") + cw_fixture_count_writes (f, "netsuite") > 0)
    g_test_fail_printf ("%s at %u and %u: the next run is not quiet\n%s", what, first, second, f->events->str);
}

/* The resumed run dies too; what the first resumption alone would have to finish is finished by the second. */
static void
die_twice (guint first, guint second)
{
  CwFixture *f = cw_fixture_new (16, 10, NULL);
  Death one = { NULL, DIE_BEFORE_COMMIT, first, 0, 0, FALSE }, two = { NULL, DIE_BEFORE_COMMIT, second, 0, 0, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  arm (f, &one);
  info = cw_fixture_run (f, 0, TRUE, &error);
  g_clear_error (&error);
  arm (f, &two);
  cw_fixture_reopen (f);
  cw_fixture_resume (f, &error);
  g_clear_error (&error);
  arm (f, NULL);
  cw_fixture_reopen (f);
  if (!cw_fixture_resume (f, &error))
    g_test_fail_printf ("died at %u and %u: %s", first, second, error->message);
  /* What is left to the next run is what no run was begun for. */
  if (one.commits > 20)
    cw_fixture_assert_converged (f, 0, TRUE);
  assert_quiet_after (f, "died", first, second);
  cw_fixture_free (f);
}

static void
test_twice (void)
{
  for (guint first = 12; first < 48; first += 3)
    for (guint second = 1; second < 24; second += 3)
      die_twice (first, second);
}

static char *
make_path (const char *pattern, const char *way)
{
  g_auto (GStrv) parts = g_strsplit (pattern, "%s", 2);

  return g_strjoinv (way, parts);
}

int
main (int argc, char **argv)
{
  static const char *ways[N_WAYS] = { "never", "before-request", "lost-answer", "after-request", "before-commit", "after-commit" };
  static const Case variants[] = {
    { "/enumeration/%s/default", NULL, 40, 25, 0 },
    { "/enumeration/%s/external-on-post-ignored", "precoro.external-on-post=ignored", 16, 10, 0 },
    { "/enumeration-large/%s", NULL, 80, 50, 0 },
  };

  static Case cases[G_N_ELEMENTS (variants)][N_WAYS];

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    for (Way way = DIE_BEFORE_REQUEST; way < N_WAYS; way++)
      {
        g_autofree char *path = make_path (variants[i].path, ways[way]);

        /* Static: a case that is not asked for would never be freed. */
        cases[i][way] = variants[i];
        cases[i][way].way = way;
        g_test_add_data_func (path, &cases[i][way], test_way);
      }
  g_test_add_func ("/enumeration/twice", test_twice);
  return g_test_run ();
}
