/* cw-plan-rows.c: the rows of a plan as widgets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-plan-rows.h"

#include "cw-conflicts.h"
#include "cw-plan-row-list.h"

#include <glib/gi18n-lib.h>

struct _CwPlanPart {
  GObject        parent_instance;

  char          *workflow;    /* id */
  CwFieldTitles *titles;      /* owned; NULL: not known yet */
  gboolean       decided_here; /* what cannot be told apart can be settled */
};

G_DEFINE_FINAL_TYPE (CwPlanPart, cw_plan_part, G_TYPE_OBJECT)

const char *
cw_plan_get_operation_title (CwOperation operation)
{
  switch (operation)
    {
    case CW_OPERATION_CREATE:
      return _("Create");
    case CW_OPERATION_UPDATE:
      return _("Update");
    case CW_OPERATION_MOVE:
      return _("Move");
    case CW_OPERATION_DEACTIVATE:
      return _("Deactivate");
    case CW_OPERATION_REACTIVATE:
      return _("Reactivate");
    case CW_OPERATION_LINK:
      return _("Link");
    case CW_OPERATION_UNCHANGED:
      return _("Unchanged");
    case CW_OPERATION_SKIP:
      return _("Skip");
    case CW_OPERATION_CONFLICT:
    default:
      return _("Conflict");
    }
}

static const char *
get_value_text (const char *name, const char *value)
{
  if (g_str_equal (name, "active") && value != NULL)
    return g_str_equal (value, "T") ? _("yes") : _("no");
  if (value == NULL || *value == '\0')
    return _("nothing");
  return value;
}

/* A line for each field: Name: “Warehouse fit out” → “Warehouse fit-out”. (transfer full) */
static char *
dup_changes (const CwPlanRow *row, const CwFieldTitles *titles)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cw_fields_get_size (row->after); i++)
    {
      const char *name, *value, *before;

      cw_fields_get_nth (row->after, i, &name, &value);
      before = cw_fields_get (row->before, name);
      /* The heading says it already. */
      if (row->operation == CW_OPERATION_CREATE && g_str_equal (name, "name") && g_strcmp0 (value, row->name) == 0)
        continue;
      g_string_append (text, text->len > 0 ? "\n" : "");
      if (row->operation == CW_OPERATION_CREATE)
        g_string_append_printf (text, _("%s: “%s”"), cw_field_titles_get (titles, name), get_value_text (name, value));
      else
        g_string_append_printf (text, _("%s: “%s” → “%s”"), cw_field_titles_get (titles, name), get_value_text (name, before), get_value_text (name, value));
    }
  return g_string_free (text, FALSE);
}

/* ---- rows ---- */

/* Of the list that @list_item is a row of; NULL: of none. Borrowed. */
static CwPlanPart *
find_part (GtkListItem *list_item, GtkFlattenListModel *model)
{
  GListModel *list;

  if (gtk_list_item_get_position (list_item) == GTK_INVALID_LIST_POSITION)
    return NULL;
  list = gtk_flatten_list_model_get_model_for_item (model, gtk_list_item_get_position (list_item));
  return list != NULL ? g_object_get_data (G_OBJECT (list), "part") : NULL;
}

static GtkWidget *
make_label (GtkWidget *box, const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* Operation and name; why; field by field. */
static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name, *operation, *settle = gtk_button_new_with_mnemonic (_("_Settle…"));

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_box_append (GTK_BOX (box), line);
  name = make_label (line, "heading");
  gtk_widget_set_hexpand (name, TRUE);
  operation = make_label (line, "caption-heading");
  gtk_label_set_wrap (GTK_LABEL (operation), FALSE);
  gtk_widget_set_valign (operation, GTK_ALIGN_START);
  g_object_set_data (G_OBJECT (box), "name", name);
  g_object_set_data (G_OBJECT (box), "operation", operation);
  g_object_set_data (G_OBJECT (box), "reason", make_label (box, "dim-label"));
  g_object_set_data (G_OBJECT (box), "changes", make_label (box, "caption"));
  gtk_widget_set_halign (settle, GTK_ALIGN_START);
  gtk_widget_set_visible (settle, FALSE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (settle), "(ss)", "", "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (settle), "plan.settle");
  gtk_box_append (GTK_BOX (box), settle);
  g_object_set_data (G_OBJECT (box), "settle", settle);
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_child (list_item, box);
}

static void
set_text (GtkWidget *box, const char *part, const char *text)
{
  GtkWidget *label = g_object_get_data (G_OBJECT (box), part);

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, *text != '\0');
}

