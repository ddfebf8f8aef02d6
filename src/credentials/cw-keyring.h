/* cw-keyring.h: secrets in the person's keyring, and in memory for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libsecret's synchronous calls block until a person answers the prompt; these
 * use the asynchronous ones with a time limit on a private main context.
 */
#pragma once

#include "cw-credentials.h"

G_BEGIN_DECLS

/* The Secret Service (or, inside Flatpak, the Secret portal through libsecret). Items carry the attributes
 * "profile" and "connection" and a label. @timeout: seconds to wait for the keyring, 0 for ever. (transfer full) */
CwCredentials *cw_keyring_new (guint timeout);

/* Gone with the process. (transfer full) */
CwCredentials *cw_memory_credentials_new (void);

G_END_DECLS
