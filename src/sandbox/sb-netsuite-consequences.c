/* sb-netsuite-consequences.c: what follows from a change of a customer, a project, a tree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-record.h"

#include <string.h>

#define CLOSED_WON "13"

static gboolean
is_table (SbDraft *self, const char *table)
{
  return strcmp (self->table->table, table) == 0;
}

static void
set_number (SbDraft *self, const char *column, gint64 value)
{
  g_autofree char *text = value != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, value) : NULL;

  sb_draft_set_column (self, column, text);
}

static void
set_default (SbDraft *self, const char *column, const char *value)
{
  g_autofree char *present = sb_draft_dup (self, column);

  if (present == NULL)
    sb_draft_set_column (self, column, value);
}

/* ---- trees ---- */

/* Whether the record would come to stand below itself. Projects have customers above them, which end the way up. */
static gboolean
is_circle (SbDraft *self, gint64 parent)
{
  g_autofree char *sql = NULL;

  if (self->id == 0 || parent == 0)
    return FALSE;
  sql = g_strdup_printf ("WITH RECURSIVE up (id) AS (SELECT ?1 UNION SELECT t.parent FROM \"ns_%s\" t JOIN up ON t.id = up.id"
                         " WHERE t.parent IS NOT NULL) SELECT 1 FROM up WHERE id = ?2", self->table->table);

  return sb_record_query (self->sandbox, sql, 2, parent, self->id) != 0;
}

/* The control plane may tie a knot: imports of old have left some in real accounts. */
static gboolean
check_parent (SbDraft *self, GError **error)
{
  if (self->by_person || !sb_draft_touches (self, "parent") || !is_circle (self, sb_draft_get_reference (self, "parent")))
    return TRUE;

  return sb_draft_fail (self, "parent", SB_RECORD_ERROR_RULE, error, "A record cannot be its own parent or stand below itself.");
}

/* ---- names of entities ---- */

/* With automatic numbering, which is on: a number that nobody has. */
static void
number_entity (SbDraft *self)
{
  g_autofree char *sql = g_strdup_printf ("SELECT max (CAST (entityid AS INTEGER)) FROM \"ns_%s\" WHERE entityid NOT GLOB '*[^0-9]*'"
                                          " AND length (entityid) < 16", self->table->table);

  set_number (self, "entityid", sb_record_query (self->sandbox, sql, 0) + 1);
}

static gboolean
require_text (SbDraft *self, const char *column, const char *title, GError **error)
{
  g_autofree char *value = sb_draft_dup (self, column);

  return value != NULL || sb_draft_fail (self, column, SB_RECORD_ERROR_RULE, error, "Please enter value(s) for: %s.", title);
}

static gboolean
prepare_names (SbDraft *self, GError **error)
{
  g_autofree char *is_person = NULL;

  if (self->id == 0 && !sb_draft_touches (self, "isperson"))
    sb_draft_set_column (self, "isperson", sb_draft_touches (self, "companyname") || !sb_draft_touches (self, "lastname") ? "F" : "T");
  is_person = sb_draft_dup (self, "isperson");
  if (g_strcmp0 (is_person, "T") == 0)
    return require_text (self, "firstname", "First Name", error) && require_text (self, "lastname", "Last Name", error);

  return require_text (self, "companyname", "Company Name", error);
}

/* ---- customers ---- */

static void
prepare_stage (SbDraft *self)
{
  g_autofree char *status = NULL;
  g_autofree char *stage = NULL;

  if (self->id == 0)
    set_default (self, "entitystatus", CLOSED_WON);
  status = sb_draft_dup (self, "entitystatus");
  if (status == NULL || (self->id != 0 && !sb_draft_touches (self, "entitystatus")))
    return;
  stage = sb_record_dup (self->sandbox, sb_netsuite_find_table ("customerstatus"), sb_record_parse_id (status), "stage");
  for (char *c = stage != NULL ? stage + 1 : NULL; c != NULL && *c != '\0'; c++)
    *c = g_ascii_tolower (*c);
  sb_draft_set_column (self, "searchstage", stage);
}

/* Without OneWorld there is one company and nothing to choose. */
static void
prepare_primary (SbDraft *self)
{
  if (self->subsidiaries != NULL)
    set_number (self, "subsidiary", g_array_index (self->subsidiaries, gint64, 0));
  else if (self->id == 0 && !sb_netsuite_has_feature (self->sandbox, "oneworld"))
    set_number (self, "subsidiary", 1);
}

