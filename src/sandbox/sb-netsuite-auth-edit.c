/* sb-netsuite-auth-edit.c: what an administrator does with credentials
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For the control plane: block an integration, revoke a token, upload a
 * certificate ("pem", for the integration "client").
 */

#include "sb-netsuite-auth.h"

#include <string.h>

#define CERTIFICATES_MAX 5   /* active ones of one integration */

typedef struct {
  const char *record;
  const char *columns[10];   /* that may be set */
} Kind;

static const Kind kinds[] = {
  { "integration", { "name", "state", "tba", "m2m", "code", "public", "redirect_uri", "refresh_hours", "rotation_hours" } },
  { "accesstoken", { "client", "revoked" } },
  { "certificate", { "client", "revoked" } },
};

static const Kind *
find_kind (const char *record)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].record, record) == 0)
      return &kinds[i];

  return NULL;
}

gboolean
sb_netsuite_is_auth_record (const char *record)
{
  return find_kind (record) != NULL;
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, message);

  return FALSE;
}

/* ---- columns ---- */

static gboolean
is_plain_redirect (const char *column, const char *value)
{
  return strcmp (column, "redirect_uri") == 0 && g_ascii_strncasecmp (value, "http:", strlen ("http:")) == 0;
}

static gboolean
set_column (SbSandbox *self, const Kind *kind, const char *id, const char *column, JsonNode *node, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE sb_ns_%s SET \"%s\" = ? WHERE id = ?", kind->record, column);
  g_autofree char *text = NULL;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return refuse (error, "a text, number or truth value is needed");
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    text = g_strdup (json_node_get_boolean (node) ? "T" : "F");
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  else
    text = json_node_dup_string (node);
  if (text == NULL || is_plain_redirect (column, text))
    return refuse (error, "redirects are to https or to a scheme of the application's own");
  sb_netsuite_auth_run (self, sql, 2, text, id);

  return TRUE;
}

static gboolean
set_columns (SbSandbox *self, const Kind *kind, const char *id, JsonObject *set, GError **error)
{
  for (guint i = 0; kind->columns[i] != NULL; i++)
    {
      JsonNode *node = json_object_get_member (set, kind->columns[i]);

      if (node != NULL && !set_column (self, kind, id, kind->columns[i], node, error))
        return FALSE;
    }

  return TRUE;
}

/* ---- creating ---- */

static gboolean
add_certificate (SbSandbox *self, const char *id, JsonObject *set, GError **error)
{
  const char *pem = sb_jwt_get_text (set, "pem");
  const char *client = sb_jwt_get_text (set, "client");
  SbCertificate certificate = { NULL };
  g_autofree char *owner = NULL;
  g_autofree char *active = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (pem == NULL || client == NULL)
    return refuse (error, "“pem” and “client” are needed");
  owner = sb_netsuite_auth_find (self, "SELECT id FROM sb_ns_integration WHERE id = ? AND m2m = 'T'", client);
  if (owner == NULL)
    return refuse (error, "“client” is no integration with client credentials");
  active = sb_netsuite_auth_find (self, "SELECT count (*) FROM sb_ns_certificate WHERE client = ? AND revoked = 'F'", client);
  if (g_ascii_strtoull (active, NULL, 10) >= CERTIFICATES_MAX)
    return refuse (error, "an integration has at most five active certificates");
  if (!sb_certificate_read (&certificate, pem, error))
    return FALSE;
  from = g_strdup_printf ("%" G_GINT64_FORMAT, certificate.valid_from);
  to = g_strdup_printf ("%" G_GINT64_FORMAT, certificate.valid_to);
  sb_netsuite_auth_run (self, "INSERT INTO sb_ns_certificate (id, client, public_pem, algorithm, valid_from, valid_to)"
                        " VALUES (?, ?, ?, ?, ?, ?)", 6, id, client, certificate.public_pem, certificate.algorithm, from, to);
  sb_certificate_clear (&certificate);

  return TRUE;
}

static gboolean
add_row (SbSandbox *self, const Kind *kind, const char *id, JsonObject *set, GError **error)
{
  g_autofree char *secret = sb_netsuite_dup_random (self, 32);
  g_autofree char *sql = NULL;

  if (strcmp (kind->record, "certificate") == 0)
    return add_certificate (self, id, set, error);
  sql = g_strdup_printf ("INSERT INTO sb_ns_%s (id, secret) VALUES (?, ?)", kind->record);
  sb_netsuite_auth_run (self, sql, 2, id, secret);

  return set_columns (self, kind, id, set, error);
}

char *
sb_netsuite_auth_edit (SbSandbox *self, const char *record, const char *id, JsonObject *set, gboolean create, gboolean remove,
                       GError **error)
{
  const Kind *kind = find_kind (record);
  g_autofree char *present = NULL;
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM sb_ns_%s WHERE id = ?", record);
  g_autofree char *fresh = create ? sb_netsuite_dup_random (self, 32) : NULL;

  if (create)
    return add_row (self, kind, fresh, set, error) ? g_steal_pointer (&fresh) : NULL;
  present = sb_netsuite_auth_find (self, sql, id);
  if (present == NULL)
    return refuse (error, "there is no such credential"), NULL;
  if (remove)
    {
      g_autofree char *delete = g_strdup_printf ("DELETE FROM sb_ns_%s WHERE id = ?", record);

      sb_netsuite_auth_run (self, delete, 1, id);
      return g_strdup (id);
    }

  return set_columns (self, kind, id, set, error) ? g_strdup (id) : NULL;
}
