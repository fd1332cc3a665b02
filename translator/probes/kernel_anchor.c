// SPDX-License-Identifier: GPL-2.0-only
#include "probes/kernel_anchor.h"

#include "debuginfo/symbols.h"
#include "session.h"

#include <inttypes.h>

void kernel_anchor_write(FILE *stream, struct session *session)
{
	struct symbol *symbols;

	if (session->kernel_debuginfo &&
	    symbols_find(session->kernel_debuginfo, "register_kprobe", &symbols))
		fprintf(stream, "#define STAP_KERNEL_ANCHOR 0x%" PRIx64 "ull\n",
			symbols[0].address);
}
