// SPDX-License-Identifier: GPL-2.0-only
/*
 * Matching a regular expression whose groups are asked for. Three walks over tables, each of one
 * lookup for a byte, without recursion or backtracking; any context.
 *
 * 1. Backwards over the whole string: the states of the table `reverse` know whether a match begins
 *    here. The last such place is where the leftmost match begins.
 * 2. Forwards from there until nothing can match any more: the last accepting state is where the
 *    longest match ends. Each state is remembered in the trace.
 * 3. Back along the trace, when there are groups. A state stands for several threads, ways on which
 * the match may go on; once the end is known, one of them is it. Its row in the state before tells
 * which thread it came from, and which groups began and ended there. So the last turn of a
 * repetition is met first, and counts; once the start of a group is met, so is what was inside of
 * it.
 *
 * The text is copied, since matched() may come when the string is long gone.
 */
#include "stap.h"

static char *match_text(struct stap_match *match)
{
	return (char *)(match->trace + stap_script.match_string);
}

/* Returns where the leftmost match begins in @string, which ends at @end; NULL: there is none. */
static const char *find_start(const struct stap_regex *regex, const char *string, const char *end)
{
	const uint8_t *classes = regex->classes;
	const uint16_t *next = regex->reverse;
	unsigned accepting = regex->reverse_accepting, state = regex->reverse_start;
	const char *found = NULL;

	while (end > string) {
		if (state >= accepting)
			found = end;
		state = next[state + classes[(uint8_t) * --end]];
	}
	/* The class of the NUL stands for the start of the string. */
	return next[state] == STAP_REGEX_ACCEPT ? string : found;
}

/*
 * Returns where the longest match at @start ends; *@at_nul: it needs the string to end there. There
 * is a match.
 */
static int32_t find_end(const struct stap_regex *regex, uint16_t *trace, const char *text,
			int32_t start, bool *at_nul)
{
	const uint8_t *classes = regex->classes;
	const uint16_t *next = regex->forward;
	unsigned accepting = regex->forward_accepting;
	unsigned state = start ? regex->forward_later : regex->forward_start;
	int32_t end = start;

	for (;; start++) {
		trace[start] = (uint16_t)state;
		if (state >= accepting)
			end = start;
		state = next[state + classes[(uint8_t)text[start]]];
		if (state <= STAP_REGEX_ACCEPT)
			break;
	}
	*at_nul = state == STAP_REGEX_ACCEPT;
	return *at_nul ? start : end;
}

/* The groups whose end and whose start is known, by a bit for each. */
struct stap_group_search {
	const struct stap_regex *regex;
	struct stap_match *match;
	uint32_t ended, done;
};

/* Takes down what began and ended at @place, the last first. */
static void note_groups(struct stap_group_search *s, const uint8_t *action, int32_t place)
{
	for (; *action; action++) {
		unsigned group = *action / 2;
		uint32_t bit = 1u << group;

		if (s->done & bit)
			continue;
		if (*action & 1) {
			if (!(s->ended & bit))
				s->match->groups[group].end = place;
			s->ended |= bit;
		} else {
			s->match->groups[group].start = place;
			s->done |= bit | s->regex->inner[group];
		}
	}
}

static void find_groups(const struct stap_regex *regex, struct stap_match *match, int32_t start,
			int32_t end, bool at_nul)
{
	struct stap_group_search s = { .regex = regex, .match = match };
	uint32_t all = (uint32_t)(((uint64_t)1 << regex->group_count) - 2);
	const char *text = match_text(match);
	unsigned thread = at_nul ? STAP_MATCH_AT_END : STAP_MATCH_HERE;

	for (unsigned i = 1; i < regex->group_count; i++)
		match->groups[i].start = -1;
	for (int32_t at = end; at >= start && s.done != all; at--) {
		unsigned row = start ? regex->later_row : regex->start_row;
		const struct stap_regex_step *step;

		if (at > start)
			row = regex->rows[match->trace[at - 1] +
					  regex->classes[(uint8_t)text[at - 1]]];
		step = &regex->steps[row + thread];
		thread = step->origin;
		if (step->action)
			note_groups(&s, regex->actions + step->action, at);
	}
}

bool stap_regex_match(struct stap_context *c, const struct stap_regex *regex, const char *string)
{
	struct stap_match *match = c->match;
	size_t length = stap_string_length(string);
	const char *found;
	bool at_nul;

	if (length >= stap_script.match_string) /* a literal: it is cut off like any string */
		length = stap_script.match_string - 1;
	found = find_start(regex, string, string + length);
	if (!found)
		return false;
	stap_copy_string(match_text(match), string, length + 1);
	match->group_count = regex->group_count;
	match->groups[0].start = (int32_t)(found - string);
	match->groups[0].end =
		find_end(regex, match->trace, match_text(match), match->groups[0].start, &at_nul);
	if (regex->group_count > 1)
		find_groups(regex, match, match->groups[0].start, match->groups[0].end, at_nul);
	return true;
}

/* ---------------------------------------------------------------- asking */

static bool has_matched(struct stap_context *c)
{
	if (!c->match->group_count)
		stap_raise(c, "no regular expression has matched in this handler", NULL);
	return c->match->group_count;
}

void stap_matched(struct stap_context *c, int64_t number, char *text, size_t size)
{
	const struct stap_match *match = c->match;
	size_t length;

	text[0] = 0;
	if (!has_matched(c))
		return;
	if (number < 0 || number >= match->group_count) {
		stap_raise_format(c, NULL, "matched(%lld): the last match has groups 0 to %u only",
				  (long long)number, match->group_count - 1);
		return;
	}
	if (match->groups[number].start < 0)
		return;
	length = match->groups[number].end - match->groups[number].start;
	if (size > length + 1)
		size = length + 1;
	stap_copy_string(text, match_text(c->match) + match->groups[number].start, size);
}

int64_t stap_match_groups(struct stap_context *c)
{
	return has_matched(c) ? c->match->group_count : 0;
}

void stap_match_string(struct stap_context *c, char *text, size_t size)
{
	text[0] = 0;
	if (has_matched(c))
		stap_copy_string(text, match_text(c->match), size);
}
