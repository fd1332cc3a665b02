// program frames: g++ -O2 -g -o $OUT $SOURCE
// program frames-stripped: g++ -O2 -g -o $OUT $SOURCE && strip --strip-all $OUT
// program frames-mini: g++ -O2 -o $OUT $SOURCE && ./add-mini-debuginfo $OUT
// Functions in namespaces, classes and templates, one of them inlined in another; the innermost one
// makes the system call write(-1, 0, 77).
#include <unistd.h>

int sink;

namespace shapes
{
template <typename T> struct box {
	T value;

	__attribute__((noipa)) int put(int number);
};

template <typename T> __attribute__((noipa)) int box<T>::put(int number)
{
	return (int)write(-1, nullptr, (size_t)(number + value)) + 1;
}

static inline __attribute__((always_inline)) int inner(int number)
{
	box<long> box = { number };

	return box.put(70) + 2;
}

static inline __attribute__((always_inline)) int middle(int number)
{
	return inner(number) + sink;
}

__attribute__((noipa)) int outer(int number)
{
	return middle(number) * 3;
}
} // namespace shapes

int main()
{
	return shapes::outer(7) > 0;
}
