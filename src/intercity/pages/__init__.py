"""Pages that join rooms: the network's home, an organisation with what it published, help, health."""
