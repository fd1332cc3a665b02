// SPDX-License-Identifier: GPL-2.0-only
/* The parts of staprun that need no kernel: files, frames, options, the command of -c. */
#include "../../staprun/command.h"
#include "../../staprun/message.h"
#include "../../staprun/module_file.h"
#include "../../staprun/options.h"
#include "../../staprun/output.h"
#include "../../staprun/symbols.h"
#include "objectdata/write_all.h"

#include <check.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---------------------------------------------------------------- what is written to a descriptor
 */

static char captured[1 << 16];
static int captured_fd, saved_fd;
static FILE *capture_file;

static void capture(int fd)
{
	capture_file = tmpfile();
	captured_fd = fd;
	saved_fd = dup(fd);
	dup2(fileno(capture_file), fd);
}

static const char *end_capture(void)
{
	dup2(saved_fd, captured_fd);
	close(saved_fd);
	rewind(capture_file);
	captured[fread(captured, 1, sizeof(captured) - 1, capture_file)] = '\0';
	fclose(capture_file);
	return captured;
}

/* ---------------------------------------------------------------- options */

/* Parses; the messages are in `captured`. Arguments end with NULL. */
static bool parse(struct run_options *options, int *status, int fd, char **arguments)
{
	int count = 0;

	message_verbosity = 0;
	message_no_warnings = 0;
	while (arguments[count])
		count++;
	capture(fd);
	bool go_on = run_options_parse(options, count, arguments, status);

	end_capture();
	return go_on;
}

#define ARGUMENTS(...) ((char *[]){ "staprun", __VA_ARGS__, NULL })

START_TEST(test_options)
{
	struct run_options options;
	int status;

	ck_assert(parse(
		&options, &status, 2,
		ARGUMENTS("-vvw", "-c", "ls -l", "-o", "out", "-T", "3", "m.ko", "a=1", "b=")));
	ck_assert_str_eq(captured, "");
	ck_assert_str_eq(options.command, "ls -l");
	ck_assert_str_eq(options.output_path, "out");
	ck_assert_uint_eq(options.seconds, 3);
	ck_assert_str_eq(options.module, "m.ko");
	ck_assert_str_eq(options.globals[0], "a=1");
	ck_assert_str_eq(options.globals[1], "b=");
	ck_assert_ptr_null(options.globals[2]);
	ck_assert_int_eq(message_verbosity, 2);
	ck_assert(message_no_warnings);

	ck_assert(parse(&options, &status, 2, ARGUMENTS("-o", "out", "-S", "12,3", "m")));
	ck_assert_uint_eq(options.file_mib, 12);
	ck_assert_uint_eq(options.file_count, 3);

	ck_assert(parse(&options, &status, 2, ARGUMENTS("-x", "12", "m")));
	ck_assert_int_eq(options.target, 12);
	ck_assert_ptr_null(options.globals[0]);
	ck_assert(parse(&options, &status, 2, ARGUMENTS("-d", "m")));
	ck_assert_str_eq(options.remove, "m");
}
END_TEST

static const struct {
	char *arguments[6];
	const char *message;
} wrong_options[] = {
	{ { "staprun" }, "ERROR: which module? staprun -h shows how to use it\n" },
	{ { "staprun", "-q" }, "ERROR: there is no option -q; staprun -h shows all\n" },
	{ { "staprun", "-c" }, "ERROR: option -c needs a value; staprun -h shows how to use it\n" },
	{ { "staprun", "-x", "0", "m" }, "ERROR: '0' is not a process number\n" },
	{ { "staprun", "-x", "1x", "m" }, "ERROR: '1x' is not a process number\n" },
	{ { "staprun", "-x", "99999999999", "m" },
	  "ERROR: '99999999999' is not a process number\n" },
	{ { "staprun", "-T", "", "m" }, "ERROR: '' is not a number of seconds\n" },
	{ { "staprun", "-D", "m" },
	  "ERROR: -D needs -o FILE: in the background there is nowhere to write to\n" },
	{ { "staprun", "-S1", "m" },
	  "ERROR: -S is about the files of -o FILE, which is missing\n" },
#define WRONG_FILE_SIZE(text)                                                                                    \
	{                                                                                                        \
		{ "staprun", "-ofile", "-S", text, "m" },                                                        \
			"ERROR: -S wants the size of a file from 1 to 1048576 MiB and, after a comma, how many " \
			"to keep, from 1 to 1048576, not '" text "'\n"                                           \
	}
	WRONG_FILE_SIZE("0"),
	WRONG_FILE_SIZE("x"),
	WRONG_FILE_SIZE("1,"),
	WRONG_FILE_SIZE("1,0"),
	WRONG_FILE_SIZE("1,2,3"),
	WRONG_FILE_SIZE("1,2x"),
	WRONG_FILE_SIZE("-1"),
	WRONG_FILE_SIZE("1048577"),
	{ { "staprun", "-d", "m", "n" }, "ERROR: -d NAME takes nothing after it, not 'n'\n" },
	{ { "staprun", "m", "=1" }, "ERROR: '=1' after the module is not NAME=VALUE\n" },
	{ { "staprun", "m", "a=1", "b" }, "ERROR: 'b' after the module is not NAME=VALUE\n" },
	{ { "staprun", "-cls", "-x1", "m" },
	  "ERROR: -c and -x exclude each other: each says what target() is\n" },
};

