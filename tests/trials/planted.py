"""Faults as authors make them, planted in copies of the real rulesets.

A `Fault` says which text of which file is written otherwise, and which of the ruleset's own examples and claims notice. `setup` is what the sound copy has beside
the real ruleset: a file of the library in the folder itself, so that the fault can be planted there, or a rule of a kind that none of the real ones has.
`refused` is the same slip written the plain way, which `check` does not accept at all.
"""

import shutil
from pathlib import Path

from attrs import frozen

from tests.pipeline import ROOT

RULESETS = ROOT / "rulesets"
Text = tuple[str, str, str]
"""A file, what stands in it exactly once, and what stands there instead."""


@frozen
class Fault:
    """A planted fault. `examples` are the names of the examples that fail, all of them; `claims` those of the properties tried that facts break."""

    kind: str
    ruleset: str
    change: tuple[Text, ...]
    examples: frozenset[str]
    claims: tuple[str, ...] = ()
    setup: tuple[Text, ...] = ()
    proof: tuple[str, ...] = ()
    """Questions that are proved of the sound copy and refuted of the faulty one."""
    scored: bool = True
    """Whether the ruleset scores: of one that does not, the comparison with the sound one shows what is written otherwise, and no facts."""


def _own(ruleset: str, library: str) -> Text:
    """The library's file is read from the ruleset's own folder."""
    return (f"{ruleset}.eval", f"使用 “{library}”", f"使用 “./{library}”")


_HURDLE = """
门槛 重大问题不评优 当 支出规范性 = 有重大问题 则 评级 至多 良 因为 “有重大违纪问题的不得评优”

示例 “有重大问题的不得评优” {
  基于 “2023/at-target.json”
  设   支出规范性 = 有重大问题
  期望 总分 = 99
  期望 评级 为 良
}

# ---- 1. 预算执行管理"""

