"""The services of Loopdesk, each independent of the others, and what stands above them."""
