/* cw-mapping-page.c: the mappings of all integrations, to be edited and tried
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-page.h"

#include "cw-list-tab.h"
#include "cw-mapping-editor.h"
#include "cw-preview-pane.h"
#include "cw-plain-text.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CwMappingPage {
  GtkWidget           parent_instance;

  /* inputs */
  CwDesk             *desk;           /* owned */

  /* template children */
  GtkStack           *state_stack;
  AdwLeaflet         *leaflet;
  GtkListBox         *list;
  AdwBin             *mapping;
  CwPreviewPane      *preview;

  GListModel         *workflows;      /* of all integrations; owned */
  GHashTable         *benches;        /* integration and workflow → CwMappingBench: what was looked at keeps its edits; owned */
  char               *shown_key;      /* integration and workflow of what is shown */
  gint64              seen_run;       /* the newest when the page was looked at last */
};

/* What a row of the list stands for. */
typedef struct {
  char       *integration;
  CwWorkflow *workflow;               /* owned */
  GtkWidget  *warnings;               /* borrowed from the row */
} Choice;

G_DEFINE_FINAL_TYPE (CwMappingPage, cw_mapping_page, GTK_TYPE_WIDGET)

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_free (choice->integration);
  cw_workflow_unref (choice->workflow);
  g_free (choice);
}

/* NULL: nothing is chosen, or not read yet. */
static CwMappingEditor *
get_editor (CwMappingPage *self)
{
  GtkWidget *child = adw_bin_get_child (self->mapping);

  return CW_IS_MAPPING_EDITOR (child) ? CW_MAPPING_EDITOR (child) : NULL;
}

static void
try_cb (CwMappingPage *self)
{
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->preview));
  cw_preview_pane_search (self->preview);
}

static void
type_cb (CwMappingPage *self, const char *type)
{
  cw_preview_pane_want_type (self->preview, type);
}

static void
opened_cb (CwMappingPage *self, guint group, guint row)
{
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->mapping));
  if (get_editor (self) != NULL)
    cw_mapping_editor_show (get_editor (self), group, row);
}

static void
effect_cb (CwMappingPage *self)
{
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->mapping));
  if (get_editor (self) != NULL)
    cw_mapping_editor_show_effect (get_editor (self));
}

static void
record_cb (CwMappingPage *self, const char *name)
{
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->preview));
  cw_preview_pane_find (self->preview, name);
}

/* ---- the list ---- */

static char *
dup_key (const Choice *choice)
{
  return g_strconcat (choice->integration, "\n", choice->workflow->id, NULL);
}

/* ---- warnings ---- */

static guint
count_problems (CwMappingPage *self, const Choice *choice)
{
  g_autofree char *key = dup_key (choice);
  CwMappingBench *bench = g_hash_table_lookup (self->benches, key);
  CwMappingReport *report = bench != NULL ? cw_mapping_findings_get_report (cw_mapping_bench_get_findings (bench)) : NULL;
  g_autoptr (GPtrArray) problems = NULL;

  if (report != NULL)
    return report->findings->len + report->failed_tests->len;
  problems = cw_mapping_check (choice->workflow->mapping, NULL);
  return problems->len;
}

