// program frames-cxx-O0: g++ -Wno-terminate -O0 -g -o $OUT $SOURCE
// program frames-cxx-O2: g++ -Wno-terminate -O2 -g -fomit-frame-pointer -o $OUT $SOURCE
// As frames.c, for what C++ does: exceptions in flight, destructors, virtual functions.
#include <algorithm>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#define noinline __attribute__((noipa))

volatile int sink;

extern "C" noinline void here(int shape)
{
	sink = shape;
}

struct noisy {
	int shape;
	noinline explicit noisy(int shape) : shape(shape) { here(shape); }
	noinline ~noisy() { here(shape); }
};

struct failure : std::exception {
	noinline const char *what() const noexcept override
	{
		here(3);
		return "failure";
	}
	failure() = default;
	noinline failure(const failure &other) : std::exception(other) { here(4); }
};

static noinline void throwing(int depth)
{
	noisy local(1);

	if (depth)
		throwing(depth - 1);
	throw failure();
}

static noinline void caught()
{
	try {
		throwing(3);
	} catch (const std::exception &e) {
		here(5);
		sink = e.what()[0];
	}
	here(6);
}

static noinline void rethrown()
{
	try {
		try {
			throw std::runtime_error("first");
		} catch (...) {
			noisy local(7);
			throw;
		}
	} catch (std::runtime_error &) {
		here(8);
	}
}

struct base {
	virtual noinline int run(int n) = 0;
	virtual ~base() = default;
};

struct other {
	virtual noinline int also(int n) { return n; }
	virtual ~other() = default;
};

struct derived : base, other {
	noinline int run(int n) override
	{
		here(9);
		return n + 1;
	}
	noinline int also(int n) override /* through a thunk */
	{
		here(10);
		return n + 2;
	}
};

static noinline void virtuals(base *a, other *b)
{
	sink = a->run(1) + b->also(2);
}

static noinline void library()
{
	std::vector<int> numbers = { 3, 1, 2 };
	int calls = 0;

	std::sort(numbers.begin(), numbers.end(), [&](int a, int b) {
		if (!calls++)
			here(11);
		return a < b;
	});
	std::function<int(int)> function = [&](int n) {
		here(12);
		return n + calls;
	};
	sink = function(5);
	std::thread thread([] { here(13); });
	thread.join();
	std::string text = "a";
	try {
		sink = text.at(9);
	} catch (std::out_of_range &) {
		here(14);
	}
}

template <typename T> static noinline T templated(T value)
{
	here(15);
	return value + value;
}

struct fails_in_constructor {
	noisy member;
	noinline fails_in_constructor() try : member(16) {
		throw 5;
	} catch (int) {
		here(17);
	}
};

struct thread_local_noise {
	int n = 5;
	noinline ~thread_local_noise() { here(18); }
};
static thread_local thread_local_noise local_noise;

static noisy global(19);

static void terminated()
{
	here(20);
	_Exit(0);
}

static noinline void no_throw() noexcept
{
	noisy local(21);
	throw 1;
}

int main()
{
	derived object;

	caught();
	rethrown();
	virtuals(&object, &object);
	library();
	sink = templated(1) + (int)templated(2.5);
	try {
		fails_in_constructor failing;
	} catch (...) {
	}
	std::thread([] { sink = local_noise.n; }).join();
	std::set_terminate(terminated);
	no_throw();
}
