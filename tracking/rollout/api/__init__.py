"""The rollout for programs."""
