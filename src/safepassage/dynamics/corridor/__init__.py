"""Corridors: agreed exits, by windows and throughput or by planned departures."""
