/* SPDX-License-Identifier: GPL-2.0-only */
/* Module files: where they are, and which kernel they are for. */
#ifndef STAPRUN_MODULE_FILE_H
#define STAPRUN_MODULE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#define MODULE_NAME_SIZE     64	 /* with the NUL */
#define KERNEL_RELEASE_SIZE  65	 /* of struct utsname, with the NUL */
#define KERNEL_BUILD_ID_SIZE 129 /* hexadecimal, with the NUL */

struct kernel_info {
	char release[KERNEL_RELEASE_SIZE];
	char build_id[KERNEL_BUILD_ID_SIZE]; /* "": not known */
};

/* Asks the running kernel. */
void kernel_info_read(struct kernel_info *kernel);

/* Reads the GNU build-id out of ELF notes; "" when there is none. Any bytes are safe. */
void kernel_notes_build_id(const void *notes, size_t size, char build_id[KERNEL_BUILD_ID_SIZE]);

/*
 * Opens the module that the user means: a path with or without .ko, or a name below
 * /lib/modules/@release/systemtap. Returns a descriptor, with the path in @path (@size bytes), or
 * -1 after a message. A path /proc/self/fd/N takes descriptor N over and closes it.
 */
int module_find(const char *argument, const char *release, char *path, size_t size);

struct module_info {
	char name[MODULE_NAME_SIZE];
	struct kernel_info kernel; /* that it is for */
	unsigned object_parts;	   /* what of files it wants to know: enum object_parts */
	bool wants_input;	   /* staprun's standard input */
	bool wants_characters;	   /* each as soon as it is there */
};

/*
 * Reads what a module file of @size bytes at @data says about itself. Returns NULL, or why it is
 * not a module made by stap. Any bytes are safe.
 */
const char *module_parse_info(const void *data, size_t size, struct module_info *info);

/* As above, from a file. Returns false after a message that names @path. */
bool module_read_info(int fd, const char *path, struct module_info *info);

/*
 * Reads the names of symbols that the module wants to know the addresses of: its section
 * STAP_SYMBOLS_SECTION. Returns a copy of *@size bytes to free(), with a NUL behind it; NULL when
 * it wants none, or cannot be read.
 */
char *module_read_symbols(int fd, size_t *size);

/*
 * Returns true when the module is for the kernel @running, else false after a message that names
 * both.
 */
bool module_fits(const struct module_info *info, const struct kernel_info *running,
		 const char *path);

#endif
