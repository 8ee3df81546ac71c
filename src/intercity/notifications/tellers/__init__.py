"""What this room itself tells: answers, mentions, and what somebody follows."""
