"""Makes project self-evaluation forms that are invented from beginning to end, to try rulesets/project-self-evaluation.eval on many of them.

    python examples/project-self-evaluation/make_synthetic.py                      # 208 forms into synthetic/, one file each
    python examples/project-self-evaluation/make_synthetic.py --rows 20 --forms 10000 --jsonl > forms.jsonl

The same arguments always give the same bytes. Every form says in its subject and its note that it is invented (虚构); nothing in
it comes from a document. About one form in twenty has a row that does not apply, one in twenty has no satisfaction rows.
"""

import argparse
import json
import random
import sys
from pathlib import Path
from typing import Any

SEED = 20230208
NOTE = "合成数据：由 make_synthetic.py 以固定种子生成，全部内容为虚构，不对应任何单位和项目。"
COUNTS = ("培训人数", "服务人次", "巡查次数", "宣传活动", "设备购置", "走访户数", "资料印制", "检测点位", "绿化面积", "维修处数")
UNITS = ("人次", "人次", "次", "场", "台", "户", "份", "个", "平方米", "处")
RATES = ("验收合格率", "任务完成率", "设备完好率", "问题整改率", "覆盖率", "及时办结率")
EFFECTS = ("减轻群众负担", "改善人居环境", "提升服务能力", "保障运转", "带动就业", "长效管理机制")
LEVELS = ("达成", "部分达成", "未达成")
BOUNDS = {"达成": (80, 100), "部分达成": (60, 80), "未达成": (0, 60)}
REASON = "虚构的偏差原因"
Row = dict[str, Any]


def shares(rng: random.Random, total: int, parts: int) -> list[int]:
    """Whole weights above zero that add up to a total."""
    cuts = sorted(rng.sample(range(1, total), parts - 1)) if parts > 1 else []
    return [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]


