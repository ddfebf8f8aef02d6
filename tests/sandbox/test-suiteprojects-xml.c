/* test-suiteprojects-xml.c: the XML API's rules, A5 and A17 of its reference
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteprojects-fixture.h"

#include "sb-suiteprojects.h"

#include <glib/gstdio.h>
#include <string.h>

#define IDS "<_Return><id/></_Return>"

/* The id in an answer to Add. */
static char *
add (SbSandbox *sandbox, const char *token, const char *type, const char *content)
{
  g_autofree char *command = g_strdup_printf ("<Add type=\"%s\" enable_custom=\"1\"><%s>%s</%s></Add>", type, type, content, type);
  g_autofree char *answer = sb_spp_xml (sandbox, token, command);
  g_autofree char *good = g_strdup_printf ("<Add status=\"0\"><%s><id>", type);

  sb_assert_contains (answer, good);

  return sb_spp_dup_element (answer, "id");
}

static void
assert_status (SbSandbox *sandbox, const char *token, const char *command, const char *status)
{
  g_autofree char *answer = sb_spp_xml (sandbox, token, command);
  g_autofree char *part = g_strdup_printf (" status=\"%s\"", status);

  if (strstr (answer, part) == NULL)
    g_error ("%s: %s", command, answer);
}

static void
assert_malformed (SbSandbox *sandbox, const char *document)
{
  g_autofree char *answer = sb_spp_post (sandbox, document);

  sb_assert_contains (answer, "<response status=\"1\">");
}

/* ---- what is refused as a whole ---- */

static void
test_malformed (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (GString) deep = g_string_new ("<request>");
  g_autofree char *huge = g_strnfill (9 * 1024 * 1024, ' ');
  const char *plain[] = { "content-type", "text/plain", NULL };
  g_autoptr (SbReply) type = sb_fixture_call (sandbox, "POST", "/suiteprojects/api.pl", plain, "<request/>");
  g_autoptr (SbReply) method = sb_fixture_call (sandbox, "GET", "/suiteprojects/api.pl", NULL, NULL);

  for (guint i = 0; i < 50000; i++)
    g_string_append (deep, "<a>");
  for (guint i = 0; i < 50000; i++)
    g_string_append (deep, "</a>");
  g_string_append (deep, "</request>");
  memcpy (huge, "<request>", strlen ("<request>"));
  memcpy (huge + strlen (huge) - strlen ("</request>"), "</request>", strlen ("</request>"));
  assert_malformed (sandbox, "");
  assert_malformed (sandbox, "{\"a\":1}");
  assert_malformed (sandbox, "<request><a></request>");
  assert_malformed (sandbox, "<other/>");
  assert_malformed (sandbox, deep->str);
  assert_malformed (sandbox, huge);
  assert_malformed (sandbox, "<!DOCTYPE request [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]>"
                    "<request><Time>&c;</Time></request>");
  assert_malformed (sandbox, "<!DOCTYPE request SYSTEM \"file:///etc/passwd\"><request/>");
  assert_malformed (sandbox, "<!DOCTYPE request [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><request>&f;</request>");
  g_assert_cmpuint (type->wire.status, ==, 415);
  g_assert_cmpuint (method->wire.status, ==, 405);
}

static void
test_commands (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_spp_dup_token (sandbox);
  g_autofree char *answer = sb_spp_xml (sandbox, token, "<Frobnicate/><Time/><Read type=\"Role\" method=\"all\" limit=\"1\">" IDS "</Read>");

  g_assert_true (g_str_has_prefix (answer, "<Frobnicate status=\"5\">"));
  sb_assert_contains (answer, "<Time status=\"0\"><Date><year>2026</year><month>03</month><day>04</day><hour>10</hour><minute>15</minute>"
                      "<second>30</second><timezone/></Date></Time><Read status=\"0\"><Role><id>1</id></Role></Read>");
}

/* One address for everything: the log says what was asked for, in words that have no values in them. */
static void
test_log (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_spp_dup_token (sandbox);
  g_autofree char *answer = sb_spp_xml (sandbox, token, "<Time/><Read type=\"Role\" method=\"all\" limit=\"1\"/><Read type=\"Role\""
                                        " method=\"all\" limit=\"1,1\"/><Add type=\"Vendor\"><Vendor><name>Secret name</name></Vendor></Add>");
  g_autoptr (SbReply) log = sb_fixture_control (sandbox, "GET", "log", NULL);

  sb_assert_contains (log->wire.body->str, "\"commands\":\"Read Role, Add Vendor\"");
  g_assert_null (strstr (log->wire.body->str, "Secret name"));
}

/* ---- Read ---- */

static void
test_limit (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_spp_dup_token (sandbox);
  static const char * const wrong[] = { "", "limit=\"1001\"", "limit=\"0\"", "limit=\"1,2,3\"", "limit=\"-1,5\"", "limit=\"all\"" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *command = g_strdup_printf ("<Read type=\"Role\" method=\"all\" %s/>", wrong[i]);

      assert_status (sandbox, token, command, "605");
    }
  sb_assert_xml (sandbox, token, "<Read type=\"Role\" method=\"all\" limit=\"1,2\">" IDS "</Read>",
                 "<Read status=\"0\"><Role><id>2</id></Role><Role><id>3</id></Role></Read>");
  sb_assert_xml (sandbox, token, "<Read type=\"Role\" method=\"all\" limit=\"1000,1000\"/>", "<Read status=\"601\"/>");
}

static void
test_names (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_spp_dup_token (sandbox);

  assert_status (sandbox, token, "<Read type=\"customer\" method=\"all\" limit=\"1\"/>", "603");
  assert_status (sandbox, token, "<Read type=\"Project_task\" method=\"all\" limit=\"1\"/>", "603");
  assert_status (sandbox, token, "<Read type=\"Customer\" limit=\"1\"/>", "603");
  assert_status (sandbox, token, "<Read type=\"Customer\" method=\"some\" limit=\"1\"/>", "603");
  assert_status (sandbox, token, "<Read type=\"Customer\" method=\"all\" limit=\"1\" colour=\"1\"/>", "10");
  assert_status (sandbox, token, "<Read type=\"Customer\" method=\"equal to\" limit=\"1\"/>", "4");
  assert_status (sandbox, token, "<Read type=\"Customer\" method=\"all\" limit=\"1\"><Vendor><id>1</id></Vendor></Read>", "10");
  assert_status (sandbox, token, "<Read type=\"Project\" method=\"equal to\" limit=\"1\"><Project><start_date>2024-07-01</start_date></Project></Read>", "602");
  assert_status (sandbox, token, "<Read type=\"Customer\" method=\"equal to\" limit=\"1\"><Customer><nme>x</nme></Customer></Read>", "602");
  assert_status (sandbox, token, "<Read type=\"Customer\" method=\"all\" limit=\"1\"><_Return><nme/></_Return></Read>", "602");
  assert_status (sandbox, token, "<Read type=\"Projecttask\" method=\"equal to\" limit=\"1\"><ProjectTask><id>1</id></ProjectTask></Read>", "0");
  assert_status (sandbox, token, "<Read type=\"Projecttask\" method=\"equal to\" limit=\"1\"><Projecttask><id>1</id></Projecttask></Read>", "0");
}

