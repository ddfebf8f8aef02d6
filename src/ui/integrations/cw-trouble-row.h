/* cw-trouble-row.h: a record that needs a person, and what to do about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Name, the system's own words, advice, and a button that activates "trouble.retry" with the record ("customer:3"). */
GtkWidget *cw_trouble_row_new (CwJobTrouble *trouble);

G_END_DECLS
