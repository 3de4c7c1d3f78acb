"""The commands of `tolok`; a command's module is imported when the command is called."""
