/* cw-mapping-effect.h: which records the unsaved edits of a mapping change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CwMappingEffects watches a mapping that is being edited: each new version of
 * it is compared with the saved one over all mirrored records, on a worker; the
 * next edit gives up what is under way. The object changes only on the thread
 * that made it. No request is sent.
 */
#pragma once

#include "cw-service.h"

G_BEGIN_DECLS

#define CW_EFFECT_RECORDS 1000   /* that are listed at most; the count goes on */

/* What becomes of one target field. Plain value; not both are NULL. */
typedef struct {
  char *target;
  char *before;   /* what the saved mapping gives; NULL: nothing */
  char *after;    /* what the edited one gives; NULL: nothing */
} CwEffectField;

/* A record that comes out differently. Plain value. */
typedef struct {
  char      *key;      /* "customer:3" */
  char      *name;
  gboolean   before;   /* the saved filter lets it through */
  gboolean   after;    /* the edited one does; different from before: there are no fields */
  GPtrArray *fields;   /* (element-type CwEffectField), in the order of the edited mapping */
} CwEffectRecord;

/* Reference counted, immutable. */
typedef struct {
  gatomicrefcount refs;
  guint64    count;     /* records that come out differently */
  GPtrArray *records;   /* (element-type CwEffectRecord), the first CW_EFFECT_RECORDS */
} CwMappingEffect;
CwMappingEffect *cw_mapping_effect_ref   (CwMappingEffect *self);
void             cw_mapping_effect_unref (CwMappingEffect *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwMappingEffect, cw_mapping_effect_unref)

/* Of available records of the workflow's types in the mirror; initial-only rows count for those that the target does not have yet.
 * Blocks: on a worker. (transfer full) */
CwMappingEffect *cw_mapping_effect_sync (CwProfile *profile, const char *integration, CwWorkflow *workflow, CwMapping *saved,
                                         CwMapping *edited, GCancellable *cancellable, GError **error);

#define CW_TYPE_MAPPING_EFFECTS (cw_mapping_effects_get_type ())
G_DECLARE_FINAL_TYPE (CwMappingEffects, cw_mapping_effects, CW, MAPPING_EFFECTS, GObject)

/* Signal "changed" (): get_effect() or is_counting() says something else. */

CwMappingEffects *cw_mapping_effects_new          (CwProfile *profile, const char *integration, CwWorkflow *workflow);
/* Compares these two from now on; returns at once. */
void              cw_mapping_effects_set_mappings (CwMappingEffects *self, CwMapping *saved, CwMapping *edited);
/* The same over records that are others by now. */
void              cw_mapping_effects_recount      (CwMappingEffects *self);
/* Gives up what is under way, for who lets go of it: a task keeps the object until it ends. */
void              cw_mapping_effects_cancel       (CwMappingEffects *self);
/* Of the newest mapping that was counted; NULL: none yet, or that failed. Borrowed. */
CwMappingEffect  *cw_mapping_effects_get_effect   (CwMappingEffects *self);
/* The newest mapping is not counted yet. */
gboolean          cw_mapping_effects_is_counting  (CwMappingEffects *self);

G_END_DECLS
