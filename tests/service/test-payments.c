/* test-payments.c: customer payments of NetSuite become payments of the invoices that SuiteProjects Pro has
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The invoice began in SuiteProjects Pro and carries the id that it got in NetSuite. A payment there is split over what it was
 * applied to; its shares are records "PAYMENT-INVOICE".
 */

#include "services-fixture.h"

#include <string.h>

#define WORKFLOW "spp.payments"
#define ID_FIELD "netsuite_payment_id__c"

/* A customer that both sides have, and its id there. */
typedef struct {
  CwFixture *f;
  char      *customer, *there;
} Story;

static void
story_init (Story *story, const char *assume)
{
  g_autoptr (CwRunInfo) info = NULL;

  story->f = cw_fixture_new (3, 2, assume);
  story->customer = spp_add_customer (story->f, "Payer", "");
  spp_enable (story->f, WORKFLOW);
  info = spp_run (story->f);
  story->there = spp_get_there (story->f, "customer", "netsuite_customer_id__c", story->customer, "id", NULL);
}

static void
story_clear (Story *story)
{
  g_free (story->customer);
  g_free (story->there);
  cw_fixture_free (story->f);
}

/* An invoice of NetSuite over @total. (transfer full) */
static char *
add_invoice (Story *story, const char *number, const char *total)
{
  g_autofree char *members = g_strdup_printf ("\"entity\":\"%s\",\"tranid\":\"%s\",\"trandate\":\"2026-01-05\",\"currency\":\"1\",\"foreigntotal\":\"%s\","
                                              "\"subsidiary\":\"2\"", story->customer, number, total);

  return spp_edit (story->f, "netsuite", "invoice", NULL, members);
}

/* The same one as it began in SuiteProjects Pro. @id NULL: nobody told it yet what it became. (transfer full) */
static char *
add_invoice_there (Story *story, const char *number, const char *total, const char *currency, const char *id)
{
  g_autofree char *members = g_strdup_printf ("\"number\":\"%s\",\"date\":\"2026-01-05\",\"customerid\":\"%s\",\"currency\":\"%s\",\"total\":\"%s\","
                                              "\"approval_status\":\"A\",\"netsuite_invoice_id__c\":\"%s\"", number, story->there, currency, total,
                                              id != NULL ? id : "");

  return spp_edit (story->f, "suiteprojects", "invoice", NULL, members);
}

/* @applied: "{\"doc\":…,\"amount\":…},…". (transfer full) */
static char *
add_payment (Story *story, const char *number, const char *total, const char *applied)
{
  g_autofree char *members = g_strdup_printf ("\"entity\":\"%s\",\"tranid\":\"%s\",\"trandate\":\"2026-02-01\",\"currency\":\"1\",\"foreigntotal\":\"%s\","
                                              "\"subsidiary\":\"2\",\"apply\":[%s]", story->customer, number, total, applied);

  return spp_edit (story->f, "netsuite", "customerpayment", NULL, members);
}

static char *
dup_share (const char *invoice, const char *amount)
{
  return g_strdup_printf ("{\"doc\":\"%s\",\"amount\":\"%s\"}", invoice, amount);
}

static void
apply (Story *story, const char *payment, const char *applied)
{
  g_autofree char *members = g_strdup_printf ("\"apply\":[%s]", applied);

  spp_set (story->f, "customerpayment", payment, members);
}

static char *
dup_part (const char *payment, const char *invoice)
{
  return g_strconcat (payment, "-", invoice, NULL);
}

static void
assert_paid (Story *story, const char *part, const char *invoice_there, const char *total)
{
  spp_assert_there (story->f, "payment", ID_FIELD, part, "invoiceid", invoice_there);
  spp_assert_there (story->f, "payment", ID_FIELD, part, "total", total);
  spp_assert_there (story->f, "payment", ID_FIELD, part, "customerid", story->there);
}

static void
assert_balance (Story *story, const char *invoice_there, const char *balance)
{
  spp_assert_there (story->f, "invoice", "id", invoice_there, "balance", balance);
}

