"""Armed groups: they merge, ally, split and clash."""
