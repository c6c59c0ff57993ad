package client

func Get() string { return "" }
