"""Backup and restore of everything that the application stores."""
