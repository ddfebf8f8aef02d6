/* ui-fixture.c: the integrations page on a profile with the simulated sandbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ui-fixture.h"

#include "cw-window.h"

#include <string.h>

#define PATIENCE (60 * G_USEC_PER_SEC)   /* of a busy machine, under sanitizers */

static gboolean
is_ready (gpointer data)
{
  CwDesk *desk = data;

  return cw_desk_get_state (desk) == CW_DESK_READY && g_list_model_get_n_items (cw_overview_get_integrations (cw_desk_get_overview (desk))) > 0;
}

static void
read_systems (CwFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  CwRunInfo *info = cw_fixture_plan (fixture, 0, FALSE, &error);

  g_assert_no_error (error);
  cw_run_info_free (info);
}

static void
pick_integration (UiFixture *self)
{
  GListModel *items = cw_overview_get_integrations (cw_desk_get_overview (self->desk));

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (CwIntegrationItem) item = g_list_model_get_item (items, i);
      g_autoptr (CwWorkflowItem) workflow = g_list_model_get_item (cw_integration_item_get_workflows (item), 0);

      if (!g_str_equal (cw_integration_item_get_name (item), self->fixture->integrations[0]))
        continue;
      self->item = item;
      self->workflow = cw_workflow_item_get_workflow (workflow);
    }
  g_assert_nonnull (self->item);
}

/* An application does this for its windows. */
static void
load_style (void)
{
  static gsize loaded;
  g_autoptr (GtkCssProvider) provider = NULL;

  if (!g_once_init_enter (&loaded))
    return;
  provider = gtk_css_provider_new ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()), "/io/github/causeway_app/Causeway/icons");
  gtk_css_provider_load_from_resource (provider, "/io/github/causeway_app/Causeway/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_once_init_leave (&loaded, 1);
}

UiFixture *
ui_fixture_new_for (CwFixture *fixture)
{
  UiFixture *self = g_new0 (UiFixture, 1);

  self->fixture = fixture;
  self->desk = cw_desk_new_for_profile (self->fixture->profile);
  ui_wait (is_ready, self->desk);
  pick_integration (self);
  load_style ();
  self->window = GTK_WINDOW (cw_window_new (NULL, self->desk));
  gtk_window_present (self->window);
  self->pages = CW_INTEGRATIONS_PAGE (ui_find (GTK_WIDGET (self->window), CW_TYPE_INTEGRATIONS_PAGE, NULL));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (self->window));
  return self;
}

static UiFixture *
make_fixture (guint customers, guint projects, gboolean read, const char *assume)
{
  CwFixture *fixture = cw_fixture_new (customers, projects, assume);

  if (read)
    read_systems (fixture);
  return ui_fixture_new_for (fixture);
}

UiFixture *
ui_fixture_new (guint customers, guint projects, gboolean read)
{
  return make_fixture (customers, projects, read, NULL);
}

UiFixture *
ui_fixture_new_assuming (guint customers, guint projects, const char *assume)
{
  return make_fixture (customers, projects, TRUE, assume);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* What still holds one of them was forgotten, or would answer to nobody. */
void
ui_close (UiFixture *self)
{
  if (self->window != NULL)
    {
      GtkWindow *window = self->window;

      g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &self->window);
      gtk_window_destroy (window);
      ui_settle ();
      g_test_message ("waiting for the window to be gone");
      ui_wait (is_gone, &self->window);
    }
  g_object_add_weak_pointer (G_OBJECT (self->desk), (gpointer *) &self->desk);
  g_object_unref (self->desk);
  g_test_message ("waiting for the desk to be gone");
  ui_wait (is_gone, &self->desk);
  g_object_add_weak_pointer (G_OBJECT (self->fixture->profile), (gpointer *) &self->fixture->profile);
  g_object_unref (self->fixture->profile);
  g_test_message ("waiting for the profile to be gone");
  ui_wait (is_gone, &self->fixture->profile);
  cw_fixture_free (self->fixture);
}

void
ui_fixture_free (UiFixture *self)
{
  ui_close (self);
  g_free (self);
}

/* ---- leaks ---- */

/* GLib leaves its table of 2,048 quarks where it is once it needs a larger one, since others may still be reading it; only a window with every
 * page loaded needs that many. The table is as old as the process, so it is known by its size before main(): kept here, it is no leak. */
static const volatile void *kept[8];
static gboolean in_main;

void __sanitizer_malloc_hook (const volatile void *memory, gsize size);

__attribute__ ((no_sanitize ("address", "undefined"))) void
__sanitizer_malloc_hook (const volatile void *memory, gsize size)
{
  if (size != 2048 * sizeof (char *) || in_main)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    if (kept[i] == NULL)
      {
        kept[i] = memory;
        return;
      }
}

__attribute__ ((constructor)) static void
enter_main (void)
{
  in_main = TRUE;
}

