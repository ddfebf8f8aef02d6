/* sb-response.c: response values, options and texts of time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-sandbox-private.h"

void
sb_response_init (SbResponse *response)
{
  *response = (SbResponse) {
    .status = 200,
    .headers = g_ptr_array_new_with_free_func (g_free),
    .body = g_string_new (NULL),
    .truncate_to = -1,
  };
}

void
sb_response_clear (SbResponse *response)
{
  g_clear_pointer (&response->content_type, g_free);
  g_clear_pointer (&response->headers, g_ptr_array_unref);
  if (response->body != NULL)
    g_string_free (g_steal_pointer (&response->body), TRUE);
  g_clear_pointer (&response->limiter, g_free);
  g_clear_pointer (&response->fault, g_free);
  g_clear_pointer (&response->commands, g_free);
  g_clear_pointer (&response->system, g_free);
}

void
sb_response_set_text (SbResponse *response, guint status, const char *content_type, const char *text)
{
  response->status = status;
  g_free (response->content_type);
  response->content_type = g_strdup (content_type);
  g_string_assign (response->body, text);
}

void
sb_response_set_json (SbResponse *response, guint status, const char *json)
{
  sb_response_set_text (response, status, "application/json; charset=utf-8", json);
}

void
sb_response_add_header (SbResponse *response, const char *name, const char *value)
{
  g_ptr_array_add (response->headers, g_strdup (name));
  g_ptr_array_add (response->headers, g_strdup (value));
}

void
sb_options_init (SbOptions *options)
{
  *options = (SbOptions) {
    .customers = 2000,
    .projects = 1000,
    .employees = 400,
    .subsidiaries = 6,
    .seed = 1,
    .rate = SB_RATE_OFF,
    .concurrency = 15,
    .clock_rate = 1.0,
  };
}

void
sb_options_clear (SbOptions *options)
{
  g_clear_pointer (&options->data_dir, g_free);
  g_clear_pointer (&options->faults, g_strfreev);
  g_clear_pointer (&options->assume, g_strfreev);
}

static const char * const rates[] = { "off", "demo", "real" };

const char *
sb_rate_to_string (SbRate rate)
{
  return rates[rate];
}

gboolean
sb_rate_from_string (const char *text, SbRate *out_rate)
{
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (g_strcmp0 (text, rates[i]) == 0)
      {
        *out_rate = (SbRate) i;
        return TRUE;
      }

  return FALSE;
}

static GDateTime *
date_from_us (gint64 time_us)
{
  return g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
}

/* Written out by hand: names of days and months must not follow the locale. */
char *
sb_format_http_date (gint64 time_us)
{
  static const char days[][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) date = date_from_us (time_us);

  return g_strdup_printf ("%s, %02d %s %04d %02d:%02d:%02d GMT", days[g_date_time_get_day_of_week (date) - 1],
                          g_date_time_get_day_of_month (date), months[g_date_time_get_month (date) - 1],
                          g_date_time_get_year (date), g_date_time_get_hour (date), g_date_time_get_minute (date),
                          g_date_time_get_second (date));
}

char *
sb_format_iso (gint64 time_us)
{
  g_autoptr (GDateTime) date = date_from_us (time_us);

  return g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ");
}
