"""Whether everything that is written can happen: bands, levels, lines of tables, grades, vetoes, conditions, verdicts.

In: a program. Out: questions that a fact file answers (`Sometimes`), each of which is a remark when the answer is no. Guarantees: a
condition is asked for both of its ends; what a word of a finding or a line of a table needs is what the evaluator asks of it, the lines before
it included.
"""

from collections.abc import Iterator

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.verdicts import grade_order
from evaldsl.model import program as p
from evaldsl.model.tables import HitRule, ScorecardSpec, TableLine, TableSpec
from evaldsl.proving.asked import Always, Graded, OutOfReach, Question, Sometimes, Topic
from evaldsl.proving.shapes import applying, both, compared, either, fires, in_cut, line_holds, negated, sites
from evaldsl.reporting.method_words import cut_text
from evaldsl.source import Where

BAND = Both("the band “{band}” is reached by some value", "有值落入“{band}”一档")
LEVEL = Both("the level “{band}” is reached", "“{band}”这一等级可以出现")
WORD = Both("the word “{band}” is given for some value", "有值得出“{band}”")
LINE = Both("line {line} of the table holds for some input{cells}", "第 {line} 行对某些输入成立{cells}")
OTHERWISE = Both("the otherwise of the table is used for some input", "“其余”一行对某些输入适用")
GRADE = Both("the grade “{grade}” is given for some facts", "某些事实可得等级“{grade}”")
RULE = Both("the rule for the grade “{grade}” applies to some facts", "“{grade}”的评级规则对某些事实适用")
RULE_NOT = Both("the rule for the grade “{grade}” spares some facts", "“{grade}”的评级规则并非对一切事实适用")
VETO = Both("the veto “{name}” falls for some facts", "一票否决“{name}”对某些事实触发")
VETO_NOT = Both("the veto “{name}” spares some facts", "一票否决“{name}”并非对一切事实触发")
APPLIES = Both("it applies to some facts", "对某些事实适用")
APPLIES_NOT = Both("its condition leaves some facts out", "适用条件排除某些事实")
VERDICT = Both("the verdict “{level}” is given for some facts", "某些事实可得结论“{level}”")
SPEAKS = Both("line {line} of the finding speaks for some facts", "发现的第 {line} 句对某些事实提出")
REASON = Both("a reason is asked for for some facts", "某些事实须填原因")


def _words(words: Both, **args: str) -> Both:
    return Both(words.en.format(**args), words.zh.format(**args))


def _reached(id_: str, subject: str, words: Both, where: Where, *any_of: p.Expr) -> Question:
    return Question(f"reached:{id_}", Topic.REACHED, subject, words, where, Sometimes(any_of))


# ---- nodes -----------------------------------------------------------------------------------------------------------


def of_node(chain: tuple[p.Node, ...]) -> Iterator[Question]:
    """Bands, levels, conditions and vetoes of a node; `chain` has the groups around it, itself last."""
    node, around = chain[-1], applying(chain)
    path, value = node.path, node.value
    if isinstance(node.method, p.Bands) and value is not None:
        for i, cut in enumerate(node.method.cuts):
            words = Both(BAND.en.format(band=cut_text(cut, "en")), BAND.zh.format(band=cut_text(cut, "zh")))
            asked = both([*around, fires(value, node.method.cuts, i)], cut.where)
            yield _reached(f"{path}:band:{i + 1}", path, words, cut.where, asked)
    if isinstance(node.method, p.Levels) and value is not None:
        for line in node.method.lines:
            level = p.Const(line.level, value.type, node.where)
            asked = both([*around, compared(value, p.Relation.EQ, level)], node.where)
            yield _reached(f"{path}:level:{line.level}", path, _words(LEVEL, band=visible(line.level)), node.where, asked)
    if node.applies is not None:
        outer = applying(chain[:-1])
        yield _reached(f"{path}:applies", path, APPLIES, node.applies.where, both([*outer, node.applies], node.where))
        left_out = both([*outer, negated(node.applies)], node.where)
        yield _reached(f"{path}:left_out", path, APPLIES_NOT, node.applies.where, left_out)
    for i, veto in enumerate(node.vetoes):
        name, at = visible(veto.name), f"{path}:veto:{i + 1}"
        yield _reached(at, path, _words(VETO, name=name), veto.where, both([*around, veto.condition], veto.where))
        spared = both([*around, negated(veto.condition)], veto.where)
        yield _reached(f"{at}:not", path, _words(VETO_NOT, name=name), veto.where, spared)
    for i, requires in enumerate(node.requires):
        asked = both([*around, requires.condition], requires.where)
        yield _reached(f"{path}:reason:{i + 1}", path, REASON, requires.where, asked)


# ---- the whole -------------------------------------------------------------------------------------------------------


def of_whole(program: p.Program) -> Iterator[Question]:
    """Grades, their rules, verdicts, findings, words of declared bands, lines of tables."""
    yield from _grades(program)
    for outcome in program.outcomes:
        yield from _verdicts(outcome)
    for finding in program.findings:
        before: list[p.Expr] = []
        for i, line in enumerate(finding.lines):
            held = [] if line.condition is None else [line.condition]
            if line.says is not None:
                asked = both([*map(negated, before), *held], line.where)
                words = _words(SPEAKS, line=str(i + 1))
                yield _reached(f"finding:{finding.name}:{i + 1}", finding.name, words, line.where, asked)
            before += held
    asked_with, hidden = sites(program)
    for name, bands in program.bands.items():
        yield from _bands(bands, asked_with.get(name, []), name in hidden)
    for name, table in program.tables.items():
        yield from _table(table, asked_with.get(name, []), name in hidden)


