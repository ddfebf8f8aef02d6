/* cw-http-retry.c: one request, from its first attempt to its answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each attempt enters the gate (lanes, sign-in), waits for the limits, is
 * signed, sent and judged: the judgement either ends the course or says how
 * long to rest before the next attempt. Rests use full jitter, so that what
 * failed together does not come back together.
 */

#define G_LOG_DOMAIN "cw-http"

#include "config.h"

#include "cw-http-private.h"

#include "cw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SECOND          G_USEC_PER_SEC
#define FIRST_REST      (SECOND / 2)        /* after a lost answer or a failure; doubles */
#define LONGEST_REST    (30 * SECOND)
#define FIRST_BACK_OFF  SECOND              /* after a 429 that names no time; doubles */
#define LONGEST_BACK_OFF (60 * SECOND)
#define TRIES_AT_FIRST  3u                  /* to reach a host that never answered yet */
#define TRIES_CROWDED   8u                  /* 429 without a time */
#define TRIES_TOLD      30u                 /* 429 with a time */
#define SLOW_REFUSAL    (30 * SECOND)       /* NetSuite under load refuses a good sign-in after about a minute */
#define RECENTLY        (15 * 60 * SECOND)
#define SLICE           (60 * SECOND)       /* longest sleep before the clock is looked at again */
#define CLOCK_STEP      (30 * SECOND)       /* a correction that may have mended the sign-in */

typedef struct {
  CwHttpClient *client;
  CwHttpJob    *job;
  guint         lane;
  CwHttpPlace   place;

  /* So far */
  guint         attempts;         /* on the wire, for the request itself */
  guint         failures;         /* lost, broken, failed, not reached */
  guint         crowded;          /* 429 */
  gboolean      uncertain;        /* an attempt may have taken effect without our knowing */
  gboolean      waited_refusal;   /* the delayed retry after a slow 401 was used */

  /* The latest attempt */
  CwWireAnswer *wire;             /* owned */
  GError       *error;            /* owned */
  gint64        elapsed;
  gboolean      sent;             /* the request itself was on the wire */
  gboolean      lasting;          /* the error will be the same again */
  gboolean      exchanged;        /* the renewal reached the token endpoint */
  gboolean      refused_crowd;    /* the renewal met a 429 or 503 */
  gint64        rest;             /* before the next one */
} Course;

/* ---- words ---- */

static const char *
get_system (Course *self)
{
  return self->client->limits.system;
}

static void
set_error (Course *self, CwConnectorError code, char *message)
{
  g_clear_error (&self->error);
  self->error = g_error_new (CW_CONNECTOR_ERROR, (int) code, "%s: %s", get_system (self), message);
  g_free (message);
}

/* " (500: what it said)" */
static char *
dup_said (const CwWireAnswer *answer)
{
  g_autofree char *excerpt = cw_wire_answer_dup_excerpt (answer);

  return *excerpt != '\0' ? g_strdup_printf ("%u: %s", answer->status, excerpt) : g_strdup_printf ("%u", answer->status);
}

static void
name_system (Course *self)
{
  if (self->error != NULL && self->error->domain == CW_CONNECTOR_ERROR)
    g_prefix_error (&self->error, "%s: ", get_system (self));
}

/* ---- waiting ---- */

static gint64
draw_rest (Course *self, gint64 first, gint64 longest, guint n)
{
  gint64 most = MIN (longest, first << MIN (n - 1, 20));

  return (gint64) (cw_random_unit (self->client->random) * (double) most);
}

static gboolean
wait_for_leave (Course *self, const char *same, gint64 *out_time, GError **error)
{
  CwHttpClient *client = self->client;
  CwHttpTicket ticket = { 0 };
  gint64 until = 0;

  while (TRUE)
    {
      gint64 now = cw_clock_now (client->clock);

      switch (cw_http_limiter_ask (client->limiter, &ticket, same, now, &until, error))
        {
        case CW_HTTP_GO:
          *out_time = now;
          return TRUE;

        case CW_HTTP_STOP:
          return FALSE;

        case CW_HTTP_WAIT:
          if (!cw_clock_sleep_sync (client->clock, MIN (until - now, SLICE), self->job->wait, error))
            {
              cw_http_limiter_drop (client->limiter, &ticket);
              return FALSE;
            }
          break;
        }
    }
}

/* ---- on the wire ---- */

