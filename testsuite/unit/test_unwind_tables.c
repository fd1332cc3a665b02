// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unwind tables of real files, row for row the same as what libdw says of these files.
 */
#define _GNU_SOURCE

#include "objectdata/byte_reader.h"
#include "objectdata/object_data_make.h"

#include <check.h>
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <time.h>
#include <unistd.h>

static const void *table(const struct stap_object_data *data, const struct stap_table *table)
{
	return (const char *)data + table->offset;
}

/* The rule in force at @pc, link-time; NULL without one. */
static const union stap_frame_word *rule_at(const struct stap_object_data *data, uint64_t pc)
{
	const uint32_t *pcs = table(data, &data->pcs);
	uint32_t low = 0, high = data->pcs.count;
	const union stap_frame_word *words = table(data, &data->frames);

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (pcs[middle] <= pc - data->base)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return NULL;
	if (data->wide_rules)
		return words + ((const uint32_t *)table(data, &data->rules))[low - 1];
	return words + ((const uint16_t *)table(data, &data->rules))[low - 1];
}

/* ---------------------------------------------------------------- the same by libdw */

/* Whether @operations are what the expression at @offset says. */
static bool same_expression(const struct stap_object_data *data, int32_t offset,
			    const Dwarf_Op *operations, size_t count)
{
	const uint8_t *bytes = (const uint8_t *)table(data, &data->expressions) + offset;
	uint16_t length;

	memcpy(&length, bytes, sizeof(length));

	struct byte_reader reader = { bytes + 2, bytes + 2 + length, false };

	for (size_t i = 0; i < count; i++) {
		uint8_t opcode = read_u8(&reader);
		uint64_t number = 0;

		if (opcode >= DW_OP_breg0 && opcode <= DW_OP_breg31)
			number = (uint64_t)read_sleb(&reader);
		else if (opcode == DW_OP_const1u)
			number = read_u8(&reader);
		else if (opcode == DW_OP_plus_uconst || opcode == DW_OP_constu)
			number = read_uleb(&reader);
		else if (opcode == DW_OP_const4u)
			number = read_number(&reader, 4);
		if (reader.failed || operations[i].atom != opcode || operations[i].number != number)
			return false;
	}
	return reader.at == reader.end;
}

/* The word of @number, or one that says what no word means. */
static struct stap_frame_saved saved_word(const union stap_frame_word *rule, unsigned int number)
{
	if (number == STAP_FRAME_RA && rule->rule.flags & STAP_FRAME_CALLED)
		return (struct stap_frame_saved){ .kind = STAP_SAVED_AT_CFA, .offset = -8 };
	for (unsigned int i = 1; i <= rule->rule.saved_count; i++)
		if (rule[i].saved.number == number)
			return rule[i].saved;
	if (number == 7)
		return (struct stap_frame_saved){ .kind = STAP_SAVED_CFA_PLUS };
	return (struct stap_frame_saved){ .kind = STAP_SAVED_REGISTER, .offset = (int)number };
}

static bool same_register(const struct stap_object_data *data, const union stap_frame_word *rule,
			  unsigned int number, Dwarf_Frame *frame)
{
	struct stap_frame_saved word = saved_word(rule, number);
	Dwarf_Op memory[3], *operations;
	size_t count, last;

	ck_assert_int_eq(dwarf_frame_register(frame, (int)number, memory, &operations, &count), 0);
	if (!count) {
		/* What is not said is the same here, and for libdw lost if a call may change it. */
		if (!operations)
			return word.kind == STAP_SAVED_REGISTER && word.offset == (int)number;
		return word.kind == STAP_SAVED_UNDEFINED ||
		       (word.kind == STAP_SAVED_REGISTER && word.offset == (int)number);
	}
	last = count - 1;
	switch (word.kind) {
	case STAP_SAVED_AT_CFA:
	case STAP_SAVED_CFA_PLUS:
		if (word.kind == STAP_SAVED_CFA_PLUS &&
		    operations[last--].atom != DW_OP_stack_value)
			return false;
		return operations[0].atom == DW_OP_call_frame_cfa &&
		       (last ? (int64_t)operations[1].number : 0) == word.offset;
	case STAP_SAVED_REGISTER:
		return operations[0].atom == DW_OP_regx &&
		       operations[0].number == (uint64_t)word.offset;
	case STAP_SAVED_VALUE_EXPRESSION:
		if (operations[last].atom != DW_OP_stack_value)
			return false;
		return same_expression(data, word.offset, operations + 1, count - 2);
	case STAP_SAVED_AT_EXPRESSION:
		return same_expression(data, word.offset, operations + 1, count - 1);
	}
	return false;
}

static bool same_cfa(const struct stap_object_data *data, const union stap_frame_word *rule,
		     Dwarf_Frame *frame)
{
	Dwarf_Op *operations;
	size_t count;

	if (dwarf_frame_cfa(frame, &operations, &count))
		return false;
	if (rule->rule.cfa_kind == STAP_CFA_EXPRESSION)
		return same_expression(data, rule->rule.cfa_offset, operations, count);
	return count == 1 && operations[0].atom == DW_OP_bregx &&
	       operations[0].number == rule->rule.cfa_register &&
	       (int64_t)operations[0].number2 == rule->rule.cfa_offset;
}

