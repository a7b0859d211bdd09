"""Plans: exit (dynamic flow and vehicles), aid and siting."""
