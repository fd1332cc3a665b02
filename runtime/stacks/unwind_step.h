/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One step of unwinding: the rule for a pc found and applied. In line, for it is most of what a
 * stack costs; what is rare is in unwind_step.c.
 *
 * What the tables say is not trusted further than that a wrong table gives a wrong stack: offsets
 * are held to the tables' bounds, registers to the array's.
 */
#ifndef STAP_UNWIND_STEP_H
#define STAP_UNWIND_STEP_H

#include "arch/x86/user_words.h"
#include "stacks/unwind.h"

#define STAP_LOWEST_OFFSET (-0x7fffffff - 1)

/* The number of the row for @pc, less the data's base; -1: there is none. */
static inline int64_t stap_unwind_search(const struct stap_object_data *data, uint32_t pc)
{
	const uint32_t *pcs = stap_data_table(data, &data->pcs), *at = pcs;
	uint32_t left = data->pcs.count;

	if (!left || *pcs > pc)
		return -1;
	while (left > 1) {
		uint32_t half = left / 2;

		at = at[half] <= pc ? at + half : at;
		left -= half;
	}
	return at - pcs;
}

/* The rule of a row, with the words that it says it has; NULL: the table is damaged. */
static inline const union stap_frame_word *stap_unwind_rule(const struct stap_object_data *data,
							    int64_t row)
{
	const union stap_frame_word *words = stap_data_table(data, &data->frames);
	uint32_t number;

	if (data->wide_rules)
		number = ((const uint32_t *)stap_data_table(data, &data->rules))[row];
	else
		number = ((const uint16_t *)stap_data_table(data, &data->rules))[row];
	if (number >= data->frames.count ||
	    words[number].rule.saved_count >= data->frames.count - number)
		return NULL;
	return words + number;
}

/* The rule for @pc, less the data's base: remembered or searched; NULL: none. */
static __always_inline const union stap_frame_word *
stap_unwind_find(struct stap_unwind *frame, const struct stap_object_data *data, uint32_t pc)
{
	struct stap_unwind_hint *hint = &frame->hints[(pc ^ pc >> 7) % STAP_UNWIND_HINTS];
	int64_t row;

	if (stap_likely(hint->data == data && hint->pc == pc))
		return hint->rule;
	row = stap_unwind_search(data, pc);
	*hint = (struct stap_unwind_hint){
		.data = data,
		.rule = row < 0 ? NULL : stap_unwind_rule(data, row),
		.pc = pc,
	};
	return hint->rule;
}

/*
 * Applies a plain rule where all is in memory, and says whether it was so; if not, the other can
 * do it. What makes a rule plain is not trusted either: numbers and offsets are held within bounds.
 */
static __always_inline bool stap_unwind_apply_plain(struct stap_unwind *frame,
						    const union stap_frame_word *rule,
						    unsigned long *return_address_at)
{
	const union stap_frame_word *word = rule + 1, *end = word + rule->rule.saved_count;
	unsigned int number = rule->rule.cfa_register & 15;
	unsigned long base = frame->registers[number], cfa = base + rule->rule.cfa_offset;
	unsigned long top, value;

	if (frame->unknown || cfa <= frame->registers[STAP_FRAME_SP])
		return false;
	if (!stap_user_words_begin(cfa, &top))
		return false;
	stap_user_word_below(top, -(long)sizeof(long), &value, fault);
	for (; word < end; word++) {
		unsigned long saved;

		stap_user_word_below(top, word->saved.offset | STAP_LOWEST_OFFSET, &saved, fault);
		frame->registers[word->saved.number & 15] = saved;
	}
	stap_user_words_end();
	frame->registers[STAP_FRAME_RA] = value;
	frame->registers[STAP_FRAME_SP] = cfa;
	frame->is_behind_call = true;
	*return_address_at = cfa - sizeof(long);
	return true;
fault:
	stap_user_words_end();
	frame->registers[number] = base;
	return false;
}

/*
 * From a frame of a file with @data, mapped with @bias (run-time minus link-time address), to its
 * caller. *@return_address_at becomes the address that the return address was read from; 0: from
 * elsewhere than the stack.
 */
static __always_inline enum stap_unwind_result stap_unwind_step(struct stap_unwind *frame,
								const struct stap_object_data *data,
								unsigned long bias,
								unsigned long *return_address_at)
{
	unsigned long pc =
		frame->registers[STAP_FRAME_RA] - frame->is_behind_call - bias - data->base;
	const union stap_frame_word *rule;

	*return_address_at = 0;
	if ((uint32_t)pc != pc)
		return STAP_UNWIND_NO_RULE;
	rule = stap_unwind_find(frame, data, (uint32_t)pc);
	if (!rule)
		return STAP_UNWIND_NO_RULE;
	if (rule->rule.flags & STAP_FRAME_PLAIN &&
	    stap_unwind_apply_plain(frame, rule, return_address_at))
		return STAP_UNWIND_CALLER;
	switch (rule->rule.cfa_kind) {
	case STAP_CFA_NONE:
		return STAP_UNWIND_NO_RULE;
	case STAP_CFA_OUTERMOST:
		return STAP_UNWIND_OUTERMOST;
	default:
		return stap_unwind_apply(frame, data, bias, rule, return_address_at);
	}
}

#endif
