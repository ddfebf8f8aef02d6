/* cw-cli-mapping-check.c: causewayctl mapping check, preview
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli-mapping-private.h"

#include "cw-mapping-findings.h"

#include <glib/gi18n.h>
#include <string.h>

#define RECORDS_SHOWN 5   /* of a finding, without --verbose */

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

  _cw_mapping_print_words (self, finding->error ? _("Problem: ") : _("Look at: "), finding->sentence);
  for (guint i = 0; finding->records != NULL && i < MIN (finding->records->len, shown); i++)
    {
      const CwFindingRecord *record = finding->records->pdata[i];
      g_autofree char *text = g_strdup_printf ("%s  %s%s%s", record->key, record->name, record->value != NULL ? ": " : "",
                                               record->called != NULL ? record->called : record->value != NULL ? record->value : "");

      _cw_mapping_print_words (self, "  ", text);
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
        _cw_mapping_print_words (self, _("Test failed: "), failed->sentence);
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
  g_auto (CwMappingPlace) place = { NULL };
  g_autoptr (CwMappingDocument) document = NULL;
  g_autoptr (CwFieldCatalogue) catalogue = NULL;
  g_autoptr (CwMappingReport) report = NULL;

  if (!cw_cli_parse (self, arguments, entries, 2, 3, &positional, error))
    return CW_CLI_FAILED;
  if (!_cw_mapping_place_find (self, &place, positional, refresh, error))
    return CW_CLI_FAILED;
  document = _cw_mapping_place_load (&place, positional[2], NULL, error);
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
make_preview (const CwMappingPlace *place, CwMappingSource *source, CwMapping *mapping, const char *key, Preview *preview, GError **error)
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

  _cw_mapping_print_words (self, "", title);
  if (!preview->passes)
    cw_cli_print (self, "  %s\n", _("The filter holds it back."));
  for (guint i = 0; i < cw_fields_get_size (preview->wanted); i++)
    {
      g_autofree char *text = NULL;
      const char *name, *value;

      cw_fields_get_nth (preview->wanted, i, &name, &value);
      text = g_strdup_printf ("%s: %s", name, value);
      _cw_mapping_print_words (self, "  ", text);
    }
  for (guint i = 0; i < preview->problems->len; i++)
    {
      g_autofree char *sentence = cw_mapping_problem_dup_sentence (preview->problems->pdata[i]);

      _cw_mapping_print_words (self, _("  Problem: "), sentence);
    }
}

/* Saves the mapping with tests that say what @keys give now. */
static gboolean
pin (const CwMappingPlace *place, CwMappingSource *source, CwMappingDocument *document, guint based_on, char **keys, const char *name, GError **error)
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
  _cw_mapping_print_saved (place->cli, number, NULL, 0);
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
  g_auto (CwMappingPlace) place = { NULL };
  g_autoptr (CwMappingVersion) version = NULL;
  g_autoptr (CwMappingDocument) document = NULL;
  g_autoptr (CwMappingSource) source = NULL;
  gboolean troubled = FALSE, given;
  guint first;

  if (!cw_cli_parse (self, arguments, entries, 3, CW_CLI_MANY, &positional, error) || !_cw_mapping_place_find (self, &place, positional, FALSE, error))
    return CW_CLI_FAILED;
  /* A version or a file may stand before the records. */
  given = strchr (positional[2], ':') == NULL || g_file_test (positional[2], G_FILE_TEST_EXISTS);
  first = given ? 3 : 2;
  document = _cw_mapping_place_load (&place, given ? positional[2] : NULL, &version, error);
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
