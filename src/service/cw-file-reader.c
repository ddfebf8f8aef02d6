/* cw-file-reader.c: reads our own JSON files, strictly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-file-reader.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* The parser recurses into what it reads; expressions nest two levels for each of theirs. */
#define MAX_NESTING 256

struct _CwFileReader {
  char       *file;
  JsonParser *parser;
  JsonObject *root;      /* borrowed from parser */
  GHashTable *lines;     /* JsonObject → line on which it begins, 1, 2, … */
  GHashTable *members;   /* JsonObject → members read so far, while parsing */
  GArray     *open;      /* of guint: lines on which the objects being read began */
  GString    *path;
  guint       twice;     /* line of an object that has a member twice; 0: none */
  guint       broken;    /* line on which parsing failed; 0: it did not */
};

/* ---- errors ---- */

static void
set_error (GError **error, const char *file, guint line, const char *path, const char *reason)
{
  if (path != NULL && *path != '\0')
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID, "%s:%u: %s: %s", file, line, path, reason);
  else
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID, "%s:%u: %s", file, line, reason);
}

gboolean
cw_file_reader_fail (CwFileReader *self, JsonObject *object, const char *member, GError **error, const char *format, ...)
{
  gsize before = member != NULL ? cw_file_reader_enter (self, member) : self->path->len;
  guint line = GPOINTER_TO_UINT (g_hash_table_lookup (self->lines, object));
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  set_error (error, self->file, MAX (line, 1), self->path->str, reason);
  cw_file_reader_leave (self, before);
  return FALSE;
}

/* ---- looking before parsing ---- */

typedef struct {
  guint line, depth;
  gboolean in_text, escaped;
  gboolean ended;   /* the root is closed */
} Scan;

/* What may stand in a text; the escaped character is for the parser to judge. */
static const char *
scan_text (Scan *scan, char c)
{
  if ((guchar) c < 0x20)
    return N_("a text is not closed, or has a control character");
  if (!scan->escaped && c == '"')
    scan->in_text = FALSE;
  scan->escaped = !scan->escaped && c == '\\';
  return NULL;
}

static const char *
scan_outside (Scan *scan, char c)
{
  if (c == '\n')
    {
      scan->line++;
      return NULL;
    }
  if (scan->ended && !g_ascii_isspace (c))
    return N_("something follows the end");
  if (scan->depth == 0 && c != '{' && !g_ascii_isspace (c))
    return N_("this is not an object");
  if (c == '"')
    scan->in_text = TRUE;
  else if (c == '{' || c == '[')
    scan->depth++;
  else if (c == '}' || c == ']')
    scan->ended = --scan->depth == 0;
  else if (!g_ascii_isalnum (c) && (c == '\0' || strchr (" \t\r:,+-.", c) == NULL))
    return N_("this is not JSON");
  return scan->depth > MAX_NESTING ? N_("it is nested too deeply") : NULL;
}

/* The library's parser takes more than JSON (comments, other quotes, several roots) and recurses without a bound. */
static gboolean
check_form (const char *file, const char *data, gsize length, GError **error)
{
  Scan scan = { 1, 0, FALSE, FALSE, FALSE };

  if (length > CW_FILE_MAX_BYTES)
    {
      set_error (error, file, 1, NULL, _("the file is too large"));
      return FALSE;
    }
  if (!g_utf8_validate_len (data, length, NULL))
    {
      set_error (error, file, 1, NULL, _("the text is not valid UTF-8"));
      return FALSE;
    }
  for (gsize i = 0; i < length; i++)
    {
      const char *reason = scan.in_text ? scan_text (&scan, data[i]) : scan_outside (&scan, data[i]);

      if (reason != NULL)
        {
          set_error (error, file, scan.line, NULL, _(reason));
          return FALSE;
        }
    }
  return TRUE;
}

/* ---- parsing ---- */

static void
object_start_cb (JsonParser *parser, gpointer data)
{
  CwFileReader *self = data;
  guint line = json_parser_get_current_line (parser);

  g_array_append_val (self->open, line);
}

static void
object_member_cb (JsonParser *parser, JsonObject *object, const char *name, gpointer data)
{
  CwFileReader *self = data;
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->members, object));

  g_hash_table_insert (self->members, object, GUINT_TO_POINTER (count + 1));
}

