"""Plan, work on one unit, run on processes, checkpoint."""
