/* cw-mapping-draft.c: a mapping with its tests while somebody edits it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-draft.h"

#include <glib/gi18n-lib.h>

/* What undoing or redoing gives back. */
typedef struct {
  CwMappingDocument *document;   /* owned */
  char              *label;      /* of the edit between it and its neighbour */
} Step;

struct _CwMappingDraft {
  GObject    parent_instance;

  CwMappingDocument *saved;      /* owned */
  CwMappingDocument *document;   /* owned: as it is now */
  GQueue     undo;      /* of Step, owned; the newest at the head */
  GQueue     redo;      /* of Step, owned; the next at the head */
  char      *merge;     /* of the newest edit; NULL: the next one is a step of its own */
};

typedef enum {
  PROP_DIRTY = 1,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_LABEL,
  PROP_REDO_LABEL,
} CwMappingDraftProps;

static GParamSpec *properties[PROP_REDO_LABEL + 1];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (CwMappingDraft, cw_mapping_draft, G_TYPE_OBJECT)

/* ---- history ---- */

static void
step_free (gpointer data)
{
  Step *step = data;

  cw_mapping_document_unref (step->document);
  g_free (step->label);
  g_free (step);
}

static void
push_step (GQueue *queue, CwMappingDocument *document, const char *label)
{
  Step *step = g_new (Step, 1);

  step->document = cw_mapping_document_ref (document);
  step->label = g_strdup (label);
  g_queue_push_head (queue, step);
  if (g_queue_get_length (queue) > CW_MAPPING_DRAFT_STEPS)
    step_free (g_queue_pop_tail (queue));
}

