/* cw-spp-read.c: records of one type, whole or by id
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A5 and A17. The order of rows is nowhere promised, so that a page can show a
 * row again that an earlier one showed, and leave another out: a reading in
 * which that happens is done once more for what it missed. Every reading begins
 * by renewing the token's list of what it sees, or our own new records would be
 * missing. One of changes asks for what was deleted as well, in the same request.
 */

#include "config.h"

#include "cw-suiteprojects-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_PASSES 4
#define IDS_AT_ONCE 50
/* The zone of the stamps is nowhere said: 14 hours either way and what is left of the day. */
#define STAMP_DOUBT (26 * G_TIME_SPAN_HOUR)

/* ---- custom fields ---- */

void
_cw_spp_custom_free (gpointer data)
{
  CwSppCustom *custom = data;

  if (custom == NULL)
    return;
  g_free (custom->association);
  g_free (custom->name);
  g_free (custom->label);
  g_strfreev (custom->values);
  g_free (custom);
}

static CwValueType
get_custom_type (const char *kind)
{
  if (g_strcmp0 (kind, "checkbox") == 0)
    return CW_VALUE_BOOLEAN;
  if (g_strcmp0 (kind, "numeric") == 0 || g_strcmp0 (kind, "currency") == 0)
    return CW_VALUE_NUMBER;
  return g_strcmp0 (kind, "date") == 0 ? CW_VALUE_DATE : CW_VALUE_TEXT;
}

/* A line a value. */
static char **
dup_list (const char *text)
{
  g_auto (GStrv) lines = text != NULL ? g_strsplit_set (text, "\r\n", -1) : NULL;
  g_autoptr (GPtrArray) values = g_ptr_array_new ();

  for (char **line = lines; line != NULL && *line != NULL; line++)
    if (**line != '\0')
      g_ptr_array_add (values, g_strdup (*line));
  if (values->len == 0)
    return NULL;
  g_ptr_array_add (values, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&values), FALSE);
}

static void
take_custom (GPtrArray *customs, const CwFields *fields)
{
  const char *association = cw_fields_get (fields, "association"), *name = cw_fields_get (fields, "name");
  const char *title = cw_fields_get (fields, "title");
  CwSppCustom *custom;

  if (association == NULL || name == NULL || g_strcmp0 (cw_fields_get (fields, "active"), "0") == 0)
    return;
  custom = g_new0 (CwSppCustom, 1);
  custom->association = g_strdup (association);
  custom->name = g_str_has_suffix (name, "__c") ? g_strdup (name) : g_strconcat (name, "__c", NULL);
  custom->label = g_strdup (title != NULL ? title : name);
  custom->type = get_custom_type (cw_fields_get (fields, "type"));
  custom->values = dup_list (cw_fields_get (fields, "valuelist"));
  g_ptr_array_add (customs, custom);
}

static gboolean
is_read_failure (const CwSppBlock *block)
{
  /* 601 is “nothing found”, and so is 1 where no row comes with it (Part E). */
  return block->status > 0 && block->status != 601 && !(block->status == 1 && block->objects->len == 0);
}

static gboolean
check_block (CwSuiteprojects *self, GPtrArray *blocks, guint index, const char *doing, CwSppBlock **out_block, GError **error)
{
  g_autofree char *words = NULL;

  if (index >= blocks->len)
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL, _("SuiteProjects Pro “%s”, %s: %s"), self->name, doing,
                   _("there are fewer answers than questions"));
      return FALSE;
    }
  *out_block = g_ptr_array_index (blocks, index);
  if (!is_read_failure (*out_block))
    return TRUE;
  words = _cw_spp_dup_words ((*out_block)->status, (*out_block)->text);
  g_set_error (error, CW_CONNECTOR_ERROR, (int) _cw_spp_status_get_code ((*out_block)->status), _("SuiteProjects Pro “%s”, %s: %s"),
               self->name, doing, words);
  return FALSE;
}

