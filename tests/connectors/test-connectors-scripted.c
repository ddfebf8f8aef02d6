/* test-connectors-scripted.c: what no sandbox does: odd pages, odd errors, odd orders
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-netsuite.h"
#include "cw-precoro.h"
#include "cw-scripted-transport.h"

#include <string.h>

typedef struct {
  CwClock             *clock;
  CwRandom            *random;
  CwTransport         *transport;
  CwScriptedTransport *script;
} World;

static void
world_init (World *world)
{
  world->clock = cw_virtual_clock_new (G_TIME_SPAN_DAY * 20000);
  world->random = cw_seeded_random_new (1);
  world->transport = cw_scripted_transport_new ();
  world->script = CW_SCRIPTED_TRANSPORT (world->transport);
}

static void
world_clear (World *world)
{
  g_object_unref (world->transport);
  g_object_unref (world->random);
  g_object_unref (world->clock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static CwConnector *
new_precoro (World *world)
{
  g_autoptr (CwSecret) secret = cw_secret_new ("{\"email\":\"a@b.test\",\"token\":\"t\"}");
  CwPrecoroConfig config = { .name = "purchasing", .url = "http://127.0.0.1:1", .secret = secret, .limits = { .lanes = 2, .share = 100 } };

  return CW_CONNECTOR (cw_precoro_new (&config, world->transport, world->clock, world->random, NULL));
}

static CwConnector *
new_netsuite (World *world, guint lanes)
{
  g_autoptr (CwSecret) secret = cw_secret_new ("{\"tba\":{\"consumer_key\":\"a\",\"consumer_secret\":\"b\",\"token_id\":\"c\",\"token_secret\":\"d\"}}");
  CwNetsuiteConfig config = { .name = "books", .url = "http://127.0.0.1:1", .account = "1", .auth = "tba", .secret = secret,
                              .limits = { .lanes = lanes, .share = 100 } };

  return CW_CONNECTOR (cw_netsuite_new (&config, world->transport, world->clock, world->random, NULL));
}

static gboolean
count_records (GPtrArray *records, gpointer data, GError **error)
{
  *(guint *) data += records->len;
  return TRUE;
}

/* ---- Precoro ---- */

static char *
options_json (guint first, guint n, const char *meta)
{
  GString *text = g_string_new ("{\"data\":[");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s{\"id\":%u,\"name\":\"N\"}", i > 0 ? "," : "", first + i);
  g_string_append_printf (text, "],\"meta\":%s}", meta);
  return g_string_free (text, FALSE);
}

typedef struct {
  struct {
    guint       first, n;
    const char *meta;
  } pages[4];
  guint n_pages;
  guint records;
} Paging;

