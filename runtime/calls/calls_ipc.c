// SPDX-License-Identifier: GPL-2.0-only
/* System calls: messages, semaphores, message queues, keys. */
#include <linux/fcntl.h>
#include <linux/ipc.h>
#include <linux/keyctl.h>
#include <linux/mqueue.h>
#include <linux/msg.h>
#include <linux/sem.h>

#include "call_text.h"
#include "structures.h"

STAP_NAMES(get_flags, STAP_FLAG(IPC_CREAT), STAP_FLAG(IPC_EXCL));

STAP_NAMES(message_flags, STAP_FLAG(MSG_NOERROR), STAP_FLAG(MSG_EXCEPT), STAP_FLAG(MSG_COPY),
	   STAP_FLAG(IPC_NOWAIT));

STAP_NAMES(message_commands, STAP_VALUE(IPC_RMID), STAP_VALUE(IPC_SET), STAP_VALUE(IPC_STAT),
	   STAP_VALUE(IPC_INFO), STAP_VALUE(MSG_STAT), STAP_VALUE(MSG_INFO),
	   STAP_VALUE(MSG_STAT_ANY));

STAP_NAMES(semaphore_commands, STAP_VALUE(IPC_RMID), STAP_VALUE(IPC_SET), STAP_VALUE(IPC_STAT),
	   STAP_VALUE(IPC_INFO), STAP_VALUE(GETPID), STAP_VALUE(GETVAL), STAP_VALUE(GETALL),
	   STAP_VALUE(GETNCNT), STAP_VALUE(GETZCNT), STAP_VALUE(SETVAL), STAP_VALUE(SETALL),
	   STAP_VALUE(SEM_STAT), STAP_VALUE(SEM_INFO), STAP_VALUE(SEM_STAT_ANY));

STAP_NAMES(semaphore_flags, STAP_FLAG(SEM_UNDO), STAP_FLAG(IPC_NOWAIT));

STAP_NAMES(key_commands, STAP_VALUE(KEYCTL_GET_KEYRING_ID), STAP_VALUE(KEYCTL_JOIN_SESSION_KEYRING),
	   STAP_VALUE(KEYCTL_UPDATE), STAP_VALUE(KEYCTL_REVOKE), STAP_VALUE(KEYCTL_CHOWN),
	   STAP_VALUE(KEYCTL_SETPERM), STAP_VALUE(KEYCTL_DESCRIBE), STAP_VALUE(KEYCTL_CLEAR),
	   STAP_VALUE(KEYCTL_LINK), STAP_VALUE(KEYCTL_UNLINK), STAP_VALUE(KEYCTL_SEARCH),
	   STAP_VALUE(KEYCTL_READ), STAP_VALUE(KEYCTL_INSTANTIATE), STAP_VALUE(KEYCTL_NEGATE),
	   STAP_VALUE(KEYCTL_SET_REQKEY_KEYRING), STAP_VALUE(KEYCTL_SET_TIMEOUT),
	   STAP_VALUE(KEYCTL_ASSUME_AUTHORITY), STAP_VALUE(KEYCTL_GET_SECURITY),
	   STAP_VALUE(KEYCTL_SESSION_TO_PARENT), STAP_VALUE(KEYCTL_REJECT),
	   STAP_VALUE(KEYCTL_INSTANTIATE_IOV), STAP_VALUE(KEYCTL_INVALIDATE),
	   STAP_VALUE(KEYCTL_GET_PERSISTENT));

STAP_NAMES(keyrings, STAP_VALUE(KEY_SPEC_THREAD_KEYRING), STAP_VALUE(KEY_SPEC_PROCESS_KEYRING),
	   STAP_VALUE(KEY_SPEC_SESSION_KEYRING), STAP_VALUE(KEY_SPEC_USER_KEYRING),
	   STAP_VALUE(KEY_SPEC_USER_SESSION_KEYRING), STAP_VALUE(KEY_SPEC_GROUP_KEYRING),
	   STAP_VALUE(KEY_SPEC_REQKEY_AUTH_KEY));

STAP_NAMES(mq_open_flags_only, STAP_FLAG(O_NONBLOCK));

STAP_NAMES(mq_open_flags, STAP_FIELD(O_ACCMODE, O_RDONLY), STAP_FIELD(O_ACCMODE, O_WRONLY),
	   STAP_FIELD(O_ACCMODE, O_RDWR), STAP_FLAG(O_CREAT), STAP_FLAG(O_EXCL),
	   STAP_FLAG(O_NONBLOCK), STAP_FLAG(O_CLOEXEC));

static void write_command(struct stap_call_text *text, unsigned long value, const void *data)
{
	stap_call_put_enum(text, (u32)value & ~STAP_IPC_64, data);
}

