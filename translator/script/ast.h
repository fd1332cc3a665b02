/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The syntax tree of a script. The parser makes it, the semantic pass annotates it in place (names
 * bound, types), and each probe gets its own copy of its body, since `$x` means something else at
 * each place. All nodes live in the session's arena.
 */
#ifndef STAP_SCRIPT_AST_H
#define STAP_SCRIPT_AST_H

#include "arena.h"
#include "script/source.h"

#include <stdint.h>

enum value_type {
	TYPE_UNKNOWN,
	TYPE_LONG,
	TYPE_STRING,
	TYPE_STATS, /* only globals: filled by <<<, read by @count … */
	TYPE_VOID,  /* a function that returns nothing */
};

/* ---------------------------------------------------------------- expressions */

enum expr_kind {
	EXPR_NUMBER,	  /* .number */
	EXPR_STRING,	  /* .string */
	EXPR_NAME,	  /* x: .name */
	EXPR_INDEX,	  /* x[i, *]: .index */
	EXPR_CALL,	  /* f(x): .call */
	EXPR_UNARY,	  /* - ! ~ +: .unary */
	EXPR_BINARY,	  /* arithmetic, bits, comparison, && ||, string join: .binary */
	EXPR_CONDITIONAL, /* a ? b : c: .conditional */
	EXPR_ASSIGN,	  /* = += … .= <<<: .assign */
	EXPR_INCREMENT,	  /* ++x x++ --x x--: .increment */
	EXPR_IN,	  /* [i, *] in a: .in */
	EXPR_REGEX,	  /* s =~ "re", s !~ "re": .regex */
	EXPR_TARGET,   /* $x->y[3], &$x, $$vars, @var(…)…, @cast(…)…, @enum(…): .target */
	EXPR_DEFINED,  /* @defined(e): .operand */
	EXPR_ENTRY,    /* @entry(e): .operand */
	EXPR_PERF,     /* @perf("counter"): .string */
	EXPR_CONST,    /* @const("C"): .string */
	EXPR_MACHINE,  /* @kderef @uderef @kregister @uregister: .machine */
	EXPR_STAT,     /* @count(s) @sum(s) … @variance(s, shift): .stat */
	EXPR_HIST,     /* @hist_log(s), @hist_linear(s, l, h, w), optionally [i]: .hist */
	EXPR_PRINT,    /* print… printf… sprint… printd…: .print */
	EXPR_EMBEDDED, /* %{ C %}: .string is the text between */

	/* Only after the semantic pass: what `$x` and `@cast` are lowered to. */
	EXPR_CONVERT, /* the low .convert.size bytes of the operand, sign- or zero-extended */
	EXPR_SAVED,   /* slot .saved of what the entry part of a return probe kept */
	EXPR_CODE,    /* .string is a C expression on the runtime's interface (c is the context) */
	EXPR_ENUM_NAME, /* the name of an enumerator, else the number: .enumeration */
};

enum unary_op {
	UNARY_MINUS,
	UNARY_PLUS,
	UNARY_NOT,
	UNARY_COMPLEMENT
};

enum binary_op {
	BINARY_MULTIPLY,
	BINARY_DIVIDE,
	BINARY_MODULO,
	BINARY_ADD,
	BINARY_SUBTRACT,
	BINARY_CONCAT, /* . */
	BINARY_SHIFT_LEFT,
	BINARY_SHIFT_RIGHT,
	BINARY_SHIFT_RIGHT_LOGICAL, /* << >> >>> */
	BINARY_LESS,
	BINARY_GREATER,
	BINARY_LESS_EQUAL,
	BINARY_GREATER_EQUAL,
	BINARY_EQUAL,
	BINARY_NOT_EQUAL,
	BINARY_AND,
	BINARY_XOR,
	BINARY_OR, /* bits */
	BINARY_LOGICAL_AND,
	BINARY_LOGICAL_OR,
	BINARY_NONE,	  /* plain = in an assignment */
	BINARY_AGGREGATE, /* <<< in an assignment */
};

enum stat_op {
	STAT_COUNT,
	STAT_SUM,
	STAT_MIN,
	STAT_MAX,
	STAT_AVG,
	STAT_VARIANCE
};
enum hist_kind {
	HIST_LOG,
	HIST_LINEAR
};

