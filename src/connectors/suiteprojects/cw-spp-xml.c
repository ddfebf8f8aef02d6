/* cw-spp-xml.c: the XML API's requests and answers as values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-spp-xml.h"

#include <glib/gi18n-lib.h>
#include <libxml/xmlreader.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ASIDES 64

/* Depth of an element: the response, a block, an object, a field and what is below. */
enum { AT_RESPONSE = 0, AT_BLOCK = 1, AT_OBJECT = 2, AT_FIELD = 3 };

typedef struct {
  char    *name;
  gboolean has_elements;
} Level;

typedef struct {
  GPtrArray  *blocks;
  CwSppBlock *block;          /* borrowed; the one that is read */
  CwSppObject *object;        /* borrowed; same */
  GString    *text;           /* of the innermost element */
  Level       levels[CW_SPP_MAX_DEPTH];
  int         depth;          /* of the innermost element; -1: none yet */
  char       *date[6];        /* owned: year, month, day, hour, minute, second of the Date that is read */
  gboolean    in_error;       /* inside of an Error record */
  guint       objects;        /* of all blocks */
  GHashTable *names;          /* set of names of fields, owned: they are interned, so that their number is bounded here */
  GError    **error;
} Reader;

static const char * const date_parts[] = { "year", "month", "day", "hour", "minute", "second" };

/* ---- values ---- */

static void
object_free (gpointer data)
{
  CwSppObject *self = data;

  g_free (self->type);
  g_free (self->text);
  cw_fields_unref (self->fields);
  g_free (self);
}

static void
block_free (gpointer data)
{
  CwSppBlock *self = data;

  g_free (self->command);
  g_free (self->text);
  g_ptr_array_unref (self->objects);
  g_free (self);
}

G_GNUC_PRINTF (2, 3)
static gboolean
fail (Reader *self, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (self->error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL, words);
  return FALSE;
}

/* ---- elements ---- */

static int
read_status (xmlTextReader *xml)
{
  xmlChar *text = xmlTextReaderGetAttribute (xml, (const xmlChar *) "status");
  int status = CW_SPP_NO_STATUS;

  if (text != NULL && *text >= '0' && *text <= '9')
    status = atoi ((const char *) text);
  xmlFree (text);
  return status;
}

static gboolean
is_error_record (const char *name)
{
  return g_str_equal (name, "Error") || g_str_equal (name, "errors") || g_str_equal (name, "error");
}

static void
clear_date (Reader *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->date); i++)
    g_clear_pointer (&self->date[i], g_free);
}

static gboolean
open_block (Reader *self, const char *name, xmlTextReader *xml)
{
  if (self->blocks->len >= CW_SPP_MAX_BLOCKS)
    return fail (self, _("the answer has more parts than any request asks for"));
  self->block = g_new0 (CwSppBlock, 1);
  self->block->command = g_strdup (name);
  self->block->status = read_status (xml);
  self->block->objects = g_ptr_array_new_with_free_func (object_free);
  g_ptr_array_add (self->blocks, self->block);
  return TRUE;
}

static gboolean
open_object (Reader *self, const char *name, xmlTextReader *xml)
{
  if (++self->objects > CW_SPP_MAX_OBJECTS)
    return fail (self, _("the answer has more records than any request asks for"));
  self->object = g_new0 (CwSppObject, 1);
  self->object->type = g_strdup (name);
  self->object->status = read_status (xml);
  self->object->fields = cw_fields_new ();
  g_ptr_array_add (self->block->objects, self->object);
  return TRUE;
}

