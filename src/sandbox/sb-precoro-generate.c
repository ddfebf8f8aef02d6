/* sb-precoro-generate.c: two Precoro companies as they were before anybody integrated them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each is paired with one NetSuite subsidiary and employs its people: most
 * under the same e-mail, some in another spelling, some mistyped, twice or
 * gone. The list for customers and projects holds what people typed in and a
 * few options that another connector keeps.
 */

#include "sb-precoro.h"

#include "sb-generator.h"

#include <string.h>

#define STREAM "precoro"

#define DAY ((gint64) 86400)

#define FIRST_OPTION   88001
#define FIRST_USER     5001
#define FIRST_ORDER    640001
#define FIRST_IDN      1001
#define FIRST_LINE     771001
#define FIRST_SUPPLIER 9301
#define FIRST_LOCATION 41

#define ORDERS_PER_COMPANY 60

/* What is the same in both companies but for its number. */
static const struct {
  gint64      subsidiary;
  gint64      list_field;       /* customers and projects */
  gint64      cost_field;       /* another drop-down, to tell apart */
  gint64      text_field;       /* no drop-down at all */
  gint64      document_field;
  gint64      department_field; /* of documents too */
  gint64      class_field;
} companies[] = {
  { 2, 7301, 7311, 7321, 3120, 3130, 3140 },
  { 3, 7302, 7312, 7322, 3121, 3131, 3141 },
};

/* Typed in by hand: level from 1, each under the last one of the level above. */
static const struct {
  guint       level;
  const char *name;
  const char *code;
  const char *netsuite_id;      /* set: kept by another connector */
  gboolean    enable;
} hand_made[] = {
  { 1, "General overhead", "OVH", NULL, TRUE },
  { 1, "Internal projects", NULL, NULL, TRUE },
  { 2, "Office move", NULL, NULL, TRUE },
  { 2, "Website relaunch", "WEB", NULL, FALSE },
  { 1, "Old price list (do not use)", NULL, NULL, FALSE },
  { 1, "Harbour Works – former connector", NULL, "900017", TRUE },
  { 2, "Quay 4 – former connector", NULL, "900018", TRUE },
  { 1, "Fairground Lighting – former connector", "FL", "900031", TRUE },
};

static const char * const cost_objects[] = { "Operations", "Marketing", "Research", "Facilities" };
static const char * const regions[] = { "North", "South", "Overseas" };
static const struct { const char *name, *netsuite_id; } locations[] = { { "Main warehouse", "2" }, { "Head office", "1" },
                                                                        { "Site depot", "3" } };
/* NetSuite's numbers of departments and classes that were brought over before. */
static const struct { const char *name, *netsuite_id; } departments[] = { { "Operations", "7" }, { "Finance", "1" }, { "IT", "9" },
                                                                          { "Marketing", "11" } };
static const struct { const char *name, *netsuite_id; } classes[] = { { "Services", "1" }, { "Products", "4" } };

#define SUPPLIERS 8
#define GOODS     10

/* Users whom NetSuite does not know. */
static const struct { const char *firstname, *lastname; gboolean enable; } outsiders[] = {
  { "Marta", "Voss", TRUE },
  { "Idris", "Vale", TRUE },
  { "Chiyo", "Tanabe", FALSE },
};

/* One company being filled. */
typedef struct {
  SbSandbox *sandbox;
  guint      index;
  gint64     id;
  gint64     now;             /* seconds */
  char      *domain;
  gint64     first_user;
  gint64     last_user;
} Company;

static guint
pick (SbSandbox *self, guint count)
{
  return (guint) (sb_sandbox_random (self, STREAM) % count);
}

/* Runs @sql with one parameter for each letter of @types: "i" a gint64, "t" a text or NULL. */
static void
insert (SbSandbox *self, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);
  va_list arguments;

  va_start (arguments, types);
  for (int i = 0; types[i] != '\0'; i++)
    if (types[i] == 'i')
      sqlite3_bind_int64 (statement, i + 1, va_arg (arguments, gint64));
    else
      sqlite3_bind_text (statement, i + 1, va_arg (arguments, const char *), -1, SQLITE_TRANSIENT);
  va_end (arguments);
  sb_sandbox_run (self, statement);
}

