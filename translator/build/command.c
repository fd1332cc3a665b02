/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE

#include "build/command.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

const char *command_split(struct arena *arena, const char *text, argument_vector *words)
{
	char *word = arena_alloc(arena, strlen(text) + 1);
	size_t length = 0;
	bool in_word = false;
	char quote = 0;

	for (;; text++) {
		if (!*text || (!quote && strchr(" \t\n;", *text))) {
			if (in_word)
				vec_push(arena, words, arena_strndup(arena, word, length));
			in_word = false;
			length = 0;
			if (!*text || *text == ';')
				return *text ? text + 1 : NULL;
			continue;
		}
		in_word = true;
		if (*text == quote)
			quote = 0;
		else if (!quote && (*text == '\'' || *text == '"'))
			quote = *text;
		else if (*text == '\\' && quote != '\'' && text[1])
			word[length++] = *++text;
		else
			word[length++] = *text;
	}
}

static char **with_environment(const char *setting)
{
	size_t count = 0;

	while (environ[count])
		count++;
	char **copy = calloc(count + 2, sizeof(*copy));

	if (!copy)
		return NULL;
	memcpy(copy, environ, count * sizeof(*copy));
	copy[count] = (char *)setting;
	return copy;
}

int command_start(const struct command *command)
{
	posix_spawn_file_actions_t actions;
	char **environment = with_environment(command->environment);
	pid_t pid = -1;

	posix_spawn_file_actions_init(&actions);
	if (command->directory)
		posix_spawn_file_actions_addchdir_np(&actions, command->directory);
	if (command->output_path) {
		posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, command->output_path,
						 O_WRONLY | O_CREAT | O_TRUNC, 0600);
		posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
	}
	if (environment && posix_spawnp(&pid, command->arguments[0], &actions, NULL,
					(char *const *)command->arguments, environment))
		pid = -1;
	posix_spawn_file_actions_destroy(&actions);
	free(environment);
	return pid;
}

int command_wait(int pid)
{
	int status;

	if (pid < 0)
		return 127;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 127;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int command_run(const struct command *command)
{
	return command_wait(command_start(command));
}

void command_forget_make(void)
{
	unsetenv("MAKEFLAGS");
	unsetenv("MFLAGS");
	unsetenv("MAKELEVEL");
}
