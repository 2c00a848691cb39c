"""Every file that papersearch writes, replaces or deletes goes through here."""
