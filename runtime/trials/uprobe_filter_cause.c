// SPDX-License-Identifier: GPL-2.0-only
/* The filter of a uprobe's consumer is told why it is asked. */
#include <linux/uprobes.h>

void trial(struct uprobe_consumer *consumer,
	   bool (*filter)(struct uprobe_consumer *, enum uprobe_filter_ctx, struct mm_struct *));
void trial(struct uprobe_consumer *consumer,
	   bool (*filter)(struct uprobe_consumer *, enum uprobe_filter_ctx, struct mm_struct *))
{
	consumer->filter = filter;
}