START_TEST(test_wrong_options)
{
	struct run_options options;
	int status = 0;

	ck_assert(!parse(&options, &status, 2, (char **)wrong_options[_i].arguments));
	ck_assert_str_eq(captured, wrong_options[_i].message);
	ck_assert_int_eq(status, 1);
}
END_TEST

START_TEST(test_help)
{
	struct run_options options;
	int status = 1;

	ck_assert(!parse(&options, &status, 1, ARGUMENTS("-h")));
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(strncmp(captured, "Usage: staprun ", 15), 0);
	status = 1;
	ck_assert(!parse(&options, &status, 1, ARGUMENTS("-V", "-q")));
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(strncmp(captured, "staprun ", 8), 0);
}
END_TEST

/* ---------------------------------------------------------------- build-ids and modules */

static const unsigned char notes[] = {
	4, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 'X', 'e', 'n', 0, 1,    2,	  3,	0, /* padded to 4 */
	4, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0, 0xab, 0x01, 0xff, 0,
};

START_TEST(test_notes)
{
	char build_id[KERNEL_BUILD_ID_SIZE];

	kernel_notes_build_id(notes, sizeof(notes), build_id);
	ck_assert_str_eq(build_id, "ab01ff");
	for (size_t size = 0; size < sizeof(notes); size++) {
		void *copy = malloc(size);

		if (size)
			memcpy(copy, notes, size);
		kernel_notes_build_id(copy, size, build_id);
		ck_assert_str_eq(build_id, "");
		free(copy);
	}
}
END_TEST

/* An ELF file with the sections .modinfo and .stap.info; @info NULL: without the latter. */
static size_t make_module(char *file, const char *info)
{
	static const char names[] = "\0.shstrtab\0.modinfo\0.stap.info";
	static const char modinfo[] = "license=GPL\0name=my_script\0vermagic=6.1";
	const char *contents[] = { NULL, names, modinfo, info };
	const size_t sizes[] = { 0, sizeof(names), sizeof(modinfo), info ? strlen(info) + 1 : 0 };
	const unsigned name_offsets[] = { 0, 1, 11, 20 };
	Elf64_Shdr sections[4] = { 0 };
	Elf64_Ehdr header = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB },
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = info ? 4 : 3,
		.e_shstrndx = 1,
	};
	size_t at = sizeof(header);

	for (int i = 1; i < header.e_shnum; i++) {
		sections[i] = (Elf64_Shdr){ .sh_name = name_offsets[i],
					    .sh_type = SHT_PROGBITS,
					    .sh_offset = at,
					    .sh_size = sizes[i] };
		memcpy(file + at, contents[i], sizes[i]);
		at += sizes[i];
	}
	header.e_shoff = at;
	memcpy(file, &header, sizeof(header));
	memcpy(file + at, sections, header.e_shnum * sizeof(*sections));
	return at + header.e_shnum * sizeof(*sections);
}

static const char info_text[] =
	"module=my_script\nkernel_release=6.1.0-x\nkernel_build_id=ab01ff\n";

