"""Every figure of the README is printed by a command here: `python -m benchmarks NAME [--json]`."""
