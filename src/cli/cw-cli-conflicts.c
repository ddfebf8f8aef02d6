/* cw-cli-conflicts.c: causewayctl conflicts: which record of the target is meant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include "cw-conflicts.h"

#include <glib/gi18n.h>

/* ---- lines ---- */

static void
add_candidate (JsonBuilder *line, const CwConflict *conflict, guint index)
{
  const CwConflictCandidate *candidate = conflict->candidates->pdata[index];

  json_builder_begin_object (line);
  cw_cli_line_string (line, "id", candidate->id);
  cw_cli_line_string (line, "name", candidate->name);
  cw_cli_line_string (line, "external_id", candidate->external_id);
  cw_cli_line_boolean (line, "active", candidate->active);
  cw_cli_line_boolean (line, "can_choose", candidate->can_choose);
  cw_cli_line_string (line, "note", candidate->note);
  json_builder_set_member_name (line, "fields");
  json_builder_begin_object (line);
  for (guint i = 0; i < conflict->fields->len; i++)
    {
      const CwConflictField *field = conflict->fields->pdata[i];

      cw_cli_line_string (line, field->id, field->values[index]);
    }
  json_builder_end_object (line);
  json_builder_end_object (line);
}

static void
add_decision (JsonBuilder *line, const CwDecision *decision)
{
  json_builder_set_member_name (line, "decision");
  if (decision == NULL)
    {
      json_builder_add_null_value (line);
      return;
    }
  json_builder_begin_object (line);
  cw_cli_line_string (line, "choice", cw_choice_to_string (decision->choice));
  cw_cli_line_string (line, "target", decision->target_id);
  cw_cli_line_string (line, "by", decision->by);
  cw_cli_line_string (line, "way", decision->way);
  cw_cli_line_time (line, "time", decision->time);
  json_builder_end_object (line);
}

static void
print_line (CwCli *self, const CwConflict *conflict)
{
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_string (line, "source", conflict->record);
  cw_cli_line_string (line, "name", conflict->name);
  cw_cli_line_string (line, "workflow", conflict->workflow);
  cw_cli_line_boolean (line, "open", conflict->open);
  cw_cli_line_string (line, "reason", conflict->reason);
  json_builder_set_member_name (line, "fields");
  json_builder_begin_object (line);
  for (guint i = 0; i < conflict->fields->len; i++)
    {
      const CwConflictField *field = conflict->fields->pdata[i];

      cw_cli_line_string (line, field->id, field->source);
    }
  json_builder_end_object (line);
  json_builder_set_member_name (line, "candidates");
  json_builder_begin_array (line);
  for (guint i = 0; i < conflict->candidates->len; i++)
    add_candidate (line, conflict, i);
  json_builder_end_array (line);
  add_decision (line, conflict->decision);
  cw_cli_line_boolean (line, "sent", conflict->sent);
  cw_cli_line_end (self, line);
}

/* What tells @candidate apart: the fields in which not all are alike. */
static void
print_candidate (CwCli *self, const CwConflict *conflict, guint index)
{
  const CwConflictCandidate *candidate = conflict->candidates->pdata[index];
  g_autofree char *name = cw_cli_dup_safe (candidate->name), *note = candidate->note != NULL ? cw_cli_dup_safe (candidate->note) : NULL;

  cw_cli_print (self, "    %s  %s%s%s\n", candidate->id, name, note != NULL ? "  " : "", note != NULL ? note : "");
  for (guint i = 0; i < conflict->fields->len; i++)
    {
      const CwConflictField *field = conflict->fields->pdata[i];
      g_autofree char *value = cw_cli_dup_safe (field->values[index]), *source = cw_cli_dup_safe (field->source != NULL ? field->source : "");

      if (field->differs)
        cw_cli_print (self, _("        %s (%s): “%s”, in NetSuite “%s”\n"), field->title, field->id, value, source);
    }
}

