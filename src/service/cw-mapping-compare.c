/* cw-mapping-compare.c: what two mappings differ in, and three made one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A document is taken apart into parts (the filter, the head of each group,
 * each row, each test) that have a key and a text, the part as files have it.
 * Parts of several documents with one key are the same part. A group is known
 * by type and name, one that was renamed by its place among those of its type;
 * a row by its target field, of several for one field by their order.
 */

#include "config.h"

#include "cw-mapping-document-private.h"

#include "cw-expression-words.h"
#include "cw-mapping-file.h"

#include <glib/gi18n-lib.h>

/* One part. */
typedef struct {
  CwMappingPart part;
  char         *key;     /* owned */
  char         *text;    /* as files have it; owned */
  guint         group;   /* number that the group has in all documents; of rows and heads */
  guint         index;   /* in the document: of the group, row or test */
  const CwMappingGroup *in;     /* of rows and heads; borrowed */
  const CwMappingRow   *row;
  const CwMappingTest  *test;
  const CwExpression   *filter;
} Part;

/* A document in parts, in its order. */
typedef struct {
  CwMappingDocument *document;   /* borrowed */
  GPtrArray         *parts;      /* of Part, owned */
  GHashTable        *by_key;     /* key → Part, borrowed */
} Parts;

/* Numbers of groups, shared by the documents that are compared. */
typedef struct {
  GHashTable *by_name;   /* "type\x1fname\x1fnth" → number + 1 */
  guint       next;
} Numbers;

static void
part_free (gpointer data)
{
  Part *part = data;

  g_free (part->key);
  g_free (part->text);
  g_free (part);
}

static void
parts_clear (Parts *parts)
{
  g_clear_pointer (&parts->by_key, g_hash_table_unref);
  g_clear_pointer (&parts->parts, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/* ---- numbers of groups ---- */

static char *
dup_group_name (const GPtrArray *groups, guint index)
{
  const CwMappingGroup *group = groups->pdata[index];
  guint nth = 0;

  for (guint i = 0; i < index; i++)
    {
      const CwMappingGroup *other = groups->pdata[i];

      nth += g_str_equal (other->type, group->type) && g_str_equal (other->name, group->name) ? 1 : 0;
    }
  return g_strdup_printf ("%s\x1f%s\x1f%u", group->type, group->name, nth);
}

/* Gives every group of @groups its number: that of the same name, else that of a group of its type in @base, in order, whose name
 * is not among @groups; else a new one. */
static guint *
number_groups (Numbers *numbers, const GPtrArray *groups, const GPtrArray *base, const guint *base_numbers)
{
  guint *own = g_new0 (guint, groups->len + 1);
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < groups->len; i++)
    {
      g_autofree char *name = dup_group_name (groups, i);

      own[i] = GPOINTER_TO_UINT (g_hash_table_lookup (numbers->by_name, name));
      if (own[i] != 0)
        g_hash_table_add (taken, GUINT_TO_POINTER (own[i]));
    }
  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; own[i] == 0 && base != NULL && j < base->len; j++)
        if (g_str_equal (((CwMappingGroup *) base->pdata[j])->type, group->type)
            && g_hash_table_add (taken, GUINT_TO_POINTER (base_numbers[j])))
          own[i] = base_numbers[j];
      if (own[i] == 0)
        {
          own[i] = ++numbers->next;
          g_hash_table_insert (numbers->by_name, dup_group_name (groups, i), GUINT_TO_POINTER (own[i]));
        }
    }
  return own;
}

/* ---- taking apart ---- */

static Part *
add_part (Parts *parts, CwMappingPart kind, char *key, char *text)
{
  Part *part = g_new0 (Part, 1);

  part->part = kind;
  part->key = key;
  part->text = text;
  g_ptr_array_add (parts->parts, part);
  g_hash_table_insert (parts->by_key, part->key, part);
  return part;
}

static void
add_rows (Parts *parts, const CwMappingGroup *group, guint number)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < group->rows->len; i++)
    {
      const CwMappingRow *row = group->rows->pdata[i];
      guint nth = GPOINTER_TO_UINT (g_hash_table_lookup (seen, row->target));
      Part *part = add_part (parts, CW_MAPPING_PART_ROW, g_strdup_printf ("row\x1f%u\x1f%s\x1f%u", number, row->target, nth),
                             cw_mapping_row_to_json (row));

      g_hash_table_insert (seen, row->target, GUINT_TO_POINTER (nth + 1));
      part->group = number;
      part->index = i;
      part->in = group;
      part->row = row;
    }
}

