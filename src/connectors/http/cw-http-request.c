/* cw-http-request.c: a request and its answer, as values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-http.h"

#include <string.h>

CwHttpRequest *
cw_http_request_new (const char *method, const char *path)
{
  CwHttpRequest *self = g_new0 (CwHttpRequest, 1);

  self->method = g_ascii_strup (method, -1);
  self->path = g_strdup (path);
  self->repeatable = g_str_equal (self->method, "GET") || g_str_equal (self->method, "HEAD");
  return self;
}

void
cw_http_request_free (CwHttpRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->method);
  g_free (self->path);
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->content_type);
  g_free (self);
}

static void
take_body (CwHttpRequest *self, char *text, const char *content_type)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = g_bytes_new_take (text, strlen (text));
  g_free (self->content_type);
  self->content_type = g_strdup (content_type);
}

static void
append_pair (GString *form, const char *name, const char *value)
{
  if (form->len > 0)
    g_string_append_c (form, '&');
  g_string_append_uri_escaped (form, name, NULL, FALSE);
  g_string_append_c (form, '=');
  g_string_append_uri_escaped (form, value, NULL, FALSE);
}

void
cw_http_request_set_form (CwHttpRequest *self, const char *first_name, ...)
{
  GString *form = g_string_new (NULL);
  va_list pairs;

  va_start (pairs, first_name);
  for (const char *name = first_name; name != NULL; name = va_arg (pairs, const char *))
    {
      const char *value = va_arg (pairs, const char *);

      if (value != NULL)
        append_pair (form, name, value);
    }
  va_end (pairs);
  take_body (self, g_string_free (form, FALSE), "application/x-www-form-urlencoded");
}

void
cw_http_request_set_json (CwHttpRequest *self, const char *json)
{
  take_body (self, g_strdup (json), "application/json");
}

void
cw_http_request_set_body (CwHttpRequest *self, char *text, const char *content_type)
{
  take_body (self, text, content_type);
}

void
cw_http_request_add_header (CwHttpRequest *self, const char *name, const char *value)
{
  if (self->headers == NULL)
    self->headers = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

void
cw_http_answer_free (CwHttpAnswer *self)
{
  if (self == NULL)
    return;
  cw_wire_answer_free (self->wire);
  g_clear_error (&self->error);
  g_free (self);
}
