/* sb-suiteprojects.h: what the files of the SuiteProjects Pro half share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sections named in comments are those of the SuiteProjects Pro reference.
 *
 * One table describes each object type for the XML API, the REST API, the
 * state pages and the generator. In SQLite a type T is "sp_t" (lower case)
 * with one column per field, named as its XML element, "addr/city" inside of
 * an Address: references and whole numbers INTEGER, flags '1' or '0', days
 * TEXT YYYY-MM-DD, instants INTEGER seconds since the epoch (UTC), all else
 * TEXT; NULL is unset. Besides these: "born", the place in the order in which
 * objects of all types came to be, and "deleted". Values of custom fields are
 * rows of sp_value, one store for both APIs.
 */
#pragma once

#include "sb-sandbox.h"

#include <json-glib/json-glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

#define SB_SPP_PREFIX      "/suiteprojects"
#define SB_SPP_USER_ID     1          /* whom every credential of the sandbox stands for: the designated integration user */
#define SB_SPP_BATCH_LIMIT 1000
#define SB_SPP_ALL_SEEN    G_MAXINT64 /* a horizon that hides nothing */

typedef enum {
  SB_SPP_TEXT,
  SB_SPP_INTEGER,
  SB_SPP_NUMBER,
  SB_SPP_FLAG,
  SB_SPP_DAY,
  SB_SPP_INSTANT,
  SB_SPP_REFERENCE,
  SB_SPP_IDS,        /* comma list of ids */
} SbSppKind;

typedef enum {
  SB_SPP_PLAIN      = 0,
  SB_SPP_READ_ONLY  = 1 << 0,
  SB_SPP_REQUIRED   = 1 << 1,   /* to create */
  SB_SPP_QUERY      = 1 << 2,   /* REST: "Query allowed" */
  SB_SPP_SORT       = 1 << 3,   /* REST: "Sorting allowed" */
  SB_SPP_UNKNOWN    = 1 << 4,   /* REST: both flags unknown, see suiteprojects.unknown-flags */
  SB_SPP_EXPAND     = 1 << 5,   /* REST: expandable */
  SB_SPP_WRITE_ONLY = 1 << 6,   /* never shown: password, import-only helpers */
  SB_SPP_EXTERNAL   = 1 << 7,   /* import-only: the alias' reference by external id */
  SB_SPP_COMPUTED   = 1 << 8,   /* follows from other values; no column of its own */
} SbSppFlags;

typedef struct {
  const char *name;     /* XML element; "addr/city" inside of <addr><Address>; column */
  const char *rest;     /* REST attribute; NULL: not in REST */
  SbSppKind   kind;
  const char *target;   /* type that a reference or list of ids points to; NULL: not checked */
  guint       flags;    /* SbSppFlags */
  const char *alias;    /* name of the field that holds the value; NULL: this one */
} SbSppField;

typedef struct {
  const char       *name;      /* type attribute: "Projecttask" */
  const char       *element;   /* the other spelling of its element: "ProjectTask"; NULL: none */
  const char       *path;      /* REST collection: "project-tasks"; NULL: not in REST */
  const char       *verbs;     /* REST: of "L" list, "G" one, "C" create, "U" update, "D" delete */
  const char       *commands;  /* XML: of "A" Add, "R" Read, "M" Modify, "D" Delete */
  const char       *association; /* of its custom fields: "customer"; NULL: has none */
  const SbSppField *fields;    /* the first is the id; ends with name NULL */
} SbSppType;

/* Ends with name NULL. */
extern const SbSppType sb_spp_types[];

/* What is wrong: a code of the XML API and a sentence. */
typedef struct {
  int   code;      /* 0: nothing */
  char *text;      /* owned */
} SbSppFailure;

