/* cw-spp-write.c: records added and changed, in batches
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A17: up to 1,000 objects of one type go in one request, the new ones in one
 * command and the changed ones in another, and each has a status of its own. A
 * write waits here until the run has nothing else to do; then all that wait
 * leave together. An Add that is sent twice makes a second record and is never
 * repeated here, nor what goes with it; a Modify sets absolute values.
 */

#include "config.h"

#include "cw-suiteprojects-private.h"

#include "cw-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PASSWORD_LENGTH 40

/* A write that waits. */
typedef struct {
  CwWrite *write;   /* owned */
  CwInbox *inbox;   /* owned */
} Waiting;

/* Writes of one type on their way. */
typedef struct {
  CwSuiteprojects *self;      /* borrowed: its client waits for the lanes */
  GPtrArray       *writes;    /* (element-type Waiting), owned; in the order of the objects: new ones first */
  guint            creates;   /* how many are new */
  GQueue           results;   /* (element-type CwWriteResult), owned */
  char            *doing;     /* owned */
  char            *id_field;  /* owned */
} Batch;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  cw_write_free (waiting->write);
  cw_inbox_unref (waiting->inbox);
  g_free (waiting);
}

static CwWriteResult *
make_result (Waiting *waiting, CwWriteOutcome outcome, CwTargetRecord *record, GError *error)
{
  CwWriteResult *result = g_new0 (CwWriteResult, 1);

  result->write = g_steal_pointer (&waiting->write);
  result->outcome = outcome;
  result->record = record;
  result->error = error;
  return result;
}

static void
finish_alone (Waiting *waiting, CwWriteOutcome outcome, GError *error)
{
  cw_inbox_push (waiting->inbox, make_result (waiting, outcome, NULL, error));
}

/* The results of a batch arrive together, see batch_end: the run would take the first for all, and send what it has by then. */
static void
finish (Batch *batch, Waiting *waiting, CwWriteOutcome outcome, CwTargetRecord *record, GError *error)
{
  g_queue_push_tail (&batch->results, make_result (waiting, outcome, record, error));
}

/* ---- objects ---- */

static const char *
to_flag (const char *value)
{
  if (value == NULL || *value == '\0')
    return "";
  return g_str_equal (value, "T") || g_str_equal (value, "true") || g_str_equal (value, "1") ? "1" : "0";
}

static void
append_value (GString *xml, const char *name, CwValueType type, const char *value)
{
  switch (type)
    {
    case CW_VALUE_BOOLEAN:
      cw_spp_append_element (xml, name, to_flag (value));
      break;
    case CW_VALUE_DATE:
    case CW_VALUE_DATETIME:
      if (value == NULL || *value == '\0')
        {
          cw_spp_append_element (xml, name, NULL);
          break;
        }
      g_string_append_printf (xml, "<%s>", name);
      cw_spp_append_date (xml, value);
      g_string_append_printf (xml, "</%s>", name);
      break;
    default:
      cw_spp_append_element (xml, name, value);
    }
}

static gboolean
has_address (const CwFields *fields)
{
  for (guint i = 0; i < cw_fields_get_size (fields); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (fields, i, &name, &value);
      if (g_str_has_prefix (name, "addr/"))
        return TRUE;
    }
  return FALSE;
}

/* An Address is rewritten as one unit, so that it goes whole or not at all. */
static void
append_address (GString *xml, const CwWrite *write)
{
  g_autoptr (CwFields) fields = cw_fields_copy (write->fields);

  if (!has_address (fields))
    return;
  if (write->known != NULL)
    cw_fields_merge (fields, write->known, FALSE);
  g_string_append (xml, "<addr><Address>");
  for (guint i = 0; i < cw_fields_get_size (fields); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (fields, i, &name, &value);
      if (!g_str_has_prefix (name, "addr/"))
        continue;
      cw_spp_append_element (xml, name + strlen ("addr/"), value);
    }
  g_string_append (xml, "</Address></addr>");
}

static void
append_custom (CwSuiteprojects *self, const CwSppType *type, GString *xml, const char *name, const char *value)
{
  CwSppCustom *custom = _cw_spp_dup_custom (self, type, name);

  /* A date in a custom field is plain text. */
  if (custom != NULL && custom->type == CW_VALUE_BOOLEAN)
    cw_spp_append_element (xml, name, to_flag (value));
  else if (custom != NULL)
    cw_spp_append_element (xml, name, value);
  _cw_spp_custom_free (custom);
}

