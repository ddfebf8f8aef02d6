/* bench-window.c: how fast the window is, against an empty one and a plain list in the same run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By hand: meson test --benchmark window --verbose. Numbers, no verdict.
 *
 * Each part runs in a process of its own, so that its memory is its own:
 *
 *   empty   an AdwApplicationWindow with a header bar and nothing else
 *   plain   a GtkColumnView with as many rows and columns, all strings in memory
 *   app     the application on the sample of a sandbox without limits: reads it, pages,
 *           scrolls and searches in the export list, chooses, plans and exports
 *
 * A frame is the time from before-paint to after-paint. A stall is the time that the
 * main loop takes from one wait for events to the next, as the clock and as the
 * processor time of the thread count it: where other programs are busy only the latter
 * is ours. The bound of both is what a screen of 60 Hz leaves.
 */

#include "config.h"

#include "cw-application.h"
#include "cw-export-page.h"
#include "cw-integrations-page.h"
#include "cw-plan-page.h"
#include "cw-record-row.h"
#include "cw-steady-list.h"
#include "cw-window.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define FRAME_BOUND 16.7            /* milliseconds */
#define N_COLUMNS 6
#define PAGE_SIZE 100               /* rows, as of the export list */
#define N_JUMPS 60
#define N_SCROLL_STEPS 600
#define SCROLL_STEP 60              /* pixels a frame */
#define EMPTY_ROUNDS 3
#define ANSWER_PATIENCE (5 * G_USEC_PER_SEC)
#define PATIENCE G_GINT64_CONSTANT (2400)         /* seconds for the longest part */

typedef struct {
  int   customers, projects, export;
  char *sandbox, *part, *profile;
} Arguments;

static gint64 started_at;           /* of this process, monotonic */

/* ---- what came out: part → name → value ---- */

static void
tell (const char *name, double value)
{
  g_print ("%s %.3f\n", name, value);
}

/* The peak so far. */
static void
tell_memory (const char *name)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  tell (name, (double) usage.ru_maxrss / 1024);
}

/* ---- the main loop's stalls ---- */

typedef struct {
  GArray *wall, *cpu;    /* double: milliseconds of each turn */
} Meter;

static Meter meter;
static gint64 woken_at;
static double woken_cpu;

static double
get_cpu (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1000 + (double) time.tv_nsec / 1e6;
}

/* The turn that is going on ends, as far as the meter is concerned. */
static void
end_turn (void)
{
  double wall = (double) (g_get_monotonic_time () - woken_at) / 1000, cpu = get_cpu () - woken_cpu;

  g_array_append_val (meter.wall, wall);
  g_array_append_val (meter.cpu, cpu);
}

static void
begin_turn (void)
{
  woken_at = g_get_monotonic_time ();
  woken_cpu = get_cpu ();
}

static int
meter_poll (GPollFD *fds, guint n_fds, int timeout)
{
  int result;

  end_turn ();
  result = g_poll (fds, n_fds, timeout);
  begin_turn ();
  return result;
}

static void
meter_start (void)
{
  if (meter.wall == NULL)
    {
      meter.wall = g_array_new (FALSE, FALSE, sizeof (double));
      meter.cpu = g_array_new (FALSE, FALSE, sizeof (double));
      g_main_context_set_poll_func (NULL, meter_poll);
    }
  g_array_set_size (meter.wall, 0);
  g_array_set_size (meter.cpu, 0);
  begin_turn ();
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

/* @percent of 0..100; sorts. */
static double
get_percentile (GArray *values, guint percent)
{
  if (values->len == 0)
    return 0;
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, (values->len - 1) * percent / 100);
}

static void
tell_percentiles (const char *name, GArray *values)
{
  const guint percents[] = { 50, 95, 100 };

  for (guint i = 0; i < G_N_ELEMENTS (percents); i++)
    {
      g_autofree char *full = g_strdup_printf ("%s-p%u", name, percents[i]);

      tell (full, get_percentile (values, percents[i]));
    }
}

static void
meter_tell (const char *phase)
{
  g_autofree char *wall = g_strconcat (phase, "-stall", NULL), *cpu = g_strconcat (phase, "-stall-cpu", NULL);
  g_autofree char *count = g_strconcat (phase, "-stalls", NULL);
  guint over = 0;

  end_turn ();
  for (guint i = 0; i < meter.cpu->len; i++)
    over += g_array_index (meter.cpu, double, i) > FRAME_BOUND;
  tell (wall, get_percentile (meter.wall, 100));
  tell (cpu, get_percentile (meter.cpu, 100));
  tell (count, over);
}

