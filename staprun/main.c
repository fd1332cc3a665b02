// SPDX-License-Identifier: GPL-2.0-only
/*
 * staprun: inserts a module made by stap, shows its output, and removes it whatever happens.
 *
 * The main thread waits for what can end a session: a signal, the module itself, the process of -c
 * or -x, the time of -T. The two threads of session.c talk with the module meanwhile. When this
 * process is killed the module notices that its file is closed, and has `staprun -d` run.
 */
#include "command.h"
#include "daemon.h"
#include "feeder.h"
#include "input.h"
#include "message.h"
#include "module.h"
#include "module_file.h"
#include "options.h"
#include "session.h"
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <poll.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* How long a module may stay busy, and output may be stuck after a second ^C, in milliseconds. */
#define REMOVE_WAIT  10000
#define UNUSED_WAIT  1000 /* of -d: it is for modules that nobody uses */
#define HURRIED_WAIT 500

struct run {
	struct run_options options;
	struct session session;
	struct symbols symbols;
	struct feeder feeder;
	struct command command;
	struct input input;
	struct shell shell;
	struct module_info info;
	int signals, target, timer; /* descriptors to poll; -1: none */
	bool stopping, hurried;	    /* session_stop(), session_hurry() were called */
	bool started, stopped, drained;
	bool script_ended;  /* by itself: nothing outside asked for the end */
	int daemon;	    /* for daemon_started(); -1: nobody waits */
	int command_status; /* -1: it has not ended */
};

/* ---------------------------------------------------------------- set-up */

static bool may_insert_modules(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	if (syscall(SYS_capget, &header, data))
		return geteuid() == 0;
	return data[CAP_TO_INDEX(CAP_SYS_MODULE)].effective & CAP_TO_MASK(CAP_SYS_MODULE);
}

static int remove_only(const char *name)
{
	int number = module_remove_unused(name, UNUSED_WAIT);

	if (!number)
		return 0;
	error("cannot remove module %s: %s", name,
	      number == ENOENT			    ? "it is not loaded"
	      : number == EAGAIN || number == EBUSY ? "it is in use"
						    : strerror(number));
	return 1;
}

/* Signals come through a descriptor; @mask becomes what it was before. */
static bool catch_signals(struct run *run, sigset_t *mask)
{
	const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCONT, SIGCHLD, SIGUSR2 };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		sigaddset(&set, numbers[i]);
	signal(SIGINT, SIG_DFL);  /* a shell's background job ignores it, and could not be ended */
	signal(SIGCHLD, SIG_DFL); /* children are waited for, even where the parent did not */
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &set, mask);
	run->signals = signalfd(-1, &set, SFD_CLOEXEC);
	return run->signals >= 0 || error("cannot wait for signals: %s", strerror(errno));
}

static bool open_output(struct run *run)
{
	struct output *output = &run->session.output;

	output->fd = STDOUT_FILENO;
	output->name = "standard output";
	if (!run->options.output_path)
		return true;
	output->name = run->options.output_path;
	output->files.format = run->options.output_path;
	output->files.most = (unsigned long long)run->options.file_mib << 20;
	output->files.keep = run->options.file_count;
	if (!output_files_open(&output->files))
		return false;
	output->fd = output->files.fd;
	return true;
}

/* The process of -x or -c, as a descriptor that becomes readable when it ends. */
static bool open_target(struct run *run)
{
	pid_t pid = run->command.pid ? run->command.pid : run->options.target;

	run->target = -1;
	if (!pid)
		return true;
	run->target = syscall(SYS_pidfd_open, pid, 0);
	if (run->target >= 0)
		return true;
	return error("cannot trace process %d: %s", pid,
		     errno == ESRCH ? "there is no such process" : strerror(errno));
}

static bool start_timer(struct run *run)
{
	struct itimerspec time = { .it_value.tv_sec = run->options.seconds };

	if (!run->options.seconds)
		return true;
	run->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	return (run->timer >= 0 && !timerfd_settime(run->timer, 0, &time, NULL)) ||
	       error("cannot set a timer: %s", strerror(errno));
}

/* ---------------------------------------------------------------- while it runs */