static void
append_fields (Batch *batch, const CwSppType *type, const CwWrite *write, GString *xml)
{
  for (guint i = 0; i < cw_fields_get_size (write->fields); i++)
    {
      const char *name, *value;
      const CwSppField *field;

      cw_fields_get_nth (write->fields, i, &name, &value);
      if (g_str_equal (name, batch->id_field) || g_str_equal (name, "active") || g_str_has_prefix (name, "addr/")
          || g_strcmp0 (name, type->parent) == 0)
        continue;
      if (g_str_has_suffix (name, "__c"))
        {
          append_custom (batch->self, type, xml, name, value);
          continue;
        }
      field = _cw_spp_find_field (type, name);
      if (field != NULL)
        append_value (xml, _cw_spp_get_element (batch->self, name), field->type, value);
    }
  append_address (xml, write);
}

static void
append_parent (const CwSppType *type, const CwWrite *write, GString *xml)
{
  const char *parent = type->parent != NULL ? write->parent_target_id : NULL;

  if (type->parent == NULL)
    return;
  if (parent == NULL)
    parent = cw_fields_get (write->fields, type->parent);
  if (parent != NULL)
    cw_spp_append_element (xml, type->parent, parent);
}

static void
append_object (Batch *batch, const CwSppType *type, const CwWrite *write, GString *xml)
{
  g_string_append_printf (xml, "<%s>", type->name);
  if (write->kind != CW_WRITE_CREATE)
    cw_spp_append_element (xml, "id", write->target_id);
  if (write->kind != CW_WRITE_EXTERNAL_ID)
    {
      append_parent (type, write, xml);
      append_fields (batch, type, write, xml);
      if (type->activates)
        cw_spp_append_element (xml, "active", write->active ? "1" : "0");
    }
  if (write->external_id != NULL)
    cw_spp_append_element (xml, batch->id_field, write->external_id);
  g_string_append_printf (xml, "</%s>", type->name);
}

/* ---- commands ---- */

static gboolean
is_user_creation (const CwWrite *write)
{
  return write->kind == CW_WRITE_CREATE && g_str_equal (write->collection, "User");
}

/* A15: a password is required; it is made up, told to nobody and never kept. */
static void
append_user (Batch *batch, const CwSppType *type, const CwWrite *write, GString *xml)
{
  static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  char password[PASSWORD_LENGTH + 5];
  g_autoptr (GString) user = g_string_new (NULL);

  for (guint i = 0; i < PASSWORD_LENGTH; i++)
    password[i] = letters[(guint) (cw_random_unit (batch->self->random) * (sizeof letters - 1)) % (sizeof letters - 1)];
  /* One of each kind, whatever the account's policy asks for. */
  memcpy (password + PASSWORD_LENGTH, "aA1!", 5);
  append_object (batch, type, write, user);
  g_string_append (xml, "<CreateUser enable_custom=\"1\"><Company>");
  cw_spp_append_element (xml, "nickname", batch->self->company);
  g_string_append (xml, "</Company>");
  g_string_append_len (xml, user->str, (gssize) (user->len - strlen ("</User>")));
  cw_spp_append_element (xml, "password", password);
  g_string_append (xml, "</User></CreateUser>");
  explicit_bzero (password, sizeof password);
}

/* What makes records, and below it what changes them. */
static char *
dup_commands (Batch *batch)
{
  const Waiting *first = g_ptr_array_index (batch->writes, 0);
  const CwSppType *type = _cw_spp_find_type (first->write->collection);
  gboolean users = is_user_creation (first->write);
  GString *xml = g_string_new (NULL);

  if (batch->creates > 0 && !users)
    g_string_append_printf (xml, "<Add type=\"%s\" enable_custom=\"1\">", type->name);
  for (guint i = 0; i < batch->writes->len; i++)
    {
      const Waiting *waiting = g_ptr_array_index (batch->writes, i);

      if (i == batch->creates)
        g_string_append_printf (xml, "%s<Modify type=\"%s\" enable_custom=\"1\">", i > 0 && !users ? "</Add>" : "", type->name);
      if (i < batch->creates && users)
        append_user (batch, type, waiting->write, xml);
      else
        append_object (batch, type, waiting->write, xml);
    }
  if (batch->creates < batch->writes->len)
    g_string_append (xml, "</Modify>");
  else if (!users)
    g_string_append (xml, "</Add>");
  return g_string_free (xml, FALSE);
}

