"""Why rows do not hold yet: in each of them go test, or go build, answers from its own cache."""

EARLY = "Go records what a test reads from M.Run on, and nothing before"
CHILDREN = "Go does not record what a child process reads, and only imports that the tree names are looked for"
LINK = "Go does not record os.Readlink"
BRACKETS = "an import of C in brackets is not seen"
VARIABLES = "Go records os.Getenv and os.LookupEnv, and no other way to the environment"
HEADERS = "Go does not look at headers outside of the package's folder"
COMPILER = "Go knows a C compiler by its path and by what it says of its version"
