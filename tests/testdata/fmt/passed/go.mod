module example.org/passed

go 1.25

ignore ./web
