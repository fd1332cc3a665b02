// SPDX-License-Identifier: GPL-2.0-only
/*
 * The longest match from a given place, and the way through the expression that POSIX wants.
 *
 * The rule (IEEE 1003.1-2017 §9.1, XSH regcomp): each part of an expression, from left to right and
 * the outer before the inner, takes the longest string that lets the whole match be the longest; an
 * empty string is longer than none. Which of two ways through the nodes is better can be told while
 * going: see Okui and Suzuki, "Disambiguation in regular expression matching via position automata
 * with augmented transitions" (2010), and Borsotti and Trofimovich, "Efficient POSIX submatch
 * extraction on nondeterministic finite automata" (2022), whose heights of brackets these are. Two
 * ways part at a node. For each byte since then take the lowest height of a mark that the way has
 * gone through since they parted, the last common one included. At the last byte where those
 * differ, the way that stayed higher is better: it left the outer part later. When they never
 * differ, the marks where they part decide.
 *
 * A state is the set of nodes that wait for a byte, each a thread with the best way to it; and for
 * each two threads their lowest heights since they parted, and which is better so far. That is all
 * one has to know, and there are finitely many of these, so it is done here and the kernel just
 * follows a table. The way itself is not kept: the kernel remembers the states, and goes back from
 * the end. For each state and byte there is a row: for each thread of the state after it, of which
 * thread of the state before it is the continuation, and the groups that began and ended between.
 */
#include "regex/nodes.h"

#define MOST_ROWS 65536
#define MOST_WORK 20000000 /* comparisons of marks and pairs: about a second */

enum {
	NOWHERE = 0xffff /* the origin of a way that begins here */
};

/* A way through nodes since the last byte: its last mark, and the way before. */
struct path {
	uint32_t before; /* 0: none */
	uint32_t length;
	uint16_t node;
};

/* The best way to a node so far. */
struct config {
	bool is_set, is_queued;
	uint16_t origin;
	uint32_t path; /* 0: no mark */
};

/*
 * A state as kept: its head, the nodes that wait for a byte, then for each pair of them. The match,
 * when it is complete here, is no such thread, but has its place in rows: see FIRST_THREAD.
 */
struct state {
	uint16_t count;
	uint8_t accepts, ends; /* it is complete here; it is if the string ends here */
	uint16_t values[];     /* nodes; heights of i since it left j; 1 + order of i and j */
};

/* The entries of a row. */
enum {
	MATCH_HERE,
	MATCH_AT_END,
	FIRST_THREAD, /* and the others behind it */
};

struct comparison {
	unsigned height_a, height_b;
	int order; /* below 0: a is better */
};

struct groups {
	struct automaton automaton;
	const struct nfa *nfa;
	struct arena *arena; /* of what is kept */
	struct regex_program *program;
	bool has_marks, has_ends; /* ends: a $ */
	size_t work;

	const struct state *from; /* NULL: nothing before */
	struct config *configs;	  /* by node */
	VEC(struct path) paths;	  /* [0] is no path */
	VEC(uint16_t) queue;
	uint16_t *marks_a, *marks_b; /* of two ways being compared, from the first on */
	size_t marks_capacity;

	VEC(uint16_t) threads; /* nodes of the state being made */
	struct state *state;   /* room for it */
	size_t state_capacity;
	VEC(struct regex_step) row;
	VEC(uint8_t) action;

	struct blob_table rows, actions;
	VEC(uint32_t) row_places; /* by number: index into steps */
	VEC(uint32_t) action_places;
	VEC(struct regex_step) steps;
	VEC(uint8_t) action_bytes;
	VEC(uint16_t) row_of; /* by state and class, in the order of step() */
	bool is_too_large;
};

/* ---------------------------------------------------------------- states */

static uint16_t node_of(const struct state *state, size_t thread)
{
	return state->values[thread];
}

/* The lowest height of thread @i since it and @j parted. */
static uint16_t *height_of(struct state *state, size_t i, size_t j)
{
	return &state->values[state->count + i * state->count + j];
}

static uint16_t *order_of(struct state *state, size_t i, size_t j)
{
	size_t n = state->count;

	return &state->values[n + n * n + i * n + j];
}

static size_t state_size(const struct groups *g, size_t count)
{
	size_t values = g->has_marks ? count + 2 * count * count : count;

	return sizeof(struct state) + values * sizeof(uint16_t);
}

/* ---------------------------------------------------------------- which way is better */

static const struct nfa_node *node_at(const struct groups *g, uint16_t node)
{
	return &g->nfa->nodes.items[node];
}

