// program troubles: gcc -O2 -g -o $OUT $SOURCE -ldl -lpthread
// program troubles-plugin.so: gcc -O2 -g -shared -fPIC -DPLUGIN -o $OUT $SOURCE
// What makes following functions hard: troubles NAME…, each of them in its turn.
#ifdef PLUGIN

int plugged(int n);
int plugged(int n)
{
	return n + 1;
}

#else

#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int watched;
static jmp_buf back;

__attribute__((noipa)) int step(int n)
{
	return n + 1;
}

__attribute__((noipa)) void jump(int n)
{
	if (n)
		jump(n - 1);
	else
		longjmp(back, 1);
	step(n);
}

__attribute__((noipa)) int deep(int n)
{
	return n ? deep(n - 1) + step(0) : 0;
}

__attribute__((noipa)) void read_text(const char *text)
{
	__asm__ volatile("" : : "r"(text));
}

static void on_signal(int number)
{
	step(number);
}

static void *thread(void *argument)
{
	for (int i = 0; i < 100; i++)
		step(i);
	watched += 10;
	return argument;
}

static void in_threads(void)
{
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, thread, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
}

static void in_child(void)
{
	if (!fork()) {
		step(1);
		watched = 30;
		_exit(0);
	}
	wait(NULL);
}

static void after_exec(char *self)
{
	if (!fork()) {
		step(1);
		execl(self, self, "step", NULL);
		_exit(1);
	}
	wait(NULL);
}

static void in_plugin(const char *self)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s-plugin.so", self);
	for (int i = 0; i < 20; i++) {
		void *library = dlopen(path, RTLD_NOW);
		int (*plugged)(int) = library ? (int (*)(int))dlsym(library, "plugged") : NULL;

		if (!plugged)
			exit(1);
		plugged(i);
		dlclose(library);
	}
}

static void no_memory(void)
{
	char *gone = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(gone, 'x', 8192);
	munmap(gone + 4096, 4096);
	read_text(gone + 4090);
	read_text((const char *)8);
	read_text("there");
}

static void die(void)
{
	if (!fork()) {
		alarm(1);
		for (;;)
			step(0);
	}
	wait(NULL);
}

static void run(const char *name, char *self)
{
	if (!strcmp(name, "step"))
		step(0);
	else if (!strcmp(name, "jump") && !setjmp(back))
		jump(5);
	else if (!strcmp(name, "deep"))
		deep(100);
	else if (!strcmp(name, "signal"))
		raise(SIGUSR1);
	else if (!strcmp(name, "threads"))
		in_threads();
	else if (!strcmp(name, "fork"))
		in_child();
	else if (!strcmp(name, "exec"))
		after_exec(self);
	else if (!strcmp(name, "plugin"))
		in_plugin(self);
	else if (!strcmp(name, "memory"))
		no_memory();
	else if (!strcmp(name, "die"))
		die();
	else if (!strcmp(name, "write"))
		watched = 1;
	else if (!strcmp(name, "forever"))
		for (;;)
			step(0);
}

int main(int argc, char **argv)
{
	char self[4096] = "";

	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return 1;
	signal(SIGUSR1, on_signal);
	for (int i = 1; i < argc; i++)
		run(argv[i], self);
	return 0;
}

#endif
