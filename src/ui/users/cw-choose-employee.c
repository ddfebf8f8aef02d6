/* cw-choose-employee.c: asks which employee a user is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-choose-employee.h"

#include <glib/gi18n-lib.h>

#define SHOWN_MOST 50   /* who searches for less does not read on */

struct _CwChooseEmployee {
  AdwWindow       parent_instance;

  /* inputs */
  CwUsers        *users;      /* owned */
  guint           user;

  /* template children */
  AdwWindowTitle *title;
  GtkLabel       *question;
  GtkSearchEntry *search;
  GtkListBox     *list;
  GtkStack       *stack;
};

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwChooseEmployee, cw_choose_employee, ADW_TYPE_WINDOW)

static void
link_clicked_cb (GtkButton *button, CwChooseEmployee *self)
{
  g_autofree char *employee = g_strdup (g_object_get_data (G_OBJECT (button), "employee"));
  g_autofree char *user = g_strdup (cw_users_get_user (self->users, self->user)->id);

  g_signal_emit (self, signals[CHOSEN], 0, employee, user);
  gtk_window_close (GTK_WINDOW (self));
}

/* Who is linked already says so, and cannot be chosen. */
static void
add_employee (CwChooseEmployee *self, guint number, const char *why)
{
  const CwUsersPerson *employee = cw_users_get_employee (self->users, number), *user = cw_users_get_user (self->users, self->user);
  guint partner = cw_users_get_partner (self->users, TRUE, number);
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_with_mnemonic (_("_Link"));
  g_autofree char *title = g_strdup_printf ("%s (%s)", employee->name, employee->id), *taken = NULL, *subtitle = NULL, *name = NULL;
  const char *email = employee->email != NULL ? employee->email : _("no e-mail address");

  if (partner != CW_NOBODY)
    taken = g_strdup_printf (_("linked to %s"), cw_users_get_user (self->users, partner)->name);
  else if (!employee->active)
    taken = g_strdup (_("inactive"));
  subtitle = g_strjoin (" · ", email, taken != NULL ? taken : why, taken != NULL ? why : NULL, NULL);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (button, partner == CW_NOBODY);
  name = g_strdup_printf (_("Link %s to employee %s (%s)"), user->name, employee->name, employee->id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "employee", g_strdup (employee->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (link_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (self->list, row);
}

/* Who comes into question without a search: the parties of the conflict, or who is near. */
static void
add_candidates (CwChooseEmployee *self)
{
  const CwPeopleMatch *match = cw_users_get_match (self->users);
  const CwUserMatch *found = cw_people_match_get_user (match, self->user);

  if (found->clash != CW_NOBODY)
    {
      const GArray *employees = cw_people_match_get_clash (match, found->clash)->employees;

      for (guint i = 0; i < employees->len; i++)
        add_employee (self, g_array_index (employees, guint, i), NULL);
    }
  for (guint i = 0; i < found->n_near; i++)
    {
      const CwNearMiss *miss = cw_people_match_get_near (match, found->first_near + i);
      g_autofree char *why = cw_users_dup_near_text (miss);

      add_employee (self, miss->employee, why);
    }
}

static void
fill (CwChooseEmployee *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  const CwUsersFilter filter = { .employees = TRUE, .search = text };
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  if (*text == '\0')
    {
      add_candidates (self);
    }
  else
    {
      g_autoptr (GArray) numbers = cw_users_list (self->users, &filter, CW_USERS_BY_NAME, FALSE);

      for (guint i = 0; i < MIN (numbers->len, SHOWN_MOST); i++)
        add_employee (self, g_array_index (numbers, guint, i), NULL);
    }
  gtk_stack_set_visible_child_name (self->stack, gtk_list_box_get_row_at_index (self->list, 0) != NULL ? "list"
                                                 : *text != '\0' ? "nothing-found" : "search");
}

/* ---- object ---- */

static void
cw_choose_employee_finalize (GObject *object)
{
  g_clear_pointer (&CW_CHOOSE_EMPLOYEE (object)->users, cw_users_unref);
  G_OBJECT_CLASS (cw_choose_employee_parent_class)->finalize (object);
}

static void
cw_choose_employee_class_init (CwChooseEmployeeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_choose_employee_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", CW_TYPE_CHOOSE_EMPLOYEE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_STRING, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-choose-employee.ui");
  gtk_widget_class_bind_template_child (widget_class, CwChooseEmployee, title);
  gtk_widget_class_bind_template_child (widget_class, CwChooseEmployee, question);
  gtk_widget_class_bind_template_child (widget_class, CwChooseEmployee, search);
  gtk_widget_class_bind_template_child (widget_class, CwChooseEmployee, list);
  gtk_widget_class_bind_template_child (widget_class, CwChooseEmployee, stack);
  gtk_widget_class_bind_template_callback (widget_class, fill);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cw_choose_employee_init (CwChooseEmployee *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwChooseEmployee *
cw_choose_employee_new (CwUsers *users, guint user)
{
  CwChooseEmployee *self = g_object_new (CW_TYPE_CHOOSE_EMPLOYEE, NULL);
  const CwUsersPerson *person = cw_users_get_user (users, user);
  g_autofree char *title = g_strdup_printf (_("Who Is %s?"), person->name), *how = cw_users_dup_how_text (users, user);

  self->users = cw_users_ref (users);
  self->user = user;
  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, person->email != NULL ? person->email : "");
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_label (self->question, how);
  fill (self);
  return self;
}
