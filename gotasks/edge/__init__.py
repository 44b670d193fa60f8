"""The only code that touches the world: processes, git, files, the terminal."""