/* The first call asks the session to end; the second not to wait for anything. */
static void end_session(struct run *run)
{
	if (!run->stopping) {
		run->stopping = true;
		session_stop(&run->session);
		command_terminate(&run->command);
	}
}

static void ask_to_end(struct run *run)
{
	if (run->stopping) {
		run->hurried = true;
		session_hurry(&run->session);
	}
	end_session(run);
}

static void handle_signal(struct run *run)
{
	struct signalfd_siginfo info;

	if (read(run->signals, &info, sizeof(info)) != sizeof(info))
		return;
	switch (info.ssi_signo) {
	case SIGCONT:
		input_continue(&run->input);
		break;
	case SIGCHLD:
		shell_work(&run->shell, run->session.output.fd);
		break;
	case SIGUSR2:
		output_files_switch(&run->session.output.files);
		break;
	default:
		verbose("signal %u (%s)", info.ssi_signo, strsignal(info.ssi_signo));
		ask_to_end(run);
	}
}

/* Who waited for the start is gone: nobody knows of this session. */
static void handle_alone(struct run *run)
{
	close(run->daemon);
	run->daemon = -1;
	ask_to_end(run);
}

static void go_on_alone(struct run *run)
{
	if (!daemon_started(run->daemon))
		end_session(run);
	run->daemon = -1;
	output_files_take_messages(&run->session.output.files);
}

static void handle_start(struct run *run)
{
	run->started = true;
	if (run->daemon >= 0)
		go_on_alone(run);
	if (message_verbosity)
		module_say_memory(run->session.name);
	if (run->stopping)
		return;
	command_release(&run->command);
	if (!start_timer(run) ||
	    (run->info.wants_input &&
	     !input_start(&run->input, &run->session, run->info.wants_characters)))
		end_session(run);
}

static void handle_event(struct run *run)
{
	char event;

	if (read(run->session.events, &event, 1) != 1)
		return;
	switch ((enum session_event)event) {
	case SESSION_STARTED:
		handle_start(run);
		break;
	case SESSION_COMMAND:
		shell_work(&run->shell, run->session.output.fd);
		break;
	case SESSION_WANTS_END:
		run->script_ended |= !run->stopping;
		end_session(run);
		break;
	case SESSION_NOT_STARTED:
		end_session(run);
		break;
	case SESSION_STOPPED:
		run->stopped = true;
		break;
	case SESSION_DRAINED:
		run->drained = true;
		break;
	}
}

static void handle_target(struct run *run)
{
	close(run->target);
	run->target = -1;
	if (run->command.pid)
		run->command_status = command_status(&run->command, 100);
	end_session(run);
}

/* Commands of system() are waited for, unless a second signal came. */
static bool is_done(struct run *run)
{
	return run->stopped && run->drained && (run->hurried || shell_is_idle(&run->shell));
}

/* Until all is done; or, after a second signal, until all is done but the output. */
static void wait_for_end(struct run *run)
{
	while (!is_done(run)) {
		struct pollfd polls[] = {
			{ .fd = run->signals, .events = POLLIN },
			{ .fd = run->session.events, .events = POLLIN },
			{ .fd = run->target, .events = POLLIN },
			{ .fd = run->timer, .events = POLLIN },
			{ .fd = run->daemon },
		};
		int count = poll(polls, 5, run->hurried && run->stopped ? HURRIED_WAIT : -1);

		if (count == 0)
			return;
		if (count < 0)
			continue;
		if (polls[0].revents)
			handle_signal(run);
		if (polls[1].revents)
			handle_event(run);
		if (polls[2].revents)
			handle_target(run);
		if (polls[3].revents) {
			close(run->timer);
			run->timer = -1;
			end_session(run);
		}
		if (polls[4].revents && run->daemon >= 0)
			handle_alone(run);
	}
}

/* ---------------------------------------------------------------- all of it */

static int exit_status(struct run *run)
{
	const struct output *output = &run->session.output;

	if (!run->drained || !output->ended || output->end.failed || output->failed)
		return 1;
	if (output->end.status)
		return output->end.status;
	if (run->script_ended)
		return 0;
	if (run->command_status < 0 && run->command.pid)
		run->command_status = command_status(&run->command, 1000);
	return run->command_status < 0 ? 0 : run->command_status;
}

