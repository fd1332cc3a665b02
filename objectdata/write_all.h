/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef OBJECTDATA_WRITE_ALL_H
#define OBJECTDATA_WRITE_ALL_H

#include <stdbool.h>
#include <stddef.h>

/* Writes all of it, however often that takes. Returns false, with errno, when it cannot. */
bool write_all(int fd, const void *data, size_t size);

#endif
