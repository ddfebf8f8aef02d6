/* cw-record.c: a record of the source and a record of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-record.h"

#include <string.h>

CwRecord *
cw_record_new (const char *type, const char *id)
{
  CwRecord *self = g_new0 (CwRecord, 1);

  self->type = g_strdup (type);
  self->id = g_strdup (id);
  self->mark = CW_MARK_UNKNOWN;
  self->fields = cw_fields_new ();
  return self;
}

void
cw_record_free (CwRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->type);
  g_free (self->id);
  g_free (self->parent_type);
  g_free (self->parent_id);
  g_free (self->name);
  g_free (self->stage);
  g_free (self->subsidiaries);
  g_free (self->whole);
  cw_fields_unref (self->fields);
  g_free (self);
}

gboolean
cw_subsidiaries_has (const char *subsidiaries, const char *id)
{
  gsize length = strlen (id);

  for (const char *at = subsidiaries; at != NULL && *at == ',' && at[1] != '\0'; at = strchr (at + 1, ','))
    if (strncmp (at + 1, id, length) == 0 && at[1 + length] == ',')
      return TRUE;
  return FALSE;
}

gboolean
cw_subsidiaries_has_any (const char *subsidiaries, const char * const *ids)
{
  for (; ids != NULL && *ids != NULL; ids++)
    if (cw_subsidiaries_has (subsidiaries, *ids))
      return TRUE;
  return FALSE;
}

CwTargetRecord *
cw_target_record_new (const char *id)
{
  CwTargetRecord *self = g_new0 (CwTargetRecord, 1);

  self->id = g_strdup (id);
  self->active = TRUE;
  self->fields = cw_fields_new ();
  return self;
}

CwTargetRecord *
cw_target_record_copy (const CwTargetRecord *self)
{
  CwTargetRecord *copy = g_new0 (CwTargetRecord, 1);

  copy->id = g_strdup (self->id);
  copy->parent_id = g_strdup (self->parent_id);
  copy->external_id = g_strdup (self->external_id);
  copy->owner_id = g_strdup (self->owner_id);
  copy->name = g_strdup (self->name);
  copy->active = self->active;
  copy->deleted = self->deleted;
  copy->fields = cw_fields_copy (self->fields);
  return copy;
}

void
cw_target_record_free (CwTargetRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->parent_id);
  g_free (self->external_id);
  g_free (self->owner_id);
  g_free (self->name);
  cw_fields_unref (self->fields);
  g_free (self);
}
