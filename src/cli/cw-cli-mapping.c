/* cw-cli-mapping.c: causewayctl mapping
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include "cw-expression-words.h"
#include "cw-file-reader.h"
#include "cw-mapping-file.h"
#include "cw-mapping-findings.h"

#include <glib/gi18n.h>
#include <string.h>

#define RECORDS_SHOWN 5   /* of a finding, without --verbose */

/* What every command begins with. */
typedef struct {
  CwCli      *cli;
  CwWorkflow *workflow;      /* owned */
  const char *integration;   /* borrowed */
} Place;

static void
place_clear (Place *place)
{
  g_clear_pointer (&place->workflow, cw_workflow_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
find_place (CwCli *self, Place *place, char **positional, gboolean online, GError **error)
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
static gboolean
parse_version (const char *text, guint *out_number)
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

static CwMappingDocument *
load_file (const Place *place, const char *path, GError **error)
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
static CwMappingDocument *
load (const Place *place, const char *text, CwMappingVersion **out_version, GError **error)
{
  guint number = CW_MAPPING_IN_FORCE;

  if (out_version != NULL)
    *out_version = NULL;
  if (text != NULL && !parse_version (text, &number))
    return load_file (place, text, error);
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

static void
add_words (JsonBuilder *line, const char *name, const char *words)
{
  g_autofree char *plain = cw_words_dup_plain (words);

  cw_cli_line_string (line, name, plain);
}

static void
print_words (CwCli *self, const char *before, const char *words)
{
  g_autofree char *plain = cw_words_dup_plain (words), *safe = cw_cli_dup_safe (plain != NULL ? plain : "");

  cw_cli_print (self, "%s%s\n", before, safe);
}

/* ---- show ---- */

static void
print_row (const Place *place, const CwMappingGroup *group, const CwMappingRow *row, CwCliTable *table)
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
print_condition (const Place *place, const char *what, const CwMappingGroup *group, const CwExpression *expression)
{
  g_autofree char *words = cw_expression_dup_words (expression, place->workflow), *json = NULL, *before = NULL;
  JsonBuilder *line;

  if (!place->cli->json)
    {
      before = group != NULL ? g_strdup_printf (_("Only for “%s”: "), group->name) : g_strdup (_("Filter: "));
      print_words (place->cli, before, words);
      return;
    }
  json = cw_expression_to_json (expression);
  line = cw_cli_line_begin ();
  if (group != NULL)
    {
      cw_cli_line_string (line, "group", group->name);
      cw_cli_line_string (line, "type", group->type);
    }
  add_words (line, what, words);
  add_json (line, "expression", json);
  cw_cli_line_end (place->cli, line);
}

static void
print_head (const Place *place, const CwMappingVersion *version)
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
  g_auto (Place) place = { NULL };
  g_autoptr (CwMappingVersion) version = NULL;
  g_autoptr (CwMappingDocument) document = NULL;
  CwCliTable *table = NULL;
  const GPtrArray *groups;
  CwMapping *mapping;

  if (!cw_cli_parse (self, arguments, NULL, 2, 3, &positional, error) || !find_place (self, &place, positional, FALSE, error))
    return CW_CLI_FAILED;
  document = load (&place, positional[2], &version, error);
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
  g_auto (Place) place = { NULL };
  g_autoptr (GPtrArray) versions = NULL;
  CwCliTable *table = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 2, 2, &positional, error) || !find_place (self, &place, positional, FALSE, error))
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

static void
print_change (CwCli *self, const CwMappingChange *change)
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
      add_words (line, "before", change->before);
      add_words (line, "after", change->after);
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
      print_words (self, before, _("moved"));
      return;
    }
  if (change->before != NULL)
    {
      before = g_strdup_printf ("- %s: ", title);
      print_words (self, before, change->before);
    }
  if (change->after != NULL)
    {
      after = g_strdup_printf ("+ %s: ", title);
      print_words (self, after, change->after);
    }
}

