"""The topics, read again from their beginning into a schema beside the live one."""
