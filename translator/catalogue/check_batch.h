/* SPDX-License-Identifier: GPL-2.0-only */
/* Some items of a library compiled as one module: their part in --check-tapset. */
#ifndef STAP_CATALOGUE_CHECK_BATCH_H
#define STAP_CATALOGUE_CHECK_BATCH_H

#include "catalogue/catalogue.h"

#include <sys/types.h>

/*
 * Starts a process that takes @items through passes 2 to 4, up to the session's last pass. What it
 * has to say goes to the file @directory.log, what it makes below @directory, which is made.
 * Returns its id, -1 with errno; its exit status is 0 when all is well.
 */
pid_t check_batch_start(struct session *session, const struct catalogue_item *const *items,
			size_t count, const char *directory);

#endif
