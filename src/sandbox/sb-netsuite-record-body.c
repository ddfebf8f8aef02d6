/* sb-netsuite-record-body.c: the body of a write, checked member by member
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sections 4.1 and 4.4 of the reference. By default an unknown name is only
 * warned about and its value is lost, and a bad value refuses the whole.
 */

#include "sb-netsuite-records.h"

#include <math.h>
#include <string.h>

#define BODY_MAX  (104 * 1000 * 1000)

/* ---- validation headers ---- */

static gboolean
read_header (const SbRequest *request, const char *name, const char *shown, int preset, int *out_mode, SbResponse *response)
{
  static const char * const modes[] = { "Error", "Warning", "Ignore" };
  const char *value = g_hash_table_lookup (request->headers, name);

  *out_mode = preset;
  if (value == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (g_ascii_strcasecmp (modes[i], value) == 0)
      {
        *out_mode = (int) i;
        return TRUE;
      }
  sb_netsuite_error (response, 400, "INVALID_REQUEST", "o:errorHeader", shown, "Invalid value of header %s: %s.", shown, value);

  return FALSE;
}

gboolean
sb_validation_read (SbValidation *self, const SbRequest *request, SbResponse *response)
{
  self->response = response;
  self->warnings = g_string_new (NULL);

  return read_header (request, "x-netsuite-propertynamevalidation", "X-NetSuite-PropertyNameValidation", SB_VALIDATE_WARNING,
                      &self->names, response) &&
         read_header (request, "x-netsuite-propertyvaluevalidation", "X-NetSuite-PropertyValueValidation", SB_VALIDATE_ERROR,
                      &self->values, response);
}

void
sb_validation_finish (SbValidation *self)
{
  if (self->warnings->len > 0)
    {
      /* a header is one line of Latin text; names come from the caller */
      g_autofree char *line = g_str_to_ascii (self->warnings->str, "C");

      g_strdelimit (line, "\r\n\t", ' ');
      sb_response_add_header (self->response, "X-NetSuite-Warning", line);
    }
  g_string_free (g_steal_pointer (&self->warnings), TRUE);
}

/* TRUE: go on without the member. */
G_GNUC_PRINTF (4, 5)
static gboolean
object_to (SbValidation *self, int mode, const char *path, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (mode == SB_VALIDATE_WARNING)
    g_string_append_printf (self->warnings, "%s%s", self->warnings->len > 0 ? " " : "", sentence);
  if (mode == SB_VALIDATE_ERROR)
    sb_netsuite_error (self->response, 400, "INVALID_CONTENT", "o:errorPath", path, "Error while accessing a resource. %s", sentence);

  return mode != SB_VALIDATE_ERROR;
}

/* ---- parsing ---- */

static gboolean
refuse_syntax (SbResponse *response)
{
  sb_netsuite_error (response, 400, "INVALID_REQUEST", NULL, NULL,
                     "The request could not be understood by the server due to malformed syntax.");

  return FALSE;
}

/* NULL: the answer is filled in. */
static JsonNode *
parse_object (const SbRequest *request, SbResponse *response)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize size;
  const char *text = g_bytes_get_data (request->body, &size);
  JsonNode *root = NULL;

  if (size > BODY_MAX)
    {
      sb_netsuite_error (response, 413, "INVALID_REQUEST", NULL, NULL, "The request body is too large.");
      return NULL;
    }
  if (size > 0 && sb_json_is_shallow (text, size) && json_parser_load_from_data (parser, text, (gssize) size, NULL))
    root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      refuse_syntax (response);
      return NULL;
    }

  return json_node_ref (root);
}

static gboolean
check_media_type (const SbRequest *request, SbResponse *response)
{
  const char *header = g_hash_table_lookup (request->headers, "content-type");
  g_autofree char *media = sb_request_dup_media_type (request);

  if (strcmp (media, "application/json") == 0)
    return TRUE;
  if (strcmp (media, "application/vnd.oracle.resource+json") == 0 && strstr (header, "type=collection") == NULL)
    return TRUE;
  sb_netsuite_error (response, 415, "UNSUPPORTED_MEDIA_TYPE", "o:errorHeader", "Content-Type", "Unsupported media type: %s.",
                     header != NULL ? header : "none");

  return FALSE;
}

/* ---- values: each reader gives the text for the table, or FALSE ---- */

static GType
get_value_type (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
}

static gboolean
read_text (JsonNode *node, char **out_text)
{
  if (get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  *out_text = *json_node_get_string (node) != '\0' ? json_node_dup_string (node) : NULL;

  return TRUE;
}

static gboolean
read_integer (JsonNode *node, char **out_text)
{
  gint64 number;

  if (get_value_type (node) == G_TYPE_INT64)
    number = json_node_get_int (node);
  else if (get_value_type (node) != G_TYPE_STRING ||
           !g_ascii_string_to_signed (json_node_get_string (node), 10, G_MININT64, G_MAXINT64, &number, NULL))
    return FALSE;
  *out_text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  return TRUE;
}

static gboolean
read_number (JsonNode *node, char **out_text)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  const char *text = get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
  char *end = NULL;
  double number;

  if (get_value_type (node) == G_TYPE_INT64)
    return read_integer (node, out_text);
  if (text != NULL)
    number = g_ascii_strtod (text, &end);
  else if (get_value_type (node) == G_TYPE_DOUBLE)
    number = json_node_get_double (node);
  else
    return FALSE;
  if (!isfinite (number) || (text != NULL && (end == text || *end != '\0')))
    return FALSE;
  *out_text = g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.15g", number));

  return TRUE;
}