static void
prepare_currency (SbDraft *self)
{
  gint64 subsidiary = sb_draft_get_reference (self, "subsidiary");
  g_autofree char *currency = NULL;

  if (self->id != 0 || subsidiary == 0)
    return;
  currency = sb_record_dup (self->sandbox, sb_netsuite_find_table ("subsidiary"), subsidiary, "currency");
  set_default (self, "currency", currency);
}

static gboolean
prepare_customer (SbDraft *self, GError **error)
{
  self->relations_only = self->id != 0 && self->subsidiaries != NULL && g_hash_table_size (self->values) == 0;
  if (!prepare_names (self, error) || !check_parent (self, error))
    return FALSE;
  prepare_stage (self);
  prepare_primary (self);
  prepare_currency (self);
  if (self->id == 0)
    {
      set_default (self, "creditholdoverride", "AUTO");
      set_default (self, "emailpreference", "DEFAULT");
    }

  return TRUE;
}

static void
add_relation (SbDraft *self, gint64 subsidiary, gboolean primary, gint64 stamp)
{
  g_autofree char *name = sb_record_dup_title (self->sandbox, self->table, self->id);
  sqlite3_stmt *statement = sb_sandbox_prepare (self->sandbox,
    "INSERT INTO ns_customersubsidiaryrelationship (id, entity, subsidiary, isprimarysub, name, primarycurrency, balance,"
    " depositbalance, unbilledorders, lastmodifieddate) SELECT coalesce ((SELECT max (id) FROM ns_customersubsidiaryrelationship), 0)"
    " + 1, ?1, ?2, ?3, ?4, (SELECT currency FROM ns_subsidiary WHERE id = ?2), '0.00', '0.00', '0.00', ?5");

  sqlite3_bind_int64 (statement, 1, self->id);
  sqlite3_bind_int64 (statement, 2, subsidiary);
  sqlite3_bind_text (statement, 3, primary ? "T" : "F", 1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, name, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 5, stamp);
  if (sqlite3_step (statement) != SQLITE_DONE)
    g_warning ("%s", sqlite3_errmsg (sb_sandbox_get_db (self->sandbox)));
  sqlite3_reset (statement);
}

/* Rows that are left out vanish without a trace; those that stay keep their stamp unless their flag changes. */
static void
keep_relation (SbDraft *self, gint64 subsidiary, gboolean primary, gint64 stamp)
{
  gint64 row = sb_record_query (self->sandbox, "SELECT id FROM ns_customersubsidiaryrelationship WHERE entity = ?1 AND subsidiary = ?2",
                                2, self->id, subsidiary);

  if (row == 0)
    add_relation (self, subsidiary, primary, stamp);
  else if (primary)
    sb_record_query (self->sandbox, "UPDATE ns_customersubsidiaryrelationship SET isprimarysub = 'T', lastmodifieddate = ?2"
                     " WHERE id = ?1 AND isprimarysub = 'F'", 2, row, stamp);
  else
    sb_record_query (self->sandbox, "UPDATE ns_customersubsidiaryrelationship SET isprimarysub = 'F', lastmodifieddate = ?2"
                     " WHERE id = ?1 AND isprimarysub = 'T'", 2, row, stamp);
}

static gboolean
is_listed (GArray *ids, gint64 id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return TRUE;

  return FALSE;
}

static GArray *
list_relations (SbDraft *self)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self->sandbox, "SELECT subsidiary FROM ns_customersubsidiaryrelationship"
                                                " WHERE entity = ? ORDER BY isprimarysub DESC, subsidiary");
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  sqlite3_bind_int64 (statement, 1, self->id);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      g_array_append_val (ids, id);
    }
  sqlite3_reset (statement);

  return ids;
}

static void
replace_relations (SbDraft *self, gint64 stamp)
{
  g_autoptr (GArray) present = list_relations (self);

  for (guint i = 0; i < present->len; i++)
    {
      gint64 subsidiary = g_array_index (present, gint64, i);

      if (!is_listed (self->subsidiaries, subsidiary))
        sb_record_query (self->sandbox, "DELETE FROM ns_customersubsidiaryrelationship WHERE entity = ?1 AND subsidiary = ?2",
                         2, self->id, subsidiary);
    }
  for (guint i = 0; i < self->subsidiaries->len; i++)
    keep_relation (self, g_array_index (self->subsidiaries, gint64, i), i == 0, stamp);
}

