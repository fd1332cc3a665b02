// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the points of a probe declaration to probes at places.
 *
 * A point is first an alias: its name, with wildcards, matches all components, or it matches the
 * first ones and what is left is a suffix for each point of the alias (vfs.read + .return). Then
 * the alias' points are expanded in turn, and its body joined to the handler. A point that no alias
 * fits goes to the family of its first component.
 */
#include "semantic/analysis.h"

#include "semantic/deprecation.h"
#include "semantic/pattern.h"

#include <stdlib.h>
#include <string.h>

/* An alias being expanded: its chain finds loops, its body is joined. */
struct expansion_step {
	const struct expansion_step *outer;
	const struct alias_declaration *alias;
	const struct point *point; /* what was written */
	const struct point *named; /* the same, with the alias's name for wildcards */
};

struct expansion_state {
	struct analysis *analysis;
	const struct probe_declaration *declaration;
	struct resolution resolution; /* the first failure since a point began */
};

static size_t expand_point(struct expansion_state *state, const struct point *point,
			   const struct expansion_step *step);

/* ---------------------------------------------------------------- for the families */

struct probe *probe_new(struct resolve *resolve, const struct probe_family *family,
			const struct point *point, const char *name)
{
	struct probe *probe = arena_new_object(resolve->arena, struct probe);

	probe->family = family;
	probe->point = point;
	probe->name = name;
	vec_push(resolve->arena, &resolve->resolution->found, probe);
	return probe;
}

struct resolve resolve_quietly(const struct resolve *resolve)
{
	struct resolve quiet = *resolve;

	quiet.resolution = arena_new_object(resolve->arena, struct resolution);
	return quiet;
}

bool resolve_fail(struct resolve *resolve, struct place place, const char *remedy,
		  const char *format, ...)
{
	struct resolution *resolution = resolve->resolution;
	va_list arguments;

	if (resolution->failed)
		return false;
	resolution->failed = true;
	resolution->place = place;
	resolution->remedy = remedy;
	va_start(arguments, format);
	resolution->message = arena_vprintf(resolve->arena, format, arguments);
	va_end(arguments);
	return false;
}

bool resolve_part(struct resolve *resolve, const struct point *point,
		  bool (*part)(struct resolve *resolve, const struct point *point), bool tell)
{
	struct resolution own = { 0 }, *all = resolve->resolution;
	struct resolve inner = { resolve->session, resolve->arena, &own };

	if (part(&inner, point) && !own.failed) {
		for (size_t i = 0; i < own.found.count; i++)
			vec_push(resolve->arena, &all->found, own.found.items[i]);
		return true;
	}
	if (tell && own.failed)
		resolve_fail(resolve, own.place, own.remedy, "%s", own.message);
	return false;
}

void report_resolution(struct analysis *analysis, const struct resolution *resolution)
{
	diagnose_error(analysis->diagnostics, resolution->place, "%s", resolution->message);
	if (resolution->remedy)
		diagnose_remedy(analysis->diagnostics, "%s", resolution->remedy);
}

const struct component *point_component(const struct point *point, const char *name)
{
	for (size_t i = 0; i < point->component_count; i++)
		if (!strcmp(point->components[i].name, name))
			return &point->components[i];
	return NULL;
}

/* Steps over one component of a form and compares; NULL when they differ. */
static const char *match_component(const struct component *component, const char *form)
{
	size_t length = strcspn(form, ".(");
	const char *argument = form + length;
	const char *want = !component->has_argument	   ? ""
			   : component->argument_is_string ? "(string)"
							   : "(number)";

	if (!has_wildcard(component->name) &&
	    (strlen(component->name) != length || strncmp(component->name, form, length)))
		return NULL;
	if (*argument == '(') {
		size_t size = strcspn(argument, ")") + 1;

		if (strlen(want) != size || strncmp(argument, want, size))
			return NULL;
		return argument + size;
	}
	return *want ? NULL : argument;
}

bool point_has_form(const struct point *point, const char *form)
{
	for (size_t i = 0; i < point->component_count; i++) {
		form = match_component(&point->components[i], form);
		if (!form)
			return false;
		if (i + 1 < point->component_count && *form++ != '.')
			return false;
	}
	return *form == '\0';
}

static bool form_begins_with(const char *form, const char *word)
{
	size_t length = strcspn(form, ".(");

	return strlen(word) == length && !strncmp(form, word, length);
}

const struct probe_family *point_family(const struct point *point)
{
	for (size_t i = 0; probe_families[i]; i++)
		for (const char *const *form = probe_families[i]->forms; *form; form++)
			if (form_begins_with(*form, point->components[0].name))
				return probe_families[i];
	return NULL;
}

