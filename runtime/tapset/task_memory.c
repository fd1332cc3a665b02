// SPDX-License-Identifier: GPL-2.0-only
/* Memory of processes, and what they were started with: see task_info.h. */
#include <linux/mm.h>
#include <linux/sched.h>

#include "tapset/member.h"

#define MOST_READ 32768 /* bytes of arguments or environment that are looked through */

/* ---------------------------------------------------------------- sizes */

/* Pages of one kind, as far as the kernel's counter for all CPUs tells. */
static int64_t counted(u64 mm, int kind)
{
	s64 pages = 0;
	u64 at = mm + offsetof(struct mm_struct, rss_stat);

#ifdef HAVE_RSS_PERCPU
	at += kind * sizeof(struct percpu_counter) + offsetof(struct percpu_counter, count);
#else
	at += offsetof(struct mm_rss_stat, count) + kind * sizeof(atomic_long_t);
#endif
	if (copy_from_kernel_nofault(&pages, (void *)(unsigned long)at, sizeof(pages)))
		return 0;
	return max_t(s64, pages, 0);
}

static int64_t pages_between(unsigned long start, unsigned long end)
{
	return (PAGE_ALIGN(end) - (start & PAGE_MASK)) >> PAGE_SHIFT;
}

int64_t stap_process_memory(int64_t pid, enum stap_memory_part part)
{
	u64 task = stap_task_of_pid(pid), mm;
	unsigned long size, start, end;

	if (!task || !STAP_READ_MEMBER(&mm, struct task_struct, task, mm) || !mm)
		return -1;
	switch (part) {
	case STAP_MEMORY_SIZE:
		return STAP_READ_MEMBER(&size, struct mm_struct, mm, total_vm) ? size : -1;
	case STAP_MEMORY_RSS:
		return counted(mm, MM_FILEPAGES) + counted(mm, MM_ANONPAGES) +
		       counted(mm, MM_SHMEMPAGES);
	case STAP_MEMORY_SHARED:
		return counted(mm, MM_FILEPAGES) + counted(mm, MM_SHMEMPAGES);
	case STAP_MEMORY_TEXT:
		return STAP_READ_MEMBER(&start, struct mm_struct, mm, start_code) &&
				       STAP_READ_MEMBER(&end, struct mm_struct, mm, end_code)
			       ? pages_between(start, end)
			       : -1;
	case STAP_MEMORY_DATA:
		return STAP_READ_MEMBER(&size, struct mm_struct, mm, data_vm) &&
				       STAP_READ_MEMBER(&end, struct mm_struct, mm, stack_vm)
			       ? size + end
			       : -1;
	}
	return -1;
}

/* ---------------------------------------------------------------- arguments, environment */

/* Goes through strings one after the other in the process' memory, in pieces. */
struct strings {
	struct stap_context *c;
	unsigned long at, end;
	char piece[64];
	unsigned int given, count; /* of the piece */
	bool failed;
};

static void strings_begin(struct strings *strings, struct stap_context *c, unsigned long start,
			  unsigned long end)
{
	strings->c = c;
	strings->at = start;
	strings->end = min(end, start + MOST_READ);
	strings->given = strings->count = 0;
	strings->failed = start >= end;
}

/* The next byte; 0 at the end, where `failed` is set. */
static char next_byte(struct strings *strings)
{
	if (strings->given == strings->count && !strings->failed) {
		strings->count =
			min_t(unsigned long, sizeof(strings->piece), strings->end - strings->at);
		strings->given = 0;
		if (!strings->count ||
		    !stap_copy_from_user(strings->c, strings->piece, strings->at, strings->count))
			strings->failed = true;
		strings->at += strings->count;
	}
	return strings->failed ? 0 : strings->piece[strings->given++];
}

static void take_string(struct strings *strings, char *text, size_t size)
{
	size_t length = 0;
	char byte;

	while ((byte = next_byte(strings)))
		if (length + 1 < size)
			text[length++] = byte;
	text[length] = 0;
}

bool stap_command_argument(struct stap_context *c, int64_t number, char *text, size_t size)
{
	const struct mm_struct *mm = current->mm;
	struct strings STAP_UNSET strings;

	*text = 0;
	if (!mm || number < 0)
		return false;
	strings_begin(&strings, c, mm->arg_start, mm->arg_end);
	while (number-- > 0 && !strings.failed)
		while (next_byte(&strings))
			;
	if (strings.failed || strings.at - strings.count + strings.given >= strings.end)
		return false;
	take_string(&strings, text, size);
	return true;
}

void stap_environment(struct stap_context *c, const char *name, char *text, size_t size)
{
	const struct mm_struct *mm = current->mm;
	struct strings STAP_UNSET strings;

	*text = 0;
	if (!mm || !*name)
		return;
	strings_begin(&strings, c, mm->env_start, mm->env_end);
	while (!strings.failed) {
		const char *wanted = name;
		char byte = next_byte(&strings);

		while (byte && *wanted == byte) {
			wanted++;
			byte = next_byte(&strings);
		}
		if (!*wanted && byte == '=')
			return take_string(&strings, text, size);
		while (byte)
			byte = next_byte(&strings);
	}
}
