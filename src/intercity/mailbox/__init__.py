"""Mail that comes in: answers and news from people who stay in their mail program."""
