gotasks=
