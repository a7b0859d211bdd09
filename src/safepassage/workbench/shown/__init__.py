"""What the page gets to see: plain values for JSON, one module each."""
