"""E9xx: files and the command line."""

from evaldsl.diagnostics.catalogue import batch
from evaldsl.diagnostics.core import Both, Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E901",
        Both("no such file", "文件不存在"),
        Both("there is no file “{file}”", "没有文件“{file}”"),
        {"": Both("check the spelling of the path, and the folder you are in", "请核对路径的写法，以及当前所在的文件夹")},
    ),
    Entry(
        "E902",
        Both("not a file", "不是普通文件"),
        Both("“{file}” is a folder or a device, not a file", "“{file}”是文件夹或设备，不是普通文件"),
        {"": Both("name one file, or `-` to read standard input", "请指明一个文件；要读标准输入请写“-”")},
    ),
    Entry(
        "E903",
        Both("file cannot be read", "文件无法读取"),
        Both("“{file}” cannot be read: {reason}", "“{file}”无法读取：{reason}"),
        {"": Both("check that you may read this file and the folders above it", "请核对您对该文件及其上级文件夹有读取权限")},
    ),
    Entry(
        "E904",
        Both("file is too large", "文件过大"),
        Both("“{file}” is larger than {limit}", "“{file}”超过 {limit}"),
        {"": Both("split it, or check that this is the file you meant", "请拆分该文件，或核对是否指错了文件")},
    ),
    Entry(
        "E905",
        Both("file is not UTF-8", "文件不是 UTF-8 编码"),
        Both("line {line} of “{file}” is not UTF-8 text", "“{file}”第 {line} 行不是 UTF-8 文本"),
        {
            "": Both("save the file as text in UTF-8", "请把文件另存为 UTF-8 编码的文本"),
            "gbk": Both(
                "it looks like GBK (ANSI in older Chinese editors): save it again and choose UTF-8",
                "看起来是 GBK 编码（记事本中的 ANSI）：请另存一次，编码选择 UTF-8",
            ),
            "utf16": Both(
                "it looks like UTF-16 (“Unicode” in older editors): save it again and choose UTF-8",
                "看起来是 UTF-16 编码（旧版编辑器中的“Unicode”）：请另存一次，编码选择 UTF-8",
            ),
        },
    ),
    Entry(
        "E906",
        Both("`use` may not leave its folders", "“使用”不得越出允许的文件夹"),
        Both(
            '`use "{name}"` does not name a file of the library or of the ruleset\'s own folder',
            "使用“{name}”所指的不是规则库或本规则集所在文件夹中的文件",
        ),
        {
            "form": Both(
                'write a plain name such as `use "grades"` or `use "./common"`',
                "请写普通文件名，如：使用 “grades”，或：使用 “./common”",
            ),
            "absolute": Both(
                'an absolute path would not work on another machine: put the file beside the ruleset and write `use "./name"`',
                "绝对路径换一台机器就失效：请把文件放在规则集旁边，写：使用 “./文件名”",
            ),
            "outside": Both(
                '`..` leaves the folder: put the file beside the ruleset and write `use "./name"`',
                "“..”越出了文件夹：请把文件放在规则集旁边，写：使用 “./文件名”",
            ),
            "link": Both(
                "the file is a link to a place outside the folder: put a copy beside the ruleset",
                "该文件是指向文件夹之外的链接：请在规则集旁边放一份副本",
            ),
        },
    ),
    Entry(
        "E907",
        Both("`use` finds no such file", "“使用”的文件不存在"),
        Both("there is no “{name}” in the library or beside the ruleset", "规则库中和规则集旁边都没有“{name}”"),
        {
            "": Both("what can be used: {known}", "可以使用的有：{known}"),
            "near": Both("did you mean “{near}”? What can be used: {known}", "是不是“{near}”？可以使用的有：{known}"),
        },
    ),
    Entry(
        "E908",
        Both("`use` finds two files", "“使用”的文件有两个"),
        Both(
            "both the library and the ruleset's own folder have a “{name}”, with different contents",
            "规则库中和规则集旁边各有一个“{name}”，内容不同",
        ),
        {
            "": Both(
                'write `use "./{name}"` for your own file ({own}), or rename it to use the library\'s',
                "要用自己的文件（{own}）请写：使用 “./{name}”；要用规则库的，请给自己的文件改名",
            )
        },
    ),
    Entry(
        "E909",
        Both("a ruleset from standard input has no folder", "标准输入中的规则集没有所在文件夹"),
        Both(
            '`use "{name}"` means a file beside the ruleset, but the ruleset was read from standard input',
            "使用“{name}”指的是规则集旁边的文件，而规则集来自标准输入",
        ),
        {"": Both("save the ruleset as a file, or use a file of the library", "请把规则集存成文件，或只使用规则库中的文件")},
    ),
    Entry(
        "E910",
        Both("too many files", "引用的文件太多"),
        Both(
            'with `use "{name}"` the ruleset has more than {most} files',
            "加上“{name}”，这个规则集的文件超过了 {most} 个",
        ),
        {"": Both("put the declarations of several files into one", "请把几个文件里的声明合并到一个文件")},
    ),
    Entry(
        "E920",
        Both("no such indicator", "没有这一指标"),
        Both("the ruleset has no indicator, group or named value “{name}”", "规则集中没有指标、指标组或取值名“{name}”"),
        {
            "": Both("there are: {known}", "已有的是：{known}"),
            "near": Both("did you mean “{near}”?", "是不是“{near}”？"),
            "rows": Both("“{list}” has no rows here", "“{list}”在这里没有任何一行"),
        },
    ),
    Entry(
        "E921",
        Both("more than one indicator has this name", "这一名称对应多项指标"),
        Both("“{name}” may be any of {known}", "“{name}”可以是 {known} 中的任何一项"),
        {"": Both("write as much of the path as tells them apart", "请把路径写到足以区分的程度")},
    ),
    Entry(
        "E922",
        Both("no such code", "没有这一代码"),
        Both("there is no diagnostic with the code “{code}”", "没有代码为“{code}”的诊断"),
        {
            "": Both("codes are printed in brackets: error[E301]", "代码写在方括号里：错误[E301]"),
            "near": Both("did you mean {near}?", "是不是 {near}？"),
        },
    ),
    Entry(
        "E923",
        Both("output cannot be written", "结果无法写出"),
        Both("“{file}” cannot be written: {reason}", "“{file}”无法写出：{reason}"),
        {
            "": Both("check the folder, and that you may write to it", "请核对文件夹，以及您对它有写入权限"),
            "screen": Both("check where the output goes, and that there is room", "请核对输出到哪里，以及那里是否还有空间"),
        },
    ),
    *batch.COMMAND,
)
