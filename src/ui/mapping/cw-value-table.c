/* cw-value-table.c: the entries of a value mapping, or a list of values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row stands for one source value: that of an entry, or one that records
 * have. Rows stay where they are while somebody works on them; a value that
 * nobody shows yet makes the whole list anew.
 */

#include "config.h"

#include "cw-value-table.h"

#include "cw-field-picker.h"
#include "cw-value-census.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_ROWS   200   /* that are shown at a time; a search shows the others */
#define MANY_VALUES 12    /* from here on there is something to search */

struct _CwValueTable {
  GtkWidget         parent_instance;

  /* inputs */
  CwExpressionSpot *spot;          /* owned */

  /* template children */
  GtkSearchEntry   *search;
  GtkListBox       *list;
  GtkLabel         *note;
  GtkButton        *add_button;

  GPtrArray        *counts;        /* (element-type CwValueCount), owned; NULL: not known yet */
  GHashTable       *by_value;      /* char * → CwValueCount, both borrowed from counts; owned; NULL: as above */
  CwExpression     *counted;       /* what they are the values of; owned, nullable */
  GtkSizeGroup     *columns;       /* so that what the values become stands below each other; owned */
  GCancellable     *cancellable;   /* of the counting; owned, nullable */
  gboolean          updating;
};

/* One value that is shown. */
typedef struct {
  CwValueTable *table;             /* borrowed: the row is inside of it */
  char         *from;
  GtkWidget    *from_entry;        /* NULL: the value occurs and is no text to type */
  GtkWidget    *to_entry;          /* of a value mapping; else NULL */
  GtkWidget    *check;             /* of a list of values; else NULL */
  GtkWidget    *remove;            /* of a value mapping; else NULL */
  GtkLabel     *name, *detail;     /* of a value that occurs; else NULL */
} Line;

G_DEFINE_FINAL_TYPE (CwValueTable, cw_value_table, GTK_TYPE_WIDGET)

static void rebuild (CwValueTable *self);

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->from);
  g_free (line);
}

/* ---- the expression ---- */

static guint
get_step (const CwExpression *now)
{
  return now->kind == CW_EXPRESSION_MAP ? 2 : 1;
}

/* Position of the entry for @from among the texts; -1: none. */
static int
find_entry (const CwExpression *now, const char *from)
{
  guint step = get_step (now);

  if (now->index != NULL && !g_hash_table_contains (now->index, from))
    return -1;
  for (guint i = 0; i + step <= now->n_texts; i += step)
    if (g_str_equal (now->texts[i], from))
      return (int) i;
  return -1;
}

static gboolean
commit (CwValueTable *self, const CwExpressionForm *form, const char *label, const char *merge)
{
  gboolean valid;

  self->updating = TRUE;
  valid = cw_expression_spot_set (self->spot, cw_expression_form_make (form), label, merge);
  self->updating = FALSE;
  return valid;
}

