/* cw-field-info.h: a field as its own system describes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-value-type.h"

G_BEGIN_DECLS

/* Plain value; strings owned. */
typedef struct {
  char       *id;        /* as CwFields names it: property, script id in lower case, or element name */
  char       *label;     /* as people of that system read it; never NULL */
  CwValueType type;
  gboolean    list;      /* one of a list that the system keeps */
  gboolean    custom;    /* made by the account */
  gboolean    writable;
  gboolean    required;  /* no record can be made without it */
  guint       limit;     /* characters; 0: not known, or none */
  char       *refers;    /* REFERENCE: record type that it points to; NULL: not known */
  gboolean    always;    /* comes with every record that is read, asked for or not */
  gboolean    removed;   /* it was there once */
  char       *sample;    /* a value that some record has; NULL: none was seen */
} CwFieldInfo;

CwFieldInfo *cw_field_info_new  (const char *id, const char *label, CwValueType type);
CwFieldInfo *cw_field_info_copy (const CwFieldInfo *self);
void         cw_field_info_free (CwFieldInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwFieldInfo, cw_field_info_free)

#define CW_FIELD_VALUES_MOST 1000   /* that are told of one field */

/* A value of a list or a reference, which is an id to a program and a name to a person. Plain value; strings owned. */
typedef struct {
  char *value;
  char *name;      /* never empty */
} CwFieldValue;

CwFieldValue *cw_field_value_new  (const char *value, const char *name);
void          cw_field_value_free (CwFieldValue *self);

G_END_DECLS
