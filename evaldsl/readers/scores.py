"""The sections of the fact file that speak of scores: judged, override, filed, reasons.

In: their data, the nodes of the program. Out: judgements, overrides, filed figures and reasons by full path. Guarantees: a
judgement is only taken where the ruleset asks for one, points lie in what the node can have as far as that is known before
the run, and whoever takes points off, or puts a score in place of the computed one, says why.
"""

from fractions import Fraction

from evaldsl.diagnostics.core import listed
from evaldsl.model.facts import Filed, Judgement, Override
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import Const, Judged, Levels, Node, PointsResult, RatingResult, ScaleResult
from evaldsl.readers.json_text import Constant, Data, Numeral, Object
from evaldsl.readers.nodes import TOTAL_WORDS, Nodes, plain_path
from evaldsl.readers.numerals import Amount, amount, decimal, too_long
from evaldsl.readers.problems import Path, Problems
from evaldsl.readers.shapes import KINDS, kind_of, section, text_of, unknown_keys

JUDGED_KEYS = ("points", "share", "reason", "source", "note", "out_of", "label", "expects", "not_applicable")
OVERRIDE_KEYS = ("points", "reason", "office", "source", "note")
POINT_UNITS = frozenset(("", "分", "points"))


def _number(data: Data, path: Path, problems: Problems, percent: bool = False) -> Fraction | None:
    """Points (`4`, `"4 分"`), or a share (`"90%"`); None after the problem was noted."""
    key = str(path[1])
    if isinstance(data, Numeral):
        if too_long(data):
            problems.add(path, "E511", name=key)
            return None
        value = decimal(data)
    elif isinstance(data, str) and not isinstance(data, Constant):
        found = amount(data)
        if not isinstance(found, Amount):
            codes = {"digits": "E511", "thousands": "E515"}
            problems.add(path, codes.get(found.why, "E543"), name=key, written=data)
            return None
        if percent and found.unit == "%" and not found.sign:
            return found.number / 100
        if percent or found.sign or found.unit not in POINT_UNITS:
            problems.add(path, "E543", "share" if percent else None, name=key, written=data)
            return None
        value = found.number
    else:
        if not isinstance(data, Constant):
            problems.add(path, "E543", "share" if percent else None, name=key, written=_kind_word(data))
        return None
    if percent and value is not None and value != 0:
        problems.add(path, "E543", "share", name=key, written=str(data))
        return None
    return value


def _kind_word(data: Data) -> str:
    """A value that is no number, named by its kind."""
    return {"truth": "true" if data else "false", "null": "null", "list": "[ … ]", "object": "{ … }"}.get(
        kind_of(data), str(data)
    )


