"""A ruleset of many indicators, of every ordinary scoring method, for measuring what grows with the size of a ruleset.

`python -m benchmarks.large_ruleset 200` writes it to standard output. The same number gives the same text.
"""

import sys

METHODS = (
    "target >= {t} 次;  score pro_rata",
    "target <= {t} 件;  score pro_rata",
    "target >= {p}%;  score all_or_nothing",
    "target >= {p}%;  score bands {{ >= {p}%: 100%;  >= {q}%: 80%;  >= 60%: 50%;  otherwise: 0% }}",
    "target >= {p}%;  score deduct 5% of weight per 5 个百分点 below target whole steps",
    "value 支出{g} / 预算{g};  target >= {p}%;  score pro_rata",
    "score levels {{ 好: 100%;  中: 60%;  差: 0% }}",
    "score judged",
)
IN_GROUP = 20


def large_ruleset(count: int) -> str:
    """A ruleset of so many indicators (a multiple of 20) in groups of 20, each of 1 point."""
    groups = count // IN_GROUP
    facts = "\n".join(f"  支出{g} : 万元 >= 0 decimals 2;  预算{g} : 万元 > 0 decimals 2" for g in range(groups))
    lines = [
        "language 1",
        f'ruleset "{count} 项指标"',
        f"total {groups * IN_GROUP}",
        "round each score half_up 2",
        "facts {",
        facts,
        "}",
        f"grades {{ >= {groups * 18}: 优;  >= {groups * 12}: 中;  otherwise: 差 }}",
    ]
    for g in range(groups):
        lines.append(f"group 第{g}组 weight {IN_GROUP} {{")
        for i in range(IN_GROUP):
            n = g * IN_GROUP + i
            method = METHODS[n % len(METHODS)].format(t=10 + n, p=90 + n % 10, q=80 + n % 10, g=g)
            own = "" if "target" in method else f"value 事实{n};  " if "levels" in method else ""
            lines.append(f"  indicator 指标{n} weight 1 {{ {own}{method} }}")
        lines.append("}")
    levels = [n for n in range(groups * IN_GROUP) if "levels" in METHODS[n % len(METHODS)]]
    lines[5] += "\n" + "\n".join(f"  事实{n} : one of {{ 好, 中, 差 }}" for n in levels)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(large_ruleset(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
