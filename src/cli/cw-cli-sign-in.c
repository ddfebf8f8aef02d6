/* cw-cli-sign-in.c: causewayctl connection sign-in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include "cw-connect.h"
#include "cw-sign-in.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES 8192

/* ---- an address that is pasted ---- */

typedef struct {
  CwSignIn     *sign_in;       /* borrowed: outlives the thread */
  GCancellable *cancellable;   /* owned by the caller */
} Pasting;

static gboolean
wait_for_input (GCancellable *cancellable)
{
  GPollFD fds[2] = { { .fd = STDIN_FILENO, .events = G_IO_IN | G_IO_HUP } };
  guint n_fds = g_cancellable_make_pollfd (cancellable, &fds[1]) ? 2 : 1;

  while (g_poll (fds, n_fds, -1) < 0 && errno == EINTR)
    ;
  if (n_fds == 2)
    g_cancellable_release_fd (cancellable);
  return !g_cancellable_is_cancelled (cancellable);
}

/* TRUE when @line was the answer. */
static gboolean
take_line (CwSignIn *sign_in, const char *line)
{
  g_autoptr (GError) error = NULL;

  if (*line == '\0' || cw_sign_in_paste (sign_in, line, &error))
    return *line != '\0';
  g_printerr ("%s\n", error->message);
  return FALSE;
}

static gpointer
read_lines (gpointer data)
{
  Pasting *self = data;
  char *line = g_malloc0 (LINE_MAX_BYTES + 1);
  gsize length = 0;
  gssize n = 1;
  gboolean done = FALSE;

  while (!done && n > 0 && length < LINE_MAX_BYTES && wait_for_input (self->cancellable))
    {
      n = read (STDIN_FILENO, line + length, 1);
      if (n > 0 && line[length] != '\n')
        length++;
      else if (n >= 0)
        {
          line[length] = '\0';
          done = take_line (self->sign_in, g_strstrip (line));
          explicit_bzero (line, LINE_MAX_BYTES);
          length = 0;
        }
    }
  explicit_bzero (line, LINE_MAX_BYTES);
  g_free (line);
  return NULL;
}

/* ---- the command ---- */

static void
announce (CwCli *self, const CwConnectionInfo *info, CwSignIn *sign_in)
{
  const char *page = cw_sign_in_get_page (sign_in);
  JsonBuilder *line;

  if (self->json)
    {
      line = cw_cli_line_begin ();
      cw_cli_line_string (line, "event", "sign-in");
      cw_cli_line_string (line, "name", info->name);
      cw_cli_line_string (line, "page", page);
      cw_cli_line_string (line, "redirect", cw_sign_in_get_redirect (sign_in));
      cw_cli_line_end (self, line);
      return;
    }
  cw_cli_print (self, _("Sign in to “%s” on this page, and allow the access:\n\n%s\n\n"), info->name, page);
  cw_cli_print (self, _("Waiting for the answer. If the browser ends on a page that does not open, paste its address here and press Return.\n"));
  if (isatty (STDOUT_FILENO))
    g_app_info_launch_default_for_uri (page, NULL, NULL);
}

static CwSecret *
wait_for_answer (CwCli *self, CwSignIn *sign_in, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Pasting pasting = { sign_in, cancellable };
  GThread *thread = g_thread_new ("paste", read_lines, &pasting);
  CwSecret *secret = cw_sign_in_finish_sync (sign_in, self->cancellable, error);

  g_cancellable_cancel (cancellable);
  g_thread_join (thread);
  return secret;
}

/* Nothing takes the place of what is kept before it works. */
static int
try_and_keep (CwCli *self, const CwConnectionInfo *info, CwSecret **secret, GError **error)
{
  g_autoptr (GPtrArray) offers = NULL;
  CwConnectionTest *test = cw_profile_try_connection_sync (self->profile, info, secret, &offers, self->cancellable);
  gboolean ok = test->ok && cw_profile_replace_connection_sync (self->profile, info, *secret, self->cancellable, error);

  if (ok || !test->ok)
    cw_cli_print_test (self, test);
  cw_connection_test_free (test);
  if (ok)
    return CW_CLI_DONE;
  return *error != NULL ? CW_CLI_FAILED : CW_CLI_NOT_CONNECTED;
}

int
cw_cli_connection_sign_in (CwCli *self, char **arguments, GError **error)
{
  g_autofree char *redirect = NULL;
  const GOptionEntry entries[] = {
    { "redirect", 0, 0, G_OPTION_ARG_STRING, &redirect, N_("Where the answer comes back to, as it is registered there"), N_("ADDRESS") },
    { NULL }
  };
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwConnectionInfo) info = NULL;
  g_autoptr (CwSecret) entered = NULL, secret = NULL;
  g_autoptr (CwSignIn) sign_in = NULL;

  if (!cw_cli_parse (self, arguments, entries, 1, 1, &positional, error))
    return CW_CLI_FAILED;
  store = cw_cli_open_store (self, error);
  info = store != NULL ? cw_cli_get_connection (store, positional[0], error) : NULL;
  if (info == NULL || cw_cli_open_online (self, error) == NULL)
    return CW_CLI_FAILED;
  entered = cw_profile_get_secret_sync (self->profile, info->name, self->cancellable, error);
  sign_in = entered != NULL ? cw_sign_in_new (self->profile, info, entered, redirect, error) : NULL;
  if (sign_in == NULL)
    return CW_CLI_FAILED;
  announce (self, info, sign_in);
  secret = wait_for_answer (self, sign_in, error);
  return secret != NULL ? try_and_keep (self, info, &secret, error) : CW_CLI_FAILED;
}