/* ---------------------------------------------------------------- system calls */

/* The names of other sets of aliases for system calls. Here one set serves for all of them. */
static bool is_syscall_set(const char *name)
{
	static const char *const sets[] = { "nd_syscall", "dw_syscall", "tp_syscall" };

	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++)
		if (!strcmp(name, sets[i]))
			return true;
	return false;
}

/* Returns a copy of @point whose first component is @name. */
static struct point *with_first(struct arena *arena, const struct point *point, const char *name)
{
	struct point *copy = arena_new_object(arena, struct point);
	size_t size = point->component_count * sizeof(struct component);

	*copy = *point;
	copy->components = arena_alloc(arena, size);
	memcpy(copy->components, point->components, size);
	copy->components[0].name = name;
	return copy;
}

/* Returns syscall.open for nd_syscall.open; NULL when @point is not of that kind. */
static const struct point *syscall_of(struct arena *arena, const struct point *point)
{
	struct point *meant;

	if (!is_syscall_set(point->components[0].name))
		return NULL;
	meant = with_first(arena, point, "syscall");
	meant->expanded_from = point;
	return meant;
}

/* Returns @named, what @point is called, with the set that @point was written with. */
static const struct point *as_written(struct arena *arena, const struct point *named,
				      const struct point *point)
{
	const struct point *written = point->expanded_from;

	if (!written || !is_syscall_set(written->components[0].name))
		return named;
	return with_first(arena, named, written->components[0].name);
}

/*
 * Finds the aliases that @point stands for. Returns the point that they fit: @point or, where
 * nothing fits that, the one of syscall_of().
 */
static const struct point *fitting_aliases(struct analysis *analysis, const struct point *point,
					   struct alias_list *aliases)
{
	const struct point *meant;

	find_aliases(analysis, point, aliases);
	meant = aliases->count ? NULL : syscall_of(analysis->arena, point);
	if (meant)
		find_aliases(analysis, meant, aliases);
	return meant && aliases->count ? meant : point;
}

/* ---------------------------------------------------------------- failures */

static void fail_point(struct expansion_state *state, const struct point *point, const char *remedy,
		       const char *message)
{
	struct resolution *resolution = &state->resolution;

	if (resolution->failed)
		return;
	resolution->failed = resolution->is_wrong = true;
	resolution->place = point->place;
	resolution->message = message;
	resolution->remedy = remedy;
}

/* A form as text without its arguments: "timer.ms(number)" to "timer.ms". */
static const char *form_names(struct arena *arena, const char *form)
{
	char *names = arena_strdup(arena, form), *to = names;

	for (const char *from = form; *from; from++) {
		if (*from == '(')
			from += strcspn(from, ")");
		else
			*to++ = *from;
	}
	*to = '\0';
	return names;
}

static const char *point_names(struct arena *arena, const struct point *point)
{
	const char *names = point->components[0].name;

	for (size_t i = 1; i < point->component_count; i++)
		names = arena_printf(arena, "%s.%s", names, point->components[i].name);
	return names;
}

/* Returns "did you mean 'timer.ms(number)'?", or NULL. */
static const char *nearest_point(struct analysis *analysis, const struct point *point)
{
	struct name_list plain = { 0 }, shown = { 0 };

	for (size_t i = 0; probe_families[i]; i++) {
		for (const char *const *form = probe_families[i]->forms; *form; form++) {
			vec_push(analysis->arena, &plain, form_names(analysis->arena, *form));
			vec_push(analysis->arena, &shown, *form);
		}
	}
	list_alias_names(analysis, &plain);
	const struct point *stand_in = syscall_of(analysis->arena, point);
	const char *name = point_names(analysis->arena, stand_in ? stand_in : point), *best = NULL;

	for (size_t i = 0; i < shown.count; i++)
		if (!strcmp(plain.items[i], name)) /* only the arguments are wrong */
			best = name;
	if (!best)
		best = nearest_name(name, plain.items, plain.count);
	if (!best)
		return NULL;
	for (size_t i = 0; i < shown.count; i++)
		if (!strcmp(plain.items[i], best))
			return arena_printf(analysis->arena, "did you mean '%s'?", shown.items[i]);
	if (stand_in && !strncmp(best, "syscall.", strlen("syscall.")))
		best = arena_printf(analysis->arena, "%.*s%s",
				    (int)strcspn(point->components[0].name, "s"),
				    point->components[0].name, best);
	return arena_printf(analysis->arena, "did you mean '%s'?", best);
}

