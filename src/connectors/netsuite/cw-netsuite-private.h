/* cw-netsuite-private.h: what the files of this folder share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Vocabulary: a *column* is one expression of a SELECT and what becomes of its
 * values; a *select* is a table with its columns; a *scan* reads a select by
 * ranges of its key, several side by side. Rows are CwFields whose names are
 * the names of the columns.
 */
#pragma once

#include "cw-json.h"
#include "cw-netsuite.h"

G_BEGIN_DECLS

/* Rows a page can hold: the most that one answer gives. */
#define CW_NS_PAGE_ROWS 1000
/* Ids that one IN list may hold. */
#define CW_NS_LIST_IDS  1000
/* Column of our own, absent where job cannot be joined with itself. */
#define CW_NS_PARENT_COLUMN "parentjob"

struct _CwNetsuite {
  GObject       parent_instance;

  /* inputs */
  char         *name;         /* of the connection */
  char         *url;
  char         *account;      /* as given */
  char         *auth;         /* "m2m", "tba", "code" */
  gboolean      lanes_unknown;/* nobody chose them: ask the account once */

  /* owned */
  CwHttpClient *client;
  CwClock      *clock;

  /* learned from the account; under lock, because runs may share a connector */
  GMutex        lock;
  GTimeZone    *zone;         /* of the session; NULL: not asked yet */
  GHashTable   *absent;       /* char* set of "table" and "table.column" that this account or role has not */
  GHashTable   *catalogue;    /* char* record type → GPtrArray of CwFieldInfo */
};

/* ---- cw-netsuite-error.c ---- */

/* Which part of a query the account refused. */
typedef enum {
  CW_NS_FAULT_NONE,
  CW_NS_FAULT_COLUMN,   /* identifier is not there */
  CW_NS_FAULT_TABLE,    /* identifier is a table that the account or the role has not */
  CW_NS_FAULT_SYNTAX,   /* the statement as a whole */
  CW_NS_FAULT_ENGINE,   /* 500: one of the columns trips it */
  CW_NS_FAULT_OTHER,
} CwNsFaultKind;

typedef struct {
  CwNsFaultKind kind;
  char         *identifier;   /* lower case, without table; NULL where none is named */
} CwNsFault;

void     _cw_ns_fault_clear  (CwNsFault *fault);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwNsFault, _cw_ns_fault_clear)

/* TRUE when @answer is a 2xx. Else sets @error (which names the connection and @doing and ends with NetSuite's own words) and
 * @out_fault (nullable). @doing: "reading customers". */
gboolean _cw_ns_check_answer (CwNetsuite *self, const CwHttpAnswer *answer, const char *doing, CwNsFault *out_fault, GError **error);
/* NetSuite's own words in an error body of any shape, and its code. Never NULL. (transfer full) */
char    *_cw_ns_dup_detail   (const CwWireAnswer *wire, char **out_code);
/* @code: nullable. */
CwRefusal   _cw_ns_get_refusal          (const char *code, const char *detail);

/* ---- cw-netsuite-account.c ---- */

/* Signing as @config asks; NULL with CW_CONNECTOR_ERROR_AUTH that names the member which is missing or broken. (transfer full) */
CwHttpAuth *_cw_ns_auth_new      (const CwNetsuiteConfig *config, CwRandom *random, GError **error);
/* Account id in host form that the address names; NULL for an address that is not NetSuite's. (transfer full) */
char       *_cw_ns_dup_url_account (const char *url);
/* Its subsidiaries as a tree. (element-type CwOffer) (transfer full) */
GPtrArray  *_cw_ns_offers_sync    (CwNetsuite *self, GCancellable *cancellable, GError **error);

/* ---- cw-netsuite-zone.c: texts of the session's clock ---- */

/* The session's zone, asked for once. FALSE on error. @out_zone: (transfer full) */
gboolean _cw_ns_get_zone_sync  (CwNetsuite *self, GTimeZone **out_zone, GCancellable *cancellable, GError **error);
/* Reads the answer to CW_NS_ZONE_SQL; falls back as the reference says. FALSE when its zone is not known on this computer. */
gboolean _cw_ns_learn_zone     (CwNetsuite *self, const CwHttpAnswer *answer, GError **error);
#define  CW_NS_ZONE_SQL "SELECT SESSIONTIMEZONE AS timezone FROM DUAL"
/* IANA name of the zone that was learned; NULL: none yet. (transfer full) */
char    *_cw_ns_dup_zone_name  (CwNetsuite *self);
/* "YYYY-MM-DD HH:MM:SS" of the session → microseconds UTC, the later one of an hour that occurs twice; 0 when it is no such text. */
gint64   _cw_ns_parse_local    (GTimeZone *zone, const char *text);
/* An instant as the session writes it, for "changed since": where the local hour occurs twice, a moment before both. (transfer full) */
char    *_cw_ns_dup_lower_bound (GTimeZone *zone, gint64 time);
/* ISO 8601 in UTC, to the second. (transfer full) */
char    *_cw_ns_dup_iso        (gint64 time);
/* Reads ISO 8601 with a zone; 0 when it is none. */
gint64   _cw_ns_parse_iso      (const char *text);

