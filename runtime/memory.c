// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads and writes of kernel and user memory that never fault, and but for one case never sleep.
 *
 * Kernel memory is read by the kernel's own fault-tolerant loads, in line: the addresses that they
 * must not be used on are left out first. User memory goes through the kernel's nofault copies,
 * which refuse kernel addresses and a memory map that is not the current task's.
 *
 * A program's memory is often there but not mapped: what a text or a page of data is in was not
 * touched yet. Where the handler runs in the task itself, in place of an instruction (uprobes), it
 * is mapped as if the program had touched it, unless a disk would have to be waited for.
 */
#include <linux/fs.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/minmax.h>
#include <linux/pagemap.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/timex.h>
#include <linux/uaccess.h>
#include <asm/word-at-a-time.h>

#include "arch/x86/kernel_memory.h"
#include "runtime.h"

#define WORD sizeof(unsigned long)
#define CHUNK                                                                                      \
	64 /* of user memory; divides a page: an aligned chunk never crosses into the next         \
	    */

static __always_inline bool is_kernel_range(unsigned long address, unsigned int size)
{
	return stap_is_kernel_address(address) && stap_is_kernel_address(address + size - 1);
}

static __always_inline bool is_user_range(unsigned long address, unsigned long size)
{
	return address < TASK_SIZE_MAX && size <= TASK_SIZE_MAX - address;
}

static u64 fault(struct stap_context *c, const char *what, u64 address, const char *place)
{
	stap_raise_format(c, place, "%s fault at 0x%016llx", what, address);
	return 0;
}

uint64_t stap_kernel_offset;

/* register_kprobe is in every kernel that can be probed, and exported: its place is the measure. */
void stap_kernel_offset_init(void)
{
	if (stap_script.kernel_anchor)
		stap_kernel_offset = (uint64_t)&register_kprobe - stap_script.kernel_anchor;
}

/* Handler context or sleeper. */
uint64_t stap_read_kernel(struct stap_context *c, uint64_t address, unsigned size,
			  const char *place)
{
	void *source = (void *)(unsigned long)address;
	u64 value = 0;

	if (unlikely(!is_kernel_range(address, size)))
		goto bad;
	switch (size) {
	case 1:
		__get_kernel_nofault(&value, source, u8, bad);
		return value;
	case 2:
		__get_kernel_nofault(&value, source, u16, bad);
		return value;
	case 4:
		__get_kernel_nofault(&value, source, u32, bad);
		return value;
	case 8:
		__get_kernel_nofault(&value, source, u64, bad);
		return value;
	}
bad:
	return fault(c, "kernel read", address, place);
}

/* ---------------------------------------------------------------- user memory */

/*
 * Whether the kernel would read the page of user @address from the file itself before it goes on,
 * even though it was asked not to wait: where it does not read ahead. Under the map's lock.
 */
static bool needs_reading(unsigned long address)
{
	const struct vm_area_struct *vma = find_vma(current->mm, address);
	const struct file *file = vma && vma->vm_start <= address ? vma->vm_file : NULL;
	struct page *page;
	bool is_there;

	if (!file || (!(vma->vm_flags & VM_RAND_READ) && file->f_ra.ra_pages))
		return false;
	page = find_get_page(file->f_mapping,
			     vma->vm_pgoff + ((address - vma->vm_start) >> PAGE_SHIFT));
	is_there = page && PageUptodate(page);
	if (page)
		put_page(page);
	return !is_there;
}

/* Maps the page of user @address, or what is written there. Task context. */
static bool fault_in(unsigned long address, bool is_write)
{
	unsigned int how = FOLL_NOWAIT | (is_write ? FOLL_WRITE : 0);
	bool is_there = false;

	if (mmap_read_lock_killable(current->mm))
		return false;
	if (!needs_reading(address))
#ifdef HAVE_GUP_WITHOUT_VMAS
		is_there = get_user_pages(address & PAGE_MASK, 1, how, NULL) == 1;
#else
		is_there = get_user_pages(address & PAGE_MASK, 1, how, NULL, NULL) == 1;
#endif
	mmap_read_unlock(current->mm);
	return is_there;
}

bool stap_wait_begin(struct stap_context *c)
{
	if (c->registers_kind != STAP_USER_TASK || !current->mm)
		return false;
	/* Handlers that find a global locked meanwhile do not end the session. */
	atomic_inc(&stap_session.waiting);
	stap_cpu_of(c)->waits_since = get_cycles();
	migrate_disable();
	raw_local_irq_enable();
	return true;
}

void stap_wait_end(void)
{
	struct stap_cpu *cpu;

	raw_local_irq_disable();
	cpu = raw_cpu_read(stap_cpus);
	cpu->waited += get_cycles() - cpu->waits_since;
	migrate_enable();
	atomic_dec(&stap_session.waiting);
}

