"""The points of a ruleset that its examples can exercise: every way that an indicator, a band, a veto, a check … may turn out.

In: a checked program. Out: its `Point`s in the order of writing, each with an id that does not hang on the layout or the language of the
file, its words in both languages, its place. Guarantees: points come from what the program says, never from lines; none is left out because
it can hardly be reached.
"""

from collections.abc import Callable, Iterable, Iterator

from evaldsl.diagnostics.core import Both
from evaldsl.evaluation.plan import exact_inside
from evaldsl.model.findings import FindingSpec
from evaldsl.model.program import (
    AllOrNothing,
    AtDate,
    Bands,
    Builtin,
    CheckSpec,
    Choose,
    Closeness,
    CombineKind,
    Const,
    Cut,
    Deduct,
    Expr,
    FactSpec,
    FormSpec,
    Formula,
    Judged,
    Levels,
    Linear,
    Node,
    Options,
    Place,
    PointsResult,
    Program,
    ProRata,
    RatingResult,
    Rounded,
    Steps,
)
from evaldsl.records import evolve, frozen
from evaldsl.reporting.figures import value_text
from evaldsl.reporting.formula import formula_text
from evaldsl.reporting.method_words import cut_text
from evaldsl.reporting.words import CONSEQUENCES
from evaldsl.source import Where
from evaldsl.trials.coverage_reads import GRADE, Owner, Reads, expressions, nodes_of, of_node, table_lines
from evaldsl.trials.coverage_sites import TIES, bands_id, flat, line_id, site_id, sites

LONGEST = 60
"""Characters of a formula in the words of a point."""

KINDS: dict[str, Both] = {
    "indicator": Both("indicators", "指标"),
    "band": Both("bands", "分档"),
    "cap": Both("caps", "封顶"),
    "floor": Both("floors", "起评线"),
    "flag": Both("flags", "超额标记"),
    "over": Both("reductions", "超额扣减"),
    "level": Both("levels", "定性等级"),
    "deduct": Both("deductions", "扣分"),
    "combine": Both("combinations", "合成"),
    "absent": Both("not applicable", "不适用"),
    "veto": Both("vetoes", "否决"),
    "grade": Both("grades", "评级"),
    "outcome": Both("outcomes", "结论"),
    "check": Both("checks", "核对"),
    "required": Both("required entries", "须填"),
    "finding": Both("findings", "发现"),
    "table": Both("table rows", "决策表行"),
    "case": Both("cases", "口径"),
    "branch": Both("branches", "分支"),
    "date": Both("values by date", "按日取值"),
    "rounding": Both("roundings", "舍入"),
}
"""The kinds of points, in the order in which they are shown."""


@frozen
class Point:
    """A way that a rule may turn out. `subject` is what it is a way of, as the ruleset names it; "" for the whole."""

    id: str
    kind: str
    subject: str
    what: Both
    where: Where


MET, PARTLY, NONE = Both("target met", "达标"), Both("in part", "部分得分"), Both("no points", "不得分")
MISSED, FULL = Both("target missed", "未达标"), Both("full marks", "满分")
SCORED = Both("scored", "计分")
TIE, ROUNDS = Both("an exact tie", "恰为一半"), Both("digits are rounded away", "舍去位数")

Ways = Iterator[tuple[str, str, Both, Where]]
"""Kind, way, words, place."""


def options_of(node: Node) -> Options:
    """The options of a method that compares a value with a target."""
    match node.method:
        case AllOrNothing(options) | ProRata(_, options) | Closeness(options):
            return options
        case _:
            return Options()


def template(form: FormSpec, place: Place, kind: str) -> str:
    """What the rows of a form that share a rule are called together."""
    return f"{place.path or form.list}[{kind}]"


