/* test-mapping-document.c: tests of mappings, comparing, merging
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-mapping-document.h"

#include <string.h>

#define HEAD "{\"format\": \"causeway-mapping\", \"version\": 1, \"workflow\": \"some.workflow\", "

static CwMappingDocument *
parse (const char *rest)
{
  g_autofree char *text = g_strconcat (HEAD, rest, "}", NULL);
  g_autoptr (GError) error = NULL;
  CwMappingDocument *document = cw_mapping_document_parse ("test.json", text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return document;
}

/* Rows as "name<companyName code<entityId": target and the field that fills it. */
static CwMappingDocument *
document_of (const char *filter, const char *rows)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) list = g_strsplit (rows, " ", -1);

  if (filter != NULL)
    g_string_append_printf (text, "\"filter\": {\"field\": \"%s\", \"type\": \"boolean\"}, ", filter);
  g_string_append (text, "\"groups\": [{\"name\": \"All\", \"type\": \"customer\", \"rows\": [");
  for (guint i = 0; list[i] != NULL && *list[i] != '\0'; i++)
    {
      g_auto (GStrv) parts = g_strsplit (list[i], "<", 2);

      g_string_append_printf (text, "%s{\"target\": \"%s\", \"source\": {\"field\": \"%s\"}}", i > 0 ? ", " : "", parts[0], parts[1]);
    }
  g_string_append (text, "]}]");
  return parse (text->str);
}

/* ---- tests ---- */

#define RECORD "{\"type\": \"customer\", \"id\": \"3\", \"name\": \"Acme\", \"parent-type\": \"customer\", \"parent\": \"2\", " \
               "\"created\": \"2026-01-02T03:04:05Z\", \"fields\": {\"companyName\": \"Acme\", \"department\": \"7\"}}"

static char *
dup_joined (const CwRecord *record, const char *path, gpointer data)
{
  ++*(guint *) data;
  return g_strconcat ("joined ", path, NULL);
}

static char *
dup_lookup (const char *type, const char *by, const char *value, const char *returns, gpointer data)
{
  ++*(guint *) data;
  return g_strconcat (type, ".", by, "=", value, ".", returns, NULL);
}

static void
test_run (void)
{
  g_autoptr (CwMappingDocument) document = parse (
    "\"filter\": {\"compare\": \"equal\", \"left\": {\"field\": \"companyName\"}, \"right\": {\"value\": \"Acme\"}},"
    "\"groups\": [{\"name\": \"All\", \"type\": \"customer\", \"rows\": ["
    "{\"target\": \"name\", \"source\": {\"function\": \"upper\", \"of\": {\"field\": \"companyName\"}}},"
    "{\"target\": \"first\", \"initial-only\": true, \"source\": {\"value\": \"x\"}},"
    "{\"target\": \"above\", \"source\": {\"field\": \"parent.companyName\"}}]}],"
    "\"tests\": [{\"name\": \"holds\", \"record\": " RECORD ", \"joined\": {\"parent.companyName\": \"Above\"},"
    "  \"expect\": {\"name\": \"ACME\", \"first\": \"x\", \"above\": \"Above\"}},"
    "{\"name\": \"breaks\", \"record\": " RECORD ", \"joined\": {\"parent.companyName\": \"\"}, \"initial\": false, \"passes\": false,"
    "  \"expect\": {\"name\": \"Acme\", \"code\": \"1\"}}]");
  const GPtrArray *tests = cw_mapping_document_get_tests (document);
  CwMapping *mapping = cw_mapping_document_get_mapping (document);
  g_autoptr (GPtrArray) good = cw_mapping_test_run (tests->pdata[0], mapping, NULL);
  g_autoptr (GPtrArray) bad = cw_mapping_test_run (tests->pdata[1], mapping, NULL);
  const CwMappingDeviation *deviation;

  g_assert_cmpuint (good->len, ==, 0);
  g_assert_cmpuint (bad->len, ==, 3);
  deviation = bad->pdata[0];
  g_assert_null (deviation->target);
  g_assert_cmpstr (deviation->expected, ==, "F");
  g_assert_cmpstr (deviation->found, ==, "T");
  deviation = bad->pdata[1];
  g_assert_cmpstr (deviation->target, ==, "code");
  g_assert_cmpstr (deviation->expected, ==, "1");
  g_assert_null (deviation->found);
  deviation = bad->pdata[2];
  g_assert_cmpstr (deviation->target, ==, "name");
  g_assert_cmpstr (deviation->found, ==, "ACME");
}

