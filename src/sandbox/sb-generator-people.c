/* sb-generator-people.c: employees
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Their e-mail is what other systems match them by, so it is where the
 * trouble is: none at all, one for two people, another letter case, a blank.
 */

#include "sb-generator.h"

#define DEPARTMENTS 13
#define CLASSES     7
#define LOCATIONS   9

/* One and the same address for everybody of a name would be another defect than the ones wanted. */
static char *
dup_email (SbGenerator *self, const SbPersonName *name)
{
  g_autofree char *first = sb_names_ascii (name->first);
  g_autofree char *last = sb_names_ascii (name->last);
  g_autofree char *local = *first != '\0' && *last != '\0' ? g_strdup_printf ("%s.%s", first, last)
                                                           : g_strdup_printf ("e%u", self->employees->len);
  char *email = g_strdup_printf ("%s@harbor.example", local);

  for (guint i = 2; g_hash_table_contains (self->names, email); i++)
    {
      g_free (email);
      email = g_strdup_printf ("%s%u@harbor.example", local, i);
    }
  g_hash_table_add (self->names, g_strdup (email));

  return email;
}

/* @last: the address of the employee before. */
static char *
dup_odd_email (SbGenerator *self, const char *email, const char *last)
{
  guint chance = sb_rng_below (&self->rng, 1000);

  if (chance < 50)
    return NULL;
  if (chance < 80 && last != NULL)
    return g_strdup (last);
  if (chance < 120)
    return g_ascii_strup (email, -1);
  if (chance < 160)
    {
      char *capital = g_strdup (email);

      capital[0] = g_ascii_toupper (capital[0]);
      return capital;
    }
  if (chance < 175)
    return g_strconcat (email, " ", NULL);

  return g_strdup (email);
}

static gint64
pick_employee (SbGenerator *self)
{
  return self->employees->len > 0 ? g_array_index (self->employees, gint64, sb_rng_below (&self->rng, self->employees->len)) : 0;
}

static char *
dup_entity_id (SbGenerator *self, const SbPersonName *name)
{
  char *text = g_strdup_printf ("%s %s", name->first, name->last);

  for (guint i = 2; g_hash_table_contains (self->entity_ids, text); i++)
    {
      g_free (text);
      text = g_strdup_printf ("%s %s %u", name->first, name->last, i);
    }
  g_hash_table_add (self->entity_ids, g_strdup (text));

  return text;
}

static void
add_employee (SbGenerator *self, gint64 id, const SbPersonName *name, const char *email, const char *title)
{
  guint subsidiary = sb_generator_pick_subsidiary (self);
  gint64 created, modified;
  gboolean gone = sb_rng_chance (&self->rng, 80);
  SbInsert row;

  sb_generator_pick_dates (self, &created, &modified);
  sb_insert_begin (&row, self->sandbox, "employee", "id, entityid, firstname, lastname, title, email, phone, subsidiary, department,"
                   " class, location, supervisor, approver, currency, employeetype, employeestatus, hiredate, releasedate,"
                   " isjobresource, isjobmanager, issalesrep, giveaccess, isinactive, externalid, datecreated, lastmodifieddate");
  sb_insert_number (&row, id);
  sb_insert_take (&row, dup_entity_id (self, name));
  sb_insert_text (&row, name->first);
  sb_insert_text (&row, name->last);
  sb_insert_text (&row, title);
  sb_insert_text (&row, email);
  sb_insert_take (&row, g_strdup_printf ("+1 555 %04u", sb_rng_below (&self->rng, 10000)));
  sb_insert_number (&row, subsidiary);
  sb_insert_number (&row, 1 + sb_rng_below (&self->rng, DEPARTMENTS));
  sb_insert_reference (&row, sb_rng_chance (&self->rng, 500) ? 1 + sb_rng_below (&self->rng, CLASSES) : 0);
  sb_insert_number (&row, 1 + sb_rng_below (&self->rng, LOCATIONS));
  sb_insert_reference (&row, pick_employee (self));
  sb_insert_reference (&row, sb_rng_chance (&self->rng, 300) ? pick_employee (self) : 0);
  sb_insert_number (&row, sb_generator_get_currency (subsidiary));
  sb_insert_number (&row, 1 + sb_rng_below (&self->rng, 3));
  sb_insert_number (&row, gone ? 3 : 1);
  sb_insert_take (&row, sb_generator_dup_day (created));
  sb_insert_take (&row, gone ? sb_generator_dup_day (modified) : NULL);
  sb_insert_flag (&row, sb_rng_chance (&self->rng, 600));
  sb_insert_flag (&row, sb_rng_chance (&self->rng, 150));
  sb_insert_flag (&row, sb_rng_chance (&self->rng, 100));
  sb_insert_flag (&row, !gone && sb_rng_chance (&self->rng, 500));
  sb_insert_flag (&row, gone);
  sb_insert_take (&row, sb_rng_chance (&self->rng, 60) ? g_strdup_printf ("HR-%05" G_GINT64_FORMAT, id) : NULL);
  sb_insert_number (&row, created);
  sb_insert_number (&row, modified);
  sb_insert_end (&row);
  g_array_append_val (self->employees, id);
}

/* The first is the user that the integrations log in as. */
void
sb_generator_make_employees (SbGenerator *self)
{
  SbPersonName user = { (char *) "Integration", (char *) "Causeway" };
  g_autofree char *last = NULL;

  add_employee (self, self->last_id, &user, "integration@harbor.example", "Integration user");
  for (guint i = 1; i < self->employees_wanted; i++)
    {
      SbPersonName name = { NULL, NULL };
      g_autofree char *plain = NULL;
      g_autofree char *email = NULL;

      sb_names_person (&self->rng, sb_rng_chance (&self->rng, 850), &name);
      plain = dup_email (self, &name);
      email = dup_odd_email (self, plain, last);
      add_employee (self, sb_generator_take_id (self), &name, email, NULL);
      g_free (last);
      last = g_steal_pointer (&plain);
      sb_person_name_clear (&name);
    }
  g_hash_table_remove_all (self->names);
}
