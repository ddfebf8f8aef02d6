/* cw-overview-private.h: what the files of the overview share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-overview.h"

G_BEGIN_DECLS

/* Items are constant once made, but for an integration's, which takes over what was read anew. */

struct _CwWorkflowItem {
  GObject     parent_instance;

  CwWorkflow *workflow;      /* owned */
  char       *last_result;
  gint64      last_time;
  guint       records, linked;
  gboolean    enabled, active;
  char       *scheduled;     /* name of a schedule that is on and uses it; NULL: none */
};

struct _CwConnectionItem {
  GObject  parent_instance;

  char    *name, *system, *detail, *warning;
  gboolean healthy;
  gint64   tested;
};

struct _CwRunItem {
  GObject parent_instance;

  gint64      run, time;
  char       *title, *detail, *origin;
  const char *icon;   /* static */
};

struct _CwIntegrationItem {
  GObject     parent_instance;

  char       *schedules;    /* names of those that are on; NULL: none */
  char       *name, *summary, *detail, *trouble, *source, *target, *system, *subsidiaries, *budget;
  const char *icon;         /* static */
  char       *digest;       /* of all that is shown: a refresh that finds the same changes nothing */
  double      budget_share;
  guint       attention, linked, records, waiting;
  gint64      interrupted;
  gboolean    sync_new, worked;
  gboolean    warned;       /* one of its connections will stop working before long */
  GListStore *workflows, *connections, *activity, *troubles;   /* owned */
};

/* ---- cw-overview-items.c ---- */

/* Moves what @from has into @into and says so, unless both show the same. On the owner's thread. */
void       _cw_integration_item_move (CwIntegrationItem *into, CwIntegrationItem *from);

/* ---- cw-overview-read.c ---- */

/* Everything, as items of its own. Worker thread. (element-type CwIntegrationItem) (transfer full) */
GPtrArray *_cw_overview_read         (CwProfile *profile, GError **error);

G_END_DECLS
