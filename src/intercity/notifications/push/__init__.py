"""Messages on the screens of people who asked for them (web push), where the extra `push` is installed."""
