/* cw-suiteprojects-private.h: what the files of this folder share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-field-info.h"
#include "cw-spp-xml.h"
#include "cw-suiteprojects.h"

G_BEGIN_DECLS

#define CW_SPP_BATCH 1000   /* objects of one request, and rows of one page (A17) */

/* ---- cw-spp-types.c ---- */

/* One field that can be written. */
typedef struct {
  const char *name;       /* element; "addr/city" inside of an Address */
  const char *label;      /* as the system itself calls it */
  CwValueType type;
  guint       limit;      /* characters; 0: none is published */
  gboolean    required;   /* to create */
} CwSppField;

typedef struct {
  const char       *name;         /* type of the XML API */
  const char       *association;  /* of its custom fields; NULL: has none */
  const char       *id_field;     /* custom field with NetSuite's id, without "__c", where it goes by its usual name; NULL: unknown */
  const char       *parent;       /* element that names the record it belongs to; NULL: none */
  gboolean          activates;    /* has "active" */
  const CwSppField *fields;       /* ends with name NULL; NULL: read only */
} CwSppType;

/* What tells levels of a hierarchy from its nodes, as records carry it here; accounts may spell it in another way (Part E). */
#define CW_SPP_IS_LEVEL "isalevel"
#define CW_SPP_IS_NODE  "isanode"

/* NULL: not one that is read or written. */
const CwSppType  *_cw_spp_find_type   (const char *name);
const CwSppField *_cw_spp_find_field  (const CwSppType *type, const char *name);

/* ---- the connector ---- */

/* A custom field of the account. Plain value. */
typedef struct {
  char       *association;
  char       *name;       /* with "__c" */
  char       *label;
  CwValueType type;
  char      **values;     /* of a drop-down, in its order; NULL: it is none */
} CwSppCustom;

typedef enum { CW_SPP_SPELLING_UNKNOWN, CW_SPP_SPELLING_JOINED, CW_SPP_SPELLING_UNDERSCORED } CwSppSpelling;

struct _CwSuiteprojects {
  GObject       parent_instance;

  char         *name;       /* of the connection */
  char         *url;
  char         *company;
  CwHttpClient *client;
  CwClock      *clock;
  CwRandom     *random;

  GMutex        lock;       /* of what follows */
  GPtrArray    *customs;    /* (element-type CwSppCustom); NULL: not read yet */
  CwSppSpelling level_names;  /* of CW_SPP_IS_LEVEL and CW_SPP_IS_NODE */
  GQueue        pending;    /* of writes that wait for their batch, owned */
  GPtrArray    *inboxes;    /* (element-type CwInbox), owned: where the pump is registered */
};

/* ---- cw-spp-auth.c ---- */

/* Borrowed by the call. */
typedef struct {
  CwSecret *client_id, *client_secret, *refresh_token, *namespace, *key;
} CwSppSignIn;

/* (transfer full) */
CwHttpAuth *_cw_spp_auth_new (const CwSppSignIn *sign_in, const char *token_url, CwStoreRefreshToken store, gpointer data);

/* ---- cw-spp-request.c ---- */

/* A request of @commands, which are taken over and put between <Auth> and the end. */
CwHttpRequest *_cw_spp_request_new (char *commands, gboolean repeatable);
/* The blocks of @answer after that of Auth; NULL with an error that names the connection and @doing. (transfer full) */
GPtrArray     *_cw_spp_take_blocks (CwSuiteprojects *self, const CwHttpAnswer *answer, const char *doing, GError **error);
/* Sends @commands, which change nothing, and waits. Worker thread. (transfer full) */
GPtrArray     *_cw_spp_ask_sync    (CwSuiteprojects *self, char *commands, const char *doing, GCancellable *cancellable, GError **error);
/* What the code @status means. */
CwWriteOutcome   _cw_spp_status_get_outcome (int status);
CwConnectorError _cw_spp_status_get_code    (int status);
CwRefusal        _cw_spp_status_get_refusal (int status);
/* The system's own words if there are, else ours, with the code. (transfer full) */
char          *_cw_spp_dup_words   (int status, const char *text);

/* ---- cw-spp-read.c ---- */
gboolean    _cw_spp_read_sync     (CwSuiteprojects *self, const CwReadQuery *query, CwReadPage page, gpointer data,
                                   GCancellable *cancellable, GError **error);
/* Custom fields are read once. */
gboolean    _cw_spp_load_customs  (CwSuiteprojects *self, GCancellable *cancellable, GError **error);
/* The element that holds NetSuite's id in records of @type. After _cw_spp_load_customs(). (transfer full) */
char       *_cw_spp_dup_id_field  (CwSuiteprojects *self, const CwSppType *type);
/* NULL when there is none. (transfer full) */
CwSppCustom *_cw_spp_dup_custom   (CwSuiteprojects *self, const CwSppType *type, const char *name);
void        _cw_spp_custom_free   (gpointer custom);

/* ---- cw-spp-levels.c ---- */
/* The account's spelling becomes ours in @fields, which were read, and is remembered. */
void        _cw_spp_take_level_names (CwSuiteprojects *self, CwFields *fields);
/* Asks for it, with a reading, where nothing that was read has shown it. Any thread. */
gboolean    _cw_spp_learn_level_names (CwSuiteprojects *self, GCancellable *cancellable, GError **error);
/* The account's spelling of @name; any other name is its own. Borrowed. */
const char *_cw_spp_get_element      (CwSuiteprojects *self, const char *name);

/* ---- cw-spp-write.c ---- */
void        _cw_spp_submit        (CwSuiteprojects *self, CwWrite *write, CwInbox *inbox);
/* What waits for its batch comes back as NOT_SENT. Any thread. */
void        _cw_spp_cancel        (CwSuiteprojects *self);
/* Takes the pump out of every inbox. */
void        _cw_spp_forget_inboxes (CwSuiteprojects *self);

G_END_DECLS