/* A pinned test keeps what it needs, and asks for nothing but what an edit adds. */
static void
test_pin (void)
{
  g_autoptr (CwMappingDocument) document = parse (
    "\"groups\": [{\"name\": \"All\", \"type\": \"customer\", \"rows\": ["
    "{\"target\": \"above\", \"source\": {\"field\": \"parent.companyName\"}},"
    "{\"target\": \"node\", \"source\": {\"lookup\": {\"field\": \"department\"}, \"in\": \"department\", \"by\": \"id\", \"returns\": \"name\"}}]}]");
  g_autoptr (CwMappingDocument) edited = parse (
    "\"groups\": [{\"name\": \"All\", \"type\": \"customer\", \"rows\": ["
    "{\"target\": \"above\", \"source\": {\"field\": \"parent.entityId\"}},"
    "{\"target\": \"node\", \"source\": {\"lookup\": {\"field\": \"department\"}, \"in\": \"department\", \"by\": \"id\", \"returns\": \"name\"}}]}]");
  g_autoptr (CwRecord) record = cw_record_new ("customer", "3");
  guint asked = 0;
  CwMappingContext context = { .dup_joined = dup_joined, .dup_lookup = dup_lookup, .data = &asked };
  g_autoptr (CwMappingTest) test = NULL;
  g_autoptr (GPtrArray) same = NULL, other = NULL;

  cw_fields_set (record->fields, "department", "7");
  test = cw_mapping_test_pin ("pinned", record, TRUE, cw_mapping_document_get_mapping (document), &context);
  g_assert_cmpuint (asked, ==, 2);
  g_assert_cmpstr (cw_fields_get (test->expected, "above"), ==, "joined parent.companyName");
  g_assert_cmpstr (cw_fields_get (test->expected, "node"), ==, "department.id=7.name");
  same = cw_mapping_test_run (test, cw_mapping_document_get_mapping (document), &context);
  g_assert_cmpuint (same->len, ==, 0);
  g_assert_cmpuint (asked, ==, 2);
  other = cw_mapping_test_run (test, cw_mapping_document_get_mapping (edited), &context);
  g_assert_cmpuint (asked, ==, 3);
  g_assert_cmpuint (other->len, ==, 1);
  g_assert_cmpstr (((CwMappingDeviation *) other->pdata[0])->found, ==, "joined parent.entityId");
}

/* Tests are no part of what a record becomes. */
static void
test_digests (void)
{
  g_autoptr (CwMappingDocument) plain = document_of (NULL, "name<companyName"), tested = NULL;
  g_autoptr (GPtrArray) tests = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_test_free);

  g_ptr_array_add (tests, cw_mapping_test_new ("one", cw_record_new ("customer", "1")));
  g_ptr_array_add (tests, cw_mapping_test_new ("one", cw_record_new ("customer", "2")));
  tested = cw_mapping_document_new (cw_mapping_document_get_mapping (plain), tests);
  g_assert_cmpuint (cw_mapping_document_get_tests (tested)->len, ==, 1);
  g_assert_cmpstr (cw_mapping_document_get_digest (plain), !=, cw_mapping_document_get_digest (tested));
  g_assert_cmpstr (cw_mapping_get_digest (cw_mapping_document_get_mapping (plain)), ==,
                   cw_mapping_get_digest (cw_mapping_document_get_mapping (tested)));
}

