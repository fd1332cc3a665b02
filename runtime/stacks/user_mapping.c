// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is mapped where in the current process.
 *
 * The kernel's tree of mappings is walked under RCU, which needs no lock and so is possible in any
 * context; the current task's map cannot go away meanwhile. A struct vm_area_struct or struct file
 * found there may be freed and used anew at any moment: its members are read by loads that survive
 * a fault, and what they say decides no more than which file an address is taken to be in.
 */
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/mm.h>
#include <linux/mm_types.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include "arch/x86/kernel_memory.h"
#include "arch/x86/vdso.h"
#include "probes/kernel.h"
#include "stacks/user_objects.h"

#ifdef HAVE_MM_MAPLE_TREE

#include <linux/maple_tree.h>

#define MOST_AREAS     16384 /* of a process that are searched */
#define MOST_NEIGHBORS 8     /* between the code of a file and another part of it */
#define MOST_WAITS     16    /* for one writer after the other */

/* One struct vm_area_struct. */
struct area {
	unsigned long start, end;
	u64 offset;
	const struct inode *inode;
	bool is_code;
};

/* ---------------------------------------------------------------- the tree of mappings */

static __always_inline bool read_word(const void *address, unsigned long *value)
{
	if (!stap_is_kernel_address((unsigned long)address))
		return false;
	__get_kernel_nofault(value, (void *)address, unsigned long, bad);
	return true;
bad:
	return false;
}

#define READ_MEMBER(object, member, value)                                                         \
	(BUILD_BUG_ON_ZERO(sizeof((object)->member) != sizeof(long)) ||                            \
	 read_word(&(object)->member, value))

static bool read_area(const struct ma_state *mas, const struct vm_area_struct *vma,
		      struct area *area)
{
	unsigned long offset, file, inode = 0, flags;

	if (!vma || !READ_MEMBER(vma, vm_pgoff, &offset) || !READ_MEMBER(vma, vm_file, &file) ||
	    !READ_MEMBER(vma, vm_flags, &flags))
		return false;
	if (file && !READ_MEMBER((struct file *)file, f_inode, &inode))
		return false;
	*area = (struct area){
		.start = mas->index,
		.end = mas->last + 1,
		.offset = (u64)offset << PAGE_SHIFT,
		.inode = (struct inode *)inode,
		.is_code = flags & VM_EXEC,
	};
	return true;
}

/* Bit 0 of the count is the kernel's RWSEM_WRITER_LOCKED, which it keeps to itself. */
static bool is_locked_for_writing(struct rw_semaphore *lock)
{
#ifdef CONFIG_PREEMPT_RT
	return rwsem_is_locked(lock);
#else
	return atomic_long_read(&lock->count) & 1;
#endif
}

/* Waits until who has the lock for writing is done. False where the handler cannot wait. */
static bool wait_for_writer(struct stap_context *c)
{
	bool is_done;

	if (!c || !stap_wait_begin(c))
		return false;
	is_done = !mmap_read_lock_killable(current->mm);
	if (is_done)
		mmap_read_unlock(current->mm);
	stap_wait_end();
	return is_done;
}

/*
 * Whether the current process's tree may be walked without its lock. Who walks it waits for a
 * writer that is about to replace a node; if that was interrupted here, it would be for ever. So
 * nothing is looked up while somebody has the lock for writing.
 */
static bool may_walk(struct stap_context *c)
{
	struct mm_struct *mm = current->mm;
	u32 waits = 0;

	if (!mm || !mt_in_rcu(&mm->mm_mt))
		return false;
	while (unlikely(is_locked_for_writing(&mm->mmap_lock)))
		if (waits++ == MOST_WAITS || !wait_for_writer(c))
			return false;
	return true;
}

/* ---------------------------------------------------------------- biases */

/* Of code at @offset in a file: link-time address minus offset. */
static u64 text_bias(const struct stap_user_file *file, u64 offset)
{
	const struct stap_object_data *data = file->data;
	const struct stap_segment *segments;
	u32 i;

	if (!data || !data->segments.count)
		return file->object ? file->object->text_bias : 0;
	segments = (const void *)((const char *)data + data->segments.offset);
	for (i = 0; i + 1 < data->segments.count; i++)
		if (offset < segments[i].offset + segments[i].size)
			break;
	return segments[i].address - segments[i].offset;
}

static unsigned long area_bias(const struct area *code, const struct stap_user_file *file)
{
	return code->start - code->offset - text_bias(file, code->offset);
}

/*
 * The code of a file of which @area is another part: data lies behind it, memory of no file (.bss)
 * directly behind the data, and read-only data maybe before it. @mas is where @area was found.
 */
static bool find_code(struct ma_state *mas, const struct area *area, struct area *code)
{
	struct ma_state forward = *mas;
	const struct inode *inode = area->inode;
	unsigned long start = area->start;
	u32 i;

	for (i = 0; i < MOST_NEIGHBORS; i++) {
		if (!read_area(mas, mas_prev(mas, 0), code))
			break;
		if (!inode && code->end == start)
			inode = code->inode;
		if (!code->inode || code->inode != inode)
			break;
		if (code->is_code)
			return true;
		start = code->start;
	}
	for (i = 0; area->inode && i < MOST_NEIGHBORS; i++) {
		if (!read_area(&forward, mas_next(&forward, ULONG_MAX), code) ||
		    code->inode != area->inode)
			return false;
		if (code->is_code)
			return true;
	}
	return false;
}

