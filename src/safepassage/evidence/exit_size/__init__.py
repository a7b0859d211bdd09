"""How many may leave in an agreed exit, for how long, and with what stops: for readiness."""
