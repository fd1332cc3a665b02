/* SPDX-License-Identifier: GPL-2.0-only */
#include "script/macro.h"
#include "script/conditional.h"
#include "script/lexer.h"

#include <string.h>

/* Bounds on what a script can make of itself. */
#define MOST_EXPANSIONS	    100000
#define MOST_TOKENS	    4000000
#define DEEPEST_EXPANSION   100
#define DEEPEST_CONDITIONAL 500

struct macro {
	const char *name;
	struct place place;
	bool has_parameters;
	VEC(const char *) parameters;
	const struct token *body;
	size_t body_count;
};

struct macro_table {
	VEC(struct macro *) macros;
};

/* One use of a macro: what the parameters stand for in its body. */
struct scope {
	const struct macro *macro;
	struct scope
		*parent; /* of the place of use: the arguments' names mean what they do there */
	const struct expansion *expansion;
	struct token_list *arguments; /* one per parameter */
	unsigned depth;
};

struct open_conditional {
	struct place place;
	bool in_else;
};

struct stream {
	struct stream *below;
	const struct token *tokens;
	size_t count, at;
	struct scope *scope;
	const struct expansion *expansion;
	bool is_argument; /* the text of $1 */
	VEC(struct open_conditional) open;
};

struct preprocessor {
	struct script_environment *environment;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct macro_table *table; /* where @define goes */
	struct stream *top, *bottom;
	struct stream *floor; /* a condition does not read past the stream it began in */
	struct token back;    /* put back, when has_back */
	bool has_back, stopped;
	bool is_cut_short; /* the end of a conditional is missing: what follows is no fault */
	size_t expansions, tokens;
};

struct macro_table *macro_table_new(struct arena *arena)
{
	return arena_new_object(arena, struct macro_table);
}

struct script_environment *preprocessor_environment(const struct preprocessor *p)
{
	return p->environment;
}

static const struct token reported = { .kind = TOKEN_ERROR };

/* ---------------------------------------------------------------- streams */

static struct stream *push(struct preprocessor *p, const struct token *tokens, size_t count,
			   struct scope *scope, const struct expansion *expansion)
{
	struct stream *stream = arena_new_object(p->arena, struct stream);

	*stream = (struct stream){ .below = p->top,
				   .tokens = tokens,
				   .count = count,
				   .scope = scope,
				   .expansion = expansion };
	p->top = stream;
	return stream;
}

static void report_unclosed(struct preprocessor *p, struct place place)
{
	diagnose_error(p->diagnostics, place, "the '%%)' that closes this '%%(' is missing");
	p->is_cut_short = true;
}

static void pop(struct preprocessor *p)
{
	struct stream *stream = p->top;

	for (size_t i = 0; i < stream->open.count; i++)
		report_unclosed(p, stream->open.items[i].place);
	stream->open.count = 0;
	if (stream != p->bottom)
		p->top = stream->below;
}

static struct token read_raw(struct preprocessor *p)
{
	if (p->has_back) {
		p->has_back = false;
		return p->back;
	}
	while (p->top->at == p->top->count && p->top != p->floor && p->top != p->bottom)
		pop(p);

	struct stream *stream = p->top;
	struct token end = p->bottom->tokens[p->bottom->count - 1];

	if (stream->at == stream->count || p->stopped)
		return end;

	struct token token = stream->tokens[stream->at];

	if (token.kind != TOKEN_END || stream != p->bottom)
		stream->at++;
	if (stream->expansion)
		token.place.expansion = stream->expansion;
	return token;
}

void put_back(struct preprocessor *p, const struct token *token)
{
	p->back = *token;
	p->has_back = true;
}

/* The next token of a stream itself, not of what is over it; NULL at its end. */
static const struct token *step(struct stream *stream)
{
	if (stream->at == stream->count || stream->tokens[stream->at].kind == TOKEN_END)
		return NULL;
	return &stream->tokens[stream->at++];
}

static struct place place_in(const struct stream *stream, const struct token *token)
{
	struct place place = token->place;

	if (stream->expansion)
		place.expansion = stream->expansion;
	return place;
}

