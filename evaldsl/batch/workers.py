"""The forms of a batch scored in their order, by this process or by several.

In: what is to be made of each form, a stream of forms. Out: what was made, in the order of the forms. Guarantees: the order and the results do
not depend on the number of processes; no more forms are under way than the workers hold; workers end with the batch, however it ends; what a
worker that dies had in hand is done by this process.
"""

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from evaldsl.batch.entries import Entry, scored
from evaldsl.batch.forms import Form
from evaldsl.diagnostics.core import Diagnostic
from evaldsl.model.program import Program
from evaldsl.model.types import Type
from evaldsl.records import frozen
from evaldsl.reporting.figures import Lang

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

PIECE = 16
"""Forms that a worker is given at a time."""
ALONE = 48
"""Forms that are scored before workers are worth starting."""
_RARELY = 200_000
"""Objects made and not yet gone before circles are looked for."""
_MOST_TOLD = 5
"""Problems of one form that are handed on for messages; its line of JSON has all of them."""


@frozen
class Task:
    """What is made of every form. `by` is the figure that weighs; `text`: a line of JSON too, without the whole result if `brief`."""

    program: Program
    partial: bool
    lang: Lang
    version: str
    text: bool
    brief: bool
    by: tuple[str, Type] | None = None


@frozen
class Done:
    """What was made of a form: its entry, its line of JSON if asked for, and the first of its problems."""

    entry: Entry
    line: str
    problems: tuple[Diagnostic, ...]


def done(task: Task, forms: Iterable[Form], jobs: int | None = None) -> Iterator[Done]:
    """What is made of each form. `jobs` processes; None: as many as there are processors, once the forms are many."""
    wanted = _processors() if jobs is None else jobs
    # A form that was scored is no garbage in circles: looking for such costs a fifth of the time and finds none.
    thresholds = gc.get_threshold()
    gc.collect()
    gc.freeze()  # and what is here already stays shared with the workers
    gc.set_threshold(_RARELY, *thresholds[1:])
    try:
        if wanted <= 1:
            yield from (_make(task, form) for form in forms)
            return
        stream = iter(forms)
        if jobs is None:
            yield from (_make(task, form) for form in islice(stream, ALONE))
            following = next(stream, None)
            if following is None:
                return
            stream = chain((following,), stream)
        yield from _shared_out(task, stream, wanted)
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return (len(affinity(0)) if affinity is not None else os.cpu_count()) or 1


def _make(task: Task, form: Form) -> Done:
    made = scored(task.program, form, task.partial, None if task.by is None else task.by[0])
    line = ""
    if task.text:
        from evaldsl.batch.json_lines import subject_line

        line = subject_line(made, task.version, task.lang, task.brief, task.by)
    return Done(made.entry, line, made.problems[:_MOST_TOLD])


# ---- several processes -----------------------------------------------------------------------------------------------


class _Worker:
    """A process, the pipe to it, and the piece of the forms that it has in hand."""

    def __init__(self, context: Any, task: Task, others: "list[_Worker]") -> None:
        """Starts it. `others` were started before."""
        self._task = task
        self._pipe, theirs = context.Pipe()
        # a forked worker has a copy of every end of ours, which would keep the pipes open when we are gone
        copies = [*(other._pipe for other in others), self._pipe] if context.get_start_method() == "fork" else []
        self._process = context.Process(target=_serve, args=(theirs, task, copies), daemon=True)
        self._process.start()
        theirs.close()
        self._piece: tuple[Form, ...] = ()

    def give(self, piece: tuple[Form, ...]) -> None:
        """Hands it its next piece; it has none when this is called."""
        self._piece = piece
        try:
            self._pipe.send(piece)
        except OSError:  # dead: noticed when its work is asked for
            return

    def take(self) -> list[Done]:
        """What it made of its piece. Where it died over it, the forms are scored here."""
        try:
            found = self._pipe.recv()
        except (EOFError, OSError):
            return [_make(self._task, form) for form in self._piece]
        if isinstance(found, BaseException):
            raise found
        made: list[Done] = found
        return made

    def end(self) -> None:
        """Ends it, whatever it is at."""
        self._pipe.close()
        self._process.terminate()
        self._process.join()


def _shared_out(task: Task, forms: Iterator[Form], jobs: int) -> Iterator[Done]:
    """Each worker has one piece of the forms at a time; what comes first is waited for first."""
    from multiprocessing import get_all_start_methods, get_context

    pieces = iter(lambda: tuple(islice(forms, PIECE)), ())
    context: Any = get_context("fork" if "fork" in get_all_start_methods() else None)
    workers: list[_Worker] = []
    busy: deque[_Worker] = deque()
    try:
        for piece in islice(pieces, jobs):
            workers.append(_Worker(context, task, workers))
            workers[-1].give(piece)
            busy.append(workers[-1])
        while busy:
            worker = busy.popleft()
            found = worker.take()
            following = next(pieces, ())
            if following:
                worker.give(following)
                busy.append(worker)
            yield from found
    finally:
        for worker in workers:
            worker.end()


def _serve(pipe: "Connection", task: Task, copies: "list[Connection]") -> None:
    """A worker: pieces in, what was made of them out, until the pipe ends. An interrupt is left to who started it."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for copy in copies:
        copy.close()
    while True:
        try:
            piece = pipe.recv()
        except (EOFError, ConnectionResetError):
            return
        try:
            found: object = [_make(task, form) for form in piece]
        except Exception as error:  # a mistake of ours: told by who started the worker
            found = RuntimeError(f"{type(error).__name__}: {error}")
        try:
            pipe.send(found)
        except (BrokenPipeError, ConnectionResetError):
            return
