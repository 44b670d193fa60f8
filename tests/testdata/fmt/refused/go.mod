module example.org/refused

go 1.25

ignore ./web
