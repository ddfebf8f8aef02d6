/* sb-netsuite-record.h: reading, changing and deleting rows as NetSuite does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The record API and the control plane, which plays a person, both end here:
 * what follows from a change (stages, relations, owning customers, stamps) is
 * worked out in one place.
 */
#pragma once

#include "sb-netsuite-private.h"

G_BEGIN_DECLS

#define SB_RECORD_ERROR (sb_record_error_quark ())
GQuark sb_record_error_quark (void);

typedef enum {
  SB_RECORD_ERROR_CONTENT,   /* a value is refused: INVALID_CONTENT */
  SB_RECORD_ERROR_RULE,      /* a rule of the account is broken: USER_ERROR */
} SbRecordError;

/* ---- sb-netsuite-record.c: rows ---- */

gboolean      sb_record_exists          (SbSandbox *self, const SbTable *table, gint64 id);
/* NULL when unset or when there is no such row (transfer full). */
char         *sb_record_dup             (SbSandbox *self, const SbTable *table, gint64 id, const char *column);
/* 0 when there is none. @table may be the view "entity". */
gint64        sb_record_find_external   (SbSandbox *self, const SbTable *table, const char *external_id);
/* What people read for the row: BUILTIN.DF's text (transfer full); NULL: no such row. */
char         *sb_record_dup_title       (SbSandbox *self, const SbTable *table, gint64 id);
/* The table that holds the entity @id; NULL: none. */
const SbTable *sb_record_find_entity    (SbSandbox *self, gint64 id);
/* Runs @sql with @count gint64 parameters; the first column of the first row, else 0. */
gint64        sb_record_query           (SbSandbox *self, const char *sql, guint count, ...);
/* A decimal number above 0; 0: @text is none. */
gint64        sb_record_parse_id        (const char *text);

/* Takes the record away and notes it as deleted. FALSE with SB_RECORD_ERROR_RULE when others depend on it. */
gboolean      sb_record_delete          (SbSandbox *self, const SbTable *table, gint64 id, GError **error);

/* ---- sb-netsuite-draft.c: one change ---- */

/* One line of a document. */
typedef struct {
  const SbSublist *sublist;
  guint            index;       /* in its sublist, from 0 */
  GHashTable      *values;      /* const SbField → owned text as in SQLite, NULL: clear; owned */
} SbLine;

SbLine       *sb_line_new               (const SbSublist *sublist, guint index);
const char   *sb_line_get               (const SbLine *self, const char *column);   /* NULL: unset; borrowed */

typedef struct {
  SbSandbox     *sandbox;
  const SbTable *table;
  gint64         id;            /* 0: to be created; filled in by sb_draft_save() */
  GHashTable    *values;        /* const SbField → owned text as in SQLite, NULL: clear */
  GArray        *subsidiaries;  /* gint64, the primary one first; NULL: as they are */
  gboolean       by_person;     /* may move projects, set stamps, and tie knots that imports tie */
  GPtrArray     *lines;         /* SbLine, owned; NULL: as they are */
  GArray        *applied;       /* of a payment: what it is applied to, see sb-netsuite-payments.c; owned; NULL: as it is */
  char          *fault_path;    /* "item.items[0].item": in place of the field's property; nullable */
  const SbField *fault;         /* the field that an error is about; NULL: none in particular */
  gboolean       relations_only; /* nothing but the subsidiaries of a customer changes */
} SbDraft;

SbDraft      *sb_draft_new              (SbSandbox *self, const SbTable *table, gint64 id);
void          sb_draft_free             (SbDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbDraft, sb_draft_free)

/* Takes @line. */
void          sb_draft_add_line         (SbDraft *self, SbLine *line);
void          sb_draft_set              (SbDraft *self, const SbField *field, const char *value);
void          sb_draft_set_column       (SbDraft *self, const char *column, const char *value);
/* The value as it will be (transfer full). */
char         *sb_draft_dup              (SbDraft *self, const char *column);
gint64        sb_draft_get_reference    (SbDraft *self, const char *column);
gboolean      sb_draft_touches          (SbDraft *self, const char *column);
gboolean      sb_draft_save             (SbDraft *self, GError **error);
/* Sets @error and the faulty column (nullable); always FALSE. */
gboolean      sb_draft_fail             (SbDraft *self, const char *column, SbRecordError code, GError **error,
                                         const char *format, ...) G_GNUC_PRINTF (5, 6);

/* What has no row of its own type, for a line: whether @value may stand in @field, else SB_RECORD_ERROR_CONTENT. */
gboolean      sb_draft_check_reference  (SbDraft *self, const SbField *field, const char *value, GError **error);

/* ---- sb-netsuite-order.c: purchase orders ---- */

gboolean      sb_order_prepare          (SbDraft *self, GError **error);
void          sb_order_follow_up        (SbDraft *self, gint64 stamp);

/* ---- sb-netsuite-consequences.c: what follows from a change, by record type ---- */

/* Before the row is written: fills in defaults and what depends on other values. */
gboolean      sb_draft_prepare          (SbDraft *self, GError **error);
/* After it: relations, descendants. @stamp: the instant of the change. */
void          sb_draft_follow_up        (SbDraft *self, gint64 stamp);
/* FALSE when the change was of relations alone and the account does not stamp customers for these. */
gboolean      sb_draft_is_stamped       (SbDraft *self);

/* ---- sb-netsuite-payments.c: sales documents that a person enters ---- */

/* @node: [{"doc":…,"amount":…}]; FALSE for anything else. */
gboolean      sb_payment_set_applied    (SbDraft *draft, JsonNode *node);
gboolean      sb_payment_prepare        (SbDraft *draft, GError **error);
void          sb_payment_follow_up      (SbDraft *draft, gint64 stamp);
/* It pays nothing any more. */
void          sb_payment_forget         (SbSandbox *self, gint64 payment);

G_END_DECLS
