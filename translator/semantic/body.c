// SPDX-License-Identifier: GPL-2.0-only
#include "semantic/analysis.h"

struct body probe_body(struct probe *probe)
{
	return (struct body){ .probe = probe,
			      .locals = &probe->locals,
			      .root = &probe->body,
			      .condition = &probe->condition };
}

struct body function_body(struct function *function)
{
	return (struct body){ .function = function,
			      .locals = &function->locals,
			      .root = &function->body };
}

void each_body(struct analysis *analysis, void (*visit)(struct analysis *, struct body *))
{
	for (size_t i = 0; i < analysis->probes.count; i++) {
		struct body body = probe_body(analysis->probes.items[i]);

		visit(analysis, &body);
	}
	for (size_t i = 0; i < analysis->functions.count; i++) {
		struct function *function = analysis->functions.items[i];
		struct body body = function_body(function);

		if (function->is_used)
			visit(analysis, &body);
	}
}
