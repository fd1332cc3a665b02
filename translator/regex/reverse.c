// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the leftmost match begins, found from the end of the string backwards: a state is the set
 * of nodes from which, at this place, some match further on can be completed. Where the first node
 * is among them a match begins, and the last such place that is met is the leftmost.
 *
 * The table's class 0 stands for the start of the string: ACCEPT when a match begins there.
 */
#include "regex/nodes.h"

struct reverse {
	struct automaton automaton;
	const struct nfa *nfa;
	size_t words;
	uint64_t *set;	   /* the state being made; behind it whether it is the one at the end */
	uint16_t **before; /* by node: those that lead to it */
	size_t *before_count;
	uint16_t *stack;
	size_t stacked;
};

static bool has(const uint64_t *set, size_t node)
{
	return set[node / 64] >> node % 64 & 1;
}

static void push(struct reverse *r, uint16_t node)
{
	if (has(r->set, node))
		return;
	r->set[node / 64] |= 1ull << node % 64;
	r->stack[r->stacked++] = node;
}

/* Adds all that reaches what was pushed without a byte. */
static void close_set(struct reverse *r, bool at_start, bool at_end)
{
	while (r->stacked) {
		uint16_t node = r->stack[--r->stacked];

		for (size_t i = 0; i < r->before_count[node]; i++) {
			enum nfa_kind kind = r->nfa->nodes.items[r->before[node][i]].kind;

			if (kind == NFA_SPLIT || kind == NFA_MARK ||
			    (kind == NFA_BEGIN && at_start) || (kind == NFA_END && at_end))
				push(r, r->before[node][i]);
		}
	}
}

static void clear(struct reverse *r)
{
	memset(r->set, 0, (r->words + 1) * sizeof(*r->set));
}

static long current_state(struct reverse *r)
{
	return automaton_state(&r->automaton, r->set, (r->words + 1) * sizeof(*r->set),
			       has(r->set, r->nfa->start));
}

static long first_state(struct reverse *r)
{
	clear(r);
	push(r, 0); /* a match may end anywhere */
	close_set(r, false, true);
	r->set[r->words] = true;
	return current_state(r);
}

static long step(struct automaton *automaton, size_t number, unsigned class)
{
	struct reverse *r = (struct reverse *)automaton;
	const uint64_t *state = automaton->states.blobs.items[number].bytes;

	clear(r);
	for (size_t i = 0; i < r->nfa->nodes.count; i++) {
		const struct nfa_node *node = &r->nfa->nodes.items[i];

		if (class ? node->kind == NFA_BYTES && has(state, node->next) &&
				    byte_set_has(node->bytes, automaton->examples[class])
			  : has(state, i))
			push(r, (uint16_t)i);
	}
	push(r, 0);
	if (class) {
		close_set(r, false, false);
		return current_state(r);
	}
	close_set(r, true, state[r->words]);
	return has(r->set, r->nfa->start) ? ACCEPT : DEAD;
}

static void add_before(struct reverse *r, uint16_t node, uint16_t before)
{
	size_t count = r->before_count[node]++;

	if (!(count & (count - 1))) { /* a power of 2: full */
		uint16_t *larger = arena_alloc(r->nfa->arena, (count * 2 + 1) * sizeof(*larger));

		if (count)
			memcpy(larger, r->before[node], count * sizeof(*larger));
		r->before[node] = larger;
	}
	r->before[node][count] = before;
}

bool regex_reverse_table(struct arena *arena, const struct nfa *nfa, struct regex_program *program)
{
	size_t nodes = nfa->nodes.count;
	struct reverse r = { .nfa = nfa, .words = nodes / 64 + 1, .automaton.step = step };
	const size_t *order;

	automaton_init(&r.automaton, nfa->arena, program);
	r.set = arena_alloc(nfa->arena, (r.words + 1) * sizeof(*r.set));
	r.before = arena_alloc(nfa->arena, nodes * sizeof(*r.before));
	r.before_count = arena_alloc(nfa->arena, nodes * sizeof(*r.before_count));
	r.stack = arena_alloc(nfa->arena, nodes * sizeof(*r.stack));
	for (size_t i = 0; i < nodes; i++) {
		const struct nfa_node *node = &nfa->nodes.items[i];

		if (node->kind == NFA_MATCH)
			continue;
		add_before(&r, node->next, (uint16_t)i);
		if (node->kind == NFA_SPLIT)
			add_before(&r, node->other, (uint16_t)i);
	}
	return automaton_table(&r.automaton, first_state(&r), DEAD, arena, &program->reverse,
			       &order);
}
