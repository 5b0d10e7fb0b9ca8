"""TeX formulas as MathML, which browsers draw without a script.

latex2mathml reads the TeX. What it makes is not trusted: a formula may be a student's. Only the
elements and attributes below are written out again, all text is escaped, and a formula that is
long, deep, or holds something else stays TeX.

Source of the elements: MathML Core, https://www.w3.org/TR/mathml-core/.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Final
from unicodedata import category
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape

MAX_CHARACTERS: Final = 2_000
MAX_DEPTH: Final = 60
"""Braces in braces, and elements in elements."""

_ELEMENTS: Final = {
    *("math", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom"),
    *("mprescripts", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup"),
    *("mtable", "mtd", "mtext", "mtr", "munder", "munderover"),
}
_ATTRIBUTES: Final = {
    *("accent", "accentunder", "columnalign", "displaystyle", "fence", "form", "height"),
    *("linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "rspace"),
    *("scriptlevel", "separator", "stretchy", "symmetric", "width"),
}
_VALUE: Final = re.compile(
    r"[a-z-]{1,20}|\d{0,2}(\.\d{1,5})?(em|ex|mu|pt|px)?|-0?\.\d{1,5}em|100%|\d{1,2}%"
)
"""Words, and lengths that cannot push the rest of a page away, nor draw over it: of the negative
ones those of less than 1 em, as in ``\\!``."""
_ESCAPED: Final = re.compile(r"\\([_%$&#{} ])")
# Commands that latex2mathml does not know.
_RENAMED: Final = ((re.compile(r"\\arg(?![A-Za-z])"), r"\\operatorname{arg}"),)
_DEFINES: Final = re.compile(r"\\(re)?newcommand|\\providecommand|\\Declare|\\[gex]*def|\\let")
"""Macros may double a formula with every line."""
_NORM: Final = r"\|"
_INVISIBLE_OPERATORS: Final = dict.fromkeys(range(0x2061, 0x2065))


@lru_cache(maxsize=4000)
def from_tex(tex: str, *, display: bool) -> Markup | None:
    """A `math` element that draws `tex` (no dollars around it); None if it stays TeX.

    >>> from_tex("x_1 < y", display=False)
    Markup('<math><msub><mi>x</mi><mn>1</mn></msub><mo>&lt;</mo><mi>y</mi></math>')
    >>> from_tex(r"\\newcommand{\\a}{x}\\a", display=False) is None
    True
    """
    if len(tex) > MAX_CHARACTERS or _depth(tex) > MAX_DEPTH or _DEFINES.search(tex):
        return None
    for pattern, replacement in _RENAMED:
        tex = pattern.sub(replacement, tex)
    try:
        root = convert_to_element(tex)
        rows = root.find("mrow")
        inner = _written(root if rows is None or len(root) != 1 else rows, 0)
    except Exception:  # noqa: BLE001  # whatever the library stumbles over, the formula stays TeX
        return None
    if inner is None:
        return None
    return Markup("<math{}>{}</math>").format(
        Markup(' display="block"') if display else Markup(""), inner
    )


def _depth(tex: str) -> int:
    depth = deepest = 0
    for sign in tex:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    return deepest


def _written(element: Element, depth: int) -> Markup | None:
    """What is inside of `element`; None if something is not allowed."""
    if element.tag not in _ELEMENTS or depth > MAX_DEPTH:
        return None
    # The library writes signs as character references, as text.
    text = html.unescape(element.text or "").translate(_INVISIBLE_OPERATORS)
    text = "‖" if text == _NORM else _ESCAPED.sub(r"\1", text)
    # A command that is not known, or a character that turns the direction of the text.
    if "\\" in text or any(category(sign) in ("Cc", "Cf", "Cs") for sign in text):
        return None
    if (element.tail or "").strip():
        return None
    parts = [escape(text)]
    for child in element:
        inner = _written(child, depth + 1)
        if inner is None:
            return None
        attributes = Markup("").join(
            Markup(' {}="{}"').format(name, value)
            for name, value in child.attrib.items()
            if name in _ATTRIBUTES and _VALUE.fullmatch(value)
        )
        parts.append(Markup("<{0}{1}>{2}</{0}>").format(child.tag, attributes, inner))
    return Markup("").join(parts)
