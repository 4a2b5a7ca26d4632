"""How long reading a ruleset takes: whether parsing is linear in its length, and the check of 2,000 lines.

    python benchmarks/bench_front.py [--rounds N]

The rulesets have the mix of a real one (facts, lets, groups, indicators, a form). All lengths are measured in every round of one run,
in processor time, and the best round counts. Limits of the project's goal: a check of 2,000 lines under 1 second; time per line may not grow.
"""

import argparse
import sys
from pathlib import Path
from time import process_time

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from evaldsl.checking import check  # noqa: E402
from evaldsl.library import Resolver  # noqa: E402
from evaldsl.source import SourceFile  # noqa: E402
from evaldsl.syntax.parser import parse  # noqa: E402

LENGTHS = (250, 500, 1000, 2000, 4000)


def ruleset(lines: int) -> str:
    """A sound ruleset of about so many lines: blocks of ten lines, each with a fact, a let, a group of three and two form rows."""
    blocks = max(1, (lines - 3) // 14)
    out = ["语言 1", "规则集 “长”", f"满分 {blocks * 10}"]
    for n in range(blocks):
        out += [
            "事实 {",
            f"  预算{n}、支出{n}：万元 > 0 小数 2 位   # 第 {n} 项",
            "}",
            f"令 执行率{n} = 支出{n} / 预算{n}",
            f"组 产出{n} 分值 8 {{",
            "  每项指标 { 评分 按比例 }",
            f"  指标 执行{n} 分值 3 {{ 取值 执行率{n}；目标 ≥ 100% }}",
            f"  指标 培训{n} 分值 3 {{ 目标 ≥ 100 人次；依据 “第 {n} 条” }}",
            f"  指标 档次{n} 分值 2 {{ 实际值 % 在 0% 至 100%；评分 分档 {{ ≥ 90%：2；≥ 60%：1；其余：0 }} }}",
            "}",
            "自评表 {",
            "  一级指标 | 三级指标 | 指标值 | 分值 | 评分",
            f"  效益{n} | 满意{n} | ≥ 95% | 2 | 按比例",
            "}",
        ]
    return "\n".join(out) + "\n"


def main() -> int:
    """Prints a table; exits with 1 when a limit is passed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    sources = {length: SourceFile("long.eval", ruleset(length)) for length in LENGTHS}
    parse(sources[LENGTHS[0]])  # builds or loads the tables of the grammar
    parsing = dict.fromkeys(LENGTHS, float("inf"))
    checking = dict.fromkeys(LENGTHS, float("inf"))
    for _ in range(rounds):
        for length, source in sources.items():
            start = process_time()
            parsed = parse(source)
            middle = process_time()
            checked = check(parsed.module, Resolver(None, parse))
            end = process_time()
            if checked.program is None:
                raise SystemExit(str([(p.code, p.place, p.args) for p in (*parsed.problems, *checked.problems)][:3]))
            parsing[length] = min(parsing[length], middle - start)
            checking[length] = min(checking[length], end - start)
    print("lines     parse ms   µs/line   parse + check ms   µs/line")
    for length, source in sources.items():
        lines = source.text.count("\n")
        p, c = parsing[length], checking[length]
        print(f"{lines:5} {p * 1e3:12.1f} {p / lines * 1e6:9.0f} {c * 1e3:18.1f} {c / lines * 1e6:9.0f}")
    per_line = {length: parsing[length] / sources[length].text.count("\n") for length in LENGTHS}
    growth = per_line[4000] / per_line[500]
    print(f"time per line, 4,000 against 500 lines: {growth:.2f}    check of 2,000 lines: {checking[2000]:.2f} s")
    return 1 if growth > 1.5 or checking[2000] > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
