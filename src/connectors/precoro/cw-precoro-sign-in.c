/* cw-precoro-sign-in.c: what a person enters to connect Precoro
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-precoro-private.h"

#include <glib/gi18n-lib.h>

static const CwInput inputs[] = {
  { "email", N_("E-mail"), N_("The address of the Precoro user who made the key."), CW_INPUT_EMAIL },
  { "token", N_("API Key"), N_("Shown once: Configuration > Integrations > API Key > Generate API Key."), CW_INPUT_SECRET },
  { NULL, NULL, NULL, CW_INPUT_TEXT },
};

static const CwSignInWay ways[] = {
  { "token", N_("API key"),
    N_("A key belongs to one user and one company, and sees what that user may see. Take a user with the widest access."), inputs, NULL, FALSE },
  { NULL, NULL, NULL, NULL, NULL, FALSE },
};

static const CwOfferInfo field = {
  "item-custom-field", N_("List for Customers and Projects"),
  N_("An item custom field of Precoro that holds a list: Configuration > Custom Fields > For Items."), FALSE,
};

static const CwSystemInfo system_info = {
  .name = "precoro",
  .label = "Precoro",
  .purpose = N_("Customers and projects as a list to buy for, users, approved purchase orders"),
  .url = "https://api.precoro.com",
  .url_where = N_("https://api.precoro.com, or https://api.precoro.us when you sign in at app.precoro.us."),
  .ways = ways,
  .offer = &field,
  .sync_field = "custentity_precoro_sync",
};

const CwSystemInfo *
cw_precoro_get_system_info (void)
{
  return &system_info;
}

GPtrArray *
_cw_precoro_offers_sync (CwPrecoro *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) fields = cw_precoro_list_fields_sync (self, cancellable, error);
  g_autoptr (GPtrArray) offers = NULL;

  if (fields == NULL)
    return NULL;
  offers = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_offer_free);
  for (guint i = 0; i < fields->len; i++)
    {
      const CwPrecoroField *item = fields->pdata[i];

      if (item->enabled)
        g_ptr_array_add (offers, cw_offer_new (item->id, item->name, 0));
    }
  return g_steal_pointer (&offers);
}
