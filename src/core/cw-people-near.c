/* cw-people-near.c: who comes near
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Strategy. Nobody is compared with everybody. Two texts that differ by at
 * most two letters have a text in common that comes of deleting at most two
 * letters of either; so every such rest of every part before the "@" is kept
 * as a number, with the text that it comes of, and looked up by the rests of a
 * user's. Long texts have too many rests: cut into three pieces, two letters
 * leave one piece as it is, at most two places to the side, so pieces are
 * kept. What is found is then compared letter by letter, and its domain as
 * well. Letters of both parts are added up, the "@" in place.
 *
 * Limits. One user is compared with at most MAX_COMPARED spellings, with as
 * many employees of one of them and with MAX_NAMESAKES of his name: with more
 * of them a suggestion says nothing any more.
 */

#include "config.h"

#include "cw-people-private.h"

#include <string.h>

#define MAX_LETTERS   2
#define RESTS_UP_TO   32     /* characters whose rests are kept: 529 of the longest */
#define PIECES_FROM   (RESTS_UP_TO - MAX_LETTERS - 1)
#define N_PIECES      3
#define MAX_COMPARED  512
#define MAX_NAMESAKES 64
#define COMPANY_SIZE  2      /* people that make a domain one of the company's */

/* One number under which a text is found. */
typedef struct {
  guint64 hash;
  guint   local;
  guint   next;      /* index + 1 of the next of the same place; 0: none */
} Rest;

/* One text before the "@", and who has it. */
typedef struct {
  gunichar *letters;
  guint     length;
  GArray   *employees;   /* of Owner */
  guint     asked;       /* number of the last question that found it */
} Local;

typedef struct {
  guint employee;
  guint domain;
} Owner;

typedef struct {
  gunichar *letters;
  guint     length;
  char     *family;      /* "harbor" of "eu.harbor.example"; owned */
} Domain;

struct _CwNearIndex {
  GHashTable *domain_numbers;  /* char* (borrowed) → number + 1 */
  GPtrArray  *domains;         /* of Domain, owned */
  GHashTable *families;        /* char* (owned) → how many people */
  GHashTable *local_numbers;   /* char* (borrowed) → number + 1 */
  GPtrArray  *locals;          /* of Local, owned */
  GHashTable *names;           /* char* (borrowed) → GArray of guint, owned */
  GArray     *rests;           /* of Rest */
  guint      *heads;           /* of index + 1 into rests; NULL: not built */
  guint       mask;
  guint       question;
};

static void
local_free (gpointer data)
{
  Local *local = data;

  g_free (local->letters);
  g_array_unref (local->employees);
  g_free (local);
}

static void
domain_free (gpointer data)
{
  Domain *domain = data;

  g_free (domain->letters);
  g_free (domain->family);
  g_free (domain);
}

_CwNearIndex *
_cw_near_index_new (void)
{
  _CwNearIndex *self = g_new0 (_CwNearIndex, 1);

  self->domain_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  self->domains = g_ptr_array_new_with_free_func (domain_free);
  self->families = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->local_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  self->locals = g_ptr_array_new_with_free_func (local_free);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);
  self->rests = g_array_new (FALSE, FALSE, sizeof (Rest));
  return self;
}

void
_cw_near_index_free (_CwNearIndex *self)
{
  g_hash_table_unref (self->domain_numbers);
  g_ptr_array_unref (self->domains);
  g_hash_table_unref (self->families);
  g_hash_table_unref (self->local_numbers);
  g_ptr_array_unref (self->locals);
  g_hash_table_unref (self->names);
  g_array_unref (self->rests);
  g_free (self->heads);
  g_free (self);
}

/* ---- domains ---- */

static gboolean
is_second_level (const char *label)
{
  static const char * const known[] = { "co", "com", "org", "net", "ac", "gov", "edu", NULL };

  return g_strv_contains (known, label);
}

