/* cw-lock.h: one process works an integration at a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An abstract socket is the lock: the kernel keeps it for the whole machine,
 * whatever the user or profile, and drops it when its process ends, however it
 * ends. Who connects learns the holder's process and user from the kernel.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CwLock CwLock;

/* @identity: what is worked on, the same text in every process (it is hashed). CW_SYNC_ERROR_LOCKED names the holder. */
CwLock  *cw_lock_take    (const char *identity, GError **error);
void     cw_lock_free    (CwLock *self);
/* TRUE when somebody holds it now. */
gboolean cw_lock_is_held (const char *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwLock, cw_lock_free)

/* Who has it, in words; NULL: nobody. @out_ours: this process. (transfer full) */
char     *cw_lock_dup_holder (const char *identity, gboolean *out_ours);

G_END_DECLS
