"""What people read: the table, the figure and the page."""