/* Which --compatible has an alias that @point begins with; NULL: none. */
static const char *older_alias(struct analysis *analysis, const struct point *point)
{
	char *name = arena_strdup(analysis->arena, point_names(analysis->arena, point));
	const char *remedy = compatible_remedy(analysis, LIBRARY_ALIAS, name);

	for (char *dot; !remedy && (dot = strrchr(name, '.'));) {
		*dot = '\0';
		remedy = compatible_remedy(analysis, LIBRARY_ALIAS, name);
	}
	return remedy;
}

static void fail_unknown(struct expansion_state *state, const struct point *point)
{
	struct arena *arena = state->analysis->arena;
	const char *remedy = older_alias(state->analysis, point);

	fail_point(state, point, remedy ? remedy : nearest_point(state->analysis, point),
		   arena_printf(arena, "unknown probe point '%s'", point_text(arena, point)));
}

/* ---------------------------------------------------------------- bodies */

static void push_statement(struct arena *arena, struct stmt *block, const struct stmt *body)
{
	if (body)
		vec_push(arena, &block->block, stmt_clone(arena, body));
}

/* The handler with the bodies of the aliases around it, outermost alias nearest to the handler. */
static struct stmt *join_bodies(struct expansion_state *state, const struct expansion_step *step)
{
	struct arena *arena = state->analysis->arena;
	struct stmt *block = arena_new_object(arena, struct stmt);
	const struct stmt *handler = state->declaration->body;

	block->kind = STMT_BLOCK;
	block->place = handler ? handler->place : state->declaration->place;
	for (const struct expansion_step *s = step; s; s = s->outer)
		if (!s->alias->epilogue)
			push_statement(arena, block, s->alias->body);
	push_statement(arena, block, handler);

	VEC(const struct stmt *) after = { 0 };

	for (const struct expansion_step *s = step; s; s = s->outer)
		if (s->alias->epilogue)
			vec_push(arena, &after, s->alias->body);
	for (size_t i = after.count; i-- > 0;)
		push_statement(arena, block, after.items[i]);
	return block;
}

static struct expr *join_conditions(struct arena *arena, struct expr *a, const struct expr *b)
{
	if (!b)
		return a;
	if (!a)
		return expr_clone(arena, b);
	struct expr *both = arena_new_object(arena, struct expr);

	both->kind = EXPR_BINARY;
	both->place = b->place;
	both->binary.op = BINARY_LOGICAL_AND;
	both->binary.left = a;
	both->binary.right = expr_clone(arena, b);
	return both;
}

static void complete_probe(struct expansion_state *state, struct probe *probe,
			   const struct point *point, const struct expansion_step *step)
{
	struct arena *arena = state->analysis->arena;

	probe->body = join_bodies(state, step);
	probe->condition = join_conditions(arena, probe->condition, point->condition);
	for (const struct expansion_step *s = step; s; s = s->outer) {
		probe->condition = join_conditions(arena, probe->condition, s->point->condition);
		probe->alias = s->named;
	}
	vec_push(arena, &state->analysis->probes, probe);
}

/* ---------------------------------------------------------------- families */

static bool known_form(const struct probe_family *family, const struct point *point)
{
	for (const char *const *form = family->forms; *form; form++)
		if (point_has_form(point, *form))
			return true;
	return false;
}

/* Returns the number of probes that the family finds at @point, without wildcards in names. */
static size_t ask_family(struct expansion_state *state, const struct probe_family *family,
			 const struct point *point, const struct expansion_step *step)
{
	struct resolution own = { 0 };
	struct resolve resolve = { state->analysis->session, state->analysis->arena, &own };

	if (!family->resolve(&resolve, point) && !own.failed)
		resolve_fail(&resolve, point->place, NULL, "nothing found for '%s'",
			     point_text(state->analysis->arena, point));
	if (own.failed) {
		if (!state->resolution.failed)
			state->resolution = own;
		return 0;
	}
	for (size_t i = 0; i < own.found.count; i++)
		complete_probe(state, own.found.items[i], point, step);
	return own.found.count;
}

/* Returns @point with the component names of @form in place of its wildcards. */
static const struct point *with_names_of(struct arena *arena, const struct point *point,
					 const char *form)
{
	struct point *copy = arena_new_object(arena, struct point);

	*copy = *point;
	copy->expanded_from = point;
	copy->components = arena_alloc(arena, point->component_count * sizeof(struct component));
	memcpy(copy->components, point->components,
	       point->component_count * sizeof(struct component));
	for (size_t i = 0; i < point->component_count; i++) {
		size_t length = strcspn(form, ".(");

		copy->components[i].name = arena_strndup(arena, form, length);
		form += length;
		form += *form == '(' ? strcspn(form, ")") + 1 : 0;
		form += *form == '.';
	}
	return copy;
}

