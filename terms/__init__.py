"""Words all rooms share: frozen values and errors, standard library only.

What lives here: the values that pass through the doors between rooms (notices, reports, licences, column
declarations, artifact references, release manifests), identifiers, the error tree, fault points.
What does not: reading, computing, storing, serving; anything that needs a package beyond the standard library.
"""
