/* sb-suiteprojects-write.c: Add, Modify, Delete and CreateUser
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A15 and A17. Every object has a status of its own, in the order in which
 * they came; what fails takes nothing else with it.
 */

#include "sb-suiteprojects.h"

#include <string.h>

/* Users that are active when the licences are few: those of the start, and these. */
#define FEW_LICENCES 3

typedef struct {
  SbSppCall       *call;
  const char      *name;      /* "Add" */
  const SbSppType *type;
  gboolean         customs;
  char            *lookup;    /* owned, nullable: the field that decides between add and update */
  gboolean         is_user;   /* CreateUser */
  GString         *block;     /* answers of the objects when they go into one element */
  int              first;     /* the first failure in it */
} Command;

static void
command_clear (Command *self)
{
  g_free (self->lookup);
  if (self->block != NULL)
    g_string_free (self->block, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Command, command_clear)

/* ---- answers ---- */

static void
answer_failure (Command *self, const SbSppFailure *failure)
{
  if (self->block == NULL)
    {
      sb_spp_answer_failure (self->call, self->name, failure);
      return;
    }
  if (self->first == 0)
    self->first = failure->code;
  g_string_append_printf (self->block, "<%s status=\"%d\"><errors>", sb_spp_get_element (self->call->sandbox, self->type), failure->code);
  sb_spp_append_escaped (self->block, failure->text != NULL ? failure->text : "");
  g_string_append_printf (self->block, "</errors></%s>", sb_spp_get_element (self->call->sandbox, self->type));
}

/* "bare", "id" or "whole" */
static const char *
get_reply (Command *self)
{
  const char *name = "suiteprojects.add-reply";

  if (strcmp (self->name, "Modify") == 0)
    name = "suiteprojects.modify-reply";
  else if (strcmp (self->name, "Delete") == 0)
    name = "suiteprojects.delete-reply";

  return sb_sandbox_assume (self->call->sandbox, name);
}

/* @code is 0 but for what was done with a reservation. */
static void
answer_success (Command *self, gint64 id, int code)
{
  const char *element = sb_spp_get_element (self->call->sandbox, self->type);
  const char *reply = get_reply (self);
  GString *out = self->call->out;

  self->call->changed = TRUE;
  if (self->block != NULL)
    g_string_append_printf (self->block, "<%s status=\"%d\"><id>%" G_GINT64_FORMAT "</id></%s>", element, code, id, element);
  else if (strcmp (reply, "bare") == 0)
    g_string_append_printf (out, "<%s status=\"%d\"/>", self->name, code);
  else
    {
      g_string_append_printf (out, "<%s status=\"%d\">", self->name, code);
      if (strcmp (reply, "whole") == 0)
        sb_spp_append_object (self->call, self->type, id, self->customs, NULL);
      else
        g_string_append_printf (out, "<%s><id>%" G_GINT64_FORMAT "</id></%s>", element, id, element);
      g_string_append_printf (out, "</%s>", self->name);
    }
}

/* ---- values ---- */

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static gboolean
set_date (SbSppDraft *draft, const SbSppField *field, xmlNode *date, SbSppFailure *failure)
{
  g_autofree char *content = sb_xml_dup_text (date);
  g_autofree char *text = NULL;
  gint64 seconds;

  if (is_blank (content))
    return sb_spp_draft_set (draft, field, "", failure);
  if (!sb_xml_parse_date (draft->sandbox, date, &seconds))
    return sb_spp_fail (failure, 2002, "The Date of %s is not valid", field->name);
  if (field->kind == SB_SPP_INSTANT)
    text = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
  else
    {
      text = sb_spp_format_instant (draft->sandbox, seconds);
      text[10] = '\0';
    }

  return sb_spp_draft_set (draft, field, text, failure);
}

/* Rewritten as one unit: what is not sent is cleared, unless suiteprojects.address-modify says other. */
static gboolean
set_address (SbSppDraft *draft, xmlNode *block, xmlNode *address, SbSppFailure *failure)
{
  g_autofree char *prefix = g_strdup_printf ("%s/", block->name);
  gsize length = strlen (prefix);
  gboolean merged = sb_sandbox_assumes (draft->sandbox, "suiteprojects.address-modify", "merged");

  for (xmlNode *node = sb_xml_first (address); node != NULL; node = sb_xml_next (node))
    {
      g_autofree char *name = g_strconcat (prefix, (const char *) node->name, NULL);

      if (sb_spp_find_field (draft->sandbox, draft->type, name) == NULL && strcmp ((const char *) node->name, "id") != 0)
        return sb_spp_fail (failure, 602, "%s has no field %s", draft->type->name, name);
    }
  for (const SbSppField *f = draft->type->fields; f->name != NULL; f++)
    if (g_str_has_prefix (f->name, prefix))
      {
        xmlNode *node = sb_xml_find (address, f->name + length);
        g_autofree char *text = node != NULL ? sb_xml_dup_text (node) : NULL;

        if (node == NULL && merged)
          continue;
        if (!sb_spp_draft_set (draft, f, text, failure))
          return FALSE;
      }

  return TRUE;
}

/* By external id or by name instead of by id. */
static gboolean
look_up (SbSppDraft *draft, const SbSppField *field, xmlNode *node, const char *column, const char *type_name, SbSppFailure *failure)
{
  const SbSppType *target = sb_spp_find_type (type_name);
  g_autofree char *text = sb_xml_dup_text (node);
  g_auto (GStrv) parts = g_strsplit (text, field->kind == SB_SPP_IDS ? "," : "\n", -1);
  g_autoptr (GString) ids = g_string_new (NULL);

  if (target == NULL || g_strcmp0 (field->target, type_name) != 0)
    return sb_spp_fail (failure, 603, "%s does not point to “%s”", field->name, type_name);
  if (sb_spp_find_field (draft->sandbox, target, column) == NULL)
    return sb_spp_fail (failure, 916, "%s has no %s", type_name, column);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      gint64 id = 0;

      if (sb_spp_find_by (draft->sandbox, target, column, parts[i], &id) != 1)
        return sb_spp_fail (failure, 910, "No one %s has the %s “%s”", type_name, column, parts[i]);
      g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, ids->len > 0 ? "," : "", id);
    }

  return sb_spp_draft_set (draft, field, ids->str, failure);
}

