"""Making what a submission printed, drew or wrote inert.

Everything that comes from a submission goes through one of these functions; each returns
`Markup` that holds no script, no event handler, no style, no class or id of its own, and loads
nothing from anywhere. The pages' Content-Security-Policy stands behind them, in case one errs.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import unescape
from typing import Any, Final

import nh3
from markupsafe import Markup, escape
from nbconvert.filters import Highlight2HTML, ansi2html, strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.reports.mathematics import from_tex
from autograder.reports.wording import code as code_in

MAX_LINES: Final = 200
MAX_CHARACTERS: Final = 20_000
"""What is shown of one text output; the middle is left out."""
MAX_MARKUP: Final = 100_000
"""Characters of HTML or Markdown that are rendered; longer ones are shown as far as this."""
MAX_TEX: Final = 10_000
"""Characters of formulas that are drawn in one cell or output; the rest stays TeX."""
MAX_IMAGE_BYTES: Final = 4 << 20
MAX_ATTACHMENT_BYTES: Final = 8 << 20
"""Base64 of the attachments that are drawn in one cell, each as often as it is referred to."""
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


_ATTACHMENT: Final = "attachment:"
_REFERENCE: Final = re.compile(
    r'<img(?P<before>[^<>]*?) src="attachment:(?P<name>[^"]*)"(?P<after>[^<>]*)>'
)
_ALT: Final = re.compile(r' alt="([^"]*)"')
_FOREIGN: Final = ("%%html", "%%ruby")
_OPENERS: Final = (r"\\[", r"\\(", r"\begin{")
_MAX_OPENERS: Final = 300
"""Of formulas: for each one without an end, the parser reads the rest of the text."""
MAX_NESTING: Final = 256
"""Elements in elements; the time of cleaning grows with depth times length."""
MAX_LINE: Final = 500
MAX_FOREIGN: Final = 5_000
"""Characters of a line, and of a cell in HTML or Ruby, that are highlighted: Pygments' patterns
take a time that grows with the square of these."""


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


def phrase(text: str) -> Markup:
    """`plain` text with code between backticks, as authors write it in titles and hints."""
    return code_in(plain(text))


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
    if nested_deeply(source[:MAX_MARKUP]):
        return Markup("<pre>{}</pre>").format(plain(source))
    return _cleaned(source, _attribute)


def _cleaned(source: str, attribute: Callable[[str, str, str], str | None]) -> Markup:
    cleaned = nh3.clean(
        source[:MAX_MARKUP],
        tags=_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "data", _ATTACHMENT.rstrip(":")},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    # The page has its own h1 and h2; headings from a notebook go below them.
    cleaned = re.sub(r"<(/?)h([1-6])>", lambda m: f"<{m[1]}h{min(6, int(m[2]) + 2)}>", cleaned)
    # Browsers ignore an image without a source, but not its place.
    cleaned = re.sub(_NO_SOURCE, "<em>[image that is not shown]</em>", cleaned)
    return Markup(_with_formulas(visible(cleaned)))  # noqa: S704


_NO_SOURCE = re.compile(r'<img(?![^<>]* src="(?:data|attachment):)[^<>]*>')


def nested_deeply(source: str) -> bool:
    """Whether elements of `source` lie deeper than `MAX_NESTING`, as far as its tags tell."""
    depth = 0
    opened: Counter[str] = Counter()
    for closes, tag in _TAG.findall(source):
        name = tag.lower()
        if name in _FLAT:
            continue
        step = -1 if closes else 1
        if opened[name] + step >= 0:
            opened[name] += step
            depth += step
        if depth > MAX_NESTING:
            return True
    return False


_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_FLAT = frozenset(
    {
        *("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"),
        # These end where the next one begins.
        *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"),
    }
)
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
    """Markdown to HTML: TeX as code (`html` draws it), no highlighting.

    Images are left to `_Attachments`: their bytes are no matter for parsers.
    """

    def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
        if url.startswith(_ATTACHMENT) and url.removeprefix(_ATTACHMENT) in self.attachments:
            return f'<img src="{escape(url)}" alt="{escape(text)}">'
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


class _Attachments:
    """The attachments of one cell, set into Markdown that was cleaned with references in it."""

    def __init__(self, bundles: Mapping[str, Any], max_bytes: int) -> None:
        # Names come back from cleaning as pages show them.
        self._bundles = {visible(name): bundle for name, bundle in bundles.items()}
        self._left = max_bytes
        self._urls: dict[str, str | None] = {}

    def attribute(self, tag: str, name: str, value: str) -> str | None:
        """As `_attribute`; references stay."""
        if tag == "img" and name == "src" and value.startswith(_ATTACHMENT):
            return value if visible(value.removeprefix(_ATTACHMENT)) in self._bundles else None
        return _attribute(tag, name, value)

    def drawn(self, page: Markup) -> Markup:
        """`page` with images for references, as far as there is room."""
        return Markup(_REFERENCE.sub(self._image, page))  # noqa: S704

    def _image(self, found: re.Match[str]) -> str:
        name = unescape(found["name"])
        if name not in self._urls:
            self._urls[name] = self._url(self._bundles.get(name))
        url = self._urls[name]
        attributes = found["before"] + found["after"]
        if url is not None and len(url) <= self._left:
            self._left -= len(url)
            return f'<img src="{url}"{attributes}>'
        alt = _ALT.search(attributes)
        called = (alt and alt[1]) or found["name"]
        why = "" if url is None else " (left out: the images here are too large)"
        return f"<em>[image: {called}{why}]</em>"

    def _url(self, bundle: Any) -> str | None:
        for kind, data in bundle.items() if isinstance(bundle, dict) else ():
            if kind != "image/svg+xml" and (url := image(kind, data)) is not None:
                return url
        return None


def markdown(
    source: str,
    attachments: dict[str, Any] | None = None,
    max_bytes: int = MAX_ATTACHMENT_BYTES,
) -> Markup:
    """Markdown with mathematics, made inert.

    Args:
        attachments: of the cell, by name: data by MIME type.
        max_bytes: of base64 in the attachments that are drawn.
    """
    if not attachments:
        return _markdown(source)
    return _render_markdown(source, attachments, min(max_bytes, MAX_ATTACHMENT_BYTES))


@lru_cache(maxsize=500)
def _markdown(source: str) -> Markup:
    # The instructor's cells are the same in every student's notebook.
    return _render_markdown(source, {}, 0)


def _render_markdown(source: str, attachments: dict[str, Any], max_bytes: int) -> Markup:
    text = shorten_markup(source)
    if sum(map(text.count, _OPENERS)) > _MAX_OPENERS:
        return Markup("<pre>{}</pre>").format(plain(source))
    renderer = _Renderer(escape=False, exclude_anchor_links=True, attachments=attachments)
    try:
        rendered = MarkdownWithMath(renderer).render(text)
    except RecursionError:
        return Markup("<pre>{}</pre>").format(plain(source))
    if nested_deeply(rendered[:MAX_MARKUP]):
        return Markup("<pre>{}</pre>").format(plain(source))
    attached = _Attachments(attachments, max_bytes)
    return attached.drawn(_cleaned(rendered, attached.attribute))


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


@lru_cache(maxsize=500)
def code(source: str) -> Markup:
    """Python source with highlighting, unless its lines are very long."""
    text = visible(shorten(source))
    foreign = len(text) > MAX_FOREIGN and any(mark in text.lower() for mark in _FOREIGN)
    if foreign or max(map(len, text.split("\n"))) > MAX_LINE:
        return plain_code(source)
    highlighted = Highlight2HTML(pygments_lexer="ipython3")(text)
    return Markup(highlighted)  # noqa: S704  # Pygments escapes


def plain_code(source: str) -> Markup:
    """Source as it is, in the frame of `code`."""
    return Markup('<div class="highlight"><pre>{}\n</pre></div>').format(visible(shorten(source)))
