// SPDX-License-Identifier: GPL-2.0-only
/* System calls: opening, reading and writing; descriptors; asynchronous input and output. */
#include <asm/ioctls.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/splice.h>
#include <uapi/linux/close_range.h>
#include <uapi/linux/fadvise.h>
#include <uapi/linux/falloc.h>
#include <uapi/linux/memfd.h>

#include "call_text.h"
#include "structures.h"

STAP_NAMES(lseek_whences, STAP_VALUE(SEEK_SET), STAP_VALUE(SEEK_CUR), STAP_VALUE(SEEK_END),
	   STAP_VALUE(SEEK_DATA), STAP_VALUE(SEEK_HOLE));

STAP_NAMES(fallocate_modes, STAP_FLAG(FALLOC_FL_KEEP_SIZE), STAP_FLAG(FALLOC_FL_PUNCH_HOLE),
	   STAP_FLAG(FALLOC_FL_NO_HIDE_STALE), STAP_FLAG(FALLOC_FL_COLLAPSE_RANGE),
	   STAP_FLAG(FALLOC_FL_ZERO_RANGE), STAP_FLAG(FALLOC_FL_INSERT_RANGE),
	   STAP_FLAG(FALLOC_FL_UNSHARE_RANGE));

STAP_NAMES(advices, STAP_VALUE(POSIX_FADV_NORMAL), STAP_VALUE(POSIX_FADV_RANDOM),
	   STAP_VALUE(POSIX_FADV_SEQUENTIAL), STAP_VALUE(POSIX_FADV_WILLNEED),
	   STAP_VALUE(POSIX_FADV_DONTNEED), STAP_VALUE(POSIX_FADV_NOREUSE));

STAP_NAMES(flock_operations, STAP_FLAG(LOCK_SH), STAP_FLAG(LOCK_EX), STAP_FLAG(LOCK_UN),
	   STAP_FLAG(LOCK_NB));

STAP_NAMES(splice_flags, STAP_FLAG(SPLICE_F_MOVE), STAP_FLAG(SPLICE_F_NONBLOCK),
	   STAP_FLAG(SPLICE_F_MORE), STAP_FLAG(SPLICE_F_GIFT));

STAP_NAMES(sync_flags, STAP_FLAG(SYNC_FILE_RANGE_WAIT_BEFORE), STAP_FLAG(SYNC_FILE_RANGE_WRITE),
	   STAP_FLAG(SYNC_FILE_RANGE_WAIT_AFTER));

STAP_NAMES(memfd_flags, STAP_FLAG(MFD_CLOEXEC), STAP_FLAG(MFD_ALLOW_SEALING),
	   STAP_FLAG(MFD_HUGETLB));

STAP_NAMES(descriptor_flags, STAP_FLAG(FD_CLOEXEC));

STAP_NAMES(close_range_flags, STAP_FLAG(CLOSE_RANGE_UNSHARE), STAP_FLAG(CLOSE_RANGE_CLOEXEC));

STAP_NAMES(rw_flags, STAP_FLAG(RWF_HIPRI), STAP_FLAG(RWF_DSYNC), STAP_FLAG(RWF_SYNC),
	   STAP_FLAG(RWF_NOWAIT), STAP_FLAG(RWF_APPEND));

STAP_NAMES(fcntl_commands, STAP_VALUE(F_DUPFD), STAP_VALUE(F_GETFD), STAP_VALUE(F_SETFD),
	   STAP_VALUE(F_GETFL), STAP_VALUE(F_SETFL), STAP_VALUE(F_GETLK), STAP_VALUE(F_SETLK),
	   STAP_VALUE(F_SETLKW), STAP_VALUE(F_SETOWN), STAP_VALUE(F_GETOWN), STAP_VALUE(F_SETSIG),
	   STAP_VALUE(F_GETSIG), STAP_VALUE(F_SETOWN_EX), STAP_VALUE(F_GETOWN_EX),
	   STAP_VALUE(F_OFD_GETLK), STAP_VALUE(F_OFD_SETLK), STAP_VALUE(F_OFD_SETLKW),
	   STAP_VALUE(F_SETLEASE), STAP_VALUE(F_GETLEASE), STAP_VALUE(F_DUPFD_CLOEXEC),
	   STAP_VALUE(F_SETPIPE_SZ), STAP_VALUE(F_GETPIPE_SZ), STAP_VALUE(F_ADD_SEALS),
	   STAP_VALUE(F_GET_SEALS), STAP_VALUE(F_NOTIFY));