/* ---- cw-netsuite-suiteql.c: statements and rows ---- */

typedef enum {
  CW_NS_TEXT,
  CW_NS_INTEGER,
  CW_NS_NUMBER,
  CW_NS_BOOLEAN,
  CW_NS_DATE,
  CW_NS_INSTANT,     /* wanted with its time, in UTC */
  CW_NS_REFERENCE,
} CwNsKind;

typedef struct {
  char    *name;        /* of the value in the row */
  char    *column;      /* lower case, without table; what an error names */
  char    *alias;       /* lower case; how the answer names it */
  char    *expression;  /* SQL on one line */
  CwNsKind kind;
  gboolean plain;       /* nothing but the column */
  gboolean kept;        /* a refusal is the caller's to settle: the scan does not go on without it */
  guint    nth;         /* among those that are not plain, from 1; 0 for a plain one */
} CwNsColumn;

/* A table and what is read of it. The first column is the key: whole, ascending; all others are optional. */
typedef struct {
  char      *table;      /* lower case */
  char      *from;       /* FROM clause; the table itself, or a join in which it has the name of @prefix */
  char      *prefix;     /* "" or "j." */
  gboolean   key_repeats;/* several rows may share one key */
  GPtrArray *columns;    /* (element-type CwNsColumn) */
} CwNsSelect;

/* @from NULL: @table. (transfer full) */
CwNsSelect    *_cw_ns_select_new        (const char *table, const char *from, const char *prefix, const char *key);
void           _cw_ns_select_free       (CwNsSelect *self);
/* Adds a column called @name of kind @kind, unless it is there or this account has no such column. @column: lower case. */
void           _cw_ns_select_add        (CwNsSelect *self, CwNetsuite *netsuite, const char *name, const char *column, CwNsKind kind);
/* Same for an expression over @column. */
void           _cw_ns_select_add_expression (CwNsSelect *self, CwNetsuite *netsuite, const char *name, const char *column,
                                             const char *alias, const char *expression, CwNsKind kind);
/* Marks the column @name as kept; no column of that name is no error. */
void           _cw_ns_select_keep       (CwNsSelect *self, const char *name);
void           _cw_ns_select_remove     (CwNsSelect *self, guint index);
gboolean       _cw_ns_select_has        (const CwNsSelect *self, const char *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwNsSelect, _cw_ns_select_free)

/* One answer to a SELECT. */
typedef struct {
  GPtrArray *rows;       /* (element-type CwFields) */
  gboolean   has_more;
  gint64     total;      /* rows that the whole result has; -1: not said */
} CwNsPage;

/* POST of one statement; an answer without items counts as broken. @sql: one line. (transfer full) */
CwHttpRequest *_cw_ns_query_new         (const char *sql, guint limit);
/* Decodes a 2xx answer; any thread. NULL with CW_CONNECTOR_ERROR_PROTOCOL and the path of the member. (transfer full) */
CwNsPage      *_cw_ns_page_decode       (const CwNsSelect *select, GTimeZone *zone, GBytes *body, GError **error);
void           _cw_ns_page_free         (CwNsPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwNsPage, _cw_ns_page_free)

/* The one row of an aggregate: the texts of @aliases in order, NULL where a value is null. @out_fault nullable. (transfer full) */
GPtrArray     *_cw_ns_query_row_sync    (CwNetsuite *self, const char *sql, const char * const *aliases, const char *doing,
                                         CwNsFault *out_fault, GCancellable *cancellable, GError **error);
/* The same of every row of the first page: (element-type GPtrArray of text). (transfer full) */
GPtrArray     *_cw_ns_query_rows_sync   (CwNetsuite *self, const char *sql, const char * const *aliases, const char *doing,
                                         CwNsFault *out_fault, GCancellable *cancellable, GError **error);
/* Same from an answer that is there. */
GPtrArray     *_cw_ns_read_row          (const CwHttpAnswer *answer, const char * const *aliases, GError **error);

