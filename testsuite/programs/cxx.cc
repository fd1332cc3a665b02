// program cxx: g++ -std=c++17 -O1 -g -o $OUT $SOURCE
// program cxx-stripped: g++ -std=c++17 -O1 -o $OUT $SOURCE
// program cxx-types: g++ -std=c++17 -O1 -g -gdwarf-4 -fdebug-types-section -o $OUT $SOURCE
// program cxx-types5: g++ -std=c++17 -O1 -g -gdwarf-5 -fdebug-types-section -o $OUT $SOURCE
// What C++ has: namespaces, classes with bases, references, templates, operators, lambda expressions.
#include <string>
#include <vector>

#define PROBED __attribute__((noipa))

namespace shapes {

enum class Color : unsigned char { Red = 1, Green = 2, Blue = 200 };
enum Level { Low = -1, High = 7 };

struct Base {
	static int instances;
	static const int limit = 50;
	int id;
	explicit Base(int id) : id(id) { instances++; }
	virtual ~Base();
	virtual int area(int scale) const;
};

struct Named {
	std::string name;
	long serial = 77;
	virtual ~Named() {}
};

class Square : public Base, public Named {
	int side;
	Color color;

    public:
	Square(int id, int side, Color color);
	~Square() override;
	PROBED int area(int scale) const override;
	PROBED int operator()(int x) const;
	PROBED bool operator==(const Square &other) const;
	PROBED static long count(long start);
};

struct Root {
	int root = 5;
	virtual ~Root() {}
};
struct Left : virtual Root {
	int left = 6;
};
struct Right : virtual Root {
	int right = 7;
};
struct Diamond : Left, Right {
	int own = 8;
};

int Base::instances;

Base::~Base()
{
	instances--;
}

PROBED int Base::area(int scale) const
{
	return scale + id;
}

PROBED Square::Square(int id, int side, Color color) : Base(id), side(side), color(color)
{
	name = "square";
}

PROBED Square::~Square()
{
	side = 0;
}

int Square::area(int scale) const
{
	int result = side * side * scale;

	return result + id;
}

int Square::operator()(int x) const
{
	return side * x;
}

bool Square::operator==(const Square &other) const
{
	return side == other.side;
}

long Square::count(long start)
{
	return start + instances;
}

PROBED int by_reference(int &in, const long &constant, int &&moved, Square &square, bool flag, char c)
{
	in += moved;
	return in + (int)constant + square.area(2) + flag + c;
}

PROBED int enums(Color color, Level level, char16_t wide, int (&numbers)[3])
{
	return (int)color + level + wide + numbers[1];
}

PROBED int diamond(Diamond *diamond, Left &left)
{
	return diamond->root + left.root;
}

PROBED int members(int Diamond::*data, int (Square::*function)(int) const)
{
	return data != nullptr && function != nullptr;
}

PROBED int text(const std::string &text, std::vector<long> &numbers)
{
	return (int)(text.size() + numbers.size());
}

PROBED Named returned(long serial)
{
	Named named;

	named.serial = serial;
	return named;
}

struct Handle {
	long *pointer;
	explicit Handle(long *pointer) : pointer(pointer) {}
	~Handle() { pointer = nullptr; }
};

PROBED Handle handle(long *pointer)
{
	return Handle(pointer);
}

PROBED long &referred(long &in)
{
	return in;
}

namespace {
PROBED int hidden(int x)
{
	return x + 1;
}
}

inline namespace v2 {
PROBED int versioned(int x)
{
	return x + 2;
}
}

}

namespace other {
class Square {
	int width;

    public:
	explicit Square(int width) : width(width) {}
	PROBED int area(int scale) const { return width * scale; }
};
}

template <typename T> PROBED T twice(T value)
{
	return value + value;
}

template <typename T, int N> struct Box {
	T items[N];
	PROBED T get(int index) const { return items[index]; }
};

struct Outer {
	struct Inner {
		int member = 3;
		PROBED int deep(int x) { return x * member; }
	};
};

extern "C" PROBED int plain_c(int x)
{
	return x;
}

int main()
{
	shapes::Square square(3, 4, shapes::Color::Blue);
	shapes::Diamond diamond;
	other::Square other(9);
	Outer::Inner inner;
	int i = 10, numbers[3] = { 1, 2, 3 };
	long l = 20;
	std::string s = "hello";
	std::vector<long> v{ 11, 22, 33 };
	Box<int, 4> box{ { 1, 2, 3, 4 } };
	auto lambda = [&](int x) PROBED { return x + i; };
	int sum = shapes::by_reference(i, l, 30, square, true, 'A');

	sum += shapes::enums(shapes::Color::Green, shapes::Low, u'w', numbers);
	sum += shapes::diamond(&diamond, diamond) + shapes::text(s, v);
	sum += shapes::members(&shapes::Diamond::own, &shapes::Square::area);
	sum += (int)shapes::returned(5).serial + (int)*shapes::handle(&l).pointer + (int)shapes::referred(l);
	sum += shapes::hidden(1) + shapes::versioned(1) + other.area(2) + twice(3) + (int)twice(2L);
	sum += box.get(2) + inner.deep(4) + plain_c(5) + lambda(6) + square(2) + (square == square);
	return (sum + (int)shapes::Square::count(9)) & 0;
}
