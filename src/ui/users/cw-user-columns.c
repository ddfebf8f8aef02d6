/* cw-user-columns.c: the columns of a table of people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-user-columns.h"

#include "cw-people.h"
#include "cw-time-text.h"

#include <glib/gi18n-lib.h>

typedef void (*FillCell) (GtkWidget *cell, CwPerson *person);

/* ---- parts of cells ---- */

static GtkWidget *
make_line (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static gboolean
is_narrow (GtkWidget *cell)
{
  GtkWidget *table = gtk_widget_get_ancestor (cell, GTK_TYPE_COLUMN_VIEW);

  return table != NULL && g_object_get_data (G_OBJECT (table), "narrow") != NULL;
}

static void
set_line (GtkWidget *cell, const char *name, const char *text)
{
  GtkWidget *label = g_object_get_data (G_OBJECT (cell), name);

  gtk_label_set_label (GTK_LABEL (label), text != NULL ? text : "");
  gtk_label_set_wrap (GTK_LABEL (label), is_narrow (cell));
  gtk_label_set_lines (GTK_LABEL (label), is_narrow (cell) ? 2 : 1);
  gtk_widget_set_tooltip_text (label, text != NULL && *text != '\0' ? text : NULL);
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

static void
set_class (GtkWidget *cell, const char *name, const char *css_class, gboolean wanted)
{
  GtkWidget *widget = g_object_get_data (G_OBJECT (cell), name);

  if (wanted)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

/* An icon, a line and a smaller one below it. */
static GtkWidget *
make_cell (void)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *icon = gtk_image_new (), *first = make_line (NULL), *second = make_line ("caption");

  gtk_widget_add_css_class (second, "dim-label");
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (icon, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (lines), first);
  gtk_box_append (GTK_BOX (lines), second);
  gtk_box_append (GTK_BOX (cell), icon);
  gtk_box_append (GTK_BOX (cell), lines);
  g_object_set_data (G_OBJECT (cell), "icon", icon);
  g_object_set_data (G_OBJECT (cell), "first", first);
  g_object_set_data (G_OBJECT (cell), "second", second);
  return cell;
}

static void
set_icon (GtkWidget *cell, const char *icon_name)
{
  GtkWidget *icon = g_object_get_data (G_OBJECT (cell), "icon");

  gtk_image_set_from_icon_name (GTK_IMAGE (icon), icon_name);
  gtk_widget_set_visible (icon, icon_name != NULL);
}

/* ---- what stands in them ---- */

static char *
dup_person (const CwUsersPerson *person)
{
  return g_strdup_printf ("%s (%s)", person->name, person->id);
}

static const CwUserMatch *
get_match (CwPerson *person)
{
  return cw_people_match_get_user (cw_users_get_match (cw_person_get_users (person)), cw_person_get_number (person));
}

static gint64
get_since (CwPerson *person)
{
  const CwUsersPerson *partner = cw_person_get_partner (person);

  if (cw_person_is_employee (person))
    return partner != NULL ? partner->since : 0;
  return partner != NULL ? cw_person_get_facts (person)->since : 0;
}

static char *
dup_how (CwPerson *person)
{
  CwUsers *users = cw_person_get_users (person);

  return cw_person_is_employee (person) ? cw_users_dup_employee_text (users, cw_person_get_number (person))
                                        : cw_users_dup_how_text (users, cw_person_get_number (person));
}

static void
fill_person (GtkWidget *cell, CwPerson *person)
{
  const CwUsersPerson *facts = cw_person_get_facts (person);
  g_autofree char *inactive = facts->active ? NULL : g_strdup_printf (_("%s, inactive"), facts->name);

  set_icon (cell, NULL);
  set_line (cell, "first", facts->active ? facts->name : inactive);
  set_line (cell, "second", facts->email != NULL ? facts->email : _("no e-mail address"));
  set_class (cell, "first", "dim-label", !facts->active);
}

/* In a narrow table this says how and since when as well. */
static void
fill_partner_of (GtkWidget *cell, CwPerson *person, const CwUsersPerson *partner)
{
  g_autofree char *name = dup_person (partner), *how = dup_how (person), *ago = get_since (person) != 0 ? cw_time_text_dup_ago (get_since (person)) : NULL;
  g_autofree char *both = ago != NULL ? g_strdup_printf ("%s, %s", how, ago) : g_strdup (how);

  set_icon (cell, "emblem-ok-symbolic");
  set_line (cell, "first", name);
  set_line (cell, "second", is_narrow (cell) ? both : NULL);
}

static void
fill_near (GtkWidget *cell, CwPerson *person, const CwNearMiss *miss)
{
  const CwUsersPerson *employee = cw_users_get_employee (cw_person_get_users (person), miss->employee);
  g_autofree char *name = g_strdup_printf (_("Near: %s (%s)"), employee->name, employee->id), *why = cw_users_dup_near_text (miss), *text = NULL;
  guint more = get_match (person)->n_near - 1;

  if (more > 0)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s; %u more", "%s; %u more", more), why, more);
  else
    text = employee->email != NULL ? g_strdup_printf ("%s: %s", why, employee->email) : g_strdup (why);
  set_icon (cell, "dialog-question-symbolic");
  set_line (cell, "first", name);
  set_line (cell, "second", text);
}

static void
fill_employee (GtkWidget *cell, CwPerson *person)
{
  const CwUsersPerson *partner = cw_person_get_partner (person);
  const CwNearMiss *near = cw_person_get_near (person);
  g_autofree char *how = dup_how (person);
  gboolean conflict = cw_person_is_employee (person)
                      ? cw_people_match_get_employee (cw_users_get_match (cw_person_get_users (person)), cw_person_get_number (person))->state == CW_EMPLOYEE_CONFLICT
                      : get_match (person)->state == CW_USER_CONFLICT;

  set_class (cell, "first", "dim-label", partner == NULL && near == NULL && !conflict);
  if (partner != NULL)
    {
      fill_partner_of (cell, person, partner);
    }
  else if (conflict)
    {
      set_icon (cell, "dialog-warning-symbolic");
      set_line (cell, "first", _("Conflict"));
      set_line (cell, "second", how);
    }
  else if (near != NULL)
    {
      fill_near (cell, person, near);
    }
  else
    {
      CwUsers *users = cw_person_get_users (person);
      guint other = cw_person_is_employee (person) ? cw_people_match_get_employee (cw_users_get_match (users), cw_person_get_number (person))->user
                    : get_match (person)->employee;
      g_autofree char *name = other == CW_NOBODY ? NULL
                              : dup_person (cw_person_is_employee (person) ? cw_users_get_user (users, other) : cw_users_get_employee (users, other));

      set_icon (cell, NULL);
      set_line (cell, "first", name != NULL ? name : "–");
      set_line (cell, "second", how);
    }
}

static void
fill_how (GtkWidget *cell, CwPerson *person)
{
  g_autofree char *how = cw_person_get_partner (person) != NULL ? dup_how (person) : NULL;

  set_icon (cell, NULL);
  set_line (cell, "first", how);
  set_line (cell, "second", NULL);
}

static void
fill_since (GtkWidget *cell, CwPerson *person)
{
  gint64 since = get_since (person);
  g_autofree char *ago = since != 0 ? cw_time_text_dup_ago (since) : NULL, *exact = since != 0 ? cw_time_text_dup_exact (since) : NULL;

  set_icon (cell, NULL);
  set_line (cell, "first", ago);
  set_line (cell, "second", NULL);
  gtk_widget_set_tooltip_text (g_object_get_data (G_OBJECT (cell), "first"), exact);
}

/* ---- buttons ---- */

static GtkWidget *
make_buttons (void)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *link = gtk_button_new_with_label (_("Link"));
  GtkWidget *no = gtk_button_new_with_label (_("No")), *settle = gtk_button_new_with_label (_("Settle…")), *more = gtk_menu_button_new ();

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (more), "view-more-symbolic");
  gtk_widget_add_css_class (more, "flat");
  gtk_widget_set_halign (cell, GTK_ALIGN_END);
  for (guint i = 0; i < 4; i++)
    {
      GtkWidget *button = ((GtkWidget *[]) { link, no, settle, more })[i];

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (cell), button);
      g_object_set_data (G_OBJECT (cell), ((const char *[]) { "link", "no", "settle", "more" })[i], button);
    }
  return cell;
}