static gboolean
open_element (Reader *self, xmlTextReader *xml)
{
  const char *name = (const char *) xmlTextReaderConstLocalName (xml);

  if (self->depth + 1 >= CW_SPP_MAX_DEPTH)
    return fail (self, _("the answer is nested too deeply"));
  if (strlen (name) > CW_SPP_MAX_NAME)
    return fail (self, _("the answer has a name that is too long"));
  if (self->depth >= 0)
    self->levels[self->depth].has_elements = TRUE;
  self->depth++;
  self->levels[self->depth].name = g_strdup (name);
  self->levels[self->depth].has_elements = FALSE;
  g_string_truncate (self->text, 0);

  if (self->depth == AT_RESPONSE)
    {
      if (!g_str_equal (name, "response"))
        return fail (self, _("the answer begins with “%s” instead of “response”"), name);
      /* A request that could not be read at all is answered by a status of the whole. */
      if (read_status (xml) > 0 && !open_block (self, name, xml))
        return FALSE;
    }
  else if (self->depth == AT_BLOCK)
    {
      if (!open_block (self, name, xml))
        return FALSE;
    }
  else if (self->depth == AT_OBJECT && is_error_record (name))
    {
      self->in_error = TRUE;
    }
  else if (self->depth == AT_OBJECT)
    {
      if (!open_object (self, name, xml))
        return FALSE;
    }
  else if (self->depth == AT_FIELD && self->object != NULL && self->object->status > 0 && is_error_record (name))
    {
      self->in_error = TRUE;
    }
  if (g_str_equal (name, "Date"))
    clear_date (self);
  return TRUE;
}

/* Containers say nothing of their own: "addr", not "addr/Address". (transfer full) */
static char *
dup_path (Reader *self)
{
  GString *path = g_string_new (NULL);

  for (int i = AT_FIELD; i <= self->depth; i++)
    {
      const char *name = self->levels[i].name;

      if (g_str_equal (name, "Address") || g_str_equal (name, "Date"))
        continue;
      if (path->len > 0)
        g_string_append_c (path, '/');
      g_string_append (path, name);
    }
  return g_string_free (path, FALSE);
}

/* NULL for an unset one. (transfer full) */
static char *
dup_date (Reader *self)
{
  int parts[6];

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    parts[i] = self->date[i] != NULL ? atoi (self->date[i]) : 0;
  if (parts[0] < 1 || parts[0] > 9999 || parts[1] < 1 || parts[1] > 12 || parts[2] < 1 || parts[2] > 31)
    return NULL;
  if (self->date[3] == NULL || *self->date[3] == '\0')
    return g_strdup_printf ("%04d-%02d-%02d", parts[0], parts[1], parts[2]);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", parts[0], parts[1], parts[2], CLAMP (parts[3], 0, 23),
                          CLAMP (parts[4], 0, 59), CLAMP (parts[5], 0, 60));
}

static void
take_error (Reader *self, const char *name)
{
  gboolean of_object = self->object != NULL;
  char **text = of_object ? &self->object->text : &self->block->text;

  if (g_str_equal (name, "code") && atoi (self->text->str) > 0)
    {
      int *status = of_object ? &self->object->status : &self->block->status;

      *status = atoi (self->text->str);
    }
  else if (self->text->len > 0 && *text == NULL)
    {
      *text = g_strdup (self->text->str);
    }
}

/* FALSE: one too many, or too long. Takes @path. */
static gboolean
add_name (Reader *self, char *path)
{
  gsize length = strlen (path);

  g_hash_table_add (self->names, path);
  if (length > CW_SPP_MAX_NAME || g_hash_table_size (self->names) > CW_SPP_MAX_NAMES)
    return fail (self, _("the answer has more fields than any record has, or one whose name is too long"));
  return TRUE;
}

static gboolean
take_field (Reader *self)
{
  const char *name = self->levels[self->depth].name;
  gboolean inside_date = self->depth > 0 && g_str_equal (self->levels[self->depth - 1].name, "Date");
  g_autofree char *path = NULL;

  for (gsize i = 0; inside_date && i < G_N_ELEMENTS (date_parts); i++)
    if (g_str_equal (name, date_parts[i]))
      {
        g_free (self->date[i]);
        self->date[i] = g_strdup (self->text->str);
      }
  if (inside_date || self->text->len == 0)
    return TRUE;
  path = dup_path (self);
  if (*path == '\0')
    return TRUE;
  if (!add_name (self, g_strdup (path)))
    return FALSE;
  cw_fields_set (self->object->fields, path, self->text->str);
  return TRUE;
}

static gboolean
take_date (Reader *self)
{
  g_autofree char *path = dup_path (self);

  if (*path == '\0')
    return TRUE;
  if (!add_name (self, g_strdup (path)))
    return FALSE;
  cw_fields_take (self->object->fields, path, dup_date (self));
  return TRUE;
}