/* Without arguments the version in force is compared with the one it was made from; with one, that one with it. */
int
cw_cli_mapping_diff (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_auto (Place) place = { NULL };
  g_autoptr (CwMappingVersion) version = NULL;
  g_autoptr (CwMappingDocument) before = NULL, after = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autofree char *base = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 2, 4, &positional, error) || !find_place (self, &place, positional, FALSE, error))
    return CW_CLI_FAILED;
  after = load (&place, positional[2] != NULL ? positional[3] : NULL, &version, error);
  if (after == NULL)
    return CW_CLI_FAILED;
  base = positional[2] != NULL ? g_strdup (positional[2]) : g_strdup_printf ("%u", version->based_on);
  before = load (&place, base, NULL, error);
  if (before == NULL)
    return CW_CLI_FAILED;
  changes = cw_mapping_document_compare (before, after, place.workflow);
  for (guint i = 0; i < changes->len; i++)
    print_change (self, changes->pdata[i]);
  if (changes->len == 0 && !self->json)
    cw_cli_print (self, "%s\n", _("They are the same."));
  return CW_CLI_DONE;
}

/* ---- restore ---- */

static void
print_saved (CwCli *self, guint number, const char *why, gint64 value)
{
  JsonBuilder *line;

  if (!self->json)
    {
      cw_cli_print (self, _("Version %u is in force from the next run on.\n"), number);
      return;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_integer (line, "version", number);
  if (why != NULL)
    cw_cli_line_integer (line, why, value);
  cw_cli_line_end (self, line);
}

int
cw_cli_mapping_restore (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_auto (Place) place = { NULL };
  g_autoptr (GError) local = NULL;
  guint number, saved;

  if (!cw_cli_parse (self, arguments, NULL, 3, 3, &positional, error) || !find_place (self, &place, positional, FALSE, error))
    return CW_CLI_FAILED;
  if (!parse_version (positional[2], &number))
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” is no version: write its number, or “default”."), positional[2]);
      return CW_CLI_FAILED;
    }
  saved = cw_profile_restore_mapping_sync (self->profile, positional[0], positional[1], number, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return CW_CLI_FAILED;
    }
  print_saved (self, saved, "restored", number);
  return CW_CLI_DONE;
}

/* ---- export ---- */

int
cw_cli_mapping_export (CwCli *self, char **arguments, GError **error)
{
  gboolean without_tests = FALSE;
  const GOptionEntry entries[] = {
    { "without-tests", 0, 0, G_OPTION_ARG_NONE, &without_tests, N_("Leave out the tests, which hold records"), NULL },
    { NULL }
  };
  g_auto (GStrv) positional = NULL;
  g_auto (Place) place = { NULL };
  g_autoptr (CwMappingVersion) version = NULL;
  g_autoptr (CwMappingDocument) document = NULL, bare = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;
  const char *file = NULL, *wanted = NULL;
  guint number;

  if (!cw_cli_parse (self, arguments, entries, 2, 4, &positional, error) || !find_place (self, &place, positional, FALSE, error))
    return CW_CLI_FAILED;
  for (guint i = 2; positional[i] != NULL; i++)
    if (wanted == NULL && parse_version (positional[i], &number))
      wanted = positional[i];
    else
      file = positional[i];
  document = load (&place, wanted, &version, error);
  if (document == NULL)
    return CW_CLI_FAILED;
  bare = cw_mapping_document_new (cw_mapping_document_get_mapping (document), without_tests ? NULL : cw_mapping_document_get_tests (document));
  text = cw_mapping_document_to_json (bare, place.workflow->id, version->number, version->digest);
  if (file == NULL || g_str_equal (file, "-"))
    {
      g_print ("%s", text);
      return CW_CLI_DONE;
    }
  if (!g_file_set_contents (file, text, -1, &local))
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("The file “%s” cannot be written: %s"), file, local->message);
      return CW_CLI_FAILED;
    }
  if (self->json)
    print_saved (self, version->number, NULL, 0);
  return CW_CLI_DONE;
}

/* ---- import ---- */

static void
print_conflict (CwCli *self, const CwMappingConflict *conflict)
{
  JsonBuilder *line;

  if (self->json)
    {
      line = cw_cli_line_begin ();
      cw_cli_line_string (line, "conflict", cw_mapping_part_to_string (conflict->part));
      cw_cli_line_string (line, "group", conflict->group);
      cw_cli_line_string (line, "type", conflict->type);
      cw_cli_line_string (line, "name", conflict->name);
      add_words (line, "base", conflict->base);
      add_words (line, "ours", conflict->ours);
      add_words (line, "theirs", conflict->theirs);
      cw_cli_line_end (self, line);
      return;
    }
  cw_cli_print (self, _("Both sides changed %s%s%s:\n"), conflict->group != NULL ? conflict->group : cw_mapping_part_to_string (conflict->part),
                conflict->name != NULL ? ", " : "", conflict->name != NULL ? conflict->name : "");
  print_words (self, _("  before: "), conflict->base != NULL ? conflict->base : _("not there"));
  print_words (self, _("  here:   "), conflict->ours != NULL ? conflict->ours : _("not there"));
  print_words (self, _("  file:   "), conflict->theirs != NULL ? conflict->theirs : _("not there"));
}

