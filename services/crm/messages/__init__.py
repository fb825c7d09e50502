"""What the service says and hears: public events, the CRM's messages, news of tickets."""
