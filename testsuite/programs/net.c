// program net: gcc -g -O1 -Wall -Wextra -Werror -o $OUT $SOURCE
/*
 * Uses of sockets, one by one, in one thread: net COMMAND...
 *
 * - tcp4 tcp6: a connection from port 4000 to 5000 of the loopback device: options, data, its end
 *
 * - udp4 udp6: datagrams from port 4000 to 5000, to an address and connected
 *
 * - mapped: one from a socket of IPv6 over IPv4
 *
 * - unix: a pair of stream sockets: send and receive, write and read, errors
 *
 * - refused: a connection that nobody waits for
 *
 * - overflow: more connections than a listener takes
 *
 * - reset: a connection that is reset
 *
 * - silent: data that is not answered, so that the acknowledgement comes late
 *
 * - lost: data that is dropped when it comes, until it has been sent again
 *
 * - send ADDRESS SIZE: a datagram of IPv4 to port 9, which may be sent in fragments
 *
 * - large ADDRESS SIZE: one that may not
 *
 * - raw ADDRESS PROTOCOL: a packet of IPv4 of that protocol
 *
 * - fragment ADDRESS: the first fragment of a packet, and no other one
 *
 * - from PORT to ADDRESS PORT WORD: a connection, and a datagram with that word, both refused
 *
 * - split ADDRESS: a datagram of IPv6 from port 4001 to 5000 that has options for its destination
 * and is sent in two fragments, and refused
 *
 * - await COUNTER: waits until the kernel has counted something by that name of /proc/net/snmp or
 * netstat
 */
#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static void check(long result, const char *what)
{
	if (result < 0)
		error(1, errno, "%s", what);
}

static socklen_t loopback(union address *address, int family, int port)
{
	memset(address, 0, sizeof(*address));
	address->any.sa_family = family;
	if (family == AF_INET) {
		address->v4.sin_port = htons(port);
		address->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return sizeof(address->v4);
	}
	address->v6.sin6_port = htons(port);
	address->v6.sin6_addr = in6addr_loopback;
	return sizeof(address->v6);
}

static int bound(int family, int type, int port)
{
	union address address;
	socklen_t length = loopback(&address, family, port);
	int one = 1, socket_ = socket(family, type, 0);

	check(socket_, "socket");
	check(setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)), "SO_REUSEADDR");
	check(bind(socket_, &address.any, length), "bind");
	return socket_;
}

/* Makes a connection from port 4000 to 5000. */
static void make_connection(int family, int *listener, int *client, int *server)
{
	union address address;
	socklen_t length = loopback(&address, family, 5000);

	*listener = bound(family, SOCK_STREAM, 5000);
	check(listen(*listener, 8), "listen");
	*client = bound(family, SOCK_STREAM, 4000);
	check(connect(*client, &address.any, length), "connect");
	*server = accept(*listener, NULL, NULL);
	check(*server, "accept");
}

static void use_tcp(int family)
{
	struct sockaddr nobody = { .sa_family = AF_UNSPEC };
	int listener, client, server, one = 1;
	char buffer[100];

	make_connection(family, &listener, &client, &server);
	check(setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)), "TCP_NODELAY");
	check(send(client, "hello", 5, 0), "send");
	check(recv(server, buffer, sizeof(buffer), 0), "recv");
	check(connect(client, &nobody, sizeof(nobody)), "disconnect");
	close(server);
	close(client);
	close(listener);
}

static void use_udp(int family)
{
	struct sockaddr nobody = { .sa_family = AF_UNSPEC };
	union address to, from;
	socklen_t length = loopback(&to, family, 5000), from_length = sizeof(from);
	int receiver = bound(family, SOCK_DGRAM, 5000), sender = bound(family, SOCK_DGRAM, 4000);
	char buffer[100];

	check(sendto(sender, "one", 3, 0, &to.any, length), "sendto");
	check(recvfrom(receiver, buffer, sizeof(buffer), 0, &from.any, &from_length), "recvfrom");
	check(connect(sender, &to.any, length), "connect");
	check(send(sender, "four", 4, 0), "send");
	check(recv(receiver, buffer, sizeof(buffer), 0), "recv");
	check(connect(sender, &nobody, sizeof(nobody)), "disconnect");
	close(sender);
	close(receiver);
}

static void use_mapped(void)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = htons(5000) };
	struct sockaddr_in6 from = { .sin6_family = AF_INET6, .sin6_port = htons(4000) };
	int sender = socket(AF_INET6, SOCK_DGRAM, 0);

	check(bind(sender, (struct sockaddr *)&from, sizeof(from)), "bind");
	inet_pton(AF_INET6, "::ffff:127.0.0.1", &to.sin6_addr);
	check(sendto(sender, "mapped", 6, 0, (struct sockaddr *)&to, sizeof(to)), "sendto");
	close(sender);
}

