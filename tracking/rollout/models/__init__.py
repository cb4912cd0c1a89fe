"""What a directive asks of whom, by when, and by which rules it is judged."""

from .directives import Ask, Directive, Measure, Rule, Target

__all__ = ["Ask", "Directive", "Measure", "Rule", "Target"]
