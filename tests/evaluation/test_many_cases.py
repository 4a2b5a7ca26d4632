"""Blocks with more cases than are tried: whatever the missing facts turn out to be lies in the partial result."""

from itertools import product

import pytest

from evaldsl.evaluation.tree import Result
from evaldsl.model.values import Uncertain
from tests.differential import compiled, run

THEN = ("drop", "rescale", "full", "rescale", "drop", "rescale", "full", "drop")


def rows(then: tuple[str, ...], weight: str = "10", more: str = "") -> str:
    """Eight indicators that may not apply: 256 cases."""
    return "\n".join(
        f"  indicator 项{i} weight {weight} {{ actual 人次 in 0 人次 .. 30 人次; {more or 'target >= 10 人次; score pro_rata'};"
        f" applies when 涉及{i}, then {kind} }}"
        for i, kind in zip("甲乙丙丁戊己庚辛", then, strict=True)
    )


def ruleset(total: int, body: str, more: str = "") -> str:
    asked = "; ".join(f"涉及{i} : yes_no" for i in "甲乙丙丁戊己庚辛")
    cuts = f"grades {{ >= {total * 9 // 10}: 优; >= {total * 6 // 10}: 中; otherwise: 差 }}"
    return f'language 1\nruleset "many"\ntotal {total}\n{cuts}\nfacts {{ {asked}{more} }}\n{body}\n'


OTHER = "group 乙组 weight 20 { indicator 其他 weight 20 { target >= 10 次; score pro_rata } }"
OPEN = "score = weight * (value / 10 人次); result points unlimited"


def scaled(rows_add_up_to: int, each: str) -> str:
    return f"group 甲组 weight 80 {{\n  scaled from {rows_add_up_to}\n{rows(THEN, each)}\n}}\n{OTHER}"


MOVED = """group 乙组 weight 20 {
  indicator 其他 weight 10 { target >= 10 次; score pro_rata }
  indicator 去 weight 10 { target >= 10 次; score pro_rata; applies when 设, then move to 甲组 }
}"""
CASES = {
    "sum": ruleset(100, f"group 甲组 weight 80 {{\n{rows(THEN)}\n}}\n{OTHER}"),
    "all dropped": ruleset(100, f"group 甲组 weight 80 {{\n{rows(('drop',) * 8)}\n}}\n{OTHER}"),
    "all rescaled": ruleset(100, f"group 甲组 weight 80 {{\n{rows(('rescale',) * 8)}\n}}\n{OTHER}"),
    "rows smaller than the block": ruleset(100, scaled(8, "1")),
    "rows greater than the block": ruleset(100, scaled(800, "100")),
    "without limit": ruleset(100, f"group 甲组 weight 80 {{\n{rows(THEN, more=OPEN)}\n}}\n{OTHER}"),
    "best": ruleset(100, f"group 甲组 weight 80 {{ combine best\n{rows(THEN)}\n}}\n{OTHER}"),
    "at least": ruleset(100, f"group 甲组 weight 80 {{ combine at least 3\n{rows(THEN)}\n}}\n{OTHER}"),
    "moved into": ruleset(100, f"group 甲组 weight 80 {{\n{rows(THEN)}\n}}\n{MOVED}", "; 设 : yes_no"),
    "inside": ruleset(
        120,
        f"group 外组 weight 100 {{\n group 甲组 weight 80 {{\n{rows(THEN)}\n }}\n {OTHER}\n}}\n"
        "indicator 末 weight 20 { judged; applies when 涉及甲, then rescale }",
    ),
}


def held(part: Result, full: Result) -> bool:
    """Whether a partial result allows a full one."""
    assert part.total is not None
    if full.total is None:
        return True  # nothing applies: no score at all
    bounds, score = part.total.score, full.total.score
    if isinstance(bounds, Uncertain):
        inside = (bounds.low is None or bounds.low <= score) and (bounds.high is None or score <= bounds.high)  # type: ignore[operator]
    else:
        inside = bounds == score
    return inside and full.total.grade in (part.total.grades or (part.total.grade,))


@pytest.mark.parametrize("name", CASES)
def test_every_case_lies_in_the_partial_result(name: str) -> None:
    _, program = compiled(CASES[name])
    asked = [f for f in program.facts if f.startswith("涉及") or f == "设"]
    part = run(program, facts_of(program.facts, {}, name, 5), partial=True)
    for answers in list(product((True, False), repeat=len(asked)))[::5]:
        full = run(program, facts_of(program.facts, dict(zip(asked, answers, strict=True)), name, 5))
        assert held(part, full), (name, answers, full.total, part.total)


def facts_of(known: object, answers: dict[str, bool], name: str, done: int) -> bytes:
    """The fact file of a case; `known` says which figures it may hold."""
    assert isinstance(known, dict)
    values = {f"项{i}": (done + 3 * k) % 31 for k, i in enumerate("甲乙丙丁戊己庚辛")} | {"其他": 7, "去": 9}
    parts = [f'"{k}": {v}' for k, v in values.items() if k in known] + [f'"{k}": {str(v).lower()}' for k, v in answers.items()]
    judged = ', "judged": {"末": {"points": 7, "reason": "迟"}}' if name == "inside" else ""
    return ('{"facts": {' + ", ".join(parts) + "}" + judged + "}").encode()