/* What both sides changed, taken as the person said; nothing is saved while that is open. */
static CwMappingDocument *
merge (const Place *place, CwMappingDocument *ours, CwMappingDocument *theirs, gboolean take_ours, gboolean take_theirs,
       gboolean *out_open, GError **error)
{
  g_autoptr (GPtrArray) conflicts = NULL, settled = NULL;
  g_autoptr (CwMappingDocument) merged = cw_profile_merge_mapping_sync (place->cli->profile, place->integration, place->workflow->id,
                                                                        ours, theirs, NULL, &conflicts, NULL, error);

  *out_open = FALSE;
  if (merged == NULL || conflicts->len == 0)
    return g_steal_pointer (&merged);
  if (!take_ours && !take_theirs)
    {
      for (guint i = 0; i < conflicts->len; i++)
        print_conflict (place->cli, conflicts->pdata[i]);
      *out_open = TRUE;
      return g_steal_pointer (&merged);
    }
  for (guint i = 0; i < conflicts->len; i++)
    ((CwMappingConflict *) conflicts->pdata[i])->take = take_theirs ? CW_MAPPING_TAKE_THEIRS : CW_MAPPING_TAKE_OURS;
  return cw_profile_merge_mapping_sync (place->cli->profile, place->integration, place->workflow->id, ours, theirs, conflicts, &settled,
                                        NULL, error);
}

int
cw_cli_mapping_import (CwCli *self, char **arguments, GError **error)
{
  gboolean take_ours = FALSE, take_theirs = FALSE;
  g_autofree char *note = NULL;
  const GOptionEntry entries[] = {
    { "note", 0, 0, G_OPTION_ARG_STRING, &note, N_("What the version is for"), N_("TEXT") },
    { "ours", 0, 0, G_OPTION_ARG_NONE, &take_ours, N_("Where both sides changed the same, keep what is here"), NULL },
    { "theirs", 0, 0, G_OPTION_ARG_NONE, &take_theirs, N_("Where both sides changed the same, take the file's"), NULL },
    { NULL }
  };
  g_auto (GStrv) positional = NULL;
  g_auto (Place) place = { NULL };
  g_autoptr (CwMappingVersion) version = NULL;
  g_autoptr (CwMappingDocument) ours = NULL, theirs = NULL, merged = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) local = NULL;
  gboolean open;
  guint number;

  if (!cw_cli_parse (self, arguments, entries, 3, 3, &positional, error) || !find_place (self, &place, positional, FALSE, error))
    return CW_CLI_FAILED;
  theirs = load_file (&place, positional[2], error);
  ours = theirs != NULL ? load (&place, NULL, &version, error) : NULL;
  merged = ours != NULL ? merge (&place, ours, theirs, take_ours, take_theirs, &open, error) : NULL;
  if (merged == NULL)
    return CW_CLI_FAILED;
  if (open)
    {
      if (!self->json)
        cw_cli_print (self, "%s\n", _("Nothing was imported. Import again with --ours or --theirs, or edit the file."));
      return CW_CLI_ATTENTION;
    }
  number = cw_profile_save_mapping_sync (self->profile, positional[0], positional[1], merged, version->number, note, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return CW_CLI_FAILED;
    }
  changes = cw_mapping_document_compare (ours, merged, place.workflow);
  for (guint i = 0; !self->json && i < changes->len; i++)
    print_change (self, changes->pdata[i]);
  print_saved (self, number, "changes", changes->len);
  return CW_CLI_DONE;
}

/* ---- check ---- */

