"""Stations, grants, tasks of the IP pilot park, awards."""