/* The first column of what @sql finds, by its parameter if it has one; @fallback when that is nothing (transfer full). */
static char *
dup_one (SbSandbox *self, const char *sql, gint64 parameter, const char *fallback)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);
  char *text = NULL;

  sqlite3_bind_int64 (statement, 1, parameter);
  if (sqlite3_step (statement) == SQLITE_ROW)
    text = g_strdup (sb_column (statement, 0));
  sqlite3_reset (statement);

  return text != NULL ? text : g_strdup (fallback);
}

static gint64
next_id (SbSandbox *self, const char *table, gint64 first)
{
  g_autofree char *sql = g_strdup_printf ("SELECT max (id) + 1 FROM %s", table);
  g_autofree char *text = dup_one (self, sql, 0, NULL);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : first;
}

/* ---- company and fields ---- */

static char *
make_token (SbSandbox *self)
{
  guint64 high = sb_sandbox_random (self, "precoro.token");
  guint64 low = sb_sandbox_random (self, "precoro.token");

  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", high, low);
}

static void
add_company (Company *company)
{
  SbSandbox *self = company->sandbox;
  gint64 subsidiary = companies[company->index].subsidiary;
  g_autofree char *fallback = g_strdup_printf ("Company %u", company->index + 1);
  g_autofree char *name = dup_one (self, "SELECT name FROM ns_subsidiary WHERE id = ?", subsidiary, fallback);
  g_autofree char *subsidiary_text = g_strdup_printf ("%" G_GINT64_FORMAT, subsidiary);
  g_autofree char *email = g_strdup_printf ("integration@%s", company->domain);
  g_autofree char *token = make_token (self);

  insert (self, "INSERT INTO pc_company VALUES (?, ?, ?, ?, ?, ?)", "itttti", company->id, name, subsidiary_text, email, token,
          companies[company->index].list_field);
}

static void
add_field (Company *company, gint64 id, gint64 document, const char *name, gint64 type, gint64 position)
{
  insert (company->sandbox, "INSERT INTO pc_field VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)", "iiitiiii", id, company->id, document,
          name, type, position, company->now - 300 * DAY, company->now - 40 * DAY);
}

static void
add_names (Company *company, gint64 field, const char * const *names, guint count)
{
  for (guint i = 0; i < count; i++)
    sb_option_insert (company->sandbox, field, 0, names[i], NULL, NULL, NULL, TRUE);
}

static void
add_hand_made (Company *company)
{
  gint64 last[SB_OPTION_LEVELS + 1] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (hand_made); i++)
    last[hand_made[i].level] = sb_option_insert (company->sandbox, companies[company->index].list_field,
                                                 last[hand_made[i].level - 1], hand_made[i].name, hand_made[i].code, NULL,
                                                 hand_made[i].netsuite_id, hand_made[i].enable);
}

static void
add_segments (Company *company)
{
  guint i = company->index;

  add_field (company, companies[i].department_field, 1, "NetSuite Departments", 0, 2);
  add_field (company, companies[i].class_field, 1, "NetSuite Classes", 0, 3);
  for (guint n = 0; n < G_N_ELEMENTS (departments); n++)
    sb_option_insert (company->sandbox, companies[i].department_field, 0, departments[n].name, NULL, NULL, departments[n].netsuite_id, TRUE);
  for (guint n = 0; n < G_N_ELEMENTS (classes); n++)
    sb_option_insert (company->sandbox, companies[i].class_field, 0, classes[n].name, NULL, NULL, classes[n].netsuite_id, TRUE);
}

