"""Settings, addresses and the front: the only room that reads the environment."""