static void
show_valid (GtkWidget *entry, gboolean valid)
{
  if (valid)
    gtk_widget_remove_css_class (entry, "error");
  else
    gtk_widget_add_css_class (entry, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

static char *
dup_merge (Line *line, const char *side)
{
  const CwExpressionSpot *spot = line->table->spot;

  return g_strdup_printf ("%u/%u/%u/%s/%s/%s", spot->place.part, spot->place.group, spot->place.row, spot->path, side, line->from);
}

/* ---- editing ---- */

static void
to_changed_cb (GtkWidget *entry, Line *line)
{
  CwValueTable *self = line->table;
  CwExpression *now = cw_expression_spot_get (self->spot);
  g_autofree char *merge = dup_merge (line, "to"), *label = g_strdup_printf (_("Change the entry of “%s”"), line->from);
  g_autoptr (CwExpressionForm) form = NULL;
  int index;

  if (self->updating || now == NULL)
    return;
  form = cw_expression_form_new (now);
  index = find_entry (now, line->from);
  if (index < 0)
    {
      index = (int) form->texts->len;
      cw_expression_form_set_text (form, (guint) index, line->from);
    }
  cw_expression_form_set_text (form, (guint) index + 1, gtk_editable_get_text (GTK_EDITABLE (entry)));
  show_valid (entry, commit (self, form, label, merge));
  gtk_widget_set_sensitive (line->remove, TRUE);
}

static void
from_changed_cb (GtkWidget *entry, Line *line)
{
  CwValueTable *self = line->table;
  CwExpression *now = cw_expression_spot_get (self->spot);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  g_autoptr (CwExpressionForm) form = NULL;
  int index = now != NULL ? find_entry (now, line->from) : -1;
  gboolean valid;

  if (self->updating || index < 0)
    return;
  form = cw_expression_form_new (now);
  cw_expression_form_set_text (form, (guint) index, text);
  valid = commit (self, form, _("Change the value of an entry"), "from");
  show_valid (entry, valid);
  if (!valid)
    return;
  g_free (line->from);
  line->from = g_strdup (text);
}

static void
remove_texts (CwValueTable *self, const CwExpression *now, int index, const char *from)
{
  g_autoptr (CwExpressionForm) form = cw_expression_form_new (now);
  g_autofree char *label = g_strdup_printf (_("Remove the entry of “%s”"), from);

  g_ptr_array_remove_range (form->texts, (guint) index, get_step (now));
  commit (self, form, label, NULL);
}

static void
remove_cb (GtkWidget *button, Line *line)
{
  CwValueTable *self = line->table;
  CwExpression *now = cw_expression_spot_get (self->spot);
  int index = now != NULL ? find_entry (now, line->from) : -1;

  if (index < 0)
    return;
  remove_texts (self, now, index, line->from);
  rebuild (self);
}

static void
check_cb (GtkWidget *check, Line *line)
{
  CwValueTable *self = line->table;
  CwExpression *now = cw_expression_spot_get (self->spot);
  g_autoptr (CwExpressionForm) form = NULL;
  g_autofree char *label = g_strdup_printf (_("Add “%s” to the list"), line->from);
  int index = now != NULL ? find_entry (now, line->from) : -1;
  gboolean wanted = gtk_check_button_get_active (GTK_CHECK_BUTTON (check));

  if (self->updating || now == NULL || wanted == (index >= 0))
    return;
  if (!wanted)
    {
      remove_texts (self, now, index, line->from);
      return;
    }
  form = cw_expression_form_new (now);
  cw_expression_form_set_text (form, form->texts->len, line->from);
  commit (self, form, label, NULL);
}

static void
left_cb (CwValueTable *self)
{
  cw_mapping_draft_settle (cw_mapping_bench_get_draft (self->spot->bench));
}

static void
add_clicked_cb (CwValueTable *self)
{
  CwExpression *now = cw_expression_spot_get (self->spot);
  g_autoptr (CwExpressionForm) form = now != NULL ? cw_expression_form_new (now) : NULL;
  g_autofree char *name = g_strdup (_("new value"));
  GtkListBoxRow *row;

  if (form == NULL)
    return;
  for (guint i = 2; find_entry (now, name) >= 0; i++)
    {
      g_free (name);
      name = g_strdup_printf (_("new value %u"), i);
    }
  for (guint i = 0; i < get_step (now); i++)
    cw_expression_form_set_text (form, form->texts->len, i == 0 ? name : "");
  commit (self, form, _("Add an entry"), NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  rebuild (self);
  /* The newest entry stands last among the entries. */
  row = gtk_list_box_get_row_at_index (self->list, (int) (form->texts->len / get_step (now)) - 1);
  if (row != NULL)
    gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
}

/* ---- rows ---- */

static const CwValueCount *
find_count (CwValueTable *self, const char *value)
{
  return self->by_value != NULL ? g_hash_table_lookup (self->by_value, value) : NULL;
}

static const char *
get_record_type (CwValueTable *self)
{
  return self->spot->place.part == CW_DRAFT_FILTER ? NULL : cw_expression_spot_get_record_type (self->spot);
}

/* What people call a value; NULL: nothing else, or not known yet. */
static const char *
get_name (CwValueTable *self, const char *value)
{
  const CwExpression *now = cw_expression_spot_get (self->spot);
  const CwValueCount *count = find_count (self, value);

  if (count != NULL && count->name != NULL)
    return count->name;
  return now != NULL && now->n_parts > 0 ? cw_mapping_bench_get_value_name (self->spot->bench, get_record_type (self), now->parts[0], value)
                                         : NULL;
}

static char *
dup_count (CwValueTable *self, const CwValueCount *count)
{
  if (count != NULL)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u record", "%u records", count->records), count->records);
  return g_strdup (self->counts != NULL ? _("no record") : "");
}

static GtkWidget *
make_entry (CwValueTable *self, const char *text, const char *name, GCallback changed, Line *line)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  /* The draft undoes. */
  gtk_editable_set_enable_undo (GTK_EDITABLE (entry), FALSE);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 6);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (entry, "changed", changed, line);
  g_signal_connect_object (focus, "leave", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

/* Names that became known meanwhile come to where the values stand. */
static void
name_line (Line *line)
{
  CwValueTable *self = line->table;
  const char *name = get_name (self, line->from);
  g_autofree char *records = dup_count (self, find_count (self, line->from));
  g_autofree char *text = name != NULL ? g_strdup_printf ("%s · %s", line->from, records) : g_strdup (records);
  g_autofree char *becomes = g_strdup_printf (_("What “%s” becomes"), name != NULL ? name : line->from);

  if (line->name != NULL)
    gtk_label_set_label (line->name, name != NULL ? name : line->from);
  if (line->detail != NULL)
    gtk_label_set_label (line->detail, text);
  if (line->to_entry != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (line->to_entry), GTK_ACCESSIBLE_PROPERTY_LABEL, becomes, -1);
  if (line->check != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (line->check), GTK_ACCESSIBLE_PROPERTY_LABEL, name != NULL ? name : line->from, -1);
}

/* Name over value and count. */
static GtkWidget *
make_value (CwValueTable *self, Line *line)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (NULL), *detail = gtk_label_new (NULL);

  line->name = GTK_LABEL (name);
  line->detail = GTK_LABEL (detail);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (detail), 0);
  gtk_widget_add_css_class (detail, "caption");
  gtk_widget_add_css_class (detail, "dim-label");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), detail);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_size_group_add_widget (self->columns, box);
  return box;
}