static const struct mark *mark_at(const struct groups *g, uint16_t node)
{
	return &node_at(g, node)->mark;
}

/* Writes the marks of @path in their order to @marks. Returns how many. */
static size_t list_marks(const struct groups *g, uint32_t path, uint16_t *marks)
{
	size_t length = path ? g->paths.items[path].length : 0;

	for (size_t i = length; i-- > 0; path = g->paths.items[path].before)
		marks[i] = g->paths.items[path].node;
	return length;
}

static void reserve_marks(struct groups *g, size_t length)
{
	if (length <= g->marks_capacity)
		return;
	g->marks_capacity = length * 2;
	g->marks_a = arena_alloc(g->nfa->arena, g->marks_capacity * sizeof(*g->marks_a));
	g->marks_b = arena_alloc(g->nfa->arena, g->marks_capacity * sizeof(*g->marks_b));
}

/* Which of two marks at which ways part leads on better. NULL: the way has ended. */
static int compare_marks(const struct mark *a, const struct mark *b)
{
	if (!a || !b)
		return a ? 1 : b ? -1 : 0;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->choice < b->choice ? -1 : a->choice > b->choice;
}

static bool same_mark(const struct mark *a, const struct mark *b)
{
	return a->kind == b->kind && a->height == b->height && a->choice == b->choice;
}

static unsigned lowest(const struct groups *g, const uint16_t *marks, size_t from, size_t to,
		       unsigned height)
{
	for (size_t i = from; i < to; i++)
		if (mark_at(g, marks[i])->height < height)
			height = mark_at(g, marks[i])->height;
	return height;
}

static unsigned origin_height(const struct groups *g, uint16_t origin)
{
	return origin == NOWHERE ? 0 : node_at(g, node_of(g->from, origin))->height;
}

static struct comparison compare(struct groups *g, const struct config *a, const struct config *b)
{
	struct state *from = (struct state *)g->from;
	struct comparison result = { 0 };
	bool parted = a->origin != b->origin;

	reserve_marks(g, g->paths.items[a->path].length + g->paths.items[b->path].length);
	size_t count_a = list_marks(g, a->path, g->marks_a);
	size_t count_b = list_marks(g, b->path, g->marks_b);
	size_t common = 0;

	if (parted) {
		result.height_a = *height_of(from, a->origin, b->origin);
		result.height_b = *height_of(from, b->origin, a->origin);
	} else {
		while (common < count_a && common < count_b &&
		       same_mark(mark_at(g, g->marks_a[common]), mark_at(g, g->marks_b[common])))
			common++;
		result.height_a = common ? mark_at(g, g->marks_a[common - 1])->height
					 : origin_height(g, a->origin);
		result.height_b = result.height_a;
	}
	result.height_a = lowest(g, g->marks_a, common, count_a, result.height_a);
	result.height_b = lowest(g, g->marks_b, common, count_b, result.height_b);
	g->work += 1 + count_a + count_b;
	if (result.height_a != result.height_b)
		result.order = result.height_a > result.height_b ? -1 : 1;
	else if (parted)
		result.order = *order_of(from, a->origin, b->origin) - 1;
	else
		result.order =
			compare_marks(common < count_a ? mark_at(g, g->marks_a[common]) : NULL,
				      common < count_b ? mark_at(g, g->marks_b[common]) : NULL);
	return result;
}

/* ---------------------------------------------------------------- from byte to byte */

/* Takes this way to @node if it is the best so far. */
static void reach(struct groups *g, uint16_t node, uint16_t origin, uint32_t path)
{
	struct config *config = &g->configs[node];
	struct config way = { true, true, origin, path };

	g->work++;
	if (config->is_set && (!g->has_marks || compare(g, &way, config).order >= 0))
		return;
	way.is_queued = config->is_queued;
	*config = way;
	if (config->is_queued)
		return;
	config->is_queued = true;
	vec_push(g->nfa->arena, &g->queue, node);
}

static uint32_t longer_path(struct groups *g, uint32_t path, uint16_t mark)
{
	struct path longer = { path, g->paths.items[path].length + 1, mark };

	vec_push(g->nfa->arena, &g->paths, longer);
	return (uint32_t)g->paths.count - 1;
}

static void follow(struct groups *g, uint16_t number, bool at_start, bool at_end)
{
	const struct nfa_node *node = node_at(g, number);
	struct config way = g->configs[number];

	switch (node->kind) {
	case NFA_SPLIT:
		reach(g, node->next, way.origin, way.path);
		reach(g, node->other, way.origin, way.path);
		break;
	case NFA_MARK:
		reach(g, node->next, way.origin, longer_path(g, way.path, number));
		break;
	case NFA_BEGIN:
		if (at_start)
			reach(g, node->next, way.origin, way.path);
		break;
	case NFA_END:
		if (at_end)
			reach(g, node->next, way.origin, way.path);
		break;
	default:
		break;
	}
}

