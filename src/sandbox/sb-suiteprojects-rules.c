/* sb-suiteprojects-rules.c: what the system demands of an object beyond the form of its values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A13 to A18 and the error codes of A17. The XML API is the data layer: what
 * the reference gives to the business layer alone (required fields, project
 * names) is asked for there too unless suiteprojects.xml-required says other.
 */

#include "sb-suiteprojects.h"

#include <string.h>

static gboolean
is_type (SbSppDraft *self, const char *name)
{
  return strcmp (self->type->name, name) == 0;
}

/* By the name in the table of types, whatever spelling is in force. */
static const SbSppField *
find_stored (SbSppDraft *self, const char *name)
{
  for (const SbSppField *f = self->type->fields; f->name != NULL; f++)
    if (strcmp (f->name, name) == 0)
      return sb_spp_resolve (self->type, f);

  return NULL;
}

static gboolean
touches (SbSppDraft *self, const char *name)
{
  const SbSppField *field = find_stored (self, name);

  return field != NULL && g_hash_table_contains (self->values, field);
}

static void
set_default (SbSppDraft *self, const char *name, const char *value)
{
  g_autofree char *present = sb_spp_draft_dup (self, name);

  if (present == NULL && value != NULL && !touches (self, name))
    g_hash_table_insert (self->values, (gpointer) find_stored (self, name), g_strdup (value));
}

static void
set_number (SbSppDraft *self, const char *name, gint64 value)
{
  g_hash_table_insert (self->values, (gpointer) find_stored (self, name), value != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, value) : NULL);
}

static gint64
get_reference (SbSppDraft *self, const char *name)
{
  g_autofree char *text = sb_spp_draft_dup (self, name);

  return sb_spp_parse_id (text);
}

/* Another live row of the type with the same text in @expression. */
static gboolean
is_taken (SbSppDraft *self, const char *expression, const char *value, const char *condition)
{
  g_autofree char *table = sb_spp_dup_table (self->type);
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM %s WHERE %s = ?1 AND id <> ?2 AND deleted = 0 %s LIMIT 1", table, expression,
                                          condition != NULL ? condition : "");
  sqlite3_stmt *statement = sb_sandbox_prepare (self->sandbox, sql);
  gboolean taken;

  sqlite3_bind_text (statement, 1, value, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, self->id);
  taken = sqlite3_step (statement) == SQLITE_ROW;
  sqlite3_reset (statement);

  return taken;
}

/* ---- required ---- */

static int
get_missing_code (SbSppDraft *self, const SbSppField *field)
{
  if (is_type (self, "Contact") && field->kind == SB_SPP_TEXT)
    return 907;
  if (field->kind == SB_SPP_REFERENCE)
    return 601;
  if (field->kind == SB_SPP_DAY)
    return 944;

  return field->kind == SB_SPP_TEXT ? 908 : 2001;
}

static gboolean
asks_for_required (SbSppDraft *self)
{
  return self->business || sb_sandbox_assumes (self->sandbox, "suiteprojects.xml-required", "checked");
}

static gboolean
check_required (SbSppDraft *self, SbSppFailure *failure)
{
  for (const SbSppField *f = self->type->fields; f->name != NULL; f++)
    {
      g_autofree char *value = NULL;

      if ((f->flags & SB_SPP_REQUIRED) == 0)
        continue;
      value = sb_spp_draft_dup (self, f->name);
      if (value == NULL && asks_for_required (self))
        return sb_spp_fail (failure, get_missing_code (self, f), "%s is required", self->business && f->rest != NULL ? f->rest : f->name);
    }

  return TRUE;
}

static gboolean
check_external_id (SbSppDraft *self, SbSppFailure *failure)
{
  g_autofree char *value = NULL;

  if (!touches (self, "externalid") || is_type (self, "ImportExport"))
    return TRUE;
  value = sb_spp_draft_dup (self, "externalid");

  return value == NULL || !is_taken (self, "externalid", value, NULL) ||
         sb_spp_fail (failure, 2001, "Another %s has the external id “%s”", self->type->name, value);
}

/* ---- hierarchies ---- */

