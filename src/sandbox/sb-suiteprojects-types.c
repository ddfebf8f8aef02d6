/* sb-suiteprojects-types.c: the fields of SuiteProjects Pro's object types
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A9 to A17 of the reference. A field without a REST name is in the XML API
 * alone. Where the reference could not tell whether an attribute may be
 * queried or sorted by, it is marked as unknown.
 */

#include "sb-suiteprojects.h"

#define RO   SB_SPP_READ_ONLY
#define RQ   SB_SPP_REQUIRED
#define Q    SB_SPP_QUERY
#define S    SB_SPP_SORT
#define U    SB_SPP_UNKNOWN
#define X    SB_SPP_EXPAND
#define W    SB_SPP_WRITE_ONLY

#define TEXT(name, rest, flags)             { name, rest, SB_SPP_TEXT, NULL, flags, NULL }
#define WHOLE(name, rest, flags)            { name, rest, SB_SPP_INTEGER, NULL, flags, NULL }
#define NUMBER(name, rest, flags)           { name, rest, SB_SPP_NUMBER, NULL, flags, NULL }
#define FLAG(name, rest, flags)             { name, rest, SB_SPP_FLAG, NULL, flags, NULL }
#define DAY(name, rest, flags)              { name, rest, SB_SPP_DAY, NULL, flags, NULL }
#define INSTANT(name, rest, flags)          { name, rest, SB_SPP_INSTANT, NULL, flags, NULL }
#define REF(name, rest, target, flags)      { name, rest, SB_SPP_REFERENCE, target, flags, NULL }
#define NODES(name, rest)                   { name, rest, SB_SPP_IDS, "HierarchyNode", U, NULL }
#define ALIAS(name, rest, kind, of, flags)  { name, rest, kind, NULL, flags, of }
#define BY_EXTERNAL(name, of)               { name, NULL, SB_SPP_TEXT, NULL, W | SB_SPP_EXTERNAL, of }
#define COMPUTED(name)                      { name, NULL, SB_SPP_TEXT, NULL, RO | SB_SPP_COMPUTED, NULL }

#define KEY      { "id", "id", SB_SPP_INTEGER, NULL, RO | Q | S, NULL }
#define EXTERNAL TEXT ("externalid", "externalId", Q)
#define ACTIVE   FLAG ("active", "isActive", U)
#define STAMPS   INSTANT ("created", "created", RO | Q), INSTANT ("updated", "updated", RO | Q)
#define END      { NULL }

/* An Address block without attributes in REST. */
#define ADDRESS(block) \
  TEXT (block "/salutation", NULL, 0), TEXT (block "/first", NULL, 0), TEXT (block "/middle", NULL, 0), TEXT (block "/last", NULL, 0), \
  TEXT (block "/phone", NULL, 0), TEXT (block "/mobile", NULL, 0), TEXT (block "/fax", NULL, 0), TEXT (block "/email", NULL, 0), \
  TEXT (block "/addr1", NULL, 0), TEXT (block "/addr2", NULL, 0), TEXT (block "/addr3", NULL, 0), TEXT (block "/addr4", NULL, 0), \
  TEXT (block "/city", NULL, 0), TEXT (block "/state", NULL, 0), TEXT (block "/zip", NULL, 0), TEXT (block "/country", NULL, 0)

static const SbSppField customer_fields[] = {
  KEY,
  TEXT ("name", "name", U),
  TEXT ("company", "company", RQ | Q | S),
  ACTIVE,
  EXTERNAL,
  TEXT ("code", "accountingCode", Q),
  TEXT ("addr/salutation", NULL, 0),
  TEXT ("addr/first", NULL, 0),
  TEXT ("addr/middle", NULL, 0),
  TEXT ("addr/last", NULL, 0),
  TEXT ("addr/phone", "phone", U),
  TEXT ("addr/mobile", NULL, 0),
  TEXT ("addr/fax", "fax", U),
  TEXT ("addr/email", "email", Q | S),
  TEXT ("addr/addr1", "address1", Q | S),
  TEXT ("addr/addr2", "address2", Q | S),
  TEXT ("addr/addr3", "address3", Q | S),
  TEXT ("addr/addr4", "address4", Q | S),
  TEXT ("addr/city", "city", Q | S),
  TEXT ("addr/state", "state", U),
  TEXT ("addr/zip", "zip", U),
  TEXT ("addr/country", "country", Q | S),
  ADDRESS ("billingaddr"),
  ADDRESS ("contactaddr"),
  TEXT ("billing_code", "billingCode", Q | S),
  REF ("billing_contact_id", "billingContactId", "Contact", Q | S | X),
  REF ("primary_contactid", "primaryContactId", "Contact", U | X),
  REF ("shipping_contactid", "shippingContactId", "Contact", U | X),
  REF ("sold_to_contact_id", "soldToContactId", "Contact", U | X),
  ALIAS ("sold_to_contactid", NULL, SB_SPP_REFERENCE, "sold_to_contact_id", W),
  WHOLE ("bus_typeid", "businessTypeId", Q | S),
  WHOLE ("company_sizeid", "companySizeId", Q | S),
  WHOLE ("territoryid", "territoryId", U),
  WHOLE ("customer_locationid", "customerLocationId", Q | S),
  REF ("cost_centerid", "costCenterId", "Costcenter", Q | S),
  TEXT ("currency", "currency", Q),
  NUMBER ("rate", "rate", U),
  WHOLE ("credit_invoice_layout_id", "creditInvoiceLayoutId", Q | S),
  WHOLE ("invoice_layoutid", "invoiceLayoutId", U),
  TEXT ("invoice_prefix", "invoicePrefix", U),
  TEXT ("invoice_text", "invoiceText", U),
  TEXT ("invoice_email_text", "invoiceEmailText", U),
  WHOLE ("tb_approver", "invoiceApprover", U),
  WHOLE ("tb_approvalprocess", "invoiceApprovalProcess", U),
  TEXT ("terms", "terms", U),
  TEXT ("notes", "notes", U),
  TEXT ("web", "web", U),
  TEXT ("type", "type", U),
  REF ("userid", "userId", "User", U | X),
  FLAG ("statements", "statements", U),
  FLAG ("ta_include", "taInclude", U),
  FLAG ("te_include", "teInclude", U),
  NODES ("hierarchy_node_ids", "hierarchyNodeIds"),
  TEXT ("filterset_ids", "filterSetIds", U),
  WHOLE ("hear_aboutid", NULL, 0),
  COMPUTED ("picklist_label"),
  STAMPS,
  END
};

