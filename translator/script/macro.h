/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between lexer and parser: script arguments, conditionals %( … %? … %: … %) and macros.
 *
 * Tokens are read from a stack of streams: the file at the bottom, over it the bodies of macros
 * being expanded, their arguments, and the text of script arguments.
 */
#ifndef STAP_SCRIPT_MACRO_H
#define STAP_SCRIPT_MACRO_H

#include "script/parser.h"
#include "script/token.h"

struct preprocessor;

/*
 * Returns the tokens of @file that the parser is to see, ending with TOKEN_END. Where something was
 * wrong and has been reported there is a TOKEN_ERROR without a text.
 */
struct token_list preprocess(struct script_environment *environment,
			     const struct source_file *file);

/* The next token with macros and script arguments replaced, but no conditional looked at. */
struct token next_expanded(struct preprocessor *preprocessor);

/* The next token, a script argument such as $1 left as it is. */
struct token next_argument(struct preprocessor *preprocessor);

/* Puts the token that was just read back. */
void put_back(struct preprocessor *preprocessor, const struct token *token);

/* For conditional.c: the environment that conditions ask. */
struct script_environment *preprocessor_environment(const struct preprocessor *preprocessor);

/* Is @name an operation of the language such as @cast, and so no macro? */
bool is_at_operation(const char *name);

#endif
