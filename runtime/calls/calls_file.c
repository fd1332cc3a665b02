// SPDX-License-Identifier: GPL-2.0-only
/* System calls on files: opening, reading, writing, names, directories, attributes. */
#include <linux/fcntl.h>
#include <linux/fs.h>

#include "call_text.h"

STAP_NAMES(open_flags, STAP_FIELD(O_ACCMODE, O_RDONLY), STAP_FIELD(O_ACCMODE, O_WRONLY),
	   STAP_FIELD(O_ACCMODE, O_RDWR), STAP_FLAG(O_CREAT), STAP_FLAG(O_EXCL),
	   STAP_FLAG(O_NOCTTY), STAP_FLAG(O_TRUNC), STAP_FLAG(O_APPEND), STAP_FLAG(O_NONBLOCK),
	   STAP_FLAG(O_SYNC), STAP_FLAG(O_DSYNC), STAP_FLAG(FASYNC), STAP_FLAG(O_DIRECT),
	   STAP_FLAG(O_LARGEFILE), STAP_FLAG(O_NOFOLLOW), STAP_FLAG(O_NOATIME),
	   STAP_FLAG(O_CLOEXEC), STAP_FLAG(O_PATH), STAP_FLAG(O_TMPFILE), STAP_FLAG(O_DIRECTORY));

static bool may_create(unsigned long flags)
{
	return flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY));
}

static bool openat_has_mode(const struct stap_call_text *text)
{
	return may_create(text->values[2]);
}

const struct stap_call stap_calls_file[] = {
	STAP_CALL(close, STAP_UINT),
	STAP_CALL(openat, STAP_DIRFD, STAP_PATH, STAP_FLAGS(open_flags),
		  STAP_IF(openat_has_mode, stap_write_octal)),
	STAP_CALL(read, STAP_UINT, STAP_POINTER, STAP_ULONG),
	STAP_CALL(write, STAP_UINT, STAP_BUFFER(3), STAP_ULONG),
	{ NULL },
};
