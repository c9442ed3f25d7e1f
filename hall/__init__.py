"""What all rooms of the service hall share: rules, records, actions, paper, news and HTTP."""