static bool is_outermost(Dwarf_Frame *frame)
{
	Dwarf_Op memory[3], *operations;
	size_t count;

	return !dwarf_frame_register(frame, STAP_FRAME_RA, memory, &operations, &count) && !count;
}

static void compare_at(const struct stap_object_data *data, uint64_t pc, Dwarf_Frame *frame,
		       bool is_signal)
{
	const union stap_frame_word *rule = rule_at(data, pc);

	ck_assert_msg(rule && rule->rule.cfa_kind != STAP_CFA_NONE, "no row at %#lx", pc);
	if (is_outermost(frame)) {
		ck_assert_msg(rule->rule.cfa_kind == STAP_CFA_OUTERMOST, "not outermost: %#lx", pc);
		return;
	}
	ck_assert_msg(same_cfa(data, rule, frame), "another CFA at %#lx", pc);
	ck_assert_msg(is_signal == !!(rule->rule.flags & STAP_FRAME_SIGNAL), "signal at %#lx", pc);
	for (unsigned int i = 0; i <= STAP_FRAME_RA; i++)
		ck_assert_msg(same_register(data, rule, i, frame), "register %u at %#lx", i, pc);
}

/*
 * Compares the code from @begin up to @end: at the first and last byte of each row of libdw, and at
 * the first byte of each of ours. Returns how many rows libdw has.
 */
static size_t compare_range(const struct stap_object_data *data, Dwarf_CFI *cfi, uint64_t begin,
			    uint64_t end)
{
	size_t rows = 0;
	uint64_t pc = begin;

	while (pc < end) {
		Dwarf_Addr start, stop;
		bool is_signal;
		Dwarf_Frame *frame;

		if (dwarf_cfi_addrframe(cfi, pc, &frame)) {
			const union stap_frame_word *rule = rule_at(data, pc);

			ck_assert_msg(!rule || rule->rule.cfa_kind == STAP_CFA_NONE,
				      "a row too many at %#lx", pc);
			pc = (pc | 15) + 1; /* functions are aligned so, mostly */
			continue;
		}
		dwarf_frame_info(frame, &start, &stop, &is_signal);
		ck_assert(start <= pc && pc < stop);
		compare_at(data, pc, frame, is_signal);
		compare_at(data, stop - 1, frame, is_signal);
		free(frame);
		rows++;
		pc = stop;
	}
	return rows;
}

static size_t compare_elf(Elf *elf, const char *name)
{
	const struct object_source source = { .file = elf };
	struct timespec from, to;
	const char *problem;

	clock_gettime(CLOCK_MONOTONIC, &from);
	struct stap_object_data *data = object_data_make(&source, OBJECT_UNWIND, &problem);
	clock_gettime(CLOCK_MONOTONIC, &to);
	Dwarf_CFI *cfi = dwarf_getcfi_elf(elf);
	size_t rows = 0;

	ck_assert(data);
	ck_assert_msg(!problem, "%s", problem);
	ck_assert(cfi);
	const struct stap_segment *segments = table(data, &data->segments);

	for (uint32_t i = 0; i < data->segments.count; i++)
		rows += compare_range(data, cfi, segments[i].address,
				      segments[i].address + segments[i].size);
	if (getenv("SHOW_TABLES"))
		printf("%s: %u rows, %zu of libdw, %.2f bytes per row, %u rule words, %u bytes of "
		       "expressions, %.4f s\n",
		       name, data->pcs.count, rows, (double)data->size / data->pcs.count,
		       data->frames.count, data->expressions.count,
		       (double)(to.tv_sec - from.tv_sec) +
			       1e-9 * (double)(to.tv_nsec - from.tv_nsec));
	dwarf_cfi_end(cfi);
	free(data);
	return rows;
}

static const char *const files[] = {
	"/lib/x86_64-linux-gnu/libc.so.6",
	"/lib64/ld-linux-x86-64.so.2",
	"/bin/bash",
	"/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
#ifdef __SANITIZE_ADDRESS__ /* libcrypto is three times as large, and takes most of the time */
	"/usr/lib/x86_64-linux-gnu/libssl.so.3",
#else
	"/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
#endif
	"/proc/self/exe",
};

START_TEST(rows_of_files)
{
	int fd = open(files[_i], O_RDONLY);

	if (fd < 0)
		return;
	elf_version(EV_CURRENT);
	Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);

	ck_assert_uint_gt(compare_elf(elf, files[_i]), 100);
	elf_end(elf);
	close(fd);
}
END_TEST

START_TEST(rows_of_vdso)
{
	char *image = (char *)getauxval(AT_SYSINFO_EHDR);

	if (!image)
		return;
	elf_version(EV_CURRENT);
	Elf *elf = elf_memory(image, 2 * 4096);

	ck_assert_uint_gt(compare_elf(elf, "vDSO"), 5);
	elf_end(elf);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("unwind tables");
	TCase *rows = tcase_create("rows");

	tcase_set_timeout(rows, 60);
	tcase_add_loop_test(rows, rows_of_files, 0, sizeof(files) / sizeof(files[0]));
	tcase_add_test(rows, rows_of_vdso);
	suite_add_tcase(suite, rows);

	SRunner *runner = srunner_create(suite);

	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);

	srunner_free(runner);
	return failed != 0;
}
