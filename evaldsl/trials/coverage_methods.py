"""Which way a scoring method and its options went for one indicator.

In: an indicator that has a score, and the run. Out: marks by kind and way (`coverage_points`), and the expressions of the method that were
passed over.
"""

from collections.abc import Callable
from fractions import Fraction

from evaldsl.evaluation.expressions import value
from evaldsl.evaluation.plan import cut_parts
from evaldsl.evaluation.state import Run
from evaldsl.evaluation.tree import NodeScore, Step
from evaldsl.model.program import (
    Bands,
    Closeness,
    Deduct,
    Expr,
    Judged,
    Levels,
    Linear,
    OverSpec,
    ProRata,
    ScaleResult,
)
from evaldsl.model.values import Value
from evaldsl.trials.coverage_points import options_of
from evaldsl.trials.coverage_sites import first_cut

Mark = Callable[[str, str], None]


def method_marks(made: NodeScore, run: Run, mark: Mark) -> list[Expr]:
    """Marks the way of the method; gives the expressions that it did not look at."""
    method, path = made.node.method, made.node.path
    match method:
        case ProRata() | Closeness():
            mark("indicator", "met" if made.met is True else _share(made))
            v, t = made.value, made.target
            known = isinstance(v, Fraction) and isinstance(t, Fraction) and t > 0
            if isinstance(method, ProRata) and known and (v < t if method.reverse else v > t):  # type: ignore[operator]
                mark("cap", "beyond")
        case Linear():
            _at_ends(_figure(made, "linear", "share"), Fraction(0), Fraction(1), mark)
        case Judged():
            _at_ends(_figure(made, "judged", "points"), *_span(made, run), mark)
        case Bands():
            at = first_cut(method.cuts, run.values[path], run)
            if at is not None:
                mark("band", str(at))
                fired = method.cuts[at]
                read = {id(e) for e in (fired.result, fired.result_end)}
                read |= {id(e) for cut in method.cuts[: at + 1] for e in (cut.low, cut.high)}
                return [e for e in cut_parts(method.cuts) if id(e) not in read]
        case Levels():
            level = run.values[path]
            for i, line in enumerate(method.lines):
                if line.level == level:
                    mark("level", str(i))
            return [e for x in method.lines if x.level != level for e in (x.share, x.share_end) if e is not None]
        case Deduct():
            _deducted(made, run, mark)
        case _:
            pass
    return []


def _share(made: NodeScore) -> str:
    """Whether a value that misses its target earns a share; a veto or a reduction that comes after it makes no difference."""
    if _step(made, "none_below") is not None:
        return "none"
    found = [_figure(made, kind, "share") for kind in ("share", "reverse_share", "closeness")]
    return "partly" if any(isinstance(x, Fraction) and x > 0 for x in found) else "none"


def _at_ends(x: Value | None, low: Fraction, high: Fraction, mark: Mark) -> None:
    if isinstance(x, Fraction):
        mark("indicator", "full" if x == high else "none" if x == low else "partly")


def _span(made: NodeScore, run: Run) -> tuple[Fraction, Fraction]:
    """The least and the most that an indicator can score by its method."""
    result, weight = made.node.result, run.weights.get(made.node.path)
    if isinstance(result, ScaleResult):
        return result.low, result.high
    return Fraction(0), weight if isinstance(weight, Fraction) else Fraction(0)


def _deducted(made: NodeScore, run: Run, mark: Mark) -> None:
    off = _figure(made, "deduct", "points")
    low, high = _span(made, run)
    if isinstance(off, Fraction):
        mark("deduct", "nothing" if off == 0 else "floored" if off > high - low else "some")


def option_marks(made: NodeScore, run: Run, mark: Mark) -> None:
    """Marks the ways of the options: the least share that counts, the flag, the reduction for over-achievement."""
    options = options_of(made.node)
    v, t = made.value, made.target
    if options.none_below is not None and made.met is not True:
        mark("floor", "below" if _step(made, "none_below") is not None else "above")
    if options.flag is not None and isinstance(v, Fraction) and isinstance(t, Fraction):
        mark("flag", "flagged" if made.flagged else "unflagged")
    if options.over is not None and isinstance(v, Fraction) and isinstance(t, Fraction):
        _reduced(made, options.over, run, mark)


def _reduced(made: NodeScore, over: OverSpec, run: Run, mark: Mark) -> None:
    off = _figure(made, "over", "points")
    mark("over", "some" if isinstance(off, Fraction) and off > 0 else "nothing")
    if over.at_most is not None and off == value(over.at_most, run):
        mark("over", "most")


def _step(made: NodeScore, kind: str) -> Step | None:
    return next((s for s in made.steps if s.kind == kind), None)


def _figure(made: NodeScore, kind: str, name: str) -> Value | None:
    """A figure of a step of the calculation."""
    step = _step(made, kind)
    return None if step is None or name not in step.figures else step.figures[name].value
