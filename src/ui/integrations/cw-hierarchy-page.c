/* cw-hierarchy-page.c: a classification of the source beside a hierarchy of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Both trees stand side by side, below each other in a narrow window. What is
 * chosen or linked is kept at once by a worker, which hands back how it stands
 * then; rows are made anew from that.
 */

#include "config.h"

#include "cw-hierarchy-page.h"

#include "cw-choice.h"
#include "cw-choose-node.h"
#include "cw-hierarchy-change.h"
#include "cw-two-columns.h"
#include "cw-window.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define INDENT 22   /* pixels a level */

/* The first choices; the hierarchies that are there follow. */
enum { CHOICE_OFF, CHOICE_OWN, CHOICE_EXISTING };

struct _CwHierarchyPage {
  GtkWidget            parent_instance;

  /* inputs */
  CwDesk              *desk;       /* owned */
  CwIntegrationItem   *item;       /* owned */
  CwIntegrationsPage  *pages;      /* borrowed */
  char                *workflow, *key;

  /* template children */
  AdwPreferencesGroup *trouble_group;
  AdwActionRow        *trouble_row, *extend_row, *field_row;
  GtkDropDown         *choice;
  GtkSwitch           *extend;
  GtkLabel            *summary, *source_title, *target_title, *working;
  GtkListBox          *source_list, *target_list;
  GtkSpinner          *spinner;
  GtkButton           *read, *plan;

  CwHierarchyView     *view;       /* owned; NULL until it was looked at */
  GCancellable        *cancellable;/* owned: ends with the page */
  char                *focused;    /* owned: source node whose button the keyboard goes back to; nullable */
  guint                changes;    /* under way */
  gboolean             filling;    /* controls move because of the view, not a person */
  gboolean             read_once;  /* by itself */
};

G_DEFINE_FINAL_TYPE (CwHierarchyPage, cw_hierarchy_page, GTK_TYPE_WIDGET)

static void change (CwHierarchyPage *self, CwHierarchyChange change, const char *working);

/* ---- rows ---- */