static void
test_equal_to (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_spp_dup_token (sandbox);
  g_autofree char *other = NULL;

  sb_assert_xml (sandbox, token, "<Read type=\"Customer\" method=\"equal to\" limit=\"5\"><Customer><name>Prospect Partners</name><type>P</type>"
                 "</Customer><_Return><name/><active/></_Return></Read>",
                 "<Read status=\"0\"><Customer><name>Prospect Partners</name><active>1</active></Customer></Read>");
  assert_status (sandbox, token, "<Read type=\"Customer\" method=\"equal to\" limit=\"5\"><Customer><name>prospect partners</name></Customer></Read>",
                 "601");
  sb_assert_xml (sandbox, token, "<Read type=\"Customer\" method=\"equal to\" limit=\"5\"><Customer><addr><Address><city>Zürich</city></Address></addr>"
                 "</Customer><_Return><addr/></_Return></Read>",
                 "<Read status=\"0\"><Customer><addr><Address><salutation/><first>Ægir</first><middle/><last>Łukasiewicz</last><phone/><mobile/><fax/>"
                 "<email/><addr1>Hinterhof links, 2. Stiege</addr1><addr2>c/o Größmann &lt;&amp;&gt; Partner</addr2><addr3>Süd-Straße 7</addr3>"
                 "<addr4>Postfach 42</addr4><city>Zürich</city><state/><zip>8001</zip><country>CH</country></Address></addr></Customer></Read>");
  other = sb_spp_xml (sandbox, token, "<Read type=\"Role\" method=\"not equal to\" limit=\"5\"><Role><name>Employee</name></Role>" IDS "</Read>");
  g_assert_cmpuint (sb_spp_count (other, "<Role>"), ==, 3);
  g_clear_pointer (&other, g_free);   /* what has no value is not equal to one either */
  other = sb_spp_xml (sandbox, token, "<Read type=\"Role\" method=\"not equal to\" limit=\"5\"><Role><code>X</code></Role>" IDS "</Read>");
  g_assert_cmpuint (sb_spp_count (other, "<Role>"), ==, 4);
  sb_assert_xml (sandbox, token, "<Read type=\"Projecttask\" method=\"project\" limit=\"5\"><Project><id>1</id></Project><_Return><name/></_Return></Read>",
                 "<Read status=\"0\"><Projecttask><name>Analysis</name></Projecttask><Projecttask><name>Build</name></Projecttask></Read>");
}

static void
test_custom_fields (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *id = add (sandbox, NULL, "Customer", "<company>A</company><netsuite_customer_id__c>4711</netsuite_customer_id__c><rating__c>B</rating__c>");
  g_autofree char *expected = g_strdup_printf ("<Read status=\"0\"><Customer><id>%s</id><rating__c>B</rating__c></Customer></Read>", id);
  const char *search = "<Customer><netsuite_customer_id__c>4711</netsuite_customer_id__c></Customer>";
  g_autofree char *inline_search = g_strdup_printf ("<Read type=\"Customer\" method=\"equal to\" limit=\"5\" enable_custom=\"1\">%s<_Return><id/>"
                                                    "<rating__c/></_Return></Read>", search);
  g_autofree char *not_enabled = g_strdup_printf ("<Read type=\"Customer\" method=\"equal to\" limit=\"5\">%s</Read>", search);
  g_autofree char *values = g_strdup_printf ("<Read type=\"Customer\" method=\"custom equal to\" limit=\"5\"><Customer><id>%s</id></Customer></Read>", id);
  g_autofree char *answer = NULL;

  sb_assert_xml (sandbox, NULL, inline_search, expected);
  assert_status (sandbox, NULL, not_enabled, "602");
  answer = sb_spp_xml (sandbox, NULL, values);
  sb_assert_contains (answer, "<name>rating</name><association>customer</association><value>B</value></CustomField>");
  assert_status (sandbox, NULL, "<Add type=\"Customer\"><Customer><company>B</company><rating__c>A</rating__c></Customer></Add>", "602");
  assert_status (sandbox, NULL, "<Add type=\"Customer\" enable_custom=\"1\"><Customer><company>B</company><rating__c>Z</rating__c></Customer></Add>", "1101");
  assert_status (sandbox, NULL, "<Add type=\"Customer\" enable_custom=\"1\"><Customer><company>B</company><score__c>many</score__c></Customer></Add>", "1100");
  assert_status (sandbox, NULL, "<Add type=\"Customer\" enable_custom=\"1\"><Customer><company>B</company><nothing__c>1</nothing__c></Customer></Add>", "1106");
  assert_status (sandbox, NULL, "<Add type=\"CustField\"><CustField><name>x</name></CustField></Add>", "603");
}

static void
test_dates (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *first = add (sandbox, NULL, "Vendor", "<name>First</name>");
  g_autofree char *second = NULL;
  g_autofree char *found = NULL;
  const char *since = "<Read type=\"Vendor\" method=\"all\" limit=\"9\" filter=\"newer-than\" field=\"updated\"><Date><year>2026</year><month>03</month>"
                      "<day>04</day><hour>10</hour><minute>15</minute><second>30</second></Date>" IDS "</Read>";
  const char *between = "<Read type=\"Vendor\" method=\"all\" limit=\"9\" filter=\"newer-than,older-than\" field=\"created,created\"><Date><year>2026</year>"
                        "<month>03</month><day>04</day></Date><Date><year>2026</year><month>03</month><day>05</day></Date>" IDS "</Read>";

  sb_sandbox_advance (sandbox, G_USEC_PER_SEC);
  second = add (sandbox, NULL, "Vendor", "<name>Second</name>");
  found = g_strdup_printf ("<Read status=\"0\"><Vendor><id>%s</id></Vendor></Read>", second);
  sb_assert_xml (sandbox, NULL, since, found);
  g_free (found);
  found = g_strdup_printf ("<Read status=\"0\"><Vendor><id>%s</id></Vendor><Vendor><id>%s</id></Vendor></Read>", first, second);
  sb_assert_xml (sandbox, NULL, between, found);
  sb_assert_xml (sandbox, NULL, "<Read type=\"Project\" method=\"all\" limit=\"2\" filter=\"date-equal-to\" field=\"start_date\"><Date><year>2024</year>"
                 "<month>07</month><day>01</day></Date>" IDS "</Read>",
                 "<Read status=\"0\"><Project><id>1</id></Project><Project><id>2</id></Project></Read>");
  assert_status (sandbox, NULL, "<Read type=\"Vendor\" method=\"all\" limit=\"9\" filter=\"newer-than\"/>", "4");
  /* one field and one Date for each filter, no more and no fewer */
  assert_status (sandbox, NULL, "<Read type=\"Vendor\" method=\"all\" limit=\"9\" filter=\"newer-than\"><Date><year>2026</year><month>01</month><day>01</day>"
                 "</Date></Read>", "4");
  assert_status (sandbox, NULL, "<Read type=\"Vendor\" method=\"all\" limit=\"9\" filter=\"newer-than,older-than\" field=\"updated\"><Date><year>2026</year>"
                 "<month>01</month><day>01</day></Date><Date><year>2026</year><month>01</month><day>01</day></Date></Read>", "4");
  assert_status (sandbox, NULL, "<Read type=\"Vendor\" method=\"all\" limit=\"9\" filter=\"newer-than\" field=\"updated\"><Date><year>2026</year>"
                 "<month>01</month><day>01</day></Date><Date><year>2026</year><month>01</month><day>01</day></Date></Read>", "3");
  assert_status (sandbox, NULL, "<Read type=\"Vendor\" method=\"all\" limit=\"9\" field=\"updated\"/>", "4");
  assert_status (sandbox, NULL, "<Read type=\"Vendor\" method=\"all\" limit=\"9\" filter=\"newer-than\" field=\"name\"><Date><year>2026</year>"
                 "<month>01</month><day>01</day></Date></Read>", "602");
  assert_status (sandbox, NULL, "<Read type=\"Vendor\" method=\"all\" limit=\"9\" filter=\"newer-than\" field=\"updated\"><Date><year>2026</year>"
                 "<month>02</month><day>30</day></Date></Read>", "2002");
}