/* Another primary subsidiary by the record itself: the old one stays as one of the others. */
static void
move_primary (SbDraft *self, gint64 stamp)
{
  gint64 primary = sb_draft_get_reference (self, "subsidiary");
  g_autoptr (GArray) present = list_relations (self);

  if (primary == 0)
    return;
  keep_relation (self, primary, TRUE, stamp);
  for (guint i = 0; i < present->len; i++)
    if (g_array_index (present, gint64, i) != primary)
      keep_relation (self, g_array_index (present, gint64, i), FALSE, stamp);
}

/* ---- projects ---- */

static gint64
find_owner (SbDraft *self, gint64 parent, gboolean *out_found)
{
  const SbTable *table = parent != 0 ? sb_record_find_entity (self->sandbox, parent) : NULL;

  *out_found = parent == 0 || (table != NULL && (strcmp (table->table, "customer") == 0 || strcmp (table->table, "job") == 0));
  if (table == NULL || strcmp (table->table, "job") != 0)
    return parent;

  return sb_record_query (self->sandbox, "SELECT customer FROM ns_job WHERE id = ?", 1, parent);
}

static gboolean
check_own_subsidiary (SbDraft *self, gint64 customer, GError **error)
{
  gint64 own = sb_draft_get_reference (self, "subsidiary");

  if (own == 0 || customer == 0 || !sb_draft_touches (self, "subsidiary") || !sb_netsuite_has_feature (self->sandbox, "oneworld"))
    return TRUE;
  if (sb_record_query (self->sandbox, "SELECT 1 FROM ns_customersubsidiaryrelationship WHERE entity = ?1 AND subsidiary = ?2", 2, customer,
                       own) != 0)
    return TRUE;

  return sb_draft_fail (self, "subsidiary", SB_RECORD_ERROR_CONTENT, error,
                        "You have entered an Invalid Field Value %" G_GINT64_FORMAT " for the following field: subsidiary", own);
}

static gboolean
prepare_job (SbDraft *self, GError **error)
{
  gint64 parent = sb_draft_get_reference (self, "parent");
  gboolean found;
  gint64 customer = find_owner (self, parent, &found);

  if (!found)
    return sb_draft_fail (self, "parent", SB_RECORD_ERROR_CONTENT, error,
                          "You have entered an Invalid Field Value %" G_GINT64_FORMAT " for the following field: parent", parent);
  if (!check_parent (self, error))
    return FALSE;
  if (self->id == 0 || sb_draft_touches (self, "parent"))
    set_number (self, "customer", customer);
  if (self->subsidiaries != NULL)
    set_number (self, "subsidiary", g_array_index (self->subsidiaries, gint64, 0));
  if (self->id == 0 && customer != 0 && sb_draft_get_reference (self, "subsidiary") == 0)
    set_number (self, "subsidiary", sb_record_query (self->sandbox, "SELECT subsidiary FROM ns_customer WHERE id = ?", 1, customer));
  prepare_currency (self);

  return check_own_subsidiary (self, customer, error);
}

static void
follow_job (SbDraft *self)
{
  gint64 customer = sb_draft_get_reference (self, "customer");

  sb_record_query (self->sandbox, "WITH RECURSIVE below (id) AS (SELECT id FROM ns_job WHERE parent = ?1 UNION SELECT j.id FROM ns_job j"
                   " JOIN below b ON j.parent = b.id) UPDATE ns_job SET customer = nullif (?2, 0) WHERE id IN (SELECT id FROM below)", 2,
                   self->id, customer);
}

/* ---- employees ---- */

static gboolean
prepare_employee (SbDraft *self, GError **error)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autofree char *name = NULL;

  if (!require_text (self, "lastname", "Last Name", error))
    return FALSE;
  if (self->subsidiaries != NULL)
    set_number (self, "subsidiary", g_array_index (self->subsidiaries, gint64, 0));
  if (self->id != 0)
    return TRUE;
  first = sb_draft_dup (self, "firstname");
  last = sb_draft_dup (self, "lastname");
  name = first != NULL ? g_strdup_printf ("%s %s", first, last) : g_strdup (last);
  set_default (self, "entityid", name);
  if (!sb_netsuite_has_feature (self->sandbox, "oneworld"))
    set_default (self, "subsidiary", "1");

  return TRUE;
}

/* ---- contacts ---- */