static void
count_attempt (CwHttpClient *client, gint64 time)
{
  g_mutex_lock (&client->lock);
  client->requests++;
  client->reached = TRUE;
  g_mutex_unlock (&client->lock);
  if (client->counted != NULL)
    client->counted (time, client->counted_data);
}

static void
log_attempt (CwHttpClient *client, const CwWireRequest *request, const CwWireAnswer *answer, gint64 elapsed, const GError *error)
{
  g_debug ("%s: %s %.*s: %u %s (%.1f ms)", client->limits.system, request->method, (int) strcspn (request->url, "?#"), request->url,
           answer != NULL ? answer->status : 0, error != NULL ? error->message : "", (double) elapsed / 1000);
}

static CwWireAnswer *
send_counted (Course *self, const CwWireRequest *request, gint64 time, GCancellable *cancellable, gint64 *out_elapsed, GError **error)
{
  CwHttpClient *client = self->client;
  gint64 start = cw_clock_monotonic (client->clock);
  g_autoptr (GError) failure = NULL;
  CwWireAnswer *answer = cw_transport_send_sync (client->transport, self->lane, request, cancellable, &failure);

  *out_elapsed = cw_clock_monotonic (client->clock) - start;
  log_attempt (client, request, answer, *out_elapsed, failure);
  if (g_error_matches (failure, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_UNREACHABLE))
    cw_http_limiter_give_back (client->limiter, time);
  else
    count_attempt (client, time);
  if (answer != NULL)
    _cw_http_client_note_date (client, answer, *out_elapsed);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return answer;
}

/* What is written again in a moment must not stay readable in freed memory. */
static GPtrArray *
make_headers (CwHttpRequest *request)
{
  GPtrArray *headers = g_ptr_array_new_with_free_func (_cw_http_wipe);

  for (guint i = 0; request->headers != NULL && i < request->headers->len; i++)
    g_ptr_array_add (headers, g_strdup (request->headers->pdata[i]));
  return headers;
}

static gboolean
send_request (Course *self)
{
  CwHttpClient *client = self->client;
  CwHttpRequest *request = self->job->request;
  g_autoptr (GPtrArray) headers = make_headers (request);
  g_autoptr (GBytes) body = NULL;
  CwWireRequest wire = {
    .method = request->method,
    .url = self->job->url,
    .headers = headers,
    .content_type = request->content_type,
    .repeatable = request->repeatable,
    .timeout = client->limits.timeout,
    .max_body = client->limits.max_body,
    .out_lasting = &self->lasting,
  };
  gint64 time;

  /* Signed last: a signature that waits grows stale. */
  if (!wait_for_leave (self, self->job->same, &time, &self->error))
    return FALSE;
  if (cw_http_auth_sign (client->auth, request->method, self->job->url, _cw_http_client_get_server_now (client), headers, &self->error))
    body = cw_http_auth_seal (client->auth, request->body, &self->error);
  if (self->error != NULL)
    {
      cw_http_limiter_give_back (client->limiter, time);
      return FALSE;
    }
  wire.body = body;
  self->wire = send_counted (self, &wire, time, request->repeatable ? self->job->caller : NULL, &self->elapsed, &self->error);
  self->sent = self->wire != NULL || !g_error_matches (self->error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_UNREACHABLE);
  self->attempts += self->sent;
  return self->wire != NULL;
}

/* ---- sign-in ---- */

/* What the server asks for holds every request. Returns -1 when it says nothing, neither a time nor that the day is over. */
static gint64
note_wait (Course *self, const CwWireAnswer *answer, gboolean *out_long)
{
  CwHttpClient *client = self->client;
  gboolean daily, hourly;
  gint64 now = cw_clock_now (client->clock);
  gint64 wait = cw_http_parse_retry_after (answer, _cw_http_client_get_answer_time (client, answer), &daily, &hourly);

  if (daily)
    cw_http_limiter_end_day (client->limiter, now, wait > 0 ? now + wait : 0);
  else if (wait > 0)
    cw_http_limiter_hold (client->limiter, now, now + wait);
  *out_long = daily || hourly;
  return daily ? MAX (wait, 0) : wait;
}

