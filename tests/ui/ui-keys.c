/* ui-keys.c: real key presses for the window under test
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The X server makes the events, so that they take every way that a person's
 * take: grabs, shortcuts, the focus. Without a window manager somebody has to
 * say which window has the keyboard; that is done here.
 */

#include "ui-keys.h"

#include <dlfcn.h>
#include <gdk/x11/gdkx.h>
#include <X11/keysym.h>
#include <string.h>

#define MOST_TABS 400

#define STEPS     12   /* that the pointer takes from one place to another */

typedef int (*FakeKey) (Display *display, unsigned int code, Bool press, unsigned long delay);
typedef int (*FakeMotion) (Display *display, int screen, int x, int y, unsigned long delay);

static FakeKey
get_fake_key (void)
{
  static FakeKey fake_key;
  static gboolean looked;

  if (!looked)
    {
      void *library = dlopen ("libXtst.so.6", RTLD_NOW);

      looked = TRUE;
      if (library != NULL)
        fake_key = (FakeKey) dlsym (library, "XTestFakeKeyEvent");
    }
  return fake_key;
}

static Display *
get_display (void)
{
  return gdk_x11_display_get_xdisplay (gdk_display_get_default ());
}

gboolean
ui_keys_work (void)
{
  return GDK_IS_X11_DISPLAY (gdk_display_get_default ()) && get_fake_key () != NULL;
}

GtkWindow *
ui_top_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWindow *top = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (gtk_widget_get_mapped (GTK_WIDGET (window)))
        top = window;
    }
  return top;
}

GtkWidget *
ui_get_focus (void)
{
  GtkWindow *top = ui_top_window ();

  return top != NULL ? gtk_window_get_focus (top) : NULL;
}

static void
take_keyboard (void)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (ui_top_window ()));

  XSetInputFocus (get_display (), gdk_x11_surface_get_xid (surface), RevertToParent, CurrentTime);
  XFlush (get_display ());
}

static void
send (KeySym symbol, gboolean press)
{
  KeyCode code = XKeysymToKeycode (get_display (), symbol);

  g_assert_cmpuint (code, !=, 0);
  get_fake_key () (get_display (), code, press, CurrentTime);
  XFlush (get_display ());
}

/* ---- until a key was taken ---- */

static guint n_pressed, n_released;   /* that the X server told us of */

static gboolean
xevent_cb (GdkDisplay *display, const XEvent *event)
{
  /* From the input extension a cookie of the same number; its other kinds do not matter. */
  const int type = event->type == GenericEvent ? event->xcookie.evtype : event->type;

  n_pressed += type == KeyPress;
  n_released += type == KeyRelease;
  return GDK_EVENT_PROPAGATE;
}

static void
count_keys (void)
{
  static GdkDisplay *counted;

  if (counted == gdk_display_get_default ())
    return;
  counted = gdk_display_get_default ();
  g_signal_connect (counted, "xevent", G_CALLBACK (xevent_cb), NULL);
}

typedef struct {
  guint  pressed, released;   /* to be reached */
  gint64 until;
} Awaited;

static gboolean
is_pressed (gpointer data)
{
  return n_pressed >= ((Awaited *) data)->pressed;
}

/* A window that closed at the press never hears of the release. */
static gboolean
is_taken (gpointer data)
{
  Awaited *awaited = data;

  return (n_released >= awaited->released || g_get_monotonic_time () > awaited->until + 300 * 1000)
         && g_get_monotonic_time () > awaited->until && !g_main_context_pending (NULL);
}

/* Before keys are sent: what will be there when @n of them were. */
static Awaited
expect (guint n)
{
  count_keys ();
  return (Awaited) { n_pressed + n, n_released + n, 0 };
}

static void
await (Awaited *awaited)
{
  ui_wait (is_pressed, awaited);
  awaited->until = g_get_monotonic_time () + 30 * 1000;
  ui_wait (is_taken, awaited);
}

/* ---- pressing ---- */

static void
press_one (const char *key)
{
  g_auto (GStrv) parts = g_strsplit (key, "+", -1);
  guint n = g_strv_length (parts);
  static const struct { const char *name; KeySym symbol; } modifiers[] = {
    { "ctrl", XK_Control_L }, { "alt", XK_Alt_L }, { "shift", XK_Shift_L },
  };
  Awaited awaited = expect (n);

  take_keyboard ();
  for (guint i = 0; i + 1 < n; i++)
    for (guint j = 0; j < G_N_ELEMENTS (modifiers); j++)
      if (g_str_equal (parts[i], modifiers[j].name))
        send (modifiers[j].symbol, TRUE);
  send (XStringToKeysym (parts[n - 1]), TRUE);
  send (XStringToKeysym (parts[n - 1]), FALSE);
  for (guint i = 0; i + 1 < n; i++)
    for (guint j = 0; j < G_N_ELEMENTS (modifiers); j++)
      if (g_str_equal (parts[i], modifiers[j].name))
        send (modifiers[j].symbol, FALSE);
  await (&awaited);
}

