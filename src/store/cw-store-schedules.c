/* cw-store-schedules.c: schedules, and the planned moments that were taken
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-store-private.h"

#include <glib/gi18n-lib.h>

#define SCHEDULE_SELECT "SELECT s.id, i.name, s.name, s.workflows, s.weekdays, s.times, s.zone, s.active, s.since" \
                        " FROM schedule s JOIN integration i ON i.id = s.integration "

/* ---- schedules ---- */

/* Fields by position, from name to since. */
static void
bind_schedule (CwQuery *query, const CwSchedule *schedule, const char *workflows, const char *times)
{
  _cw_query_text (query, schedule->name);
  _cw_query_text (query, workflows);
  _cw_query_int (query, schedule->weekdays);
  _cw_query_text (query, times);
  _cw_query_text (query, schedule->zone);
  _cw_query_int (query, schedule->on);
  _cw_query_int (query, schedule->since);
}

static gboolean
check_name_free (CwStore *self, gint64 integration, const char *name, gint64 id, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, "SELECT 1 FROM schedule WHERE integration = ? AND name = ? AND id <> ? AND removed IS NULL", error))
    return FALSE;
  _cw_query_int (&query, integration);
  _cw_query_text (&query, name);
  _cw_query_int (&query, id);
  step = _cw_query_step (&query, error);
  return step == CW_STEP_ROW ? _cw_store_refuse (self, CW_STORE_ERROR_EXISTS, error, _("There is a schedule “%s” already."), name)
                             : step == CW_STEP_DONE;
}

static gboolean
add_schedule (CwStore *self, CwSchedule *schedule, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  g_autofree char *workflows = g_strjoinv (" ", schedule->workflows), *times = cw_schedule_dup_times (schedule->times);
  gint64 integration;
  gboolean found;

  if (!_cw_store_find_integration (self, schedule->integration, &integration, error)
      || !check_name_free (self, integration, schedule->name, 0, error)
      || !_cw_query_init (&query, self,
                          "INSERT INTO schedule (name, workflows, weekdays, times, zone, active, since, integration)"
                          " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id", error))
    return FALSE;
  bind_schedule (&query, schedule, workflows, times);
  _cw_query_int (&query, integration);
  return _cw_query_write_returning (&query, &schedule->id, &found, error);
}

gboolean
cw_store_add_schedule (CwStore *self, CwSchedule *schedule, GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, add_schedule (self, schedule, error), error);
}

static gboolean
refuse_unknown (CwStore *self, GError **error)
{
  return _cw_store_refuse (self, CW_STORE_ERROR_NOT_FOUND, error, _("The schedule is not there any more."));
}

static gboolean
update_schedule (CwStore *self, const CwSchedule *schedule, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  g_autofree char *workflows = g_strjoinv (" ", schedule->workflows), *times = cw_schedule_dup_times (schedule->times);
  gint64 integration;

  if (!_cw_store_find_integration (self, schedule->integration, &integration, error)
      || !check_name_free (self, integration, schedule->name, schedule->id, error)
      || !_cw_query_init (&query, self,
                          "UPDATE schedule SET name = ?, workflows = ?, weekdays = ?, times = ?, zone = ?, active = ?, since = ?"
                          " WHERE id = ? AND removed IS NULL", error))
    return FALSE;
  bind_schedule (&query, schedule, workflows, times);
  _cw_query_int (&query, schedule->id);
  return _cw_query_write (&query, error) && (_cw_query_changes (&query) > 0 || refuse_unknown (self, error));
}

gboolean
cw_store_update_schedule (CwStore *self, const CwSchedule *schedule, GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, update_schedule (self, schedule, error), error);
}

gboolean
cw_store_remove_schedule (CwStore *self, gint64 id, gint64 time, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, "UPDATE schedule SET removed = ? WHERE id = ? AND removed IS NULL", error))
    return FALSE;
  _cw_query_int (&query, time);
  _cw_query_int (&query, id);
  return _cw_query_write (&query, error) && (_cw_query_changes (&query) > 0 || refuse_unknown (self, error));
}

/* The name of what was removed may be another's by now. */
static gboolean
restore_schedule (CwStore *self, gint64 id, GError **error)
{
  g_auto (CwQuery) taken = { 0 }, query = { 0 };
  CwStep step;

  if (!_cw_query_init (&taken, self,
                       "SELECT s.name FROM schedule s JOIN schedule r ON r.id = ? WHERE s.integration = r.integration AND s.name = r.name"
                       " AND s.id <> r.id AND s.removed IS NULL", error))
    return FALSE;
  _cw_query_int (&taken, id);
  step = _cw_query_step (&taken, error);
  if (step == CW_STEP_ROW)
    return _cw_store_refuse (self, CW_STORE_ERROR_EXISTS, error, _("There is a schedule “%s” already."), _cw_query_get_text (&taken, 0));
  if (step == CW_STEP_FAILED || !_cw_query_init (&query, self, "UPDATE schedule SET removed = NULL WHERE id = ?", error))
    return FALSE;
  _cw_query_int (&query, id);
  return _cw_query_write (&query, error) && (_cw_query_changes (&query) > 0 || refuse_unknown (self, error));
}

gboolean
cw_store_restore_schedule (CwStore *self, gint64 id, GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, restore_schedule (self, id, error), error);
}

