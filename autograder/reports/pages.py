"""The frame of every page: templates, the style sheet inlined, and a policy that runs nothing."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.reports import wording


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("autograder.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = wording.points
    environment.filters["moment"] = wording.moment
    environment.filters["plural"] = wording.plural
    environment.filters["code"] = wording.code
    environment.filters["sentence"] = wording.sentence
    environment.filters["without_points"] = wording.without_points
    environment.globals["signs"] = wording.SIGNS
    return environment


@cache
def stylesheet() -> str:
    """The one style sheet of all pages."""
    return files("autograder.reports").joinpath("static/report.css").read_text(encoding="utf-8")


@cache
def content_security_policy() -> str:
    """The pages' policy: this style sheet and embedded images, and nothing else at all.

    A page served over HTTP should carry it as a header, too.
    """
    digest = hashlib.sha256(stylesheet().encode("utf-8")).digest()
    style = f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
    return (
        f"default-src 'none'; img-src data:; style-src {style}; base-uri 'none'; form-action 'none'"
    )


def render(template: str, **values: Any) -> str:
    """A whole page, self-contained."""
    page = _environment().get_template(template)
    return page.render(
        # The style sheet is ours; escaping would change its quotes, and so its hash.
        stylesheet=Markup(stylesheet()),  # noqa: S704
        policy=content_security_policy(),
        **values,
    )
