// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of kernel addresses, as the kernel itself gives them: "vfs_read+0x10/0x2f0", and behind
 * that for a module " [loop]". Handler context or sleeper.
 */
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "arch/x86/kernel_memory.h"
#include "stacks/symbols.h"

/* Reads the hexadecimal number at *@text, and goes behind it. */
static u64 take_number(char **text)
{
	return simple_strtoull(*text, text, 16);
}

/* Takes the kernel's text apart: its name ends where the last plus sign is. */
static void parse(char *text, struct stap_symbol *symbol)
{
	char *at = strrchr(text, '+'), *module;

	if (!at) /* it was only the address: nothing is there */
		return;
	*at++ = '\0';
	symbol->name = text;
	symbol->offset = take_number(&at);
	if (*at == '/') {
		at++;
		symbol->size = take_number(&at);
	}
	symbol->module = "kernel";
	module = strchr(at, '[');
	if (!module)
		return;
	module[strcspn(module, " ]")] = '\0';
	symbol->module = module + 1;
}

void stap_find_kernel_symbol(struct stap_context *c, u64 address, bool is_return,
			     struct stap_symbol *symbol)
{
	char *text = stap_cpu_of(c)->symbol;

	BUILD_BUG_ON(STAP_SYMBOL_SIZE < KSYM_SYMBOL_LEN);
	*symbol = (struct stap_symbol){};
	if (!stap_is_kernel_address(address))
		return;
	sprint_symbol(text, address - is_return);
	parse(text, symbol);
	symbol->offset += is_return;
}

void stap_put_kernel_symbol(struct stap_context *c, struct stap_output *o, uint64_t address,
			    bool is_return, enum stap_address_form form)
{
	struct stap_symbol symbol = {};

	if (stap_form_has_names(form))
		stap_find_kernel_symbol(c, address, is_return, &symbol);
	stap_put_symbol_text(c, o, address, &symbol, form);
}

bool stap_kernel_module_name(struct stap_context *c, uint64_t address, char *text, size_t size)
{
	struct stap_symbol symbol;

	stap_find_kernel_symbol(c, address, false, &symbol);
	stap_copy_string(text, symbol.module ? symbol.module : "", size);
	return symbol.module;
}