static GtkWidget *
make_row (const char *name, const char *state, guint depth)
{
  GtkWidget *row = adw_action_row_new (), *space;

  /* Texts come from the systems and are no markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), state);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  if (depth == 0)
    return row;
  space = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_size_request (space, (int) MIN (depth, 8) * INDENT, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), space);
  return row;
}

static void
add_button (CwHierarchyPage *self, GtkWidget *row, const char *source, const char *label, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "source", g_strdup (source), g_free);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  if (g_strcmp0 (self->focused, source) == 0)
    gtk_widget_grab_focus (button);
}

static void
remember_focus (CwHierarchyPage *self, const char *source)
{
  g_free (self->focused);
  self->focused = g_strdup (source);
}

static void
chosen_cb (CwChooseNode *window, const char *source, const char *target, CwHierarchyPage *self)
{
  change (self, (CwHierarchyChange) { .action = CW_HIERARCHY_LINK, .source = source, .target = target }, _("Linking…"));
}

static void
link_clicked_cb (GtkButton *button, CwHierarchyPage *self)
{
  const char *id = g_object_get_data (G_OBJECT (button), "source");
  const GPtrArray *sources = cw_hierarchy_get_sources (self->view->hierarchy);

  remember_focus (self, id);
  for (guint i = 0; i < sources->len; i++)
    {
      const CwHierarchySource *source = sources->pdata[i];
      CwChooseNode *window = g_str_equal (source->id, id) ? cw_choose_node_new (self->view, source) : NULL;

      if (window == NULL)
        continue;
      gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
      g_signal_connect_object (window, "chosen", G_CALLBACK (chosen_cb), self, 0);
      gtk_window_present (GTK_WINDOW (window));
      return;
    }
}

static void
unlink_clicked_cb (GtkButton *button, CwHierarchyPage *self)
{
  const char *id = g_object_get_data (G_OBJECT (button), "source");

  remember_focus (self, id);
  change (self, (CwHierarchyChange) { .action = CW_HIERARCHY_UNLINK, .source = id }, _("Taking the link away…"));
}

static void
empty (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

static void
fill_sources (CwHierarchyPage *self)
{
  const GPtrArray *sources = cw_hierarchy_get_sources (self->view->hierarchy);

  empty (self->source_list);
  for (guint i = 0; i < sources->len; i++)
    {
      const CwHierarchySource *source = sources->pdata[i];
      g_autofree char *state = cw_hierarchy_view_dup_node_state (self->view, source);
      g_autofree char *link = g_strdup_printf (_("Link %s"), source->path), *unlink = g_strdup_printf (_("Unlink %s"), source->path);
      GtkWidget *row = make_row (source->name, state, source->depth);

      gtk_list_box_append (self->source_list, row);
      if (cw_hierarchy_view_may_unlink (self->view, source))
        add_button (self, row, source->id, _("Unlink"), unlink, G_CALLBACK (unlink_clicked_cb));
      else if (cw_hierarchy_view_may_link (self->view, source))
        add_button (self, row, source->id, _("Link…"), link, G_CALLBACK (link_clicked_cb));
    }
}

static void
fill_targets (CwHierarchyPage *self)
{
  const GPtrArray *sources = cw_hierarchy_get_sources (self->view->hierarchy), *targets = cw_hierarchy_get_targets (self->view->hierarchy);

  empty (self->target_list);
  for (guint i = 0; i < targets->len; i++)
    {
      const CwHierarchyTarget *target = targets->pdata[i];
      const CwHierarchySource *partner = target->partner != CW_HIERARCHY_NONE ? sources->pdata[target->partner] : NULL;

      gtk_list_box_append (self->target_list, make_row (target->name, partner != NULL ? partner->path : _("Without a partner"), target->depth));
    }
}

/* ---- choices ---- */

static gboolean
is_existing (const CwHierarchyView *view)
{
  return view->mode == CW_HIERARCHY_EXISTING || view->mode == CW_HIERARCHY_EXTENDED;
}

static guint
find_choice (const CwHierarchyView *view)
{
  const GPtrArray *known = cw_hierarchy_get_known (view->hierarchy);
  const char *id = cw_hierarchy_get_id (view->hierarchy);

  if (!is_existing (view))
    return view->mode == CW_HIERARCHY_OWN ? CHOICE_OWN : CHOICE_OFF;
  for (guint i = 0; i < known->len; i++)
    if (g_strcmp0 (((const CwHierarchyInfo *) known->pdata[i])->id, id) == 0)
      return CHOICE_EXISTING + i;
  return GTK_INVALID_LIST_POSITION;
}

static void
fill_choices (CwHierarchyPage *self)
{
  const GPtrArray *known = cw_hierarchy_get_known (self->view->hierarchy);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  gtk_string_list_append (titles, _("No Hierarchy"));
  gtk_string_list_append (titles, _("Create and Keep in Step"));
  for (guint i = 0; i < known->len; i++)
    {
      g_autofree char *title = g_strdup_printf (_("Existing: %s"), ((const CwHierarchyInfo *) known->pdata[i])->name);

      gtk_string_list_append (titles, title);
    }
  gtk_drop_down_set_model (self->choice, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->choice, find_choice (self->view));
}

static void
choice_cb (CwHierarchyPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->choice);
  const GPtrArray *known;

  if (self->filling || self->view == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  known = cw_hierarchy_get_known (self->view->hierarchy);
  if (selected < CHOICE_EXISTING)
    change (self, (CwHierarchyChange) { .action = CW_HIERARCHY_SET_MODE,
                                        .mode = selected == CHOICE_OWN ? CW_HIERARCHY_OWN : CW_HIERARCHY_OFF }, _("Keeping the choice…"));
  else if (selected - CHOICE_EXISTING < known->len)
    change (self, (CwHierarchyChange) { .action = CW_HIERARCHY_ADOPT, .mode = CW_HIERARCHY_EXISTING,
                                        .hierarchy = ((const CwHierarchyInfo *) known->pdata[selected - CHOICE_EXISTING])->id },
            _("Linking what has the same name…"));
}

static void
extend_cb (CwHierarchyPage *self)
{
  if (!self->filling && self->view != NULL)
    change (self, (CwHierarchyChange) { .action = CW_HIERARCHY_SET_MODE,
                                        .mode = gtk_switch_get_active (self->extend) ? CW_HIERARCHY_EXTENDED : CW_HIERARCHY_EXISTING },
            _("Keeping the choice…"));
}

/* ---- showing ---- */

static char *
dup_summary (const CwHierarchyView *view)
{
  g_autofree char *state = cw_hierarchy_view_dup_state (view), *alone = NULL;

  if (!is_existing (view) || view->alone_there == 0)
    return g_steal_pointer (&state);
  /* Translators: nodes of the target without a partner; follows "4 nodes without a partner". */
  alone = g_strdup_printf (_("in %s: %u"), view->system, view->alone_there);
  return g_strdup_printf ("%s · %s", state, alone);
}

static void
show_view (CwHierarchyPage *self)
{
  const CwHierarchyView *view = self->view;
  g_autofree char *trouble = cw_hierarchy_view_dup_trouble (view), *summary = dup_summary (view);
  g_autofree char *source = g_strdup_printf (_("NetSuite: %s"), _(view->title));
  g_autofree char *target = g_strdup_printf ("%s: %s", view->system, cw_hierarchy_get_name (view->hierarchy));

  self->filling = TRUE;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->trouble_row), trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_group), trouble != NULL);
  fill_choices (self);
  gtk_switch_set_active (self->extend, view->mode == CW_HIERARCHY_EXTENDED);
  gtk_widget_set_visible (GTK_WIDGET (self->extend_row), is_existing (view));
  adw_action_row_set_subtitle (self->field_row, view->field);
  gtk_label_set_label (self->summary, summary);
  gtk_label_set_label (self->source_title, source);
  gtk_label_set_label (self->target_title, view->mode != CW_HIERARCHY_OFF ? target : view->system);
  fill_sources (self);
  fill_targets (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->plan), view->mode != CW_HIERARCHY_OFF && view->read);
  self->filling = FALSE;
}

