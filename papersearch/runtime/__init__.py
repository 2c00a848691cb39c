"""What has to do with processes and threads, not with papers."""