STAP_NAMES(seals, STAP_FLAG(F_SEAL_SEAL), STAP_FLAG(F_SEAL_SHRINK), STAP_FLAG(F_SEAL_GROW),
	   STAP_FLAG(F_SEAL_WRITE), STAP_FLAG(F_SEAL_FUTURE_WRITE));

STAP_NAMES(lock_types, STAP_VALUE(F_RDLCK), STAP_VALUE(F_WRLCK), STAP_VALUE(F_UNLCK));

STAP_NAMES(terminal_requests, STAP_VALUE(TCGETS), STAP_VALUE(TCSETS), STAP_VALUE(TCSETSW),
	   STAP_VALUE(TCSETSF), STAP_VALUE(TCSBRK), STAP_VALUE(TCXONC), STAP_VALUE(TCFLSH),
	   STAP_VALUE(TIOCGPGRP), STAP_VALUE(TIOCSPGRP), STAP_VALUE(TIOCGWINSZ),
	   STAP_VALUE(TIOCSWINSZ), STAP_VALUE(TIOCSCTTY), STAP_VALUE(TIOCNOTTY),
	   STAP_VALUE(TIOCGSID), STAP_VALUE(TIOCGPTN), STAP_VALUE(TIOCSPTLCK), STAP_VALUE(TIOCINQ),
	   STAP_VALUE(TIOCOUTQ), STAP_VALUE(FIONBIO), STAP_VALUE(FIOCLEX), STAP_VALUE(FIONCLEX),
	   STAP_VALUE(FIOASYNC));

STAP_NAMES(open_flags, STAP_FIELD(O_ACCMODE, O_ACCMODE), STAP_FIELD(O_ACCMODE, O_RDONLY),
	   STAP_FIELD(O_ACCMODE, O_WRONLY), STAP_FIELD(O_ACCMODE, O_RDWR), STAP_FLAG(O_CREAT),
	   STAP_FLAG(O_EXCL), STAP_FLAG(O_NOCTTY), STAP_FLAG(O_TRUNC), STAP_FLAG(O_APPEND),
	   STAP_FLAG(O_NONBLOCK), STAP_FLAG(O_SYNC), STAP_FLAG(O_DSYNC), STAP_FLAG(FASYNC),
	   STAP_FLAG(O_DIRECT), STAP_FLAG(O_LARGEFILE), STAP_FLAG(O_NOFOLLOW), STAP_FLAG(O_NOATIME),
	   STAP_FLAG(O_CLOEXEC), STAP_FLAG(O_PATH), STAP_FLAG(O_TMPFILE), STAP_FLAG(O_DIRECTORY));

static bool may_create(unsigned long flags)
{
	return flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY));
}

static bool open_has_mode(const struct stap_call_text *text)
{
	return may_create(text->values[1]);
}

static bool openat_has_mode(const struct stap_call_text *text)
{
	return may_create(text->values[2]);
}

/* Flags of open() where no access mode is meant. */
STAP_NAMES(open_flags_only, STAP_FLAG(O_NONBLOCK), STAP_FLAG(O_DIRECT), STAP_FLAG(O_CLOEXEC));

STAP_NAMES(resolve_flags, STAP_FLAG(RESOLVE_NO_XDEV), STAP_FLAG(RESOLVE_NO_MAGICLINKS),
	   STAP_FLAG(RESOLVE_NO_SYMLINKS), STAP_FLAG(RESOLVE_BENEATH), STAP_FLAG(RESOLVE_IN_ROOT),
	   STAP_FLAG(RESOLVE_CACHED));

