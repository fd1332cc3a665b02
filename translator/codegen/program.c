/* SPDX-License-Identifier: GPL-2.0-only */
/* The C file as a whole: what stands where, globals, tables, limits. */
#include "codegen/codegen.h"
#include "codegen/generator.h"

#include "objectdata/object_data_make.h"
#include "probes/family.h"
#include "probes/kernel_anchor.h"
#include "probes/user_data.h"
#include "probes/user_object.h"

#include <inttypes.h>
#include <string.h>

#define DEFAULT_MAXACTION     1000
#define DEFAULT_MAXNESTING    10
#define DEFAULT_MAXMAPENTRIES 2048
#define MOST_STRING_MEMORY    (1u << 20)
#define PRINT_BUFFER	      8192
#define MOST_KEYS	      16 /* STAP_MAX_KEYS of the runtime */

/* ---------------------------------------------------------------- limits */

static const struct limit {
	const char *name, *member; /* of struct stap_limits; NULL: used by the translator only */
	int64_t value;
} limits[] = {
	{ "MAXACTION", "max_action", DEFAULT_MAXACTION },
	{ "MAXACTION_INTERRUPTIBLE", "max_action_interruptible", DEFAULT_MAXACTION * 10 },
	{ "MAXNESTING", "max_nesting", DEFAULT_MAXNESTING },
	{ "MAXSTRINGLEN", "max_string", 0 },
	{ "MAXERRORS", "max_errors", 0 },
	{ "MAXSKIPPED", "max_skipped", 100 },
	{ "MAXTRYLOCK", "max_try_lock", 1000 },
	{ "MAXBACKTRACE", "max_backtrace", 20 },
	{ "KRETACTIVE", "max_returns", 0 },
	{ "STP_OVERLOAD_INTERVAL", "overload_interval", 1000000000 },
	{ "STP_OVERLOAD_THRESHOLD", "overload_threshold", 900000000 },
	{ "MAXMAPENTRIES", NULL, DEFAULT_MAXMAPENTRIES },
	{ "STP_NO_OVERLOAD", NULL, 0 },
};

static bool is_defined(const struct session *session, const char *name)
{
	for (size_t i = 0; i < session->options.defines.count; i++)
		if (!strcmp(session->options.defines.items[i].name, name))
			return true;
	return false;
}

static int64_t limit_value(const struct session *session, const struct limit *limit)
{
	int64_t value = limit->value;

	if (!strcmp(limit->name, "STP_OVERLOAD_THRESHOLD") &&
	    is_defined(session, "STP_NO_OVERLOAD"))
		return 0;
	if (!strcmp(limit->name, "MAXSTRINGLEN"))
		return session_max_string(session);
	if (!strcmp(limit->name, "MAXACTION_INTERRUPTIBLE"))
		value = session_limit(session, "MAXACTION", DEFAULT_MAXACTION) * 10;
	return session_limit(session, limit->name, value);
}

static void add_limits(struct generator *g, struct text *text)
{
	const struct session *session = g->session;

	text_add(text, ".limits = {\n");
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		if (limits[i].member)
			text_add(text, ".%s = %" PRId64 ",\n", limits[i].member,
				 limit_value(session, &limits[i]));
	if (session->options.suppress_time_limits)
		text_add(text, ".suppress_time_limits = true,\n");
	if (session->options.suppress_handler_errors)
		text_add(text, ".suppress_handler_errors = true,\n");
	text_add(text, "},\n");
}

/* What -D defines and the translator does not know is for embedded C. */
static void add_defines(struct generator *g, struct text *text)
{
	for (size_t i = 0; i < g->session->options.defines.count; i++) {
		const struct setting *setting = &g->session->options.defines.items[i];
		bool is_limit = false;

		for (size_t known = 0; known < sizeof(limits) / sizeof(*limits); known++)
			is_limit |= !strcmp(setting->name, limits[known].name);
		if (!is_limit)
			text_add(text, "#define %s %s\n", setting->name,
				 setting->value ? setting->value : "1");
	}
	text_add(text, "#define MAXSTRINGLEN %zu\n", g->max_string);
}

/* ---------------------------------------------------------------- globals */