/* Whether a read or write that failed is worth another try. Handler context. */
static bool retry_user(struct stap_context *c, unsigned long address, bool is_write)
{
	bool is_there;

	if (!stap_wait_begin(c))
		return false;
	is_there = fault_in(address, is_write);
	stap_wait_end();
	return is_there;
}

/* Handler context or sleeper. */
bool stap_copy_from_user(struct stap_context *c, void *to, unsigned long address, size_t size)
{
	const void __user *source = (const void __user *)address;

	if (!is_user_range(address, size))
		return false;
	if (likely(!copy_from_user_nofault(to, source, size)))
		return true;
	if (c->registers_kind == STAP_USER_CALL)
		return stap_copy_untouched(to, address, size);
	return retry_user(c, address, false) && (!copy_from_user_nofault(to, source, size) ||
						 (retry_user(c, address + size - 1, false) &&
						  !copy_from_user_nofault(to, source, size)));
}

/* Handler context or sleeper. */
uint64_t stap_read_user(struct stap_context *c, uint64_t address, unsigned size, const char *place)
{
	u64 value = 0;

	if (size <= sizeof(value) && stap_copy_from_user(c, &value, address, size))
		return value;
	return fault(c, "user read", address, place);
}

/* Handler context or sleeper. Read-only kernel memory faults too. */
bool stap_write_kernel(struct stap_context *c, uint64_t address, uint64_t value, unsigned size,
		       const char *place)
{
	void *destination = (void *)(unsigned long)address;

	if (!is_kernel_range(address, size))
		goto bad;
	switch (size) {
	case 1:
		__put_kernel_nofault(destination, &value, u8, bad);
		return true;
	case 2:
		__put_kernel_nofault(destination, &value, u16, bad);
		return true;
	case 4:
		__put_kernel_nofault(destination, &value, u32, bad);
		return true;
	case 8:
		__put_kernel_nofault(destination, &value, u64, bad);
		return true;
	}
bad:
	return fault(c, "kernel write", address, place);
}

/*
 * The kernel's copy to the user does not itself look whose memory map is loaded, which a handler
 * may find changed (text being patched, a new one at exec); its copy from there does.
 */
static bool put_user_nofault(void __user *destination, const u64 *value, size_t size)
{
	u64 old;

	return !copy_from_user_nofault(&old, destination, size) &&
	       !copy_to_user_nofault(destination, value, size);
}

/* Handler context or sleeper. */
bool stap_write_user(struct stap_context *c, uint64_t address, uint64_t value, unsigned size,
		     const char *place)
{
	void __user *destination = (void __user *)(unsigned long)address;

	if (current->mm && !in_nmi() && is_user_range(address, size) && size <= sizeof(value) &&
	    (put_user_nofault(destination, &value, size) ||
	     (retry_user(c, address, true) && retry_user(c, address + size - 1, true) &&
	      put_user_nofault(destination, &value, size))))
		return true;
	return fault(c, "user write", address, place);
}

/* Handler context or sleeper. Aligned words are read, which never cross into the next page. */
bool stap_read_kernel_string(char *text, uint64_t address, size_t size)
{
	const struct word_at_a_time constants = WORD_AT_A_TIME_CONSTANTS;
	unsigned long at = address, data;
	char *out = text, *end = text + size - 1;

	while (out < end && !IS_ALIGNED(at, WORD)) {
		if (!stap_is_kernel_address(at))
			goto bad;
		__get_kernel_nofault(out, (void *)at, u8, bad);
		if (!*out)
			return true;
		out++;
		at++;
	}
	while (end - out >= (long)WORD) {
		if (!stap_is_kernel_address(at))
			goto bad;
		__get_kernel_nofault(&data, (void *)at, unsigned long, bad);
		memcpy(out, &data, WORD);
		if (has_zero(data, &data, &constants))
			return true;
		out += WORD;
		at += WORD;
	}
	for (; out < end; out++, at++) {
		if (!stap_is_kernel_address(at))
			goto bad;
		__get_kernel_nofault(out, (void *)at, u8, bad);
		if (!*out)
			return true;
	}
	*out = 0;
	return true;
bad:
	*text = 0;
	return false;
}

/* Handler context or sleeper. */
bool stap_read_user_string(struct stap_context *c, char *text, uint64_t address, size_t size)
{
	unsigned long at = address;
	size_t left = size - 1;
	char *out = text;

	while (left) {
		size_t length = min(left, CHUNK - (at & (CHUNK - 1)));

		if (!stap_copy_from_user(c, out, at, length)) {
			*text = 0;
			return false;
		}
		if (memchr(out, 0, length))
			return true;
		out += length;
		at += length;
		left -= length;
	}
	*out = 0;
	return true;
}
