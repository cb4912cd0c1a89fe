"""Commands of the document room for the operator."""
