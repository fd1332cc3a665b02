// SPDX-License-Identifier: GPL-2.0-only
/* Strings of a script, word by word (see map_key.h for why that is safe). Any context. */
#include "map_key.h"

char *stap_copy_string(char *destination, const char *source, size_t size)
{
	char *to = destination, *end = destination + size - 1;
	uint64_t word;

	while ((size_t)(end - to) >= 8) {
		word = stap_load_word(source);
		((struct stap_word_unaligned *)to)->word = word;
		if (stap_find_nul(word))
			return destination;
		to += 8;
		source += 8;
	}
	while (to < end && *source)
		*to++ = *source++;
	*to = 0;
	return destination;
}

size_t stap_string_length(const char *string)
{
	const char *at = string;
	uint64_t nul;

	while (!(nul = stap_find_nul(stap_load_word(at))))
		at += 8;
	return at - string + __builtin_ctzll(nul) / 8;
}

int stap_compare_strings(const char *a, const char *b)
{
	uint64_t x, y, nul, difference;
	int shift;

	for (;;) {
		x = stap_load_word(a);
		y = stap_load_word(b);
		nul = stap_find_nul(x);
		if (x != y || nul)
			break;
		a += 8;
		b += 8;
	}
	difference = x ^ y;
	/* Up to the first NUL or difference, whichever comes first, in memory order. */
	if (!difference || (nul && __builtin_ctzll(nul) < (__builtin_ctzll(difference) & ~7)))
		return 0;
	shift = __builtin_ctzll(difference) & ~7;
	return (int)(x >> shift & 255) - (int)(y >> shift & 255);
}
