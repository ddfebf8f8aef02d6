/* cw-steady-list.c: a list whose places stay while what is in them changes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-steady-list.h"

/* ---- one place ---- */

struct _CwSteadyItem {
  GObject  parent_instance;

  GObject *object;    /* owned; nullable */
  gulong   handler;   /* on it */
};

G_DEFINE_FINAL_TYPE (CwSteadyItem, cw_steady_item, G_TYPE_OBJECT)

typedef enum { PROP_OBJECT = 1 } CwSteadyItemProps;
static GParamSpec *properties[PROP_OBJECT + 1];
enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
forward_cb (CwSteadyItem *self, GParamSpec *pspec)
{
  g_signal_emit (self, signals[CHANGED], g_param_spec_get_name_quark (pspec));
}

/* @object: (nullable) */
static void
set_object (CwSteadyItem *self, GObject *object)
{
  if (self->object == object)
    return;
  g_clear_signal_handler (&self->handler, self->object);
  g_set_object (&self->object, object);
  if (object != NULL)
    self->handler = g_signal_connect_swapped (object, "notify", G_CALLBACK (forward_cb), self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OBJECT]);
}

static void
cw_steady_item_dispose (GObject *object)
{
  CwSteadyItem *self = CW_STEADY_ITEM (object);

  g_clear_signal_handler (&self->handler, self->object);
  g_clear_object (&self->object);
  G_OBJECT_CLASS (cw_steady_item_parent_class)->dispose (object);
}

static void
cw_steady_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch ((CwSteadyItemProps) prop_id)
    {
    case PROP_OBJECT:
      g_value_set_object (value, CW_STEADY_ITEM (object)->object);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_steady_item_class_init (CwSteadyItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_steady_item_dispose;
  object_class->get_property = cw_steady_item_get_property;
  properties[PROP_OBJECT] = g_param_spec_object ("object", NULL, NULL, G_TYPE_OBJECT,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[CHANGED] = g_signal_new ("changed", CW_TYPE_STEADY_ITEM, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
cw_steady_item_init (CwSteadyItem *self)
{
}

gpointer
cw_steady_item_get_object (CwSteadyItem *self)
{
  return self->object;
}

/* ---- the list ---- */

struct _CwSteadyList {
  GObject     parent_instance;

  GListModel *source;   /* owned */
  GPtrArray  *items;    /* CwSteadyItem, owned; for a moment more than the source has */
  guint       trimming; /* 0: none is due */
};

static void cw_steady_list_iface_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (CwSteadyList, cw_steady_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, cw_steady_list_iface_init))

static void
fill (CwSteadyList *self, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    {
      g_autoptr (GObject) object = g_list_model_get_item (self->source, i);

      set_object (self->items->pdata[i], object);
    }
}

static gboolean
trim_cb (gpointer data)
{
  CwSteadyList *self = data;
  guint n = self->items->len, wanted = g_list_model_get_n_items (self->source);

  self->trimming = 0;
  if (wanted < n)
    {
      g_ptr_array_remove_range (self->items, wanted, n - wanted);
      g_list_model_items_changed (G_LIST_MODEL (self), wanted, n - wanted, 0);
    }
  return G_SOURCE_REMOVE;
}

/* Places are added at once. They are taken away before the next frame only: a list that is replaced is emptied and filled
 * again in one go. */
static void
source_changed_cb (CwSteadyList *self, guint position, guint removed, guint added, GListModel *source)
{
  guint n = self->items->len, wanted = g_list_model_get_n_items (source);
  guint end = removed == added ? position + added : wanted;

  fill (self, position, MIN (end, n));
  for (guint i = wanted; i < n; i++)
    set_object (self->items->pdata[i], NULL);
  if (wanted < n && self->trimming == 0)
    self->trimming = g_idle_add_full (G_PRIORITY_HIGH_IDLE, trim_cb, self, NULL);
  if (wanted <= n)
    return;
  for (guint i = n; i < wanted; i++)
    g_ptr_array_add (self->items, g_object_new (CW_TYPE_STEADY_ITEM, NULL));
  fill (self, n, wanted);
  g_list_model_items_changed (G_LIST_MODEL (self), n, 0, wanted - n);
}

static GType
cw_steady_list_get_item_type (GListModel *model)
{
  return CW_TYPE_STEADY_ITEM;
}

static guint
cw_steady_list_get_n_items (GListModel *model)
{
  return CW_STEADY_LIST (model)->items->len;
}

static gpointer
cw_steady_list_get_item (GListModel *model, guint position)
{
  CwSteadyList *self = CW_STEADY_LIST (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
cw_steady_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = cw_steady_list_get_item_type;
  iface->get_n_items = cw_steady_list_get_n_items;
  iface->get_item = cw_steady_list_get_item;
}

static void
cw_steady_list_dispose (GObject *object)
{
  CwSteadyList *self = CW_STEADY_LIST (object);

  g_clear_handle_id (&self->trimming, g_source_remove);
  g_clear_object (&self->source);
  G_OBJECT_CLASS (cw_steady_list_parent_class)->dispose (object);
}

static void
cw_steady_list_finalize (GObject *object)
{
  g_ptr_array_unref (CW_STEADY_LIST (object)->items);
  G_OBJECT_CLASS (cw_steady_list_parent_class)->finalize (object);
}

static void
cw_steady_list_class_init (CwSteadyListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_steady_list_dispose;
  object_class->finalize = cw_steady_list_finalize;
}

static void
cw_steady_list_init (CwSteadyList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

CwSteadyList *
cw_steady_list_new (GListModel *source)
{
  CwSteadyList *self = g_object_new (CW_TYPE_STEADY_LIST, NULL);

  self->source = g_object_ref (source);
  g_signal_connect_object (source, "items-changed", G_CALLBACK (source_changed_cb), self, G_CONNECT_SWAPPED);
  source_changed_cb (self, 0, 0, g_list_model_get_n_items (source), source);
  return self;
}
