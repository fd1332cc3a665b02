// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the script asks of each statistic: only that is kept while it runs. All histograms of one
 * statistic must have the same buckets, since there is one set of them.
 */
#include "semantic/analysis.h"

/* A linear histogram with more buckets is a mistake rather than a wish. */
#define MAX_LINEAR_BUCKETS 4096

static void collect_stmt(struct stmt **slot, void *data);

static struct variable *statistic_of(const struct expr *expr)
{
	struct variable *variable = NULL;

	if (expr->kind == EXPR_NAME)
		variable = expr->name.variable;
	else if (expr->kind == EXPR_INDEX)
		variable = expr->index.variable;
	return variable && variable->type == TYPE_STATS ? variable : NULL;
}

static void collect_operator(struct analysis *analysis, const struct expr *expr)
{
	struct variable *variable = statistic_of(expr->stat.stat);
	const struct expr *shift = expr->stat.shift;
	bool had_variance = variable && (variable->stat_ops & 1u << STAT_VARIANCE);

	if (!variable)
		return;
	variable->stat_ops |= 1u << expr->stat.op;
	if (expr->stat.op != STAT_VARIANCE)
		return;
	if (shift && (shift->kind != EXPR_NUMBER || shift->number < 0 || shift->number > 62)) {
		diagnose_error(analysis->diagnostics, shift->place,
			       "the shift of @variance must be a number from 0 to 62");
		return;
	}
	int bits = shift ? (int)shift->number : 0;

	if (had_variance && variable->variance_shift != bits)
		diagnose_error(analysis->diagnostics, expr->place,
			       "@variance of '%s' is taken with different shifts: %d and %d",
			       variable->name, variable->variance_shift, bits);
	variable->variance_shift = bits;
}

/* The parser has seen to low < high and a width above 0. */
static bool check_linear(struct analysis *analysis, const struct expr *expr)
{
	uint64_t range = (uint64_t)expr->hist.high - (uint64_t)expr->hist.low;

	if (range / (uint64_t)expr->hist.step < MAX_LINEAR_BUCKETS)
		return true;
	diagnose_error(analysis->diagnostics, expr->place, "the histogram has more than %d buckets",
		       MAX_LINEAR_BUCKETS);
	return false;
}

static void report_two_histograms(struct analysis *analysis, const struct expr *expr,
				  const struct variable *variable)
{
	diagnose_error(analysis->diagnostics, expr->place,
		       "'%s' has two histograms of different kinds or bounds", variable->name);
	diagnose_remedy(analysis->diagnostics,
			"fill a second global with <<< for the second histogram");
}

static void collect_histogram(struct analysis *analysis, const struct expr *expr)
{
	struct variable *variable = statistic_of(expr->hist.stat);

	if (!variable)
		return;
	if (expr->hist.kind == HIST_LOG) {
		if (variable->hist_linear)
			report_two_histograms(analysis, expr, variable);
		variable->hist_log = true;
		return;
	}
	if (!check_linear(analysis, expr))
		return;
	if (variable->hist_log ||
	    (variable->hist_linear &&
	     (variable->hist_low != expr->hist.low || variable->hist_high != expr->hist.high ||
	      variable->hist_step != expr->hist.step)))
		report_two_histograms(analysis, expr, variable);
	variable->hist_linear = true;
	variable->hist_low = expr->hist.low;
	variable->hist_high = expr->hist.high;
	variable->hist_step = expr->hist.step;
}

static void collect_expr(struct expr **slot, void *data)
{
	if ((*slot)->kind == EXPR_STAT)
		collect_operator(data, *slot);
	else if ((*slot)->kind == EXPR_HIST)
		collect_histogram(data, *slot);
	expr_visit_children(*slot, collect_expr, data);
}

/* A loop sorted by value sorts statistics by @count. */
static void collect_sort(const struct stmt *stmt)
{
	struct variable *variable = statistic_of(stmt->foreach.array);

	if (!variable || stmt->foreach.direction == SORT_NONE)
		return;
	if (stmt->foreach.has_sort_stat)
		variable->stat_ops |= 1u << stmt->foreach.sort_stat;
	else if (stmt->foreach.sort_column == 0)
		variable->stat_ops |= 1u << STAT_COUNT;
}

static void collect_stmt(struct stmt **slot, void *data)
{
	if ((*slot)->kind == STMT_FOREACH)
		collect_sort(*slot);
	stmt_visit_children(*slot, collect_expr, collect_stmt, data);
}

static void collect_body(struct analysis *analysis, struct body *body)
{
	if (body->condition && *body->condition)
		collect_expr(body->condition, analysis);
	if (*body->root)
		collect_stmt(body->root, analysis);
}

void collect_statistics(struct analysis *analysis)
{
	each_body(analysis, collect_body);
}