static void
add_group (Parts *parts, const GPtrArray *groups, guint index, guint number)
{
  const CwMappingGroup *group = groups->pdata[index];
  g_autofree char *condition = group->condition != NULL ? cw_expression_to_json (group->condition) : NULL;
  Part *part = add_part (parts, CW_MAPPING_PART_GROUP, g_strdup_printf ("group\x1f%u", number),
                         g_strconcat (group->type, "\x1f", group->name, "\x1f", condition, NULL));

  part->group = number;
  part->index = index;
  part->in = group;
  add_rows (parts, group, number);
}

static void
take_apart (Parts *parts, CwMappingDocument *document, const guint *numbers)
{
  CwMapping *mapping = cw_mapping_document_get_mapping (document);
  const GPtrArray *groups = cw_mapping_get_groups (mapping), *tests = cw_mapping_document_get_tests (document);
  const CwExpression *filter = cw_mapping_get_filter (mapping);

  parts->document = document;
  parts->parts = g_ptr_array_new_with_free_func (part_free);
  parts->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  if (filter != NULL)
    add_part (parts, CW_MAPPING_PART_FILTER, g_strdup ("filter"), cw_expression_to_json (filter))->filter = filter;
  for (guint i = 0; i < groups->len; i++)
    add_group (parts, groups, i, numbers[i]);
  for (guint i = 0; i < tests->len; i++)
    {
      const CwMappingTest *test = tests->pdata[i];
      Part *part = add_part (parts, CW_MAPPING_PART_TEST, g_strconcat ("test\x1f", test->name, NULL), cw_mapping_test_to_json (test));

      part->index = i;
      part->test = test;
    }
}

/* ---- words ---- */

static void
add_remark (GString *remarks, const char *remark)
{
  g_string_append (remarks, remarks->len > 0 ? " · " : "");
  g_string_append (remarks, remark);
}

static void
add_limit (GString *remarks, const CwMappingRow *row, const CwWorkflow *workflow)
{
  const CwSetting *setting = row->limit_setting != NULL && workflow != NULL
                             ? cw_workflow_find_setting (workflow, row->limit_setting) : NULL;
  g_autofree char *text = NULL;

  if (row->limit_setting != NULL)
    text = g_strdup_printf (_("at most as many characters as “%s” says"), setting != NULL ? _(setting->title) : row->limit_setting);
  else if (row->limit > 0)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "at most %'u character", "at most %'u characters", row->limit), row->limit);
  if (text != NULL)
    add_remark (remarks, text);
}

static char *
dup_row_words (const CwMappingRow *row, const CwWorkflow *workflow)
{
  g_autofree char *source = cw_expression_dup_words (row->source, workflow);
  g_autoptr (GString) remarks = g_string_new (NULL);

  if (!row->active)
    add_remark (remarks, _("switched off"));
  if (row->required)
    add_remark (remarks, _("required"));
  add_limit (remarks, row, workflow);
  if (row->initial_only)
    add_remark (remarks, _("only when the record is created"));
  if (row->type != CW_VALUE_TEXT)
    {
      g_autofree char *type = g_strdup_printf (_("of type %s"), cw_value_type_to_string (row->type));

      add_remark (remarks, type);
    }
  return remarks->len > 0 ? g_strdup_printf ("%s (%s)", source, remarks->str) : g_steal_pointer (&source);
}

static char *
dup_group_words (const CwMappingGroup *group, const CwWorkflow *workflow)
{
  g_autofree char *condition = group->condition != NULL ? cw_expression_dup_words (group->condition, workflow) : NULL;

  if (condition == NULL)
    return g_strdup_printf (_("“%s”: every record of type %s"), group->name, group->type);
  return g_strdup_printf (_("“%s”: records of type %s where %s"), group->name, group->type, condition);
}