/* Fills in the file and its bias: of code, or of what lies beside it. */
static void find_file(struct ma_state *mas, const struct area *area, struct stap_mapping *mapping)
{
	struct area code = *area;

	if (area->inode && !stap_object_by_inode(area->inode))
		return;
	if (!(area->inode && area->is_code) && !find_code(mas, area, &code))
		return;
	mapping->file = stap_object_by_inode(code.inode);
	if (mapping->file)
		mapping->bias = area_bias(&code, mapping->file);
}

static void find_vdso(const struct area *area, struct stap_mapping *mapping)
{
	mapping->is_vdso = true;
	mapping->file = stap_object_vdso();
	if (mapping->file)
		mapping->bias = area->start - text_bias(mapping->file, 0);
}

static bool map_address(unsigned long address, struct stap_mapping *mapping)
{
	MA_STATE(mas, &current->mm->mm_mt, address, address);
	struct area area;

	if (!read_area(&mas, mas_walk(&mas), &area))
		return false;
	*mapping = (struct stap_mapping){
		.start = area.start,
		.end = area.end,
		.inode = area.inode,
		.offset = area.offset,
	};
	if (!area.inode && area.start == stap_vdso_address(current->mm))
		find_vdso(&area, mapping);
	else
		find_file(&mas, &area, mapping);
	return true;
}

static bool recall(struct stap_context *c, unsigned long address, struct stap_mapping *mapping)
{
	const struct stap_recent_mapping *recent = c ? stap_cpu_of(c)->recent_mappings : NULL;
	u32 i;

	for (i = 0; recent && current->mm && i < STAP_RECENT_MAPPINGS; i++, recent++)
		if (recent->mm == current->mm && address >= recent->mapping.start &&
		    address < recent->mapping.end) {
			*mapping = recent->mapping;
			return true;
		}
	return false;
}

bool stap_mapping_at(struct stap_context *c, unsigned long address, struct stap_mapping *mapping)
{
	bool is_there;

	if (!may_walk(c))
		return recall(c, address, mapping);
	rcu_read_lock();
	is_there = map_address(address, mapping);
	rcu_read_unlock();
	if (is_there)
		stap_mapping_remember(c, mapping);
	return is_there;
}

/* ---------------------------------------------------------------- where an object is */

/* The code of a file that is mapped at @address, if it is. */
static bool is_code_at(const struct stap_user_file *file, unsigned long address, struct area *area)
{
	MA_STATE(mas, &current->mm->mm_mt, address, address);

	return read_area(&mas, mas_walk(&mas), area) && area->is_code && area->inode == file->inode;
}

static bool search_code(const struct stap_user_file *file, struct area *area)
{
	MA_STATE(mas, &current->mm->mm_mt, 0, 0);
	u32 i;

	for (i = 0; i < MOST_AREAS; i++) {
		const struct vm_area_struct *vma = mas_find(&mas, ULONG_MAX);

		if (!vma)
			return false;
		if (read_area(&mas, vma, area) && area->is_code && area->inode == file->inode)
			return true;
	}
	return false;
}

bool stap_object_bias(struct stap_context *c, u32 object, unsigned long *bias)
{
	struct stap_user_file *file = (struct stap_user_file *)stap_object_file(object);
	unsigned long *recent;
	struct area area;
	bool is_there;

	if (!file->inode || !may_walk(c))
		return false;
	recent = &file->recent[hash_ptr(current->mm, 32) % STAP_RECENT_BIASES];
	rcu_read_lock();
	is_there = is_code_at(file, READ_ONCE(*recent), &area);
	if (!is_there && search_code(file, &area)) {
		is_there = true;
		WRITE_ONCE(*recent, area.start);
	}
	rcu_read_unlock();
	if (is_there)
		*bias = area_bias(&area, file);
	return is_there;
}

#else

/* There is no tree that could be read without its lock: nothing is known to be mapped. */
bool stap_mapping_at(struct stap_context *c, unsigned long address, struct stap_mapping *mapping)
{
	return false;
}

bool stap_object_bias(struct stap_context *c, u32 object, unsigned long *bias)
{
	return false;
}

#endif

/* Code of a process is seldom mapped anew: what was found before is still right. */
void stap_mapping_remember(struct stap_context *c, const struct stap_mapping *mapping)
{
	struct stap_recent_mapping *recent = c ? stap_cpu_of(c)->recent_mappings : NULL;
	unsigned long key = (unsigned long)current->mm ^ (unsigned long)mapping->file;

	if (!recent || !mapping->file)
		return;
	recent += hash_long(key, 32) % STAP_RECENT_MAPPINGS;
	recent->mm = current->mm;
	recent->mapping = *mapping;
}

uint64_t stap_user_address(struct stap_context *c, uint32_t object, uint64_t address,
			   const char *place)
{
	const struct stap_armed *armed = stap_cpu_of(c)->armed;
	unsigned long bias;

	/* At a place in the same object no mapping needs to be looked up. */
	if (armed && armed->sites->user && armed->sites->user->object == object)
		return address + c->address - armed->sites->place->address;
	if (stap_object_bias(c, object, &bias))
		return address + bias;
	stap_raise_format(c, place, "%s is not mapped in process %d",
			  stap_object_file(object)->path, current->tgid);
	return 0;
}
