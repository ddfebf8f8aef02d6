/* sb-generator-company.c: legal entities, currencies, segments and the small lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Subsidiary 1 is the root; 2 and 3 are the ones that a Precoro company is
 * paired with; the last, when there are more than a few, exists for
 * elimination only.
 */

#include "sb-generator.h"

#define ROOT_NAME "Harbor Group"

static const struct { const char *name, *legal, *country, *language; guint parent, currency; } entities[] = {
  { ROOT_NAME, "Harbor Group Holdings, Inc.", "US", "en_US", 0, 1 },
  { "Harbor US", "Harbor Services US LLC", "US", "en_US", 1, 1 },
  { "Harbor EU", "Harbor Services Europe B.V.", "NL", "en_GB", 1, 4 },
  { "Harbor UK", "Harbor Services UK Ltd", "GB", "en_GB", 3, 2 },
  { "Harbor Canada", "Harbor Services Canada ULC", "CA", "en_US", 2, 3 },
  { "Harbor Deutschland", "Harbor Dienste Deutschland GmbH", "DE", "de_DE", 3, 4 },
  { "Harbor France", "Harbor Services France SAS", "FR", "fr_FR", 3, 4 },
  { "Harbor Asia", "Harbor Services Asia Pte. Ltd.", "SG", "en_GB", 1, 6 },
  { "Harbor Japan", "Harbor Services Japan KK", "JP", "en_US", 8, 5 },
  { "Harbor India", "Harbor Services India Pvt. Ltd.", "IN", "en_GB", 8, 9 },
  { "Harbor Schweiz", "Harbor Dienste Schweiz AG", "CH", "de_DE", 3, 7 },
  { "Harbor Polska", "Harbor Usługi Polska Sp. z o.o.", "PL", "en_GB", 3, 8 },
};

static const struct { const char *name, *symbol, *display, *rate; guint precision; } currencies[] = {
  { "USA", "USD", "$", "1", 2 },
  { "British pound", "GBP", "£", "1.3401", 2 },
  { "Canadian Dollar", "CAD", "$", "0.7302", 2 },
  { "Euro", "EUR", "€", "1.1588", 2 },
  { "Japanese Yen", "JPY", "¥", "0.0069", 0 },
  { "Singapore Dollar", "SGD", "$", "0.7811", 2 },
  { "Swiss Franc", "CHF", "CHF", "1.2544", 2 },
  { "Polish Zloty", "PLN", "zł", "0.2731", 2 },
  { "Indian Rupee", "INR", "₹", "0.0117", 2 },
};

static const struct { guint id; const char *stage, *name, *probability; } statuses[] = {
  { 6, "LEAD", "Unqualified", "0" },
  { 7, "LEAD", "Qualified", "10" },
  { 8, "PROSPECT", "In Discussion", "40" },
  { 9, "PROSPECT", "Identified Decision Makers", "50" },
  { 10, "PROSPECT", "Proposal", "60" },
  { 11, "PROSPECT", "In Negotiation", "75" },
  { 12, "PROSPECT", "Purchasing", "90" },
  { 13, "CUSTOMER", "Closed Won", "100" },
  { 14, "PROSPECT", "Closed Lost", "0" },
  { 15, "CUSTOMER", "Renewal", "100" },
  { 16, "CUSTOMER", "Lost Customer", "0" },
};

typedef struct { const char *name; guint parent; } Segment;

static const Segment departments[] = {
  { "Finance", 0 }, { "Accounts Payable", 1 }, { "Accounts Receivable", 1 }, { "Sales", 0 }, { "Inside Sales", 4 }, { "Field Sales", 4 },
  { "Operations", 0 }, { "Procurement", 7 }, { "IT", 0 }, { "People & Culture", 0 }, { "Marketing", 0 }, { "R&D", 0 }, { "Forschung", 12 },
};
static const Segment classes[] = {
  { "Services", 0 }, { "Consulting", 1 }, { "Managed Services", 1 }, { "Products", 0 }, { "Hardware", 4 }, { "Software", 4 }, { "Internal", 0 },
};
static const Segment locations[] = {
  { "Boston", 0 }, { "Boston – Warehouse", 1 }, { "Austin", 0 }, { "Amsterdam", 0 }, { "London", 0 }, { "Toronto", 0 }, { "München", 0 },
  { "Singapore", 0 }, { "東京", 0 },
};