static gint64
find_hierarchy (SbSandbox *self, gint64 node)
{
  return sb_spp_query (self, "SELECT hierarchyid FROM sp_hierarchynode WHERE id = ?1 AND deleted = 0", 1, node);
}

/* A record takes nodes, not levels, of hierarchies of its own type, one of each. */
static gboolean
check_nodes (SbSppDraft *self, SbSppFailure *failure)
{
  g_autofree char *text = touches (self, "hierarchy_node_ids") ? sb_spp_draft_dup (self, "hierarchy_node_ids") : NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autofree char *lower = g_ascii_strdown (self->type->name, -1);
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gint64 node = sb_spp_parse_id (parts[i]);
      gint64 hierarchy = find_hierarchy (self->sandbox, node);
      g_autofree char *kind = sb_spp_dup_value (self->sandbox, sb_spp_find_type ("Hierarchy"), hierarchy, "type");
      g_autofree char *level = sb_spp_dup_value (self->sandbox, sb_spp_find_type ("HierarchyNode"), node, "isalevel");

      if (g_strcmp0 (kind, lower) != 0 || g_strcmp0 (level, "1") == 0)
        return sb_spp_fail (failure, 1050, "Node %s cannot be assigned to a %s", parts[i], lower);
      if (!g_hash_table_add (seen, g_memdup2 (&hierarchy, sizeof hierarchy)))
        return sb_spp_fail (failure, 1051, "There can be only one node of hierarchy %" G_GINT64_FORMAT, hierarchy);
    }

  return TRUE;
}

static gboolean
is_below_itself (SbSppDraft *self, const char *table, gint64 parent)
{
  g_autofree char *sql = g_strdup_printf ("WITH RECURSIVE up (id) AS (SELECT ?1 UNION SELECT n.parentid FROM %s n JOIN up"
                                          " ON n.id = up.id WHERE n.parentid IS NOT NULL) SELECT 1 FROM up WHERE id = ?2", table);

  return self->id != 0 && sb_spp_query (self->sandbox, sql, 2, parent, self->id) != 0;
}

static gboolean
is_a_level (SbSandbox *self, gint64 node)
{
  g_autofree char *flag = sb_spp_dup_value (self, sb_spp_find_type ("HierarchyNode"), node, "isalevel");

  return g_strcmp0 (flag, "1") == 0;
}

static gboolean
check_node (SbSppDraft *self, SbSppFailure *failure)
{
  gint64 hierarchy = get_reference (self, "hierarchyid");
  gint64 parent = get_reference (self, "parentid");
  gint64 level = get_reference (self, "levelid");
  g_autofree char *is_level = sb_spp_draft_dup (self, "isalevel");

  if ((parent != 0 && find_hierarchy (self->sandbox, parent) != hierarchy) || (level != 0 && find_hierarchy (self->sandbox, level) != hierarchy))
    return sb_spp_fail (failure, 1050, "Parent and level must be of the same hierarchy");
  if (level == 0 && g_strcmp0 (is_level, "1") != 0 && sb_sandbox_assumes (self->sandbox, "suiteprojects.node-level", "required"))
    return sb_spp_fail (failure, 1050, "A node needs a level");
  if (level != 0 && !is_a_level (self->sandbox, level))
    return sb_spp_fail (failure, 1050, "Node %" G_GINT64_FORMAT " is no level", level);
  if (parent != 0 && is_below_itself (self, "sp_hierarchynode", parent))
    return sb_spp_fail (failure, 1050, "A node cannot stand below itself");
  if (self->id == 0 && g_strcmp0 (is_level, "1") != 0)
    set_default (self, "isanode", "1");

  return TRUE;
}

static gboolean
check_hierarchy (SbSppDraft *self, SbSppFailure *failure)
{
  g_autofree char *kind = sb_spp_draft_dup (self, "type");
  static const char * const kinds[] = { "customer", "project", "user", NULL };

  return (kind != NULL && g_strv_contains (kinds, kind)) || sb_spp_fail (failure, 2001, "“%s” is no type of a hierarchy", kind != NULL ? kind : "");
}

/* ---- by type ---- */

