// SPDX-License-Identifier: GPL-2.0-only
/*
 * Types through the whole program. Every expression is visited with the type that its surroundings
 * want; what is learnt is kept in the variables, their keys and the functions' results, and all is
 * visited again until nothing new is learnt. The first use decides; a later use that disagrees is
 * an error which shows both places.
 */
#define _GNU_SOURCE
#include "semantic/analysis.h"

#include <string.h>

struct inference {
	struct analysis *analysis;
	struct body *body;
	bool is_changed;
};

static enum value_type infer(struct inference *in, struct expr *expr, enum value_type want);
static void infer_stmt(struct stmt **slot, void *data);

#define error(in, place, ...) diagnose_error((in)->analysis->diagnostics, place, __VA_ARGS__)
#define note(in, place, ...)  diagnose_note((in)->analysis->diagnostics, place, __VA_ARGS__)

/* ---------------------------------------------------------------- learning */

static void learn(struct inference *in, enum value_type *slot, enum value_type type)
{
	if (*slot != TYPE_UNKNOWN || type == TYPE_UNKNOWN)
		return;
	*slot = type;
	in->is_changed = true;
}

static void learn_at(struct inference *in, enum value_type *slot, struct place *decided,
		     enum value_type type, struct place place)
{
	if (*slot == TYPE_UNKNOWN && type != TYPE_UNKNOWN)
		*decided = place;
	learn(in, slot, type);
}

/* Says that @expr, of type @found, stands where @want is needed. */
static void mismatch(struct inference *in, const struct expr *expr, enum value_type want,
		     enum value_type found)
{
	if (found == TYPE_VOID) {
		error(in, expr->place, "this gives no value");
		return;
	}
	if (found == TYPE_STATS) {
		error(in, expr->place, "a statistic cannot be used as a value");
		diagnose_remedy(in->analysis->diagnostics,
				"read it with @count, @sum, @min, @max, @avg or a histogram");
		return;
	}
	error(in, expr->place, "type mismatch: expected %s but found %s", value_type_text(want),
	      value_type_text(found));
	if (expr->kind == EXPR_CALL && expr->call.function &&
	    expr->call.function->file != expr->place.file)
		diagnose_note(in->analysis->diagnostics, expr->call.function->place,
			      "the function that is called is this one");
}

/*
 * Returns @type when it is one of a value; reports a statistic or nothing as such, and returns
 * unknown, so that no variable learns it.
 */
static enum value_type value_of(struct inference *in, const struct expr *expr, enum value_type type)
{
	if (type != TYPE_STATS && type != TYPE_VOID)
		return type;
	mismatch(in, expr, TYPE_LONG, type);
	return TYPE_UNKNOWN;
}

static void variable_mismatch(struct inference *in, const struct variable *variable,
			      struct place place, enum value_type want)
{
	error(in, place, "type mismatch: '%s' is used as %s", variable->name,
	      value_type_text(want));
	note(in, variable->type_place, "but it was first used as %s",
	     value_type_text(variable->type));
}

/* A use of the value of @variable at @place where @want is needed. */
static enum value_type use_variable(struct inference *in, struct variable *variable,
				    struct place place, enum value_type want)
{
	learn_at(in, &variable->type, &variable->type_place, want, place);
	if (want != TYPE_UNKNOWN && variable->type != TYPE_UNKNOWN && want != variable->type)
		variable_mismatch(in, variable, place, want);
	return variable->type;
}

/* ---------------------------------------------------------------- arrays */

/* Whether @variable may be used with @count keys (0: as a scalar) here. */
static bool use_keys(struct inference *in, struct variable *variable, size_t count,
		     struct place place)
{
	if (!variable->is_array && count == 0)
		return true;
	if (count == 0) {
		error(in, place, "array '%s' is used without a key", variable->name);
		note(in, variable->type_place.file ? variable->type_place : variable->place,
		     "it is an array here");
		return false;
	}
	if (variable->initial) {
		error(in, place, "'%s' is used as an array, but is declared with a value",
		      variable->name);
		note(in, variable->place, "declared here");
		return false;
	}
	if (!variable->key_types) {
		variable->key_types =
			arena_alloc(in->analysis->arena, count * sizeof(*variable->key_types));
		variable->key_sizes =
			arena_alloc(in->analysis->arena, count * sizeof(*variable->key_sizes));
		variable->key_count = count;
		variable->type_place = place;
		in->is_changed = true;
	}
	if (variable->key_count == count)
		return true;
	error(in, place, "array '%s' is used with %zu key%s", variable->name, count,
	      count == 1 ? "" : "s");
	note(in, variable->type_place, "but first with %zu", variable->key_count);
	return false;
}