START_TEST(test_module_info)
{
	struct module_info info;
	char file[2048];
	size_t size = make_module(file, info_text);

	ck_assert_ptr_null(module_parse_info(file, size, &info));
	ck_assert_str_eq(info.name, "my_script");
	ck_assert_str_eq(info.kernel.release, "6.1.0-x");
	ck_assert_str_eq(info.kernel.build_id, "ab01ff");

	size = make_module(file, "kernel_release=6.1.0-x\n");
	ck_assert_ptr_null(module_parse_info(file, size, &info));
	ck_assert_str_eq(info.kernel.build_id, "");

	size = make_module(file, "kernel_release=6.1.0-x\ninput=lines\n");
	ck_assert_ptr_null(module_parse_info(file, size, &info));
	ck_assert(info.wants_input && !info.wants_characters);
	size = make_module(file, "kernel_release=6.1.0-x\ninput=characters\n");
	ck_assert_ptr_null(module_parse_info(file, size, &info));
	ck_assert(info.wants_input && info.wants_characters);
	size = make_module(file, "xkernel_release=6.1.0-x\n");
	ck_assert_str_eq(module_parse_info(file, size, &info), "it was not made by this stap");
	size = make_module(file, NULL);
	ck_assert_str_eq(module_parse_info(file, size, &info), "it was not made by this stap");
	ck_assert_str_eq(module_parse_info("hello", 5, &info), "it is not a kernel module");
}
END_TEST

/* Cut off anywhere, and with any one byte changed: read within bounds, which sanitizers check. */
START_TEST(test_damaged_module)
{
	struct module_info info;
	char file[2048];
	size_t size = make_module(file, info_text);

	for (size_t length = 0; length < size; length++) {
		char *copy = malloc(length);

		if (length)
			memcpy(copy, file, length);
		ck_assert_ptr_nonnull(module_parse_info(copy, length, &info));
		free(copy);
	}
	char *copy = malloc(size);

	memcpy(copy, file, size);
	for (size_t at = 0; at < size; at++)
		for (int bit = 0; bit < 8; bit++) {
			copy[at] ^= 1 << bit;
			module_parse_info(copy, size, &info);
			copy[at] ^= 1 << bit;
		}
	ck_assert_ptr_null(module_parse_info(copy, size, &info));
	free(copy);
}
END_TEST

START_TEST(test_module_fits)
{
	const struct module_info with_id = { .name = "m", .kernel = { "6.1.0-x", "ab01" } };
	const struct module_info without_id = { .name = "m", .kernel = { "6.1.0-x", "" } };
	const struct kernel_info same = { "6.1.0-x", "ab01" }, other_build = { "6.1.0-x", "ab02" };
	const struct kernel_info other = { "6.12", "" };

	ck_assert(module_fits(&with_id, &same, "m.ko"));
	ck_assert(module_fits(&without_id, &same, "m.ko"));
	capture(2);
	ck_assert(!module_fits(&with_id, &other_build, "m.ko"));
	ck_assert_str_eq(end_capture(),
			 "ERROR: m.ko is for another kernel than the running one\n"
			 "  it is for 6.1.0-x, build-id ab01\n"
			 "  running is 6.1.0-x, build-id ab02\n"
			 "  translate the script again for this kernel: stap -r 6.1.0-x\n");
	capture(2);
	ck_assert(!module_fits(&without_id, &other, "m.ko"));
	ck_assert_str_eq(end_capture(),
			 "ERROR: m.ko is for another kernel than the running one\n"
			 "  it is for 6.1.0-x, build-id unknown\n"
			 "  running is 6.12, build-id unknown\n"
			 "  translate the script again for this kernel: stap -r 6.12\n");
}
END_TEST

static char directory[] = "/tmp/test_staprun.XXXXXX";

START_TEST(test_find)
{
	char path[4096], name[64];
	int fd;

	strcpy(directory + sizeof(directory) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(chdir(directory), 0);
	close(open("one.ko", O_CREAT | O_WRONLY, 0600));
	mkdir("two.ko", 0700);

	fd = module_find("one", "none", path, sizeof(path));
	ck_assert_int_ge(fd, 0);
	ck_assert_str_eq(path, "one.ko");
	close(fd);
	fd = module_find("./one.ko", "none", path, sizeof(path));
	ck_assert_int_ge(fd, 0);
	close(fd);

	/* A descriptor that was handed over is closed. */
	int handed_over = open("one.ko", O_RDWR);

	snprintf(name, sizeof(name), "/proc/self/fd/%d", handed_over);
	fd = module_find(name, "none", path, sizeof(path));
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fcntl(handed_over, F_GETFD), -1);
	close(fd);

	capture(2);
	ck_assert_int_eq(module_find("two", "none", path, sizeof(path)), -1);
	ck_assert_str_eq(end_capture(),
			 "ERROR: there is no module two here or in /lib/modules/none/systemtap\n");
	capture(2);
	ck_assert_int_eq(module_find("./three", "none", path, sizeof(path)), -1);
	ck_assert_str_eq(end_capture(), "ERROR: there is no module ./three\n");
	unlink("one.ko");
	rmdir("two.ko");
	ck_assert_int_eq(chdir("/"), 0);
	rmdir(directory);
}
END_TEST

