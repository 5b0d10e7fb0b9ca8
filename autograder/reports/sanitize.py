"""Making what a submission printed, drew or wrote inert.

Everything that comes from a submission goes through one of these functions; each returns
`Markup` that holds no script, no event handler, no style, no class or id of its own, and loads
nothing from anywhere. The pages' Content-Security-Policy stands behind them, in case one errs.
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from html import unescape
from typing import Any, Final

import nh3
from markupsafe import Markup, escape
from nbconvert.filters import Highlight2HTML, ansi2html, strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.reports.mathematics import from_tex

MAX_LINES: Final = 200
MAX_CHARACTERS: Final = 20_000
"""What is shown of one text output; the middle is left out."""
MAX_MARKUP: Final = 100_000
"""Characters of HTML or Markdown that are rendered; longer ones are shown as far as this."""
MAX_TEX: Final = 10_000
"""Characters of formulas that are drawn in one cell or output; the rest stays TeX."""
MAX_IMAGE_BYTES: Final = 4 << 20
MAX_IMAGE_PIXELS: Final = 40_000_000

_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd"),
    *("del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1"),
    *("h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd"),
    *("li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span"),
    *("strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "tr", "tt", "u", "ul", "var", "wbr"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "code": {"class"},
    "details": {"open"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_DROPPED_WITH_CONTENT = {
    *("script", "style", "template", "noscript", "iframe", "object", "embed", "applet"),
    *("svg", "math", "title", "textarea", "select", "xmp", "noembed", "noframes", "plaintext"),
}
_SIGNATURES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
}


def visible(text: str) -> str:
    """`text` with control and direction characters replaced by signs that can be seen.

    A right-to-left override makes code read otherwise than it runs ("Trojan Source",
    CVE-2021-42574); an escape character may still mean something to whatever shows the text.
    """
    return _INVISIBLE.sub(_sign, text)


_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def _sign(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    if 0xD800 <= code <= 0xDFFF:
        return "\N{REPLACEMENT CHARACTER}"
    return f"⟨U+{code:04X}⟩"


def plain(text: str) -> Markup:
    """One line or paragraph of text from a submission, escaped."""
    return Markup(escape(visible(strip_ansi(shorten(text)))))  # noqa: S704


def shorten(text: str) -> str:
    """`text` without its middle, if it is long; a note says how much is missing."""
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        half = MAX_LINES // 2
        note = f"… {len(lines) - 2 * half:,} lines left out …"
        text = "\n".join([*lines[:half], note, *lines[-half:]])
    if len(text) > MAX_CHARACTERS:
        half = MAX_CHARACTERS // 2
        note = f"\n… {len(text) - 2 * half:,} characters left out …\n"
        text = text[:half] + note + text[-half:]
    return text


def terminal(text: str) -> Markup:
    """Text as a terminal shows it: colours as classes, progress bars as their last state."""
    text = shorten("\n".join(_overwritten(line) for line in text.split("\n")))
    try:
        coloured = ansi2html(text)
    except (IndexError, OverflowError):
        # nbconvert 7.17: an extended colour (38, 48) without its arguments.
        coloured = str(escape(strip_ansi(text)))
    # Colours of the 256 and RGB kinds come as style attributes, which the policy ignores.
    coloured = re.sub(r' style="[^"]*"', "", coloured)
    return Markup(visible(coloured))  # noqa: S704


def _overwritten(line: str) -> str:
    """What is left of a line once carriage returns and backspaces have been followed."""
    if "\r" not in line and "\b" not in line:
        return line
    return next((part for part in reversed(re.split("[\r\b]+", line)) if part), "")


def html(source: str) -> Markup:
    """HTML from a submission: its text, tables and embedded images, nothing that acts."""
    cleaned = nh3.clean(
        source[:MAX_MARKUP],
        tags=_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    # The page has its own h1 and h2; headings from a notebook go below them.
    cleaned = re.sub(r"<(/?)h([1-6])>", lambda m: f"<{m[1]}h{min(6, int(m[2]) + 2)}>", cleaned)
    # Browsers ignore an image without a source, but not its place.
    cleaned = re.sub(r"<img(?![^>]* src=)[^>]*>", "<em>[image that is not shown]</em>", cleaned)
    return Markup(_with_formulas(visible(cleaned)))  # noqa: S704


_FORMULA = re.compile(r'<code class="math(?P<display> display)?">(?P<tex>[^<]*)</code>')


def _with_formulas(page: str) -> str:
    """`page` with MathML for the TeX that Markdown left as code, as far as it can be drawn."""
    left = MAX_TEX

    def drawn(found: re.Match[str]) -> str:
        nonlocal left
        tex = unescape(found["tex"])
        left -= len(tex)
        formula = from_tex(tex, display=found["display"] is not None) if left >= 0 else None
        return formula or found.group()

    return _FORMULA.sub(drawn, page)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value that an attribute may keep, or None."""
    if tag == "img" and name == "src":
        found = re.match(r"data:(image/[a-z]+);base64,", value)
        return image(found.group(1), value[found.end() :]) if found else None
    if tag == "code" and name == "class":
        return value if value in ("math", "math display") else None
    if name == "href" and not re.match(r"(https?://|mailto:)", value, re.IGNORECASE):
        return None
    return value


