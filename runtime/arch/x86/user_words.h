/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Words of user memory read by loads in line, where a call of the kernel's copy for each would cost
 * more than all else.
 *
 *	if (stap_user_memory_begin()) {
 *		stap_user_word(address, &value) …, also in functions that are called
 *		stap_user_memory_end();
 *	}
 *
 * In between nothing sleeps and no page is brought in. Any context, NMI included.
 */
#ifndef STAP_ARCH_USER_WORDS_H
#define STAP_ARCH_USER_WORDS_H

#include <linux/hardirq.h>
#include <linux/mm_types.h>
#include <linux/nospec.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <asm/processor.h>

/*
 * False when there is no user memory, or the processor has another process's page tables loaded: an
 * NMI may come just while they are changed.
 */
static __always_inline bool stap_user_memory_begin(void)
{
	if (!current->mm || (in_nmi() && __va(read_cr3_pa()) != current->mm->pgd))
		return false;
	pagefault_disable();
	return true;
}

static __always_inline void stap_user_memory_end(void)
{
	pagefault_enable();
}

/*
 * The words below a user address, read one behind the other: STAP_WORDS_BELOW bytes and less below
 * the top that stap_user_words_begin() gives.
 *
 *	if (stap_user_words_begin(address, &top)) {
 *		stap_user_word_below(top, offset, &value, fault); …, offset < 0
 *		stap_user_words_end();
 *	}
 *	…
 *	fault:
 *		stap_user_words_end();
 */
#define STAP_WORDS_BELOW (1ul << 31)

/*
 * *@top becomes @address. False where that is not one with so many bytes of user addresses below
 * it; also where the processor only speculates *@top is one.
 */
static __always_inline bool stap_user_words_begin(unsigned long address, unsigned long *top)
{
	unsigned long above = address - STAP_WORDS_BELOW;
	unsigned long mask = array_index_mask_nospec(above, TASK_SIZE_MAX - STAP_WORDS_BELOW);

	if (!mask)
		return false;
	*top = (above & mask) + STAP_WORDS_BELOW;
	__uaccess_begin();
	return true;
}

#define stap_user_word_below(top, offset, value, fault)                                            \
	unsafe_get_user(*(value), (unsigned long __user *)((top) + (offset)), fault)

static __always_inline void stap_user_words_end(void)
{
	__uaccess_end();
}

/*
 * Reads the word at user @address. False, and *@value is 0, when it is not in memory or no user
 * address. Such an address becomes 0 also where the processor only speculates.
 */
static __always_inline bool stap_user_word(unsigned long address, unsigned long *value)
{
	unsigned long mask = array_index_mask_nospec(address, TASK_SIZE_MAX - sizeof(*value));

	__uaccess_begin();
	unsafe_get_user(*value, (unsigned long __user *)(address & mask), fault);
	__uaccess_end();
	return true;
fault:
	__uaccess_end();
	*value = 0;
	return false;
}

#endif