/* ---------------------------------------------------------------- frames */

static alignas(STAP_FRAME_ALIGN) char frames[4096];
static size_t frames_size;

static void add_frame(enum stap_frame_kind kind, const void *data, size_t size)
{
	struct stap_frame *frame;

	frames_size = (frames_size + STAP_FRAME_ALIGN - 1) / STAP_FRAME_ALIGN * STAP_FRAME_ALIGN;
	frame = (struct stap_frame *)(frames + frames_size);
	*frame = (struct stap_frame){ .kind = kind, .size = size };
	if (size)
		memcpy(frame->data, data, size);
	frames_size += sizeof(*frame) + size;
}

static void make_frames(void)
{
	const struct stap_end end = { .status = 3, .errors = 1, .skipped = 2, .lost = 4 };

	frames_size = 0;
	add_frame(STAP_FRAME_OUTPUT, "one\n", 4);
	add_frame(STAP_FRAME_WARNING, "careful", 7);
	add_frame(STAP_FRAME_OUTPUT, "two\n", 4);
	add_frame(STAP_FRAME_ERROR, "bad", 3);
	add_frame(STAP_FRAME_LOG, "said", 4);
	add_frame(77, "?", 1);
	add_frame(STAP_FRAME_EXIT, NULL, 0);
	add_frame(STAP_FRAME_END, &end, sizeof(end));
}

START_TEST(test_frames)
{
	struct output output = { .name = "output" };
	FILE *file = tmpfile();
	char text[64];

	output.fd = fileno(file);
	message_no_warnings = 0;
	make_frames();
	capture(2);
	output_frames(&output, frames, frames_size);
	output_report(&output);
	ck_assert_str_eq(end_capture(),
			 "WARNING: careful\nERROR: bad\nsaid\n"
			 "WARNING: Number of errors: 1, skipped probes: 2\n"
			 "WARNING: There were 4 transport failures: output came faster than it "
			 "was taken; a larger buffer (stap -s MIB) may help\n");
	rewind(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	ck_assert_str_eq(text, "one\ntwo\n");
	ck_assert(output.exit_asked && output.ended && !output.broken);
	ck_assert_int_eq(output.end.status, 3);

	message_no_warnings = 1;
	capture(2);
	output_report(&output);
	ck_assert_str_eq(end_capture(), "");
}
END_TEST

START_TEST(test_damaged_frames)
{
	make_frames();
	for (size_t size = 0; size < frames_size; size++) {
		struct output output = { .fd = open("/dev/null", O_WRONLY), .name = "null" };
		char *copy = malloc(size + 1);

		memcpy(copy, frames, size);
		capture(2);
		output_frames(&output, copy, size);
		end_capture();
		ck_assert(!output.ended);
		free(copy);
		close(output.fd);
	}
}
END_TEST

START_TEST(test_broken_output)
{
	struct output output = { .name = "that pipe" };
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe(ends), 0);
	close(ends[0]);
	output.fd = ends[1];
	make_frames();
	capture(2);
	output_frames(&output, frames, frames_size);
	ck_assert_str_eq(end_capture(), "WARNING: careful\nERROR: bad\nsaid\n");
	ck_assert(output.broken && !output.failed && output.ended);
	close(ends[1]);

	output = (struct output){ .fd = open("/dev/full", O_WRONLY), .name = "a disk" };
	capture(2);
	output_frames(&output, frames, frames_size);
	ck_assert_str_eq(end_capture(), "ERROR: cannot write to a disk: No space left on device\n"
					"WARNING: careful\nERROR: bad\nsaid\n");
	ck_assert(output.broken && output.failed);
	close(output.fd);
}
END_TEST

START_TEST(test_write_all)
{
	static char data[1 << 20];
	size_t total = 0;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	pid_t child = fork();

	if (!child) {
		fcntl(ends[1], F_SETFL, O_NONBLOCK);
		_exit(write_all(ends[1], data, sizeof(data)) ? 0 : 1);
	}
	close(ends[1]);
	for (ssize_t got; (got = read(ends[0], data, 3000)) > 0; total += got)
		if (total == 0)
			usleep(20000); /* the pipe is full by then */
	ck_assert_uint_eq(total, sizeof(data));

	struct command command = { .pid = child };

	ck_assert_int_eq(command_status(&command, 5000), 0);
	close(ends[0]);
}
END_TEST

/* ---------------------------------------------------------------- the command */

