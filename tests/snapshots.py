"""What every bad input prints, beside its source, for people to read: tests/diagnostics/snapshots/<battery>.<lang>.txt.

`python -m tests.snapshots --write [battery …]` regenerates them; the suite compares.
"""

import sys
from itertools import groupby

from evaldsl.diagnostics.drawing import draw
from tests.battery import BAD, Chunk, chunks_of, problems_of
from tests.pipeline import ROOT

SNAPSHOTS = ROOT / "tests" / "diagnostics" / "snapshots"
LANGUAGES = ("en", "zh")
WIDTH = 100


def batteries() -> list[str]:
    """The names of the batteries."""
    return sorted(path.stem for path in BAD.glob("*.txt"))


def snapshot(battery: str) -> dict[str, str]:
    """The text of the snapshot of one battery, by language."""
    chunks = chunks_of(battery, (BAD / f"{battery}.txt").read_text(encoding="utf-8"))
    parts: dict[str, list[str]] = {lang: [] for lang in LANGUAGES}
    for chunk in chunks:
        problems = problems_of(chunk)
        for lang in LANGUAGES:
            parts[lang].append(f"{_source(chunk)}\n{draw(problems, lang, width=WIDTH).rstrip()}\n")
    rule = "\n" + "=" * 40 + "\n\n"
    return {lang: rule.join(texts) for lang, texts in parts.items()}


def _source(chunk: Chunk) -> str:
    lines = [f"{number:3} | {line}".rstrip() for number, line in enumerate(chunk.text.rstrip("\n").split("\n"), 1)]
    if chunk.facts is not None:
        lines += ["    -----", *(f"{number:3} | {line}" for number, line in enumerate(chunk.facts.rstrip("\n").split("\n"), 1))]
    return "\n".join([f"[{chunk.name}]", *(_short(line) for line in lines), ""])


def _short(line: str) -> str:
    return line if len(line) <= 200 else f"{line[:160]} … ({len(line)} characters)"


def main(arguments: list[str]) -> int:
    """`--write` writes; without it names the stale snapshots and returns 1."""
    write, named = "--write" in arguments, [a for a in arguments if not a.startswith("-")]
    stale = 0
    for battery, lang, text in (
        (b, lang, text) for b, _ in groupby(batteries()) if not named or b in named for lang, text in snapshot(b).items()
    ):
        path = SNAPSHOTS / f"{battery}.{lang}.txt"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale += 1
            print(f"{'written' if write else 'stale'}: {path.name}")
            if write:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    return 0 if write or not stale else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