/* What came after the token is hidden from it, to read and to write, until its cache is cleared. */
static void
test_visibility (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_spp_dup_token (sandbox);
  g_autofree char *id = add (sandbox, token, "Customer", "<company>Late AG</company>");
  g_autofree char *read = g_strdup_printf ("<Read type=\"Customer\" method=\"equal to\" limit=\"1\"><Customer><id>%s</id></Customer>" IDS "</Read>", id);
  g_autofree char *cleared = g_strdup_printf ("<Read type=\"Customer\" method=\"equal to\" limit=\"1\" clear_filter_cache=\"1\"><Customer><id>%s</id>"
                                              "</Customer>" IDS "</Read>", id);
  g_autofree char *modify = g_strdup_printf ("<Modify type=\"Customer\"><Customer><id>%s</id><notes>x</notes></Customer></Modify>", id);
  g_autofree char *found = g_strdup_printf ("<Read status=\"0\"><Customer><id>%s</id></Customer></Read>", id);
  g_autofree char *echo = g_strdup_printf ("<Modify status=\"0\"><Customer><id>%s</id></Customer></Modify>", id);
  g_autofree char *project = g_strdup_printf ("<name>P</name><customerid>%s</customerid>", id);
  g_autofree char *project_id = NULL;
  g_autofree char *renewed = NULL;

  sb_assert_xml (sandbox, token, read, "<Read status=\"601\"/>");
  assert_status (sandbox, token, modify, "601");
  project_id = add (sandbox, token, "Project", project);   /* references are checked against the data */
  sb_assert_xml (sandbox, NULL, read, found);
  renewed = sb_spp_dup_token (sandbox);
  sb_assert_xml (sandbox, renewed, read, found);
  sb_assert_xml (sandbox, token, read, "<Read status=\"601\"/>");
  sb_assert_xml (sandbox, token, cleared, found);
  sb_assert_xml (sandbox, token, read, found);
  sb_assert_xml (sandbox, token, modify, echo);
}

/* ---- writes ---- */

static void
test_batch (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (GString) command = g_string_new ("<Add type=\"Category\">");
  g_autofree char *answer = NULL;
  g_autofree char *state = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (command, i % 100 == 50 ? "<Category><rate>x</rate></Category>" : "<Category><name>C%u</name></Category>", i);
  g_string_append (command, "</Add>");
  answer = sb_spp_xml (sandbox, NULL, command->str);
  g_assert_cmpuint (sb_spp_count (answer, "<Add status=\"0\">"), ==, 990);
  g_assert_cmpuint (sb_spp_count (answer, "<Add status=\"2001\"><errors>"), ==, 10);
  g_assert_cmpuint (sb_spp_count (answer, "<name>C49</name>"), ==, 1);
  state = sb_suiteprojects_dup_state (sandbox, "category");
  g_assert_cmpuint (sb_spp_count (state, "\"name\":"), ==, 993);

  g_string_truncate (command, command->len - strlen ("</Add>"));
  g_string_append (command, "<Category><name>One too many</name></Category></Add>");
  assert_status (sandbox, NULL, command->str, "555");
  g_free (g_steal_pointer (&state));
  state = sb_suiteprojects_dup_state (sandbox, "category");
  g_assert_cmpuint (sb_spp_count (state, "\"name\":"), ==, 993);
}

static void
test_batch_as_one (void)
{
  const char *settings[] = { "suiteprojects.batch-reply=one", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);

  sb_assert_xml (sandbox, NULL, "<Add type=\"Category\"><Category><name>A</name></Category><Category/></Add>",
                 "<Add status=\"908\"><Category status=\"0\"><id>4</id></Category><Category status=\"908\"><errors>name is required</errors>"
                 "</Category></Add>");
}

static void
test_modify_and_delete (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *id = add (sandbox, NULL, "Vendor", "<name>V</name><code>7</code><addr><Address><addr1>Street</addr1><city>Bern</city></Address></addr>");
  g_autofree char *modify = g_strdup_printf ("<Modify type=\"Vendor\"><Vendor><id>%s</id><code/><addr><Address><city>Basel</city></Address></addr></Vendor>"
                                             "</Modify>", id);
  g_autofree char *read = g_strdup_printf ("<Read type=\"Vendor\" method=\"equal to\" limit=\"1\"><Vendor><id>%s</id></Vendor></Read>", id);
  g_autofree char *remove = g_strdup_printf ("<Delete type=\"Vendor\"><Vendor><id>%s</id></Vendor></Delete>", id);
  g_autofree char *deleted = g_strdup_printf ("<Read type=\"Vendor\" method=\"all\" limit=\"5\" deleted=\"1\">" IDS "</Read>");
  g_autofree char *shown = g_strdup_printf ("<Read status=\"0\"><Vendor><id>%s</id></Vendor></Read>", id);
  g_autofree char *answer = NULL;

  assert_status (sandbox, NULL, modify, "0");
  answer = sb_spp_xml (sandbox, NULL, read);
  sb_assert_contains (answer, "<name>V</name><active>1</active><code/>");
  sb_assert_contains (answer, "<addr1/>");
  sb_assert_contains (answer, "<city>Basel</city>");
  sb_assert_xml (sandbox, NULL, remove, "<Delete status=\"0\"/>");
  sb_assert_xml (sandbox, NULL, read, "<Read status=\"601\"/>");
  sb_assert_xml (sandbox, NULL, deleted, shown);
  assert_status (sandbox, NULL, remove, "601");
  assert_status (sandbox, NULL, modify, "601");
  assert_status (sandbox, NULL, "<Modify type=\"Vendor\"><Vendor><name>x</name></Vendor></Modify>", "601");
  assert_status (sandbox, NULL, "<Delete type=\"Customer\"><Customer><id>1</id></Customer></Delete>", "701");
  assert_status (sandbox, NULL, "<Delete type=\"Hierarchy\"><Hierarchy><id>1</id></Hierarchy></Delete>", "603");
}

