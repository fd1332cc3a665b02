// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE /* pipe2 */
#include "command.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <wordexp.h>

static void __attribute__((noreturn)) execute(const char *text)
{
	wordexp_t words;

	/* Operators such as | ; & < > are an error to wordexp(), and mean that it is a script. */
	if (!wordexp(text, &words, 0) && words.we_wordc)
		execvp(words.we_wordv[0], words.we_wordv);
	else
		execl("/bin/sh", "sh", "-c", text, NULL);
	error("cannot run '%s': %s", text, strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

void command_program(const char *text, char *name, size_t size)
{
	wordexp_t words;

	if (!wordexp(text, &words, 0) && words.we_wordc)
		snprintf(name, size, "%s", words.we_wordv[0]);
	else
		snprintf(name, size, "/bin/sh");
}

/* By system calls: the library's functions are not for a child of a process with threads. */
bool command_drop_privileges(void)
{
	gid_t group = getgid();
	uid_t user = getuid();

	return !syscall(SYS_setresgid, group, group, group) &&
	       !syscall(SYS_setresuid, user, user, user);
}

void command_empty_input(void)
{
	int empty = open("/dev/null", O_RDONLY);

	dup2(empty, STDIN_FILENO);
	close(empty);
}

bool command_prepare(struct command *command, const char *text, const sigset_t *mask,
		     bool takes_input)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return error("cannot make a pipe: %s", strerror(errno));
	command->pid = fork();
	if (command->pid < 0) {
		command->pid = 0;
		return error("cannot make a process: %s", strerror(errno));
	}
	if (command->pid) {
		close(ends[0]);
		command->hold = ends[1];
		return true;
	}
	char go;

	close(ends[1]);
	sigprocmask(SIG_SETMASK, mask, NULL);
	signal(SIGPIPE, SIG_DFL);
	if (takes_input)
		command_empty_input();
	if (read(ends[0], &go, 1) != 1)
		_exit(0);
	if (!command_drop_privileges()) {
		error("cannot run '%s' as user %d: %s", text, getuid(), strerror(errno));
		_exit(126);
	}
	execute(text);
}

void command_release(struct command *command)
{
	if (!command->pid)
		return;
	if (write(command->hold, "", 1) != 1) /* it was killed while it waited */
		verbose("the command is gone already");
	close(command->hold);
	command->hold = -1;
}

int command_status(struct command *command, int milliseconds)
{
	for (;; milliseconds--) {
		int status;
		pid_t pid = waitpid(command->pid, &status, WNOHANG);

		if (pid == command->pid) {
			command->pid = 0;
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		}
		if (milliseconds <= 0)
			return -1;
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
}

void command_terminate(struct command *command)
{
	if (!command->pid)
		return;
	kill(command->pid, SIGTERM);
	if (command->hold >= 0)
		close(command->hold);
	command->hold = -1;
}