static const SbSppField contact_fields[] = {
  KEY,
  REF ("customerid", "customerId", "Customer", RQ | Q | S | X),
  BY_EXTERNAL ("customer_externalid", "customerid"),
  ALIAS ("last_name", "lastName", SB_SPP_TEXT, "addr/last", RQ | Q),
  ALIAS ("first_name", "firstName", SB_SPP_TEXT, "addr/first", Q),
  COMPUTED ("name"),
  TEXT ("nickname", "nickname", Q),
  TEXT ("job_title", "jobTitle", Q),
  TEXT ("addr/salutation", NULL, 0),
  TEXT ("addr/first", NULL, 0),
  TEXT ("addr/middle", NULL, 0),
  TEXT ("addr/last", NULL, 0),
  TEXT ("addr/phone", "phone", U),
  TEXT ("addr/mobile", "mobile", Q),
  TEXT ("addr/fax", "fax", Q),
  TEXT ("addr/email", "email", Q),
  TEXT ("addr/addr1", "address1", 0),
  TEXT ("addr/addr2", "address2", 0),
  TEXT ("addr/addr3", "address3", 0),
  TEXT ("addr/addr4", "address4", 0),
  TEXT ("addr/city", "city", 0),
  TEXT ("addr/state", "state", 0),
  TEXT ("addr/zip", "zip", 0),
  TEXT ("addr/country", "country", 0),
  FLAG ("can_bill_to", "canBill", Q),
  FLAG ("can_sold_to", "canSell", Q),
  FLAG ("can_ship_to", "canShip", Q),
  FLAG ("active", "isActive", Q | S),
  TEXT ("code", "accountingCode", Q),
  TEXT ("externalid", "externalId", Q | S),
  TEXT ("notes", "notes", U),
  FLAG ("exported", NULL, 0),
  COMPUTED ("picklist_label"),
  STAMPS,
  END
};