void             sb_spp_failure_clear    (SbSppFailure *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SbSppFailure, sb_spp_failure_clear)
/* Always FALSE. */
gboolean         sb_spp_fail             (SbSppFailure *self, int code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* ---- sb-suiteprojects-schema.c ---- */

const SbSppType *sb_spp_find_type        (const char *name);                        /* exact case */
const SbSppType *sb_spp_find_collection  (const char *collection);                  /* type in lower case */
const SbSppType *sb_spp_find_path        (const char *path);
const SbSppField *sb_spp_find_field      (SbSandbox *self, const SbSppType *type, const char *name);
const SbSppField *sb_spp_find_attribute  (const SbSppType *type, const char *rest);
/* The field that holds the value of @field. */
const SbSppField *sb_spp_resolve         (const SbSppType *type, const SbSppField *field);
/* The field's SQL, for a row of alias "t" (transfer full). */
char            *sb_spp_dup_expression   (const SbSppType *type, const SbSppField *field);
char            *sb_spp_dup_table        (const SbSppType *type);
/* The XML name in the variant in force: isalevel or is_a_level. */
const char      *sb_spp_get_field_name   (SbSandbox *self, const SbSppField *field);
/* Whether there is a value to read: not of write-only fields, unless they are another name of one that is kept. */
gboolean         sb_spp_is_readable      (const SbSppField *field);
/* Whether @field is shown in answers. */
gboolean         sb_spp_is_shown         (const SbSppField *field);

/* A custom field, as its definition says. */
typedef struct {
  gint64   id;
  char    *name;        /* without "__c" */
  char    *kind;        /* "text", "numeric", "checkbox", "date", "dropdown" */
  char    *values;      /* of a drop-down, one per line */
  gboolean unique;
} SbSppCustom;

void             sb_spp_custom_free      (SbSppCustom *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbSppCustom, sb_spp_custom_free)
/* NULL: @type has no such field. */
SbSppCustom     *sb_spp_find_custom      (SbSandbox *self, const SbSppType *type, const char *name);
/* All of @type in order (container of SbSppCustom). */
GPtrArray       *sb_spp_list_customs     (SbSandbox *self, const SbSppType *type);

/* ---- sb-suiteprojects-values.c: instants, days, XML text ---- */

gint64           sb_spp_now              (SbSandbox *self);     /* seconds */
/* "YYYY-MM-DD HH:MM:SS" in the account's zone (transfer full). */
char            *sb_spp_format_instant   (SbSandbox *self, gint64 seconds);
/* Reads "YYYY-MM-DD HH:MM:SS" or a day; FALSE when it is none. */
gboolean         sb_spp_parse_instant    (SbSandbox *self, const char *text, gint64 *out_seconds);
gboolean         sb_spp_is_day           (const char *text);
/* A decimal id above 0; 0: none. */
gint64           sb_spp_parse_id         (const char *text);
/* @text as it may stand in XML. */
void             sb_spp_append_escaped   (GString *out, const char *text);

/* ---- sb-suiteprojects-store.c: rows ---- */

void             sb_spp_create_store     (SbSandbox *self);
gint64           sb_spp_query            (SbSandbox *self, const char *sql, guint count, ...);   /* gint64 parameters */
/* Exists, not deleted, and came to be before @horizon. */
gboolean         sb_spp_exists           (SbSandbox *self, const SbSppType *type, gint64 id, gint64 horizon);
/* NULL: unset or no row (transfer full). */
char            *sb_spp_dup_value        (SbSandbox *self, const SbSppType *type, gint64 id, const char *column);
char            *sb_spp_dup_custom       (SbSandbox *self, const SbSppType *type, gint64 id, const char *name);
/* How many live rows have @value in the field @name; the first one's id in @out_id. None for a field that is not kept. */
guint            sb_spp_find_by          (SbSandbox *self, const SbSppType *type, const char *name, const char *value, gint64 *out_id);
gint64           sb_spp_get_horizon      (SbSandbox *self);     /* of what came to be up to now */

typedef struct {
  SbSandbox       *sandbox;
  const SbSppType *type;
  gint64           id;          /* 0: new; filled in by sb_spp_draft_save() */
  GHashTable      *values;      /* const SbSppField → owned text as in SQLite, NULL: clear */
  GHashTable      *customs;     /* owned name → owned text, NULL: clear */
  const SbSppField *refused;    /* whose value pointed to nothing; NULL: none */
  gint64           created;     /* 0: now; the generator's rows have a past */
  gboolean         unchecked;   /* the generator and persons may do what the API refuses */
  gboolean         business;    /* by the REST API, whose layer asks for all that is required */
} SbSppDraft;

SbSppDraft      *sb_spp_draft_new        (SbSandbox *self, const SbSppType *type, gint64 id);
void             sb_spp_draft_free       (SbSppDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbSppDraft, sb_spp_draft_free)
/* Checks @text, which is in SQLite's form but for checks of content; "" clears. */
gboolean         sb_spp_draft_set        (SbSppDraft *self, const SbSppField *field, const char *text, SbSppFailure *failure);
gboolean         sb_spp_draft_set_custom (SbSppDraft *self, const char *name, const char *text, SbSppFailure *failure);
/* By XML name or "name__c", for the generator; aborts when refused. */
void             sb_spp_draft_put        (SbSppDraft *self, const char *name, const char *text);
/* The value as it will be (transfer full). */
char            *sb_spp_draft_dup        (SbSppDraft *self, const char *name);
gboolean         sb_spp_draft_save       (SbSppDraft *self, SbSppFailure *failure);
gboolean         sb_spp_delete           (SbSandbox *self, const SbSppType *type, gint64 id, SbSppFailure *failure);

/* ---- sb-suiteprojects-rules.c: what the system demands of a type ---- */

gboolean         sb_spp_check_rules      (SbSppDraft *self, SbSppFailure *failure);
void             sb_spp_follow_up        (SbSppDraft *self);
/* What follows from the end of @id. FALSE: it may not end. */
gboolean         sb_spp_check_deletable  (SbSandbox *self, const SbSppType *type, gint64 id, SbSppFailure *failure);
void             sb_spp_settle_invoice   (SbSandbox *self, gint64 invoice);

/* ---- sb-suiteprojects-auth.c, -authorize.c ---- */

void             sb_spp_auth_setup       (SbSandbox *self);
/* Whom @token lets in for @scope ("xml", "rest"); 0: nobody. @out_horizon: what its cache of filter sets shows. */
gint64           sb_spp_check_token      (SbSandbox *self, const char *token, const char *scope, gint64 *out_horizon);
void             sb_spp_refresh_cache    (SbSandbox *self, const char *token, const char *scope);
/* 0: wrong */
gint64           sb_spp_check_password   (SbSandbox *self, const char *user, const char *password);
void             sb_spp_handle_token     (SbSandbox *self, const SbRequest *request, SbResponse *response);
void             sb_spp_handle_authorize (SbSandbox *self, const SbRequest *request, SbResponse *response);
/* A new authorization code (transfer full). */
char            *sb_spp_issue_code       (SbSandbox *self, const char *client, const char *redirect, const char *scope, gint64 user);
const char      *sb_spp_get_company      (void);
char            *sb_spp_dup_key          (SbSandbox *self);     /* that goes with the namespace */
const char      *sb_spp_get_namespace    (void);
/* "3f9a…" of @bytes random bytes (transfer full). */
char            *sb_spp_dup_random       (SbSandbox *self, guint bytes);
void             sb_spp_run              (SbSandbox *self, const char *sql, guint count, ...);   /* text parameters */
char            *sb_spp_find             (SbSandbox *self, const char *sql, const char *key);   /* first value (transfer full) */

/* ---- sb-suiteprojects-limits.c ---- */

/* Counts a request; FALSE: one limit too many, named in the response's limiter. */
gboolean         sb_spp_admit            (SbSandbox *self, SbResponse *response);
gint64           sb_spp_get_remaining    (SbSandbox *self);     /* within 24 hours */

/* ---- sb-suiteprojects-xml.c ---- */

typedef struct {
  SbSandbox  *sandbox;
  GString    *out;
  const char *token;      /* borrowed; NULL: by password */
  gint64      user;       /* 0: nobody logged in */
  gint64      horizon;
  GHashTable *counts;     /* owned key → guint: objects so far */
  gboolean    changed;    /* something was written */
} SbSppCall;

void             sb_spp_handle_xml       (SbSandbox *self, const SbRequest *request, SbResponse *response);
/* What the API answers when it is asked too often. */
void             sb_spp_refuse_xml       (SbSandbox *self, SbResponse *response);
/* NULL: not there (borrowed by the document). */
xmlNode         *sb_xml_find             (xmlNode *parent, const char *name);
xmlNode         *sb_xml_first            (xmlNode *parent);     /* element */
xmlNode         *sb_xml_next             (xmlNode *node);
/* All text below (transfer full), "" when there is none. */
char            *sb_xml_dup_text         (xmlNode *node);
char            *sb_xml_dup_attribute    (xmlNode *node, const char *name);   /* NULL: not there */
/* <Command status="…"> with the sentence in the variant in force, closed. */
void             sb_spp_answer_failure   (SbSppCall *call, const char *command, const SbSppFailure *failure);
/* Reads <Date>…</Date>. */
gboolean         sb_xml_parse_date       (SbSandbox *self, xmlNode *date, gint64 *out_seconds);
/* FALSE: an attribute that the command does not know. */
gboolean         sb_xml_check_attributes (xmlNode *node, const char * const *known, SbSppFailure *failure);
/* "Projecttask" or "ProjectTask". */
gboolean         sb_xml_is_object        (xmlNode *node, const SbSppType *type);

/* ---- sb-suiteprojects-read.c, -write.c ---- */

void             sb_spp_read             (SbSppCall *call, xmlNode *command);
/* Add, Modify, Delete, CreateUser */
void             sb_spp_write            (SbSppCall *call, xmlNode *command);
/* <Type>…</Type> of one row, with all fields or those of @wanted (a set of names; NULL: all). */
void             sb_spp_append_object    (SbSppCall *call, const SbSppType *type, gint64 id, gboolean with_customs, GHashTable *wanted);
const char      *sb_spp_get_element      (SbSandbox *self, const SbSppType *type);

/* ---- sb-suiteprojects-rest.c ---- */

void             sb_spp_handle_rest      (SbSandbox *self, const SbRequest *request, SbResponse *response);
/* 429 */
void             sb_spp_refuse_too_many  (SbSandbox *self, SbResponse *response);
void             sb_spp_refuse_rest      (SbResponse *response, guint status, const char *message);

/* ---- sb-suiteprojects-generate.c ---- */

void             sb_suiteprojects_generate (SbSandbox *self);

/* ---- sb-suiteprojects.c: for the frame ---- */

void             sb_suiteprojects_create_tables (SbSandbox *self);
void             sb_suiteprojects_catch_up (SbSandbox *self);
void             sb_suiteprojects_handle   (SbSandbox *self, const SbRequest *request, SbResponse *response);
gboolean         sb_suiteprojects_is_write (const SbRequest *request);
/* Commands of an XML request that read or change records, each but once: "Read Customer, Add Customer"; NULL: none (transfer full). */
char            *sb_suiteprojects_dup_commands (const SbRequest *request);
char            *sb_suiteprojects_dup_state (SbSandbox *self, const char *collection);
char            *sb_suiteprojects_edit     (SbSandbox *self, const char *record, const char *id, gpointer set, gboolean create,
                                            gboolean remove, GError **error);
char            *sb_suiteprojects_dup_info (SbSandbox *self);
void             sb_suiteprojects_refuse   (SbSandbox *self, guint status, SbResponse *response);
/* `settings`: as sb_netsuite_expire_tokens(). */
void             sb_suiteprojects_expire_tokens (SbSandbox *self, gboolean grants);
/* `settings` member "suiteprojects": limits and lifetimes. */
gboolean         sb_suiteprojects_set      (SbSandbox *self, JsonObject *settings, GError **error);

G_END_DECLS
