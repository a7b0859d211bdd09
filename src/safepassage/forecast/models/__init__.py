"""Ways of forecasting registrations: the product's own, and the rivals it is compared with."""
