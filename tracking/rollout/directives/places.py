"""Where the keys of a TOML file stand: the parser of the standard library does not keep their lines."""

import re

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w-]+)\s*=")
_QUOTES = re.compile(r'"""|\'\'\'')


class Lines:
    """The line of each key of a file, by its place: ``ask[2].rules[0].kind``."""

    def __init__(self, text: str) -> None:
        self._found: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        within, is_text = "", False
        for number, line in enumerate(text.splitlines(), start=1):
            if not is_text:
                if header := _HEADER.match(line):
                    within = self._enter(header[2], is_row=header[1] == "[[")
                    self._found.setdefault(within, number)
                elif key := _KEY.match(line):
                    self._found.setdefault(f"{within}.{key[1]}" if within else key[1], number)
            if len(_QUOTES.findall(line)) % 2:
                is_text = not is_text

    def of(self, where: str) -> int:
        """The line on which ``where`` stands, or the nearest table around it; 0 where there is none."""
        while where:
            if where in self._found:
                return self._found[where]
            where = where.rpartition(".")[0]
        return 0

    def _enter(self, name: str, *, is_row: bool) -> str:
        """The place of a table: each part that is a row of tables bears the number of its last row."""
        place = ""
        parts = name.split(".")
        for depth, part in enumerate(parts, start=1):
            plain = f"{place}.{part}" if place else part
            if depth == len(parts) and is_row:
                self._counts[plain] = self._counts.get(plain, -1) + 1
            place = f"{plain}[{self._counts[plain]}]" if plain in self._counts else plain
        return place
