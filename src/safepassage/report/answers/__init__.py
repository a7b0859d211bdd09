"""What commands and the workbench answer: two sentences, a table, and what else has to be said."""
