# SPDX-License-Identifier: GPL-2.0-only
"""Stacks as gdb finds them: gdb -x gdb_stacks.py runs the command of a case (run says what its files are, here in
the parent of the current directory) with the environment that $ENVIRONMENT says, and writes a line to gdb.stacks for each hit
that is wanted:

    FUNCTION FILE+OFFSET FILE+OFFSET ...

Each frame is the file that is mapped at its pc, and where in the file that is; frames that are not on the stack,
those of inlined functions and of tail calls, are left out.
"""
import os
import subprocess

import gdb

NOT_ON_THE_STACK = (gdb.INLINE_FRAME, gdb.TAILCALL_FRAME)


class Mappings:
    """What is mapped where in the program that runs."""

    def __init__(self):
        self.list = []

    def read(self):
        self.list = []
        with open(f"/proc/{gdb.selected_inferior().pid}/maps", encoding="utf-8") as maps:
            for line in maps:
                words = line.split(maxsplit=5)
                start, end = (int(word, 16) for word in words[0].split("-"))
                name = words[5].strip() if len(words) > 5 else ""
                self.list.append((start, end, int(words[2], 16), name))

    def find(self, address):
        for start, end, offset, name in self.list:
            if start <= address < end:
                return start, offset, name
        return None

    def text(self, address):
        """FILE+OFFSET of an address."""
        found = self.find(address)
        if not found:
            self.read()
            found = self.find(address)
        if not found:
            return f"?+{address:#x}"
        start, offset, name = found
        return f"{name or '?'}+{address - start + offset:#x}"

    def base(self, file):
        """Where the beginning of a file is mapped; None: it is not."""
        for start, _, offset, name in self.list:
            if offset == 0 and name and os.path.exists(name) and os.path.samefile(name, file):
                return start
        return None


class Place(gdb.Breakpoint):
    """One function, whose hits are counted."""

    def __init__(self, address, name, every, mappings, output):
        super().__init__(f"*{address:#x}", internal=True)
        self.name = name
        self.every = every
        self.hits = 0
        self.mappings = mappings
        self.output = output

    def stop(self):
        self.hits += 1
        if (self.hits - 1) % self.every == 0:
            print(self.name, *self.frames(), file=self.output)
        return False

    def frames(self):
        """Those on the stack. Outside of all files, gdb guesses: behind the dynamic loader's start."""
        frame = gdb.newest_frame()
        while frame:
            if frame.type() not in NOT_ON_THE_STACK:
                text = self.mappings.text(frame.pc())
                if text.startswith(("?", "[stack]")):
                    break
                yield text
            frame = frame.older()


def function_address(file, function):
    """The address of a function of a file, from the beginning of the file as it is mapped."""
    if function.startswith("0x"):
        return int(function, 16)
    for options in (["-D"], []):
        symbols = subprocess.run(["nm", "--defined-only", *options, file], capture_output=True,
                                 text=True, check=False).stdout
        for line in symbols.splitlines():
            words = line.split()
            if len(words) == 3 and words[2].split("@")[0] == function and words[1] in "tTwWi":
                return int(words[0], 16)
    raise gdb.GdbError(f"{file} has no symbol {function}")


def load_address(file):
    """The link-time address of a file's first byte."""
    headers = subprocess.run(["readelf", "-lW", file], capture_output=True, text=True, check=True).stdout
    for line in headers.splitlines():
        words = line.split()
        if words and words[0] == "LOAD":
            return int(words[2], 16) - int(words[1], 16)
    raise gdb.GdbError(f"{file} has no segments")


def main():
    with open("../command", encoding="utf-8") as file:
        program, *arguments = file.read().splitlines()
    with open("../points", encoding="utf-8") as file:
        points = [line.split() for line in file if line.strip()]
    for setting in ("confirm off", "pagination off", "disable-randomization on",
                    "backtrace past-main on", "backtrace limit unlimited", "detach-on-fork on",
                    "follow-fork-mode parent", "stop-on-solib-events 1", "auto-load off",
                    "print thread-events off", "debuginfod enabled off"):
        gdb.execute(f"set {setting}")
    gdb.execute("handle all nostop noprint pass", to_string=True)
    gdb.execute(f"file {program}", to_string=True)
    quoted = ["'" + argument.replace("'", "'\\''") + "'" for argument in arguments]
    gdb.execute("set args " + " ".join(quoted) + " <input >/dev/null 2>&1")
    wrapper = ["env", "-i", os.environ["ENVIRONMENT"]]
    if os.path.exists("../wrapper"):
        with open("../wrapper", encoding="utf-8") as file:
            wrapper += file.read().splitlines()
    gdb.execute("set exec-wrapper " + " ".join(wrapper))
    gdb.execute("run", to_string=True)
    mappings = Mappings()
    mappings.read()
    while not all(mappings.base(file) for file, _, _ in points):
        gdb.execute("continue", to_string=True)
        mappings.read()
    with open("../gdb.stacks", "w", encoding="utf-8") as output:
        for file, function, every in points:
            address = mappings.base(file) - load_address(file) + function_address(file, function)
            Place(address, function, int(every), mappings, output)
        gdb.execute("set stop-on-solib-events 0")
        gdb.execute("continue", to_string=True)


main()