/* ---- values of the target ---- */

static gboolean
takes_listed (CwValueTable *self)
{
  const char *target = cw_expression_spot_get_target (self->spot);

  return target != NULL && cw_mapping_bench_list_target_values (self->spot->bench, target) != NULL;
}

static void
target_picked_cb (CwPickerItem *item, gpointer entry)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), cw_picker_item_get_id (item));
  gtk_widget_grab_focus (entry);
}

static void
choose_cb (GtkWidget *button, Line *line)
{
  CwValueTable *self = line->table;
  const char *target = cw_expression_spot_get_target (self->spot);

  if (target != NULL)
    cw_field_picker_present (GTK_WIDGET (self), cw_mapping_bench_get_target_label (self->spot->bench, target),
                             cw_picker_list_target_values (self->spot->bench, target), target_picked_cb, g_object_ref (line->to_entry),
                             g_object_unref);
}

static GtkWidget *
make_chooser (Line *line)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("go-down-symbolic");

  gtk_widget_set_tooltip_text (button, _("Choose a Value of the Target"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Choose a Value of the Target"), -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", G_CALLBACK (choose_cb), line);
  return button;
}

static void
fill_entry_row (CwValueTable *self, GtkBox *box, Line *line, const CwExpression *now, const CwValueCount *count)
{
  int index = find_entry (now, line->from);

  if (count != NULL)
    {
      gtk_box_append (box, make_value (self, line));
    }
  else
    {
      line->from_entry = make_entry (self, line->from, _("Value"), G_CALLBACK (from_changed_cb), line);
      gtk_size_group_add_widget (self->columns, line->from_entry);
      gtk_box_append (box, line->from_entry);
    }
  gtk_box_append (box, gtk_label_new ("→"));
  line->to_entry = make_entry (self, index >= 0 ? now->texts[index + 1] : "", "", G_CALLBACK (to_changed_cb), line);
  gtk_entry_set_placeholder_text (GTK_ENTRY (line->to_entry), _("no entry"));
  gtk_box_append (box, line->to_entry);
  if (takes_listed (self))
    gtk_box_append (box, make_chooser (line));
  line->remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
  gtk_widget_set_tooltip_text (line->remove, _("Remove the Entry"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (line->remove), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Remove the Entry"), -1);
  gtk_widget_add_css_class (line->remove, "flat");
  gtk_widget_set_valign (line->remove, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (line->remove, index >= 0);
  g_signal_connect (line->remove, "clicked", G_CALLBACK (remove_cb), line);
  gtk_box_append (box, line->remove);
}

static void
fill_check_row (CwValueTable *self, GtkBox *box, Line *line, const CwExpression *now, const CwValueCount *count)
{
  line->check = gtk_check_button_new ();
  gtk_check_button_set_active (GTK_CHECK_BUTTON (line->check), find_entry (now, line->from) >= 0);
  g_signal_connect (line->check, "toggled", G_CALLBACK (check_cb), line);
  gtk_box_append (box, line->check);
  if (count != NULL)
    {
      gtk_box_append (box, make_value (self, line));
      return;
    }
  line->from_entry = make_entry (self, line->from, _("Value"), G_CALLBACK (from_changed_cb), line);
  gtk_box_append (box, line->from_entry);
}

static void
add_line (CwValueTable *self, const CwExpression *now, const char *from)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  const CwValueCount *count = find_count (self, from);
  Line *line = g_new0 (Line, 1);

  line->table = self;
  line->from = g_strdup (from);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_margin_top (box, 3);
  gtk_widget_set_margin_bottom (box, 3);
  if (now->kind == CW_EXPRESSION_MAP)
    fill_entry_row (self, GTK_BOX (box), line, now, count);
  else
    fill_check_row (self, GTK_BOX (box), line, now, count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  name_line (line);
  g_object_set_data_full (G_OBJECT (row), "line", line, line_free);
  gtk_list_box_append (self->list, row);
}

static gboolean
is_wanted (CwValueTable *self, const char *from, const char *words)
{
  g_autofree char *all = g_strjoin ("\n", from, get_name (self, from), NULL), *folded = g_utf8_casefold (all, -1);

  return strstr (folded, words) != NULL;
}

static void
note_rest (CwValueTable *self, guint shown, guint all)
{
  g_autofree char *text = NULL;

  if (all > shown)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more value: search for it.", "%u more values: search for them.", all - shown),
                            all - shown);
  else if (self->counts == NULL)
    text = g_strdup (_("Counting the values that occur…"));
  else if (self->counts->len == 0)
    text = g_strdup (_("No record that was read has a value here. A field that no saved mapping uses is read on demand: see the problems."));
  gtk_label_set_label (self->note, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), text != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->search), all > MANY_VALUES || *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0');
}

/* Entries first, then what occurs without one. */
static void
rebuild (CwValueTable *self)
{
  const CwExpression *now = cw_expression_spot_get (self->spot);
  g_autofree char *words = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  guint shown = 0, all = 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; now != NULL && i + get_step (now) <= now->n_texts; i += get_step (now))
    if (is_wanted (self, now->texts[i], words) && all++ < MOST_ROWS)
      add_line (self, now, now->texts[i]);
  for (guint i = 0; now != NULL && self->counts != NULL && i < self->counts->len; i++)
    {
      const CwValueCount *count = self->counts->pdata[i];

      if (find_entry (now, count->value) < 0 && is_wanted (self, count->value, words) && all++ < MOST_ROWS)
        add_line (self, now, count->value);
    }
  shown = MIN (all, MOST_ROWS);
  gtk_widget_set_visible (GTK_WIDGET (self->list), shown > 0);
  note_rest (self, shown, all);
}

