"""What a run gives back: frozen results, named quantities, the store and tidy tables."""
