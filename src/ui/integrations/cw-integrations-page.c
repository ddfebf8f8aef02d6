/* cw-integrations-page.c: list of integrations, and what one opens to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-integrations-page.h"

#include "cw-export-page.h"
#include "cw-integration-view.h"
#include "cw-list-tab.h"
#include "cw-plan-page.h"
#include "cw-run-page.h"
#include "cw-subpage.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CwIntegrationsPage {
  GtkWidget          parent_instance;

  /* inputs */
  CwDesk            *desk;          /* owned */

  /* template children */
  GtkStack          *state_stack;
  GtkButton         *sample_button;
  AdwLeaflet        *leaflet;
  AdwLeaflet        *content;
  GtkListBox        *list;

  CwIntegrationItem *shown;         /* borrowed from the overview; NULL: none */
  char              *awaited;       /* integration to open once it is there; NULL: none */
};

typedef enum { PROP_SEARCHABLE = 1 } CwIntegrationsPageProps;
static GParamSpec *properties[PROP_SEARCHABLE + 1];

G_DEFINE_FINAL_TYPE (CwIntegrationsPage, cw_integrations_page, GTK_TYPE_WIDGET)

/* ---- the list ---- */

static GtkWidget *
make_row_cb (gpointer object, gpointer data)
{
  CwIntegrationItem *item = object;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *name = gtk_label_new (NULL), *summary = gtk_label_new (NULL), *icon = gtk_image_new ();

  gtk_widget_set_margin_top (row, 6);
  gtk_widget_set_margin_bottom (row, 6);
  /* The words beside it say the same. */
  g_object_bind_property (item, "icon", icon, "icon-name", G_BINDING_SYNC_CREATE);
  g_object_bind_property (item, "name", row, "tooltip-text", G_BINDING_SYNC_CREATE);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (name, "heading");
  gtk_label_set_xalign (GTK_LABEL (summary), 0);
  gtk_label_set_wrap (GTK_LABEL (summary), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (summary), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (summary, "caption");
  gtk_widget_add_css_class (summary, "dim-label");
  g_object_bind_property (item, "name", name, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (item, "summary", summary, "label", G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), summary);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), box);
  return row;
}

/* A leaflet has children of its own beside its pages. (NULL past the end; borrowed) */
static GtkWidget *
get_page (AdwLeaflet *leaflet, guint position)
{
  g_autoptr (GtkSelectionModel) pages = adw_leaflet_get_pages (leaflet);
  g_autoptr (AdwLeafletPage) page = g_list_model_get_item (G_LIST_MODEL (pages), position);

  return page != NULL ? adw_leaflet_page_get_child (page) : NULL;
}

static void
clear_content (CwIntegrationsPage *self)
{
  GtkWidget *page;

  while ((page = get_page (self->content, 0)) != NULL)
    adw_leaflet_remove (self->content, page);
}

static void
show_integration (CwIntegrationsPage *self, CwIntegrationItem *item)
{
  if (self->shown == item && get_page (self->content, 0) != NULL)
    return;
  CwIntegrationView *view;
  GtkWidget *page;

  self->shown = item;
  clear_content (self);
  view = cw_integration_view_new (self->desk, item, self);
  page = cw_subpage_new (cw_integration_item_get_name (item), GTK_WIDGET (view));
  g_object_bind_property (self->leaflet, "folded", cw_integration_view_get_title (view), "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  /* A way back is needed only where the list is not beside it. */
  g_object_bind_property (self->leaflet, "folded", cw_subpage_get_bar (CW_SUBPAGE (page)), "visible", G_BINDING_SYNC_CREATE);
  adw_leaflet_append (self->content, page);
}

static CwIntegrationItem *
get_item (CwIntegrationsPage *self, guint position)
{
  g_autoptr (CwIntegrationItem) item = g_list_model_get_item (cw_overview_get_integrations (cw_desk_get_overview (self->desk)), position);

  return item;   /* the overview keeps it */
}

/* The keyboard selects a row already on its way past it: only what is pressed is opened. */
static void
row_activated_cb (CwIntegrationsPage *self, GtkListBoxRow *row)
{
  show_integration (self, get_item (self, (guint) gtk_list_box_row_get_index (row)));
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->content));
}

