# The stacks of a program at each call of here(), as lines "SHAPE ADDRESS…", appended to the file $STACKS:
# gdb -batch -x stacks.gdb --args PROGRAM. After a fork it goes on with the $FOLLOW, child or parent. What
# gdb shows besides what is on the stack is left out: inlined functions, callers that ended in a jump,
# and what it takes for frames beyond the outermost one of a coroutine.
set pagination off
set confirm off
set breakpoint pending on
set backtrace past-main on
set backtrace past-entry on
set print thread-events off
handle all nostop noprint pass
handle SIGTRAP SIGINT stop nopass
python
import gdb


class Here(gdb.Breakpoint):
    def stop(self):
        frame = gdb.newest_frame()
        addresses = []
        while frame is not None and (frame.name() or gdb.solib_name(frame.pc())):
            if frame.type() not in (gdb.INLINE_FRAME, gdb.TAILCALL_FRAME):
                addresses.append("0x%x" % frame.pc())
            try:
                frame = frame.older()
            except gdb.error:
                break
        shape = int(gdb.parse_and_eval("$edi"))
        output.write("%d %s\n" % (shape, " ".join(addresses)))
        output.flush()
        return False


import os
output = open(os.environ["STACKS"], "a")
gdb.execute("set follow-fork-mode " + os.environ["FOLLOW"])
Here("*here")
end
run >/dev/null