static void use_unix(void)
{
	int ends[2];
	char buffer[64];

	check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair");
	check(send(ends[0], "abc", 3, 0), "send");
	check(recv(ends[1], buffer, sizeof(buffer), 0), "recv");
	check(write(ends[0], "defg", 4), "write");
	check(read(ends[1], buffer, sizeof(buffer)), "read");
	if (recv(ends[1], buffer, sizeof(buffer), MSG_DONTWAIT) >= 0)
		error(1, 0, "something to receive");
	close(ends[0]);
	if (send(ends[1], "x", 1, MSG_NOSIGNAL) >= 0)
		error(1, 0, "somebody to send to");
	close(ends[1]);
	if (socket(AF_UNIX, SOCK_STREAM, 77) >= 0)
		error(1, 0, "a protocol 77");
}

static void try_refused(void)
{
	union address address;
	socklen_t length = loopback(&address, AF_INET, 5999);
	int client = bound(AF_INET, SOCK_STREAM, 4000);

	if (!connect(client, &address.any, length))
		error(1, 0, "connected");
	close(client);
}

/* What the kernel has counted in this namespace; the files have lines of names and lines of
 * numbers. */
static long count_of(const char *name)
{
	static const char *const files[] = { "/proc/net/snmp", "/proc/net/netstat" };
	static char names[8192], numbers[8192];
	long count = -1;

	for (int i = 0; i < 2; i++) {
		FILE *file = fopen(files[i], "r");

		if (!file)
			error(1, errno, "%s", files[i]);
		while (fgets(names, sizeof(names), file) && fgets(numbers, sizeof(numbers), file)) {
			char *next_name = names, *next_number = numbers, *word;

			while ((word = strsep(&next_name, " \n"))) {
				const char *number = strsep(&next_number, " \n");

				if (!strcmp(word, name) && number)
					count = atol(number);
			}
		}
		fclose(file);
	}
	if (count < 0)
		error(1, 0, "there is no counter %s", name);
	return count;
}

static void pause_a_little(void)
{
	struct timespec moment = { .tv_nsec = 20000000 };

	nanosleep(&moment, NULL);
}

static void await(const char *name)
{
	while (!count_of(name))
		pause_a_little();
}

static void overflow(void)
{
	union address address;
	socklen_t length = loopback(&address, AF_INET, 5000);
	int listener = bound(AF_INET, SOCK_STREAM, 5000), clients[3];
	int i;

	check(listen(listener, 0), "listen");
	for (i = 0; i < 3; i++) {
		clients[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		connect(clients[i], &address.any, length);
	}
	await("ListenOverflows");
	for (i = 0; i < 3; i++)
		close(clients[i]);
	close(listener);
}

static void reset(void)
{
	struct linger at_once = { .l_onoff = 1 };
	int listener, client, server;

	make_connection(AF_INET, &listener, &client, &server);
	check(setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)), "SO_LINGER");
	close(client);
	close(server);
	close(listener);
}

static void be_silent(void)
{
	int listener, client, server, zero = 0;
	char buffer[8];

	make_connection(AF_INET, &listener, &client, &server);
	setsockopt(server, IPPROTO_TCP, TCP_QUICKACK, &zero, sizeof(zero));
	check(send(client, "hush", 4, 0), "send");
	check(recv(server, buffer, sizeof(buffer), 0), "recv");
	await("DelayedACKs");
	close(client);
	close(server);
	close(listener);
}

/* A filter of the receiving socket drops all that comes. */
static void lose(void)
{
	struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog filter = { .len = 1, .filter = &nothing };
	int listener, client, server, unused = 0;
	struct tcp_info info = { 0 };
	socklen_t length;
	char buffer[8];

	make_connection(AF_INET, &listener, &client, &server);
	check(setsockopt(server, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)), "filter");
	check(send(client, "again", 5, 0), "send");
	while (!info.tcpi_total_retrans) {
		pause_a_little();
		length = sizeof(info);
		check(getsockopt(client, IPPROTO_TCP, TCP_INFO, &info, &length), "TCP_INFO");
	}
	check(setsockopt(server, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof(unused)), "detach");
	check(recv(server, buffer, sizeof(buffer), 0), "recv");
	close(client);
	close(server);
	close(listener);
}

static void send_to(const char *where, const char *size, int how)
{
	static char data[60000];
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
	int socket_ = socket(AF_INET, SOCK_DGRAM, 0);

	check(setsockopt(socket_, IPPROTO_IP, IP_MTU_DISCOVER, &how, sizeof(how)),
	      "IP_MTU_DISCOVER");
	inet_pton(AF_INET, where, &to.sin_addr);
	sendto(socket_, data, atoi(size), 0, (struct sockaddr *)&to, sizeof(to));
	close(socket_);
}

