/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The image of the target kernel: the file that boots. The kernel in it, unpacked, knows its
 * build-id and its types (BTF), also when it is not the one that runs.
 */
#ifndef STAP_DEBUGINFO_VMLINUZ_H
#define STAP_DEBUGINFO_VMLINUZ_H

#include "debuginfo/debuginfo.h"

/*
 * The path of the image, the first that is there of
 *	BUILD_TREE/arch/x86/boot/bzImage, BUILD_TREE/vmlinux	when a build tree is given, else
 *	/boot/vmlinuz-RELEASE
 *	/lib/modules/RELEASE/vmlinuz
 * below the sysroot. Returns NULL when there is none.
 */
char *vmlinuz_path(struct arena *arena, const struct debuginfo_target *target);

/*
 * The build-id of the kernel in the image, in lower-case hexadecimal. Returns NULL and fills in
 * @error when there is no image, or it cannot be read, or has none.
 */
char *vmlinuz_build_id(struct arena *arena, const struct debuginfo_target *target,
		       struct debuginfo_error *error);

/*
 * The section .BTF of the kernel in the image, of *@size bytes, mapped until the process ends (or,
 * without a cache, in the arena). Returns NULL and fills in @error as above.
 */
const void *vmlinuz_btf(struct arena *arena, const struct debuginfo_target *target, size_t *size,
			struct debuginfo_error *error);

#endif
