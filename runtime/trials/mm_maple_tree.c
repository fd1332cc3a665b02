// SPDX-License-Identifier: GPL-2.0-only
/* The mappings of a process are in a maple tree, which readers may walk under RCU. */
#include <linux/maple_tree.h>
#include <linux/mm_types.h>

bool trial(struct mm_struct *mm);
bool trial(struct mm_struct *mm)
{
	MA_STATE(mas, &mm->mm_mt, 0, 0);

	return mt_in_rcu(&mm->mm_mt) && mas_walk(&mas);
}
