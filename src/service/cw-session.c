/* cw-session.c: everything one piece of work on an integration holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-session.h"

#include "cw-users-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
load_ends (CwSession *self, GError **error)
{
  self->integration = cw_store_get_integration (self->store, self->request->integration, error);
  if (self->integration == NULL)
    return FALSE;
  self->source.info = cw_store_get_connection (self->store, self->integration->source, error);
  if (self->source.info == NULL)
    return FALSE;
  self->target.info = cw_store_get_connection (self->store, self->integration->target, error);
  return self->target.info != NULL;
}

/* Where records would be made: two profiles that write to the same place have the same identity. */
static char *
dup_identity (CwSession *self)
{
  const char *place = cw_fields_get (self->integration->settings, "item-custom-field");

  return g_strjoin ("\n", self->target.info->system, self->target.info->url,
                    place != NULL ? place : self->integration->company != NULL ? self->integration->company : "", NULL);
}

CwSession *
cw_session_new (CwProfile *profile, const CwRunRequest *request, gboolean lock, GError **error)
{
  g_autoptr (CwSession) self = g_new0 (CwSession, 1);

  self->profile = g_object_ref (profile);
  self->request = request;
  self->inbox = cw_inbox_new ();
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  self->started = cw_clock_monotonic (cw_profile_get_clock (profile));
  self->store = cw_profile_open_store (profile, error);
  if (self->store == NULL || !load_ends (self, error))
    return NULL;
  if (lock)
    {
      g_autofree char *identity = dup_identity (self);

      self->lock = cw_lock_take (identity, error);
      if (self->lock == NULL)
        return NULL;
    }
  cw_run_control_set_inbox (request->control, self->inbox);
  return g_steal_pointer (&self);
}

gboolean
cw_session_is_worked (CwProfile *profile, const char *integration)
{
  CwRunRequest request = { .integration = integration };
  g_autoptr (CwSession) self = cw_session_new (profile, &request, FALSE, NULL);
  g_autofree char *identity = self != NULL ? dup_identity (self) : NULL;

  return identity != NULL && cw_lock_is_held (identity);
}

char *
cw_session_dup_worker (CwProfile *profile, const char *integration, gboolean *out_ours)
{
  CwRunRequest request = { .integration = integration };
  g_autoptr (CwSession) self = cw_session_new (profile, &request, FALSE, NULL);
  g_autofree char *identity = self != NULL ? dup_identity (self) : NULL;

  *out_ours = FALSE;
  return identity != NULL ? cw_lock_dup_holder (identity, out_ours) : NULL;
}

static void
end_clear (CwEnd *end)
{
  /* The connector first: its lanes count into the ledger. */
  g_clear_object (&end->connector);
  end->client = NULL;
  g_clear_pointer (&end->ledger, cw_ledger_free);
  g_clear_pointer (&end->info, cw_connection_info_free);
}

void
cw_session_free (CwSession *self)
{
  if (self == NULL)
    return;
  if (self->request != NULL)
    cw_run_control_set_inbox (self->request->control, NULL);
  end_clear (&self->source);
  end_clear (&self->target);
  g_clear_pointer (&self->inbox, cw_inbox_unref);
  g_clear_pointer (&self->run, cw_run_info_free);
  g_free (self->note);
  g_clear_pointer (&self->integration, cw_integration_info_free);
  g_clear_pointer (&self->changed, g_hash_table_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->wanted, g_hash_table_unref);
  g_clear_pointer (&self->people, cw_workflow_unref);
  g_clear_pointer (&self->workflows, g_ptr_array_unref);
  g_clear_pointer (&self->store, cw_store_close);
  g_clear_pointer (&self->lock, cw_lock_free);
  g_clear_object (&self->profile);
  g_free (self);
}

gboolean
cw_session_connect_end (CwSession *self, CwEnd *end, GError **error)
{
  end->ledger = cw_ledger_new (end->info->name);
  /* A keyring that is locked asks for its password now, and somebody has to know what is waited for. */
  cw_session_phase (self, NULL, _("Asking the keyring for the credentials…"));
  end->connector = cw_connection_open (self->profile, self->store, end->info, end->ledger, &end->client,
                                       self->request->cancellable, error);
  return end->connector != NULL;
}

gboolean
cw_session_connect (CwSession *self, GError **error)
{
  return cw_session_connect_end (self, &self->source, error) && cw_session_connect_end (self, &self->target, error);
}

CwEnd *
cw_session_get_source (CwSession *self, const CwWorkflow *workflow)
{
  return g_strcmp0 (workflow->source_system, self->source.info->system) == 0 ? &self->source : &self->target;
}

CwEnd *
cw_session_get_target (CwSession *self, const CwWorkflow *workflow)
{
  return cw_session_get_source (self, workflow) == &self->source ? &self->target : &self->source;
}

CwWorkflow *
cw_session_get_people (CwSession *self, GError **error)
{
  if (self->people == NULL)
    self->people = _cw_users_find_workflow (self->profile, self->integration->name, error);
  return self->people;
}

CwEnd *
cw_session_find_end (CwSession *self, const char *connection)
{
  if (g_strcmp0 (connection, self->source.info->name) == 0)
    return &self->source;
  return g_strcmp0 (connection, self->target.info->name) == 0 ? &self->target : NULL;
}

gboolean
cw_session_flush_ledgers (CwSession *self, GError **error)
{
  return (self->source.ledger == NULL || cw_ledger_flush (self->source.ledger, self->store, error))
         && (self->target.ledger == NULL || cw_ledger_flush (self->target.ledger, self->store, error));
}

gint64
cw_session_now (CwSession *self)
{
  return cw_clock_now (cw_profile_get_clock (self->profile));
}

gboolean
cw_session_is_stopped (CwSession *self, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (self->request->cancellable, error))
    return TRUE;
  if (!cw_run_control_is_stopped (self->request->control))
    return FALSE;
  g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_STOPPED, _("Stopped on request."));
  return TRUE;
}

void
cw_session_emit (CwSession *self, CwEvent *event)
{
  if (self->request->event == NULL)
    return;
  event->run = self->run != NULL ? self->run->id : 0;
  event->integration = self->integration->name;
  self->request->event (event, self->request->event_data);
}

void
cw_session_hold (CwSession *self)
{
  CwRunControl *control = self->request->control;
  CwEvent event = { .kind = CW_EVENT_PHASE, .paused = TRUE };

  if (!cw_run_control_is_paused (control))
    return;
  cw_session_emit (self, &event);
  cw_run_control_wait (control);
  event.paused = FALSE;
  cw_session_emit (self, &event);
}

void
cw_session_phase (CwSession *self, const char *workflow, const char *text)
{
  CwEvent event = { .kind = CW_EVENT_PHASE, .workflow = workflow, .text = text };

  cw_session_emit (self, &event);
}

char *
cw_record_key (const char *type, const char *id)
{
  return g_strconcat (type, ":", id, NULL);
}

gboolean
cw_record_key_parse (const char *text, char **out_type, char **out_id, GError **error)
{
  const char *colon = strchr (text, ':');

  if (colon == NULL || colon == text || colon[1] == '\0')
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” names no record; write it as TYPE:ID, such as customer:1542."), text);
      return FALSE;
    }
  *out_type = g_strndup (text, (gsize) (colon - text));
  if (g_str_equal (*out_type, "project"))
    {
      g_free (*out_type);
      *out_type = g_strdup ("job");
    }
  *out_id = g_strdup (colon + 1);
  return TRUE;
}