/* ---- waiting ---- */

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
ui_wait (UiCheck check, gpointer data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  guint ticks = g_timeout_add (20, tick_cb, NULL);

  while (!check (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (ticks);
}

/* Work that the service gave to another thread and whose answer was not taken yet. The linker leads its calls here. */
static int in_flight;

void __real_g_task_run_in_thread (GTask *task, GTaskThreadFunc func);
void __wrap_g_task_run_in_thread (GTask *task, GTaskThreadFunc func);

static void
completed_cb (GTask *task)
{
  g_atomic_int_add (&in_flight, -1);
}

void
__wrap_g_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  g_atomic_int_inc (&in_flight);
  g_signal_connect (task, "notify::completed", G_CALLBACK (completed_cb), NULL);
  __real_g_task_run_in_thread (task, func);
}

static gboolean
is_settled (gpointer data)
{
  return g_get_monotonic_time () > *(gint64 *) data && g_atomic_int_get (&in_flight) == 0 && !g_main_context_pending (NULL);
}

/* A third of a second is for what waits for a person to stop typing. */
void
ui_settle (void)
{
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 3;

  ui_wait (is_settled, &until);
}

/* ---- looking ---- */

static const char *
get_label (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    return gtk_button_get_label (GTK_BUTTON (widget));
  return GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : NULL;
}

static gboolean
starts_with (const char *label, const char *text)
{
  g_autofree char *plain = label != NULL ? g_strdup (label) : NULL;
  char *underscore;

  if (plain == NULL)
    return FALSE;
  if ((underscore = strchr (plain, '_')) != NULL)
    memmove (underscore, underscore + 1, strlen (underscore));
  return g_str_has_prefix (plain, text);
}

GtkWidget *
ui_look (GtkWidget *root, GType type, const char *label)
{
  if (!gtk_widget_get_child_visible (root) || !gtk_widget_get_visible (root))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) && (label == NULL || starts_with (get_label (root), label)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_look (child, type, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

typedef struct {
  GtkWidget  *root;
  GType       type;
  const char *label;
  GtkWidget  *found;
} Sought;

static gboolean
is_found (gpointer data)
{
  Sought *sought = data;

  return (sought->found = ui_look (sought->root, sought->type, sought->label)) != NULL;
}

GtkWidget *
ui_find (GtkWidget *root, GType type, const char *label)
{
  Sought sought = { root, type, label, NULL };

  if (!is_found (&sought))
    {
      g_test_message ("waiting for a %s “%s”", g_type_name (type), label != NULL ? label : "");
      ui_wait (is_found, &sought);
    }
  return sought.found;
}

static GtkWidget *
look_hint (GtkWidget *root, GType type, const char *hint)
{
  const char *tooltip = gtk_widget_get_tooltip_text (root);

  if (!gtk_widget_get_child_visible (root) || !gtk_widget_get_visible (root))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) && tooltip != NULL && g_str_has_prefix (tooltip, hint))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = look_hint (child, type, hint);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_hint_found (gpointer data)
{
  Sought *sought = data;

  return (sought->found = look_hint (sought->root, sought->type, sought->label)) != NULL;
}

GtkWidget *
ui_find_hint (GtkWidget *root, GType type, const char *hint)
{
  Sought sought = { root, type, hint, NULL };

  if (!is_hint_found (&sought))
    {
      g_test_message ("waiting for a %s with the hint “%s”", g_type_name (type), hint);
      ui_wait (is_hint_found, &sought);
    }
  return sought.found;
}

void
ui_click (GtkWidget *root, const char *label)
{
  GtkWidget *button = ui_find (root, GTK_TYPE_BUTTON, label);

  g_assert_true (gtk_widget_is_sensitive (button));
  if (GTK_IS_TOGGLE_BUTTON (button))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)));
  else
    g_signal_emit_by_name (button, "clicked");
}

gboolean
ui_shows (GtkWidget *root, const char *text)
{
  if (!gtk_widget_get_child_visible (root) || !gtk_widget_get_visible (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (ui_shows (child, text))
      return TRUE;
  return FALSE;
}

typedef struct {
  GtkWidget  *root;
  const char *text;
} Shown;

static gboolean
is_shown (gpointer data)
{
  Shown *shown = data;

  return ui_shows (shown->root, shown->text);
}

void
ui_wait_shown (GtkWidget *root, const char *text)
{
  Shown shown = { root, text };

  g_test_message ("waiting for “%s”", text);
  ui_wait (is_shown, &shown);
}

/* NULL while a frame is being prepared. (transfer full) */
static GskRenderNode *
take_node (UiFixture *self)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self->window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (GTK_WIDGET (self->window)),
                          gtk_widget_get_height (GTK_WIDGET (self->window)));
  return gtk_snapshot_free_to_node (snapshot);
}

void
ui_shoot (UiFixture *self, const char *name)
{
  const char *dir = g_getenv ("CAUSEWAY_SHOTS");
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self->window)), height = (float) gtk_widget_get_height (GTK_WIDGET (self->window));
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *file = NULL, *base = g_strconcat (name, ".png", NULL);

  if (dir == NULL)
    return;
  for (guint tries = 0; node == NULL && tries < 10; tries++)
    {
      ui_settle ();
      node = take_node (self);
    }
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (self->window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  file = g_build_filename (dir, base, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, file));
}
