"""The coverage of a ruleset by its examples: as text for a screen, as JSON.

In: a `Coverage`, a language. Out: text, or data. Guarantees: every point that no expectation decides is listed with its place; a share is
rounded down, so that 100% is said of nothing less.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.model.numbers import Mode, exact_text, round_to
from evaldsl.reporting.figures import Lang, say
from evaldsl.reporting.layout import pad, text_width, wrap, wrap_after
from evaldsl.reporting.terminal import LEAST_WIDTH, styled_text
from evaldsl.source import Where
from evaldsl.trials.coverage import Coverage, Covered
from evaldsl.trials.coverage_drawn import EdgeCovered
from evaldsl.trials.coverage_points import KINDS, TIE

TITLE = Both("Coverage of the rules", "规则覆盖")
NOTHING = Both("This ruleset has no rules that could turn out in more than one way.", "这个规则集没有可供覆盖的规则。")
UNDECIDED = Both("Exercised, but no expectation hangs on it", "经过，但没有期望取决于它")
MISSED = Both("Not exercised", "未经过")
TOTAL = Both("total", "总分")
GRADE = Both("grade", "评级")
EDGES = Both("edges", "边界")
NO_FILE = Both("No facts stand at these edges", "没有事实处于这些边界")
SIDES = {
    "below": Both("just below", "略低"),
    "at": Both("at it", "正好"),
    "above": Both("just above", "略高"),
    "tie": TIE,
    "word": Both("that word", "取此值"),
}
_BAR = 20

Line = list[tuple[str, str]]


def share_text(share: Fraction | None) -> str:
    """A share with one decimal, rounded down."""
    if share is None:
        return "—"
    return exact_text(round_to(share * 100, Mode.FLOOR, 1)) + "%"


def coverage_text(coverage: Coverage, lang: Lang = "en", width: int = 80, color: bool = False, plain: bool = False) -> str:
    """The coverage for a screen of `width` columns (at least 40)."""
    width = max(width, LEAST_WIDTH)
    out: list[Line] = [[("", "")], [(say(TITLE, lang), "bold")]]
    if not coverage.points:
        out += [[(part, "dim")] for part in wrap(say(NOTHING, lang), width)]
        return styled_text(out, width, color)
    out += _kinds(coverage, lang, width, plain)
    for title, missing in (
        (UNDECIDED, [x for x in coverage.points if x.is_exercised and not x.is_decided]),
        (MISSED, [x for x in coverage.points if not x.is_exercised]),
    ):
        if missing:
            number = f"（{len(missing)}）" if lang == "zh" else f" ({len(missing)})"
            out.append([("", "")])
            out += [[(part, "bold")] for part in wrap(say(title, lang) + number, width)]
            out += _listed(missing, lang, width)
    missed = [x for x in coverage.edges if x.missed] if coverage.drawn is not None else []
    if missed:
        number = f"（{len(missed)}）" if lang == "zh" else f" ({len(missed)})"
        out.append([("", "")])
        out += [[(part, "bold")] for part in wrap(say(NO_FILE, lang) + number, width)]
        out += _placed(((x.edge.where, x.edge.path or say(TOTAL, lang), _edge_text(x, lang)) for x in missed), lang, width)
    out.append([(("-" if plain else "─") * width, "dim")])
    out += [[(part, "bold")] for part in wrap(summary_text(coverage, lang), width)]
    if coverage.edges:
        out += [[(part, "")] for part in wrap(edges_text(coverage, lang), width)]
    return styled_text(out, width, color)


def summary_text(coverage: Coverage, lang: Lang) -> str:
    """The figure: decided points of all points."""
    all_ = len(coverage.points)
    exercised = share_text(Fraction(coverage.exercised, all_) if all_ else None)
    by = Both("", "")
    if coverage.drawn is not None:
        files = "file" if coverage.drawn == 1 else "files"
        by = Both(f" by the examples and {coverage.drawn} drawn {files}", f"（含抽取的 {coverage.drawn} 份事实）")
    words = Both(
        f"coverage{by.en} {share_text(coverage.share)}: {coverage.decided} of {all_} points decided, {coverage.exercised} exercised ({exercised})",
        f"覆盖率{by.zh} {share_text(coverage.share)}：{all_} 处中 {coverage.decided} 处由期望判定，{coverage.exercised} 处经过（{exercised}）",
    )
    return say(words, lang)


def edges_text(coverage: Coverage, lang: Lang) -> str:
    """At how many of the sides of edges that facts can stand at some do."""
    met, missed, never = (
        sum(len(x) for x in sides) for sides in zip(*((e.met, e.missed, e.never) for e in coverage.edges), strict=True)
    )
    en = f"edges of the rules: facts stand at {met} of {met + missed}" + (f"; at {never} none can" if never else "")
    zh = f"规则的边界：{met + missed} 处中事实处于 {met} 处" + (f"；另有 {never} 处不可能处于" if never else "")
    return zh if lang == "zh" else en


def _edge_text(one: EdgeCovered, lang: Lang) -> str:
    sides = ("、" if lang == "zh" else ", ").join(say(SIDES[side], lang) for side in one.missed)
    text = "" if one.edge.kind == "tie" else f"{one.edge.text} "
    return text + (f"（{sides}）" if lang == "zh" else f"({sides})")


def _kinds(coverage: Coverage, lang: Lang, width: int, plain: bool) -> Iterable[Line]:
    """A bar and the figures of each kind of points."""
    rows: list[tuple[str, int, int, int]] = []
    for kind, words in KINDS.items():
        mine = [x for x in coverage.points if x.point.kind == kind]
        if mine:
            rows.append((say(words, lang), sum(x.is_decided for x in mine), sum(x.is_exercised for x in mine), len(mine)))
    names = max(text_width(row[0]) for row in rows)
    digits = max(len(str(row[3])) for row in rows)
    room = width - 2 - names - 2 - 2 * digits - 3
    bar = min(_BAR, room - 2)
    for name, decided, exercised, whole in rows:
        line: Line = [("  ", ""), (pad(name, names), ""), ("  ", "")]
        line += _bar(decided, exercised, whole, bar, plain)
        line.append((f"  {decided:>{digits}} / {whole:>{digits}}", "" if decided == whole else "yellow"))
        more = Both(f"{exercised} exercised", f"经过 {exercised}")
        if exercised > decided and room - bar - 2 > text_width(say(more, lang)) + 3:
            line.append((f"   {say(more, lang)}", "dim"))
        yield line


def _bar(decided: int, exercised: int, whole: int, width: int, plain: bool) -> Line:
    """What is decided, what is exercised besides, the rest. A bar is full only when all is decided, and empty only when nothing is."""
    done = max(decided * width // whole, 1 if decided else 0)
    seen = max(exercised * width // whole, done + (1 if exercised > decided else 0))
    seen = min(seen, width)
    full, half, rest = ("#", "-", ".") if plain else ("━", "─", "╌")
    return [(full * done, "green"), (half * (seen - done), "yellow"), (rest * (width - seen), "dim")]


def _listed(missing: Sequence[Covered], lang: Lang, width: int) -> Iterable[Line]:
    """Points with their places."""
    entries = (
        (x.point.where, x.point.subject or say(GRADE if x.point.kind == "grade" else TOTAL, lang), say(x.point.what, lang))
        for x in missing
    )
    return _placed(entries, lang, width)


def _placed(entries: Iterable[tuple[Where, str, str]], lang: Lang, width: int) -> Iterable[Line]:
    """What is missing of a subject at a place, in the order of the file: what is alike of several subjects at one place (a clause that they
    inherit) stands together."""
    comma, colon, joint = ("、", "：", "；") if lang == "zh" else (", ", ": ", "; ")
    whats: dict[tuple[str, int, str], list[str]] = {}
    for where, subject, what in sorted(entries, key=lambda x: (x[0].file, x[0].line)):
        whats.setdefault((where.file, where.line, visible(subject)), []).append(visible(what))
    alike: dict[tuple[str, int, str], list[str]] = {}
    for (file, line_, subject), found in whats.items():
        alike.setdefault((file, line_, joint.join(dict.fromkeys(found))), []).append(subject)
    for (file, line_, what), subjects in alike.items():
        place, text = visible(f"{file}:{line_}"), f"{comma.join(subjects)}{colon}{what}"
        if text_width(place) + 4 <= width // 3:
            place = f"  {place}  "
            for i, line in enumerate(wrap_after(place, text, width)):
                yield [(place, "dim"), (line[len(place) :], "")] if i == 0 else [(line, "")]
        else:
            yield from ([(part, "dim")] for part in wrap_after("  ", place, width))
            yield from ([(part, "")] for part in wrap_after("    ", text, width))


def coverage_json(coverage: Coverage, lang: Lang = "en") -> dict[str, Any]:
    """The coverage as JSON data."""
    kinds = [kind for kind in KINDS if any(x.point.kind == kind for x in coverage.points)]
    of_kind = {kind: [x for x in coverage.points if x.point.kind == kind] for kind in kinds}
    return {
        "points": len(coverage.points),
        "exercised": coverage.exercised,
        "decided": coverage.decided,
        "share": None if coverage.share is None else exact_text(coverage.share),
        "text": share_text(coverage.share),
        "drawn_files": coverage.drawn,
        "kinds": [
            {
                "kind": kind,
                "name": say(KINDS[kind], lang),
                "points": len(mine),
                "exercised": sum(x.is_exercised for x in mine),
                "decided": sum(x.is_decided for x in mine),
            }
            for kind, mine in of_kind.items()
        ],
        "list": [
            {
                "id": x.point.id,
                "kind": x.point.kind,
                "subject": x.point.subject,
                "text": say(x.point.what, lang),
                "file": x.point.where.file,
                "line": x.point.where.line,
                "exercised": list(x.exercised),
                "decided": list(x.decided),
                **({} if coverage.drawn is None else {"drawn": x.drawn, "claimed": x.claimed}),
            }
            for x in coverage.points
        ],
        "edges": [
            {
                "kind": x.edge.kind,
                "subject": x.edge.path,
                "text": x.edge.text,
                "file": x.edge.where.file,
                "line": x.edge.where.line,
                "met": list(x.met),
                "missed": list(x.missed),
                "never": list(x.never),
            }
            for x in coverage.edges
        ],
    }
