"""What came of an event: the question asked, what each speaker brought, issues, takeaways, the recording."""
