/* cw-picker-item.c: what can be chosen, with what helps to choose it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-picker-item.h"

#include "cw-value-census.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CwPickerItem {
  GObject  parent_instance;

  char    *id, *label, *facts, *sample;
  char    *folded;   /* all of it, to search in */
};

typedef enum {
  PROP_LABEL = 1,
  PROP_FACTS,
  PROP_SAMPLE,
} CwPickerItemProps;

G_DEFINE_FINAL_TYPE (CwPickerItem, cw_picker_item, G_TYPE_OBJECT)

static void
cw_picker_item_finalize (GObject *object)
{
  CwPickerItem *self = CW_PICKER_ITEM (object);

  g_free (self->id);
  g_free (self->label);
  g_free (self->facts);
  g_free (self->sample);
  g_free (self->folded);
  G_OBJECT_CLASS (cw_picker_item_parent_class)->finalize (object);
}

static void
cw_picker_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwPickerItem *self = CW_PICKER_ITEM (object);

  switch ((CwPickerItemProps) prop_id)
    {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_FACTS:
      g_value_set_string (value, self->facts);
      break;
    case PROP_SAMPLE:
      g_value_set_string (value, self->sample);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_picker_item_class_init (CwPickerItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cw_picker_item_finalize;
  object_class->get_property = cw_picker_item_get_property;
  g_object_class_install_property (object_class, PROP_LABEL, g_param_spec_string ("label", NULL, NULL, NULL, flags));
  g_object_class_install_property (object_class, PROP_FACTS, g_param_spec_string ("facts", NULL, NULL, NULL, flags));
  g_object_class_install_property (object_class, PROP_SAMPLE, g_param_spec_string ("sample", NULL, NULL, NULL, flags));
}

static void
cw_picker_item_init (CwPickerItem *self)
{
}

CwPickerItem *
cw_picker_item_new (const char *id, const char *label, const char *facts, const char *sample)
{
  CwPickerItem *self = g_object_new (CW_TYPE_PICKER_ITEM, NULL);
  g_autofree char *all = g_strjoin ("\n", id, label, sample, NULL);

  self->id = g_strdup (id);
  self->label = g_strdup (label);
  self->facts = g_strdup (facts);
  self->sample = g_strdup (sample);
  self->folded = g_utf8_casefold (all, -1);
  return self;
}

const char *
cw_picker_item_get_id (CwPickerItem *self)
{
  return self->id;
}

const char *
cw_picker_item_get_label (CwPickerItem *self)
{
  return self->label;
}

gboolean
cw_picker_item_matches (CwPickerItem *self, const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (self->folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

guint
cw_picker_item_rank (CwPickerItem *self, const char *text)
{
  g_autofree char *label = g_utf8_casefold (self->label, -1), *id = g_utf8_casefold (self->id, -1), *folded = g_utf8_casefold (text, -1);

  if (g_str_equal (label, folded) || g_str_equal (id, folded))
    return 0;
  if (g_str_has_prefix (label, folded) || g_str_has_prefix (id, folded))
    return 1;
  return 2;
}

/* ---- lists ---- */

const char *
cw_value_type_get_title (CwValueType type)
{
  switch (type)
    {
    case CW_VALUE_INTEGER:
      return _("whole number");
    case CW_VALUE_NUMBER:
      return _("number");
    case CW_VALUE_BOOLEAN:
      return _("check box");
    case CW_VALUE_DATE:
      return _("date");
    case CW_VALUE_DATETIME:
      return _("date and time");
    case CW_VALUE_REFERENCE:
      return _("reference");
    case CW_VALUE_TEXT:
    default:
      return _("text");
    }
}

static void
take_item (GListStore *store, CwPickerItem *item)
{
  g_list_store_append (store, item);
  g_object_unref (item);
}

static void
add_fact (GString *facts, const char *fact)
{
  g_string_append_printf (facts, " · %s", fact);
}

static char *
dup_facts (const CwCatalogueField *field, const char *id)
{
  GString *facts = g_string_new (id);

  add_fact (facts, field->list ? _("list") : cw_value_type_get_title (field->type));
  if (field->limit > 0)
    {
      g_autofree char *limit = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "at most %'u character", "at most %'u characters", field->limit),
                                                field->limit);

      add_fact (facts, limit);
    }
  if (field->required)
    add_fact (facts, _("required"));
  if (field->custom)
    add_fact (facts, _("custom field"));
  return g_string_free (facts, FALSE);
}

static const char *
get_sample (const CwCatalogueField *field)
{
  return field->sample_name != NULL ? field->sample_name : field->sample;
}

static void
add_field (GListStore *store, const CwCatalogueField *field, GHashTable *seen)
{
  g_autofree char *facts = dup_facts (field, field->id);

  if (seen == NULL || g_hash_table_add (seen, field->id))
    take_item (store, cw_picker_item_new (field->id, field->label, facts, get_sample (field)));
}

/* Fields of what a field points to, one step far. */
static void
add_joined (GListStore *store, CwFieldCatalogue *catalogue, const CwCatalogueField *through)
{
  const GPtrArray *fields = through->refers != NULL ? cw_field_catalogue_list_source (catalogue, through->refers) : NULL;

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const CwCatalogueField *field = fields->pdata[i];
      g_autofree char *path = g_strconcat (through->id, ".", field->id, NULL), *facts = dup_facts (field, path);
      g_autofree char *label = g_strdup_printf ("%s › %s", through->label, field->label);

      take_item (store, cw_picker_item_new (path, label, facts, get_sample (field)));
    }
}

