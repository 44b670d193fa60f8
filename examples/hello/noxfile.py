from gotasks.for_nox import register
register()
