/* test-decoders.c: answers of odd shape, cut short, and damaged at random
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A decoder either takes an answer or says what is wrong with it, at which
 * member; it never crashes, and never takes half of one. Bounded: a fixed seed
 * and a fixed number of rounds.
 */

#include "cw-netsuite-private.h"
#include "cw-precoro-private.h"

#include "cw-scripted-transport.h"

#include <string.h>

#define ROUNDS 4000

static const char suiteql_page[] =
  "{\"links\":[],\"count\":3,\"hasMore\":true,\"items\":["
  "{\"links\":[],\"id\":\"309\",\"companyname\":\"Müller & Söhne\",\"isperson\":\"F\",\"expr1\":\"2026-01-31 08:15:00\"},"
  "{\"links\":[],\"id\":310,\"COMPANYNAME\":\"No \\\"mail\\\" co\",\"isperson\":true,\"lastmodifieddate\":\"2026-07-31 23:59:59\"},"
  "{\"links\":[],\"id\":\"311\",\"companyname\":null}],\"offset\":0,\"totalResults\":\"65\"}";

static const char options_page[] =
  "{\"data\":[{\"id\":88001,\"name\":\"Northwind\",\"code\":null,\"level\":1,\"parent\":null,\"netSuiteId\":null,\"externalId\":\"1542\",\"enable\":true},"
  "{\"id\":\"88002\",\"name\":\"Fit-out\",\"code\":\"F\",\"parent\":{\"id\":88001},\"netSuiteId\":12,\"externalId\":1733,\"enable\":0},"
  "{\"id\":88003,\"name\":\"Phase 1\",\"parent\":[],\"netSuiteId\":\"\"}],"
  "\"meta\":{\"pagination\":{\"total\":3,\"current_page\":1,\"total_pages\":2,\"has_next_page\":true}}}";

/* ---- decoders ---- */

/* A connector for what needs one; nothing is sent. */
static CwNetsuite *
new_netsuite (void)
{
  g_autoptr (CwTransport) transport = cw_scripted_transport_new ();
  g_autoptr (CwClock) clock = cw_virtual_clock_new (G_TIME_SPAN_DAY * 20000);
  g_autoptr (CwRandom) random = cw_seeded_random_new (1);
  g_autoptr (CwSecret) secret = cw_secret_new ("{\"consumer_key\":\"a\",\"consumer_secret\":\"b\",\"token_id\":\"c\",\"token_secret\":\"d\"}");
  CwNetsuiteConfig config = { .name = "books", .url = "http://127.0.0.1:1/netsuite", .account = "1", .auth = "tba", .secret = secret };
  g_autoptr (GError) error = NULL;
  CwNetsuite *self = cw_netsuite_new (&config, transport, clock, random, &error);

  g_assert_no_error (error);
  return self;
}

static CwNsSelect *
new_select (CwNetsuite *netsuite)
{
  CwNsSelect *select = _cw_ns_select_new ("customer", NULL, "", "id");

  _cw_ns_select_add (select, netsuite, "companyName", "companyname", CW_NS_TEXT);
  _cw_ns_select_add (select, netsuite, "isPerson", "isperson", CW_NS_BOOLEAN);
  _cw_ns_select_add (select, netsuite, "lastModifiedDate", "lastmodifieddate", CW_NS_INSTANT);
  return select;
}

typedef void (*Decode) (GBytes *body, gpointer data);

typedef struct {
  CwNsSelect *select;
  GTimeZone  *zone;
} SuiteqlData;

static void
decode_suiteql (GBytes *body, gpointer data)
{
  SuiteqlData *suiteql = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwNsPage) page = _cw_ns_page_decode (suiteql->select, suiteql->zone, body, &error);

  g_assert_true ((page == NULL) == (error != NULL));
  for (guint i = 0; page != NULL && i < page->rows->len; i++)
    g_assert_true (_cw_ns_is_id (cw_fields_get (g_ptr_array_index (page->rows, i), "id")));
}

static void
decode_options (GBytes *body, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrecoroPage) page = _cw_precoro_page_decode (body, _cw_precoro_decode_option, &error);

  g_assert_true ((page == NULL) == (error != NULL));
  for (guint i = 0; page != NULL && i < page->records->len; i++)
    g_assert_nonnull (((CwTargetRecord *) g_ptr_array_index (page->records, i))->id);
}