/* One step of $x->member[index]. The last may be pretty printing: $ or $$. */
enum access_kind {
	ACCESS_MEMBER,
	ACCESS_INDEX,
	ACCESS_PRETTY,
	ACCESS_PRETTY_DEEP
};

struct access {
	enum access_kind kind;
	struct place place;
	const char *member; /* ACCESS_MEMBER */
	struct expr *index; /* ACCESS_INDEX */
};

enum target_kind {
	TARGET_CONTEXT, /* $name, $$name, $return */
	TARGET_VAR,	/* @var("name@file", "module") */
	/* @cast(e, "type", "module"), or e->member when .type_name is NULL: the type e has */
	TARGET_CAST,
	TARGET_ENUM, /* @enum("NAME", "module") */
};

enum machine_kind {
	MACHINE_KDEREF,
	MACHINE_UDEREF,
	MACHINE_KREGISTER,
	MACHINE_UREGISTER,
	/* Lowered $x only: the return address at an address, also where its return is probed. */
	MACHINE_URETURN,
	/* Lowered $x only: the string at an address, of at most .size bytes with its NUL. */
	MACHINE_KSTRING,
	MACHINE_USTRING,
};

enum print_kind {
	PRINT_PLAIN,
	PRINT_LINE,
	PRINT_DELIMITED,
	PRINT_DELIMITED_LINE,
	PRINT_FORMAT,
	PRINT_CHAR
};

/* An enumerator of the target. */
struct enum_name {
	const char *name;
	int64_t value;
};

/* One piece of a printf format: literal text before, then a conversion ('\0': only the text). */
struct format_piece {
	const char *text; /* literal, escapes resolved; may be "" */
	size_t text_length;
	char conversion;			  /* d i u x X o b p s c m M, or 0 */
	bool minus, plus, space, zero, alternate; /* - + (blank) 0 # */
	bool has_width, has_precision, width_argument, precision_argument; /* number or * */
	unsigned width, precision;
};

struct expr_list {
	struct expr **items;
	size_t count, capacity;
};

struct variable;
struct function;
struct target_type; /* semantic/target_type.h */

struct expr {
	enum expr_kind kind;
	enum value_type type; /* set by the semantic pass */
	struct place place;   /* of the operator, or the first token */
	bool parenthesised;   /* kept for the printer and for errors only */
	/* Upper bound of a string value's length incl. NUL, 0: MAXSTRINGLEN (semantic pass). */
	unsigned string_size;
	/* The type of a value in the target, for auto-cast; opaque to this layer; NULL: none. */
	const struct target_type *target_type;
	union {
		int64_t number;
		struct {
			const char *text; /* escapes resolved */
			size_t length;
		} string;
		struct {
			const char *text;
			struct variable *variable; /* bound by the semantic pass */
		} name;
		struct {
			const char *text;
			struct expr_list keys; /* NULL item: the wildcard * */
			struct variable *variable;
		} index;
		struct {
			const char *text;
			struct expr_list arguments;
			struct function *function; /* the first overload that fits; bound */
		} call;
		struct {
			enum unary_op op;
			struct expr *operand;
		} unary;
		struct {
			enum binary_op op;
			struct expr *left, *right;
		} binary;
		struct {
			struct expr *condition, *yes, *no;
		} conditional;
		struct {
			enum binary_op op; /* BINARY_NONE, BINARY_AGGREGATE, or of op= */
			struct expr *target, *value;
		} assign;
		struct {
			bool prefix;
			int delta; /* +1 or -1 */
			struct expr *target;
		} increment;
		struct {
			struct expr_list keys; /* NULL item: wildcard */
			struct expr *array;    /* EXPR_NAME */
		} in;
		struct {
			bool negated;
			struct expr *subject;
			const char *pattern; /* escapes of the string literal resolved */
			struct place pattern_place;
			unsigned index; /* among the program's regexes; semantic pass */
		} regex;
		struct {
			enum target_kind kind;
			bool address_of;
			const char *name;      /* with its $ or $$; for @var and @enum the string */
			const char *module;    /* @var, @cast, @enum: NULL when not given */
			const char *type_name; /* @cast */
			struct expr *pointer;  /* @cast */
			struct access *accesses;
			size_t access_count;
		} target;
		struct expr *operand; /* @defined, @entry */
		struct {
			enum machine_kind kind;
			/* @kderef(size, address), @kregister(number) */
			struct expr *size, *argument;
			/* lowered $x only: sign-extend what was read; the bits of a bitfield */
			bool is_signed;
			unsigned bit_offset, bit_size; /* size 0: no bitfield */
		} machine;
		struct {
			enum stat_op op;
			struct expr *stat;  /* EXPR_NAME or EXPR_INDEX */
			struct expr *shift; /* @variance(s, shift), or NULL */
		} stat;
		struct {
			enum hist_kind kind;
			struct expr *stat;
			int64_t low, high, step; /* HIST_LINEAR */
			struct expr *bucket;	 /* @hist_log(s)[bucket], or NULL */
		} hist;
		struct {
			enum print_kind kind;
			bool to_string;		     /* sprint… : the value is the text */
			const char *delimiter;	     /* printd, printdln */
			struct format_piece *pieces; /* printf */
			size_t piece_count;
			struct place format_place;
			struct expr_list arguments;
			/* Lowered $x$ only: the text when something could not be read; or NULL */
			const char *unreadable;
		} print;
		struct {
			struct expr *operand;
			unsigned size; /* bytes: 1, 2, 4 or 8 */
			bool is_signed;
			bool is_bool; /* not used by the parser: `!= 0` after the conversion */
		} convert;
		unsigned saved;
		struct {
			struct expr *operand;
			const struct enum_name *names;
			size_t count;
		} enumeration;
	};
};

