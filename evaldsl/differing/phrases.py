"""The phrases of a comparison in both languages."""

from collections.abc import Mapping

from evaldsl.diagnostics.core import Both

RULES = Both("Rules", "规则")
WORDING = Both("Wording only", "仅文字")
NO_CHANGES = Both("The rules say the same.", "规则相同。")
ANY_FACTS = Both("For any facts", "对任何事实")
GIVEN = Both("Over the given facts", "对所给事实")
SPLIT = Both("The change, split", "变动的构成")

SECTIONS: Mapping[str, Both] = {
    "node": Both("indicator", "指标"),
    "fact": Both("fact", "事实"),
    "field": Both("field", "字段"),
    "list": Both("list", "列表"),
    "let": Both("named value", "取值名"),
    "row value": Both("named value of rows", "各行取值"),
    "function": Both("method", "方法"),
    "bands": Both("bands", "分档"),
    "table": Both("table", "表"),
    "grade": Both("grades", "等级"),
    "outcome": Both("verdict", "结论"),
    "check": Both("check", "勾稽"),
    "finding": Both("finding", "发现"),
    "unit": Both("unit", "单位"),
    "form": Both("form", "自评表"),
    "distribution": Both("distribution", "分布"),
    "cost": Both("cost sheet", "成本表"),
    "norm": Both("norms", "定额"),
    "whole": Both("ruleset", "规则集"),
}
WHAT: Mapping[str, Both] = {
    "added": Both("new", "新增"),
    "removed": Both("dropped", "取消"),
    "moved": Both("moved", "移动"),
    "renamed": Both("renamed", "改名"),
    "changed": Both("changed", "变更"),
    "kind": Both("kind", "类别"),
    "weight": Both("weight", "分值"),
    "result": Both("result", "结果"),
    "value": Both("value", "取值"),
    "target": Both("target", "目标"),
    "method": Both("scoring", "评分"),
    "combine": Both("combined", "汇总"),
    "scaled": Both("scaled from", "折算自"),
    "rounding": Both("rounding", "舍入"),
    "exact": Both("exact inside", "内部精确"),
    "applies": Both("applies when", "适用条件"),
    "absent": Both("if not applicable", "不适用时"),
    "vetoes": Both("vetoes", "一票否决"),
    "requires": Both("reason required when", "须填原因"),
    "flag": Both("flagged", "标记"),
    "unit": Both("unit or words", "单位或选项"),
    "domain": Both("range", "范围"),
    "default": Both("default", "默认"),
    "optional": Both("may be left out", "可不填"),
    "reads": Both("signs read as values", "符号读作"),
    "row": Both("row of", "所属列表"),
    "rule": Both("hit rule", "命中规则"),
    "line": Both("line", "行"),
    "order": Both("order of lines", "行的次序"),
    "bands": Both("bands", "分档"),
    "rules": Both("rules", "特别规定"),
    "name": Both("name", "名称"),
    "label": Both("label", "名称"),
    "basis": Both("basis", "依据"),
    "period": Both("period", "期间"),
    "show": Both("decimals shown", "显示位数"),
}
FACT_WHAT = {"absent": Both("may be not applicable", "可以不适用")}
NOTHING = Both("none", "无")
SEVERAL = Both("{count} indicators and groups", "指标和组 {count} 项")
ALSO = Both("and {count} more", "等另外 {count} 项")
WHOLE = Both("the whole", "全体")

