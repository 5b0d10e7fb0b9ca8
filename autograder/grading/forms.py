"""How learning-management systems name what they give as a download: whose it is, and of when.

A student chooses the end of such a name, never its beginning, so that every form is looked for from
the left.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from autograder.errors import SubmissionError, UsageError
from autograder.grading.downloads import Item

METADATA: Final = "submission_metadata.yml"
"""Gradescope's file about the submissions of an export."""
_MAX_METADATA: Final = 1 << 26
_MAX_TEXT: Final = 1 << 20
_MAX_LINE: Final = 500


@dataclass(frozen=True, kw_only=True)
class Named:
    """What the name of a file in a download tells.

    `person` is the name of the student there, and `identity` what tells two of one name apart;
    `file` is the student's own name of the file, and empty where it is none of the student's.
    """

    system: str
    person: str = ""
    identity: str = ""
    file: str = ""
    is_login: bool = False
    """Whether `person` is plainly a login."""
    others: tuple[str, ...] = ()
    """Other names of the same person: a full name, an address."""
    moment: datetime | None = None
    """When it was handed in; without a zone where the name tells none."""
    attempt: str = ""
    """What tells attempts of one person in one download apart."""
    late: bool | None = None
    """Whether the system calls it late; None if it does not say."""


_PATTERNS: Final = {
    # mod/assign/classes/downloader.php: in folders, or before Moodle 3.1 flat.
    "Moodle": re.compile(
        r"(?P<person>[^/]+?)_(?P<id>\d+)_assignsubmission_[a-z]+(_?/(.+/)?|_)(?P<file>[^/]+)"
    ),
    # The word is in the language of the course.
    "Blackboard": re.compile(
        r"(?P<head>[^/]+?)_[^\W\d_]+_(?P<time>\d{4}(-\d\d){5})(_(?P<file>[^/]+)|\.txt)"
    ),
    "Brightspace": re.compile(
        r"(?P<id>\d+-\d+) - (?P<person>[^/]+?) - (?P<time>[^/]+?)(/(.+/)?| - )(?P<file>[^/]+)"
    ),
    "Gradescope": re.compile(r"(?P<id>submission_\d+)/(.+/)?(?P<file>[^/]+)"),
    # lib/content_zipper.rb: last and first name in one word, "LATE", the numbers of the student
    # and of the file. Anonymous ones have a code; texts and links have no file.
    "Canvas": re.compile(
        r"((?P<hidden>(LATE_)?anon_[A-Za-z0-9]+)|(?P<person>\w+?)(?P<late>_LATE)?_(?P<id>\d+))"
        r"_(\d+_(?P<file>[^/]+)|(?P<text>(text|link)\.html))"
    ),
}
SYSTEMS: Final = tuple(_PATTERNS)

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_BRIGHTSPACE_TIME: Final = re.compile(
    r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}), (?P<year>\d{4}) "
    r"(?P<hour>\d{1,2}):?(?P<minute>\d\d) (?P<half>[AP])M"
)
_BLACKBOARD_NAME: Final = re.compile(r"\s*Name: (?P<name>.+) \((?P<login>[^()\s]+)\)\s*$")
_NUMBERS: Final = re.compile(r"\d+")


def recognise(items: Sequence[Item]) -> list[tuple[Item, Named | None]]:
    """What the names of the files of one download tell; None where they tell nothing.

    The system is the one whose form most of them have: a student who imitates another one's form
    has a name in the true form all the same.
    """
    inside = _without_wrapper(items)
    found = {
        system: {item: m for item, name in inside if (m := pattern.fullmatch(name))}
        for system, pattern in _PATTERNS.items()
    }
    system = max(found, key=lambda name: len(found[name]))
    matches = found[system]
    if not matches:
        return [(item, None) for item in items]
    if system == "Gradescope":
        return _gradescope(inside, matches)
    who = _blackboard_names(matches) if system == "Blackboard" else {}
    own = Named(system=system)
    return [
        (item, _named(system, matches[item], who) if item in matches else own)
        if item in matches or name == "index.html"
        else (item, None)
        for item, name in inside
    ]


