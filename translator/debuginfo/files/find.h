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
 *	/usr/lib/debug/.build-id/xx/….debug			by the kernel's build-id
 * below the sysroot. Files without DWARF are passed over, and so are those of another build than
 *the kernel's where that is known. Returns NULL with @error when none is left, naming one of
 *another build.
 */
char *find_kernel_debug_file(struct arena *arena, const struct debuginfo_target *target,
			     struct debuginfo_error *error);

/*
 * The path of the kernel's debug file as fetched from debuginfod, after find_kernel_debug_file()
 * found none and filled in @error. Returns NULL when that gives none either, with why added to
 * @error.
 */
char *fetch_kernel_debug_file(struct arena *arena, const struct debuginfo_target *target,
			      struct debuginfo_error *error);

/*
 * The build-id of the target kernel itself, in lower-case hexadecimal: the one in @target, else
 * that of /sys/kernel/notes if it is running, else that in its image (vmlinuz.h). NULL when there
 * is no image that can be read.
 */
char *find_kernel_build_id(struct arena *arena, const struct debuginfo_target *target);

#endif