/* What the program wrote can be read; in a damaged row, times that are no times leave none. */
static CwSchedule *
read_schedule (CwQuery *query)
{
  CwSchedule *self = cw_schedule_new (_cw_query_get_text (query, 1), _cw_query_get_text (query, 2));
  GArray *times = cw_schedule_parse_times (_cw_query_get_text (query, 5), NULL);

  self->id = _cw_query_get_int (query, 0);
  g_strfreev (self->workflows);
  self->workflows = g_strsplit (_cw_query_get_text (query, 3), " ", -1);
  self->weekdays = (guint) _cw_query_get_int (query, 4);
  if (times != NULL)
    {
      g_array_unref (self->times);
      self->times = times;
    }
  g_free (self->zone);
  self->zone = _cw_query_dup_text (query, 6);
  self->on = _cw_query_get_int (query, 7) != 0;
  self->since = _cw_query_get_int (query, 8);
  return self;
}

CwSchedule *
cw_store_get_schedule (CwStore *self, gint64 id, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, SCHEDULE_SELECT "WHERE s.id = ? AND s.removed IS NULL", error))
    return NULL;
  _cw_query_int (&query, id);
  step = _cw_query_step (&query, error);
  if (step == CW_STEP_DONE)
    g_set_error_literal (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, _("The schedule is not there any more."));
  return step == CW_STEP_ROW ? read_schedule (&query) : NULL;
}

CwSchedule *
cw_store_find_schedule (CwStore *self, const char *integration, const char *name, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, SCHEDULE_SELECT "WHERE i.name = ? AND s.name = ? AND s.removed IS NULL", error))
    return NULL;
  _cw_query_text (&query, integration);
  _cw_query_text (&query, name);
  step = _cw_query_step (&query, error);
  if (step == CW_STEP_DONE)
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, _("Integration “%s” has no schedule “%s”."), integration, name);
  return step == CW_STEP_ROW ? read_schedule (&query) : NULL;
}

GPtrArray *
cw_store_list_schedules (CwStore *self, const char *integration, GError **error)
{
  g_autoptr (GPtrArray) schedules = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_schedule_free);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       SCHEDULE_SELECT "WHERE (?1 IS NULL OR i.name = ?1) AND s.removed IS NULL ORDER BY i.name, s.name", error))
    return NULL;
  _cw_query_text (&query, integration);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_ptr_array_add (schedules, read_schedule (&query));
  return step == CW_STEP_DONE ? g_steal_pointer (&schedules) : NULL;
}

/* ---- occurrences ---- */

void
cw_occurrence_free (CwOccurrence *self)
{
  g_free (self);
}

gboolean
cw_store_add_occurrence (CwStore *self, const CwOccurrence *occurrence, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "INSERT INTO schedule_occurrence (schedule, planned, claimed, run) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", error))
    return FALSE;
  _cw_query_int (&query, occurrence->schedule);
  _cw_query_int (&query, occurrence->planned);
  _cw_query_int (&query, occurrence->claimed);
  _cw_query_int (&query, occurrence->run);
  return _cw_query_write (&query, error)
         && (_cw_query_changes (&query) > 0
             || _cw_store_refuse (self, CW_STORE_ERROR_EXISTS, error, _("Another program has started this scheduled run.")));
}

gboolean
cw_store_update_occurrence (CwStore *self, const CwOccurrence *occurrence, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, "UPDATE schedule_occurrence SET attempts = ?, ended = ? WHERE schedule = ? AND planned = ?", error))
    return FALSE;
  _cw_query_int (&query, occurrence->attempts);
  _cw_query_int (&query, occurrence->ended);
  _cw_query_int (&query, occurrence->schedule);
  _cw_query_int (&query, occurrence->planned);
  return _cw_query_write (&query, error) && (_cw_query_changes (&query) > 0 || refuse_unknown (self, error));
}

static CwOccurrence *
read_occurrence (CwQuery *query)
{
  CwOccurrence *self = g_new0 (CwOccurrence, 1);

  self->schedule = _cw_query_get_int (query, 0);
  self->planned = _cw_query_get_int (query, 1);
  self->claimed = _cw_query_get_int (query, 2);
  self->run = _cw_query_get_int (query, 3);
  self->attempts = (guint) _cw_query_get_int (query, 4);
  self->ended = _cw_query_get_int (query, 5);
  return self;
}

#define OCCURRENCE_SELECT "SELECT schedule, planned, claimed, run, attempts, ended FROM schedule_occurrence "

CwOccurrence *
cw_store_get_occurrence (CwStore *self, gint64 schedule, gint64 until, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, OCCURRENCE_SELECT "WHERE schedule = ? AND planned <= ? ORDER BY planned DESC LIMIT 1", error))
    return NULL;
  _cw_query_int (&query, schedule);
  _cw_query_int (&query, until);
  return _cw_query_step (&query, error) == CW_STEP_ROW ? read_occurrence (&query) : NULL;
}

GPtrArray *
cw_store_list_open_occurrences (CwStore *self, GError **error)
{
  g_autoptr (GPtrArray) occurrences = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_occurrence_free);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, OCCURRENCE_SELECT "WHERE ended = 0 ORDER BY planned, schedule", error))
    return NULL;
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_ptr_array_add (occurrences, read_occurrence (&query));
  return step == CW_STEP_DONE ? g_steal_pointer (&occurrences) : NULL;
}
