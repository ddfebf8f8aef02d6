/* cw-users-page.c: employees and users as both systems have them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-users-page.h"

#include "cw-fold.h"
#include "cw-people.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CwUsersPage {
  GtkWidget         parent_instance;

  /* inputs */
  CwDesk           *desk;            /* owned */

  /* template children */
  GtkStack         *state_stack, *people_stack;
  GtkDropDown      *integrations;
  GtkSearchEntry   *search;
  GtkWidget        *refresh_button;
  GtkLabel         *counts;
  GtkSpinner       *spinner;
  AdwStatusPage    *failed_page;
  GtkColumnView    *table;

  GtkStringFilter  *filter;          /* owned */
  GtkFilterListModel *filtered;      /* owned: what the table shows, before it is sorted */
  GHashTable       *people;          /* name of integration → CwPeople, owned */
  CwPeople         *shown;           /* borrowed from people; NULL: none */
  CwPeople         *reading;         /* borrowed; NULL: nothing is being read */
  GCancellable     *cancellable;     /* of the reading; owned, nullable */
};

G_DEFINE_FINAL_TYPE (CwUsersPage, cw_users_page, GTK_TYPE_WIDGET)

/* ---- the table ---- */

typedef const char * (*GetText) (CwPerson *person);

static const char *
get_state_text (CwPerson *person)
{
  return cw_person_get_active (person) ? _("Active") : _("Inactive");
}

static void
setup_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GetText get_text = data;
  CwPerson *person = gtk_list_item_get_item (item);
  GtkWidget *label = gtk_list_item_get_child (item);

  gtk_label_set_label (GTK_LABEL (label), get_text (person));
  if (cw_person_get_active (person))
    gtk_widget_remove_css_class (label, "dim-label");
  else
    gtk_widget_add_css_class (label, "dim-label");
}

static GtkSorter *
make_sorter (const char *property)
{
  GtkExpression *value = gtk_property_expression_new (CW_TYPE_PERSON, NULL, property);

  if (g_str_equal (property, "active"))
    return GTK_SORTER (gtk_numeric_sorter_new (value));
  return GTK_SORTER (gtk_string_sorter_new (value));
}

static GtkColumnViewColumn *
add_column (CwUsersPage *self, const char *title, GetText get_text, const char *property, gboolean expand)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;
  g_autoptr (GtkSorter) sorter = make_sorter (property);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), get_text);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_expand (column, expand);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (self->table, column);
  return column;   /* the table keeps it */
}

static void
fill_table (CwUsersPage *self)
{
  GtkColumnViewColumn *name = add_column (self, _("Name"), cw_person_get_name, "name", TRUE);
  GtkSortListModel *sorted;

  add_column (self, _("E-Mail"), cw_person_get_email, "email", TRUE);
  add_column (self, _("System"), cw_person_get_system, "system", FALSE);
  add_column (self, _("State"), get_state_text, "active", FALSE);
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->filtered)), g_object_ref (gtk_column_view_get_sorter (self->table)));
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (sorted))));
  gtk_column_view_sort_by_column (self->table, name, GTK_SORT_ASCENDING);
}

/* ---- what is shown ---- */

static void
update_counts (CwUsersPage *self)
{
  g_autofree char *employees = NULL, *users = NULL, *text = NULL;
  guint n;

  if (cw_people_get_read_at (self->shown) == 0)
    {
      gtk_label_set_label (self->counts, "");
      return;
    }
  n = cw_people_get_employees (self->shown);
  employees = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u employee in NetSuite", "%'u employees in NetSuite", n), n);
  n = cw_people_get_users (self->shown);
  users = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u user in Precoro", "%'u users in Precoro", n), n);
  text = g_strconcat (employees, " · ", users, NULL);
  gtk_label_set_label (self->counts, text);
}

static const char *
choose_state (CwUsersPage *self)
{
  if (self->reading == self->shown)
    return "loading";
  if (cw_people_get_read_at (self->shown) == 0)
    return "unread";
  if (g_list_model_get_n_items (cw_people_get_model (self->shown)) == 0)
    return "nobody";
  return g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) > 0 ? "table" : "nothing-found";
}

static void
update (CwUsersPage *self)
{
  gboolean is_read;

  if (self->shown == NULL)
    return;
  is_read = cw_people_get_read_at (self->shown) != 0;
  gtk_widget_set_visible (GTK_WIDGET (self->search), is_read);
  gtk_widget_set_visible (self->refresh_button, is_read && self->reading == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->counts), is_read);
  update_counts (self);
  gtk_stack_set_visible_child_name (self->people_stack, choose_state (self));
  gtk_spinner_set_spinning (self->spinner, self->reading != NULL);
}

