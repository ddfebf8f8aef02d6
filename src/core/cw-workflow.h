/* cw-workflow.h: the description of one directed flow, and its settings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Descriptions are files in data/workflows/, read by the service; this is
 * their value. Planner, settings page, mapping page and command line read it.
 */
#pragma once

#include "cw-fields.h"
#include "cw-error.h"

G_BEGIN_DECLS

typedef enum {
  CW_SETTING_BOOLEAN,   /* "true", "false" */
  CW_SETTING_INTEGER,   /* decimal, between minimum and maximum */
  CW_SETTING_CHOICE,    /* one of choices */
  CW_SETTING_TEXT,
} CwSettingKind;

/* One setting of a workflow. Plain value. */
typedef struct {
  char          *key;       /* "placement" */
  CwSettingKind  kind;
  char          *title;     /* for a person; translatable */
  char          *help;      /* nullable */
  char          *value;     /* default, as text */
  char         **choices;   /* CHOICE: values */
  char         **choice_titles; /* CHOICE: as a person reads them, same order */
  gint64         minimum, maximum;   /* INTEGER */
  char         **needs;     /* BOOLEAN: workflows without which it cannot be on; NULL: none */
} CwSetting;

/* Whether @value is allowed for @setting; the error names key, value and what is allowed (CW_SYNC_ERROR_INVALID). */
gboolean cw_setting_check (const CwSetting *setting, const char *value, GError **error);

/* A value of the target record that is the id of another target record: the one of the source record that this one belongs to.
 * Plain value. */
typedef struct {
  char    *target;      /* target field: "customerid" */
  char    *workflow;    /* whose links tell: "spp.customers" */
  char    *type;        /* source type: "customer"; found up the chain of parents, or in @field */
  char    *field;       /* source field with its id; NULL: the chain of parents */
  gboolean required;    /* without it the record cannot travel */
  char    *via;         /* source type that may stand in @field in its place, itself below one of @type: "job"; NULL: none */
  char    *via_workflow; /* that sends these */
} CwReference;

/* That a workflow says which person of the source is which of the target, and where their facts are: fields of the source's
 * records and of the target's. Plain value. */
typedef struct {
  char    *collection;  /* of the target: "User" */
  gboolean ids_are_ours;/* the id that the target keeps is its records' external id; else the target's own, never written to */
  char    *first[2], *last[2], *email[2];   /* CW_PEOPLE_SOURCE, CW_PEOPLE_TARGET */
} CwWorkflowPeople;
#define CW_PEOPLE_SOURCE 0
#define CW_PEOPLE_TARGET 1
/* A field of the target record for which the mapping gives what a person calls another record of the target ("Planned"), or the
 * source's id that it carries; what is sent is its id there. Plain value. */
typedef struct {
  char      *target;      /* target field: "project_stageid" */
  char      *collection;  /* where the other record is: "Projectstage" */
  char      *by;          /* its field that the mapping gives, whatever its case; where none fits its id there; NULL: by the id of
                           * the source that it carries */
  char      *title;       /* what a person calls it: "project stage" */
  char      *shown;       /* field of the source record that tells a person which one; NULL: what the mapping gives */
  char      *where, *is;  /* only records whose field @where has the value @is; NULL: all */
  gboolean   required;    /* without it the record cannot travel */
  gboolean   waits;       /* one that is not there may come: nobody has to do anything */
  GPtrArray *taken;       /* (element-type CwLookupPair): target fields that get the value of a field of the other record */
  GPtrArray *same;        /* (element-type CwLookupPair): target fields that must have that value */
} CwLookup;

typedef struct {
  char *target, *field;
} CwLookupPair;

/* A classification of the source's records that may become a hierarchy of the target. Its settings are "map-KEY" (a CwHierarchyMode)
 * and "KEY-field" (the source field with the id of the classification). Plain value. */
typedef struct {
  char *key;          /* "department" */
  char *title;        /* "Department" */
  char *type;         /* source type of its nodes: "department" */
  char *kind;         /* what the target calls the records: "customer" */
  char *name;         /* of the hierarchy, where we make it: "Customer Department" */
  char *collection;   /* of hierarchies in the target */
  char *nodes;        /* of their nodes in the target */
  char *target;       /* field of the target's records that lists their nodes */
  gboolean standard;  /* the field that the setting begins with comes with every record */
} CwHierarchyUse;

/* Reference counted, immutable once loaded. */
struct _CwWorkflow {
  gatomicrefcount refs;
  char       *id;             /* "precoro.customers-projects" */
  char       *title;          /* "Customers and projects" */
  char       *source_system;  /* "netsuite" */
  char       *target_system;  /* "precoro" */
  char       *strategy;       /* "tree", "upsert", "match-only", "document" */
  char      **types;          /* source record types in order: "customer", "job" */
  char       *target_type;    /* "option" */
  char      **operations;     /* "create", "update", … */
  char      **needs;          /* ids of workflows that must have run before */
  guint       page_size;      /* default */
  char       *box;            /* field of the source that marks a record; NULL: the integration's; "": there is none, the mark is kept here */
  char       *match;          /* "upsert": the target field by which a record is found, whatever its case; NULL: "name". Several with
                               * spaces between: all of them together */
  gboolean    unique;         /* upsert: the target takes what @match names once within what the record belongs to */
  gboolean    tells_leaving;  /* a record that was sent and is gone from the source stays in the target, and a person is told */
  CwWorkflowPeople *people;   /* owned; NULL: its records are no people */
  GPtrArray  *references;     /* (element-type CwReference) */
  GPtrArray  *lookups;        /* (element-type CwLookup) */
  GPtrArray  *hierarchies;    /* (element-type CwHierarchyUse); where owner is set, exactly one */
  char       *owner;          /* the workflow whose hierarchy this one keeps; NULL: it is one of its own. Its settings are the owner's */
  GPtrArray  *settings;       /* (element-type CwSetting), in order of display */
  CwMapping  *mapping;        /* the mapping in force of an integration's workflow (cw_profile_list_workflows ()), else the default one */
  CwMapping  *default_mapping; /* as the description has it */
  guint       mapping_version; /* of mapping; 0: the default */
  gboolean    enabled;        /* by default */
  gboolean    stays_enabled;  /* once switched on it cannot be switched off, so that a person has to confirm the effect first */
  gint64      position;       /* in the order of a run; equal ones by id */
};

CwWorkflow *cw_workflow_ref   (CwWorkflow *self);
void        cw_workflow_unref (CwWorkflow *self);
/* Whether it makes records in the target; else it only says which are the same. */
gboolean    cw_workflow_makes_records (const CwWorkflow *self);
const CwSetting *cw_workflow_find_setting (const CwWorkflow *self, const char *key);   /* NULL when there is none */
/* The value in force: of @chosen (nullable), else the default. Borrowed; NULL for an unknown key. */
const char *cw_workflow_get_setting (const CwWorkflow *self, const CwFields *chosen, const char *key);
gint64      cw_workflow_get_integer (const CwWorkflow *self, const CwFields *chosen, const char *key);
gboolean    cw_workflow_get_boolean (const CwWorkflow *self, const CwFields *chosen, const char *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwWorkflow, cw_workflow_unref)

G_END_DECLS
