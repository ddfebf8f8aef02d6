/* cw-lock.c: one process works an integration at a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-lock.h"

#include "cw-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct _CwLock {
  int fd;
};

/* Abstract name: a zero byte, then the name; its length is part of it. */
static socklen_t
make_address (const char *identity, struct sockaddr_un *out_address)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, identity, -1);
  int length;

  memset (out_address, 0, sizeof *out_address);
  out_address->sun_family = AF_UNIX;
  length = g_snprintf (out_address->sun_path + 1, sizeof out_address->sun_path - 1, "%s/lock/%.32s", APPLICATION_ID, digest);
  return (socklen_t) (offsetof (struct sockaddr_un, sun_path) + 1 + (gsize) length);
}

static char *
describe_holder (int fd, gboolean *out_ours)
{
  struct ucred peer;
  socklen_t length = sizeof peer;
  g_autofree char *path = NULL, *program = NULL;
  struct passwd *user;

  if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0)
    return g_strdup (_("another program"));
  *out_ours = peer.pid == getpid ();
  path = g_strdup_printf ("/proc/%d/comm", peer.pid);
  if (!g_file_get_contents (path, &program, NULL, NULL))
    program = g_strdup (_("another program"));
  user = getpwuid (peer.uid);
  return g_strdup_printf (_("%s (process %d of %s)"), g_strstrip (program), peer.pid, user != NULL ? user->pw_name : "?");
}

/* The holder of a taken address, or NULL when nobody answers. */
char *
cw_lock_dup_holder (const char *identity, gboolean *out_ours)
{
  struct sockaddr_un address;
  socklen_t length = make_address (identity, &address);
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  char *holder = NULL;

  *out_ours = FALSE;
  if (fd < 0)
    return NULL;
  if (connect (fd, (struct sockaddr *) &address, length) == 0 || errno == EAGAIN)
    holder = describe_holder (fd, out_ours);
  close (fd);
  return holder;
}

CwLock *
cw_lock_take (const char *identity, GError **error)
{
  struct sockaddr_un address;
  socklen_t length = make_address (identity, &address);
  g_autofree char *holder = NULL;
  gboolean ours;
  CwLock *self;
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (fd >= 0 && bind (fd, (struct sockaddr *) &address, length) == 0 && listen (fd, 4) == 0)
    {
      self = g_new0 (CwLock, 1);
      self->fd = fd;
      return self;
    }
  holder = cw_lock_dup_holder (identity, &ours);
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_LOCKED, _("%s works this integration at the moment."),
               holder != NULL ? holder : _("Another program"));
  if (fd >= 0)
    close (fd);
  return NULL;
}

void
cw_lock_free (CwLock *self)
{
  if (self == NULL)
    return;
  close (self->fd);
  g_free (self);
}

gboolean
cw_lock_is_held (const char *identity)
{
  gboolean ours;
  g_autofree char *holder = cw_lock_dup_holder (identity, &ours);

  return holder != NULL;
}
