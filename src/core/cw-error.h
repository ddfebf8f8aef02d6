/* cw-error.h: what can go wrong, sorted by what somebody can do about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cancellation is always G_IO_ERROR_CANCELLED. Messages name the system and the
 * thing and end with the remote's own words; they never hold a secret.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  CW_CONNECTOR_ERROR_AUTH,         /* credentials, account, clock, role: a person has to mend the connection */
  CW_CONNECTOR_ERROR_PERMISSION,   /* signed in, but not allowed (403) */
  CW_CONNECTOR_ERROR_UNREACHABLE,  /* nothing was sent: host not found, refused, TLS */
  CW_CONNECTOR_ERROR_LOST,         /* sent, and no whole answer came: whether it took effect is unknown */
  CW_CONNECTOR_ERROR_RATE_LIMITED, /* told to wait, longer than this call may wait */
  CW_CONNECTOR_ERROR_DAILY_LIMIT,  /* the day's allowance is used up */
  CW_CONNECTOR_ERROR_REJECTED,     /* the remote refuses this value; it is in the message verbatim */
  CW_CONNECTOR_ERROR_NOT_FOUND,    /* the record is not there (any more) */
  CW_CONNECTOR_ERROR_UNAVAILABLE,  /* the remote failed (5xx) after the last try */
  CW_CONNECTOR_ERROR_PROTOCOL,     /* the answer is of no known shape: cut, no JSON, too large, too deep */
} CwConnectorError;

#define CW_CONNECTOR_ERROR (cw_connector_error_quark ())
GQuark cw_connector_error_quark (void);

/* Why a value was refused, as far as the system's code and words tell. */
typedef enum {
  CW_REFUSAL_OTHER,       /* nothing is known but the words */
  CW_REFUSAL_MISSING,     /* a value that must be there is not */
  CW_REFUSAL_LONG,        /* longer than the field takes */
  CW_REFUSAL_VALUE,       /* of another kind or form, or not in the field's list */
  CW_REFUSAL_TAKEN,       /* another record has it already */
  CW_REFUSAL_REFERENCE,   /* a record that it points to is not there, or not to be used */
  CW_REFUSAL_PLACE,       /* it cannot stand there in the tree */
  CW_REFUSAL_PERIOD,      /* its date lies where nothing may be posted any more */
  CW_REFUSAL_RULE,        /* a rule or script of the account */
  CW_REFUSAL_STATE,       /* its state, such as approved or closed, forbids it */
  CW_REFUSAL_IN_USE,      /* others depend on it */
  CW_REFUSAL_FIELD,       /* the account has no such field, or shows it to nobody */
  CW_REFUSAL_FORBIDDEN,   /* the role may not do that */
  CW_REFUSAL_FEATURE,     /* switched off in the account */
  CW_REFUSAL_GONE,        /* the record itself is not there any more */
  CW_REFUSAL_REQUEST,     /* Causeway asked in a wrong way */
} CwRefusal;
#define CW_N_REFUSALS (CW_REFUSAL_REQUEST + 1)

/* Goes with the error when it is copied. @error: of CW_CONNECTOR_ERROR; nullable. */
void      cw_error_set_refusal (GError *error, CwRefusal refusal);
/* CW_REFUSAL_OTHER where nobody said it; for any error. */
CwRefusal cw_error_get_refusal (const GError *error);

typedef enum {
  CW_STORE_ERROR_OPEN,         /* cannot be opened: missing folder, no permission, read-only */
  CW_STORE_ERROR_NEWER,        /* written by a newer version of Causeway */
  CW_STORE_ERROR_DAMAGED,      /* not a database, or its check fails; a copy is kept */
  CW_STORE_ERROR_FULL,         /* disk full or I/O error */
  CW_STORE_ERROR_BUSY,         /* another process holds it too long */
  CW_STORE_ERROR_NOT_FOUND,    /* no such row */
  CW_STORE_ERROR_EXISTS,       /* the name is taken */
  CW_STORE_ERROR_FAILED,       /* a bug: SQL refused */
} CwStoreError;

#define CW_STORE_ERROR (cw_store_error_quark ())
GQuark cw_store_error_quark (void);

typedef enum {
  CW_SYNC_ERROR_USAGE,         /* the request makes no sense: unknown integration, workflow, record type, key */
  CW_SYNC_ERROR_LOCKED,        /* another process works this integration */
  CW_SYNC_ERROR_STALE,         /* the plan no longer fits the systems */
  CW_SYNC_ERROR_STOPPED,       /* asked to stop, or the day's limit; resumable */
  CW_SYNC_ERROR_NOT_CONNECTED, /* no credentials, or the connection does not work */
  CW_SYNC_ERROR_KEYRING,       /* the keyring is absent, locked or silent */
  CW_SYNC_ERROR_INVALID,       /* a description or setting is not valid */
  CW_SYNC_ERROR_IN_USE,        /* something that is switched on needs it as it is */
  CW_SYNC_ERROR_NOT_DUE,       /* a scheduled run that somebody else started, or that nobody wants any more */
} CwSyncError;

#define CW_SYNC_ERROR (cw_sync_error_quark ())
GQuark cw_sync_error_quark (void);

G_END_DECLS
