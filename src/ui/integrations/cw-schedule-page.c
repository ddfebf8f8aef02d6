/* cw-schedule-page.c: one schedule, put together by pointing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing is kept before it is saved; what is wrong is said below, and stays
 * to be mended.
 */

#include "config.h"

#include "cw-schedule-page.h"

#include "cw-choose-zone.h"
#include "cw-plain-text.h"
#include "cw-window.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define MINUTE_STEP   5
#define FIRST_TIME    (6 * 60)   /* of a new schedule */
#define WORKDAYS      0x1f
#define UNDO_SECONDS  10

struct _CwSchedulePage {
  GtkWidget            parent_instance;

  /* inputs */
  CwDesk              *desk;       /* owned */
  CwIntegrationItem   *item;       /* owned */
  CwSchedule          *schedule;   /* owned: what is edited */

  /* template children */
  AdwEntryRow         *name;
  AdwPreferencesGroup *times_group, *workflows_group;
  GtkBox              *days;
  AdwActionRow        *zone;
  GtkLabel            *refusal;
  GtkButton           *save, *remove;

  GPtrArray           *times;      /* of GtkWidget, borrowed: a row for each */
  GPtrArray           *checks;     /* of GtkCheckButton, borrowed */
};

G_DEFINE_FINAL_TYPE (CwSchedulePage, cw_schedule_page, GTK_TYPE_WIDGET)

/* ---- days ---- */

static char *
dup_day_name (guint weekday, const char *format)
{
  /* The fifth of January 1970 was a Monday. */
  g_autoptr (GDateTime) day = g_date_time_new_utc (1970, 1, 5 + (int) weekday, 0, 0, 0);

  return g_date_time_format (day, format);
}

/* What was said to be wrong may be mended now. */
static void
touched_cb (CwSchedulePage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->refusal), FALSE);
}

static void
add_days (CwSchedulePage *self)
{
  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *brief = dup_day_name (i, "%a"), *name = dup_day_name (i, "%A");
      GtkWidget *button = gtk_toggle_button_new_with_label (brief);

      gtk_widget_set_tooltip_text (button, name);
      gtk_widget_add_css_class (button, "day");
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), (self->schedule->weekdays & (1u << i)) != 0);
      g_signal_connect_object (button, "toggled", G_CALLBACK (touched_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->days, button);
    }
}

static guint
read_days (CwSchedulePage *self)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->days));
  guint weekdays = 0;

  for (guint i = 0; button != NULL; i++, button = gtk_widget_get_next_sibling (button))
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)))
      weekdays |= 1u << i;
  return weekdays;
}

/* ---- times ---- */

/* Numbers with two digits from 0 on, and @also where the steps leave it out. */
static GtkWidget *
make_drop_down (guint end, guint step, guint value, const char *label)
{
  GtkStringList *numbers = gtk_string_list_new (NULL);
  GtkWidget *widget = gtk_drop_down_new (G_LIST_MODEL (numbers), NULL);
  guint position = 0;

  for (guint number = 0; number < end; number++)
    {
      g_autofree char *text = g_strdup_printf ("%02u", number);

      if (number % step != 0 && number != value)
        continue;
      if (number == value)
        gtk_drop_down_set_selected (GTK_DROP_DOWN (widget), position);
      gtk_string_list_append (numbers, text);
      position += number < value ? 1 : 0;
    }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (widget), position);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return widget;
}

static guint
read_number (GtkWidget *widget)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (GTK_DROP_DOWN (widget));

  return item != NULL ? (guint) g_ascii_strtoull (gtk_string_object_get_string (item), NULL, 10) : 0;
}

static guint
read_time (GtkWidget *row)
{
  return read_number (g_object_get_data (G_OBJECT (row), "hour")) * 60 + read_number (g_object_get_data (G_OBJECT (row), "minute"));
}

/* One has to be left. */
static void
update_times (CwSchedulePage *self)
{
  for (guint i = 0; i < self->times->len; i++)
    gtk_widget_set_sensitive (g_object_get_data (self->times->pdata[i], "remove"), self->times->len > 1);
}

static void
remove_time_cb (GtkButton *button, CwSchedulePage *self)
{
  GtkWidget *row = g_object_get_data (G_OBJECT (button), "row");

  g_ptr_array_remove (self->times, row);
  adw_preferences_group_remove (self->times_group, row);
  update_times (self);
  gtk_widget_grab_focus (g_object_get_data (self->times->pdata[self->times->len - 1], "hour"));
}

