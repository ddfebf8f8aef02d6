/* cw-field-titles.c: target fields as a person reads them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-field-titles.h"

#include "cw-field-catalogue.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CwFieldTitles {
  CwFieldCatalogue *catalogue;   /* owned; NULL: nothing is known */
};

CwFieldTitles *
cw_field_titles_load_sync (CwProfile *profile, const char *integration, CwWorkflow *workflow, GCancellable *cancellable)
{
  CwFieldTitles *self = g_new0 (CwFieldTitles, 1);

  self->catalogue = cw_field_catalogue_load_sync (profile, integration, workflow, cancellable, NULL);
  return self;
}

void
cw_field_titles_free (CwFieldTitles *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->catalogue, cw_field_catalogue_free);
  g_free (self);
}

/* What a plan has of every record, whatever the system calls it. */
static const char *
find_common (const char *name)
{
  static const struct { const char *name, *title; } titles[] = {
    { "name", N_("Name") }, { "code", N_("Code") }, { "parent", N_("Parent") }, { "active", N_("Active") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].name, name))
      return _(titles[i].title);
  return NULL;
}

/* "addr/email" → "Email", where nobody described it. */
static const char *
find_last_part (const char *label)
{
  const char *slash = strrchr (label, '/');
  g_autofree char *title = slash != NULL && slash[1] != '\0' ? g_strdup (slash + 1) : NULL;

  if (title == NULL)
    return label;
  title[0] = g_ascii_toupper (title[0]);
  return g_intern_string (title);
}

const char *
cw_field_titles_get (const CwFieldTitles *self, const char *name)
{
  const CwCatalogueField *field = self != NULL && self->catalogue != NULL ? cw_field_catalogue_find_target (self->catalogue, name) : NULL;
  const char *common = find_common (name);

  if (field != NULL && field->label != NULL && *field->label != '\0' && !(common != NULL && g_ascii_strcasecmp (field->label, name) == 0))
    return find_last_part (field->label);
  return common != NULL ? common : name;
}

const char *
cw_field_titles_get_source (const CwFieldTitles *self, const char *type, const char *name)
{
  const CwCatalogueField *field = self != NULL && self->catalogue != NULL ? cw_field_catalogue_find_source (self->catalogue, type, name) : NULL;

  return field != NULL && field->label != NULL && *field->label != '\0' ? field->label : name;
}

/* ---- on a worker ---- */

typedef struct {
  char       *integration;   /* owned */
  CwWorkflow *workflow;      /* owned */
} Loading;

static void
loading_free (gpointer data)
{
  Loading *self = data;

  g_free (self->integration);
  cw_workflow_unref (self->workflow);
  g_free (self);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Loading *loading = data;

  g_task_return_pointer (task, cw_field_titles_load_sync (source, loading->integration, loading->workflow, cancellable),
                         (GDestroyNotify) cw_field_titles_free);
}

void
cw_field_titles_load_async (CwProfile *profile, const char *integration, CwWorkflow *workflow, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (profile, cancellable, callback, data);
  Loading *loading = g_new0 (Loading, 1);

  loading->integration = g_strdup (integration);
  loading->workflow = cw_workflow_ref (workflow);
  g_task_set_source_tag (task, cw_field_titles_load_async);
  g_task_set_task_data (task, loading, loading_free);
  g_task_run_in_thread (task, load_thread);
}

CwFieldTitles *
cw_field_titles_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, cw_field_titles_load_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
