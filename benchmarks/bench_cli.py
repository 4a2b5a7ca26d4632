"""How long the command line takes, as ratios to `python -c pass` measured in the same run.

    python benchmarks/bench_cli.py [RULESET FACTS] [--rounds N]

Each round runs every command once, so that a change in the load of the machine falls on all of them alike; the figure is the
median of a round's ratios. The limits are those of the project's goal: `--help` 5, a warm `run` 10 (JSON) and 14 (tree).
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

HERE = Path(__file__).resolve().parent.parent
LIMITS = {"--help": 5, "run --format json": 10, "run": 14}


def seconds(command: list[str], env: dict[str, str]) -> float:
    """The wall time of one process."""
    start = perf_counter()
    done = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    spent = perf_counter() - start
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")
    return spent


def main() -> None:
    """Prints a table of medians and ratios; exits with 1 when a limit is passed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("ruleset", nargs="?", default=str(HERE / "rulesets" / "2023.eval"))
    options.add_argument("facts", nargs="?", default=str(HERE / "examples" / "2023" / "facts.json"))
    options.add_argument("--rounds", type=int, default=15)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "XDG_CACHE_HOME": home, "PYTHONPATH": str(HERE)}
        for name in ("EVALDSL_NO_CACHE", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"):  # as an installed evaldsl runs
            env.pop(name, None)
        python = sys.executable
        files = [given.ruleset, given.facts]
        commands = {
            "python -c pass": [python, "-c", "pass"],
            "--help": [python, "-m", "evaldsl", "--help"],
            "run --format json": [python, "-m", "evaldsl", "run", *files, "--format", "json"],
            "run": [python, "-m", "evaldsl", "run", *files],
            "run --format table": [python, "-m", "evaldsl", "run", *files, "--format", "table"],
            "why total": [python, "-m", "evaldsl", "why", *files, "total"],
        }
        cold = seconds(commands["run"], {**env, "EVALDSL_NO_CACHE": "1"})
        for command in commands.values():  # fills the caches, ours and Python's
            seconds(command, env)
        spent: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(given.rounds):
            for name, command in commands.items():
                spent[name].append(seconds(command, env))
    base = spent["python -c pass"]
    failed = False
    print(f"{'command':<20} {'ms':>7} {'ratio':>6} {'limit':>6}")
    for name, times in spent.items():
        ratio = median(t / b for t, b in zip(times, base, strict=True))
        limit = LIMITS.get(name)
        failed |= limit is not None and ratio > limit
        print(f"{name:<20} {median(times) * 1000:>7.1f} {ratio:>6.1f} {limit or '':>6}")
    print(f"{'run, nothing cached':<20} {cold * 1000:>7.1f} {cold / median(base):>6.1f}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