/* The label under which the domain is registered: "harbor" of "mail.harbor.example" and of "harbor.co.uk". */
static char *
dup_family (const char *domain)
{
  g_auto (GStrv) labels = g_strsplit (domain, ".", -1);
  guint n = g_strv_length (labels);

  if (n < 2)
    return g_strdup (domain);
  return g_strdup (n > 2 && is_second_level (labels[n - 2]) ? labels[n - 3] : labels[n - 2]);
}

static guint
number_domain (_CwNearIndex *self, const char *name)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->domain_numbers, name));
  Domain *domain;
  glong length;

  if (number > 0)
    return number - 1;
  domain = g_new0 (Domain, 1);
  domain->letters = g_utf8_to_ucs4_fast (name, -1, &length);
  domain->length = (guint) length;
  domain->family = dup_family (name);
  g_ptr_array_add (self->domains, domain);
  g_hash_table_insert (self->domain_numbers, (char *) name, GUINT_TO_POINTER (self->domains->len));
  return self->domains->len - 1;
}

void
_cw_near_index_count_domain (_CwNearIndex *self, const _CwPerson *person)
{
  const Domain *domain;
  guint number, n;

  if (person->domain == NULL)
    return;
  number = number_domain (self, person->domain);
  domain = self->domains->pdata[number];
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->families, domain->family));
  g_hash_table_replace (self->families, g_strdup (domain->family), GUINT_TO_POINTER (n + 1));
}

static gboolean
is_company (_CwNearIndex *self, guint domain)
{
  const char *family = ((Domain *) self->domains->pdata[domain])->family;

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->families, family)) >= COMPANY_SIZE;
}

/* ---- letters ---- */

/* How many letters have to be changed, left out or put in; MAX_LETTERS + 1 for more. Only the diagonals that can matter. */
static guint
count_letters (const gunichar *a, guint n, const gunichar *b, guint m)
{
  enum { WIDTH = 2 * MAX_LETTERS + 1, FAR = MAX_LETTERS + 1 };
  guint row[WIDTH + 2];

  if (MAX (n, m) - MIN (n, m) > MAX_LETTERS)
    return FAR;
  /* row[d + 1] is the cost of column i + d - MAX_LETTERS; one cell of FAR at either end. */
  for (guint d = 0; d < WIDTH + 2; d++)
    row[d] = d > MAX_LETTERS && d <= WIDTH ? d - 1 - MAX_LETTERS : FAR;
  for (guint i = 1; i <= n; i++)
    {
      guint best = FAR;

      for (guint d = 0; d < WIDTH; d++)
        {
          int column = (int) i + (int) d - MAX_LETTERS;
          guint cost = FAR;

          if (column == 0)
            cost = i;
          else if (column > 0 && column <= (int) m)
            cost = MIN (row[d + 1] + (a[i - 1] == b[column - 1] ? 0 : 1), MIN (row[d], row[d + 2]) + 1);
          row[d + 1] = MIN (cost, FAR);
          best = MIN (best, row[d + 1]);
        }
      if (best >= FAR)
        return FAR;
    }
  return row[(int) m - (int) n + MAX_LETTERS + 1];
}

static guint
compare_domains (_CwNearIndex *self, guint a, guint b)
{
  const Domain *x = self->domains->pdata[a], *y = self->domains->pdata[b];

  return a != b ? count_letters (x->letters, x->length, y->letters, y->length) : 0;
}

/* ---- rests and pieces ---- */

#define HASH_START G_GUINT64_CONSTANT (0xcbf29ce484222325)

static guint64
hash_letter (guint64 hash, gunichar letter)
{
  return (hash ^ letter) * G_GUINT64_CONSTANT (0x100000001b3);
}

typedef void (*HashFunc) (_CwNearIndex *self, guint64 hash, guint data, GArray *found);

/* All of @letters but those at @skip_a and @skip_b (length: none). */
static guint64
hash_rest (const gunichar *letters, guint length, guint skip_a, guint skip_b)
{
  guint64 hash = HASH_START;

  for (guint i = 0; i < length; i++)
    if (i != skip_a && i != skip_b)
      hash = hash_letter (hash, letters[i]);
  return hash;
}

