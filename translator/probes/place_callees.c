/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * .function("NAME").callee("CALLEE"), .callees, .callees(DEPTH): functions that a function calls,
 * hit only when that function called them.
 *
 * Who called is told by the return addresses on the stack, which must be those behind the calls
 * that debuginfo knows of. The first one is where the stack pointer points to at a function's
 * entry; the frames further up begin where the call frame information says, as seen from such a
 * return address. What is inlined has no call to be looked at: its place alone says where it is.
 */
#include "probes/kernel.h"
#include "probes/place_search.h"
#include "target_debuginfo.h"

#include "arch/x86/registers.h"
#include "debuginfo/callees.h"
#include "debuginfo/values/call_frame.h"
#include "debuginfo/name_search.h"
#include "debuginfo/symbols.h"

#include <inttypes.h>
#include <string.h>

/* One of those that called each other, the innermost first. */
struct caller {
	const struct caller *outer; /* NULL: the function that the point names */
	struct source_function function;
	struct function_instance instance;
	const uint64_t *returns; /* into `outer`, of one that is called */
	size_t return_count;
};

/* ---------------------------------------------------------------- conditions */

/* What the kernel puts in place of return addresses: of kretprobes, of its function graph tracer.
 */
static const char *const trampolines[] = { "arch_rethook_trampoline", "__kretprobe_trampoline",
					   "return_to_handler" };

/* An address in the object, in C, as if it were one of the kernel's debug file. */
static const char *link_address(struct session *session, const struct probed_object *object,
				uint64_t address)
{
	const char *text;

	if (object->kind == OBJECT_KERNEL)
		return arena_printf(session->arena, "0x%" PRIx64 "ull", address);
	text = kernel_address_text(session, object, address);
	return text ? arena_printf(session->arena, "%s - stap_kernel_offset", text) : "0";
}

static const char *returns_to_user(struct arena *arena, int64_t offset, const uint64_t *returns,
				   size_t count)
{
	const char *list = "";

	for (size_t i = 0; i < count; i++)
		list = arena_printf(arena, "%s0x%" PRIx64 "ull, ", list, returns[i]);
	return arena_printf(arena,
			    "stap_user_returns_to(c, %" PRId64 ", (const uint64_t[]){ %s}, %zu)",
			    offset, list, count);
}

static const char *returns_to_kernel(const struct place_search *search, int64_t offset,
				     const uint64_t *returns, size_t count)
{
	struct session *session = search->resolve->session;
	struct arena *arena = search->resolve->arena;
	struct debuginfo_error error;
	struct debuginfo *kernel = session_kernel_debuginfo(session, &error);
	const char *list = "";
	size_t trampoline_count = 0;

	for (size_t i = 0; i < count; i++)
		list = arena_printf(arena, "%s%s, ", list,
				    link_address(session, search->object, returns[i]));
	for (size_t i = 0; i < sizeof(trampolines) / sizeof(*trampolines); i++) {
		struct symbol *symbols;

		if (!kernel || !symbols_find(kernel, trampolines[i], &symbols))
			continue;
		list = arena_printf(arena, "%s0x%" PRIx64 "ull, ", list, symbols[0].address);
		trampoline_count++;
	}
	return arena_printf(arena,
			    "stap_returns_to(c, %" PRId64 ", (const uint64_t[]){ %s}, %zu, %zu)",
			    offset, list, count, trampoline_count);
}

/* C that tells whether the return address at the stack pointer plus @offset is one of @returns. */
static const char *returns_to(const struct place_search *search, int64_t offset,
			      const uint64_t *returns, size_t count)
{
	return search->object->kind == OBJECT_USER
		       ? returns_to_user(search->resolve->arena, offset, returns, count)
		       : returns_to_kernel(search, offset, returns, count);
}

/* True when some call on the way to @caller is to be looked at. */
static bool needs_condition(const struct caller *caller)
{
	for (; caller; caller = caller->outer)
		if (caller->return_count)
			return true;
	return false;
}

/*
 * C that tells whether @caller was called on the way that it stands for, given that its return
 * address is at the stack pointer plus @offset. NULL when that cannot be told.
 */
static const char *called_on_the_way(const struct place_search *search, const struct caller *caller,
				     int64_t offset)
{
	struct arena *arena = search->resolve->arena;
	const char *any = NULL;

	while (!caller->return_count)
		caller = caller->outer;
	if (!needs_condition(caller->outer))
		return returns_to(search, offset, caller->returns, caller->return_count);
	for (size_t i = 0; i < caller->return_count; i++) {
		const uint64_t *returns = &caller->returns[i];
		const char *further = NULL, *one;
		int64_t frame;

		/* The address before is in the call, where the rules are those of it. */
		if (frame_cfa_offset(search->object->debuginfo, *returns - 1, STAP_STACK_REGISTER,
				     &frame))
			further = called_on_the_way(search, caller->outer, offset + frame);
		if (!further)
			continue;
		one = arena_printf(arena, "(%s && %s)", returns_to(search, offset, returns, 1),
				   further);
		any = any ? arena_printf(arena, "(%s || %s)", any, one) : one;
	}
	return any;
}

