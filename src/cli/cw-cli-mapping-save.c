/* cw-cli-mapping-save.c: causewayctl mapping restore, export, import
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli-mapping-private.h"

#include "cw-file-reader.h"
#include "cw-mapping-file.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- restore ---- */

void
_cw_mapping_print_saved (CwCli *self, guint number, const char *why, gint64 value)
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
  g_auto (CwMappingPlace) place = { NULL };
  g_autoptr (GError) local = NULL;
  guint number, saved;

  if (!cw_cli_parse (self, arguments, NULL, 3, 3, &positional, error) || !_cw_mapping_place_find (self, &place, positional, FALSE, error))
    return CW_CLI_FAILED;
  if (!_cw_mapping_parse_version (positional[2], &number))
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
  _cw_mapping_print_saved (self, saved, "restored", number);
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
  g_auto (CwMappingPlace) place = { NULL };
  g_autoptr (CwMappingVersion) version = NULL;
  g_autoptr (CwMappingDocument) document = NULL, bare = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;
  const char *file = NULL, *wanted = NULL;
  guint number;

  if (!cw_cli_parse (self, arguments, entries, 2, 4, &positional, error) || !_cw_mapping_place_find (self, &place, positional, FALSE, error))
    return CW_CLI_FAILED;
  for (guint i = 2; positional[i] != NULL; i++)
    if (wanted == NULL && _cw_mapping_parse_version (positional[i], &number))
      wanted = positional[i];
    else
      file = positional[i];
  document = _cw_mapping_place_load (&place, wanted, &version, error);
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
    _cw_mapping_print_saved (self, version->number, NULL, 0);
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
      _cw_mapping_line_words (line, "base", conflict->base);
      _cw_mapping_line_words (line, "ours", conflict->ours);
      _cw_mapping_line_words (line, "theirs", conflict->theirs);
      cw_cli_line_end (self, line);
      return;
    }
  cw_cli_print (self, _("Both sides changed %s%s%s:\n"), conflict->group != NULL ? conflict->group : cw_mapping_part_to_string (conflict->part),
                conflict->name != NULL ? ", " : "", conflict->name != NULL ? conflict->name : "");
  _cw_mapping_print_words (self, _("  before: "), conflict->base != NULL ? conflict->base : _("not there"));
  _cw_mapping_print_words (self, _("  here:   "), conflict->ours != NULL ? conflict->ours : _("not there"));
  _cw_mapping_print_words (self, _("  file:   "), conflict->theirs != NULL ? conflict->theirs : _("not there"));
}

/* What both sides changed, taken as the person said; nothing is saved while that is open. */
static CwMappingDocument *
merge (const CwMappingPlace *place, CwMappingDocument *ours, CwMappingDocument *theirs, gboolean take_ours, gboolean take_theirs,
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
  g_auto (CwMappingPlace) place = { NULL };
  g_autoptr (CwMappingVersion) version = NULL;
  g_autoptr (CwMappingDocument) ours = NULL, theirs = NULL, merged = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) local = NULL;
  gboolean open;
  guint number;

  if (!cw_cli_parse (self, arguments, entries, 3, 3, &positional, error) || !_cw_mapping_place_find (self, &place, positional, FALSE, error))
    return CW_CLI_FAILED;
  theirs = _cw_mapping_place_load_file (&place, positional[2], error);
  ours = theirs != NULL ? _cw_mapping_place_load (&place, NULL, &version, error) : NULL;
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
    _cw_mapping_print_change (self, changes->pdata[i]);
  _cw_mapping_print_saved (self, number, "changes", changes->len);
  return CW_CLI_DONE;
}
