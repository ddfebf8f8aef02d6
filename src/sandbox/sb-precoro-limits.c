/* sb-precoro-limits.c: Precoro's limits, per key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One request a second, the same GET once a minute, 1,500 an hour, 3,000 a day
 * (A.3), asked in this order; a refused request counts for none of them. The
 * windows slide, or by variant stand fixed on the clock; in demo mode they are
 * 20 times shorter. They live in memory: a restart forgets them.
 */

#include "sb-precoro.h"

#include <string.h>

#define SECOND_US  ((gint64) G_USEC_PER_SEC)
#define HOUR_LIMIT 1500
#define DAY_LIMIT  3000
#define GET_LIMIT  30      /* of one GET in an hour, by variant */

/* How often a window's requests are forgotten once they are many. */
#define TIDY_SIZE  4096

/* Times of the latest requests, oldest overwritten first. */
typedef struct {
  guint   size;
  guint64 count;       /* ever noted */
  gint64  times[];
} Ring;

typedef struct {
  Ring       *accepted;   /* owned; the pace, the hour and the day all read it */
  GHashTable *gets;       /* owned key of a GET → Ring, owned */
} Limits;

typedef struct {
  const char *log_name;
  const char *type;       /* RateLimit-Type */
  guint       limit;
  gint64      until;      /* sandbox microseconds: when the next request may come */
} Refusal;

static Ring *
ring_new (guint size)
{
  Ring *self = g_malloc0 (sizeof (Ring) + size * sizeof (gint64));

  self->size = size;
  return self;
}

static void
ring_note (Ring *self, gint64 time)
{
  self->times[self->count++ % self->size] = time;
}

/* The time of the @nth latest, counting from 1; -1 when there were not so many. */
static gint64
ring_get (const Ring *self, guint nth)
{
  return nth <= self->count ? self->times[(self->count - nth) % self->size] : -1;
}

static void
limits_free (Limits *self)
{
  g_free (self->accepted);
  g_hash_table_unref (self->gets);
  g_free (self);
}

static Limits *
get_limits (SbSandbox *sandbox, gint64 company)
{
  g_autofree char *key = g_strdup_printf ("precoro.limits.%" G_GINT64_FORMAT, company);
  Limits *self = sb_sandbox_get_data (sandbox, key);

  if (self == NULL)
    {
      self = g_new0 (Limits, 1);
      self->accepted = ring_new (DAY_LIMIT);
      self->gets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      sb_sandbox_set_data (sandbox, key, self, (GDestroyNotify) limits_free);
    }

  return self;
}

/* @seconds of the real system in microseconds of this one. */
static gint64
get_window (SbSandbox *sandbox, gint64 seconds)
{
  return seconds * SECOND_US / (sb_sandbox_get_options (sandbox)->rate == SB_RATE_DEMO ? 20 : 1);
}

/* TRUE when @limit requests of @ring lie in the window that @now is in; then @out_until is when one more may come. */
static gboolean
is_full (SbSandbox *sandbox, const Ring *ring, guint limit, gint64 window, gint64 *out_until)
{
  gint64 now = sb_sandbox_now (sandbox);
  gint64 time = ring_get (ring, limit);

  if (time < 0)
    return FALSE;
  if (sb_sandbox_assumes (sandbox, "precoro.rate-window", "fixed"))
    *out_until = (time / window + 1) * window;
  else
    *out_until = time + window;

  return now < *out_until;
}

static const char *
get_pace_type (SbSandbox *sandbox)
{
  return sb_sandbox_assumes (sandbox, "precoro.pace-limiter", "second") ? "Second limiter" : "Concurrency limiter";
}

/* What makes two GETs the same. */
static char *
dup_get_key (SbCall *call)
{
  const char *path = call->request->path + strlen ("/precoro");
  g_autofree char *set = NULL;

  if (sb_sandbox_assumes (call->sandbox, "precoro.rate-key", "route"))
    return g_strndup (path, 1 + strcspn (path + 1, "/"));
  if (sb_sandbox_assumes (call->sandbox, "precoro.identical-get", "literal"))
    return g_strconcat (path, "?", call->request->query, NULL);
  set = sb_params_dup_set (call->query);

  return g_strconcat (path, "?", set, NULL);
}

static gboolean
is_same_get_refused (SbCall *call, const Ring *gets, Refusal *refusal)
{
  SbSandbox *sandbox = call->sandbox;

  if (gets == NULL)
    return FALSE;
  if (is_full (sandbox, gets, 1, get_window (sandbox, 60), &refusal->until))
    {
      refusal->log_name = "identical-get";
      refusal->type = "Route based limiter by minute";
      refusal->limit = 1;
      return TRUE;
    }
  if (!sb_sandbox_assumes (sandbox, "precoro.identical-get-hour", "30") ||
      !is_full (sandbox, gets, GET_LIMIT, get_window (sandbox, 3600), &refusal->until))
    return FALSE;
  refusal->log_name = "identical-get-hour";
  refusal->type = "Route based limiter by hour";
  refusal->limit = GET_LIMIT;

  return TRUE;
}

