// SPDX-License-Identifier: GPL-2.0-only
/*
 * A module for live cases to probe. What is written to its parameter `run` is given to a function;
 * with spin=1 a thread calls that all the time, with fail=1 loading it fails. STAP_TEST_BUILD makes
 * another build of it, whose code is at other places.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

int shared = 5;
static struct task_struct *spinner;
static bool spin, fail;
module_param(spin, bool, 0444);
module_param(fail, bool, 0444);

#if STAP_TEST_BUILD > 1
noinline int stap_test_more(int a)
{
	return a * STAP_TEST_BUILD + jiffies;
}
EXPORT_SYMBOL_GPL(stap_test_more);
#endif

static __always_inline int stap_test_inlined(int a)
{
	int twice = 2 * a;

	asm volatile("" : : "r"(a)); /* it is in a register here */
	WRITE_ONCE(fail, twice < 0);
	return twice;
}

noinline long stap_test_work(int a, long b)
{
	static int calls;	 /* .bss */
	static long start = 100; /* .data */

	WRITE_ONCE(calls, calls + 1);
	WRITE_ONCE(start, start + a);
	WRITE_ONCE(shared, shared + 1);
	return stap_test_inlined(a) + b;
}
EXPORT_SYMBOL_GPL(stap_test_work);

static noinline void stap_test_set(int a)
{
	stap_test_work(a, 7);
	barrier(); /* no tail call */
}

static int run_set(const char *text, const struct kernel_param *parameter)
{
	int a, error = kstrtoint(text, 0, &a);

	if (!error)
		stap_test_set(a);
	return error;
}

static const struct kernel_param_ops run_ops = { .set = run_set };
module_param_cb(run, &run_ops, NULL, 0200);

static int spin_thread(void *data)
{
	while (!kthread_should_stop()) {
		stap_test_work(1, 1);
		usleep_range(20, 50);
	}
	return 0;
}

static int __init stap_test_start(void)
{
	if (fail)
		return -EINVAL;
	stap_test_work(1, 2);
	if (spin)
		spinner = kthread_run(spin_thread, NULL, "stap_test");
	return PTR_ERR_OR_ZERO(spinner);
}

static void __exit stap_test_stop(void)
{
	if (spinner)
		kthread_stop(spinner);
	stap_test_work(3, 4);
}

module_init(stap_test_start);
module_exit(stap_test_stop);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("What live cases probe");
