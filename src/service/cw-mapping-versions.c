/* cw-mapping-versions.c: the saved mappings of an integration's workflow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-versions.h"

#include "cw-file-reader.h"
#include "cw-session.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- content ---- */

static guint
count_rows (CwMapping *mapping)
{
  const GPtrArray *groups = cw_mapping_get_groups (mapping);
  guint rows = 0;

  for (guint i = 0; i < groups->len; i++)
    rows += ((CwMappingGroup *) groups->pdata[i])->rows->len;
  return rows;
}

/* The default has no row in the store. */
static CwMappingVersion *
describe_default (CwMappingDocument *document)
{
  CwMappingVersion *version = g_new0 (CwMappingVersion, 1);

  version->note = g_strdup ("");
  version->digest = g_strdup (cw_mapping_document_get_digest (document));
  version->rows = count_rows (cw_mapping_document_get_mapping (document));
  return version;
}

static char *
dup_file_name (const char *workflow, guint number)
{
  return g_strdup_printf (_("version %u of the mapping of %s"), number, workflow);
}

/* @number as it stands in the store, or 0. */
static CwMappingDocument *
load_version (CwStore *store, const char *integration, CwWorkflow *workflow, guint number, CwMappingVersion **out_version, GError **error)
{
  g_autoptr (CwMappingVersion) version = NULL;
  g_autoptr (CwMappingDocument) document = NULL;
  g_autofree char *content = NULL, *name = NULL;

  if (number == CW_MAPPING_DEFAULT)
    {
      document = cw_mapping_document_new (workflow->default_mapping, NULL);
      version = describe_default (document);
    }
  else
    {
      version = cw_store_get_mapping (store, integration, workflow->id, number, &content, error);
      if (version == NULL)
        return NULL;
      name = dup_file_name (workflow->id, number);
      document = cw_mapping_document_parse (name, content, strlen (content), workflow, error);
    }
  if (document != NULL && out_version != NULL)
    *out_version = g_steal_pointer (&version);
  return g_steal_pointer (&document);
}

static gboolean
resolve_number (CwStore *store, const char *integration, const char *workflow, guint *number, guint *out_newest, GError **error)
{
  if (!cw_store_get_newest_mapping (store, integration, workflow, out_newest, error))
    return FALSE;
  if (*number == CW_MAPPING_IN_FORCE)
    *number = *out_newest;
  if (*number <= *out_newest)
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("The mapping of “%s” has no version %u; the newest is %u."), workflow, *number,
               *out_newest);
  return FALSE;
}

gboolean
cw_workflow_use_mapping (CwWorkflow *workflow, CwStore *store, const char *integration, guint number, GError **error)
{
  g_autoptr (CwMappingDocument) document = NULL;
  guint newest;

  if (!resolve_number (store, integration, workflow->id, &number, &newest, error))
    return FALSE;
  document = load_version (store, integration, workflow, number, NULL, error);
  if (document == NULL)
    return FALSE;
  cw_mapping_unref (workflow->mapping);
  workflow->mapping = cw_mapping_ref (cw_mapping_document_get_mapping (document));
  workflow->mapping_version = number;
  return TRUE;
}

/* ---- looking ---- */

GPtrArray *
cw_profile_list_mapping_versions_sync (CwProfile *self, const char *integration, const char *workflow, GError **error)
{
  g_autoptr (CwWorkflow) found = cw_profile_find_workflow (self, integration, workflow, error);
  g_autoptr (CwStore) store = found != NULL ? cw_profile_open_store (self, error) : NULL;
  g_autoptr (GPtrArray) versions = store != NULL ? cw_store_list_mappings (store, integration, workflow, error) : NULL;
  g_autoptr (CwMappingDocument) document = NULL;
  CwMappingVersion *usual;

  if (versions == NULL)
    return NULL;
  document = cw_mapping_document_new (found->default_mapping, NULL);
  usual = describe_default (document);
  usual->in_force = versions->len == 0;
  g_ptr_array_add (versions, usual);
  return g_steal_pointer (&versions);
}

CwMappingDocument *
cw_profile_load_mapping_sync (CwProfile *self, const char *integration, const char *workflow, guint number,
                              CwMappingVersion **out_version, GError **error)
{
  g_autoptr (CwWorkflow) found = cw_profile_find_workflow (self, integration, workflow, error);
  g_autoptr (CwStore) store = found != NULL ? cw_profile_open_store (self, error) : NULL;
  CwMappingDocument *document;
  guint newest;

  if (store == NULL || !resolve_number (store, integration, workflow, &number, &newest, error))
    return NULL;
  document = load_version (store, integration, found, number, out_version, error);
  if (document != NULL && out_version != NULL)
    (*out_version)->in_force = number == newest;
  return document;
}

/* ---- saving ---- */

static gboolean
check_base (guint based_on, guint newest, GError **error)
{
  if (based_on == CW_MAPPING_IN_FORCE || based_on == newest)
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_STALE,
               _("Version %u of the mapping was saved meanwhile; what is edited here began with version %u."), newest, based_on);
  return FALSE;
}

static gboolean
check_types (const CwWorkflow *workflow, CwMappingDocument *document, GError **error)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_document_get_mapping (document));

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      if (g_strv_contains ((const char * const *) workflow->types, group->type))
        continue;
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID, _("The group “%s” is for records of type “%s”, which “%s” does not have."),
                   group->name, group->type, workflow->id);
      return FALSE;
    }
  return TRUE;
}