static char *
dup_test_words (const CwMappingTest *test)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s:%s", test->record->type, test->record->id);
  if (!test->passes)
    {
      g_string_append (text, ", ");
      g_string_append (text, _("held back by the filter"));
    }
  for (guint i = 0; i < cw_fields_get_size (test->expected); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (test->expected, i, &name, &value);
      g_string_append_printf (text, i == 0 ? ": " : ", ");
      g_string_append_printf (text, _("%s is “%s”"), name, value);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* NULL gives NULL. */
static char *
dup_words (const Part *part, const CwWorkflow *workflow)
{
  if (part == NULL)
    return NULL;
  switch (part->part)
    {
    case CW_MAPPING_PART_ROW:
      return dup_row_words (part->row, workflow);
    case CW_MAPPING_PART_GROUP:
      return dup_group_words (part->in, workflow);
    case CW_MAPPING_PART_TEST:
      return dup_test_words (part->test);
    case CW_MAPPING_PART_FILTER:
    default:
      return cw_expression_dup_words (part->filter, workflow);
    }
}

/* What files have of it; of the head of a group its condition. */
static char *
dup_json (const Part *part)
{
  if (part == NULL)
    return NULL;
  if (part->part == CW_MAPPING_PART_GROUP)
    return part->in->condition != NULL ? cw_expression_to_json (part->in->condition) : g_strdup ("null");
  return g_strdup (part->text);
}

static const char *
get_name (const Part *part)
{
  return part->row != NULL ? part->row->target : part->test != NULL ? part->test->name : NULL;
}

/* ---- comparing ---- */

void
cw_mapping_change_free (CwMappingChange *self)
{
  if (self == NULL)
    return;
  g_free (self->group);
  g_free (self->type);
  g_free (self->name);
  g_free (self->before);
  g_free (self->after);
  g_free (self->before_json);
  g_free (self->after_json);
  g_free (self);
}

static void
change_free (gpointer change)
{
  cw_mapping_change_free (change);
}

const char *
cw_mapping_change_kind_to_string (CwMappingChangeKind kind)
{
  static const char *names[] = {
    [CW_MAPPING_ADDED] = "added", [CW_MAPPING_REMOVED] = "removed", [CW_MAPPING_CHANGED] = "changed", [CW_MAPPING_MOVED] = "moved",
  };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (names), NULL);
  return names[kind];
}

const char *
cw_mapping_part_to_string (CwMappingPart part)
{
  static const char *names[] = {
    [CW_MAPPING_PART_FILTER] = "filter", [CW_MAPPING_PART_GROUP] = "group", [CW_MAPPING_PART_ROW] = "row",
    [CW_MAPPING_PART_TEST] = "test",
  };

  g_return_val_if_fail ((guint) part < G_N_ELEMENTS (names), NULL);
  return names[part];
}

static void
add_change (GPtrArray *changes, CwMappingChangeKind kind, const Part *before, const Part *after, const CwWorkflow *workflow)
{
  const Part *either = after != NULL ? after : before;
  CwMappingChange *change = g_new0 (CwMappingChange, 1);

  change->kind = kind;
  change->part = either->part;
  change->group = either->in != NULL ? g_strdup (either->in->name) : NULL;
  change->type = either->in != NULL ? g_strdup (either->in->type) : NULL;
  change->name = g_strdup (get_name (either));
  change->before = dup_words (before, workflow);
  change->after = dup_words (after, workflow);
  change->before_json = dup_json (before);
  change->after_json = dup_json (after);
  g_ptr_array_add (changes, change);
}

/* Rows and heads of groups whose order is another: of those that both have, all that are in no longest run of rising places. A
 * group without rows and condition is only seen by its rows. (element-type Part, of after) (transfer container) */
static GHashTable *
find_moved (const Parts *before, const Parts *after, CwMappingPart kind)
{
  g_autoptr (GPtrArray) common = g_ptr_array_new ();
  g_autofree guint *length = NULL, *previous = NULL;
  GHashTable *moved = g_hash_table_new (NULL, NULL);
  guint best = G_MAXUINT;

  for (guint i = 0; i < after->parts->len; i++)
    {
      Part *part = after->parts->pdata[i];

      if (part->part == kind && g_hash_table_contains (before->by_key, part->key))
        g_ptr_array_add (common, part);
    }
  length = g_new0 (guint, common->len + 1);
  previous = g_new0 (guint, common->len + 1);
  for (guint i = 0; i < common->len; i++)
    {
      const Part *part = common->pdata[i], *was = g_hash_table_lookup (before->by_key, part->key);

      g_hash_table_add (moved, (gpointer) part);
      length[i] = 1;
      previous[i] = G_MAXUINT;
      for (guint j = 0; j < i; j++)
        {
          const Part *other = common->pdata[j], *other_was = g_hash_table_lookup (before->by_key, other->key);

          if (other->group == part->group && other_was->index < was->index && length[j] + 1 > length[i])
            {
              length[i] = length[j] + 1;
              previous[i] = j;
            }
        }
    }
  /* The longest run of each group stands still. */
  for (guint end = common->len; end > 0; end--)
    {
      const Part *last = common->pdata[end - 1];

      if (end < common->len && ((Part *) common->pdata[end])->group == last->group && kind == CW_MAPPING_PART_ROW)
        continue;
      best = end - 1;
      for (guint j = 0; j < end; j++)
        if ((kind != CW_MAPPING_PART_ROW || ((Part *) common->pdata[j])->group == last->group) && length[j] > length[best])
          best = j;
      for (guint j = best; j != G_MAXUINT; j = previous[j])
        g_hash_table_remove (moved, common->pdata[j]);
      if (kind != CW_MAPPING_PART_ROW)
        break;
    }
  return moved;
}