typedef struct {
  const char *name, *tests, *says;
} Broken;

static const Broken broken[] = {
  { "no-name", "\"tests\": [{\"record\": " RECORD ", \"expect\": {}}]", "tests[0]: “name” is missing" },
  { "no-record", "\"tests\": [{\"name\": \"a\", \"expect\": {}}]", "“record” is missing" },
  { "no-id", "\"tests\": [{\"name\": \"a\", \"record\": {\"type\": \"customer\", \"fields\": {}}, \"expect\": {}}]", "record: “id” is missing" },
  { "twice", "\"tests\": [{\"name\": \"a\", \"record\": " RECORD ", \"expect\": {}}, {\"name\": \"a\", \"record\": " RECORD ", \"expect\": {}}]",
    "tests[1].name: there is another test" },
  { "number", "\"tests\": [{\"name\": \"a\", \"record\": " RECORD ", \"expect\": {\"name\": 3}}]", "expect.name: a text is needed" },
  { "unknown", "\"tests\": [{\"name\": \"a\", \"record\": " RECORD ", \"expect\": {}, \"colour\": 1}]", "“colour” is not known here" },
  { "date", "\"tests\": [{\"name\": \"a\", \"record\": {\"type\": \"customer\", \"id\": \"1\", \"created\": \"soon\", \"fields\": {}}, \"expect\": {}}]",
    "record.created: “soon” is no date" },
  { "from", "\"from\": {\"version\": 3, \"digest\": \"abc\"}", "from.digest: 64 hexadecimal digits" },
};

static void
test_broken (gconstpointer data)
{
  const Broken *one = data;
  g_autofree char *text = g_strconcat (HEAD "\"groups\": [], ", one->tests, "}", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_mapping_document_parse ("test.json", text, strlen (text), NULL, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, one->says));
  g_assert_true (g_str_has_prefix (error->message, "test.json:1: "));
}

/* ---- comparing ---- */

typedef struct {
  const char *name, *before_filter, *before, *after_filter, *after, *changes;
} Difference;

static const Difference differences[] = {
  { "nothing", NULL, "a<x b<y", NULL, "a<x b<y", "" },
  { "added", NULL, "a<x b<y", NULL, "a<x c<z b<y", "added row c; " },
  { "removed", NULL, "a<x b<y c<z", NULL, "a<x c<z", "removed row b; " },
  { "changed", NULL, "a<x b<y", NULL, "a<q b<y", "changed row a; " },
  { "moved", NULL, "a<x b<y c<z d<w", NULL, "b<y c<z a<x d<w", "moved row a; " },
  { "moved-and-changed", NULL, "a<x b<y c<z", NULL, "b<y c<z a<q", "changed row a; moved row a; " },
  { "twice", NULL, "a<x a<y", NULL, "a<x a<y a<z", "added row a; " },
  { "filter", NULL, "a<x", "f", "a<x", "added filter -; " },
  { "filter-changed", "f", "a<x", "g", "a<x", "changed filter -; " },
  { "filter-gone", "f", "a<x", NULL, "a<x", "removed filter -; " },
  { "all", "f", "a<x b<y c<z", NULL, "b<q d<w", "removed row a; changed row b; added row d; removed filter -; removed row c; " },
};

static char *
describe_changes (GPtrArray *changes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      const CwMappingChange *change = changes->pdata[i];

      g_assert_cmpint (change->before == NULL, ==, change->kind == CW_MAPPING_ADDED);
      g_assert_cmpint (change->after == NULL, ==, change->kind == CW_MAPPING_REMOVED);
      g_assert_cmpint (change->before_json == NULL, ==, change->before == NULL);
      g_assert_cmpint (change->after_json == NULL, ==, change->after == NULL);
      g_string_append_printf (text, "%s %s %s; ", cw_mapping_change_kind_to_string (change->kind),
                              cw_mapping_part_to_string (change->part), change->name != NULL ? change->name : "-");
    }
  return g_string_free (text, FALSE);
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

