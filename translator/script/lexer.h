/* SPDX-License-Identifier: GPL-2.0-only */
/* Text to tokens. */
#ifndef STAP_SCRIPT_LEXER_H
#define STAP_SCRIPT_LEXER_H

#include "script/token.h"

/*
 * Returns the tokens of a whole file, ending with TOKEN_END. What is no token becomes TOKEN_ERROR:
 * nothing is reported here, since a conditional may leave it out.
 */
struct token_list lex_file(struct arena *arena, const struct source_file *file);

#endif