def points_of(program: Program) -> tuple[Point, ...]:
    """All points of a ruleset."""
    found: dict[str, Point] = {}

    def add(id: str, kind: str, subject: str, what: Both, where: Where) -> None:
        found.setdefault(id, Point(id, kind, subject, what, where))

    trees = [spec.tree for spec in program.lists.values() if spec.tree is not None]
    for root in (program.root, *trees):
        for node, exact in _with_exact(root):
            for kind, way, what, where in (*node_ways(node), *rounding_ways(node, exact)):
                add(f"{kind}:{node.path}:{way}", kind, node.path, what, where)
    for form in program.forms:
        for place in form.places.values():
            for key, rule in place.rules.items():
                node = evolve(rule, path=template(form, place, key))
                for kind, way, what, where in (*node_ways(node), *rounding_ways(node, False)):
                    add(f"{kind}:{node.path}:{way}", kind, node.path, what, where)
                for owner, exprs in of_node(node).items():
                    _sites(owner_text(owner), owner, exprs, add)
    used = _used(program, trees)
    for name, bands in program.bands.items():
        for i, cut in enumerate(bands.cuts if ("bands", name) in used else ()):
            add(bands_id(name, i), "band", name, _cut(cut), cut.where)
    for name, table in program.tables.items():
        for part, number, line in table_lines(table) if ("table", name) in used else ():
            inside = part.name if part is not table else ""
            what = Both("otherwise", "其余") if number is None else _same(" | ".join(c.text or "-" for c in line.cells))
            add(line_id(name, inside, number), "table", f"{name}.{inside}" if inside else name, what, line.where)
    _verdicts(program, add)
    _said(program, add)
    for name, key in cases_of(program):
        let = program.lists[name].lets[key] if name else program.lets[key]
        add(case_id(name, key), "case", f"{name}.{key}" if name else key, Both("calculated", "得出数值"), let.where)
    for owner, exprs in expressions(program, trees).items():
        if owner[0] not in CALLED or owner in used:
            _sites(owner_text(owner), owner, exprs, add)
    return tuple(sorted(found.values(), key=lambda point: list(KINDS).index(point.kind)))


CALLED = ("function", "bands", "table")


def _used(program: Program, trees: Iterable[Node]) -> set[Owner]:
    """What is called by something that is calculated: a library has methods and bands that this ruleset makes no use of."""
    reads = Reads(program)
    rules = [rule for form in program.forms for place in form.places.values() for rule in place.rules.values()]
    inside = [
        e for node in (*rules, *(x for tree in trees for x in nodes_of(tree))) for own in of_node(node).values() for e in own
    ]
    return reads.below({owner for owner in reads.exprs if owner[0] not in CALLED}.union(*(reads.of(e) for e in inside)))


def cases_of(program: Program) -> list[tuple[str, str]]:
    """Named values of which one name has several (令 … 按): the list that they are of ("" for none) and their keys."""
    found: list[tuple[str, str]] = []
    for owner, lets in (("", program.lets), *((name, spec.lets) for name, spec in program.lists.items())):
        together: dict[str, list[str]] = {}
        for key in lets:
            name, dot, case = key.rpartition(".")
            if dot and not case[:1].isdigit() and name not in lets and name.partition(".")[0] not in program.families:
                together.setdefault(name, []).append(key)
        found += [(owner, key) for keys in together.values() if len(keys) > 1 for key in keys]
    return found


def case_id(owner: str, key: str) -> str:
    """The id of a case."""
    return f"case:{owner}:{key}"


Add = Callable[[str, str, str, Both, Where], None]


def owner_text(owner: Owner) -> str:
    """An owner in an id."""
    return ":".join(owner)


def _same(text: str) -> Both:
    return Both(text, text)


def _cut(cut: Cut) -> Both:
    return Both(cut_text(cut, "en"), cut_text(cut, "zh"))


def _formula(e: Expr, en: str = "{}", zh: str = "{}") -> Both:
    """A formula in words, shortened."""
    texts = [formula_text(e, "en"), formula_text(e, "zh")]
    short = [text if len(text) <= LONGEST else text[: LONGEST - 1] + "…" for text in texts]
    return Both(en.replace("{}", short[0]), zh.replace("{}", short[1]))


def _with_exact(root: Node) -> Iterator[tuple[Node, bool]]:
    """Every node with whether it stands where nothing rounds unless named."""
    waiting = [(root, False)]
    while waiting:
        node, exact = waiting.pop()
        yield node, exact
        waiting += [(child, exact or exact_inside(node)) for child in reversed(node.children)]


# ---- nodes -----------------------------------------------------------------------------------------------------------


def node_ways(node: Node) -> Ways:
    """The ways that a node may turn out, but for its rounding."""
    where = node.where
    if node.is_indicator:
        yield "indicator", "scored", SCORED, where
        yield from _method_ways(node)
        yield from _option_ways(options_of(node))
    elif node.combine is not None:
        yield from _combine_ways(node)
    for i, veto in enumerate(node.vetoes):
        yield "veto", f"{i}:fires", Both(f"“{veto.name}” fires", f"“{veto.name}”生效"), veto.where
        yield "veto", f"{i}:spared", Both(f"“{veto.name}” does not fire", f"“{veto.name}”不生效"), veto.where
    if node.applies is not None:
        yield "absent", "applies", _formula(node.applies, "applies when {}", "当 {} 时适用"), node.applies.where
        yield "absent", "fails", _formula(node.applies, "does not apply: not {}", "不适用：{} 不成立"), node.applies.where
    if node.absent is not None:
        words = CONSEQUENCES[node.absent.kind.value]
        yield "absent", "absent", Both(f"not applicable: {words.en}", f"不适用：{words.zh}"), node.absent.where
    if node.requires:
        yield "required", "reason", Both("a reason is required", "须说明原因"), node.requires[0].where
        yield "required", "no reason", Both("no reason is required", "无须说明原因"), node.requires[0].where


