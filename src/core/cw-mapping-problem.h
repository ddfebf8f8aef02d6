/* cw-mapping-problem.h: what is wrong with a mapping, or with what it makes of a record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-types.h"

G_BEGIN_DECLS

typedef enum {
  /* of a record */
  CW_MAPPING_PROBLEM_NO_ENTRY,         /* ARG: value that a value mapping does not know and was told to ask about */
  CW_MAPPING_PROBLEM_VALUE,            /* ARG: value that is none of its type, "“abc” as number" */
  CW_MAPPING_PROBLEM_TOO_LONG,         /* ARG: "90 characters, 83 allowed" */
  CW_MAPPING_PROBLEM_MISSING,          /* a required target field stays empty */
  CW_MAPPING_PROBLEM_TOO_BIG,          /* evaluation gave up at its bound of memory */
  /* of the mapping itself */
  CW_MAPPING_PROBLEM_UNKNOWN_FIELD,    /* ARG: source field */
  CW_MAPPING_PROBLEM_UNKNOWN_TARGET,
  CW_MAPPING_PROBLEM_UNKNOWN_SETTING,  /* ARG: key */
  CW_MAPPING_PROBLEM_UNKNOWN_MAPPED,   /* ARG: target field that no row of the type fills */
  CW_MAPPING_PROBLEM_TYPE,             /* ARG: "text where a number is needed" */
  CW_MAPPING_PROBLEM_UNMAPPED,         /* a required target field has no row */
  CW_MAPPING_PROBLEM_CYCLE,            /* the row needs its own result */
  CW_MAPPING_PROBLEM_UNREACHABLE,      /* ARG: which branch never counts */
  CW_MAPPING_PROBLEM_DUPLICATE,        /* another row of the same group fills the same target field */
  CW_MAPPING_PROBLEM_UNREAD,           /* ARG: source fields that the mirror does not have yet: they look empty */
} CwMappingProblemKind;
#define CW_N_MAPPING_PROBLEMS (CW_MAPPING_PROBLEM_UNREAD + 1)

/* In place of a row: the problem is the group's condition, or the mapping's filter. */
#define CW_MAPPING_NO_ROW   G_MAXUINT
#define CW_MAPPING_NO_GROUP G_MAXUINT

/* One problem. Plain value, strings owned. */
typedef struct {
  CwMappingProblemKind kind;
  char   *type;      /* source record type; NULL: the filter */
  char   *target;    /* target field; nullable */
  guint   group;     /* position in the mapping, or CW_MAPPING_NO_GROUP */
  guint   row;       /* position in the group, or CW_MAPPING_NO_ROW */
  char   *argument;  /* nullable */
  guint64 count;     /* records concerned; 0: not counted */
} CwMappingProblem;

CwMappingProblem *cw_mapping_problem_copy (const CwMappingProblem *self);
void              cw_mapping_problem_free (CwMappingProblem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwMappingProblem, cw_mapping_problem_free)

/* "no-entry", … */
const char       *cw_mapping_problem_kind_to_string (CwMappingProblemKind kind);
/* FALSE: worth a look, but the mapping works (unreachable branch, unread field). */
gboolean          cw_mapping_problem_is_error       (const CwMappingProblem *self);
/* The sentence for a person, in the program's language. (transfer full) */
char             *cw_mapping_problem_dup_sentence   (const CwMappingProblem *self);

G_END_DECLS