static void take_request(void *feeder, const struct stap_wanted_file *wanted)
{
	feeder_request(feeder, wanted);
}

static void take_command(void *argument, const char *text, size_t size)
{
	struct run *run = argument;

	shell_request(&run->shell, text, size);
	session_tell(&run->session, SESSION_COMMAND);
}

/* What the module wants to know of files. Returns false after a message. */
static bool begin_feeding(struct run *run, unsigned parts)
{
	feeder_prepare(&run->feeder, &run->session, parts, run->options.target,
		       run->options.command);
	run->session.output.wanted = take_request;
	run->session.output.wanted_argument = &run->feeder;
	return feeder_start(&run->feeder);
}

/* From an inserted module to one that can be removed. Returns the exit status. */
static int run_session(struct run *run)
{
	pid_t target = run->command.pid ? run->command.pid : run->options.target;

	if (!session_open(&run->session, run->info.name))
		return 1;
	run->session.output.command = take_command;
	run->session.output.command_argument = run;
	bool good = session_setup(&run->session, target);

	if (good && run->symbols.count)
		good = session_set_symbols(&run->session, &run->symbols);
	for (char **global = run->options.globals; good && *global; global++)
		good = session_set_global(&run->session, *global);
	if (good)
		good = begin_feeding(run, run->info.object_parts);
	if (!good || !session_start(&run->session)) {
		feeder_end(&run->feeder);
		session_close(&run->session);
		return 1;
	}
	wait_for_end(run);
	input_end(&run->input);
	shell_end(&run->shell);
	feeder_end(&run->feeder);
	if (run->drained)
		output_report(&run->session.output);
	session_close(&run->session);
	return exit_status(run);
}

/* What the module has to be told of the kernel's symbols. Returns false after a message. */
static bool find_symbols(struct run *run, int fd)
{
	size_t size;
	char *names = module_read_symbols(fd, &size);

	if (!names)
		return true;
	if (!symbols_begin(&run->symbols, names, size))
		return error("there is not enough memory for the names of functions");
	symbols_find(&run->symbols);
	return true;
}

/* @mask is the signal mask for the command. Returns the exit status. */
static int run_module(struct run *run, int fd, const sigset_t *mask)
{
	const struct module_info *info = &run->info;
	int status, number;

	shell_prepare(&run->shell, mask, info->wants_input);
	if (!open_output(run) || !find_symbols(run, fd))
		return 1;
	if (run->options.command &&
	    !command_prepare(&run->command, run->options.command, mask, info->wants_input))
		return 1;
	if (!open_target(run) || !module_insert(fd, info->name)) {
		command_terminate(&run->command);
		return 1;
	}
	close(fd);
	verbose("inserted module %s", info->name);
	status = run_session(run);
	command_terminate(&run->command);
	number = module_remove(info->name, REMOVE_WAIT);
	if (number && number != ENOENT) { /* it may have had itself removed */
		error("cannot remove module %s: %s", info->name, strerror(number));
		return 1;
	}
	verbose("removed module %s", info->name);
	return status;
}

/* One that is closed would become another file, that is then read and written as this one. */
static bool open_standard_files(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int main(int argc, char **argv)
{
	static struct run run = { .timer = -1, .target = -1, .daemon = -1, .command_status = -1 };
	char path[PATH_MAX];
	struct kernel_info kernel;
	sigset_t mask;
	int status;

	if (!open_standard_files())
		return 1;
	if (!run_options_parse(&run.options, argc, argv, &status))
		return status;
	if (!may_insert_modules()) {
		error("staprun must run as root: it inserts a kernel module (CAP_SYS_MODULE)");
		return 1;
	}
	if (run.options.remove)
		return remove_only(run.options.remove);
	if (run.options.is_daemon && (run.daemon = daemon_begin()) < 0)
		return 1;
	if (!catch_signals(&run, &mask)) /* from here on none is lost */
		return 1;
	kernel_info_read(&kernel);

	int fd = module_find(run.options.module, kernel.release, path, sizeof(path));

	if (fd < 0 || !module_read_info(fd, path, &run.info) ||
	    !module_fits(&run.info, &kernel, path))
		return 1;
	module_sweep();
	/* A thread may still be stuck in writing: exit without it. */
	_exit(run_module(&run, fd, &mask));
}