/* Parts that are gone are told where they stood: before the next part of @before that is still there. */
static void
add_removed (GPtrArray *changes, const Parts *before, const Parts *after, guint *at, const char *until, const CwWorkflow *workflow)
{
  for (; *at < before->parts->len; ++*at)
    {
      const Part *part = before->parts->pdata[*at];

      if (until != NULL && g_str_equal (part->key, until))
        return;
      if (!g_hash_table_contains (after->by_key, part->key))
        add_change (changes, CW_MAPPING_REMOVED, part, NULL, workflow);
    }
}

static guint
find_position (const Parts *parts, const char *key)
{
  for (guint i = 0; i < parts->parts->len; i++)
    if (g_str_equal (((Part *) parts->parts->pdata[i])->key, key))
      return i;
  return G_MAXUINT;
}

static GPtrArray *
compare (const Parts *before, const Parts *after, const CwWorkflow *workflow)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (change_free);
  g_autoptr (GHashTable) moved = find_moved (before, after, CW_MAPPING_PART_ROW);
  guint at = 0;

  for (guint i = 0; i < after->parts->len; i++)
    {
      const Part *part = after->parts->pdata[i], *was = g_hash_table_lookup (before->by_key, part->key);

      if (was == NULL)
        {
          add_change (changes, CW_MAPPING_ADDED, NULL, part, workflow);
          continue;
        }
      /* What moved up did not make all before it go away. */
      if (find_position (before, part->key) >= at && !g_hash_table_contains (moved, part))
        add_removed (changes, before, after, &at, part->key, workflow);
      if (!g_str_equal (was->text, part->text))
        add_change (changes, CW_MAPPING_CHANGED, was, part, workflow);
      if (g_hash_table_contains (moved, part))
        add_change (changes, CW_MAPPING_MOVED, was, part, workflow);
    }
  add_removed (changes, before, after, &at, NULL, workflow);
  return changes;
}

GPtrArray *
cw_mapping_document_compare (CwMappingDocument *before, CwMappingDocument *after, const CwWorkflow *workflow)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Numbers numbers = { names, 0 };
  const GPtrArray *before_groups = cw_mapping_get_groups (cw_mapping_document_get_mapping (before));
  const GPtrArray *after_groups = cw_mapping_get_groups (cw_mapping_document_get_mapping (after));
  g_autofree guint *before_numbers = number_groups (&numbers, before_groups, NULL, NULL);
  g_autofree guint *after_numbers = number_groups (&numbers, after_groups, before_groups, before_numbers);
  g_auto (Parts) before_parts = { 0 }, after_parts = { 0 };

  take_apart (&before_parts, before, before_numbers);
  take_apart (&after_parts, after, after_numbers);
  return compare (&before_parts, &after_parts, workflow);
}

/* ---- merging ---- */

void
cw_mapping_conflict_free (CwMappingConflict *self)
{
  if (self == NULL)
    return;
  g_free (self->group);
  g_free (self->type);
  g_free (self->name);
  g_free (self->base);
  g_free (self->ours);
  g_free (self->theirs);
  g_free (self);
}

static void
conflict_free (gpointer conflict)
{
  cw_mapping_conflict_free (conflict);
}

typedef struct {
  Parts             base, ours, theirs;
  const GPtrArray  *settled;     /* nullable */
  const CwWorkflow *workflow;
  GPtrArray        *conflicts;
  GHashTable       *chosen;      /* key → Part that counts; not there: left out. Borrowed */
} Merge;

