"""Claims about the cells of lists."""

from evaldsl.diagnostics.core import Both, Entry

CELLS: tuple[Entry, ...] = (
    Entry(
        "E577",
        Both("claim of an unknown column", "论断所说的列未知"),
        Both("the rows of {list} have no “{name}”", "列表 {list} 的各行没有“{name}”"),
        {
            "": Both("there is: {known}", "可以说的有：{known}"),
            "near": Both("did you mean “{near}”? There is: {known}", "是不是“{near}”？可以说的有：{known}"),
        },
    ),
    Entry(
        "E578",
        Both("claim of a row without its key", "论断没有写明是哪一行"),
        Both("“{written}” is no key of the rows of {list}", "“{written}”不是列表 {list} 各行的键"),
        {
            "": Both(
                "write the {key} of the row in the brackets, as in the fact file", "请在方括号中写该行的{key}，与数据文件一致"
            ),
            "number": Both(
                "the rows have no key: write the number of the row, the first is {list}[1]",
                "各行没有键：请写第几行，第一行是 {list}[1]",
            ),
        },
    ),
    Entry(
        "E579",
        Both("claim of a row that is not there", "论断所说的行不存在"),
        Both("{name}: {list} has {count}, and none of this key", "{name}：列表 {list} 有 {count}，没有这一行"),
        {"": Both("write the key of one of the rows, or add the row to the facts", "请写已有的行，或在数据中补上这一行")},
    ),
)
