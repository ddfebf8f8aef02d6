/* cw-workflow-file.c: workflow descriptions, which are files in data/workflows/
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-workflow-file.h"

#include "cw-hierarchy-use.h"
#include "cw-mapping-file.h"
#include "cw-workflow-lookups.h"
#include "data/workflows-resources.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define RESOURCE_FOLDER "/io/github/causeway_app/Causeway/workflows/"
#define SUFFIX          ".json"

/* ---- settings ---- */

static void
setting_free (gpointer data)
{
  CwSetting *setting = data;

  g_free (setting->key);
  g_free (setting->title);
  g_free (setting->help);
  g_free (setting->value);
  g_strfreev (setting->choices);
  g_strfreev (setting->needs);
  g_strfreev (setting->choice_titles);
  g_free (setting);
}

/* In the program's language: po/workflow-texts.c has what descriptions say to people. (transfer full) */
static char *
dup_translated (const char *text)
{
  /* An empty one would give the head of the translation. */
  return g_strdup (text != NULL && *text != '\0' ? g_dgettext (GETTEXT_PACKAGE, text) : text);
}

static gboolean
read_kind (CwFileReader *reader, JsonObject *object, CwSetting *setting, GError **error)
{
  static const char *names[] = {
    [CW_SETTING_BOOLEAN] = "boolean",
    [CW_SETTING_INTEGER] = "integer",
    [CW_SETTING_CHOICE] = "choice",
    [CW_SETTING_TEXT] = "text",
  };
  const char *name = NULL;

  if (!cw_file_reader_get_text (reader, object, "kind", TRUE, &name, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      {
        setting->kind = (CwSettingKind) i;
        return TRUE;
      }
  return cw_file_reader_fail (reader, object, "kind", error, _("“%s” is no kind of setting"), name);
}

static gboolean
read_choice (CwFileReader *reader, JsonObject *object, GPtrArray *values, GPtrArray *titles, GError **error)
{
  static const char * const members[] = { "value", "title", NULL };
  const char *value = NULL, *title = NULL;

  if (!cw_file_reader_check_members (reader, object, members, error)
      || !cw_file_reader_get_text (reader, object, "value", TRUE, &value, error)
      || !cw_file_reader_get_text (reader, object, "title", TRUE, &title, error))
    return FALSE;
  g_ptr_array_add (values, g_strdup (value));
  g_ptr_array_add (titles, dup_translated (title));
  return TRUE;
}

static char **
take_strv (GPtrArray *texts)
{
  g_ptr_array_add (texts, NULL);
  g_ptr_array_set_free_func (texts, NULL);
  return (char **) g_ptr_array_free (texts, FALSE);
}

static gboolean
read_choices (CwFileReader *reader, JsonObject *object, CwSetting *setting, GError **error)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free), titles = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array = NULL;

  if (!cw_file_reader_get_array (reader, object, "choices", setting->kind == CW_SETTING_CHOICE, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element;
      gsize before;
      gboolean ok;

      if (!cw_file_reader_get_element (reader, object, "choices", array, i, &element, error))
        return FALSE;
      before = cw_file_reader_enter_nth (reader, "choices", i);
      ok = read_choice (reader, element, values, titles, error);
      cw_file_reader_leave (reader, before);
      if (!ok)
        return FALSE;
    }
  setting->choices = take_strv (g_steal_pointer (&values));
  setting->choice_titles = take_strv (g_steal_pointer (&titles));
  return TRUE;
}

static gboolean
read_default (CwFileReader *reader, JsonObject *object, CwSetting *setting, GError **error)
{
  g_autoptr (GError) local = NULL;
  const char *text = NULL;
  gboolean flag = FALSE;
  gint64 number = 0;

  if (!json_object_has_member (object, "default"))
    return cw_file_reader_fail (reader, object, NULL, error, _("“%s” is missing"), "default");
  switch (setting->kind)
    {
    case CW_SETTING_BOOLEAN:
      if (!cw_file_reader_get_boolean (reader, object, "default", &flag, error))
        return FALSE;
      setting->value = g_strdup (flag ? "true" : "false");
      break;
    case CW_SETTING_INTEGER:
      if (!cw_file_reader_get_integer (reader, object, "default", TRUE, setting->minimum, setting->maximum, &number, error))
        return FALSE;
      setting->value = g_strdup_printf ("%" G_GINT64_FORMAT, number);
      break;
    case CW_SETTING_CHOICE:
    case CW_SETTING_TEXT:
    default:
      if (!cw_file_reader_get_text (reader, object, "default", TRUE, &text, error))
        return FALSE;
      setting->value = g_strdup (text);
      break;
    }
  if (cw_setting_check (setting, setting->value, &local))
    return TRUE;
  return cw_file_reader_fail (reader, object, "default", error, "%s", local->message);
}

static gboolean
fill_setting (CwFileReader *reader, JsonObject *object, CwSetting *setting, GError **error)
{
  static const char * const members[] = { "key", "kind", "title", "help", "default", "choices", "minimum", "maximum", "needs", NULL };
  const char *key = NULL, *title = NULL, *help = NULL;
  gboolean bounded;

  if (!cw_file_reader_check_members (reader, object, members, error)
      || !cw_file_reader_get_text (reader, object, "key", TRUE, &key, error)
      || !cw_file_reader_get_text (reader, object, "title", TRUE, &title, error)
      || !cw_file_reader_get_text (reader, object, "help", FALSE, &help, error) || !read_kind (reader, object, setting, error))
    return FALSE;
  setting->key = g_strdup (key);
  setting->title = dup_translated (title);
  setting->help = dup_translated (help);
  if (json_object_has_member (object, "needs") && !cw_file_reader_dup_texts (reader, object, "needs", TRUE, &setting->needs, error))
    return FALSE;
  bounded = setting->kind == CW_SETTING_INTEGER;
  return cw_file_reader_get_integer (reader, object, "minimum", bounded, G_MININT64 + 1, G_MAXINT64, &setting->minimum, error)
         && cw_file_reader_get_integer (reader, object, "maximum", bounded, setting->minimum, G_MAXINT64, &setting->maximum, error)
         && read_choices (reader, object, setting, error) && read_default (reader, object, setting, error);
}

static gboolean
read_setting (CwFileReader *reader, JsonObject *object, CwWorkflow *workflow, GError **error)
{
  CwSetting *setting = g_new0 (CwSetting, 1);

  if (!fill_setting (reader, object, setting, error))
    {
      setting_free (setting);
      return FALSE;
    }
  if (cw_workflow_find_setting (workflow, setting->key) != NULL)
    {
      setting_free (setting);
      return cw_file_reader_fail (reader, object, "key", error, _("this setting is described twice"));
    }
  g_ptr_array_add (workflow->settings, setting);
  return TRUE;
}

static gboolean
read_settings (CwFileReader *reader, JsonObject *root, CwWorkflow *workflow, GError **error)
{
  JsonArray *array = NULL;

  if (!cw_file_reader_get_array (reader, root, "settings", TRUE, &array, error))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element;
      gsize before;
      gboolean ok;

      if (!cw_file_reader_get_element (reader, root, "settings", array, i, &element, error))
        return FALSE;
      before = cw_file_reader_enter_nth (reader, "settings", i);
      ok = read_setting (reader, element, workflow, error);
      cw_file_reader_leave (reader, before);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

/* ---- references ---- */

static void
reference_free (gpointer data)
{
  CwReference *self = data;

  g_free (self->target);
  g_free (self->workflow);
  g_free (self->type);
  g_free (self->field);
  g_free (self->via);
  g_free (self->via_workflow);
  g_free (self);
}

static gboolean
read_reference (CwFileReader *reader, JsonObject *object, CwWorkflow *workflow, GError **error)
{
  static const char * const members[] = { "target", "workflow", "type", "field", "required", "via", "via-workflow", NULL };
  const char *target = NULL, *from = NULL, *type = NULL, *field = NULL, *via = NULL, *via_workflow = NULL;
  gboolean required = FALSE;
  CwReference *reference;

  if (!cw_file_reader_check_members (reader, object, members, error)
      || !cw_file_reader_get_text (reader, object, "target", TRUE, &target, error)
      || !cw_file_reader_get_text (reader, object, "workflow", TRUE, &from, error)
      || !cw_file_reader_get_text (reader, object, "type", TRUE, &type, error)
      || !cw_file_reader_get_text (reader, object, "field", FALSE, &field, error)
      || !cw_file_reader_get_boolean (reader, object, "required", &required, error)
      || !cw_file_reader_get_text (reader, object, "via", FALSE, &via, error)
      || !cw_file_reader_get_text (reader, object, "via-workflow", via != NULL, &via_workflow, error))
    return FALSE;
  reference = g_new0 (CwReference, 1);
  reference->target = g_strdup (target);
  reference->workflow = g_strdup (from);
  reference->type = g_strdup (type);
  reference->field = g_strdup (field);
  reference->required = required;
  reference->via = g_strdup (via);
  reference->via_workflow = g_strdup (via_workflow);
  g_ptr_array_add (workflow->references, reference);
  return TRUE;
}

static gboolean
read_references (CwFileReader *reader, JsonObject *root, CwWorkflow *workflow, GError **error)
{
  JsonArray *array = NULL;

  if (!cw_file_reader_get_array (reader, root, "references", FALSE, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element;
      gsize before;
      gboolean ok;

      if (!cw_file_reader_get_element (reader, root, "references", array, i, &element, error))
        return FALSE;
      before = cw_file_reader_enter_nth (reader, "references", i);
      ok = read_reference (reader, element, workflow, error);
      cw_file_reader_leave (reader, before);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

/* ---- people ---- */

static gboolean
read_pair (CwFileReader *reader, JsonObject *people, const char *member, char **out, GError **error)
{
  static const char * const members[] = { "source", "target", NULL };
  const char *source = NULL, *target = NULL;
  JsonObject *pair = NULL;
  gsize before;
  gboolean ok;

  if (!cw_file_reader_get_object (reader, people, member, TRUE, &pair, error))
    return FALSE;
  before = cw_file_reader_enter (reader, member);
  ok = cw_file_reader_check_members (reader, pair, members, error)
       && cw_file_reader_get_text (reader, pair, "source", TRUE, &source, error)
       && cw_file_reader_get_text (reader, pair, "target", TRUE, &target, error);
  cw_file_reader_leave (reader, before);
  out[CW_PEOPLE_SOURCE] = g_strdup (source);
  out[CW_PEOPLE_TARGET] = g_strdup (target);
  return ok;
}

static gboolean
fill_people (CwFileReader *reader, JsonObject *object, CwWorkflowPeople *people, GError **error)
{
  static const char * const members[] = { "collection", "ids", "first-name", "last-name", "email", NULL };
  const char *collection = NULL, *ids = NULL;

  if (!cw_file_reader_check_members (reader, object, members, error)
      || !cw_file_reader_get_text (reader, object, "collection", TRUE, &collection, error)
      || !cw_file_reader_get_text (reader, object, "ids", TRUE, &ids, error))
    return FALSE;
  people->collection = g_strdup (collection);
  people->ids_are_ours = g_str_equal (ids, "ours");
  if (!people->ids_are_ours && !g_str_equal (ids, "theirs"))
    return cw_file_reader_fail (reader, object, "ids", error, _("“%s” is neither “ours” nor “theirs”"), ids);
  return read_pair (reader, object, "first-name", people->first, error)
         && read_pair (reader, object, "last-name", people->last, error)
         && read_pair (reader, object, "email", people->email, error);
}

static gboolean
read_people (CwFileReader *reader, JsonObject *root, CwWorkflow *workflow, GError **error)
{
  JsonObject *object = NULL;
  gsize before;
  gboolean ok;

  if (!cw_file_reader_get_object (reader, root, "people", FALSE, &object, error))
    return FALSE;
  if (object == NULL)
    return TRUE;
  workflow->people = g_new0 (CwWorkflowPeople, 1);
  before = cw_file_reader_enter (reader, "people");
  ok = fill_people (reader, object, workflow->people, error);
  cw_file_reader_leave (reader, before);
  return ok;
}

/* ---- hierarchies ---- */

static gboolean
read_name (CwFileReader *reader, JsonObject *root, const char *member, char **out, GError **error)
{
  const char *text = NULL;

  if (!cw_file_reader_get_text (reader, root, member, TRUE, &text, error))
    return FALSE;
  if (*text == '\0')
    return cw_file_reader_fail (reader, root, member, error, _("the text is empty"));
  *out = g_strdup (text);
  return TRUE;
}

static gboolean
read_title (CwFileReader *reader, JsonObject *object, char **out, GError **error)
{
  g_autofree char *title = NULL;

  if (!read_name (reader, object, "title", &title, error))
    return FALSE;
  *out = dup_translated (title);
  return TRUE;
}

/* Whether and from where is a person's choice, so that the settings have to be there. */
static gboolean
check_hierarchy (CwFileReader *reader, JsonObject *object, const CwWorkflow *workflow, const CwHierarchyUse *use, GError **error)
{
  g_autofree char *mode = cw_hierarchy_use_dup_mode_key (use), *field = cw_hierarchy_use_dup_field_key (use);
  const CwSetting *setting = cw_workflow_find_setting (workflow, mode);

  if (setting == NULL || setting->kind != CW_SETTING_CHOICE)
    return cw_file_reader_fail (reader, object, "key", error, _("the setting “%s” is missing"), mode);
  if (cw_workflow_find_setting (workflow, field) == NULL)
    return cw_file_reader_fail (reader, object, "key", error, _("the setting “%s” is missing"), field);
  return TRUE;
}

static gboolean
read_hierarchy (CwFileReader *reader, JsonObject *object, CwWorkflow *workflow, GError **error)
{
  static const char * const members[] = { "key", "title", "type", "kind", "name", "collection", "nodes", "target", "standard", NULL };
  CwHierarchyUse *use = g_new0 (CwHierarchyUse, 1);

  g_ptr_array_add (workflow->hierarchies, use);
  return cw_file_reader_check_members (reader, object, members, error)
         && read_name (reader, object, "key", &use->key, error) && read_title (reader, object, &use->title, error)
         && read_name (reader, object, "type", &use->type, error) && read_name (reader, object, "kind", &use->kind, error)
         && read_name (reader, object, "name", &use->name, error) && read_name (reader, object, "collection", &use->collection, error)
         && read_name (reader, object, "nodes", &use->nodes, error) && read_name (reader, object, "target", &use->target, error)
         && cw_file_reader_get_boolean (reader, object, "standard", &use->standard, error)
         && check_hierarchy (reader, object, workflow, use, error);
}

/* After the settings, which they name. */
static gboolean
read_hierarchies (CwFileReader *reader, JsonObject *root, CwWorkflow *workflow, GError **error)
{
  JsonArray *array = NULL;

  if (!cw_file_reader_get_array (reader, root, "hierarchies", FALSE, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element;
      gsize before;
      gboolean ok;

      if (!cw_file_reader_get_element (reader, root, "hierarchies", array, i, &element, error))
        return FALSE;
      before = cw_file_reader_enter_nth (reader, "hierarchies", i);
      ok = read_hierarchy (reader, element, workflow, error);
      cw_file_reader_leave (reader, before);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

/* ---- workflows ---- */

static gboolean
read_names (CwFileReader *reader, JsonObject *root, CwWorkflow *self, GError **error)
{
  return read_name (reader, root, "id", &self->id, error)
         && read_title (reader, root, &self->title, error)
         && read_name (reader, root, "source", &self->source_system, error)
         && read_name (reader, root, "target", &self->target_system, error)
         && read_name (reader, root, "strategy", &self->strategy, error)
         && read_name (reader, root, "target-type", &self->target_type, error)
         && cw_file_reader_dup_texts (reader, root, "types", TRUE, &self->types, error)
         && cw_file_reader_dup_texts (reader, root, "operations", TRUE, &self->operations, error)
         && cw_file_reader_dup_texts (reader, root, "needs", FALSE, &self->needs, error);
}

static gboolean
read_workflow (CwFileReader *reader, CwWorkflow *self, GError **error)
{
  static const char * const members[] = { "format", "version", "id", "title", "source", "target", "strategy", "types", "target-type",
                                          "operations", "tells-leaving", "unique", "needs", "page-size", "enabled", "stays-enabled", "position", "match", "box", "people",
                                          "references", "lookups", "hierarchies", "settings", "mapping", NULL };
  JsonObject *root = cw_file_reader_get_root (reader);
  gint64 page_size = 0;
  const char *match = NULL, *box = NULL;

  if (!cw_file_reader_check_members (reader, root, members, error) || !read_names (reader, root, self, error)
      || !cw_file_reader_get_integer (reader, root, "page-size", TRUE, 1, 100000, &page_size, error)
      || !cw_file_reader_get_boolean (reader, root, "enabled", &self->enabled, error)
      || !cw_file_reader_get_boolean (reader, root, "stays-enabled", &self->stays_enabled, error)
      || !cw_file_reader_get_boolean (reader, root, "tells-leaving", &self->tells_leaving, error)
      || !cw_file_reader_get_boolean (reader, root, "unique", &self->unique, error)
      || !cw_file_reader_get_integer (reader, root, "position", FALSE, 0, 1000, &self->position, error)
      || !cw_file_reader_get_text (reader, root, "match", FALSE, &match, error)
      || !cw_file_reader_get_text (reader, root, "box", FALSE, &box, error)
      || !read_people (reader, root, self, error) || !read_references (reader, root, self, error)
      || !cw_workflow_read_lookups (reader, root, self, error) || !read_settings (reader, root, self, error)
      || !read_hierarchies (reader, root, self, error))
    return FALSE;
  self->match = g_strdup (match);
  self->box = g_strdup (box);
  if (self->types[0] == NULL)
    return cw_file_reader_fail (reader, root, "types", error, _("the list is empty"));
  self->page_size = (guint) page_size;
  self->mapping = cw_mapping_read (reader, root, "mapping", (const char * const *) self->types, error);
  self->default_mapping = self->mapping != NULL ? cw_mapping_ref (self->mapping) : NULL;
  return self->mapping != NULL;
}

CwWorkflow *
cw_workflow_parse (const char *file, const char *data, gsize length, GError **error)
{
  g_autoptr (CwFileReader) reader = cw_file_reader_new (file, data, length, CW_WORKFLOW_FORMAT, CW_WORKFLOW_FORMAT_VERSION, error);
  g_autoptr (CwWorkflow) self = NULL;

  if (reader == NULL)
    return NULL;
  self = g_new0 (CwWorkflow, 1);
  g_atomic_ref_count_init (&self->refs);
  self->settings = g_ptr_array_new_with_free_func (setting_free);
  self->references = g_ptr_array_new_with_free_func (reference_free);
  self->lookups = cw_workflow_new_lookups ();
  self->hierarchies = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_hierarchy_use_free);
  self->enabled = TRUE;
  return read_workflow (reader, self, error) ? g_steal_pointer (&self) : NULL;
}

/* Asking for a resource the first time is not safe on two threads at once. */
static GResource *
get_descriptions (void)
{
  static gsize descriptions;

  if (g_once_init_enter (&descriptions))
    g_once_init_leave (&descriptions, (gsize) workflows_get_resource ());
  return (GResource *) descriptions;
}

/* ---- the workflow that keeps a hierarchy ---- */

CwWorkflow *
cw_workflow_new_hierarchy (const CwWorkflow *owner, const CwHierarchyUse *use)
{
  CwWorkflow *self = g_new0 (CwWorkflow, 1);

  g_atomic_ref_count_init (&self->refs);
  self->id = g_strconcat (owner->id, "/", use->key, NULL);
  self->title = g_strconcat (owner->title, ": ", use->title, NULL);
  self->source_system = g_strdup (owner->source_system);
  self->target_system = g_strdup (owner->target_system);
  self->strategy = g_strdup ("hierarchy");
  self->types = g_new0 (char *, 2);
  self->types[0] = g_strdup (use->type);
  self->target_type = g_strdup (use->nodes);
  self->operations = g_strsplit ("create update move", " ", -1);
  self->needs = g_new0 (char *, 1);
  self->page_size = owner->page_size;
  self->box = g_strdup ("");
  self->references = g_ptr_array_new_with_free_func (reference_free);
  self->lookups = cw_workflow_new_lookups ();
  self->settings = g_ptr_array_new_with_free_func (setting_free);
  self->hierarchies = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_hierarchy_use_free);
  g_ptr_array_add (self->hierarchies, cw_hierarchy_use_copy (use));
  self->owner = g_strdup (owner->id);
  self->mapping = cw_mapping_new (NULL, g_ptr_array_new ());
  self->default_mapping = cw_mapping_ref (self->mapping);
  self->enabled = TRUE;
  self->position = owner->position;
  return self;
}

/* "spp.customers/department" */
static CwWorkflow *
load_hierarchy (const char *id, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (id, "/", 2);
  g_autoptr (CwWorkflow) owner = cw_workflow_load (parts[0], error);

  for (guint i = 0; owner != NULL && i < owner->hierarchies->len; i++)
    {
      const CwHierarchyUse *use = owner->hierarchies->pdata[i];

      if (g_str_equal (use->key, parts[1]))
        return cw_workflow_new_hierarchy (owner, use);
    }
  if (owner != NULL)
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("There is no workflow “%s”."), id);
  return NULL;
}

CwWorkflow *
cw_workflow_load (const char *id, GError **error)
{
  g_autofree char *file = g_strconcat (id, SUFFIX, NULL), *path = g_strconcat (RESOURCE_FOLDER, file, NULL);
  /* Asked for by name: a static library's resources that nothing names are not linked in. */
  g_autoptr (GBytes) bytes = g_resource_lookup_data (get_descriptions (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gconstpointer data;
  gsize length;

  if (strchr (id, '/') != NULL)
    return load_hierarchy (id, error);
  if (bytes == NULL)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("There is no workflow “%s”."), id);
      return NULL;
    }
  data = g_bytes_get_data (bytes, &length);
  return cw_workflow_parse (file, data, length, error);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

char **
cw_workflow_list_ids (void)
{
  g_auto (GStrv) files = g_resource_enumerate_children (get_descriptions (), RESOURCE_FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    if (g_str_has_suffix (files[i], SUFFIX))
      g_ptr_array_add (ids, g_strndup (files[i], strlen (files[i]) - strlen (SUFFIX)));
  g_ptr_array_sort (ids, compare_ids);
  g_ptr_array_add (ids, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&ids), FALSE);
}
