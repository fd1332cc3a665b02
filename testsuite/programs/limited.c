// program limited: gcc -O2 -Wall -Werror -static -o $OUT $SOURCE
// limited SECONDS COMMAND [ARGUMENT]...: as setsid timeout -k 5 SECONDS COMMAND..., and nothing
// that is in the session is left at its end. One small program, since an emulated guest takes long
// to start one.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define GRACE 5 /* s from SIGTERM to SIGKILL */

/* The session of a process in /proc; 0 where there is none any more. */
static pid_t session_of(const char *process)
{
	char path[300], text[512], *at;
	int session = 0, fd;
	ssize_t size;

	snprintf(path, sizeof(path), "/proc/%s/stat", process);
	fd = open(path, O_RDONLY);
	size = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (size <= 0)
		return 0;
	text[size] = 0;
	at = strrchr(text, ')'); /* behind the name: state, parent, group, session */
	if (!at || sscanf(at, ") %*c %*d %*d %d", &session) != 1)
		return 0;
	return session;
}

static void kill_session(pid_t session)
{
	DIR *directory = opendir("/proc");
	struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		pid_t pid = atoi(entry->d_name);

		if (pid > 0 && pid != session && session_of(entry->d_name) == session)
			kill(pid, SIGKILL);
	}
}

/* Returns whether a child ends within that time. */
static bool ends_in(long seconds, const sigset_t *set)
{
	struct timespec time = { .tv_sec = seconds };

	return sigtimedwait(set, NULL, &time) == SIGCHLD;
}

int main(int argc, char **argv)
{
	int status, result = 0;
	sigset_t set, old;
	pid_t pid;

	if (argc < 3 || setsid() < 0) {
		perror("limited");
		return 125;
	}
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &old);
	pid = fork();
	if (!pid) {
		sigprocmask(SIG_SETMASK, &old, NULL);
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	if (!ends_in(atol(argv[1]), &set)) {
		result = 124;
		signal(SIGTERM, SIG_IGN);
		kill(0, SIGTERM);
		if (!ends_in(GRACE, &set)) {
			kill(pid, SIGKILL);
			result = 137;
		}
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	kill_session(getpid());
	if (result)
		return result;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
