"""E2xx: names."""

from evaldsl.diagnostics.catalogue import groups, row_forms
from evaldsl.diagnostics.catalogue.restated import RESTATED
from evaldsl.diagnostics.core import Both, Entry

_FIRST = {"first": Both("“{name}” is first declared here", "“{name}”第一次在这里声明")}
_NEAR = Both("did you mean “{near}”?", "是否想写“{near}”？")

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E201",
        Both("unknown name", "名称不存在"),
        Both("there is no fact or named value “{name}”", "没有名为“{name}”的事实或取值"),
        {
            "": Both("declare it in `facts` or with `let`, or correct the spelling", "请在“事实”或“令”中声明，或更正写法"),
            "near": _NEAR,
            "cases": Both("it has these cases: {known}", "它有以下口径：{known}"),
            "abolished": Both(
                "the norm is abolished and has no rate any more; what was in force is `{name}.before`",
                "该定额已取消，不再有标准；原来的标准是“{name}.原标准”",
            ),
            "unit": Both("a unit stands only after a number: write `1 {name}`", "单位只能写在数字后面：请写“1 {name}”"),
            "method": Both(
                "a method sees only its parameters, those of the ruleset and its own lets: pass the figure as a parameter",
                "方法只能使用自己的参数、规则集的“参数”和方法内的“令”：请把该数作为参数传入",
            ),
        },
    ),
    Entry(
        "E202",
        Both("name declared twice", "名称重复"),
        Both("“{name}” is declared twice", "“{name}”重复声明"),
        {
            "": Both("rename one of them, or remove it", "请改名，或删去其中一个"),
            "node": Both(
                "siblings need names of their own: rename one of them, or put both rows into one block",
                "同一级下的指标不能同名：请改名，或把同组的行写在一起",
            ),
            "level": Both("write each level once", "每个等级只写一次"),
            "unit": Both(
                "the usual units are always there: remove the declaration, or choose another name",
                "常用单位无须声明：请删去此声明，或换一个名称",
            ),
            "type": Both("rename one of the types", "请给其中一个类型改名"),
            "local": Both("rename the parameter or local value", "请给参数或方法内的取值改名"),
            "field": Both("a row knows each name once: rename one of them", "同一列表的一行中名称不能重复：请给其中一个改名"),
            "form": Both(
                "the rows of a list are the indicators of one form: join the two",
                "一个列表只能作一张自评表的行：请把两张合为一张",
            ),
            "finding": Both("findings are told apart by name: rename one", "发现靠名称区分：请改名"),
            "check": Both("checks and outcomes are told apart by name: rename one", "勾稽、结论靠名称区分：请改名"),
            "own": Both(
                "a row with a target declares a fact of its name: write `value {name}` in the row to use the named value",
                "有指标值的行会以指标名声明一个事实；若要用已有的取值，请在该行写“取值 {name}”",
            ),
        },
        _FIRST,
    ),
    Entry(
        "E203",
        Both("ambiguous path", "指标路径不唯一"),
        Both("“{name}” may mean any of: {paths}", "“{name}”可以指：{paths}"),
        {
            "": Both("write more of the path, for example `{first}`", "请把路径写完整些，如“{first}”"),
            "fact": Both(
                "rename the fact, or write `value …` in the rows that are to use it",
                "请给该事实改名，或在要用它的行写“取值 …”",
            ),
        },
        {"here": Both("this is {path}", "此处为 {path}")},
    ),
    Entry(
        "E204",
        Both("name hides another", "名称遮蔽了另一个名称"),
        Both("“{name}” already means something here", "“{name}”在这里已有含义"),
        {
            "": Both("choose another name for the parameter or local value", "请给参数或方法内的取值换一个名称"),
            "field": Both(
                "inside a row of “{list}” the name would mean something else than outside: choose another name for one of them",
                "在“{list}”的一行之内，这个名称会与外面的含义不同：请给其中一个改名",
            ),
            "function": Both("this is the name of a built-in function: choose another", "这是内置函数的名称：请换一个"),
        },
        {"first": Both("“{name}” is declared here", "“{name}”在这里声明")},
    ),
    Entry(
        "E205",
        Both("word of formulas as a name", "公式用词不能作名称"),
        Both(
            "“{name}” means something inside formulas and cannot name a fact or value",
            "“{name}”在公式中有固定含义，不能作事实或取值的名称",
        ),
        {
            "": Both(
                "say which one is meant, for example 预算{name}, or quote it: 「{name}」",
                "请写得具体些，如“预算{name}”，或加引号：「{name}」",
            )
        },
    ),
    Entry(
        "E206",
        Both("named like a unit", "与单位同名"),
        Both("“{name}” is a unit of measure", "“{name}”是计量单位"),
        {
            "": Both("choose another name, for example {name}类型", "请换一个名称，如“{name}类型”"),
            "points": Both("this unit is part of the language: remove the declaration", "这是语言自带的单位：请删去此声明"),
        },
    ),
    Entry(
        "E207",
        Both("unknown type", "类型不存在"),
        Both("“{name}” is neither a unit nor a declared type", "“{name}”既不是单位，也不是已声明的类型"),
        {
            "": Both("declare it with `unit` or `type`", "请用“单位”或“类型”声明"),
            "near": _NEAR,
        },
    ),
    Entry(
        "E208",
        Both("unknown function", "函数不存在"),
        Both("there is no function, method or bands “{name}”", "没有名为“{name}”的函数、方法或分档"),
        {
            "": Both(
                "declare it with `method` or `bands`, or `use` the file that does", "请用“方法”或“分档”声明，或“使用”声明它的文件"
            ),
            "near": _NEAR,
        },
    ),
    Entry(
        "E209",
        Both("value with several cases", "取值有多个口径"),
        Both("“{name}” has several cases: say which one", "“{name}”有多个口径，须指明用哪一个"),
        {"": Both("write one of {cases}", "请写其中之一：{cases}")},
    ),
    Entry(
        "E210",
        Both("unknown level", "等级不存在"),
        Both("“{name}” is not one of the levels {known}", "“{name}”不在等级 {known} 之中"),
        {"": Both("write one of {known}", "请写其中之一：{known}"), "near": _NEAR},
    ),
    Entry(
        "E211",
        Both("unknown grade", "评级不存在"),
        Both("“{name}” is not one of the grades {known}", "“{name}”不在等级 {known} 之中"),
        {"": Both("write one of {known}", "请写其中之一：{known}"), "near": _NEAR},
    ),
    Entry(
        "E213",
        Both("unknown indicator", "指标不存在"),
        Both("there is no indicator or group “{name}”", "没有名为“{name}”的指标或指标组"),
        {
            "": Both("write its name as in the form, or a longer path with dots", "请按表中的名称书写，或用点号写出更完整的路径"),
            "near": _NEAR,
        },
    ),
    Entry(
        "E214",
        Both("an indicator is no figure", "指标本身不是数"),
        Both(
            "“{name}” is an indicator or group: say which of its figures is meant", "“{name}”是指标或指标组，须说明取它的哪一项"
        ),
        {"": Both("write `{name}.score` or `{name}.value`", "请写“{name}.得分”或“{name}.取值”")},
    ),
    Entry(
        "E215",
        Both("no such figure of the indicator", "指标没有这一项"),
        Both("“{name}” has no `{attribute}`", "“{name}”没有这一项：{attribute}"),
        {
            "group": Both("a group has a score and a weight only", "指标组只有得分和分值"),
            "target": Both("give the indicator a `target` first", "请先给该指标写目标"),
        },
    ),
    Entry(
        "E218",
        Both("word without an indicator", "此处没有所指的指标"),
        Both("“{name}” means nothing here", "“{name}”在这里没有所指"),
        {
            "": Both("name the indicator: `党内培训.{name}`", "请指明是哪个指标，如“党内培训.{name}”"),
            "total": Both(
                "the total is known only to grades, vetoes, checks and outcomes at the top level",
                "总分只能用在顶层的等级、一票否决、勾稽和结论中",
            ),
            "method": Both("inside a method only its parameters are known: pass it as one", "方法内只认得参数：请作为参数传入"),
        },
    ),
    Entry(
        "E219",
        Both("a function is no figure", "函数本身不是数"),
        Both(
            "“{name}” is a method, bands or a table and needs figures in parentheses",
            "“{name}”是方法、分档或决策表，须在括号中给出数值",
        ),
        {"": Both("write `{name}(…)`", "请写“{name}(…)”")},
    ),
    Entry(
        "E220",
        Both("bands without words", "分档给出的不是等级"),
        Both("the bands “{name}” give points, but words are needed here", "分档“{name}”给出的是分数，这里需要等级名称"),
        {
            "": Both(
                "use bands whose lines give words, or use these in `score bands {name}`",
                "请使用给出等级名称的分档，或把它用在“评分 分档 {name}”中",
            )
        },
    ),
    Entry(
        "E221",
        Both("a list is no figure", "列表本身不是数"),
        Both("“{name}” is a list, and one figure is due here", "“{name}”是列表，这里需要一个数"),
        {
            "": Both(
                "say which figure over its rows, for example `sum({field} over {name})` or `count(over {name})`",
                "请写明取各行的什么数，如“合计({field} 遍历 {name})”或“计数(遍历 {name})”",
            )
        },
    ),
    Entry(
        "E222",
        Both("a name of rows outside its rows", "行内名称用在了行外"),
        Both(
            "“{name}” has a value for every row of “{list}”, and no single one here",
            "“{name}”在“{list}”的每一行各有一个值，这里不能直接用",
        ),
        {
            "": Both(
                "use it in `for each … in {list}`, or say which figure over the rows: `sum({name} over {list})`",
                "请在“每个 … 属于 {list}”之内使用，或写明取各行的什么数：“合计({name} 遍历 {list})”",
            )
        },
    ),
    Entry(
        "E223",
        Both("unknown list", "列表不存在"),
        Both("there is no list “{name}”", "没有名为“{name}”的列表"),
        {
            "": Both("declare it in `facts`: `{name} : list of {{ … }}`", "请在“事实”中声明：“{name}：列表 {{ … }}”"),
            "near": _NEAR,
            "method": Both(
                "a method sees no list: pass the figure over its rows as a parameter",
                "方法看不到列表：请把对各行求得的数作为参数传入",
            ),
        },
    ),
    Entry(
        "E224",
        Both("list inside a list", "列表中又有列表"),
        Both("“{name}” is a list inside the rows of “{list}”", "“{name}”是“{list}”各行之内的列表"),
        {
            "": Both(
                "make it a list of its own, with a field that names the row it belongs to",
                "请单独列为一个列表，并用一个字段指明它属于哪一行",
            )
        },
    ),
    Entry(
        "E225",
        Both("key out of place", "键的用法不对"),
        Both("“{name}” cannot be a key here", "“{name}”在这里不能作键"),
        {
            "": Both("one field of a list may be its key", "一个列表可以有一个字段作键"),
            "list": Both("only a field of a list may be a key: remove `key`", "只有列表的字段才能作键：请删去“键”"),
            "twice": Both("“{list}” has a key already: keep one", "“{list}”已经有键：请只保留一个"),
            "given": Both(
                "a key tells rows apart and must be filled in: remove `default`, `optional` or `may be not_applicable`",
                "键用来区分各行，必须填写：请删去“默认”“可选”或“可 为 不适用”",
            ),
        },
        _FIRST,
    ),
    Entry(
        "E226",
        Both("aggregate with wrong parts", "对列表求数的写法不对"),
        Both("`{name}` is not written so", "“{name}”不能这样写"),
        {
            "": Both("write `sum(field over list where condition)`", "请写“合计(字段 遍历 列表 当 条件)”"),
            "over": Both("say over which list: `{name}(… over list)`", "请写明遍历哪个列表：“{name}(… 遍历 列表)”"),
            "what": Both("say of what: `{name}(field over list)`", "请写明对什么求：“{name}(字段 遍历 列表)”"),
            "count": Both("it counts rows: `count(over list where condition)`", "计数数的是行：“计数(遍历 列表 当 条件)”"),
            "share": Both(
                "say which rows the share is of: `share(over list where condition)`, or of an amount, `share(field over list where condition)`",
                "请写明是哪些行的占比：“占比(遍历 列表 当 条件)”，或某一数额的占比“占比(字段 遍历 列表 当 条件)”",
            ),
            "by": Both("only weighted_average has weights: remove `by`", "只有加权平均值才有权数：请删去“按 …”"),
            "weight": Both(
                "say by what it is weighted: `weighted_average(rate over list by amount)`",
                "请写明按什么加权：“加权平均值(比率 遍历 列表 按 数额)”",
            ),
            "other": Both(
                "over a list one may take sum, count, average, weighted_average, median, min, max and share",
                "对列表可以求：合计、计数、平均值、加权平均值、中位数、最小值、最大值、占比",
            ),
        },
    ),
    *RESTATED,
    *row_forms.NAMES,
    *groups.NAMES,
)