/* Without regard to order: that is for the eye. */
static char *
sort_changes (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "; ", -1);

  qsort (parts, g_strv_length (parts), sizeof *parts, compare_words);
  return g_strjoinv ("; ", parts);
}

static void
test_compare (gconstpointer data)
{
  const Difference *difference = data;
  g_autoptr (CwMappingDocument) before = document_of (difference->before_filter, difference->before);
  g_autoptr (CwMappingDocument) after = document_of (difference->after_filter, difference->after);
  g_autoptr (GPtrArray) changes = cw_mapping_document_compare (before, after, NULL);
  g_autofree char *text = describe_changes (changes), *found = sort_changes (text), *wanted = sort_changes (difference->changes);

  g_assert_cmpstr (found, ==, wanted);
}

/* A group that gets another name or condition is one change, not all its rows. */
static void
test_compare_groups (void)
{
  g_autoptr (CwMappingDocument) before = parse ("\"groups\": [{\"name\": \"A\", \"type\": \"customer\", \"rows\": ["
                                                "{\"target\": \"a\", \"source\": {\"field\": \"x\"}}]}]");
  g_autoptr (CwMappingDocument) after = parse ("\"groups\": [{\"name\": \"B\", \"type\": \"customer\", \"condition\": {\"record\": \"inactive\"},"
                                               "\"rows\": [{\"target\": \"a\", \"source\": {\"field\": \"x\"}}]},"
                                               "{\"name\": \"New\", \"type\": \"job\", \"rows\": []}]");
  g_autoptr (GPtrArray) changes = cw_mapping_document_compare (before, after, NULL);
  const CwMappingChange *change;

  g_assert_cmpuint (changes->len, ==, 2);
  change = changes->pdata[0];
  g_assert_cmpint (change->kind, ==, CW_MAPPING_CHANGED);
  g_assert_cmpint (change->part, ==, CW_MAPPING_PART_GROUP);
  g_assert_nonnull (strstr (change->before, "A"));
  g_assert_nonnull (strstr (change->after, "inactive"));
  change = changes->pdata[1];
  g_assert_cmpint (change->kind, ==, CW_MAPPING_ADDED);
  g_assert_cmpstr (change->group, ==, "New");
  g_assert_cmpstr (change->type, ==, "job");
}

/* ---- merging ---- */

typedef struct {
  const char *name, *base, *ours, *theirs, *merged, *conflicts;
} Case;

static const Case cases[] = {
  { "both-add", "a<x", "a<x b<y", "a<x c<z", "a<x b<y c<z", "" },
  { "different-rows", "a<x b<y c<z", "a<p b<y c<z", "a<x b<y c<q", "a<p b<y c<q", "" },
  { "we-remove", "a<x b<y", "a<x", "a<x b<y c<z", "a<x c<z", "" },
  { "they-remove", "a<x b<y", "a<q b<y", "a<x", "a<q", "" },
  { "both-change", "a<x b<y", "a<p b<y", "a<q b<y", "a<p b<y", "a: x|p|q; " },
  { "both-add-one", "a<x", "a<x b<p", "a<x b<q", "a<x b<p", "b: -|p|q; " },
  { "remove-and-change", "a<x b<y", "a<x", "a<x b<q", "a<x", "b: y|-|q; " },
  { "change-and-remove", "a<x b<y", "a<x b<p", "a<x", "a<x b<p", "b: y|p|-; " },
  { "they-reorder", "a<x b<y c<z", "a<x b<p c<z", "c<z a<x b<y", "c<z a<x b<p", "" },
  { "we-reorder", "a<x b<y c<z", "c<z b<y a<x", "a<x b<y c<q d<w", "c<q d<w b<y a<x", "" },
};

