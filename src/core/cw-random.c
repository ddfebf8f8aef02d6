/* cw-random.c: randomness of the kernel and of a seed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-clock.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

G_DEFINE_INTERFACE (CwRandom, cw_random, G_TYPE_OBJECT)

static void
cw_random_default_init (CwRandomInterface *iface)
{
}

void
cw_random_fill (CwRandom *self, guint8 *bytes, gsize length)
{
  CW_RANDOM_GET_IFACE (self)->fill (self, bytes, length);
}

double
cw_random_unit (CwRandom *self)
{
  guint64 bits;

  cw_random_fill (self, (guint8 *) &bits, sizeof bits);
  return (double) (bits >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);
}

guint32
cw_random_below (CwRandom *self, guint32 bound)
{
  g_return_val_if_fail (bound > 0, 0);
  return (guint32) (cw_random_unit (self) * bound);
}

#define CW_TYPE_SYSTEM_RANDOM (cw_system_random_get_type ())
G_DECLARE_FINAL_TYPE (CwSystemRandom, cw_system_random, CW, SYSTEM_RANDOM, GObject)

struct _CwSystemRandom {
  GObject parent_instance;
};

static void
system_random_fill (CwRandom *random, guint8 *bytes, gsize length)
{
  gsize done = 0;

  while (done < length)
    {
      ssize_t n = getrandom (bytes + done, length - done, 0);

      if (n < 0 && errno != EINTR)
        g_error ("The kernel gives no random bytes: %s", g_strerror (errno));
      if (n > 0)
        done += (gsize) n;
    }
}

static void
system_random_iface_init (CwRandomInterface *iface)
{
  iface->fill = system_random_fill;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwSystemRandom, cw_system_random, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_RANDOM, system_random_iface_init))

static void
cw_system_random_class_init (CwSystemRandomClass *klass)
{
}

static void
cw_system_random_init (CwSystemRandom *self)
{
}

CwRandom *
cw_system_random_new (void)
{
  return g_object_new (CW_TYPE_SYSTEM_RANDOM, NULL);
}

#define CW_TYPE_SEEDED_RANDOM (cw_seeded_random_get_type ())
G_DECLARE_FINAL_TYPE (CwSeededRandom, cw_seeded_random, CW, SEEDED_RANDOM, GObject)

struct _CwSeededRandom {
  GObject parent_instance;

  GMutex  lock;
  GRand  *rand;   /* owned */
};

static void
seeded_random_fill (CwRandom *random, guint8 *bytes, gsize length)
{
  CwSeededRandom *self = CW_SEEDED_RANDOM (random);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (gsize i = 0; i < length; i += 4)
    {
      guint32 bits = g_rand_int (self->rand);

      memcpy (bytes + i, &bits, MIN (4, length - i));
    }
}

static void
seeded_random_iface_init (CwRandomInterface *iface)
{
  iface->fill = seeded_random_fill;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwSeededRandom, cw_seeded_random, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_RANDOM, seeded_random_iface_init))

static void
seeded_random_finalize (GObject *object)
{
  CwSeededRandom *self = CW_SEEDED_RANDOM (object);

  g_rand_free (self->rand);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_seeded_random_parent_class)->finalize (object);
}

static void
cw_seeded_random_class_init (CwSeededRandomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = seeded_random_finalize;
}

static void
cw_seeded_random_init (CwSeededRandom *self)
{
  g_mutex_init (&self->lock);
}

CwRandom *
cw_seeded_random_new (guint64 seed)
{
  CwSeededRandom *self = g_object_new (CW_TYPE_SEEDED_RANDOM, NULL);
  guint32 words[] = { (guint32) seed, (guint32) (seed >> 32) };

  self->rand = g_rand_new_with_seed_array (words, G_N_ELEMENTS (words));
  return CW_RANDOM (self);
}
