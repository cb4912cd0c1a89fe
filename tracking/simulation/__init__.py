"""Days that never were, through the real commands: the rollout of 2019, waves of dossiers, a day to show."""
