"""Likely explanations of a figure that is not the computed one, which need nothing but the two figures.

In: the exact figure and the stated one with its digits and unit. Out: `Slip`s, each of which gives the stated figure exactly at its
digits. Slips of the reckoning come before slips of the pen, because they say more; those of the pen need figures long enough
that a chance agreement is unlikely.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from evaldsl.model.numbers import Mode, fixed, int_text, round_to
from evaldsl.model.unit_names import SCALES
from evaldsl.records import field, frozen

_POINTS = (1, 2, 3, 4)
_LONGEST = 30
"""Figures before or behind the point beyond which slips of the pen are not looked for."""
_TELLING, _PEN, _WRONG = 2, 3, 4
"""Digits that a figure has at least when a power of ten; a digit lost or added; a single mistaken one is taken for the cause."""


@frozen
class Slip:
    """A likely explanation: its kind (see the auditing package) and the texts that its words need."""

    kind: str
    words: Mapping[str, str] = field(hash=False, factory=dict)


class Fits:
    """Whether a figure is the stated one at its digits."""

    def __init__(self, printed: Fraction, digits: int) -> None:
        """Of a figure counted in its unit."""
        self.printed, self.digits = printed, digits

    def __call__(self, value: Fraction, mode: Mode = Mode.HALF_UP) -> bool:
        """Whether it is, rounded so."""
        return round_to(value, mode, self.digits) == self.printed

    @property
    def telling(self) -> bool:
        """Whether the figure is long enough that a power of ten of another does not agree with it by chance."""
        return _count(_text(self.printed, self.digits).strip("0.")) >= _TELLING


def plain_slip(exact: Fraction, fits: Fits, unit: str, factor: Fraction, ratio: bool) -> Slip | None:
    """The first explanation of a figure (of which one is `factor` of the base) that needs no other figure of the result."""
    return next((found for found in _plain(exact, fits, unit, factor, ratio) if found is not None), None)


def _plain(exact: Fraction, fits: Fits, unit: str, factor: Fraction, ratio: bool) -> Iterator[Slip | None]:
    yield of_sign(exact, fits)
    if fits.telling:
        yield of_unit(unit, exact, fits)
        yield of_share(exact, fits) if ratio else None
        yield of_point(exact, fits)
        yield of_inverse(exact, factor, fits) if ratio else None
    yield Slip("rounded_up") if fits(exact, Mode.UP) else None
    yield from of_the_pen(exact, fits.printed, fits.digits)


# ---- the reckoning ---------------------------------------------------------------------------------------------------


def of_sign(exact: Fraction, fits: Fits) -> Slip | None:
    """The sign alone; a zero is what every small enough figure rounds to."""
    return Slip("sign") if fits.printed != 0 and fits(-exact) else None


def of_unit(unit: str, exact: Fraction, fits: Fits) -> Slip | None:
    """The figure of 元 with the unit 万元, and so on: a unit that has a scale word, or could have."""
    base = next((unit[len(w) :] for w in SCALES if unit.startswith(w) and len(unit) > len(w)), unit)
    if not base or base in ("%", "‰", "个百分点"):
        return None
    scale = _scale(unit, base)
    for word, other in (("", 1), ("万", 10**4), ("亿", 10**8)):
        if other != scale and fits(exact * Fraction(scale, other)):
            return Slip("unit", {"right": word + base, "printed": unit})
    return None


def _scale(unit: str, base: str) -> int:
    return SCALES.get(unit[: len(unit) - len(base)], 1)


def of_share(exact: Fraction, fits: Fits) -> Slip | None:
    """0.98% printed for 98%, or 98 for 0.98."""
    return Slip("share") if fits(exact / 100) or fits(exact * 100) else None


def of_inverse(exact: Fraction, factor: Fraction, fits: Fits) -> Slip | None:
    """Numerator and denominator exchanged."""
    return Slip("inverse") if exact != 0 and fits(1 / (exact * factor) / factor) else None


def of_point(exact: Fraction, fits: Fits) -> Slip | None:
    """The decimal point moved."""
    for power in _POINTS:
        if fits(exact * 10**power):
            return Slip("point", {"factor": f"{10**power:,}", "way": "up"})
        if fits(exact / 10**power):
            return Slip("point", {"factor": f"{10**power:,}", "way": "down"})
    return None


# ---- the pen ---------------------------------------------------------------------------------------------------------


def of_the_pen(exact: Fraction, printed: Fraction, digits: int) -> Iterator[Slip | None]:
    """Digits swapped, lost, added, mistaken: the text of the right figure against the printed one."""
    if (exact < 0) != (printed < 0) or digits > _LONGEST or max(abs(exact), abs(printed)) >= 10**_LONGEST:
        return
    stated = _text(printed, digits)
    right = _text(exact, digits)
    if _count(stated) < _PEN - 1:
        return
    yield _swapped(stated, right)
    for more in (0, 1):
        text = _text(exact, digits + more)
        lost = _dropped(stated, text) if _count(stated) >= _PEN else None
        yield Slip("lost", {"digit": lost, "right": text}) if lost else None
        text = _text(exact, max(0, digits - more))  # a last decimal to leave out is there in every figure: it says nothing
        telling = _count(text) >= _PEN and (digits == 0 or stated[:-1].removesuffix(".") != text)
        extra = _dropped(text, stated) if telling else None
        yield Slip("extra", {"digit": extra, "right": text}) if extra else None
    if len(stated) == len(right) and _count(stated) >= _WRONG and sum(a != b for a, b in zip(stated, right, strict=True)) == 1:
        yield Slip("digit", {"right": right})


def _text(value: Fraction, digits: int) -> str:
    whole = round_to(abs(value), Mode.HALF_UP, digits)
    return fixed(whole, digits) if digits > 0 else int_text(int(whole))


def _count(text: str) -> int:
    return len(text.replace(".", ""))


def _swapped(stated: str, right: str) -> Slip | None:
    """Two neighbours exchanged, the point between them or not."""
    a, b = stated.replace(".", ""), right.replace(".", "")
    if len(a) != len(b) or stated.find(".") != right.find("."):
        return None
    differ = [i for i in range(len(a)) if a[i] != b[i]]
    neighbours = len(differ) == 2 and differ[1] == differ[0] + 1
    if neighbours and a[differ[0]] == b[differ[1]] and a[differ[1]] == b[differ[0]]:
        return Slip("swapped", {"right": right})
    return None


def _dropped(short: str, long: str) -> str | None:
    """The one digit without which the longer text is the shorter one."""
    if len(long) == len(short) + 1 or (len(long) == len(short) + 2 and "." not in short):
        for i, char in enumerate(long):
            if char != "." and (long[:i] + long[i + 1 :]).removesuffix(".") == short:
                return char
    return None
