// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which globals each handler uses, through all the functions it calls: what its locks are made of.
 * Also the numbers of globals, functions and locals, the order of functions, and which of them are
 * recursive.
 */
#include "semantic/accesses.h"

#include <stdlib.h>

enum {
	IS_READ = 1,
	IS_WRITTEN = 2,
	IS_AGGREGATED = 4
};

struct graph {
	struct analysis *analysis;
	struct program *program;
	size_t global_count, function_count; /* of the analysis, unused ones too */
	unsigned char **functions;	     /* flags by global, by function->index - 1 */
	/* Function calls function, in some depth: a row of bits for each. */
	uint64_t *calls;
	size_t row_words;
};

static uint64_t *calls_of(struct graph *graph, size_t caller)
{
	return graph->calls + caller * graph->row_words;
}

static bool reaches(struct graph *graph, size_t caller, size_t callee)
{
	return calls_of(graph, caller)[callee / 64] >> callee % 64 & 1;
}

struct collecting {
	struct graph *graph;
	unsigned char *flags;
	struct function *caller; /* NULL: a probe */
};

static unsigned char flags_of(const struct variable *variable, enum use_kind kind)
{
	bool is_stats = variable->type == TYPE_STATS;

	switch (kind) {
	case USE_READ:
		return IS_READ;
	case USE_ITERATE: /* merging statistics changes what is merged into */
		return is_stats ? IS_READ | IS_WRITTEN : IS_READ;
	case USE_SORT:
		return IS_READ | IS_WRITTEN;
	case USE_AGGREGATE:
		return IS_AGGREGATED;
	case USE_UPDATE:
		return IS_READ | IS_WRITTEN;
	default:
		return IS_WRITTEN;
	}
}

static void collect_use(struct variable *variable, enum use_kind kind, const struct expr *expr,
			void *data)
{
	struct collecting *c = data;

	(void)expr;
	if (variable->is_global)
		c->flags[variable->index - 1] |= flags_of(variable, kind);
}

static void collect_call(struct expr *call, void *data)
{
	struct collecting *c = data;
	struct graph *graph = c->graph;

	for (struct function *f = call->call.function; f; f = f->next_overload) {
		if (c->caller)
			calls_of(graph, c->caller->index - 1)[(f->index - 1) / 64] |=
				1ull << (f->index - 1) % 64;
		for (size_t i = 0; !c->caller && i < graph->global_count; i++)
			c->flags[i] |= graph->functions[f->index - 1][i];
	}
}

static void collect_body(struct graph *graph, struct body *body, unsigned char *flags)
{
	struct collecting c = { graph, flags, body->function };
	const struct use_visitor visitor = { collect_use, collect_call, &c };

	visit_uses(body, &visitor);
}

/* ---------------------------------------------------------------- functions */

/* Warshall: who reaches whom. */
static void close_calls(struct graph *graph)
{
	size_t n = graph->function_count;

	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < n; i++)
			for (size_t w = 0; reaches(graph, i, k) && w < graph->row_words; w++)
				calls_of(graph, i)[w] |= calls_of(graph, k)[w];
}

static void collect_functions(struct graph *graph)
{
	struct analysis *analysis = graph->analysis;
	size_t n = graph->function_count;

	for (size_t i = 0; i < n; i++) {
		struct body body = function_body(analysis->functions.items[i]);

		graph->functions[i] = arena_alloc(analysis->arena, graph->global_count + 1);
		if (body.function->is_used)
			collect_body(graph, &body, graph->functions[i]);
	}
	close_calls(graph);
	for (size_t i = 0; i < n; i++) {
		analysis->functions.items[i]->is_recursive = reaches(graph, i, i);
		for (size_t j = 0; j < n; j++)
			for (size_t g = 0; reaches(graph, i, j) && g < graph->global_count; g++)
				graph->functions[i][g] |= graph->functions[j][g];
	}
}