def image(kind: str, data: Any) -> str | None:
    """A `data:` URL for an image of MIME type `kind`, or None if `data` is not one.

    Args:
        data: base64 text (PNG, JPEG, GIF), or the source text of an SVG.
    """
    if not isinstance(data, str) or len(data) > MAX_IMAGE_BYTES * 4 // 3:
        return None
    if kind == "image/svg+xml":
        # An <img> runs no script and loads nothing; entity bombs would still cost the reader time.
        if "<svg" not in data or "<!ENTITY" in data.upper():
            return None
        encoded = base64.b64encode(data.encode("utf-8", "replace")).decode("ascii")
        return f"data:image/svg+xml;base64,{encoded}"
    if kind not in _SIGNATURES:
        return None
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if not raw.startswith(_SIGNATURES[kind]):
        return None
    if kind == "image/png":
        width, height = (int.from_bytes(raw[start : start + 4]) for start in (16, 20))
        if not 0 < width * height <= MAX_IMAGE_PIXELS:
            return None
    return f"data:{kind};base64,{base64.b64encode(raw).decode('ascii')}"


class _Renderer(IPythonRenderer):  # type: ignore[misc]
    """Markdown to HTML: TeX as code (`html` draws it), attachments as images, no highlighting."""

    def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
        name = url.removeprefix("attachment:")
        bundle = self.attachments.get(name, {}) if name != url else {}
        if isinstance(bundle, dict):
            for kind, data in bundle.items():
                if kind == "image/svg+xml" or (source := image(kind, data)) is None:
                    continue
                return f'<img src="{source}" alt="{escape(text)}">'
        return f"<em>[image: {escape(text or url)}]</em>"

    def block_code(self, code: str, info: str | None = None) -> str:  # noqa: ARG002
        return f"<pre><code>{escape(code)}</code></pre>"

    def block_math(self, body: str) -> str:
        return f'<code class="math display">{escape(body.strip())}</code>'

    def inline_math(self, body: str) -> str:
        return f'<code class="math">{escape(body)}</code>'

    def latex_environment(self, name: str, body: str) -> str:
        tex = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return f'<code class="math display">{escape(tex)}</code>'


def markdown(source: str, attachments: dict[str, Any] | None = None) -> Markup:
    """Markdown with mathematics, made inert."""
    if not attachments:
        return _markdown(source)
    return _render_markdown(source, attachments)


@lru_cache(maxsize=2000)
def _markdown(source: str) -> Markup:
    # The instructor's cells are the same in every student's notebook.
    return _render_markdown(source, {})


def _render_markdown(source: str, attachments: dict[str, Any]) -> Markup:
    text = shorten_markup(source)
    renderer = _Renderer(escape=False, exclude_anchor_links=True, attachments=attachments)
    try:
        rendered = MarkdownWithMath(renderer).render(text)
    except RecursionError:
        return Markup("<pre>{}</pre>").format(plain(source))
    return html(rendered)


def shorten_markup(source: str) -> str:
    """At most `MAX_CHARACTERS` of Markdown: parsers take long over nested marks."""
    if len(source) <= MAX_CHARACTERS:
        return source
    left_out = f"\n\n*… {len(source) - MAX_CHARACTERS:,} characters left out …*"
    return source[:MAX_CHARACTERS] + left_out


def latex(source: str) -> Markup:
    """A LaTeX output, drawn, or as TeX source."""
    tex = source.strip("$ \n")
    as_code = Markup('<code class="math display">{}</code>').format(plain(tex))
    return from_tex(tex, display=True) or as_code


@lru_cache(maxsize=2000)
def code(source: str) -> Markup:
    """Python source with highlighting."""
    highlighted = Highlight2HTML(pygments_lexer="ipython3")(visible(shorten(source)))
    return Markup(highlighted)  # noqa: S704  # Pygments escapes
