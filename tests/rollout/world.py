"""Notice 44 in the corner of Gia Lai that the tests build: the same file, for the units that are there."""

import re

from tracking.rollout.commands.load_directive import load_directive, shipped

CODE = "44-TB-UBND"
_EXPECT = re.compile(r"^expect = \d+\n", re.MULTILINE)


def notice(named: str = "633") -> str:
    """The notice's file without the numbers of units it expects; ``named`` is the district whose communes are late."""
    text = _EXPECT.sub("", shipped(CODE))
    text = text.replace('within = ["629", "638", "639"]', f'within = ["{named}"]')
    return text.replace('owners = ["UB-629", "UB-638", "UB-639"]', f'owners = ["UB-{named}"]')


def load_notice(named: str = "633") -> None:
    """Load the notice for the units that the tests have."""
    load_directive(notice(named))
