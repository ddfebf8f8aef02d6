/* cw-cli-secret.c: a secret from standard input
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Never from arguments or environment, which other processes can read. On a
 * terminal nothing is echoed, and the line editor is off because it would cut
 * a line at 4,096 bytes, which a key can exceed.
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define SECRET_BYTES_MAX (256 * 1024)
#define END_OF_INPUT 0x04   /* Ctrl+D, which means nothing to a terminal without its line editor */

/* The bytes read, in memory that is wiped. */
typedef struct {
  char  *data;
  gsize  length;
} Input;

static void
input_clear (Input *self)
{
  if (self->data != NULL)
    explicit_bzero (self->data, SECRET_BYTES_MAX + 1);
  g_clear_pointer (&self->data, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Input, input_clear)

static gboolean
hide_input (struct termios *out_before)
{
  struct termios quiet;

  if (!isatty (STDIN_FILENO) || tcgetattr (STDIN_FILENO, out_before) != 0)
    return FALSE;
  quiet = *out_before;
  quiet.c_lflag &= ~(tcflag_t) (ECHO | ICANON);
  quiet.c_cc[VMIN] = 1;
  quiet.c_cc[VTIME] = 0;
  return tcsetattr (STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
}

/* FALSE when a signal came first. */
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

/* To the end of the input; on a terminal to Ctrl+D, or to Return after a closing brace. */
static gboolean
read_input (CwCli *self, Input *input, gboolean typed, GError **error)
{
  for (;;)
    {
      gssize n;

      if (!wait_for_input (self->cancellable))
        return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
      n = read (STDIN_FILENO, input->data + input->length, SECRET_BYTES_MAX - input->length);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      input->length += (gsize) n;
      if (input->length == SECRET_BYTES_MAX)
        {
          g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("The secret on standard input is longer than %d bytes."),
                       SECRET_BYTES_MAX);
          return FALSE;
        }
      if (typed && input->data[input->length - 1] == END_OF_INPUT)
        {
          input->length--;
          break;
        }
      if (typed && input->length >= 2 && strchr ("\r\n", input->data[input->length - 1]) != NULL &&
          input->data[input->length - 2] == '}')
        break;
    }
  input->data[input->length] = '\0';
  return TRUE;
}

/* What @way of @system asks for: {"email":…,"token":…}. (transfer full) */
static char *
dup_shape (const char *system, const char *way)
{
  const CwSystemInfo *info = cw_system_find_info (system);
  const CwInput *inputs = info != NULL ? cw_system_info_find_way (info, way)->inputs : NULL;
  GString *shape = g_string_new ("{");

  for (gsize i = 0; inputs != NULL && inputs[i].name != NULL; i++)
    g_string_append_printf (shape, "%s\"%s\":…", i > 0 ? "," : "", inputs[i].name);
  g_string_append_c (shape, '}');
  return g_string_free (shape, FALSE);
}

/* The parser's own message may quote the text, so it is not passed on. */
static CwSecret *
make_secret (const Input *input, const char *system, const char *auth, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root = NULL;
  JsonObject *object;

  if (json_parser_load_from_data (parser, input->data, (gssize) input->length, NULL))
    root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_autofree char *shape = dup_shape (system, auth);

      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Standard input must hold the secret as one JSON object: %s."), shape);
      return NULL;
    }
  object = json_node_get_object (root);
  if (json_object_has_member (object, auth) && JSON_NODE_HOLDS_OBJECT (json_object_get_member (object, auth)))
    {
      g_autofree char *inner = json_to_string (json_object_get_member (object, auth), FALSE);
      CwSecret *secret = cw_secret_new (inner);

      explicit_bzero (inner, strlen (inner));
      return secret;
    }
  return cw_secret_new (input->data);
}

CwSecret *
cw_cli_read_secret_sync (CwCli *self, const char *system, const char *auth, GError **error)
{
  g_auto (Input) input = { .data = g_malloc0 (SECRET_BYTES_MAX + 1) };
  struct termios before;
  gboolean typed = hide_input (&before), done;

  if (typed)
    g_printerr ("%s\n", _("Paste the secret as one JSON object, then press Return (nothing is shown):"));
  done = read_input (self, &input, typed, error);
  if (typed)
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  return done ? make_secret (&input, system, auth, error) : NULL;
}