/* CwHttpExchange. Never broken off on the wire: a refresh token may be good for one use. */
static CwWireAnswer *
exchange_token (const CwWireRequest *request, gpointer data, GCancellable *cancellable, GError **error)
{
  Course *self = data;
  CwWireRequest wire = *request;
  g_autoptr (CwWireAnswer) answer = NULL;
  g_autofree char *said = NULL;
  gboolean window;
  gint64 time, elapsed;

  wire.out_lasting = &self->lasting;
  if (!wait_for_leave (self, NULL, &time, error))
    return NULL;
  answer = send_counted (self, &wire, time, NULL, &elapsed, error);
  if (answer == NULL)
    return NULL;
  self->exchanged = TRUE;
  if (answer->status != 429 && answer->status != 408 && answer->status < 500)
    return g_steal_pointer (&answer);

  said = dup_said (answer);
  self->refused_crowd = answer->status == 429 || answer->status == 503;
  if (self->refused_crowd)
    note_wait (self, answer, &window);
  g_set_error (error, CW_CONNECTOR_ERROR, answer->status == 429 ? CW_CONNECTOR_ERROR_RATE_LIMITED : CW_CONNECTOR_ERROR_UNAVAILABLE,
               _("The sign-in service failed (%s). Try again later."), said);
  return NULL;
}

static gboolean
renew_once (Course *self)
{
  CwHttpClient *client = self->client;

  g_clear_error (&self->error);
  self->exchanged = FALSE;
  return cw_http_auth_renew (client->auth, _cw_http_client_get_server_now (client), exchange_token, self, self->job->wait, &self->error);
}

/* The refusal itself shows the server's clock, so the next assertion may be good. */
static gboolean
renew (Course *self)
{
  gint64 before = cw_http_client_get_clock_offset (self->client);
  gboolean renewed = renew_once (self);

  if (!renewed && g_error_matches (self->error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH)
      && ABS (cw_http_client_get_clock_offset (self->client) - before) > CLOCK_STEP)
    renewed = renew_once (self);
  if (renewed)
    cw_http_gate_renewed (self->client->gate, &self->place);
  return renewed;
}

/* Puts what a person has to know into the error: what the server said, the clock, where to look. */
static void
explain_refusal (Course *self)
{
  CwHttpClient *client = self->client;
  g_autofree char *clock = _cw_http_client_dup_clock_sentence (client);
  g_autofree char *refusal = NULL;
  g_autofree char *sentence = NULL;

  g_mutex_lock (&client->lock);
  refusal = g_strdup (client->refusal);
  g_mutex_unlock (&client->lock);
  if (self->error != NULL && (self->exchanged || refusal == NULL))
    sentence = g_strdup (self->error->message);
  else
    sentence = g_strdup_printf (_("The sign-in was refused (%s)."), refusal);
  set_error (self, CW_CONNECTOR_ERROR_AUTH, g_strdup_printf ("%s %s%s", sentence, clock, cw_http_auth_get_advice (client->auth, sentence)));
}

static void
keep_refusal (Course *self)
{
  CwHttpClient *client = self->client;
  char *said = dup_said (self->wire);

  g_mutex_lock (&client->lock);
  g_free (client->refusal);
  client->refusal = said;
  g_mutex_unlock (&client->lock);
}

/* ---- judgements: TRUE when there is another attempt, after self->rest ---- */

static gboolean
leave (Course *self, CwHttpVerdict verdict)
{
  CwHttpClient *client = self->client;

  if (verdict == CW_HTTP_ANSWERED)
    {
      g_mutex_lock (&client->lock);
      client->answered_at = cw_clock_now (client->clock);
      g_mutex_unlock (&client->lock);
    }
  return cw_http_gate_leave (client->gate, &self->place, verdict, self->crowded > 0);
}

static gboolean
rest_after_failure (Course *self, guint tries)
{
  if (++self->failures >= tries)
    return FALSE;
  self->rest = draw_rest (self, FIRST_REST, LONGEST_REST, self->failures);
  return TRUE;
}

static gboolean
is_code (const GError *error, CwConnectorError code)
{
  return g_error_matches (error, CW_CONNECTOR_ERROR, (int) code);
}

static guint
get_tries (Course *self, gboolean unreachable)
{
  CwHttpClient *client = self->client;
  gboolean known;

  g_mutex_lock (&client->lock);
  known = !unreachable || client->reached;
  g_mutex_unlock (&client->lock);
  return known ? client->limits.max_tries : MIN (client->limits.max_tries, TRIES_AT_FIRST);
}