static gboolean
set_plain (Command *self, SbSppDraft *draft, const SbSppField *field, xmlNode *node, SbSppFailure *failure)
{
  g_autofree char *external = sb_xml_dup_attribute (node, "external");
  g_autofree char *by_name = sb_xml_dup_attribute (node, "name");
  g_autofree char *text = sb_xml_dup_text (node);

  if (external == NULL && by_name == NULL)
    {
      if ((field->kind == SB_SPP_DAY || field->kind == SB_SPP_INSTANT) && !is_blank (text))
        return sb_spp_fail (failure, 2002, "%s needs a Date", field->name);
      return sb_spp_draft_set (draft, field, text, failure);
    }
  if (self->is_user || sb_sandbox_assumes (self->call->sandbox, "suiteprojects.attribute-lookups", "refused"))
    return sb_spp_fail (failure, 10, "%s looks up nothing (%s)", self->name, field->name);

  return look_up (draft, field, node, external != NULL ? "externalid" : "name", external != NULL ? external : by_name, failure);
}

static gboolean
set_custom (Command *self, SbSppDraft *draft, xmlNode *node, SbSppFailure *failure)
{
  g_autofree char *name = g_strndup ((const char *) node->name, strlen ((const char *) node->name) - 3);
  g_autofree char *text = sb_xml_dup_text (node);

  if (!self->customs)
    return sb_spp_fail (failure, 602, "%s needs enable_custom", node->name);

  return sb_spp_draft_set_custom (draft, name, text, failure);
}

static gboolean
set_element (Command *self, SbSppDraft *draft, xmlNode *node, SbSppFailure *failure)
{
  const char *name = (const char *) node->name;
  xmlNode *address = sb_xml_find (node, "Address");
  xmlNode *date = sb_xml_find (node, "Date");
  const SbSppField *field;

  if (g_str_has_suffix (name, "__c"))
    return set_custom (self, draft, node, failure);
  if (address != NULL)
    return set_address (draft, node, address, failure);
  field = strchr (name, '/') == NULL ? sb_spp_find_field (self->call->sandbox, self->type, name) : NULL;
  if (field == NULL)
    return sb_spp_fail (failure, 602, "%s has no field %s", self->type->name, name);
  if (self->is_user && (field->flags & SB_SPP_EXTERNAL) != 0)
    return sb_spp_fail (failure, 10, "CreateUser looks up nothing (%s)", name);
  if (date != NULL && (field->kind == SB_SPP_DAY || field->kind == SB_SPP_INSTANT))
    return set_date (draft, field, date, failure);
  if (sb_xml_first (node) != NULL)
    return sb_spp_fail (failure, 2002, "%s takes plain text", name);

  return set_plain (self, draft, field, node, failure);
}