/* Goes on from what was reached, as far as no byte is needed. */
static void close_ways(struct groups *g, bool at_start, bool at_end)
{
	for (size_t i = 0; i < g->queue.count && g->work < MOST_WORK; i++) {
		g->configs[g->queue.items[i]].is_queued = false;
		follow(g, g->queue.items[i], at_start, at_end);
	}
	g->queue.count = 0;
	g->is_too_large |= g->work >= MOST_WORK;
}

static bool is_thread(const struct groups *g, size_t node)
{
	return g->configs[node].is_set && node_at(g, (uint16_t)node)->kind == NFA_BYTES;
}

/* ---------------------------------------------------------------- rows */

/* Whether blob @number was added just now, @known having been there. */
static bool is_new_blob(const struct blob_table *table, size_t number, size_t known)
{
	return number == known && table->blobs.count == known + 1;
}

/* Groups that began and ended on the way, the last first. Returns the index into `actions`. */
static uint16_t action_of(struct groups *g, uint32_t path)
{
	g->action.count = 0;
	for (; path; path = g->paths.items[path].before) {
		const struct mark *mark = mark_at(g, g->paths.items[path].node);

		if (mark->group)
			vec_push(g->nfa->arena, &g->action,
				 (uint8_t)(mark->group * 2 + (mark->kind == MARK_CLOSE)));
	}
	vec_push(g->nfa->arena, &g->action, 0);
	size_t number = blob_number(&g->actions, g->action.items, g->action.count);

	if (is_new_blob(&g->actions, number, g->action_places.count)) {
		vec_push(g->nfa->arena, &g->action_places, (uint32_t)g->action_bytes.count);
		for (size_t i = 0; i < g->action.count; i++)
			vec_push(g->arena, &g->action_bytes, g->action.items[i]);
	}
	g->is_too_large |= g->action_places.items[number] >= MOST_ROWS;
	return (uint16_t)g->action_places.items[number];
}

/* Adds how @node was reached to the row being made; an empty step when it was not. */
static void add_step(struct groups *g, uint16_t node)
{
	const struct config *config = &g->configs[node];
	struct regex_step step = { 0 };

	if (!g->has_marks)
		return;
	if (config->is_set) {
		step.origin = config->origin == NOWHERE ? 0 : FIRST_THREAD + config->origin;
		step.action = action_of(g, config->path);
	}
	vec_push(g->nfa->arena, &g->row, step);
}

/* Returns the index into `steps` of the row that was made. */
static uint16_t finish_row(struct groups *g)
{
	if (!g->has_marks)
		return 0;
	size_t number = blob_number(&g->rows, g->row.items, g->row.count * sizeof(*g->row.items));

	if (is_new_blob(&g->rows, number, g->row_places.count)) {
		vec_push(g->nfa->arena, &g->row_places, (uint32_t)g->steps.count);
		for (size_t i = 0; i < g->row.count; i++)
			vec_push(g->arena, &g->steps, g->row.items[i]);
	}
	g->is_too_large |= g->row_places.items[number] >= MOST_ROWS;
	return (uint16_t)g->row_places.items[number];
}

/* ---------------------------------------------------------------- new states */

static void compare_threads(struct groups *g, struct state *state)
{
	for (size_t i = 0; i < state->count && g->work < MOST_WORK; i++)
		for (size_t j = i + 1; j < state->count; j++) {
			struct comparison c = compare(g, &g->configs[node_of(state, i)],
						      &g->configs[node_of(state, j)]);

			*height_of(state, i, j) = (uint16_t)c.height_a;
			*height_of(state, j, i) = (uint16_t)c.height_b;
			*order_of(state, i, j) = (uint16_t)(1 + c.order);
			*order_of(state, j, i) = (uint16_t)(1 - c.order);
		}
}

static struct state *new_state(struct groups *g, size_t size)
{
	if (size > g->state_capacity) {
		g->state_capacity = size * 2;
		g->state = arena_alloc(g->nfa->arena, g->state_capacity);
	}
	memset(g->state, 0, size);
	return g->state;
}

