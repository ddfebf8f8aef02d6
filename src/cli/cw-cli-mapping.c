/* cw-cli-mapping.c: causewayctl mapping show, versions, diff
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli-mapping-private.h"

#include "cw-expression-words.h"
#include "cw-mapping-file.h"

#include <glib/gi18n.h>
#include <string.h>

void
_cw_mapping_place_clear (CwMappingPlace *place)
{
  g_clear_pointer (&place->workflow, cw_workflow_unref);
}

gboolean
_cw_mapping_place_find (CwCli *self, CwMappingPlace *place, char **positional, gboolean online, GError **error)
{
  if ((online ? cw_cli_open_online (self, error) : cw_cli_open (self, error)) == NULL)
    return FALSE;
  place->cli = self;
  place->integration = positional[0];
  place->workflow = cw_cli_find_workflow (self, positional[0], positional[1], error);
  return place->workflow != NULL;
}

/* ---- versions and files as arguments ---- */

/* "7", "default". */
gboolean
_cw_mapping_parse_version (const char *text, guint *out_number)
{
  guint64 number;

  if (g_str_equal (text, "default"))
    {
      *out_number = CW_MAPPING_DEFAULT;
      return TRUE;
    }
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT - 1, &number, NULL))
    return FALSE;
  *out_number = (guint) number;
  return TRUE;
}

CwMappingDocument *
_cw_mapping_place_load_file (const CwMappingPlace *place, const char *path, GError **error)
{
  gboolean standard = g_str_equal (path, "-");
  g_autofree char *name = standard ? g_strdup (_("standard input")) : g_path_get_basename (path), *data = NULL;
  g_autoptr (GError) local = NULL;
  gsize length;

  if (!g_file_get_contents (standard ? "/dev/stdin" : path, &data, &length, &local))
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("The file “%s” cannot be read: %s"), path, local->message);
      return NULL;
    }
  return cw_mapping_document_parse (name, data, length, place->workflow, error);
}

/* NULL @text: what is in force. @out_version nullable; NULL for a file. */
CwMappingDocument *
_cw_mapping_place_load (const CwMappingPlace *place, const char *text, CwMappingVersion **out_version, GError **error)
{
  guint number = CW_MAPPING_IN_FORCE;

  if (out_version != NULL)
    *out_version = NULL;
  if (text != NULL && !_cw_mapping_parse_version (text, &number))
    return _cw_mapping_place_load_file (place, text, error);
  return cw_profile_load_mapping_sync (place->cli->profile, place->integration, place->workflow->id, number, out_version, error);
}

/* ---- output ---- */

static void
add_json (JsonBuilder *line, const char *name, const char *json)
{
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;

  json_builder_set_member_name (line, name);
  if (node != NULL)
    json_builder_add_value (line, g_steal_pointer (&node));
  else
    json_builder_add_null_value (line);
}

void
_cw_mapping_line_words (JsonBuilder *line, const char *name, const char *words)
{
  g_autofree char *plain = cw_words_dup_plain (words);

  cw_cli_line_string (line, name, plain);
}

void
_cw_mapping_print_words (CwCli *self, const char *before, const char *words)
{
  g_autofree char *plain = cw_words_dup_plain (words), *safe = cw_cli_dup_safe (plain != NULL ? plain : "");

  cw_cli_print (self, "%s%s\n", before, safe);
}

/* ---- show ---- */

static void
print_row (const CwMappingPlace *place, const CwMappingGroup *group, const CwMappingRow *row, CwCliTable *table)
{
  g_autofree char *words = cw_expression_dup_words (row->source, place->workflow), *plain = cw_words_dup_plain (words);
  g_autofree char *expression = NULL, *limit = NULL;
  JsonBuilder *line;

  if (table != NULL)
    {
      limit = row->limit_setting != NULL ? g_strdup (row->limit_setting) : row->limit > 0 ? g_strdup_printf ("%u", row->limit) : NULL;
      cw_cli_table_add (table, group->name, row->target, row->active ? NULL : _("off"), row->required ? _("yes") : NULL,
                        row->initial_only ? _("yes") : NULL, limit, plain);
      return;
    }
  expression = cw_expression_to_json (row->source);
  line = cw_cli_line_begin ();
  cw_cli_line_string (line, "group", group->name);
  cw_cli_line_string (line, "type", group->type);
  cw_cli_line_string (line, "target", row->target);
  cw_cli_line_string (line, "source", plain);
  cw_cli_line_boolean (line, "active", row->active);
  cw_cli_line_boolean (line, "required", row->required);
  cw_cli_line_boolean (line, "initial_only", row->initial_only);
  json_builder_set_member_name (line, "limit");
  if (row->limit > 0)
    json_builder_add_int_value (line, row->limit);
  else
    json_builder_add_null_value (line);
  cw_cli_line_string (line, "limit_setting", row->limit_setting);
  add_json (line, "expression", expression);
  cw_cli_line_end (place->cli, line);
}