/* ---- answers ---- */

/* The status of one object, whichever shape the answer has: a block an object, or one block with them all. */
typedef struct {
  int         status;
  const char *text;   /* borrowed */
  const char *id;     /* borrowed; nullable */
} Verdict;

static void
add_verdict (GArray *verdicts, const CwSppBlock *block, const CwSppObject *object)
{
  Verdict verdict = { block->status, block->text, NULL };

  if (object != NULL)
    {
      if (object->status != CW_SPP_NO_STATUS)
        {
          verdict.status = object->status;
          verdict.text = object->text;
        }
      verdict.id = cw_fields_get (object->fields, "id");
    }
  g_array_append_val (verdicts, verdict);
}

/* @changes: whether of what changes records; -1: of all there is, since the request had but one of the two. */
static GArray *
list_verdicts (GPtrArray *blocks, int changes, guint expected)
{
  GArray *verdicts = g_array_new (FALSE, FALSE, sizeof (Verdict));

  for (guint i = 0; i < blocks->len; i++)
    {
      const CwSppBlock *block = g_ptr_array_index (blocks, i);

      if (changes >= 0 && g_str_equal (block->command, "Modify") != changes)
        continue;
      if (block->objects->len == 0)
        add_verdict (verdicts, block, NULL);
      for (guint j = 0; j < block->objects->len; j++)
        add_verdict (verdicts, block, g_ptr_array_index (block->objects, j));
    }
  /* One refusal for the whole command. */
  if (verdicts->len == 1 && expected > 1 && g_array_index (verdicts, Verdict, 0).status > 0)
    for (guint i = 1; i < expected; i++)
      {
        Verdict verdict = g_array_index (verdicts, Verdict, 0);

        g_array_append_val (verdicts, verdict);
      }
  return verdicts;
}

static CwTargetRecord *
new_result (const CwWrite *write, const char *id)
{
  const CwSppType *type = _cw_spp_find_type (write->collection);
  CwTargetRecord *record = cw_target_record_new (id);

  record->active = write->active;
  record->external_id = g_strdup (write->external_id);
  record->name = g_strdup (cw_fields_get (write->fields, "name"));
  record->parent_id = g_strdup (write->parent_target_id != NULL || type->parent == NULL ? write->parent_target_id
                                                                                        : cw_fields_get (write->fields, type->parent));
  cw_fields_unref (record->fields);
  record->fields = cw_fields_copy (write->fields);
  if (write->known != NULL)
    cw_fields_merge (record->fields, write->known, FALSE);
  if (type->parent != NULL && record->parent_id != NULL)
    cw_fields_set (record->fields, type->parent, record->parent_id);
  return record;
}

/* Made with a reservation: there is no licence left, so that the user is not active. */
static gboolean
is_without_licence (int status)
{
  return status >= 1419 && status <= 1421;
}

static void
take_verdict (Batch *batch, Waiting *waiting, const Verdict *verdict)
{
  const CwWrite *write = waiting->write;
  const char *id = verdict->id != NULL ? verdict->id : write->target_id;
  g_autofree char *words = NULL;
  GError *error;

  if ((verdict->status == 0 || (is_without_licence (verdict->status) && verdict->id != NULL)) && id != NULL)
    {
      CwTargetRecord *record = new_result (write, id);

      if (verdict->status != 0)
        record->active = FALSE;
      finish (batch, waiting, CW_WRITE_DONE, record, NULL);
      return;
    }
  if (verdict->status <= 0)
    {
      error = g_error_new (CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST, _("SuiteProjects Pro “%s”, %s: %s"), batch->self->name, batch->doing,
                           _("the answer names no id; whether the change was made is not known."));
      finish (batch, waiting, CW_WRITE_UNKNOWN, NULL, error);
      return;
    }
  words = _cw_spp_dup_words (verdict->status, verdict->text);
  error = g_error_new (CW_CONNECTOR_ERROR, (int) _cw_spp_status_get_code (verdict->status), _("SuiteProjects Pro “%s”, %s: %s"),
                       batch->self->name, batch->doing, words);
  cw_error_set_refusal (error, _cw_spp_status_get_refusal (verdict->status));
  finish (batch, waiting, _cw_spp_status_get_outcome (verdict->status), NULL, error);
}

