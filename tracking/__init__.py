"""Where is it: custody, the citizen's view, the rollout."""