static void
add_time (CwSchedulePage *self, guint minute)
{
  GtkWidget *row = adw_action_row_new (), *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
  GtkWidget *hour = make_drop_down (24, 1, minute / 60, _("Hour")), *minutes = make_drop_down (60, MINUTE_STEP, minute % 60, _("Minute"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("At"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), hour);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_label_new (":"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), minutes);
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, _("Remove this time"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Remove this time"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  g_object_set_data (G_OBJECT (row), "hour", hour);
  g_object_set_data (G_OBJECT (row), "minute", minutes);
  g_object_set_data (G_OBJECT (row), "remove", remove);
  g_object_set_data (G_OBJECT (remove), "row", row);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_time_cb), self, 0);
  adw_preferences_group_add (self->times_group, row);
  g_ptr_array_add (self->times, row);
  update_times (self);
}

/* Twelve hours after the last one: twice a day is asked for most. */
static void
add_time_clicked_cb (CwSchedulePage *self)
{
  guint last = read_time (self->times->pdata[self->times->len - 1]);

  add_time (self, (last + 12 * 60) % (24 * 60));
  gtk_widget_grab_focus (g_object_get_data (self->times->pdata[self->times->len - 1], "hour"));
}

/* As the schedule keeps them. (transfer full) */
static GArray *
read_times (CwSchedulePage *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->times->len; i++)
    {
      guint minute = read_time (self->times->pdata[i]);

      g_string_append_printf (text, "%02u:%02u ", minute / 60, minute % 60);
    }
  return cw_schedule_parse_times (text->str, NULL);
}

/* ---- zone ---- */

static void
show_zone (CwSchedulePage *self)
{
  g_autofree char *city = cw_schedule_dup_city (self->schedule->zone);
  g_autofree char *text = g_str_equal (city, self->schedule->zone) ? g_strdup (city) : g_strdup_printf ("%s (%s)", city, self->schedule->zone);

  adw_action_row_set_subtitle (self->zone, text);
}

static void
zone_chosen_cb (CwSchedulePage *self, const char *zone)
{
  g_free (self->schedule->zone);
  self->schedule->zone = g_strdup (zone);
  show_zone (self);
}

static void
zone_clicked_cb (CwSchedulePage *self)
{
  CwChooseZone *window = cw_choose_zone_new (self->schedule->zone);

  g_signal_connect_object (window, "chosen", G_CALLBACK (zone_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (GTK_WINDOW (window));
}

/* ---- workflows ---- */

static void
add_workflow (CwSchedulePage *self, CwWorkflowItem *item)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();
  gboolean active = cw_workflow_item_get_active (item);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), cw_workflow_item_get_title (item));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), active ? "" : _("Not active: left out"));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, cw_workflow_item_get_title (item), -1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), self->schedule->id == 0 ? active
                                                         : cw_schedule_has_workflow (self->schedule, cw_workflow_item_get_id (item)));
  g_object_set_data_full (G_OBJECT (check), "workflow", g_strdup (cw_workflow_item_get_id (item)), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (touched_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->workflows_group, row);
  g_ptr_array_add (self->checks, check);
}

/* Those of the integration; what belongs to another workflow runs with it. */
static void
add_workflows (CwSchedulePage *self)
{
  GListModel *workflows = cw_integration_item_get_workflows (self->item);

  for (guint i = 0; i < g_list_model_get_n_items (workflows); i++)
    {
      g_autoptr (CwWorkflowItem) item = g_list_model_get_item (workflows, i);

      if (cw_workflow_item_get_workflow (item)->owner == NULL
          && (cw_workflow_item_get_enabled (item) || cw_schedule_has_workflow (self->schedule, cw_workflow_item_get_id (item))))
        add_workflow (self, item);
    }
}

static char **
read_workflows (CwSchedulePage *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      g_strv_builder_add (ids, g_object_get_data (self->checks->pdata[i], "workflow"));
  return g_strv_builder_end (ids);
}

/* ---- saving ---- */

static void
show_refusal (CwSchedulePage *self, const char *sentence)
{
  gtk_label_set_label (self->refusal, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->refusal), sentence != NULL);
}

static void
look_again (CwDesk *desk)
{
  if (cw_desk_get_scheduler (desk) != NULL)
    cw_scheduler_look (cw_desk_get_scheduler (desk));
  cw_overview_refresh_async (cw_desk_get_overview (desk), NULL, NULL, NULL);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwSchedulePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) views = cw_schedule_change_finish (result, &error);

  if (self->desk == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->save), TRUE);
  show_refusal (self, error != NULL ? error->message : NULL);
  if (error != NULL)
    return;
  look_again (self->desk);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

static void
save_clicked_cb (CwSchedulePage *self)
{
  CwSchedule *schedule = self->schedule;

  g_free (schedule->name);
  schedule->name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  schedule->weekdays = read_days (self);
  g_array_unref (schedule->times);
  schedule->times = read_times (self);
  g_strfreev (schedule->workflows);
  schedule->workflows = read_workflows (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save), FALSE);
  cw_schedule_change_async (cw_desk_get_profile (self->desk), CW_SCHEDULE_PUT, schedule->integration, schedule, NULL, saved_cb,
                            g_object_ref (self));
}

