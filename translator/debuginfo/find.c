/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finding the debug file of a kernel.
 */
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "debuginfo/build_id.h"
#include "debuginfo/find.h"

static const char *root(const struct debuginfo_target *target)
{
	return target->sysroot ? target->sysroot : "";
}

/* True when @path is an ELF file with a section .debug_info in it. */
static bool has_dwarf(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf = NULL;
	size_t names;
	bool found = false;

	elf_version(EV_CURRENT);
	if (fd >= 0)
		elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf && !elf_getshdrstrndx(elf, &names)) {
		Elf_Scn *section = NULL;

		while (!found && (section = elf_nextscn(elf, section))) {
			GElf_Shdr header;
			const char *name = NULL;

			if (gelf_getshdr(section, &header) && header.sh_type != SHT_NOBITS)
				name = elf_strptr(elf, names, header.sh_name);
			found = name && !strcmp(name, ".debug_info");
		}
	}
	elf_end(elf);
	if (fd >= 0)
		close(fd);
	return found;
}

static bool is_running(const struct debuginfo_target *target)
{
	struct utsname name;

	return target->release && !target->sysroot && !target->build_tree && !uname(&name) &&
	       !strcmp(name.release, target->release);
}

char *find_kernel_build_id(struct arena *arena, const struct debuginfo_target *target)
{
	return is_running(target) ? build_id_of_notes_file(arena, "/sys/kernel/notes") : NULL;
}

/* With a build tree its vmlinux counts, and nothing else. */
static char *find_in_build_tree(struct arena *arena, const struct debuginfo_target *target,
				struct debuginfo_error *error)
{
	char *path = arena_printf(arena, "%s%s/vmlinux", root(target), target->build_tree);

	if (has_dwarf(path))
		return path;
	error->text =
		arena_printf(arena, "%s %s", path,
			     access(path, F_OK) ? "is not there" : "has no debug information");
	error->remedy = arena_strdup(
		arena, "build the kernel there with CONFIG_DEBUG_INFO_DWARF5=y (make vmlinux)");
	return NULL;
}

static char *find_by_build_id(struct arena *arena, const struct debuginfo_target *target)
{
	char *id = find_kernel_build_id(arena, target);
	char *path;

	if (!id || strlen(id) < 3)
		return NULL;
	path = arena_printf(arena, "%s/usr/lib/debug/.build-id/%.2s/%s.debug", root(target), id,
			    id + 2);
	return has_dwarf(path) ? path : NULL;
}

char *find_kernel_debug_file(struct arena *arena, const struct debuginfo_target *target,
			     struct debuginfo_error *error)
{
	static const char *const places[] = {
		"/usr/lib/debug/lib/modules/%s/vmlinux",
		"/usr/lib/debug/boot/vmlinux-%s",
		"/lib/modules/%s/build/vmlinux",
		"/lib/modules/%s/vmlinux",
		"/boot/vmlinux-%s",
	};

	if (target->build_tree)
		return find_in_build_tree(arena, target, error);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const char *gap = strstr(places[i], "%s");
		char *path = arena_printf(arena, "%s%.*s%s%s", root(target), (int)(gap - places[i]),
					  places[i], target->release, gap + 2);

		if (has_dwarf(path))
			return path;
	}

	char *path = find_by_build_id(arena, target);

	if (path)
		return path;
	error->text = arena_printf(arena, "no debug information for kernel %s%s%s", target->release,
				   target->sysroot ? " in " : "", root(target));
	error->remedy =
		arena_printf(arena, "install the package linux-image-%s-dbg", target->release);
	return NULL;
}
