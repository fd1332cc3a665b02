/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE
#include "options.h"

#include "probes/family.h"
#include "version.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum long_option {
	LONG_VP = 256,
	LONG_COMPATIBLE,
	LONG_SKIP_BADVARS,
	LONG_SUPPRESS_HANDLER_ERRORS,
	LONG_SUPPRESS_TIME_LIMITS,
	LONG_TMPDIR,
	LONG_SYSROOT,
	LONG_LDD,
	LONG_ALL_MODULES,
	LONG_COLOR,
	LONG_DUMP_PROBE_TYPES,
	LONG_DUMP_FUNCTIONS,
	LONG_DUMP_PROBE_ALIASES,
	LONG_CHECK_TAPSET,
	LONG_DOC,
	LONG_EXAMPLE,
};

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ "vp", required_argument, NULL, LONG_VP },
	{ "compatible", required_argument, NULL, LONG_COMPATIBLE },
	{ "skip-badvars", no_argument, NULL, LONG_SKIP_BADVARS },
	{ "suppress-handler-errors", no_argument, NULL, LONG_SUPPRESS_HANDLER_ERRORS },
	{ "suppress-time-limits", no_argument, NULL, LONG_SUPPRESS_TIME_LIMITS },
	{ "tmpdir", required_argument, NULL, LONG_TMPDIR },
	{ "sysroot", required_argument, NULL, LONG_SYSROOT },
	{ "ldd", no_argument, NULL, LONG_LDD },
	{ "all-modules", no_argument, NULL, LONG_ALL_MODULES },
	{ "dump-probe-types", no_argument, NULL, LONG_DUMP_PROBE_TYPES },
	{ "dump-functions", no_argument, NULL, LONG_DUMP_FUNCTIONS },
	{ "dump-probe-aliases", no_argument, NULL, LONG_DUMP_PROBE_ALIASES },
	{ "check-tapset", optional_argument, NULL, LONG_CHECK_TAPSET },
	{ "doc", optional_argument, NULL, LONG_DOC },
	{ "example", optional_argument, NULL, LONG_EXAMPLE },
	{ "color", optional_argument, NULL, LONG_COLOR },
	{ "colour", optional_argument, NULL, LONG_COLOR },
	{ NULL, 0, NULL, 0 },
};

static const char usage_text[] =
	"Usage: stap [options] FILE [ARGUMENT…]      run the script in FILE (- : standard input)\n"
	"       stap [options] -e SCRIPT [ARGUMENT…] run SCRIPT\n"
	"       stap [options] -l POINT              list probe points\n"
	"       stap [options] -L POINT              list probe points with their variables\n"
	"       stap --dump-probe-types              list the forms that probe points have\n"
	"       stap --dump-probe-aliases            list the probe aliases of the library\n"
	"       stap --dump-functions                list the functions of the library\n"
	"       stap --check-tapset [DIR]            compile all of a library for the kernel\n"
	"       stap --doc [DIR]                     write the manual of a library here, or to -o\n"
	"       stap --example[=NAME]                list the examples, or print one\n"
	"\n"
	"Script:\n"
	"  -e SCRIPT      the script itself\n"
	"  -E FILE        one more script file\n"
	"  -I DIR         one more directory of tapset files\n"
	"  -D NAME=VALUE  set a limit (MAXACTION, MAXMAPENTRIES …) or a C macro\n"
	"  -G NAME=VALUE  set the initial value of a global\n"
	"  -g             guru mode: embedded C, absolute addresses\n"
	"  -w             no warnings          -W  warnings are errors\n"
	"  -u             keep what has no effect: unused variables, expressions, functions\n"
	"  --skip-badvars a $variable that is not there reads as 0, with a warning\n"
	"  --compatible VERSION\n"
	"                 the language and the library as of that version of SystemTap\n"
	"\n"
	"Passes:\n"
	"  -p N           stop after pass 1 parse, 2 resolve, 3 translate, 4 build, 5 run\n"
	"  -v             say more (repeat for more)   --vp NNNNN  per pass\n"
	"  -k             keep the temporary directory\n"
	"  --tmpdir DIR   use DIR for it\n"
	"\n"
	"Target:\n"
	"  -r RELEASE     build for that kernel release, or for the build tree at a path\n"
	"  -a ARCH        for that architecture\n"
	"  -m NAME        call the module NAME; with -p4 leave NAME.ko here\n"
	"  -d FILE        put names and unwind tables of a program or library into the module\n"
	"  --ldd, --all-modules       taken and not needed: that is always done\n"
	"  --sysroot DIR  look for the target's kernel files below DIR\n"
	"\n"
	"Run:\n"
	"  -c CMD         start CMD when the probes are armed, end with it; target() is its pid\n"
	"  -x PID         end with process PID; target() is PID\n"
	"  -o FILE        write the output to FILE, a format of strftime\n"
	"  -S MIB[,N]     to FILE.0, FILE.1 … of at most MIB MiB; keep the last N\n"
	"  -s MIB         size of the output buffer per CPU\n"
	"  -F             with -o: go on in the background, and show the process number\n"
	"  -T SECONDS     end after that time\n"
	"  -t             report hits and cycles of every probe at the end\n"
	"  --suppress-handler-errors  count errors and skipped hits, do not end for them\n"
	"  --suppress-time-limits     no MAXACTION, no overload check (with -g)\n"
	"\n"
	"  --color[=auto|always|never]   -h --help   -V --version\n";