/* The list shows what is open. */
static void
select_shown (CwIntegrationsPage *self)
{
  GListModel *model = cw_overview_get_integrations (cw_desk_get_overview (self->desk));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    if (get_item (self, i) == self->shown)
      gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, (int) i));
}

static void
sample_clicked_cb (CwIntegrationsPage *self)
{
  /* The user's own profile stays free of it. */
  if (gtk_widget_activate_action (GTK_WIDGET (self), "app.open-sample", NULL))
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->sample_button), FALSE);
  cw_desk_add_sample (self->desk);
}

static void
integrations_changed_cb (CwIntegrationsPage *self)
{
  GListModel *model = cw_overview_get_integrations (cw_desk_get_overview (self->desk));
  guint n = g_list_model_get_n_items (model);
  gboolean known = FALSE;

  gtk_stack_set_visible_child_name (self->state_stack, n > 0 ? "list" : "empty");
  for (guint i = 0; i < n; i++)
    known |= get_item (self, i) == self->shown;
  if (!known)
    {
      self->shown = NULL;
      clear_content (self);
    }
  for (guint i = 0; self->awaited != NULL && i < n; i++)
    if (g_str_equal (cw_integration_item_get_name (get_item (self, i)), self->awaited))
      {
        g_clear_pointer (&self->awaited, g_free);
        show_integration (self, get_item (self, i));
      }
  if (n > 0 && self->shown == NULL)
    show_integration (self, get_item (self, 0));
  select_shown (self);
}

void
cw_integrations_page_await (CwIntegrationsPage *self, const char *integration)
{
  g_free (self->awaited);
  self->awaited = g_strdup (integration);
  integrations_changed_cb (self);
}

/* ---- pages above each other ---- */

void
cw_integrations_page_push (CwIntegrationsPage *self, const char *title, GtkWidget *widget)
{
  GtkWidget *page = cw_subpage_new (title, widget);
  GtkWidget *next, *visible = adw_leaflet_get_visible_child (self->content);
  guint kept = 0;

  while ((next = get_page (self->content, kept)) != NULL && next != visible)
    kept++;
  while ((next = get_page (self->content, kept + 1)) != NULL)
    adw_leaflet_remove (self->content, next);
  adw_leaflet_append (self->content, page);
  adw_leaflet_set_visible_child (self->content, page);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->content));
  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

void
cw_integrations_page_replace (CwIntegrationsPage *self, const char *title, GtkWidget *widget)
{
  GtkWidget *visible = adw_leaflet_get_visible_child (self->content);

  /* What is left for good must not be come back to; the first page stays. */
  if (visible != NULL && visible != get_page (self->content, 0))
    adw_leaflet_navigate (self->content, ADW_NAVIGATION_DIRECTION_BACK);
  cw_integrations_page_push (self, title, widget);
}

void
cw_integrations_page_back (CwIntegrationsPage *self)
{
  GtkWidget *visible;

  if (!adw_leaflet_navigate (self->content, ADW_NAVIGATION_DIRECTION_BACK)
      && !adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK))
    return;
  if (adw_leaflet_get_visible_child (self->leaflet) != GTK_WIDGET (self->content))
    {
      select_shown (self);
      gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (self->list)));
      return;
    }
  visible = adw_leaflet_get_visible_child (self->content);
  if (visible != NULL)
    gtk_widget_child_focus (visible, GTK_DIR_TAB_FORWARD);
}

/* NULL while none is shown above the integration. */
static GtkWidget *
get_shown_child (CwIntegrationsPage *self)
{
  GtkWidget *visible = adw_leaflet_get_visible_child (self->content);

  return CW_IS_SUBPAGE (visible) ? cw_subpage_get_child (CW_SUBPAGE (visible)) : NULL;
}

gboolean
cw_integrations_page_get_searchable (CwIntegrationsPage *self)
{
  return CW_IS_EXPORT_PAGE (get_shown_child (self));
}

