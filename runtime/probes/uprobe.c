// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registering uprobes. Older kernels tell them by file and offset, and each unregistering waits for
 * handlers; newer ones have handles, and the wait apart.
 */
#include <linux/err.h>

#include "probes/uprobe.h"

#ifdef HAVE_UPROBE_HANDLE

int stap_uprobe_register(struct stap_uprobe *uprobe)
{
	struct uprobe *armed = uprobe_register(uprobe->inode, uprobe->offset, uprobe->semaphore,
					       &uprobe->consumer);

	if (IS_ERR(armed))
		return PTR_ERR(armed);
	uprobe->armed = armed;
	return 0;
}

void stap_uprobe_unregister(struct stap_uprobe *uprobe)
{
	if (uprobe->armed)
		uprobe_unregister_nosync(uprobe->armed, &uprobe->consumer);
	uprobe->armed = NULL;
}

void stap_uprobes_wait(void)
{
	uprobe_unregister_sync();
}

#else

int stap_uprobe_register(struct stap_uprobe *uprobe)
{
	int error = uprobe_register_refctr(uprobe->inode, uprobe->offset, uprobe->semaphore,
					   &uprobe->consumer);

	uprobe->is_armed = !error;
	return error;
}

void stap_uprobe_unregister(struct stap_uprobe *uprobe)
{
	if (uprobe->is_armed)
		uprobe_unregister(uprobe->inode, uprobe->offset, &uprobe->consumer);
	uprobe->is_armed = false;
}

void stap_uprobes_wait(void)
{
}

#endif
