"""The partners' side, for development and tests: a real HTTP receiver with faults on demand."""