/* What this account or role has not. @column NULL: the table. Any thread. */
gboolean       _cw_ns_is_absent         (CwNetsuite *self, const char *table, const char *column);
void           _cw_ns_set_absent        (CwNetsuite *self, const char *table, const char *column);
/* Everything may have changed: a person tests the connection. */
void           _cw_ns_forget            (CwNetsuite *self);

/* Whether @id can stand in a statement: decimal digits, fits an integer. */
gboolean       _cw_ns_is_id             (const char *id);
/* Splits @ids (element-type utf8) into conditions "@column IN (…)", each within the limits. Ids that are none are left out.
 * @column: with its "@". (element-type utf8) (transfer full) */
GPtrArray     *_cw_ns_list_conditions   (const char *column, GPtrArray *ids);

/* ---- cw-netsuite-scan.c ---- */

/* One page of rows on the caller's thread; borrowed. FALSE with @error ends the scan. */
typedef gboolean (*CwNsRows) (GPtrArray *rows, gpointer data, GError **error);

/* Reads every row of @select that fits one of @conditions (nullable: all), each once per condition. Conditions name
 * columns of the table as "@column". Columns that the account refuses and that are not kept are taken out of @select
 * and remembered. When the table is missing: FALSE with @out_fault (nullable) of kind TABLE. Faults come before the
 * first rows. Blocks. */
gboolean _cw_ns_scan_sync (CwNetsuite *self, CwNsSelect *select, GPtrArray *conditions, const char *doing, CwNsRows rows, gpointer data,
                           CwNsFault *out_fault, GCancellable *cancellable, GError **error);
/* Collects the rows: for CwNsRows with a GPtrArray of CwFields as data. */
gboolean _cw_ns_collect_rows (GPtrArray *rows, gpointer data, GError **error);

/* ---- cw-netsuite-types.c: record types and their fields ---- */

/* A field of a record type that we know. */
typedef struct {
  const char *name;      /* REST property, which is also its name in CwFields; in lower case the SuiteQL column */
  CwNsKind    kind;
  gboolean    standard;  /* read always */
  gboolean    derived;   /* no column: what is read beside gives it */
} CwNsField;

typedef enum {
  CW_NS_AVAILABLE_UNKNOWN,   /* nothing in its table; relations, or what it belongs to */
  CW_NS_AVAILABLE_ONE,       /* the subsidiary in its own column */
  CW_NS_AVAILABLE_LIST,      /* those in its own column, and what is below them where it says so */
  CW_NS_AVAILABLE_LINE,      /* that of its main line */
} CwNsAvailable;

/* A record type as we name it. Several may be rows of one table. */
typedef struct {
  const char      *type;
  const char      *title;
  const CwNsField *fields;
  const char      *table;         /* of SuiteQL; NULL: @type */
  const char      *key;           /* column of its table that has the ids; NULL: "id" */
  const char      *condition;     /* of its rows, columns as "@column"; NULL: all of the table */
  const char      *rest;          /* record of the REST API; NULL: @type */
  gboolean         keeps_box;     /* REST knows its rows by several types, or does not change them: the box is read only */
  gboolean         own_parents;   /* "parent" is one of its own type */
  gboolean         by_rest;       /* its table of SuiteQL may be missing where the record API has the type */
  CwNsAvailable    available;     /* what decides to whom it is available */
} CwNsType;

/* NULL for a type that is not read. */
const CwNsType  *_cw_ns_find_type     (const char *type);
/* What we know of @type; ends with name NULL. NULL for a type that is not read. */
const CwNsField *_cw_ns_get_fields    (const char *type);
/* Whether the field @name of @type is no column, see CwNsField. */
gboolean         _cw_ns_is_derived    (const char *type, const char *name);

/* ---- cw-netsuite-records.c: rows into records ---- */

/* Kind of one field: known, else from the catalogue if that was read, else text. */
CwNsKind         _cw_ns_get_kind      (CwNetsuite *self, const char *type, const char *name);
/* What a reference shows, where the record that it leads to is not read: "FIELD#name". */
#define CW_NS_SHOWN "#name"
/* "FIELD" of "FIELD#name"; NULL for any other field. (transfer full) */
char            *_cw_ns_dup_reference (const char *name);
/* Adds the field @name, one of CW_NS_SHOWN too; nothing where it can be no column. */
void             _cw_ns_add_field     (CwNsSelect *select, CwNetsuite *self, const char *name, CwNsKind kind);
/* The select for @query: standard fields, sync box, extra fields. Reads the catalogue once when an extra field is a custom one.
 * NULL on error. (transfer full) */
