"""What organisations did with the practices of others, and whether what stands is still so."""
