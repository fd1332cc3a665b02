#!/bin/sh
# program router: install -m 755 "$SOURCE" "$OUT"
# Make a network of three namespaces and run a command in the first: unshare -n -m router COMMAND...
#
#	here                         router                               far
#	v0 10.2.0.1, fd02::1  --  v1 10.2.0.254, fd02::254
#	                          w0 10.3.0.254, fd03::254  --  w1 10.3.0.1, fd03::1
#
# Hardware addresses are 02:00:00:00:00:01 to 04, from left to right. The namespaces are gone with the command.
set -e

mkdir -p /run/netns
mount -t tmpfs none /run/netns
ip netns add router
ip netns add far
ip link set lo up
for namespace in router far; do
	forward=0
	[ $namespace != router ] || forward=1
	ip netns exec $namespace sysctl -qw net.ipv4.ip_forward=$forward net.ipv6.conf.all.forwarding=$forward \
		net.ipv6.conf.default.accept_dad=0
done
sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.default.router_solicitations=0
ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02 netns router
ip -n router link add w0 address 02:00:00:00:00:03 type veth peer name w1 address 02:00:00:00:00:04 netns far
ip addr add 10.2.0.1/24 dev v0
ip addr add fd02::1/64 dev v0 nodad
ip link set v0 up
ip -n router addr add 10.2.0.254/24 dev v1
ip -n router addr add fd02::254/64 dev v1 nodad
ip -n router link set v1 up
ip -n router addr add 10.3.0.254/24 dev w0
ip -n router addr add fd03::254/64 dev w0 nodad
ip -n router link set w0 up
ip -n far addr add 10.3.0.1/24 dev w1
ip -n far addr add fd03::1/64 dev w1 nodad
ip -n far link set w1 up
ip route add 10.3.0.0/24 via 10.2.0.254
ip route add fd03::/64 via fd02::254
ip -n far route add default via 10.3.0.254
ip -n far route add default via fd03::254
"$@"
