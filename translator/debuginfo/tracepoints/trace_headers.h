/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which group a tracepoint is in, by the headers of the kernel that declare it.
 */
#ifndef STAP_DEBUGINFO_TRACE_HEADERS_H
#define STAP_DEBUGINFO_TRACE_HEADERS_H

#include "arena.h"

/*
 * Called with each name that a header declares, or defines, for a tracepoint, whether the kernel is
 * built with it or not, and with the TRACE_SYSTEM that it is in. One name may come several times.
 */
typedef void trace_header_found(const char *name, const char *group, void *data);

/*
 * Reads the headers of the kernel that @build_directory builds modules for, which are there, or
 * where its Makefile says that the source is. Nothing when there are none.
 */
void trace_headers_read(struct arena *arena, const char *build_directory, trace_header_found *found,
			void *data);

#endif
