/* cw-mirror.c: keeps the mirrors of both sides true
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-session.h"

#include "cw-wanted-fields.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdlib.h>

#define OVERLAP       (5 * G_TIME_SPAN_MINUTE)   /* changes are read again from this long before the last reading */
#define SOURCE_WHOLE  G_TIME_SPAN_DAY            /* relations leave no trace when they are removed: once a day everything */
#define TARGET_WHOLE  (3 * G_TIME_SPAN_DAY)
#define FOLLOW_AFTER  G_TIME_SPAN_MINUTE         /* changes of the target are not asked for again so soon where nothing is sent */
#define PAGE          1000                       /* … and later the more of them there were: so long for each page */
#define VANISHED_MANY 20                                   /* so many, and more than one in twenty, are not believed */

#define SUBSIDIARY "subsidiary"   /* a type of record with names only: no box, and no part of any plan */

/* One reading of one type. */
typedef struct {
  CwSession  *session;
  CwEnd      *end;
  const char *connection;
  const char *type;         /* or collection */
  gint64      generation;
  gboolean    whole;
  char      **needed;       /* fields beside the standard ones; borrowed; NULL: none */
  char      **optional;
  CwWorkflow *sending;      /* whose records these are; borrowed; NULL: none sends them, and they carry no box */
  guint64     count;
  guint64     changed;
  gint64      previous;     /* server time of the last reading; 0: none */
  GPtrArray  *seen;         /* ids of records that are known as they are; owned; NULL: none */
} Reading;

/* The same sync field for both ends of the reading and the mark's write-back. */
const char *
cw_session_get_sync_field (CwSession *session, const CwWorkflow *workflow)
{
  const char *field = cw_fields_get (session->integration->settings, "sync-field");

  if (workflow != NULL && workflow->box != NULL)
    return *workflow->box != '\0' ? workflow->box : NULL;
  return field != NULL ? field : CW_DEFAULT_SYNC_FIELD;
}

