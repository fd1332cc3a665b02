/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of codegen/ share.
 *
 *	program.c    the C file: globals, handlers, tables, limits
 *	analysis.c   what functions do and call; globals.c: what of statistics is kept, locks;
 *	actions.c    statements counted for MAXACTION
 *	handler.c    probes: handlers, locks, entry parts
 *	function.c   functions, embedded C
 *	unit.c       one C function being made: its variables, temporaries and labels
 *	stmt.c       statements; foreach.c
 *	expr.c       expressions; assign.c call.c string.c map.c stat.c print.c regex.c
 *	emit.c       text
 *
 * The idea: an expression becomes a C expression without side effects (struct value); whatever
 * must happen once and in order - assignments, calls, all that can fail - is written before it as
 * statements into the unit's body, with the result in a C variable. So evaluation is left to right,
 * and a value whose text reads a variable is saved first when what follows may change that variable
 * (see generate_operands).
 *
 * An error is not tested after each call but before the next thing that has an effect, for the
 * runtime keeps the first error and gives 0 or "" after it: see check_error.
 */
#ifndef STAP_CODEGEN_GENERATOR_H
#define STAP_CODEGEN_GENERATOR_H

#include "codegen/emit.h"
#include "script/ast.h"
#include "semantic/program.h"
#include "session.h"

/* ---------------------------------------------------------------- facts */

struct global_facts {
	const char *name;  /* in C: global_x */
	unsigned stat_ops; /* bit per enum stat_op that the program reads */
	bool hist_log, hist_linear;
	int64_t low, high, step; /* of the linear histogram */
	int64_t variance_shift;
	/*
	 * A number that handlers which can run at the same time only add to, as in `n++`: each does
	 * it with one atomic addition. Who reads it runs alone (begin, end, error).
	 */
	bool atomic;
	bool locked; /* has a lock; the others need none, see analysis.c */
};

struct function_facts {
	const char *name; /* in C: stap_function_0_x */
	VEC(struct function *) calls;
	bool *reaches;			 /* by function index: called, by others too */
	bool *uses, *changes, *iterates; /* see struct effects; calls included */
	bool writes_strings;		 /* changes a string of some global */
	bool is_recursive;
	bool is_limited;  /* enters and leaves by stap_function_enter */
	bool counts;	  /* counts its own actions at entry: it loops or recurses */
	unsigned actions; /* statements outside loops, those of functions that do not count too */
	bool has_actions; /* `actions` is computed */
	uint64_t string_memory; /* with all it calls; computed when has_memory */
	bool has_memory;

	/* Once it is generated. */
	bool is_begun, may_fail;
	size_t frame; /* bytes */
	struct text prototype, code;
};

struct generator {
	struct session *session;
	struct arena *arena;
	struct program *program;
	struct global_facts *globals;	  /* by variable->index */
	struct function_facts *functions; /* by function->index */
	VEC(struct function *) generated; /* in the order of the file: callees first */
	size_t max_string;		  /* MAXSTRINGLEN */
	int64_t max_action, max_action_interruptible, max_nesting;
	uint64_t string_memory; /* greatest over all handlers so far */
};

/* Whether the probe's handler can run while other handlers do: not so for begin, end and error. */
bool probe_is_concurrent(const struct probe *probe);

/*
 * Fill in facts, and number functions and globals by their place in the program: to be called in
 * this order.
 */
void analyse_globals(struct generator *g);
void analyse_functions(struct generator *g);
void analyse_locks(struct generator *g);

/* Whether evaluating @expr changes a variable that another expression may read. */
bool expr_writes(const struct generator *g, const struct expr *expr);

/*
 * Return the statements (for MAXACTION) of @stmt or @expr outside loops, with the functions called
 * that do not count themselves. 0 for NULL.
 */
unsigned stmt_actions(const struct generator *g, const struct stmt *stmt);
unsigned expr_actions(const struct generator *g, const struct expr *expr);
bool stmt_has_loop(struct stmt *stmt);
/* Whether @stmt loops, or calls what counts actions. */
bool stmt_counts(const struct generator *g, const struct stmt *stmt);

/* What running a piece of script does; calls included. The arrays are by global index. */
struct effects {
	bool *uses;    /* other than by <<< */
	bool *changes; /* written, deleted from or sorted */
	bool *iterates;
	VEC(struct function *) calls; /* direct ones */
};
struct effects effects_new(const struct generator *g);
/* Add to @effects. NULL is allowed for the tree. */
void stmt_effects(const struct generator *g, struct stmt *stmt, struct effects *effects);
void expr_effects(const struct generator *g, struct expr *expr, struct effects *effects);

