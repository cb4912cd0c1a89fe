"""How people see the house: base page, components, static files."""
