/* sb-assumptions.c: what the references leave open, and how the sandbox reads it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every UNCONFIRMED or ASSUMED fact that a client can notice has a row. The
 * first variant is in force unless --assume or the control plane says other.
 */

#include "sb-sandbox-private.h"

#include <string.h>

const SbAssumption sb_assumptions[] = {
  /* Precoro: the edge and the credentials */
  { "precoro.user-agent-check", { "on", "off" }, "precoro A.1, D.1" },
  { "precoro.accept-header", { "optional", "required" }, "precoro A.2" },
  { "precoro.bad-credentials", { "json", "plain" }, "precoro A.13, D.2" },
  { "precoro.not-found", { "json", "plain" }, "precoro A.13, D.2" },
  { "precoro.accept-json", { "off", "on" }, "precoro A.2, D.1" },
  { "precoro.validation-status", { "400", "422" }, "precoro A.13, D.2" },

  /* Precoro: limits */
  { "precoro.rate-key", { "url", "route" }, "precoro A.3, D.2" },
  { "precoro.rate-window", { "sliding", "fixed" }, "precoro E" },
  { "precoro.identical-get", { "set", "literal" }, "precoro E" },
  { "precoro.identical-get-hour", { "none", "30" }, "precoro A.3" },
  { "precoro.refused", { "free", "counted" }, "precoro D.2" },
  { "precoro.pace-limiter", { "concurrency", "second" }, "precoro D.2" },
  { "precoro.rate-limit-time", { "present", "absent" }, "precoro A.3" },
  { "precoro.retry-after-header", { "none", "same-names", "seconds", "date" }, "precoro A.3" },

  /* Precoro: lists */
  { "precoro.pagination", { "all", "modern", "legacy" }, "precoro A.6, D.3" },
  { "precoro.default-page-size", { "20", "50", "200" }, "precoro A.6" },
  { "precoro.odd-page-size", { "default", "refused" }, "precoro A.6, D.3" },
  { "precoro.page-beyond", { "empty", "not-found" }, "precoro D.3" },
  { "precoro.option-paging", { "honoured", "ignored" }, "precoro D.4.2" },
  { "precoro.option-filters", { "honoured", "ignored" }, "precoro D.4.2" },
  { "precoro.option-order", { "tree", "id" }, "precoro D.4.1" },
  { "precoro.disabled-options", { "shown", "hidden" }, "precoro D.4.2" },
  { "precoro.user-filters", { "honoured", "ignored" }, "precoro D.5" },
  { "precoro.sent-to-external", { "honoured", "ignored" }, "precoro A.7, D.6.1" },
  { "precoro.order-order", { "newest", "oldest" }, "precoro D.6.1" },

  /* Precoro: values */
  { "precoro.empty", { "null", "array", "absent" }, "precoro A.5, D.6.2, E" },
  { "precoro.external-id-type", { "string", "number" }, "precoro A.5, D.4.1" },
  { "precoro.netsuite-id-type", { "string", "number" }, "precoro A.5" },
  { "precoro.idn-type", { "string", "number" }, "precoro A.5, E" },
  { "precoro.amount-type", { "string", "number" }, "precoro A.5" },
  { "precoro.date-form", { "offset", "zulu" }, "precoro A.5" },
  { "precoro.level-base", { "1", "0" }, "precoro A.9, D.4.1" },
  { "precoro.label", { "code-name", "name" }, "precoro A.9" },
  { "precoro.drop-down-type", { "0", "1" }, "precoro A.9, D.4.1" },
  { "precoro.users", { "full", "minimal" }, "precoro A.10, D.5" },
  { "precoro.purchaser-key", { "creator", "purchaser", "both" }, "precoro A.11" },
  { "precoro.creator", { "full", "id-only" }, "precoro D.6.1" },
  { "precoro.lines", { "data", "array", "map" }, "precoro A.5, D.6.2" },

  /* Precoro: writes */
  { "precoro.create-status", { "201", "200" }, "precoro D.4.3" },
  { "precoro.write-body", { "full", "id" }, "precoro D.4.3, D.4.6, D.6.3" },
  { "precoro.external-on-post", { "stored", "ignored" }, "precoro A.9, D.4.3" },
  { "precoro.put", { "keep", "replace" }, "precoro A.4, D.4.4, E" },
  { "precoro.enable-on-put", { "honoured", "ignored" }, "precoro D.4.5, D.9" },
  { "precoro.move", { "allowed", "refused" }, "precoro B.5, D.4.4" },
  { "precoro.disable-children", { "keep", "cascade" }, "precoro D.4.5" },
  { "precoro.disabled-parent", { "allowed", "refused" }, "precoro D.4.3" },
  { "precoro.unique-names", { "allow", "refuse" }, "precoro D.4.3" },
  { "precoro.unique-external-id", { "allow", "refuse" }, "precoro D.4.3" },
  { "precoro.external-id-form", { "any", "digits" }, "precoro A.7, D.9" },
  { "precoro.name-limit", { "none", "255" }, "precoro B.5" },
  { "precoro.netsuite-owned", { "writable", "refused" }, "precoro D.9" },
  { "precoro.mark-touches", { "on", "off" }, "precoro D.6.3, D.9" },
  { "precoro.ext-user-link", { "off", "on" }, "precoro D.5" },

  /* NetSuite: what the account has; off: table, type and column vanish */
  { "netsuite.oneworld", { "on", "off" }, "netsuite 10.2" },
  { "netsuite.projects", { "on", "off" }, "netsuite 10.2" },
  { "netsuite.departments", { "on", "off" }, "netsuite 10.2" },
  { "netsuite.classes", { "on", "off" }, "netsuite 10.2" },
  { "netsuite.locations", { "on", "off" }, "netsuite 10.2" },
  { "netsuite.currencies", { "on", "off" }, "netsuite 10.2" },
  { "netsuite.deletedrecords", { "on", "off" }, "netsuite 7.6" },
  { "netsuite.expensereports", { "on", "off" }, "netsuite 6.8" },
  { "netsuite.sync-field", { "present", "absent" }, "precoro B.3, netsuite 6.0" },
  { "netsuite.connector-bundle", { "present", "absent" }, "netsuite 10.2" },

  /* NetSuite: shapes */
  { "netsuite.job-subsidiary", { "column", "rest", "none" }, "netsuite 13" },
  { "netsuite.payment-links", { "positive", "negative", "lines" }, "netsuite 6.9" },
  { "netsuite.contact-company", { "column", "absent" }, "netsuite 11" },
  { "netsuite.expense-category-table", { "present", "absent" }, "netsuite 6.8, 11" },
  { "netsuite.project-task-table", { "present", "absent" }, "netsuite 6" },
  { "netsuite.searchstage", { "title", "upper", "absent" }, "netsuite 6.1, 11" },
  { "netsuite.deleted-words", { "title", "upper" }, "netsuite 7.6, 11" },
  { "netsuite.service-box", { "present", "absent" }, "suiteprojects B11" },
  { "netsuite.zone", { "America/Los_Angeles", "UTC", "Pacific/Auckland", "Asia/Kolkata" }, "netsuite 3.3, 7.2" },
  { "netsuite.date-format", { "MM/DD/YYYY", "DD/MM/YYYY", "YYYY-MM-DD", "D-Mon-YYYY" }, "netsuite 3.3" },
  { "netsuite.error-shape", { "nested", "flat" }, "netsuite 4.12" },
  { "netsuite.retry-after", { "absent", "seconds", "date" }, "netsuite 5.2" },
  { "netsuite.expires-in", { "string", "number" }, "netsuite 2.3" },
  { "netsuite.create-status", { "204", "200", "201" }, "netsuite 11" },
  { "netsuite.property-casing", { "camel", "lower" }, "netsuite 6.0" },
  { "netsuite.relation-touch", { "own", "customer" }, "netsuite 7.4" },
  { "netsuite.closed-period", { "refused", "accepted" }, "precoro B.6" },
  { "netsuite.mandatory-department", { "off", "on" }, "precoro B.6" },
  { "netsuite.mandatory-class", { "off", "on" }, "precoro B.6" },
  { "netsuite.mandatory-location", { "off", "on" }, "precoro B.6" },
  { "netsuite.governance-limits", { "shown", "refused" }, "netsuite 5.1" },

  /* NetSuite: SuiteQL */
  { "netsuite.row-cap", { "100000", "50", "5000" }, "netsuite 3.1, 10.2" },
  { "netsuite.offset-past-cap", { "refused", "empty" }, "netsuite 3.1" },
  { "netsuite.quoted-id", { "refused", "empty", "accepted" }, "netsuite 3.4" },
  { "netsuite.string-param", { "accepted", "refused" }, "netsuite 3.1, 13" },
  { "netsuite.bare-date", { "refused", "preference" }, "netsuite 3.3" },
  { "netsuite.fold", { "earlier", "later" }, "netsuite 7.2" },
  { "netsuite.line-breaks", { "accepted", "refused" }, "netsuite 3.4" },
  { "netsuite.order-without-asc", { "rows", "empty" }, "netsuite 3.4" },
  { "netsuite.select-star", { "empty", "rows" }, "netsuite 3.4, 8" },
  { "netsuite.session-timezone-alias", { "kept", "ignored" }, "netsuite 3.2" },
  { "netsuite.tripping-column", { "none", "comments" }, "netsuite 3.5, 8" },

  /* SuiteProjects Pro: letting in */
  { "suiteprojects.client-auth", { "basic", "either" }, "suiteprojects A3" },
  { "suiteprojects.refresh-rotation", { "kept", "rotated", "absent" }, "suiteprojects A3" },
  { "suiteprojects.loopback-redirect", { "accepted", "refused" }, "suiteprojects A3" },
  { "suiteprojects.pkce", { "ignored", "refused" }, "suiteprojects A3" },
  { "suiteprojects.access-life", { "3600", "300" }, "suiteprojects A3" },
  { "suiteprojects.cancel-error", { "access_denied", "user_cancelled" }, "suiteprojects A3" },
  { "suiteprojects.token-error", { "9", "2", "418", "419" }, "suiteprojects A17, E" },
  { "suiteprojects.after-failed-auth", { "silent", "answered" }, "suiteprojects E" },
  { "suiteprojects.visibility-cache", { "on", "off" }, "suiteprojects A5" },
  { "suiteprojects.hidden-writes", { "601", "done" }, "suiteprojects A5, E" },

  /* SuiteProjects Pro: the XML API */
  { "suiteprojects.zone", { "UTC", "America/New_York" }, "suiteprojects E" },
  { "suiteprojects.element-case", { "type", "other" }, "suiteprojects E" },
  { "suiteprojects.level-names", { "joined", "underscored" }, "suiteprojects E" },
  { "suiteprojects.nothing-found", { "601", "0", "1" }, "suiteprojects A17, E" },
  { "suiteprojects.read-order", { "id", "newest-first" }, "suiteprojects E" },
  { "suiteprojects.equal-to-case", { "exact", "folded" }, "suiteprojects E" },
  { "suiteprojects.custom-equal-to", { "values", "search" }, "suiteprojects A17" },
  { "suiteprojects.inline-custom", { "searched", "refused" }, "suiteprojects A17" },
  { "suiteprojects.newer-than", { "filter", "both", "method" }, "suiteprojects E" },
  { "suiteprojects.newer-than-edge", { "after", "from" }, "suiteprojects A17" },
  { "suiteprojects.unset-reference", { "empty", "zero" }, "suiteprojects A1, A17" },
  { "suiteprojects.unset-date", { "empty", "parts" }, "suiteprojects A17" },
  { "suiteprojects.error-text", { "errors", "nested", "none" }, "suiteprojects A17, E" },
  { "suiteprojects.add-reply", { "whole", "id" }, "suiteprojects A17" },
  { "suiteprojects.modify-reply", { "id", "bare", "whole" }, "suiteprojects E" },
  { "suiteprojects.delete-reply", { "bare", "id" }, "suiteprojects E" },
  { "suiteprojects.batch-reply", { "blocks", "one" }, "suiteprojects A17, E" },
  { "suiteprojects.batch-count", { "request", "type" }, "suiteprojects E" },
  { "suiteprojects.add-lookup", { "refused", "honoured" }, "suiteprojects A17, E" },
  { "suiteprojects.attribute-lookups", { "honoured", "refused" }, "suiteprojects A17" },
  { "suiteprojects.address-modify", { "whole", "merged" }, "suiteprojects A17" },
  { "suiteprojects.user-address", { "optional", "required" }, "suiteprojects E" },
  { "suiteprojects.xml-required", { "checked", "unchecked" }, "suiteprojects A18.8, E" },
  { "suiteprojects.contact-required", { "last-name", "all" }, "suiteprojects A12, E" },
  { "suiteprojects.node-level", { "required", "optional" }, "suiteprojects A17, B12" },
  { "suiteprojects.hierarchy-delete", { "refused", "accepted" }, "suiteprojects A17, E" },
  { "suiteprojects.licences", { "enough", "few" }, "suiteprojects A15" },
  { "suiteprojects.netsuite-fields", { "present", "absent" }, "suiteprojects B3, B6" },
  /* when the data are made */
  { "suiteprojects.id-field-names", { "by-record", "by-type" }, "suiteprojects B6, E" },
  { "suiteprojects.netsuite-id-unique", { "off", "on" }, "suiteprojects B6" },

  /* SuiteProjects Pro: REST */
  { "suiteprojects.unknown-flags", { "refused", "allowed" }, "suiteprojects A11" },
  { "suiteprojects.task-verbs", { "refused", "allowed" }, "suiteprojects A9" },
  { "suiteprojects.phase-paths", { "served", "missing" }, "suiteprojects A9" },
  { "suiteprojects.relationships", { "type-id", "bare" }, "suiteprojects A6" },
  { "suiteprojects.refusal-body", { "message", "errors" }, "suiteprojects A8" },
  { "suiteprojects.retry-after", { "absent", "seconds" }, "suiteprojects A8" },

  { NULL }
};

