module example.org/secrets

go 1.21
