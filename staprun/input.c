// SPDX-License-Identifier: GPL-2.0-only
#include "input.h"
#include "message.h"
#include "protocol.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FOREGROUND_CHECK 200000000 /* ns */

/* ---------------------------------------------------------------- the terminal */

/* Another job of the shell has the terminal, which is ours otherwise. */
static bool is_background(void)
{
	pid_t group = tcgetpgrp(STDIN_FILENO);

	return group > 0 && group != getpgrp();
}

/* Under `mode`. A job in the background leaves the terminal alone. */
static void take_mode(struct input *input)
{
	struct termios mode;

	if (!input->wants_characters || input->ending || is_background() ||
	    tcgetattr(STDIN_FILENO, &mode) || !(mode.c_lflag & ICANON))
		return;
	input->saved = mode;
	mode.c_lflag &= ~(tcflag_t)ICANON;
	mode.c_cc[VMIN] = 1;
	mode.c_cc[VTIME] = 0;
	input->has_mode = !tcsetattr(STDIN_FILENO, TCSANOW, &mode);
}

/* Under `mode`. */
static void give_mode(struct input *input)
{
	if (input->has_mode && !is_background())
		tcsetattr(STDIN_FILENO, TCSANOW, &input->saved);
	input->has_mode = false;
}

void input_continue(struct input *input)
{
	if (!input->session)
		return;
	pthread_mutex_lock(&input->mode);
	take_mode(input);
	pthread_mutex_unlock(&input->mode);
}

/* ---------------------------------------------------------------- the thread */

/* Returns false when nothing is wanted any more. */
static bool hand_over(struct input *input, const char *text, size_t size)
{
	pthread_mutex_lock(&input->handing);
	int number = input->ending ? ENODEV : session_input(input->session, text, size);

	pthread_mutex_unlock(&input->handing);
	if (number && number != ENODEV)
		error("cannot hand over standard input: %s", strerror(number));
	return !number;
}

/*
 * True when reading that failed for the reason errno may be tried again, now or by and by. A
 * terminal has EIO for a job in the background, which may be in the foreground again meanwhile.
 */
static bool may_read_again(void)
{
	if (errno == EIO && tcgetpgrp(STDIN_FILENO) > 0) {
		nanosleep(&(struct timespec){ .tv_nsec = FOREGROUND_CHECK }, NULL);
		return true;
	}
	if (errno == EAGAIN) /* whoever else has this file open made it non-blocking */
		poll(&(struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN }, 1, -1);
	return errno == EINTR || errno == EAGAIN;
}

/* With SIGTTIN blocked reading in the background is an error, and does not stop this process. */
static void *read_input(void *argument)
{
	struct input *input = argument;
	char text[STAP_INPUT_MOST];
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTTIN);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	for (;;) {
		if (is_background()) {
			nanosleep(&(struct timespec){ .tv_nsec = FOREGROUND_CHECK }, NULL);
			continue;
		}
		input_continue(input);
		ssize_t size = read(STDIN_FILENO, text, sizeof(text));

		if (size < 0 && may_read_again())
			continue;
		if (size < 0)
			error("cannot read standard input: %s", strerror(errno));
		if (!hand_over(input, text, size < 0 ? 0 : (size_t)size) || size <= 0)
			return NULL;
	}
}

bool input_start(struct input *input, const struct session *session, bool wants_characters)
{
	*input = (struct input){ .session = session, .wants_characters = wants_characters };
	pthread_mutex_init(&input->handing, NULL);
	pthread_mutex_init(&input->mode, NULL);

	int number = pthread_create(&input->thread, NULL, read_input, input);

	if (number)
		input->session = NULL;
	return number ? error("cannot make a thread: %s", strerror(number)) : true;
}

/* The thread may be stuck in read(), and is left there. */
void input_end(struct input *input)
{
	if (!input->session)
		return;
	pthread_mutex_lock(&input->handing);
	input->ending = true;
	pthread_mutex_unlock(&input->handing);
	pthread_mutex_lock(&input->mode);
	give_mode(input);
	pthread_mutex_unlock(&input->mode);
}