static void add_map(struct generator *g, const struct variable *variable, struct text *text)
{
	static const char *const kinds[] = { [TYPE_LONG] = "STAP_LONG",
					     [TYPE_STRING] = "STAP_STRING",
					     [TYPE_STATS] = "STAP_STATS" };
	int64_t entries = variable->max_entries;

	if (!entries)
		entries = session_limit(g->session, "MAXMAPENTRIES", DEFAULT_MAXMAPENTRIES);
	text_add(text, "static struct stap_global_map %s = {\n.type = {\n",
		 g->globals[variable->index].name);
	text_add(text, ".name = \"%s\",\n.key_count = %zu,\n.value_kind = %s,\n.wraps = %d,\n",
		 variable->name, variable->key_count, kinds[variable->type], variable->wraps);
	text_add(text, ".key_kinds = { ");
	for (size_t i = 0; i < variable->key_count; i++)
		text_add(text, "%s, ", kinds[variable->key_types[i]]);
	text_add(text, "},\n.key_sizes = { ");
	for (size_t i = 0; i < variable->key_count; i++) {
		size_t size = variable->key_sizes ? variable->key_sizes[i] : 0;

		if (!size || size > g->max_string)
			size = g->max_string;
		text_add(text, "%zu, ", variable->key_types[i] == TYPE_STRING ? size : 0);
	}
	text_add(text, "},\n");
	if (variable->type == TYPE_STRING)
		text_add(text, ".value_size = %zu,\n", global_string_size(g, variable));
	text_add(text, ".max_entries = %" PRId64 ",\n", entries);
	if (variable->type == TYPE_STATS)
		text_add(text, ".stat = %s,\n", stat_type_initialiser(g, variable));
	text_add(text, "},\n};\n");
}

static void add_scalar(struct generator *g, const struct variable *variable, struct text *text)
{
	const char *name = g->globals[variable->index].name;
	const struct expr *initial = variable->initial;

	if (variable->type == TYPE_STATS) {
		text_add(text, "static struct stap_global_stat %s = {\n.name = \"%s\",\n", name,
			 variable->name);
		text_add(text, ".type = %s,\n};\n", stat_type_initialiser(g, variable));
	} else if (variable->type == TYPE_STRING) {
		size_t size = global_string_size(g, variable), length;

		text_add(text, "static char %s[%zu]", name, size);
		if (initial && initial->kind == EXPR_STRING) {
			length = initial->string.length < size ? initial->string.length : size - 1;
			text_add(text, " = %s", c_literal(g->arena, initial->string.text, length));
		}
		text_add(text, ";\n");
	} else if (initial && initial->kind == EXPR_NUMBER) {
		text_add(text, "static int64_t %s = %s;\n", name,
			 number_text(g->arena, initial->number));
	} else {
		text_add(text, "static int64_t %s;\n", name);
	}
}

static void add_globals(struct generator *g, struct text *text)
{
	for (size_t i = 0; i < g->program->globals.count; i++) {
		const struct variable *variable = g->program->globals.items[i];

		if (variable->type == TYPE_STATS)
			text_add(text, "enum { %s_parts = %s };\n", g->globals[i].name,
				 stat_parts_text(g, variable));
		if (g->globals[i].locked)
			text_add(text, "static struct stap_lock %s_lock;\n", g->globals[i].name);
		if (variable->is_array)
			add_map(g, variable, text);
		else
			add_scalar(g, variable, text);
	}
}

/* ---------------------------------------------------------------- tables */

/* Pointers to the globals of one kind, and the members that name them in struct stap_script. */
static void add_pointers(struct generator *g, struct text *text, bool arrays)
{
	text_add(text, "\nstatic struct stap_global_%s *const stap_%s[] = {\n",
		 arrays ? "map" : "stat", arrays ? "maps" : "stats");
	for (size_t i = 0; i < g->program->globals.count; i++) {
		const struct variable *variable = g->program->globals.items[i];

		if (variable->is_array == arrays && (arrays || variable->type == TYPE_STATS))
			text_add(text, "&%s,\n", g->globals[i].name);
	}
	text_add(text, "};\n");
}

static void add_parameters(struct generator *g, struct text *text)
{
	text_add(text, "\nstatic const struct stap_parameter stap_parameters[] = {\n");
	for (size_t i = 0; i < g->program->globals.count; i++) {
		const struct variable *variable = g->program->globals.items[i];

		if (variable->is_private || variable->is_array || variable->type == TYPE_STATS)
			continue;
		text_add(text, "{ \"%s\", .%s%s },\n", variable->name,
			 variable->type == TYPE_STRING ? "string = " : "number = &",
			 g->globals[i].name);
	}
	text_add(text, "};\n");
}

