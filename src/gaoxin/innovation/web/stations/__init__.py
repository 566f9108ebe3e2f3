"""Pages of stations, tasks of the IP pilot park, and awards."""
