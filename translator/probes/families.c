// SPDX-License-Identifier: GPL-2.0-only
/* The table of all probe families. A new family is one file and one line here. */
#include "probes/family.h"

#include <stdlib.h>
#include <string.h>

extern const struct probe_family data_family;	       /* data.c */
extern const struct probe_family kernel_family;	       /* kernel.c */
extern const struct probe_family module_family;	       /* kernel.c */
extern const struct probe_family moment_family;	       /* moment.c */
extern const struct probe_family netfilter_family;     /* netfilter.c */
extern const struct probe_family syscall_family;       /* syscall.c */
extern const struct probe_family perf_family;	       /* perf.c */
extern const struct probe_family process_data_family;  /* data.c */
extern const struct probe_family process_family;       /* process.c */
extern const struct probe_family process_event_family; /* process_events.c */
extern const struct probe_family procfs_family;	       /* procfs.c */
extern const struct probe_family stdin_family;	       /* stdin.c */
extern const struct probe_family timer_family;	       /* timer.c */
extern const struct probe_family tracepoint_family;    /* tracepoint.c */

const struct probe_family *const probe_families[] = {
	&moment_family,	       &timer_family,	     &kernel_family,
	&module_family,	       &tracepoint_family,   &process_family,
	&process_event_family, &process_data_family, &procfs_family,
	&netfilter_family,     &syscall_family,	     &data_family,
	&perf_family,	       &stdin_family,	     NULL,
};

static int compare_forms(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void probe_forms_write(FILE *stream)
{
	const char **forms;
	size_t count = 0;

	for (size_t i = 0; probe_families[i]; i++)
		for (const char *const *form = probe_families[i]->forms; *form; form++)
			count++;
	forms = calloc(count + 1, sizeof(*forms));
	if (!forms)
		return;
	count = 0;
	for (size_t i = 0; probe_families[i]; i++)
		for (const char *const *form = probe_families[i]->forms; *form; form++)
			forms[count++] = *form;
	qsort(forms, count, sizeof(*forms), compare_forms);
	for (size_t i = 0; i < count; i++)
		fprintf(stream, "%s\n", forms[i]);
	free(forms);
}
