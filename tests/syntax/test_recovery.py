"""Recovery: one mistake one error, at its own place; the sound parts stay."""

from evaldsl.source import SourceFile, Where
from evaldsl.syntax import nodes as n
from evaldsl.syntax.parser import Parsed, parse
from evaldsl.syntax.tokens import scan
from tests.syntax.test_printer import SAMPLE


def _lines(parsed: Parsed) -> list[int]:
    return [p.place.line for p in parsed.problems if isinstance(p.place, Where)]


def test_a_token_taken_out_gives_one_error_where_it_was_missing() -> None:
    source = SourceFile("x", SAMPLE)
    faulty = single = near = 0
    for raw in scan(SAMPLE).raws:
        if raw.indent == 0:
            continue  # leaves the line indented, another mistake
        text = SAMPLE[: raw.start] + " " * (raw.end - raw.start) + SAMPLE[raw.end :]
        found = _lines(parse(SourceFile("x", text)))
        if found:
            faulty += 1
            single += len(found) == 1
            near += source.position(raw.start)[0] in found or raw.kind == "RBRACE"
    assert faulty > 90
    assert single / faulty > 0.9
    assert near / faulty > 0.95


def test_what_is_sound_stays() -> None:
    text = "facts {\n  甲 : 万元\n  乙 万元\n  丙 : 人\n}\nlet x = 甲 +\nlet y = 丙\n"
    parsed = parse(SourceFile("x", text))
    assert _lines(parsed) == [3, 6]
    facts, let = parsed.module.declarations
    assert isinstance(facts, n.Facts)
    assert [f.names[0].text for f in facts.facts] == ["甲", "丙"]
    assert isinstance(let, n.Let)
    assert let.name.text == "y"
    assert not parsed.module.complete
    assert {"乙", "x"} <= parsed.module.lost
    assert "丙" not in parsed.module.lost
    assert parsed.module.damaged == ((1, 5), (6, 6))


def test_a_lost_brace_is_named_with_both_places() -> None:
    text = "group 甲 {\n  indicator 乙 {\n    target >= 1\n  indicator 丙 { judged }\n}\n"
    (problem,) = parse(SourceFile("x", text)).problems
    assert problem.code == "E103"
    assert isinstance(problem.place, Where)
    (label,) = problem.labels
    assert isinstance(label.place, Where)
    assert (problem.place.line, problem.place.column, label.place.line) == (2, 15, 3)


def test_more_mistakes_than_anybody_reads_are_cut_with_a_word() -> None:
    problems = parse(SourceFile("x", "90\n" * 500)).problems
    assert len(problems) == 41
    assert problems[-1].code == "E135"
