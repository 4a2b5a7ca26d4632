"""E3xx: units and types."""

from evaldsl.diagnostics.core import Both, Entry

_NEAR = Both("did you mean “{near}”?", "是否想写“{near}”？")

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E301",
        Both("unlike units", "单位不同"),
        Both("{left} and {right} cannot be added or compared", "{left}与{right}不能相加减或比较"),
        {
            "": Both("bring both to one unit, or divide one by the other", "请统一为同一单位，或改为相除"),
            "people": Both(
                "人 counts people and 人次 counts attendances: multiply 人 by 次, or correct the unit of one",
                "人是人数，人次是次数：请用人乘以次，或更正其中一个的单位",
            ),
        },
    ),
    Entry(
        "E302",
        Both("unit missing", "缺少单位"),
        Both("{unit} is due here, but {number} has no unit", "这里应为{unit}，但 {number} 没有单位"),
        {
            "": Both("write `{number} {unit}`", "请写“{number} {unit}”"),
            "value": Both(
                "give the facts in it their units, or write `… * 1 {unit}`", "请给其中的事实标明单位，或写“… × 1 {unit}”"
            ),
        },
    ),
    Entry(
        "E303",
        Both("unknown unit", "单位不存在"),
        Both("“{unit}” is not a unit", "“{unit}”不是已知的单位"),
        {
            "": Both(
                "declare it: `unit {unit}`; nothing splits by itself (人天 is not 人·天)",
                "请声明：“单位 {unit}”；单位不会自行拆开（人天不等于人·天）",
            ),
            "near": _NEAR,
        },
    ),
    Entry(
        "E304",
        Both("size of a unit", "单位的大小"),
        Both("a unit is a positive number of another unit, not {got}", "单位须等于另一单位的若干倍（正数），不能是 {got}"),
        {"": Both("write it like `unit 万亩 = 10000 亩`", "请写成“单位 万亩 = 10000 亩”")},
    ),
    Entry(
        "E305",
        Both("bare number beside a percentage", "百分数旁边的数没有%"),
        Both(
            "{number} beside a percentage may mean {one} or {other}", "百分数旁边的 {number} 可以读作 {one}，也可以读作 {other}"
        ),
        {
            "": Both("write `{one}` or `{other}`", "请写“{one}”或“{other}”"),
            "points": Both(
                "a difference of percentages is counted in points: write `{number} 个百分点`",
                "百分数之差以个百分点计：请写“{number} 个百分点”",
            ),
        },
    ),
    Entry(
        "E306",
        Both("percent or percentage points", "百分之几还是几个百分点"),
        Both(
            "{share} of percentages may mean {points} or {share} of the figure itself",
            "对百分数来说，{share} 可以指 {points}，也可以指该数本身的 {share}",
        ),
        {
            "": Both(
                "write `{points}` for the difference, or spell the product out: `{share} of …`",
                "指相差多少请写“{points}”；指按比例请写乘法：“{share} 之 …”",
            )
        },
    ),
    Entry(
        "E307",
        Both("a percentage of what?", "百分之几，以什么为基数"),
        Both(
            "{share} cannot be added to or taken from {unit}: of what is it {share}?",
            "{share}不能直接与{unit}相加减：是什么的 {share}？",
        ),
        {
            "": Both(
                "write `{base} * (100% {sign} {share})`, or `{base} {sign} {share} of …` with its base",
                "请写“{base} × (100% {sign} {share})”，或写明基数：“{base} {sign} {share} 之 …”",
            ),
            "within": Both(
                "write the tolerance in the unit of the figures, or `{share} of …`", "误差请用被比较数的单位，或写“{share} 之 …”"
            ),
        },
    ),
    Entry(
        "E308",
        Both("no number to calculate with", "不是可以计算的数"),
        Both("`{sign}` needs numbers, but {text} is {got}", "“{sign}”只能用于数，但 {text} 是{got}"),
        {
            "": Both("use a fact or value that is a number", "请使用数值型的事实或取值"),
            "dates": Both(
                "count between two dates with `days(a, b)` or `months(a, b)`", "两个日期之间请用 天数(a, b) 或 月数(a, b)"
            ),
        },
    ),
    Entry(
        "E309",
        Both("no condition", "不是条件"),
        Both("a condition is due here, but {text} is {got}", "这里需要条件，但 {text} 是{got}"),
        {"": Both("compare it with something: `… >= …`, `… == …`", "请写成比较，如“… ≥ …”“… = …”")},
    ),
    Entry(
        "E310",
        Both("irrational number not rounded", "无理数未舍入"),
        Both("{text} has endless decimals and must be rounded before it is compared", "{text} 是无限小数，比较之前须先舍入"),
        {
            "": Both(
                "write `(…) round half_up 4`, with as many digits as the rule says",
                "请写“(…) 舍入 四舍五入 4 位”，位数按规则规定",
            )
        },
    ),
    Entry(
        "E311",
        Both("things of different kinds", "类型不同"),
        Both("{left} and {right} cannot be compared or stand in one list", "{left}与{right}不能比较，也不能并列"),
        {"": Both("make both of one kind", "请让两边是同一类")},
    ),
    Entry(
        "E312",
        Both("power or root", "乘方或方根"),
        Both("the exponent or root of {text} cannot be taken here", "{text} 的乘方或方根在这里无法确定"),
        {
            "": Both("the exponent must be a constant number without unit", "指数须是没有单位的常数"),
            "root": Both("the degree of a root is a whole number from 2 to 1000", "方根的次数须是 2 至 1000 的整数"),
            "unit": Both(
                "its unit has no such root: divide by one of the unit first", "它的单位开不出这样的方根：请先除以一个单位"
            ),
        },
    ),
    Entry(
        "E313",
        Both("number too large", "数太大"),
        Both("this calculation gives a number of more than 1,000 digits", "这个算式的结果超过 1000 位"),
        {"": Both("an exponent is at most 1,000, and so are the digits of a number", "指数最大 1000，一个数最多 1000 位")},
    ),
    Entry(
        "E315",
        Both("number of arguments", "参数个数"),
        Both("{name} takes {due} figures, but {got} are given", "{name} 需要 {due} 个数，这里给了 {got} 个"),
        {"": Both("give exactly {due}", "请给出 {due} 个")},
    ),
    Entry(
        "E316",
        Both("wrong kind of argument", "参数类型不符"),
        Both("{name} needs {due}, but {text} is {got}", "{name} 需要{due}，但 {text} 是{got}"),
        {
            "": Both("give {due}", "请给出{due}"),
            "log": Both("divide by one of its unit first: `{text} / 1 …`", "请先除以一个单位：“{text} / 1 …”"),
        },
    ),
    Entry(
        "E317",
        Both("wrong type", "类型不符"),
        Both("{what} must be {due}, but this is {got}", "{what}应为{due}，这里是{got}"),
        {
            "": Both("write {due} here", "请写{due}"),
            "rating": Both(
                "declare an ordered type: `type 档 = one of {{ D < C < B < A }}`",
                "请声明有高低的类型：“类型 档 = 取自 {{ D < C < B < A }}”",
            ),
        },
    ),
    Entry(
        "E319",
        Both("no order", "没有高低之分"),
        Both("{members} cannot be put in order: only = and ≠ mean something", "{members} 没有高低之分，只能用 = 和 ≠"),
        {
            "": Both("declare the order: `one of {{ {ordered} }}`", "请声明高低：“取自 {{ {ordered} }}”"),
            "kind": Both("write = or ≠", "请写 = 或 ≠"),
        },
    ),
    Entry(
        "E320",
        Both("empty range", "区间为空"),
        Both("no value lies between {low} and {high}", "{low} 与 {high} 之间没有任何值"),
        {"": Both("write the smaller end first, and see that the range holds a value", "请先写小的一端，并确认区间内有值")},
    ),
    Entry(
        "E321",
        Both("share before `of`", "“之”前面的比例"),
        Both("`of` needs a percentage before it, but {text} is {got}", "“之”前面应是百分数，但 {text} 是{got}"),
        {"": Both("write `5% of …`, or `*`", "请写“5% 之 …”，或用乘号")},
    ),
    Entry(
        "E322",
        Both("whole numbers of what?", "取整以什么为单位"),
        Both("{name} of {unit} leaves open in which unit it counts", "对{unit}用 {name}，不清楚按什么单位取整"),
        {
            "": Both(
                "use `round floor 0` or `round ceiling 0`, which count in the stated unit",
                "请用“舍入 向下取整 0 位”或“舍入 向上取整 0 位”，按所写单位取整",
            )
        },
    ),
    Entry(
        "E324",
        Both("limit without meaning", "限定没有意义"),
        Both("{type} cannot be limited like this", "{type}不能这样限定"),
        {
            "": Both("`integer` and `decimals` go with numbers only", "“整数”“小数”只用于数值"),
            "bounds": Both("bounds go with numbers and dates only", "上下限只用于数值和日期"),
        },
    ),
    Entry(
        "E325",
        Both("not a constant", "不是常数"),
        Both("{text} depends on facts, but a fixed figure is due here", "{text} 随事实变化，这里需要固定的数"),
        {"": Both("write the figure", "请直接写数")},
    ),
    Entry(
        "E326",
        Both("default outside its own range", "默认值超出范围"),
        Both(
            "the default {value} of “{name}” is not allowed by its own range: {domain}",
            "“{name}”的默认值 {value} 不在自己的范围内：{domain}",
        ),
        {"": Both("change the default or the range", "请修改默认值或范围")},
    ),
    Entry(
        "E327",
        Both("points are due", "应为分数"),
        Both(
            "points (a number without unit) are due here, but {text} is {got}", "这里应为分数（没有单位的数），但 {text} 是{got}"
        ),
        {
            "": Both(
                "write a plain number, or multiply a percentage by the weight: `weight * …`",
                "请写普通的数；百分数请乘以分值：“分值 × …”",
            )
        },
    ),
    Entry(
        "E328",
        Both("step without unit", "每步没有单位"),
        Both("{number} as a step between percentages has no unit", "百分数之间的 {number} 没有单位"),
        {"": Both("write `{number} 个百分点`", "请写“{number} 个百分点”")},
    ),
)