static void
decode_errors (GBytes *body, gpointer data)
{
  g_autoptr (CwWireAnswer) wire = cw_wire_answer_new (400);
  g_autofree char *code = NULL;
  g_autofree char *netsuite = NULL;
  g_autofree char *precoro = NULL;

  g_bytes_unref (wire->body);
  wire->body = g_bytes_ref (body);
  netsuite = _cw_ns_dup_detail (wire, &code);
  precoro = _cw_precoro_dup_detail (wire);
  g_assert_nonnull (netsuite);
  g_assert_nonnull (precoro);
}

/* ---- damage ---- */

static void
cut (const char *text, Decode decode, gpointer data)
{
  for (gsize length = 0; length <= strlen (text); length++)
    {
      g_autoptr (GBytes) body = g_bytes_new (text, length);

      decode (body, data);
    }
}

/* Overwrites, doubles or removes some bytes. */
static GBytes *
mutate (const char *text, GRand *random)
{
  static const char alphabet[] = "{}[]\",:\\0123456789-.eEtfn \x80\xc3\xff\x01";
  GByteArray *bytes = g_byte_array_new ();
  guint n = g_rand_int_range (random, 1, 5);

  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
  for (guint i = 0; i < n && bytes->len > 0; i++)
    {
      guint at = (guint) g_rand_int_range (random, 0, (int) bytes->len);
      guint most = (guint) g_rand_int_range (random, 1, 12);
      guint length = MIN (bytes->len - at, most);

      switch (g_rand_int_range (random, 0, 3))
        {
        case 0:
          bytes->data[at] = (guint8) alphabet[g_rand_int_range (random, 0, sizeof alphabet - 1)];
          break;
        case 1:
          g_byte_array_remove_range (bytes, at, length);
          break;
        default:
          {
            g_autofree guint8 *copy = g_memdup2 (bytes->data + at, length);

            g_byte_array_append (bytes, copy, length);
            break;
          }
        }
    }
  return g_byte_array_free_to_bytes (bytes);
}

static void
damage (const char *text, Decode decode, gpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20260105);

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GBytes) body = mutate (text, random);

      decode (body, data);
    }
}

static void
test_damaged_suiteql (void)
{
  g_autoptr (CwNetsuite) netsuite = new_netsuite ();
  g_autoptr (CwNsSelect) select = new_select (netsuite);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("America/Los_Angeles");
  SuiteqlData data = { select, zone };

  cut (suiteql_page, decode_suiteql, &data);
  damage (suiteql_page, decode_suiteql, &data);
}

static void
test_damaged_options (void)
{
  cut (options_page, decode_options, NULL);
  damage (options_page, decode_options, NULL);
}

static void
test_damaged_errors (void)
{
  static const char * const texts[] = {
    "{\"type\":\"t\",\"title\":\"Bad Request\",\"status\":400,\"o:errorDetails\":[{\"detail\":\"d\",\"o:errorCode\":\"c\"}]}",
    "{\"errors\":{\"errors\":{\"name\":[\"This value should not be blank.\"]}}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      cut (texts[i], decode_errors, NULL);
      damage (texts[i], decode_errors, NULL);
    }
}

/* ---- odd shapes ---- */

static void
test_suiteql_shapes (void)
{
  g_autoptr (CwNetsuite) netsuite = new_netsuite ();
  g_autoptr (CwNsSelect) select = new_select (netsuite);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("America/Los_Angeles");
  g_autoptr (GBytes) body = g_bytes_new_static (suiteql_page, strlen (suiteql_page));
  g_autoptr (GError) error = NULL;
  g_autoptr (CwNsPage) page = _cw_ns_page_decode (select, zone, body, &error);
  CwFields *row;

  g_assert_no_error (error);
  g_assert_cmpuint (page->rows->len, ==, 3);
  g_assert_true (page->has_more);
  g_assert_cmpint (page->total, ==, 65);
  row = g_ptr_array_index (page->rows, 0);
  g_assert_cmpstr (cw_fields_get (row, "companyName"), ==, "Müller & Söhne");
  g_assert_cmpstr (cw_fields_get (row, "isPerson"), ==, "F");
  g_assert_cmpstr (cw_fields_get (row, "lastModifiedDate"), ==, "2026-01-31T16:15:00Z");
  row = g_ptr_array_index (page->rows, 1);
  g_assert_cmpstr (cw_fields_get (row, "id"), ==, "310");
  g_assert_cmpstr (cw_fields_get (row, "companyName"), ==, "No \"mail\" co");
  g_assert_cmpstr (cw_fields_get (row, "isPerson"), ==, "T");
  g_assert_cmpstr (cw_fields_get (row, "lastModifiedDate"), ==, "2026-08-01T06:59:59Z");
  row = g_ptr_array_index (page->rows, 2);
  g_assert_null (cw_fields_get (row, "companyName"));
}

