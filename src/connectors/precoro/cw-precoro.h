/* cw-precoro.h: Precoro: options of item custom fields and users as a target, purchase orders as a source
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Source type: "purchaseorder". Its stage is "approved", "pending", …; its mark is whether it carries the id of a record elsewhere
 * (field "externalId"); "uniqueId" tells it from every other order there is. Its lines are read one order at a time.
 * Dates of its fields are instants in UTC, and beside them days ("createDate", "createDay"). "documentcustomfields", read only, holds the custom fields of
 * documents, each with its options.
 * Collections read and written: "itemcustomfields/ID" (the options of that field; ID in decimal). "users" is read only.
 * Fields of an option: "name", "code". Only this folder knows Precoro's URLs, JSON, forms, limits and errors.
 */
#pragma once

#include "cw-http.h"
#include "cw-system-info.h"

G_BEGIN_DECLS

#define CW_TYPE_PRECORO (cw_precoro_get_type ())
G_DECLARE_FINAL_TYPE (CwPrecoro, cw_precoro, CW, PRECORO, GObject)

/* Borrowed by the call. */
typedef struct {
  const char   *name;     /* of the connection, for messages */
  const char   *url;      /* https://api.precoro.com, https://api.precoro.us, or the sandbox's …/precoro */
  CwSecret     *secret;   /* {"email":…,"token":…} */
  CwHttpLimits  limits;
} CwPrecoroConfig;

CwPrecoro    *cw_precoro_new        (const CwPrecoroConfig *config, CwTransport *transport, CwClock *clock, CwRandom *random, GError **error);
CwHttpClient *cw_precoro_get_client (CwPrecoro *self);   /* borrowed */

/* What a person enters to connect it. Borrowed. */
const CwSystemInfo *cw_precoro_get_system_info (void);

/* The web application of the accounts that @url serves: its options have no address of their own. NULL for an address that is
 * not Precoro's. (transfer full) */
char         *cw_precoro_dup_app_url (const char *url);

/* An item custom field that can hold a list. */
typedef struct {
  char    *id;
  char    *name;
  gboolean enabled;
} CwPrecoroField;
void       cw_precoro_field_free (CwPrecoroField *self);
/* (element-type CwPrecoroField) (transfer full) */
GPtrArray *cw_precoro_list_fields_sync (CwPrecoro *self, GCancellable *cancellable, GError **error);

G_END_DECLS
