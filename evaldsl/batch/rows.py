"""A batch as rows of short texts: what its terminal view and its tables have in common.

In: entries, the summary, a language. Out: a row for each entry and for each line of the summary. Guarantees: every text is safe to print; what
is left out is counted in a row of its own; the counts and shares of the grades add up.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from evaldsl.batch.entries import Entry, Standing
from evaldsl.batch.json_lines import shown, shown_between
from evaldsl.batch.tally import End, Figure, Summary, name_of
from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.model.types import Type
from evaldsl.records import frozen
from evaldsl.reporting.figures import Lang, number_text, say, score_text, value_text

RANK, SUBJECT, GRADE, NOTE = Both("Rank", "名次"), Both("Subject", "评价对象"), Both("Grade", "等级"), Both("Note", "说明")
SCORE, WEIGHT = Both("Score", "得分"), Both("Weight", "满分")
_REFUSED = Both("refused: {codes}", "未计分：{codes}")
_UNSCORED = Both("nothing to score", "没有可计的分")
_OPEN = Both("not settled", "尚未确定")
_FAILED = Both("{count} checks fail", "{count} 项勾稽不符")
_FAILED_ONE = Both("1 check fails", "1 项勾稽不符")
_LEFT_OUT = Both("… {count} more", "……另有 {count} 个")
_FOLDED = Both("… {count} more: --all shows them", "……另有 {count} 个，用 --all 全部列出")

_NUMBER = Both("Forms", "份数")
_SCORED = Both("Scored", "已计分")
_OPEN_COUNT = Both("Not settled", "尚未确定")
_UNSCORED_COUNT = Both("Without a score", "没有得分")
_REFUSED_COUNT = Both("Refused", "未计分")
_FAILED_COUNT = Both("With failed checks", "勾稽不符")
_REPEATED = Both("Subject named before", "对象重复")
_MEAN, _MEDIAN = Both("Mean", "平均分"), Both("Median", "中位数")
_WEIGHTED = Both("Mean by {by}", "按{by}加权平均")
_LEAST, _GREATEST = Both("Least", "最低分"), Both("Greatest", "最高分")
_FULL = Both("Full marks", "满分")
_SHARED = Both("Shared ranks (=)", "同分并列（=）")
_NOT_WEIGHED = Both("{count} without the figure left out", "{count} 份没有该数，未计入")
_NOTHING = Both("the figures add up to nothing", "各数合计为零")
_TOTAL, _NONE = Both("Total", "合计"), Both("none", "无等级")
_AND_MORE = Both("{names} and {count} more", "{names}等 {total} 个")


@frozen
class EntryRow:
    """A form as texts; `style` is the tone of the row: "", "red", "magenta" or "dim"."""

    rank: str
    subject: str
    score: str
    weight: str
    by: str
    grade: str
    note: str
    style: str = ""


@frozen
class Listing:
    """The rows that are shown: `after` rows of the end stand behind a gap of `left_out` ones."""

    rows: tuple[EntryRow, ...]
    gap: int = 0
    left_out: int = 0


def ordered(entries: Sequence[Entry], by_rank: bool) -> list[Entry]:
    """The entries as they are listed: by rank (those without one after the others), else as they came."""
    if not by_rank:
        return list(entries)
    least = Fraction(0)
    return sorted(entries, key=lambda e: (_PLACE[e.standing], e.printed is None, -(e.printed or least), e.number))


_PLACE = {Standing.SCORED: 0, Standing.OPEN: 1, Standing.UNSCORED: 2, Standing.REFUSED: 3}


def listing(
    entries: Sequence[Entry], summary: Summary, lang: Lang, most: int | None, top: int | None, by: tuple[str, Type] | None
) -> Listing:
    """Rows of entries in the order given: the first `top`, and no more than about `most` of them, the last ones with them."""
    shown_entries = entries if top is None else entries[:top]
    if top is not None or most is None or len(shown_entries) <= most:
        left = len(entries) - len(shown_entries)
        return Listing(tuple(_row(e, summary, lang, by) for e in shown_entries), len(shown_entries), left)
    tail = most // 4
    kept = [*shown_entries[: most - tail], *shown_entries[-tail:]]
    return Listing(tuple(_row(e, summary, lang, by) for e in kept), most - tail, len(shown_entries) - most)


def gap_text(count: int, lang: Lang, folded: bool) -> str:
    """What stands where rows are left out: those after the first ones, or folded away between the first and the last."""
    return say(_FOLDED if folded else _LEFT_OUT, lang).format(count=count)


def _row(entry: Entry, summary: Summary, lang: Lang, by: tuple[str, Type] | None) -> EntryRow:
    rank, notes, style = "", [], ""
    if entry.printed is not None and entry.standing is Standing.SCORED:
        first = summary.ranks[entry.printed]
        rank = f"{first}{'=' if entry.printed in summary.ties else ' '}"
    if entry.standing is Standing.REFUSED:
        notes, style = [say(_REFUSED, lang).format(codes=" ".join(entry.codes))], "red"
    elif entry.standing is Standing.UNSCORED:
        notes, style = [say(_UNSCORED, lang)], "dim"
    elif entry.standing is Standing.OPEN:
        notes, style = [say(_OPEN, lang)], "magenta"
    if entry.failed:
        notes.append(say(_FAILED_ONE if entry.failed == 1 else _FAILED, lang).format(count=entry.failed))
    score = "" if entry.score is None else visible(score_text(entry.score, entry.digits, lang, summary.show))
    weight = "" if entry.weight is None else number_text(entry.weight)
    beside = "" if by is None or entry.counts is None else visible(value_text(entry.counts, by[1], lang))
    grade = entry.grade or ("、" if lang == "zh" else ", ").join(entry.grades)
    return EntryRow(rank, visible(name_of(entry)), score, weight, beside, visible(grade), _joined(notes, lang), style)


def _joined(notes: Sequence[str], lang: Lang) -> str:
    return ("；" if lang == "zh" else "; ").join(notes)


# ---- the summary -----------------------------------------------------------------------------------------------------


@frozen
class Line:
    """A line of the summary: what, the figure, a remark."""

    what: str
    figure: str
    remark: str = ""


def summary_lines(summary: Summary, lang: Lang) -> Iterator[Line]:
    """Counts, then figures; lines that would say nothing are left out."""
    yield Line(say(_NUMBER, lang), str(summary.number))
    yield Line(say(_SCORED, lang), str(summary.scored))
    for words, count in ((_OPEN_COUNT, summary.open), (_UNSCORED_COUNT, summary.unscored)):
        if count:
            yield Line(say(words, lang), str(count))
    if summary.refused:
        codes = " ".join(f"{code}×{count}" for code, count in summary.refused_by.items())
        yield Line(say(_REFUSED_COUNT, lang), str(summary.refused), codes)
    for words, count in ((_FAILED_COUNT, summary.failed), (_REPEATED, summary.repeated)):
        if count:
            yield Line(say(words, lang), str(count))
    if summary.weights is not None:
        low, high = map(number_text, summary.weights)
        yield Line(say(_FULL, lang), low if low == high else f"{low} … {high}")
    if summary.mean is not None:
        yield Line(say(_MEAN, lang), _figure(summary.mean, summary.digits))
    weighted = summary.weighted
    if weighted is not None:
        remarks = [say(_NOT_WEIGHED, lang).format(count=weighted.left_out)] if weighted.left_out else []
        figure = "—" if weighted.mean is None else _figure(weighted.mean, summary.digits)
        remarks += [say(_NOTHING, lang)] if weighted.mean is None else []
        yield Line(say(_WEIGHTED, lang).format(by=visible(weighted.by)), figure, _joined(remarks, lang))
    if summary.median is not None:
        yield Line(say(_MEDIAN, lang), shown(summary.median, summary.digits))
    for words, end in ((_GREATEST, summary.greatest), (_LEAST, summary.least)):
        if end is not None:
            yield Line(say(words, lang), score_text(end.score, summary.digits, lang, summary.show), _names(end, lang))
    if summary.shared:
        yield Line(say(_SHARED, lang), str(summary.shared))


def grade_lines(summary: Summary, lang: Lang) -> Iterator[Line]:
    """Count and share of every grade, and their total."""
    total = sum(summary.grades.values()) + summary.ungraded
    if not summary.grades or not total:
        return
    for grade, count in summary.grades.items():
        yield Line(visible(grade), str(count), _share(count, total))
    if summary.ungraded:
        yield Line(say(_NONE, lang), str(summary.ungraded), _share(summary.ungraded, total))
    yield Line(say(_TOTAL, lang), str(total), "100%")


def _share(count: int, total: int) -> str:
    return number_text(Fraction(count, total) * 100, least=2, most=2, short=2) + "%"


def _figure(figure: Figure, digits: int) -> str:
    return shown(figure.exact, digits) if figure.exact is not None else shown_between(figure, digits)


def _names(end: End, lang: Lang) -> str:
    names = ("、" if lang == "zh" else ", ").join(map(visible, end.subjects))
    more = end.count - len(end.subjects)
    return names if more <= 0 else say(_AND_MORE, lang).format(names=names, count=more, total=end.count)