static void
add_fields (Company *company)
{
  guint i = company->index;

  add_field (company, companies[i].list_field, 0, "NetSuite Customers/Projects", 0, 4);
  add_field (company, companies[i].cost_field, 0, "Cost object", 0, 5);
  add_field (company, companies[i].text_field, 0, "Delivery remark", 1, 6);
  add_field (company, companies[i].document_field, 1, "Region", 0, 1);
  add_hand_made (company);
  add_names (company, companies[i].cost_field, cost_objects, G_N_ELEMENTS (cost_objects));
  add_names (company, companies[i].document_field, regions, G_N_ELEMENTS (regions));
  add_segments (company);
}

/* ---- users ---- */

static void
add_user (Company *company, const char *firstname, const char *lastname, const char *email, gboolean enable,
          const char *netsuite_id)
{
  gint64 id = next_id (company->sandbox, "pc_user", FIRST_USER);

  insert (company->sandbox, "INSERT INTO pc_user VALUES (?, ?, ?, ?, ?, ?, ?)", "iitttit", id, company->id, firstname, lastname,
          email, (gint64) enable, netsuite_id);
  if (company->first_user == 0)
    company->first_user = id;
  company->last_user = id;
}

/* "anna.berg@x.test" without one letter of the name, as people mistype. */
static char *
mistype (SbSandbox *self, const char *email)
{
  gsize name = strcspn (email, "@");
  gsize at = 1 + pick (self, (guint) MAX (name, 2) - 1);

  return g_strdup_printf ("%.*s%s", (int) at, email, email + MIN (at + 1, name));
}

static char *
respell (SbSandbox *self, const char *email)
{
  switch (pick (self, 3))
    {
    case 0:
      return g_ascii_strup (email, -1);
    case 1:
      return g_strdup_printf (" %s", email);
    default:
      return g_strdup_printf ("%c%s ", g_ascii_toupper (email[0]), email + 1);
    }
}

/* An employee as a user, if he is one: out of a hundred 60 plain, 12 spelled otherwise, 8 mistyped, 4 twice, 6 gone. */
static void
add_employee (Company *company, sqlite3_stmt *employee)
{
  SbSandbox *self = company->sandbox;
  const char *firstname = sb_column (employee, 1);
  const char *lastname = sb_column (employee, 2);
  const char *email = sb_column (employee, 3);
  guint chance = pick (self, 100);
  g_autofree char *changed = NULL;

  if (chance < 60)
    add_user (company, firstname, lastname, email, TRUE, chance < 5 ? sb_column (employee, 0) : NULL);
  else if (chance < 80)
    {
      changed = chance < 72 ? respell (self, email) : mistype (self, email);
      add_user (company, firstname, lastname, changed, TRUE, NULL);
    }
  else if (chance < 84)
    {
      add_user (company, firstname, lastname, email, TRUE, NULL);
      add_user (company, firstname, "(shared)", email, TRUE, NULL);
    }
  else if (chance < 90)
    add_user (company, firstname, lastname, email, FALSE, NULL);
}

/* Who is not a person: no name, or no address. */
static const struct { const char *firstname, *lastname, *email; } systems[] = {
  { "Support", "", "support@precoro.example.test" },
  { "", "", "invoices.inbox" },
};

/* People whom only a person can tell to be the same: the address is in another domain of the company, or the name is turned round
 * and without its accents. They are taken from those whose address no user has. */
static void
add_near_users (Company *company)
{
  SbSandbox *self = company->sandbox;
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT firstname, lastname, trim (lower (email)) FROM ns_employee e"
                                                " WHERE firstname <> '' AND lastname <> '' AND isinactive = 'F' AND email LIKE '__%@%'"
                                                " AND NOT EXISTS (SELECT 1 FROM pc_user u WHERE u.company = ?"
                                                " AND trim (lower (u.email)) = trim (lower (e.email))) ORDER BY id LIMIT 4");
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  sqlite3_bind_int64 (statement, 1, company->id);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      const char *texts[] = { sb_column (statement, 0), sb_column (statement, 1), sb_column (statement, 2), NULL };

      g_ptr_array_add (people, g_strdupv ((char **) texts));
    }
  sqlite3_reset (statement);
  for (guint i = 0; i < people->len; i++)
    {
      char **person = people->pdata[i];
      g_autofree char *upper = g_utf8_strup (person[1], -1), *email = NULL;

      if (i % 2 == 0)
        email = g_strdup_printf ("%.*s@%s", (int) strcspn (person[2], "@"), person[2], company->domain);
      else
        email = g_strdup_printf ("purchasing%u@contractor.example.test", i);
      if (i % 2 == 0)
        add_user (company, person[0], "(another domain)", email, TRUE, NULL);
      else
        add_user (company, upper, person[0], email, TRUE, NULL);
    }
}

