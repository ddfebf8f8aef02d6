/* cw-user-links.h: which employee of the source is which user of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For workflows that fill an employee from a user (the purchaser of a purchase
 * order). Reads the profile's database only: no request.
 */
#pragma once

#include "cw-store.h"
#include "cw-workflow.h"

G_BEGIN_DECLS

/* What is known of the employee that is matched to a user. Plain value. */
typedef struct {
  char    *id;       /* internal id in the source; NULL: the user is matched to nobody */
  char    *name;     /* as a person calls the employee; nullable */
  gboolean active;   /* FALSE: inactive in the source, which refuses such an employee on a transaction */
} CwMatchedEmployee;
void cw_matched_employee_clear (CwMatchedEmployee *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwMatchedEmployee, cw_matched_employee_clear)

/* The employee that is matched to user @user_id of @integration's target: by its link, or, without one, by the id that the target
 * itself keeps for the user where such an employee is known. @people: the workflow that matches them. A link whose employee was deleted counts as none.
 * A user without employee is no error: @out_employee->id is NULL. Errors: CW_STORE_ERROR. Any thread that owns @store. */
gboolean cw_user_links_find_employee (CwStore *store, const CwIntegrationInfo *integration, const CwWorkflow *people, const char *user_id,
                                      CwMatchedEmployee *out_employee, GError **error);

G_END_DECLS
