// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE /* pipe2 */
#include "daemon.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void __attribute__((noreturn)) wait_for_start(pid_t pid, int started)
{
	int status;
	char byte;

	if (read(started, &byte, 1) == 1) {
		printf("%d\n", pid);
		_exit(fflush(stdout) ? 1 : 0);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	_exit(WIFEXITED(status) && WEXITSTATUS(status) ? WEXITSTATUS(status) : 1);
}

int daemon_begin(void)
{
	int ends[2], nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	pid_t pid;

	if (nothing < 0 || pipe2(ends, O_CLOEXEC) || (pid = fork()) < 0) {
		error("cannot go on in the background: %s", strerror(errno));
		return -1;
	}
	if (pid) {
		close(ends[1]);
		wait_for_start(pid, ends[0]);
	}
	setsid();
	dup2(nothing, STDIN_FILENO);
	dup2(nothing, STDOUT_FILENO);
	close(nothing);
	close(ends[0]);
	return ends[1];
}

bool daemon_started(int daemon)
{
	bool is_told = write(daemon, "", 1) == 1;

	close(daemon);
	return is_told;
}