/* The request itself was not sent, so it may be tried again whatever it is. */
static gboolean
judge_renewal (Course *self)
{
  gboolean unreachable = is_code (self->error, CW_CONNECTOR_ERROR_UNREACHABLE);

  if (is_code (self->error, CW_CONNECTOR_ERROR_AUTH))
    {
      explain_refusal (self);
      cw_http_gate_stop (self->client->gate, self->error);
      leave (self, CW_HTTP_SILENT);
      return FALSE;
    }
  leave (self, self->refused_crowd ? CW_HTTP_CROWDED : CW_HTTP_SILENT);
  name_system (self);
  if (self->lasting)
    return FALSE;
  if (unreachable || is_code (self->error, CW_CONNECTOR_ERROR_LOST) || is_code (self->error, CW_CONNECTOR_ERROR_PROTOCOL)
      || is_code (self->error, CW_CONNECTOR_ERROR_UNAVAILABLE) || self->refused_crowd)
    {
      if (!rest_after_failure (self, get_tries (self, unreachable)))
        {
          /* What the token request may have done is not what the caller asks about. */
          if (is_code (self->error, CW_CONNECTOR_ERROR_LOST))
            self->error->code = CW_CONNECTOR_ERROR_UNAVAILABLE;
          if (is_code (self->error, CW_CONNECTOR_ERROR_PROTOCOL))
            self->error->code = CW_CONNECTOR_ERROR_AUTH;
          return FALSE;
        }
      return TRUE;
    }
  return FALSE;
}

/* There is no answer. */
static gboolean
judge_error (Course *self)
{
  gboolean repeatable = self->job->request->repeatable;

  leave (self, CW_HTTP_SILENT);
  name_system (self);
  self->uncertain |= self->sent;
  if (is_code (self->error, CW_CONNECTOR_ERROR_UNREACHABLE))
    return !self->lasting && rest_after_failure (self, get_tries (self, TRUE));
  if (is_code (self->error, CW_CONNECTOR_ERROR_LOST))
    return repeatable && rest_after_failure (self, get_tries (self, FALSE));
  if (is_code (self->error, CW_CONNECTOR_ERROR_PROTOCOL) && self->sent && !repeatable)
    self->error->code = CW_CONNECTOR_ERROR_LOST;
  return FALSE;
}

static gboolean
judge_refusal (Course *self)
{
  CwHttpClient *client = self->client;
  gint64 now = cw_clock_now (client->clock);
  gboolean recently;

  g_mutex_lock (&client->lock);
  recently = client->answered_at > 0 && now - client->answered_at < RECENTLY;
  g_mutex_unlock (&client->lock);
  if (self->elapsed > SLOW_REFUSAL && recently && !self->waited_refusal)
    {
      self->waited_refusal = TRUE;
      self->rest = 5 * SECOND + draw_rest (self, 5 * SECOND, 5 * SECOND, 1);
      leave (self, CW_HTTP_CROWDED);
      return TRUE;
    }

  keep_refusal (self);
  if (!leave (self, CW_HTTP_REFUSED))
    return TRUE;
  explain_refusal (self);
  cw_http_gate_stop (client->gate, self->error);
  return FALSE;
}

static gboolean
judge_crowded (Course *self)
{
  g_autofree char *said = dup_said (self->wire);
  gboolean window;
  gint64 wait = note_wait (self, self->wire, &window);

  self->crowded++;
  leave (self, window ? CW_HTTP_SILENT : CW_HTTP_CROWDED);
  if (self->crowded >= (wait >= 0 ? TRIES_TOLD : TRIES_CROWDED))
    {
      set_error (self, CW_CONNECTOR_ERROR_RATE_LIMITED,
                 g_strdup_printf (_("It keeps refusing the request because of too many requests (%s). Try again later, or with fewer lanes."), said));
      return FALSE;
    }
  /* What was told is kept by the limiter, for all. */
  if (wait < 0)
    self->rest = draw_rest (self, FIRST_BACK_OFF, LONGEST_BACK_OFF, self->crowded);
  return TRUE;
}

static gboolean
judge_failure (Course *self)
{
  g_autofree char *said = dup_said (self->wire);
  gboolean window;

  self->uncertain = TRUE;
  if (self->wire->status == 503)
    note_wait (self, self->wire, &window);
  leave (self, self->wire->status == 503 ? CW_HTTP_CROWDED : CW_HTTP_SILENT);
  if (!self->job->request->repeatable)
    {
      set_error (self, CW_CONNECTOR_ERROR_LOST, g_strdup_printf (_("It failed (%s); whether the change was made is not known."), said));
      return FALSE;
    }
  if (rest_after_failure (self, get_tries (self, FALSE)))
    return TRUE;
  set_error (self, CW_CONNECTOR_ERROR_UNAVAILABLE, g_strdup_printf (ngettext ("It failed %u time (%s). Try again later.",
                                                                              "It failed %u times in a row (%s). Try again later.", self->failures),
                                                                    self->failures, said));
  return FALSE;
}