static void
announce (CwMappingDraft *self)
{
  g_signal_emit (self, changed_signal, 0);
  for (guint i = PROP_DIRTY; i <= PROP_REDO_LABEL; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

static void
set_document (CwMappingDraft *self, CwMappingDocument *document)
{
  cw_mapping_document_unref (self->document);
  self->document = document;
}

static gboolean
is_same (CwMappingDocument *a, CwMappingDocument *b)
{
  return g_str_equal (cw_mapping_document_get_digest (a), cw_mapping_document_get_digest (b));
}

/* Takes @document. */
static gboolean
commit_document (CwMappingDraft *self, CwMappingDocument *document, const char *label, const char *merge)
{
  if (is_same (document, self->document))
    {
      cw_mapping_document_unref (document);
      return TRUE;
    }
  if (merge == NULL || g_strcmp0 (merge, self->merge) != 0)
    push_step (&self->undo, self->document, label);
  g_free (self->merge);
  self->merge = g_strdup (merge);
  g_queue_clear_full (&self->redo, step_free);
  set_document (self, document);
  announce (self);
  return TRUE;
}

/* Takes @mapping, NULL: the edit is not possible. */
static gboolean
commit (CwMappingDraft *self, CwMapping *mapping, const char *label, const char *merge)
{
  CwMappingDocument *document;

  if (mapping == NULL)
    return FALSE;
  document = cw_mapping_document_new (mapping, cw_mapping_document_get_tests (self->document));
  cw_mapping_unref (mapping);
  return commit_document (self, document, label, merge);
}

static gboolean
step_back (CwMappingDraft *self, GQueue *from, GQueue *to)
{
  Step *step = g_queue_pop_head (from);

  if (step == NULL)
    return FALSE;
  push_step (to, self->document, step->label);
  set_document (self, cw_mapping_document_ref (step->document));
  step_free (step);
  g_clear_pointer (&self->merge, g_free);
  announce (self);
  return TRUE;
}

gboolean
cw_mapping_draft_undo (CwMappingDraft *self)
{
  g_return_val_if_fail (CW_IS_MAPPING_DRAFT (self), FALSE);
  return step_back (self, &self->undo, &self->redo);
}

gboolean
cw_mapping_draft_redo (CwMappingDraft *self)
{
  g_return_val_if_fail (CW_IS_MAPPING_DRAFT (self), FALSE);
  return step_back (self, &self->redo, &self->undo);
}

void
cw_mapping_draft_settle (CwMappingDraft *self)
{
  g_return_if_fail (CW_IS_MAPPING_DRAFT (self));
  g_clear_pointer (&self->merge, g_free);
}

void
cw_mapping_draft_set_saved (CwMappingDraft *self, CwMappingDocument *saved)
{
  g_return_if_fail (CW_IS_MAPPING_DRAFT (self));
  cw_mapping_document_ref (saved);
  cw_mapping_document_unref (self->saved);
  self->saved = saved;
  g_clear_pointer (&self->merge, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIRTY]);
}

/* ---- object ---- */

static void
cw_mapping_draft_finalize (GObject *object)
{
  CwMappingDraft *self = CW_MAPPING_DRAFT (object);

  g_queue_clear_full (&self->undo, step_free);
  g_queue_clear_full (&self->redo, step_free);
  cw_mapping_document_unref (self->document);
  cw_mapping_document_unref (self->saved);
  g_free (self->merge);
  G_OBJECT_CLASS (cw_mapping_draft_parent_class)->finalize (object);
}

static void
cw_mapping_draft_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwMappingDraft *self = CW_MAPPING_DRAFT (object);

  switch ((CwMappingDraftProps) prop_id)
    {
    case PROP_DIRTY:
      g_value_set_boolean (value, cw_mapping_draft_is_dirty (self));
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, cw_mapping_draft_can_undo (self));
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, cw_mapping_draft_can_redo (self));
      break;
    case PROP_UNDO_LABEL:
      g_value_set_string (value, cw_mapping_draft_get_undo_label (self));
      break;
    case PROP_REDO_LABEL:
      g_value_set_string (value, cw_mapping_draft_get_redo_label (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_mapping_draft_class_init (CwMappingDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cw_mapping_draft_finalize;
  object_class->get_property = cw_mapping_draft_get_property;
  properties[PROP_DIRTY] = g_param_spec_boolean ("dirty", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  properties[PROP_UNDO_LABEL] = g_param_spec_string ("undo-label", NULL, NULL, NULL, flags);
  properties[PROP_REDO_LABEL] = g_param_spec_string ("redo-label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_mapping_draft_init (CwMappingDraft *self)
{
  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
}

CwMappingDraft *
cw_mapping_draft_new (CwMappingDocument *saved)
{
  CwMappingDraft *self = g_object_new (CW_TYPE_MAPPING_DRAFT, NULL);

  self->saved = cw_mapping_document_ref (saved);
  self->document = cw_mapping_document_ref (saved);
  return self;
}

CwMappingDocument *
cw_mapping_draft_get_document (CwMappingDraft *self)
{
  return self->document;
}

CwMapping *
cw_mapping_draft_get_mapping (CwMappingDraft *self)
{
  return cw_mapping_document_get_mapping (self->document);
}

CwMappingDocument *
cw_mapping_draft_get_saved (CwMappingDraft *self)
{
  return self->saved;
}

gboolean
cw_mapping_draft_is_dirty (CwMappingDraft *self)
{
  return !is_same (self->document, self->saved);
}

gboolean
cw_mapping_draft_can_undo (CwMappingDraft *self)
{
  return !g_queue_is_empty (&self->undo);
}

gboolean
cw_mapping_draft_can_redo (CwMappingDraft *self)
{
  return !g_queue_is_empty (&self->redo);
}

static const char *
get_label (GQueue *queue)
{
  Step *step = g_queue_peek_head (queue);

  return step != NULL ? step->label : NULL;
}

const char *
cw_mapping_draft_get_undo_label (CwMappingDraft *self)
{
  return get_label (&self->undo);
}

const char *
cw_mapping_draft_get_redo_label (CwMappingDraft *self)
{
  return get_label (&self->redo);
}

/* ---- copies to change ---- */

static GPtrArray *
copy_groups (CwMappingDraft *self)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (self));
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_group_free);

  for (guint i = 0; i < groups->len; i++)
    g_ptr_array_add (copy, cw_mapping_group_copy (groups->pdata[i]));
  return copy;
}

/* Takes @groups. */
static gboolean
commit_groups (CwMappingDraft *self, GPtrArray *groups, const char *label, const char *merge)
{
  CwExpression *filter = cw_mapping_get_filter (cw_mapping_draft_get_mapping (self));

  return commit (self, cw_mapping_new (filter != NULL ? cw_expression_ref (filter) : NULL, groups), label, merge);
}

static const CwMappingGroup *
get_group (CwMappingDraft *self, guint group)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (self));

  return group < groups->len ? groups->pdata[group] : NULL;
}

