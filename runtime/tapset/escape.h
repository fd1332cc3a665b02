/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STAP_ESCAPE_H
#define STAP_ESCAPE_H

#include "stap.h"

#define STAP_ESCAPE_SIZE 4 /* characters of the longest escape */

/* Writes one character, without a NUL; returns the number of characters written. */
unsigned stap_escape_letter(char text[STAP_ESCAPE_SIZE], unsigned char letter, bool quoted);

#endif