CwNsSelect      *_cw_ns_record_select_sync (CwNetsuite *self, const CwReadQuery *query, GCancellable *cancellable, GError **error);
/* FALSE with CW_CONNECTOR_ERROR_REJECTED when @select, as the scan settled it, lacks a field that @query asked for extra. */
gboolean         _cw_ns_check_extra_fields (CwNetsuite *self, const CwReadQuery *query, const CwNsSelect *select, GError **error);
/* @row, of @select as the scan settled it, becomes the fields of the record. (transfer full) */
CwRecord        *_cw_ns_record_new    (const CwReadQuery *query, const CwNsSelect *select, CwFields *row);
/* Reads records other than projects into @records (element-type CwRecord), subsidiaries of customers left out. */
gboolean         _cw_ns_collect_records_sync (CwNetsuite *self, const CwReadQuery *query, GPtrArray *conditions, GPtrArray *records,
                                              GCancellable *cancellable, GError **error);
/* What a scan's failure means for the reading: a table that is missing holds nothing, which is the truth of a first reading, but
 * "nothing is left" must not be concluded from it. */
gboolean         _cw_ns_settle_missing (CwNetsuite *self, const CwReadQuery *query, CwNsFaultKind fault, GError **cause, GError **error);
/* The table of SuiteQL whose rows, or some of them, are @type. */
const char      *_cw_ns_get_table     (const char *type);
/* The column of that table that has the ids of @type. */
const char      *_cw_ns_get_key       (const char *type);
/* @conditions (nullable: all) with the one that tells @type from the other rows of its table; NULL where all are. (transfer full) */
GPtrArray       *_cw_ns_add_type_condition (const char *type, GPtrArray *conditions);
/* The record of the REST API that @type is. */
const char      *_cw_ns_get_rest      (const char *type);
/* What is read, for messages: "customers", "projects", … */
const char      *_cw_ns_get_title     (const char *type);
/* Hands @records over in pages, in order. */
gboolean         _cw_ns_deliver       (GPtrArray *records, CwReadPage page, gpointer data, GError **error);

/* The keys of a set, borrowed. (element-type utf8) (transfer container) */
GPtrArray       *_cw_ns_list_keys     (GHashTable *set);

/* The whole of cw_connector_read_sync(). */
gboolean _cw_ns_read_sync (CwNetsuite *self, const CwReadQuery *query, CwReadPage page, gpointer data, GCancellable *cancellable, GError **error);

/* ---- cw-netsuite-rest.c: records of types that SuiteQL does not show ---- */

/* Reads what @query asks for by the record API, those of its ids or all, as rows of @select, whose conditions are not looked at.
 * @out_missing: there is no such type. Blocks. */
gboolean _cw_ns_read_by_rest_sync (CwNetsuite *self, const CwReadQuery *query, const CwNsSelect *select, CwNsRows rows, gpointer data,
                                   gboolean *out_missing, GCancellable *cancellable, GError **error);

/* ---- cw-netsuite-relations.c: subsidiaries of customers ---- */

#define CW_NS_RELATIONS "customersubsidiaryrelationship"

/* The table that relates @type (customers, vendors) and subsidiaries; NULL for other types. */
const char    *_cw_ns_get_relations    (const char *type);

typedef struct {
  const char *table;
  gboolean    known;      /* FALSE: this account has no subsidiaries */
  GHashTable *sets;       /* char* ",2,3," or "*,2,3," with the primary one first; owned */
  GHashTable *customers;  /* char* customer → const char* of sets */
} CwNsRelations;

CwNsRelations *_cw_ns_relations_new    (CwNetsuite *netsuite, const char *type);
void           _cw_ns_relations_free   (CwNsRelations *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwNsRelations, _cw_ns_relations_free)
/* Reads those of @customers (element-type utf8; NULL: all) and adds them. @primary_only: nothing but the primary ones. */
gboolean       _cw_ns_relations_read_sync (CwNsRelations *self, CwNetsuite *netsuite, GPtrArray *customers, gboolean primary_only,
                                           GCancellable *cancellable, GError **error);
/* Whether anything is known of @customer. */
gboolean       _cw_ns_relations_has    (CwNsRelations *self, const char *customer);
/* NULL where none is known. (transfer full) */
char          *_cw_ns_relations_dup_primary (CwNsRelations *self, const char *customer);
/* Puts a customer's subsidiaries into its record. */
void           _cw_ns_relations_apply  (CwNsRelations *self, CwRecord *record);

/* ---- cw-netsuite-jobs.c: projects, their parents and subsidiaries ---- */