/* Where the stream's next token is, for what is missing there. */
static struct place place_next(const struct stream *stream)
{
	if (stream->at < stream->count)
		return place_in(stream, &stream->tokens[stream->at]);
	return place_in(stream, &stream->tokens[stream->count - 1]);
}

static void stop(struct preprocessor *p, struct place place, const char *message)
{
	if (!p->stopped)
		diagnose_error(p->diagnostics, place, "%s", message);
	p->stopped = true;
}

/* ---------------------------------------------------------------- script arguments */

static void use_arguments(struct script_environment *e, size_t first, size_t count)
{
	if (e->argument_used)
		memset(e->argument_used + first, true, count * sizeof(*e->argument_used));
}

static struct token count_token(struct preprocessor *p, const struct token *token)
{
	size_t count = p->environment->argument_count;
	struct token value = { .kind = TOKEN_NUMBER,
			       .place = token->place,
			       .spaced = token->spaced,
			       .comment = token->comment };

	use_arguments(p->environment, 0, count);
	value.text = arena_printf(p->arena, "%zu", count);
	value.length = strlen(value.text);
	if (token->argument.quoted)
		value.kind = TOKEN_STRING;
	else
		value.number = (int64_t)count;
	return value;
}

/* The words of an argument stand where it is named: what is wrong with them is shown there. */
static void push_argument(struct preprocessor *p, const struct token *token, const char *text)
{
	struct source_file *file = arena_new_object(p->arena, struct source_file);

	file->name = "argument";
	file->text = arena_printf(p->arena, "%s%s", text, token->text);
	file->size = strlen(file->text);

	struct token_list words = lex_file(p->arena, file);

	for (size_t i = 0; i < words.count; i++) {
		words.items[i].place = token->place;
		if (words.items[i].kind == TOKEN_STRING)
			words.items[i].raw.text = NULL;
	}
	if (words.count > 1) {
		words.items[0].spaced = token->spaced;
		words.items[0].comment = token->comment;
	}
	push(p, words.items, words.count - 1, p->top->scope, token->place.expansion)->is_argument =
		true;
}

/* Replaces $1 and its kind. Returns false when its words are now on top of the stack instead. */
static bool replace_argument(struct preprocessor *p, struct token *token)
{
	struct script_environment *e = p->environment;
	uint64_t number = token->argument.number;

	if (p->top->is_argument) {
		diagnose_error(p->diagnostics, token->place,
			       "a script argument cannot name another one");
		*token = reported;
		return true;
	}
	if (token->argument.is_count) {
		*token = count_token(p, token);
		return true;
	}
	if (!number || number > e->argument_count) {
		diagnose_error(p->diagnostics, token->place, "script argument %llu is not given",
			       (unsigned long long)number);
		diagnose_remedy(p->diagnostics, "%zu given; arguments follow the script's name",
				e->argument_count);
		*token = reported;
		return true;
	}
	use_arguments(e, number - 1, 1);

	const char *text = e->arguments[number - 1];

	if (!token->argument.quoted) {
		push_argument(p, token, text);
		return false;
	}
	*token = (struct token){ .kind = TOKEN_STRING,
				 .place = token->place,
				 .text = text,
				 .length = strlen(text),
				 .spaced = token->spaced };
	return true;
}

struct token next_argument(struct preprocessor *p)
{
	return read_raw(p);
}

/* ---------------------------------------------------------------- uses of macros */

static const char *const operations[] = {
	"cast",	    "enum",	"var",	       "defined", "entry",     "perf",	    "const",
	"kderef",   "uderef",	"count",       "sum",	  "min",       "max",	    "avg",
	"variance", "hist_log", "hist_linear", "define",  "kregister", "uregister",
};

#define OPERATION_COUNT (sizeof(operations) / sizeof(*operations))

bool is_at_operation(const char *name)
{
	for (size_t i = 0; i < OPERATION_COUNT; i++) {
		if (!strcmp(name, operations[i]))
			return true;
	}
	return false;
}

