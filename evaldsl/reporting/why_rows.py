"""Why, asked of a list, one of its rows, or one cell: `项目`, `项目[3]`, `项目[「甲项目」].执行率`.

In: a `Result` and a name. Out: plain text, or None when the name means nothing of a list, or the diagnostic that says which rows there are.
Guarantees: a row is named by its key, without one by its number from 1; the formula of a cell stands with the figures of that row,
down to the facts with their sources; of a figure over other rows every row that counts is named.
"""

from collections.abc import Callable, Iterator

from evaldsl.diagnostics.core import Both, Diagnostic, InFile
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import AggregateResult, Figure, ListResult, NodeScore, Result
from evaldsl.model.program import Aggregate, Expr, FactRef, FieldRef, Joined, LetRef, Local, NodeRef
from evaldsl.model.values import Value
from evaldsl.records import evolve
from evaldsl.reporting.checks import RESTATES, restatements
from evaldsl.reporting.figures import Lang, figure_text, number_text, say, score_digits, score_text, value_text
from evaldsl.reporting.formula import Reference, aggregates, by_name, formula_text, references
from evaldsl.reporting.groups import put_together_by
from evaldsl.reporting.lists import SCORE, cell, row_name, rows_behind
from evaldsl.source import Where

Sections = tuple[tuple[Both, list[str]], ...]
"""Titles in the margin with the lines beside them."""

_FORMULA = Both("Formula", "公式")
_ROWS = Both("Rows", "各行")
_FACTS = Both("Facts", "数据")
_FIGURES = Both("Figures", "各项")
_WRITTEN = Both("Written", "出处")
_FIELD = Both("field", "字段")
_NAMED = Both("named value", "取值名")
_SCORED = Both("Scored", "评分")
_LIST = Both("list", "列表")
_COUNT = Both("{count} rows", "共 {count} 行")
_MADE = Both("a row for every {by} in {of}", "{of} 的每个 {by} 一行")
_SOURCE = Both("source: {source}", "来源：{source}")
_GIVEN = Both("as {text}", "填为“{text}”")
_MOST = 12

Global = Callable[[Expr], tuple[list[str], list[str]]]
"""Formulas and facts behind an expression that reads no rows."""


def find(result: Result, name: str) -> tuple[str, int | None, str] | Diagnostic | None:
    """The list, the index of the row, the column that a name means; empty where nothing is said of them."""
    text = name.strip().replace("［", "[").replace("］", "]")
    owner, bracket, rest = text.partition("[")
    made = result.lists.get(owner.replace("「", "").replace("」", ""))
    if made is None:
        return None
    if not bracket:
        return made.spec.name, None, ""
    key, closed, column = rest.rpartition("]")
    if not closed:
        return None
    index = _index(made, key.strip())
    place = InFile(result.program.file)
    if index is None:
        if not made.rows:
            return Diagnostic("E920", place, {"name": name, "list": made.spec.name}, help="rows")
        known = [row_key(made, i) for i in range(min(len(made.rows), _MOST))]
        more = " …" if len(made.rows) > _MOST else ""
        return Diagnostic("E920", place, {"name": name, "known": "、".join(f"{made.spec.name}[{x}]" for x in known) + more})
    column = column.strip().removeprefix(".").replace("「", "").replace("」", "")
    if made.trees:
        tree = made.trees[index]
        column = {"得分": "score"}.get(column, column)
        if any(x.node.path == f"{tree.node.path}.{column}" for x in nodes_of(tree)):
            return None  # an indicator of the row: asked of the trees
    columns = [*made.spec.fields, *made.spec.lets]
    if column and column not in columns:
        from evaldsl.spelling import nearest

        near = nearest(column, columns)
        if near is not None:
            return Diagnostic("E920", place, {"name": name, "near": f"{owner}[{key}].{near}"}, help="near")
        return Diagnostic("E920", place, {"name": name, "known": "、".join(columns[:_MOST])})
    return made.spec.name, index, column


def nodes_of(tree: NodeScore) -> Iterator[NodeScore]:
    """A tree and all below it."""
    yield tree
    for child in tree.children:
        yield from nodes_of(child)


