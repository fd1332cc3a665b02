/* SPDX-License-Identifier: GPL-2.0-only */
/* Modules in the kernel: inserting and removing. */
#ifndef STAPRUN_MODULE_H
#define STAPRUN_MODULE_H

#include <stdbool.h>

/* Inserts the module @name from an open file; false after a message with the kernel's reason. */
bool module_insert(int fd, const char *name);

/*
 * Removes a module, waiting up to @milliseconds while it is in use. Returns 0 or the errno of
 * delete_module(2); nothing is said.
 */
int module_remove(const char *name, int milliseconds);

/*
 * As above, for a module of stap that no staprun uses or has just inserted. ENOENT: there is none
 * of this name.
 */
int module_remove_unused(const char *name, int milliseconds);

/*
 * Removes the modules of stap whose staprun is gone: those whose session is over, and those that
 * were never started.
 */
void module_sweep(void);

/* Says, with -v, how much memory a started module takes. */
void module_say_memory(const char *name);

#endif
