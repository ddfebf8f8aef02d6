/* test-suiteql.c: SuiteQL's dialect, values and refusals
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteql-fixture.h"

#include <string.h>

/* ---- dialect ---- */

static const struct { const char *sql, *rows; } dialect[] = {
  { "SELECT id, companyname AS \"Name\" FROM customer WHERE id < 13 ORDER BY id ASC", "id=11 name=Acme; id=12 name=Bolt's" },
  { "select Id from CUSTOMER where ID = 11 order by id asc", "id=11" },
  { "SELECT id, email FROM customer ORDER BY id DESC", "id=14; id=13 email=ann@lee.example; id=12; id=11 email=a@acme.example" },
  { "SELECT c.id AS customer FROM customer c WHERE c.companyname = 'Bolt''s'", "customer=12" },
  { "SELECT id FROM customer WHERE companyname = ''", "" },
  { "SELECT id FROM customer WHERE companyname IS NULL", "id=13" },
  { "SELECT id FROM customer WHERE email IS NOT NULL ORDER BY id ASC", "id=11; id=13" },
  { "SELECT id FROM customer WHERE id BETWEEN 12 AND 13 ORDER BY id ASC", "id=12; id=13" },
  { "SELECT id FROM customer WHERE id NOT BETWEEN 12 AND 14", "id=11" },
  { "SELECT id FROM customer WHERE id IN (11, 14, 99) ORDER BY id ASC", "id=11; id=14" },
  { "SELECT id FROM customer WHERE id NOT IN (11, 14) AND NOT (id = 12)", "id=13" },
  { "SELECT id FROM customer WHERE companyname LIKE 'A%e'", "id=11" },
  { "SELECT id FROM customer WHERE companyname LIKE 'a%e'", "" },
  { "SELECT id FROM customer WHERE companyname LIKE 'M_ller'", "id=14" },
  { "SELECT id FROM customer WHERE companyname NOT LIKE '%l%' ORDER BY id ASC", "id=11" },
  { "SELECT id FROM customer WHERE entityid LIKE 'C-1!%' ESCAPE '!'", "" },
  { "SELECT id FROM customer WHERE (id = 11 OR id = 12) AND isinactive = 'F' ORDER BY id ASC", "id=11; id=12" },
  { "SELECT id FROM customer WHERE id <> 11 AND id != 12 AND id >= 14", "id=14" },
  { "SELECT COUNT(*), COUNT(email) AS n, COUNT(DISTINCT parent) FROM customer", "expr1=4 n=2 expr2=1" },
  { "SELECT MIN(id) a, MAX(id) b, SUM(creditlimit) c, AVG(creditlimit) d FROM customer", "a=11 b=14 c=1023.5 d=341.166666666667" },
  { "SELECT isinactive, COUNT(*) n FROM customer GROUP BY isinactive ORDER BY isinactive ASC", "isinactive=F n=3; isinactive=T n=1" },
  { "SELECT parent, COUNT(*) n FROM customer WHERE parent > 0 GROUP BY parent HAVING COUNT(*) > 1", "parent=11 n=2" },
  { "SELECT DISTINCT subsidiary FROM customersubsidiaryrelationship ORDER BY subsidiary DESC", "subsidiary=2; subsidiary=1" },
  { "SELECT id FROM job UNION SELECT id FROM employee ORDER BY id DESC", "id=31; id=22; id=21" },
  { "SELECT id FROM job UNION ALL SELECT id FROM job ORDER BY 1 ASC", "id=21; id=21; id=22; id=22" },
  { "SELECT CASE WHEN id > 12 THEN 'big' WHEN id > 11 THEN 'mid' ELSE 'small' END FROM customer ORDER BY id ASC",
    "expr1=small; expr1=mid; expr1=big; expr1=big" },
  { "SELECT CASE id WHEN 11 THEN 1 END x FROM customer WHERE id < 13 ORDER BY id ASC", "x=1; -" },
  { "SELECT DECODE(isinactive, 'T', 'off', 'F', 'on', '?') d FROM customer WHERE id IN (12, 13) ORDER BY id ASC", "d=on; d=off" },
  { "SELECT NVL(companyname, lastname) n FROM customer WHERE id = 13", "n=Lee" },
  { "SELECT COALESCE(NULL, companyname, 'x') n FROM customer WHERE id = 13", "n=x" },
  { "SELECT UPPER(companyname) u, LOWER('ÄB') l, LENGTH(companyname) n FROM customer WHERE id = 14", "u=MÜLLER l=äb n=6" },
  { "SELECT SUBSTR('abcdef', 2, 3) a, SUBSTR('abcdef', -2) b, SUBSTR('abc', 0, 2) c, TRIM('  x ') d FROM DUAL", "a=bcd b=ef c=ab d=x" },
  { "SELECT CONCAT('a', 'b') c, 'a' || NULL || 1 d, INSTR('hello', 'l') i, REPLACE('aXb', 'X', '-') r FROM dual", "c=ab d=a1 i=3 r=a-b" },
  { "SELECT 1 + 2 * 3 a, (1 + 2) * 3 b, 7 / 2 c, 10 / 5 d, -(2 - 5) e, ABS(-4) f FROM dual", "a=7 b=9 c=3.5 d=2 e=3 f=4" },
  { "SELECT ROUND(2.5) a, ROUND(1.256, 2) b, CEIL(1.2) c, FLOOR(-1.2) d, TRUNC(1.99) e FROM dual", "a=3 b=1.26 c=2 d=-2 e=1" },
  { "SELECT TO_CHAR(12) a, TO_NUMBER('3') + 1 b, CAST('4' AS INTEGER) c, CAST(5 AS VARCHAR2(10)) d FROM dual", "a=12 b=4 c=4 d=5" },
  { "SELECT id, BUILTIN.DF(entitystatus) s, BUILTIN.DF(parent) p, BUILTIN.DF(currency) c FROM customer WHERE id = 12",
    "id=12 s=CUSTOMER-Closed Won p=C-11 Acme c=Euro" },
  { "SELECT BUILTIN.DF(jobbillingtype) b, BUILTIN.DF(parent) p FROM job ORDER BY id ASC", "b=Time and Materials p=C-11 Acme; p=P-1 Roof" },
  { "SELECT BUILTIN.DF(subsidiary) s, subsidiary FROM department", "s=Parent, Germany subsidiary=1, 2" },
  { "SELECT j.id, j.parent, j.customer, j.subsidiary FROM job j ORDER BY j.id ASC",
    "id=21 parent=11 customer=11 subsidiary=2; id=22 parent=21 customer=11 subsidiary=2" },
  { "SELECT c.id, r.subsidiary FROM customer c INNER JOIN customersubsidiaryrelationship r ON r.entity = c.id"
    " AND r.isprimarysub = 'T' WHERE c.id < 13 ORDER BY c.id ASC", "id=11 subsidiary=1; id=12 subsidiary=2" },
  { "SELECT c.id, r.subsidiary FROM customer c LEFT OUTER JOIN customersubsidiaryrelationship r ON r.entity = c.id"
    " AND r.isprimarysub = 'F' ORDER BY c.id ASC", "id=11 subsidiary=2; id=12; id=13; id=14" },
  { "SELECT c.id, r.id AS relation FROM customer c, customersubsidiaryrelationship r WHERE r.entity = c.id AND c.id = 11"
    " ORDER BY r.id ASC", "id=11 relation=101; id=11 relation=102" },
  { "SELECT c.id FROM customer c WHERE EXISTS (SELECT 1 FROM job j WHERE j.customer = c.id)", "id=11" },
  { "SELECT id FROM customer WHERE id NOT IN (SELECT customer FROM job) ORDER BY id ASC", "id=12; id=13; id=14" },
  { "SELECT id, (SELECT COUNT(*) FROM job j WHERE j.customer = c.id) jobs FROM customer c WHERE id < 13 ORDER BY id ASC",
    "id=11 jobs=2; id=12 jobs=0" },
  { "SELECT x.n FROM (SELECT id AS n FROM customer ORDER BY id DESC) x WHERE ROWNUM <= 2", "n=14; n=13" },
  { "SELECT id FROM customer WHERE id > 0 AND ROWNUM <= 2 ORDER BY id DESC", "id=12; id=11" },
  { "SELECT ROWNUM r, id FROM customer WHERE ROWNUM < 3 AND id > 12 ORDER BY id ASC", "r=1 id=13; r=2 id=14" },
  { "SELECT id FROM customer WHERE ROWNUM > 1", "" },
  { "SELECT COUNT(*) n FROM customer WHERE ROWNUM <= 3", "n=3" },
  { "SELECT id, type, entitytitle FROM entity WHERE id > 13 ORDER BY id ASC",
    "id=14 type=CustJob entitytitle=Müller; id=21 type=Job entitytitle=P-1 Roof; id=22 type=Job entitytitle=P-2 Tiles; "
    "id=31 type=Employee entitytitle=Eva Noll" },
  { "SELECT id FROM entity WHERE id < 0 ORDER BY id ASC", "id=-4; id=-2" },
  { "SELECT key, name FROM entitystatus ORDER BY key ASC", "key=6 name=LEAD-New; key=13 name=CUSTOMER-Closed Won" },
  { "SELECT scriptid, fieldvaluetype FROM customfield WHERE LOWER(scriptid) LIKE '%precoro%'",
    "scriptid=CUSTENTITY_PRECORO_SYNC fieldvaluetype=Check Box" },
  { "SELECT recordid, scriptid FROM deletedrecord", "recordid=9 scriptid=customer" },
  { "SELECT SESSIONTIMEZONE AS timezone FROM DUAL", "timezone=America/Los_Angeles" },
  { "SELECT id, id AS id FROM job ORDER BY id ASC", "id=21; id=22" },
  { "SELECT id FROM customer ORDER BY email ASC, id ASC", "id=11; id=13; id=12; id=14" },
};

