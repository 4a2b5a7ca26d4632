"""What the solver is asked, and what becomes of its answers."""

import json

import pytest
import z3

from evaldsl import api
from evaldsl.model.program import Program
from evaldsl.proving.asking import Model, Proved, Refuted, Undecided, first_refutation, settle
from evaldsl.proving.encoding import OutOfReach, encoding_of, second_of
from evaldsl.proving.plainest import simplest
from evaldsl.source import SourceFile

HEAD = """language 1
ruleset "x"
total 20
round each score half_up 2
facts { 预算 : 万元 > 0 decimals 2; 支出 : 万元 >= 0 decimals 2; 次数 : 次 integer >= 0 }
let 执行率 = 支出 / 预算
grades { >= 18 : 优; >= 10 : 良; otherwise : 差 }
"""
RULES = """indicator 培训 weight 10 { value 次数;  target >= 3 次;  score pro_rata }
indicator 执行 weight 10 { value 执行率;  target >= 95%;  score pro_rata }
"""


def _program(text: str) -> Program:
    opened, _ = api.open_trials(SourceFile("x.eval", text), None)
    assert opened.ruleset is not None, opened.problems
    return opened.ruleset.program


def test_bounds_are_proved() -> None:
    encoding = encoding_of(_program(HEAD + RULES))
    for path, weight in (("", 20), ("培训", 10), ("执行", 10)):
        score = encoding.score(path)
        outside = z3.Or(score < 0, score > weight, encoding.trouble(path))
        assert isinstance(first_refutation([encoding], [outside], lambda _: True, 20), Proved)


def test_a_refutation_is_a_fact_file_that_the_interpreter_confirms() -> None:
    program = _program(HEAD + RULES)
    encoding = encoding_of(program)
    score = encoding.score("培训")

    # 1 of 3 gives 3.33, 2 of 3 gives 6.67, which is the only score between 6 and 7
    between = [score > 6, score < 7]
    made = first_refutation([encoding], between, lambda runs: 6 < runs[0].scores["培训"] < 7, 20)  # type: ignore[operator]
    assert isinstance(made, Refuted)
    assert json.loads(made.files[0])["facts"]["次数"] == "2 次"
    # what the interpreter does not confirm is not shown
    assert first_refutation([encoding], between, lambda _: False, 20) == Undecided("not confirmed")
    # and no score is 5
    assert isinstance(first_refutation([encoding], [score == 5], lambda _: True, 20), Proved)


def test_two_files_that_differ_in_one_fact() -> None:
    first = encoding_of(_program(HEAD + RULES))
    second = second_of(first, {"支出"})
    more = first.fact_of("支出") < second.fact_of("支出")
    falls = [more, second.raw("执行") < first.raw("执行")]
    assert isinstance(first_refutation([first, second], falls, lambda _: True, 20), Proved)
    # with a larger budget the rate falls, and so does its score
    third = second_of(first, {"预算"})
    falls = [first.fact_of("预算") < third.fact_of("预算"), third.raw("执行") < first.raw("执行")]

    def confirmed(runs: object) -> bool:
        one, two = runs  # type: ignore[misc]
        return bool(two.scores["执行"] < one.scores["执行"])

    made = first_refutation([first, third], falls, confirmed, 20)
    assert isinstance(made, Refuted)
    files = [json.loads(text)["facts"] for text in made.files]
    assert {name for name in files[0] if files[0][name] != files[1][name]} == {"预算"}


def test_facts_are_shared_by_two_programs_where_their_domains_agree() -> None:
    before = encoding_of(_program(HEAD + RULES))
    after = encoding_of(_program(HEAD.replace("支出 : 万元 >= 0 decimals 2", "支出 : 万元 >= 0") + RULES), before)
    assert after.unknowns.named["预算"].constant.eq(before.unknowns.named["预算"].constant)
    assert after.unknowns.named["次数"].constant.eq(before.unknowns.named["次数"].constant)
    assert not after.unknowns.named["支出"].constant.eq(before.unknowns.named["支出"].constant)


