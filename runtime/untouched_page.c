// SPDX-License-Identifier: GPL-2.0-only
/*
 * User memory that is mapped and was never touched, read without touching it: what the page cache
 * has of a file, zeros of anonymous memory. A program's strings are often in pages that the kernel
 * is the first to read, after the probe of the system call; and a tracepoint cannot wait for them.
 */
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/pgtable.h>
#include <linux/uaccess.h>
#include <linux/userfaultfd_k.h>

#include "runtime.h"

/*
 * Whether no page was ever mapped at user @address: one that is swapped out was. Interrupts are
 * disabled, which keeps the tables from being freed, as the kernel's own lockless walk has it.
 */
static bool is_untouched(unsigned long address)
{
	pgd_t *pgd = pgd_offset(current->mm, address);
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd, entry;

	if (pgd_none(READ_ONCE(*pgd)))
		return true;
	p4d = p4d_offset(pgd, address);
	if (p4d_none(READ_ONCE(*p4d)))
		return true;
	pud = pud_offset(p4d, address);
	if (pud_none(READ_ONCE(*pud)))
		return true;
	if (pud_leaf(READ_ONCE(*pud)) || !pud_present(READ_ONCE(*pud)))
		return false;
	pmd = pmd_offset(pud, address);
	entry = READ_ONCE(*pmd);
	if (pmd_none(entry))
		return true;
	if (!pmd_present(entry) || pmd_leaf(entry))
		return false;
	return pte_none(READ_ONCE(*pte_offset_kernel(&entry, address)));
}

/*
 * The kernel may have no mapping of a page that it has in the cache: one of secret memory, or one
 * that the machine found to be broken, which would not be read in a task either.
 */
static bool copy_from_file(void *to, const struct vm_area_struct *vma, unsigned long address,
			   size_t size)
{
	struct page *page = find_get_page(
		vma->vm_file->f_mapping, vma->vm_pgoff + ((address - vma->vm_start) >> PAGE_SHIFT));
	bool is_there = page && PageUptodate(page) && !PageHuge(page) && !PageHWPoison(page);

	if (is_there)
		is_there = !copy_from_kernel_nofault(
			to, page_address(page) + offset_in_page(address), size);
	if (page)
		put_page(page);
	return is_there;
}

/* Of one page. Under the map's lock. */
static bool copy_piece(void *to, unsigned long address, size_t size)
{
	struct vm_area_struct *vma = find_vma(current->mm, address);

	if (!vma || vma->vm_start > address || !(vma->vm_flags & VM_READ) ||
	    (vma->vm_flags & (VM_IO | VM_PFNMAP)) || userfaultfd_armed(vma) ||
	    !is_untouched(address))
		return false;
	if (vma->vm_file && vma->vm_ops)
		return copy_from_file(to, vma, address, size);
	if (vma->vm_file || vma->vm_ops)
		return false;
	memset(to, 0, size);
	return true;
}

/*
 * The task that tries holds no lock of its own here, at a system call; so the unlock may wake a
 * task that waits for the map.
 */
bool stap_copy_untouched(void *to, unsigned long address, size_t size)
{
	bool is_there = true;

	if (!current->mm || !mmap_read_trylock(current->mm))
		return false;
	while (size && is_there) {
		size_t length = min(size, PAGE_SIZE - offset_in_page(address));

		is_there = !copy_from_user_nofault(to, (void __user *)address, length) ||
			   copy_piece(to, address, length);
		to += length;
		address += length;
		size -= length;
	}
	mmap_read_unlock(current->mm);
	return is_there;
}