static void
test_dialect (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (dialect); i++)
    sb_ql_assert_rows (sandbox, dialect[i].sql, NULL, dialect[i].rows);
}

static const char *const unsupported[] = {
  "", "SELECT", "SELECT id", "SELECT id FROM", "SELECT id, FROM customer", "SELECT id FROM customer WHERE", "id FROM customer",
  "SELECT id FROM customer; SELECT id FROM job", "UPDATE customer SET isinactive = 'T'", "DELETE FROM customer",
  "WITH c AS (SELECT id FROM customer) SELECT id FROM c", "SELECT id FROM customer LIMIT 10",
  "SELECT id FROM customer ORDER BY id ASC LIMIT 10", "SELECT id FROM customer ORDER BY id ASC OFFSET 10 ROWS",
  "SELECT id FROM customer FETCH FIRST 5 ROWS ONLY", "SELECT TOP 5 id FROM customer", "SELECT LISTAGG(id, ',') FROM customer",
  "SELECT LEFT(companyname, 2) FROM customer", "SELECT RIGHT(companyname, 2) FROM customer",
  "SELECT SUBSTRING(companyname, 1, 2) FROM customer", "SELECT CEILING(1.2) FROM dual", "SELECT [id] FROM customer",
  "SELECT id FROM customer WHERE startdate > DATE '2026-01-01'", "SELECT id FROM customer WHERE startdate > '2026-01-01'",
  "SELECT id FROM customer WHERE lastmodifieddate >= '01/31/2026'", "SELECT id FROM customer WHERE lastmodifieddate > 5",
  "SELECT c.id FROM customer c, job j WHERE j.customer = c.id(+)",
  "SELECT c.id FROM customer c, job j INNER JOIN employee e ON e.id = 1",
  "SELECT c.id FROM customer c RIGHT JOIN job j ON j.customer = c.id", "SELECT c.id FROM customer c JOIN job j",
  "SELECT c.id FROM customer c CROSS JOIN job j", "SELECT id FROM customer -- all", "SELECT /* x */ id FROM customer",
  "SELECT id FROM customer WHERE companyname = 'open", "SELECT id FROM customer WHERE id = '11'",
  "SELECT id FROM customer WHERE id IN ('11', '12')", "SELECT id FROM customer WHERE id > 1 AND companyname",
  "SELECT id FROM customer WHERE (id)", "SELECT id = 1 FROM customer", "SELECT id FROM customer WHERE id = :id",
  "SELECT id FROM customer WHERE id = ?", "SELECT id FROM customer c, job j", "SELECT id, COUNT(*) FROM customer",
  "SELECT companyname FROM customer GROUP BY isinactive", "SELECT id FROM customer WHERE COUNT(*) > 1",
  "SELECT MAX(COUNT(*)) FROM customer", "SELECT id FROM customer ORDER BY COUNT(*) ASC", "SELECT id FROM customer ORDER BY 2 ASC",
  "SELECT DISTINCT id FROM customer ORDER BY email ASC", "SELECT id FROM customer UNION SELECT id, email FROM customer",
  "SELECT id FROM customer UNION SELECT email FROM customer", "SELECT TO_DATE('2026-01-31') FROM dual",
  "SELECT TO_DATE('2026-02-30', 'YYYY-MM-DD') FROM dual", "SELECT TO_DATE('2026-01-31 25:00:00', 'YYYY-MM-DD HH24:MI:SS') FROM dual",
  "SELECT TO_CHAR(SYSDATE, 'YYYY-QQ') FROM dual", "SELECT 1 / 0 FROM dual", "SELECT TO_NUMBER('x') FROM dual",
  "SELECT id FROM customer WHERE ROWNUM + 1 < 5", "SELECT id FROM customer WHERE id IN (SELECT id, email FROM customer)",
  "SELECT NVL(id) FROM customer", "SELECT UPPER(DISTINCT email) FROM customer", "SELECT sqlite_version() FROM dual",
  "SELECT load_extension('x') FROM dual", "SELECT ns_scatter() FROM dual", "SELECT BUILTIN.DF('x') FROM dual",
  "SELECT CASE WHEN id THEN 1 END FROM customer", "SELECT id FROM customer GROUP BY 1", "SELECT CAST(id AS DATE) FROM customer",
};

