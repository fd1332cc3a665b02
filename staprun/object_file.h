/* SPDX-License-Identifier: GPL-2.0-only */
/* The data (runtime/object_data.h) of files that a module asks for. */
#ifndef STAPRUN_OBJECT_FILE_H
#define STAPRUN_OBJECT_FILE_H

#include "object_data.h"

/*
 * Makes the @parts of a file's data, with the help of its separate debug file where that is
 * installed; or takes it from the cache. To be freed; NULL when the file has none.
 */
struct stap_object_data *object_file_data(int fd, unsigned parts);

/* The same of the vDSO, which the kernel has mapped here as in all processes. */
struct stap_object_data *object_vdso_data(unsigned parts);

#endif
