"""The clerk's room: calling, the SOP's steps, the counter's pages."""
