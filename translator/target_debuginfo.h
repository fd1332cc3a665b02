/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The debuginfo layer, as a session uses it: for its target, with what the person is told while it
 * indexes or fetches.
 */
#ifndef STAP_TARGET_DEBUGINFO_H
#define STAP_TARGET_DEBUGINFO_H

#include "debuginfo/types/btf.h"
#include "session.h"

/* The session's target as the debuginfo layer is told of it, with its build-id if that is known. */
struct debuginfo_target session_debuginfo_target(struct session *session);

/* The same for programs and libraries of the target (debuginfo/files/program_file.h). */
struct debuginfo_target session_user_target(struct session *session);

/*
 * The debuginfo of the target kernel, opened the first time that it is asked for, and closed by the
 * end of the process. Returns NULL and fills in @error when there is none; it is tried only once.
 */
struct debuginfo *session_kernel_debuginfo(struct session *session, struct debuginfo_error *error);

/*
 * The target kernel's own types and functions, where it has no debuginfo. Returns NULL and fills in
 * @error, with what would help for either, when there is debuginfo, or when neither is there.
 */
struct btf_source *session_kernel_btf(struct session *session, struct debuginfo_error *error);

#endif