static const CwMappingRow *
get_row (CwMappingDraft *self, guint group, guint row)
{
  const CwMappingGroup *found = get_group (self, group);

  return found != NULL && row < found->rows->len ? found->rows->pdata[row] : NULL;
}

/* A row of @groups, which are a copy, to be changed. */
static CwMappingRow *
open_row (GPtrArray *groups, guint group, guint row)
{
  CwMappingGroup *found = groups->pdata[group];

  return found->rows->pdata[row];
}

/* ---- rows ---- */

gboolean
cw_mapping_draft_replace (CwMappingDraft *self, CwMappingDocument *document, const char *label)
{
  g_return_val_if_fail (CW_IS_MAPPING_DRAFT (self), FALSE);
  return commit_document (self, cw_mapping_document_ref (document), label, NULL);
}

gboolean
cw_mapping_draft_add_row (CwMappingDraft *self, guint group, guint position, CwMappingRow *row)
{
  g_autoptr (CwMappingRow) owned = row;
  const CwMappingGroup *found = get_group (self, group);
  g_autofree char *label = NULL;
  GPtrArray *groups;

  if (found == NULL || position > found->rows->len)
    return FALSE;
  label = g_strdup_printf (_("Add the row %s"), row->target);
  groups = copy_groups (self);
  g_ptr_array_insert (((CwMappingGroup *) groups->pdata[group])->rows, (int) position, g_steal_pointer (&owned));
  return commit_groups (self, groups, label, NULL);
}

gboolean
cw_mapping_draft_remove_row (CwMappingDraft *self, guint group, guint row)
{
  g_autofree char *label = NULL;
  GPtrArray *groups;

  if (get_row (self, group, row) == NULL)
    return FALSE;
  label = g_strdup_printf (_("Remove the row %s"), get_row (self, group, row)->target);
  groups = copy_groups (self);
  g_ptr_array_remove_index (((CwMappingGroup *) groups->pdata[group])->rows, row);
  return commit_groups (self, groups, label, NULL);
}

gboolean
cw_mapping_draft_move_row (CwMappingDraft *self, guint group, guint row, guint to_group, guint position)
{
  const CwMappingGroup *from = get_group (self, group), *to = get_group (self, to_group);
  g_autofree char *label = NULL;
  CwMappingGroup *target;
  GPtrArray *groups;
  CwMappingRow *moved;

  if (get_row (self, group, row) == NULL || to == NULL || !g_str_equal (from->type, to->type)
      || position > to->rows->len - (group == to_group ? 1 : 0))
    return FALSE;
  label = g_strdup_printf (_("Move the row %s"), get_row (self, group, row)->target);
  groups = copy_groups (self);
  moved = g_ptr_array_steal_index (((CwMappingGroup *) groups->pdata[group])->rows, row);
  target = groups->pdata[to_group];
  g_ptr_array_insert (target->rows, (int) position, moved);
  return commit_groups (self, groups, label, NULL);
}

gboolean
cw_mapping_draft_set_active (CwMappingDraft *self, guint group, guint row, gboolean active)
{
  g_autofree char *label = NULL;
  GPtrArray *groups;

  if (get_row (self, group, row) == NULL)
    return FALSE;
  label = g_strdup_printf (active ? _("Switch the row %s on") : _("Switch the row %s off"), get_row (self, group, row)->target);
  groups = copy_groups (self);
  open_row (groups, group, row)->active = active;
  return commit_groups (self, groups, label, NULL);
}

