/* cw-record-row.c: one record in a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-record-row-private.h"

#include "cw-record-order.h"

struct _CwRecordRow {
  GObject          parent_instance;

  gint64           key;
  CwRecordSummary *summary;   /* NULL while loading; owned */
  guint8           place;     /* see cw-record-order.h */
};

G_DEFINE_FINAL_TYPE (CwRecordRow, cw_record_row, G_TYPE_OBJECT)

typedef enum {
  PROP_TYPE = 1,
  PROP_ID,
  PROP_NAME,
  PROP_PARENT_NAME,
  PROP_SUBSIDIARIES,
  PROP_MARKED,
  PROP_INACTIVE,
  PROP_STATE,
  PROP_REASON,
  PROP_CHANGED,
  PROP_DEPTH,
  PROP_CONTEXT,
  PROP_FOLD,
  PROP_LOADING,
} CwRecordRowProps;

static GParamSpec *properties[PROP_LOADING + 1];

/* What is shown until the values are there. */
static const CwRecordSummary nothing;

static const CwRecordSummary *
get_summary (CwRecordRow *self)
{
  return self->summary != NULL ? self->summary : &nothing;
}

static void
cw_record_row_finalize (GObject *object)
{
  CwRecordRow *self = CW_RECORD_ROW (object);

  cw_record_summary_free (self->summary);
  G_OBJECT_CLASS (cw_record_row_parent_class)->finalize (object);
}