static void
test_values (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  static const struct { const char *content, *status; } cases[] = {
    { "<name>P</name><customerid>1</customerid><active>true</active>", "2001" },
    { "<name>P</name><customerid>1</customerid><start_date>2026-01-01</start_date>", "2002" },
    { "<name>P</name><customerid>1</customerid><start_date><Date><year>2026</year><month>13</month><day>01</day></Date></start_date>", "2002" },
    { "<name>P</name><customerid>1</customerid><budget>much</budget>", "2001" },
    { "<name>P</name><customerid>1</customerid><currency>XXX</currency>", "2001" },
    { "<name>P</name><customerid>99999</customerid>", "601" },
    { "<name>P</name><customerid>1</customerid><created><Date/></created>", "602" },
    { "<name>P</name><customerid>1</customerid><colour>red</colour>", "602" },
    { "<name>P</name><customerid>1</customerid><cost_centerid>99</cost_centerid>", "906" },
    { "<name>Internal</name><customerid>1</customerid>", "943" },
    { "<name>P</name><customerid>1</customerid><template_project_id>2</template_project_id>", "925" },
    { "<name>P</name><customerid>1</customerid><template_project_id>1</template_project_id>", "0" },
    { "<name>P2</name><customerid>1</customerid><hierarchy_node_ids>1</hierarchy_node_ids>", "1050" },
    { "<name>P3</name>", "601" },
    { "<customerid>1</customerid>", "908" },
    { "<id>5</id><name>P4</name><customerid>1</customerid>", "10" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *command = g_strdup_printf ("<Add type=\"Project\"><Project>%s</Project></Add>", cases[i].content);

      assert_status (sandbox, NULL, command, cases[i].status);
    }
}

static void
test_look_ups (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *customer = add (sandbox, NULL, "Customer", "<company>Ext AG</company><externalid>E-1</externalid>");
  g_autofree char *by_external = add (sandbox, NULL, "Project", "<name>P</name><customerid external=\"Customer\">E-1</customerid>");
  g_autofree char *by_name = add (sandbox, NULL, "Contact", "<customerid name=\"Customer\">Ext AG</customerid><last_name>Doe</last_name>");
  g_autofree char *imported = add (sandbox, NULL, "Contact", "<customer_externalid>E-1</customer_externalid><addr><Address><last>Roe</last></Address></addr>");
  g_autofree char *stored = sb_suiteprojects_dup_state (sandbox, "project");
  g_autofree char *owner = g_strdup_printf ("\"name\":\"P\",\"customerid\":\"%s\"", customer);
  const char *upsert = "<Add type=\"Customer\" lookup=\"externalid\"><Customer><externalid>E-1</externalid><company>Ext SA</company></Customer></Add>";
  g_autofree char *answer = NULL;
  g_autofree char *upserted = NULL;

  sb_assert_contains (stored, owner);
  assert_status (sandbox, NULL, upsert, "10");   /* how it is spelled is not known */
  sb_fixture_assume (sandbox, "suiteprojects.add-lookup=honoured");
  answer = sb_spp_xml (sandbox, NULL, upsert);
  upserted = sb_spp_dup_element (answer, "id");
  g_assert_cmpstr (upserted, ==, customer);
  assert_status (sandbox, NULL, "<Add type=\"Project\"><Project><name>Q</name><customerid external=\"Customer\">E-9</customerid></Project></Add>", "910");
  assert_status (sandbox, NULL, "<Add type=\"Project\"><Project><name>Q</name><customerid external=\"Project\">E-1</customerid></Project></Add>", "603");
  assert_status (sandbox, NULL, "<Add type=\"Customer\"><Customer><company>X</company><externalid>E-1</externalid></Customer></Add>", "2001");
}

static void
test_users (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  static const struct { const char *user, *status; } cases[] = {
    { "<nickname>new.one</nickname><password>long enough</password><netsuite_user_id__c>77</netsuite_user_id__c>", "0" },
    { "<nickname>NEW.one</nickname><password>long enough</password>", "202" },
    { "<nickname>other</nickname>", "303" },
    { "<password>long enough</password>", "908" },
    { "<nickname>other</nickname><password>long enough</password><departmentid external=\"Department\">x</departmentid>", "10" },
    { "<nickname>other</nickname><password>long enough</password><department_externalid>x</department_externalid>", "10" },
    { "<nickname>other</nickname><password>long enough</password><role_id>77</role_id>", "206" },
    { "<nickname>other</nickname><password>long enough</password><workscheduleid>77</workscheduleid>", "205" },
    { "<nickname>other</nickname><password>long enough</password><job_codeid>77</job_codeid>", "601" },
  };
  g_autofree char *wrong = g_strdup ("<CreateUser><Company><nickname>other</nickname></Company><User><nickname>z</nickname><password>12345678</password></User>"
                                       "</CreateUser>");
  g_autofree char *state = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *command = g_strdup_printf ("<CreateUser enable_custom=\"1\"><Company><nickname>harbor</nickname></Company><User>%s</User>"
                                                  "</CreateUser>", cases[i].user);

      assert_status (sandbox, NULL, command, cases[i].status);
    }
  assert_status (sandbox, NULL, wrong, "201");
  assert_status (sandbox, NULL, "<Add type=\"User\"><User><nickname>n</nickname></User></Add>", "603");
  assert_status (sandbox, NULL, "<Delete type=\"User\"><User><id>2</id></User></Delete>", "603");
  assert_status (sandbox, NULL, "<CreateUser><Company><nickname>harbor</nickname></Company></CreateUser>", "203");
  assert_status (sandbox, NULL, "<Modify type=\"User\"><User><id>1</id><active>0</active></User></Modify>", "1410");
  assert_status (sandbox, NULL, "<Modify type=\"User\"><User><id>1</id><role_id>2</role_id></User></Modify>", "1411");
  assert_status (sandbox, NULL, "<Modify type=\"User\"><User><id>2</id><active>0</active></User></Modify>", "0");
  state = sb_suiteprojects_dup_state (sandbox, "user");
  sb_assert_contains (state, "\"netsuite_user_id__c\":\"77\"");
  g_assert_cmpuint (sb_spp_count (state, "long enough"), ==, 0);
}