static void infer_keys(struct inference *in, struct variable *variable, struct expr_list *keys)
{
	for (size_t i = 0; i < keys->count; i++) {
		if (!keys->items[i])
			continue;
		enum value_type type = infer(in, keys->items[i], variable->key_types[i]);

		learn(in, &variable->key_types[i], value_of(in, keys->items[i], type));
	}
}

static void infer_any(struct inference *in, struct expr_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i])
			infer(in, list->items[i], TYPE_UNKNOWN);
}

static enum value_type infer_index(struct inference *in, struct expr *expr, enum value_type want)
{
	struct variable *variable = expr->index.variable;

	if (!variable || !use_keys(in, variable, expr->index.keys.count, expr->place)) {
		infer_any(in, &expr->index.keys);
		return want;
	}
	infer_keys(in, variable, &expr->index.keys);
	return use_variable(in, variable, expr->place, want);
}

static enum value_type infer_in(struct inference *in, struct expr *expr)
{
	struct expr *array = expr->in.array;
	struct variable *variable = array->kind == EXPR_NAME ? array->name.variable : NULL;

	if (variable && !variable->is_global) {
		error(in, array->place, "'%s' is not an array", variable->name);
		diagnose_remedy(in->analysis->diagnostics, "only globals can be arrays: global %s",
				variable->name);
		variable = NULL;
	}
	if (variable && use_keys(in, variable, expr->in.keys.count, array->place)) {
		infer_keys(in, variable, &expr->in.keys);
		array->type = variable->type;
	} else {
		infer_any(in, &expr->in.keys);
	}
	return TYPE_LONG;
}

/* The statistic read or filled by @expr: a global or an element of one. */
static void infer_stat(struct inference *in, struct expr *expr)
{
	if (expr->kind == EXPR_NAME && expr->name.variable && !expr->name.variable->is_global) {
		error(in, expr->place, "'%s' is not a global: a statistic must be one",
		      expr->name.text);
		diagnose_remedy(in->analysis->diagnostics, "declare it at top level: global %s",
				expr->name.text);
		return;
	}
	if (expr->kind == EXPR_NAME || expr->kind == EXPR_INDEX)
		infer(in, expr, TYPE_STATS);
}

/* ---------------------------------------------------------------- expressions */

static enum value_type infer_name(struct inference *in, struct expr *expr, enum value_type want)
{
	struct variable *variable = expr->name.variable;

	if (!variable || !use_keys(in, variable, 0, expr->place))
		return want;
	return use_variable(in, variable, expr->place, want);
}

static enum value_type infer_call(struct inference *in, struct expr *expr, enum value_type want)
{
	struct function *function = expr->call.function;
	struct expr_list *arguments = &expr->call.arguments;

	if (!function) {
		infer_any(in, arguments);
		return want;
	}
	for (const struct function *f = function; f; f = f->next_overload)
		for (size_t i = 0; i < arguments->count; i++) {
			struct variable *parameter = f->parameters.items[i];
			enum value_type type = infer(in, arguments->items[i], parameter->type);

			learn_at(in, &parameter->type, &parameter->type_place,
				 value_of(in, arguments->items[i], type),
				 arguments->items[i]->place);
		}
	for (struct function *f = function; f; f = f->next_overload)
		learn_at(in, &f->return_type, &f->type_place,
			 want != TYPE_UNKNOWN ? want : function->return_type, expr->place);
	return function->return_type;
}

/* After a mismatch of @right: shows where @left, a variable, got the type that was wanted. */
static void note_origin(struct inference *in, const struct expr *left, const struct expr *right,
			enum value_type wanted)
{
	const struct variable *variable = left->kind == EXPR_NAME    ? left->name.variable
					  : left->kind == EXPR_INDEX ? left->index.variable
								     : NULL;

