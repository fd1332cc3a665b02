/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The modules of the target kernel by name, and where their debug files are. A module's name has
 * '_' where the file's may have '-'; in what is asked for the two are the same. Which modules there
 * are is said by depmod's lists, modules.dep and modules.builtin below /lib/modules/RELEASE, in a
 * build tree by modules.order and modules.builtin; all below the sysroot.
 */
#ifndef STAP_DEBUGINFO_FIND_MODULE_H
#define STAP_DEBUGINFO_FIND_MODULE_H

#include "debuginfo/debuginfo.h"

struct kernel_module {
	const char *name;     /* as the kernel has it, with '_' */
	const char *path;     /* of the .ko, .ko.gz, .ko.xz, .ko.zst */
	const char *build_id; /* lower-case hexadecimal; NULL until kernel_module_find() */
};

/* The modules that are files, sorted by name, with names of their own. */
struct kernel_modules {
	struct kernel_module *items;
	size_t count;
};

/*
 * List the modules. Returns false and fills in @error when the target has no list of modules.
 */
bool kernel_modules_list(struct arena *arena, const struct debuginfo_target *target,
			 struct kernel_modules *modules, struct debuginfo_error *error);

/*
 * Find the module called @name and read its build-id. Returns false and fills in @error when there
 * is none, when it is built into the kernel (the remedy is kernel.function), or its file cannot be
 * read or has no build-id.
 */
bool kernel_module_find(struct arena *arena, const struct debuginfo_target *target,
			const char *name, struct kernel_module *module,
			struct debuginfo_error *error);

/* Read the build-id of a listed module, which takes some milliseconds where it is packed. */
bool kernel_module_read_build_id(struct arena *arena, const struct debuginfo_target *target,
				 struct kernel_module *module, struct debuginfo_error *error);

/*
 * The same for all listed modules. They are kept together in the cache, so that it takes time only
 * once. Modules that cannot be read, or have none, are left without.
 */
void kernel_modules_read_build_ids(struct arena *arena, const struct debuginfo_target *target,
				   const struct kernel_modules *modules);

/*
 * The path of the debug file of a module whose build-id was read, the first that is of its build of
 *	/usr/lib/debug/lib/modules/RELEASE/….ko, ….ko.debug
 *	/usr/lib/debug/.build-id/xx/….debug
 *	the module itself
 *	from debuginfod, if DEBUGINFOD_URLS names a server
 * Returns NULL and fills in @error when there is none, naming one that is of another build.
 */
char *kernel_module_debug_file(struct arena *arena, const struct debuginfo_target *target,
			       const struct kernel_module *module, struct debuginfo_error *error);

#endif
