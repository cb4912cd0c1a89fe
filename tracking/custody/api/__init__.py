"""Custody for programs: scans, hand-overs, items, receipts."""