/* ---------------------------------------------------------------- statements */

enum stmt_kind {
	STMT_EMPTY,
	STMT_EXPR,
	STMT_BLOCK,
	STMT_IF,
	STMT_WHILE,
	STMT_FOR,
	STMT_FOREACH,
	STMT_BREAK,
	STMT_CONTINUE,
	STMT_RETURN,
	STMT_NEXT,
	STMT_DELETE,
	STMT_TRY,
	STMT_EMBEDDED, /* a function body %{ %} */
};

struct stmt_list {
	struct stmt **items;
	size_t count, capacity;
};

enum sort_direction {
	SORT_NONE,
	SORT_ASCENDING,
	SORT_DESCENDING
};

struct stmt {
	enum stmt_kind kind;
	struct place place;
	union {
		struct expr
			*expr; /* STMT_EXPR, STMT_DELETE (NAME or INDEX), STMT_RETURN (or NULL) */
		struct stmt_list block;
		struct {
			struct expr *condition;
			struct stmt *yes, *no; /* no: NULL */
		} if_;
		struct {
			/* while: initial and step are NULL; any may be NULL in for */
			struct expr *initial, *condition, *step;
			struct stmt *body;
		} loop;
		struct {
			struct expr *value;	/* v = …, EXPR_NAME or NULL */
			struct expr_list keys;	/* EXPR_NAME each */
			struct expr *array;	/* EXPR_NAME; EXPR_HIST for buckets */
			struct expr_list slice; /* a[*, "x"]: NULL item is *; count 0: none */
			int sort_column; /* 0: the value, 1…: the key; -1: insertion order */
			enum sort_direction direction;
			bool has_sort_stat; /* sort by @sum(a) …, else @count of a stat */
			enum stat_op sort_stat;
			struct expr *limit; /* or NULL */
			struct stmt *body;
		} foreach;
		struct {
			struct stmt *body;
			struct expr *message; /* EXPR_NAME or NULL */
			struct stmt *handler;
		} try_;
		struct {
			const char *text; /* between %{ and %} */
			size_t length;
		} embedded;
	};
};

/* ---------------------------------------------------------------- declarations */

/* A global, a function's parameter or a local. */
struct variable {
	const char *name;
	struct place place;
	enum value_type type; /* of the value; unknown until inferred */
	bool is_global, is_private, is_parameter;
	bool is_array;			/* known from the declaration or from use */
	bool wraps;			/* global a%[N] */
	int64_t max_entries;		/* 0: MAXMAPENTRIES */
	struct expr *initial;		/* literal, or NULL */
	const struct source_file *file; /* globals: where private ones are visible */

