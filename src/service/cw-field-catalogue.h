/* cw-field-catalogue.h: every field that a mapping of a workflow can read or fill
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the systems say of their fields is kept in the profile; the catalogue is
 * a value made from that. Before the first description (described 0) it knows
 * the fields that records in the mirrors have. Custom fields appear with the
 * next description. A field that the system no longer shows stays, as removed.
 */
#pragma once

#include "cw-field-info.h"
#include "cw-mapping.h"
#include "cw-service.h"

G_BEGIN_DECLS

/* One field. Plain value; borrowed from the catalogue. */
typedef struct {
  char       *id;        /* what expressions and rows name: "companyName", "custentity_region", "parent.companyName" */
  char       *label;     /* "Company Name"; of a joined field "Parent › Company Name" */
  CwValueType type;
  gboolean    list, custom, required, writable;
  gboolean    removed;   /* was there once */
  guint       limit;     /* characters; 0: not known, or none */
  char       *refers;    /* record type that it points to; nullable. Its fields can be joined: "ID.FIELD" */
  char       *sample;    /* a value that some record has; NULL: none known */
  char       *sample_name; /* what people call that value; NULL: nothing else, or not known */
} CwCatalogueField;

/* Immutable; any thread. */
typedef struct _CwFieldCatalogue CwFieldCatalogue;
void              cw_field_catalogue_free (CwFieldCatalogue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwFieldCatalogue, cw_field_catalogue_free)

/* From the profile; no request. Blocks on the disk: on a worker. (transfer full) */
CwFieldCatalogue *cw_field_catalogue_load_sync    (CwProfile *profile, const char *integration, CwWorkflow *workflow,
                                                   GCancellable *cancellable, GError **error);
/* Asks both systems for their fields (some requests) and keeps the answers. What one system does not tell is left as it was, and
 * the error says so. Blocks: on a worker. (transfer full) */
CwFieldCatalogue *cw_field_catalogue_refresh_sync (CwProfile *profile, const char *integration, CwWorkflow *workflow,
                                                   GCancellable *cancellable, GError **error);
/* The two above on a worker; @refresh: asks the systems when they were never asked, or not for a day, and otherwise loads. */
void              cw_field_catalogue_load_async   (CwProfile *profile, const char *integration, CwWorkflow *workflow, gboolean refresh,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
CwFieldCatalogue *cw_field_catalogue_load_finish  (GAsyncResult *result, GError **error);

/* Source record types of the workflow. Borrowed. */
const char * const *cw_field_catalogue_get_types (CwFieldCatalogue *self);

/* When the systems described themselves last, microseconds UTC; 0: never. */
gint64            cw_field_catalogue_get_described (CwFieldCatalogue *self);

/* FALSE: nobody described the fields of @type (a source record type; NULL: of the target): those listed are not all. */
gboolean          cw_field_catalogue_is_described  (CwFieldCatalogue *self, const char *type);

/* (element-type CwCatalogueField), standard ones first, then custom ones, each in order of label; removed ones are left out.
 * Borrowed. @type: source record type. Of the record types of the workflow and of those that their references lead to. */
const GPtrArray        *cw_field_catalogue_list_source (CwFieldCatalogue *self, const char *type);
/* What every record has, as cw_expression_new_record () takes it; id is the property. Borrowed. */
const GPtrArray        *cw_field_catalogue_list_properties (CwFieldCatalogue *self);
/* The fields that rows can fill. Borrowed. */
const GPtrArray        *cw_field_catalogue_list_target (CwFieldCatalogue *self);
/* @path may be joined ("parent.companyName"); finds removed ones too. NULL: there is none. Borrowed. */
const CwCatalogueField *cw_field_catalogue_find_source (CwFieldCatalogue *self, const char *type, const char *path);
const CwCatalogueField *cw_field_catalogue_find_target (CwFieldCatalogue *self, const char *field);

G_END_DECLS