/* Until fields are known, the record that is looked at says which there are. */
static void
add_fields_of_record (GListStore *store, CwMappingBench *bench)
{
  const CwRecord *record = cw_mapping_preview_get_record (cw_mapping_bench_get_preview (bench));

  for (guint i = 0; record != NULL && i < cw_fields_get_size (record->fields); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (record->fields, i, &name, &value);
      take_item (store, cw_picker_item_new (name, name, NULL, value));
    }
}

/* What every record has. */
static void
add_properties (GListStore *store, CwMappingBench *bench)
{
  CwFieldCatalogue *catalogue = cw_mapping_bench_get_catalogue (bench);
  const GPtrArray *known = catalogue != NULL ? cw_field_catalogue_list_properties (catalogue) : NULL;
  const char * const *properties = cw_expression_list_properties ();

  for (guint i = 0; properties[i] != NULL; i++)
    {
      g_autoptr (CwExpression) property = cw_expression_new_record (properties[i]);
      g_autofree char *sample = cw_mapping_preview_dup_value (cw_mapping_bench_get_preview (bench), property, NULL);
      g_autofree char *facts = g_strdup_printf (_("%s · %s · property of the record"), properties[i], cw_value_type_get_title (property->type));
      g_autofree char *id = g_strconcat (CW_PICKER_PROPERTY, properties[i], NULL);
      const char *label = properties[i];

      for (guint j = 0; known != NULL && j < known->len; j++)
        if (g_str_equal (((const CwCatalogueField *) known->pdata[j])->id, properties[i]))
          label = ((const CwCatalogueField *) known->pdata[j])->label;
      take_item (store, cw_picker_item_new (id, label, facts, sample));
    }
}

static void
add_fields_of_type (GListStore *store, CwFieldCatalogue *catalogue, const char *type, GHashTable *seen)
{
  const GPtrArray *fields = cw_field_catalogue_list_source (catalogue, type);

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    add_field (store, fields->pdata[i], seen);
}

static void
add_joined_of_type (GListStore *store, CwFieldCatalogue *catalogue, const char *type, GHashTable *seen)
{
  const GPtrArray *fields = cw_field_catalogue_list_source (catalogue, type);

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      CwCatalogueField *field = fields->pdata[i];

      if (field->refers != NULL && g_hash_table_add (seen, field->id))
        add_joined (store, catalogue, field);
    }
}

GListModel *
cw_picker_list_source (CwMappingBench *bench, const char *type, gboolean with_properties)
{
  const char *one[] = { type, NULL };
  const char * const *types = type != NULL ? one : (const char * const *) cw_mapping_bench_get_workflow (bench)->types;
  CwFieldCatalogue *catalogue = cw_mapping_bench_get_catalogue (bench);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GListStore *store = g_list_store_new (CW_TYPE_PICKER_ITEM);

  for (guint i = 0; catalogue != NULL && types[i] != NULL; i++)
    add_fields_of_type (store, catalogue, types[i], seen);
  g_hash_table_remove_all (seen);
  for (guint i = 0; catalogue != NULL && types[i] != NULL; i++)
    add_joined_of_type (store, catalogue, types[i], seen);
  if (g_list_model_get_n_items (G_LIST_MODEL (store)) == 0)
    add_fields_of_record (store, bench);
  if (with_properties)
    add_properties (store, bench);
  return G_LIST_MODEL (store);
}

GListModel *
cw_picker_list_rows (CwMappingBench *bench, const char *type)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (cw_mapping_bench_get_draft (bench)));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GListStore *store = g_list_store_new (CW_TYPE_PICKER_ITEM);

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; g_str_equal (group->type, type) && j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];
          g_autofree char *words = cw_mapping_bench_dup_words (bench, type, row->source);

          if (g_hash_table_add (seen, row->target))
            take_item (store, cw_picker_item_new (row->target, cw_mapping_bench_get_target_label (bench, row->target), words, NULL));
        }
    }
  return G_LIST_MODEL (store);
}

/* What rows fill already and the system did not describe can be chosen as well. */
GListModel *
cw_picker_list_target (CwMappingBench *bench, const char *type)
{
  CwFieldCatalogue *catalogue = cw_mapping_bench_get_catalogue (bench);
  const GPtrArray *fields = catalogue != NULL ? cw_field_catalogue_list_target (catalogue) : NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GListStore *store = g_list_store_new (CW_TYPE_PICKER_ITEM);
  g_autoptr (GListModel) rows = cw_picker_list_rows (bench, type);

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    add_field (store, fields->pdata[i], seen);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (CwPickerItem) row = g_list_model_get_item (rows, i);

      if (!g_hash_table_contains (seen, cw_picker_item_get_id (row)))
        g_list_store_append (store, row);
    }
  return G_LIST_MODEL (store);
}