static void
object_end_cb (JsonParser *parser, JsonObject *object, gpointer data)
{
  CwFileReader *self = data;
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->members, object)), line = 1;

  if (self->open->len > 0)
    {
      line = g_array_index (self->open, guint, self->open->len - 1);
      g_array_set_size (self->open, self->open->len - 1);
    }
  g_hash_table_insert (self->lines, object, GUINT_TO_POINTER (line));
  if (count > json_object_get_size (object) && self->twice == 0)
    self->twice = line;
}

/* Afterwards the parser does not know the line any more. */
static void
error_cb (JsonParser *parser, const GError *error, gpointer data)
{
  CwFileReader *self = data;

  if (self->broken == 0)
    self->broken = json_parser_get_current_line (parser);
}

static gboolean
parse (CwFileReader *self, const char *data, gsize length, GError **error)
{
  g_autoptr (GError) local = NULL;
  JsonNode *root;

  g_signal_connect (self->parser, "object-start", G_CALLBACK (object_start_cb), self);
  g_signal_connect (self->parser, "object-member", G_CALLBACK (object_member_cb), self);
  g_signal_connect (self->parser, "object-end", G_CALLBACK (object_end_cb), self);
  g_signal_connect (self->parser, "error", G_CALLBACK (error_cb), self);
  if (!json_parser_load_from_data (self->parser, data, (gssize) length, &local))
    {
      const char *reason = strstr (local->message, "Parse error: ");

      set_error (error, self->file, MAX (self->broken, 1), NULL,
                 reason != NULL ? reason + strlen ("Parse error: ") : local->message);
      return FALSE;
    }
  root = json_parser_get_root (self->parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      set_error (error, self->file, 1, NULL, _("this is not an object"));
      return FALSE;
    }
  self->root = json_node_get_object (root);
  if (self->twice != 0)
    {
      set_error (error, self->file, self->twice, NULL, _("a member is given twice"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_format (CwFileReader *self, const char *format, guint newest, GError **error)
{
  const char *found = NULL;
  gint64 version = 0;

  if (!cw_file_reader_get_text (self, self->root, "format", TRUE, &found, error))
    return FALSE;
  if (!g_str_equal (found, format))
    return cw_file_reader_fail (self, self->root, "format", error, _("this is a “%s”, and a “%s” is needed"), found, format);
  if (!cw_file_reader_get_integer (self, self->root, "version", TRUE, 1, G_MAXINT64, &version, error))
    return FALSE;
  if (version > newest)
    return cw_file_reader_fail (self, self->root, "version", error,
                                _("the file is of format version %" PRId64
                                  ", written by a newer Causeway; this one reads up to %u"), version, newest);
  return TRUE;
}

CwFileReader *
cw_file_reader_new (const char *file, const char *data, gsize length, const char *format, guint newest, GError **error)
{
  g_autoptr (CwFileReader) self = NULL;

  if (!check_form (file, data, length, error))
    return NULL;
  self = g_new0 (CwFileReader, 1);
  self->file = g_strdup (file);
  self->parser = json_parser_new_immutable ();
  self->lines = g_hash_table_new (NULL, NULL);
  self->members = g_hash_table_new (NULL, NULL);
  self->open = g_array_new (FALSE, FALSE, sizeof (guint));
  self->path = g_string_new (NULL);
  if (!parse (self, data, length, error) || !check_format (self, format, newest, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
cw_file_reader_free (CwFileReader *self)
{
  if (self == NULL)
    return;
  g_free (self->file);
  g_object_unref (self->parser);
  g_hash_table_unref (self->lines);
  g_hash_table_unref (self->members);
  g_array_unref (self->open);
  g_string_free (self->path, TRUE);
  g_free (self);
}

JsonObject *
cw_file_reader_get_root (CwFileReader *self)
{
  return self->root;
}

/* ---- path ---- */

gsize
cw_file_reader_enter (CwFileReader *self, const char *member)
{
  gsize before = self->path->len;

  if (before > 0)
    g_string_append_c (self->path, '.');
  g_string_append (self->path, member);
  return before;
}

gsize
cw_file_reader_enter_nth (CwFileReader *self, const char *member, guint index)
{
  gsize before = cw_file_reader_enter (self, member);

  g_string_append_printf (self->path, "[%u]", index);
  return before;
}

void
cw_file_reader_leave (CwFileReader *self, gsize before)
{
  g_string_truncate (self->path, before);
}

/* ---- members ---- */

gboolean
cw_file_reader_check_members (CwFileReader *self, JsonObject *object, const char * const *names, GError **error)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    if (!g_strv_contains (names, name))
      return cw_file_reader_fail (self, object, NULL, error, _("“%s” is not known here"), name);
  return TRUE;
}

/* *@out_node NULL: not there, and need not be. */
static gboolean
get_node (CwFileReader *self, JsonObject *object, const char *member, gboolean required, JsonNode **out_node, GError **error)
{
  *out_node = json_object_get_member (object, member);
  if (*out_node == NULL && required)
    return cw_file_reader_fail (self, object, NULL, error, _("“%s” is missing"), member);
  return TRUE;
}

static gboolean
is_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
         && g_utf8_validate (json_node_get_string (node), -1, NULL);
}

gboolean
cw_file_reader_get_text (CwFileReader *self, JsonObject *object, const char *member, gboolean required, const char **out,
                         GError **error)
{
  JsonNode *node;

  if (!get_node (self, object, member, required, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!is_text (node))
    return cw_file_reader_fail (self, object, member, error, _("a text is needed"));
  *out = json_node_get_string (node);
  return TRUE;
}

gboolean
cw_file_reader_get_boolean (CwFileReader *self, JsonObject *object, const char *member, gboolean *out, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return cw_file_reader_fail (self, object, member, error, _("true or false is needed"));
  *out = json_node_get_boolean (node);
  return TRUE;
}

gboolean
cw_file_reader_get_integer (CwFileReader *self, JsonObject *object, const char *member, gboolean required, gint64 minimum,
                            gint64 maximum, gint64 *out, GError **error)
{
  JsonNode *node;
  gint64 number;

  if (!get_node (self, object, member, required, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  number = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : minimum - 1;
  if (number < minimum || number > maximum)
    return cw_file_reader_fail (self, object, member, error,
                                _("a whole number from %" PRId64 " to %" PRId64 " is needed"), minimum, maximum);
  *out = number;
  return TRUE;
}

gboolean
cw_file_reader_get_object (CwFileReader *self, JsonObject *object, const char *member, gboolean required, JsonObject **out,
                           GError **error)
{
  JsonNode *node;

  if (!get_node (self, object, member, required, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return cw_file_reader_fail (self, object, member, error, _("an object is needed"));
  *out = json_node_get_object (node);
  return TRUE;
}

gboolean
cw_file_reader_get_array (CwFileReader *self, JsonObject *object, const char *member, gboolean required, JsonArray **out,
                          GError **error)
{
  JsonNode *node;

  if (!get_node (self, object, member, required, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return cw_file_reader_fail (self, object, member, error, _("a list is needed"));
  *out = json_node_get_array (node);
  return TRUE;
}

gboolean
cw_file_reader_get_element (CwFileReader *self, JsonObject *object, const char *member, JsonArray *array, guint index,
                            JsonObject **out, GError **error)
{
  JsonNode *node = json_array_get_element (array, index);
  gsize before;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      *out = json_node_get_object (node);
      return TRUE;
    }
  before = cw_file_reader_enter_nth (self, member, index);
  cw_file_reader_fail (self, object, NULL, error, _("an object is needed"));
  cw_file_reader_leave (self, before);
  return FALSE;
}

gboolean
cw_file_reader_get_fields (CwFileReader *self, JsonObject *object, const char *member, gboolean required, CwFields *out, GError **error)
{
  JsonObject *inner = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  gsize before;

  if (!cw_file_reader_get_object (self, object, member, required, &inner, error))
    return FALSE;
  if (inner == NULL)
    return TRUE;
  before = cw_file_reader_enter (self, member);
  json_object_iter_init_ordered (&iter, inner);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (!is_text (node))
        return cw_file_reader_fail (self, inner, name, error, _("a text is needed"));
      cw_fields_set (out, name, json_node_get_string (node));
    }
  cw_file_reader_leave (self, before);
  return TRUE;
}

gboolean
cw_file_reader_dup_texts (CwFileReader *self, JsonObject *object, const char *member, gboolean required, char ***out, GError **error)
{
  JsonArray *array = NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (!cw_file_reader_get_array (self, object, member, required, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!is_text (node))
        return cw_file_reader_fail (self, object, member, error, _("a list of texts is needed"));
      g_ptr_array_add (texts, g_strdup (json_node_get_string (node)));
    }
  g_ptr_array_set_free_func (texts, NULL);
  g_ptr_array_add (texts, NULL);
  *out = (char **) g_ptr_array_free (g_steal_pointer (&texts), FALSE);
  return TRUE;
}