/* Reads projects that fit one of @conditions (NULL: all). @seen: ids that are left out, and to which every id read is added
 * (char* set); NULL: none. */
gboolean _cw_ns_read_jobs_sync (CwNetsuite *self, const CwReadQuery *query, GPtrArray *conditions, GHashTable *seen,
                                CwReadPage page, gpointer data, GCancellable *cancellable, GError **error);
/* Whether a project's subsidiary is its customer's here; known after projects were read once. */
gboolean _cw_ns_job_subsidiary_is_derived_sync (CwNetsuite *self, gboolean *out_derived, GCancellable *cancellable, GError **error);

/* ---- cw-netsuite-catalogue.c ---- */

/* Reads the catalogue of @type once; that the role may not see it is no error: nothing is known then. */
gboolean _cw_ns_learn_catalogue_sync (CwNetsuite *self, const char *type, GCancellable *cancellable, GError **error);
/* Whether the catalogue, as far as it was read, has a property @name of @type. */
gboolean _cw_ns_has_property         (CwNetsuite *self, const char *type, const char *name);

/* ---- cw-netsuite-values.c ---- */

/* What cw_connector_list_values_sync () says. */
GPtrArray *_cw_ns_list_values_sync (CwNetsuite *self, const char *type, const char *field, GCancellable *cancellable, GError **error);

/* ---- cw-netsuite-describe.c ---- */

/* What cw_connector_describe_sync () says. */
GPtrArray *_cw_ns_describe_sync (CwNetsuite *self, const char *type, GCancellable *cancellable, GError **error);
/* "companyName" → "Company Name", as NetSuite titles its own. (transfer full) */
char      *_cw_ns_dup_label     (const char *property);

/* ---- cw-netsuite-changes.c ---- */

gboolean _cw_ns_read_changes_sync (CwNetsuite *self, const CwReadQuery *query, CwReadPage page, gpointer data,
                                   GCancellable *cancellable, GError **error);
gboolean _cw_ns_fingerprint_sync  (CwNetsuite *self, const char *type, char **out_fingerprint, GCancellable *cancellable, GError **error);

/* ---- cw-netsuite-probe.c ---- */
gboolean _cw_ns_probe_sync       (CwNetsuite *self, const char *sync_field, CwProbe *out_probe, GCancellable *cancellable, GError **error);
gboolean _cw_ns_server_time_sync (CwNetsuite *self, gint64 *out_time, GCancellable *cancellable, GError **error);
/* Sets the lanes from the governance limits, once, when nobody chose them. Never fails. */
void     _cw_ns_adopt_lanes_sync (CwNetsuite *self, GCancellable *cancellable);

/* ---- cw-netsuite-orders.c ---- */

#define CW_NS_ORDERS "purchaseOrder"

/* The whole of cw_connector_read_sync() for purchase orders, which are target records. */
gboolean _cw_ns_read_orders_sync (CwNetsuite *self, const CwReadQuery *query, CwReadPage page, gpointer data,
                                  GCancellable *cancellable, GError **error);
/* What we know of a purchase order's fields, or with @list of those of its lines ("item", "expense"); CW_NS_TEXT for others. */
CwNsKind _cw_ns_get_order_kind   (const char *list, const char *name);

/* ---- cw-netsuite-payments.c ---- */

#define CW_NS_PAYMENTS "customerpayment"
#define CW_NS_ADDRESSES "address"   /* our own name: the record API has them only inside of their customers */

/* Splits @payments (element-type CwRecord) into their shares, which go to @out_parts (element-type CwRecord). @all: they are all there
 * are. */
gboolean   _cw_ns_split_payments_sync (CwNetsuite *self, GPtrArray *payments, gboolean all, GPtrArray *out_parts, GCancellable *cancellable,
                                       GError **error);
/* The payments of which @parts are. (element-type utf8) (transfer full) */
GPtrArray *_cw_ns_list_payment_ids    (const char * const *parts);

/* ---- cw-netsuite-subsidiaries.c ---- */

/* "2, 3" as SuiteQL writes several choices → ",2,3,". (transfer full) */
char      *_cw_ns_dup_subsidiary_list (const char *text);
/* Adds to @records (element-type CwRecord) that are available "with children" what is below their subsidiaries. */
gboolean   _cw_ns_add_child_subsidiaries_sync (CwNetsuite *self, GPtrArray *records, GCancellable *cancellable, GError **error);

/* ---- cw-netsuite-write.c ---- */
void     _cw_ns_submit           (CwNetsuite *self, CwWrite *write, CwInbox *inbox);

G_END_DECLS
