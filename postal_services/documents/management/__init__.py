"""Commands of the document room."""
