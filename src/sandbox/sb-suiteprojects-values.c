/* sb-suiteprojects-values.c: instants, days, ids and XML text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteprojects.h"

#include <string.h>

gint64
sb_spp_now (SbSandbox *self)
{
  return sb_sandbox_now (self) / G_USEC_PER_SEC;
}

/* E leaves open which zone the stamps are in. */
static GTimeZone *
new_zone (SbSandbox *self)
{
  GTimeZone *zone = g_time_zone_new_identifier (sb_sandbox_assume (self, "suiteprojects.zone"));

  return zone != NULL ? zone : g_time_zone_new_utc ();
}

char *
sb_spp_format_instant (SbSandbox *self, gint64 seconds)
{
  g_autoptr (GTimeZone) zone = new_zone (self);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) date = g_date_time_to_timezone (utc, zone);

  return g_date_time_format (date, "%Y-%m-%d %H:%M:%S");
}

/* Digits where @form has a 9, else the same character. */
static gboolean
has_form (const char *text, const char *form)
{
  if (strlen (text) != strlen (form))
    return FALSE;
  for (; *form != '\0'; text++, form++)
    if (*form == '9' ? !g_ascii_isdigit (*text) : *text != *form)
      return FALSE;

  return TRUE;
}

gboolean
sb_spp_is_day (const char *text)
{
  gint64 year, month, day;

  if (!has_form (text, "9999-99-99"))
    return FALSE;
  year = g_ascii_strtoll (text, NULL, 10);
  month = g_ascii_strtoll (text + 5, NULL, 10);
  day = g_ascii_strtoll (text + 8, NULL, 10);

  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
         g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

gboolean
sb_spp_parse_instant (SbSandbox *self, const char *text, gint64 *out_seconds)
{
  g_autofree char *day = g_strndup (text, 10);
  g_autoptr (GTimeZone) zone = new_zone (self);
  g_autoptr (GDateTime) date = NULL;
  gboolean timed = has_form (text, "9999-99-99 99:99:99");

  if (!sb_spp_is_day (day) || (!timed && strlen (text) != 10))
    return FALSE;
  date = g_date_time_new (zone, (int) g_ascii_strtoll (text, NULL, 10), (int) g_ascii_strtoll (text + 5, NULL, 10),
                          (int) g_ascii_strtoll (text + 8, NULL, 10), timed ? (int) g_ascii_strtoll (text + 11, NULL, 10) : 0,
                          timed ? (int) g_ascii_strtoll (text + 14, NULL, 10) : 0,
                          timed ? (double) g_ascii_strtoll (text + 17, NULL, 10) : 0.0);
  if (date == NULL)
    return FALSE;
  *out_seconds = g_date_time_to_unix (date);

  return TRUE;
}

gint64
sb_spp_parse_id (const char *text)
{
  guint64 id;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &id, NULL) ? (gint64) id : 0;
}

/* What XML 1.0 cannot hold is left out. */
void
sb_spp_append_escaped (GString *out, const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    switch (*c)
      {
      case '&':
        g_string_append (out, "&amp;");
        break;
      case '<':
        g_string_append (out, "&lt;");
        break;
      case '>':
        g_string_append (out, "&gt;");
        break;
      case '"':
        g_string_append (out, "&quot;");
        break;
      case '\r':
        g_string_append (out, "&#13;");
        break;
      default:
        if ((guchar) *c >= ' ' || *c == '\t' || *c == '\n')
          g_string_append_c (out, *c);
      }
}
