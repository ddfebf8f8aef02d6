/* cw-choose-employee.h: asks which employee a user is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows who comes into question, and anybody else by search. Nothing is done:
 * the signal "chosen" (employee id, user id) says what a person decided.
 */
#pragma once

#include "cw-users.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_TYPE_CHOOSE_EMPLOYEE (cw_choose_employee_get_type ())
G_DECLARE_FINAL_TYPE (CwChooseEmployee, cw_choose_employee, CW, CHOOSE_EMPLOYEE, AdwWindow)

CwChooseEmployee *cw_choose_employee_new (CwUsers *users, guint user);

G_END_DECLS