/* Whether the names in @form, arguments aside, match those of @point. */
static bool names_fit(const struct point *point, const char *form)
{
	for (size_t i = 0; i < point->component_count; i++) {
		size_t length = strcspn(form, ".(");
		char name[64];

		if (length >= sizeof(name))
			return false;
		memcpy(name, form, length);
		name[length] = '\0';
		if (!component_matches(point->components[i].name, name))
			return false;
		form += length;
		form += *form == '(' ? strcspn(form, ")") + 1 : 0;
		form += *form == '.';
	}
	return !*form;
}

static bool form_fits(const struct point *point, const char *form)
{
	return point_has_form(point, form) && names_fit(point, form);
}

void list_forms_with_arguments(struct analysis *analysis, const struct point *point,
			       struct name_list *forms)
{
	if (!point_has_wildcard(point))
		return;
	for (size_t i = 0; i < point->component_count; i++)
		if (point->components[i].has_argument)
			return;
	for (size_t i = 0; probe_families[i]; i++)
		for (const char *const *form = probe_families[i]->forms; *form; form++)
			if (strchr(*form, '(') && names_fit(point, *form))
				vec_push(analysis->arena, forms, *form);
}

static size_t expand_forms(struct expansion_state *state, const struct point *point,
			   const struct expansion_step *step)
{
	size_t found = 0;

	for (size_t i = 0; probe_families[i]; i++)
		for (const char *const *form = probe_families[i]->forms; *form; form++)
			if (form_fits(point, *form))
				found += ask_family(
					state, probe_families[i],
					with_names_of(state->analysis->arena, point, *form), step);
	return found;
}

static size_t expand_family(struct expansion_state *state, const struct point *point,
			    const struct expansion_step *step)
{
	if (point_has_wildcard(point)) {
		struct resolution before = state->resolution;
		size_t found = expand_forms(state, point, step);

		/* Of what a wildcard means, some may not be there. */
		if (found)
			state->resolution = before;
		else
			fail_unknown(state, point);
		return found;
	}
	const struct probe_family *family = point_family(point);

	for (size_t i = 0; probe_families[i] && family; i++)
		if (probe_families[i] != family && known_form(probe_families[i], point))
			family = probe_families[i];
	if (!family || !known_form(family, point)) {
		fail_unknown(state, point);
		return 0;
	}
	return ask_family(state, family, point, step);
}

/* ---------------------------------------------------------------- aliases */

static bool is_loop(struct expansion_state *state, const struct expansion_step *step,
		    const struct alias_declaration *alias, const struct point *point)
{
	for (const struct expansion_step *s = step; s; s = s->outer) {
		if (s->alias != alias)
			continue;
		fail_point(state, point, NULL,
			   arena_printf(state->analysis->arena,
					"probe alias '%s' leads back to itself",
					point_text(state->analysis->arena, alias->name)));
		return true;
	}
	return false;
}

/* Returns @inner of an alias with what @point has after the first @prefix components. */
static struct point *with_suffix(struct arena *arena, const struct point *inner,
				 const struct point *point, size_t prefix)
{
	struct point *joined = arena_new_object(arena, struct point);
	size_t suffix = point->component_count - prefix;

	*joined = *inner;
	joined->expanded_from = point;
	joined->component_count = inner->component_count + suffix;
	joined->components = arena_alloc(arena, joined->component_count * sizeof(struct component));
	memcpy(joined->components, inner->components,
	       inner->component_count * sizeof(struct component));
	if (suffix)
		memcpy(joined->components + inner->component_count, point->components + prefix,
		       suffix * sizeof(struct component));
	return joined;
}

/*
 * Expands points one after the other. A sufficient point that is found ends the list; a failure of
 * an optional or sufficient one is forgotten.
 */
static size_t expand_list(struct expansion_state *state, struct point *const *points, size_t count,
			  const struct expansion_step *step, const struct point *outer,
			  size_t prefix)
{
	struct arena *arena = state->analysis->arena;
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		struct resolution before = state->resolution;
		const struct point *point =
			outer ? with_suffix(arena, points[i], outer, prefix) : points[i];
		size_t here = expand_point(state, point, step);

		if (points[i]->optional || points[i]->sufficient)
			state->resolution = before;
		found += here;
		if (points[i]->sufficient && here)
			break;
	}
	return found;
}

/* Returns @point with the name of @alias in place of what matched it: no wildcards there. */
static const struct point *named_point(struct arena *arena, const struct point *point,
				       const struct alias_declaration *alias)
{
	struct point *named;

	if (!point_has_wildcard(point))
		return point;
	named = with_suffix(arena, alias->name, point, point_prefix(point, alias->name));
	named->place = point->place;
	named->condition = point->condition;
	named->optional = named->sufficient = false;
	return named;
}

