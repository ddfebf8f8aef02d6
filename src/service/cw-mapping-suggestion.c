/* cw-mapping-suggestion.c: rows that a mapping could have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of the fields that no row fills, which source field is most alike: by id, label, words of the label, and type.
 */

#include "config.h"

#include "cw-mapping-suggestion.h"

#include "cw-fold.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
cw_mapping_suggestion_free (CwMappingSuggestion *self)
{
  if (self == NULL)
    return;
  g_free (self->type);
  g_free (self->target);
  g_free (self->path);
  g_clear_pointer (&self->source, cw_expression_unref);
  g_free (self->reason);
  g_free (self);
}

static void
suggestion_free (gpointer suggestion)
{
  cw_mapping_suggestion_free (suggestion);
}

/* The words of an id or label, without what only says whose field it is: "custentity_oa_region__c", "RegionName" → "region name". */
static char **
dup_words (const char *text)
{
  static const char * const noise[] = { "custentity", "custrecord", "custitem", "custbody", "oa", "c", NULL };
  g_autoptr (GString) spaced = g_string_new (NULL);
  g_autofree char *folded = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (const char *c = text; *c != '\0'; c++)
    {
      if (c > text && g_ascii_isupper (*c) && g_ascii_islower (c[-1]))
        g_string_append_c (spaced, ' ');
      g_string_append_c (spaced, (guchar) *c >= 0x80 || g_ascii_isalnum (*c) ? *c : ' ');
    }
  folded = cw_fold (spaced->str);
  parts = g_strsplit (folded, " ", -1);
  for (char **part = parts; *part != NULL; part++)
    if (**part != '\0' && !g_strv_contains (noise, *part))
      g_ptr_array_add (words, g_strdup (*part));
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

/* What different systems call the same. */
static const char *
get_common_word (const char *word)
{
  static const struct {
    const char *word, *common;
  } words[] = {
    { "company", "name" }, { "title", "name" }, { "mail", "email" }, { "telephone", "phone" }, { "tel", "phone" },
    { "number", "code" }, { "no", "code" }, { "num", "code" }, { "entity", "code" }, { "begin", "start" }, { "from", "start" },
    { "finish", "end" }, { "due", "end" }, { "comments", "notes" }, { "comment", "notes" }, { "memo", "notes" }, { "description", "notes" },
    { "zip", "postal" }, { "cur", "currency" }, { "dept", "department" }, { "client", "customer" }, { "job", "project" },
    { "forename", "first" }, { "surname", "last" }, { "id", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word))
      return words[i].common;
  return word;
}

/* Percent of the words that both have in common, as people call them. */
static guint
compare_words (char **a, char **b)
{
  g_autoptr (GHashTable) x = g_hash_table_new (g_str_hash, g_str_equal), y = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer word;
  guint common = 0, all;

  for (; *a != NULL; a++)
    if (*get_common_word (*a) != '\0')
      g_hash_table_add (x, (gpointer) get_common_word (*a));
  for (; *b != NULL; b++)
    if (*get_common_word (*b) != '\0')
      g_hash_table_add (y, (gpointer) get_common_word (*b));
  g_hash_table_iter_init (&iter, x);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    common += g_hash_table_contains (y, word) ? 1 : 0;
  all = g_hash_table_size (x) + g_hash_table_size (y) - common;
  return all > 0 ? 100 * common / all : 0;
}

static char *
join_words (const char *text)
{
  g_auto (GStrv) words = dup_words (text);

  return g_strjoinv ("", words);
}

static gboolean
is_same (const char *a, const char *b)
{
  g_autofree char *x = join_words (a), *y = join_words (b);

  return *x != '\0' && g_str_equal (x, y);
}

/* How well @source fits @target; 0: not at all. @out_reason: (transfer full) */
static guint
rate (const CwCatalogueField *source, const CwCatalogueField *target, char **out_reason)
{
  g_auto (GStrv) source_words = dup_words (source->label), target_words = dup_words (target->label);
  gboolean same_type = source->type == target->type;
  guint common = compare_words (source_words, target_words), score;

  *out_reason = NULL;
  if (!cw_value_type_widens (source->type, target->type))
    return 0;
  if (g_ascii_strcasecmp (source->id, target->id) == 0 || is_same (source->id, target->id))
    {
      *out_reason = g_strdup (same_type ? _("Same id and type") : _("Same id"));
      return same_type ? 100 : 94;
    }
  if (is_same (source->label, target->label))
    {
      *out_reason = g_strdup (same_type ? _("Same label and type") : _("Same label"));
      return same_type ? 96 : 90;
    }
  if (common < 50)
    return 0;
  score = 40 + common / 3 + (same_type ? 5 : 0) - (source->custom ? 3 : 0);
  *out_reason = g_strdup_printf (same_type ? _("Similar label and the same type: %s") : _("Similar label: %s"), source->label);
  return score;
}

static gboolean
is_filled (CwMapping *mapping, const char *type, const char *target)
{
  const GPtrArray *groups = cw_mapping_get_groups (mapping);

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; g_str_equal (group->type, type) && j < group->rows->len; j++)
        if (g_str_equal (((CwMappingRow *) group->rows->pdata[j])->target, target))
          return TRUE;
    }
  return FALSE;
}

static CwMappingSuggestion *
suggest_for (CwFieldCatalogue *self, const char *type, const CwCatalogueField *target)
{
  const GPtrArray *sources = cw_field_catalogue_list_source (self, type);
  CwMappingSuggestion *best = NULL;

  for (guint i = 0; sources != NULL && i < sources->len; i++)
    {
      const CwCatalogueField *source = sources->pdata[i];
      g_autofree char *reason = NULL;
      guint score = rate (source, target, &reason);

      if (score == 0 || (best != NULL && best->score >= score))
        continue;
      cw_mapping_suggestion_free (best);
      best = g_new0 (CwMappingSuggestion, 1);
      best->type = g_strdup (type);
      best->target = g_strdup (target->id);
      best->path = g_strdup (source->id);
      best->source = cw_expression_new_field (source->id, target->type == CW_VALUE_TEXT ? CW_VALUE_TEXT : source->type);
      best->reason = g_steal_pointer (&reason);
      best->score = score;
    }
  return best;
}

static int
compare_suggestions (gconstpointer a, gconstpointer b)
{
  const CwMappingSuggestion *x = *(CwMappingSuggestion * const *) a, *y = *(CwMappingSuggestion * const *) b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return strcmp (x->target, y->target) != 0 ? strcmp (x->target, y->target) : strcmp (x->type, y->type);
}

GPtrArray *
cw_field_catalogue_suggest (CwFieldCatalogue *self, CwMapping *mapping)
{
  const GPtrArray *targets = cw_field_catalogue_list_target (self);
  GPtrArray *suggestions = g_ptr_array_new_with_free_func (suggestion_free);

  for (const char * const *type = cw_field_catalogue_get_types (self); *type != NULL; type++)
    for (guint i = 0; i < targets->len; i++)
      {
        const CwCatalogueField *target = targets->pdata[i];
        CwMappingSuggestion *suggestion;

        if (!target->writable || is_filled (mapping, *type, target->id))
          continue;
        suggestion = suggest_for (self, *type, target);
        if (suggestion != NULL)
          g_ptr_array_add (suggestions, suggestion);
      }
  g_ptr_array_sort (suggestions, compare_suggestions);
  return suggestions;
}