/* ---- frames ---- */

static gint64 frame_began;
static GArray *frames;              /* double: milliseconds; NULL: nobody asks */
static gint64 painted_at;           /* end of the last frame */

static void
before_paint_cb (GdkFrameClock *clock, gpointer data)
{
  frame_began = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock, gpointer data)
{
  double time;

  painted_at = g_get_monotonic_time ();
  time = (double) (painted_at - frame_began) / 1000;
  if (frames != NULL)
    g_array_append_val (frames, time);
}

static void
watch_frames (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  g_assert (clock != NULL);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), NULL);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), NULL);
}

/* ---- waiting ---- */

typedef gboolean (*Check) (gpointer data);

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_until (const char *what, Check check, gpointer data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;
  guint ticks = g_timeout_add (20, tick_cb, NULL);

  while (!check (data))
    {
      if (g_get_monotonic_time () > end)
        g_error ("waited too long for %s", what);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (ticks);
}

static gboolean
is_past (gpointer data)
{
  return g_get_monotonic_time () > *(gint64 *) data;
}

static void
settle (guint milliseconds)
{
  gint64 until = g_get_monotonic_time () + milliseconds * 1000;

  wait_until ("nothing", is_past, &until);
}

static gboolean
is_painted (gpointer data)
{
  return painted_at > *(gint64 *) data;
}

static void
wait_for_frame (gint64 since)
{
  wait_until ("a frame", is_painted, &since);
}

/* ---- looking ---- */

static gboolean
starts_with (GtkWidget *widget, const char *text)
{
  const char *label = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;

  if (label != NULL && *label == '_')
    label++;
  return label != NULL && g_str_has_prefix (label, text);
}

/* The widget of @type that is visible, of a button with a label that starts with @label; NULL: none. */
static GtkWidget *
look (GtkWidget *root, GType type, const char *label)
{
  if (!gtk_widget_get_child_visible (root) || !gtk_widget_get_visible (root))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) && (label == NULL || starts_with (root, label)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = look (child, type, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find (GtkWidget *root, GType type, const char *label)
{
  GtkWidget *found = look (root, type, label);

  if (found == NULL)
    g_error ("no %s “%s” is shown", g_type_name (type), label != NULL ? label : "");
  return found;
}

/* ---- the parts that any list has ---- */

static gboolean
is_loaded (gpointer data)
{
  GListModel *page = data;

  for (guint i = 0; i < g_list_model_get_n_items (page); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (page, i);
      gpointer row = CW_IS_STEADY_ITEM (item) ? cw_steady_item_get_object (CW_STEADY_ITEM (item)) : item;

      if (row == NULL || (CW_IS_RECORD_ROW (row) && cw_record_row_get_loading (row)))
        return FALSE;
    }
  return g_list_model_get_n_items (page) > 0;
}

typedef void (*Jump) (gpointer data, guint number);

/* From the press to the frame that shows all rows of the other page. */
static void
measure_jumps (GListModel *page, Jump jump, gpointer data)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  frames = g_array_new (FALSE, FALSE, sizeof (double));
  meter_start ();
  for (guint i = 0; i < N_JUMPS; i++)
    {
      gint64 pressed = g_get_monotonic_time (), loaded;
      double time;

      jump (data, i);
      wait_until ("the rows of a page", is_loaded, page);
      loaded = g_get_monotonic_time ();
      wait_for_frame (loaded);
      time = (double) (painted_at - pressed) / 1000;
      g_array_append_val (times, time);
      settle (30);
    }
  tell_percentiles ("jump", times);
  tell_percentiles ("jump-frame", frames);
  meter_tell ("jump");
  g_clear_pointer (&frames, g_array_unref);
}

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (widget));
  int *left = data;
  double value = gtk_adjustment_get_value (adjustment) + SCROLL_STEP;

  if (value > gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment))
    value = 0;
  gtk_adjustment_set_value (adjustment, value);
  return --*left > 0;
}

static gboolean
is_zero (gpointer data)
{
  return *(int *) data == 0;
}