/* ---- removing, and taking that back ---- */

/* What the toast needs after the page is gone. The window holds the toast. */
typedef struct {
  CwDesk     *desk;       /* owned */
  CwSchedule *schedule;   /* owned */
  GWeakRef    window;     /* of CwWindow */
} Removed;

static void
removed_free (gpointer data, GClosure *closure)
{
  Removed *removed = data;

  g_clear_object (&removed->desk);
  g_weak_ref_clear (&removed->window);
  cw_schedule_free (removed->schedule);
  g_free (removed);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Removed *removed = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) views = cw_schedule_change_finish (result, &error);
  g_autoptr (CwWindow) window = g_weak_ref_get (&removed->window);

  if (error != NULL && window != NULL)
    cw_window_add_toast (window, error->message);
  look_again (removed->desk);
  removed_free (removed, NULL);
}

static Removed *
removed_new (CwDesk *desk, const CwSchedule *schedule, CwWindow *window)
{
  Removed *removed = g_new0 (Removed, 1);

  removed->desk = g_object_ref (desk);
  removed->schedule = cw_schedule_copy (schedule);
  g_weak_ref_init (&removed->window, window);
  return removed;
}

static void
undo_cb (AdwToast *toast, Removed *removed)
{
  g_autoptr (CwWindow) window = g_weak_ref_get (&removed->window);

  cw_schedule_change_async (cw_desk_get_profile (removed->desk), CW_SCHEDULE_RESTORE, removed->schedule->integration, removed->schedule, NULL,
                            restored_cb, removed_new (removed->desk, removed->schedule, window));
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwSchedulePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) views = cw_schedule_change_finish (result, &error);
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), CW_TYPE_WINDOW);
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (self->desk == NULL || window == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->remove), TRUE);
  show_refusal (self, error != NULL ? error->message : NULL);
  if (error != NULL)
    return;
  text = g_strdup_printf (_("“%s” was deleted"), self->schedule->name);
  toast = cw_plain_text_new_toast (text);
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), removed_new (self->desk, self->schedule, CW_WINDOW (window)),
                         removed_free, 0);
  cw_window_take_toast (CW_WINDOW (window), toast);
  look_again (self->desk);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

static void
remove_clicked_cb (CwSchedulePage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->remove), FALSE);
  cw_schedule_change_async (cw_desk_get_profile (self->desk), CW_SCHEDULE_REMOVE, self->schedule->integration, self->schedule, NULL, removed_cb,
                            g_object_ref (self));
}

/* ---- object ---- */

static void
cw_schedule_page_dispose (GObject *object)
{
  CwSchedulePage *self = CW_SCHEDULE_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->times, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->schedule, cw_schedule_free);
  g_clear_object (&self->item);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_schedule_page_parent_class)->dispose (object);
}

static void
cw_schedule_page_class_init (CwSchedulePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_schedule_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-schedule-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwSchedulePage, name);
  gtk_widget_class_bind_template_child (widget_class, CwSchedulePage, times_group);
  gtk_widget_class_bind_template_child (widget_class, CwSchedulePage, workflows_group);
  gtk_widget_class_bind_template_child (widget_class, CwSchedulePage, days);
  gtk_widget_class_bind_template_child (widget_class, CwSchedulePage, zone);
  gtk_widget_class_bind_template_child (widget_class, CwSchedulePage, refusal);
  gtk_widget_class_bind_template_child (widget_class, CwSchedulePage, save);
  gtk_widget_class_bind_template_child (widget_class, CwSchedulePage, remove);
  gtk_widget_class_bind_template_callback (widget_class, add_time_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, zone_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
}

static void
cw_schedule_page_init (CwSchedulePage *self)
{
  self->times = g_ptr_array_new ();
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwSchedulePage *
cw_schedule_page_new (CwDesk *desk, CwIntegrationItem *item, const CwSchedule *schedule)
{
  CwSchedulePage *self = g_object_new (CW_TYPE_SCHEDULE_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->item = g_object_ref (item);
  self->schedule = cw_schedule_copy (schedule);
  if (schedule->id == 0)
    {
      g_free (self->schedule->zone);
      self->schedule->zone = cw_schedule_dup_local_zone ();
      self->schedule->weekdays = WORKDAYS;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->name), schedule->name);
  add_days (self);
  for (guint i = 0; i < schedule->times->len; i++)
    add_time (self, g_array_index (schedule->times, guint16, i));
  if (schedule->times->len == 0)
    add_time (self, FIRST_TIME);
  show_zone (self);
  add_workflows (self);
  gtk_widget_set_visible (GTK_WIDGET (self->remove), schedule->id != 0);
  gtk_button_set_label (self->save, schedule->id != 0 ? _("_Save") : _("_Create"));
  return self;
}
