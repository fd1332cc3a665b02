// SPDX-License-Identifier: GPL-2.0-only
/* A registered uprobe is told by a handle, and waiting for handlers is a step of its own. */
#include <linux/uprobes.h>

void trial(struct inode *inode, struct uprobe_consumer *consumer);
void trial(struct inode *inode, struct uprobe_consumer *consumer)
{
	struct uprobe *uprobe = uprobe_register(inode, 0, 0, consumer);

	uprobe_unregister_nosync(uprobe, consumer);
	uprobe_unregister_sync();
}
