/* cw-mapping-draft.h: a mapping with its tests while somebody edits it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every edit makes a new document and keeps the one before, so that it can be
 * undone and redone without loss. An edit that would not give a valid mapping
 * does nothing and returns FALSE. No database, no widget; the owner's thread.
 */
#pragma once

#include "cw-expression-edit.h"
#include "cw-mapping-document.h"

G_BEGIN_DECLS

#define CW_MAPPING_DRAFT_STEPS 500   /* edits that can be undone */

/* Where an expression stands. Plain value. */
typedef enum {
  CW_DRAFT_SOURCE,      /* of row @row in group @group */
  CW_DRAFT_CONDITION,   /* of group @group */
  CW_DRAFT_FILTER,
} CwDraftPart;

typedef struct {
  CwDraftPart part;
  guint       group;
  guint       row;
} CwDraftPlace;

#define CW_TYPE_MAPPING_DRAFT (cw_mapping_draft_get_type ())
G_DECLARE_FINAL_TYPE (CwMappingDraft, cw_mapping_draft, CW, MAPPING_DRAFT, GObject)

/* Properties, read only: "dirty", "can-undo", "can-redo" (boolean), "undo-label", "redo-label" (string, nullable: what would be
 * taken back, "Remove the row name").
 * Signal "changed" (): get_document() gives another document than before; the properties are notified after it. */

/* @saved: what is in force. */
CwMappingDraft *cw_mapping_draft_new            (CwMappingDocument *saved);
/* All borrowed. */
CwMappingDocument *cw_mapping_draft_get_document (CwMappingDraft *self);
CwMapping      *cw_mapping_draft_get_mapping    (CwMappingDraft *self);   /* of the document */
CwMappingDocument *cw_mapping_draft_get_saved   (CwMappingDraft *self);
gboolean        cw_mapping_draft_is_dirty       (CwMappingDraft *self);   /* it differs from the saved one */
gboolean        cw_mapping_draft_can_undo       (CwMappingDraft *self);
gboolean        cw_mapping_draft_can_redo       (CwMappingDraft *self);
const char     *cw_mapping_draft_get_undo_label (CwMappingDraft *self);
const char     *cw_mapping_draft_get_redo_label (CwMappingDraft *self);

gboolean        cw_mapping_draft_undo           (CwMappingDraft *self);
gboolean        cw_mapping_draft_redo           (CwMappingDraft *self);
/* @saved is in force now; what was edited stays as it is. */
void            cw_mapping_draft_set_saved      (CwMappingDraft *self, CwMappingDocument *saved);
/* Edits with the same @merge one after the other are one step, until this (the person left the field). */
void            cw_mapping_draft_settle         (CwMappingDraft *self);

/* ---- edits ---- */

/* The whole: a restored version, a file, back to the saved one. @label: for undo, translated. */
gboolean cw_mapping_draft_replace        (CwMappingDraft *self, CwMappingDocument *document, const char *label);
/* @row is taken over; @position may be the next. */
gboolean cw_mapping_draft_add_row        (CwMappingDraft *self, guint group, guint position, CwMappingRow *row);
gboolean cw_mapping_draft_remove_row     (CwMappingDraft *self, guint group, guint row);
/* To @position as it is when the row is taken out. Groups may differ when they are for the same record type. */
gboolean cw_mapping_draft_move_row       (CwMappingDraft *self, guint group, guint row, guint to_group, guint position);
gboolean cw_mapping_draft_set_active     (CwMappingDraft *self, guint group, guint row, gboolean active);
gboolean cw_mapping_draft_set_initial_only (CwMappingDraft *self, guint group, guint row, gboolean initial_only);
gboolean cw_mapping_draft_set_required   (CwMappingDraft *self, guint group, guint row, gboolean required);
/* @setting nullable: then @limit counts; 0: none. */
gboolean cw_mapping_draft_set_limit      (CwMappingDraft *self, guint group, guint row, guint limit, const char *setting);
/* @target with its type, whether it is required, and its limit. */
gboolean cw_mapping_draft_set_target     (CwMappingDraft *self, guint group, guint row, const char *target, const CwMappingField *field);
/* @group is taken over. */
gboolean cw_mapping_draft_add_group      (CwMappingDraft *self, guint position, CwMappingGroup *group);
gboolean cw_mapping_draft_remove_group   (CwMappingDraft *self, guint group);

/* NULL where there is none; borrowed. */
CwExpression *cw_mapping_draft_get_expression (CwMappingDraft *self, const CwDraftPlace *place);
/* @expression is taken over; NULL takes a condition or the filter away. @merge nullable. */
gboolean cw_mapping_draft_set_expression (CwMappingDraft *self, const CwDraftPlace *place, CwExpression *expression,
                                          const char *label, const char *merge);
/* The part at @path of what is at @place. */
gboolean cw_mapping_draft_set_part       (CwMappingDraft *self, const CwDraftPlace *place, const char *path, CwExpression *part,
                                          const char *label, const char *merge);

/* ---- tests ---- */

/* @test is copied; one of the same name is replaced. */
gboolean cw_mapping_draft_add_test       (CwMappingDraft *self, const CwMappingTest *test);
gboolean cw_mapping_draft_remove_test    (CwMappingDraft *self, guint test);

G_END_DECLS