/* What is saved must be readable again. */
static char *
dup_content (const CwWorkflow *workflow, CwMappingDocument *document, GError **error)
{
  g_autofree char *content = cw_mapping_document_to_json (document, workflow->id, 0, NULL);

  if (strlen (content) <= CW_FILE_MAX_BYTES)
    return g_steal_pointer (&content);
  g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID,
                       _("The mapping is too large to be saved. Remove tests of records with very long texts, or entries of value mappings."));
  return NULL;
}

static gboolean
add_version (CwProfile *self, CwStore *store, const char *integration, const CwWorkflow *workflow, CwMappingDocument *document,
             guint based_on, const char *note, guint *out_number, GError **error)
{
  g_autofree char *content = dup_content (workflow, document, error), *text = NULL;
  g_autofree char *valid = g_utf8_make_valid (note != NULL ? note : "", -1), *trimmed = g_strdup (g_strstrip (valid));
  CwMappingVersion version = {
    .created = cw_clock_now (cw_profile_get_clock (self)), .author = (char *) g_get_user_name (), .note = trimmed,
    .digest = (char *) cw_mapping_document_get_digest (document), .based_on = based_on,
    .rows = count_rows (cw_mapping_document_get_mapping (document)), .tests = cw_mapping_document_get_tests (document)->len,
  };

  if (content == NULL || !cw_store_add_mapping (store, integration, workflow->id, &version, content, error))
    return FALSE;
  text = g_strdup_printf ("mapping %s: version %u, based on %u%s%s", workflow->id, version.number, based_on, *trimmed != '\0' ? ": " : "",
                          trimmed);
  *out_number = version.number;
  return cw_profile_journal_change (self, store, integration, text, error);
}

static gboolean
save (CwProfile *self, CwStore *store, const char *integration, CwWorkflow *workflow, CwMappingDocument *document, guint based_on,
      const char *note, guint *out_number, GError **error)
{
  g_autoptr (CwMappingDocument) present = NULL;
  guint newest;

  if (!cw_store_get_newest_mapping (store, integration, workflow->id, &newest, error) || !check_base (based_on, newest, error))
    return FALSE;
  present = load_version (store, integration, workflow, newest, NULL, NULL);
  if (present != NULL && g_str_equal (cw_mapping_document_get_digest (present), cw_mapping_document_get_digest (document)))
    {
      *out_number = newest;
      return TRUE;
    }
  return add_version (self, store, integration, workflow, document, newest, note, out_number, error);
}

guint
cw_profile_save_mapping_sync (CwProfile *self, const char *integration, const char *workflow, CwMappingDocument *document,
                              guint based_on, const char *note, GError **error)
{
  g_autoptr (CwWorkflow) found = cw_profile_find_workflow (self, integration, workflow, error);
  g_autoptr (CwStore) store = found != NULL ? cw_profile_open_store (self, error) : NULL;
  guint number = 0;

  if (store == NULL || !check_types (found, document, error) || !cw_store_begin (store, error))
    return 0;
  if (!save (self, store, integration, found, document, based_on, note, &number, error))
    {
      cw_store_rollback (store);
      return 0;
    }
  return cw_store_commit (store, error) ? number : 0;
}

guint
cw_profile_restore_mapping_sync (CwProfile *self, const char *integration, const char *workflow, guint number, GError **error)
{
  g_autoptr (CwMappingDocument) document = cw_profile_load_mapping_sync (self, integration, workflow, number, NULL, error);
  g_autofree char *note = NULL;

  if (document == NULL)
    return 0;
  note = number == CW_MAPPING_DEFAULT ? g_strdup (_("Back to the default")) : g_strdup_printf (_("Version %u restored"), number);
  return cw_profile_save_mapping_sync (self, integration, workflow, document, CW_MAPPING_IN_FORCE, note, error);
}

/* ---- importing ---- */

/* The version with the digest that the file names: by its number where that fits, else any. NULL without an error: not known here. */
static CwMappingDocument *
find_base (CwStore *store, const char *integration, CwWorkflow *workflow, CwMappingDocument *theirs, GError **error)
{
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (CwMappingDocument) usual = cw_mapping_document_new (workflow->default_mapping, NULL);
  const char *digest = cw_mapping_document_get_base (theirs, NULL);

  if (digest == NULL)
    return NULL;
  if (g_str_equal (cw_mapping_document_get_digest (usual), digest))
    return g_steal_pointer (&usual);
  versions = cw_store_list_mappings (store, integration, workflow->id, error);
  for (guint i = 0; versions != NULL && i < versions->len; i++)
    {
      const CwMappingVersion *version = versions->pdata[i];

      if (g_str_equal (version->digest, digest))
        return load_version (store, integration, workflow, version->number, NULL, error);
    }
  return NULL;
}

CwMappingDocument *
cw_profile_merge_mapping_sync (CwProfile *self, const char *integration, const char *workflow, CwMappingDocument *ours,
                               CwMappingDocument *theirs, const GPtrArray *settled, GPtrArray **out_conflicts, gboolean *out_merged,
                               GError **error)
{
  g_autoptr (CwWorkflow) found = cw_profile_find_workflow (self, integration, workflow, error);
  g_autoptr (CwStore) store = found != NULL ? cw_profile_open_store (self, error) : NULL;
  g_autoptr (CwMappingDocument) base = NULL;
  g_autoptr (GError) local = NULL;

  if (store == NULL)
    return NULL;
  base = find_base (store, integration, found, theirs, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (out_merged != NULL)
    *out_merged = base != NULL;
  if (base != NULL)
    return cw_mapping_document_merge (base, ours, theirs, settled, found, out_conflicts);
  *out_conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_conflict_free);
  return cw_mapping_document_ref (theirs);
}
