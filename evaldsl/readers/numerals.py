"""Numbers and quantities as people write them, taken apart without interpretation of what they are for.

In: a text such as `≥266米`, `1,234.50 万元`, `95％`, `280余场`. Out: sign of a bound, exact number, unit text, or the kind of mistake.
Guarantees: exact rationals from the written digits; the number of digits and the exponent are bounded.
"""

from collections.abc import Mapping
from fractions import Fraction
from re import compile as compile_pattern
from unicodedata import normalize

from evaldsl.records import frozen

MOST_DIGITS = 1000
LARGEST_EXPONENT = 1000
_LONGEST = 3000

_TWINS = {0x3000: " ", 0x2212: "-", 0xA0: " "} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}

_TWIN = compile_pattern("[\u3000\u2212\xa0\uff01-\uff5e]")

_SIGNS: Mapping[str, str] = {
    ">=": ">=", "≥": ">=", "≧": ">=", "⩾": ">=", "<=": "<=", "≤": "<=", "≦": "<=", "⩽": "<=", ">": ">", "<": "<",
    "不少于": ">=", "不低于": ">=", "不早于": ">=", "至少": ">=", "大于等于": ">=", "大于或等于": ">=",
    "不超过": "<=", "不高于": "<=", "不多于": "<=", "不大于": "<=", "不晚于": "<=", "至多": "<=", "小于等于": "<=", "小于或等于": "<=",
    "不小于": ">=",
    "超过": ">", "大于": ">", "多于": ">", "高于": ">", "小于": "<", "低于": "<", "少于": "<", "不足": "<", "不满": "<",
}  # fmt: skip

_TAILS: Mapping[str, str] = {"以上": ">=", "及以上": ">=", "以下": "<=", "及以下": "<=", "以内": "<=", "以外": ">"}

_ABOUT = ("约", "大约", "大概", "近", "将近", "接近", "差不多", "上下", "左右", "~", "≈", "几", "数")
_MORE = frozenset("余多几")
_TAILS_LONGEST_FIRST = sorted(_TAILS, key=len, reverse=True)
_BEFORE = frozenset(word[0] for word in (*_SIGNS, *_ABOUT))
"""What a sign or a word for an approximate figure begins with: most texts begin with a digit and have neither."""


@frozen
class Amount:
    """A number with its unit text ("" when none is written) and the sign of a bound ("" when it is the value itself).

    `decimals` are those written, zeros at the end included; None for a fraction `1/3`.
    """

    number: Fraction
    unit: str
    sign: str = ""
    decimals: int | None = 0


@frozen
class Unreadable:
    """Why a text is no amount: "number", "digits", "thousands", "about".

    `mend` is the bound that an approximate figure means (`280余场`: `> 280 场`), empty where it means none (`约100`); `signed`:
    a bound stands before it already.
    """

    why: str
    mend: str = ""
    signed: bool = False


def plain(text: str) -> str:
    """The text with full-width letters, digits and signs as their half-width twins, composed (NFC) and trimmed."""
    if text.isascii():
        return text.strip()
    return normalize("NFC", text.translate(_TWINS) if _TWIN.search(text) else text).strip()


def decimal(text: str) -> Fraction | None:
    """`-12.50e3` exactly; None when it is no decimal. Not for texts longer than the bounds: see `too_long`."""
    sign = -1 if text[:1] == "-" else 1
    body = text[1:] if text[:1] in ("-", "+") else text
    body, _, exponent = body.replace("E", "e").partition("e")
    whole, point, part = body.partition(".")
    power = 0
    if exponent or "e" in text.replace("E", "e"):
        figures = exponent[1:] if exponent[:1] in ("-", "+") else exponent
        if not _digits(figures):
            return None
        power = int(exponent)
    if not _digits(whole) or (point and not _digits(part)):
        return None
    power -= len(part)
    value = sign * int(whole + part)
    return Fraction(value * 10**power) if power >= 0 else Fraction(value, 10**-power)


def decimals_of(number: str) -> int:
    """How many decimals a decimal is written with: 2 for `1.50`, 1 for `1.50e1`; for `decimal` texts within the bounds."""
    body, _, exponent = number.replace("E", "e").partition("e")
    return max(0, len(body.partition(".")[2]) - (int(exponent) if exponent else 0))


def too_long(text: str) -> bool:
    """Whether a number has more digits, or a larger exponent, than is read."""
    if len(text) <= 100 and "e" not in text and "E" not in text:
        return False
    if len(text) > _LONGEST:
        return True
    body, _, exponent = text.replace("E", "e").partition("e")
    if sum(map(str.isdigit, body)) > MOST_DIGITS:
        return True
    figures = exponent.lstrip("+-0")
    return _digits(figures) and (len(figures) > 4 or int(figures) > LARGEST_EXPONENT)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def amount(written: str) -> Amount | Unreadable:
    """A number with what stands around it."""
    if len(written) > _LONGEST:
        return Unreadable("digits" if written[:_LONGEST].strip().isdigit() else "number")
    text = plain(written)
    sign, rest = split_sign(text)
    if rest[:1] in _BEFORE and rest.startswith(_ABOUT):
        return Unreadable("about", signed=bool(sign))
    end = _number_end(rest)
    if end == 0:
        return Unreadable("number")
    number, tail = rest[:end], rest[end:].strip()
    if tail.endswith(("左右", "上下")):
        return Unreadable("about", signed=bool(sign))
    if too_long(number):
        return Unreadable("digits")
    word = tail.lstrip("十百千万亿")[:1]
    if word in _MORE:
        return Unreadable("about", f"> {number} {tail.replace(word, '', 1)}".rstrip())
    if not sign:
        for word in _TAILS_LONGEST_FIRST:
            if tail.endswith(word):
                sign, tail = _TAILS[word], tail[: -len(word)].strip()
                break
    if "," in number:
        if not _grouped(number):
            return Unreadable("thousands")
        number = number.replace(",", "")
    value = decimal(number)
    if value is None:
        return Unreadable("number")
    if tail[:1] == "/" and _digits(tail[1:2]):
        return _fraction(value, tail[1:], sign)
    return Amount(value, "".join(tail.split()), sign, decimals_of(number))


def _fraction(above: Fraction, rest: str, sign: str) -> Amount | Unreadable:
    """`1/3`, as exact results are written."""
    end = _number_end(rest)
    below = None if too_long(rest[:end]) else decimal(rest[:end])
    if not below:
        return Unreadable("number")
    return Amount(above / below, "".join(rest[end:].split()), sign, None)


def split_sign(text: str) -> tuple[str, str]:
    """The sign of a bound at the start of a text (`≥`, `不少于`), and the rest."""
    for word, sign in _SIGNS.items() if text[:1] in _BEFORE else ():
        if text.startswith(word):
            return sign, text[len(word) :].strip()
    return "", text


def _number_end(text: str) -> int:
    """Where the number at the start of a text ends."""
    at = 1 if text[:1] in ("-", "+") else 0
    begin = at
    while at < len(text) and (text[at] in "0123456789.,"):
        at += 1
    if at == begin:
        return 0
    if text[at : at + 1] in ("e", "E"):
        after = at + (2 if text[at + 1 : at + 2] in ("-", "+") else 1)
        if _digits(text[after : after + 1]):
            at = after
            while _digits(text[at : at + 1]):
                at += 1
    return at


def _grouped(number: str) -> bool:
    """Whether the thousands separators stand where they belong: `1,234,567.89`."""
    whole, _, part = number.lstrip("+-").partition(".")
    first, *groups = whole.split(",")
    return "," not in part and 1 <= len(first) <= 3 and all(len(g) == 3 for g in groups)
