"""From the file of a cohort, whatever its format, to cells, and from cells to facts' values."""
