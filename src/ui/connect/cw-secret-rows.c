/* cw-secret-rows.c: a row for each member of a secret
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Secrets are typed into password entries, whose buffers the toolkit keeps out
 * of swap and wipes. A private key is never typed: it is made here, and only
 * its certificate leaves, or it is read from a file.
 */

#include "config.h"

#include "cw-secret-rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define KEY_FILE_MAX (64 * 1024)   /* bytes */

typedef struct {
  const CwInput *input;   /* borrowed */
  GtkWidget     *row;     /* borrowed from the group */
} Row;

struct _CwSecretRows {
  GObject              parent_instance;

  CwProfile           *profile;      /* owned */
  AdwPreferencesGroup *group;        /* borrowed: it outlives this */
  GArray              *rows;         /* of Row */
  gboolean             kept;

  CwSecret            *key;          /* owned; NULL: none was made or read */
  char                *certificate;  /* of the key that was made */
  gint64               end;          /* of the certificate; 0: nobody knows */
  GtkWidget           *save_button;  /* borrowed from its row */
  GtkFileChooserNative *chooser;     /* owned while it is open */
};

G_DEFINE_FINAL_TYPE (CwSecretRows, cw_secret_rows, G_TYPE_OBJECT)

static guint changed_signal;

static void
emit_changed (CwSecretRows *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/* ---- where a value is found ---- */

static GtkWidget *
make_hint (const char *title, const char *text)
{
  g_autofree char *label = g_strdup_printf (_("Where to find “%s”"), title);
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new (), *words = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (words), 36);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_popover_set_child (GTK_POPOVER (popover), words);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "dialog-question-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  return button;
}

void
cw_entry_row_add_hint (AdwEntryRow *row, const char *title, const char *text)
{
  adw_entry_row_add_suffix (row, make_hint (title, text));
}

/* ---- private keys ---- */

static Row *
find_key (CwSecretRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_array_index (self->rows, Row, i).input->kind == CW_INPUT_KEY)
      return &g_array_index (self->rows, Row, i);
  return NULL;
}

static void
show_key (CwSecretRows *self, const char *text)
{
  Row *row = find_key (self);

  if (row == NULL)
    return;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row), text);
  gtk_widget_set_visible (self->save_button, self->certificate != NULL);
}

static void
certificate_saved_cb (GObject *file, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwSecretRows) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (file)), *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (file), result, NULL, &error))
    text = g_strdup_printf (_("Made. Upload the certificate, %s, and keep this window open until its ID is entered."), name);
  else
    text = g_strdup_printf (_("The certificate could not be saved (%s). Choose another folder."), error->message);
  show_key (self, text);
}

static void
choose_file (CwSecretRows *self, const char *title, GtkFileChooserAction action, const char *name, GCallback response)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->group));

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, action, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", response, self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
save_response_cb (CwSecretRows *self, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser)) : NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (self->certificate, strlen (self->certificate));

  g_clear_object (&self->chooser);
  if (file != NULL)
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, certificate_saved_cb, g_object_ref (self));
}

static void
save_clicked_cb (CwSecretRows *self)
{
  choose_file (self, _("Save Certificate"), GTK_FILE_CHOOSER_ACTION_SAVE, "causeway-certificate.pem", G_CALLBACK (save_response_cb));
}

/* A millisecond's work. */
static void
make_clicked_cb (CwSecretRows *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->key, cw_secret_unref);
  g_clear_pointer (&self->certificate, g_free);
  if (!cw_profile_make_key (self->profile, &self->key, &self->certificate, &self->end, &error))
    {
      show_key (self, error->message);
      return;
    }
  show_key (self, _("Made. Save its certificate and upload that."));
  emit_changed (self);
  save_clicked_cb (self);
}

static void
key_read_cb (GObject *file, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwSecretRows) self = data;
  g_autoptr (GError) error = NULL;
  Row *row = find_key (self);
  char *text = NULL;
  gsize length = 0;

  if (!g_file_load_contents_finish (G_FILE (file), result, &text, &length, NULL, &error))
    {
      g_autofree char *sentence = g_strdup_printf (_("The file cannot be read (%s). Choose another one."), error->message);

      show_key (self, sentence);
      return;
    }
  if (row != NULL && length <= KEY_FILE_MAX && strlen (text) == length)
    {
      g_autofree char *problem = cw_input_dup_problem (row->input, text);

      g_clear_pointer (&self->key, cw_secret_unref);
      g_clear_pointer (&self->certificate, g_free);
      self->end = 0;
      self->key = problem == NULL ? cw_secret_new (text) : NULL;
      show_key (self, problem != NULL ? problem : _("Read from the file."));
    }
  explicit_bzero (text, length);
  g_free (text);
  emit_changed (self);
}

static void
open_response_cb (CwSecretRows *self, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser)) : NULL;

  g_clear_object (&self->chooser);
  if (file != NULL)
    g_file_load_contents_async (file, NULL, key_read_cb, g_object_ref (self));
}

static void
open_clicked_cb (CwSecretRows *self)
{
  choose_file (self, _("Choose Private Key"), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, G_CALLBACK (open_response_cb));
}

