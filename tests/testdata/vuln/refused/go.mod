module example.org/refused

go 1.21