	if (!variable || wanted == TYPE_UNKNOWN || right->type == wanted ||
	    (right->type != TYPE_LONG && right->type != TYPE_STRING) || right->kind == EXPR_NAME ||
	    right->kind == EXPR_INDEX)
		return;
	note(in, variable->type_place, "'%s' is %s since here", variable->name,
	     value_type_text(wanted));
}

/* Both sides of a comparison or assignment have one type. */
static enum value_type infer_same(struct inference *in, struct expr *left, struct expr *right,
				  enum value_type want)
{
	enum value_type type = value_of(in, left, infer(in, left, want));
	enum value_type wanted = type != TYPE_UNKNOWN ? type : want;

	type = value_of(in, right, infer(in, right, wanted));
	note_origin(in, left, right, wanted);
	if (left->type == TYPE_UNKNOWN && type != TYPE_UNKNOWN)
		infer(in, left, type);
	return type;
}

static bool is_comparison(enum binary_op op)
{
	return op >= BINARY_LESS && op <= BINARY_NOT_EQUAL;
}

static enum value_type infer_binary(struct inference *in, struct expr *expr)
{
	enum value_type operand = expr->binary.op == BINARY_CONCAT ? TYPE_STRING : TYPE_LONG;

	if (is_comparison(expr->binary.op)) {
		infer_same(in, expr->binary.left, expr->binary.right, TYPE_UNKNOWN);
		return TYPE_LONG;
	}
	infer(in, expr->binary.left, operand);
	infer(in, expr->binary.right, operand);
	return operand;
}

static enum value_type infer_assign(struct inference *in, struct expr *expr, enum value_type want)
{
	struct expr *target = expr->assign.target, *value = expr->assign.value;
	enum value_type type;

	switch (expr->assign.op) {
	case BINARY_AGGREGATE:
		infer(in, value, TYPE_LONG);
		infer_stat(in, target);
		return TYPE_LONG;
	case BINARY_NONE:
		return infer_same(in, target, value, want);
	case BINARY_CONCAT:
		type = TYPE_STRING;
		break;
	default:
		type = TYPE_LONG;
	}
	infer(in, value, type);
	infer(in, target, type);
	return type;
}

static bool gives_nothing(const struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_PRINT:
		return !expr->print.to_string;
	case EXPR_CALL:
		return expr->call.function && expr->call.function->return_type == TYPE_VOID;
	case EXPR_CONDITIONAL:
		return gives_nothing(expr->conditional.yes) || gives_nothing(expr->conditional.no);
	default:
		return false;
	}
}

static enum value_type infer_conditional(struct inference *in, struct expr *expr,
					 enum value_type want)
{
	infer(in, expr->conditional.condition, TYPE_LONG);
	if (want == TYPE_UNKNOWN && gives_nothing(expr)) { /* a statement: c ? log(s) : exit() */
		infer(in, expr->conditional.yes, TYPE_UNKNOWN);
		infer(in, expr->conditional.no, TYPE_UNKNOWN);
		return TYPE_VOID;
	}
	return infer_same(in, expr->conditional.yes, expr->conditional.no, want);
}

/* An argument of print(): long or string, decided elsewhere. */
static void infer_printed(struct inference *in, struct expr *argument)
{
	value_of(in, argument, infer(in, argument, TYPE_UNKNOWN));
}

static void infer_hist(struct inference *in, struct expr *hist)
{
	infer_stat(in, hist->hist.stat);
	if (hist->hist.bucket)
		infer(in, hist->hist.bucket, TYPE_LONG);
}

static void infer_format(struct inference *in, struct expr *print)
{
	struct expr_list *arguments = &print->print.arguments;
	size_t at = 0;

	for (size_t i = 0; i < print->print.piece_count; i++) {
		const struct format_piece *piece = &print->print.pieces[i];
		unsigned stars = piece->width_argument + piece->precision_argument;

		for (unsigned s = 0; s < stars && at < arguments->count; s++)
			infer(in, arguments->items[at++], TYPE_LONG);
		if (piece->conversion && at < arguments->count)
			infer(in, arguments->items[at++],
			      piece->conversion == 's' ? TYPE_STRING : TYPE_LONG);
	}
}

