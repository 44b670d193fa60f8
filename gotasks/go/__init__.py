"""Pure: what each task means, one file a task; catalog.py is the table of them."""