static void
print_finding_line (CwCli *self, const CwMappingFinding *finding)
{
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_string (line, "finding", cw_mapping_problem_kind_to_string (finding->problem->kind));
  cw_cli_line_boolean (line, "error", finding->error);
  cw_cli_line_string (line, "type", finding->problem->type);
  cw_cli_line_string (line, "target", finding->problem->target);
  cw_cli_line_string (line, "argument", finding->problem->argument);
  cw_cli_line_string (line, "sentence", finding->sentence);
  cw_cli_line_integer (line, "count", (gint64) finding->count);
  cw_cli_line_integer (line, "total", (gint64) finding->total);
  json_builder_set_member_name (line, "records");
  json_builder_begin_array (line);
  for (guint i = 0; finding->records != NULL && i < finding->records->len; i++)
    {
      const CwFindingRecord *record = finding->records->pdata[i];

      json_builder_begin_object (line);
      cw_cli_line_string (line, "source", record->key);
      cw_cli_line_string (line, "name", record->name);
      cw_cli_line_string (line, "value", record->value);
      json_builder_end_object (line);
    }
  json_builder_end_array (line);
  cw_cli_line_end (self, line);
}

static void
print_finding_text (CwCli *self, const CwMappingFinding *finding)
{
  guint shown = self->verbose ? CW_FINDING_RECORDS : RECORDS_SHOWN;

  print_words (self, finding->error ? _("Problem: ") : _("Look at: "), finding->sentence);
  for (guint i = 0; finding->records != NULL && i < MIN (finding->records->len, shown); i++)
    {
      const CwFindingRecord *record = finding->records->pdata[i];
      g_autofree char *text = g_strdup_printf ("%s  %s%s%s", record->key, record->name, record->value != NULL ? ": " : "",
                                               record->called != NULL ? record->called : record->value != NULL ? record->value : "");

      print_words (self, "  ", text);
    }
  if (finding->records != NULL && finding->records->len > shown)
    cw_cli_print (self, "  %s\n", _("… and more; --verbose lists them."));
}

static void
print_test_line (CwCli *self, const CwFailedTest *failed)
{
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_string (line, "test", failed->name);
  cw_cli_line_boolean (line, "passed", FALSE);
  json_builder_set_member_name (line, "deviations");
  json_builder_begin_array (line);
  for (guint i = 0; i < failed->deviations->len; i++)
    {
      const CwMappingDeviation *deviation = failed->deviations->pdata[i];

      json_builder_begin_object (line);
      cw_cli_line_string (line, "target", deviation->target);
      cw_cli_line_string (line, "expected", deviation->expected);
      cw_cli_line_string (line, "found", deviation->found);
      json_builder_end_object (line);
    }
  json_builder_end_array (line);
  cw_cli_line_end (self, line);
}

