/* cw-people.c: the people of one integration, for a list on the screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-people.h"

#include <string.h>

#define MANY_CHANGED 500   /* a longer part that differs is announced as removal, then addition */

/* ---- one row ---- */

struct _CwPerson {
  GObject   parent_instance;

  CwUsers  *users;      /* owned */
  guint     number;
  gboolean  employee;
};

enum { PERSON_CHANGED, N_PERSON_SIGNALS };
static guint person_signals[N_PERSON_SIGNALS];

G_DEFINE_FINAL_TYPE (CwPerson, cw_person, G_TYPE_OBJECT)

static void
cw_person_finalize (GObject *object)
{
  CwPerson *self = CW_PERSON (object);

  g_clear_pointer (&self->users, cw_users_unref);
  G_OBJECT_CLASS (cw_person_parent_class)->finalize (object);
}

static void
cw_person_class_init (CwPersonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_person_finalize;
  person_signals[PERSON_CHANGED] = g_signal_new ("changed", CW_TYPE_PERSON, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_person_init (CwPerson *self)
{
}

CwUsers *
cw_person_get_users (CwPerson *self)
{
  return self->users;
}

guint
cw_person_get_number (CwPerson *self)
{
  return self->number;
}

gboolean
cw_person_is_employee (CwPerson *self)
{
  return self->employee;
}

const CwUsersPerson *
cw_person_get_facts (CwPerson *self)
{
  return self->employee ? cw_users_get_employee (self->users, self->number) : cw_users_get_user (self->users, self->number);
}

const CwUsersPerson *
cw_person_get_partner (CwPerson *self)
{
  guint partner = cw_users_get_partner (self->users, self->employee, self->number);

  if (partner == CW_NOBODY)
    return NULL;
  return self->employee ? cw_users_get_user (self->users, partner) : cw_users_get_employee (self->users, partner);
}

const CwNearMiss *
cw_person_get_near (CwPerson *self)
{
  const CwUserMatch *found = self->employee ? NULL : cw_people_match_get_user (cw_users_get_match (self->users), self->number);

  return found != NULL && found->n_near > 0 ? cw_people_match_get_near (cw_users_get_match (self->users), found->first_near) : NULL;
}

/* ---- the list ---- */

struct _CwPeople {
  GObject        parent_instance;

  /* inputs */
  CwProfile     *profile;       /* owned */
  char          *integration;
  CwUsersFilter  filter;        /* search owned */
  CwUsersOrder   order;
  gboolean       descending;

  /* results */
  CwUsers       *users;         /* owned; NULL: not loaded yet */
  GArray        *numbers;       /* of guint: who is listed, of users; owned */
  gboolean       employees;     /* what numbers are */
  GHashTable    *rows;          /* id → CwPerson, borrowed: those that are alive */
  CwUsersUndo   *undo;          /* owned; of the last change, nullable */
  GError        *error;         /* owned; of the last loading, nullable */

  /* in progress */
  guint          generation;    /* of the last loading that was asked for: older answers are dropped */
  guint          busy;
  char          *phase;
};

typedef enum { PROP_BUSY = 1, PROP_PHASE } CwPeopleProps;
static GParamSpec *properties[PROP_PHASE + 1];
enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void cw_people_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwPeople, cw_people, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, cw_people_list_init))

static const char *
get_id (const CwUsers *users, gboolean employees, guint number)
{
  return employees ? cw_users_get_employee (users, number)->id : cw_users_get_user (users, number)->id;
}

static GType
people_get_item_type (GListModel *model)
{
  return CW_TYPE_PERSON;
}

static guint
people_get_n_items (GListModel *model)
{
  CwPeople *self = CW_PEOPLE (model);

  return self->numbers != NULL ? self->numbers->len : 0;
}

static void
row_gone_cb (gpointer data, GObject *row)
{
  CwPeople *self = data;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (value == row)
      {
        g_hash_table_iter_remove (&iter);
        return;
      }
}

