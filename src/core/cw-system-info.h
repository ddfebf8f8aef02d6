/* cw-system-info.h: what a person has to enter to connect a system
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each connector describes its own system; window and command line show what
 * the description says and know no system by name. Texts are translated where
 * they are shown.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CW_INPUT_TEXT,     /* no secret: an id */
  CW_INPUT_EMAIL,
  CW_INPUT_SECRET,   /* not shown while it is entered */
  CW_INPUT_KEY,      /* a private key: read from a file or made, never typed */
} CwInputKind;

/* One member of the secret. */
typedef struct {
  const char *name;    /* of the member: "client_id" */
  const char *label;
  const char *where;   /* where it is found in the system's own menus */
  CwInputKind kind;
} CwInput;

/* Where the browser goes when the page of the system was answered. */
typedef struct {
  const char *address; /* as it has to be registered there, to the letter */
  const char *label;
} CwRedirect;

/* Signing in on a page of the system's own: the OAuth 2.0 authorization code flow. */
typedef struct {
  /* The page itself, without parameters. (transfer full) */
  char *(*dup_authorize_url) (const char *url, const char *account);
  const char       *token_path;      /* below the address of the connection */
  const char       *scope;
  gboolean          pkce;            /* the code is good only for whoever asked for it */
  gboolean          client_secret;   /* the application proves itself by a secret of its own, "client_secret" */
  const char       *account_member;  /* of the answer: the account that was signed in to; NULL: it does not say */
  /* Whether two spellings mean one account; NULL: never asked. */
  gboolean (*same_account)   (const char *one, const char *other);
  const CwRedirect *redirects;       /* the best first; ends with NULLs */
} CwConsent;

/* One way of signing in. */
typedef struct {
  const char      *id;        /* "m2m": kept with the connection */
  const char      *title;
  const char      *note;      /* what has to be set up there, step by step */
  const CwInput   *inputs;    /* ends with NULLs */
  const CwConsent *consent;   /* NULL: what was entered is all there is */
  gboolean         single;    /* the secret changes in use, so that two connections cannot share it */
} CwSignInWay;

/* What an integration chooses in a system: subsidiaries, a list. */
typedef struct {
  const char *key;      /* setting of the integration; NULL: its subsidiaries */
  const char *label;
  const char *where;
  gboolean    many;
} CwOfferInfo;

typedef struct {
  const char         *name;            /* "netsuite" */
  const char         *label;           /* "NetSuite" */
  const char         *purpose;         /* what an integration with it does; NULL: it is where integrations begin */
  const char         *account_label;   /* NULL: there is none to enter */
  const char         *account_where;
  const char         *url;             /* the usual address; NULL: it depends on the account */
  const char         *url_where;
  /* The address of @account; NULL: it has none of its own. (transfer full) */
  char     *(*dup_url)       (const char *account);
  /* NULL when @account can be one, else what is wrong with it. (transfer full) */
  char     *(*dup_problem)   (const char *account);
  const CwSignInWay  *ways;            /* the best first; ends with NULLs */
  const CwOfferInfo *offer;           /* NULL: nothing to choose */
  const char         *sync_field;      /* NetSuite's box that marks records for it; NULL for NetSuite itself */
} CwSystemInfo;

/* By its id; without one of that id the first. Borrowed. */
const CwSignInWay *cw_system_info_find_way (const CwSystemInfo *self, const char *id);

/* Whether @text can be what @input asks for. NULL: yes; else what is wrong, one sentence that never repeats the text. (transfer full) */
char              *cw_input_dup_problem    (const CwInput *input, const char *text);

G_END_DECLS