static void
add_users (Company *company)
{
  SbSandbox *self = company->sandbox;
  g_autofree char *key_owner = g_strdup_printf ("integration@%s", company->domain);
  sqlite3_stmt *statement;

  add_user (company, "Integration", "User", key_owner, TRUE, NULL);
  statement = sb_sandbox_prepare (self, "SELECT id, firstname, lastname, email FROM ns_employee WHERE subsidiary = ?"
                                  " AND firstname <> '' AND lastname <> '' AND email LIKE '__%@%' ORDER BY id");
  sqlite3_bind_int64 (statement, 1, companies[company->index].subsidiary);
  while (sqlite3_step (statement) == SQLITE_ROW)
    add_employee (company, statement);
  sqlite3_reset (statement);
  for (guint i = 0; i < G_N_ELEMENTS (outsiders); i++)
    {
      g_autofree char *name = g_ascii_strdown (outsiders[i].firstname, -1);
      g_autofree char *email = g_strdup_printf ("%s@contractor.example.test", name);

      add_user (company, outsiders[i].firstname, outsiders[i].lastname, email, outsiders[i].enable, NULL);
    }
  add_near_users (company);
  for (guint i = 0; i < G_N_ELEMENTS (systems); i++)
    add_user (company, systems[i].firstname, systems[i].lastname, systems[i].email, TRUE, NULL);
}

/* ---- orders ---- */

static void
add_suppliers (Company *company)
{
  SbSandbox *self = company->sandbox;

  for (guint i = 0; sb_generator_suppliers[i] != NULL; i++)
    {
      g_autofree char *code = g_strdup_printf ("S-%03u", i + 1);
      g_autofree char *sql = g_strdup_printf ("SELECT id FROM ns_vendor WHERE subsidiary = ? ORDER BY id LIMIT 1 OFFSET %u", i);
      g_autofree char *external_id = i % 3 != 0 ? dup_one (self, sql, companies[company->index].subsidiary, NULL) : NULL;

      insert (self, "INSERT INTO pc_supplier VALUES (?, ?, ?, ?, 'USD', 2, ?, ?, NULL, ?, ?)", "iittitii",
              next_id (self, "pc_supplier", FIRST_SUPPLIER), company->id, sb_generator_suppliers[i], code, (gint64) (i != 6), external_id,
              company->now - 300 * DAY, company->now - 60 * DAY);
    }
  for (guint i = 0; i < G_N_ELEMENTS (locations); i++)
    insert (self, "INSERT INTO pc_location VALUES (?, ?, ?, 1, ?)", "iitt", next_id (self, "pc_location", FIRST_LOCATION),
            company->id, locations[i].name, locations[i].netsuite_id);
}

/* Hundredths of the line's sum. */
static gint64
add_line (Company *company, gint64 order, gint64 first_option)
{
  SbSandbox *self = company->sandbox;
  gint64 quantity = 1 + pick (self, 12);
  gint64 price = 500 + (gint64) pick (self, 400000);
  gint64 option = pick (self, 3) == 0 ? first_option + pick (self, 3) : 0;
  const SbGoods *goods = &sb_generator_goods[pick (self, GOODS)];
  g_autofree char *quantity_text = g_strdup_printf ("%" G_GINT64_FORMAT, quantity);
  g_autofree char *price_text = g_strdup_printf ("%" G_GINT64_FORMAT ".%02d", price / 100, (int) (price % 100));
  g_autofree char *sum_text = NULL;

  sum_text = g_strdup_printf ("%" G_GINT64_FORMAT ".%02d", price * quantity / 100, (int) (price * quantity % 100));
  insert (self, "INSERT INTO pc_line VALUES (?, ?, ?, ?, ?, ?, ?, nullif (?, 0))", "iittttti",
          next_id (self, "pc_line", FIRST_LINE), order, goods->name, goods->sku, quantity_text, price_text, sum_text, option);

  return price * quantity;
}

