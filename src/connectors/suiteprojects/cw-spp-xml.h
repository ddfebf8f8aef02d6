/* cw-spp-xml.h: the XML API's requests and answers as values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sections named in comments are those of the SuiteProjects Pro reference.
 * An answer is read as a stream, without entities, document types or network,
 * and no deeper and with no more of anything than the limits below, which are
 * beyond what our own requests can be answered with; what does not fit is an
 * error of the answer, never of the program.
 */
#pragma once

#include "cw-error.h"
#include "cw-fields.h"

G_BEGIN_DECLS

#define CW_SPP_MAX_DEPTH   16
#define CW_SPP_MAX_BLOCKS  2048    /* a command for each of 1,000 users, and as many again */
#define CW_SPP_MAX_OBJECTS 4096    /* of all blocks; a request asks for 1,000 */
#define CW_SPP_MAX_NAMES   4096    /* different names of fields */
#define CW_SPP_MAX_NAME    255     /* bytes, the way to the field included */
#define CW_SPP_MAX_TAG     65536   /* bytes between the angles of one tag */
#define CW_SPP_MAX_ANSWER  (32 * 1024 * 1024)
#define CW_SPP_NO_STATUS -1

/* One object of an answer. Plain value. */
typedef struct {
  char     *type;     /* element: "Customer" */
  int       status;   /* of its own; CW_SPP_NO_STATUS: its block's counts */
  char     *text;     /* what is wrong with it; nullable */
  CwFields *fields;   /* by element name; "addr/city" inside of an Address; a Date as ISO 8601 without a zone, a day as YYYY-MM-DD */
} CwSppObject;

/* The answer to one command. Plain value. */
typedef struct {
  char      *command;   /* "Read", "Add", "Auth", … */
  int        status;    /* 0: done; CW_SPP_NO_STATUS: none was given */
  char      *text;      /* what is wrong; nullable */
  GPtrArray *objects;   /* (element-type CwSppObject) */
} CwSppBlock;

/* (element-type CwSppBlock) in the order of the commands. NULL with CW_CONNECTOR_ERROR_PROTOCOL: no XML, cut, beyond a limit, with a
 * document type, another root. Any thread. (transfer full) */
GPtrArray *cw_spp_parse (GBytes *body, GError **error);

/* ---- requests ---- */

/* FALSE when XML cannot hold @text: a control character or a noncharacter. NULL can be held. */
gboolean   cw_spp_is_writable    (const char *text);
/* Text between elements; @text must be writable. */
void       cw_spp_append_escaped (GString *xml, const char *text);
/* <name>value</name>; empty for "". A name "addr/city" is nested in an Address, which must be opened by the caller. */
void       cw_spp_append_element (GString *xml, const char *name, const char *value);
/* A Date of a YYYY-MM-DD or of an ISO 8601 instant in UTC; empty for anything else. */
void       cw_spp_append_date    (GString *xml, const char *value);

G_END_DECLS