def recognise_by(
    pattern: re.Pattern[str], items: Sequence[Item]
) -> list[tuple[Item, Named | None]]:
    """What the names tell by a regular expression with groups, as for nbgrader's collection."""
    return [(item, _by_pattern(pattern, item)) for item in items]


def compiled(text: str) -> re.Pattern[str]:
    """The regular expression of `--pattern`.

    Raises:
        UsageError: it is none, or a group is missing.
    """
    try:
        pattern = re.compile(text)
    except re.error as problem:
        raise UsageError(f"--pattern: no regular expression: {problem}") from None
    if missing := {"student_id", "file_id"} - pattern.groupindex.keys():
        hint = r"E.g.: '(?P<student_id>\w+)/(?P<file_id>\w+)\.ipynb'"
        raise UsageError(f"--pattern: no group {', '.join(sorted(missing))}", hint=hint)
    return pattern


def has_known_form(name: str) -> bool:
    """Whether a file or folder is named as in a download.

    >>> has_known_form("doejane_LATE_12345_678901_softmax.ipynb"), has_known_form("ada.ipynb")
    (True, False)
    >>> has_known_form("Jane Doe_4711_assignsubmission_file_")
    True
    """
    return any(
        pattern.fullmatch(text)
        for pattern in _PATTERNS.values()
        for text in (name, f"{name}/x.ipynb")
    )


def _without_wrapper(items: Sequence[Item]) -> list[tuple[Item, str]]:
    """Paths without the folders around all of them, which are not those of a student."""
    depth = 0
    while True:
        tops = {item.parts[depth] for item in items if len(item.parts) > depth + 1}
        deep = all(len(item.parts) > depth + 1 for item in items)
        if not deep or len(tops) != 1:
            break
        (top,) = tops
        if has_known_form(top):
            break
        depth += 1
    return [(item, "/".join(item.parts[depth:])) for item in items]


def _named(system: str, match: re.Match[str], who: Mapping[str, tuple[str, str]]) -> Named:
    groups = match.groupdict()
    file = groups["file"] or ""
    if system == "Blackboard":
        # The name of the assignment may have underscores, and so may a login.
        name, login = who.get(match["head"], ("", match["head"].rpartition("_")[2]))
        return Named(
            system=system,
            person=login,
            identity=login,
            file=file,
            is_login=True,
            others=(name,) if name else (),
            moment=_moment(match["time"]),
            attempt=match["time"],
        )
    if system == "Canvas":
        hidden = groups["hidden"] or ""
        return Named(
            system=system,
            person=groups["person"] or hidden.removeprefix("LATE_"),
            identity=groups["id"] or hidden.removeprefix("LATE_"),
            file=file or groups["text"],
            late=groups["late"] is not None or hidden.startswith("LATE_"),
        )
    time = groups.get("time") or ""
    return Named(
        system=system,
        person=match["person"],
        identity=match["id"],
        file=file,
        moment=_brightspace_moment(time),
        attempt=time,
    )


def _blackboard_names(matches: Mapping[Item, re.Match[str]]) -> dict[str, tuple[str, str]]:
    """Full name and login by the beginning of the file's name, from the text beside each.

    The first line is the system's, and what the student wrote comes further down.
    """
    found = {}
    for item, match in matches.items():
        if match["file"] is not None:
            continue
        with contextlib.suppress(SubmissionError):
            first = item.read(_MAX_TEXT).decode("utf-8", "replace").partition("\n")[0]
            line = _BLACKBOARD_NAME.match(first[:_MAX_LINE])
            if line and match["head"].endswith(f"_{line['login']}"):
                found[match["head"]] = (line["name"], line["login"])
    return found


def _gradescope(
    inside: Sequence[tuple[Item, str]], matches: Mapping[Item, re.Match[str]]
) -> list[tuple[Item, Named | None]]:
    """A line for each of those who handed in together."""
    known: dict[str, list[Named]] = {}
    for item, name in inside:
        if name == METADATA:
            known = _read_metadata(item)
    found: list[tuple[Item, Named | None]] = []
    for item, name in inside:
        match = matches.get(item)
        if match is None:
            found.append((item, Named(system="Gradescope") if name == METADATA else None))
            continue
        folder = match["id"]
        nobody = Named(system="Gradescope", person=folder, identity=folder, attempt=folder)
        for person in known.get(folder) or [nobody]:
            found.append((item, replace(person, file=match["file"])))
    return found


