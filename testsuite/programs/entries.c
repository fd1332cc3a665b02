// program entries: gcc -O1 -g -pthread -o $OUT $SOURCE
// System calls that end in special ways: entries. Or N threads that end, then N that wait in a call
// until standard input ends: entries pause N.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FD 100 /* of the calls that the script looks at */

static int ends[2];

static void check(bool is_right, const char *what)
{
	if (is_right)
		return;
	perror(what);
	exit(1);
}

/* What the call waits for comes when it is over. */
static void on_signal(int number)
{
	check(write(ends[1], number == SIGUSR1 ? "x" : "", 1) == 1, "write");
}

/* The call's argument points to something else when it returns. */
static void overwrite(void)
{
	char text[4] = "old";

	check(write(ends[1], "new", 3) == 3 && read(FD, text, 3) == 3, "read");
}

/* A call that a signal interrupts, and that the kernel makes again. */
static void restart(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	char path[40], text[8] = "";
	int child, file;

	sigaction(SIGUSR1, &action, NULL);
	snprintf(path, sizeof(path), "/proc/%d/syscall", getpid());
	child = fork();
	if (!child) {
		do {
			file = open(path, O_RDONLY);
			check(file >= 0 && read(file, text, 4) > 0, path);
			close(file);
		} while (strncmp(text, "0 0x", 4)); /* it waits in read() */
		kill(getppid(), SIGUSR1);
		_exit(0);
	}
	check(read(FD, text, 1) == 1, "read");
	waitpid(child, NULL, 0);
}

/* The kernel does not come to the call itself. */
static void refuse(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fsync, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(filter) / sizeof(*filter), filter };

	check(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
		      !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program),
	      "seccomp");
	check(fsync(FD) && errno == EXDEV, "fsync");
}

static void *execute_true(void *nothing)
{
	execl("/bin/true", "true", NULL);
	return nothing;
}

/* The thread becomes another one. */
static void execute_in_thread(void)
{
	pthread_t thread;
	int child = fork();

	if (!child) {
		pthread_create(&thread, NULL, execute_true, NULL);
		pthread_join(thread, NULL);
		_exit(1);
	}
	waitpid(child, NULL, 0);
}

/* A 32-bit call is left as a 64-bit one, of another number. */
static void execute_by_32_bits(void)
{
	char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	int child = fork();

	if (!child) {
		unsigned int *arguments = (unsigned int *)(low + 64);
		long result;

		strcpy(low, "/bin/true");
		arguments[0] = (unsigned int)(unsigned long)low;
		asm volatile("int $0x80"
			     : "=a"(result)
			     : "a"(11L), "b"(low), "c"(arguments), "d"(0L)
			     : "memory", "r8", "r9", "r10", "r11");
		_exit(1);
	}
	waitpid(child, NULL, 0);
}

static void *leave(void *nothing)
{
	return nothing;
}

static void *wait_for_end(void *nothing)
{
	pause();
	return nothing;
}

static bool is_alone(void)
{
	DIR *tasks = opendir("/proc/self/task");
	int count = 0;

	check(tasks != NULL, "tasks");
	while (readdir(tasks))
		count++;
	closedir(tasks);
	return count == 3; /* with "." and ".." */
}

/* The first threads end one by one, the others with the process. */
static void wait_in_threads(int count)
{
	pthread_t thread;
	char byte;

	for (int i = 0; i < count; i++) {
		check(!pthread_create(&thread, NULL, leave, NULL), "thread");
		pthread_join(thread, NULL);
	}
	while (!is_alone())
		usleep(1000);
	for (int i = 0; i < count; i++)
		check(!pthread_create(&thread, NULL, wait_for_end, NULL), "thread");
	while (read(0, &byte, 1) > 0)
		;
	_exit(0);
}

int main(int argc, char **argv)
{
	if (argc == 3)
		wait_in_threads(atoi(argv[2]));
	check(!pipe(ends) && dup2(ends[0], FD) == FD, "pipe");
	overwrite();
	restart();
	if (!vfork())
		_exit(0);
	refuse();
	execute_in_thread();
	execute_by_32_bits();
	return 0;
}
