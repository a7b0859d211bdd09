"""Evacuation over a road network: people by road, without vehicles."""