static gint64
get_instant (CwStore *store, const char *scope, const char *key)
{
  g_autofree char *text = cw_store_get_state (store, scope, key, NULL);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static gboolean
set_instant (CwStore *store, const char *scope, const char *key, gint64 value, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  return cw_store_set_state (store, scope, key, text, error);
}

/* ---- source ---- */

/* Stamp and box move with our own marks; neither is a change of the record. */
static gboolean
is_same_but_stamp (const CwFields *a, const CwFields *b, const char *box)
{
  g_autoptr (CwFields) x = cw_fields_copy (a), y = cw_fields_copy (b);

  cw_fields_set (x, "lastModifiedDate", NULL);
  cw_fields_set (y, "lastModifiedDate", NULL);
  if (box != NULL)
    {
      cw_fields_set (x, box, NULL);
      cw_fields_set (y, box, NULL);
    }
  return cw_fields_equal (x, y);
}

/* A box that was checked meanwhile, perhaps by us, changes nothing for a record that is planned; one that was cleared does. */
static gboolean
is_same_record (const CwRecord *a, const CwRecord *b, const char *box)
{
  return a->inactive == b->inactive && a->deleted == b->deleted && !(a->mark == CW_MARK_ON && b->mark == CW_MARK_OFF)
         && g_strcmp0 (a->parent_id, b->parent_id) == 0 && g_strcmp0 (a->subsidiaries, b->subsidiaries) == 0
         && g_strcmp0 (a->stage, b->stage) == 0 && is_same_but_stamp (a->fields, b->fields, box);
}

/* The field that our own marks move: in the source of the integration its sync box, elsewhere the id of the record that was made. */
static const char *
get_mark_field (CwSession *session, const CwEnd *end, const CwWorkflow *sending)
{
  return end == &session->source ? cw_session_get_sync_field (session, sending) : "externalId";
}

/* A page that repeats what is known (the overlap, our own marks) is no change. */
static gboolean
note_change (Reading *reading, const CwRecord *record)
{
  g_autoptr (CwRecord) known = NULL;

  if (reading->whole && reading->session->read_at == 0)
    return TRUE;
  known = cw_store_mirror_get (reading->session->store, reading->connection, record->type, record->id, NULL);
  if (known != NULL && (record->deleted ? known->deleted : is_same_record (known, record, get_mark_field (reading->session, reading->end, reading->sending))))
    return FALSE;
  if (reading->session->read_at != 0)
    g_hash_table_add (reading->session->changed, cw_record_key (record->type, record->id));
  return TRUE;
}

static gboolean
put_source_record (Reading *reading, const CwRecord *record, GError **error)
{
  reading->changed += note_change (reading, record) ? 1 : 0;
  return cw_store_mirror_put (reading->session->store, reading->connection, record, reading->generation, error);
}

/* What a document does not have any more was not read: it is missing among its parts. */
static gboolean
drop_gone_parts (Reading *reading, const char *whole, GError **error)
{
  g_autoptr (GPtrArray) gone = cw_store_mirror_list_gone_parts (reading->session->store, reading->connection, reading->type, whole,
                                                                reading->generation, error);

  for (guint i = 0; gone != NULL && i < gone->len; i++)
    {
      g_autoptr (CwRecord) part = cw_record_new (reading->type, gone->pdata[i]);

      part->deleted = TRUE;
      if (!put_source_record (reading, part, error))
        return FALSE;
    }
  return gone != NULL;
}

/* Each document once: its parts lie side by side. */
static gboolean
put_source_records (Reading *reading, GPtrArray *records, GError **error)
{
  const char *whole = NULL;

  for (guint i = 0; i < records->len; i++)
    {
      const CwRecord *record = records->pdata[i];

      if (whole != NULL && g_strcmp0 (whole, record->whole) != 0 && !drop_gone_parts (reading, whole, error))
        return FALSE;
      whole = record->whole;
      if (!put_source_record (reading, record, error))
        return FALSE;
    }
  return whole == NULL || drop_gone_parts (reading, whole, error);
}

static gboolean
put_source_page (GPtrArray *records, gpointer data, GError **error)
{
  Reading *reading = data;
  CwStore *store = reading->session->store;

  cw_session_hold (reading->session);
  if (cw_session_is_stopped (reading->session, error) || !cw_store_begin (store, error))
    return FALSE;
  if (!put_source_records (reading, records, error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  reading->count += records->len;
  if (!cw_store_commit (store, error))
    return FALSE;
  cw_session_phase (reading->session, NULL, NULL);
  return TRUE;
}

/* A role that lost a permission makes rows vanish just like deletions do: many at once are shown, not acted on. */
static gboolean
sweep_source (Reading *reading, GError **error)
{
  CwStore *store = reading->session->store;
  gint64 missing = 0, known = cw_store_mirror_count (store, reading->connection, reading->type, error);
  gboolean believe;

  if (known < 0 || !cw_store_mirror_sweep (store, reading->connection, reading->type, reading->generation, FALSE, &missing, error))
    return FALSE;
  believe = missing <= VANISHED_MANY || missing * 20 <= known;
  if (!believe)
    {
      g_autofree char *text = g_strdup_printf (_("%" PRId64 " of %" PRId64 " records are no longer visible in NetSuite. "
                                                 "Nothing is deactivated for that; check the role of the connection."), missing, known);

      cw_session_phase (reading->session, NULL, text);
      return TRUE;
    }
  return missing == 0
         || cw_store_mirror_sweep (store, reading->connection, reading->type, reading->generation, TRUE, &missing, error);
}

/* How much of a record that a list shows in part has to be read. What is known as it is now is seen, and read no further. */
static CwReadDepth
choose_depth (const CwRecord *header, gpointer data)
{
  Reading *reading = data;
  CwStore *store = reading->session->store;
  g_autoptr (CwRecord) known = cw_store_mirror_get (store, reading->connection, header->type, header->id, NULL);

  /* A stamp has whole seconds: what changed in the second in which it was read may have changed again. */
  if (known != NULL && !known->deleted && header->modified != 0 && known->modified == header->modified
      && header->modified + G_TIME_SPAN_SECOND < reading->previous)
    {
      if (reading->seen == NULL)
        reading->seen = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (reading->seen, g_strdup (header->id));
      return CW_READ_NOTHING;
    }
  /* What was sent before we ever saw it whole was sent by somebody else. */
  if (header->mark == CW_MARK_ON && (known == NULL || cw_fields_get (known->fields, CW_FIELD_LINES) == NULL))
    return CW_READ_HEADER;
  return CW_READ_WHOLE;
}

/* Records that some workflow sends carry a box; those that are only matched, and those that say something about others, do not. */
static CwWorkflow *
find_sending (CwSession *session, const char *type)
{
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (session->profile, session->integration->name, NULL);

  for (guint i = 0; workflows != NULL && i < workflows->len; i++)
    {
      CwWorkflow *workflow = workflows->pdata[i];

      if (!g_str_equal (workflow->strategy, "match-only") && g_strv_contains ((const char * const *) workflow->types, type))
        return cw_workflow_ref (workflow);
    }
  return NULL;
}

/* What was left out of the pages is there all the same. */
static gboolean
touch_seen (Reading *reading, GError **error)
{
  g_autoptr (GPtrArray) seen = g_steal_pointer (&reading->seen);
  CwStore *store = reading->session->store;
  gboolean ok = TRUE;

  if (seen == NULL)
    return TRUE;
  if (!cw_store_begin (store, error))
    return FALSE;
  for (guint i = 0; ok && i < seen->len; i++)
    ok = cw_store_mirror_touch (store, reading->connection, reading->type, seen->pdata[i], reading->generation, error);
  return cw_store_end (store, ok, error);
}

static gboolean
read_source (CwSession *session, CwEnd *end, const char *type, gint64 since, Reading *reading, GError **error)
{
  gboolean boxed = end == &session->source && reading->sending != NULL;
  CwReadQuery query = { .type = type, .changed_since = since,
                        .sync_field = boxed ? cw_session_get_sync_field (session, reading->sending) : NULL,
                        .depth = choose_depth, .depth_data = reading, .extra_fields = (const char * const *) reading->needed,
                        .optional_fields = (const char * const *) reading->optional };
  CwStore *store = session->store;

  reading->session = session;
  reading->end = end;
  reading->connection = end->info->name;
  reading->type = type;
  reading->whole = since == 0;
  reading->generation = cw_store_next_generation (store, error);
  if (reading->generation <= 0)
    return FALSE;
  if (!cw_connector_read_sync (end->connector, &query, put_source_page, reading, session->request->cancellable, error))
    {
      g_clear_pointer (&reading->seen, g_ptr_array_unref);
      return FALSE;
    }
  return touch_seen (reading, error) && (!reading->whole || sweep_source (reading, error));
}

/* Whether the numbers that the source shows are those of the mirror. What was added or deleted is in the mirror by now, so a
 * difference is something that vanished without a trace. */
static gboolean
fits_mirror (CwSession *session, const CwEnd *end, const char *type, const char *fingerprint, gboolean *out_fits, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (fingerprint, ";", 2);
  gint64 records, relations;

  if (!cw_store_mirror_count_relations (session->store, end->info->name, type, &records, &relations, error))
    return FALSE;
  *out_fits = parts[0] != NULL && g_ascii_strtoll (parts[0], NULL, 10) == records
              && (parts[1] == NULL || g_ascii_strtoll (parts[1], NULL, 10) == relations);
  return TRUE;
}

/* A fingerprint that is neither the last one nor explained by the mirror: everything is read. */
static gboolean
check_fingerprint (CwSession *session, CwEnd *end, const char *scope, const char *type, Reading *reading, GError **error)
{
  g_autofree char *now = NULL, *before = NULL;
  Reading again = { .needed = reading->needed, .optional = reading->optional, .sending = reading->sending };
  gboolean fits;

  if (!cw_connector_fingerprint_sync (end->connector, type, &now, session->request->cancellable, error))
    return FALSE;
  if (now == NULL)
    return TRUE;
  before = cw_store_get_state (session->store, scope, "fingerprint", NULL);
  fits = reading->whole || g_strcmp0 (before, now) == 0;
  if (!fits && !fits_mirror (session, end, type, now, &fits, error))
    return FALSE;
  if (!fits && !read_source (session, end, type, 0, &again, error))
    return FALSE;
  return cw_store_set_state (session->store, scope, "fingerprint", now, error);
}

static gboolean
refresh_type (CwSession *session, CwEnd *end, const char *type, gint64 server_now, gint64 begun, gboolean whole, GError **error)
{
  g_autoptr (CwWorkflow) sending = find_sending (session, type);
  const char *box = get_mark_field (session, end, sending);
  g_autofree char *scope = g_strdup_printf ("source/%s/%s/%s", end->info->name, type, box != NULL ? box : "");
  gint64 since = get_instant (session->store, scope, "since");
  gint64 read_whole = get_instant (session->store, scope, "read-whole");
  g_auto (GStrv) needed = NULL, optional = NULL;
  Reading reading = { .previous = since, .sending = sending };
  gboolean has_fields;

  if (!cw_session_dup_wanted_fields (session, end, type, &needed, &optional, error)
      || !cw_mirror_has_fields (session, end, type, needed, optional, &has_fields, error))
    return FALSE;
  reading.needed = needed;
  reading.optional = optional;
  /* Where only an answer tells the server's time, ours has to do until there is one. */
  whole |= since == 0 || !has_fields || (server_now != 0 ? server_now : begun) - read_whole > SOURCE_WHOLE
           || (server_now != 0 ? server_now < since : begun < since - OVERLAP);
  if (!read_source (session, end, type, whole ? 0 : since - OVERLAP, &reading, error)
      || !check_fingerprint (session, end, scope, type, &reading, error))
    return FALSE;
  if (server_now == 0)
    {
      if (!cw_connector_server_time_sync (end->connector, &server_now, session->request->cancellable, error))
        return FALSE;
      server_now -= cw_session_now (session) - begun;
    }
  /* The watermark moves last: a reading that was cut short is read again. */
  return (!whole || (set_instant (session->store, scope, "read-whole", server_now, error)
                     && cw_mirror_note_fields (session, end, type, needed, optional, error)))
         && set_instant (session->store, scope, "since", server_now, error);
}

/* Only names to be shown: a role that may not see them has records all the same, and is asked again the next day. */
static gboolean
refresh_subsidiaries (CwSession *session, CwEnd *end, gint64 server_now, gboolean whole, GError **error)
{
  g_autofree char *scope = g_strdup_printf ("source/%s/" SUBSIDIARY, end->info->name);
  gint64 read_whole = get_instant (session->store, scope, "read-whole");
  g_auto (GStrv) needed = NULL, optional = NULL;
  g_autoptr (GError) local = NULL;
  Reading reading = { 0 };

  if (!cw_session_dup_wanted_fields (session, end, SUBSIDIARY, &needed, &optional, error))
    return FALSE;
  reading.needed = needed;
  reading.optional = optional;
  if (!whole && read_whole != 0 && server_now - read_whole <= SOURCE_WHOLE && server_now >= read_whole)
    return TRUE;
  if (!read_source (session, end, SUBSIDIARY, 0, &reading, &local)
      && !g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PERMISSION)
      && !g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED)
      && !g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (local != NULL)
    g_debug ("No names of subsidiaries: %s", local->message);
  return set_instant (session->store, scope, "read-whole", server_now, error);
}

gboolean
cw_mirror_refresh_source (CwSession *session, CwEnd *end, const char * const *types, gboolean whole, GError **error)
{
  g_autofree char *phase = g_strdup_printf (_("Reading %s…"), cw_connection_get_label (end->info));
  gint64 server_now, begun = cw_session_now (session);

  cw_session_phase (session, NULL, phase);
  if (!cw_connector_server_time_sync (end->connector, &server_now, session->request->cancellable, error))
    return FALSE;
  for (; *types != NULL; types++)
    if (!refresh_type (session, end, *types, server_now, begun, whole, error))
      return FALSE;
  if (end == &session->source && !refresh_subsidiaries (session, end, server_now, whole, error))
    return FALSE;
  session->read_at = cw_clock_monotonic (cw_profile_get_clock (session->profile));
  return cw_session_flush_ledgers (session, error);
}

/* ---- target ---- */

/* Of a reading of changes: whether the mirror did not have it so. */
static gboolean
is_news (Reading *reading, const CwTargetRecord *record)
{
  g_autoptr (CwTargetRecord) known = reading->generation == 0
    ? cw_store_target_get (reading->session->store, reading->connection, reading->type, record->id, NULL) : NULL;

  if (known == NULL || record->deleted)
    return (known == NULL) != record->deleted;
  return g_strcmp0 (known->external_id, record->external_id) != 0 || !cw_fields_equal (known->fields, record->fields);
}

static gboolean
put_target (Reading *reading, const CwTargetRecord *record, GError **error)
{
  CwStore *store = reading->session->store;

  if (record->deleted)
    return cw_store_target_remove (store, reading->connection, reading->type, record->id, error);
  return cw_store_target_put (store, reading->connection, reading->type, record, reading->generation, error);
}

static gboolean
put_target_page (GPtrArray *records, gpointer data, GError **error)
{
  Reading *reading = data;
  CwStore *store = reading->session->store;

  for (guint i = 0; reading->generation == 0 && i < records->len; i++)
    reading->changed += is_news (reading, records->pdata[i]) ? 1 : 0;

  if (g_cancellable_set_error_if_cancelled (reading->session->request->cancellable, error) || !cw_store_begin (store, error))
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    if (!put_target (reading, records->pdata[i], error))
      {
        cw_store_rollback (store);
        return FALSE;
      }
  reading->count += records->len;
  return cw_store_commit (store, error);
}

static char *
dup_target_scope (const CwEnd *end, const char *collection)
{
  return g_strdup_printf ("target/%s/%s", end->info->name, collection);
}

/* From now on the session knows this collection as it is. */
static void
note_known (CwSession *session, const char *scope)
{
  if (session->known == NULL)
    session->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (session->known, g_strdup (scope));
}

gboolean
cw_mirror_refresh_target_aged (CwSession *session, CwEnd *end, const char *collection, gint64 age, GError **error)
{
  g_autofree char *scope = dup_target_scope (end, collection);
  CwReadQuery query = { .type = collection };
  Reading reading = { .session = session, .end = end, .connection = end->info->name, .type = collection };
  gint64 read_whole = get_instant (session->store, scope, "read-whole"), now = cw_session_now (session), hidden;

  if (read_whole != 0 && now - read_whole < age && now >= read_whole)
    return TRUE;
  cw_session_phase (session, NULL, _("Reading the target…"));
  reading.generation = cw_store_next_generation (session->store, error);
  if (reading.generation <= 0
      || !cw_connector_read_sync (end->connector, &query, put_target_page, &reading, session->request->cancellable, error)
      || !cw_store_target_sweep (session->store, reading.connection, collection, reading.generation, &hidden, error)
      || !set_instant (session->store, scope, "read-whole", now, error))
    return FALSE;
  note_known (session, scope);
  return cw_session_flush_ledgers (session, error);
}

gboolean
cw_mirror_refresh_target (CwSession *session, CwEnd *end, const char *collection, gboolean force, GError **error)
{
  return cw_mirror_refresh_target_aged (session, end, collection, force ? 0 : TARGET_WHOLE, error);
}

/* @out_news: the mirror learned something. */
static gboolean
refresh_changes (CwSession *session, CwEnd *end, const char *collection, gboolean whole, gboolean *out_news, GError **error)
{
  g_autofree char *scope = dup_target_scope (end, collection);
  CwReadQuery query = { .type = collection };
  Reading reading = { .session = session, .end = end, .connection = end->info->name, .type = collection };
  gint64 read_whole = get_instant (session->store, scope, "read-whole"), since = MAX (get_instant (session->store, scope, "since"), read_whole);
  gint64 now = cw_session_now (session);

  *out_news = TRUE;
  if (whole || read_whole == 0 || now < since || now - read_whole >= TARGET_WHOLE)
    return cw_mirror_refresh_target_aged (session, end, collection, 0, error);
  cw_session_phase (session, NULL, _("Reading the target…"));
  query.changed_since = since - OVERLAP;
  /* Of no generation: the next whole reading decides what is still there. */
  if (!cw_connector_read_sync (end->connector, &query, put_target_page, &reading, session->request->cancellable, error)
      || !set_instant (session->store, scope, "since", now, error)
      || !set_instant (session->store, scope, "changed", (gint64) reading.count, error))
    return FALSE;
  *out_news = reading.changed > 0;
  note_known (session, scope);
  return cw_session_flush_ledgers (session, error);
}

gboolean
cw_mirror_refresh_target_changes (CwSession *session, CwEnd *end, const char *collection, gboolean whole, GError **error)
{
  gboolean news;

  return refresh_changes (session, end, collection, whole, &news, error);
}

gboolean
cw_mirror_follow_target (CwSession *session, CwEnd *end, const char *collection, gboolean whole, GError **error)
{
  g_autofree char *scope = dup_target_scope (end, collection);
  gint64 read = MAX (get_instant (session->store, scope, "since"), get_instant (session->store, scope, "read-whole"));
  gint64 pages = 1 + get_instant (session->store, scope, "changed") / PAGE, age = cw_session_now (session) - read;

  return (!whole && age >= 0 && age < FOLLOW_AFTER * pages) || cw_mirror_refresh_target_changes (session, end, collection, whole, error);
}

gboolean
cw_mirror_read_news (CwSession *session, CwEnd *end, const char *collection, gboolean *out_news, GError **error)
{
  g_autofree char *scope = dup_target_scope (end, collection);

  *out_news = FALSE;
  return (session->known != NULL && g_hash_table_contains (session->known, scope))
         || refresh_changes (session, end, collection, FALSE, out_news, error);
}

gboolean
cw_mirror_replace_target (CwSession *session, CwEnd *end, const char *collection, GPtrArray *records, GError **error)
{
  g_autofree char *scope = g_strdup_printf ("target/%s/%s", end->info->name, collection);
  const char *connection = end->info->name;
  gint64 generation = cw_store_next_generation (session->store, error), hidden;

  if (generation <= 0)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    if (!cw_store_target_put (session->store, connection, collection, records->pdata[i], generation, error))
      return FALSE;
  return cw_store_target_sweep (session->store, connection, collection, generation, &hidden, error)
         && set_instant (session->store, scope, "read-whole", cw_session_now (session), error);
}

/* ---- single records of the target ---- */

typedef struct {
  GHashTable *wanted;   /* external ids; borrowed */
  GPtrArray  *gone;     /* ids of what the mirror has of them; owned */
} Finding;

static gboolean
note_wanted (const CwTargetRecord *record, gpointer data, GError **error)
{
  Finding *finding = data;

  if (record->external_id != NULL && g_hash_table_contains (finding->wanted, record->external_id))
    g_ptr_array_add (finding->gone, g_strdup (record->id));
  return TRUE;
}

static gboolean
collect_found (GPtrArray *records, gpointer data, GError **error)
{
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (data, cw_target_record_copy (records->pdata[i]));
  return TRUE;
}

static gboolean
put_found (CwSession *session, CwEnd *end, const char *collection, GPtrArray *gone, GPtrArray *found, GError **error)
{
  for (guint i = 0; i < gone->len; i++)
    if (!cw_store_target_remove (session->store, end->info->name, collection, gone->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < found->len; i++)
    if (!cw_store_target_put (session->store, end->info->name, collection, found->pdata[i], 0, error))
      return FALSE;
  return TRUE;
}

gboolean
cw_mirror_refresh_found (CwSession *session, CwEnd *end, const char *collection, GPtrArray *external_ids, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_target_record_free);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free), ids = g_ptr_array_new ();
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  CwReadQuery query = { .type = collection };
  Finding finding = { wanted, gone };

  if (external_ids->len == 0)
    return TRUE;
  for (guint i = 0; i < external_ids->len; i++)
    {
      g_hash_table_add (wanted, external_ids->pdata[i]);
      g_ptr_array_add (ids, external_ids->pdata[i]);
    }
  g_ptr_array_add (ids, NULL);
  query.external_ids = (const char * const *) ids->pdata;
  return cw_connector_read_sync (end->connector, &query, collect_found, found, session->request->cancellable, error)
         && cw_store_target_foreach (session->store, end->info->name, collection, note_wanted, &finding, error)
         && cw_store_begin (session->store, error)
         && cw_store_end (session->store, put_found (session, end, collection, gone, found, error), error)
         && cw_session_flush_ledgers (session, error);
}