static void
set_button (GtkWidget *cell, const char *name, gboolean visible, const char *accessible, const char *action, const char *employee,
            const char *user)
{
  GtkWidget *button = g_object_get_data (G_OBJECT (cell), name);

  gtk_widget_set_visible (button, visible);
  if (!visible)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible, -1);
  gtk_widget_set_tooltip_text (button, accessible);
  if (employee != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", employee, user);
  else
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", user);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

static void
add_item (GMenu *menu, const char *label, const char *action, const char *employee, const char *user)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  if (employee != NULL)
    g_menu_item_set_action_and_target (item, action, "(ss)", employee, user);
  else
    g_menu_item_set_action_and_target (item, action, "s", user);
  g_menu_append_item (menu, item);
}

static GMenu *
make_menu (CwPerson *person)
{
  GMenu *menu = g_menu_new ();
  const CwUsersPerson *facts = cw_person_get_facts (person), *partner = cw_person_get_partner (person);
  const CwUsersPerson *employee = cw_person_is_employee (person) ? facts : partner, *user = cw_person_is_employee (person) ? partner : facts;
  const CwUserMatch *match = cw_person_is_employee (person) ? NULL : get_match (person);

  if (partner != NULL)
    {
      /* A link that the target keeps as well would come back at once. */
      if (g_strcmp0 (user->by, "hand") == 0
          && (!cw_users_are_made (cw_person_get_users (person)) || g_strcmp0 (user->own_id, employee->id) != 0))
        add_item (menu, _("_Unlink"), "users.unlink", employee->id, user->id);
      add_item (menu, _("_Not This Person"), "users.refuse", employee->id, user->id);
    }
  else if (match != NULL && match->employee != CW_NOBODY)
    {
      employee = cw_users_get_employee (cw_person_get_users (person), match->employee);
      add_item (menu, _("_Link Now"), "users.link", employee->id, user->id);
      add_item (menu, _("_Not This Person"), "users.refuse", employee->id, user->id);
    }
  else if (match != NULL && match->state != CW_USER_CONFLICT)
    {
      if (cw_person_get_near (person) != NULL)
        add_item (menu, _("_Not This Person"), "users.refuse",
                  cw_users_get_employee (cw_person_get_users (person), cw_person_get_near (person)->employee)->id, user->id);
      add_item (menu, _("_Choose Employee…"), "users.choose", NULL, user->id);
    }
  return menu;
}

