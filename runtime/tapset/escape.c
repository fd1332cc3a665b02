// SPDX-License-Identifier: GPL-2.0-only
/* Text as a C literal would have it: escapes for what cannot be printed, and quotes. Any context.
 */
#include "tapset/escape.h"

unsigned stap_escape_letter(char text[STAP_ESCAPE_SIZE], unsigned char letter, bool quoted)
{
	static const char plain[] = "\a\b\t\n\v\f\r", letters[] = "abtnvfr";

	if (letter >= ' ' && letter <= '~' && letter != '\\' && (letter != '"' || !quoted)) {
		text[0] = letter;
		return 1;
	}
	text[0] = '\\';
	if (letter == '\\' || letter == '"') {
		text[1] = letter;
		return 2;
	}
	for (int i = 0; plain[i]; i++) {
		if (plain[i] == letter) {
			text[1] = letters[i];
			return 2;
		}
	}
	text[1] = '0' + (letter >> 6);
	text[2] = '0' + (letter >> 3 & 7);
	text[3] = '0' + (letter & 7);
	return 4;
}

void stap_escape(struct stap_context *c, char *to, size_t size, const char *text, int64_t length,
		 bool quoted)
{
	struct stap_output o = stap_string_begin(to, size);
	char escape[STAP_ESCAPE_SIZE];

	o.end -= 6; /* "..." and a quote, and an escape that is cut */
	if (quoted)
		stap_put_text(c, &o, "\"", 1);
	while (*text && length > 0 && o.at < o.end - 4) {
		stap_put_text(c, &o, escape, stap_escape_letter(escape, *text, quoted));
		text++;
		length--;
	}
	o.end += 6;
	if (quoted)
		stap_put_text(c, &o, "\"", 1);
	if (*text)
		stap_put_text(c, &o, "...", 3);
	stap_string_end(&o);
}