gboolean
cw_mapping_draft_set_initial_only (CwMappingDraft *self, guint group, guint row, gboolean initial_only)
{
  g_autofree char *label = NULL;
  GPtrArray *groups;

  if (get_row (self, group, row) == NULL)
    return FALSE;
  label = g_strdup_printf (initial_only ? _("Fill %s only when the record is created") : _("Fill %s every time"), get_row (self, group, row)->target);
  groups = copy_groups (self);
  open_row (groups, group, row)->initial_only = initial_only;
  return commit_groups (self, groups, label, NULL);
}

gboolean
cw_mapping_draft_set_required (CwMappingDraft *self, guint group, guint row, gboolean required)
{
  g_autofree char *label = NULL;
  GPtrArray *groups;

  if (get_row (self, group, row) == NULL)
    return FALSE;
  label = g_strdup_printf (required ? _("Require %s") : _("No longer require %s"), get_row (self, group, row)->target);
  groups = copy_groups (self);
  open_row (groups, group, row)->required = required;
  return commit_groups (self, groups, label, NULL);
}

gboolean
cw_mapping_draft_set_limit (CwMappingDraft *self, guint group, guint row, guint limit, const char *setting)
{
  g_autofree char *label = NULL, *merge = g_strdup_printf ("limit:%u:%u", group, row);
  CwMappingRow *changed;
  GPtrArray *groups;

  if (get_row (self, group, row) == NULL)
    return FALSE;
  label = g_strdup_printf (_("Change the limit of %s"), get_row (self, group, row)->target);
  groups = copy_groups (self);
  changed = open_row (groups, group, row);
  changed->limit = limit;
  g_free (changed->limit_setting);
  changed->limit_setting = g_strdup (setting);
  return commit_groups (self, groups, label, merge);
}

gboolean
cw_mapping_draft_set_target (CwMappingDraft *self, guint group, guint row, const char *target, const CwMappingField *field)
{
  g_autofree char *label = NULL;
  CwMappingRow *changed;
  GPtrArray *groups;

  if (get_row (self, group, row) == NULL)
    return FALSE;
  label = g_strdup_printf (_("Fill %s instead of %s"), target, get_row (self, group, row)->target);
  groups = copy_groups (self);
  changed = open_row (groups, group, row);
  g_free (changed->target);
  changed->target = g_strdup (target);
  changed->type = field->type;
  changed->required = field->required;
  changed->limit = field->limit;
  g_clear_pointer (&changed->limit_setting, g_free);
  return commit_groups (self, groups, label, NULL);
}

/* ---- groups ---- */

gboolean
cw_mapping_draft_add_group (CwMappingDraft *self, guint position, CwMappingGroup *group)
{
  g_autoptr (CwMappingGroup) owned = group;
  g_autofree char *label = g_strdup_printf (_("Add the group %s"), group->name);
  GPtrArray *groups;

  if (position > cw_mapping_get_groups (cw_mapping_draft_get_mapping (self))->len)
    return FALSE;
  groups = copy_groups (self);
  g_ptr_array_insert (groups, (int) position, g_steal_pointer (&owned));
  return commit_groups (self, groups, label, NULL);
}

gboolean
cw_mapping_draft_remove_group (CwMappingDraft *self, guint group)
{
  const CwMappingGroup *found = get_group (self, group);
  g_autofree char *label = NULL;
  GPtrArray *groups;

  if (found == NULL)
    return FALSE;
  label = g_strdup_printf (_("Remove the group %s"), _(found->name));
  groups = copy_groups (self);
  g_ptr_array_remove_index (groups, group);
  return commit_groups (self, groups, label, NULL);
}

/* ---- expressions ---- */

CwExpression *
cw_mapping_draft_get_expression (CwMappingDraft *self, const CwDraftPlace *place)
{
  const CwMappingGroup *group = place->part == CW_DRAFT_CONDITION ? get_group (self, place->group) : NULL;
  const CwMappingRow *row = place->part == CW_DRAFT_SOURCE ? get_row (self, place->group, place->row) : NULL;

  switch (place->part)
    {
    case CW_DRAFT_SOURCE:
      return row != NULL ? row->source : NULL;
    case CW_DRAFT_CONDITION:
      return group != NULL ? group->condition : NULL;
    case CW_DRAFT_FILTER:
    default:
      return cw_mapping_get_filter (cw_mapping_draft_get_mapping (self));
    }
}

