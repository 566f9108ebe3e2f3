"""Reading agreements with universities and the transfer platform."""