/* Without a name of its own a contact has that of the person; it has to have one. */
static gboolean
prepare_contact (SbDraft *self, GError **error)
{
  g_autofree char *first = sb_draft_dup (self, "firstname");
  g_autofree char *last = sb_draft_dup (self, "lastname");
  g_autofree char *person = g_strjoin (" ", first != NULL ? first : last, first != NULL ? last : NULL, NULL);

  if (self->id == 0 && *person != '\0')
    set_default (self, "entityid", person);

  return require_text (self, "entityid", "Contact", error);
}

/* ---- vendors ---- */

static gboolean
prepare_vendor (SbDraft *self, GError **error)
{
  if (!prepare_names (self, error))
    return FALSE;
  prepare_primary (self);
  prepare_currency (self);

  return TRUE;
}

/* Those that are listed, else the primary one beside what is there. */
static void
follow_vendor (SbDraft *self, gint64 stamp)
{
  gint64 primary = sb_draft_get_reference (self, "subsidiary");

  if (self->subsidiaries != NULL)
    sb_record_query (self->sandbox, "DELETE FROM ns_vendorsubsidiaryrelationship WHERE entity = ?", 1, self->id);
  for (guint i = 0; i < (self->subsidiaries != NULL ? self->subsidiaries->len : 1); i++)
    {
      gint64 subsidiary = self->subsidiaries != NULL ? g_array_index (self->subsidiaries, gint64, i) : primary;

      sb_record_query (self->sandbox, "UPDATE ns_vendorsubsidiaryrelationship SET isprimarysub = 'F' WHERE entity = ?1 AND ?2", 2, self->id,
                       (gint64) (subsidiary == primary));
      sb_record_query (self->sandbox, "DELETE FROM ns_vendorsubsidiaryrelationship WHERE entity = ?1 AND subsidiary = ?2", 2, self->id,
                       subsidiary);
      sb_record_query (self->sandbox, "INSERT INTO ns_vendorsubsidiaryrelationship (id, entity, subsidiary, isprimarysub, lastmodifieddate)"
                       " SELECT coalesce ((SELECT max (id) FROM ns_vendorsubsidiaryrelationship), 0) + 1, ?1, ?2,"
                       " CASE WHEN ?3 THEN 'T' ELSE 'F' END, ?4", 4, self->id, subsidiary, (gint64) (subsidiary == primary), stamp);
    }
}

/* ---- items and documents ---- */

static gboolean
prepare_item (SbDraft *self, GError **error)
{
  g_auto (GStrv) parts = self->table->kind != NULL ? g_strsplit (self->table->kind, "/", 2) : NULL;

  if (self->id != 0 || parts == NULL)
    return TRUE;
  sb_draft_set (self, sb_table_find_column (self->table, "itemtype"), parts[0]);
  sb_draft_set (self, sb_table_find_column (self->table, "subtype"), parts[1]);

  return TRUE;
}

/* Of the documents only purchase orders are made through the API; people may touch up the others. */
static gboolean
prepare_transaction (SbDraft *self, GError **error)
{
  if (strcmp (self->table->kind, "PurchOrd") == 0)
    return sb_order_prepare (self, error);
  if (self->id != 0 || self->by_person)
    return sb_payment_prepare (self, error);

  return sb_draft_fail (self, NULL, SB_RECORD_ERROR_RULE, error, "You do not have permissions to create a %s.", self->table->record);
}

static void
follow_item (SbDraft *self, gint64 stamp)
{
  sb_record_query (self->sandbox, "UPDATE ns_item SET fullname = itemid, createddate = coalesce (createddate, ?2) WHERE id = ?1", 2, self->id,
                   stamp);
}

/* ---- relations by themselves ---- */

static gboolean
prepare_relation (SbDraft *self, GError **error)
{
  gint64 entity = sb_draft_get_reference (self, "entity");
  gint64 subsidiary = sb_draft_get_reference (self, "subsidiary");
  g_autofree char *name = NULL;

  if (self->id != 0 || entity == 0 || subsidiary == 0)
    return TRUE;
  if (sb_record_query (self->sandbox, "SELECT 1 FROM ns_customersubsidiaryrelationship WHERE entity = ?1 AND subsidiary = ?2", 2, entity,
                       subsidiary) != 0)
    return sb_draft_fail (self, "subsidiary", SB_RECORD_ERROR_RULE, error, "This relationship already exists.");
  name = sb_record_dup_title (self->sandbox, sb_netsuite_find_table ("customer"), entity);
  sb_draft_set_column (self, "name", name);
  sb_draft_set_column (self, "isprimarysub", "F");
  set_number (self, "primarycurrency", sb_record_query (self->sandbox, "SELECT currency FROM ns_subsidiary WHERE id = ?", 1, subsidiary));

  return TRUE;
}