static struct macro *find_macro(const struct macro_table *table, const char *name)
{
	for (size_t i = table ? table->macros.count : 0; i > 0; i--) {
		if (!strcmp(table->macros.items[i - 1]->name, name))
			return table->macros.items[i - 1];
	}
	return NULL;
}

static const struct macro *visible_macro(const struct preprocessor *p, const char *name)
{
	const struct macro *macro = find_macro(p->table, name);

	return macro ? macro : find_macro(p->environment->macros, name);
}

static const struct token_list *parameter(const struct scope *scope, const char *name)
{
	for (size_t i = scope ? scope->macro->parameters.count : 0; i > 0; i--) {
		if (!strcmp(scope->macro->parameters.items[i - 1], name))
			return &scope->arguments[i - 1];
	}
	return NULL;
}

static void report_unknown(struct preprocessor *p, const struct token *token)
{
	VEC(const char *) names = { 0 };
	const struct macro_table *tables[] = { p->table, p->environment->macros };
	const struct macro *scope = p->top->scope ? p->top->scope->macro : NULL;
	const char *near;

	for (size_t i = 0; scope && i < scope->parameters.count; i++)
		vec_push(p->arena, &names, scope->parameters.items[i]);
	for (size_t t = 0; t < 2; t++) {
		for (size_t i = 0; tables[t] && i < tables[t]->macros.count; i++)
			vec_push(p->arena, &names, tables[t]->macros.items[i]->name);
	}
	for (size_t i = 0; i < OPERATION_COUNT; i++)
		vec_push(p->arena, &names, operations[i]);
	diagnose_error(p->diagnostics, token->place, "unknown macro or operation '@%s'",
		       token->text);
	near = nearest_name(token->text, names.items, names.count);
	if (near)
		diagnose_remedy(p->diagnostics, "did you mean '@%s'?", near);
}

static bool is_open_bracket(const struct token *token)
{
	return token_is(token, "(") || token_is(token, "[") || token_is(token, "{") ||
	       token_is(token, "%(");
}

static bool is_close_bracket(const struct token *token)
{
	return token_is(token, ")") || token_is(token, "]") || token_is(token, "}") ||
	       token_is(token, "%)");
}

/* Collects the words of one argument up to its , or ). Returns what ended it; NULL: nothing did. */
static const struct token *read_argument(struct preprocessor *p, struct stream *home,
					 struct token_list *words)
{
	unsigned depth = 0;

	for (const struct token *token; (token = step(home));) {
		if (!depth && (token_is(token, ",") || token_is(token, ")")))
			return token;
		if (is_open_bracket(token))
			depth++;
		else if (is_close_bracket(token) && !depth--)
			return NULL;
		vec_push(p->arena, words, *token);
	}
	return NULL;
}

static bool read_arguments(struct preprocessor *p, const struct token *use, struct scope *scope)
{
	const struct macro *macro = scope->macro;
	size_t expected = macro->parameters.count, given = 0;
	struct stream *home = p->top;
	const struct token *token = step(home);

	if (!token || !token_is(token, "(")) {
		if (token)
			home->at--;
		diagnose_error(p->diagnostics, use->place, "macro '@%s' takes %zu argument%s",
			       macro->name, expected, expected == 1 ? "" : "s");
		diagnose_note(p->diagnostics, macro->place, "it is defined here");
		return false;
	}
	scope->arguments = arena_alloc(p->arena, (expected + 1) * sizeof(*scope->arguments));
	do {
		struct token_list words = { 0 };

		token = read_argument(p, home, &words);
		if (!token) {
			diagnose_error(p->diagnostics, use->place,
				       "the ')' after the arguments of macro '@%s' is missing",
				       macro->name);
			return false;
		}
		if (!given && !expected && !words.count && token_is(token, ")"))
			return true;
		if (given < expected)
			scope->arguments[given] = words;
		given++;
	} while (!token_is(token, ")"));
	if (given != expected) {
		diagnose_error(p->diagnostics, use->place,
			       "macro '@%s' takes %zu argument%s, not %zu", macro->name, expected,
			       expected == 1 ? "" : "s", given);
		diagnose_note(p->diagnostics, macro->place, "it is defined here");
		return false;
	}
	return true;
}

