# Splits *.cases files into one directory per case: WORK/FILE/CASE/, made beforehand, with
# CASE.stp and one file per section. See run-cases.sh for the format.

function fail(message)
{
	printf "%s:%d: %s\n", FILENAME, FNR, message >"/dev/stderr"
	failed = 1
	exit 1
}

# Writes what the open section holds. A blank line before the next case belongs to no section; a
# last line of \c takes the newline before it away.
function flush_section(last,    i, text)
{
	if (section == "")
		return
	if (last && count > 0 && lines[count] == "")
		count--
	for (i = 1; i <= count; i++) {
		if (i == count && lines[i] == "\\c")
			break
		text = lines[i]
		if (text ~ /^\\(===|---)/)
			text = substr(text, 2)
		if (i > 1)
			printf "\n" >section
		printf "%s", text >section
	}
	if (count > 0 && !(lines[count] == "\\c"))
		printf "\n" >section
	if (count == 0)
		printf "" >section
	close(section)
	section = ""
	count = 0
}

FNR == 1 {
	flush_section(1)
	file = FILENAME
	sub(/^.*\//, "", file)
	sub(/\.cases$/, "", file)
	directory = ""
}

/^=== / {
	flush_section(1)
	name = $2
	directory = work "/" file "/" name
	if (name !~ /^[A-Za-z0-9_.+-]+$/)
		fail("the name of a case is letters, digits and _ . + -")
	if (seen[directory]++)
		fail("there is already a case " name " in this file")
	if (NF > 2) {
		arguments = $0
		sub(/^=== +[^ ]+ +/, "", arguments)
		print arguments >(directory "/args")
		close(directory "/args")
	}
	section = directory "/" name ".stp"
	next
}

directory == "" {
	next
}

/^--- / {
	flush_section(0)
	if ($2 == "example" && NF >= 3) {
		section = directory "/example"
		sub(/^--- example /, "")
		lines[++count] = $0
	} else if ($2 ~ /^(args|run|load|out~?|err~?|status|kernels|limit)$/ && NF == 2)
		section = directory "/" $2
	else if ($0 == "--- out any" || $0 == "--- err any")
		section = directory "/" $2 "-any"
	else if ($2 == "file" && $3 ~ /^[A-Za-z0-9_.+-]+$/ && NF == 3)
		section = directory "/" $3
	else
		fail("unknown section: " $0)
	next
}

{
	lines[++count] = $0
}

END {
	if (!failed)
		flush_section(0)
	exit failed
}