static void
test_unsupported (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (unsupported); i++)
    sb_ql_assert_refused (sandbox, unsupported[i], NULL, SB_QL_REFUSAL);
}

static void
test_in_list (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open (NULL);
  g_autoptr (GString) sql = g_string_new ("SELECT id FROM customer WHERE id IN (11");

  for (guint i = 0; i < 999; i++)
    g_string_append_printf (sql, ",%u", i + 1000);
  g_string_append (sql, ")");
  sb_ql_assert_rows (sandbox, sql->str, NULL, "id=11");
  g_string_insert (sql, (gssize) sql->len - 1, ",5");
  sb_ql_assert_refused (sandbox, sql->str, NULL, SB_QL_REFUSAL);
}

static const struct { const char *sql, *tail; } unknown[] = {
  { "SELECT foo FROM customer", "Search error occurred: Unknown identifier 'foo'. Available identifiers are: {customer=customer}." },
  { "SELECT subsidiary FROM transaction",
    "Search error occurred: Unknown identifier 'subsidiary'. Available identifiers are: {transaction=transaction}." },
  { "SELECT foo FROM customer c INNER JOIN job j ON j.customer = c.id",
    "Search error occurred: Unknown identifier 'foo'. Available identifiers are: {c=customer, j=job}." },
  { "SELECT x.id FROM customer c", "Search error occurred: Unknown identifier 'x'. Available identifiers are: {c=customer}." },
  { "SELECT c.subsidiary FROM customer c",
    "Search error occurred: Field 'subsidiary' for record 'customer' was not found. Reason: REMOVED - Field is removed." },
  { "SELECT id FROM customer WHERE rowid = 1",
    "Search error occurred: Unknown identifier 'rowid'. Available identifiers are: {customer=customer}." },
  { "SELECT id FROM nothing", "Invalid search type: nothing." },
  { "SELECT id FROM ns_customer", "Invalid search type: ns_customer." },
  { "SELECT name FROM sqlite_master", "Invalid search type: sqlite_master." },
  { "SELECT s1.id FROM customer", "Search error occurred: Unknown identifier 's1'. Available identifiers are: {customer=customer}." },
};

