"""`python -m tests.examples`: writes the expected result of every example anew."""

import sys

from tests.examples.gallery import EXAMPLES, GALLERY, PARTIAL, ROOT, WHOLE, index, run_files, topics, write_expected
from tests.examples.ledger import LEDGERS, write_verdicts


def main() -> int:
    """Write all that run; name those that do not."""
    faults = 0
    (GALLERY / "README.md").write_text(index(), encoding="utf-8")
    for topic in topics():
        folder = GALLERY / topic
        got = run_files(folder / "rules.zh.eval", folder / "facts.json", topic in PARTIAL)
        if got.result is None:
            faults += 1
            print(topic, [(p.code, p.place) for p in got.problems])
        else:
            write_expected(folder, got.result)
    for name in WHOLE:
        got = run_files(ROOT / "rulesets" / f"{name}.eval", EXAMPLES / name / "facts.json")
        if got.result is None:
            faults += 1
        else:
            write_expected(EXAMPLES / name, got.result)
    form = EXAMPLES / "project-self-evaluation"
    got = run_files(ROOT / "rulesets" / "project-self-evaluation.eval", form / "department-2023.json")
    if got.result is None:
        faults += 1
    else:
        write_expected(form, got.result)
    for name in LEDGERS:
        write_verdicts(name)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
