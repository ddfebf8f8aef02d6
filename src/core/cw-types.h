/* cw-types.h: forward declarations of the values that rooms pass to each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CwFields         CwFields;
typedef struct _CwRecord         CwRecord;
typedef struct _CwTargetRecord   CwTargetRecord;
typedef struct _CwWorkflow       CwWorkflow;
typedef struct _CwSettings       CwSettings;
typedef struct _CwMapping        CwMapping;
typedef struct _CwExpression     CwExpression;
typedef struct _CwPlanRow        CwPlanRow;
typedef struct _CwWrite          CwWrite;
typedef struct _CwWriteResult    CwWriteResult;
typedef struct _CwInbox          CwInbox;

G_END_DECLS