struct rank {
	size_t reached; /* how many functions it calls, in some depth */
	size_t number;
};

static int compare_ranks(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if (x->reached != y->reached)
		return x->reached < y->reached ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

/* Callees first: a caller reaches all that its callee reaches, and the callee too. */
static void order_functions(struct graph *graph)
{
	struct analysis *analysis = graph->analysis;
	size_t n = graph->function_count;
	struct rank *ranks = arena_alloc(analysis->arena, (n + 1) * sizeof(*ranks));

	for (size_t i = 0; i < n; i++) {
		ranks[i].number = i;
		for (size_t w = 0; w < graph->row_words; w++)
			ranks[i].reached += (size_t)__builtin_popcountll(calls_of(graph, i)[w]);
	}
	qsort(ranks, n, sizeof(*ranks), compare_ranks);
	for (size_t i = 0; i < n; i++) {
		struct function *function = analysis->functions.items[ranks[i].number];

		if (function->is_used)
			vec_push(analysis->arena, &graph->program->functions, function);
	}
}

/* ---------------------------------------------------------------- numbers */

static void number_locals(struct variable_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		list->items[i]->index = (unsigned)i;
}

/* Puts the used globals into the program, in the order met, and numbers all anew from 0. */
static void number_globals(struct graph *graph, const unsigned char *any)
{
	struct program *program = graph->program;

	for (size_t i = 0; i < graph->global_count; i++) {
		if (!any[i])
			continue;
		vec_push(graph->analysis->arena, &program->globals,
			 graph->analysis->globals.items[i]);
	}
	number_locals(&program->globals);
}

static void set_uses(struct graph *graph, struct probe *probe, const unsigned char *flags)
{
	struct analysis *analysis = graph->analysis;
	size_t count = 0;

	for (size_t i = 0; i < graph->global_count; i++)
		count += flags[i] != 0;
	probe->uses = arena_alloc(analysis->arena, (count + 1) * sizeof(*probe->uses));
	for (size_t i = 0; i < graph->global_count; i++) {
		if (!flags[i])
			continue;
		probe->uses[probe->use_count++] = (struct global_use){
			.variable = analysis->globals.items[i],
			.read = flags[i] & IS_READ,
			.written = flags[i] & IS_WRITTEN,
			.aggregated = flags[i] & IS_AGGREGATED,
		};
	}
}

void collect_uses(struct analysis *analysis, struct program *program)
{
	struct graph graph = { .analysis = analysis,
			       .program = program,
			       .global_count = analysis->globals.count,
			       .function_count = analysis->functions.count };
	size_t n = graph.function_count;

	graph.functions = arena_alloc(analysis->arena, (n + 1) * sizeof(*graph.functions));
	graph.row_words = n / 64 + 1;
	graph.calls = arena_alloc(analysis->arena, n * graph.row_words * sizeof(uint64_t) + 1);
	collect_functions(&graph);
	unsigned char *any = arena_alloc(analysis->arena, graph.global_count + 1);

	for (size_t i = 0; i < analysis->probes.count; i++) {
		struct body body = probe_body(analysis->probes.items[i]);
		unsigned char *flags = arena_alloc(analysis->arena, graph.global_count + 1);

		collect_body(&graph, &body, flags);
		for (size_t g = 0; g < graph.global_count; g++)
			any[g] |= flags[g];
		set_uses(&graph, body.probe, flags);
		number_locals(body.locals);
	}
	for (size_t i = 0; i < n; i++) /* with -u, functions that no probe calls */
		for (size_t g = 0; g < graph.global_count; g++)
			any[g] |= graph.functions[i][g];
	order_functions(&graph);
	number_globals(&graph, any);
	for (size_t i = 0; i < program->functions.count; i++) {
		program->functions.items[i]->index = (unsigned)i;
		number_locals(&program->functions.items[i]->parameters);
		number_locals(&program->functions.items[i]->locals);
	}
}