static void write_open_how(struct stap_call_text *text, unsigned long value, const void *data)
{
	struct open_how how;

	if (!stap_call_read(text, &how, value, sizeof(how)))
		return;
	stap_call_put(text, "{flags=");
	stap_call_put_flags(text, how.flags, &open_flags);
	if (may_create(how.flags))
		stap_call_printf(text, ", mode=0%02o", (unsigned int)how.mode);
	stap_call_put(text, ", resolve=");
	stap_call_put_flags(text, how.resolve, &resolve_flags);
	stap_call_put(text, "}");
}

/* An offset that 32-bit calls pass in two arguments. */
static void write_offset_pair(struct stap_call_text *text, unsigned long value, const void *data)
{
	if (text->call->is_compat)
		value |= text->values[4] << 32;
	stap_put_long(text->c, text->out, value);
}

static bool fcntl_has_argument(const struct stap_call_text *text)
{
	switch (text->values[1]) {
	case F_GETFD:
	case F_GETFL:
	case F_GETOWN:
	case F_GETSIG:
	case F_GETLEASE:
	case F_GETPIPE_SZ:
	case F_GET_SEALS:
		return false;
	}
	return true;
}

static void write_file_lock(struct stap_call_text *text, unsigned long value)
{
	struct flock lock;

	if (text->call->is_compat)
		return stap_write_pointer(text, value, NULL);
	if (!stap_call_read(text, &lock, value, sizeof(lock)))
		return;
	stap_call_put(text, "{l_type=");
	stap_call_put_enum(text, lock.l_type, &lock_types);
	stap_call_put(text, ", l_whence=");
	stap_call_put_enum(text, lock.l_whence, &lseek_whences);
	stap_call_printf(text, ", l_start=%ld, l_len=%ld}", (long)lock.l_start, (long)lock.l_len);
}

static void write_fcntl_argument(struct stap_call_text *text, unsigned long value, const void *data)
{
	switch (text->values[1]) {
	case F_SETFD:
		return stap_call_put_flags(text, (u32)value, &descriptor_flags);
	case F_SETFL:
		return stap_call_put_flags(text, (u32)value, &open_flags);
	case F_SETLK:
	case F_SETLKW:
	case F_OFD_SETLK:
	case F_OFD_SETLKW:
	case F_GETLK:
	case F_OFD_GETLK:
		return write_file_lock(text, value);
	case F_SETSIG:
		return stap_write_signal(text, value, NULL);
	case F_SETLEASE:
		return stap_call_put_enum(text, (u32)value, &lock_types);
	case F_ADD_SEALS:
		return stap_call_put_flags(text, (u32)value, &seals);
	case F_GETOWN_EX:
	case F_SETOWN_EX:
		return stap_write_pointer(text, value, NULL);
	}
	stap_write_long(text, value, NULL);
}

