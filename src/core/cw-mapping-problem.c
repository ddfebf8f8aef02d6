/* cw-mapping-problem.c: what is wrong with a mapping, or with what it makes of a record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-problem.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* %1$s stands for the target field, %2$s for the argument. */
static const struct {
  const char *name;
  const char *sentence;
} kinds[CW_N_MAPPING_PROBLEMS] = {
  [CW_MAPPING_PROBLEM_NO_ENTRY] = { "no-entry", N_("%1$s: the value mapping has no entry for “%2$s”. Add one, or a default.") },
  [CW_MAPPING_PROBLEM_VALUE] = { "value", N_("%1$s cannot take %2$s. Correct it in NetSuite, or change the mapping.") },
  [CW_MAPPING_PROBLEM_TOO_LONG] = { "too-long", N_("%1$s is too long: %2$s.") },
  [CW_MAPPING_PROBLEM_MISSING] = { "missing", N_("%1$s is required and stays empty.") },
  [CW_MAPPING_PROBLEM_TOO_BIG] = { "too-big", N_("%1$s: the expression makes a text that is too big.") },
  [CW_MAPPING_PROBLEM_UNKNOWN_FIELD] = { "unknown-field", N_("%1$s: there is no field “%2$s” any more, or this connection may not see it.") },
  [CW_MAPPING_PROBLEM_UNKNOWN_TARGET] = { "unknown-target", N_("The target has no field “%1$s”.") },
  [CW_MAPPING_PROBLEM_UNKNOWN_SETTING] = { "unknown-setting", N_("%1$s: this workflow has no setting “%2$s”.") },
  [CW_MAPPING_PROBLEM_UNKNOWN_MAPPED] = { "unknown-mapped", N_("%1$s uses what “%2$s” gets, but no row fills “%2$s”.") },
  [CW_MAPPING_PROBLEM_TYPE] = { "type", N_("%1$s: %2$s.") },
  [CW_MAPPING_PROBLEM_UNMAPPED] = { "unmapped", N_("%1$s is required by the target, but no row fills it.") },
  [CW_MAPPING_PROBLEM_CYCLE] = { "cycle", N_("%1$s depends on its own result.") },
  [CW_MAPPING_PROBLEM_UNREACHABLE] = { "unreachable", N_("%1$s: %2$s never counts.") },
  [CW_MAPPING_PROBLEM_DUPLICATE] = { "duplicate", N_("%1$s is filled by more than one row.") },
  [CW_MAPPING_PROBLEM_UNREAD] = { "unread", N_("Not read yet, and shown as empty until the next plan reads it: %2$s.") },
};

CwMappingProblem *
cw_mapping_problem_copy (const CwMappingProblem *self)
{
  CwMappingProblem *copy = g_new (CwMappingProblem, 1);

  *copy = *self;
  copy->type = g_strdup (self->type);
  copy->target = g_strdup (self->target);
  copy->argument = g_strdup (self->argument);
  return copy;
}

void
cw_mapping_problem_free (CwMappingProblem *self)
{
  if (self == NULL)
    return;
  g_free (self->type);
  g_free (self->target);
  g_free (self->argument);
  g_free (self);
}

const char *
cw_mapping_problem_kind_to_string (CwMappingProblemKind kind)
{
  g_return_val_if_fail ((guint) kind < CW_N_MAPPING_PROBLEMS, NULL);
  return kinds[kind].name;
}

gboolean
cw_mapping_problem_is_error (const CwMappingProblem *self)
{
  return self->kind != CW_MAPPING_PROBLEM_UNREACHABLE && self->kind != CW_MAPPING_PROBLEM_UNREAD;
}

/* Replaces the places of a sentence; a translation may have them in any order and leave one out, which printf would not allow. */
static char *
fill_in (const char *sentence, const char *target, const char *argument)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *at = sentence; *at != '\0'; )
    {
      gboolean first = g_str_has_prefix (at, "%1$s");

      if (first || g_str_has_prefix (at, "%2$s"))
        {
          g_string_append (text, first ? target : argument);
          at += strlen ("%1$s");
        }
      else
        {
          g_string_append_c (text, *at++);
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
cw_mapping_problem_dup_sentence (const CwMappingProblem *self)
{
  const char *target = self->target;

  if (target == NULL)
    target = self->group == CW_MAPPING_NO_GROUP ? _("The filter") : _("The condition of a group");
  return fill_in (_(kinds[self->kind].sentence), target, self->argument != NULL ? self->argument : "");
}