/* Returns the bytes of frames that the calls in @effects need at most, functions generated. */
uint64_t calls_string_memory(struct generator *g, const struct effects *effects);

/* ---------------------------------------------------------------- values */

enum storage {		  /* of a string */
	STORAGE_FIXED,	  /* stays as it is for the rest of the statement */
	STORAGE_VARIABLE, /* in `root`, or unknown where; changes when the variable does */
};

struct value {
	const char *text;
	bool is_constant;
	enum storage storage;
	const struct variable *root;
};

/* ---------------------------------------------------------------- units */

enum temporary { /* C variables made up by the translator */
	TEMP_LONG,
	TEMP_STRING,
	TEMP_LONG_SLOT,
	TEMP_STRING_SLOT,
	TEMP_STAT,
	TEMP_KINDS
};

struct local {
	const struct variable *variable;
	const char *name; /* C expression */
	bool is_given;	  /* a parameter that is used where the caller left it */
	bool in_frame;
	size_t size; /* in_frame */
};

struct loop {
	struct loop *outer;
	const char *continue_label; /* NULL: plain `continue` does */
	bool continue_used;
};

struct unit {
	struct generator *g;
	struct text body;
	const struct probe *probe; /* or */
	struct function *function; /* whose body this is */

	VEC(struct local) locals;
	unsigned temporaries[TEMP_KINDS];
	VEC(size_t) string_sizes; /* of the frame's temporaries */
	unsigned strings;	  /* in use now */
	VEC(size_t) key_counts;	  /* of the key arrays */
	unsigned keys;		  /* in use now */
	bool has_output;
	unsigned iterators, most_iterators; /* in use now; at most */
	unsigned labels;

	bool error_pending; /* something may have raised an error that is not tested yet */
	const char *error_label;
	bool error_label_used;
	const char *exit_label; /* `return` and `next` */
	bool exit_label_used;
	struct loop *loop;
};

struct unit *unit_new(struct generator *g);