static void add_points(struct generator *g, struct text *text, const struct handlers *handlers)
{
	text_add(text, "\nstatic const char *const stap_points[] = {\n");
	for (size_t i = 0; i < handlers->count; i++)
		text_add(text, "%s,\n",
			 c_literal(g->arena, handlers->points[i], strlen(handlers->points[i])));
	text_add(text, "};\n");
}

/* The probes of one family go to its table; returns false when there are none. */
static bool write_family(struct generator *g, FILE *stream, const struct probe_family *family,
			 size_t number, struct text *families)
{
	size_t all = g->program->probes.count, count = 0;
	struct probe **probes = arena_alloc(g->arena, (all + 1) * sizeof(*probes));
	const char *table = arena_printf(g->arena, "stap_table_%zu", number);

	for (size_t i = 0; i < all; i++)
		if (g->program->probes.items[i]->family == family)
			probes[count++] = g->program->probes.items[i];
	if (!count && !(family->needs_table && family->needs_table(g->session)))
		return false;
	fputc('\n', stream);
	count = family->emit(stream, g->session, table, probes, count);
	text_add(families, "{ &%s, %s, %zu },\n", family->runtime_family, table, count);
	return true;
}

static void write_families(struct generator *g, FILE *stream)
{
	struct text text = { .arena = g->arena };
	size_t number = 0;

	text_add(&text, "\nstatic const struct stap_family_table stap_families[] = {\n");
	for (const struct probe_family *const *family = probe_families; *family; family++)
		number += write_family(g, stream, *family, number, &text);
	text_add(&text, "};\n");
	text_write(stream, &text);
}

static void add_script(struct generator *g, struct text *text, const struct handlers *handlers,
		       size_t object_count)
{
	const struct options *options = &g->session->options;

	text_add(text, "\nconst struct stap_script stap_script = {\n");
	add_limits(g, text);
	text_add(text, ".families = stap_families,\n"
		       ".family_count = sizeof(stap_families) / sizeof(*stap_families),\n");
	text_add(text, ".probe_count = %zu,\n", handlers->count);
	text_add(text, ".maps = stap_maps,\n.map_count = sizeof(stap_maps) / sizeof(*stap_maps),\n"
		       ".stats = stap_stats,\n"
		       ".stat_count = sizeof(stap_stats) / sizeof(*stap_stats),\n"
		       ".parameters = stap_parameters,\n"
		       ".parameter_count = sizeof(stap_parameters) / sizeof(*stap_parameters),\n");
	text_add(text, ".string_memory = %" PRIu64 ",\n.print_buffer = %d,\n", g->string_memory,
		 PRINT_BUFFER);
	if (g->program->keeps_groups)
		text_add(text, ".match_string = MAXSTRINGLEN,\n");
	text_add(text, ".ring_mib = %u,\n.timing = %d,\n.probe_points = stap_points,\n",
		 options->buffer_mib, options->timing);
	text_add(text, "#ifdef STAP_SYMBOL_COUNT\n.symbols = stap_symbol_addresses,\n"
		       ".symbol_count = STAP_SYMBOL_COUNT,\n#endif\n");
	text_add(text, ".object_count = %zu,\n.unwinds = %d,\n", object_count,
		 !!(g->session->object_parts & OBJECT_UNWIND));
	text_add(text, ".kernel_anchor = 0x%" PRIx64 "ull,\n", kernel_anchor(g->session));
	text_add(text, "};\n");
}

/* ---------------------------------------------------------------- the file */

static const char *const kernel_headers[] = {
	"linux/kernel.h",   "linux/module.h",  "linux/types.h",	   "linux/string.h",
	"linux/errno.h",    "linux/version.h", "linux/sched.h",	   "linux/sched/signal.h",
	"linux/sched/mm.h", "linux/mm.h",      "linux/slab.h",	   "linux/uaccess.h",
	"linux/fs.h",	    "linux/cred.h",    "linux/delay.h",	   "linux/jiffies.h",
	"linux/ktime.h",    "linux/percpu.h",  "linux/rcupdate.h", "linux/spinlock.h",
	"linux/smp.h",	    "linux/list.h",    "linux/random.h",
};

/* What a script says may look odd to a C compiler, as `0 && x` or `a == a`. */
static const char *const warnings_off[] = {
	"-Wtautological-compare",
	"-Wint-in-bool-context",
	"-Wbool-operation",
	"-Wbool-compare",
	"-Woverflow",
};

