/* sb-suiteql-translate.c: a SuiteQL query as SQLite text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows that no ORDER BY puts in a unique order come in a different order on
 * every page, so that a client that forgets it is found out.
 */

#include "sb-suiteql-parts.h"

#include <string.h>

#define MAX_COLUMNS 100

static gboolean
same_types (GArray *a, GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      SbQlType x = g_array_index (a, SbQlOutput, i).type, y = g_array_index (b, SbQlOutput, i).type;

      if (x != y && x != SB_QL_TYPE_NULL && y != SB_QL_TYPE_NULL)
        return FALSE;
    }

  return TRUE;
}

/* Names and types are those of the first SELECT; a null there takes the type of a later one. */
static void
merge_outputs (SbQlTranslator *t, GArray **outputs, SbQlParts *parts)
{
  if (*outputs == NULL)
    {
      *outputs = g_steal_pointer (&parts->outputs);
      return;
    }
  if (!same_types (*outputs, parts->outputs))
    {
      sb_ql_unsupported (t);
      return;
    }
  for (guint i = 0; i < (*outputs)->len; i++)
    if (g_array_index (*outputs, SbQlOutput, i).type == SB_QL_TYPE_NULL)
      g_array_index (*outputs, SbQlOutput, i).type = g_array_index (parts->outputs, SbQlOutput, i).type;
}

/* The SELECTs of a UNION, without order. */
static char *
dup_union (SbQlTranslator *t, SbQlScope *parent, const SbQlQuery *query, GArray **out_outputs)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  for (guint i = 0; i < query->selects->len && t->detail == NULL; i++)
    {
      g_auto (SbQlParts) parts;
      g_autofree char *part = NULL;

      sb_ql_parts_init (&parts, parent);
      sb_ql_translate_select (t, query->selects->pdata[i], &parts);
      part = sb_ql_dup_select (&parts, parts.columns->str);
      g_string_append_printf (sql, "%s%s%s%s", i == 0 ? "" : " ", i == 0 ? "" : (const char *) query->unions->pdata[i - 1],
                              i == 0 ? "" : " ", part);
      merge_outputs (t, out_outputs, &parts);
    }
  if (*out_outputs == NULL)
    *out_outputs = g_array_new (FALSE, FALSE, sizeof (SbQlOutput));

  return g_string_free (g_steal_pointer (&sql), FALSE);
}

char *
sb_ql_dup_query (SbQlTranslator *t, SbQlScope *parent, const SbQlQuery *query, GArray **out_outputs)
{
  g_autoptr (GString) order = g_string_new (NULL);
  g_autofree char *sql = NULL;
  g_auto (SbQlParts) parts;

  sb_ql_parts_init (&parts, parent);
  if (query->selects->len > 1)
    {
      g_autofree char *inner = dup_union (t, parent, query, out_outputs);

      sb_ql_append_output_order (t, query, *out_outputs, order);
      return g_strdup_printf ("SELECT * FROM (%s)%s", inner, order->str);
    }
  sb_ql_translate_select (t, query->selects->pdata[0], &parts);
  sb_ql_append_order (t, query, query->selects->pdata[0], &parts, order);
  sql = sb_ql_dup_select (&parts, parts.columns->str);
  *out_outputs = g_steal_pointer (&parts.outputs);

  return g_strconcat (sql, order->str, NULL);
}

static void
append_scatter (GString *order)
{
  g_string_append (order, order->len == 0 ? " ORDER BY ns_scatter ()" : ", ns_scatter ()");
}

static void
plan_union (SbQlTranslator *t, const SbQlQuery *query, SbQlPlan *plan)
{
  g_autoptr (GString) order = g_string_new (NULL);
  g_autofree char *sql = dup_union (t, NULL, query, &plan->outputs);

  sb_ql_append_output_order (t, query, plan->outputs, order);
  append_scatter (order);
  plan->sql = g_strdup_printf ("SELECT * FROM (%s)%s", sql, order->str);
  plan->count_sql = g_strdup_printf ("SELECT count (*) FROM (%s)", sql);
}

static void
plan_counts (const SbQlParts *parts, const char *sql, SbQlPlan *plan)
{
  gboolean plain = !parts->distinct && !parts->aggregated && parts->scope.wrapper == NULL;

  if (!plain)
    {
      plan->count_sql = g_strdup_printf ("SELECT count (*) FROM (%s)", sql);
      return;
    }
  plan->count_sql = sb_ql_dup_select (parts, "count (*)");
  if (parts->key == NULL)
    return;
  plan->keys_sql = g_strdup_printf ("SELECT %s FROM %s%s%s ORDER BY 1", parts->key, parts->from->str,
                                    parts->rest != NULL ? " WHERE " : "", parts->rest != NULL ? parts->rest : "");
  plan->keys_above = parts->above;
}

static void
plan_select (SbQlTranslator *t, const SbQlQuery *query, SbQlPlan *plan)
{
  const SbQlSelect *select = query->selects->pdata[0];
  g_autoptr (GString) order = g_string_new (NULL);
  g_autofree char *sql = NULL;
  g_auto (SbQlParts) parts;

  sb_ql_parts_init (&parts, NULL);
  sb_ql_translate_select (t, select, &parts);
  if (t->detail != NULL)
    return;
  if (parts.distinct)
    sb_ql_append_output_order (t, query, parts.outputs, order);
  else
    sb_ql_append_order (t, query, select, &parts, order);
  if (!sb_ql_is_order_unique (t, query, select, &parts))
    append_scatter (order);
  sql = sb_ql_dup_select (&parts, parts.columns->str);
  plan->sql = parts.distinct ? g_strdup_printf ("SELECT * FROM (%s)%s", sql, order->str) : g_strconcat (sql, order->str, NULL);
  plan_counts (&parts, sql, plan);
  plan->empty = parts.star && sb_sandbox_assumes (t->sandbox, "netsuite.select-star", "empty");
  plan->outputs = g_steal_pointer (&parts.outputs);
}

/* One account returned nothing for an ORDER BY without a direction. */
static gboolean
lacks_direction (const SbQlQuery *query)
{
  for (guint i = 0; i < query->order_by->len; i++)
    if (!((const SbQlOrder *) query->order_by->pdata[i])->stated)
      return TRUE;

  return FALSE;
}

SbQlPlan *
sb_ql_translate (SbSandbox *self, const SbQlQuery *query, char **out_detail)
{
  g_autoptr (SbQlPlan) plan = g_new0 (SbQlPlan, 1);
  SbQlTranslator t = { .sandbox = self };

  if (query->selects->len > 1)
    plan_union (&t, query, plan);
  else
    plan_select (&t, query, plan);
  if (t.detail != NULL)
    {
      *out_detail = t.detail;
      return NULL;
    }
  plan->empty = plan->empty || plan->outputs->len > MAX_COLUMNS ||
                (lacks_direction (query) && sb_sandbox_assumes (self, "netsuite.order-without-asc", "empty"));
  plan->trips = t.trips;

  return g_steal_pointer (&plan);
}

void
sb_ql_plan_free (SbQlPlan *plan)
{
  g_free (plan->sql);
  g_free (plan->count_sql);
  g_free (plan->keys_sql);
  g_clear_pointer (&plan->outputs, g_array_unref);
  g_free (plan);
}
