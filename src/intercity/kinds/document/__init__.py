"""Documents that cities write together, and guidance by partners."""
