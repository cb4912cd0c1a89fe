"""Items, hand-overs, scans, proof and receipts."""