static const SbSppField project_fields[] = {
  KEY,
  TEXT ("name", "name", RQ | Q | S),
  REF ("customerid", "customerId", "Customer", RQ | Q | S | X),
  COMPUTED ("customer_name"),
  COMPUTED ("picklist_label"),
  REF ("userid", "userId", "User", Q | S | X),
  EXTERNAL,
  TEXT ("code", "accountingCode", Q),
  TEXT ("notes", "notes", U),
  TEXT ("message", "message", U),
  ACTIVE,
  REF ("project_stageid", "projectStageId", "Projectstage", Q | S),
  DAY ("start_date", "startDate", U),
  DAY ("finish_date", "finishDate", U | RO),
  TEXT ("currency", "currency", Q),
  NUMBER ("rate", "rate", U),
  NUMBER ("budget", "budget", U),
  NUMBER ("budget_time", "budgetTime", U),
  FLAG ("auto_bill", "autoBill", U),
  FLAG ("auto_bill_cap", "autoBillCap", U),
  NUMBER ("auto_bill_cap_value", "autoBillCapValue", U),
  FLAG ("auto_bill_override", "autoBillOverride", U),
  REF ("billing_contactid", "billingContactId", "Contact", U | X),
  REF ("shipping_contact_id", "shippingContactId", "Contact", U | X),
  REF ("sold_to_contact_id", "soldToContactId", "Contact", U | X),
  REF ("main_contactid", "contactId", "Contact", U | X),
  WHOLE ("invoice_layoutid", "invoiceLayoutId", U),
  WHOLE ("credit_invoice_layout_id", "creditInvoiceLayoutId", U),
  TEXT ("invoice_text", "invoiceText", U),
  TEXT ("billing_code", "billingCode", U),
  WHOLE ("tax_locationid", "taxLocationId", U),
  WHOLE ("project_locationid", "projectLocationId", U),
  REF ("cost_centerid", "costCenterId", "Costcenter", U),
  REF ("rate_cardid", "rateCardId", "Ratecard", U),
  FLAG ("sga_labor", "sgaLabor", U),
  NODES ("hierarchy_node_ids", "hierarchyNodeIds"),
  TEXT ("filterset_ids", "filterSetIds", U),
  ALIAS ("filtersetids", NULL, SB_SPP_TEXT, "filterset_ids", W),
  TEXT ("user_filter", "userFilter", U),
  TEXT ("category_filter", "categoryFilter", U),
  TEXT ("timetype_filter", "timetypeFilter", U),
  FLAG ("only_owner_can_edit", "onlyOwnerCanEdit", U),
  FLAG ("notify_owner", "notifyOwner", U),
  FLAG ("notify_assignees", "notifyAssignees", U),
  FLAG ("ta_include", "taInclude", U),
  FLAG ("te_include", "teInclude", U),
  WHOLE ("rm_approver", "bookingApprover", U),
  WHOLE ("rm_approvalprocess", "bookingApprovalProcess", U),
  WHOLE ("br_approver", "bookingRequestApprover", U),
  WHOLE ("br_approvalprocess", "bookingRequestApprovalProcess", U),
  WHOLE ("tb_approver", "invoiceApprover", U),
  WHOLE ("tb_approvalprocess", "invoiceApprovalProcess", U),
  FLAG ("is_portfolio_project", "isPortfolioProject", U),
  REF ("portfolio_projectid", "portfolioProjectId", "Project", U),
  FLAG ("is_template", "isTemplate", U),
  FLAG ("create_workspace", "createWorkspace", U),
  FLAG ("sync_workspace", "syncWorkspace", U),
  REF ("template_project_id", NULL, "Project", 0),
  FLAG ("copy_custom_fields", NULL, W),
  FLAG ("copy_project_billing_rules", NULL, W),
  FLAG ("copy_revenue_recognition_rules", NULL, W),
  FLAG ("copy_loaded_cost", NULL, W),
  FLAG ("copy_approvers", NULL, W),
  FLAG ("copy_issues", NULL, W),
  FLAG ("copy_project_pricing", NULL, W),
  FLAG ("copy_notification_settings", NULL, W),
  FLAG ("copy_dashboard_settings", NULL, W),
  FLAG ("copy_invoice_layout_settings", NULL, W),
  WHOLE ("originating_id", NULL, RO),
  STAMPS,
  END
};

static const SbSppField projecttask_fields[] = {
  KEY,
  REF ("projectid", "projectId", "Project", RQ | Q | S | X),
  TEXT ("name", "name", RQ | Q | S),
  TEXT ("classification", "classification", U),
  FLAG ("is_a_phase", "isAPhase", U),
  REF ("parentid", "parentId", "Projecttask", U),
  WHOLE ("seq", "seq", U),
  TEXT ("id_number", "idNumber", U),
  EXTERNAL,
  WHOLE ("priority", "priority", U),
  NUMBER ("percent_complete", "percentComplete", U),
  NUMBER ("planned_hours", "plannedHours", U),
  NUMBER ("estimated_hours", "estimatedHours", U),
  DAY ("starts", "startDate", U),
  ALIAS ("start_date", NULL, SB_SPP_DAY, "starts", W),
  DAY ("calculated_starts", "calculatedStarts", U | RO),
  DAY ("calculated_finishes", "calculatedFinishes", U | RO),
  DAY ("fnlt_date", "fnltDate", U),
  TEXT ("predecessors", "predecessors", U),
  TEXT ("predecessors_type", "predecessorsType", U),
  TEXT ("predecessors_lag", "predecessorsLag", U),
  FLAG ("non_billable", "nonBillable", U),
  FLAG ("closed", "closed", U),
  FLAG ("all_can_assign", "allCanAssign", U),
  FLAG ("use_project_assignment", "useProjectAssignment", U),
  TEXT ("assign_user_names", "assignUserNames", U),
  WHOLE ("projecttask_typeid", "projectTaskTypeId", U),
  REF ("default_category", "defaultCategory", "Category", U),
  TEXT ("timetype_filter", "timetypeFilter", U),
  REF ("cost_centerid", "costCenterId", "Costcenter", U),
  TEXT ("currency", "currency", U),
  NUMBER ("task_budget_cost", "taskBudgetCost", U),
  NUMBER ("task_budget_revenue", "taskBudgetRevenue", U),
  FLAG ("manual_task_budget", "manualTaskBudget", U),
  WHOLE ("originating_id", NULL, RO),
  REF ("customerid", "customerId", "Customer", U | X),
  COMPUTED ("customer_name"),
  COMPUTED ("project_name"),
  TEXT ("notes", "notes", U),
  STAMPS,
  END
};

