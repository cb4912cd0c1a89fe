"""Who may: offices, mandates, dossiers."""
