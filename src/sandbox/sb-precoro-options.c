/* sb-precoro-options.c: custom fields and the tree of their options
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sections A.9 and D.4.
 */

#include "sb-precoro.h"

#include <string.h>

#define NAME_LIMIT 255

#define COLUMNS "o.id, o.name, o.code, length (o.path) / 10, o.parent, o.netsuiteid, o.externalid, o.enable"

/* ---- rows ---- */

static void
add_label (SbSandbox *self, JsonObject *object, const char *name, const char *code)
{
  g_autofree char *label = NULL;

  if (code != NULL && *code != '\0' && sb_sandbox_assumes (self, "precoro.label", "code-name"))
    label = g_strdup_printf ("%s %s", code, name);
  json_object_set_string_member (object, "label", label != NULL ? label : name);
}

static JsonObject *
read_option (SbSandbox *self, sqlite3_stmt *row)
{
  JsonObject *object = json_object_new ();
  JsonObject *parent = NULL;
  gint64 base = sb_sandbox_assumes (self, "precoro.level-base", "0") ? 1 : 0;

  json_object_set_int_member (object, "id", sqlite3_column_int64 (row, 0));
  json_object_set_string_member (object, "name", sb_column (row, 1));
  sb_add_text (object, "code", sb_column (row, 2));
  add_label (self, object, sb_column (row, 1), sb_column (row, 2));
  json_object_set_int_member (object, "level", sqlite3_column_int64 (row, 3) - base);
  if (sqlite3_column_type (row, 4) != SQLITE_NULL)
    {
      parent = json_object_new ();
      json_object_set_int_member (parent, "id", sqlite3_column_int64 (row, 4));
    }
  sb_add_relation (self, object, "parent", parent);
  sb_add_netsuite_id (self, object, "netSuiteId", sb_column (row, 5));
  sb_add_external_id (self, object, "externalId", sb_column (row, 6));
  json_object_set_boolean_member (object, "enable", sqlite3_column_int (row, 7) != 0);

  return object;
}

static JsonObject *
load_option (SbSandbox *self, gint64 id)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT " COLUMNS " FROM pc_option o WHERE o.id = ?");
  JsonObject *object;

  sqlite3_bind_int64 (statement, 1, id);
  if (sqlite3_step (statement) != SQLITE_ROW)
    g_assert_not_reached ();   /* callers have found it just before */
  object = read_option (self, statement);
  sqlite3_reset (statement);

  return object;
}

/* Here the field is not known from the address. */
static JsonObject *
read_option_of_field (SbSandbox *self, sqlite3_stmt *row)
{
  JsonObject *object = read_option (self, row);

  json_object_set_int_member (object, "field", sqlite3_column_int64 (row, 8));

  return object;
}

char *
sb_options_dup_state (SbSandbox *self)
{
  return sb_precoro_dup_rows (self, "SELECT " COLUMNS ", o.field, c.name FROM pc_option o JOIN pc_field f ON f.id = o.field"
                              " JOIN pc_company c ON c.id = f.company ORDER BY f.document, o.field, o.path", read_option_of_field);
}

/* ---- lists ---- */

static const char *
get_order (SbSandbox *self)
{
  return sb_sandbox_assumes (self, "precoro.option-order", "id") ? "o.id" : "o.path";
}

static void
hide_disabled (SbSandbox *self, GString *where)
{
  if (sb_sandbox_assumes (self, "precoro.disabled-options", "hidden"))
    sb_where_add (where, "o.enable = 1");
}

static JsonArray *
list_options_of (SbSandbox *self, gint64 field)
{
  g_autoptr (GString) where = g_string_new (NULL);
  g_autofree char *sql = NULL;
  JsonArray *array = json_array_new ();
  sqlite3_stmt *statement;

  hide_disabled (self, where);
  sql = g_strdup_printf ("SELECT " COLUMNS " FROM pc_option o WHERE o.field = ?%s ORDER BY %s", where->str, get_order (self));
  statement = sb_sandbox_prepare (self, sql);
  sqlite3_bind_int64 (statement, 1, field);
  while (sqlite3_step (statement) == SQLITE_ROW)
    json_array_add_object_element (array, read_option (self, statement));
  sqlite3_reset (statement);

  return array;
}

/* Document fields have no print and product flags, but some of their own; what neither sample shows is left out. */
static void
add_flags (JsonObject *object, gboolean document)
{
  static const char * const shared[] = { "enablePurchaseRequisition", "enablePurchaseOrder", "enableReceipt", "enableInvoice",
                                         "enableExpense", "availableInBudgets" };

  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    json_object_set_boolean_member (object, shared[i], TRUE);
  if (document)
    {
      json_object_set_boolean_member (object, "availableInApprovalWorkflow", FALSE);
      json_object_set_boolean_member (object, "displayInTheList", TRUE);
    }
}