static gboolean
is_html (const CwWireAnswer *answer)
{
  const char *type = cw_wire_answer_get_header (answer, "content-type");
  gsize size;
  const char *bytes = g_bytes_get_data (answer->body, &size);

  if (type != NULL && g_ascii_strncasecmp (type, "text/html", 9) == 0)
    return TRUE;
  while (size > 0 && g_ascii_isspace (*bytes))
    {
      bytes++;
      size--;
    }
  return size > 0 && *bytes == '<';
}

/* The page of a firewall in front of the system: the system itself never saw the request. */
static gboolean
judge_blocked (Course *self)
{
  g_autofree char *said = dup_said (self->wire);

  leave (self, CW_HTTP_SILENT);
  set_error (self, CW_CONNECTOR_ERROR_PERMISSION,
             g_strdup_printf (_("A gateway in front of it blocks this computer (%s). Wait some hours, then ask the vendor's support."), said));
  return FALSE;
}

static gboolean
judge_broken (Course *self, GError *broken)
{
  self->uncertain = TRUE;
  if (self->job->request->repeatable && rest_after_failure (self, get_tries (self, FALSE)))
    {
      g_error_free (broken);
      return TRUE;
    }
  if (self->job->request->repeatable)
    set_error (self, CW_CONNECTOR_ERROR_PROTOCOL, g_strdup (broken->message));
  else
    set_error (self, CW_CONNECTOR_ERROR_LOST, g_strdup_printf (_("The answer is broken (%s); whether the change was made is not known."),
                                                               broken->message));
  g_error_free (broken);
  return FALSE;
}

static gboolean
judge_answer (Course *self)
{
  CwHttpRequest *request = self->job->request;
  guint status;
  GError *broken = NULL;

  if (self->wire->status == 200 && request->unveil != NULL)
    self->wire->status = request->unveil (self->wire);
  status = self->wire->status;
  if (status == 401)
    return judge_refusal (self);
  if (status == 429)
    return judge_crowded (self);
  if (status >= 500 || status == 408)
    return judge_failure (self);
  if (status == 403 && is_html (self->wire))
    return judge_blocked (self);
  leave (self, CW_HTTP_ANSWERED);
  if (status / 100 == 2 && request->check != NULL && !request->check (self->wire, request->check_data, &broken))
    return judge_broken (self, broken);
  return FALSE;
}

/* ---- the course ---- */

static gboolean
attempt (Course *self)
{
  CwHttpClient *client = self->client;

  g_clear_pointer (&self->wire, cw_wire_answer_free);
  g_clear_error (&self->error);
  self->sent = self->lasting = self->refused_crowd = FALSE;
  self->rest = 0;
  if (!cw_http_gate_enter (client->gate, _cw_http_client_get_server_now (client), &self->place, self->job->wait, &self->error))
    return FALSE;
  if (self->place.renews && !renew (self))
    return judge_renewal (self);
  return send_request (self) ? judge_answer (self) : judge_error (self);
}

static gboolean
rest (Course *self)
{
  GError *error = NULL;

  if (cw_clock_sleep_sync (self->client->clock, self->rest, self->job->wait, &error))
    return TRUE;
  g_clear_error (&self->error);
  self->error = error;
  return FALSE;
}

CwHttpAnswer *
_cw_http_client_perform (CwHttpClient *self, CwHttpJob *job, guint lane)
{
  Course course = { .client = self, .job = job, .lane = lane };
  CwHttpAnswer *answer = g_new0 (CwHttpAnswer, 1);

  while (attempt (&course) && rest (&course))
    ;

  answer->attempts = course.attempts;
  answer->elapsed = course.elapsed;
  answer->uncertain = course.uncertain;
  answer->error = g_steal_pointer (&course.error);
  if (answer->error == NULL)
    answer->wire = g_steal_pointer (&course.wire);
  g_clear_pointer (&course.wire, cw_wire_answer_free);
  return answer;
}
