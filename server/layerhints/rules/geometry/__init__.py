"""Shape arithmetic that libraries share: no formula stands twice."""
