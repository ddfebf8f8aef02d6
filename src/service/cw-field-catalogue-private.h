/* cw-field-catalogue-private.h: what the files of cw-field-catalogue share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cw-field-catalogue.h"

#include "cw-session.h"

G_BEGIN_DECLS

struct _CwFieldCatalogue {
  gint64          described;
  char          **types;        /* of the workflow */
  GHashTable     *told;         /* char* set of types whose fields their system described; "" for the target's */
  GHashTable     *source;       /* char* type → GPtrArray of CwCatalogueField, removed ones at the end */
  GHashTable     *listed;       /* the same without removed ones, borrowed fields */
  GPtrArray      *properties;   /* of CwCatalogueField */
  GPtrArray      *target;       /* of CwCatalogueField */
  GPtrArray      *target_listed;
  GMutex          lock;         /* of joined */
  GHashTable     *joined;       /* "type\x1fpath" → CwCatalogueField or NULL; made when asked for */
};

/* While one is made. */
typedef struct {
  CwFieldCatalogue *catalogue;
  CwProfile        *profile;
  CwWorkflow       *workflow;
  CwStore          *store;
  const char       *source, *target;   /* connections */
} CwCatalogueLoading;

/* ---- cw-field-catalogue.c ---- */
/* Without anything but the types of @workflow. (transfer full) */
CwFieldCatalogue *_cw_catalogue_new               (const CwWorkflow *workflow);
/* (transfer full) */
CwCatalogueField *_cw_catalogue_field_new         (const CwFieldInfo *info);
/* GDestroyNotify; NULL is nothing. */
void              _cw_catalogue_field_free        (gpointer field);
/* Of @fields (element-type CwCatalogueField, nullable); NULL: there is none. Borrowed. */
CwCatalogueField *_cw_catalogue_find_field        (const GPtrArray *fields, const char *id);

/* ---- cw-field-catalogue-sample.c ---- */
/* Gives @fields of @type, a source record type, the values of some record; @add: and adds those that nobody described. */
gboolean          _cw_catalogue_sample_type       (CwCatalogueLoading *loading, const char *type, GPtrArray *fields, gboolean add, GError **error);
/* The same for the fields of what the workflow makes. */
gboolean          _cw_catalogue_sample_collection (CwCatalogueLoading *loading, const char *integration, GPtrArray *fields, gboolean add,
                                                   GError **error);
/* The same for what every record has. */
void              _cw_catalogue_sample_properties (CwCatalogueLoading *loading, GPtrArray *properties);
/* "companyName" → "Company Name", "custentity_region" → "Region". (transfer full) */
char             *_cw_catalogue_dup_label         (const char *id);

G_END_DECLS
