/* cw-conflict-page.c: one record and everything that it could be, side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A card for the NetSuite record and one for each candidate, with the fields
 * in which they are not all alike. What is like in NetSuite has a tick.
 */

#include "config.h"

#include "cw-conflict-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define CARD_WIDTH 220   /* pixels, with the space beside it */

struct _CwConflictPage {
  GtkWidget         parent_instance;

  /* inputs */
  CwDesk           *desk;          /* owned */
  char             *integration;
  GPtrArray        *conflicts;     /* owned: keeps the conflict */
  const CwConflict *conflict;      /* borrowed from it */

  /* template children */
  GtkLabel         *name, *reason, *decision, *alike;
  GtkBox           *content, *cards, *buttons;
  GtkButton        *create_button, *leave_button, *undo_button;

  gboolean          wide;          /* cards stand beside each other */
  guint             wide_idle;     /* source; 0: none */
};

enum { DECIDED, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwConflictPage, cw_conflict_page, GTK_TYPE_WIDGET)

/* ---- deciding ---- */

static void
decided_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwConflictPage) self = data;
  g_autoptr (GError) error = NULL;

  if (cw_conflicts_decide_finish (result, &error))
    {
      g_signal_emit (self, signals[DECIDED], 0);
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  g_signal_emit (self, signals[FAILED], 0, error->message);
}

static void
decide (CwConflictPage *self, gboolean undo, CwChoice choice, const char *target_id)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  cw_conflicts_decide_async (cw_desk_get_profile (self->desk), self->integration, self->conflict, undo, choice, target_id,
                             decided_cb, g_object_ref (self));
}

static void
this_one_clicked_cb (GtkButton *button, CwConflictPage *self)
{
  decide (self, FALSE, CW_CHOICE_LINK, g_object_get_data (G_OBJECT (button), "target"));
}

static void
create_clicked_cb (CwConflictPage *self)
{
  decide (self, FALSE, CW_CHOICE_CREATE, NULL);
}

static void
leave_clicked_cb (CwConflictPage *self)
{
  decide (self, FALSE, CW_CHOICE_LEAVE_OUT, NULL);
}

static void
undo_clicked_cb (CwConflictPage *self)
{
  decide (self, TRUE, CW_CHOICE_LEAVE_OUT, NULL);
}

/* ---- cards ---- */

static GtkWidget *
make_label (GtkWidget *box, const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
make_card (CwConflictPage *self, const char *title, const char *id, const char *spoken)
{
  GtkWidget *card = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 6,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "card-body");
  gtk_widget_set_hexpand (card, TRUE);
  make_label (card, title, "heading");
  make_label (card, id, "caption");
  gtk_box_append (self->cards, card);
  return card;
}

/* @source NULL: of NetSuite's own card. */
static void
add_value (GtkWidget *card, const char *title, const char *value, const char *source)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *text;
  gboolean alike = source != NULL && *value != '\0' && g_strcmp0 (value, source) == 0;

  gtk_widget_add_css_class (make_label (box, title, "caption"), "dim-label");
  text = make_label (line, *value != '\0' ? value : _("nothing"), *value != '\0' ? NULL : "dim-label");
  gtk_label_set_selectable (GTK_LABEL (text), FALSE);
  if (alike)
    {
      GtkWidget *tick = gtk_image_new_from_icon_name ("emblem-ok-symbolic");

      gtk_accessible_update_property (GTK_ACCESSIBLE (tick), GTK_ACCESSIBLE_PROPERTY_LABEL, _("as in NetSuite"), -1);
      gtk_widget_set_tooltip_text (tick, _("As in NetSuite"));
      gtk_widget_set_valign (tick, GTK_ALIGN_START);
      gtk_widget_add_css_class (tick, "success");
      gtk_box_append (GTK_BOX (line), tick);
    }
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (card), box);
}

static void
add_source_card (CwConflictPage *self)
{
  g_autofree char *spoken = g_strdup_printf (_("In NetSuite: %s"), self->conflict->name);
  GtkWidget *card = make_card (self, _("In NetSuite"), self->conflict->record, spoken);

  for (guint i = 0; i < self->conflict->fields->len; i++)
    {
      const CwConflictField *field = self->conflict->fields->pdata[i];

      if (field->differs)
        add_value (card, field->title, field->source != NULL ? field->source : "", NULL);
    }
}

static void
add_choice (CwConflictPage *self, GtkWidget *card, const CwConflictCandidate *candidate)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_This One"));
  g_autofree char *label = g_strdup_printf (_("This one: %s, %s"), candidate->name, candidate->id);
  gboolean chosen = self->conflict->decision != NULL && g_strcmp0 (self->conflict->decision->target_id, candidate->id) == 0;

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "target", g_strdup (candidate->id), g_free);
  gtk_widget_set_sensitive (button, candidate->can_choose && !self->conflict->sent && !chosen);
  gtk_widget_set_valign (button, GTK_ALIGN_END);
  gtk_widget_set_vexpand (button, TRUE);
  g_signal_connect_object (button, "clicked", G_CALLBACK (this_one_clicked_cb), self, 0);
  gtk_box_append (GTK_BOX (card), button);
}

