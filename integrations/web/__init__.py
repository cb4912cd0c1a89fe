"""The pages ``/doi-tac/``: partners, where they listen, what was sent to them."""
