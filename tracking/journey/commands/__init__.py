"""What is written down about journeys: calls that the hotline took, and how satisfied citizens were."""
