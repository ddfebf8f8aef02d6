/* cw-mapping-bench-private.h: what the parts of the bench share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping-bench.h"

G_BEGIN_DECLS

/* One piece of work on a worker, and what came of it. Owned by its task. */
typedef struct _CwBenchWork CwBenchWork;
/* On the worker. */
typedef gboolean (*CwBenchDo)   (CwBenchWork *work, GError **error);
/* Back on the bench's thread, when all went well. */
typedef void     (*CwBenchDone) (CwMappingBench *bench, CwBenchWork *work);

struct _CwBenchWork {
  CwBenchDo          todo;
  CwBenchDone        done;       /* nullable */

  /* inputs; those that are not needed are NULL */
  CwProfile         *profile;    /* owned */
  char              *integration;
  CwWorkflow        *workflow;   /* owned */
  CwMappingDocument *document;   /* of the draft when the work began; owned */
  CwMappingDocument *base;       /* what the draft is based on; owned */
  guint              version;    /* its number */
  guint              number, other;
  char              *text;       /* note, path */
  GPtrArray         *settled;    /* (element-type CwMappingConflict), owned */

  /* results */
  CwMappingDocument *result;     /* owned */
  CwMappingDocument *kept;       /* owned */
  CwMappingVersion  *info;       /* of the result; owned */
  GPtrArray         *list;       /* owned */
  CwMappingImport   *import;     /* owned */
};

/* @document, @base and @version are filled in. */
CwBenchWork *_cw_bench_work_new    (CwMappingBench *bench, CwBenchDo todo, CwBenchDone done);
/* Takes @work. @tag: what the result is of. */
void         _cw_bench_work_start  (CwMappingBench *bench, CwBenchWork *work, gpointer tag, GAsyncReadyCallback callback, gpointer data);
/* NULL: it failed. Borrowed from @result. */
CwBenchWork *_cw_bench_work_finish (CwMappingBench *bench, GAsyncResult *result, GError **error);
/* @saved is in force as @info (taken); the draft becomes @draft. @label: of the step to undo; NULL: only what is saved changes. */
void         _cw_mapping_bench_adopt (CwMappingBench *self, CwMappingDocument *saved, CwMappingVersion *info, CwMappingDocument *draft,
                                      const char *label);

G_END_DECLS