guint
sb_generator_get_currency (guint subsidiary)
{
  return subsidiary <= G_N_ELEMENTS (entities) ? entities[subsidiary - 1].currency : 1;
}

static void
add_currencies (SbGenerator *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (currencies); i++)
    {
      SbInsert row;

      sb_insert_begin (&row, self->sandbox, "currency", "id, name, symbol, displaysymbol, exchangerate, currencyprecision,"
                       " isbasecurrency, isinactive, lastmodifieddate");
      sb_insert_number (&row, i + 1);
      sb_insert_text (&row, currencies[i].name);
      sb_insert_text (&row, currencies[i].symbol);
      sb_insert_text (&row, currencies[i].display);
      sb_insert_text (&row, currencies[i].rate);
      sb_insert_number (&row, currencies[i].precision);
      sb_insert_flag (&row, i == 0);
      sb_insert_flag (&row, FALSE);
      sb_insert_number (&row, self->base - 1000 * 86400);
      sb_insert_end (&row);
    }
}

/* ---- subsidiaries ---- */

/* What comes after those that trade, but for the many that nobody ever used. */
static gboolean
is_elimination (SbGenerator *self, guint number)
{
  return number == self->subsidiaries && number > self->trading;
}

/* More entities than there are names for are numbered, below the root. */
static char *
dup_entity_name (SbGenerator *self, guint number)
{
  if (is_elimination (self, number))
    return g_strdup ("Harbor Eliminations");

  return number <= G_N_ELEMENTS (entities) ? g_strdup (entities[number - 1].name) : g_strdup_printf ("Harbor %u", number);
}

static guint
get_entity_parent (SbGenerator *self, guint number)
{
  if (number == 1)
    return 0;

  return !is_elimination (self, number) && number <= G_N_ELEMENTS (entities) ? entities[number - 1].parent : 1;
}

static char *
dup_entity_full_name (SbGenerator *self, guint number)
{
  guint parent = get_entity_parent (self, number);
  g_autofree char *name = dup_entity_name (self, number);
  g_autofree char *above = parent != 0 ? dup_entity_full_name (self, parent) : NULL;

  return above != NULL ? g_strconcat (above, " : ", name, NULL) : g_steal_pointer (&name);
}

static void
add_subsidiary (SbGenerator *self, guint number)
{
  gboolean elimination = is_elimination (self, number);
  guint like = !elimination && number <= G_N_ELEMENTS (entities) ? number - 1 : 0;
  g_autofree char *name = dup_entity_name (self, number);
  SbInsert row;

  sb_insert_begin (&row, self->sandbox, "subsidiary", "id, name, fullname, legalname, parent, currency, country, email, edition,"
                   " languagelocale, iselimination, isinactive, tranprefix, lastmodifieddate");
  sb_insert_number (&row, number);
  sb_insert_text (&row, name);
  sb_insert_take (&row, dup_entity_full_name (self, number));
  sb_insert_text (&row, elimination || number > G_N_ELEMENTS (entities) ? name : entities[like].legal);
  sb_insert_reference (&row, get_entity_parent (self, number));
  sb_insert_number (&row, entities[like].currency);
  sb_insert_text (&row, entities[like].country);
  sb_insert_take (&row, g_strdup_printf ("accounts%u@harbor.example", number));
  sb_insert_text (&row, entities[like].country);
  sb_insert_text (&row, entities[like].language);
  sb_insert_flag (&row, elimination);
  sb_insert_flag (&row, FALSE);
  sb_insert_take (&row, g_strdup_printf ("H%u", number));
  sb_insert_number (&row, self->base - 900 * 86400 + number);
  sb_insert_end (&row);
}

/* ---- segments ---- */

static char *
dup_segment_full_name (const Segment *segments, guint number)
{
  const Segment *segment = &segments[number - 1];
  g_autofree char *above = segment->parent != 0 ? dup_segment_full_name (segments, segment->parent) : NULL;

  return above != NULL ? g_strconcat (above, " : ", segment->name, NULL) : g_strdup (segment->name);
}