static const SbSppField user_fields[] = {
  KEY,
  TEXT ("name", "name", U),
  TEXT ("nickname", "nickname", RQ | Q | S),
  ACTIVE,
  EXTERNAL,
  TEXT ("addr/salutation", NULL, 0),
  TEXT ("addr/first", "firstName", U),
  TEXT ("addr/middle", "middleName", U),
  TEXT ("addr/last", "lastName", U),
  TEXT ("addr/phone", "phone", U),
  TEXT ("addr/mobile", "mobile", U),
  TEXT ("addr/fax", "fax", U),
  TEXT ("addr/email", "email", Q | S),
  TEXT ("addr/addr1", "address1", U),
  TEXT ("addr/addr2", "address2", U),
  TEXT ("addr/addr3", "address3", U),
  TEXT ("addr/addr4", "address4", U),
  TEXT ("addr/city", "city", U),
  TEXT ("addr/state", "state", U),
  TEXT ("addr/zip", "zip", U),
  TEXT ("addr/country", "country", U),
  TEXT ("password", NULL, W),
  TEXT ("type", "type", U),
  REF ("role_id", "roleId", "Role", U),
  BY_EXTERNAL ("role_externalid", "role_id"),
  REF ("departmentid", "departmentId", "Department", U),
  BY_EXTERNAL ("department_externalid", "departmentid"),
  REF ("job_codeid", "jobCodeId", "Jobcode", U | X),
  BY_EXTERNAL ("job_code_externalid", "job_codeid"),
  REF ("line_managerid", "lineManagerId", "User", U | X),
  BY_EXTERNAL ("line_manager_externalid", "line_managerid"),
  WHOLE ("user_locationid", "userLocationId", U),
  REF ("cost_centerid", "costCenterId", "Costcenter", U),
  BY_EXTERNAL ("cost_center_externalid", "cost_centerid"),
  TEXT ("currency", "currency", U),
  TEXT ("timezone", "timezone", U),
  WHOLE ("week_starts", "weekStarts", U),
  TEXT ("hint", NULL, 0),
  TEXT ("ssn", NULL, 0),
  TEXT ("payroll_code", "payrollCode", U),
  TEXT ("acct_code", NULL, 0),
  TEXT ("code", "accountingCode", U),
  FLAG ("generic", "generic", U),
  FLAG ("locked", "locked", U),
  INSTANT ("logintime", NULL, RO),
  TEXT ("mfa_status", NULL, RO),
  NODES ("hierarchy_node_ids", "hierarchyNodeIds"),
  TEXT ("project_access_nodes", "projectAccessNodes", U),
  NUMBER ("rate", "rate", U),
  FLAG ("update_cost", NULL, W),
  NUMBER ("cost", NULL, W),
  TEXT ("cost_currency", NULL, W),
  DAY ("cost_start_date", NULL, W),
  DAY ("cost_end_date", NULL, W),
  WHOLE ("cost_lc_level", NULL, W),
  WHOLE ("workscheduleid", "workScheduleId", U),
  WHOLE ("account_workscheduleid", "accountWorkScheduleId", U),
  FLAG ("is_user_schedule", "isUserSchedule", U),
  REF ("primary_filter_set", "primaryFilterSet", "Filterset", U),
  TEXT ("filterset_ids", "filterSetIds", U),
  WHOLE ("ta_approver", "timesheetApprover", U),
  WHOLE ("te_approver", "expenseApprover", U),
  WHOLE ("tb_approver", "invoiceApprover", U),
  WHOLE ("rm_approver", "bookingApprover", U),
  WHOLE ("sr_approver", "scheduleRequestApprover", U),
  WHOLE ("dr_approver", "dealBookingRequestApprover", U),
  COMPUTED ("picklist_label"),
  STAMPS,
  END
};

static const SbSppField vendor_fields[] = {
  KEY,
  TEXT ("name", NULL, RQ),
  FLAG ("active", NULL, 0),
  TEXT ("code", NULL, 0),
  TEXT ("currency", NULL, 0),
  TEXT ("externalid", NULL, 0),
  TEXT ("terms", NULL, 0),
  TEXT ("attention", NULL, 0),
  TEXT ("web", NULL, 0),
  TEXT ("notes", NULL, 0),
  WHOLE ("tax_locationid", NULL, 0),
  TEXT ("purchaseorder_text", NULL, 0),
  TEXT ("purchaseorder_email_text", NULL, 0),
  ADDRESS ("addr"),
  STAMPS,
  END
};

static const SbSppField category_fields[] = {
  KEY,
  TEXT ("name", NULL, RQ),
  FLAG ("active", NULL, 0),
  TEXT ("code", NULL, 0),
  NUMBER ("rate", NULL, 0),
  NUMBER ("fixed_fee", NULL, 0),
  NUMBER ("cost_rate", NULL, 0),
  NUMBER ("other_rate", NULL, 0),
  TEXT ("other_rate_type", NULL, 0),
  TEXT ("currency", NULL, 0),
  FLAG ("taxable", NULL, 0),
  REF ("cost_centerid", NULL, "Costcenter", 0),
  TEXT ("externalid", NULL, 0),
  TEXT ("notes", NULL, 0),
  STAMPS,
  END
};

