// program syscalls: gcc -O1 -g -w -o $OUT $SOURCE
// Makes many system calls with arguments of many shapes, most of which fail: syscalls DIRECTORY
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/capability.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

#define C(name, ...) syscall(SYS_##name, ##__VA_ARGS__)

static char buffer[4096];
static struct timespec short_time = { 0, 1000 }, no_time = { 0, 0 };

static void files(void)
{
	struct iovec vectors[] = { { "ab\n", 3 }, { "\1\377", 2 }, { buffer, 0 } };
	struct iovec into[] = { { buffer, 16 }, { buffer + 16, 8 } };
	struct {
		unsigned long flags, mode, resolve;
	} how = { O_RDONLY | O_CLOEXEC, 0, 4 }, how_to_create = { O_CREAT | O_RDWR, 0600, 0 };
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 1, .l_len = 2 };
	struct winsize size;
	struct termios terminal;
	long offset = 3;
	int pipes[2], fd;

	C(open, "no", O_RDONLY);
	C(open, "no", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	C(open, "no", O_WRONLY | O_TRUNC);
	C(open, "f", O_CREAT | O_RDWR | O_TRUNC, 0644);
	C(open, "", O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY);
	C(open, "quote\"d \\ \n\t\x01\xc3\xa9", O_RDWR | O_SYNC | O_NOFOLLOW);
	C(open, NULL, O_DIRECTORY | O_NOATIME | O_DSYNC);
	C(open, (char *)8, O_DIRECT | O_PATH | O_LARGEFILE);
	C(open, ".", O_TMPFILE | O_WRONLY, 0600);
	fd = C(openat, AT_FDCWD, "f", O_RDWR);
	C(openat, 77, "f", O_RDONLY | O_EXCL | O_CREAT, 01777);
	C(openat, -1, "f", 3);
	C(openat2, AT_FDCWD, "f", &how, sizeof(how));
	C(openat2, AT_FDCWD, "g", &how_to_create, sizeof(how));
	C(openat2, AT_FDCWD, "f", NULL, sizeof(how));
	C(creat, "c", 0751);
	C(close, 99);
	C(close, -1);
	C(close_range, 200, 300, 0);
	C(close_range, 200, -1, 4);
	C(write, fd, "hello\n", 6);
	C(write, fd, "a text of more than thirty-two bytes, which is cut", 50);
	C(write, fd, NULL, 0);
	C(write, -2, "x", 0);
	C(write, fd, "\0\1\2\7\10\11\12\13\14\15\16\33\177\200", 14);
	C(writev, fd, vectors, 3);
	C(writev, fd, vectors, 0);
	C(writev, -1, NULL, 2);
	C(pwritev, fd, vectors, 1, 10L, 0L);
	C(pwritev2, fd, vectors, 1, 10L, 0L, 2);
	C(pwrite64, fd, "pw", 2, 100L);
	C(lseek, fd, 0L, SEEK_SET);
	C(lseek, fd, -5L, SEEK_END);
	C(lseek, fd, 1L << 40, SEEK_CUR);
	C(lseek, fd, 0L, SEEK_DATA);
	C(lseek, fd, 0L, 9);
	C(lseek, fd, 0L, SEEK_SET);
	C(read, fd, buffer, 5);
	C(read, -1, NULL, 5);
	C(readv, fd, into, 2);
	C(preadv, fd, into, 2, 1L, 0L);
	C(preadv2, fd, into, 2, 1L, 0L, 0);
	C(pread64, fd, buffer, 4, 2L);
	C(dup, fd);
	C(dup2, fd, 50);
	C(dup3, fd, 51, O_CLOEXEC);
	C(dup3, fd, fd, 0);
	C(fcntl, fd, F_DUPFD, 60);
	C(fcntl, fd, F_DUPFD_CLOEXEC, 61);
	C(fcntl, fd, F_GETFD);
	C(fcntl, fd, F_SETFD, FD_CLOEXEC);
	C(fcntl, fd, F_SETFD, 0);
	C(fcntl, fd, F_GETFL);
	C(fcntl, fd, F_SETFL, O_RDWR | O_APPEND | O_NONBLOCK);
	C(fcntl, fd, F_SETLK, &lock);
	lock.l_type = F_UNLCK;
	C(fcntl, fd, F_SETLKW, &lock);
	lock.l_type = F_RDLCK;
	C(fcntl, fd, F_OFD_SETLK, &lock);
	C(fcntl, fd, F_SETLEASE, F_UNLCK);
	C(fcntl, fd, F_GETLEASE);
	C(fcntl, fd, F_GETOWN);
	C(fcntl, fd, F_SETSIG, SIGIO);
	C(fcntl, fd, F_GETSIG);
	C(flock, fd, LOCK_SH | LOCK_NB);
	C(flock, fd, LOCK_EX);
	C(flock, fd, LOCK_UN);
	C(fsync, -1);
	C(fdatasync, fd);
	C(syncfs, -1);
	C(sync_file_range, fd, 0L, 4096L, 7);
	C(sync_file_range, fd, 0L, 0L, 0);
	C(truncate, "f", 100L);
	C(truncate, "no", 1L << 33);
	C(ftruncate, fd, 200L);
	C(fallocate, fd, 0, 0L, 4096L);
	C(fallocate, fd, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, 1L, 2L);
	C(fadvise64, fd, 0L, 0L, POSIX_FADV_SEQUENTIAL);
	C(fadvise64, fd, 1L, 2L, POSIX_FADV_DONTNEED);
	C(readahead, fd, 0L, 10L);
	C(sendfile, -1, fd, NULL, 10L);
	C(sendfile, -1, fd, &offset, 10L);
	C(copy_file_range, fd, &offset, -1, NULL, 5L, 0);
	C(pipe, pipes);
	C(pipe2, pipes, O_CLOEXEC | O_NONBLOCK);
	C(pipe2, NULL, 0);
	C(splice, pipes[0], NULL, -1, NULL, 10L, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
	C(tee, pipes[0], pipes[1], 10L, SPLICE_F_NONBLOCK);
	C(vmsplice, pipes[1], vectors, 1L, SPLICE_F_GIFT);
	C(memfd_create, "memory", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	C(memfd_create, "", 0);
	C(ioctl, fd, TCGETS, &terminal);
	C(ioctl, fd, TIOCGWINSZ, &size);
	C(getdents64, -1, buffer, 4096L);
	C(getdents, -1, buffer, 4096);
}

static void names(void)
{
	struct timespec times[] = { { 1, 2 }, { 3, UTIME_NOW } },
			omitted[] = { { 0, UTIME_OMIT }, { 5, 6 } };
	struct timeval old_times[] = { { 1, 2 }, { 3, 4 } };
	struct utimbuf utimbuf = { 7, 8 };

	C(access, "f", F_OK);
	C(access, "f", R_OK | W_OK | X_OK);
	C(access, "no", X_OK);
	C(faccessat, AT_FDCWD, "f", R_OK);
	C(faccessat2, AT_FDCWD, "f", W_OK, AT_EACCESS | AT_SYMLINK_NOFOLLOW);
	C(chdir, "no");
	C(fchdir, -1);
	C(chmod, "f", 0);
	C(chmod, "f", 04755);
	C(fchmod, 3, 0644);
	C(fchmodat, AT_FDCWD, "f", 0640);
	C(chown, "f", 0, -1);
	C(lchown, "f", 1, 2);
	C(fchown, -1, 0, 0);
	C(fchownat, AT_FDCWD, "f", 0, 0, AT_SYMLINK_NOFOLLOW);
	C(fchownat, AT_FDCWD, "", 0, 0, AT_EMPTY_PATH);
	C(chroot, "no");
	C(getcwd, buffer, 4096L);
	C(getcwd, buffer, 1L);
	C(mkdir, "d", 0755);
	C(mkdirat, AT_FDCWD, "d", 01777);
	C(rmdir, "no");
	C(link, "f", "l");
	C(linkat, AT_FDCWD, "f", AT_FDCWD, "l2", AT_SYMLINK_FOLLOW);
	C(linkat, 5, "f", 6, "l2", 0);
	C(symlink, "f", "s");
	C(symlinkat, "f", AT_FDCWD, "s");
	C(readlink, "no", buffer, 100L);
	C(readlinkat, AT_FDCWD, "no", buffer, 100L);
	C(rename, "l", "l3");
	C(renameat, AT_FDCWD, "no", AT_FDCWD, "n");
	C(renameat2, AT_FDCWD, "no", AT_FDCWD, "n", 1);
	C(renameat2, AT_FDCWD, "no", AT_FDCWD, "n", 6);
	C(unlink, "l3");
	C(unlinkat, AT_FDCWD, "no", 0);
	C(unlinkat, AT_FDCWD, "no", AT_REMOVEDIR);
	C(mknod, "fifo", S_IFIFO | 0600, 0);
	C(mknod, "dev", S_IFCHR | 0600, makedev(1, 3));
	C(mknodat, AT_FDCWD, "b", S_IFBLK | 0660, makedev(8, 17));
	C(mknodat, AT_FDCWD, "r", S_IFREG | S_ISUID | 0755, 0);
	C(stat, "no", buffer);
	C(lstat, "no", buffer);
	C(fstat, -1, buffer);
	C(newfstatat, AT_FDCWD, "no", buffer, 0);
	C(newfstatat, -1, "", buffer, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT);
	C(statx, AT_FDCWD, "no", AT_STATX_SYNC_AS_STAT, STATX_BASIC_STATS, buffer);
	C(statx, AT_FDCWD, "no", AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC, STATX_TYPE | STATX_BTIME,
	  buffer);
	C(statfs, "no", buffer);
	C(fstatfs, -1, buffer);
	C(umask, 022);
	C(umask, 0);
	C(umask, 0777);
	C(utime, "no", NULL);
	C(utime, "f", &utimbuf);
	C(utimes, "no", NULL);
	C(utimes, "f", old_times);
	C(futimesat, AT_FDCWD, "f", old_times);
	C(utimensat, AT_FDCWD, "f", times, 0);
	C(utimensat, AT_FDCWD, "f", omitted, AT_SYMLINK_NOFOLLOW);
	C(utimensat, 3, NULL, NULL, 0);
	C(mount, "src", "no", "ext4", MS_RDONLY | MS_NOSUID | MS_NODEV, "data");
	C(mount, "src", "no", NULL, MS_BIND | MS_REC, NULL);
	C(mount, "none", "no", "tmpfs", 0, NULL);
	C(umount2, "no", MNT_DETACH);
	C(umount2, "no", MNT_FORCE | UMOUNT_NOFOLLOW);
	C(umount2, "no", 0);
	C(pivot_root, "no", "old");
	C(swapon, "no", 0);
	C(swapoff, "no");
	C(acct, "no");
	C(getxattr, "f", "user.x", buffer, 100L);
	C(lgetxattr, "f", "user.x", buffer, 100L);
	C(fgetxattr, -1, "user.x", buffer, 100L);
	C(setxattr, "f", "user.x", "value", 5L, XATTR_CREATE);
	C(lsetxattr, "f", "user.x", "value", 5L, XATTR_REPLACE);
	C(fsetxattr, -1, "user.x", "value", 5L, 0);
	C(listxattr, "no", buffer, 100L);
	C(llistxattr, "no", buffer, 100L);
	C(flistxattr, -1, buffer, 100L);
	C(removexattr, "f", "user.no");
	C(lremovexattr, "f", "user.no");
	C(fremovexattr, -1, "user.no");
	C(inotify_init);
	C(inotify_init1, IN_CLOEXEC | IN_NONBLOCK);
	C(inotify_init1, 0);
	C(inotify_add_watch, -1, "f", IN_MODIFY | IN_CREATE | IN_ONLYDIR);
	C(inotify_rm_watch, -1, 3);
}

static void memory(void)
{
	char *page = (char *)C(mmap, NULL, 8192L, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L);
	struct iovec into = { buffer, 16 };

	C(mmap, NULL, 0L, PROT_NONE, MAP_SHARED, 3, 4096L);
	C(mmap, page, 4096L, PROT_READ | PROT_EXEC,
	  MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0L);
	C(mmap, NULL, 4096L, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_STACK, -1,
	  0L);
	C(mprotect, page, 4096L, PROT_NONE);
	C(mprotect, page, 4096L, PROT_READ | PROT_WRITE);
	C(madvise, page, 4096L, MADV_DONTNEED);
	C(madvise, page, 4096L, MADV_NOHUGEPAGE);
	C(mincore, page, 0L, buffer);
	C(msync, page, 4096L, MS_SYNC | MS_INVALIDATE);
	C(msync, page, 4096L, MS_ASYNC);
	C(mlock, page, 4096L);
	C(mlock2, page, 4096L, 1);
	C(mlock2, page, 4096L, 0);
	C(munlock, page, 4096L);
	C(mlockall, 4);
	C(mlockall, 0);
	C(munlockall);
	C(mremap, page, 4096L, 4096L, 0);
	C(mremap, page, 4096L, 8192L, MREMAP_MAYMOVE | MREMAP_FIXED, page);
	C(munmap, page, 8192L);
	C(munmap, (void *)1, 4096L);
	C(brk, NULL);
	C(pkey_alloc, 0, 0);
	C(process_vm_readv, 1 << 22, &into, 1L, &into, 1L, 0L);
	C(membarrier, 0, 0);
	C(shmget, IPC_PRIVATE, 4096L, IPC_CREAT | 0600);
	C(shmget, 0x1234, 4096L, 0644);
	C(shmat, -1, NULL, SHM_RDONLY);
	C(shmat, -1, page, 0);
	C(shmdt, page);
	C(shmctl, -1, IPC_RMID, NULL);
	C(shmctl, -1, IPC_STAT, buffer);
}

static void processes(void)
{
	struct {
		unsigned version;
		int pid;
	} header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct rlimit limit = { 8192 * 1024, RLIM_INFINITY }, small = { 10, 20 };
	struct rlimit64 {
		unsigned long current, greatest;
	} limit64 = { 1024, ~0ul };
	int groups[] = { 1, 2, 3 };
	unsigned long cpus = 5;
	struct {
		int priority;
	} parameter = { 0 };
	char *arguments[] = { "no", "-x", "a b", NULL }, *environment[] = { "A=1", NULL },
	     *none[] = { NULL };
	int word = 1, status;

	C(getpid);
	C(getppid);
	C(gettid);
	C(getuid);
	C(geteuid);
	C(getgid);
	C(getegid);
	C(getpgrp);
	C(getpgid, 0);
	C(getsid, 1);
	C(setpgid, 1 << 22, 5);
	C(setsid);
	C(setuid, -1);
	C(setgid, -1);
	C(setreuid, -1, 0);
	C(setregid, -1, 0);
	C(setresuid, -1, 0, -1);
	C(setresgid, -1, 0, -1);
	C(getresuid, NULL, NULL, NULL);
	C(getresgid, NULL, NULL, NULL);
	C(setfsuid, 0);
	C(setfsgid, 0);
	C(getgroups, 0, NULL);
	C(setgroups, 3, groups);
	C(getpriority, PRIO_PROCESS, 0);
	C(setpriority, PRIO_USER, 1 << 20, 5);
	C(sched_yield);
	C(sched_getscheduler, 0);
	C(sched_setscheduler, 1 << 22, SCHED_FIFO, &parameter);
	C(sched_setscheduler, 1 << 22, SCHED_OTHER, NULL);
	C(sched_get_priority_max, SCHED_RR);
	C(sched_get_priority_min, SCHED_BATCH);
	C(sched_setaffinity, 1 << 22, 8L, &cpus);
	C(sched_getaffinity, 1 << 22, 8L, buffer);
	C(getrlimit, RLIMIT_NOFILE, NULL);
	C(setrlimit, RLIMIT_STACK, &limit);
	C(setrlimit, 99, &small);
	C(prlimit64, 0, RLIMIT_CORE, &limit64, NULL);
	C(prlimit64, 1 << 22, RLIMIT_NPROC, NULL, NULL);
	C(getrusage, RUSAGE_CHILDREN, NULL);
	C(getrusage, RUSAGE_SELF, NULL);
	C(times, NULL);
	C(prctl, PR_SET_NAME, "syscalls");
	C(prctl, PR_GET_DUMPABLE);
	C(prctl, PR_SET_PDEATHSIG, SIGTERM);
	C(arch_prctl, 0x9999, 5L);
	C(personality, 0xffffffff);
	C(capget, &header, NULL);
	C(unshare, 0);
	C(unshare, CLONE_FS | 0x80);
	C(setns, -1, CLONE_NEWNET);
	C(kcmp, 1, 2, 0, 3L, 4L);
	C(ioprio_get, 1, 0);
	C(ioprio_set, 1, 1 << 22, 2 << 13 | 4);
	C(pidfd_open, 1 << 22, 0);
	C(getcpu, NULL, NULL, NULL);
	C(set_tid_address, &status);
	C(set_robust_list, NULL, 1L);
	C(wait4, -1, NULL, WNOHANG, NULL);
	C(wait4, 1, NULL, WNOHANG | WUNTRACED | __WALL, NULL);
	C(waitid, P_PID, 1, NULL, WEXITED | WNOHANG, NULL);
	C(futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0);
	C(futex, &word, FUTEX_WAIT_PRIVATE, 1, &short_time, NULL, 0);
	C(futex, &word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
	C(futex, &word, FUTEX_WAKE, 0x7fffffff, NULL, NULL, 0);
	C(futex, &word, FUTEX_WAIT_BITSET_PRIVATE | FUTEX_CLOCK_REALTIME, 1, &no_time, NULL, -1);
	C(futex, &word, FUTEX_CMP_REQUEUE, 1, 2L, &word, 5);
	C(ptrace, PTRACE_ATTACH, 1 << 22, NULL, NULL);
	C(execve, "no", arguments, environment);
	C(execve, "no", none, NULL);
	C(execve, NULL, NULL, NULL);
	C(execveat, AT_FDCWD, "no", arguments, environment, AT_SYMLINK_NOFOLLOW);
	C(kill, 1 << 22, SIGTERM);
	C(kill, 1 << 22, 0);
	C(kill, 1 << 22, SIGSTOP);
	C(kill, 1 << 22, 64);
	C(kill, 1 << 22, 70);
	C(kill, -(1 << 22), 40);
	C(tkill, 1 << 22, SIGUSR1);
	C(tgkill, 1 << 22, 1 << 22, SIGKILL);
}

static void signals(void)
{
	struct {
		void *handler;
		unsigned long flags;
		void *restorer;
		unsigned long mask;
	} action = { SIG_IGN, SA_RESTART | SA_NOCLDSTOP, NULL,
		     1ul << SIGINT - 1 | 1ul << SIGTERM - 1 };
	unsigned long some = 1ul << SIGUSR1 - 1 | 1ul << SIGCHLD - 1 | 1ul << 33,
		      most = ~(1ul << SIGINT - 1), none = 0;
	stack_t stack = { buffer, SS_DISABLE, 4096 };

	C(rt_sigaction, SIGUSR2, &action, NULL, 8L);
	action.handler = buffer;
	action.flags = SA_SIGINFO | 0x04000000;
	action.restorer = files;
	action.mask = 0;
	C(rt_sigaction, SIGUSR2, &action, NULL, 8L);
	action.handler = SIG_DFL;
	C(rt_sigaction, 34, &action, NULL, 8L);
	C(rt_sigaction, SIGINT, NULL, NULL, 8L);
	C(rt_sigprocmask, SIG_BLOCK, &some, NULL, 8L);
	C(rt_sigprocmask, SIG_UNBLOCK, &most, NULL, 8L);
	C(rt_sigprocmask, SIG_SETMASK, &none, NULL, 8L);
	C(rt_sigprocmask, SIG_BLOCK, NULL, NULL, 8L);
	C(rt_sigprocmask, 9, NULL, NULL, 4L);
	C(rt_sigpending, NULL, 8L);
	C(rt_sigtimedwait, &some, NULL, &no_time, 8L);
	C(sigaltstack, &stack, NULL);
	C(sigaltstack, NULL, NULL);
	C(signalfd, -1, &some, 8L);
	C(signalfd4, -1, &some, 8L, SFD_CLOEXEC | SFD_NONBLOCK);
	C(alarm, 0);
}

static void clocks(void)
{
	struct itimerval value = { { 1, 2 }, { 0, 0 } };
	struct itimerspec spec = { { 0, 0 }, { 5, 6 } };
	struct timeval now = { 1, 2 };
	int timer;

	C(nanosleep, &short_time, NULL);
	C(nanosleep, NULL, NULL);
	C(clock_nanosleep, CLOCK_MONOTONIC, 0, &short_time, NULL);
	C(clock_nanosleep, CLOCK_REALTIME, 1, &no_time, NULL);
	C(clock_gettime, CLOCK_BOOTTIME, NULL);
	C(clock_gettime, 99, NULL);
	C(clock_getres, CLOCK_MONOTONIC_COARSE, NULL);
	C(clock_settime, CLOCK_MONOTONIC, &no_time);
	C(gettimeofday, NULL, NULL);
	C(settimeofday, NULL, NULL);
	C(time, NULL);
	C(getitimer, ITIMER_REAL, NULL);
	C(setitimer, ITIMER_VIRTUAL, &value, NULL);
	C(setitimer, ITIMER_PROF, NULL, NULL);
	C(timer_create, CLOCK_REALTIME, NULL, &timer);
	C(timer_settime, 999, 1, &spec, NULL);
	C(timer_settime, 999, 0, NULL, NULL);
	C(timer_gettime, 999, NULL);
	C(timer_getoverrun, 999);
	C(timer_delete, 999);
	C(timerfd_create, CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	C(timerfd_create, CLOCK_REALTIME, 0);
	C(timerfd_settime, -1, 1, &spec, NULL);
	C(timerfd_gettime, -1, NULL);
}

static void sockets(void)
{
	struct sockaddr_in in = { AF_INET, htons(80), { htonl(0x7f000001) } };
	struct sockaddr_in6 in6 = { AF_INET6, htons(443), 0, IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_un un = { AF_UNIX, "path" }, abstract = { AF_UNIX, "\0hidden" };
	struct iovec vector = { "message", 7 };
	struct msghdr message = { &in, sizeof(in), &vector, 1 }, plain = { NULL, 0, &vector, 1 };
	struct pollfd polled[] = { { -1, POLLIN },
				   { 0, POLLIN | POLLOUT },
				   { 1, POLLPRI | POLLRDHUP } };
	struct epoll_event event = { EPOLLIN | EPOLLET, { .u64 = 0x123 } };
	fd_set set;
	struct timeval moment = { 0, 100 };
	unsigned long mask = 1;
	struct {
		void *set;
		unsigned long size;
	} with_mask = { &mask, 8 };
	int one = 1, fd;

	C(socket, AF_INET, SOCK_STREAM, 0);
	fd = C(socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP);
	C(socket, AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, IPPROTO_TCP);
	C(socket, AF_UNIX, SOCK_SEQPACKET, 0);
	C(socket, AF_NETLINK, SOCK_RAW, 15);
	C(socket, 250, 7, 3);
	C(socketpair, AF_UNIX, SOCK_STREAM, 0, NULL);
	C(bind, -1, &in, sizeof(in));
	C(bind, -1, &un, sizeof(un));
	C(bind, -1, &abstract, 9);
	C(bind, -1, NULL, 0);
	C(connect, -1, &in6, sizeof(in6));
	C(connect, fd, &in, sizeof(in));
	C(listen, -1, 128);
	C(accept, -1, NULL, NULL);
	C(accept4, -1, NULL, NULL, SOCK_CLOEXEC);
	C(getsockname, -1, NULL, NULL);
	C(getpeername, -1, NULL, NULL);
	C(setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, &one, 4);
	C(setsockopt, fd, SOL_SOCKET, SO_BROADCAST, NULL, 4);
	C(setsockopt, fd, IPPROTO_TCP, TCP_NODELAY, &one, 4);
	C(setsockopt, fd, IPPROTO_IP, IP_TTL, &one, 4);
	C(setsockopt, fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, 4);
	C(getsockopt, fd, SOL_SOCKET, SO_TYPE, NULL, NULL);
	C(getsockopt, -1, SOL_SOCKET, SO_ERROR, NULL, NULL);
	C(shutdown, -1, SHUT_RD);
	C(shutdown, -1, SHUT_WR);
	C(shutdown, -1, SHUT_RDWR);
	C(sendto, -1, "datagram", 8L, MSG_DONTWAIT | MSG_NOSIGNAL, &in, sizeof(in));
	C(sendto, -1, "x", 1L, 0, NULL, 0);
	C(recvfrom, -1, buffer, 10L, MSG_PEEK | MSG_TRUNC, NULL, NULL);
	C(sendmsg, -1, &message, 0);
	C(sendmsg, -1, &plain, MSG_MORE);
	C(recvmsg, -1, NULL, MSG_WAITALL);
	C(poll, polled, 3, 0);
	C(poll, NULL, 0, 1);
	C(ppoll, polled, 1, &no_time, &mask, 8L);
	C(ppoll, polled, 1, &no_time, NULL, 8L);
	FD_ZERO(&set);
	FD_SET(0, &set);
	FD_SET(2, &set);
	C(select, 3, NULL, &set, NULL, &moment);
	FD_ZERO(&set);
	FD_SET(1, &set);
	C(pselect6, 2, NULL, &set, NULL, &no_time, &with_mask);
	C(epoll_create, 5);
	fd = C(epoll_create1, EPOLL_CLOEXEC);
	C(epoll_create1, 0);
	C(epoll_create1, 5);
	C(epoll_ctl, fd, EPOLL_CTL_ADD, -1, &event);
	C(epoll_ctl, fd, EPOLL_CTL_DEL, -1, NULL);
	C(epoll_wait, -1, buffer, 4, 0);
	C(epoll_pwait, -1, buffer, 4, -1, NULL, 8L);
	C(eventfd, 3);
	C(eventfd2, 3, EFD_CLOEXEC | EFD_SEMAPHORE);
}

static void others(void)
{
	struct sembuf operations[] = { { 0, -1, IPC_NOWAIT }, { 1, 2, SEM_UNDO | IPC_NOWAIT } };
	struct mq_attr attributes = { 0, 10, 8192, 0 };

	C(msgget, IPC_PRIVATE, IPC_CREAT | 0600);
	C(msgget, 0x77, 0);
	C(msgctl, -1, IPC_RMID, NULL);
	C(semget, IPC_PRIVATE, 2, IPC_CREAT | IPC_EXCL | 0640);
	C(semop, -1, operations, 2L);
	C(semtimedop, -1, operations, 1L, &no_time);
	C(mq_open, "no", O_RDWR);
	C(mq_open, "queue", O_CREAT | O_RDONLY | O_NONBLOCK, 0600, &attributes);
	C(mq_unlink, "no");
	C(mq_timedsend, -1, "m", 1L, 2, &no_time);
	C(uname, NULL);
	C(sysinfo, NULL);
	C(getrandom, NULL, 0L, 1);
	C(sethostname, NULL, 100L);
	C(delete_module, "no", O_NONBLOCK);
	C(init_module, NULL, 0L, "a=1");
	C(finit_module, -1, "", 1);
	C(io_setup, 1, NULL);
	C(io_destroy, 0L);
	C(sync);
}

int main(int argc, char **argv)
{
	if (argc != 2 || chdir(argv[1]))
		return 1;
	C(getppid); /* from here on */
	files();
	names();
	memory();
	processes();
	signals();
	clocks();
	sockets();
	others();
	return 0;
}