static GtkWidget *
add_button (CwSecretRows *self, GtkWidget *box, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

/* Its buttons stand below each other, so that they fit a narrow window. */
static GtkWidget *
make_key_row (CwSecretRows *self, const CwInput *input)
{
  GtkWidget *row = adw_action_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(input->label));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), self->kept ? _("The one in the keyring stays, unless another is made or chosen.")
                                                                : _("None yet."));
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  add_button (self, box, _("_Make Key…"), G_CALLBACK (make_clicked_cb));
  self->save_button = add_button (self, box, _("_Save Certificate…"), G_CALLBACK (save_clicked_cb));
  gtk_widget_set_visible (self->save_button, FALSE);
  add_button (self, box, _("Choose _File…"), G_CALLBACK (open_clicked_cb));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_hint (_(input->label), _(input->where)));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), box);
  return row;
}

/* ---- rows ---- */

static GtkWidget *
make_entry_row (CwSecretRows *self, const CwInput *input)
{
  GtkWidget *row = input->kind == CW_INPUT_SECRET ? adw_password_entry_row_new () : adw_entry_row_new ();
  g_autofree char *title = self->kept ? g_strdup_printf (_("%s (empty: unchanged)"), _(input->label)) : g_strdup (_(input->label));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_input_hints (ADW_ENTRY_ROW (row), GTK_INPUT_HINT_NO_SPELLCHECK | GTK_INPUT_HINT_PRIVATE);
  if (input->kind == CW_INPUT_EMAIL)
    adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row), GTK_INPUT_PURPOSE_EMAIL);
  cw_entry_row_add_hint (ADW_ENTRY_ROW (row), _(input->label), _(input->where));
  g_signal_connect_object (row, "changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  return row;
}

void
cw_secret_rows_set_way (CwSecretRows *self, const CwSignInWay *way, gboolean kept)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_array_index (self->rows, Row, i).row);
  g_array_set_size (self->rows, 0);
  g_clear_pointer (&self->key, cw_secret_unref);
  g_clear_pointer (&self->certificate, g_free);
  self->kept = kept;
  for (const CwInput *input = way->inputs; input->name != NULL; input++)
    {
      Row row = { input, input->kind == CW_INPUT_KEY ? make_key_row (self, input) : make_entry_row (self, input) };

      adw_preferences_group_add (self->group, row.row);
      g_array_append_val (self->rows, row);
    }
}

/* Borrowed; "" when nothing was entered. */
static const char *
peek (CwSecretRows *self, const Row *row)
{
  if (row->input->kind == CW_INPUT_KEY)
    return self->key != NULL ? cw_secret_reveal (self->key) : "";
  return gtk_editable_get_text (GTK_EDITABLE (row->row));
}

char *
cw_secret_rows_dup_problem (CwSecretRows *self)
{
  char *first = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);
      char *problem = *peek (self, row) != '\0' ? cw_input_dup_problem (row->input, peek (self, row)) : NULL;

      if (problem != NULL)
        gtk_widget_add_css_class (row->row, "error");
      else
        gtk_widget_remove_css_class (row->row, "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_STATE_INVALID,
                                   problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
      if (first == NULL)
        first = problem;
      else
        g_free (problem);
    }
  return first;
}

gboolean
cw_secret_rows_is_whole (CwSecretRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (!self->kept && *peek (self, &g_array_index (self->rows, Row, i)) == '\0')
      return FALSE;
  return TRUE;
}

gboolean
cw_secret_rows_has_any (CwSecretRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (*peek (self, &g_array_index (self->rows, Row, i)) != '\0')
      return TRUE;
  return FALSE;
}

static CwSecret *
dup_entered (CwSecretRows *self, const Row *row)
{
  char *text = g_strdup (peek (self, row));
  CwSecret *secret = cw_secret_new (row->input->kind == CW_INPUT_KEY ? text : g_strstrip (text));

  explicit_bzero (text, strlen (text));
  g_free (text);
  return secret;
}

/* @all with what belongs to the key. (transfer full) */
static CwSecret *
add_end (CwSecretRows *self, CwSecret *all /* transfer full */)
{
  g_autoptr (CwSecret) before = all, end = NULL;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, self->end);

  if (self->key == NULL)
    return g_steal_pointer (&before);
  end = cw_secret_new (text);
  return cw_secret_with_member (before, CW_CERTIFICATE_END, end);
}

CwSecret *
cw_secret_rows_get_secret (CwSecretRows *self)
{
  CwSecret *all = cw_secret_merge (NULL, NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);
      g_autoptr (CwSecret) value = dup_entered (self, row), before = all;

      all = *cw_secret_reveal (value) != '\0' ? cw_secret_with_member (before, row->input->name, value) : cw_secret_ref (before);
    }
  return add_end (self, all);
}

/* ---- object ---- */

static void
cw_secret_rows_finalize (GObject *object)
{
  CwSecretRows *self = CW_SECRET_ROWS (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->key, cw_secret_unref);
  g_free (self->certificate);
  g_array_unref (self->rows);
  G_OBJECT_CLASS (cw_secret_rows_parent_class)->finalize (object);
}

static void
cw_secret_rows_class_init (CwSecretRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_secret_rows_finalize;
  changed_signal = g_signal_new ("changed", CW_TYPE_SECRET_ROWS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_secret_rows_init (CwSecretRows *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
}

CwSecretRows *
cw_secret_rows_new (CwProfile *profile, AdwPreferencesGroup *group)
{
  CwSecretRows *self = g_object_new (CW_TYPE_SECRET_ROWS, NULL);

  self->profile = g_object_ref (profile);
  self->group = group;
  return self;
}