static void
print_condition (const CwMappingPlace *place, const char *what, const CwMappingGroup *group, const CwExpression *expression)
{
  g_autofree char *words = cw_expression_dup_words (expression, place->workflow), *json = NULL, *before = NULL;
  JsonBuilder *line;

  if (!place->cli->json)
    {
      before = group != NULL ? g_strdup_printf (_("Only for “%s”: "), group->name) : g_strdup (_("Filter: "));
      _cw_mapping_print_words (place->cli, before, words);
      return;
    }
  json = cw_expression_to_json (expression);
  line = cw_cli_line_begin ();
  if (group != NULL)
    {
      cw_cli_line_string (line, "group", group->name);
      cw_cli_line_string (line, "type", group->type);
    }
  _cw_mapping_line_words (line, what, words);
  add_json (line, "expression", json);
  cw_cli_line_end (place->cli, line);
}

static void
print_head (const CwMappingPlace *place, const CwMappingVersion *version)
{
  g_autofree char *saved = NULL;
  JsonBuilder *line;

  if (!place->cli->json)
    {
      saved = version->created != 0 ? cw_cli_dup_time (version->created) : NULL;
      if (saved != NULL)
        cw_cli_print (place->cli, _("Version %u, saved %s by %s. %s\n"), version->number, saved, version->author, version->note);
      else
        cw_cli_print (place->cli, "%s\n", _("The default mapping."));
      return;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_integer (line, "version", version->number);
  cw_cli_line_time (line, "created", version->created);
  cw_cli_line_string (line, "author", version->author);
  cw_cli_line_string (line, "note", version->note);
  cw_cli_line_string (line, "digest", version->digest);
  cw_cli_line_integer (line, "based_on", version->based_on);
  cw_cli_line_integer (line, "rows", version->rows);
  cw_cli_line_integer (line, "tests", version->tests);
  cw_cli_line_boolean (line, "in_force", version->in_force);
  cw_cli_line_end (place->cli, line);
}

int
cw_cli_mapping_show (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_auto (CwMappingPlace) place = { NULL };
  g_autoptr (CwMappingVersion) version = NULL;
  g_autoptr (CwMappingDocument) document = NULL;
  CwCliTable *table = NULL;
  const GPtrArray *groups;
  CwMapping *mapping;

  if (!cw_cli_parse (self, arguments, NULL, 2, 3, &positional, error) || !_cw_mapping_place_find (self, &place, positional, FALSE, error))
    return CW_CLI_FAILED;
  document = _cw_mapping_place_load (&place, positional[2], &version, error);
  if (document == NULL)
    return CW_CLI_FAILED;
  mapping = cw_mapping_document_get_mapping (document);
  groups = cw_mapping_get_groups (mapping);
  if (version != NULL)
    print_head (&place, version);
  if (cw_mapping_get_filter (mapping) != NULL)
    print_condition (&place, "filter", NULL, cw_mapping_get_filter (mapping));
  for (guint i = 0; i < groups->len; i++)
    if (((CwMappingGroup *) groups->pdata[i])->condition != NULL)
      print_condition (&place, "condition", groups->pdata[i], ((CwMappingGroup *) groups->pdata[i])->condition);
  if (!self->json)
    table = cw_cli_table_new (_("Group"), _("Field"), _("State"), _("Required"), _("On create"), _("Limit"), _("Gets"), NULL);
  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; j < group->rows->len; j++)
        print_row (&place, group, group->rows->pdata[j], table);
    }
  if (table != NULL)
    cw_cli_table_end (table, self, _("It has no rows."));
  return CW_CLI_DONE;
}

/* ---- versions ---- */

