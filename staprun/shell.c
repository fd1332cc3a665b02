// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "shell.h"
#include "command.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void shell_prepare(struct shell *shell, const sigset_t *mask, bool takes_input)
{
	shell->mask = mask;
	shell->takes_input = takes_input;
	pthread_mutex_init(&shell->lock, NULL);
}

void shell_request(struct shell *shell, const char *text, size_t size)
{
	char *copy = strndup(text, size);

	pthread_mutex_lock(&shell->lock);
	if (copy && shell->count < SHELL_QUEUE) {
		shell->queue[(shell->first + shell->count++) % SHELL_QUEUE] = copy;
	} else {
		shell->dropped++;
		free(copy);
	}
	pthread_mutex_unlock(&shell->lock);
}

/* Returns the command that waits longest, to free(); NULL when none does. */
static char *next_command(struct shell *shell)
{
	char *text = NULL;

	pthread_mutex_lock(&shell->lock);
	if (shell->count) {
		text = shell->queue[shell->first];
		shell->first = (shell->first + 1) % SHELL_QUEUE;
		shell->count--;
	}
	pthread_mutex_unlock(&shell->lock);
	return text;
}

/* In the child: of a process with threads, so only what is safe in signal handlers. */
static void __attribute__((noreturn))
run(const struct shell *shell, const char *text, int output, pid_t parent)
{
	static const char message[] = "ERROR: cannot run /bin/sh for system()\n";

	dup2(output, STDOUT_FILENO);
	if (shell->takes_input)
		command_empty_input();
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, shell->mask, NULL);
	if (command_drop_privileges()) {
		prctl(PR_SET_PDEATHSIG, SIGTERM); /* a staprun that is killed leaves nothing */
		if (getppid() != parent)
			_exit(0);
		execl("/bin/sh", "sh", "-c", text, NULL);
	}
	if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0)
		_exit(126);
	_exit(127);
}

static void reap(struct shell *shell)
{
	size_t i = 0;

	while (i < shell->running_count) {
		if (waitpid(shell->running[i], NULL, WNOHANG))
			shell->running[i] = shell->running[--shell->running_count];
		else
			i++;
	}
}

void shell_work(struct shell *shell, int output)
{
	pid_t self = getpid();
	char *text;

	reap(shell);
	while (shell->running_count < SHELL_RUNNING && (text = next_command(shell))) {
		pid_t pid = fork();

		if (!pid)
			run(shell, text, output, self);
		if (pid > 0)
			shell->running[shell->running_count++] = pid;
		else
			error("cannot make a process for system(\"%s\"): %s", text,
			      strerror(errno));
		free(text);
	}
}

bool shell_is_idle(struct shell *shell)
{
	pthread_mutex_lock(&shell->lock);
	bool is_empty = !shell->count;

	pthread_mutex_unlock(&shell->lock);
	return is_empty && !shell->running_count;
}

void shell_end(struct shell *shell)
{
	char *text;

	for (size_t i = 0; i < shell->running_count; i++)
		kill(shell->running[i], SIGTERM);
	while ((text = next_command(shell))) {
		free(text);
		shell->dropped++;
	}
	if (shell->dropped)
		warning("%llu commands of system() were not run", shell->dropped);
}
