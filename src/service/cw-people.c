/* cw-people.c: employees of the source and users of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-people.h"

#include "cw-session.h"
#include "cw-fold.h"

#include <glib/gi18n-lib.h>

/* ---- one person: constant once made ---- */

struct _CwPerson {
  GObject   parent_instance;

  char     *name, *email, *system, *search;
  gboolean  active;
};

typedef enum { PROP_NAME = 1, PROP_EMAIL, PROP_SYSTEM, PROP_SEARCH, PROP_ACTIVE } CwPersonProps;
static GParamSpec *properties[PROP_ACTIVE + 1];

G_DEFINE_FINAL_TYPE (CwPerson, cw_person, G_TYPE_OBJECT)

static void
cw_person_finalize (GObject *object)
{
  CwPerson *self = CW_PERSON (object);

  g_free (self->name);
  g_free (self->email);
  g_free (self->system);
  g_free (self->search);
  G_OBJECT_CLASS (cw_person_parent_class)->finalize (object);
}

static void
cw_person_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwPerson *self = CW_PERSON (object);

  switch ((CwPersonProps) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_EMAIL:
      g_value_set_string (value, self->email);
      break;
    case PROP_SYSTEM:
      g_value_set_string (value, self->system);
      break;
    case PROP_SEARCH:
      g_value_set_string (value, self->search);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_person_class_init (CwPersonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = cw_person_finalize;
  object_class->get_property = cw_person_get_property;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_EMAIL] = g_param_spec_string ("email", NULL, NULL, NULL, flags);
  properties[PROP_SYSTEM] = g_param_spec_string ("system", NULL, NULL, NULL, flags);
  properties[PROP_SEARCH] = g_param_spec_string ("search", NULL, NULL, NULL, flags);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cw_person_init (CwPerson *self)
{
}

static CwPerson *
person_new (const char *name, const char *email, const char *system, gboolean active)
{
  CwPerson *self = g_object_new (CW_TYPE_PERSON, NULL);
  g_autofree char *both = NULL;

  self->email = g_strdup (email != NULL ? email : "");
  self->name = g_strdup (name != NULL && *name != '\0' ? name : self->email);
  self->system = g_strdup (system);
  self->active = active;
  both = g_strconcat (self->name, "\n", self->email, NULL);
  self->search = cw_fold (both);
  return self;
}

const char *
cw_person_get_name (CwPerson *self)
{
  return self->name;
}

const char *
cw_person_get_email (CwPerson *self)
{
  return self->email;
}

const char *
cw_person_get_system (CwPerson *self)
{
  return self->system;
}

const char *
cw_person_get_search (CwPerson *self)
{
  return self->search;
}

gboolean
cw_person_get_active (CwPerson *self)
{
  return self->active;
}

/* ---- all of them ---- */

struct _CwPeople {
  GObject     parent_instance;

  /* inputs */
  CwProfile  *profile;       /* owned */
  char       *integration;

  /* results */
  GListStore *model;         /* (element-type CwPerson), owned */
  gint64      read_at;
  guint       employees, users;
};

/* What one reading collects on its thread. */
typedef struct {
  GPtrArray *people;         /* (element-type CwPerson), owned */
  guint      employees, users;
  gint64     read_at;
} Reading;

G_DEFINE_FINAL_TYPE (CwPeople, cw_people, G_TYPE_OBJECT)

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_ptr_array_unref (reading->people);
  g_free (reading);
}

/* First and last name as the system keeps them; an employee's record is often called by a number. */
static char *
dup_full_name (const CwFields *fields, const char *first, const char *last, const char *name)
{
  const char *given = cw_fields_get (fields, first), *family = cw_fields_get (fields, last);
  g_autofree char *both = g_strconcat (given != NULL ? given : "", " ", family != NULL ? family : "", NULL);

  g_strstrip (both);
  return *both != '\0' ? g_steal_pointer (&both) : g_strdup (name);
}