static void
selected_cb (CwUsersPage *self)
{
  CwIntegrationItem *item = gtk_drop_down_get_selected_item (self->integrations);
  CwPeople *people;

  gtk_stack_set_visible_child_name (self->state_stack, item != NULL ? "people" : "empty");
  if (item == NULL)
    return;
  people = g_hash_table_lookup (self->people, cw_integration_item_get_name (item));
  if (people == NULL)
    {
      people = cw_people_new (cw_desk_get_profile (self->desk), cw_integration_item_get_name (item));
      g_hash_table_insert (self->people, g_strdup (cw_integration_item_get_name (item)), people);
    }
  self->shown = people;
  gtk_filter_list_model_set_model (self->filtered, cw_people_get_model (people));
  update (self);
}

static void
search_changed_cb (CwUsersPage *self)
{
  g_autofree char *folded = cw_fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));

  gtk_string_filter_set_search (self->filter, g_strstrip (folded));
  update (self);
}

/* ---- reading ---- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwUsersPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *next = NULL, *text = NULL;

  cw_people_read_finish (CW_PEOPLE (source), result, &error);
  self->reading = NULL;
  if (self->desk == NULL)
    return;
  update (self);
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || CW_PEOPLE (source) != self->shown)
    return;
  next = cw_error_dup_next_step (error);
  text = g_markup_printf_escaped ("%s\n%s", error->message, next);
  adw_status_page_set_description (self->failed_page, text);
  gtk_stack_set_visible_child_name (self->people_stack, "failed");
}

static void
read_people (CwUsersPage *self)
{
  if (self->reading != NULL || self->shown == NULL)
    return;
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->reading = self->shown;
  cw_people_read_async (self->shown, self->cancellable, read_cb, g_object_ref (self));
  update (self);
}

static void
cancel_clicked_cb (CwUsersPage *self)
{
  g_cancellable_cancel (self->cancellable);
}

/* ---- integrations ---- */

static gboolean
has_users_cb (gpointer item, gpointer data)
{
  return g_strcmp0 (cw_integration_item_get_system (item), "precoro") == 0;
}

static void
integrations_changed_cb (CwUsersPage *self)
{
  guint n = g_list_model_get_n_items (gtk_drop_down_get_model (self->integrations));

  gtk_widget_set_visible (GTK_WIDGET (self->integrations), n > 1);
  selected_cb (self);
}

static void
bind_integrations (CwUsersPage *self)
{
  GListModel *all = cw_overview_get_integrations (cw_desk_get_overview (self->desk));
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (has_users_cb, NULL, NULL));
  g_autoptr (GListModel) model = G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (all), filter));
  g_autoptr (GtkExpression) name = gtk_property_expression_new (CW_TYPE_INTEGRATION_ITEM, NULL, "name");

  gtk_drop_down_set_expression (self->integrations, name);
  gtk_drop_down_set_model (self->integrations, model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (integrations_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  integrations_changed_cb (self);
}

/* ---- object ---- */

static void
cw_users_page_dispose (GObject *object)
{
  CwUsersPage *self = CW_USERS_PAGE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->desk);
  self->shown = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_pointer (&self->people, g_hash_table_unref);
  G_OBJECT_CLASS (cw_users_page_parent_class)->dispose (object);
}

static void
cw_users_page_class_init (CwUsersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_users_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-users-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, state_stack);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, people_stack);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, integrations);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, search);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, refresh_button);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, counts);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, table);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, read_people);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
cw_users_page_init (CwUsersPage *self)
{
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->filter = gtk_string_filter_new (gtk_property_expression_new (CW_TYPE_PERSON, NULL, "search"));
  gtk_string_filter_set_ignore_case (self->filter, FALSE);   /* both sides are folded */
  self->filtered = gtk_filter_list_model_new (NULL, g_object_ref (GTK_FILTER (self->filter)));
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_table (self);
}

CwUsersPage *
cw_users_page_new (CwDesk *desk)
{
  CwUsersPage *self = g_object_new (CW_TYPE_USERS_PAGE, NULL);

  self->desk = g_object_ref (desk);
  bind_integrations (self);
  return self;
}

void
cw_users_page_search (CwUsersPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