static const SbSppField item_fields[] = {
  KEY,
  TEXT ("name", NULL, RQ),
  FLAG ("active", NULL, 0),
  TEXT ("code", NULL, 0),
  NUMBER ("cost", NULL, 0),
  FLAG ("cost_is_fixed", NULL, 0),
  TEXT ("unitm", NULL, 0),
  TEXT ("currency", NULL, 0),
  FLAG ("taxable", NULL, 0),
  WHOLE ("tax_location_id", NULL, 0),
  REF ("cost_centerid", NULL, "Costcenter", 0),
  TEXT ("type", NULL, 0),
  TEXT ("externalid", NULL, 0),
  NUMBER ("tp_cost", NULL, 0),
  TEXT ("tp_comp", NULL, 0),
  TEXT ("tp_unit_or_total", NULL, 0),
  FLAG ("tp_notes_required", NULL, 0),
  TEXT ("notes", NULL, 0),
  STAMPS,
  END
};

static const SbSppField product_fields[] = {
  KEY,
  TEXT ("name", NULL, RQ),
  FLAG ("active", NULL, 0),
  TEXT ("acct_code", NULL, 0),
  ALIAS ("code", NULL, SB_SPP_TEXT, "acct_code", W),
  NUMBER ("standard_cost", NULL, 0),
  TEXT ("um", NULL, 0),
  TEXT ("currency", NULL, 0),
  FLAG ("taxable", NULL, 0),
  REF ("vendorid", NULL, "Vendor", 0),
  TEXT ("vendor_sku", NULL, 0),
  WHOLE ("manufacturerid", NULL, 0),
  TEXT ("manufacturer_part", NULL, 0),
  TEXT ("externalid", NULL, 0),
  TEXT ("notes", NULL, 0),
  STAMPS,
  END
};

static const SbSppField department_fields[] = {
  KEY,
  TEXT ("name", NULL, RQ),
  REF ("userid", NULL, "User", 0),
  TEXT ("code", NULL, 0),
  FLAG ("active", NULL, 0),
  TEXT ("externalid", NULL, 0),
  TEXT ("notes", NULL, 0),
  STAMPS,
  END
};

static const SbSppField hierarchy_fields[] = {
  KEY,
  TEXT ("name", NULL, RQ),
  TEXT ("type", NULL, RQ),
  FLAG ("active", NULL, 0),
  FLAG ("required", NULL, 0),
  FLAG ("requireonform", NULL, 0),
  FLAG ("available_as_column", NULL, 0),
  FLAG ("primary_dropdown_filter", NULL, 0),
  FLAG ("primary_user_filterset", NULL, 0),
  TEXT ("externalid", NULL, 0),
  TEXT ("notes", NULL, 0),
  STAMPS,
  END
};

static const SbSppField hierarchynode_fields[] = {
  KEY,
  REF ("hierarchyid", NULL, "Hierarchy", RQ),
  TEXT ("name", NULL, RQ),
  REF ("parentid", NULL, "HierarchyNode", 0),
  REF ("levelid", NULL, "HierarchyNode", 0),
  FLAG ("isalevel", NULL, 0),
  FLAG ("isanode", NULL, 0),
  WHOLE ("recordid", NULL, 0),
  TEXT ("externalid", NULL, 0),
  TEXT ("notes", NULL, 0),
  STAMPS,
  END
};

static const SbSppField customerpo_fields[] = {
  KEY,
  TEXT ("number", NULL, RQ),
  TEXT ("name", NULL, RQ),
  DAY ("date", NULL, 0),
  REF ("customerid", NULL, "Customer", RQ),
  NUMBER ("total", NULL, 0),
  TEXT ("currency", NULL, 0),
  FLAG ("active", NULL, 0),
  DAY ("acct_date", NULL, 0),
  TEXT ("externalid", NULL, 0),
  TEXT ("notes", NULL, 0),
  STAMPS,
  END
};

static const SbSppField invoice_fields[] = {
  KEY,
  TEXT ("number", NULL, 0),
  TEXT ("prefix", NULL, 0),
  DAY ("date", NULL, RQ),
  REF ("customerid", NULL, "Customer", RQ),
  REF ("contactid", NULL, "Contact", 0),
  TEXT ("currency", NULL, 0),
  NUMBER ("total", NULL, 0),
  NUMBER ("balance", NULL, RO),
  NUMBER ("tax", NULL, 0),
  NUMBER ("credit", NULL, 0),
  NUMBER ("draw", NULL, 0),
  DAY ("draw_date", NULL, 0),
  TEXT ("status", NULL, 0),
  TEXT ("approval_status", NULL, 0),
  TEXT ("terms", NULL, 0),
  WHOLE ("payment_termsid", NULL, 0),
  DAY ("acct_date", NULL, 0),
  FLAG ("emailed", NULL, 0),
  WHOLE ("invoice_layoutid", NULL, 0),
  TEXT ("credit_reason", NULL, 0),
  TEXT ("credit_rebill_status", NULL, 0),
  REF ("original_invoiceid", NULL, "Invoice", 0),
  TEXT ("externalid", NULL, 0),
  TEXT ("notes", NULL, 0),
  STAMPS,
  END
};

