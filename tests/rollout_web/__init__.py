"""Public pages of the rollout."""