/* FALSE: the row's value is another by now. */
static gboolean
update_line (Line *line, const CwExpression *now)
{
  int index = find_entry (now, line->from);

  if (line->from_entry != NULL && index < 0)
    return FALSE;
  name_line (line);
  if (line->check != NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (line->check), index >= 0);
  if (line->to_entry == NULL)
    return TRUE;
  gtk_widget_set_sensitive (line->remove, index >= 0);
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (line->to_entry)), index >= 0 ? now->texts[index + 1] : ""))
    gtk_editable_set_text (GTK_EDITABLE (line->to_entry), index >= 0 ? now->texts[index + 1] : "");
  return TRUE;
}

static gboolean
update_lines (CwValueTable *self, const CwExpression *now)
{
  guint entries = 0;

  for (int i = 0;; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);
      Line *line = row != NULL ? g_object_get_data (G_OBJECT (row), "line") : NULL;

      if (line == NULL)
        break;
      if (!update_line (line, now))
        return FALSE;
      entries += find_entry (now, line->from) >= 0 ? 1 : 0;
    }
  return entries == MIN (now->n_texts / get_step (now), MOST_ROWS) || *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';
}

/* ---- counting ---- */

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwValueTable) self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *counts = cw_value_census_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->spot == NULL)
    {
      g_clear_pointer (&counts, g_ptr_array_unref);
      return;
    }
  g_clear_pointer (&self->by_value, g_hash_table_unref);
  g_clear_pointer (&self->counts, g_ptr_array_unref);
  self->counts = counts != NULL ? counts : g_ptr_array_new ();
  self->by_value = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->counts->len; i++)
    g_hash_table_insert (self->by_value, ((CwValueCount *) self->counts->pdata[i])->value, self->counts->pdata[i]);
  rebuild (self);
  if (error != NULL)
    {
      gtk_label_set_label (self->note, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->note), TRUE);
    }
}