static JsonObject *
read_field (SbSandbox *self, sqlite3_stmt *row)
{
  JsonObject *object = json_object_new ();
  gint64 id = sqlite3_column_int64 (row, 0);
  gint64 base = sb_sandbox_assumes (self, "precoro.drop-down-type", "1") ? 1 : 0;
  gboolean drop_down = sqlite3_column_int (row, 2) == 0;

  json_object_set_int_member (object, "id", id);
  json_object_set_string_member (object, "name", sb_column (row, 1));
  json_object_set_string_member (object, "description", "");
  json_object_set_int_member (object, "type", sqlite3_column_int64 (row, 2) + base);
  json_object_set_boolean_member (object, "required", FALSE);
  json_object_set_boolean_member (object, "enable", sqlite3_column_int (row, 3) != 0);
  json_object_set_int_member (object, "position", sqlite3_column_int64 (row, 4));
  json_object_set_boolean_member (object, "useCodeInDocuments", FALSE);
  json_object_set_int_member (object, "sortingFormat", 0);
  add_flags (object, sqlite3_column_int (row, 7) != 0);
  sb_add_date (self, object, "createDate", sqlite3_column_int64 (row, 5));
  sb_add_date (self, object, "updateDate", sqlite3_column_int64 (row, 6));
  sb_add_collection (object, "options", drop_down ? list_options_of (self, id) : json_array_new ());

  return object;
}

void
sb_fields_list (SbCall *call)
{
  g_autoptr (GString) where = g_string_new (NULL);

  sb_where_add (where, "company = %lld AND document = %d", (long long) call->company, call->document);
  sb_call_answer_list (call, "id, name, type, enable, position, created, updated, document", "pc_field", where->str,
                       "position, id", read_field);
}

/* The drop-down field of the path in this company; FALSE: 404 is answered. */
static gboolean
find_field (SbCall *call)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (call->sandbox,
    "SELECT 1 FROM pc_field WHERE id = ? AND company = ? AND document = ? AND type = 0");
  gboolean found;

  sqlite3_bind_int64 (statement, 1, call->ids[0]);
  sqlite3_bind_int64 (statement, 2, call->company);
  sqlite3_bind_int (statement, 3, call->document);
  found = sqlite3_step (statement) == SQLITE_ROW;
  sqlite3_reset (statement);
  if (!found)
    sb_call_refuse (call, 404);

  return found;
}

void
sb_options_list (SbCall *call)
{
  SbSandbox *self = call->sandbox;
  g_autoptr (GString) where = g_string_new (NULL);

  if (!find_field (call))
    return;
  sb_where_add (where, "o.field = %lld", (long long) call->ids[0]);
  hide_disabled (self, where);
  if (sb_sandbox_assumes (self, "precoro.option-filters", "honoured"))
    {
      if (!sb_call_filter_since (call, where, "modifiedSince", "o.updated", ">=") ||
          !sb_call_filter_list (call, where, "external_id", "o.externalid"))
        return;
      sb_call_filter_flag (call, where, "enable", "o.enable");
    }
  if (sb_sandbox_assumes (self, "precoro.option-paging", "ignored"))
    sb_call_answer_whole (call, COLUMNS, "pc_option o", where->str, get_order (self), read_option);
  else
    sb_call_answer_list (call, COLUMNS, "pc_option o", where->str, get_order (self), read_option);
}

/* ---- writes ---- */

/* An option as it would be after the write. Texts are borrowed from form or row. */
typedef struct {
  gint64      id;            /* 0: new */
  gint64      parent;        /* 0: root */
  const char *name;
  const char *code;          /* nullable, as is the next */
  const char *external_id;
  gboolean    enable;
} Draft;

static const char *
empty_to_null (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

static gboolean
is_blank (const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_isspace (g_utf8_get_char (c)))
      return FALSE;

  return TRUE;
}

static void
refuse_member (JsonObject *errors, const char *name, const char *sentence)
{
  if (!json_object_has_member (errors, name))
    json_object_set_string_member (errors, name, sentence);
}

/* Whether another option of the field has @value in @column, under the same parent where the name is concerned. */
static gboolean
is_taken (SbCall *call, const Draft *draft, const char *sql, const char *value)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (call->sandbox, sql);
  gboolean taken;

  sqlite3_bind_int64 (statement, 1, call->ids[0]);
  sqlite3_bind_text (statement, 2, value, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, draft->id);
  if (sqlite3_bind_parameter_count (statement) >= 4)
    sb_bind_id (statement, 4, draft->parent);
  taken = sqlite3_step (statement) == SQLITE_ROW;
  sqlite3_reset (statement);

  return taken;
}