static gboolean
check_customer (SbSppDraft *self, SbSppFailure *failure)
{
  g_autofree char *company = sb_spp_draft_dup (self, "company");
  g_autofree char *kind = NULL;

  set_default (self, "name", company);
  set_default (self, "type", "C");
  kind = sb_spp_draft_dup (self, "type");
  if (g_strcmp0 (kind, "C") != 0 && g_strcmp0 (kind, "P") != 0)
    return sb_spp_fail (failure, 2001, "“%s” is neither C nor P (type)", kind != NULL ? kind : "");

  return TRUE;
}

static gboolean
check_contact (SbSppDraft *self, SbSppFailure *failure)
{
  g_autofree char *first = sb_spp_draft_dup (self, "first_name");
  g_autofree char *email = sb_spp_draft_dup (self, "addr/email");

  return sb_sandbox_assumes (self->sandbox, "suiteprojects.contact-required", "last-name") || !asks_for_required (self) ||
         (first != NULL && email != NULL) || sb_spp_fail (failure, 907, "A contact needs a first name, a last name and an e-mail address");
}

static gboolean
check_template (SbSppDraft *self, SbSppFailure *failure)
{
  static const char * const copied[] = { "project_stageid", "rate", "budget", "budget_time", "category_filter", "timetype_filter" };
  const SbSppType *type = self->type;
  gint64 template_id = touches (self, "template_project_id") ? get_reference (self, "template_project_id") : 0;
  g_autofree char *flag = template_id != 0 ? sb_spp_dup_value (self->sandbox, type, template_id, "is_template") : NULL;

  if (template_id == 0)
    return TRUE;
  if (g_strcmp0 (flag, "1") != 0)
    return sb_spp_fail (failure, 925, "Project %" G_GINT64_FORMAT " is no template", template_id);
  for (guint i = 0; self->id == 0 && i < G_N_ELEMENTS (copied); i++)
    {
      g_autofree char *value = sb_spp_dup_value (self->sandbox, type, template_id, copied[i]);

      set_default (self, copied[i], value);
    }
  if (self->id == 0)
    set_number (self, "originating_id", template_id);

  return TRUE;
}

static gboolean
check_project (SbSppDraft *self, SbSppFailure *failure)
{
  g_autofree char *name = sb_spp_draft_dup (self, "name");
  g_autofree char *condition = g_strdup_printf ("AND customerid IS nullif (%" G_GINT64_FORMAT ", 0)", get_reference (self, "customerid"));

  if (name != NULL && asks_for_required (self) && (touches (self, "name") || touches (self, "customerid")) &&
      is_taken (self, "name", name, condition))
    return sb_spp_fail (failure, 943, "The customer has a project “%s” already", name);

  return check_template (self, failure);
}

/* @names: nicknames with commas between them; nullable */
static gboolean
check_assignees (SbSppDraft *self, const char *names, SbSppFailure *failure)
{
  g_auto (GStrv) parts = g_strsplit (names != NULL ? names : "", ",", -1);
  gint64 unused;

  for (guint i = 0; parts[i] != NULL; i++)
    if (sb_spp_find_by (self->sandbox, sb_spp_find_type ("User"), "nickname", g_strstrip (parts[i]), &unused) != 1)
      return sb_spp_fail (failure, 910, "No user has the nickname “%s”", parts[i]);

  return TRUE;
}

static gboolean
check_projecttask (SbSppDraft *self, SbSppFailure *failure)
{
  gint64 project = get_reference (self, "projectid");
  gint64 parent = get_reference (self, "parentid");
  g_autofree char *kind = NULL;
  g_autofree char *names = sb_spp_draft_dup (self, "assign_user_names");
  g_autofree char *priority = sb_spp_draft_dup (self, "priority");

  set_default (self, "classification", "T");
  kind = sb_spp_draft_dup (self, "classification");
  if (kind == NULL || strlen (kind) != 1 || strchr ("TPM", *kind) == NULL)
    return sb_spp_fail (failure, 2001, "“%s” is no classification: T, P or M", kind != NULL ? kind : "");
  if (names != NULL && *kind == 'P')
    return sb_spp_fail (failure, 1415, "A phase cannot be assigned");
  if (parent != 0 && sb_spp_query (self->sandbox, "SELECT projectid FROM sp_projecttask WHERE id = ?1", 1, parent) != project)
    return sb_spp_fail (failure, 913, "The parent is a task of another project");
  if (parent != 0 && is_below_itself (self, "sp_projecttask", parent))
    return sb_spp_fail (failure, 913, "A task cannot stand below itself");
  if (priority != NULL && (strlen (priority) != 1 || *priority < '1' || *priority > '9'))
    return sb_spp_fail (failure, 2001, "“%s” is no priority: 1 to 9", priority);
  if (touches (self, "assign_user_names") && !check_assignees (self, names, failure))
    return FALSE;
  set_number (self, "customerid", sb_spp_query (self->sandbox, "SELECT customerid FROM sp_project WHERE id = ?1", 1, project));

  return TRUE;
}