static bool may_expand(struct preprocessor *p, const struct token *use, const struct macro *macro)
{
	for (const struct scope *s = p->top->scope; s; s = s->parent) {
		if (s->macro == macro) {
			diagnose_error(p->diagnostics, use->place, "macro '@%s' expands itself",
				       macro->name);
			return false;
		}
	}
	if (p->top->scope && p->top->scope->depth >= DEEPEST_EXPANSION) {
		diagnose_error(p->diagnostics, use->place, "macros are nested too deeply");
		return false;
	}
	return true;
}

static bool expand_macro(struct preprocessor *p, const struct token *use, const struct macro *macro)
{
	struct scope *scope = arena_new_object(p->arena, struct scope);
	struct expansion *expansion = arena_new_object(p->arena, struct expansion);

	expansion->macro = macro->name;
	expansion->use = use->place;
	scope->macro = macro;
	scope->parent = p->top->scope;
	scope->expansion = expansion;
	scope->depth = scope->parent ? scope->parent->depth + 1 : 1;
	if (!may_expand(p, use, macro))
		return false;
	if (macro->has_parameters && !read_arguments(p, use, scope))
		return false;
	push(p, macro->body, macro->body_count, scope, expansion);
	return true;
}

/*
 * Replaces a macro or a parameter of one. Returns false when its words are now on top of the stack;
 * true when the token stays, as it is or as an error.
 */
static bool replace_at(struct preprocessor *p, struct token *token)
{
	struct scope *scope = p->top->scope;
	const struct token_list *words = parameter(scope, token->text);
	const struct macro *macro = words ? NULL : visible_macro(p, token->text);

	if (!words && !macro) {
		if (is_at_operation(token->text))
			return true;
		report_unknown(p, token);
		*token = reported;
		return true;
	}
	if (++p->expansions > MOST_EXPANSIONS) {
		stop(p, token->place, "macros expand to too much");
		*token = reported;
		return true;
	}
	if (words) {
		push(p, words->items, words->count, scope->parent, scope->expansion);
		return false;
	}
	if (!expand_macro(p, token, macro)) {
		*token = reported;
		return true;
	}
	return false;
}

struct token next_expanded(struct preprocessor *p)
{
	for (;;) {
		bool is_back = p->has_back;
		struct token token = read_raw(p);

		if (is_back)
			return token;
		if (p->top != p->bottom && ++p->tokens > MOST_TOKENS)
			stop(p, token.place, "macros expand to too much");
		if (token.kind == TOKEN_ARGUMENT) {
			if (replace_argument(p, &token))
				return token;
		} else if (token.kind == TOKEN_AT) {
			if (replace_at(p, &token))
				return token;
		} else {
			return token;
		}
	}
}

/* ---------------------------------------------------------------- conditionals */

enum skipped {
	SKIPPED_TO_ELSE,
	SKIPPED_TO_END,
	SKIPPED_ALL, /* the end of the conditional is missing */
};

/* Leaves out tokens up to and with the %) of a conditional, or the %: when @to_else. */
static enum skipped skip_branch(struct preprocessor *p, struct stream *home, bool to_else)
{
	unsigned depth = 0;

	while (p->top != home)
		pop(p);
	for (const struct token *token; (token = step(home));) {
		if (token_is(token, "%("))
			depth++;
		else if (token_is(token, "%)") && !depth--)
			return SKIPPED_TO_END;
		else if (token_is(token, "%:") && !depth && to_else)
			return SKIPPED_TO_ELSE;
	}
	return SKIPPED_ALL;
}

/* The same, and keep count of what is open. */
static void skip_to(struct preprocessor *p, struct stream *home, bool to_else)
{
	struct open_conditional *open = &home->open.items[home->open.count - 1];
	enum skipped skipped = skip_branch(p, home, to_else);

	if (skipped == SKIPPED_ALL)
		report_unclosed(p, open->place);
	open->in_else = skipped == SKIPPED_TO_ELSE;
	if (!open->in_else)
		home->open.count--;
}