static void
measure_scrolling (GtkWidget *view)
{
  int left = N_SCROLL_STEPS;

  frames = g_array_new (FALSE, FALSE, sizeof (double));
  meter_start ();
  gtk_widget_add_tick_callback (view, scroll_cb, &left, NULL);
  wait_until ("scrolling", is_zero, &left);
  tell_percentiles ("scroll-frame", frames);
  meter_tell ("scroll");
  g_clear_pointer (&frames, g_array_unref);
}

/* ---- empty ---- */

static void
first_frame_cb (GdkFrameClock *clock, gpointer data)
{
  if (painted_at == 0)
    tell ("first-frame", (double) (g_get_monotonic_time () - started_at) / 1000);
}

/* The earliest that a frame clock can be listened to. */
static void
realized_cb (GtkWidget *window)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (first_frame_cb), NULL);
  watch_frames (window);
}

static gboolean
is_anything_painted (gpointer data)
{
  return painted_at > 0;
}

static GtkWindow *
make_empty_window (GtkWidget *content)
{
  GtkWindow *window = GTK_WINDOW (adw_application_window_new (NULL));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  if (content != NULL)
    gtk_box_append (GTK_BOX (box), content);
  gtk_window_set_default_size (window, 1000, 700);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  g_signal_connect (window, "realize", G_CALLBACK (realized_cb), NULL);
  gtk_window_present (window);
  wait_until ("the window", is_anything_painted, NULL);
  return window;
}

static void
run_empty (void)
{
  adw_init ();
  make_empty_window (NULL);
  settle (300);
  tell_memory ("memory");
}

/* ---- plain ---- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static GtkColumnView *
make_plain_view (GListModel *page)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (page)))));

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      g_autofree char *title = g_strdup_printf ("Column %u", i);
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
      gtk_column_view_column_set_expand (column, i == 0);
      gtk_column_view_append_column (view, column);
      g_object_unref (column);
    }
  return view;
}

static void
plain_jump (gpointer data, guint number)
{
  guint size = g_list_model_get_n_items (gtk_slice_list_model_get_model (data));

  gtk_slice_list_model_set_offset (data, (number + 1) * PAGE_SIZE % MAX (size, 1));
}

static void
run_plain (const Arguments *arguments)
{
  GtkStringList *strings;
  GtkSliceListModel *page;
  GtkColumnView *view;
  GtkWidget *scroller;

  adw_init ();
  strings = gtk_string_list_new (NULL);
  for (int i = 0; i < arguments->customers + arguments->projects; i++)
    gtk_string_list_take (strings, g_strdup_printf ("Northwind Traders %d", i));
  page = gtk_slice_list_model_new (G_LIST_MODEL (strings), 0, PAGE_SIZE);
  view = make_plain_view (G_LIST_MODEL (page));
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (view));
  gtk_widget_set_vexpand (scroller, TRUE);
  make_empty_window (scroller);
  settle (300);
  measure_jumps (G_LIST_MODEL (page), plain_jump, page);
  measure_scrolling (GTK_WIDGET (view));
  tell_memory ("memory");
}

/* ---- the application ---- */

typedef struct {
  GtkWidget          *window;
  CwDesk             *desk;
  CwIntegrationsPage *pages;
  GtkWidget          *page;       /* the export list */
} App;

static void
window_added_cb (GtkApplication *application, GtkWindow *window, gpointer data)
{
  g_signal_connect (window, "realize", G_CALLBACK (realized_cb), NULL);
}

static gboolean
has_pages (gpointer data)
{
  App *app = data;

  app->pages = CW_INTEGRATIONS_PAGE (look (app->window, CW_TYPE_INTEGRATIONS_PAGE, NULL));
  return app->pages != NULL;
}

/* The desk is the window's own; the benchmark opens the same profile beside it to know what to push. */
static gboolean
is_ready (gpointer data)
{
  return cw_desk_get_state (data) == CW_DESK_READY;
}

static gboolean
shows_rows (gpointer data)
{
  App *app = data;
  GtkWidget *view = look (app->page, GTK_TYPE_COLUMN_VIEW, NULL);

  return view != NULL && is_loaded (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)));
}

static void
show_list (App *app)
{
  GListModel *items = cw_overview_get_integrations (cw_desk_get_overview (app->desk));
  g_autoptr (CwIntegrationItem) item = g_list_model_get_item (items, 0);
  g_autoptr (CwWorkflowItem) workflow = g_list_model_get_item (cw_integration_item_get_workflows (item), 0);

  app->page = GTK_WIDGET (cw_export_page_new (app->desk, item, cw_workflow_item_get_workflow (workflow), app->pages));
  cw_integrations_page_push (app->pages, "List", app->page);
}

