/* sb-netsuite-schema.h: NetSuite's record types as one table of tables
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SuiteQL, the record API, the metadata catalogue, the state pages and the
 * generator all read these tables; a field is described once.
 *
 * In SQLite a table T is "ns_T" with one column per field: references and
 * whole numbers INTEGER, other numbers and money as decimal TEXT, check boxes
 * 'T' or 'F', dates TEXT YYYY-MM-DD, date-times INTEGER seconds since the
 * epoch (UTC), multi-selects TEXT "1, 2". NULL is unset. The key is "id".
 *
 * Never written by anybody: ns_entity and ns_entitystatus, which are views,
 * ns_customfield, filled from the fields below, and the derived columns
 * (entitytitle, altname, …; see sb_netsuite_is_derived()), which SQLite
 * computes and refuses in an INSERT or UPDATE.
 */
#pragma once

#include "sb-sandbox.h"

G_BEGIN_DECLS

typedef enum {
  SB_FIELD_TEXT,
  SB_FIELD_INTEGER,
  SB_FIELD_NUMBER,
  SB_FIELD_BOOLEAN,
  SB_FIELD_DATE,
  SB_FIELD_DATETIME,
  SB_FIELD_REFERENCE,
  SB_FIELD_MULTISELECT,
  SB_FIELD_ENUM,
} SbFieldType;

typedef enum {
  SB_FIELD_PLAIN       = 0,
  SB_FIELD_READ_ONLY   = 1 << 0,   /* REST refuses a write (or warns, by header) */
  SB_FIELD_REQUIRED    = 1 << 1,   /* needed to create */
  SB_FIELD_NO_SUITEQL  = 1 << 2,   /* not a SuiteQL column (e.g. customer.subsidiary) */
  SB_FIELD_CUSTOM      = 1 << 3,   /* custentity_…: x-ns-custom-field */
  SB_FIELD_CREATE_ONLY = 1 << 4,   /* cannot be changed after creation (job.parent over REST) */
} SbFieldFlags;

typedef struct {
  const char  *column;     /* SQLite and SuiteQL name, lower case */
  const char  *property;   /* REST name, camelCase; NULL: not in REST */
  SbFieldType  type;
  const char  *reference;  /* REST type a reference points to, or a table without one ("entity": any entity); NULL otherwise */
  guint        max_length; /* characters; 0: none */
  SbFieldFlags flags;
  const char  *title;      /* as a person sees it; NULL: the property */
} SbField;

/* Lines of a record, a list in its body. Those that can be written are kept as rows of transactionline. */
typedef struct {
  const char    *name;     /* "item" */
  const SbField *fields;   /* columns of transactionline, or of @sql; ends with column NULL */
  const char    *sql;      /* the lines of the record with the id ?1, to be read only; NULL: rows of transactionline */
  const char    *inner;    /* object within a line that holds the fields after the first @outer ones; NULL: none */
  guint          outer;
} SbSublist;

typedef struct {
  const char    *table;    /* SuiteQL name: "customer" */
  const char    *record;   /* REST type: "customer"; NULL: SuiteQL only */
  const SbField *fields;   /* ends with column NULL */
  const char    *feature;  /* NULL: always there; else "oneworld", "projects", "departments", … (sb_netsuite_has_feature) */
  const char    *display;  /* column whose text BUILTIN.DF and refName show */
  const char    *kind;     /* of a REST type that shares its table with others: what their column "type" holds; NULL: every row */
  const SbSublist *sublists; /* ends with name NULL; NULL: none */
} SbTable;

/* All tables; ends with table NULL. customer, job, employee, subsidiary, customersubsidiaryrelationship, entity,
 * department, classification, location, currency, entitystatus, jobstatus, deletedrecord, customfield, … */
extern const SbTable sb_netsuite_tables[];

const SbTable *sb_netsuite_find_table  (const char *table);          /* by SuiteQL name, any case */
const SbTable *sb_netsuite_find_record (const char *record);         /* by REST type, exact case */
const SbTable *sb_netsuite_find_referenced (const SbField *field);   /* by type, else by table; NULL when the sandbox has neither */
const SbSublist *sb_table_find_sublist (const SbTable *table, const char *name);       /* exact case */
/* Condition on the rows that are records of the type: "1", or one on their kind. Borrowed constant or interned text. */
const char    *sb_table_get_condition (const SbTable *table);
const SbField *sb_table_find_column    (const SbTable *table, const char *column);     /* any case */
const SbField *sb_table_find_property  (const SbTable *table, const char *property);   /* any case */

/* Whether table, column or type exists for the account now: features and assumption variants
 * ("netsuite.job-subsidiary=column" makes job.subsidiary a SuiteQL column; "netsuite.sync-field=absent" hides
 * custentity_precoro_sync everywhere). */
gboolean       sb_netsuite_has_feature (SbSandbox *self, const char *feature);   /* assumption netsuite.FEATURE=on; NULL: TRUE */
/* Whether SuiteQL shows @table; REST may have its records all the same. */
gboolean        sb_netsuite_has_suiteql_table (SbSandbox *self, const SbTable *table);
/* Whether the text of a column is shown in capital letters. */
gboolean        sb_netsuite_is_upper      (SbSandbox *self, const char *table, const char *column);
gboolean       sb_netsuite_has_table   (SbSandbox *self, const SbTable *table);
gboolean       sb_netsuite_has_column  (SbSandbox *self, const SbTable *table, const SbField *field);   /* in SuiteQL */
gboolean       sb_netsuite_has_property (SbSandbox *self, const SbTable *table, const SbField *field);  /* in REST */
gboolean       sb_netsuite_has_custom_field (SbSandbox *self, const char *script_id);   /* any case */
gboolean       sb_netsuite_is_derived  (const SbTable *table, const SbField *field);

/* What people read for the value of an SB_FIELD_ENUM ("TM" → "Time and Materials"); @value itself when there is no other text. */
const char    *sb_netsuite_get_enum_text (const SbField *field, const char *value);

/* Session zone (IANA) and date preference of the integration user; America/Los_Angeles and MM/DD/YYYY by default. */
const char    *sb_netsuite_get_zone    (SbSandbox *self);
const char    *sb_netsuite_get_date_format (SbSandbox *self);

/* ---- sb-suiteql.c ---- */
/* Answers POST …/query/v1/suiteql (authentication already done): header, body, limit, offset, dialect, types, errors. */
void           sb_suiteql_handle       (SbSandbox *self, const SbRequest *request, SbResponse *response);

/* ---- sb-netsuite-auth.c ---- */
/* TRUE when @request carries a good signature or token. Else @response holds the 401 and the audit trail the cause. */
gboolean       sb_netsuite_authenticate (SbSandbox *self, const SbRequest *request, SbResponse *response);
/* Handles the token, revoke and keys endpoints, the authorize page and its form. TRUE when @path was one of them. */
gboolean       sb_netsuite_auth_handle (SbSandbox *self, const SbRequest *request, SbResponse *response);

/* ---- sb-netsuite-records.c ---- */
void           sb_netsuite_records_handle (SbSandbox *self, const SbRequest *request, SbResponse *response);   /* /record/v1/… and metadata */

/* NetSuite's error body, nested shape: o:errorDetails with detail, o:errorCode and one locator ("o:errorPath", "o:errorQueryParam",
 * "o:errorHeader"; NULL for none). */
void           sb_netsuite_error       (SbResponse *response, guint status, const char *code, const char *locator,
                                        const char *locator_value, const char *detail_format, ...) G_GNUC_PRINTF (6, 7);

G_END_DECLS
