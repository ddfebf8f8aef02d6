/* sb-generator-customers.c: customers, prospects, leads and where they are available
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-generator.h"

#define USUAL_DEPTH      5
#define CHAIN_EVERY      400   /* customers: one chain that is deeper than usual */
#define CHAIN_LENGTH     5     /* at least, below its root */
#define SUB_CUSTOMERS    230   /* per mille, as all below */
#define PERSONS          70
#define INACTIVE         60
#define STAGE_BEFORE     50    /* leads and prospects */
#define MARKED           600
#define FULL_LENGTH      5
#define NEAR_NAMES       25
#define SAME_NAMES       2
#define NUMBERED         750

/* ---- parents ---- */

/* Mostly one of the newest. */
static guint
pick_usual_parent (SbGenerator *self)
{
  guint count = self->customers->len;

  for (guint i = 0; count > 0 && i < 6; i++)
    {
      guint span = sb_rng_chance (&self->rng, 400) ? MIN (count, 12) : count;
      guint at = count - 1 - sb_rng_below (&self->rng, span);

      if (g_array_index (self->customers, SbMadeCustomer, at).depth < USUAL_DEPTH)
        return at;
    }

  return G_MAXUINT;
}

static guint
pick_parent (SbGenerator *self)
{
  guint count = self->customers->len;

  if (self->customer_chain > 0)
    {
      self->customer_chain--;
      return count - 1;
    }
  if (count % CHAIN_EVERY == CHAIN_EVERY / 8)
    {
      self->customer_chain = CHAIN_LENGTH + sb_rng_below (&self->rng, 3);
      return G_MAXUINT;
    }

  return sb_rng_chance (&self->rng, SUB_CUSTOMERS) ? pick_usual_parent (self) : G_MAXUINT;
}

/* ---- availability ---- */

/* One that is neither of the two paired with Precoro. */
static guint
pick_other (SbGenerator *self)
{
  guint at = sb_rng_below (&self->rng, self->trading - 2);

  return at == 0 ? 1 : at + 3;
}

static void
pick_own_availability (SbGenerator *self, SbMadeCustomer *customer)
{
  guint chance = sb_rng_below (&self->rng, 100);

  if (chance < 45)
    customer->subsidiaries = 1u << 2;
  else if (chance < 70)
    customer->subsidiaries = 1u << 3;
  else if (chance < 90)
    customer->subsidiaries = 1u << 2 | 1u << 3;
  else
    customer->subsidiaries = (guint64) 1 << pick_other (self);
  customer->primary = (guint) __builtin_ctzll (customer->subsidiaries);
  if (chance >= 80 && chance < 90)
    customer->primary = 3;
  if (sb_rng_chance (&self->rng, 30))
    customer->subsidiaries |= (guint64) 1 << pick_other (self);
}

static void
pick_availability (SbGenerator *self, SbMadeCustomer *customer)
{
  SbMadeCustomer *parent;

  pick_own_availability (self, customer);
  if (customer->parent == G_MAXUINT || !sb_rng_chance (&self->rng, 800))
    return;
  parent = &g_array_index (self->customers, SbMadeCustomer, customer->parent);
  customer->subsidiaries = parent->subsidiaries;
  customer->primary = parent->primary;
}

static void
add_relation (SbGenerator *self, const SbMadeCustomer *customer, const char *name, guint subsidiary, gint64 modified)
{
  SbInsert row;

  sb_insert_begin (&row, self->sandbox, "customersubsidiaryrelationship", "id, entity, subsidiary, isprimarysub, name,"
                   " primarycurrency, balance, depositbalance, unbilledorders, lastmodifieddate");
  self->last_relation += sb_rng_chance (&self->rng, 50) ? 7 : 1;
  sb_insert_number (&row, self->last_relation);
  sb_insert_number (&row, customer->id);
  sb_insert_number (&row, subsidiary);
  sb_insert_flag (&row, subsidiary == customer->primary);
  sb_insert_text (&row, name);
  sb_insert_number (&row, sb_generator_get_currency (subsidiary));
  sb_insert_text (&row, "0.00");
  sb_insert_text (&row, "0.00");
  sb_insert_text (&row, "0.00");
  sb_insert_number (&row, modified);
  sb_insert_end (&row);
}

static void
add_relations (SbGenerator *self, const SbMadeCustomer *customer, const char *name, gint64 modified)
{
  for (guint subsidiary = 1; subsidiary <= self->trading; subsidiary++)
    if ((customer->subsidiaries >> subsidiary & 1) != 0)
      add_relation (self, customer, name, subsidiary, modified);
}