static GListModel *
get_rows (App *app)
{
  return G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (find (app->page, GTK_TYPE_COLUMN_VIEW, NULL))));
}

static void
press (GtkWidget *button)
{
  g_assert (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
is_named (GtkWidget *widget, const char *icon)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), icon) == 0;
}

static GtkWidget *
look_icon (GtkWidget *root, const char *icon)
{
  if (is_named (root, icon))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = look_icon (child, icon);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
app_jump (gpointer data, guint number)
{
  GtkWidget *page = ((App *) data)->page, *next = look_icon (page, "go-next-symbolic");

  press (gtk_widget_is_sensitive (next) ? next : look_icon (page, "go-previous-symbolic"));
}

static void
measure_reading (App *app)
{
  gint64 began = g_get_monotonic_time ();

  meter_start ();
  press (find (app->page, GTK_TYPE_BUTTON, "Read from"));
  wait_until ("the records", shows_rows, app);
  tell ("read-seconds", (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC);
  meter_tell ("read");
}

/* ---- questions: from asking to the rows of the answer ---- */

typedef struct {
  App     *app;
  gboolean changed;   /* another row is in a place, or there are more places or fewer */
  gint64   deadline;  /* what has not changed anything by then leaves the page as it was */
} Answer;

static void
changed_cb (Answer *answer)
{
  answer->changed = TRUE;
}

static void
watch_places (Answer *answer, GListModel *rows)
{
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (GObject) place = g_list_model_get_item (rows, i);

      g_signal_handlers_disconnect_by_data (place, answer);
      g_signal_connect_swapped (place, "notify::object", G_CALLBACK (changed_cb), answer);
    }
}

static void
forget_places (Answer *answer, GListModel *rows)
{
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (GObject) place = g_list_model_get_item (rows, i);

      g_signal_handlers_disconnect_by_data (place, answer);
    }
}

static gboolean
is_answered (gpointer data)
{
  Answer *answer = data;

  return (answer->changed || g_get_monotonic_time () > answer->deadline) && shows_rows (answer->app);
}

/* Time since @began until the answer is there, into @times and under @name. */
static void
time_answer (Answer *answer, GListModel *rows, const char *name, gint64 began, GArray *times)
{
  g_autofree char *label = g_strconcat ("ask-", name, NULL);
  double time;

  answer->deadline = began + ANSWER_PATIENCE;
  wait_until ("an answer", is_answered, answer);
  time = (double) (g_get_monotonic_time () - began) / 1000;
  if (answer->changed)
    {
      g_array_append_val (times, time);
      tell (label, time);
    }
  settle (300);
  watch_places (answer, rows);
  answer->changed = FALSE;
}

static void
measure_searching (App *app)
{
  static const char *texts[] = { "a", "an", "and", "z", "" };
  GtkEditable *entry = GTK_EDITABLE (find (app->page, GTK_TYPE_SEARCH_ENTRY, NULL));
  GtkColumnView *view = GTK_COLUMN_VIEW (find (app->page, GTK_TYPE_COLUMN_VIEW, NULL));
  GListModel *rows = get_rows (app), *columns = gtk_column_view_get_columns (view);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  const char *shapes[] = { "List", "Tree" };
  Answer answer = { app, FALSE, 0 };
  gulong handler = g_signal_connect_swapped (rows, "items-changed", G_CALLBACK (changed_cb), &answer);

  watch_places (&answer, rows);
  meter_start ();
  for (guint shape = 0; shape < G_N_ELEMENTS (shapes); shape++)
    {
      gint64 began = g_get_monotonic_time ();

      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (app->page, GTK_TYPE_BUTTON, shapes[shape])), TRUE);
      time_answer (&answer, rows, shapes[shape], began, times);
      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        {
          g_autofree char *name = g_strdup_printf ("%s-search-%u", shapes[shape], i);

          began = g_get_monotonic_time ();
          gtk_editable_set_text (entry, texts[i]);
          time_answer (&answer, rows, name, began, times);
        }
      for (guint i = 2; i < g_list_model_get_n_items (columns); i++)
        {
          g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
          g_autofree char *name = g_strdup_printf ("%s-sort-%s", shapes[shape], gtk_column_view_column_get_title (column));

          began = g_get_monotonic_time ();
          gtk_column_view_sort_by_column (view, column, GTK_SORT_DESCENDING);
          time_answer (&answer, rows, name, began, times);
        }
    }
  tell_percentiles ("ask", times);
  meter_tell ("search");
  g_signal_handler_disconnect (rows, handler);
  forget_places (&answer, rows);
}

