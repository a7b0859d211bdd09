"""When a negotiated exit may be agreed: readiness of buses and beds, not a lever."""
