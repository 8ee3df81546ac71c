"""What `intercity doctor` looks at. Each check gives findings and never raises."""