/* After %(. Returns false when the condition is wrong. */
static bool open_conditional(struct preprocessor *p, const struct token *token)
{
	struct stream *home = p->top, *floor = p->floor;
	size_t start = home->at;
	bool value, good;

	vec_push(p->arena, &home->open, ((struct open_conditional){ .place = token->place }));
	if (home->open.count > DEEPEST_CONDITIONAL) {
		stop(p, token->place, "conditionals are nested too deeply");
		return false;
	}
	p->floor = home;
	good = read_condition(p, &value);
	p->floor = floor;
	if (!good) {
		p->has_back = false;
		home->at = start;
		if (skip_branch(p, home, false) == SKIPPED_ALL)
			p->is_cut_short = true;
		home->open.count--;
		return false;
	}
	while (p->top != home)
		pop(p);
	if (!value)
		skip_to(p, home, true);
	return true;
}

/* %? %: %). Returns false when it has no place here. */
static bool close_branch(struct preprocessor *p, const struct token *token)
{
	struct stream *home = p->top;
	struct open_conditional *open =
		home->open.count ? &home->open.items[home->open.count - 1] : NULL;

	if (!open) {
		diagnose_error(p->diagnostics, token->place, "'%s' without a '%%(' before it",
			       token->text);
		return false;
	}
	if (token_is(token, "%)")) {
		home->open.count--;
		return true;
	}
	if (token_is(token, "%:") && !open->in_else) {
		skip_to(p, home, false);
		return true;
	}
	diagnose_error(p->diagnostics, token->place, "this conditional has a '%s' already",
		       token->text);
	return false;
}

/* ---------------------------------------------------------------- definitions */

static bool expected(struct preprocessor *p, const char *what)
{
	diagnose_error(p->diagnostics, place_next(p->top), "%s is missing in '@define'", what);
	return false;
}

static bool is_plain_name(const struct token *token)
{
	return token && token->kind == TOKEN_NAME && !strchr(token->text, '$');
}

static bool read_parameters(struct preprocessor *p, struct macro *macro)
{
	const struct token *token;

	macro->has_parameters = true;
	if (p->top->at < p->top->count && token_is(&p->top->tokens[p->top->at], ")")) {
		step(p->top);
		return true;
	}
	do {
		if (p->top->at == p->top->count || !is_plain_name(&p->top->tokens[p->top->at]))
			return expected(p, "the name of a parameter");
		vec_push(p->arena, &macro->parameters, step(p->top)->text);
		token = step(p->top);
	} while (token && token_is(token, ","));
	if (!token || !token_is(token, ")"))
		return expected(p, "')' after the parameters");
	return true;
}

/* NAME or NAME(parameters) */
static bool read_head(struct preprocessor *p, struct macro *macro)
{
	struct stream *home = p->top;

	if (!is_plain_name(&home->tokens[home->at]))
		return expected(p, "the name of the macro");
	macro->place = home->tokens[home->at].place;
	macro->name = step(home)->text;
	if (!token_is(&home->tokens[home->at], "("))
		return true;
	step(home);
	return read_parameters(p, macro);
}

static bool read_body(struct preprocessor *p, struct macro *macro)
{
	struct stream *home = p->top;
	const struct token *token = step(home);
	unsigned depth = 0;

	if (!token || !token_is(token, "%(")) {
		if (token)
			home->at--;
		return expected(p, "the '%(' before the body");
	}

	struct place open = place_in(home, token);

	macro->body = home->tokens + home->at;
	while ((token = step(home))) {
		if (token_is(token, "%("))
			depth++;
		else if (token_is(token, "%)") && !depth--)
			return true;
		macro->body_count++;
	}
	diagnose_error(p->diagnostics, open, "the '%%)' that closes this '%%(' is missing");
	return false;
}

