/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the debug file of a kernel is, and which build the kernel's image is of.
 */
#ifndef STAP_DEBUGINFO_FIND_H
#define STAP_DEBUGINFO_FIND_H

#include "debuginfo/debuginfo.h"

/*
 * The path of the debug file of the target kernel: the first that exists of
 *	BUILD_TREE/vmlinux					when a build tree is given, else
 *	/usr/lib/debug/lib/modules/RELEASE/vmlinux
 *	/usr/lib/debug/boot/vmlinux-RELEASE
 *	/lib/modules/RELEASE/build/vmlinux
 *	/lib/modules/RELEASE/vmlinux
 *	/boot/vmlinux-RELEASE
 *	/usr/lib/debug/.build-id/xx/….debug			by the build-id, of the running
 *kernel below the sysroot. Files without DWARF are passed over. Returns NULL with @error when none
 *is there.
 */
char *find_kernel_debug_file(struct arena *arena, const struct debuginfo_target *target,
			     struct debuginfo_error *error);

/*
 * The build-id of the target kernel itself, in lower-case hexadecimal, from /sys/kernel/notes.
 * Returns NULL when it is not the running kernel: its image would have to be decompressed to know.
 */
char *find_kernel_build_id(struct arena *arena, const struct debuginfo_target *target);

#endif
