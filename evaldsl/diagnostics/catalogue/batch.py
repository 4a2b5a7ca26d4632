"""Codes of a run over many forms: of the command (E911 to E919), of the forms (E595 to E597), and its warning."""

from evaldsl.diagnostics.core import Both, Entry

COMMAND: tuple[Entry, ...] = (
    Entry(
        "E911",
        Both("no form to score", "没有可计分的数据"),
        Both("“{what}” holds no fact file", "“{what}”中没有事实文件"),
        {
            "folder": Both(
                "fact files end in .json; JSON lines (.jsonl) are named one by one",
                "事实文件以 .json 结尾；JSON 行（.jsonl）文件请逐个写出",
            ),
            "deep": Both(
                "fact files end in .json; add --recursive to look into the folders in it too",
                "事实文件以 .json 结尾；要连同下级文件夹一起读，请加 --recursive",
            ),
            "lines": Both("write one fact file a line", "请每行写一份事实文件"),
            "list": Both(
                "write the fact files into the list: [ {{ … }}, {{ … }} ]", "请把各份事实文件写进列表：[ {{ … }}, {{ … }} ]"
            ),
        },
    ),
    Entry(
        "E912",
        Both("a link leaves the folder", "链接指到文件夹之外"),
        Both("“{file}” is a link to a file outside “{folder}”", "“{file}”是指向“{folder}”之外的链接"),
        {"": Both("name that file itself, or put a copy into the folder", "请直接写出那个文件，或把它的副本放进该文件夹")},
    ),
    Entry(
        "E913",
        Both("no figure to weight by", "没有可作权数的数"),
        Both("“{name}” is no figure of the ruleset", "规则集中没有“{name}”这个数"),
        {
            "": Both("name a fact or a named value that is a number", "请写出一项数据或一个取值，须是数"),
            "near": Both("did you mean “{near}”?", "是不是“{near}”？"),
            "words": Both("it is no number: only a number can weigh", "它不是数：只有数才能作权数"),
        },
    ),
    Entry(
        "E914",
        Both("a line is too long", "一行太长"),
        Both(
            "line {line} is longer than {limit}, which is the most a fact file may have",
            "第 {line} 行超过 {limit}，而一份事实文件最多这么大",
        ),
        {
            "": Both(
                "write one fact file a line; a list of many of them is a .json file",
                "请每行写一份事实文件；许多份写成一个列表的，是 .json 文件",
            )
        },
    ),
    Entry(
        "E915",
        Both("a list of forms breaks off", "数据列表中断"),
        Both(
            "form {number} of the list cannot be read: {why}; the forms after it are not read",
            "列表中第 {number} 份无法读取：{why}；其后各份都没有读",
        ),
        {
            "": Both(
                "mend it, or write one form a line (.jsonl): there a damaged one stops no other",
                "请改正；或每行写一份（.jsonl），那样一份损坏不影响其他各份",
            )
        },
    ),
    Entry(
        "E916",
        Both("no such form", "没有这一份"),
        Both("none of the forms has the subject or the number “{name}”", "各份数据中没有对象或序号为“{name}”的"),
        {
            "": Both("forms are numbered from 1 as they are read", "各份按读入次序从 1 编号"),
            "near": Both("did you mean “{near}”?", "是不是“{near}”？"),
        },
    ),
    Entry(
        "E917",
        Both("several forms of one subject", "同一对象有几份"),
        Both("several forms have the subject “{name}”: {places}", "有几份数据的对象都是“{name}”：{places}"),
        {"": Both("say which by its number: {first}", "请用序号指明：{first}")},
    ),
    Entry(
        "E919",
        Both("one form is wanted", "须指明一份"),
        Both("“{file}” holds more than one form", "“{file}”中不止一份数据"),
        {"": Both("say which: --subject and a subject or a number from 1", "请用 --subject 指明对象，或从 1 起的序号")},
    ),
)

FACTS: tuple[Entry, ...] = (
    Entry(
        "E596",
        Both("not JSON lines", "不是 JSON 行"),
        Both(
            "“{file}” is read as JSON lines, but its first line is an open bracket alone",
            "“{file}”按 JSON 行读取，而第一行只有一个左括号",
        ),
        {
            "": Both(
                "one fact file over several lines is read with --input json; in JSON lines each form stands on a line of its own",
                "一份数据写成多行的，请用 --input json 读取；JSON 行是每份各占一行",
            )
        },
    ),
)

WARNINGS: tuple[Entry, ...] = (
    Entry(
        "W911",
        Both("subject named before", "对象重复"),
        Both("“{subject}” was the subject of {other} already; both are counted", "“{subject}”在 {other} 中已出现过；两份都计入"),
        {
            "": Both(
                "leave out the one that does not hold, or tell the subjects apart", "请去掉不作数的一份，或把两个对象的名称区别开"
            )
        },
    ),
)