static void
test_option_shapes (void)
{
  g_autoptr (GBytes) body = g_bytes_new_static (options_page, strlen (options_page));
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrecoroPage) page = _cw_precoro_page_decode (body, _cw_precoro_decode_option, &error);
  const CwTargetRecord *first, *second, *third;

  g_assert_no_error (error);
  g_assert_cmpuint (page->records->len, ==, 3);
  g_assert_cmpint (page->next, ==, CW_PRECORO_MORE);
  g_assert_cmpint (page->total_pages, ==, 2);
  first = g_ptr_array_index (page->records, 0);
  second = g_ptr_array_index (page->records, 1);
  third = g_ptr_array_index (page->records, 2);
  g_assert_cmpstr (first->external_id, ==, "1542");
  g_assert_null (first->parent_id);
  g_assert_null (first->owner_id);
  g_assert_cmpstr (second->id, ==, "88002");
  g_assert_cmpstr (second->parent_id, ==, "88001");
  g_assert_cmpstr (second->owner_id, ==, "12");
  g_assert_cmpstr (second->external_id, ==, "1733");
  g_assert_false (second->active);
  g_assert_null (third->parent_id);
  g_assert_null (third->owner_id);
  g_assert_true (third->active);
}

/* The error names the member. */
static void
test_paths (void)
{
  static const struct {
    const char *body, *path;
  } cases[] = {
    { "{\"data\":[{\"id\":1},{\"name\":\"x\"}]}", "$.data[1].id" },
    { "{\"data\":[{\"id\":1},7]}", "$.data[1]" },
    { "{\"data\":5}", "$.data" },
    { "{\"rows\":[]}", "$.data" },
    { "[]", "$" },
  };
  g_autoptr (CwNetsuite) netsuite = new_netsuite ();
  g_autoptr (CwNsSelect) select = new_select (netsuite);
  static const char odd_row[] = "{\"items\":[{\"id\":\"1\",\"companyname\":{\"a\":1}}]}";
  g_autoptr (GBytes) row = g_bytes_new_static (odd_row, strlen (odd_row));
  g_autoptr (GError) row_error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (cases[i].body, strlen (cases[i].body));
      g_autoptr (GError) error = NULL;
      g_autofree char *start = g_strconcat (cases[i].path, ":", NULL);

      g_assert_null (_cw_precoro_page_decode (body, _cw_precoro_decode_option, &error));
      g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL);
      g_assert_true (g_str_has_prefix (error->message, start));
    }
  g_assert_null (_cw_ns_page_decode (select, NULL, row, &row_error));
  g_assert_error (row_error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL);
  g_assert_true (g_str_has_prefix (row_error->message, "$.items[0].companyname:"));
}

static void
test_pagination (void)
{
  static const struct {
    const char   *meta;
    CwPrecoroNext next;
  } cases[] = {
    { "{\"pagination\":{\"has_next_page\":true}}", CW_PRECORO_MORE },
    { "{\"pagination\":{\"has_next_page\":false,\"current_page\":1,\"total_pages\":5}}", CW_PRECORO_LAST },
    { "{\"pagination\":{\"current_page\":\"1\",\"total_pages\":\"2\"}}", CW_PRECORO_MORE },
    { "{\"pagination\":{\"current_page\":2,\"total_pages\":2}}", CW_PRECORO_LAST },
    { "{\"pagination\":[]}", CW_PRECORO_UNTOLD },
    { "null", CW_PRECORO_UNTOLD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"data\":[],\"meta\":%s}", cases[i].meta);
      g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
      g_autoptr (CwPrecoroPage) page = _cw_precoro_page_decode (body, _cw_precoro_decode_option, NULL);

      g_assert_nonnull (page);
      g_assert_cmpint (page->next, ==, cases[i].next);
    }
}

