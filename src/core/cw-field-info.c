/* cw-field-info.c: a field as its own system describes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-field-info.h"

CwFieldInfo *
cw_field_info_new (const char *id, const char *label, CwValueType type)
{
  CwFieldInfo *self = g_new0 (CwFieldInfo, 1);

  self->id = g_strdup (id);
  self->label = g_strdup (label != NULL && *label != '\0' ? label : id);
  self->type = type;
  self->writable = TRUE;
  return self;
}

CwFieldInfo *
cw_field_info_copy (const CwFieldInfo *self)
{
  CwFieldInfo *copy = g_new (CwFieldInfo, 1);

  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->label = g_strdup (self->label);
  copy->refers = g_strdup (self->refers);
  copy->sample = g_strdup (self->sample);
  return copy;
}

void
cw_field_info_free (CwFieldInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->label);
  g_free (self->refers);
  g_free (self->sample);
  g_free (self);
}

CwFieldValue *
cw_field_value_new (const char *value, const char *name)
{
  CwFieldValue *self = g_new (CwFieldValue, 1);

  self->value = g_strdup (value);
  self->name = g_strdup (name);
  return self;
}

void
cw_field_value_free (CwFieldValue *self)
{
  if (self == NULL)
    return;
  g_free (self->value);
  g_free (self->name);
  g_free (self);
}
