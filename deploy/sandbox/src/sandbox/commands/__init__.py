"""What the commands of `tolok` do; each is imported only when it is called."""