static gpointer
people_get_item (GListModel *model, guint position)
{
  CwPeople *self = CW_PEOPLE (model);
  const char *id;
  CwPerson *row;

  if (self->numbers == NULL || position >= self->numbers->len)
    return NULL;
  id = get_id (self->users, self->employees, g_array_index (self->numbers, guint, position));
  row = g_hash_table_lookup (self->rows, id);
  if (row != NULL)
    return g_object_ref (row);
  row = g_object_new (CW_TYPE_PERSON, NULL);
  row->users = cw_users_ref (self->users);
  row->number = g_array_index (self->numbers, guint, position);
  row->employee = self->employees;
  g_hash_table_insert (self->rows, g_strdup (id), row);
  g_object_weak_ref (G_OBJECT (row), row_gone_cb, self);
  return row;
}

static void
cw_people_list_init (GListModelInterface *iface)
{
  iface->get_item_type = people_get_item_type;
  iface->get_n_items = people_get_n_items;
  iface->get_item = people_get_item;
}

static void
forget_rows (CwPeople *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      g_object_weak_unref (value, row_gone_cb, self);
      g_hash_table_iter_remove (&iter);
    }
}

static void
cw_people_finalize (GObject *object)
{
  CwPeople *self = CW_PEOPLE (object);

  forget_rows (self);
  g_hash_table_unref (self->rows);
  g_clear_pointer (&self->numbers, g_array_unref);
  g_clear_pointer (&self->users, cw_users_unref);
  g_clear_pointer (&self->undo, cw_users_undo_free);
  g_clear_error (&self->error);
  g_clear_object (&self->profile);
  g_free (self->integration);
  g_free ((char *) self->filter.search);
  g_free (self->phase);
  G_OBJECT_CLASS (cw_people_parent_class)->finalize (object);
}

