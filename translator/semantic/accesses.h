/* SPDX-License-Identifier: GPL-2.0-only */
/* How a body of code uses variables, and what it calls. */
#ifndef STAP_SEMANTIC_ACCESSES_H
#define STAP_SEMANTIC_ACCESSES_H

#include "semantic/analysis.h"

enum use_kind {
	USE_READ,
	USE_WRITE,     /* assigned; what it held does not matter */
	USE_UPDATE,    /* x += 1, x++ whose value nobody takes */
	USE_AGGREGATE, /* <<< */
	USE_DELETE,
	USE_ITERATE, /* the array of a foreach */
	USE_SORT,    /* of one that sorts */
};

struct use_visitor {
	/* @expr: where; NULL for none of these callbacks that are not wanted. */
	void (*use)(struct variable *variable, enum use_kind kind, const struct expr *expr,
		    void *data);
	void (*call)(struct expr *call, void *data);
	void *data;
};

void visit_uses(struct body *body, const struct use_visitor *visitor);

#endif
