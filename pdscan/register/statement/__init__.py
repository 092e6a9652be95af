"""Privacy statements as organisations publish them, and how a register is read from one."""