static enum value_type infer_print(struct inference *in, struct expr *expr)
{
	struct expr_list *arguments = &expr->print.arguments;

	if (expr->print.kind == PRINT_FORMAT)
		infer_format(in, expr);
	else if (expr->print.kind == PRINT_CHAR)
		for (size_t i = 0; i < arguments->count; i++)
			infer(in, arguments->items[i], TYPE_LONG);
	else
		for (size_t i = 0; i < arguments->count; i++)
			infer_printed(in, arguments->items[i]);
	return expr->print.to_string ? TYPE_STRING : TYPE_VOID;
}

static void infer_long_child(struct expr **slot, void *data)
{
	infer(data, *slot, TYPE_LONG);
}

static enum value_type infer_embedded(const struct expr *expr)
{
	static const char pragma[] = "/* string */";

	return memmem(expr->string.text, expr->string.length, pragma, sizeof(pragma) - 1)
		       ? TYPE_STRING
		       : TYPE_LONG;
}

/* What was kept from the function's entry to its return. */
static enum value_type infer_saved(struct inference *in, const struct expr *expr)
{
	return in->body->probe->saved.items[expr->saved]->type;
}

/* Before it is lowered: text where that shows, else whatever the family will say. */
static enum value_type infer_target(struct inference *in, struct expr *expr)
{
	size_t count = expr->target.access_count;

	expr_visit_children(expr, infer_long_child, in);
	if (count && expr->target.accesses[count - 1].kind >= ACCESS_PRETTY)
		return TYPE_STRING;
	if (expr->target.kind != TARGET_CONTEXT)
		return TYPE_LONG;
	return strncmp(expr->target.name, "$$", 2) ? expr->type : TYPE_STRING;
}

/* Lowered: a number, or a string in memory. */
static enum value_type infer_machine(struct inference *in, struct expr *expr)
{
	expr_visit_children(expr, infer_long_child, in);
	return expr->machine.kind >= MACHINE_KSTRING ? TYPE_STRING : TYPE_LONG;
}

static enum value_type infer_kind(struct inference *in, struct expr *expr, enum value_type want)
{
	switch (expr->kind) {
	case EXPR_NUMBER:
		return TYPE_LONG;
	case EXPR_STRING:
		return TYPE_STRING;
	case EXPR_NAME:
		return infer_name(in, expr, want);
	case EXPR_INDEX:
		return infer_index(in, expr, want);
	case EXPR_CALL:
		return infer_call(in, expr, want);
	case EXPR_BINARY:
		return infer_binary(in, expr);
	case EXPR_CONDITIONAL:
		return infer_conditional(in, expr, want);
	case EXPR_ASSIGN:
		return infer_assign(in, expr, want);
	case EXPR_IN:
		return infer_in(in, expr);
	case EXPR_REGEX:
		infer(in, expr->regex.subject, TYPE_STRING);
		return TYPE_LONG;
	case EXPR_EMBEDDED:
		return infer_embedded(expr);
	case EXPR_STAT:
		infer_stat(in, expr->stat.stat);
		return TYPE_LONG;
	case EXPR_HIST:
		infer_hist(in, expr);
		return TYPE_LONG;
	case EXPR_PRINT:
		return infer_print(in, expr);
	case EXPR_CODE:
		return expr->type == TYPE_UNKNOWN ? TYPE_LONG : expr->type;
	case EXPR_ENTRY:
		return infer(in, expr->operand, want);
	case EXPR_SAVED:
		return infer_saved(in, expr);
	case EXPR_TARGET:
		return infer_target(in, expr);
	case EXPR_MACHINE:
		return infer_machine(in, expr);
	case EXPR_ENUM_NAME:
		expr_visit_children(expr, infer_long_child, in);
		return TYPE_STRING;
	default: /* the rest is arithmetic */
		expr_visit_children(expr, infer_long_child, in);
		return TYPE_LONG;
	}
}

static enum value_type infer(struct inference *in, struct expr *expr, enum value_type want)
{
	enum value_type type = infer_kind(in, expr, want);