static void write_semaphores(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned long count = text->values[2], i;

	if (!value)
		return stap_write_pointer(text, value, NULL);
	stap_call_put(text, "[");
	for (i = 0; i < count && i < STAP_MOST_SHOWN; i++) {
		struct sembuf operation;

		if (!stap_copy_from_user(text->c, &operation, value + i * sizeof(operation),
					 sizeof(operation)))
			break;
		stap_call_printf(text, "%s{sem_num=%u, sem_op=%d, sem_flg=", i ? ", " : "",
				 operation.sem_num, operation.sem_op);
		stap_call_put_flags(text, (u16)operation.sem_flg, &semaphore_flags);
		stap_call_put(text, "}");
	}
	stap_call_put(text, i < count ? ", ...]" : "]");
}

static bool mq_open_has_mode(const struct stap_call_text *text)
{
	return text->values[1] & O_CREAT;
}

static void write_mq_attributes(struct stap_call_text *text, unsigned long value, const void *data)
{
	unsigned long members[4]; /* flags, greatest number, greatest size, number now */
	u32 i;

	if (!value)
		return stap_write_pointer(text, value, NULL);
	for (i = 0; i < ARRAY_SIZE(members); i++)
		if (!stap_call_read_long(text, &members[i], value + i * stap_call_word(text)))
			return;
	stap_call_put(text, "{mq_flags=");
	stap_call_put_flags(text, members[0], &mq_open_flags_only);
	stap_call_printf(text, ", mq_maxmsg=%ld, mq_msgsize=%ld, mq_curmsgs=%ld}", members[1],
			 members[2], members[3]);
}

const struct stap_call stap_calls_ipc[] = {
	STAP_CALL(add_key, STAP_PATH, STAP_PATH, STAP_BUFFER(4), STAP_ULONG,
		  STAP_ENUM_DECIMAL(keyrings)),
	STAP_CALL(msgctl, STAP_INT, { .write = write_command, .data = &message_commands },
		  STAP_POINTER),
	STAP_CALL(msgrcv, STAP_INT, STAP_POINTER, STAP_ULONG, STAP_LONG, STAP_FLAGS(message_flags)),
	STAP_CALL(msgsnd, STAP_INT, STAP_POINTER, STAP_ULONG, STAP_FLAGS(message_flags)),
	STAP_CALL(semctl, STAP_INT, STAP_INT,
		  { .write = write_command, .data = &semaphore_commands }, STAP_HEX),
	STAP_CALL(semtimedop, STAP_INT, { .write = write_semaphores }, STAP_ULONG, STAP_TIMESPEC),
	STAP_CALL(keyctl, STAP_ENUM(key_commands), STAP_HEX, STAP_HEX, STAP_HEX, STAP_HEX),
	STAP_CALL(mq_getsetattr, STAP_INT, { .write = write_mq_attributes }, STAP_POINTER),
	STAP_CALL(mq_notify, STAP_INT, STAP_POINTER),
	STAP_CALL(mq_open, STAP_PATH, STAP_FLAGS(mq_open_flags),
		  STAP_IF(mq_open_has_mode, stap_write_octal),
		  STAP_IF(mq_open_has_mode, write_mq_attributes)),
	STAP_CALL(mq_timedreceive, STAP_INT, STAP_POINTER, STAP_ULONG, STAP_POINTER, STAP_TIMESPEC),
	STAP_CALL(mq_timedreceive_time64, STAP_INT, STAP_POINTER, STAP_ULONG, STAP_POINTER,
		  STAP_POINTER),
	STAP_CALL(mq_timedsend, STAP_INT, STAP_BUFFER(3), STAP_ULONG, STAP_UINT, STAP_TIMESPEC),
	STAP_CALL(mq_timedsend_time64, STAP_INT, STAP_POINTER, STAP_ULONG, STAP_UINT, STAP_POINTER),
	STAP_CALL(mq_unlink, STAP_PATH),
	STAP_CALL(msgget, STAP_KEY, STAP_IPC_FLAGS(get_flags)),
	STAP_CALL(request_key, STAP_PATH, STAP_PATH, STAP_PATH, STAP_ENUM_DECIMAL(keyrings)),
	STAP_CALL(semget, STAP_KEY, STAP_INT, STAP_IPC_FLAGS(get_flags)),
	STAP_CALL(semop, STAP_INT, { .write = write_semaphores }, STAP_ULONG),
	STAP_CALL(semtimedop_time64, STAP_INT, STAP_POINTER, STAP_UINT, STAP_POINTER),
	STAP_CALL(ipc, STAP_UINT, STAP_INT, STAP_ULONG, STAP_ULONG, STAP_POINTER, STAP_LONG),
	{ NULL },
};