/* Hands over the results. */
static void
batch_end (Batch *batch)
{
  g_autoptr (CwInbox) inbox = cw_inbox_ref (((Waiting *) g_ptr_array_index (batch->writes, 0))->inbox);

  cw_inbox_push_all (inbox, &batch->results);
  g_ptr_array_unref (batch->writes);
  g_free (batch->doing);
  g_free (batch->id_field);
  g_free (batch);
}

static void
fail_all (Batch *batch, CwWriteOutcome outcome, const GError *error)
{
  for (guint i = 0; i < batch->writes->len; i++)
    finish (batch, g_ptr_array_index (batch->writes, i), outcome, NULL, g_error_copy (error));
}

/* The answers to the @count writes from @first on; see list_verdicts for @changes. */
static void
take_verdicts (Batch *batch, GPtrArray *blocks, int changes, guint first, guint count)
{
  g_autoptr (GArray) verdicts = list_verdicts (blocks, changes, count);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; verdicts->len == count && i < count; i++)
    take_verdict (batch, g_ptr_array_index (batch->writes, first + i), &g_array_index (verdicts, Verdict, i));
  if (verdicts->len == count)
    return;
  error = g_error_new (CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST, _("SuiteProjects Pro “%s”, %s: %s"), batch->self->name, batch->doing,
                       _("there are not as many answers as records; whether the changes were made is not known."));
  for (guint i = 0; i < count; i++)
    finish (batch, g_ptr_array_index (batch->writes, first + i), CW_WRITE_UNKNOWN, NULL, g_error_copy (error));
}

static void
done_cb (CwHttpAnswer *answer, gpointer data)
{
  Batch *batch = data;
  g_autoptr (CwHttpAnswer) owned = answer;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) blocks = _cw_spp_take_blocks (batch->self, answer, batch->doing, &error);

  if (blocks == NULL)
    {
      CwWriteOutcome outcome = cw_http_answer_get_outcome (answer);

      /* An answer that cannot be read says nothing of what was done. */
      fail_all (batch, outcome == CW_WRITE_DONE ? CW_WRITE_UNKNOWN : outcome, error);
      batch_end (batch);
      return;
    }
  if (batch->creates == 0 || batch->creates == batch->writes->len)
    {
      take_verdicts (batch, blocks, -1, 0, batch->writes->len);
    }
  else
    {
      take_verdicts (batch, blocks, FALSE, 0, batch->creates);
      take_verdicts (batch, blocks, TRUE, batch->creates, batch->writes->len - batch->creates);
    }
  batch_end (batch);
}

/* ---- batches ---- */

/* Only writes of one type go together; creates of users have a command each, but one request. */
static gboolean
fits (const Waiting *first, const Waiting *next)
{
  return first->inbox == next->inbox && g_str_equal (first->write->collection, next->write->collection);
}

static int
compare_kinds (gconstpointer a, gconstpointer b)
{
  const Waiting *x = *(const Waiting * const *) a, *y = *(const Waiting * const *) b;

  return (x->write->kind != CW_WRITE_CREATE) - (y->write->kind != CW_WRITE_CREATE);
}

/* NULL: nothing waits. */
static Batch *
take_batch (CwSuiteprojects *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Batch *batch;

  if (g_queue_is_empty (&self->pending))
    return NULL;
  batch = g_new0 (Batch, 1);
  batch->self = self;
  batch->writes = g_ptr_array_new_with_free_func (waiting_free);
  for (GList *at = self->pending.head, *next; at != NULL && batch->writes->len < CW_SPP_BATCH; at = next)
    {
      next = at->next;
      if (batch->writes->len > 0 && !fits (g_ptr_array_index (batch->writes, 0), at->data))
        continue;
      g_ptr_array_add (batch->writes, at->data);
      g_queue_delete_link (&self->pending, at);
      batch->creates += ((const Waiting *) g_ptr_array_index (batch->writes, batch->writes->len - 1))->write->kind == CW_WRITE_CREATE;
    }
  /* Keeps the order of those of a kind. */
  g_ptr_array_sort (batch->writes, compare_kinds);
  return batch;
}