def counted(rng: random.Random, nth: int, weight: int) -> Row:
    """A figure to reach, sometimes missed."""
    kind = rng.randrange(len(COUNTS))
    due = rng.choice((10, 12, 26, 50, 100, 120, 300, 735, 1000, 5000))
    done = due + rng.randrange(0, due // 4 + 1) if rng.random() < 0.75 else rng.randrange(due // 2, due)
    row: Row = {
        "二级指标": "数量指标",
        "三级指标": f"{COUNTS[kind]}{nth}",
        "指标值": f"≥{due}{UNITS[kind]}",
        "实际完成值": f"{done}{UNITS[kind]}",
        "分值": weight,
    }
    return row | ({"偏差原因": REASON} if done < due else {})


def rated(rng: random.Random, nth: int, weight: int) -> Row:
    """A rate to reach."""
    due = rng.choice((85, 90, 95, 98, 100))
    done = rng.randrange(due, 101) if rng.random() < 0.8 else rng.randrange(due - 20, due)
    row: Row = {
        "二级指标": "质量指标",
        "三级指标": f"{rng.choice(RATES)}{nth}",
        "指标值": f"≥{due}%",
        "实际完成值": f"{done}%",
        "分值": weight,
    }
    return row | ({"偏差原因": REASON} if done < due else {})


def timed(rng: random.Random, nth: int, weight: int) -> Row:
    """A day to keep."""
    late = rng.random() < 0.1
    done = f"2024-01-{rng.randrange(1, 29):02}" if late else f"2023-{rng.randrange(6, 13):02}-{rng.randrange(1, 29):02}"
    row: Row = {"二级指标": "时效指标", "三级指标": f"完成时间{nth}", "指标值": "≤2023-12-31", "实际完成值": done, "分值": weight}
    return row | ({"偏差原因": REASON} if late else {})


def costed(rng: random.Random, nth: int, weight: int) -> Row:
    """A cost to keep below."""
    due = rng.randrange(50, 5000)
    done = due * rng.randrange(70, 101) // 100 if rng.random() < 0.9 else due + rng.randrange(1, due // 5 + 2)
    row: Row = {
        "二级指标": "成本指标",
        "三级指标": f"成本控制数{nth}",
        "指标值": f"≤{due / 10:.1f}万元",
        "实际完成值": f"{done / 10:.1f}万元",
        "分值": weight,
    }
    return row | ({"偏差原因": REASON} if done > due else {})


def judged(rng: random.Random, nth: int, weight: int, absent: bool) -> Row:
    """An effect in words, with an assessor's points; or one that does not apply."""
    second = rng.choice(("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"))
    row: Row = {"二级指标": second, "三级指标": f"{rng.choice(EFFECTS)}{nth}", "指标值": "有效", "分值": weight}
    if absent:
        return row | {"实际完成值": "不涉及"}
    level = rng.choices(LEVELS, (80, 15, 5))[0]
    low, high = BOUNDS[level]
    percent = high if level == "达成" and rng.random() < 0.7 else rng.randrange(low, high)
    points = f"{weight * percent / 100:.2f}"
    row |= {"实际完成值": level, "评定": f"{points}分" if points.endswith("分") else float_free(points)}
    return row | ({"偏差原因": REASON} if percent < 100 else {})


def float_free(points: str) -> str:
    """Points as a text, so that no binary float is written."""
    return points.rstrip("0").rstrip(".") or "0"


def satisfied(rng: random.Random, nth: int, weight: int) -> Row:
    """Satisfaction."""
    done = rng.randrange(95, 101) if rng.random() < 0.8 else rng.randrange(80, 95)
    row: Row = {
        "二级指标": "服务对象满意度指标",
        "三级指标": f"服务对象满意度{nth}",
        "指标值": "≥95%",
        "实际完成值": f"{done}%",
        "分值": weight,
    }
    return row | ({"偏差原因": REASON} if done < 95 else {})


def form(rng: random.Random, number: int, rows: int) -> dict[str, Any]:
    """One form with so many rows."""
    quiet = rng.random() < 0.05
    third = 0 if quiet else max(1, rows // 10)
    second = max(2, (rows - third) // 3)
    first = rows - second - third
    makers = [counted, rated, timed, costed]
    lines: list[Row] = []
    for i, weight in enumerate(shares(rng, 50, first)):
        maker = makers[i] if i < len(makers) else rng.choice((counted, counted, rated))
        lines.append({"一级指标": "产出指标", **maker(rng, i + 1, weight)})
    gone = rng.randrange(second) if rng.random() < 0.05 else -1
    for i, weight in enumerate(shares(rng, 30, second)):
        lines.append({"一级指标": "效益指标", **judged(rng, i + 1, weight, i == gone)})
    for i, weight in enumerate(shares(rng, 10, third) if third else []):
        lines.append({"一级指标": "满意度指标", **satisfied(rng, i + 1, weight)})
    lines.sort(key=lambda line: ("产出指标", "效益指标", "满意度指标").index(line["一级指标"]))
    budget = rng.randrange(500, 500_000)
    spent = budget if rng.random() < 0.5 else budget * rng.randrange(60, 100) // 100
    funds = {"资金来源": "当年财政拨款", "年初": money(budget), "全年": money(budget), "执行": money(spent)}
    facts = {
        "年初预算数": money(budget),
        "全年预算数": money(budget),
        "全年执行数": money(spent),
        "项目资金": [funds],
        "绩效指标": lines,
    }
    return {"subject": f"合成项目 {number:05}（虚构）", "note": NOTE, "facts": facts}


def money(hundredths: int) -> str:
    """万元 with two decimals, as a text."""
    return f"{hundredths // 100}.{hundredths % 100:02} 万元"


def main() -> None:
    """Writes the forms."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forms", type=int, default=208, help="how many forms (208)")
    parser.add_argument("--rows", type=int, default=0, help="rows a form (6 to 10 when not said; at least 6)")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed gives other forms")
    parser.add_argument("--jsonl", action="store_true", help="to standard output, one form a line")
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / "synthetic", help="the folder of the files")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    if not args.jsonl:
        args.to.mkdir(parents=True, exist_ok=True)
    for number in range(1, args.forms + 1):
        made = form(rng, number, max(6, args.rows) if args.rows else rng.randrange(6, 11))
        if args.jsonl:
            sys.stdout.write(json.dumps(made, ensure_ascii=False) + "\n")
        else:
            (args.to / f"{number:03}.json").write_text(json.dumps(made, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