/* Adds a line to the body. */
void emit(struct unit *u, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Returns the name of a new C variable of @kind. */
const char *new_temporary(struct unit *u, enum temporary kind);
/* Returns a char array of @size bytes in the frame; it is free again after the statement. */
const char *new_string(struct unit *u, size_t size);
/* Returns the name of an array of @count keys, free again when the caller sets u->keys back. */
const char *new_keys(struct unit *u, size_t count);
/* Returns the name of the struct stap_output with which strings are made, one after the other. */
const char *string_output(struct unit *u);
const char *new_label(struct unit *u, const char *what);

/* Returns the local of @variable, made on its first use. */
const struct local *unit_local(struct unit *u, const struct variable *variable);

/* Says that the code so far may have raised an error. */
void may_fail(struct unit *u);
/* Writes the test for an error raised so far, unless there can be none. */
void check_error(struct unit *u);
/* Writes the jump to where errors are handled. */
void emit_goto_error(struct unit *u);
/* Writes the end of a path on which an error was raised: `if (condition) goto …;`. */
void emit_fail_if(struct unit *u, const char *condition);
void emit_goto_exit(struct unit *u);

/* Returns the size of the frame in bytes; 0: none. */
size_t unit_frame_size(const struct unit *u);
/* Adds declarations, the frame and initial values of locals to @text. */
void unit_add_declarations(const struct unit *u, struct text *text);
/* Adds the end of the frame to @text. */
void unit_add_frame_leave(const struct unit *u, struct text *text);

/* ---------------------------------------------------------------- expressions */

struct value generate(struct unit *u, struct expr *expr);
/* Generates @expr where its value is not used. */
void generate_effects(struct unit *u, struct expr *expr);
/* Generates @exprs from left to right; NULL items are left out. */
void generate_operands(struct unit *u, struct expr *const *exprs, size_t count,
		       struct value *values);
/* Returns @value in a form that later changes of variables do not reach. */
struct value save_value(struct unit *u, enum value_type type, struct value value);
/* Returns the C text to test @expr; errors of evaluating it are tested before. */
const char *generate_condition(struct unit *u, struct expr *expr);

const char *number_text(struct arena *arena, int64_t number); /* a C constant */
struct value number_value(struct unit *u, int64_t number);
/* Value of a C expression of type long whose text is formatted. */
struct value long_value(struct unit *u, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Puts a C expression that must be evaluated now into a new variable. */
struct value long_now(struct unit *u, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* A string that is fixed for the statement. */
struct value string_value(const char *text);

const char *place_of(const struct unit *u, struct place place);
/* The value of the bitfield @expr (EXPR_MACHINE), when the C text @unit reads the unit it is in. */
struct value generate_bits(struct unit *u, const struct expr *expr, const char *unit);

/* binary.c: what takes two operands, but for assignments */
struct value generate_binary(struct unit *u, struct expr *expr);
/* Returns the text of `left op right`; a division by 0 raises an error. */
const char *arithmetic_text(struct unit *u, enum binary_op op, const char *left, struct value right,
			    struct place place);

/* assign.c */
struct value generate_assign(struct unit *u, struct expr *expr, bool is_used);
struct value generate_increment(struct unit *u, struct expr *expr, bool is_used);
/* Returns the C lvalue of a scalar variable; of a string its char array. */
const char *variable_text(struct unit *u, const struct variable *variable);
/* Return the bytes, with the NUL, that a string variable or an array's string value has. */
size_t variable_string_size(const struct unit *u, const struct variable *variable);
size_t global_string_size(const struct generator *g, const struct variable *variable);
/* Assigns @value to the scalar @variable. */
void emit_store(struct unit *u, const struct variable *variable, struct value value);
struct value variable_value(struct unit *u, const struct variable *variable);

/* call.c */
struct value generate_call(struct unit *u, struct expr *expr, bool is_used);

/* string.c */
struct value generate_concat(struct unit *u, struct expr *expr);
const char *compare_strings_text(struct unit *u, enum binary_op op, struct value left,
				 struct value right);
size_t expr_string_size(const struct unit *u, const struct expr *expr);
void emit_copy_string(struct unit *u, const char *to, size_t size, const char *from);

/* regex.c */
struct value generate_regex(struct unit *u, struct expr *expr);
/* Writes the tables of all regular expressions. */
void add_regexes(struct generator *g, struct text *text);

/* map.c */
/* Writes @values into a key array. Returns its name; see new_keys. Sets *@wild. */
const char *emit_keys(struct unit *u, const struct variable *array, struct expr *const *keys,
		      const struct value *values, size_t count, unsigned *wild);
struct value generate_index(struct unit *u, struct expr *expr);
struct value generate_in(struct unit *u, struct expr *expr);
void generate_delete(struct unit *u, struct stmt *stmt);
/* Writes the call that finds or makes the element; returns the variable with its address. */
const char *emit_slot(struct unit *u, const struct variable *array, struct expr *const *keys,
		      const struct value *values, size_t count, struct place place);

/* stat.c */
#define HIST_LOG_BUCKETS 128 /* STAP_LOG_BUCKETS of the runtime */
struct value generate_aggregate(struct unit *u, struct expr *expr);
/*
 * Reads @stat (a name or an element). Returns the C variable that points to the merged statistic,
 * and the address of its type as C text in *@type.
 */
const char *generate_stat_read(struct unit *u, struct expr *stat, const char **type);
struct value generate_stat(struct unit *u, struct expr *expr);
struct value generate_hist(struct unit *u, struct expr *expr);
/* Return C text for the global @global: its parts, the initialiser of its struct stap_stat_type. */
const char *stat_parts_text(struct generator *g, const struct variable *global);
const char *stat_type_initialiser(struct generator *g, const struct variable *global);
int64_t hist_bucket_count(const struct expr *hist);

/* print.c */
struct value generate_print(struct unit *u, struct expr *expr);
/* Writes the call that appends a string of the script to @output. */
void emit_put_string(struct unit *u, const char *output, struct value value);
void emit_put_text(struct unit *u, const char *output, const char *bytes, size_t length);

/* ---------------------------------------------------------------- statements */

void generate_stmt(struct unit *u, struct stmt *stmt);
/* foreach.c */
void generate_foreach(struct unit *u, struct stmt *stmt);
/* Writes stap_count_actions. */
void emit_count(struct unit *u, unsigned actions, struct place place);

/* ---------------------------------------------------------------- the file's parts */

/* function.c */
/* Makes the C of @function, and of what it calls, unless that was done. */
void function_generate(struct generator *g, struct function *function);
/* Size of the buffer that the caller of a string function passes. */
size_t function_result_size(const struct generator *g, const struct function *function);
/* Returns the function that `next` in @function goes on with, or NULL. */
struct function *function_next(const struct function *function);
/* Writes the call of @next in place of the function being made. */
void function_emit_next(struct unit *u, struct function *next);

/* handler.c */
/* Returns the word of c->saved that slot @slot of @probe begins at; past the last: their number. */
size_t saved_word(const struct unit *u, const struct probe *probe, size_t slot);
/* Number of struct stap_probe objects, and the name that reports give to each. */
struct handlers {
	size_t count;
	const char **points;
	bool asks_name, asks_type; /* the program calls pn(), probe_type() */
};
/* Writes all handlers with their struct stap_probe; sets probe->handler. */
void handlers_generate(struct generator *g, struct text *text, struct handlers *handlers);

#endif