/* Runs it, with what it writes to @fd in `captured`; returns its status. */
static int run(const char *text, int fd)
{
	struct command command;
	sigset_t mask;

	sigprocmask(SIG_BLOCK, NULL, &mask);
	capture(fd);
	ck_assert(command_prepare(&command, text, &mask, false));
	ck_assert_int_eq(command_status(&command, 20), -1); /* it is held */
	command_release(&command);

	int status = command_status(&command, 10000);

	end_capture();
	return status;
}

START_TEST(test_command)
{
	ck_assert_int_eq(run("echo 'a  b' \"c\"", 1), 0);
	ck_assert_str_eq(captured, "a  b c\n");
	ck_assert_int_eq(run("echo abc | tr b x; exit 5", 1), 5);
	ck_assert_str_eq(captured, "axc\n");
	ck_assert_int_eq(run("sh -c 'kill -9 $$'", 1), 137);
	ck_assert_int_eq(run("/no/such/program", 2), 127);
	ck_assert_str_eq(captured,
			 "ERROR: cannot run '/no/such/program': No such file or directory\n");
}
END_TEST

START_TEST(test_command_ended)
{
	struct command command;
	sigset_t mask;

	signal(SIGTERM, SIG_DFL); /* the process below would inherit Check's handler */
	sigprocmask(SIG_BLOCK, NULL, &mask);
	ck_assert(command_prepare(&command, "sleep 100", &mask, false));
	command_terminate(&command);
	ck_assert_int_eq(command_status(&command, 10000), 128 + SIGTERM);
	ck_assert(command_prepare(&command, "sleep 100", &mask, false));
	close(command.hold); /* as when staprun is killed */
	ck_assert_int_eq(command_status(&command, 10000), 0);
}
END_TEST

START_TEST(test_symbols)
{
	static const char names[] = "vfs_read\0boot_only\0vfs_write\0in_module\0vfs_read\0data";
	static const char *const lines[] = {
		"ffffffff81000010 T vfs_read\n",
		"ffffffff81000020 t vfs_write\n",
		"ffffffff81000030 t vfs_write\n",
		"ffffffff81000040 D data\n",
		"ffffffff82000000 T _sinittext\n",
		"ffffffff82000010 t boot_only\n",
		"ffffffff82000020 T _einittext\n",
		"ffffffff82000030 t vfs_readable\n",
		"ffffffffc0000000 t in_module\t[some]\n",
		"not a line",
		"",
	};
	struct symbols symbols;

	ck_assert(symbols_begin(&symbols, names, sizeof(names)));
	ck_assert_uint_eq(symbols.count, 6);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		symbols_line(&symbols, lines[i]);
	ck_assert(symbols.is_known);
	ck_assert_uint_eq(symbols.addresses[0], 0xffffffff81000010);
	ck_assert_uint_eq(symbols.addresses[1], 0);
	ck_assert_uint_eq(symbols.addresses[2], 0xffffffff81000020);
	ck_assert_uint_eq(symbols.addresses[3], 0);
	ck_assert_uint_eq(symbols.addresses[4], 0xffffffff81000010);
	ck_assert_uint_eq(symbols.addresses[5], 0);

	/* Where addresses are hidden, nothing is known of any. */
	ck_assert(symbols_begin(&symbols, names, sizeof(names)));
	symbols_line(&symbols, "0000000000000000 T vfs_read\n");
	ck_assert(!symbols.is_known);
	ck_assert(symbols_begin(&symbols, "", 0));
	ck_assert_uint_eq(symbols.count, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("staprun");
	TCase *all = tcase_create("staprun");

	suite_add_tcase(suite, all);
	tcase_set_timeout(all, 60);
	tcase_add_test(all, test_options);
	tcase_add_loop_test(all, test_wrong_options, 0,
			    sizeof(wrong_options) / sizeof(*wrong_options));
	tcase_add_test(all, test_help);
	tcase_add_test(all, test_notes);
	tcase_add_test(all, test_module_info);
	tcase_add_test(all, test_damaged_module);
	tcase_add_test(all, test_module_fits);
	tcase_add_test(all, test_find);
	tcase_add_test(all, test_frames);
	tcase_add_test(all, test_damaged_frames);
	tcase_add_test(all, test_broken_output);
	tcase_add_test(all, test_write_all);
	tcase_add_test(all, test_command);
	tcase_add_test(all, test_command_ended);
	tcase_add_test(all, test_symbols);

	SRunner *runner = srunner_create(suite);

	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);

	srunner_free(runner);
	return failed ? 1 : 0;
}