SAME_FORM = Both(
    "No fact file scores differently: proved (the rules have the same normal form).",
    "没有任何事实会得出不同的分：已证明（按规范形相同）。",
)
SAME_SOLVER = Both(
    "No complete fact file scores differently: proved by the solver, though the text differs.",
    "没有任何完整的事实会得出不同的分：已由求解器证明（写法不同，含义相同）。",
)
DIFFER = Both("Some facts score differently:", "有事实会得出不同的分：")
DIFFER_GIVEN = Both("Some facts score differently: those given below.", "有事实会得出不同的分：见下面所给的事实。")
REFUSED_BY = Both("Some facts are scored by one ruleset and refused by the other:", "有事实只被其中一个规则集接受：")
OPEN = Both(
    "No difference was found among {count} fact files; that proves nothing.", "试了 {count} 份事实，没有发现差别；这不是证明。"
)
OPEN_UNTRIED = Both("Whether any facts score differently was not decided.", "是否有事实会得出不同的分，未能判定。")
WHY: Mapping[str, Both] = {
    "form": Both("indicators, units or rows that are scored come with the facts", "指标、计量单位或计分的行由数据带来"),
    "solver": Both("no solver is installed: pip install 'evaldsl[prove]'", "没有安装求解器：pip install 'evaldsl[prove]'"),
    "off": Both("the solver was not asked", "没有使用求解器"),
    "facts": Both("the two rulesets do not ask for the same facts", "两个规则集要求的事实不同"),
    "tree": Both("the tree of indicators is not the same", "指标体系不同"),
    "grade": Both("the solver does not speak of these grades", "求解器不处理这里的等级"),
    "time": Both("the solver did not end in time", "求解器未在时限内完成"),
    "memory": Both("the solver ran out of memory", "求解器内存不足"),
    "list": Both("the solver does not speak of lists", "求解器不处理列表"),
    "irrational": Both("the solver does not speak of irrational numbers", "求解器不处理无理数"),
    "too_large": Both("the rules are too large for the solver", "规则过大，求解器不能处理"),
}
OUT_OF_REACH = Both("the solver cannot speak of this: {reason}", "求解器不能处理：{reason}")
PLAIN = Both("every fact at its simplest value; the whole file: --witness FILE", "各项事实均取最简单的值；全文件：--witness 文件")
OTHERS = Both(
    "every other fact at its simplest value; the whole file: --witness FILE", "其余事实均取最简单的值；全文件：--witness 文件"
)
ABSENT = Both("not given", "不填")
NOT_INTERCHANGEABLE = Both(
    "The two rulesets do not take the same fact files, or read them differently: see what changed of the facts.",
    "两个规则集接受的事实文件不同，或读法不同：见上面事实的变更。",
)
TOTAL, GRADE = Both("total", "总分"), Both("grade", "等级")
REFUSED = Both("refused: {codes}", "被拒绝：{codes}")
LEFT_OUT = Both("passed over, since only the other ruleset asks for it: {names}", "只有另一规则集要求，未读：{names}")
SUMMARY_FILE = Both(
    "1 fact file: {changed} changes, {grades} changes its grade, {refused} refused by a ruleset",
    "事实 1 份：有变动 {changed} 份，等级变动 {grades} 份，被某一规则集拒绝 {refused} 份",
)
SUMMARY_FILES = Both(
    "{count} fact files: {changed} change, {grades} change their grade, {refused} refused by a ruleset",
    "事实 {count} 份：有变动 {changed} 份，等级变动 {grades} 份，被某一规则集拒绝 {refused} 份",
)
UNCHANGED = Both("nothing changes", "没有变动")
MORE_FILES = Both("… {count} more that change: --all", "……另有 {count} 份有变动：--all")
ONE_SIDED = {"old": Both("dropped", "取消"), "new": Both("new", "新增")}
BEFORE, AFTER, CHANGE = Both("before", "原"), Both("after", "现"), Both("change", "变动")
BY_RULES, BY_FACTS, BY_ROUNDING = Both("rules", "规则"), Both("facts", "事实"), Both("rounding", "舍入")
ORDER = Both(
    "Rules first: the new rules on the old facts, unrounded, less the old rules on them; then the facts: the new rules on the new facts less"
    " on the old; what printing adds to that is the rounding.",
    "先规则后事实：规则＝新规则对旧事实的精确得分减旧规则对旧事实的；事实＝新规则对新事实的减对旧事实的；舍入＝印出的变动与精确变动之差。",
)
ALIKE = Both("The two rulesets mean the same.", "两个规则集含义相同。")
NOT_ALIKE = Both("The two rulesets do not mean the same.", "两个规则集含义不同。")
NOT_SETTLED = Both("It is not settled whether the two rulesets mean the same.", "两个规则集含义是否相同，未能判定。")