static void define(struct preprocessor *p, struct macro *macro)
{
	const struct macro *known = find_macro(p->table, macro->name);

	if (known && known->place.file == macro->place.file) {
		diagnose_error(p->diagnostics, macro->place, "macro '@%s' is defined twice",
			       macro->name);
		diagnose_note(p->diagnostics, known->place, "first defined here");
		return;
	}
	if (known && known->place.file->is_tapset && macro->place.file->is_tapset &&
	    known->place.file->library_rank == macro->place.file->library_rank) {
		diagnose_error(p->diagnostics, macro->place,
			       "two files of the library define the macro '@%s'", macro->name);
		diagnose_note(p->diagnostics, known->place, "the other is here");
		return;
	}
	if (is_at_operation(macro->name))
		diagnose_warning(p->diagnostics, macro->place,
				 "macro '@%s' hides the operation of that name", macro->name);
	vec_push(p->arena, &p->table->macros, macro);
}

/* Leaves out the body of a wrong definition, when it begins on the same line. */
static void skip_body(struct stream *home, unsigned line)
{
	const struct token *token;
	unsigned depth = 0;

	while ((token = step(home)) && token->place.line == line && !token_is(token, "%(") &&
	       !token_is(token, "%)"))
		;
	if (!token || !token_is(token, "%(") || token->place.line != line) {
		home->at -= token != NULL;
		return;
	}
	for (; token; token = step(home)) {
		if (token_is(token, "%("))
			depth++;
		else if (token_is(token, "%)") && !--depth)
			return;
	}
}

/* After @define. Returns false when it is wrong. */
static bool read_definition(struct preprocessor *p, const struct token *at)
{
	struct macro *macro = arena_new_object(p->arena, struct macro);
	struct stream *home = p->top;

	if (home != p->bottom) {
		diagnose_error(p->diagnostics, at->place, "'@define' within a macro");
		skip_body(home, at->place.line);
		return false;
	}
	if (!read_head(p, macro)) {
		skip_body(home, at->place.line);
		return false;
	}
	if (!read_body(p, macro))
		return false;
	define(p, macro);
	return true;
}

/* ---------------------------------------------------------------- all together */

static struct token next_token(struct preprocessor *p)
{
	for (;;) {
		struct token token = next_expanded(p);
		bool good = true;

		if (token.kind == TOKEN_ERROR && token.text) {
			diagnose_error(p->diagnostics, token.place, "%s", token.text);
			good = false;
		} else if (token_is(&token, "%(")) {
			good = open_conditional(p, &token);
		} else if (token_is(&token, "%?") || token_is(&token, "%:") ||
			   token_is(&token, "%)")) {
			good = close_branch(p, &token);
		} else if (token.kind == TOKEN_AT && !strcmp(token.text, "define") &&
			   !find_macro(p->table, "define")) {
			good = read_definition(p, &token);
		} else if (token.kind == TOKEN_END && p->is_cut_short) {
			p->is_cut_short = false;
			good = false;
		} else {
			return token;
		}
		if (!good) {
			struct token error = reported;

			error.place = token.place;
			return error;
		}
	}
}

static void start(struct preprocessor *p, struct script_environment *environment,
		  const struct source_file *file, struct macro_table *table)
{
	struct token_list tokens = lex_file(environment->arena, file);

	*p = (struct preprocessor){ .environment = environment,
				    .arena = environment->arena,
				    .diagnostics = environment->diagnostics,
				    .table = table };
	p->bottom = push(p, tokens.items, tokens.count, NULL, NULL);
}

struct token_list preprocess(struct script_environment *environment, const struct source_file *file)
{
	struct preprocessor p;
	struct token_list tokens = { 0 };

	start(&p, environment, file, macro_table_new(environment->arena));
	do {
		vec_push(p.arena, &tokens, next_token(&p));
	} while (tokens.items[tokens.count - 1].kind != TOKEN_END);
	pop(&p);
	return tokens;
}

bool parse_macro_file(struct script_environment *environment, const struct source_file *file)
{
	unsigned errors = environment->diagnostics->errors;
	struct preprocessor p;
	struct token token;

	start(&p, environment, file, environment->macros);
	do {
		token = next_token(&p);
		if (token.kind != TOKEN_END && token.kind != TOKEN_ERROR) {
			diagnose_error(environment->diagnostics, token.place,
				       "a macro file holds nothing but '@define'");
			break;
		}
	} while (token.kind != TOKEN_END);
	pop(&p);
	return environment->diagnostics->errors == errors;
}
