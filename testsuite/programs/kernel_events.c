// program kernel_events: gcc -O2 -g -o $OUT $SOURCE
// Calls of the kernel that the aliases of its own events tell of: kernel_events files FILE, cache
// DEVICE, signals, memory, terminal.
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static char buffer[8192];
static volatile int seen;

static void files(const char *path)
{
	struct iovec two[2] = { { buffer, 3 }, { buffer + 3, 4 } };
	int ends[2], file = open(path, O_RDWR | O_CREAT, 0600);
	char *mapped;

	if (write(file, "0123456789", 10) != 10 || writev(file, two, 2) != 7 || pipe(ends))
		exit(1);
	lseek(file, 2, SEEK_SET);
	if (read(file, buffer, 5) != 5 || readv(file, two, 2) != 7)
		exit(2);
	lseek(file, -7, SEEK_END);
	mapped = mmap(NULL, 8192, PROT_READ, MAP_SHARED, file, 0);
	buffer[0] = mapped[0];
	if (splice(file, &(off_t){ 0 }, ends[1], NULL, 6, 0) != 6)
		exit(3);
	close(file);
}

static void cache(const char *path)
{
	int file = open(path, O_RDWR);
	char *mapped;

	posix_fadvise(file, 0, 0, POSIX_FADV_RANDOM);
	if (pread(file, buffer, 4096, 40960) != 4096)
		exit(1);
	mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 40960);
	mapped[5] = 'x';
	munmap(mapped, 4096);
	fsync(file);
	posix_fadvise(file, 40960, 4096, POSIX_FADV_DONTNEED);
	close(file);
}

static void caught(int sig)
{
	seen = sig;
}

static void signals(void)
{
	struct sigaction act = { .sa_handler = caught };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM };
	struct itimerspec soon = { .it_value.tv_nsec = 1000000 };
	sigset_t usr2;
	timer_t timer;
	pid_t child;

	sigemptyset(&usr2);
	sigaddset(&usr2, SIGUSR2);
	sigaddset(&act.sa_mask, SIGTERM);
	sigaction(SIGUSR1, &act, NULL);
	sigaction(SIGUSR2, &act, NULL);
	sigaction(SIGALRM, &act, NULL);
	syscall(SYS_kill, getpid(), SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr2, NULL);
	syscall(SYS_tgkill, getpid(), getpid(), SIGUSR2);
	sigpending(&act.sa_mask);
	sigprocmask(SIG_UNBLOCK, &usr2, NULL);
	syscall(SYS_tkill, getpid(), SIGUSR2);
	syscall(SYS_tkill, getpid(), SIGURG); // is ignored
	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_settime(timer, 0, &soon, NULL);
	while (seen != SIGALRM)
		pause();
	child = fork();
	if (child == 0) // no room for the frame of a handler
		__asm__ volatile("mov $8, %%rsp\n\tsyscall\n\thlt"
				 :
				 : "a"(SYS_kill), "D"(getpid()), "S"(SIGUSR1)
				 : "rcx", "r11", "memory");
	waitpid(child, NULL, 0);
}

static void memory(void)
{
	char *page = mmap((void *)0x700000000000, 12288, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	pid_t child;

	page[1] = page[4097];
	child = fork();
	if (child == 0)
		_exit(0);
	waitpid(child, NULL, 0);
	child = fork();
	if (child == 0) {
		page[3] = 1;
		_exit(0);
	}
	waitpid(child, NULL, 0);
	munmap(page, 12288);
	syscall(SYS_brk, syscall(SYS_brk, 0) + 20480);
}

static void terminal(void)
{
	int ours = posix_openpt(O_RDWR | O_NOCTTY), theirs;
	struct winsize size = { .ws_row = 30, .ws_col = 90, .ws_xpixel = 7, .ws_ypixel = 8 };
	struct pollfd wait = { .events = POLLIN };
	struct termios raw;

	grantpt(ours);
	unlockpt(ours);
	theirs = open(ptsname(ours), O_RDWR | O_NOCTTY);
	tcgetattr(theirs, &raw);
	cfmakeraw(&raw);
	tcsetattr(theirs, TCSANOW, &raw);
	ioctl(theirs, TIOCSWINSZ, &size);
	size.ws_row = 31;
	ioctl(theirs, TIOCSWINSZ, &size);
	wait.fd = theirs;
	if (write(ours, "typed", 5) != 5)
		exit(1);
	poll(&wait, 1, 5000);
	strcpy(buffer, "before");
	if (read(theirs, buffer, 6) != 5 || write(theirs, "shown!", 6) != 6)
		exit(2);
	close(theirs);
	close(ours);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (strcmp(what, "files") == 0)
		files(argv[2]);
	else if (strcmp(what, "cache") == 0)
		cache(argv[2]);
	else if (strcmp(what, "signals") == 0)
		signals();
	else if (strcmp(what, "memory") == 0)
		memory();
	else if (strcmp(what, "terminal") == 0)
		terminal();
	return 0;
}
