/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types that are only in a header: @cast(p, "type", "kernel<linux/x.h>") and "<x.h>". The header is
 * compiled alone, with all its types described.
 */
#ifndef STAP_BUILD_HEADER_TYPES_H
#define STAP_BUILD_HEADER_TYPES_H

#include "session.h"

/*
 * Returns the path of an ELF file with debug information of all types in the header, named as
 * after #include: "<linux/fs.h>" or "\"my.h\"". Of the target kernel's headers with @is_kernel, as
 * kbuild compiles them, else of this system's. It is made now unless the cache has it. NULL when it
 * does not compile; *@why is then what the compiler said first.
 */
const char *header_types(struct session *session, const char *header, bool is_kernel,
			 const char **why);

#endif
