"""A comparison of two rulesets for a screen.

In: a `Comparison`, the given facts under both rulesets, splits, a language, a width. Out: text. Guarantees: no line is wider than the width; the same change of many
indicators is said once, with how many; nothing that is meant is left out.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from evaldsl.diagnostics.words import visible
from evaldsl.differing import phrases as words
from evaldsl.differing.compare import Comparison, Ending
from evaldsl.differing.files import Delta, FileDelta
from evaldsl.differing.split import Part, Split
from evaldsl.differing.structure import Change
from evaldsl.differing.witness import Witness
from evaldsl.evaluation.tree import Figure
from evaldsl.model.numbers import exact_text
from evaldsl.reporting.figures import Lang, figure_text, number_text, say
from evaldsl.reporting.layout import pad, text_width, wrap, wrap_after
from evaldsl.reporting.terminal import LEAST_WIDTH, styled_text

Line = list[tuple[str, str]]
_TOGETHER = 4
_NAMED = 3
_MOST_PLAIN = 6
_MOST_NODES = 12
_MOST_FILES = 20


def comparison_text(
    found: Comparison,
    deltas: Sequence[FileDelta] = (),
    splits: Sequence[Split] = (),
    lang: Lang = "en",
    width: int = 80,
    color: bool = False,
    plain: bool = False,
    all_: bool = False,
) -> str:
    """Everything as text for a screen of `width` columns (at least 40); `all_` lists what would be cut short."""
    width = max(width, LEAST_WIDTH)
    arrow = "->" if plain else "→"
    head = f"{visible(found.old.name) or visible(found.old.file)} {arrow} {visible(found.new.name) or visible(found.new.file)}"
    out: list[Line] = [[(line, "bold")] for line in wrap(head, width)]
    if found.old.file != found.new.file:
        out += [[(line, "dim")] for line in wrap(f"{visible(found.old.file)} {arrow} {visible(found.new.file)}", width)]
    out += _changes(found.meant, words.RULES.zh if lang == "zh" else words.RULES.en, lang, width, arrow, plain)
    if not found.meant:
        out.append([(say(words.NO_CHANGES, lang), "")])
    others = [change for change in found.changes if not change.meant]
    if others:
        out += _changes(others, say(words.WORDING, lang), lang, width, arrow, plain)
    out += _verdict(found, lang, width, arrow, plain)
    if deltas:
        out += _files(deltas, found, lang, width, arrow, all_)
    for one in splits:
        out += _split(one, found, lang, width, arrow)
    out.append([(("-" if plain else "─") * width, "dim")])
    out += [[(part, "bold")] for part in wrap(ending_text(found, lang), width)]
    return styled_text(out, width, color)


def ending_text(found: Comparison, lang: Lang) -> str:
    """The answer in a sentence."""
    if found.alike:
        return say(words.ALIKE, lang)
    settled = found.verdict.ending is not Ending.OPEN or not found.interchangeable
    return say(words.NOT_ALIKE if settled or _others(found) else words.NOT_SETTLED, lang)


def _others(found: Comparison) -> bool:
    return any(change.section in ("fact", "field", "list", "check", "finding", "unit") for change in found.meant)


# ---- changes ---------------------------------------------------------------------------------------------------------

_SIGNS = {"added": ("+", "green"), "removed": ("-", "red")}


def what_text(change: Change, lang: Lang) -> str:
    """What of a thing changed."""
    if change.section in ("fact", "field") and change.what in words.FACT_WHAT:
        return say(words.FACT_WHAT[change.what], lang)
    return say(words.WHAT[change.what], lang)


def change_text(change: Change, lang: Lang, arrow: str = "→") -> str:
    """Old and new."""
    before, after = (None if x is None else visible(say(x, lang)) for x in (change.before, change.after))
    if change.what == "added":
        return after or ""
    if change.what == "removed":
        return before or ""
    if change.what == "line" and before is None:
        return f"{say(words.WHAT['added'], lang)} {after}"
    if change.what == "line" and after is None:
        return f"{say(words.WHAT['removed'], lang)} {before}"
    if before is not None and before == after:
        return before
    if before is None and after is None:
        return ""
    return f"{before or say(words.NOTHING, lang)} {arrow} {after or say(words.NOTHING, lang)}"


def _changes(changes: Sequence[Change], title: str, lang: Lang, width: int, arrow: str, plain: bool) -> Iterator[Line]:
    if not changes:
        return
    yield [("", "")]
    yield [(title, "bold")]
    alike: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        alike.setdefault((change.section, change.what, change.before, change.after), []).append(change)
    last = ""
    for change in changes:
        same = alike[change.section, change.what, change.before, change.after]
        if len(same) >= _TOGETHER and change.section == "node" and change.what not in ("added", "removed"):
            if change is same[0]:
                last = ""
                yield from _together(same, lang, width, arrow)
            continue
        subject = f"{change.section} {change.subject}"
        colon = "：" if lang == "zh" else ": "
        if change.what in _SIGNS:
            sign, style = _SIGNS[change.what]
            text = change_text(change, lang, arrow)
            name = _subject(change, lang) + (f"{colon}{text}" if text else "")
            yield from _marked(sign, style, name, width)
            last = ""
            continue
        if subject != last:
            yield from _marked("~", "yellow", _subject(change, lang), width)
            last = subject
        text = change_text(change, lang, arrow)
        for i, part in enumerate(wrap_after("    ", what_text(change, lang) + (f"{colon}{text}" if text else ""), width)):
            yield [(part if i == 0 else f"  {part}" if text_width(part) + 2 <= width else part, "")]


def _subject(change: Change, lang: Lang) -> str:
    if not change.subject:
        return say(words.SECTIONS["grade"] if change.section == "grade" else words.WHOLE, lang)
    return f"{say(words.SECTIONS[change.section], lang)} {visible(change.subject)}"


def _together(same: Sequence[Change], lang: Lang, width: int, arrow: str) -> Iterator[Line]:
    """The same change of many indicators."""
    count = say(words.SEVERAL, lang).format(count=len(same))
    colon = "：" if lang == "zh" else ": "
    yield from _marked("~", "yellow", f"{count}{colon}{what_text(same[0], lang)} {change_text(same[0], lang, arrow)}", width)
    names = ("、" if lang == "zh" else ", ").join(
        visible(x.subject.rpartition(".")[2]) or say(words.TOTAL, lang) for x in same[:_NAMED]
    )
    more = say(words.ALSO, lang).format(count=len(same) - _NAMED)
    yield from ([(part, "dim")] for part in wrap_after("    ", f"{names} {more}", width))


def _marked(sign: str, style: str, text: str, width: int) -> Iterator[Line]:
    for i, part in enumerate(wrap(text, width - 2)):
        yield [(f"{sign} " if i == 0 else "  ", style), (part, "")]


# ---- for any facts ---------------------------------------------------------------------------------------------------


def _verdict(found: Comparison, lang: Lang, width: int, arrow: str, plain: bool) -> Iterator[Line]:
    verdict = found.verdict
    yield [("", "")]
    yield [(say(words.ANY_FACTS, lang), "bold")]
    match verdict.ending:
        case Ending.SAME:
            said = words.SAME_FORM if verdict.how == "form" else words.SAME_SOLVER
            yield from _marked("+" if plain else "✓", "green", say(said, lang), width)
            if verdict.witness is not None:
                yield from _marked("x" if plain else "✗", "red", say(words.REFUSED_BY, lang), width)
                yield from _witness(verdict.witness, found, lang, width, arrow)
        case Ending.OPEN:
            text = say(words.OPEN if verdict.tried else words.OPEN_UNTRIED, lang).format(count=verdict.tried)
            yield from _marked("?", "magenta", text, width)
            yield from ([(part, "")] for part in wrap_after("    ", why_text(verdict.why, lang), width))
        case Ending.DIFFER if verdict.witness is None:
            yield from _marked("x" if plain else "✗", "red", say(words.DIFFER_GIVEN, lang), width)
        case Ending.DIFFER:
            assert verdict.witness is not None
            said = words.DIFFER if verdict.witness.delta.scored else words.REFUSED_BY
            yield from _marked("x" if plain else "✗", "red", say(said, lang), width)
            yield from _witness(verdict.witness, found, lang, width, arrow)
    if not found.interchangeable:
        yield from _marked("!", "yellow", say(words.NOT_INTERCHANGEABLE, lang), width)


def why_text(why: str, lang: Lang) -> str:
    """Why there is no proof."""
    return say(words.WHY[why], lang) if why in words.WHY else say(words.OUT_OF_REACH, lang).format(reason=why)


def _witness(witness: Witness, found: Comparison, lang: Lang, width: int, arrow: str) -> Iterator[Line]:
    for name, value in witness.changed:
        yield from ([(part, "bold")] for part in wrap_after("    ", f"{visible(name)} = {value_text(value, lang)}", width))
    if len(witness.plain) <= _MOST_PLAIN:
        for name, value in witness.plain:
            yield from ([(part, "")] for part in wrap_after("    ", f"{visible(name)} = {value_text(value, lang)}", width))
    rest = words.OTHERS if witness.changed or len(witness.plain) <= _MOST_PLAIN else words.PLAIN
    yield from ([(part, "dim")] for part in wrap_after("    ", say(rest, lang), width))
    yield from _delta(witness.delta, found, lang, width, arrow)


def value_text(value: object, lang: Lang) -> str:
    """What a witness puts for a fact."""
    if value is None:
        return say(words.ABSENT, lang)
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if isinstance(value, dict):
        return visible("，".join(str(x) for key, x in value.items() if key != "reason"))
    return visible(str(value))


def _delta(delta: FileDelta, found: Comparison, lang: Lang, width: int, arrow: str, all_: bool = False) -> Iterator[Line]:
    """What a file comes to under both rulesets."""
    for side, program in zip(delta.sides, (found.old, found.new), strict=True):
        if not side.scored:
            text = say(words.REFUSED, lang).format(codes="、".join(side.codes) or "—")
            yield from ([(part, "red")] for part in wrap_after("    ", f"{visible(program.file)} {text}", width))
        if side.left_out:
            names = ("、" if lang == "zh" else ", ").join(map(visible, side.left_out[:_MOST_NODES]))
            text = say(words.LEFT_OUT, lang).format(names=names)
            yield from ([(part, "dim")] for part in wrap_after("    ", f"{visible(program.file)} {text}", width))
    if not delta.scored:
        return
    moved = [(name, before, after) for name, before, after in delta.verdicts]
    if delta.before.grade != delta.after.grade:
        moved.insert(0, (say(words.GRADE, lang), delta.before.grade, delta.after.grade))
    for name, before, after in moved:
        text = f"{visible(name)} {visible(before or '—')} {arrow} {visible(after or '—')}"
        yield from ([(part, "")] for part in wrap_after("    ", text, width))
    shown = delta.deltas if all_ else delta.deltas[:_MOST_NODES]
    for one in shown:
        yield from ([(part, "")] for part in wrap_after("    ", delta_text(one, lang, arrow), width))
    if len(shown) < len(delta.deltas):
        more = say(words.ALSO, lang).format(count=len(delta.deltas) - len(shown))
        yield from ([(part, "dim")] for part in wrap_after("    ", more, width))


def delta_text(one: Delta, lang: Lang, arrow: str = "→") -> str:
    """`产出指标 48.00 → 47.99`."""
    name = one.old if one.old is not None else one.new
    said = visible(name or "") or say(words.TOTAL, lang)
    before, after = (None if figure is None else _figure(figure, lang) for figure in (one.before, one.after))
    if before is None:
        return f"{said} {after} ({say(words.ONE_SIDED['new'], lang)})"
    if after is None:
        return f"{said} {before} ({say(words.ONE_SIDED['old'], lang)})"
    return f"{said} {before} {arrow} {after}"


def _figure(figure: Figure, lang: Lang) -> str:
    if figure.type is None and isinstance(figure.value, Fraction):
        return number_text(figure.value)
    return visible(figure_text(figure, lang))


# ---- over given facts ------------------------------------------------------------------------------------------------


def _files(deltas: Sequence[FileDelta], found: Comparison, lang: Lang, width: int, arrow: str, all_: bool) -> Iterator[Line]:
    yield [("", "")]
    yield [(say(words.GIVEN, lang), "bold")]
    changing = [delta for delta in deltas if delta.differs or not delta.scored]
    shown = changing if all_ else changing[:_MOST_FILES]
    for delta in shown:
        name = " ".join(x for x in (visible(delta.subject), visible(delta.name)) if x)
        yield from _marked("~", "yellow", name, width)
        yield from _delta(delta, found, lang, width, arrow, all_)
    if len(shown) < len(changing):
        yield [(say(words.MORE_FILES, lang).format(count=len(changing) - len(shown)), "dim")]
    grades = sum(d.scored and d.before.grade != d.after.grade for d in deltas)
    counts = {"count": len(deltas), "changed": sum(d.differs for d in deltas), "grades": grades}
    words_ = words.SUMMARY_FILE if len(deltas) == 1 else words.SUMMARY_FILES
    text = say(words_, lang).format(refused=sum(not d.scored for d in deltas), **counts)
    yield from ([(part, "")] for part in wrap(text, width))


def _split(one: Split, found: Comparison, lang: Lang, width: int, arrow: str) -> Iterator[Line]:
    yield [("", "")]
    name = visible(one.subject) or f"{visible(one.name)} {arrow} {visible(one.then)}"
    yield from ([(part, "bold")] for part in wrap(f"{say(words.SPLIT, lang)} {name}", width))
    if one.grades[0] != one.grades[1]:
        sides = [visible(x or "—") for x in one.grades]
        yield [(f"{say(words.GRADE, lang)} {sides[0]} {arrow} {sides[1]}", "")]
    heads = [say(x, lang) for x in (words.BEFORE, words.AFTER, words.CHANGE, words.BY_RULES, words.BY_FACTS, words.BY_ROUNDING)]
    rows = [[_name(part, lang), *figures_of(part)] for part in one.parts]
    widths = [max(text_width(row[i]) for row in [["", *heads], *rows]) for i in range(1, 7)]
    left = width - sum(widths) - 2 * len(widths)
    if left >= 12:
        yield [(pad("", left) + "".join("  " + pad(h, w, right=True) for h, w in zip(heads, widths, strict=True)), "dim")]
        for row in rows:
            names = wrap(row[0], left)
            figures = "".join("  " + pad(x, w, right=True) for x, w in zip(row[1:], widths, strict=True))
            for i, part in enumerate(names):
                yield [(pad(part, left) + (figures if i == 0 else ""), "")]
    else:
        for row in rows:
            yield from ([(part, "bold")] for part in wrap(row[0], width))
            pairs = [f"{h} {x}" for h, x in zip(heads, row[1:], strict=True)]
            yield from ([(part, "")] for part in wrap_after("    ", ("，" if lang == "zh" else ", ").join(pairs), width))
    yield from ([(part, "dim")] for part in wrap(say(words.ORDER, lang), width))


def _name(part: Part, lang: Lang) -> str:
    path = part.old if part.old is not None else part.new
    side = (
        "" if part.old is not None and part.new is not None else say(words.ONE_SIDED["new" if part.old is None else "old"], lang)
    )
    return (visible(path or "") or say(words.TOTAL, lang)) + (f" ({side})" if side else "")


def figures_of(part: Part) -> list[str]:
    """Before, after, change and its three parts, as texts; changes with their sign."""
    ends = ["—" if x is None else number_text(x) for x in (part.before, part.after)]
    return [*ends, *(signed(x) for x in (part.change, part.rules, part.facts, part.rounding))]


def signed(x: Fraction) -> str:
    """A change: `+0.02`, `-1.5`, `0`; exactly, as a fraction where no decimal ends and it is short."""
    text = number_text(x)
    if text.startswith("≈"):
        exact = exact_text(x)
        text = exact if len(exact) <= len("-1234/5678") else text
    if x <= 0:
        return text
    return f"≈ +{text.removeprefix('≈ ')}" if text.startswith("≈") else f"+{text}"