GListModel *
cw_picker_list_properties (CwMappingBench *bench)
{
  GListStore *store = g_list_store_new (CW_TYPE_PICKER_ITEM);

  add_properties (store, bench);
  return G_LIST_MODEL (store);
}

GListModel *
cw_picker_list_settings (CwMappingBench *bench)
{
  CwWorkflow *workflow = cw_mapping_bench_get_workflow (bench);
  GListStore *store = g_list_store_new (CW_TYPE_PICKER_ITEM);

  for (guint i = 0; i < workflow->settings->len; i++)
    {
      const CwSetting *setting = workflow->settings->pdata[i];
      const char *value = cw_mapping_preview_get_setting (cw_mapping_bench_get_preview (bench), setting->key);

      take_item (store, cw_picker_item_new (setting->key, _(setting->title), setting->key, value));
    }
  return G_LIST_MODEL (store);
}

/* Those of the workflow and those that their references lead to. */
GListModel *
cw_picker_list_types (CwMappingBench *bench)
{
  CwFieldCatalogue *catalogue = cw_mapping_bench_get_catalogue (bench);
  CwWorkflow *workflow = cw_mapping_bench_get_workflow (bench);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GListStore *store = g_list_store_new (CW_TYPE_PICKER_ITEM);

  for (guint i = 0; workflow->types[i] != NULL; i++)
    if (g_hash_table_add (seen, workflow->types[i]))
      take_item (store, cw_picker_item_new (workflow->types[i], workflow->types[i], NULL, NULL));
  for (guint i = 0; catalogue != NULL && workflow->types[i] != NULL; i++)
    {
      const GPtrArray *fields = cw_field_catalogue_list_source (catalogue, workflow->types[i]);

      for (guint j = 0; j < fields->len; j++)
        {
          const CwCatalogueField *field = fields->pdata[j];

          if (field->refers != NULL && g_hash_table_add (seen, field->refers))
            take_item (store, cw_picker_item_new (field->refers, field->refers, field->label, NULL));
        }
    }
  return G_LIST_MODEL (store);
}

/* ---- values ---- */

typedef struct {
  GListStore     *store;        /* owned */
  CwMappingBench *bench;        /* owned */
  char           *type;
  CwExpression   *expression;   /* owned */
} Listing;

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Listing *listing = data;
  g_autoptr (GPtrArray) counts = cw_value_census_finish (result, NULL);

  for (guint i = 0; counts != NULL && i < counts->len; i++)
    {
      const CwValueCount *count = counts->pdata[i];
      const char *name = count->name != NULL ? count->name
                         : cw_mapping_bench_get_value_name (listing->bench, listing->type, listing->expression, count->value);
      g_autofree char *records = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u record", "%u records", count->records), count->records);
      g_autofree char *facts = name != NULL ? g_strdup_printf ("%s · %s", count->value, records) : g_strdup (records);

      take_item (listing->store, cw_picker_item_new (count->value, name != NULL ? name : count->value, facts, NULL));
    }
  g_object_unref (listing->store);
  g_object_unref (listing->bench);
  g_free (listing->type);
  cw_expression_unref (listing->expression);
  g_free (listing);
}

GListModel *
cw_picker_list_values (CwMappingBench *bench, const char *type, const CwExpression *expression)
{
  GListStore *store = g_list_store_new (CW_TYPE_PICKER_ITEM);
  Listing *listing = g_new0 (Listing, 1);

  listing->store = g_object_ref (store);
  listing->bench = g_object_ref (bench);
  listing->type = g_strdup (type);
  listing->expression = cw_expression_ref ((CwExpression *) expression);
  cw_value_census_async (cw_mapping_bench_get_profile (bench), cw_mapping_bench_get_integration (bench),
                         cw_mapping_bench_get_workflow (bench), type, expression, NULL, counted_cb, listing);
  return G_LIST_MODEL (store);
}

GListModel *
cw_picker_list_target_values (CwMappingBench *bench, const char *field)
{
  const GPtrArray *values = cw_mapping_bench_list_target_values (bench, field);
  GListStore *store = g_list_store_new (CW_TYPE_PICKER_ITEM);

  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      const CwFieldValue *value = values->pdata[i];

      take_item (store, cw_picker_item_new (value->value, value->name, g_str_equal (value->value, value->name) ? NULL : value->value, NULL));
    }
  return G_LIST_MODEL (store);
}

GListModel *
cw_picker_list_patterns (void)
{
  static const char * const patterns[] = { "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d %H:%M", "%Y%m%d", "%Y", "%m/%Y", "%G-%V" };
  GListStore *store = g_list_store_new (CW_TYPE_PICKER_ITEM);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autofree char *sample = g_date_time_format (now, patterns[i]);

      take_item (store, cw_picker_item_new (patterns[i], sample, patterns[i], NULL));
    }
  return G_LIST_MODEL (store);
}
