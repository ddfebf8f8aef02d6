/* cw-effect-page.c: the records that the unsaved edits of a mapping change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-effect-page.h"

#include "cw-picker-item.h"

#include <glib/gi18n-lib.h>

struct _CwEffectPage {
  GtkWidget        parent_instance;

  CwMappingBench  *bench;     /* owned */

  /* template children */
  GtkLabel        *summary;
  GtkListView     *list;

  GListStore      *items;     /* of CwPickerItem; owned by the list's selection */
  CwMappingEffect *shown;     /* owned, nullable */
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (CwEffectPage, cw_effect_page, GTK_TYPE_WIDGET)

/* ---- words ---- */

char *
cw_effect_page_dup_summary (CwMappingBench *bench)
{
  CwMappingEffects *effects = cw_mapping_bench_get_effects (bench);
  CwMappingEffect *effect = cw_mapping_effects_get_effect (effects);
  CwMappingDraft *draft = cw_mapping_bench_get_draft (bench);
  guint count;

  if (draft == NULL || !cw_mapping_draft_is_dirty (draft))
    return NULL;
  if (cw_mapping_effects_is_counting (effects))
    return g_strdup (_("Counting the records that change…"));
  if (effect == NULL)
    return NULL;
  if (effect->count == 0)
    return g_strdup (_("Changes no record"));
  count = (guint) MIN (effect->count, G_MAXUINT);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Changes %'u record", "Changes %'u records", count), count);
}

static const char *
get_value (CwMappingBench *bench, const char *target, const char *value)
{
  if (value == NULL)
    return _("nothing");
  return *value == '\0' ? _("an empty text") : value;
}

static char *
dup_changes (CwMappingBench *bench, const CwEffectRecord *record)
{
  g_autoptr (GString) text = g_string_new (record->key);

  if (record->before != record->after)
    g_string_append_printf (text, "\n%s", record->after ? _("The filter lets it through now.") : _("The filter leaves it out now."));
  for (guint i = 0; i < record->fields->len; i++)
    {
      const CwEffectField *field = record->fields->pdata[i];

      g_string_append_printf (text, "\n%s: %s → %s", cw_mapping_bench_get_target_label (bench, field->target),
                              get_value (bench, field->target, field->before), get_value (bench, field->target, field->after));
    }
  return g_strdup (text->str);
}

/* ---- showing ---- */

static void
show (CwEffectPage *self)
{
  CwMappingEffects *effects = cw_mapping_bench_get_effects (self->bench);
  CwMappingEffect *effect = cw_mapping_effects_get_effect (effects);
  g_autofree char *summary = cw_effect_page_dup_summary (self->bench), *text = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  if (summary == NULL)
    summary = g_strdup (_("Nothing is edited that is not saved."));
  /* While they are counted the list of before stays: nothing jumps. */
  if (cw_mapping_effects_is_counting (effects) || effect == NULL)
    {
      gtk_label_set_label (self->summary, summary);
      return;
    }
  if (effect->count > effect->records->len)
    text = g_strdup_printf (_("%s. The first %'u are listed."), summary, effect->records->len);
  gtk_label_set_label (self->summary, text != NULL ? text : summary);
  if (effect == self->shown)
    return;
  g_clear_pointer (&self->shown, cw_mapping_effect_unref);
  self->shown = cw_mapping_effect_ref (effect);
  for (guint i = 0; i < effect->records->len; i++)
    {
      const CwEffectRecord *record = effect->records->pdata[i];
      g_autofree char *changes = dup_changes (self->bench, record);

      g_ptr_array_add (items, cw_picker_item_new (record->key, record->name, changes, NULL));
    }
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata, items->len);
}

static void
activate_cb (CwEffectPage *self, guint position)
{
  g_autoptr (CwPickerItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  if (item != NULL)
    g_signal_emit (self, chosen_signal, 0, cw_picker_item_get_label (item));
}

/* ---- object ---- */

static void
cw_effect_page_dispose (GObject *object)
{
  CwEffectPage *self = CW_EFFECT_PAGE (object);
  GtkWidget *child;

  g_clear_pointer (&self->shown, cw_mapping_effect_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->bench);
  G_OBJECT_CLASS (cw_effect_page_parent_class)->dispose (object);
}

static void
cw_effect_page_class_init (CwEffectPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_effect_page_dispose;
  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-effect-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwEffectPage, summary);
  gtk_widget_class_bind_template_child (widget_class, CwEffectPage, list);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
cw_effect_page_init (CwEffectPage *self)
{
  g_autoptr (GtkListItemFactory) factory = NULL;
  g_autoptr (GtkNoSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (CW_TYPE_PICKER_ITEM);
  selection = gtk_no_selection_new (G_LIST_MODEL (self->items));
  factory = gtk_builder_list_item_factory_new_from_resource (NULL, "/io/github/causeway_app/Causeway/ui/cw-picker-row.ui");
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}

CwEffectPage *
cw_effect_page_new (CwMappingBench *bench)
{
  CwEffectPage *self = g_object_new (CW_TYPE_EFFECT_PAGE, NULL);

  self->bench = g_object_ref (bench);
  g_signal_connect_object (cw_mapping_bench_get_effects (bench), "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
  return self;
}
