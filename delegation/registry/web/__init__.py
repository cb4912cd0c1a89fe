"""The registry on the screen."""