def _grades(program: p.Program) -> Iterator[Question]:
    given = {cut.level: cut.where for cut in reversed(program.grades) if cut.level is not None}
    for rule in program.grade_rules:
        given.setdefault(rule.grade, rule.where)
    for grade in reversed(grade_order(program)):
        if grade in given:
            words = _words(GRADE, grade=visible(grade))
            yield Question(f"reached:grade:{grade}", Topic.REACHED, "", words, given[grade], Graded(grade))
    before: list[p.Expr] = []
    for i, rule in enumerate(program.grade_rules):
        words, spared = _words(RULE, grade=visible(rule.grade)), _words(RULE_NOT, grade=visible(rule.grade))
        asked = both([*map(negated, before), rule.condition], rule.where)
        yield _reached(f"grade_rule:{i + 1}", "", words, rule.where, asked)
        yield _reached(f"grade_rule:{i + 1}:not", "", spared, rule.where, negated(rule.condition))
        before.append(rule.condition)


def _verdicts(outcome: p.OutcomeSpec) -> Iterator[Question]:
    """Each level is that of the first requirement that does not hold, or the last one when all hold."""
    ways: dict[str, list[p.Expr]] = {}
    held: list[p.Expr] = []
    for require in outcome.requires:
        ways.setdefault(require.otherwise, []).append(both([*held, negated(require.condition)], require.where))
        held.append(require.condition)
    ways.setdefault(outcome.otherwise, []).append(both(held, outcome.where))
    for level, any_of in ways.items():
        words = _words(VERDICT, level=visible(level))
        yield _reached(f"outcome:{outcome.name}:{level}", outcome.name, words, outcome.where, *any_of)


# ---- declared bands and tables ---------------------------------------------------------------------------------------


def _bands(bands: p.BandsSpec, asked_with: list[tuple[p.Expr, ...]], hidden: bool) -> Iterator[Question]:
    """The words of declared bands, for the values that they are asked for."""
    if not asked_with and not hidden:
        return
    for i, cut in enumerate(bands.cuts):
        words = _words(WORD, band=visible(cut.level or cut.text))
        any_of = [fires(value, bands.cuts, i) for (value,) in asked_with]
        yield _somewhere(f"{bands.name}:word:{i + 1}", bands.name, words, cut.where, any_of, hidden)
    ends = [e for cut in bands.cuts for e in (cut.low, cut.high) if e is not None]
    if any(not isinstance(e, p.Const) for e in ends):
        yield from _covered(bands, asked_with)


def _covered(bands: p.BandsSpec, asked_with: list[tuple[p.Expr, ...]]) -> Iterator[Question]:
    from evaldsl.proving.standard import APART, COVERED

    for k, (value,) in enumerate(asked_with):
        at = "" if k == 0 else f":{k + 1}"
        held = [in_cut(value, cut) for cut in bands.cuts]
        if bands.cuts[-1].low is not None or bands.cuts[-1].high is not None:
            asked = Always(either(held, bands.where))
            yield Question(f"cover:{bands.name}:gap{at}", Topic.COVER, bands.name, COVERED, bands.where, asked)
        closed = [i for i, cut in enumerate(bands.cuts) if cut.text[:1] in "[("]
        pairs = [both([held[i], held[j]], bands.where) for i in closed for j in closed if i < j]
        if pairs:
            apart = Always(negated(either(pairs, bands.where)))
            yield Question(f"cover:{bands.name}:overlap{at}", Topic.COVER, bands.name, APART, bands.where, apart)


def _table(table: TableSpec | ScorecardSpec, asked_with: list[tuple[p.Expr, ...]], hidden: bool) -> Iterator[Question]:
    """The lines of a table or scorecard, for what it is asked with."""
    if not asked_with and not hidden:
        return
    given = [dict(zip((one.name for one in table.inputs), args, strict=True)) for args in asked_with]
    for part in table.parts if isinstance(table, ScorecardSpec) else (table,):
        subject = table.name if part is table else f"{table.name}.{part.name}"
        for i, line in enumerate(part.lines):
            any_of = [_first(part, i, one) if part.rule is HitRule.FIRST else line_holds(part, line, one) for one in given]
            words = _line_words(i, line)
            yield _somewhere(f"{subject}:line:{i + 1}", subject, words, line.where, any_of, hidden)
        if part.otherwise is not None:
            any_of = [both([negated(line_holds(part, line, one)) for line in part.lines], part.where) for one in given]
            yield _somewhere(f"{subject}:otherwise", subject, OTHERWISE, part.otherwise.where, any_of, hidden)


def _first(table: TableSpec, at: int, given: dict[str, p.Expr]) -> p.Expr:
    held = [line_holds(table, line, given) for line in table.lines[: at + 1]]
    return both([*map(negated, held[:-1]), held[-1]], table.lines[at].where)


def _line_words(at: int, line: TableLine) -> Both:
    texts = [visible(cell.text) for cell in line.cells]
    return Both(
        LINE.en.format(line=at + 1, cells=f" ({' | '.join(texts)})"), LINE.zh.format(line=at + 1, cells=f"（{'｜'.join(texts)}）")
    )


def _somewhere(id_: str, subject: str, words: Both, where: Where, any_of: list[p.Expr], hidden: bool) -> Question:
    """What may also be asked where it cannot be said (in a function, in a row) is out of reach unless it is reached elsewhere."""
    if not any_of:
        return Question(f"reached:{id_}", Topic.REACHED, subject, words, where, OutOfReach("inside"))
    return Question(f"reached:{id_}", Topic.REACHED, subject, words, where, Sometimes(tuple(any_of), hidden))