	/* Set by the semantic pass. */
	enum value_type *key_types;
	unsigned *key_sizes; /* bytes of a string key incl. NUL; 0: MAXSTRINGLEN */
	size_t key_count;
	bool is_read, is_written;
	struct place type_place; /* where the type was decided, for conflict messages */
	unsigned index;		 /* dense number among the globals or locals that are used */
	unsigned string_size;	 /* bound over all assigned values; 0: MAXSTRINGLEN */
	unsigned stat_ops;	 /* bit per enum stat_op that is read */
	bool hist_log;
	bool hist_linear;
	int64_t hist_low, hist_high, hist_step;
	int variance_shift;
	const struct target_type *target_type; /* auto-cast */
	/*
	 * A $variable of the probe's own, such as $value of procfs: the C lvalue that it is (of a
	 * string, a char array of .code_size bytes) in place of a variable of the handler.
	 */
	const char *code;
	size_t code_size;
};

struct variable_list {
	struct variable **items;
	size_t count, capacity;
};

/* One component of a probe point: name, name("x"), name(5). */
struct component {
	const char *name; /* may hold wildcards */
	struct place place;
	bool has_argument, argument_is_string;
	const char *string;
	int64_t number;
};

struct point {
	struct place place;
	struct component *components;
	size_t component_count;
	bool optional, sufficient; /* ? ! */
	struct expr *condition;	   /* if (…), or NULL */
	/* Points this one came from by alias expansion, innermost first; NULL: written by hand. */
	const struct point *expanded_from;
};

struct point_list {
	struct point **items;
	size_t count, capacity;
};

struct probe_declaration {
	struct place place;
	struct point_list points;
	struct stmt *body;
	bool is_private;
	const struct source_file *file;
	const char *comment; /* the comment right above, for the documentation; or NULL */
};

/* probe NAME = POINTS {…} (prologue) or += (epilogue). */
struct alias_declaration {
	struct place place;
	struct point *name; /* dotted name; parameters allowed */
	bool epilogue;
	struct point_list points;
	struct stmt *body;
	bool is_private;
	const struct source_file *file;
	const char *comment;
};

struct function {
	const char *name;
	struct place place;
	enum value_type return_type; /* TYPE_UNKNOWN when not declared */
	struct variable_list parameters;
	struct stmt *body; /* STMT_EMBEDDED for C */
	bool is_private;
	bool has_priority;
	int64_t priority;
	const struct source_file *file;
	const char *comment;

	/* Set by the semantic pass. */
	struct variable_list locals;
	struct function *next_overload; /* same name, next in order of priority and place */
	bool is_used, is_recursive, has_next;
	unsigned index;
	unsigned string_size;
	struct place type_place;
	const struct target_type *target_type; /* auto-cast of the result */
};

/* Embedded C at top level. */
struct embedded_declaration {
	struct place place;
	const char *text;
	size_t length;
	const struct source_file *file;
};

enum declaration_kind {
	DECLARE_GLOBAL,
	DECLARE_FUNCTION,
	DECLARE_PROBE,
	DECLARE_ALIAS,
	DECLARE_EMBEDDED,
};

/* Top-level items in the order written; the printer and the semantic pass walk this. */
struct declaration {
	enum declaration_kind kind;
	union {
		struct variable_list globals; /* one `global a, b` */
		struct function *function;
		struct probe_declaration *probe;
		struct alias_declaration *alias;
		struct embedded_declaration *embedded;
	};
};

struct script {
	const struct source_file *file;
	VEC(struct declaration) declarations;
};

/* Deep copies. Bindings (variable, function) are copied as pointers. NULL gives NULL. */
struct expr *expr_clone(struct arena *arena, const struct expr *expr);
struct stmt *stmt_clone(struct arena *arena, const struct stmt *stmt);

/*
 * Calls @visit for every direct child expression slot of @expr / every direct child of @stmt, with
 * the address of the slot so that it can be replaced. Order is the order of evaluation.
 */
void expr_visit_children(struct expr *expr, void (*visit)(struct expr **slot, void *data),
			 void *data);
void stmt_visit_children(struct stmt *stmt, void (*visit_expr)(struct expr **slot, void *data),
			 void (*visit_stmt)(struct stmt **slot, void *data), void *data);

/* Return true when both trees are the same but for places, bindings and types. */
bool expr_equal(const struct expr *a, const struct expr *b);
bool script_equal(const struct script *a, const struct script *b);

/* Names of operators and types as in the source: "+", "long". */
const char *binary_op_text(enum binary_op op);
const char *value_type_text(enum value_type type);

#endif