static void
cw_people_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwPeople *self = CW_PEOPLE (object);

  switch ((CwPeopleProps) prop_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy > 0);
      break;
    case PROP_PHASE:
      g_value_set_string (value, self->phase);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_people_class_init (CwPeopleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = cw_people_finalize;
  object_class->get_property = cw_people_get_property;
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_PHASE] = g_param_spec_string ("phase", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[CHANGED] = g_signal_new ("changed", CW_TYPE_PEOPLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_people_init (CwPeople *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CwPeople *
cw_people_new (CwProfile *profile, const char *integration)
{
  CwPeople *self = g_object_new (CW_TYPE_PEOPLE, NULL);

  self->profile = g_object_ref (profile);
  self->integration = g_strdup (integration);
  return self;
}

const char *
cw_people_get_integration (CwPeople *self)
{
  return self->integration;
}

CwUsers *
cw_people_get_users (CwPeople *self)
{
  return self->users;
}

gboolean
cw_people_get_busy (CwPeople *self)
{
  return self->busy > 0;
}

const char *
cw_people_get_phase (CwPeople *self)
{
  return self->phase;
}

GError *
cw_people_take_error (CwPeople *self)
{
  return g_steal_pointer (&self->error);
}

/* ---- a new list ---- */

static guint
count_common (const CwUsers *a, gboolean a_employees, const GArray *x, const CwUsers *b, gboolean b_employees, const GArray *y,
              gboolean from_end, guint limit)
{
  guint n = 0;

  if (a_employees != b_employees)
    return 0;
  while (n < limit)
    {
      guint i = from_end ? x->len - 1 - n : n, j = from_end ? y->len - 1 - n : n;

      if (!g_str_equal (get_id (a, a_employees, g_array_index (x, guint, i)), get_id (b, b_employees, g_array_index (y, guint, j))))
        break;
      n++;
    }
  return n;
}

/* Rows that stay show the new people from now on. */
static void
update_rows (CwPeople *self)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      CwPerson *row = value;
      guint number = self->employees ? cw_people_match_find_employee (cw_users_get_match (self->users), key)
                                     : cw_people_match_find_user (cw_users_get_match (self->users), key);

      if (number == CW_NOBODY || row->users == self->users)
        continue;
      cw_users_unref (row->users);
      row->users = cw_users_ref (self->users);
      row->number = number;
      g_signal_emit (row, person_signals[PERSON_CHANGED], 0);
    }
}

/* Users and employees are numbered each for themselves: rows of the one side say nothing about the other. */
static void
take_list (CwPeople *self, CwUsers *users /* transfer full */, GArray *numbers /* transfer full */, gboolean employees)
{
  g_autoptr (CwUsers) old_users = self->users;
  g_autoptr (GArray) old = self->numbers;
  gboolean old_employees = self->employees;
  guint n_old = old != NULL ? old->len : 0, prefix = 0, suffix = 0, removed, added;

  if (old != NULL)
    {
      prefix = count_common (old_users, old_employees, old, users, employees, numbers, FALSE, MIN (old->len, numbers->len));
      suffix = count_common (old_users, old_employees, old, users, employees, numbers, TRUE, MIN (old->len, numbers->len) - prefix);
    }
  removed = n_old - prefix - suffix;
  added = numbers->len - prefix - suffix;
  if (old_employees != employees)
    forget_rows (self);
  self->users = users;
  self->employees = employees;
  self->numbers = numbers;
  if (removed > MANY_CHANGED && added > MANY_CHANGED)
    {
      g_autoptr (GArray) between = g_array_sized_new (FALSE, FALSE, sizeof (guint), prefix + suffix);

      g_array_append_vals (between, numbers->data, prefix);
      g_array_append_vals (between, &g_array_index (numbers, guint, numbers->len - suffix), suffix);
      self->numbers = between;
      g_list_model_items_changed (G_LIST_MODEL (self), prefix, removed, 0);
      self->numbers = numbers;
      g_list_model_items_changed (G_LIST_MODEL (self), prefix, 0, added);
    }
  else if (removed > 0 || added > 0)
    {
      g_list_model_items_changed (G_LIST_MODEL (self), prefix, removed, added);
    }
  update_rows (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- work ---- */

typedef enum { RELOAD, RELIST, REFRESH, SWITCH_ON, CHANGE, UNDO, EXPORT } Kind;

/* One piece of work on its thread. */
typedef struct {
  Kind           kind;
  CwProfile     *profile;       /* owned */
  char          *integration;
  CwUsersFilter  filter;        /* search owned */
  CwUsersOrder   order;
  gboolean       descending;
  guint          generation;
  char          *texts[2];      /* confirmed; employee and user; file */
  CwPeopleChange change;
  CwPeople      *people;        /* borrowed; for phases, in the main context; the task keeps it */
  /* results */
  CwUsers       *users;         /* owned; also what is to be listed or written */
  GArray        *numbers;       /* owned */
  CwUsersUndo   *undo;          /* owned */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_object (&work->profile);
  g_free (work->integration);
  g_free ((char *) work->filter.search);
  g_free (work->texts[0]);
  g_free (work->texts[1]);
  g_clear_pointer (&work->users, cw_users_unref);
  g_clear_pointer (&work->numbers, g_array_unref);
  g_clear_pointer (&work->undo, cw_users_undo_free);
  g_free (work);
}

static Work *
work_new (CwPeople *self, Kind kind)
{
  Work *work = g_new0 (Work, 1);

  work->kind = kind;
  work->people = self;
  work->profile = g_object_ref (self->profile);
  work->integration = g_strdup (self->integration);
  work->filter = self->filter;
  work->filter.search = g_strdup (self->filter.search);
  work->order = self->order;
  work->descending = self->descending;
  work->generation = ++self->generation;
  return work;
}

/* A phase on its way to the main context. */
typedef struct {
  CwPeople *people;   /* owned */
  char     *text;
} Phase;

static gboolean
phase_cb (gpointer data)
{
  Phase *phase = data;
  CwPeople *self = phase->people;

  if (self->busy > 0)
    {
      g_free (self->phase);
      self->phase = g_steal_pointer (&phase->text);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PHASE]);
    }
  return G_SOURCE_REMOVE;
}

static void
phase_free (gpointer data)
{
  Phase *phase = data;

  g_object_unref (phase->people);
  g_free (phase->text);
  g_free (phase);
}

static void
event_cb (const CwEvent *event, gpointer data)
{
  GTask *task = data;
  Phase *phase;

  if (event->kind != CW_EVENT_PHASE || event->text == NULL)
    return;
  phase = g_new0 (Phase, 1);
  phase->people = g_object_ref (((Work *) g_task_get_task_data (task))->people);
  phase->text = g_strdup (event->text);
  g_main_context_invoke_full (g_task_get_context (task), G_PRIORITY_DEFAULT, phase_cb, phase, phase_free);
}

static gboolean
change (Work *work, GError **error)
{
  const char *employee = work->texts[0], *user = work->texts[1];

  work->undo = cw_users_remember_sync (work->profile, work->integration, employee, user, error);
  if (work->undo == NULL)
    return FALSE;
  switch (work->change)
    {
    case CW_PEOPLE_LINK:
      return cw_users_link_sync (work->profile, work->integration, employee, user, error);
    case CW_PEOPLE_UNLINK:
      return cw_users_unlink_sync (work->profile, work->integration, employee, user, error);
    case CW_PEOPLE_REFUSE:
    default:
      return cw_users_refuse_sync (work->profile, work->integration, employee, user, TRUE, error);
    }
}

/* What is to be shown afterwards; NULL with the error. */
static CwUsers *
do_work (GTask *task, Work *work, GCancellable *cancellable, GError **error)
{
  CwRunRequest request = { .event = event_cb, .event_data = task, .cancellable = cancellable };

  switch (work->kind)
    {
    case RELIST:
      return cw_users_ref (work->users);
    case REFRESH:
      return cw_users_refresh_sync (work->profile, work->integration, &request, error);
    case SWITCH_ON:
      return cw_users_switch_on_sync (work->profile, work->integration, work->texts[0], &request, error);
    case CHANGE:
      return change (work, error) ? cw_users_load_sync (work->profile, work->integration, error) : NULL;
    case UNDO:
      return cw_users_undo_sync (work->profile, work->undo, error) ? cw_users_load_sync (work->profile, work->integration, error) : NULL;
    case EXPORT:
      return cw_users_write_sync (work->users, &work->filter, work->numbers, work->texts[0], error) ? cw_users_ref (work->users) : NULL;
    case RELOAD:
    default:
      return cw_users_load_sync (work->profile, work->integration, error);
    }
}

static void
work_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  CwUsers *users = do_work (task, work, cancellable, &error);

  if (users == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_pointer (&work->users, cw_users_unref);
  work->users = users;
  if (work->kind != EXPORT)
    {
      g_clear_pointer (&work->numbers, g_array_unref);
      work->numbers = cw_users_list (users, &work->filter, work->order, work->descending);
    }
  g_task_return_boolean (task, TRUE);
}

static void
set_busy (CwPeople *self, gboolean busy)
{
  self->busy += busy ? 1 : -1u;
  if (self->busy == 0)
    g_clear_pointer (&self->phase, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PHASE]);
}

