"""A ruleset of two indicators, forms for it, and the command line inside this process."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import run as run

RULESET = """language 1
ruleset "项目自评"
total 100
round each score half_up 2
grades { >= 90: 优  >= 80: 良  >= 60: 中  otherwise: 差 }
facts { 全年预算数 : 万元 > 0;  全年执行数 : 万元 >= 0;  部门 : text optional, record only }
indicator 执行率 weight 40 { value 全年执行数 / 全年预算数;  target >= 100%;  score pro_rata }
indicator 培训人数 weight 60 { target >= 90 人;  score pro_rata }
check 不超预算 error { 全年执行数 <= 全年预算数 }
"""


def form(subject: str, trained: object, budget: object = 10, spent: object = 10) -> dict[str, object]:
    """A fact file. The score is 40 × spent ÷ budget + 60 × trained ÷ 90, both at most full."""
    return {"subject": subject, "facts": {"全年预算数": budget, "全年执行数": spent, "培训人数": trained}}


@pytest.fixture
def lines(tmp_path: Path) -> Callable[..., str]:
    """`lines([…])` writes forms (or texts) as JSON lines and gives the file's name; the ruleset lies beside it as `r.eval`."""
    (tmp_path / "r.eval").write_text(RULESET, encoding="utf-8")

    def write(forms: list[object], name: str = "forms.jsonl") -> str:
        texts = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in forms]
        (tmp_path / name).write_text("".join(text + "\n" for text in texts), encoding="utf-8")
        return name

    return write
