"""Commands of the rollout room."""