const SbAssumption *
sb_find_assumption (const char *name)
{
  for (const SbAssumption *a = sb_assumptions; a->name != NULL; a++)
    if (strcmp (a->name, name) == 0)
      return a;

  return NULL;
}

const char *
sb_assumption_find_variant (const SbAssumption *assumption, const char *variant)
{
  for (guint i = 0; assumption->variants[i] != NULL; i++)
    if (strcmp (assumption->variants[i], variant) == 0)
      return assumption->variants[i];

  return NULL;
}

static void
append_line (GString *lines, const SbAssumption *assumption)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, assumption->name);
  json_builder_set_member_name (builder, "variants");
  json_builder_begin_array (builder);
  for (guint i = 0; assumption->variants[i] != NULL; i++)
    json_builder_add_string_value (builder, assumption->variants[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "default");
  json_builder_add_string_value (builder, assumption->variants[0]);
  json_builder_set_member_name (builder, "source");
  json_builder_add_string_value (builder, assumption->source);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_to_gstring (generator, lines);
  g_string_append_c (lines, '\n');
}

char *
sb_dup_assumption_lines (void)
{
  GString *lines = g_string_new (NULL);

  for (const SbAssumption *a = sb_assumptions; a->name != NULL; a++)
    append_line (lines, a);

  return g_string_free (lines, FALSE);
}
