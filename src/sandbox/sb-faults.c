/* sb-faults.c: faults on request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 429, 500, 503, html403, timeout and reset strike before the handler: the
 * system never saw the request and nothing is changed. truncate, wrong-json,
 * slow and commit-drop strike after it: the change IS made, for writes too,
 * and only the answer is damaged, late or lost. That is what makes them worth
 * having: a client that repeats such a write makes the record twice.
 */

#include "sb-sandbox-private.h"

#include <string.h>

/* Real time: what waits is a client's own clock. */
#define SLOW_MS 2000

typedef struct {
  const char *system;    /* interned */
  SbFaultKind kind;
  double      rate;      /* above 0: by chance; else by number */
  guint64     first;     /* by number: strikes first … first + count - 1 of the requests it can apply to */
  guint64     count;
  guint64     seen;
  char       *stream;    /* owned; each rule draws from its own, so that one does not disturb another */
} Rule;

struct _SbFaults {
  GPtrArray *rules;      /* Rule, owned, in the order given */
  guint      added;      /* rules ever added; names the streams */
  guint      damaged;    /* bodies replaced so far; walks through the shapes */
};

static const struct { const char *name; SbFaultKind kind; } kinds[] = {
  { "429", SB_FAULT_429 },
  { "500", SB_FAULT_500 },
  { "503", SB_FAULT_503 },
  { "html403", SB_FAULT_HTML403 },
  { "timeout", SB_FAULT_TIMEOUT },
  { "reset", SB_FAULT_RESET },
  { "truncate", SB_FAULT_TRUNCATE },
  { "wrong-json", SB_FAULT_WRONG_JSON },
  { "slow", SB_FAULT_SLOW },
  { "commit-drop", SB_FAULT_COMMIT_DROP },
};

/* What a broken server says instead: other shapes, other types, no JSON at all. */
static const char * const wrong_bodies[] = {
  "{\"unexpected\":[1,2,3]}",
  "[]",
  "{\"data\":[{\"id\":",
  "null",
  "\"OK\"",
  "{\"data\":\"none\",\"items\":{\"a\":1},\"meta\":[]}",
};

/* The same for a client that waits for XML. */
static const char * const wrong_documents[] = {
  "<?xml version=\"1.0\"?><response/>",
  "<response><Auth status=\"0\"/><Read status=\"0\"><Customer><id>",
  "<html><body>Maintenance</body></html>",
  "",
  "{\"data\":[]}",
  "<response><Auth status=\"0\"/></response>",
};

static void
rule_free (Rule *rule)
{
  g_free (rule->stream);
  g_free (rule);
}

const char *
sb_fault_kind_to_string (SbFaultKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      return kinds[i].name;

  return NULL;
}

static gboolean
parse_kind (const char *text, SbFaultKind *out_kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, text) == 0)
      {
        *out_kind = kinds[i].kind;
        return TRUE;
      }

  return FALSE;
}

/* "#N" or "#N+COUNT". */
static gboolean
parse_numbers (const char *text, Rule *rule)
{
  g_auto (GStrv) parts = g_strsplit (text + 1, "+", 2);

  rule->count = 1;
  return parts[0] != NULL && g_ascii_string_to_unsigned (parts[0], 10, 1, G_MAXINT64, &rule->first, NULL) &&
         (parts[1] == NULL || g_ascii_string_to_unsigned (parts[1], 10, 1, G_MAXINT64, &rule->count, NULL));
}

static gboolean
parse_rate (const char *text, Rule *rule)
{
  char *end = NULL;

  rule->rate = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && rule->rate > 0.0 && rule->rate <= 1.0;
}

static gboolean
parse_spec (const char *spec, Rule *rule)
{
  g_auto (GStrv) parts = g_strsplit (spec, ":", 3);

  if (g_strv_length (parts) < 2 || sb_find_system (parts[0]) == NULL || !parse_kind (parts[1], &rule->kind))
    return FALSE;
  rule->system = sb_find_system (parts[0])->name;
  if (parts[2] == NULL)
    {
      rule->first = rule->count = 1;
      return TRUE;
    }

  return parts[2][0] == '#' ? parse_numbers (parts[2], rule) : parse_rate (parts[2], rule);
}

SbFaults *
sb_faults_new (void)
{
  SbFaults *self = g_new0 (SbFaults, 1);

  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_free);
  return self;
}

void
sb_faults_free (SbFaults *self)
{
  g_ptr_array_unref (self->rules);
  g_free (self);
}