/* ---- segments and subsidiaries ---- */

static gboolean
has_full_name (SbDraft *self)
{
  return sb_table_find_column (self->table, "fullname") != NULL && sb_table_find_column (self->table, "parent") != NULL &&
         sb_table_find_column (self->table, "name") != NULL;
}

/* Its own full name and those of all below it, a level at a time; a knot ends it. */
static void
follow_full_name (SbDraft *self)
{
  g_autofree char *sql = NULL;
  g_autofree char *own = NULL;

  own = g_strdup_printf ("UPDATE \"ns_%1$s\" SET fullname = coalesce ((SELECT p.fullname || ' : ' FROM \"ns_%1$s\" p"
                         " WHERE p.id = \"ns_%1$s\".parent AND p.id <> \"ns_%1$s\".id), '') || name WHERE id = ?1", self->table->table);
  sb_record_query (self->sandbox, own, 1, self->id);
  sql = g_strdup_printf ("WITH RECURSIVE below (id, full, depth) AS (SELECT id, fullname, 0 FROM \"ns_%1$s\" WHERE id = ?1 UNION ALL"
                         " SELECT t.id, b.full || ' : ' || t.name, b.depth + 1 FROM \"ns_%1$s\" t JOIN below b ON t.parent = b.id"
                         " WHERE b.depth < 20 AND t.id <> b.id)"
                         " UPDATE \"ns_%1$s\" SET fullname = (SELECT full FROM below WHERE below.id = \"ns_%1$s\".id LIMIT 1)"
                         " WHERE id IN (SELECT id FROM below WHERE depth > 0)", self->table->table);
  sb_record_query (self->sandbox, sql, 1, self->id);
}

/* ---- the whole ---- */

gboolean
sb_draft_prepare (SbDraft *self, GError **error)
{
  static const struct { const char *table; gboolean (*prepare) (SbDraft *self, GError **error); } steps[] = {
    { "customer", prepare_customer },
    { "job", prepare_job },
    { "employee", prepare_employee },
    { "vendor", prepare_vendor },
    { "contact", prepare_contact },
    { "transaction", prepare_transaction },
    { "item", prepare_item },
    { "customersubsidiaryrelationship", prepare_relation },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (is_table (self, steps[i].table) && !steps[i].prepare (self, error))
      return FALSE;
  if (has_full_name (self) && !check_parent (self, error))
    return FALSE;
  if (self->id == 0 && sb_table_find_column (self->table, "entityid") != NULL && !sb_draft_touches (self, "entityid"))
    number_entity (self);

  return TRUE;
}

gboolean
sb_draft_is_stamped (SbDraft *self)
{
  return !self->relations_only || sb_sandbox_assumes (self->sandbox, "netsuite.relation-touch", "customer");
}

static void
touch_customer (SbDraft *self, gint64 stamp)
{
  if (sb_sandbox_assumes (self->sandbox, "netsuite.relation-touch", "customer"))
    sb_record_query (self->sandbox, "UPDATE ns_customer SET lastmodifieddate = ?2 WHERE id = ?1", 2,
                     sb_draft_get_reference (self, "entity"), stamp);
}

void
sb_draft_follow_up (SbDraft *self, gint64 stamp)
{
  if (is_table (self, "customer") && self->subsidiaries != NULL)
    replace_relations (self, stamp);
  else if (is_table (self, "customer") && sb_draft_touches (self, "subsidiary"))
    move_primary (self, stamp);
  else if (is_table (self, "job") && sb_draft_touches (self, "parent"))
    follow_job (self);
  else if (is_table (self, "vendor") && (self->subsidiaries != NULL || sb_draft_touches (self, "subsidiary")))
    follow_vendor (self, stamp);
  else if (is_table (self, "transaction") && strcmp (self->table->kind, "PurchOrd") == 0)
    sb_order_follow_up (self, stamp);
  else if (is_table (self, "transaction") && self->by_person)
    sb_payment_follow_up (self, stamp);
  else if (is_table (self, "item"))
    follow_item (self, stamp);
  else if (is_table (self, "customersubsidiaryrelationship"))
    touch_customer (self, stamp);
  else if (has_full_name (self))
    follow_full_name (self);
}
