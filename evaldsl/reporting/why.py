"""Why: how one indicator, group, named value or the total came to be, as a person would set it down on paper.

In: a `Result` and a name (a path, its shortest unambiguous tail, a named value, or `total`). Out: plain text, or the diagnostic
that says why the name means nothing. Guarantees: every figure shown is one of the result; every fact comes with its source.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from evaldsl.diagnostics.core import Both, Diagnostic, InFile
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import NodeScore, Result
from evaldsl.model.family_names import full_name
from evaldsl.model.program import (
    Apply,
    Expr,
    FactRef,
    FieldRef,
    Formula,
    Joined,
    LetRef,
    LetSpec,
    Local,
    NodeRef,
    PointsResult,
    ProRata,
    RangeTarget,
    RatingResult,
    RelationTarget,
)
from evaldsl.model.values import Missing
from evaldsl.records import frozen
from evaldsl.reporting.checks import RESTATES, restatements
from evaldsl.reporting.figures import Lang, figure_text, number_text, say, score_digits, score_text, value_text
from evaldsl.reporting.formula import Reference, attribute_text, by_name, formula_text, references
from evaldsl.reporting.histories import changed_lines, dated_lines, in_force_lines, parameter_note
from evaldsl.reporting.layout import pad, text_width
from evaldsl.reporting.method_words import cut_text, method_expressions, method_lines
from evaldsl.reporting.reasons import reasons
from evaldsl.reporting.rows import (
    NOT_GIVEN,
    filed_differs,
    grade_text,
    is_missing_fact,
    settle_text,
    total_notes,
    total_text,
    value_rows,
)
from evaldsl.reporting.why_rules import named_sections
from evaldsl.reporting.words import CONSEQUENCES, DEFINITIONS, METHODS, STATUS, method_key, step_text
from evaldsl.source import Where

if TYPE_CHECKING:
    from evaldsl.reporting.why_rows import Sections

_TOTAL_NAMES = ("total", "总分", "")
_MOST_NAMES = 12
_MOST_TERMS = 40

_RULE = Both("Rule", "规则")
_TARGET = Both("Target", "目标")
_FORMULA = Both("Formula", "公式")
_LINES = Both("Lines", "各档")
_FACTS = Both("Facts", "数据")
_STEPS = Both("Steps", "计算")
_PARTS = Both("Parts", "构成")
_WHY = Both("Why", "说明")
_FILED = Both("Filed", "填报")
_EVIDENCE = Both("Evidence", "佐证")
_BASIS = Both("Basis", "依据")
_SUPPLIED = Both("Supplied", "补充规定")
_CONDITION = Both("Condition", "条件")
_UNIT_CHANGED = Both("Unit changed", "单位变化")
_WRITTEN = Both("Written", "出处")
_GRADE = Both("Grade", "等级")
_SOURCE = Both("source: {source}", "来源：{source}")
_JUDGED_BY = Both("judged: {reason}", "评定：{reason}")
_INHERITED = Both("{clause} handed down from {where}", "{clause}承自 {where}")
_DIFFERS = Both("{filed}, not the {score} that the rules give", "{filed}，与按规则得出的 {score} 不同")
_SAME = Both("{filed}, the same", "{filed}，一致")
_GIVEN = Both("as {text}", "填为“{text}”")
_DEFAULT = Both("by default", "默认值")
_APPLIES = Both("Applies when", "适用条件")
_ABSENT = Both("If not applicable", "不适用时")
_VETOES = Both("Vetoes", "一票否决")
_VALUES = Both("Values", "取值")
_TABLES = Both("Tables", "决策表")
_ROWS = Both("Rows", "各行")
_NAMED = Both("named value", "取值名")
_PARAMETER = Both("parameter", "参数")
_IN_FORCE = Both("In force", "时段")
_CHANGED = Both("Changed", "变更")
_IS_FACT = Both("fact", "数据")


def why_text(result: Result, name: str, lang: Lang = "en") -> str | Diagnostic:
    """The explanation of one node or named value. A name that is not known, or is several, comes back as E920 or E921."""
    if name in _TOTAL_NAMES:
        return _lines(_total(result, lang))
    if result.lists:
        from evaldsl.reporting import why_rows

        named = why_rows.find(result, name)
        if isinstance(named, Diagnostic):
            return named
        if named is not None:
            return _lines(_of_rows(why_rows.told(result, named, lang, partial(_behind, _Page(result, lang))), lang))
    found = _find(result, _plain(name))
    if isinstance(found, Diagnostic):
        beside = named_sections(_plain(name), result, lang) if found.code == "E920" else None
        if beside is None:
            return found
        return _lines(line for title, lines in beside for line in _section(title, lines, lang))
    if isinstance(found, NodeScore):
        return _lines(_node(found, result, lang))
    return _lines(_value(found, result, lang))


def _lines(lines: Iterator[str]) -> str:
    return "\n".join(line.rstrip() for line in lines) + "\n"


# ---- names -----------------------------------------------------------------------------------------------------------


def _plain(name: str) -> str:
    """A path without the quotes that odd names wear."""
    return name.strip().replace("「", "").replace("」", "")


def _find(result: Result, name: str) -> NodeScore | Reference | Diagnostic:
    nodes = {node.node.path: node for node in _all(result.root) if node.node.path}
    if name in nodes:
        return nodes[name]
    of_row = next((x for made in result.lists.values() for tree in made.trees for x in _all(tree) if x.node.path == name), None)
    if of_row is not None:
        return of_row
    tails = [path for path in nodes if path.endswith("." + name)]
    if not tails:
        tails = [path for path, node in nodes.items() if node.node.label == name]
    if len(tails) == 1:
        return nodes[tails[0]]
    place = InFile(result.program.file)
    if tails:
        return Diagnostic("E921", place, {"name": name, "known": _some(tails)})
    where = result.root.node.where
    name = full_name(name, result.program.families, result.program.lets)
    if name in result.program.lets:
        let = result.program.lets[name]
        return LetRef(name, let.type, let.where)
    if name in result.program.facts:
        fact = result.program.facts[name]
        return FactRef(name, fact.type, fact.where)
    return _unknown(name, list(nodes), result, where.file)


def _unknown(name: str, paths: list[str], result: Result, file: str) -> Diagnostic:
    from evaldsl.spelling import nearest

    tails = {path.rpartition(".")[2]: path for path in paths}
    near = nearest(name, [*paths, *tails, *result.program.lets, *result.program.facts])
    if near is not None:
        return Diagnostic("E920", InFile(file), {"name": name, "near": near}, help="near")
    return Diagnostic("E920", InFile(file), {"name": name, "known": _some([*tails, *result.program.lets])})


def _some(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    return "、".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")


def _all(root: NodeScore) -> Iterator[NodeScore]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(node.children)


# ---- parts of a page -------------------------------------------------------------------------------------------------


@frozen
class _Page:
    """Figures and words of one explanation."""

    result: Result
    lang: Lang

    def name(self, reference: Reference) -> str:
        return by_name(self.lang)(reference)

    def own(self, path: str, reference: Reference) -> str:
        """The name of a reference in the formula of a node: its own value is 取值, not 党内培训.取值."""
        if isinstance(reference, NodeRef) and reference.path == path:
            return attribute_text(reference.attribute, self.lang)
        return self.name(reference)

    def figure(self, reference: Reference) -> str:
        """The figure put in for a reference."""
        match reference:
            case FactRef() | LetRef():
                figure = self.result.values.get(reference.name)
                text = self.name(reference) if figure is None else figure_text(figure, self.lang)
            case NodeRef():
                text = self.name(reference)
                scored = next((n for n in _all(self.result.root) if n.node.path == reference.path), None)
                if scored is not None and reference.attribute.value == "score":
                    text = score_text(scored.score, score_digits(scored, self.result.program), self.lang)
                elif scored is not None and reference.attribute.value == "value" and scored.value is not None:
                    text = value_text(scored.value, reference.type, self.lang)
                elif scored is not None and reference.attribute.value == "target" and scored.target is not None:
                    text = value_text(scored.target, reference.type, self.lang)
                elif scored is not None and reference.attribute.value == "weight" and scored.weight is not None:
                    text = number_text(scored.weight)
            case Local() | FieldRef() | Joined():
                text = self.name(reference)
        return visible(text)


def _section(title: Both, lines: list[str], lang: Lang) -> Iterator[str]:
    """A title in the margin with its lines beside it."""
    margin = 18 if lang == "en" else 12
    for i, line in enumerate(lines):
        head = say(title, lang) if i == 0 else ""
        yield "  " + pad(head, margin - 2) + ("  " if text_width(head) > margin - 2 else "") + line


def _place(where: Where) -> str:
    return f"{visible(where.file)}:{where.line}"


# ---- a node ----------------------------------------------------------------------------------------------------------


def _node(score: NodeScore, result: Result, lang: Lang) -> Iterator[str]:
    node, page = score.node, _Page(result, lang)
    yield visible(node.path) + (f"  {visible(node.label)}" if node.label and node.label != node.name else "")
    yield f"  {_score_line(score, result, lang)}    {say(STATUS[score.status], lang)}"
    yield ""
    yield from _section(_RULE, _rule(score, lang), lang)
    if node.target is not None:
        yield from _section(_TARGET, [_target(node.target, page)], lang)
    if node.method is not None:
        yield from _section(_LINES, method_lines(node.method, lang), lang)
    if node.applies is not None:
        yield from _section(_APPLIES, [formula_text(node.applies, lang)], lang)
    if node.absent is not None:
        to = f": {visible(node.absent.to)}" if node.absent.to else ""
        yield from _section(_ABSENT, [say(CONSEQUENCES[node.absent.kind.value], lang) + to], lang)
    if node.vetoes:
        yield from _section(_VETOES, [f"{visible(v.name)}: {formula_text(v.condition, lang)}" for v in node.vetoes], lang)
    formulas, facts = _figures(score, page)
    yield from _section(_FORMULA, formulas, lang)
    if result.tables:
        from evaldsl.reporting.tables import asked_lines

        own = [node.value, *([] if node.method is None else method_expressions(node.method))]
        lets, _ = _reached([e for e in own if e is not None], result)
        yield from _section(_TABLES, asked_lines(result, [*own, *(result.program.lets[x].expr for x in lets)], lang), lang)
    yield from _section(_FACTS, facts, lang)
    if score.children:
        yield from _section(_PARTS, _parts(score, result, lang), lang)
    yield from _section(_STEPS, _steps(score, result, lang), lang)
    yield from _ending(score, result, lang)


def _score_line(score: NodeScore, result: Result, lang: Lang) -> str:
    text = visible(score_text(score.score, score_digits(score, result.program), lang, result.program.show))
    sign = "/" if isinstance(score.node.result, PointsResult) else "×"
    if score.weight is None or isinstance(score.node.result, RatingResult):
        return text
    return f"{text} {sign} {number_text(score.weight)}"


def _rule(score: NodeScore, lang: Lang) -> list[str]:
    key = method_key(score.node.method, score.node)
    reverse = isinstance(score.node.method, ProRata) and score.node.method.reverse
    definition = DEFINITIONS[f"{key}.reverse" if reverse else key]
    said = [say(METHODS[key], lang) + ("：" if lang == "zh" else ": ") + say(definition, lang)]
    said += [say(_INHERITED, lang).format(clause=visible(clause), where=_place(at)) for clause, at in score.node.inherited]
    return said


def _target(target: RelationTarget | RangeTarget, page: _Page) -> str:
    """The target as shown, and where it is a formula what that comes to."""
    text = visible(target.text)
    exprs = [target.expr] if isinstance(target, RelationTarget) else [target.low, target.high]
    if any(references(e) for e in exprs):
        text += " = " + " .. ".join(formula_text(e, page.lang, page.figure) for e in exprs)
    return text


def _ending(score: NodeScore, result: Result, lang: Lang) -> Iterator[str]:
    """What stands below the calculation: reasons, what was filed, the clause and the line."""
    node = score.node
    said = list(reasons(score, result, lang, beside_steps=True))
    if score.judgement is not None and score.judgement.reason:
        judged = say(_JUDGED_BY, lang).format(reason=visible(score.judgement.reason))
        if not any(s.kind == "judged" for s in score.steps) and not any(score.judgement.reason in line for line in said):
            said.append(judged)
    yield from _section(_WHY, said, lang)
    if score.judgement is not None and score.judgement.source:
        yield from _section(_EVIDENCE, [visible(score.judgement.source)], lang)
    if score.filed is not None:
        words = _DIFFERS if filed_differs(score) else _SAME
        ours = score_text(score.score, score_digits(score, result.program), lang)
        yield from _section(_FILED, [say(words, lang).format(filed=visible(score.filed.text), score=ours)], lang)
    if node.in_force:
        yield from _section(_IN_FORCE, list(in_force_lines(node.in_force, lang)), lang)
    yield from _section(_CHANGED, list(changed_lines(result, node.path, lang)), lang)
    yield from _section(_BASIS, [visible(b) for b in node.basis], lang)
    yield from _section(_SUPPLIED, [visible(s) for s in node.supplied], lang)
    yield from _section(_WRITTEN, [_place(node.where)], lang)


def _steps(score: NodeScore, result: Result, lang: Lang) -> list[str]:
    """The calculation, numbered; a sum with its terms."""
    lines = []
    for i, step in enumerate(score.steps, 1):
        text = step_text(step, lang, score, exact=True)
        terms = [c.score for c in score.children if not isinstance(c.score, Missing)]
        if step.kind == "sum" and 1 < len(terms) <= _MOST_TERMS:
            digits = score_digits(score, result.program)
            text = f"{' + '.join(score_text(t, digits, lang) for t in terms)} = {score_text(step.figures['result'].value, digits, lang)}"
        lines.append(f"{i}. {text}")
    return lines


def _parts(score: NodeScore, result: Result, lang: Lang) -> list[str]:
    names = [visible(c.node.name) for c in score.children]
    width = max(map(text_width, names))
    lines = []
    for name, child in zip(names, score.children, strict=True):
        lines.append(f"{pad(name, width)}  {_score_line(child, result, lang)}  {say(STATUS[child.status], lang)}")
    return lines


# ---- figures ---------------------------------------------------------------------------------------------------------


def _figures(score: NodeScore, page: _Page) -> tuple[list[str], list[str]]:
    """The formulas with the figures put in, from the node down to the facts, and the facts with their sources."""
    node = score.node
    roots: list[Expr] = []
    formulas: list[str] = []
    if node.value is not None:
        roots.append(node.value)
        if not isinstance(node.value, FactRef | LetRef):
            result = value_text(score.value, node.value.type, page.lang)
            formulas.append(
                _worked(formula_text(node.value, page.lang), formula_text(node.value, page.lang, page.figure), result)
            )
    if node.target is not None:
        roots += [node.target.expr] if isinstance(node.target, RelationTarget) else [node.target.low, node.target.high]
    if node.method is not None:
        roots += method_expressions(node.method)
        if isinstance(node.method, Formula):
            by_figures = formula_text(node.method.expr, page.lang, page.figure)
            by_names = formula_text(node.method.expr, page.lang, partial(page.own, node.path))
            exact = next((s.figures["result"] for s in score.steps if s.kind == "formula" and "result" in s.figures), None)
            formulas.append(_worked(by_names, by_figures, figure_text(exact, page.lang)))
            formulas += _definition(node.method.expr, page)
    if node.applies is not None:
        roots.append(node.applies)
    roots += [v.condition for v in node.vetoes]
    lets, facts = _reached(roots, page.result)
    formulas += [_let(name, page) for name in lets]
    exprs = [*roots, *(page.result.program.lets[name].expr for name in lets)]
    formulas += dated_lines(exprs, page.result, page.lang)
    return formulas, [line for name in facts for line in _fact(name, page)]


def _definition(expr: Expr, page: _Page) -> list[str]:
    """What a named method calculates, where a formula is one."""
    if not isinstance(expr, Apply):
        return []
    function = page.result.program.functions[expr.name]
    lets = [f"{visible(let.name)} = {formula_text(let.expr, page.lang)}" for let in function.lets]
    head = f"{visible(function.name)}({', '.join(visible(name) for name, _ in function.parameters)})"
    lines = [*lets, f"{head} = {formula_text(function.expr, page.lang)}"]
    return lines if len(lines) <= _MOST_TERMS else [*lines[:_MOST_TERMS], "…"]


def _worked(by_name: str, by_figures: str, result: str) -> str:
    """`a ÷ b = 41937.68 万元 ÷ 41937.68 万元 = 100.00%`, without saying anything twice."""
    parts = [by_name]
    for part in (by_figures, visible(result)):
        if part != parts[-1]:
            parts.append(part)
    return " = ".join(parts).replace("= ≈", "≈")


def _let(name: str, page: _Page) -> str:
    let = page.result.program.lets[name]
    result = figure_text(page.result.values.get(name), page.lang)
    worked = _worked(formula_text(let.expr, page.lang), formula_text(let.expr, page.lang, page.figure), result)
    spec = page.result.program.parameters.get(name)
    note = "" if spec is None else f"  ({parameter_note(spec, page.lang)})"
    return f"{visible(name)} = {worked}{note}"


def _reached(roots: list[Expr], result: Result) -> tuple[list[str], list[str]]:
    """The named values and facts that expressions depend on, each once, in the order of first use."""
    lets: dict[str, None] = {}
    facts: dict[str, None] = {}
    queue = list(roots)
    while queue:
        for reference in references(queue.pop(0)):
            match reference:
                case FactRef():
                    facts.setdefault(reference.name)
                case LetRef() if reference.name not in lets and reference.name in result.program.lets:
                    lets[reference.name] = None
                    queue.append(result.program.lets[reference.name].expr)
                case LetRef() | NodeRef() | Local() | FieldRef() | Joined():
                    pass
    return list(lets), list(facts)


def _fact(name: str, page: _Page) -> list[str]:
    spec = page.result.program.facts.get(name)
    entry = page.result.facts.entries.get(name)
    figure = page.result.values.get(name)
    value = figure.value if figure is not None else entry.value if entry is not None else None
    if value is None or is_missing_fact(value, name):
        return [f"{visible(name)} = {say(NOT_GIVEN, page.lang)}"]
    text = visible(value_text(value, spec.type if spec is not None else None, page.lang))
    line = f"{visible(name)} = {text}"
    if entry is None:
        return [line + (f"  ({say(_DEFAULT, page.lang)})" if spec is not None and spec.default is not None else "")]
    if entry.text and not text.replace(" ", "").startswith(entry.text.replace(" ", "")):
        line += f"  ({say(_GIVEN, page.lang).format(text=visible(entry.text))})"
    under = [say(_SOURCE, page.lang).format(source=visible(entry.source))] if entry.source else []
    under += [visible(entry.note)] if entry.note else []
    return [line, *(f"  {u}" for u in under)]


# ---- the total and named values --------------------------------------------------------------------------------------


def _total(result: Result, lang: Lang) -> Iterator[str]:
    root = result.root
    score, weight = total_text(result, lang)
    yield visible(result.program.name) or visible(result.program.file)
    yield f"  {score} / {weight}" if weight else f"  {score}"
    yield ""
    if root.children:
        yield from _section(_RULE, _rule(root, lang), lang)
        yield from _section(_PARTS, _parts(root, result, lang), lang)
        yield from _section(_STEPS, _steps(root, result, lang), lang)
    else:
        yield from _section(_VALUES, [f"{row.name} = {row.value}" for row in value_rows(result, lang)], lang)
    grade = grade_text(result, lang)
    cuts = ("；" if lang == "zh" else "; ").join(cut_text(cut, lang) for cut in result.program.grades)
    yield from _section(_GRADE, [line for line in (grade, cuts) if line], lang)
    rules = [f"{visible(r.grade)}: {formula_text(r.condition, lang)}" for r in result.program.grade_rules]
    yield from _section(_LINES, rules, lang)
    yield from _section(_CHANGED, list(changed_lines(result, "", lang)), lang)
    notes = [*total_notes(result, lang), settle_text(result, lang)]
    yield from _section(_WHY, [n for n in notes if n], lang)
    if root.filed is not None:
        words = _DIFFERS if filed_differs(root) else _SAME
        yield from _section(_FILED, [say(words, lang).format(filed=visible(root.filed.text), score=score)], lang)
    yield from _section(_BASIS, [visible(b) for b in result.program.basis], lang)
    yield from _section(_SUPPLIED, [visible(s) for s in result.program.supplied], lang)


def _behind(page: _Page, expr: Expr) -> tuple[list[str], list[str]]:
    """The formulas of the named values and the facts that an expression leads to."""
    lets, facts = _reached([expr], page.result)
    return [_let(name, page) for name in lets], [line for name in facts for line in _fact(name, page)]


def _of_rows(told: "tuple[list[str], Sections]", lang: Lang) -> Iterator[str]:
    """A list, a row or a cell."""
    head, sections = told
    yield from head
    yield ""
    for title, lines in sections:
        yield from _section(title, lines, lang)


def _value(reference: Reference, result: Result, lang: Lang) -> Iterator[str]:
    """A fact or a named value."""
    page = _Page(result, lang)
    assert isinstance(reference, FactRef | LetRef)
    spec = result.program.lets[reference.name] if isinstance(reference, LetRef) else result.program.facts[reference.name]
    kind = say(
        _PARAMETER if reference.name in result.program.parameters else _NAMED if isinstance(reference, LetRef) else _IS_FACT, lang
    )
    yield f"{visible(reference.name)}  {kind}" + (f"  {visible(spec.label)}" if spec.label else "")
    figure = result.values.get(reference.name)
    yield f"  {visible(figure_text(figure, lang))}"
    yield ""
    lets, facts = _reached([reference], result)
    found = [page.result.program.lets[name].expr for name in lets]
    yield from _section(_FORMULA, [*(_let(name, page) for name in lets), *dated_lines(found, result, lang)], lang)
    exprs = {name: result.program.lets[name].expr for name in lets}
    if result.lists:
        from evaldsl.reporting.lists import made_of

        yield from _section(_ROWS, made_of(exprs, result, lang), lang)
    if result.tables:
        from evaldsl.reporting.tables import asked_lines

        yield from _section(_TABLES, asked_lines(result, found, lang), lang)
    yield from _section(_FACTS, [line for name in facts for line in _fact(name, page)], lang)
    yield from _section(_BASIS, [visible(b) for b in spec.basis], lang)
    yield from _section(_SUPPLIED, [visible(s) for s in getattr(spec, "supplied", ())], lang)
    if reference.name in result.program.parameters:
        yield from _section(_CHANGED, list(changed_lines(result, reference.name, lang)), lang)
    if isinstance(spec, LetSpec):
        norms = (norm for table in result.program.norms for norm in table.norms if norm.key == reference.name)
        for norm in norms:
            yield from _section(_CONDITION, [visible(norm.condition)] if norm.condition else [], lang)
            yield from _section(_UNIT_CHANGED, [visible(norm.unit_changed)] if norm.unit_changed else [], lang)
        yield from _section(_BASIS, [visible(b) for b in spec.basis], lang)
        yield from _section(_SUPPLIED, [visible(x) for x in spec.supplied], lang)
    if isinstance(reference, FactRef):
        yield from _section(RESTATES, restatements(result, "", -1, reference.name, lang), lang)
    yield from _section(_WRITTEN, [_place(spec.where)], lang)