/* ---- stories ---- */

static void
test_life (void)
{
  Story story;
  g_autofree char *invoice = NULL, *there = NULL, *share = NULL, *less = NULL, *payment = NULL, *part = NULL;

  story_init (&story, NULL);
  invoice = add_invoice (&story, "INV-A", "1200.00");
  there = add_invoice_there (&story, "INV-A", "1200.00", "USD", invoice);
  share = dup_share (invoice, "1200.00");
  payment = add_payment (&story, "PAY-A", "1200.00", share);
  part = dup_part (payment, invoice);
  g_assert_cmpuint (spp_run_counted (story.f), ==, 1);
  assert_paid (&story, part, there, "1200.00");
  spp_assert_there (story.f, "payment", ID_FIELD, part, "date", "2026-02-01");
  spp_assert_there (story.f, "payment", ID_FIELD, part, "currency", "USD");
  assert_balance (&story, there, "0.00");
  spp_assert_quiet (story.f);

  /* Somebody corrects how much of it was for this invoice. */
  less = dup_share (invoice, "1000.50");
  apply (&story, payment, less);
  g_assert_cmpuint (spp_run_counted (story.f), ==, 1);
  assert_paid (&story, part, there, "1000.50");
  assert_balance (&story, there, "199.50");
  spp_assert_quiet (story.f);
  story_clear (&story);
}

static void
test_monitored (void)
{
  Story story;
  g_autofree char *invoice = NULL, *there = NULL, *share = NULL, *less = NULL, *payment = NULL, *part = NULL;

  story_init (&story, NULL);
  spp_set_setting (story.f, WORKFLOW, "monitored-fields", "amount");
  invoice = add_invoice (&story, "INV-M", "80.00");
  there = add_invoice_there (&story, "INV-M", "80.00", "USD", invoice);
  share = dup_share (invoice, "80.00");
  payment = add_payment (&story, "PAY-M", "80.00", share);
  part = dup_part (payment, invoice);
  g_assert_cmpuint (spp_run_counted (story.f), ==, 1);
  spp_set (story.f, "customerpayment", payment, "\"memo\":\"by bank\"");
  spp_assert_quiet (story.f);
  less = dup_share (invoice, "70.00");
  apply (&story, payment, less);
  g_assert_cmpuint (spp_run_counted (story.f), ==, 1);
  assert_paid (&story, part, there, "70.00");
  spp_assert_there (story.f, "payment", ID_FIELD, part, "notes", "by bank");
  spp_assert_quiet (story.f);
  story_clear (&story);
}

/* One payment, two invoices, one of them in part, and something left over. */
static void
test_several (void)
{
  Story story;
  g_autofree char *first = NULL, *second = NULL, *there_first = NULL, *there_second = NULL, *shares = NULL, *payment = NULL;
  g_autofree char *part_first = NULL, *part_second = NULL, *rest = NULL;

  story_init (&story, NULL);
  first = add_invoice (&story, "INV-1", "100.10");
  second = add_invoice (&story, "INV-2", "300.00");
  there_first = add_invoice_there (&story, "INV-1", "100.10", "USD", first);
  there_second = add_invoice_there (&story, "INV-2", "300.00", "USD", second);
  shares = g_strdup_printf ("{\"doc\":\"%s\",\"amount\":\"100.10\"},{\"doc\":\"%s\",\"amount\":\"0.20\"}", first, second);
  payment = add_payment (&story, "PAY-1", "500.00", shares);
  part_first = dup_part (payment, first);
  part_second = dup_part (payment, second);
  rest = dup_part (payment, "0");
  g_assert_cmpuint (spp_run_counted (story.f), ==, 1);
  assert_paid (&story, part_first, there_first, "100.10");
  assert_paid (&story, part_second, there_second, "0.20");
  assert_balance (&story, there_first, "0.00");
  assert_balance (&story, there_second, "299.80");
  g_assert_true (spp_has_event (story.f, "customerpayment", rest, "skip lookup-none"));
  g_assert_cmpuint (spp_count_there (story.f, "payment", ID_FIELD, rest), ==, 0);
  spp_assert_quiet (story.f);
  story_clear (&story);
}

