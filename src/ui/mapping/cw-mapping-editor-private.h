/* cw-mapping-editor-private.h: what the parts of the editor share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping-editor.h"

G_BEGIN_DECLS

struct _CwMappingEditor {
  GtkWidget            parent_instance;

  /* inputs */
  CwMappingBench      *bench;       /* owned */

  /* template children */
  AdwLeaflet          *content;
  GtkWidget           *rows_page, *back_button, *undo_button, *redo_button, *try_button, *titles, *narrow_titles;
  GtkLabel            *title, *subtitle;
  AdwActionRow        *filter_row;
  GtkListBox          *filter_list, *problems, *tests, *suggestions;
  GtkBox              *groups;
  AdwPreferencesGroup *problems_group, *tests_group, *suggestions_group;

  GtkMenuButton       *menu_button;

  char                *page_title;  /* of a page that is no part of the mapping */
  gboolean             folded;
  gboolean             reading;     /* fields that no record has yet */
};

/* Shows what the draft has now. */
void _cw_mapping_editor_update          (CwMappingEditor *self);
/* Shows @page in place of what is above the rows. */
void _cw_mapping_editor_push            (CwMappingEditor *self, const char *title, GtkWidget *page);
/* Reads fields that the mapping uses and no record has yet. */
void _cw_mapping_editor_read            (CwMappingEditor *self);
/* Saving, versions, files: cw-mapping-editor-actions.c. */
void _cw_mapping_editor_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
