"""What the ledger adds up to: facts of each case and figures by day, counted again whenever asked."""
