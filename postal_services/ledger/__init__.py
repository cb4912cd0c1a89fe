"""The only writer of what happened: lines, chains, seals, the feed."""