/* What has no invoice there yet waits, and goes by itself. */
static void
test_waits (void)
{
  Story story;
  g_autofree char *invoice = NULL, *there = NULL, *share = NULL, *payment = NULL, *part = NULL, *members = NULL, *other = NULL;

  story_init (&story, NULL);
  invoice = add_invoice (&story, "INV-W", "10.00");
  share = dup_share (invoice, "10.00");
  payment = add_payment (&story, "PAY-W", "10.00", share);
  part = dup_part (payment, invoice);
  spp_assert_quiet (story.f);
  g_assert_true (spp_has_event (story.f, "customerpayment", part, "skip lookup-waiting"));
  /* There, but nobody knows that it is the same one. */
  there = add_invoice_there (&story, "INV-W", "10.00", "USD", NULL);
  spp_assert_quiet (story.f);
  g_assert_true (spp_has_event (story.f, "customerpayment", part, "skip lookup-waiting"));

  members = g_strdup_printf ("\"netsuite_invoice_id__c\":\"%s\"", invoice);
  other = spp_edit (story.f, "suiteprojects", "invoice", there, members);
  g_assert_cmpuint (spp_run_counted (story.f), ==, 1);
  assert_paid (&story, part, there, "10.00");
  spp_assert_quiet (story.f);
  story_clear (&story);
}

static void
test_currency (void)
{
  Story story;
  g_autofree char *invoice = NULL, *there = NULL, *share = NULL, *payment = NULL, *part = NULL;

  story_init (&story, NULL);
  invoice = add_invoice (&story, "INV-C", "10.00");
  there = add_invoice_there (&story, "INV-C", "10.00", "EUR", invoice);
  share = dup_share (invoice, "10.00");
  payment = add_payment (&story, "PAY-C", "10.00", share);
  part = dup_part (payment, invoice);
  spp_assert_quiet (story.f);
  g_assert_true (spp_has_event (story.f, "customerpayment", part, "skip lookup-differs"));
  g_assert_cmpuint (spp_count_there (story.f, "payment", "invoiceid", there), ==, 0);
  story_clear (&story);
}

/* What people entered there by hand is taken over, not entered once more. */
static void
test_match (void)
{
  Story story;
  g_autofree char *invoice = NULL, *there = NULL, *share = NULL, *payment = NULL, *part = NULL, *members = NULL, *mine = NULL;
  g_autofree char *invoice2 = NULL, *there2 = NULL, *share2 = NULL, *payment2 = NULL, *part2 = NULL, *members2 = NULL, *a = NULL, *b = NULL;

  story_init (&story, NULL);
  invoice = add_invoice (&story, "INV-H", "25.00");
  there = add_invoice_there (&story, "INV-H", "25.00", "USD", invoice);
  members = g_strdup_printf ("\"date\":\"2026-02-01\",\"customerid\":\"%s\",\"invoiceid\":\"%s\",\"total\":\"25\",\"currency\":\"USD\"", story.there, there);
  mine = spp_edit (story.f, "suiteprojects", "payment", NULL, members);
  invoice2 = add_invoice (&story, "INV-T", "50.00");
  there2 = add_invoice_there (&story, "INV-T", "50.00", "USD", invoice2);
  members2 = g_strdup_printf ("\"date\":\"2026-02-01\",\"customerid\":\"%s\",\"invoiceid\":\"%s\",\"total\":\"20.00\",\"currency\":\"USD\"", story.there,
                              there2);
  a = spp_edit (story.f, "suiteprojects", "payment", NULL, members2);
  b = spp_edit (story.f, "suiteprojects", "payment", NULL, members2);
  share = dup_share (invoice, "25.00");
  payment = add_payment (&story, "PAY-H", "25.00", share);
  part = dup_part (payment, invoice);
  share2 = dup_share (invoice2, "20.00");
  payment2 = add_payment (&story, "PAY-T", "20.00", share2);
  part2 = dup_part (payment2, invoice2);
  /* The payments there were read long ago: what people made since is asked for before anything is made. */
  cw_virtual_clock_advance (story.f->clock, G_TIME_SPAN_HOUR);
  g_assert_cmpuint (spp_run_counted (story.f), ==, 1);
  spp_assert_there (story.f, "payment", "id", mine, ID_FIELD, part);
  g_assert_cmpuint (spp_count_there (story.f, "payment", "invoiceid", there), ==, 1);
  /* Two that fit: a person says which. */
  spp_assert_quiet (story.f);
  g_assert_true (spp_has_event (story.f, "customerpayment", part2, "conflict two-candidates"));
  g_assert_cmpuint (spp_count_there (story.f, "payment", "invoiceid", there2), ==, 2);
  story_clear (&story);
}