static gboolean
is_long (Kind kind)
{
  return kind == REFRESH || kind == SWITCH_ON;
}

static void
start (CwPeople *self, Work *work /* transfer full */, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, work, work_free);
  /* What was done is shown, even when somebody gave up a moment later. */
  g_task_set_check_cancellable (task, FALSE);
  if (is_long (work->kind))
    set_busy (self, TRUE);
  g_task_run_in_thread (task, work_thread);
}

/* An answer that was overtaken is done again with what is wanted now. */
static void relist (CwPeople *self);

static void
take_result (CwPeople *self, Work *work)
{
  gboolean overtaken = work->generation != self->generation;

  if (work->kind == CHANGE)
    {
      g_clear_pointer (&self->undo, cw_users_undo_free);
      self->undo = g_steal_pointer (&work->undo);
    }
  if (work->kind == EXPORT || (overtaken && (work->kind == RELIST || work->kind == RELOAD)))
    return;
  take_list (self, g_steal_pointer (&work->users), g_steal_pointer (&work->numbers), work->filter.employees);
  if (overtaken)
    relist (self);
}

gboolean
cw_people_finish (CwPeople *self, GAsyncResult *result, GError **error)
{
  Work *work;
  gboolean ok;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  work = g_task_get_task_data (G_TASK (result));
  ok = g_task_propagate_boolean (G_TASK (result), error);
  if (is_long (work->kind))
    set_busy (self, FALSE);
  if (ok)
    take_result (self, work);
  return ok;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CwPeople *self = CW_PEOPLE (source);

  g_clear_error (&self->error);
  if (!cw_people_finish (self, result, &self->error))
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
relist (CwPeople *self)
{
  Work *work;

  if (self->users == NULL)
    return;
  work = work_new (self, RELIST);
  work->users = cw_users_ref (self->users);
  start (self, work, NULL, loaded_cb, NULL);
}

/* ---- entries ---- */

void
cw_people_set_filter (CwPeople *self, const CwUsersFilter *filter)
{
  CwUsersFilter *mine = &self->filter;

  if (mine->employees == filter->employees && mine->integrated == filter->integrated && mine->active == filter->active
      && mine->conflicts == filter->conflicts && mine->would_link == filter->would_link && mine->left_over == filter->left_over
      && g_strcmp0 (mine->search, filter->search) == 0)
    return;
  g_free ((char *) mine->search);
  *mine = *filter;
  mine->search = g_strdup (filter->search);
  relist (self);
}

void
cw_people_set_order (CwPeople *self, CwUsersOrder order, gboolean descending)
{
  if (self->order == order && self->descending == descending)
    return;
  self->order = order;
  self->descending = descending;
  relist (self);
}

void
cw_people_reload (CwPeople *self)
{
  start (self, work_new (self, RELOAD), NULL, loaded_cb, NULL);
}

void
cw_people_refresh_async (CwPeople *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  start (self, work_new (self, REFRESH), cancellable, callback, data);
}

void
cw_people_switch_on_async (CwPeople *self, const char *confirmed, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  Work *work = work_new (self, SWITCH_ON);

  work->texts[0] = g_strdup (confirmed);
  start (self, work, cancellable, callback, data);
}

void
cw_people_change_async (CwPeople *self, CwPeopleChange wanted, const char *employee, const char *user,
                        GAsyncReadyCallback callback, gpointer data)
{
  Work *work = work_new (self, CHANGE);

  work->change = wanted;
  work->texts[0] = g_strdup (employee);
  work->texts[1] = g_strdup (user);
  start (self, work, NULL, callback, data);
}

gboolean
cw_people_can_undo (CwPeople *self)
{
  return self->undo != NULL;
}

void
cw_people_undo_async (CwPeople *self, GAsyncReadyCallback callback, gpointer data)
{
  Work *work;

  g_return_if_fail (self->undo != NULL);
  work = work_new (self, UNDO);
  work->undo = g_steal_pointer (&self->undo);
  start (self, work, NULL, callback, data);
}

void
cw_people_export_async (CwPeople *self, const char *file, GAsyncReadyCallback callback, gpointer data)
{
  Work *work;

  g_return_if_fail (self->users != NULL);
  work = work_new (self, EXPORT);
  /* It lists nothing anew. */
  work->generation = --self->generation;
  work->filter.employees = self->employees;
  work->users = cw_users_ref (self->users);
  work->numbers = g_array_ref (self->numbers);
  work->texts[0] = g_strdup (file);
  start (self, work, NULL, callback, data);
}
