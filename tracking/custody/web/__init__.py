"""Pages of custody: hand-overs, counting, scanning, items, the tray, and whether a receipt is genuine."""