static void send_raw(const char *where, int protocol, uint16_t fragment)
{
	struct {
		struct iphdr header;
		char data[16];
	} packet = { .header = { .version = 4, .ihl = 5, .ttl = 9, .protocol = protocol } };
	struct sockaddr_in to = { .sin_family = AF_INET };
	int socket_ = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);

	check(socket_, "socket");
	inet_pton(AF_INET, where, &to.sin_addr);
	packet.header.daddr = to.sin_addr.s_addr;
	packet.header.tot_len = htons(sizeof(packet));
	packet.header.frag_off = htons(fragment);
	packet.header.id = htons(7);
	check(sendto(socket_, &packet, sizeof(packet), 0, (struct sockaddr *)&to, sizeof(to)),
	      "sendto");
	close(socket_);
}

/* @arguments: PORT to ADDRESS PORT WORD. Returns when the answers have come. */
static void greet(char **arguments)
{
	int family = strchr(arguments[2], ':') ? AF_INET6 : AF_INET, one = 1, type;
	char nothing[1];
	union address from = { .any.sa_family = family }, to = from;

	inet_pton(family, arguments[2],
		  family == AF_INET ? (void *)&to.v4.sin_addr : (void *)&to.v6.sin6_addr);
	from.v4.sin_port = htons(atoi(arguments[0])); /* where IPv6 has it too */
	to.v4.sin_port = htons(atoi(arguments[3]));
	for (type = SOCK_STREAM; type <= SOCK_DGRAM; type++) {
		int socket_ = socket(family, type, 0), result;

		check(setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)),
		      "SO_REUSEADDR");
		check(bind(socket_, &from.any, sizeof(from)), "bind");
		result = connect(socket_, &to.any, sizeof(to));
		if (type == SOCK_DGRAM) {
			check(send(socket_, arguments[4], strlen(arguments[4]), 0), "send");
			result = recv(socket_, nothing, sizeof(nothing), 0);
		}
		if (result >= 0 || errno != ECONNREFUSED)
			error(1, errno, "not refused by %s", arguments[2]);
		close(socket_);
	}
}

static void split(const char *where)
{
	static const char data[2000];
	/* A header of 8 bytes: the next one's kind, which the kernel fills in; 0; an option that
	 * pads. */
	static const unsigned char options[8] = { 0, 0, 1, 4 };
	struct sockaddr_in6 from = { .sin6_family = AF_INET6, .sin6_port = htons(4001) };
	struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = htons(5000) };
	int socket_ = socket(AF_INET6, SOCK_DGRAM, 0);
	char nothing[1];

	inet_pton(AF_INET6, where, &to.sin6_addr);
	check(setsockopt(socket_, IPPROTO_IPV6, IPV6_DSTOPTS, options, sizeof(options)), "options");
	check(bind(socket_, (struct sockaddr *)&from, sizeof(from)), "bind");
	check(connect(socket_, (struct sockaddr *)&to, sizeof(to)), "connect");
	check(send(socket_, data, sizeof(data), 0), "send");
	if (recv(socket_, nothing, sizeof(nothing), 0) >= 0 || errno != ECONNREFUSED)
		error(1, errno, "not refused by %s", where);
	close(socket_);
}

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		const char *command = argv[i];

		if (!strcmp(command, "tcp4"))
			use_tcp(AF_INET);
		else if (!strcmp(command, "tcp6"))
			use_tcp(AF_INET6);
		else if (!strcmp(command, "udp4"))
			use_udp(AF_INET);
		else if (!strcmp(command, "udp6"))
			use_udp(AF_INET6);
		else if (!strcmp(command, "mapped"))
			use_mapped();
		else if (!strcmp(command, "unix"))
			use_unix();
		else if (!strcmp(command, "refused"))
			try_refused();
		else if (!strcmp(command, "overflow"))
			overflow();
		else if (!strcmp(command, "reset"))
			reset();
		else if (!strcmp(command, "silent"))
			be_silent();
		else if (!strcmp(command, "lost"))
			lose();
		else if (!strcmp(command, "from") && i + 5 < argc)
			greet(argv + i + 1), i += 5;
		else if (!strcmp(command, "split") && i + 1 < argc)
			split(argv[++i]);
		else if (!strcmp(command, "await") && i + 1 < argc)
			await(argv[++i]);
		else if (!strcmp(command, "send") && i + 2 < argc)
			send_to(argv[i + 1], argv[i + 2], IP_PMTUDISC_DONT), i += 2;
		else if (!strcmp(command, "large") && i + 2 < argc)
			send_to(argv[i + 1], argv[i + 2], IP_PMTUDISC_PROBE), i += 2;
		else if (!strcmp(command, "raw") && i + 2 < argc)
			send_raw(argv[i + 1], atoi(argv[i + 2]), 0), i += 2;
		else if (!strcmp(command, "fragment") && i + 1 < argc)
			send_raw(argv[++i], IPPROTO_UDP, IP_MF);
		else
			error(1, 0, "what is %s?", command);
	}
	return 0;
}