def test_only_the_facts_in_its_cone_are_read() -> None:
    encoding = encoding_of(_program(HEAD + RULES))
    assert encoding.reads("培训") == {"次数"}
    assert encoding.reads("执行") == {"支出", "预算"}
    assert encoding.reads("") == {"次数", "支出", "预算"}


def test_a_division_that_may_be_by_zero_is_trouble() -> None:
    text = HEAD.replace("预算 : 万元 > 0", "预算 : 万元 >= 0")
    encoding = encoding_of(_program(text + RULES))
    made = first_refutation([encoding], [encoding.trouble("执行")], lambda _: True, 20)
    assert isinstance(made, Refuted)
    assert json.loads(made.files[0])["facts"]["预算"] == "0 万元"


def test_what_is_not_encoded_whole_is_not_encoded() -> None:
    rows = HEAD.replace("facts {", "facts { 项目 : list of { 名称 : text key;  金额 : 万元 >= 0 };")
    text = rows + RULES.replace("value 执行率;  target >= 95%", "value sum(金额 over 项目) / 预算;  target >= 95%")
    encoding = encoding_of(_program(text))
    with pytest.raises(OutOfReach) as caught:
        encoding.score("执行")
    assert caught.value.reason == "list"
    with pytest.raises(OutOfReach):
        encoding.score("")  # the total reads it
    assert encoding.reads("培训") == {"次数"}  # but its sibling does not


def test_a_value_without_finite_decimals_is_asked_for_again() -> None:
    encoding = encoding_of(_program(HEAD.replace(" decimals 2", "") + RULES))
    exact = encoding.raw("执行")
    # a third of the points: 支出 ÷ 预算 is 95% ÷ 3, which finite decimals can give
    made = first_refutation([encoding], [exact == z3.RealVal("10/3")], lambda _: True, 20)
    assert isinstance(made, Refuted)


def test_time_is_bounded() -> None:
    x, y, z = z3.Ints("x y z")
    hard = [x > 2, y > 2, z > 2, x * x * x + y * y * y == z * z * z]
    assert isinstance(settle(hard, 0.3), Undecided)
    assert isinstance(settle([x > 2, x < 4], 5), Model)
    assert settle([x > 2, x < 2], 5) == Proved()
    assert settle([False], 5) == Proved()


def test_a_total_at_its_end_has_every_part_at_its_end() -> None:
    encoding = encoding_of(_program(HEAD + RULES))
    total = encoding.score("")
    full = first_refutation([encoding], [total == 20], lambda runs: runs[0].scores[""] == 20, 20)
    assert isinstance(full, Refuted)
    # one hundredth below full marks there is a file, for the rate moves in hundredths; between two hundredths there is none
    almost = first_refutation([encoding], [total == z3.RealVal("19.99")], lambda runs: float(runs[0].scores[""]) == 19.99, 20)  # type: ignore[arg-type]
    assert isinstance(almost, Refuted)
    assert isinstance(first_refutation([encoding], [total == z3.RealVal("19.995")], lambda _: True, 20), Proved)


def test_what_does_not_matter_is_ordinary() -> None:
    encoding = encoding_of(_program(HEAD + RULES))
    usual = {name: entry.text for name, entry in simplest(encoding).entries.items()}
    for path, matters in (("培训", {"次数"}), ("执行", {"支出"})):
        broken = [encoding.score(path) > 5, encoding.score(path) < 10, encoding.score("") < 20]
        made = first_refutation([encoding], broken, lambda _: True, 20)
        assert isinstance(made, Refuted)
        given = json.loads(made.files[0])["facts"]
        changed = {name for name in given if given[name] != usual[name]}
        assert changed <= matters | {"预算"}
        assert len(changed) <= 2
