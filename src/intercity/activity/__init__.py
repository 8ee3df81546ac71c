"""Activity: one row per act, written in the act's own transaction, and the tailer that follows the rows."""
