/* test-enumeration.c: dies once at every request and at every database write
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run of 60 records is counted first: its requests and its commits. Then it
 * is run again once for each of them and each way to die there: before it,
 * after it, and for a request with the answer lost on the way. A simulated
 * death makes every later request and database call fail. After a restart and
 * a resumption every record is there exactly once, parents are complete, and a
 * further run writes nothing. Enumerated, not sampled.
 */

#include "cw-fixture.h"

#include "cw-sandbox-transport.h"

typedef enum { DIE_NEVER, DIE_BEFORE_REQUEST, LOSE_ANSWER, DIE_AFTER_REQUEST, DIE_BEFORE_COMMIT, DIE_AFTER_COMMIT, N_WAYS } Way;

typedef struct {
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
  return !death->dead && !(after && death->way == LOSE_ANSWER);
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

static void
arm (CwFixture *f, Death *death)
{
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), death != NULL ? on_request : NULL, death);
  f->commit_hook = death != NULL ? on_commit : NULL;
  f->commit_data = death;
}

static void
live_once (const char *assume, Death *death)
{
  CwFixture *f = cw_fixture_new (35, 25, assume);
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
        g_error ("way %d at %u: %s", death->way, death->at, error->message);
      g_clear_pointer (&info, cw_run_info_free);
      /* A death before the run was begun leaves nothing to resume. */
      info = cw_fixture_run (f, 0, TRUE, &error);
    }
  if (error != NULL)
    g_error ("way %d at %u: %s", death->way, death->at, error->message);
  cw_fixture_assert_converged (f, 0, TRUE);
  g_clear_pointer (&info, cw_run_info_free);
  cw_fixture_count_writes (f, "precoro");
  cw_fixture_count_writes (f, "netsuite");
  info = cw_fixture_run (f, 0, TRUE, &error);
  if (info == NULL || cw_fixture_count_writes (f, "precoro") + cw_fixture_count_writes (f, "netsuite") > 0)
    g_error ("way %d at %u: the next run is not quiet\n%s", death->way, death->at, f->events->str);
  cw_fixture_free (f);
}

static void
test_way (gconstpointer data)
{
  const char *assume = data;
  Death count = { DIE_NEVER, G_MAXUINT, 0, 0, FALSE };

  live_once (assume, &count);
  for (Way way = DIE_BEFORE_REQUEST; way < N_WAYS; way++)
    {
      guint n = way <= DIE_AFTER_REQUEST ? count.requests : count.commits;

      for (guint at = 1; at <= n; at++)
        {
          Death death = { way, at, 0, 0, FALSE };

          live_once (assume, &death);
        }
    }
  g_test_message ("%u requests in 3 ways, %u commits in 2", count.requests, count.commits);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/enumeration/default", NULL, test_way);
  g_test_add_data_func ("/enumeration/external-on-post-ignored", "precoro.external-on-post=ignored", test_way);
  return g_test_run ();
}