/* Applied to another invoice, then deleted: what was sent is never deleted, and a person is told. */
static void
test_removed (void)
{
  Story story;
  g_autofree char *first = NULL, *second = NULL, *there_first = NULL, *there_second = NULL, *share = NULL, *other = NULL, *payment = NULL;
  g_autofree char *part_first = NULL, *part_second = NULL, *voided = NULL, *shares3 = NULL, *third = NULL, *there_third = NULL, *part_third = NULL;

  story_init (&story, NULL);
  first = add_invoice (&story, "INV-X", "60.00");
  second = add_invoice (&story, "INV-Y", "60.00");
  third = add_invoice (&story, "INV-Z", "60.00");
  there_first = add_invoice_there (&story, "INV-X", "60.00", "USD", first);
  there_second = add_invoice_there (&story, "INV-Y", "60.00", "USD", second);
  there_third = add_invoice_there (&story, "INV-Z", "60.00", "USD", third);
  share = dup_share (first, "60.00");
  payment = add_payment (&story, "PAY-X", "60.00", share);
  part_first = dup_part (payment, first);
  part_second = dup_part (payment, second);
  g_assert_cmpuint (spp_run_counted (story.f), ==, 1);

  other = dup_share (second, "60.00");
  apply (&story, payment, other);
  g_assert_cmpuint (spp_run_counted (story.f), ==, 1);
  assert_paid (&story, part_second, there_second, "60.00");
  g_assert_true (spp_has_event (story.f, "customerpayment", part_first, "conflict removed"));
  assert_paid (&story, part_first, there_first, "60.00");
  spp_assert_quiet (story.f);

  {
    g_autofree char *json = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"customerpayment\",\"id\":\"%s\",\"delete\":true}", payment);

    g_free (cw_fixture_edit (story.f, json));
  }
  spp_assert_quiet (story.f);
  g_assert_true (spp_has_event (story.f, "customerpayment", part_second, "conflict removed"));

  shares3 = dup_share (third, "60.00");
  voided = add_payment (&story, "PAY-V", "60.00", shares3);
  part_third = dup_part (voided, third);
  g_assert_cmpuint (spp_run_counted (story.f), ==, 1);
  spp_set (story.f, "customerpayment", voided, "\"voided\":\"T\"");
  spp_assert_quiet (story.f);
  g_assert_true (spp_has_event (story.f, "customerpayment", part_third, "conflict removed"));
  story_clear (&story);
}

/* ---- never twice ---- */

typedef enum { DIE_BEFORE, DIE_AFTER, LOSE, N_WAYS } Way;

