/* sb-faults.h: faults on request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SPEC is SYSTEM:KIND[:RATE|:#N[+COUNT]]. Each rule counts, on its own, the requests of its system that its kind can
 * apply to; of several rules that fire at once the first one given wins.
 */
#pragma once

#include "sb-sandbox.h"

G_BEGIN_DECLS

typedef struct _SbFaults SbFaults;

typedef enum {
  SB_FAULT_NONE,
  /* before the handler: nothing is changed */
  SB_FAULT_429,
  SB_FAULT_500,
  SB_FAULT_503,
  SB_FAULT_HTML403,
  SB_FAULT_TIMEOUT,
  SB_FAULT_RESET,
  /* after the handler: the change IS made, the answer is damaged or lost */
  SB_FAULT_TRUNCATE,
  SB_FAULT_WRONG_JSON,
  SB_FAULT_SLOW,
  SB_FAULT_COMMIT_DROP,
} SbFaultKind;

const char *sb_fault_kind_to_string (SbFaultKind kind);

SbFaults   *sb_faults_new    (void);
void        sb_faults_free   (SbFaults *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbFaults, sb_faults_free)

/* Errors: G_OPTION_ERROR_BAD_VALUE with the grammar. */
gboolean    sb_faults_add    (SbFaults *self, const char *spec, GError **error);
void        sb_faults_clear  (SbFaults *self);

/* The kind that strikes this request before its handler runs. */
SbFaultKind sb_faults_before (SbFaults *self, SbSandbox *sandbox, const char *system);
/* The kind that strikes @response, which the handler has filled in. @is_write: the request may change something. */
SbFaultKind sb_faults_after  (SbFaults *self, SbSandbox *sandbox, const char *system, const SbResponse *response,
                              gboolean is_write);
/* Damages @response as @kind says; for the kinds of sb_faults_before() the answer is not filled in yet. */
void        sb_fault_apply   (SbFaults *self, SbSandbox *sandbox, const char *system, SbFaultKind kind,
                              SbResponse *response);

G_END_DECLS
