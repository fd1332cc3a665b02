/* SPDX-License-Identifier: GPL-2.0-only */
/* foreach over the entries of an array, or over the buckets of a histogram. */
#include "codegen/generator.h"

#include <inttypes.h>

/* ---------------------------------------------------------------- arrays */

static const char *sort_text(const struct stmt *stmt, const struct variable *array)
{
	static const char *const stats[] = {
		[STAT_COUNT] = "COUNT", [STAT_SUM] = "SUM",	[STAT_MIN] = "MIN",
		[STAT_MAX] = "MAX",	[STAT_AVG] = "AVERAGE", [STAT_VARIANCE] = "COUNT"
	};

	if (stmt->foreach.direction == SORT_NONE || stmt->foreach.sort_column < 0)
		return "NONE";
	if (stmt->foreach.sort_column > 0)
		return "KEY";
	if (array->type != TYPE_STATS)
		return "VALUE";
	return stats[stmt->foreach.has_sort_stat ? stmt->foreach.sort_stat : STAT_COUNT];
}

/*
 * Writes the keys of a[*, "x"] into an array that must last as long as the loop, strings too.
 * Returns its name, or NULL.
 */
static const char *emit_slice(struct unit *u, struct stmt *stmt, const struct variable *array,
			      unsigned *wild)
{
	size_t count = stmt->foreach.slice.count;
	struct expr **keys = stmt->foreach.slice.items;
	struct value *values = arena_alloc(u->g->arena, count * sizeof(*values));

	*wild = 0;
	if (!count)
		return NULL;
	generate_operands(u, keys, count, values);
	for (size_t i = 0; i < count; i++)
		if (keys[i] && keys[i]->type == TYPE_STRING)
			values[i] = save_value(u, TYPE_STRING, values[i]);
	return emit_keys(u, array, keys, values, count, wild);
}

static void emit_entry(struct unit *u, struct stmt *stmt, const struct variable *array,
		       const char *iterator)
{
	for (size_t i = 0; i < stmt->foreach.keys.count; i++) {
		const struct variable *key = stmt->foreach.keys.items[i]->name.variable;
		const char *type = key->type == TYPE_STRING ? "string" : "long";

		emit_store(u, key,
			   long_value(u, "stap_iterator_key_%s(&%s, %zu)", type, iterator, i));
	}
	if (stmt->foreach.value && array->type != TYPE_STATS)
		emit_store(u, stmt->foreach.value->name.variable,
			   long_value(u, "stap_iterator_value_%s(&%s)",
				      array->type == TYPE_STRING ? "string" : "long", iterator));
}

static void foreach_entry(struct unit *u, struct stmt *stmt)
{
	const struct variable *array = stmt->foreach.array->name.variable;
	const char *iterator = arena_printf(u->g->arena, "i%u", u->iterators++);
	const char *limit = "STAP_INT64_MAX", *slice;
	int column = stmt->foreach.sort_column;
	unsigned wild;

	slice = emit_slice(u, stmt, array, &wild);
	if (stmt->foreach.limit)
		limit = generate(u, stmt->foreach.limit).text;
	check_error(u);
	emit(u, "stap_iterate(c, &%s, &%s, STAP_SORT_%s, %d, %s, %s, %s, %#x);", iterator,
	     variable_text(u, array), sort_text(stmt, array), column > 0 ? column - 1 : 0,
	     stmt->foreach.direction == SORT_DESCENDING ? "true" : "false", limit,
	     slice ? slice : "NULL", wild);
	may_fail(u);
	check_error(u);

	struct loop loop = { .outer = u->loop };

	if (u->iterators > u->most_iterators)
		u->most_iterators = u->iterators;
	u->loop = &loop;
	emit(u, "while (stap_iterate_next(c, &%s)) {", iterator);
	emit_count(u, 1 + stmt_actions(u->g, stmt->foreach.body), stmt->place);
	emit_entry(u, stmt, array, iterator);
	generate_stmt(u, stmt->foreach.body);
	emit(u, "}");
	u->loop = loop.outer;
	u->iterators--;
}

/* ---------------------------------------------------------------- histograms */

/* The key variable is the number of the bucket; all buckets are gone through. */
static void foreach_bucket(struct unit *u, struct stmt *stmt)
{
	const char *bucket = new_temporary(u, TEMP_LONG), *end;
	struct expr *hist = stmt->foreach.array;
	struct loop loop = { .outer = u->loop };

	end = number_value(u, hist_bucket_count(hist)).text;
	if (stmt->foreach.limit) {
		const char *limit = generate(u, stmt->foreach.limit).text;

		check_error(u);
		end = long_now(u, "%s < %s ? %s : %s", limit, end, limit, end).text;
	}
	u->loop = &loop;
	emit(u, "for (%s = 0; %s < %s; %s++) {", bucket, bucket, end, bucket);
	emit_count(u, 1 + stmt_actions(u->g, stmt->foreach.body), stmt->place);
	emit_store(u, stmt->foreach.keys.items[0]->name.variable, long_value(u, "%s", bucket));
	if (stmt->foreach.value) {
		const char *type, *stat = generate_stat_read(u, hist->hist.stat, &type);

		emit_store(u, stmt->foreach.value->name.variable,
			   long_value(u, "stap_hist_bucket(c, %s, %s, %s, %s)", stat, type, bucket,
				      place_of(u, hist->place)));
		may_fail(u);
		check_error(u);
	}
	generate_stmt(u, stmt->foreach.body);
	emit(u, "}");
	u->loop = loop.outer;
}

void generate_foreach(struct unit *u, struct stmt *stmt)
{
	if (stmt->foreach.array->kind == EXPR_HIST)
		foreach_bucket(u, stmt);
	else
		foreach_entry(u, stmt);
}
