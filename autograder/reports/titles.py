"""What pages call questions: no two of an assignment the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from autograder.gradebook.values import QuestionRow
from autograder.reports.wording import sentence, without_points


def distinct_titles(questions: Iterable[QuestionRow]) -> dict[tuple[str, str], str]:
    """The title of each of `questions` by notebook and id, without its points.

    Answers below one heading, which a person grades, share it: they get their ids, too.
    """
    titles = {
        (question.notebook, question.grade_id): sentence(without_points(question.title))
        for question in questions
    }
    shared = Counter((notebook, title) for (notebook, _), title in titles.items())
    return {
        (notebook, name): f"{title} ({name})" if shared[notebook, title] > 1 else title
        for (notebook, name), title in titles.items()
    }
