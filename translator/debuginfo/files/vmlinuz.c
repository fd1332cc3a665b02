/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finding the image of a kernel.
 */
#include <unistd.h>

#include "debuginfo/files/packed_elf.h"
#include "debuginfo/files/vmlinuz.h"

char *vmlinuz_path(struct arena *arena, const struct debuginfo_target *target)
{
	const char *root = target->sysroot ? target->sysroot : "";
	const char *tree = target->build_tree, *release = target->release;
	char *paths[] = {
		tree ? arena_printf(arena, "%s%s/arch/x86/boot/bzImage", root, tree)
		     : arena_printf(arena, "%s/boot/vmlinuz-%s", root, release),
		tree ? arena_printf(arena, "%s%s/vmlinux", root, tree)
		     : arena_printf(arena, "%s/lib/modules/%s/vmlinuz", root, release),
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (!access(paths[i], F_OK))
			return paths[i];
	return NULL;
}

static char *find_image(struct arena *arena, const struct debuginfo_target *target,
			struct debuginfo_error *error)
{
	char *path = vmlinuz_path(arena, target);

	if (path)
		return path;
	if (target->build_tree) {
		error->text =
			arena_printf(arena, "no kernel was built in %s%s",
				     target->sysroot ? target->sysroot : "", target->build_tree);
		error->remedy = arena_strdup(arena, "build it there (make bzImage)");
	} else {
		error->text = arena_printf(arena, "no image of kernel %s%s%s", target->release,
					   target->sysroot ? " in " : "",
					   target->sysroot ? target->sysroot : "");
		error->remedy =
			arena_printf(arena, "install the package linux-image-%s", target->release);
	}
	return NULL;
}

char *vmlinuz_build_id(struct arena *arena, const struct debuginfo_target *target,
		       struct debuginfo_error *error)
{
	char *path = find_image(arena, target, error);

	return path ? packed_elf_build_id(arena, path, target->cache_dir, error) : NULL;
}

const void *vmlinuz_btf(struct arena *arena, const struct debuginfo_target *target, size_t *size,
			struct debuginfo_error *error)
{
	char *path = find_image(arena, target, error);

	return path ? packed_elf_btf(arena, path, target->cache_dir, size, error) : NULL;
}
