// SPDX-License-Identifier: GPL-2.0-only
/* What a proc file was made with is read by pde_data(); before, by PDE_DATA(). */
#include <linux/proc_fs.h>

void *trial(const struct inode *inode);
void *trial(const struct inode *inode)
{
	return pde_data(inode);
}