static void
print_text (CwCli *self, const CwConflict *conflict)
{
  g_autofree char *name = cw_cli_dup_safe (conflict->name), *reason = cw_cli_dup_safe (conflict->reason);
  g_autofree char *decided = cw_conflict_dup_decision_text (conflict);

  cw_cli_print (self, "%s  %s  (%s)\n    %s\n", conflict->record, name, conflict->workflow, reason);
  if (decided != NULL)
    cw_cli_print (self, "    %s\n", decided);
  for (guint i = 0; i < conflict->candidates->len; i++)
    print_candidate (self, conflict, i);
}

static void
print_conflict (CwCli *self, const CwConflict *conflict)
{
  if (self->json)
    print_line (self, conflict);
  else
    print_text (self, conflict);
}

/* ---- commands ---- */

int
cw_cli_conflicts_list (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 1, 2, &positional, error) || cw_cli_open (self, error) == NULL)
    return CW_CLI_FAILED;
  conflicts = cw_profile_list_conflicts_sync (self->profile, positional[0], positional[1], self->cancellable, error);
  if (conflicts == NULL)
    return CW_CLI_FAILED;
  for (guint i = 0; i < conflicts->len; i++)
    print_conflict (self, conflicts->pdata[i]);
  if (conflicts->len == 0 && !self->json)
    cw_cli_print (self, "%s\n", _("Nothing has to be decided."));
  return CW_CLI_DONE;
}

/* The record as it stands now. */
static int
print_record (CwCli *self, const char *integration, const char *workflow, const char *record, GError **error)
{
  g_autoptr (GPtrArray) conflicts = cw_profile_list_conflicts_sync (self->profile, integration, workflow, self->cancellable, error);

  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      const CwConflict *conflict = conflicts->pdata[i];

      if (g_str_equal (conflict->record, record))
        print_conflict (self, conflict);
    }
  return conflicts != NULL ? CW_CLI_DONE : CW_CLI_FAILED;
}

int
cw_cli_conflicts_settle (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autofree char *record = NULL, *workflow = NULL;
  const GOptionEntry entries[] = {
    { "workflow", 0, 0, G_OPTION_ARG_STRING, &workflow, N_("Of this workflow, where several carry the record"), N_("WORKFLOW") },
    { NULL },
  };
  CwChoice choice;

  if (!cw_cli_parse (self, arguments, entries, 3, 4, &positional, error))
    return CW_CLI_FAILED;
  record = cw_cli_dup_record (positional[1], error);
  if (record == NULL)
    return CW_CLI_FAILED;
  if (!cw_choice_from_string (positional[2], &choice) || (choice == CW_CHOICE_LINK) != (positional[3] != NULL))
    {
      g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                           _("Say “link” with the id of a record of the target, “create” or “leave-out”."));
      return CW_CLI_FAILED;
    }
  if (cw_cli_open (self, error) == NULL
      || !cw_profile_decide_sync (self->profile, positional[0], workflow, record, choice, positional[3], "causewayctl", error))
    return CW_CLI_FAILED;
  return print_record (self, positional[0], workflow, record, error);
}

int
cw_cli_conflicts_undo (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autofree char *record = NULL, *workflow = NULL;
  const GOptionEntry entries[] = {
    { "workflow", 0, 0, G_OPTION_ARG_STRING, &workflow, N_("Of this workflow, where several carry the record"), N_("WORKFLOW") },
    { NULL },
  };

  if (!cw_cli_parse (self, arguments, entries, 2, 2, &positional, error))
    return CW_CLI_FAILED;
  record = cw_cli_dup_record (positional[1], error);
  if (record == NULL || cw_cli_open (self, error) == NULL
      || !cw_profile_undecide_sync (self->profile, positional[0], workflow, record, "causewayctl", error))
    return CW_CLI_FAILED;
  return print_record (self, positional[0], workflow, record, error);
}
