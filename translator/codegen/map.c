/* SPDX-License-Identifier: GPL-2.0-only */
/* Arrays: elements, `in`, delete. */
#include "codegen/generator.h"

static const char *map_name(const struct unit *u, const struct variable *array)
{
	return u->g->globals[array->index].name;
}

const char *emit_keys(struct unit *u, const struct variable *array, struct expr *const *keys,
		      const struct value *values, size_t count, unsigned *wild)
{
	const char *name = new_keys(u, count);

	*wild = 0;
	for (size_t i = 0; i < count; i++) {
		if (keys[i])
			emit(u, "%s[%zu].%s = %s;", name, i,
			     array->key_types[i] == TYPE_STRING ? "string" : "number",
			     values[i].text);
		else
			*wild |= 1u << i;
	}
	return name;
}

const char *emit_slot(struct unit *u, const struct variable *array, struct expr *const *keys,
		      const struct value *values, size_t count, struct place place)
{
	bool is_string = array->type == TYPE_STRING;
	const char *slot = new_temporary(u, is_string ? TEMP_STRING_SLOT : TEMP_LONG_SLOT);
	unsigned wild;

	emit(u, "%s = stap_map_slot_%s(c, &%s, %s, %s);", slot, is_string ? "string" : "long",
	     map_name(u, array), emit_keys(u, array, keys, values, count, &wild),
	     place_of(u, place));
	u->keys--;
	emit_fail_if(u, arena_printf(u->g->arena, "!%s", slot));
	return slot;
}

struct value generate_index(struct unit *u, struct expr *expr)
{
	const struct variable *array = expr->index.variable;
	size_t count = expr->index.keys.count;
	struct value *values = arena_alloc(u->g->arena, count * sizeof(*values)), element;
	unsigned wild;

	generate_operands(u, expr->index.keys.items, count, values);

	const char *keys = emit_keys(u, array, expr->index.keys.items, values, count, &wild);

	u->keys--;
	if (array->type == TYPE_LONG)
		return long_now(u, "stap_map_get_long(c, &%s, %s)", map_name(u, array), keys);
	element.text = new_temporary(u, TEMP_STRING);
	element.is_constant = false;
	element.storage = STORAGE_VARIABLE;
	element.root = array;
	emit(u, "%s = stap_map_get_string(c, &%s, %s);", element.text, map_name(u, array), keys);
	return element;
}

struct value generate_in(struct unit *u, struct expr *expr)
{
	const struct variable *array = expr->in.array->name.variable;
	size_t count = expr->in.keys.count;
	struct value *values = arena_alloc(u->g->arena, count * sizeof(*values));
	unsigned wild;

	generate_operands(u, expr->in.keys.items, count, values);

	const char *keys = emit_keys(u, array, expr->in.keys.items, values, count, &wild);

	u->keys--;
	return long_now(u, "stap_map_has(c, &%s, %s, %#x)", map_name(u, array), keys, wild);
}

static void delete_element(struct unit *u, struct expr *element)
{
	const struct variable *array = element->index.variable;
	size_t count = element->index.keys.count;
	struct value *values = arena_alloc(u->g->arena, count * sizeof(*values));
	unsigned wild;

	generate_operands(u, element->index.keys.items, count, values);
	check_error(u);

	const char *keys = emit_keys(u, array, element->index.keys.items, values, count, &wild);

	u->keys--;
	emit(u, "stap_map_delete(c, &%s, %s, %#x);", map_name(u, array), keys, wild);
}

void generate_delete(struct unit *u, struct stmt *stmt)
{
	if (stmt->expr->kind == EXPR_INDEX) {
		delete_element(u, stmt->expr);
		return;
	}

	const struct variable *variable = stmt->expr->name.variable;
	const char *text = variable_text(u, variable);

	if (variable->is_array)
		emit(u, "stap_map_clear(c, &%s);", text);
	else if (variable->type == TYPE_STATS)
		emit(u, "stap_global_stat_delete(&%s);", text);
	else if (variable->type == TYPE_STRING)
		emit(u, "%s[0] = 0;", text);
	else
		emit(u, "%s = 0;", text);
}