/* Available to the root and all below it, but for some that belong to one entity. */
static void
add_segments (SbGenerator *self, const char *table, const Segment *segments, guint count)
{
  for (guint number = 1; number <= count; number++)
    {
      gboolean own = sb_rng_chance (&self->rng, 250);
      SbInsert row;

      sb_insert_begin (&row, self->sandbox, table, "id, name, fullname, subsidiary, includechildren, isinactive, parent, lastmodifieddate");
      sb_insert_number (&row, number);
      sb_insert_text (&row, segments[number - 1].name);
      sb_insert_take (&row, dup_segment_full_name (segments, number));
      sb_insert_take (&row, own ? g_strdup_printf ("%u", 2 + sb_rng_below (&self->rng, 2)) : g_strdup ("1"));
      sb_insert_flag (&row, !own);
      sb_insert_flag (&row, number == count);
      sb_insert_reference (&row, segments[number - 1].parent);
      sb_insert_number (&row, self->base - 800 * 86400 + number * 3600);
      sb_insert_end (&row);
    }
}

/* ---- lists ---- */

static void
add_statuses (SbGenerator *self)
{
  static const char * const job_statuses[] = { "Closed", "In Progress", "Not Awarded", "Pending", "Awarded" };
  SbInsert row;

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      sb_insert_begin (&row, self->sandbox, "customerstatus", "id, name, stage, probability, isinactive");
      sb_insert_number (&row, statuses[i].id);
      sb_insert_text (&row, statuses[i].name);
      sb_insert_text (&row, statuses[i].stage);
      sb_insert_text (&row, statuses[i].probability);
      sb_insert_flag (&row, FALSE);
      sb_insert_end (&row);
    }
  for (guint i = 0; i < G_N_ELEMENTS (job_statuses); i++)
    {
      sb_insert_begin (&row, self->sandbox, "jobstatus", "id, name, isinactive, lastmodifieddate");
      sb_insert_number (&row, i + 1);
      sb_insert_text (&row, job_statuses[i]);
      sb_insert_flag (&row, FALSE);
      sb_insert_number (&row, self->base - 1000 * 86400);
      sb_insert_end (&row);
    }
}

static void
add_list (SbGenerator *self, const char *table, const char * const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      SbInsert row;

      sb_insert_begin (&row, self->sandbox, table, "id, name, isinactive");
      sb_insert_number (&row, i + 1);
      sb_insert_text (&row, names[i]);
      sb_insert_flag (&row, FALSE);
      sb_insert_end (&row);
    }
}

static void
add_terms (SbGenerator *self)
{
  static const guint days[] = { 30, 15, 60, 0, 90 };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      SbInsert row;

      sb_insert_begin (&row, self->sandbox, "term", "id, name, daysuntilnetdue, datedriven, installment, preferred, isinactive,"
                       " lastmodifieddate");
      sb_insert_number (&row, i + 1);
      sb_insert_take (&row, days[i] != 0 ? g_strdup_printf ("Net %u", days[i]) : g_strdup ("Due on receipt"));
      sb_insert_number (&row, days[i]);
      sb_insert_flag (&row, FALSE);
      sb_insert_flag (&row, FALSE);
      sb_insert_flag (&row, i == 0);
      sb_insert_flag (&row, FALSE);
      sb_insert_number (&row, self->base - 1000 * 86400);
      sb_insert_end (&row);
    }
}

void
sb_generator_make_company (SbGenerator *self)
{
  static const char * const categories[] = { "Corporate", "Individual", "Public sector", "Reseller", "Non-profit", NULL };
  static const char * const job_types[] = { "Fixed price", "Time & materials", "Internal", "Retainer", NULL };
  static const char * const prices[] = { "Base Price", "Alternate Price 1", "Online Price", NULL };
  static const char * const employee_types[] = { "Full time", "Part time", "Contractor", NULL };
  static const char * const employee_statuses[] = { "Active", "On leave", "Terminated", NULL };

  add_currencies (self);
  for (guint number = 1; number <= self->subsidiaries; number++)
    add_subsidiary (self, number);
  add_segments (self, "department", departments, G_N_ELEMENTS (departments));
  add_segments (self, "classification", classes, G_N_ELEMENTS (classes));
  add_segments (self, "location", locations, G_N_ELEMENTS (locations));
  add_statuses (self);
  add_list (self, "customercategory", categories);
  add_list (self, "jobtype", job_types);
  add_list (self, "pricelevel", prices);
  add_list (self, "employeetype", employee_types);
  add_list (self, "employeestatus", employee_statuses);
  add_terms (self);
}