static gboolean
take_employees (GPtrArray *records, gpointer data, GError **error)
{
  Reading *reading = data;

  for (guint i = 0; i < records->len; i++)
    {
      const CwRecord *record = records->pdata[i];
      g_autofree char *name = NULL;

      if (record->deleted)
        continue;
      name = dup_full_name (record->fields, "firstName", "lastName", record->name);
      g_ptr_array_add (reading->people, person_new (name, cw_fields_get (record->fields, "email"), "NetSuite", !record->inactive));
      reading->employees++;
    }
  return TRUE;
}

static gboolean
take_users (GPtrArray *records, gpointer data, GError **error)
{
  Reading *reading = data;

  for (guint i = 0; i < records->len; i++)
    {
      const CwTargetRecord *record = records->pdata[i];
      g_autofree char *name = dup_full_name (record->fields, "firstname", "lastname", record->name);

      g_ptr_array_add (reading->people, person_new (name, cw_fields_get (record->fields, "email"), "Precoro", record->active));
      reading->users++;
    }
  return TRUE;
}

static gboolean
read_both (CwSession *session, Reading *reading, GCancellable *cancellable, GError **error)
{
  const CwReadQuery employees = { .type = "employee" }, users = { .type = "users" };
  gboolean ok;

  if (!cw_session_connect (session, error))
    return FALSE;
  ok = cw_connector_read_sync (session->source.connector, &employees, take_employees, reading, cancellable, error)
       && cw_connector_read_sync (session->target.connector, &users, take_users, reading, cancellable, error);
  reading->read_at = cw_session_now (session);
  /* What was sent counts against the limits, whether it was answered or not. */
  return cw_session_flush_ledgers (session, ok ? error : NULL) && ok;
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CwPeople *self = source;
  CwRunRequest request = { .integration = self->integration, .cancellable = cancellable };
  g_autoptr (CwSession) session = NULL;
  Reading *reading = g_new0 (Reading, 1);
  GError *error = NULL;

  reading->people = g_ptr_array_new_with_free_func (g_object_unref);
  session = cw_session_new (self->profile, &request, FALSE, &error);
  if (session != NULL && read_both (session, reading, cancellable, &error))
    {
      g_task_return_pointer (task, reading, reading_free);
    }
  else
    {
      reading_free (reading);
      g_task_return_error (task, error);
    }
}

static void
cw_people_finalize (GObject *object)
{
  CwPeople *self = CW_PEOPLE (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->model);
  g_free (self->integration);
  G_OBJECT_CLASS (cw_people_parent_class)->finalize (object);
}

static void
cw_people_class_init (CwPeopleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_people_finalize;
}

static void
cw_people_init (CwPeople *self)
{
  self->model = g_list_store_new (CW_TYPE_PERSON);
}

CwPeople *
cw_people_new (CwProfile *profile, const char *integration)
{
  CwPeople *self = g_object_new (CW_TYPE_PEOPLE, NULL);

  self->profile = g_object_ref (profile);
  self->integration = g_strdup (integration);
  return self;
}

void
cw_people_read_async (CwPeople *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_return_if_fail (CW_IS_PEOPLE (self));
  g_task_set_source_tag (task, cw_people_read_async);
  /* Profile and name of the integration never change, so the thread may look at them. */
  g_task_run_in_thread (task, read_thread);
}

gboolean
cw_people_read_finish (CwPeople *self, GAsyncResult *result, GError **error)
{
  Reading *reading;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  reading = g_task_propagate_pointer (G_TASK (result), error);
  if (reading == NULL)
    return FALSE;
  self->read_at = reading->read_at;
  self->employees = reading->employees;
  self->users = reading->users;
  g_list_store_splice (self->model, 0, g_list_model_get_n_items (G_LIST_MODEL (self->model)),
                       reading->people->pdata, reading->people->len);
  reading_free (reading);
  return TRUE;
}

GListModel *
cw_people_get_model (CwPeople *self)
{
  return G_LIST_MODEL (self->model);
}

gint64
cw_people_get_read_at (CwPeople *self)
{
  return self->read_at;
}

guint
cw_people_get_employees (CwPeople *self)
{
  return self->employees;
}

guint
cw_people_get_users (CwPeople *self)
{
  return self->users;
}
