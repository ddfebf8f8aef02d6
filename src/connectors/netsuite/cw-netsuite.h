/* cw-netsuite.h: NetSuite as a source of records, and as a target of purchase orders
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Types read: "customer" (customers, prospects and leads), "job" (projects), "employee", "subsidiary", "vendor", "item", "department",
 * "classification", "location", "currency", "accountingperiod", "contact", "expensecategory", "serviceitem", "purchaseitem", "salesorder",
 * "projecttask", and "customerpayment": the shares of payments in the documents that they were applied to, "PAYMENT-DOCUMENT", all of
 * one payment together (CwRecord.whole). A reference to what is not read shows its name as the field "FIELD#name".
 * Target collection: "purchaseOrder": read by external id (the fields are REST's, lines "item/NNNN/FIELD" and "expense/NNNN/FIELD",
 * of an amount its absolute value), created with its lines. An order that exists is never changed.
 * A customer comes with all its subsidiaries (relation rows, the primary one first), a project with its own, else its
 * customer's primary one. With changed_since, a customer whose relations changed counts as changed, and records deleted
 * since come as records with only type, id and deleted set. The fingerprint of "customer" covers customers and relations
 * (COUNT and SUM of ids), so that what vanished without a trace is noticed.
 * Only this folder knows NetSuite's URLs, SuiteQL, JSON, limits and errors.
 */
#pragma once

#include "cw-http.h"
#include "cw-system-info.h"

G_BEGIN_DECLS

#define CW_TYPE_NETSUITE (cw_netsuite_get_type ())
G_DECLARE_FINAL_TYPE (CwNetsuite, cw_netsuite, CW, NETSUITE, GObject)

/* What a NetSuite connection is made of. Borrowed by the call. */
typedef struct {
  const char        *name;        /* of the connection, for messages */
  const char        *url;         /* e.g. https://1234567.suitetalk.api.netsuite.com (or the sandbox's …/netsuite), no slash at the end */
  const char        *account;     /* either spelling, with or without a pasted host suffix */
  const char        *auth;        /* "m2m", "tba", "code" */
  CwSecret          *secret;      /* JSON object; the members of "m2m", "tba" or "code" of the sandbox's info line (code: also refresh_token) */
  CwHttpLimits       limits;      /* lanes 0: from the governance limits, at most 4 on an unknown account */
  CwStoreRefreshToken store_refresh; /* for "code"; NULL otherwise */
  gpointer           store_refresh_data;
} CwNetsuiteConfig;

/* An implementation of CwConnector. NULL with CW_CONNECTOR_ERROR_AUTH when a part of the secret is missing or broken (names the member). */
CwNetsuite   *cw_netsuite_new          (const CwNetsuiteConfig *config, CwTransport *transport, CwClock *clock, CwRandom *random, GError **error);
CwHttpClient *cw_netsuite_get_client   (CwNetsuite *self);   /* borrowed */

/* What a person enters to connect it. Borrowed. */
const CwSystemInfo *cw_netsuite_get_system_info (void);

/* "1234567-sb1" and "1234567_SB1" of anything a person may paste. (transfer full) */
char         *cw_netsuite_dup_host_form  (const char *account);
char         *cw_netsuite_dup_realm_form (const char *account);
/* Where a person sees the record in the web application. (transfer full) */
char         *cw_netsuite_dup_record_url (const char *url, const char *account, const char *type, const char *id);

/* Custom and standard fields of @type as the account's own catalogue shows them. What the catalogue shows and SuiteQL has no column for
 * is left out of cw_connector_describe_sync (). (element-type CwFieldInfo) (transfer full) */
GPtrArray *cw_netsuite_describe_sync (CwNetsuite *self, const char *type, GCancellable *cancellable, GError **error);

G_END_DECLS