static char *
dup_doing (const Batch *batch)
{
  const CwWrite *write = ((const Waiting *) g_ptr_array_index (batch->writes, 0))->write;

  return g_strdup_printf (batch->creates == 0 ? _("changing %s")
                          : batch->creates == batch->writes->len ? _("adding %s") : _("adding and changing %s"), write->collection);
}

static void
send_batch (Batch *batch)
{
  CwSuiteprojects *self = batch->self;
  const Waiting *first = g_ptr_array_index (batch->writes, 0);
  GError *error = NULL;

  batch->doing = dup_doing (batch);
  if (!_cw_spp_load_customs (self, NULL, &error)
      || (_cw_spp_find_field (_cw_spp_find_type (first->write->collection), CW_SPP_IS_LEVEL) != NULL
          && !_cw_spp_learn_level_names (self, NULL, &error)))
    {
      fail_all (batch, CW_WRITE_NOT_SENT, error);
      g_error_free (error);
      batch_end (batch);
      return;
    }
  batch->id_field = _cw_spp_dup_id_field (self, _cw_spp_find_type (first->write->collection));
  cw_http_client_submit (self->client, _cw_spp_request_new (dup_commands (batch), batch->creates == 0), first->inbox,
                         done_cb, batch);
}

/* CwInboxPump: the run waits for results, so that what is there leaves now. */
static gboolean
send_waiting (gpointer data)
{
  gboolean sent = FALSE;
  Batch *batch;

  while ((batch = take_batch (data)) != NULL)
    {
      send_batch (batch);
      sent = TRUE;
    }
  return sent;
}

/* ---- the whole ---- */

/* NULL when @write can be sent. */
static GError *
check_write (CwSuiteprojects *self, const CwWrite *write)
{
  const CwSppType *type = _cw_spp_find_type (write->collection);

  if (type == NULL || type->fields == NULL || write->kind == CW_WRITE_MARK || (write->kind != CW_WRITE_CREATE && write->target_id == NULL))
    return g_error_new (CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, _("SuiteProjects Pro “%s”: nothing can be written to %s %s"),
                        self->name, write->collection, write->target_id != NULL ? write->target_id : _("(new)"));
  if (is_user_creation (write) && self->company == NULL)
    return g_error_new (CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, "SuiteProjects Pro “%s”: %s", self->name,
                        _("to create users, the connection needs the company's nickname as its account."));
  for (guint i = 0; i < cw_fields_get_size (write->fields); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (write->fields, i, &name, &value);
      if (!cw_spp_is_writable (value))
        return g_error_new (CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, "SuiteProjects Pro “%s”: %s (%s)", self->name,
                            _("the value has control characters, which cannot be sent; correct it in NetSuite."), name);
    }
  return NULL;
}

static void
watch_inbox (CwSuiteprojects *self, CwInbox *inbox)
{
  for (guint i = 0; i < self->inboxes->len; i++)
    if (g_ptr_array_index (self->inboxes, i) == inbox)
      return;
  g_ptr_array_add (self->inboxes, cw_inbox_ref (inbox));
  cw_inbox_add_pump (inbox, send_waiting, self);
}

void
_cw_spp_submit (CwSuiteprojects *self, CwWrite *write, CwInbox *inbox)
{
  Waiting *waiting = g_new0 (Waiting, 1);
  GError *error;

  waiting->write = write;
  waiting->inbox = cw_inbox_ref (inbox);
  error = check_write (self, write);
  if (error != NULL)
    {
      finish_alone (waiting, CW_WRITE_REJECTED, error);
      waiting_free (waiting);
      return;
    }
  watch_inbox (self, inbox);
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->pending, waiting);
  g_mutex_unlock (&self->lock);
}

void
_cw_spp_cancel (CwSuiteprojects *self)
{
  GQueue waiting = G_QUEUE_INIT;
  Waiting *one;

  g_mutex_lock (&self->lock);
  waiting = self->pending;
  g_queue_init (&self->pending);
  g_mutex_unlock (&self->lock);
  while ((one = g_queue_pop_head (&waiting)) != NULL)
    {
      finish_alone (one, CW_WRITE_NOT_SENT, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Called back before it was sent.")));
      waiting_free (one);
    }
}

void
_cw_spp_forget_inboxes (CwSuiteprojects *self)
{
  for (guint i = 0; i < self->inboxes->len; i++)
    cw_inbox_remove_pump (g_ptr_array_index (self->inboxes, i), self);
  g_ptr_array_set_size (self->inboxes, 0);
}
