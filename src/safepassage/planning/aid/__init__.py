"""Aid: standards, stores, roads, allocation, vehicle routes."""
