"""The examples that run: a folder with rulesets, facts and the expected result → what the run gives, without places and wording.

`rules.zh.eval` and `rules.en.eval` say the same; `facts.json` is read for both; `expected.json` holds the total, the tree with every
step and figure, the named values, the checks and the outcomes. Lines `# 手算 NAME：… = X` and `# by hand NAME: … = X` of a
ruleset are calculations by hand: X is the score of the node NAME (总分 or `total` for the total, 等级 or `grade` for the grade, or the name of an
outcome), `a..b` an interval, or, where X ends in `…`, the first digits of its exact score. `python -m tests.examples` writes the expected results anew, to be read before they are kept.
"""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from evaldsl.evaluation.tree import NodeScore, Result
from evaldsl.model.values import Uncertain, Value
from evaldsl.reporting.json_result import json_text, result_json
from tests.pipeline import ROOT, Run, run

EXAMPLES = ROOT / "examples"
GALLERY = EXAMPLES / "gallery"
WHOLE = ("2019", "2023", "cost-norms")
"""The rulesets of `rulesets/` whose facts are an example, by name."""
PARTIAL = frozenset({"partial"})
"""The topics that run with gaps in their facts."""

_HAND = re.compile(r"^# (?:手算 |by hand )(?P<name>[^：:]+)[：:].*= (?P<score>\S+)$")


def topics() -> list[str]:
    """The folders of the gallery."""
    return sorted(path.name for path in GALLERY.iterdir() if path.is_dir())


def index() -> str:
    """The page that lists the topics, from the first comment of each ruleset."""
    rows = []
    for topic in topics():
        zh, en = ((GALLERY / topic / f"rules.{lang}.eval").read_text(encoding="utf-8") for lang in ("zh", "en"))
        rows.append(f"| [{topic}]({topic}) | {_opening(zh, '')} | {_opening(en, ' ')} |")
    return _INDEX + "\n".join(rows) + "\n"


def _opening(text: str, joint: str) -> str:
    """The comment at the head of a file up to the calculations by hand, on one line."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("# ") or _HAND.match(line):
            break
        lines.append(line[2:].replace("|", "\\|"))
    return joint.join(lines)


_INDEX = """# 例库 / Gallery

每个文件夹一个主题：同一规则集的中文写法与英文写法、事实、应得的结果。规则集开头的注释里是手算，与程序的结果逐项核对。

A folder a topic: one ruleset with Chinese and with English keywords, its facts, the expected result. The comments at the head of a ruleset are calculations
by hand, which the tests hold against the run.

```sh
evaldsl run examples/gallery/pro_rata/rules.zh.eval examples/gallery/pro_rata/facts.json --lang zh
```

| topic | 中文 | English |
|---|---|---|
"""


def run_files(ruleset: Path, facts: Path, partial: bool = False) -> Run:
    """All stages for a ruleset and its facts."""
    return run(ruleset.read_text(encoding="utf-8"), facts.read_bytes(), partial=partial, folder=ruleset.parent)


def plain(result: Result) -> dict[str, Any]:
    """The result as JSON data without places, sentences, digests and versions."""
    made = result_json(result, "", lang="zh")
    kept = {
        key: made[key]
        for key in ("total", "tree", "values", "checks", "contradictions", "outcomes", "settle", "lists", "aggregates")
        if key in made
    }
    return _bare(kept)


def _bare(data: Any) -> Any:
    match data:
        case dict():
            step = "kind" in data and "figures" in data
            dropped = {"where", "reasons", *({"text"} if step or "severity" in data else ())}
            return {key: _bare(value) for key, value in data.items() if key not in dropped}
        case list():
            return [_bare(item) for item in data]
        case _:
            return data


def expected(folder: Path) -> dict[str, Any]:
    """What the folder says must come out."""
    data = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def write_expected(folder: Path, result: Result) -> None:
    """Write what comes out now."""
    (folder / "expected.json").write_text(json_text(plain(result)), encoding="utf-8")


def nodes(score: NodeScore) -> Iterator[NodeScore]:
    """The node and all below it."""
    yield score
    for child in score.children:
        yield from nodes(child)


def by_hand(ruleset: Path) -> list[tuple[str, str]]:
    """The calculations by hand in the comments of a ruleset: (node name, score as written)."""
    matches = (_HAND.match(line) for line in ruleset.read_text(encoding="utf-8").splitlines())
    return [(m["name"].strip(), m["score"]) for m in matches if m]


def hand_faults(ruleset: Path, result: Result) -> list[str]:
    """The calculations by hand that the run does not give."""
    faults = []
    for name, written in by_hand(ruleset):
        outcomes = [o for o in result.outcomes if o.outcome.name == name]
        total = result.total
        if name in ("总分", "total"):
            found: list[Value | None] = [None if total is None else total.score]
        elif name in ("等级", "grade"):
            found = [None if total is None else total.grade]
        elif outcomes:
            found = [o.level for o in outcomes]
        else:
            # an unrounded figure is compared with the exact score, any other with the printed one
            found = [n.exact if written.endswith("…") else n.score for n in nodes(result.root) if n.node.name == name]
        if len(found) != 1 or not _agrees(written, found[0]):
            faults.append(f"{name} = {written} by hand, {found} by evaldsl")
    return faults


def _agrees(written: str, score: Value | None) -> bool:
    if isinstance(score, Uncertain):
        return written == f"{score.low}..{score.high}"
    if not isinstance(score, Fraction):
        return score == written
    if written.endswith("…"):
        digits = written[:-1]
        places = len(digits.partition(".")[2])
        return Fraction(digits) <= score < Fraction(digits) + Fraction(1, 10**places)
    return score == Fraction(written)
