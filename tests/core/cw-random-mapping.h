/* cw-random-mapping.h: mappings and records by chance, for properties that hold for all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping.h"

G_BEGIN_DECLS

/* Where chance comes from: a seeded generator, or the bytes of a fuzzer. */
typedef struct {
  GRand        *rand;      /* nullable: then @data */
  const guint8 *data;
  gsize         length;
} CwChance;

guint         cw_chance_below      (CwChance *self, guint bound);   /* 0 … bound - 1; 0 when the bytes are used up */
CwExpression *cw_random_expression (CwChance *chance, guint depth);
CwMapping    *cw_random_mapping    (CwChance *chance);
CwRecord     *cw_random_record     (CwChance *chance);

G_END_DECLS