static void
fill_buttons (GtkWidget *cell, CwPerson *person)
{
  const CwUsersPerson *facts = cw_person_get_facts (person);
  const CwNearMiss *near = cw_person_get_near (person);
  const CwUsersPerson *employee = near != NULL ? cw_users_get_employee (cw_person_get_users (person), near->employee) : NULL;
  gboolean conflict = !cw_person_is_employee (person) && get_match (person)->state == CW_USER_CONFLICT;
  GtkWidget *more = g_object_get_data (G_OBJECT (cell), "more");
  g_autoptr (GMenu) menu = make_menu (person);
  g_autofree char *link = NULL, *no = NULL, *settle = g_strdup_printf (_("Choose who %s is"), facts->name);
  g_autofree char *more_label = g_strdup_printf (_("More for %s"), facts->name);

  if (employee != NULL)
    {
      link = g_strdup_printf (_("Link %s to employee %s (%s)"), facts->name, employee->name, employee->id);
      no = g_strdup_printf (_("%s is not employee %s (%s)"), facts->name, employee->name, employee->id);
    }
  set_button (cell, "link", employee != NULL, link, "users.link", employee != NULL ? employee->id : NULL, facts->id);
  /* In a narrow table the menu says it. */
  set_button (cell, "no", employee != NULL && !is_narrow (cell), no, "users.refuse", employee != NULL ? employee->id : NULL, facts->id);
  set_button (cell, "settle", conflict, settle, "users.choose", NULL, facts->id);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (more), G_MENU_MODEL (menu));
  gtk_widget_set_visible (more, g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (more), GTK_ACCESSIBLE_PROPERTY_LABEL, more_label, -1);
}

/* ---- binding ---- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, data == fill_buttons ? make_buttons () : make_cell ());
}

static void
changed_cb (CwPerson *person, GtkListItem *item)
{
  FillCell fill = (FillCell) g_object_get_data (G_OBJECT (item), "fill");

  fill (gtk_list_item_get_child (item), person);
}

/* The table became narrow, or wide. */
static void
turned_cb (GtkListItem *item)
{
  changed_cb (gtk_list_item_get_item (item), item);
}

static GObject *
get_how_column (GtkSignalListItemFactory *factory)
{
  return g_object_get_data (g_object_get_data (G_OBJECT (factory), "table"), "how");
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  CwPerson *person = gtk_list_item_get_item (item);

  g_object_set_data (G_OBJECT (item), "fill", data);
  g_signal_connect (person, "changed", G_CALLBACK (changed_cb), item);
  g_signal_connect_swapped (get_how_column (factory), "notify::visible", G_CALLBACK (turned_cb), item);
  changed_cb (person, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), changed_cb, item);
  g_signal_handlers_disconnect_by_func (get_how_column (factory), turned_cb, item);
}

static GtkColumnViewColumn *
add_column (GtkColumnView *table, const char *title, FillCell fill, gboolean expand)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_object_set_data (G_OBJECT (factory), "table", table);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) fill);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) fill);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_expand (column, expand);
  gtk_column_view_append_column (table, column);
  return column;   /* the table keeps it */
}

void
cw_user_columns_add (GtkColumnView *table, gboolean buttons)
{
  g_object_set_data (G_OBJECT (table), "person", add_column (table, _("User"), fill_person, TRUE));
  g_object_set_data (G_OBJECT (table), "partner", add_column (table, _("Employee"), fill_employee, TRUE));
  g_object_set_data (G_OBJECT (table), "how", add_column (table, _("How Matched"), fill_how, FALSE));
  g_object_set_data (G_OBJECT (table), "since", add_column (table, _("Since"), fill_since, FALSE));
  if (buttons)
    add_column (table, _("Decide"), fill_buttons, FALSE);
}

void
cw_user_columns_set_employees (GtkColumnView *table, gboolean employees)
{
  gtk_column_view_column_set_title (g_object_get_data (G_OBJECT (table), "person"), employees ? _("Employee") : _("User"));
  gtk_column_view_column_set_title (g_object_get_data (G_OBJECT (table), "partner"), employees ? _("User") : _("Employee"));
}

void
cw_user_columns_set_narrow (GtkColumnView *table, gboolean narrow)
{
  g_object_set_data (G_OBJECT (table), "narrow", narrow ? GINT_TO_POINTER (1) : NULL);
  gtk_column_view_column_set_visible (g_object_get_data (G_OBJECT (table), "how"), !narrow);
  gtk_column_view_column_set_visible (g_object_get_data (G_OBJECT (table), "since"), !narrow);
}