static void
print_check_end (CwCli *self, const CwMappingReport *report, guint errors)
{
  JsonBuilder *line;

  if (!self->json)
    {
      cw_cli_print (self, ngettext ("%u problem, %u of %u tests failed.", "%u problems, %u of %u tests failed.", errors), errors,
                    report->failed_tests->len, report->tests);
      cw_cli_print (self, _(" The filter lets %'u of %'u records through.\n"), (guint) report->passing, (guint) report->records);
      return;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_string (line, "event", "end");
  cw_cli_line_integer (line, "problems", errors);
  cw_cli_line_integer (line, "findings", report->findings->len);
  cw_cli_line_integer (line, "tests", report->tests);
  cw_cli_line_integer (line, "failed", report->failed_tests->len);
  cw_cli_line_integer (line, "records", (gint64) report->records);
  cw_cli_line_integer (line, "passing", (gint64) report->passing);
  cw_cli_line_end (self, line);
}

static int
print_report (CwCli *self, const CwMappingReport *report)
{
  guint errors = 0;

  for (guint i = 0; i < report->findings->len; i++)
    {
      const CwMappingFinding *finding = report->findings->pdata[i];

      errors += finding->error ? 1 : 0;
      if (self->json)
        print_finding_line (self, finding);
      else
        print_finding_text (self, finding);
    }
  for (guint i = 0; i < report->failed_tests->len; i++)
    {
      const CwFailedTest *failed = report->failed_tests->pdata[i];

      if (self->json)
        print_test_line (self, failed);
      else
        print_words (self, _("Test failed: "), failed->sentence);
    }
  print_check_end (self, report, errors);
  return errors > 0 || report->failed_tests->len > 0 ? CW_CLI_ATTENTION : CW_CLI_DONE;
}

int
cw_cli_mapping_check (CwCli *self, char **arguments, GError **error)
{
  gboolean refresh = FALSE;
  const GOptionEntry entries[] = {
    { "refresh", 0, 0, G_OPTION_ARG_NONE, &refresh, N_("Ask the systems for their fields first, and read what is missing"), NULL },
    { NULL }
  };
  g_auto (GStrv) positional = NULL;
  g_auto (Place) place = { NULL };
  g_autoptr (CwMappingDocument) document = NULL;
  g_autoptr (CwFieldCatalogue) catalogue = NULL;
  g_autoptr (CwMappingReport) report = NULL;

  if (!cw_cli_parse (self, arguments, entries, 2, 3, &positional, error))
    return CW_CLI_FAILED;
  if (!find_place (self, &place, positional, refresh, error))
    return CW_CLI_FAILED;
  document = load (&place, positional[2], NULL, error);
  if (document == NULL)
    return CW_CLI_FAILED;
  if (refresh)
    {
      catalogue = cw_field_catalogue_refresh_sync (self->profile, place.integration, place.workflow, self->cancellable, error);
      if (catalogue == NULL || !cw_mapping_read_sync (self->profile, place.integration, place.workflow,
                                                      cw_mapping_document_get_mapping (document), self->cancellable, error))
        return CW_CLI_FAILED;
    }
  report = cw_mapping_check_sync (self->profile, place.integration, place.workflow, document, self->cancellable, error);
  return report != NULL ? print_report (self, report) : CW_CLI_FAILED;
}

/* ---- preview ---- */

/* What one record gives. */
typedef struct {
  CwRecord  *record;     /* owned */
  CwFields  *wanted;     /* owned */
  GPtrArray *problems;   /* owned */
  gboolean   passes, linked;
} Preview;

static void
preview_clear (Preview *preview)
{
  g_clear_pointer (&preview->record, cw_record_free);
  g_clear_pointer (&preview->wanted, cw_fields_unref);
  g_clear_pointer (&preview->problems, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Preview, preview_clear)

static CwRecord *
load_record (CwMappingSource *source, const char *key, GError **error)
{
  g_autofree char *known = cw_cli_dup_record (key, error);
  const char *colon = known != NULL ? strchr (known, ':') : NULL;
  g_autofree char *type = colon != NULL ? g_strndup (known, (gsize) (colon - known)) : NULL;
  CwRecord *record;

  if (type == NULL)
    return NULL;
  record = cw_store_mirror_get (cw_mapping_source_get_store (source), cw_mapping_source_get_integration (source)->source, type, colon + 1, NULL);
  if (record == NULL)
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("No record %s is known yet. Plan the integration once, or check the id."), known);
  return record;
}

static gboolean
make_preview (const Place *place, CwMappingSource *source, CwMapping *mapping, const char *key, Preview *preview, GError **error)
{
  const CwMappingContext *context = cw_mapping_source_get_context (source);
  g_autoptr (CwLink) link = NULL;

  preview->record = load_record (source, key, error);
  if (preview->record == NULL)
    return FALSE;
  link = cw_store_get_link (cw_mapping_source_get_store (source), place->integration, place->workflow->id, preview->record->type,
                            preview->record->id, NULL);
  preview->linked = link != NULL;
  preview->passes = cw_mapping_passes (mapping, preview->record, context);
  preview->wanted = cw_fields_new ();
  preview->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_problem_free);
  cw_mapping_apply (mapping, preview->record, context, !preview->linked, preview->wanted, preview->problems);
  return TRUE;
}

static void
print_preview_line (CwCli *self, const Preview *preview)
{
  g_autofree char *source = g_strconcat (preview->record->type, ":", preview->record->id, NULL);
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_string (line, "source", source);
  cw_cli_line_string (line, "name", preview->record->name);
  cw_cli_line_boolean (line, "passes", preview->passes);
  cw_cli_line_boolean (line, "linked", preview->linked);
  cw_cli_line_fields (line, "fields", preview->wanted);
  json_builder_set_member_name (line, "problems");
  json_builder_begin_array (line);
  for (guint i = 0; i < preview->problems->len; i++)
    {
      g_autofree char *sentence = cw_mapping_problem_dup_sentence (preview->problems->pdata[i]);

      json_builder_add_string_value (line, sentence);
    }
  json_builder_end_array (line);
  cw_cli_line_end (self, line);
}