/* The designated integration user keeps its role and stays active. */
static gboolean
check_user (SbSppDraft *self, SbSppFailure *failure)
{
  g_autofree char *nickname = sb_spp_draft_dup (self, "nickname");
  g_autofree char *active = sb_spp_draft_dup (self, "active");

  if (self->id == SB_SPP_USER_ID && touches (self, "active") && g_strcmp0 (active, "1") != 0)
    return sb_spp_fail (failure, 1410, "The integration user cannot be made inactive");
  if (self->id == SB_SPP_USER_ID && touches (self, "role_id"))
    return sb_spp_fail (failure, 1411, "The role of the integration user cannot be changed");
  if (nickname != NULL && touches (self, "nickname") && is_taken (self, "nickname COLLATE NOCASE", nickname, NULL))
    return sb_spp_fail (failure, 202, "Another user has the nickname “%s”", nickname);
  set_default (self, "name", nickname);

  return TRUE;
}

static gboolean
check_number (SbSppDraft *self, SbSppFailure *failure)
{
  g_autofree char *number = touches (self, "number") ? sb_spp_draft_dup (self, "number") : NULL;

  return number == NULL || !is_taken (self, "number", number, NULL) || sb_spp_fail (failure, 828, "The number “%s” is taken", number);
}

static gboolean
check_payment (SbSppDraft *self, SbSppFailure *failure)
{
  gint64 invoice = get_reference (self, "invoiceid");
  gint64 customer = get_reference (self, "customerid");

  return invoice == 0 || sb_spp_query (self->sandbox, "SELECT customerid FROM sp_invoice WHERE id = ?1", 1, invoice) == customer ||
         sb_spp_fail (failure, 601, "The invoice is another customer's");
}

gboolean
sb_spp_check_rules (SbSppDraft *self, SbSppFailure *failure)
{
  static const struct { const char *type; gboolean (*check) (SbSppDraft *self, SbSppFailure *failure); } checks[] = {
    { "Customer", check_customer },
    { "Customer", check_nodes },
    { "Contact", check_contact },
    { "Project", check_project },
    { "Project", check_nodes },
    { "Projecttask", check_projecttask },
    { "User", check_user },
    { "User", check_nodes },
    { "Hierarchy", check_hierarchy },
    { "HierarchyNode", check_node },
    { "Invoice", check_number },
    { "Purchaseorder", check_number },
    { "Payment", check_payment },
  };

  if (self->id == 0 && find_stored (self, "active") != NULL)
    set_default (self, "active", "1");
  if (!check_required (self, failure) || !check_external_id (self, failure))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (is_type (self, checks[i].type) && !checks[i].check (self, failure))
      return FALSE;

  return TRUE;
}

/* ---- consequences ---- */

void
sb_spp_settle_invoice (SbSandbox *self, gint64 invoice)
{
  sb_spp_query (self, "UPDATE sp_invoice SET balance = printf ('%.2f', coalesce (total, 0) - coalesce ((SELECT sum (total) FROM sp_payment"
                " WHERE invoiceid = ?1 AND deleted = 0), 0)) WHERE id = ?1", 1, invoice);
}

