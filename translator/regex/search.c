// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether there is a match anywhere: a state is the set of nodes that could be reached by a match
 * which began at this byte or before it. The first end of any match ends the search.
 */
#include "regex/nodes.h"

struct search {
	struct automaton automaton;
	const struct nfa *nfa;
	size_t words;
	/*
	 * The state being made: a bit for each node that waits for a byte or for the end of the
	 * string, and at the end whether it is the state at the start.
	 */
	uint64_t *set;
	uint64_t *visited;
	uint16_t *stack;
	size_t stacked;
	bool matches;
};

static void push(struct search *s, uint16_t node)
{
	if (s->visited[node / 64] >> node % 64 & 1)
		return;
	s->visited[node / 64] |= 1ull << node % 64;
	s->stack[s->stacked++] = node;
}

/* Goes on from what was pushed, as far as no byte is needed. */
static void close_set(struct search *s, bool at_start, bool at_end)
{
	while (s->stacked) {
		uint16_t number = s->stack[--s->stacked];
		const struct nfa_node *node = &s->nfa->nodes.items[number];

		switch (node->kind) {
		case NFA_SPLIT:
			push(s, node->other);
			push(s, node->next);
			break;
		case NFA_MARK:
			push(s, node->next);
			break;
		case NFA_BEGIN:
			if (at_start)
				push(s, node->next);
			break;
		case NFA_END:
			if (at_end)
				push(s, node->next);
			s->set[number / 64] |= 1ull << number % 64;
			break;
		case NFA_BYTES:
			s->set[number / 64] |= 1ull << number % 64;
			break;
		case NFA_MATCH:
			s->matches = true;
			break;
		}
	}
}

static void clear(struct search *s)
{
	memset(s->set, 0, (s->words + 1) * sizeof(*s->set));
	memset(s->visited, 0, s->words * sizeof(*s->visited));
	s->matches = false;
}

static bool is_empty(const struct search *s)
{
	for (size_t i = 0; i < s->words; i++)
		if (s->set[i])
			return false;
	return true;
}

static long current_state(struct search *s)
{
	if (s->matches)
		return ACCEPT;
	if (is_empty(s))
		return DEAD;
	return automaton_state(&s->automaton, s->set, (s->words + 1) * sizeof(*s->set), false);
}

static long first_state(struct search *s)
{
	clear(s);
	push(s, s->nfa->start);
	close_set(s, true, false);
	s->set[s->words] = true;
	return current_state(s);
}

static void push_followers(struct search *s, const uint64_t *state, unsigned class)
{
	unsigned char byte = s->automaton.examples[class];

	for (size_t i = 0; i < s->nfa->nodes.count; i++) {
		const struct nfa_node *node = &s->nfa->nodes.items[i];

		if (!(state[i / 64] >> i % 64 & 1))
			continue;
		if (class ? node->kind == NFA_BYTES && byte_set_has(node->bytes, byte)
			  : node->kind == NFA_END)
			push(s, node->next);
	}
}

static long step(struct automaton *automaton, size_t number, unsigned class)
{
	struct search *s = (struct search *)automaton;
	const uint64_t *state = automaton->states.blobs.items[number].bytes;

	clear(s);
	push_followers(s, state, class);
	if (!class) {
		close_set(s, state[s->words], true);
		return s->matches ? ACCEPT : DEAD;
	}
	push(s, s->nfa->start);
	close_set(s, false, false);
	return current_state(s);
}

bool regex_search_table(struct arena *arena, const struct nfa *nfa, struct regex_program *program)
{
	size_t nodes = nfa->nodes.count;
	struct search s = { .nfa = nfa, .words = nodes / 64 + 1, .automaton.step = step };
	const size_t *order;

	automaton_init(&s.automaton, nfa->arena, program);
	s.set = arena_alloc(nfa->arena, (s.words + 1) * sizeof(*s.set));
	s.visited = arena_alloc(nfa->arena, s.words * sizeof(*s.visited));
	s.stack = arena_alloc(nfa->arena, nodes * sizeof(*s.stack));
	return automaton_table(&s.automaton, first_state(&s), DEAD, arena, &program->search,
			       &order);
}