static gboolean
close_element (Reader *self)
{
  Level *level = &self->levels[self->depth];
  gboolean ok = TRUE;

  if (self->in_error)
    {
      if (!level->has_elements)
        take_error (self, level->name);
      if (is_error_record (level->name))
        self->in_error = FALSE;
    }
  else if (self->depth >= AT_FIELD && self->object != NULL)
    {
      if (g_str_equal (level->name, "Date") && level->has_elements)
        ok = take_date (self);
      else if (!level->has_elements)
        ok = take_field (self);
    }
  else if (self->depth == AT_BLOCK && !level->has_elements && self->text->len > 0 && self->block->text == NULL)
    {
      self->block->text = g_strdup (self->text->str);
    }
  else if (self->depth == AT_RESPONSE && self->block != NULL && !level->has_elements && self->text->len > 0)
    {
      self->block->text = g_strdup (self->text->str);
    }
  if (self->depth == AT_OBJECT)
    self->object = NULL;
  g_string_truncate (self->text, 0);
  g_clear_pointer (&level->name, g_free);
  self->depth--;
  return ok;
}

/* ---- the stream ---- */

static gboolean
take_node (Reader *self, xmlTextReader *xml)
{
  switch (xmlTextReaderNodeType (xml))
    {
    case XML_READER_TYPE_ELEMENT:
      {
        gboolean empty = xmlTextReaderIsEmptyElement (xml) == 1;

        if (!open_element (self, xml))
          return FALSE;
        return !empty || close_element (self);
      }
    case XML_READER_TYPE_END_ELEMENT:
      return close_element (self);
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
      g_string_append (self->text, (const char *) xmlTextReaderConstValue (xml));
      return TRUE;
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY_REFERENCE:
    case XML_READER_TYPE_ENTITY:
      return fail (self, _("the answer declares or uses entities, which the system never does"));
    default:
      return TRUE;
    }
}

/* A document type comes before the first element; refused before the parser sees what it defines. */
static gboolean
has_document_type (const char *bytes, gsize size)
{
  const char *at = bytes, *end = bytes + size;

  if (size >= 3 && memcmp (at, "\357\273\277", 3) == 0)
    at += 3;
  while (at < end)
    {
      const char *next;

      while (at < end && g_ascii_isspace (*at))
        at++;
      if (end - at < 4 || *at != '<')
        return FALSE;
      if (at[1] == '?')
        next = g_strstr_len (at, end - at, "?>");
      else if (memcmp (at, "<!--", 4) == 0)
        next = g_strstr_len (at, end - at, "-->");
      else
        return at[1] == '!';
      if (next == NULL)
        return FALSE;
      at = next + (next[0] == '?' ? 2 : 3);
    }
  return FALSE;
}

/* Where the aside that begins at @open ends: a comment, an instruction, marked text; NULL: it is none. */
static const char *
get_end_mark (const char *open, gsize left)
{
  static const struct { const char *begin, *end; } asides[] = { { "<!--", "-->" }, { "<?", "?>" }, { "<![CDATA[", "]]>" } };

  for (gsize i = 0; i < G_N_ELEMENTS (asides); i++)
    if (left >= strlen (asides[i].begin) && memcmp (open, asides[i].begin, strlen (asides[i].begin)) == 0)
      return asides[i].end;
  return NULL;
}

/* memmem() would do; under the sanitizers that looks at all that follows, for each aside anew. */
static const char *
find_mark (const char *at, gsize left, const char *mark)
{
  const gsize length = strlen (mark);
  const char *end = at + left;

  while ((at = memchr (at, mark[0], (gsize) (end - at))) != NULL && (gsize) (end - at) >= length)
    {
      if (memcmp (at, mark, length) == 0)
        return at;
      at++;
    }
  return NULL;
}

/* The parser holds a tag whole, with all its attributes, and every comment that comes before the next element, before it shows anything of
 * them. A bracket within quotes ends the tag here: what is then taken for text is no longer than it would be as a tag. */