static const SbSppField slip_fields[] = {
  KEY,
  REF ("invoiceid", NULL, "Invoice", 0),
  REF ("customerid", NULL, "Customer", RQ),
  REF ("projectid", NULL, "Project", 0),
  REF ("userid", NULL, "User", 0),
  TEXT ("type", NULL, 0),
  DAY ("date", NULL, RQ),
  NUMBER ("quantity", NULL, 0),
  NUMBER ("hour", NULL, 0),
  NUMBER ("minute", NULL, 0),
  NUMBER ("rate", NULL, 0),
  NUMBER ("cost", NULL, 0),
  NUMBER ("total", NULL, 0),
  REF ("categoryid", NULL, "Category", 0),
  REF ("projecttaskid", NULL, "Projecttask", 0),
  WHOLE ("slip_stageid", NULL, 0),
  TEXT ("gl_code", NULL, 0),
  TEXT ("currency", NULL, 0),
  STAMPS,
  END
};

static const SbSppField payment_fields[] = {
  KEY,
  DAY ("date", NULL, RQ),
  REF ("customerid", NULL, "Customer", RQ),
  REF ("invoiceid", NULL, "Invoice", RQ),
  COMPUTED ("invoice_number"),
  NUMBER ("total", NULL, RQ),
  TEXT ("currency", NULL, 0),
  TEXT ("notes", NULL, 0),
  TEXT ("externalid", NULL, 0),
  WHOLE ("bulk_paymentid", NULL, 0),
  STAMPS,
  END
};

static const SbSppField purchaseorder_fields[] = {
  KEY,
  TEXT ("prefix", NULL, 0),
  TEXT ("number", NULL, 0),
  TEXT ("name", NULL, RQ),
  DAY ("date", NULL, 0),
  REF ("vendorid", NULL, "Vendor", RQ),
  REF ("userid", NULL, "User", 0),
  TEXT ("currency", NULL, 0),
  NUMBER ("total", NULL, 0),
  TEXT ("terms", NULL, 0),
  TEXT ("approval_status", NULL, 0),
  NUMBER ("shipping_cost", NULL, 0),
  TEXT ("externalid", NULL, 0),
  TEXT ("notes", NULL, 0),
  STAMPS,
  END
};

static const SbSppField purchase_item_fields[] = {
  KEY,
  REF ("purchaseorderid", NULL, "Purchaseorder", RQ),
  REF ("productid", NULL, "Product", 0),
  REF ("vendorid", NULL, "Vendor", 0),
  REF ("projectid", NULL, "Project", 0),
  TEXT ("name", NULL, 0),
  NUMBER ("quantity", NULL, 0),
  NUMBER ("quantity_payable", NULL, 0),
  NUMBER ("quantity_fulfilled", NULL, 0),
  NUMBER ("cost", NULL, 0),
  NUMBER ("total", NULL, 0),
  TEXT ("um", NULL, 0),
  TEXT ("currency", NULL, 0),
  FLAG ("non_po", NULL, 0),
  DAY ("acct_date", NULL, 0),
  TEXT ("externalid", NULL, 0),
  STAMPS,
  END
};

static const SbSppField jobcode_fields[] = {
  KEY,
  TEXT ("name", "name", RQ | Q | S),
  TEXT ("code", "accountingCode", Q),
  ACTIVE,
  TEXT ("currency", "currency", Q),
  EXTERNAL,
  NUMBER ("loaded_cost", "loadedCost", U),
  REF ("userid_fte", "userIdFte", "User", U | X),
  TEXT ("notes", "notes", U),
  STAMPS,
  END
};

static const SbSppField booking_fields[] = {
  KEY,
  REF ("customerid", "customerId", "Customer", Q | S | X),
  REF ("projectid", "projectId", "Project", Q | S | X),
  REF ("projecttaskid", "projectTaskId", "Projecttask", Q | S | X),
  REF ("userid", "userId", "User", Q | S | X),
  REF ("job_codeid", "jobCodeId", "Jobcode", Q | S | X),
  WHOLE ("booking_typeid", "bookingTypeId", Q | S),
  TEXT ("approval_status", "approvalStatus", Q),
  FLAG ("as_percentage", "asPercentage", U),
  NUMBER ("hours", "hours", U),
  NUMBER ("percentage", "percentage", U),
  DAY ("startdate", "startDate", Q | S),
  DAY ("enddate", "endDate", Q | S),
  WHOLE ("priority", "priority", U),
  EXTERNAL,
  TEXT ("notes", "notes", U),
  STAMPS,
  END
};

static const SbSppField task_fields[] = {
  KEY,
  DAY ("date", "date", RQ | Q | S),
  REF ("userid", "userId", "User", RQ | Q | S | X),
  REF ("customerid", "customerId", "Customer", Q | S | X),
  REF ("projectid", "projectId", "Project", Q | S | X),
  REF ("projecttaskid", "projectTaskId", "Projecttask", Q | S | X),
  REF ("categoryid", "categoryId", "Category", U),
  REF ("cost_centerid", "costCenterId", "Costcenter", U),
  NUMBER ("decimal_hours", "decimalHours", U),
  NUMBER ("hours", "hours", U),
  NUMBER ("minutes", "minutes", U),
  DAY ("acct_date", "accountingDate", U),
  TEXT ("description", "description", U),
  TEXT ("notes", "notes", U),
  STAMPS,
  END
};

