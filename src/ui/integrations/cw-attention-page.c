/* cw-attention-page.c: the records of an integration that need a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-attention-page.h"

#include "cw-conflicts-page.h"
#include "cw-trouble-row.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CwAttentionPage {
  GtkWidget           parent_instance;

  /* inputs */
  CwDesk             *desk;      /* owned */
  CwIntegrationItem  *item;      /* owned */
  CwIntegrationsPage *pages;     /* borrowed */

  /* template children */
  GtkStack           *stack;
  GtkListView        *rows;
  GtkLabel           *summary;
};

G_DEFINE_FINAL_TYPE (CwAttentionPage, cw_attention_page, GTK_TYPE_WIDGET)

/* ---- retrying ---- */

/* One after the other: what is under way is shown instead. */
static void
retry (CwAttentionPage *self, const char * const *records)
{
  CwRunRequest request = { .integration = cw_integration_item_get_name (self->item), .records = records };
  CwJob *running = cw_desk_find_job (self->desk, request.integration);

  if (running == NULL || cw_job_is_over (running))
    running = cw_desk_take_job (self->desk, cw_job_run (cw_desk_get_profile (self->desk), &request));
  cw_integrations_page_show_job (self->pages, running);
}

static void
retry_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *records[] = { g_variant_get_string (parameter, NULL), NULL };

  retry (data, records);
}

static void
settle_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CwAttentionPage *self = data;
  const char *workflow, *record;

  g_variant_get (parameter, "(&s&s)", &workflow, &record);
  cw_conflicts_page_push (self->desk, cw_integration_item_get_name (self->item), workflow, record, self->pages);
}

static void
retry_all_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CwAttentionPage *self = data;
  GListModel *troubles = cw_integration_item_get_troubles (self->item);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (troubles); i++)
    {
      g_autoptr (CwJobTrouble) trouble = g_list_model_get_item (troubles, i);

      if (!cw_job_trouble_is_conflict (trouble))
        g_ptr_array_add (records, g_strdup (cw_job_trouble_get_record (trouble)));
    }
  if (records->len == 0)
    return;
  g_ptr_array_add (records, NULL);
  retry (self, (const char * const *) records->pdata);
}

static const GActionEntry actions[] = {
  { "retry", retry_action, "s", NULL, NULL },
  { "retry-all", retry_all_action, NULL, NULL, NULL },
  { "settle", settle_action, "(ss)", NULL, NULL },
};

/* ---- rows ---- */

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_child (list_item, cw_trouble_row_new (gtk_list_item_get_item (list_item)));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, NULL);
}

static void
troubles_cb (CwAttentionPage *self)
{
  guint all = cw_integration_item_get_attention (self->item), shown = g_list_model_get_n_items (cw_integration_item_get_troubles (self->item));
  g_autofree char *text = all > shown ? g_strdup_printf (_("The first %'u of %'u records that need you"), shown, all)
                          : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u record needs you", "%'u records need you", all), all);

  gtk_label_set_label (self->summary, text);
  gtk_stack_set_visible_child_name (self->stack, shown > 0 ? "list" : "empty");
}

/* ---- object ---- */

static void
cw_attention_page_dispose (GObject *object)
{
  CwAttentionPage *self = CW_ATTENTION_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->item);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_attention_page_parent_class)->dispose (object);
}

static void
cw_attention_page_class_init (CwAttentionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_attention_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-attention-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwAttentionPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CwAttentionPage, rows);
  gtk_widget_class_bind_template_child (widget_class, CwAttentionPage, summary);
}

static void
cw_attention_page_init (CwAttentionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwAttentionPage *
cw_attention_page_new (CwDesk *desk, CwIntegrationItem *item, CwIntegrationsPage *pages)
{
  CwAttentionPage *self = g_object_new (CW_TYPE_ATTENTION_PAGE, NULL);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) model = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (cw_integration_item_get_troubles (item))));

  self->desk = g_object_ref (desk);
  self->item = g_object_ref (item);
  self->pages = pages;
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "trouble", G_ACTION_GROUP (group));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (self->rows, factory);
  gtk_list_view_set_model (self->rows, model);
  g_signal_connect_object (item, "changed", G_CALLBACK (troubles_cb), self, G_CONNECT_SWAPPED);
  troubles_cb (self);
  return self;
}