def _method_ways(node: Node) -> Ways:
    where = node.where if node.target is None else node.target.where
    match node.method:
        case ProRata() | Closeness():
            yield from (("indicator", way, what, where) for way, what in (("met", MET), ("partly", PARTLY), ("none", NONE)))
            if isinstance(node.method, ProRata):
                yield "cap", "beyond", Both("beyond the target: no more than full marks", "优于目标：至多满分"), where
            return
        case Bands(cuts):
            yield from (("band", str(i), _cut(cut), cut.where) for i, cut in enumerate(cuts))
        case Levels(lines):
            for i, line in enumerate(lines):
                yield "level", str(i), _same(line.level), line.share.where
        case Deduct():
            yield "deduct", "nothing", Both("nothing off", "不扣分"), node.method.points.where
            yield "deduct", "some", Both("points off", "扣分"), node.method.points.where
            yield "deduct", "floored", Both("more off than there is: 0", "扣完为止"), node.method.points.where
        case Linear() | Judged():
            yield from (
                ("indicator", way, what, node.where) for way, what in (("full", FULL), ("partly", PARTLY), ("none", NONE))
            )
        case _:
            pass
    if node.target is not None or isinstance(node.method, AllOrNothing):
        yield from (("indicator", way, what, where) for way, what in (("met", MET), ("missed", MISSED)))


def _option_ways(options: Options) -> Ways:
    if options.none_below is not None:
        place = options.none_below.where
        yield "floor", "below", _formula(options.none_below, "below {}: nothing", "低于 {} 不得分"), place
        yield "floor", "above", _formula(options.none_below, "short of the target, not below {}", "未达标而不低于 {}"), place
    if options.flag is not None:
        yield "flag", "flagged", Both("flagged", "标记"), options.flag.where
        yield "flag", "unflagged", Both("not flagged", "不标记"), options.flag.where
    if options.over is not None:
        over = options.over
        yield "over", "nothing", Both("no reduction", "不扣减"), over.where
        yield "over", "some", Both("reduced", "扣减"), over.where
        if over.at_most is not None:
            yield "over", "most", _formula(over.at_most, "reduced by the most: {}", "扣减到上限 {}"), over.at_most.where


def _combine_ways(node: Node) -> Ways:
    combine = node.combine
    assert combine is not None
    match combine.kind:
        case CombineKind.WEAKEST | CombineKind.BEST:
            for child in node.children:
                yield "combine", f"by {child.name}", Both(f"“{child.name}” decides", f"由“{child.name}”决定"), node.where
            if combine.plus:
                yield "combine", "plus", Both("one step better", "提高一档"), node.where
        case CombineKind.AT_LEAST:
            yield "combine", "enough", Both(f"at least {combine.count} are met", f"达标不少于 {combine.count} 项"), node.where
            yield "combine", "too few", Both(f"fewer than {combine.count} are met", f"达标不足 {combine.count} 项"), node.where
        case _:
            pass


def may_round(node: Node, exact: bool) -> bool:
    """Whether a node rounds at all, and what it rounds may have more digits. `exact`: it stands where nothing rounds unless named."""
    rounding = node.rounding
    if rounding is None or isinstance(node.result, RatingResult):
        return False
    if node.children:
        loose = any(child.absent is not None or child.applies is not None for child in node.children)
        return rounding.named or (not exact and (exact_inside(node) or loose))
    return (rounding.named or (not exact and isinstance(node.result, PointsResult))) and _divides(node)


def _divides(node: Node) -> bool:
    """Whether a method multiplies or divides figures."""
    over = options_of(node).over
    match node.method:
        case ProRata() | Closeness() | Linear() | Formula():
            return True
        case Bands(cuts):
            return any(cut.result_end is not None or not isinstance(cut.result, Const) for cut in cuts if cut.result is not None)
        case Deduct():
            return node.method.steps is Steps.PRO_RATA
        case _:
            return over is not None and over.steps is Steps.PRO_RATA


