/* SPDX-License-Identifier: GPL-2.0-only */
/* Statistics: <<<, @count and so on, histograms, and what of each statistic is kept. */
#include "codegen/generator.h"

#include <inttypes.h>

/* ---------------------------------------------------------------- types */

static const struct {
	unsigned ops;
	const char *part;
} stat_parts[] = {
	{ 1 << STAT_SUM | 1 << STAT_AVG, "STAP_STAT_SUM" },
	{ 1 << STAT_MIN | 1 << STAT_MAX, "STAP_STAT_MIN_MAX" },
	{ 1 << STAT_VARIANCE, "STAP_STAT_VARIANCE" },
};

const char *stat_parts_text(struct generator *g, const struct variable *global)
{
	const struct global_facts *facts = &g->globals[global->index];
	struct text text = { .arena = g->arena };

	text_add(&text, "STAP_STAT_COUNT");
	for (size_t i = 0; i < sizeof(stat_parts) / sizeof(*stat_parts); i++)
		if (facts->stat_ops & stat_parts[i].ops)
			text_add(&text, " | %s", stat_parts[i].part);
	if (facts->hist_log)
		text_add(&text, " | STAP_STAT_LOG");
	if (facts->hist_linear)
		text_add(&text, " | STAP_STAT_LINEAR");
	return text.bytes;
}

/* Buckets of `step` from `low` to `high`, one for less, one for more. */
static int64_t linear_bucket_count(int64_t low, int64_t high, int64_t step)
{
	return step > 0 ? (high - low) / step + 3 : 3;
}

const char *stat_type_initialiser(struct generator *g, const struct variable *global)
{
	const struct global_facts *facts = &g->globals[global->index];
	struct text text = { .arena = g->arena };

	text_add(&text, "{ .parts = %s_parts", facts->name);
	if (facts->hist_log)
		text_add(&text, ", .bucket_count = STAP_LOG_BUCKETS");
	if (facts->hist_linear)
		text_add(&text,
			 ", .bucket_count = %" PRId64 ", .low = %" PRId64 "LL, .high = %" PRId64
			 "LL, .step = %" PRId64 "LL",
			 linear_bucket_count(facts->low, facts->high, facts->step), facts->low,
			 facts->high, facts->step);
	if (facts->variance_shift)
		text_add(&text, ", .shift = %" PRId64, facts->variance_shift);
	text_add(&text, " }");
	return text.bytes;
}

int64_t hist_bucket_count(const struct expr *hist)
{
	if (hist->hist.kind == HIST_LOG)
		return HIST_LOG_BUCKETS;
	return linear_bucket_count(hist->hist.low, hist->hist.high, hist->hist.step);
}

/* ---------------------------------------------------------------- <<< */

struct value generate_aggregate(struct unit *u, struct expr *expr)
{
	const struct expr *target = expr->assign.target;
	bool is_element = target->kind == EXPR_INDEX;
	const struct variable *global = is_element ? target->index.variable : target->name.variable;
	const char *name = u->g->globals[global->index].name;
	size_t count = is_element ? target->index.keys.count : 0;
	struct expr **operands = arena_alloc(u->g->arena, (count + 1) * sizeof(*operands));
	struct value *values = arena_alloc(u->g->arena, (count + 1) * sizeof(*values));
	unsigned wild;

	for (size_t i = 0; i < count; i++)
		operands[i] = target->index.keys.items[i];
	operands[count] = expr->assign.value;
	generate_operands(u, operands, count + 1, values);
	check_error(u);
	if (!is_element) {
		emit(u, "stap_global_stat_add(c, &%s, %s_parts, %s);", name, name,
		     values[count].text);
		return values[count];
	}
	emit(u, "stap_map_stat_add(c, &%s, %s, %s_parts, %s, %s);", name,
	     emit_keys(u, global, operands, values, count, &wild), name, values[count].text,
	     place_of(u, target->place));
	u->keys--;
	may_fail(u);
	return values[count];
}

/* ---------------------------------------------------------------- reading */

const char *generate_stat_read(struct unit *u, struct expr *stat, const char **type)
{
	struct arena *arena = u->g->arena;
	const char *result, *keys;
	const struct variable *variable;

	if (stat->kind == EXPR_INDEX) {
		size_t count = stat->index.keys.count;
		struct value *values = arena_alloc(arena, count * sizeof(*values));
		unsigned wild;

		variable = stat->index.variable;
		*type = arena_printf(arena, "&%s.type.stat", variable_text(u, variable));
		generate_operands(u, stat->index.keys.items, count, values);
		keys = emit_keys(u, variable, stat->index.keys.items, values, count, &wild);
		u->keys--;
		result = new_temporary(u, TEMP_STAT);
		emit(u, "%s = stap_map_get_stat(c, &%s, %s);", result, variable_text(u, variable),
		     keys);
		return result;
	}
	variable = stat->name.variable;
	result = new_temporary(u, TEMP_STAT);
	*type = arena_printf(arena, "&%s.type", variable_text(u, variable));
	emit(u, "%s = stap_global_stat_read(c, &%s);", result, variable_text(u, variable));
	return result;
}

struct value generate_stat(struct unit *u, struct expr *expr)
{
	static const char *const functions[] = {
		[STAT_MIN] = "min", [STAT_MAX] = "max", [STAT_AVG] = "average"
	};
	const char *place = place_of(u, expr->place), *type;
	const char *stat = generate_stat_read(u, expr->stat.stat, &type);

	if (expr->stat.op == STAT_COUNT || expr->stat.op == STAT_SUM)
		return long_now(u, "%s->%s", stat, expr->stat.op == STAT_SUM ? "sum" : "count");
	may_fail(u);
	if (expr->stat.op == STAT_VARIANCE)
		return long_now(u, "stap_stat_variance(c, %s, %s, %s)", stat, type, place);
	return long_now(u, "stap_stat_%s(c, %s, %s)", functions[expr->stat.op], stat, place);
}

struct value generate_hist(struct unit *u, struct expr *expr)
{
	struct value bucket = generate(u, expr->hist.bucket);
	const char *type;
	const char *stat = generate_stat_read(u, expr->hist.stat, &type);

	may_fail(u);
	return long_now(u, "stap_hist_bucket(c, %s, %s, %s, %s)", stat, type, bucket.text,
			place_of(u, expr->place));
}