/* Messages about the command line itself; the exit status is always 1. */
static bool complain(int *status, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool complain(int *status, const char *format, ...)
{
	va_list arguments;

	fputs("stap: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputs("\n  try: stap --help\n", stderr);
	*status = 1;
	return false;
}

static bool parse_unsigned(const char *text, unsigned minimum, unsigned maximum, unsigned *value)
{
	char *end;

	errno = 0;
	unsigned long number = strtoul(text, &end, 10);

	if (!isdigit((unsigned char)*text) || *end || errno || number < minimum || number > maximum)
		return false;
	*value = (unsigned)number;
	return true;
}

static bool is_name(const char *text, size_t length)
{
	if (!length || isdigit((unsigned char)*text))
		return false;
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '_')
			return false;
	return true;
}

/* NAME or NAME=VALUE; @limits: a known limit's value must be a number. */
static bool parse_setting(struct session *session, const char *text, struct setting *setting)
{
	const char *equal = strchr(text, '=');
	size_t length = equal ? (size_t)(equal - text) : strlen(text);

	if (!is_name(text, length))
		return false;
	setting->name = arena_strndup(session->arena, text, length);
	setting->value = equal ? equal + 1 : NULL;
	return true;
}

static bool is_limit(const char *name)
{
	return !strncmp(name, "MAX", 3) || !strcmp(name, "STP_OVERLOAD_INTERVAL") ||
	       !strcmp(name, "STP_OVERLOAD_THRESHOLD");
}

static bool define_setting(struct session *session, const char *text, int *status)
{
	struct setting setting;
	char *end;

	if (!parse_setting(session, text, &setting))
		return complain(status, "-D wants NAME or NAME=VALUE, not '%s'", text);
	if (is_limit(setting.name)) {
		errno = 0;
		if (!setting.value || !isdigit((unsigned char)*setting.value) ||
		    (strtoll(setting.value, &end, 0), *end) || errno)
			return complain(status, "-D %s wants a number, not '%s'", setting.name,
					setting.value ? setting.value : "");
	}
	vec_push(session->arena, &session->options.defines, setting);
	return true;
}

static bool parse_vp(struct options *options, const char *text)
{
	if (strlen(text) > 5)
		return false;
	for (unsigned pass = 1; *text; text++, pass++) {
		if (!isdigit((unsigned char)*text))
			return false;
		options->verbose[pass] += (unsigned)(*text - '0');
	}
	return true;
}

static bool parse_color(struct options *options, const char *text)
{
	options->color = text ? text : "always";
	return !strcmp(options->color, "auto") || !strcmp(options->color, "always") ||
	       !strcmp(options->color, "never");
}

static bool list_points(struct options *options, enum listing listing, const char *point,
			int *status)
{
	if (options->listing)
		return complain(status, "only one -l or -L at a time");
	options->listing = listing;
	options->listing_point = point;
	return true;
}

/* A version such as 4.9, no newer than the language of this stap. */
static bool set_compatible(struct options *options, const char *version, int *status)
{
	if (!isdigit((unsigned char)*version) || version[strspn(version, "0123456789.")] != '\0')
		return complain(status, "--compatible wants a version such as 4.9, not '%s'",
				version);
	if (strverscmp(version, STAP_LANGUAGE_VERSION) > 0)
		return complain(status,
				"stap has the language of SystemTap %s and cannot be compatible "
				"with version %s, which is newer",
				STAP_LANGUAGE_VERSION, version);
	options->compatible = version;
	return true;
}

static bool take_action(struct options *options, enum action action, int *status)
{
	if (options->action)
		return complain(status, "only one of --dump-functions, --dump-probe-aliases, "
					"--check-tapset, --doc and --example at a time");
	options->action = action;
	options->action_argument = optarg;
	return true;
}

/* One option that takes part in the target or in how the passes run. */
static bool parse_one(struct session *session, int option, int *status)
{
	struct options *options = &session->options;
	struct setting setting;

	switch (option) {
	case 'e':
		if (options->script_text)
			return complain(status, "only one -e at a time; -E adds script files");
		options->script_text = optarg;
		return true;
	case 'E':
		vec_push(session->arena, &options->extra_paths, optarg);
		return true;
	case 'I':
		vec_push(session->arena, &options->tapset_paths, optarg);
		return true;
	case 'D':
		return define_setting(session, optarg, status);
	case 'G':
		if (!parse_setting(session, optarg, &setting) || !setting.value)
			return complain(status, "-G wants NAME=VALUE, not '%s'", optarg);
		vec_push(session->arena, &options->globals, setting);
		return true;
	case 'l':
		return list_points(options, LIST_POINTS, optarg, status);
	case 'L':
		return list_points(options, LIST_VARIABLES, optarg, status);
	case 'p':
		if (!parse_unsigned(optarg, 1, 5, &options->last_pass))
			return complain(status, "-p wants a pass from 1 to 5, not '%s'", optarg);
		return true;
	case 's':
		if (!parse_unsigned(optarg, 1, 1024, &options->buffer_mib))
			return complain(status, "-s wants 1 to 1024 MiB, not '%s'", optarg);
		return true;
	case 'v':
		for (unsigned pass = 1; pass <= 5; pass++)
			options->verbose[pass]++;
		return true;
	case LONG_VP:
		if (!parse_vp(options, optarg))
			return complain(status, "--vp wants up to 5 digits, not '%s'", optarg);
		return true;
	case LONG_COLOR:
		if (!parse_color(options, optarg))
			return complain(status, "--color wants auto, always or never, not '%s'",
					optarg);
		return true;
	case 'm':
		if (!is_name(optarg, strlen(optarg)) || strlen(optarg) > MODULE_NAME_LENGTH)
			return complain(status,
					"-m wants a name of at most %d letters, digits and _",
					MODULE_NAME_LENGTH);
		options->module_name = optarg;
		return true;
	case 'g':
		options->guru = true;
		return true;
	case 'u':
		options->unoptimized = true;
		return true;
	case 'k':
		options->keep_temporary = true;
		return true;
	case 't':
		options->timing = true;
		return true;
	case 'w':
		session->diagnostics.warnings_off = true;
		return true;
	case 'W':
		session->diagnostics.warnings_are_errors = true;
		return true;
	case 'r':
		options->release = optarg;
		return true;
	case 'a':
		options->architecture = optarg;
		return true;
	case 'o':
		options->output_path = optarg;
		return true;
	case 'F':
		options->background = true;
		return true;
	case 'S':
		options->file_size = optarg;
		return true;
	case 'c':
		options->command = optarg;
		return true;
	case 'x':
		options->target_pid = optarg;
		return true;
	case 'T':
		options->timeout = optarg;
		return true;
	case LONG_COMPATIBLE:
		return set_compatible(options, optarg, status);
	case LONG_SKIP_BADVARS:
		options->skip_bad_variables = true;
		return true;
	case LONG_SUPPRESS_HANDLER_ERRORS:
		options->suppress_handler_errors = true;
		return true;
	case LONG_SUPPRESS_TIME_LIMITS:
		options->suppress_time_limits = true;
		return true;
	case LONG_TMPDIR:
		options->temporary_directory = optarg;
		return true;
	case 'd':
		vec_push(session->arena, &options->data_files, optarg);
		return true;
	case LONG_LDD:	       /* that is always done */
	case LONG_ALL_MODULES: /* the kernel knows its own names and frames */
		return true;
	case LONG_DUMP_FUNCTIONS:
		return take_action(options, ACTION_DUMP_FUNCTIONS, status);
	case LONG_DUMP_PROBE_ALIASES:
		return take_action(options, ACTION_DUMP_ALIASES, status);
	case LONG_CHECK_TAPSET:
		return take_action(options, ACTION_CHECK_TAPSET, status);
	case LONG_DOC:
		return take_action(options, ACTION_DOCUMENT, status);
	case LONG_EXAMPLE:
		return take_action(options, ACTION_EXAMPLE, status);
	case LONG_SYSROOT:
		options->sysroot = optarg;
		return true;
	}
	return false;
}

/* What takes the place of a script takes none. */
static bool check_action(const struct options *options, int *status)
{
	if (options->listing || options->script_text || options->extra_paths.count)
		return complain(status,
				"--dump-functions, --dump-probe-aliases, --check-tapset, --doc "
				"and --example take no script and no -l or -L");
	if (options->argument_count)
		return complain(status, "there is an argument too many: '%s'",
				options->arguments[0]);
	return true;
}

/* MIB[,N]; staprun knows the ranges. */
static bool is_file_size(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (!digits || !text[digits])
		return digits;
	return text[digits] == ',' && text[digits + 1] &&
	       !text[digits + 1 + strspn(text + digits + 1, "0123456789")];
}

static bool check_combination(struct session *session, int *status)
{
	struct options *options = &session->options;
	unsigned seconds;

	if (options->action && !check_action(options, status))
		return false;
	if (options->listing && (options->script_text || options->argument_count))
		return complain(status, "-l and -L take a probe point and no script");
	if (options->script_text && options->script_path)
		return complain(status, "give either -e or a script file");
	if (!options->listing && !options->action && !options->script_text && !options->script_path)
		return complain(status, "no script: give a file, - or -e SCRIPT");
	if (options->suppress_time_limits && !options->guru)
		return complain(status, "--suppress-time-limits needs -g (guru mode)");
	if (options->target_pid && !parse_unsigned(options->target_pid, 1, 1u << 22, &seconds))
		return complain(status, "-x wants a process number, not '%s'", options->target_pid);
	if (options->timeout && !parse_unsigned(options->timeout, 1, 1u << 30, &seconds))
		return complain(status, "-T wants a number of seconds, not '%s'", options->timeout);
	if (options->background && !options->output_path)
		return complain(status, "-F needs -o FILE: output that is kept in memory until one "
					"asks for it is not there yet");
	if (options->file_size && !is_file_size(options->file_size))
		return complain(status, "-S wants MIB[,N], not '%s'", options->file_size);
	if (options->file_size && !options->output_path)
		return complain(status, "-S is about the files of -o FILE, which is missing");
	if (options->command && options->target_pid)
		return complain(status, "give either -c or -x");
	if (options->architecture && strcmp(options->architecture, "x86_64"))
		return complain(status, "architecture '%s' is not supported; only x86_64 is",
				options->architecture);
	return true;
}

bool options_parse(struct session *session, int argc, char **argv, int *status)
{
	struct options *options = &session->options;
	int option;

	options->last_pass = 5;
	options->color = "auto";
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":hVve:E:I:D:G:l:L:p:s:m:guktwWFr:a:o:S:c:x:T:d:",
				     long_options, NULL)) >= 0) {
		if (option == 'h') {
			fputs(usage_text, stdout);
			*status = 0;
			return false;
		}
		if (option == 'V') {
			printf("stap version %s (language of SystemTap %s)\n", STAP_VERSION,
			       STAP_LANGUAGE_VERSION);
			*status = 0;
			return false;
		}
		if (option == LONG_DUMP_PROBE_TYPES) {
			probe_forms_write(stdout);
			*status = 0;
			return false;
		}
		if (option == ':')
			return complain(status, "option '%s' wants an argument", argv[optind - 1]);
		if (option == '?')
			return optopt && optopt < 256
				       ? complain(status, "unknown option '-%c'", optopt)
				       : complain(status, "unknown option '%s'", argv[optind - 1]);
		if (!parse_one(session, option, status))
			return false;
	}
	bool wants_name = options->action >= ACTION_DOCUMENT && !options->action_argument;

	if (wants_name && optind < argc)
		options->action_argument = argv[optind++];
	if (!options->script_text && !options->listing && !options->action && optind < argc)
		options->script_path = argv[optind++];
	options->arguments = argv + optind;
	options->argument_count = (size_t)(argc - optind);
	return check_combination(session, status);
}
