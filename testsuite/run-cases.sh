# shellcheck shell=bash
# Cases for the script and live tests: many in one file NAME.cases.
#
#	Text before the first case is for the reader.
#	=== NAME [ARGUMENTS]
#	the script, saved as NAME.stp; with none, no file is named on stap's command line
#	--- args        arguments of stap, as a shell would read them, instead of those above
#	--- example GROUP/NAME [ARGUMENTS]
#	                the script is examples/GROUP/NAME.stp, with these arguments (live cases only)
#	--- run         shell commands to run instead of the usual program (sh, in the case's directory)
#	--- file NAME   one more file in the case's directory
#	--- out         what stdout must be, exactly; without this section nothing
#	--- out~        or: each line an extended regular expression that its line of the output matches
#			as a whole; a line ... stands for any number of lines
#	--- out any     or: not compared
#	--- err         the same for stderr; also err~ and err any
#	--- status      exit status (default: 0 without an err section, 1 with one)
#	--- kernels     starts of kernel releases to run it on, such as 6.12, or all
#	--- limit       seconds (default 60)
#
# A blank line before the next case is not part of a section. In a section, \--- and \=== at the start
# of a line give --- and ===, and a last line \c says that the line before it has no newline.

# Split all cases below directory $1 into directories below $2; print FILE/CASE for each that matches
# the shell pattern $3 by its name or by FILE/CASE.
split_cases()
{
	local files file name

	mapfile -t files < <(find "$1" -name '*.cases' | sort)
	[ ${#files[@]} -gt 0 ] || return 0
	for file in "${files[@]}"; do
		sed -n 's/^=== \([^ ]*\).*/\1/p' "$file" | sed "s|^|$(basename "$file" .cases)/|"
	done >"$2/names"
	(cd "$2" && xargs -r mkdir -p <names) || return 1
	awk -v work="$2" -f "$(dirname "${BASH_SOURCE[0]}")/run-cases.awk" "${files[@]}" || return 1
	while read -r name; do
		# shellcheck disable=SC2053 # a pattern on purpose
		if [ -z "$3" ] || [[ $name == $3 || ${name#*/} == $3 ]]; then
			echo "$name"
		fi
	done <"$2/names"
}

# Have stap make what it makes once per kernel, and say so, before any case's messages are compared:
# the indexes of release $1's debuginfo, and with pass 4 as $2 the kit.
prepare_kernel()
{
	local directory

	directory=$(mktemp -d) || return 1
	(cd "$directory" && "$STAP" -r "$1" -p "$2" -m prepare \
		-e 'probe kernel.function("vfs_read") { println("hit") }' >/dev/null)
	"$STAP" -r "$1" -l 'module("loo*").function("no_such")' >/dev/null 2>&1
	rm -rf "$directory"
}

# Is kernel release $1 the one that $2 names, or that $2 is the start of? 6.1 is not the start of 6.12.
release_matches()
{
	case $1 in
	"$2" | "$2".* | "$2"-* | "$2"+*) return 0 ;;
	esac
	[ -z "$2" ]
}

# Does the case in directory $1 run on kernel release $2? $3 says what holds without a section: yes, no.
case_wants_kernel()
{
	local start

	if [ ! -e "$1/kernels" ]; then
		[ "$3" = yes ]
		return
	fi
	for start in $(<"$1/kernels"); do
		if [ "$start" = all ] || release_matches "$2" "$start"; then
			return 0
		fi
	done
	return 1
}

# Does the file $2 match the regular expressions in the file $1, line by line?
lines_match()
{
	local -a patterns lines
	local w=0 h=0 skip=no

	mapfile -t patterns <"$1"
	mapfile -t lines <"$2"
	while [ $h -lt ${#lines[@]} ]; do
		if [ $w -lt ${#patterns[@]} ] && [ "${patterns[w]}" = ... ]; then
			skip=yes
			w=$((w + 1))
		elif [ $w -lt ${#patterns[@]} ] && [[ ${lines[h]} =~ ^(${patterns[w]})$ ]]; then
			skip=no
			w=$((w + 1))
			h=$((h + 1))
		elif [ $skip = yes ]; then
			h=$((h + 1))
		else
			return 1
		fi
	done
	while [ $w -lt ${#patterns[@]} ] && [ "${patterns[w]}" = ... ]; do
		w=$((w + 1))
	done
	[ $w = ${#patterns[@]} ]
}

# Compare one stream of the case in directory $1: $2 is out or err, $3 the file with what came.
# Prints how they differ.
stream_matches()
{
	local want=$1/$2

	[ ! -e "$want-any" ] || return 0
	if [ -e "$want~" ]; then
		lines_match "$want~" "$3" && return 0
		want=$want~
	else
		[ -e "$want" ] || want=/dev/null
		cmp -s "$want" "$3" && return 0
	fi
	echo "std$2 is not what is expected:"
	diff -a -u --label expected --label "std$2" "$want" "$3"
	return 1
}

# Compare the case in directory $1 with what running it left in directory $2: files stdout, stderr and
# status. Prints how they differ.
case_matches()
{
	local result=0 want=0 have

	stream_matches "$1" out "$2/stdout" || result=1
	stream_matches "$1" err "$2/stderr" || result=1
	if [ -e "$1/err" ] || [ -e "$1/err~" ]; then
		want=1
	fi
	if [ -e "$1/status" ]; then
		want=$(<"$1/status")
	fi
	have=$(<"$2/status")
	if [ "$have" != "$want" ]; then
		echo "exit status is $have, expected is $want"
		result=1
	fi
	return $result
}

# The arguments of the case in directory $1, into the array case_arguments; $2 when it gives none.
read_arguments()
{
	local text=$2

	if [ -e "$1/args" ]; then
		text=$(<"$1/args")
	fi
	eval "case_arguments=($text)"
}