static void
test_unknown (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    sb_ql_assert_refused (sandbox, unknown[i].sql, NULL, unknown[i].tail);
}

static void
test_features (void)
{
  static const struct { const char *assumption, *sql, *tail; } cases[] = {
    { "netsuite.oneworld=off", "SELECT id FROM subsidiary", "Search error occurred: Record 'subsidiary' was not found." },
    { "netsuite.oneworld=off", "SELECT id FROM customersubsidiaryrelationship",
      "Search error occurred: Record 'customersubsidiaryrelationship' was not found." },
    { "netsuite.oneworld=off", "SELECT subsidiary FROM employee",
      "Search error occurred: Unknown identifier 'subsidiary'. Available identifiers are: {employee=employee}." },
    { "netsuite.projects=off", "SELECT id FROM job", "Search error occurred: Record 'job' was not found." },
    { "netsuite.departments=off", "SELECT id FROM department", "Search error occurred: Record 'department' was not found." },
    { "netsuite.currencies=off", "SELECT currency FROM customer",
      "Search error occurred: Unknown identifier 'currency'. Available identifiers are: {customer=customer}." },
    { "netsuite.job-subsidiary=rest", "SELECT j.subsidiary FROM job j",
      "Search error occurred: Field 'subsidiary' for record 'job' was not found. Reason: REMOVED - Field is removed." },
    { "netsuite.sync-field=absent", "SELECT custentity_precoro_sync FROM customer",
      "Search error occurred: Unknown identifier 'custentity_precoro_sync'. Available identifiers are: {customer=customer}." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SbSandbox) sandbox = sb_ql_open (cases[i].assumption, NULL);

      sb_ql_assert_refused (sandbox, cases[i].sql, NULL, cases[i].tail);
    }
}

static void
test_custom_fields (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open ("netsuite.sync-field=absent", "netsuite.connector-bundle=absent", NULL);

  sb_ql_assert_rows (sandbox, "SELECT COUNT(*) n FROM customfield", NULL, "n=3");
}

