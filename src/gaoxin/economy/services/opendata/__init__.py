"""Acts of 开放数据 open data."""
