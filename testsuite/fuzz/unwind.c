/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libFuzzer's entry into the making of unwind tables, and into the unwinder that uses them: the
 * input is .eh_frame (or, by its first byte, .debug_frame) of a small program. See run.
 */
#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "objectdata/object_data_make.h"

/* What is on the stack is the input too; addresses below 4096 are not there. */
#define STAP_ARCH_USER_WORDS_H
static const uint8_t *memory;
static size_t memory_size;

static int stap_user_word(unsigned long address, unsigned long *value)
{
	*value = 0;
	if (address < 4096 || memory_size < sizeof(*value))
		return 0;
	memcpy(value, memory + address % (memory_size - sizeof(*value) + 1), sizeof(*value));
	return 1;
}

#define stap_user_words_begin(address, top) (*(top) = (address), true)
#define stap_user_words_end()		    ((void)0)
#define stap_user_word_below(top, offset, value, fault)                                            \
	do {                                                                                       \
		if (!stap_user_word((top) + (offset), value))                                      \
			goto fault;                                                                \
	} while (0)

#define _LINUX_TYPES_H
#include "stacks/object_data.c"
#include "stacks/unwind_expression.c"
#include "stacks/unwind_step.c"
#include "stacks/unwind_step.h"

struct program {
	Elf64_Ehdr header;
	Elf64_Phdr segment;
	Elf64_Shdr sections[3];
	char names[32];
};

static char *make_program(const uint8_t *input, size_t size, bool is_debug_frame, size_t *total)
{
	static const char names[] = "\0.eh_frame\0.debug_frame\0";
	struct program program = {
		.header = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
					 ELFDATA2LSB, EV_CURRENT },
			    .e_type = ET_DYN,
			    .e_machine = EM_X86_64,
			    .e_version = EV_CURRENT,
			    .e_phoff = offsetof(struct program, segment),
			    .e_shoff = offsetof(struct program, sections),
			    .e_ehsize = sizeof(Elf64_Ehdr),
			    .e_phentsize = sizeof(Elf64_Phdr),
			    .e_phnum = 1,
			    .e_shentsize = sizeof(Elf64_Shdr),
			    .e_shnum = 3,
			    .e_shstrndx = 2 },
		.segment = { .p_type = PT_LOAD, .p_flags = PF_R | PF_X, .p_memsz = 1 << 20 },
	};
	char *file = malloc(sizeof(program) + size);

	program.sections[1] = (Elf64_Shdr){ .sh_name = is_debug_frame ? 11 : 1,
					    .sh_type = SHT_PROGBITS,
					    .sh_addr = 0x2000,
					    .sh_offset = sizeof(program),
					    .sh_size = size,
					    .sh_addralign = 1 };
	program.sections[2] = (Elf64_Shdr){ .sh_type = SHT_STRTAB,
					    .sh_offset = offsetof(struct program, names),
					    .sh_size = sizeof(names),
					    .sh_addralign = 1 };
	memcpy(program.names, names, sizeof(names));
	memcpy(file, &program, sizeof(program));
	memcpy(file + sizeof(program), input, size);
	*total = sizeof(program) + size;
	return file;
}

/* Unwinds from some addresses of each row. */
static void unwind_all(const struct stap_object_data *data)
{
	static struct stap_unwind_hint hints[STAP_UNWIND_HINTS];
	const uint32_t *pcs = stap_data_table(data, &data->pcs);

	memset(hints, 0, sizeof(hints));
	for (uint32_t i = 0; i < data->pcs.count; i++) {
		struct stap_unwind frame = { .hints = hints };
		unsigned long location;
		unsigned depth = 0;

		for (unsigned r = 0; r < STAP_FRAME_REGISTERS; r++)
			frame.registers[r] = 0x10000 * r + i;
		frame.registers[STAP_FRAME_RA] = data->base + pcs[i];
		while (depth++ < 32 &&
		       stap_unwind_step(&frame, data, 0, &location) == STAP_UNWIND_CALLER)
			;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct object_source source = { 0 };
	const char *problem;
	char *file;
	size_t total;

	elf_version(EV_CURRENT);
	file = make_program(input + (size != 0), size ? size - 1 : 0, size && input[0] & 1, &total);
	source.file = elf_memory(file, total);
	struct stap_object_data *data = object_data_make(&source, OBJECT_UNWIND, &problem);

	if (data) {
		if (!stap_object_data_check(data, data->size))
			abort();
		memory = input;
		memory_size = size;
		unwind_all(data);
	}
	free(data);
	elf_end(source.file);
	free(file);
	return 0;
}
