// SPDX-License-Identifier: GPL-2.0-only
/*
 * STAP_PRINTF in embedded C: C's printf over the conversions of format.c. (A script's own printf is
 * translated into single calls.) Handler context.
 */
#include "format.h"

/* Reads the flags, width and precision after a '%'; returns what follows them. */
static const char *parse_field(const char *at, struct stap_format *field,
			       __builtin_va_list *arguments)
{
	int16_t *number = &field->width;

	field->precision = -1;
	for (;; at++) {
		if (*at == '-')
			field->minus = true;
		else if (*at == '+')
			field->plus = true;
		else if (*at == ' ')
			field->space = true;
		else if (*at == '0')
			field->zero = true;
		else if (*at == '#')
			field->alternate = true;
		else
			break;
	}
	for (;; at++) {
		if (*at == '.') {
			number = &field->precision;
			*number = 0;
		} else if (*at == '*') {
			*number = (int16_t) __builtin_va_arg(*arguments, int);
		} else if (*at >= '0' && *at <= '9') {
			*number = (int16_t)(*number * 10 + *at - '0');
		} else {
			break;
		}
	}
	if (field->width < 0) {
		field->minus = true;
		field->width = (int16_t)-field->width;
	}
	return at;
}

/* Takes the argument of an integer conversion with @longs times `l`. */
static int64_t next_number(char conversion, int longs, __builtin_va_list *arguments)
{
	if (longs || conversion == 'p')
		return __builtin_va_arg(*arguments, int64_t);
	if (conversion == 'd' || conversion == 'i' || conversion == 'c')
		return __builtin_va_arg(*arguments, int);
	return __builtin_va_arg(*arguments, unsigned int);
}

/* Puts one conversion; @at is behind its '%'. Returns what follows it. */
static const char *put_conversion(struct stap_context *c, const char *at,
				  __builtin_va_list *arguments)
{
	struct stap_format field = {};
	int longs = 0;

	at = parse_field(at, &field, arguments);
	while (*at == 'l' || *at == 'h' || *at == 'z') {
		longs += *at != 'h';
		at++;
	}
	field.conversion = *at;
	switch (*at) {
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
	case 'p':
	case 'c':
		stap_put_number(c, &c->out, next_number(*at, longs, arguments), field);
		break;
	case 's':
		stap_put_padded(c, &c->out, __builtin_va_arg(*arguments, const char *), field);
		break;
	case 0:
		return at;
	default:
		stap_put_char(c, &c->out, *at);
	}
	return at + 1;
}

void stap_print_format(struct stap_context *c, const char *format, ...)
{
	__builtin_va_list arguments;
	const char *text;

	__builtin_va_start(arguments, format);
	while (*format) {
		for (text = format; *format && *format != '%';)
			format++;
		stap_put_text(c, &c->out, text, format - text);
		if (*format)
			format = put_conversion(c, format + 1, &arguments);
	}
	__builtin_va_end(arguments);
}
