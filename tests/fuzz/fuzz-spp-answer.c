/* fuzz-spp-answer.c: answers of the XML API from anywhere
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes are refused with a reason, or give blocks, objects and fields that
 * are whole: valid texts, named fields, no more of them than the reader allows.
 * Names of fields are interned, and GLib keeps the old tables of what is
 * interned: with -detect_leaks=0.
 */

#include "cw-spp-xml.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_text (const char *text)
{
  g_assert (text == NULL || g_utf8_validate (text, -1, NULL));
}

static void
check_object (const CwSppObject *object)
{
  g_assert_nonnull (object->type);
  check_text (object->text);
  for (guint i = 0; i < cw_fields_get_size (object->fields); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (object->fields, i, &name, &value);
      g_assert (*name != '\0' && strlen (name) <= CW_SPP_MAX_NAME);
      check_text (name);
      check_text (value);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) blocks = cw_spp_parse (body, &error);
  guint objects = 0;

  if (blocks == NULL)
    {
      g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL);
      return 0;
    }
  g_assert_no_error (error);
  g_assert (blocks->len <= CW_SPP_MAX_BLOCKS);
  for (guint i = 0; i < blocks->len; i++)
    {
      const CwSppBlock *block = g_ptr_array_index (blocks, i);

      g_assert_nonnull (block->command);
      check_text (block->text);
      objects += block->objects->len;
      for (guint j = 0; j < block->objects->len; j++)
        check_object (g_ptr_array_index (block->objects, j));
    }
  g_assert (objects <= CW_SPP_MAX_OBJECTS);
  return 0;
}