gboolean
_cw_spp_load_customs (CwSuiteprojects *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) customs = g_ptr_array_new_with_free_func (_cw_spp_custom_free);
  const char *doing = _("reading custom fields");
  gboolean loaded;

  g_mutex_lock (&self->lock);
  loaded = self->customs != NULL;
  g_mutex_unlock (&self->lock);
  for (guint offset = 0; !loaded; offset += CW_SPP_BATCH)
    {
      g_autoptr (GPtrArray) blocks = NULL;
      CwSppBlock *block;
      char *commands = g_strdup_printf ("<Read type=\"CustField\" method=\"all\" limit=\"%u,%u\"></Read>", offset, CW_SPP_BATCH);

      blocks = _cw_spp_ask_sync (self, commands, doing, cancellable, error);
      if (blocks == NULL || !check_block (self, blocks, 0, doing, &block, error))
        return FALSE;
      for (guint i = 0; i < block->objects->len; i++)
        take_custom (customs, ((CwSppObject *) g_ptr_array_index (block->objects, i))->fields);
      if (block->objects->len < CW_SPP_BATCH)
        break;
    }
  g_mutex_lock (&self->lock);
  if (self->customs == NULL)
    self->customs = g_steal_pointer (&customs);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
is_id_name (const char *name)
{
  return g_str_has_prefix (name, "netsuite_") && g_str_has_suffix (name, "_id__c") && strstr (name, "subsidiary") == NULL;
}

char *
_cw_spp_dup_id_field (CwSuiteprojects *self, const CwSppType *type)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *usual = type->id_field != NULL ? g_strconcat (type->id_field, "__c", NULL) : NULL;
  const char *found = NULL;

  for (guint i = 0; self->customs != NULL && type->association != NULL && i < self->customs->len; i++)
    {
      const CwSppCustom *custom = g_ptr_array_index (self->customs, i);

      if (g_strcmp0 (custom->association, type->association) != 0)
        continue;
      if (g_strcmp0 (custom->name, usual) == 0)
        return g_strdup (usual);
      if (found == NULL && is_id_name (custom->name))
        found = custom->name;
    }
  return g_strdup (found != NULL ? found : "externalid");
}

CwSppCustom *
_cw_spp_dup_custom (CwSuiteprojects *self, const CwSppType *type, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; self->customs != NULL && type->association != NULL && i < self->customs->len; i++)
    {
      const CwSppCustom *custom = g_ptr_array_index (self->customs, i);
      CwSppCustom *copy;

      if (!g_str_equal (custom->association, type->association) || g_strcmp0 (custom->name, name) != 0)
        continue;
      copy = g_new0 (CwSppCustom, 1);
      copy->association = g_strdup (custom->association);
      copy->name = g_strdup (custom->name);
      copy->label = g_strdup (custom->label);
      copy->type = custom->type;
      copy->values = g_strdupv (custom->values);
      return copy;
    }
  return NULL;
}

/* ---- records ---- */

typedef struct {
  CwSuiteprojects   *self;
  const CwReadQuery *query;
  const CwSppType   *type;
  char              *id_field;    /* owned */
  CwReadPage         page;
  gpointer           data;
  GHashTable        *seen;        /* set of ids, owned */
  guint              again;       /* rows that this pass showed twice */
  GHashTable        *pass;        /* set of ids of this pass, owned */
  GHashTable        *gone;        /* set of ids that were deleted, owned */
  const char        *doing;
  gboolean           unfiltered;  /* the account does not take a filter by date: what did not change is read as well */
} Reading;

static void
set_flag (CwFields *fields, const char *name)
{
  const char *value = cw_fields_get (fields, name);

  if (value != NULL)
    cw_fields_set (fields, name, g_str_equal (value, "1") ? "T" : g_str_equal (value, "0") ? "F" : value);
}

/* The neutral form: check boxes "T" and "F", and no reference to record 0. */
static void
tidy (Reading *reading, CwFields *fields)
{
  for (const CwSppField *field = reading->type->fields; field != NULL && field->name != NULL; field++)
    if (field->type == CW_VALUE_BOOLEAN)
      set_flag (fields, field->name);
    else if (field->type == CW_VALUE_REFERENCE && g_strcmp0 (cw_fields_get (fields, field->name), "0") == 0)
      cw_fields_set (fields, field->name, NULL);
}

static char *
dup_name (const CwFields *fields)
{
  const char *name = cw_fields_get (fields, "name"), *first = cw_fields_get (fields, "addr/first");
  const char *last = cw_fields_get (fields, "addr/last");

  if (name != NULL)
    return g_strdup (name);
  if (first != NULL && last != NULL)
    return g_strdup_printf ("%s %s", first, last);
  return g_strdup (last != NULL ? last : cw_fields_get (fields, "number"));
}