def _read_metadata(item: Item) -> dict[str, list[Named]]:
    """Who handed in each folder of a Gradescope export, and when."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        document = yaml.load(item.read(_MAX_METADATA), Loader=loader)  # noqa: S506  # a safe one
    except (yaml.YAMLError, SubmissionError, ValueError, RecursionError) as problem:
        first = str(problem).partition("\n")[0]
        raise UsageError(f"{item.path}: cannot be read: {first}") from None
    if not isinstance(document, dict):
        raise UsageError(f"{item.path}: holds no submissions")
    return {
        str(folder): [_submitter(str(folder), entry, person) for person in _people(entry)]
        for folder, entry in document.items()
        if isinstance(entry, dict)
    }


def _people(entry: Mapping[Any, Any]) -> list[Mapping[Any, Any]]:
    people = entry.get(":submitters")
    return [p for p in people if isinstance(p, dict)] if isinstance(people, list) else []


def _submitter(folder: str, entry: Mapping[Any, Any], person: Mapping[Any, Any]) -> Named:
    name, number, address = (
        str(person.get(key) or "").strip() for key in (":name", ":sid", ":email")
    )
    known = [text for text in (number, address, name) if text]
    moment = entry.get(":created_at")
    return Named(
        system="Gradescope",
        person=name or number or address or folder,
        identity=number or address or folder,
        others=tuple(known),
        moment=moment if isinstance(moment, datetime) else None,
        attempt=folder,
    )


def _by_pattern(pattern: re.Pattern[str], item: Item) -> Named | None:
    match = pattern.match(item.name)
    if match is None or not match["student_id"] or not match["file_id"]:
        return None
    groups = {name: text or "" for name, text in match.groupdict().items()}
    file = groups["file_id"].rpartition("/")[2]
    suffix = item.parts[-1].rpartition(".")[2]
    if not file.lower().endswith(f".{suffix.lower()}"):
        file = f"{file}.{suffix}"
    full = f"{groups.get('first_name', '')} {groups.get('last_name', '')}".strip()
    time = groups.get("timestamp", "")
    return Named(
        system="pattern",
        person=groups["student_id"],
        identity=groups["student_id"],
        file=file,
        is_login=True,
        others=tuple(filter(None, (groups.get("email", ""), full))),
        moment=_moment(time),
        attempt=time,
    )


def _moment(text: str) -> datetime | None:
    """A time as people and programs write it: year, month, day, hour, minute, perhaps second.

    >>> str(_moment("2026-10-01-23-59-58")), str(_moment("20261001T2359"))
    ('2026-10-01 23:59:58', '2026-10-01 23:59:00')
    >>> str(_moment("2026-10-01T23:59:58Z")), _moment("2026-10-01")
    ('2026-10-01 23:59:58+00:00', None)
    """
    numbers = _NUMBERS.findall(text)
    try:
        if len(numbers) in (5, 6) and re.fullmatch(r"[\d\W_]+T?[\d\W_]+", text):
            year, month, day, hour, minute, second = [*map(int, numbers), 0][:6]
            # The name tells no zone.
            return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return moment if len("".join(numbers)) > len("20261001") else None


def _brightspace_moment(text: str) -> datetime | None:
    """Brightspace's time, as far as it is English.

    >>> str(_brightspace_moment("Oct 1, 2026 1159 PM"))
    '2026-10-01 23:59:00'
    >>> str(_brightspace_moment("Feb 11, 2026 205 AM"))
    '2026-02-11 02:05:00'
    """
    match = _BRIGHTSPACE_TIME.fullmatch(text)
    if match is None or match["month"][:3].lower() not in _MONTHS:
        return None
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    hour = int(match["hour"]) % 12 + (12 if match["half"] == "P" else 0)
    day = f"{match['year']}-{month:02}-{int(match['day']):02}"
    try:
        return datetime.fromisoformat(f"{day}T{hour:02}:{match['minute']}")
    except ValueError:
        return None


def in_utc(moment: datetime, zone: tzinfo | None) -> datetime | None:
    """`moment` in UTC; without a zone of its own it is in `zone` (None: this machine's).

    None at the ends of the calendar.
    """
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
