"""Commands of the rollout."""
