/* cw-spp-levels.c: how an account spells what tells levels of a hierarchy from its nodes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Part E of the reference: isalevel or is_a_level. What is read shows it; where
 * nothing was read yet, a question that changes nothing does: an element that
 * the account does not know is refused.
 */

#include "config.h"

#include "cw-suiteprojects-private.h"

#include <glib/gi18n-lib.h>

static const struct { const char *ours, *underscored; } names[] = {
  { CW_SPP_IS_LEVEL, "is_a_level" },
  { CW_SPP_IS_NODE, "is_a_node" },
};

static void
note (CwSuiteprojects *self, CwSppSpelling spelling)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->level_names = spelling;
}

static CwSppSpelling
get_spelling (CwSuiteprojects *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->level_names;
}

void
_cw_spp_take_level_names (CwSuiteprojects *self, CwFields *fields)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = cw_fields_get (fields, names[i].underscored);

      if (value != NULL)
        {
          note (self, CW_SPP_SPELLING_UNDERSCORED);
          cw_fields_set (fields, names[i].ours, value);
          cw_fields_set (fields, names[i].underscored, NULL);
        }
      else if (cw_fields_get (fields, names[i].ours) != NULL)
        {
          note (self, CW_SPP_SPELLING_JOINED);
        }
    }
}

gboolean
_cw_spp_learn_level_names (CwSuiteprojects *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) blocks = NULL;
  const CwSppBlock *block;

  if (get_spelling (self) != CW_SPP_SPELLING_UNKNOWN)
    return TRUE;
  blocks = _cw_spp_ask_sync (self, g_strdup ("<Read type=\"HierarchyNode\" method=\"equal to\" limit=\"0,1\"><HierarchyNode>"
                                             "<" CW_SPP_IS_LEVEL ">1</" CW_SPP_IS_LEVEL "></HierarchyNode></Read>"),
                             _("asking how levels are spelled"), cancellable, error);
  if (blocks == NULL)
    return FALSE;
  block = blocks->len > 0 ? g_ptr_array_index (blocks, 0) : NULL;
  note (self, block != NULL && block->status == 602 ? CW_SPP_SPELLING_UNDERSCORED : CW_SPP_SPELLING_JOINED);
  return TRUE;
}

const char *
_cw_spp_get_element (CwSuiteprojects *self, const char *name)
{
  if (get_spelling (self) == CW_SPP_SPELLING_UNDERSCORED)
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
      if (g_str_equal (names[i].ours, name))
        return names[i].underscored;
  return name;
}
