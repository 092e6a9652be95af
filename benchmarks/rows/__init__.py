"""One module for each comparison: `rows(plan)` makes the data, measures both sides, and gives the rows of the table."""
