"""Plans and answers: exits, needs, food, aid, sites, clearance, risk."""
