"""The words of `prove` in both languages: its topics, its answers, why a question stays open.

In: a topic, an answer, a reason. Out: `Both`. Guarantees: every reason that the encoder or the solver can give has its words; one that has none
is a mistake of ours, which a test finds.
"""

from collections.abc import Mapping

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.model import program as p
from evaldsl.proving.asked import Topic
from evaldsl.reporting.formula import formula_text

TOPICS: Mapping[Topic, Both] = {
    Topic.BOUNDS: Both("Scores stay in bounds", "得分不越界"),
    Topic.COMPUTED: Both("Everything can be computed", "总能算出"),
    Topic.TREND: Both("Scores move the right way", "得分单调"),
    Topic.COVER: Both("Bands have no gap and no overlap", "分档不缺不重"),
    Topic.PROPERTY: Both("Properties of the ruleset", "规则集的性质"),
    Topic.MARKS: Both("Full and no marks can be had", "满分、最低分可得"),
    Topic.REACHED: Both("Everything written can happen", "所写的都可能发生"),
}

NOTHING = Both("This ruleset has nothing to prove.", "这个规则集没有可证明的内容。")
TOTAL = Both("total", "总分")
SAME = Both("the same facts as above", "事实同上")
WHOLE = Both("the whole", "总体")
FILES = (Both("facts", "事实"), Both("and", "对照"))
WHOLE_FILE = Both(
    "all other facts are ordinary; `--save FOLDER` writes whole fact files",
    "其余事实取普通值；“--save 文件夹”可写出完整的事实文件",
)
MORE, ONE_MORE = (
    Both(", and {n} more (--all lists them)", "，以及另外 {n} 项（--all 逐项列出）"),
    Both(", and one more (--all lists it)", "，以及另外一项（--all 逐项列出）"),
)
CODE = Both("{code} at {place}", "{code}，见 {place}")
NEVER = Both("never, for any facts: proved", "对一切事实都不可能：已证明")
SHOWN = Both("refuted by these facts", "被以下事实推翻")
BY_LAW = Both("follows from how facts are read", "由读取事实的规则直接得出")
BY_PARTS = Both("follows from its parts", "由各组成部分得出")
BY_ROUNDING = Both("follows from the exact score: rounding keeps order", "由舍入前的得分得出：舍入不改变大小次序")

REASONS: Mapping[str, Both] = {
    "list": Both("it depends on the rows of a list, of which there may be any number", "取决于列表各行，行数不定"),
    "irrational": Both("it depends on an irrational function (logarithm, root, power)", "含有对数、方根、乘幂等无理函数"),
    "form": Both("its indicators come with the facts", "指标由数据带来"),
    "date": Both("it depends on calendar months or on a history by date", "取决于历法月数，或按日期取值的沿革"),
    "text": Both("it depends on free text", "取决于自由文本"),
    "measure": Both("its units come with the facts", "计量单位由数据带来"),
    "too_large": Both("the formula is too large for the solver", "算式过大，求解器无法处理"),
    "weight": Both("its weight is no constant", "分值不是常数"),
    "not_applicable": Both("it may be not applicable, and what follows from that is not followed here", "可能不适用，由此引起的变化这里无法推算"),
    "inside": Both("it is asked only inside a function or a row of a list", "只在方法内部或列表各行中用到"),
    "order": Both("the order of rows is beyond the solver: `evaldsl test` tries it", "行的次序求解器无法处理，可用“evaldsl test”试验"),
    "time": Both("no answer within the limit of {limit} s (see --limit)", "在 {limit} 秒内没有得出结果（见 --limit）"),
    "memory": Both("the solver needs more memory than it is given", "求解器所需内存超出限额"),
    "solver": Both("the solver gave up: products or quotients of several facts", "求解器放弃：含有多个事实的乘除"),
    "refused": Both(
        "the facts that the solver found are refused when they are read", "求解器找到的事实在读取时被拒绝"
    ),
    "grade": Both("the grade is no band of the total", "等级不是按总分分档得出的"),
    "target": Both("it reads a target that is a range", "读取了区间形式的目标"),
    "constant": Both("it never moves at all: proved", "它始终不变：已证明"),
    "not confirmed": Both(
        "the solver found figures that the interpreter does not confirm; they are not shown",
        "求解器找到的数值未被解释器证实，因此不列出",
    ),
    "not written": Both("the figures found have no finite decimals, so no fact file can hold them", "找到的数值不是有限小数，无法写入事实文件"),
}  # fmt: skip


def reason_of(reason: str) -> Both:
    """The words of a reason; codes behind it stand beside it."""
    head, _, code = reason.partition(": ")
    words = REASONS[head]
    return Both(f"{words.en} ({code})", f"{words.zh}（{code}）") if code else words


def shown_name(value: p.Expr) -> Both:
    """A figure as people call it: its name, else its formula."""
    return Both(visible(formula_text(value, "en")), visible(formula_text(value, "zh")))