FAULTS = (
    Fault(
        "a band edge > for >=",
        "2023",
        (("grades.eval", "  ≥ 90：优\n", "  > 90：优\n"),),
        frozenset({"正好 90 分为优"}),
        setup=(_own("2023", "grades"),),
    ),
    Fault(
        "a band edge > for >=",
        "2019",
        (("2019.eval", "≥ 90%：九成以上", "> 90%：九成以上"),),
        frozenset({"正好执行九成的，归入九成以上"}),
        scored=False,
    ),
    Fault(
        "a cap left out",
        "2023",
        (("conventions.eval", "= 最小值(最大值(执行率, 0%), 100%) × 满分值", "= 最大值(执行率, 0%) × 满分值"),),
        frozenset({"执行数超过预算数，执行率的得分到满分为止"}),
        setup=(_own("2023", "conventions"),),
        proof=("bounds:产出指标.成本指标.部门整体预算支出",),
    ),
    Fault(
        "a cap left out",
        "2023-figures",
        (("2023-figures.eval", "预算支出满分 * 最小值(100%, 执行率.全年预算口径)", "预算支出满分 * 执行率.全年预算口径"),),
        frozenset({"执行数超过预算数，执行率的得分到满分为止"}),
        ("预算支出得分 ≤ 预算支出满分",),
        proof=("property:做得多不会少得分，超过目标不加分:4",),
    ),
    Fault(
        "a reversed ratio",
        "2023",
        (("2023.eval", "全年预算口径：全年执行数 / 全年预算数", "全年预算口径：全年预算数 / 全年执行数"),),
        frozenset(
            {
                "什么都没有做，0 分",
                "换一个单位填报，得分不变",
                "执行数超过预算数，执行率的得分到满分为止",
                "没有执行，执行率得 0 分",
            }
        ),
        ("部门整体预算支出.得分 随 全年执行数 递增", "部门整体预算支出.得分 随 全年预算数 递减"),
        proof=("property:多做不会少得分:5",),
    ),
    Fault(
        "a weight moved between siblings",
        "2023",
        (
            ("2023.eval", "党内培训         | ≥ 100 次      | 2 ", "党内培训         | ≥ 100 次      | 3 "),
            ("2023.eval", "领导班子集中研讨 | ≥ 12 次       | 2 ", "领导班子集中研讨 | ≥ 12 次       | 1 "),
        ),
        frozenset({"少一次培训，少 0.02 分", "数量指标都只做一半，得一半"}),
        ("当 党内培训 ≥ 100 次：党内培训.得分 = 2",),
        proof=("property:达到目标得满分:1",),
    ),
    Fault(
        "a gap of 0.01",
        "2023",
        (
            (
                "2023.eval",
                "| 分档 预算控制率计分    |",
                "| = 如果 取值 ≤ 0% 则 5 否则 如果 取值 ≤ 10% 则 4 否则 如果 10.01% ≤ 取值 ≤ 20% 则 3 否则 如果 20.01% ≤ 取值 ≤ 30% 则 2 否则 0 |",
            ),
        ),
        frozenset({"追加 10% 又一分钱，落到第三档"}),
        proof=("property:超支、超编、追加预算不会多得分:4",),
    ),
    Fault(
        "a reduction that goes below zero",
        "2023",
        (
            (
                "2023.eval",
                "评分 每高 1 个百分点 扣 0.5 分，满一步才扣",
                "评分 = 分值 - 取整(最大值(取值 - 100%, 0 个百分点) / 1 个百分点) × 0.5",
            ),
        ),
        frozenset({"什么都没有做，0 分", "超编再多，扣完为止"}),
        proof=("bounds:预算执行管理.在职人员控制率",),
    ),
    Fault(
        "half-even for half-up",
        "2023",
        (("2023.eval", "舍入 每项得分 四舍五入 2 位", "舍入 每项得分 四舍六入五成双 2 位"),),
        frozenset({"满意度 94.715%：4.985 分恰在两位之间，进为 4.99"}),
    ),
    Fault(
        "a veto that never fires",
        "2023",
        (("2023.eval", "当 支出规范性 = 有重大问题 则", "当 支出规范性 = 有重大问题 且 支出规范性 = 有一般问题 则"),),
        frozenset({"有重大问题的不得评优"}),
        setup=(("2023.eval", "\n# ---- 1. 预算执行管理", _HURDLE),),
        proof=("reached::veto:1",),
    ),
    Fault(
        "a unit factor",
        "2023",
        (("2023.eval", "| > 2000 万元   |", "| > 2000 千元   |"),),
        frozenset({"数量指标都只做一半，得一半", "换一个单位填报，得分不变"}),
    ),
    Fault(
        "a target of the old year",
        "2023",
        (("2023.eval", "    目标 > 95%\n", "    目标 > 90%\n"),),
        frozenset(
            {
                "各项恰好达到目标：满分；写“大于”而正好相等的，不算达标，按比例仍得满分",
                "满意度 94.715%：4.985 分恰在两位之间，进为 4.99",
            }
        ),
    ),
)

REFUSED: tuple[tuple[str, Text, str], ...] = (
    (
        "a gap of 0.01",
        (
            "2023.eval",
            "等级 按 国家四级\n",
            "等级 { [90, 100]：优 [80, 89.99]：良 [60, 79.99]：中 [0, 59.99]：差 }\n",
        ),
        "E414",
    ),
    (
        "a weight moved between siblings",
        ("2023.eval", "党内培训         | ≥ 100 次      | 2 ", "党内培训         | ≥ 100 次      | 3 "),
        "E401",
    ),
    ("a unit factor", ("2023.eval", "| > 2000 万元   |", "| > 2000 人     |"), "E301"),
)
"""What `check` does not accept: the kind, the plain way to write it, the code."""


def planted(folder: Path, fault: Fault, faulty: bool) -> Path:
    """Writes a copy of the ruleset, sound or with its fault; with its examples beside it. The copy's path."""
    home = folder / ("faulty" if faulty else "sound")
    home.mkdir()
    for name in {f"{fault.ruleset}.eval", *(file for file, _, _ in (*fault.setup, *fault.change))}:
        shutil.copy(RULESETS / name, home / name)
    for file, stands, instead in (*fault.setup, *(fault.change if faulty else ())):
        replaced(home / file, stands, instead)
    examples = folder / "examples"
    if not examples.exists():
        for name in ("2019", "2023"):
            shutil.copytree(ROOT / "examples" / name, examples / name)
    return home / f"{fault.ruleset}.eval"


def replaced(path: Path, stands: str, instead: str) -> None:
    """Writes a text otherwise; it must stand there once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(stands) == 1, (path.name, stands, text.count(stands))
    path.write_text(text.replace(stands, instead), encoding="utf-8")
