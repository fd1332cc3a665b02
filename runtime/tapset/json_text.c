// SPDX-License-Identifier: GPL-2.0-only
/*
 * Strings of JSON (RFC 8259 §7), which are always well-formed: what is no UTF-8 becomes U+FFFD, and
 * what is cut off is so between characters. Any context. No kernel header is needed.
 */
#include "stap.h"

#define REPLACEMENT "\357\277\275" /* U+FFFD */

/* The bytes of the character that @text begins with; 0 when it is no UTF-8 (RFC 3629 §4). */
static size_t character_length(const unsigned char *text)
{
	size_t length = text[0] < 0x80 ? 1 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4, i;

	if (length == 1)
		return 1;
	if (text[0] < 0xc2 || text[0] > 0xf4)
		return 0;
	for (i = 1; i < length; i++)
		if ((text[i] & 0xc0) != 0x80) /* the NUL at the end is none either */
			return 0;
	/* Longer than need be, a surrogate, beyond U+10FFFF. */
	if ((text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] > 0x9f) ||
	    (text[0] == 0xf0 && text[1] < 0x90) || (text[0] == 0xf4 && text[1] > 0x8f))
		return 0;
	return length;
}

/* Writes a character of @length bytes as it stands between the quotes; returns how many it takes.
 */
static size_t write_character(char to[6], const char *character, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char letter = (unsigned char)character[0];

	if (!length) {
		__builtin_memcpy(to, REPLACEMENT, 3);
		return 3;
	}
	if (letter == '"' || letter == '\\') {
		to[0] = '\\';
		to[1] = (char)letter;
		return 2;
	}
	if (letter < 0x20) {
		__builtin_memcpy(to, "\\u00", 4);
		to[4] = digits[letter >> 4];
		to[5] = digits[letter & 15];
		return 6;
	}
	__builtin_memcpy(to, character, length);
	return length;
}

void stap_json_quote(char *to, size_t size, const char *text)
{
	size_t at = 0;

	if (size < 3) {
		*to = 0;
		return;
	}
	to[at++] = '"';
	while (*text) {
		size_t length = character_length((const unsigned char *)text), written;
		char piece[6];

		written = write_character(piece, text, length);
		if (at + written + 2 > size)
			break;
		__builtin_memcpy(to + at, piece, written);
		at += written;
		text += length ? length : 1;
	}
	to[at++] = '"';
	to[at] = 0;
}
