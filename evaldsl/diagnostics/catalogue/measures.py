"""Units that are data (计量单位) and fields that must be filled in: E230 ff., E329 ff., E580 ff., E621 ff."""

from evaldsl.diagnostics.core import Both, Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E230",
        Both("no unit of that name", "没有这个计量单位字段"),
        Both("“{name}” brings no unit here", "这里没有提供计量单位的字段“{name}”"),
        {
            "": Both(
                "declare the field that brings the unit beside it: `{name} : unit`",
                "请在旁边声明提供单位的字段：{name}：计量单位",
            ),
            "near": Both("did you mean “{near}”?", "是否指“{near}”？"),
            "unit": Both(
                "“{name}” is a unit itself: write it as the type, without `counted in` or `per`, as in `元/{name}`",
                "“{name}”本身就是单位：请直接写作类型（如 元/{name}），不用“以 … 计”或“每”",
            ),
            "method": Both("a method sees no facts: give it a parameter of a fixed unit", "方法看不到事实：请用单位固定的参数"),
        },
    ),
    Entry(
        "E231",
        Both("unit where none belongs", "此处不能指定单位"),
        Both("{name} over rows gives no figure in {unit}", "对各行求 {name}，结果不能以 {unit} 计"),
        {
            "": Both("remove `as {unit}`", "请删去“以 {unit} 计”"),
            "plain": Both(
                "the figure has no unit: remove `as {unit}`, or count it in one where it is declared",
                "这个数没有单位：请删去“以 {unit} 计”，或在声明处写明单位",
            ),
        },
    ),
    Entry(
        "E232",
        Both("required, and given anyway", "已有默认值或是键，无须写须填"),
        Both("“{name}” always has a value, so that a condition asks for nothing", "“{name}”总有值，写“须填”没有作用"),
        {
            "": Both("remove `default`, or `required when …`", "请删去“默认”或“须填 当 …”"),
            "key": Both("a key must be filled in anyway: remove `required when …`", "键本来就必须填写：请删去“须填 当 …”"),
        },
    ),
    Entry(
        "E233",
        Both("a field that is required by itself", "须填条件用到自身"),
        Both("whether “{name}” must be filled in cannot hang on “{name}” itself", "“{name}”是否须填，不能取决于“{name}”自身"),
        {"": Both("let the condition read other figures", "请用其他数据写条件")},
    ),
    Entry(
        "E329",
        Both("a unit that data brings meets another", "随数据而定的单位不能与其他单位混用"),
        Both(
            "{text} is in {unit}, which every row brings for itself: it does not go together with {other}",
            "{text} 的单位 {unit} 由每行数据给出，不能与 {other} 相加减或比较",
        ),
        {
            "": Both(
                "compare figures of the same row in the same unit, or multiply by a price per that unit; "
                "for rows of one unit, take `sum(… where … == 份 as 份)`",
                "请只与同一行、同一单位的数比较，或乘以每一单位的单价；只看某一单位的，用“合计(… 当 … == 份 以 份 计)”",
            ),
            "row": Both(
                "give the rows of that list a figure in a fixed unit (`let 金额 = 数量 * 单价`), and read that one",
                "请在那个列表的各行中先求出单位固定的数（如 令 金额 = 数量 * 单价），再引用它",
            ),
            "unit": Both(
                "figures counted in two fields are of two units: count both in the same field",
                "分别以两个字段计的数，单位可能不同：请都以同一字段计",
            ),
        },
    ),
    Entry(
        "E330",
        Both("rows of several units in one figure", "各行单位可能不同，不能合并计算"),
        Both(
            "{name} takes {text} of all rows together, and each row brings its own unit ({unit})",
            "{name} 把各行的 {text} 合在一起，而单位（{unit}）由每行自己给出",
        ),
        {
            "": Both(
                "ask for one unit: `{name}(… as 份)`, with `where … == 份` if there are rows in others",
                "请指定一个单位：{name}(… 以 份 计)；另有其他单位的行时，再写“当 … == 份”",
            ),
            "share": Both(
                "ask for one unit: `share(… where … as 份)`; the rows outside the condition must be in it too",
                "请指定一个单位：“占比(… 当 … 以 份 计)”；条件之外的行也须是这个单位",
            ),
            "compare": Both(
                "order or group the rows by a figure in a fixed unit, such as an amount of money or a ratio",
                "请按单位固定的数（如金额、比率）排序或分组",
            ),
            "weight": Both(
                "weigh by an amount in a fixed unit, or divide two sums: `sum(… * {text} over … as 份) / sum({text} over … as 份)`",
                "请用单位固定的数加权，或用两个合计相除：合计(… * {text} 遍历 … 以 份 计) / 合计({text} 遍历 … 以 份 计)",
            ),
        },
    ),
    Entry(
        "E331",
        Both("fixed limit in a unit that data brings", "单位随数据而定，界限却是定数"),
        Both(
            "a limit or default other than 0 would mean something else in every row, since {unit} is what the row brings",
            "单位 {unit} 由每行给出，除 0 以外的界限或默认值在每行含义不同",
        ),
        {
            "": Both(
                "keep `>= 0` or `> 0`; put limits into a check that compares figures of the row",
                "只写 ≥ 0 或 > 0；其他界限请写成勾稽，与本行的数比较",
            )
        },
    ),
    Entry(
        "E332",
        Both("rounding in a unit that data brings", "单位随数据而定，不能舍入"),
        Both(
            "{text} is in {unit}, which every row brings for itself: {name} would count in another unit in every row",
            "{text} 的单位 {unit} 由每行给出，{name} 在每行按不同的单位舍入",
        ),
        {
            "": Both(
                "round what has a fixed unit: a ratio, an amount of money, a sum `as 份`",
                "请对单位固定的数舍入：比率、金额，或“以 份 计”的合计",
            )
        },
    ),
    Entry(
        "E580",
        Both("unknown unit in the data", "数据中的计量单位未知"),
        Both(
            "“{written}” under “{name}” is no unit that this ruleset knows", "“{name}”所填“{written}”不是本规则集认识的计量单位"
        ),
        {
            "": Both(
                "correct it, or declare it in the ruleset: `unit {unit}`; a figure without unit has 数值",
                "请改正，或在规则集中声明：单位 {unit}；没有单位的数请填 数值",
            ),
            "near": Both("did you mean “{near}”?", "是否指“{near}”？"),
        },
    ),
    Entry(
        "E581",
        Both("figure without its unit", "有数而没有单位"),
        Both(
            "“{name}” has a figure, and “{measure}”, which gives its unit, is not filled in",
            "“{name}”已填数，而给出其单位的“{measure}”没有填",
        ),
        {"": Both("fill in “{measure}”: no unit is assumed", "请填写“{measure}”：系统不会替您假定单位")},
    ),
    Entry(
        "E621",
        Both("Rows in another unit", "有的行单位不同"),
        Both(
            "a figure in {unit} cannot be made of rows of “{list}” that are in another unit: {rows}",
            "要求以 {unit} 计，而“{list}”中有的行单位不同：{rows}",
        ),
        {
            "": Both(
                "take the rows of one unit only, with `where {only}`, or correct the unit of the row",
                "请只取同一单位的行（当 {only}），或改正该行的单位",
            )
        },
    ),
    Entry(
        "E622",
        Both("A figure that must be filled in is missing", "应填而未填"),
        Both("“{name}” must be filled in when {condition}{figures}", "{condition} 时须填“{name}”{figures}"),
        {
            "": Both(
                "fill it in; where there is nothing to say, correct the figures of the condition",
                "请填写；如不应填，请核对条件中的数",
            )
        },
        {"rule": Both("required here", "此处规定须填")},
    ),
)
