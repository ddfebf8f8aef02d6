/* sb-log.c: every request to a system, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-log.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* The oldest requests are forgotten beyond this, so that a sandbox can serve for months. */
#define LOG_LIMIT 1000000

typedef struct {
  guint64     number;    /* from 1 */
  gint64      time_us;   /* sandbox clock */
  const char *system;    /* interned, as are the next and the last three */
  const char *method;
  char       *path;      /* owned */
  char       *query;     /* owned, nullable, secrets masked */
  guint       status;
  const char *limiter;   /* nullable */
  const char *fault;     /* nullable */
  const char *commands;  /* nullable */
} Entry;

struct _SbLog {
  GQueue  entries;       /* Entry, owned */
  guint64 last_number;
};

/* Members of a query that authorise or prove somebody. */
static const char * const secrets[] = {
  "access_token", "assertion", "client_assertion", "client_secret", "code", "code_verifier", "oauth_signature",
  "oauth_token", "oauth_verifier", "password", "refresh_token", "token", NULL
};

static void
entry_free (Entry *entry)
{
  g_free (entry->path);
  g_free (entry->query);
  g_free (entry);
}

/* Works on the raw text: what is logged is what was sent, but for the masked values. */
static char *
mask_query (const char *query)
{
  g_auto (GStrv) members = NULL;

  if (query == NULL)
    return NULL;
  members = g_strsplit (query, "&", -1);
  for (char **member = members; *member != NULL; member++)
    {
      char *equals = strchr (*member, '=');
      g_autofree char *name = NULL;
      g_autofree char *raw = NULL;

      if (equals == NULL)
        continue;
      raw = g_strndup (*member, equals - *member);
      name = g_uri_unescape_string (raw, NULL);
      if (!g_strv_contains (secrets, name != NULL ? name : raw))
        continue;
      g_free (*member);
      *member = g_strconcat (raw, "=***", NULL);
    }

  return g_strjoinv ("&", members);
}

SbLog *
sb_log_new (void)
{
  SbLog *self = g_new0 (SbLog, 1);

  g_queue_init (&self->entries);
  return self;
}

void
sb_log_free (SbLog *self)
{
  sb_log_clear (self);
  g_free (self);
}

void
sb_log_clear (SbLog *self)
{
  g_queue_clear_full (&self->entries, (GDestroyNotify) entry_free);
  self->last_number = 0;
}

void
sb_log_add (SbLog *self, gint64 time_us, const SbRequest *request, const SbResponse *response)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->number = ++self->last_number;
  entry->time_us = time_us;
  entry->system = g_intern_string (response->system);
  entry->method = g_intern_string (request->method);
  entry->path = g_strdup (request->path);
  entry->query = mask_query (request->query);
  entry->status = response->drop || response->hang ? 0 : response->status;
  entry->limiter = g_intern_string (response->limiter);
  entry->fault = g_intern_string (response->fault);
  entry->commands = g_intern_string (response->commands);
  g_queue_push_tail (&self->entries, entry);
  if (self->entries.length > LOG_LIMIT)
    entry_free (g_queue_pop_head (&self->entries));
}

/* To the millisecond: what overlaps and what does not is read from it. */
static char *
format_time (gint64 time_us)
{
  g_autofree char *seconds = sb_format_iso (time_us);

  return g_strdup_printf ("%.19s.%03dZ", seconds, (int) (time_us % G_USEC_PER_SEC / 1000));
}

static void
append_entry (GString *json, JsonGenerator *generator, const Entry *entry)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *time = format_time (entry->time_us);

  json_object_set_int_member (object, "number", (gint64) entry->number);
  json_object_set_string_member (object, "time", time);
  json_object_set_string_member (object, "system", entry->system);
  json_object_set_string_member (object, "method", entry->method);
  json_object_set_string_member (object, "path", entry->path);
  json_object_set_string_member (object, "query", entry->query);
  json_object_set_int_member (object, "status", entry->status);
  json_object_set_string_member (object, "limiter", entry->limiter);
  json_object_set_string_member (object, "fault", entry->fault);
  if (entry->commands != NULL)
    json_object_set_string_member (object, "commands", entry->commands);
  json_node_set_object (node, object);
  json_generator_set_root (generator, node);
  json_generator_to_gstring (generator, json);
}

char *
sb_log_dup_json (SbLog *self, guint64 since)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  GString *json = g_string_new ("[");

  for (GList *l = self->entries.head; l != NULL; l = l->next)
    {
      const Entry *entry = l->data;

      if (entry->number <= since)
        continue;
      if (json->len > 1)
        g_string_append (json, ",\n");
      append_entry (json, generator, entry);
    }
  g_string_append (json, "]\n");

  return g_string_free (json, FALSE);
}