static void
check_name (SbCall *call, const Draft *draft, JsonObject *errors)
{
  SbSandbox *self = call->sandbox;

  if (draft->name == NULL || is_blank (draft->name))
    {
      refuse_member (errors, "name", "This value should not be blank.");
      return;
    }
  if (sb_sandbox_assumes (self, "precoro.name-limit", "255") && g_utf8_strlen (draft->name, -1) > NAME_LIMIT)
    refuse_member (errors, "name", "This value is too long. It should have 255 characters or less.");
  if (sb_sandbox_assumes (self, "precoro.unique-names", "refuse") &&
      is_taken (call, draft, "SELECT 1 FROM pc_option WHERE field = ?1 AND name = ?2 AND id <> ?3 AND parent IS ?4",
                draft->name))
    refuse_member (errors, "name", "This value is already used.");
}

static gboolean
is_enabled (SbSandbox *self, gint64 id)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT enable FROM pc_option WHERE id = ?");
  gboolean enabled;

  sqlite3_bind_int64 (statement, 1, id);
  enabled = sqlite3_step (statement) == SQLITE_ROW && sqlite3_column_int (statement, 0) != 0;
  sqlite3_reset (statement);

  return enabled;
}

static void
check_parent (SbCall *call, const Draft *draft, gint64 parent_before, JsonObject *errors)
{
  SbSandbox *self = call->sandbox;
  gboolean moved = draft->id != 0 && draft->parent != parent_before;
  guint level;
  guint height;

  if (moved && sb_sandbox_assumes (self, "precoro.move", "refused"))
    refuse_member (errors, "parent", "The parent cannot be changed.");
  if (draft->parent == 0 || (draft->id != 0 && !moved))
    return;
  level = sb_option_get_level (self, call->ids[0], draft->parent);
  if (level == 0)
    {
      refuse_member (errors, "parent", "This value is not valid.");
      return;
    }
  if (draft->id != 0 && sb_option_is_below (self, draft->parent, draft->id))
    refuse_member (errors, "parent", "An option cannot be placed under itself.");
  height = draft->id != 0 ? sb_option_get_height (self, draft->id) : 1;
  if (level + height > SB_OPTION_LEVELS)
    refuse_member (errors, "parent", "The maximum depth of 5 levels is exceeded.");
  if (!is_enabled (self, draft->parent) && sb_sandbox_assumes (self, "precoro.disabled-parent", "refused"))
    refuse_member (errors, "parent", "The parent is disabled.");
}

static void
check_external_id (SbCall *call, const Draft *draft, JsonObject *errors)
{
  SbSandbox *self = call->sandbox;

  if (draft->external_id == NULL)
    return;
  if (sb_sandbox_assumes (self, "precoro.external-id-form", "digits") &&
      strspn (draft->external_id, "0123456789") != strlen (draft->external_id))
    refuse_member (errors, "externalId", "This value should be of type numeric.");
  if (sb_sandbox_assumes (self, "precoro.unique-external-id", "refuse") &&
      is_taken (call, draft, "SELECT 1 FROM pc_option WHERE field = ?1 AND externalid = ?2 AND id <> ?3",
                draft->external_id))
    refuse_member (errors, "externalId", "This value is already used.");
}

/* What is no number is no parent; -1 is found nowhere. */
static gint64
parse_parent (const char *text)
{
  guint64 id = 0;

  if (*text == '\0')
    return 0;

  return g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &id, NULL) ? (gint64) id : -1;
}

/* Takes @errors; TRUE when there are none. */
static gboolean
settle_errors (SbCall *call, JsonObject *errors)
{
  if (json_object_get_size (errors) == 0)
    {
      json_object_unref (errors);
      return TRUE;
    }
  sb_call_refuse_values (call, errors);

  return FALSE;
}