static void
cw_record_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwRecordRow *self = CW_RECORD_ROW (object);
  const CwRecordSummary *summary = get_summary (self);

  switch ((CwRecordRowProps) prop_id)
    {
    case PROP_TYPE:
      g_value_set_string (value, summary->type);
      break;
    case PROP_ID:
      g_value_set_string (value, summary->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, summary->name);
      break;
    case PROP_PARENT_NAME:
      g_value_set_string (value, summary->parent_name);
      break;
    case PROP_SUBSIDIARIES:
      g_value_set_string (value, summary->subsidiaries);
      break;
    case PROP_MARKED:
      g_value_set_boolean (value, summary->marked);
      break;
    case PROP_INACTIVE:
      g_value_set_boolean (value, summary->inactive);
      break;
    case PROP_STATE:
      g_value_set_enum (value, summary->state);
      break;
    case PROP_REASON:
      g_value_set_string (value, summary->reason);
      break;
    case PROP_CHANGED:
      g_value_set_int64 (value, summary->changed);
      break;
    case PROP_DEPTH:
      g_value_set_uint (value, cw_record_row_get_depth (self));
      break;
    case PROP_CONTEXT:
      g_value_set_boolean (value, cw_record_row_get_context (self));
      break;
    case PROP_FOLD:
      g_value_set_uint (value, cw_record_row_get_fold (self));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->summary == NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_record_row_class_init (CwRecordRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = cw_record_row_finalize;
  object_class->get_property = cw_record_row_get_property;
  properties[PROP_TYPE] = g_param_spec_string ("type", NULL, NULL, NULL, flags);
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_PARENT_NAME] = g_param_spec_string ("parent-name", NULL, NULL, NULL, flags);
  properties[PROP_SUBSIDIARIES] = g_param_spec_string ("subsidiaries", NULL, NULL, NULL, flags);
  properties[PROP_MARKED] = g_param_spec_boolean ("marked", NULL, NULL, FALSE, flags);
  properties[PROP_INACTIVE] = g_param_spec_boolean ("inactive", NULL, NULL, FALSE, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, CW_TYPE_RECORD_STATE, CW_RECORD_STATE_NEW, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  properties[PROP_CHANGED] = g_param_spec_int64 ("changed", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_DEPTH] = g_param_spec_uint ("depth", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_CONTEXT] = g_param_spec_boolean ("context", NULL, NULL, FALSE, flags);
  properties[PROP_FOLD] = g_param_spec_uint ("fold", NULL, NULL, 0, CW_RECORD_FOLD_FOLDED, 0, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cw_record_row_init (CwRecordRow *self)
{
}

CwRecordRow *
_cw_record_row_new (gint64 key)
{
  CwRecordRow *self = g_object_new (CW_TYPE_RECORD_ROW, NULL);

  self->key = key;
  return self;
}

static void
notify_if (CwRecordRow *self, CwRecordRowProps property, gboolean differs)
{
  if (differs)
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
_cw_record_row_take (CwRecordRow *self, CwRecordSummary *summary)
{
  g_autoptr (CwRecordSummary) kept = self->summary;
  const CwRecordSummary *old = get_summary (self);

  self->summary = summary;
  g_object_freeze_notify (G_OBJECT (self));
  notify_if (self, PROP_TYPE, g_strcmp0 (old->type, summary->type) != 0);
  notify_if (self, PROP_ID, g_strcmp0 (old->id, summary->id) != 0);
  notify_if (self, PROP_NAME, g_strcmp0 (old->name, summary->name) != 0);
  notify_if (self, PROP_PARENT_NAME, g_strcmp0 (old->parent_name, summary->parent_name) != 0);
  notify_if (self, PROP_SUBSIDIARIES, g_strcmp0 (old->subsidiaries, summary->subsidiaries) != 0);
  notify_if (self, PROP_MARKED, old->marked != summary->marked);
  notify_if (self, PROP_INACTIVE, old->inactive != summary->inactive);
  notify_if (self, PROP_STATE, old->state != summary->state);
  notify_if (self, PROP_REASON, g_strcmp0 (old->reason, summary->reason) != 0);
  notify_if (self, PROP_CHANGED, old->changed != summary->changed);
  notify_if (self, PROP_LOADING, old == &nothing);
  g_object_thaw_notify (G_OBJECT (self));
}

void
_cw_record_row_set_place (CwRecordRow *self, guint8 place)
{
  guint8 old = self->place;

  self->place = place;
  notify_if (self, PROP_DEPTH, ((old ^ place) & CW_PLACE_DEPTH) != 0);
  notify_if (self, PROP_CONTEXT, ((old ^ place) & CW_PLACE_CONTEXT) != 0);
  notify_if (self, PROP_FOLD, ((old ^ place) & CW_PLACE_FOLD) != 0);
}

gboolean
cw_record_row_get_loading (CwRecordRow *self)
{
  return self->summary == NULL;
}

const char *
cw_record_row_get_record_type (CwRecordRow *self)
{
  return get_summary (self)->type;
}

const char *
cw_record_row_get_id (CwRecordRow *self)
{
  return get_summary (self)->id;
}

const char *
cw_record_row_get_name (CwRecordRow *self)
{
  return get_summary (self)->name;
}

const char *
cw_record_row_get_parent_name (CwRecordRow *self)
{
  return get_summary (self)->parent_name;
}

const char *
cw_record_row_get_subsidiaries (CwRecordRow *self)
{
  return get_summary (self)->subsidiaries;
}

gboolean
cw_record_row_get_marked (CwRecordRow *self)
{
  return get_summary (self)->marked;
}

gboolean
cw_record_row_get_inactive (CwRecordRow *self)
{
  return get_summary (self)->inactive;
}

CwRecordState
cw_record_row_get_state (CwRecordRow *self)
{
  return get_summary (self)->state;
}

const char *
cw_record_row_get_reason (CwRecordRow *self)
{
  return get_summary (self)->reason;
}

gint64
cw_record_row_get_changed (CwRecordRow *self)
{
  return get_summary (self)->changed;
}

guint
cw_record_row_get_depth (CwRecordRow *self)
{
  return self->place & CW_PLACE_DEPTH;
}

gboolean
cw_record_row_get_context (CwRecordRow *self)
{
  return (self->place & CW_PLACE_CONTEXT) != 0;
}

CwRecordFold
cw_record_row_get_fold (CwRecordRow *self)
{
  return (CwRecordFold) ((self->place & CW_PLACE_FOLD) >> CW_PLACE_FOLD_SHIFT);
}

gint64
cw_record_row_get_key (CwRecordRow *self)
{
  return self->key;
}

char *
cw_record_row_dup_record (CwRecordRow *self)
{
  return self->summary != NULL ? g_strconcat (self->summary->type, ":", self->summary->id, NULL) : NULL;
}