void
ui_press (const char *key, ...)
{
  va_list keys;

  va_start (keys, key);
  for (; key != NULL; key = va_arg (keys, const char *))
    press_one (key);
  va_end (keys);
}

void
ui_type (const char *text)
{
  for (; *text != '\0'; text++)
    {
      gboolean shift = g_ascii_isupper (*text);
      char name[2] = { *text, '\0' };
      Awaited awaited = expect (shift ? 2 : 1);

      take_keyboard ();
      if (shift)
        send (XK_Shift_L, TRUE);
      send (*text == ' ' ? XK_space : *text == '.' ? XK_period : *text == '-' ? XK_minus : XStringToKeysym (name), TRUE);
      send (*text == ' ' ? XK_space : *text == '.' ? XK_period : *text == '-' ? XK_minus : XStringToKeysym (name), FALSE);
      if (shift)
        send (XK_Shift_L, FALSE);
      await (&awaited);
    }
}

/* What a screen reader would say of it; a menu button's inner button is called as the outer one. */
static gboolean
is_named (GtkWidget *widget, const char *name)
{
  GtkWidget *outer = GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)) || GTK_IS_EDITABLE (gtk_widget_get_parent (widget))
                     ? gtk_widget_get_parent (widget) : widget;
  const char *tooltip = gtk_widget_get_tooltip_text (outer);
  g_autofree char *mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (outer), GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  return mismatch == NULL || (tooltip != NULL && g_str_has_prefix (tooltip, name)) || ui_look (outer, GTK_TYPE_LABEL, name) != NULL
         || ui_look (outer, GTK_TYPE_BUTTON, name) != NULL;
}

void
ui_tab_to (const char *name)
{
  for (guint i = 0; i < MOST_TABS; i++)
    {
      if (ui_get_focus () != NULL && is_named (ui_get_focus (), name))
        return;
      press_one ("Tab");
    }
  g_error ("Tab never reaches “%s”", name);
}

void
ui_down_to (const char *name)
{
  for (guint i = 0; i < 60; i++)
    {
      if (ui_get_focus () != NULL && ui_look (ui_get_focus (), GTK_TYPE_LABEL, name) != NULL)
        return;
      press_one ("Down");
    }
  g_error ("Down never reaches “%s”", name);
}

/* ---- the pointer ---- */

static gpointer
find_fake (const char *name)
{
  void *library = dlopen ("libXtst.so.6", RTLD_NOW);
  gpointer function = library != NULL ? dlsym (library, name) : NULL;

  g_assert_nonnull (function);
  return function;
}

static void
find_middle (GtkWidget *widget, int *out_x, int *out_y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double x, y, left, top;
  Window child;
  int origin_x, origin_y;

  g_assert_true (gtk_widget_translate_coordinates (widget, GTK_WIDGET (native), gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0,
                                                   &x, &y));
  gtk_native_get_surface_transform (native, &left, &top);
  XTranslateCoordinates (get_display (), gdk_x11_surface_get_xid (gtk_native_get_surface (native)), DefaultRootWindow (get_display ()), 0, 0,
                         &origin_x, &origin_y, &child);
  *out_x = origin_x + (int) (x + left);
  *out_y = origin_y + (int) (y + top);
}

/* While something is dragged, the window does not come to rest. */
static void
pass (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static void
move_pointer (int x, int y)
{
  static FakeMotion motion;

  if (motion == NULL)
    motion = (FakeMotion) find_fake ("XTestFakeMotionEvent");
  motion (get_display (), -1, x, y, CurrentTime);
  XFlush (get_display ());
  pass (30);
}

static void
press_pointer (gboolean press)
{
  static FakeKey button;

  if (button == NULL)
    button = (FakeKey) find_fake ("XTestFakeButtonEvent");
  button (get_display (), 1, press, CurrentTime);
  XFlush (get_display ());
  pass (100);
}

void
ui_drag (GtkWidget *from, GtkWidget *to)
{
  int x, y, to_x, to_y;

  find_middle (from, &x, &y);
  find_middle (to, &to_x, &to_y);
  move_pointer (x, y);
  press_pointer (TRUE);
  for (int step = 1; step <= STEPS; step++)
    move_pointer (x + (to_x - x) * step / STEPS, y + (to_y - y) * step / STEPS);
  pass (200);
  press_pointer (FALSE);
  ui_settle ();
}

void
ui_shoot_top (UiFixture *ui, const char *name)
{
  UiFixture top = *ui;

  top.window = ui_top_window ();
  ui_shoot (&top, name);
}