static gboolean
is_same (const Part *a, const Part *b)
{
  return a == NULL || b == NULL ? a == b : g_str_equal (a->text, b->text);
}

static gboolean
is_about (const CwMappingConflict *conflict, const CwMappingConflict *other)
{
  return conflict->part == other->part && g_strcmp0 (conflict->group, other->group) == 0
         && g_strcmp0 (conflict->type, other->type) == 0 && g_strcmp0 (conflict->name, other->name) == 0;
}

/* Of several conflicts about parts of one name the nth answer is for the nth. */
static CwMappingTake
find_answer (const Merge *merge, const CwMappingConflict *conflict)
{
  guint skip = 0;

  for (guint i = 0; i < merge->conflicts->len; i++)
    skip += is_about (merge->conflicts->pdata[i], conflict) ? 1 : 0;
  for (guint i = 0; merge->settled != NULL && i < merge->settled->len; i++)
    if (is_about (merge->settled->pdata[i], conflict) && skip-- == 0)
      return ((CwMappingConflict *) merge->settled->pdata[i])->take;
  return CW_MAPPING_TAKE_OURS;
}

static CwMappingTake
settle (Merge *merge, const Part *base, const Part *ours, const Part *theirs)
{
  const Part *any = ours != NULL ? ours : theirs;
  CwMappingConflict *conflict = g_new0 (CwMappingConflict, 1);

  conflict->part = any->part;
  conflict->group = any->in != NULL ? g_strdup (any->in->name) : NULL;
  conflict->type = any->in != NULL ? g_strdup (any->in->type) : NULL;
  conflict->name = g_strdup (get_name (any));
  conflict->base = dup_words (base, merge->workflow);
  conflict->ours = dup_words (ours, merge->workflow);
  conflict->theirs = dup_words (theirs, merge->workflow);
  conflict->take = find_answer (merge, conflict);
  g_ptr_array_add (merge->conflicts, conflict);
  return conflict->take;
}

static void
choose (Merge *merge, const char *key)
{
  const Part *base = g_hash_table_lookup (merge->base.by_key, key);
  const Part *ours = g_hash_table_lookup (merge->ours.by_key, key), *theirs = g_hash_table_lookup (merge->theirs.by_key, key);
  const Part *chosen;

  if (is_same (ours, theirs) || is_same (base, theirs))
    chosen = ours;
  else if (is_same (base, ours))
    chosen = theirs;
  else
    chosen = settle (merge, base, ours, theirs) == CW_MAPPING_TAKE_OURS ? ours : theirs;
  if (chosen != NULL)
    g_hash_table_insert (merge->chosen, (gpointer) key, (gpointer) chosen);
}

static void
choose_all (Merge *merge)
{
  for (guint i = 0; i < merge->ours.parts->len; i++)
    choose (merge, ((Part *) merge->ours.parts->pdata[i])->key);
  for (guint i = 0; i < merge->theirs.parts->len; i++)
    {
      const Part *part = merge->theirs.parts->pdata[i];

      if (!g_hash_table_contains (merge->ours.by_key, part->key))
        choose (merge, part->key);
    }
}

/* Whether @parts has what it shares with the base in the base's order. */
static gboolean
keeps_order (const Parts *base, const Parts *parts)
{
  guint last = 0;

  for (guint i = 0; i < parts->parts->len; i++)
    {
      guint position = find_position (base, ((Part *) parts->parts->pdata[i])->key);

      if (position == G_MAXUINT)
        continue;
      if (position < last)
        return FALSE;
      last = position;
    }
  return TRUE;
}

/* The keys of all chosen parts in order: that of the side which changed it, with what only the other has behind its neighbour
 * there. (element-type utf8, borrowed) */
static GPtrArray *
order_keys (const Merge *merge)
{
  gboolean theirs_first = keeps_order (&merge->base, &merge->ours);
  const Parts *first = theirs_first ? &merge->theirs : &merge->ours, *second = theirs_first ? &merge->ours : &merge->theirs;
  GPtrArray *keys = g_ptr_array_new ();

  for (guint i = 0; i < first->parts->len; i++)
    g_ptr_array_add (keys, ((Part *) first->parts->pdata[i])->key);
  for (guint i = 0; i < second->parts->len; i++)
    {
      const Part *part = second->parts->pdata[i];
      guint at = keys->len;

      if (g_hash_table_contains (first->by_key, part->key))
        continue;
      for (guint j = 0; i > 0 && j < keys->len; j++)
        if (g_str_equal (keys->pdata[j], ((Part *) second->parts->pdata[i - 1])->key))
          at = j + 1;
      g_ptr_array_insert (keys, i == 0 ? 0 : (int) at, part->key);
    }
  return keys;
}

