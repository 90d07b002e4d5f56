"""What the programme does when something happens to stays and files."""
