"""Reading stations, grants, tasks of the IP pilot park and awards."""
