"""What backups are called: by when they were made."""

from collections import Counter

from crm_core.backup_files import Backup
from pages.parts import words


def when(backup: Backup) -> str:
    """The day and the minute."""
    return f"{words.day(backup.made_at)} {backup.made_at:%H:%M}"


def names(found: list[Backup]) -> dict[int, str]:
    """By number, each name once, because a choice is told by it: where a minute has several, with the number."""
    minutes = Counter(each.made_at for each in found)
    return {
        each.number: when(each) if minutes[each.made_at] == 1 else f"{when(each)} ({each.number})" for each in found
    }