/* Takes @expression. */
static gboolean
set_source (CwMappingDraft *self, const CwDraftPlace *place, CwExpression *expression, const char *label, const char *merge)
{
  g_autoptr (CwExpression) owned = expression;
  GPtrArray *groups;
  CwMappingRow *row;

  if (get_row (self, place->group, place->row) == NULL || expression == NULL)
    return FALSE;
  groups = copy_groups (self);
  row = open_row (groups, place->group, place->row);
  cw_expression_unref (row->source);
  row->source = g_steal_pointer (&owned);
  return commit_groups (self, groups, label, merge);
}

/* Takes @expression. */
static gboolean
set_condition (CwMappingDraft *self, const CwDraftPlace *place, CwExpression *expression, const char *label, const char *merge)
{
  g_autoptr (CwExpression) owned = expression;
  CwMappingGroup *group;
  GPtrArray *groups;

  if (get_group (self, place->group) == NULL)
    return FALSE;
  groups = copy_groups (self);
  group = groups->pdata[place->group];
  g_clear_pointer (&group->condition, cw_expression_unref);
  group->condition = g_steal_pointer (&owned);
  return commit_groups (self, groups, label, merge);
}

gboolean
cw_mapping_draft_set_expression (CwMappingDraft *self, const CwDraftPlace *place, CwExpression *expression, const char *label,
                                 const char *merge)
{
  switch (place->part)
    {
    case CW_DRAFT_SOURCE:
      return set_source (self, place, expression, label, merge);
    case CW_DRAFT_CONDITION:
      return set_condition (self, place, expression, label, merge);
    case CW_DRAFT_FILTER:
    default:
      return commit (self, cw_mapping_new (expression, copy_groups (self)), label, merge);
    }
}

gboolean
cw_mapping_draft_set_part (CwMappingDraft *self, const CwDraftPlace *place, const char *path, CwExpression *part, const char *label,
                           const char *merge)
{
  g_autoptr (CwExpression) owned = part;
  CwExpression *root = cw_mapping_draft_get_expression (self, place), *whole;

  if (root == NULL || part == NULL)
    return FALSE;
  whole = cw_expression_replace_at (root, path, g_steal_pointer (&owned));
  return whole != NULL && cw_mapping_draft_set_expression (self, place, whole, label, merge);
}

/* ---- tests ---- */

gboolean
cw_mapping_draft_add_test (CwMappingDraft *self, const CwMappingTest *test)
{
  const GPtrArray *tests = cw_mapping_document_get_tests (self->document);
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  g_autofree char *label = g_strdup_printf (_("Pin %s"), test->name);
  gboolean replaced = FALSE;

  for (guint i = 0; i < tests->len; i++)
    {
      gboolean same = g_str_equal (((const CwMappingTest *) tests->pdata[i])->name, test->name);

      g_ptr_array_add (changed, same ? (gpointer) test : tests->pdata[i]);
      replaced = replaced || same;
    }
  if (!replaced)
    g_ptr_array_add (changed, (gpointer) test);
  return commit_document (self, cw_mapping_document_new (cw_mapping_draft_get_mapping (self), changed), label, NULL);
}

gboolean
cw_mapping_draft_remove_test (CwMappingDraft *self, guint test)
{
  const GPtrArray *tests = cw_mapping_document_get_tests (self->document);
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  g_autofree char *label = NULL;

  if (test >= tests->len)
    return FALSE;
  label = g_strdup_printf (_("Unpin %s"), ((const CwMappingTest *) tests->pdata[test])->name);
  for (guint i = 0; i < tests->len; i++)
    if (i != test)
      g_ptr_array_add (changed, tests->pdata[i]);
  return commit_document (self, cw_mapping_document_new (cw_mapping_draft_get_mapping (self), changed), label, NULL);
}