static void
test_variants (void)
{
  static const struct { const char *assumption, *sql, *rows; } cases[] = {
    { "netsuite.quoted-id=accepted", "SELECT id FROM customer WHERE id = '11'", "id=11" },
    { "netsuite.quoted-id=accepted", "SELECT id FROM customer WHERE id IN ('11', '13') ORDER BY id ASC", "id=11; id=13" },
    { "netsuite.quoted-id=empty", "SELECT id FROM customer WHERE id = '11'", "" },
    { "netsuite.bare-date=preference", "SELECT id FROM customer WHERE lastmodifieddate >= '01/31/2026' ORDER BY id ASC",
      "id=11; id=12; id=13; id=14" },
    { "netsuite.session-timezone-alias=ignored", "SELECT SESSIONTIMEZONE AS timezone FROM DUAL", "expr1=America/Los_Angeles" },
    { "netsuite.order-without-asc=empty", "SELECT id FROM job ORDER BY id", "" },
    { "netsuite.order-without-asc=empty", "SELECT id FROM job ORDER BY id ASC", "id=21; id=22" },
    { "netsuite.order-without-asc=rows", "SELECT id FROM job ORDER BY id", "id=21; id=22" },
    { "netsuite.select-star=rows", "SELECT * FROM jobtype", "" },
    { "netsuite.select-star=rows", "SELECT id AS x, c.* FROM currency c WHERE id = 2",
      "x=2 id=2 name=Euro symbol=EUR isinactive=F" },
    { "netsuite.select-star=empty", "SELECT * FROM currency", "" },
    { "netsuite.date-format=D-Mon-YYYY", "SELECT startdate FROM customer WHERE id = 11", "startdate=31-Jan-2026" },
    { "netsuite.date-format=DD/MM/YYYY", "SELECT startdate, lastmodifieddate d FROM customer WHERE id = 11",
      "startdate=31/01/2026 d=31/01/2026" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SbSandbox) sandbox = sb_ql_open (cases[i].assumption, NULL);

      sb_ql_assert_rows (sandbox, cases[i].sql, NULL, cases[i].rows);
    }
}

static void
test_refusing_variants (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open ("netsuite.line-breaks=refused", "netsuite.string-param=refused",
                                              "netsuite.tripping-column=comments", NULL);
  g_autoptr (JsonNode) node = NULL;

  sb_ql_assert_refused (sandbox, "SELECT id\nFROM job", NULL, SB_QL_REFUSAL);
  sb_ql_assert_refused (sandbox, "SELECT id FROM job WHERE id = ?", "[\"21\"]", SB_QL_REFUSAL);
  sb_ql_assert_rows (sandbox, "SELECT id FROM job WHERE id = ?", "[21]", "id=21");
  node = sb_ql_ask (sandbox, "SELECT id, comments FROM customer", NULL, NULL, 500);
  g_assert_cmpstr (sb_ql_get_error (node, "o:errorCode"), ==, "UNEXPECTED_ERROR");
  g_assert_true (g_str_has_prefix (sb_ql_get_error (node, "detail"), "An unexpected error occurred. Error ID: "));
}

static void
test_wide_select (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open (NULL);
  g_autoptr (GString) sql = g_string_new ("SELECT id AS c0");

  for (guint i = 1; i < 100; i++)
    g_string_append_printf (sql, ", id AS c%u", i);
  {
    g_autofree char *hundred = g_strconcat (sql->str, " FROM job WHERE id = 21", NULL);
    g_autofree char *more = g_strconcat (sql->str, ", id AS c100 FROM job WHERE id = 21", NULL);
    g_autoptr (JsonNode) node = sb_ql_ask (sandbox, hundred, NULL, NULL, 200);

    g_assert_cmpint (json_object_get_int_member (json_node_get_object (node), "count"), ==, 1);
    sb_ql_assert_rows (sandbox, more, NULL, "");
  }
}

/* ---- parameters and quotes ---- */

static void
test_params (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open (NULL);

  sb_ql_assert_rows (sandbox, "SELECT id FROM customer WHERE isinactive = ? AND id > ? ORDER BY id ASC", "[\"F\", \"11\"]", "id=12; id=14");
  sb_ql_assert_rows (sandbox, "SELECT id FROM customer WHERE id > ? AND id < ? ORDER BY id ASC", "[11, 13.5]", "id=12; id=13");
  sb_ql_assert_rows (sandbox, "SELECT ? x FROM dual", "[null]", "-");
  sb_ql_assert_rows (sandbox, "SELECT id FROM customer WHERE companyname = ?", "[\"Bolt's\"]", "id=12");
  sb_ql_assert_rows (sandbox, "SELECT id FROM customer WHERE lastmodifieddate >= TO_TIMESTAMP(?, 'YYYY-MM-DD HH24:MI:SS')",
                     "[\"2026-01-31 08:15:00\"]", "id=14");
  sb_ql_assert_refused (sandbox, "SELECT id FROM customer WHERE id = ?", "[1, 2]", SB_QL_REFUSAL);
  sb_ql_assert_refused (sandbox, "SELECT id FROM customer WHERE id = ? OR id = ?", "[1]", SB_QL_REFUSAL);
  sb_ql_assert_refused (sandbox, "SELECT id FROM customer WHERE id = ?", "[\"x\"]", SB_QL_REFUSAL);
}