static void
visible_child_cb (CwIntegrationsPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHABLE]);
}

void
cw_integrations_page_search (CwIntegrationsPage *self)
{
  GtkWidget *child = get_shown_child (self);

  if (CW_IS_EXPORT_PAGE (child))
    cw_export_page_search (CW_EXPORT_PAGE (child));
}

gboolean
cw_integrations_page_shows_job (CwIntegrationsPage *self, CwJob *job)
{
  GtkWidget *child = get_shown_child (self);

  return (CW_IS_RUN_PAGE (child) && cw_run_page_get_job (CW_RUN_PAGE (child)) == job)
         || (CW_IS_PLAN_PAGE (child) && cw_plan_page_get_job (CW_PLAN_PAGE (child)) == job)
         || (CW_IS_EXPORT_PAGE (child) && cw_export_page_shows_job (CW_EXPORT_PAGE (child), job));
}

/* The list shows whose page it is. */
static void
select_integration (CwIntegrationsPage *self, const char *name)
{
  GListModel *model = cw_overview_get_integrations (cw_desk_get_overview (self->desk));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    if (g_strcmp0 (cw_integration_item_get_name (get_item (self, i)), name) == 0)
      show_integration (self, get_item (self, i));
  select_shown (self);
}

void
cw_integrations_page_show_job (CwIntegrationsPage *self, CwJob *job)
{
  GtkWidget *child = get_shown_child (self);
  g_autofree char *title = NULL;

  if (cw_integrations_page_shows_job (self, job))
    {
      adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->content));
      return;
    }
  select_integration (self, cw_job_get_integration (job));
  child = get_shown_child (self);
  if (!cw_job_is_run (job))
    {
      cw_integrations_page_push (self, _("What Will Change"), GTK_WIDGET (cw_plan_page_new (self->desk, job, self)));
      return;
    }
  title = g_strdup_printf (_("Export to %s"), cw_job_get_integration (job));
  if (CW_IS_RUN_PAGE (child))
    cw_integrations_page_replace (self, title, GTK_WIDGET (cw_run_page_new (self->desk, job, self)));
  else
    cw_integrations_page_push (self, title, GTK_WIDGET (cw_run_page_new (self->desk, job, self)));
}

/* ---- object ---- */

static void
cw_integrations_page_dispose (GObject *object)
{
  CwIntegrationsPage *self = CW_INTEGRATIONS_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->awaited, g_free);
  G_OBJECT_CLASS (cw_integrations_page_parent_class)->dispose (object);
}

static void
cw_integrations_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwIntegrationsPage *self = CW_INTEGRATIONS_PAGE (object);

  switch ((CwIntegrationsPageProps) prop_id)
    {
    case PROP_SEARCHABLE:
      g_value_set_boolean (value, cw_integrations_page_get_searchable (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_integrations_page_class_init (CwIntegrationsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_integrations_page_dispose;
  G_OBJECT_CLASS (klass)->get_property = cw_integrations_page_get_property;
  properties[PROP_SEARCHABLE] = g_param_spec_boolean ("searchable", NULL, NULL, FALSE,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), G_N_ELEMENTS (properties), properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-integrations-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationsPage, state_stack);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationsPage, sample_button);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationsPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationsPage, content);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationsPage, list);
  gtk_widget_class_bind_template_callback (widget_class, visible_child_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, select_shown);
  gtk_widget_class_bind_template_callback (widget_class, sample_clicked_cb);
}

static void
cw_integrations_page_init (CwIntegrationsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwIntegrationsPage *
cw_integrations_page_new (CwDesk *desk)
{
  CwIntegrationsPage *self = g_object_new (CW_TYPE_INTEGRATIONS_PAGE, NULL);
  GListModel *model = cw_overview_get_integrations (cw_desk_get_overview (desk));

  self->desk = g_object_ref (desk);
  cw_list_box_let_tab_leave (self->list);
  gtk_list_box_bind_model (self->list, model, make_row_cb, NULL, NULL);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (integrations_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  integrations_changed_cb (self);
  return self;
}