def limits(node: Node) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest score that a node can have, as far as the ruleset alone says (None: not known or unlimited)."""
    match node.result:
        case PointsResult(unlimited):
            weight = node.weight.value if isinstance(node.weight, Const) else None
            return Fraction(0), None if unlimited or not isinstance(weight, Fraction) else weight
        case ScaleResult(low, high):
            return low, high
        case RatingResult():
            return None, None


def _within(points: Fraction, node: Node, path: Path, problems: Problems) -> bool:
    low, high = limits(node)
    if (low is None or points >= low) and (high is None or points <= high):
        return True
    shown = (
        f"{exact_text(low or Fraction(0))} .. {exact_text(high)}" if high is not None else f"≥ {exact_text(low or Fraction(0))}"
    )
    problems.add(path, "E545", name=node.path, points=exact_text(points), range=shown)
    return False


# ---- judged ----------------------------------------------------------------------------------------------------------


def read_judged(data: Object, nodes: Nodes, problems: Problems) -> dict[str, Judgement]:
    """Judgements by node path; an entry that is not filled in (null) is left out."""
    found: dict[str, Judgement] = {}
    judged = section(data, "judged", problems)
    for node, key, path in nodes.each(judged, "judged", problems):
        judgement = _judgement(judged[key], node, path, nodes, problems)
        if judgement is not None:
            found[node.path] = judgement
    return found


def _judgement(data: Data, node: Node, path: Path, nodes: Nodes, problems: Problems) -> Judgement | None:
    if not isinstance(node.method, Judged | Levels):
        problems.add_key(path, "E544", "group" if node.children else None, name=node.path)
        return None
    if data is None:
        return None
    if not isinstance(data, Object):
        problems.add(path, "E546", name=node.path, kind=KINDS[kind_of(data)])
        return None
    unknown_keys(data, JUDGED_KEYS, "E547", path, problems, name=node.path)
    reason, source, *_ = (
        text_of(data.get(key), (*path, key), problems).strip() for key in ("reason", "source", "note", "label", "expects")
    )
    _same_weight(data, node, path, problems)
    stated = [key for key in ("points", "share", "not_applicable") if data.get(key) is not None]
    if not stated:
        if not any(key in data for key in ("points", "share", "not_applicable")):
            problems.add(path, "E546", "points", name=node.path, kind=KINDS["object"])
        return None
    if len(stated) > 1:
        problems.add(path, "E549", name=node.path, first=stated[0], second=stated[1])
        return None
    if stated[0] == "not_applicable":
        return _not_applicable(data["not_applicable"], node, source, path, nodes, problems)
    if stated[0] == "share":
        return _share(data["share"], node, reason, source, path, problems)
    points = _number(data["points"], (*path, "points"), problems)
    if points is None or not _within(points, node, (*path, "points"), problems):
        return None
    _, full = limits(node)
    if isinstance(node.result, PointsResult) and full is not None and points < full and not reason:
        problems.add(path, "E548", name=node.path, points=exact_text(points), weight=exact_text(full))
        return None
    return Judgement(points, reason, source)


def _share(data: Data, node: Node, reason: str, source: str, path: Path, problems: Problems) -> Judgement | None:
    if not isinstance(node.method, Levels):
        problems.add((*path, "share"), "E550", name=node.path)
        return None
    share = _number(data, (*path, "share"), problems, percent=True)
    if share is None:
        return None
    if not 0 <= share <= 1:
        problems.add((*path, "share"), "E545", name=node.path, points=f"{exact_text(share * 100)}%", range="0% .. 100%")
        return None
    if isinstance(node.result, PointsResult) and share < 1 and not reason:
        problems.add(path, "E548", name=node.path, points=f"{exact_text(share * 100)}%", weight="100%")
        return None
    return Judgement(None, reason, source, share)


def _not_applicable(data: Data, node: Node, source: str, path: Path, nodes: Nodes, problems: Problems) -> Judgement | None:
    reason = text_of(data, (*path, "not_applicable"), problems).strip()
    if not isinstance(node.method, Judged):
        problems.add((*path, "not_applicable"), "E528", "fact", name=node.path, path=node.path)
    elif node.path not in nodes.absent:
        problems.add((*path, "not_applicable"), "E528", "own", name=node.path, path=node.path)
    elif not reason:
        problems.add((*path, "not_applicable"), "E529", name=node.path)
    else:
        return Judgement(None, reason, source, not_applicable=True)
    return None


def _same_weight(data: Object, node: Node, path: Path, problems: Problems) -> None:
    """`out_of`, which the template writes for the reader, must not contradict the ruleset."""
    if data.get("out_of") is None:
        return
    stated = _number(data["out_of"], (*path, "out_of"), problems)
    _, weight = limits(node)
    if stated is not None and weight is not None and stated != weight:
        problems.add((*path, "out_of"), "E551", name=node.path, stated=exact_text(stated), weight=exact_text(weight))


# ---- override --------------------------------------------------------------------------------------------------------


def read_overrides(data: Object, nodes: Nodes, problems: Problems) -> dict[str, Override]:
    """Overrides by node path."""
    found: dict[str, Override] = {}
    overrides = section(data, "override", problems)
    for node, key, path in nodes.each(overrides, "override", problems):
        made = _override(overrides[key], node, path, problems)
        if made is not None:
            found[node.path] = made
    return found


def _override(data: Data, node: Node, path: Path, problems: Problems) -> Override | None:
    if isinstance(node.result, RatingResult):
        problems.add_key(path, "E553", name=node.path)
        return None
    if not isinstance(data, Object):
        problems.add(path, "E552", name=node.path, missing="points、reason、office")
        return None
    unknown_keys(data, OVERRIDE_KEYS, "E547", path, problems, name=node.path)
    reason, office, *_ = (
        text_of(data.get(key), (*path, key), problems).strip() for key in ("reason", "office", "source", "note")
    )
    missing = [key for key, text in (("reason", reason), ("office", office)) if not text and _fillable(data.get(key))]
    if data.get("points") is None:
        missing.insert(0, "points")
    if missing:
        problems.add(path, "E552", name=node.path, missing=listed(missing))
    points = None if data.get("points") is None else _number(data["points"], (*path, "points"), problems)
    if points is None or missing or not (reason and office) or not _within(points, node, (*path, "points"), problems):
        return None
    return Override(points, reason, office)


def _fillable(data: Data) -> bool:
    """Whether an empty text is missing (rather than of a wrong kind, which was noted)."""
    return data is None or (isinstance(data, str) and not isinstance(data, Numeral))


# ---- filed, reasons --------------------------------------------------------------------------------------------------


def read_filed(data: Object, nodes: Nodes, problems: Problems) -> dict[str, Filed]:
    """Scores as others wrote them, by node path; "" is the total."""
    filed = section(data, "filed", problems)
    rest = Object()
    found: dict[str, Filed] = {}
    first = ""
    for key, value in filed.items():
        if plain_path(key) in TOTAL_WORDS and plain_path(key) not in nodes.by_path:
            if first:
                problems.add_key(("filed", key), "E542", name=key, other=first, path="total")
            elif (figure := _filed(value, ("filed", key), problems)) is not None:
                found[""] = figure
            first = first or key
        else:
            rest[key] = value
    for node, key, path in nodes.each(rest, "filed", problems):
        figure = _filed(filed[key], path, problems)
        if figure is not None:
            found[node.path] = figure
    return found


def _filed(data: Data, path: Path, problems: Problems) -> Filed | None:
    if data is None:
        return None
    points = _number(data, path, problems)
    return None if points is None else Filed(points, str(data).strip())


def read_reasons(data: Object, nodes: Nodes, problems: Problems) -> dict[str, str]:
    """偏差原因 by node path."""
    reasons = section(data, "reasons", problems)
    found: dict[str, str] = {}
    for node, key, path in nodes.each(reasons, "reasons", problems):
        text = text_of(reasons[key], path, problems).strip()
        if text:
            found[node.path] = text
    return found
