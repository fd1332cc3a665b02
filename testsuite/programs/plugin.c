// program plugin.so: gcc -O2 -g -fPIC -shared -fomit-frame-pointer -DLIBRARY -o $OUT $SOURCE
// program plugin-host: gcc -O2 -g -o $OUT $SOURCE
// A library that nobody names: plugin-host LIBRARY [TIMES [-d]] loads it, with -d deletes the file,
// and has it call back TIMES times, with a system call in the callback.
#ifdef LIBRARY

__attribute__((noipa)) static int plugin_inner(int (*callback)(int), int value)
{
	return callback(value) + 1;
}

__attribute__((noipa)) int plugin_run(int (*callback)(int), int value)
{
	return plugin_inner(callback, value) + 1;
}

#else

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

__attribute__((noipa)) static int callback(int value)
{
	char byte = 0;
	struct timespec pause = { .tv_nsec = 20000000 };

	nanosleep(&pause, NULL);
	return value + (int)write(-1, &byte, 1);
}

int main(int argc, char **argv)
{
	void *library = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
	int (*run)(int (*)(int), int);
	int times = argc > 2 ? atoi(argv[2]) : 1, sum = 0;

	if (!library) {
		fprintf(stderr, "%s\n", dlerror());
		return 1;
	}
	run = (int (*)(int (*)(int), int))dlsym(library, "plugin_run");
	if (argc > 3 && !strcmp(argv[3], "-d"))
		unlink(argv[1]);
	for (int i = 0; i < times; i++)
		sum += run(callback, i);
	return sum == 12345678;
}

#endif