static const SbSppField envelope_fields[] = {
  KEY,
  TEXT ("name", "name", RQ | Q | S),
  TEXT ("number", "number", Q | S),
  DAY ("date", "date", Q | S),
  DAY ("date_start", "dateStart", U),
  DAY ("date_end", "dateEnd", U),
  REF ("userid", "userId", "User", RQ | Q | S | X),
  REF ("customerid", "customerId", "Customer", U | X),
  REF ("projectid", "projectId", "Project", U | X),
  TEXT ("status", "status", U),
  TEXT ("currency", "currency", U),
  NUMBER ("total", "total", U | RO),
  TEXT ("trip_reason", "tripReason", U),
  TEXT ("description", "description", U),
  EXTERNAL,
  TEXT ("notes", "notes", U),
  STAMPS,
  END
};

static const SbSppField ticket_fields[] = {
  KEY,
  REF ("envelopeid", "envelopeId", "Envelope", RQ | Q | S | X),
  DAY ("date", "date", RQ | Q | S),
  REF ("userid", "userId", "User", U | X),
  REF ("itemid", "itemId", "Item", Q | S),
  REF ("customerid", "customerId", "Customer", U | X),
  REF ("projectid", "projectId", "Project", U | X),
  NUMBER ("quantity", "quantity", U),
  NUMBER ("cost", "cost", U),
  NUMBER ("total", "total", U),
  TEXT ("currency", "currency", U),
  TEXT ("status", "status", U),
  FLAG ("non_billable", "nonBillable", U),
  FLAG ("missing_receipt", "missingReceipt", U),
  TEXT ("reference_number", "referenceNumber", U),
  TEXT ("city", "city", U),
  TEXT ("description", "description", U),
  EXTERNAL,
  TEXT ("notes", "notes", U),
  STAMPS,
  END
};

static const SbSppField request_item_fields[] = {
  KEY,
  WHOLE ("purchaserequest_id", NULL, 0),
  REF ("product_id", NULL, "Product", RQ),
  REF ("vendor_id", NULL, "Vendor", 0),
  REF ("project_id", NULL, "Project", 0),
  NUMBER ("quantity", NULL, 0),
  NUMBER ("cost", NULL, 0),
  NUMBER ("total", NULL, 0),
  FLAG ("exported", NULL, 0),
  STAMPS,
  END
};

static const SbSppField fulfillment_fields[] = {
  KEY,
  REF ("purchaseorderid", NULL, "Purchaseorder", RQ),
  REF ("purchase_itemid", NULL, "Purchase_item", 0),
  REF ("request_itemid", NULL, "Request_item", 0),
  NUMBER ("quantity", NULL, RQ),
  DAY ("date", NULL, 0),
  TEXT ("waybill_number", NULL, 0),
  STAMPS,
  END
};

static const SbSppField reimbursement_fields[] = {
  KEY,
  REF ("envelopeid", NULL, "Envelope", RQ),
  COMPUTED ("envelope_number"),
  REF ("userid", NULL, "User", 0),
  DAY ("date", NULL, RQ),
  NUMBER ("total", NULL, RQ),
  TEXT ("currency", NULL, 0),
  TEXT ("externalid", NULL, 0),
  TEXT ("notes", NULL, 0),
  TEXT ("audit", NULL, RO),
  STAMPS,
  END
};

static const SbSppField timesheet_fields[] = {
  KEY,
  REF ("userid", NULL, "User", RQ),
  TEXT ("name", NULL, 0),
  DAY ("starts", NULL, RQ),
  DAY ("ends", NULL, RQ),
  TEXT ("status", NULL, 0),
  NUMBER ("total", NULL, RO),
  DAY ("submitted", NULL, RO),
  DAY ("approved", NULL, RO),
  DAY ("acct_date", NULL, 0),
  NUMBER ("duration", NULL, 0),
  WHOLE ("associated_tmid", NULL, 0),
  STAMPS,
  END
};

static const SbSppField loadedcost_fields[] = {
  KEY,
  REF ("userid", NULL, "User", RQ),
  NUMBER ("cost", NULL, RQ),
  TEXT ("currency", NULL, 0),
  FLAG ("current", NULL, 0),
  WHOLE ("lc_level", NULL, 0),
  REF ("projectid", NULL, "Project", 0),
  REF ("project_taskid", NULL, "Projecttask", 0),
  REF ("customerid", NULL, "Customer", 0),
  DAY ("start", NULL, 0),
  DAY ("end", NULL, 0),
  TEXT ("externalid", NULL, 0),
  STAMPS,
  END
};

static const SbSppField list_fields[] = {
  KEY,
  TEXT ("name", NULL, RQ),
  TEXT ("code", NULL, 0),
  FLAG ("active", NULL, 0),
  TEXT ("externalid", NULL, 0),
  TEXT ("notes", NULL, 0),
  STAMPS,
  END
};

static const SbSppField currency_fields[] = {
  KEY,
  TEXT ("symbol", NULL, RQ),
  TEXT ("name", NULL, 0),
  NUMBER ("rate", NULL, 0),
  FLAG ("active", NULL, 0),
  STAMPS,
  END
};

static const SbSppField projectstage_fields[] = {
  KEY,
  TEXT ("name", NULL, RQ),
  WHOLE ("position", NULL, 0),
  FLAG ("active", NULL, 0),
  FLAG ("enable_billing", NULL, 0),
  FLAG ("enable_rev_rec", NULL, 0),
  STAMPS,
  END
};