static void
show_working (CwHierarchyPage *self, const char *working)
{
  gtk_spinner_set_spinning (self->spinner, self->changes > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->changes > 0);
  gtk_label_set_label (self->working, self->changes > 0 ? working : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->read), self->changes == 0);
}

/* ---- changes ---- */

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwHierarchyPage) self = data;
  g_autoptr (GError) error = NULL;
  CwHierarchyView *view = cw_hierarchy_change_finish (result, &error);
  CwWindow *window = CW_WINDOW (gtk_widget_get_ancestor (GTK_WIDGET (self), CW_TYPE_WINDOW));

  self->changes--;
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      cw_hierarchy_view_free (view);
      return;
    }
  show_working (self, "");
  if (view != NULL)
    {
      g_clear_pointer (&self->view, cw_hierarchy_view_free);
      self->view = view;
    }
  else if (window != NULL)
    {
      cw_window_add_toast (window, error->message);
    }
  /* After a refusal the controls go back to what is so. */
  if (self->view != NULL)
    show_view (self);
  if (self->view != NULL && !self->view->read && !self->read_once)
    {
      self->read_once = TRUE;
      change (self, (CwHierarchyChange) { .action = CW_HIERARCHY_READ }, _("Reading both sides…"));
    }
}

static void
change (CwHierarchyPage *self, CwHierarchyChange asked, const char *working)
{
  asked.integration = cw_integration_item_get_name (self->item);
  asked.workflow = self->workflow;
  asked.key = self->key;
  self->changes++;
  show_working (self, working);
  cw_hierarchy_change_async (cw_desk_get_profile (self->desk), &asked, self->cancellable, changed_cb, g_object_ref (self));
}

static void
look (CwHierarchyPage *self)
{
  if (self->changes == 0)
    change (self, (CwHierarchyChange) { .action = CW_HIERARCHY_LOOK }, _("Reading…"));
}

static void
read_clicked_cb (CwHierarchyPage *self)
{
  change (self, (CwHierarchyChange) { .action = CW_HIERARCHY_READ }, _("Reading both sides…"));
}

/* With the records that hold the nodes: what they get is seen too. */
static void
plan_clicked_cb (CwHierarchyPage *self)
{
  const char *workflows[] = { self->workflow, NULL };
  CwRunRequest request = { .integration = cw_integration_item_get_name (self->item), .workflows = workflows };
  CwJob *running = cw_desk_find_job (self->desk, request.integration);

  if (running == NULL || cw_job_is_over (running))
    running = cw_desk_take_job (self->desk, cw_job_plan (cw_desk_get_profile (self->desk), &request));
  cw_integrations_page_show_job (self->pages, running);
}

/* ---- object ---- */

static void
cw_hierarchy_page_dispose (GObject *object)
{
  CwHierarchyPage *self = CW_HIERARCHY_PAGE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->view, cw_hierarchy_view_free);
  g_clear_object (&self->item);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_hierarchy_page_parent_class)->dispose (object);
}

static void
cw_hierarchy_page_finalize (GObject *object)
{
  CwHierarchyPage *self = CW_HIERARCHY_PAGE (object);

  g_clear_object (&self->cancellable);
  g_free (self->workflow);
  g_free (self->key);
  g_free (self->focused);
  G_OBJECT_CLASS (cw_hierarchy_page_parent_class)->finalize (object);
}

static void
cw_hierarchy_page_class_init (CwHierarchyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_hierarchy_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_hierarchy_page_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-hierarchy-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, trouble_group);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, trouble_row);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, extend_row);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, field_row);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, choice);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, extend);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, summary);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, source_title);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, target_title);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, working);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, source_list);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, target_list);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, read);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchyPage, plan);
  gtk_widget_class_bind_template_callback (widget_class, read_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, plan_clicked_cb);
}

static void
cw_hierarchy_page_init (CwHierarchyPage *self)
{
  self->cancellable = g_cancellable_new ();
  g_type_ensure (CW_TYPE_TWO_COLUMNS);
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_choice_cut (GTK_WIDGET (self->choice));
}

CwHierarchyPage *
cw_hierarchy_page_new (CwDesk *desk, CwIntegrationItem *item, const char *workflow, const char *key, CwIntegrationsPage *pages)
{
  CwHierarchyPage *self = g_object_new (CW_TYPE_HIERARCHY_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->item = g_object_ref (item);
  self->pages = pages;
  self->workflow = g_strdup (workflow);
  self->key = g_strdup (key);
  g_signal_connect_object (self->choice, "notify::selected", G_CALLBACK (choice_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->extend, "notify::active", G_CALLBACK (extend_cb), self, G_CONNECT_SWAPPED);
  /* What a run did meanwhile. */
  g_signal_connect_object (self, "map", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (item, "changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  return self;
}
