// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"
#include "message.h"
#include "version.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MOST_MIB (1 << 20)
#define FILES_MOST    (1 << 20)

static const char usage[] =
	"Usage: staprun [OPTION]... MODULE[.ko] [NAME=VALUE]...\n"
	"       staprun -d NAME\n"
	"Insert a module made by stap, show its output, and remove it.\n"
	"\n"
	"  -c COMMAND   run COMMAND once the probes are armed, and end with it\n"
	"  -x PID       target() is PID; end when that process ends\n"
	"  -o FILE      write the output to FILE\n"
	"  -S MIB[,N]   begin another file, FILE.0, FILE.1 …, before one has more than\n"
	"               MIB MiB, and keep the last N\n"
	"  -D           with -o: go on in the background, and show the process number\n"
	"  -T SECONDS   end after SECONDS\n"
	"  -w           no warnings\n"
	"  -v           say what is done\n"
	"  -d NAME      remove a module that is not in use\n"
	"  -h, -V       show this help, the version\n"
	"\n"
	"MODULE is a path, or the name of a module in /lib/modules/RELEASE/systemtap.\n"
	"NAME=VALUE sets a global variable of the script.\n";

/* Reads a whole number from 1 to INT_MAX. */
static bool parse_number(const char *text, const char *what, int *number)
{
	char *end;

	errno = 0;
	long value = strtol(text, &end, 10);

	if (errno || end == text || *end || value < 1 || value > INT_MAX)
		return error("'%s' is not a %s", text, what);
	*number = value;
	return true;
}

/* MIB[,N] */
static bool parse_file_size(struct run_options *options, const char *text)
{
	char *rest;

	errno = 0;
	unsigned long mib = strtoul(text, &rest, 10), count = 0;
	bool good = isdigit((unsigned char)*text) && mib > 0;

	if (good && *rest == ',') {
		good = isdigit((unsigned char)rest[1]);
		count = strtoul(rest + 1, &rest, 10);
		good = good && count > 0;
	}
	if (!good || *rest || errno || mib > FILE_MOST_MIB || count > FILES_MOST)
		return error("-S wants the size of a file from 1 to %d MiB and, after a comma, how "
			     "many to keep, from 1 to %d, not '%s'",
			     FILE_MOST_MIB, FILES_MOST, text);
	options->file_mib = (unsigned)mib;
	options->file_count = (unsigned)count;
	return true;
}

static bool parse_option(struct run_options *options, int option)
{
	int number;

	switch (option) {
	case 'c':
		options->command = optarg;
		return true;
	case 'x':
		if (!parse_number(optarg, "process number", &number))
			return false;
		options->target = number;
		return true;
	case 'o':
		options->output_path = optarg;
		return true;
	case 'D':
		options->is_daemon = true;
		return true;
	case 'S':
		return parse_file_size(options, optarg);
	case 'T':
		if (!parse_number(optarg, "number of seconds", &number))
			return false;
		options->seconds = number;
		return true;
	case 'd':
		options->remove = optarg;
		return true;
	case 'v':
		message_verbosity++;
		return true;
	case 'w':
		message_no_warnings = 1;
		return true;
	}
	if (option == ':')
		return error("option -%c needs a value; staprun -h shows how to use it", optopt);
	return error("there is no option -%c; staprun -h shows all", optopt);
}

static bool parse_operands(struct run_options *options, int argc, char **argv)
{
	if (options->remove) {
		if (argc > 0)
			return error("-d NAME takes nothing after it, not '%s'", argv[0]);
		return true;
	}
	if (options->command && options->target)
		return error("-c and -x exclude each other: each says what target() is");
	if (options->is_daemon && !options->output_path)
		return error("-D needs -o FILE: in the background there is nowhere to write to");
	if (options->file_mib && !options->output_path)
		return error("-S is about the files of -o FILE, which is missing");
	if (argc == 0)
		return error("which module? staprun -h shows how to use it");
	options->module = argv[0];
	options->globals = argv + 1;
	for (int i = 1; i < argc; i++)
		if (!strchr(argv[i], '=') || argv[i][0] == '=')
			return error("'%s' after the module is not NAME=VALUE", argv[i]);
	return true;
}

bool run_options_parse(struct run_options *options, int argc, char **argv, int *status)
{
	int option;

	*options = (struct run_options){ 0 };
	*status = 1;
	optind = 0; /* also between two calls */
	while ((option = getopt(argc, argv, "+:c:x:o:DS:T:d:vwhV")) != -1) {
		if (option == 'h' || option == 'V') {
			if (option == 'h')
				fputs(usage, stdout);
			else
				puts("staprun " STAP_VERSION);
			*status = fflush(stdout) ? 1 : 0;
			return false;
		}
		if (!parse_option(options, option))
			return false;
	}
	return parse_operands(options, argc - optind, argv + optind);
}