static size_t expand_alias(struct expansion_state *state, const struct alias_declaration *alias,
			   const struct point *point, const struct expansion_step *outer)
{
	const struct point *named = named_point(state->analysis->arena, point, alias);
	size_t prefix = alias->name->component_count;
	struct expansion_step step = { outer, alias, point,
				       as_written(state->analysis->arena, named, point) };

	if (is_loop(state, outer, alias, point))
		return 0;
	if (!outer && !state->analysis->is_listing)
		warn_of_deprecated(state->analysis, LIBRARY_ALIAS,
				   point_names(state->analysis->arena, alias->name), alias->file,
				   point->place);
	return expand_list(state, alias->points.items, alias->points.count, &step, named, prefix);
}

/*
 * An alias of the whole name hides a shorter one that needs a suffix to mean the same. The numbers
 * are how many components of the point each stands for.
 */
static bool is_better(const struct alias_declaration *alias, size_t components,
		      const struct alias_declaration *other, size_t other_components)
{
	if (components <= other_components)
		return false;
	for (size_t i = other_components; i-- > 0;) /* the first ones are mostly the same */
		if (strcmp(alias->name->components[i].name, other->name->components[i].name))
			return false;
	return true;
}

/* Leaves those of @aliases, which @point stands for, that no other one hides. */
static void keep_best(struct arena *arena, const struct point *point, struct alias_list *aliases)
{
	size_t *components = arena_alloc(arena, (aliases->count + 1) * sizeof(*components));
	struct alias_list best = { 0 };

	for (size_t i = 0; i < aliases->count; i++)
		components[i] = point_prefix(point, aliases->items[i]->name);
	for (size_t i = 0; i < aliases->count; i++) {
		bool is_best = true;

		for (size_t n = 0; n < aliases->count && is_best; n++)
			is_best = !is_better(aliases->items[n], components[n], aliases->items[i],
					     components[i]);
		if (is_best)
			vec_push(arena, &best, aliases->items[i]);
	}
	*aliases = best;
}

/* Returns the number of probes added; 0 with state->resolution telling why. */
static size_t expand_point(struct expansion_state *state, const struct point *point,
			   const struct expansion_step *step)
{
	struct alias_list aliases = { 0 };
	bool any = point_has_wildcard(point);
	size_t found = 0;

	point = fitting_aliases(state->analysis, point, &aliases);
	if (!aliases.count)
		return expand_family(state, point, step);
	struct resolution before = state->resolution;

	keep_best(state->analysis->arena, point, &aliases);
	for (size_t i = 0; i < aliases.count; i++)
		found += expand_alias(state, aliases.items[i], point, step);
	/* Of what a wildcard means, some may be missing on this kernel. */
	if (any && found)
		state->resolution = before;
	return found;
}

bool name_aliases(struct analysis *analysis, const struct point *point, struct point_list *named)
{
	struct alias_list aliases = { 0 };
	const struct point *meant = fitting_aliases(analysis, point, &aliases);

	keep_best(analysis->arena, meant, &aliases);
	for (size_t i = 0; i < aliases.count; i++) {
		const struct point *own;

		own = named_point(analysis->arena, meant, aliases.items[i]);
		/* with the first name that was written, not the one of the alias it stands for */
		vec_push(analysis->arena, named,
			 with_first(analysis->arena, own,
				    meant != point ? point->components[0].name
						   : own->components[0].name));
	}
	return aliases.count > 0;
}

void expand_probe(struct analysis *analysis, const struct probe_declaration *declaration)
{
	for (size_t i = 0; i < declaration->points.count; i++) {
		const struct point *point = declaration->points.items[i];
		struct expansion_state state = { .analysis = analysis, .declaration = declaration };
		size_t found = expand_point(&state, point, NULL);

		if (state.resolution.failed && !point->optional && !point->sufficient) {
			report_resolution(analysis, &state.resolution);
			if (state.resolution.place.file != point->place.file)
				diagnose_note(analysis->diagnostics, point->place,
					      "which '%s' stands for",
					      point_text(analysis->arena, point));
		}
		if (point->sufficient && found)
			break;
	}
}

size_t count_probes(struct analysis *analysis, const struct point *point, struct resolution *why)
{
	struct probe_declaration declaration = { .place = point->place };
	struct expansion_state state = { .analysis = analysis, .declaration = &declaration };
	size_t found = expand_point(&state, point, NULL);

	*why = state.resolution;
	return found;
}