static void
test_hierarchies (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *hierarchy = add (sandbox, NULL, "Hierarchy", "<name>Customer Department</name><type>customer</type><netsuite_hierarchy__c>1</netsuite_hierarchy__c>");
  g_autofree char *level = g_strdup_printf ("<hierarchyid>%s</hierarchyid><name>Level 1</name><isalevel>1</isalevel>", hierarchy);
  g_autofree char *level_id = add (sandbox, NULL, "HierarchyNode", level);
  g_autofree char *node = g_strdup_printf ("<hierarchyid>%s</hierarchyid><name>Sales</name><levelid>%s</levelid><externalid>dep-4</externalid>", hierarchy,
                                           level_id);
  g_autofree char *node_id = add (sandbox, NULL, "HierarchyNode", node);
  g_autofree char *other = g_strdup_printf ("<hierarchyid>%s</hierarchyid><name>Finance</name><levelid>%s</levelid>", hierarchy, level_id);
  g_autofree char *other_id = add (sandbox, NULL, "HierarchyNode", other);
  g_autofree char *assign = g_strdup_printf ("<Modify type=\"Customer\"><Customer><id>1</id><hierarchy_node_ids>%s,3</hierarchy_node_ids></Customer></Modify>",
                                             node_id);
  g_autofree char *two = g_strdup_printf ("<Modify type=\"Customer\"><Customer><id>1</id><hierarchy_node_ids>%s,%s</hierarchy_node_ids></Customer></Modify>",
                                          node_id, other_id);
  g_autofree char *a_level = g_strdup_printf ("<Modify type=\"Customer\"><Customer><id>1</id><hierarchy_node_ids>%s</hierarchy_node_ids></Customer></Modify>",
                                              level_id);
  g_autofree char *remove = g_strdup_printf ("<Delete type=\"HierarchyNode\"><HierarchyNode><id>%s</id></HierarchyNode></Delete>", node_id);

  assert_status (sandbox, NULL, assign, "0");
  assert_status (sandbox, NULL, two, "1051");
  assert_status (sandbox, NULL, a_level, "1050");
  assert_status (sandbox, NULL, "<Modify type=\"Customer\"><Customer><id>1</id><hierarchy_node_ids>777</hierarchy_node_ids></Customer></Modify>", "1050");
  assert_status (sandbox, NULL, "<Add type=\"HierarchyNode\"><HierarchyNode><hierarchyid>1</hierarchyid><name>X</name><parentid>11</parentid></HierarchyNode></Add>",
                 "1050");
  assert_status (sandbox, NULL, remove, "701");
}

static void
test_tasks_and_payments (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *copy = add (sandbox, NULL, "Project", "<name>Copy</name><customerid>1</customerid><template_project_id>1</template_project_id>");
  g_autofree char *tasks = g_strdup_printf ("<Read type=\"Projecttask\" method=\"project\" limit=\"9\"><Project><id>%s</id></Project><_Return><name/><planned_hours/>"
                                            "<originating_id/></_Return></Read>", copy);
  g_autofree char *answer = NULL;

  sb_assert_xml (sandbox, NULL, tasks, "<Read status=\"0\"><Projecttask><name>Analysis</name><planned_hours/><originating_id>1</originating_id></Projecttask>"
                 "<Projecttask><name>Build</name><planned_hours>80</planned_hours><originating_id>2</originating_id></Projecttask></Read>");

  assert_status (sandbox, NULL, "<Add type=\"Projecttask\"><ProjectTask><projectid>2</projectid><name>T</name><parentid>1</parentid></ProjectTask></Add>", "913");
  assert_status (sandbox, NULL, "<Add type=\"Projecttask\"><Projecttask><projectid>2</projectid><name>T</name><classification>P</classification>"
                 "<assign_user_names>integration</assign_user_names></Projecttask></Add>", "1415");
  assert_status (sandbox, NULL, "<Add type=\"Projecttask\"><Projecttask><projectid>2</projectid><name>T</name><assign_user_names>integration,nobody"
                 "</assign_user_names></Projecttask></Add>", "910");
  assert_status (sandbox, NULL, "<Add type=\"Projecttask\"><Projecttask><projectid>2</projectid><name>T</name><assign_user_names>integration, ops.desk"
                 "</assign_user_names><priority>9</priority></Projecttask></Add>", "0");
  assert_status (sandbox, NULL, "<Add type=\"Projecttask\"><Projecttask><projectid>2</projectid><name>T</name><priority>10</priority></Projecttask></Add>",
                 "2001");
  assert_status (sandbox, NULL, "<Modify type=\"Projecttask\"><Projecttask><id>2</id><parentid>1</parentid></Projecttask></Modify>", "0");
  assert_status (sandbox, NULL, "<Modify type=\"Projecttask\"><Projecttask><id>1</id><parentid>2</parentid></Projecttask></Modify>", "913");
  assert_status (sandbox, NULL, "<Add type=\"Payment\"><Payment><date><Date><year>2026</year><month>01</month><day>02</day></Date></date>"
                 "<customerid>1</customerid><invoiceid>1</invoiceid><total>200.00</total></Payment></Add>", "0");
  answer = sb_spp_xml (sandbox, NULL, "<Read type=\"Invoice\" method=\"equal to\" limit=\"1\"><Invoice><id>1</id></Invoice></Read>");
  sb_assert_contains (answer, "<balance>1000.00</balance>");
  assert_status (sandbox, NULL, "<Delete type=\"Payment\"><Payment><id>1</id></Payment></Delete>", "0");
  g_free (g_steal_pointer (&answer));
  answer = sb_spp_xml (sandbox, NULL, "<Read type=\"Invoice\" method=\"equal to\" limit=\"1\"><Invoice><id>1</id></Invoice></Read>");
  sb_assert_contains (answer, "<balance>1200.00</balance>");
  assert_status (sandbox, NULL, "<Add type=\"Invoice\"><Invoice><number>SPP-01001</number><customerid>1</customerid><date><Date><year>2026</year>"
                 "<month>01</month><day>02</day></Date></date></Invoice></Add>", "828");
}

/* Every field of every type in every place of a request: refused or answered, never a fault of the sandbox. */
static void
test_every_field (void)
{
  const char *settings[] = { "suiteprojects.add-lookup=honoured", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);

  for (const SbSppType *type = sb_spp_types; type->name != NULL; type++)
    {
      g_autoptr (GString) requests = g_string_new (NULL);
      g_autofree char *answer = NULL;
      guint count = 0;

      for (const SbSppField *f = type->fields; f->name != NULL; f++)
        {
          if (strchr (f->name, '/') != NULL)
            continue;
          g_string_append_printf (requests, "<Read type=\"%s\" method=\"equal to\" limit=\"1\"><%s><%s>1</%s></%s></Read>", type->name, type->name, f->name,
                                  f->name, type->name);
          g_string_append_printf (requests, "<Read type=\"%s\" method=\"not equal to\" limit=\"1\"><%s><%s/></%s></Read>", type->name, type->name, f->name,
                                  type->name);
          g_string_append_printf (requests, "<Read type=\"%s\" method=\"all\" limit=\"1\" filter=\"newer-than\" field=\"%s\"><Date><year>2020</year>"
                                  "<month>1</month><day>1</day></Date><_Return><%s/></_Return></Read>", type->name, f->name, f->name);
          g_string_append_printf (requests, "<Add type=\"%s\" lookup=\"%s\"><%s><%s>2</%s></%s></Add>", type->name, f->name, type->name, f->name, f->name,
                                  type->name);
          g_string_append_printf (requests, "<Modify type=\"%s\"><%s><id>1</id><%s name=\"%s\">x</%s></%s></Modify>", type->name, type->name, f->name,
                                  f->target != NULL ? f->target : "Customer", f->name, type->name);
          g_string_append_printf (requests, "<Modify type=\"%s\"><%s><id>1</id><%s external=\"%s\">x</%s></%s></Modify>", type->name, type->name, f->name,
                                  f->target != NULL ? f->target : "Customer", f->name, type->name);
          count += 6;
        }
      answer = sb_spp_xml (sandbox, NULL, requests->str);
      g_assert_cmpuint (sb_spp_count (answer, " status=\""), ==, count);
    }
}