/* Several integrations have a workflow of the same title. */
static void
name_row (GtkWidget *row, const Choice *choice, const char *problems)
{
  g_autofree char *name = g_strjoin (", ", _(choice->workflow->title), choice->integration, problems, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_warnings (CwMappingPage *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      const Choice *choice = g_object_get_data (G_OBJECT (row), "choice");
      guint problems = count_problems (self, choice);
      g_autofree char *number = g_strdup_printf ("⚠ %u", problems);
      g_autofree char *name = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u problem", "%u problems", problems), problems);

      gtk_label_set_label (GTK_LABEL (choice->warnings), number);
      gtk_widget_set_tooltip_text (choice->warnings, name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (choice->warnings), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      gtk_widget_set_visible (choice->warnings, problems > 0);
      name_row (GTK_WIDGET (row), choice, problems > 0 ? name : NULL);
    }
}

/* ---- choosing ---- */

static GtkWidget *
make_spinner (void)
{
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (spinner, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Reading the mapping"), -1);
  return spinner;
}

static GtkWidget *
make_failure (CwMappingBench *bench)
{
  GtkWidget *page = adw_status_page_new (), *button = gtk_button_new_with_mnemonic (_("_Try Again"));
  const GError *error = cw_mapping_bench_get_error (bench);
  g_autofree char *next = cw_error_dup_next_step (error), *text = g_strdup_printf ("%s\n%s", error->message, next);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-warning-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("This Mapping Cannot Be Read"));
  cw_plain_text_set_status (ADW_STATUS_PAGE (page), text);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  g_signal_connect_object (button, "clicked", G_CALLBACK (cw_mapping_bench_load), bench, G_CONNECT_SWAPPED);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  return page;
}

static GtkWidget *
make_editor (CwMappingPage *self, CwMappingBench *bench)
{
  GtkWidget *editor = GTK_WIDGET (cw_mapping_editor_new (bench));

  g_object_bind_property (self->leaflet, "folded", editor, "folded", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (editor, "try", G_CALLBACK (try_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "type", G_CALLBACK (type_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "record", G_CALLBACK (record_cb), self, G_CONNECT_SWAPPED);
  return editor;
}

static void
show_bench (CwMappingPage *self, CwMappingBench *bench)
{
  switch (cw_mapping_bench_get_state (bench))
    {
    case CW_BENCH_READY:
      adw_bin_set_child (self->mapping, make_editor (self, bench));
      break;
    case CW_BENCH_FAILED:
      adw_bin_set_child (self->mapping, make_failure (bench));
      break;
    case CW_BENCH_LOADING:
    default:
      adw_bin_set_child (self->mapping, make_spinner ());
      break;
    }
}

static void
bench_state_cb (CwMappingPage *self, GParamSpec *pspec, CwMappingBench *bench)
{
  if (self->shown_key != NULL && g_hash_table_lookup (self->benches, self->shown_key) == bench)
    show_bench (self, bench);
}

static CwMappingBench *
ensure_bench (CwMappingPage *self, const Choice *choice, const char *key)
{
  CwMappingBench *bench = g_hash_table_lookup (self->benches, key);

  if (bench != NULL)
    return bench;
  bench = cw_mapping_bench_new (cw_desk_get_profile (self->desk), choice->integration, choice->workflow);
  g_signal_connect_object (bench, "notify::state", G_CALLBACK (bench_state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_mapping_bench_get_findings (bench), "changed", G_CALLBACK (show_warnings), self, G_CONNECT_SWAPPED);
  g_hash_table_insert (self->benches, g_strdup (key), bench);
  return bench;
}

static void
show_choice (CwMappingPage *self, const Choice *choice)
{
  g_autofree char *key = dup_key (choice);
  CwMappingBench *bench;

  if (g_strcmp0 (key, self->shown_key) == 0)
    return;
  bench = ensure_bench (self, choice, key);
  g_free (self->shown_key);
  self->shown_key = g_steal_pointer (&key);
  show_bench (self, bench);
  cw_preview_pane_set_bench (self->preview, bench);
}

static void
row_selected_cb (CwMappingPage *self, GtkListBoxRow *row)
{
  if (row != NULL)
    show_choice (self, g_object_get_data (G_OBJECT (row), "choice"));
}

static void
row_activated_cb (CwMappingPage *self, GtkListBoxRow *row)
{
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->mapping));
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const Choice *choice = g_object_get_data (G_OBJECT (row), "choice");
  const Choice *above = before != NULL ? g_object_get_data (G_OBJECT (before), "choice") : NULL;
  GtkWidget *label;

  if (above != NULL && g_str_equal (above->integration, choice->integration))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (choice->integration);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_start (label, 8);
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_add_css_class (label, "heading");
  gtk_list_box_row_set_header (row, label);
}

static void
add_row (CwMappingPage *self, const char *integration, CwWorkflowItem *item)
{
  GtkWidget *row = gtk_list_box_row_new (), *label = gtk_label_new (_(cw_workflow_item_get_title (item)));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  Choice *choice = g_new0 (Choice, 1);
  g_autofree char *key = NULL;

  choice->integration = g_strdup (integration);
  choice->workflow = cw_workflow_ref (cw_workflow_item_get_workflow (item));
  key = dup_key (choice);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  choice->warnings = gtk_label_new (NULL);
  gtk_widget_add_css_class (choice->warnings, "warning");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), choice->warnings);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "choice", choice, choice_free);
  gtk_list_box_append (self->list, row);
  if (g_strcmp0 (key, self->shown_key) == 0)
    gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
}

static void
fill_list (CwMappingPage *self)
{
  GListModel *integrations = cw_overview_get_integrations (cw_desk_get_overview (self->desk));
  GtkListBoxRow *first;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < g_list_model_get_n_items (integrations); i++)
    {
      g_autoptr (CwIntegrationItem) integration = g_list_model_get_item (integrations, i);
      GListModel *workflows = cw_integration_item_get_workflows (integration);

      for (guint j = 0; j < g_list_model_get_n_items (workflows); j++)
        {
          g_autoptr (CwWorkflowItem) item = g_list_model_get_item (workflows, j);

          /* People are only matched: where there is no group, there is nothing to map. */
          if (cw_mapping_get_groups (cw_workflow_item_get_workflow (item)->mapping)->len > 0)
            add_row (self, cw_integration_item_get_name (integration), item);
        }
    }
  first = gtk_list_box_get_row_at_index (self->list, 0);
  gtk_stack_set_visible_child_name (self->state_stack, first != NULL ? "list" : "empty");
  if (first != NULL && gtk_list_box_get_selected_row (self->list) == NULL)
    gtk_list_box_select_row (self->list, first);
  show_warnings (self);
}