static gint64
pick_user (Company *company)
{
  return company->first_user + pick (company->sandbox, (guint) (company->last_user - company->first_user + 1));
}

/* The @nth option of a document field. */
static void
add_value (Company *company, gint64 order, gint64 field, guint nth)
{
  insert (company->sandbox, "INSERT INTO pc_value SELECT ?1, id FROM pc_option WHERE field = ?2 ORDER BY id LIMIT 1 OFFSET ?3", "iii", order,
          field, (gint64) nth);
}

/* Five in six are approved. */
static void
add_order (Company *company, guint number, gint64 first_option)
{
  static const gint64 others[] = { 0, 1, 3, 8 };
  SbSandbox *self = company->sandbox;
  gint64 id = next_id (self, "pc_order", FIRST_ORDER);
  gint64 created = company->now - (ORDERS_PER_COMPANY - number) * DAY - (gint64) pick (self, 40000);
  gint64 status = number % 6 == 5 ? others[pick (self, G_N_ELEMENTS (others))] : 2;
  gint64 approved = created + 3600 + (gint64) pick (self, 40000);
  g_autofree char *sum_text = NULL;
  gint64 sum = 0;

  for (guint lines = 1 + pick (self, 4); lines > 0; lines--)
    sum += add_line (company, id, first_option);
  sum_text = g_strdup_printf ("%" G_GINT64_FORMAT ".%02d", sum / 100, (int) (sum % 100));
  insert (self, "INSERT INTO pc_order VALUES (?, ?, ?, ?, ?, ?, nullif (?, 0), ?, 'USD', ?, ?, NULL, ?, ?, ?, ?)",
          "iiiiiiiittiiii", id, company->id, (gint64) FIRST_IDN + number, status, created, status == 2 ? approved : created,
          status == 2 ? approved : (gint64) 0, created + 14 * DAY, sum_text, number % 4 == 0 ? "Please deliver before noon" : NULL,
          company->first_user, pick_user (company),
          next_id (self, "pc_supplier", 0) - 1 - pick (self, SUPPLIERS),
          next_id (self, "pc_location", 0) - 1 - pick (self, G_N_ELEMENTS (locations)));
  add_value (company, id, companies[company->index].department_field, number % G_N_ELEMENTS (departments));
  add_value (company, id, companies[company->index].class_field, number % G_N_ELEMENTS (classes));
}

static void
add_orders (Company *company)
{
  SbSandbox *self = company->sandbox;
  g_autofree char *option = dup_one (self, "SELECT min (id) FROM pc_option WHERE field = ?",
                                     companies[company->index].list_field, "0");

  add_suppliers (company);
  for (guint i = 0; i < ORDERS_PER_COMPANY; i++)
    add_order (company, i, g_ascii_strtoll (option, NULL, 10));
}

void
sb_precoro_generate (SbSandbox *self)
{
  insert (self, "INSERT INTO sqlite_sequence VALUES ('pc_option', ?)", "i", (gint64) FIRST_OPTION - 1);
  for (guint i = 0; i < G_N_ELEMENTS (companies); i++)
    {
      Company company = { .sandbox = self, .index = i, .id = i + 1, .now = sb_precoro_now (self) };

      company.domain = g_strdup_printf ("company-%u.example.test", i + 1);
      add_company (&company);
      add_fields (&company);
      add_users (&company);
      add_orders (&company);
      g_free (company.domain);
    }
}
