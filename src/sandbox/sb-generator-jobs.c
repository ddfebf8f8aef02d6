/* sb-generator-jobs.c: projects below customers, below projects, and below nothing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-generator.h"

#define CHAIN_EVERY      150   /* projects: one chain that is deeper than a target may allow */
#define CHAIN_LENGTH     3     /* at least, below its first project */
#define WITHOUT_CUSTOMER 15    /* per mille, as all below */
#define BELOW_PROJECTS   110
#define INACTIVE         80
#define MARKED           600
#define FULL_LENGTH      4

/* A project to go below; G_MAXUINT: none that fits was found. */
static guint
pick_parent_job (SbGenerator *self)
{
  for (guint i = 0; self->jobs->len > 0 && i < 8; i++)
    {
      guint at = sb_rng_below (&self->rng, self->jobs->len);
      SbMadeJob *candidate = &g_array_index (self->jobs, SbMadeJob, at);

      if (candidate->customer != G_MAXUINT && candidate->depth == 1)
        return at;
    }

  return G_MAXUINT;
}

static guint
pick_parent (SbGenerator *self)
{
  guint count = self->jobs->len;

  if (self->job_chain > 0 && g_array_index (self->jobs, SbMadeJob, count - 1).customer != G_MAXUINT)
    {
      self->job_chain--;
      return count - 1;
    }
  if (count % CHAIN_EVERY == CHAIN_EVERY / 4)
    self->job_chain = CHAIN_LENGTH + sb_rng_below (&self->rng, 3);

  return sb_rng_chance (&self->rng, BELOW_PROJECTS) ? pick_parent_job (self) : G_MAXUINT;
}

/* Leads and prospects have hardly any projects. */
static guint
pick_customer (SbGenerator *self)
{
  guint at = G_MAXUINT;

  for (guint i = 0; self->customers->len > 0 && i < 3; i++)
    {
      at = sb_rng_below (&self->rng, self->customers->len);
      if (g_array_index (self->customers, SbMadeCustomer, at).is_customer)
        return at;
    }

  return at;
}

/* One of its customer's. */
static guint
pick_subsidiary (SbGenerator *self, const SbMadeJob *job)
{
  const SbMadeCustomer *customer;
  guint64 left;

  if (job->customer == G_MAXUINT)
    return sb_generator_pick_subsidiary (self);
  customer = &g_array_index (self->customers, SbMadeCustomer, job->customer);
  if (sb_rng_chance (&self->rng, 650))
    return customer->primary;
  left = customer->subsidiaries;
  for (guint skip = sb_rng_below (&self->rng, (guint) __builtin_popcountll (left)); skip > 0; skip--)
    left &= left - 1;

  return (guint) __builtin_ctzll (left);
}

/* Returns the id of its parent; 0: none. */
static gint64
place (SbGenerator *self, SbMadeJob *job)
{
  guint above = pick_parent (self);
  const SbMadeJob *parent;

  job->customer = G_MAXUINT;
  job->depth = 1;
  if (above == G_MAXUINT && sb_rng_chance (&self->rng, WITHOUT_CUSTOMER))
    return 0;
  if (above == G_MAXUINT)
    {
      job->customer = pick_customer (self);
      return job->customer != G_MAXUINT ? g_array_index (self->customers, SbMadeCustomer, job->customer).id : 0;
    }
  parent = &g_array_index (self->jobs, SbMadeJob, above);
  job->customer = parent->customer;
  job->depth = parent->depth + 1;

  return parent->id;
}

static char *
dup_name (SbGenerator *self)
{
  guint number = self->jobs->len + 1;
  g_autofree char *plain = sb_names_project (&self->rng, number);

  if (sb_rng_chance (&self->rng, FULL_LENGTH))
    return sb_names_stretch (&self->rng, plain, SB_MAX_PROJECT_NAME);
  if (sb_rng_chance (&self->rng, 30))
    return sb_names_stretch (&self->rng, plain, 60 + sb_rng_below (&self->rng, SB_MAX_PROJECT_NAME - 60));

  return g_steal_pointer (&plain);
}

static void
insert_schedule (SbGenerator *self, SbInsert *row, gint64 created)
{
  gboolean done = sb_rng_chance (&self->rng, 300);
  gint64 end = created + (30 + sb_rng_below (&self->rng, 400)) * G_GINT64_CONSTANT (86400);

  sb_insert_number (row, done ? 1 : 2 + 3 * sb_rng_below (&self->rng, 2));
  sb_insert_text (row, sb_rng_chance (&self->rng, 500) ? "TM" : "FBM");
  sb_insert_take (row, sb_generator_dup_day (created));
  sb_insert_take (row, sb_generator_dup_day (end));
  sb_insert_take (row, done ? sb_generator_dup_day (end + 86400) : NULL);
}

static void
insert_job (SbGenerator *self, const SbMadeJob *job, gint64 parent)
{
  gint64 customer = job->customer != G_MAXUINT ? g_array_index (self->customers, SbMadeCustomer, job->customer).id : 0;
  guint manager = sb_rng_below (&self->rng, self->employees->len);
  gint64 created, modified;
  SbInsert row;

  sb_generator_pick_dates (self, &created, &modified);
  sb_insert_begin (&row, self->sandbox, "job", "id, entityid, companyname, parent, customer, subsidiary, jobtype, entitystatus,"
                   " jobbillingtype, startdate, projectedenddate, enddate, projectmanager, currency, isinactive, allowtime, allowexpenses,"
                   " limittimetoassignees, allowallresourcesfortasks, percentcomplete, custentity_precoro_sync,"
                   " custentity_oa_export_to_openair, externalid, datecreated, lastmodifieddate");
  sb_insert_number (&row, job->id);
  sb_insert_take (&row, g_strdup_printf (sb_rng_chance (&self->rng, 700) ? "%u" : "PRJ%u", 500001 + self->jobs->len));
  sb_insert_take (&row, dup_name (self));
  sb_insert_reference (&row, parent);
  sb_insert_reference (&row, customer);
  sb_insert_number (&row, job->subsidiary);
  sb_insert_reference (&row, sb_rng_chance (&self->rng, 700) ? 1 + sb_rng_below (&self->rng, 4) : 0);
  insert_schedule (self, &row, created);
  sb_insert_reference (&row, sb_rng_chance (&self->rng, 700) ? g_array_index (self->employees, gint64, manager) : 0);
  sb_insert_number (&row, sb_generator_get_currency (job->subsidiary));
  sb_insert_flag (&row, sb_rng_chance (&self->rng, INACTIVE));
  sb_insert_flag (&row, TRUE);
  sb_insert_flag (&row, TRUE);
  sb_insert_flag (&row, sb_rng_chance (&self->rng, 400));
  sb_insert_flag (&row, TRUE);
  sb_insert_take (&row, g_strdup_printf ("%u", sb_rng_below (&self->rng, 101)));
  sb_insert_flag (&row, sb_rng_chance (&self->rng, MARKED));
  sb_insert_flag (&row, sb_rng_chance (&self->rng, 300));
  sb_insert_take (&row, sb_rng_chance (&self->rng, 50) ? g_strdup_printf ("SPP_%06" G_GINT64_FORMAT, job->id) : NULL);
  sb_insert_number (&row, created);
  sb_insert_number (&row, modified);
  sb_insert_end (&row);
}

void
sb_generator_make_job (SbGenerator *self)
{
  SbMadeJob job = { .id = sb_generator_take_id (self) };
  gint64 parent = place (self, &job);

  job.subsidiary = pick_subsidiary (self, &job);
  insert_job (self, &job, parent);
  g_array_append_val (self->jobs, job);
}