static gpointer
get_workflows_cb (gpointer item, gpointer data)
{
  g_autoptr (CwIntegrationItem) integration = item;

  return g_object_ref (cw_integration_item_get_workflows (integration));
}

/* ---- object ---- */

/* What a run has read meanwhile counts. */
static void
cw_mapping_page_map (GtkWidget *widget)
{
  CwMappingPage *self = CW_MAPPING_PAGE (widget);
  CwJob *job = cw_desk_get_job (self->desk);
  gint64 run = job != NULL ? cw_job_get_run (job) : 0;
  guint64 records = 0, passing = 0;
  GHashTableIter iter;
  gpointer bench;

  GTK_WIDGET_CLASS (cw_mapping_page_parent_class)->map (widget);
  g_hash_table_iter_init (&iter, self->benches);
  while (g_hash_table_iter_next (&iter, NULL, &bench))
    {
      CwMappingFindings *findings = cw_mapping_bench_get_findings (bench);

      if (run != self->seen_run || (cw_mapping_findings_get_counts (findings, &records, &passing) && records == 0))
        {
          cw_mapping_findings_recheck (findings);
          cw_mapping_effects_recount (cw_mapping_bench_get_effects (bench));
        }
    }
  self->seen_run = run;
}

static void
cw_mapping_page_dispose (GObject *object)
{
  CwMappingPage *self = CW_MAPPING_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->benches, g_hash_table_unref);
  g_clear_object (&self->workflows);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->shown_key, g_free);
  G_OBJECT_CLASS (cw_mapping_page_parent_class)->dispose (object);
}

static void
cw_mapping_page_class_init (CwMappingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_mapping_page_dispose;
  widget_class->map = cw_mapping_page_map;
  g_type_ensure (CW_TYPE_PREVIEW_PANE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-mapping-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, state_stack);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, list);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, mapping);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, preview);
  gtk_widget_class_bind_template_callback (widget_class, effect_cb);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
}

static void
cw_mapping_page_init (CwMappingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->benches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  gtk_list_box_set_header_func (self->list, header_cb, NULL, NULL);
  cw_list_box_let_tab_leave (self->list);
}

CwMappingPage *
cw_mapping_page_new (CwDesk *desk)
{
  CwMappingPage *self = g_object_new (CW_TYPE_MAPPING_PAGE, NULL);
  GListModel *integrations = cw_overview_get_integrations (cw_desk_get_overview (desk));
  GtkMapListModel *nested = gtk_map_list_model_new (g_object_ref (integrations), get_workflows_cb, NULL, NULL);

  self->desk = g_object_ref (desk);
  self->workflows = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (nested)));
  g_signal_connect_object (self->workflows, "items-changed", G_CALLBACK (fill_list), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  fill_list (self);
  return self;
}

void
cw_mapping_page_search (CwMappingPage *self)
{
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->preview));
  cw_preview_pane_search (self->preview);
}

void
cw_mapping_page_back (CwMappingPage *self)
{
  CwMappingEditor *editor = get_editor (self);
  gboolean on_mapping = !adw_leaflet_get_folded (self->leaflet)
                        || adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->mapping);

  if (!on_mapping || editor == NULL || !cw_mapping_editor_back (editor))
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}
