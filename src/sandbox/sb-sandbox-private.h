/* sb-sandbox-private.h: what the frame's own files share; the systems see sb-sandbox.h alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "sb-faults.h"
#include "sb-log.h"
#include "sb-sandbox.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One emulated system: how the frame finds it and what it asks of it. */
typedef struct {
  const char *name;     /* in SPECs, logs and state addresses */
  const char *prefix;   /* "/netsuite" */
  void        (*create_tables) (SbSandbox *self);
  void        (*handle)        (SbSandbox *self, const SbRequest *request, SbResponse *response);
  gboolean    (*is_write)      (const SbRequest *request);
  char       *(*dup_state)     (SbSandbox *self, const char *collection);
  char       *(*edit)          (SbSandbox *self, const char *record, const char *id, gpointer set,
                                gboolean create, gboolean remove, GError **error);
  /* fills in the system's own answer of this status: 429, 500 or 503 */
  void        (*refuse)        (SbSandbox *self, guint status, SbResponse *response);
  /* for the log, what a request asks for where its address does not say so; NULL: addresses do (transfer full) */
  char       *(*dup_commands)  (const SbRequest *request);
} SbSystem;

const SbSystem *sb_find_system          (const char *name);

/* Of the request at work, for refusals whose form depends on it; NULL: none. Borrowed. */
const char     *sb_sandbox_get_path     (SbSandbox *self);
SbFaults       *sb_sandbox_get_faults   (SbSandbox *self);
SbLog          *sb_sandbox_get_log      (SbSandbox *self);

/* Transactions around work that is not a request of a system. */
void            sb_sandbox_begin        (SbSandbox *self);
gboolean        sb_sandbox_commit       (SbSandbox *self, GError **error);
void            sb_sandbox_rollback     (SbSandbox *self);

/* Settings of the control plane. The clock, once moved by hand, is kept over a restart. */
gboolean        sb_sandbox_keep_clock   (SbSandbox *self, GError **error);
void            sb_sandbox_set_latency  (SbSandbox *self, guint milliseconds);
void            sb_sandbox_set_rate     (SbSandbox *self, SbRate rate);
void            sb_sandbox_set_concurrency (SbSandbox *self, guint limit);
/* @assignment: NAME=VARIANT. Errors: G_OPTION_ERROR_BAD_VALUE, with the names or variants there are. */
gboolean        sb_sandbox_set_assumption (SbSandbox *self, const char *assignment, GError **error);
/* While TRUE every assumption has its default: rows are shown as they are, not as a variant disguises them. */
void            sb_sandbox_show_truth   (SbSandbox *self, gboolean shows_truth);
/* As it was at the first start: data of the same seed, no log, the faults, variants and latency of the options. */
gboolean        sb_sandbox_reset        (SbSandbox *self, GError **error);

/* sb-assumptions.c */
const SbAssumption *sb_find_assumption  (const char *name);   /* NULL: no such */
/* The variant as it stands in the table, NULL when @assumption has none of this name. */
const char     *sb_assumption_find_variant (const SbAssumption *assumption, const char *variant);
/* One JSON line for each assumption (transfer full). */
char           *sb_dup_assumption_lines (void);

/* sb-control.c: everything below /__sandbox/ */
void            sb_control_handle       (SbSandbox *self, const SbRequest *request, SbResponse *response);

/* sb-refusals.c */
void            sb_netsuite_refuse      (SbSandbox *self, guint status, SbResponse *response);
void            sb_precoro_refuse       (SbSandbox *self, guint status, SbResponse *response);
void            sb_refuse_by_edge       (SbResponse *response, guint status);   /* HTML, as a proxy in front answers */

const char     *sb_rate_to_string       (SbRate rate);
gboolean        sb_rate_from_string     (const char *text, SbRate *out_rate);

G_END_DECLS