def tree_lines(result: Result, tree: NodeScore, lang: Lang) -> Iterator[str]:
    """The tree of a row, a line for each node."""
    for child in tree.children:
        for node in nodes_of(child):
            rest = node.node.path[len(tree.node.path) + 1 :]
            depth = rest.count(".")
            score = score_text(node.score, score_digits(node, result.program), lang)
            weight = "" if node.weight is None else f" / {number_text(node.weight)}"
            figures = (
                "" if node.value is None or node.node.value is None else f"  {value_text(node.value, node.node.value.type, lang)}"
            )
            target = "" if node.node.target is None else f"  {node.node.target.text}"
            yield "  " * depth + visible(f"{node.node.name}  {score}{weight}{figures}{target}")


def row_key(made: ListResult, index: int) -> str:
    """What stands in brackets for a row."""
    return str(index + 1) if made.spec.key is None else cell(made.rows[index][made.spec.key], "en")


def _index(made: ListResult, key: str) -> int | None:
    for opening, closing in (("「", "」"), ("“", "”"), ('"', '"')):
        if len(key) > 1 and key[0] == opening and key[-1] == closing:
            key = key[1:-1]
            break
    if made.spec.key is None:
        return int(key) - 1 if key.isdecimal() and 0 < int(key) <= len(made.rows) else None
    return next((i for i in range(len(made.rows)) if row_key(made, i) == key), None)


def told(result: Result, found: tuple[str, int | None, str], lang: Lang, outside: Global) -> tuple[list[str], Sections]:
    """The head and the sections of an explanation."""
    owner, index, column = found
    made = result.lists[owner]
    if index is None:
        return _list(made, lang)
    if not column:
        return _row(result, made, index, lang)
    return _cell(result, made, index, column, lang, outside)


def _list(made: ListResult, lang: Lang) -> tuple[list[str], Sections]:
    spec = made.spec
    head = f"{visible(spec.name)}  {say(_LIST, lang)}" + (f"  {visible(spec.label)}" if spec.label else "")
    count = say(_COUNT, lang).format(count=len(made.rows))
    if spec.derived is not None:
        by = "、".join(dict.fromkeys(formula_text(e, lang) for e in put_together_by(spec.derived)))
        of = "、".join(map(visible, spec.derived.lists))
        count += ("，" if lang == "zh" else ", ") + say(_MADE, lang).format(of=of, by=by)
    lets = [(name, let) for name, let in spec.lets.items() if name != "score" or spec.tree is None]
    formulas = [f"{visible(name)} = {formula_text(let.expr, lang)}" for name, let in lets]
    return [head, f"  {count}"], ((_FORMULA, formulas), (_WRITTEN, [_place(spec.where)]))


def _row(result: Result, made: ListResult, index: int, lang: Lang) -> tuple[list[str], Sections]:
    head = f"{visible(made.spec.name)}  {row_name(result, made.spec.name, index, lang)}"
    figures = [f"{visible(name)} = {visible(figure_text(x, lang))}" for name, x in made.rows[index].items()]
    scored = list(tree_lines(result, made.trees[index], lang)) if made.trees else []
    return [head], ((_FIGURES, figures), (_SCORED, scored), (_WRITTEN, [_place(made.spec.where)]))


def _cell(result: Result, made: ListResult, index: int, column: str, lang: Lang, outside: Global) -> tuple[list[str], Sections]:
    spec, row = made.spec, made.rows[index]
    let, field = spec.lets.get(column), spec.fields.get(column)
    kind = say(_FIELD if let is None else _NAMED, lang)
    label = let.label if let is not None else field.label if field is not None else ""
    where = let.where if let is not None else field.where if field is not None else spec.where
    key = row_key(made, index)
    head = [f"{visible(spec.name)}[{visible(key)}].{visible(column)}  {kind}" + (f"  {visible(label)}" if label else "")]
    head.append(f"  {visible(figure_text(row[column], lang))}")
    formulas: list[str] = []
    rows: list[str] = []
    facts: dict[str, None] = {}
    waiting, seen = [column], {column}
    while waiting:
        name = waiting.pop(0)
        if name not in spec.lets:
            facts |= dict.fromkeys(_filed(result, made, index, name, lang))
            continue
        expr = spec.lets[name].expr
        formulas.append(_worked(result, made, index, name, lang))
        for over in aggregates(expr):
            behind = peers_of(result, over, made, index)
            rows += [] if behind is None else list(rows_behind(behind, result, lang))
        for reference in references(expr, inside_rows=False):
            own = reference.key if isinstance(reference, Joined) else reference
            if isinstance(own, FieldRef) and own.name not in seen:
                seen.add(own.name)
                waiting.append(own.name)
        others, given = outside(expr)
        formulas += [line for line in others if line not in formulas]
        facts |= dict.fromkeys(given)
    scored = list(tree_lines(result, made.trees[index], lang)) if made.trees and column == "score" else []
    said = restatements(result, made.spec.name, index, column, lang)
    return head, (
        (_FORMULA, formulas),
        (_SCORED, scored),
        (_ROWS, rows),
        (_FACTS, list(facts)),
        (RESTATES, said),
        (_WRITTEN, [_place(where)]),
    )


