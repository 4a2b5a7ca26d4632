"""Time and memory of a batch: JSON lines in, JSON lines out, as one process and as two.

`python benchmarks/bench_batch.py [FORMS]` scores FORMS forms of 20 indicators (2,000 unless said) and prints milliseconds a form, the same for
one evaluation alone, the time of 10,000 forms, and the peak memory of a tenth of the forms beside that of all.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
ROWS = 20
FORMS = 2_000
LIMIT = 60.0
"""Seconds for 10,000 forms with their whole results."""
MOST_BYTES = 1024
"""Bytes that one more form may cost at the peak."""


def ruleset() -> str:
    """Twenty rows of a self-evaluation form, worth 5 points each."""
    rows = [f"  产出指标 | 数量指标 | 指标{i} | {'≥ 100 人次' if i % 2 else '≥ 95%'} | 5" for i in range(ROWS)]
    head = "语言 1\n规则集 “项目支出绩效自评”\n满分 100\n舍入 每项得分 四舍五入 2 位\n等级 { ≥ 90：优  ≥ 80：良  ≥ 60：中  其余：差 }\n"
    form = "自评表 {\n  评分 按比例\n  一级指标 | 二级指标 | 三级指标 | 指标值 | 分值\n"
    return head + form + "\n".join(rows) + "\n}\n"


def form(number: int, choose: Random) -> str:
    """A form as a line of JSON, with sources as people file them."""
    facts: dict[str, object] = {}
    for i in range(ROWS):
        source = {"source": f"自评报告第 {i + 1} 页", "note": "年度统计"}
        facts[f"指标{i}"] = {"value": f"{choose.randrange(80, 120)} 人次", **source} if i % 2 else f"{choose.randrange(85, 101)}%"
    return json.dumps({"subject": f"项目{number:06}", "facts": facts}, ensure_ascii=False)


def measured(folder: Path, forms: str, *more: str) -> tuple[float, int]:
    """Seconds and peak kilobytes of one run in a process of its own."""
    code = (
        "import sys; from evaldsl.__main__ import main\n"
        "try: main()\n"
        "finally: print(next(x for x in open('/proc/self/status') if x[:6] == 'VmHWM:').split()[1], file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "run", "r.eval", forms, "--format", "jsonl", "-o", "/dev/null", *more]
    start = perf_counter()
    done = subprocess.run(command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True, check=False)
    took = perf_counter() - start
    if done.returncode:
        raise SystemExit(f"a run failed: {done.stderr}")
    return took, int(done.stderr.split()[-1])


def main(arguments: list[str]) -> int:
    """Measures and prints."""
    many = int(arguments[0]) if arguments else FORMS
    choose = Random(20)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "r.eval").write_text(ruleset(), encoding="utf-8")
        lines = [form(number, choose) + "\n" for number in range(many)]
        (folder / "all.jsonl").write_text("".join(lines), encoding="utf-8")
        (folder / "tenth.jsonl").write_text("".join(lines[: many // 10]), encoding="utf-8")
        (folder / "one.jsonl").write_text(lines[0], encoding="utf-8")
        start, _ = measured(folder, "one.jsonl")
        brief, _ = measured(folder, "all.jsonl", "--jobs", "1", "--brief")
        alone, peak = measured(folder, "all.jsonl", "--jobs", "1")
        _, before = measured(folder, "tenth.jsonl", "--jobs", "1")
        shared, _ = measured(folder, "all.jsonl", "--jobs", "2")
    each = [(took - start) / many * 1000 for took in (brief, alone, shared)]
    print(f"{many:,} forms of {ROWS} indicators, JSON lines in and out, milliseconds a form")
    print(f"one process: {each[1]:.2f} with the whole results, {each[0]:.2f} with --brief; ratio {each[1] / each[0]:.1f}")
    print(f"two processes: {each[2]:.2f}; ratio {each[1] / each[2]:.1f}")
    seconds = min(each[1], each[2]) * 10
    print(f"10,000 forms: {seconds:.0f} s (limit {LIMIT:.0f} s)")
    grown = (peak - before) * 1024 / (many - many // 10)
    print(
        f"peak memory: {before / 1024:.1f} MB for {many // 10:,} forms, {peak / 1024:.1f} MB for {many:,}: {grown:.0f} bytes a form"
    )
    return 1 if seconds > LIMIT or grown > MOST_BYTES else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
