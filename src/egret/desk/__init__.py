"""Door: the staff's workbench, the worklist and the case file."""