static void write_head(struct generator *g, FILE *stream)
{
	struct text text = { .arena = g->arena };

	text_add(&text, "/* Made by stap from a script. */\n");
	for (size_t i = 0; g->program->needs_kernel_headers &&
			   i < sizeof(kernel_headers) / sizeof(*kernel_headers);
	     i++)
		text_add(&text, "#include <%s>\n", kernel_headers[i]);
	add_defines(g, &text);
	text_add(&text, "#include \"stap.h\"\n\n");
	for (size_t i = 0; i < sizeof(warnings_off) / sizeof(*warnings_off); i++)
		text_add(&text, "#pragma GCC diagnostic ignored \"%s\"\n", warnings_off[i]);
	text_write(stream, &text);
	for (size_t i = 0; i < g->program->embedded.count; i++) {
		const struct embedded_declaration *embedded = g->program->embedded.items[i];

		fwrite(embedded->text, 1, embedded->length, stream);
		fputs("\n\n", stream);
	}
}

static void write_functions(struct generator *g, FILE *stream)
{
	struct text prototypes = { .arena = g->arena };

	for (size_t i = 0; i < g->generated.count; i++) {
		struct function_facts *facts = &g->functions[g->generated.items[i]->index];

		if (facts->is_recursive) /* the others stand before what calls them */
			text_add(&prototypes, "%s;\n", facts->prototype.bytes);
	}
	if (prototypes.length)
		fputc('\n', stream);
	text_write(stream, &prototypes);
	for (size_t i = 0; i < g->generated.count; i++) {
		fprintf(stream, "\n");
		text_write(stream, &g->functions[g->generated.items[i]->index].code);
	}
}

static void check_keys(struct generator *g)
{
	for (size_t i = 0; i < g->program->globals.count; i++) {
		const struct variable *variable = g->program->globals.items[i];

		if (variable->key_count > MOST_KEYS)
			diagnose_error(&g->session->diagnostics, variable->place,
				       "array '%s' has %zu keys, more than %d", variable->name,
				       variable->key_count, MOST_KEYS);
	}
}

static bool check_memory(struct generator *g)
{
	static const struct place nowhere;

	if (g->string_memory <= MOST_STRING_MEMORY)
		return true;
	diagnose_error(&g->session->diagnostics, nowhere,
		       "a handler needs %" PRIu64 " bytes for its strings, more than %u",
		       g->string_memory, MOST_STRING_MEMORY);
	diagnose_remedy(&g->session->diagnostics,
			"lower -D MAXSTRINGLEN=%zu, or -D MAXNESTING=%" PRId64
			" if functions recurse",
			g->max_string, g->max_nesting);
	return false;
}

static void generator_init(struct generator *g, struct session *session, struct program *program)
{
	g->session = session;
	g->arena = session->arena;
	g->program = program;
	g->globals = arena_alloc(g->arena, (program->globals.count + 1) * sizeof(*g->globals));
	g->functions =
		arena_alloc(g->arena, (program->functions.count + 1) * sizeof(*g->functions));
	g->max_string = session_max_string(session);
	g->max_action = session_limit(session, "MAXACTION", DEFAULT_MAXACTION);
	g->max_action_interruptible =
		session_limit(session, "MAXACTION_INTERRUPTIBLE", g->max_action * 10);
	g->max_nesting = session_limit(session, "MAXNESTING", DEFAULT_MAXNESTING);
	analyse_globals(g);
	analyse_functions(g);
	analyse_locks(g);
}

bool codegen_program(FILE *stream, struct session *session, struct program *program)
{
	struct generator generator = { 0 }, *g = &generator;
	struct text globals = { .arena = session->arena }, handlers_text = globals,
		    tables = globals;
	struct handlers handlers = { 0 };
	unsigned errors = session->diagnostics.errors;
	size_t object_count;

	generator_init(g, session, program);
	check_keys(g);
	handlers_generate(g, &handlers_text, &handlers);
	write_head(g, stream);
	add_globals(g, &globals);
	add_regexes(g, &globals);
	text_write(stream, &globals);
	write_functions(g, stream);
	text_write(stream, &handlers_text);
	write_families(g, stream);
	session->object_parts = user_data_parts(program);
	object_count = user_objects_write(stream, session);
	add_pointers(g, &tables, true);
	add_pointers(g, &tables, false);
	add_parameters(g, &tables);
	add_points(g, &tables, &handlers);
	add_script(g, &tables, &handlers, object_count);
	text_write(stream, &tables);
	return check_memory(g) && session->diagnostics.errors == errors;
}
