# SPDX-License-Identifier: GPL-2.0-only
"""Compare stacks: compare.py GDB-STACKS STAP-STACKS LEAST
Frames of the first are FILE+OFFSET, those of the second are addresses. Where a file is in the second is learnt
from its first frame; all the others must agree. LEAST has the least numbers of stacks and of frames of the
deepest one.
"""
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        return [line.split() for line in file]


def difference(theirs, ours, bases):
    """The number of the first frame that is not the same; None: all are."""
    for number, (frame, address) in enumerate(zip(theirs, ours)):
        file, offset = frame.rsplit("+", 1)
        base = int(address, 16) - int(offset, 16)
        if base & 0xFFF or bases.setdefault(file, base) != base:
            return number
    return None if len(theirs) == len(ours) else min(len(theirs), len(ours))


def show(who, stack, number):
    """The frames around the first that differs."""
    first = max(number - 2, 0)
    print(f"  {who} from frame {first}:", *stack[first : number + 3])


def main():
    all_theirs, all_ours = read(sys.argv[1]), read(sys.argv[2])
    with open(sys.argv[3], encoding="utf-8") as file:
        least_stacks, least_frames = map(int, file.read().split())
    bases, wrong = {}, 0
    for place, (theirs, ours) in enumerate(zip(all_theirs, all_ours)):
        number = difference(theirs[1:], ours[1:], bases) if theirs[0] == ours[0] else 0
        if number is not None:
            wrong += 1
            if wrong <= 5:
                print(f"stack {place}, at {theirs[0]} for gdb and {ours[0]} for stap, frame {number}:")
                show("gdb", theirs[1:], number)
                show("stap", ours[1:], number)
    depth = max((len(stack) - 1 for stack in all_ours), default=0)
    print(f"{len(all_ours)} stacks by stap, {len(all_theirs)} by gdb, {wrong} differ; {depth} frames at most")
    return wrong or len(all_ours) != len(all_theirs) or len(all_ours) < least_stacks or depth < least_frames


sys.exit(1 if main() else 0)