/* ---- variants ---- */

static void
test_variants (void)
{
  static const struct { const char *setting, *command, *expected; } cases[] = {
    { "suiteprojects.nothing-found=0", "<Read type=\"Role\" method=\"all\" limit=\"900,1\"/>", "<Read status=\"0\"></Read>" },
    { "suiteprojects.nothing-found=1", "<Read type=\"Role\" method=\"all\" limit=\"900,1\"/>", "<Read status=\"1\"/>" },
    { "suiteprojects.error-text=none", "<Read type=\"Role\" method=\"all\"/>", "<Read status=\"605\"/>" },
    { "suiteprojects.error-text=nested", "<Read type=\"Role\" method=\"all\"/>",
      "<Read status=\"8\"><Error><code>605</code><text>The limit must be set, to at most 1000</text></Error></Read>" },
    { "suiteprojects.add-reply=id", "<Add type=\"Category\"><Category><name>A</name></Category></Add>",
      "<Add status=\"0\"><Category><id>4</id></Category></Add>" },
    { "suiteprojects.element-case=other", "<Read type=\"Projecttask\" method=\"all\" limit=\"1\">" IDS "</Read>",
      "<Read status=\"0\"><ProjectTask><id>1</id></ProjectTask></Read>" },
    { "suiteprojects.read-order=newest-first", "<Read type=\"Role\" method=\"all\" limit=\"1\">" IDS "</Read>", "<Read status=\"0\"><Role><id>4</id></Role></Read>" },
    { "suiteprojects.unset-reference=zero", "<Read type=\"Customer\" method=\"all\" limit=\"1\"><_Return><cost_centerid/></_Return></Read>",
      "<Read status=\"0\"><Customer><cost_centerid>0</cost_centerid></Customer></Read>" },
    { "suiteprojects.level-names=underscored", "<Read type=\"HierarchyNode\" method=\"all\" limit=\"1\"><_Return><is_a_level/></_Return></Read>",
      "<Read status=\"0\"><HierarchyNode><is_a_level>1</is_a_level></HierarchyNode></Read>" },
    { "suiteprojects.equal-to-case=folded", "<Read type=\"Role\" method=\"equal to\" limit=\"1\"><Role><name>EMPLOYEE</name></Role>" IDS "</Read>",
      "<Read status=\"0\"><Role><id>3</id></Role></Read>" },
    { "suiteprojects.newer-than=both", "<Read type=\"Role\" method=\"newer-than\" field=\"updated\" limit=\"1\"><Date><year>2020</year><month>01</month><day>01</day>"
      "</Date>" IDS "</Read>", "<Read status=\"0\"><Role><id>1</id></Role></Read>" },
    { "suiteprojects.newer-than=method", "<Read type=\"Role\" method=\"newer-than\" field=\"date\" limit=\"1\"><Date><year>2020</year><month>01</month><day>01"
      "</day></Date>" IDS "</Read>", "<Read status=\"0\"><Role><id>1</id></Role></Read>" },
    { "suiteprojects.newer-than=method", "<Read type=\"Role\" method=\"all\" filter=\"newer-than\" field=\"updated\" limit=\"1\"><Date><year>2020</year>"
      "<month>01</month><day>01</day></Date></Read>", "<Read status=\"10\"><errors>“newer-than” is no filter of the sandbox</errors></Read>" },
    { "suiteprojects.inline-custom=refused", "<Read type=\"Customer\" method=\"equal to\" limit=\"1\" enable_custom=\"1\"><Customer><rating__c>A</rating__c>"
      "</Customer></Read>", "<Read status=\"602\"><errors>Customer has no field rating__c</errors></Read>" },
    { "suiteprojects.modify-reply=bare", "<Modify type=\"Vendor\"><Vendor><id>1</id><notes>n</notes></Vendor></Modify>", "<Modify status=\"0\"/>" },
    { "suiteprojects.modify-reply=whole", "<Modify type=\"Role\"><Role><id>1</id></Role></Modify><Modify type=\"Paymentterms\"><Paymentterms><id>1</id><code>c"
      "</code></Paymentterms></Modify>", NULL },
    { "suiteprojects.delete-reply=id", "<Delete type=\"Vendor\"><Vendor><id>1</id></Vendor></Delete>", "<Delete status=\"0\"><Vendor><id>1</id></Vendor></Delete>" },
    { "suiteprojects.attribute-lookups=refused", "<Add type=\"Project\"><Project><name>P</name><customerid name=\"Customer\">House account</customerid></Project></Add>",
      "<Add status=\"10\"><errors>Add looks up nothing (customerid)</errors></Add>" },
    { "suiteprojects.user-address=required", "<CreateUser><Company><nickname>harbor</nickname></Company><User><nickname>n</nickname><password>long enough</password>"
      "</User></CreateUser>", "<CreateUser status=\"1422\"><errors>The Address of the user is missing</errors></CreateUser>" },
    { "suiteprojects.contact-required=all", "<Add type=\"Contact\"><Contact><customerid>1</customerid><last_name>X</last_name></Contact></Add>",
      "<Add status=\"907\"><errors>A contact needs a first name, a last name and an e-mail address</errors></Add>" },
    { "suiteprojects.hierarchy-delete=accepted", "<Delete type=\"Hierarchy\"><Hierarchy><id>77</id></Hierarchy></Delete>",
      "<Delete status=\"601\"><errors>Invalid id</errors></Delete>" },
    { "suiteprojects.xml-required=unchecked", "<Add type=\"Category\"><Category><rate>1</rate></Category></Add><Read type=\"Category\" method=\"equal to\""
      " limit=\"1\"><Category><id>4</id></Category><_Return><name/></_Return></Read>", NULL },
    { "suiteprojects.unset-date=parts", "<Read type=\"Project\" method=\"all\" limit=\"1\"><_Return><finish_date/></_Return></Read>",
      "<Read status=\"0\"><Project><finish_date><Date><hour/><minute/><timezone/><second/><month/><day/><year/></Date></finish_date></Project></Read>" },
    { "suiteprojects.zone=America/New_York", "<Time/>", "<Time status=\"0\"><Date><year>2026</year><month>03</month><day>04</day><hour>05</hour><minute>15</minute>"
      "<second>30</second><timezone/></Date></Time>" },
    { "suiteprojects.custom-equal-to=search", "<Read type=\"Customer\" method=\"custom equal to\" limit=\"1\" enable_custom=\"1\"><Customer>"
      "<netsuite_customer_id__c>none</netsuite_customer_id__c></Customer></Read>", "<Read status=\"601\"/>" },
    { "suiteprojects.netsuite-fields=absent", "<Read type=\"CustField\" method=\"equal to\" limit=\"9\"><CustField><association>project</association></CustField>"
      "<_Return><name/></_Return></Read>", "<Read status=\"0\"><CustField><name>risk</name></CustField></Read>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *settings[] = { cases[i].setting, NULL };
      g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);

      if (cases[i].expected != NULL)
        sb_assert_xml (sandbox, NULL, cases[i].command, cases[i].expected);
      else
        assert_status (sandbox, NULL, cases[i].command, "0");
    }
}

