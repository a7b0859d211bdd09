"""Food: stocks, a pipeline, deliveries, and what people eat."""
