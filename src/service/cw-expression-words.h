/* cw-expression-words.h: an expression as a person reads it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-expression.h"
#include "cw-workflow.h"

G_BEGIN_DECLS

/* Around every name of a field, setting or property: isolates of Unicode, invisible where they are shown as they are. */
#define CW_WORDS_NAME_START "\342\201\250"   /* U+2068 */
#define CW_WORDS_NAME_END   "\342\201\251"   /* U+2069 */

/* A sentence without a full stop, in the program's language: "the first that is not empty: companyName, entityId". Long fixed
 * texts are cut for the eye. @workflow: whose settings have titles; nullable. (transfer full) */
char *cw_expression_dup_words (const CwExpression *self, const CwWorkflow *workflow);
/* What people call @value of the field or property @of; NULL: nothing else. (transfer full) */
typedef char *(*CwWordsNameOf) (const CwExpression *of, const char *value, gpointer data);
/* The same with names of values, the value itself behind it: "Department is “Sales” (4)". @name_of nullable. (transfer full) */
char *cw_expression_dup_named_words (const CwExpression *self, const CwWorkflow *workflow, CwWordsNameOf name_of, gpointer data);
/* @words without the isolates, for a terminal. NULL gives NULL. (transfer full) */
char *cw_words_dup_plain      (const char *words);

G_END_DECLS