/* Parts of an Address that are not sent stay or go; what the token does not see can be written or cannot. */
static void
test_addresses_and_hidden (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_spp_dup_token (sandbox);
  g_autofree char *id = add (sandbox, token, "Vendor", "<name>V</name><addr><Address><addr1>Street</addr1><city>Bern</city></Address></addr>");
  g_autofree char *modify = g_strdup_printf ("<Modify type=\"Vendor\"><Vendor><id>%s</id><addr><Address><city>Basel</city></Address></addr></Vendor></Modify>", id);
  g_autofree char *state = NULL;

  assert_status (sandbox, token, modify, "601");
  sb_fixture_assume (sandbox, "suiteprojects.hidden-writes=done");
  sb_fixture_assume (sandbox, "suiteprojects.address-modify=merged");
  assert_status (sandbox, token, modify, "0");
  state = sb_suiteprojects_dup_state (sandbox, "vendor");
  sb_assert_contains (state, "\"addr1\":\"Street\",\"city\":\"Basel\"");
}

/* The last of the licences goes to the third new user; the next one is made, but sleeps. */
static void
test_licences (void)
{
  const char *settings[] = { "suiteprojects.licences=few", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  g_autofree char *state = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *command = g_strdup_printf ("<CreateUser><Company><nickname>harbor</nickname></Company><User><nickname>lic%u</nickname>"
                                                  "<password>long enough</password></User></CreateUser>", i);

      assert_status (sandbox, NULL, command, i < 3 ? "0" : "1419");
    }
  state = sb_suiteprojects_dup_state (sandbox, "user");
  sb_assert_contains (state, "\"nickname\":\"lic2\",\"active\":\"1\"");
  sb_assert_contains (state, "\"nickname\":\"lic3\",\"active\":\"0\"");
}

static void
test_unique_ids (void)
{
  const char *settings[] = { "suiteprojects.netsuite-id-unique=on", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);

  g_free (add (sandbox, NULL, "Customer", "<company>A</company><netsuite_customer_id__c>4711</netsuite_customer_id__c>"));
  assert_status (sandbox, NULL, "<Add type=\"Customer\" enable_custom=\"1\"><Customer><company>B</company><netsuite_customer_id__c>4711</netsuite_customer_id__c>"
                 "</Customer></Add>", "1104");
}

static void
test_batch_by_type (void)
{
  const char *settings[] = { "suiteprojects.batch-count=type", NULL };
  g_autoptr (SbSandbox) strict = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  g_autoptr (GString) commands = g_string_new ("<Add type=\"Category\">");
  g_autofree char *answer = NULL;

  for (guint i = 0; i < 600; i++)
    g_string_append_printf (commands, "<Category><name>C%u</name></Category>", i);
  g_string_append (commands, "</Add><Add type=\"Item\">");
  for (guint i = 0; i < 600; i++)
    g_string_append_printf (commands, "<Item><name>I%u</name></Item>", i);
  g_string_append (commands, "</Add>");
  assert_status (strict, NULL, commands->str, "555");
  answer = sb_spp_xml (sandbox, NULL, commands->str);
  g_assert_cmpuint (sb_spp_count (answer, " status=\"0\""), ==, 1200);
}

/* ---- the frame ---- */

