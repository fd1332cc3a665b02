/* SPDX-License-Identifier: GPL-2.0-only */
/* printf formats: cut into literal text and conversions when the script is parsed. */
#include "script/parse.h"

#include <string.h>

#define WIDEST 100000

struct format {
	struct parser *p;
	const struct literal *literal;
	size_t at;
	size_t arguments;
	char *text; /* literal text since the last conversion */
	size_t text_length;
	VEC(struct format_piece) pieces;
};

/* The byte at @at, '\0' at the end. */
static char byte(const struct format *f)
{
	return f->at < f->literal->length ? f->literal->text[f->at] : '\0';
}

static void format_error(const struct format *f, size_t at, const char *message, char c)
{
	parse_error(f->p, literal_place(f->literal, at), message, c);
}

static bool *flag_of(struct format_piece *piece, char c)
{
	switch (c) {
	case '-':
		return &piece->minus;
	case '+':
		return &piece->plus;
	case ' ':
		return &piece->space;
	case '0':
		return &piece->zero;
	case '#':
		return &piece->alternate;
	default:
		return NULL;
	}
}

static bool read_flags(struct format *f, struct format_piece *piece)
{
	for (bool *flag; (flag = flag_of(piece, byte(f))); f->at++) {
		if (*flag) {
			format_error(f, f->at, "the flag '%c' is given twice", byte(f));
			return false;
		}
		*flag = true;
	}
	return true;
}

static bool read_size(struct format *f, unsigned *size)
{
	size_t start = f->at;

	for (*size = 0; byte(f) >= '0' && byte(f) <= '9'; f->at++) {
		*size = *size * 10 + (unsigned)(byte(f) - '0');
		if (*size > WIDEST) {
			parse_error(f->p, literal_place(f->literal, start),
				    "the width or precision is above %d", WIDEST);
			return false;
		}
	}
	return true;
}

static bool read_width(struct format *f, struct format_piece *piece)
{
	if (byte(f) == '*') {
		piece->width_argument = true;
		f->at++;
		f->arguments++;
	} else if (byte(f) >= '1' && byte(f) <= '9') {
		piece->has_width = true;
		return read_size(f, &piece->width);
	}
	return true;
}

static bool read_precision(struct format *f, struct format_piece *piece)
{
	if (byte(f) != '.')
		return true;
	f->at++;
	if (byte(f) == '*') {
		piece->precision_argument = true;
		f->at++;
		f->arguments++;
		return true;
	}
	piece->has_precision = true;
	return read_size(f, &piece->precision);
}

/* Does the flag say anything with this conversion? */
static bool flag_fits(char flag, char conversion)
{
	switch (flag) {
	case '+':
	case ' ':
		return conversion == 'd' || conversion == 'i';
	case '#':
		return strchr("oxXpb", conversion);
	case '0':
		return !strchr("cmM", conversion);
	default:
		return true;
	}
}

static bool check_flags(struct format *f, size_t start, struct format_piece *piece)
{
	for (size_t at = start; flag_of(piece, f->literal->text[at]); at++) {
		if (!flag_fits(f->literal->text[at], piece->conversion)) {
			parse_error(f->p, literal_place(f->literal, at),
				    "the flag '%c' does not go with %%%c", f->literal->text[at],
				    piece->conversion);
			return false;
		}
	}
	return true;
}

static void report_unknown(const struct format *f, size_t start)
{
	char c = byte(f);

	if (f->at >= f->literal->length)
		parse_error(f->p, literal_place(f->literal, start), "the conversion is incomplete");
	else if (c > ' ' && c < 0x7f)
		format_error(f, f->at, "unknown conversion '%c'", c);
	else
		format_error(f, f->at, "unknown conversion, byte 0x%02x", c);
	diagnose_remedy(f->p->diagnostics,
			"known: %%d %%i %%u %%x %%X %%o %%b %%p %%s %%c %%m %%M, and %%%% for a "
			"percent sign");
}

/* From the % on. Returns false after an error. */
static bool read_conversion(struct format *f)
{
	struct format_piece piece = { .text = f->text, .text_length = f->text_length };
	size_t start = f->at++, flags = f->at;

	if (!read_flags(f, &piece) || !read_width(f, &piece) || !read_precision(f, &piece))
		return false;
	for (unsigned i = 0; i < 2 && byte(f) == 'l'; i++)
		f->at++; /* every number has 64 bits */
	if (!byte(f) || !strchr("diuxXobpscmM", byte(f))) {
		report_unknown(f, start);
		return false;
	}
	piece.conversion = byte(f);
	f->at++;
	f->arguments++;
	if (!check_flags(f, flags, &piece))
		return false;
	vec_push(f->p->arena, &f->pieces, piece);
	f->text = arena_alloc(f->p->arena, f->literal->length - f->at + 1);
	f->text_length = 0;
	return true;
}

size_t parse_format(struct parser *p, const struct literal *literal, struct expr *print)
{
	struct format f = { .p = p, .literal = literal };

	f.text = arena_alloc(p->arena, literal->length + 1);
	while (f.at < literal->length) {
		bool percent = byte(&f) == '%';

		if (percent && (f.at + 1 == literal->length || literal->text[f.at + 1] != '%')) {
			if (!read_conversion(&f))
				parse_rewind(p);
			continue;
		}
		f.text[f.text_length++] = byte(&f);
		f.at += percent ? 2 : 1;
	}
	if (f.text_length || !f.pieces.count)
		vec_push(p->arena, &f.pieces,
			 ((struct format_piece){ .text = f.text, .text_length = f.text_length }));
	print->print.pieces = f.pieces.items;
	print->print.piece_count = f.pieces.count;
	return f.arguments;
}