static void
test_paging (gconstpointer data)
{
  const Paging *paging = data;
  g_auto (World) world = { NULL };
  g_autoptr (CwConnector) precoro = NULL;
  g_autoptr (GError) error = NULL;
  CwReadQuery query = { .type = "itemcustomfields/1" };
  guint n = 0;

  world_init (&world);
  precoro = new_precoro (&world);
  for (guint i = 0; i < paging->n_pages; i++)
    {
      g_autofree char *text = options_json (paging->pages[i].first, paging->pages[i].n, paging->pages[i].meta);

      cw_scripted_transport_push (world.script, 200, text);
    }
  g_assert_true (cw_connector_read_sync (precoro, &query, count_records, &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, paging->records);
  g_assert_cmpuint (cw_scripted_transport_get_requests (world.script)->len, ==, paging->n_pages);
}

typedef struct {
  guint          status;
  const char    *body;
  CwWriteOutcome outcome;
  const char    *says;     /* NULL: nothing in particular */
} Written;

static void
test_created (gconstpointer data)
{
  const Written *written = data;
  g_auto (World) world = { NULL };
  g_autoptr (CwConnector) precoro = NULL;
  g_autoptr (CwInbox) inbox = cw_inbox_new ();
  g_autoptr (CwWriteResult) result = NULL;
  CwWrite *write = cw_write_new (CW_WRITE_CREATE, "itemcustomfields/7301");

  world_init (&world);
  precoro = new_precoro (&world);
  cw_scripted_transport_push (world.script, written->status, written->body);
  cw_fields_set (write->fields, "name", "A & B=[+] ü");
  write->parent_target_id = g_strdup ("812");
  write->external_id = g_strdup ("1542");
  cw_connector_submit (precoro, write, inbox);
  result = cw_inbox_pop (inbox, 1);
  g_assert_nonnull (result);
  g_assert_cmpint (result->outcome, ==, written->outcome);
  if (written->says != NULL)
    g_assert_nonnull (strstr (result->error->message, written->says));
  if (result->outcome == CW_WRITE_DONE)
    g_assert_cmpstr (result->record->id, ==, "88002");
  g_assert_cmpuint (cw_scripted_transport_get_requests (world.script)->len, ==, 1);
}

/* The form says all four values, empty ones too. */
static void
test_forms (void)
{
  g_auto (World) world = { NULL };
  g_autoptr (CwConnector) precoro = NULL;
  g_autoptr (CwInbox) inbox = cw_inbox_new ();
  g_autoptr (CwWriteResult) created = NULL;
  g_autoptr (CwWriteResult) moved = NULL;
  CwWrite *write = cw_write_new (CW_WRITE_CREATE, "itemcustomfields/7301");
  GPtrArray *requests;

  world_init (&world);
  precoro = new_precoro (&world);
  requests = cw_scripted_transport_get_requests (world.script);
  cw_scripted_transport_push (world.script, 201, "{\"id\":5}");
  cw_scripted_transport_push (world.script, 200, "");
  cw_fields_set (write->fields, "name", "A & B");
  write->parent_target_id = g_strdup ("812");
  write->external_id = g_strdup ("1542");
  cw_connector_submit (precoro, write, inbox);
  created = cw_inbox_pop (inbox, 1);
  g_assert_cmpint (created->outcome, ==, CW_WRITE_DONE);
  g_assert_nonnull (strstr (g_ptr_array_index (requests, 0), "POST http://127.0.0.1:1/itemcustomfields/7301/options\n"));
  g_assert_nonnull (strstr (g_ptr_array_index (requests, 0), "parent%5Bid%5D=812"));
  g_assert_nonnull (strstr (g_ptr_array_index (requests, 0), "externalId=1542"));
  g_assert_null (strstr (g_ptr_array_index (requests, 0), "enable"));

  write = cw_write_new (CW_WRITE_UPDATE, "itemcustomfields/7301");
  write->target_id = g_strdup ("5");
  write->active = FALSE;
  cw_fields_set (write->fields, "name", "A");
  cw_connector_submit (precoro, write, inbox);
  moved = cw_inbox_pop (inbox, 1);
  g_assert_cmpint (moved->outcome, ==, CW_WRITE_DONE);
  g_assert_cmpstr (moved->record->id, ==, "5");
  g_assert_false (moved->record->active);
  g_assert_nonnull (strstr (g_ptr_array_index (requests, 1), "PUT http://127.0.0.1:1/itemcustomfields/7301/options/5\n"));
  g_assert_nonnull (strstr (g_ptr_array_index (requests, 1), "name=A&code=&parent%5Bid%5D=&enable=0"));
}

/* ---- NetSuite ---- */

/* A table of customers with ids as in @ids; understands the ranges that we ask for and nothing else. */
typedef struct {
  GArray  *ids;         /* of gint64, ascending */
  guint    page;        /* rows that an answer holds at most */
  gboolean no_total;
  gboolean cap;         /* an answer that is cut says that there is no more */
  gboolean join_refused;
  GHashTable *jobs;     /* ids that are projects, when asked for a list */
  guint    asked;
} Table;

static gint64
find_number (const char *text, const char *before, gint64 fallback)
{
  const char *at = strstr (text, before);

  return at != NULL ? g_ascii_strtoll (at + strlen (before), NULL, 10) : fallback;
}

static CwWireAnswer *
answer_table (const char *line, const char *body, gpointer data)
{
  Table *table = data;
  gint64 after = find_number (body, "id > ", 0), upto = find_number (body, "id <= ", G_MAXINT64);
  g_autoptr (GString) items = g_string_new (NULL);
  g_autofree char *text = NULL;
  guint n = 0, total = 0;

  if (strstr (line, "suiteql") == NULL)
    return cw_scripted_answer_new (403, "{}");
  if (strstr (body, "SESSIONTIMEZONE") != NULL)
    return cw_scripted_answer_new (200, "{\"items\":[{\"expr1\":\"UTC\"}],\"hasMore\":false}");
  if (strstr (body, "customersubsidiaryrelationship") != NULL)
    return cw_scripted_answer_new (400, "{\"detail\":\"Search error occurred: Record 'customersubsidiaryrelationship' was not found.\"}");
  table->asked++;
  for (guint i = 0; i < table->ids->len; i++)
    {
      gint64 id = g_array_index (table->ids, gint64, i);

      if (id <= after || id > upto)
        continue;
      total++;
      if (n < table->page)
        g_string_append_printf (items, "%s{\"id\":\"%" G_GINT64_FORMAT "\",\"companyname\":\"C\"}", n++ > 0 ? "," : "", id);
    }
  if (table->no_total)
    text = g_strdup_printf ("{\"items\":[%s],\"hasMore\":%s}", items->str, n < total ? "true" : "false");
  else
    text = g_strdup_printf ("{\"items\":[%s],\"hasMore\":%s,\"totalResults\":%u}", items->str, n < total && !table->cap ? "true" : "false", total);
  return cw_scripted_answer_new (200, text);
}

static guint
read_table (Table *table, guint lanes)
{
  g_auto (World) world = { NULL };
  g_autoptr (CwConnector) netsuite = NULL;
  g_autoptr (GError) error = NULL;
  CwReadQuery query = { .type = "customer" };
  guint n = 0;

  world_init (&world);
  netsuite = new_netsuite (&world, lanes);
  cw_scripted_transport_set_func (world.script, answer_table, table);
  table->asked = 0;
  g_assert_true (cw_connector_read_sync (netsuite, &query, count_records, &n, NULL, &error));
  g_assert_no_error (error);
  return n;
}

/* Ids of every distribution: each row once, and a bounded number of requests. */
static void
test_gaps (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 40; round++)
    {
      g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
      Table table = { .ids = ids, .page = 1000 };
      guint n = (guint) g_rand_int_range (random, 0, 12000), lanes = (guint) g_rand_int_range (random, 1, 16), pages;
      guint shape = round % 4;
      gint64 id = g_rand_int_range (random, 1, 1000000);

      for (guint i = 0; i < n; i++)
        {
          g_array_append_val (ids, id);
          if (shape == 0)
            id++;
          else if (shape == 1)
            id += g_rand_int_range (random, 1, 40);
          else if (shape == 2)
            id += g_rand_int_range (random, 0, 1500) == 0 ? g_rand_int_range (random, 1, 2000000000) : 1;
          else
            id += (gint64) 1 << (g_rand_int_range (random, 0, 300) == 0 ? g_rand_int_range (random, 0, 40) : 0);
        }
      table.no_total = round % 7 == 3;
      table.cap = !table.no_total && round % 5 == 2;
      g_assert_cmpuint (read_table (&table, lanes), ==, n);
      pages = MAX (1, (n + 999) / 1000);
      if (lanes == 1 || table.no_total)
        g_assert_cmpuint (table.asked, <=, pages + 1);
      else if (shape == 0)
        g_assert_cmpuint (table.asked, <=, pages + 1);
      else if (shape == 1)
        g_assert_cmpuint (table.asked, <=, pages + pages / 4 + 2);
      else
        g_assert_cmpuint (table.asked, <=, pages * (2 * lanes + 1) + 1);
    }
}

