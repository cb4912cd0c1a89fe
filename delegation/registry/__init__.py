"""Units, offices, posts, procedures, tariff and the working calendar."""