static void
add_candidate_card (CwConflictPage *self, guint index)
{
  const CwConflictCandidate *candidate = self->conflict->candidates->pdata[index];
  g_autofree char *id = g_strdup_printf (_("Record %s"), candidate->id);
  g_autofree char *spoken = g_strdup_printf (_("Could be: %s, %s"), candidate->name, candidate->id);
  GtkWidget *card = make_card (self, candidate->name, id, spoken);

  for (guint i = 0; i < self->conflict->fields->len; i++)
    {
      const CwConflictField *field = self->conflict->fields->pdata[i];

      if (field->differs)
        add_value (card, field->title, field->values[index], field->source != NULL ? field->source : "");
    }
  if (candidate->note != NULL)
    gtk_widget_add_css_class (make_label (card, candidate->note, "caption"), "warning");
  add_choice (self, card, candidate);
}

/* The fields that do not help to tell them apart, in one line. */
static void
show_alike (CwConflictPage *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *line = NULL;

  for (guint i = 0; i < self->conflict->fields->len; i++)
    {
      const CwConflictField *field = self->conflict->fields->pdata[i];

      if (!field->differs)
        g_string_append_printf (text, "%s%s: %s", text->len > 0 ? " · " : "", field->title, field->source != NULL ? field->source : "");
    }
  line = g_strdup_printf (_("Alike in all of them: %s"), text->str);
  gtk_label_set_label (self->alike, line);
  gtk_widget_set_visible (GTK_WIDGET (self->alike), text->len > 0);
}

static void
fill (CwConflictPage *self)
{
  const CwConflict *conflict = self->conflict;
  g_autofree char *decided = cw_conflict_dup_decision_text (conflict);

  gtk_label_set_label (self->name, conflict->name);
  gtk_label_set_label (self->reason, conflict->reason);
  gtk_label_set_label (self->decision, decided != NULL ? decided : "");
  gtk_widget_set_visible (GTK_WIDGET (self->decision), decided != NULL);
  add_source_card (self);
  for (guint i = 0; i < conflict->candidates->len; i++)
    add_candidate_card (self, i);
  show_alike (self);
  gtk_widget_set_visible (GTK_WIDGET (self->undo_button), conflict->decision != NULL && !conflict->sent);
  gtk_widget_set_sensitive (GTK_WIDGET (self->create_button), !conflict->sent
                            && !(conflict->decision != NULL && conflict->decision->choice == CW_CHOICE_CREATE));
  gtk_widget_set_sensitive (GTK_WIDGET (self->leave_button), !conflict->sent
                            && !(conflict->decision != NULL && conflict->decision->choice == CW_CHOICE_LEAVE_OUT));
}

/* ---- narrow windows ---- */

static gboolean
wide_cb (gpointer data)
{
  CwConflictPage *self = data;
  GtkOrientation orientation = self->wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL;

  self->wide_idle = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->cards), orientation);
  gtk_box_set_homogeneous (self->cards, self->wide);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->buttons), orientation);
  return G_SOURCE_REMOVE;
}

/* Children must not change while sizes are being settled. */
static void
cw_conflict_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CwConflictPage *self = CW_CONFLICT_PAGE (widget);
  gboolean wide = width >= CARD_WIDTH * (int) (self->conflict->candidates->len + 1);
  int minimum;

  if (wide != self->wide && self->wide_idle == 0)
    self->wide_idle = g_idle_add (wide_cb, self);
  self->wide = wide;
  gtk_widget_measure (GTK_WIDGET (self->content), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (GTK_WIDGET (self->content), MAX (width, minimum), height, baseline, NULL);
}

/* However wide the cards stand, the page can be made as narrow as one. */
static void
cw_conflict_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (CW_CONFLICT_PAGE (widget)->content), orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, CARD_WIDTH);
}

/* ---- object ---- */

static void
cw_conflict_page_dispose (GObject *object)
{
  CwConflictPage *self = CW_CONFLICT_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->wide_idle, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->conflicts, g_ptr_array_unref);
  g_clear_pointer (&self->integration, g_free);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_conflict_page_parent_class)->dispose (object);
}

static void
cw_conflict_page_class_init (CwConflictPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_conflict_page_dispose;
  signals[DECIDED] = g_signal_new ("decided", CW_TYPE_CONFLICT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", CW_TYPE_CONFLICT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  widget_class->size_allocate = cw_conflict_page_size_allocate;
  widget_class->measure = cw_conflict_page_measure;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-conflict-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwConflictPage, name);
  gtk_widget_class_bind_template_child (widget_class, CwConflictPage, reason);
  gtk_widget_class_bind_template_child (widget_class, CwConflictPage, decision);
  gtk_widget_class_bind_template_child (widget_class, CwConflictPage, alike);
  gtk_widget_class_bind_template_child (widget_class, CwConflictPage, content);
  gtk_widget_class_bind_template_child (widget_class, CwConflictPage, cards);
  gtk_widget_class_bind_template_child (widget_class, CwConflictPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, CwConflictPage, create_button);
  gtk_widget_class_bind_template_child (widget_class, CwConflictPage, leave_button);
  gtk_widget_class_bind_template_child (widget_class, CwConflictPage, undo_button);
  gtk_widget_class_bind_template_callback (widget_class, create_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_clicked_cb);
}

static void
cw_conflict_page_init (CwConflictPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwConflictPage *
cw_conflict_page_new (CwDesk *desk, const char *integration, GPtrArray *conflicts, const CwConflict *conflict)
{
  CwConflictPage *self = g_object_new (CW_TYPE_CONFLICT_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->integration = g_strdup (integration);
  self->conflicts = g_ptr_array_ref (conflicts);
  self->conflict = conflict;
  fill (self);
  return self;
}

const CwConflict *
cw_conflict_page_get_conflict (CwConflictPage *self)
{
  return self->conflict;
}