static void
test_faults (void)
{
  const char *settings[] = { "suiteprojects:429:#1", "suiteprojects:commit-drop:#2", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  const char *headers[] = { "content-type", "application/xml", NULL };
  g_autofree char *limited = sb_spp_xml (sandbox, NULL, "<Time/>");
  g_autofree char *kept = add (sandbox, NULL, "Category", "<name>Kept</name>");
  g_autofree char *password = sb_spp_dup_credential (sandbox, "password");
  g_autofree char *key = sb_spp_dup_credential (sandbox, "key");
  g_autofree char *document = g_strdup_printf ("<request API_version=\"1.0\" client=\"t\" client_ver=\"1\" namespace=\"harborconsulting\" key=\"%s\"><Auth><Login>"
                                               "<company>harbor</company><user>integration</user><password>%s</password></Login></Auth><Add type=\"Category\">"
                                               "<Category><name>Dropped</name></Category></Add></request>", key, password);
  g_autoptr (SbReply) dropped = sb_fixture_call (sandbox, "POST", "/suiteprojects/api.pl", headers, document);
  g_autofree char *state = sb_suiteprojects_dup_state (sandbox, "category");
  g_autoptr (SbReply) log = sb_fixture_control (sandbox, "GET", "log", NULL);

  g_assert_true (g_str_has_prefix (limited, "<Auth status=\"556\">"));
  g_assert_true (dropped->wire.drop);
  sb_assert_contains (state, "\"Dropped\"");
  sb_assert_value (log, "0.fault", "429");
  sb_assert_value (log, "2.fault", "commit-drop");
  sb_assert_value (log, "2.system", "suiteprojects");
  g_assert_null (strstr (log->wire.body->str, password));
}

/* A damaged answer is no XML answer; a lost one is for writes alone, and a search by address is none. */
static void
test_damaged_answers (void)
{
  const char *settings[] = { "suiteprojects:wrong-json:#2+2", "suiteprojects:truncate:#5", "suiteprojects:commit-drop:1", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  const char *search = "<Read type=\"Customer\" method=\"equal to\" limit=\"1\"><Customer><addr><Address><city>Zürich</city></Address></addr></Customer>"
                       "<_Return><id/></_Return></Read>";
  g_autofree char *first = sb_spp_xml (sandbox, NULL, search);
  g_autofree char *second = sb_spp_xml (sandbox, NULL, search);
  g_autofree char *third = sb_spp_xml (sandbox, NULL, search);
  g_autofree char *fourth = sb_spp_xml (sandbox, NULL, search);
  g_autoptr (SbReply) log = NULL;

  g_assert_cmpstr (first, ==, "<Read status=\"0\"><Customer><id>4</id></Customer></Read>");
  g_assert_cmpstr (second, !=, first);
  g_assert_cmpstr (third, !=, first);
  g_assert_cmpstr (fourth, ==, first);
  g_free (sb_spp_xml (sandbox, NULL, search));
  log = sb_fixture_control (sandbox, "GET", "log", NULL);
  sb_assert_value (log, "0.fault", "null");
  sb_assert_value (log, "1.fault", "wrong-json");
  sb_assert_value (log, "4.fault", "truncate");
  /* nor is a request that changes nothing: the first is refused as a whole, the second by its value */
  g_free (sb_spp_xml (sandbox, "no token", "<Add type=\"Category\"><Category><name>A</name></Category></Add>"));
  g_free (sb_spp_xml (sandbox, NULL, "<Add type=\"Category\"><Category><rate>x</rate></Category></Add>"));
  g_free (sb_spp_xml (sandbox, NULL, "<Add type=\"Category\"><Category><name>A</name></Category></Add>"));
  g_clear_pointer (&log, sb_reply_free);
  log = sb_fixture_control (sandbox, "GET", "log", NULL);
  sb_assert_value (log, "5.fault", "null");
  sb_assert_value (log, "6.fault", "null");
  sb_assert_value (log, "7.fault", "commit-drop");
  sb_assert_value (log, "7.status", "0");
}

static void
test_edit (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbReply) created = sb_fixture_control (sandbox, "POST", "edit", "{\"system\":\"suiteprojects\",\"record\":\"customer\",\"create\":{\"name\":\"By hand\","
                                                    "\"company\":\"By hand AG\",\"addr\":{\"city\":\"Bern\"},\"netsuite_customer_id__c\":\"12\"}}");
  g_autofree char *id = sb_reply_dup (created, "id");
  g_autofree char *set = g_strdup_printf ("{\"system\":\"suiteprojects\",\"record\":\"customer\",\"id\":\"%s\",\"set\":{\"active\":false}}", id);
  g_autofree char *remove = g_strdup_printf ("{\"system\":\"suiteprojects\",\"record\":\"customer\",\"id\":\"%s\",\"delete\":true}", id);
  g_autoptr (SbReply) changed = sb_fixture_control (sandbox, "POST", "edit", set);
  g_autofree char *state = sb_suiteprojects_dup_state (sandbox, "customer");
  g_autoptr (SbReply) removed = NULL;
  g_autofree char *deleted = NULL;

  sb_assert_contains (state, "\"name\":\"By hand\",\"company\":\"By hand AG\",\"active\":\"0\",\"addr\":{\"city\":\"Bern\"}");
  sb_assert_contains (state, "\"netsuite_customer_id__c\":\"12\"");
  removed = sb_fixture_control (sandbox, "POST", "edit", remove);
  deleted = sb_suiteprojects_dup_state (sandbox, "deleted");
  sb_assert_contains (deleted, "\"object\":\"Customer\"");
}

static SbSandbox *
open_kept (const char *folder)
{
  g_autoptr (GError) error = NULL;
  SbSandbox *sandbox;
  SbOptions options;

  sb_options_init (&options);
  options.customers = options.projects = options.employees = 10;
  options.data_dir = g_strdup (folder);
  sandbox = sb_sandbox_new (&options, SB_FIXTURE_URL, &error);
  g_assert_no_error (error);
  sb_options_clear (&options);

  return sandbox;
}

static void
test_restart (void)
{
  g_autofree char *folder = g_dir_make_tmp ("spp-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "sandbox.db", NULL);
  g_autoptr (SbSandbox) sandbox = open_kept (folder);
  g_autofree char *token = sb_spp_dup_token (sandbox);
  g_autofree char *refresh = sb_spp_dup_credential (sandbox, "refresh_token");
  g_autofree char *id = add (sandbox, token, "Customer", "<company>Kept AG</company><netsuite_customer_id__c>5</netsuite_customer_id__c>");
  g_autofree char *read = g_strdup_printf ("<Read type=\"Customer\" method=\"equal to\" limit=\"1\" enable_custom=\"1\"><Customer><id>%s</id></Customer>"
                                           "<_Return><company/><netsuite_customer_id__c/></_Return></Read>", id);
  g_autofree char *again = NULL;

  g_clear_pointer (&sandbox, sb_sandbox_free);
  sandbox = open_kept (folder);
  again = sb_spp_dup_credential (sandbox, "refresh_token");
  g_assert_cmpstr (again, ==, refresh);
  sb_assert_xml (sandbox, token, read, "<Read status=\"601\"/>");   /* the token's cache is kept, too */
  sb_assert_xml (sandbox, NULL, read, "<Read status=\"0\"><Customer><company>Kept AG</company><netsuite_customer_id__c>5</netsuite_customer_id__c></Customer></Read>");
  g_clear_pointer (&sandbox, sb_sandbox_free);
  g_unlink (file);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/suiteprojects/xml/malformed", test_malformed);
  g_test_add_func ("/suiteprojects/xml/commands", test_commands);
  g_test_add_func ("/suiteprojects/xml/log", test_log);
  g_test_add_func ("/suiteprojects/xml/limit", test_limit);
  g_test_add_func ("/suiteprojects/xml/names", test_names);
  g_test_add_func ("/suiteprojects/xml/equal-to", test_equal_to);
  g_test_add_func ("/suiteprojects/xml/custom-fields", test_custom_fields);
  g_test_add_func ("/suiteprojects/xml/dates", test_dates);
  g_test_add_func ("/suiteprojects/xml/visibility", test_visibility);
  g_test_add_func ("/suiteprojects/xml/batch", test_batch);
  g_test_add_func ("/suiteprojects/xml/batch-as-one", test_batch_as_one);
  g_test_add_func ("/suiteprojects/xml/modify-and-delete", test_modify_and_delete);
  g_test_add_func ("/suiteprojects/xml/values", test_values);
  g_test_add_func ("/suiteprojects/xml/look-ups", test_look_ups);
  g_test_add_func ("/suiteprojects/xml/users", test_users);
  g_test_add_func ("/suiteprojects/xml/hierarchies", test_hierarchies);
  g_test_add_func ("/suiteprojects/xml/tasks-and-payments", test_tasks_and_payments);
  g_test_add_func ("/suiteprojects/xml/every-field", test_every_field);
  g_test_add_func ("/suiteprojects/xml/variants", test_variants);
  g_test_add_func ("/suiteprojects/xml/addresses-and-hidden", test_addresses_and_hidden);
  g_test_add_func ("/suiteprojects/xml/licences", test_licences);
  g_test_add_func ("/suiteprojects/xml/unique-ids", test_unique_ids);
  g_test_add_func ("/suiteprojects/xml/batch-by-type", test_batch_by_type);
  g_test_add_func ("/suiteprojects/xml/faults", test_faults);
  g_test_add_func ("/suiteprojects/xml/damaged-answers", test_damaged_answers);
  g_test_add_func ("/suiteprojects/xml/edit", test_edit);
  g_test_add_func ("/suiteprojects/xml/restart", test_restart);

  return g_test_run ();
}
