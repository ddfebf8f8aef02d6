/* cw-mapping-bench-versions.c: saving, restoring, comparing, files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-bench-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
cw_mapping_import_free (CwMappingImport *self)
{
  g_free (self->path);
  g_clear_pointer (&self->theirs, cw_mapping_document_unref);
  g_clear_pointer (&self->result, cw_mapping_document_unref);
  g_clear_pointer (&self->conflicts, g_ptr_array_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_free (self);
}

gboolean
cw_mapping_bench_finish (CwMappingBench *self, GAsyncResult *result, GError **error)
{
  return _cw_bench_work_finish (self, result, error) != NULL;
}

/* ---- saving ---- */

static gboolean
save (CwBenchWork *work, GError **error)
{
  GError *failure = NULL;
  guint number = cw_profile_save_mapping_sync (work->profile, work->integration, work->workflow->id, work->document, work->version,
                                               work->text, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  work->result = cw_profile_load_mapping_sync (work->profile, work->integration, work->workflow->id, number, &work->info, error);
  return work->result != NULL;
}

static void
saved (CwMappingBench *self, CwBenchWork *work)
{
  _cw_mapping_bench_adopt (self, work->result, g_steal_pointer (&work->info), NULL, NULL);
}

void
cw_mapping_bench_save_async (CwMappingBench *self, const char *note, GAsyncReadyCallback callback, gpointer data)
{
  CwBenchWork *work = _cw_bench_work_new (self, save, saved);

  work->text = g_strdup (note);
  _cw_bench_work_start (self, work, cw_mapping_bench_save_async, callback, data);
}

/* ---- catching up with what somebody else saved ---- */

static gboolean
catch_up (CwBenchWork *work, GError **error)
{
  g_autoptr (GPtrArray) conflicts = NULL;

  work->kept = cw_profile_load_mapping_sync (work->profile, work->integration, work->workflow->id, CW_MAPPING_IN_FORCE, &work->info, error);
  if (work->kept != NULL)
    work->result = cw_mapping_document_merge (work->base, work->document, work->kept, NULL, work->workflow, &conflicts);
  return work->kept != NULL;
}

static void
caught_up (CwMappingBench *self, CwBenchWork *work)
{
  _cw_mapping_bench_adopt (self, work->kept, g_steal_pointer (&work->info), work->result, _("Merge with what was saved meanwhile"));
}

void
cw_mapping_bench_catch_up_async (CwMappingBench *self, GAsyncReadyCallback callback, gpointer data)
{
  _cw_bench_work_start (self, _cw_bench_work_new (self, catch_up, caught_up), cw_mapping_bench_catch_up_async, callback, data);
}

/* ---- restoring ---- */

static gboolean
restore (CwBenchWork *work, GError **error)
{
  GError *failure = NULL;
  guint number = cw_profile_restore_mapping_sync (work->profile, work->integration, work->workflow->id, work->number, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  work->result = cw_profile_load_mapping_sync (work->profile, work->integration, work->workflow->id, number, &work->info, error);
  return work->result != NULL;
}

static void
restored (CwMappingBench *self, CwBenchWork *work)
{
  g_autofree char *label = g_strdup_printf (_("Restore version %u"), work->number);

  _cw_mapping_bench_adopt (self, work->result, g_steal_pointer (&work->info), work->result, label);
}

void
cw_mapping_bench_restore_async (CwMappingBench *self, guint number, GAsyncReadyCallback callback, gpointer data)
{
  CwBenchWork *work = _cw_bench_work_new (self, restore, restored);

  work->number = number;
  _cw_bench_work_start (self, work, cw_mapping_bench_restore_async, callback, data);
}

/* ---- looking ---- */

static gboolean
list_versions (CwBenchWork *work, GError **error)
{
  work->list = cw_profile_list_mapping_versions_sync (work->profile, work->integration, work->workflow->id, error);
  return work->list != NULL;
}

void
cw_mapping_bench_list_versions_async (CwMappingBench *self, GAsyncReadyCallback callback, gpointer data)
{
  _cw_bench_work_start (self, _cw_bench_work_new (self, list_versions, NULL), cw_mapping_bench_list_versions_async, callback, data);
}

GPtrArray *
cw_mapping_bench_list_versions_finish (CwMappingBench *self, GAsyncResult *result, GError **error)
{
  CwBenchWork *work = _cw_bench_work_finish (self, result, error);

  return work != NULL ? g_steal_pointer (&work->list) : NULL;
}

static CwMappingDocument *
load_side (CwBenchWork *work, guint number, GError **error)
{
  if (number == CW_MAPPING_IN_FORCE)
    return cw_mapping_document_ref (work->document);
  return cw_profile_load_mapping_sync (work->profile, work->integration, work->workflow->id, number, NULL, error);
}

static gboolean
compare (CwBenchWork *work, GError **error)
{
  g_autoptr (CwMappingDocument) before = load_side (work, work->number, error);
  g_autoptr (CwMappingDocument) after = before != NULL ? load_side (work, work->other, error) : NULL;

  if (after == NULL)
    return FALSE;
  work->list = cw_mapping_document_compare (before, after, work->workflow);
  return TRUE;
}

void
cw_mapping_bench_compare_async (CwMappingBench *self, guint before, guint after, GAsyncReadyCallback callback, gpointer data)
{
  CwBenchWork *work = _cw_bench_work_new (self, compare, NULL);

  work->number = before;
  work->other = after;
  _cw_bench_work_start (self, work, cw_mapping_bench_compare_async, callback, data);
}

GPtrArray *
cw_mapping_bench_compare_finish (CwMappingBench *self, GAsyncResult *result, GError **error)
{
  CwBenchWork *work = _cw_bench_work_finish (self, result, error);

  return work != NULL ? g_steal_pointer (&work->list) : NULL;
}

/* ---- files ---- */

static gboolean
export (CwBenchWork *work, GError **error)
{
  g_autofree char *json = cw_mapping_document_to_json (work->document, work->workflow->id, work->version,
                                                       cw_mapping_document_get_digest (work->base));

  return g_file_set_contents_full (work->text, json, (gssize) strlen (json), G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

void
cw_mapping_bench_export_async (CwMappingBench *self, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  CwBenchWork *work = _cw_bench_work_new (self, export, NULL);

  work->text = g_strdup (path);
  _cw_bench_work_start (self, work, cw_mapping_bench_export_async, callback, data);
}

/* work->kept: what is in the file. */
static gboolean
merge (CwBenchWork *work, GError **error)
{
  g_autoptr (CwMappingImport) import = g_new0 (CwMappingImport, 1);

  if (work->kept == NULL)
    work->kept = cw_mapping_document_load (work->text, work->workflow, error);
  if (work->kept == NULL)
    return FALSE;
  import->path = g_strdup (work->text);
  import->theirs = cw_mapping_document_ref (work->kept);
  import->result = cw_profile_merge_mapping_sync (work->profile, work->integration, work->workflow->id, work->document, work->kept,
                                                  work->settled, &import->conflicts, &import->merged, error);
  if (import->result == NULL)
    return FALSE;
  import->changes = cw_mapping_document_compare (work->document, import->result, work->workflow);
  work->import = g_steal_pointer (&import);
  return TRUE;
}

void
cw_mapping_bench_read_async (CwMappingBench *self, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  CwBenchWork *work = _cw_bench_work_new (self, merge, NULL);

  work->text = g_strdup (path);
  _cw_bench_work_start (self, work, cw_mapping_bench_read_async, callback, data);
}

void
cw_mapping_bench_settle_async (CwMappingBench *self, const CwMappingImport *import, GAsyncReadyCallback callback, gpointer data)
{
  CwBenchWork *work = _cw_bench_work_new (self, merge, NULL);

  work->text = g_strdup (import->path);
  work->kept = cw_mapping_document_ref (import->theirs);
  /* The caller leaves them alone until the work is done. */
  work->settled = g_ptr_array_ref (import->conflicts);
  _cw_bench_work_start (self, work, cw_mapping_bench_read_async, callback, data);
}

CwMappingImport *
cw_mapping_bench_read_finish (CwMappingBench *self, GAsyncResult *result, GError **error)
{
  CwBenchWork *work = _cw_bench_work_finish (self, result, error);

  return work != NULL ? g_steal_pointer (&work->import) : NULL;
}

void
cw_mapping_bench_accept (CwMappingBench *self, const CwMappingImport *import)
{
  g_autofree char *name = g_path_get_basename (import->path), *label = g_strdup_printf (_("Import %s"), name);

  cw_mapping_draft_replace (cw_mapping_bench_get_draft (self), import->result, label);
}