static void
test_error_words (void)
{
  static const struct {
    const char *body, *precoro, *netsuite;
  } cases[] = {
    { "{\"message\":\"Bad credentials\"}", "Bad credentials", "Bad credentials" },
    { "{\"error\":\"A\",\"message\":\"B\"}", "A", "A" },
    { "{\"errors\":{\"errors\":{\"name\":\"This value should not be blank.\"}}}", "This value should not be blank.", NULL },
    { "{\"errors\":[{\"x\":[]},[\"first\",\"second\"]]}", "first", NULL },
    { "{\"title\":\"Bad Request\",\"o:errorDetails\":[{\"detail\":\"One.\",\"o:errorCode\":\"C\"},{\"detail\":\"Two.\"}]}", NULL, "One. Two." },
    { "{\"title\":\"Not found\",\"detail\":\"Record does not exist.\",\"o:errorCode\":\"NONEXISTENT_ID\"}", NULL, "Record does not exist." },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"expired\"}", "invalid_grant", "invalid_grant expired" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwWireAnswer) wire = cw_wire_answer_new (400);
      g_autofree char *precoro = NULL;
      g_autofree char *netsuite = NULL;

      g_bytes_unref (wire->body);
      wire->body = g_bytes_new (cases[i].body, strlen (cases[i].body));
      precoro = _cw_precoro_dup_detail (wire);
      netsuite = _cw_ns_dup_detail (wire, NULL);
      if (cases[i].precoro != NULL)
        g_assert_cmpstr (precoro, ==, cases[i].precoro);
      if (cases[i].netsuite != NULL)
        g_assert_cmpstr (netsuite, ==, cases[i].netsuite);
    }
}

/* ---- zones ---- */

static void
test_lower_bounds (void)
{
  static const struct {
    const char *zone, *time, *bound;
  } cases[] = {
    { "America/Los_Angeles", "2026-01-31T16:15:00Z", "2026-01-31 08:15:00" },
    { "America/Los_Angeles", "2026-07-31T16:15:59Z", "2026-07-31 09:15:59" },
    /* 01:30 occurs at 08:30 and at 09:30 UTC: a moment before both */
    { "America/Los_Angeles", "2026-11-01T08:30:00Z", "2026-11-01 00:30:00" },
    { "America/Los_Angeles", "2026-11-01T09:30:00Z", "2026-11-01 00:30:00" },
    { "America/Los_Angeles", "2026-11-01T07:59:59Z", "2026-11-01 00:59:59" },
    { "America/Los_Angeles", "2026-11-01T10:00:00Z", "2026-11-01 02:00:00" },
    /* the hour that does not exist */
    { "America/Los_Angeles", "2026-03-08T10:30:00Z", "2026-03-08 03:30:00" },
    { "Australia/Lord_Howe", "2026-04-04T15:15:00Z", "2026-04-05 01:15:00" },
    { "Asia/Kolkata", "2026-01-31T16:15:00Z", "2026-01-31 21:45:00" },
    { "UTC", "2026-01-31T16:15:00Z", "2026-01-31 16:15:00" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (cases[i].zone);
      g_autofree char *bound = _cw_ns_dup_lower_bound (zone, _cw_ns_parse_iso (cases[i].time));

      g_assert_cmpstr (bound, ==, cases[i].bound);
    }
}

static void
test_lists_of_ids (void)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) conditions = NULL;

  g_ptr_array_add (ids, g_strdup ("1; DROP TABLE customer"));
  g_ptr_array_add (ids, g_strdup ("-5"));
  g_ptr_array_add (ids, g_strdup ("99999999999999999999"));
  for (guint i = 1; i <= 2001; i++)
    g_ptr_array_add (ids, g_strdup_printf ("%u", i));
  conditions = _cw_ns_list_conditions ("@id", ids);
  g_assert_cmpuint (conditions->len, ==, 3);
  g_assert_true (g_str_has_prefix (g_ptr_array_index (conditions, 0), "@id IN (1, 2, 3"));
  g_assert_cmpstr (g_ptr_array_index (conditions, 2), ==, "@id IN (2001)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decoders/damaged/suiteql", test_damaged_suiteql);
  g_test_add_func ("/decoders/damaged/options", test_damaged_options);
  g_test_add_func ("/decoders/damaged/errors", test_damaged_errors);
  g_test_add_func ("/decoders/suiteql-shapes", test_suiteql_shapes);
  g_test_add_func ("/decoders/option-shapes", test_option_shapes);
  g_test_add_func ("/decoders/paths", test_paths);
  g_test_add_func ("/decoders/pagination", test_pagination);
  g_test_add_func ("/decoders/error-words", test_error_words);
  g_test_add_func ("/decoders/lower-bounds", test_lower_bounds);
  g_test_add_func ("/decoders/lists-of-ids", test_lists_of_ids);
  return g_test_run ();
}