static gboolean
is_refused (SbCall *call, const Limits *limits, const Ring *gets, Refusal *refusal)
{
  SbSandbox *sandbox = call->sandbox;

  if (is_full (sandbox, limits->accepted, 1, get_window (sandbox, 1), &refusal->until))
    {
      *refusal = (Refusal) { "second", get_pace_type (sandbox), 1, refusal->until };
      return TRUE;
    }
  if (is_same_get_refused (call, gets, refusal))
    return TRUE;
  if (is_full (sandbox, limits->accepted, HOUR_LIMIT, get_window (sandbox, 3600), &refusal->until))
    {
      *refusal = (Refusal) { "hour", "Hourly limiter", HOUR_LIMIT, refusal->until };
      return TRUE;
    }
  if (is_full (sandbox, limits->accepted, DAY_LIMIT, get_window (sandbox, 86400), &refusal->until))
    {
      *refusal = (Refusal) { "day", "Daily limiter", DAY_LIMIT, refusal->until };
      return TRUE;
    }

  return FALSE;
}

/* "2026-03-04 10:15:30 UTC", never before @time_us. */
static char *
format_until (gint64 time_us)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc ((time_us + SECOND_US - 1) / SECOND_US);

  return g_date_time_format (date, "%Y-%m-%d %H:%M:%S UTC");
}

static void
add_refusal_headers (SbSandbox *sandbox, const Refusal *refusal, const char *until, SbResponse *response)
{
  const char *form = sb_sandbox_assume (sandbox, "precoro.retry-after-header");
  gint64 wait = refusal->until - sb_sandbox_now (sandbox);
  g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, (wait + SECOND_US - 1) / SECOND_US);
  g_autofree char *limit = g_strdup_printf ("%u", refusal->limit);
  g_autofree char *date = sb_format_http_date (refusal->until + SECOND_US - 1);

  if (strcmp (form, "same-names") == 0)
    {
      sb_response_add_header (response, "RateLimit-Type", refusal->type);
      sb_response_add_header (response, "RateLimit-Retry-After", until);
      sb_response_add_header (response, "RateLimit-Limit", limit);
    }
  else if (strcmp (form, "seconds") == 0)
    sb_response_add_header (response, "Retry-After", seconds);
  else if (strcmp (form, "date") == 0)
    sb_response_add_header (response, "Retry-After", date);
}

static void
answer_refusal (SbSandbox *sandbox, const Refusal *refusal, SbResponse *response)
{
  g_autofree char *until = format_until (refusal->until);
  JsonObject *object = json_object_new ();
  g_autoptr (GString) json = g_string_new (NULL);

  json_object_set_string_member (object, "error", "Too many requests for this endpoint");
  json_object_set_string_member (object, "RateLimit-Type", refusal->type);
  if (sb_sandbox_assumes (sandbox, "precoro.rate-limit-time", "present"))
    json_object_set_string_member (object, "RateLimit-Retry-After", until);
  json_object_set_int_member (object, "RateLimit-Limit", refusal->limit);
  sb_append_row (json, object, TRUE);
  sb_response_set_json (response, 429, json->str);
  add_refusal_headers (sandbox, refusal, until, response);
  response->limiter = g_strdup (refusal->log_name);
}

/* A GET that was last sent over an hour ago is as good as new. */
static void
forget_old_gets (SbSandbox *sandbox, Limits *limits)
{
  gint64 oldest = sb_sandbox_now (sandbox) - get_window (sandbox, 3600);
  GHashTableIter iter;
  Ring *gets;

  g_hash_table_iter_init (&iter, limits->gets);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &gets))
    if (ring_get (gets, 1) < oldest)
      g_hash_table_iter_remove (&iter);
}

static void
note_get (SbSandbox *sandbox, Limits *limits, const char *key)
{
  Ring *gets = g_hash_table_lookup (limits->gets, key);

  if (gets == NULL)
    {
      if (g_hash_table_size (limits->gets) >= TIDY_SIZE)
        forget_old_gets (sandbox, limits);
      gets = ring_new (GET_LIMIT);
      g_hash_table_insert (limits->gets, g_strdup (key), gets);
    }
  ring_note (gets, sb_sandbox_now (sandbox));
}

gboolean
sb_precoro_admit (SbCall *call)
{
  SbSandbox *sandbox = call->sandbox;
  Limits *limits;
  g_autofree char *key = NULL;
  Refusal refusal = { 0 };

  if (sb_sandbox_get_options (sandbox)->rate == SB_RATE_OFF)
    return TRUE;
  limits = get_limits (sandbox, call->company);
  if (strcmp (call->request->method, "GET") == 0)
    key = dup_get_key (call);
  if (is_refused (call, limits, key != NULL ? g_hash_table_lookup (limits->gets, key) : NULL, &refusal))
    {
      answer_refusal (sandbox, &refusal, call->response);
      if (sb_sandbox_assumes (sandbox, "precoro.refused", "counted"))
        ring_note (limits->accepted, sb_sandbox_now (sandbox));
      return FALSE;
    }
  ring_note (limits->accepted, sb_sandbox_now (sandbox));
  if (key != NULL)
    note_get (sandbox, limits, key);

  return TRUE;
}

void
sb_precoro_count (SbSandbox *sandbox, gint64 company)
{
  if (sb_sandbox_get_options (sandbox)->rate != SB_RATE_OFF)
    ring_note (get_limits (sandbox, company)->accepted, sb_sandbox_now (sandbox));
}

void
sb_precoro_refuse_pace (SbSandbox *sandbox, SbResponse *response)
{
  Refusal refusal = { "second", get_pace_type (sandbox), 1, sb_sandbox_now (sandbox) + SECOND_US };

  answer_refusal (sandbox, &refusal, response);
}