const struct stap_call stap_calls_file[] = {
	STAP_CALL_COMPAT(fallocate, STAP_INT, STAP_FLAGS(fallocate_modes), STAP_PAIR(3), STAP_SKIP,
			 STAP_PAIR(5), STAP_SKIP),
	STAP_CALL_COMPAT(readahead, STAP_INT, STAP_PAIR(2), STAP_SKIP, STAP_ULONG),
	STAP_CALL_COMPAT(fadvise64, STAP_INT, STAP_PAIR(2), STAP_SKIP, STAP_ULONG,
			 STAP_ENUM(advices)),
	STAP_CALL_COMPAT(pread64, STAP_INT, STAP_POINTER, STAP_ULONG, STAP_PAIR(4), STAP_SKIP),
	STAP_CALL_COMPAT(pwrite64, STAP_INT, STAP_BUFFER(3), STAP_ULONG, STAP_PAIR(4), STAP_SKIP),
	STAP_CALL_COMPAT(sync_file_range, STAP_INT, STAP_PAIR(2), STAP_SKIP, STAP_PAIR(4),
			 STAP_SKIP, STAP_FLAGS(sync_flags)),
	STAP_CALL(close, STAP_INT),
	STAP_CALL(fadvise64, STAP_INT, STAP_LONG, STAP_ULONG, STAP_ENUM(advices)),
	STAP_CALL(fadvise64_64, STAP_INT, STAP_PAIR(2), STAP_SKIP, STAP_PAIR(4), STAP_SKIP,
		  STAP_ENUM(advices)),
	STAP_CALL(fallocate, STAP_INT, STAP_FLAGS(fallocate_modes), STAP_LONG, STAP_LONG),
	STAP_CALL(ftruncate64, STAP_INT, STAP_PAIR(2), STAP_SKIP),
	STAP_CALL(readahead, STAP_INT, STAP_LONG, STAP_ULONG),
	STAP_CALL(truncate64, STAP_PATH, STAP_PAIR(2), STAP_SKIP),
	STAP_CALL(vmsplice, STAP_INT, STAP_IOVEC(3), STAP_ULONG, STAP_FLAGS(splice_flags)),
	STAP_CALL(copy_file_range, STAP_INT, STAP_LONG_AT, STAP_INT, STAP_LONG_AT, STAP_ULONG,
		  STAP_HEX),
	STAP_CALL(creat, STAP_PATH, STAP_OCTAL),
	STAP_CALL(dup, STAP_INT),
	STAP_CALL(dup2, STAP_INT, STAP_INT),
	STAP_CALL(dup3, STAP_INT, STAP_INT, STAP_FLAGS(open_flags_only)),
	STAP_CALL(fcntl, STAP_INT, STAP_ENUM(fcntl_commands),
		  STAP_IF(fcntl_has_argument, write_fcntl_argument)),
	STAP_CALL(fcntl64, STAP_INT, STAP_ENUM(fcntl_commands),
		  STAP_IF(fcntl_has_argument, write_fcntl_argument)),
	STAP_CALL(fdatasync, STAP_INT),
	STAP_CALL(flock, STAP_INT, STAP_FLAGS(flock_operations)),
	STAP_CALL(fsync, STAP_INT),
	STAP_CALL(ftruncate, STAP_INT, STAP_LONG),
	STAP_CALL(getdents, STAP_INT, STAP_POINTER, STAP_UINT),
	STAP_CALL(getdents64, STAP_INT, STAP_POINTER, STAP_ULONG),
	STAP_CALL(io_cancel, STAP_POINTER, STAP_POINTER, STAP_POINTER),
	STAP_CALL(io_destroy, STAP_POINTER),
	STAP_CALL(io_getevents, STAP_POINTER, STAP_LONG, STAP_LONG, STAP_POINTER, STAP_POINTER),
	STAP_CALL(io_setup, STAP_UINT, STAP_POINTER),
	STAP_CALL(io_submit, STAP_POINTER, STAP_LONG, STAP_POINTER),
	STAP_CALL(ioctl, STAP_INT, STAP_ENUM(terminal_requests), STAP_POINTER),
	STAP_CALL(_llseek, STAP_UINT, STAP_ULONG, STAP_ULONG, STAP_POINTER, STAP_UINT),
	STAP_CALL(lseek, STAP_INT, STAP_LONG, STAP_ENUM(lseek_whences)),
	STAP_CALL(memfd_create, STAP_PATH, STAP_FLAGS(memfd_flags)),
	STAP_CALL(memfd_secret, STAP_HEX),
	STAP_CALL(name_to_handle_at, STAP_DIRFD, STAP_PATH, STAP_POINTER, STAP_POINTER, STAP_INT),
	STAP_CALL(open, STAP_PATH, STAP_FLAGS(open_flags),
		  STAP_IF(open_has_mode, stap_write_octal)),
	STAP_CALL(open_by_handle_at, STAP_INT, STAP_POINTER, STAP_HEX),
	STAP_CALL(openat, STAP_DIRFD, STAP_PATH, STAP_FLAGS(open_flags),
		  STAP_IF(openat_has_mode, stap_write_octal)),
	STAP_CALL(pipe, STAP_POINTER),
	STAP_CALL(pipe2, STAP_POINTER, STAP_FLAGS(open_flags_only)),
	STAP_CALL(pread64, STAP_INT, STAP_POINTER, STAP_ULONG, STAP_LONG),
	STAP_CALL(preadv, STAP_INT, STAP_IOVEC_OUT(3), STAP_ULONG, { .write = write_offset_pair }),
	STAP_CALL(preadv2, STAP_INT, STAP_IOVEC_OUT(3), STAP_ULONG, { .write = write_offset_pair },
		  STAP_SKIP, STAP_FLAGS(rw_flags)),
	STAP_CALL(pwrite64, STAP_INT, STAP_BUFFER(3), STAP_ULONG, STAP_LONG),
	STAP_CALL(pwritev, STAP_INT, STAP_IOVEC(3), STAP_ULONG, { .write = write_offset_pair }),
	STAP_CALL(pwritev2, STAP_INT, STAP_IOVEC(3), STAP_ULONG, { .write = write_offset_pair },
		  STAP_SKIP, STAP_FLAGS(rw_flags)),
	STAP_CALL(read, STAP_INT, STAP_POINTER, STAP_ULONG),
	STAP_CALL(readdir, STAP_UINT, STAP_POINTER, STAP_UINT),
	STAP_CALL(readv, STAP_INT, STAP_IOVEC_OUT(3), STAP_ULONG),
	STAP_CALL(sendfile, STAP_INT, STAP_INT, STAP_LONG_AT, STAP_ULONG),
	STAP_CALL(sendfile64, STAP_INT, STAP_INT, STAP_POINTER, STAP_ULONG),
	STAP_CALL(splice, STAP_INT, STAP_LONG_AT, STAP_INT, STAP_LONG_AT, STAP_ULONG,
		  STAP_FLAGS(splice_flags)),
	STAP_CALL(sync),
	STAP_CALL(sync_file_range, STAP_INT, STAP_LONG, STAP_LONG, STAP_FLAGS(sync_flags)),
	STAP_CALL(syncfs, STAP_INT),
	STAP_CALL(tee, STAP_INT, STAP_INT, STAP_ULONG, STAP_FLAGS(splice_flags)),
	STAP_CALL(truncate, STAP_PATH, STAP_LONG),
	STAP_CALL(uselib, STAP_PATH),
	STAP_CALL(write, STAP_INT, STAP_BUFFER(3), STAP_ULONG),
	STAP_CALL(writev, STAP_INT, STAP_IOVEC(3), STAP_ULONG),
	STAP_CALL(cachestat, STAP_UINT, STAP_POINTER, STAP_POINTER, STAP_HEX),
	STAP_CALL(close_range, STAP_UINT, STAP_UINT, STAP_FLAGS(close_range_flags)),
	STAP_CALL(fsconfig, STAP_INT, STAP_UINT, STAP_POINTER, STAP_POINTER, STAP_INT),
	STAP_CALL(fsmount, STAP_INT, STAP_HEX, STAP_HEX),
	STAP_CALL(fsopen, STAP_PATH, STAP_HEX),
	STAP_CALL(fspick, STAP_DIRFD, STAP_PATH, STAP_HEX),
	STAP_CALL(io_pgetevents, STAP_ULONG, STAP_LONG, STAP_LONG, STAP_POINTER, STAP_POINTER,
		  STAP_POINTER),
	STAP_CALL(io_uring_enter, STAP_UINT, STAP_UINT, STAP_UINT, STAP_HEX, STAP_POINTER,
		  STAP_ULONG),
	STAP_CALL(io_uring_register, STAP_UINT, STAP_UINT, STAP_POINTER, STAP_UINT),
	STAP_CALL(io_uring_setup, STAP_UINT, STAP_POINTER),
	STAP_CALL(listmount, STAP_POINTER, STAP_POINTER, STAP_ULONG, STAP_HEX),
	STAP_CALL(mount_setattr, STAP_DIRFD, STAP_PATH, STAP_HEX, STAP_POINTER, STAP_ULONG),
	STAP_CALL(move_mount, STAP_DIRFD, STAP_PATH, STAP_DIRFD, STAP_PATH, STAP_HEX),
	STAP_CALL(open_tree, STAP_DIRFD, STAP_PATH, STAP_HEX),
	STAP_CALL(openat2, STAP_DIRFD, STAP_PATH, { .write = write_open_how }, STAP_ULONG),
	STAP_CALL(statmount, STAP_POINTER, STAP_POINTER, STAP_ULONG, STAP_HEX),
	{ NULL },
};
