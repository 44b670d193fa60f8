from gotasks.for_invoke import collection
ns = collection()