static void
count (CwValueTable *self, CwExpression *of)
{
  CwMappingBench *bench = self->spot->bench;

  if (self->counted != NULL && cw_expression_equal (of, self->counted))
    return;
  g_clear_pointer (&self->counted, cw_expression_unref);
  self->counted = cw_expression_ref (of);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  cw_value_census_async (cw_mapping_bench_get_profile (bench), cw_mapping_bench_get_integration (bench),
                         cw_mapping_bench_get_workflow (bench),
                         get_record_type (self), of,
                         self->cancellable, counted_cb, g_object_ref (self));
}

void
cw_value_table_update (CwValueTable *self)
{
  const CwExpression *now = cw_expression_spot_get (self->spot);

  if (now == NULL || (now->kind != CW_EXPRESSION_MAP && now->what != CW_COMPARE_ONE_OF))
    return;
  count (self, now->parts[0]);
  if (self->updating)
    return;
  self->updating = TRUE;
  if (!update_lines (self, now))
    rebuild (self);
  self->updating = FALSE;
}

/* Records have fields that they did not have before. */
static void
read_cb (CwValueTable *self)
{
  g_clear_pointer (&self->counted, cw_expression_unref);
  cw_value_table_update (self);
}

static void
search_changed_cb (CwValueTable *self)
{
  rebuild (self);
}

/* ---- object ---- */

static void
cw_value_table_dispose (GObject *object)
{
  CwValueTable *self = CW_VALUE_TABLE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->by_value, g_hash_table_unref);
  g_clear_pointer (&self->counts, g_ptr_array_unref);
  g_clear_pointer (&self->counted, cw_expression_unref);
  g_clear_object (&self->columns);
  g_clear_pointer (&self->spot, cw_expression_spot_free);
  G_OBJECT_CLASS (cw_value_table_parent_class)->dispose (object);
}

static void
cw_value_table_class_init (CwValueTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_value_table_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-value-table.ui");
  gtk_widget_class_bind_template_child (widget_class, CwValueTable, search);
  gtk_widget_class_bind_template_child (widget_class, CwValueTable, list);
  gtk_widget_class_bind_template_child (widget_class, CwValueTable, note);
  gtk_widget_class_bind_template_child (widget_class, CwValueTable, add_button);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
}

static void
cw_value_table_init (CwValueTable *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->columns = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
}

CwValueTable *
cw_value_table_new (const CwExpressionSpot *spot)
{
  CwValueTable *self = g_object_new (CW_TYPE_VALUE_TABLE, NULL);

  self->spot = cw_expression_spot_copy (spot);
  g_signal_connect_object (cw_mapping_bench_get_findings (spot->bench), "read", G_CALLBACK (read_cb), self, G_CONNECT_SWAPPED);
  rebuild (self);
  cw_value_table_update (self);
  return self;
}