static const SbSppField custfield_fields[] = {
  KEY,
  TEXT ("name", NULL, RO),
  TEXT ("title", NULL, RO),
  TEXT ("type", NULL, RO),
  TEXT ("association", NULL, RO),
  TEXT ("description", NULL, RO),
  TEXT ("valuelist", NULL, 0),
  FLAG ("active", NULL, RO),
  FLAG ("required", NULL, RO),
  FLAG ("force_unique", NULL, RO),
  FLAG ("hidden_data_entry", NULL, RO),
  STAMPS,
  END
};

static const SbSppField importexport_fields[] = {
  KEY,
  TEXT ("application", NULL, RQ),
  TEXT ("type", NULL, RQ),
  WHOLE ("recordid", NULL, 0),
  TEXT ("externalid", NULL, 0),
  INSTANT ("imported", NULL, 0),
  INSTANT ("exported", NULL, 0),
  STAMPS,
  END
};

static const SbSppField company_fields[] = {
  KEY,
  TEXT ("nickname", NULL, RO),
  TEXT ("company", NULL, RO),
  TEXT ("base_currency", NULL, RO),
  TEXT ("currencies", NULL, RO),
  TEXT ("timezone", NULL, RO),
  FLAG ("multiple_currencies", NULL, RO),
  REF ("integration_userid", NULL, "User", RO),
  STAMPS,
  END
};

const SbSppType sb_spp_types[] = {
  { "Customer", NULL, "customers", "LG", "ARMD", "customer", customer_fields },
  { "Contact", NULL, "contacts", "LGCUD", "ARMD", "contact", contact_fields },
  { "Project", NULL, "projects", "LGCUD", "ARMD", "project", project_fields },
  { "Projecttask", "ProjectTask", "project-tasks", "LGC", "ARMD", "project_task", projecttask_fields },
  { "User", NULL, "users", "LG", "RMD", "user", user_fields },
  { "Vendor", NULL, NULL, "", "ARMD", "vendor", vendor_fields },
  { "Category", NULL, NULL, "", "ARMD", "category", category_fields },
  { "Item", NULL, NULL, "", "ARMD", "item", item_fields },
  { "Product", NULL, NULL, "", "ARMD", "product", product_fields },
  { "Department", NULL, NULL, "", "ARMD", "department", department_fields },
  { "Hierarchy", NULL, NULL, "", "ARM", "hierarchy", hierarchy_fields },
  { "HierarchyNode", "Hierarchynode", NULL, "", "ARMD", "hierarchy_node", hierarchynode_fields },
  { "Customerpo", "CustomerPO", NULL, "", "ARMD", "customerpo", customerpo_fields },
  { "Invoice", NULL, NULL, "", "ARMD", "invoice", invoice_fields },
  { "Slip", NULL, NULL, "", "ARMD", NULL, slip_fields },
  { "Payment", NULL, NULL, "", "ARMD", "payment", payment_fields },
  { "Purchaseorder", "PurchaseOrder", NULL, "", "ARMD", "purchaseorder", purchaseorder_fields },
  { "Purchase_item", NULL, NULL, "", "ARMD", NULL, purchase_item_fields },
  { "Jobcode", "JobCode", "job-codes", "LGCUD", "ARMD", "job_code", jobcode_fields },
  { "Booking", NULL, "bookings", "LG", "ARMD", NULL, booking_fields },
  { "Task", NULL, "time-entries", "LGCD", "ARMD", NULL, task_fields },
  { "Envelope", NULL, "expense-reports", "LGCUD", "ARMD", NULL, envelope_fields },
  { "Ticket", NULL, "receipts", "LGCUD", "ARMD", NULL, ticket_fields },
  { "Request_item", NULL, NULL, "", "ARMD", NULL, request_item_fields },
  { "Fulfillment", NULL, NULL, "", "ARMD", NULL, fulfillment_fields },
  { "Reimbursement", NULL, NULL, "", "ARMD", "reimbursement", reimbursement_fields },
  { "Timesheet", NULL, NULL, "", "ARMD", "timesheet", timesheet_fields },
  { "LoadedCost", "Loadedcost", NULL, "", "ARMD", NULL, loadedcost_fields },
  { "Costcenter", "CostCenter", NULL, "", "ARMD", NULL, list_fields },
  { "Ratecard", "RateCard", NULL, "", "ARMD", NULL, list_fields },
  { "Role", NULL, NULL, "", "R", NULL, list_fields },
  { "Filterset", "FilterSet", NULL, "", "R", NULL, list_fields },
  { "Timetype", "TimeType", NULL, "", "ARMD", NULL, list_fields },
  { "Paymentterms", "PaymentTerms", NULL, "", "ARMD", NULL, list_fields },
  { "Currency", NULL, NULL, "", "R", NULL, currency_fields },
  { "Projectstage", "ProjectStage", NULL, "", "ARM", NULL, projectstage_fields },
  { "CustField", NULL, NULL, "", "RM", NULL, custfield_fields },
  { "ImportExport", NULL, NULL, "", "ARMD", NULL, importexport_fields },
  { "Company", NULL, NULL, "", "R", NULL, company_fields },
  { NULL }
};
