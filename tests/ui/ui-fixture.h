/* ui-fixture.h: the integrations page on a profile with the simulated sandbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-fixture.h"
#include "cw-integrations-page.h"

G_BEGIN_DECLS

typedef struct {
  CwFixture          *fixture;
  CwDesk             *desk;
  GtkWindow          *window;
  CwIntegrationsPage *pages;
  CwIntegrationItem  *item;      /* the first integration; borrowed */
  CwWorkflow         *workflow;  /* its first one; borrowed */
} UiFixture;

/* Opens the page in a window; both systems were read when @read. */
UiFixture *ui_fixture_new  (guint customers, guint projects, gboolean read);
/* Both were read, and the sandbox behaves as cw_fixture_new() describes @assume. */
UiFixture *ui_fixture_new_assuming (guint customers, guint projects, const char *assume);
/* Opens the page on @fixture as it is. (transfer full) */
UiFixture *ui_fixture_new_for (CwFixture *fixture);
void       ui_fixture_free (UiFixture *self);
/* Closes window, desk, profile and fixture, each after waiting for its end; for those that a test made itself. */
void       ui_close        (UiFixture *self);

/* Runs the main loop until @check says so; aborts after a minute. */
typedef gboolean (*UiCheck) (gpointer data);
void       ui_wait         (UiCheck check, gpointer data);
/* Runs the main loop for a moment, and until no answer is on its way and nothing is left to do. */
void       ui_settle       (void);

/* The visible widget of @type in @root whose label starts with @label (NULL: any); NULL: none. Mnemonics count as nothing. */
GtkWidget *ui_look         (GtkWidget *root, GType type, const char *label);
/* The same; waits for it, and aborts when it does not come. */
GtkWidget *ui_find         (GtkWidget *root, GType type, const char *label);
/* The visible widget of @type whose tooltip starts with @hint: for those without a label; waits as ui_find() does. */
GtkWidget *ui_find_hint    (GtkWidget *root, GType type, const char *hint);
/* Presses the button with @label. */
void       ui_click        (GtkWidget *root, const char *label);
/* TRUE when a visible label contains @text. */
gboolean   ui_shows        (GtkWidget *root, const char *text);
/* Aborts when no visible label contains @text in time. */
void       ui_wait_shown   (GtkWidget *root, const char *text);
/* Writes what the window shows, when the environment variable CAUSEWAY_SHOTS names a folder. */
void       ui_shoot        (UiFixture *self, const char *name);

G_END_DECLS