void
sb_options_create (SbCall *call)
{
  SbSandbox *self = call->sandbox;
  const char *parent = sb_params_get (call->form, "parent[id]");
  JsonObject *errors = json_object_new ();
  Draft draft = {
    .parent = parent != NULL ? parse_parent (parent) : 0,
    .name = sb_params_get (call->form, "name"),
    .code = empty_to_null (sb_params_get (call->form, "code")),
    .enable = g_strcmp0 (sb_params_get (call->form, "enable"), "0") != 0,
  };

  if (!find_field (call))
    {
      json_object_unref (errors);
      return;
    }
  if (sb_sandbox_assumes (self, "precoro.external-on-post", "stored"))
    draft.external_id = empty_to_null (sb_params_get (call->form, "externalId"));
  check_name (call, &draft, errors);
  check_parent (call, &draft, 0, errors);
  check_external_id (call, &draft, errors);
  if (!settle_errors (call, errors))
    return;
  draft.id = sb_option_insert (self, call->ids[0], draft.parent, draft.name, draft.code, draft.external_id, NULL, draft.enable);
  sb_call_answer_written (call, sb_sandbox_assumes (self, "precoro.create-status", "200") ? 200 : 201,
                          load_option (self, draft.id));
}

/* The option of the path as it is: FALSE when 404 is answered. Texts are owned. */
typedef struct {
  gint64  parent;
  char   *name;
  char   *code;
  char   *external_id;
  char   *netsuite_id;
  gboolean enable;
} Stored;

static void
stored_clear (Stored *self)
{
  g_free (self->name);
  g_free (self->code);
  g_free (self->external_id);
  g_free (self->netsuite_id);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stored, stored_clear)

static gboolean
find_option (SbCall *call, Stored *out_option)
{
  sqlite3_stmt *statement;
  gboolean found;

  if (!find_field (call))
    return FALSE;
  statement = sb_sandbox_prepare (call->sandbox,
    "SELECT parent, name, code, externalid, netsuiteid, enable FROM pc_option WHERE id = ? AND field = ?");
  sqlite3_bind_int64 (statement, 1, call->ids[1]);
  sqlite3_bind_int64 (statement, 2, call->ids[0]);
  found = sqlite3_step (statement) == SQLITE_ROW;
  if (found)
    *out_option = (Stored) {
      .parent = sqlite3_column_int64 (statement, 0),
      .name = g_strdup (sb_column (statement, 1)),
      .code = g_strdup (sb_column (statement, 2)),
      .external_id = g_strdup (sb_column (statement, 3)),
      .netsuite_id = g_strdup (sb_column (statement, 4)),
      .enable = sqlite3_column_int (statement, 5) != 0,
    };
  sqlite3_reset (statement);
  if (!found)
    sb_call_refuse (call, 404);

  return found;
}

/* Options that Precoro's own connector keeps may be closed to the API: nobody says. */
static gboolean
is_closed (SbCall *call, const Stored *option)
{
  if (option->netsuite_id == NULL || sb_sandbox_assumes (call->sandbox, "precoro.netsuite-owned", "writable"))
    return FALSE;
  sb_call_refuse_value (call, "netSuiteId", "This option is managed by an integration.");

  return TRUE;
}

/* What the form does not name keeps its value, or by variant is cleared; never the name and the flag. */
static Draft
draft_replacement (SbCall *call, const Stored *stored)
{
  SbParams *form = call->form;
  gboolean replace = sb_sandbox_assumes (call->sandbox, "precoro.put", "replace");
  const char *name = sb_params_get (form, "name");
  const char *code = sb_params_get (form, "code");
  const char *parent = sb_params_get (form, "parent[id]");
  const char *enable = sb_params_get (form, "enable");
  Draft draft = { .id = call->ids[1] };

  draft.name = name != NULL ? name : stored->name;
  draft.code = code != NULL || replace ? empty_to_null (code) : stored->code;
  draft.parent = stored->parent;
  if (parent != NULL)
    draft.parent = parse_parent (parent);
  else if (replace)
    draft.parent = 0;
  draft.enable = stored->enable;
  if (empty_to_null (enable) != NULL && sb_sandbox_assumes (call->sandbox, "precoro.enable-on-put", "honoured"))
    draft.enable = strcmp (enable, "0") != 0 && strcmp (enable, "false") != 0;

  return draft;
}

static void
write_replacement (SbCall *call, const Stored *stored, const Draft *draft)
{
  SbSandbox *self = call->sandbox;
  sqlite3_stmt *statement = sb_sandbox_prepare (self,
    "UPDATE pc_option SET name = ?, code = ?, enable = ?, updated = ? WHERE id = ?");

  sqlite3_bind_text (statement, 1, draft->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, draft->code, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 3, draft->enable);
  sqlite3_bind_int64 (statement, 4, sb_precoro_now (self));
  sqlite3_bind_int64 (statement, 5, draft->id);
  sb_sandbox_run (self, statement);
  if (draft->parent != stored->parent)
    sb_option_move (self, draft->id, draft->parent);
  if (!draft->enable && stored->enable && sb_sandbox_assumes (self, "precoro.disable-children", "cascade"))
    sb_option_disable_below (self, draft->id);
}

