"""The figures of a scoring method, as a rule book would list them, and every expression that a method holds.

In: `program.Method`. Out: lines, or expressions.
"""

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.model.program import (
    AllOrNothing,
    Bands,
    Closeness,
    Cut,
    Deduct,
    Expr,
    Formula,
    Judged,
    Levels,
    Linear,
    Method,
    Options,
    ProRata,
)
from evaldsl.reporting.figures import Lang, say
from evaldsl.reporting.formula import formula_text
from evaldsl.reporting.words import OTHERWISE, OTHERWISE_TEXT


def method_expressions(method: Method) -> list[Expr]:
    """Every expression of a scoring method."""
    match method:
        case AllOrNothing(options) | ProRata(_, options) | Closeness(options):
            return _option_expressions(options)
        case Linear():
            return [method.zero, method.full]
        case Bands():
            return [e for cut in method.cuts for e in (cut.low, cut.high, cut.result, cut.result_end) if e is not None]
        case Deduct():
            return [method.reference, method.per, method.points]
        case Levels():
            return [e for line in method.lines for e in (line.share, line.share_end) if e is not None]
        case Judged():
            return []
        case Formula():
            return [method.expr]


def _option_expressions(options: Options) -> list[Expr]:
    found = [options.none_below] if options.none_below is not None else []
    if options.flag is not None:
        found.append(options.flag.share)
    if options.over is not None:
        over = options.over
        found += [over.share, over.points, over.per, *([over.at_most] if over.at_most is not None else [])]
    return found


_NONE_BELOW = Both("below {limit} of the target: nothing", "低于目标的 {limit} 不得分")
_FLAG = Both("flagged from {limit} of the target", "达到目标的 {limit} 起标记")
_FLAG_ABOVE = Both("flagged above {limit} of the target", "超过目标的 {limit} 标记")
_OVER = Both("over {limit} of the target: {points} off per {per}", "超出目标的 {limit}，每 {per} 扣减 {points}")
_ENDS = Both("{zero}: nothing, {full}: full points", "{zero} 得 0 分，{full} 得满分")
_DEDUCT = Both("{points} off per {per} {side} {reference}", "{side} {reference}，每 {per} 扣 {points}")
_SHARE = Both("{share} of the weight", "分值的 {share}")
_BELOW, _ABOVE = Both("below", "低于"), Both("above", "高于")


def method_lines(method: Method, lang: Lang) -> list[str]:
    """The figures of a method, line by line: options, bands, levels, steps."""

    def text(expr: Expr) -> str:
        return formula_text(expr, lang)

    match method:
        case AllOrNothing(options) | ProRata(_, options) | Closeness(options):
            said = [say(_NONE_BELOW, lang).format(limit=text(options.none_below))] if options.none_below is not None else []
            if options.flag is not None:
                said.append(say(_FLAG if options.flag.inclusive else _FLAG_ABOVE, lang).format(limit=text(options.flag.share)))
            if options.over is not None:
                over = options.over
                said.append(say(_OVER, lang).format(limit=text(over.share), points=text(over.points), per=text(over.per)))
            return said
        case Linear():
            return [say(_ENDS, lang).format(zero=text(method.zero), full=text(method.full))]
        case Bands():
            return [cut_text(cut, lang) for cut in method.cuts]
        case Deduct():
            side = say(_BELOW if method.below else _ABOVE, lang)
            return [
                say(_DEDUCT, lang).format(
                    points=text(method.points), per=text(method.per), side=side, reference=text(method.reference)
                )
            ]
        case Levels():
            ends = [f" .. {text(line.share_end)}" if line.share_end is not None else "" for line in method.lines]
            return [f"{visible(line.level)}: {text(line.share)}{end}" for line, end in zip(method.lines, ends, strict=True)]
        case Judged() | Formula():
            return []


def cut_text(cut: Cut, lang: Lang) -> str:
    """One band: `≥ 90: 10`, `≥ 80: 80% of the weight`."""
    test = say(OTHERWISE, lang) if cut.text == OTHERWISE_TEXT else cut.text
    result = cut.level or ""
    if cut.result is not None:
        result = formula_text(cut.result, lang)
        if cut.result_end is not None:
            result += " .. " + formula_text(cut.result_end, lang)
        if cut.share:
            result = say(_SHARE, lang).format(share=result)
    return f"{visible(test)}: {visible(result)}"