/* Everything but the id. */
static gboolean
set_elements (Command *self, SbSppDraft *draft, xmlNode *object, SbSppFailure *failure)
{
  for (xmlNode *node = sb_xml_first (object); node != NULL; node = sb_xml_next (node))
    if (strcmp ((const char *) node->name, "id") != 0 && !set_element (self, draft, node, failure))
      return FALSE;

  return TRUE;
}

/* ---- objects ---- */

static gint64
read_id (xmlNode *object)
{
  xmlNode *node = sb_xml_find (object, "id");
  g_autofree char *text = node != NULL ? sb_xml_dup_text (node) : NULL;

  return sb_spp_parse_id (text);
}

static guint
find_by_custom (Command *self, const char *name, const char *value, gint64 *out_id)
{
  g_autofree char *table = sb_spp_dup_table (self->type);
  g_autofree char *sql = g_strdup_printf ("SELECT count (*), min (t.id) FROM sp_value v JOIN %s t ON t.id = v.record WHERE v.type = ?"
                                          " AND v.name = ? AND v.value = ? AND t.deleted = 0", table);
  sqlite3_stmt *statement = sb_sandbox_prepare (self->call->sandbox, sql);
  guint count = 0;

  sqlite3_bind_text (statement, 1, self->type->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, name, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, value, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW)
    {
      count = (guint) sqlite3_column_int (statement, 0);
      *out_id = sqlite3_column_int64 (statement, 1);
    }
  sqlite3_reset (statement);

  return count;
}

/* The object that an upsert updates; 0: none, it adds. */
static gboolean
find_match (Command *self, xmlNode *object, gint64 *out_id, SbSppFailure *failure)
{
  gboolean is_custom = self->lookup != NULL && g_str_has_suffix (self->lookup, "__c");
  xmlNode *node = self->lookup != NULL ? sb_xml_find (object, self->lookup) : NULL;
  g_autofree char *value = node != NULL ? sb_xml_dup_text (node) : NULL;
  const SbSppField *field;
  guint count;

  *out_id = 0;
  if (self->lookup == NULL)
    return read_id (object) == 0 || sb_spp_fail (failure, 10, "Add gives the id itself");
  if (value == NULL || *value == '\0')
    return sb_spp_fail (failure, 4, "The %s to look up by is missing", self->lookup);
  if (is_custom)
    {
      g_autofree char *plain = g_strndup (self->lookup, strlen (self->lookup) - 3);

      count = find_by_custom (self, plain, value, out_id);
    }
  else
    {
      field = sb_spp_find_field (self->call->sandbox, self->type, self->lookup);
      if (field == NULL || (field->flags & SB_SPP_COMPUTED) != 0 || !sb_spp_is_readable (field))
        return sb_spp_fail (failure, 602, "%s has no field %s to look up by", self->type->name, self->lookup);
      count = sb_spp_find_by (self->call->sandbox, self->type, self->lookup, value, out_id);
    }

  return count <= 1 || sb_spp_fail (failure, 1, "%u objects have “%s” in %s", count, value, self->lookup);
}

static gboolean
add (Command *self, xmlNode *object, gint64 *out_id, SbSppFailure *failure)
{
  g_autoptr (SbSppDraft) draft = NULL;
  gint64 id;

  if (!find_match (self, object, &id, failure))
    return FALSE;
  draft = sb_spp_draft_new (self->call->sandbox, self->type, id);
  if (!set_elements (self, draft, object, failure) || !sb_spp_draft_save (draft, failure))
    return FALSE;
  *out_id = draft->id;

  return TRUE;
}

/* What the token's cache does not show cannot be written either. */
static gboolean
check_target (Command *self, gint64 id, SbSppFailure *failure)
{
  gboolean hides = sb_sandbox_assumes (self->call->sandbox, "suiteprojects.hidden-writes", "601");

  return (id != 0 && sb_spp_exists (self->call->sandbox, self->type, id, hides ? self->call->horizon : SB_SPP_ALL_SEEN)) ||
         sb_spp_fail (failure, 601, "Invalid id");
}