static void
each_rest (_CwNearIndex *self, const gunichar *letters, guint length, HashFunc func, guint data, GArray *found)
{
  func (self, hash_rest (letters, length, length, length), data, found);
  for (guint a = 0; a < length; a++)
    {
      func (self, hash_rest (letters, length, a, length), data, found);
      for (guint b = a + 1; b < length; b++)
        func (self, hash_rest (letters, length, a, b), data, found);
    }
}

/* Piece @nth of a text of @length letters. */
static void
get_piece (guint length, guint nth, guint *out_start, guint *out_length)
{
  guint size = length / N_PIECES;

  *out_start = nth * size;
  *out_length = nth + 1 < N_PIECES ? size : length - *out_start;
}

static guint64
hash_piece (const gunichar *letters, guint length_of_text, guint nth, guint length)
{
  guint64 hash = hash_letter (hash_letter (HASH_START, length_of_text), nth + 0x200000);

  for (guint i = 0; i < length; i++)
    hash = hash_letter (hash, letters[i]);
  return hash;
}

static void
ask_pieces (_CwNearIndex *self, const gunichar *letters, guint length, HashFunc func, GArray *found)
{
  for (guint other = length - MIN (length, MAX_LETTERS); other <= length + MAX_LETTERS; other++)
    for (guint nth = 0; nth < N_PIECES; nth++)
      {
        guint start, size;

        get_piece (other, nth, &start, &size);
        for (guint at = start - MIN (start, MAX_LETTERS); at <= start + MAX_LETTERS && at + size <= length; at++)
          func (self, hash_piece (letters + at, other, nth, size), 0, found);
      }
}

static void
keep_hash (_CwNearIndex *self, guint64 hash, guint local, GArray *found)
{
  Rest rest = { hash, local, 0 };

  g_array_append_val (self->rests, rest);
}

static void
build_heads (_CwNearIndex *self)
{
  guint size = 1024;

  while (size < self->rests->len)
    size *= 2;
  self->mask = size - 1;
  self->heads = g_new0 (guint, size);
  for (guint i = 0; i < self->rests->len; i++)
    {
      Rest *rest = &g_array_index (self->rests, Rest, i);
      guint *head = &self->heads[(rest->hash ^ (rest->hash >> 32)) & self->mask];

      rest->next = *head;
      *head = i + 1;
    }
}

static void
find_hash (_CwNearIndex *self, guint64 hash, guint data, GArray *found)
{
  for (guint at = self->heads[(hash ^ (hash >> 32)) & self->mask]; at > 0;)
    {
      const Rest *rest = &g_array_index (self->rests, Rest, at - 1);
      Local *local = self->locals->pdata[rest->local];

      if (rest->hash == hash && local->asked != self->question && found->len < MAX_COMPARED)
        {
          local->asked = self->question;
          g_array_append_val (found, rest->local);
        }
      at = rest->next;
    }
}

/* ---- employees ---- */

static guint
number_local (_CwNearIndex *self, const char *name)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->local_numbers, name));
  Local *local;
  glong length;

  if (number > 0)
    return number - 1;
  local = g_new0 (Local, 1);
  local->letters = g_utf8_to_ucs4_fast (name, -1, &length);
  local->length = (guint) length;
  local->employees = g_array_new (FALSE, FALSE, sizeof (Owner));
  g_ptr_array_add (self->locals, local);
  number = self->locals->len;
  g_hash_table_insert (self->local_numbers, (char *) name, GUINT_TO_POINTER (number));
  if (local->length <= RESTS_UP_TO)
    each_rest (self, local->letters, local->length, keep_hash, number - 1, NULL);
  if (local->length >= PIECES_FROM)
    for (guint nth = 0; nth < N_PIECES; nth++)
      {
        guint start, size;

        get_piece (local->length, nth, &start, &size);
        keep_hash (self, hash_piece (local->letters + start, local->length, nth, size), number - 1, NULL);
      }
  return number - 1;
}