static void
test_injection (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open (NULL);

  sb_ql_assert_rows (sandbox, "SELECT id FROM customer WHERE companyname = ?", "[\"x' OR '1'='1\"]", "");
  sb_ql_assert_rows (sandbox, "SELECT id FROM customer WHERE companyname = 'x'' OR ''1''=''1'", NULL, "");
  sb_ql_assert_rows (sandbox, "SELECT id AS \"a\"\" FROM ns_customer \" FROM job WHERE id = 21", NULL, "a\" from ns_customer =21");
  sb_ql_assert_refused (sandbox, "SELECT id FROM customer WHERE companyname = 'x'; DROP TABLE ns_customer; --'", NULL, SB_QL_REFUSAL);
  sb_ql_assert_refused (sandbox, "SELECT id FROM \"customer\" AS \"x\" -- \"", NULL, SB_QL_REFUSAL);
  sb_ql_assert_rows (sandbox, "SELECT COUNT(*) n FROM customer", NULL, "n=4");
}

/* ---- dates ---- */

static void
test_dates (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open (NULL);

  sb_ql_assert_rows (sandbox, "SELECT lastmodifieddate, startdate FROM customer WHERE id = 11", NULL,
                     "lastmodifieddate=01/31/2026 startdate=01/31/2026");
  sb_ql_assert_rows (sandbox, "SELECT TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS lastmodifieddate FROM customer WHERE id = 14",
                     NULL, "lastmodifieddate=2026-01-31 08:15:00");
  sb_ql_assert_rows (sandbox, "SELECT TO_CHAR(CURRENT_DATE,'YYYY-MM-DD HH24:MI:SS') AS now FROM DUAL", NULL, "now=2026-01-31 08:15:00");
  sb_ql_assert_rows (sandbox, "SELECT TO_CHAR(SYSDATE, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') a, TO_CHAR(SYSDATE, 'DD Mon YY HH:MI AM SSXFF3') b"
                     " FROM dual", NULL, "a=2026-01-31T08:15:00Z b=31 Jan 26 08:15 AM 00.000");
  sb_ql_assert_rows (sandbox, "SELECT id FROM customer WHERE lastmodifieddate >= TO_DATE('2026-01-31 08:15:00', 'YYYY-MM-DD HH24:MI:SS')",
                     NULL, "id=14");
  sb_ql_assert_rows (sandbox, "SELECT id FROM customer WHERE lastmodifieddate < TO_TIMESTAMP('2026-01-31 07:33:20.5', 'YYYY-MM-DD HH24:MI:SSXFF')"
                     " ORDER BY id ASC", NULL, "id=11; id=12; id=13");
  sb_ql_assert_rows (sandbox, "SELECT id FROM customer WHERE startdate = TO_DATE('2026-01-31', 'YYYY-MM-DD')", NULL, "id=11");
  sb_ql_assert_rows (sandbox, "SELECT COUNT(*) n FROM customer WHERE lastmodifieddate >= TO_DATE('2026-02-01', 'YYYY-MM-DD')", NULL, "n=0");
  sb_ql_assert_rows (sandbox, "SELECT TO_CHAR(SYSDATE + 1, 'YYYY-MM-DD HH24') t, TRUNC(SYSDATE) d, SYSDATE - (SYSDATE - 2) n FROM dual",
                     NULL, "t=2026-02-01 08 d=01/31/2026 n=2");
  sb_ql_assert_rows (sandbox, "SELECT MAX(lastmodifieddate) m, TO_CHAR(MIN(lastmodifieddate), 'HH24:MI:SS') f FROM customer", NULL,
                     "m=01/31/2026 f=06:33:20");
  sb_ql_assert_rows (sandbox, "SELECT id FROM customer WHERE (lastmodifieddate > TO_TIMESTAMP('2026-01-31 07:33:20','YYYY-MM-DD HH24:MI:SS'))"
                     " OR (lastmodifieddate = TO_TIMESTAMP('2026-01-31 07:33:20','YYYY-MM-DD HH24:MI:SS') AND id > 12)"
                     " ORDER BY lastmodifieddate ASC, id ASC", NULL, "id=13; id=14");
}

