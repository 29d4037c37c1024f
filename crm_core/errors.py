"""Errors that a user can cause; each speaks in a template that the catalogues translate."""

from collections.abc import Callable
from typing import Any


class UserError(Exception):
    """Something the user can mend. `template` is the English sentence (a gettext msgid) with named places."""

    def __init__(self, template: str, **values: Any) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def say(self, translate: Callable[[str], str]) -> str:
        """The sentence in the user's language."""
        return translate(self.template).format(**self.values)

    def __str__(self) -> str:
        return self.template.format(**self.values)


class Question(UserError):
    """The file can be read in more than one way; the page asks, the command line names the option that answers.

    `option` is the command line's option (such as "--date-order"), `choices` are its possible values.
    """

    def __init__(self, template: str, option: str, choices: tuple[str, ...], **values: Any) -> None:
        super().__init__(template, **values)
        self.option = option
        self.choices = choices
