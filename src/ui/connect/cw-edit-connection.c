/* cw-edit-connection.c: changes a connection, once it was tried
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-edit-connection.h"

#include "cw-connection-form.h"
#include "cw-window.h"

#include <glib/gi18n-lib.h>

struct _CwEditConnection {
  AdwWindow         parent_instance;

  /* inputs */
  CwDesk           *desk;         /* owned */
  char             *connection;

  /* template children */
  AdwBin           *bin;
  GtkWidget        *save_button;

  CwConnectionForm *form;         /* borrowed from the bin; NULL until its connection was read */
};

G_DEFINE_FINAL_TYPE (CwEditConnection, cw_edit_connection, ADW_TYPE_WINDOW)

static void
add_toast (GtkWidget *window, const char *text)
{
  GtkWindow *parent = GTK_IS_WINDOW (window) ? gtk_window_get_transient_for (GTK_WINDOW (window)) : NULL;

  if (CW_IS_WINDOW (parent))
    cw_window_add_toast (CW_WINDOW (parent), text);
}

/* ---- saving ---- */

static void
ready_cb (CwEditConnection *self)
{
  gtk_widget_set_sensitive (self->save_button, cw_connection_form_get_ready (self->form));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwEditConnection) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (self->desk == NULL)
    return;
  if (!cw_connect_finish (result, &error))
    {
      cw_connection_form_show_failure (self->form, error->message);
      ready_cb (self);
      return;
    }
  text = g_strdup_printf (_("“%s” is changed"), self->connection);
  add_toast (GTK_WIDGET (self), text);
  cw_overview_refresh_async (cw_desk_get_overview (self->desk), NULL, NULL, NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static void
save_clicked_cb (CwEditConnection *self)
{
  gtk_widget_set_sensitive (self->save_button, FALSE);
  cw_connect_replace_async (cw_desk_get_profile (self->desk), cw_connection_form_get_info (self->form),
                            cw_connection_form_get_secret (self->form), saved_cb, g_object_ref (self));
}

/* ---- reading ---- */

static void
show_form (CwEditConnection *self, GPtrArray *connections)
{
  for (guint i = 0; i < connections->len; i++)
    {
      const CwConnectionInfo *info = connections->pdata[i];

      if (g_strcmp0 (info->name, self->connection) != 0)
        continue;
      self->form = cw_connection_form_new_edit (cw_desk_get_profile (self->desk), cw_system_find_info (info->system), info);
      g_signal_connect_object (self->form, "notify::ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
      adw_bin_set_child (self->bin, GTK_WIDGET (self->form));
      gtk_widget_child_focus (GTK_WIDGET (self->form), GTK_DIR_TAB_FORWARD);
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwEditConnection) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwConnectLists) lists = cw_connect_load_finish (result, &error);

  if (self->desk == NULL)
    return;
  if (lists != NULL)
    show_form (self, lists->connections);
  if (self->form != NULL)
    return;
  add_toast (GTK_WIDGET (self), error != NULL ? error->message : _("This connection is gone"));
  gtk_window_close (GTK_WINDOW (self));
}

/* ---- object ---- */

static void
cw_edit_connection_dispose (GObject *object)
{
  CwEditConnection *self = CW_EDIT_CONNECTION (object);

  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_edit_connection_parent_class)->dispose (object);
}

static void
cw_edit_connection_finalize (GObject *object)
{
  g_free (CW_EDIT_CONNECTION (object)->connection);
  G_OBJECT_CLASS (cw_edit_connection_parent_class)->finalize (object);
}

static void
cw_edit_connection_class_init (CwEditConnectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_edit_connection_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_edit_connection_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-edit-connection.ui");
  gtk_widget_class_bind_template_child (widget_class, CwEditConnection, bin);
  gtk_widget_class_bind_template_child (widget_class, CwEditConnection, save_button);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cw_edit_connection_init (CwEditConnection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
cw_edit_connection_show (CwDesk *desk, const char *connection, GtkWidget *parent)
{
  CwEditConnection *self = g_object_new (CW_TYPE_EDIT_CONNECTION, "transient-for", gtk_widget_get_root (parent), NULL);

  self->desk = g_object_ref (desk);
  self->connection = g_strdup (connection);
  cw_connect_load_async (cw_desk_get_profile (desk), NULL, loaded_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
}

/* ---- removing an integration ---- */

typedef struct {
  CwDesk         *desk;          /* owned */
  char           *integration;
  CwWindow       *window;        /* owned */
  GtkCheckButton *connections;   /* borrowed from the dialog */
} Removal;

static void
removal_free (Removal *self)
{
  g_object_unref (self->desk);
  g_object_unref (self->window);
  g_free (self->integration);
  g_free (self);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Removal *removal = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = cw_connect_finish (result, &error);
  g_autofree char *text = ok ? g_strdup_printf (_("“%s” is removed"), removal->integration) : g_strdup (error->message);

  cw_window_add_toast (removal->window, text);
  cw_overview_refresh_async (cw_desk_get_overview (removal->desk), NULL, NULL, NULL);
  removal_free (removal);
}

static void
response_cb (GtkWidget *dialog, const char *response, gpointer data)
{
  Removal *removal = data;

  if (g_str_equal (response, "remove"))
    cw_connect_remove_async (cw_desk_get_profile (removal->desk), removal->integration, gtk_check_button_get_active (removal->connections),
                             removed_cb, removal);
  else
    removal_free (removal);
}

void
cw_remove_integration_show (CwDesk *desk, const char *integration, GtkWidget *parent)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  g_autofree char *heading = g_strdup_printf (_("Remove “%s”?"), integration);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), heading, NULL);
  GtkWidget *connections = gtk_check_button_new_with_mnemonic (_("Also remove its _connections and their sign-ins, where nothing else uses them"));
  GtkWidget *label = gtk_widget_get_last_child (connections);
  Removal *removal = g_new0 (Removal, 1);

  removal->desk = g_object_ref (desk);
  removal->integration = g_strdup (integration);
  removal->window = g_object_ref (CW_WINDOW (root));
  removal->connections = GTK_CHECK_BUTTON (connections);
  if (GTK_IS_LABEL (label))
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _("Nothing changes in the systems, and the history stays. Its links, marks kept here, mapping and settings are "
                                 "forgotten; links can be found again, the rest cannot be brought back."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), connections);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), removal);
  gtk_window_present (GTK_WINDOW (dialog));
}
