"""Reading the service of enterprises: each selector asks whose the enterprise is before it tells anything of it."""