/* Instants as text, and text as instants, in zones with and without summer time, north and south, half an hour off. */
static void
test_zones (void)
{
  static const struct { const char *zone; gint64 instant; const char *text; } cases[] = {
    { "America/Los_Angeles", 1767225600, "2025-12-31 16:00:00" },
    { "America/Los_Angeles", 1783000000, "2026-07-02 06:46:40" },
    { "America/Los_Angeles", 1772963999, "2026-03-08 01:59:59" },
    { "America/Los_Angeles", 1772964000, "2026-03-08 03:00:00" },
    { "UTC", 1767225600, "2026-01-01 00:00:00" },
    { "Pacific/Auckland", 1767225600, "2026-01-01 13:00:00" },
    { "Pacific/Auckland", 1783000000, "2026-07-03 01:46:40" },
    { "Asia/Kolkata", 1767225600, "2026-01-01 05:30:00" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *assumption = g_strconcat ("netsuite.zone=", cases[i].zone, NULL);
      g_autoptr (SbSandbox) sandbox = sb_ql_open_empty (assumption, NULL);
      g_autofree char *insert = g_strdup_printf ("INSERT INTO ns_customer (id, lastmodifieddate) VALUES (1, %" G_GINT64_FORMAT ")",
                                                 cases[i].instant);
      g_autofree char *read = g_strdup_printf ("SELECT id FROM customer WHERE lastmodifieddate = "
                                               "TO_TIMESTAMP('%s', 'YYYY-MM-DD HH24:MI:SS')", cases[i].text);
      g_autofree char *expected = g_strconcat ("t=", cases[i].text, NULL);

      sb_ql_execute (sandbox, insert);
      sb_ql_assert_rows (sandbox, "SELECT TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') t FROM customer", NULL, expected);
      sb_ql_assert_rows (sandbox, read, NULL, "id=1");
    }
}

/* 01:30 happens twice on the second of November 2025 in Los Angeles; 02:30 does not happen on the eighth of March 2026. */
static void
test_fold (void)
{
  static const char insert[] = "INSERT INTO ns_customer (id, lastmodifieddate) VALUES (1, 1762072200), (2, 1762075800), (3, 1772964000)";
  static const char text[] = "SELECT id, TO_CHAR(lastmodifieddate, 'HH24:MI') t FROM customer ORDER BY id ASC";
  static const char after[] = "SELECT id FROM customer WHERE lastmodifieddate >= TO_DATE('2025-11-02 01:30', 'YYYY-MM-DD HH24:MI')"
                              " AND id < 3 ORDER BY id ASC";
  static const char gap[] = "SELECT id FROM customer WHERE lastmodifieddate = TO_DATE('2026-03-08 02:30', 'YYYY-MM-DD HH24:MI')";
  g_autoptr (SbSandbox) earlier = sb_ql_open_empty ("netsuite.fold=earlier", NULL);
  g_autoptr (SbSandbox) later = sb_ql_open_empty ("netsuite.fold=later", NULL);

  sb_ql_execute (earlier, insert);
  sb_ql_execute (later, insert);
  sb_ql_assert_rows (earlier, text, NULL, "id=1 t=01:30; id=2 t=01:30; id=3 t=03:00");
  sb_ql_assert_rows (earlier, after, NULL, "id=1; id=2");
  sb_ql_assert_rows (later, after, NULL, "id=2");
  sb_ql_assert_rows (earlier, gap, NULL, "id=3");
  sb_ql_assert_rows (later, gap, NULL, "id=3");
}

/* ---- chance ---- */

static const char *const words[] = {
  "SELECT", "SELECT id FROM customer WHERE", "FROM", "WHERE", "GROUP BY", "HAVING", "ORDER BY", "UNION", "UNION ALL", "AND", "OR",
  "NOT", "IN", "LIKE", "IS", "NULL", "BETWEEN", "EXISTS", "CASE", "WHEN", "THEN", "ELSE", "END", "AS", "ON", "JOIN", "LEFT JOIN",
  "INNER JOIN", "DISTINCT", "ASC", "DESC", "CAST", "ROWNUM", "SYSDATE", "DUAL", "(", ")", ",", ".", "*", "+", "-", "/", "||", "=",
  "<>", "<", ">=", "?", "customer", "job", "c", "id", "c.id", "parent", "isinactive", "lastmodifieddate", "companyname", "entity",
  "TO_CHAR", "TO_DATE", "'YYYY-MM-DD'", "'2026-01-31'", "NVL", "DECODE", "SUBSTR", "COUNT", "COUNT(*)", "MAX", "BUILTIN.DF", "UPPER",
  "1", "0", "2.5", "'x'", "''", "\"Y\"", "(SELECT id FROM job)", "(id = 1)", "customer c", "subsidiary", "'", "[", ";", "ROUND",
};

/* One of the good queries with one or two of its words changed, dropped or added. */
static char *
dup_mutation (void)
{
  g_auto (GStrv) good = g_strsplit (dialect[g_test_rand_int_range (0, G_N_ELEMENTS (dialect))].sql, " ", -1);
  GString *sql = g_string_new (NULL);
  int n = (int) g_strv_length (good);
  int first = g_test_rand_int_range (0, n), second = g_test_rand_int_range (-n, n);

  for (int i = 0; i < n; i++)
    {
      gboolean change = i == first || i == second;
      int kind = g_test_rand_int_range (0, 4);

      if (!change || kind == 0)
        g_string_append_printf (sql, " %s", good[i]);
      if (change && kind < 3)
        g_string_append_printf (sql, " %s", words[g_test_rand_int_range (0, G_N_ELEMENTS (words))]);
    }

  return g_string_free (sql, FALSE);
}

static char *
dup_random (void)
{
  GString *sql = g_string_new (g_test_rand_int_range (0, 3) > 0 ? "SELECT id FROM customer c WHERE id" : "");

  for (int n = g_test_rand_int_range (1, 16); n > 0; n--)
    g_string_append_printf (sql, " %s", words[g_test_rand_int_range (0, G_N_ELEMENTS (words))]);

  return g_string_free (sql, FALSE);
}

static void
test_chance (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open (NULL);
  guint answered = 0;

  for (guint i = 0; i < 6000; i++)
    {
      g_autofree char *sql = i % 3 == 0 ? dup_random () : dup_mutation ();
      g_autofree char *body = sb_ql_dup_body (sql, g_test_rand_int_range (0, 8) == 0 ? "[1]" : NULL);
      g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
      SbRequest request = { "POST", SB_QL_PATH, NULL, SB_QL_URL, headers, bytes };
      SbResponse response;

      g_hash_table_insert (headers, (gpointer) "prefer", (gpointer) "transient");
      g_hash_table_insert (headers, (gpointer) "content-type", (gpointer) "application/json");
      sb_response_init (&response);
      sb_suiteql_handle (sandbox, &request, &response);
      if (response.status != 200 && response.status != 400)
        g_test_message ("%s", sql);
      g_assert_true (response.status == 200 || response.status == 400);
      answered += response.status == 200;
      sb_response_clear (&response);
    }
  g_assert_cmpuint (answered, >, 10);
}

/* Deep and long queries are refused or answered, in bounded time and stack. */
static void
test_size (void)
{
  static const struct { const char *head, *repeated, *middle, *tail; guint times; guint status; } cases[] = {
    { "SELECT ", "(", "1", ")", 20, 200 },
    { "SELECT ", "(", "1", ")", 20000, 400 },
    { "SELECT ", "NVL(", "1", ",2)", 20, 200 },
    { "SELECT ", "NVL(", "1", ",2)", 5000, 400 },
    { "SELECT ", "CASE WHEN 1 BETWEEN 0 AND 2 THEN ", "1", " END", 12, 200 },
    { "SELECT ", "DECODE(", "1", ",1,2,2,3,4)", 28, 400 },
    { "SELECT ", "1+", "1", "", 400, 200 },
    { "SELECT ", "1+", "1", "", 100000, 400 },
    { "SELECT ", "- ", "1", "", 100000, 200 },
    { "SELECT ", "'a'||", "'b'", "", 400, 200 },
  };
  g_autoptr (SbSandbox) sandbox = sb_ql_open (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) sql = g_string_new (cases[i].head);

      for (guint k = 0; k < cases[i].times; k++)
        g_string_append (sql, cases[i].repeated);
      g_string_append (sql, cases[i].middle);
      for (guint k = 0; k < cases[i].times; k++)
        g_string_append (sql, cases[i].tail);
      g_string_append (sql, " FROM dual");
      json_node_unref (sb_ql_ask (sandbox, sql->str, NULL, NULL, cases[i].status));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/suiteql/dialect", test_dialect);
  g_test_add_func ("/suiteql/unsupported", test_unsupported);
  g_test_add_func ("/suiteql/in-list", test_in_list);
  g_test_add_func ("/suiteql/unknown", test_unknown);
  g_test_add_func ("/suiteql/features", test_features);
  g_test_add_func ("/suiteql/custom-fields", test_custom_fields);
  g_test_add_func ("/suiteql/variants", test_variants);
  g_test_add_func ("/suiteql/refusing-variants", test_refusing_variants);
  g_test_add_func ("/suiteql/wide-select", test_wide_select);
  g_test_add_func ("/suiteql/params", test_params);
  g_test_add_func ("/suiteql/injection", test_injection);
  g_test_add_func ("/suiteql/dates", test_dates);
  g_test_add_func ("/suiteql/zones", test_zones);
  g_test_add_func ("/suiteql/fold", test_fold);
  g_test_add_func ("/suiteql/chance", test_chance);
  g_test_add_func ("/suiteql/size", test_size);

  return g_test_run ();
}
