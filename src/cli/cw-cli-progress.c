/* cw-cli-progress.c: how far a run is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On a terminal one line is redrawn. Elsewhere (a log, a pipe) a plain line
 * comes once in a while, so that a log of a long run stays short.
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PLAIN_INTERVAL (10 * G_USEC_PER_SEC)
#define PAGE_INTERVAL  (1 * G_USEC_PER_SEC)   /* a page that ended is worth a line sooner */
#define BAR_COLUMNS_MAX 24
#define BAR_COLUMNS_MIN 6
#define DEFAULT_COLUMNS 80

struct _CwCliProgress {
  CwCli   *cli;          /* borrowed */
  gboolean terminal;
  gboolean drawn;        /* a bar is on the screen */
  gint64   last_plain;   /* monotonic microseconds */
  char    *phase;        /* last one shown, owned */
  guint    page, pages;
  gboolean page_ended;   /* since the last plain line */
};

static gboolean
is_terminal (void)
{
  const char *kind = g_getenv ("TERM");

  return isatty (STDOUT_FILENO) && kind != NULL && *kind != '\0' && !g_str_equal (kind, "dumb");
}

CwCliProgress *
cw_cli_progress_new (CwCli *cli)
{
  CwCliProgress *self = g_new0 (CwCliProgress, 1);

  self->cli = cli;
  self->terminal = is_terminal ();
  return self;
}

void
cw_cli_progress_free (CwCliProgress *self)
{
  cw_cli_progress_clear (self);
  g_free (self->phase);
  g_free (self);
}

void
cw_cli_progress_clear (CwCliProgress *self)
{
  if (!self->drawn)
    return;
  g_print ("\r\033[K");
  self->drawn = FALSE;
}

static guint
get_columns (void)
{
  struct winsize size;

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
    return size.ws_col;
  return DEFAULT_COLUMNS;
}

/* Cuts @text to what fits one line; a longer one would wrap and could not be taken off again. */
static void
cut_to_width (GString *text, guint columns)
{
  guint width = 0;

  for (const char *at = text->str; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
      if (width >= columns)
        {
          g_string_truncate (text, (gsize) (at - text->str));
          return;
        }
    }
}

static void
draw (CwCliProgress *self, GString *text)
{
  cut_to_width (text, get_columns ());
  g_print ("\r%s\033[K", text->str);
  self->drawn = TRUE;
}

/* In the columns that the figures leave; the figures say more than the bar. */
static void
prepend_bar (GString *text, guint done, guint total)
{
  guint used = cw_cli_get_width (text->str) + strlen ("[] ") + 1, columns = get_columns ();
  guint size = columns > used ? MIN (columns - used, BAR_COLUMNS_MAX) : 0;
  guint filled = total > 0 ? (guint) ((guint64) MIN (done, total) * size / total) : 0;
  g_autoptr (GString) bar = g_string_new ("[");

  if (size < BAR_COLUMNS_MIN)
    return;
  for (guint i = 0; i < size; i++)
    g_string_append_c (bar, i < filled ? '#' : '.');
  g_string_append (bar, "] ");
  g_string_prepend (text, bar->str);
}

static void
append_end (GString *text, const CwEvent *event)
{
  gint64 left = event->ends - g_get_real_time ();
  g_autofree char *duration = NULL, *ends = NULL;

  if (event->ends == 0 || left <= 0)
    return;
  duration = cw_cli_dup_duration (left);
  ends = cw_cli_dup_time (event->ends);
  /* Translators: "about 5 minutes left, ends 14:10" */
  g_string_append_printf (text, _(" · %s left, ends %s"), duration, ends);
}

static void
append_hold (GString *text, const CwEvent *event)
{
  g_autofree char *until = NULL;

  if (event->held == NULL)
    return;
  if (event->held_until == 0)
    {
      g_string_append_printf (text, " · %s", event->held);
      return;
    }
  until = cw_cli_dup_time (event->held_until);
  /* Translators: "hourly limit until 14:00" */
  g_string_append_printf (text, _(" · %s until %s"), event->held, until);
}

/* "300/2500 · 12.3/s · page 3/25 · hourly limit until 14:00 · about 5 minutes left, ends 14:10": fits 80 columns mostly. */
static void
append_figures (CwCliProgress *self, GString *text, const CwEvent *event)
{
  guint over = event->done_all + event->failed_all;

  g_string_append_printf (text, "%u/%u", over, event->total);
  if (event->failed_all > 0)
    g_string_append_printf (text, ngettext (" · %u failed", " · %u failed", event->failed_all), event->failed_all);
  if (event->speed > 0)
    g_string_append_printf (text, _(" · %.1f/s"), event->speed);
  if (self->pages > 0)
    g_string_append_printf (text, _(" · page %u/%u"), MIN (self->page, self->pages), self->pages);
  append_hold (text, event);
  append_end (text, event);
}

static void
show_progress (CwCliProgress *self, const CwEvent *event)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 now = g_get_monotonic_time ();

  if (event->total == 0)
    return;
  if (event->pages > 0)
    {
      self->page = event->page;
      self->pages = event->pages;
    }
  if (self->terminal)
    {
      append_figures (self, text, event);
      prepend_bar (text, event->done_all + event->failed_all, event->total);
      draw (self, text);
    }
  else if (now - self->last_plain >= (self->page_ended ? PAGE_INTERVAL : PLAIN_INTERVAL))
    {
      append_figures (self, text, event);
      cw_cli_print (self->cli, "%s\n", text->str);
      self->last_plain = now;
      self->page_ended = FALSE;
    }
}

static void
show_phase (CwCliProgress *self, const CwEvent *event)
{
  g_autoptr (GString) text = g_string_new (event->text);
  gboolean same = g_strcmp0 (event->text, self->phase) == 0;

  if (text->len == 0)
    return;
  if (self->terminal)
    {
      if (event->total > 0)
        g_string_append_printf (text, " %u/%u", event->done, event->total);
      else if (event->done > 0)
        g_string_append_printf (text, " %u", event->done);
      draw (self, text);
    }
  else if (!same)
    {
      cw_cli_print (self->cli, "%s\n", text->str);
      self->last_plain = g_get_monotonic_time ();
    }
  if (!same)
    {
      g_free (self->phase);
      self->phase = g_strdup (event->text);
    }
}

void
cw_cli_progress_update (CwCliProgress *self, const CwEvent *event)
{
  switch (event->kind)
    {
    case CW_EVENT_PHASE:
      show_phase (self, event);
      break;
    case CW_EVENT_PROGRESS:
      show_progress (self, event);
      break;
    case CW_EVENT_PAGE:
      self->page = event->page < event->pages ? event->page + 1 : event->pages;
      self->pages = event->pages;
      self->page_ended = TRUE;
      break;
    case CW_EVENT_PLAN:
      self->page = 1;
      self->pages = event->plan->pages;
      break;
    case CW_EVENT_RECORD:
    case CW_EVENT_END:
    default:
      break;
    }
}
