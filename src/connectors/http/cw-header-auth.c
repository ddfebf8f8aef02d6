/* cw-header-auth.c: signing in with fixed headers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-http-private.h"

#include "cw-error.h"

#include <glib/gi18n-lib.h>

#define CW_TYPE_HEADER_AUTH (cw_header_auth_get_type ())
G_DECLARE_FINAL_TYPE (CwHeaderAuth, cw_header_auth, CW, HEADER_AUTH, GObject)

struct _CwHeaderAuth {
  GObject    parent_instance;

  GPtrArray *names;    /* (element-type utf8), owned */
  GPtrArray *values;   /* (element-type CwSecret), owned, same order */
};

static gboolean
header_auth_sign (CwHttpAuth *auth, const char *method, const char *url, gint64 server_now, GPtrArray *headers, GError **error)
{
  CwHeaderAuth *self = CW_HEADER_AUTH (auth);

  for (guint i = 0; i < self->names->len; i++)
    {
      g_ptr_array_add (headers, g_strdup (self->names->pdata[i]));
      g_ptr_array_add (headers, g_strdup (cw_secret_reveal (self->values->pdata[i])));
    }
  return TRUE;
}

static gboolean
header_auth_needs_renewal (CwHttpAuth *auth, gint64 server_now)
{
  return FALSE;
}

/* There is nothing to renew: the same headers would be refused again. */
static gboolean
header_auth_renew (CwHttpAuth *auth, gint64 server_now, CwHttpExchange exchange, gpointer data, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH, _("The sign-in was refused."));
  return FALSE;
}

static const char *
header_auth_get_advice (CwHttpAuth *auth, const char *said)
{
  return _("The key and the e-mail address have to belong together, and the answer does not say which of them is wrong: check both, "
           "and whether the key was replaced by a newer one.");
}

static void
header_auth_iface_init (CwHttpAuthInterface *iface)
{
  iface->sign = header_auth_sign;
  iface->renew = header_auth_renew;
  iface->needs_renewal = header_auth_needs_renewal;
  iface->get_advice = header_auth_get_advice;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwHeaderAuth, cw_header_auth, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_HTTP_AUTH, header_auth_iface_init))

static void
header_auth_finalize (GObject *object)
{
  CwHeaderAuth *self = CW_HEADER_AUTH (object);

  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->values);
  G_OBJECT_CLASS (cw_header_auth_parent_class)->finalize (object);
}

static void
cw_header_auth_class_init (CwHeaderAuthClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = header_auth_finalize;
}

static void
cw_header_auth_init (CwHeaderAuth *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_secret_unref);
}

CwHttpAuth *
cw_header_auth_new (const char *first_name, CwSecret *first_value, ...)
{
  CwHeaderAuth *self = g_object_new (CW_TYPE_HEADER_AUTH, NULL);
  CwSecret *value = first_value;
  va_list pairs;

  va_start (pairs, first_value);
  for (const char *name = first_name; name != NULL; name = va_arg (pairs, const char *))
    {
      if (name != first_name)
        value = va_arg (pairs, CwSecret *);
      g_ptr_array_add (self->names, g_strdup (name));
      g_ptr_array_add (self->values, cw_secret_ref (value));
    }
  va_end (pairs);
  return CW_HTTP_AUTH (self);
}