def rounding_ways(node: Node, exact: bool) -> Ways:
    """The ways that the rounding of a node may turn out."""
    if node.rounding is not None and may_round(node, exact):
        yield "rounding", "rounds", ROUNDS, node.rounding.where
        if node.rounding.mode in TIES:
            yield "rounding", "tie", TIE, node.rounding.where


# ---- verdicts and what is said ---------------------------------------------------------------------------------------


def _verdicts(program: Program, add: Add) -> None:
    for i, cut in enumerate(program.grades):
        add(f"grade:band:{i}", "grade", "", _cut(cut), cut.where)
    for i, rule in enumerate(program.grade_rules):
        fires = _formula(rule.condition, f"{rule.grade} when {{}}", f"当 {{}} 时为 {rule.grade}")
        add(f"grade:rule:{i}:fires", "grade", "", fires, rule.where)
        spared = _formula(rule.condition, f"not {rule.grade}: not {{}}", f"{{}} 不成立，不按此定为 {rule.grade}")
        add(f"grade:rule:{i}:spared", "grade", "", spared, rule.where)
    for spec in program.outcomes:
        for i, require in enumerate(spec.requires):
            failed = _formula(require.condition, f"{require.otherwise}: not {{}}", f"{require.otherwise}：{{}} 不成立")
            add(f"outcome:{spec.name}:{i}", "outcome", spec.name, failed, require.where)
        add(f"outcome:{spec.name}:otherwise", "outcome", spec.name, _same(spec.otherwise), spec.where)


def _said(program: Program, add: Add) -> None:
    """Checks, required entries and findings of the whole and of the rows of its lists."""
    _said_of("", program.checks, program.findings, program.facts.values(), add)
    for name, spec in program.lists.items():
        _said_of(name, spec.checks, spec.findings, spec.fields.values(), add)


def _said_of(
    owner: str, checks: Iterable[CheckSpec], findings: Iterable[FindingSpec], fields: Iterable[FactSpec], add: Add
) -> None:
    for check in checks:
        add(f"check:{owner}:{check.name}:holds", "check", check.name, Both("holds", "成立"), check.where)
        add(f"check:{owner}:{check.name}:fails", "check", check.name, Both("fails", "不成立"), check.where)
    for spec in fields:
        if spec.required is not None:
            subject, where = (f"{owner}.{spec.name}" if owner else spec.name), spec.required.where
            required = Both(f"required: {spec.required.text}", f"须填：{spec.required.text}")
            add(f"required:{owner}:{spec.name}:asked", "required", subject, required, where)
            add(f"required:{owner}:{spec.name}:spared", "required", subject, Both("not required", "无须填"), where)
    for finding in findings:
        for i, line in enumerate(finding.lines):
            what = Both("otherwise", "其余") if line.condition is None else _formula(line.condition)
            add(f"finding:{owner}:{finding.name}:{i}", "finding", finding.name, what, line.where)


# ---- inside expressions ----------------------------------------------------------------------------------------------


def subject_of(owner: Owner) -> str:
    """What the expressions of an owner belong to, as the ruleset names it."""
    return ".".join(part for part in owner[1:] if part)


def _sites(text: str, owner: Owner, exprs: list[Expr], add: Add) -> None:
    subject = "" if owner == GRADE else subject_of(owner)
    for site in flat(sites(exprs)):
        e = site.expr

        def way(name: str, kind: str, what: Both, where: Where, number: int = site.number) -> None:
            add(site_id(text, number, name), kind, subject, what, where)

        match e:
            case Choose():
                way("then", "branch", _formula(e.condition, "if {}", "如果 {}"), e.where)
                way("else", "branch", _formula(e.condition, "if not {}", "如果 {} 不成立"), e.where)
            case Builtin():
                en, zh = ("least", "最小") if e.name == "min" else ("greatest", "最大")
                for i, x in enumerate(e.args):
                    way(str(i), "cap", _formula(x, f"{{}} is the {en}", f"{{}} {zh}"), e.where)
            case AtDate():
                for i, (start, _, constant) in enumerate(e.entries):
                    shown = [value_text(constant.value, constant.type, lang) for lang in ("en", "zh")]
                    from_day = Both(f"from {start.isoformat()}: {shown[0]}", f"自 {start.isoformat()} 起：{shown[1]}")
                    way(str(i), "date", from_day, constant.where)
            case Rounded():
                way("rounds", "rounding", ROUNDS, e.where)
                if e.mode in TIES:
                    way("tie", "rounding", TIE, e.where)
            case _:
                pass