/* A new project has the tasks of its template, below one another as there. */
static void
copy_tasks (SbSppDraft *self, gint64 template_id)
{
  static const char * const copied[] = { "name", "classification", "priority", "planned_hours", "estimated_hours", "non_billable", "seq" };
  const SbSppType *type = sb_spp_find_type ("Projecttask");
  g_autoptr (GHashTable) twins = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autofree char *project = g_strdup_printf ("%" G_GINT64_FORMAT, self->id);
  gint64 task = 0;

  while ((task = sb_spp_query (self->sandbox, "SELECT min (id) FROM sp_projecttask WHERE projectid = ?1 AND id > ?2 AND deleted = 0", 2,
                               template_id, task)) != 0)
    {
      g_autoptr (SbSppDraft) draft = sb_spp_draft_new (self->sandbox, type, 0);
      g_auto (SbSppFailure) failure = { 0 };
      gint64 parent = sb_spp_query (self->sandbox, "SELECT parentid FROM sp_projecttask WHERE id = ?1", 1, task);
      const gint64 *twin = g_hash_table_lookup (twins, &parent);

      draft->unchecked = TRUE;
      draft->created = self->created;
      sb_spp_draft_put (draft, "projectid", project);
      for (guint i = 0; i < G_N_ELEMENTS (copied); i++)
        {
          g_autofree char *value = sb_spp_dup_value (self->sandbox, type, task, copied[i]);

          sb_spp_draft_put (draft, copied[i], value);
        }
      if (twin != NULL)
        set_number (draft, "parentid", *twin);
      set_number (draft, "originating_id", task);
      if (!sb_spp_draft_save (draft, &failure))
        g_warning ("%s", failure.text);
      g_hash_table_insert (twins, g_memdup2 (&task, sizeof task), g_memdup2 (&draft->id, sizeof draft->id));
    }
}

/* The template of a project that was made just now: only then where it comes from is written. 0: none. */
static gint64
find_new_template (SbSppDraft *self)
{
  if (!touches (self, "template_project_id") || !touches (self, "originating_id"))
    return 0;

  return get_reference (self, "template_project_id");
}

void
sb_spp_follow_up (SbSppDraft *self)
{
  if (is_type (self, "Project") && find_new_template (self) != 0)
    copy_tasks (self, find_new_template (self));
  if (is_type (self, "Payment"))
    sb_spp_settle_invoice (self->sandbox, get_reference (self, "invoiceid"));
  else if (is_type (self, "Invoice"))
    sb_spp_settle_invoice (self->sandbox, self->id);
  else if (is_type (self, "Project") && touches (self, "customerid"))
    sb_spp_query (self->sandbox, "UPDATE sp_projecttask SET customerid = (SELECT customerid FROM sp_project WHERE id = ?1) WHERE projectid = ?1",
                  1, self->id);
}

/* ---- the end ---- */

static gboolean
is_held (SbSandbox *self, const SbSppType *holder, const SbSppType *type, gint64 id)
{
  g_autofree char *table = sb_spp_dup_table (holder);

  for (const SbSppField *f = holder->fields; f->name != NULL; f++)
    {
      g_autofree char *sql = NULL;

      if (f->alias != NULL || g_strcmp0 (f->target, type->name) != 0)
        continue;
      if (f->kind == SB_SPP_REFERENCE)
        sql = g_strdup_printf ("SELECT 1 FROM %s WHERE \"%s\" = ?1 AND deleted = 0 LIMIT 1", table, f->name);
      else
        sql = g_strdup_printf ("SELECT 1 FROM %s WHERE ',' || \"%s\" || ',' LIKE '%%,' || ?1 || ',%%' AND deleted = 0 LIMIT 1", table, f->name);
      if (sb_spp_query (self, sql, 1, id) != 0)
        return TRUE;
    }

  return FALSE;
}

gboolean
sb_spp_check_deletable (SbSandbox *self, const SbSppType *type, gint64 id, SbSppFailure *failure)
{
  if (strcmp (type->name, "User") == 0 && id == SB_SPP_USER_ID)
    return sb_spp_fail (failure, 1410, "The integration user cannot be deleted");
  for (const SbSppType *holder = sb_spp_types; holder->name != NULL; holder++)
    if (is_held (self, holder, type, id))
      return sb_spp_fail (failure, 701, "The %s cannot be deleted, a %s depends on it", type->name, holder->name);

  return TRUE;
}