	learn(in, &expr->type, type);
	/* Variables have said it themselves, with the other place. */
	if (want != TYPE_UNKNOWN && type != TYPE_UNKNOWN && want != type &&
	    expr->kind != EXPR_NAME && expr->kind != EXPR_INDEX)
		mismatch(in, expr, want, type);
	return type;
}

/* ---------------------------------------------------------------- statements */

static void infer_slice(struct inference *in, struct stmt *stmt, struct variable *array)
{
	struct expr_list *slice = &stmt->foreach.slice;

	if (!slice->count)
		return;
	if (slice->count == array->key_count)
		infer_keys(in, array, slice);
	else
		error(in, stmt->foreach.array->place, "the slice has %zu key%s, but '%s' has %zu",
		      slice->count, slice->count == 1 ? "" : "s", array->name, array->key_count);
}

static void infer_foreach_keys(struct inference *in, struct stmt *stmt, struct variable *array)
{
	struct expr_list *keys = &stmt->foreach.keys;

	for (size_t i = 0; i < keys->count; i++) {
		enum value_type type = infer(in, keys->items[i], array->key_types[i]);

		learn(in, &array->key_types[i], type);
	}
}

static void infer_foreach_value(struct inference *in, struct stmt *stmt, struct variable *array)
{
	struct expr *value = stmt->foreach.value;

	if (!value)
		return;
	if (array->type == TYPE_STATS) {
		error(in, value->place, "an element of '%s' is a statistic, not a value",
		      array->name);
		diagnose_remedy(in->analysis->diagnostics,
				"leave '%s =' out and read @count(%s[…]), @sum(%s[…]) …",
				value->name.text, array->name, array->name);
		return;
	}
	use_variable(in, array, stmt->foreach.array->place, infer(in, value, array->type));
}

static void infer_foreach_sort(struct inference *in, struct stmt *stmt, struct variable *array)
{
	if (stmt->foreach.has_sort_stat)
		use_variable(in, array, stmt->foreach.array->place, TYPE_STATS);
	if (stmt->foreach.sort_column > (int)array->key_count)
		error(in, stmt->place, "there is no key %d to sort by", stmt->foreach.sort_column);
}

static void infer_foreach(struct inference *in, struct stmt *stmt)
{
	struct expr *array = stmt->foreach.array;
	struct variable *variable = array->kind == EXPR_NAME ? array->name.variable : NULL;

	if (stmt->foreach.limit)
		infer(in, stmt->foreach.limit, TYPE_LONG);
	if (array->kind == EXPR_HIST) {
		infer_hist(in, array);
		array->type = TYPE_LONG;
		for (size_t i = 0; i < stmt->foreach.keys.count; i++)
			infer(in, stmt->foreach.keys.items[i], TYPE_LONG);
		if (stmt->foreach.value)
			infer(in, stmt->foreach.value, TYPE_LONG);
	} else if (variable && !variable->is_global) {
		error(in, array->place, "'%s' is not an array", variable->name);
		diagnose_remedy(in->analysis->diagnostics, "only globals can be arrays: global %s",
				variable->name);
	} else if (variable && use_keys(in, variable, stmt->foreach.keys.count, array->place)) {
		infer_foreach_keys(in, stmt, variable);
		infer_foreach_sort(in, stmt, variable);
		infer_foreach_value(in, stmt, variable);
		infer_slice(in, stmt, variable);
		array->type = variable->type;
	}
	infer_stmt(&stmt->foreach.body, in);
}

static void infer_delete(struct inference *in, struct expr *target)
{
	if (target->kind == EXPR_NAME && target->name.variable && target->name.variable->is_array)
		target->type = target->name.variable->type;
	else
		infer(in, target, TYPE_UNKNOWN);
}

