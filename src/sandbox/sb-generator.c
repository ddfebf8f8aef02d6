/* sb-generator.c: a believable company out of a seed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Customers and projects are made in turn, as they come up in real life: the
 * ids of both rise together in the entities' one id space, with gaps for what
 * was deleted.
 */

#include "sb-generator.h"

#include "sb-netsuite-auth.h"
#include "sb-suiteprojects.h"

#define NEWEST_DAY     G_GINT64_CONSTANT (1751241600)   /* 2025-06-30: before any clock that the sandbox runs by */
#define HISTORY_DAYS   (3 * 365)
#define DAY            G_GINT64_CONSTANT (86400)
#define ELIMINATION_FROM 5                              /* subsidiaries: fewer do without one for elimination */
#define GAPS           80                               /* per mille of the ids */
#define TRACES         100                              /* per mille of the gaps */
#define BATCH          60                               /* per mille of the rows */

/* What remains of a customer or project that once had @id. */
static void
note_deleted (SbGenerator *self, gint64 id)
{
  gboolean is_job = sb_rng_chance (&self->rng, 400);
  SbInsert row;

  sb_insert_begin (&row, self->sandbox, "deletedrecord", "recordid, recordtypeid, scriptid, name, type, deleteddate, deletedby, context,"
                   " iscustomrecord, iscustomlist, iscustomtransaction");
  sb_insert_number (&row, id);
  sb_insert_number (&row, is_job ? -7 : -2);
  sb_insert_text (&row, is_job ? "job" : "customer");
  sb_insert_take (&row, g_strdup_printf ("%s %" G_GINT64_FORMAT, is_job ? "Project" : "Customer", id));
  sb_insert_text (&row, is_job ? "Project" : "Customer");
  sb_insert_number (&row, self->base - 1 - sb_rng_below (&self->rng, HISTORY_DAYS * DAY));
  sb_insert_number (&row, SB_NETSUITE_USER_ID);
  sb_insert_text (&row, "User Interface");
  sb_insert_flag (&row, FALSE);
  sb_insert_flag (&row, FALSE);
  sb_insert_flag (&row, FALSE);
  sb_insert_end (&row);
}

gint64
sb_generator_take_id (SbGenerator *self)
{
  gboolean gap = sb_rng_chance (&self->rng, GAPS);

  self->last_id += gap ? 2 + sb_rng_below (&self->rng, 38) : 1;
  if (gap && sb_rng_chance (&self->rng, TRACES))
    note_deleted (self, self->last_id - 1);

  return self->last_id;
}

void
sb_generator_pick_dates (SbGenerator *self, gint64 *out_created, gint64 *out_modified)
{
  gint64 created = self->base - 1 - sb_rng_below (&self->rng, HISTORY_DAYS * DAY);
  guint age = (guint) (self->base - created);

  *out_created = created;
  *out_modified = created + sb_rng_below (&self->rng, age);
  if (created < self->batch && sb_rng_chance (&self->rng, BATCH))
    *out_modified = self->batch;
}

char *
sb_generator_dup_day (gint64 seconds)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (seconds);

  return g_date_time_format (date, "%Y-%m-%d");
}

guint
sb_generator_pick_subsidiary (SbGenerator *self)
{
  guint chance = sb_rng_below (&self->rng, 100);

  if (chance < 50)
    return 2;

  return chance < 80 ? 3 : 1 + sb_rng_below (&self->rng, self->trading);
}

static void
start (SbGenerator *self, SbSandbox *sandbox)
{
  const SbOptions *options = sb_sandbox_get_options (sandbox);

  self->sandbox = sandbox;
  self->subsidiaries = MAX (options->subsidiaries, 3);
  self->trading = MIN (self->subsidiaries >= ELIMINATION_FROM ? self->subsidiaries - 1 : self->subsidiaries, SB_GENERATOR_MAX_TRADING);
  self->customers_wanted = options->customers;
  self->projects_wanted = options->projects;
  self->employees_wanted = MAX (options->employees, 1);
  self->base = NEWEST_DAY - (gint64) (options->seed % 28) * DAY;
  self->batch = self->base - 40 * DAY + 12345;
  self->last_id = SB_NETSUITE_USER_ID;
  self->customers = g_array_sized_new (FALSE, FALSE, sizeof (SbMadeCustomer), options->customers);
  self->jobs = g_array_sized_new (FALSE, FALSE, sizeof (SbMadeJob), options->projects);
  self->employees = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->entity_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
finish (SbGenerator *self)
{
  g_autofree char *last_id = g_strdup_printf ("%" G_GINT64_FORMAT, self->last_id);

  sb_sandbox_set_meta (self->sandbox, SB_LAST_ENTITY_META, last_id);
  g_array_unref (self->customers);
  g_array_unref (self->jobs);
  g_array_unref (self->employees);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->entity_ids);
  g_free (self->last_name);
}

/* Whichever kind lags behind its share is next. */
static void
make_customers_and_jobs (SbGenerator *self)
{
  guint64 customers = self->customers_wanted;
  guint64 projects = self->projects_wanted;

  while (self->customers->len < customers || self->jobs->len < projects)
    if (self->jobs->len * customers < self->customers->len * projects || self->customers->len == customers)
      sb_generator_make_job (self);
    else
      sb_generator_make_customer (self);
}

gboolean
sb_generate (SbSandbox *self, GError **error)
{
  SbGenerator generator = { NULL };
  guint64 seed = sb_sandbox_get_options (self)->seed;

  sb_netsuite_auth_setup (self);
  start (&generator, self);
  sb_rng_init (&generator.rng, seed, "company");
  sb_generator_make_company (&generator);
  sb_rng_init (&generator.rng, seed, "employees");
  sb_generator_make_employees (&generator);
  sb_rng_init (&generator.rng, seed, "customers");
  make_customers_and_jobs (&generator);
  sb_generator_move_customers (&generator);
  sb_rng_init (&generator.rng, seed, "purchasing");
  sb_generator_make_purchasing (&generator);
  sb_rng_init (&generator.rng, seed, "services");
  sb_generator_make_services (&generator);
  finish (&generator);
  sb_precoro_generate (self);
  sb_suiteprojects_generate (self);

  return TRUE;
}
