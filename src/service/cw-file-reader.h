/* cw-file-reader.h: reads our own JSON files, strictly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the service. Files come from people, mail and other machines, so
 * every error is CW_SYNC_ERROR_INVALID with file, line, the path of the member
 * and the reason: "my.json:14: groups[0].rows[2].target: …". What is unknown
 * is refused, never skipped: it would be lost at the next export.
 */
#pragma once

#include "cw-error.h"
#include "cw-fields.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define CW_FILE_MAX_BYTES (16 * 1024 * 1024)

typedef struct _CwFileReader CwFileReader;

/* Parses @data (@length bytes) and checks that its root is an object with "format" @format and a "version" from 1 to @newest.
 * @file: name for messages. (transfer full) */
CwFileReader *cw_file_reader_new      (const char *file, const char *data, gsize length, const char *format, guint newest,
                                       GError **error);
void          cw_file_reader_free     (CwFileReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwFileReader, cw_file_reader_free)
JsonObject   *cw_file_reader_get_root (CwFileReader *self);   /* borrowed */

/* The path that errors show, while something below the root is read. Returns what cw_file_reader_leave() takes. */
gsize         cw_file_reader_enter    (CwFileReader *self, const char *member);
gsize         cw_file_reader_enter_nth (CwFileReader *self, const char *member, guint index);
void          cw_file_reader_leave    (CwFileReader *self, gsize before);

/* Sets @error for @object (or @member of it, nullable) and returns FALSE. */
gboolean      cw_file_reader_fail     (CwFileReader *self, JsonObject *object, const char *member, GError **error,
                                       const char *format, ...) G_GNUC_PRINTF (5, 6);

/* FALSE: @object has a member that is not in @names (NULL-terminated). */
gboolean      cw_file_reader_check_members (CwFileReader *self, JsonObject *object, const char * const *names, GError **error);
/* A missing member is an error when @required, else leaves *@out as it is. Results are borrowed. */
gboolean      cw_file_reader_get_text    (CwFileReader *self, JsonObject *object, const char *member, gboolean required,
                                          const char **out, GError **error);
gboolean      cw_file_reader_get_boolean (CwFileReader *self, JsonObject *object, const char *member, gboolean *out, GError **error);
gboolean      cw_file_reader_get_integer (CwFileReader *self, JsonObject *object, const char *member, gboolean required,
                                          gint64 minimum, gint64 maximum, gint64 *out, GError **error);
gboolean      cw_file_reader_get_object  (CwFileReader *self, JsonObject *object, const char *member, gboolean required,
                                          JsonObject **out, GError **error);
gboolean      cw_file_reader_get_array   (CwFileReader *self, JsonObject *object, const char *member, gboolean required,
                                          JsonArray **out, GError **error);
/* Element @index of the array @member as an object; the path must not have been entered yet. */
gboolean      cw_file_reader_get_element (CwFileReader *self, JsonObject *object, const char *member, JsonArray *array, guint index,
                                          JsonObject **out, GError **error);
/* An object whose members are texts, added to @out. */
gboolean      cw_file_reader_get_fields  (CwFileReader *self, JsonObject *object, const char *member, gboolean required,
                                          CwFields *out, GError **error);
/* An array of texts. (transfer full) */
gboolean      cw_file_reader_dup_texts   (CwFileReader *self, JsonObject *object, const char *member, gboolean required,
                                          char ***out, GError **error);

G_END_DECLS