static gboolean
modify (Command *self, xmlNode *object, gint64 *out_id, SbSppFailure *failure)
{
  g_autoptr (SbSppDraft) draft = NULL;

  *out_id = read_id (object);
  if (!check_target (self, *out_id, failure))
    return FALSE;
  draft = sb_spp_draft_new (self->call->sandbox, self->type, *out_id);

  return set_elements (self, draft, object, failure) && sb_spp_draft_save (draft, failure);
}

static gboolean
delete (Command *self, xmlNode *object, gint64 *out_id, SbSppFailure *failure)
{
  *out_id = read_id (object);

  return check_target (self, *out_id, failure) && sb_spp_delete (self->call->sandbox, self->type, *out_id, failure);
}

static void
write_object (Command *self, xmlNode *object)
{
  g_auto (SbSppFailure) failure = { 0 };
  gint64 id = 0;
  gboolean done;

  if (strcmp (self->name, "Add") == 0)
    done = add (self, object, &id, &failure);
  else if (strcmp (self->name, "Modify") == 0)
    done = modify (self, object, &id, &failure);
  else
    done = delete (self, object, &id, &failure);
  if (done)
    answer_success (self, id, 0);
  else
    answer_failure (self, &failure);
}

/* ---- batches ---- */

static gboolean
count_objects (Command *self, xmlNode *command, SbSppFailure *failure)
{
  gboolean by_type = sb_sandbox_assumes (self->call->sandbox, "suiteprojects.batch-count", "type");
  const char *key = by_type ? self->type->name : "";
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->call->counts, key));
  guint objects = 0;

  for (xmlNode *node = sb_xml_first (command); node != NULL; node = sb_xml_next (node))
    {
      if (!self->is_user && !sb_xml_is_object (node, self->type))
        return sb_spp_fail (failure, 10, "%s is no %s", node->name, self->type->name);
      objects += self->is_user ? strcmp ((const char *) node->name, "User") == 0 : 1;
    }
  if (objects == 0)
    return sb_spp_fail (failure, self->is_user ? 203 : 4, "There is no %s to %s", self->type->name, self->name);
  if (count + objects > SB_SPP_BATCH_LIMIT)
    return sb_spp_fail (failure, 555, "More than %d objects in one request", SB_SPP_BATCH_LIMIT);
  g_hash_table_insert (self->call->counts, g_strdup (key), GUINT_TO_POINTER (count + objects));

  return TRUE;
}

static gboolean
read_type (Command *self, xmlNode *command, SbSppFailure *failure)
{
  g_autofree char *type = sb_xml_dup_attribute (command, "type");
  char letter = *self->name;

  self->type = sb_spp_find_type (type);
  if (self->type != NULL && letter == 'D' && strcmp (self->type->name, "Hierarchy") == 0 &&
      sb_sandbox_assumes (self->call->sandbox, "suiteprojects.hierarchy-delete", "accepted"))
    return TRUE;
  if (self->type == NULL || strchr (self->type->commands, letter) == NULL)
    return sb_spp_fail (failure, 603, "%s of “%s” is not possible", self->name, type != NULL ? type : "");

  return TRUE;
}

static gboolean
read_command (Command *self, xmlNode *command, SbSppFailure *failure)
{
  static const char * const known[] = { "type", "enable_custom", "lookup", NULL };
  static const char * const known_plain[] = { "type", "enable_custom", NULL };
  static const char * const known_user[] = { "enable_custom", "exclude_flags", "lookup", NULL };
  gboolean upserts = strcmp (self->name, "Add") == 0 && sb_sandbox_assumes (self->call->sandbox, "suiteprojects.add-lookup", "honoured");
  g_autofree char *customs = sb_xml_dup_attribute (command, "enable_custom");

  if (!sb_xml_check_attributes (command, self->is_user ? known_user : upserts ? known : known_plain, failure))
    return FALSE;
  self->customs = g_strcmp0 (customs, "1") == 0;
  self->lookup = sb_xml_dup_attribute (command, "lookup");
  if (self->is_user)
    self->type = sb_spp_find_type ("User");
  else if (!read_type (self, command, failure))
    return FALSE;

  return count_objects (self, command, failure);
}

/* ---- CreateUser ---- */

