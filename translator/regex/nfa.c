// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tree to nodes, made from the end to the start: every part is built with the node that follows it
 * (Thompson's construction).
 *
 * For groups.c, the way of a match through the nodes also tells the tree of how it was matched: a
 * part at depth d is entered by a mark of height d + 1 and left by one of height d. A repetition
 * that is not gone through at all has a nil mark. Where neither a part nor one beside it holds a
 * group, nobody asks how it was matched, and it has no marks.
 */
#include "regex/nodes.h"

#define MOST_NODES 10000

struct building {
	struct nfa *nfa;
	bool marks;
};

static uint16_t build(struct building *b, const struct regex_node *node, uint16_t next,
		      unsigned depth);

static uint16_t new_node(struct building *b, enum nfa_kind kind, uint16_t next)
{
	struct nfa_node node = { .kind = kind, .next = next };

	if (b->nfa->nodes.count == MOST_NODES) {
		b->nfa->is_too_large = true;
		return 0;
	}
	vec_push(b->nfa->arena, &b->nfa->nodes, node);
	return (uint16_t)(b->nfa->nodes.count - 1);
}

static uint16_t new_split(struct building *b, uint16_t next, uint16_t other)
{
	uint16_t split = new_node(b, NFA_SPLIT, next);

	b->nfa->nodes.items[split].other = other;
	return split;
}

static uint16_t new_mark(struct building *b, struct mark mark, uint16_t next)
{
	uint16_t node = new_node(b, NFA_MARK, next);

	b->nfa->nodes.items[node].mark = mark;
	b->nfa->has_marks = true;
	return node;
}

/* @node between its marks. */
static uint16_t build_marked(struct building *b, const struct regex_node *node, uint16_t next,
			     unsigned depth, unsigned choice)
{
	struct mark open = { MARK_OPEN, depth + 1, choice, node->group };
	struct mark close = { MARK_CLOSE, depth, 0, node->group };

	next = new_mark(b, close, next);
	return new_mark(b, open, build(b, node, next, depth));
}

/* Part number @choice of @parent, which is at @depth. */
static uint16_t build_part(struct building *b, const struct regex_node *parent,
			   const struct regex_node *part, uint16_t next, unsigned depth,
			   unsigned choice)
{
	if (b->marks && parent->has_groups)
		return build_marked(b, part, next, depth + 1, choice);
	return build(b, part, next, depth);
}

static uint16_t build_choice(struct building *b, const struct regex_node *node, uint16_t next,
			     unsigned depth)
{
	unsigned last = (unsigned)node->count - 1;
	uint16_t start = build_part(b, node, node->items[last], next, depth, last);

	for (unsigned i = last; i-- > 0;)
		start = new_split(b, build_part(b, node, node->items[i], next, depth, i), start);
	return start;
}

/* No turn at all. */
static uint16_t build_skip(struct building *b, const struct regex_node *node, uint16_t next,
			   unsigned depth)
{
	struct mark nil = { MARK_NIL, depth + 1, 0, 0 };

	return b->marks && node->has_groups ? new_mark(b, nil, next) : next;
}

/*
 * The turns that must be, at least one, and then those that may follow: a loop, which goes through
 * the last of them, or copies each of which can be the last. With none that must be, all can be
 * skipped.
 */
static uint16_t build_repeat(struct building *b, const struct regex_node *node, uint16_t next,
			     unsigned depth)
{
	const struct regex_node *turn = node->items[0];
	unsigned turns = node->least ? node->least : 1;
	uint16_t start = next;

	if (node->most == 0)
		return build_skip(b, node, next, depth);
	if (node->most == REGEX_ENDLESS) {
		uint16_t again = new_split(b, 0, next);

		start = build_part(b, node, turn, again, depth, 0);
		b->nfa->nodes.items[again].next = start;
		turns--;
	} else {
		for (unsigned i = turns; i < node->most; i++)
			start = new_split(b, build_part(b, node, turn, start, depth, 0), next);
	}
	for (unsigned i = 0; i < turns; i++)
		start = build_part(b, node, turn, start, depth, 0);
	if (node->least)
		return start;
	return new_split(b, start, build_skip(b, node, next, depth));
}

static uint16_t build_leaf(struct building *b, const struct regex_node *node, enum nfa_kind kind,
			   uint16_t next, unsigned depth)
{
	uint16_t leaf = new_node(b, kind, next);

	b->nfa->nodes.items[leaf].bytes = &node->bytes;
	b->nfa->nodes.items[leaf].height = (uint16_t)(depth + 1);
	return leaf;
}

/* What is inside of @node, which is at @depth. */
static uint16_t build(struct building *b, const struct regex_node *node, uint16_t next,
		      unsigned depth)
{
	if (b->nfa->is_too_large)
		return 0;
	switch (node->kind) {
	case REGEX_EMPTY:
		return next;
	case REGEX_BYTES:
		return build_leaf(b, node, NFA_BYTES, next, depth);
	case REGEX_BEGIN:
		return build_leaf(b, node, NFA_BEGIN, next, depth);
	case REGEX_END:
		return build_leaf(b, node, NFA_END, next, depth);
	case REGEX_JOIN:
		for (size_t i = node->count; i-- > 0;)
			next = build_part(b, node, node->items[i], next, depth, 0);
		return next;
	case REGEX_CHOICE:
		return build_choice(b, node, next, depth);
	case REGEX_REPEAT:
		return build_repeat(b, node, next, depth);
	case REGEX_GROUP: /* its own marks are around it; a group directly inside has its own */
		if (b->marks && node->items[0]->kind == REGEX_GROUP)
			return build_marked(b, node->items[0], next, depth + 1, 0);
		return build(b, node->items[0], next, depth);
	}
	return next;
}

bool nfa_build(struct arena *arena, const struct regex_node *tree, bool marks, struct nfa *nfa)
{
	struct building b = { nfa, marks && tree->has_groups };

	*nfa = (struct nfa){ .arena = arena };
	uint16_t match = new_node(&b, NFA_MATCH, 0);

	nfa->start = b.marks ? build_marked(&b, tree, match, 0, 0) : build(&b, tree, match, 0);
	return !nfa->is_too_large;
}

/* Splits every class that @set treats in two ways. */
static void split_classes(struct regex_program *program, const struct byte_set *set)
{
	uint8_t numbers[512] = { 0 }; /* by the class so far, and whether the byte is in the set */
	unsigned count = 1;

	for (unsigned c = 1; c < 256; c++) {
		uint8_t *number =
			&numbers[program->classes[c] * 2 + byte_set_has(set, (unsigned char)c)];

		if (!*number)
			*number = (uint8_t)count++;
		program->classes[c] = *number;
	}
	program->class_count = count;
}

void nfa_classes(const struct nfa *nfa, struct regex_program *program)
{
	program->classes[0] = 0;
	memset(program->classes + 1, 1, 255);
	program->class_count = 2;
	for (size_t i = 0; i < nfa->nodes.count; i++)
		if (nfa->nodes.items[i].kind == NFA_BYTES)
			split_classes(program, nfa->nodes.items[i].bytes);
}