static void
print_preview_text (CwCli *self, const Preview *preview)
{
  g_autofree char *title = g_strdup_printf ("%s:%s  %s", preview->record->type, preview->record->id,
                                            preview->record->name != NULL ? preview->record->name : "");

  print_words (self, "", title);
  if (!preview->passes)
    cw_cli_print (self, "  %s\n", _("The filter holds it back."));
  for (guint i = 0; i < cw_fields_get_size (preview->wanted); i++)
    {
      g_autofree char *text = NULL;
      const char *name, *value;

      cw_fields_get_nth (preview->wanted, i, &name, &value);
      text = g_strdup_printf ("%s: %s", name, value);
      print_words (self, "  ", text);
    }
  for (guint i = 0; i < preview->problems->len; i++)
    {
      g_autofree char *sentence = cw_mapping_problem_dup_sentence (preview->problems->pdata[i]);

      print_words (self, _("  Problem: "), sentence);
    }
}

/* Saves the mapping with tests that say what @keys give now. */
static gboolean
pin (const Place *place, CwMappingSource *source, CwMappingDocument *document, guint based_on, char **keys, const char *name, GError **error)
{
  g_autoptr (GPtrArray) tests = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_test_free);
  const GPtrArray *before = cw_mapping_document_get_tests (document);
  CwMapping *mapping = cw_mapping_document_get_mapping (document);
  g_autoptr (CwMappingDocument) pinned = NULL;
  g_autofree char *note = g_strdup_printf (_("Test “%s”"), name);
  g_autoptr (GError) local = NULL;
  guint number;

  for (char **key = keys; *key != NULL; key++)
    {
      g_autoptr (CwRecord) record = load_record (source, *key, error);
      g_autofree char *numbered = key == keys ? g_strdup (name) : g_strdup_printf ("%s %d", name, (int) (key - keys) + 1);

      if (record == NULL)
        return FALSE;
      g_ptr_array_add (tests, cw_mapping_test_pin (numbered, record, TRUE, mapping, cw_mapping_source_get_context (source)));
    }
  /* The new ones come first, so that they take the place of those with the same name. */
  for (guint i = 0; i < before->len; i++)
    g_ptr_array_add (tests, cw_mapping_test_copy (before->pdata[i]));
  pinned = cw_mapping_document_new (mapping, tests);
  number = cw_profile_save_mapping_sync (place->cli->profile, place->integration, place->workflow->id, pinned, based_on, note, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  print_saved (place->cli, number, NULL, 0);
  return TRUE;
}

int
cw_cli_mapping_preview (CwCli *self, char **arguments, GError **error)
{
  g_autofree char *pinned = NULL;
  const GOptionEntry entries[] = {
    { "pin", 0, 0, G_OPTION_ARG_STRING, &pinned, N_("Keep what the records give as a test"), N_("NAME") },
    { NULL }
  };
  g_auto (GStrv) positional = NULL;
  g_auto (Place) place = { NULL };
  g_autoptr (CwMappingVersion) version = NULL;
  g_autoptr (CwMappingDocument) document = NULL;
  g_autoptr (CwMappingSource) source = NULL;
  gboolean troubled = FALSE, given;
  guint first;

  if (!cw_cli_parse (self, arguments, entries, 3, CW_CLI_MANY, &positional, error) || !find_place (self, &place, positional, FALSE, error))
    return CW_CLI_FAILED;
  /* A version or a file may stand before the records. */
  given = strchr (positional[2], ':') == NULL || g_file_test (positional[2], G_FILE_TEST_EXISTS);
  first = given ? 3 : 2;
  document = load (&place, given ? positional[2] : NULL, &version, error);
  source = document != NULL ? cw_mapping_source_new (self->profile, place.integration, place.workflow, error) : NULL;
  if (source == NULL)
    return CW_CLI_FAILED;
  if (positional[first] == NULL)
    {
      g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Which record? Write TYPE:ID, such as customer:1542."));
      return CW_CLI_FAILED;
    }
  for (guint i = first; positional[i] != NULL; i++)
    {
      g_auto (Preview) preview = { NULL };

      if (!make_preview (&place, source, cw_mapping_document_get_mapping (document), positional[i], &preview, error))
        return CW_CLI_FAILED;
      troubled |= preview.problems->len > 0;
      if (self->json)
        print_preview_line (self, &preview);
      else
        print_preview_text (self, &preview);
    }
  if (pinned != NULL && !pin (&place, source, document, version != NULL ? version->number : CW_MAPPING_IN_FORCE, positional + first, pinned, error))
    return CW_CLI_FAILED;
  return troubled ? CW_CLI_ATTENTION : CW_CLI_DONE;
}