static gboolean
check_company (xmlNode *company, SbSppFailure *failure)
{
  xmlNode *nickname = sb_xml_find (company, "nickname");
  g_autofree char *text = nickname != NULL ? sb_xml_dup_text (nickname) : NULL;

  return g_strcmp0 (text, sb_spp_get_company ()) == 0 || sb_spp_fail (failure, 201, "Unknown company “%s”", text != NULL ? text : "");
}

/* CreateUser has codes of its own for what a user needs. */
static void
translate_failure (SbSppDraft *draft, SbSppFailure *failure)
{
  static const struct { const char *field; int code; } own[] = { { "role_id", 206 }, { "workscheduleid", 205 }, { "account_workscheduleid", 205 } };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (failure->code == 601 && draft->refused != NULL && strcmp (draft->refused->name, own[i].field) == 0)
      failure->code = own[i].code;
}

static gboolean
check_address (Command *self, xmlNode *user, SbSppFailure *failure)
{
  xmlNode *block = sb_xml_find (user, "addr");

  return (block != NULL && sb_xml_find (block, "Address") != NULL) ||
         sb_sandbox_assumes (self->call->sandbox, "suiteprojects.user-address", "optional") ||
         sb_spp_fail (failure, 1422, "The Address of the user is missing");
}

/* Without a licence left the user comes to be all the same, but not active. */
static int
check_licences (SbSppDraft *draft)
{
  g_autofree char *limit = sb_sandbox_dup_meta (draft->sandbox, "suiteprojects.users");
  g_autofree char *active = sb_spp_draft_dup (draft, "active");
  gint64 used = sb_spp_query (draft->sandbox, "SELECT count (*) FROM sp_user WHERE active = '1' AND deleted = 0", 0);

  if (sb_sandbox_assumes (draft->sandbox, "suiteprojects.licences", "enough") || g_strcmp0 (active, "0") == 0 ||
      used < g_ascii_strtoll (limit, NULL, 10) + FEW_LICENCES)
    return 0;
  sb_spp_draft_put (draft, "active", "0");

  return 1419;
}

static gboolean
create_user (Command *self, xmlNode *command, SbSppFailure *failure)
{
  xmlNode *company = sb_xml_find (command, "Company");
  xmlNode *user = sb_xml_find (command, "User");
  xmlNode *password = user != NULL ? sb_xml_find (user, "password") : NULL;
  g_autofree char *secret = password != NULL ? sb_xml_dup_text (password) : NULL;
  g_autoptr (SbSppDraft) draft = NULL;
  gint64 match = 0;
  int code;

  if (company == NULL || user == NULL)
    return sb_spp_fail (failure, 203, "CreateUser needs a Company and a User");
  for (xmlNode *node = sb_xml_next (user); node != NULL; node = sb_xml_next (node))
    if (strcmp ((const char *) node->name, "User") == 0)
      return sb_spp_fail (failure, 3, "CreateUser takes one User");
  if (!check_company (company, failure) || !find_match (self, user, &match, failure))
    return FALSE;
  if (match == 0 && (secret == NULL || strlen (secret) < 8))
    return sb_spp_fail (failure, 303, "The password needs at least 8 characters");
  if (match == 0 && !check_address (self, user, failure))
    return FALSE;
  draft = sb_spp_draft_new (self->call->sandbox, self->type, match);
  if (!set_elements (self, draft, user, failure))
    {
      translate_failure (draft, failure);
      return FALSE;
    }
  code = match == 0 ? check_licences (draft) : 0;
  if (!sb_spp_draft_save (draft, failure))
    return FALSE;
  answer_success (self, draft->id, code);

  return TRUE;
}

void
sb_spp_write (SbSppCall *call, xmlNode *command)
{
  g_auto (SbSppFailure) failure = { 0 };
  g_auto (Command) self = { .call = call, .name = (const char *) command->name };

  self.is_user = strcmp (self.name, "CreateUser") == 0;
  if (!read_command (&self, command, &failure) || (self.is_user && !create_user (&self, command, &failure)))
    {
      sb_spp_answer_failure (call, self.name, &failure);
      return;
    }
  if (self.is_user)
    return;
  if (sb_sandbox_assumes (call->sandbox, "suiteprojects.batch-reply", "one"))
    self.block = g_string_new (NULL);
  for (xmlNode *node = sb_xml_first (command); node != NULL; node = sb_xml_next (node))
    write_object (&self, node);
  if (self.block != NULL)
    g_string_append_printf (call->out, "<%s status=\"%d\">%s</%s>", self.name, self.first, self.block->str, self.name);
}