static void
add_name (_CwNearIndex *self, const char *name, guint employee)
{
  GArray *list = g_hash_table_lookup (self->names, name);

  if (list == NULL)
    g_hash_table_insert (self->names, (char *) name, list = g_array_new (FALSE, FALSE, sizeof (guint)));
  g_array_append_val (list, employee);
}

void
_cw_near_index_add (_CwNearIndex *self, guint employee, const _CwPerson *person)
{
  g_assert (self->heads == NULL);
  if (person->local != NULL)
    {
      Owner owner = { employee, number_domain (self, person->domain) };
      guint number = number_local (self, person->local);

      g_array_append_val (((Local *) self->locals->pdata[number])->employees, owner);
    }
  if (person->name != NULL)
    add_name (self, person->name, employee);
  if (person->turned != NULL)
    add_name (self, person->turned, employee);
}

/* ---- users ---- */

/* Nothing of a text of as few letters as differ is alike. */
static gboolean
is_typo (guint letters, guint length_a, guint length_b)
{
  return letters > 0 && letters <= MAX_LETTERS && letters < MIN (length_a, length_b);
}

static void
add_owners (_CwNearIndex *self, const Local *local, guint local_letters, guint length, guint domain, GArray *out)
{
  for (guint i = 0; i < local->employees->len && i < MAX_COMPARED; i++)
    {
      const Owner *owner = &g_array_index (local->employees, Owner, i);
      guint letters = local_letters + compare_domains (self, domain, owner->domain);
      CwNearMiss miss = { owner->employee, 0, 0 };

      if (is_typo (letters, length, local->length))
        {
          miss.reasons |= CW_NEAR_TYPO;
          miss.letters = letters;
        }
      if (local_letters == 0 && owner->domain != domain && is_company (self, domain) && is_company (self, owner->domain))
        miss.reasons |= CW_NEAR_LOCAL;
      if (miss.reasons != 0)
        g_array_append_val (out, miss);
    }
}

static void
find_by_email (_CwNearIndex *self, const _CwPerson *user, GArray *out)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  guint domain = number_domain (self, user->domain);
  glong length;
  g_autofree gunichar *letters = g_utf8_to_ucs4_fast (user->local, -1, &length);
  guint same = GPOINTER_TO_UINT (g_hash_table_lookup (self->local_numbers, user->local));

  if (self->heads == NULL)
    build_heads (self);
  self->question++;
  /* The same spelling first, so that the limit never cuts it off. */
  if (same > 0)
    {
      guint number = same - 1;

      ((Local *) self->locals->pdata[number])->asked = self->question;
      g_array_append_val (found, number);
    }
  if (length <= RESTS_UP_TO)
    each_rest (self, letters, (guint) length, find_hash, 0, found);
  if (length >= PIECES_FROM)
    ask_pieces (self, letters, (guint) length, find_hash, found);
  for (guint i = 0; i < found->len; i++)
    {
      const Local *local = self->locals->pdata[g_array_index (found, guint, i)];
      guint distance = count_letters (letters, (guint) length, local->letters, local->length);

      if (distance <= MAX_LETTERS)
        add_owners (self, local, distance, (guint) length, domain, out);
    }
}

static void
find_by_name (_CwNearIndex *self, const _CwPerson *user, GArray *out)
{
  GArray *list = g_hash_table_lookup (self->names, user->name);
  guint first = out->len;

  for (guint i = 0; list != NULL && i < list->len && i < MAX_NAMESAKES; i++)
    {
      CwNearMiss miss = { g_array_index (list, guint, i), CW_NEAR_NAME, 0 };
      gboolean known = FALSE;

      for (guint j = 0; j < first && !known; j++)
        if (g_array_index (out, CwNearMiss, j).employee == miss.employee)
          {
            g_array_index (out, CwNearMiss, j).reasons |= CW_NEAR_NAME;
            known = TRUE;
          }
      if (!known)
        g_array_append_val (out, miss);
    }
}

void
_cw_near_index_find (_CwNearIndex *self, const _CwPerson *user, GArray *out)
{
  if (user->local != NULL)
    find_by_email (self, user, out);
  if (user->name != NULL)
    find_by_name (self, user, out);
}