/* What a person has to look at stands out. */
static void
show_weight (GtkWidget *label, const CwPlanRow *row)
{
  gboolean attention = row != NULL && (row->operation == CW_OPERATION_CONFLICT || cw_reason_needs_attention (row->reason));
  gboolean idle = row != NULL && (row->operation == CW_OPERATION_UNCHANGED || row->operation == CW_OPERATION_SKIP);

  if (attention)
    gtk_widget_add_css_class (label, "warning");
  else
    gtk_widget_remove_css_class (label, "warning");
  if (idle && !attention)
    gtk_widget_add_css_class (label, "dim-label");
  else
    gtk_widget_remove_css_class (label, "dim-label");
}

/* Only a person can tell which one is meant. */
static void
show_settle (GtkWidget *box, const CwPlanRow *row, CwPlanPart *part)
{
  GtkWidget *settle = g_object_get_data (G_OBJECT (box), "settle");
  gboolean shown = row != NULL && part != NULL && part->decided_here && row->operation == CW_OPERATION_CONFLICT;
  g_autofree char *record = NULL, *label = NULL;

  gtk_widget_set_visible (settle, shown);
  if (!shown)
    return;
  record = g_strdup_printf ("%s:%s", row->type, row->source_id);
  label = g_strdup_printf (_("Settle %s"), row->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (settle), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (settle), "(ss)", part->workflow, record);
}

static void
update_row (CwPlanItem *item, GParamSpec *pspec, GtkListItem *list_item)
{
  GtkWidget *box = gtk_list_item_get_child (list_item);
  CwPlanPart *part = find_part (list_item, g_object_get_data (G_OBJECT (list_item), "model"));
  const CwPlanRow *row = cw_plan_item_get_row (item);
  g_autofree char *reason = row != NULL ? cw_reason_dup_sentence (row->reason, row->argument) : g_strdup ("");
  g_autofree char *changes = row != NULL ? dup_changes (row, part != NULL ? part->titles : NULL) : g_strdup ("");

  set_text (box, "name", row != NULL ? row->name : "…");
  set_text (box, "operation", row != NULL ? cw_plan_get_operation_title (row->operation) : "");
  show_weight (g_object_get_data (G_OBJECT (box), "operation"), row);
  set_text (box, "reason", reason);
  set_text (box, "changes", changes);
  show_settle (box, row, part);
}

/* The name of a workflow above its rows. */
static void
show_head (GtkWidget *box, GtkStringObject *head)
{
  set_text (box, "name", gtk_string_object_get_string (head));
  set_text (box, "operation", "");
  set_text (box, "reason", "");
  set_text (box, "changes", "");
  show_settle (box, NULL, NULL);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, GtkFlattenListModel *model)
{
  gpointer item = gtk_list_item_get_item (list_item);
  GtkWidget *box = gtk_list_item_get_child (list_item);
  gulong handler;

  if (GTK_IS_STRING_OBJECT (item))
    {
      gtk_widget_add_css_class (box, "part-head");
      show_head (box, item);
      return;
    }
  gtk_widget_remove_css_class (box, "part-head");
  g_object_set_data (G_OBJECT (list_item), "model", model);
  handler = g_signal_connect (item, "notify::row", G_CALLBACK (update_row), list_item);
  g_object_set_data (G_OBJECT (list_item), "handler", GSIZE_TO_POINTER (handler));
  update_row (item, NULL, list_item);
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gpointer item = gtk_list_item_get_item (list_item);

  if (CW_IS_PLAN_ITEM (item))
    g_signal_handler_disconnect (item, GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (list_item), "handler")));
}

GtkListItemFactory *
cw_plan_rows_new_factory (GtkFlattenListModel *model)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row_cb), model, 0);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row_cb), NULL);
  return factory;
}

/* ---- what the rows of one workflow share ---- */

static void
cw_plan_part_finalize (GObject *object)
{
  CwPlanPart *self = CW_PLAN_PART (object);

  g_free (self->workflow);
  g_clear_pointer (&self->titles, cw_field_titles_free);
  G_OBJECT_CLASS (cw_plan_part_parent_class)->finalize (object);
}

static void
cw_plan_part_class_init (CwPlanPartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_plan_part_finalize;
}

static void
cw_plan_part_init (CwPlanPart *self)
{
}

CwPlanPart *
cw_plan_part_new (const char *workflow)
{
  CwPlanPart *self = g_object_new (CW_TYPE_PLAN_PART, NULL);

  self->workflow = g_strdup (workflow);
  self->decided_here = cw_conflicts_are_decided (workflow);
  return self;
}

void
cw_plan_part_take_titles (CwPlanPart *self, CwFieldTitles *titles)
{
  g_clear_pointer (&self->titles, cw_field_titles_free);
  self->titles = titles;
}

void
cw_plan_part_attach (CwPlanPart *self, GListModel *list)
{
  g_object_set_data_full (G_OBJECT (list), "part", g_object_ref (self), g_object_unref);
}
