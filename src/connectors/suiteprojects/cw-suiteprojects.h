/* cw-suiteprojects.h: SuiteProjects Pro as a target, by its XML API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Collections are the types of the XML API: "User", "Customer", "Project", "Category", "Item", "Contact", "Vendor", "Product",
 * "Customerpo", "Projecttask", "Payment", "Department", "Hierarchy", "HierarchyNode"; read only besides: "Projectstage", "Invoice",
 * "Ratecard", "Costcenter", "Jobcode", "Role", "CustField". Field names are the XML elements ("addr/city" inside of an Address), custom fields with "__c". The external id of a
 * record is the custom field in which NetSuite's internal id is kept ("netsuite_customer_id__c"), or, in an account without one
 * for that type, its element "externalid".
 *
 * Writes wait until the run has nothing else to do (see cw_inbox_add_pump()) and go in batches of up to 1,000 of a kind; each has
 * an outcome of its own. Only this folder knows the XML API's elements, limits and error codes.
 */
#pragma once

#include "cw-http.h"
#include "cw-system-info.h"

G_BEGIN_DECLS

#define CW_TYPE_SUITEPROJECTS (cw_suiteprojects_get_type ())
G_DECLARE_FINAL_TYPE (CwSuiteprojects, cw_suiteprojects, CW, SUITEPROJECTS, GObject)

/* Borrowed by the call. */
typedef struct {
  const char         *name;          /* of the connection, for messages */
  const char         *url;           /* https://COMPANY.app.netsuitesuiteprojectspro.com, or the sandbox's …/suiteprojects */
  const char         *company;       /* nickname of the company; needed to create users */
  CwSecret           *secret;        /* {"client_id","client_secret","refresh_token","namespace","key"} and what else there is */
  CwHttpLimits        limits;
  CwStoreRefreshToken store_refresh; /* see cw_oauth2_refresh_auth_new(); nullable */
  gpointer            store_refresh_data;  /* borrowed; outlives the connector */
} CwSuiteprojectsConfig;

CwSuiteprojects *cw_suiteprojects_new        (const CwSuiteprojectsConfig *config, CwTransport *transport, CwClock *clock,
                                              CwRandom *random, GError **error);
CwHttpClient    *cw_suiteprojects_get_client (CwSuiteprojects *self);   /* borrowed */

/* What a person enters to connect it. Borrowed. */
const CwSystemInfo *cw_suiteprojects_get_system_info (void);

G_END_DECLS
