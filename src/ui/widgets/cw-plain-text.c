/* cw-plain-text.c: texts of others, as they are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-plain-text.h"

static char *
dup_escaped (const char *text)
{
  return text != NULL ? g_markup_escape_text (text, -1) : NULL;
}

void
cw_plain_text_set_status (AdwStatusPage *page, const char *text)
{
  g_autofree char *markup = dup_escaped (text);

  adw_status_page_set_description (page, markup);
}

void
cw_plain_text_set_group (AdwPreferencesGroup *group, const char *text)
{
  g_autofree char *markup = dup_escaped (text);

  adw_preferences_group_set_description (group, markup);
}

AdwToast *
cw_plain_text_new_toast (const char *text)
{
  g_autofree char *markup = dup_escaped (text);

  return adw_toast_new (markup);
}
