// SPDX-License-Identifier: GPL-2.0-only
#include "probes/kernel_anchor.h"

#include "debuginfo/symbols.h"
#include "session.h"

uint64_t kernel_anchor(struct session *session)
{
	struct symbol *symbols;

	if (!session->kernel_debuginfo ||
	    !symbols_find(session->kernel_debuginfo, "register_kprobe", &symbols))
		return 0;
	return symbols[0].address;
}
