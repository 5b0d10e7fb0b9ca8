"""The gradebook: students, attempts, runs, results, and what people added to them."""
