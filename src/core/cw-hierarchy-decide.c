/* cw-hierarchy-decide.c: which node is which, where it belongs, and what has to be done for that
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-hierarchy-private.h"

/* ---- the hierarchy itself ---- */

static CwHierarchyInfo *
find_info (CwHierarchy *self, gboolean (*fits) (CwHierarchy *self, const CwHierarchyInfo *info, const char *text), const char *text)
{
  for (guint i = 0; i < self->known->len; i++)
    if (fits (self, self->known->pdata[i], text))
      return self->known->pdata[i];
  return NULL;
}

static gboolean
has_id (CwHierarchy *self, const CwHierarchyInfo *info, const char *text)
{
  return g_str_equal (info->id, text);
}

static gboolean
has_external_id (CwHierarchy *self, const CwHierarchyInfo *info, const char *text)
{
  return g_strcmp0 (info->external_id, text) == 0;
}

static gboolean
has_name (CwHierarchy *self, const CwHierarchyInfo *info, const char *text)
{
  g_autofree char *a = g_utf8_casefold (info->name, -1), *b = g_utf8_casefold (text, -1);

  return g_str_equal (a, b);
}

void
_cw_hierarchy_find (CwHierarchy *self)
{
  const char *link = _cw_hierarchy_find_link (self, CW_HIERARCHY_TYPE, self->use->key);
  gboolean own = self->mode == CW_HIERARCHY_OWN || self->mode == CW_HIERARCHY_OFF;

  /* One that a person chose is not ours, however it is called now. */
  if (own && link != NULL && g_strcmp0 (_cw_hierarchy_find_by (self, CW_HIERARCHY_TYPE, self->use->key), "hand") == 0)
    link = NULL;
  self->found = link != NULL ? find_info (self, has_id, link) : NULL;
  if (self->found != NULL)
    return;
  if (!own)
    {
      self->trouble = CW_REASON_HIERARCHY_MISSING;
      return;
    }
  self->found = find_info (self, has_external_id, self->prefix);
  self->found_new = self->found != NULL;
  if (self->found == NULL && self->mode == CW_HIERARCHY_OWN && find_info (self, has_name, self->use->name) != NULL)
    self->trouble = CW_REASON_HIERARCHY_THERE;
}

/* ---- partners ---- */

static guint
find_target (CwHierarchy *self, const char *id, const char *external_id)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      const CwHierarchyTarget *target = target_at (self, i);

      if (target->partner == NONE
          && (id != NULL ? g_str_equal (target->id, id) : g_strcmp0 (target->external_id, external_id) == 0))
        return i;
    }
  return NONE;
}

void
_cw_hierarchy_pair (CwHierarchy *self, guint source, guint target)
{
  source_at (self, source)->partner = target;
  target_at (self, target)->partner = source;
}

static void
find_partners (CwHierarchy *self)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      CwHierarchySource *source = source_at (self, i);
      const char *link = _cw_hierarchy_find_link (self, self->use->type, source->id);
      guint found = link != NULL ? find_target (self, link, NULL) : NONE;

      if (found == NONE)
        continue;
      _cw_hierarchy_pair (self, i, found);
      source->by = g_strdup (_cw_hierarchy_find_by (self, self->use->type, source->id));
    }
  for (guint i = 0; self->mode != CW_HIERARCHY_EXISTING && i < self->sources->len; i++)
    {
      g_autofree char *external_id = g_strconcat (self->prefix, "-", source_at (self, i)->id, NULL);
      guint found = source_at (self, i)->partner == NONE ? find_target (self, NULL, external_id) : NONE;

      if (found != NONE)
        _cw_hierarchy_pair (self, i, found);
    }
}

/* ---- what is to be done ---- */

gboolean
_cw_hierarchy_makes_nodes (const CwHierarchy *self)
{
  return self->mode == CW_HIERARCHY_OWN || self->mode == CW_HIERARCHY_EXTENDED;
}

/* What a person linked in an existing hierarchy is never changed. */
static gboolean
is_ours (const CwHierarchy *self, const CwHierarchySource *source)
{
  if (self->mode == CW_HIERARCHY_OWN)
    return TRUE;
  return self->mode == CW_HIERARCHY_EXTENDED && g_strcmp0 (source->by, "hand") != 0 && g_strcmp0 (source->by, "name") != 0;
}

/* Inactive ones are made only for what hangs below them. */
static void
mark_needed (CwHierarchy *self)
{
  for (guint i = self->sources->len; i-- > 0;)
    {
      CwHierarchySource *source = source_at (self, i);

      if (source->cycle || source->deleted)
        continue;
      source->needed |= !source->inactive || source->partner != NONE;
      if (source->needed && source->parent != NONE)
        source_at (self, source->parent)->needed = TRUE;
    }
}

/* Whether the target has its node when those that belong below it are sent. */
static gboolean
has_node (const CwHierarchySource *source)
{
  return source->partner != NONE || source->operation == CW_OPERATION_CREATE;
}

guint
_cw_hierarchy_find_place (CwHierarchy *self, const CwHierarchySource *source)
{
  guint at = source->parent;

  while (at != NONE && !has_node (source_at (self, at)))
    at = source_at (self, at)->parent;
  return at;
}

const CwTargetRecord *
_cw_hierarchy_find_level (CwHierarchy *self, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number), *external_id = g_strdup_printf ("%s-level-%u", self->prefix, number);
  const char *link = _cw_hierarchy_find_link (self, CW_HIERARCHY_LEVEL_TYPE, text);

  for (guint i = 0; link != NULL && i < self->levels->len; i++)
    if (g_str_equal (((const CwTargetRecord *) self->levels->pdata[i])->id, link))
      return self->levels->pdata[i];
  for (guint i = 0; i < self->levels->len; i++)
    if (g_strcmp0 (((const CwTargetRecord *) self->levels->pdata[i])->external_id, external_id) == 0)
      return self->levels->pdata[i];
  return self->mode != CW_HIERARCHY_OWN && number <= self->levels->len ? self->levels->pdata[number - 1] : NULL;
}