/* An answer that does not keep to the order would lose rows. */
static void
test_disorder (void)
{
  static const char * const answers[] = {
    "{\"items\":[{\"id\":\"5\"},{\"id\":\"4\"}],\"hasMore\":false}",
    "{\"items\":[{\"id\":\"0\"}],\"hasMore\":false}",
    "{\"items\":[{\"id\":\"5\"},{\"id\":\"5\"}],\"hasMore\":false}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_auto (World) world = { NULL };
      g_autoptr (CwConnector) netsuite = NULL;
      g_autoptr (GError) error = NULL;
      CwReadQuery query = { .type = "customer", .ids_only = TRUE };
      guint n = 0;

      world_init (&world);
      netsuite = new_netsuite (&world, 1);
      cw_scripted_transport_push (world.script, 200, answers[i]);
      g_assert_false (cw_connector_read_sync (netsuite, &query, count_records, &n, NULL, &error));
      g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL);
      g_assert_cmpuint (n, ==, 0);
    }
}

/* An account that refuses to join the table of projects with itself, and has no subsidiaries. */
static CwWireAnswer *
answer_jobs (const char *line, const char *body, gpointer data)
{
  if (strstr (line, "suiteql") == NULL)
    return cw_scripted_answer_new (404, "{}");
  if (strstr (body, "SESSIONTIMEZONE") != NULL)
    return cw_scripted_answer_new (400, "{\"o:errorDetails\":[{\"detail\":\"Invalid or unsupported search.\"}]}");
  if (strstr (body, "customersubsidiaryrelationship") != NULL)
    return cw_scripted_answer_new (400, "{\"o:errorDetails\":[{\"detail\":\"Invalid search type: customersubsidiaryrelationship.\"}]}");
  if (strstr (body, "JOIN") != NULL)
    return cw_scripted_answer_new (400, "{\"o:errorDetails\":[{\"detail\":\"Search error occurred: Invalid or unsupported search.\"}]}");
  if (strstr (body, "subsidiary") != NULL)
    return cw_scripted_answer_new (400, "{\"o:errorDetails\":[{\"detail\":\"Search error occurred: Field 'subsidiary' for record 'job' was not found.\"}]}");
  if (strstr (body, "id IN") != NULL)
    return cw_scripted_answer_new (200, "{\"items\":[{\"id\":\"101\"}],\"hasMore\":false}");
  return cw_scripted_answer_new (200, "{\"items\":["
                                 "{\"id\":\"101\",\"companyname\":\"Top\",\"parent\":\"7\",\"customer\":\"7\",\"dateCreated\":\"x\"},"
                                 "{\"id\":\"102\",\"companyname\":\"Below\",\"parent\":\"101\",\"customer\":\"7\"},"
                                 "{\"id\":\"103\",\"entityid\":\"P-103\",\"parent\":\"8\",\"customer\":\"7\"},"
                                 "{\"id\":\"104\",\"customer\":\"7\"},"
                                 "{\"id\":\"105\",\"parent\":\"105\"}],\"hasMore\":false,\"totalResults\":5}");
}