int
cw_cli_mapping_versions (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_auto (CwMappingPlace) place = { NULL };
  g_autoptr (GPtrArray) versions = NULL;
  CwCliTable *table = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 2, 2, &positional, error) || !_cw_mapping_place_find (self, &place, positional, FALSE, error))
    return CW_CLI_FAILED;
  versions = cw_profile_list_mapping_versions_sync (self->profile, positional[0], positional[1], error);
  if (versions == NULL)
    return CW_CLI_FAILED;
  if (!self->json)
    table = cw_cli_table_new (_("Version"), _("Saved"), _("By"), _("Rows"), _("Tests"), _("State"), _("Note"), NULL);
  for (guint i = 0; i < versions->len; i++)
    {
      const CwMappingVersion *version = versions->pdata[i];
      g_autofree char *number = NULL, *saved = NULL, *rows = NULL, *tests = NULL;

      if (table == NULL)
        {
          print_head (&place, version);
          continue;
        }
      number = version->number > 0 ? g_strdup_printf ("%u", version->number) : g_strdup ("default");
      saved = version->created != 0 ? cw_cli_dup_time (version->created) : NULL;
      rows = g_strdup_printf ("%u", version->rows);
      tests = g_strdup_printf ("%u", version->tests);
      cw_cli_table_add (table, number, saved, version->author, rows, tests, version->in_force ? _("in force") : NULL, version->note);
    }
  if (table != NULL)
    cw_cli_table_end (table, self, "");
  return CW_CLI_DONE;
}

/* ---- diff ---- */

void
_cw_mapping_print_change (CwCli *self, const CwMappingChange *change)
{
  g_autofree char *before = NULL, *after = NULL, *title = NULL;
  JsonBuilder *line;

  if (self->json)
    {
      line = cw_cli_line_begin ();
      cw_cli_line_string (line, "change", cw_mapping_change_kind_to_string (change->kind));
      cw_cli_line_string (line, "part", cw_mapping_part_to_string (change->part));
      cw_cli_line_string (line, "group", change->group);
      cw_cli_line_string (line, "type", change->type);
      cw_cli_line_string (line, "name", change->name);
      _cw_mapping_line_words (line, "before", change->before);
      _cw_mapping_line_words (line, "after", change->after);
      add_json (line, "before_json", change->before_json);
      add_json (line, "after_json", change->after_json);
      cw_cli_line_end (self, line);
      return;
    }
  title = g_strdup_printf ("%s%s%s", change->group != NULL ? change->group : cw_mapping_part_to_string (change->part),
                           change->name != NULL ? ", " : "", change->name != NULL ? change->name : "");
  if (change->kind == CW_MAPPING_MOVED)
    {
      before = g_strdup_printf ("  %s: ", title);
      _cw_mapping_print_words (self, before, _("moved"));
      return;
    }
  if (change->before != NULL)
    {
      before = g_strdup_printf ("- %s: ", title);
      _cw_mapping_print_words (self, before, change->before);
    }
  if (change->after != NULL)
    {
      after = g_strdup_printf ("+ %s: ", title);
      _cw_mapping_print_words (self, after, change->after);
    }
}

/* Without arguments the version in force is compared with the one it was made from; with one, that one with it. */
int
cw_cli_mapping_diff (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_auto (CwMappingPlace) place = { NULL };
  g_autoptr (CwMappingVersion) version = NULL;
  g_autoptr (CwMappingDocument) before = NULL, after = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autofree char *base = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 2, 4, &positional, error) || !_cw_mapping_place_find (self, &place, positional, FALSE, error))
    return CW_CLI_FAILED;
  after = _cw_mapping_place_load (&place, positional[2] != NULL ? positional[3] : NULL, &version, error);
  if (after == NULL)
    return CW_CLI_FAILED;
  base = positional[2] != NULL ? g_strdup (positional[2]) : g_strdup_printf ("%u", version->based_on);
  before = _cw_mapping_place_load (&place, base, NULL, error);
  if (before == NULL)
    return CW_CLI_FAILED;
  changes = cw_mapping_document_compare (before, after, place.workflow);
  for (guint i = 0; i < changes->len; i++)
    _cw_mapping_print_change (self, changes->pdata[i]);
  if (changes->len == 0 && !self->json)
    cw_cli_print (self, "%s\n", _("They are the same."));
  return CW_CLI_DONE;
}