/* ---- names ---- */

/* The name is taken from here on. */
static char *
claim_name (SbGenerator *self, char *name)
{
  for (guint i = 2; g_hash_table_contains (self->names, name); i++)
    {
      g_autofree char *taken = name;
      g_autofree char *tail = g_strdup_printf (" %u", i);
      glong room = SB_MAX_COMPANY_NAME - g_utf8_strlen (tail, -1);

      if (g_utf8_strlen (taken, -1) > room)
        *g_utf8_offset_to_pointer (taken, room) = '\0';
      name = g_strconcat (taken, tail, NULL);
    }
  g_hash_table_add (self->names, g_strdup (name));

  return name;
}

/* @before: name of the customer made last; NULL: none. */
static char *
dup_company_name (SbGenerator *self, const char *before)
{
  guint chance = sb_rng_below (&self->rng, 1000);
  g_autofree char *plain = NULL;

  if (before != NULL && chance < SAME_NAMES)
    return g_strdup (before);
  if (before != NULL && chance < SAME_NAMES + NEAR_NAMES)
    return claim_name (self, sb_names_near (&self->rng, before, SB_MAX_COMPANY_NAME));
  plain = sb_names_company (&self->rng);
  if (chance >= 1000 - FULL_LENGTH)
    return claim_name (self, sb_names_stretch (&self->rng, plain, SB_MAX_COMPANY_NAME));

  return claim_name (self, g_steal_pointer (&plain));
}

/* With automatic numbers a number, else the name, which must be the only one. */
static char *
dup_entity_id (SbGenerator *self, const char *name)
{
  gboolean numbered = sb_rng_chance (&self->rng, NUMBERED) || g_utf8_strlen (name, -1) > SB_MAX_ENTITY_ID ||
                      g_hash_table_contains (self->entity_ids, name);
  char *text = numbered ? g_strdup_printf ("%u", 10001 + self->customers->len) : g_strdup (name);

  g_hash_table_add (self->entity_ids, g_strdup (text));

  return text;
}

/* ---- rows ---- */

static guint
pick_status (SbGenerator *self, SbMadeCustomer *customer)
{
  customer->is_customer = !sb_rng_chance (&self->rng, STAGE_BEFORE);
  if (customer->is_customer)
    return sb_rng_chance (&self->rng, 900) ? 13 : 15;

  return sb_rng_chance (&self->rng, 500) ? 6 + sb_rng_below (&self->rng, 2) : 8 + sb_rng_below (&self->rng, 5);
}

static const char *
get_stage (guint status)
{
  return status <= 7 ? "Lead" : status == 13 || status >= 15 ? "Customer" : "Prospect";
}

static void
insert_names (SbGenerator *self, SbInsert *row, const char *name, const SbPersonName *person)
{
  gboolean is_person = person->first != NULL;
  g_autofree char *local = sb_names_ascii (name);

  if (g_utf8_strlen (local, -1) > 30)
    local[30] = '\0';
  sb_insert_take (row, dup_entity_id (self, name));
  sb_insert_flag (row, is_person);
  sb_insert_text (row, is_person ? NULL : name);
  sb_insert_text (row, person->first);
  sb_insert_text (row, person->last);
  sb_insert_take (row, sb_rng_chance (&self->rng, 700)
                         ? g_strdup_printf ("%s%s@customer.example", is_person ? "" : "info.", *local != '\0' ? local : "mail") : NULL);
  sb_insert_take (row, sb_rng_chance (&self->rng, 500) ? g_strdup_printf ("+49 30 %06u", sb_rng_below (&self->rng, 1000000)) : NULL);
}

static void
insert_rest (SbGenerator *self, SbInsert *row, SbMadeCustomer *customer, guint status)
{
  const SbMadeCustomer *parent = NULL;
  guint employee = sb_rng_below (&self->rng, self->employees->len);

  if (customer->parent != G_MAXUINT)
    parent = &g_array_index (self->customers, SbMadeCustomer, customer->parent);
  sb_insert_reference (row, parent != NULL ? parent->id : 0);
  sb_insert_number (row, customer->primary);
  sb_insert_number (row, status);
  sb_insert_text (row, get_stage (status));
  sb_insert_reference (row, sb_rng_chance (&self->rng, 600) ? 1 + sb_rng_below (&self->rng, 5) : 0);
  sb_insert_number (row, 1 + sb_rng_below (&self->rng, 5));
  sb_insert_number (row, sb_generator_get_currency (customer->primary));
  sb_insert_reference (row, sb_rng_chance (&self->rng, 300) ? g_array_index (self->employees, gint64, employee) : 0);
  sb_insert_text (row, "AUTO");
  sb_insert_text (row, "DEFAULT");
  sb_insert_flag (row, !customer->active);
  sb_insert_flag (row, sb_rng_chance (&self->rng, MARKED));
  sb_insert_flag (row, sb_rng_chance (&self->rng, 300));
  sb_insert_take (row, sb_rng_chance (&self->rng, 60) ? g_strdup_printf ("CRM-%06" G_GINT64_FORMAT, customer->id) : NULL);
}