static gboolean
read_boolean (JsonNode *node, char **out_text)
{
  if (get_value_type (node) != G_TYPE_BOOLEAN)
    return FALSE;
  *out_text = g_strdup (json_node_get_boolean (node) ? "T" : "F");

  return TRUE;
}

static gboolean
read_date (JsonNode *node, char **out_text)
{
  const char *text = get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "";
  g_autofree char *instant = g_strconcat (text, "T00:00:00Z", NULL);
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (instant, NULL);

  if (date == NULL || strlen (text) != strlen ("YYYY-MM-DD"))
    return FALSE;
  *out_text = g_strdup (text);

  return TRUE;
}

static gboolean
read_instant (JsonNode *node, char **out_text)
{
  const char *text = get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "";
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (text, NULL);

  if (date == NULL)
    return FALSE;
  *out_text = g_strdup_printf ("%" G_GINT64_FORMAT, g_date_time_to_unix (date));

  return TRUE;
}

/* A bare id, {"id"} or {"externalId"}; a name does not resolve. */
static gboolean
read_reference (SbSandbox *self, const SbField *field, JsonNode *node, char **out_text)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const SbTable *target = sb_netsuite_find_referenced (field);
  JsonNode *external;
  gint64 id;

  if (object == NULL)
    return read_integer (node, out_text) && sb_record_parse_id (*out_text) != 0;
  if (json_object_has_member (object, "id"))
    return read_integer (json_object_get_member (object, "id"), out_text) && sb_record_parse_id (*out_text) != 0;
  external = json_object_get_member (object, "externalId");
  if (external == NULL || get_value_type (external) != G_TYPE_STRING || target == NULL)
    return FALSE;
  id = sb_record_find_external (self, target, json_node_get_string (external));
  *out_text = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  return id != 0;
}

static gboolean
read_multiselect (SbSandbox *self, const SbField *field, JsonNode *node, char **out_text)
{
  JsonNode *items = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), "items") : NULL;
  const SbTable *target = sb_netsuite_find_referenced (field);
  g_autoptr (GString) ids = g_string_new (NULL);

  if (items == NULL || !JSON_NODE_HOLDS_ARRAY (items))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (items)); i++)
    {
      g_autofree char *id = NULL;

      if (!read_reference (self, field, json_array_get_element (json_node_get_array (items), i), &id) ||
          (target != NULL && !sb_record_exists (self, target, sb_record_parse_id (id))))
        return FALSE;
      g_string_append_printf (ids, "%s%s", i > 0 ? ", " : "", id);
    }
  *out_text = ids->len > 0 ? g_strdup (ids->str) : NULL;

  return TRUE;
}

static gboolean
read_enum (JsonNode *node, char **out_text)
{
  JsonNode *id = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), "id") : node;

  return id != NULL && read_text (id, out_text) && *out_text != NULL && strlen (*out_text) <= 40 &&
         strspn (*out_text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == strlen (*out_text);
}

static gboolean
read_value (SbSandbox *self, const SbField *field, JsonNode *node, char **out_text)
{
  if (JSON_NODE_HOLDS_NULL (node))
    {
      *out_text = field->type == SB_FIELD_BOOLEAN ? g_strdup ("F") : NULL;
      return TRUE;
    }
  switch (field->type)
    {
    case SB_FIELD_INTEGER:
      return read_integer (node, out_text);
    case SB_FIELD_NUMBER:
      return read_number (node, out_text);
    case SB_FIELD_BOOLEAN:
      return read_boolean (node, out_text);
    case SB_FIELD_DATE:
      return read_date (node, out_text);
    case SB_FIELD_DATETIME:
      return read_instant (node, out_text);
    case SB_FIELD_REFERENCE:
      return read_reference (self, field, node, out_text);
    case SB_FIELD_MULTISELECT:
      return read_multiselect (self, field, node, out_text);
    case SB_FIELD_ENUM:
      return read_enum (node, out_text);
    case SB_FIELD_TEXT:
    default:
      return read_text (node, out_text);
    }
}

/* ---- members ---- */

static char *
dup_shown (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *id = object != NULL && json_object_has_member (object, "id") ? json_object_get_member (object, "id") : node;

  return get_value_type (id) == G_TYPE_STRING ? json_node_dup_string (id) : json_to_string (id, FALSE);
}