void
sb_options_replace (SbCall *call)
{
  g_auto (Stored) stored = { 0 };
  JsonObject *errors;
  Draft draft;

  if (!find_option (call, &stored) || is_closed (call, &stored))
    return;
  draft = draft_replacement (call, &stored);
  errors = json_object_new ();
  check_name (call, &draft, errors);
  check_parent (call, &draft, stored.parent, errors);
  if (!settle_errors (call, errors))
    return;
  write_replacement (call, &stored, &draft);
  sb_call_answer_written (call, 200, load_option (call->sandbox, draft.id));
}

/* Reads externalId and nothing else. */
void
sb_options_mark (SbCall *call)
{
  SbSandbox *self = call->sandbox;
  const char *external_id = sb_params_get (call->form, "externalId");
  g_auto (Stored) stored = { 0 };
  Draft draft = { .id = call->ids[1], .external_id = empty_to_null (external_id) };
  JsonObject *errors;
  sqlite3_stmt *statement;

  if (!find_option (call, &stored) || is_closed (call, &stored))
    return;
  errors = json_object_new ();
  check_external_id (call, &draft, errors);
  if (!settle_errors (call, errors))
    return;
  if (external_id != NULL)
    {
      statement = sb_sandbox_prepare (self, "UPDATE pc_option SET externalid = ?, updated = ? WHERE id = ?");
      sqlite3_bind_text (statement, 1, draft.external_id, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (statement, 2, sb_precoro_now (self));
      sqlite3_bind_int64 (statement, 3, draft.id);
      sb_sandbox_run (self, statement);
    }
  sb_call_answer_written (call, 200, load_option (self, draft.id));
}

/* ---- legal entities ---- */

/* "7", "[1, 2]" or the key repeated. NULL when there is none, or one is no number. (element-type gint64) */
static GArray *
parse_entities (SbParams *form)
{
  g_autoptr (GPtrArray) texts = sb_params_get_all (form, "entity_ids");
  g_autoptr (GArray) entities = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < texts->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit_set (g_ptr_array_index (texts, i), "[], ", -1);

      for (char **part = parts; *part != NULL; part++)
        {
          guint64 entity;

          if (**part == '\0')
            continue;
          if (!g_ascii_string_to_unsigned (*part, 10, 1, G_MAXINT64, &entity, NULL))
            return NULL;
          g_array_append_val (entities, entity);
        }
    }

  return entities->len > 0 ? g_steal_pointer (&entities) : NULL;
}

static gboolean
owns_option (SbCall *call, gint64 id)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (call->sandbox,
    "SELECT 1 FROM pc_option o JOIN pc_field f ON f.id = o.field WHERE o.id = ? AND f.company = ? AND f.document = ?");
  gboolean owns;

  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, call->company);
  sqlite3_bind_int (statement, 3, call->document);
  owns = sqlite3_step (statement) == SQLITE_ROW;
  sqlite3_reset (statement);

  return owns;
}

static void
write_scope (SbSandbox *self, gint64 option, gint64 type, GArray *entities)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "DELETE FROM pc_scope WHERE option = ? AND type = ?");

  sqlite3_bind_int64 (statement, 1, option);
  sqlite3_bind_int64 (statement, 2, type);
  sb_sandbox_run (self, statement);
  for (guint i = 0; i < entities->len; i++)
    {
      statement = sb_sandbox_prepare (self, "INSERT INTO pc_scope VALUES (?, ?, ?)");
      sqlite3_bind_int64 (statement, 1, option);
      sqlite3_bind_int64 (statement, 2, type);
      sqlite3_bind_int64 (statement, 3, g_array_index (entities, gint64, i));
      sb_sandbox_run (self, statement);
    }
}

void
sb_options_scope (SbCall *call)
{
  const char *key = call->document ? "document_custom_field_option_id" : "item_custom_field_option_id";
  const char *option = sb_params_get (call->form, key);
  const char *type = sb_params_get (call->form, "depend_type");
  g_autoptr (GArray) entities = parse_entities (call->form);
  JsonObject *errors = json_object_new ();
  gint64 id = option != NULL ? parse_parent (option) : 0;

  if (id == 0 || !owns_option (call, id))
    refuse_member (errors, key, "This value is not valid.");
  if (g_strcmp0 (type, "1") != 0)
    refuse_member (errors, "depend_type", "This value is not valid.");
  if (entities == NULL)
    refuse_member (errors, "entity_ids", "This value is not valid.");
  if (!settle_errors (call, errors))
    return;
  write_scope (call->sandbox, id, 1, entities);
  sb_call_answer (call, 200, json_object_new ());
}