static void
conclude (CwHierarchySource *source, CwOperation operation, CwReason reason)
{
  source->operation = operation;
  source->reason = reason;
}

/* Nodes of the target by their index, then those that are made by the index of their source. */
static guint
get_number (CwHierarchy *self, guint source)
{
  guint partner = source_at (self, source)->partner;

  return partner != NONE ? partner : self->targets->len + source;
}

static gboolean
is_below (CwHierarchy *self, guint node, guint other)
{
  for (; node != NONE; node = self->above[node])
    if (node == other)
      return TRUE;
  return FALSE;
}

/* What is found by its external id is linked in any case, since others may belong below it; the next run can move it. */
static void
leave (CwHierarchySource *source, CwReason reason)
{
  if (source->partner != NONE && source->by == NULL)
    conclude (source, CW_OPERATION_LINK, CW_REASON_MATCH_EXTERNAL_ID);
  else
    conclude (source, CW_OPERATION_SKIP, reason);
}

/* FALSE: where it belongs lies below itself now. */
static gboolean
move (CwHierarchy *self, guint index)
{
  CwHierarchySource *source = source_at (self, index);
  guint place = _cw_hierarchy_find_place (self, source), wanted = place != NONE ? get_number (self, place) : NONE;

  if (is_below (self, wanted, source->partner))
    {
      leave (source, CW_REASON_BELOW_ITSELF);
      return FALSE;
    }
  conclude (source, CW_OPERATION_MOVE, CW_REASON_MOVED);
  self->above[source->partner] = wanted;
  return TRUE;
}

/* FALSE: it may have its place later. */
static gboolean
decide_place (CwHierarchy *self, guint index)
{
  CwHierarchySource *source = source_at (self, index);
  guint number = get_number (self, index), place = _cw_hierarchy_find_place (self, source);
  guint wanted = place != NONE ? get_number (self, place) : NONE;

  if (self->trouble != CW_REASON_NEW)
    conclude (source, CW_OPERATION_SKIP, CW_REASON_PARENT_STOPPED);
  else if (source->deleted)
    leave (source, CW_REASON_DELETED);
  else if (source->cycle)
    leave (source, CW_REASON_CYCLE);
  else if (source->partner != NONE && (!is_ours (self, source) || self->above[number] == wanted))
    conclude (source, CW_OPERATION_UNCHANGED, CW_REASON_SAME);
  else if (source->partner != NONE)
    return move (self, index) || source->operation == CW_OPERATION_LINK;
  else if (!_cw_hierarchy_makes_nodes (self))
    conclude (source, CW_OPERATION_SKIP, CW_REASON_NO_PARTNER);
  else if (!source->needed)
    conclude (source, CW_OPERATION_SKIP, CW_REASON_INACTIVE);
  else
    {
      conclude (source, CW_OPERATION_CREATE, CW_REASON_NEW);
      self->above[number] = wanted;
    }
  return TRUE;
}

/* Those above come first. A node that stays where a person put it may lie below one that belongs below it; that one has to wait
 * until what is between them has left, and where nothing leaves, it stays. */
static void
decide_places (CwHierarchy *self)
{
  guint n = self->targets->len, before;
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (guint));

  self->above = g_new (guint, n + self->sources->len + 1);
  for (guint i = 0; i < n; i++)
    self->above[i] = target_at (self, i)->parent;
  for (guint i = 0; i < self->sources->len; i++)
    g_array_append_val (decide_place (self, i) ? self->order : waiting, i);
  do
    {
      before = waiting->len;
      for (guint i = 0; i < waiting->len; i++)
        {
          guint index = g_array_index (waiting, guint, i);

          if (!move (self, index))
            continue;
          g_array_append_val (self->order, index);
          g_array_remove_index (waiting, i--);
        }
    }
  while (waiting->len < before);
  g_array_append_vals (self->order, waiting->data, waiting->len);
}

static gboolean
level_differs (CwHierarchy *self, const CwHierarchySource *source)
{
  const CwTargetRecord *level = _cw_hierarchy_find_level (self, source->level);

  return level == NULL || g_strcmp0 (level->id, target_at (self, source->partner)->level_id) != 0;
}

/* How deep each lies is known when all have their place. */
static void
decide_values (CwHierarchy *self, guint index)
{
  CwHierarchySource *source = source_at (self, index);

  if (!has_node (source))
    return;
  for (guint node = get_number (self, index); node != NONE; node = self->above[node])
    source->level++;
  if (source->operation == CW_OPERATION_UNCHANGED && is_ours (self, source))
    {
      if (!g_str_equal (source->name, target_at (self, source->partner)->name) || level_differs (self, source))
        conclude (source, CW_OPERATION_UPDATE, CW_REASON_CHANGED);
      else if (source->by == NULL)
        conclude (source, CW_OPERATION_LINK, CW_REASON_MATCH_EXTERNAL_ID);
    }
  if (source->operation <= CW_OPERATION_LINK)
    self->most_levels = MAX (self->most_levels, source->level);
}

void
_cw_hierarchy_decide (CwHierarchy *self)
{
  find_partners (self);
  mark_needed (self);
  decide_places (self);
  for (guint i = 0; i < self->sources->len; i++)
    decide_values (self, i);
}
