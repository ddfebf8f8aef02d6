/* cw-order-lists.h: what a purchase order's references can be found in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the service. The mirrors' vendors, items, currencies, segments,
 * periods and options, keyed for looking up; a value, made once for a plan.
 * What an account does not have (no departments, no currencies) is empty, and
 * then no order needs it.
 */
#pragma once

#include "cw-session.h"

G_BEGIN_DECLS

typedef enum { CW_SEGMENT_DEPARTMENT, CW_SEGMENT_CLASS, CW_SEGMENT_LOCATION } CwSegment;
#define CW_N_SEGMENTS (CW_SEGMENT_LOCATION + 1)

/* A month of the books. */
typedef struct {
  char     *name, *from, *upto;   /* days, inclusive; owned */
  gboolean  open;
} CwPeriod;

typedef struct _CwOrderLists CwOrderLists;

/* Record types of the mirror of @books (NULL-terminated) that the lists are made of. */
extern const char * const cw_order_list_types[];

/* @books: the end with vendors and items; @shop: the one with orders and options. (transfer full) */
CwOrderLists *cw_order_lists_new  (CwSession *session, CwEnd *books, CwEnd *shop, GError **error);
void          cw_order_lists_free (CwOrderLists *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwOrderLists, cw_order_lists_free)

/* By internal id, else by external id; with @name (nullable) else by the only one of that name. NULL: none fits. Inactive ones
 * are found too. Vendors: only those of @subsidiaries (nullable). Borrowed. */
const CwRecord *cw_order_lists_find_vendor  (CwOrderLists *self, const char *id, const char *name, const char * const *subsidiaries);
/* How many active vendors of @subsidiaries have that name. */
guint           cw_order_lists_count_vendors (CwOrderLists *self, const char *name, const char * const *subsidiaries);
/* By code (item number or external id), else, with @name, by the only one of that name. */
const CwRecord *cw_order_lists_find_item    (CwOrderLists *self, const char *code, const char *name);
const CwRecord *cw_order_lists_find_segment (CwOrderLists *self, CwSegment segment, const char *id, const char *name);
gboolean        cw_order_lists_has_segment  (CwOrderLists *self, CwSegment segment);
/* By ISO 4217 code; NULL: none. */
const CwRecord *cw_order_lists_find_currency (CwOrderLists *self, const char *code);
gboolean        cw_order_lists_has_currencies (CwOrderLists *self);
/* Code of the currency with internal id @id; NULL: not known. Borrowed. */
const char     *cw_order_lists_get_currency_code (CwOrderLists *self, const char *id);
/* Decimals of amounts in @code. */
guint           cw_order_lists_get_exponent (CwOrderLists *self, const char *code);
/* The month that @day (YYYY-MM-DD) is in. FALSE: periods are not known. @out_period NULL: there is none. */
gboolean        cw_order_lists_find_period  (CwOrderLists *self, const char *day, const CwPeriod **out_period);

/* The customer or project that an option of the list stands for, by link or external id. */
typedef enum {
  CW_OPTION_NONE,      /* an option of the shop's own: nobody in the books */
  CW_OPTION_FOUND,
  CW_OPTION_UNKNOWN,   /* it names a record that is not visible */
} CwOptionState;
/* @out_name: for people; borrowed, nullable. */
CwOptionState   cw_order_lists_find_customer (CwOrderLists *self, const char *option, const char **out_id, const char **out_name);
/* Custom field of documents that is called @name or has that id; NULL: none. Borrowed. */
const char     *cw_order_lists_find_field   (CwOrderLists *self, const char *name);
/* Member @member ("name", "externalId", "netSuiteId") of @option of document field @field; nullable. Borrowed. */
const char     *cw_order_lists_get_option   (CwOrderLists *self, const char *field, const char *option, const char *member);

G_END_DECLS
