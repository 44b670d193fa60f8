module example.org/refused/lib

go 1.21
