"""The one door to files of strangers: they are read in a child process that cannot grow, linger or reach out.

    ask(work, content, file=...)   what a function of a module makes of a file, computed in a child
    begin(modules)                 load what they need in the background, before the first file comes
    Upload                         a file as it came in
    keep_to_myself()               the server's own memory and keys, closed to every other program

Not the reading itself: a *work* is a function of the module that knows the kind of file. It is given bytes
and plain values and answers with a plain value (`engine.tree`) or an EngineError, which is raised here.

Python is started once (`nursery`), with the modules loaded; each question gets a fork of it. A child may
open no connection and no file, start, end or change nothing; it has the memory and time of its `Bounds`.
"""

from engine.confined.nursery import QUICK, SLOW, Bounds, ask, begin
from engine.confined.secrecy import keep_to_myself
from engine.confined.upload import Upload

__all__ = ["QUICK", "SLOW", "Bounds", "Upload", "ask", "begin", "keep_to_myself"]
