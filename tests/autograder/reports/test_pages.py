"""The frame of all pages: self-contained, and readable in light and in dark."""

import re

import pytest
from jinja2 import UndefinedError

from autograder.reports import pages


def test_the_style_sheet_loads_nothing():
    assert not re.search(r"url\(|@import|@font-face", pages.stylesheet())
    assert "</style" not in pages.stylesheet()


def test_the_policy_allows_neither_scripts_nor_loads():
    policy = dict(part.split(" ", 1) for part in pages.content_security_policy().split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "data:"
    assert policy["style-src"].startswith("'sha256-")
    assert set(policy) == {"default-src", "img-src", "style-src", "base-uri", "form-action"}


def test_a_template_that_misses_a_value_fails():
    with pytest.raises(UndefinedError):
        pages.render("feedback.html")


def luminance(colour):
    """Relative luminance of ``#rrggbb`` or ``#rgb`` (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    values = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_all_text_has_contrast(scheme):
    """At least 4.5 to 1 on both grounds, as WCAG 2.2 asks at level AA."""
    block = re.findall(r":root \{(.*?)\}", pages.stylesheet(), re.DOTALL)[scheme]
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]+);", block))
    grounds = [luminance(colours.pop(name)) for name in ("paper", "raised")]
    for name in ("rule", "track"):
        del colours[name]
    assert len(colours) == 14
    for name, colour in colours.items():
        for ground in grounds:
            light, dark = sorted((luminance(colour), ground), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, name