static gboolean
check_tags (Reader *self, const char *bytes, gsize size)
{
  const char *end = bytes + size;
  guint asides = 0;

  for (const char *open = memchr (bytes, '<', size); open != NULL; open = memchr (open + 1, '<', (gsize) (end - open) - 1))
    {
      gsize left = (gsize) (end - open);
      const char *mark = get_end_mark (open, left);

      if (mark == NULL && left > CW_SPP_MAX_TAG && memchr (open, '>', CW_SPP_MAX_TAG) == NULL)
        return fail (self, _("the answer has a tag that is too long"));
      if (mark == NULL)
        continue;
      asides += g_str_equal (mark, "]]>") ? 0 : 1;
      if (asides > MOST_ASIDES)
        return fail (self, _("the answer has remarks without end"));
      open = find_mark (open, left, mark);
      /* Cut; the parser says so. */
      if (open == NULL)
        return TRUE;
    }
  return TRUE;
}

/* The parser's own words are about its inside; they are not shown. */
static void
ignore_error (void *data, xmlError *error)
{
}

GPtrArray *
cw_spp_parse (GBytes *body, GError **error)
{
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func (block_free);
  Reader self = { .blocks = blocks, .text = g_string_new (NULL), .depth = -1, .error = error };
  gsize size;
  const char *bytes = g_bytes_get_data (body, &size);
  xmlTextReader *xml = NULL;
  gboolean ok = size > 0 && size <= CW_SPP_MAX_ANSWER;
  int more = 0;

  self.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (size == 0)
    fail (&self, _("the answer is empty"));
  else if (!ok)
    fail (&self, _("the answer is too long"));
  if (ok && has_document_type (bytes, size))
    ok = fail (&self, _("the answer has a document type, which the system never sends"));
  ok = ok && check_tags (&self, bytes, size);
  /* The encoding is fixed: a declared one could hide what was looked for above. */
  if (ok)
    xml = xmlReaderForMemory (bytes, (int) size, NULL, "UTF-8", XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (xml != NULL)
    xmlTextReaderSetStructuredErrorHandler (xml, ignore_error, NULL);
  while (ok && (more = xmlTextReaderRead (xml)) == 1)
    ok = take_node (&self, xml);
  if (ok && (more < 0 || self.depth != -1))
    ok = fail (&self, _("the answer is no XML or was cut"));
  for (int i = 0; i <= self.depth; i++)
    g_free (self.levels[i].name);
  clear_date (&self);
  g_string_free (self.text, TRUE);
  g_hash_table_unref (self.names);
  if (xml != NULL)
    xmlFreeTextReader (xml);
  return ok ? g_steal_pointer (&blocks) : NULL;
}

/* ---- requests ---- */

gboolean
cw_spp_is_writable (const char *text)
{
  for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xFFFE || c == 0xFFFF)
        return FALSE;
    }
  return TRUE;
}

void
cw_spp_append_escaped (GString *xml, const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    switch (*p)
      {
      case '&':
        g_string_append (xml, "&amp;");
        break;
      case '<':
        g_string_append (xml, "&lt;");
        break;
      case '>':
        g_string_append (xml, "&gt;");
        break;
      case '"':
        g_string_append (xml, "&quot;");
        break;
      case '\r':
        /* A bare one would be read as a line feed. */
        g_string_append (xml, "&#13;");
        break;
      default:
        g_string_append_c (xml, *p);
      }
}

void
cw_spp_append_element (GString *xml, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    {
      g_string_append_printf (xml, "<%s/>", name);
      return;
    }
  g_string_append_printf (xml, "<%s>", name);
  cw_spp_append_escaped (xml, value);
  g_string_append_printf (xml, "</%s>", name);
}

void
cw_spp_append_date (GString *xml, const char *value)
{
  gsize length = value != NULL ? strlen (value) : 0;
  int year, month, day, hour = 0, minute = 0, second = 0;

  if (length < 10 || sscanf (value, "%4d-%2d-%2d", &year, &month, &day) != 3)
    {
      g_string_append (xml, "<Date/>");
      return;
    }
  if (length >= 19)
    sscanf (value + 11, "%2d:%2d:%2d", &hour, &minute, &second);
  g_string_append_printf (xml, "<Date><year>%04d</year><month>%02d</month><day>%02d</day><hour>%02d</hour><minute>%02d</minute>"
                          "<second>%02d</second></Date>", year, month, day, hour, minute, second);
}
