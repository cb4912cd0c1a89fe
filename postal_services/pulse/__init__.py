"""Whether the house is alive: heartbeats of periodic work, the health page and the figures for monitoring."""