def _worked(result: Result, made: ListResult, index: int, name: str, lang: Lang) -> str:
    """`执行率 = 支出 ÷ 预算 = 95 万元 ÷ 100 万元 = 95.00%`."""
    if made.trees and name == "score":
        tree = made.trees[index]
        summed = [f"{visible(x.node.name)} {score_text(x.score, score_digits(x, result.program), lang)}" for x in tree.children]
        return f"{say(SCORE, lang)} = {' + '.join(summed)} = {visible(figure_text(made.rows[index][name], lang))}"
    expr = made.spec.lets[name].expr
    parts = [formula_text(expr, lang)]
    with_figures = formula_text(expr, lang, lambda reference: _figure(result, made, index, reference, lang))
    for part in (with_figures, visible(figure_text(made.rows[index][name], lang))):
        if part != parts[-1]:
            parts.append(part)
    return f"{visible(name)} = {' = '.join(parts)}".replace("= ≈", "≈")


def _figure(result: Result, made: ListResult, index: int, reference: Reference, lang: Lang) -> str:
    figure: Figure | None = None
    match reference:
        case FieldRef():
            figure = made.rows[index].get(reference.name) if reference.list == made.spec.name else None
        case Joined():
            figure = joined(result, made, index, reference)
        case FactRef() | LetRef():
            figure = result.values.get(reference.name)
        case NodeRef() | Local():
            pass
    return by_name(lang)(reference) if figure is None else visible(figure_text(figure, lang))


def joined(result: Result, made: ListResult, index: int, reference: Joined) -> Figure | None:
    """The figure of the row that a reference leads to."""
    key: Figure | None = None
    match reference.key:
        case FieldRef():
            key = made.rows[index].get(reference.key.name)
        case FactRef():
            key = result.values.get(reference.key.name)
        case Joined():
            key = joined(result, made, index, reference.key)
        case _:
            pass
    target = result.lists.get(reference.list)
    if key is None or target is None or target.spec.key is None:
        return None
    name = target.spec.key
    return next((row[reference.name] for row in target.rows if row[name].value == key.value), None)


def peers_of(result: Result, over: Aggregate, made: ListResult, index: int) -> AggregateResult | None:
    """The rows behind a figure over rows, as a row sees them."""
    if not over.of_row:
        return result.aggregates.get(over.id)
    groups = result.groups.get(over.id, {})
    keys: list[Value] = []
    for match in over.matches:
        if isinstance(match.outer, FieldRef):
            keys.append(made.rows[index][match.outer.name].value)
    found = groups.get(tuple(keys)) if len(keys) == len(over.matches) else None
    if found is None:
        found = next((x for x in groups.values() if any(i == index for i, _, _ in x.used)), None)
    if found is not None and over.others:
        return evolve(found, used=tuple(x for x in found.used if x[0] != index))
    return found


def _filed(result: Result, made: ListResult, index: int, name: str, lang: Lang) -> Iterator[str]:
    """A field as the fact file has it, with its source."""
    figure = made.rows[index].get(name)
    text = visible(figure_text(figure, lang))
    line = f"{visible(name)} = {text}"
    rows = result.facts.lists.get(made.spec.name)
    entry = None if rows is None or index >= len(rows) else rows[index].get(name)
    if entry is not None and entry.text and not text.replace(" ", "").startswith(entry.text.replace(" ", "")):
        line += f"  ({say(_GIVEN, lang).format(text=visible(entry.text))})"
    yield line
    if entry is not None and entry.source:
        yield "  " + say(_SOURCE, lang).format(source=visible(entry.source))
    if entry is not None and entry.note:
        yield "  " + visible(entry.note)


def _place(where: Where) -> str:
    return f"{visible(where.file)}:{where.line}"
