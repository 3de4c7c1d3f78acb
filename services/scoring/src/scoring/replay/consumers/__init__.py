"""Read the topics again from their beginning, into a schema beside the live one."""
