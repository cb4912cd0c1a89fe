"""How dossier codes stand in addresses."""


class DossierCode:
    """A code of either form; words such as ``moi`` are none."""

    regex = r"[0-9A-Za-z.]+-[0-9]{6}-[0-9]{4,5}"

    def to_python(self, value: str) -> str:
        """Codes are written in capitals."""
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