/* Where the return address of the function is that has @pc, from the stack pointer. */
static bool return_address_offset(const struct place_search *search, const struct caller *caller,
				  int64_t *offset)
{
	*offset = 0;
	if (!caller->instance.inlined)
		return true;
	if (!frame_cfa_offset(search->object->debuginfo, caller->instance.pc, STAP_STACK_REGISTER,
			      offset))
		return false;
	*offset -= 8;
	return true;
}

/* Sets the condition for places in @callee; false when it cannot be told who called. */
static bool set_condition(struct place_search *search, const struct caller *callee)
{
	const struct session *session = search->resolve->session;
	const char *code = NULL;
	int64_t offset;

	search->condition = NULL;
	for (size_t i = 0; i < session->options.defines.count; i++)
		if (!strcmp(session->options.defines.items[i].name, "STAP_CALLEE_MATCHALL"))
			return true;
	if (!needs_condition(callee))
		return true;
	/* Where a module's code is, is known only when it is loaded. */
	if (search->object->kind == OBJECT_MODULE)
		return false;
	if (session->options.listing)
		return true;
	if (return_address_offset(search, callee, &offset))
		code = called_on_the_way(search, callee, offset);
	if (!code)
		return false;
	search->condition = arena_new_object(search->resolve->arena, struct expr);
	search->condition->kind = EXPR_CODE;
	search->condition->type = TYPE_LONG;
	search->condition->place = search->point->place;
	search->condition->string.text = code;
	search->condition->string.length = strlen(code);
	return true;
}

/* ---------------------------------------------------------------- places */

static bool is_on_the_way(const struct caller *caller, const struct function_callee *callee)
{
	for (; caller; caller = caller->outer)
		if (caller->instance.index == callee->instance.index)
			return true;
	return false;
}

static void add_callee(struct place_search *search, const struct caller *callee)
{
	const struct source_function *caller = &callee->outer->function;
	const char *last;

	if (!instance_wanted(search, &callee->function, &callee->instance) ||
	    !set_condition(search, callee))
		return;
	last = place_text(search, callee->function.name, callee->function.file,
			  callee->function.line);
	add_place_at(search, place_name(search, caller->name, caller->file, caller->line, last),
		     &callee->function, &callee->instance, callee->instance.pc);
}

static void add_callees(struct place_search *search, const struct caller *caller,
			const struct function_query *query, int64_t depth)
{
	struct function_callee *callees;
	size_t count = callees_find(search->object->debuginfo, &caller->instance, query, &callees);

	for (size_t i = 0; i < count; i++) {
		const struct caller callee = {
			.outer = caller,
			.function = callees[i].function,
			.instance = callees[i].instance,
			.returns = callees[i].returns,
			.return_count = callees[i].return_count,
		};

		add_callee(search, &callee);
		if (depth > 1 && !is_on_the_way(caller, &callees[i]))
			add_callees(search, &callee, query, depth - 1);
	}
}

/* The callees of all instances of a function. */
static void add_callees_of(struct place_search *search, const struct source_function *function,
			   const struct function_query *query, int64_t depth)
{
	for (uint32_t i = 0; i < function->instance_count; i++) {
		struct caller caller = { .function = *function };

		function_instance(search->object->debuginfo, function, i, &caller.instance);
		add_callees(search, &caller, query, depth);
	}
}

bool resolve_callees(struct resolve *resolve, const struct point *point)
{
	const struct component *callee = point_component(point, "callee");
	const struct component *callees = point_component(point, "callees");
	struct function_spec spec = { .name = "*" };
	struct source_function *functions;
	struct place_search search;
	size_t count;

	if (!place_search_object(&search, resolve, point) ||
	    (callee && !parse_function_spec(resolve, callee, &spec)))
		return false;
	if (callees && callees->has_argument && callees->number < 1)
		return resolve_fail(resolve, callees->place, NULL,
				    "the depth of callees begins at 1");
	const struct function_query query = { .name = spec.name, .file = spec.file };

	count = named_functions(&search, &functions);
	if (!count)
		return false;
	/* As with a wildcard, some may be forbidden. */
	search.many = name_has_wildcards(spec.name);
	for (size_t i = 0; i < count; i++)
		add_callees_of(&search, &functions[i], &query,
			       callees && callees->has_argument ? callees->number : 1);
	search.component = callee ? callee : search.component;
	return place_search_end(&search,
				"calls through pointers, and at the end of the function, "
				"are not known",
				"'%s' calls no function '%s'", functions[0].name, spec.name);
}