/* Page by page as a person would, from the first one on; all that match when there is no number. */
static void
measure_choosing (App *app, int count)
{
  GListModel *rows = get_rows (app);

  meter_start ();
  if (count == 0)
    press (gtk_widget_get_next_sibling (find (app->page, GTK_TYPE_BUTTON, "Mark All on")));
  for (int chosen = 0; chosen < count; chosen += PAGE_SIZE)
    {
      press (find (app->page, GTK_TYPE_BUTTON, "Mark All on"));
      if (chosen + PAGE_SIZE >= count || !gtk_widget_is_sensitive (look_icon (app->page, "go-next-symbolic")))
        break;
      app_jump (app, 0);
      wait_until ("the rows of a page", is_loaded, rows);
    }
  settle (1000);
  meter_tell ("choose");
}

static gboolean
shows_plan (gpointer data)
{
  GtkWidget *plan = look (((App *) data)->window, CW_TYPE_PLAN_PAGE, NULL);
  GtkWidget *button = plan != NULL ? look (plan, GTK_TYPE_BUTTON, "Export") : NULL;

  return button != NULL && gtk_widget_is_sensitive (button);
}

static gboolean
is_over (gpointer data)
{
  CwJob *job = cw_desk_get_job (((App *) data)->desk);

  return job != NULL && cw_job_is_over (job) && cw_job_get_state (job) != CW_JOB_PLANNED;
}

static void
measure_export (App *app)
{
  gint64 began = g_get_monotonic_time ();
  double seconds;
  CwJob *job;

  meter_start ();
  press (find (app->page, GTK_TYPE_BUTTON, "Export"));
  wait_until ("the plan", shows_plan, app);
  settle (500);
  meter_tell ("plan");
  tell_memory ("memory-plan");

  began = g_get_monotonic_time ();
  meter_start ();
  press (find (find (app->window, CW_TYPE_PLAN_PAGE, NULL), GTK_TYPE_BUTTON, "Export"));
  wait_until ("the export", is_over, app);
  seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
  settle (500);
  meter_tell ("export");
  job = cw_desk_get_job (app->desk);
  g_assert_cmpint (cw_job_get_state (job), <=, CW_JOB_ATTENTION);
  tell ("export-records", cw_job_get_done (job));
  tell ("export-seconds", seconds);
}

static void
follow_script (GtkApplication *application, const Arguments *arguments)
{
  App app = { .window = GTK_WIDGET (gtk_application_get_active_window (application)) };

  wait_until ("the window", is_anything_painted, NULL);
  wait_until ("the pages", has_pages, &app);
  tell ("ready", (double) (g_get_monotonic_time () - started_at) / 1000);
  settle (500);
  tell_memory ("memory-start");
  app.desk = cw_desk_new (arguments->profile, FALSE, NULL);
  wait_until ("the profile", is_ready, app.desk);

  show_list (&app);
  settle (500);
  measure_reading (&app);
  settle (1000);
  tell_memory ("memory-read");
  measure_jumps (get_rows (&app), app_jump, &app);
  measure_scrolling (find (app.page, GTK_TYPE_COLUMN_VIEW, NULL));
  measure_searching (&app);
  measure_choosing (&app, arguments->export);
  tell_memory ("memory-list");
  measure_export (&app);
  tell_memory ("memory");
  /* The sandbox is the parent's; nothing is left to be saved. */
  fflush (stdout);
  _exit (0);
}

static void
run_app (const Arguments *arguments)
{
  g_autoptr (CwApplication) application = cw_application_new ();
  const char *argv[] = { "causeway", "--profile", arguments->profile, NULL };

  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  g_signal_connect_after (application, "activate", G_CALLBACK (follow_script), (gpointer) arguments);
  g_application_run (G_APPLICATION (application), 3, (char **) argv);
}

/* ---- the parent ---- */