/* What cannot be changed may still be sent as it is: people send back what they read. */
static gboolean
is_unchanged (SbDraft *draft, const SbField *field, const char *text)
{
  g_autofree char *present = draft->id != 0 ? sb_draft_dup (draft, field->column) : NULL;

  return draft->id != 0 && g_strcmp0 (present, text) == 0;
}

/* ---- lines ---- */

static const SbField *
find_line_field (const SbSublist *sublist, const char *name)
{
  for (const SbField *f = sublist->fields; f->column != NULL; f++)
    if (g_ascii_strcasecmp (f->property, name) == 0)
      return f;

  return NULL;
}

static gboolean
read_line_member (SbSandbox *self, SbValidation *validation, SbLine *line, const char *name, JsonNode *node)
{
  const SbField *field = find_line_field (line->sublist, name);
  const SbTable *target = field != NULL ? sb_netsuite_find_referenced (field) : NULL;
  g_autofree char *path = g_strdup_printf ("%s.items[%u].%s", line->sublist->name, line->index, field != NULL ? field->property : name);
  g_autofree char *text = NULL;

  if (strcmp (name, "links") == 0)
    return TRUE;
  if (field == NULL || (target != NULL && !sb_netsuite_has_table (self, target)))
    return object_to (validation, validation->names, path, "Unknown property name: %s.", path);
  if (!read_value (self, field, node, &text))
    {
      g_autofree char *shown = dup_shown (node);

      return object_to (validation, validation->values, path, "You have entered an Invalid Field Value %.200s for the following field: %s",
                        shown, field->property);
    }
  if ((field->flags & SB_FIELD_READ_ONLY) != 0)
    return object_to (validation, validation->values, path, "The field %s is read only.", field->property);
  g_hash_table_insert (line->values, (gpointer) field, g_steal_pointer (&text));

  return TRUE;
}

static gboolean
read_line (SbSandbox *self, SbValidation *validation, SbDraft *draft, const SbSublist *sublist, guint index, JsonNode *node)
{
  SbLine *line = sb_line_new (sublist, index);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  sb_draft_add_line (draft, line);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse_syntax (validation->response);
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    if (!read_line_member (self, validation, line, name, value))
      return FALSE;

  return TRUE;
}

/* Lines can be given when the document is made; changing them is not emulated. */
static gboolean
read_sublist (SbSandbox *self, SbValidation *validation, SbDraft *draft, const SbSublist *sublist, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *items = object != NULL ? json_object_get_member (object, "items") : NULL;
  JsonArray *array = items != NULL && JSON_NODE_HOLDS_ARRAY (items) ? json_node_get_array (items) : NULL;

  if (sublist->sql != NULL && items == NULL && object != NULL)   /* as it was read: links alone */
    return TRUE;
  if (array == NULL)
    return object_to (validation, SB_VALIDATE_ERROR, sublist->name, "The sublist %s is an object with items.", sublist->name);
  if (sublist->sql != NULL)
    return object_to (validation, SB_VALIDATE_ERROR, sublist->name, "The sublist %s cannot be written here.", sublist->name);
  if (draft->id != 0)
    return object_to (validation, SB_VALIDATE_ERROR, sublist->name, "The lines of a transaction cannot be changed here.");
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_line (self, validation, draft, sublist, i, json_array_get_element (array, i)))
      return FALSE;

  return TRUE;
}

static gboolean
read_member (SbSandbox *self, SbValidation *validation, SbDraft *draft, const char *name, JsonNode *node)
{
  const SbField *field = sb_table_find_property (draft->table, name);
  const SbSublist *sublist = sb_table_find_sublist (draft->table, name);
  g_autofree char *text = NULL;

  if (strcmp (name, "links") == 0)
    return TRUE;
  if (sublist != NULL)
    return read_sublist (self, validation, draft, sublist, node);
  if (field == NULL || !sb_netsuite_has_property (self, draft->table, field))
    return object_to (validation, validation->names, name, "Unknown property name: %s.", name);
  if (!read_value (self, field, node, &text))
    {
      g_autofree char *shown = dup_shown (node);

      return object_to (validation, validation->values, field->property,
                        "You have entered an Invalid Field Value %.200s for the following field: %s", shown, field->property);
    }
  if ((field->flags & SB_FIELD_READ_ONLY) != 0)
    return is_unchanged (draft, field, text) ||
           object_to (validation, validation->values, field->property, "The field %s is read only.", field->property);
  if ((field->flags & SB_FIELD_CREATE_ONLY) != 0 && draft->id != 0)
    return is_unchanged (draft, field, text) ||
           object_to (validation, validation->values, field->property, "The field %s cannot be changed after the record was created.",
                      field->property);
  sb_draft_set (draft, field, text);

  return TRUE;
}

gboolean
sb_record_read_body (SbSandbox *self, const SbRequest *request, SbValidation *validation, SbDraft *draft)
{
  g_autoptr (JsonNode) root = check_media_type (request, validation->response) ? parse_object (request, validation->response) : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (root == NULL)
    return FALSE;
  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, &name, &node))
    if (!read_member (self, validation, draft, name, node))
      return FALSE;

  return TRUE;
}