static void
insert_customer (SbGenerator *self, SbMadeCustomer *customer, const char *name, const SbPersonName *person)
{
  guint status = pick_status (self, customer);
  gint64 created, modified;
  SbInsert row;

  sb_generator_pick_dates (self, &created, &modified);
  sb_insert_begin (&row, self->sandbox, "customer", "id, entityid, isperson, companyname, firstname, lastname, email, phone, parent,"
                   " subsidiary, entitystatus, searchstage, category, terms, currency, salesrep, creditholdoverride, emailpreference,"
                   " isinactive, custentity_precoro_sync, custentity_oa_export_to_openair, externalid, datecreated, lastmodifieddate");
  sb_insert_number (&row, customer->id);
  insert_names (self, &row, name, person);
  insert_rest (self, &row, customer, status);
  sb_insert_number (&row, created);
  sb_insert_number (&row, modified);
  sb_insert_end (&row);
  add_relations (self, customer, name, created + (modified - created) / 2);
}

static void
link_to_parent (SbGenerator *self, SbMadeCustomer *customer)
{
  SbMadeCustomer *parent;

  customer->parent = pick_parent (self);
  customer->depth = 1;
  if (customer->parent == G_MAXUINT)
    return;
  parent = &g_array_index (self->customers, SbMadeCustomer, customer->parent);
  parent->children++;
  customer->depth = parent->depth + 1;
}

void
sb_generator_make_customer (SbGenerator *self)
{
  SbMadeCustomer customer = { .id = sb_generator_take_id (self), .active = !sb_rng_chance (&self->rng, INACTIVE) };
  SbPersonName person = { NULL, NULL };
  g_autofree char *name = NULL;

  link_to_parent (self, &customer);
  pick_availability (self, &customer);
  if (sb_rng_chance (&self->rng, PERSONS))
    {
      sb_names_person (&self->rng, FALSE, &person);
      name = g_strdup_printf ("%s %s", person.first, person.last);
    }
  else
    {
      name = dup_company_name (self, self->last_name);
      g_free (self->last_name);
      self->last_name = g_strdup (name);
    }
  insert_customer (self, &customer, name, &person);
  sb_person_name_clear (&person);
  g_array_append_val (self->customers, customer);
}

/* ---- moves ---- */

static void
move_below (SbGenerator *self, SbMadeCustomer *customer, const SbMadeCustomer *parent)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self->sandbox, "UPDATE ns_customer SET parent = ?, lastmodifieddate = ? WHERE id = ?");

  sqlite3_bind_int64 (statement, 1, parent->id);
  sqlite3_bind_int64 (statement, 2, self->base - 86400 + sb_rng_below (&self->rng, 80000));
  sqlite3_bind_int64 (statement, 3, customer->id);
  if (sqlite3_step (statement) != SQLITE_DONE)
    g_error ("%s", sqlite3_errmsg (sb_sandbox_get_db (self->sandbox)));
  sqlite3_reset (statement);
  customer->depth = parent->depth + 1;
}

/* Only childless roots move, and only below roots, so that no circle and no great depth comes of it. */
void
sb_generator_move_customers (SbGenerator *self)
{
  guint count = self->customers->len;

  for (guint i = 0; i < count / 100; i++)
    {
      guint at = sb_rng_below (&self->rng, count);
      guint to = sb_rng_below (&self->rng, count);
      SbMadeCustomer *customer = &g_array_index (self->customers, SbMadeCustomer, MIN (at, to));
      SbMadeCustomer *parent = &g_array_index (self->customers, SbMadeCustomer, MAX (at, to));

      if (at == to || customer->depth > 1 || customer->children > 0 || parent->depth > 1)
        continue;
      move_below (self, customer, parent);
      parent->children++;
    }
}
