"""Characters that nobody sees, or that turn a text around: written out wherever a person reads it."""

from __future__ import annotations

import re

# Control characters but tab and line ends; soft hyphens, zero-width and joining characters; line separators; marks that
# set or turn the direction of writing (a file's name “exe.<U+202E>fdp” reads exe.pdf); tags. Not U+202F, which French
# sets before its colons, nor the selectors of emoji, which only dress the character before them.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_ENDS = re.compile(r"[\t\r\n]+")


def visible(text: str) -> str:
    """The text with [U+202E] in place of a character that cannot be seen."""
    return UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text) if UNSEEN.search(text) else text


def one_line(text: str) -> str:
    """`visible`, on one line: so that no name of a file writes a line of a log."""
    return visible(_LINE_ENDS.sub(" ", text))


def seen(text: str) -> str:
    """The text without what cannot be seen."""
    return UNSEEN.sub("", text)
