"""What people need at each site: shelter, water, toilets, food, items and money."""