gboolean
sb_faults_add (SbFaults *self, const char *spec, GError **error)
{
  Rule *rule = g_new0 (Rule, 1);

  if (!parse_spec (spec, rule))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "“%s” is no fault: SYSTEM:KIND[:RATE|:#N[+COUNT]], SYSTEM netsuite, precoro or suiteprojects, KIND 429, 500, 503, "
                   "html403, timeout, reset, truncate, wrong-json, slow or commit-drop, RATE above 0 and up to 1", spec);
      rule_free (rule);
      return FALSE;
    }
  rule->stream = g_strdup_printf ("fault.%u", self->added++);
  g_ptr_array_add (self->rules, rule);

  return TRUE;
}

void
sb_faults_clear (SbFaults *self)
{
  g_ptr_array_set_size (self->rules, 0);
}

static gboolean
strikes_before (SbFaultKind kind)
{
  return kind < SB_FAULT_TRUNCATE;
}

/* commit-drop needs a change that was made; a damaged body needs a body. */
static gboolean
can_strike (SbFaultKind kind, const SbResponse *response, gboolean is_write)
{
  if (kind == SB_FAULT_COMMIT_DROP)
    return is_write && response->status < 300 && !response->unchanged;
  if (kind == SB_FAULT_TRUNCATE || kind == SB_FAULT_WRONG_JSON)
    return response->body->len > 0;

  return TRUE;
}

/* Counts the request even when another rule has struck already: every rule keeps its own numbers. */
static gboolean
rule_strikes (Rule *rule, SbSandbox *sandbox)
{
  rule->seen++;
  if (rule->rate > 0.0)
    return (double) (sb_sandbox_random (sandbox, rule->stream) >> 11) * 0x1p-53 < rule->rate;

  return rule->seen >= rule->first && rule->seen - rule->first < rule->count;
}

SbFaultKind
sb_faults_before (SbFaults *self, SbSandbox *sandbox, const char *system)
{
  SbFaultKind struck = SB_FAULT_NONE;

  for (guint i = 0; i < self->rules->len; i++)
    {
      Rule *rule = g_ptr_array_index (self->rules, i);

      if (strikes_before (rule->kind) && strcmp (rule->system, system) == 0 && rule_strikes (rule, sandbox) &&
          struck == SB_FAULT_NONE)
        struck = rule->kind;
    }

  return struck;
}

SbFaultKind
sb_faults_after (SbFaults *self, SbSandbox *sandbox, const char *system, const SbResponse *response, gboolean is_write)
{
  SbFaultKind struck = SB_FAULT_NONE;

  for (guint i = 0; i < self->rules->len; i++)
    {
      Rule *rule = g_ptr_array_index (self->rules, i);

      if (!strikes_before (rule->kind) && strcmp (rule->system, system) == 0 &&
          can_strike (rule->kind, response, is_write) && rule_strikes (rule, sandbox) && struck == SB_FAULT_NONE)
        struck = rule->kind;
    }

  return struck;
}

static void
damage_body (SbFaults *self, SbResponse *response)
{
  gboolean is_xml = response->content_type != NULL && g_str_has_prefix (response->content_type, "text/xml");
  guint number = self->damaged++;

  g_string_assign (response->body, is_xml ? wrong_documents[number % G_N_ELEMENTS (wrong_documents)]
                                          : wrong_bodies[number % G_N_ELEMENTS (wrong_bodies)]);
}

void
sb_fault_apply (SbFaults *self, SbSandbox *sandbox, const char *system, SbFaultKind kind, SbResponse *response)
{
  response->fault = g_strdup (sb_fault_kind_to_string (kind));
  switch (kind)
    {
    case SB_FAULT_429:
      sb_find_system (system)->refuse (sandbox, 429, response);
      break;
    case SB_FAULT_500:
      sb_find_system (system)->refuse (sandbox, 500, response);
      break;
    case SB_FAULT_503:
      sb_find_system (system)->refuse (sandbox, 503, response);
      break;
    case SB_FAULT_HTML403:
      sb_refuse_by_edge (response, 403);
      break;
    case SB_FAULT_TIMEOUT:
      response->hang = TRUE;
      break;
    case SB_FAULT_TRUNCATE:
      response->truncate_to = (gssize) response->body->len / 2;
      break;
    case SB_FAULT_WRONG_JSON:
      damage_body (self, response);
      break;
    case SB_FAULT_SLOW:
      response->slow_ms = SLOW_MS;
      break;
    case SB_FAULT_RESET:
    case SB_FAULT_COMMIT_DROP:
      response->drop = TRUE;
      break;
    case SB_FAULT_NONE:
    default:
      g_assert_not_reached ();
    }
}
