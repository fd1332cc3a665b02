/* SPDX-License-Identifier: GPL-2.0-only */
/* Text output as the runtime's files share it. No kernel header is needed. */
#ifndef STAP_FORMAT_H
#define STAP_FORMAT_H

#include "stap.h"

/* Sends off what is in c->out and empties it: output.c. */
void stap_output_flush(struct stap_context *c);

/* The decimal digits that @value needs: 1 … 20. */
int stap_count_digits(uint64_t value);

/* Puts @count times the character. */
void stap_put_repeated(struct stap_context *c, struct stap_output *o, char fill, int64_t count);

#endif