static GHashTable *
run_part (const char *program, const Arguments *arguments, const char *part)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *customers = g_strdup_printf ("%d", arguments->customers), *projects = g_strdup_printf ("%d", arguments->projects);
  g_autofree char *export = g_strdup_printf ("%d", arguments->export), *out = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--part", part, "--customers", customers, "--projects", projects,
                      "--export", export, "--profile", arguments->profile, NULL);

  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error))
    g_error ("%s", error->message);
  if (!g_subprocess_get_successful (process))
    g_error ("part “%s” failed", part);
  lines = g_strsplit (out, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) words = g_strsplit (*line, " ", 2);

      if (g_strv_length (words) == 2)
        g_hash_table_replace (values, g_strdup (words[0]), g_memdup2 (&(double) { g_ascii_strtod (words[1], NULL) }, sizeof (double)));
    }
  return values;
}

static double
get (GHashTable *values, const char *name)
{
  double *value = g_hash_table_lookup (values, name);

  return value != NULL ? *value : 0;
}

static void
print_row (const char *what, const char *unit, double value, const char *base_name, double base)
{
  g_print ("%-42s %9.1f %-3s %9.1f %-24s %7.2f\n", what, value, unit, base, base_name, base > 0 ? value / base : 0);
}

/* Each question that was asked of the list. */
static void
print_questions (GHashTable *app)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (app), (GCompareFunc) strcmp);

  for (GList *name = names; name != NULL; name = name->next)
    if (g_str_has_prefix (name->data, "ask-") && !g_str_has_prefix (name->data, "ask-p"))
      print_row (name->data, "ms", get (app, name->data), "the bound", 100);
}

static void
print_report (const Arguments *arguments, GHashTable *empty, GHashTable *plain, GHashTable *app)
{
  static const char *phases[][2] = {
    { "read", "stall: reading the systems" }, { "jump", "stall: page jumps" }, { "scroll", "stall: scrolling" },
    { "search", "stall: searching" }, { "choose", "stall: choosing" }, { "plan", "stall: planning" }, { "export", "stall: export" },
  };

  g_print ("\n%d records, %d chosen; %.0f exported in %.1f s (%.0f/s); read in %.1f s\n\n", arguments->customers + arguments->projects,
           arguments->export, get (app, "export-records"), get (app, "export-seconds"),
           get (app, "export-records") / MAX (get (app, "export-seconds"), 0.001), get (app, "read-seconds"));
  g_print ("%-42s %13s %9s %-24s %7s\n", "what", "measured", "", "against", "ratio");
  print_row ("first frame", "ms", get (app, "first-frame"), "empty window", get (empty, "first-frame"));
  print_row ("first frame with the pages", "ms", get (app, "ready"), "empty window", get (empty, "first-frame"));
  print_row ("page jump, stall, processor", "ms", get (app, "jump-stall-cpu"), "plain list", get (plain, "jump-stall-cpu"));
  print_row ("search or sort until shown, median", "ms", get (app, "ask-p50"), "the bound", 100);
  print_row ("search or sort until shown, 95 %", "ms", get (app, "ask-p95"), "the bound", 100);
  print_questions (app);
  print_row ("page jump until shown, median", "ms", get (app, "jump-p50"), "plain list", get (plain, "jump-p50"));
  print_row ("page jump until shown, 95 %", "ms", get (app, "jump-p95"), "plain list", get (plain, "jump-p95"));
  print_row ("scrolling, frame, median", "ms", get (app, "scroll-frame-p50"), "plain list", get (plain, "scroll-frame-p50"));
  print_row ("scrolling, frame, 95 %", "ms", get (app, "scroll-frame-p95"), "plain list", get (plain, "scroll-frame-p95"));
  print_row ("scrolling, frame, 95 %", "ms", get (app, "scroll-frame-p95"), "60 Hz", FRAME_BOUND);
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    {
      g_autofree char *wall = g_strconcat (phases[i][0], "-stall", NULL), *cpu = g_strconcat (phases[i][0], "-stall-cpu", NULL);
      g_autofree char *count = g_strconcat (phases[i][0], "-stalls", NULL);
      g_autofree char *title = g_strdup_printf ("%s, processor (%.0f above)", phases[i][1], get (app, count));

      print_row (phases[i][1], "ms", get (app, wall), "60 Hz", FRAME_BOUND);
      print_row (title, "ms", get (app, cpu), "60 Hz", FRAME_BOUND);
    }
  print_row ("peak memory, started", "MB", get (app, "memory-start"), "empty window", get (empty, "memory"));
  print_row ("peak memory, systems read", "MB", get (app, "memory-read"), "empty window", get (empty, "memory"));
  print_row ("peak memory, list used", "MB", get (app, "memory-list"), "empty window", get (empty, "memory"));
  print_row ("peak memory, planned", "MB", get (app, "memory-plan"), "empty window", get (empty, "memory"));
  print_row ("peak memory", "MB", get (app, "memory"), "empty window", get (empty, "memory"));
  print_row ("peak memory", "MB", get (app, "memory"), "plain list", get (plain, "memory"));
}

