"""What commands answer: two sentences, a table, and what else has to be said."""
