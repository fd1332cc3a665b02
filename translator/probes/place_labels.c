/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * .function("NAME").label("LABEL"): where the labels of a function are.
 */
#include "probes/place_search.h"

#include "debuginfo/labels.h"

/* The labels of all instances of @function. */
static void add_labels(struct place_search *search, const struct source_function *function,
		       const char *pattern)
{
	struct debuginfo *debuginfo = search->object->debuginfo;

	for (uint32_t i = 0; i < function->instance_count; i++) {
		struct function_instance instance;
		struct source_label *labels;
		size_t count;

		function_instance(debuginfo, function, i, &instance);
		count = labels_find(debuginfo, &instance, pattern, &labels);
		for (size_t j = 0; j < count; j++) {
			const char *last =
				arena_printf(search->resolve->arena, "\"%s\"", labels[j].name);

			add_place_at(search,
				     place_name(search, function->name, labels[j].file,
						labels[j].line, last),
				     function, &instance, labels[j].pc);
		}
	}
}

/* Those there are: "there are out, done", or that there is none. */
static const char *label_names(const struct place_search *search,
			       const struct source_function *function)
{
	struct debuginfo *debuginfo = search->object->debuginfo;
	struct function_instance instance;
	struct source_label *labels;
	const char *text = NULL;
	size_t count;

	function_instance(debuginfo, function, 0, &instance);
	count = labels_find(debuginfo, &instance, "*", &labels);
	for (size_t i = 0; i < count; i++)
		text = arena_printf(search->resolve->arena, "%s %s",
				    text ? text : "there are:", labels[i].name);
	return text ? text : "no label of it is left in its code";
}

bool resolve_labels(struct resolve *resolve, const struct point *point)
{
	const struct component *label = point_component(point, "label");
	struct source_function *functions;
	struct place_search search;
	size_t count;

	if (!place_search_object(&search, resolve, point))
		return false;
	count = named_functions(&search, &functions);
	if (!count)
		return false;
	for (size_t i = 0; i < count; i++)
		add_labels(&search, &functions[i], label->string);
	search.component = label;
	return place_search_end(&search, label_names(&search, &functions[0]),
				"'%s' has no label '%s'", functions[0].name, label->string);
}
