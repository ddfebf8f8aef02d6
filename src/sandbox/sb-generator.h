/* sb-generator.h: what the parts of the generator share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A seed always makes the same company: all chance comes from streams of its
 * own, and all dates are relative to a day derived from the seed, never to the
 * clock.
 */
#pragma once

#include "sb-sandbox.h"

G_BEGIN_DECLS

#define SB_GENERATOR_MAX_TRADING 60   /* availability is a set of bits */

/* What NetSuite holds, in characters (section 6.13 of its reference). */
#define SB_MAX_COMPANY_NAME  83
#define SB_MAX_PROJECT_NAME  256
#define SB_MAX_ENTITY_ID     80
#define SB_MAX_PERSON_PART   25

/* ---- sb-generator-random.c: SplitMix64 ---- */

typedef struct { guint64 state; } SbRng;

void        sb_rng_init            (SbRng *self, guint64 seed, const char *stream);
guint64     sb_rng_next            (SbRng *self);
guint       sb_rng_below           (SbRng *self, guint limit);          /* 0 … limit - 1; 0 for 0 */
gboolean    sb_rng_chance          (SbRng *self, guint per_mille);
/* One of a NULL-terminated list. Borrowed. */
const char *sb_rng_pick            (SbRng *self, const char * const *list);

/* ---- sb-generator-names.c ---- */

typedef struct {
  char *first;   /* owned */
  char *last;    /* owned */
} SbPersonName;

void        sb_person_name_clear   (SbPersonName *self);
/* In one of many scripts; @latin: in Latin letters for sure. Each part at most 25 characters. */
void        sb_names_person        (SbRng *rng, gboolean latin, SbPersonName *out_name);
/* At most 83 characters (transfer full) */
char       *sb_names_company       (SbRng *rng);
char       *sb_names_project       (SbRng *rng, guint number);   /* at most 256 */
/* @name made longer, with more words in its manner, to exactly @characters (transfer full). */
char       *sb_names_stretch       (SbRng *rng, const char *name, guint characters);
/* A name that is easily taken for @name: another legal form, letter case, an accent, a blank (transfer full). */
char       *sb_names_near          (SbRng *rng, const char *name, guint characters);
/* Letters, digits and dots of @text in lower-case ASCII; "" when there are none (transfer full). */
char       *sb_names_ascii         (const char *text);

/* ---- the company in the making ---- */

typedef struct {
  gint64   id;
  guint64  subsidiaries;   /* bit N: available to subsidiary N */
  guint    primary;        /* of them */
  guint    parent;         /* index; G_MAXUINT: none */
  guint    depth;          /* 1: a root */
  guint    children;
  gboolean active;
  gboolean is_customer;    /* neither lead nor prospect */
} SbMadeCustomer;

typedef struct {
  gint64   id;
  guint    customer;       /* index; G_MAXUINT: none */
  guint    subsidiary;
  guint    depth;          /* below its customer; 1: directly */
} SbMadeJob;

typedef struct {
  SbSandbox  *sandbox;
  guint       subsidiaries;       /* numbered from 1 */
  guint       trading;            /* of them, the first so many; what is left is for elimination */
  guint       customers_wanted;
  guint       projects_wanted;
  guint       employees_wanted;
  gint64      base;               /* seconds: midnight of the day that all dates precede */
  gint64      batch;              /* an instant that a mass update stamped on many rows */
  gint64      last_id;            /* of the entities' one id space */
  SbRng       rng;                /* of the part at work */
  GArray     *customers;          /* SbMadeCustomer */
  GArray     *jobs;               /* SbMadeJob */
  GArray     *employees;          /* gint64 ids */
  GHashTable *names;              /* owned customer names in use */
  GHashTable *entity_ids;         /* owned entity ids in use */
  gint64      last_relation;
  guint       customer_chain;     /* customers that are still to go below the one before */
  guint       job_chain;
  char       *last_name;          /* of the company made last */
} SbGenerator;

/* Now and then an id is left out, for a record that was deleted; of some of these there is a trace. */
gint64      sb_generator_take_id   (SbGenerator *self);
/* A random instant of the three years before the base date, and one after it at which the record was changed last. */
void        sb_generator_pick_dates (SbGenerator *self, gint64 *out_created, gint64 *out_modified);
/* @seconds as YYYY-MM-DD (transfer full) */
char       *sb_generator_dup_day   (gint64 seconds);
/* A subsidiary that trades. */
guint       sb_generator_pick_subsidiary (SbGenerator *self);
guint       sb_generator_get_currency (guint subsidiary);

/* sb-generator-company.c: lists, subsidiaries, segments */
void        sb_generator_make_company  (SbGenerator *self);
/* sb-generator-people.c */
void        sb_generator_make_employees (SbGenerator *self);
/* sb-generator-customers.c */
void        sb_generator_make_customer (SbGenerator *self);
/* Some customers are put below others that are younger, as a person would later on. */
void        sb_generator_move_customers (SbGenerator *self);
/* sb-generator-jobs.c */
void        sb_generator_make_job      (SbGenerator *self);

/* sb-generator-purchasing.c */
void        sb_generator_make_purchasing (SbGenerator *self);

/* sb-generator-services.c */
void        sb_generator_make_services (SbGenerator *self);

/* What both systems know, each in its own way. */
typedef struct { const char *name, *sku; } SbGoods;
extern const char * const sb_generator_suppliers[];   /* ends with NULL */
extern const SbGoods      sb_generator_goods[];       /* ends with name NULL */

/* ---- rows: values in the order of the statement's columns ---- */

typedef struct {
  sqlite3_stmt *statement;
  int           column;
} SbInsert;

/* @columns: "id, name, …"; as many values follow as there are columns. */
void        sb_insert_begin        (SbInsert *self, SbSandbox *sandbox, const char *table, const char *columns);
void        sb_insert_text         (SbInsert *self, const char *value);     /* NULL: unset */
void        sb_insert_take         (SbInsert *self, char *value);
void        sb_insert_number       (SbInsert *self, gint64 value);
void        sb_insert_reference    (SbInsert *self, gint64 id);             /* 0: unset */
void        sb_insert_flag         (SbInsert *self, gboolean value);
void        sb_insert_end          (SbInsert *self);

G_END_DECLS
