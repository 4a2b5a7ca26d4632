"""Values by date, parameters, and what one ruleset changes in another."""

from evaldsl.diagnostics.core import Both, Entry

_NEAR = Both("did you mean “{near}”?", "是否想写“{near}”？")

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E139",
        Both("nothing that `until` ends", "“至”之前没有内容"),
        Both("this `until` ends no value", "这个“至”前面没有可以截止的值"),
        {
            "": Both(
                "a history begins with a value: `from 2022-07-01: …`, then `until …`",
                "请先写起始日和值：“自 2022-07-01 起：…”，再写“至 …（不含）”",
            ),
            "twice": Both(
                "the `until` before it has ended the value already: remove one of the two",
                "前一个“至”已经截止了这个值：请删去其中一个",
            ),
        },
    ),
    Entry(
        "E140",
        Both("a clause that `change` cannot hold", "“变更”不能改的内容"),
        Both("`change` cannot say `{found}`", "“变更”里不能写“{found}”"),
        {
            "": Both(
                "what may be changed: {known}; for anything else copy the ruleset and say what is different in it",
                "可以变更的有：{known}；其他改动请另存一份规则集再修改",
            )
        },
    ),
    Entry(
        "E141",
        Both("a day left out between two values", "两个值之间空了一天"),
        Both(
            "nothing holds on {date}: `until {date}` does not include that day, and the next value begins on {next}",
            "{date} 当天没有规定：“至 {date}”不含当天，而下一个值自 {next} 起",
        ),
        {
            "": Both(
                "write `until {next}`, or leave the line out: a value holds until the next one begins",
                "请写“至 {next}（不含）”，或删去这一行：一个值到下一个值开始时自动截止",
            )
        },
    ),
    Entry(
        "E246",
        Both("no such parameter", "参数不存在"),
        Both("the ruleset that is extended has no parameter “{name}”", "被沿用的规则集没有参数“{name}”"),
        {
            "": Both("its parameters: {known}", "它的参数有：{known}"),
            "near": _NEAR,
            "none": Both(
                "it declares none; to change an indicator write `change` and its path",
                "它没有声明参数；要变更指标，请写“变更”和指标路径",
            ),
        },
    ),
    Entry(
        "E247",
        Both("no values by date", "没有按日期变化的值"),
        Both("“{name}” does not change by date", "“{name}”不随日期变化"),
        {
            "": Both(
                "write `{name}` alone: it has one value for all dates",
                "它在任何日期都是同一个值：请只写“{name}”",
            ),
            "fact": Both(
                "only a parameter with a history has a value on a date; “{name}” is a fact of the fact file: write it alone",
                "只有分时段规定的参数才能写“于 日期”；“{name}”是数据文件中的事实：请只写名称",
            ),
        },
    ),
    Entry(
        "E248",
        Both("changed twice", "重复变更"),
        Both("{what} is changed twice", "{what}变更了两次"),
        {"": Both("keep the change that is meant", "请只留一处")},
        {"first": Both("first changed here", "第一次变更在这里")},
    ),
    Entry(
        "E249",
        Both("nothing to extend", "没有可沿用的规则"),
        Both("“{name}” has no rules that could be changed", "“{name}”没有可以变更的规则"),
        {
            "": Both(
                "extend a ruleset that has indicators or parameters; a file of units, types and bands is for `use`",
                "请沿用有指标或参数的规则集；只声明单位、类型、分档的文件用“使用”引入",
            )
        },
    ),
    Entry(
        "E250",
        Both("rulesets that extend each other", "规则集循环沿用"),
        Both("these rulesets extend each other: {circle}", "这些规则集互相沿用：{circle}"),
        {"": Both("one of them has to be written out: remove its `extends`", "其中一个必须完整写出：请删去其中一处“沿用”")},
    ),
    Entry(
        "E251",
        Both("too many rulesets in a row", "沿用层数过多"),
        Both("more than {most} rulesets extend one another here", "逐层沿用超过 {most} 层"),
        {"": Both("extend an earlier one, and state all that is different there", "请直接沿用较早的规则集，把不同之处写在一起")},
    ),
    Entry(
        "E252",
        Both("more than changes beside `extends`", "“沿用”之外还有其他规则"),
        Both("`{found}` cannot stand beside `extends`", "“{found}”不能与“沿用”写在同一文件"),
        {
            "": Both(
                "beside `extends` stand language, ruleset, period, basis, supplied, examples and properties; what is different goes into its braces as `change …`",
                "“沿用”之外只能写语言、规则集、期间、依据、补充规定、示例和性质；不同之处在“沿用”的括号里用“变更 …”写明",
            )
        },
    ),
    Entry(
        "E458",
        Both("dates of a history out of order", "时段日期次序不对"),
        Both("{date} does not come after {before}", "{date} 不在 {before} 之后"),
        {
            "": Both(
                "put the entries in the order of their dates: each holds until the next one begins",
                "请按日期先后排列：每一项的效力到下一项开始时为止",
            ),
            "same": Both(
                "two entries begin on one day, so that two values would hold: keep one",
                "同一天不能有两个值：请只留一个",
            ),
            "until": Both(
                "a value ends after it has begun: correct one of the dates",
                "截止日须在起始日之后：请更正其中一个日期",
            ),
        },
        {"before": Both("{before} stands here", "{before} 写在这里")},
    ),
    Entry(
        "E459",
        Both("no one value over the period", "期间内没有唯一的值"),
        Both(
            "{name} has no one value over the period {start} .. {end}: {reason}",
            "{name}在期间 {start} 至 {end} 内没有唯一的值：{reason}",
        ),
        {
            "change": Both(
                "say which date is meant, for example `{name} at {date}` or `{name} at` a date from the facts; or choose a period without the change",
                "请写明取哪一天的值，如“{name} 于 {date}”，或“{name} 于”某个日期事实；也可以改用没有变动的期间",
            ),
            "gap": Both(
                "add an entry for these days; or say which date is meant, such as a date from the facts: `{name} at` …",
                "请补充这些日期的规定；或写明取哪一天的值，如某个日期事实：“{name} 于 …”",
            ),
            "change_clause": Both(
                "it must be the same on every day of the period: use a period without the change, or write the value that the assessment is to take",
                "期间内每一天须相同：请改用没有变动的期间，或直接写明本次评价所用的值",
            ),
            "gap_clause": Both(
                "add an entry for these days, or write the value that the assessment is to take",
                "请补充这些日期的规定，或直接写明本次评价所用的值",
            ),
        },
        {"from": Both("in force from {from}", "自 {from} 起")},
    ),
    Entry(
        "E460",
        Both("a date outside the history", "日期不在规定的时段内"),
        Both("“{name}” has no value on {date}", "“{name}”在 {date} 没有规定"),
        {
            "before": Both(
                "its history begins on {begins}: add an earlier entry, or correct the date",
                "它自 {begins} 起才有规定：请补充更早的规定，或更正日期",
            ),
            "after": Both(
                "its history ends on {ended}, that day not included: add an entry from there on, or correct the date",
                "它到 {ended}（不含）为止：请补充此后的规定，或更正日期",
            ),
            "gap": Both(
                "nothing is stated from {ended} until {begins} begins: add an entry, or correct the date",
                "自 {ended} 起到 {begins} 之前没有规定：请补充，或更正日期",
            ),
        },
    ),
    Entry(
        "E461",
        Both("values by date without a period", "未写期间，无法确定取值"),
        Both("{name} depends on the date, and the ruleset states no period", "{name}随日期变化，而规则集没有写“期间”"),
        {
            "": Both(
                "add `period 2023-01-01 .. 2023-12-31` above, or say which date is meant: `{name} at 2023-07-01`",
                "请在前面加“期间 2023-01-01 至 2023-12-31”，或写明日期：“{name} 于 2023-07-01”",
            ),
            "clause": Both("add `period 2023-01-01 .. 2023-12-31` above", "请在前面加“期间 2023-01-01 至 2023-12-31”"),
        },
    ),
    Entry(
        "E462",
        Both("a change that changes nothing", "变更与原来相同"),
        Both("{what} is what it was before", "{what}与原来相同"),
        {
            "": Both("remove it, or write what is different", "请删去，或写明不同之处"),
            "empty": Both("say in the braces what is different, such as `weight 3`", "请在括号里写明不同之处，如“分值 3”"),
            "exact": Both("scores are exact there already: remove it", "那里本来就不舍入：请删去"),
        },
        {"base": Both("this is what is extended", "被沿用的原文在这里")},
    ),
    Entry(
        "E463",
        Both("nothing there to change", "没有可变更的内容"),
        Both("the ruleset that is extended says nothing of the kind for “{name}”", "被沿用的规则集没有为“{name}”规定这一项"),
        {
            "weight": Both("it has no weight; a node gets one only where it is declared", "它没有分值；分值只能在声明指标时给出"),
            "rows": Both(
                "it weighs what its rows add up to: change the weights of the rows",
                "它的分值是各行之和：请变更各行的分值",
            ),
            "data": Both(
                "its rows are data, which bring their own weights and targets; of all of them the rounding, what 不适用 does and the sources may be changed",
                "它的各行是数据，分值和目标由数据给出；可以统一变更的只有舍入、不适用的处理、依据和补充规定",
            ),
            "target": Both(
                "it has no target; a target decides what is asked of the facts, and is given where the indicator is declared",
                "它没有目标；目标决定要填什么数据，只能在声明指标时给出",
            ),
            "na": Both(
                "it always applies; whether it may be not applicable is said where the indicator is declared",
                "它总是适用；是否可不适用只能在声明指标时规定",
            ),
        },
        {"base": Both("“{name}” is declared here", "“{name}”在这里声明")},
    ),
    Entry(
        "E629",
        Both("a date outside the history of a value", "数据中的日期不在规定的时段内"),
        Both(
            "“{history}” has no value on {date}, so “{name}” cannot be computed",
            "“{history}”在 {date} 没有规定，“{name}”无法计算",
        ),
        {
            "": Both(
                "it covers {covered}: check the date in the facts, or add the missing entry to the ruleset",
                "它的时段为 {covered}：请核对数据中的日期，或在规则集中补充该时段",
            )
        },
    ),
)