static gboolean
check_jobs (GPtrArray *records, gpointer data, GError **error)
{
  static const struct {
    const char *id, *parent_type, *parent_id, *name;
  } expected[] = {
    { "101", "customer", "7", "Top" }, { "102", "job", "101", "Below" }, { "103", "customer", "8", "P-103" },
    { "104", "customer", "7", NULL }, { "105", NULL, NULL, NULL },
  };

  for (guint i = 0; i < records->len; i++)
    {
      const CwRecord *record = g_ptr_array_index (records, i);

      for (guint k = 0; k < G_N_ELEMENTS (expected); k++)
        if (g_str_equal (expected[k].id, record->id))
          {
            g_assert_cmpstr (record->parent_type, ==, expected[k].parent_type);
            g_assert_cmpstr (record->parent_id, ==, expected[k].parent_id);
            g_assert_cmpstr (record->name, ==, expected[k].name);
            g_assert_null (record->subsidiaries);
            (*(guint *) data)++;
          }
    }
  return TRUE;
}

static void
test_no_join (void)
{
  g_auto (World) world = { NULL };
  g_autoptr (CwConnector) netsuite = NULL;
  g_autoptr (GError) error = NULL;
  CwReadQuery query = { .type = "job" };
  guint n = 0;

  world_init (&world);
  netsuite = new_netsuite (&world, 1);
  cw_scripted_transport_set_func (world.script, answer_jobs, NULL);
  g_assert_true (cw_connector_read_sync (netsuite, &query, check_jobs, &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 5);
}

/* No column for the stage: the text of the status has it; where that cannot be asked for either, a customer is a customer. */
static CwWireAnswer *
answer_without_stage (const char *line, const char *body, gpointer data)
{
  if (strstr (body, "SESSIONTIMEZONE") != NULL)
    return cw_scripted_answer_new (200, "{\"items\":[{\"timezone\":\"UTC\"}]}");
  if (strstr (body, "customersubsidiaryrelationship") != NULL)
    return cw_scripted_answer_new (400, "{\"detail\":\"Search error occurred: Record 'customersubsidiaryrelationship' was not found.\"}");
  if (strstr (body, "searchstage") != NULL)
    return cw_scripted_answer_new (400, "{\"detail\":\"Search error occurred: Unknown identifier 'searchstage'. Available identifiers are: {customer=customer}.\"}");
  if (data != NULL && strstr (body, "BUILTIN") != NULL)
    return cw_scripted_answer_new (400, "{\"detail\":\"Search error occurred: Invalid or unsupported search.\"}");
  return cw_scripted_answer_new (200, "{\"items\":[{\"id\":\"1\",\"companyname\":\"A\",\"expr3\":\"LEAD-Unqualified\"},"
                                 "{\"id\":\"2\",\"companyname\":\"B\",\"entitystatusname\":\"CUSTOMER-Closed Won\"},"
                                 "{\"id\":\"3\",\"companyname\":\"C\",\"entitystatusname\":\"Prospect-In Discussion\"}],\"hasMore\":false}");
}

static gboolean
join_stages (GPtrArray *records, gpointer data, GError **error)
{
  for (guint i = 0; i < records->len; i++)
    {
      const CwRecord *record = g_ptr_array_index (records, i);

      g_string_append_printf (data, "%s ", record->stage);
      g_assert_null (cw_fields_get (record->fields, "entityStatusName"));
    }
  return TRUE;
}

static void
test_stages (gconstpointer data)
{
  g_auto (World) world = { NULL };
  g_autoptr (CwConnector) netsuite = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) stages = g_string_new (NULL);
  CwReadQuery query = { .type = "customer" };

  world_init (&world);
  netsuite = new_netsuite (&world, 1);
  cw_scripted_transport_set_func (world.script, answer_without_stage, (gpointer) data);
  g_assert_true (cw_connector_read_sync (netsuite, &query, join_stages, stages, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (stages->str, ==, data == NULL ? "lead customer prospect " : "customer customer customer ");
}

/* Deletions: several types share ids, and a page ends in the middle of one id. */
static CwWireAnswer *
answer_deleted (const char *line, const char *body, gpointer data)
{
  gint64 after = find_number (body, "recordid > ", 0);
  g_autoptr (GString) items = g_string_new (NULL);
  g_autofree char *text = NULL;
  guint n = 0, total = 0;

  if (strstr (body, "SESSIONTIMEZONE") != NULL)
    return cw_scripted_answer_new (200, "{\"items\":[{\"timezone\":\"UTC\"}]}");
  if (strstr (body, "deletedrecord") == NULL)
    return cw_scripted_answer_new (200, "{\"items\":[],\"hasMore\":false,\"totalResults\":0}");
  for (gint64 id = 1; id <= 1500; id++)
    for (guint k = 0; k < 3; k++)
      {
        static const char * const words[] = { "\"scriptid\":\"INVOICE\"", "\"scriptid\":\"JOB\",\"type\":\"CustJob\"", "\"type\":\"Customer\"" };

        if (id <= after)
          continue;
        total++;
        if (n < 1000)
          g_string_append_printf (items, "%s{\"recordid\":\"%" G_GINT64_FORMAT "\",%s}", n++ > 0 ? "," : "", id, words[k]);
      }
  text = g_strdup_printf ("{\"items\":[%s],\"hasMore\":%s,\"totalResults\":%u}", items->str, n < total ? "true" : "false", total);
  return cw_scripted_answer_new (200, text);
}

static void
test_deletions (gconstpointer data)
{
  g_auto (World) world = { NULL };
  g_autoptr (CwConnector) netsuite = NULL;
  g_autoptr (GError) error = NULL;
  CwReadQuery query = { .type = data, .changed_since = G_TIME_SPAN_DAY };
  guint n = 0;

  world_init (&world);
  netsuite = new_netsuite (&world, 4);
  cw_scripted_transport_set_func (world.script, answer_deleted, NULL);
  g_assert_true (cw_connector_read_sync (netsuite, &query, count_records, &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1500);
}

int
main (int argc, char **argv)
{
  static const Paging paging[] = {
    { { { 1, 2, "{\"pagination\":{\"has_next_page\":true}}" }, { 3, 2, "{\"pagination\":{\"has_next_page\":false}}" } }, 2, 4 },
    { { { 1, 2, "{}" } }, 1, 2 },
    { { { 1, 200, "{}" }, { 201, 3, "[]" } }, 2, 203 },
    { { { 1, 200, "null" }, { 1, 200, "null" } }, 2, 200 },
    { { { 1, 0, "{\"pagination\":{\"has_next_page\":true}}" } }, 1, 0 },
    { { { 1, 2, "{\"pagination\":{\"has_next_page\":true}}" }, { 1, 2, "{\"pagination\":{\"has_next_page\":true}}" } }, 2, 2 },
    { { { 1, 2, "{\"pagination\":{\"has_next_page\":true,\"total_pages\":2}}" }, { 2, 2, "{\"pagination\":{\"has_next_page\":true,\"total_pages\":2}}" },
        { 4, 1, "{\"pagination\":{\"has_next_page\":false}}" } }, 3, 4 },
    { { { 1, 2, "{\"pagination\":{\"current_page\":1,\"total_pages\":2}}" }, { 3, 2, "{\"pagination\":{\"current_page\":2,\"total_pages\":2}}" } }, 2, 4 },
    { { { 1, 2, "{\"pagination\":{\"has_next_page\":true,\"total_pages\":999999999}}" }, { 3, 1, "{\"pagination\":{\"has_next_page\":false}}" } }, 2, 3 },
  };
  static const Written written[] = {
    { 201, "{\"id\":88002}", CW_WRITE_DONE, NULL },
    { 200, "{\"id\":\"88002\",\"name\":\"x\"}", CW_WRITE_DONE, NULL },
    { 201, "", CW_WRITE_UNKNOWN, NULL },
    { 201, "{}", CW_WRITE_UNKNOWN, NULL },
    { 201, "{\"id\":", CW_WRITE_UNKNOWN, NULL },
    { 200, "<html>ok</html>", CW_WRITE_UNKNOWN, NULL },
    { 0, NULL, CW_WRITE_UNKNOWN, NULL },
    { 500, "{\"error\":\"x\"}", CW_WRITE_UNKNOWN, NULL },
    { 502, "bad gateway", CW_WRITE_UNKNOWN, NULL },
    { 400, "{\"errors\":{\"errors\":{\"name\":\"Zu lang, naïve.\"}}}", CW_WRITE_REJECTED, "Zu lang, naïve." },
    { 409, "{\"message\":\"Duplicate\"}", CW_WRITE_REJECTED, "Duplicate" },
    { 422, "{\"error\":\"Unprocessable\"}", CW_WRITE_REJECTED, "Unprocessable" },
    { 403, "{\"error\":\"No role\"}", CW_WRITE_REJECTED, "No role" },
    { 404, "nothing here", CW_WRITE_REJECTED, "nothing here" },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (paging); i++)
    {
      g_autofree char *path = g_strdup_printf ("/scripted/precoro/paging/%u", i);

      g_test_add_data_func (path, &paging[i], test_paging);
    }
  for (guint i = 0; i < G_N_ELEMENTS (written); i++)
    {
      g_autofree char *path = g_strdup_printf ("/scripted/precoro/created/%u", i);

      g_test_add_data_func (path, &written[i], test_created);
    }
  g_test_add_func ("/scripted/precoro/forms", test_forms);
  g_test_add_func ("/scripted/netsuite/gaps", test_gaps);
  g_test_add_func ("/scripted/netsuite/disorder", test_disorder);
  g_test_add_func ("/scripted/netsuite/no-join", test_no_join);
  g_test_add_data_func ("/scripted/netsuite/stages/status", NULL, test_stages);
  g_test_add_data_func ("/scripted/netsuite/stages/nothing", "nothing", test_stages);
  g_test_add_data_func ("/scripted/netsuite/deletions/customer", "customer", test_deletions);
  g_test_add_data_func ("/scripted/netsuite/deletions/job", "job", test_deletions);
  return g_test_run ();
}