static char *
describe_rows (CwMappingDocument *document)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_document_get_mapping (document));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];

          g_string_append_printf (text, "%s%s<%s", text->len > 0 ? " " : "", row->target, row->source->texts[0]);
        }
    }
  return g_string_free (text, FALSE);
}

/* "⁨x⁩" → "x" */
static char *
dup_bare (const char *words)
{
  g_autoptr (GString) text = g_string_new (words != NULL ? words : "-");

  g_string_replace (text, "\342\201\250", "", 0);
  g_string_replace (text, "\342\201\251", "", 0);
  return g_strdup (text->str);
}

static char *
describe_conflicts (GPtrArray *conflicts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < conflicts->len; i++)
    {
      const CwMappingConflict *conflict = conflicts->pdata[i];
      g_autofree char *base = dup_bare (conflict->base), *ours = dup_bare (conflict->ours), *theirs = dup_bare (conflict->theirs);

      g_assert_cmpstr (conflict->type, ==, "customer");
      g_string_append_printf (text, "%s: %s|%s|%s; ", conflict->name, base, ours, theirs);
    }
  return g_string_free (text, FALSE);
}

static void
test_merge (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (CwMappingDocument) base = document_of (NULL, one->base), ours = document_of (NULL, one->ours);
  g_autoptr (CwMappingDocument) theirs = document_of (NULL, one->theirs), merged = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autofree char *rows = NULL, *found = NULL;

  merged = cw_mapping_document_merge (base, ours, theirs, NULL, NULL, &conflicts);
  rows = describe_rows (merged);
  found = describe_conflicts (conflicts);
  g_assert_cmpstr (rows, ==, one->merged);
  g_assert_cmpstr (found, ==, one->conflicts);
}

/* Row by row: one as ours, one as theirs. */
static void
test_settle (void)
{
  g_autoptr (CwMappingDocument) base = document_of ("f", "a<x b<y"), ours = document_of ("g", "a<p b<p");
  g_autoptr (CwMappingDocument) theirs = document_of (NULL, "a<q b<q"), merged = NULL, again = NULL;
  g_autoptr (GPtrArray) conflicts = NULL, left = NULL;
  g_autofree char *rows = NULL;

  merged = cw_mapping_document_merge (base, ours, theirs, NULL, NULL, &conflicts);
  g_assert_cmpuint (conflicts->len, ==, 3);
  g_assert_cmpint (((CwMappingConflict *) conflicts->pdata[0])->part, ==, CW_MAPPING_PART_FILTER);
  ((CwMappingConflict *) conflicts->pdata[0])->take = CW_MAPPING_TAKE_THEIRS;
  ((CwMappingConflict *) conflicts->pdata[2])->take = CW_MAPPING_TAKE_THEIRS;
  again = cw_mapping_document_merge (base, ours, theirs, conflicts, NULL, &left);
  rows = describe_rows (again);
  g_assert_cmpstr (rows, ==, "a<p b<q");
  g_assert_null (cw_mapping_get_filter (cw_mapping_document_get_mapping (again)));
  g_assert_cmpuint (left->len, ==, 3);
  g_assert_cmpint (((CwMappingConflict *) left->pdata[2])->take, ==, CW_MAPPING_TAKE_THEIRS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mapping-document/tests/run", test_run);
  g_test_add_func ("/mapping-document/tests/pin", test_pin);
  g_test_add_func ("/mapping-document/digests", test_digests);
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *path = g_strconcat ("/mapping-document/broken/", broken[i].name, NULL);

      g_test_add_data_func (path, &broken[i], test_broken);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (differences); i++)
    {
      g_autofree char *path = g_strconcat ("/mapping-document/compare/", differences[i].name, NULL);

      g_test_add_data_func (path, &differences[i], test_compare);
    }
  g_test_add_func ("/mapping-document/compare/groups", test_compare_groups);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/mapping-document/merge/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_merge);
    }
  g_test_add_func ("/mapping-document/merge/settle", test_settle);
  return g_test_run ();
}
