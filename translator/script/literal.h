/* SPDX-License-Identifier: GPL-2.0-only */
/* The spelling of numbers and strings. */
#ifndef STAP_SCRIPT_LITERAL_H
#define STAP_SCRIPT_LITERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads a number of @length letters and digits: decimal, 0x… or 0… octal. Returns false and a
 * message when it is none or is past 2^64-1.
 */
bool read_number(const char *text, size_t length, int64_t *number, const char **message);

/*
 * Reads the character or escape sequence that begins at @raw. Returns how many source bytes it
 * takes, 0 when it is wrong (\x without a digit).
 */
size_t read_character(const char *raw, size_t length, char *byte);

#endif
