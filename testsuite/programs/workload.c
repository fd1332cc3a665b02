// program workload: gcc -O1 -g -pthread -Wall -Wextra -Werror -o $OUT $SOURCE
/*
 * What the tests of examples watch, each event as often as it is said: workload COMMAND [NUMBER]
 *
 * - wait TIMES: a thread waits for a mutex that another one holds, each time in the kernel
 *
 * - hold TIMES: a mutex is held, each time for 20 ms or more
 *
 * - order: two mutexes are taken in both orders, by one thread
 *
 * - leak TIMES: 100 bytes are allocated and forgotten, and as often 200 bytes and freed
 *
 * - timeouts TIMES: a socket's receive is given up after 10 ms
 *
 * - spin TICKS: uses a CPU until the timer of its CPU time, of 10 ms, has fired so often
 */
#include <err.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER, second = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t turn;
static int times;

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

static void *waiter(void *unused)
{
	(void)unused;
	for (int i = 0; i < times; i++) {
		pthread_barrier_wait(&turn);
		pthread_mutex_lock(&first);
		pthread_mutex_unlock(&first);
		pthread_barrier_wait(&turn);
	}
	return NULL;
}

/* glibc's word of a mutex is 2 from when somebody is about to wait for it. */
static void wait_for_mutex(void)
{
	pthread_t thread;

	pthread_barrier_init(&turn, NULL, 2);
	pthread_create(&thread, NULL, waiter, NULL);
	for (int i = 0; i < times; i++) {
		pthread_mutex_lock(&first);
		pthread_barrier_wait(&turn);
		while (__atomic_load_n(&first.__data.__lock, __ATOMIC_ACQUIRE) != 2)
			pause_ms(1);
		pause_ms(1);
		pthread_mutex_unlock(&first);
		pthread_barrier_wait(&turn);
	}
	pthread_join(thread, NULL);
}

__attribute__((noipa)) static void take_both(pthread_mutex_t *one, pthread_mutex_t *other)
{
	pthread_mutex_lock(one);
	pthread_mutex_lock(other);
	pthread_mutex_unlock(other);
	pthread_mutex_unlock(one);
}

__attribute__((noipa)) static char *forget(void)
{
	return malloc(100);
}

static void leak(void)
{
	for (int i = 0; i < times; i++) {
		char *volatile forgotten = forget();
		char *volatile kept = malloc(200);

		(void)forgotten;
		free(kept);
	}
}

static void wait_for_timeouts(void)
{
	struct timeval limit = { 0, 10000 };
	int pair[2];
	char byte;

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) ||
	    setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)))
		err(1, "socketpair");
	for (int i = 0; i < times; i++)
		if (recv(pair[0], &byte, 1, 0) >= 0)
			errx(1, "something was received");
}

/* Being interrupted is what counts, however little a busy machine lets it run. */
static volatile sig_atomic_t ticks;

static void count_tick(int signal)
{
	(void)signal;
	ticks++;
}

static void spin(void)
{
	struct itimerval each = { { 0, 10000 }, { 0, 10000 } };

	signal(SIGPROF, count_tick);
	if (setitimer(ITIMER_PROF, &each, NULL))
		err(1, "setitimer");
	while (ticks < times)
		;
}

int main(int argc, char **argv)
{
	const char *command = argc > 1 ? argv[1] : "";

	times = argc > 2 ? atoi(argv[2]) : 1;
	if (!strcmp(command, "wait")) {
		wait_for_mutex();
	} else if (!strcmp(command, "hold")) {
		for (int i = 0; i < times; i++) {
			pthread_mutex_lock(&first);
			pause_ms(20);
			pthread_mutex_unlock(&first);
		}
	} else if (!strcmp(command, "order")) {
		take_both(&first, &second);
		take_both(&second, &first);
	} else if (!strcmp(command, "leak")) {
		leak();
	} else if (!strcmp(command, "timeouts")) {
		wait_for_timeouts();
	} else if (!strcmp(command, "spin")) {
		spin();
	} else {
		errx(1, "what is %s?", command);
	}
	return 0;
}
