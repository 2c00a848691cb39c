"""What all servers share: where they listen, who may ask, and how long a client may take."""
