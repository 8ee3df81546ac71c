"""One folder per kind of post, each a complete slice."""