static CwTargetRecord *
make_record (Reading *reading, CwSppObject *object)
{
  const char *id = cw_fields_get (object->fields, "id");
  CwTargetRecord *record;

  if (id == NULL)
    return NULL;
  record = cw_target_record_new (id);
  _cw_spp_take_level_names (reading->self, object->fields);
  tidy (reading, object->fields);
  record->active = !reading->type->activates || g_strcmp0 (cw_fields_get (object->fields, "active"), "F") != 0;
  record->name = dup_name (object->fields);
  record->external_id = g_strdup (cw_fields_get (object->fields, reading->id_field));
  if (reading->type->parent != NULL)
    record->parent_id = g_strdup (cw_fields_get (object->fields, reading->type->parent));
  cw_fields_unref (record->fields);
  record->fields = cw_fields_ref (object->fields);
  return record;
}

static gboolean
is_wanted (Reading *reading, const CwTargetRecord *record)
{
  const char * const *externals = reading->query->external_ids;

  return externals == NULL || (record->external_id != NULL && g_strv_contains (externals, record->external_id));
}

/* Hands over what was not handed over yet. */
static gboolean
give (Reading *reading, CwSppBlock *block, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_target_record_free);

  for (guint i = 0; i < block->objects->len; i++)
    {
      CwTargetRecord *record = make_record (reading, g_ptr_array_index (block->objects, i));

      if (record == NULL)
        {
          g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL, _("SuiteProjects Pro “%s”, %s: %s"), reading->self->name,
                       reading->doing, _("a record without an id"));
          return FALSE;
        }
      if (!g_hash_table_add (reading->pass, g_strdup (record->id)))
        reading->again++;
      if (g_hash_table_add (reading->seen, g_strdup (record->id)) && is_wanted (reading, record))
        g_ptr_array_add (records, record);
      else
        cw_target_record_free (record);
    }
  return records->len == 0 || reading->page (records, reading->data, error);
}

/* What was deleted is told apart only by the question. An account that does not take it is read whole now and then all the same.
 * FALSE: there are no more of them. */
static gboolean
take_gone (Reading *reading, GPtrArray *blocks, guint index)
{
  const CwSppBlock *block = index < blocks->len ? g_ptr_array_index (blocks, index) : NULL;

  if (block == NULL || is_read_failure (block))
    {
      g_debug ("SuiteProjects Pro “%s” does not tell what was deleted of type %s", reading->self->name, reading->type->name);
      return FALSE;
    }
  for (guint i = 0; i < block->objects->len; i++)
    {
      const char *id = cw_fields_get (((const CwSppObject *) g_ptr_array_index (block->objects, i))->fields, "id");

      if (id != NULL)
        g_hash_table_add (reading->gone, g_strdup (id));
    }
  return block->objects->len == CW_SPP_BATCH;
}

/* Only when all that is there was seen: what is shown among that is not deleted, whatever the other answer says. */
static gboolean
give_gone (Reading *reading, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_target_record_free);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, reading->gone);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (reading->seen, id))
      {
        CwTargetRecord *record = cw_target_record_new (id);

        record->deleted = TRUE;
        g_ptr_array_add (records, record);
      }
  return records->len == 0 || reading->page (records, reading->data, error);
}

/* @body: what is inside of the Read; nullable. (transfer full) */
static char *
dup_read (Reading *reading, const char *method, const char *attributes, guint offset, const char *body)
{
  return g_strdup_printf ("<Read type=\"%s\" method=\"%s\" limit=\"%u,%u\" enable_custom=\"1\"%s%s>%s</Read>", reading->type->name, method,
                          offset, CW_SPP_BATCH, offset == 0 ? " clear_filter_cache=\"1\"" : "", attributes, body != NULL ? body : "");
}

static char *
dup_since (gint64 since)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc ((since - STAMP_DOUBT) / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
  GString *xml = g_string_new (NULL);

  cw_spp_append_date (xml, text);
  return g_string_free (xml, FALSE);
}

/* One page of what is there and, where @gone, one of what was deleted. (transfer full) */
static char *
dup_reads (Reading *reading, gboolean there, gboolean gone, guint offset, const char *since)
{
  const char *filter = since != NULL ? " filter=\"newer-than\" field=\"updated\"" : "";
  g_autofree char *deleted = g_strconcat (filter, " deleted=\"1\"", NULL);
  g_autofree char *first = there ? dup_read (reading, "all", filter, offset, since) : NULL;
  g_autofree char *second = gone ? dup_read (reading, "all", deleted, offset, since) : NULL;

  return g_strconcat (first != NULL ? first : "", second, NULL);
}