static void
live_once (Way way, guint at, GArray *writes, const char *assume)
{
  Story story;
  SppWatch watch = { .die_before = way == DIE_BEFORE ? at : 0, .die_after = way == DIE_AFTER ? at : 0, .lose = way == LOSE ? at : 0, .at = writes };
  g_autofree char *first = NULL, *second = NULL, *there_first = NULL, *there_second = NULL, *shares = NULL, *payment = NULL;
  g_autofree char *part_first = NULL, *part_second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  story_init (&story, assume);
  first = add_invoice (&story, "INV-1", "100.00");
  second = add_invoice (&story, "INV-2", "300.00");
  there_first = add_invoice_there (&story, "INV-1", "100.00", "USD", first);
  there_second = add_invoice_there (&story, "INV-2", "300.00", "USD", second);
  shares = g_strdup_printf ("{\"doc\":\"%s\",\"amount\":\"100.00\"},{\"doc\":\"%s\",\"amount\":\"100.00\"}", first, second);
  payment = add_payment (&story, "PAY-1", "200.00", shares);
  part_first = dup_part (payment, first);
  part_second = dup_part (payment, second);
  spp_watch_start (&watch, story.f);
  info = cw_fixture_run (story.f, SPP_INTEGRATION, FALSE, &error);
  spp_watch_end (story.f);
  if (at > 0)
    {
      g_clear_error (&error);
      cw_fixture_reopen (story.f);
      if (!cw_fixture_resume (story.f, &error))
        g_test_fail_printf ("way %d at %u: %s", way, at, error->message);
      g_clear_pointer (&info, cw_run_info_free);
      info = spp_run (story.f);
    }
  g_assert_no_error (error);
  assert_paid (&story, part_first, there_first, "100.00");
  assert_paid (&story, part_second, there_second, "100.00");
  g_assert_cmpuint (spp_count_there (story.f, "payment", "invoiceid", there_first), ==, 1);
  g_assert_cmpuint (spp_count_there (story.f, "payment", "invoiceid", there_second), ==, 1);
  assert_balance (&story, there_second, "200.00");
  spp_assert_quiet (story.f);
  story_clear (&story);
}

static void
test_kill (void)
{
  g_autoptr (GArray) writes = g_array_new (FALSE, FALSE, sizeof (guint));

  live_once (DIE_BEFORE, 0, writes, NULL);
  g_assert_cmpuint (writes->len, >=, 1);
  for (Way way = 0; way < N_WAYS; way++)
    for (guint i = 0; i < writes->len; i++)
      live_once (way, g_array_index (writes, guint, i), NULL, NULL);
}

/* Whatever the real accounts show: signs, lines, ids kept elsewhere. */
static void
test_variants (void)
{
  static const char * const variants[] = { "netsuite.payment-links=negative", "netsuite.payment-links=lines" };

  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    live_once (DIE_BEFORE, 0, NULL, variants[i]);
}

static void
test_needs (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  static const char * const alone[] = { WORKFLOW, NULL };
  CwRunRequest request = { .integration = f->integrations[SPP_INTEGRATION], .workflows = alone };
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_profile_enable_workflow (f->profile, f->integrations[SPP_INTEGRATION], "spp.projects", FALSE, &error));
  g_assert_true (cw_profile_enable_workflow (f->profile, f->integrations[SPP_INTEGRATION], "spp.customers", FALSE, &error));
  g_assert_false (cw_profile_enable_workflow (f->profile, f->integrations[SPP_INTEGRATION], WORKFLOW, TRUE, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, "spp.customers"));
  g_clear_error (&error);
  g_assert_null (cw_profile_run_sync (f->profile, &request, &error));
  g_assert_nonnull (strstr (error->message, "spp.customers"));
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/payments/life", test_life);
  g_test_add_func ("/payments/monitored", test_monitored);
  g_test_add_func ("/payments/several", test_several);
  g_test_add_func ("/payments/waits", test_waits);
  g_test_add_func ("/payments/currency", test_currency);
  g_test_add_func ("/payments/match", test_match);
  g_test_add_func ("/payments/removed", test_removed);
  g_test_add_func ("/payments/kill", test_kill);
  g_test_add_func ("/payments/variants", test_variants);
  g_test_add_func ("/payments/needs", test_needs);
  return g_test_run ();
}
