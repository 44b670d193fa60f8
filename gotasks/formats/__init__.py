"""Pure: a report in other forms."""