/* Until this process ends, however it does: the sandbox goes with the lock. */
static void
lock_forever (const char *file)
{
  struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1 };
  int fd = g_open (file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0 || fcntl (fd, F_OFD_SETLK, &lock) != 0)
    g_error ("%s cannot be locked: %s", file, g_strerror (errno));
}

static GSubprocess *
start_sandbox (const Arguments *arguments, const char *info)
{
  g_autofree char *customers = g_strdup_printf ("%d", arguments->customers), *projects = g_strdup_printf ("%d", arguments->projects);
  g_autofree char *lock_file = g_strconcat (info, ".lock", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  lock_forever (lock_file);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, arguments->sandbox, "--customers", customers,
                              "--projects", projects, "--rate", "off", "--info", info, "--while-locked", lock_file, NULL);
  if (process == NULL)
    g_error ("%s", error->message);
  while (!g_file_test (info, G_FILE_TEST_EXISTS))
    {
      if (g_subprocess_get_identifier (process) == NULL)
        g_error ("the sandbox did not start");
      g_usleep (50 * 1000);
    }
  return process;
}

static void
add_sample (const Arguments *arguments, const char *info)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProfile) profile = cw_profile_open (arguments->profile, NULL, &error);
  g_autoptr (GPtrArray) added = profile != NULL ? cw_profile_add_sample_sync (profile, info, NULL, &error) : NULL;

  if (added == NULL)
    g_error ("%s", error->message);
}

static void
run_all (const char *program, Arguments *arguments)
{
  g_autofree char *dir = g_dir_make_tmp ("bench-window-XXXXXX", NULL), *info = g_build_filename (dir, "info.json", NULL);
  const char *remove[] = { "rm", "-rf", "--one-file-system", dir, NULL };
  g_autoptr (GSubprocess) sandbox = NULL;
  g_autoptr (GHashTable) empty = NULL, plain = NULL, app = NULL;

  arguments->profile = g_build_filename (dir, "profile", NULL);
  sandbox = start_sandbox (arguments, info);
  add_sample (arguments, info);
  /* The first start warms the disk cache for the others. */
  for (guint i = 0; i < EMPTY_ROUNDS; i++)
    {
      g_clear_pointer (&empty, g_hash_table_unref);
      empty = run_part (program, arguments, "empty");
    }
  plain = run_part (program, arguments, "plain");
  app = run_part (program, arguments, "app");
  print_report (arguments, empty, plain, app);
  g_subprocess_force_exit (sandbox);
  g_spawn_sync (NULL, (char **) remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

int
main (int argc, char *argv[])
{
  Arguments arguments = { .customers = 100000, .projects = 50000, .export = 10000 };
  const GOptionEntry entries[] = {
    { "sandbox", 0, 0, G_OPTION_ARG_FILENAME, &arguments.sandbox, "The program causeway-sandbox", "PROGRAM" },
    { "customers", 0, 0, G_OPTION_ARG_INT, &arguments.customers, "Customers of the sample", "N" },
    { "projects", 0, 0, G_OPTION_ARG_INT, &arguments.projects, "Projects", "N" },
    { "export", 0, 0, G_OPTION_ARG_INT, &arguments.export, "Records to choose and export; 0: all", "N" },
    { "part", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &arguments.part, NULL, NULL },
    { "profile", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &arguments.profile, NULL, NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  started_at = g_get_monotonic_time ();
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  if (g_strcmp0 (arguments.part, "empty") == 0)
    run_empty ();
  else if (g_strcmp0 (arguments.part, "plain") == 0)
    run_plain (&arguments);
  else if (g_strcmp0 (arguments.part, "app") == 0)
    run_app (&arguments);
  else if (arguments.sandbox != NULL)
    run_all (argv[0], &arguments);
  else
    g_error ("--sandbox PROGRAM is missing");
  return 0;
}