/* Whether the first page was refused because of how it was asked, which the filter alone can have caused (Part E: newer-than). */
static gboolean
refuses_filter (GPtrArray *blocks)
{
  const CwSppBlock *block = blocks != NULL && blocks->len > 0 ? g_ptr_array_index (blocks, 0) : NULL;

  return block != NULL && block->status > 0 && _cw_spp_status_get_refusal (block->status) == CW_REFUSAL_REQUEST;
}

static gboolean
read_pass (Reading *reading, GCancellable *cancellable, GError **error)
{
  gboolean filtered = reading->query->changed_since > 0 && !reading->unfiltered;
  g_autofree char *since = filtered ? dup_since (reading->query->changed_since) : NULL;
  gboolean there = TRUE, gone = reading->query->changed_since > 0;

  g_hash_table_remove_all (reading->pass);
  reading->again = 0;
  for (guint offset = 0; there || gone; offset += CW_SPP_BATCH)
    {
      g_autoptr (GPtrArray) blocks = _cw_spp_ask_sync (reading->self, dup_reads (reading, there, gone, offset, since), reading->doing,
                                                       cancellable, error);
      CwSppBlock *block;

      if (filtered && offset == 0 && refuses_filter (blocks))
        {
          reading->unfiltered = TRUE;
          return read_pass (reading, cancellable, error);
        }
      if (blocks == NULL
          || (there && (!check_block (reading->self, blocks, 0, reading->doing, &block, error) || !give (reading, block, error))))
        return FALSE;
      gone = gone && take_gone (reading, blocks, there ? 1 : 0);
      there = there && block->objects->len == CW_SPP_BATCH;
    }
  return TRUE;
}

static gboolean
read_all (Reading *reading, GCancellable *cancellable, GError **error)
{
  for (guint pass = 0; pass < MOST_PASSES; pass++)
    {
      if (!read_pass (reading, cancellable, error))
        return FALSE;
      if (reading->again == 0)
        return give_gone (reading, error);
    }
  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_UNAVAILABLE, _("SuiteProjects Pro “%s”, %s: %s"), reading->self->name,
               reading->doing, _("its records keep changing their order while they are read"));
  return FALSE;
}

static gboolean
read_ids (Reading *reading, GCancellable *cancellable, GError **error)
{
  const char * const *ids = reading->query->ids;

  for (guint first = 0; ids[first] != NULL;)
    {
      g_autoptr (GPtrArray) blocks = NULL;
      GString *commands = g_string_new (NULL);
      guint n = 0;

      for (; n < IDS_AT_ONCE && ids[first + n] != NULL; n++)
        {
          g_autoptr (GString) body = g_string_new (NULL);
          g_autofree char *command = NULL;

          g_string_append_printf (body, "<%s>", reading->type->name);
          cw_spp_append_element (body, "id", ids[first + n]);
          g_string_append_printf (body, "</%s>", reading->type->name);
          command = dup_read (reading, "equal to", "", 0, body->str);
          g_string_append (commands, command);
        }
      blocks = _cw_spp_ask_sync (reading->self, g_string_free (commands, FALSE), reading->doing, cancellable, error);
      for (guint i = 0; i < n; i++)
        {
          CwSppBlock *block;

          if (blocks == NULL || !check_block (reading->self, blocks, i, reading->doing, &block, error) || !give (reading, block, error))
            return FALSE;
        }
      first += n;
    }
  return TRUE;
}

gboolean
_cw_spp_read_sync (CwSuiteprojects *self, const CwReadQuery *query, CwReadPage page, gpointer data, GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *doing = g_strdup_printf (_("reading records of type %s"), query->type);
  Reading reading = { .self = self, .query = query, .type = _cw_spp_find_type (query->type), .page = page, .data = data, .doing = doing };
  gboolean ok;

  if (reading.type == NULL)
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, _("SuiteProjects Pro “%s”: “%s” is not read"), self->name, query->type);
      return FALSE;
    }
  if (!_cw_spp_load_customs (self, cancellable, error))
    return FALSE;
  reading.id_field = _cw_spp_dup_id_field (self, reading.type);
  reading.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reading.pass = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reading.gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ok = query->ids != NULL ? read_ids (&reading, cancellable, error) : read_all (&reading, cancellable, error);
  g_hash_table_unref (reading.gone);
  g_hash_table_unref (reading.pass);
  g_hash_table_unref (reading.seen);
  g_free (reading.id_field);
  return ok;
}