static const Part *
find_head (const Merge *merge, guint number)
{
  g_autofree char *key = g_strdup_printf ("group\x1f%u", number);
  const Part *head = g_hash_table_lookup (merge->chosen, key);

  if (head == NULL)
    head = g_hash_table_lookup (merge->ours.by_key, key);
  return head != NULL ? head : g_hash_table_lookup (merge->theirs.by_key, key);
}

/* The group of @number in @groups; made when it is not there yet. A row that stays keeps its group. */
static CwMappingGroup *
take_group (const Merge *merge, GPtrArray *groups, GHashTable *made, guint number)
{
  CwMappingGroup *group = g_hash_table_lookup (made, GUINT_TO_POINTER (number));
  const CwMappingGroup *from;

  if (group != NULL)
    return group;
  from = find_head (merge, number)->in;
  group = cw_mapping_group_new (from->name, from->type);
  group->condition = from->condition != NULL ? cw_expression_ref (from->condition) : NULL;
  g_ptr_array_add (groups, group);
  g_hash_table_insert (made, GUINT_TO_POINTER (number), group);
  return group;
}

static void
group_free (gpointer group)
{
  cw_mapping_group_free (group);
}

static CwMappingDocument *
assemble (const Merge *merge)
{
  g_autoptr (GPtrArray) keys = order_keys (merge), groups = g_ptr_array_new_with_free_func (group_free), tests = g_ptr_array_new ();
  g_autoptr (GHashTable) made = g_hash_table_new (NULL, NULL);
  g_autoptr (CwMapping) mapping = NULL;
  CwExpression *filter = NULL;

  for (guint i = 0; i < keys->len; i++)
    {
      const Part *part = g_hash_table_lookup (merge->chosen, keys->pdata[i]);

      if (part == NULL)
        continue;
      if (part->filter != NULL)
        filter = cw_expression_ref ((CwExpression *) part->filter);
      else if (part->test != NULL)
        g_ptr_array_add (tests, (gpointer) part->test);
      else if (part->row != NULL)
        g_ptr_array_add (take_group (merge, groups, made, part->group)->rows, cw_mapping_row_copy (part->row));
      else
        take_group (merge, groups, made, part->group);
    }
  mapping = cw_mapping_new (filter, g_steal_pointer (&groups));
  /* Two mappings of the greatest size can make one that is larger; then ours stays. */
  return mapping != NULL ? cw_mapping_document_new (mapping, tests) : cw_mapping_document_ref (merge->ours.document);
}

CwMappingDocument *
cw_mapping_document_merge (CwMappingDocument *base, CwMappingDocument *ours, CwMappingDocument *theirs, const GPtrArray *settled,
                           const CwWorkflow *workflow, GPtrArray **out_conflicts)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) chosen = g_hash_table_new (g_str_hash, g_str_equal);
  Numbers numbers = { names, 0 };
  const GPtrArray *base_groups = cw_mapping_get_groups (cw_mapping_document_get_mapping (base));
  g_autofree guint *base_numbers = number_groups (&numbers, base_groups, NULL, NULL);
  g_autofree guint *our_numbers = number_groups (&numbers, cw_mapping_get_groups (cw_mapping_document_get_mapping (ours)), base_groups,
                                                 base_numbers);
  g_autofree guint *their_numbers = number_groups (&numbers, cw_mapping_get_groups (cw_mapping_document_get_mapping (theirs)),
                                                   base_groups, base_numbers);
  Merge merge = { .settled = settled, .workflow = workflow, .chosen = chosen };
  CwMappingDocument *merged;

  merge.conflicts = g_ptr_array_new_with_free_func (conflict_free);
  take_apart (&merge.base, base, base_numbers);
  take_apart (&merge.ours, ours, our_numbers);
  take_apart (&merge.theirs, theirs, their_numbers);
  choose_all (&merge);
  merged = assemble (&merge);
  parts_clear (&merge.base);
  parts_clear (&merge.ours);
  parts_clear (&merge.theirs);
  *out_conflicts = merge.conflicts;
  return merged;
}
