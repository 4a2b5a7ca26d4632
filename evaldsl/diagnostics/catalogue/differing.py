"""What stands in the way of comparing two rulesets."""

from evaldsl.diagnostics.core import Both, Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E279",
        Both("no pairs of facts", "事实不成对"),
        Both("{facts} fact files before and {then} after do not make pairs", "前后事实不成对：前 {facts} 份，后 {then} 份"),
        {
            "": Both(
                "give a `--then` for each fact file, in the same order: `evaldsl diff OLD NEW before.json --then after.json`",
                "每份事实各写一个 --then，次序相同：evaldsl diff 旧规则集 新规则集 之前.json --then 之后.json",
            )
        },
    ),
    Entry(
        "E644",
        Both("A change cannot be split", "变动无法分解"),
        Both(
            "“{file}” has no score here ({codes}), so the change cannot be split", "“{file}”在此没有得分（{codes}），变动无法分解"
        ),
        {
            "side": Both(
                "run the facts of before by the old ruleset and those of after by the new one to see what is wrong",
                "请分别用旧规则集运行之前的事实、用新规则集运行之后的事实，查看问题",
            ),
            "cross": Both(
                "the new rules must score the facts of before too: fill in what only they ask for; the old ruleset passes over it",
                "新规则集也须能对之前的事实计分：请在其中补上只有新规则集要求的事实，旧规则集不读它",
            ),
        },
    ),
    Entry(
        "E645",
        Both("Two subjects", "不是同一对象"),
        Both(
            "the facts of before are those of “{first}” and those of after of “{second}”",
            "之前的事实属于“{first}”，之后的事实属于“{second}”",
        ),
        {
            "": Both(
                "a change is split for one subject: pair its own two fact files",
                "变动只能就同一对象分解：请用它自己的前后两份事实",
            )
        },
    ),
)