static void infer_return(struct inference *in, struct stmt *stmt)
{
	struct function *function = in->body->function;

	if (!stmt->expr || !function) {
		if (stmt->expr)
			infer(in, stmt->expr, TYPE_UNKNOWN);
		return;
	}
	enum value_type type = infer(in, stmt->expr, TYPE_UNKNOWN);

	if (type == TYPE_UNKNOWN)
		type = infer(in, stmt->expr, function->return_type);
	type = value_of(in, stmt->expr, type);
	learn_at(in, &function->return_type, &function->type_place, type, stmt->expr->place);
	if (type == TYPE_UNKNOWN || type == function->return_type)
		return;
	error(in, stmt->expr->place, "type mismatch: '%s' returns %s here", function->name,
	      value_type_text(type));
	note(in, function->type_place.file ? function->type_place : function->place, "but %s here",
	     value_type_text(function->return_type));
}

static void infer_loop(struct inference *in, struct stmt *stmt)
{
	if (stmt->loop.initial)
		infer(in, stmt->loop.initial, TYPE_UNKNOWN);
	if (stmt->loop.condition)
		infer(in, stmt->loop.condition, TYPE_LONG);
	infer_stmt(&stmt->loop.body, in);
	if (stmt->loop.step)
		infer(in, stmt->loop.step, TYPE_UNKNOWN);
}

static void infer_any_child(struct expr **slot, void *data)
{
	infer(data, *slot, TYPE_UNKNOWN);
}

static void infer_stmt(struct stmt **slot, void *data)
{
	struct inference *in = data;
	struct stmt *stmt = *slot;

	switch (stmt->kind) {
	case STMT_IF:
		infer(in, stmt->if_.condition, TYPE_LONG);
		infer_stmt(&stmt->if_.yes, in);
		if (stmt->if_.no)
			infer_stmt(&stmt->if_.no, in);
		break;
	case STMT_WHILE:
	case STMT_FOR:
		infer_loop(in, stmt);
		break;
	case STMT_FOREACH:
		infer_foreach(in, stmt);
		break;
	case STMT_RETURN:
		infer_return(in, stmt);
		break;
	case STMT_DELETE:
		infer_delete(in, stmt->expr);
		break;
	case STMT_TRY:
		infer_stmt(&stmt->try_.body, in);
		if (stmt->try_.message)
			infer(in, stmt->try_.message, TYPE_STRING);
		infer_stmt(&stmt->try_.handler, in);
		break;
	default:
		stmt_visit_children(stmt, infer_any_child, infer_stmt, in);
	}
}

/* ---------------------------------------------------------------- the program */

static void infer_body(struct inference *in, struct body *body)
{
	in->body = body;
	if (body->condition && *body->condition)
		infer(in, *body->condition, TYPE_LONG);
	if (body->probe)
		for (size_t i = 0; i < body->probe->saved.count; i++)
			infer(in, body->probe->saved.items[i], TYPE_UNKNOWN);
	if (*body->root)
		infer_stmt(body->root, in);
}

static void infer_all(struct inference *in)
{
	struct analysis *analysis = in->analysis;

	for (size_t i = 0; i < analysis->probes.count; i++) {
		struct body body = probe_body(analysis->probes.items[i]);

		infer_body(in, &body);
	}
	for (size_t i = 0; i < analysis->functions.count; i++) {
		struct body body = function_body(analysis->functions.items[i]);

		if (body.function->is_used)
			infer_body(in, &body);
	}
}

static void infer_initial(struct inference *in, struct variable *variable)
{
	if (!variable->initial)
		return;
	enum value_type type = infer(in, variable->initial, TYPE_UNKNOWN);

	learn_at(in, &variable->type, &variable->type_place, type, variable->place);
}

/* A function whose result is still unknown gives none. Returns whether there was one. */
static bool results_are_void(struct analysis *analysis)
{
	bool found = false;

	for (size_t i = 0; i < analysis->functions.count; i++) {
		struct function *function = analysis->functions.items[i];

		if (!function->is_used || function->return_type != TYPE_UNKNOWN)
			continue;
		function->return_type = TYPE_VOID;
		found = true;
	}
	return found;
}

/* Types are only ever learnt, so this ends. */
void infer_types(struct analysis *analysis, bool is_lowered)
{
	struct inference in = { .analysis = analysis };

	for (size_t i = 0; i < analysis->globals.count; i++)
		infer_initial(&in, analysis->globals.items[i]);
	do {
		in.is_changed = false;
		infer_all(&in);
	} while (in.is_changed || (is_lowered && results_are_void(analysis)));
}