/* Reaches all that follows state @from at @byte; NULL: all that a match begins with. */
static void advance(struct groups *g, const struct state *from, unsigned char byte, bool at_start,
		    bool at_end)
{
	g->from = from;
	g->paths.count = 1;
	memset(g->configs, 0, g->nfa->nodes.count * sizeof(*g->configs));
	if (!from)
		reach(g, g->nfa->start, NOWHERE, 0);
	for (uint16_t i = 0; from && i < from->count; i++) {
		const struct nfa_node *node = node_at(g, node_of(from, i));

		if (byte_set_has(node->bytes, byte))
			reach(g, node->next, i, 0);
	}
	close_ways(g, at_start, at_end);
}

/*
 * Makes the state that follows, and the row that leads to it. What a $ lets through is found by
 * itself: it counts only if the string ends here, and belongs to what comes before the next byte.
 */
static long next_state(struct groups *g, const struct state *from, unsigned char byte,
		       bool at_start, uint16_t *row)
{
	struct state head = { 0 };

	advance(g, from, byte, at_start, true);
	head.ends = g->configs[0].is_set;
	struct regex_step at_end = { 0 };

	g->row.count = 0;
	add_step(g, 0);
	if (g->has_marks)
		at_end = g->row.items[0];
	if (g->has_ends)
		advance(g, from, byte, at_start, false);
	head.accepts = g->configs[0].is_set;
	g->row.count = 0;
	add_step(g, 0);
	if (g->has_marks)
		vec_push(g->nfa->arena, &g->row, at_end);
	g->threads.count = 0;
	for (size_t i = 0; i < g->nfa->nodes.count; i++) {
		if (!is_thread(g, i))
			continue;
		vec_push(g->nfa->arena, &g->threads, (uint16_t)i);
		add_step(g, (uint16_t)i);
	}
	*row = finish_row(g);
	head.count = (uint16_t)g->threads.count;
	if (!head.count && !head.ends)
		return DEAD;
	size_t size = state_size(g, head.count);
	struct state *state = new_state(g, size);

	*state = head;
	for (size_t i = 0; i < head.count; i++)
		state->values[i] = g->threads.items[i];
	if (g->has_marks)
		compare_threads(g, state);
	if (g->is_too_large || g->work >= MOST_WORK)
		return TOO_MANY;
	return automaton_state(&g->automaton, state, size, head.accepts);
}

static long first_state(struct groups *g, bool at_start, unsigned *row)
{
	uint16_t number;
	long state = next_state(g, NULL, 0, at_start, &number);

	*row = number;
	return state;
}

static long step(struct automaton *automaton, size_t number, unsigned class)
{
	struct groups *g = (struct groups *)automaton;
	const struct state *state = automaton->states.blobs.items[number].bytes;
	uint16_t row = 0;
	long target = state->ends ? ACCEPT : DEAD;

	if (class)
		target = next_state(g, state, automaton->examples[class], false, &row);
	vec_push(g->nfa->arena, &g->row_of, row);
	return target;
}

/* The rows in the order of the table's states. */
static void order_rows(struct groups *g, const size_t *order)
{
	struct regex_program *program = g->program;
	unsigned classes = program->class_count;

	program->rows = arena_alloc(g->arena, program->forward.count * sizeof(*program->rows));
	for (size_t i = 0; i < g->automaton.accepts.count; i++)
		for (unsigned c = 0; c < classes; c++)
			program->rows[2 + i * classes + c] =
				g->row_of.items[order[i] * classes + c];
	program->steps = g->steps.items;
	program->step_count = g->steps.count;
	program->actions = g->action_bytes.items;
	program->action_count = g->action_bytes.count;
}

bool regex_groups_table(struct arena *arena, const struct nfa *nfa, struct regex_program *program)
{
	struct groups g = { .automaton.step = step,
			    .nfa = nfa,
			    .arena = arena,
			    .program = program,
			    .has_marks = nfa->has_marks,
			    .rows.arena = nfa->arena,
			    .actions.arena = nfa->arena };
	struct path none = { 0 };
	const size_t *order;

	automaton_init(&g.automaton, nfa->arena, program);
	g.configs = arena_alloc(nfa->arena, nfa->nodes.count * sizeof(*g.configs));
	vec_push(nfa->arena, &g.paths, none);
	for (size_t i = 0; i < nfa->nodes.count; i++)
		g.has_ends |= nfa->nodes.items[i].kind == NFA_END;
	action_of(&g, 0); /* nothing to do has index 0 */
	long start = first_state(&g, true, &program->start_row);
	long later = first_state(&g, false, &program->later_row);

	if (!automaton_table(&g.automaton, start, later, arena, &program->forward, &order))
		return false;
	if (g.has_marks)
		order_rows(&g, order);
	return true;
}
